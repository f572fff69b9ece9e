"""The lane of what is rendered: how much at once, how many wait, and nothing made twice."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.iiif.renders import Busy, Renders


class Maker:
    """Makes an image when it is let, and tells how many were made, and how many at once."""

    def __init__(self):
        self.go, self.lock = threading.Event(), threading.Lock()
        self.made = self.now = self.most = 0
        self.began = threading.Semaphore(0)

    def __call__(self):
        with self.lock:
            self.now, self.made = self.now + 1, self.made + 1
            self.most = max(self.most, self.now)
        self.began.release()
        assert self.go.wait(10)
        with self.lock:
            self.now -= 1
        return b"%d" % self.made


@pytest.fixture
def crowd():
    with ThreadPoolExecutor(20) as threads:
        yield threads


def test_no_more_are_rendered_at_once_than_may_be(crowd):
    """As many as processors; the others wait, and get theirs."""
    renders, maker = Renders(2, 8), Maker()
    waiting = [crowd.submit(renders.one, str(number), maker) for number in range(8)]
    for _ in range(2):
        assert maker.began.acquire(timeout=10)
    maker.go.set()

    assert len([one.result(10) for one in waiting]) == 8
    assert (maker.made, maker.most) == (8, 2)


def test_equal_requests_are_rendered_once(crowd):
    """One renders, the others wait for its bytes; whoever comes later renders anew."""
    renders, maker = Renders(2, 8), Maker()
    first = crowd.submit(renders.one, "a", maker)
    assert maker.began.acquire(timeout=10)
    others = [crowd.submit(renders.one, "a", maker) for _ in range(5)]
    maker.go.set()

    assert {one.result(10) for one in (first, *others)} <= {b"1", b"2"}
    assert maker.most == 1
    made = maker.made
    renders.one("a", maker)
    assert maker.made == made + 1


def test_beyond_the_queue_nobody_waits(crowd):
    """Those are told to come back at once, and there is room again afterwards."""
    renders, maker = Renders(1, 1), Maker()
    first = crowd.submit(renders.one, "a", maker)
    assert maker.began.acquire(timeout=10)
    second = crowd.submit(renders.one, "a", lambda: b"")
    while renders._places._value:  # until the second has come in
        threading.Event().wait(0.001)
    with pytest.raises(Busy):
        renders.one("b", lambda: b"")
    maker.go.set()

    assert first.result(10) == second.result(10) == b"1"
    assert renders.one("b", lambda: b"b") == b"b"


def test_a_failure_is_everybodys_and_is_not_remembered(crowd):
    """Who waits for an image that fails learns why, and the next one tries again."""
    renders, gate = Renders(1, 8), threading.Event()

    def fail():
        assert gate.wait(10)
        raise ValueError("damaged")

    waiting = [crowd.submit(renders.one, "a", fail) for _ in range(3)]
    gate.set()
    for one in waiting:
        with pytest.raises(ValueError, match="damaged"):
            one.result(10)
    assert renders.one("a", lambda: b"sound") == b"sound"

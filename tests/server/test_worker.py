"""What a process of ``fonds serve`` settles for itself before it answers."""

import platform
import subprocess
import sys

import pytest

# As long lists are made, in a thread: what was sent, what was taken of it, and the whole.
_BATCHES = """
import resource, threading
from server.worker import _keep_memory_together

def make_batch():
    sent = [b"%04d" % number * 500 for number in range(3000)]
    taken = [bytes(bytearray(one)) for one in sent]
    return b"".join(taken)

def count_faults():
    for _ in range(12):
        last = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        make_batch()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - last)

_keep_memory_together()
threading.Thread(target=count_faults).start()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told")
def test_a_list_is_made_in_the_memory_of_the_one_before():
    """Memory that goes back to the system costs as much as the list when it is fetched again."""
    done = subprocess.run(
        [sys.executable, "-c", _BATCHES], check=True, capture_output=True, text=True
    )

    assert int(done.stdout) < 100  # pages of 4 kB; the list has 4,500

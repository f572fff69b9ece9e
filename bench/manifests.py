"""How fast manifests and collections are given, beside a server that builds them on request.

    pip install --no-deps iiif-prezi3==3.1.1 && pip install pydantic requests
    python bench/manifests.py

The records have 1, 100 and 1,000 pages of two texts each, and a collection holds a thousand
records; both are asked for in version 2.1 too, which is made on reading. The peer builds the
manifest of 100 pages, without the texts, with iiif-prezi3; it runs under granian as Fonds does. It
is installed without its dependencies, for it wants an older Pillow than Fonds, and uses none here.
Rounds take turns, one client asks one process.
"""

import argparse
import importlib.util
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from archive import FOLDER, Place, empty_archive
from harvester import Client
from letters import letters
from measuring import header, keep, run
from servers import Server, Shape, fonds, prezi3

from schemas.check import check
from schemas.record import Image, Page, Record
from schemas.row import Row
from server.preparing import prepare

_PAGES = (1, 100, 1000)
_IN_COLLECTION = 1000
_WORDS = "The Soviet government has carefully considered the message of the Chinese government. "
_TEXT = {"ru": _WORDS * 12, "en": _WORDS * 12}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=2000)
    given = parser.parse_args()
    head = header()
    place = Place(_IN_COLLECTION, FOLDER / "manifests")
    shutil.rmtree(place.folder, ignore_errors=True)
    _fill(place)
    with ExitStack() as stack:
        ours = stack.enter_context(fonds(Shape(place, 100, 1)))
        targets = {f"manifest of {pages}": _target(pages) for pages in _PAGES}
        targets["collection of 1000"] = "/iiif/3/collection/many"
        targets |= {f"{name}, in 2.1": _in_2(target) for name, target in targets.items()}
        measured = [_latency(ours, name, target) for name, target in targets.items()]
        if importlib.util.find_spec("iiif_prezi3") is None:
            print("without iiif-prezi3: pip install --no-deps iiif-prezi3==3.1.1 pydantic requests")
        else:
            client = Client(ours.port, "identity")
            client.get(_target(100))
            path = place.folder / "manifest.json"
            path.write_bytes(client.body())
            peer = stack.enter_context(prezi3(path))
            measured.append(_against(ours, peer, given.rounds, given.requests))
    keep("manifests", head, measured)


def _target(pages: int) -> str:
    return f"/iiif/3/pages-{pages}/manifest"


def _in_2(target: str) -> str:
    return target.replace("/iiif/3/", "/iiif/2/")


def _fill(place: Place) -> None:
    archive = empty_archive(place)
    archive.store.put(prepare([_record(pages) for pages in _PAGES], archive))
    archive.store.put(prepare([*_many()], archive))
    archive.store.close()


def _record(pages: int) -> Record:
    (native,) = letters(1)
    checked = check(Row("bench", 1, native | {"id": f"pages-{pages}"})).record
    assert checked is not None
    return replace(checked, pages=tuple(_page(number, _TEXT) for number in range(1, pages + 1)))


def _many() -> Iterator[Record]:
    for native in letters(_IN_COLLECTION):
        checked = check(Row("bench", 1, native)).record
        assert checked is not None
        yield replace(checked, collections=("many",), pages=(_page(1, {}),))


def _page(number: int, text: dict[str, str]) -> Page:
    image = Image(f"{number:064x}", 2400, 3300)
    return Page(f"p{number}", str(number), f"{number}.tif", text, image=image)


def _latency(server: Server, name: str, target: str, rounds: int = 200) -> dict[str, object]:
    client, taken = Client(server.port, "identity"), []
    for _ in range(rounds):
        began = time.perf_counter()
        size = client.get(target)
        taken.append(time.perf_counter() - began)
    median = statistics.median(taken)
    print(f"{name}: {median * 1e3:.2f} ms at the median, {size:,} bytes")
    return {"what": name, "median_ms": median * 1e3, "bytes": size}


def _against(ours: Server, peer: Server, rounds: int, requests: int) -> dict[str, object]:
    ratios, rates = [], {ours.name: [], peer.name: []}
    for number in range(rounds + 1):
        fast = run(ours, [{"targets": [_target(100)] * requests}], requests)
        slow = run(peer, [{"targets": ["/"] * max(20, requests // 50)}], max(20, requests // 50))
        if number:
            ratios.append(fast.rate / slow.rate)
            rates[ours.name].append(fast.rate)
            rates[peer.name].append(slow.rate)
    middle = statistics.median(ratios)
    told = ", ".join(f"{name} {statistics.median(one):,.0f}/s" for name, one in rates.items())
    print(f"manifest of 100: {told}; {middle:.0f} ({min(ratios):.0f}–{max(ratios):.0f}) times")
    return {"what": "against iiif-prezi3", "ratios": ratios, "rates": rates}


if __name__ == "__main__":
    main()

"""How fast a whole archive is harvested: Fonds beside the server of the ``oaipmh`` library.

Both hold the same records in SQLite, both answer over HTTP from one process, and one client
follows their tokens in turn, round by round; the ratio of each round is what counts.

    python bench/list_records.py --records 20000 --rounds 5 --batch 100
"""

import argparse
import json
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)</resumptionToken>")
RECORD = re.compile(rb"<record>")
FONDS_PORT, PEER_PORT = 8471, 8472
BIN = Path(sys.executable).parent


def natives(count: int) -> Iterator[str]:
    """Yield *count* records in native form, of about 1.5 kB of Dublin Core each."""
    words = ("treaty", "protocol", "delegation", "missile", "station", "pact", "talks", "ministry")
    for number in range(count):
        title = f"Letter {number} on the {words[number % 8]} and the {words[number // 8 % 8]}"
        abstract = " ".join(words[(number + step) % 8] for step in range(60))
        yield (
            f'{{"id": "letter-{number:07}", "collections": ["letters:y{1950 + number % 20}"], '
            f'"metadata": {{"title": [{{"value": "{title}", "lang": "en"}}], '
            f'"creator": ["Office {number % 97}"], "date": ["{1950 + number % 20}-04-04"], '
            f'"description": ["{abstract}"], "type": ["Text"], "language": ["en"], '
            '"rights": ["http://rightsstatements.org/vocab/NoC-US/1.0/"]}}\n'
        )


@contextmanager
def process(arguments: list[str], environment: dict[str, str], address: str) -> Iterator[None]:
    """Run a server until it is no longer needed; it is ready when *address* answers."""
    with subprocess.Popen(
        arguments, env=os.environ | environment, stdout=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(address)
            yield
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    """Return when *address* answers."""
    for _ in range(300):
        try:
            urllib.request.urlopen(address).read()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} does not answer")


def harvest(base_url: str) -> tuple[int, float]:
    """Return how many records a full harvest of *base_url* gave, and its seconds."""
    began = time.perf_counter()
    count, asked = 0, "metadataPrefix=oai_dc"
    while asked:
        with urllib.request.urlopen(f"{base_url}?verb=ListRecords&{asked}") as response:
            page = response.read()
        count += len(RECORD.findall(page))
        token = TOKEN.search(page)
        asked = f"resumptionToken={quote(token[1].decode())}" if token else ""
    return count, time.perf_counter() - began


def fill_peer(folder: Path, count: int) -> Path:
    """Return a database of the peer with the same *count* records."""
    path = folder / "peer.db"
    with sqlite3.connect(path) as rows:
        rows.execute(
            "CREATE TABLE letters (id TEXT PRIMARY KEY, title, creator, date, description)"
        )
        for line in natives(count):
            native = json.loads(line)
            said = native["metadata"]
            values = (
                native["id"],
                said["title"][0]["value"],
                *(said[term][0] for term in ("creator", "date", "description")),
            )
            rows.execute("INSERT INTO letters VALUES (?, ?, ?, ?, ?)", values)
    return path


def fill_fonds(folder: Path, environment: dict[str, str], count: int) -> float:
    """Ingest *count* records into a new archive; return the records a second."""
    source = folder / "letters.jsonl"
    source.write_text("".join(natives(count)), encoding="utf-8")
    everything = os.environ | environment
    subprocess.run([BIN / "fonds", "init"], env=everything, check=True, stdout=subprocess.DEVNULL)
    began = time.perf_counter()
    subprocess.run(
        [BIN / "fonds", "ingest", source], env=everything, check=True, stdout=subprocess.DEVNULL
    )
    return count / (time.perf_counter() - began)


def main() -> None:
    """Fill both, harvest both in turn, print each round and the median ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batch", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        environment = {
            "FONDS_DATA_DIR": str(folder / "var"),
            "FONDS_BASE_URL": f"http://127.0.0.1:{FONDS_PORT}",
            "FONDS_OAI_BATCH_SIZE": str(given.batch),
        }
        print(f"ingest: {fill_fonds(folder, environment, given.records):,.0f} records/s")
        database = fill_peer(folder, given.records)
        fonds = f"http://127.0.0.1:{FONDS_PORT}/oai"
        peer = f"http://127.0.0.1:{PEER_PORT}/oai"
        serve = [str(BIN / "fonds"), "serve", "--port", str(FONDS_PORT), "--workers", "1"]
        stack.enter_context(process(serve, environment, f"{fonds}?verb=Identify"))
        script = Path(__file__).with_name("oaipmh_peer.py")
        other = [sys.executable, str(script), str(database), str(PEER_PORT), str(given.batch)]
        stack.enter_context(process(other, {}, f"{peer}?verb=Identify"))
        compare(fonds, peer, given.rounds)


def compare(fonds: str, peer: str, rounds: int) -> None:
    """Harvest both *rounds* times in turn and print what came out."""
    ratios = []
    for number in range(1, rounds + 1):
        ours, our_seconds = harvest(fonds)
        theirs, their_seconds = harvest(peer)
        if ours != theirs:
            raise SystemExit(f"{ours} records of Fonds, {theirs} of the peer")
        ratios.append(their_seconds / our_seconds)
        print(
            f"round {number}: Fonds {ours / our_seconds:,.0f} records/s, "
            f"oaipmh {theirs / their_seconds:,.0f}, ratio {ratios[-1]:.1f}"
        )
    print(f"median ratio: {statistics.median(ratios):.1f}")


if __name__ == "__main__":
    main()

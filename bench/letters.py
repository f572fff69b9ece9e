"""The records that every measurement is made on: letters of an archive that never was.

The same number always gives the same records. Each is about 1.7 kB of ``oai_dc`` in 16 to 22
elements, in one of 400 sets of two levels; two in a hundred are deleted.

    python bench/letters.py 3
"""

import json
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

DELETED_OF = 50  # one record of so many is deleted
_SEED = 1958
_FONDS, _SERIES = 20, 20

_PLACES = ("Moscow", "Beijing", "Washington", "Geneva", "Warsaw", "Ulaanbaatar", "Delhi", "Hanoi")
_OFFICES = ("Ministry of Foreign Affairs", "Embassy", "Delegation", "Committee of State Security")
_NAMES = ("Khrushchev, N. S.", "Zhou, Enlai", "Gromyko, A. A.", "Malenkov, G. M.", "Nehru, J.")
_SUBJECTS = (
    "Nuclear weapons--Testing",
    "Treaties & agreements",
    "Disarmament",
    "Foreign relations",
    "Economic assistance",
    "Military bases",
    "Diplomatic & consular service",
    "Boundary disputes",
)
_WORDS = (
    "the of and to in a that treaty protocol delegation missile station pact talks ministry "
    "prohibition testing atomic hydrogen weapons proposal conference ambassador memorandum "
    "government position question agreement negotiations reply draft note comrade chairman"
)
_RUSSIAN = "письмо о прекращении испытаний атомного и водородного оружия совет министров"


def letters(count: int) -> Iterator[dict[str, Any]]:
    """Yield *count* records in native form."""
    random = Random(_SEED)
    for number in range(count):
        yield {
            "id": record_id(number),
            "collections": [f"f{random.randrange(_FONDS):02}:s{random.randrange(_SERIES):02}"],
            "metadata": _metadata(number, random),
        }


def deleted(count: int) -> list[str]:
    """Return which of the first *count* records are deleted."""
    return [record_id(number) for number in range(DELETED_OF // 2, count, DELETED_OF)]


def record_id(number: int) -> str:
    """Return the id of a record."""
    return f"letter-{number:07}"


def _metadata(number: int, random: Random) -> dict[str, Any]:
    year = random.randrange(1945, 1992)
    day = f"{year}-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
    place, other = random.sample(_PLACES, 2)
    said = {
        "title": [
            {"value": f"Letter {number} from {place} to {other} on {_text(_WORDS, 6, random)}"},
            {"value": f"{_text(_RUSSIAN, 5, random)} № {number}", "lang": "ru"},
        ],
        "creator": [random.choice(_NAMES), f"{place}. {random.choice(_OFFICES)}"],
        "subject": random.sample(_SUBJECTS, random.randrange(2, 6)),
        "description": [{"value": _text(_WORDS, random.randrange(35, 75), random), "lang": "en"}],
        "publisher": ["Archive of Letters & Sons"],
        "contributor": random.sample(_NAMES, random.randrange(2)),
        "date": [day],
        "type": ["Text"],
        "format": ["image/tiff", f"{random.randrange(1, 12)} leaves"],
        "identifier": [f"F. {number % 97}, op. 1, d. {number % 1009}, l. {number}"],
        "source": [f"Central archive, fonds {number % 97}, <series {number % 7}>"],
        "language": ["ru"],
        "coverage": [place],
        "rights": ["http://rightsstatements.org/vocab/NoC-US/1.0/"],
    }
    return {term: values for term, values in said.items() if values}


def _text(words: str, length: int, random: Random) -> str:
    return " ".join(random.choices(words.split(), k=length))


def write_lines(numbered: Iterator[dict[str, Any]]) -> Iterator[str]:
    """Yield records as lines of JSON Lines."""
    for native in numbered:
        yield json.dumps(native, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    sys.stdout.writelines(write_lines(letters(int(sys.argv[1]))))

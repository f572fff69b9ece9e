"""Documents, checked as they lie."""

import json

import pytest

from server.conformance.iiif.document import read
from server.conformance.iiif.recognise import SPECIFICATIONS, recognise
from server.conformance.iiif.rules import RULES
from server.conformance.iiif.sheet import Sheet


def check_bytes(body, kind=None):
    """Return what is found in the document *body*, by itself."""
    sheet = Sheet("https://archive.example/document", RULES)
    root = read(body, sheet)
    if root is not None:
        specification = SPECIFICATIONS[kind] if kind else recognise(root)
        assert specification is not None, "it is not recognised"
        specification.hold(root, sheet)
    return sheet.findings


@pytest.fixture(scope="session", name="findings_of")
def checker():
    """The function that checks a document, given as a value."""
    return lambda document, kind=None: check_bytes(json.dumps(document).encode(), kind)


@pytest.fixture(scope="session", name="findings_in")
def bytes_checker():
    """The function that checks a document, given as bytes."""
    return check_bytes

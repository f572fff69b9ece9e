"""What others publish: the cookbook of IIIF, and the samples of its validator.

These files are no part of the project; the tests run where they are.
"""

import json
from pathlib import Path

import pytest

from server.conformance.findings import Severity

FOLDER = Path(__file__).parents[5] / "shared" / "iiif"
COOKBOOK = sorted((FOLDER / "cookbook").glob("*.json"))
SAMPLES = sorted((FOLDER / "fixtures").glob("*/*.json"))

# Recipes as they are published today, and what is wrong with them.
FLAWED_RECIPES = {
    "0000_template__manifest": {"p3-id", "p3-items"},  # a form to fill in: no canvas yet
    "0229-behavior-ranges__manifest": {"p3-id"},  # a space at the end of the id
    "0464-reuse-manifest__manifest": {"p3-annotations-target", "p3-markup"},  # <span> left open
}
# Samples that are meant to be wrong, and one whose picture is painted on another canvas.
FLAWED_SAMPLES = {
    "accompanyingCanvas": {"p3-target"},
    "broken_choice": {"p3-canvas-size"},
    "broken_collection": {"p3-label"},
    "broken_embedded_annos": {"p3-not-allowed"},
    "broken_service": {"p3-service"},
    "broken_simple_image": {"p3-context", "p3-id", "p3-logo", "p3-seeAlso"},
    "collection_of_canvases": {"p3-items"},
    "non_cc_license": {"p3-rights"},
    "old_format_label": {"p3-items", "p3-label"},
    "rights_lang_issues": {
        "p3-canvas-size",
        "p3-label",
        "p3-metadata",
        "p3-painted-extent",
        "p3-rights",
    },
}
pytestmark = pytest.mark.needs(FOLDER)


def errors_in(path, findings_in):
    """The rules that must hold, and do not."""
    findings = findings_in(path.read_bytes())
    return {one.rule for one in findings if one.severity is Severity.ERROR}


@pytest.mark.parametrize("path", COOKBOOK, ids=lambda path: path.stem)
def test_a_recipe_of_the_cookbook_is_accepted(path, findings_in):
    """They show how things are done; where one has a flaw, it is exactly this."""
    assert errors_in(path, findings_in) == FLAWED_RECIPES.get(path.stem, set())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_of_the_validator_is_what_it_is_meant_to_be(path, findings_in):
    """Good ones are accepted, broken ones are not."""
    assert errors_in(path, findings_in) == FLAWED_SAMPLES.get(path.stem, set())


def test_the_cookbook_is_all_there():
    """A folder that went missing would prove nothing."""
    contexts = [str(json.loads(one.read_bytes())["@context"]) for one in COOKBOOK]

    assert sum("presentation/3" in one for one in contexts) == 110

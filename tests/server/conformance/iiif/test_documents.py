"""Documents that are as they should be: there is nothing to say."""

import iiif_documents as documents
import pytest

GOOD = (
    documents.manifest,
    documents.recording,
    documents.collection,
    documents.annotation_page,
    documents.annotation_collection,
    documents.manifest_2,
    documents.collection_2,
    documents.list_2,
    documents.info_3,
    documents.info_2,
    documents.results_2,
    documents.terms_2,
    documents.results_1,
    documents.terms_1,
    documents.changes,
    documents.changes_page,
)


@pytest.mark.parametrize("make", GOOD, ids=lambda make: make.__name__)
def test_a_document_as_it_should_be_has_no_finding(make, findings_of):
    """Not even a warning: it has what is advised, too."""
    assert [(one.rule, one.path, one.message) for one in findings_of(make())] == []

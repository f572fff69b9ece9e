"""JSON in files: manifests and collections of IIIF, and records over several lines."""

import json

import pytest
from manifesting import canvas, manifest, manifest_2, pair

from metadata import json_documents
from metadata.columns import UnknownTarget
from metadata.found import Header, ReadingOptions
from metadata.rows import read
from metadata.sources import SourceError, find_sources
from schemas.check import check
from schemas.problem import Severity

RECORD = {"id": "a", "metadata": {"title": ["A"]}}


def collection(*addresses, **changed):
    items = [{"id": one, "type": "Manifest", "label": {"none": ["M"]}} for one in addresses]
    return {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": "https://elsewhere.example/collection/all",
        "type": "Collection",
        "label": {"en": ["All"]},
        "items": items,
        **changed,
    }


def spread(document):
    """*document* over several lines, as people read it."""
    return json.dumps(document, indent=1, ensure_ascii=False)


def found_in(folder, **files):
    """What is found in *folder*, which has *files*: headers and rows."""
    for name, text in files.items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return [one for source in find_sources([str(folder)]) for one in read(source, ReadingOptions())]


def read_text(folder, text, **options):
    """The kind of the source that *text* is, and its rows."""
    path = folder / "source.json"
    path.write_text(text, encoding="utf-8", newline="")
    (source,) = find_sources([str(path)])
    header, *rows = read(source, ReadingOptions(**options))
    assert isinstance(header, Header)
    return header.kind.removeprefix(f"{path}: "), rows


def ids(rows):
    return [(row.native or {}).get("id") for row in rows]


def messages(rows):
    return [problem.message for row in rows for problem in row.problems]


BOOK = "elsewhere.example/iiif/book-1/manifest"


@pytest.mark.parametrize("document", [manifest(), manifest_2()], ids=["3.0", "2.1"])
@pytest.mark.parametrize("spell", [json.dumps, spread], ids=["one line", "several"])
def test_a_manifest_is_known_by_its_content(tmp_path, document, spell):
    """Whatever its lines, with a byte order mark or blanks before."""
    kind, rows = read_text(tmp_path, f"\ufeff\r\n  {spell(document)}\n\n")

    assert kind == "IIIF manifest"
    assert ids(rows) == [BOOK]
    assert not check(rows[0]).is_refused


def test_manifests_may_stand_one_a_line(tmp_path):
    """Whoever gathers many writes them so; records may stand between them."""
    other = manifest() | {"id": "https://elsewhere.example/2"}
    lines = [json.dumps(one) for one in (RECORD, manifest(), other)]

    assert ids(read_text(tmp_path, "\n".join(lines))[1]) == ["a", BOOK, "elsewhere.example/2"]


def test_a_record_may_be_written_over_several_lines(tmp_path):
    """So may several, in an array; each is told by the line on which it begins."""
    kind, rows = read_text(tmp_path, spread([RECORD, RECORD | {"id": "b"}]))

    assert (kind, ids(rows), [row.line for row in rows]) == ("JSON", ["a", "b"], [2, 10])
    assert ids(read_text(tmp_path, f"\n\n{spread(RECORD)}")[1]) == ["a"]
    assert read_text(tmp_path, " [\n]")[1] == []


def test_a_broken_first_line_does_not_swallow_the_others(tmp_path):
    """JSON Lines goes on after a line that was cut off."""
    _, rows = read_text(tmp_path, f'{{"id": "cut",\n{json.dumps(RECORD)}\n')

    assert ids(rows) == [None, "a"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{"id": "a",\n "label" "b"}', 2, "Expecting ':' delimiter at character 10"),
        ('{\n "id": "a"', 2, "Expecting ',' delimiter"),
        ('{\n "id": "a"}\n}', 3, "Extra data"),
        ('{\n "id": NaN}', 1, "NaN is no number"),
        ('{\n "id": "a",\n "id": "b"}', 1, 'the name "id" is repeated'),
        ("[\n" * 100_000 + "]" * 100_000, 1, "nested too deeply"),
        ("[\n1]", 2, "not a JSON object"),
        ('[\n{"id": "a"},\n[]]', 3, "not a JSON object"),
    ],
)
def test_what_is_no_json_says_where(tmp_path, text, line, said):
    """The line is that of the file, for an editor to go to."""
    _, rows = read_text(tmp_path, text)
    problem = rows[-1].problems[0]

    assert (problem.line, problem.severity) == (line, Severity.REFUSE)
    assert said in problem.message


def test_a_lone_surrogate_refuses_its_record(tmp_path):
    """JSON can spell what no text may hold."""
    text = spread(manifest()).replace("A book", "A \\ud800 book")
    _, (row,) = read_text(tmp_path, text)

    assert "U+D800" in messages([check(row)])[0]


def test_a_document_has_a_size(tmp_path, monkeypatch):
    """It is held in memory whole; the message says how large it may be."""
    monkeypatch.setattr(json_documents, "MAX_LENGTH", 100)
    _, rows = read_text(tmp_path, spread(manifest()))

    assert "50 million characters" in messages(rows)[0]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"@type": "sc:AnnotationList", "@id": "https://e.example/l"}, "list of annotations"),
        ({"type": "AnnotationPage", "id": "https://e.example/l"}, "list of annotations"),
        ({"type": "Canvas", "id": "https://e.example/c"}, "part of a manifest"),
        ({"type": "OrderedCollection", "id": "https://e.example/a"}, "fonds harvest"),
        ({"type": "ImageService3", "id": "https://e.example/i"}, "info.json"),
        ({"protocol": "http://iiif.io/api/image", "@id": "https://e.example/i"}, "info.json"),
    ],
)
def test_what_stands_beside_manifests_is_refused_as_what_it_is(tmp_path, document, said):
    """One sentence, and not a list of all that a record would need."""
    _, rows = read_text(tmp_path, spread(document))

    assert said in messages(rows)[0]
    assert len(messages(rows)) == 1


def test_other_collections_are_none_of_iiif(tmp_path):
    """ActivityStreams has a Collection too."""
    document = collection() | {"@context": "https://www.w3.org/ns/activitystreams"}
    kind, (row,) = read_text(tmp_path, spread(document))

    assert kind == "JSON"
    assert check(row).is_refused
    assert read_text(tmp_path, spread(document), kind="iiif")[0] == "JSON"


def test_as_iiif_demands_a_manifest_or_a_collection(tmp_path):
    """``--as`` overrides what the content would be taken for."""
    assert "neither a manifest" in messages(read_text(tmp_path, spread(RECORD), kind="iiif")[1])[0]
    assert "not JSON" in messages(read_text(tmp_path, "id,title\n", kind="iiif")[1])[0]
    assert ids(read_text(tmp_path, json.dumps(manifest()), kind="iiif")[1]) == [BOOK]


def test_as_json_lines_takes_each_line_for_a_record(tmp_path):
    """As it did before."""
    assert ids(read_text(tmp_path, json.dumps(manifest()), kind="json-lines")[1]) == [
        manifest()["id"]
    ]


def test_a_label_can_be_mapped_on_the_command_line(tmp_path):
    """A label that no document has is told, as a column is; a term that is none is an error."""
    document = manifest(metadata=[pair({"en": ["Watermark "]}, "a crown"), pair("Bot", "x")])
    path = tmp_path / "m.json"
    path.write_text(spread(document))
    (source,) = find_sources([str(path)])
    chosen = {"watermark": "dcterms:medium", "Bot": "ignore", "Typo": "subject", "File": "file"}
    header, row = read(source, ReadingOptions(mapped=chosen))

    assert row.native["metadata"]["dcterms:medium"] == ["a crown"]
    assert "description" not in row.native["metadata"]
    assert header.mapped == {"watermark", "Bot"}
    with pytest.raises(UnknownTarget):
        list(read(source, ReadingOptions(mapped={"Watermark": "nonsense"})))


# --- collections, and what stands beside them


def test_manifests_beside_a_collection_are_put_into_it(tmp_path):
    """In the order of their names, and only those that it lists."""
    one, two = (f"https://elsewhere.example/{number}" for number in (1, 2))
    rows = found_in(
        tmp_path,
        a=spread(manifest() | {"id": one}),
        b=spread(collection(one)),
        c=spread(manifest_2() | {"@id": two}),
    )[1::2]
    natives = [row.native for row in rows]

    assert [one.get("collections") for one in natives] == [
        ["elsewhere.example:collection~all"],
        None,
        None,
    ]
    assert natives[1]["collection"] == "elsewhere.example:collection~all"
    assert messages(rows) == []


def test_members_that_are_elsewhere_are_told_with_what_to_do(tmp_path):
    """A file fetches nothing; collections within stand beside it here."""
    within = {"id": "https://elsewhere.example/c", "type": "Collection", "label": {"en": ["C"]}}
    document = collection("https://elsewhere.example/1", "https://elsewhere.example/2")
    document["items"].append(within)
    _, row = found_in(tmp_path, all=spread(document))

    assert [(one.field, one.value) for one in row.problems] == [
        ("items", "3, the first https://elsewhere.example/1"),
        ("items", "https://elsewhere.example/c"),
    ]
    assert "fonds harvest https://elsewhere.example/collection/all" in messages([row])[0]


def test_manifests_that_stand_whole_in_a_collection_are_read(tmp_path):
    """2.1 §5.8 lets them; they are in it."""
    document = {
        "@context": "http://iiif.io/api/presentation/2/context.json",
        "@id": "https://elsewhere.example/collection/all",
        "@type": "sc:Collection",
        "label": "All",
        "manifests": [manifest_2()],
    }
    kind, rows = read_text(tmp_path, spread(document))

    assert kind == "IIIF collection"
    assert [row.native.get("collections") for row in rows] == [
        None,
        ["elsewhere.example:collection~all"],
    ]


def test_collections_within_each_other_are_read_to_any_depth(tmp_path):
    """As deep as JSON can be read; a manifest is in the one that it stands in."""
    document = manifest()
    for level in range(200):
        document = collection() | {"id": f"https://elsewhere.example/{level}", "items": [document]}
    _, rows = read_text(tmp_path, spread(document))

    assert len(rows) == 201
    assert rows[-1].native["collections"] == ["elsewhere.example:0"]


def test_a_pipe_has_nothing_beside_it(tmp_path, monkeypatch):
    """What happens to lie in the current folder is no part of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "all.json").write_text(spread(collection(manifest()["id"])))
    (pipe,) = find_sources(["-"])

    assert pipe.beside is None


def test_a_folder_leaves_out_json_that_describes_nothing(tmp_path):
    """By its beginning, as XML is."""
    annotations = {"@context": manifest_2()["@context"], "@type": "sc:AnnotationList"}
    taken = {
        "manifest": spread(manifest()),
        "older": json.dumps(manifest_2()),
        "list": json.dumps(RECORD) + "\n" + json.dumps(RECORD),
        "record": spread(RECORD),
        "set": spread({"collection": "a", "metadata": {"title": ["A"]}}),
    }
    left_out = {
        "package": spread({"name": "x", "version": "1", "type": "module"}),
        "annotations": spread(annotations),
        "page": spread({**annotations, "type": "AnnotationPage"}),
        "info": spread({"@context": "http://iiif.io/api/image/3/context.json", "id": "x"}),
        "empty": "",
    }
    for name, text in (taken | left_out).items():
        (tmp_path / f"{name}.json").write_text(text)

    names = {source.name for source in find_sources([str(tmp_path)])}
    assert names == {str(tmp_path / f"{name}.json") for name in taken}


def test_a_folder_of_other_json_has_nothing_to_read(tmp_path):
    """The message names the suffixes."""
    (tmp_path / "package.json").write_text("{}")

    with pytest.raises(SourceError, match=r"\.json"):
        find_sources([str(tmp_path)])


def test_damaged_neighbours_are_passed_over(tmp_path):
    """They are told when they are read themselves."""
    (tmp_path / "broken.json").write_text('{"type": "Collection",')
    rows = found_in(tmp_path, book=spread(manifest(canvas())))

    assert ids(rows[-1:]) == [BOOK] or ids(rows[1:2]) == [BOOK]

"""Recordings, captions and words with places in manifests (Presentation 3.0)."""

import json
from pathlib import Path

import jsonschema
import pytest
from archives import BASE, letter, put
from presentation_rules import violations
from recordings import MEDIA, VTT, pdf_with, tone

from server.app import create_app
from server.iiif.texts import GRANULARITY

SCHEMA = Path(__file__).parents[4] / "shared/iiif/v3/iiif_3_0.json"
CONTEXT = "http://iiif.io/api/presentation/3/context.json"


@pytest.fixture
def served(archive, tmp_path):
    """Store a letter with pages or files, and ask for addresses of it."""
    folder = tmp_path / "input"
    folder.mkdir()
    (folder / "talk.wav").write_bytes(tone(2))
    (folder / "film.webm").write_bytes((MEDIA / "film.webm").read_bytes())
    (folder / "talk.vtt").write_bytes(VTT)
    (folder / "talk.fr.vtt").write_bytes(VTT.replace(b"Dear comrade", b"Cher camarade"))
    (folder / "words.pdf").write_bytes(pdf_with(["Alpha beta exam-", "ple", "gamma"], ["Two"]))
    client = create_app(archive=archive).test_client()

    def ask(address, **headers):
        return client.get(address.removeprefix(BASE), headers=headers, buffered=True)

    def store(**parts):
        put(archive, letter(**parts), folder=folder)
        return ask("/iiif/3/letter-1/manifest").get_json()

    store.ask = ask
    return store


TALK = {"key": "t", "label": "Talk", "file": "talk.wav"}
CAPTIONED = TALK | {"captions": {"en": "talk.vtt", "fr": "talk.fr.vtt"}}


def test_sound_is_a_canvas_with_a_duration(served):
    """It has no size, and plays the file that is kept (§5.3, §5.7; cookbook 0002)."""
    (canvas,) = served(pages=[TALK])["items"]
    body = {
        "id": f"{BASE}/files/letter-1/talk.wav",
        "type": "Sound",
        "format": "audio/wav",
        "duration": 2.0,
    }

    assert canvas == {
        "id": f"{BASE}/iiif/3/letter-1/canvas/t",
        "type": "Canvas",
        "label": {"none": ["Talk"]},
        "duration": 2.0,
        "items": [
            {
                "id": f"{BASE}/iiif/3/letter-1/painting/t",
                "type": "AnnotationPage",
                "items": [
                    {
                        "id": f"{BASE}/iiif/3/letter-1/painting/t:media",
                        "type": "Annotation",
                        "motivation": "painting",
                        "body": body,
                        "target": f"{BASE}/iiif/3/letter-1/canvas/t",
                    }
                ],
            }
        ],
    }


def test_film_is_a_canvas_with_a_size_and_a_duration(served):
    """Those of the film (§5.3; cookbook 0003)."""
    (canvas,) = served(files=["film.webm"])["items"]
    body = canvas["items"][0]["items"][0]["body"]

    assert (canvas["height"], canvas["width"], canvas["duration"]) == (48, 64, 2.0)
    assert (body["type"], body["format"], body["height"]) == ("Video", "video/webm", 48)


def test_what_is_played_is_not_offered_for_download_too(served):
    """``rendering`` is for what no canvas has (§3.3.1)."""
    manifest = served(pages=[CAPTIONED], files=["words.pdf"])

    assert [one["id"] for one in manifest["rendering"]] == [f"{BASE}/files/letter-1/words.pdf"]
    assert "thumbnail" not in manifest


def test_a_recording_is_played_from_any_place(served):
    """Players ask for ranges (RFC 9110 §14), from any origin."""
    served(pages=[TALK])
    found = served.ask("/files/letter-1/talk.wav", Range="bytes=40-43", Origin="https://a.example")

    assert (found.status_code, found.content_type) == (206, "audio/wav")
    assert found.data == tone(2)[40:44]
    assert found.headers["Access-Control-Allow-Origin"] == "*"


def test_captions_follow_the_transcript_in_one_annotation_page(served):
    """Players look for the file, other viewers read its words (§5.5; cookbook 0219, 0074)."""
    (page,) = served(pages=[CAPTIONED])["items"][0]["annotations"]
    bodies = [one["body"] for one in page["items"]]

    assert [body["type"] for body in bodies] == ["TextualBody", "TextualBody", "Text", "Text"]
    assert bodies[1]["value"] == "Cher camarade,\na halt to testing."
    assert bodies[3] == {
        "id": f"{BASE}/files/letter-1/talk.fr.vtt",
        "type": "Text",
        "label": {"en": ["Captions (French)"]},
        "format": "text/vtt",
        "language": "fr",
    }
    assert {one["motivation"] for one in page["items"]} == {"supplementing"}


def test_captions_are_sent_as_captions(served):
    """Browsers load nothing else into a track (HTML §4.8.11, WebVTT §7)."""
    served(pages=[CAPTIONED])
    found = served.ask("/files/letter-1/talk.vtt")

    assert found.content_type == "text/vtt; charset=utf-8"
    assert found.data == VTT
    assert "attachment" not in found.headers.get("Content-Disposition", "")


def test_pages_of_sound_and_pictures_keep_their_order(served):
    """A talk and its slides are what their list says."""
    manifest = served(pages=[{"key": "w", "file": "words.pdf"}, TALK])
    shown = [canvas["id"].rpartition("/")[2] for canvas in manifest["items"]]

    assert shown == ["w-1", "w-2", "t"]
    assert manifest["thumbnail"][0]["id"].startswith(f"{BASE}/iiif/image/3/letter-1:w-1/")


def test_a_recording_of_unknown_length_is_not_shown(served, archive, tmp_path):
    """A canvas needs its duration (§5.3); the page for people plays the file all the same."""
    (tmp_path / "input/cut.wav").write_bytes(tone(1)[:20])
    put(archive, letter(pages=["cut.wav"]), folder=tmp_path / "input")

    assert served.ask("/iiif/3/letter-1/manifest").status_code == 404
    assert b"<audio" in served.ask("/records/letter-1").data


WHOLE = {"pages": [CAPTIONED, {"key": "w", "file": "words.pdf"}, {"key": "f", "file": "film.webm"}]}


def test_no_rule_is_broken(served):
    """The MUST rules, and the schema of the official validator where someone has put it."""
    manifest = served(**WHOLE)

    assert violations(manifest) == []
    if SCHEMA.is_file():
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        jsonschema.Draft7Validator(schema).validate(manifest)


def addresses(resource):
    """Yield the address of every part of our manifest, and of what it refers to."""
    if isinstance(resource, dict):
        if resource.get("type") in {"Canvas", "AnnotationPage", "Annotation", "Sound", "Video"}:
            yield resource["id"]
        for value in resource.values():
            yield from addresses(value)
    elif isinstance(resource, list):
        for one in resource:
            yield from addresses(one)


def test_every_part_has_an_address(served):
    """Canvases, annotations and files are where their ids say (§3.2)."""
    manifest = served(**WHOLE)
    lines = served.ask(f"{BASE}/iiif/3/letter-1/lines/w-1").get_json()
    asked = {*addresses(manifest["items"]), *addresses(lines)}

    assert {address: served.ask(address).status_code for address in asked} == dict.fromkeys(
        asked, 200
    )
    for address in asked - {one for one in asked if "/files/" in one}:
        assert served.ask(address).get_json()["id"] == address


def test_lines_with_places_are_referred_to(served):
    """Some viewers read the first page of annotations alone: that is the transcript."""
    first, second = served(files=["words.pdf"])["items"][0]["annotations"]

    assert first["items"][0]["body"]["value"] == "Alpha beta example\ngamma"
    assert second == {
        "id": f"{BASE}/iiif/3/letter-1/lines/words.pdf-1",
        "type": "AnnotationPage",
    }


def test_a_line_is_where_its_words_are(served):
    """Its rectangle leaves out the half of a word that is on the next line."""
    served(files=["words.pdf"])
    found = served.ask("/iiif/3/letter-1/lines/words.pdf-1")
    page = found.get_json()
    first, second = page["items"]
    x, _y, width, height = map(int, first["target"].partition("#xywh=")[2].split(","))

    assert page["@context"] == [GRANULARITY, CONTEXT]
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert first["textGranularity"] == "line"
    assert first["body"] == {
        "type": "TextualBody",
        "value": "Alpha beta example",
        "format": "text/plain",
        "language": "ru",
    }
    assert second["body"]["value"] == "gamma"
    assert x == pytest.approx(83, abs=2)
    assert (0 < width < 300, 0 < height < 60) == (True, True)
    assert violations(page) == []


@pytest.mark.parametrize(
    "address",
    [
        "/iiif/3/letter-1/lines/no",
        "/iiif/3/letter-1/lines/t",
        "/iiif/3/no/lines/w-1",
        "/iiif/3/letter-1/lines/w-1:ru:99",
        "/iiif/3/letter-1/lines/w-1:de:1",
        "/iiif/3/letter-1/painting/w-1:media",
        "/iiif/3/letter-1/annotations/t:de:captions",
    ],
)
def test_what_is_not_there_is_not_found(served, address):
    """404 with CORS, as of everything else."""
    served(**WHOLE)
    found = served.ask(address)

    assert found.status_code == 404
    assert found.headers["Access-Control-Allow-Origin"] == "*"


def test_lines_of_a_restricted_record_are_hidden(served):
    """Nobody may know of it."""
    served(files=["words.pdf"], access="restricted")

    assert served.ask("/iiif/3/letter-1/lines/words.pdf-1").status_code == 404


def test_a_second_look_moves_nothing(served, archive, tmp_path):
    """Lengths, boxes and labels come out the same: the row is unchanged."""
    served(**WHOLE)
    (again,) = put(archive, letter(**WHOLE), folder=tmp_path / "input")

    assert again == "unchanged"


def test_the_page_for_people_plays_it_with_captions(served):
    """Plain elements of HTML, and the words beside them (HTML §4.8.11)."""
    served(pages=[CAPTIONED])
    page = served.ask("/records/letter-1").get_data(as_text=True)

    assert page.count("<audio") == 1
    assert f'src="{BASE}/files/letter-1/talk.wav"' in page
    assert f'<track kind="captions" src="{BASE}/files/letter-1/talk.fr.vtt" label="French"' in page
    assert 'srclang="fr"' in page
    assert "Cher camarade" in page

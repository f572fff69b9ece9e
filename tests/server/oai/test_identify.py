"""Identify: what this repository is (OAI-PMH §4.2)."""

import re
from dataclasses import replace

import pytest
from archives import BASE, letter, put
from harvesting import DC, Harvester

from metadata.containers import BRANDING, EPRINTS, FRIENDS, RIGHTS
from server.settings import SettingsError, read_settings

# What the validator of openarchives.org holds the values against.
EMAIL = re.compile(r"^\w[\w\-.]+@[a-zA-Z0-9\-.]+\.[a-z]{2,}$")
REPOSITORY_IDENTIFIER = re.compile(r"^[a-z][a-z0-9\-]*(\.[a-z][a-z0-9\-]+)+$", re.IGNORECASE)
IDENTIFIERS = "{http://www.openarchives.org/OAI/2.0/oai-identifier}"


def test_identify_says_what_the_specification_asks(harvester):
    """Each obligatory element once, in the order of the schema (§4.2)."""
    (identify,) = harvester.ask("Identify").root[2:]

    assert [child.tag.partition("}")[2] for child in identify] == [
        "repositoryName",
        "baseURL",
        "protocolVersion",
        "adminEmail",
        "earliestDatestamp",
        "deletedRecord",
        "granularity",
        "compression",
        "description",
        "description",
    ]


def test_identify_promises_what_we_keep(harvester):
    """Version 2.0, tombstones for ever, datestamps in seconds (§4.2)."""
    answer = harvester.ask("Identify")

    assert answer.text("protocolVersion") == "2.0"
    assert answer.text("deletedRecord") == "persistent"
    assert answer.text("granularity") == "YYYY-MM-DDThh:mm:ssZ"


def test_the_base_url_is_the_configured_one(harvester):
    """It is what harvesters keep, so no header of a request changes it (§4.2)."""
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "x"}
    response = harvester.client.get("/oai?verb=Identify", headers=headers)

    assert b"evil" not in response.data
    assert f"<baseURL>{BASE}/oai</baseURL>" in response.text


def test_the_settings_are_said(archive):
    """Name and address of the archive are those configured, escaped (§4.2)."""
    named = replace(archive.settings, repository_name="Böhm & Söhne <Archiv>")
    mailed = replace(named, admin_email="a.b@archive.example")
    answer = Harvester(replace(archive, settings=mailed)).ask("Identify")

    assert answer.text("repositoryName") == "Böhm & Söhne <Archiv>"
    assert answer.text("adminEmail") == "a.b@archive.example"


@pytest.mark.parametrize("illegal", ["\x07", "\x1b", "\udcff", "\ufffe"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FONDS_REPOSITORY_NAME", "Archive{}"),
        ("FONDS_ADMIN_EMAIL", "a{}b@archive.example"),
        ("FONDS_BASE_URL", "http://archive.example/{}"),
    ],
)
def test_no_setting_breaks_the_answer(monkeypatch, tmp_path, name, value, illegal):
    """What XML cannot carry is refused at the start (XML §2.2)."""
    monkeypatch.setenv(name, value.format(illegal))

    with pytest.raises(SettingsError, match=name):
        read_settings(tmp_path / "no.env")


def test_the_default_email_is_one_that_validators_accept(harvester):
    """A strict expression, and no mailto: (§4.2)."""
    assert EMAIL.fullmatch(harvester.ask("Identify").text("adminEmail"))


def test_the_identifiers_are_described_once(harvester):
    """One oai-identifier: scheme, namespace, delimiter, a sample (oai-identifier guidelines)."""
    (described,) = harvester.ask("Identify").root.iter(f"{IDENTIFIERS}oai-identifier")
    fields = {child.tag.removeprefix(IDENTIFIERS): child.text for child in described}

    assert fields == {
        "scheme": "oai",
        "repositoryIdentifier": "archive.example",
        "delimiter": ":",
        "sampleIdentifier": "oai:archive.example:example",
    }
    assert REPOSITORY_IDENTIFIER.fullmatch(fields["repositoryIdentifier"])


def test_the_earliest_datestamp_is_that_of_the_first_record(any_archive, clock):
    """The lower limit of all datestamps (§4.2)."""
    put(any_archive, letter("a"))
    clock.tick(100)
    put(any_archive, letter("b"))
    clock.tick()

    assert Harvester(any_archive).ask("Identify").text("earliestDatestamp") == (
        "2026-01-01T00:00:00Z"
    )


def test_the_earliest_datestamp_counts_deleted_records(any_archive, clock):
    """Their tombstones are listed, so nothing may lie before it (§4.2)."""
    put(any_archive, letter("a"))
    clock.tick(10)
    any_archive.store.delete(["a"])
    clock.tick(90)
    put(any_archive, letter("b"))
    clock.tick()
    harvester = Harvester(any_archive)

    earliest = harvester.ask("Identify").text("earliestDatestamp")

    assert earliest == "2026-01-01T00:00:10Z"
    assert min(one.datestamp for one in harvester.headers()) == earliest


def test_the_earliest_datestamp_counts_those_who_left_a_set(any_archive, clock):
    """A set lists them deleted since they left, whatever became of them later (§4.2)."""
    put(any_archive, letter("a", collections=["x", "z"]))
    clock.tick(10)
    put(any_archive, letter("a", collections=["z"]))
    clock.tick(90)
    put(any_archive, letter("a", collections=["z"], metadata={"title": ["Another"]}))
    clock.tick()
    harvester = Harvester(any_archive)

    assert [one.datestamp for one in harvester.headers(set="x")] == ["2026-01-01T00:00:10Z"]
    assert harvester.ask("Identify").text("earliestDatestamp") == "2026-01-01T00:00:10Z"


def test_the_earliest_datestamp_does_not_wait_for_the_public(archive, clock, harvester):
    """A restricted record has no datestamp that anyone could harvest."""
    put(archive, letter("secret", access="restricted"))
    clock.tick(100)
    put(archive, letter("a"))
    clock.tick()

    assert harvester.ask("Identify").text("earliestDatestamp") == "2026-01-01T00:01:40Z"


def test_an_empty_archive_begins_now(archive, harvester):
    """Whatever comes will be later; 0001-01-01 would make harvesters ask for all years (§4.2)."""
    answer = harvester.ask("Identify")

    assert answer.text("earliestDatestamp") == answer.response_date == "2026-01-01T00:00:00Z"


def test_nothing_is_listed_before_the_earliest_datestamp(archive, clock, harvester):
    """A window that ends before it is empty (§4.2)."""
    put(archive, letter("a"))
    clock.tick()

    assert harvester.ask("ListRecords", metadataPrefix=DC, until="2025-12-31").errors == [
        "noRecordsMatch"
    ]


def test_the_rights_of_the_metadata_are_said(archive, harvester):
    """One rightsManifest for the whole repository, or nothing (rights guidelines §3)."""
    silent = replace(archive, settings=replace(archive.settings, metadata_rights=""))
    (manifest,) = harvester.ask("Identify").root.iter(f"{{{RIGHTS}}}rightsManifest")

    assert manifest[0][0].get("ref") == archive.settings.metadata_rights
    assert b"rights" not in Harvester(silent).client.get("/oai?verb=Identify").data


def test_what_is_configured_is_described(archive):
    """Branding, friends and policies, each once and valid (guidelines for repositories)."""
    said = {
        "logo_url": "https://archive.example/logo.png",
        "oai_friends": "https://a.example/oai http://b.example/oai?x=1&y=2",
        "metadata_policy": "Free & <open>",
        "data_policy": "https://archive.example/policy",
    }
    configured = replace(archive, settings=replace(archive.settings, **said))
    root = Harvester(configured).ask("Identify").root

    assert [one.text for one in root.iter(f"{{{FRIENDS}}}baseURL")] == said["oai_friends"].split()
    assert [one.text for one in root.iter(f"{{{BRANDING}}}url")] == [said["logo_url"]]
    assert [one.text for one in root.iter(f"{{{EPRINTS}}}text")] == ["Free & <open>"]
    assert [one.text for one in root.iter(f"{{{EPRINTS}}}URL")] == [said["data_policy"]]


def test_half_a_policy_is_not_described(archive):
    """The schema wants both, for metadata and for data (eprints.xsd)."""
    half = replace(archive, settings=replace(archive.settings, metadata_policy="Free"))

    assert b"eprints" not in Harvester(half).client.get("/oai?verb=Identify").data

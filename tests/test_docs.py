"""The documentation says what the code does: settings, commands, routes, roles, links."""

import re
from pathlib import Path

import click
import pytest

from metadata import mapping, sheets
from metadata.crosswalks.ead_reading import TABLE as EAD_ELEMENTS
from metadata.crosswalks.ead_reading import UNSAID as UNSAID_IN_EAD
from metadata.crosswalks.edm_reading import UNSAID as UNSAID_IN_EDM
from metadata.crosswalks.marc_field import UNSAID as UNSAID_IN_MARC
from metadata.crosswalks.mets_sections import UNSAID as UNSAID_IN_METS
from metadata.crosswalks.mods_reading import UNSAID as UNSAID_IN_MODS
from metadata.roles import Role
from metadata.rows import READABLE
from server.app import ROUTES
from server.cli import fonds
from server.conformance.findings import table
from server.conformance.iiif.check import KINDS
from server.conformance.iiif.rules import RULES as IIIF_RULES
from server.conformance.rules import RULES
from server.settings import SETTINGS

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def text(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_setting_is_documented_as_it_is():
    """The table of the documentation equals that of the code."""
    rows = re.findall(r"^\| `(FONDS_\w+)` \| (.*?) \| (.*) \|$", text("settings.md"), re.MULTILINE)

    assert [(name, meaning) for name, _, meaning in rows] == [
        (setting.name, setting.meaning) for setting in SETTINGS
    ]
    assert [default.strip("`") for _, default, _ in rows] == [
        str(setting.default) or "empty" for setting in SETTINGS
    ]


def test_every_route_is_documented():
    """The table of the documentation equals the routes of the application."""
    rows = re.findall(r"^\| `(.*?)` \| (.*?) \|", text("http-api.md"), re.MULTILINE)

    assert rows == [(route.rule, ", ".join(route.methods)) for route in ROUTES]


def test_every_command_and_option_is_documented():
    """A command that nobody can read about does not exist."""
    page = text("cli.md")
    documented = set(re.findall(r"`fonds (\w+)", page))
    options = {
        option
        for command in fonds.commands.values()
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }

    assert documented == set(fonds.commands)
    assert {option for option in options if f"`{option}" not in page} == set()


@pytest.mark.parametrize("rules", [RULES, IIIF_RULES], ids=["OAI-PMH", "IIIF"])
def test_every_rule_of_the_checker_is_documented_as_it_is(rules):
    """The tables of docs/conformance.md are what the modules of rules print of themselves."""
    assert f"\n\n{table(rules.values())}\n" in text("conformance.md")


def test_every_kind_of_resource_that_can_be_checked_is_documented():
    """What --as takes stands in docs/conformance.md."""
    assert [kind for kind in KINDS if f"`{kind}`" not in text("conformance.md")] == []


def test_every_role_of_a_column_is_documented():
    """What --map takes stands in the table of roles."""
    assert [role for role in Role if f"`{role}`" not in text("cli.md")] == []


def test_every_field_that_is_left_on_purpose_is_documented():
    """What readers neither read nor tell stands in docs/reading.md."""
    left = {*UNSAID_IN_MARC, *UNSAID_IN_METS, *UNSAID_IN_MODS, *UNSAID_IN_EDM, *UNSAID_IN_EAD}
    left -= {"fileSec", "structLink"}

    assert {field for field in left if field not in text("reading.md")} == set()


def test_every_mapping_is_documented_as_it_is():
    """The pages of formats and sheets are what `make formats` makes of the tables today."""
    assert text("formats.md").splitlines() == list(mapping.pages())
    assert text("sheets.md").splitlines() == list(sheets.pages())


def test_every_element_of_a_finding_aid_is_documented():
    """The table of docs/ead.md has each element that is read, and no other of that kind."""
    rows = re.findall(r"^\| (`.*?) \|", text("ead.md"), re.MULTILINE)
    names = {name for row in rows for name in re.findall(r"`(\w+)`", row)}

    assert names == {*EAD_ELEMENTS}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    """A link inside the project names a file that is there."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_the_commands_of_the_readme_are_targets():
    """Every make command of the README is in the Makefile."""
    targets = set(
        re.findall(r"^([a-z]+)[^:=\n]*:(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    )
    named = set(re.findall(r"make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))

    assert named - {"demo"} <= targets | {"demo"}


def test_every_kind_of_input_is_documented():
    """The kinds of the page are those that --as takes."""
    documented = re.findall(r"^\| `([a-z][a-z0-9-]*)` \|", text("reading.md"), re.MULTILINE)

    assert sorted(documented) == sorted(READABLE)

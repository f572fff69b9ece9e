"""``fonds check``, as it is typed: what is printed, and the exit status."""

import json
import os
import re

import pytest
from live import fonds
from provider import Provider, serving

from server.conformance.check import Outcome
from server.conformance.findings import Severity
from server.conformance.rules import RULES, found
from server.conformance.shown import lines

FIELDS = {"rule", "section", "severity", "message", "request"}


class Flawed(Provider):
    """Something wrong at each severity, and an e-mail address that would colour a terminal."""

    hours = 1
    compressions = ("gzip", "identity")
    location = ""


@pytest.fixture
def environment(tmp_path):
    """An environment in which nothing was initialised."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FONDS_")}
    return kept | {"FONDS_DATA_DIR": str(tmp_path / "nothing")}


def test_a_conforming_repository_is_exit_status_0(environment, tmp_path):
    """No archive of one's own is needed, and none is made."""
    with serving(Provider()) as url:
        done = fonds(environment, "check", url)

    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines()[-1] == f"{url} conforms to OAI-PMH 2.0"
    assert not (tmp_path / "nothing").exists()


def test_an_error_is_exit_status_1_and_machines_get_one_object(environment):
    """Rule, section, severity, message and the request that shows it."""
    with serving(Flawed()) as url:
        done = fonds(environment, "check", "--json", url)
    outcome = json.loads(done.stdout)

    assert done.returncode == 1
    assert outcome["conforms"] is False
    assert (outcome["records"], outcome["whole"], outcome["url"]) == (25, True, url)
    assert outcome["errors"] + outcome["warnings"] + outcome["notes"] == len(outcome["findings"])
    assert all(set(one) == FIELDS for one in outcome["findings"])
    assert {one["rule"] for one in outcome["findings"]} == {
        "schema-location",
        "token-life",
        "compression-identity",
    }
    assert all(one["request"].split()[-1].strip("'").startswith(url) for one in outcome["findings"])


def test_warnings_alone_are_exit_status_0(environment):
    """CI fails for what the specification demands."""
    provider = Provider()
    provider.compressions = ("gzip", "identity")
    with serving(provider) as url:
        done = fonds(environment, "check", url)

    assert done.returncode == 0
    assert b"WARNING compression-identity" in done.stdout


def test_any_locale_can_show_it(environment):
    """A job of CI may know no letters but ASCII."""
    ascii_only = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    with serving(Flawed()) as url:
        done = fonds(environment | ascii_only, "check", url)

    assert done.returncode == 1
    assert b"ERROR schema-location (\\xa73.2)" in done.stdout


@pytest.mark.parametrize("url", ["nonsense", "ftp://a.example/", "http://127.0.0.1:9/oai"])
def test_what_cannot_be_checked_is_exit_status_2(environment, url):
    """In one sentence, without a traceback."""
    done = fonds(environment, "check", url)

    assert done.returncode == 2
    assert re.fullmatch(rb"fonds: Identify gets no answer: .*\n", done.stderr)


def test_limits_are_taken(environment):
    """--limit cuts the walk, --timeout the patience."""
    with serving(Provider()) as url:
        done = fonds(environment, "check", "--json", "--limit", "5", "--timeout", "9.5", url)

    assert json.loads(done.stdout)["records"] == 10


def test_people_read_errors_first_and_three_examples_of_each():
    """A rule is told once, however often it is broken."""
    many = [found("token-closes", f"Part {number}.", f"http://a/{number}") for number in range(5)]
    findings = (found("dc-date", "A date.", "http://a/d"), *many)
    told = list(lines(Outcome("http://a/", findings, 9, ("something",), 7, True)))

    assert told[0] == f"ERROR token-closes (§3.5): {RULES['token-closes'].sentence}"
    assert told[1:3] == ["  Part 0.", "    http://a/0"]
    assert told[7] == "  and 2 times more: --json has them all"
    assert told[8].startswith("NOTE dc-date (practice): ")
    assert told[-3:] == [
        "not checked: something",
        "9 requests, all 7 records; 5 errors, 0 warnings, 1 note",
        "http://a/ does not conform to OAI-PMH 2.0",
    ]


def test_a_repository_cannot_write_on_the_terminal():
    """What it says is shown without the characters that move a cursor."""
    finding = found("datestamp-form", "It is '\x1b[31m\x07'.", "http://a/")
    told = "\n".join(lines(Outcome("http://a/", (finding,), 1, (), 1, True)))

    assert "\x1b" not in told
    assert r"\x1b[31m\x07" in told


def test_every_severity_is_used():
    """The table tells errors from advice."""
    assert {rule.severity for rule in RULES.values()} == set(Severity)

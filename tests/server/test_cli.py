"""The commands, as an archivist types them: the installed program in a process of its own."""

import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from contextlib import closing, suppress

import click
import pytest
from click.testing import CliRunner
from live import FONDS, environment_of, fonds, free_port, ready_archive

from server.cli import fonds as commands

CSV = "id,title,date\na,First,1957\nb,Second,1958\n,Without an id,1959\n"
COUNTS = ("read", "stored", "unchanged", "refused", "deleted", "warnings")


@pytest.fixture
def environment(tmp_path):
    """The environment of an archive that is ready."""
    return ready_archive(tmp_path, free_port())


@pytest.fixture
def sheet(tmp_path):
    """A spreadsheet with two good rows and one without an id."""
    path = tmp_path / "sheet.csv"
    path.write_text(CSV)
    return str(path)


def on_a_terminal(environment, *arguments):
    """Return what a command shows on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, 80))
    set_up = environment | {"TERM": "xterm-256color"}
    process = subprocess.Popen([FONDS, *arguments], env=set_up, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    with closing(os.fdopen(ours, "rb", buffering=0)) as terminal, suppress(OSError):
        while more := terminal.read(65536):
            shown += more
    process.wait(timeout=60)
    return shown.decode()


def report_of(done):
    """Return the JSON object that a command printed."""
    return json.loads(done.stdout)


def test_the_commands_are_listed_as_they_describe_themselves():
    """To list them nothing is imported, so what each does stands in the table too."""
    context = click.Context(commands)
    told = {
        name: commands.get_command(context, name).get_short_help_str(limit=200)
        for name in commands.list_commands(context)
    }
    listed = (
        CliRunner().invoke(commands, ["--help"], terminal_width=200).output.partition("Commands:")
    )

    assert dict(re.findall(r"^  (\w+) +(.+)$", listed[2], re.MULTILINE)) == told


@pytest.mark.parametrize(
    ("imported", "unneeded"),
    [
        ("server.cli", {"sqlalchemy", "marshmallow", "lxml"}),
        ("server.commands.ingesting", {"alembic", "mako", "flask"}),
    ],
)
def test_a_command_starts_with_nothing_but_what_it_needs(imported, unneeded):
    """To list commands needs none of them; Alembic is for `fonds init` alone."""
    lists = "import click, server.cli as c; c.fonds.get_help(click.Context(c.fonds))"
    script = f"{lists}; import sys, {imported}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert unneeded & set(done.stdout.split()) == set()


def test_init_makes_an_archive_and_may_be_run_again(tmp_path):
    """What is there stays (design of commands: init at any time)."""
    environment = environment_of(tmp_path, free_port())
    first = fonds(environment, "init")
    secret = (tmp_path / "var" / "secret.key").read_bytes()
    again = fonds(environment, "init")

    assert (first.returncode, again.returncode) == (0, 0)
    assert (tmp_path / "var" / "secret.key").read_bytes() == secret


@pytest.mark.parametrize("command", ["", "ingest", "validate", "delete", "export", "check"])
def test_examples_stand_in_lines_of_their_own(command):
    """What is to be typed can be copied from the help."""
    shown = CliRunner().invoke(commands, [*command.split(), "--help"]).output

    assert re.search(r"^ +fonds \w+", shown, re.MULTILINE)
    assert "\\b" not in shown


def test_ingest_accounts_for_every_row(environment, sheet):
    """Rows read = stored + unchanged + refused; a refusal is exit status 1."""
    done = fonds(environment, "ingest", "--json", sheet)
    report = report_of(done)

    assert done.returncode == 1
    assert set(report) == {*COUNTS, "problems", "summary"}
    assert (report["read"], report["stored"], report["refused"]) == (3, 2, 1)
    (refused,) = [one for one in report["problems"] if one["severity"] == "refuse"]
    assert set(refused) == {"source", "line", "field", "value", "message", "severity"}
    assert (refused["line"], refused["field"]) == (4, "id")


def test_reading_again_changes_nothing(environment, sheet):
    """The same input stores nothing a second time."""
    fonds(environment, "ingest", sheet)

    report = report_of(fonds(environment, "ingest", "--json", sheet))

    assert (report["stored"], report["unchanged"]) == (0, 2)


def test_an_id_that_comes_twice_is_refused_with_its_first_place(environment, tmp_path):
    """In one file or two, on the same line or not; a set spec that is described twice too."""
    (tmp_path / "a.csv").write_text("id,title\nx,A\nx,B\n")
    (tmp_path / "b.csv").write_text("id,title\nx,C\n")
    described = '{"collection": "c", "metadata": {"title": "%s"}}\n'
    (tmp_path / "c.jsonl").write_text(described % "One" + described % "Two")

    report = report_of(fonds(environment, "ingest", "--json", str(tmp_path)))
    said = [one["message"] for one in report["problems"] if one["severity"] == "refuse"]

    assert (report["read"], report["stored"], report["refused"]) == (5, 2, 3)
    assert [message.rpartition("/")[2] for message in said] == [
        "a.csv line 2 has it already",
        "a.csv line 2 has it already",
        "c.jsonl line 1 has it already",
    ]


def test_a_file_that_is_named_twice_is_read_once(environment, sheet, tmp_path):
    """A folder and a file in it are no two sources."""
    report = report_of(fonds(environment, "ingest", "--json", sheet, str(tmp_path), sheet))

    assert (report["read"], report["stored"], report["refused"]) == (3, 2, 1)


def test_a_mapping_that_no_header_bears_out_is_told(environment, sheet, tmp_path):
    """A misspelt --map would change nothing in silence; one sheet of several is enough."""
    (tmp_path / "other.csv").write_text("Nr,title\n1,T\n")
    maps = ("--map", "Nr=id", "--map", "tilte=title")

    report = report_of(fonds(environment, "validate", "--json", *maps, str(tmp_path)))
    told = [one["value"] for one in report["problems"] if one["field"] == "--map"]

    assert told == ["tilte"]


def test_the_rows_of_a_refused_compound_object_are_all_refused_with_a_reason(environment, tmp_path):
    """A record without a title takes its pages with it, and says how many."""
    (tmp_path / "sheet.csv").write_text(
        "objectid,parentid,title\np,,\nc1,p,1\nc2,p,2\nq,,Q\nd,q,1\nd,q,2\n"
    )

    report = report_of(fonds(environment, "ingest", "--json", str(tmp_path)))
    said = {(one["line"], one["message"]) for one in report["problems"]}

    assert (report["read"], report["stored"], report["refused"]) == (6, 2, 4)
    assert (2, "the 2 rows that are its pages and files are refused with it") in said


@pytest.mark.parametrize("command", ["validate", "ingest"])
def test_the_order_of_dates_is_the_archivists_to_say(environment, tmp_path, command):
    """02/10/1957 is a warning with the choice to make, and --dates makes it."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("id,title,date,date is approximate\na,First,02/10/1957,yes\n")
    asked = report_of(fonds(environment, command, "--json", str(sheet)))["problems"]
    told = report_of(fonds(environment, command, "--json", "--dates", "day-first", str(sheet)))

    assert [one["message"] for one in asked if "--dates day-first" in one["message"]]
    assert not [one for one in told["problems"] if one["field"] == "date"]


def test_validate_stores_nothing(environment, sheet):
    """The report before anything happens is that of ingest."""
    report = report_of(fonds(environment, "validate", "--json", sheet))

    assert (report["stored"], report["refused"]) == (2, 1)
    assert json.loads(fonds(environment, "stats", "--json").stdout)["public records"] == 0


def test_validate_sums_up_what_ingest_would_do(environment, sheet):
    """By kind of problem and column, with the first places; and which elements there are."""
    summary = report_of(fonds(environment, "validate", "--json", sheet))["summary"]
    refused, *_ = summary["problems"]
    shares = {one["element"]: one for one in summary["completeness"]}

    assert summary["sources"] == [f"{sheet}: native (id)"]
    assert (summary["records"], summary["pages"], summary["files"]) == (2, 0, 0)
    assert (refused["severity"], refused["field"], refused["count"]) == ("refuse", "id", 1)
    assert (refused["examples"][0]["line"], refused["examples"][0]["source"]) == (4, sheet)
    assert shares["date"] == {"element": "date", "records": 2, "share": 1.0, "standard": 2}
    assert shares["creator"] == {"element": "creator", "records": 0, "share": 0.0}


def test_the_report_of_a_pipe_has_a_line_for_each_kind(environment, sheet):
    """No colour, no bars and no breaks where no one reads at once: lines to search and to cut."""
    done = fonds(environment, "validate", sheet)
    lines = done.stdout.decode().splitlines()

    assert "\x1b" not in done.stdout.decode()
    assert lines[1] == "3 read: 2 would be stored as 2 records, 1 refused; 9 warnings"
    assert lines[2].startswith(f"REFUSED {sheet} line 4, id: ")
    assert f"warning {sheet} line 2, language: has no language" in done.stdout.decode()
    assert "(3 times)" in done.stdout.decode()
    assert lines[-1].startswith("complete: title 100%, creator 0%,")


def test_the_report_of_a_terminal_fits_into_80_columns(environment, tmp_path):
    """What is wrong, then where it stands first; and a bar for each element."""
    rows = "".join(f"r{n},Title,1957,en,{'very ' * 30}long rights\n" for n in range(5))
    (tmp_path / "sheet.csv").write_text(f"id,title,date,language,type\n{rows}")

    shown = on_a_terminal(environment, "validate", str(tmp_path / "sheet.csv"))
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", shown)
    body = plain[plain.index("5 read: 5 would") :].splitlines()

    assert "\x1b[1mtype" in shown
    assert [line for line in body if len(line) > 80] == []
    assert [line.split() for line in body if line.startswith("warning")] == [
        ["warning", "5", "type"],
        ["warning", "5", "rights"],
    ]
    assert "and 2 more" in plain
    assert re.search(r"title +━+ +100%", plain)


def test_the_report_of_a_terminal_names_what_is_no_line_of_the_sheet(environment, sheet):
    """An argument is told as one; the only sheet goes without saying."""
    shown = on_a_terminal(environment, "validate", "--map", "tilte=title", sheet)

    assert 'arguments line 1 "tilte"' in shown
    assert f"{sheet} line" not in shown


def test_the_report_of_a_terminal_shows_what_cannot_be_seen(environment, tmp_path):
    """An end of line or a turn of direction inside a value is told, and breaks no line."""
    (tmp_path / "sheet.csv").write_text('id,title,date\na,T,"19\n57\u202e!"\n')

    assert '"19⏎57\\u202E!"' in on_a_terminal(environment, "validate", str(tmp_path))


def test_what_the_locale_cannot_say_is_spelt_out(environment, tmp_path):
    """A report in a locale without the writer's letters is a report, and no fault of ours."""
    (tmp_path / "sheet.csv").write_text("id,title,date\na,T,давно\n", encoding="utf-8")
    locale = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}

    done = fonds(environment | locale, "validate", str(tmp_path))

    assert done.returncode == 0
    assert rb'"\u0434\u0430\u0432\u043d\u043e"' in done.stdout


def test_a_page_is_written_beside_the_report(environment, sheet, tmp_path):
    """One file, beside what is printed; the exit status tells of refusals as before."""
    page = tmp_path / "report.html"

    done = fonds(environment, "validate", "--json", "--html", str(page), sheet)

    assert done.returncode == 1
    assert report_of(done)["refused"] == 1
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("name", ["sheet.csv", "nowhere/report.html", "."])
def test_a_page_never_takes_the_place_of_what_is_read(environment, sheet, tmp_path, name):
    """A mistyped name costs no spreadsheet, and is told before anything is read."""
    done = fonds(environment, "validate", "--html", str(tmp_path / name), sheet)

    assert done.returncode == 2
    assert done.stderr.count(b"\n") <= 4
    assert b"--html" in done.stderr
    assert (tmp_path / "sheet.csv").read_text() == CSV


def test_standard_input_is_read(environment):
    """A dash stands for what comes through a pipe."""
    done = fonds(environment, "ingest", "--json", "-", input=CSV.encode())

    assert report_of(done)["stored"] == 2


def test_delete_leaves_a_tombstone_and_refuses_the_unknown(environment, sheet):
    """A deleted record is counted; an id that was never here is refused."""
    fonds(environment, "ingest", sheet)

    done = fonds(environment, "delete", "--json", "a", "nobody")
    report = report_of(done)

    assert (report["read"], report["deleted"], report["refused"]) == (2, 1, 1)
    assert done.returncode == 1


def test_export_is_what_ingest_reads(environment, sheet, tmp_path):
    """An archive that leaves comes back the same, its collections too; there, and elsewhere."""
    (tmp_path / "c.jsonl").write_text('{"collection": "c", "metadata": {"title": "C"}}\n')
    fonds(environment, "ingest", "--collection", "c:d", sheet, str(tmp_path / "c.jsonl"))
    exported = tmp_path / "export.jsonl"
    exported.write_bytes(fonds(environment, "export").stdout)
    other = environment_of(tmp_path / "other", free_port())
    fonds(other, "init")

    here = report_of(fonds(environment, "ingest", "--json", str(exported)))
    there = report_of(fonds(other, "ingest", "--json", str(exported)))

    assert (here["unchanged"], here["stored"], here["refused"]) == (4, 0, 0)
    assert (there["stored"], there["refused"]) == (4, 0)
    assert fonds(other, "export").stdout == exported.read_bytes()


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_a_report_is_utf8_whatever_was_read(environment, tmp_path, locale):
    """A sheet of another encoding, read in another locale, is still answered in JSON."""
    (tmp_path / "sheet.csv").write_bytes(b"id,title,caf\xe9\na,caf\xe9,x\n\xd0\x96,\x1b[31m,y\n")
    locales = {"LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}

    done = fonds(environment | locales, "validate", "--json", str(tmp_path / "sheet.csv"))
    report = json.loads(done.stdout.decode())

    assert done.returncode == 1
    assert [(one["line"], one["value"]) for one in report["problems"] if one["value"]] == [
        (2, r"caf\xE9"),
        (3, r"\u001B[31m"),
        (1, r"caf\xE9"),
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "nowhere.csv"),
        ("ingest", "--map", "x=y", "-"),
        ("ingest", "--map", "x=title", "--map", "x=identifier", "-"),
        ("ingest", "--encoding", "base64", "-"),
        ("ingest", "--encoding", "utf-16", "-"),
        ("ingest", "--split", "", "-"),
        ("ingest", "--collection", "top", "-"),
    ],
)
def test_what_cannot_run_is_said_in_one_sentence(environment, arguments):
    """Exit status 2, and no traceback."""
    done = fonds(environment, *arguments, input=b"id,title,x\n")

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_without_init_the_archivist_is_told_to_run_it(tmp_path, sheet):
    """An empty database is no place for records yet."""
    done = fonds(environment_of(tmp_path / "other", free_port()), "ingest", sheet)

    assert done.returncode == 2
    assert b"fonds init" in done.stderr


def test_a_command_in_the_wrong_folder_leaves_nothing_there(tmp_path):
    """It says where it looked, and makes no database that nobody asked for."""
    done = fonds(environment_of(tmp_path / "other", free_port()), "stats")

    assert done.returncode == 2
    assert str(tmp_path / "other" / "var" / "fonds.db") in done.stderr.decode()
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("command", [["init"], ["ingest", "-"], ["export"], ["serve"]])
def test_a_database_that_is_none_is_said_in_one_sentence(environment, tmp_path, command):
    """Exit status 2, the cause, and no traceback."""
    (tmp_path / "var" / "fonds.db").write_bytes(b"this is no database" * 1000)

    done = fonds(environment, *command, input=CSV.encode())

    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "fonds: the database cannot be used: file is not a database"
    ]


def test_a_newer_database_is_refused_by_init(environment, tmp_path):
    """An old program does not touch what a newer one made."""
    with closing(sqlite3.connect(tmp_path / "var" / "fonds.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")

    done = fonds(environment, "init")

    assert done.returncode == 2
    assert b"made by a newer Fonds" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_fault_of_ours_is_not_taken_for_refused_input(environment, tmp_path):
    """Status 1 would say that all else was stored; the traceback is for whoever mends it."""
    with closing(sqlite3.connect(tmp_path / "var" / "fonds.db")) as database, database:
        database.execute("DROP TABLE records")

    done = fonds(environment, "export")

    assert done.returncode == 2
    assert b"Traceback" in done.stderr


def test_ctrl_c_says_that_what_was_stored_is_kept(environment):
    """A command that was stopped is neither done nor refused: 128 and the number of SIGINT."""
    command = [FONDS, "ingest", "-"]
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdin.write(b"id,title\n" + b"".join(b"r%d,T\n" % n for n in range(5000)))
    process.stdin.flush()
    with closing(sqlite3.connect(environment["FONDS_DATA_DIR"] + "/fonds.db")) as database:
        while not database.execute("SELECT count(*) FROM records").fetchone()[0]:
            time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=20)[1].decode()

    assert process.returncode == 130
    assert said.strip() == "fonds: stopped; what was stored so far is kept"


def test_an_ingest_that_is_killed_leaves_whole_batches_and_can_be_completed(environment, tmp_path):
    """A batch is a transaction: kill -9 loses the batches to come and nothing else."""
    environment = environment | {"FONDS_INGEST_BATCH_SIZE": "10"}
    source = tmp_path / "many.jsonl"
    lines = (
        json.dumps({"id": f"r{n:04}", "metadata": {"title": f"Record {n}"}}) for n in range(3000)
    )
    source.write_text("\n".join(lines))
    database = sqlite3.connect(tmp_path / "var" / "fonds.db")

    def stored():
        return database.execute("SELECT count(*) FROM records").fetchone()[0]

    process = subprocess.Popen([FONDS, "ingest", source], env=environment)
    while stored() < 50 and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = stored()
    report = report_of(fonds(environment, "ingest", "--json", str(source)))
    database.close()

    assert 50 <= left < 3000
    assert left % 10 == 0
    assert (report["unchanged"], report["stored"]) == (left, 3000 - left)


def test_two_ingests_at_once_wait_for_each_other(environment, tmp_path):
    """Several commands may write; none fails because another is writing."""
    sources = []
    for name in "ab":
        source = tmp_path / f"{name}.jsonl"
        records = ({"id": f"{name}{n}", "metadata": {"title": "T"}} for n in range(300))
        source.write_text("\n".join(map(json.dumps, records)))
        sources.append(source)

    both = [subprocess.Popen([FONDS, "ingest", source], env=environment) for source in sources]

    assert [process.wait() for process in both] == [0, 0]
    assert json.loads(fonds(environment, "stats", "--json").stdout)["public records"] == 600


def test_ingests_of_one_file_at_once_wait_for_each_other(database_url, tmp_path):
    """Each record is stored once, by whichever command came first, and none fails."""
    environment = ready_archive(tmp_path, free_port(), FONDS_DATABASE_URL=database_url)
    source = tmp_path / "one.jsonl"
    records = ({"id": f"r{n}", "metadata": {"title": "T"}} for n in range(600))
    source.write_text("\n".join(map(json.dumps, records)))

    command = [FONDS, "ingest", "--json", source]
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) for _ in "ab"]
    reports = [json.loads(process.communicate()[0]) for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sum(report["stored"] for report in reports) == 600
    assert sum(report["unchanged"] for report in reports) == 600

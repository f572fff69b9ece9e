"""The command ``fonds``: what an archivist types.

Exit status 0 means done, 1 that some input was refused, 2 that the command could not run.
"""

import io
import signal
import sys
import traceback
from importlib import import_module

import click

from server import __version__
from server.options import FAILED

_INTERRUPTED = 128 + signal.SIGINT

_COMMANDS = {
    "check": (
        "server.commands.checking",
        "Check whether any server conforms to OAI-PMH 2.0, or a resource of it to IIIF.",
    ),
    "delete": (
        "server.commands.keeping",
        "Delete records; each leaves a tombstone that harvesters see for ever.",
    ),
    "export": (
        "server.commands.keeping",
        "Write collections, and every record that is not deleted, to standard output as JSON "
        "Lines.",
    ),
    "harvest": (
        "server.harvest.commands",
        "Take in the records of other repositories, and their changes from then on.",
    ),
    "ingest": (
        "server.commands.ingesting",
        "Store records from JSON Lines, spreadsheets or XML: files, folders, or - for standard "
        "input.",
    ),
    "init": (
        "server.commands.keeping",
        "Make the database and the secret, or bring them up to date.",
    ),
    "rebuild": (
        "server.commands.keeping",
        "Render every record anew: after FONDS_BASE_URL or a mapping has changed.",
    ),
    "serve": (
        "server.commands.serving",
        "Serve the archive over HTTP until SIGTERM or Ctrl-C.",
    ),
    "sources": (
        "server.harvest.commands",
        "List the repositories that are harvested, where each harvest stands and how it ended.",
    ),
    "stats": ("server.commands.keeping", "Count what the archive holds."),
    "validate": (
        "server.commands.validating",
        "Report what `ingest` would do with the same input; store nothing.",
    ),
}
"""Where each command is, and what it does.

It is imported when it is typed, since each needs half of the house; to list them needs none.
"""

_MENDABLE = (
    ("server.settings", "SettingsError"),
    ("server.store.database", "DatabaseError"),
    ("server.store.database", "Unavailable"),
    ("metadata.sources", "SourceError"),
    ("metadata.columns", "UnknownTarget"),
    ("server.conformance.check", "NoRepository"),
    ("server.conformance.iiif.check", "NotIiif"),
    ("server.crew", "CrewLost"),
    ("server.serving", "ServingError"),
    ("builtins", "OSError"),
)
"""What a user can mend, and is told in one sentence."""


class _Commands(click.Group):
    """The commands of the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(_COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each of them does."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def fonds() -> None:
    """Keep an archive's records, and speak OAI-PMH and IIIF.

    A first archive in three commands:

    \b
      fonds init
      fonds ingest letters.csv
      fonds serve
    """


def main() -> None:
    """Run the command line; what a user can mend is said without a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the locale cannot say is spelt out: a report says it all the same.
            stream.reconfigure(errors="backslashreplace")
    try:
        fonds(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("fonds: stopped; what was stored so far is kept", err=True)
        sys.exit(_INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - Python's own status, 1, would say refused input
        if _is_mendable(error):
            click.echo(f"fonds: {error}", err=True)
        else:
            traceback.print_exc()
        sys.exit(FAILED)


def _is_mendable(error: Exception) -> bool:
    """Whether *error* is one of the table; what was never imported was never raised."""
    return any(
        isinstance(error, getattr(sys.modules[module], name))
        for module, name in _MENDABLE
        if module in sys.modules
    )

"""What commands have in common: options, and how they answer machines."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

REFUSED = 1
"""The exit status where something that was given is refused or missing, or does not conform."""

FAILED = 2
"""The exit status of a command that could not run."""

Command = TypeVar("Command", bound=Callable[..., Any])

JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
"""The option of a command that answers machines too."""


def timeout_option(seconds: float) -> Callable[[Command], Command]:
    """Return the option of how long a request may take, *seconds* unless it is given."""
    return click.option(
        "--timeout",
        default=seconds,
        show_default=True,
        type=click.FloatRange(0.1, 3600.0),
        help="Seconds that a request may take.",
    )


def print_json(answer: Any) -> None:  # noqa: ANN401 - what JSON holds
    """Print *answer* as JSON, in UTF-8 whatever the locale says (RFC 8259 §8.1)."""
    # A lone surrogate, of a byte that was no UTF-8, comes out as the escape that JSON has for it.
    click.echo(json.dumps(answer, ensure_ascii=False).encode(errors="backslashreplace"))

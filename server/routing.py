"""How an edge says what it answers: a table of routes, each a function of the open archive."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, update_wrapper

from flask import Flask, Response

from server.archive import Archive


@dataclass(frozen=True, slots=True)
class Route:
    """An address pattern, the function that answers it, and what it is for."""

    rule: str
    view: Callable[..., Response]
    meaning: str
    methods: tuple[str, ...] = ("GET",)


def register(app: Flask, routes: Iterable[Route], archive: Archive) -> None:
    """Let *app* answer *routes*, each view called with *archive* first."""
    for route in routes:
        view = update_wrapper(partial(route.view, archive), route.view)
        endpoint = f"{route.view.__module__}.{route.view.__name__}:{route.rule}".replace(".", "-")
        app.add_url_rule(route.rule, endpoint, view, methods=route.methods)

"""The house keeps its order: imports, homes of dependencies, docstrings."""

import ast
from pathlib import Path

import pytest

from server.conformance.rules import RULES

ROOT = Path(__file__).parents[1]
SEES = {
    "schemas": {"schemas"},
    "metadata": {"schemas", "metadata"},
    "server": {"schemas", "metadata", "server"},
}
HOMES = {
    "sqlalchemy": ("server/store/",),
    "alembic": ("server/store/",),
    "pyvips": (
        "server/iiif/pixels.py",
        "server/iiif/pyramids.py",
        "server/iiif/sources.py",
        "server/iiif/vips.py",
    ),
    "fsspec": ("server/iiif/bucket.py",),
    "pypdfium2": ("server/iiif/pdf.py",),
    "pymarc": ("metadata/iso2709.py",),
    "pymediainfo": ("server/probe.py",),
    "oaipmh": ("server/oai/", "server/harvest/"),
    "click": (
        "server/cli.py",
        "server/commands",
        "server/harvest/commands.py",
        "server/options.py",
    ),
    "httpx": ("server/fetch.py", "server/wire.py"),
    "httpcore": ("server/fetch.py", "server/wire.py"),
}
MODULES = sorted(path for layer in SEES for path in (ROOT / layer).rglob("*.py"))
OURS = [path for path in MODULES if "versions" not in path.parts]


def imports(path):
    """Return the absolute names that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path):
    """Imports run schemas <- metadata <- server, never back."""
    layer = path.relative_to(ROOT).parts[0]

    assert {name.split(".")[0] for name in imports(path)} & set(SEES) <= SEES[layer]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_dependencies_stay_at_home(path):
    """What can be replaced is imported in one place."""
    place = path.relative_to(ROOT).as_posix()
    used = {name.split(".")[0] for name in imports(path)} & set(HOMES)

    assert [name for name in used if not place.startswith(HOMES[name])] == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_xml_is_parsed_in_one_way(path):
    """No parser but the hardened one, no XSLT, no XInclude: metadata/markup.py has it."""
    forbidden = ("etree.fromstring(", "etree.parse(", "iterparse(", "XSLT(", "xinclude(")
    text = path.read_text(encoding="utf-8")

    assert path.name == "markup.py" or not any(name in text for name in forbidden)


CHECKER = sorted((ROOT / "server" / "conformance").rglob("*.py"))


@pytest.mark.parametrize("path", CHECKER, ids=lambda path: path.name)
def test_the_checker_does_not_know_how_we_answer(path):
    """Its rules come from the specification: it sees the fetch, the parser and itself."""
    ours = {name for name in imports(path) if name.split(".")[0] in SEES}
    allowed = {"server", "server.conformance", "server.fetch", "metadata.markup"}

    assert {name for name in ours if not name.startswith("server.conformance.")} <= allowed


def test_every_rule_of_the_checker_is_used():
    """A rule of the table stands in some check, by its id."""
    text = "".join(path.read_text(encoding="utf-8") for path in CHECKER if path.name != "rules.py")

    assert [rule for rule in RULES if f'"{rule}"' not in text] == []


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))
def test_there_is_one_way_out(path):
    """No request leaves the house but through the guarded fetch, which asks one resolver."""
    doors = {"socket", "urllib.request", "http.client", "ftplib", "requests", "urllib3"}
    # The one resolver; and who listens, which calls nobody.
    guarded = {ROOT / "server" / "addresses.py", ROOT / "server" / "serving.py"}

    assert path in guarded or doors & set(imports(path)) == set()


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda path: path.name
)
def test_every_test_states_its_rule(path):
    """A test without a docstring does not say what it holds."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            assert ast.get_docstring(node), f"{path.name}:{node.lineno}"

"""The shape of the package: imports go down only, and libraries stay in the rooms that are theirs."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "riga_grants"

# docs/architecture.md shows the same layers in words. A module may import those of its own layer only where the pair is named.
LAYERS = (
    {
        *("errors", "i18n", "names", "money", "dates", "texts", "identifiers", "personal"),
        *(
            "directives",
            "model",
            "cofinancing",
            "rule_forms",
            "costs",
            "columns",
            "declarations",
            "classification",
            "unhurried",
        ),
    },
    {"layouts", "sheets", "agreements"},
    {"facts", "shares", "computed", "books", "declared", "lines", "booked", "importing", "chains"},
    {"instalments", "settlement", "checks", "plugin"},
    {
        *("statements", "execution", "breakdown", "asked", "frames"),
        *("wording", "grid", "text", "interchange", "pages"),
        *("tables", "reports", "rendering"),
        *("screens", "workbooks", "tracing", "guessing", "closing", "amendments"),
    },
    {"cli", "dashboard", "scaffold", "demonstration", "__main__"},
)
LIBRARIES = {
    "click": {"cli"},
    "fava": {"dashboard"},
    "flask": {"dashboard"},
    "werkzeug": {"dashboard"},
    "cheroot": {"dashboard"},
    "beangulp": {"dashboard"},
    "python_calamine": {"sheets"},
    "xlrd": {"sheets"},
    "lxml": {"sheets", "rendering"},
    "psutil": {"sheets"},
    "jsonschema": {"declarations", "importing"},
    "xlsxwriter": {"workbooks", "pages", "rendering", "demonstration"},
    "typst": {"rendering"},
    "matplotlib": {"rendering"},
    "filelock": {"chains"},
    "stdnum": {"identifiers", "personal"},
    "rich": {"grid", "cli"},
    "babel": {"i18n", "dates", "dashboard"},
    "beanquery": {"reports"},
    "pandas": {"frames"},
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> set[tuple[str, ...]]:
    """List what a module imports, as parts of the dotted name; of our own package with the module's name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {(*node.module.split("."), alias.name) for alias in node.names}
    return found


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down_only_and_libraries_stay_in_their_rooms(path: Path) -> None:
    here = room(path)
    for name in imports(path):
        if name[0] == "riga_grants" and name[1] in {other for names in LAYERS for other in names}:
            assert layer(name[1]) <= layer(here), f"{here} imports {name[1]}, which lies above it"
        assert here in LIBRARIES.get(name[0], {here}), f"{here} imports {name[0]}"


def test_rendering_knows_nothing_of_the_books() -> None:
    used = {name[1] for path in (PACKAGE / "rendering").glob("*.py") for name in imports(path) if name[0] == "riga_grants"}
    assert used & {"reports", "books", "facts", "execution", "shares", "settlement", "checks", "dashboard", "cli"} == set()


def test_every_module_has_its_layer() -> None:
    assert {room(path) for path in MODULES} == {name for names in LAYERS for name in names}


def test_the_map_shows_every_module() -> None:
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"`(\w+)/?`", page))
    assert {room(path) for path in MODULES} - shown == {"__main__"}


def test_help_and_check_load_no_spreadsheet_library_no_fava_and_no_pandas() -> None:
    code = "import sys; from riga_grants.cli import run; run(sys.argv[1:]); print(sorted(sys.modules))"
    root = str(PACKAGE.parent)
    for arguments in (["--help"], ["check", "GSA", "--books", root, "--as-of", "2013-01-01"]):
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", check=True)
        loaded = ast.literal_eval(done.stdout.splitlines()[-1])
        heavy = {"pandas", "fava", "flask", "beangulp", "openpyxl", "xlsxwriter", "python_calamine", "beanquery"}
        heavy |= {"typst", "matplotlib"}
        assert heavy & set(loaded) == set()


def test_no_module_outgrows_its_noun() -> None:
    lengths = {str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}

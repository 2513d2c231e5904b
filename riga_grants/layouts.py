"""Layouts: how a spreadsheet is laid out, declared in importers/layouts/*.toml, one file each.

A layout names the sheet, the headings of its columns and the words used in its cells; what a column means is the importer's.
"""

import tomllib
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

from riga_grants.dates import FORMS
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.texts import folded

FOLDER = Path("importers", "layouts")
COSTS = "costs"
REQUIRED = ("line", "document-no", "document-date", "issuer", "description", "amount")
COLUMNS = ("number", "project", *REQUIRED, "document-type", "issuer-reg", "paid", "in-kind", "note")
"""The columns that a layout of costs may declare; the required ones it must, and every sheet must have them."""
DATES = ("day.month.year", "year-month-day")

_LISTS = ("dates", "in-kind", "not-in-kind", "total", "optional")
_KEYS = ("name", "kind", "sheet", *_LISTS, "columns", "lines")


@dataclass(frozen=True, slots=True)
class Layout:
    """One spreadsheet layout. All words are folded for comparison; `columns` maps a heading to its column.

    `optional` columns may be missing from a sheet; `lines` maps a cell's words to an account below Expenses:<project>.
    """

    name: str
    sheet: str
    columns: Mapping[str, str]
    dates: Sequence[str] = DATES
    in_kind: frozenset[str] = frozenset()
    not_in_kind: frozenset[str] = frozenset()
    total: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    lines: Mapping[str, str] = field(default_factory=dict)

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that every sheet of this layout must have."""
        declared = set(self.columns.values())
        return tuple(column for column in COLUMNS if column in declared and column not in self.optional)

    def heading(self, column: str) -> str:
        """Give the first heading that stands for a column, as it is compared (in small letters)."""
        return next(heading for heading, meant in self.columns.items() if meant == column)


def load_layouts(folder: Path) -> tuple[dict[str, Layout], list[Finding]]:
    """Read all layouts of a folder, by name; a file that cannot be used is findings and no layout."""
    layouts: dict[str, Layout] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.toml")):
        found = _load(path, layouts)
        if isinstance(found, Layout):
            layouts[found.name] = found
        else:
            findings.extend(found)
    return layouts, findings


def _load(path: Path, known: Mapping[str, Layout]) -> Layout | list[Finding]:
    place = Place(str(path))
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        return [finding("layout", text("The layout cannot be read: {problem}", problem=str(problem)), place)]
    findings = [*_unknown_keys(data, place), *_wrong_values(data, place)]
    if not findings and data["name"] in known:
        findings.append(finding("layout", text("Another layout is also named “{name}”.", name=data["name"]), place))
    return findings or _layout(data)


def _unknown_keys(data: Mapping[str, Any], place: Place) -> list[Finding]:
    columns = data.get("columns")
    wrong: list[tuple[str, tuple[str, ...]]] = [(key, _KEYS) for key in data if key not in _KEYS]
    wrong += [(key, COLUMNS) for key in (columns if isinstance(columns, dict) else ()) if key not in COLUMNS]
    return [
        finding("layout-key", text("“{key}” is unknown in a layout.", key=key, known=", ".join(known)), place)
        for key, known in wrong
    ]


def _wrong_values(data: Mapping[str, Any], place: Place) -> list[Finding]:
    """Find what is missing or of another type than the layout needs."""
    columns, lines, optional = (data.get(key, {}) for key in ("columns", "lines", "optional"))
    rules: list[tuple[str, bool]] = [
        ("name", _words([data.get("name")])),
        ("kind", data.get("kind") == COSTS),
        ("sheet", _words([data.get("sheet")])),
        *((key, _words(data.get(key, []))) for key in _LISTS),
        ("columns", isinstance(columns, dict) and all(_words(words) and words for words in columns.values())),
        ("lines", isinstance(lines, dict) and _words(list(lines.values()))),
    ]
    findings = [_value_finding(key, place) for key, right in rules if not right]
    if findings:
        return findings
    headings = [folded(heading) for words in columns.values() for heading in words]
    rules = [
        ("dates", all(form in FORMS for form in data.get("dates", []))),
        ("optional", all(column in COLUMNS and column not in REQUIRED for column in optional)),
        ("columns", len(headings) == len(set(headings)) and all(column in columns for column in REQUIRED)),
    ]
    return [_value_finding(key, place) for key, right in rules if not right]


def _words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)


def _value_finding(key: str, place: Place) -> Finding:
    expected = {
        "name": text("a name of its own"),
        "kind": text("“{kind}”", kind=COSTS),
        "sheet": text("the name of the sheet"),
        "dates": text("a list of some of: {forms}", forms=", ".join(FORMS)),
        "optional": text("a list of columns other than {required}", required=", ".join(REQUIRED)),
        "columns": text(
            "a list of headings for each column, no heading twice, at least for: {required}", required=", ".join(REQUIRED)
        ),
        "lines": text("an account below Expenses:<project> for each word"),
    }
    message = text(
        "The layout's “{key}” is missing or wrong; expected: {expected}.", key=key, expected=expected.get(key, _LIST)
    )
    return finding("layout", message, place)


_LIST = text("a list of words")


def _layout(data: Mapping[str, Any]) -> Layout:
    def words(key: str) -> frozenset[str]:
        return frozenset(folded(word) for word in data.get(key, ()))

    return Layout(
        name=data["name"],
        sheet=data["sheet"],
        columns={folded(heading): column for column, headings in data["columns"].items() for heading in headings},
        dates=tuple(data.get("dates", DATES)),
        in_kind=words("in-kind"),
        not_in_kind=words("not-in-kind"),
        total=frozenset(word.rstrip(":") for word in words("total")),
        optional=frozenset(data.get("optional", ())),
        lines={folded(word): account for word, account in data.get("lines", {}).items()},
    )

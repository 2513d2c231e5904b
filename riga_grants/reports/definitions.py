"""Definitions of reports: reports/<name>.toml says once what a report shows, for everyone who makes it.

A definition chooses; what is not said stays as the report is. What the command line says comes before it.
"""

import tomllib
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path
from typing import Any
from typing import Final

from riga_grants.declarations import DRAFT
from riga_grants.declarations import LACKING
from riga_grants.declarations import TEXT_FORM
from riga_grants.declarations import UNKNOWN
from riga_grants.declarations import Broken
from riga_grants.declarations import Schema
from riga_grants.declarations import broken
from riga_grants.declarations import dotted
from riga_grants.declarations import line_of
from riga_grants.declarations import told
from riga_grants.declarations import value_message
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import N_
from riga_grants.names import finding
from riga_grants.reports.request import GROUPINGS
from riga_grants.tables import UNITS
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Report
from riga_grants.tables import Sheet
from riga_grants.tables import Table

FOLDER: Final = Path("reports")
COMMITTEE, CLAIM, AUDIT, COUNCIL = "committee", "claim", "audit", "council"
PORTFOLIO, TODO = "portfolio", "todo"
REPORTS: Final = (COMMITTEE, CLAIM, AUDIT, COUNCIL, PORTFOLIO, TODO)

_SOME_TEXTS: Final[Schema] = {
    "type": "array",
    "items": TEXT_FORM,
    "minItems": 1,
    "uniqueItems": True,
    "title": N_("a list of names in quotes, each once"),
}


def schema() -> Schema:
    """Give the JSON Schema of a definition."""
    return {
        "$schema": DRAFT,
        "title": N_("a definition of a report"),
        "type": "object",
        "additionalProperties": False,
        "required": ["report"],
        "properties": {
            "report": told({"enum": list(REPORTS)}, N_("which report it is")),
            "title": told(TEXT_FORM, N_("the title, in the place of the report's own")),
            "projects": told(_SOME_TEXTS, N_("the codes of the projects, where the command names none")),
            "period": told(TEXT_FORM, N_("the period, where the command names none")),
            "compare": told(_SOME_TEXTS, N_("the periods that stand side by side")),
            "funder": told(TEXT_FORM, N_("whose claim it is")),
            "lang": told({"enum": list(LANGUAGES)}, N_("the report's language")),
            "rounding": told({"enum": list(UNITS)}, N_("what amounts are rounded to")),
            "grouping": told({"enum": list(GROUPINGS)}, N_("how the budget's lines are put together")),
            "sheets": told(_SOME_TEXTS, N_("the sheets, in their order")),
            "form": told(TEXT_FORM, N_("the funder's form below reports/templates/ that is filled in")),
            "columns": told(
                {"type": "object", "additionalProperties": _SOME_TEXTS, "title": N_("a table")},
                N_("for each table its columns, in their order"),
            ),
            "queries": told(
                {"type": "object", "additionalProperties": TEXT_FORM, "title": N_("a table")},
                N_("for each further sheet its query in BQL"),
            ),
        },
    }


@dataclass(frozen=True, slots=True)
class Definition:
    """What a file in reports/ says; "" and () where it says nothing. `lines` is the file's text, to name places in it."""

    name: str
    place: Place
    report: str
    title: str = ""
    projects: tuple[str, ...] = ()
    period: str = ""
    compare: tuple[str, ...] = ()
    funder: str = ""
    lang: str = ""
    rounding: str = ""
    grouping: str = ""
    sheets: tuple[str, ...] = ()
    form: str = ""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    queries: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()

    def query_place(self, name: str) -> Place:
        """Give the place of a query by its name."""
        return _at(self.place, self.lines, ("queries", name))


def every(root: Path) -> list[tuple[Definition | None, list[Finding]]]:
    """Read all definitions of a set of books, by their names; None for one that is wrong, with what is wrong about it."""
    return [_read(path) for path in sorted((root / FOLDER).glob("*.toml"))]


def load(root: Path, name: str) -> tuple[Definition | None, list[Finding]]:
    """Read a definition by its name; raise BooksError, naming the known ones, where there is no such file."""
    path = root / FOLDER / f"{name.removesuffix('.toml')}.toml"
    if path.parent != root / FOLDER or not path.is_file():
        known = ", ".join(sorted(path.stem for path in (root / FOLDER).glob("*.toml"))) or "–"
        raise BooksError(text("There is no definition “{name}” in reports/; there are: {known}.", name=name, known=known))
    return _read(path)


def _read(path: Path) -> tuple[Definition | None, list[Finding]]:
    place = Place(str(path))
    try:
        written = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(written)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        message = text("The definition cannot be read: {problem}", problem=str(problem))
        return None, [finding("report-definition", message, place)]
    lines = written.splitlines()
    findings = [
        finding("report-key" if one.kind == UNKNOWN else "report-definition", _words(one), _at(place, lines, one.path))
        for one in broken(data, schema())
    ]
    if findings:
        return None, sorted(findings, key=lambda one: one.place.line)
    return _definition(path.stem, place, data, lines), []


def _definition(name: str, place: Place, data: Mapping[str, Any], lines: Sequence[str]) -> Definition:
    listed: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    return Definition(name=name, place=place, lines=tuple(lines), **listed)


def _at(place: Place, lines: Sequence[str], path: Sequence[str | int]) -> Place:
    return place._replace(line=line_of(lines, path))


def _words(one: Broken) -> Text:
    if one.kind == UNKNOWN:
        return _unknown(dotted(one.path), one.known, one.near)
    if one.kind == LACKING:
        return text("The definition lacks “{key}”: {told}.", key=dotted(one.path), told=one.told)
    return value_message(one)


def _unknown(key: str, known: Iterable[str], near: str = "") -> Text:
    listed = ", ".join(known)
    if near:
        return text("“{key}” is unknown in a definition; is “{near}” meant?", key=key, near=near, known=listed)
    return text("“{key}” is unknown in a definition.", key=key, known=listed)


def applied(report: Report, definition: Definition) -> tuple[Report, list[Finding]]:
    """Choose of a report what a definition names: sheets, and of tables columns, in its order.

    A sheet, a table or a column that the report does not have is a finding that names those it has. A chart goes with a column
    that it draws.
    """
    findings = list(_not_there(report, definition))
    if findings:
        return report, findings
    by_key = {sheet.key: sheet for sheet in report.sheets}
    sheets = [by_key[key] for key in definition.sheets or by_key]
    narrowed = {key: _columns(report.table(key), columns) for key, columns in definition.columns.items()}
    chosen = tuple(replace(sheet, blocks=_blocks(sheet, narrowed)) for sheet in sheets)
    return selected(replace(report, title=definition.title or report.title), chosen), []


def selected(report: Report, sheets: Sequence[Sheet]) -> Report:
    """Give a report of some of its sheets; the tables of the others stay behind the charts that draw them."""
    shown = {block.key for sheet in sheets for block in sheet.blocks if isinstance(block, Table)}
    behind = tuple(table for table in report.tables if table.key not in shown)
    return replace(report, sheets=tuple(sheets), behind=behind)


def _not_there(report: Report, definition: Definition) -> Iterable[Finding]:
    sheets = [sheet.key for sheet in report.sheets]
    tables = {table.key: [column.key for column in table.columns] for table in report.tables}
    asked: list[tuple[str, tuple[str, ...], str, list[str]]] = [(key, ("sheets",), key, sheets) for key in definition.sheets]
    asked += [(f"columns.{key}", ("columns", key), key, list(tables)) for key in definition.columns]
    asked += [
        (f"columns.{key}: {column}", ("columns", key), column, tables[key])
        for key, columns in definition.columns.items()
        for column in columns
        if key in tables
    ]
    for shown, path, key, known in asked:
        if key not in known:
            near = Broken(UNKNOWN, [key], tuple(known)).near
            yield finding("report-key", _unknown(shown, known, near), _at(definition.place, definition.lines, path))


def _blocks(sheet: Sheet, tables: Mapping[str, Table]) -> tuple[Block, ...]:
    """Give a sheet's blocks with its tables as they were narrowed, without the charts that draw a column which is gone."""
    return tuple(
        tables.get(block.key, block) if isinstance(block, Table) else block
        for block in sheet.blocks
        if not isinstance(block, Chart) or _drawable(block, tables.get(block.table))
    )


def _drawable(chart: Chart, table: Table | None) -> bool:
    return table is None or all(table.place(key) is not None for key in (chart.names, *(one.column for one in chart.series)))


def _columns(table: Table, keys: Sequence[str]) -> Table:
    places = [n for key in keys if (n := table.place(key)) is not None]
    return replace(
        table,
        columns=tuple(table.columns[n] for n in places),
        rows=[row._replace(cells=tuple(row.cells[n] for n in places)) for row in table.rows],
        bars=table.bars if table.bars in keys else "",
    )

"""A report's page as the template prints it: every value as text, every figure with where it leads.

The template escapes all of it; nothing here is HTML but the charts, which are drawn by a library and hold escaped text only.
"""

from collections.abc import Callable
from typing import NamedTuple

from markupsafe import Markup

from riga_grants.rendering.cells import fact_shown
from riga_grants.rendering.cells import row_shown
from riga_grants.rendering.cells import table_title
from riga_grants.rendering.svg import draw
from riga_grants.tables import FIGURES
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Words

Link = Callable[[Table, Row, Column], str]
"""Gives the address that a cell leads to, "" for none."""


class ShownCell(NamedTuple):
    """A cell: its text, what it is sorted by, where it leads ("": nowhere), its bar's length in per cent (None: none)."""

    text: str
    sort: str
    link: str
    figure: bool
    bar: float | None


class ShownRow(NamedTuple):
    """A row: its cells, its level, its look, and whether rows below it can be folded away."""

    cells: tuple[ShownCell, ...]
    depth: int
    look: str
    folds: bool


class ShownTable(NamedTuple):
    """A table: caption, headings, rows, which column names the rows, and whether it may be sorted."""

    kind: str
    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[ShownRow, ...]
    names: int
    sortable: bool
    empty: str


class ShownChart(NamedTuple):
    """A chart, drawn for a light and for a dark page, and in words."""

    kind: str
    key: str
    title: str
    light: Markup
    dark: Markup
    words: str


class ShownFacts(NamedTuple):
    """Labels and values."""

    kind: str
    facts: tuple[tuple[str, str], ...]


class ShownWords(NamedTuple):
    """Paragraphs and their look."""

    kind: str
    look: str
    paragraphs: tuple[str, ...]


ShownBlock = ShownTable | ShownChart | ShownFacts | ShownWords


class ShownSheet(NamedTuple):
    """A part of a page: its heading and its blocks."""

    key: str
    title: str
    blocks: tuple[ShownBlock, ...]


class Tab(NamedTuple):
    """A link between our pages."""

    title: str
    address: str
    current: bool


class Page(NamedTuple):
    """A page: its title, the way to the others, until which day it counts, and its parts; `problem` says why it has none."""

    lang: str
    title: str
    tabs: tuple[Tab, ...]
    day: str
    sheets: tuple[ShownSheet, ...]
    problem: str = ""


def sheet(one: Sheet, report: Report, link: Link) -> ShownSheet:
    """Show a sheet of a report."""
    blocks = (_block(block, report, link) for block in one.blocks if not isinstance(block, Signatures))
    return ShownSheet(one.key, one.title, tuple(blocks))


def _block(block: Facts | Table | Words | Chart, report: Report, link: Link) -> ShownBlock:
    match block:
        case Table():
            return _table(block, report.lang, link)
        case Chart():
            return _chart(block, report)
        case Facts():
            said = ((fact.label, fact_shown(fact, block.currency, block.unit, report.lang)) for fact in block.facts)
            return ShownFacts("facts", tuple(said))
    return ShownWords("words", block.look, block.paragraphs)


def _table(table: Table, lang: str, link: Link) -> ShownTable:
    columns = table.columns
    names = next((n for n, one in enumerate(columns) if one.kind not in FIGURES and one.key not in {"number", "no"}), 0)
    rows = tuple(
        ShownRow(
            tuple(
                ShownCell(text, _sort(cell), link(table, row, column), column.kind in FIGURES, _bar(table, column, cell))
                for text, cell, column in zip(row_shown(table, row, lang), row.cells, columns, strict=True)
            ),
            row.depth,
            row.look,
            table.outline and bool(row.sums) and bool(row.look != "total"),
        )
        for row in table.rows
    )
    return ShownTable("table", table.key, table_title(table, lang), columns, rows, names, not table.outline, table.empty)


def _sort(cell: object) -> str:
    return "" if cell is None else str(cell)


def _bar(table: Table, column: Column, cell: object) -> float | None:
    if column.key != table.bars or cell is None or isinstance(cell, str):
        return None
    return min(100.0, max(0.0, float(str(cell))))


def _chart(chart: Chart, report: Report) -> ShownChart:
    table = report.table(chart.table)
    light, dark = (draw(chart, table, report.lang, dark=dark) for dark in (False, True))
    return ShownChart("chart", chart.key, chart.title, Markup(light), Markup(dark), chart.words)  # noqa: S704 - escaped by svg

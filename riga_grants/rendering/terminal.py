"""Renders any report for a terminal: titles, facts, sentences, tables and bars, none of the lines wider than the terminal.

What the report says is made harmless for a terminal by `grid`. Signatures are left out: nobody signs a screen.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Final

from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import cells_of
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import tr
from riga_grants.rendering.cells import fact_shown
from riga_grants.rendering.cells import table_title
from riga_grants.rendering.terminal_charts import chart_lines
from riga_grants.rendering.terminal_tables import table_lines
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.wording import DEMONSTRATION

_STYLES: Final[Mapping[str, str]] = {"lead": "bold", "section": "bold", "note": "dim"}


def render(report: Report, width: int, *, colour: bool, sheet: str = "") -> str:
    """Show a report on a terminal, no line wider than `width` (at least NARROWEST) cells; with `sheet` only that of this key.

    `colour` adds ANSI styles; nothing is told by them alone. The text is without a final line end. Raises KeyError where the
    report has no such sheet.
    """
    sheets = [one for one in report.sheets if sheet in {"", one.key}]
    if sheet and not sheets:
        raise KeyError(sheet)
    lines = _lines(report, sheets, max(width, NARROWEST))
    return "\n".join(paint(line, colour=colour) for line in lines)


def _lines(report: Report, sheets: Sequence[Sheet], width: int) -> Iterator[Line]:
    yield from paragraph(report.title, width, style="bold")
    if report.demonstration:
        yield from paragraph(f"*** {tr(DEMONSTRATION, report.lang)} ***", width, style="bold yellow")
    for sheet in sheets:
        if sheet.title != report.title:
            title = paragraph(sheet.title, width, style="bold")
            yield from (Line(""), *title, Line("━" * max(cells_of(line.text) for line in title)))
        for block in sheet.blocks:
            lines = list(_block(block, sheet, report, width))
            if lines:
                yield from (Line(""), *lines)


def _block(block: Block, sheet: Sheet, report: Report, width: int) -> Iterator[Line]:
    match block:
        case Facts():
            for fact in block.facts:
                value = fact_shown(fact, block.currency, block.unit, report.lang)
                yield from paragraph(f"{fact.label}: {value}", width, rest="  ")
        case Words():
            for said in block.paragraphs:
                yield from paragraph(said, width, style=_STYLES.get(block.look, ""))
        case Table():
            yield from _table(block, sheet, report.lang, width)
        case Chart():
            yield from paragraph(block.title, width, style="bold")
            yield from chart_lines(block, report.table(block.table), report.lang, width)


def _table(table: Table, sheet: Sheet, lang: str, width: int) -> Iterator[Line]:
    title = table_title(table, lang)
    if title and title != sheet.title:
        yield from paragraph(title, width, style="bold")
    if table.rows:
        yield from table_lines(table, lang, width)
    elif table.empty:
        yield from paragraph(table.empty, width)

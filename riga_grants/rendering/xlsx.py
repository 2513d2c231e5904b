"""A report as a workbook: a sheet a page, cells typed and live, set up for printing on A4, nothing in it about its author.

The same report gives the same bytes.
"""

import io
from collections.abc import Sequence
from itertools import groupby
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import tr
from riga_grants.pages import FOOTER
from riga_grants.pages import ROW
from riga_grants.pages import Book
from riga_grants.pages import Look
from riga_grants.pages import Page
from riga_grants.pages import add_page
from riga_grants.pages import looks
from riga_grants.pages import noon
from riga_grants.pages import title
from riga_grants.rendering.xlsx_blocks import write_facts
from riga_grants.rendering.xlsx_blocks import write_signatures
from riga_grants.rendering.xlsx_blocks import write_words
from riga_grants.rendering.xlsx_charts import Room
from riga_grants.rendering.xlsx_charts import draw
from riga_grants.rendering.xlsx_charts import shows
from riga_grants.rendering.xlsx_charts import tall
from riga_grants.rendering.xlsx_layout import Grid
from riga_grants.rendering.xlsx_layout import Span
from riga_grants.rendering.xlsx_layout import grid
from riga_grants.rendering.xlsx_layout import pages
from riga_grants.rendering.xlsx_tables import Frame
from riga_grants.rendering.xlsx_tables import frame
from riga_grants.rendering.xlsx_tables import write_table
from riga_grants.tables import Chart
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.unhurried import unhurried
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import NOT_STATED

_FONT: Final = {"font_name": "Arial", "font_size": 10, "font_scheme": False, "valign": "vcenter"}
_BETWEEN: Final = 9.0  # the height of an empty row between two blocks, in points
_STRETCHED: Final = 1.6  # at most: what is made so much smaller is still read
_MARGIN, _WIDEST = 6, 1100  # around a chart, and how wide it may be, in pixels
_FROZEN: Final = 220.0  # points of a window that headings may keep
_FROZEN_ACROSS: Final = 62  # and characters that the names of rows may keep
_LONG: Final = 12  # rows from which on headings are kept in sight


class _Written(NamedTuple):
    """What is known of a sheet while it is written: its tables, the charts to draw, the rows to keep together.

    `beside` is how many charts stand side by side, `rows` how many rows were written.
    """

    page: Page
    grid: Grid
    frames: list[Frame]
    charts: list[tuple[Chart, Room]]
    kept: list[Span]
    beside: int
    rows: int = 0


def render(report: Report) -> bytes:
    """Give a report as the bytes of an .xlsx file; raises BooksError where a table has more rows than a sheet holds."""
    with unhurried():
        return _rendered(report)


def _rendered(report: Report) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and needed for this alone

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "default_format_properties": _FONT})
    book.set_properties({"title": _about(report), "created": noon(report.day)})
    look = looks(book)
    _charts(book, [_sheet(book, look, report, sheet, _stretch(report, sheet)) for sheet in report.sheets])
    book.close()
    return out.getvalue()


def _stretch(report: Report, sheet: Sheet) -> float:
    """Say how much wider than the paper a sheet is laid out, so that it fills its only page: 1 where it is not too high."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - as above

    if not sheet.one_page:
        return 1.0
    draft = Workbook(io.BytesIO())
    written = _sheet(draft, looks(draft), report, sheet, 1.0)
    high = sum(written.page.heights.get(row, ROW) for row in range(written.rows))
    return min(_STRETCHED, max(1.0, high / written.grid.capacity()))


def _about(report: Report, longest: int = 255) -> str:
    """Say what the report is about, and that its figures are invented where they are, in so many characters at most."""
    mark = f" – {tr(DEMONSTRATION, report.lang)}" if report.demonstration else ""
    about = report.about.removesuffix(mark)
    room = longest - len(mark)
    return f"{about if len(about) <= room else about[: room - 1].rstrip() + '…'}{mark}"


def _charts(book: Book, written: Sequence[_Written]) -> None:
    """Draw the charts, when it is known where all tables stand."""
    frames = {frame.table.key: frame for sheet in written for frame in sheet.frames}
    for sheet in written:
        for chart, room in sheet.charts:
            draw(book, sheet.page, chart, frames[chart.table], room)


def _sheet(book: Book, look: Look, report: Report, sheet: Sheet, stretch: float) -> _Written:
    """Write a sheet's cells, and set it up for reading and printing."""
    page = add_page(
        book, look, sheet.name, _about(report, FOOTER), report.lang, portrait=sheet.portrait, one_page=sheet.one_page
    )
    laid = grid(sheet, report.lang, stretch)
    page.widths(laid.widths)
    written = _Written(page, laid, [], [], [], beside=1 + sheet.one_page + (not sheet.portrait))
    row = title(page, sheet.title, demonstration=report.demonstration)
    written_tables = {
        table.key: table for table in report.tables
    }  # a chart refers to cells, so not to a table that stays behind
    blocks = [
        block
        for block in sheet.blocks
        if not isinstance(block, Chart) or (block.table in written_tables and shows(block, written_tables[block.table]))
    ]
    for _, run in groupby(blocks, key=lambda block: isinstance(block, Chart)):
        some = list(run)
        row = _reserve(written, row, [block for block in some if isinstance(block, Chart)])
        for block in (block for block in some if not isinstance(block, Chart)):
            row = _block(written, row, block)
    _set_up(written, row - 1, one_page=sheet.one_page)
    return written._replace(rows=row)


def _block(written: _Written, row: int, block: Facts | Words | Table | Signatures) -> int:
    """Write a block from a row on, and leave a row empty below; give the row after that."""
    page, laid = written.page, written.grid
    match block:
        case Words(look="section"):
            return write_words(page, laid, row, block)
        case Words():
            below = write_words(page, laid, row, block)
        case Facts():
            below = write_facts(page, laid, row, block)
        case Table():
            below = _table(written, row, block)
        case _:
            below = write_signatures(page, laid, row, block)
            written.kept.append((row, below - 1))
    page.height(below, _BETWEEN)
    return below + 1


def _table(written: _Written, row: int, table: Table) -> int:
    """Write a table, or what is said where it has no rows; give the next row."""
    if not table.rows:
        heading = write_words(written.page, written.grid, row, Words((table.title,) if table.title else (), "section"))
        return write_words(written.page, written.grid, heading, Words((table.empty or NOT_STATED,)))
    at = frame(written.page, table, written.grid, row)
    write_table(at)
    written.frames.append(at)
    written.kept.append((row, min(at.top + 1, at.last)))
    return at.last + 1


def _reserve(written: _Written, row: int, charts: Sequence[Chart]) -> int:
    """Leave room for charts that follow each other, side by side where the paper has the room; give the next row."""
    if not charts:
        return row
    span = written.grid.page()
    beside = min(len(charts), written.beside)
    width = min((written.grid.pixels(span) - _MARGIN * (beside + 1)) // beside, _WIDEST)
    for some in (charts[n : n + beside] for n in range(0, len(charts), beside)):
        rows = max(tall(chart) for chart in some)
        height = int(rows * ROW * 4 / 3) - 2 * _MARGIN
        for n, chart in enumerate(some):
            written.charts.append((chart, Room(row, (_MARGIN + n * (width + _MARGIN), _MARGIN), (width, height))))
        written.kept.append((row, row + rows - 1))
        row += rows
    written.page.height(row, _BETWEEN)
    return row + 1


def _set_up(written: _Written, last: int, *, one_page: bool) -> None:
    """Print up to the last row, with headings on every page and nothing torn apart; keep the headings in sight."""
    page, laid = written.page, written.grid
    page.sheet.print_area(0, 0, last, len(laid.widths) - 1)
    longest = max(written.frames, key=lambda at: len(at.table.rows), default=None)
    if not one_page:
        printed = pages(laid, page.heights, written.kept, last)
        page.sheet.set_h_pagebreaks(printed.forced)
        if longest and printed.tear(longest.top, longest.last):
            page.sheet.repeat_rows(longest.head, longest.top - 1)
    if longest and longest is written.frames[-1] and len(longest.table.rows) > _LONG:
        _freeze(longest)


def _freeze(at: Frame) -> None:
    """Keep a table's headings and its rows' names in sight, where a window has the room for them."""
    high = sum(at.page.heights.get(row, ROW) for row in range(at.top))
    across = sum(at.rooms[: at.named + 1])
    rows = at.top if high <= _FROZEN else 0
    columns = at.spans[at.named][1] + 1 if 0 < across <= _FROZEN_ACROSS else 0
    if rows or columns:
        at.page.sheet.freeze_panes(rows, columns)

"""Tables of a report on a workbook's page: headings, rows with their levels, typed cells, live formulas, bars."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final
from typing import NamedTuple

from riga_grants.errors import BooksError
from riga_grants.errors import text
from riga_grants.money import to_decimal
from riga_grants.pages import DATES
from riga_grants.pages import ROWS
from riga_grants.pages import SHADED
from riga_grants.pages import Format
from riga_grants.pages import Page
from riga_grants.pages import accepted
from riga_grants.pages import figure
from riga_grants.pages import fitting
from riga_grants.rendering.cells import foreign
from riga_grants.rendering.cells import unit_title
from riga_grants.rendering.xlsx_formulas import formula
from riga_grants.rendering.xlsx_layout import Grid
from riga_grants.rendering.xlsx_layout import Span
from riga_grants.rendering.xlsx_layout import deepest
from riga_grants.sheets import reference
from riga_grants.tables import CENTS
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import EURO
from riga_grants.tables import FIGURES
from riga_grants.tables import MONEY
from riga_grants.tables import PERCENT
from riga_grants.tables import PLAIN
from riga_grants.tables import RATE
from riga_grants.tables import SECTION
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TEXT
from riga_grants.tables import THOUSAND
from riga_grants.tables import TOTAL
from riga_grants.tables import WORD
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import numbers
from riga_grants.wording import NOT_STATED
from riga_grants.wording import rate_pct

_FORMS: Final = {CENTS: "#,##0.00", EURO: "#,##0", THOUSAND: "#,##0,"}
_WEIGHTS: Final[Mapping[str, Mapping[str, object]]] = {
    PLAIN: {},
    SUBTOTAL: SHADED,
    TOTAL: {"bold": True, "bg_color": "#D9D9D9", "top": 2},
    SECTION: {"bold": True, "bg_color": "#F2F2F2"},
}
_LOOKS: Final = {TEXT: "text", CODE: "code", WORD: "word"}
_DEEPEST: Final = 7  # levels that a sheet's outline has
_SAFE: Final = 0.85  # of a column's width in figures is room for so many letters of any kind
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()  # of a spreadsheet
_BAR: Final = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_solid": True,
    "bar_color": "#9DC3E6",
    "min_type": "num",
    "max_type": "num",
    "min_value": 0,
    "max_value": 100,
}


class Frame(NamedTuple):
    """A table on a page: where its columns stand, how wide they are, the row of its headings and of its first row.

    `named` is the place of the column that names the rows, `watched` are those whose negative figures are a warning.
    """

    page: Page
    table: Table
    spans: tuple[Span, ...]
    rooms: tuple[float, ...]
    head: int
    top: int
    named: int
    watched: frozenset[str]

    @property
    def last(self) -> int:
        """Give the sheet's row of the last row."""
        return self.top + len(self.table.rows) - 1

    def cells(self, row: int) -> dict[str, str]:
        """Name the cells of a sheet's row by the keys of their columns."""
        return {column.key: reference((row, span[0])) for column, span in zip(self.table.columns, self.spans, strict=True)}


def number_form(value: Decimal, kind: str, unit: str) -> str:
    """Give the form in which a positive number is shown, as a spreadsheet spells it; a quantity with the decimals it has."""
    if kind == MONEY:
        return _FORMS[unit]
    if kind == PERCENT:
        return "0.0"
    if kind == RATE:
        return "0.0000"
    exponent = value.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"


def number_of(value: int | Decimal | Fraction, kind: str) -> Decimal:
    """Give a figure as the number that its cell holds: amounts in euro, shares in per cent."""
    if isinstance(value, Fraction):
        return rate_pct(value) or Decimal(0)
    return to_decimal(value) if kind == MONEY and isinstance(value, int) else Decimal(value)


def frame(page: Page, table: Table, grid: Grid, row: int) -> Frame:
    """Say where a table that has rows stands, if its title is written in a row of the sheet.

    Raises BooksError where a sheet has not so many rows.
    """
    spans = grid.spans[table.key]
    titled = bool(table.title or unit_title(table.currency, table.unit, page.lang))
    head = row + titled
    watched = frozenset(column.warns[0] for column in table.columns if column.warns)
    rooms = tuple(grid.room(span) for span in spans)
    top = head + 1 + table.numbered
    if top + len(table.rows) > ROWS:
        message = text(
            "“{sheet}” needs {rows} rows, and a workbook's sheet holds {most}: ask for less with --period, or write a .zip.",
            sheet=page.sheet.get_name(),
            rows=top + len(table.rows),
            most=ROWS,
        )
        raise BooksError(message)
    return Frame(page, table, spans, rooms, head, top, deepest(table), watched)


def write_table(at: Frame) -> None:
    """Write a table."""
    page, table = at.page, at.table
    _headings(at)
    if table.outline:
        page.sheet.outline_settings(symbols_below=False)
    if table.register:
        _register(at)
    else:
        for n, row in enumerate(table.rows):
            _tall(at, at.top + n, row)
            _row(at, at.top + n, row)
    if table.bars:
        bars = at.spans[[column.key for column in table.columns].index(table.bars)][0]
        page.sheet.conditional_format(at.top, bars, at.last, bars, _BAR)


def _headings(at: Frame) -> None:
    """Write title and unit, the headings, and the row of letters and numbers."""
    page, table = at.page, at.table
    if table.title:
        page.text(at.head - 1, 0, table.title, page.look("section"))
    unit = unit_title(table.currency, table.unit, page.lang)
    if unit:
        page.text(at.head - 1, at.spans[-1][1], f"({unit})", page.look("unit"))
    page.tall(at.head, [(column.head, 0.9 * room) for column, room in zip(table.columns, at.rooms, strict=True)])
    head, number = page.look("head"), page.look("column")
    for column, span in zip(table.columns, at.spans, strict=True):
        page.span(at.head, span, head)
        page.text(at.head, span[0], column.head, head)
    if table.numbered:
        for shown, span in zip(numbers(table), at.spans, strict=True):
            page.span(at.head + 1, span, number)
            page.text(at.head + 1, span[0], shown, number)


def _tall(at: Frame, row: int, cells: Row) -> None:
    """Make a row as tall as its texts need, and put it on its level."""
    bold = 0.98 if cells.look else 1.08
    texts = [
        (value, (room - 2 - (1.3 * cells.depth if n == at.named else 0)) * (0.95 if column.kind == CODE else bold))
        for n, (value, room, column) in enumerate(zip(cells.cells, at.rooms, at.table.columns, strict=True))
        if isinstance(value, str) and cells.look != SECTION
    ]
    at.page.tall(row, texts, level=min(cells.depth, _DEEPEST) if at.table.outline else 0)


def _row(at: Frame, row: int, cells: Row) -> None:
    """Write a row's cells; of what a sum cannot have, such as a date, nobody says that it is not stated."""
    if cells.look == SECTION:
        _section(at, row, cells)
        return
    names = at.cells(row)
    for n, (value, column, span) in enumerate(zip(cells.cells, at.table.columns, at.spans, strict=True)):
        look = _look(at, n, cells)
        stated = "" if value is None and foreign(cells, column) else value
        at.page.span(row, span, look)
        _cell(at, (row, n), stated, look, formula(at.table, cells, n, names, (at.top, span[0])))


def _section(at: Frame, row: int, cells: Row) -> None:
    """Write a heading inside the table: its texts, the last of them over the rest of the row."""
    look = at.page.look("text", **_WEIGHTS[SECTION], text_wrap=False)
    texts = [n for n, value in enumerate(cells.cells) if isinstance(value, str) and value] or [0]
    for n in range(texts[-1] + 1):
        span = at.spans[n] if n < texts[-1] else (at.spans[n][0], at.spans[-1][1])
        at.page.span(row, span, look)
        at.page.text(row, span[0], str(cells.cells[n] or ""), look)


def _cell(at: Frame, place: tuple[int, int], value: Value, look: Format, made: str = "") -> None:
    """Write a cell as what it is, live where there is a formula that gives it."""
    row, n = place
    page, kind, column = at.page, at.table.columns[n].kind, at.spans[n][0]
    if isinstance(value, date):
        page.day(row, column, value, look)
    elif isinstance(value, str | None):
        shown = NOT_STATED if value is None else value
        if made:
            page.formula(row, column, made, shown, look)
        else:
            page.text(row, column, shown, look)
    else:
        page.number(row, column, number_of(value, kind), look, made)


def _look(at: Frame, n: int, row: Row) -> Format:
    """Give the look of a row's cell."""
    column, value, weight = at.table.columns[n], row.cells[n], _WEIGHTS[row.look]
    if column.kind in FIGURES:
        number = number_of(value, column.kind) if isinstance(value, int | Decimal | Fraction) else Decimal(0)
        form = number_form(number, column.kind, at.table.unit)
        return at.page.look("figure", num_format=figure(form, at.page.lang, red=column.key in at.watched), **weight)
    return _words_look(at, column, 1 + row.depth if n == at.named else 1, weight)


def _words_look(at: Frame, column: Column, indent: int, weight: Mapping[str, object]) -> Format:
    look = at.page.look
    if column.kind == DAY:
        return look("date", num_format=DATES[at.page.lang], **weight)
    more = {"indent": indent} if column.kind == TEXT else {}
    return look(_LOOKS[column.kind], text_wrap=not at.table.register, **more, **weight)


# --- registers -------------------------------------------------------------------------------------------------------


def _register(at: Frame) -> None:
    """Write a long plain table with little work a cell: column by column, formulas only in rows that stand out.

    A cell without a value is not written at all, and a text has the workbook's own look, so the lines between cells are drawn
    once for all of them.
    """
    plain, fits = [], cache(fitting)
    for n, row in enumerate(at.table.rows, at.top):
        if row.look or row.sums:
            _row(at, n, row)
        else:
            plain.append(n)
    columns = zip(*(at.table.rows[n - at.top].cells for n in plain), strict=True)
    for place, values in enumerate(columns):
        _column(at, place, zip(plain, values, strict=True), fits)
    lines = {"type": "formula", "criteria": "=TRUE", "format": at.page.look("lines")}
    accepted(at.page.sheet.conditional_format(at.top, at.spans[0][0], at.last, at.spans[-1][1], lines))


def _column(at: Frame, place: int, cells: Iterable[tuple[int, Value]], fits: Callable[[str], str]) -> None:
    """Write the cells of a register's column, each with its row; a long text ends where its column does."""
    kind, column = at.table.columns[place].kind, at.spans[place][0]
    write_string, write_number = at.page.sheet.write_string, at.page.sheet.write_number
    look = None if kind == TEXT else _look(at, place, Row((0 if kind in FIGURES else "",) * len(at.spans)))
    clipped = at.page.look(_LOOKS[kind], align="fill", indent=0, text_wrap=False) if kind in _LOOKS else look
    room, refused = _SAFE * at.rooms[place], 0
    for row, value in cells:
        if isinstance(value, str | None):
            shown = NOT_STATED if value is None else value
            if shown:
                refused |= write_string(row, column, fits(shown), clipped if len(shown) > room else look)
        elif isinstance(value, int):
            refused |= write_number(row, column, to_decimal(value) if kind == MONEY else value, look)
        elif isinstance(value, date):
            refused |= write_number(row, column, value.toordinal() - _DAY_ZERO, look)
        else:
            _cell(at, (row, place), value, _look(at, place, at.table.rows[row - at.top]))
    accepted(refused)

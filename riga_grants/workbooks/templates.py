"""Writes sheets to fill in: an empty one of each kind, or one that holds what the books hold. `import` reads both.

Above the headings stand a title, what belongs into each column, and the sum of the rows, which the import compares with them.
Only cells below the headings can be changed. What a cell takes holds for all rows of the sheet, however many are added.
"""

import io
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.pages import Book
from riga_grants.pages import Format
from riga_grants.pages import Page
from riga_grants.pages import add_page
from riga_grants.pages import looks
from riga_grants.pages import noon
from riga_grants.sheets import reference
from riga_grants.workbooks.exports import NOT_STATED
from riga_grants.workbooks.exports import Cell
from riga_grants.workbooks.exports import Row
from riga_grants.workbooks.forms import EACH
from riga_grants.workbooks.forms import EURO
from riga_grants.workbooks.forms import ROW_KEY
from riga_grants.workbooks.forms import SHEETS
from riga_grants.workbooks.forms import SUMMED
from riga_grants.workbooks.forms import Form

LISTS: Final = N_("Lists")
CONTROL_TOTAL: Final = N_("Control total")
HOW: Final = N_(
    "One row for {each}. Leave the headings and the sheet's name as they are; what stands under a dark heading is needed. "
    "Then look first at what an import would do: riga-grants import FILE --dry-run"
)
REMARKED: Final = N_("A coloured cell has a remark.")
LAST_ROW, LAST_COLUMN = 1_048_575, 16_383
LARGEST: Final = 9_999_999_999

_AMOUNT, _DAY, _TEXT = "#,##0.00", "dd.mm.yyyy", "@"
_DARK, _LIGHT, _MARKED, _PALE = "#9BC2E6", "#DDEBF7", "#FFF2CC", "#D9D9D9"
_WIDTH: Final = 15
_WIDTHS: Final = {
    **dict.fromkeys(("number", "project", "unit", "planned", "reached"), 9),
    **dict.fromkeys(("document-date", "paid", "start", "end", "dated", "in-kind", "funder", ROW_KEY), 11),
    **dict.fromkeys(("net", "vat", "payment-no"), 12),
    **dict.fromkeys(("line", "issuer", "issuer-account", "funder-name", "title", "contract", "note", "decision"), 22),
    **dict.fromkeys(("description", "name", "name-en"), 28),
}
_AS_TEXT: Final = frozenset(
    {"document-no", "issuer-reg", "issuer-account", "payment-no", "line", "period", "indicator", "decision"}
)
"""Columns whose cells a spreadsheet program must not take for a number or a day."""

_ALLOWED: Final = dict.fromkeys(
    (
        *("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows"),
        *("sort", "autofilter", "select_locked_cells", "select_unlocked_cells"),
    ),
    True,
)


class Sheet(NamedTuple):
    """A sheet while it is written: its page, what it is made for, and the row of its headings (from 0)."""

    page: Page
    form: Form
    head: int


def render(form: Form, rows: Sequence[Row] = ()) -> bytes:
    """Give a workbook with some rows as the bytes of an .xlsx file; the same bytes for the same rows and day."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and needed for this alone

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    name = form.tr(SHEETS[form.kind])
    book.set_properties({"title": form.about, "created": noon(form.day)})
    look = looks(book)
    page = add_page(book, look, name, form.about, form.lang)
    currencies = {row.currency for row in rows if isinstance(row.cells.get(SUMMED.get(form.kind, "")), Decimal)}
    summed = form.kind in SUMMED and len(currencies) <= 1
    sheet = Sheet(page, form, 4 if summed else 3)
    _columns(sheet)
    _above(sheet, rows)
    if summed:
        _sum(sheet, rows, next(iter(currencies), form.currency))
    _headings(sheet)
    for number, row in enumerate(rows, 1):
        _row(sheet, number, row)
    _take(sheet, _lists(sheet, book))
    page.sheet.protect("", _ALLOWED)
    page.sheet.autofilter(sheet.head, 0, LAST_ROW, len(form.columns) - 1)
    page.sheet.repeat_rows(sheet.head)
    page.sheet.freeze_panes(sheet.head + 1, 0)
    page.sheet.set_selection(sheet.head + 1, 1, sheet.head + 1, 1)
    book.close()
    return out.getvalue()


# --- what stands above the rows --------------------------------------------------------------------------------------


def _columns(sheet: Sheet) -> None:
    """Set the columns' widths, and the looks of all cells that are not written; none of them is locked."""
    for index, column in enumerate(sheet.form.columns):
        sheet.page.sheet.set_column(index, index, _width(column), _look(sheet, column, sheet.form.currency))
    free = sheet.page.look("label", bold=False, locked=False)
    sheet.page.sheet.set_column(len(sheet.form.columns), LAST_COLUMN, None, free)
    # A look of all columns would have XlsxWriter go through all of them in every row; only those that are written count.
    sheet.page.sheet.dim_colmax = len(sheet.form.columns) - 1


def _above(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Write the title, how the sheet is used, and what belongs into each column."""
    page, form = sheet.page, sheet.form
    last = len(form.columns) - 1
    for row in range(sheet.head):
        for column in range(last + 1):
            page.sheet.write_blank(row, column, None, page.look("label"))
    page.sheet.set_row(0, 24)
    page.text(0, 0, form.about, page.look("title"))
    how = tr(HOW, form.lang, each=form.tr(EACH[form.kind]))
    if any(row.remark for row in rows):
        how = f"{how} {form.tr(REMARKED)}"
    page.spread(1, (0, last), how, page.look("fact"), sum(map(_width, form.columns)))
    notes = [form.note(column) for column in form.columns]
    page.tall(2, [(note, _width(column)) for note, column in zip(notes, form.columns, strict=True)])
    for index, note in enumerate(notes):
        page.text(2, index, note, page.look("text", border_color=_PALE, italic=True, font_size=9, valign="top", indent=0))


def _sum(sheet: Sheet, rows: Sequence[Row], currency: str) -> None:
    """Write the formula that sums all rows below, with what it gives now."""
    page, column = sheet.page, SUMMED[sheet.form.kind]
    index = sheet.form.columns.index(column)
    cells = f"{reference((sheet.head + 1, index))}:{reference((LAST_ROW, index))}"
    total = sum((cell for row in rows if isinstance(cell := row.cells.get(column), Decimal)), Decimal(0))
    page.text(sheet.head - 1, 0, page.tr(CONTROL_TOTAL), page.look("label"))
    look = page.look("money", bold=True, num_format=_money(currency))
    page.formula(sheet.head - 1, index, f"=ROUND(SUM({cells}),2)", total, look)


def _headings(sheet: Sheet) -> None:
    form, page = sheet.form, sheet.page
    page.heads(sheet.head, [form.title(column) for column in form.columns], [*map(_width, form.columns)])
    for index, column in enumerate(form.columns):
        shade = _DARK if form.must(column) else _LIGHT
        page.text(sheet.head, index, form.title(column), page.look("head", bg_color=shade))


# --- rows ------------------------------------------------------------------------------------------------------------


def _row(sheet: Sheet, number: int, row: Row) -> None:
    """Write a row of the books, the `number`th, below the headings."""
    page, at = sheet.page, sheet.head + number
    texts = [(cell, _width(column)) for column, cell in row.cells.items() if isinstance(cell, str) and column != ROW_KEY]
    page.tall(at, texts or [("", _WIDTH)])
    for index, column in enumerate(sheet.form.columns):
        cell = Decimal(number) if column == "number" else row.cells.get(column)
        if row.remark and cell is not None and column == "line":
            _cell(page, (at, index), cell, _look(sheet, column, row.currency, bg_color=_MARKED))
            page.sheet.write_comment(at, index, words(row.remark, sheet.form.lang))
        elif cell is not None:
            _cell(page, (at, index), cell, _look(sheet, column, row.currency))


def _cell(page: Page, at: tuple[int, int], cell: Cell, look: Format) -> None:
    """Write a cell as what it is; text as text, whatever it begins with."""
    if isinstance(cell, str):
        page.text(*at, cell, look)
    elif isinstance(cell, Decimal):
        page.number(*at, cell, look)
    else:
        page.day(*at, cell, look)


def _look(sheet: Sheet, column: str, currency: str, **more: object) -> Format:
    """Give the look of a column's cells."""
    look, holds = sheet.page.look, sheet.form.holds(column)
    if holds == "amount":
        return look("money", locked=False, num_format=_money(currency))
    if holds == "date":
        return look("date", locked=False, num_format=_DAY, indent=0, align="center")
    if column == ROW_KEY:
        return look("code", locked=False, font_size=7, font_color="#7F7F7F", shrink=True)
    if holds == "number" or column == "number":
        return look("number", locked=False)
    return look("text", locked=False, **({"num_format": _TEXT} if column in _AS_TEXT else {}), **more)


def _money(currency: str) -> str:
    """Give the format of an amount: one that is not in the headings' currency shows its own."""
    return _AMOUNT if currency in {EURO, ""} else f'{_AMOUNT}" {currency}"'


def _width(column: str) -> int:
    return _WIDTHS.get(column, _WIDTH)


# --- what cells take -------------------------------------------------------------------------------------------------


def _lists(sheet: Sheet, book: Book) -> dict[str, str]:
    """Write the choices on a sheet of their own, which has no headings; give the names of their ranges, by column."""
    choices = sheet.form.choices()
    if not choices:
        return {}
    name = sheet.form.tr(LISTS)
    page = add_page(book, sheet.page.look, name, sheet.form.tr(SHEETS[sheet.form.kind]), sheet.form.lang)
    page.widths([max(map(len, offered)) + 4 for offered in choices.values()])
    named = {}
    for index, (column, offered) in enumerate(choices.items()):
        for row, word in enumerate(offered):
            page.text(row, index, word, page.look("text", num_format=_TEXT, text_wrap=False))
        named[column] = f"list_{column.replace('-', '_')}"
        first, last = _absolute(0, index), _absolute(len(offered) - 1, index)
        book.define_name(named[column], f"='{name}'!{first}:{last}")
    page.sheet.protect("", {"format_columns": True})
    return named


def _absolute(row: int, index: int) -> str:
    return f"${reference((0, index))[:-1]}${row + 1}"


def _take(sheet: Sheet, named: Mapping[str, str]) -> None:
    """Say for each column what its cells take."""
    for index, column in enumerate(sheet.form.columns):
        rule = _rule(sheet, index, column, named)
        if rule:
            wrong = {"error_title": sheet.form.title(column)[:32], "error_type": "warning" if column == "funder" else "stop"}
            sheet.page.sheet.data_validation(sheet.head + 1, index, LAST_ROW, index, {**wrong, **rule})


def _rule(sheet: Sheet, index: int, column: str, named: Mapping[str, str]) -> dict[str, Any]:
    form = sheet.form
    if column in named:
        return {
            "validate": "list",
            "source": f"={named[column]}",
            "error_message": form.tr("Choose one of the words in the list."),
        }
    if form.holds(column) == "date":
        first, last = form.days(column)
        message = tr("Enter a day from {first} to {last}.", form.lang, first=first, last=last)
        return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last, "error_message": message}
    if form.holds(column) not in {"amount", "number"}:
        return {}
    message = form.tr("Enter a number.")
    if form.kind == "costs" or column == "amendment":
        return {"validate": "decimal", "criteria": "between", "minimum": -LARGEST, "maximum": LARGEST, "error_message": message}
    cell, word = reference((sheet.head + 1, index)), form.tr(NOT_STATED)
    message = tr("Enter a number, or “{word}”.", form.lang, word=word)
    return {"validate": "custom", "value": f'=OR(ISNUMBER({cell}),{cell}="{word}")', "error_message": message}

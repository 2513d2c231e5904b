"""The second look at .xls (BIFF 5 and 8): by xlrd, which knows formats, errors and what is hidden.

One thing cannot be seen: a formula that was never calculated looks like one that gives an empty text.
"""

import io

import xlrd
from xlrd.biffh import XL_CELL_BOOLEAN
from xlrd.biffh import XL_CELL_DATE
from xlrd.biffh import XL_CELL_ERROR
from xlrd.biffh import XL_CELL_NUMBER
from xlrd.biffh import XL_CELL_TEXT
from xlrd.biffh import XLRDError
from xlrd.book import Book
from xlrd.sheet import Sheet as Page

from riga_grants.errors import UserDataError
from riga_grants.sheets import limits
from riga_grants.sheets.cells import ERROR
from riga_grants.sheets.kinds import PASSWORD
from riga_grants.sheets.look import Look
from riga_grants.sheets.look import Progress
from riga_grants.sheets.look import Style
from riga_grants.sheets.look import style

_NUMBERS = frozenset({XL_CELL_NUMBER, XL_CELL_DATE, XL_CELL_BOOLEAN})


def names(content: bytes) -> list[str]:
    """Name the worksheets without reading them."""
    with _opened(content) as book:
        return [str(name) for name in book.sheet_names()]


def looks(content: bytes, progress: Progress) -> list[Look]:
    """Look at all worksheets, one after another."""
    found: list[Look] = []
    with _opened(content) as book:
        limits.check_sheets(book.nsheets)
        styles = [style(book.format_map[xf.format_key].format_str or "General") for xf in book.xf_list]
        for number in range(book.nsheets):
            found.append(_look(book.sheet_by_index(number), styles))
            book.unload_sheet(number)
            progress(sum(look.rows for look in found))
    return found


def _opened(content: bytes) -> Book:
    try:
        return xlrd.open_workbook(
            file_contents=content, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except XLRDError as problem:
        if "encrypted" in str(problem):
            raise UserDataError(PASSWORD) from problem
        raise


def _look(page: Page, styles: list[Style]) -> Look:
    look = Look(page.name, visible=page.visibility == 0)
    for row in range(page.nrows):
        _look_at_row(look, page, row, styles)
    look.hidden_rows.update(row for row, info in page.rowinfo_map.items() if info.hidden or info.height == 0)
    for column, info in page.colinfo_map.items():
        if info.hidden or info.width == 0:
            look.hide_columns(column, column)
    for first_row, end_row, first_column, end_column in page.merged_cells:
        look.merge((first_row, first_column), (end_row - 1, end_column - 1))
    return look


def _look_at_row(look: Look, page: Page, row: int, styles: list[Style]) -> None:
    values = page.row_values(row)
    for column, kind in enumerate(page.row_types(row)):
        if kind in _NUMBERS:
            look.use(row, column)
            look.number(row, column, float(values[column]), styles[page.cell_xf_index(row, column)])
        elif kind == XL_CELL_ERROR:
            look.use(row, column)
            look.problems[row, column] = ERROR
        elif kind == XL_CELL_TEXT and values[column]:
            look.use(row, column)

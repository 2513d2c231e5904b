"""Copies cells of a sheet into a workbook, each as what it is: a number, a day, a truth value, a text, an error."""

from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from decimal import Decimal
from typing import Any
from typing import NamedTuple

from riga_grants.importing.tables import Table
from riga_grants.money import from_cell
from riga_grants.sheets import At
from riga_grants.sheets import Raw

PLAIN, BOLD, WRONG, REASON = "plain", "bold", "wrong", "reason"
"""How a cell looks, whatever its number format: a cell as it stood, a heading, a cell to correct, a cell that tells why."""

# XlsxWriter carries no types.
Formats = dict[tuple[str, str], Any]

_LONGEST = 32_767  # UTF-16 units in a cell
_WIDEST = 40
_FIRST_DAY = date(1900, 1, 1)
_CENT = Decimal("0.01")
_SHADE: dict[str, object] = {"bg_color": "#FDE9E7"}
_LOOKS: dict[str, dict[str, object]] = {PLAIN: {}, BOLD: {"bold": True}, WRONG: _SHADE, REASON: {**_SHADE, "text_wrap": True}}
_BY_COLUMN = {"amount": "0.00", "date": "dd.mm.yyyy", "number": "General"}


class Page(NamedTuple):
    """A sheet being written in a workbook: the formats made so far, the table it is copied from, the widths of its columns.

    `reasons` is the index of the column that tells why rows were rejected.
    """

    book: Any
    sheet: Any
    formats: Formats
    table: Table
    reasons: int
    widths: dict[int, int]


def copy_cell(page: Page, source: At, target: At, look: str = PLAIN) -> None:
    """Copy a cell; what was an error stays one, and so does a formula without a value, whose formula is not known."""
    value = page.table.sheet.value(source)
    form = form_of(page, _format_code(page.table, source, value), look)
    if source in page.table.sheet.problems:
        page.sheet.write_formula(*target, "=NA()", form, "#N/A")
    elif page.table.sheet.blank(source):
        page.sheet.write_blank(*target, None, form)
    elif isinstance(value, bool):
        page.sheet.write_boolean(*target, value, form)
    elif isinstance(value, float):
        page.sheet.write_number(*target, value, form)
    elif isinstance(value, str) or not _in_calendar(value):
        write_text(page, target, str(value), _format_code(page.table, source, ""), look)
    else:
        page.sheet.write_datetime(*target, value, form)
    if source[0] >= page.table.header.first:
        page.widths[target[1]] = min(max(page.widths.get(target[1], 6), len(str(value)) + 2), _WIDEST)


def write_text(page: Page, at: At, shown: str, code: str, look: str = PLAIN) -> None:
    """Write text as text, whatever it begins with; what a cell cannot hold of it is cut off."""
    units = shown.encode("utf-16-le")
    if len(units) // 2 > _LONGEST:
        shown = units[: 2 * _LONGEST - 2].decode("utf-16-le", "ignore") + "…"
    refused = page.sheet.write_string(*at, shown, form_of(page, code, look))
    assert not refused, f"the workbook's writer refused a cell with code {refused}"  # noqa: S101


def form_of(page: Page, code: str, look: str) -> Any:  # noqa: ANN401 - XlsxWriter's
    """Give the format of a number format's code in a look, each made once."""
    if (code, look) not in page.formats:
        page.formats[code, look] = page.book.add_format({"num_format": code, "valign": "top", **_LOOKS[look]})
    return page.formats[code, look]


def _in_calendar(value: Raw) -> bool:
    """Say whether a workbook can hold a day: its calendar begins with 1900."""
    return not isinstance(value, date) or (value.date() if isinstance(value, datetime) else value) >= _FIRST_DAY


def _format_code(table: Table, at: At, value: Raw) -> str:
    """Give a cell's number format: amounts show their cents and their currency, and days are written day first.

    A text gets the format that its column should have, so that what is typed over it becomes a number or a day.
    """
    if isinstance(value, date):
        return "dd.mm.yyyy hh:mm:ss" if isinstance(value, datetime) and value.time() != time() else "dd.mm.yyyy"
    if isinstance(value, time | timedelta):
        return "[h]:mm:ss"
    holds = _holds(table, at)
    if isinstance(value, str):
        return _BY_COLUMN.get(holds, "@")
    mark = table.sheet.marks.get(at, "")
    if not isinstance(value, float) or not (mark or holds == "amount"):
        return "General"
    exact = from_cell(value)
    cents = "0.00" if exact.is_finite() and exact == exact.quantize(_CENT) else "0.00########"
    return {"": cents, "%": f"{cents}%"}.get(mark, f'{cents} "{mark}"')


def _holds(table: Table, at: At) -> str:
    """Say what a cell below the headings should hold; "" where the layout does not know its column."""
    columns = table.layout.of_kind.columns
    named = (columns[column].holds for column, index in table.columns.items() if index == at[1])
    if at[0] <= table.header.last:
        return ""
    return "amount" if at[1] in table.summed else next(named, "")

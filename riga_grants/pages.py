"""Pages of a workbook: cells written as what they are, in one set of looks, on sheets that are set up for printing.

Text is always written as text. An amount may carry the formula that gives it; the amount itself is then what a program
reads that does not calculate. Which figures stand where is for those who write a workbook: `rendering`, `workbooks`.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from functools import cache
from typing import Any
from typing import NamedTuple

from riga_grants.grid import printable
from riga_grants.grid import wrap
from riga_grants.i18n import tr
from riga_grants.money import to_decimal
from riga_grants.sheets import reference
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import NOT_STATED

# XlsxWriter carries no types.
Book = Any
Sheet = Any
Format = Any
Look = Callable[..., Format]
"""Gives the format of a look, by its name, `bold` (on a shade) or not, and with more of XlsxWriter's properties."""

LONGEST = 32_767
"""Characters that fit in a cell."""

ROWS = 1_048_576
"""Rows that fit on a sheet."""

FOOTER = 60
"""Characters of a footer that have room beside the sheet's name."""

TALLEST = 409.0
"""Points that a row can be high."""

ROW = 18.5
"""The height of a row with one line of text, in points."""

SHADED = {"bold": True, "bg_color": "#EDEDED"}
"""How a sum stands out."""

LOCALES = {"lv": "[$-426]", "en": "[$-409]"}
"""What a number's format begins with, so that it is shown as the language writes numbers, whatever the computer's is."""

_LINE = 13.5  # the height of a line of text, in points
_AIR = ROW - _LINE  # what a row is taller than its text
_RANGES = 200  # in one SUM; Excel takes 255


def figure(form: str, lang: str = "", *, red: bool = False) -> str:
    """Give the format of a number in a table, from the form of a positive one; text beside it is set like a number.

    It is shown in the look of a language by programs that can, and negative ones in red where `red`. `_ ` keeps a number off
    its border where programs ignore an indent.
    """
    shown = f"{LOCALES.get(lang, '')}{form}"
    negative = f"{'[Red]' if red else ''}{LOCALES.get(lang, '')}-{form}"
    return f"{shown}_ ;{negative}_ ;{shown}_ ;@_ "


_EVERYWHERE = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_BOX = {"border": 1, "border_color": "#7F7F7F"}
_AMOUNT = {**_BOX, "align": "right"}
_LOOKS: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 15},
    "mark": {"bold": True, "font_size": 12, "font_color": "#C00000"},
    "section": {"bold": True, "font_size": 12},
    "label": {"bold": True},
    "fact": {"text_wrap": True, "align": "left"},
    "lead": {"text_wrap": True, "align": "left", "font_size": 12},
    "note": {"text_wrap": True, "align": "left", "font_size": 9, "font_color": "#404040"},
    "unit": {"align": "right"},
    "line": {"bottom": 1, "align": "left"},
    "caption": {"align": "center", "valign": "top", "font_size": 8},
    "head": {**_BOX, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDEBF7"},
    "column": {**_BOX, "italic": True, "align": "center", "font_size": 9, "bg_color": "#F2F2F2"},
    "text": {**_BOX, "indent": 1, "text_wrap": True, "align": "left"},
    "number": {**_BOX, "align": "center"},
    "code": {**_BOX, "indent": 1, "align": "left", "font_name": "Courier New", "font_size": 9},
    "date": {**_BOX, "indent": 1, "align": "left"},
    "money": {**_AMOUNT, "num_format": figure("#,##0.00")},
    "figure": _AMOUNT,
    "lines": _BOX,
    "word": {**_BOX, "bold": True, "font_color": "#C00000", "align": "center", "text_wrap": True},
}
DATES = {"lv": "dd.mm.yyyy", "en": "yyyy-mm-dd"}
"""How a date is shown, in each language."""


class Page(NamedTuple):
    """A sheet being written, with what every cell of it needs; `heights` are those of its rows, in points, if they are set."""

    sheet: Sheet
    look: Look
    lang: str
    heights: dict[int, float]

    def tr(self, msgid: str) -> str:
        """Give a word of the page in its language."""
        return tr(msgid, self.lang)

    def text(self, row: int, column: int, shown: str, look: Format) -> None:
        """Write text as text, whatever it begins with."""
        accepted(self.sheet.write_string(row, column, fitting(shown), look))

    def tall(self, row: int, shown: Iterable[tuple[str, float]], *, line: float = _LINE, level: int = 0) -> None:
        """Make a row tall enough for texts that are wrapped in columns of some widths; not every program does it itself.

        `level` is the row's level in the sheet's outline.
        """
        lines = max((len(wrap(text, max(4, int(width)))) for text, width in shown), default=1)
        self.height(row, min(TALLEST, _AIR + line * lines), level=level)

    def height(self, row: int, points: float, *, level: int = 0) -> None:
        """Make a row so high, and put it on a level of the sheet's outline."""
        self.heights[row] = points
        accepted(self.sheet.set_row(row, points, None, {"level": level} if level else {}))

    def span(self, row: int, columns: tuple[int, int], look: Format) -> None:
        """Make one cell of several columns, to be written at the first of them."""
        if columns[0] < columns[1]:
            accepted(self.sheet.merge_range(row, columns[0], row, columns[1], "", look))

    def spread(self, row: int, columns: tuple[int, int], shown: str, look: Format, room: float) -> None:
        """Write text over several columns, in a row tall enough for it; `room` is the width of all of them."""
        self.tall(row, [(shown, room)])
        self.span(row, columns, look)
        self.text(row, columns[0], shown, look)

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the columns, in characters."""
        for column, width in enumerate(widths):
            accepted(self.sheet.set_column(column, column, width))

    def heads(self, row: int, heads: Sequence[str], widths: Sequence[float]) -> None:
        """Write a table's headings over columns of some widths."""
        self.tall(row, [(head, 0.85 * width) for head, width in zip(heads, widths, strict=False)])
        for column, head in enumerate(heads):
            self.text(row, column, head, self.look("head"))

    def money(self, row: int, column: int, cents: int | None, look: Format, formula: str = "") -> None:
        """Write an amount, live where there is a formula that gives it; a dash where it is not stated."""
        self.number(row, column, None if cents is None else to_decimal(cents), look, formula)

    def number(self, row: int, column: int, number: Decimal | None, look: Format, formula: str = "") -> None:
        """Write a number like an amount."""
        if number is None:
            self.text(row, column, NOT_STATED, look)
        elif formula:
            self.formula(row, column, formula, number, look)
        else:
            accepted(self.sheet.write_number(row, column, number, look))

    def formula(self, row: int, column: int, formula: str, value: Decimal | str, look: Format) -> None:
        """Write a formula with the value it gives."""
        accepted(self.sheet.write_formula(row, column, formula, look, value))

    def day(self, row: int, column: int, day: date, look: Format = None) -> None:
        """Write a date, in the form of the page's language unless a look says otherwise."""
        shown = look or self.look("date", num_format=DATES[self.lang])
        accepted(self.sheet.write_datetime(row, column, noon(day).replace(hour=0), shown))


def noon(day: date) -> datetime:
    """Give a day as a moment that is on that day in every time zone of Europe."""
    return datetime.combine(day, time(12))


def looks(book: Book) -> Look:
    """Give the formats of a workbook, each made once."""

    @cache
    def look(name: str, *, bold: bool = False, **more: object) -> Format:
        return book.add_format({**_EVERYWHERE, **_LOOKS[name], **(SHADED if bold else {}), **more})

    return look


def add_page(
    book: Book, look: Look, name: str, footer: str, lang: str, *, portrait: bool = False, one_page: bool = False
) -> Page:
    """Add a sheet, set up for printing on A4, one page wide, with `footer`, the name and the page's number below.

    It is as many pages high as it needs, or one.
    """
    sheet = book.add_worksheet(name)
    if not portrait:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, int(one_page))
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.hide_gridlines(2)
    sheet.set_default_row(ROW)
    below, named = (shown.replace("&", "&&") for shown in (footer[:FOOTER], name))
    accepted(sheet.set_footer(f"&L{below}&C{named}&R&P / &N"))
    return Page(sheet, look, lang, {})


def title(page: Page, shown: str, *, demonstration: bool) -> int:
    """Write a sheet's title and, for demonstration data, what they are; give the next free row."""
    page.height(0, 24)
    page.text(0, 0, shown, page.look("title"))
    if not demonstration:
        return 2
    page.text(1, 0, page.tr(DEMONSTRATION), page.look("mark"))
    return 3


def printed(page: Page, rows: tuple[int, int], last: tuple[int, int], frozen: tuple[int, int]) -> None:
    """Repeat the heading `rows` on every printed page, print up to the `last` cell, keep the heading in sight."""
    page.sheet.repeat_rows(*rows)
    page.sheet.print_area(0, 0, *last)
    page.sheet.freeze_panes(*frozen)


def sum_of(column: int, rows: Sequence[int]) -> str:
    """Give the formula that sums a column over some rows (rising), to the cent; neighbours as ranges."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    spans = [reference((a, column)) if a == b else f"{reference((a, column))}:{reference((b, column))}" for a, b in runs]
    sums = [f"SUM({','.join(spans[n : n + _RANGES])})" for n in range(0, len(spans), _RANGES)]
    return f"=ROUND({'+'.join(sums)},2)"


def absolute(cell: tuple[int, int]) -> str:
    """Name a cell as a formula does that may not be moved: (16, 9) is $J$17."""
    row = str(cell[0] + 1)
    return f"${reference(cell).removesuffix(row)}${row}"


def accepted(code: object) -> None:
    """Make sure that the writer took a cell; it answers with a negative number where it writes nothing."""
    if isinstance(code, int) and code:
        raise RuntimeError(f"the workbook's writer refused a cell with code {code}")


def fitting(shown: str) -> str:
    """Give text as a cell can hold it: without characters that steer, and cut visibly where it is too long."""
    harmless = printable(shown)
    if len(harmless) <= LONGEST // 2:
        return harmless
    units = harmless.encode("utf-16-le")  # a cell counts these
    return harmless if len(units) <= 2 * LONGEST else units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"

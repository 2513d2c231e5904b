"""Tables of a web page, which some programs save under the name .xls. Every value is a text; nothing is fetched.

Each table is a sheet, named by its caption or its number on the page ("1", "2", …; "" where it is the only one); one inside
another is a sheet of its own. Spans are merged ranges with the value in the first cell. What its own style hides, a row, a
column or a cell, is known as hidden (a cell: as one that shows nothing). Style sheets are not read.
"""

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from typing import cast

from lxml import etree

from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import limits
from riga_grants.sheets.cells import At
from riga_grants.sheets.cells import Sheet
from riga_grants.sheets.decode import decode
from riga_grants.sheets.look import Look
from riga_grants.sheets.look import Progress
from riga_grants.sheets.look import far

_CHUNK: Final = 2**16
_HEAD: Final = 4_096
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_ENCODINGS: Final = frozenset(
    {"utf-8", "utf-16", "windows-1257", "iso-8859-13", "iso-8859-4", "windows-1251", "windows-1252", "iso-8859-1", "us-ascii"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_UNREAD: Final = frozenset({"script", "style", "title", "comment"})  # the last is LibreOffice's, for notes on cells
_GROUPS: Final = frozenset({"thead", "tbody", "tfoot"})
_LINES: Final = frozenset({"br", "p", "div", "li"})
_NEW_LINE: Final = "\0"  # stands for a line break of the page, which no text holds, until spaces are put together
_MOST_COLUMNS, _MOST_ROWS = 1_000, 65_534  # that a cell may span, as in browsers
_EVERY: Final = 5_000


def sheets(content: bytes, progress: Progress) -> list[Sheet]:
    """Read all tables of a page; refuse a page that has none, or that ends inside one."""
    words = decode(content, _encoding(content))
    small = words.casefold()
    if "<table" not in small:
        raise UserDataError(text("it is a web page without a table."))
    if small.rfind("</table") < small.rfind("<table"):
        raise UserDataError(text("its last table has no end, so rows could be lost. Ask for a new copy."))
    reader = _Reader(progress)
    parser = etree.HTMLParser(target=cast("etree.ParserTarget", reader), no_network=True, encoding="utf-8")
    page = words.encode()
    for start in range(0, len(page), _CHUNK):
        parser.feed(page[start : start + _CHUNK])
    parser.close()
    found = [table.sheet() for table in reader.tables]
    # The only table of a page has no name to be told by, as a text file has none.
    return [replace(found[0], name="")] if len(found) == 1 and found[0].name == "1" else found


def _encoding(content: bytes) -> str:
    """Give the encoding that the page declares, "" if none; refuse one that Latvian and its neighbours' texts do not have."""
    found = _CHARSET.search(content[:_HEAD])
    declared = found[1].decode("ascii", "replace").lower() if found else ""
    if declared and declared not in _ENCODINGS:
        raise UserDataError(text("it is written in {encoding}, which is not read. Save it as .xlsx.", encoding=declared))
    return declared


class _Table:
    """One table while it is read."""

    def __init__(self, number: int, attributes: Mapping[str, str]) -> None:
        self.look = Look(str(number), visible=not _hidden(attributes))
        self.words: list[str] = []  # of the open cell, or of the caption
        self.group_hidden = False
        self.rows: list[list[str]] = []
        self._cell: At | None = None
        self._cell_hidden = False
        self._covered: dict[int, int] = {}  # a column, and the last row down to which a cell above covers it
        self._columns = self._total = 0

    def start_column(self, attributes: Mapping[str, str]) -> None:
        span = _span(attributes, "span", _MOST_COLUMNS)
        if _hidden(attributes):
            self.look.hide_columns(self._columns, self._columns + span - 1)
        self._columns += span

    def start_row(self, attributes: Mapping[str, str]) -> None:
        self.end_cell()
        if len(self.rows) == limits.ROWS:
            raise far(self.look.name, len(self.rows), 0)
        if self.group_hidden or _hidden(attributes):
            self.look.hidden_rows.add(len(self.rows))
        self.rows.append([])

    def start_cell(self, attributes: Mapping[str, str]) -> None:
        self.end_cell()
        if not self.rows:
            self.start_row({})
        row, column = len(self.rows) - 1, len(self.rows[-1])
        while self._covered.get(column, -1) >= row:
            column += 1
        if column >= limits.COLUMNS:
            raise far(self.look.name, row, column)
        across = _span(attributes, "colspan", min(_MOST_COLUMNS, limits.COLUMNS - column))
        down = _span(attributes, "rowspan", _MOST_ROWS)
        if across > 1 or down > 1:
            self.look.merge((row, column), (row + down - 1, column + across - 1))
            self._covered.update(dict.fromkeys(range(column, column + across), row + down - 1))
        self.rows[row] += [""] * (column + across - len(self.rows[row]))
        self._cell, self._cell_hidden, self.words = (row, column), _hidden(attributes), []

    def end_cell(self) -> None:
        if self._cell is None:
            return
        (row, column), value = self._cell, _tidy(self.words)
        self._cell = None
        if value:
            self.look.use(row, column)
            self._total += len(value)
            limits.check_text(len(value), self._total)
            self.rows[row][column] = value
            if self._cell_hidden:
                self.look.shown[row, column] = ""

    def start_caption(self) -> None:
        self.end_cell()
        self.words = []

    def end_caption(self) -> None:
        self.look.name = _tidy(self.words) or self.look.name

    def sheet(self) -> Sheet:
        """Give the table as a sheet; spans end with the table."""
        self.end_cell()
        look, last = self.look, len(self.rows) - 1
        merged = tuple((first, (min(row, last), column)) for first, (row, column) in look.merged)
        return Sheet(
            look.name,
            self.rows[: look.rows],
            look.rows,
            look.columns,
            look.visible,
            {},
            {},
            frozenset(row for row in look.hidden_rows if row < look.rows),
            frozenset(column for column in look.hidden_columns if column < look.columns),
            tuple((first, end) for first, end in merged if first != end),
            look.shown,
        )


class _Reader:
    """Sorts what the page holds into its tables; the innermost open one gets it."""

    def __init__(self, progress: Progress) -> None:
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._unread = 0
        self._progress = progress
        self._rows = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._unread += tag in _UNREAD
        if tag == "table":
            self.tables.append(_Table(len(self.tables) + 1, attributes))
            limits.check_sheets(len(self.tables))
            self._open.append(self.tables[-1])
        elif self._open:
            self._start(self._open[-1], tag, attributes)

    def _start(self, table: _Table, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in {"td", "th"}:
            table.start_cell(attributes)
        elif tag == "tr":
            table.start_row(attributes)
            self._rows += 1
            if self._rows % _EVERY == 0:
                self._progress(self._rows)
        elif tag in _LINES:
            table.words.append(_NEW_LINE)
        elif tag == "col":
            table.start_column(attributes)
        elif tag in _GROUPS:
            table.group_hidden = _hidden(attributes)
        elif tag == "caption":
            table.start_caption()

    def end(self, tag: str) -> None:
        self._unread -= tag in _UNREAD
        if not self._open:
            return
        if tag in {"td", "th"}:
            self._open[-1].end_cell()
        elif tag == "caption":
            self._open[-1].end_caption()
        elif tag == "table":
            self._open.pop().end_cell()

    def data(self, words: str) -> None:
        if self._open and not self._unread:
            self._open[-1].words.append(words)

    def close(self) -> None:
        """End the page; lxml asks for it."""


def _tidy(words: Sequence[str]) -> str:
    """Put spaces together, no-break ones too, as a browser shows them; keep the page's line breaks."""
    return "\n".join(" ".join(line.split()) for line in "".join(words).split(_NEW_LINE)).strip("\n")


def _hidden(attributes: Mapping[str, str]) -> bool:
    return bool(attributes) and ("hidden" in attributes or _HIDDEN.search(attributes.get("style", "")) is not None)


def _span(attributes: Mapping[str, str], name: str, most: int) -> int:
    """Read a span as browsers do: what is no number is 1, what is too large is cut."""
    if name not in attributes:
        return 1
    spelt = attributes[name].strip()
    return min(max(int(spelt), 1), most) if spelt.isascii() and spelt.isdigit() else 1

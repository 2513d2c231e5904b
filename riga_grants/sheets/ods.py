"""The second look at .ods: its content as a stream. Rows and cells that are repeated a million times cost nothing.

The prefixes of names are taken to be the usual ones (`table:`, `office:`, `text:`), as every producer writes them.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from datetime import time
from datetime import timedelta
from typing import Final
from typing import NamedTuple

from riga_grants.sheets import archive
from riga_grants.sheets import limits
from riga_grants.sheets.cells import ERROR
from riga_grants.sheets.cells import NO_VALUE
from riga_grants.sheets.look import Look
from riga_grants.sheets.look import Progress
from riga_grants.sheets.look import Style
from riga_grants.sheets.markup import stream
from riga_grants.sheets.odf_formats import StyleReader
from riga_grants.sheets.odf_formats import Styles

CONTENT: Final = "content.xml"
STYLES: Final = "styles.xml"
_CELLS: Final = frozenset({"table:table-cell", "table:covered-table-cell"})
_HIDDEN: Final = frozenset({"collapse", "filter"})
_ASIDE: Final = frozenset({"office:annotation", "table:dde-links", "table:tracked-changes", "table:shapes"})
_GROUPS: Final = frozenset({"table:table-row-group", "table:table-column-group"})
_NUMBERS: Final = frozenset({"float", "percentage", "currency"})
_CURRENCY = re.compile("[A-Z]{3}")
_ERROR_TEXT = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]+")
_DURATION = re.compile(r"(-?)P(?:([0-9]+)D)?T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:[.][0-9]{1,6})?)[0-9]*S)?")
_EVERY: Final = 5_000
_FILLED: Final = frozenset({"office:value-type", "table:formula"})
_SPACES: Final = {"text:s": " ", "text:tab": "\t", "text:line-break": "\n"}
_LOST: Final = frozenset({"text:tab", "text:line-break"})  # the cell reader joins the words that these divide


class _Cell(NamedTuple):
    """A cell with content, as often beside itself as it is repeated."""

    columns: range
    attributes: dict[str, str]
    words: str
    divided: bool  # by a tab or a line break inside a paragraph
    has_text: bool  # a text that is empty is one too: a formula without any was never calculated


def names(content: bytes) -> list[str]:
    """Name the sheets without looking at their cells."""
    reader = _Names()
    with archive.open_archive(content) as opened, opened.open(CONTENT) as source:
        stream(source, reader.start, reader.end)
    return reader.found


def looks(content: bytes, progress: Progress) -> list[Look]:
    """Look at all sheets."""
    reader = _Reader(Styles(), progress)
    with archive.open_archive(content) as opened:
        if STYLES in opened.namelist():
            with opened.open(STYLES) as source:
                stream(source, reader.styles.start, reader.styles.end, reader.styles.data)
        with opened.open(CONTENT) as source:
            stream(source, reader.start, reader.end, reader.data)
    return reader.found


class _Names:
    """Gathers the names of the sheets, which are the tables that stand in the document's body itself."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._aside = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table" and not self._aside:
            self.found.append(attributes["table:name"])
        self._aside += name in _ASIDE or name == "table:table"

    def end(self, name: str) -> None:
        self._aside -= name in _ASIDE or name == "table:table"


class _Reader:
    """Walks through the document: styles, then sheet by sheet, row by row, cell by cell."""

    def __init__(self, styles: Styles, progress: Progress) -> None:
        self.found: list[Look] = []
        self.styles = StyleReader(styles)
        self._known, self._progress = styles, progress
        self._aside = 0  # how deep inside what is no part of the sheets
        self._groups: list[bool] = []
        self._row = self._column = 0
        self._row_attributes: dict[str, str] = {}
        self._column_styles: list[str] = []
        self._cells: list[_Cell] = []
        self._attributes: dict[str, str] = {}
        self._words = ""
        self._in_text = self._has_text = self._divided = self._in_table = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name in _ASIDE:
            self._aside += 1
        elif name in _CELLS:
            self._attributes, self._words = attributes, ""
            self._has_text = self._divided = False
        elif name == "text:p":
            self._words += "\n" if self._has_text else ""
            self._in_text = self._has_text = True
        elif name in _SPACES and self._in_text:
            self._add(_SPACES[name] * min(_count(attributes, "text:c"), limits.CELL_TEXT + 1))
            self._divided = self._divided or name in _LOST
        elif name == "table:table-row":
            self._row_attributes, self._cells, self._column = attributes, [], 0
        elif name == "table:table-column":
            self._start_column(attributes)
        elif name in _GROUPS:
            self._groups.append(attributes.get("table:display") == "false")
        elif name == "table:table":
            self._start_table(attributes)
        else:
            self.styles.start(name, attributes)

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in _CELLS:
            self._end_cell()
        elif name == "text:p":
            self._in_text = False
        elif name == "table:table-row":
            self._end_row()
        elif name in _GROUPS:
            self._groups.pop()
        elif name == "table:table":
            self._in_table = False
        else:
            self.styles.end(name)

    def data(self, words: str) -> None:
        if self._in_text and not self._aside:
            self._add(words)
        else:
            self.styles.data(words)

    def _add(self, words: str) -> None:
        self._words += words
        limits.check_text(len(self._words), 0)

    def _start_table(self, attributes: dict[str, str]) -> None:
        if self._in_table:
            raise ValueError  # no spreadsheet program writes a table inside a cell, so nobody knows where its cells belong
        visible = attributes.get("table:style-name") not in self._known.hidden_tables
        self.found.append(Look(attributes["table:name"], visible))
        limits.check_sheets(len(self.found))
        self._in_table = True
        self._row = self._column = 0
        self._column_styles = []

    def _start_column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in _HIDDEN or any(self._groups):
            self.found[-1].hide_columns(self._column, self._column + count - 1)
        room = max(limits.COLUMNS - self._column, 0)
        self._column_styles += [attributes.get("table:default-cell-style-name", "")] * min(count, room)
        self._column += count

    def _end_cell(self) -> None:
        count = _count(self._attributes, "table:number-columns-repeated")
        down = _count(self._attributes, "table:number-rows-spanned")
        across = _count(self._attributes, "table:number-columns-spanned")
        if down > 1 or across > 1:
            first = (self._row, self._column)
            self.found[-1].merge(first, (first[0] + down - 1, first[1] + across - 1))
        if self._words or _FILLED & self._attributes.keys():
            columns = range(self._column, self._column + count)
            self._cells.append(_Cell(columns, self._attributes, self._words, self._divided, self._has_text))
        self._column += count

    def _end_row(self) -> None:
        look, first = self.found[-1], self._row
        self._row += _count(self._row_attributes, "table:number-rows-repeated")
        if self._row_attributes.get("table:visibility") in _HIDDEN or any(self._groups):
            look.hidden_rows.update(range(first, min(self._row, limits.ROWS)))
        if self._cells:
            look.use(self._row - 1, self._cells[-1].columns[-1])
        for cell in self._cells:
            style = self._style(cell)
            for row in range(first, self._row):
                for column in cell.columns:
                    _see(look, row, column, cell, style)
        if self._row // _EVERY > first // _EVERY:
            self._progress(sum(look.rows for look in self.found))

    def _style(self, cell: _Cell) -> Style:
        """Give what matters of a cell's format: its own, its row's or its column's, and the currency that it states."""
        column = cell.columns[0]
        by_column = self._column_styles[column] if column < len(self._column_styles) else ""
        by_row = self._row_attributes.get("table:default-cell-style-name", by_column)
        style = self._known.of_cell(cell.attributes.get("table:style-name", by_row))
        stated = cell.attributes.get("office:currency", "")
        return style._replace(mark=stated) if _CURRENCY.fullmatch(stated) else style


def _see(look: Look, row: int, column: int, cell: _Cell, style: Style) -> None:
    """Take note of what one cell holds."""
    attributes, kind = cell.attributes, cell.attributes.get("office:value-type", "")
    formula = "table:formula" in attributes
    if attributes.get("calcext:value-type") == "error" or (formula and _ERROR_TEXT.fullmatch(cell.words.strip())):
        look.problems[row, column] = ERROR
    elif formula and not _calculated(cell, kind):
        look.problems[row, column] = NO_VALUE
    elif kind in _NUMBERS:
        look.number(row, column, float(attributes["office:value"]), style)
    elif kind in {"date", "time", "boolean"}:
        look.some(row, column)
        if duration := _duration(attributes.get("office:time-value", "")):
            look.better[row, column] = duration
    elif cell.divided and "office:string-value" not in attributes:
        look.better[row, column] = cell.words


def _calculated(cell: _Cell, kind: str) -> bool:
    """Say whether a formula has a value: a number if it is said to give one, otherwise at least a type or a text."""
    return "office:value" in cell.attributes if kind in _NUMBERS else bool(kind) or cell.has_text


def _duration(spelt: str) -> time | timedelta | None:
    """Read a time of the day or, where it is longer or negative, a duration; the cell reader leaves those as text."""
    found = _DURATION.fullmatch(spelt)
    if found is None:
        return None
    days, hours, minutes = (int(found[part] or 0) for part in (2, 3, 4))
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=float(found[5] or 0))
    if found[1] or length >= timedelta(days=1):
        return -length if found[1] else length
    return (datetime(1, 1, 1) + length).time()  # noqa: DTZ001 - any day; a time of the day has no zone


def _count(attributes: Mapping[str, str], name: str) -> int:
    """Read how many columns, rows or spaces there are; there is always one."""
    return max(int(attributes[name]), 1) if name in attributes else 1

"""The second look at .xlsb: its binary records (MS-XLSB, 2.1.4 and 2.4) one after another.

One thing cannot be seen: a formula that was never calculated, since every formula has a value here.
"""

import struct
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final

from riga_grants.sheets import archive
from riga_grants.sheets import limits
from riga_grants.sheets.cells import ERROR
from riga_grants.sheets.formats import BUILT_IN
from riga_grants.sheets.look import PLAIN
from riga_grants.sheets.look import Look
from riga_grants.sheets.look import Progress
from riga_grants.sheets.look import Style
from riga_grants.sheets.look import disorder
from riga_grants.sheets.look import style

WORKBOOK: Final = "xl/workbook.bin"
STYLES: Final = "xl/styles.bin"

# The numbers of the records that are of interest.
ROW: Final = 0
CELL_RK: Final = 2
CELL_ERROR: Final = 3
CELL_BOOL: Final = 4
CELL_REAL: Final = 5
CELL_TEXT: Final = 6
CELL_SHARED_TEXT: Final = 7
FORMULA_TEXT: Final = 8
FORMULA_NUMBER: Final = 9
FORMULA_BOOL: Final = 10
FORMULA_ERROR: Final = 11
FORMAT: Final = 44
CELL_FORMAT: Final = 47
COLUMNS: Final = 60
CELL_RICH_TEXT: Final = 62
SHEET: Final = 156
MERGED: Final = 176
BEGIN_CELL_FORMATS: Final = 617
END_CELL_FORMATS: Final = 618

_ERRORS: Final = frozenset({CELL_ERROR, FORMULA_ERROR})
_TEXTS: Final = frozenset({CELL_TEXT, CELL_SHARED_TEXT, FORMULA_TEXT, CELL_RICH_TEXT})
_OWN_TEXTS: Final = frozenset({CELL_TEXT, FORMULA_TEXT})  # they begin with their length
_HIDDEN_ROW: Final = 0x10
_HIDDEN_COLUMN: Final = 0x01
_MORE: Final = 0x80  # the bit of a byte that others follow
_EVERY: Final = 5_000

_CELL = struct.Struct("<II")  # the column; the style in 24 bits, and flags
_REAL = struct.Struct("<d")
_INTEGER = struct.Struct("<i")
_TEXT_LENGTH = struct.Struct("<I")
_RANGE = struct.Struct("<IIII")
_COLUMN_RANGE = struct.Struct("<IIIIH")
_ROW_HEAD = struct.Struct("<IIHBB")
_FORMAT_NUMBER = struct.Struct("<H")
_PARENT_AND_FORMAT = struct.Struct("<HH")

Record = tuple[int, bytes]


def names(content: bytes) -> list[str]:
    """Name the worksheets without looking at their cells."""
    with archive.open_archive(content) as opened:
        return [name for name, _, _ in _worksheets(opened)]


def looks(content: bytes, progress: Progress) -> list[Look]:
    """Look at all worksheets; refuse those whose cells are too far away or in disorder."""
    with archive.open_archive(content) as opened:
        styles = _styles(opened)
        found: list[Look] = []
        for name, member, visible in _worksheets(opened):
            reader = _Reader(Look(name, visible), styles, progress, sum(look.rows for look in found))
            for kind, part in _records(opened.read(member)):
                reader.take(kind, part)
            found.append(reader.look)
    return found


def _worksheets(opened: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """List the worksheets' names and archive members in the workbook's order, and whether a user sees them."""
    linked = archive.worksheets(opened, "xl/_rels/workbook.bin.rels")
    workbook = opened.read(archive.members(opened)[WORKBOOK])
    sheets = [content for kind, content in _records(workbook) if kind == SHEET]
    limits.check_sheets(len(sheets))
    found = []
    for content in sheets:
        state = int.from_bytes(content[:4], "little")
        link, rest = _text(content[8:])
        name, _ = _text(rest)
        if link in linked:
            found.append((name, linked[link], state == 0))
    return found


def _styles(opened: zipfile.ZipFile) -> list[Style]:
    """Give what matters of each cell style's number format, by the style's index."""
    member = archive.members(opened).get(STYLES)
    if member is None:
        return []
    codes: dict[int, str] = {}
    found: list[Style] = []
    inside = False
    for kind, content in _records(opened.read(member)):
        if kind == FORMAT:
            (number,) = _FORMAT_NUMBER.unpack_from(content)
            codes[number], _ = _text(content[2:])
        elif kind == CELL_FORMAT and inside:
            _, number = _PARENT_AND_FORMAT.unpack_from(content)
            found.append(style(codes.get(number) or BUILT_IN.get(number, "General")))
        elif kind in {BEGIN_CELL_FORMATS, END_CELL_FORMATS}:
            inside = kind == BEGIN_CELL_FORMATS
    return found


def _records(part: bytes) -> Iterator[Record]:
    """Divide a part into records; raise ValueError where their lengths do not fit it."""
    at = 0
    while at < len(part):
        kind, at = _variable(part, at, 2)
        length, at = _variable(part, at, 4)
        if at + length > len(part):
            raise ValueError
        yield kind, part[at : at + length]
        at += length


def _variable(part: bytes, at: int, most: int) -> tuple[int, int]:
    """Read a number of seven bits a byte, the lowest first; give it and where it ends."""
    number = 0
    for place in range(most):
        byte = part[at + place]
        number |= (byte & 0x7F) << 7 * place
        if not byte & _MORE:
            return number, at + place + 1
    return number, at + most


def _text(content: bytes) -> tuple[str, bytes]:
    """Read a text and give what follows it."""
    (length,) = _TEXT_LENGTH.unpack_from(content)
    end = 4 + 2 * length
    if end > len(content):
        raise ValueError
    return content[4:end].decode("utf-16-le"), content[end:]


class _Reader:
    """Walks through one sheet's records."""

    def __init__(self, look: Look, styles: Sequence[Style], progress: Progress, rows_before: int) -> None:
        self.look = look
        self._styles, self._progress, self._rows_before = styles, progress, rows_before
        self._row = self._column = -1

    def take(self, kind: int, content: bytes) -> None:
        """Take note of one record."""
        if kind in _NUMBERS or kind in _ERRORS or kind in _TEXTS:
            self._cell(kind, content)
        elif kind == ROW:
            self._start_row(content)
        elif kind == COLUMNS:
            first, last, width, _, flags = _COLUMN_RANGE.unpack_from(content)
            if flags & _HIDDEN_COLUMN or not width:
                self.look.hide_columns(first, last)
        elif kind == MERGED:
            first_row, last_row, first_column, last_column = _RANGE.unpack_from(content)
            self.look.merge((first_row, first_column), (last_row, last_column))

    def _start_row(self, content: bytes) -> None:
        row, _, height, _, flags = _ROW_HEAD.unpack_from(content)
        if row <= self._row:
            raise disorder(self.look.name, row, 0)
        self._row, self._column = row, -1
        if flags & _HIDDEN_ROW or not height:
            self.look.hidden_rows.add(row)
        if row % _EVERY == 0:
            self._progress(self._rows_before + row)

    def _cell(self, kind: int, content: bytes) -> None:
        column, bits = _CELL.unpack_from(content)
        if self._row < 0 or column <= self._column:
            raise disorder(self.look.name, self._row, column)
        self._column = column
        if kind in _OWN_TEXTS and not any(content[_CELL.size : _CELL.size + _TEXT_LENGTH.size]):
            return  # it is empty
        self.look.use(self._row, column)
        if kind in _ERRORS:
            self.look.problems[self._row, column] = ERROR
        elif kind in _NUMBERS:
            index = bits & 0xFFFFFF
            chosen = self._styles[index] if index < len(self._styles) else PLAIN
            self.look.number(self._row, column, _NUMBERS[kind](content[_CELL.size :]), chosen)


def _packed(content: bytes) -> float:
    """Read a number packed into 30 bits: an integer or the upper part of a double, perhaps hundredths."""
    (bits,) = _INTEGER.unpack_from(content)
    number = float(bits >> 2) if bits & 2 else _REAL.unpack(bytes(4) + (bits & ~3).to_bytes(4, "little", signed=True))[0]
    return number / 100 if bits & 1 else number


def _real(content: bytes) -> float:
    number: float = _REAL.unpack_from(content)[0]
    return number


def _truth(content: bytes) -> float:
    return float(content[0])


_NUMBERS: Final[dict[int, Callable[[bytes], float]]] = {
    CELL_RK: _packed,
    CELL_REAL: _real,
    CELL_BOOL: _truth,
    FORMULA_NUMBER: _real,
    FORMULA_BOOL: _truth,
}

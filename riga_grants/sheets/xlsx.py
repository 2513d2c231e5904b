"""The second look at .xlsx and .xlsm: the XML of each worksheet as a stream.

It sees error cells, formulas without a value, hidden rows, columns and sheets, merged ranges and number formats.
"""

import zipfile
from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from typing import NamedTuple

from riga_grants.sheets import archive
from riga_grants.sheets import limits
from riga_grants.sheets.cells import ERROR
from riga_grants.sheets.cells import NO_VALUE
from riga_grants.sheets.cells import At
from riga_grants.sheets.formats import BUILT_IN
from riga_grants.sheets.look import PLAIN
from riga_grants.sheets.look import Look
from riga_grants.sheets.look import Progress
from riga_grants.sheets.look import Style
from riga_grants.sheets.look import disorder
from riga_grants.sheets.look import style
from riga_grants.sheets.markup import elements
from riga_grants.sheets.markup import local
from riga_grants.sheets.markup import stream

_LONGEST_VALUE: Final = 1_000  # only numbers are looked at, so no more of a value is kept than a hostile file may make costly
_TRUE: Final = frozenset({"1", "true"})
_MOST_LETTERS: Final = 3  # XFD is the last column
_EVERY: Final = 5_000  # rows between two reports of progress


class _Part(NamedTuple):
    """A worksheet's name, the archive member that holds it, and whether a user sees it."""

    name: str
    member: str
    visible: bool


def names(content: bytes) -> list[str]:
    """Name the worksheets without looking at their cells."""
    with archive.open_archive(content) as opened:
        return [part.name for part in _worksheets(opened)]


def looks(content: bytes, progress: Progress) -> list[Look]:
    """Look at all worksheets; refuse those whose cells are too far away or in disorder."""
    with archive.open_archive(content) as opened:
        styles = _styles(opened)
        found: list[Look] = []
        for part in _worksheets(opened):
            reader = _Reader(Look(part.name, part.visible), styles, progress, sum(look.rows for look in found))
            with opened.open(part.member) as source:
                stream(source, reader.start, reader.end, reader.data)
            found.append(reader.finish())
    return found


def _worksheets(opened: zipfile.ZipFile) -> list[_Part]:
    """List the worksheets in the workbook's order; chart sheets and the like are left out."""
    members = archive.members(opened)
    linked = archive.worksheets(opened, "xl/_rels/workbook.xml.rels")
    with opened.open(members["xl/workbook.xml"]) as source:
        listed = [sheet for _, sheet in elements(source, "sheet")]
    limits.check_sheets(len(listed))
    return [
        _Part(sheet["name"], linked[sheet["id"]], sheet.get("state", "visible") == "visible")
        for sheet in listed
        if sheet.get("id") in linked
    ]


def _styles(opened: zipfile.ZipFile) -> list[Style]:
    """Give what matters of each cell style's number format, by the style's index."""
    member = archive.members(opened).get("xl/styles.xml")
    if member is None:
        return []
    codes: dict[str, str] = {}
    found: list[Style] = []
    inside = False
    with opened.open(member) as source:
        for name, attributes in elements(source, "numFmt", "cellXfs", "xf", "cellStyles", "dxfs"):
            if name == "numFmt":
                codes[attributes["numFmtId"]] = attributes["formatCode"]
            elif name == "xf" and inside:
                number = attributes.get("numFmtId", "0")
                found.append(style(codes.get(number) or BUILT_IN.get(int(number), "General")))
            else:
                inside = name == "cellXfs"
    return found


class _Reader:
    """Walks one sheet cell by cell; positions that are not stated follow from the cell before."""

    def __init__(self, look: Look, styles: Sequence[Style], progress: Progress, rows_before: int) -> None:
        self.look = look
        self._styles, self._progress, self._rows_before = styles, progress, rows_before
        self._row = self._column = self._used = -1
        self._number = ""  # the row's, as it is spelt in the names of its cells
        self._kind = self._style = self._value = ""
        self._formula = self._inline = self._in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v":
            self._in_value = True
        elif name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "is":
            self._inline = True
        elif name in _RARE:
            self._rare(name, attributes)
        elif ":" in name:
            self.start(local(name), attributes)

    def end(self, name: str) -> None:
        self._in_value = False
        if name == "c" or (":" in name and local(name) == "c"):
            self._end_cell()

    def data(self, content: str) -> None:
        if self._in_value and len(self._value) < _LONGEST_VALUE:
            self._value += content

    def finish(self) -> Look:
        """Give what was seen, after the last row too."""
        self._use_row()
        return self.look

    def _use_row(self) -> None:
        """Widen the used area by a row: by its last cell with content, since they follow each other."""
        if self._used >= 0:
            self.look.use(self._row, self._used)

    def _rare(self, name: str, attributes: dict[str, str]) -> None:
        if name == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.look.merge(_at(first), _at(last or first))
        elif attributes.get("hidden") in _TRUE or attributes.get("width") == "0":
            self.look.hide_columns(int(attributes["min"]) - 1, int(attributes["max"]) - 1)

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
        if row <= self._row:
            raise disorder(self.look.name, row, 0)
        self._use_row()
        self._row, self._column, self._used, self._number = row, -1, -1, str(row + 1)
        if attributes.get("hidden") in _TRUE or attributes.get("ht") == "0":
            self.look.hidden_rows.add(row)
        if row % _EVERY == 0:
            self._progress(self._rows_before + row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        stated = attributes.get("r")
        if stated is None:
            column = self._column + 1
        elif not stated.endswith(self._number) or (column := _column(stated[: -len(self._number)])) <= self._column:
            raise disorder(self.look.name, *_at(stated))
        self._column = column
        self._kind, self._style, self._value = attributes.get("t", "n"), attributes.get("s", "0"), ""
        self._formula = self._inline = False

    def _end_cell(self) -> None:
        kind, value = self._kind, self._value.strip()
        if value or self._formula or self._inline or kind == "e":
            self._used = self._column
        if kind == "s" and value:
            return
        row, column = self._row, self._column
        if kind == "e":
            self.look.problems[row, column] = ERROR
        elif self._formula and not value and kind != "str":
            self.look.problems[row, column] = NO_VALUE
        elif value and kind in {"n", "b"}:
            index = int(self._style)
            self.look.number(row, column, float(value), self._styles[index] if index < len(self._styles) else PLAIN)


_RARE: Final = frozenset({"col", "mergeCell"})


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """Give the number of a column (A is 0); -1 for what names none."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or len(letters) > _MOST_LETTERS:
            return -1
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _at(cell: str) -> At:
    """Read a cell's name; raise ValueError for what is none."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]) - 1, _column(letters)

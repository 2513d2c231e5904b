"""The workbooks that were imported, as they lie in ledger/documents: found by their hash, verified, and read once more.

So a row can be shown as it stood, whatever became of the file that it came in.
"""

import hashlib
import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from riga_grants.chains.folders import DOCUMENTS
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.importing.tables import Table
from riga_grants.importing.tables import find_tables
from riga_grants.layouts import Layout
from riga_grants.names import finding
from riga_grants.sheets import ERROR
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet
from riga_grants.sheets import read
from riga_grants.sheets import reference
from riga_grants.texts import folded

PREFIX = 16
"""So many digits of its sha256 begin the name of a kept workbook."""

_NAME = re.compile(f"[0-9a-f]{{{PREFIX}}}-.+")
_CORNER = re.compile("([A-Z]{0,3})([0-9]{0,7})")
_FAR = 10**7


class Area(NamedTuple):
    """A range of cells: its first and last row and column, all counted from 0 and included."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: "Area") -> bool:
        """Say whether two areas share a cell."""
        across = self.left <= other.right and other.left <= self.right
        return across and self.top <= other.bottom and other.top <= self.bottom


EVERYTHING = Area(0, 0, _FAR, _FAR)


def area(shown: str) -> Area | None:
    """Read a range as a spreadsheet writes it: J17, A7:M7, a whole row 17, a whole column J; None for anything else."""
    first, _, last = shown.replace("$", "").upper().partition(":")
    corners = [_CORNER.fullmatch(corner) for corner in (first, last or first)]
    if any(match is None or not match[0] or match[2].startswith("0") for match in corners):
        return None
    rows = [int(match[2]) - 1 if match[2] else -1 for match in corners if match]
    columns = [_index(match[1]) for match in corners if match]
    top, bottom = (0, _FAR) if -1 in rows else (min(rows), max(rows))
    left, right = (0, _FAR) if -1 in columns else (min(columns), max(columns))
    return Area(top, left, bottom, right)


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


class Cell(NamedTuple):
    """A cell of a row as it stood: its name, the heading of its column ("" for none), its value, or what is wrong with it.

    `mark` is the currency that its number format shows, `shown_as` what a number's format shows instead of it; "" for neither.
    """

    at: str
    heading: str
    value: Raw
    problem: str = ""
    mark: str = ""
    shown_as: str = ""


class Row(NamedTuple):
    """A row as it stood: its cells that have a heading or a value; `number` counts from 0.

    `left_out` tells why the layout takes it for no row of data; None where it is one, or where the layout is not known. `above`
    says that it is the headings or stands above them. `document_no` is what its column of documents' numbers says.
    """

    sheet: str
    number: int
    cells: tuple[Cell, ...]
    left_out: Text | None = None
    above: bool = False
    document_no: str = ""


@dataclass(slots=True)
class Shelf:
    """The kept workbooks of a set of books. Each is verified and read once, when it is first asked for.

    `layouts` are the books' own by name, `read_by` gives the name of the layout that each sha256 was read by.
    """

    root: Path
    layouts: Mapping[str, Layout]
    read_by: Mapping[str, str]
    _paths: dict[str, tuple[Path | None, Finding | None]] = field(default_factory=dict)
    _read: dict[str, tuple[Sequence[Sheet], Sequence[Table]]] = field(default_factory=dict)

    def names(self) -> list[Path]:
        """Give all kept workbooks."""
        folder = self.root / DOCUMENTS
        return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)) if folder.is_dir() else []

    def find(self, sha256: str, name: str) -> tuple[Path | None, Finding | None]:
        """Give the kept workbook of a hash; a finding where it is missing or is another by now. `name` is the file's own."""
        if sha256 not in self._paths:
            self._paths[sha256] = self._find(sha256, name)
        return self._paths[sha256]

    def _find(self, sha256: str, name: str) -> tuple[Path | None, Finding | None]:
        same = [path for path in self.names() if path.name.startswith(f"{sha256[:PREFIX]}-")]
        sound = next((path for path in same if hashlib.sha256(path.read_bytes()).hexdigest() == sha256), None)
        if sound is not None:
            return sound, None
        if same:
            message = text("The workbook is not the one that was imported as “{file}”: its sha256 is another.", file=name)
            return None, finding("import-source-altered", message, Place(str(same[0])))
        message = text("The workbook that was imported as “{file}” is missing (sha256 {sha256}).", file=name, sha256=sha256)
        return None, finding("import-source-missing", message, Place(str(self.root / DOCUMENTS)))

    def rows(self, path: Path, sha256: str, sheet: str | None, wanted: Area) -> Iterator[Row]:
        """Give the rows of a kept workbook that an area touches, of one sheet or of all (None), as they stood.

        Rows that hold nothing are left out.
        """
        if sha256 not in self._read:
            self._read[sha256] = self._contents(path, sha256)
        sheets, tables = self._read[sha256]
        for page in (one for one in sheets if sheet is None or folded(one.name) == folded(sheet)):
            table = next((one for one in tables if one.sheet.name == page.name), None)
            for number in range(wanted.top, min(wanted.bottom + 1, page.height)):
                cells = tuple(_cells(page, table, number))
                if any(cell.problem or not isinstance(cell.value, str) or cell.value.strip() for cell in cells):
                    yield _row(page, table, number, cells)

    def _contents(self, path: Path, sha256: str) -> tuple[Sequence[Sheet], Sequence[Table]]:
        layout = self.layouts.get(self.read_by.get(sha256, ""))
        if layout is None:
            return read(path.name, path.read_bytes()), ()
        sheets = read(path.name, path.read_bytes(), delimiter=layout.delimiter, encoding=layout.encoding)
        return sheets, find_tables(str(path), sheets, layout).tables


def _row(sheet: Sheet, table: Table | None, number: int, cells: tuple[Cell, ...]) -> Row:
    if table is None:
        return Row(sheet.name, number, cells)
    if number <= table.header.last:
        return Row(sheet.name, number, cells, ABOVE, above=True)
    column = table.columns.get("document-no", -1)
    document_no = next((plain_text(cell) for cell in cells if cell.at == reference((number, column))), "")
    return Row(sheet.name, number, cells, table.skipped.get(number), document_no=document_no)


ABOVE = text("the headings, or above them")


def _cells(sheet: Sheet, table: Table | None, number: int) -> Iterator[Cell]:
    headings = table.header.texts if table and number > table.header.last else {}
    for index in range(sheet.width):
        at = (number, index)
        heading = headings.get(index, "")
        if heading or not sheet.blank(at):
            said = (sheet.problems.get(at, ""), sheet.marks.get(at, ""), sheet.shown.get(at, ""))
            yield Cell(reference(at), heading, sheet.value(at), *said)


def plain_text(cell: Cell) -> str:
    """Give a cell's value as text, numbers without a float's noise, dates as ISO 8601; else what is wrong with it."""
    value = cell.value
    if cell.problem:
        return "#ERROR" if cell.problem == ERROR else "#NO-VALUE"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize() + 0:f}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)

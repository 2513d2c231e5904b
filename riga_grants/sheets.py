"""Workbooks as cells: .xlsx and .xlsm read with typed values and with all that a fast reader does not show.

The container is looked at first (its bytes, not its name; its size unpacked), then the XML of each sheet (`sheetxml`), and
only then are cells read. A file that cannot be read in full is refused as a whole: half a register is worse than none.
"""

import io
import zipfile
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta

from riga_grants import sheetxml
from riga_grants.errors import BooksError
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.sheetxml import At
from riga_grants.sheetxml import Look
from riga_grants.sheetxml import Part

Raw = str | float | bool | date | datetime | time | timedelta
"""A cell's value as stored: "" is blank, a number is a float, a truth value is a bool."""

LARGEST_FILE = 64 * 2**20
LARGEST_UNPACKED = 512 * 2**20
MOST_PARTS = 5_000
SUSPICIOUS_RATIO = 300
"""A container is refused above these: bytes, bytes unpacked, members, and unpacked ÷ packed once that is over 16 MB."""

_SMALL = 16 * 2**20
_KINDS = (
    (b"\xd0\xcf\x11\xe0", text("an old .xls workbook, or one that a password protects")),
    (b"%PDF", text("a PDF document")),
    (b"<", text("a web page or an XML file")),
    (b"", text("no workbook at all")),
)
_OTHER_ARCHIVE = text("another kind of document or archive")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet. `rows` start at A1; `problems`, `marks` and the hidden rows and columns are `sheetxml.Look`'s.

    `height` and `width` count the rows and columns up to the last cell that holds anything, an error included.
    """

    name: str
    rows: Sequence[Sequence[Raw]]
    height: int
    width: int
    visible: bool
    problems: Mapping[At, str]
    marks: Mapping[At, str]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]

    def value(self, at: At) -> Raw:
        """Give a cell's value; "" outside the used area too."""
        row = self.rows[at[0]] if at[0] < len(self.rows) else ()
        return row[at[1]] if at[1] < len(row) else ""

    def blank(self, at: At) -> bool:
        """Say whether a cell holds nothing at all: no value, no error, no formula."""
        value = self.value(at)
        return at not in self.problems and isinstance(value, str) and not value.strip()


def read(file: str, content: bytes) -> tuple[Sheet, ...]:
    """Read all worksheets of a workbook, `file` being its name for messages.

    Raise BooksError where the bytes are no .xlsx or .xlsm, are damaged, protected or unreasonably large, or where the two
    readers disagree.
    """
    try:
        with _container(file, content) as archive:
            parts = sheetxml.worksheets(archive)
            styles = sheetxml.currencies(archive)
            looks = [sheetxml.look(archive, part, file, styles) for part in parts]
        cells = _cells(content, parts)
    except BooksError:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:
        # Parsers of hostile files fail in many ways, the Rust one with an exception that is no Exception.
        message = text(
            "“{file}” is damaged and cannot be read. "
            "Open it in a spreadsheet program and save it again, or ask for a new copy.",
            file=file,
        )
        raise BooksError(message) from problem
    return tuple(_sheet(file, part, seen, rows) for part, seen, rows in zip(parts, looks, cells, strict=True))


def _container(file: str, content: bytes) -> zipfile.ZipFile:
    """Open the archive after looking at it; raise BooksError for what should not be unpacked."""
    if len(content) > LARGEST_FILE:
        raise BooksError(text("“{file}” is too large to be a cost register.", file=file))
    if not content.startswith(b"PK"):
        kind = next(kind for start, kind in _KINDS if content.lstrip().startswith(start))
        raise BooksError(_not_a_workbook(file, kind))
    archive = zipfile.ZipFile(io.BytesIO(content))
    members = archive.infolist()
    names = {member.filename.casefold() for member in members}
    unpacked = sum(member.file_size for member in members)
    inflated = unpacked > _SMALL and unpacked > SUSPICIOUS_RATIO * len(content)
    if len(members) > MOST_PARTS or unpacked > LARGEST_UNPACKED or inflated:
        raise BooksError(text("“{file}” unpacks to an unreasonable size and was not opened.", file=file))
    if "xl/workbook.xml" not in names:
        raise BooksError(_not_a_workbook(file, _OTHER_ARCHIVE))
    if len(names) < len(members) or any(member.flag_bits & 1 for member in members) or archive.testzip():
        # Parts of one name, encrypted parts, or sizes and checksums that are not true: the two readers could see two files.
        raise zipfile.BadZipFile
    return archive


def _not_a_workbook(file: str, kind: Text) -> Text:
    return text(
        "“{file}” is not an Excel workbook (.xlsx): it is {kind}. "
        "Open it in a spreadsheet program and save it as .xlsx without a password.",
        file=file,
        kind=kind,
    )


def _cells(content: bytes, parts: Sequence[Part]) -> list[list[list[Raw]]]:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - `check` reads no sheet

    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return [list(book.get_sheet_by_name(part.name).to_python(skip_empty_area=False)) for part in parts]


def _same(rows: Sequence[Sequence[Raw]], at: At, spelt: str) -> bool:
    """Say whether the cell reader shows a number that the XML holds; a day, a time or a truth value need only be there."""
    row = rows[at[0]] if at[0] < len(rows) else ()
    value = row[at[1]] if at[1] < len(row) else ""
    return not isinstance(value, str) and (not isinstance(value, float) or value == float(spelt))


def _sheet(file: str, part: Part, seen: Look, rows: Sequence[Sequence[Raw]]) -> Sheet:
    """Join the two looks at a sheet; raise BooksError where the cell reader shows other numbers than the XML holds."""
    if not all(_same(rows, at, spelt) for at, spelt in seen.numbers.items()):
        message = text(
            "“{file}”, sheet “{sheet}”: cells would be lost in reading. Save the workbook again.", file=file, sheet=part.name
        )
        raise BooksError(message)
    return Sheet(
        part.name,
        rows,
        max(len(rows), seen.rows),
        max([seen.columns, *(len(row) for row in rows[:1])]),
        part.visible,
        seen.problems,
        seen.marks,
        frozenset(seen.hidden_rows),
        frozenset(seen.hidden_columns),
    )

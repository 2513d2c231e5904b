"""The second look at a sheet: what it holds that a fast cell reader does not show, gathered by the readers of each format.

Also the frame that every format's cells must lie in, and the comparison of the two readers.
"""

import math
import re
from array import array
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Final
from typing import NamedTuple

from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import limits
from riga_grants.sheets.cells import At
from riga_grants.sheets.cells import Raw
from riga_grants.sheets.cells import Sheet
from riga_grants.sheets.cells import reference
from riga_grants.sheets.formats import honest
from riga_grants.sheets.formats import mark
from riga_grants.sheets.formats import shown

Progress = Callable[[int], object]
"""Called now and then with the number of rows looked at so far, over all sheets."""

_COLUMN_BITS: Final = 16
_PADDING = re.compile(r"(?<!\\)[_*].")  # leaves the room of a character, or repeats it


class Style(NamedTuple):
    """What matters of a cell's number format: the currency or "%" it shows, and its code if it may show another number."""

    mark: str
    code: str


PLAIN: Final = Style("", "")


def style(format_code: str) -> Style:
    """Look at a number format once, for all cells that have it."""
    return Style(mark(_PADDING.sub("", format_code)), "" if honest(format_code) else format_code)


@dataclass(slots=True)
class Look:
    """What a second reader sees in one sheet; `rows` and `columns` count up to the last cell with content."""

    name: str
    visible: bool = True
    problems: dict[At, str] = field(default_factory=dict)
    marks: dict[At, str] = field(default_factory=dict)
    shown: dict[At, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[At, At]] = field(default_factory=list)
    better: dict[At, Raw] = field(default_factory=dict)  # values that the cell reader does not give as they are
    rows: int = 0
    columns: int = 0
    # The numbers as this reader sees them. There may be millions, so they are kept as plain numbers.
    _places: "array[int]" = field(default_factory=lambda: array("Q"))
    _numbers: "array[float]" = field(default_factory=lambda: array("d"))

    def use(self, row: int, column: int) -> None:
        """Widen the used area; refuse what would make a reader allocate without end."""
        if row < self.rows and column < self.columns:
            return
        rows, columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if rows > limits.ROWS or columns > limits.COLUMNS or rows * columns > limits.AREA:
            raise far(self.name, row, column)
        self.rows, self.columns = rows, columns

    def number(self, row: int, column: int, value: float, style: Style = PLAIN) -> None:
        """Take note of a number and of what its format shows; days and truth values may be numbers here too."""
        if not math.isfinite(value):
            raise ValueError  # no spreadsheet program writes one
        self._places.append(row << _COLUMN_BITS | column)
        self._numbers.append(value)
        if style.mark:
            self.marks[row, column] = style.mark
        if style.code and (other := shown(style.code, value)) is not None:
            self.shown[row, column] = other

    def some(self, row: int, column: int) -> None:
        """Take note of a cell that holds a day, a time or a truth value: the cell reader must show one, whichever it is."""
        self._places.append(row << _COLUMN_BITS | column)
        self._numbers.append(math.nan)

    def hide_columns(self, first: int, last: int) -> None:
        """Take note of hidden columns, both ends included; those that no cell can lie in are left out."""
        self.hidden_columns.update(range(first, min(last + 1, limits.COLUMNS)))

    def merge(self, first: At, last: At) -> None:
        """Take note of a merged range."""
        if len(self.merged) == limits.MERGED:
            raise limits.too_large(text("it has more than {limit} merged cells.", limit=limits.MERGED))
        self.merged.append((first, last))

    def agrees(self, rows: Sequence[Sequence[Raw]]) -> bool:
        """Say whether a cell reader shows each number that is here; a day, a time or a truth value need only be there."""
        for place, number in zip(self._places, self._numbers, strict=True):
            row = rows[place >> _COLUMN_BITS] if place >> _COLUMN_BITS < len(rows) else ()
            column = place & (1 << _COLUMN_BITS) - 1
            value = row[column] if column < len(row) else ""
            if value != number and isinstance(value, float | str):
                return False
        return True


def join(look: Look, rows: list[list[Raw]]) -> Sheet:
    """Join the two looks at a sheet; refuse it where the cell reader shows other numbers than the file holds."""
    for (row, column), value in (dict.fromkeys(look.problems, "") | look.better).items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = value
    if not look.agrees(rows):
        raise in_sheet(look.name, text("cells would be lost in reading. Save the workbook again in a spreadsheet program."))
    height = max(len(rows), look.rows)
    width = max([look.columns, *(len(row) for row in rows)])
    return Sheet(
        look.name,
        rows,
        height,
        width,
        look.visible,
        look.problems,
        look.marks,
        frozenset(row for row in look.hidden_rows if row < height),
        frozenset(column for column in look.hidden_columns if column < width),
        tuple(look.merged),
        {at: other for at, other in look.shown.items() if isinstance(rows[at[0]][at[1]], float)},
    )


def far(sheet: str, row: int, column: int) -> UserDataError:
    """Make the refusal of a sheet with a cell so far away that a reader would allocate without end."""
    if row >= limits.ROWS:
        limit = text("{count} rows", count=limits.ROWS)
    elif column >= limits.COLUMNS:
        limit = text("{count} columns", count=limits.COLUMNS)
    else:
        limit = text("{count} cells", count=limits.AREA)
    message = text(
        "the cell {cell} lies too far away: no more than {limit} of a sheet are read. "
        "Delete it, or the empty rows and columns before it.",
        cell=reference((row, column)),
        limit=limit,
    )
    return in_sheet(sheet, message)


def disorder(sheet: str, row: int, column: int) -> UserDataError:
    """Make the refusal of a sheet whose cells do not follow each other."""
    message = text(
        "the cell {cell} stands out of order, so rows could be lost. "
        "Open the workbook in a spreadsheet program and save it again.",
        cell=reference((row, column)),
    )
    return in_sheet(sheet, message)


def in_sheet(sheet: str, reason: Text) -> UserDataError:
    """Make a refusal that names the sheet, where it has a name."""
    return UserDataError(text("sheet “{sheet}”: {reason}", sheet=sheet, reason=reason) if sheet else reason)

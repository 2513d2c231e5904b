"""A sheet as a value: typed cells, and what a person sees or does not see of them. No file format is known here."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from typing import Final

Raw = str | float | bool | date | datetime | time | timedelta
"""A cell's value as stored: "" is blank, a number is a float, a truth value is a bool."""

At = tuple[int, int]
"""A cell's row and column, both counted from 0."""

ERROR: Final = "error"
NO_VALUE: Final = "no-value"
"""What can be wrong with a cell: it shows an error (#N/A), or it is a formula that was never calculated."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook, the only one ("") of a CSV file, or a table of a web page.

    `rows` start at A1 and may be of different lengths. `height` and `width` count the rows and columns up to the last cell
    that holds anything, an error included. `marks` gives the currency ("EUR") or "%" that a number's format shows; `shown`
    gives, for a number whose format shows another one (by more than half a cent), what it shows: "12" for 12.4, "1.2" for
    1200 in thousands, "" for a number that is hidden. `merged` holds the first and last cell of each merged range.
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
    merged: tuple[tuple[At, At], ...] = ()
    shown: Mapping[At, str] = field(default_factory=dict)

    def value(self, at: At) -> Raw:
        """Give a cell's value; "" outside the used area too."""
        row = self.rows[at[0]] if at[0] < len(self.rows) else ()
        return row[at[1]] if at[1] < len(row) else ""

    def blank(self, at: At) -> bool:
        """Say whether a cell holds nothing at all: no value, no error, no formula."""
        value = self.value(at)
        return at not in self.problems and isinstance(value, str) and not value.strip()


def reference(at: At) -> str:
    """Name a cell as a spreadsheet does: (16, 9) is J17."""
    letters, rest = "", at[1] + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{at[0] + 1}"

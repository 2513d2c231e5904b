"""The proof that an import loses nothing: every row of a sheet is looked at once more, without the books, and accounted for.

What does not add up here is a fault of this program and not of the sheet, so it is an AssertionError.
"""

from collections.abc import Mapping

from riga_grants.importing.cells import Ground
from riga_grants.importing.cells import Reader
from riga_grants.importing.kinds import MEASURES
from riga_grants.importing.plans import SheetPlan
from riga_grants.importing.plans import State
from riga_grants.importing.tables import Table
from riga_grants.layouts import Constant
from riga_grants.sheets import Sheet

Own = Mapping[int, int | None]
"""The amounts of rows by their number from 0, in cents of the sheet's own figures; None where there is none to be read."""


def own_amounts(table: Table, constants: Mapping[str, Constant]) -> dict[int, int | None]:
    """Read the amount of each row below the headings that holds anything, straight from its cells; of the total it is None."""
    ground = Ground(table.layout, {}, {}, None, constants)
    measure = MEASURES[table.layout.kind]
    return {
        row: None if row == table.total else measure(Reader(table, row, ground))
        for row in sorted(_filled(table.sheet, table.header.last + 1))
    }


def _filled(sheet: Sheet, first: int) -> set[int]:
    """Find the rows from `first` on that hold anything: a value, an error, a formula."""
    rows = (number for number, cells in enumerate(sheet.rows) if any(not isinstance(one, str) or one.strip() for one in cells))
    return {row for row in (*rows, *(row for row, _ in sheet.problems)) if row >= first}


def verify(sheet: SheetPlan, own: Own) -> None:
    """Make sure that each row stands in the plan once, and that the sums of all states are the sheet's, to the cent."""
    assert [row.row for row in sheet.rows] == list(own), f"the rows of “{sheet.name}” are not accounted for"  # noqa: S101
    summed = sum(cents or 0 for cents in own.values())
    assert sheet.cents() == summed, f"“{sheet.name}” sums to {summed}, its plan to {sheet.cents()}"  # noqa: S101
    assert sum(map(sheet.count, State)) == len(own)  # noqa: S101
    assert sum(map(sheet.cents, State)) == summed  # noqa: S101

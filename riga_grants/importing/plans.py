"""What an import would do, as values: every row of every sheet with what becomes of it, and why.

Rows = accepted + booked + changed + rejected + skipped, in number and in cents; `importer` checks it for every sheet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from riga_grants.booked import Booked
from riga_grants.costs import Cost
from riga_grants.declared import Declared
from riga_grants.declared import Standing
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import worst
from riga_grants.i18n import N_
from riga_grants.importing.tables import Table
from riga_grants.money import to_decimal

_CENT = Decimal("0.01")

Record = Cost | Declared
Former = Booked | Standing


class State(StrEnum):
    """What becomes of a row."""

    ACCEPTED = "accepted"
    BOOKED = "booked"
    CHANGED = "changed"
    REJECTED = "rejected"
    SKIPPED = "skipped"


STATE_WORDS = {
    State.ACCEPTED: N_("accepted"),
    State.BOOKED: N_("already booked"),
    State.CHANGED: N_("changed"),
    State.REJECTED: N_("rejected"),
    State.SKIPPED: N_("skipped"),
}


class Change(NamedTuple):
    """A record of the sheet that is in the books already with other contents."""

    record: Record
    former: Former


@dataclass(frozen=True, slots=True)
class RowPlan:
    """One row: what becomes of it, its amount (cents of the sheet's own figures, None where none can be read), and why.

    `row` counts from 0. `new` are the records that would be added, `changes` those that would replace others; a row of an
    agreement may hold several. `reason` tells why a row is skipped.
    """

    row: int
    state: State
    cents: int | None = None
    new: tuple[Record, ...] = ()
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    reason: Text | None = None


def agree(total_cents: int, rows_cents: int, rounded: Decimal) -> bool:
    """Say whether a total is the sum of some rows as they are, or of their exact figures before rounding added to them."""
    return total_cents == rows_cents or abs(to_decimal(total_cents - rows_cents) + rounded) < _CENT


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One table of a workbook: its rows in their order, its own total in cents (None: it has none), and what concerns it all.

    `rounded` is what the layout's rule of rounding added to the amounts (negative: took away), in the project's currency.
    """

    table: Table
    rows: tuple[RowPlan, ...] = ()
    total_cents: int | None = None
    rounded: Decimal = Decimal(0)
    findings: tuple[Finding, ...] = ()

    @property
    def name(self) -> str:
        """The sheet's name; "" for a text file."""
        return self.table.sheet.name

    @property
    def in_table_cents(self) -> int:
        """The sum of the rows that the table's own total is the total of: all but the skipped ones."""
        return self.cents() - self.cents(State.SKIPPED)

    @property
    def agrees(self) -> bool | None:
        """Whether the table's own total is the sum of its rows; None where it has none that can be read."""
        return None if self.total_cents is None else agree(self.total_cents, self.in_table_cents, self.rounded)

    def count(self, *states: State) -> int:
        """Count the rows of some states; of all where none is named."""
        return sum(row.state in states or not states for row in self.rows)

    def cents(self, *states: State) -> int:
        """Sum the amounts of the rows of some states; of all where none is named. What cannot be read counts as 0."""
        return sum(row.cents or 0 for row in self.rows if row.state in states or not states)


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What one file brings. `layout` and `kind` are "" where no layout fits; `findings` are those on the file as a whole."""

    path: Path
    name: str
    sha256: str
    layout: str = ""
    kind: str = ""
    sheets: tuple[SheetPlan, ...] = ()
    findings: tuple[Finding, ...] = ()
    content: bytes = field(default=b"", repr=False)
    accept_valid: bool = False
    correct: bool = False

    @property
    def rows(self) -> Iterator[RowPlan]:
        """All rows of all sheets."""
        return (row for sheet in self.sheets for row in sheet.rows)

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """All findings on the file, its sheets and their rows."""
        own = [
            found for sheet in self.sheets for found in (*sheet.findings, *(one for row in sheet.rows for one in row.findings))
        ]
        return (*self.findings, *own)

    @property
    def blocked(self) -> bool:
        """Say whether an error forbids to write any of it: with `accept_valid` only one that is not a single row's."""
        whole = [*self.findings, *(found for sheet in self.sheets for found in sheet.findings)]
        whole += [found for row in self.rows if row.state is State.SKIPPED for found in row.findings]
        return worst(whole if self.accept_valid else self.all_findings) is Severity.ERROR

    @property
    def writes(self) -> tuple[RowPlan, ...]:
        """The rows that bring something new, or a correction that was asked for; none where the file is blocked."""
        if self.blocked:
            return ()
        return tuple(row for row in self.rows if row.state is State.ACCEPTED or (row.state is State.CHANGED and self.correct))

    @property
    def set_aside(self) -> tuple[RowPlan, ...]:
        """The rows that go into the workbook of rejected rows: what was rejected, and changes that nobody asked to book."""
        if self.blocked or not self.accept_valid:
            return ()
        return tuple(
            row for row in self.rows if row.state is State.REJECTED or (row.state is State.CHANGED and not self.correct)
        )

    def count(self, *states: State) -> int:
        """Count the rows of some states over all sheets."""
        return sum(sheet.count(*states) for sheet in self.sheets)

    def cents(self, *states: State) -> int:
        """Sum the rows of some states over all sheets."""
        return sum(sheet.cents(*states) for sheet in self.sheets)

    @property
    def records(self) -> tuple[Record, ...]:
        """What would be written, in the order of the sheets: new records, and the new versions of corrected ones."""
        return tuple(record for row in self.writes for record in (*row.new, *(change.record for change in row.changes)))


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All files of one import, in their order; `general` are findings on the books themselves, which forbid any import."""

    files: tuple[FilePlan, ...]
    general: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return (*self.general, *(found for file in self.files for found in file.all_findings))

    @property
    def blocked(self) -> bool:
        """Say whether nothing of it can be written."""
        return worst(self.general) is Severity.ERROR or all(file.blocked for file in self.files)

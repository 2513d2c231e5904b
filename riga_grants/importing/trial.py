"""A layout tried on a file, without any books: what it finds, what it would read, and what is wrong so far.

Whether projects, lines and periods are those of the books is for `import --dry-run`.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import INDICATORS
from riga_grants.errors import Finding
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.importing.cells import Ground
from riga_grants.importing.cells import Reader
from riga_grants.importing.kinds import MEASURES
from riga_grants.importing.kinds import READERS
from riga_grants.importing.kinds import agreements
from riga_grants.importing.kinds import budget
from riga_grants.importing.kinds import costs
from riga_grants.importing.kinds import indicators
from riga_grants.importing.plans import agree
from riga_grants.importing.tables import Table
from riga_grants.importing.tables import find_tables
from riga_grants.layouts import Layout
from riga_grants.layouts.sense import FOR_THE_COMMAND
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.sheets import Sheet

SHOWN = 3
"""So many rows are shown as they are read."""

Value = str | date | Decimal | None
"""A cell as read: money is a Decimal of two decimals, another figure a text; None is not stated, or cannot be read."""


NEEDED: Mapping[str, Text] = {
    "document-no": costs.DOCUMENT_NO,
    "issuer": costs.ISSUER,
    "description": costs.DESCRIPTION,
    "line": budget.LINE,
    "name": agreements.NAME,
    "indicator": indicators.INDICATOR,
}
"""What is missing where a cell of a needed column is blank."""


class Cell(NamedTuple):
    """A cell as it is read: its column in the layout, its index (−1: stated for all rows), and what it says."""

    column: str
    at: int
    value: Value


class Tried(NamedTuple):
    """A table as a layout reads it: its first rows, the sum of all and the sheet's own total in cents, and what is wrong.

    The sums are None where the kind of sheet has none, the total also where there is no row for it.
    """

    table: Table
    samples: Sequence[tuple[int, Sequence[Cell]]]
    cents: int | None
    total_cents: int | None
    findings: Sequence[Finding]


def try_layout(file: str, sheets: Sequence[Sheet], layout: Layout) -> tuple[list[Tried], list[Finding]]:
    """Try a layout on the sheets of a file; give the tables, and the findings on sheets that gave none."""
    found = find_tables(file, sheets, layout)
    return [_tried(table) for table in found.tables], list(found.findings)


def _tried(table: Table) -> Tried:
    layout = table.layout
    # What the command of the import would state stands in for itself.
    ground = Ground(layout, {}, {}, None, {**dict.fromkeys(FOR_THE_COMMAND, date(2000, 1, 1)), **layout.constants})
    findings: list[Finding] = [*table.findings]
    samples: list[tuple[int, Sequence[Cell]]] = []
    cents, rounded = 0, Decimal(0)
    for row in table.rows:
        reader = Reader(table, row, ground)
        read = _read(reader)
        samples += [(row, read)] if len(samples) < SHOWN else []
        rounded += _rounded(reader)
        if layout.kind == AGREEMENTS:  # they bring their projects with them, so nothing of the books is needed
            reader = Reader(table, row, ground)
            READERS[AGREEMENTS](reader)
        findings += reader.findings
        cents += MEASURES[layout.kind](Reader(table, row, ground)) or 0
    if layout.kind == INDICATORS:
        return Tried(table, samples, None, None, findings)
    total = None if table.total is None else MEASURES[layout.kind](Reader(table, table.total, ground))
    if table.total is not None and total is not None and not agree(total, cents, rounded):
        findings.append(_differs(table, table.total, total, cents))
    return Tried(table, samples, cents, total, findings)


def _rounded(reader: Reader) -> Decimal:
    """Give what rounding adds to a row's amount."""
    table = reader.table
    columns: list[str | int] = [column for column in table.layout.of_kind.measures if reader.has(column)]
    columns += [one.column for one in table.amounts if table.layout.kind == BUDGET]
    silent = Reader(table, reader.row, reader.ground)
    return sum((silent.amount(column, None).rounded * (-1 if column == "credit" else 1) for column in columns), Decimal(0))


def _differs(table: Table, row: int, total: int, cents: int) -> Finding:
    message = text(
        "The table's total is {total}, its rows sum to {rows}; the difference is {difference}.",
        total=to_decimal(total),
        rows=to_decimal(cents),
        difference=to_decimal(total - cents),
    )
    place = table.place(row, table.summed[-1])
    return finding("total-differs", message, place, severity=table.layout.severity("total-differs"))


def _read(reader: Reader) -> list[Cell]:
    """Read all cells of a row, in the order of the sheet."""
    layout = reader.table.layout
    named = [(column, reader.table.columns.get(column, -1)) for column in layout.columns if reader.has(column)]
    named += [(column, -1) for column in (*layout.constants, layout.section) if column and not reader.has(column)]
    cells = [Cell(column, at, _value(reader, column)) for column, at in named]
    for one in reader.table.amounts:
        if not one.rest:
            said = ", ".join(str(stated) for key, stated in one.states.items() if key in {"period", "funder", "state"})
            cells.append(Cell(said, one.column, _figure(reader, one.column, is_number=layout.kind == INDICATORS)))
    return sorted(cells, key=lambda cell: (cell.at < 0, cell.at))


def _value(reader: Reader, column: str) -> Value:
    of_kind = reader.table.layout.of_kind
    holds, needed = of_kind.columns[column].holds, column in of_kind.needed
    if holds in {"amount", "number"}:
        return _figure(reader, column, is_number=holds == "number")
    if holds == "date":
        return reader.day(column, needed=needed)
    return reader.words(column, NEEDED.get(column) if needed else None)


def _figure(reader: Reader, column: str | int, *, is_number: bool) -> Value:
    if is_number:
        number = reader.number(column)
        return None if number is None else f"{number.normalize():f}"
    cents = reader.amount(column, None).cents
    return None if cents is None else to_decimal(cents)

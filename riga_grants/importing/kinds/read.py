"""A row as read, whatever its kind."""

from decimal import Decimal
from typing import NamedTuple

from riga_grants.costs import Cost
from riga_grants.declared import Declared
from riga_grants.errors import Finding
from riga_grants.importing.cells import Reader


class Read(NamedTuple):
    """One row: what it brings, nothing if it is rejected; its amount in cents, None where none can be read.

    `key` is the entry that the row itself names, as exported sheets do ("" for none); `rounded` is what rounding added.
    """

    row: int
    records: tuple[Cost | Declared, ...]
    cents: int | None
    findings: tuple[Finding, ...]
    rounded: Decimal = Decimal(0)
    key: str = ""

    @property
    def rejected(self) -> bool:
        """Say whether the row brings nothing because something is wrong with it."""
        return not self.records


def read_of(
    reader: Reader, records: tuple[Cost | Declared, ...], cents: int | None, rounded: Decimal = Decimal(0), key: str = ""
) -> Read:
    """Close a row: one that has an error brings nothing."""
    return Read(reader.row, () if reader.failed else records, cents, tuple(reader.findings), rounded, key)

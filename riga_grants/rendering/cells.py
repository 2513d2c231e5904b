"""How a table's cells and amounts read, alike on a screen and on paper."""

from collections.abc import Mapping
from typing import Final

from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.tables import CENTS
from riga_grants.tables import EURO
from riga_grants.tables import FIGURES
from riga_grants.tables import MONEY
from riga_grants.tables import PLAIN
from riga_grants.tables import SECTION
from riga_grants.tables import THOUSAND
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import shown

_UNITS: Final[Mapping[str, str]] = {
    CENTS: "{currency}",
    EURO: N_("{currency}, rounded to whole units"),
    THOUSAND: N_("thousands of {currency}"),
}


def unit_title(currency: str, unit: str, lang: str) -> str:
    """Say what amounts are shown in: "EUR", "thousands of EUR"; "" without a currency."""
    return tr(_UNITS[unit], lang, currency=currency) if currency else ""


def table_title(table: Table, lang: str) -> str:
    """Give a table's title with what its amounts are shown in, in brackets."""
    unit = unit_title(table.currency, table.unit, lang)
    return " ".join(part for part in (table.title, f"({unit})" if unit else "") if part)


def fact_shown(fact: Fact, currency: str, unit: str, lang: str) -> str:
    """Show a fact's value, an amount with its currency behind it."""
    value = shown(fact.value, fact.kind, lang, unit)
    if not (fact.kind == MONEY and isinstance(fact.value, int) and currency):
        return value
    return f"{value}\u00a0{currency}" if unit == CENTS else f"{value} ({unit_title(currency, unit, lang)})"


def row_shown(table: Table, row: Row, lang: str) -> tuple[str, ...]:
    """Show a row's cells; what a heading or a sum cannot have, such as a date, is blank there instead of not stated."""
    return tuple(
        "" if cell is None and foreign(row, column) else shown(cell, column.kind, lang, table.unit)
        for cell, column in zip(row.cells, table.columns, strict=True)
    )


def foreign(row: Row, column: Column) -> bool:
    """Say whether a row cannot have what a column holds, as a sum has no date: nobody says there that it is not stated."""
    return row.look == SECTION or (row.look != PLAIN and column.kind not in FIGURES)

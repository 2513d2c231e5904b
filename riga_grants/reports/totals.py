"""How rows are filled and added up: strictly, so that nothing that is not stated ever counts as 0."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence

from riga_grants.i18n import tr
from riga_grants.money import stated_sum
from riga_grants.tables import FIGURES
from riga_grants.tables import MONEY
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import computed


def filled(columns: Sequence[Column], values: Mapping[str, Value]) -> tuple[Value, ...]:
    """Put values into the order of the columns; what is not given is not stated."""
    return tuple(values.get(column.key) for column in columns)


Adding = Callable[[Sequence[Row], int], int | None]
"""Adds up a column, by its place, over some rows."""


def strictly(rows: Sequence[Row], place: int) -> int | None:
    """Add up a column of amounts over rows; where one of them states none, neither does the sum."""
    cells = [row.cells[place] for row in rows]
    return stated_sum([cell if isinstance(cell, int) else None for cell in cells])


def totals(  # noqa: PLR0917 - a table's columns and rows, which of them, and how
    columns: Sequence[Column],
    rows: Sequence[Row],
    places: Mapping[int, str],
    named: str,
    lang: str,
    adding: Adding = strictly,
    least: int = 2,
) -> list[Row]:
    """Add up rows, a total for each currency: `places` are those of the rows, with their currencies.

    A currency that fewer than `least` rows have gets no total, and neither do rows of which no sum is known. What a row
    computes from others is computed from the sums. `named` is the key of the column that says "TOTAL".
    """
    currencies = list(dict.fromkeys(places.values()))
    found = []
    for currency in currencies:
        own = tuple(n for n, one in places.items() if one == currency)
        if len(own) >= least:
            name = tr("TOTAL", lang) if len(currencies) == 1 else tr("TOTAL, {currency}", lang, currency=currency)
            added = [rows[place] for place in own]
            sums = [_sum_of(column, n, added, name if column.key == named else "", adding) for n, column in enumerate(columns)]
            found.append(_with_computed(columns, Row(tuple(sums), look=TOTAL, sums=own, key=TOTAL)))
    return [row for row in found if any(isinstance(cell, int) for cell in row.cells)]


def _sum_of(column: Column, place: int, rows: Sequence[Row], said: str, adding: Adding) -> Value:
    if column.kind == MONEY:
        return adding(rows, place)
    return None if column.kind in FIGURES else said


def _with_computed(columns: Sequence[Column], row: Row) -> Row:
    """Compute the cells of a row that others give, and the word for overspending."""
    for n, column in enumerate(columns):
        table = Table("", "", tuple(columns), [row])
        value = row.cells[n]
        if column.terms or column.ratio:
            value = computed(table, row, column)
        elif column.warns is not None:
            watched = table.values(column.warns[0])[0]
            value = column.warns[1] if isinstance(watched, int) and watched < 0 else ""
        row = row._replace(cells=(*row.cells[:n], value, *row.cells[n + 1 :]))
    return row

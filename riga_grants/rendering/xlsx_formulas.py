"""The live formulas of a table in a workbook: written only where each gives the very value that the report states."""

from collections.abc import Mapping
from typing import Final

from riga_grants.pages import sum_of
from riga_grants.tables import MONEY
from riga_grants.tables import NO_PLAN
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import computed
from riga_grants.tables import sums_up

_LONGEST: Final = 8_000  # characters; Excel takes 8 192


def formula(table: Table, row: Row, place: int, cells: Mapping[str, str], corner: tuple[int, int]) -> str:
    """Give the formula of a row's cell, "" where there is none that gives its value.

    `cells` names the row's cells by the keys of their columns; `corner` is where the column's first row stands on the sheet.
    """
    column, value = table.columns[place], row.cells[place]
    made = ""
    if column.warns:
        figure = row.cells[table.place(column.warns[0])]  # type: ignore[index]
        made = _warning(column.warns, figure, value, cells)
    elif value is not None and (column.terms or column.ratio):
        made = _computed(column, cells) if computed(table, row, column) == value else ""
    elif column.kind == MONEY and sums_up(table, row, place):
        made = sum_of(corner[1], sorted(corner[0] + n for n in row.sums))
    return made if len(made) <= _LONGEST else ""


def _warning(warns: tuple[str, str], figure: object, value: object, cells: Mapping[str, str]) -> str:
    """Say the word where a figure is negative."""
    key, word = warns
    if not isinstance(figure, int) or value != (word if figure < 0 else ""):
        return ""
    quoted = word.replace('"', '""')
    return f'=IF({cells[key]}<0,"{quoted}","")'


def _computed(column: Column, cells: Mapping[str, str]) -> str:
    """Add and subtract to the cent, or give per cent with one decimal."""
    if column.ratio:
        part, whole = (cells[key] for key in column.ratio)
        return f'=IF({whole}=0,"{NO_PLAN}",ROUND({part}/{whole}*100,1))'
    signed = "".join(f"{'+' if sign > 0 else '-'}{cells[key]}" for key, sign in column.terms)
    return f"=ROUND({signed.removeprefix('+')},2)"

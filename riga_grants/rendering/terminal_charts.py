"""Draws a report's chart for a terminal as bars of block characters; curves are told in words alone."""

from collections.abc import Iterator
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from riga_grants.grid import Line
from riga_grants.grid import cells_of
from riga_grants.grid import paragraph
from riga_grants.grid import printable
from riga_grants.grid import wrap
from riga_grants.screens.bars import EMPTY
from riga_grants.screens.bars import fill_of
from riga_grants.tables import BARS
from riga_grants.tables import LINES
from riga_grants.tables import Chart
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import shown

_GAP: Final = "  "
_LIMIT: Final = "│"
_SHORTEST: Final = 8  # cells that a bar needs to say anything
_LONGEST: Final = 72


def chart_lines(chart: Chart, table: Table, lang: str, width: int) -> Iterator[Line]:
    """Say what a chart shows, and draw its bars with their figures, none of the lines wider than `width` cells."""
    yield from paragraph(chart.words, width)
    if chart.kind == LINES or not chart.rows:
        return
    drawn = list(_bars(chart, table, lang, width) if chart.kind == BARS else _stacks(chart, table, width))
    if drawn:
        heads = {column.key: column.head for column in table.columns}
        key = [f"{mark}\u00a0{heads[one.column]}" for one, mark in zip(chart.series, _marks(chart), strict=True)]
        yield from (*paragraph(_GAP.join(key), width), *drawn)


def _marks(chart: Chart) -> list[str]:
    """Give each series its fill: plans are pale, what is no plan is filled by its order, a limit is a line."""
    others = [one.column for one in chart.series if one.style == "main"]
    fixed = {"plan": EMPTY, "limit": _LIMIT}
    return [fixed.get(one.style) or fill_of(others.index(one.column)) for one in chart.series]


def _bars(chart: Chart, table: Table, lang: str, width: int) -> Iterator[Line]:
    """Draw a bar for each series of each row, its figure behind it."""
    kinds = {column.key: column.kind for column in table.columns}
    figures = [[_figure(table, row, one.column) for one in chart.series] for row in chart.rows]
    said = [
        [printable(shown(_cell(table, row, one.column), kinds[one.column], lang, table.unit)) for one in chart.series]
        for row in chart.rows
    ]
    behind = max(cells_of(text) for row in said for text in row)
    names = _names(chart, table, width // 3)
    before = max(cells_of(line) for name in names for line in name)
    room = min(width - before - behind - 2 * len(_GAP), _LONGEST)
    largest = max(figure for row in figures for figure in row)
    if room < _SHORTEST or largest <= 0:
        return
    for name, row, texts in zip(names, figures, said, strict=True):
        drawn = [
            f"{mark * _size(figure, largest, room):<{room}}{_GAP}{' ' * (behind - cells_of(text))}{text}"
            for mark, figure, text in zip(_marks(chart), row, texts, strict=True)
        ]
        yield from _beside(name, drawn, before)


def _stacks(chart: Chart, table: Table, width: int) -> Iterator[Line]:
    """Draw one bar for each row, the series one behind the other, and a line at its limit."""
    series = list(zip(chart.series, _marks(chart), strict=True))
    parts = [[(_figure(table, row, one.column), mark) for one, mark in series if mark != _LIMIT] for row in chart.rows]
    limits = [[_figure(table, row, one.column) for one, mark in series if mark == _LIMIT] for row in chart.rows]
    wholes = [sum((figure for figure, _ in row), Decimal(0)) for row in parts]
    largest = max([*wholes, *(figure for row in limits for figure in row)])
    names = _names(chart, table, width // 3)
    before = max(cells_of(line) for name in names for line in name)
    room = min(width - before - len(_GAP) - 1, _LONGEST)
    if largest <= 0:
        return
    for name, row, marked in zip(names, parts, limits, strict=True):
        drawn = f"{_stack(row, largest, room):<{room + 1}}"
        for place in (_size(figure, largest, room) for figure in marked if figure):
            drawn = drawn[:place] + _LIMIT + drawn[place + 1 :]
        yield from _beside(name, [drawn], before)


def _stack(parts: Sequence[tuple[Decimal, str]], largest: Decimal, room: int) -> str:
    """Draw parts one behind the other, each up to where all before it and itself reach."""
    drawn, reached = "", Decimal(0)
    for figure, mark in parts:
        reached += figure
        drawn += mark * (_size(reached, largest, room) - len(drawn))
    return drawn


def _size(figure: Decimal, largest: Decimal, room: int) -> int:
    """Give how many cells of the room a figure fills: none of nothing, at least one of little."""
    return max(1, int(figure * room / largest)) if figure > 0 else 0


def _beside(name: Sequence[str], drawn: Sequence[str], before: int) -> Iterator[Line]:
    """Set a name of some lines beside bars."""
    for n in range(max(len(name), len(drawn))):
        shown_name = name[n] if n < len(name) else ""
        bar = drawn[n] if n < len(drawn) else ""
        yield Line(f"{shown_name}{' ' * (before - cells_of(shown_name))}{_GAP}{bar}")


def _names(chart: Chart, table: Table, room: int) -> list[list[str]]:
    return [wrap(str(_cell(table, row, chart.names)), room) for row in chart.rows]


def _cell(table: Table, row: int, key: str) -> Value:
    place = table.place(key)
    return None if place is None else table.rows[row].cells[place]


def _figure(table: Table, row: int, key: str) -> Decimal:
    """Give a cell as a length that can be drawn: nothing of what is negative or not stated."""
    cell = _cell(table, row, key)
    return Decimal(cell) if isinstance(cell, int | Decimal) and cell > 0 else Decimal(0)

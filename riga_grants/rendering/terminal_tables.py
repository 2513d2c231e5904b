"""Lays a report's table out for a terminal: in columns where they fit, else amounts below their row's name, else as a list.

Texts are made harmless for a terminal here, each once.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from typing import NamedTuple

from riga_grants.grid import Line
from riga_grants.grid import cells_of
from riga_grants.grid import paragraph
from riga_grants.grid import printable
from riga_grants.grid import wrap
from riga_grants.rendering.cells import row_shown
from riga_grants.screens.bars import CELLS
from riga_grants.screens.bars import EMPTY
from riga_grants.screens.bars import FILLS
from riga_grants.tables import FIGURES
from riga_grants.tables import PLAIN
from riga_grants.tables import SECTION
from riga_grants.tables import TEXT
from riga_grants.tables import TOTAL
from riga_grants.tables import WORD
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value

_GAP: Final = 2
_STEP: Final = 2  # what a level of the outline is moved to the right
_SHORTEST: Final = 16  # cells that a column of wrapped text needs
_SHORT: Final = 28  # a text up to here stands in the first line of a list's item
_NUMBER: Final = 6  # what is no wider is a number of the row and names nothing


class _Shown(NamedTuple):
    """A row as it is shown: a printable text for each column, its bar ("" without one), and its style in rich's words."""

    cells: tuple[str, ...]
    bar: str
    depth: int
    look: str
    style: str

    def title(self, places: Sequence[int]) -> str:
        """Put the texts of some columns together."""
        return "  ".join(self.cells[n] for n in places if self.cells[n])

    def indent(self, room: int) -> str:
        """Give the blanks before a row's name, at most a part of the room there is."""
        return " " * min(_STEP * self.depth, room // 3)


class _Grid(NamedTuple):
    """Columns side by side: their places in the table, how wide each is, and which are right-aligned."""

    places: tuple[int, ...]
    sizes: tuple[int, ...]
    right: tuple[bool, ...]

    @property
    def across(self) -> int:
        """How wide all of them are."""
        return sum(self.sizes) + _GAP * (len(self.sizes) - 1)

    def line(self, cells: Sequence[str]) -> str:
        """Set cells side by side."""
        padded = []
        for cell, size, right in zip(cells, self.sizes, self.right, strict=True):
            padding = " " * (size - cells_of(cell))
            padded.append(padding + cell if right else cell + padding)
        return (" " * _GAP).join(padded)

    def heads(self, table: Table) -> Iterator[Line]:
        """Set the headings side by side, each broken into lines, the last of which stand on one line."""
        heads = [wrap(table.columns[n].head, max(size, 2)) for n, size in zip(self.places, self.sizes, strict=True)]
        tallest = max(map(len, heads))
        for line in zip(*([""] * (tallest - len(head)) + head for head in heads), strict=True):
            yield Line(self.line(line), "bold")


def table_lines(table: Table, lang: str, width: int) -> list[Line]:
    """Lay out a table that has rows, none of the lines wider than `width` cells (at least `grid.NARROWEST`)."""
    rows = [_shown(table, row, lang) for row in table.rows]
    return _columns(table, rows, width) or _stacked(table, rows, width) or list(_items(table, rows, width))


def _shown(table: Table, row: Row, lang: str) -> _Shown:
    cells = tuple(map(printable, row_shown(table, row, lang)))
    warned = any(cell for cell, column in zip(cells, table.columns, strict=True) if column.kind == WORD)
    style = "bold red" if warned else "" if row.look == PLAIN else "bold"
    place = None if row.look == SECTION else table.place(table.bars)
    return _Shown(cells, "" if place is None else _bar(row.cells[place]), row.depth, row.look, style)


def _bar(value: Value) -> str:
    """Draw a percentage as a bar; blank where there is none."""
    if not isinstance(value, Decimal):
        return " " * CELLS
    full = max(0, min(CELLS, int(value * CELLS / 100)))
    return FILLS[0] * full + EMPTY * (CELLS - full)


def _longest_word(head: str) -> int:
    return max(map(cells_of, printable(head).split(" ")))


# --- in columns ------------------------------------------------------------------------------------------------------


def _columns(table: Table, rows: Sequence[_Shown], width: int) -> list[Line]:
    """Lay rows out in columns below their headings, with bars if there is room; nothing where the width does not allow it."""
    place = table.place(table.bars)
    for drawn in ([_with_bar(row, place) for row in rows], rows) if place is not None else (rows,):
        planned = _plan(table, drawn, width)
        if planned:
            return list(_in_columns(table, drawn, *planned))
    return []


def _with_bar(row: _Shown, place: int) -> _Shown:
    cell = f"{row.bar} {row.cells[place]:>6}" if row.bar else ""
    return row._replace(cells=(*row.cells[:place], cell, *row.cells[place + 1 :]))


def _plan(table: Table, rows: Sequence[_Shown], width: int) -> tuple[_Grid, int | None] | None:
    """Give each column what its widest cell and the longest word of its heading need; only names may be wrapped."""
    every = [row.cells for row in rows if row.look != SECTION] or [("",) * len(table.columns)]
    sizes = [max(map(cells_of, column)) for column in zip(*every, strict=True)]
    named = max((n for n, column in enumerate(table.columns) if column.kind == TEXT), key=lambda n: sizes[n], default=None)
    if named is not None:
        sizes[named] = max(cells_of(row.cells[named]) + _STEP * row.depth for row in rows)
    sizes = [max(size, _longest_word(column.head)) for size, column in zip(sizes, table.columns, strict=True)]
    spare = width - sum(sizes) - _GAP * (len(sizes) - 1)
    if spare < 0 and named is not None and not table.register and sizes[named] + spare >= _SHORTEST:
        sizes[named] += spare
        spare = 0
    right = tuple(column.kind in FIGURES for column in table.columns)
    return (_Grid(tuple(range(len(sizes))), tuple(sizes), right), named) if spare >= 0 else None


def _in_columns(table: Table, rows: Sequence[_Shown], grid: _Grid, named: int | None) -> Iterator[Line]:
    rule = Line("─" * grid.across)
    yield from (*grid.heads(table), rule)
    for n, row in enumerate(rows):
        if row.look == TOTAL and n:
            yield rule
        if row.look == SECTION:
            yield from paragraph(row.title(grid.places), grid.across, style=row.style)
        elif named is None:
            yield Line(grid.line(row.cells), row.style)
        else:
            yield from _named(row, grid, named)


def _named(row: _Shown, grid: _Grid, named: int) -> Iterator[Line]:
    """Lay a row out whose name is moved to the right by its depth, and goes on below where it is too long."""
    room = grid.sizes[named]
    indent = row.indent(room)
    name, left = row.cells[named], room - len(indent)
    first, *rest = [name] if cells_of(name) <= left else wrap(name, left)
    yield Line(grid.line((*row.cells[:named], indent + first, *row.cells[named + 1 :])), row.style)
    before = " " * sum(size + _GAP for size in grid.sizes[:named]) + indent
    for line in rest:
        yield Line(before + line, row.style)


# --- amounts below names ---------------------------------------------------------------------------------------------


def _stacked(table: Table, rows: Sequence[_Shown], width: int) -> list[Line]:
    """Lay rows out as names with their amounts below, two or more on a line; nothing where the width does not allow it."""
    place = table.place(table.bars)
    figures = [n for n, column in enumerate(table.columns) if column.kind in FIGURES and n != place]
    widths = [max(cells_of(row.cells[n]) for row in rows) for n in figures]
    each = max(
        (max(size, _longest_word(table.columns[n].head)) for n, size in zip(figures, widths, strict=True)), default=width
    )
    on_a_line = min(len(figures), (width - _STEP) // (each + _GAP))
    aside = max(cells_of(_aside(table, row)) for row in rows)
    if on_a_line < min(2, len(figures)) or not figures or aside > width // 2:
        return []
    chunks = [figures[n : n + on_a_line] for n in range(0, len(figures), on_a_line)]
    grids = [_Grid(tuple(chunk), (each,) * len(chunk), (True,) * len(chunk)) for chunk in chunks]
    return list(_below(table, rows, grids, width))


def _below(table: Table, rows: Sequence[_Shown], grids: Sequence[_Grid], width: int) -> Iterator[Line]:
    names = [n for n, column in enumerate(table.columns) if column.kind not in {*FIGURES, WORD}]
    across = min(width, max(grids[0].across + _STEP, 76))
    margin = " " * (across - grids[0].across)
    place = table.place(table.bars)
    heads = _Shown(tuple(printable(column.head) for column in table.columns), "", 0, "", "bold")
    yield from _title(heads, heads.title(names), "" if place is None else heads.cells[place], across)
    for grid in grids:
        yield from (line._replace(text=margin + line.text) for line in grid.heads(table))
    rule = Line("─" * across)
    yield rule
    for n, row in enumerate(rows):
        if row.look == TOTAL and n:
            yield rule
        yield from _title(row, row.title(names), _aside(table, row), across)
        for grid in grids if row.look != SECTION else ():
            yield Line(margin + grid.line([row.cells[place] for place in grid.places]), row.style)


def _aside(table: Table, row: _Shown) -> str:
    """Give what stands beside a name: a warning, or else a bar, and per cent."""
    place = table.place(table.bars)
    word = row.title([n for n, column in enumerate(table.columns) if column.kind == WORD]).upper()
    return (word or row.bar) + (f" {row.cells[place]:>6}" if place is not None and row.look != SECTION else "")


def _title(row: _Shown, title: str, aside: str, across: int) -> Iterator[Line]:
    room = across - cells_of(aside) - _GAP if aside else across
    indent = row.indent(room)
    first, *rest = wrap(title, room - len(indent))
    padding = " " * (across - cells_of(indent + first) - cells_of(aside))
    yield Line(f"{indent}{first}{padding}{aside}", row.style)
    for line in rest:
        yield Line(indent + line, row.style)


# --- as a list -------------------------------------------------------------------------------------------------------


def _items(table: Table, rows: Sequence[_Shown], width: int) -> Iterator[Line]:
    """List rows: what is short on the first line, below it each longer text and each figure with its heading."""
    places = range(len(table.columns))
    widest = [max((cells_of(row.cells[n]) for row in rows if row.look != SECTION), default=0) for n in places]
    short = [n for n in places if table.columns[n].kind not in FIGURES and widest[n] <= _SHORT]
    if sum(widest[n] for n in short) <= _NUMBER:
        short = sorted({*short, *[n for n in places if n not in short][:1]})
    told = [n for n in places if n not in short]
    for n, row in enumerate(rows):
        if row.look == TOTAL and n:
            yield Line("─" * width)
        indent = row.indent(width)
        title = row.title(places if row.look == SECTION else short)
        yield from paragraph(title, width, first=indent, rest=indent + "  ", style=row.style or "bold")
        for place in told if row.look != SECTION else ():
            if row.cells[place]:
                said = f"{table.columns[place].head}: {row.cells[place]}"
                yield from paragraph(said, width, first=indent + "  ", rest=indent + "    ")

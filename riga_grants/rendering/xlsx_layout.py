"""Where things stand on a workbook's page: one grid of columns for all tables of a sheet, and where printed pages end."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Final
from typing import NamedTuple

from riga_grants.pages import ROW
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import FIGURES
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import SECTION
from riga_grants.tables import TEXT
from riga_grants.tables import Facts
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import shown

Span = tuple[int, int]
"""The first and the last column of the grid that something takes."""

_PAPER: Final = {False: (1040, 516.0), True: (710, 763.0)}  # A4, upright or not: pixels across, points down, between margins
_PIXELS, _POINTS = 96, 72  # in an inch
_EDGE = 5  # pixels that a column is wider than its characters of 7
_CHARACTER: Final = 7.6  # pixels, with its part of the edge
_CAPS: Final = (60, 50, 42, 35, 30, 26)  # the width of a long text: as much as the paper allows
_CAP_WHERE_ALL_IS_CROWDED: Final = 42
_CAP_OF_REGISTERS: Final = 70
_CODE: Final = 72  # the width of the longest code: a hash
_BESIDE: Final = 40.0  # the least width of what stands beside a label
_SHORT: Final = 9  # a heading up to here is not broken
_CROWDED: Final = 1.25  # what a sheet may be wider than the paper before its texts are made narrower
_NEARLY: Final = 6  # characters that a column of the grid is rather made wider
_SAFE: Final = 0.94  # of a page is counted on: programs differ in their heights


class Grid(NamedTuple):
    """The columns of a sheet, in characters, and where the columns of its tables stand on them, by the tables' keys.

    `seen` is the width that a reader sees at once, in characters: the paper's, or somewhat more where the tables have more.
    """

    widths: tuple[float, ...]
    spans: Mapping[str, tuple[Span, ...]]
    portrait: bool
    seen: float

    def room(self, span: Span) -> float:
        """Give the width of a span, in characters."""
        return sum(self.widths[span[0] : span[1] + 1])

    def reach(self, first: int, room: float) -> int:
        """Give the last column of a span that begins at `first` and is so wide, or as wide as the grid allows."""
        last = first
        while last + 1 < len(self.widths) and self.room((first, last)) < room:
            last += 1
        return last

    def page(self) -> Span:
        """Give the span that a reader sees at once."""
        return (0, self.reach(0, self.seen))

    def pixels(self, span: Span) -> int:
        """Give the width of a span, in pixels."""
        return sum(map(_pixels, self.widths[span[0] : span[1] + 1]))

    def capacity(self) -> float:
        """Give the points that a printed page holds of the sheet, which is made so small that it is one page wide."""
        across, down = _PAPER[self.portrait]
        return _SAFE * down * max(1.0, self.pixels((0, len(self.widths) - 1)) / across)


def grid(sheet: Sheet, lang: str, stretch: float = 1.0) -> Grid:
    """Lay out a sheet's columns: those of the table that has most, and for the others as many of them as each needs.

    A sheet narrower than the paper gets an empty column, so that sentences and charts have the whole width: `stretch` times
    that of the paper, for a sheet that will be made smaller to be printed.
    """
    tables = sorted((block for block in sheet.blocks if isinstance(block, Table) and block.rows), key=_columns, reverse=True)
    across = stretch * _PAPER[sheet.portrait][0]
    room = across / _CHARACTER
    widths: list[float] = []
    spans = {}
    for table in tables:
        wishes = _fitting(table, room, lang)
        whole = [column.kind in FIGURES or column.kind == DAY for column in table.columns]
        spans[table.key] = tuple(_spans(wishes, whole, widths, room))
    labels = _labels(sheet) or (0 if widths else room / 2)  # one column alone is not made smaller to fit the paper
    if sum(widths) < labels:
        widths.append(labels - sum(widths))
    free = across - sum(map(_pixels, widths))
    if free > _PIXELS / 2 or sum(widths[:-1]) < labels:
        widths.append(max(_BESIDE, (free - _EDGE) / 7))
    seen = max(room, min(sum(widths), _CROWDED * room))
    return Grid(tuple(widths), spans, sheet.portrait, seen)


class Pages(NamedTuple):
    """How a sheet falls on printed pages: the rows before which a page must end, and the rows that begin one by themselves."""

    forced: list[int]
    full: list[int]

    def tear(self, first: int, last: int) -> bool:
        """Say whether a page begins inside some rows."""
        return any(first < row <= last for row in self.full)


def _labels(sheet: Sheet) -> float:
    """Give the width of the longest label of a sheet's facts and of who signs it, 0 where there are none."""
    facts = [fact.label for block in sheet.blocks if isinstance(block, Facts) for fact in block.facts]
    roles = [role for block in sheet.blocks if isinstance(block, Signatures) for role in block.roles]
    return label_room((*facts, *roles))


def label_room(labels: Iterable[str]) -> float:
    """Give the room that labels need, in characters; 0 where there are none."""
    return max((1.15 * len(label) + 2 for label in labels), default=0.0)


def pages(grid: Grid, heights: Mapping[int, float], kept: Iterable[Span], last: int) -> Pages:
    """Break rows up to the `last` into pages, none of which ends inside the rows that are `kept` together."""
    ends, used = dict(kept), 0.0
    found, room = Pages([], []), grid.capacity()
    for row in range(last + 1):
        own = heights.get(row, ROW)
        whole = own + sum(heights.get(n, ROW) for n in range(row + 1, ends[row] + 1)) if row in ends else own
        if used and used + whole > room:
            (found.forced if row in ends else found.full).append(row)
            used = 0.0
        used += own
    return found


def deepest(table: Table) -> int:
    """Give the place of the column that names the rows, which is set off by their depth: the widest text before the figures."""
    before = next((n for n, column in enumerate(table.columns) if column.kind in FIGURES), len(table.columns))
    texts = [n for n in range(before) if table.columns[n].kind == TEXT]
    return max(texts, key=lambda n: _longest(table, n), default=-1)


def _columns(table: Table) -> int:
    return len(table.columns)


def _pixels(width: float) -> int:
    return int(width * 7 + _EDGE)


def _fitting(table: Table, room: float, lang: str) -> list[float]:
    """Choose the widths that a table's columns want, long texts as wide as the paper allows."""
    caps = (_CAP_OF_REGISTERS,) if table.register else (*_CAPS, _CAP_WHERE_ALL_IS_CROWDED)
    tried = [[_wish(table, place, cap, lang) for place in range(len(table.columns))] for cap in caps]
    return next((wishes for wishes in tried if sum(wishes) <= _CROWDED * room), tried[-1])


def _wish(table: Table, place: int, cap: float, lang: str) -> float:
    """Give a column room for every word of its heading and for what it holds."""
    column = table.columns[place]
    words = column.head.split() if len(column.head) > _SHORT else [column.head]
    word = max(map(len, words), default=0) * 1.2 + 2.5
    if column.width:
        return max(word, column.width)
    longest = _longest(table, place)
    if column.kind in FIGURES:
        return max(word, 1.05 * max(longest, _figures(table, place, lang)) + 3.5)
    if column.kind == DAY:
        return max(word, 12.5)
    if column.kind == CODE:
        return max(word, min(_CODE, longest + 3.5))
    return max(word, min(cap, 1.08 * longest + 4.5))


def _longest(table: Table, place: int) -> int:
    """Give the length of a column's longest text; what stands in a heading inside the table has more room."""
    cells = (row.cells[place] for row in table.rows if row.look != SECTION)
    return max((len(cell) for cell in cells if isinstance(cell, str)), default=0)


def _figures(table: Table, place: int, lang: str) -> int:
    """Give the length of a column's longest figure."""
    kind = table.columns[place].kind
    figures: list[Value] = [row.cells[place] for row in table.rows if not isinstance(row.cells[place], str | None)]
    if not figures:
        return 0
    if kind == MONEY:
        figures = [min(figures), max(figures)]  # type: ignore[type-var]
    elif kind == NUMBER:
        figures = [max(figures, key=lambda figure: len(str(figure)))]
    else:
        figures = figures[:1]
    return max(len(shown(figure, kind, lang, table.unit)) for figure in figures)


def _spans(wishes: Sequence[float], whole: Sequence[bool], widths: list[float], room: float) -> list[Span]:
    """Set columns on a grid, each on as many of its columns as it needs; add to the grid what is missing.

    The grid's columns become wider where that is enough and the paper still has `room`, or the column must be `whole`: what is
    no text is not wrapped, and without the room it shows ###.
    """
    spare, at, found = len(widths) - len(wishes), 0, []
    for wish, must in zip(wishes, whole, strict=True):
        last = at
        if at == len(widths):
            widths.append(wish)
        while sum(widths[at : last + 1]) < wish - _NEARLY and spare > 0:
            spare, last = spare - 1, last + 1
        lacking = max(0.0, wish - sum(widths[at : last + 1]))
        widths[last] += lacking if must else min(lacking, max(0.0, room - sum(widths)))
        found.append((at, last))
        at = last + 1
    return found

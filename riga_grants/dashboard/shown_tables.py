"""A table as the template prints it: cells as text, what they are sorted by, where they lead, and which rows fold away."""

import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import Final
from typing import NamedTuple
from urllib.parse import urlsplit

from riga_grants.rendering.cells import row_shown
from riga_grants.rendering.cells import table_title
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import FIGURES
from riga_grants.tables import PLAIN
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import WORD
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import numbers

Link = Callable[[Table, Row, Column], str]
"""Gives the address that a cell leads to, "" for none. Only addresses on this server are taken."""

LOOKS: Final = {**dict.fromkeys(FIGURES, "n"), CODE: "c", WORD: "w", DAY: "d"}
"""The style of a column's cells, in a letter because long tables have very many of them; words have none."""

LONG: Final = 8
"""From so many rows on a table has a box to find some of them."""

TALL: Final = 40
"""From so many rows on a table scrolls below its own headings."""

_WIDEST: Final = 18
"""Letters that a column keeps room for, whatever it wishes; it may become wider, and is narrower where it has fewer."""

_ROOM: Final = 4
"""Room beside a column's longest text: the cell's margins, and letters that are wider than digits."""

_MANY: Final = 12
_BROAD: Final = 80
"""A table of more columns than these, or of more letters beside its figures, is shown as cards on a narrow screen."""

_COUNTERS: Final = frozenset({"no", "number"})
_TIME: Final = "time_pct"
"""The column of the share of time gone, which is marked on the bars of the same row."""

_WHOLE: Final = 100  # per cent

_FILE: Final = re.compile(r"/(?:download|document/|statement/)")
"""In addresses of files, which the browser fetches itself; Fava would show all other addresses as pages."""


_PIECE: Final = re.compile(r"[^/:!]*[/:!]|[^/:!]+")


class Bar(NamedTuple):
    """A percentage as a bar: its length and its mark in per cent of the room (None: no mark), and whether it is beyond."""

    length: float
    mark: float | None
    over: bool


class ShownCell(NamedTuple):
    """A cell: its text, its style, what it is sorted by ("": its text), where it leads ("": nowhere), and its bar.

    `stated` is False for a dash that says that something is not stated; `file` says that the link is to a file.
    """

    text: str
    look: str
    sort: str
    stated: bool
    link: str
    file: bool
    bar: Bar | None


class ShownColumn(NamedTuple):
    """A column: its name for programs, its heading, the style of its cells, its number below the heading ("": none).

    `width` is how many letters it has room for at least, 0 where the browser finds that alone.
    """

    key: str
    head: str
    look: str
    number: str
    width: int


class ShownRow(NamedTuple):
    """A row: its cells, the place of the one that names it, its level, its look, and whether rows below it can be folded.

    The place is -1 where no cell has words.
    """

    cells: tuple[ShownCell, ...]
    name: int
    depth: int
    look: str
    folds: bool


class ShownTable(NamedTuple):
    """A table: caption, headings and rows.

    It may be `sortable`, `long` (rows can be looked for), `tall` (it scrolls below its headings), in `cards` on a narrow
    screen, and have rows that `folds` says can be folded away. `empty` is said where it has no rows.
    """

    kind: str
    key: str
    caption: str
    columns: tuple[ShownColumn, ...]
    rows: tuple[ShownRow, ...]
    numbered: bool
    sortable: bool
    long: bool
    tall: bool
    cards: bool
    folds: bool
    empty: str

    @staticmethod
    def pieces(text: str) -> list[str]:
        """Divide a place or an account where a line may break: behind its own signs. Together the pieces are the text."""
        return _PIECE.findall(text)


def table_of(table: Table, lang: str, link: Link) -> ShownTable:
    """Show a table of a report."""
    rows = tuple(_rows(table, lang, link))
    plain = sum(row.look == PLAIN for row in rows)
    return ShownTable(
        kind="table",
        key=table.key,
        caption=table_title(table, lang),
        columns=_columns(table, rows),
        rows=rows,
        numbered=table.numbered,
        sortable=not table.outline and plain > 1 and all(row.look in {PLAIN, TOTAL} for row in rows),
        long=plain >= LONG and not _is_sum(table),
        tall=len(rows) >= TALL,
        cards=_is_broad(table) and not table.outline and len(rows) < TALL,
        folds=any(row.folds for row in rows),
        empty=table.empty,
    )


def _is_sum(table: Table) -> bool:
    """Say whether the rows are steps of a computation, which are read as a whole."""
    return not table.outline and any(row.look == SUBTOTAL for row in table.rows)


def _is_broad(table: Table) -> bool:
    return len(table.columns) > _MANY or sum(column.width for column in table.columns) > _BROAD


def _columns(table: Table, rows: Sequence[ShownRow]) -> tuple[ShownColumn, ...]:
    below = numbers(table) if table.numbered else [""] * len(table.columns)
    return tuple(
        ShownColumn(column.key, column.head, LOOKS.get(column.kind, ""), number, _width(column, n, rows))
        for n, (column, number) in enumerate(zip(table.columns, below, strict=True))
    )


def _width(column: Column, place: int, rows: Sequence[ShownRow]) -> int:
    """Give the letters that a column keeps room for; codes, which break anywhere, without a wish of their own too."""
    wished = int(column.width) or (_WIDEST if column.kind == CODE else 0)
    longest = max((len(row.cells[place].text) for row in rows), default=0)
    return min(_WIDEST, wished, longest + _ROOM if longest else 0)


def _names(table: Table) -> list[int]:
    """Give the places of the columns that may name a row, the best first: those of words, counters last."""
    words = [n for n, column in enumerate(table.columns) if column.kind not in FIGURES]
    return sorted(words, key=lambda n: table.columns[n].key in _COUNTERS)


def _rows(table: Table, lang: str, link: Link) -> Iterator[ShownRow]:
    looks = [LOOKS.get(column.kind, "") for column in table.columns]
    names, bars = _names(table), table.place(table.bars)
    for row, below in zip_longest(table.rows, table.rows[1:]):
        cells = [
            ShownCell(said, look, _sort(cell), cell is not None or not said, *_leads(link(table, row, column)), None)
            for said, look, cell, column in zip(row_shown(table, row, lang), looks, row.cells, table.columns, strict=True)
        ]
        if bars is not None:
            cells[bars] = cells[bars]._replace(bar=_bar(table, row, row.cells[bars]))
        folds = table.outline and below is not None and below.depth > row.depth
        name = next((n for n in names if cells[n].text.strip()), -1)
        yield ShownRow(tuple(cells), name, row.depth, row.look, folds)


def _leads(address: str) -> tuple[str, bool]:
    """Give an address if it is on this server or on the page itself, "" otherwise; and whether it is a file's."""
    own = address[:1] in {"?", "#"} or (address[:1] == "/" and address[1:2] not in {"/", "\\"})
    return (address, _FILE.search(urlsplit(address).path) is not None) if address and own else ("", False)


def _sort(cell: Value) -> str:
    """Give what a figure or a day is sorted by: a number as programs write it, or the year first."""
    if cell is None or isinstance(cell, str):
        return ""
    if isinstance(cell, Fraction):
        return repr(float(cell))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _bar(table: Table, row: Row, cell: Value) -> Bar | None:
    if cell is None or isinstance(cell, str | date):
        return None
    place = table.place(_TIME)
    mark = None if place is None else row.cells[place]
    return Bar(_within(cell), None if mark is None or isinstance(mark, str | date) else _within(mark), cell > _WHOLE)


def _within(percentage: int | Decimal | Fraction) -> float:
    """Give a percentage as a length on the page, which ends at 100."""
    return min(float(_WHOLE), max(0.0, float(percentage)))

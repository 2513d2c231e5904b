"""The headings of a table: in which row or rows of a sheet they stand, and which column each of them names."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import NamedTuple

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.layouts import Layout
from riga_grants.layouts import Spot
from riga_grants.names import finding
from riga_grants.sheets import Sheet
from riga_grants.sheets import reference
from riga_grants.texts import folded

ENOUGH = 3
BETWEEN = " / "
"""What joins the headings of one column that stand in several rows, in a layout and in messages."""


class Header(NamedTuple):
    """The first and last row of the headings (from 0; −1 both where there are none), and the index of each column found.

    `amounts` gives the index of each of the layout's columns of amounts; `twice` the further indices of columns that stand twice.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    amounts: Mapping[int, int]
    twice: Sequence[tuple[str, int]]


def headers(sheet: Sheet, layout: Layout) -> list[Header]:
    """Give the rows that can be the headings, the first one first; none where the sheet is not of this layout."""
    if layout.header_rows == 0:
        first = layout.header_row or 0
        return [_read(sheet, layout, first, first - 1)]
    if layout.header_row is not None:
        return [_read(sheet, layout, layout.header_row, layout.header_row + layout.header_rows - 1)]
    found = []
    for first in range(min(layout.header_within, len(sheet.rows))):
        head = _read(sheet, layout, first, first + layout.header_rows - 1)
        by_heading = [index for column, index in head.columns.items() if layout.columns[column].position is None]
        if len(by_heading) + len(head.amounts) >= _enough(layout) and not (found and found[-1].last >= first):
            found.append(head)
    return found


def _enough(layout: Layout) -> int:
    by_heading = [spot for spot in layout.columns.values() if spot.position is None]
    return min(ENOUGH, len(by_heading) + sum(not one.rest for one in layout.amounts)) or 1


def heading_at(sheet: Sheet, head: Header, index: int) -> str:
    """Give a column's heading, the parts of several rows joined; "" where it has none."""
    return BETWEEN.join(_parts(sheet, head.first, head.last, index))


def _parts(sheet: Sheet, first: int, last: int, index: int) -> list[str]:
    """Give the texts above a column, each once; a merged heading stands above all its columns."""
    parts: list[str] = []
    for row in range(max(first, 0), last + 1):
        origin = next(
            (start for start, end in sheet.merged if start[0] <= row <= end[0] and start[1] <= index <= end[1]), (row, index)
        )
        value = sheet.value(origin)
        shown = str(int(value)) if isinstance(value, float) and value == int(value) else str(value)
        shown = " ".join(shown.split())
        if shown and shown not in parts:
            parts.append(shown)
    return parts


def _read(sheet: Sheet, layout: Layout, first: int, last: int) -> Header:
    """Read the columns that the rows from `first` to `last` name; a column's position, where declared, goes before."""
    columns = {column: spot.position for column, spot in layout.columns.items() if spot.position is not None}
    amounts = {n: one.spot.position for n, one in enumerate(layout.amounts) if one.spot.position is not None}
    twice: list[tuple[str, int]] = []
    for index in range(sheet.width if last >= first else 0):
        for said in _spellings(_parts(sheet, first, last, index)):
            named = _named(layout, said, index)
            if named is None:
                continue
            if isinstance(named, int):
                amounts.setdefault(named, index)
            elif columns.setdefault(named, index) != index:
                twice.append((named, index))
            break
    return Header(first, last, columns, amounts, twice)


def _spellings(parts: Sequence[str]) -> Iterator[str]:
    """Give the ways in which a layout may name a column: all parts joined, or the lowest alone."""
    if parts:
        yield BETWEEN.join(parts)
    if len(parts) > 1:
        yield parts[-1]


def _named(layout: Layout, said: str, index: int) -> str | int | None:
    """Give the column that a heading names, or the number of the layout's column of amounts."""
    if any(spot.position == index for spot in layout.columns.values()):
        return None
    for n, one in enumerate(layout.amounts):
        if one.spot.position is None and said in one.spot.headings:
            return n
    return next((column for column, spot in layout.columns.items() if spot.position is None and said in spot.headings), None)


def missing(file: str, sheet: Sheet, head: Header, layout: Layout) -> list[Finding]:
    """Find the columns that the headings lack, and those that they name twice."""
    row = max(head.last, 0)
    lacking = [(layout.columns[column], column) for column in layout.needed if column not in head.columns]
    lacking += [(one.spot, "") for n, one in enumerate(layout.amounts) if n not in head.amounts and not one.rest]
    return [*(_missing(file, sheet, row, spot) for spot, _ in lacking), *_duplicates(file, sheet, head, layout)]


def _missing(file: str, sheet: Sheet, row: int, spot: Spot) -> Finding:
    message = text("The column “{column}” is missing from the headings.", column=spot.first)
    return finding("column-missing", message, Place(file, sheet=sheet.name, cell=reference((row, 0))))


def _duplicates(file: str, sheet: Sheet, head: Header, layout: Layout) -> list[Finding]:
    return [
        finding(
            "column-duplicate",
            text(
                "The heading “{heading}” says the same as the one in {other}.",
                heading=folded(heading_at(sheet, head, index)) and heading_at(sheet, head, index),
                other=reference((head.last, head.columns[column])),
            ),
            Place(file, sheet=sheet.name, cell=reference((head.last, index))),
            severity=layout.severity("column-duplicate"),
        )
        for column, index in head.twice
    ]

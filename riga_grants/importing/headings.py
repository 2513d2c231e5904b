"""The headings of a table: in which row or rows of a sheet they stand, and which column each of them names."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from datetime import time
from difflib import get_close_matches
from typing import Final
from typing import NamedTuple

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.layouts import Layout
from riga_grants.layouts.synonyms import heading_key
from riga_grants.names import finding
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet
from riga_grants.sheets import reference

ENOUGH: Final = 3
"""So many of a layout's columns make a row of headings; all of them, where it has fewer."""

BETWEEN: Final = " / "
"""What joins the headings of one column that stand in several rows, in a layout and in messages."""

_NEAR = 0.75


class Header(NamedTuple):
    """The first and last row of the headings (from 0; the last before the first where there are none), and what they name.

    `columns` gives the index of each column found, `amounts` of each of the layout's columns of amounts; `twice` the index of a
    column and of the further one of the same name; `texts` the heading of every column that has one, by its index.
    """

    first: int
    last: int
    columns: Mapping[str, int]
    amounts: Mapping[int, int]
    twice: Sequence[tuple[int, int]]
    texts: Mapping[int, str]


def headers(sheet: Sheet, layout: Layout) -> list[Header]:
    """Give the rows that can be the headings, the best first, then the others in their order; none where there are none.

    The best are the first that have all that the layout needs, or else those that have the most of it.
    """
    rows = layout.header_rows
    if layout.header_row is not None or rows == 0:
        first = layout.header_row or 0
        last = first + rows - 1
        return [_read(layout, joined(texts_of(sheet, first, last), first, last))]
    within = min(layout.header_within, sheet.height)
    texts = texts_of(sheet, 0, within + rows - 2)
    candidates = [_read(layout, joined(texts, first, first + rows - 1)) for first in range(within)]
    found = [head for head in candidates if _named_by_heading(head, layout) >= _enough(layout)]
    apart: list[Header] = []
    for head in sorted(found, key=lambda head: (not _complete(head, layout), -_named_by_heading(head, layout), head.first)):
        if all(head.last < other.first or head.first > other.last for other in apart):
            apart.append(head)
    rows_down = sorted(apart, key=lambda head: head.first)
    best = next((head for head in rows_down if _complete(head, layout)), apart[0] if apart else None)
    return sorted(rows_down, key=lambda head: head is not best)


def _named_by_heading(head: Header, layout: Layout) -> int:
    return sum(layout.columns[column].position is None for column in head.columns) + len(head.amounts)


def _enough(layout: Layout) -> int:
    by_heading = [spot for spot in layout.columns.values() if spot.position is None]
    return min(ENOUGH, len(by_heading) + sum(not one.rest for one in layout.amounts)) or 1


def _complete(head: Header, layout: Layout) -> bool:
    return not _lacking(head, layout)


class Rows(NamedTuple):
    """Rows that may be headings: the first and the last, and for each column, by its index, the texts that stand in them."""

    first: int
    last: int
    parts: Mapping[int, Sequence[str]]


Texts = Mapping[int, Mapping[int, str]]
"""The texts of rows by their number and the column's index; a merged cell stands in all the cells that it covers."""


def texts_of(sheet: Sheet, first: int, last: int) -> Texts:
    """Give the texts of a sheet's rows from `first` to `last`, as headings show them."""
    return {row: dict(_spread(sheet, row)) for row in range(first, last + 1)}


def joined(texts: Texts, first: int, last: int) -> Rows:
    """Join the texts of the rows from `first` to `last` by columns, each text once."""
    parts: dict[int, list[str]] = {}
    for row in range(first, last + 1):
        for index, shown in texts[row].items():
            here = parts.setdefault(index, [])
            if shown not in here:
                here.append(shown)
    return Rows(first, last, parts)


def _spread(sheet: Sheet, row: int) -> Iterator[tuple[int, str]]:
    for index in range(sheet.width):
        if shown := shown_as_heading(sheet.value((row, index))):
            yield index, shown
    end = -1
    for first, last in sorted(merge for merge in sheet.merged if merge[0][0] <= row <= merge[1][0]):
        covered = range(max(first[1], end + 1), min(last[1] + 1, sheet.width))
        if covered and (shown := shown_as_heading(sheet.value(first))):
            yield from ((index, shown) for index in covered)
        end = max(end, last[1])


def shown_as_heading(value: Raw) -> str:
    """Show a cell as the text of a heading: a year without its decimals, a day without its midnight, one line."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return " ".join(str(value).split())


def _read(layout: Layout, rows: Rows) -> Header:
    """Read the columns that headings name; a column's position, where declared, goes before."""
    columns = {column: spot.position for column, spot in layout.columns.items() if spot.position is not None}
    amounts = {n: one.spot.position for n, one in enumerate(layout.amounts) if one.spot.position is not None}
    placed = {*columns.values(), *amounts.values()}
    twice: list[tuple[int, int]] = []
    for index, parts in sorted(rows.parts.items()):
        named = None if index in placed else _named(layout, parts)
        if named is None:
            continue
        other = amounts.setdefault(named, index) if isinstance(named, int) else columns.setdefault(named, index)
        if other != index:
            twice.append((other, index))
    texts = {index: BETWEEN.join(parts) for index, parts in rows.parts.items()}
    return Header(rows.first, rows.last, columns, amounts, twice, texts)


def _named(layout: Layout, parts: Sequence[str]) -> str | int | None:
    """Give the column that a heading names, or the number of the layout's column of amounts.

    A heading in several rows is named by all of them joined, or by the lower ones alone.
    """
    for said in (BETWEEN.join(parts[start:]) for start in range(len(parts))):
        for n, one in enumerate(layout.amounts):
            if said in one.spot.headings:
                return n
        for column, spot in layout.columns.items():
            if said in spot.headings:
                return column
    return None


def missing(file: str, sheet: Sheet, head: Header, layout: Layout) -> list[Finding]:
    """Find the columns that the headings lack, and those that they name twice."""
    return [*_missing(file, sheet, head, layout), *_duplicates(file, sheet, head, layout)]


def _lacking(head: Header, layout: Layout) -> list[str]:
    """Give the first headings of the columns that the layout needs and the headings lack."""
    lacking = [layout.columns[column].first for column in layout.needed if column not in head.columns]
    lacking += [one.spot.first for n, one in enumerate(layout.amounts) if n not in head.amounts and not one.rest]
    given = {*head.columns, *layout.constants, *(("amounts",) if layout.amounts else ())}
    given |= {"project-code"} if layout.project_code else set()
    if lacking or any(given.issuperset(some) for some in layout.of_kind.one_of):
        return lacking
    some = next((some for some in layout.of_kind.one_of if set(some) <= layout.columns.keys()), ())
    return [layout.columns[column].first for column in some if column not in head.columns]


def _missing(file: str, sheet: Sheet, head: Header, layout: Layout) -> Iterator[Finding]:
    named = {*head.columns.values(), *head.amounts.values()}
    free = {heading_key(shown): shown for index, shown in head.texts.items() if index not in named}
    place = Place(file, sheet=sheet.name, cell=reference((max(head.last, 0), 0)))
    for heading in _lacking(head, layout):
        near = get_close_matches(heading_key(heading), free, 1, _NEAR)
        message = text("The column “{column}” is missing from the headings.", column=heading)
        if near:
            message = text(
                "The column “{column}” is missing from the headings; is it “{found}”?", column=heading, found=free[near[0]]
            )
        yield finding("column-missing", message, place)


def _duplicates(file: str, sheet: Sheet, head: Header, layout: Layout) -> Iterator[Finding]:
    for index, further in head.twice:
        message = text(
            "The heading “{heading}” says the same as the one in {other}.",
            heading=head.texts[further],
            other=reference((head.last, index)),
        )
        place = Place(file, sheet=sheet.name, cell=reference((head.last, further)))
        yield finding("column-duplicate", message, place, severity=layout.severity("column-duplicate"))

"""What the rows of an unknown sheet say that are none of its data: totals, headings inside the table, texts below it."""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from statistics import median_high
from typing import NamedTuple

from riga_grants.guessing.values import figure
from riga_grants.importing.headings import Rows
from riga_grants.importing.table_rows import numbers_columns
from riga_grants.layouts import Words
from riga_grants.layouts.synonyms import heading_key
from riga_grants.layouts.synonyms import usual
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet
from riga_grants.texts import folded

_SEVERAL = 3
_MOST = 40
_LONGEST_WORDS = 40


class Line(NamedTuple):
    """A row below the headings that holds anything: its number and its cells by their index, blank ones left out."""

    row: int
    held: Mapping[int, Raw]


class Told(NamedTuple):
    """The words that a layout needs for the rows of a sheet, and whether there are headings inside the table."""

    total: tuple[str, ...]
    skip: tuple[str, ...]
    end: tuple[str, ...]
    sections: int


def lines_below(sheet: Sheet, headings: Rows | None) -> list[Line]:
    """Give the rows below the headings that hold anything, without those that number the columns or repeat the headings."""
    last = -1 if headings is None else headings.last
    repeated = {} if headings is None else {at: heading_key(parts[-1]) for at, parts in headings.parts.items()}
    found: list[Line] = []
    for row in range(last + 1, min(sheet.height, len(sheet.rows))):
        held = {index: value for index, value in enumerate(sheet.rows[row]) if not isinstance(value, str) or value.strip()}
        if not held or (not found and numbers_columns(list(held.values()))):
            continue
        if repeated and all(isinstance(one, str) and heading_key(one) == repeated.get(at) for at, one in held.items()):
            continue
        found.append(Line(row, held))
    return found


def told_by(lines: Sequence[Line], amounts: Collection[int], guards: Collection[int]) -> Told:
    """Find the words of rows that are no data, by the columns of `amounts` and those (`guards`) that only data have."""
    data, aside = parted(lines, guards)
    totals = {line.row: said for line in aside if amounts & line.held.keys() and (said := _total_in(line))}
    last = data[-1].row if data else -1
    chosen = _chosen(aside, totals, data, amounts, last)
    others = [said for row, said in totals.items() if said != chosen]
    ended = max([last, *(row for row, said in totals.items() if said == chosen)])
    texts = [line for line in aside if line.row > ended and line.row not in totals]
    inside = [line for line in aside if line.row < last and line.row not in totals]
    headings = [line for line in inside if not _only_text(line) and not amounts & line.held.keys()]
    end = _beginning(texts, data) if texts else ""
    skip = (*_patterns(others, chosen), *dict.fromkeys(filter(None, map(_longest, headings))))
    return Told((chosen,) if chosen else (), skip[:_MOST], (end,) if end else (), sum(map(_only_text, inside)))


def parted(lines: Sequence[Line], guards: Collection[int] = frozenset()) -> tuple[list[Line], list[Line]]:
    """Part rows of data from the others: totals by their words, and those with far fewer cells that no guarding column has."""
    counts = [len(line.held) for line in lines]
    usually = median_high([count for count in counts if count > 2] or counts or [0])  # noqa: PLR2004 - a total has two cells
    data: list[Line] = []
    aside: list[Line] = []
    for line in lines:
        guarded = any(index in guards and not _total_in(Line(line.row, {index: value})) for index, value in line.held.items())
        few = len(line.held) == 1 or 2 * len(line.held) <= usually + 1
        other = (few and not (guarded and len(line.held) > 1)) or (not guarded and bool(_exactly_total(line)))
        (aside if other and usually > 1 else data).append(line)
    return data, aside


_TOTAL = Words(usual("total"))
_LONGER = Words([f"{word} *" for word in (*usual("total"), *usual("subtotal"))])


def _exactly_total(line: Line) -> str:
    return next((value.strip() for value in line.held.values() if isinstance(value, str) and value in _TOTAL), "")


def _total_in(line: Line) -> str:
    """Give the words of a total in a row, "" where it has none."""
    longer = (value.strip() for value in line.held.values() if isinstance(value, str) and value in _LONGER)
    return _exactly_total(line) or next(longer, "")


def _longest(line: Line) -> str:
    return max((value.strip() for value in line.held.values() if isinstance(value, str)), key=len, default="")


def _chosen(aside: Sequence[Line], totals: Mapping[int, str], data: Sequence[Line], amounts: Collection[int], last: int) -> str:
    """Choose the words of the total of all rows: those beside its sum, or else the last ones below the data."""
    below = [line for line in aside if line.row > last and line.row in totals]
    for index in amounts:
        summed = sum((figure(line.held.get(index, "")) or Decimal(0) for line in data), Decimal(0))
        for line in below:
            if figure(line.held.get(index, "")) == summed:
                return totals[line.row]
    return totals[below[-1].row] if below else ""


def _patterns(words: Sequence[str], total: str) -> tuple[str, ...]:
    """Give the words of rows to leave out; of several that begin alike, their beginning."""
    distinct = list(dict.fromkeys(words))
    if len(distinct) < _SEVERAL:
        return tuple(distinct)
    known = {folded(word) for word in distinct}
    beginnings = dict.fromkeys(word.split()[0] for word in distinct)
    return tuple(word if folded(word) in known and word != total else f"{word} *" for word in beginnings)


def _only_text(line: Line) -> bool:
    return len(line.held) == 1 and all(isinstance(value, str) for value in line.held.values())


def _beginning(texts: Sequence[Line], data: Sequence[Line]) -> str:
    """Give the words with which the texts below the table begin, so that no row of data does."""
    first = next(iter(texts[0].held.values()))
    if not isinstance(first, str):
        return ""
    said = " ".join(first.split())
    head, colon, _ = said.partition(":")
    short = head if colon and len(head) <= _LONGEST_WORDS else " ".join(said.split()[:2])
    found = f"{short[:_LONGEST_WORDS].strip()}*"
    begins = Words([found])
    starts = (next(iter(line.held.values())) for line in data)
    return "" if not found.strip("* ") or any(isinstance(start, str) and start in begins for start in starts) else found

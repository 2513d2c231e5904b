"""What the rows of an unknown sheet say that are none of its data: totals, headings inside the table, texts below it."""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from statistics import median_high
from typing import NamedTuple

from riga_grants.guess_values import figure
from riga_grants.layouts import Words
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet
from riga_grants.synonyms import usual
from riga_grants.texts import folded

_SEVERAL = 3
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


def lines_below(sheet: Sheet, last: int) -> list[Line]:
    """Give the rows below the last row of the headings that hold anything."""
    found = []
    for row in range(last + 1, min(sheet.height, len(sheet.rows))):
        held = {index: value for index, value in enumerate(sheet.rows[row]) if not isinstance(value, str) or value.strip()}
        if held:
            found.append(Line(row, held))
    return found


def told_by(lines: Sequence[Line], amounts: Collection[int], guards: Collection[int]) -> Told:
    """Find the words of rows that are no data, by the columns of `amounts` and those (`guards`) that only data have."""
    if not lines:
        return Told((), (), (), 0)
    usually = median_high([len(line.held) for line in lines])
    sparse = [line for line in lines if 2 * len(line.held) <= max(usually, 2) + 1 and not guards & line.held.keys()]
    totals = {line.row: said for line in sparse if amounts & line.held.keys() and (said := _total_in(line))}
    aside = {line.row for line in sparse}
    data = [line for line in lines if line.row not in aside]
    last = data[-1].row if data else -1
    chosen = _chosen(lines, totals, data, amounts, last)
    others = [said for row, said in totals.items() if said != chosen]
    below = [line for line in sparse if line.row > max([last, *(row for row, said in totals.items() if said == chosen)])]
    texts = [line for line in below if line.row not in totals]
    inside = [line for line in sparse if line.row < last and line.row not in totals and _only_text(line)]
    end = _beginning(texts, data) if texts else ""
    return Told((chosen,) if chosen else (), _patterns(others, chosen), (end,) if end else (), len(inside))


def _total_in(line: Line) -> str:
    """Give the words of a total in a row, "" where it has none."""
    exact, longer = Words(usual("total")), Words([f"{word} *" for word in (*usual("total"), *usual("subtotal"))])
    texts = [value for value in line.held.values() if isinstance(value, str)]
    return next((text.strip() for text in texts if text in exact or text in longer), "")


def _chosen(lines: Sequence[Line], totals: Mapping[int, str], data: Sequence[Line], amounts: Collection[int], last: int) -> str:
    """Choose the words of the total of all rows: those beside its sum, or else the last ones below the data."""
    below = [line for line in lines if line.row > last and line.row in totals]
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
    found = f"{short.replace('*', '')[:_LONGEST_WORDS].strip()}*"
    begins = Words([found])
    starts = (next(iter(line.held.values())) for line in data)
    return "" if found == "*" or any(isinstance(start, str) and start in begins for start in starts) else found

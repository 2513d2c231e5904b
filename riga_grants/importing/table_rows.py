"""The rows below a table's headings: which hold its data, which is the total, and why each other one is left out.

Every row that holds anything is one of them, and only one.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from enum import Enum
from enum import auto
from typing import Final
from typing import NamedTuple

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.importing.headings import Header
from riga_grants.importing.headings import shown_as_heading
from riga_grants.layouts import Layout
from riga_grants.layouts.synonyms import heading_key
from riga_grants.names import finding
from riga_grants.sheets import At
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet
from riga_grants.sheets import reference

TOTAL: Final = text("the total")
SUBTOTAL: Final = text("words that the layout leaves out")
FORMER_TOTAL: Final = text("a total above the last one")
REPEATED: Final = text("the headings repeated")
NUMBERS: Final = text("the numbers of the columns")
SECTION: Final = text("a heading inside the table")
BELOW: Final = text("text below the table")
INSIDE: Final = text("a text inside the table")

_LABEL = re.compile(r"\(?(?P<number>[0-9]{1,3})[.)]?(?: ?[=(].*)?")
_FEWEST_LABELS = 3


class Frame(NamedTuple):
    """A sheet as a layout reads it: its headings, the index of each column, and those of the columns that are summed."""

    file: str
    sheet: Sheet
    layout: Layout
    header: Header
    columns: Mapping[str, int]
    summed: Sequence[int]

    def place(self, row: int, index: int) -> Place:
        """Give the place of a cell."""
        return Place(self.file, sheet=self.sheet.name, cell=reference((row, index)))


@dataclass(slots=True)
class Divided:
    """The rows as they are divided; `first` gives the first row of data in which a column holds anything, by its index."""

    rows: list[int] = field(default_factory=list)
    skipped: dict[int, Text] = field(default_factory=dict)
    total: int | None = None
    sections: dict[int, str] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class _Looks(Enum):
    """What a row looks like by itself, wherever it stands."""

    DATA = auto()
    GUARDED = auto()
    HEADINGS = auto()
    SKIP = auto()
    TOTAL = auto()
    END = auto()
    TEXT = auto()


class _Line(NamedTuple):
    """A row that holds anything: its number, the indices of its cells that do, and what it looks like."""

    row: int
    filled: Sequence[int]
    looks: _Looks


def divide(frame: Frame) -> Divided:
    """Divide the rows below the headings.

    The last row with words of the total is the total; those above it are left out as totals of parts. What stands below it, or
    below a row that begins with words of the end, is no part of the table.
    """
    done = Divided()
    lines = list(_lines(frame))
    end = next((n for n, line in enumerate(lines) if line.looks is _Looks.END), len(lines))
    totals = [n for n, line in enumerate(lines[:end]) if line.looks is _Looks.TOTAL]
    last = totals[-1] + 1 if totals else _without_texts(lines[:end])
    _inside(frame, lines[:last], done)
    for n, line in enumerate(lines[last:], last):
        _below(frame, line, done, ended=n >= end, noted=not totals)
    return done


class _Marks(NamedTuple):
    """What tells rows apart, found once for all of them: the indices of the guarding columns, and what repeats the headings."""

    guards: Sequence[int]
    headings: Sequence[Mapping[int, str]]


def _lines(frame: Frame) -> Iterator[_Line]:
    """Look at each row that holds anything."""
    sheet = frame.sheet
    problems: dict[int, list[int]] = {}
    for row, index in sheet.problems:
        problems.setdefault(row, []).append(index)
    guards = [frame.columns[column] for column in frame.layout.of_kind.guard if column in frame.columns]
    marks = _Marks(guards, _own_headings(frame))
    for row in range(frame.header.last + 1, sheet.height):
        cells = sheet.rows[row] if row < len(sheet.rows) else ()
        filled = [index for index, value in enumerate(cells) if value != "" and (not isinstance(value, str) or value.strip())]
        bad = problems.get(row, ())
        if bad:
            filled = sorted({*filled, *bad})
        if filled:
            held = {index: cells[index] if index < len(cells) else "" for index in filled}
            yield _Line(row, filled, _looks(frame, marks, held, bad))


def _looks(frame: Frame, marks: _Marks, held: Mapping[int, Raw], bad: Sequence[int]) -> _Looks:
    """Say what a row looks like, by the values of its cells that are not blank and the indices of those that are `bad`."""
    layout = frame.layout
    if any(_repeats(held, one) for one in marks.headings):
        return _Looks.HEADINGS
    alone = len(held) == 1 and not bad and not held.keys() & set(frame.summed)
    if not (alone and layout.section) and any(_guarded(layout, held[index]) for index in marks.guards if index in held):
        return _Looks.GUARDED
    texts = [value for value in held.values() if isinstance(value, str)]
    first = next(iter(held.values()))
    if layout.end and isinstance(first, str) and first in layout.end:
        return _Looks.END
    if layout.skip and any(value in layout.skip for value in texts):
        return _Looks.SKIP
    if layout.total and any(value in layout.total for value in texts):
        return _Looks.TOTAL
    return _Looks.TEXT if alone and (texts or layout.section) else _Looks.DATA


def _guarded(layout: Layout, value: Raw) -> bool:
    """Say whether a cell of a guarding column makes its row one of data, whatever words stand beside it.

    Words of a total in the guarding column itself, where that is the table's first, make no document.
    """
    return not (isinstance(value, str) and (value in layout.skip or value in layout.total or value in layout.end))


def _own_headings(frame: Frame) -> list[dict[int, str]]:
    """Give for each row of the headings the cells that a repetition must show: those of the columns that are read, if any."""
    read = {*frame.columns.values(), *frame.summed}
    found = []
    for row in range(frame.header.first, frame.header.last + 1):
        cells = {index: frame.sheet.value((row, index)) for index in range(frame.sheet.width)}
        keys = {index: heading_key(cell) for index, cell in cells.items() if isinstance(cell, str) and cell.strip()}
        found.append({index: key for index, key in keys.items() if index in read} or keys)
    return [keys for keys in found if keys]


def _repeats(held: Mapping[int, Raw], headings: Mapping[int, str]) -> bool:
    """Say whether a row repeats one of the headings, as at the top of a printed page."""
    said = [(held.get(index), key) for index, key in headings.items()]
    return all(isinstance(value, str) for value, _ in said) and all(heading_key(str(value)) == key for value, key in said)


def _without_texts(lines: Sequence[_Line]) -> int:
    """Count the rows of a table without a total that stand before the texts at its end."""
    last = len(lines)
    while last and lines[last - 1].looks is _Looks.TEXT:
        last -= 1
    return last


def _inside(frame: Frame, lines: Sequence[_Line], done: Divided) -> None:
    """Divide the rows of the table itself; the last one with words of the total is the total."""
    total = next((line.row for line in reversed(lines) if line.looks is _Looks.TOTAL), None)
    section, below_headings = "", frame.layout.header_rows > 0
    for line in lines:
        if below_headings and numbers_columns([frame.sheet.value((line.row, index)) for index in line.filled]):
            done.skipped[line.row] = NUMBERS
            continue
        below_headings = line.looks is _Looks.HEADINGS
        if line.looks is _Looks.TEXT and frame.layout.section:
            section = shown_as_heading(frame.sheet.value((line.row, line.filled[0])))
        reason = _reason(frame, line, total)
        if reason is None:
            done.rows.append(line.row)
            for index in line.filled:
                done.first.setdefault(index, line.row)
            if section:
                done.sections[line.row] = section
        else:
            done.skipped[line.row] = reason
            if reason is INSIDE:
                done.findings.append(_text_inside(frame, line))
    done.total = total


def _reason(frame: Frame, line: _Line, total: int | None) -> Text | None:
    """Say why a row of the table holds none of its data; None where it does."""
    match line.looks:
        case _Looks.HEADINGS:
            return REPEATED
        case _Looks.SKIP:
            return SUBTOTAL
        case _Looks.TOTAL:
            return TOTAL if line.row == total else FORMER_TOTAL
        case _Looks.TEXT if frame.layout.section:
            return SECTION
        case _Looks.TEXT if len({*frame.columns.values(), *frame.summed}) > 2:  # noqa: PLR2004 - of two cells one may be blank
            return INSIDE
    return None


def numbers_columns(values: Sequence[Raw]) -> bool:
    """Say whether a row numbers the columns, as printed forms do: A, B, 1, 2, 3=1+2 from left to right, and nothing else."""
    labels = [_label(value) for value in values]
    letters = [label for label in labels if isinstance(label, str)]
    numbers = [label for label in labels if isinstance(label, int)]
    if len(labels) < _FEWEST_LABELS or labels != [*letters, *numbers]:
        return False
    return letters == list("ABCDEFGH"[: len(letters)]) and numbers == list(range(1, len(numbers) + 1))


def _label(value: Raw) -> str | int | None:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return None
    match = _LABEL.fullmatch(value.strip())
    return int(match["number"]) if match else value.strip().upper()


def _text_inside(frame: Frame, line: _Line) -> Finding:
    message = text("Row {row} holds only a text, in the middle of the table.", row=line.row + 1)
    place = frame.place(line.row, line.filled[0])
    return finding("text-inside", message, place, severity=frame.layout.severity("text-inside"))


def _below(frame: Frame, line: _Line, done: Divided, *, ended: bool, noted: bool) -> None:
    """Leave out what stands below the table; an amount there is in no sum, and that is an error.

    Below the words of the end (`ended`), which the layout declares, only what looks like a row of the table is. Texts below a
    table that has neither a total nor such words are told (`noted`).
    """
    done.skipped[line.row] = {_Looks.HEADINGS: REPEATED, _Looks.SKIP: SUBTOTAL}.get(line.looks, BELOW)
    if done.skipped[line.row] is not BELOW:
        return
    amount = next((index for index in frame.summed if index in line.filled), None)
    if amount is not None and (not ended or _like_a_row(frame, line)):
        message = text("Row {row} stands below the total, so it is in no sum.", row=line.row + 1)
        if ended:
            message = text("Row {row} stands below the end of the table, so it is in no sum.", row=line.row + 1)
        place, severity = frame.place(line.row, amount), frame.layout.severity("after-total")
        done.findings.append(finding("after-total", message, place, severity=severity))
    elif noted and not ended:
        message = text("Row {row} holds only a text, so it is no row of the table.", row=line.row + 1)
        place, severity = frame.place(line.row, line.filled[0]), frame.layout.severity("text-below")
        done.findings.append(finding("text-below", message, place, severity=severity))


def _like_a_row(frame: Frame, line: _Line) -> bool:
    """Say whether a row holds all that a row of its kind must hold."""
    needed = {frame.columns[column] for column in frame.layout.of_kind.needed if column in frame.columns}
    return needed <= set(line.filled)


def borrowed(frame: Frame, rows: Sequence[int]) -> dict[At, At]:
    """Find the cells that repeat another: those of merged ranges, and blank ones in columns that the layout fills down."""
    texts = set(frame.columns.values()) - set(frame.summed)
    found = {
        (row, one.column): one.origin
        for one in _merged(frame)
        if one.column in texts and one.column == one.origin[1]
        for row in one.rows
        if row != one.origin[0]
    }
    for index in (frame.columns[column] for column in frame.layout.fill_down if column in frame.columns):
        above = None
        for row in rows:
            if not frame.sheet.blank((row, index)):
                above = (row, index)
            elif above:
                found.setdefault((row, index), above)
    return found


def merged_amounts(frame: Frame) -> dict[At, tuple[int, int]]:
    """Find the cells of amounts that are merged over several rows, with the first and last of them: whose is the amount?"""
    return {
        (row, one.column): (one.origin[0], one.rows[-1])
        for one in _merged(frame)
        if one.column in frame.summed and one.rows[-1] > one.origin[0]
        for row in one.rows
    }


class _Merged(NamedTuple):
    """A column of a merged range: its index, the range's first cell, and its rows."""

    column: int
    origin: At
    rows: range


def _merged(frame: Frame) -> Iterator[_Merged]:
    """Give the merged ranges below the headings by the columns that are read; where ranges overlap, the first one counts."""
    read = sorted({*frame.columns.values(), *frame.summed})
    ends = dict.fromkeys(read, -1)
    for first, last in sorted(frame.sheet.merged):
        if first[0] > frame.header.last:
            for column in (index for index in read if first[1] <= index <= last[1]):
                rows = range(max(first[0], ends[column] + 1), min(last[0], frame.sheet.height - 1) + 1)
                if rows:
                    ends[column] = rows[-1]
                    yield _Merged(column, first, rows)

"""A layout for an unknown workbook: proposed by its headings and the look of its cells, with how sure that is and why.

It is a proposal to be read by a person, never used unread. `toml` writes it down.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from riga_grants.books import Books
from riga_grants.columns import AGREEMENTS
from riga_grants.columns import KINDS
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.guessing.columns import Known
from riga_grants.guessing.columns import Placed
from riga_grants.guessing.columns import Seen
from riga_grants.guessing.columns import place
from riga_grants.guessing.header import find_header
from riga_grants.guessing.rows import Line
from riga_grants.guessing.rows import lines_below
from riga_grants.guessing.rows import parted
from riga_grants.guessing.settings import Ground
from riga_grants.guessing.settings import Setting
from riga_grants.guessing.settings import settings
from riga_grants.guessing.values import look
from riga_grants.importing.headings import Rows
from riga_grants.layouts.sense import FOR_THE_COMMAND
from riga_grants.layouts.synonyms import heading_key
from riga_grants.lines import lines_of
from riga_grants.sheets import Sheet
from riga_grants.texts import folded
from riga_grants.texts import slug

_SAMPLE = 2_000
_SLIGHT: Final = frozenset({"number", "project", "note", "row-key"})
"""Columns that many kinds of sheet have."""


@dataclass(frozen=True)
class Guess:
    """A proposed layout.

    `kinds` gives for each kind of sheet how well the sheet fits it; `sheets` the names of the sheets that look alike (all,
    if empty); `rows` the headings (None: there are none); `seen` all columns that hold anything; `lacking` the columns that the
    kind needs and nothing gives.
    """

    name: str
    kind: str
    kinds: Mapping[str, float]
    sheet: Sheet
    sheets: tuple[str, ...]
    rows: Rows | None
    seen: tuple[Seen, ...]
    placed: tuple[Placed, ...]
    settings: tuple[Setting, ...]
    lacking: tuple[str, ...]

    @property
    def for_the_command(self) -> list[str]:
        """The columns that nothing states so far, and that the command of an import can state for a whole file."""
        given = {one.column for one in self.placed} | {one.key.removeprefix("constants.") for one in self.settings}
        wanted = ["project"] if self.kind != AGREEMENTS else []
        wanted += [column for column in KINDS[self.kind].needed if column in FOR_THE_COMMAND]
        return [column for column in wanted if column not in given]

    @property
    def unplaced(self) -> list[Seen]:
        """The columns that hold anything and are not proposed to be read."""
        placed = {one.at for one in self.placed}
        return [one for one in self.seen if one.at not in placed]


def known_of(books: Books) -> Known:
    """Collect the words of a set of books by which columns are known."""
    projects = {
        folded(word): code
        for code, one in books.agreements.items()
        for word in (one.project.name_en, one.project.name, code)
        if word
    }
    lines = {word for one in books.agreements.values() for word in lines_of(one, {}).by_words}
    periods = {period.name for one in books.agreements.values() for period in one.all_periods}
    return Known(projects, frozenset(lines), frozenset(map(folded, periods)))


def guess(file: str, sheets: Sequence[Sheet], known: Known, *, kind: str = "", sheet: str = "", name: str = "") -> Guess:
    """Propose a layout for the file named `file`: of a `kind` and for a `sheet`, or those that fit best.

    Raise WrongUsage for a sheet that does not exist, BooksError where no sheet holds anything that could be a table.
    """
    wanted = [one for one in sheets if one.name == sheet] if sheet else [one for one in sheets if one.visible]
    if sheet and not wanted:
        present = ", ".join(f"“{one.name}”" for one in sheets)
        raise WrongUsage(text("There is no sheet “{sheet}”; the file has: {present}.", sheet=sheet, present=present))
    tables = [made for one in wanted if (made := _table(one)) is not None]
    if not tables:
        raise BooksError(text("“{file}” holds nothing that could be a table.", file=file))
    fits = [(table, one, place(one, table.seen, table.data, known)) for table in tables for one in ([kind] if kind else KINDS)]
    scores = {one: max(_score(one, placed) for _, other, placed in fits if other == one) for _, one, _ in fits}
    table, best, placed = max(fits, key=lambda fit: _score(fit[1], fit[2]))
    own = name or slug(file.rpartition(".")[0] or file)
    ground = Ground(own, best, table.sheet, table.rows, table.seen, table.lines, placed, known.projects)
    found = tuple(settings(ground))
    return Guess(
        own,
        best,
        scores,
        table.sheet,
        _alike(table, tables, sheets),
        table.rows,
        tuple(table.seen),
        tuple(placed),
        found,
        tuple(_lacking(best, placed, found)),
    )


@dataclass(frozen=True)
class _Table:
    """A sheet as it is seen: its headings, the columns that hold anything, the rows below the headings, and those of data."""

    sheet: Sheet
    rows: Rows | None
    seen: Sequence[Seen]
    lines: Sequence[Line]
    data: Sequence[Line]


def _table(sheet: Sheet) -> _Table | None:
    rows = find_header(sheet)
    lines = lines_below(sheet, rows)
    data, _ = parted(lines)
    seen = []
    for index in range(sheet.width):
        values = [line.held[index] for line in data[:_SAMPLE] if index in line.held]
        parts = rows.parts.get(index, ()) if rows else ()
        if values or parts:
            seen.append(Seen(index, parts, values, look(values)))
    return _Table(sheet, rows, seen, lines, data) if len(seen) > 1 and lines else None


def _score(kind: str, placed: Sequence[Placed]) -> float:
    """Score how well a sheet fits a kind: by the columns that are found, and by those that are needed and are not."""
    columns = {one.column: one.match.sure for one in placed if one.column != "amounts"}
    by_period = [one.match.sure for one in placed if one.column == "amounts"]
    told = {column for some in (KINDS[kind].needed, *KINDS[kind].one_of) for column in some}
    found = sum(sure * (0.3 if column in _SLIGHT else 1.5 if column in told else 1.0) for column, sure in columns.items())
    missing = sum(column not in columns and column not in FOR_THE_COMMAND for column in KINDS[kind].needed)
    return round((found + sum(by_period[:4]) / 2 - 60 * missing) / 100, 2)


def _alike(table: _Table, tables: Sequence[_Table], sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """Name the sheets that have the same headings; none where all that hold anything have them."""
    same = [one.sheet.name for one in tables if _keys(one) == _keys(table)]
    filled = [one.name for one in sheets if one.height > 0]
    return () if same == filled else tuple(same)


def _keys(table: _Table) -> list[str]:
    return [heading_key(one.heading) for one in table.seen]


def _lacking(kind: str, placed: Sequence[Placed], found: Sequence[Setting]) -> list[str]:
    given = {one.column for one in placed} | {one.key.removeprefix("constants.") for one in found}
    given |= {str(one.value) for one in found if one.key == "section"}
    lacking = [column for column in KINDS[kind].needed if column not in given | FOR_THE_COMMAND]
    if not any(given.issuperset(some) for some in KINDS[kind].one_of):
        lacking.append(KINDS[kind].one_of[0][0])
    return lacking

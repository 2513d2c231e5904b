"""Layouts for a terminal: what was guessed and how sure it is, what one finds in a file, and which there are."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import cells_of
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.guessing import Guess
from riga_grants.guessing.columns import Placed
from riga_grants.guessing.match import LIKELY
from riga_grants.guessing.match import SURE
from riga_grants.guessing.toml import for_the_command
from riga_grants.guessing.toml import value
from riga_grants.i18n import N_
from riga_grants.i18n import show
from riga_grants.i18n import show_money
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.i18n import words
from riga_grants.importing.tables import Table
from riga_grants.importing.trial import Cell
from riga_grants.importing.trial import Tried
from riga_grants.layouts import Layout
from riga_grants.money import to_decimal
from riga_grants.sheets import reference

KIND_WORDS = {
    "costs": N_("a register of costs"),
    "budget": N_("a budget"),
    "agreements": N_("a list of agreements"),
    "indicators": N_("a table of indicators"),
}
_NEARLY = 0.75
_MOST_ROWS = 8


class Look(NamedTuple):
    """How to show: the language, the width of the terminal, and whether in colour."""

    lang: str
    width: int
    colour: bool = False


def guessed(guess: Guess, look: Look) -> str:
    """Show a guess: what the sheet is, each column with how sure that is and why, and what a person must still do."""
    return _painted(
        [*_about(guess, look), Line(""), *_columns(guess, look), *_unplaced(guess, look), *_open(guess, look)], look
    )


def _about(guess: Guess, look: Look) -> Iterator[Line]:
    names = "”, “".join(guess.sheets or [guess.sheet.name])
    where = tr("Sheet “{sheet}”", look.lang, sheet=names) if names else tr("The file", look.lang)
    kind = tr(KIND_WORDS[guess.kind], look.lang)
    if guess.rows is None:
        said = tr("{where}: {kind}, without headings.", look.lang, where=where, kind=kind)
    elif guess.rows.first == guess.rows.last:
        said = tr(
            "{where}: {kind}, with its headings in row {row}.", look.lang, where=where, kind=kind, row=guess.rows.last + 1
        )
    else:
        first, last = guess.rows.first + 1, guess.rows.last + 1
        said = tr(
            "{where}: {kind}, with its headings in the rows {first} to {last}.",
            look.lang,
            where=where,
            kind=kind,
            first=first,
            last=last,
        )
    yield from paragraph(said, look.width, style="bold")
    best = guess.kinds[guess.kind]
    others = [
        tr(KIND_WORDS[kind], look.lang) for kind, score in guess.kinds.items() if kind != guess.kind and score >= _NEARLY * best
    ]
    if others:
        said = tr("It could also be: {others}; --kind says which.", look.lang, others=", ".join(others))
        yield from paragraph(said, look.width, style="yellow")


def _columns(guess: Guess, look: Look) -> Iterator[Line]:
    """Lay out the columns: name, letter, certainty, and beside them the heading and the reason."""
    placed = sorted(guess.placed, key=lambda one: (one.at < 0, one.at))
    names = [_called(one) for one in placed]
    room = min(max(map(cells_of, names), default=0), look.width // 3)
    for one, name in zip(placed, names, strict=True):
        sure = one.match.sure
        style = "green" if sure >= SURE else "yellow" if sure < LIKELY else ""
        letter = reference((0, one.at))[:-1] if one.at >= 0 else "–"
        lead = f"  {name[:room]:<{room}}  {letter:<3}{sure:>3} %  {_certainty(sure, look.lang)}  "
        heading = next((seen.heading for seen in guess.seen if seen.at == one.at), "")
        reason = words(one.match.reason, look.lang)
        yield from paragraph(
            f"{heading}: {reason}" if heading else reason, look.width, first=lead, rest=" " * len(lead), style=style
        )


def _called(one: Placed) -> str:
    said = ", ".join(str(stated) for key, stated in one.states.items() if key in {"period", "funder", "state"})
    return f"{one.column} {said}".strip()


def _certainty(sure: int, lang: str) -> str:
    """Say in a word how sure something is; all words are as wide as the longest."""
    every = [tr(N_("sure"), lang), tr(N_("likely"), lang), tr(N_("a guess"), lang)]
    chosen = every[0] if sure >= SURE else every[1] if sure >= LIKELY else every[2]
    return chosen.ljust(max(map(len, every)))


def _unplaced(guess: Guess, look: Look) -> Iterator[Line]:
    if guess.unplaced:
        shown = ", ".join(f"{reference((0, one.at))[:-1]} “{one.heading}”" for one in guess.unplaced)
        yield Line("")
        yield from paragraph(tr("Not placed, and not read: {columns}", look.lang, columns=shown), look.width)


def _open(guess: Guess, look: Look) -> Iterator[Line]:
    """List what must be filled in, and what is only likely."""
    asked = [setting for setting in guess.settings if setting.asked]
    if guess.lacking or asked or guess.for_the_command:
        yield Line("")
    for column in guess.lacking:
        said = tr("Needed, and not found: {column}", look.lang, column=column)
        yield from paragraph(said, look.width, first="  ! ", rest="    ", style="red")
    for said in for_the_command(guess, look.lang):
        yield from paragraph(said, look.width, first="  ? ", rest="    ")
    for setting in asked:
        said = f"{setting.key} = {value(setting.value)}: {words(setting.reason, look.lang)}"
        yield from paragraph(said, look.width, first="  ? ", rest="    ")


def first_try(tables: Sequence[Table], errors: int, look: Look) -> str:
    """Say what a guessed layout does as it stands: how many rows it reads, and how many errors stand in its way."""
    rows, left = sum(len(table.rows) for table in tables), sum(len(table.skipped) for table in tables)
    said = tr(
        "As it stands it finds {rows}, leaves {left} out, and has {errors}.",
        look.lang,
        rows=_rows(rows, look),
        left=left,
        errors=trn("{n} error", "{n} errors", errors, look.lang),
    )
    return _painted(paragraph(said, look.width), look)


def _rows(count: int, look: Look) -> str:
    return trn("{n} row", "{n} rows", count, look.lang)


def tried(tables: Sequence[Tried], look: Look) -> str:
    """Show what a layout finds in a file, table by table."""
    return _painted([line for one in tables for line in _table(one, look)], look)


def _table(one: Tried, look: Look) -> Iterator[Line]:
    table = one.table
    name = table.sheet.name
    where = tr("Sheet “{sheet}”", look.lang, sheet=name) if name else tr("The file", look.lang)
    rows, left = _rows(len(table.rows), look), len(table.skipped)
    said = tr("{where}: {rows}, {left} left out", look.lang, where=where, rows=rows, left=left)
    yield from paragraph(said, look.width, style="bold")
    for line in _named_columns(table, look):
        yield from paragraph(line, look.width, first="  ", rest="      ")
    for reason, numbers in _left_out(table, look.lang).items():
        most = ", ".join(str(row + 1) for row in numbers[:_MOST_ROWS]) + (" …" if len(numbers) > _MOST_ROWS else "")
        shown = tr("left out, {reason}: row {rows}", look.lang, reason=reason, rows=most)
        yield from paragraph(shown, look.width, first="  ", rest="    ")
    if one.cents is not None:
        yield from paragraph(_sums(one, look), look.width, first="  ", rest="    ")
    for row, cells in one.samples:
        yield Line("")
        yield Line("  " + tr("Row {row} as it is read", look.lang, row=row + 1), "bold")
        yield from _cells(row, cells, look)
    yield Line("")


def _named_columns(table: Table, look: Look) -> Iterator[str]:
    """Name each column that was found by its cell, and those of the layout that the sheet does not have."""
    row = max(table.header.last, 0)
    head = table.header.texts
    found = [(index, column) for column, index in table.columns.items()]
    found += [(one.column, _stated(one.states)) for one in table.amounts if not one.rest]
    for index, column in sorted(found):
        yield f"{column}: {reference((row, index))} {head.get(index, '')}".rstrip()
    absent = [column for column in table.layout.columns if column not in table.columns]
    if absent:
        yield tr("not in this sheet: {columns}", look.lang, columns=", ".join(absent))


def _stated(states: Mapping[str, str]) -> str:
    return ", ".join(str(stated) for key, stated in states.items() if key in {"period", "funder", "state"})


def _left_out(table: Table, lang: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, reason in table.skipped.items():
        found.setdefault(words(reason, lang), []).append(row)
    return found


def _sums(one: Tried, look: Look) -> str:
    summed = show_money(to_decimal(one.cents or 0), look.lang)
    if one.total_cents is None:
        return tr("sum of the rows: {sum}; the sheet states no total", look.lang, sum=summed)
    total = show_money(to_decimal(one.total_cents), look.lang)
    return tr("sum of the rows: {sum}; the sheet's own total: {total}", look.lang, sum=summed, total=total)


def _cells(row: int, cells: Sequence[Cell], look: Look) -> Iterator[Line]:
    room = max((cells_of(cell.column) for cell in cells), default=0)
    for cell in cells:
        at = reference((row, cell.at)) if cell.at >= 0 else "–"
        lead = f"    {cell.column:<{room}}  {at:<7} "
        yield from paragraph(_read(cell.value, look.lang), look.width, first=lead, rest=" " * len(lead))


def _read(said: str | date | Decimal | None, lang: str) -> str:
    return tr("not stated", lang) if said is None else show(said, lang) or "–"


def listed(layouts: Mapping[str, Layout], look: Look) -> str:
    """List the layouts of the books: their names, kinds, sheets, and how many columns they know."""
    if not layouts:
        return tr("There is no layout in importers/layouts.", look.lang)
    every = tr("all sheets", look.lang)
    head = Row(tr("Layout", look.lang), tr("Kind", look.lang), (tr("Columns", look.lang),))
    rows = []
    for name, layout in layouts.items():
        sheets = every if layout.everywhere else ", ".join(layout.sheet_names)
        rows.append(Row(f"{name} ({sheets})", layout.kind, (str(len(layout.columns) + len(layout.amounts)),)))
    return _painted(grid(head, rows, look.width), look)


def _painted(lines: Sequence[Line], look: Look) -> str:
    return "\n".join(paint(line, colour=look.colour) for line in lines).rstrip("\n")

"""A table: where in a sheet its headings, rows and total stand, by a layout. What a row says is for the kind's own reader.

Every row below the headings that holds anything is a row of the table, the total, or skipped with its reason (`table_rows`).
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.errors import worst
from riga_grants.importing.headings import Header
from riga_grants.importing.headings import headers
from riga_grants.importing.headings import missing
from riga_grants.importing.table_rows import Frame
from riga_grants.importing.table_rows import borrowed
from riga_grants.importing.table_rows import divide
from riga_grants.importing.table_rows import merged_amounts
from riga_grants.layouts import Layout
from riga_grants.money import currency_mark
from riga_grants.names import finding
from riga_grants.sheets import At
from riga_grants.sheets import Sheet
from riga_grants.sheets import reference
from riga_grants.texts import folded

_MOST_NAMED = 5

REASONS = frozenset({"why it was rejected", "kāpēc noraidīts"})
"""The heading of the column that a workbook of rejected rows has beside its own, folded, in both languages."""


class Measured(NamedTuple):
    """A column of amounts in a sheet: its index (−1 for the rest, which has none), and what it states by itself."""

    column: int
    states: Mapping[str, str]
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet. Rows and columns count from 0.

    `rows` hold the data; `skipped` tells why each other row below the headings is left out (a total among them). `summed` are
    the columns of amounts that are there; `currencies` gives the currency that a column's heading names. `sections` gives the
    heading inside the table that a row stands under; `borrowed` the cell whose value a blank one repeats; `merged` the first
    and last row of the cells of amounts that are merged over several.
    """

    file: str
    sheet: Sheet
    layout: Layout
    header: Header
    columns: Mapping[str, int]
    amounts: Sequence[Measured]
    summed: tuple[int, ...]
    rows: Sequence[int]
    skipped: Mapping[int, Text]
    total: int | None
    sections: Mapping[int, str]
    borrowed: Mapping[At, At]
    merged: Mapping[At, tuple[int, int]]
    currencies: Mapping[int, str]
    findings: Sequence[Finding]

    def currency(self, index: int) -> str:
        """Give the currency that a column's heading names, "" for none."""
        return self.currencies.get(index, "")

    def place(self, row: int, index: int) -> Place:
        """Give the place of a cell."""
        return Place(self.file, sheet=self.sheet.name, cell=reference((row, index)))


class Found(NamedTuple):
    """What a layout finds in a workbook: its tables, and findings on the sheets that gave none."""

    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]


def find_tables(file: str, sheets: Sequence[Sheet], layout: Layout) -> Found:
    """Find a layout's tables in a workbook: one in each sheet that it names and that has its headings."""
    named = [sheet for sheet in sheets if _named(sheet, layout)]
    if not named:
        present = ", ".join(f"“{sheet.name}”" for sheet in sheets) or "–"
        said = ", ".join(layout.sheet_names)
        message = text("There is no sheet “{sheet}”; the file has: {present}.", sheet=said, present=present)
        return Found((), (finding("sheet-missing", message, Place(file)),))
    found = [_find(file, sheet, layout) for sheet in named]
    tables = tuple(one for one in found if isinstance(one, Table))
    filled = [one for sheet, one in zip(named, found, strict=True) if sheet.height > 0] or found
    faults = _faults(file, [one for one in filled if not isinstance(one, Table)], layout, any_table=bool(tables))
    return Found(tables, (*faults, *_other_sheets(file, sheets, tables, layout)))


def _named(sheet: Sheet, layout: Layout) -> bool:
    return layout.everywhere or not sheet.name or sheet.name in layout.sheets


def _faults(file: str, wrong: Sequence[Sequence[Finding]], layout: Layout, *, any_table: bool) -> Sequence[Finding]:
    """Choose what to tell of the sheets that gave no table; where any sheet may hold one, few need to have the headings."""
    told = [fault for faults in wrong for fault in faults if not layout.everywhere or fault.code != "header-missing"]
    if told or any_table or len(wrong) == 1:
        return told or ([] if any_table else wrong[0])
    message = text(
        "No sheet has the headings of the layout “{layout}”: {headings}.", layout=layout.name, headings=_wanted(layout)
    )
    return [finding("header-missing", message, Place(file))]


def _wanted(layout: Layout) -> str:
    """Name the first headings that a layout looks for."""
    spots = [layout.columns[column] for column in layout.needed] + [one.spot for one in layout.amounts if not one.rest]
    wanted = [f"“{spot.first}”" for spot in spots if spot.position is None]
    return ", ".join([*wanted[:_MOST_NAMED], *(["…"] if len(wanted) > _MOST_NAMED else [])])


def _find(file: str, sheet: Sheet, layout: Layout) -> Table | list[Finding]:
    found = headers(sheet, layout)
    if not found:
        message = text(
            "None of the first {rows} rows has the headings of the layout “{layout}”: {headings}.",
            rows=layout.header_within,
            layout=layout.name,
            headings=_wanted(layout),
        )
        return [finding("header-missing", message, Place(file, sheet=sheet.name))]
    head, *others = found
    wrong = missing(file, sheet, head, layout)
    if worst(wrong) is Severity.ERROR:
        return wrong
    return _table(file, sheet, head, layout, [*wrong, *_second_header(file, sheet, head, others, layout)])


def _second_header(file: str, sheet: Sheet, head: Header, others: Sequence[Header], layout: Layout) -> Iterator[Finding]:
    """Find rows that could be the headings as well as the best such row, other than its repetitions."""
    for other in others:
        if other.columns != head.columns or other.amounts != head.amounts:
            message = text(
                "Row {row} has headings too, other than those of row {first}.", row=other.last + 1, first=head.last + 1
            )
            cell = reference((other.last, min((*other.columns.values(), *other.amounts.values()))))
            place = Place(file, sheet=sheet.name, cell=cell)
            yield finding("header-second", message, place, severity=layout.severity("header-second"))


def _table(file: str, sheet: Sheet, head: Header, layout: Layout, wrong: Sequence[Finding]) -> Table:
    """Divide what stands below the headings into rows, the total, and what is left out."""
    amounts = [Measured(head.amounts.get(n, -1), one.states, one.rest) for n, one in enumerate(layout.amounts)]
    amounts = [one for one in amounts if one.rest or one.column >= 0]
    named = [head.columns[column] for column in layout.of_kind.measures if column in head.columns]
    summed = (*named, *(one.column for one in amounts if not one.rest))
    frame = Frame(file, sheet, layout, head, head.columns, summed)
    rows = divide(frame)
    total = _total_above(frame) if rows.total is None else rows.total
    findings = [
        *wrong,
        *_unread_columns(frame, rows.first),
        *_hidden_columns(frame),
        *_above_header(frame, total),
        *rows.findings,
        *([_no_total(frame)] if total is None and layout.total and reasons_column(head) is None else []),
    ]
    return Table(
        file,
        sheet,
        layout,
        head,
        head.columns,
        amounts,
        summed,
        rows.rows,
        rows.skipped,
        total,
        rows.sections,
        borrowed(frame, rows.rows),
        merged_amounts(frame),
        {index: currency_mark(shown) or "" for index, shown in head.texts.items()},
        tuple(findings),
    )


def _no_total(frame: Frame) -> Finding:
    place = Place(frame.file, sheet=frame.sheet.name)
    message = text("The table has no row with its total.")
    return finding("total-missing", message, place, severity=frame.layout.severity("total-missing"))


def _total_above(frame: Frame) -> int | None:
    """Find a total in the row above the headings, where sheets made to be filled in have it; None for none."""
    row = frame.header.first - 1
    if row < 0 or all(frame.sheet.blank((row, index)) for index in frame.summed):
        return None
    cells = (frame.sheet.value((row, index)) for index in range(frame.sheet.width))
    return row if any(isinstance(cell, str) and cell in frame.layout.total for cell in cells) else None


def _above_header(frame: Frame, total: int | None) -> Iterator[Finding]:
    """Find what looks like a row, not like the total, and stands above the headings, as after sorting a range with them."""
    columns = [*frame.layout.of_kind.guard, *frame.layout.of_kind.measures]
    looked_at = [frame.columns[column] for column in columns if column in frame.columns]
    for row in range(frame.header.first):
        said = "".join(str(frame.sheet.value((row, index))) for index in looked_at)
        filled = len(looked_at) > 1 and not any(frame.sheet.blank((row, index)) for index in looked_at)
        if row != total and filled and any(map(str.isdigit, said)):  # what only explains the columns has no digits
            message = text("Row {row} stands above the headings, so it is in no sum.", row=row + 1)
            place, severity = frame.place(row, looked_at[-1]), frame.layout.severity("before-header")
            yield finding("before-header", message, place, severity=severity)


def _hidden_columns(frame: Frame) -> Iterator[Finding]:
    read = {*frame.columns.values(), *frame.summed}
    for index in sorted(frame.sheet.hidden_columns & read):
        message = text("The column “{heading}” is hidden.", heading=frame.header.texts.get(index) or reference((0, index))[:-1])
        place = frame.place(max(frame.header.last, 0), index)
        yield finding("column-hidden", message, place, severity=frame.layout.severity("column-hidden"))


def _unread_columns(frame: Frame, first: Mapping[int, int]) -> Iterator[Finding]:
    """Tell of columns that hold something and that the layout does not know."""
    used = {*frame.columns.values(), *frame.summed} if frame.layout.header_rows else set(first)
    for index, row in sorted(first.items()):
        heading = frame.header.texts.get(index, "")
        if index not in used and folded(heading) not in REASONS:
            message = text("The layout does not know the column “{heading}”; it is not read.", heading=heading)
            place, severity = frame.place(row, index), frame.layout.severity("column-unread")
            yield finding("column-unread", message, place, severity=severity)


def reasons_column(head: Header) -> int | None:
    """Give the index of the column with the reasons, where the sheet is a workbook of rejected rows; else None."""
    return next((index for index, shown in sorted(head.texts.items()) if folded(shown) in REASONS), None)


def _other_sheets(file: str, sheets: Sequence[Sheet], tables: Sequence[Table], layout: Layout) -> Iterator[Finding]:
    """Tell of sheets that hold something and are not read, and of tables on sheets that nobody sees."""
    read = {id(table.sheet) for table in tables}
    names = ", ".join(f"“{table.sheet.name}”" for table in tables)
    for sheet in sheets if tables else ():
        place = Place(file, sheet=sheet.name)
        if id(sheet) in read:
            if not sheet.visible:
                message = text("The sheet “{sheet}” is hidden.", sheet=sheet.name)
                yield finding("sheet-hidden", message, place, severity=layout.severity("sheet-hidden"))
        elif not _named(sheet, layout) and headers(sheet, layout):
            message = text("The sheet “{sheet}” holds such a table too; read was only {read}.", sheet=sheet.name, read=names)
            yield finding("sheet-unread", message, place, severity=layout.severity("sheet-unread"))
        elif layout.everywhere and sheet.height and not headers(sheet, layout):
            message = text("The sheet “{sheet}” has no such headings, so it is not read.", sheet=sheet.name)
            yield finding("sheet-unread", message, place, severity=Severity.NOTE)

"""A table: where in a sheet its headings, rows and total stand, by a layout. What a row says is for the kind's own reader.

Every row below the headings that holds anything is a row of the table, the total, or skipped with its reason.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import NamedTuple

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.headings import Header
from riga_grants.headings import heading_at
from riga_grants.headings import headers
from riga_grants.headings import missing
from riga_grants.layouts import Layout
from riga_grants.layouts import Words
from riga_grants.names import finding
from riga_grants.sheets import At
from riga_grants.sheets import Sheet
from riga_grants.sheets import mark
from riga_grants.sheets import reference
from riga_grants.texts import folded


class Measured(NamedTuple):
    """A column of amounts in a sheet: its index (−1 for the rest, which has none), and what it states by itself."""

    column: int
    states: Mapping[str, str]
    rest: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a sheet. Rows and columns count from 0.

    `rows` hold the data; `skipped` tells why each other row below the headings is left out (the total among them); `sections`
    gives the heading inside the table that a row stands under; `borrowed` the cell whose value a blank one repeats; `merged` the
    first and last row of the cells of amounts that are merged over several.
    """

    file: str
    sheet: Sheet
    layout: Layout
    header: Header
    columns: Mapping[str, int]
    amounts: Sequence[Measured]
    rows: Sequence[int] = ()
    skipped: Mapping[int, Text] = field(default_factory=dict)
    total: int | None = None
    sections: Mapping[int, str] = field(default_factory=dict)
    borrowed: Mapping[At, At] = field(default_factory=dict)
    merged: Mapping[At, tuple[int, int]] = field(default_factory=dict)
    findings: Sequence[Finding] = ()

    @property
    def summed(self) -> tuple[int, ...]:
        """The columns of amounts that are there."""
        named = (self.columns[column] for column in self.layout.of_kind.measures if column in self.columns)
        return (*named, *(one.column for one in self.amounts if not one.rest))

    def currency(self, index: int) -> str:
        """Give the currency that a column's heading names, "" for none."""
        return mark(heading_at(self.sheet, self.header, index))

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
    tables: list[Table] = []
    findings: list[Finding] = []
    explicit = layout.sheet_names != ("*",)
    for sheet in named:
        found = _find(file, sheet, layout)
        if isinstance(found, Table):
            tables.append(found)
        elif explicit or len(named) == 1:
            findings += found
    if not named:
        present = ", ".join(f"“{sheet.name}”" for sheet in sheets) or "–"
        message = text(
            "There is no sheet “{sheet}”; the file has: {present}.", sheet=", ".join(layout.sheet_names), present=present
        )
        findings.append(finding("sheet-missing", message, Place(file)))
    elif not tables and not findings:
        message = text("No sheet has the headings of the layout “{layout}”.", layout=layout.name)
        findings.append(finding("header-missing", message, Place(file)))
    elif tables:
        findings += _unread_sheets(file, sheets, tables, layout)
    return Found(tuple(tables), tuple(findings))


def _named(sheet: Sheet, layout: Layout) -> bool:
    return layout.sheet_names == ("*",) or not sheet.name or sheet.name in layout.sheets


def _find(file: str, sheet: Sheet, layout: Layout) -> Table | list[Finding]:
    found = headers(sheet, layout)
    if not found:
        message = text("No row has the headings of the layout “{layout}”.", layout=layout.name)
        return [finding("header-missing", message, Place(file, sheet=sheet.name))]
    head, *others = found
    wrong = [*missing(file, sheet, head, layout), *_second_header(file, sheet, head, others, layout)]
    if any(one.severity == layout.severity("column-missing") and one.code != "header-second" for one in wrong):
        return wrong
    return _table(file, sheet, head, layout, wrong)


def _second_header(file: str, sheet: Sheet, head: Header, others: Sequence[Header], layout: Layout) -> list[Finding]:
    """Find rows that could be the headings as well as the first such row, other than its repetitions."""
    if layout.header_row is not None:
        return []
    return [
        finding(
            "header-second",
            text("Row {row} has headings too, other than those of row {first}.", row=other.last + 1, first=head.last + 1),
            Place(file, sheet=sheet.name, cell=reference((other.last, min(other.columns.values())))),
            severity=layout.severity("header-second"),
        )
        for other in others
        if other.columns != head.columns
    ]


def _table(file: str, sheet: Sheet, head: Header, layout: Layout, wrong: Sequence[Finding]) -> Table:
    """Divide what stands below the headings into rows, the total, and what is left out."""
    amounts = tuple(Measured(head.amounts.get(n, -1), one.states, one.rest) for n, one in enumerate(layout.amounts))
    table = Table(
        file,
        sheet,
        layout,
        head,
        head.columns,
        tuple(one for one in amounts if one.rest or one.column >= 0),
        borrowed=_borrowed(sheet, head, layout),
    )
    table = replace(table, merged=_merged(table))
    sorted_rows = _sort(table)
    findings = [
        *wrong,
        *_unread_columns(table, sorted_rows.rows),
        *_hidden_columns(table),
        *_above_header(table),
        *sorted_rows.findings,
    ]
    if sorted_rows.total is None and layout.total:
        place = Place(file, sheet=sheet.name)
        message = text("The table has no row with its total.")
        findings.append(finding("total-missing", message, place, severity=layout.severity("total-missing")))
    return replace(
        table,
        rows=tuple(sorted_rows.rows),
        skipped=sorted_rows.skipped,
        total=sorted_rows.total,
        sections=sorted_rows.sections,
        findings=tuple(findings),
    )


@dataclass(slots=True)
class _Sorted:
    """The rows below the headings as they are gone through."""

    rows: list[int] = field(default_factory=list)
    skipped: dict[int, Text] = field(default_factory=dict)
    total: int | None = None
    sections: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


TOTAL = text("the total")
SUBTOTAL = text("words that the layout leaves out")
REPEATED = text("the headings repeated")
SECTION = text("a heading inside the table")
BELOW = text("text below the table")


def _sort(table: Table) -> _Sorted:
    done = _Sorted()
    section, ended = "", False
    for row in range(table.header.last + 1, table.sheet.height):
        filled = [index for index in range(table.sheet.width) if not table.sheet.blank((row, index))]
        if not filled:
            continue
        if ended or (not _guarded(table, row) and _texts_in(table, row, filled[:1], table.layout.end)):
            ended = True
            _below(table, row, filled, done)
        elif _repeated(table, row):
            done.skipped[row] = REPEATED
        elif table.layout.section and len(filled) == 1 and _heads_a_section(table, row, filled[0]):
            section = str(table.sheet.value((row, filled[0])))
            done.skipped[row] = SECTION
        elif _guarded(table, row):
            _take(done, row, section)
        elif _texts_in(table, row, filled, table.layout.skip):
            done.skipped[row] = SUBTOTAL
        elif _texts_in(table, row, filled, table.layout.total):
            done.total, ended = row, True
            done.skipped[row] = TOTAL
        else:
            _take(done, row, section)
    _trim(table, done)
    return done


def _take(done: _Sorted, row: int, section: str) -> None:
    done.rows.append(row)
    if section:
        done.sections[row] = section


def _below(table: Table, row: int, filled: Sequence[int], done: _Sorted) -> None:
    """Leave out what stands below the table; an amount there is in no sum, and that is an error."""
    done.skipped[row] = BELOW
    amount = next((index for index in table.summed if index in filled), None)
    if amount is not None:
        message = text("Row {row} stands below the total, so it is in no sum.", row=row + 1)
        place = table.place(row, amount)
        done.findings.append(finding("after-total", message, place, severity=table.layout.severity("after-total")))


def _trim(table: Table, done: _Sorted) -> None:
    """Leave out the text below a table that has no total: last rows with one cell, which is no amount and no key of a row."""
    while done.rows and done.total is None:
        row = done.rows[-1]
        filled = [index for index in range(table.sheet.width) if not table.sheet.blank((row, index))]
        if len(filled) > 1 or filled[0] in table.summed or not isinstance(table.sheet.value((row, filled[0])), str):
            return
        if (row, filled[0]) in table.sheet.problems or len(table.columns) <= 1:
            return
        done.skipped[row] = BELOW
        done.findings.append(
            finding(
                "text-below",
                text("Row {row} holds only a text, so it is no row of the table.", row=row + 1),
                table.place(row, filled[0]),
                severity=table.layout.severity("text-below"),
            )
        )
        done.rows.pop()


def _heads_a_section(table: Table, row: int, index: int) -> bool:
    """Say whether a row's only cell is a heading for the rows below it, and no amount, total or end of the table."""
    cell, layout = table.sheet.value((row, index)), table.layout
    if index in table.summed or (row, index) in table.sheet.problems:
        return False
    return not (isinstance(cell, str) and (cell in layout.skip or cell in layout.total or cell in layout.end))


def _guarded(table: Table, row: int) -> bool:
    """Say whether a row cannot be a total or a note, because it holds what only a row of data holds.

    Words of a total in the guarding column itself, where that is the table's first, make no document.
    """
    layout = table.layout
    columns = (table.columns[column] for column in layout.of_kind.guard if column in table.columns)
    cells = [table.sheet.value((row, index)) for index in columns if not table.sheet.blank((row, index))]
    return any(
        not (isinstance(cell, str) and (cell in layout.skip or cell in layout.total or cell in layout.end)) for cell in cells
    )


def _texts_in(table: Table, row: int, filled: Sequence[int], words: Words) -> bool:
    cells = (table.sheet.value((row, index)) for index in filled)
    return bool(words) and any(isinstance(cell, str) and cell in words for cell in cells)


def _repeated(table: Table, row: int) -> bool:
    """Say whether a row repeats the headings, as at the top of a printed page."""
    said = [
        (folded(str(table.sheet.value((row, index)))), folded(str(table.sheet.value((table.header.last, index)))))
        for index in table.columns.values()
    ]
    return table.layout.header_rows > 0 and all(one == other for one, other in said) and any(one for one, _ in said)


def _borrowed(sheet: Sheet, head: Header, layout: Layout) -> dict[At, At]:
    """Find the cells that repeat another: those of merged ranges, and blank ones in columns that the layout fills down."""
    summed = {*head.amounts.values(), *(head.columns.get(column, -1) for column in layout.of_kind.measures)}
    borrowed = {
        (row, column): first
        for first, last in sheet.merged
        if first[0] > head.last and first[1] not in summed
        for row in range(first[0], min(last[0], sheet.height - 1) + 1)
        for column in range(first[1], first[1] + 1)
        if (row, column) != first
    }
    for column in layout.fill_down:
        index, last_row = head.columns.get(column, -1), -1
        for row in range(head.last + 1, sheet.height if index >= 0 else 0):
            if not sheet.blank((row, index)):
                last_row = row
            elif last_row >= 0:
                borrowed.setdefault((row, index), (last_row, index))
    return borrowed


def _merged(table: Table) -> dict[At, tuple[int, int]]:
    """Find the cells of amounts that are merged over several rows: to which of them does the amount belong?"""
    return {
        (row, index): (first[0], last[0])
        for first, last in table.sheet.merged
        if first[0] > table.header.last and last[0] > first[0]
        for index in table.summed
        if first[1] <= index <= last[1]
        for row in range(first[0], min(last[0], table.sheet.height - 1) + 1)
    }


def _above_header(table: Table) -> Iterator[Finding]:
    """Find what looks like a row and stands above the headings, as after sorting a range together with them."""
    columns = [*table.layout.of_kind.guard, *table.layout.of_kind.measures]
    looked_at = [table.columns[column] for column in columns if column in table.columns]
    for row in range(table.header.first):
        if len(looked_at) > 1 and not any(table.sheet.blank((row, index)) for index in looked_at):
            message = text("Row {row} stands above the headings, so it is in no sum.", row=row + 1)
            place = table.place(row, looked_at[-1])
            yield finding("before-header", message, place, severity=table.layout.severity("before-header"))


def _hidden_columns(table: Table) -> Iterator[Finding]:
    read = {*table.columns.values(), *table.summed}
    for index in sorted(table.sheet.hidden_columns & read):
        message = text("The column “{heading}” is hidden.", heading=heading_at(table.sheet, table.header, index))
        place = table.place(table.header.last, index)
        yield finding("column-hidden", message, place, severity=table.layout.severity("column-hidden"))


def _unread_columns(table: Table, rows: Sequence[int]) -> Iterator[Finding]:
    """Tell of columns that hold something and that the layout does not know."""
    used = {*table.columns.values(), *table.summed}
    if table.layout.header_rows == 0:
        return
    for index in range(table.sheet.width):
        first = next((row for row in rows if not table.sheet.blank((row, index))), None) if index not in used else None
        if first is not None:
            heading = heading_at(table.sheet, table.header, index)
            if folded(heading) in REASONS:
                continue
            message = text("The layout does not know the column “{heading}”; it is not read.", heading=heading)
            yield finding("column-unread", message, table.place(first, index), severity=table.layout.severity("column-unread"))


REASONS = frozenset({"why it was rejected", "kāpēc noraidīts"})
"""The heading of the column that a workbook of rejected rows has beside its own, folded, in both languages."""


def _unread_sheets(file: str, sheets: Sequence[Sheet], tables: Sequence[Table], layout: Layout) -> Iterator[Finding]:
    """Warn of other sheets that look like the layout's too, and of tables on sheets that nobody sees."""
    read = {id(table.sheet) for table in tables}
    names = ", ".join(f"“{table.sheet.name}”" for table in tables)
    for sheet in sheets:
        place = Place(file, sheet=sheet.name)
        if id(sheet) in read:
            if not sheet.visible:
                message = text("The sheet “{sheet}” is hidden.", sheet=sheet.name)
                yield finding("sheet-hidden", message, place, severity=layout.severity("sheet-hidden"))
        elif headers(sheet, layout):
            message = text("The sheet “{sheet}” holds such a table too; read was only {read}.", sheet=sheet.name, read=names)
            yield finding("sheet-unread", message, place, severity=layout.severity("sheet-unread"))

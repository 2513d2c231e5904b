"""A register: where in a sheet its header, rows and total stand. What a row says is `rows`."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.layouts import Layout
from riga_grants.names import finding
from riga_grants.sheets import Sheet
from riga_grants.sheetxml import mark
from riga_grants.sheetxml import reference
from riga_grants.texts import folded

HEADER_WITHIN = 30
"""The header is looked for in this many first rows."""

_ENOUGH = 3


class Header(NamedTuple):
    """The header's row (from 0), the index of each column that was found, and the columns whose heading stands twice."""

    row: int
    columns: Mapping[str, int]
    twice: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Register:
    """A register found in a sheet: its columns, the rows that hold costs, and the row of the total (None: there is none).

    `currency` is the one that the heading of the amounts names, "" for none.
    """

    file: str
    sheet: Sheet
    columns: Mapping[str, int]
    rows: Sequence[int]
    total: int | None
    findings: Sequence[Finding]
    currency: str

    def place(self, row: int, column: str) -> Place:
        """Give the place of a row's cell in one of the register's columns."""
        return Place(self.file, sheet=self.sheet.name, cell=reference((row, self.columns[column])))


def header(sheet: Sheet, layout: Layout) -> Header | None:
    """Find the first row with at least three headings of the layout, None where there is no such row.

    A later row may have more of them, but what stands between the two would be lost.
    """
    rows = (_headings(sheet, layout, row) for row in range(min(HEADER_WITHIN, len(sheet.rows))))
    return next((found for found in rows if len(found.columns) >= _ENOUGH), None)


def _headings(sheet: Sheet, layout: Layout, row: int) -> Header:
    columns: dict[str, int] = {}
    twice: dict[str, int] = {}
    for index, cell in enumerate(sheet.rows[row]):
        column = layout.columns.get(folded(cell)) if isinstance(cell, str) else None
        if column is not None:
            (twice if column in columns else columns).setdefault(column, index)
    return Header(row, columns, twice)


def find_register(file: str, sheets: Sequence[Sheet], layout: Layout) -> Register | list[Finding]:
    """Find the layout's register in a workbook; without it, or with its header incomplete, only findings."""
    sheet = next((sheet for sheet in sheets if folded(sheet.name) == folded(layout.sheet)), None)
    if sheet is None:
        present = ", ".join(f"“{sheet.name}”" for sheet in sheets) or "–"
        message = text("There is no sheet “{sheet}”; the workbook has: {present}.", sheet=layout.sheet, present=present)
        return [finding("sheet-missing", message, Place(file))]
    head = header(sheet, layout)
    if head is None:
        message = text("No row has the headings of the layout “{layout}”.", layout=layout.name)
        return [finding("header-missing", message, Place(file, sheet=sheet.name))]
    return _header_findings(file, sheet, head, layout) or _register(file, sheets, sheet, head, layout)


def _header_findings(file: str, sheet: Sheet, head: Header, layout: Layout) -> list[Finding]:
    missing = [
        finding(
            "column-missing",
            text("The column “{column}” is missing from the header.", column=layout.heading(column)),
            Place(file, sheet=sheet.name, cell=reference((head.row, 0))),
        )
        for column in layout.needed
        if column not in head.columns
    ]
    return missing + [
        finding(
            "column-duplicate",
            text(
                "The heading “{heading}” says the same as the one in {other}.",
                heading=str(sheet.value((head.row, index))),
                other=reference((head.row, head.columns[column])),
            ),
            Place(file, sheet=sheet.name, cell=reference((head.row, index))),
        )
        for column, index in head.twice.items()
    ]


def _register(file: str, sheets: Sequence[Sheet], sheet: Sheet, head: Header, layout: Layout) -> Register:
    """Divide what stands below the header into rows, the total, and what should not be there."""
    filled = [row for row in range(head.row + 1, sheet.height) if _filled(sheet, row)]
    total = next((row for row in filled if _is_total(sheet, row, head, layout)), None)
    rows = [row for row in filled if total is None or row < total]
    below = [row for row in filled if total is not None and row > total]
    findings = [
        *_unread_sheets(file, sheets, sheet, layout),
        *_unread_columns(file, sheet, head, rows),
        *_hidden_columns(file, sheet, head),
        *_above_header(file, sheet, head),
        *(_below_total(file, sheet, row, head) for row in below),
    ]
    if total is None:
        findings.append(
            finding("total-missing", text("The register has no row with its total."), Place(file, sheet=sheet.name))
        )
    currency = mark(str(sheet.value((head.row, head.columns["amount"]))))
    return Register(file, sheet, head.columns, rows, total, findings, currency)


def _filled(sheet: Sheet, row: int) -> list[int]:
    """Give the indices of a row's cells that hold anything."""
    return [column for column in range(sheet.width) if not sheet.blank((row, column))]


def _is_total(sheet: Sheet, row: int, head: Header, layout: Layout) -> bool:
    """Say whether a row is the total: one of its cells says so, and it is no document."""
    if any(not sheet.blank((row, head.columns[column])) for column in ("document-no", "document-date")):
        return False
    cells = (sheet.value((row, column)) for column in _filled(sheet, row))
    return any(isinstance(cell, str) and folded(cell).rstrip(": ") in layout.total for cell in cells)


def _above_header(file: str, sheet: Sheet, head: Header) -> list[Finding]:
    """Find what looks like a row and stands above the header, as after sorting a range together with its header."""
    amount = head.columns["amount"]
    return [
        finding(
            "before-header",
            text("Row {row} stands above the headings, so it is in no sum.", row=row + 1),
            Place(file, sheet=sheet.name, cell=reference((row, amount))),
        )
        for row in range(head.row)
        if not any(sheet.blank((row, head.columns[column])) for column in ("document-no", "document-date", "amount"))
    ]


def _hidden_columns(file: str, sheet: Sheet, head: Header) -> list[Finding]:
    return [
        finding(
            "column-hidden",
            text("The column “{heading}” is hidden.", heading=str(sheet.value((head.row, column)))),
            Place(file, sheet=sheet.name, cell=reference((head.row, column))),
        )
        for column in sorted(sheet.hidden_columns.intersection(head.columns.values()))
    ]


def _below_total(file: str, sheet: Sheet, row: int, head: Header) -> Finding:
    first = _filled(sheet, row)[0]
    cell = (row, head.columns["amount"]) if not sheet.blank((row, head.columns["amount"])) else (row, first)
    message = text("Row {row} stands below the total, so it is in no sum.", row=row + 1)
    return finding("after-total", message, Place(file, sheet=sheet.name, cell=reference(cell)))


def _unread_columns(file: str, sheet: Sheet, head: Header, rows: Sequence[int]) -> list[Finding]:
    used = set(head.columns.values())
    first: dict[int, int] = {}
    for row in rows:
        for column in _filled(sheet, row):
            if column not in used:
                first.setdefault(column, row)
    return [
        finding(
            "column-unread",
            text(
                "The layout does not know the column “{heading}”; it is not read.", heading=str(sheet.value((head.row, column)))
            ),
            Place(file, sheet=sheet.name, cell=reference((row, column))),
        )
        for column, row in sorted(first.items())
    ]


def _unread_sheets(file: str, sheets: Sequence[Sheet], read: Sheet, layout: Layout) -> list[Finding]:
    """Warn of another sheet that looks like a register too, and of a register on a sheet that nobody sees."""
    findings = []
    for sheet in sheets:
        place = Place(file, sheet=sheet.name)
        if sheet is read:
            if not sheet.visible:
                findings.append(finding("sheet-hidden", text("The sheet “{sheet}” is hidden.", sheet=sheet.name), place))
            continue
        if header(sheet, layout) is not None:
            message = text("The sheet “{sheet}” holds a register too; only “{read}” is read.", sheet=sheet.name, read=read.name)
            findings.append(finding("sheet-unread", message, place))
    return findings

"""Sheets to fill in, for tests: written from books, changed as a person would in a spreadsheet program, and planned again."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from typing import NamedTuple

import openpyxl
import registers

from riga_grants.books import Books
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import render
from riga_grants.importing.importer import Wishes
from riga_grants.importing.importer import plan
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import State
from riga_grants.screens.preview import differences
from riga_grants.workbooks.exports import export
from riga_grants.workbooks.forms import SUMMED
from riga_grants.workbooks.forms import Form
from riga_grants.workbooks.templates import render as workbook

TODAY = date(2026, 1, 5)


class Filled(NamedTuple):
    """A workbook on disk and what it was made for."""

    path: Path
    form: Form

    @property
    def head(self) -> int:
        """The row of its headings, as Excel counts."""
        return 5 if self.form.kind in SUMMED else 4

    def column(self, column: str) -> int:
        """The number of a column, as openpyxl counts."""
        return self.form.columns.index(column) + 1


def template(path: Path, kind: str, loaded: Books, lang: str = "lv") -> Filled:
    """Write an empty workbook."""
    form = Form(kind, tuple(loaded.agreements.values()), lang, TODAY)
    path.write_bytes(workbook(form))
    return Filled(path, form)


def exported(path: Path, kind: str, loaded: Books, lang: str = "lv") -> Filled:
    """Write a workbook with what the books hold."""
    form = Form(kind, tuple(loaded.agreements.values()), lang, TODAY, exported=True)
    path.write_bytes(workbook(form, export(kind, loaded, loaded.agreements, lang).rows))
    return Filled(path, form)


def fill(filled: Filled, cells: Mapping[tuple[int, str], Any]) -> Filled:
    """Set cells by the number of their row (from 1 below the headings) and column, and let the sheet calculate its sum."""
    book = openpyxl.load_workbook(filled.path)
    page = book.worksheets[0]
    for (row, column), value in cells.items():
        page.cell(filled.head + row, filled.column(column)).value = value
    _calculate(filled, page)
    book.save(filled.path)
    return filled


def copy_row(filled: Filled, row: int, **changes: object) -> Filled:
    """Copy a row to the sheet's end, as a person does who has nearly the same cost again, and change some of its cells."""
    book = openpyxl.load_workbook(filled.path)
    page = book.worksheets[0]
    cells: dict[str, object] = {
        column: page.cell(filled.head + row, filled.column(column)).value for column in filled.form.columns
    }
    last = max(at for at in range(filled.head + 1, page.max_row + 1) if page.cell(at, filled.column("project")).value)
    cells |= {column.replace("_", "-"): value for column, value in changes.items()}
    return fill(filled, {(last + 1 - filled.head, column): value for column, value in cells.items()})


def delete_row(filled: Filled, row: int) -> Filled:
    """Delete a row."""
    book = openpyxl.load_workbook(filled.path)
    page = book.worksheets[0]
    page.delete_rows(filled.head + row)
    _calculate(filled, page)
    book.save(filled.path)
    return filled


def _calculate(filled: Filled, page: Any) -> None:  # noqa: ANN401 - openpyxl carries no types
    """Put the sum where its formula stands: openpyxl does not calculate, and takes away what was calculated before."""
    if filled.form.kind in SUMMED:
        index = filled.column(SUMMED[filled.form.kind])
        amounts = [page.cell(row, index).value for row in range(filled.head + 1, page.max_row + 1)]
        summed = round(sum(amount for amount in amounts if isinstance(amount, int | float)), 2)
        page.cell(filled.head - 1, index).value = summed


def planned(filled: Filled, loaded: Books, *, correct: bool = False) -> FilePlan:
    """Plan the import of a workbook by the repository's own layouts."""
    (file,) = plan([filled.path], loaded, registers.layouts(), Wishes(correct=correct)).files
    return file


def counts(file: FilePlan) -> list[int]:
    """Accepted, booked, changed, rejected, skipped."""
    return [file.count(state) for state in State]


def changed(file: FilePlan) -> list[dict[str, tuple[object, object]]]:
    """What differs in each change: the old and the new value by field."""
    return [dict(differences(change)) for row in file.rows for change in row.changes]


def written(file: FilePlan, loaded: Books) -> str:
    """The text that a file would add to the ledger."""
    correction = Correction("a slip", "A. Auditor")
    return "".join(piece.text for piece in render(file, file.writes, loaded.agreements, correction))

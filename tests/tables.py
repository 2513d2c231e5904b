"""Small sheets for tests: any rows in a workbook, and a layout from what its file would say."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import registers
import xlsxwriter

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.importing.importer import Wishes
from riga_grants.importing.importer import plan
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.layouts import Layout
from riga_grants.layouts import layout_of
from riga_grants.layouts.faults import wrong


def write_table(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Lapa1", merged: Sequence[str] = ()) -> Path:
    """Write rows into a workbook's sheet, from A1 on, and give its path; None leaves a cell blank."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"})
    page = book.add_worksheet(sheet)
    for number, cells in enumerate(rows):
        for column, value in enumerate(cells):
            registers._put(page, number, column, value)  # noqa: SLF001 - the two modules are one helper
    for cells in merged:
        first = cells.partition(":")[0]
        row, column = xlsxwriter.utility.xl_cell_to_rowcol(first)
        page.merge_range(cells, "")
        registers._put(page, row, column, rows[row][column])  # noqa: SLF001
    book.close()
    return path


def layout(kind: str, columns: Mapping[str, Any], **more: object) -> Layout:
    """Give the layout that a file with these keys declares; underscores stand for hyphens. Nothing may be wrong with it."""
    data = {"name": "test", "kind": kind, "columns": columns, **{key.replace("_", "-"): value for key, value in more.items()}}
    assert wrong(data, Place("test.toml")) == []
    return layout_of(data)


def planned(path: Path, used: Layout, ledger: str, wishes: Wishes | None = None) -> ImportPlan:
    """Plan the import of one file by one layout into books of this text."""
    return plan([path], registers.books(ledger), {used.name: used}, wishes)


def the_file(made: ImportPlan) -> FilePlan:
    """Give the only file of a plan."""
    (file,) = made.files
    return file


def codes(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Give the code and the cell of each finding."""
    return [(found.code, found.place.cell) for found in findings]

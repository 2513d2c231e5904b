"""Time the auditor's file against writing the same cells bare, in one run, as ratios: `python bench/audit_file.py [ROWS]`.

Ours is the report built from loaded books and rendered as .xlsx, with its formats, headings, formulas and sheets. Bare are the
very same values, cell by cell, in as many sheets, written by XlsxWriter in the mode that ours uses and with nothing else. The
.zip of CSV files is compared with the same bare workbook. What is timed is the processor; they take turns, so that a drifting
machine drifts for all. Ours works without the garbage collector: bare is timed as Python runs it, and without it too.
"""

import gc
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import xlsxwriter
from whole_commands import quietly
from whole_commands import register

from riga_grants import books
from riga_grants.asked import about
from riga_grants.rendering import package
from riga_grants.rendering import xlsx
from riga_grants.reports import audit
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import Report
from riga_grants.tables import Table
from riga_grants.unhurried import unhurried

RUNS = 3
DAY = date(2016, 12, 31)
_FIRST = date(1899, 12, 30).toordinal()  # day 0 of a spreadsheet

Cells = list[list[tuple[float | str | None, ...]]]


def asking(root: Path) -> Request:
    """Ask for the auditor's file of the demonstration project."""
    loaded = books.load(root)
    origin = Origin((), "riga-grants report audit RGAP", (), loaded.root)
    return Request(loaded, about(loaded.agreements, ("RGAP",), None, DAY, DAY), DAY, (), origin, "lv")


def cells(report: Report) -> Cells:
    """Give the values of all tables, sheet by sheet, as XlsxWriter takes them."""
    tables = [[block for block in sheet.blocks if isinstance(block, Table)] for sheet in report.sheets]
    return [[tuple(map(_plain, row.cells)) for table in some for row in table.rows] for some in tables]


def _plain(value: object) -> float | str | None:
    if isinstance(value, date):
        return value.toordinal() - _FIRST
    return value / 100 if isinstance(value, int) else None if value is None or value == "" else str(value)


def bare(sheets: Cells) -> bytes:
    """Write the cells with nothing else."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for rows in sheets:
        page = book.add_worksheet()
        for n, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(n, column, value)
                elif value is not None:
                    page.write_number(n, column, value)
    book.close()
    return out.getvalue()


def seconds(made: Callable[[], bytes]) -> float:
    """Make a file and give the processor's time."""
    gc.collect()
    start = time.process_time()
    made()
    return time.process_time() - start


def main() -> None:
    """Make books with many costs, and their auditor's file."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        root, book = Path(folder, "books"), Path(folder, "register.xlsx")
        register(book, rows)
        quietly(["demo", str(root)])
        quietly(["import", str(book), "--books", str(root)])
        compare(asking(root), rows)


def compare(request: Request, rows: int) -> None:
    """Make the file and the bare cells in turn; print medians and the median ratio."""
    same = cells(audit.build(request))
    print(f"{rows} costs, {sum(len(row) for sheet in same for row in sheet)} cells, {RUNS} runs each, medians", flush=True)
    makers = (
        lambda: bare(same),
        lambda: unhurried()(bare)(same),
        lambda: xlsx.render(audit.build(request)),
        lambda: package.render(audit.build(request)),
    )
    times = [[seconds(made) for made in makers] for _ in range(RUNS)]
    for n, title in ((2, "auditor's .xlsx"), (3, "auditor's .zip")):
        for plain, told in ((0, "the same cells bare"), (1, "the same, without the collector")):
            one, other = (statistics.median(run[place] for run in times) for place in (n, plain))
            ratio = statistics.median(run[n] / run[plain] for run in times)
            print(f"{title} / {told:<40} {one:7.2f} s {other:7.2f} s   ratio {ratio:5.2f}", flush=True)


if __name__ == "__main__":
    main()

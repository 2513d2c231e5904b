"""Time whole commands against what they stand on, in one run, as ratios: `python bench/whole_commands.py [ROWS]`.

`check`, `close`, `shares`, `settlement` and `verify` are compared with Beancount's own bean-check of the same books without
our plugin (the least that loading a ledger costs); `import` with reading the same workbook's cells and nothing else by
calamine, and by openpyxl. The commands take turns, so that a drifting machine drifts for both.
"""

import io
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from contextlib import redirect_stdout
from pathlib import Path

import xlsxwriter

from riga_grants.cli import run

HEADINGS = (
    *("Nr. p. k.", "Projekts", "Budžeta pozīcija", "Dokumenta veids", "Dokumenta Nr.", "Dokumenta datums", "Izsniedzējs"),
    *("Reģ. Nr.", "Darījuma apraksts", "Summa, EUR", "Maksājuma datums", "Ieguldījums natūrā", "Piezīmes"),
)
RUNS = 5
DONE = ("--on", "2016-01-25", "--by", "bench")


def quietly(command: list[str]) -> None:
    """Run a command of ours in this process; it must end well."""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = run(command)
    assert code == 0, command


def register(path: Path, rows: int) -> None:
    """Write a register of the demonstration project with so many equal small costs."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Izmaksas")
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, rows + 1):
            day = f"{row % 28 + 1:02}.{row % 12 + 1:02}.2015"
            cells = (
                row,
                "RGAP",
                "5. Materiāli",
                "Rēķins",
                f"R-{row}",
                day,
                "SIA Paraugs",
                "40009999011",
                f"Materiāli {row}",
                0.01,
                day,
                "",
                "",
            )
            sheet.write_row(row, 0, cells)


def seconds(command: list[str]) -> float:
    """Run a command and give its wall time."""
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - start


def compare(title: str, ours: Callable[[], list[str]], theirs: list[str]) -> None:
    """Run two commands in turn and print their medians and the median ratio."""
    pairs = [(seconds(ours()), seconds(theirs)) for _ in range(RUNS)]
    a, b = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(f"{title:<58} {a:7.2f} s {b:7.2f} s   ratio {ratio:5.2f}", flush=True)


def main() -> None:
    """Make books with many rows and compare."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        root, book = Path(folder, "books"), Path(folder, "register.xlsx")
        register(book, rows)
        quietly(["demo", str(root)])
        quietly(["import", str(book), "--books", str(root)])
        plain = Path(folder, "plain.beancount")
        main_file = (root / "ledger" / "main.beancount").read_text(encoding="utf-8")
        plain.write_text(
            re.sub('include "', f'include "{root}/ledger/', main_file.replace('plugin "riga_grants.plugin"', "")),
            encoding="utf-8",
        )
        program = [sys.executable, "-m", "riga_grants"]
        print(f"{rows} rows, {RUNS} runs each, medians; ratio of ours to theirs, pair by pair")
        load = [sys.executable, "-m", "beancount.scripts.check", "-C", str(plain)]

        def beside_a_load(*words: str) -> None:
            command = [*program, *words, "--books", str(root)]
            compare(f"{words[0]} / bean-check without plugin", lambda: command, load)

        beside_a_load("check")
        for state in ("submit", "approve"):
            quietly(["period", state, "RGAP", "2015", *DONE, "--books", str(root)])
        beside_a_load("close", "RGAP", "2015", "--dry-run", *DONE[:2])
        quietly(["close", "RGAP", "2015", *DONE, "--books", str(root)])
        beside_a_load("shares", "RGAP")
        beside_a_load("settlement", "RGAP")
        beside_a_load("verify", "RGAP")
        dry = [*program, "import", str(book), "--books", str(root), "--dry-run"]
        cells = "import sys, python_calamine as c; c.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
        compare(
            "import --dry-run of booked rows / calamine reading cells", lambda: dry, [sys.executable, "-c", cells, str(book)]
        )
        slow = "import sys, openpyxl; [[c.value for c in row] for row in openpyxl.load_workbook(sys.argv[1]).active]"
        compare(
            "import --dry-run of booked rows / openpyxl reading cells", lambda: dry, [sys.executable, "-c", slow, str(book)]
        )


if __name__ == "__main__":
    main()

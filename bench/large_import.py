"""Import registers of growing size, and print seconds and memory for each: `python bench/large_import.py [ROWS]…`.

Each size is one real import into new demonstration books, as a command of its own. The peer, in the same run, is openpyxl
reading the same cells and nothing else. Memory is the largest resident set of the program and, beside it, of the process that
parses the workbook; both must grow no faster than the rows.
"""

import io
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import redirect_stderr
from contextlib import redirect_stdout
from pathlib import Path

import psutil
from whole_commands import register

from riga_grants.cli import run

SIZES = (10_000, 50_000, 100_000)
READ = "import sys, openpyxl; [[c.value for c in row] for row in openpyxl.load_workbook(sys.argv[1]).active]"


class Peak(threading.Thread):
    """Watches a process and its children, and keeps the largest resident set of each generation, in bytes."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = psutil.Process(process)
        self.own = self.child = 0

    def run(self) -> None:
        """Look until the process has gone."""
        while self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE:
            try:
                self.own = max(self.own, self.process.memory_info().rss)
                self.child = max([self.child, *(one.memory_info().rss for one in self.process.children(recursive=True))])
            except psutil.Error:
                return
            time.sleep(0.02)


def measured(command: list[str]) -> tuple[float, int, int, int]:
    """Run a command; give its seconds, its exit code, and the largest memory of it and of its children, in MB."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        peak = Peak(process.pid)
        peak.start()
        process.wait()
    return time.perf_counter() - start, process.returncode, peak.own // 2**20, peak.child // 2**20


def main() -> None:
    """Import each size and print a line."""
    print(
        f"{'rows':>8} {'import, s':>10} {'openpyxl, s':>12} {'ratio':>6} {'ms a row':>9} {'memory, MB':>11} {'parser, MB':>11}"
    )
    for rows in map(int, sys.argv[1:] or SIZES):
        with tempfile.TemporaryDirectory() as folder:
            root, book = Path(folder, "books"), Path(folder, "register.xlsx")
            register(book, rows)
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                run(["demo", str(root)])
            ours, code, own, child = measured([sys.executable, "-m", "riga_grants", "import", str(book), "--books", str(root)])
            assert code == 0, code
            theirs, *_ = measured([sys.executable, "-c", READ, str(book)])
            ratio, each = ours / theirs, ours / rows * 1000
            print(f"{rows:>8} {ours:>10.1f} {theirs:>12.1f} {ratio:>6.2f} {each:>9.2f} {own:>11} {child:>11}", flush=True)


if __name__ == "__main__":
    main()

"""Time the DataFrames beside the load of the books that they are made of: `python bench/frames.py [ROWS]`.

The books hold so many costs as an import writes them, each with its document and its cells.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import riga_grants

LINES = ("Rent", "Utilities", "Materials", "Transport")
MAIN = """option "operating_currency" "EUR"
plugin "riga_grants.plugin"
2014-01-01 custom "grant-project" "P" "Bench" 2014-01-01 2016-12-31 900000 EUR
2014-01-01 custom "grant-source" "P" "RD" 425998 EUR
2014-01-01 custom "grant-source" "P" "SOS" 474002 EUR
  kind: "own"
2014-01-01 open Liabilities:Payable:P
"""
LINE = """2014-01-01 open Expenses:P:{name} EUR
2014-01-01 custom "grant-budget" Expenses:P:{name} "total" 225000 EUR
"""
COST = """
2015-{month:02}-{day:02} * "SIA Paraugs {issuer}" "Pakalpojums {row}" ^row-{row:032}
  document-no: "R-{row}"
  document-date: 2015-{month:02}-{day:02}
  document-type: "Rēķins"
  issuer: "SIA Paraugs {issuer}"
  issuer-reg: "40009999011"
  paid: 2015-{month:02}-{day:02}
  source-file: "REGISTER-{month}.xlsx"
  source-sheet: "Izmaksas"
  source-cells: "A{row}:M{row}"
  source-sha256: "8364a10b524ebb3da3002775b3598dc218d47ff30ac21d4657eba7d1b85742d0"
  Expenses:P:{line}  {euro}.{cents:02} EUR
  Liabilities:Payable:P  -{euro}.{cents:02} EUR
"""
RUNS = 3


def books(root: Path, rows: int) -> Path:
    """Write books with so many costs and give their folder."""
    (root / "ledger").mkdir(parents=True)
    costs = (
        COST.format(row=n, month=n % 12 + 1, day=n % 28 + 1, issuer=n % 50, line=LINES[n % 4], euro=n % 9, cents=n % 100)
        for n in range(1, rows + 1)
    )
    opened = "".join(LINE.format(name=name) for name in LINES)
    (root / "ledger" / "main.beancount").write_text(MAIN + opened + "".join(costs), encoding="utf-8")
    return root


def seconds(run: Callable[[], object]) -> float:
    """Give the median wall time of some runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Make the books, load them once, and time each DataFrame."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        root = books(Path(folder, "books"), rows)
        start = time.perf_counter()
        loaded = riga_grants.load(root)
        print(f"{'load':<12} {time.perf_counter() - start:7.2f} s", flush=True)
        for name in ("costs", "budget", "execution", "sources", "indicators"):
            print(f"{name:<12} {seconds(getattr(loaded, name)):7.2f} s", flush=True)
        size = loaded.costs().memory_usage(deep=True).sum()
        print(f"costs() takes {size / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main()

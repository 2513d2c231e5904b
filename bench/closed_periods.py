"""Time what closed periods cost: `python bench/closed_periods.py [TRANSACTIONS]`.

Books with so many transactions in two quarters, both closed. Processor time of loading them, and in the same run of verifying
their seals, which every check does, of proving them, and of planning the next closing. Ratios are to loading.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from closing_books import Q1
from closing_books import Q2
from closing_books import Q3
from closing_books import approve
from closing_books import close_period
from closing_books import new_books

from riga_grants import books
from riga_grants.chains import seal
from riga_grants.closing import close
from riga_grants.closing import proof

Result = TypeVar("Result")
RUNS = 3
ENTRY = """
2014-{month:02}-{day:02} * "SIA Paraugs {n}" "Materiāli {n}" ^row-{n:032x}
  document-no: "R-{n}"
  document-date: 2014-{month:02}-{day:02}
  issuer: "SIA Paraugs"
  issuer-reg: "40009999011"
  paid: 2014-07-01
  source-file: "a.xlsx"
  source-sheet: "Izmaksas"
  source-cells: "A{n}:M{n}"
  source-sha256: "b9a8dc9641c8a1b4b9a8dc9641c8a1b4b9a8dc9641c8a1b4b9a8dc9641c8a1b4"
  Expenses:P1:Rent  0.10 EUR
  Liabilities:Payable:P1  -0.10 EUR
"""


def timed(act: Callable[[], Result]) -> tuple[float, Result]:
    """Run something and give the processor seconds it took, with what it gave."""
    start = time.process_time()
    result = act()
    return time.process_time() - start, result


def main() -> None:
    """Make books, close two quarters of them, and print what it costs."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    entries = "".join(ENTRY.format(n=n, month=1 + n % 6, day=1 + n % 28) for n in range(number))
    with tempfile.TemporaryDirectory() as folder:
        root = new_books(Path(folder, "books"), more=entries)
        close_period(root, Q1, date(2014, 4, 10))
        close_period(root, Q2, date(2014, 7, 10))
        approve(root, Q3, date(2014, 10, 10))
        for _ in range(RUNS):
            print(measured(root), flush=True)


def measured(root: Path) -> str:
    """Load, verify, prove and plan once; word the processor seconds of each, and their ratio to loading."""
    loading, loaded = timed(lambda: books.load(root))
    verifying, found = timed(lambda: seal.verify(loaded))
    proving, _ = timed(lambda: proof.prove(loaded, date(2014, 10, 20)))
    planning, _ = timed(lambda: close.plan(loaded, "P1", Q3, date(2014, 10, 20)))
    assert found == [], found
    shown = (("load", loading), ("seals", verifying), ("verify", proving), ("plan a closing", planning))
    return "  ".join(f"{what} {took:.2f} s ({took / loading:.2f})" for what, took in shown)


if __name__ == "__main__":
    main()

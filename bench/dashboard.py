"""Time our pages against Fava's own income statement, in one run, as ratios: `python bench/dashboard.py [ROWS]`.

Demonstration books with so many more costs in one project, served as `riga-grants fava` serves them. Fava's income statement is
its page and the answer that the page then asks for; ours is the page. Both are asked three times: as of today, right after the
books were loaded (Fava: without a filter), then as of another day (Fava: a time filter), and once more the same. What is timed
is the processor of the server, and they take turns, so that a drifting machine drifts for both. A first round warms up and is
not counted.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from fava.core import FavaLedger
from flask.testing import FlaskClient
from whole_commands import quietly
from whole_commands import register

from riga_grants.dashboard import serve

RUNS = 5
DAY: Final = date(2016, 10, 1)
OURS: Final = {
    "portfolio": {"page": "portfolio"},
    "project": {"page": "project", "project": "RGAP"},
    "todo": {"page": "todo", "project": "RGAP"},
    "explain": {"page": "explain", "project": "RGAP"},
    "postings": {"page": "postings", "project": "RGAP"},
    "reports": {"page": "reports", "project": "RGAP"},
}
FAVA: Final = "income statement (Fava)"
VIEWS: Final = ("first", "another day", "again")

Times = dict[str, dict[str, list[float]]]
"""Seconds by page and by the kind of view."""


def seconds(client: FlaskClient, *addresses: str) -> float:
    """Ask for something and give the processor's time; all must be answered well."""
    start = time.process_time()
    answers = [client.get(address) for address in addresses]
    took = time.process_time() - start
    for answer in answers:
        assert answer.status_code == 200, answer.status  # noqa: PLR2004 - "OK"
        assert b'class="rg-problem"' not in answer.data
    return took


def ours(books: str, page: str, day: date | None) -> list[str]:
    """Give the address of one of our pages as of a day (None: today)."""
    said = {} if day is None else {"as_of": day.isoformat()}
    return [f"/{books}/extension/RigaGrants/?{urlencode({**OURS[page], **said})}"]


def favas(books: str, day: date | None) -> list[str]:
    """Give the addresses that Fava's income statement needs, until a day (None: all)."""
    said = urlencode({} if day is None else {"time": f"2014-01-01 to {day.isoformat()}"})
    return [f"/{books}/income_statement/?{said}", f"/{books}/api/income_statement?{said}"]


def views(ledger: FavaLedger, client: FlaskClient, books: str, page: str, other: date) -> Iterator[tuple[str, float]]:
    """Time a page right after a load, of another day, and once more."""

    def asked(day: date | None) -> list[str]:
        return favas(books, day) if page == FAVA else ours(books, page, day)

    ledger.load_file()
    for view, day in zip(VIEWS, (None, other, other), strict=True):
        yield view, seconds(client, *asked(day))


def measured(root: Path) -> Times:
    """Time all pages in turn, some times over."""
    app = serve.application(root, write=False)
    ledger, client, books = app.config["LEDGERS"].ledgers[0], app.test_client(), app.config["LEDGERS"].first_slug()
    found: Times = {page: {view: [] for view in VIEWS} for page in (FAVA, *OURS)}
    for run in range(RUNS + 1):
        for page, times in found.items():
            for view, took in views(ledger, client, books, page, DAY + timedelta(days=run)):
                if run:
                    times[view].append(took)
    return found


def main() -> None:
    """Make books with many rows and compare."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        root, book = Path(folder, "books"), Path(folder, "register.xlsx")
        register(book, rows)
        quietly(["demo", str(root)])
        quietly(["import", *map(str, sorted((root / "inbox").glob("DEMO*.xlsx"))), str(book), "--books", str(root)])
        times = measured(root)
    medians = {page: {view: statistics.median(took) for view, took in seen.items()} for page, seen in times.items()}
    print(f"{rows} rows, {RUNS} runs each, medians of processor seconds; in brackets the ratio to Fava's income statement")
    for page, seen in medians.items():
        shown = (f"{view} {took:6.3f} s ({took / medians[FAVA][view]:5.2f})" for view, took in seen.items())
        print(f"{page:<24} {'   '.join(shown)}", flush=True)


if __name__ == "__main__":
    main()

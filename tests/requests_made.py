"""What a report is asked for, in tests: books from a ledger's text, as they are on a day, with what is found in them."""

from datetime import date
from pathlib import Path

from beancount import loader

from riga_grants import books
from riga_grants import checks
from riga_grants.asked import about
from riga_grants.books import Books
from riga_grants.errors import Finding
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words

ROOT = Path("books").absolute()
ORIGIN = Origin(
    files=(("ledger/main.beancount", "a" * 64), (str(ROOT.parent / "else" / "more.beancount"), "b" * 64)),
    command="riga-grants report committee P1 --as-of 2016-12-31 -o FILE.xlsx",
    versions=(("riga-grants", "0.1.0"), ("beancount", "3.2.3")),
    root=ROOT,
)


def loaded(ledger: str) -> Books:
    """Load books from a ledger's text, as if it stood in their main file."""
    entries, errors, options = loader.load_string(ledger)
    assert errors == []
    file = str(ROOT / "ledger" / "main.beancount")
    for one in (part for entry in entries for part in (entry, *getattr(entry, "postings", ()))):
        one.meta["filename"] = file
    agreements, facts, findings = books.digest(entries)
    return Books(ROOT, entries, options, agreements, facts, tuple(findings))


def asking(ledger: str, period: str | None = None, *, as_of: str = "2016-12-31", lang: str = "en") -> Request:
    """Ask about all projects of a ledger's text."""
    day, found = date.fromisoformat(as_of), loaded(ledger)
    findings = (*found.findings, *(one for case in checks.cases(found, day) for one in checks.judged(case)))
    wrong = tuple(one for one in findings if isinstance(one, Finding))
    return Request(found, about(found.agreements, (), period, day, day), day, wrong, ORIGIN, lang)


def rows(table: Table, *columns: str) -> list[tuple[Value, ...]]:
    """Give some cells of each row, or all of them."""
    keys = columns or [column.key for column in table.columns]
    return list(zip(*(table.values(key) for key in keys), strict=True))


def table(sheet: Sheet, key: str) -> Table:
    """Find a table of a sheet."""
    return next(block for block in sheet.blocks if isinstance(block, Table) and block.key == key)


def words(sheet: Sheet) -> list[str]:
    """Give a sheet's sentences."""
    return [said for block in sheet.blocks if isinstance(block, Words) for said in block.paragraphs]

"""The auditor's file: it holds every posting, its sums are the ledger's, and everything in it can be recomputed without it."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import office
import pytest
from beancount.core import realization
from closing_books import IN_Q1
from closing_books import IN_Q2
from closing_books import PROJECT
from closing_books import Q1
from closing_books import Q2
from closing_books import close_period
from closing_books import copied
from closing_books import new_books
from closing_books import reopen_period
from closing_books import take
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from registers import row
from requests_made import loaded

from riga_grants import books
from riga_grants import checks
from riga_grants.asked import about
from riga_grants.books import Books
from riga_grants.rendering import records
from riga_grants.rendering import xlsx
from riga_grants.reports import audit
from riga_grants.reports import claim
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import Report
from riga_grants.tables import Value

DAY = date(2014, 12, 31)
SCAN = b"%PDF-1.4 a scanned bill"
PERSONAL = "Aprūpe, 010190-12349"
HOSTILE = "=HYPERLINK(1)"
MORE = f"""
2014-01-01 custom "grant-project" "P2" "Otrais" 2014-01-01 2014-12-31 1000 EUR
2014-01-01 open Expenses:P2:Rent EUR
2014-01-01 custom "grant-rule" "P1" "line-flexibility" 0.10 "warning"
  source: "Līgums, 4.2. punkts"
2014-02-01 custom "grant-rule" "P1" "line-flexibility" 0.15
2014-01-01 custom "grant-rule" "P1" "cash-minimum" 1.50 EUR
2014-01-01 custom "grant-rule" "P1" "evidence" "paid, vat" "note"
2014-01-01 custom "grant-waiver" "P1" "evidence-missing" "Expenses:P1:Rent"
  by: "I. Ozola"
  reason: "Vienošanās"

2014-05-05 * "SIA Divi" "Kopīgs rēķins"
  document-no: "K-1"
  document-date: 2014-05-04
  issuer: "SIA Divi"
  document-total: 15.00 EUR
  document: "../documents/k-1.pdf"
  Expenses:P1:Rent  10.00 EUR
  Expenses:P2:Rent  5.00 EUR
  Assets:Bank  -15.00 EUR

2014-07-01 * "{HOSTILE}" "{PERSONAL}"
  document-no: "@SUM(1)"
  document-date: 2014-07-01
  document: "gone.pdf"
  Expenses:P1:Staff  0.01 EUR
  Liabilities:Payable:P1

2014-07-02 * "Kāds" "Cita mape"
  document: "/etc/hostname"
  Expenses:P1:Staff  0.02 EUR
  Liabilities:Payable:P1

2014-07-03 * "Kāds" "Bez dokumenta"
  document: "{"x" * 300}"
  Expenses:P1:Staff  0.03 EUR
  Liabilities:Payable:P1

2014-07-04 document Expenses:P1:Rent "../documents/k-1.pdf"
"""


def request(loaded_books: Books, period: str | None = None, *projects: str, lang: str = "en", day: date = DAY) -> Request:
    """Ask for the auditor's file of P1, or of other projects, with all that is found in the books."""
    root = loaded_books.root
    on_disk = sorted(map(Path, loaded_books.options["include"])) if root.is_dir() else []
    files = tuple((path.relative_to(root).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) for path in on_disk)
    origin = Origin(files, "riga-grants report audit P1", (("riga-grants", "0"),), root)
    examined = checks.examine(loaded_books, day).findings if on_disk else []
    found = tuple(one for one in (*loaded_books.findings, *examined) if one.project in ("", *(projects or ("P1",))))
    return Request(
        loaded_books, about(loaded_books.agreements, projects or ("P1",), period, day, day), day, found, origin, lang
    )


def of(root: Path, period: str | None = None, *projects: str, lang: str = "en") -> Report:
    return audit.build(request(books.load(root), period, *projects, lang=lang))


def cells(report: Report, key: str, *columns: str) -> list[tuple[Value, ...]]:
    """Give some columns of a table."""
    table = report.table(key)
    return list(zip(*(table.values(column) for column in columns), strict=True))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books with two closed quarters, a bill of two projects, a correction, scans, a waiver: never changed by a test."""
    root = new_books(tmp_path_factory.mktemp("audit") / "books", PROJECT, MORE)
    (root / "ledger" / "documents").mkdir(exist_ok=True)
    (root / "ledger" / "documents" / "k-1.pdf").write_bytes(SCAN)
    take(root, *IN_Q1, name="q1.xlsx")
    close_period(root, Q1, date(2014, 4, 10))
    take(root, *IN_Q2, name="q2.xlsx")
    close_period(root, Q2, date(2014, 7, 10))
    late = {"document_no": "R-0020", "document_date": date(2014, 8, 31), "description": "Telpu noma augustā"}
    take(root, row(**late, amount=700.0), name="q3.xlsx")
    take(root, row(**late, amount=770.0), name="q3.xlsx", reason="Rēķins labots")
    return root


@pytest.fixture(scope="module")
def report(kept: Path) -> Report:
    return of(kept)


# --- sums ------------------------------------------------------------------------------------------------------------


def balances(held: Books, day: date) -> dict[str, int]:
    """Give what stands on each account by Beancount's own realization."""
    entries = [entry for entry in held.entries if entry.date <= day]
    found = {}
    for account in realization.iter_children(realization.realize(entries)):  # type: ignore[no-untyped-call]
        units = account.balance.get_currency_units("EUR").number
        if units:
            found[account.account] = int(units * 100)
    return found


def test_what_stands_on_the_project_s_accounts_is_what_beancount_says(kept: Path, report: Report) -> None:
    names = ("account", "other", "closing_debit", "closing_credit")
    shown = {
        str(account): int(str(debit)) - int(str(credit))
        for account, other, debit, credit in cells(report, "turnover", *names)
        if account and not other and debit != credit
    }
    realized = balances(books.load(kept), DAY)
    assert shown == {account: cents for account, cents in realized.items() if "P1" in account.split(":")}


def test_debit_equals_credit_in_every_pair_of_totals(report: Report) -> None:
    (total,) = [one for one in report.table("turnover").rows if one.look == "total"]
    words, figures = total.cells[:5], total.cells[5:]
    assert (words, figures[::2], total.sums) == (("P1", "", "TOTAL", "", "EUR"), figures[1::2], tuple(range(9)))
    assert figures[2] == sum(int(str(debit or 0)) for look, debit in _debits(report) if not look)


def _debits(report: Report) -> list[tuple[str, Value]]:
    return [(one.look, one.cells[9]) for one in report.table("ledger").rows]


def test_accounts_that_are_not_the_project_s_own_are_marked(report: Report) -> None:
    marked = [(account, other) for account, other in cells(report, "turnover", "account", "other") if other]
    assert marked == [("Assets:Bank", "shared"), ("Expenses:P2:Rent", "P2")]


def test_the_ledger_shows_each_account_from_its_opening_to_its_closing_balance(kept: Path) -> None:
    quarter = of(kept, "2014-Q2")
    names = ("account", "date", "document_no", "issuer", "narration", "debit", "credit", "balance", "flag")
    shown = [one[1:] for one in cells(quarter, "ledger", *names) if one[0] == "Expenses:P1:Rent"]
    assert shown == [
        ("", "", "", "Opening balance", "", "", 240050, ""),
        (date(2014, 4, 30), "R-0014", "SIA Parauga nams", "Telpu noma aprīlī", 99999, "", 340049, "*"),
        (date(2014, 5, 5), "K-1", "SIA Divi", "Kopīgs rēķins", 1000, "", 341049, "*"),
        (date(2014, 5, 31), "R-0015", "SIA Parauga nams", "Telpu noma maijā", 101000, "", 442049, "*"),
        ("", "", "", "Turnover and closing balance", 201999, 0, 442049, ""),
    ]


def test_a_period_begins_where_the_one_before_it_ended(kept: Path) -> None:
    quarters = [of(kept, name) for name in ("2014-Q1", "2014-Q2", "2014-Q3")]
    ends = [
        [one[:1] + one[2:] for one in cells(each, "turnover", "account", "other", "closing_debit", "closing_credit")]
        for each in quarters
    ]
    starts = [
        [one[:1] + one[2:] for one in cells(each, "turnover", "account", "other", "opening_debit", "opening_credit")]
        for each in quarters
    ]
    for end, start in zip(ends, starts[1:], strict=False):
        carried = {one for one in end if one[0] and one[1:] != (0, 0)}
        assert carried == {one for one in start if one[0] and one[1:] != (0, 0)}


def test_the_documents_sum_to_the_costs_and_the_trace_has_each_of_them(kept: Path, report: Report) -> None:
    booked = [fact for fact in books.load(kept).facts["P1"] if fact.role == "Expenses" and fact.made in ("", "cut")]
    assert sum(int(str(cents or 0)) for cents in report.table("documents").values("booked")) == sum(
        fact.cents for fact in booked
    )
    assert sum(int(str(n)) for n in report.table("documents").values("postings")) == len(booked)
    assert report.table("trace").values("amount") == [fact.cents for fact in booked]


# --- random books ----------------------------------------------------------------------------------------------------

_OPEN = """
2016-01-01 custom "grant-project" "P1" "Pirmais" 2016-01-01 2016-12-31 100 EUR
2016-01-01 custom "grant-project" "P2" "Otrais" 2016-01-01 2016-12-31 100 EUR
2016-01-01 custom "grant-period" "P1" "H2" 2016-07-01 2016-12-31
"""
_ACCOUNTS = (
    "Expenses:P1:Rent",
    "Expenses:P1:Rent:Store",
    "Liabilities:Payable:P1",
    "Expenses:P2:Rent",
    "Assets:Bank",
    "Equity:P11",
)
_amounts = st.integers(-999_99, 999_99)
_priced = st.sampled_from(["EUR", "EUR", "EUR", "USD", "USD @@ EUR"])


def _posting(account: str, cents: int, priced: str) -> tuple[str, int, str]:
    """Write a posting, and give its weight in cents and the currency of that."""
    if priced == "USD @@ EUR":
        sign = -1 if cents < 0 else 1
        return f"  {account}  {sign * 7}.5 USD @@ {Decimal(abs(cents)).scaleb(-2):.2f} EUR", cents, "EUR"
    return f"  {account}  {Decimal(cents).scaleb(-2):.2f} {priced}", cents, priced


@st.composite
def ledgers(draw: st.DrawFn) -> str:
    """Make a ledger of some transactions with two to five postings, in two currencies."""
    opened = "".join(f"2016-01-01 open {account}\n" for account in (*_ACCOUNTS, "Equity:Rest"))
    written = [_OPEN, opened]
    for n in range(draw(st.integers(0, 6))):
        day = draw(st.sampled_from(["2016-02-01", "2016-06-30", "2016-07-01", "2016-12-31", "2017-01-01"]))
        flag = draw(st.sampled_from("**!"))
        rest: Counter[str] = Counter()
        written.append(f'{day} {flag} "Kāds" "{n}"\n')
        for account, cents, priced in draw(
            st.lists(st.tuples(st.sampled_from(_ACCOUNTS), _amounts, _priced), min_size=1, max_size=4)
        ):
            line, weight, currency = _posting(account, cents, priced)
            written.append(f"{line}\n")
            rest[currency] -= weight
        written += [f"  Equity:Rest  {Decimal(cents).scaleb(-2):.2f} {currency}\n" for currency, cents in rest.items()]
    return "".join(written)


@given(ledgers(), st.sampled_from([None, "H2"]))
@settings(max_examples=60)
def test_of_any_books_every_posting_is_there_and_all_sums_agree(ledger: str, period: str | None) -> None:
    """Reckoned from the entries, with nothing of the program's: whole transactions, weights, days."""
    held = loaded(ledger)
    made = audit.build(request(held, period, day=date(2016, 12, 31)))
    start, end = date(2016, 7, 1) if period else date.min, date(2016, 12, 31)
    expected: Counter[tuple[str, str]] = Counter()
    posted = 0
    for entry in held.entries:
        postings = getattr(entry, "postings", ())
        if entry.date <= end and any("P1" in posting.account.split(":") for posting in postings):
            for posting in postings:
                priced = posting.price is not None
                amount = posting.price.number * posting.units.number if priced else posting.units.number
                currency = posting.price.currency if priced else posting.units.currency
                expected[posting.account, currency] += round(amount * 100)
                posted += entry.date >= start
    names = ("account", "currency", "opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")
    shown = [one for one in cells(made, "turnover", *names) if one[0]]
    closing = {(account, currency): int(str(debit)) - int(str(credit)) for account, currency, *_, debit, credit in shown}
    assert {key: cents for key, cents in closing.items() if cents} == {key: cents for key, cents in expected.items() if cents}
    rows = made.table("ledger").rows
    assert sum(not one.look for one in rows) == posted
    for total in (one for one in made.table("turnover").rows if one.look):
        figures = total.cells[5:]
        assert figures[::2] == figures[1::2]
        assert list(figures) == [
            sum(int(str(made.table("turnover").rows[n].cells[c])) for n in total.sums) for c in range(5, 11)
        ]
    for at, end_row in enumerate(rows):
        if end_row.sums:
            assert end_row.sums == tuple(range(at - len(end_row.sums), at))
            assert end_row.cells[11] == rows[at - 1].cells[11]


def test_a_posting_that_is_not_whole_cents_is_shown_exactly_and_stands_in_no_sum() -> None:
    ledger = """
2016-01-01 custom "grant-project" "P1" "Pirmais" 2016-01-01 2016-12-31 100 EUR
2016-01-01 open Expenses:P1:Rent
2016-01-01 open Assets:Bank
2016-02-01 * "Kāds" "puse"
  Expenses:P1:Rent  0.005 EUR
  Expenses:P1:Rent  1.00 EUR
  Assets:Bank  -1.005 EUR
"""
    made = audit.build(request(loaded(ledger), day=date(2016, 12, 31)))
    assert [one[1:] for one in cells(made, "ledger", "narration", "debit", "credit", "balance") if one[0] == "puse"] == [
        ("", "1.005", 0),
        ("0.005", "", 0),
        (100, "", 100),
    ]
    assert "2 postings are not in whole cents, so they stand in no sum." in str(made.sheets[0].blocks)


def test_of_two_projects_each_has_its_own_ledger(kept: Path) -> None:
    both = of(kept, None, "P1", "P2")
    shared = [
        (project, other)
        for project, other, narration in cells(both, "ledger", "project", "other", "narration")
        if narration == "Kopīgs rēķins"
    ]
    assert shared == [("P1", "shared"), ("P1", ""), ("P1", "P2"), ("P2", "shared"), ("P2", "P1"), ("P2", "")]
    assert both.subject == (("projects", "P1, P2"), ("period", "total"))


def test_books_without_postings_give_a_file_that_says_so() -> None:
    ledger = '2016-01-01 custom "grant-project" "P1" "Pirmais" 2016-01-01 2016-12-31 100 EUR\n'
    made = audit.build(request(loaded(ledger), day=date(2016, 12, 31)))
    assert {table.key for table in made.tables if not table.rows} >= {
        "ledger",
        "turnover",
        "documents",
        "trace",
        "imports",
        "seals",
    }
    assert xlsx.render(made)


# --- documents and cells ---------------------------------------------------------------------------------------------


def test_each_document_stands_once_with_its_workbook_and_its_scan(report: Report) -> None:
    names = ("document_no", "date", "issuer", "booked", "postings", "workbook", "file", "file_sha256", "file_state")
    assert cells(report, "documents", *names) == [
        ("R-0012", date(2014, 1, 31), "SIA Parauga nams", 120000, 1, "q1.xlsx", "", "", ""),
        ("R-0013", date(2014, 2, 28), "SIA Parauga nams", 120050, 1, "q1.xlsx", "", "", ""),
        ("L-03", date(2014, 3, 20), "A. Bērziņa", 10001, 1, "", "", "", ""),
        ("R-0014", date(2014, 4, 30), "SIA Parauga nams", 99999, 1, "q2.xlsx", "", "", ""),
        (
            "K-1",
            date(2014, 5, 4),
            "SIA Divi",
            1000,
            1,
            "",
            "ledger/documents/k-1.pdf",
            hashlib.sha256(SCAN).hexdigest(),
            "there",
        ),
        ("R-0015", date(2014, 5, 31), "SIA Parauga nams", 101000, 1, "q2.xlsx", "", "", ""),
        ("@SUM(1)", date(2014, 7, 1), HOSTILE, 1, 1, "", "gone.pdf", "", "MISSING"),
        (None, None, "Kāds", 2, 1, "", "/etc/hostname", "", "not in the books' folder, not opened"),
        (None, None, "Kāds", 3, 1, "", "x" * 300, "", "MISSING"),
        ("R-0020", date(2014, 8, 31), "SIA Parauga nams", 77000, 3, "q3.xlsx; q3.xlsx", "", "", ""),
        (None, date(2014, 7, 4), None, None, 0, "", "ledger/documents/k-1.pdf", hashlib.sha256(SCAN).hexdigest(), "there"),
    ]


def test_each_cost_leads_to_its_cells_or_says_that_it_was_entered_by_hand(report: Report) -> None:
    names = ("document_no", "amount", "origin", "workbook", "sheet", "cells", "import")
    assert cells(report, "trace", *names) == [
        ("R-0012", 120000, "imported", "q1.xlsx", "Izmaksas", "A6:M6", "1"),
        ("R-0013", 120050, "imported", "q1.xlsx", "Izmaksas", "A7:M7", "1"),
        ("L-03", 10001, "entered by hand", "", "", "", ""),
        ("R-0014", 99999, "imported", "q2.xlsx", "Izmaksas", "A6:M6", "2"),
        ("K-1", 1000, "entered by hand", "", "", "", ""),
        ("R-0015", 101000, "imported", "q2.xlsx", "Izmaksas", "A7:M7", "2"),
        ("@SUM(1)", 1, "entered by hand", "", "", "", ""),
        ("", 2, "entered by hand", "", "", "", ""),
        ("", 3, "entered by hand", "", "", "", ""),
        ("R-0020", 70000, "imported", "q3.xlsx", "Izmaksas", "A6:M6", "3"),
        ("R-0020", -70000, "imported", "", "", "", "4"),
        ("R-0020", 77000, "imported", "q3.xlsx", "Izmaksas", "A6:M6", "4"),
    ]


def test_a_correction_is_linked_both_ways(report: Report) -> None:
    names = ("document_no", "place", "cost_key", "reverses", "replaces", "taken_back", "replaced")
    first, reversal, second = [one[1:] for one in cells(report, "trace", *names) if one[0] == "R-0020"]
    key, *links = first[1:]
    assert links == ["", "", _entry(reversal[0]), _entry(second[0])]
    assert reversal[2:] == (key, "", "", "")
    assert second[2:] == ("", key, "", "")


def _entry(place: Value) -> str:
    """Give the place of an entry whose posting stands at a place: the first line of what is between two empty ones."""
    file, _, line = str(place).rpartition(":")
    return f"{file}:{_FIRST_LINES[file, int(line)]}"


_FIRST_LINES: dict[tuple[str, int], int] = {}


@pytest.fixture(autouse=True, scope="module")
def first_lines(kept: Path) -> None:
    for path in (kept / "ledger").rglob("*.beancount"):
        first = 1
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            first = number + 1 if not line.strip() else first
            _FIRST_LINES[path.relative_to(kept).as_posix(), number] = first


# --- what was generated and agreed -----------------------------------------------------------------------------------


def test_every_generated_file_stands_with_its_hash_and_its_state(kept: Path, report: Report) -> None:
    names = ("file", "sha256", "previous_sha256", "entries", "sum", "state")
    found = cells(report, "imports", *names)
    assert [(file, sha256) for file, sha256, *_ in found] == [
        (path.relative_to(kept).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted((kept / "ledger" / "imported" / "P1").glob("00000[1-9]*"))
        + sorted((kept / "ledger" / "closings" / "P1").glob("00000[1-9]*"))
    ]
    assert [one[3:] for one in found[:4]] == [
        (2, 240050, "as it was written"),
        (2, 200999, "as it was written"),
        (1, 70000, "as it was written"),
        (2, 7000, "as it was written"),
    ]
    chained = [one[1:3] for one in found[:4]]
    assert all(later[1] == earlier[0] for earlier, later in pairwise(chained))


def test_workbooks_periods_and_seals_are_told(kept: Path, report: Report) -> None:
    workbooks = cells(report, "workbooks", "workbook", "sha256", "kept", "state")
    assert [(name, state) for name, _, _, state in workbooks] == [(f"q{n}.xlsx", "as it was written") for n in (1, 2, 3, 3)]
    assert [hashlib.sha256((kept / str(path)).read_bytes()).hexdigest() for _, _, path, _ in workbooks] == [
        sha256 for _, sha256, _, _ in workbooks
    ]
    assert cells(report, "states", "period", "state", "date", "number") == [
        ("2014-Q1", "submitted", date(2014, 4, 10), "P-1"),
        ("2014-Q1", "approved", date(2014, 4, 10), "L-1"),
        ("2014-Q1", "closed", date(2014, 4, 10), ""),
        ("2014-Q2", "submitted", date(2014, 7, 10), "P-1"),
        ("2014-Q2", "approved", date(2014, 7, 10), "L-1"),
        ("2014-Q2", "closed", date(2014, 7, 10), ""),
    ]
    (q1, q2) = cells(report, "seals", "period", "through", "state", "seal", "computed", "previous", "verified")
    assert (q1[:3], q2[:3]) == (("2014-Q1", date(2014, 3, 31), "stands"), ("2014-Q2", date(2014, 6, 30), "stands"))
    assert (q1[3], q1[5], q2[3], q2[5]) == (q1[4], None, q2[4], q1[3])
    assert q1[6] == q2[6] == "as it was written"


def test_what_was_agreed_stands_in_all_its_versions(report: Report) -> None:
    assert cells(report, "agreements", "in_force", "what", "amount", "terms") == [
        ("yes", "total", 1000000, "2014-01-01 – 2014-12-31"),
        ("yes", "RD", 482900, "co-financing; 4829/10000"),
        ("yes", "SOS", 517100, "own funds; 5171/10000"),
    ]
    assert cells(report, "versions", "in_force", "line", "name", "period", "amount", "decision", "place") == [
        ("yes", "Expenses:P1:Rent", "Telpu noma", "the whole project", 900000, "", "budgets/P1.beancount:2"),
        ("yes", "Expenses:P1:Staff", "Personāls", "the whole project", 100000, "15", "budgets/P1.beancount:3"),
    ]
    assert cells(report, "rules", "date", "in_force", "rule", "value", "severity", "source") == [
        (date(2014, 1, 1), "no", "line-flexibility", "0.10", "warning", "Līgums, 4.2. punkts"),
        (date(2014, 1, 1), "yes", "cash-minimum", "1.50 EUR", "", ""),
        (date(2014, 1, 1), "yes", "evidence", "paid, vat", "note", ""),
        (date(2014, 2, 1), "yes", "line-flexibility", "0.15", "", ""),
    ]
    assert cells(report, "waivers", "rule", "scope", "limit", "taken", "by", "reason") == [
        ("evidence-missing", "Expenses:P1:Rent", None, None, "I. Ozola", "Vienošanās")
    ]


def test_what_was_agreed_only_later_is_not_told() -> None:
    later = """
2015-03-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31 11000 EUR
2015-03-01 custom "grant-source" "P1" "RD" 4900 EUR
2015-03-01 custom "grant-budget" Expenses:P1:Rent "total" 9500 EUR
2015-03-01 custom "grant-rule" "P1" "line-flexibility" 0.20
2015-03-01 custom "grant-waiver" "P1" "evidence-missing" "total"
"""
    early = "2014-01-01 open Expenses:P1:Rent\n" + later.replace("2015-03-01", "2014-01-01")
    made = audit.build(request(loaded(early + later.replace("9500", "9600"))))
    tables = ("agreements", "versions", "rules", "waivers")
    assert [made.table(key).values("date") for key in tables] == [[date(2014, 1, 1)] * n for n in (2, 1, 1, 1)]


def test_findings_stand_with_what_was_waived(report: Report) -> None:
    found = cells(report, "findings", "severity", "code", "waived")
    assert found[0][0] == "error"
    assert Counter(one for one in found if one[1] == "evidence-missing") == {
        ("note", "evidence-missing", "yes"): 6,
        ("note", "evidence-missing", ""): 4,
    }


def test_a_waiver_with_a_limit_tells_how_much_of_it_is_used(tmp_path: Path) -> None:
    more = """
2014-01-01 custom "grant-waiver" "P1" "line-over-budget" "Expenses:P1:Rent" 100.00 EUR
  by: "I. Ozola"
  reason: "Vienošanās"
2014-02-01 * "Kāds" "Telpu noma"
  document-no: "R-1"
  document-date: 2014-02-01
  Expenses:P1:Rent  9150.00 EUR
  Liabilities:Payable:P1
"""
    made = of(new_books(tmp_path / "books", PROJECT, more))
    assert cells(made, "waivers", "limit", "taken") == [(10000, 10000)]
    told = [one for one in cells(made, "findings", "code", "limit", "actual", "waived") if one[0] == "line-over-budget"]
    assert told == [("line-over-budget", 900000, 915000, "in part")]


def test_a_seal_of_a_reopened_period_is_told_as_such(kept: Path, tmp_path: Path) -> None:
    root = copied(kept, tmp_path / "books")
    reopen_period(root, Q2, date(2014, 7, 11))
    assert cells(of(root), "seals", "period", "state", "verified") == [
        ("2014-Q1", "stands", "as it was written"),
        ("2014-Q2", "reopened", None),
    ]


# --- without trust ---------------------------------------------------------------------------------------------------


def answers(root: Path, made: Report, program: Callable[[str], str]) -> list[tuple[Value, ...]]:
    """Type the commands of a report; give each that states its answer with what it answered."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": path, "LC_ALL": "C.UTF-8", "RIGA_GRANTS_LANG": "en"}
    found: list[tuple[Value, ...]] = []
    for command, answer in cells(made, "recompute", "command", "answer"):
        if answer:
            typed = [program("bash"), "-c", str(command)]
            done = subprocess.run(typed, cwd=root, env=environment, capture_output=True, encoding="utf-8", check=False)
            found.append((command, answer, done.stdout.strip().removesuffix("  -")))
    return found


def first_word(said: Value) -> str:
    """Give what `sha256sum` says before the file's name."""
    return str(said).split("  ", maxsplit=1)[0]


def test_an_auditor_who_types_the_commands_gets_the_answers(kept: Path, tmp_path: Path, program: Callable[[str], str]) -> None:
    root = copied(kept, tmp_path / "books")
    typed = answers(root, of(root, "2014-Q2"), program)
    assert [first_word(said) for _, _, said in typed] == [answer for _, answer, _ in typed]
    programs = {str(command).split()[0] for command, _, _ in typed}
    assert programs == {"bean-check", "bean-query", "sha256sum", "sed", "awk", "riga-grants"}


def test_the_closing_balances_that_bean_query_lists_are_those_of_the_turnover(
    kept: Path, program: Callable[[str], str]
) -> None:
    made = of(kept)
    typed = cells(made, "recompute", "command", "answer")
    (command,) = [str(one) for one, answer in typed if not answer and "bean-query" in str(one)]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    said = [program("bash"), "-c", command]
    done = subprocess.run(said, cwd=kept, env=os.environ | {"PATH": path}, capture_output=True, encoding="utf-8", check=True)
    listed = {words[0]: words[1:] for line in done.stdout.splitlines()[2:] if (words := line.split())}
    names = ("account", "other", "closing_debit", "closing_credit")
    shown = {
        account: [f"{Decimal(int(str(debit)) - int(str(credit))).scaleb(-2)}", "EUR"] if debit != credit else []
        for account, other, debit, credit in cells(made, "turnover", *names)
        if account and not other
    }
    assert listed == shown


def test_a_changed_cent_shows_everywhere(kept: Path, tmp_path: Path, program: Callable[[str], str]) -> None:
    root, before = copied(kept, tmp_path / "books"), of(kept)
    (file,) = (root / "ledger" / "imported" / "P1").glob("000001-*")
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("1200.50", "1200.51"), encoding="utf-8")
    after = of(root)
    states = {one[0]: one[1] for one in cells(after, "imports", "file", "state")}
    assert states[file.relative_to(root).as_posix()] == "import-altered"
    assert cells(after, "seals", "verified")[0] == ("seal-broken",)
    assert {"import-altered", "seal-broken"} <= {code for (code,) in cells(after, "findings", "code")}
    wrong = [str(command).split()[0] for command, answer, said in answers(root, before, program) if first_word(said) != answer]
    assert {"bean-check", "bean-query"} <= set(wrong)


def test_hostile_texts_stay_texts_and_personal_data_stand_as_in_the_ledger(report: Report) -> None:
    (posted,) = {one for one in cells(report, "ledger", "issuer", "narration") if one[0] == HOSTILE}
    assert posted == (HOSTILE, PERSONAL)
    written = records.as_csv(report.table("ledger"))
    assert f";'{HOSTILE};{PERSONAL};" in written
    assert f";{HOSTILE};" not in written


def test_every_key_is_there_once_and_the_file_is_the_same_in_every_language(kept: Path) -> None:
    english, latvian = of(kept), of(kept, lang="lv")
    for made in (english, latvian):
        keys = [table.key for table in made.tables]
        assert len(keys) == len(set(keys))
        assert all(len(row.cells) == len(table.columns) for table in made.tables for row in table.rows)
    assert amounts(english) == amounts(latvian)
    assert xlsx.render(english)
    assert records.as_json(latvian)


def test_recalculation_changes_no_cell_of_the_auditors_file_and_the_claim(kept: Path, report: Report, tmp_path: Path) -> None:
    office.needed()
    asked = replace(request(books.load(kept), "2014-Q2"), funder="RD")
    written = [tmp_path / "audit.xlsx", tmp_path / "claim.xlsx"]
    for file, made in zip(written, (report, claim.build(asked)), strict=True):
        file.write_bytes(xlsx.render(made))
    recalculated = office.convert(written, "xlsx", tmp_path)
    assert [office.values(file) for file in recalculated] == [office.values(file) for file in written]


def amounts(made: Report) -> list[list[Value]]:
    """Give all columns of amounts."""
    return [table.values(column.key) for table in made.tables for column in table.columns if column.kind == "money"]

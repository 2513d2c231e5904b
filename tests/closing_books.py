"""Small books of one project whose quarters are submitted, approved and closed as the commands do it."""

import shutil
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path

from registers import layouts
from registers import row
from registers import write_register

from riga_grants import books
from riga_grants.chains import undo
from riga_grants.chains.chain import START
from riga_grants.chains.chain import START_TEXT
from riga_grants.chains.entries import Correction
from riga_grants.chains.writer import commit
from riga_grants.closing import close
from riga_grants.closing import reopen
from riga_grants.closing import states
from riga_grants.closing.close import Closing
from riga_grants.closing.states import Said
from riga_grants.importing import importer
from riga_grants.importing.importer import Wishes

NOW = datetime(2014, 10, 20, 12, 0, tzinfo=UTC)
Q1, Q2, Q3 = "2014-Q1", "2014-Q2", "2014-Q3"
BY = "A. Auditor"

MAIN = """
option "title" "Test books"
option "operating_currency" "EUR"
plugin "riga_grants.plugin"
include "accounts.beancount"
include "projects/*.beancount"
include "agreements/*.beancount"
"""
ACCOUNTS = """
2014-01-01 open Assets:Bank
2014-01-01 open Expenses:Overhead:Recovered
2014-01-01 price EUR 0.702804 LVL
"""
BUDGET = """
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 9000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff "total" 1000 EUR
  decision: "15"
"""
PROJECT = """
include "../imported/P1/*.beancount"
include "../closings/P1/*.beancount"
include "../../budgets/P1/*.beancount"
include "../../budgets/P1.beancount"

2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31 10000 EUR
2014-01-01 custom "grant-source" "P1" "RD" 4829 EUR
2014-01-01 custom "grant-source" "P1" "SOS" 5171 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "2014-Q1" 2014-01-01 2014-03-31
2014-01-01 custom "grant-period" "P1" "2014-Q2" 2014-04-01 2014-06-30
2014-01-01 custom "grant-period" "P1" "2014-Q3" 2014-07-01 2014-09-30
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Assets:Bank:P1
2014-01-01 open Income:InKind:P1
2014-01-01 open Income:CoFinancing:RD:P1
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Assets:Receivable:RD:P1
2014-01-01 open Expenses:P1:Staff EUR
  position: "1"
  name: "Personāls"
2014-01-01 open Expenses:P1:Rent EUR
  position: "2"
  name: "Telpu noma"

2014-02-17 * "RD" "1. maksājums"
  Assets:Bank:P1  700.00 EUR
  Liabilities:Advance:RD:P1  -700.00 EUR

2014-03-20 * "A. Bērziņa" "Darba alga, 3. mēnesis"
  document-no: "L-03"
  document-date: 2014-03-20
  issuer: "A. Bērziņa"
  Expenses:P1:Staff  100.01 EUR
  Liabilities:Payable:P1  -100.01 EUR
"""
FOLDERS = ("ledger/imported/P1", "ledger/closings/P1", "ledger/agreements", "budgets/P1")


def new_books(root: Path, project: str = PROJECT, more: str = "") -> Path:
    """Write books of the project P1, with nothing imported yet and no period closed; `more` stands behind its file."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
        (root / folder / START).write_text(START_TEXT, encoding="utf-8")
    contents = {
        "ledger/main.beancount": MAIN,
        "ledger/accounts.beancount": ACCOUNTS,
        "ledger/projects/P1.beancount": project + more,
        "budgets/P1.beancount": BUDGET,
    }
    for name, content in contents.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root.resolve()


def take(root: Path, *rows: dict[str, object], name: str = "a.xlsx", reason: str = "") -> list[Path]:
    """Import a register as the command does; changed rows are corrected where a reason is given."""
    return take_file(root, write_register(root.parent / name, rows), reason)


def take_file(root: Path, path: Path, reason: str = "") -> list[Path]:
    """Import a file as the command does."""
    loaded = books.load(root)
    plan = importer.plan([path], loaded, layouts(), Wishes(correct=bool(reason)))
    return [] if plan.blocked else commit(root, plan, NOW, loaded.agreements, Correction(reason, BY))


def take_back(root: Path, number: int) -> list[Path]:
    """Undo an import as the command does."""
    loaded = books.load(root)
    return undo.commit(root, undo.plan(loaded, number), NOW, loaded.agreements, Correction("kļūda", BY))


def approve(root: Path, period: str, on: date) -> None:
    """Submit and approve a period on a day."""
    for state, number in ((states.SUBMITTED, "P-1"), (states.APPROVED, "L-1")):
        states.move(root, books.load(root), "P1", period, state, Said(on, BY, number=number), NOW)


def planned(root: Path, period: str, on: date) -> Closing:
    """Plan to close a period of P1."""
    return close.plan(books.load(root), "P1", period, on)


def close_period(root: Path, period: str, on: date) -> Path:
    """Submit, approve and close a period on a day."""
    approve(root, period, on)
    return close.commit(root, planned(root, period, on), NOW, BY)


def reopen_period(root: Path, period: str, on: date, reason: str = "kļūda pārskatā") -> Path:
    """Reopen a period on a day."""
    return reopen.commit(root, reopen.plan(books.load(root), "P1", period, on), NOW, BY, reason)


IN_Q1 = (row(), row(document_no="R-0013", document_date=date(2014, 2, 28), description="Telpu noma februārī", amount=1200.5))
IN_Q2 = (
    row(document_no="R-0014", document_date=date(2014, 4, 30), description="Telpu noma aprīlī", amount=999.99),
    row(document_no="R-0015", document_date=date(2014, 5, 31), description="Telpu noma maijā", amount=1010.0),
)


def closed_books(root: Path) -> Path:
    """Write books of which two quarters are closed."""
    made = new_books(root)
    take(made, *IN_Q1, name="q1.xlsx")
    close_period(made, Q1, date(2014, 4, 10))
    take(made, *IN_Q2, name="q2.xlsx")
    close_period(made, Q2, date(2014, 7, 10))
    return made


def copied(root: Path, to: Path) -> Path:
    """Copy books, so that a test may change them."""
    shutil.copytree(root, to)
    return to

"""Where the figures on our pages lead: to a page that shows the very same amount, whatever the agreement and the period."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl
from urllib.parse import urlsplit

import fava_books
import pytest
from fava_books import shown
from flask import Flask

from riga_grants.dashboard import extension
from riga_grants.dashboard import serve
from riga_grants.dashboard.shown import Page
from riga_grants.dashboard.shown import ShownFacts
from riga_grants.dashboard.shown_tables import ShownTable
from riga_grants.reports import postings

MIXED = """
2014-01-10 custom "grant-project" "P1" "Mixed" 2014-01-01 2014-12-31 1000.00 EUR
2014-01-10 custom "grant-source" "P1" "F1" 500.00 EUR
  lines: "A"
2014-01-10 custom "grant-source" "P1" "F2" "not-stated"
2014-01-10 custom "grant-source" "P1" "F3" 300.00 EUR
  rate: "1/3"
  valid-from: 2014-02-01
  valid-to: 2014-07-31
2014-01-10 custom "grant-source" "P1" "OWN" 200.00 EUR
  kind: "own"
2014-01-10 custom "grant-source" "P1" "VOL" 50.00 EUR
  kind: "in-kind"
2014-01-10 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
2014-01-10 custom "grant-period" "P1" "H1" 2014-01-01 2014-06-30
2014-01-10 custom "grant-period" "P1" "Q3" 2014-07-01 2014-09-30
2014-01-10 custom "grant-budget" Expenses:P1:A "Q1" 200.00 EUR
2014-01-10 custom "grant-budget" Expenses:P1:A "H1" 300.00 EUR
2014-01-10 custom "grant-budget" Expenses:P1:B "total" 500.00 EUR
2014-06-10 custom "grant-budget" Expenses:P1:B "total" 450.00 EUR
2014-01-10 custom "grant-rule" "P1" "vat-recoverable" 0.5
2014-01-10 custom "grant-rule" "P1" "flat-rate" 0.15
  lines: "O"
  base: "A"
2014-01-10 custom "grant-instalment" "P1" "F1" "1" 2014-02-05 100.00 EUR
2014-01-01 open Expenses:P1:A
2014-01-01 open Expenses:P1:A:Sub
2014-01-01 open Expenses:P1:B
2014-01-01 open Expenses:P1:O
2014-01-01 open Expenses:P1:Unbudgeted
2014-01-01 open Expenses:Ineligible:P1:A
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Assets:Bank:P1
2014-01-01 open Income:InKind:P1
2014-01-01 open Income:CoFinancing:F2:P1
2014-01-01 open Liabilities:Advance:F1:P1
2014-01-01 open Liabilities:Advance:F2:P1
2014-01-01 open Liabilities:Repayable:F1:P1

2014-01-20 * "A" "one"
  document-no: "D1"
  vat: 10.00 EUR
  Expenses:P1:A  100.00 EUR
  Liabilities:Payable:P1
2014-02-20 * "B" "two"
  document-no: "D2"
  Expenses:P1:A:Sub  50.05 EUR
    vat: 5.00 EUR
  Expenses:P1:B  33.33 EUR
  Liabilities:Payable:P1
2014-03-02 ! "B" "parked"
  document-no: "D3"
  Expenses:P1:B  20.00 EUR
  Liabilities:Payable:P1
2014-03-05 * "B" "credit"
  document-no: "D2"
  Expenses:P1:B  -13.33 EUR
  Liabilities:Payable:P1
2014-04-05 * "V" "volunteers"
  Expenses:P1:B  40.00 EUR
  Income:InKind:P1
2014-04-07 * "B" "cut"
  made: "cut"
  document-no: "D2"
  Expenses:P1:B  -4.00 EUR
  Expenses:Ineligible:P1:A  4.00 EUR
2014-05-05 * "U" "not in the budget"
  document-no: "D7"
  funder: "F3"
  Expenses:P1:Unbudgeted  11.00 EUR
  Liabilities:Payable:P1
2014-05-06 * "U" "dollars"
  document-no: "D8"
  Expenses:P1:B  10.00 USD
  Liabilities:Payable:P1
2014-02-10 * "F1" "money"
  Assets:Bank:P1  150.00 EUR
  Liabilities:Advance:F1:P1
2014-05-10 * "F2" "money"
  Assets:Bank:P1  70.00 EUR
  Liabilities:Advance:F2:P1
2014-06-30 * "F2" "claim"
  made: "co-financing"
  Income:CoFinancing:F2:P1  -30.00 EUR
  Liabilities:Advance:F2:P1
2014-07-15 * "F1" "to go back"
  Liabilities:Advance:F1:P1  20.00 EUR
  Liabilities:Repayable:F1:P1
"""
"""Funders of one line, without a rate, and of some months; work in kind, a credit note, a cut, tax to get back, a flat rate."""

PAGES = [
    {"page": "portfolio"},
    *({"page": page, "project": "P1", **more} for page in ("project", "explain") for more in ({}, {"period": "Q1"})),
    {"page": "project", "project": "P1", "period": "Q3"},
    {"page": "explain", "project": "P1", "period": "H1"},
]
NO_AMOUNTS = {"rate"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Fava on the books of `MIXED` and a small project beside it."""
    root = fava_books.make(tmp_path_factory.mktemp("links") / "books")
    with (root / "ledger/main.beancount").open("a", encoding="utf-8") as main:
        main.write(MIXED)
    return serve.application(root, write=False)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")
    monkeypatch.setattr(extension, "today", lambda: date(2016, 6, 30))


def tables(page: Page) -> Iterator[ShownTable]:
    return (block for sheet in page.sheets for block in sheet.blocks if isinstance(block, ShownTable))


def amounts(page: Page) -> set[str]:
    """Give the amount of the postings, or all amounts that a page shows, without their signs."""
    told = [
        value for sheet in page.sheets for block in sheet.blocks if isinstance(block, ShownFacts) for _, value in block.facts
    ]
    if any(sheet.key == postings.KEY for sheet in page.sheets):
        return {amount(told[-1])}
    return {amount(value) for value in told} | {
        amount(cell.text) for table in tables(page) for row in table.rows for cell in row.cells
    }


def amount(shown: str) -> str:
    return shown.removesuffix("\N{NO-BREAK SPACE}EUR").lstrip("-")


@pytest.mark.parametrize("day", ["2014-02-15", "2014-04-30", "2014-06-30", "2014-08-15", "2015-01-31"])
@pytest.mark.parametrize("said", PAGES, ids=lambda said: "-".join(said.values()))
def test_every_figure_leads_to_a_page_with_that_figure(app: Flask, said: dict[str, str], day: str) -> None:
    page = shown(app, **said, as_of=day)
    assert page.problem == ""
    wrong, followed = [], 0
    for table in tables(page):
        for row in table.rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                target = urlsplit(cell.link)
                if cell.look != "n" or not target.path.endswith("RigaGrants/") or target.fragment or column.key in NO_AMOUNTS:
                    continue
                there = shown(app, **dict(parse_qsl(target.query)))
                followed += 1
                if there.problem or amount(cell.text) not in amounts(there):
                    wrong.append((table.key, row.cells[row.name].text, column.key, cell.text, target.query, there.problem))
    assert (wrong, followed > 0) == ([], True)

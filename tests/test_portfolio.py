"""The portfolio: a row of each project, its figures those of `check --format json`; a dash is never a zero."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from requests_made import asking
from requests_made import rows
from test_properties import agreements
from test_properties import registers

from riga_grants import execution
from riga_grants.asked import about
from riga_grants.books import Books
from riga_grants.facts import Fact
from riga_grants.interchange import as_json
from riga_grants.model import Agreement
from riga_grants.money import to_cents
from riga_grants.rendering import terminal
from riga_grants.reports import portfolio
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import Report
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.tables import sums_up

P1 = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2015-12-31 1000 EUR
  name-en: "Project"
2014-01-01 custom "grant-source" "P1" "RD" 400 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 600 EUR
  kind: "own"
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 1000 EUR
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-rule" "P1" "report-days" 30
2014-01-01 open Assets:Bank
2014-01-01 open Expenses:P1:Rent
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Liabilities:Repayable:RD:P1
2014-01-01 open Income:InKind:P1
2014-02-03 * "RD" "Advance"
  Assets:Bank  200 EUR
  Liabilities:Advance:RD:P1
2014-03-10 * "Office" "Rent"
  document-no: "A-1"
  document-date: 2014-03-10
  issuer: "Office"
  Expenses:P1:Rent  100 EUR
  Liabilities:Payable:P1
2014-04-10 ! "Office" "Rent that waits"
  document-no: "A-2"
  document-date: 2014-04-10
  issuer: "Office"
  Expenses:P1:Rent  50 EUR
  Liabilities:Payable:P1
2014-05-10 * "A friend" "A room for nothing"
  Expenses:P1:Rent  30 EUR
  Income:InKind:P1
2014-06-10 * "RD" "A part is to go back"
  Liabilities:Advance:RD:P1  15 EUR
  Liabilities:Repayable:RD:P1
"""
NOTHING_STATED = """
2008-01-01 custom "grant-project" "P2" "Nekas" 2008-01-01 2013-12-31 "not-stated"
  currency: "LVL"
  actuals: "not-stated"
2008-01-01 custom "grant-source" "P2" "RD" "not-stated"
2008-01-01 custom "grant-source" "P2" "OWN" "not-stated"
  kind: "own"
"""
NO_END = """
2014-01-01 custom "grant-project" "P3" "Bez beigām" 2014-01-01 "not-stated" "not-stated"
  currency: "EUR"
2014-01-01 custom "grant-source" "P3" "RD" "not-stated"
"""
FUTURE = """
2014-01-01 custom "grant-project" "P4" "Nākotne" 2018-01-01 2018-12-31 500 EUR
2014-01-01 custom "grant-source" "P4" "RD" 500 EUR
"""
ZERO = """
2014-01-01 custom "grant-project" "P5" "Nulle" 2014-01-01 2014-12-31 0 EUR
2014-01-01 custom "grant-source" "P5" "RD" 0 EUR
"""


def table(report: Report) -> Table:
    return report.table("portfolio")


def lead(report: Report) -> str:
    (words,) = (block for block in report.sheets[0].blocks if isinstance(block, Words))
    return " ".join(words.paragraphs).replace("\u00a0", " ")


def row(ledger: str, day: str, *keys: str) -> dict[str, object]:
    """Give some cells of the one project's row."""
    found = table(portfolio.build(asking(ledger, as_of=day)))
    cells = dict(zip((column.key for column in found.columns), found.rows[0].cells, strict=True))
    return {key: cells.get(key, "no such column") for key in keys or cells}


def test_a_project_is_a_row_with_all_that_there_is_to_know_at_a_glance() -> None:
    assert row(P1, "2014-12-31") == {
        "project": "P1",
        "name": "Project",
        "start": date(2014, 1, 1),
        "end": date(2015, 12, 31),
        "budget": 1000_00,
        "spent": 180_00,
        "spent_pct": Decimal("18.0"),
        "time_pct": Decimal("50.0"),
        "cofinancing": 52_00,
        "own": 98_00,
        "in_kind": 30_00,
        "received": 200_00,
        "receivable": 0,
        "advance": 133_00,
        "repayable": 15_00,
        "errors": 1,
        "warnings": 0,
        "next_day": date(2014, 12, 31),
        "next_what": "2014 ends",
    }


def test_its_key_is_the_projects_code_and_the_lead_says_the_day() -> None:
    report = portfolio.build(asking(P1, as_of="2014-12-31"))
    assert [one.key for one in table(report).rows] == ["P1"]
    assert lead(report) == "Projects on 2014-12-31: 1. Findings: 1 error, 0 warnings."


@pytest.mark.parametrize(
    ("ledger", "day", "expected"),
    [
        pytest.param(
            NOTHING_STATED,
            "2014-12-31",
            dict.fromkeys(("budget", "spent", "spent_pct", "cofinancing", "own", "in_kind", "received", "receivable")),
            id="of which nothing is stated",
        ),
        pytest.param(
            NOTHING_STATED,
            "2014-12-31",
            dict.fromkeys(("advance", "repayable", "next_day", "next_what")),
            id="of which nothing is stated, so nothing is owed and nothing is ahead",
        ),
        pytest.param(NOTHING_STATED, "2014-12-31", {"time_pct": Decimal("100.0")}, id="that has ended"),
        pytest.param(
            NO_END,
            "2014-12-31",
            {"end": None, "time_pct": None, "budget": None, "spent": 0, "next_day": None},
            id="without end",
        ),
        pytest.param(
            FUTURE,
            "2014-12-31",
            {"time_pct": Decimal("0.0"), "spent": 0, "spent_pct": Decimal("0.0"), "next_what": "The project ends"},
            id="that has not begun",
        ),
        pytest.param(ZERO, "2014-12-31", {"budget": 0, "spent": 0, "spent_pct": "-"}, id="with a budget of nothing"),
        pytest.param(P1, "2014-01-01", {"time_pct": Decimal("0.1"), "in_kind": None}, id="on its first day"),
        pytest.param(P1, "2014-04-30", {"spent": 150_00, "cofinancing": 40_00, "own": 110_00}, id="with a parked cost"),
        pytest.param(
            P1,
            "2015-02-01",
            {"next_day": date(2015, 1, 30), "next_what": "Overdue: The report on 2014"},
            id="with something overdue",
        ),
    ],
)
def test_odd_projects_have_dashes_and_never_a_false_zero(ledger: str, day: str, expected: dict[str, object]) -> None:
    assert row(ledger, day, *expected) == expected


def test_a_project_that_was_not_agreed_yet_has_no_row() -> None:
    report = portfolio.build(asking(P1, as_of="2013-12-31"))
    assert (table(report).rows, table(report).empty) == ([], "There is no project to show on 2013-12-31.")
    assert lead(report) == "Projects on 2013-12-31: 0. No findings."


def test_totals_are_told_by_currency_and_only_of_what_all_state() -> None:
    found = table(portfolio.build(asking(P1 + NOTHING_STATED + FUTURE, as_of="2014-12-31")))
    assert found.currency == ""
    assert rows(found, "project", "currency", "budget", "spent", "spent_pct", "own", "in_kind") == [
        ("P1", "EUR", 1000_00, 180_00, Decimal("18.0"), 98_00, 30_00),
        ("P2", "LVL", None, None, None, None, None),
        ("P4", "EUR", 500_00, 0, Decimal("0.0"), None, None),
        ("TOTAL, EUR", "", 1500_00, 180_00, Decimal("12.0"), None, None),
    ]


def test_projects_of_one_currency_have_one_total_and_no_column_of_currencies() -> None:
    found = table(portfolio.build(asking(P1 + FUTURE, as_of="2014-12-31")))
    assert (found.currency, found.place("currency")) == ("EUR", None)
    assert rows(found, "project", "budget", "receivable") == [("P1", 1000_00, 0), ("P4", 500_00, 0), ("TOTAL", 1500_00, 0)]
    assert all(
        sums_up(found, found.rows[-1], place) for place, one in enumerate(found.columns) if one.key in {"budget", "spent"}
    )


def test_it_speaks_latvian_and_english_and_fits_a_narrow_terminal() -> None:
    for lang, name in (("lv", "Projekts"), ("en", "Project")):
        shown = terminal.render(portfolio.build(asking(P1, as_of="2014-12-31", lang=lang)), 80, colour=False)
        assert name in shown
        assert max(map(len, shown.splitlines())) <= 80


def test_demonstration_data_say_so() -> None:
    invented = P1.replace('  name-en: "Project"\n', '  name-en: "Project"\n  demonstration: TRUE\n')
    assert [portfolio.build(asking(ledger, as_of="2014-12-31")).demonstration for ledger in (P1, invented)] == [False, True]


DAY = date(2016, 12, 31)


def books_of(agreement: Agreement, facts: Sequence[Fact]) -> Books:
    return Books(Path("books"), (), {}, {"P": agreement}, {"P": facts}, ())


@settings(max_examples=40)
@given(agreements(), registers())
def test_its_figures_are_those_that_check_tells_programs(agreement: Agreement, facts: list[Fact]) -> None:
    found = books_of(agreement, facts)
    request = Request(found, about(found.agreements, (), None, DAY, DAY), DAY, (), Origin((), "", (), None), "en")
    (cells,) = rows(
        table(portfolio.build(request)), "budget", "spent", "cofinancing", "own", "receivable", "advance", "received"
    )
    told = json.loads(as_json([execution.build(agreement, facts, DAY, "en")], (), DAY, "en", None))["projects"][0]

    def summed(key: str, *kinds: str) -> int | None:
        amounts = [one[key] for one in told["sources"] if one["kind"] in kinds]
        return None if None in amounts or not amounts else sum(to_cents(Decimal(amount)) for amount in amounts)

    assert cells == (
        to_cents(Decimal(told["budget"])),
        to_cents(Decimal(told["spent"])),
        summed("earned", "funder", "public"),
        summed("earned", "own"),
        *(summed(key, "funder", "public") for key in ("receivable", "advance", "received")),
    )


def test_a_rounded_portfolio_adds_up() -> None:
    found = table(portfolio.build(replace(asking(P1 + FUTURE, as_of="2014-12-31"), unit="euro")))
    assert found.unit == "euro"
    assert all(
        cell % 100 == 0
        for one in found.rows
        for cell, column in zip(one.cells, found.columns, strict=True)
        if column.kind == "money" and isinstance(cell, int)
    )

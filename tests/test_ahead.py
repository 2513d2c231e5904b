"""The dates ahead: each kind of date, when it is told of and when no more; what is overdue comes first."""

from collections.abc import Sequence
from datetime import date

import pytest
from requests_made import loaded

from riga_grants import settlement
from riga_grants.i18n import words
from riga_grants.reports.ahead import Date
from riga_grants.reports.ahead import ahead

P1 = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 1000 EUR
2014-01-01 custom "grant-source" "P1" "RD" 500 EUR
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
2014-01-01 custom "grant-period" "P1" "Q2" 2014-04-01 2014-06-30
2014-01-01 open Assets:Bank:P1
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Liabilities:Repayable:RD:P1
2014-01-01 open Expenses:P1:Rent
2014-01-01 open Liabilities:Payable:P1
"""
REPORTS = '2014-01-01 custom "grant-rule" "P1" "report-days" 30\n'
RETURNS = '2014-01-01 custom "grant-rule" "P1" "return-days" 30\n'
RECORDS = '2014-01-01 custom "grant-rule" "P1" "retention-years" 5\n'
SUBMITTED = '2014-04-10 custom "grant-period-state" "P1" "Q1" "submitted"\n'
INSTALMENTS = """
2014-01-01 custom "grant-instalment" "P1" "RD" "1" 2014-02-01 200 EUR
2014-01-01 custom "grant-instalment" "P1" "RD" "2" 2014-09-01 300 EUR
  after-report: "Q1"
"""
PAID = """
2014-02-20 * "RD" "Advance"
  Assets:Bank:P1  150 EUR
  Liabilities:Advance:RD:P1
"""
CONFIRMED = """
2014-05-01 * "RD" "To go back"
  Liabilities:Advance:RD:P1  40 EUR
  Liabilities:Repayable:RD:P1
2014-06-01 * "RD" "More to go back"
  Liabilities:Advance:RD:P1  60 EUR
  Liabilities:Repayable:RD:P1
"""
WENT = """
2014-06-10 * "RD" "A part went"
  Liabilities:Repayable:RD:P1  55 EUR
  Assets:Bank:P1
"""
LATE_PAYMENT = """
2015-02-03 * "RD" "The rest"
  Assets:Bank:P1  100 EUR
  Liabilities:Advance:RD:P1
"""


def dates(ledger: str, day: str) -> list[Date]:
    books, as_of = loaded(ledger), date.fromisoformat(day)
    now, facts = books.agreements["P1"].at(as_of), books.facts["P1"]
    assert now is not None
    return ahead(now, facts, as_of, settlement.of(now, facts, as_of))


def told(found: Sequence[Date], lang: str = "en") -> list[str]:
    return [f"{one.day} {words(one.what, lang)}".replace("\u00a0", " ") for one in found]


ENDS = ["2014-12-31 The project ends", "2014-12-31 2014 ends"]


@pytest.mark.parametrize(
    ("ledger", "day", "expected"),
    [
        pytest.param(P1, "2014-05-10", ["2014-06-30 Q2 ends", "2014-12-31 2014 ends", ENDS[0]], id="ends of what runs"),
        pytest.param(P1, "2015-01-01", [], id="nothing is ahead when all has ended"),
        pytest.param(
            P1 + REPORTS,
            "2014-05-10",
            [
                "2014-04-30 The report on Q1",
                "2014-06-30 Q2 ends",
                "2014-07-30 The report on Q2",
                "2014-12-31 2014 ends",
                "2014-12-31 The project ends",
                "2015-01-30 The report on 2014",
            ],
            id="a report is due, and overdue, until it is handed in",
        ),
        pytest.param(
            P1 + REPORTS + SUBMITTED,
            "2014-03-20",
            ["2014-03-31 Q1 ends", "2014-04-30 The report on Q1", ENDS[1], ENDS[0], "2015-01-30 The report on 2014"],
            id="a report of a period that has not begun is not told of yet",
        ),
        pytest.param(
            P1 + REPORTS + SUBMITTED,
            "2014-04-10",
            [
                "2014-06-30 Q2 ends",
                "2014-07-30 The report on Q2",
                ENDS[1],
                ENDS[0],
                "2015-01-30 The report on 2014",
            ],
            id="one that is handed in no more",
        ),
        pytest.param(
            P1 + INSTALMENTS,
            "2014-02-01",
            [
                "2014-02-01 Instalment 1 of RD, 200.00: due",
                "2014-03-31 Q1 ends",
                "2014-09-01 Instalment 2 of RD, 300.00: waiting",
                ENDS[1],
                ENDS[0],
            ],
            id="instalments with their states",
        ),
        pytest.param(
            P1 + INSTALMENTS + PAID,
            "2014-05-10",
            [
                "2014-02-01 Instalment 1 of RD, 50.00: late",
                "2014-06-30 Q2 ends",
                "2014-09-01 Instalment 2 of RD, 300.00: waiting",
                ENDS[1],
                ENDS[0],
            ],
            id="of an instalment what is still to come",
        ),
        pytest.param(
            P1 + RETURNS + PAID + CONFIRMED,
            "2014-06-05",
            [
                "2014-05-31 To be returned to RD: 40.00",
                "2014-06-30 Q2 ends",
                "2014-07-01 To be returned to RD: 60.00",
                ENDS[1],
                ENDS[0],
            ],
            id="what is to be returned, each by its day",
        ),
        pytest.param(
            P1 + RETURNS + PAID + CONFIRMED + WENT,
            "2014-06-30",
            ["2014-06-30 Q2 ends", "2014-07-01 To be returned to RD: 45.00", ENDS[1], ENDS[0]],
            id="what went back covers what was confirmed first",
        ),
        pytest.param(P1 + CONFIRMED, "2014-06-30", ["2014-06-30 Q2 ends", ENDS[1], ENDS[0]], id="without days, no day"),
        pytest.param(P1 + RECORDS, "2014-12-31", [ENDS[1], ENDS[0]], id="records, not before the project's end"),
        pytest.param(
            P1 + RECORDS + LATE_PAYMENT,
            "2015-02-02",
            ["2019-12-31 The records are kept until then, 5 years"],
            id="records, years from the end",
        ),
        pytest.param(
            P1 + RECORDS + LATE_PAYMENT,
            "2015-02-03",
            ["2020-02-03 The records are kept until then, 5 years"],
            id="records, years from a later payment",
        ),
        pytest.param(P1 + RECORDS, "2020-01-01", [], id="records, no more when the years are over"),
    ],
)
def test_each_kind_of_date_is_told_of_as_long_as_it_matters(ledger: str, day: str, expected: list[str]) -> None:
    assert told(dates(ledger, day)) == expected


def test_a_date_says_what_it_is_about_and_where_it_stands() -> None:
    found = dates(P1 + REPORTS + INSTALMENTS + RETURNS + PAID + CONFIRMED, "2014-06-05")
    assert [(one.kind, one.about, one.cents, one.project) for one in found] == [
        ("instalment", "RD:1", 50_00, "P1"),
        ("report", "Q1", None, "P1"),
        ("return", "RD", 40_00, "P1"),
        ("period", "Q2", None, "P1"),
        ("return", "RD", 60_00, "P1"),
        ("report", "Q2", None, "P1"),
        ("instalment", "RD:2", 300_00, "P1"),
        ("period", "2014", None, "P1"),
        ("project", "", None, "P1"),
        ("report", "2014", None, "P1"),
    ]
    lines = (P1 + REPORTS + INSTALMENTS + RETURNS + PAID + CONFIRMED).splitlines()
    assert [lines[one.place.line - 1].split('"')[-2] for one in found if one.kind in {"instalment", "report"}] == [
        *("1", "Q1", "Q2", "2", "2014"),
    ]
    assert ["Liabilities:Repayable:RD:P1" in lines[one.place.line - 1] for one in found if one.kind == "return"] == [True, True]


def test_of_what_lies_on_one_day_money_to_be_returned_is_told_first() -> None:
    same_day = REPORTS + RETURNS + CONFIRMED.replace("2014-05-01", "2014-03-31").replace("2014-06-01", "2014-03-31")
    assert told(dates(P1 + same_day, "2014-04-30"))[:3] == [
        "2014-04-30 To be returned to RD: 40.00",
        "2014-04-30 To be returned to RD: 60.00",
        "2014-04-30 The report on Q1",
    ]


def test_a_project_without_an_end_has_none_ahead() -> None:
    open_end = P1.replace("2014-01-01 2014-12-31 1000 EUR", '2014-01-01 "not-stated" 1000 EUR')
    assert told(dates(open_end + RECORDS, "2014-12-31")) == ["2014-12-31 2014 ends"]

"""The committee's report: what its sheets say of small books that were computed by hand, and that nothing is counted twice."""

import re
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

import goldens
import office
import pytest
from beancount import loader
from conftest import MAIN
from hypothesis import given
from hypothesis import strategies as st
from office import values
from test_properties import fact
from test_xlsx import cells

from riga_grants import asked
from riga_grants import books
from riga_grants import checks
from riga_grants.books import Books
from riga_grants.errors import NOWHERE
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.i18n import LANGUAGES
from riga_grants.rendering.xlsx import render
from riga_grants.reports import committee
from riga_grants.reports.request import GROUPINGS
from riga_grants.reports.request import TOP_LINES
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import CENTS
from riga_grants.tables import EURO
from riga_grants.tables import THOUSAND
from riga_grants.tables import UNITS
from riga_grants.tables import Chart
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.tables import computed
from riga_grants.tables import numbers
from riga_grants.tables import shown
from riga_grants.tables import sums_up

ORIGIN = Origin((), "riga-grants report committee", (), None)

P1 = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2015-12-31 1000 EUR
  name-en: "Project"
  contract: "No. 7"
2014-01-01 custom "grant-source" "P1" "RD" 400 EUR
  name: "Dome"
  name-en: "City"
2014-01-01 custom "grant-source" "P1" "VS" 100 EUR
  kind: "public"
2014-01-01 custom "grant-source" "P1" "OWN" 500 EUR
  kind: "own"
  name: "Biedrība"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2014-H1" 2014-01-01 2014-06-30
2014-01-01 custom "grant-period" "P1" "2015" 2015-01-01 2015-12-31
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Social "2014" 300 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Social "2015" 300 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Lead "2014" 100 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014" 150 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2015" 150 EUR
2015-02-01 custom "grant-budget" Expenses:P1:Rent "2015" 110 EUR
  amendment: "1"
2015-02-01 custom "grant-budget" Expenses:P1:Late "2015" 40 EUR
  amendment: "1"
2014-01-01 custom "grant-instalment" "P1" "RD" "1" 2014-02-01 200 EUR
2014-01-01 custom "grant-instalment" "P1" "RD" "2" 2014-09-01 200 EUR
  after-used: 0.70
  after-report: "2014"

2014-01-01 open Expenses:P1:Staff
  name: "Personāls"
  name-en: "Staff"
2014-01-01 open Expenses:P1:Staff:Social
  position: "1.1"
2014-01-01 open Expenses:P1:Staff:Lead
  position: "1.2"
2014-01-01 open Expenses:P1:Rent
  position: "2"
2014-01-01 open Expenses:P1:Late
  position: "3"
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Liabilities:Repayable:RD:P1
2014-01-01 open Liabilities:Advance:EX:P1
2014-01-01 open Income:InKind:P1

2014-02-03 * "A person" "Words that are nobody's business"
  Assets:Bank  200 EUR
  Liabilities:Advance:RD:P1
2014-03-10 * "Staff" "March"
  Expenses:P1:Staff:Social  100 EUR
  Liabilities:Payable:P1
2014-08-05 * "Office" "Rent"
  Expenses:P1:Rent  160 EUR
  Liabilities:Payable:P1
2015-04-05 * "A friend" "A room for nothing"
  Expenses:P1:Late  40 EUR
  Income:InKind:P1
2015-05-05 * "City" "A part goes back"
  Liabilities:Advance:RD:P1  20 EUR
  Assets:Bank
2015-05-06 * "City" "More is to go back"
  Liabilities:Advance:RD:P1  15 EUR
  Liabilities:Repayable:RD:P1
2015-06-05 * "Staff" "June"
  Expenses:P1:Staff:Social  50 EUR
  Liabilities:Payable:P1
2016-01-15 * "Office" "After the project's end"
  Expenses:P1:Rent  30 EUR
  Liabilities:Payable:P1
"""
"""An overspent line, an amendment, a cost outside all periods, a funder, a public body, own funds, and work in kind."""

P2 = """
2014-01-01 custom "grant-project" "P2" "Otrs" 2014-01-01 2014-12-31 500 EUR
2014-01-01 custom "grant-source" "P2" "EC" 500 EUR
2014-01-01 open Expenses:P2:Rent
  position: "1"
2014-01-01 custom "grant-budget" Expenses:P2:Rent "total" 500 EUR
2014-07-01 * "Office" "Rent"
  Expenses:P2:Rent  125 EUR
  Liabilities:Payable:P1
"""
LATS = """
2014-01-01 custom "grant-project" "P3" "Trešais" 2014-01-01 2014-12-31 "not-stated"
  currency: "LVL"
  actuals: "not-stated"
2014-01-01 custom "grant-source" "P3" "RD" "not-stated"
2014-01-01 custom "grant-source" "P3" "OWN" "not-stated"
  kind: "own"
"""
UNSTATED = LATS.replace("P3", "P4").replace("LVL", "EUR")


def request(loaded: Books, day: str = "2016-12-31", period: str | None = None, *projects: str, lang: str = "en") -> Request:
    as_of = date.fromisoformat(day)
    about = asked.about(loaded.agreements, projects, period, as_of, as_of)
    codes = {"", *(one.code for one in about)}
    findings = tuple(one for one in (*loaded.findings, *checks.run(loaded, as_of)) if one.project in codes)
    return Request(loaded, about, as_of, findings, replace(ORIGIN, root=loaded.root), lang)


class Ask(Protocol):
    """Asks about all projects of books that hold a ledger's text."""

    def __call__(self, ledger: str, day: str = "2016-12-31", period: str | None = None, lang: str = "en") -> Request:
        """Ask."""


@pytest.fixture(name="ask")
def make_ask(make_books: Callable[..., Path]) -> Ask:
    """Give a function that makes books of a ledger's text and asks about all its projects."""
    made: list[Path] = []

    def ask(ledger: str, day: str = "2016-12-31", period: str | None = None, lang: str = "en") -> Request:
        made.append(make_books(ledger, f"books-{len(made)}"))
        return request(books.load(made[-1]), day, period, lang=lang)

    return ask


def told(table: Table, *keys: str, lang: str = "en") -> list[str]:
    """Tell a table's rows as they are shown: indented, with a bar between cells; with keys only those columns."""
    kinds = {column.key: column.kind for column in table.columns}
    cells = [
        [shown(value, kinds[key], lang, table.unit).replace("\u00a0", " ") for value in table.values(key)]
        for key in keys or kinds
    ]
    return ["  " * row.depth + " | ".join(line) for row, line in zip(table.rows, zip(*cells, strict=True), strict=True)]


def lead(report: Report) -> list[str]:
    """Give the sentences of the summary."""
    (words,) = (block for block in report.sheets[0].blocks if isinstance(block, Words) and block.look == "lead")
    return [sentence.replace("\u00a0", " ") for sentence in words.paragraphs]


def charts(report: Report) -> dict[str, Chart]:
    return {block.key: block for sheet in report.sheets for block in sheet.blocks if isinstance(block, Chart)}


# --- the summary -----------------------------------------------------------------------------------------------------


def plan_and_cost(plan: str, *costs: str) -> str:
    """Make a project of one line, with a plan in euro and costs of one day."""
    postings = "\n".join(
        f'2014-07-0{n} * "Office"\n  document-no: "{n}"\n  document-date: 2014-07-01\n  issuer: "Office"\n'
        f"  Expenses:P1:Rent  {cost} EUR\n  Liabilities:Payable:P1\n"
        for n, cost in enumerate(costs, 1)
    )
    return f"""
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 {plan}
2014-01-01 custom "grant-source" "P1" "RD" {plan}
2014-01-01 open Expenses:P1:Rent
{"" if "stated" in plan else f'2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" {plan}'}
{postings}"""


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        (plan_and_cost("100 EUR", "25"), "Of the 100.00 EUR planned, 25.00 EUR (25.0 %) were spent, and 75.00 EUR are left."),
        (plan_and_cost("100 EUR", "100"), "Of the 100.00 EUR planned, 100.00 EUR (100.0 %) were spent; nothing is left."),
        (
            plan_and_cost("100 EUR", "70", "50"),
            "Of the 100.00 EUR planned, 120.00 EUR (120.0 %) were spent: 20.00 EUR more than planned.",
        ),
        (plan_and_cost("100 EUR"), "Of the 100.00 EUR planned, 0.00 EUR (0.0 %) were spent, and 100.00 EUR are left."),
        (plan_and_cost("0 EUR", "25"), "25.00 EUR were spent; nothing was planned."),
        (plan_and_cost('"not-stated"', "25"), "25.00 EUR were spent; what was planned is not stated."),
        (UNSTATED, "Neither what was planned nor what was spent is stated."),
        (UNSTATED.replace('"not-stated"', "100 EUR", 1), "100.00 EUR were planned; what was spent is not stated."),
        (P1 + P2, "Of the 1,500.00 EUR planned, 505.00 EUR (33.7 %) were spent, and 995.00 EUR are left."),
        (
            P1 + P2 + UNSTATED,
            (
                "Of 3 projects, the plan is stated for 2 (1,500.00 EUR), and what was spent for 2 (505.00 EUR); they make no"
                " common total."
            ),
        ),
        (
            P2 + LATS.replace('"not-stated"', "9 LVL", 1),
            (
                "Of 2 projects, the plan is stated for 2 (500.00 EUR; 9.00 LVL), and what was spent for 1 (125.00 EUR); they"
                " make no common total."
            ),
        ),
        (
            UNSTATED + LATS,
            "Of 2 projects, the plan is stated for 0, and what was spent for 0; they make no common total.",
        ),
    ],
)
def test_the_first_sentence_tells_what_was_planned_spent_and_left(ask: Ask, ledger: str, said: str) -> None:
    assert lead(committee.build(ask(ledger)))[0] == said


def test_with_a_period_the_plan_is_that_of_all_periods_up_to_it(ask: Ask) -> None:
    assert lead(committee.build(ask(P1, "2015-12-31", "2014")))[:2] == [
        "Of the 550.00 EUR planned up to 2014-12-31, 260.00 EUR (47.3 %) were spent, and 290.00 EUR are left.",
        (
            "The cost is borne by: City – 104.00 EUR (40.0 %); VS – 26.00 EUR (10.0 %); Biedrība (own funds) – 130.00 EUR"
            " (50.0 %)."
        ),
    ]


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        (
            P1,
            (
                "The cost is borne by: City – 152.00 EUR (40.0 %); VS – 38.00 EUR (10.0 %); Biedrība (own funds) – 150.00 EUR"
                " (39.5 %); in-kind contributions – 40.00 EUR (10.5 %)."
            ),
        ),
        (
            plan_and_cost("100 EUR"),
            "By the agreement it is to be paid by: RD – 100.00 EUR.",
        ),
        (UNSTATED, "Who pays how much is not stated."),
        (P2 + UNSTATED, "The cost is borne by: P2: EC – 125.00 EUR (100.0 %)."),
        (
            P2 + '2014-01-01 custom "grant-source" "P2" "KKF" "not-stated"\n  kind: "public"\n',
            "The cost is borne by: EC – 125.00 EUR (100.0 %); KKF – not stated.",
        ),
    ],
)
def test_the_second_sentence_tells_who_pays(ask: Ask, ledger: str, said: str) -> None:
    assert lead(committee.build(ask(ledger)))[1] == said


OVER = plan_and_cost("100 EUR", "70", "50")
WAIVED = """
2014-08-01 custom "grant-waiver" "P1" "line-over-budget" "Expenses:P1:Rent"
  by: "A. Ozols"
  reason: "By letter"
2014-08-01 custom "grant-waiver" "P1" "project-over-budget" "total"
  by: "A. Ozols"
  reason: "By letter"
"""
DIFFERS = """
2014-01-01 custom "grant-source" "P4" "VS" "not-stated"
  differs: "One text names the state, another the city."
"""


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        (plan_and_cost("100 EUR", "25"), "There are no discrepancies."),
        (
            OVER,
            (
                "2 discrepancies are open; the gravest: Rent in all periods: cost 120.00, budget 100.00, 20.00 over (20.0 %;"
                " the agreement allows 0.0 %)."
            ),
        ),
        (OVER + WAIVED, "There are no discrepancies (waived: 2)."),
        (UNSTATED + DIFFERS, "There are no discrepancies (1 note)."),
    ],
)
def test_the_third_sentence_tells_what_is_wrong(ask: Ask, ledger: str, said: str) -> None:
    assert lead(committee.build(ask(ledger)))[2].startswith(said)


def test_of_several_discrepancies_the_gravest_is_told_and_whose_it_is(ask: Ask) -> None:
    grave = Finding("ledger", Severity.ERROR, text("so much"), NOWHERE, "P1", limits=Limits(1_00, 9_00))
    graver = replace(
        grave, message=text("more on {account} ({account})", account="Expenses:P1:Staff"), limits=Limits(1_00, 99_00)
    )
    warning = replace(grave, severity=Severity.WARNING, limits=Limits(0, 999_00))
    one = replace(ask(P1 + P2), findings=(warning, grave, graver))
    assert lead(committee.build(one))[2] == "3 discrepancies are open; the gravest: P1: more on Staff"
    assert lead(committee.build(replace(one, projects=one.projects[:1])))[2].endswith("the gravest: more on Staff")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("seal-broken", "what was closed is no longer as it was when it was closed."),
        ("import-altered", "what was imported is no longer as it was when it was imported."),
    ],
)
def test_changed_entries_are_told_without_their_letters(ask: Ask, code: str, said: str) -> None:
    found = Finding(code, Severity.ERROR, text("hash 25a82cc5"), NOWHERE, "P1")
    assert lead(committee.build(replace(ask(P1), findings=(found,))))[2] == f"1 discrepancy is open: {said}"


def test_the_summary_says_who_pays_and_how_much_of_the_cost(ask: Ask) -> None:
    assert told(committee.build(ask(P1)).table("paid_by")) == [
        "City | 400.00 | 152.00 | 40.0",
        "VS | 100.00 | 38.00 | 10.0",
        "Biedrība (own funds) | 500.00 | 150.00 | 39.5",
        "in-kind contributions | – | 40.00 | 10.5",
        "TOTAL | 1,000.00 | 380.00 | 100.0",
    ]


def test_projects_are_added_up_by_currency_and_only_where_each_states_the_figure(ask: Ask) -> None:
    report = committee.build(ask(P1 + P2 + LATS))
    assert told(report.table("progress")) == [
        "P1 – Project, EUR | 1,000.00 | 380.00 | 620.00 | 38.0 | ",
        "P2 – Otrs, EUR | 500.00 | 125.00 | 375.00 | 25.0 | ",
        "P3 – Trešais, LVL | – | – | – | – | ",
        "TOTAL, EUR | 1,500.00 | 505.00 | 995.00 | 33.7 | ",
    ]
    assert told(committee.build(ask(P1 + P2 + UNSTATED)).table("progress")) == [
        "P1 – Project | 1,000.00 | 380.00 | 620.00 | 38.0 | ",
        "P2 – Otrs | 500.00 | 125.00 | 375.00 | 25.0 | ",
        "P4 – Trešais | – | – | – | – | ",
    ]


def test_a_total_that_is_overspent_says_so(ask: Ask) -> None:
    rows = told(committee.build(ask(P2 + P2.replace("P2", "P4").replace("125 EUR", "900 EUR"))).table("progress"))
    assert rows[1:] == [
        "P4 – Otrs | 500.00 | 900.00 | -400.00 | 180.0 | Overspent",
        "TOTAL | 1,000.00 | 1,025.00 | -25.00 | 102.5 | Overspent",
    ]


def test_charts_show_only_what_is_stated(ask: Ask) -> None:
    assert {key: chart.rows for key, chart in charts(committee.build(ask(P1))).items()} == {
        "lines": (0, 3, 4),
        "sources": (0, 1, 2, 3),
        "cumulative_P1": (0, 1),
    }
    assert {key: chart.rows for key, chart in charts(committee.build(ask(P1 + P2 + UNSTATED))).items()} == {
        "lines": (0, 6),
        "sources": (0, 1, 2, 3, 4),
        "cumulative_P1": (1, 2),
    }
    assert charts(committee.build(ask(UNSTATED))) == {}


def test_a_chart_of_many_lines_shows_the_largest(ask: Ask) -> None:
    lines = "\n".join(
        f'2014-01-01 open Expenses:P2:L{n:02}\n2014-01-01 custom "grant-budget" Expenses:P2:L{n:02} "total" {n * 10} EUR'
        for n in range(1, 20)
    )
    report = committee.build(ask(P2 + lines))
    shown = charts(report)["lines"].rows
    assert len(shown) == 12
    assert [report.table("execution").values("line")[n] for n in shown] == ["Rent", *(f"L{n:02}" for n in range(9, 20))]


def test_where_a_funders_part_is_not_known_nobody_invents_the_own_part(ask: Ask) -> None:
    unknown = P1.replace('"VS" 100 EUR', '"VS" "not-stated"')
    report = committee.build(ask(unknown))
    assert told(report.table("paid_by")) == [
        "City | 400.00 | 152.00 | 40.0",
        "VS | – | – | –",
        "Biedrība (own funds) | 500.00 | – | –",
        "in-kind contributions | – | 40.00 | 10.5",
    ]
    assert lead(report)[1] == (
        "The cost is borne by: City – 152.00 EUR (40.0 %); VS – not stated; Biedrība (own funds) – not stated;"
        " in-kind contributions – 40.00 EUR (10.5 %)."
    )
    assert charts(report)["sources"].rows == (0, 3)


@pytest.mark.parametrize("unit", [CENTS, THOUSAND])
def test_where_the_cost_of_a_line_is_not_stated_nothing_is_left(ask: Ask, unit: str) -> None:
    unknown = P1.replace("Expenses:P1:Staff:Lead\n", 'Expenses:P1:Staff:Lead\n  actuals: "not-stated"\n', 1)
    report = committee.build(replace(ask(unknown), unit=unit))
    assert told(report.table("progress"), "spent", "left", "spent_pct", "note") == ["– | – | – | "]
    assert told(report.table("execution"), "line", "spent", "share_RD", "own", "left")[0] == "Staff | – | – | – | –"
    assert set(told(report.table("lines_by_period"), "spent_2014", "spent_2015", "spent")[-1]) == {"–", " ", "|"}
    together = (
        unknown
        + """
2014-01-01 open Expenses:P1
2014-04-10 * "All" "For all lines together"
  Expenses:P1  2000 EUR
  Liabilities:Payable:P1
"""
    )
    for grouping in GROUPINGS:
        report = committee.build(replace(ask(together), unit=unit, grouping=grouping))
        said = {CENTS: "2,380.00 | -1,380.00 | 238.0 | Overspent", THOUSAND: "2 | -1 | 200.0 | Overspent"}
        assert told(report.table("progress"), "spent", "left", "spent_pct", "note") == [said[unit]]


def test_an_agreed_total_above_lines_that_do_not_state_their_plan_is_rounded_too(ask: Ask) -> None:
    unknown = P1.replace('Staff:Lead "2014" 100 EUR', 'Staff:Lead "2014" "not-stated"').replace("1000 EUR", "1000.60 EUR")
    report = committee.build(replace(ask(unknown), unit=EURO))
    assert told(report.table("progress"), "budget", "spent", "left") == ["1,001 | 380 | 621"]
    assert told(report.table("periods"), "period", "budget", "spent") == [
        *("2014 | – | 260", "2015 | 450 | 90", "Outside these periods | – | 30", "TOTAL | 1,001 | 380"),
    ]


# --- execution and funding -------------------------------------------------------------------------------------------


def test_execution_by_line(ask: Ask) -> None:
    table = committee.build(ask(P1)).table("execution")
    assert [column.head for column in table.columns] == [
        *("No.", "Budget line", "Plan", "Amendments", "Revised plan", "Execution"),
        *("of it RD co-financing", "of it VS co-financing", "of it own funds and in kind", "Left", "Execution, %", "Notes"),
    ]
    without = committee.build(ask(P2)).table("execution").columns
    assert [column.head for column in without if column.key == "own"] == ["of it own funds"], "nothing was given in kind"
    assert numbers(table) == ["A", "B", "1", "2", "3 (1+2)", "4", "5", "6", "7 (4-5-6)", "8 (3-4)", "9 (4/3)", "C"]
    assert told(table) == [
        "1. | Staff | 700.00 | 0.00 | 700.00 | 150.00 | 60.00 | 15.00 | 75.00 | 550.00 | 21.4 | ",
        "  1.1. | Social | 600.00 | 0.00 | 600.00 | 150.00 | 60.00 | 15.00 | 75.00 | 450.00 | 25.0 | ",
        "  1.2. | Lead | 100.00 | 0.00 | 100.00 | 0.00 | 0.00 | 0.00 | 0.00 | 100.00 | 0.0 | ",
        "2. | Rent | 300.00 | -40.00 | 260.00 | 190.00 | 76.00 | 19.00 | 95.00 | 70.00 | 73.1 | ",
        "3. | Late | 0.00 | 40.00 | 40.00 | 40.00 | 16.00 | 4.00 | 20.00 | 0.00 | 100.0 | ",
        " | TOTAL | 1,000.00 | 0.00 | 1,000.00 | 380.00 | 152.00 | 38.00 | 190.00 | 620.00 | 38.0 | ",
    ]
    assert [row.sums for row in table.rows] == [(1, 2), (), (), (), (), (1, 2, 3, 4)]


def test_a_period_splits_the_cost(ask: Ask) -> None:
    table = committee.build(ask(P1, "2015-12-31", "2015")).table("execution")
    assert told(table, "line", "before", "this_period", "spent", "note") == [
        "Staff | 100.00 | 50.00 | 150.00 | ",
        "  Social | 100.00 | 50.00 | 150.00 | ",
        "  Lead | 0.00 | 0.00 | 0.00 | ",
        "Rent | 160.00 | 0.00 | 160.00 | ",
        "Late | 0.00 | 40.00 | 40.00 | ",
        "TOTAL | 260.00 | 90.00 | 350.00 | ",
    ]
    assert numbers(table)[5:8] == ["4", "5", "6 (4+5)"]


def test_an_overspent_line_says_so_and_a_plan_of_nothing_has_no_per_cent(ask: Ask) -> None:
    table = committee.build(ask(P1, "2015-12-31", "2014")).table("execution")
    assert told(table, "line", "left", "spent_pct", "note")[3] == "Rent | -10.00 | 106.7 | Overspent"
    table = committee.build(ask(plan_and_cost("0 EUR", "25"))).table("execution")
    assert told(table, "line", "left", "spent_pct", "note")[0] == "Rent | -25.00 | - | Overspent"


def test_what_is_not_stated_is_a_dash_and_no_zero(ask: Ask) -> None:
    report = committee.build(ask(UNSTATED))
    assert told(report.table("execution")) == [" | TOTAL | – | – | – | – | – | – | – | – | "]
    assert told(report.table("sources"), "source", "ceiling", "received", "earned", "left") == [
        "RD | – | – | – | –",
        "OWN | – | – | – | –",
        "TOTAL | – | – | – | –",
    ]
    assert told(report.table("periods")) == []


def test_each_project_has_its_lines_and_a_funder_bears_nothing_of_another_project(ask: Ask) -> None:
    table = committee.build(ask(P1 + P2)).table("execution")
    assert told(table, "line", "spent", "share_RD", "share_VS", "share_EC", "own")[5:] == [
        "  Late | 40.00 | 16.00 | 4.00 | 0.00 | 20.00",
        "P2 – Otrs | 125.00 | 0.00 | 0.00 | 125.00 | 0.00",
        "  Rent | 125.00 | 0.00 | 0.00 | 125.00 | 0.00",
        "TOTAL | 505.00 | 152.00 | 38.00 | 125.00 | 190.00",
    ]
    assert [(row.depth, row.sums) for row in table.rows if row.sums] == [
        (0, (2, 3, 4, 5)),
        (1, (2, 3)),
        (0, (7,)),
        (0, (0, 6)),
    ]


def test_the_sources_say_what_came_what_is_owed_and_what_goes_back(ask: Ask) -> None:
    assert told(committee.build(ask(P1)).table("sources")) == [
        "RD | City | co-financing | 400.00 | 40.0000 | 180.00 | 152.00 | 0.00 | 13.00 | 15.00 | 248.00",
        "VS |  | other public body | 100.00 | 10.0000 | 0.00 | 38.00 | 38.00 | 0.00 | 0.00 | 62.00",
        "OWN | Biedrība | own funds | 500.00 | 50.0000 | – | 150.00 | – | – | – | 310.00",
        " |  | in-kind contributions | – | – | – | 40.00 | – | – | – | –",
        "TOTAL |  |  | 1,000.00 | – | 180.00 | 380.00 | 38.00 | 13.00 | 15.00 | 620.00",
    ]


def test_the_money_of_one_who_is_no_funder_any_more_is_not_forgotten(ask: Ask) -> None:
    came = """
2014-02-04 * "Somebody"
  Assets:Bank  7 EUR
  Liabilities:Advance:EX:P1
"""
    rows = told(committee.build(ask(P1 + came)).table("sources"))
    assert rows[-2:] == [
        "EX |  | co-financing | 0.00 | – | 7.00 | 0.00 | 0.00 | 7.00 | 0.00 | 0.00",
        "TOTAL |  |  | 1,000.00 | – | 187.00 | 380.00 | 38.00 | 20.00 | 15.00 | 620.00",
    ]


def test_the_plan_of_instalments_stands_beside_the_money_that_came(ask: Ask) -> None:
    report = committee.build(ask(P1))
    condition = "70 % of the earlier ones are used; the report on 2014 is approved"
    assert told(report.table("instalment_plan")) == [
        "1 |  | RD | 200.00 | 2014-02-01 | 200.00 | 0.00 | received",
        f"2 | {condition} | RD | 200.00 | 2014-09-01 | 0.00 | 200.00 | waiting",
        "TOTAL |  |  | 400.00 |  | 200.00 | 200.00 | ",
    ]
    assert told(report.table("payments")) == [
        "2014-02-03 | ledger/projects/P1.beancount:49 | RD | 200.00 | received",
        "2015-05-05 | ledger/projects/P1.beancount:60 | RD | -20.00 | returned",
        "TOTAL |  |  | 180.00 | ",
    ]


def test_nothing_that_somebody_wrote_beside_a_payment_or_a_cost_is_told(ask: Ask) -> None:
    report = committee.build(ask(P1 + P2))
    everything = " ".join(str(cell) for table in report.tables for row in table.rows for cell in row.cells)
    assert not [word for word in ("person", "Words", "Office", "friend", "March") if word in everything]


def test_where_sources_are_told_as_of_a_later_day_the_sheet_says_so(ask: Ask) -> None:
    later, dash = (
        "Sources and instalments are told as of 2015-12-31, not as of the period's end.",
        "– not stated, or does not apply",
    )
    assert committee.build(ask(P1, "2015-12-31", "2014")).sheets[2].blocks[-1] == Words((later, dash), "note")
    assert committee.build(ask(P1)).sheets[2].blocks[-1] == Words((dash,), "note")


def test_a_dash_is_explained_where_there_is_one(ask: Ask) -> None:
    (small,) = (
        block for block in committee.build(ask(UNSTATED)).sheets[0].blocks if isinstance(block, Words) and block.look == "note"
    )
    assert small.paragraphs == ("– not stated, or does not apply",)
    blocks = committee.build(ask(plan_and_cost("100 EUR", "25"))).sheets[0].blocks
    assert not [block for block in blocks if isinstance(block, Words) and block.look == "note"]


# --- comparison ------------------------------------------------------------------------------------------------------


def test_periods_stand_side_by_side_and_what_lies_in_none_has_its_own_place(ask: Ask) -> None:
    report = committee.build(ask(P1))
    assert told(report.table("periods")) == [
        "2014 | 550.00 | 260.00 | 290.00 | 47.3 |  | 550.00 | 260.00",
        "2015 | 450.00 | 90.00 | 360.00 | 20.0 |  | 1,000.00 | 350.00",
        "Outside these periods | – | 30.00 | – | – |  | – | –",
        "TOTAL | 1,000.00 | 380.00 | 620.00 | 38.0 |  | – | –",
    ]
    assert told(report.table("lines_by_period")) == [
        "1. | Staff | 100.00 | 50.00 | 0.00 | 150.00",
        "  1.1. | Social | 100.00 | 50.00 | 0.00 | 150.00",
        "  1.2. | Lead | 0.00 | 0.00 | 0.00 | 0.00",
        "2. | Rent | 160.00 | 0.00 | 30.00 | 190.00",
        "3. | Late | 0.00 | 40.00 | 0.00 | 40.00",
        " | TOTAL | 260.00 | 90.00 | 30.00 | 380.00",
    ]


def test_a_period_within_another_is_shown_but_not_counted_again(ask: Ask) -> None:
    report = committee.build(replace(ask(P1), compare=("2014", "2014-H1", "2015")))
    assert told(report.table("periods"), "period", "budget", "spent", "cumulative_spent") == [
        "2014 | 550.00 | 260.00 | 260.00",
        "  of it 2014-H1 | – | 100.00 | 100.00",
        "2015 | 450.00 | 90.00 | 350.00",
        "Outside these periods | – | 30.00 | –",
        "TOTAL | 1,000.00 | 380.00 | –",
    ]
    matrix = report.table("lines_by_period")
    assert matrix.columns[-1].terms == (("spent_2014", 1), ("spent_2015", 1), ("outside", 1))
    assert told(matrix)[-1] == " | TOTAL | 260.00 | 100.00 | 90.00 | 30.00 | 380.00"


def test_the_plan_of_a_period_without_a_budget_of_its_own_is_that_of_the_periods_within_it(ask: Ask) -> None:
    all_of_it = P1 + '2014-01-01 custom "grant-period" "P1" "Both" 2014-01-01 2015-12-31\n'
    report = committee.build(replace(ask(all_of_it), compare=("Both",)))
    assert told(report.table("periods"), "period", "budget", "spent")[0] == "Both | 1,000.00 | 350.00"


def test_the_plan_of_a_period_has_that_of_the_periods_within_it(ask: Ask) -> None:
    both = P1.replace('Expenses:P1:Staff:Lead "2014"', 'Expenses:P1:Staff:Lead "2014-H1"')
    assert told(committee.build(ask(both)).table("periods"), "period", "budget")[:3] == [
        *("2014 | 550.00", "2015 | 450.00", "Outside these periods | –"),
    ]


MID = P1 + '2014-01-01 custom "grant-period" "P1" "mid" 2014-07-01 2015-06-30\n'
"""A period that overlaps two years and lies within neither."""


@pytest.mark.parametrize(
    ("period", "shown"),
    [
        (None, ["2014 | 260.00", "2015 | 90.00", "Outside these periods | 30.00", "TOTAL | 380.00"]),
        ("mid", ["mid | 250.00", "Outside these periods | 100.00", "TOTAL | 350.00"]),
        ("2014-H1", ["2014 | 100.00", "  of it 2014-H1 | 100.00", "TOTAL | 100.00"]),
    ],
)
def test_the_period_asked_about_is_always_shown(ask: Ask, period: str | None, shown: list[str]) -> None:
    report = committee.build(ask(MID, "2016-12-31", period))
    assert told(report.table("periods"), "period", "spent") == shown


@pytest.mark.parametrize(
    ("period", "compare"), [(None, ("2014", "mid")), (None, ("mid", "2014-H1", "2015", "2014")), ("mid", ("2014",))]
)
def test_overlapping_periods_cannot_stand_side_by_side(ask: Ask, period: str | None, compare: tuple[str, ...]) -> None:
    said = "The periods “2014” and “mid” overlap, and neither lies within the other: they cannot be compared"
    with pytest.raises(WrongUsage, match=said):
        committee.build(replace(ask(MID, "2016-12-31", period), compare=compare))


def test_a_plan_outside_the_chosen_periods_is_kept(ask: Ask) -> None:
    report = committee.build(replace(ask(P1), compare=("2014",)))
    assert told(report.table("periods"), "period", "budget", "spent", "left") == [
        "2014 | 550.00 | 260.00 | 290.00",
        "Outside these periods | 450.00 | 120.00 | 330.00",
        "TOTAL | 1,000.00 | 380.00 | 620.00",
    ]


def test_a_period_in_which_nothing_is_booked_is_a_dash_and_one_to_come_has_no_cost(ask: Ask) -> None:
    report = committee.build(ask(P1, "2014-02-15"))
    assert told(report.table("periods")) == [
        "2014 | 550.00 | – | – | – |  | 550.00 | –",
        "2015 | 450.00 | – | – | – |  | 1,000.00 | –",
        "TOTAL | 1,000.00 | 0.00 | 1,000.00 | 0.0 |  | – | –",
    ]
    report = committee.build(ask(P1, "2014-12-31"))
    assert told(report.table("periods"), "period", "spent", "cumulative_spent") == [
        "2014 | 260.00 | 260.00",
        "2015 | – | –",
        "TOTAL | 260.00 | –",
    ]


def test_of_several_projects_periods_of_one_name_share_a_column(ask: Ask) -> None:
    report = committee.build(ask(P1 + P2))
    assert told(report.table("periods"), "period", "budget", "spent") == [
        "P1 – Project | 1,000.00 | 380.00",
        "  2014 | 550.00 | 260.00",
        "  2015 | 450.00 | 90.00",
        "  Outside these periods | – | 30.00",
        "P2 – Otrs | 500.00 | 125.00",
        "  Not divided by period | 500.00 | 125.00",
        "TOTAL | 1,500.00 | 505.00",
    ]
    assert told(report.table("lines_by_period"), "line", "spent_2014", "spent_2015", "outside", "spent")[-3:] == [
        "P2 – Otrs | – | – | 125.00 | 125.00",
        "  Rent | – | – | 125.00 | 125.00",
        "TOTAL | 260.00 | 90.00 | 155.00 | 505.00",
    ]
    unstated = committee.build(ask(P1 + UNSTATED)).table("lines_by_period")
    assert [row.key for row in unstated.rows if row.key == "total"] == []


def test_periods_that_are_only_agreed_are_compared_too_but_none_within_another(ask: Ask) -> None:
    agreed = (
        P2
        + """
2014-01-01 custom "grant-period" "P2" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P2" "2014-Q3" 2014-07-01 2014-09-30
"""
    )
    assert told(committee.build(ask(agreed)).table("periods"), "period", "budget", "spent") == [
        "2014 | – | 125.00",
        "Outside these periods | 500.00 | 0.00",
        "TOTAL | 500.00 | 125.00",
    ]


def test_a_project_without_sources_has_only_its_cost(ask: Ask) -> None:
    alone = P2.replace('2014-01-01 custom "grant-source" "P2" "EC" 500 EUR', "")
    report = committee.build(ask(alone))
    facts = next(block for block in report.sheets[0].blocks if isinstance(block, Facts))
    assert [one.key for one in facts.facts] == ["project", "period", "budget_version", "as_of"]
    assert told(report.table("sources")) == ["TOTAL |  |  | – | – | – | – | – | – | – | –"]
    assert told(report.table("execution"), "line", "spent", "own")[-1] == "TOTAL | 125.00 | 125.00"


def test_a_period_that_no_project_has_is_wrong_usage(ask: Ask) -> None:
    with pytest.raises(WrongUsage, match="There is no period “2013”; there are: 2014, 2014-H1, 2015"):
        committee.build(replace(ask(P1), compare=("2013",)))
    with pytest.raises(WrongUsage, match="there are: –"):
        committee.build(replace(ask(P2), compare=("2013",)))


# --- rounding, grouping, and what always holds -----------------------------------------------------------------------


def test_top_lines_alone_carry_the_same_figures(ask: Ask) -> None:
    report = committee.build(replace(ask(P1), grouping=TOP_LINES))
    assert told(report.table("execution"), "line", "spent") == [
        *("Staff | 150.00", "Rent | 190.00", "Late | 40.00", "TOTAL | 380.00"),
    ]
    assert told(report.table("lines_by_period"), "line", "spent_2014", "spent_2015", "outside", "spent") == [
        "Staff | 100.00 | 50.00 | 0.00 | 150.00",
        "Rent | 160.00 | 0.00 | 30.00 | 190.00",
        "Late | 0.00 | 40.00 | 0.00 | 40.00",
        "TOTAL | 260.00 | 90.00 | 30.00 | 380.00",
    ]


def test_a_sentence_tells_thousands_in_words(ask: Ask) -> None:
    ledger = plan_and_cost("100000 EUR", "24700")
    said = lead(committee.build(replace(ask(ledger), unit=THOUSAND)))
    assert said[0] == "Of the 100 thousand EUR planned, 25 thousand EUR (25.0 %) were spent, and 75 thousand EUR are left."
    said = lead(committee.build(replace(ask(ledger), unit=EURO)))
    assert said[0] == "Of the 100,000 EUR planned, 24,700 EUR (24.7 %) were spent, and 75,300 EUR are left."


def test_a_sentence_tells_what_is_rounded_to_nothing(ask: Ask) -> None:
    ledger = plan_and_cost("100000 EUR", "300") + '2014-01-01 custom "grant-source" "P1" "VS" 0 EUR\n  kind: "public"\n'
    said = lead(committee.build(replace(ask(ledger), unit=THOUSAND)))
    assert said[:2] == [
        "Of the 100 thousand EUR planned, 0 thousand EUR (0.0 %) were spent, and 100 thousand EUR are left.",
        "The cost is borne by: RD – 0 thousand EUR.",
    ]
    said = lead(committee.build(replace(ask(plan_and_cost("400 EUR", "390")), unit=THOUSAND)))
    assert said[0] == "Of the 0 thousand EUR planned, 0 thousand EUR (– %) were spent, and 0 thousand EUR are left."


ACCOUNTS = ("Staff:Social", "Staff:Lead", "Rent", "Rent:Below", "Late")
costs = st.lists(
    st.tuples(
        st.sampled_from(ACCOUNTS),
        st.dates(date(2013, 12, 1), date(2016, 2, 1)),
        st.integers(-5_000_00, 90_000_00),
    ),
    max_size=12,
)


@cache
def p1() -> Books:
    """Give the books of P1 as read from a text, without any file."""
    text = MAIN.replace('plugin "riga_grants.plugin"', "").replace('include "projects/*.beancount"', "")
    entries, errors, options = loader.load_string(text + P1)
    assert not errors
    agreements, facts, findings = books.digest(entries)
    return Books(Path("books"), entries, options, agreements, facts, tuple(findings))


@given(
    spent=costs,
    unit=st.sampled_from(sorted(UNITS)),
    compare=st.sampled_from([(), ("2014",), ("2014", "2014-H1"), ("2014-H1", "2015")]),
    grouping=st.sampled_from(GROUPINGS),
    period=st.sampled_from([None, "2014", "2014-H1", "2015"]),
)
def test_lines_and_periods_sum_to_the_same_whole(
    spent: Sequence[tuple[str, date, int]],
    unit: str,
    compare: tuple[str, ...],
    grouping: str,
    period: str | None,
) -> None:
    """Each row sums to its total, each column to its total, in every unit; the whole is that of the sheet of execution."""
    booked = replace(p1(), facts={"P1": [fact(f"Expenses:P1:{account}", cents, day) for account, day, cents in spent]})
    asked_for = request(booked, "2016-12-31", period)
    report = committee.build(replace(asked_for, findings=(), unit=unit, compare=compare, grouping=grouping))
    lines, matrix = report.table("execution"), report.table("lines_by_period")
    assert matrix.values("spent") == lines.values("spent")
    assert {value % UNITS[unit] for value in matrix.values("spent") if isinstance(value, int)} <= {0}
    for row in matrix.rows:
        parts = dict(zip((column.key for column in matrix.columns), row.cells, strict=True))
        counted = [parts[key] for key, _ in matrix.columns[-1].terms]
        assert sum(part for part in counted if isinstance(part, int)) == parts["spent"]
    for place, column in enumerate(matrix.columns):
        for row in matrix.rows:
            if row.sums and isinstance(row.cells[place], int):
                assert sums_up(matrix, row, place), column
    periods = report.table("periods")
    for row in periods.rows:
        for column in periods.columns:
            if (column.terms or column.ratio) and row.cells[periods.place(column.key) or 0] is not None:
                assert computed(periods, row, column) == row.cells[periods.place(column.key) or 0]
    if periods.rows:
        place = periods.place("spent") or 0
        assert sums_up(periods, periods.rows[-1], place)
        assert periods.rows[-1].cells[place] == lines.values("spent")[-1]


def test_the_report_has_its_sheets_and_says_what_it_is_about(ask: Ask) -> None:
    report = committee.build(ask(P1 + P2, lang="lv"))
    assert [(sheet.key, sheet.portrait, sheet.one_page) for sheet in report.sheets] == [
        ("summary", True, True),
        *((key, False, False) for key in ("execution", "funding", "indicators", "comparison", "discrepancies", "origin")),
    ]
    assert (report.key, report.day, report.lang, report.demonstration) == ("committee", date(2016, 12, 31), "lv", False)
    assert report.subject == (("project", "P1, P2"), ("period", "total"))
    keys = [table.key for table in report.tables]
    assert len(keys) == len(set(keys))


# --- what is committed -----------------------------------------------------------------------------------------------

ROOT = Path(__file__).parent.parent
MADE_FROM = Origin((("ledger/main.beancount", "a" * 64),), "riga-grants report committee", (("riga-grants", "0"),), None)
"""What the goldens say they were made from: nothing that changes with a version or an unrelated file."""


@pytest.fixture(scope="module", name="demo")
def load_the_demonstration(closed_demonstration: Path) -> Books:
    return books.load(closed_demonstration)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "project", "day", "period"),
    [("demo", "RGAP", "2017-06-30", None), ("demo-2015-Q3", "RGAP", "2015-09-30", "2015-Q3")],
)
def test_the_workbook_of_the_demonstration(  # noqa: PLR0917 - a case and its books
    demo: Books, name: str, project: str, day: str, period: str | None, lang: str
) -> None:
    asked_for = request(demo, day, period, project, lang=lang)
    content = render(committee.build(replace(asked_for, origin=replace(MADE_FROM, root=demo.root))))
    assert goldens.same(f"committee-{name}-{lang}.txt", "\n".join(cells(content)) + "\n")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("project", ["RGAP", "SOSRKC", "GSA", ""])
def test_the_workbook_of_what_was_published(project: str, lang: str) -> None:
    loaded = books.load(ROOT)
    asked_for = request(loaded, "2019-12-31", None, *([project] if project else []), lang=lang)
    content = render(committee.build(replace(asked_for, origin=replace(MADE_FROM, root=loaded.root))))
    assert goldens.same(f"committee-{project.lower() or 'all'}-{lang}.txt", "\n".join(cells(content)) + "\n")


def test_recalculation_changes_no_cell(demo: Books, ask: Ask, tmp_path: Path) -> None:
    office.needed()
    cases = {
        "demo": request(demo, "2017-06-30", None, "RGAP"),
        "thousands": replace(request(demo, "2015-09-30", "2015-Q3", "RGAP"), unit=THOUSAND),
        "published": request(books.load(ROOT), "2019-12-31"),
        "several": ask(P1 + P2),
    }
    files = [tmp_path / f"{name}.xlsx" for name in cases]
    for file, case in zip(files, cases.values(), strict=True):
        file.write_bytes(render(committee.build(case)))
    recalculated = office.convert(files, "xlsx", tmp_path)
    assert [values(file) for file in recalculated] == [values(file) for file in files]


def test_the_page_on_the_report_names_each_table_and_column(ask: Ask) -> None:
    page = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w<-]+(?:…)?)`", page))
    of_books = re.compile("^(share|spent)_(?!pct$).*")
    for table in committee.build(ask(P1 + P2)).tables:
        keys = {of_books.sub(r"\1_…", column.key) for column in table.columns}
        assert {table.key, *keys} - named == set(), table.key

"""The sheet of origin: what a report was made from and how, and where its figures lead back to."""

from dataclasses import replace
from datetime import date

import pytest
from requests_made import asking
from requests_made import loaded
from requests_made import rows
from requests_made import table
from test_indicators import BOTH
from test_indicators import COSTS
from test_indicators import P1
from test_indicators import reached

from riga_grants.reports import origin
from riga_grants.reports.request import Request
from riga_grants.tables import Facts
from riga_grants.tables import Sheet
from riga_grants.tracing.trace import Asked
from riga_grants.tracing.trace import trace

BUDGET = """
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014" 100 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Social "2014" 60 EUR
2014-03-01 custom "grant-budget" Expenses:P1:Rent "2014" 110 EUR
  amendment: "1"
  decision: "LD 2014-3"
"""
SOURCES = """
2014-01-01 custom "grant-source" "P1" "RD" 5000 EUR
  name: "Rīgas dome"
  source: "Līgums, 3. punkts"
2014-01-01 custom "grant-source" "P1" "SOS" 5000 EUR
  kind: "own"
2016-06-01 custom "grant-published" "P1" "total" 180 EUR
  source: "Ziņa, 2016-06"
2016-06-01 custom "grant-published" "P1" "RD" 100 EUR
  source: "Ziņa"
2016-06-01 custom "grant-published" "P1" "own" 80 EUR
  source: "Ziņa"
2016-06-01 custom "grant-published" "P1" "XX" 80 EUR
  source: "Ziņa"
"""


def facts(sheet: Sheet) -> dict[str, object]:
    return {fact.key: fact.value for block in sheet.blocks if isinstance(block, Facts) for fact in block.facts}


def test_it_says_how_the_report_was_made() -> None:
    said = facts(origin.sheet(asking(P1 + BUDGET)))
    assert str(said.pop("method")).startswith("The plan is the sum of the budget versions in force")
    assert said == {
        "command": "riga-grants report committee P1 --as-of 2016-12-31 -o FILE.xlsx",
        "versions": "riga-grants 0.1.0; beancount 3.2.3",
        "data_up_to": date(2016, 12, 31),
        "budget_version": "amendment 1 of 2014-03-01 (LD 2014-3)",
    }


def test_each_of_several_projects_has_its_version_of_the_budget() -> None:
    said = facts(origin.sheet(asking(BOTH + BUDGET)))
    assert {key: said[key] for key in said if key.startswith("budget")} == {
        "budget_version_P1": "amendment 1 of 2014-03-01 (LD 2014-3)",
        "budget_version_P2": "–",
    }


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (None, ["Expenses:P1:Rent", "Expenses:P1:Staff", "Expenses:P1:Staff:Social", "P1"]),
        ("2014", ["Expenses:P1:Rent 2014", "Expenses:P1:Staff 2014", "Expenses:P1:Staff:Social 2014", "P1 2014"]),
    ],
)
def test_each_line_names_the_command_that_shows_its_entries(period: str | None, expected: list[str]) -> None:
    ledger = P1 + BUDGET + COSTS
    traces = table(origin.sheet(asking(ledger, period)), "traces")
    commands = [str(cell) for cell in traces.values("trace")]
    assert sorted(commands) == [f"riga-grants trace {what}" for what in expected]
    for command in commands:
        words = command.removeprefix("riga-grants trace ").split()
        assert trace(loaded(ledger), {}, words, date(2016, 12, 31), "en").kind is Asked.FIGURE


def test_where_the_published_facts_were_read_is_named() -> None:
    ledger = P1 + SOURCES + reached("2014", 20, 'source: "Pārskats"') + reached("total", 30, 'title: "Ģimenes"', 'source: "A"')
    assert rows(table(origin.sheet(asking(ledger)), "sources_read")) == [
        ("1", "The source Rīgas dome: its ceiling", "Līgums, 3. punkts", date(2014, 1, 1)),
        ("2", "Published figure: total cost", "Ziņa, 2016-06", date(2016, 6, 1)),
        ("3", "Published figure: Rīgas dome", "Ziņa", date(2016, 6, 1)),
        ("4", "Published figure: own funds", "Ziņa", date(2016, 6, 1)),
        ("5", "Published figure: XX", "Ziņa", date(2016, 6, 1)),
        ("6", "The indicator families, 2014", "Pārskats", date(2014, 1, 1)),
        ("7", "The indicator Ģimenes, the whole project", "A", date(2014, 1, 1)),
    ]


def test_the_files_of_the_books_are_named_with_their_hashes_and_no_folder_of_this_computer() -> None:
    assert rows(table(origin.sheet(asking(P1)), "files")) == [
        ("1", "ledger/main.beancount", "a" * 64),
        ("2", "more.beancount", "b" * 64),
    ]


def test_of_several_projects_each_row_says_whose_it_is() -> None:
    request: Request = asking(BOTH + COSTS)
    assert {cells[0] for cells in rows(table(origin.sheet(request), "traces"), "project")} == {"P1", "P2"}
    one = origin.sheet(replace(request, projects=request.projects[:1]))
    assert table(one, "traces").place("project") is None


def test_a_source_is_not_told_where_its_figure_is_hidden() -> None:
    ledger = P1 + reached("2014", 3, 'source: "Pārskats: 3 ģimenes"') + reached("2015", 30, 'source: "Pārskats: 30"')
    assert rows(table(origin.sheet(asking(ledger)), "sources_read"), "source") == [("…",), ("Pārskats: 30",)]

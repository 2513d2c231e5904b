"""The page of a project: its parts, what each tells on small books, and that its figures are those of every other report."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from closing_books import Q1
from closing_books import Q2
from closing_books import Q3
from closing_books import closed_books
from closing_books import copied
from closing_books import reopen_period
from hypothesis import given
from hypothesis import settings
from requests_made import asking
from requests_made import rows
from requests_made import table
from requests_made import words
from test_portfolio import DAY
from test_portfolio import NOTHING_STATED
from test_portfolio import books_of
from test_properties import agreements
from test_properties import registers

from riga_grants import books
from riga_grants import execution
from riga_grants.asked import about
from riga_grants.errors import WrongUsage
from riga_grants.facts import Fact
from riga_grants.interchange import as_json
from riga_grants.model import Agreement
from riga_grants.money import to_cents
from riga_grants.rendering import svg
from riga_grants.rendering import terminal
from riga_grants.reports import execution_sheet
from riga_grants.reports import portfolio
from riga_grants.reports import postings
from riga_grants.reports import project_page
from riga_grants.reports import todo
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import STACKED
from riga_grants.tables import Chart
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Sheet
from riga_grants.tables import Table

P1 = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2015-12-31 1000 EUR
  name-en: "Project"
2014-01-01 custom "grant-source" "P1" "RD" 400 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 600 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2015" 2015-01-01 2015-12-31
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014" 400 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2015" 400 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Food "2014" 200 EUR
2015-02-01 custom "grant-budget" Expenses:P1:Rent "2015" 360 EUR
  amendment: "1"
  decision: "Nr. 7"
2015-02-01 custom "grant-budget" Expenses:P1:Late "2015" 40 EUR
  amendment: "1"
2015-09-01 custom "grant-budget" Expenses:P1:Rent "2015" 350 EUR
  amendment: "2"
2014-01-01 custom "grant-instalment" "P1" "RD" "1" 2014-02-01 200 EUR
2014-01-01 custom "grant-indicator" "P1" "families" "2014" "reached" 3
2014-01-01 custom "grant-rule" "P1" "evidence" "document, paid"
2014-01-01 open Assets:Bank
2014-01-01 open Expenses:P1:Rent
  position: "1"
  name: "Noma"
  name-en: "Premises"
2014-01-01 open Expenses:P1:Food
  position: "2"
2014-01-01 open Expenses:P1:Late
  position: "3"
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Income:InKind:P1
2014-02-03 * "RD" "Advance"
  Assets:Bank  200 EUR
  Liabilities:Advance:RD:P1
2014-03-10 * "Office" "Rent"
  document-no: "A-1"
  document-date: 2014-03-10
  issuer: "Office Ltd"
  document: "2014/a-1.pdf"
  Expenses:P1:Rent  100 EUR
  Liabilities:Payable:P1
2014-04-10 * "Shop" "Food"
  paid: 2014-04-11
  document: "2014/a-2.pdf"
  Expenses:P1:Food  50 EUR
  Liabilities:Payable:P1
2015-03-10 * "A friend" "A cake"
  document-no: "A-3"
  document-date: 2015-03-10
  issuer: "A friend"
  document: "2015/a-3.pdf"
  Expenses:P1:Late  30 EUR
  Income:InKind:P1
"""


def made(ledger: str = P1, day: str = "2015-06-30", lang: str = "en") -> Report:
    return project_page.build(asking(ledger, as_of=day, lang=lang))


def sheet(report: Report, key: str) -> Sheet:
    return next(one for one in report.sheets if one.key == key)


def charts(one: Sheet) -> list[Chart]:
    return [block for block in one.blocks if isinstance(block, Chart)]


def test_what_stands_in_its_head_is_not_said_again() -> None:
    report = made()
    assert (report.title, report.about) == ("P1 – Project", "the whole project, 2014-01-01 – 2015-12-31")
    (agreed,) = (block for block in report.sheets[0].blocks if isinstance(block, Facts))
    assert {fact.key for fact in agreed.facts}.isdisjoint({"project", "period", "as_of"})


def test_its_parts_are_in_the_order_in_which_people_ask() -> None:
    report = made()
    assert (report.title, report.key, report.subject) == ("P1 – Project", "project", (("project", "P1"),))
    assert [(one.key, one.title) for one in report.sheets] == [
        ("execution", "Execution by line"),
        ("progress", "Cumulative spending against the plan"),
        ("sources", "Sources"),
        ("instalments", "Instalments"),
        ("periods", "Periods"),
        ("indicators", "Indicators"),
        ("amendments", "Amendments of the budget"),
        ("findings", "Findings"),
        ("documents", "Documents missing"),
    ]
    keys = [one.key for one in report.tables]
    assert len(keys) == len(set(keys)), "each table can be named"


@pytest.mark.parametrize("ledger", [P1 + "".join(P1.replace("P1", "P2").partition("2014-01-01 open Assets:Bank\n")[::2]), ""])
def test_it_is_about_one_project(ledger: str) -> None:
    with pytest.raises(WrongUsage, match="This page is about one project; name it: "):
        made(ledger)


def test_execution_has_the_lines_and_a_sentence_that_is_read_first() -> None:
    one = sheet(made(), "execution")
    assert words(one)[0].replace("\u00a0", " ").startswith("Of the 1,000.00 EUR planned, 180.00 EUR (18.0 %) were spent")
    lines = made().table(execution_sheet.KEY)
    assert rows(lines, "line", "budget", "spent") == [
        ("Premises", 760_00, 100_00),
        ("Food", 200_00, 50_00),
        ("Late", 40_00, 30_00),
        ("TOTAL", 1000_00, 180_00),
    ]
    assert [row.key for row in lines.rows[:-1]] == ["Expenses:P1:Rent", "Expenses:P1:Food", "Expenses:P1:Late"]


def test_progress_draws_what_the_periods_add_up_to() -> None:
    one = sheet(made(), "progress")
    periods = table(one, "periods")
    assert rows(periods, "period", "cumulative_plan", "cumulative_spent") == [
        ("2014", 600_00, 150_00),
        ("2015", 1000_00, 180_00),
        ("TOTAL", None, None),
    ]
    (chart,) = charts(one)
    assert (chart.table, [series.column for series in chart.series]) == ("periods", ["cumulative_plan", "cumulative_spent"])


def test_sources_are_stacked_with_their_ceilings_and_work_in_kind_is_in_the_table_only() -> None:
    one = sheet(made(), "sources")
    (chart,) = charts(one)
    sources = table(one, "sources")
    assert rows(sources, "source", "earned", "advance", "ceiling") == [
        ("RD", 72_00, 128_00, 400_00),
        ("OWN", 78_00, None, 600_00),
        ("", 30_00, None, None),
        ("TOTAL", 180_00, 128_00, 1000_00),
    ]
    assert (chart.kind, chart.rows, [series.style for series in chart.series]) == (STACKED, (0, 1), ["main", "main", "limit"])
    assert "<svg" in svg.draw(chart, sources, "en")


def test_instalments_are_planned_and_paid() -> None:
    one = sheet(made(), "instalments")
    assert rows(table(one, "instalment_plan"), "number", "planned", "received", "state")[0] == ("1", 200_00, 200_00, "received")
    assert rows(table(one, "payments"), "date", "amount")[0] == (date(2014, 2, 3), 200_00)
    unplanned = made(P1.replace('2014-01-01 custom "grant-instalment" "P1" "RD" "1" 2014-02-01 200 EUR\n', ""))
    assert [block.key for block in sheet(unplanned, "instalments").blocks if isinstance(block, Table)] == ["payments"]


def test_counts_under_five_stay_hidden() -> None:
    assert rows(table(sheet(made(), "indicators"), "indicators"), "period", "reached") == [("2014", "<5")]


# --- amendments ------------------------------------------------------------------------------------------------------


def test_amendments_tell_what_each_changed_and_which_are_to_come() -> None:
    found = made().table("amendments")
    assert rows(found) == [
        ("2014-01-01", date(2014, 1, 1), 1000_00, None, "as first approved", ""),
        ("amendment 1 of 2015-02-01 (Nr. 7)", date(2015, 2, 1), 1000_00, 0, "1. Premises -40.00; 3. Late +40.00", ""),
        ("amendment 2 of 2015-09-01", date(2015, 9, 1), None, None, "", "not in force yet"),
    ]
    assert [row.key for row in found.rows] == ["2014-01-01|", "2015-02-01|1", "2015-09-01|2"]


def test_a_change_of_what_was_not_stated_is_none() -> None:
    ledger = P1.replace('Expenses:P1:Food "2014" 200 EUR', 'Expenses:P1:Food "2014" "not-stated"')
    ledger += '2015-03-01 custom "grant-budget" Expenses:P1:Food "2014" 100 EUR\n'
    assert rows(made(ledger).table("amendments"), "budget", "change", "lines")[1:3] == [
        (800_00, 0, "1. Premises -40.00; 3. Late +40.00"),
        (900_00, 100_00, ""),
    ]


# --- documents -------------------------------------------------------------------------------------------------------


def test_costs_without_documents_or_evidence_are_listed_with_what_is_missing() -> None:
    found = made().table("documents")
    place = {line.split()[0]: n for n, line in enumerate(P1.splitlines(), 1) if line.startswith("  Expenses")}
    assert rows(found, "date", "document_no", "issuer", "line", "amount", "missing") == [
        (date(2014, 4, 10), "", "Shop", "Food", 50_00, "document-no, document-date, issuer"),
        (date(2014, 3, 10), "A-1", "Office Ltd", "Premises", 100_00, "paid"),
    ]
    assert [row.key for row in found.rows] == [
        f"ledger/main.beancount:{place['Expenses:P1:Food']}",
        f"ledger/main.beancount:{place['Expenses:P1:Rent']}",
    ]


def test_where_nothing_is_wrong_or_missing_it_says_so() -> None:
    report = project_page.build(replace(asking(P1, as_of="2015-06-30"), findings=()))
    assert (report.table("documents").rows, report.table("documents").empty) == ([], "No cost lacks its documents.")
    assert (words(sheet(report, "findings")), report.table("findings").empty) == ([], "No findings.")
    assert words(sheet(made(), "findings")) == ["Findings: 1 error, 1 warning."]


# --- periods ---------------------------------------------------------------------------------------------------------


@pytest.fixture(name="closed", scope="module")
def make_closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make books of which the first two quarters are closed."""
    return closed_books(tmp_path_factory.mktemp("closed") / "books")


def periods(root: Path, day: str) -> dict[str, tuple[object, ...]]:
    found, as_of = books.load(root), date.fromisoformat(day)
    asked = about(found.agreements, (), None, as_of, as_of)
    request = Request(found, asked, as_of, (), Origin((), "", (), root), "en")
    listed = project_page.periods(request, asked[0])
    keys = ("state", "since", "eligible", "claimed", "seal", "next")
    return {row.key: told for row, told in zip(listed.rows, rows(listed, *keys), strict=True)}


SUBMIT = "riga-grants period submit P1 "


def test_a_period_tells_its_state_what_counts_and_the_next_command(closed: Path) -> None:
    told = periods(closed, "2014-08-01")
    seals = [told[name][4] for name in (Q1, Q2)]
    assert told == {
        Q1: ("closed", date(2014, 4, 10), 2500_51, 1207_49, seals[0], ""),
        Q2: ("closed", date(2014, 7, 10), 2009_99, 970_63, seals[1], ""),
        Q3: ("draft", None, 0, None, "", SUBMIT + Q3),
    }
    assert all(isinstance(seal, str) and len(seal) == 16 for seal in seals)


def test_periods_are_told_as_they_stood_on_the_day(closed: Path) -> None:
    assert periods(closed, "2014-04-09") == {
        Q1: ("draft", None, 2500_51, 1207_49, "", SUBMIT + Q1),
        Q2: ("draft", None, 0, None, "", SUBMIT + Q2),
        Q3: ("draft", None, None, None, "", SUBMIT + Q3),
    }


def test_the_figures_of_a_period_are_made_of_their_postings(closed: Path) -> None:
    found, day = books.load(closed), date(2014, 8, 1)
    for name in (Q1, Q2, Q3):
        asked = about(found.agreements, (), name, day, day)
        request = Request(found, asked, day, (), Origin((), "", (), closed), "en")
        listed = project_page.periods(request, asked[0])
        row = next(row for row in listed.rows if row.key == name)
        for figure in ("eligible", "claimed", "parked", "cut"):
            behind = rows(postings.build(request, figure=figure).table("postings"), "amount")
            assert (behind[-1][0] if behind else 0) == (row.cells[listed.place(figure) or 0] or 0), (name, figure)


def test_a_period_that_was_opened_again_has_a_void_seal(closed: Path, tmp_path: Path) -> None:
    again = copied(closed, tmp_path / "books")
    reopen_period(again, Q2, date(2014, 7, 20))
    assert periods(again, "2014-08-01")[Q2] == ("draft", date(2014, 7, 20), 2009_99, None, "void", SUBMIT + Q2)


def test_the_name_of_a_period_is_no_command_of_a_shell() -> None:
    told = made(P1 + '2014-01-01 custom "grant-period" "P1" "A;b" 2014-01-01 2014-01-31\n').table("period_states")
    assert rows(told, "next")[1] == ("riga-grants period submit P1 …",)


def test_of_a_project_of_which_nothing_is_stated_no_period_has_amounts() -> None:
    ledger = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 "not-stated"
  currency: "LVL"
  actuals: "not-stated"
2014-01-01 custom "grant-source" "P1" "RD" "not-stated"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-08-01 custom "grant-period" "P1" "H2" 2014-07-01 2014-12-31
"""
    report = made(ledger, "2014-07-31")
    assert rows(report.table("period_states"), "period", "eligible", "claimed", "parked", "cut") == [("2014", *[None] * 4)]
    assert charts(sheet(report, "sources")) == []
    assert report.table("amendments").empty == "No budget by line is agreed on."


# --- all of it -------------------------------------------------------------------------------------------------------


def test_it_speaks_latvian_and_english_and_fits_a_narrow_terminal() -> None:
    for lang, said in (("lv", "P1 – Projekts"), ("en", "P1 – Project")):
        lines = terminal.render(made(lang=lang), 80, colour=False).splitlines()
        assert lines[0] == said
        assert max(map(len, lines)) <= 80


@settings(max_examples=40)
@given(agreements(), registers())
def test_its_figures_are_those_that_check_tells_programs(agreement: Agreement, facts: Sequence[Fact]) -> None:
    found = books_of(agreement, facts)
    request = Request(found, about(found.agreements, (), None, DAY, DAY), DAY, (), Origin((), "", (), None), "en")
    report = project_page.build(request)
    told = json.loads(as_json([execution.build(agreement, facts, DAY, "en")], (), DAY, "en", None))["projects"][0]

    def cents(record: dict[str, str | None], *keys: str) -> tuple[int | None, ...]:
        return tuple(None if (said := record[key]) is None else to_cents(Decimal(said)) for key in keys)

    lines = report.table(execution_sheet.KEY)
    shown = {row.key: cells for row, cells in zip(lines.rows, rows(lines, "budget", "spent", "left"), strict=True)}
    for line in told["lines"]:
        assert shown[line["account"]] == cents(line, "budget", "spent", "left")
    assert rows(lines, "budget", "spent", "left")[-1] == cents(told, "budget", "spent", "left")
    sources = rows(report.table("sources"), "source", "earned", "received", "receivable", "advance")
    assert [cells for cells in sources if cells[0] not in {"TOTAL", ""}] == [
        (one["funder"], *cents(one, "earned", "received", "receivable", "advance")) for one in told["sources"] if one["funder"]
    ]


def test_the_documentation_names_every_column_of_our_own_tables() -> None:
    page = (Path(__file__).parent.parent / "docs" / "dashboard.md").read_text(encoding="utf-8")
    request = asking(P1, as_of="2015-06-30")
    reports = (
        portfolio.build(asking(P1 + NOTHING_STATED, as_of="2015-06-30")),
        todo.build(request),
        postings.build(request),
        postings.build(request, "", "earned", "RD"),
    )
    own = [one for report in reports for one in report.tables] + [made().table("period_states")]
    named = {column.key for one in own for column in one.columns}
    assert {name for name in named if f"`{name}`" not in page} == set()

"""The postings behind a figure: each with its document and its cells, all together the figure."""

import json
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings
from requests_made import asking
from requests_made import rows
from test_portfolio import DAY
from test_portfolio import books_of
from test_properties import ACCOUNTS
from test_properties import agreements
from test_properties import registers

from riga_grants import execution
from riga_grants import settlement
from riga_grants.asked import about
from riga_grants.errors import WrongUsage
from riga_grants.facts import Fact
from riga_grants.interchange import as_json
from riga_grants.model import Agreement
from riga_grants.money import to_cents
from riga_grants.rendering import terminal
from riga_grants.reports import execution_sheet
from riga_grants.reports import postings
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.reports.told import projects
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Table
from riga_grants.tables import Words

P1 = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2015-12-31 1000 EUR
2014-01-01 custom "grant-source" "P1" "RD" 400 EUR
2014-01-01 custom "grant-source" "P1" "VS" "not-stated"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2015" 2015-01-01 2015-12-31
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Social "2014" 300 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Social "2015" 300 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 400 EUR
2015-02-01 custom "grant-budget" Expenses:P1:Staff:Social "2015" 200 EUR
  amendment: "1"
  decision: "Nr. 7"
2014-01-01 open Assets:Bank
2014-01-01 open Expenses:P1:Staff
  name-en: "Staff"
2014-01-01 open Expenses:P1:Staff:Social
2014-01-01 open Expenses:P1:Rent
2014-01-01 open Expenses:P1:Rent:Store
2014-01-01 open Expenses:Ineligible:P1:Rent
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Income:CoFinancing:VS:P1
2014-01-01 open Assets:Receivable:VS:P1
2014-01-01 open Income:InKind:P1
2014-02-03 * "RD" "Advance"
  Assets:Bank  200 EUR
  Liabilities:Advance:RD:P1  -150 EUR
  Liabilities:Advance:RD:P1  -50 EUR
2014-03-10 * "Office Ltd" "Rent"
  document-no: "A-1"
  issuer: "Office"
  document: "2014/a-1.pdf"
  source-file: "q1.xlsx"
  source-sheet: "Costs"
  source-cells: "A7:M7"
  Expenses:P1:Rent  100 EUR
  Liabilities:Payable:P1
2014-04-10 ! "Office" "Rent that waits"
  Expenses:P1:Rent:Store  50 EUR
  Liabilities:Payable:P1
2014-05-10 * "A friend" "A room for nothing"
  Expenses:P1:Rent  30 EUR
  Income:InKind:P1
2014-06-10 * "Office" "Cut"
  made: "cut"
  Expenses:P1:Rent  -10 EUR
  Expenses:Ineligible:P1:Rent
2014-07-10 * "VS" "Claimed"
  made: "co-financing"
  Assets:Receivable:VS:P1  12 EUR
  Income:CoFinancing:VS:P1
2015-03-10 * "Staff" "March"
  Expenses:P1:Staff:Social  60.01 EUR
  Liabilities:Payable:P1
2015-12-31 * "RD" "A part goes back"
  Liabilities:Advance:RD:P1  20 EUR
  Assets:Bank
"""


def made(*asked_for: str, day: str = "2015-12-31", period: str | None = None, lang: str = "en") -> Report:
    return postings.build(asking(P1, period, as_of=day, lang=lang), *asked_for)


def table(report: Report) -> Table:
    return report.table("postings")


def told(report: Report) -> list[str]:
    """Tell date, document or account, amount in cents and notes of each row."""
    cells = rows(table(report), "date", "document_no", "account", "amount", "note")
    return [" | ".join("" if cell is None else str(cell) for cell in line) for line in cells]


RENT, STAFF = "Expenses:P1:Rent", "Expenses:P1:Staff"
COSTS = (
    f"2014-03-10 | A-1 | {RENT} | 10000 | ",
    f"2014-04-10 |  | {RENT}:Store | 5000 | parked",
    f"2014-05-10 |  | {RENT} | 3000 | ",
    f"2014-06-10 |  | {RENT} | -1000 | cut by control",
)
MARCH = f"2015-03-10 |  | {STAFF}:Social | 6001 | "


@pytest.mark.parametrize(
    ("asked_for", "period", "expected"),
    [
        pytest.param((), None, (*COSTS, MARCH, " |  | TOTAL | 23001 | "), id="of a project"),
        pytest.param((RENT,), None, (*COSTS, " |  | TOTAL | 17000 | "), id="of a line, with what lies below it"),
        pytest.param((STAFF, "spent"), None, (MARCH, " |  | TOTAL | 6001 | "), id="of a subtotal"),
        pytest.param(("", "before"), "2015", (*COSTS, " |  | TOTAL | 17000 | "), id="before a period"),
        pytest.param(("", "this_period"), "2015", (MARCH, " |  | TOTAL | 6001 | "), id="in a period"),
        pytest.param((STAFF, "before"), "2015", (), id="of nothing"),
        pytest.param(("", "parked"), None, (COSTS[1], " |  | TOTAL | 5000 | "), id="parked"),
        pytest.param(("", "parked"), "2015", (), id="parked in a period"),
        pytest.param(("", "eligible"), None, (COSTS[0], *COSTS[2:], MARCH, " |  | TOTAL | 18001 | "), id="eligible"),
        pytest.param(("", "eligible"), "2014", (COSTS[0], *COSTS[2:], " |  | TOTAL | 12000 | "), id="eligible in a period"),
        pytest.param(
            (RENT, "cut"), None, (f"2014-06-10 |  | {RENT} | 1000 | cut by control", " |  | TOTAL | 1000 | "), id="cut"
        ),
        pytest.param(
            ("", "claimed"),
            "2014",
            ("2014-07-10 |  | Income:CoFinancing:VS:P1 | 1200 | co-financing", " |  | TOTAL | 1200 | "),
            id="claimed",
        ),
        pytest.param(("", "claimed"), "2015", (), id="claimed in another period"),
        pytest.param(
            ("", "in_kind"), None, ("2014-05-10 |  | Income:InKind:P1 | 3000 | ", " |  | TOTAL | 3000 | "), id="given in kind"
        ),
        pytest.param(
            ("", "received", "RD"),
            None,
            (
                "2014-02-03 |  | Liabilities:Advance:RD:P1 | 20000 | ",
                "2015-12-31 |  | Liabilities:Advance:RD:P1 | -2000 | ",
                " |  | TOTAL | 18000 | ",
            ),
            id="received, one row a payment",
        ),
        pytest.param(
            ("", "earned", "RD"),
            None,
            (
                f"2014-03-10 | A-1 | {RENT} | 4000 | ",
                f"2014-05-10 |  | {RENT} | 1200 | ",
                f"2014-06-10 |  | {RENT} | -400 | cut by control",
                f"2015-03-10 |  | {STAFF}:Social | 2400 | ",
                " |  | TOTAL | 7200 | ",
            ),
            id="earned, of each cost its part",
        ),
        pytest.param(
            (STAFF, "earned", "RD"),
            None,
            (f"2015-03-10 |  | {STAFF}:Social | 2400 | ", " |  | TOTAL | 2400 | "),
            id="earned on a line",
        ),
        pytest.param(
            ("", "earned", "VS"),
            None,
            ("2014-07-10 |  | Income:CoFinancing:VS:P1 | 1200 | co-financing", " |  | TOTAL | 1200 | "),
            id="earned, as it is booked where it cannot be computed",
        ),
        pytest.param(
            (STAFF, "earned", "VS"),
            None,
            ("2015-03-10 |  | Expenses:P1:Staff:Social | 400 | ", " |  | TOTAL | 400 | "),
            id="earned, a line's part of what is booked",
        ),
    ],
)
def test_a_figure_is_the_sum_of_its_postings(asked_for: tuple[str, ...], period: str | None, expected: tuple[str, ...]) -> None:
    assert told(made(*asked_for, period=period)) == list(expected)


def test_a_posting_names_its_document_its_cells_and_its_place() -> None:
    found = table(made(RENT, day="2014-03-31"))
    line = next(n for n, said in enumerate(P1.splitlines(), 1) if "Expenses:P1:Rent  100 EUR" in said)
    place = f"ledger/main.beancount:{line}"
    assert [(row.key, row.sums) for row in found.rows] == [(place, ()), ("total", (0,))]
    assert rows(found)[0] == (
        date(2014, 3, 10),
        "A-1",
        "Office",
        "Rent",
        RENT,
        100_00,
        "",
        place,
        "q1.xlsx!Costs!A7:M7",
        "2014/a-1.pdf",
    )


def test_what_a_funder_bears_stands_beside_the_whole_cost() -> None:
    found = table(made("", "earned", "RD", day="2014-04-30"))
    assert rows(found, "amount", "cost") == [(40_00, 100_00), (40_00, "")]


def test_a_plan_is_made_of_the_directives_in_force() -> None:
    found = table(made("", "budget"))
    assert rows(found, "date", "account", "period", "amount", "amendment", "decision") == [
        (date(2014, 1, 1), f"{STAFF}:Social", "2014", 300_00, "", ""),
        (date(2015, 2, 1), f"{STAFF}:Social", "2015", 200_00, "1", "Nr. 7"),
        (date(2014, 1, 1), RENT, "the whole project", 400_00, "", ""),
        ("", "TOTAL", "", 900_00, "", ""),
    ]
    assert rows(table(made(STAFF, "budget", period="2014")), "amount") == [(300_00,), (300_00,)]


def test_a_plan_of_which_a_part_is_not_stated_shows_what_is() -> None:
    ledger = P1.replace('"2014" 300 EUR', '"2014" "not-stated"')
    found = table(postings.build(asking(ledger, as_of="2014-12-31"), figure="budget"))
    assert rows(found, "account", "amount") == [
        (f"{STAFF}:Social", None),
        (f"{STAFF}:Social", 300_00),
        (RENT, 400_00),
        ("TOTAL", 1000_00),  # what was agreed in all: a sum of which a part is not stated would be too little
    ]
    assert found.rows[-1].sums == ()


def test_a_filter_hides_postings_and_the_figure_stays_whole() -> None:
    request = asking(P1, as_of="2015-12-31")
    march = request.books.facts["P1"][-2].place
    report = postings.build(request, only={march})
    (facts,) = (block for block in report.sheets[0].blocks if isinstance(block, Facts))
    (note,) = (block for block in report.sheets[0].blocks if isinstance(block, Words))
    assert rows(table(report), "amount") == [(60_01,), (60_01,)]
    assert facts.facts[-1].value == 230_01
    assert note.paragraphs == ("The filter hides 4 of the postings, 170.00 in all; the figure is made of all of them.",)
    every = postings.build(request, only={fact.place for fact in request.books.facts["P1"]})
    assert every.sheets[0].blocks[-1] == Words(("The filter hides none of the postings.",), "note")


def in_parts(part: int | None, only: int = 5) -> tuple[list[str], list[tuple[object, ...]], str]:
    """Give the rows of a part, the list of the parts, and the sentence above; `only` so many postings pass a filter."""
    request = asking(P1, as_of="2015-12-31")
    costs = [fact.place for fact in request.books.facts["P1"] if fact.role == "Expenses"]
    report = postings.build(request, only=costs[:only], part=part)
    listed = [block for block in report.sheets[0].blocks if isinstance(block, Table) and block.key == postings.PARTS]
    said = [block.paragraphs[0] for block in report.sheets[0].blocks if isinstance(block, Words) and block.look == "lead"]
    return told(report), [row.cells for one in listed for row in one.rows], "".join(said)


def test_very_many_postings_are_shown_in_parts_that_add_up_to_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "AT_ONCE", 2)
    total = " |  | TOTAL | 23001 | "
    parts = [
        ("1–2", date(2014, 3, 10), date(2014, 4, 10), 150_00),
        ("3–4", date(2014, 5, 10), date(2014, 6, 10), 20_00),
        ("5–5", date(2015, 3, 10), date(2015, 3, 10), 60_01),
        ("TOTAL", None, None, 230_01),
    ]
    said = "Postings {} to {} of 5; the total below them is of all."
    assert in_parts(1) == ([*COSTS[:2], total], parts, said.format(1, 2))
    assert in_parts(2) == ([*COSTS[2:], total], parts, said.format(3, 4))
    assert in_parts(3) == ([MARCH, total], parts, said.format(5, 5))
    assert in_parts(0) == in_parts(1)
    assert in_parts(99) == in_parts(3)
    assert in_parts(None) == ([*COSTS, MARCH, total], [], "")
    assert in_parts(1, only=2) == ([*COSTS[:2], " |  | TOTAL | 15000 | "], [], "")


@pytest.mark.parametrize(
    ("asked_for", "said"),
    [
        (("", "profit"), "There is no figure “profit”; there are: spent, before, this_period, eligible, parked, cut, claimed,"),
        (("Expenses:P1:Wine",), "P1 has no line “Expenses:P1:Wine”."),
        (("", "received", "XX"), "There is no funder “XX” in P1; there are: RD, VS."),
        (("", "earned"), "There is no funder “” in P1; there are: RD, VS."),
    ],
)
def test_what_the_project_does_not_have_is_wrong_usage(asked_for: tuple[str, ...], said: str) -> None:
    with pytest.raises(WrongUsage, match=re.escape(said)):
        made(*asked_for)


def test_it_is_about_one_project() -> None:
    with pytest.raises(WrongUsage, match="This page is about one project; name it: P1"):
        postings.build(asking(P1, as_of="2013-12-31"))


def test_it_speaks_latvian_and_english() -> None:
    for lang, word in (("lv", "Izsniedzējs"), ("en", "Issuer")):
        assert word in terminal.render(made(RENT, lang=lang), 80, colour=False)


def figure_of(request: Request, *asked_for: str) -> int:
    found = table(postings.build(request, *asked_for))
    (amount,) = rows(found, "amount")[-1] if found.rows else (0,)
    assert isinstance(amount, int)
    return amount


@settings(max_examples=40)
@given(agreements(), registers())
def test_they_always_make_the_figures_that_check_tells_programs(agreement: Agreement, facts: Sequence[Fact]) -> None:
    books = books_of(agreement, facts)
    request = Request(books, about(books.agreements, (), None, DAY, DAY), DAY, (), Origin((), "", (), None), "en")
    told = json.loads(as_json([execution.build(agreement, facts, DAY, "en")], (), DAY, "en", None))["projects"][0]
    assert figure_of(request) == to_cents(Decimal(told["spent"]))
    for line in told["lines"]:
        for figure in ("spent", "before", "this_period", "budget"):
            assert figure_of(request, line["account"], figure) == to_cents(Decimal(line[figure])), (line, figure)
    for source in told["sources"]:
        if source["kind"] in {"funder", "public"} and source["earned"] is not None:
            assert figure_of(request, "", "earned", source["funder"]) == to_cents(Decimal(source["earned"]))


@settings(max_examples=40)
@given(agreements(), registers())
def test_a_funders_parts_of_the_lines_are_those_of_the_execution(agreement: Agreement, facts: Sequence[Fact]) -> None:
    books = books_of(agreement, facts)
    request = Request(books, about(books.agreements, (), None, DAY, DAY), DAY, (), Origin((), "", (), None), "en")
    computed = {one.source.funder for one in settlement.of(agreement, facts, DAY) if one.rate is not None}
    told = execution_sheet.table(projects(request), request)
    for row in told.rows[:-1]:
        for funder in computed:
            share = row.cells[told.place(execution_sheet.share_key(funder)) or 0]
            assert figure_of(request, row.key, "earned", funder) == share, ACCOUNTS

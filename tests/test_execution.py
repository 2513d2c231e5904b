"""The statement: budget against actual by line and period, and who pays. Every figure here was computed by hand."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from riga_grants import books
from riga_grants import execution
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import Version

LEDGER = """
2014-01-01 open Expenses:P1:Staff
  name: "Personāls"
2014-01-01 open Expenses:P1:Staff:Social
  position: "1.1"
2014-01-01 open Expenses:P1:Staff:Lead
  position: "1.2"
2014-01-01 open Expenses:P1:Rent
  position: "2"
  name: "Noma"
2014-01-01 open Expenses:P1:Rent:Office
2014-01-01 open Expenses:P1:Late
  position: "3"
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Assets:Receivable:RD:P1
2014-01-01 open Income:CoFinancing:RD:P1
2014-01-01 open Income:InKind:P1

2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2015-12-31 1000 EUR
2014-01-01 custom "grant-source" "P1" "RD" 333.33 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 666.67 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2014-Q3" 2014-07-01 2014-09-30
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
  decision: "LD-2"

2014-03-01 * "City" "First instalment"
  Assets:Bank  100 EUR
  Liabilities:Advance:RD:P1
2014-05-05 * "Staff" "May"
  Expenses:P1:Staff:Social  100.01 EUR
  Liabilities:Payable:P1
2014-08-05 * "Office" "Rent, booked on a subline"
  Expenses:P1:Rent:Office  60 EUR
  Liabilities:Payable:P1
2014-08-06 * "Office" "Credit note"
  Expenses:P1:Rent  -10 EUR
  Liabilities:Payable:P1
2014-08-07 ! "Staff" "Parked: booked, but in no claim"
  Expenses:P1:Staff:Lead  30 EUR
  Liabilities:Payable:P1
2015-04-05 * "A friend" "A room for nothing"
  Expenses:P1:Late  40 EUR
  Income:InKind:P1
2015-06-05 * "Staff" "June"
  Expenses:P1:Staff:Social  500 EUR
  Liabilities:Payable:P1
"""


@pytest.fixture(name="statement")
def make_statement(make_books: Callable[[str], Path]) -> Callable[..., Execution]:
    loaded = books.load(make_books(LEDGER))
    assert loaded.findings == ()
    agreement = loaded.agreements["P1"]

    def statement(as_of: str, period: str | None = None) -> Execution:
        found = agreement.period(period) if period else None
        return execution.build(agreement, loaded.facts["P1"], date.fromisoformat(as_of), "lv", found)

    return statement


def row(statement: Execution, account: str) -> Figures:
    return next(row.figures for row in statement.lines if row.account == f"Expenses:P1:{account}")


def test_the_whole_project(statement: Callable[..., Execution]) -> None:
    whole = statement("2016-01-01")
    assert (whole.total.original, whole.total.budget, whole.total.spent) == (1000_00, 1000_00, 720_01)
    assert (whole.total.before, whole.total.this_period, whole.total.left) == (0, 720_01, 279_99)
    assert str(whole.total.spent_pct) == "72.0"


def test_lines_stand_in_the_agreements_order_under_their_subtotals(statement: Callable[..., Execution]) -> None:
    rows = [
        (row.number, row.account.removeprefix("Expenses:P1:"), row.depth, row.subtotal) for row in statement("2016-01-01").lines
    ]
    assert rows == [
        ("1", "Staff", 0, True),
        ("1.1", "Staff:Social", 1, False),
        ("1.2", "Staff:Lead", 1, False),
        ("2", "Rent", 0, False),
        ("3", "Late", 0, False),
    ]


def test_a_subtotal_sums_its_lines_and_the_leaves_sum_to_the_total(statement: Callable[..., Execution]) -> None:
    whole = statement("2016-01-01")
    assert row(whole, "Staff").spent == 600_01 + 30_00
    assert sum(leaf.figures.spent or 0 for leaf in whole.leaves) == whole.total.spent


def test_a_cost_on_a_subline_counts_on_the_budgeted_line_above_it(statement: Callable[..., Execution]) -> None:
    assert row(statement("2014-12-31"), "Rent").spent == 50_00


def test_a_period_shows_the_plan_to_its_end_and_what_was_spent_before_it(statement: Callable[..., Execution]) -> None:
    quarter = statement("2014-09-30", "2014-Q3")
    assert (quarter.total.budget, quarter.total.before, quarter.total.this_period) == (550_00, 100_01, 80_00)
    assert (quarter.period_budget, quarter.total.this_period) == (None, 80_00)
    second = statement("2015-12-31", "2015")
    assert (second.total.budget, second.total.before, second.total.this_period) == (1000_00, 180_01, 540_00)
    assert (second.period_budget, second.total.this_period) == (450_00, 540_00)


def test_the_plan_runs_to_the_end_of_the_budget_period_that_holds_the_one_named(statement: Callable[..., Execution]) -> None:
    assert statement("2016-01-01", "2014-Q3").plan_through == date(2014, 12, 31)
    assert statement("2016-01-01", "2015").plan_through == date(2015, 12, 31)
    assert statement("2016-01-01").plan_through is None


@pytest.mark.parametrize(
    ("written", "cents", "codes"),
    [
        ("7.5 USD @@ 0.01 EUR", 1, []),  # the quotient times 7.5 is 0.00999…98
        ("-7.5 USD @@ 0.01 EUR", -1, []),
        ("3 USD @@ 100 EUR", 100_00, []),
        ("7 USD {{100 EUR}}", 100_00, []),
        ("8 USD @ 1.25 EUR", 10_00, []),
        ("7.5 USD @ 0.01 EUR", None, ["cost-cents"]),
        ("1 USD @@ 0.015 EUR", None, ["cost-cents"]),
        ("0.0100000001 EUR", None, ["cost-cents"]),
    ],
)
def test_a_cost_at_a_price_in_total_is_the_total_that_was_written(
    make_books: Callable[[str], Path], written: str, cents: int | None, codes: list[str]
) -> None:
    paid = f'2014-09-01 * "Shop" "Abroad"\n  Expenses:P1:Rent  {written}\n  Liabilities:Payable:P1\n'
    loaded = books.load(make_books(LEDGER + paid))
    booked = [fact.cents for fact in loaded.facts["P1"] if fact.text == ("Shop", "Abroad") and fact.role == "Expenses"]
    assert (booked, [one.code for one in loaded.findings if one.code != "ledger"]) == ([] if cents is None else [cents], codes)


def test_the_budget_in_force_is_that_of_the_day_and_the_original_stays_beside_it(statement: Callable[..., Execution]) -> None:
    before, after = statement("2015-01-31", "2015"), statement("2015-02-01", "2015")
    assert (row(before, "Rent").original, row(before, "Rent").budget) == (300_00, 300_00)
    assert (row(after, "Rent").original, row(after, "Rent").budget) == (300_00, 260_00)
    assert (after.version, before.version) == (Version(date(2015, 2, 1), "1", "LD-2"), Version(date(2014, 1, 1)))


def test_the_city_earns_its_exact_share_of_what_is_not_parked(statement: Callable[..., Execution]) -> None:
    city, own = statement("2014-12-31").sources
    # eligible 100.01 + 60 − 10 = 150.01; × 333.33 / 1000 = 50.0028…
    assert (city.earned, city.received, city.receivable, city.advance, city.left) == (50_00, 100_00, 0, 50_00, 283_33)
    # cost 180.01, of it 30.00 parked and so ours until it is cleared
    assert (own.earned, own.received, own.left) == (130_01, None, 536_66)


def test_sources_sum_to_the_cost_with_what_was_given_in_kind(statement: Callable[..., Execution]) -> None:
    whole = statement("2016-01-01")
    kinds = {source.kind: source.earned for source in whole.sources}
    # eligible 690.01 × 333.33 / 1000 = 230.0010…; own is the residual 720.01 − 230.00 − 40.00
    assert kinds == {"funder": 230_00, "own": 450_01, "in-kind": 40_00}
    assert whole.sources[0].receivable == 130_00


def test_shares_by_line_sum_to_the_share(statement: Callable[..., Execution]) -> None:
    whole = statement("2016-01-01")
    assert dict(whole.total.shares) == {"RD": 230_00}
    assert dict(row(whole, "Staff:Lead").shares) == {"RD": 0}
    assert whole.total.own == 720_01 - 230_00


def test_money_that_came_is_listed(statement: Callable[..., Execution]) -> None:
    assert [(one.day, one.funder, one.cents, one.text) for one in statement("2016-01-01").instalments] == [
        (date(2014, 3, 1), "RD", 100_00, "First instalment")
    ]


def test_a_settlement_between_a_funders_accounts_is_no_money(make_books: Callable[..., Path]) -> None:
    settled = """
2014-12-31 * "Closing"
  Liabilities:Advance:RD:P1  100 EUR
  Assets:Receivable:RD:P1  20 EUR
  Income:CoFinancing:RD:P1  -120 EUR
2015-01-10 * "City" "What it owed"
  Assets:Bank  20 EUR
  Assets:Receivable:RD:P1
"""
    loaded = books.load(make_books(LEDGER + settled, "settled"))
    statement = execution.build(loaded.agreements["P1"], loaded.facts["P1"], date(2015, 1, 31), "lv")
    assert statement.sources[0].received == 120_00
    assert [one.cents for one in statement.instalments] == [100_00, 20_00]


def test_before_the_agreement_there_is_no_statement(make_books: Callable[..., Path]) -> None:
    loaded = books.load(make_books(LEDGER, "early"))
    with pytest.raises(ValueError, match="was not agreed yet"):
        execution.build(loaded.agreements["P1"], loaded.facts["P1"], date(2013, 1, 1), "lv")


LATE = """
2014-01-01 open Expenses:P1:Rent
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 100 EUR
2014-01-01 custom "grant-source" "P1" "SOS" 60 EUR
  kind: "own"
2014-01-01 custom "grant-source" "P1" "EU" {ceiling}
  kind: "own"
2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
2014-06-01 custom "grant-budget" Expenses:P1:Rent "total" 100 EUR
2014-02-01 * "Office" "Rent"
  Expenses:P1:Rent  50 EUR
  Liabilities:Payable:P1
"""


def test_a_budget_approved_after_the_period_is_its_original_plan(make_books: Callable[..., Path]) -> None:
    loaded = books.load(make_books(LATE.format(ceiling="40 EUR"), "late"))
    agreement = loaded.agreements["P1"]
    quarter = execution.build(agreement, loaded.facts["P1"], date(2014, 12, 31), "lv", agreement.period("Q1"))
    assert (quarter.total.original, quarter.total.budget) == (100_00, 100_00)


@pytest.mark.parametrize(("ceiling", "borne"), [("40 EUR", [30_00, 20_00]), ('"not-stated"', [None, None])])
def test_own_sources_share_by_their_ceilings_and_a_share_is_never_invented(
    make_books: Callable[..., Path], ceiling: str, borne: list[int | None]
) -> None:
    loaded = books.load(make_books(LATE.format(ceiling=ceiling), "own"))
    statement = execution.build(loaded.agreements["P1"], loaded.facts["P1"], date(2014, 12, 31), "lv")
    assert [source.earned for source in statement.sources] == borne


GAPS = """
2014-01-01 open Expenses:P1:Staff:Lead
2014-01-01 open Expenses:P1:Staff:Social
2014-01-01 open Expenses:P1:Rent
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 1000 EUR
2014-01-01 custom "grant-source" "P1" "RD" 400 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 600 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Lead "2014" 300 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Social "2014" 100 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014" 200 EUR
2014-02-01 * "Staff" "Lead"
  Expenses:P1:Staff:Lead  50 EUR
  Liabilities:Payable:P1
2014-02-02 * "Office" "Rent"
  Expenses:P1:Rent  10 EUR
  Liabilities:Payable:P1
"""


@pytest.fixture(name="of")
def make_of(make_books: Callable[..., Path]) -> Callable[..., Execution]:
    """Give a function that states the project of a ledger at the end of its year."""

    def of(ledger: str, period: str = "total") -> Execution:
        loaded = books.load(make_books(ledger))
        agreement = loaded.agreements["P1"]
        return execution.build(agreement, loaded.facts["P1"], date(2014, 12, 31), "lv", agreement.period(period))

    return of


@pytest.mark.parametrize(
    ("agreed", "period", "planned", "left"),
    [
        ("1000 EUR", "total", 1000_00, 940_00),
        ("1000 EUR", "2014", None, None),
        ('"not-stated"', "total", None, None),
    ],
)
def test_where_a_lines_plan_is_not_stated_only_the_agreed_total_is(
    of: Callable[..., Execution], agreed: str, period: str, planned: int | None, left: int | None
) -> None:
    ledger = GAPS.replace('Social "2014" 100 EUR', 'Social "2014" "not-stated"').replace("1000 EUR", agreed)
    found = of(ledger, period)
    assert (found.total.original, found.total.budget, found.total.spent, found.total.left) == (None, planned, 60_00, left)
    assert (row(found, "Staff").budget, row(found, "Rent").budget, found.period_budget) == (None, 200_00, None)


UNKNOWN = GAPS.replace("Expenses:P1:Staff:Social\n", 'Expenses:P1:Staff:Social\n  actuals: "not-stated"\n', 1)
ABOVE = """
2014-01-01 open Expenses:{account}
2014-03-01 * "All" "For all of it together"
  Expenses:{account}  40 EUR
  Liabilities:Payable:P1
"""
NO_BUDGET = "\n".join(line for line in UNKNOWN.splitlines() if "grant-budget" not in line)


@pytest.mark.parametrize(
    ("ledger", "staff", "total", "shares", "own"),
    [
        (GAPS, 50_00, 60_00, (("RD", 24_00),), 36_00),
        (UNKNOWN, None, None, (), None),
        (UNKNOWN + ABOVE.format(account="P1"), None, 100_00, (("RD", 40_00),), 60_00),
        (UNKNOWN + ABOVE.format(account="P1:Staff"), 90_00, None, (), None),
        (NO_BUDGET, 50_00, 60_00, (("RD", 24_00),), 36_00),
    ],
    ids=["all stated", "one is not", "booked for the project", "booked for the lines together", "no budget by line"],
)
def test_where_a_lines_cost_is_not_stated_neither_is_the_sum_unless_it_was_booked_above(  # noqa: PLR0917 - a case
    of: Callable[..., Execution], ledger: str, staff: int | None, total: int | None, shares: object, own: int | None
) -> None:
    found = of(ledger)
    assert (row(found, "Staff").spent, found.total.spent, found.total.shares) == (staff, total, shares)
    assert [source.earned for source in found.sources if source.kind == "own"] == [own]


def test_where_a_funders_part_is_not_known_neither_is_the_own_part(of: Callable[..., Execution]) -> None:
    unknown = '2014-01-01 custom "grant-source" "P1" "KKF" "not-stated"\n  kind: "public"\n'
    assert [source.earned for source in of(GAPS + unknown).sources] == [24_00, None, None]

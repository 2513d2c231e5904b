"""Closing a period: what an accountant would write, computed from the ledger alone, and when it is refused."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Transaction
from closing_books import BY
from closing_books import IN_Q1
from closing_books import IN_Q2
from closing_books import NOW
from closing_books import PROJECT
from closing_books import Q1
from closing_books import Q2
from closing_books import Q3
from closing_books import approve
from closing_books import close_period
from closing_books import closed_books
from closing_books import new_books
from closing_books import planned
from closing_books import reopen_period
from closing_books import take
from closing_books import take_back
from registers import row

from riga_grants import books
from riga_grants import checks
from riga_grants.chains.chain import verify
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import open_day
from riga_grants.cli import run
from riga_grants.closing import close
from riga_grants.closing import overview
from riga_grants.closing import settle
from riga_grants.closing import states
from riga_grants.closing.states import Said
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.grid import cells_of

APRIL, JULY, TODAY = date(2014, 4, 10), date(2014, 7, 10), date(2014, 10, 20)


@pytest.fixture(name="root")
def make_root(tmp_path: Path) -> Path:
    return new_books(tmp_path / "books")


def balances(root: Path, day: date = date.max, *, wrong: str = "") -> dict[str, int]:
    """Give the balances of P1's accounts but payables, at the end of a day, as Beancount alone sees them, in cents.

    `wrong` is the code of the only thing that is wrong in the books.
    """
    entries, errors, _ = loader.load_file(str(root / "ledger" / "main.beancount"))
    assert all(f"[{wrong}]" in error.message for error in errors), errors
    sums: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) and entry.date <= day else ():
            assert posting.units is not None
            assert posting.units.number is not None
            sums[posting.account] += int(posting.units.number * 100)
    return {account: cents for account, cents in sums.items() if cents and "Payable" not in account}


def test_two_quarters_by_hand(root: Path) -> None:
    """Q1: ⌊2500.51 × 0.4829⌋ = 1207.49, of which 700.00 was advanced. Q2: ⌊4510.50 × 0.4829⌋ − 1207.49 = 970.63."""
    take(root, *IN_Q1, name="q1.xlsx")
    written = close_period(root, Q1, APRIL)
    assert written.name == "000003-close-2014-q1.beancount"
    assert balances(root) == {
        "Assets:Bank:P1": 700_00,
        "Assets:Receivable:RD:P1": 507_49,
        "Expenses:P1:Rent": 2400_50,
        "Expenses:P1:Staff": 100_01,
        "Income:CoFinancing:RD:P1": -1207_49,
    }
    take(root, *IN_Q2, name="q2.xlsx")
    written = close_period(root, Q2, JULY)
    entry = written.read_text(encoding="utf-8").split("\n\n")[1]
    assert entry.splitlines() == [
        '2014-06-30 * "Līdzfinansējums, 2014-Q2: RD" ^P1-2014-Q2',
        '  period: "2014-Q2"',
        '  made: "co-financing"',
        "  eligible: 4510.50 EUR",
        '  rate: "4829/10000"',
        "  ceiling: 4829.00 EUR",
        "  earned-to-date: 2178.12 EUR",
        "  claimed-before: 1207.49 EUR",
        "  Income:CoFinancing:RD:P1  -970.63 EUR",
        "  Assets:Receivable:RD:P1  970.63 EUR",
    ]
    assert balances(root)["Assets:Receivable:RD:P1"] == 1478_12
    loaded = books.load(root)
    assert (checks.run(loaded, TODAY), verify(root)) == ([], [])


def test_an_advance_is_used_up_before_anything_is_owed(tmp_path: Path) -> None:
    """3000 was advanced: 1207.49 of it in the first quarter, 970.63 in the second; 821.88 is left to spend."""
    root = new_books(tmp_path / "books", PROJECT.replace("700.00", "3000.00"))
    take(root, *IN_Q1, name="q1.xlsx")
    close_period(root, Q1, APRIL)
    take(root, *IN_Q2, name="q2.xlsx")
    close_period(root, Q2, JULY)
    found = balances(root)
    assert (found["Liabilities:Advance:RD:P1"], found.get("Assets:Receivable:RD:P1")) == (-821_88, None)


RULES = """
2014-01-01 custom "grant-rule" "P1" "vat-recoverable" 0.40 "warning"
  lines: "Rent"
2014-01-01 custom "grant-rule" "P1" "flat-rate" 0.15 "error"
  lines: "Office"
  base: "Staff"
2014-01-01 custom "grant-budget" Expenses:P1:Office "total" 100 EUR
2014-01-01 open Expenses:P1:Office EUR
2014-01-01 open Expenses:Ineligible:P1:Rent EUR

2014-02-20 * "SIA Nams" "Telpas"
  document-no: "R-1"
  document-date: 2014-02-20
  issuer: "SIA Nams"
  vat: 210.00 EUR
  Expenses:P1:Rent  1210.00 EUR
  Liabilities:Payable:P1
"""


def test_recoverable_tax_and_flat_rates_are_booked_and_stand_in_the_claim(tmp_path: Path) -> None:
    """Of 210.00 tax 40 % is recoverable: 84.00. 15 % of 100.01 is 15.00. Eligible: 1210.00 − 84.00 + 100.01 + 15.00."""
    project = PROJECT.replace("10000 EUR", "10100 EUR").replace('"SOS" 5171', '"SOS" 5271')
    root = new_books(tmp_path / "books", project, RULES)
    approve(root, Q1, APRIL)
    plan = planned(root, Q1, APRIL)
    assert [(due.account, due.cents) for due in plan.vat] == [("Expenses:P1:Rent", 84_00)]
    assert [(due.account, due.cents) for due in plan.flat_rates] == [("Expenses:P1:Office", 15_00)]
    assert (plan.eligible, plan.claims[0].earned) == (1241_01, 1241_01 * 4829 // 10100)
    close.commit(root, plan, NOW, BY)
    assert balances(root) == {
        "Assets:Bank:P1": 700_00,
        "Liabilities:Advance:RD:P1": -(700_00 - 593_35),
        "Income:CoFinancing:RD:P1": -593_35,
        "Expenses:P1:Rent": 1126_00,
        "Expenses:P1:Office": 15_00,
        "Expenses:P1:Staff": 100_01,
        "Expenses:Ineligible:P1:Rent": 84_00,
        "Expenses:Overhead:Recovered": -15_00,
    }
    assert [found.code for found in checks.run(books.load(root), APRIL)] == []
    close_period(root, Q2, JULY)
    assert balances(root)["Expenses:P1:Office"] == 15_00


def test_tax_is_taken_from_the_funder_that_bore_its_cost_though_its_days_are_over(tmp_path: Path) -> None:
    """The city bears costs of February only: 48.29 % of 1210.00 − 84.00, and not of 1210.00; the wages of March are not its."""
    until = PROJECT.replace('"SOS" 5171', '"SOS" 5271').replace("10000 EUR", "10100 EUR")
    until = until.replace('"RD" 4829 EUR', '"RD" 4829 EUR\n  rate: 0.4829\n  valid-to: 2014-02-28')
    root = new_books(tmp_path / "books", until, RULES)
    written = close_period(root, Q1, APRIL).read_text(encoding="utf-8")
    assert balances(root)["Income:CoFinancing:RD:P1"] == -(1126_00 * 4829 // 10000)
    assert written.count("document-date: 2014-02-20") == 1
    approve(root, Q2, JULY)
    assert (planned(root, Q2, JULY).vat, planned(root, Q2, JULY).claims[0].cents) == ((), 0)


def test_what_is_not_open_is_asked_for(tmp_path: Path) -> None:
    project = PROJECT.replace("2014-01-01 open Assets:Receivable:RD:P1\n", "")
    root = new_books(tmp_path / "books", project)
    take(root, *IN_Q1)
    approve(root, Q1, APRIL)
    plan = planned(root, Q1, APRIL)
    assert [(found.code, str(found.message)) for found in plan.findings] == [
        ("account-missing", "The account Assets:Receivable:RD:P1 is not open on 2014-03-31.")
    ]
    with pytest.raises(ValueError, match="a closing with errors"):
        close.commit(root, plan, NOW, BY)


PARKED = """
2014-03-02 ! "SIA X" "Nezināms"
  document-no: "X-1"
  document-date: 2014-03-02
  issuer: "SIA X"
  Expenses:P1:Rent  50.00 EUR
  Liabilities:Payable:P1
"""


def test_parked_costs_stay_where_they_are_and_are_in_no_claim(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", more=PARKED)
    approve(root, Q1, APRIL)
    plan = planned(root, Q1, APRIL)
    assert [cost.content.document_no for cost in plan.parked] == ["X-1"]
    assert plan.claims[0].earned == 100_01 * 4829 // 10000
    close.commit(root, plan, NOW, BY)
    assert [found.code for found in checks.run(books.load(root), TODAY)] == []


WRONG = """
2014-03-02 * "SIA X" "Dāvana"
  document-no: "X-1"
  document-date: 2014-03-02
  issuer: "SIA X"
  Expenses:P1:Gifts  50.00 EUR
  Liabilities:Payable:P1
2014-01-01 open Expenses:P1:Gifts EUR
"""
WAIVED = """
2014-04-08 custom "grant-waiver" "P1" "cost-line" "X-1"
  by: "Rīgas dome"
  reason: "atļauts vēstulē"
"""


def test_errors_of_the_period_are_in_the_way_unless_somebody_waived_them(tmp_path: Path) -> None:
    """The waiver came after the period's end and before the closing."""
    root = new_books(tmp_path / "books", more=WRONG)
    approve(root, Q1, APRIL)
    assert [found.code for found in planned(root, Q1, APRIL).findings] == ["cost-line"]
    path = root / "ledger" / "projects" / "P1.beancount"
    path.write_text(path.read_text(encoding="utf-8") + WAIVED, encoding="utf-8")
    assert planned(root, Q1, APRIL).findings == ()


AMENDED = """
2014-04-09 custom "grant-budget" Expenses:P1:Gifts "total" 50 EUR
2014-04-09 custom "grant-budget" Expenses:P1:Rent "total" 8950 EUR
"""


def test_what_was_amended_by_the_day_of_the_closing_is_not_in_the_way(tmp_path: Path) -> None:
    """The line came into the budget after the period's end; a day earlier it could not be closed."""
    root = new_books(tmp_path / "books", more=WRONG + AMENDED)
    approve(root, Q1, date(2014, 4, 8))
    assert [found.code for found in planned(root, Q1, date(2014, 4, 8)).findings] == ["cost-line"]
    assert planned(root, Q1, date(2014, 4, 9)).findings == ()


def test_errors_of_a_later_period_are_not_in_the_way(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", more=WRONG.replace("2014-03-02 *", "2014-04-02 *"))
    approve(root, Q1, APRIL)
    assert planned(root, Q1, APRIL).findings == ()


# --- what the agreement says no more ----------------------------------------------------------------------------------

SECOND = """
2014-01-01 custom "grant-source" "P1" "KKF" 1000 EUR
  rate: 0.1
2014-01-01 open Income:CoFinancing:KKF:P1
2014-01-01 open Liabilities:Advance:KKF:P1
2014-01-01 open Assets:Receivable:KKF:P1

2014-03-02 * "KKF" "Avanss"
  Assets:Bank:P1  4.00 EUR
  Liabilities:Advance:KKF:P1
"""
NO_FUNDER = '2014-05-01 custom "grant-source" "P1" "KKF" 1000 EUR\n  kind: "own"\n'
NOT_TOLD = '2014-05-01 custom "grant-source" "P1" "KKF" "not-stated"\n'
TWO_FUNDERS = PROJECT.replace('"SOS" 5171', '"SOS" 4171')


def amend(root: Path, said: str) -> None:
    """Write something at the end of the project's file."""
    path = root / "ledger" / "projects" / "P1.beancount"
    path.write_text(path.read_text(encoding="utf-8") + said, encoding="utf-8")


def test_what_was_claimed_of_a_former_funder_is_taken_back(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", TWO_FUNDERS, SECOND)
    close_period(root, Q1, APRIL)
    kkf = {"Income:CoFinancing:KKF:P1": -1000, "Assets:Receivable:KKF:P1": 600}  # a tenth of 100.01, and 4.00 came
    assert {account: cents for account, cents in balances(root).items() if "KKF" in account and cents} == kkf
    amend(root, NO_FUNDER)
    assert [found.code for found in checks.run(books.load(root), JULY)] == []
    close_period(root, Q2, JULY)
    kkf = {"Liabilities:Advance:KKF:P1": -400}  # it gets its money back
    assert {account: cents for account, cents in balances(root).items() if "KKF" in account and cents} == kkf
    assert [found.code for found in checks.run(books.load(root), JULY)] == []
    approve(root, Q3, TODAY)
    assert [one.source.funder for one in planned(root, Q3, TODAY).claims] == ["RD"]  # nothing is left to be taken back


def test_a_claim_of_a_former_funder_that_stays_is_found(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", TWO_FUNDERS, SECOND)
    close_period(root, Q1, APRIL)
    amend(root, NO_FUNDER)
    written = close_period(root, Q2, JULY)
    text = written.read_text(encoding="utf-8")
    forged = re.sub(r'2014-06-30 \* "Līdzfinansējums, 2014-Q2: KKF".*?\n\n', "", text, count=1, flags=re.DOTALL)
    written.write_text(forged, encoding="utf-8")
    found = [one for one in checks.run(books.load(root), JULY) if one.code == "claim-differs"]
    assert [str(one.message) for one in found] == [
        "By the end of 2014-Q2, 10.00 was claimed from KKF, but the ledger computes 0.00."
    ]


def test_a_funder_of_whom_nothing_is_computed_any_more_is_in_the_way(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", TWO_FUNDERS, SECOND.replace("  rate: 0.1\n", ""))
    close_period(root, Q1, APRIL)
    amend(root, NOT_TOLD)
    approve(root, Q2, JULY)
    with pytest.raises(WrongUsage) as refused:
        planned(root, Q2, JULY)
    assert str(refused.value) == (
        "KKF: 10.00 was claimed, but the agreement does not say any more what it bears; state its rate or its ceiling or, "
        "if it is no funder any more, kind: “own”."
    )
    amend(root, NOT_TOLD.replace("05-01", "05-02") + "  rate: 0.1\n")
    assert [one.cents for one in planned(root, Q2, JULY).claims] == [0, 0]


# --- settled between a period's end and its closing -------------------------------------------------------------------


def settle_on(root: Path, day: date) -> list[Path]:
    return settle.commit(root, settle.plan(books.load(root), "P1", day, final=False), NOW, Correction("", BY))


def came(day: str, euros: str) -> str:
    return f'\n{day} * "RD" "maksājums"\n  Assets:Bank:P1  {euros} EUR\n  Liabilities:Advance:RD:P1\n'


def city(root: Path) -> tuple[int, int]:
    """What the city owes, and what of its money is to be spent."""
    found = balances(root)
    return found.get("Assets:Receivable:RD:P1", 0), -found.get("Liabilities:Advance:RD:P1", 0)


# 0.4829 of 2500.51 less 700.00 is owed of the first quarter, and 0.4829 × 4510.50 less 700.00 by the end of the second.
SETTLED = [
    # what came, the day of settling, what stands after the closing of the second quarter: owed, to spend
    (came("2014-05-05", "507.49"), date(2014, 7, 5), (97_063, 0)),
    (came("2014-05-05", "100.00"), date(2014, 7, 5), (137_812, 0)),
    (came("2014-07-03", "507.49"), date(2014, 7, 5), (97_063, 0)),
    (came("2014-05-05", "507.49"), date(2014, 6, 30), (97_063, 0)),
    (came("2014-05-05", "300.00") + came("2014-07-04", "2000.00"), date(2014, 7, 5), (0, 82_188)),
]


@pytest.mark.parametrize(("money", "day", "owed"), SETTLED)
def test_a_settlement_after_a_periods_end_leaves_right_accounts(
    tmp_path: Path, money: str, day: date, owed: tuple[int, int]
) -> None:
    root = new_books(tmp_path / "books")
    take(root, *IN_Q1, name="q1.xlsx")
    close_period(root, Q1, APRIL)
    take(root, *IN_Q2, name="q2.xlsx")
    amend(root, money)
    settle_on(root, day)
    close_period(root, Q2, JULY)
    settle_on(root, date(2014, 7, 11))
    assert city(root) == owed
    assert settle_on(root, date(2014, 7, 12)) == []
    assert [found.code for found in checks.run(books.load(root), date(2014, 7, 12))] == []


@pytest.mark.parametrize("reopened", [(Q2,), (Q1, Q2)])
def test_a_reopened_period_is_closed_again_below_a_settlement(tmp_path: Path, reopened: tuple[str, ...]) -> None:
    """1 478.12 were owed, came and were settled; then the second quarter's costs are taken back, so that 507.49 are earned."""
    root = closed_books(tmp_path / "books")
    amend(root, came("2014-07-12", "1478.12"))
    settle_on(root, date(2014, 7, 15))
    assert city(root) == (0, 0)
    reopen_period(root, reopened[0], date(2014, 7, 20))
    assert take_back(root, 2)
    for period in (Q1, Q2):
        if period in reopened:
            if books.load(root).agreements["P1"].state_of(period) != states.APPROVED:
                approve(root, period, date(2014, 7, 21))
            close.commit(root, planned(root, period, date(2014, 7, 21)), NOW, BY)
    owed, unspent = city(root)
    assert (owed >= 0, unspent >= 0, owed - unspent) == (True, True, 50_749 - 147_812)
    settle_on(root, date(2014, 7, 22))
    assert city(root) == (0, 147_812 - 50_749)
    assert [found.code for found in checks.run(books.load(root), TODAY)] == []


# --- periods that lie in others, and names ----------------------------------------------------------------------------

QUARTERS = PROJECT[PROJECT.index('2014-01-01 custom "grant-period"') : PROJECT.index("2014-01-01 open Liabilities:Payable")]
YEAR = '2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31\n'
FIRST_QUARTER = QUARTERS.splitlines(keepends=True)[0]
NEXT_YEAR = '2014-01-01 custom "grant-period" "P1" "2015" 2015-01-01 2015-12-31\n'


@pytest.mark.parametrize(
    ("periods", "day"),
    [
        (QUARTERS, date(2014, 4, 1)),
        (FIRST_QUARTER + YEAR, date(2014, 4, 1)),
        (FIRST_QUARTER + YEAR + NEXT_YEAR, date(2014, 4, 1)),
        (FIRST_QUARTER + NEXT_YEAR, date(2015, 1, 1)),
        (FIRST_QUARTER, None),
    ],
)
def test_a_correction_is_dated_on_the_first_open_day_of_any_period(tmp_path: Path, periods: str, day: date | None) -> None:
    root = new_books(tmp_path / "books", PROJECT.replace(QUARTERS, periods).replace("2014-12-31 10000", "2015-12-31 10000"))
    close_period(root, Q1, APRIL)
    agreements = books.load(root).agreements
    assert open_day(agreements, "P1", date(2014, 4, 1)) == date(2014, 4, 1)  # nothing is closed there
    if day is None:
        with pytest.raises(BooksError, match="No open period of P1 follows 2014-02-02"):
            open_day(agreements, "P1", date(2014, 2, 2))
    else:
        assert open_day(agreements, "P1", date(2014, 2, 2)) == day


def test_periods_are_listed_with_the_outer_ones_first(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", PROJECT.replace(QUARTERS, QUARTERS + YEAR))
    assert [row.period.name for row in overview.rows(books.load(root), "P1")] == ["2014", Q1, Q2, Q3]


@pytest.mark.parametrize("name", ["Q\n1", "Q\t1", " Q1", "Q  1", "<Q1>", "Q\u200b1", "Q\u00a01"])
def test_a_name_that_generated_files_would_write_otherwise_is_refused(tmp_path: Path, name: str) -> None:
    root = new_books(tmp_path / "books", PROJECT.replace('"2014-Q1"', f'"{name}"'))
    assert {found.code for found in books.load(root).findings} == {"directive-values"}


# --- what cannot be ---------------------------------------------------------------------------------------------------


def test_the_steps_follow_each_other(root: Path) -> None:
    said = Said(APRIL, BY)

    def move(state: str) -> None:
        states.move(root, books.load(root), "P1", Q1, state, said, NOW)

    with pytest.raises(
        WrongUsage, match=r"2014-Q1 is draft, so it cannot become approved.*riga-grants period submit P1 2014-Q1"
    ):
        move(states.APPROVED)
    move(states.SUBMITTED)
    with pytest.raises(WrongUsage, match=r"is submitted, so it cannot become submitted.*period approve P1 2014-Q1"):
        move(states.SUBMITTED)
    with pytest.raises(WrongUsage, match="is submitted, so it cannot become closed"):
        planned(root, Q1, APRIL)
    move(states.APPROVED)
    close.commit(root, planned(root, Q1, APRIL), NOW, BY)
    with pytest.raises(WrongUsage, match=r"is closed, so it cannot become submitted.*period reopen P1 2014-Q1"):
        move(states.SUBMITTED)


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "before its last day is over": (
        lambda root: planned(root, Q1, date(2014, 3, 31)),
        "2014-Q1 ends on 2014-03-31; from 2014-04-01 on it can be closed",
    ),
    "before it was approved": (
        lambda root: planned(root, Q1, date(2014, 3, 1)),
        "On 2014-03-01 that is not possible; from 2014-03-31 on it is",
    ),
    "a period that is none": (
        lambda root: planned(root, "2015", APRIL),
        "There is no period “2015”; there are: 2014-Q1, 2014-Q2",
    ),
    "the whole project": (lambda root: planned(root, "total", APRIL), "There is no period “total”"),
    "a project that is none": (
        lambda root: close.plan(books.load(root), "P9", Q1, APRIL),
        "There is no project “P9”; there are: P1",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_period_is_not_closed(root: Path, case: str) -> None:
    act, message = REFUSED[case]
    approve(root, Q1, date(2014, 3, 31))
    with pytest.raises(WrongUsage, match=re.escape(message)):
        act(root)


def test_closings_leave_no_gap_and_do_not_go_back(tmp_path: Path) -> None:
    """The first may be any; then the next begins with the next day, or before it and ends later."""
    more = """
2014-01-01 custom "grant-period" "P1" "early" 2014-01-01 2014-02-28
2014-01-01 custom "grant-period" "P1" "half" 2014-01-01 2014-06-30
"""
    root = new_books(tmp_path / "books", more=more)
    close_period(root, Q1, APRIL)
    for period in ("early", Q3, "half"):
        approve(root, period, date(2014, 10, 1))
    day = date(2014, 10, 2)
    with pytest.raises(WrongUsage, match="early lies in what is closed, through 2014-03-31"):
        planned(root, "early", day)
    with pytest.raises(WrongUsage, match="2014-Q3 begins on 2014-07-01, but closed is only what is dated through 2014-03-31"):
        planned(root, Q3, day)
    close.commit(root, planned(root, "half", day), NOW, BY)
    close.commit(root, planned(root, Q3, day), NOW, BY)
    assert checks.run(books.load(root), TODAY) == []


def test_a_move_is_not_dated_into_what_is_closed(root: Path) -> None:
    close_period(root, Q1, APRIL)
    half = '2014-01-01 custom "grant-period" "P1" "half" 2014-01-01 2014-06-30\n'
    path = root / "ledger" / "projects" / "P1.beancount"
    path.write_text(path.read_text(encoding="utf-8") + half.replace("2014-01-01 custom", "2014-04-20 custom"), encoding="utf-8")
    with pytest.raises(WrongUsage, match="2014-03-31 lies in a period that is closed, through 2014-03-31"):
        states.move(root, books.load(root), "P1", "half", states.SUBMITTED, Said(date(2014, 3, 31), BY), NOW)


def test_a_period_closed_by_hand_is_left_alone(tmp_path: Path) -> None:
    by_hand = PROJECT.replace("2014-01-01 2014-03-31\n", "2014-01-01 2014-03-31\n  closed: 2014-04-01\n")
    root = new_books(tmp_path / "books", by_hand)
    with pytest.raises(WrongUsage, match=r"2014-Q1 was closed by hand on 2014-04-01, at ledger/projects/P1.beancount:11"):
        states.move(root, books.load(root), "P1", Q1, states.SUBMITTED, Said(APRIL, BY), NOW)


def test_a_project_that_was_agreed_later_has_no_terms_yet(tmp_path: Path) -> None:
    root = new_books(
        tmp_path / "books", PROJECT.replace('2014-01-01 custom "grant-project"', '2014-04-02 custom "grant-project"')
    )
    approve(root, Q1, APRIL)
    with pytest.raises(WrongUsage, match="P1 was not agreed yet on 2014-03-31"):
        planned(root, Q1, APRIL)


def test_closings_that_nothing_includes_are_not_written(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", PROJECT.replace('include "../closings/P1/*.beancount"\n', ""))
    with pytest.raises(WrongUsage, match=re.escape('write into the project\'s file: include "../closings/P1/*.beancount"')):
        approve(root, Q1, APRIL)


# --- afterwards -------------------------------------------------------------------------------------------------------


def test_a_cost_of_a_closed_period_is_not_imported(tmp_path: Path) -> None:
    root = closed_books(tmp_path / "books")
    assert take(root, row(document_no="R-9", document_date=date(2014, 6, 30), description="Vēlu")) == []
    assert take(root, row(document_no="R-9", document_date=date(2014, 7, 1), description="Laikus"))


def test_corrections_and_undone_imports_are_dated_in_the_next_open_period(tmp_path: Path) -> None:
    """R-0012 of the first quarter was 1000.00 and not 1200.00; then the second quarter's import is undone."""
    root = closed_books(tmp_path / "books")
    assert take(root, row(amount=1000.0), IN_Q1[1], name="q1.xlsx", reason="kļūda")
    corrected = balances(root, wrong="claim-over-rate")
    before = balances(root, date(2014, 6, 30), wrong="claim-over-rate")
    assert (before["Expenses:P1:Rent"], corrected["Expenses:P1:Rent"]) == (4410_49, 4210_49)
    take_back(root, 2)
    assert balances(root, wrong="claim-over-rate")["Expenses:P1:Rent"] == 4210_49 - 2009_99
    loaded = books.load(root)
    assert (checks.run(loaded, date(2014, 6, 30)), verify(root)) == ([], [])
    close_period(root, Q3, date(2014, 10, 2))
    assert balances(root)["Income:CoFinancing:RD:P1"] == -(2300_51 * 4829 // 10000)
    assert checks.run(books.load(root), TODAY) == []


def test_a_claim_that_the_ledger_does_not_compute_is_found(tmp_path: Path) -> None:
    """Somebody claims another 10.00 by hand, dated in the second quarter."""
    root = closed_books(tmp_path / "books")
    path = root / "ledger" / "projects" / "P1.beancount"
    more = '\n2014-06-01 * "x"\n  Income:CoFinancing:RD:P1  -10.00 EUR\n  Assets:Receivable:RD:P1  10.00 EUR\n'
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    found = [one for one in checks.run(books.load(root), TODAY) if one.code == "claim-differs"]
    assert [(str(one.message), one.limits and one.limits.excess, one.scope) for one in found] == [
        ("By the end of 2014-Q2, 2188.12 was claimed from RD, but the ledger computes 2178.12.", 10_00, (Q2, "RD"))
    ]


# --- the commands -----------------------------------------------------------------------------------------------------


def test_the_commands_take_a_period_through(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    take(root, *IN_Q1)
    capsys.readouterr()
    rest = ["--books", str(root), "--lang", "en", "--by", "Anna", "--on", "2014-04-10"]
    assert run(["period", "submit", "P1", Q1, "--number", "7", "--dry-run", *rest]) == 0
    assert capsys.readouterr().out == "2014-Q1 of P1 would become submitted. Nothing was written.\n"
    assert run(["period", "submit", "P1", Q1, "--number", "7", *rest]) == 0
    assert run(["period", "approve", "P1", Q1, *rest]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2014-Q1 of P1 is submitted: ledger/closings/P1/000001-submit-2014-q1.beancount",
        "2014-Q1 of P1 is approved: ledger/closings/P1/000002-approve-2014-q1.beancount",
    ]
    assert run(["close", "P1", Q1, "--dry-run", *rest]) == 0
    shown = capsys.readouterr().out
    assert "RD                   1,207.49            0.00  1,207.49      507.49      0.00\n" in shown
    assert shown.endswith("Nothing was written.\n")
    assert run(["close", "P1", Q1, *rest]) == 0
    assert capsys.readouterr().out == shown.replace(
        "Nothing was written.", "Written: ledger/closings/P1/000003-close-2014-q1.beancount"
    )
    assert run(["period", "show", *rest[:4]]) == 0
    shown = capsys.readouterr().out
    assert "2014-Q1  closed  2,500.51  1,207.49    0.00  0.00\n" in shown
    assert "2014-Q1  2014-01-01 – 2014-03-31, closed on 2014-04-10, by Anna\n" in shown
    assert "    → riga-grants period submit P1 2014-Q2\n" in shown
    assert all(cells_of(line) <= 80 for line in shown.splitlines())


def test_a_closing_that_is_in_the_way_of_errors_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = new_books(tmp_path / "books", more=WRONG)
    approve(root, Q1, APRIL)
    rest = ["--books", str(root), "--lang", "en", "--by", "Anna", "--on", "2014-04-10"]
    assert run(["close", "P1", Q1, *rest]) == 1
    shown = capsys.readouterr().out
    assert "cost-line  ledger/projects/P1.beancount" in shown
    assert shown.endswith("Nothing was written.\n")
    assert run(["close", "P1", Q1, "--format", "json", *rest]) == 1
    found = json.loads(capsys.readouterr().out)
    assert ([one["code"] for one in found["findings"]], found["written"], "seal" in found) == (["cost-line"], None, False)


def test_a_closing_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = PROJECT.replace("10000 EUR", "10100 EUR").replace('"SOS" 5171', '"SOS" 5271')
    root = new_books(tmp_path / "books", project, RULES + PARKED)
    approve(root, Q1, APRIL)
    assert run(["close", "P1", Q1, "--format", "json", "--books", str(root), "--by", "Anna", "--on", "2014-04-10"]) == 0
    found = json.loads(capsys.readouterr().out)
    seal = found.pop("seal")
    assert re.fullmatch("[0-9a-f]{64}", seal)
    assert found == {
        "project": "P1",
        "period": Q1,
        "through": "2014-03-31",
        "on": "2014-04-10",
        "eligible": "1241.01",
        "vat": [{"account": "Expenses:P1:Rent", "base": "210.00", "total": "84.00", "before": "0.00", "booked": "84.00"}],
        "flat_rates": [
            {"account": "Expenses:P1:Office", "base": "100.01", "total": "15.00", "before": "0.00", "booked": "15.00"}
        ],
        "claims": [
            {
                "funder": "RD",
                "earned": "593.35",
                "before": "0.00",
                "claimed": "593.35",
                "receivable": "0.00",
                "advance": "106.65",
            }
        ],
        "parked": {"costs": 1, "amount": "50.00"},
        "postings": 14,
        "previous": "-",
        "written": "ledger/closings/P1/000003-close-2014-q1.beancount",
        "findings": [],
    }
    assert run(["close", "P1", Q1, "--dry-run", "--books", str(root), "--lang", "en"]) == 2
    assert run(["period", "show", "P1", "--format", "json", "--books", str(root)]) == 0
    first, second, _ = json.loads(capsys.readouterr().out)["periods"]
    assert first == {
        "project": "P1",
        "period": Q1,
        "start": "2014-01-01",
        "end": "2014-03-31",
        "state": "closed",
        "since": "2014-04-10",
        "by": "Anna",
        "number": "",
        "eligible": "1241.01",
        "claimed": "593.35",
        "parked": "50.00",
        "cut": "84.00",
        "seal": seal,
        "void": False,
        "next": None,
    }
    assert (second["state"], second["claimed"], second["next"]) == ("draft", None, "riga-grants period submit P1 2014-Q2")


def test_days_to_come_and_unknown_projects_are_wrong_usage(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rest = ["--books", str(root), "--lang", "en"]
    assert run(["period", "submit", "P1", Q1, "--on", "2999-01-01", *rest]) == 2
    assert run(["period", "show", "P9", *rest]) == 2
    assert run(["verify", "P9", *rest]) == 2
    said = capsys.readouterr().err
    assert "2999-01-01 is still to come." in said
    assert said.count("There is no project “P9”; there are: P1") == 2


def test_a_project_without_periods_says_what_to_declare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = re.sub('2014-01-01 custom "grant-period" .*\n', "", PROJECT)
    root = new_books(tmp_path / "books", project)
    assert run(["period", "show", "--books", str(root), "--lang", "en"]) == 0
    assert "The agreement has no periods; declare them with grant-period." in capsys.readouterr().out


def test_the_proof_on_a_page_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = closed_books(tmp_path / "books")
    capsys.readouterr()
    rest = ["--books", str(root), "--lang", "en"]
    assert run(["verify", *rest]) == 0
    page = capsys.readouterr().out
    assert "2014-Q1        stands  2014-03-31        11  2,500.51 EUR\n" in page
    assert page.endswith("All generated files and all closed periods are as they were written.\n")
    assert run(["verify", "P1", "--format", "json", *rest]) == 0
    found = json.loads(capsys.readouterr().out)
    first, last = found["projects"][0]["closings"]
    assert (first["period"], first["previous"], first["postings"], first["costs"]) == (Q1, None, 11, {"EUR": "2500.51"})
    assert (last["previous"], found["sound"], found["workbooks"]) == (first["seal"], True, 2)
    for written, code, said in (
        (last["seal"], 0, "The seal that was written down is the last one"),
        (f"{last['seal'][:8]} {last['seal'][8:16].upper()}", 0, "The seal that was written down is the last one"),
        (first["seal"], 1, "This is the seal of 2014-Q1. The last is"),
        ("0" * 64, 1, "This is no seal of P1. The last is"),
    ):
        assert run(["verify", "P1", "--seal", written, *rest]) == code
        assert said in " ".join(capsys.readouterr().out.split())
        assert run(["verify", "P1", "--seal", written, "--format", "json", *rest]) == code
        assert json.loads(capsys.readouterr().out)["seal"]["last"] == (code == 0)
    assert run(["verify", "--seal", "0123", *rest]) == 2
    assert "“0123” is no seal: at least 16 of its hexadecimal digits." in capsys.readouterr().err


def test_a_seal_of_books_in_which_nothing_is_closed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--books", str(root), "--lang", "en"]) == 0
    assert "No period is closed." in capsys.readouterr().out
    assert run(["verify", "--seal", "0" * 16, "--books", str(root), "--lang", "en"]) == 2
    assert "Name the project whose seal it is; closed are periods of: –." in capsys.readouterr().err


def test_a_broken_seal_makes_the_proof_end_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = closed_books(tmp_path / "books")
    path = root / "ledger" / "projects" / "P1.beancount"
    path.write_text(path.read_text(encoding="utf-8").replace("3. mēnesis", "2. mēnesis"), encoding="utf-8")
    assert run(["verify", "--books", str(root), "--lang", "en"]) == 1
    shown = capsys.readouterr().out
    assert "P1  seal-broken  ledger/projects/P1.beancount:35" in shown
    assert shown.endswith("Something is not as it was written; the findings say what.\n")


def test_a_closing_shows_tax_flat_rates_and_what_is_parked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = PROJECT.replace("10000 EUR", "10100 EUR").replace('"SOS" 5171', '"SOS" 5271')
    root = new_books(tmp_path / "books", project, RULES + PARKED)
    approve(root, Q1, APRIL)
    assert run(["close", "P1", Q1, "--dry-run", "--on", "2014-04-10", "--books", str(root), "--lang", "en"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split() for line in shown[2:11] if "─" not in line] == [
        ["Recoverable", "tax", "Base", "In", "all", "Booked", "before", "Now"],
        ["Expenses:P1:Rent", "210.00", "84.00", "0.00", "84.00"],
        [],
        ["Flat", "rates", "Base", "In", "all", "Booked", "before", "Now"],
        ["Expenses:P1:Office", "100.01", "15.00", "0.00", "15.00"],
        [],
        ["Co-financing", "Earned", "in", "all", "Claimed", "before", "Now", "Owed", "to", "us", "To", "spend"],
    ]
    assert "1 cost is parked and stands in no claim: 50.00" in shown
    assert all(cells_of(line) <= 80 for line in shown)


def test_an_agreement_without_amounts_is_closed_without_a_claim(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = PROJECT.replace('"RD" 4829 EUR', '"RD" "not-stated"').replace('"SOS" 5171 EUR', '"SOS" "not-stated"')
    root = new_books(tmp_path / "books", project)
    approve(root, Q1, APRIL)
    assert run(["close", "P1", Q1, "--on", "2014-04-10", "--by", "Anna", "--books", str(root), "--lang", "en"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "The agreement does not state enough to compute what a funder owes; nothing is booked of it." in shown
    assert checks.run(books.load(root), TODAY) == []


def test_periods_that_lie_in_closed_ones_or_were_closed_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = '2014-01-01 custom "grant-period" "P1" "early" 2013-12-01 2014-02-28\n  closed: 2014-03-01\n'
    more += '2014-04-02 custom "grant-period" "P1" "late" 2014-03-01 2014-03-31\n'
    root = new_books(tmp_path / "books", PROJECT.replace("2014-01-01 2014-12-31 10000", "2013-12-01 2014-12-31 10000"), more)
    close_period(root, Q1, APRIL)
    capsys.readouterr()
    assert run(["period", "show", "P1", "--books", str(root), "--lang", "en"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "early 2013-12-01 – 2014-02-28, closed by hand on 2014-03-01" in shown
    assert "late 2014-03-01 – 2014-03-31, lies in what is closed with 2014-Q1" in shown


def test_several_currencies_and_units_are_asserted_each(tmp_path: Path) -> None:
    more = """
2014-01-01 open Expenses:P1:Rent:Visits VISIT
2014-03-03 * "SIA X" "Vizītes"
  document-no: "V-1"
  document-date: 2014-03-03
  issuer: "SIA X"
  Expenses:P1:Rent:Visits  40 VISIT @@ 740 EUR
  Liabilities:Payable:P1  -740 EUR
"""
    root = new_books(tmp_path / "books", more=more)
    take(root, *IN_Q1)
    written = close_period(root, Q1, APRIL)
    lines = [
        line for line in written.read_text(encoding="utf-8").splitlines() if line.startswith("2014-04-01 balance Expenses")
    ]
    assert lines == [
        "2014-04-01 balance Expenses:P1:Rent  2400.50 ~ 0 EUR",
        "2014-04-01 balance Expenses:P1:Rent:Visits  40.00 ~ 0 VISIT",
        "2014-04-01 balance Expenses:P1:Staff  100.01 ~ 0 EUR",
    ]
    assert checks.run(books.load(root), APRIL) == []

"""Settling: who owes whom on any day, what comes next, and the entries after which the trial balance alone tells it.

The amounts are those of the rules' examples (P1: 882 205.00 in all, the city 425 998.00), or were reckoned by hand beside them.
"""

import json
import re
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import registers
from beancount import loader
from beancount.core import realization
from hypothesis import given
from hypothesis import strategies as st

from riga_grants import books
from riga_grants import settlement
from riga_grants.chains import chain
from riga_grants.chains.entries import Correction
from riga_grants.cli import run
from riga_grants.closing import settle
from riga_grants.errors import WrongUsage
from riga_grants.grid import cells_of
from riga_grants.instalments import Step
from riga_grants.instalments import reduction
from riga_grants.money import to_cents
from riga_grants.money import to_decimal
from riga_grants.screens import settlement_text
from riga_grants.settlement import Position
from riga_grants.settlement import Settlement
from riga_grants.settlement import position

CITY = 425_998_00
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WHO = Correction("", "A. Kalniņa")

ACCOUNTS = """
2024-01-01 open Assets:Bank:P1
2024-01-01 open Expenses:P1:Staff
2024-01-01 open Expenses:Ineligible:P1:Staff
2024-01-01 open Liabilities:Payable:P1
2024-01-01 open Assets:Receivable:RD:P1
2024-01-01 open Liabilities:Advance:RD:P1
2024-01-01 open Income:CoFinancing:RD:P1
"""
P1 = f"""
2024-01-01 custom "grant-project" "P1" "Projekts" 2024-01-01 2025-12-31 882205 EUR
2024-01-01 custom "grant-source" "P1" "RD" 425998 EUR
2024-01-01 custom "grant-source" "P1" "OWN" 456207 EUR
  kind: "own"
2024-01-01 custom "grant-period" "P1" "2024" 2024-01-01 2024-12-31
2024-01-01 custom "grant-period" "P1" "2025" 2025-01-01 2025-12-31
{ACCOUNTS}"""


def cost(day: str, euros: str) -> str:
    return f"""
{day} * "Staff" "Pay"
  document-no: "{day}"
  document-date: {day}
  issuer: "Staff"
  Expenses:P1:Staff  {euros} EUR
  Liabilities:Payable:P1
"""


def receipt(day: str, euros: str, account: str = "Liabilities:Advance:RD:P1") -> str:
    """Money from the city (with a minus: back to it) as the bank statement has it."""
    return f"""
{day} * "City" "By the bank statement"
  Assets:Bank:P1  {euros} EUR
  {account}
"""


def approved(day: str, period: str) -> str:
    return f'\n{day} custom "grant-period-state" "P1" "{period}" "approved"\n'


def closed(day: str, period: str, earned: str, *, advance: str, receivable: str) -> str:
    """A period's closing: the city has earned us so much in it, of which so much is set against each account."""
    end = f"{period}-12-31"
    return f"""
{end} * "City" "Co-financing {period}" ^P1-{period}
  made: "co-financing"
  Income:CoFinancing:RD:P1  -{earned} EUR
  Liabilities:Advance:RD:P1  {advance} EUR
  Assets:Receivable:RD:P1  {receivable} EUR
{day} custom "grant-period-state" "P1" "{period}" "approved"
{day} custom "grant-period-state" "P1" "{period}" "closed"
"""


def instalment(number: str, due: str, euros: str, *conditions: str) -> str:
    lines = "".join(f"\n  {condition}" for condition in conditions)
    return f'\n2024-01-01 custom "grant-instalment" "P1" "RD" "{number}" {due} {euros} EUR{lines}\n'


def rule(name: str, value: str) -> str:
    return f'\n2024-01-01 custom "grant-rule" "P1" "{name}" {value} "error"\n'


def stands(ledger: str, day: str) -> Settlement:
    """How P1 stands with the city at the end of a day."""
    loaded = registers.books(ledger)
    agreement = loaded.agreements["P1"].at(date.fromisoformat(day))
    assert agreement is not None
    (only,) = settlement.of(agreement, loaded.facts["P1"], date.fromisoformat(day))
    assert only.computed.net == only.earned - only.received + only.returned
    assert only.booked.net == only.booked_earned - only.received + only.returned
    return only


# --- any day ----------------------------------------------------------------------------------------------------------


def test_before_anything_is_spent_all_the_money_is_an_advance() -> None:
    now = stands(P1 + receipt("2024-02-01", "60000"), "2024-02-01")
    assert (now.earned, now.received, now.returned) == (0, 60_000_00, 0)
    assert now.computed == now.booked == Position(receivable=0, advance=60_000_00, repayable=0)


def test_what_is_spent_uses_the_advance_up_and_then_the_city_owes() -> None:
    """102 500 × 425 998/882 205 = 49 495.066… is earned, so 10 504.94 of 60 000 is left (the example of rule 21)."""
    ledger = P1 + receipt("2024-02-01", "60000") + cost("2024-03-01", "102500") + cost("2024-04-01", "97500")
    march, april = stands(ledger, "2024-03-31"), stands(ledger, "2024-04-30")
    assert (march.earned, march.computed) == (49_495_06, Position(0, 10_504_94, 0))
    assert (april.earned, april.computed) == (96_575_73, Position(36_575_73, 0, 0))
    assert april.booked == Position(0, 60_000_00, 0)  # no period is closed yet


def test_the_final_grant_and_the_balance_are_those_of_the_rules() -> None:
    """Accepted 800 000 → 386 302.95 (rule 4); paid 400 000 → 13 697.05 go back (rule 5)."""
    ledger = P1 + receipt("2024-02-01", "400000") + cost("2025-03-01", "800000")
    now = stands(ledger, "2025-12-31")
    assert (now.final, now.balance) == (386_302_95, -13_697_05)
    assert now.computed == Position(0, 13_697_05, 0)  # it can still be spent
    over = stands(ledger + approved("2026-01-31", "2025"), "2026-01-31")
    assert over.over
    assert over.computed == Position(0, 0, 13_697_05)  # it cannot any more


def test_the_final_grant_is_capped_at_the_ceiling() -> None:
    now = stands(P1 + receipt("2024-02-01", "400000") + cost("2025-03-01", "900000"), "2025-12-31")
    assert (now.final, now.balance) == (CITY, 25_998_00)


@pytest.mark.parametrize(
    ("paid", "rules", "may_stay"),
    [
        ("386482.95", rule("small-recovery", "250 EUR"), True),  # 180.00 too much: the example of rule 29
        ("386552.94", rule("small-recovery", "250 EUR"), True),  # 249.99
        ("386552.95", rule("small-recovery", "250 EUR"), False),  # 250.00 is not less than 250
        ("386482.95", "", False),  # the agreement says nothing of it
        ("386302.95", rule("small-recovery", "250 EUR"), False),  # nothing is to be returned
    ],
)
def test_less_than_the_rule_says_may_stay_with_us_in_the_end(paid: str, rules: str, *, may_stay: bool) -> None:
    ledger = P1 + rules + receipt("2024-02-01", paid) + cost("2025-03-01", "800000")
    assert not stands(ledger, "2025-12-31").may_stay
    assert stands(ledger + approved("2026-01-31", "2025"), "2026-01-31").may_stay is may_stay


def test_money_that_went_back_is_returned_and_not_received() -> None:
    ledger = P1 + receipt("2024-02-01", "60000") + receipt("2024-05-01", "-1000") + cost("2024-03-01", "102500")
    now = stands(ledger, "2024-05-31")
    assert (now.received, now.returned, now.computed) == (60_000_00, 1_000_00, Position(0, 9_504_94, 0))


def test_what_is_confirmed_to_go_back_cannot_be_spent_any_more() -> None:
    """5 000 were advanced by mistake; the city wants them back. Of the rest 10 504.94 less 5 000 is left to spend."""
    confirmed = """
2024-01-01 open Liabilities:Repayable:RD:P1
2024-03-10 * "City" "Confirmed to go back"
  Liabilities:Advance:RD:P1  5000 EUR
  Liabilities:Repayable:RD:P1
"""
    ledger = P1 + receipt("2024-02-01", "60000") + cost("2024-03-01", "102500") + confirmed
    assert stands(ledger, "2024-03-31").computed == Position(0, 5_504_94, 5_000_00)
    paid_back = receipt("2024-04-10", "-5000", "Liabilities:Repayable:RD:P1")
    now = stands(ledger + paid_back, "2024-04-30")
    assert (now.returned, now.computed) == (5_000_00, Position(0, 5_504_94, 0))


def test_without_an_amount_in_the_agreement_what_is_booked_is_earned() -> None:
    ledger = P1.replace('"RD" 425998 EUR', '"RD" "not-stated"') + cost("2024-03-01", "100") + receipt("2024-03-02", "30")
    now = stands(ledger + closed("2025-01-10", "2024", "48", advance="30", receivable="18"), "2025-01-10")
    assert (now.rate, now.limit, now.earned, now.computed) == (None, None, 48_00, Position(18_00, 0, 0))


def test_where_no_actual_figure_is_stated_there_is_nothing_to_settle() -> None:
    ledger = P1.replace("882205 EUR\n", '882205 EUR\n  actuals: "not-stated"\n')
    loaded = registers.books(ledger)
    agreement = loaded.agreements["P1"].at(date(2025, 1, 1))
    assert agreement is not None
    assert settlement.of(agreement, loaded.facts["P1"], date(2025, 1, 1)) == ()
    assert stands(ledger + receipt("2024-02-01", "1"), "2025-01-01").received == 1_00


# --- instalments ------------------------------------------------------------------------------------------------------

PLAN = instalment("1", "2024-02-01", "100000") + instalment("2", "2024-08-01", "50000") + instalment("3", "2025-02-01", "50000")


def plan(ledger: str, day: str) -> list[str]:
    """The instalments: number, state, received + payable."""
    return [
        f"{one.instalment.number} {one.state} {to_decimal(one.received)}+{to_decimal(one.payable)}"
        for one in stands(ledger, day).plan
    ]


def following(ledger: str, day: str) -> Step:
    step = stands(ledger, day).next
    assert step is not None
    return step


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-01-31", ["1 due 0.00+100000.00", "2 due 0.00+50000.00", "3 due 0.00+50000.00"]),
        ("2024-02-01", ["1 due 0.00+100000.00", "2 due 0.00+50000.00", "3 due 0.00+50000.00"]),
        ("2024-02-02", ["1 late 0.00+100000.00", "2 due 0.00+50000.00", "3 due 0.00+50000.00"]),
        ("2024-02-10", ["1 received 100000.00+0.00", "2 due 0.00+50000.00", "3 due 0.00+50000.00"]),
        # 30 000 more came: that is a part of the second, the rest of which is late from 2 August on.
        ("2024-08-02", ["1 received 100000.00+0.00", "2 late 30000.00+20000.00", "3 due 0.00+50000.00"]),
        # 40 000 fill the second and begin the third. What goes back leaves none unpaid.
        ("2024-12-31", ["1 received 100000.00+0.00", "2 received 50000.00+0.00", "3 due 20000.00+30000.00"]),
    ],
)
def test_money_fills_the_instalments_in_their_order(day: str, expected: Sequence[str]) -> None:
    moves = [("2024-02-10", "100000"), ("2024-08-02", "30000"), ("2024-10-01", "40000"), ("2024-11-01", "-500")]
    assert plan(P1 + PLAN + "".join(receipt(*move) for move in moves), day) == expected


@pytest.mark.parametrize(
    ("previous", "used", "following", "reduced"),
    [
        ("100000", "65000", "50000", "5000"),  # the AGA's example: 50 000 become 45 000
        ("100000", "70000", "50000", "0"),
        ("100000", "69999.99", "50000", "0.01"),
        ("100000", "0", "50000", "50000"),  # never below nothing
        ("0", "0", "50000", "0"),
        ("33333.33", "20000", "50000", "3333.34"),  # 23 333.331 − 20 000: the fraction of a cent is the funder's
    ],
)
def test_rule_19_reduces_the_next_payment_by_what_is_short_of_70_percent(
    previous: str, used: str, following: str, reduced: str
) -> None:
    cents = [to_cents(Decimal(euros)) for euros in (previous, used, following)]
    assert reduction(Fraction(7, 10), *cents) == to_cents(Decimal(reduced))


HALF = P1.replace('"RD" 425998 EUR', '"RD" 425998 EUR\n  rate: "1/2"')
"""The city pays half of every euro, so 130 000 of costs have used 65 000 of its money."""

ADVANCES = (
    instalment("1", "2024-02-01", "100000") + instalment("2", "2024-08-01", "50000") + instalment("3", "2025-02-01", "30000")
)
SPENT = receipt("2024-02-01", "100000") + cost("2024-06-30", "130000")


def test_the_next_instalment_is_reduced_to_45_000_and_then_nothing_more_is_due_of_it() -> None:
    """100 000 advanced, 65 000 used: of the next 50 000 come 45 000. That is all of it, though more is used later."""
    ledger = HALF + rule("advance-used", "0.70") + ADVANCES + SPENT
    step = following(ledger, "2024-07-01")
    assert (step.instalment.number, step.previous, step.used) == ("2", 100_000_00, 65_000_00)
    assert (step.reduction, step.payable, step.state) == (5_000_00, 45_000_00, "due")
    later = ledger + receipt("2024-08-01", "45000") + cost("2024-09-30", "60000")
    assert plan(later, "2024-10-01") == [
        "1 received 100000.00+0.00",
        "2 received 45000.00+0.00",
        "3 due 0.00+23500.00",  # 70 % of 145 000 are 101 500; 95 000 are used: 6 500 less
    ]


def test_a_payment_that_was_not_reduced_leaves_nothing_out_either() -> None:
    ledger = HALF + rule("advance-used", "0.70") + ADVANCES + SPENT + receipt("2024-08-01", "50000")
    assert plan(ledger, "2024-08-01")[1] == "2 received 50000.00+0.00"


def test_the_rule_of_one_funder_goes_before_that_of_all() -> None:
    own = rule("advance-used", "0.60") + '  funder: "RD"\n' + rule("advance-used", "0.90")
    assert following(HALF + own + ADVANCES + SPENT, "2024-07-01").reduction == 0  # 60 000 of 100 000 are less than 65 000


@pytest.mark.parametrize(
    ("conditions", "moves", "needed", "reported", "state"),
    [
        (["after-used: 0.65"], "", 65_000_00, None, "due"),
        (["after-used: 0.651"], "", 65_100_00, None, "waiting"),
        (['after-report: "2024"'], "", None, False, "waiting"),
        (['after-report: "2024"'], approved("2024-07-01", "2024"), None, True, "due"),
        (["after-used: 0.651", 'after-report: "2024"'], approved("2024-07-01", "2024"), 65_100_00, True, "waiting"),
        ([], "", None, None, "due"),
    ],
)
def test_an_instalment_waits_until_enough_is_used_and_the_report_is_approved(
    conditions: list[str], moves: str, needed: int | None, state: str, *, reported: bool | None
) -> None:
    two = instalment("1", "2024-02-01", "100000") + instalment("2", "2024-08-01", "50000", *conditions)
    step = following(HALF + two + SPENT + moves, "2024-07-01")
    assert (step.needed, step.reported, step.state, step.payable) == (needed, reported, state, 50_000_00)
    assert step.holds == (state == "due")


def test_an_open_instalment_counts_among_those_before_the_next() -> None:
    """The first never came: of its 100 000 and the second's 50 000, half must be used before the third."""
    three = PLAN.replace("2025-02-01 50000 EUR", "2025-02-01 50000 EUR\n  after-used: 0.50")
    last = stands(HALF + three + cost("2024-06-30", "149999"), "2024-07-01").plan[2]
    assert (last.previous, last.needed, last.used, last.state) == (150_000_00, 75_000_00, 74_999_50, "waiting")


@pytest.mark.parametrize(
    ("paid", "payable", "state"),
    [("300000", 83_398_20, "due"), ("383398.19", 1, "due"), ("383398.20", 0, "waiting"), ("383400", 0, "waiting")],
)
def test_before_the_final_report_90_percent_of_the_grant_are_paid_at_most(paid: str, payable: int, state: str) -> None:
    """0.9 × 425 998.00 = 383 398.20 (the example of rule 18)."""
    whole = instalment("1", "2024-02-01", paid) + instalment("2", "2025-06-01", "100000")
    ledger = P1 + rule("payment-ceiling", "0.90") + whole + receipt("2024-02-01", paid)
    now = stands(ledger, "2025-05-01")
    assert now.limit == 383_398_20
    assert (following(ledger, "2025-05-01").payable, following(ledger, "2025-05-01").state) == (payable, state)


def test_after_the_final_report_no_more_than_the_final_grant_is_paid() -> None:
    """8 000 of 10 000 are left of the last instalment: 386 302.95 less 378 302.95. When they have come the rest lapses."""
    whole = instalment("1", "2024-02-01", "378302.95") + instalment("2", "2026-01-15", "10000")
    ledger = P1 + rule("payment-ceiling", "0.90") + whole + receipt("2024-02-01", "378302.95") + cost("2025-03-01", "800000")
    over = ledger + approved("2026-01-31", "2025")
    assert plan(over, "2026-01-31")[1] == "2 late 0.00+8000.00"
    assert plan(over + receipt("2026-02-01", "8000"), "2026-02-01")[1] == "2 lapsed 8000.00+0.00"
    assert stands(over + receipt("2026-02-01", "8000"), "2026-02-01").next is None


# --- the identity -----------------------------------------------------------------------------------------------------

cents = st.integers(-(10**9), 10**9)


@given(net=cents, repayable=st.integers(0, 10**9), final=st.booleans())
def test_settled_accounts_never_stand_on_both_sides_and_come_to_the_same(net: int, repayable: int, *, final: bool) -> None:
    after = position(net, repayable, final=final)
    assert after.net == net
    assert min(after) >= 0
    assert not (after.receivable and after.advance)
    assert after.repayable == (max(0, -net) if final else repayable)
    assert position(after.net, after.repayable, final=final) == after


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(-90_000_00, 90_000_00)), max_size=8), st.integers(0, 882_205_00))
def test_receivable_less_advance_and_repayable_is_earned_less_received_and_returned(
    moves: list[tuple[int, int]], spent: int
) -> None:
    """`stands` asserts it, of what is computed and of what is booked."""
    money = "".join(receipt(f"2024-{month:02}-10", str(to_decimal(paid))) for month, paid in moves if paid)
    now = stands(P1 + money + cost("2024-06-30", str(to_decimal(spent))), "2024-12-31")
    assert now.received - now.returned == sum(paid for _, paid in moves)


# --- settling ---------------------------------------------------------------------------------------------------------


@pytest.fixture(name="write")
def make_write(tmp_path: Path) -> Callable[[str], Path]:
    """Give a function that writes books of P1 with a folder of closings, and gives their folder."""

    def write(ledger: str) -> Path:
        root = (tmp_path / "books").resolve()
        (root / "ledger" / "closings" / "P1").mkdir(parents=True, exist_ok=True)
        (root / "ledger" / "closings" / "P1" / chain.START).write_text(chain.START_TEXT, encoding="utf-8")
        include = 'include "closings/P1/*.beancount"\n'
        (root / "ledger" / "main.beancount").write_text(include + ledger, encoding="utf-8")
        return root

    return write


def settles(root: Path, on: str, *, final: bool = False, correction: Correction = WHO) -> list[Path]:
    loaded = books.load(root)
    return settle.commit(root, settle.plan(loaded, "P1", date.fromisoformat(on), final=final), NOW, correction)


def trial_balance(root: Path, funder: str = "RD") -> dict[str, Decimal]:
    """A funder's accounts as Beancount itself sums them, but those at zero; any error of it fails the test."""
    entries, errors, _ = loader.load_file(str(root / "ledger" / "main.beancount"))
    assert errors == []
    found = {}
    for account in realization.iter_children(realization.realize(entries)):  # type: ignore[no-untyped-call]
        if f":{funder}:P1" in account.account and not account.account.startswith("Income") and not account.balance.is_empty():
            (found[account.account],) = (position.units.number for position in account.balance)
    return found


TWO_YEARS = P1 + (
    receipt("2024-02-01", "60000")
    + cost("2024-06-30", "200000")
    + closed("2025-01-20", "2024", "96575.73", advance="60000", receivable="36575.73")
)


def test_a_receipt_after_the_closing_reduces_what_the_city_owes(write: Callable[[str], Path]) -> None:
    """96 575.73 earned, 60 000 received: 36 575.73 are owed. 30 000 come, 6 575.73 are left; 10 000 come, 3 424.27 is ahead."""
    root = write(TWO_YEARS + receipt("2025-02-01", "30000"))
    assert trial_balance(root) == {
        "Assets:Receivable:RD:P1": Decimal("36575.73"),
        "Liabilities:Advance:RD:P1": Decimal("-30000.00"),
    }
    (written,) = settles(root, "2025-02-02")
    assert trial_balance(root) == {"Assets:Receivable:RD:P1": Decimal("6575.73")}
    assert settles(root, "2025-02-02") == settles(root, "2025-02-03") == []
    ledger = root / "ledger" / "main.beancount"
    ledger.write_text(ledger.read_text(encoding="utf-8") + receipt("2025-03-01", "10000"), encoding="utf-8")
    assert len(settles(root, "2025-03-01")) == 1
    assert trial_balance(root) == {"Liabilities:Advance:RD:P1": Decimal("-3424.27")}
    assert written.name == "000001-settle.beancount"
    assert chain.verify(root) == []


def test_what_is_not_earned_goes_back_in_the_end_and_after_the_bank_all_is_at_zero(write: Callable[[str], Path]) -> None:
    """Accepted 800 000 → 386 302.95, paid 400 000: 13 697.05 are returned (rules 4 and 5)."""
    ledger = (
        P1
        + receipt("2024-02-01", "400000")
        + cost("2024-06-30", "200000")
        + closed("2025-01-20", "2024", "96575.73", advance="96575.73", receivable="0")
        + cost("2025-06-30", "600000")
        + closed("2026-01-20", "2025", "289727.22", advance="289727.22", receivable="0")
    )
    root = write(ledger)
    assert trial_balance(root) == {"Liabilities:Advance:RD:P1": Decimal("-13697.05")}
    assert settles(root, "2026-01-25") == []  # nothing came after the closing
    (written,) = settles(root, "2026-01-31", final=True, correction=Correction("Lēmums Nr. 12", "A. Kalniņa"))
    assert written.read_text(encoding="utf-8").splitlines()[10:-1] == [
        "2026-01-31 open Liabilities:Repayable:RD:P1 EUR",
        "",
        '2026-01-31 * "RD" "Galīgais norēķins ar RD: atmaksājamais atlikums" ^P1-settlement',
        '  made: "settlement"',
        '  reason: "Lēmums Nr. 12"',
        '  by: "A. Kalniņa"',
        "  Liabilities:Advance:RD:P1  13697.05 EUR",
        "  Liabilities:Repayable:RD:P1  -13697.05 EUR",
        "",
    ]
    assert trial_balance(root) == {"Liabilities:Repayable:RD:P1": Decimal("-13697.05")}
    assert settles(root, "2026-02-01", final=True) == settles(root, "2026-02-01") == []
    main = root / "ledger" / "main.beancount"
    paid_back = receipt("2026-02-10", "-13697.05", "Liabilities:Repayable:RD:P1")
    main.write_text(main.read_text(encoding="utf-8") + paid_back, encoding="utf-8")
    assert trial_balance(root) == {}
    assert settles(root, "2026-02-10", final=True) == []


def test_what_the_city_still_owes_in_the_end_comes_and_all_is_at_zero(write: Callable[[str], Path]) -> None:
    """The bank's receipt is booked as every other, as an advance; settling sets it against what is owed."""
    finished = closed("2026-01-20", "2025", "289727.22", advance="0", receivable="289727.22")
    root = write(TWO_YEARS + receipt("2025-02-01", "30000") + cost("2025-06-30", "600000") + finished)
    assert len(settles(root, "2026-01-31", final=True)) == 1
    assert trial_balance(root) == {"Assets:Receivable:RD:P1": Decimal("296302.95")}
    main = root / "ledger" / "main.beancount"
    main.write_text(main.read_text(encoding="utf-8") + receipt("2026-03-01", "296302.95"), encoding="utf-8")
    assert len(settles(root, "2026-03-01", final=True)) == 1
    assert trial_balance(root) == {}


KKF = """
2024-01-01 custom "grant-source" "P1" "KKF" 1000 EUR
  rate: 0.0001
2024-01-01 open Liabilities:Advance:KKF:P1
"""
TAKEN_OUT = '2024-06-01 custom "grant-source" "P1" "KKF" 1000 EUR\n  kind: "own"\n'


def test_a_former_funder_gets_its_money_back(write: Callable[[str], Path]) -> None:
    """It bears nothing since it was taken out; as long as anything stands on its accounts it is settled with."""
    ledger = TWO_YEARS + KKF + receipt("2024-03-01", "5", "Liabilities:Advance:KKF:P1")
    in_2025 = closed("2026-01-20", "2025", "289727.22", advance="0", receivable="289727.22")
    root = write(ledger + TAKEN_OUT + cost("2025-06-30", "600000") + in_2025)

    def stood(day: date) -> dict[str, tuple[int, int, Position]]:
        loaded = books.load(root)
        agreement = loaded.agreements["P1"].at(day)
        assert agreement is not None
        found = settlement.of(agreement, loaded.facts["P1"], day)
        return {one.source.funder: (one.earned, one.received, one.booked) for one in found[1:]}

    assert stood(date(2024, 5, 31)) == {"KKF": (0, 5_00, Position(0, 5_00, 0))}  # it is a funder still
    assert stood(date(2024, 6, 1)) == {"KKF": (0, 5_00, Position(0, 5_00, 0))}
    assert len(settles(root, "2026-01-31", final=True)) == 1
    assert trial_balance(root, "KKF") == {"Liabilities:Repayable:KKF:P1": Decimal("-5.00")}
    main = root / "ledger" / "main.beancount"
    paid_back = receipt("2026-02-10", "-5", "Liabilities:Repayable:KKF:P1")
    main.write_text(main.read_text(encoding="utf-8") + paid_back, encoding="utf-8")
    assert stood(date(2026, 2, 10)) == {}
    assert settles(root, "2026-02-10", final=True) == []


def test_money_that_comes_before_its_funder_has_agreed_is_to_be_spent_or_returned() -> None:
    later = KKF.replace('2024-01-01 custom "grant-source"', '2024-06-01 custom "grant-source"')
    loaded = registers.books(P1 + later + receipt("2024-03-01", "5", "Liabilities:Advance:KKF:P1") + cost("2024-03-02", "1000"))
    agreement = loaded.agreements["P1"].at(date(2024, 5, 31))
    assert agreement is not None
    found = settlement.of(agreement, loaded.facts["P1"], date(2024, 5, 31))
    assert [(one.source.funder, one.earned, one.limit, one.computed) for one in found[1:]] == [
        ("KKF", 0, None, Position(0, 5_00, 0)),
    ]


def test_a_claim_of_a_former_funder_must_be_taken_back_before_the_end(write: Callable[[str], Path]) -> None:
    claimed = """
2024-01-01 open Income:CoFinancing:KKF:P1
2024-05-31 * "KKF" "Claimed" ^P1-2024
  made: "co-financing"
  Income:CoFinancing:KKF:P1  -2 EUR
  Liabilities:Advance:KKF:P1
"""
    loaded = books.load(write(TWO_YEARS + KKF + claimed + TAKEN_OUT + DONE))
    with pytest.raises(WrongUsage) as refused:
        settle.plan(loaded, "P1", date(2026, 2, 1), final=True)
    assert str(refused.value) == "KKF: 0.00 is earned by the costs, but 2.00 is booked; close the last period again."


DONE = cost("2025-06-30", "600000") + closed("2026-01-20", "2025", "289727.22", advance="0", receivable="289727.22")


@pytest.mark.parametrize(
    ("ledger", "on", "final", "reason"),
    [
        (TWO_YEARS, "2023-12-31", False, "P1 was not agreed yet on 2023-12-31."),
        (TWO_YEARS, "2024-12-31", False, "2024-12-31 is closed with the period 2024; settle on a later day."),
        (TWO_YEARS, "2025-06-30", True, "The final settlement follows the closing of the last period (through 2025-12-31)"),
        (
            TWO_YEARS + DONE + cost("2026-01-05", "100"),
            "2026-02-01",
            True,
            "RD: 386351.24 is earned by the costs, but 386302.95",
        ),
    ],
)
def test_what_cannot_be_settled_is_refused(
    write: Callable[[str], Path], ledger: str, on: str, reason: str, *, final: bool
) -> None:
    loaded = books.load(write(ledger))
    with pytest.raises(WrongUsage) as refused:
        settle.plan(loaded, "P1", date.fromisoformat(on), final=final)
    assert reason in str(refused.value)


def test_a_project_without_an_end_and_without_periods_is_never_settled_for_good() -> None:
    loaded = registers.books(
        '2024-01-01 custom "grant-project" "P1" "Projekts" 2024-01-01 "not-stated" 100 EUR\n'
        '2024-01-01 custom "grant-source" "P1" "RD" 50 EUR\n'
    )
    with pytest.raises(WrongUsage, match="neither an end nor periods"):
        settle.plan(loaded, "P1", date(2024, 6, 1), final=True)
    with pytest.raises(WrongUsage, match="There is no project “P9”; there are: P1"):
        settle.plan(loaded, "P9", date(2024, 6, 1), final=False)


def test_no_settlement_is_dated_before_an_earlier_one(write: Callable[[str], Path]) -> None:
    root = write(TWO_YEARS + receipt("2025-02-01", "30000"))
    settles(root, "2025-02-20")
    with pytest.raises(WrongUsage, match="P1 was settled on 2025-02-20; settle on that day or a later one"):
        settles(root, "2025-02-19")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("include", ";include"), "import-unloaded"),
        (("2024-01-01 open Assets:Receivable:RD:P1", "2025-01-01 open Assets:Receivable:RD:P1"), "ledger"),
    ],
)
def test_books_that_cannot_take_the_entry_are_findings_and_nothing_is_written(
    write: Callable[[str], Path], change: tuple[str, str], code: str
) -> None:
    root = write(TWO_YEARS + receipt("2025-02-01", "30000"))
    main = root / "ledger" / "main.beancount"
    main.write_text(main.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    made = settle.plan(books.load(root), "P1", date(2025, 2, 2), final=False)
    assert code in {found.code for found in made.findings}
    with pytest.raises(ValueError, match="must not be written"):
        settle.commit(root, made, NOW, WHO)


def test_an_account_that_was_closed_is_a_finding(write: Callable[[str], Path]) -> None:
    shut = "\n2025-02-02 close Liabilities:Advance:RD:P1\n"
    made = settle.plan(
        books.load(write(TWO_YEARS + receipt("2025-02-01", "30000") + shut)), "P1", date(2025, 2, 3), final=False
    )
    assert [str(found.message) for found in made.findings if found.code == "account-missing"] == [
        "The account Liabilities:Advance:RD:P1 is not open on 2025-02-03."
    ]


# --- what is said -----------------------------------------------------------------------------------------------------


def said(ledger: str, day: str) -> list[str]:
    """The sentences below the tables."""
    found = stands(ledger, day)
    project = registers.books(ledger).agreements["P1"].project
    lines = settlement_text.render([found], project, "en", width=80, colour=False).split("\n")
    last_row = max(n for n, line in enumerate(lines) if re.search(r"\d\.\d\d$", line))
    return "\n".join(lines[last_row + 1 :]).replace("\n  ", " ").split("\n")


SETTLE = "The accounts stand otherwise: settling books the difference (riga-grants settle)."
SETTLE_FINALLY = SETTLE.replace("settle)", "settle --final)")


@pytest.mark.parametrize(
    ("ledger", "day", "sentences"),
    [
        (P1, "2024-01-31", ["Were it to end today: grant 0.00, paid 0.00, nothing is owed."]),
        (
            HALF + rule("advance-used", "0.70") + ADVANCES + SPENT,
            "2024-07-01",
            [
                "Next instalment: 2, due 2024-08-01: 45,000.00 (due).",
                "Reduced, because too little of the 100,000.00 before it is used: 50,000.00 − 5,000.00 = 45,000.00.",
                "Were it to end today: grant 65,000.00, paid 100,000.00, 35,000.00 to be returned.",
                "What is earned is not in the ledger yet: closing the periods books it (riga-grants close).",
            ],
        ),
        (
            P1
            + instalment("1", "2024-02-01", "100000")
            + instalment("2", "2024-08-01", "50000", "after-used: 0.5", 'after-report: "2024"')
            + receipt("2024-02-01", "100000"),
            "2024-09-01",
            [
                "Next instalment: 2, due 2024-08-01: 50,000.00 (waiting).",
                "Condition: 50,000.00 of the 100,000.00 before it used; used are 0.00: does not hold.",
                "Condition: the report on 2024 approved: does not hold.",
                "Were it to end today: grant 0.00, paid 100,000.00, 100,000.00 to be returned.",
            ],
        ),
        (
            P1 + rule("payment-ceiling", "0.90") + instalment("1", "2024-02-01", "400000"),
            "2024-01-31",
            [
                "Next instalment: 1, due 2024-02-01: 383,398.20 (due).",
                "The funder pays no more than 383,398.20 in all for now.",
                "Were it to end today: grant 0.00, paid 0.00, nothing is owed.",
            ],
        ),
        (
            TWO_YEARS + receipt("2025-02-01", "30000"),
            "2025-02-01",
            ["Were it to end today: grant 96,575.73, paid 90,000.00, 6,575.73 still to come.", SETTLE],
        ),
        (
            TWO_YEARS + rule("small-recovery", "250 EUR") + receipt("2025-02-01", "326482.95") + DONE,
            "2026-01-31",
            [
                "Final grant 386,302.95, paid 386,482.95: 180.00 must be returned.",
                "That is less than 250.00: ask the funder whether it may stay.",
                SETTLE_FINALLY,
            ],
        ),
        (
            TWO_YEARS + receipt("2025-02-01", "30000") + DONE,
            "2026-01-31",
            ["Final grant 386,302.95, paid 90,000.00: 296,302.95 is still to come.", SETTLE_FINALLY],
        ),
        (
            TWO_YEARS + DONE + receipt("2026-01-31", "326302.95", "Assets:Receivable:RD:P1"),
            "2026-01-31",
            ["Final grant 386,302.95, paid 386,302.95: nothing is owed."],
        ),
    ],
)
def test_what_comes_next_is_told_with_its_figures(ledger: str, day: str, sentences: list[str]) -> None:
    assert said(ledger, day) == sentences


# --- the commands -----------------------------------------------------------------------------------------------------


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> Iterator[str]:
    assert run([*arguments, "--lang", "en"]) == 0
    yield from capsys.readouterr().out.splitlines()


def test_settling_shows_first_and_a_dry_run_writes_nothing(
    write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(TWO_YEARS + receipt("2025-02-01", "30000"))
    asked = ["settle", "P1", "--on", "2025-02-02", "--by", "A", "--books", str(root)]
    before = sorted(root.rglob("*.beancount"))
    lines = [" ".join(line.split()) for line in shown(capsys, *asked, "--dry-run") if "─" not in line]
    assert lines[-5:] == [
        "Entry of 2025-02-02 Amount",
        "Assets:Receivable:RD:P1 -30,000.00",
        "Liabilities:Advance:RD:P1 30,000.00",
        "",
        "Nothing was written.",
    ]
    assert sorted(root.rglob("*.beancount")) == before
    assert [*shown(capsys, *asked)][-1] == "Written: ledger/closings/P1/000001-settle.beancount"
    assert [*shown(capsys, *asked)][-1] == "Nothing is to be written: the accounts say already what they should."
    assert run(["check", "P1", "--books", str(root), "--as-of", "2025-02-02", "--lang", "en"]) in {0, 1}


def test_settle_as_json_is_one_document(write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = write(TWO_YEARS + receipt("2025-02-01", "30000"))
    assert run(["settle", "P1", "--on", "2025-02-02", "--by", "A", "--books", str(root), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["entries"] == [
        {"date": "2025-02-02", "account": "Assets:Receivable:RD:P1", "amount": "-30000.00"},
        {"date": "2025-02-02", "account": "Liabilities:Advance:RD:P1", "amount": "30000.00"},
    ]
    assert found["written"] == ["ledger/closings/P1/000001-settle.beancount"]


def test_books_that_cannot_be_read_whole_end_with_1(write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = write(TWO_YEARS + receipt("2025-02-01", "30000") + '2025-01-01 * "Broken\n')
    assert run(["settle", "P1", "--on", "2025-02-02", "--by", "A", "--books", str(root), "--lang", "en"]) == 1
    assert "Nothing was written: mend the errors first." in capsys.readouterr().err


def test_settlement_as_json_shows_the_instalments(write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = write(HALF + rule("advance-used", "0.70") + ADVANCES + SPENT)
    assert run(["settlement", "P1", "--as-of", "2024-07-01", "--books", str(root), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["project", "currency", "funders"]
    (funder,) = found["funders"]
    assert (funder["rate"], funder["earned"], funder["received"], funder["next"]) == ("1/2", "65000.00", "100000.00", "2")
    assert funder["computed"] == {"receivable": "0.00", "advance": "35000.00", "repayable": "0.00"}
    assert funder["booked"] == {"earned": "0.00", "receivable": "0.00", "advance": "100000.00", "repayable": "0.00"}
    assert funder["instalments"][1] == {
        "number": "2",
        "due": "2024-08-01",
        "amount": "50000.00",
        "state": "due",
        "received": "0.00",
        "previous": "100000.00",
        "used": "65000.00",
        "needed": None,
        "after_report": None,
        "reported": None,
        "holds": True,
        "reduction": "5000.00",
        "payable": "45000.00",
        "where": funder["instalments"][1]["where"],
    }


def test_a_demonstration_says_what_it_is_and_a_project_without_figures_that_it_has_none(
    write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    unstated = P1.replace("882205 EUR\n", '882205 EUR\n  actuals: "not-stated"\n  demonstration: TRUE\n')
    asked = ["settlement", "P1", "--as-of", "2024-07-01", "--books", str(write(unstated))]
    assert list(shown(capsys, *asked)) == [
        "P1  Projekts",
        "*** DEMONSTRATION DATA ***",
        "No actual figure is stated of this project; there is nothing to settle.",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("lang", ["lv", "en"])
def test_no_line_is_wider_than_the_terminal(
    write: Callable[[str], Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int, lang: str
) -> None:
    root = write(TWO_YEARS + ADVANCES + receipt("2025-02-01", "30000"))
    monkeypatch.setenv("COLUMNS", str(width))
    for asked in (["settlement", "P1", "--as-of", "2025-02-02"], ["settle", "P1", "--on", "2025-02-02", "--dry-run"]):
        assert run([*asked, "--books", str(root), "--lang", lang]) == 0
        tables = capsys.readouterr().out.split("\n")[:-2]  # the outcome below them is one long line, as elsewhere
        assert max(map(cells_of, tables)) <= width


@pytest.mark.parametrize("command", ["settle", "settlement", "shares"])
def test_an_unknown_project_is_wrong_usage(
    command: str, write: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = write(TWO_YEARS)
    assert run([command, "P9", "--books", str(root), "--lang", "en"]) == 2
    assert "There is no project “P9”; there are: P1." in capsys.readouterr().err


def test_the_page_shows_what_the_commands_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command on docs/settlement.md is run on the books that the page has written down up to there."""
    monkeypatch.setenv("COLUMNS", "80")
    page = (Path(__file__).parent.parent / "docs" / "settlement.md").read_text(encoding="utf-8")
    closings = tmp_path / "ledger" / "closings" / "XYZ"
    closings.mkdir(parents=True)
    (closings / chain.START).write_text(chain.START_TEXT, encoding="utf-8")
    ledger, asked = 'plugin "riga_grants.plugin"\ninclude "closings/XYZ/*.beancount"\n', 0
    for kind, block in re.findall(r"^```(\w*)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        if kind == "beancount":
            ledger += block
            (tmp_path / "ledger" / "main.beancount").write_text(ledger, encoding="utf-8")
        elif block.startswith("$ riga-grants "):
            command, _, expected = block.partition("\n")
            assert run([*command.split()[2:], "--books", str(tmp_path), "--lang", "en"]) == 0
            assert capsys.readouterr().out == expected
            asked += 1
    assert asked == 4

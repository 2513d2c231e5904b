"""Amending a budget: new versions replace old ones, sums stay, nothing goes below what is spent, and every report says so."""

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import closing_books
import pytest
from chained import NOW
from chained import WHY
from chained import add_by_hand
from chained import new_books
from chained import take
from chained import take_back
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from tables import layout
from tables import write_table

from riga_grants import books
from riga_grants import checks
from riga_grants.amendments import plan
from riga_grants.amendments import versions
from riga_grants.amendments import wishes
from riga_grants.amendments.commit import commit
from riga_grants.amendments.plan import Act
from riga_grants.amendments.plan import Plan
from riga_grants.amendments.versions import Versions
from riga_grants.amendments.wishes import Move
from riga_grants.chains import chain
from riga_grants.chains import undo
from riga_grants.chains.history import history
from riga_grants.cli import run
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.execution import version_of
from riga_grants.grid import cells_of
from riga_grants.screens import budget_text
from riga_grants.screens import imports_text
from riga_grants.statements import Version

LEDGER = """
2014-01-01 open Expenses:P1:Staff EUR
  position: "1"
  name: "Personāls"
2014-01-01 open Expenses:P1:Staff:Social EUR
  position: "1.1"
  name: "Sociālie darbinieki"
  name-en: "Social workers"
2014-01-01 open Expenses:P1:Staff:Lead EUR
  position: "1.2"
  name: "Vadītājs"
2014-01-01 open Expenses:P1:Rent EUR
  position: "2"
  name: "Telpu noma"
2014-01-01 open Expenses:P1:Gifts EUR
  position: "3"
  name: "Dāvanas"
2015-06-01 open Expenses:P1:Late EUR
  position: "4"
  name: "Jauna"

2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2015-12-31 10000 EUR
2014-01-01 custom "grant-source" "P1" "RD" 6000 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 4000 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2015" 2015-01-01 2015-12-31
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Social "2014" 3000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Social "2015" 3000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Lead "2014" 1000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014" 1500 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2015" 1500 EUR

2014-05-05 * "Staff" "May"
  document-no: "1"
  document-date: 2014-05-05
  issuer: "Staff"
  Expenses:P1:Staff:Social  2500 EUR
  Liabilities:Payable:P1
2015-02-05 ! "Office" "Rent, parked"
  document-no: "2"
  document-date: 2015-02-05
  issuer: "Office"
  Expenses:P1:Rent  1200 EUR
  Liabilities:Payable:P1
"""
"""Social workers: 3 000 a year, 2 500 spent in 2014; rent: 1 500 a year, 1 200 spent in 2015; gifts have no budget yet."""

DAY = date(2015, 3, 2)
Triple = tuple[str, str, str]


def act(number: str = "1", day: date = DAY) -> Act:
    return Act(number=number, decision="LD 5-1/12", reason="Vairāk ģimeņu", by="I. Bērziņa", day=day)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return new_books(tmp_path / "books", LEDGER)


def amended(root: Path, lines: Sequence[Triple], done: Act | None = None) -> Plan:
    """Plan an amendment as the command does."""
    loaded = books.load(root)
    agreement = loaded.agreement("P1")
    return plan.amend(loaded, "P1", [wishes.wish_of(agreement, *line) for line in lines], done or act())


def moved(root: Path, ends: str, amount: str, period: str | None = None, done: Act | None = None) -> Plan:
    """Plan a transfer as the command does; `ends` are the two lines with an arrow between."""
    loaded = books.load(root)
    agreement = loaded.agreement("P1")
    source, target = (wishes.line_named(agreement, line) for line in ends.split(" → "))
    return plan.transfer(loaded, "P1", Move(source, target, wishes.cents_read(agreement, amount), period), done or act())


def in_force(root: Path, day: date = date(2016, 1, 1)) -> dict[tuple[str, str], int | None]:
    """Give the budget in force on a day, by the line's name below Expenses:P1: and its period."""
    now = books.load(root).agreements["P1"].at(day)
    assert now is not None
    return {(one.account.removeprefix("Expenses:P1:"), one.period): one.cents for one in now.budget}


AT_FIRST = {
    ("Staff:Social", "2014"): 3000_00,
    ("Staff:Social", "2015"): 3000_00,
    ("Staff:Lead", "2014"): 1000_00,
    ("Rent", "2014"): 1500_00,
    ("Rent", "2015"): 1500_00,
}
GIFTS = [("1.1", "2014", "2600"), ("3. Dāvanas", "2014", "400,00")]


# --- what is written -------------------------------------------------------------------------------------------------


def test_an_amendment_is_one_sealed_file_with_the_new_version_of_each_line(root: Path) -> None:
    (written,) = commit(root, amended(root, GIFTS), NOW)
    assert written == root / "budgets" / "P1" / "000001-amendment-1.beancount"
    start = (root / "budgets" / "P1" / chain.START).read_bytes()
    head, *blocks = written.read_text(encoding="utf-8").split("\n\n")
    assert head.splitlines()[1:-1] == [
        ";; made-at: 2014-04-07T12:00:00+00:00",
        ";; file: 000001-amendment-1.beancount",
        ";; import: 1",
        ";; by: I. Bērziņa",
        ";; kind: amendment",
        ";; amendment: 1",
        ";; decision: LD 5-1/12",
        ";; reason: Vairāk ģimeņu",
        ";; project: P1",
        ";; previous: 000000-start.beancount",
    ]
    assert head.splitlines()[-1] == f";; previous-sha256: {chain.Link(0, written, start).sha256}"
    said = '  decision: "LD 5-1/12"\n  amendment: "1"\n  reason: "Vairāk ģimeņu"\n  by: "I. Bērziņa"'
    assert blocks[:-1] == [
        f'2015-03-02 custom "grant-budget" Expenses:P1:Staff:Social "2014" 2600.00 EUR\n{said}',
        f'2015-03-02 custom "grant-budget" Expenses:P1:Gifts "2014" 400.00 EUR\n{said}',
    ]
    assert blocks[-1].startswith(";; end: entries 2, sum 3000.00 EUR, ")
    assert checks.run(books.load(root), DAY) == []


def test_an_amendment_replaces_from_its_day_on_and_never_adds(root: Path) -> None:
    commit(root, amended(root, GIFTS), NOW)
    assert in_force(root, date(2015, 3, 1)) == AT_FIRST
    assert in_force(root, DAY) == {**AT_FIRST, ("Staff:Social", "2014"): 2600_00, ("Gifts", "2014"): 400_00}


def test_a_transfer_names_both_sides(root: Path) -> None:
    made = moved(root, "2. Telpu noma → 1.2. Vadītājs", "0,01", "2015")
    assert [(one.account, one.before, one.after) for one in made.changes] == [
        ("Expenses:P1:Rent", 1500_00, 1499_99),
        ("Expenses:P1:Staff:Lead", None, 1),
    ]
    commit(root, made, NOW)
    assert in_force(root) == {**AT_FIRST, ("Rent", "2015"): 1499_99, ("Staff:Lead", "2015"): 1}


def test_of_a_line_with_a_budget_in_one_period_the_period_need_not_be_said(root: Path) -> None:
    assert [(one.account, one.period) for one in moved(root, "1.2 → 2", "10").changes] == [
        ("Expenses:P1:Staff:Lead", "2014"),
        ("Expenses:P1:Rent", "2014"),
    ]


def test_what_is_in_force_already_is_not_written_again(root: Path) -> None:
    made = amended(root, [*GIFTS, ("2", "2015", "1500")])
    assert (len(made.changes), made.same) == (2, 1)
    shown = budget_text.amendment(made, books.load(root), (), "en", width=80, colour=False)
    assert "1 amount named is in force already." in shown.splitlines()


def test_no_text_breaks_out_of_its_quotes(root: Path) -> None:
    said = Act(number='1"\n', decision='a "b" \\', reason="<c>\n2015-01-01 open Assets:X", by="d", day=DAY)
    (written,) = commit(root, amended(root, GIFTS, said), NOW)
    version = version_of(books.load(root).agreements["P1"])
    assert (version, written.name) == (Version(DAY, '1"', 'a "b" \\'), "000001-amendment-1.beancount")
    assert (checks.run(books.load(root), DAY), books.load(root).findings) == ([], ())


# --- who says what, strictly -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["1.1", "1.1.", "Sociālie darbinieki", "1.1. Social workers", "Staff:Social"])
def test_a_line_is_named_by_its_number_its_name_or_its_account(root: Path, words: str) -> None:
    agreement = books.load(root).agreements["P1"]
    assert wishes.wish_of(agreement, words, "total", "1 000,50 EUR") == ("Expenses:P1:Staff:Social", "total", 1000_50)
    assert wishes.line_named(agreement, "Expenses:P1:Staff:Social") == "Expenses:P1:Staff:Social"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("9", "2014", "1"), "“9” names no line, or no single line, of P1; open a new line's account first. There are: 1 Pers"),
        (("1", "2016", "1"), "There is no period “2016”; there are: 2014, 2015, total."),
        (("1", "2014", "1.234"), "“1.234” can mean 1234 or 1.234."),
        (("1", "2014", "0.001"), "0.001 is not a whole number of cents."),
        (("1", "2014", "-5"), "A budget is 0 or more, not -5."),
        (("1", "2014", "5 USD"), "“5 USD” is not in EUR, the project's currency."),
        (("1", "2014", "drusku"), "“drusku” is not an amount."),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_there_is(root: Path, line: Triple, said: str) -> None:
    with pytest.raises(WrongUsage) as problem:
        wishes.wish_of(books.load(root).agreements["P1"], *line)
    assert str(problem.value).startswith(said)


@pytest.mark.parametrize(
    ("lines", "done", "said"),
    [
        ([("2", "2014", "1500")], act(), "The budget of P1 is so already; nothing would change."),
        ([*GIFTS, ("1.1", "2014", "1")], act(), "Expenses:P1:Staff:Social in 2014 is named twice."),
        ([("4", "2015", "1")], act(), "The account Expenses:P1:Late is open only from 2015-06-01 on."),
        (GIFTS, act(day=date(2013, 12, 31)), "P1 was not agreed yet on 2013-12-31."),
        (GIFTS, act(" "), "An amendment must say its --number."),
        (
            GIFTS,
            act(day=date(2014, 1, 1)),
            "Expenses:P1:Staff:Social in 2014 has a version of 2014-01-01 already (ledger/projects/P1.beancount:31), which wou",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(root: Path, lines: Sequence[Triple], done: Act, said: str) -> None:
    with pytest.raises(WrongUsage) as problem:
        amended(root, lines, done)
    assert str(problem.value).startswith(said)


def test_an_unknown_project_is_refused_with_those_there_are(root: Path) -> None:
    with pytest.raises(WrongUsage, match="There is no project “P9”; there are: P1"):
        plan.amend(books.load(root), "P9", [], act())


def test_an_amendment_of_one_number_is_entered_once(root: Path) -> None:
    commit(root, amended(root, GIFTS, act("2/A")), NOW)
    with pytest.raises(WrongUsage) as problem:
        amended(root, [("2", "2015", "1400"), ("3", "2014", "500")], act("2/a", date(2015, 4, 1)))
    assert str(problem.value) == (
        "Amendment 2/a of P1 is in the books already, from 2015-03-02 on (budgets/P1/000001-amendment-2-a.beancount:14)."
    )


def test_an_amendment_is_not_slipped_in_before_a_later_one_of_its_lines(root: Path) -> None:
    commit(root, amended(root, GIFTS), NOW)
    with pytest.raises(WrongUsage, match=r"has a version of 2015-03-02 already .*, which would go before one of 2015-02-01"):
        amended(root, [("1.1", "2014", "2700"), ("2", "2014", "1800")], act("2", date(2015, 2, 1)))
    assert not amended(root, [("1.2", "2014", "900"), ("2", "2014", "1600")], act("2", date(2015, 2, 1))).blocked


# --- the sum ---------------------------------------------------------------------------------------------------------


def codes(made: Plan) -> list[tuple[str, str]]:
    return [(one.code, str(one.severity)) for one in made.findings]


def test_lines_that_do_not_make_the_total_are_refused_all_of_them(root: Path) -> None:
    made = amended(root, [("1.1", "2015", "2600"), ("3", "2014", "399.99")])
    assert (made.blocked, codes(made)) == (True, [("budget-total", "error")])
    with pytest.raises(ValueError, match="refused"):
        commit(root, made, NOW)
    assert [path.name for path in (root / "budgets" / "P1").iterdir()] == [chain.START]


def test_a_total_amended_in_the_ledger_is_what_the_lines_must_make_from_that_day_on(root: Path) -> None:
    add_by_hand(
        root,
        """
2015-03-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2015-12-31 10500 EUR
2015-03-01 custom "grant-source" "P1" "RD" 6500 EUR
""",
    )
    more = [("3", "2015", "500")]
    assert codes(amended(root, more, act(day=date(2015, 2, 28)))) == [("budget-total", "error")]
    assert codes(amended(root, [("3", "2015", "500.01")])) == [("budget-total", "error")]
    commit(root, amended(root, more), NOW)
    assert checks.run(books.load(root), DAY) == []


def test_without_an_agreed_total_the_sum_of_the_lines_stays(root: Path) -> None:
    project = root / "ledger" / "projects" / "P1.beancount"
    project.write_text(project.read_text(encoding="utf-8").replace("2015-12-31 10000 EUR", "2015-12-31"), encoding="utf-8")
    made = amended(root, [("3", "2015", "500")])
    assert [str(one.message) for one in made.findings] == ["The budget lines would sum to 10500.00, not to 10000.00 as before."]
    assert codes(amended(root, GIFTS)) == []
    add_by_hand(root, '2014-01-01 custom "grant-budget" Expenses:P1:Gifts "2014" "not-stated"\n')
    assert codes(amended(root, [("3", "2014", "500")])) == []


def test_a_sum_above_the_grant_may_be_waived(root: Path) -> None:
    more = [("3", "2015", "500")]
    assert amended(root, more).blocked
    add_by_hand(root, waiver("budget-total", "total", ""))
    assert codes(amended(root, more)) == []


def test_a_line_beside_its_own_part_would_count_twice(root: Path) -> None:
    assert codes(moved(root, "1.2 → 1", "10")) == [("budget-overlap", "error")] * 2


# --- what is spent ---------------------------------------------------------------------------------------------------


def waiver(rule: str, scope: str, amount: str = "100 EUR", by: str = "LD") -> str:
    return f'2014-06-01 custom "grant-waiver" "P1" "{rule}" "{scope}" {amount}\n  by: "{by}"\n  reason: "Atļauts"\n'


def test_a_line_keeps_what_is_spent_in_the_period_to_the_cent(root: Path) -> None:
    assert codes(amended(root, [("1.1", "2014", "2500"), ("3", "2014", "500")])) == []
    (found,) = amended(root, [("1.1", "2014", "2499.99"), ("3", "2014", "500.01")]).findings
    assert (found.code, found.severity, found.limits, found.scope) == (
        "budget-below-spent",
        Severity.ERROR,
        (2500_00, 2499_99),
        ("Expenses:P1:Staff:Social", "2014"),
    )
    assert str(found.message) == "Expenses:P1:Staff:Social would have 2499.99 in 2014, and 2500.00 is spent: 0.01 too little."
    assert found.place.line == 31


def test_what_is_parked_or_dated_later_is_spent_as_well(root: Path) -> None:
    assert codes(moved(root, "2 → 1.2", "300", "2015", act(day=date(2015, 1, 2)))) == []
    assert codes(moved(root, "2 → 1.2", "300.01", "2015", act(day=date(2015, 1, 2)))) == [("budget-below-spent", "error")]


def test_a_line_keeps_over_all_what_was_spent_outside_its_periods(root: Path) -> None:
    """Rent has 1 500 in each year; with 1 900 more spent in 2016 only a part of what the years leave can go."""
    add_by_hand(root, COST.format(day="2016-01-05", account="Rent", amount=1700))
    assert codes(moved(root, "2 → 1.2", "100", "2014")) == []
    (found,) = moved(root, "2 → 1.2", "100.01", "2014").findings
    assert str(found.message) == "Expenses:P1:Rent would have 2899.99 in all periods, and 2900.00 is spent: 0.01 too little."


COST = """
{day} * "Office" "More"
  document-no: "7"
  document-date: {day}
  issuer: "Office"
  Expenses:P1:{account}  {amount} EUR
  Liabilities:Payable:P1
"""


def test_an_overspent_line_may_be_given_more_though_not_yet_enough(root: Path) -> None:
    add_by_hand(root, COST.format(day="2014-07-01", account="Staff:Lead", amount=1300))
    assert codes(moved(root, "2 → 1.2", "100", "2014")) == []
    assert codes(moved(root, "1.2 → 2", "1", "2014")) == [("budget-below-spent", "error")] * 2


def test_a_first_budget_covers_what_is_spent_on_its_line(root: Path) -> None:
    add_by_hand(root, COST.format(day="2014-07-01", account="Gifts", amount=50))
    assert codes(moved(root, "2 → 3", "50", "2014")) == []
    assert codes(moved(root, "2 → 3", "49.99", "2014")) == [("budget-below-spent", "error")]


@pytest.mark.parametrize(
    ("written", "amount", "expected"),
    [
        (waiver("budget-below-spent", "Expenses:P1:Staff:Social"), "600", [("budget-below-spent", "note")]),
        (waiver("budget-below-spent", "Expenses:P1:Staff:Social"), "600.01", [("budget-below-spent", "error")]),
        (waiver("budget-below-spent", "Expenses:P1:Staff:Social", ""), "2999", [("budget-below-spent", "note")]),
        (waiver("budget-below-spent", "Expenses:P1:Rent"), "600", [("budget-below-spent", "error")]),
        (waiver("budget-below-spent", "Expenses:P1:Staff:Social", by="").replace('  by: ""\n', ""), "600", None),
        ('2014-01-01 custom "grant-rule" "P1" "budget-below-spent" FALSE\n', "600", []),
        (
            '2014-01-01 custom "grant-rule" "P1" "budget-below-spent" TRUE "warning"\n',
            "600",
            [("budget-below-spent", "warning")],
        ),
    ],
)
def test_what_somebody_approved_is_let_through_and_no_cent_more(
    root: Path, written: str, amount: str, expected: list[tuple[str, str]] | None
) -> None:
    add_by_hand(root, written)
    made = moved(root, "1.1 → 3", amount, "2014")
    assert codes(made) == ([("budget-below-spent", "error")] if expected is None else expected)
    assert made.blocked == any(severity == "error" for _, severity in codes(made))


def test_an_error_that_the_books_have_already_forbids_nothing_and_a_new_one_does(root: Path) -> None:
    """Lead is 300 over its 1 000; the period 2014 as a whole runs over only when 2015 is given what the others left."""
    add_by_hand(root, COST.format(day="2014-07-01", account="Staff:Lead", amount=1300))
    assert [one.code for one in checks.run(books.load(root), DAY)] == ["line-over-budget"] * 1
    assert codes(amended(root, [("2", "2014", "1400"), ("2", "2015", "1600")])) == []
    made = amended(root, [("2", "2014", "0"), ("1.1", "2014", "2500"), ("2", "2015", "3500")])
    assert codes(made) == [("period-over-budget", "error")]


# --- transfers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "amount", "period", "said"),
    [
        ("2 → Rent", "1", "2014", "Expenses:P1:Rent is both the line to take from and the line to give to."),
        ("2 → 3", "0", "2014", "A transfer moves an amount above 0."),
        ("2 → 3", "1500.01", "2014", "Expenses:P1:Rent has 1500.00 in 2014; 1500.01 cannot leave it."),
        ("2 → 3", "1", None, "Expenses:P1:Rent has a budget in 2014, 2015; say which: --period"),
        ("3 → 2", "1", None, "Expenses:P1:Gifts has no budget to take from."),
        ("3 → 2", "1", "2014", "Expenses:P1:Gifts has no budget in 2014 to take from."),
    ],
)
def test_money_that_is_not_there_cannot_be_moved(root: Path, ends: str, amount: str, period: str | None, said: str) -> None:
    with pytest.raises(WrongUsage) as problem:
        moved(root, ends, amount, period)
    assert str(problem.value) == said


@pytest.mark.parametrize("ends", ["3 → 2", "2 → 3"])
def test_from_and_to_what_is_not_stated_nothing_is_moved(root: Path, ends: str) -> None:
    add_by_hand(root, '2014-01-01 custom "grant-budget" Expenses:P1:Gifts "2014" "not-stated"\n')
    with pytest.raises(WrongUsage, match="The budget of Expenses:P1:Gifts in 2014 is not stated; amend it"):
        moved(root, ends, "1", "2014")


RULE = '2014-01-01 custom "grant-rule" "P1" "transfer-maximum" {value} "{severity}"\n'


@pytest.mark.parametrize(
    ("value", "severity", "amount", "told"),
    [
        ("0.10", "error", "300", (0, 0)),
        ("0.10", "error", "300.01", (1, 0)),
        ("0.10", "warning", "300.01", (0, 1)),
        ("0", "error", "0.01", (1, 0)),
        ("1", "error", "1500", (0, 0)),
    ],
)
def test_no_more_leaves_a_line_than_the_agreement_allows(
    root: Path, value: str, severity: str, amount: str, told: tuple[int, int]
) -> None:
    """Rent has 3 000 in its two years, and the share is of that."""
    add_by_hand(root, RULE.format(value=value, severity=severity))
    made = moved(root, "2 → 3", amount, "2014")
    assert ((len(made.refusals), len(made.remarks)), made.blocked) == (told, told == (1, 0))


def test_what_left_in_a_year_counts_from_before_its_first_amendment(root: Path) -> None:
    """10 % of 3 000 may leave rent in 2015: 200 in March, 101 in April is 1 too much; 50 that come back make room."""
    add_by_hand(root, RULE.format(value="0.10", severity="error"))
    commit(root, moved(root, "2 → 3", "200", "2014", act("1", date(2015, 3, 2))), NOW)
    too_much = moved(root, "2 → 3", "101", "2015", act("2", date(2015, 4, 1)))
    (said,) = too_much.refusals
    assert str(said) == (
        "Expenses:P1:Rent may give up 300.00 in 2015: 10.0 % of the 3000.00 that it had before the year's first amendment. "
        "With this transfer it would be 301.00."
    )
    commit(root, moved(root, "3 → 2", "20", "2014", act("2", date(2015, 4, 1))), NOW)
    assert not moved(root, "2 → 3", "101", "2015", act("3", date(2015, 5, 1))).blocked
    # In the next year the share is of the 2 820 that are left.
    assert not moved(root, "2 → 3", "282", "2015", act("3", date(2016, 1, 1))).blocked
    assert moved(root, "2 → 3", "282.01", "2015", act("3", date(2016, 1, 1))).blocked


def test_an_amendment_of_both_parties_is_not_bound_by_the_share_for_transfers(root: Path) -> None:
    add_by_hand(root, RULE.format(value="0", severity="error"))
    assert not amended(root, GIFTS).blocked


# --- closed periods --------------------------------------------------------------------------------------------------


STATE = '2015-01-20 custom "grant-period-state" "P1" "2014" "closed"\n'
BY_HAND = '2015-01-20 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31\n  closed: 2015-01-20\n'


@pytest.mark.parametrize("closing", [STATE, BY_HAND])
@pytest.mark.parametrize("day", [date(2014, 1, 2), date(2014, 12, 31)])
def test_in_or_before_a_closed_period_no_budget_is_amended(root: Path, closing: str, day: date) -> None:
    assert not amended(root, GIFTS, act(day=day)).blocked
    add_by_hand(root, closing)
    with pytest.raises(WrongUsage) as problem:
        amended(root, GIFTS, act(day=day))
    assert str(problem.value) == (
        f"P1 is closed up to 2014-12-31; an amendment of {day} would change that. The next open day: --on 2015-01-01"
    )
    assert not amended(root, GIFTS, act(day=date(2015, 1, 1))).blocked


def test_between_two_closings_a_budget_is_amended_and_the_seals_hold(tmp_path: Path) -> None:
    """What was amended before a closing is sealed with it, and stays; what is amended after it breaks no seal."""
    root = closing_books.new_books(tmp_path / "books")
    closing_books.take(root, *closing_books.IN_Q1)
    commit(root, moved(root, "2 → 1", "100", done=act("1", date(2014, 3, 1))), NOW)
    closing_books.close_period(root, closing_books.Q1, date(2014, 4, 10))
    with pytest.raises(WrongUsage, match="The next open day: --on 2014-04-01"):
        moved(root, "2 → 1", "50", done=act("2", date(2014, 3, 31)))
    commit(root, moved(root, "2 → 1", "50", done=act("2", date(2014, 4, 1))), NOW)
    closing_books.close_period(root, closing_books.Q2, date(2014, 7, 10))
    assert in_force(root) == {("Rent", "total"): 8850_00, ("Staff", "total"): 1150_00}
    assert [one for one in checks.run(books.load(root), date(2014, 7, 10)) if one.severity is Severity.ERROR] == []
    with pytest.raises(
        WrongUsage, match="Import 3 cannot be undone: its budget is of 2014-04-01, and P1 is closed up to 2014-06"
    ):
        take_back(root, 3)


# --- books that it cannot be written into ----------------------------------------------------------------------------


def test_books_that_do_not_load_the_folder_take_no_amendment(root: Path) -> None:
    project = root / "ledger" / "projects" / "P1.beancount"
    text = project.read_text(encoding="utf-8").replace('include "../../budgets/P1/*.beancount"\n', "")
    project.write_text(text, encoding="utf-8")
    assert codes(amended(root, GIFTS)) == [("import-unloaded", "error")]


def test_books_that_cannot_be_read_whole_take_no_amendment_and_a_failing_balance_is_no_obstacle(root: Path) -> None:
    add_by_hand(root, "2016-01-01 balance Expenses:P1:Rent  0.00 EUR\n")
    assert not amended(root, GIFTS).blocked
    add_by_hand(root, "2016-01-01 balance\n")
    assert codes(amended(root, GIFTS))[0] == ("ledger", "error")


# --- undoing ---------------------------------------------------------------------------------------------------------


def test_an_amendment_is_undone_like_an_import_and_its_number_is_free_again(root: Path) -> None:
    commit(root, amended(root, GIFTS), NOW)
    (written,) = take_back(root, 1)
    assert (written.name, in_force(root), checks.run(books.load(root), DAY)) == ("000002-undo-1.beancount", AT_FIRST, [])
    with pytest.raises(WrongUsage, match=r"Import 2 undid the amendment of import 1.*enter it anew: riga-grants budget amend"):
        take_back(root, 2)
    commit(root, amended(root, GIFTS), NOW)
    assert in_force(root)["Gifts", "2014"] == 400_00
    take_back(root, 3)
    assert in_force(root) == AT_FIRST


def test_an_amendment_is_not_undone_under_a_later_one(root: Path) -> None:
    """1: 400 from 1.1 to 3; 2: 100 from 3 to 2. Without 1 the lines of 2 would not make the total."""
    commit(root, amended(root, GIFTS), NOW)
    commit(root, moved(root, "3 → 2", "100", "2014", act("2", date(2015, 4, 1))), NOW)
    with pytest.raises(WrongUsage) as problem:
        take_back(root, 1)
    assert str(problem.value) == (
        "Import 1 cannot be undone while the later version of the budget in budgets/P1/000002-amendment-2.beancount:14 stands; "
        "take that back first."
    )
    take_back(root, 2)
    take_back(root, 1)
    assert in_force(root) == AT_FIRST


def test_an_amendment_is_not_undone_under_a_later_version_entered_by_hand(root: Path) -> None:
    commit(root, amended(root, GIFTS), NOW)
    add_by_hand(root, '2015-02-01 custom "grant-budget" Expenses:P1:Rent "2014" 1500 EUR\n')
    undo.plan(books.load(root), 1)
    add_by_hand(root, '2015-04-01 custom "grant-budget" Expenses:P1:Gifts "2014" 400 EUR\n')
    with pytest.raises(
        WrongUsage, match=r"while the later version of the budget in ledger/projects/P1.beancount:[0-9]+ stands"
    ):
        undo.plan(books.load(root), 1)


def test_an_imported_budget_is_not_undone_under_an_amendment(root: Path, tmp_path: Path) -> None:
    columns = {"line": ["Pozīcija"], "amount": ["Summa"], "period": ["Periods"], "dated": ["No"]}
    used = layout("budget", columns, constants={"project": "P1"})
    rows: list[list[object]] = [["Pozīcija", "Periods", "Summa", "No"], ["2. Telpu noma", "2014", 1500.0, date(2014, 2, 1)]]
    assert take(root, write_table(tmp_path / "b.xlsx", rows), used)
    undo.plan(books.load(root), 1)
    commit(root, amended(root, GIFTS), NOW)
    with pytest.raises(WrongUsage, match="Import 1 cannot be undone while the later version"):
        undo.plan(books.load(root), 1)
    take_back(root, 2)
    undo.plan(books.load(root), 1)


def test_an_amendment_is_not_undone_once_its_day_is_closed(root: Path) -> None:
    commit(root, amended(root, GIFTS, act(day=date(2014, 6, 1))), NOW)
    undo.plan(books.load(root), 1)
    add_by_hand(root, STATE)
    with pytest.raises(
        WrongUsage, match="Import 1 cannot be undone: its budget is of 2014-06-01, and P1 is closed up to 2014-1"
    ):
        undo.plan(books.load(root), 1)


def test_the_list_of_imports_shows_amendments_and_their_undoing(root: Path) -> None:
    commit(root, amended(root, GIFTS), NOW)
    take_back(root, 1, correction=WHY)
    rows = imports_text.told(history(books.load(root)), [])
    assert [(row.one.number, row.what, row.state) for row in rows] == [(1, "amendment", "undone"), (2, "undoing", "")]
    assert imports_text.table(rows, [], "en", width=80, colour=False, root=root).splitlines()[1:] == [
        "      1  2014-04-07 12:00        2  3,000.00 EUR  undone by 2",
        "         amendment 1, P1, by I. Bērziņa",
        "         amendment: “Vairāk ģimeņu”",
        "      2  2014-04-07 12:00        2             –  –",
        "         amendment, P1, by A. Auditor",
        "         undoing of import 1: “kļūda”",
    ]


# --- the versions side by side ---------------------------------------------------------------------------------------


def side_by_side(root: Path, day: date = date(2015, 12, 31)) -> Versions:
    loaded = books.load(root)
    return versions.versions(loaded.agreements["P1"], loaded.facts["P1"], day, "en")


def test_each_version_is_a_whole_budget_and_sums_to_the_total(root: Path) -> None:
    """Both amendments are of one day, so that Beancount mixes their directives."""
    commit(root, amended(root, GIFTS), NOW)
    commit(root, moved(root, "2 → 1.2", "250", "2015", act("2")), NOW)
    shown = side_by_side(root)
    said = "LD 5-1/12"
    assert shown.versions == (Version(date(2014, 1, 1)), Version(DAY, "1", said), Version(DAY, "2", said))
    assert shown.execution.version == shown.versions[-1]
    assert {line.row.account.split(":", 2)[2]: line.amounts for line in shown.lines} == {
        "Staff": ((7000_00, 6600_00, 6850_00), 2500_00),
        "Staff:Social": ((6000_00, 5600_00, 5600_00), 2500_00),
        "Staff:Lead": ((1000_00, 1000_00, 1250_00), 0),
        "Rent": ((3000_00, 3000_00, 2750_00), 1200_00),
        "Gifts": ((0, 400_00, 400_00), 0),
    }
    assert shown.total == ((10000_00, 10000_00, 10000_00), 3700_00)
    rent = next(line for line in shown.lines if line.row.account.endswith("Rent"))
    assert rent.periods == (("2014", ((1500_00,) * 2 + (1500_00,), 0)), ("2015", ((1500_00, 1500_00, 1250_00), 1200_00)))


def test_a_budget_of_an_earlier_day_has_only_what_was_decided_by_then(root: Path) -> None:
    commit(root, amended(root, GIFTS), NOW)
    shown = side_by_side(root, date(2015, 3, 1))
    assert (shown.versions, shown.coming) == ((Version(date(2014, 1, 1)),), (Version(DAY, "1", "LD 5-1/12"),))
    assert shown.total == ((10000_00,), 3700_00)


def test_a_period_approved_later_belongs_to_the_original(root: Path) -> None:
    """An amendment entered by hand has no number; what it does not mention stays."""
    add_by_hand(
        root,
        """
2015-01-10 custom "grant-budget" Expenses:P1:Gifts "total" 70 EUR
  decision: "LD 1"
2015-02-01 custom "grant-budget" Expenses:P1:Rent "2014" "not-stated"
""",
    )
    shown = side_by_side(root)
    assert shown.versions == (Version(date(2014, 1, 1)), Version(date(2015, 2, 1)))
    assert shown.total.versions == (10070_00, 7070_00)
    rent = next(line for line in shown.lines if line.row.account.endswith("Rent"))
    assert (rent.amounts.versions, rent.amounts.in_force, rent.amounts.left, rent.amounts.changed) == (
        (3000_00, None),
        None,
        None,
        None,
    )


def test_cost_on_days_without_a_budget_stands_beside_the_periods(root: Path) -> None:
    add_by_hand(root, COST.format(day="2015-07-01", account="Staff:Lead", amount=30))
    lead = next(line for line in side_by_side(root).lines if line.row.account.endswith("Lead"))
    assert lead.periods == (("2014", ((1000_00,), 0)), ("", ((0,), 30_00)))


def test_a_project_without_a_budget_by_line_says_so(tmp_path: Path) -> None:
    ledger = '2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31 100 EUR\n'
    root = new_books(tmp_path / "books", f"{ledger}2014-01-01 open Expenses:P1:Rent EUR\n")
    shown = side_by_side(root)
    assert (shown.versions, shown.total) == ((), ((), 0))
    assert budget_text.versions(shown, "en", width=80, colour=False, every=True).splitlines()[:4] == [
        "P1  Pirmais",
        "As of 2015-12-31; currency: EUR",
        "Agreed total: 100.00",
        "The project has no budget by line.",
    ]


# --- the command -----------------------------------------------------------------------------------------------------


def told(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(["budget", *words, "--books", str(root), "--lang", "en"])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


SAID = ("--number", "1", "--decision", "LD 5", "--reason", "Dāvanas", "--on", "2015-03-02", "--by", "Ilze")


def test_show_is_read_and_exported(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(root, amended(root, GIFTS), NOW)
    code, out, _ = told(root, capsys, "show", "P1", "--as-of", "2015-03-02")
    assert (code, out.splitlines()) == (
        0,
        [
            "P1  Pirmais",
            "As of 2015-03-02; currency: EUR",
            "Agreed total: 10,000.00",
            "Original: 2014-01-01",
            "Replaced by: amendment 1 of 2015-03-02 (LD 5-1/12)",
            "",
            "Budget line               Original  Amendments   In force     Spent      Left",
            "─────────────────────────────────────────────────────────────────────────────",
            "1. Personāls              7,000.00     -400.00   6,600.00  2,500.00  4,100.00",
            "  1.1. Social workers     6,000.00     -400.00   5,600.00  2,500.00  3,100.00",
            "  1.2. Vadītājs           1,000.00        0.00   1,000.00      0.00  1,000.00",
            "2. Telpu noma             3,000.00        0.00   3,000.00  1,200.00  1,800.00",
            "3. Dāvanas                    0.00      400.00     400.00      0.00    400.00",
            "─────────────────────────────────────────────────────────────────────────────",
            "TOTAL                    10,000.00        0.00  10,000.00  3,700.00  6,300.00",
        ],
    )
    _, out, _ = told(root, capsys, "show", "P1", "--versions", "--as-of", "2015-03-02")
    assert [line.split()[:6] for line in out.splitlines() if "2014 " in line] == [
        ["2014", "3,000.00", "2,600.00", "2,600.00", "2,500.00", "100.00"],
        ["2014", "1,500.00", "1,500.00", "1,500.00", "0.00", "1,500.00"],
    ]
    _, out, _ = told(root, capsys, "show", "P1", "--format", "csv", "--as-of", "2015-03-02")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff")), delimiter=";"))
    assert rows[-1] == {
        "project": "P1",
        "as_of": "2015-03-02",
        "currency": "EUR",
        "account": "Expenses:P1:Gifts",
        "period": "2014",
        "position": "3. Dāvanas",
        "original": "0,00",
        "1: amendment 1 2015-03-02": "400,00",
        "in_force": "400,00",
        "spent": "0,00",
        "left": "400,00",
    }
    for column in ("original", "1: amendment 1 2015-03-02", "in_force"):
        assert sum(float(row[column].replace(",", ".")) for row in rows) == 10000
    _, out, _ = told(root, capsys, "show", "P1", "--format", "json", "--as-of", "2015-03-02")
    document = json.loads(out)
    assert document["version"] == {"date": "2015-03-02", "amendment": "1", "decision": "LD 5-1/12"}
    figures = {
        "original": "0.00",
        "versions": ["0.00", "400.00"],
        "in_force": "400.00",
        "spent": "0.00",
        "left": "400.00",
    }
    named = {"account": "Expenses:P1:Gifts", "position": "3", "name": "Dāvanas"}
    assert document["lines"][-1] == {**named, **figures, "periods": [{"period": "2014", **figures}]}


def test_a_project_is_shown_from_the_day_it_was_agreed_on(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(root, capsys, "show", "P1", "--as-of", "2013-12-31")[::2] == (
        2,
        "Error: P1 was not agreed yet on 2013-12-31.\n",
    )
    assert told(root, capsys, "show", "P1")[0] == 0
    commit(root, amended(root, GIFTS), NOW)
    _, out, _ = told(root, capsys, "show", "P1", "--as-of", "2015-03-01")
    assert out.splitlines()[3:5] == ["Original: 2014-01-01", "Later on: amendment 1 of 2015-03-02 (LD 5-1/12)"]


def test_demonstration_data_say_what_they_are(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = root / "ledger" / "projects" / "P1.beancount"
    text = project.read_text(encoding="utf-8").replace("10000 EUR\n", "10000 EUR\n  demonstration: TRUE\n")
    project.write_text(text, encoding="utf-8")
    assert "*** DEMONSTRATION DATA ***" in told(root, capsys, "show", "P1")[1]


def test_a_dry_run_shows_and_writes_nothing_and_the_run_writes_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("amend", "P1", "1.1", "2014", "2600", "--set", "3. Dāvanas;2014=400,00", *SAID)
    code, out, _ = told(root, capsys, *words, "--dry-run")
    shown = [
        "P1: amendment 1, from 2015-03-02 on",
        "Decision: LD 5",
        "Reason: Dāvanas; by Ilze",
        "Currency: EUR",
        "",
        "Budget line                  In force   Change  New budget     Spent    Left",
        "────────────────────────────────────────────────────────────────────────────",
        "1.1. Social workers, 2014    3,000.00  -400.00    2,600.00  2,500.00  100.00",
        "3. Dāvanas, 2014                    –  +400.00      400.00      0.00  400.00",
        "────────────────────────────────────────────────────────────────────────────",
        "Together                     3,000.00     0.00    3,000.00  2,500.00  500.00",
        "",
        "– not stated, or does not apply",
        "",
    ]
    assert (code, out.splitlines()) == (0, [*shown, "Nothing was written."])
    assert in_force(root) == AT_FIRST
    code, out, _ = told(root, capsys, *words)
    assert (code, out.splitlines()) == (0, [*shown, "Amendment 1 is written: P1/000001-amendment-1.beancount"])
    assert in_force(root)["Gifts", "2014"] == 400_00


def test_a_refused_transfer_says_why_and_writes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_by_hand(root, RULE.format(value="0.10", severity="error"))
    code, out, _ = told(root, capsys, "transfer", "P1", "1.1", "3", "1 000", "--period", "2014", *SAID)
    lines = out.splitlines()
    assert (code, lines[-1]) == (1, "The amendment is refused; nothing was written.")
    assert "Expenses:P1:Staff:Social may give up 600.00 in 2015: 10.0 % of the 6,000.00 that it had" in " ".join(out.split())
    assert "  P1  budget-below-spent  ledger/projects/P1.beancount:31" in lines
    assert in_force(root) == AT_FIRST


def test_a_transfer_that_the_agreement_only_warns_of_is_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_by_hand(root, RULE.format(value="0", severity="warning"))
    code, out, _ = told(root, capsys, "transfer", "P1", "1.2", "3", "100", *SAID, "--format", "json")
    document = json.loads(out)
    assert (code, document["refused"], document["refusals"], len(document["remarks"])) == (0, False, [], 1)
    assert document["written"] == ["budgets/P1/000001-amendment-1.beancount"]
    assert document["changes"] == [
        {"account": "Expenses:P1:Staff:Lead", "period": "2014", "before": "1000.00", "after": "900.00", "spent": "0.00"},
        {"account": "Expenses:P1:Gifts", "period": "2014", "before": None, "after": "100.00", "spent": "0.00"},
    ]
    code, out, _ = told(root, capsys, "transfer", "P1", "1.2", "3", "1", "--number", "2", *SAID[2:4], "--reason", "x")
    assert (code, out.splitlines()[-2][:36]) == (0, "  had before the year's first amendm")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("amend", "P1", *SAID), "Say which line gets which amount: LINE PERIOD AMOUNT"),
        (("amend", "P1", "1.1", "2014", *SAID), "Each line needs a period and an amount: LINE PERIOD AMOUNT"),
        (("amend", "P1", "--set", "1.1=5", *SAID), "“1.1=5” is no LINE;PERIOD=AMOUNT."),
        (("amend", "P1", "--set", ";2014=5", *SAID), "“;2014=5” is no LINE;PERIOD=AMOUNT."),
        (("amend", "P9", "--set", "1;2014=5", *SAID), "There is no project “P9”; there are: P1."),
        (("amend", "P1", "1", "2014", "5", *SAID[2:]), "--number"),
        (("transfer", "P1", "9", "1.2", "5", *SAID), "“9” names no line"),
    ],
)
def test_a_command_line_that_says_too_little_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str], words: Sequence[str], said: str
) -> None:
    code, out, err = told(root, capsys, *words)
    assert (code, out) == (2, "")
    assert said in err


@pytest.mark.parametrize("lang", ["lv", "en"])
@pytest.mark.parametrize("width", [30, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(root: Path, width: int, lang: str) -> None:
    said = Act(number="9" * 30, decision="ļ" * 300, reason="\u202ex" * 90, by="b" * 90, day=DAY)
    add_by_hand(root, RULE.format(value="0.10", severity="warning"))
    made = moved(root, "1.1 → 3", "1000", "2014", said)
    loaded = books.load(root)
    shown = budget_text.amendment(made, loaded, [root / ("x" * 90)], lang, width=width, colour=False)
    commit(root, amended(root, GIFTS, said), NOW)
    for every in (True, False):
        shown += "\n" + budget_text.versions(side_by_side(root), lang, width=width, colour=False, every=every)
    plain = shown.replace("\xa0", " ").splitlines()
    assert [line for line in plain if cells_of(line) > max(width, 40) or not line.isprintable()] == []


# --- whatever is asked for -------------------------------------------------------------------------------------------

LINES = ("Staff:Social", "Staff:Lead", "Rent", "Gifts")
STEPS = st.lists(
    st.tuples(st.sampled_from(LINES), st.sampled_from(LINES), st.integers(1, 3500_00), st.sampled_from(["2014", "2015"])),
    min_size=1,
    max_size=5,
)


@settings(max_examples=20)
@given(steps=STEPS)
def test_whatever_is_moved_the_sum_stays_and_nothing_is_below_what_is_spent(
    steps: list[tuple[str, str, int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = new_books(Path(folder) / "books", LEDGER)
        for number, (source, target, cents, period) in enumerate(steps, 1):
            move = Move(f"Expenses:P1:{source}", f"Expenses:P1:{target}", cents, period)
            try:
                made = plan.transfer(books.load(root), "P1", move, act(str(number), date(2015, 3, number)))
            except WrongUsage:
                continue
            if not made.blocked:
                commit(root, made, NOW)
        loaded = books.load(root)
        shown = side_by_side(root)
        assert {sum(cents or 0 for cents in in_force(root, date(2015, 3, day)).values()) for day in range(1, 10)} == {10000_00}
        assert set(shown.total.versions) == {10000_00}
        assert [part for line in shown.lines for _, part in line.periods if part.left is None or part.left < 0] == []
        assert checks.run(loaded, date(2016, 1, 1)) == []

"""Control: a cost is cut in whole or in part, a cut is taken back, a parked cost counts; nothing is lost, doubled or edited."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.convert import get_weight
from beancount.core.data import Transaction
from chained import NOW
from chained import WHY
from chained import add_by_hand
from chained import new_books
from chained import take
from chained import take_back
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from registers import LEDGER_P1
from registers import ROOT
from registers import row
from registers import write_register

from riga_grants import shares
from riga_grants.booked import index
from riga_grants.books import load
from riga_grants.chains.chain import START
from riga_grants.chains.chain import START_TEXT
from riga_grants.chains.chain import verify
from riga_grants.chains.cuts import every
from riga_grants.chains.entries import Correction
from riga_grants.cli import run
from riga_grants.closing import control
from riga_grants.closing.clearing import commit_clear
from riga_grants.closing.clearing import plan_clear
from riga_grants.closing.control import CostState
from riga_grants.closing.control import Cut
from riga_grants.closing.control import CutPlan
from riga_grants.closing.named_costs import SeveralCosts
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.grid import cells_of

AGREED = f"""{LEDGER_P1}
include "../closings/P1/*.beancount"
2014-01-01 custom "grant-source" "P1" "RD" 5000 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 5000 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
2014-01-01 custom "grant-period" "P1" "Q2" 2014-04-01 2014-06-30
"""

ROWS = (
    row(document_no="R-1"),
    row(document_no="K-1", amount=-50.5, description="Atlaide"),
    row(document_no="B-1", amount=80.0, description="Brīvprātīgie", in_kind="jā"),
)
"""A cost of 1 200.00, a credit note, and volunteers' work, all on the line Rent of 2014-01-31."""

BY_HAND = """
2014-02-02 * "SIA Divi" "Divas rindas, viena vēl nav skaidra"
  document-no: "H-1"
  document-date: 2014-02-02
  issuer: "SIA Divi"
  Expenses:P1:Rent  30.00 EUR
  Expenses:P1:Staff:Social  50.00 EUR
    funder: "RD"
    cost-kind: "fine"
  ! Expenses:P1:Rent  11.00 EUR
    checked: TRUE
  Liabilities:Payable:P1
"""

NEXT = '2014-01-01 custom "grant-period-state" "P1" "Q1" '


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return imported(tmp_path / "books")


def imported(folder: Path, ledger: str = AGREED) -> Path:
    """Write books with what control works on, and import the three costs."""
    closings = folder / "ledger" / "closings" / "P1"
    closings.mkdir(parents=True)
    (closings / START).write_text(START_TEXT, encoding="utf-8")
    root = new_books(folder, ledger)
    shutil.copytree(ROOT / "importers" / "layouts", root / "importers" / "layouts")
    take(root, write_register(folder.parent / "a.xlsx", ROWS))
    return root


def cut(root: Path, wanted: Cut, on: date | None = None, why: Correction = WHY) -> CutPlan:
    """Cut as the command does, and give the plan."""
    made = control.plan_cut(load(root), "P1", wanted, on)
    assert made.findings == ()
    control.commit(root, made, NOW, why)
    return made


def clear(root: Path, which: str = "", line: str = "", *, every: bool = False) -> list[Path]:
    return commit_clear(root, plan_clear(load(root), "P1", which, line, every=every), NOW, WHY)


def balances(root: Path) -> dict[str, int]:
    """Give what Beancount sees on the accounts of costs and in-kind income, in cents; any error of its fails the test."""
    entries, errors, _ = loader.load_file(str(root / "ledger" / "main.beancount"))
    assert errors == []
    sums: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else ():
            sums[posting.account] += int(get_weight(posting).number * 100)  # type: ignore[no-untyped-call]
    return {account: cents for account, cents in sums.items() if cents and "Payable" not in account}


def earned(root: Path, day: date = date(2014, 12, 31)) -> int:
    """Give what the funder bears, half of the eligible cost."""
    books = load(root)
    agreement = books.agreements["P1"].at(day)
    assert agreement is not None
    own = shares.of(agreement, books.facts["P1"], day).of("RD")
    assert own is not None
    return own.earned


AT_FIRST = {"Expenses:P1:Rent": 122950, "Income:InKind:P1": -8000}

# --- what is cut -----------------------------------------------------------------------------------------------------


def test_a_cut_is_one_entry_with_all_that_an_auditor_asks_for(root: Path) -> None:
    made = cut(root, Cut("R-1", cents=10050, report="2015/17"), why=Correction("nav pamatots", "Anna"))
    (key,) = {one.key for one in every(load(root).entries)}
    written = root / "ledger" / "closings" / "P1" / "000001-cut.beancount"
    lines = written.read_text(encoding="utf-8").splitlines()
    assert lines[2:6] == [";; file: 000001-cut.beancount", ";; by: Anna", ";; kind: cut", ";; reason: nav pamatots"]
    assert lines[10:-1] == [
        "2014-01-01 open Expenses:Ineligible:P1:Rent EUR",
        "",
        f'2014-01-31 * "SIA Parauga nams" "Telpu noma janvārī" ^cut-{key[4:20]}',
        '  made: "cut"',
        f'  cuts: "{key}"',
        '  document-no: "R-1"',
        "  document-date: 2014-01-31",
        '  issuer: "SIA Parauga nams"',
        "  paid: 2014-02-05",
        '  control-report: "2015/17"',
        '  reason: "nav pamatots"',
        '  by: "Anna"',
        "  Expenses:P1:Rent  -100.50 EUR",
        "  Expenses:Ineligible:P1:Rent  100.50 EUR",
        "",
    ]
    assert made.move.left == 109950
    assert balances(root) == AT_FIRST | {"Expenses:P1:Rent": 112900, "Expenses:Ineligible:P1:Rent": 10050}
    assert (verify(root), earned(root)) == ([], 56450)


@pytest.mark.parametrize(
    ("which", "cents", "on_line", "elsewhere"),
    [
        ("R-1", None, -120000, {"Expenses:Ineligible:P1:Rent": 120000}),
        ("R-1", 1, -1, {"Expenses:Ineligible:P1:Rent": 1}),
        ("r 1", 120000, -120000, {"Expenses:Ineligible:P1:Rent": 120000}),  # however the number is spelt
        ("K-1", None, 5050, {"Expenses:Ineligible:P1:Rent": -5050}),  # a credit note: with the opposite sign
        ("K-1", 50, 50, {"Expenses:Ineligible:P1:Rent": -50}),
        ("B-1", 3000, -3000, {"Income:InKind:P1": -5000}),  # nobody paid for it, so it is no burden of ours
    ],
)
def test_so_much_leaves_the_line(root: Path, which: str, cents: int | None, on_line: int, elsewhere: dict[str, int]) -> None:
    cut(root, Cut(which, cents=cents))
    assert balances(root) == AT_FIRST | {"Expenses:P1:Rent": AT_FIRST["Expenses:P1:Rent"] + on_line} | elsewhere


@pytest.mark.parametrize(
    ("wanted", "problem"),
    [
        (
            Cut("R-1", cents=120001),
            r"R-1 on Expenses:P1:Rent, 1200.00 EUR \(row-.*\): 1200.00 of it is left, so 1200.01 cannot",
        ),
        (Cut("K-1", cents=5051), r"-50.50 of it is left, so 50.51 cannot be cut"),
        (Cut("R-1", cents=0), "must be above 0"),
        (Cut("R-1", cents=-1), "must be above 0"),
        (Cut("R-1", back=True), "nothing of it is cut"),
        (Cut("R-9"), "P1 has no cost “R-9” that stands; the nearest: R-1"),
        (Cut("row-000000"), "P1 has no cost “row-000000” that stands; the nearest: –"),
        (Cut(""), "P1 has no cost “” that stands"),
        (Cut("R-1", line="9"), "“9” names no line, or no single line, of P1"),
        (Cut("R-1", line="1"), r"No cost of “R-1” stands on Expenses:P1:Staff\. Name one of them"),
    ],
)
def test_what_is_not_there_cannot_be_cut(root: Path, wanted: Cut, problem: str) -> None:
    with pytest.raises(WrongUsage, match=problem):
        control.plan_cut(load(root), "P1", wanted)


def test_a_second_cut_takes_no_more_than_the_first_has_left(root: Path) -> None:
    cut(root, Cut("R-1", cents=100000))
    with pytest.raises(WrongUsage, match=r"200\.00 of it is left, so 200\.01 cannot be cut"):
        cut(root, Cut("R-1", cents=20001))
    assert cut(root, Cut("R-1")).move.cents == 20000
    with pytest.raises(WrongUsage, match="nothing of it is left, for it was cut already"):
        cut(root, Cut("R-1"))


def test_a_cut_that_control_withdraws_is_given_back_by_an_entry_of_its_own(root: Path) -> None:
    cut(root, Cut("R-1", cents=10000))
    cut(root, Cut("K-1"))
    assert cut(root, Cut("R-1", cents=4000, back=True)).move.cents == -4000
    with pytest.raises(WrongUsage, match=r"60\.00 of it is cut, so 60\.01 cannot be given back"):
        cut(root, Cut("R-1", cents=6001, back=True))
    cut(root, Cut("R-1", back=True))
    assert cut(root, Cut("K-1", back=True)).move.cents == 5050
    assert balances(root) == AT_FIRST
    assert [one.cents for one in sorted(every(load(root).entries), key=lambda one: one.place)] == [
        10000,
        -5050,
        -4000,
        -6000,
        5050,
    ]


def test_a_command_that_is_given_twice_cuts_once(root: Path) -> None:
    cut(root, Cut("R-1", cents=10000, report="2015/17"))
    with pytest.raises(
        WrongUsage, match=r"2015/17 has cut 100\.00 of it already, at ledger/closings/P1/000001-cut.beancount:13"
    ):
        cut(root, Cut("R-1", cents=10000, report="2015/17"))
    cut(root, Cut("R-1", cents=10000, report="2015/18"))
    cut(root, Cut("R-1", back=True))
    cut(root, Cut("R-1", cents=10000, report="2015/17"))
    assert balances(root)["Expenses:Ineligible:P1:Rent"] == 10000


# --- which cost ------------------------------------------------------------------------------------------------------


def test_of_several_costs_of_a_document_one_is_named_by_its_line_or_its_key(root: Path) -> None:
    add_by_hand(root, BY_HAND)
    with pytest.raises(SeveralCosts, match=r"“H-1” names 3 costs\. Name one of them by its key, or its line") as told:
        cut(root, Cut("H-1"))
    assert [one.fact.cents for one in told.value.costs] == [3000, 5000, 1100]
    with pytest.raises(SeveralCosts, match="“H-1” names 2 costs"):
        cut(root, Cut("H-1", line="Rent"))
    cut(root, Cut("H-1", line="1.1 Sociālie darbinieki", cents=2000))
    cut(root, Cut("^" + told.value.costs[0].cost.key[:12], cents=100))
    assert balances(root)["Expenses:P1:Staff:Social"] == 3000
    assert balances(root)["Expenses:Ineligible:P1:Staff:Social"] == 2000
    assert balances(root)["Expenses:Ineligible:P1:Rent"] == 100


def test_a_line_above_names_the_cost_on_its_subline(root: Path) -> None:
    add_by_hand(root, BY_HAND)
    assert cut(root, Cut("H-1", line="1")).move.cents == 5000


def test_what_is_true_of_the_cost_is_true_of_what_is_cut_of_it(root: Path) -> None:
    """So it comes out of the same funder's share and the same kind of cost."""
    add_by_hand(root, BY_HAND)
    assert earned(root) == (122950 + 3000) // 2 + 5000
    cut(root, Cut("H-1", line="1.1", cents=4999))
    said = [fact for fact in load(root).facts["P1"] if fact.made]
    assert {(fact.says("funder"), fact.says("cost-kind")) for fact in said} == {("RD", "fine")}
    assert earned(root) == (122950 + 3000) // 2 + 1


def test_the_beginning_of_a_key_names_a_cost_if_it_begins_no_other(root: Path) -> None:
    keys = sorted(index(load(root).entries).by_key)
    assert cut(root, Cut(keys[0][:10])).move.standing.cost.key == keys[0]
    with pytest.raises(WrongUsage, match="has no cost “row-”"):
        cut(root, Cut("row-"))


def test_a_cost_of_another_project_is_not_cut(root: Path) -> None:
    add_by_hand(root, '2014-01-01 custom "grant-project" "N1" "Otrs" 2014-01-01 2014-12-31 100 EUR\n')
    take(root, write_register(root.parent / "n.xlsx", [row(project="N1", line="1", document_no="R-2")]))
    with pytest.raises(WrongUsage, match="P1 has no cost “R-2” that stands; it is one of N1"):
        cut(root, Cut("R-2"))
    with pytest.raises(WrongUsage, match="There is no project “P9”; there are: N1, P1"):
        control.plan_cut(load(root), "P9", Cut("R-1"))


def test_a_cost_that_was_reversed_is_not_there(root: Path) -> None:
    take_back(root, 1)
    with pytest.raises(WrongUsage, match="P1 has no cost “R-1” that stands"):
        cut(root, Cut("R-1"))


VISITS = """
2014-01-01 open Expenses:P1:Rent:Visits VISIT, EUR
2014-02-02 {flag} "SIA Trīs" "Apmeklējumi"
  document-no: "V-1"
  document-date: 2014-02-02
  issuer: "SIA Trīs"
  Expenses:P1:Rent:Visits  40 VISIT {{18.50 EUR}}
  Liabilities:Payable:P1  -740.00 EUR
"""


def test_a_cost_by_quantity_is_cut_in_money(root: Path) -> None:
    add_by_hand(root, VISITS.format(flag="*"))
    made = cut(root, Cut("V-1", cents=1850))
    assert (made.move.standing.left, made.move.left) == (74000, 72150)
    assert balances(root)["Expenses:P1:Rent:Visits"] == 72150


# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "on", "day"),
    [
        ("", None, "2014-01-31"),
        (f'{NEXT}"submitted"', None, "2014-01-31"),
        (f'{NEXT}"approved"', None, "2014-01-31"),
        (f'{NEXT}"closed"', None, "2014-04-01"),
        ("", date(2014, 5, 5), "2014-05-05"),
        (f'{NEXT}"closed"', date(2015, 5, 5), "2015-05-05"),
    ],
)
def test_a_cut_is_dated_as_its_cost_or_when_that_is_closed_in_the_next_open_period(
    root: Path, state: str, on: date | None, day: str
) -> None:
    add_by_hand(root, f"{state}\n")
    made = cut(root, Cut("R-1", cents=100), on)
    assert made.move.day.isoformat() == day
    assert made.moved == (day != "2014-01-31")
    assert {one.day.isoformat() for one in every(load(root).entries)} == {day}


def test_a_cut_is_given_back_no_earlier_than_it_was_made(root: Path) -> None:
    cut(root, Cut("R-1", cents=100), date(2014, 5, 5))
    assert cut(root, Cut("R-1", cents=100)).move.day == date(2014, 1, 31)
    with pytest.raises(WrongUsage, match="The entry cannot be dated 2014-05-04, before what it is about: 2014-05-05"):
        cut(root, Cut("R-1", back=True), date(2014, 5, 4))
    assert cut(root, Cut("R-1", back=True)).move.day == date(2014, 5, 5)


def test_a_day_that_is_closed_or_before_the_cost_is_refused(root: Path) -> None:
    with pytest.raises(WrongUsage, match="cannot be dated 2014-01-30"):
        cut(root, Cut("R-1"), date(2014, 1, 30))
    add_by_hand(root, f'{NEXT}"closed"\n')
    with pytest.raises(WrongUsage, match="2014-03-31 is closed in P1, with the period Q1"):
        cut(root, Cut("R-1"), date(2014, 3, 31))
    add_by_hand(root, f'{NEXT.replace("Q1", "Q2")}"closed"\n')
    with pytest.raises(BooksError, match="No open period of P1 follows 2014-01-31"):
        cut(root, Cut("R-1"))


ACCOUNTS = """
2014-01-01 open Income:CoFinancing:RD:P1
2014-01-01 open Assets:Receivable:RD:P1
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Liabilities:Repayable:RD:P1
"""


def test_what_is_cut_and_cleared_after_a_closing_leaves_its_seal_whole(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_by_hand(root, BY_HAND + ACCOUNTS)
    for arguments in (("period", "submit", "P1", "Q1"), ("period", "approve", "P1", "Q1"), ("close", "P1", "Q1")):
        assert command(root, *arguments, "--by", "Anna") == 0
    before = earned(root, date(2014, 3, 31))
    cut(root, Cut("R-1", cents=10000))
    clear(root, "H-1")
    assert command(root, "verify") == 0
    assert capsys.readouterr().out.endswith("All generated files and all closed periods are as they were written.\n")
    assert (earned(root, date(2014, 3, 31)), earned(root, date(2014, 4, 1))) == (before, before - 5000 + 550)


# --- what must be in order first -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ledger", "code", "said"),
    [
        ("2014-01-01 open Expenses:Ineligible:P1:Rent USD\n", "account-missing", "Expenses:Ineligible:P1:Rent is not open on"),
        ("2014-03-01 open Expenses:Ineligible:P1:Rent\n", "account-missing", "Expenses:Ineligible:P1:Rent is not open on"),
        ('2014-01-01 * "torn', "ledger", "Invalid token"),
    ],
)
def test_books_that_cannot_take_the_entry_are_findings_and_nothing_is_written(
    root: Path, ledger: str, code: str, said: str
) -> None:
    add_by_hand(root, ledger)
    made = control.plan_cut(load(root), "P1", Cut("R-1"))
    assert code in {found.code for found in made.findings}
    assert said in " ".join(str(found.message) for found in made.findings)
    with pytest.raises(ValueError, match="a plan with errors"):
        control.commit(root, made, NOW, WHY)


def test_a_line_that_was_closed_since_takes_no_cut(root: Path) -> None:
    add_by_hand(root, "2014-05-01 close Expenses:P1:Rent\n")
    assert control.plan_cut(load(root), "P1", Cut("R-1"), date(2014, 4, 30)).findings == ()
    (found,) = control.plan_cut(load(root), "P1", Cut("R-1"), date(2014, 5, 1)).findings
    assert str(found.message) == "The account Expenses:P1:Rent is not open on 2014-05-01."


def test_books_that_do_not_include_the_closings_are_told_so(tmp_path: Path) -> None:
    root = imported(tmp_path / "books", AGREED.replace('include "../closings', ';include "../closings'))
    (found,) = control.plan_cut(load(root), "P1", Cut("R-1")).findings
    assert (found.code, "ledger/closings/P1" in str(found.message)) == ("import-unloaded", True)


def test_a_cut_must_say_why(root: Path) -> None:
    books = load(root)
    with pytest.raises(ValueError, match="a cut must say why"):
        control.commit(root, control.plan_cut(books, "P1", Cut("R-1")), NOW, Correction(" ", "Anna"))
    assert control.commit(root, control.plan_cut(books, "P1", Cut("R-1", report="17")), NOW, Correction("", "Anna"))


# --- a file that comes again -----------------------------------------------------------------------------------------


def test_the_same_file_brings_nothing_after_a_cut_and_loses_nothing(root: Path) -> None:
    for wanted in (Cut("R-1", cents=10000), Cut("K-1"), Cut("B-1"), Cut("R-1", cents=100, back=True)):
        cut(root, wanted)
        before = balances(root)
        assert take(root, write_register(root.parent / "a.xlsx", ROWS)) == []
        assert balances(root) == before


def test_a_cost_that_was_cut_is_corrected_only_after_the_cut_was_taken_back(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cut(root, Cut("R-1", cents=10000))
    changed = write_register(root.parent / "a.xlsx", [{**ROWS[0], "amount": 1100.0}, *ROWS[1:]])
    assert take(root, changed) == []
    run(["import", str(changed), "--correct", "--reason", "x", "--books", str(root), "--lang", "en"])
    told = " ".join(capsys.readouterr().out.split())
    assert "Control has cut 100.00 of the document R-1, booked at" in told
    assert "or first take the cut back: riga-grants cut P1 row-" in told
    cut(root, Cut("R-1", back=True))
    assert take(root, changed)
    assert balances(root) == AT_FIRST | {"Expenses:P1:Rent": 112950}
    cut(root, Cut("R-1", cents=10000))
    assert balances(root)["Expenses:P1:Rent"] == 102950


def test_an_import_is_undone_only_after_its_cuts_were_taken_back(root: Path) -> None:
    cut(root, Cut("R-1", cents=10000))
    cut(root, Cut("K-1"))
    with pytest.raises(WrongUsage, match=r"Import 1 cannot be undone while control has cut its costs \(2\); .* cut P1 row-"):
        take_back(root, 1)
    cut(root, Cut("R-1", back=True))
    cut(root, Cut("K-1", back=True))
    take_back(root, 1)
    assert balances(root) == {}
    take(root, write_register(root.parent / "a.xlsx", ROWS))
    cut(root, Cut("R-1"))
    assert balances(root) == AT_FIRST | {"Expenses:P1:Rent": 2950, "Expenses:Ineligible:P1:Rent": 120000}


# --- parked costs ----------------------------------------------------------------------------------------------------


def test_a_parked_cost_counts_from_when_it_is_cleared(root: Path) -> None:
    add_by_hand(root, BY_HAND)
    with pytest.raises(WrongUsage, match="it is parked and stands in no claim; clear it first: riga-grants clear"):
        cut(root, Cut(_all_parked(root)[0]))
    before, claimed = balances(root), earned(root)
    (written,) = clear(root, "H-1")
    assert written.relative_to(root).as_posix() == "ledger/imported/P1/000002-clear.beancount"
    assert "  checked: TRUE\n" in written.read_text(encoding="utf-8")
    assert (balances(root), earned(root), verify(root)) == (before, claimed + 550, [])
    with pytest.raises(WrongUsage, match="“H-1” is not parked; there is nothing to clear"):
        clear(root, "H-1")
    cut(root, Cut(next(key for key, one in index(load(root).entries).by_key.items() if one.content.cents == 1100)))
    assert earned(root) == claimed


def test_a_clearing_is_taken_back_as_an_import_is(root: Path) -> None:
    add_by_hand(root, BY_HAND)
    claimed = earned(root)
    clear(root, every=True)
    cut(root, Cut(next(key for key, one in index(load(root).entries).by_key.items() if one.content.cents == 1100)))
    with pytest.raises(WrongUsage, match=r"Import 2 cannot be undone while control has cut its costs \(1\)"):
        take_back(root, 2)
    cut(root, Cut(next(one.key for one in every(load(root).entries)), back=True))
    take_back(root, 2)
    assert (earned(root), len(_all_parked(root))) == (claimed, 1)
    clear(root, "H-1", "2")
    assert earned(root) == claimed + 550


def _all_parked(root: Path) -> list[str]:
    return [key for key, one in index(load(root).entries).by_key.items() if one.flag == "!"]


PARKED = """
2014-02-0{day} ! "SIA Divi" "Gaida"
  document-no: "G-{number}"
  document-date: 2014-02-0{day}
  issuer: "SIA Divi"
  Expenses:P1:Rent  {amount} EUR
  Liabilities:Payable:P1
"""


def test_all_parked_costs_of_a_document_or_of_the_project_are_cleared_at_once(root: Path) -> None:
    for day, number, amount in ((1, 1, "10.00"), (2, 1, "20.00"), (3, 2, "30.00")):
        add_by_hand(root, PARKED.format(day=day, number=number, amount=amount))
    with pytest.raises(SeveralCosts, match="“G-1” names 2 costs"):
        clear(root, "G-1")
    clear(root, "G-1", every=True)
    assert len(_all_parked(root)) == 1
    clear(root, every=True)
    assert _all_parked(root) == []
    assert clear(root, every=True) == []
    assert balances(root)["Expenses:P1:Rent"] == AT_FIRST["Expenses:P1:Rent"] + 6000


def test_a_parked_cost_of_a_closed_period_counts_in_the_next_open_one(root: Path) -> None:
    add_by_hand(root, PARKED.format(day=1, number=1, amount="10.00") + f'{NEXT}"closed"\n')
    before = earned(root, date(2014, 3, 31))
    clear(root, "G-1")
    assert earned(root, date(2014, 3, 31)) == before
    assert earned(root, date(2014, 4, 1)) == before + 500


def test_a_cost_whose_line_was_only_suggested_is_reviewed_and_not_cleared(root: Path) -> None:
    add_by_hand(root, PARKED.format(day=1, number=1, amount="10.00").replace("  issuer", '  suggested: "last: R-1"\n  issuer'))
    with pytest.raises(WrongUsage, match="budget line of “G-1” is only suggested; confirm it: riga-grants review"):
        clear(root, "G-1")
    made = plan_clear(load(root), "P1", every=True)
    assert (made.cleared, [one.fact.cents for one in made.waiting]) == ((), [1000])


def test_a_price_is_not_repeated_so_the_mark_is_taken_out_by_hand(root: Path) -> None:
    add_by_hand(root, VISITS.format(flag="!"))
    with pytest.raises(WrongUsage, match=r"“V-1” was entered with a price \(VISIT\); take its ! out by hand"):
        clear(root, "V-1")


def test_an_account_that_is_not_open_any_more_forbids_a_clearing(root: Path) -> None:
    add_by_hand(root, BY_HAND.replace("Liabilities:Payable:P1", "Assets:Bank:P1  -91.00 EUR"))
    main = root / "ledger" / "main.beancount"
    shut = main.read_text(encoding="utf-8").replace("open Liabilities:Payable:P1", "open Assets:Bank:P1")
    add_by_hand(root, "2014-01-01 open Liabilities:Payable:P1\n")
    main.write_text(shut, encoding="utf-8")
    assert plan_clear(load(root), "P1", "H-1").findings == ()
    project = root / "ledger" / "projects" / "P1.beancount"
    text = project.read_text(encoding="utf-8").replace(
        "2014-01-01 open Liabilities:Payable:P1", "2014-03-01 open Liabilities:Payable:P1"
    )
    project.write_text(text, encoding="utf-8")
    made = plan_clear(load(root), "P1", "H-1")
    assert "account-missing" in {found.code for found in made.findings}
    with pytest.raises(ValueError, match="a plan with errors"):
        commit_clear(root, made, NOW, WHY)


# --- what became of the costs ----------------------------------------------------------------------------------------


def test_the_states_of_the_costs_by_line_and_period(root: Path) -> None:
    """Q1 is approved: what it declares, less what was cut in it, is accepted; a cut dated in Q2 is Q2's."""
    add_by_hand(root, BY_HAND + f'{NEXT}"approved"\n')
    cut(root, Cut("R-1", cents=10000))
    cut(root, Cut("R-1", cents=700), date(2014, 4, 30))
    books = load(root)
    agreement = books.agreements["P1"].at(date(2014, 12, 31))
    assert agreement is not None
    assert control.states(agreement, books.facts["P1"]) == [
        CostState("Q1", "Expenses:P1:Staff", 5000, 0, 0, 5000),
        CostState("Q1", "Expenses:P1:Rent", 125950, 1100, 10000, 115950),
        CostState("Q2", "Expenses:P1:Rent", 0, 0, 700, 0),
        CostState("total", "Expenses:P1:Staff", 5000, 0, 0, 5000),
        CostState("total", "Expenses:P1:Rent", 125950, 1100, 10700, 115950),
    ]


@pytest.mark.parametrize(
    ("state", "accepted"),
    [("draft", 0), ("submitted", 0), ("approved", 122950), ("closed", 122950), ("reopened", 0)],
)
def test_what_is_accepted_lies_in_a_period_that_was_approved_or_closed(root: Path, state: str, accepted: int) -> None:
    add_by_hand(root, f'{NEXT}"{state}"\n')
    books = load(root)
    agreement = books.agreements["P1"].at(date(2014, 12, 31))
    assert agreement is not None
    assert {one.accepted for one in control.states(agreement, books.facts["P1"])} == {accepted}


# --- always ----------------------------------------------------------------------------------------------------------

DECISIONS = st.lists(
    st.tuples(st.sampled_from(["R-1", "K-1", "B-1"]), st.one_of(st.none(), st.integers(0, 130000)), st.booleans()), max_size=5
)


@settings(max_examples=12)
@given(DECISIONS)
def test_whatever_is_cut_and_given_back_the_parts_of_a_cost_sum_to_it(
    decisions: Sequence[tuple[str, int | None, bool]],
) -> None:
    booked = {"R-1": 120000, "K-1": -5050, "B-1": 8000}
    with tempfile.TemporaryDirectory() as folder:
        root = imported(Path(folder) / "books")
        model = dict.fromkeys(booked, 0)
        for which, cents, back in decisions:
            sign = 1 if booked[which] > 0 else -1
            there = abs(model[which] if back else booked[which] - model[which])
            amount = there if cents is None else cents
            if 0 < amount <= there:
                cut(root, Cut(which, cents=cents, back=back))
                model[which] += sign * amount * (-1 if back else 1)
            else:
                with pytest.raises(WrongUsage):
                    cut(root, Cut(which, cents=cents, back=back))
        assert balances(root) == {
            account: cents
            for account, cents in {
                "Expenses:P1:Rent": 122950 - sum(model.values()),
                "Expenses:Ineligible:P1:Rent": model["R-1"] + model["K-1"],
                "Income:InKind:P1": model["B-1"] - 8000,
            }.items()
            if cents
        }
        assert verify(root) == []


# --- the command line ------------------------------------------------------------------------------------------------


def command(root: Path, *arguments: str, lang: str = "en") -> int:
    return run([*arguments, "--books", str(root), "--lang", lang])


def test_the_command_shows_the_cut_and_writes_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("cut", "P1", "R-1", "--amount", "100,50", "--control-report", "2015/17", "--by", "Anna")
    key = next(key for key, one in index(load(root).entries).by_key.items() if one.content.document_no == "R-1")
    shown = f"""\
P1  2014-01-31  R-1  SIA Parauga nams  1,200.00 EUR
    Telpu noma janvārī
    2. Telpu noma
    ^{key}
      ledger/imported/P1/000001-a.beancount:25

Cost                    Amount
──────────────────────────────
Cost as booked    1,200.00 EUR
Cut before            0.00 EUR
Cut now            -100.50 EUR
──────────────────────────────
Left of it        1,099.50 EUR

The entry is dated 2014-01-31.
The account Expenses:Ineligible:P1:Rent is opened on 2014-01-01.
"""
    assert command(root, *arguments, "--dry-run") == 0
    assert capsys.readouterr().out == f"{shown}Nothing was written.\n"
    assert command(root, *arguments) == 0
    assert capsys.readouterr().out == f"{shown}Written: ledger/closings/P1/000001-cut.beancount\n"
    assert command(root, "cut", "P1", "R-1", "--undo", "--reason", "x", "--on", "5.5.2014") == 0
    told = capsys.readouterr().out
    assert "Given back now      100.50 EUR" in told
    assert "The entry is dated 2014-05-05, and not 2014-01-31 as its cost." in told


def test_the_cut_as_json(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(root, "cut", "P1", "K-1", "--amount", "50", "--reason", "x", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    key = told.pop("key")
    assert key.startswith("row-")
    assert told == {
        "project": "P1",
        "account": "Expenses:P1:Rent",
        "document_no": "K-1",
        "document_date": "2014-01-31",
        "issuer": "SIA Parauga nams",
        "amount": "-50.50",
        "where": "ledger/imported/P1/000001-a.beancount:39",
        "cut": "-50.00",
        "cut_in_all": "-50.00",
        "left": "-0.50",
        "currency": "EUR",
        "date": "2014-01-31",
        "control_report": "",
        "opens": ["Expenses:Ineligible:P1:Rent"],
        "written": ["ledger/closings/P1/000001-cut.beancount"],
    }


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("cut", "P1", "R-1"), "Say why: --reason “…”, or by which report: --control-report “…”"),
        (("cut", "P1", "R-1", "--reason", " "), "Say why"),
        (("cut", "P1", "--reason", "x", "--undo"), "Name the cost that --reason, --undo is about"),
        (("cut", "P1", "R-1", "--reason", "x", "--period", "Q1"), "--period is for the list of all costs"),
        (("cut", "P1", "R-1", "--reason", "x", "--amount", "1.234"), "“1.234” can mean 1234 or 1.234"),
        (("cut", "P1", "R-1", "--reason", "x", "--amount", "5 USD"), "“5 USD” is no amount; write it as 120.00"),
        (("cut", "P9"), "There is no project “P9”; there are: P1"),
        (("cut", "P1", "--period", "Q9"), "There is no period “Q9”; there are: Q1, Q2, total"),
        (("clear", "P1"), "Name the cost by its document or its key; or clear all that is parked with --all"),
        (("clear", "P1", "--all", "--line", "2"), "Name the cost by its document or its key"),
        (("clear", "P1", "R-1"), "“R-1” is not parked"),
    ],
)
def test_wrong_usage_is_told_in_a_sentence(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: Sequence[str], problem: str
) -> None:
    assert command(root, *arguments) == 2
    assert problem in capsys.readouterr().err


def test_the_costs_of_a_document_are_listed_to_choose_from(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_by_hand(root, BY_HAND)
    assert command(root, "cut", "P1", "H-1", "--reason", "x") == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0].split() == ["Budget", "line", "and", "key", "Amount", "Left", "of", "it"]
    assert [(line.split()[0], *line.split()[2:]) for line in told[2:5]] == [
        ("Rent", "30.00", "EUR", "30.00", "EUR"),
        ("Staff:Social", "50.00", "EUR", "50.00", "EUR"),
        ("Rent", "!", "11.00", "EUR", "11.00", "EUR"),
    ]
    assert told[5] == "Error: “H-1” names 3 costs. Name one of them by its key, or its line with --line."


def test_books_with_errors_stop_both_commands(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_by_hand(root, BY_HAND + '2014-01-01 * "torn')
    assert command(root, "cut", "P1", "R-1", "--reason", "x") == 1
    assert command(root, "clear", "P1", "--all", "--format", "json") == 1
    assert capsys.readouterr().err.count("Nothing was written: mend the errors first.") == 2


def test_the_states_are_shown_for_the_project_or_a_period(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_by_hand(root, BY_HAND)
    cut(root, Cut("R-1", cents=10000))
    assert command(root, "cut", "P1") == 0
    assert (
        capsys.readouterr().out
        == """\
P1  The whole project
Budget line      Declared  Parked     Cut  Accepted
───────────────────────────────────────────────────
1. Personāls        50.00    0.00    0.00      0.00
2. Telpu noma    1,259.50   11.00  100.00      0.00
───────────────────────────────────────────────────
Total            1,309.50   11.00  100.00      0.00
"""
    )
    assert command(root, "cut", "P1", "--period", "Q2") == 0
    assert capsys.readouterr().out.splitlines()[0] == "P1  Period: Q2"
    assert command(root, "cut", "P1", "--period", "Q1", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["lines"][1] == {
        "period": "Q1",
        "account": "Expenses:P1:Rent",
        "declared": "1259.50",
        "parked": "11.00",
        "cut": "100.00",
        "accepted": "0.00",
    }
    assert command(root, "cut", "P1", "--format", "json") == 0
    assert {one["period"] for one in json.loads(capsys.readouterr().out)["lines"]} == {"total", "Q1"}


def test_the_clearing_is_shown_and_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_by_hand(root, PARKED.format(day=1, number=1, amount="10.00"))
    waits = PARKED.format(day=2, number=2, amount="20.00").replace("  issuer", '  suggested: "last: R-1"\n  issuer')
    add_by_hand(root, waits + f'{NEXT}"closed"\n')
    assert command(root, "clear", "P1", "--all", "--dry-run") == 0
    told = capsys.readouterr().out
    assert "The entry is dated 2014-04-01, and not 2014-02-01 as its cost." in told
    assert "1 cost stays parked: its budget line is only suggested; confirm it with" in told
    assert told.endswith("Nothing was written; this would count from now on: 1 cost, 10.00 EUR.\n")
    assert command(root, "clear", "P1", "G-1", "--reason", "labi", "--by", "Anna") == 0
    done = "This counts from now on: 1 cost, 10.00 EUR, in ledger/imported/P1/000002-clear.beancount."
    assert done in " ".join(capsys.readouterr().out.split())
    assert command(root, "clear", "P1", "--all", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cleared"], [one["document_no"] for one in told["waiting"]], told["written"]) == ([], ["G-2"], [])
    assert command(root, "clear", "P1", "--all") == 0
    assert "Nothing was written: no cost is to be cleared." in capsys.readouterr().out
    assert command(root, "imports") == 0
    assert "clearing: “labi”" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["lv", "en"])
def test_nothing_is_wider_than_80_columns(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    add_by_hand(root, BY_HAND + PARKED.format(day=1, number=1, amount="10.00"))
    command(root, "cut", "P1", "H-1", "--line", "1.1", "--reason", "x", lang=lang)
    command(root, "cut", "P1", lang=lang)
    command(root, "clear", "P1", "G-1", lang=lang)
    command(root, "trace", "H-1", lang=lang)
    command(root, "cut", "P1", "H-1", "--reason", "x", lang=lang)
    told = capsys.readouterr()
    lines = [*told.out.splitlines(), *told.err.splitlines()[:-1]]  # an error is one line, as every command's
    assert [line for line in lines if cells_of(line) > 80] == []


# --- the trace of a cost ---------------------------------------------------------------------------------------------


def test_a_trace_tells_what_was_cut_of_a_cost_and_by_which_report(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut(root, Cut("R-1", cents=10000, report="2015/17"))
    cut(root, Cut("R-1", cents=4000, back=True))
    assert command(root, "trace", "R-1") == 0
    told = capsys.readouterr().out
    assert "stands, less 60.00 cut" in told.splitlines()[0]
    happened = " ".join(told.partition("What happened to it")[2].split())
    assert happened == (
        "booked at ledger/imported/P1/000001-a.beancount:14 (import 1), by A. Auditor "
        "100.00 of it cut at ledger/closings/P1/000001-cut.beancount:13, control report 2015/17, “kļūda”, by A. Auditor "
        "40.00 of what was cut given back at ledger/closings/P1/000002-cut.beancount:11, “kļūda”, by A. Auditor"
    )


def test_a_cut_leads_to_the_cells_of_its_cost(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut(root, Cut("K-1", cents=50, report="2015/17"))
    assert command(root, "trace", "000001-cut.beancount:14", "--format", "json") == 0
    (entry,) = json.loads(capsys.readouterr().out)["entries"]
    assert (entry["computed"], entry["amount"], entry["account"]) == ("cut", "0.50", "Expenses:P1:Rent")
    assert (entry["source"]["cells"], entry["stands"], entry["takes_back"]) == ("A7:M7", True, False)
    assert [(one["what"], one["amount"], one["control_report"]) for one in entry["events"]] == [
        ("booked", None, ""),
        ("cut", "0.50", "2015/17"),
    ]


def test_the_entries_of_a_figure_sum_to_it_with_its_cuts(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut(root, Cut("R-1", cents=10000))
    assert command(root, "trace", "P1", "2") == 0
    told = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "In period: 4 entries 1,129.50" in told
    assert "2014-01-31 R-1, SIA Parauga nams [cut by control] -100.00" in told


def test_what_names_no_cost_is_traced_as_computed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flat = """
2014-03-31 * "" "Netiešās izmaksas"
  made: "flat-rate"
  Expenses:P1:Rent  7.00 EUR
  Income:InKind:P1
"""
    add_by_hand(root, flat)
    assert command(root, "trace", "P1.beancount:" + str(_line(root, "made:"))) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[0].endswith("flat rate")
    assert "Expenses:P1:Rent  7.00 EUR" in told
    assert "Computed by this program: it names no file." in told


BROKEN = """
2014-03-31 * "" "Bez posteņiem"
  made: "cut"
2014-03-31 * "" "Puscents"
  made: "cut"
  cuts: "row-0123456789"
  Expenses:P1:Rent  0.005 EUR
  Expenses:Ineligible:P1:Rent
2014-03-31 * "" "Neviena izmaksa"
  made: "cut"
  cuts: "row-0123456789"
  Expenses:P1:Rent  1.00 EUR
  Expenses:Ineligible:P1:Rent
2014-01-01 open Expenses:Ineligible:P1:Rent EUR
"""


def test_a_cut_by_hand_that_is_none_does_no_harm(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add_by_hand(root, BROKEN)
    assert [one.cents for one in every(load(root).entries)] == [-100]
    for narration in ("Bez posteņiem", "Neviena izmaksa"):
        assert command(root, "trace", f"P1.beancount:{_line(root, narration)}") == 0
        assert narration in capsys.readouterr().out


def _line(root: Path, text: str) -> int:
    lines = (root / "ledger" / "projects" / "P1.beancount").read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)

"""The demonstration to its end: twelve quarters closed and settled to zero, every figure against an independent reckoning."""

import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from beancount.core.data import Transaction

from riga_grants import books
from riga_grants.books import Books
from riga_grants.cli import run
from riga_grants.demonstration.books import INSTALMENTS
from riga_grants.demonstration.costs import rows
from riga_grants.demonstration.plan import QUARTERS
from riga_grants.demonstration.plan import Quarter
from riga_grants.money import to_cents

EARNED, ADVANCE, RECEIVABLE, REPAYABLE = (
    f"{root}:RD:RGAP" for root in ("Income:CoFinancing", "Liabilities:Advance", "Assets:Receivable", "Liabilities:Repayable")
)
MADE = ("ledger", "closings", "RGAP")


class Standing(NamedTuple):
    """What stands on the city's accounts at the end of a quarter, in cents, as people say it: all of it positive."""

    earned: int
    advance: int
    receivable: int


def reckoned() -> dict[str, Standing]:
    """Reckon the twelve quarters from the generated costs and the instalments, with nothing that closes periods."""
    found, spent = {}, 0
    for quarter in QUARTERS:
        spent += sum(cost.cents for cost in rows(quarter))
        earned = int(Fraction(425_998, 882_205) * spent)
        paid = sum(one.cents for one in INSTALMENTS if one.day <= quarter.end)
        found[quarter.name] = Standing(earned, max(0, paid - earned), max(0, earned - paid))
    return found


EXPECTED = reckoned()


@pytest.fixture(scope="module", name="imported")
def import_the_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the demonstration books and import the registers."""
    root = tmp_path_factory.mktemp("imported")
    assert run(["demo", str(root)]) == 0
    assert run(["import", *sorted(str(path) for path in (root / "inbox").glob("*.xlsx")), "--books", str(root)]) == 0
    return root


@pytest.fixture(scope="module", name="root")
def close_the_demonstration(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Go on to close all quarters, and settle, as `make demo` does."""
    root = shutil.copytree(imported, tmp_path_factory.mktemp("closed") / "demo")
    assert run(["demo", str(root), "--close"]) == 0
    return root


@pytest.fixture(scope="module", name="loaded")
def load_them(root: Path) -> Books:
    return books.load(root)


def balances(loaded: Books, day: date) -> Mapping[str, int]:
    """Sum the postings up to a day by account, in cents."""
    sums: dict[str, int] = {}
    for entry in loaded.entries:
        if isinstance(entry, Transaction) and entry.date <= day:
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                sums[posting.account] = sums.get(posting.account, 0) + to_cents(posting.units.number)
    return sums


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.name)
def test_a_closed_quarter_says_what_the_city_owes_and_what_we_hold_of_its_money(loaded: Books, quarter: Quarter) -> None:
    stands = balances(loaded, quarter.end)
    found = Standing(-stands[EARNED], -stands.get(ADVANCE, 0), stands.get(RECEIVABLE, 0))
    assert found == EXPECTED[quarter.name]


def test_the_page_on_the_demonstration_shows_these_figures() -> None:
    page = (Path(__file__).parent.parent / "docs" / "demo.md").read_text(encoding="utf-8")
    shown = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\| 20\d\d-Q\d .*$", page, re.MULTILINE)
    ]
    earned_before = [0, *(one.earned for one in EXPECTED.values())]
    assert [
        (quarter, *(int(re.sub("[ .]", "", cell)) for cell in (earned, claimed, left, owed)))
        for quarter, _, earned, claimed, _, left, owed in shown
    ] == [
        (quarter, one.earned, one.earned - before, one.advance, one.receivable)
        for (quarter, one), before in zip(EXPECTED.items(), earned_before, strict=False)
    ]


def test_the_first_quarter_and_two_in_which_the_city_owes_us() -> None:
    """70 686.35 × 425 998 / 882 205 = 34 132.937…; at the end of 2015 and of June 2016 more is earned than has come."""
    assert EXPECTED["2014-Q1"] == (34_132_93, 25_867_07, 0)
    assert EXPECTED["2015-Q4"] == (280_311_08, 0, 311_08)
    assert EXPECTED["2016-Q2"] == (353_130_19, 0, 13_130_19)


def test_the_city_s_share_comes_to_its_ceiling_and_the_books_settle_to_zero(loaded: Books) -> None:
    assert EXPECTED["2016-Q4"] == (425_998_00, 0, 25_998_00)
    stands = balances(loaded, date.max)
    assert {account: stands.get(account, 0) for account in (EARNED, ADVANCE, RECEIVABLE, REPAYABLE)} == {
        EARNED: -425_998_00,
        ADVANCE: 0,
        RECEIVABLE: 0,
        REPAYABLE: 0,
    }
    assert stands["Assets:Bank:RGAP"] == 425_998_00


def test_the_quarter_with_the_overrun_is_closed_after_the_amendment_and_the_others_on_the_day_of_approval(
    loaded: Books,
) -> None:
    closed = {one.period: one.dated for one in loaded.agreements["RGAP"].states if one.state == "closed"}
    assert list(closed) == [quarter.name for quarter in QUARTERS]
    assert closed["2015-Q3"] == date(2015, 11, 10) > date(2015, 11, 2)
    assert {(day.day, (day.month - 1) % 3) for period, day in closed.items() if period != "2015-Q3"} == {(25, 0)}


def test_warnings_do_not_keep_a_quarter_open_and_are_all_that_stays(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["check", "RGAP", "--books", str(root), "--format", "json", "--lang", "en"]) == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["code"], one["severity"], one["excess"]) for one in found] == [("line-over-budget", "warning", "360.00")] * 2


def test_the_error_of_that_quarter_still_shows_on_its_last_day(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["check", "RGAP", "--books", str(root), "--as-of", "2015-09-30", "--format", "json"]) == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["findings"]] == ["line-over-budget"]


def test_the_last_instalment_is_late_from_the_middle_of_december_until_it_comes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for day, late in (("2016-12-15", []), ("2016-12-16", ["25998.00"]), ("2017-02-19", ["25998.00"]), ("2017-02-20", [])):
        capsys.readouterr()
        assert run(["check", "RGAP", "--books", str(root), "--as-of", day, "--format", "json"]) == 0
        found = json.loads(capsys.readouterr().out)["findings"]
        assert [one["excess"] for one in found if one["code"] == "instalment-late"] == late


def test_all_of_it_can_be_proved(root: Path) -> None:
    assert run(["verify", "RGAP", "--books", str(root)]) == 0
    assert len(list(root.joinpath(*MADE).glob("*-close-*.beancount"))) == 12


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["init", "{books}"], "holds no demonstration books."),
        (["demo", "{books}"], "0.00 of 882,205.00 is booked; import all workbooks of the inbox first."),
    ],
)
def test_only_demonstration_books_with_all_their_costs_are_closed(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([word.format(books=tmp_path) for word in arguments]) == 0
    assert run(["demo", str(tmp_path), "--close", "--lang", "en"]) == 2
    assert capsys.readouterr().err.rstrip().endswith(said)
    assert list(tmp_path.joinpath(*MADE).glob("000001-*")) == []


def test_an_error_in_the_books_is_in_the_way_of_the_first_quarter(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shutil.copytree(imported, tmp_path / "demo")
    with (root / "budgets" / "RGAP.beancount").open("a", encoding="utf-8") as file:
        file.write('2014-01-28 custom "grant-rule" "RGAP" "line-flexibilty" 0.10\n')
    capsys.readouterr()
    assert run(["demo", str(root), "--close", "--lang", "en"]) == 3
    said = capsys.readouterr()
    assert "2014-Q1 cannot be closed: There is no rule “line-flexibilty”." in said.err
    assert [Path(line).name for line in said.out.splitlines()] == [
        "000001-submit-2014-q1.beancount",
        "000002-approve-2014-q1.beancount",
    ]


def test_closed_books_are_not_closed_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path.name for path in root.joinpath(*MADE).iterdir())
    capsys.readouterr()
    assert run(["demo", str(root), "--close", "--lang", "en"]) == 2
    assert "2014-Q1 is closed" in capsys.readouterr().err
    assert sorted(path.name for path in root.joinpath(*MADE).iterdir()) == before

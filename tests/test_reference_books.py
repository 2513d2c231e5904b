"""The repository's own books hold exactly the published facts, and nothing invented."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from beancount.core.data import Price
from beancount.core.data import Transaction

from riga_grants import books
from riga_grants import checks
from riga_grants import execution
from riga_grants.statements import Execution

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 1)


@pytest.fixture(scope="module", name="loaded")
def load_books() -> books.Books:
    return books.load(ROOT)


def statement(loaded: books.Books, code: str) -> Execution:
    return execution.build(loaded.agreements[code], loaded.facts[code], TODAY, "lv")


def test_they_load_with_exactly_these_findings(loaded: books.Books) -> None:
    found = [*loaded.findings, *checks.run(loaded, TODAY)]
    assert [(str(one.severity), one.code, one.project) for one in found] == [
        ("warning", "published-differs", "SOSRKC"),
        ("note", "sources-differ", "RGAP"),
        ("note", "sources-differ", "RGAP"),
        ("note", "sources-differ", "RGAP"),
        ("note", "sources-differ", "SOSRKC"),
    ]
    values = found[0].message.values
    assert (values["difference"], values["sum"], values["total"]) == (Decimal("20.00"), Decimal(898520), Decimal(898500))
    assert (values["residual"], values["own"]) == (Decimal(464340), Decimal(464360))


def test_bean_check_tells_the_same_findings_on_the_same_lines(loaded: books.Books) -> None:
    found = [*loaded.findings, *checks.run(loaded, TODAY)]
    command = [sys.executable, "-m", "beancount.scripts.check", "-C", str(ROOT / books.MAIN)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    told = [line for line in done.stderr.splitlines() if line.startswith(str(ROOT))]
    assert sorted(line.split(": ")[0].rstrip(":") for line in told) == sorted(str(one.place) for one in found)
    assert "20.00" in done.stderr or "20,00" in done.stderr


def test_rgap_has_its_total_and_its_sources_and_no_actuals(loaded: books.Books) -> None:
    whole = statement(loaded, "RGAP")
    assert (whole.project.start, whole.project.end) == (date(2014, 1, 1), date(2016, 12, 31))
    assert (whole.total.budget, whole.total.spent, whole.total.left) == (882_205_00, None, None)
    city, own = whole.sources
    assert (city.ceiling, city.rate, city.earned, city.received) == (425_998_00, Fraction(425_998, 882_205), None, None)
    assert (own.ceiling, own.earned) == (456_207_00, None)
    assert whole.lines == ()


def test_sosrkc_has_its_three_totals_and_its_directions(loaded: books.Books) -> None:
    whole = statement(loaded, "SOSRKC")
    assert (whole.total.budget, whole.total.spent) == (None, 898_500_00)
    city, own = whole.sources
    assert (city.ceiling, city.earned, city.received) == (None, 434_160_00, None)
    assert own.earned == 464_340_00
    published = {figure.what: figure.cents for figure in loaded.agreements["SOSRKC"].published}
    assert published == {"total": 898_500_00, "RD": 434_160_00, "own": 464_360_00}
    assert [(row.name, row.figures.spent) for row in whole.lines][:4] == [
        ("Piedzimstot bērniņam", None),
        ("Bērniem drošs un draudzīgs bērnudārzs", None),
        ("Kalniem pāri", None),
        ("Pārinieks", None),
    ]
    assert [row.figures.shares for row in whole.lines] == [(), (), (), (), (), (("RD", 434_160_00),)]


def test_sosrkc_has_its_indicators_and_what_is_not_stated_is_not_zero(loaded: books.Books) -> None:
    found = {(one.name, one.period): one.value for one in loaded.agreements["SOSRKC"].indicators}
    assert found == {
        ("mothers-consulted", "2017"): 89,
        ("mothers-consulted", "2018"): 164,
        ("support-groups", "2018"): 8,
        ("kindergartens", "total"): 33,
        ("mountains-families", "2018"): 56,
        ("mountains-families", "2017"): None,
        ("partner-families", "2017"): 27,
        ("partner-families", "2018"): 40,
    }


def test_gsa_is_a_project_without_amounts_in_lats(loaded: books.Books) -> None:
    whole = statement(loaded, "GSA")
    assert whole.project.currency == "LVL"
    assert (whole.total.budget, whole.total.spent) == (None, None)
    assert [source.ceiling for source in whole.sources] == [None, None]


def test_the_lat_is_a_price_at_the_rate_of_the_regulation(loaded: books.Books) -> None:
    prices = [entry for entry in loaded.entries if isinstance(entry, Price)]
    assert [(price.date, price.currency, str(price.amount)) for price in prices] == [(date(2014, 1, 1), "EUR", "0.702804 LVL")]


def test_every_fact_names_its_source(loaded: books.Books) -> None:
    for agreement in loaded.agreements.values():
        facts = (*agreement.projects, *agreement.sources, *agreement.indicators, *agreement.published)
        assert [fact.place for fact in facts if not fact.source] == []


def test_the_one_transaction_is_the_published_total(loaded: books.Books) -> None:
    amounts = [
        (posting.account, str(posting.units))
        for entry in loaded.entries
        if isinstance(entry, Transaction)
        for posting in entry.postings
    ]
    assert amounts == [
        ("Expenses:SOSRKC:Undivided", "898500.00 EUR"),
        ("Income:CoFinancing:RD:SOSRKC", "-434160.00 EUR"),
        ("Equity:OwnFunds:SOSRKC", "-464340.00 EUR"),
    ]


@pytest.mark.parametrize("code", ["RGAP", "SOSRKC", "GSA"])
def test_each_project_loads_alone(code: str) -> None:
    """A project's file with its includes is a ledger of its own, but for the accounts that belong to no project."""
    from beancount import loader  # noqa: PLC0415

    _, errors, _ = loader.load_file(str(ROOT / "ledger" / "projects" / f"{code}.beancount"))
    assert errors == []

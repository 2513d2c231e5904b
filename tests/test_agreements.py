"""Directives become the model: typed, by their day, amendments replace and never add, "not stated" is not zero."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from beancount import loader

from riga_grants import agreements
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.model import Agreement
from riga_grants.model import line_of

LEDGER = """
2014-01-01 open Expenses:P1:Staff:Social EUR
  position: "1.1"
  name: "Sociālie darbinieki"
  name-en: "Social workers"
2014-01-28 custom "grant-project" "P1" "Projekts" 2014-01-01 2016-12-31 882205 EUR
  contract: "No. 1"
2014-01-28 custom "grant-source" "P1" "RD" 425998 EUR
  source: "agreement, point 3"
2014-01-28 custom "grant-source" "P1" "OWN" "not-stated"
  kind: "own"
2014-01-28 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-28 custom "grant-budget" Expenses:P1:Staff:Social "2014" 180000 EUR
2015-03-02 custom "grant-budget" Expenses:P1:Staff:Social "2014" 171000 EUR
2014-01-28 custom "grant-rule" "P1" "line-flexibility" 0.10 "warning"
2014-01-28 custom "grant-indicator" "P1" "families" "2014" "planned" 100
2014-01-28 custom "grant-indicator" "P1" "families" "2014" "reached" "not-stated"
"""


def read(ledger: str) -> tuple[dict[str, Agreement], list[Finding]]:
    return agreements.read(loader.load_string(ledger)[0])


@pytest.fixture(name="agreement")
def read_agreement() -> Agreement:
    found, findings = read(LEDGER)
    assert findings == []
    return found["P1"]


def test_amounts_are_cents_and_the_rate_is_the_exact_ratio(agreement: Agreement) -> None:
    assert agreement.project.budget_cents == 882_205_00
    assert agreement.project.contract == "No. 1"
    city = agreement.sources[0]
    assert (city.funder, city.kind, city.source) == ("RD", "funder", "agreement, point 3")
    assert agreement.rate(city) == Fraction(425_998, 882_205)


def test_not_stated_is_a_value_of_its_own(agreement: Agreement) -> None:
    own = agreement.sources[1]
    assert own.ceiling_cents is None
    assert agreement.rate(own) is None
    assert [indicator.value for indicator in agreement.indicators] == [Decimal(100), None]


def test_an_amendment_replaces_from_its_day_on_and_never_adds(agreement: Agreement) -> None:
    before, after = agreement.at(date(2015, 3, 1)), agreement.at(date(2015, 3, 2))
    assert before is not None
    assert after is not None
    assert [version.cents for version in before.budget] == [180_000_00]
    assert [version.cents for version in after.budget] == [171_000_00]


def test_before_its_day_there_is_no_agreement(agreement: Agreement) -> None:
    assert agreement.at(date(2014, 1, 27)) is None


def test_rules_carry_the_severity_that_the_agreement_gives_them(agreement: Agreement) -> None:
    rule = agreement.rules[0]
    assert (rule.name, rule.value, rule.severity) == ("line-flexibility", Decimal("0.10"), Severity.WARNING)


def test_lines_have_the_agreements_numbers_and_names(agreement: Agreement) -> None:
    line = agreement.lines["Expenses:P1:Staff:Social"]
    assert (line.position, line.title("lv"), line.title("en")) == ("1.1", "Sociālie darbinieki", "Social workers")


def test_every_project_has_the_period_total(agreement: Agreement) -> None:
    assert [period.name for period in agreement.all_periods] == ["2014", "total"]


def test_a_cost_belongs_to_the_nearest_budgeted_line_and_travel_swallows_no_travelling() -> None:
    budgeted = {"Expenses:P1:Travel", "Expenses:P1:Staff"}
    assert line_of("Expenses:P1:Travel:Abroad", budgeted) == "Expenses:P1:Travel"
    assert line_of("Expenses:P1:TravelAbroad", budgeted) == "Expenses:P1:TravelAbroad"
    assert line_of("Expenses:P1:Staff", budgeted) == "Expenses:P1:Staff"


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        ('"grant-source" "P1" "RD"', "grant-source has 2 values where 3 are expected"),
        ('"grant-source" "P1" "RD" 1 EUR "more"', "grant-source has 4 values where 3 are expected"),
        ('"grant-source" "P1" "RD" 1.005 EUR', "Value 3 of grant-source is “1.005 EUR”, expected an amount"),
        ('"grant-source" "P1" "RD" -1 EUR', "Value 3 of grant-source is “-1 EUR”, expected an amount"),
        ('"grant-source" "P1" "" 1 EUR', "Value 2 of grant-source is “”, expected a code"),
        ('"grant-period" "P1" "x" "2014-01-01" 2014-12-31', "Value 3 of grant-period is “2014-01-01”, expected a date"),
        (
            '"grant-budget" "Expenses:P1:Staff" "2014" 1 EUR',
            "Value 1 of grant-budget is “Expenses:P1:Staff”, expected an account",
        ),
        ('"grant-source" Assets:Bank "RD" 1 EUR', "Value 1 of grant-source is “Assets:Bank”, expected a code"),
        ('"grant-rule" "P1" "line-flexibility" 0.1 "bad"', "Value 4 of grant-rule is “bad”, expected “error”"),
        ('"grant-indicator" "P1" "i" "2014" "hoped" 1', "Value 4 of grant-indicator is “hoped”, expected “planned”"),
        ('"grant-projects" TRUE', "There is no directive “grant-projects”"),
    ],
)
def test_a_directive_that_cannot_be_taken_says_what_was_expected(directive: str, said: str) -> None:
    _, findings = read(f"{LEDGER}\n2014-02-01 custom {directive}\n")
    assert [str(finding.message)[: len(said)] for finding in findings] == [said]
    assert findings[0].place.line == len(LEDGER.splitlines()) + 2


def test_metadata_of_the_wrong_kind_is_refused_and_the_directive_with_it() -> None:
    found, findings = read('2014-01-28 custom "grant-project" "P1" "P" 2014-01-01 2014-12-31\n  demonstration: "yes"\n')
    assert found == {}
    assert str(findings[0].message) == "“demonstration” of grant-project is “yes”, expected TRUE or FALSE."


def test_an_amended_source_stays_whose_it_was() -> None:
    """Without this an amended own part would turn into a funder that owes us money."""
    found, findings = read(
        LEDGER
        + '2015-01-01 custom "grant-source" "P1" "OWN" 456207 EUR\n  note: "amended"\n'
        + '2016-01-01 custom "grant-source" "P1" "OWN" 456207 EUR\n  kind: "funder"\n'
    )
    assert findings == []
    assert [(one.kind, one.note) for one in found["P1"].sources if one.funder == "OWN"] == [
        ("own", ""),
        ("own", "amended"),
        ("funder", ""),
    ]


def test_the_latest_version_of_a_period_is_found_by_its_name(agreement: Agreement) -> None:
    later = '2015-03-02 custom "grant-period" "P1" "2014" 2014-02-01 2014-11-30\n'
    found, _ = read(LEDGER + later)
    period = found["P1"].period("2014")
    assert (period and period.start, agreement.periods[0].start) == (date(2014, 2, 1), date(2014, 1, 1))


@pytest.mark.parametrize("code", ["rgap", "A:B", "A B", "Ineligible", "Overhead", "-A", "É"])
def test_a_code_must_be_able_to_stand_in_an_account(code: str) -> None:
    found, findings = read(f'2014-01-28 custom "grant-project" "{code}" "P" 2014-01-01 2014-12-31\n')
    wrong = [] if code == "É" else ["directive-values"]
    assert ([finding.code for finding in findings], list(found)) == (wrong, [] if wrong else [code])


def test_an_amount_and_a_currency_that_contradict_each_other_are_a_finding() -> None:
    _, findings = read('2014-01-28 custom "grant-project" "P1" "P" 2014-01-01 2014-12-31 5 EUR\n  currency: "LVL"\n')
    assert [finding.code for finding in findings] == ["budget-currency"]


def test_no_period_may_be_called_total() -> None:
    _, findings = read(LEDGER + '2014-01-28 custom "grant-period" "P1" "total" 2014-01-01 2014-12-31\n')
    assert [str(finding.message) for finding in findings] == [
        "Value 2 of grant-period is “total”, expected a name other than “total”, which every project has."
    ]


def test_an_empty_name_of_a_line_is_no_name() -> None:
    found, _ = read("2014-01-01 open Expenses:P1:Rent\n  name:\n" + LEDGER)
    assert found["P1"].lines["Expenses:P1:Rent"].title("lv") == "Rent"

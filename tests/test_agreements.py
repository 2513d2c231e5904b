"""Directives become the model: typed, by their day, amendments replace and never add, "not stated" is not zero."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from beancount import loader

from riga_grants import agreements
from riga_grants.directives import Instalment
from riga_grants.directives import PeriodState
from riga_grants.directives import Rule
from riga_grants.directives import Seal
from riga_grants.directives import Waiver
from riga_grants.errors import NOWHERE
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


def test_an_indicator_is_nobodys_to_see_while_small_unless_it_says_so() -> None:
    said = '2014-12-31 custom "grant-indicator" "P1" "seminars" "2014" "reached" 3\n  public: TRUE\n  lines: "Staff, Rent"\n'
    found, findings = read(LEDGER + said)
    assert findings == []
    indicators = {one.name: (one.public, one.lines) for one in found["P1"].indicators}
    assert indicators == {"families": (False, ()), "seminars": (True, ("Staff", "Rent"))}


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
        ('"grant-indicator" "P1" "i" "2014" "reached" 1\n  public: "no"', "“public” of grant-indicator is “no”, expected TRUE"),
        ('"grant-indicator" "P1" "i" "2014" "reached" 1\n  lines: ""', "“lines” of grant-indicator is “”, expected a list"),
        ('"grant-projects" TRUE', "There is no directive “grant-projects”"),
        ('"grant-rule" "P1" "basis" ""', "Value 3 of grant-rule is “”, expected a number, an amount, TRUE or FALSE"),
        ('"grant-rule" "P1" "cash-minimum" -1 EUR', "Value 3 of grant-rule is “-1 EUR”, expected a number, an amount"),
        ('"grant-rule" "P1" "basis" 2014-01-01', "Value 3 of grant-rule is “2014-01-01”, expected a number, an amount"),
        ('"grant-instalment" "P1" "RD" "1" 2014-03-01', "grant-instalment has 4 values where 5 are expected"),
        ('"grant-instalment" "P1" "RD" 1 2014-03-01 1 EUR', "Value 3 of grant-instalment is “1”, expected a code"),
        ('"grant-instalment" "P1" "RD" "1" 2014-03-01 "not-stated"', "Value 5 of grant-instalment is “not-stated”"),
        ('"grant-waiver" "P1" "cost-line"', "grant-waiver has 2 values where 4 are expected"),
        ('"grant-waiver" "P1" "cost-line" "1" 0.1', "Value 4 of grant-waiver is “0.1”, expected an amount"),
        ('"grant-period-state" "P1" "2014" "done"', "Value 3 of grant-period-state is “done”, expected “draft”"),
        ('"grant-seal" "P1" "2014" "ab" "cd"', "Value 3 of grant-seal is “ab”, expected a date"),
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


def written(name: str, *keys: str) -> str:
    return "\n".join([f"2014-02-01 custom {name}", *(f"  {key}" for key in keys)]) + "\n"


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("0.85", Fraction(85, 100)),
        ('"2/3"', Fraction(2, 3)),
        ('"48,29 %"', Fraction(4829, 10000)),
        ('"100%"', Fraction(1)),
        ("0", Fraction(0)),
    ],
)
def test_a_rate_is_taken_exactly_as_it_is_written(rate: str, expected: Fraction) -> None:
    found, findings = read(LEDGER + written('"grant-source" "P1" "EU" 1 EUR', f"rate: {rate}"))
    assert findings == []
    assert [one.rate for one in found["P1"].sources if one.funder == "EU"] == [expected]


def test_a_source_says_what_it_covers_and_when() -> None:
    keys = (
        'kind: "public"',
        'lines: "Staff:Social, Rent"',
        "valid-from: 2015-01-01",
        "valid-to: 2015-12-31",
        "order: 1",
        'exhausted: "error"',
        "rounding: TRUE",
    )
    found, findings = read(LEDGER + written('"grant-source" "P1" "EU" 1 EUR', *keys))
    assert findings == []
    one = found["P1"].sources[-1]
    assert (one.kind, one.lines, one.order, one.exhausted, one.rounding) == (
        "public",
        ("Staff:Social", "Rent"),
        1,
        "error",
        True,
    )
    assert one.covers("Expenses:P1:Staff:Social:North", date(2015, 12, 31))
    assert not one.covers("Expenses:P1:Staff:Social", date(2016, 1, 1))
    assert not one.covers("Expenses:P1:Staff:SocialWorkers", date(2015, 1, 1))
    assert not one.covers("Expenses:P1:Staff", date(2015, 1, 1))


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        ('"grant-source" "P1" "EU" 1 EUR\n  rate: 1.01', "“rate” of grant-source is “1.01”, expected a share from 0 to 1"),
        ('"grant-source" "P1" "EU" 1 EUR\n  rate: "2/0"', "“rate” of grant-source is “2/0”, expected a share from 0 to 1"),
        ('"grant-source" "P1" "EU" 1 EUR\n  rate: "3/2"', "“rate” of grant-source is “3/2”, expected a share from 0 to 1"),
        ('"grant-source" "P1" "EU" 1 EUR\n  rate: "85"', "“rate” of grant-source is “85”, expected a share from 0 to 1"),
        ('"grant-source" "P1" "EU" 1 EUR\n  rate: TRUE', "“rate” of grant-source is “True”, expected a share from 0 to 1"),
        ('"grant-source" "P1" "EU" 1 EUR\n  lines: "Staff,,Rent"', "“lines” of grant-source is “Staff,,Rent”, expected a list"),
        ('"grant-source" "P1" "EU" 1 EUR\n  order: 1.5', "“order” of grant-source is “1.5”, expected a whole number"),
        ('"grant-source" "P1" "EU" 1 EUR\n  order: -1', "“order” of grant-source is “-1”, expected a whole number"),
        ('"grant-source" "P1" "EU" 1 EUR\n  exhausted: "stop"', "“exhausted” of grant-source is “stop”, expected “next”"),
        ('"grant-source" "P1" "EU" 1 EUR\n  kind: "city"', "“kind” of grant-source is “city”, expected “funder”"),
        ('"grant-source" "P1" "EU" 1 EUR\n  valid-from: "2015"', "“valid-from” of grant-source is “2015”, expected a date"),
        ('"grant-source" "P1" "EU" 1 EUR\n  rounding: "yes"', "“rounding” of grant-source is “yes”, expected TRUE or FALSE"),
        ('"grant-instalment" "P1" "RD" "1" 2014-03-01 1 EUR\n  after-used: 70', "“after-used” of grant-instalment is “70”"),
    ],
)
def test_a_key_of_the_wrong_kind_is_refused_and_says_what_was_expected(directive: str, said: str) -> None:
    _, findings = read(f"{LEDGER}\n2014-02-01 custom {directive}\n")
    assert [str(finding.message)[: len(said)] for finding in findings] == [said]


@pytest.mark.parametrize(
    ("value", "keys", "expected"),
    [
        (
            "0.15",
            ('lines: "Staff, Rent"', 'base: "total"'),
            {"value": Decimal("0.15"), "lines": ("Staff", "Rent"), "base": ("total",)},
        ),
        ("30", (), {"value": Decimal(30)}),
        ("18.50 EUR", ('unit: "VISIT"',), {"cents": 18_50, "currency": "EUR", "unit": "VISIT"}),
        ('"interest, fine"', ('funder: "RD"',), {"words": ("interest", "fine"), "funder": "RD"}),
        ("TRUE", (), {"on": True}),
        ('FALSE "warning"', (), {"on": False, "severity": Severity.WARNING}),
    ],
)
def test_a_rule_takes_the_kind_of_value_that_it_needs(value: str, keys: tuple[str, ...], expected: dict[str, Any]) -> None:
    found, findings = read(LEDGER + written(f'"grant-rule" "P1" "some-rule" {value}', *keys))
    assert findings == []
    rule = found["P1"].rules[-1]
    empty = Rule(dated=rule.dated, place=rule.place, project="P1", name="some-rule")
    assert rule == replace(empty, **expected)


def test_rules_of_one_name_stand_side_by_side_for_other_lines_units_and_funders() -> None:
    ledger = LEDGER + written('"grant-rule" "P1" "unit-price" 18 EUR', 'unit: "VISIT"')
    ledger += written('"grant-rule" "P1" "unit-price" 9 EUR', 'unit: "HOUR"')
    ledger += '2015-01-01 custom "grant-rule" "P1" "unit-price" 20 EUR\n  unit: "VISIT"\n'
    found, findings = read(ledger)
    assert findings == []
    at = found["P1"].at(date(2015, 1, 1))
    assert at is not None
    assert [(rule.unit, rule.cents) for rule in at.rules_of("unit-price")] == [("VISIT", 20_00), ("HOUR", 9_00)]
    assert at.rule("unit-price") == at.rules_of("unit-price")[0]
    assert at.rule("own-minimum") is None


def test_instalments_exceptions_states_and_seals_are_read() -> None:
    ledger = (
        LEDGER
        + written('"grant-instalment" "P1" "RD" "2" 2014-06-30 127000 EUR', "after-used: 0.70", 'after-report: "2014"')
        + written('"grant-waiver" "P1" "cost-line" "7/2014" 33.10 EUR', 'by: "A. Ozols"', 'reason: "By letter"')
        + written('"grant-waiver" "P1" "own-below-minimum" "total"', 'by: "A. Ozols"', 'reason: "By letter"')
        + written('"grant-period-state" "P1" "2014" "submitted"', 'by: "B. Liepa"', 'number: "4"', 'reason: "On time"')
        + written('"grant-seal" "P1" "2014" 2014-12-31 "ab"', 'previous: "cd"')
    )
    found, findings = read(ledger)
    assert findings == []
    agreement, day = found["P1"], date(2014, 2, 1)
    assert [
        replace(one, place=NOWHERE) for one in (*agreement.instalments, *agreement.waivers, *agreement.states, *agreement.seals)
    ] == [
        Instalment(
            dated=day,
            currency="EUR",
            project="P1",
            funder="RD",
            number="2",
            due=date(2014, 6, 30),
            cents=127_000_00,
            after_used=Decimal("0.70"),
            after_report="2014",
        ),
        Waiver(
            dated=day,
            currency="EUR",
            project="P1",
            rule="cost-line",
            scope="7/2014",
            cents=33_10,
            by="A. Ozols",
            reason="By letter",
        ),
        Waiver(dated=day, project="P1", rule="own-below-minimum", scope="total", by="A. Ozols", reason="By letter"),
        PeriodState(dated=day, project="P1", period="2014", state="submitted", by="B. Liepa", reason="On time", number="4"),
        Seal(dated=day, project="P1", period="2014", through=date(2014, 12, 31), sha256="ab", previous="cd"),
    ]


def test_the_last_state_of_a_period_holds_and_a_reopened_one_is_a_draft() -> None:
    agreement = read(LEDGER)[0]["P1"]
    assert agreement.state_of("2014") == "draft"
    history = ("submitted", "approved", "closed", "reopened")
    said = [f'201{4 + n}-03-01 custom "grant-period-state" "P1" "2014" "{state}"\n' for n, state in enumerate(history)]
    states = [read(LEDGER + "".join(said[: n + 1]))[0]["P1"].state_of("2014") for n in range(len(said))]
    assert states == ["submitted", "approved", "closed", "draft"]


def test_a_period_may_be_closed_reopened_and_closed_on_one_day() -> None:
    states = ("closed", "reopened", "closed")
    _, findings = read(LEDGER + "".join(written(f'"grant-period-state" "P1" "2014" "{state}"') for state in states))
    assert findings == []


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
        (
            "Value 2 of grant-period is “total”, expected a name on one line, without double spaces, < or >, other than "
            "“total”, which every project has."
        )
    ]


def test_an_empty_name_of_a_line_is_no_name() -> None:
    found, _ = read("2014-01-01 open Expenses:P1:Rent\n  name:\n" + LEDGER)
    assert found["P1"].lines["Expenses:P1:Rent"].title("lv") == "Rent"

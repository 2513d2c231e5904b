"""Exceptions that somebody approved: each lowers exactly the finding that it names, shows, and is told of if it is unused."""

import json
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
from test_rules_b import P1
from test_rules_b import cost
from test_rules_b import examined
from test_rules_b import paid
from test_rules_b import rule

from riga_grants import interchange
from riga_grants import text
from riga_grants import wording
from riga_grants.checks.waivers import Reach
from riga_grants.checks.waivers import Taken
from riga_grants.checks.waivers import Waived
from riga_grants.errors import Behind
from riga_grants.errors import Finding
from riga_grants.errors import Place

DAY = date(2014, 12, 31)
ROOT = Path("/srv/books")
EVIDENCE = rule("evidence", '"paid" "warning"')
CEILING = rule("payment-ceiling", "0.90") + paid("2014-02-01", "383498.20")  # 100.00 above
BUDGET = """
2014-01-01 custom "grant-budget" Expenses:P1:Staff "2014" 200 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff "2016" 681798 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014" 100 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2016" 200107 EUR
"""
ONE_OF_SEVERAL = f"{BUDGET}{cost('A-1', '250')}{cost('A-2', '160', line='P1:Rent')}"  # 50.00 and 60.00 above


QUARTERS = """
2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
2014-01-01 custom "grant-period" "P1" "Q2" 2014-04-01 2014-06-30
2014-01-01 custom "grant-budget" Expenses:P1:Rent "Q1" 100 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "Q2" 100 EUR
"""
REST = '2014-01-01 custom "grant-budget" Expenses:P1:Rent "2016" 800 EUR\n'
PLAN = f'{QUARTERS}2014-01-01 custom "grant-budget" Expenses:P1:Staff "total" 881205 EUR\n'
NO_REST = PLAN.replace("881205", "882005")
LINE, TWICE = "line-over-budget", "double-funding"
RENT = "Expenses:P1:Rent"
TWO_ISSUERS = "".join(
    cost("1", share, "document-total: 1000 EUR").replace("SIA Nams", issuer)
    for issuer in ("SIA A", "SIA B")
    for share in ("600", "500")
)  # each 100.00 above


def rent(*costs: str) -> str:
    """Write costs of Rent in the first quarter and in the second, which have 100.00 each."""
    days = ("2014-03-01", "2014-05-01")
    return "".join(cost(f"R-{n}", cents, line="P1:Rent", day=days[n]) for n, cents in enumerate(costs))


def waiver(code: str, scope: str, *more: str, amount: str = "", by: str = "I. Ozola", reason: str = "agreed") -> str:
    said = "".join(f'  {key}: "{value}"\n' for key, value in (("by", by), ("reason", reason)) if value)
    return f'2014-06-01 custom "grant-waiver" "P1" "{code}" "{scope}"{amount and f" {amount} EUR"}\n{said}' + "".join(more)


def found_in(ledger: str) -> list[tuple[str, str, str]]:
    """Give severity, code and what of it is left: "" all, "waived" nothing, else the amount that was waived, in cents."""
    return sorted((str(one.severity), one.code, _left(one)) for one in examined(P1 + ledger, DAY).findings)


def _left(found: Finding) -> str:
    if not isinstance(found, Waived):
        return ""
    return "waived" if found.wholly else str(found.cents)


ABOVE, MISSING = "payments-above-ceiling", "evidence-missing"
CASES: dict[str, tuple[str, list[tuple[str, str, str]]]] = {
    "nothing waived": (CEILING, [("error", ABOVE, "")]),
    "the finding that it names": (CEILING + waiver(ABOVE, "RD"), [("note", ABOVE, "waived")]),
    "up to the cent": (CEILING + waiver(ABOVE, "RD", amount="100"), [("note", ABOVE, "waived")]),
    "in part: as severe as before": (CEILING + waiver(ABOVE, "RD", amount="99.99"), [("error", ABOVE, "9999")]),
    "another funder's": (
        CEILING + waiver(ABOVE, "EU"),
        [("error", ABOVE, ""), ("note", "waiver-unused", "")],
    ),
    "another code's": (
        CEILING + waiver("claim-over-rate", "RD"),
        [("error", ABOVE, ""), ("note", "waiver-unused", "")],
    ),
    "the project's, where the finding is a funder's": (
        CEILING + waiver(ABOVE, "total"),
        [("error", ABOVE, ""), ("note", "waiver-unused", "")],
    ),
    "what is not there": (waiver(ABOVE, "RD"), [("note", "waiver-unused", "")]),
    "signed by nobody": (
        CEILING + waiver(ABOVE, "RD", by=""),
        [("error", ABOVE, ""), ("error", "waiver-words", "")],
    ),
    "for no reason": (
        CEILING + waiver(ABOVE, "RD", reason=""),
        [("error", ABOVE, ""), ("error", "waiver-words", "")],
    ),
    "a code that nobody can waive": (
        waiver("seal-broken", "2014"),
        [("error", "waiver-unknown", "")],
    ),
    "a code that is none": (waiver("payments", "RD"), [("error", "waiver-unknown", "")]),
    "a later version of a waiver replaces it": (
        CEILING + waiver(ABOVE, "RD") + waiver(ABOVE, "RD", amount="0").replace("2014-06-01", "2014-07-01"),
        [("error", ABOVE, ""), ("note", "waiver-unused", "")],
    ),
    "one that is signed only after the day waives nothing yet": (
        CEILING + waiver(ABOVE, "RD").replace("2014-06-01", "2015-01-01"),
        [("error", ABOVE, "")],
    ),
    "one document of two": (
        EVIDENCE + cost("A-1", "10") + cost("A-2", "10") + waiver(MISSING, "A-2"),
        [("note", MISSING, "waived"), ("warning", MISSING, "")],
    ),
    "both of a line": (
        EVIDENCE + cost("A-1", "10") + cost("A-2", "10") + waiver(MISSING, "Expenses:P1:Staff"),
        [("note", MISSING, "waived"), ("note", MISSING, "waived")],
    ),
    "both of a line, but not above 15": (
        EVIDENCE + cost("A-1", "10") + cost("A-2", "10") + waiver(MISSING, "Expenses:P1:Staff", amount="15"),
        [("note", MISSING, "waived"), ("warning", MISSING, "500")],
    ),
    "not a third one when the waiver is used up": (
        EVIDENCE
        + cost("A-1", "10")
        + cost("A-2", "10")
        + cost("A-3", "10")
        + waiver(MISSING, "Expenses:P1:Staff", amount="20"),
        [("note", MISSING, "waived"), ("note", MISSING, "waived"), ("warning", MISSING, "")],
    ),
    "of two waivers the one that covers more": (
        EVIDENCE + cost("A-1", "10") + waiver(MISSING, "Expenses:P1:Staff", amount="5") + waiver(MISSING, "A-1"),
        [("note", MISSING, "waived"), ("note", "waiver-unused", "")],
    ),
    "one excess of a line, in its year and over all, is one excess": (
        BUDGET.replace("681798", "0").replace("200107", "881905")
        + cost("A-1", "250")
        + waiver("line-over-budget", "Expenses:P1:Staff", amount="50"),
        [("note", "line-over-budget", "waived"), ("note", "line-over-budget", "waived")],
    ),
    "the excesses of two lines in a year are two": (
        ONE_OF_SEVERAL + waiver("line-over-budget", "2014", amount="100") + waiver("period-over-budget", "2014"),
        [
            ("error", "line-over-budget", "5000"),
            ("note", "line-over-budget", "waived"),
            ("note", "period-over-budget", "waived"),
        ],
    ),
    "an excess in each of two quarters is two": (
        PLAN + REST + rent("150", "150") + waiver(LINE, RENT, amount="50"),
        [("error", LINE, ""), ("note", LINE, "waived")],
    ),
    "and both are waived by what they sum to": (
        PLAN + REST + rent("150", "150") + waiver(LINE, RENT, amount="100"),
        [("note", LINE, "waived"), ("note", LINE, "waived")],
    ),
    "which covers what they make over all, too": (
        NO_REST + rent("150", "150") + waiver(LINE, RENT, amount="100"),
        [("note", LINE, "waived")] * 3,
    ),
    "less covers one quarter, and its part of what they make over all": (
        NO_REST + rent("150", "150") + waiver(LINE, RENT, amount="50"),
        [("error", LINE, ""), ("error", LINE, "5000"), ("note", LINE, "waived")],
    ),
    "documents of two issuers with one number are two": (
        TWO_ISSUERS + waiver(TWICE, "1", amount="100"),
        [("error", TWICE, ""), ("note", TWICE, "waived")],
    ),
    "of which a waiver covers so much": (
        TWO_ISSUERS + waiver(TWICE, "1", amount="150"),
        [("error", TWICE, "5000"), ("note", TWICE, "waived")],
    ),
    "and without an amount both": (
        TWO_ISSUERS + waiver(TWICE, "1"),
        [("note", TWICE, "waived"), ("note", TWICE, "waived")],
    ),
    "a finding about the project as a whole": (
        '2014-02-01 custom "grant-source" "P1" "SOS" 456206 EUR\n  kind: "own"\n'
        + waiver("sources-total", "total", amount="1"),
        [("note", "sources-total", "waived")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_waiver_lowers_what_it_names(case: str) -> None:
    ledger, expected = CASES[case]
    assert found_in(ledger) == expected


def only(ledger: str) -> list[Finding]:
    return examined(P1 + ledger, DAY).findings


PAID = [Behind(Place("ledger", n), "", 50_00) for n in range(4)]
JAN, MAR, APR, JUN = date(2014, 1, 1), date(2014, 3, 31), date(2014, 4, 1), date(2014, 6, 30)
QUARTER, NEXT = Reach((RENT,), JAN, MAR, frozenset(PAID[:2])), Reach((RENT,), APR, JUN, frozenset(PAID[2:]))
HALF, ALL = Reach((RENT,), JAN, JUN, frozenset(PAID)), Reach((RENT,), date.min, date.max, frozenset(PAID))
ASKEW = Reach((RENT,), MAR, APR, frozenset(PAID[1:3]))


@pytest.mark.parametrize("order", list(permutations((QUARTER, NEXT, HALF, ALL))))
def test_what_is_taken_is_the_most_that_excesses_apart_from_each_other_make(order: tuple[Reach, ...]) -> None:
    """So it does not matter which of them is found first; an order has always room for the next."""
    cents = {QUARTER: 30_00, NEXT: 40_00, HALF: 70_00, ALL: 60_00}
    taken = Taken()
    for reach in order:
        assert taken.besides(reach) <= 70_00 - cents[reach]
        taken.add(reach, cents[reach])
    assert taken.cents == 70_00
    assert {reach: taken.besides(reach) for reach in order} == {QUARTER: 40_00, NEXT: 30_00, HALF: 0, ALL: 0}
    assert taken.besides(ASKEW) == 70_00, "of the half-year, but of neither quarter"
    assert taken.besides(QUARTER._replace(subject=("Expenses:P1:Staff",))) == 70_00


def test_a_waived_finding_says_by_whom_when_and_why() -> None:
    (whole,) = only(CEILING + waiver(ABOVE, "RD"))
    (part,) = only(CEILING + waiver(ABOVE, "RD", amount="40"))
    found = "RD has paid 383498.20, before the final report it pays at most 383398.20 (90.0 %): 100.00 over."
    assert str(whole.message) == f"{found} Waived by I. Ozola on 2014-06-01: agreed"
    assert str(part.message) == f"{found} Of it 40.00 is waived by I. Ozola on 2014-06-01 (agreed), 60.00 is not."


def test_what_is_waived_is_counted_and_shown_on_the_terminal() -> None:
    findings = only(CEILING + waiver(ABOVE, "RD"))
    assert wording.summary(findings, "en") == "Findings: 0 errors, 0 warnings, 1 note; waived: 1."
    shown = text.findings_text(findings, "en", 80, ROOT, colour=False)
    assert "Waived by I. Ozola on 2014-06-01: agreed" in " ".join(shown.split())
    assert "waived" not in wording.summary(only(CEILING + waiver(ABOVE, "RD", amount="40")), "en")


def test_programs_are_told_what_was_waived() -> None:
    findings = only(CEILING + waiver(ABOVE, "RD", amount="40"))
    (record,) = json.loads(interchange.as_json((), findings, DAY, "en", ROOT))["findings"]
    assert record["waived"] == {"amount": "40.00", "by": "I. Ozola", "on": "2014-06-01", "reason": "agreed"}
    assert (record["limit"], record["actual"], record["excess"]) == ("383398.20", "383498.20", "100.00")
    (record,) = json.loads(interchange.as_json((), only(CEILING + waiver(ABOVE, "RD")), DAY, "en", ROOT))["findings"]
    assert record["waived"]["amount"] is None
    (record,) = json.loads(interchange.as_json((), only(CEILING), DAY, "en", ROOT))["findings"]
    assert record["waived"] is None


def test_spreadsheets_are_told_what_was_waived() -> None:
    last = interchange.as_csv((), only(CEILING + waiver(ABOVE, "RD", amount="40")), DAY, "en", ROOT).splitlines()[-1]
    assert last.endswith(";RD;383398,20;383498,20;100,00;40,00;I. Ozola;2014-06-01;agreed;<string>:22 383,498.20")

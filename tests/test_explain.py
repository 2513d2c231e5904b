"""Explanations: the arithmetic of what each source bears, and of a finding its rule, its waiver and its entries."""

import json
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import settings
from requests_made import asking
from requests_made import rows
from requests_made import table
from requests_made import words
from test_portfolio import DAY
from test_portfolio import books_of
from test_properties import agreements
from test_properties import registers

from riga_grants import execution
from riga_grants import names
from riga_grants import rule_forms
from riga_grants.asked import about
from riga_grants.errors import Finding
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.interchange import as_json
from riga_grants.model import Agreement
from riga_grants.money import to_cents
from riga_grants.rendering import terminal
from riga_grants.reports import explain
from riga_grants.reports import explain_finding
from riga_grants.reports.open_findings import key_of
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Sheet

P1 = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 1000 EUR
2014-01-01 custom "grant-source" "P1" "RD" 400 EUR
  name: "Dome"
  name-en: "City"
  source: "agreement, point 3"
2014-01-01 custom "grant-source" "P1" "OWN" 600 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
2014-01-01 custom "grant-period" "P1" "Q2" 2014-04-01 2014-06-30
2014-01-01 open Expenses:P1:Rent
2014-01-01 open Expenses:P1:Food
2014-01-01 open Assets:Bank
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Assets:Receivable:RD:P1
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Income:CoFinancing:RD:P1
2014-01-01 open Income:InKind:P1
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 900 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Food "total" 100 EUR
2014-02-10 * "Office" "Rent"
  document-no: "A-1"
  document-date: 2014-02-10
  issuer: "Office Ltd"
  Expenses:P1:Rent  100.01 EUR
  Liabilities:Payable:P1
2014-02-20 * "A friend" "A cake"
  document-no: "A-2"
  document-date: 2014-02-20
  issuer: "A friend"
  Expenses:P1:Food  10 EUR
  Income:InKind:P1
2014-03-31 * "Claimed, Q1: RD"
  made: "co-financing"
  Assets:Receivable:RD:P1  40.00 EUR
  Income:CoFinancing:RD:P1
2014-05-10 * "Shop" "Food"
  document-no: "A-3"
  document-date: 2014-05-10
  issuer: "Shop Ltd"
  Expenses:P1:Food  140 EUR
  Liabilities:Payable:P1
2014-06-30 * "Claimed, Q2: RD"
  made: "co-financing"
  Assets:Receivable:RD:P1  60.00 EUR
  Income:CoFinancing:RD:P1
"""
FLEXIBILITY = """
2014-01-01 custom "grant-rule" "P1" "line-flexibility" 0.10 "warning"
  source: "agreement, point 5.5"
  note: "by letter"
"""
WAIVER = """
2014-05-01 custom "grant-waiver" "P1" "line-over-budget" "Expenses:P1:Food" {amount}
  by: "I. Ozola"
  reason: "Letter of 2014-05-01"
"""


def sheet(report: Report, key: str) -> Sheet:
    return next(one for one in report.sheets if one.key == key)


def said(one: Sheet) -> dict[str, object]:
    """Give the labelled values of a sheet, by their keys."""
    return {fact.key: fact.value for block in one.blocks if isinstance(block, Facts) for fact in block.facts}


# --- shares ----------------------------------------------------------------------------------------------------------


def test_a_share_is_told_step_by_step_with_what_was_claimed_so_far() -> None:
    report = explain.build(asking(P1, "Q2", as_of="2014-06-30"), "RD")
    (one,) = report.sheets
    assert (one.key, one.title) == ("funder_RD", "RD – City")
    assert said(one) == {
        "project": "P1 – Projekts",
        "period": "Q2",
        "as_of": date(2014, 6, 30),
        "rate": "2 / 5 (40.0000 %)",
        "ceiling": 400_00,
        "lines": "all",
        "read": "agreement, point 3",
    }
    claim = rows(table(one, "claim_RD"), "item", "how", "amount")
    assert ("Eligible cost to date", "", 250_01) in claim
    assert ("Share at the exact rate", "2 / 5 × 250.01 = 100.004, floored 100.00", 100_00) in claim
    assert rows(table(one, "claimed_RD"), "date", "text", "amount", "so_far") == [
        (date(2014, 3, 31), "Claimed, Q1: RD", 40_00, 40_00),
        (date(2014, 6, 30), "Claimed, Q2: RD", 60_00, 100_00),
        ("", "TOTAL", 100_00, ""),
    ]


def test_every_source_is_explained_where_none_is_named_and_own_funds_are_the_rest() -> None:
    report = explain.build(asking(P1, as_of="2014-06-30"))
    assert [one.key for one in report.sheets] == ["funder_RD", "own"]
    assert rows(table(report.sheets[1], "own")) == [
        ("Cost to date", 250_01),
        ("Less what RD bears", -100_00),
        ("Own funds and contributions in kind", 150_01),
        ("Less what was given in kind", -10_00),
        ("Own funds", 140_01),
    ]
    assert [row.sums for row in table(report.sheets[1], "own").rows[2:]] == [(0, 1), (), (0, 1, 3)]
    assert [one.key for one in explain.build(asking(P1, as_of="2014-06-30"), "own").sheets] == ["own"]


def test_where_nothing_is_stated_or_claimed_there_are_dashes() -> None:
    ledger = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 "not-stated"
  currency: "LVL"
  actuals: "not-stated"
2014-01-01 custom "grant-source" "P1" "RD" "not-stated"
  lines: "Rent"
"""
    report = explain.build(asking(ledger, as_of="2014-06-30"))
    assert {key: said(report.sheets[0])[key] for key in ("rate", "ceiling", "lines")} == {
        "rate": "–",
        "ceiling": None,
        "lines": "Rent",
    }
    assert set(table(report.sheets[0], "claim_RD").values("amount")) == {None}
    assert (table(report.sheets[0], "claimed_RD").rows, table(report.sheets[0], "claimed_RD").empty) == (
        [],
        "Nothing was claimed yet.",
    )
    own = table(report.sheets[1], "own")
    assert (rows(own), own.rows[-1].sums) == (
        [("Cost to date", None), ("Less what RD bears", None), ("Own funds", None)],
        (),
    )


@pytest.mark.parametrize("funder", ["XX", "OWN"])
def test_a_funder_that_is_none_is_wrong_usage(funder: str) -> None:
    with pytest.raises(WrongUsage, match=f"There is no funder “{funder}” in P1; there are: RD, own."):
        explain.build(asking(P1, as_of="2014-06-30"), funder)


@settings(max_examples=40)
@given(agreements(), registers())
def test_the_arithmetic_always_ends_with_what_check_tells_programs(agreement: Agreement, facts: Sequence[Fact]) -> None:
    books = books_of(agreement, facts)
    request = Request(books, about(books.agreements, (), None, DAY, DAY), DAY, (), Origin((), "", (), None), "en")
    report = explain.build(request)
    told = json.loads(as_json([execution.build(agreement, facts, DAY, "en")], (), DAY, "en", None))["projects"][0]
    for source in told["sources"]:
        earned = None if source["earned"] is None else to_cents(Decimal(source["earned"]))
        if source["kind"] == "own":
            assert table(sheet(report, "own"), "own").rows[-1].cells[1] == earned
        elif source["kind"] in {"funder", "public"}:
            claim = table(sheet(report, f"funder_{source['funder']}"), f"claim_{source['funder']}")
            assert next(row.cells[2] for row in claim.rows if row.key == "earned") == earned


# --- findings --------------------------------------------------------------------------------------------------------


def explained(ledger: str, code: str, day: str = "2014-06-30", lang: str = "en") -> Report:
    """Explain the finding of a code."""
    request = asking(ledger, as_of=day, lang=lang)
    key = next(key_of(request, one) for one in request.findings if one.code == code)
    return explain.build(request, finding=key)


def test_a_finding_is_told_with_its_arithmetic_and_the_rule_of_the_agreement() -> None:
    (one,) = explained(P1 + FLEXIBILITY, "line-over-budget").sheets
    place = next(n for n, line in enumerate(P1.splitlines(), 1) if "140 EUR" in line)
    assert said(one) == {
        "severity": "warning",
        "code": "line-over-budget",
        "project": "P1 – Projekts",
        "where": f"ledger/main.beancount:{place}",
        "limit": 100_00,
        "actual": 150_00,
        "difference": 50_00,
        "way": "decide or ask",
        "hint": "Move money to the line by an amendment, or have the overrun found ineligible.",
    }
    assert words(one) == [
        "Expenses:P1:Food in all periods: cost 150.00, budget 100.00, 50.00 over (50.0 %; the agreement allows 10.0 %).",
    ]
    rule = len(P1.splitlines()) + 2
    assert rows(table(one, "rules")) == [
        (
            *("line-flexibility", "10 %", "", "warning", date(2014, 1, 1), "agreement, point 5.5", "by letter"),
            f"ledger/main.beancount:{rule}",
        ),
    ]


def test_the_entries_behind_it_name_their_documents_and_sum_to_its_amount() -> None:
    (one,) = explained(P1, "line-over-budget").sheets
    behind = table(one, "behind")
    assert rows(behind, "date", "document_no", "issuer", "account", "amount") == [
        (date(2014, 2, 20), "A-2", "A friend", "Expenses:P1:Food", 10_00),
        (date(2014, 5, 10), "A-3", "Shop Ltd", "Expenses:P1:Food", 140_00),
        ("", "", "", "TOTAL", 150_00),
    ]
    assert behind.rows[-1].sums == (0, 1)


def test_an_agreement_without_the_rule_allows_nothing_more() -> None:
    (one,) = explained(P1, "line-over-budget").sheets
    assert words(one)[1] == "The agreement sets no rule “line-flexibility”, so nothing more is allowed."


def test_what_every_agreement_has_is_told_in_a_sentence() -> None:
    (one,) = explained(P1.replace('  issuer: "Shop Ltd"\n', ""), "cost-document").sheets
    assert words(one)[1:] == ["What must hold in every agreement: Every cost names its document: number, date and issuer."]


def test_what_no_agreement_can_say_otherwise_is_the_books_own() -> None:
    (one,) = explained(P1 + '2014-01-01 custom "grant-rul" "P1" "x" 0.10\n', "directive-unknown").sheets
    assert words(one)[-1] == "This is no rule of an agreement: the books themselves must be so."
    assert "project" not in said(one)


@pytest.mark.parametrize(("amount", "left"), [("50 EUR", 50_00), ("", "without a limit"), ("20 EUR", 20_00)])
def test_a_waiver_tells_who_let_it_pass_and_how_much(amount: str, left: object) -> None:
    (one,) = explained(P1 + WAIVER.format(amount=amount), "line-over-budget").sheets
    told = said(one)
    assert {key: told[key] for key in ("waived", "scope", "by", "day", "reason")} == {
        "waived": left,
        "scope": "Expenses:P1:Food",
        "by": "I. Ozola",
        "day": date(2014, 5, 1),
        "reason": "Letter of 2014-05-01",
    }


def test_an_entry_behind_that_is_no_posting_is_told_by_its_place() -> None:
    plan = '2014-01-01 custom "grant-instalment" "P1" "RD" "{n}" 2014-0{n}-01 300 EUR\n'
    (one,) = explained(P1 + plan.format(n=7) + plan.format(n=8), "instalments-over-ceiling").sheets
    first = len(P1.splitlines()) + 1
    assert rows(table(one, "behind"), "date", "account", "amount", "where") == [
        (None, "", 300_00, f"ledger/main.beancount:{first}"),
        (None, "", 300_00, f"ledger/main.beancount:{first + 1}"),
        ("", "TOTAL", 600_00, ""),
    ]


def test_a_command_is_told_where_one_helps() -> None:
    late = explained(P1 + '2014-01-01 custom "grant-rule" "P1" "report-days" 30\n', "report-late", "2014-05-05")
    assert said(late.sheets[0])["command"] == "riga-grants period submit P1 Q1"
    assert rows(table(late.sheets[0], "rules"), "rule", "value", "severity") == [("report-days", "30", "")]


def rule_value(written: str) -> object:
    """Give how a rule of the project's is shown."""
    request = asking(P1 + f'2014-01-01 custom "grant-rule" "P1" {written}\n', as_of="2014-06-30")
    (rule,) = request.projects[0].now.rules
    shown = explain_finding._rule(request, rule)  # noqa: SLF001 - every kind of value, also those that breach nothing here
    return shown["value"], shown["about"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('"own-minimum" 0.05', ("5 %", "")),
        ('"return-days" 30', ("30", "")),
        ('"cash-minimum" 1000 EUR', ("1,000.00", "")),
        ('"banned-costs" "interest, fine"', ("interest, fine", "")),
        ('"cost-document" TRUE', ("on", "")),
        ('"cost-document" FALSE', ("off", "")),
        ('"flat-rate" 0.155\n  lines: "Food"\n  base: "Rent"', ("15.5 %", "Food; Rent")),
        ('"unit-price" 18.50 EUR\n  unit: "VISIT"', ("18.50", "VISIT")),
        ('"payment-ceiling" 0.9\n  funder: "RD"', ("90 %", "RD")),
    ],
)
def test_every_kind_of_parameter_is_shown_as_people_write_it(written: str, shown: tuple[str, str]) -> None:
    assert rule_value(written) == shown


def test_of_rules_on_lines_or_of_a_funder_only_those_that_a_finding_is_about_are_told() -> None:
    rules = (
        '2014-01-01 custom "grant-rule" "P1" "unit-price" 5 EUR\n  unit: "VISIT"\n  lines: "Rent"\n'
        '2014-01-01 custom "grant-rule" "P1" "unit-price" 7 EUR\n  unit: "MEAL"\n  lines: "Food"\n'
        '2014-01-01 custom "grant-rule" "P1" "payment-ceiling" 0.9\n  funder: "XX"\n'
        '2014-01-01 custom "grant-rule" "P1" "payment-ceiling" 0.8\n'
    )
    one = asking(P1 + rules, as_of="2014-06-30").projects[0]

    def told(code: str, *scope: str) -> list[str]:
        found = Finding(code, names.ERROR, text("x"), one.now.project.place, "P1", scope)
        return [rule.unit or str(rule.value) for rule in explain_finding.rules_behind(found, one)]

    assert told("unit-price", "Expenses:P1:Food") == ["MEAL"]
    assert told("unit-price") == ["VISIT", "MEAL"]
    assert told("payments-above-ceiling", "RD") == ["0.8"]


def test_two_findings_of_one_key_are_told_one_after_another_and_one_that_was_mended_is_wrong_usage() -> None:
    request = asking(P1, as_of="2014-06-30")
    twice = replace(request, findings=request.findings * 2)
    key = key_of(request, request.findings[0])
    assert [one.key for one in explain.build(twice, finding=key).sheets] == ["finding_1", "finding_2"]
    with pytest.raises(WrongUsage, match=r"There is no finding “cost-line\|P1\|a:1\|” on 2014-06-30; perhaps it was mended."):
        explain.build(request, finding="cost-line|P1|a:1|")


def test_every_rule_that_can_be_set_and_be_breached_explains_a_finding() -> None:
    never_breached = {rule_forms.RECOGNITION, rule_forms.BASIS, rule_forms.TRANSFER_MAXIMUM}
    told = {*explain_finding.PARAMETERS.values(), *rule_forms.SWITCHES}
    assert set(rule_forms.RULES) - told == never_breached
    assert set(explain_finding.PARAMETERS) <= set(names.FINDINGS)


def every_finding() -> Iterator[tuple[Request, Finding]]:
    request = asking(P1 + FLEXIBILITY + WAIVER.format(amount="20 EUR"), as_of="2014-12-31")
    yield from ((request, one) for one in request.findings)


def test_every_finding_can_be_explained_in_both_languages_within_80_columns() -> None:
    for request, one in every_finding():
        for lang in ("lv", "en"):
            report = explain.build(replace(request, lang=lang), finding=key_of(request, one))
            assert max(map(len, terminal.render(report, 80, colour=False).splitlines())) <= 80


def test_shares_speak_latvian_too() -> None:
    shown = terminal.render(explain.build(asking(P1, as_of="2014-06-30", lang="lv")), 80, colour=False)
    assert "Dome" in shown


def test_a_share_is_explained_as_the_books_have_it_and_what_a_closing_will_book_is_told() -> None:
    """So the explanation ends with the figure that all pages show; a claim counts what its closing will book."""
    ledger = P1 + '2014-01-01 custom "grant-rule" "P1" "flat-rate" 0.10\n  lines: "Food"\n  base: "Rent"\n'
    for period in (None, "Q1"):
        request = asking(ledger, as_of="2014-06-30", period=period)
        (one,) = request.projects
        statement = execution.build(one.agreement, request.books.facts["P1"], one.last, "en")
        funder, own = explain.build(request).sheets
        earned = next(row.cells[1] for row in table(funder, "settlement_RD").rows if row.key == "earned")
        assert (earned, table(own, "own").rows[-1].cells[1]) == tuple(
            next(source.earned for source in statement.sources if source.funder == name) for name in ("RD", "OWN")
        )
        assert [said.split(" -")[0] for said in words(funder)] == (["Closing will still book"] if period is None else [])

"""The rules of an agreement on sources, costs and what is computed: what each accepts and refuses, to the cent.

The figures are the worked examples of the rules (docs/agreement-rules.md): a project of 882 205.00, of which the city bears
425 998.00 and own funds 456 207.00, so that the city's exact rate is 425998/882205.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader

from riga_grants import books
from riga_grants import checks
from riga_grants import shares
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.rule_forms import RULES

P1 = """
2014-01-01 open Assets:Bank:P1
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Income:InKind:P1
2014-01-01 open Income:CoFinancing:RD:P1
2014-01-01 open Assets:Receivable:RD:P1
2014-01-01 open Expenses:Overhead:Recovered
2014-01-01 open Expenses:Ineligible:P1:Staff
2014-01-01 open Expenses:P1:Staff
2014-01-01 open Expenses:P1:Staff:Visits
2014-01-01 open Expenses:P1:Travel
2014-01-01 open Expenses:P1:Overhead
2014-01-01 open Expenses:P1:Rent
2014-01-01 custom "grant-project" "P1" "Project" 2014-01-01 2026-01-31 882205 EUR
2014-01-01 custom "grant-source" "P1" "RD" 425998 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 456207 EUR
  kind: "own"
2014-01-01 custom "grant-budget" Expenses:P1:Staff "total" 612205 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Travel "total" 50000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Overhead "total" 120000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 100000 EUR
"""


def load(ledger: str) -> books.Books:
    entries, errors, _ = loader.load_string(P1 + ledger)
    assert errors == []
    agreements, facts, found = books.digest(entries)
    assert found == []
    return books.Books(Path("no imports here"), entries, {}, agreements, facts, ())


def said(ledger: str, code: str, as_of: date = date(2026, 6, 30)) -> list[str]:
    """Give what the rules say of one code: what is wrong, with its severity, and what was verified."""
    examined = checks.examine(load(ledger), as_of)
    found = [f"{one.severity}: {one.message}" for one in examined.findings if one.code == code]
    return found + [f"passed: {one.message}" for one in examined.passed if one.code == code]


def finding(ledger: str, code: str) -> Finding:
    (found,) = (one for one in checks.run(load(ledger), date(2026, 6, 30)) if one.code == code)
    return found


def cost(account: str, amount: str, *, day: str = "2014-05-05", no: str = "1", meta: str = "", against: str = "") -> str:
    return (
        f'{day} * "Office" "A cost"\n  document-no: "{no}"\n  document-date: {day}\n  issuer: "Office"\n{meta}'
        f"  Expenses:P1:{account}  {amount}{' EUR' * (' ' not in amount)}\n  {against or 'Liabilities:Payable:P1'}\n"
    )


def claim(amount: str, day: str = "2014-12-31") -> str:
    return f'{day} * "Claim"\n  Income:CoFinancing:RD:P1  -{amount} EUR\n  Assets:Receivable:RD:P1\n'


def cut(amount: str, *, day: str = "2014-06-05", no: str = "1", account: str = "Staff") -> str:
    return (
        f'{day} * "Office" "A cut"\n  made: "cut"\n  cuts: "row-1"\n  document-no: "{no}"\n  document-date: 2014-05-05\n'
        f'  issuer: "Office"\n  Expenses:P1:{account}  {-Decimal(amount)} EUR\n  Expenses:Ineligible:P1:Staff\n'
    )


def rule(name: str, value: str, *keys: str, day: str = "2014-01-01") -> str:
    return "\n".join([f'{day} custom "grant-rule" "P1" "{name}" {value}', *(f"  {key}" for key in keys)]) + "\n"


def amended(record: str, day: str = "2014-02-01") -> str:
    return f'{day} custom "grant-{record}\n'


VOLUNTEERS = {"against": "Income:InKind:P1", "meta": '  in-kind: "volunteer"\n'}
NEIGHBOURS = {"against": "Income:InKind:P1", "meta": '  in-kind: "third-party"\n'}
OVERHEAD = rule("flat-rate", "0.15", 'lines: "Overhead"', 'base: "Staff"')
TRAVEL = rule("flat-rate", "0.15", 'lines: "Travel"', 'base: "Staff"')
VISITS = rule("unit-price", "18.50 EUR", 'unit: "VISIT"', 'lines: "Staff:Visits"')


def on_two_lines(tax: str, other: str, own: str = "") -> str:
    """Write a document of 42.00, on two lines with 21.00 each, that states its tax as a whole."""
    two = f"  Expenses:P1:Staff  21 EUR\n{own and '  ' + own}  {other}  21 EUR\n  Liabilities:Payable:P1\n"
    said = f'  document-no: "1"\n  document-date: 2014-05-05\n  issuer: "Office"\n  vat: {tax} EUR\n'
    return f'2014-05-05 * "Office" "On two lines"\n{said}{two}'


OVER = "Expenses:P1:Rent in all periods: cost {}, budget 100000.00, {} over (20.0 %; the agreement allows 20.0 %)."
LOWERED = "Expenses:P1:Rent is amended to 55000.00 for “total”, but 60000.00 was spent on it by 2014-06-01: 5000.00 is missing."

FIGURES: dict[str, tuple[str, str, list[str]]] = {
    "1 the sources make the total": (
        "",
        "sources-total",
        ["passed: The sources sum to 882205.00, the agreed total."],
    ),
    "1 the sources are 20.00 more than the total": (
        amended('project" "P1" "Project" 2014-01-01 2026-01-31 898500 EUR')
        + amended('source" "P1" "RD" 434160 EUR')
        + amended('source" "P1" "OWN" 464360 EUR'),
        "sources-total",
        ["error: The sources sum to 898520.00, the agreed total is 898500.00: 20.00 apart."],
    ),
    "1 where a source is not stated nothing is compared": (
        amended('source" "P1" "OWN" "not-stated"'),
        "sources-total",
        [],
    ),
    "1 the lines make the total": (
        "",
        "budget-total",
        ["passed: The budget lines sum to 882205.00, the agreed total."],
    ),
    "2 a claim at the exact rate": (
        cost("Staff", "200000") + claim("96575.73"),
        "claim-over-rate",
        ["passed: RD is claimed 96575.73; its rate of the eligible cost is 96575.73."],
    ),
    "2 a claim a cent above it": (
        cost("Staff", "200000") + claim("96575.74"),
        "claim-over-rate",
        ["error: RD is claimed 96575.74, its rate of the eligible cost is 96575.73: 0.01 over."],
    ),
    "2 a cost that is cut after the claim is a warning until the next one": (
        cost("Staff", "200000") + claim("96575.73") + cut("1000", day="2015-01-05"),
        "claim-over-rate",
        ["warning: RD is claimed 96575.73, its rate of the eligible cost is 96092.86: 482.87 over."],
    ),
    "2 nothing is claimed": (
        cost("Staff", "200000"),
        "claim-over-rate",
        ["passed: RD is claimed 0.00; its rate of the eligible cost is 96575.73."],
    ),
    "2 of a rate that is not stated nothing can be said": (
        amended('source" "P1" "RD" "not-stated"') + cost("Staff", "200000") + claim("1"),
        "claim-over-rate",
        [],
    ),
    "2 a parked cost bears no claim": (
        cost("Staff", "200000").replace("*", "!") + claim("0.01"),
        "claim-over-rate",
        ["error: RD is claimed 0.01, its rate of the eligible cost is 0.00: 0.01 over."],
    ),
    "3 the ceiling": (
        cost("Staff", "900000") + claim("425998.00"),
        "source-over-ceiling",
        [
            "passed: RD has paid 0.00 of at most 425998.00.",
            "passed: RD is booked to have earned us 425998.00 of at most 425998.00.",
        ],
    ),
    "3 at 900 000 the rate alone would give 434 590.82": (
        cost("Staff", "900000") + claim("434590.82"),
        "source-over-ceiling",
        [
            "error: RD is booked to have earned us 434590.82, its ceiling is 425998.00: 8592.82 over.",
            "passed: RD has paid 0.00 of at most 425998.00.",
        ],
    ),
    "4 of 800 000 accepted the final grant is in proportion": (
        cost("Staff", "800000") + claim("386302.95"),
        "claim-over-rate",
        ["passed: RD is claimed 386302.95; its rate of the eligible cost is 386302.95."],
    ),
    "6 own funds of 5 %": (
        rule("own-minimum", "0.05") + amended('source" "P1" "RD" 838094.75 EUR') + amended('source" "P1" "OWN" 44110.25 EUR'),
        "own-below-minimum",
        ["passed: The plan: own contribution 44110.25, at least 44110.25 (5.0 % of 882205.00)."],
    ),
    "6 own funds a cent below 5 %": (
        rule("own-minimum", "0.05") + amended('source" "P1" "RD" 838094.76 EUR') + amended('source" "P1" "OWN" 44110.24 EUR'),
        "own-below-minimum",
        ["error: The plan: own contribution 44110.24, at least 44110.25 is agreed (5.0 % of 882205.00): 0.01 is missing."],
    ),
    "6 a cost that a funder bears alone leaves too little to own funds": (
        rule("own-minimum", "0.05", day="2014-03-01").replace("0.05", '0.05 "warning"')
        + cost("Rent", "100", meta='  funder: "RD"\n'),
        "own-below-minimum",
        [
            "warning: To date: own contribution 0.00, at least 5.00 is agreed (5.0 % of 100.00): 5.00 is missing.",
            "passed: The plan: own contribution 456207.00, at least 44110.25 (5.0 % of 882205.00).",
        ],
    ),
    "7 a cost of the last day": (
        cost("Rent", "10", day="2026-01-31"),
        "cost-outside-dates",
        ["passed: Every cost is dated inside the project."],
    ),
    "7 an invoice of 2026-02-03, the end is 2026-01-31": (
        cost("Rent", "10", day="2026-02-03"),
        "cost-outside-dates",
        ["error: A cost of 2026-02-03, but the project ends on 2026-01-31."],
    ),
    "7 a cost before the start": (
        '2013-12-01 open Expenses:P1:Early\n2013-12-01 open Assets:Early\n2014-01-02 custom "grant-project" "P1" "Project"'
        " 2014-01-02 2026-01-31 882205 EUR\n" + cost("Rent", "10", day="2014-01-01"),
        "cost-outside-dates",
        ["error: A cost of 2014-01-01, but the project starts on 2014-01-02."],
    ),
    "7 the costs of the final report may come later": (
        rule("late-cost-days", "60", 'lines: "Rent"') + cost("Rent", "10", day="2026-04-01"),
        "cost-outside-dates",
        ["passed: Every cost is dated from 2014-01-01 to 2026-01-31, or on Rent up to 2026-04-01."],
    ),
    "7 but no later than agreed, and on their lines": (
        rule("late-cost-days", "60", 'lines: "Rent"')
        + cost("Rent", "10", day="2026-04-02")
        + cost("Staff", "10", day="2026-02-01"),
        "cost-outside-dates",
        [
            "error: A cost of 2026-04-02, but late costs end on 2026-04-01.",
            "error: A cost of 2026-02-01, but the project ends on 2026-01-31.",
        ],
    ),
    "7 a correction after the end is judged by its document, and a cut has none": (
        cost("Rent", "-10", day="2026-02-03", meta='  reverses: "row-1"\n').replace(
            "document-date: 2026-02-03", "document-date: 2025-12-01"
        )
        + cut("5", day="2026-02-04"),
        "cost-outside-dates",
        ["passed: Every cost is dated inside the project."],
    ),
    "7 what names nothing that it reverses is no correction": (
        cost("Rent", "10", day="2026-02-03", meta='  reverses: ""\n').replace(
            "document-date: 2026-02-03", "document-date: 2025-12-01"
        ),
        "cost-outside-dates",
        ["error: A cost of 2026-02-03, but the project ends on 2026-01-31."],
    ),
    "7 a project whose end is not stated": (
        amended('project" "P1" "Project" 2014-01-01 "not-stated" 882205 EUR')
        + rule("late-cost-days", "60")
        + cost("Rent", "10", day="2026-04-02"),
        "cost-outside-dates",
        ["passed: Every cost is dated inside the project."],
    ),
    "8 a cost on a subline": (
        cost("Staff:Visits", "10"),
        "cost-line",
        ["passed: Every cost stands on a line of the budget in force."],
    ),
    "8 a cost on no line": (
        "2014-01-01 open Expenses:P1:Gifts\n" + cost("Gifts", "10"),
        "cost-line",
        ["error: Expenses:P1:Gifts is no line of the budget in force."],
    ),
    "8 a cost without a document, beside a flat rate that has none": (
        cost("Staff", "10").replace('  document-no: "1"\n', "")
        + '2014-12-31 * "Closing"\n  made: "flat-rate"\n  Expenses:P1:Overhead  1 EUR\n  Expenses:Overhead:Recovered\n',
        "cost-document",
        ["error: A cost on Expenses:P1:Staff names no document-no."],
    ),
    "9 a line at its budget": (
        rule("line-flexibility", "0.20") + cost("Rent", "100000"),
        "line-over-budget",
        [
            "passed: Expenses:P1:Staff in all periods: cost 0.00, budget 612205.00.",
            "passed: Expenses:P1:Travel in all periods: cost 0.00, budget 50000.00.",
            "passed: Expenses:P1:Overhead in all periods: cost 0.00, budget 120000.00.",
            "passed: Expenses:P1:Rent in all periods: cost 100000.00, budget 100000.00.",
        ],
    ),
    "9 a line 20 % above": (
        rule("line-flexibility", "0.20") + cost("Rent", "120000"),
        "line-over-budget",
        [
            "warning: " + OVER.format("120000.00", "20000.00"),
            "passed: Expenses:P1:Staff in all periods: cost 0.00, budget 612205.00.",
            "passed: Expenses:P1:Travel in all periods: cost 0.00, budget 50000.00.",
            "passed: Expenses:P1:Overhead in all periods: cost 0.00, budget 120000.00.",
        ],
    ),
    "9 a line a cent more": (
        rule("line-flexibility", "0.20") + cost("Rent", "120000.01"),
        "line-over-budget",
        [
            "error: " + OVER.format("120000.01", "20000.01"),
            "passed: Expenses:P1:Staff in all periods: cost 0.00, budget 612205.00.",
            "passed: Expenses:P1:Travel in all periods: cost 0.00, budget 50000.00.",
            "passed: Expenses:P1:Overhead in all periods: cost 0.00, budget 120000.00.",
        ],
    ),
    "9 a line is called by its name": (
        '2014-01-01 open Expenses:P1:Hall\n  name: "Zāle"\n  name-en: "Hall"\n'
        + amended('project" "P1" "Project" 2014-01-01 2026-01-31 882205 EUR')
        + amended('budget" Expenses:P1:Hall "total" 100000 EUR')
        + amended('budget" Expenses:P1:Rent "total" "not-stated"')
        + cost("Hall", "120000"),
        "line-over-budget",
        [
            "error: Hall (Expenses:P1:Hall)" + OVER[16:].format("120000.00", "20000.00").replace("allows 20.0", "allows 0.0"),
            "passed: Expenses:P1:Staff in all periods: cost 0.00, budget 612205.00.",
            "passed: Expenses:P1:Travel in all periods: cost 0.00, budget 50000.00.",
            "passed: Expenses:P1:Overhead in all periods: cost 0.00, budget 120000.00.",
        ],
    ),
    "10 a line is amended to what was spent": (
        cost("Rent", "60000") + amended('budget" Expenses:P1:Rent "total" 60000 EUR', "2014-06-01"),
        "budget-below-spent",
        ["passed: No amendment takes from a line what was spent on it."],
    ),
    "10 a line is amended below it": (
        cost("Rent", "60000") + amended('budget" Expenses:P1:Rent "total" 55000 EUR', "2014-06-01"),
        "budget-below-spent",
        [f"error: {LOWERED}"],
    ),
    "10 and mended by a later amendment": (
        cost("Rent", "60000")
        + amended('budget" Expenses:P1:Rent "total" 55000 EUR', "2014-06-01")
        + amended('budget" Expenses:P1:Rent "total" 60000 EUR', "2014-07-01"),
        "budget-below-spent",
        ["passed: No amendment takes from a line what was spent on it."],
    ),
    "10 what was spent later is the line's overrun, not the amendment's": (
        cost("Rent", "60000", day="2014-07-01") + amended('budget" Expenses:P1:Rent "total" 55000 EUR', "2014-06-01"),
        "budget-below-spent",
        ["passed: No amendment takes from a line what was spent on it."],
    ),
    "11 staff of 110 000 allows 16 500 indirect": (
        OVERHEAD + cost("Staff", "110000") + cost("Overhead", "16500", no="2"),
        "flat-rate-above",
        ["passed: Expenses:P1:Overhead: 16500.00, at most 16500.00 (15.0 % of 110000.00)."],
    ),
    "11 staff of 10 000 allows 1 500 of travel": (
        TRAVEL + cost("Staff", "10000") + cost("Travel", "1500.01", no="2"),
        "flat-rate-above",
        ["error: Expenses:P1:Travel: 1500.01, at most 1500.00 is agreed (15.0 % of 10000.00): 0.01 over."],
    ),
    "11 what is not booked yet is due": (
        TRAVEL + cost("Staff", "10000"),
        "flat-rate-due",
        ["note: Expenses:P1:Travel: the flat rate comes to 1500.00, 0.00 is booked: 1500.00 is due."],
    ),
    "12 staff cut by 5 000 takes 750 back": (
        OVERHEAD + cost("Staff", "110000") + cost("Overhead", "16500", no="2") + cut("5000"),
        "flat-rate-due",
        ["note: Expenses:P1:Overhead: the flat rate comes to 15750.00, 16500.00 is booked: 750.00 is to be taken back."],
    ),
    "12 which is no error until something else is booked on the line": (
        OVERHEAD + cost("Staff", "110000") + cost("Overhead", "16500", no="2") + cut("5000"),
        "flat-rate-above",
        ["passed: Expenses:P1:Overhead: 16500.00, at most 16500.00 (15.0 % of 110000.00)."],
    ),
    "12 and then is one": (
        OVERHEAD
        + cost("Staff", "110000")
        + cost("Overhead", "16500", no="2")
        + cut("5000")
        + cost("Overhead", "1", day="2014-07-01"),
        "flat-rate-above",
        ["error: Expenses:P1:Overhead: 16501.00, at most 15750.00 is agreed (15.0 % of 105000.00): 751.00 over."],
    ),
    "14 volunteers are half of 456 207": (
        rule("in-kind-maximum", "0.50")
        + amended('source" "P1" "OWN" 228103.50 EUR')
        + amended('source" "P1" "VOL" 228103.50 EUR\n  kind: "in-kind"'),
        "in-kind-above",
        [
            "passed: The plan: 228103.50 in kind, at most 228103.50 (50.0 % of 456207.00).",
            "passed: To date: 0.00 in kind, at most 0.00 (50.0 % of 0.00).",
        ],
    ),
    "14 a cent more is planned": (
        rule("in-kind-maximum", "0.50")
        + amended('source" "P1" "OWN" 228103.49 EUR')
        + amended('source" "P1" "VOL" 228103.51 EUR\n  kind: "in-kind"'),
        "in-kind-above",
        [
            "error: The plan: 228103.51 in kind, at most 228103.50 is agreed (50.0 % of 456207.00): 0.01 over.",
            "passed: To date: 0.00 in kind, at most 0.00 (50.0 % of 0.00).",
        ],
    ),
    "14 a cent more is worked": (
        rule("in-kind-maximum", "0.50") + cost("Staff", "654101.49") + cost("Staff", "228103.51", no="2", **VOLUNTEERS),
        "in-kind-above",
        ["error: To date: 228103.51 in kind, at most 228103.50 is agreed (50.0 % of 456207.00): 0.01 over."],
    ),
    "14 what was cut of it counts no more": (
        rule("in-kind-maximum", "0.50") + cost("Staff", "1000", no="2") + cost("Staff", "1000", **VOLUNTEERS) + cut("999.99"),
        "in-kind-above",
        ["passed: To date: 0.01 in kind, at most 258.56 (50.0 % of 517.13)."],
    ),
    "14 measured on all sources": (
        rule("in-kind-maximum", "0.50", 'base: "eligible"') + cost("Staff", "100") + cost("Staff", "100", no="2", **VOLUNTEERS),
        "in-kind-above",
        ["passed: To date: 100.00 in kind, at most 100.00 (50.0 % of 200.00)."],
    ),
    "14 measured on the agreed total": (
        rule("in-kind-maximum", "0.50", 'base: "total"') + cost("Staff", "100", **VOLUNTEERS),
        "in-kind-above",
        ["passed: To date: 100.00 in kind, at most 441102.50 (50.0 % of 882205.00)."],
    ),
    "14 the funders bear what was paid for": (
        rule("grant-without-in-kind", "TRUE")
        + amended('source" "P1" "RD" 425998 EUR\n  rate: "1/2"')
        + cost("Staff", "100")
        + cost("Staff", "100", no="2", **VOLUNTEERS),
        "grant-above-paid",
        ["passed: The funders bear 100.00; the eligible cost without work in kind is 100.00."],
    ),
    "14 and not what was not": (
        rule("grant-without-in-kind", "TRUE")
        + amended('source" "P1" "RD" 425998 EUR\n  rate: "1/2"')
        + cost("Staff", "99.98")
        + cost("Staff", "100", no="2", **VOLUNTEERS),
        "grant-above-paid",
        ["error: The funders bear 99.99, but the eligible cost without work in kind is 99.98: 0.01 over."],
    ),
    "14 where the agreement does not ask it": (
        rule("grant-without-in-kind", "FALSE") + cost("Staff", "100", **VOLUNTEERS),
        "grant-above-paid",
        [],
    ),
    "15 a hall of the neighbours": (
        rule("third-party-in-kind", '"excluded" "warning"') + cost("Rent", "100", **NEIGHBOURS),
        "in-kind-third-party",
        ["warning: Expenses:P1:Rent: 100.00 in kind of a third party is counted."],
    ),
    "15 own volunteers are no third party": (
        rule("third-party-in-kind", '"excluded" "warning"') + cost("Rent", "100", **VOLUNTEERS),
        "in-kind-third-party",
        ["passed: Nothing that third parties gave in kind is counted as a cost."],
    ),
    "15 cut but for 1.00": (
        rule("third-party-in-kind", '"excluded"') + cost("Rent", "100", **NEIGHBOURS) + cut("99", account="Rent"),
        "in-kind-third-party",
        ["warning: Expenses:P1:Rent: 1.00 in kind of a third party is counted."],
    ),
    "15 cut altogether": (
        rule("third-party-in-kind", '"excluded"') + cost("Rent", "100", **NEIGHBOURS) + cut("100", account="Rent"),
        "in-kind-third-party",
        ["passed: Nothing that third parties gave in kind is counted as a cost."],
    ),
    "15 where it is allowed": (
        rule("third-party-in-kind", '"allowed"') + cost("Rent", "100", **NEIGHBOURS),
        "in-kind-third-party",
        [],
    ),
    "16 interest of 33.10": (
        rule("banned-costs", '"interest"') + cost("Staff", "33.10", meta='  cost-kind: "interest"\n'),
        "cost-banned",
        ["error: 33.10 of the kind “interest” on Expenses:P1:Staff; the agreement pays for none."],
    ),
    "16 a banned line": (
        rule("banned-costs", '"interest, Rent" "note"') + cost("Rent", "5"),
        "cost-banned",
        ["note: 5.00 of the kind “Rent” on Expenses:P1:Rent; the agreement pays for none."],
    ),
    "16 cut to 10": (
        rule("banned-costs", '"interest"') + cost("Staff", "33.10", meta='  cost-kind: "interest"\n') + cut("23.10"),
        "cost-banned",
        ["error: 10.00 of the kind “interest” on Expenses:P1:Staff; the agreement pays for none."],
    ),
    "16 cut and given back": (
        rule("banned-costs", '"interest"')
        + cost("Staff", "33.10", meta='  cost-kind: "interest"\n')
        + cut("33.10")
        + cut("-33.10"),
        "cost-banned",
        ["error: 33.10 of the kind “interest” on Expenses:P1:Staff; the agreement pays for none."],
    ),
    "16 cut, parked, or of another kind": (
        rule("banned-costs", '"interest"')
        + cost("Staff", "33.10", meta='  cost-kind: "interest"\n')
        + cut("33.10")
        + cost("Staff", "1", no="2", meta='  cost-kind: "interest"\n').replace("*", "!")
        + cost("Staff", "1", no="3", meta='  cost-kind: "fee"\n'),
        "cost-banned",
        ["passed: No cost of a banned kind is claimed: interest."],
    ),
    "17 tax of 210, 40 % of it deductible": (
        rule("vat-recoverable", "0.40") + cost("Rent", "1210", meta="  vat: 210 EUR\n"),
        "vat-due",
        ["warning: Expenses:P1:Rent: tax 210.00, 84.00 (40.0 %) is recoverable, 0.00 taken out: 84.00 is to be taken out."],
    ),
    "17 taken out, so that 126 of it is eligible": (
        rule("vat-recoverable", "0.40")
        + cost("Staff", "1210", meta="  vat: 210 EUR\n")
        + cut("84", day="2014-12-31").replace('"cut"', '"recoverable-vat"'),
        "vat-due",
        ["passed: Expenses:P1:Staff: tax 210.00, of it 84.00 (40.0 %) is recoverable and was taken out."],
    ),
    "17 too much was taken out, for the document was cut since": (
        rule("vat-recoverable", "0.40")
        + cost("Staff", "1210", meta="  vat: 210 EUR\n")
        + cut("84", day="2014-12-31").replace('"cut"', '"recoverable-vat"')
        + cut("605", day="2015-01-05"),
        "vat-due",
        ["warning: Expenses:P1:Staff: tax 105.00, 42.00 (40.0 %) is recoverable, 84.00 taken out: 42.00 too much."],
    ),
    "17 the tax of one document on two lines is rounded once": (
        rule("vat-recoverable", "0.50")
        + cost("Staff", "1.00", meta="  vat: 0.03 EUR\n")
        + cost("Rent", "1.00", meta="  vat: 0.03 EUR\n"),
        "vat-due",
        [
            "warning: Expenses:P1:Staff: tax 0.03, 0.02 (50.0 %) is recoverable, 0.00 taken out: 0.02 is to be taken out.",
            "warning: Expenses:P1:Rent: tax 0.03, 0.01 (50.0 %) is recoverable, 0.00 taken out: 0.01 is to be taken out.",
        ],
    ),
    "17 tax that is all of the cost": (
        cost("Rent", "2000", meta="  vat: 2000 EUR\n"),
        "cost-value",
        ["passed: Every amount and every date in the metadata of a cost can be read, and no tax is above its cost."],
    ),
    "17 tax above the cost": (
        cost("Rent", "2000", meta="  vat: 2000.01 EUR\n"),
        "cost-value",
        ["error: The tax of a cost is 2000.01, and the cost itself 2000.00."],
    ),
    "17 of which no more than the cost is recovered": (
        rule("vat-recoverable", "1") + cost("Rent", "9", meta="  vat: 10 EUR\n"),
        "vat-due",
        ["warning: Expenses:P1:Rent: tax 9.00, 9.00 (100.0 %) is recoverable, 0.00 taken out: 9.00 is to be taken out."],
    ),
    "17 the tax of a whole document on two lines": (
        on_two_lines("42", "Expenses:P1:Rent"),
        "cost-value",
        ["passed: Every amount and every date in the metadata of a cost can be read, and no tax is above its cost."],
    ),
    "17 one of which states its own": (
        on_two_lines("42", "Expenses:P1:Rent", own="  vat: 21 EUR\n"),
        "cost-value",
        ["error: The tax of a cost is 42.00, and the cost itself 21.00."],
    ),
    "17 or is not eligible": (
        on_two_lines("42.01", "Expenses:Ineligible:P1:Staff"),
        "cost-value",
        ["error: The tax of a cost is 42.01, and the cost itself 42.00."],
    ),
    "17 a tax that is no amount, and a day of payment that is a text": (
        cost("Rent", "10", meta='  vat: "1"\n  paid: "soon"\n'),
        "cost-value",
        ["error: “vat” of a cost is “1”.", "error: “paid” of a cost is “soon”."],
    ),
    "17 a credit note of more tax than amount": (
        cost("Rent", "-10", meta="  vat: 11 EUR\n"),
        "cost-value",
        ["error: The tax of a cost is 11.00, and the cost itself 10.00."],
    ),
    "27 40 visits at 18.50 are 740": (
        VISITS + cost("Staff:Visits", "40 VISIT @ 18.50 EUR", against="Liabilities:Payable:P1  -740 EUR"),
        "unit-price",
        ["passed: 40 VISIT at the approved price make 740.00."],
    ),
    "27 at another price": (
        VISITS + cost("Staff:Visits", "40 VISIT @@ 740.01 EUR", against="Liabilities:Payable:P1  -740.01 EUR"),
        "unit-price",
        ["error: 40 VISIT are booked as 740.01; at the approved 18.50 they are 740.00: 0.01 apart."],
    ),
    "27 at the price of its day": (
        VISITS
        + VISITS.replace("2014-01-01", "2015-01-01").replace("18.50", "20")
        + cost("Staff:Visits", "1 VISIT @ 18.50 EUR", against="Liabilities:Payable:P1  -18.50 EUR")
        + cost("Staff:Visits", "1.5 VISIT @ 20 EUR", day="2015-01-01", against="Liabilities:Payable:P1  -30 EUR"),
        "unit-price",
        ["passed: 2.5 VISIT at the approved price make 48.50."],
    ),
    "27 a fraction of a cent is dropped": (
        VISITS + cost("Staff:Visits", "0.333 VISIT @@ 6.16 EUR", against="Liabilities:Payable:P1  -6.16 EUR"),
        "unit-price",
        ["passed: 0.333 VISIT at the approved price make 6.16."],
    ),
    "27 money without a quantity on the line of the units": (
        VISITS + cost("Staff:Visits", "740"),
        "unit-price",
        ["error: 740.00 on Expenses:P1:Staff:Visits tells no quantity of VISIT."],
    ),
    "28 20 % of 882 205 for management": (
        rule("category-ceiling", "0.20", 'lines: "Overhead, Travel"')
        + cost("Overhead", "126441")
        + cost("Travel", "50000", no="2"),
        "category-above",
        [
            "passed: The plan: Overhead, Travel 170000.00, at most 176441.00 (20.0 % of 882205.00).",
            "passed: To date: Overhead, Travel 176441.00, at most 176441.00 (20.0 % of 882205.00).",
        ],
    ),
    "28 a cent more": (
        rule("category-ceiling", "0.20", 'lines: "Overhead, Travel"')
        + cost("Overhead", "126441")
        + cost("Travel", "50000.01", no="2"),
        "category-above",
        [
            "error: To date: Overhead, Travel 176441.01, at most 176441.00 is agreed (20.0 % of 882205.00): 0.01 over.",
            "passed: The plan: Overhead, Travel 170000.00, at most 176441.00 (20.0 % of 882205.00).",
        ],
    ),
    "28 of the cost to date": (
        rule("category-ceiling", "0.20", 'lines: "Overhead"', 'base: "eligible"')
        + cost("Staff", "80")
        + cost("Overhead", "20", no="2"),
        "category-above",
        ["passed: To date: Overhead 20.00, at most 20.00 (20.0 % of 100.00)."],
    ),
    "28 of another line": (
        rule("category-ceiling", "0.20", 'lines: "Overhead"', 'base: "Staff"')
        + cost("Staff", "80")
        + cost("Overhead", "20", no="2"),
        "category-above",
        ["error: To date: Overhead 20.00, at most 16.00 is agreed (20.0 % of 80.00): 4.00 over."],
    ),
    "28 of a total that is not stated nothing can be said": (
        amended('project" "P1" "Project" 2014-01-01 2026-01-31 "not-stated"')
        + rule("category-ceiling", "0.20", 'lines: "Overhead"')
        + cost("Overhead", "20"),
        "category-above",
        [],
    ),
    "3 a ceiling that is not stated": (
        amended('source" "P1" "RD" "not-stated"') + claim("1"),
        "source-over-ceiling",
        [],
    ),
    "6 of sources that are not stated only what is booked is known": (
        rule("own-minimum", "0.05") + amended('source" "P1" "RD" "not-stated"') + cost("Staff", "100") + claim("95.01"),
        "own-below-minimum",
        ["error: To date: own contribution 4.99, at least 5.00 is agreed (5.0 % of 100.00): 0.01 is missing."],
    ),
    "6 before the first cost, of a total that is not stated, nothing is compared": (
        rule("own-minimum", "0.05") + amended('project" "P1" "Project" 2014-01-01 2026-01-31 "not-stated"'),
        "own-below-minimum",
        [],
    ),
    "10 what is in another currency is another finding's": (
        cost("Rent", "60000 LVL") + amended('budget" Expenses:P1:Rent "total" 55000 EUR', "2014-06-01"),
        "budget-below-spent",
        ["passed: No amendment takes from a line what was spent on it."],
    ),
    "14 measured on a total that is not stated": (
        rule("in-kind-maximum", "0.50", 'base: "total"')
        + amended('project" "P1" "Project" 2014-01-01 2026-01-31 "not-stated"'),
        "in-kind-above",
        [],
    ),
    "27 a price that is no amount": (
        VISITS.replace("18.50 EUR", "18.50") + cost("Staff:Visits", "740"),
        "unit-price",
        [],
    ),
}


@pytest.mark.parametrize("name", FIGURES)
def test_the_figures_come_out_to_the_cent(name: str) -> None:
    ledger, code, expected = FIGURES[name]
    assert said(ledger, code) == expected


BOTH = amended('source" "P1" "OWN" 356207 EUR') + amended('source" "P1" "EU" 100000 EUR\n  rate: 0.5')

TERMS: dict[str, tuple[str, str, list[str]]] = {
    "lines that the project has": (
        amended('source" "P1" "RD" 425998 EUR\n  lines: "Staff, Rent"'),
        "source-lines",
        ["passed: Every line that a source or a rule names is a line of the project."],
    ),
    "a line that it has not": (
        amended('source" "P1" "RD" 425998 EUR\n  lines: "Staff, Rents"'),
        "source-lines",
        ["error: “Rents” is no line of the project."],
    ),
    "lines of rules and of their bases": (
        rule("flat-rate", "0.15", 'lines: "Overheads"', 'base: "Stuff"')
        + rule("category-ceiling", "1", 'lines: "Rent"', 'base: "total"'),
        "source-lines",
        ["error: “Overheads” is no line of the project.", "error: “Stuff” is no line of the project."],
    ),
    "a cost charged to a source": (
        cost("Rent", "10", meta='  funder: "RD"\n') + cost("Rent", "10", meta='  funder: "OWN"\n', no="2"),
        "funder-unknown",
        ["passed: Every funder that a cost, a rule or an instalment names is a source of the project and bears it."],
    ),
    "a cost charged to nobody known": (
        cost("Rent", "10", meta='  funder: "RC"\n'),
        "funder-unknown",
        ["error: Expenses:P1:Rent is charged to “RC”, no source of the project."],
    ),
    "a cost charged to a source that does not cover it": (
        amended('source" "P1" "RD" 425998 EUR\n  lines: "Staff"') + cost("Rent", "10", meta='  funder: "RD"\n'),
        "funder-unknown",
        ["error: Expenses:P1:Rent is charged to “RD”, which does not bear it on 2014-05-05."],
    ),
    "a cost charged to a source that no longer pays; its cut is judged with it": (
        amended('source" "P1" "RD" 425998 EUR\n  valid-to: 2014-05-31')
        + cost("Staff", "10", meta='  funder: "RD"\n')
        + cut("5").replace('"row-1"', '"row-1"\n  funder: "RD"')
        + cost("Rent", "10", meta='  funder: "RD"\n', day="2014-06-01"),
        "funder-unknown",
        ["error: Expenses:P1:Rent is charged to “RD”, which does not bear it on 2014-06-01."],
    ),
    "rules and instalments of nobody known": (
        rule("payment-ceiling", "0.9", 'funder: "RC"')
        + amended('instalment" "P1" "EU" "1" 2014-03-01 10 EUR')
        + amended('instalment" "P1" "RD" "1" 2014-03-01 10 EUR'),
        "funder-unknown",
        ["error: “RC” is no source of the project.", "error: “EU” is no source of the project."],
    ),
    "two sources that bear the whole together": (
        BOTH.replace("0.5", '"456207/882205"'),
        "source-rates",
        ["passed: No euro is borne more than once by sources that are used together."],
    ),
    "two sources that bear more than the whole of a line": (
        BOTH.replace("0.5", '0.6\n  lines: "Rent"'),
        "source-rates",
        ["error: RD, EU together bear 108.3 % of Expenses:P1:Rent."],
    ),
    "one after the other they may": (
        BOTH.replace("0.5", "0.6\n  order: 1"),
        "source-rates",
        ["passed: No euro is borne more than once by sources that are used together."],
    ),
    "one after the other in time they may": (
        amended('source" "P1" "RD" 425998 EUR\n  valid-to: 2014-12-31') + BOTH.replace("0.5", "0.6\n  valid-from: 2015-01-01"),
        "source-rates",
        ["passed: No euro is borne more than once by sources that are used together."],
    ),
    "a ceiling above the budget of the source's lines": (
        amended('source" "P1" "RD" 425998 EUR\n  lines: "Rent"'),
        "source-rates",
        ["error: RD together bear 426.0 % of Expenses:P1:Rent."],
    ),
    "a source that must not be used up": (
        amended('source" "P1" "RD" 10 EUR\n  rate: "1/2"\n  exhausted: "error"') + cost("Rent", "20.01"),
        "source-exhausted",
        ["passed: RD can bear its part, 10.00 of at most 10.00."],
    ),
    "a source that is": (
        amended('source" "P1" "RD" 10 EUR\n  rate: "1/2"\n  exhausted: "error"') + cost("Rent", "20.02"),
        "source-exhausted",
        ["error: RD is exhausted: its part is 10.01, its ceiling 10.00; own funds bear 0.01."],
    ),
    "a source that may be": (
        amended('source" "P1" "RD" 10 EUR\n  rate: "1/2"\n  exhausted: "own"') + cost("Rent", "20.02"),
        "source-exhausted",
        [],
    ),
}


@pytest.mark.parametrize("name", TERMS)
def test_the_terms_of_sources_fit_together(name: str) -> None:
    ledger, code, expected = TERMS[name]
    assert said(ledger, code) == expected


def typed(made: str, line: str) -> str:
    """Write an entry without a document that says that it was computed."""
    return f'2014-12-31 * "Typed"\n  made: "{made}"\n  Expenses:P1:{line}  1 EUR\n  Liabilities:Payable:P1\n'


BY_HAND = "error: An entry on {} says “made: {}”, but was typed by hand."
MADE: dict[str, tuple[str, list[str]]] = {
    "a flat rate on a line of none": (typed("flat-rate", "Rent"), [BY_HAND.format("Expenses:P1:Rent", "flat-rate")]),
    "a flat rate on its line": (OVERHEAD + typed("flat-rate", "Overhead"), []),
    "a flat rate on its line, and another line in it": (
        OVERHEAD + typed("flat-rate", "Overhead").replace("Liabilities:Payable:P1", "Expenses:P1:Rent"),
        [BY_HAND.format("Expenses:P1:Rent", "flat-rate")],
    ),
    "a cut": (typed("cut", "Rent"), [BY_HAND.format("Expenses:P1:Rent", "cut")]),
    "recoverable tax on the line of a flat rate": (
        OVERHEAD + typed("recoverable-vat", "Overhead"),
        [BY_HAND.format("Expenses:P1:Overhead", "recoverable-vat")],
    ),
    "a claim, told once": (
        claim("1").replace("\n", '\n  made: "co-financing"\n', 1),
        [BY_HAND.format("Income:CoFinancing:RD:P1", "co-financing")],
    ),
    "a word that is none": (typed("dinner", "Rent"), [BY_HAND.format("Expenses:P1:Rent", "dinner")]),
    "a claim that says nothing": (claim("1"), []),
    "a cost that says that nothing made it": (cost("Rent", "1", meta='  made: ""\n'), []),
}


@pytest.mark.parametrize("name", MADE)
def test_nobody_types_that_an_entry_was_computed(name: str) -> None:
    ledger, expected = MADE[name]
    assert said(ledger, "made-by-hand") == (
        expected or ["passed: What says that it was computed stands where closings, cuts and settlements write it."]
    )


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("closings/P1/000001-cut.beancount", []),
        ("closings/P2/000001-cut.beancount", ["made-by-hand"]),
        ("closings/000001-cut.beancount", ["made-by-hand"]),
        ("closings/P1/more/000001-cut.beancount", ["made-by-hand"]),
        ("imported/closings/P1/000001-cut.beancount", ["made-by-hand"]),
        ("projects/P1.beancount", ["made-by-hand"]),
    ],
)
def test_what_was_computed_stands_in_the_closings_of_its_project(file: str, told: list[str], tmp_path: Path) -> None:
    path = tmp_path / "ledger" / file
    path.parent.mkdir(parents=True)
    path.write_text(P1 + typed("cut", "Rent"), encoding="utf-8")
    (tmp_path / books.MAIN).write_text(f'include "{file}"\n', encoding="utf-8")
    found = checks.run(books.load(tmp_path), date(2026, 6, 30))
    assert [one.code for one in found if one.code == "made-by-hand"] == told


def test_the_ceiling_cuts_what_the_rate_gives() -> None:
    """The example of rule 3: 900 000 at the exact rate are 434 590.82, of which the ceiling leaves 425 998.00."""
    loaded = load(cost("Staff", "900000"))
    agreement = loaded.agreements["P1"].at(date(2014, 12, 31))
    assert agreement is not None
    (city,) = shares.of(agreement, loaded.facts["P1"], date(2014, 12, 31)).sources
    assert (city.wanted, city.earned) == (434_590_82, 425_998_00)


def test_a_finding_names_its_amounts_what_it_is_about_and_the_entries_behind_it() -> None:
    ledger = OVERHEAD + cost("Staff", "100") + cost("Overhead", "10", no="7/2014") + cost("Overhead", "6", no="8/2014")
    found = finding(ledger, "flat-rate-above")
    first = len(P1.splitlines())
    assert found.limits == Limits(15_00, 16_00)
    assert found.scope == ("Expenses:P1:Overhead",)
    assert [(one.document_no, one.cents, one.place.line - first) for one in found.behind] == [
        ("7/2014", 10_00, 14),
        ("8/2014", 6_00, 20),
    ]


def test_an_agreement_makes_a_rule_less_severe() -> None:
    ledger = OVERHEAD.replace("0.15", '0.15 "note"') + cost("Overhead", "1")
    assert [line.partition(":")[0] for line in said(ledger, "flat-rate-above")] == ["note"]


def test_an_exception_lowers_what_it_names_up_to_its_amount() -> None:
    ledger = rule("banned-costs", '"interest"') + cost("Staff", "33.10", meta='  cost-kind: "interest"\n')
    waiver = '2014-06-01 custom "grant-waiver" "P1" "cost-banned" "1" {} EUR\n  by: "A. Ozols"\n  reason: "Agreed by letter"\n'
    assert [line.partition(":")[0] for line in said(ledger + waiver.format("33.10"), "cost-banned")] == ["note"]
    assert [line.partition(":")[0] for line in said(ledger + waiver.format("33.09"), "cost-banned")] == ["error"]


def test_the_page_on_the_rules_shows_every_rule_that_an_agreement_may_set() -> None:
    page = (Path(__file__).parent.parent / "docs" / "agreement-rules.md").read_text(encoding="utf-8")
    assert [name for name in RULES if f"`{name}`" not in page] == []

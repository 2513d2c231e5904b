"""The rules on documents, payments and deadlines: each with its figures, what it accepts and what it refuses side by side.

The figures are those that the agreements and systems give from which the rules were taken; where none is given, a cent decides.
"""

import csv
import io
import json
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from beancount import loader
from rich.cells import cell_len

from riga_grants import books
from riga_grants import checks
from riga_grants import interchange
from riga_grants import text
from riga_grants.checks import Examined
from riga_grants.checks import money
from riga_grants.cli import run
from riga_grants.errors import Behind
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Place
from riga_grants.errors import text as words
from riga_grants.names import finding

MINE = {
    *("double-funding", "document-differs", "evidence-missing", "payments-above-ceiling", "instalments-over-ceiling"),
    *("received-before-due", "instalment-late", "advance-overdrawn", "cash-below-minimum", "profit", "small-recovery"),
    *("fx-rate", "records-kept", "report-late", "repayment-late"),
}
P1 = """
2014-01-01 open Assets:Cash
2014-01-01 open Assets:Bank:P1 EUR
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Income:InKind:P1 EUR
2014-01-01 open Income:Revenue:P1 EUR
2014-01-01 open Expenses:P1:Staff
2014-01-01 open Expenses:P1:Rent
2014-01-01 open Expenses:Ineligible:P1:Staff
2014-01-01 open Liabilities:Advance:RD:P1 EUR
2014-01-01 open Assets:Receivable:RD:P1 EUR
2014-01-01 open Liabilities:Repayable:RD:P1 EUR
2014-01-01 open Income:CoFinancing:RD:P1 EUR
2014-01-01 custom "grant-project" "P1" "Family support" 2014-01-01 2016-12-31 882205 EUR
2014-01-01 custom "grant-source" "P1" "RD" 425998 EUR
2014-01-01 custom "grant-source" "P1" "SOS" 456207 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2016" 2016-01-01 2016-12-31
"""
P2 = """
2014-01-01 open Liabilities:Payable:P2
2014-01-01 open Expenses:P2:Staff
2014-01-01 custom "grant-project" "P2" "Another project" 2014-01-01 2016-12-31 10000 EUR
2014-01-01 custom "grant-source" "P2" "EU" 10000 EUR
"""
APPROVED = '2017-02-01 custom "grant-period-state" "P1" "2016" "approved"\n'


def read(ledger: str, root: str = "books") -> books.Books:
    entries, errors, _ = loader.load_string(ledger)
    assert errors == []
    agreements, facts, found = books.digest(entries)
    assert found == []
    return books.Books(Path(root), entries, {}, agreements, facts, ())


def examined(ledger: str, day: date, also: Mapping[str, str] = {}) -> Examined:
    return checks.examine(read(ledger), day, [read(other, root) for root, other in also.items()])


def told(ledger: str, day: date, also: Mapping[str, str] = {}) -> list[Finding]:
    return [found for found in examined(ledger, day, also).findings if found.code in MINE]


def in_short(found: Finding) -> tuple[str, str, str]:
    """Give a finding's severity and code, and what is allowed and there, in cents."""
    limits = "" if found.limits is None else f"{found.limits.limit} {found.limits.actual}"
    return str(found.severity), found.code, limits


def cost(number: str, cents: str, *said: str, line: str = "P1:Staff", day: str = "2014-03-01", flag: str = "*") -> str:
    """Write a cost of a document; `said` are more lines of metadata."""
    head = f'{day} {flag} "SIA Nams" "A cost"\n  document-no: "{number}"\n  document-date: 2014-03-01\n  issuer: "SIA Nams"\n'
    more = "".join(f"  {line}\n" for line in said)
    return f"{head}{more}  Expenses:{line}  {cents} EUR\n  Liabilities:Payable:{line[:2]}\n"


def moved(day: str, account: str, amount: str, against: str = "Assets:Cash") -> str:
    return f'{day} * "Money moves"\n  {account}  {amount} EUR\n  {against}\n'


def paid(day: str, amount: str) -> str:
    """Write a payment of the city."""
    return moved(day, "Liabilities:Advance:RD:P1", f"-{amount}")


def rule(name: str, value: str, *more: str) -> str:
    return f'2014-01-01 custom "grant-rule" "P1" "{name}" {value}\n' + "".join(f"  {line}\n" for line in more)


def instalment(number: int, due: str, amount: str, *more: str) -> str:
    return f'2014-01-01 custom "grant-instalment" "P1" "RD" "{number}" {due} {amount} EUR\n' + "".join(
        f"  {line}\n" for line in more
    )


def state(day: str, period: str, said: str) -> str:
    return f'{day} custom "grant-period-state" "P1" "{period}" "{said}"\n'


TOTAL = "document-total: 1200 EUR"
REVERSED = """
2014-04-01 * "SIA Nams" "A cost"
  document-no: "A-1"
  document-date: 2014-03-01
  issuer: "SIA Nams"
  reverses: "row-1"
  Expenses:P1:Staff  -800 EUR
  Liabilities:Payable:P1
"""
CUT = """
2014-04-01 * "SIA Nams" "Cut"
  document-no: "A-1"
  document-date: 2014-03-01
  issuer: "SIA Nams"
  made: "cut"
  Expenses:P1:Staff  -180 EUR
  Expenses:Ineligible:P1:Staff  180 EUR
"""
DOLLARS = "2014-02-01 price USD 0.72 EUR\n2014-02-02 price USD 0.74 EUR\n2015-01-01 price USD 0.90 EUR\n"
FROM_A_FILE = ('source-file: "a.xlsx"', 'source-sha256: "12"')

CASES: dict[str, tuple[str, str, set[tuple[str, str, str]]]] = {
    # rule 13: no document is paid for twice
    "P1 800 and P2 500 of an invoice of 1 200 are 100 too much": (
        P1 + P2 + cost("A-1", "800", TOTAL) + cost("A-1", "500", TOTAL, line="P2:Staff"),
        "2014-12-31",
        {("error", "double-funding", "120000 130000")},
    ),
    "P1 800 and P2 400 are all of it": (
        P1 + P2 + cost("A-1", "800", TOTAL) + cost("A-1", "400", TOTAL, line="P2:Staff"),
        "2014-12-31",
        set(),
    ),
    "a total that one of the two states is the total of both": (
        P1 + P2 + cost("A-1", "800", TOTAL) + cost("Nr. A 1", "400.01", line="P2:Staff"),
        "2014-12-31",
        {("error", "double-funding", "120000 120001")},
    ),
    "without a total one document in two projects is one too many": (
        P1 + P2 + cost("A-1", "800") + cost("A-1", "400", line="P2:Staff"),
        "2014-12-31",
        {("error", "double-funding", "80000 120000")},
    ),
    "a document in one project may stand on several lines": (
        P1 + cost("A-1", "800") + cost("A-1", "400", line="P1:Rent"),
        "2014-12-31",
        set(),
    ),
    "but not above its total": (
        P1 + cost("A-1", "800", TOTAL) + cost("A-1", "400.01", TOTAL, line="P1:Rent"),
        "2014-12-31",
        {("error", "double-funding", "120000 120001")},
    ),
    "of several totals the smallest holds, and the difference is told": (
        P1 + cost("A-1", "800", TOTAL) + cost("A-1", "400.01", "document-total: 1300 EUR", line="P1:Rent"),
        "2014-12-31",
        {("error", "double-funding", "120000 120001"), ("error", "document-differs", "120000 130000")},
    ),
    "the same row twice": (
        P1 + cost("A-1", "100") + cost("A-1", "100"),
        "2014-12-31",
        {("error", "double-funding", "10000 20000")},
    ),
    "two rows of one file are two costs": (
        P1 + cost("A-1", "100", *FROM_A_FILE) + cost("A-1", "100", *FROM_A_FILE),
        "2014-12-31",
        set(),
    ),
    "a third one that another file brings is one too many": (
        P1 + cost("A-1", "100", *FROM_A_FILE) * 2 + cost("A-1", "100", 'source-file: "b.xlsx"', 'source-sha256: "13"'),
        "2014-12-31",
        {("error", "double-funding", "10000 20000")},
    ),
    "a cost that was reversed and booked again stands once": (
        P1 + cost("A-1", "800", 'issuer-reg: "40003"') + REVERSED + cost("A-1", "800", 'issuer-reg: "40003"'),
        "2014-12-31",
        set(),
    ),
    "one that was reversed may stand elsewhere": (
        P1 + P2 + cost("A-1", "800") + REVERSED + cost("A-1", "800", line="P2:Staff"),
        "2014-12-31",
        set(),
    ),
    "what was cut of a document is free again": (
        P1 + P2 + cost("A-1", "800", TOTAL) + CUT + cost("A-1", "580", TOTAL, line="P2:Staff"),
        "2014-12-31",
        set(),
    ),
    "and a cent more is not": (
        P1 + P2 + cost("A-1", "800", TOTAL) + CUT + cost("A-1", "580.01", TOTAL, line="P2:Staff"),
        "2014-12-31",
        {("error", "double-funding", "120000 120001")},
    ),
    "a parked cost counts: it was registered to be declared": (
        P1 + P2 + cost("A-1", "800", TOTAL, flag="!") + cost("A-1", "500", TOTAL, line="P2:Staff"),
        "2014-12-31",
        {("error", "double-funding", "120000 130000")},
    ),
    "another company with another number has its own invoice A-1": (
        P1 + P2 + cost("A-1", "800", 'issuer-reg: "40003"') + cost("A-1", "800", 'issuer-reg: "40004"', line="P2:Staff"),
        "2014-12-31",
        set(),
    ),
    "a name without its number is the company's, where there is one of that name": (
        P1 + P2 + cost("A-1", "800", 'issuer-reg: "40003"') + cost("A-1", "800", line="P2:Staff"),
        "2014-12-31",
        {("error", "double-funding", "80000 160000")},
    ),
    "what names no issuer is compared with nothing": (
        P1 + P2 + (cost("A-1", "800") + cost("A-1", "800", line="P2:Staff")).replace("SIA Nams", ""),
        "2014-12-31",
        set(),
    ),
    "a credit note within its total": (P1 + cost("K-1", "-100", "document-total: -100 EUR"), "2014-12-31", set()),
    "a credit note beyond it": (
        P1 + cost("K-1", "-100.01", "document-total: -100 EUR"),
        "2014-12-31",
        {("error", "document-differs", "-10001 -10000")},
    ),
    "a cost in another currency is no part of it": (
        P1 + P2 + cost("A-1", "800") + cost("A-1", "400", line="P2:Staff").replace("400 EUR", "400 USD"),
        "2014-12-31",
        set(),
    ),
    "an agreement may make it a warning": (
        P1 + cost("A-1", "100") + cost("A-1", "100") + rule("double-funding", 'TRUE "warning"'),
        "2014-12-31",
        {("warning", "double-funding", "10000 20000")},
    ),
    # rule 25: declared, booked, document
    "1 200.00 declared, 1 200.00 booked, 1 020.00 on the document": (
        P1 + cost("A-1", "1200", "declared: 1200 EUR", "document-total: 1020 EUR"),
        "2014-12-31",
        {("error", "document-differs", "102000 120000")},
    ),
    "180.00 of it cut": (
        P1 + cost("A-1", "1200", "declared: 1200 EUR", "document-total: 1020 EUR") + CUT,
        "2014-12-31",
        set(),
    ),
    "more declared than booked": (
        P1 + cost("A-1", "1020", "declared: 1200 EUR", TOTAL),
        "2014-12-31",
        {("error", "document-differs", "102000 120000")},
    ),
    "declared after the cut": (P1 + cost("A-1", "800", "declared: 620 EUR") + CUT, "2014-12-31", set()),
    "declared on two lines, one of them wrong": (
        P1 + cost("A-1", "800", "declared: 800 EUR") + cost("A-1", "100", "declared: 99.99 EUR", line="P1:Rent"),
        "2014-12-31",
        {("error", "document-differs", "9999 10000")},
    ),
    "a share of a document, all of it declared": (
        P1 + cost("A-1", "800", "declared: 800 EUR", TOTAL),
        "2014-12-31",
        set(),
    ),
    # rule 26: evidence
    "all evidence there": (
        P1
        + rule("evidence", '"paid, document, vat, issuer-reg"', 'source: "agreement"')
        + cost("A-1", "121", "paid: 2014-03-02", 'document: "a.pdf"', "vat: 21 EUR", 'issuer-reg: "40003"'),
        "2014-12-31",
        set(),
    ),
    "no file": (
        P1 + rule("evidence", '"paid, document" "warning"') + cost("A-1", "121", "paid: 2014-03-02"),
        "2014-12-31",
        {("warning", "evidence-missing", "")},
    ),
    "a word is no day, and a number no amount": (
        P1 + rule("evidence", '"paid, vat"') + cost("A-1", "121", 'paid: "soon"', "vat: 21"),
        "2014-12-31",
        {("warning", "evidence-missing", "")},
    ),
    "nobody is paid for work in kind": (
        P1
        + rule("evidence", '"paid, document, vat"')
        + cost("A-1", "121", 'document: "a.pdf"').replace("Liabilities:Payable:P1", "Income:InKind:P1"),
        "2014-12-31",
        set(),
    ),
    "but it has a document": (
        P1 + rule("evidence", '"document"') + cost("A-1", "121").replace("Liabilities:Payable:P1", "Income:InKind:P1"),
        "2014-12-31",
        {("warning", "evidence-missing", "")},
    ),
    "a rule that is written wrongly asks for nothing": (
        P1 + rule("evidence", '"scan"') + cost("A-1", "121"),
        "2014-12-31",
        set(),
    ),
    # rule 18: payments before the final report
    "383 398.20 is 90 % of 425 998.00": (
        P1 + rule("payment-ceiling", "0.90") + paid("2014-02-01", "383398.20"),
        "2014-12-31",
        set(),
    ),
    "a cent more": (
        P1 + rule("payment-ceiling", "0.90") + paid("2014-02-01", "383398.20") + paid("2014-03-01", "0.01"),
        "2014-12-31",
        {("error", "payments-above-ceiling", "38339820 38339821")},
    ),
    "the rest comes after the final report": (
        P1 + rule("payment-ceiling", "0.90") + paid("2017-02-02", "425998") + APPROVED,
        "2017-03-01",
        set(),
    ),
    "what went back does not count": (
        P1 + rule("payment-ceiling", "0.90") + paid("2014-02-01", "400000") + paid("2014-03-01", "-20000"),
        "2014-12-31",
        set(),
    ),
    "a rule for one funder goes before the rule for all": (
        P1 + rule("payment-ceiling", "0.90") + rule("payment-ceiling", "0.50", 'funder: "RD"') + paid("2014-02-01", "213000"),
        "2014-12-31",
        {("error", "payments-above-ceiling", "21299900 21300000")},
    ),
    # rule 20: the plan of instalments
    "due 60 000, paid 60 000": (
        P1 + instalment(1, "2014-02-01", "60000") + paid("2014-02-01", "60000"),
        "2014-02-01",
        set(),
    ),
    "a request for 1 more": (
        P1 + instalment(1, "2014-02-01", "60000") + paid("2014-02-01", "60000") + paid("2014-02-02", "1"),
        "2014-02-02",
        {("warning", "received-before-due", "6000000 6000100")},
    ),
    "which is due by then": (
        P1
        + instalment(1, "2014-02-01", "60000")
        + instalment(2, "2014-02-02", "1")
        + paid("2014-02-01", "60000")
        + paid("2014-02-02", "1"),
        "2014-02-02",
        set(),
    ),
    "instalments that sum to the ceiling": (
        P1 + instalment(1, "2020-01-01", "425000") + instalment(2, "2020-06-01", "998"),
        "2014-12-31",
        set(),
    ),
    "and a cent above": (
        P1 + instalment(1, "2020-01-01", "425000") + instalment(2, "2020-06-01", "998.01"),
        "2014-12-31",
        {("error", "instalments-over-ceiling", "42599800 42599801")},
    ),
    "an instalment is late on the day after": (
        P1 + instalment(1, "2014-02-01", "60000") + paid("2014-02-01", "59999.99"),
        "2014-02-02",
        {("warning", "instalment-late", "6000000 5999999")},
    ),
    "not on its day": (P1 + instalment(1, "2014-02-01", "60000"), "2014-02-01", set()),
    "nor before its report is approved": (
        P1 + instalment(1, "2014-02-01", "60000", 'after-report: "2014"') + state("2014-02-02", "2014", "submitted"),
        "2014-03-01",
        set(),
    ),
    "but then": (
        P1 + instalment(1, "2014-02-01", "60000", 'after-report: "2014"') + state("2014-02-02", "2014", "approved"),
        "2014-03-01",
        {("warning", "instalment-late", "6000000 0")},
    ),
    "a ceiling that is not stated limits no plan": (
        P1
        + '2014-01-01 open Liabilities:Advance:EU:P1\n2014-01-02 custom "grant-source" "P1" "EU" "not-stated"\n'
        + instalment(1, "2020-01-01", "99999999").replace('"RD"', '"EU"')
        + rule("payment-ceiling", "0.90"),
        "2014-12-31",
        set(),
    ),
    # rule 21: settlements and the advance
    "49 495.06 settled of 60 000": (
        P1
        + paid("2014-02-01", "60000")
        + moved("2014-03-31", "Liabilities:Advance:RD:P1", "49495.06", "Income:CoFinancing:RD:P1"),
        "2014-12-31",
        set(),
    ),
    "a cent above the advance": (
        P1
        + paid("2014-02-01", "60000")
        + moved("2014-03-31", "Liabilities:Advance:RD:P1", "60000.01", "Income:CoFinancing:RD:P1"),
        "2014-12-31",
        {("error", "advance-overdrawn", "6000000 6000001")},
    ),
    # rule 22: the bank account
    "a bank account at zero": (
        P1
        + rule("cash-minimum", "0 EUR")
        + moved("2014-02-01", "Assets:Bank:P1", "10")
        + moved("2014-02-02", "Assets:Bank:P1", "-10"),
        "2014-12-31",
        set(),
    ),
    "a cent below, though the money came later": (
        P1
        + rule("cash-minimum", "0 EUR")
        + moved("2014-02-01", "Assets:Bank:P1", "10")
        + moved("2014-02-02", "Assets:Bank:P1", "-10.01")
        + moved("2014-02-03", "Assets:Bank:P1", "10"),
        "2014-12-31",
        {("warning", "cash-below-minimum", "0 -1")},
    ),
    "what is paid and received on one day is not told apart": (
        P1
        + rule("cash-minimum", "0 EUR")
        + moved("2014-02-01", "Assets:Bank:P1", "-10")
        + moved("2014-02-01", "Assets:Bank:P1", "10"),
        "2014-12-31",
        set(),
    ),
    # rule 23: no profit
    "profit 100 000 × 58.82 %": (
        P1
        + '2014-01-02 custom "grant-project" "P1" "Family support" 2014-01-01 2016-12-31 1700000 EUR\n'
        + '2014-01-02 custom "grant-source" "P1" "RD" 1000000 EUR\n'
        + '2014-01-02 custom "grant-source" "P1" "SOS" 700000 EUR\n'
        + cost("A-1", "1700000")
        + moved("2014-06-01", "Income:Revenue:P1", "-800000")
        + rule("no-profit", "0.5882", 'note: "the funder\'s part of the cost"'),
        "2014-12-31",
        {("note", "profit", "170000000 180000000")},
    ),
    "grant and revenue that come to the cost": (
        P1 + cost("A-1", "1000") + moved("2014-06-01", "Income:Revenue:P1", "-517.13") + rule("no-profit", "0.5882"),
        "2014-12-31",
        set(),
    ),
    "grant and revenue a cent above the cost": (
        P1 + cost("A-1", "1000") + moved("2014-06-01", "Income:Revenue:P1", "-517.14") + rule("no-profit", "0.5882"),
        "2014-12-31",
        {("note", "profit", "100000 100001")},
    ),
    # rule 30: the average rate of the period
    "100 USD at the average of 0.72 and 0.74": (
        P1 + DOLLARS + rule("fx-tolerance", "0.005") + cost("A-1", "73.36", 'amount-original: "100.00 USD"'),
        "2014-12-31",
        set(),
    ),
    "half a per cent off and a cent": (
        P1 + DOLLARS + rule("fx-tolerance", "0.005") + cost("A-1", "73.37", 'amount-original: "100.00 USD"'),
        "2014-12-31",
        {("warning", "fx-rate", "7300 7337")},
    ),
    "a cost posted in dollars": (
        P1 + DOLLARS + rule("fx-tolerance", '0 "warning"') + cost("A-1", "10").replace("10 EUR", "100 USD @@ 74 EUR"),
        "2014-12-31",
        {("warning", "fx-rate", "7300 7400")},
    ),
    "rounded to the cent": (
        P1 + DOLLARS + rule("fx-tolerance", "0") + cost("A-1", "0.74", "amount-original: 1.01 USD"),
        "2014-12-31",
        set(),
    ),
    "a rate that is published the other way round": (
        P1
        + "2013-12-31 price EUR 0.702804 LVL\n"
        + rule("fx-tolerance", "0")
        + cost("A-1", "142.29", 'amount-original: "100.00 LVL"'),
        "2014-12-31",
        set(),
    ),
    "no rate": (
        P1 + rule("fx-tolerance", "0.005") + cost("A-1", "73", 'amount-original: "100.00 USD"'),
        "2014-12-31",
        {("warning", "fx-rate", "")},
    ),
    "visits are no currency, words no amount, and what was not converted has no rate": (
        P1
        + rule("fx-tolerance", "0")
        + cost("A-1", "10").replace("10 EUR", "40 VISIT @ 18.50 EUR")
        + cost("A-2", "10", 'amount-original: "a hundred"')
        + cost("A-3", "10", 'amount-original: "10.00 EUR"')
        + cost("A-4", "10").replace("10 EUR", "10 USD"),
        "2014-12-31",
        set(),
    ),
    # rule 29: small recoveries
    "180 may stay": (
        P1 + rule("small-recovery", "250 EUR") + moved("2016-12-31", "Liabilities:Repayable:RD:P1", "-180"),
        "2017-01-01",
        {("note", "small-recovery", "25000 18000")},
    ),
    "249.99 too": (
        P1 + rule("small-recovery", "250 EUR") + moved("2016-12-31", "Liabilities:Repayable:RD:P1", "-249.99"),
        "2017-01-01",
        {("note", "small-recovery", "25000 24999")},
    ),
    "250 does not": (
        P1 + rule("small-recovery", "250 EUR") + moved("2016-12-31", "Liabilities:Repayable:RD:P1", "-250"),
        "2017-01-01",
        set(),
    ),
    "what went back is no more to be returned": (
        P1
        + rule("small-recovery", "250 EUR")
        + moved("2016-12-31", "Liabilities:Repayable:RD:P1", "-180")
        + moved("2017-01-01", "Liabilities:Repayable:RD:P1", "180"),
        "2017-01-01",
        set(),
    ),
    "a small recovery of no amount is none": (
        P1 + rule("small-recovery", "250") + moved("2016-12-31", "Liabilities:Repayable:RD:P1", "-180"),
        "2017-01-01",
        set(),
    ),
    # rule 32: keep records
    "records are kept from the day after the project's end": (
        P1 + rule("retention-years", "5"),
        "2017-01-01",
        {("note", "records-kept", "")},
    ),
    "nobody need be told before": (P1 + rule("retention-years", "5"), "2016-12-31", set()),
    "for five years": (P1 + rule("retention-years", "5"), "2021-12-31", {("note", "records-kept", "")}),
    "and not longer": (P1 + rule("retention-years", "5"), "2022-01-01", set()),
    "unless the last payment came later": (
        P1 + rule("retention-years", "5") + paid("2017-03-15", "100"),
        "2022-03-15",
        {("note", "records-kept", "")},
    ),
    "of years that are none, none": (P1 + rule("retention-years", "0.5"), "2017-01-01", set()),
    # reports and repayments in time
    "a report is due 30 days after the period": (P1 + rule("report-days", "30"), "2015-01-30", set()),
    "a day later it is late": (P1 + rule("report-days", "30"), "2015-01-31", {("warning", "report-late", "")}),
    "unless it was handed in": (
        P1 + rule("report-days", "30") + state("2015-02-15", "2014", "submitted"),
        "2015-02-28",
        set(),
    ),
    "a report on a part of a year is the year's that ends with it": (
        P1
        + '2014-01-01 custom "grant-period" "P1" "2014-Q4" 2014-10-01 2014-12-31\n'
        + rule("report-days", "30")
        + state("2015-01-15", "2014-Q4", "approved"),
        "2015-02-28",
        set(),
    ),
    "a year's report is that of its quarters": (
        P1
        + '2014-01-01 custom "grant-period" "P1" "2014-Q4" 2014-10-01 2014-12-31\n'
        + rule("report-days", "30")
        + state("2015-01-15", "2014", "approved"),
        "2015-02-28",
        set(),
    ),
    "a period opened again is to be reported anew": (
        P1
        + rule("report-days", "30", 'note: "x"')
        + state("2015-01-02", "2014", "closed")
        + state("2015-01-03", "2014", "reopened"),
        "2015-02-28",
        {("warning", "report-late", "")},
    ),
    "13 697.05 may be returned for 15 days": (
        P1 + rule("return-days", "15") + moved("2017-02-01", "Liabilities:Repayable:RD:P1", "-13697.05"),
        "2017-02-16",
        set(),
    ),
    "then it is late": (
        P1 + rule("return-days", "15") + moved("2017-02-01", "Liabilities:Repayable:RD:P1", "-13697.05"),
        "2017-02-17",
        {("error", "repayment-late", "1369705 0")},
    ),
    "returned but for a cent": (
        P1
        + rule("return-days", "15")
        + moved("2017-02-01", "Liabilities:Repayable:RD:P1", "-13697.05")
        + moved("2017-02-10", "Liabilities:Repayable:RD:P1", "13697.04"),
        "2017-02-17",
        {("error", "repayment-late", "1369705 1369704")},
    ),
    "nothing to return": (P1 + rule("return-days", "15"), "2017-02-17", set()),
    "returned": (
        P1
        + rule("return-days", "15")
        + moved("2017-02-01", "Liabilities:Repayable:RD:P1", "-13697.05")
        + moved("2017-02-10", "Liabilities:Repayable:RD:P1", "13697.05"),
        "2017-02-17",
        set(),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_accepts_and_refuses(case: str) -> None:
    ledger, day, expected = CASES[case]
    assert {in_short(found) for found in told(ledger, date.fromisoformat(day))} == expected


# --- what is said ----------------------------------------------------------------------------------------------------

SAID: dict[str, tuple[str, str, str]] = {
    "double funding names each place": (
        P1 + P2 + cost("A-1", "800", TOTAL) + cost("A-1", "500", TOTAL, line="P2:Staff"),
        "2014-12-31",
        (
            "Of the document A-1 of 2014-03-01, whose total is 1200.00, 1300.00 is declared, 100.00 too much: "
            "P1 800.00 (<string>:30); P2 500.00 (<string>:37)."
        ),
    ),
    "and so where no total is stated": (
        P1 + P2 + cost("A-1", "800") + cost("A-1", "500", line="P2:Staff"),
        "2014-12-31",
        (
            "The document A-1 of 2014-03-01 is declared more than once, and no total says that these are shares: "
            "P1 800.00 (<string>:29); P2 500.00 (<string>:35)."
        ),
    ),
    "profit": (
        CASES["profit 100 000 × 58.82 %"][0],
        "2014-12-31",
        (
            "Grant 1000000.00 and revenue 800000.00 are 100000.00 above the eligible cost 1700000.00; 58.82 % of it, 58820.00, "
            "goes back, and 941180.00 of the grant is left."
        ),
    ),
    "a three-way match": (
        P1 + cost("A-1", "1200", "declared: 1200 EUR", "document-total: 1020 EUR"),
        "2014-12-31",
        "The document A-1: declared 1200.00, booked 1200.00, on the document 1020.00.",
    ),
    "what is not stated is a dash": (
        P1 + cost("A-1", "1200", "document-total: 1020 EUR"),
        "2014-12-31",
        "The document A-1: declared –, booked 1200.00, on the document 1020.00.",
    ),
    "all that is missing": (
        P1 + rule("evidence", '"paid, document, vat"') + cost("A-1", "121", "vat: 21 EUR"),
        "2014-12-31",
        "A cost on Expenses:P1:Staff has no paid, document.",
    ),
    "a conversion": (
        CASES["half a per cent off and a cent"][0],
        "2014-12-31",
        "100.00 USD is booked as 73.37; at the average rate of 2014 it is 73.00: 0.37 off (0.5 % is allowed).",
    ),
    "a conversion without a price": (
        CASES["no rate"][0],
        "2014-12-31",
        "100.00 USD: no price in the books says at which rate it is converted.",
    ),
    "a repayment": (
        CASES["returned but for a cent"][0],
        "2017-02-17",
        "13697.05 was confirmed to go back to RD more than 15 days ago, 13697.04 went: 0.01 is missing.",
    ),
    "an instalment": (
        P1 + instalment(1, "2014-02-01", "60000") + paid("2014-02-01", "59000"),
        "2014-02-02",
        "The instalment 1 of RD, 60000.00, was due on 2014-02-01: 1000.00 of it did not come.",
    ),
    "until when records are kept": (
        P1 + rule("retention-years", "5"),
        "2017-01-01",
        "The records are kept until 2021-12-31: 5 years from 2016-12-31.",
    ),
}


@pytest.mark.parametrize("case", SAID)
def test_a_finding_says(case: str) -> None:
    ledger, day, expected = SAID[case]
    assert next(str(found.message) for found in told(ledger, date.fromisoformat(day))) == expected


PASSED: dict[str, tuple[str, str, str, str]] = {
    "the ceiling of payments": (
        P1 + rule("payment-ceiling", "0.90") + paid("2014-02-01", "383398.20"),
        "2014-12-31",
        "payments-above-ceiling",
        "RD has paid 383398.20; before the final report at most 383398.20 (90.0 %).",
    ),
    "the plan of instalments": (
        P1 + instalment(1, "2014-02-01", "60000") + paid("2014-02-01", "60000"),
        "2014-02-01",
        "instalments-over-ceiling",
        "The instalments of RD sum to 60000.00, its ceiling is 425998.00.",
    ),
    "what is due": (
        P1 + instalment(1, "2014-02-01", "60000") + paid("2014-02-01", "60000"),
        "2014-02-01",
        "received-before-due",
        "RD has paid 60000.00 of the 60000.00 that are due by now.",
    ),
    "the advance": (
        CASES["49 495.06 settled of 60 000"][0],
        "2014-12-31",
        "advance-overdrawn",
        "RD advanced 60000.00, 49495.06 of it is settled: 10504.94 is left.",
    ),
    "the bank account": (
        CASES["a bank account at zero"][0],
        "2014-12-31",
        "cash-below-minimum",
        "The bank account stood lowest on 2014-02-02, at 0.00; the least allowed is 0.00.",
    ),
    "no profit": (
        P1 + cost("A-1", "1000") + rule("no-profit", "0.5882"),
        "2014-12-31",
        "profit",
        "Grant 482.87 and revenue 0.00 are no more than the eligible cost 1000.00.",
    ),
    "a recovery that is not small": (
        P1 + rule("small-recovery", "250 EUR") + moved("2016-12-31", "Liabilities:Repayable:RD:P1", "-250"),
        "2017-01-01",
        "small-recovery",
        "250.00 is to be returned to RD, no less than 250.00.",
    ),
    "evidence": (
        P1 + rule("evidence", '"paid"') + cost("A-1", "10", "paid: 2014-03-02"),
        "2014-12-31",
        "evidence-missing",
        "Costs: 1; each has its paid.",
    ),
    "conversions": (
        CASES["100 USD at the average of 0.72 and 0.74"][0],
        "2014-12-31",
        "fx-rate",
        "Costs converted from another currency: 1; each at the average rate of its period.",
    ),
    "reports": (
        P1 + rule("report-days", "30") + state("2015-01-10", "2014", "submitted"),
        "2015-12-31",
        "report-late",
        "Reports due so far: 1; each is handed in.",
    ),
    "repayments": (
        CASES["returned"][0],
        "2017-02-17",
        "repayment-late",
        "13697.05 was to go back to RD by now, 13697.05 went.",
    ),
    "documents": (P1, "2014-12-31", "double-funding", "No document is declared twice, or beyond its total."),
    "amounts": (P1, "2014-12-31", "document-differs", "What is declared, booked and on the document agrees."),
}


@pytest.mark.parametrize("case", PASSED)
def test_a_rule_that_holds_says_what_was_compared(case: str) -> None:
    ledger, day, code, expected = PASSED[case]
    passed = examined(ledger, date.fromisoformat(day)).passed
    assert [str(one.message) for one in passed if one.code == code] == [expected]
    assert {one.project for one in passed if one.code == code} == {"P1"}


def test_a_rule_that_the_agreement_does_not_have_is_neither_broken_nor_kept() -> None:
    passed = {one.code for one in examined(P1, date(2017, 6, 1)).passed}
    assert passed & MINE == {"double-funding", "document-differs"}


# --- other books -----------------------------------------------------------------------------------------------------


def test_other_books_are_looked_at_for_double_funding_only() -> None:
    broken = P2 + cost("B-1", "99999", line="P2:Staff") + cost("A-1", "500", TOTAL, line="P2:Staff")
    found = examined(P1 + cost("A-1", "800", TOTAL), date(2014, 12, 31), {"other": broken}).findings
    assert [(one.project, one.code) for one in found if one.code in MINE] == [("P1", "double-funding")]
    assert {one.project for one in found} == {"P1"}
    assert "P2 in the books “other” 500.00 (" in str(found[0].message)


def test_a_share_in_other_books_is_a_share() -> None:
    other = P2 + cost("A-1", "400", TOTAL, line="P2:Staff")
    assert told(P1 + cost("A-1", "800", TOTAL), date(2014, 12, 31), {"other": other}) == []


def test_a_cost_of_other_books_after_the_day_is_not_there_yet() -> None:
    other = P2 + cost("A-1", "500", TOTAL, line="P2:Staff", day="2015-01-05")
    assert told(P1 + cost("A-1", "800", TOTAL), date(2014, 12, 31), {"other": other}) == []
    assert len(told(P1 + cost("A-1", "800", TOTAL), date(2015, 1, 5), {"other": other})) == 1


def test_a_place_in_other_books_is_named_from_their_folder(tmp_path: Path) -> None:
    file = tmp_path / "ledger" / "other" / "ledger" / "projects" / "P2.beancount"
    file.parent.mkdir(parents=True)
    file.write_text(P2 + cost("A-1", "500", TOTAL, line="P2:Staff"), encoding="utf-8")
    entries, _, _ = loader.load_file(str(file))
    agreements, facts, _ = books.digest(entries)
    other = books.Books(tmp_path / "ledger" / "other", entries, {}, agreements, facts, ())
    found = checks.examine(read(P1 + cost("A-1", "800", TOTAL)), date(2014, 12, 31), [other]).findings
    entry = next(one for one in found if one.code == "double-funding").behind[-1]
    assert (entry.place.file, entry.document_no, entry.cents) == ("other/ledger/projects/P2.beancount", "A-1", 50000)


# --- the entries behind a finding ------------------------------------------------------------------------------------


def test_the_finding_stands_on_the_payment_after_which_the_limit_is_exceeded_for_good() -> None:
    ledger = (
        P1
        + rule("payment-ceiling", "0.90")
        + paid("2014-02-01", "400000")
        + paid("2014-03-01", "-20000")
        + paid("2014-04-01", "3398.21")
    )
    (found,) = told(ledger, date(2014, 12, 31))
    assert [entry.cents for entry in found.behind] == [40000000, -2000000, 339821]
    assert found.place == found.behind[-1].place
    assert (found.scope, found.limits and found.limits.excess) == (("RD",), 1)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, date(2014, 1, 31)), (1, date(2014, 2, 1)), (10**9, date.max)], ids=["none", "one", "too many"]
)
def test_days_after_a_day_end_with_the_calendar(days: int, expected: date) -> None:
    assert money.after(date(2014, 1, 31), days) == expected


@pytest.mark.parametrize(
    ("end", "years", "until"),
    [
        ("2016-12-31", "5", "2021-12-31"),
        ("2016-02-29", "5", "2021-03-01"),
        ("2016-02-29", "4", "2020-02-29"),
        ("2016-12-31", "9000", "9999-12-31"),
    ],
)
def test_records_are_kept_whole_years(end: str, years: str, until: str) -> None:
    ledger = P1.replace("2014-01-01 2016-12-31 882205", f"2014-01-01 {end} 882205") + rule("retention-years", years)
    (found,) = [one for one in told(ledger, date(2017, 1, 1)) if one.code == "records-kept"]
    assert found.message.values["until"] == date.fromisoformat(until)


# --- how findings are shown ------------------------------------------------------------------------------------------

BOOKS_ROOT = Path("/srv/books")


def shown(behind: Sequence[Behind], lang: str = "en", width: int = 80) -> list[str]:
    """Give the terminal's lines between what is wrong and what to do."""
    place = Place("/srv/books/ledger/projects/P1.beancount", 40)
    one = finding("sources-differ", words("Too much."), place, "P1", behind=tuple(behind))
    lines = text.findings_text([one], lang, width, BOOKS_ROOT, colour=False).splitlines()
    start, end = lines.index("    Too much."), next(n for n, line in enumerate(lines) if "→" in line)
    return lines[start + 1 : end]


def entry(line: int, cents: int, number: str = "A-1") -> Behind:
    return Behind(Place("/srv/books/ledger/projects/P1.beancount", line), number, cents)


def test_the_entries_behind_a_finding_stand_below_it() -> None:
    assert shown([entry(28, 80000), entry(35, 123456, "")]) == [
        "        800.00  A-1  ledger/projects/P1.beancount:28",
        "      1,234.56  ledger/projects/P1.beancount:35",
    ]


def test_of_many_entries_the_terminal_shows_the_largest_in_their_order() -> None:
    rows = [entry(n, cents) for n, cents in enumerate((500, 100, -900, 300, 700, 200, 800))]
    assert [line.split()[0] for line in shown(rows)] == ["5.00", "-9.00", "3.00", "7.00", "8.00", "…"]
    assert shown(rows)[-1] == "      … and 2 more (all of them: --format json)"


def test_an_entry_that_the_finding_itself_names_is_not_repeated() -> None:
    assert shown([entry(40, 1000, "")]) == []
    assert shown([entry(40, 1000)]) == ["      10.00  A-1  ledger/projects/P1.beancount:40"]


def test_no_line_of_entries_is_wider_than_the_terminal() -> None:
    rows = [entry(1, 10**11, "A very long number " * 5), entry(2, 1)]
    assert max(map(cell_len, shown(rows, width=60))) <= 60


def test_programs_are_given_limits_and_all_entries() -> None:
    rows = tuple(entry(n, 100) for n in range(120))
    place = Place("/srv/books/ledger/projects/P1.beancount", 40)
    one = finding("profit", words("x"), place, "P1", scope=("RD", ""), limits=Limits(100, 12000), behind=rows)
    (record,) = json.loads(interchange.as_json((), [one], date(2014, 1, 1), "en", BOOKS_ROOT))["findings"]
    more = ["scope", "limit", "actual", "excess", "waived", "behind"]
    assert list(record) == ["code", "severity", "project", "message", "where", "hint", *more]
    assert [record[key] for key in more[:5]] == [["RD"], "1.00", "120.00", "119.00", None]
    assert len(record["behind"]) == 120
    assert record["behind"][7] == {"where": "ledger/projects/P1.beancount:7", "document_no": "A-1", "amount": "1.00"}


def test_a_cell_of_a_spreadsheet_holds_a_hundred_entries() -> None:
    place = Place("/srv/books/ledger/projects/P1.beancount", 40)
    one = finding("profit", words("x"), place, "P1", behind=tuple(entry(n, 100) for n in range(1, 121)))
    last = interchange.as_csv((), [one], date(2014, 1, 1), "en", BOOKS_ROOT).splitlines()[-1]
    behind = next(csv.reader([last], delimiter=";"))[-1]
    assert behind.startswith("ledger/projects/P1.beancount:1 A-1 1.00; ledger/projects/P1.beancount:2 A-1 1.00; ")
    assert behind.endswith("; … and 20 more (all of them: --format json)")


# --- check --passed, check --also ------------------------------------------------------------------------------------


def on_disk(folder: Path, ledger: str) -> str:
    (folder / "ledger").mkdir(parents=True)
    whole = 'option "operating_currency" "EUR"\nplugin "riga_grants.plugin"\n' + ledger
    (folder / "ledger" / "main.beancount").write_text(whole, encoding="utf-8")
    return str(folder)


CHECK = ("check", "P1", "--as-of", "2014-12-31", "--lang", "en")


def test_check_lists_what_was_verified_when_it_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = on_disk(tmp_path / "books", P1 + P2 + rule("payment-ceiling", "0.90") + paid("2014-02-01", "100"))
    assert run([*CHECK, "--books", root, "--passed"]) == 0
    listed = capsys.readouterr().out.split("\nVerified (")[1]
    said = "P1 payments-above-ceiling: RD has paid 100.00; before the final report at most 383,398.20 (90.0 %)."
    assert said in " ".join(listed.split())
    assert "P2 " not in listed
    assert run([*CHECK, "--books", root]) == 0
    assert "Verified" not in capsys.readouterr().out


def test_programs_are_given_what_was_verified_when_they_ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = on_disk(tmp_path / "books", P1)
    run([*CHECK, "--books", root, "--format", "json"])
    assert list(json.loads(capsys.readouterr().out)) == ["as_of", "projects", "findings"]
    run([*CHECK, "--books", root, "--format", "json", "--passed"])
    passed = json.loads(capsys.readouterr().out)["passed"]
    expected = {"code": "double-funding", "project": "P1", "message": "No document is declared twice, or beyond its total."}
    assert expected in passed
    run([*CHECK, "--books", root, "--format", "csv", "--passed"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out.removeprefix("\ufeff")), delimiter=";"))
    assert [row["message"] for row in rows if row["record"] == "passed"] == [one["message"] for one in passed]


def test_check_looks_at_other_books(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = on_disk(tmp_path / "books", P1 + cost("A-1", "800", TOTAL))
    other = on_disk(tmp_path / "other", P2 + cost("A-1", "500", TOTAL, line="P2:Staff"))
    third = on_disk(tmp_path / "third", P2 + cost("A-2", "500", TOTAL, line="P2:Staff"))
    assert run([*CHECK, "--books", root]) == 0
    assert run([*CHECK, "--books", root, "--also", third]) == 0
    capsys.readouterr()
    assert run([*CHECK, "--books", root, "--also", third, "--also", other, "--also", f"{other}/../other"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "1,300.00 is declared, 100.00 too much: P1 800.00" in told
    assert "500.00 A-1 other/ledger/main.beancount:13" in told


def test_the_books_are_no_other_books(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = on_disk(tmp_path / "books", P1)
    assert run([*CHECK, "--books", root, "--also", f"{root}/."]) == 2
    assert "--also names the books themselves" in capsys.readouterr().err
    assert run([*CHECK, "--books", root, "--also", str(tmp_path / "nowhere")]) == 3


def test_other_books_that_are_broken_are_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = on_disk(tmp_path / "books", P1)
    other = on_disk(tmp_path / "other", "2014-01-01 open Assets\n")
    assert run([*CHECK, "--books", root, "--also", other]) == 0
    assert capsys.readouterr().err.endswith("/other have errors of their own; check them, too.\n")

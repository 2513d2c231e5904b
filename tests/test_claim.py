"""The funder's report: documents sum to lines, lines to the claim, and the claim to what the closing books."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import test_properties as random_books
from closing_books import BY
from closing_books import IN_Q1
from closing_books import IN_Q2
from closing_books import NOW
from closing_books import PROJECT
from closing_books import Q1
from closing_books import Q2
from closing_books import approve
from closing_books import close_period
from closing_books import closed_books
from closing_books import new_books
from closing_books import planned
from closing_books import take
from hypothesis import given
from hypothesis import settings
from registers import books as small_books
from test_close import RULES
from test_rules_a import VOLUNTEERS
from test_rules_a import amended
from test_rules_a import cost
from test_rules_a import cut
from test_rules_a import load
from test_rules_a import on_two_lines
from test_rules_a import rule

from riga_grants import asked
from riga_grants import books
from riga_grants import checks
from riga_grants.books import Books
from riga_grants.chains.entries import Correction
from riga_grants.closing import close
from riga_grants.closing import control
from riga_grants.closing.control import Cut
from riga_grants.directives import Period
from riga_grants.directives import PeriodState
from riga_grants.errors import WrongUsage
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.reports import claim
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import MONEY
from riga_grants.tables import PLAIN
from riga_grants.tables import SECTION
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import computed
from riga_grants.tables import sums_up
from riga_grants.wording import show_cents

APRIL, JULY, TODAY = date(2014, 4, 10), date(2014, 7, 10), date(2014, 10, 20)
NOBODY = Origin((), "riga-grants report claim", (), None)


def report(of: Books, period: str | None = None, *, project: str = "P1", funder: str = "", as_of: date | None = None) -> Report:
    """Build the report as the command does, today being a day in October 2014; of the large demonstration without findings."""
    about = asked.about(of.agreements, (project,), period, as_of, TODAY)
    day = about[0].as_of
    every = (*of.findings, *checks.run(of, day)) if project == "P1" else ()
    findings = tuple(found for found in every if found.project in {"", project})
    made = claim.build(Request(of, about, day, findings, NOBODY, "en", funder=funder))
    for table in made.tables:
        whole(table)
    return made


def whole(table: Table) -> None:
    """Verify that a table's figures are what their columns and rows say they are made of."""
    for place, column in enumerate(table.columns):
        for line in table.rows:
            value = line.cells[place]
            if column.kind == MONEY and isinstance(value, int) and line.look != SECTION:
                made = computed(table, line, column)
                assert made in {None, value}, (table.key, line.key, column.key)
                assert not line.sums or column.terms or sums_up(table, line, place), (table.key, line.key, column.key)


def cells(table: Table, *columns: str, plain: bool = True) -> list[tuple[Any, ...]]:
    """Give some columns of a table, without headings and sums."""
    found = zip(*(table.values(key) for key in columns), strict=True)
    return [line for line, of in zip(found, table.rows, strict=True) if not plain or of.look == PLAIN]


def steps(made: Report) -> dict[str, Any]:
    """Give the amounts of the claim by their keys."""
    table = made.table("claim")
    return dict(zip((line.key for line in table.rows), table.values("amount"), strict=True))


def total(made: Report, column: str) -> Any:  # noqa: ANN401 - whatever a cell may hold
    """Give the total of a column of the documents."""
    table = made.table("documents")
    assert table.rows[-1].key == "total"
    return table.values(column)[-1]


def results(made: Report) -> dict[str, Any]:
    table = made.table("checks")
    return dict(zip((line.key for line in table.rows), table.values("result"), strict=True))


def facts(made: Report, sheet: str) -> dict[str, Any]:
    blocks = next(one for one in made.sheets if one.key == sheet).blocks
    return {fact.key: fact.value for block in blocks if isinstance(block, Facts) for fact in block.facts}


AGREED = dict.fromkeys(("execution", "lines", "ledger", "eligible", "cofinancing", "claim", "settlement"), "✓")
NOT_CLOSED = {**AGREED, "claim": "not booked yet: the period is not closed"}


# --- closed periods -----------------------------------------------------------------------------------------------------


def test_documents_stand_below_their_lines_and_sum_to_the_claim_that_the_closing_booked(tmp_path: Path) -> None:
    """⌊2500.51 × 0.4829⌋ = 1207.49, over three documents: 48.30 of 100.01, 579.48 and 579.71 of 1200.00 and 1200.50."""
    made = report(books.load(closed_books(tmp_path / "books")), Q1)
    documents = made.table("documents")
    assert cells(documents, "no", "document_no", "gross", "not_eligible", "eligible", "cofinancing", "own") == [
        ("1", "L-03", 100_01, 0, 100_01, 48_29, 51_72),
        ("2", "R-0012", 1200_00, 0, 1200_00, 579_48, 620_52),
        ("3", "R-0013", 1200_50, 0, 1200_50, 579_72, 620_78),
    ]
    assert [line.cells[0] or line.cells[7] for line in documents.rows if line.look != PLAIN] == [
        "1. Personāls",
        "Subtotal: 1. Personāls",
        "2. Telpu noma",
        "Subtotal: 2. Telpu noma",
        "TOTAL",
    ]
    assert (total(made, "cofinancing"), steps(made)["claim"]) == (1207_49, 1207_49)
    assert results(made) == AGREED


def test_a_row_says_all_that_is_known_of_its_document(tmp_path: Path) -> None:
    made = report(books.load(closed_books(tmp_path / "books")), Q1)
    documents = made.table("documents")
    told = dict(zip((column.key for column in documents.columns), documents.rows[4].cells, strict=True))
    assert told == {
        "no": "2",
        "line": "2.",
        "document_type": "Rēķins",
        "document_no": "R-0012",
        "document_date": date(2014, 1, 31),
        "issuer": "SIA Parauga nams",
        "issuer_reg": "40009999011",
        "description": "Telpu noma janvārī",
        "net": None,
        "vat": None,
        "gross": 1200_00,
        "paid": date(2014, 2, 5),
        "payment_no": "",
        "not_eligible": 0,
        "eligible": 1200_00,
        "cofinancing": 579_48,
        "own": 620_52,
        "notes": "",
    }


def test_the_claim_is_told_step_by_step(tmp_path: Path) -> None:
    """700.00 was advanced; 507.49 of the first claim was owed, and in the second quarter nothing is left of the advance."""
    loaded = books.load(closed_books(tmp_path / "books"))
    first, second = report(loaded, Q1), report(loaded, Q2)
    assert steps(first) == {
        "eligible_before": 0,
        "eligible_period": 2500_51,
        "eligible": 2500_51,
        "not_shared": 0,
        "charged_apart": 0,
        "base": 2500_51,
        "share": 1207_49,
        "charged": 0,
        "rounding": 0,
        "above": 0,
        "nothing_left": 0,
        "earned": 1207_49,
        "earned_before": 0,
        "correction": 0,
        "claimed_within": 0,
        "claim": 1207_49,
        "advance_used": -700_00,
        "to_pay": 507_49,
    }
    shown = cells(first.table("claim"), "how", plain=False)[6]
    assert shown == ("4,829 / 10,000 × 2,500.51 = 1,207.4962…, floored 1,207.49",)
    assert {key: steps(second)[key] for key in ("eligible_before", "earned_before", "claim", "advance_used", "to_pay")} == {
        "eligible_before": 2500_51,
        "earned_before": -1207_49,
        "claim": 970_63,
        "advance_used": 0,
        "to_pay": 970_63,
    }
    assert cells(second.table("settlement"), "amount", "ledger", "difference") == [
        (2178_12, 2178_12, 0),
        (700_00, None, None),
        (0, None, None),
        (1478_12, 1478_12, 0),
        (0, 0, 0),
        (0, 0, 0),
        (0, None, None),
        (4829_00 - 2178_12, None, None),
    ]
    assert cells(second.table("lines"), "line", "budget", "before", "period", "to_date", "left", "cofinancing") == [
        ("1. Personāls", 1000_00, 100_01, 0, 100_01, 899_99, 0),
        ("2. Telpu noma", 9000_00, 2400_50, 2009_99, 4410_49, 4589_51, 970_63),
    ]


def test_the_whole_project_is_the_sum_of_its_periods(tmp_path: Path) -> None:
    loaded = books.load(closed_books(tmp_path / "books"))
    parts, every = [report(loaded, period) for period in (Q1, Q2)], report(loaded)
    for column in ("gross", "eligible", "cofinancing", "own"):
        assert sum(total(part, column) for part in parts) == total(every, column)
    assert sum(steps(part)["claim"] for part in parts) == steps(every)["claim"] == 2178_12
    assert results(every) == NOT_CLOSED  # the third quarter is open
    assert facts(every, "control")["state"] == "–"


def test_the_claim_that_is_signed_is_the_one_that_is_booked_later(tmp_path: Path) -> None:
    """Recoverable tax and a flat rate are in the list before the closing books them, and the same afterwards."""
    root = new_books(tmp_path / "books", WITH_OFFICE, RULES + IN_MAY)
    approve(root, Q1, APRIL)
    before, next_before = report(books.load(root), Q1), report(books.load(root), Q2)
    close.commit(root, planned(root, Q1, APRIL), NOW, BY)
    close_period(root, Q2, JULY)
    after, next_after = report(books.load(root), Q1), report(books.load(root), Q2)
    columns = ("document_no", "vat", "gross", "not_eligible", "eligible")
    assert cells(before.table("documents"), *columns) == cells(after.table("documents"), *columns)
    assert cells(after.table("documents"), *columns) == [
        ("L-03", None, 100_01, 0, 100_01),
        ("R-1", 210_00, 1210_00, 0, 1210_00),
        ("", None, 0, 84_00, -84_00),
        ("", None, 15_00, 0, 15_00),
    ]
    assert cells(next_before.table("documents"), *columns) == [("L-05", None, 100_00, 0, 100_00), ("", None, 15_00, 0, 15_00)]
    assert (steps(before), steps(next_before)) == (steps(after), steps(next_after))
    assert steps(after)["claim"] == 593_35
    told = "Recoverable tax", "40 % of 210.00, cumulated to the period's last day."
    assert cells(after.table("documents"), "description", "notes")[2] == told
    assert cells(before.table("documents"), "notes")[2] == (f"{told[1]} Not booked yet: closing the period books it.",)
    assert [results(one) for one in (before, next_before, after, next_after)] == [NOT_CLOSED, NOT_CLOSED, AGREED, AGREED]


WITH_OFFICE = PROJECT.replace("10000 EUR", "10100 EUR").replace('"SOS" 5171', '"SOS" 5271')
IN_MAY = """
2014-05-20 * "A. Bērziņa" "Darba alga, 5. mēnesis"
  document-no: "L-05"
  document-date: 2014-05-20
  issuer: "A. Bērziņa"
  Expenses:P1:Staff  100.00 EUR
  Liabilities:Payable:P1
"""


# --- what does not count, and why -----------------------------------------------------------------------------------------


def test_what_control_cut_stays_in_sight_and_a_later_cut_lowers_a_later_claim(tmp_path: Path) -> None:
    """100.50 of the rent is cut while the quarter is open, 200.00 when it is closed: then it is dated in the next one."""
    root = new_books(tmp_path / "books")
    take(root, *IN_Q1, name="q1.xlsx")
    control_cuts(root, "R-0012", 100_50, "2014/7")
    close_period(root, Q1, APRIL)
    take(root, *IN_Q2, name="q2.xlsx")
    control_cuts(root, "R-0013", 200_00, "")
    first, second = (report(books.load(root), period) for period in (Q1, Q2))
    columns = ("document_no", "gross", "not_eligible", "eligible", "notes")
    assert cells(first.table("documents"), *columns)[1:] == [
        ("R-0012", 1200_00, 100_50, 1099_50, "By control: -100.50. Control report 2014/7. Reason: Nav iepirkuma."),
        ("R-0013", 1200_50, 0, 1200_50, ""),
    ]
    assert cells(second.table("documents"), *columns) == [
        ("R-0013", 0, 200_00, -200_00, "By control: -200.00. Reason: Nav iepirkuma."),
        ("R-0014", 999_99, 0, 999_99, ""),
        ("R-0015", 1010_00, 0, 1010_00, ""),
    ]
    assert steps(second)["claim"] == total(second, "cofinancing")
    assert (results(first), results(second)) == (AGREED, NOT_CLOSED)


def test_a_correction_of_a_closed_period_is_a_row_of_the_next(tmp_path: Path) -> None:
    """The rent of February was 1100.50 and not 1200.50; the first quarter is closed, so the third claims 100.00 less."""
    root = closed_books(tmp_path / "books")
    january, february = IN_Q1
    take(root, january, {**february, "amount": 1100.5}, name="q1b.xlsx", reason="pārrakstīšanās")
    made = report(books.load(root), "2014-Q3")
    columns = ("document_no", "document_date", "gross", "eligible", "cofinancing", "notes")
    assert cells(made.table("documents"), *columns) == [
        (
            *("R-0013", date(2014, 2, 28), -100_00, -100_00, -48_29),
            "Taken back: -1,200.50, of 2014-02-28. Reason: pārrakstīšanās.",
        ),
    ]
    assert steps(made)["claim"] == -48_29


def control_cuts(root: Path, document: str, cents: int, number: str) -> None:
    loaded = books.load(root)
    plan = control.plan_cut(loaded, "P1", Cut(document, "", cents, number))
    assert not plan.findings
    control.commit(root, plan, NOW, Correction("Nav iepirkuma", BY))


HALVES = """
2014-01-01 custom "grant-period" "P1" "2014-H1" 2014-01-01 2014-06-30
2014-01-01 custom "grant-period" "P1" "2014-H2" 2014-07-01 2014-09-30
"""
H1, H2 = "2014-H1", "2014-H2"
PAID_ONLY = HALVES + rule("basis", '"paid"')
ONLY_APPROVED = HALVES + rule("recognition", '"approved"')
PAID = "  paid: 2014-07-02\n"

ROWS: dict[str, tuple[str, str | None, list[tuple[Any, ...]]]] = {
    "a parked cost is listed and not claimed": (
        cost("Rent", "100").replace("*", "!"),
        None,
        [("1", None, None, 100_00, 100_00, 0, "Parked: not claimed until it is cleared.")],
    ),
    "so is one whose line is only suggested": (
        cost("Rent", "100", meta='  suggested: "rule 1"\n').replace("*", "!"),
        None,
        [("1", None, None, 100_00, 100_00, 0, "Parked: not claimed until it is cleared. Its budget line is only suggested.")],
    ),
    "what was booked as our own burden has a place of its own": (
        cost("Rent", "100") + cost("Staff", "7", no="2").replace("Expenses:", "Expenses:Ineligible:"),
        None,
        [("1", None, None, 100_00, 0, 100_00, ""), ("2", None, None, 7_00, 7_00, 0, "Booked as not eligible.")],
    ),
    "what was taken back is told of beside its document": (
        cost("Rent", "100") + cost("Rent", "-100", meta='  reverses: "row-1"\n  reason: "kļūda."\n') + cost("Rent", "90"),
        None,
        [("1", None, None, 90_00, 0, 90_00, "Taken back: -100.00, of 2014-05-05. Reason: kļūda.")],
    ),
    "what was cut says so": (
        cost("Staff", "100") + cut("40"),
        None,
        [("1", None, None, 100_00, 40_00, 60_00, "By control: -40.00.")],
    ),
    "a contribution in kind, one charged to a funder, one in another currency, one with a note": (
        cost("Rent", "1", **VOLUNTEERS)
        + cost("Rent", "2", no="2", meta='  funder: "RD"\n')
        + cost("Rent", "3", no="3", meta='  amount-original: "2.11 LVL"\n')
        + cost("Rent", "4", no="4", meta='  note: "Divas telpas"\n'),
        None,
        [
            ("1", None, None, 1_00, 0, 1_00, "Contribution in kind."),
            ("2", None, None, 2_00, 0, 2_00, "Charged to RD alone."),
            ("3", None, None, 3_00, 0, 3_00, "The document says 2.11 LVL."),
            ("4", None, None, 4_00, 0, 4_00, "Divas telpas"),
        ],
    ),
    "a part of a document says so": (
        cost("Rent", "60", meta="  document-total: 100 EUR\n") + cost("Rent", "9", no="2", meta="  document-total: 9 EUR\n"),
        None,
        [("1", None, None, 60_00, 0, 60_00, "Part of a document of 100.00."), ("2", None, None, 9_00, 0, 9_00, "")],
    ),
    "net and tax are what the document states, and net is the rest where only the tax is stated": (
        cost("Rent", "121", meta="  net: 100 EUR\n  vat: 21 EUR\n")
        + cost("Rent", "242", no="2", meta="  vat: 42 EUR\n")
        + cost("Rent", "5", no="3", meta="  net: 5 EUR\n"),
        None,
        [
            ("1", 100_00, 21_00, 121_00, 0, 121_00, ""),
            ("2", 200_00, 42_00, 242_00, 0, 242_00, ""),
            ("3", 5_00, None, 5_00, 0, 5_00, ""),
        ],
    ),
    "the tax of a document on two lines is split, an odd cent to one of them": (
        on_two_lines("7.29", "Expenses:P1:Rent"),
        None,
        [("1", 17_35, 3_65, 21_00, 0, 21_00, ""), ("1", 17_36, 3_64, 21_00, 0, 21_00, "")],
    ),
    "a line that states its own tax leaves the other the whole": (
        on_two_lines("3.64", "Expenses:P1:Rent", "  vat: 1.00 EUR\n"),
        None,
        [("1", 20_00, 1_00, 21_00, 0, 21_00, ""), ("1", 17_36, 3_64, 21_00, 0, 21_00, "")],
    ),
    "a credit note has the tax of a credit note": (
        cost("Rent", "-121", meta="  vat: 21 EUR\n"),
        None,
        [("1", -100_00, -21_00, -121_00, 0, -121_00, "")],
    ),
    "what the program computed has no document, and a flat rate may stand on a line without a budget": (
        rule("flat-rate", "0.125", 'lines: "Office"', 'base: "Rent"')
        + cost("Rent", "100")
        + '2014-05-31 * "Closing"\n  made: "recoverable-vat"\n  Expenses:P1:Staff  -1 EUR\n  Expenses:Ineligible:P1:Staff\n'
        + cost("Travel", "5", no="2", meta='  made: "flat-rate"\n  base: 50 EUR\n  rate: "a tenth"\n'),
        None,
        [
            ("", None, None, 0, 1_00, -1_00, ""),
            ("", None, None, 5_00, 0, 5_00, ""),
            ("1", None, None, 100_00, 0, 100_00, ""),
            (
                *("", None, None, 12_50, 0, 12_50),
                "12.5 % of 100.00, cumulated to the period's last day. Not booked yet: closing the period books it.",
            ),
        ],
    ),
    "where only paid costs count, one that is not paid yet waits": (
        PAID_ONLY + cost("Rent", "100", meta=PAID),
        H1,
        [("1", None, None, 100_00, 100_00, 0, "Not paid by 2014-06-30: not claimed yet.")],
    ),
    "and counts in the period in which it was paid": (
        PAID_ONLY + cost("Rent", "100", meta=PAID) + cost("Rent", "30", no="2", day="2014-07-01", meta=PAID),
        H2,
        [
            ("1", None, None, 0, -100_00, 100_00, "Booked on 2014-05-05, 100.00: counts from this period on."),
            ("2", None, None, 30_00, 0, 30_00, ""),
        ],
    ),
    "and one that counted does not any more where the terms are changed": (
        HALVES + cost("Rent", "100") + rule("basis", '"paid"', day="2014-07-01"),
        H2,
        [("1", None, None, 0, 100_00, -100_00, "Booked on 2014-05-05, 100.00: does not count any more.")],
    ),
    "where only approved costs count, the claim asks for the approval": (
        ONLY_APPROVED + cost("Rent", "100"),
        H1,
        [("1", None, None, 100_00, 0, 100_00, "")],
    ),
    "but of the whole project only what was approved counts": (
        ONLY_APPROVED + cost("Rent", "100"),
        None,
        [("1", None, None, 100_00, 100_00, 0, "Its period is not approved yet: not claimed.")],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_row_says_what_counts_of_a_document_and_why(name: str) -> None:
    ledger, period, expected = ROWS[name]
    made = report(load(ledger), period)
    columns = ("document_no", "net", "vat", "gross", "not_eligible", "eligible", "notes")
    assert cells(made.table("documents"), *columns) == expected
    assert results(made) == NOT_CLOSED


# --- funders ------------------------------------------------------------------------------------------------------------

EU = (
    amended('source" "P1" "OWN" 356207 EUR\n  kind: "own"')
    + amended('source" "P1" "RD" 425998 EUR\n  order: 1')
    + amended('source" "P1" "EU" 100000 EUR\n  rate: 0.5\n  lines: "Rent"')
)
"""Another funder, whose money is used first: half of the rent; the city bears its share of what that leaves."""


def test_of_several_funders_each_gets_its_own_claim_and_the_others_part_has_a_column() -> None:
    """Of 100.00 rent EU bears 50.00; of the other 50.00 and of 40.00 for travel the city bears all that is left."""
    loaded = load(EU + cost("Rent", "100") + cost("Travel", "40", no="2"))
    columns = ("document_no", "eligible", "cofinancing", "other_funders", "own")
    first, second = report(loaded, funder="RD"), report(loaded, funder="EU")
    assert cells(first.table("documents"), *columns) == [("2", 40_00, 40_00, 0, 0), ("1", 100_00, 50_00, 50_00, 0)]
    assert cells(second.table("documents"), *columns) == [("2", 40_00, 0, 40_00, 0), ("1", 100_00, 50_00, 50_00, 0)]
    assert (results(first), results(second)) == (NOT_CLOSED, NOT_CLOSED)
    assert report(loaded).subject[2] == ("funder", "RD")


SHARES: dict[str, tuple[str, str, dict[str, int | None]]] = {
    "what the funder does not share in leaves the base": (
        EU + cost("Rent", "100") + cost("Travel", "40", no="2"),
        "EU",
        {"eligible": 140_00, "not_shared": -40_00, "base": 100_00, "share": 50_00, "earned": 50_00},
    ),
    "what is charged to it is borne in full": (
        cost("Rent", "100", meta='  funder: "RD"\n') + cost("Travel", "40", no="2"),
        "RD",
        {"eligible": 140_00, "charged_apart": -100_00, "base": 40_00, "share": 19_31, "charged": 100_00, "earned": 119_31},
    ),
    "nothing is borne above the ceiling": (
        cost("Rent", "900000"),
        "RD",
        {"base": 900_000_00, "share": 434_590_82, "above": -8_592_82, "earned": 425_998_00, "claim": 425_998_00},
    ),
    "nothing is borne that others have left nothing of, though the ceiling is far": (
        amended('source" "P1" "RD" 425998 EUR\n  rate: 0.7')
        + amended('source" "P1" "EU" 700000 EUR\n  rate: 0.7')
        + cost("Rent", "100"),
        "EU",
        {"share": 70_00, "above": 0, "nothing_left": -40_00, "earned": 30_00, "claim": 30_00},
    ),
    "and both are told where both are": (
        amended('source" "P1" "RD" 425998 EUR\n  rate: 0.7')
        + amended('source" "P1" "EU" 60 EUR\n  rate: 0.7')
        + cost("Rent", "100"),
        "EU",
        {"share": 70_00, "above": -10_00, "nothing_left": -30_00, "earned": 30_00},
    ),
    "the one that bears the rounding takes the cents that flooring leaves": (
        amended('source" "P1" "OWN" 0 EUR\n  kind: "own"')
        + amended('source" "P1" "RD" "not-stated"\n  rate: 0.15\n  rounding: TRUE')
        + amended('source" "P1" "EU" "not-stated"\n  rate: 0.85')
        + cost("Rent", "0.99"),
        "RD",
        {"base": 99, "share": 14, "rounding": 1, "above": 0, "earned": 15},
    ),
    "what nobody can compute is what is booked": (
        amended('source" "P1" "RD" "not-stated"')
        + cost("Rent", "100")
        + '2014-05-31 * "Claim"\n  Income:CoFinancing:RD:P1  -30 EUR\n  Assets:Receivable:RD:P1\n',
        "RD",
        {"eligible": 100_00, "base": None, "share": None, "above": None, "earned": 30_00, "claim": 30_00, "to_pay": 30_00},
    ),
    "and not stated where nothing is": (
        amended('source" "P1" "RD" "not-stated"') + cost("Rent", "100"),
        "RD",
        {"eligible": 100_00, "earned": None, "earned_before": None, "correction": None, "claim": None, "to_pay": None},
    ),
}


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("100", "1/2 × 100.00 = 50.00, floored 50.00"),
        ("0.01", "1/2 × 0.01 = 0.005, floored 0.00"),
        ("0.99", "1/2 × 0.99 = 0.495, floored 0.49"),
        ("-100", "1/2 × -100.00 = -50.00, floored 0.00"),
    ],
)
def test_an_amount_is_shown_with_all_its_decimals_before_it_is_floored(amount: str, shown: str) -> None:
    made = report(load(amended('source" "P1" "RD" 1000 EUR\n  rate: 0.5') + cost("Rent", amount)))
    assert cells(made.table("claim"), "how", plain=False)[6] == (shown.replace("/", " / "),)


@pytest.mark.parametrize("name", SHARES)
def test_each_step_of_the_claim_is_a_row(name: str) -> None:
    ledger, funder, expected = SHARES[name]
    made = report(load(ledger), funder=funder)
    found = steps(made)
    assert {key: found[key] for key in expected} == expected
    assert total(made, "cofinancing") == found["earned"]


def test_recoverable_tax_is_borne_by_who_bears_its_cost_before_it_is_booked_too() -> None:
    """The tax leaves the cost on the period's last day, when the days of the funder are over."""
    until = amended('source" "P1" "EU" 1000 EUR\n  rate: 0.5\n  valid-to: 2014-05-31')
    loaded = load(until + rule("vat-recoverable", "1") + cost("Rent", "121", meta="  vat: 21 EUR\n") + HALVES)
    made = report(loaded, H1, funder="EU")
    assert cells(made.table("documents"), "eligible", "cofinancing") == [(121_00, 60_50), (-21_00, -10_50)]
    assert steps(made)["claim"] == 50_00


def test_what_a_closing_claimed_otherwise_is_corrected_by_the_next_claim(tmp_path: Path) -> None:
    """The first quarter was closed with 1207.49; somebody has taken 7.49 of it back by hand, so the next claim asks for it."""
    more = """
2014-03-31 * "RD" "Labojums"
  Income:CoFinancing:RD:P1  7.49 EUR
  Assets:Receivable:RD:P1
"""
    root = closed_books(tmp_path / "books")
    path = root / "ledger" / "projects" / "P1.beancount"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    made = report(books.load(root), Q2)
    found = steps(made)
    expected = {"earned": 2178_12, "earned_before": -1207_49, "correction": 7_49, "claim": 978_12}
    assert {key: found[key] for key in expected} == expected
    assert results(made) == {**AGREED, "claim": "DIFFERS"}
    assert facts(made, "control")["gravest"].startswith("Expenses") is False


WITHOUT_FIRST = PROJECT.replace(
    'custom "grant-period" "P1" "2014-Q3"',
    'custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31\n2014-01-01 custom "grant-period" "P1" "2014-Q3"',
)


def claimed_and_booked(root: Path, period: str, on: date) -> tuple[int, int, int]:
    """Give the claim of a period before it is closed, what closing it books, and the claim afterwards."""
    approve(root, period, on)
    before = steps(report(books.load(root), period, as_of=on))["claim"]
    plan = planned(root, period, on)
    close.commit(root, plan, NOW, BY)
    after = report(books.load(root), period, as_of=on)
    assert results(after) == AGREED
    return before, sum(one.cents for one in plan.claims), steps(after)["claim"]


def test_the_first_period_that_is_submitted_claims_what_was_before_it_and_a_year_what_its_quarters_left(tmp_path: Path) -> None:
    """⌊2500.51 × 0.4829⌋ of the first quarter is claimed with the second, and the third, which nobody submits, by the year."""
    root = new_books(tmp_path / "books", WITHOUT_FIRST, IN_MAY + IN_AUGUST)
    assert claimed_and_booked(root, Q2, JULY) == (96_58, 96_58, 96_58)
    assert claimed_and_booked(root, "2014", date(2015, 1, 10)) == (48_29, 48_29, 48_29)
    found = steps(report(books.load(root), "2014", as_of=date(2015, 1, 10)))
    expected = {"earned": 144_87, "earned_before": 0, "correction": 0, "claimed_within": -96_58, "claim": 48_29}
    assert {key: found[key] for key in expected} == expected


def test_a_period_that_was_submitted_is_claimed_before_a_later_one(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", WITHOUT_FIRST, IN_MAY + IN_AUGUST)
    loaded = books.load(root)
    assert [steps(report(loaded, period))["claim"] for period in (Q1, Q2, "2014")] == [48_29, 96_58, 144_87]
    approve(root, Q1, APRIL)
    loaded = books.load(root)
    assert [steps(report(loaded, period))["claim"] for period in (Q1, Q2, "2014")] == [48_29, 48_29, 96_58]
    approve(root, Q2, JULY)
    assert steps(report(books.load(root), "2014"))["claim"] == 48_29


IN_AUGUST = IN_MAY.replace("2014-05", "2014-08").replace("L-05", "L-08")


# --- what the control sheet knows -----------------------------------------------------------------------------------------


def test_a_closed_period_shows_its_seal_and_what_is_wrong_since(tmp_path: Path) -> None:
    root = closed_books(tmp_path / "books")
    told = facts(report(books.load(root), Q1), "control")
    seal = next((root / "ledger" / "closings" / "P1").glob("*close-2014-q1*")).read_text(encoding="utf-8")
    assert (told["state"], told["findings"], told["gravest"]) == ("closed, 2014-04-10", "No findings.", "–")
    assert told["seal"] in seal
    assert told["seal_sound"] == "✓ the seal over the lines of its closing"
    path = next((root / "ledger" / "closings" / "P1").glob("*close-2014-q1*"))
    path.write_text(seal.replace(";= 2014-01-31", ";= 2014-01-30"), encoding="utf-8")
    told = facts(report(books.load(root), Q1), "control")
    assert told["seal_sound"] == "NOT the seal over the lines of its closing"
    assert told["findings"] != "No findings."


def test_a_closed_period_with_nothing_to_claim_agrees_with_nothing_booked(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", PROJECT.partition("2014-03-20")[0])
    assert claimed_and_booked(root, Q1, APRIL) == (0, 0, 0)


def test_the_control_sheet_does_not_tell_what_another_source_says_of_a_hidden_count() -> None:
    stated = amended('indicator" "P1" "families" "total" "reached" 3\n  differs: "Citur: 4 ģimenes"')
    told = facts(report(load(stated)), "control")
    assert told["gravest"] == "Two sources tell a figure differently; neither is shown, because counts under five are hidden."


def test_a_posting_that_is_not_in_whole_cents_counts_nowhere(tmp_path: Path) -> None:
    fraction = '2014-01-20 * "X" "x"\n  Expenses:P1:Rent  10.005 EUR\n  Liabilities:Payable:P1\n'
    plain, other = (new_books(tmp_path / name, PROJECT + more) for name, more in (("plain", ""), ("other", fraction)))
    assert steps(report(books.load(other), Q1)) == steps(report(books.load(plain), Q1))


def test_money_that_came_after_the_period_is_told_apart(tmp_path: Path) -> None:
    more = """
2014-04-20 * "RD" "2. maksājums"
  Assets:Bank:P1  507.49 EUR
  Assets:Receivable:RD:P1
"""
    root = new_books(tmp_path / "books", more=more)
    take(root, *IN_Q1, name="q1.xlsx")
    close_period(root, Q1, APRIL)
    for as_of, since in ((None, 0), (date(2014, 5, 1), 507_49)):
        table = report(books.load(root), Q1, as_of=as_of).table("settlement")
        amounts = dict(zip((line.key for line in table.rows), table.values("amount"), strict=True))
        assert (amounts["received"], amounts["receivable"], amounts["received_since"]) == (700_00, 507_49, since)


def test_instalments_and_indicators_stand_below_the_claim() -> None:
    ledger = """
2014-01-01 custom "grant-instalment" "P1" "RD" "1" 2014-11-01 1000 EUR
2014-01-01 custom "grant-indicator" "P1" "families" "total" "planned" 100
2014-01-01 custom "grant-indicator" "P1" "families" "total" "reached" 40
"""
    made = report(load(ledger + cost("Rent", "1")))
    assert cells(made.table("instalments"), "instalment", "due", "planned", "received", "payable", "state") == [
        ("1", date(2014, 11, 1), 1000_00, 0, 1000_00, "due")
    ]
    assert cells(made.table("reached"), "planned", "reached") == [(100, 40)]


# --- nothing, and what is refused -------------------------------------------------------------------------------------------


def test_a_period_without_costs_has_an_empty_list_that_says_so() -> None:
    made = report(load(HALVES), H2)
    assert (made.table("documents").rows, made.table("documents").empty) == ([], "No costs were booked in this period.")
    assert (steps(made)["claim"], results(made)) == (0, NOT_CLOSED)


def test_where_no_actual_figure_is_stated_nothing_is_claimed_and_nothing_is_zero() -> None:
    stated = 'project" "P1" "Project" 2014-01-01 2026-01-31 882205 EUR\n  actuals: "not-stated"'
    made = report(load(amended(stated)))
    words = "The books do not state what the project cost; there is nothing to claim."
    assert (made.table("documents").rows, made.table("documents").empty) == ([], words)
    assert set(steps(made).values()) == {None}
    assert [block for sheet in made.sheets for block in sheet.blocks if isinstance(block, Signatures)] == []
    assert {table.key: len(table.rows) for table in made.tables if table.key in {"settlement", "checks"}} == {
        "settlement": 0,
        "checks": 0,
    }
    assert {value for line in cells(made.table("lines"), "before", "period", "to_date", "left") for value in line} == {None}


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        ("", (882_205_00, 100_00, 882_105_00)),
        (amended('budget" Expenses:P1:Travel "total" "not-stated"'), (None, 100_00, None)),
    ],
)
def test_the_total_of_the_lines_is_computed_as_a_line_is(ledger: str, expected: tuple[int | None, ...]) -> None:
    """Where a line's budget is not stated, neither is that of all, nor what is left of it."""
    table = report(load(ledger + cost("Rent", "100"))).table("lines")
    assert cells(table, "line", "budget", "to_date", "left", plain=False)[-1] == ("TOTAL", *expected)


def test_a_project_of_which_only_the_total_is_agreed_has_no_lines() -> None:
    made = report(small_books('2014-01-01 custom "grant-project" "P1" "P" 2014-01-01 2014-12-31 10 EUR\n' + SOURCE))
    assert made.table("lines").rows == []
    assert made.table("lines").empty == "The agreement has no budget line, and no cost counts."


SOURCE = '2014-01-01 custom "grant-source" "P1" "RD" 5 EUR\n'

REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a funder that the agreement does not have": (
        "",
        {"funder": "XX"},
        "There is no funder “XX” in P1; there are: RD.",
    ),
    "the own part, which nobody claims": ("", {"funder": "OWN"}, "There is no funder “OWN” in P1; there are: RD."),
    "a project that nobody finances": (
        amended('source" "P1" "RD" 425998 EUR\n  kind: "own"'),
        {},
        "There is no funder “” in P1; there are: –.",
    ),
    "a period before anything was agreed": (
        '2014-01-01 custom "grant-period" "P1" "2013" 2013-01-01 2013-12-31\n',
        {"period": "2013", "as_of": date(2014, 5, 1)},
        "P1 was not agreed yet on 2013-12-31.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_there_to_be_claimed_is_refused(name: str) -> None:
    ledger, wanted, expected = REFUSED[name]
    with pytest.raises(WrongUsage) as caught:
        report(load(ledger), **wanted)
    assert str(caught.value) == expected


def test_a_claim_is_about_one_project() -> None:
    loaded = small_books()
    about = asked.about(loaded.agreements, (), None, None, TODAY)
    with pytest.raises(WrongUsage) as caught:
        claim.build(Request(loaded, about, TODAY, (), NOBODY, "lv"))
    assert str(caught.value) == "A claim is about one project; name it: P1, P2."


# --- the demonstration ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", name="demo")
def load_the_demonstration(closed_demonstration: Path) -> Books:
    return books.load(closed_demonstration)


def test_the_quarters_of_the_demonstration_are_claimed_to_the_ceiling(demo: Books) -> None:
    made = {
        one.name: report(demo, one.name, project="RGAP", as_of=date(2017, 2, 28)) for one in demo.agreements["RGAP"].periods
    }
    quarters = {name: one for name, one in made.items() if "Q" in name}
    assert {name: results(one) for name, one in made.items()} == dict.fromkeys(made, AGREED)
    assert sum(steps(one)["claim"] for one in quarters.values()) == 425_998_00
    assert sum(total(one, "gross") for one in quarters.values()) == 882_205_00
    whole_project = report(demo, project="RGAP", as_of=date(2017, 2, 28))
    assert (steps(whole_project)["claim"], results(whole_project)) == (425_998_00, AGREED)


def test_the_page_shows_the_claim_of_the_last_quarter(demo: Books) -> None:
    page = (Path(__file__).parent.parent / "docs" / "claim.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^\| `(\w+)` \|.*\| *(-?[0-9,]+\.[0-9]{2}) \|$", page, re.MULTILINE))
    found = steps(report(demo, "2016-Q4", project="RGAP", as_of=date(2016, 12, 31)))
    assert shown == {key: show_cents(cents, "en") for key, cents in found.items()}


def test_the_page_names_every_table_column_fact_and_row(demo: Books) -> None:
    page = (Path(__file__).parent.parent / "docs" / "claim.md").read_text(encoding="utf-8")
    made = report(demo, "2016-Q4", project="RGAP", as_of=date(2016, 12, 31))
    own = [table for table in made.tables if table.key != "reached"]
    keys = {table.key for table in own} | {column.key for table in own for column in table.columns}
    keys |= {line.key for table in own for line in table.rows if table.key in {"claim", "settlement", "checks"}}
    keys |= {key for sheet in ("expenditure", "claim", "control") for key in facts(made, sheet)}
    assert {key for key in keys if f"`{key}`" not in page} == set()


# --- whatever the books hold ------------------------------------------------------------------------------------------------

ENDS = (date(2016, 3, 31), date(2016, 6, 30), date(2016, 12, 31))
QUARTERS = tuple(
    Period(dated=random_books.SIGNED, project="P", name=f"Q{n}", start=start, end=end)
    for n, (start, end) in enumerate(
        zip((random_books.START, *(day + timedelta(days=1) for day in ENDS[:-1])), ENDS, strict=True), 1
    )
)


def asked_of(agreement: Agreement, facts: Sequence[Fact], period: Period, funder: str) -> Report:
    """Build the report on books that hold nothing but an agreement and facts."""
    day = min(period.end, ENDS[-1])
    now = agreement.at(day)
    assert now is not None
    loaded = Books(Path("books"), (), {}, {"P": agreement}, {"P": sorted(facts, key=lambda fact: fact.day)}, ())
    about = (asked.Asked(agreement, now, period, day),)
    made = claim.build(Request(loaded, about, day, (), NOBODY, "en", funder=funder))
    for table in made.tables:
        whole(table)
    return made


@settings(max_examples=25)
@given(random_books.agreements(), random_books.registers())
def test_documents_lines_periods_and_claims_sum_to_the_whole(agreement: Agreement, rows: list[Fact]) -> None:
    """Each period is closed as it is reported; the parts of all funders and own funds are the cost, to the cent."""
    agreement = replace(agreement, periods=QUARTERS)
    for source in agreement.funders:
        facts, states, reports = list(rows), agreement.states, []
        for number, period in enumerate(QUARTERS, 1):
            facts += random_books.closed(agreement, facts, period.end, number * 100)
            states += (PeriodState(dated=period.end, project="P", period=period.name, state="closed"),)
            made = asked_of(replace(agreement, states=states), facts, period, source.funder)
            told = {key: said for key, said in results(made).items() if key != "ledger"}
            known = agreement.rate(source) is not None
            assert told == dict.fromkeys(told, "✓") or not known
            assert told["execution"] == told["lines"] == told["eligible"] == "✓"
            reports.append(made)
        every = asked_of(replace(agreement, states=states), facts, agreement.always, source.funder)
        assert sum(steps(made)["claim"] or 0 for made in reports) == (steps(every)["claim"] or 0)
        for column in ("gross", "not_eligible", "eligible", "cofinancing"):
            assert sum(total_or_nothing(made, column) for made in reports) == total_or_nothing(every, column)


def total_or_nothing(made: Report, column: str) -> int:
    return total(made, column) or 0 if made.table("documents").rows else 0

"""Flat rates and recoverable tax: computed on the cumulated cost, so that deductions correct them by themselves."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from beancount import loader
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from test_rules_a import OVERHEAD
from test_rules_a import P1
from test_rules_a import VOLUNTEERS
from test_rules_a import cost
from test_rules_a import cut
from test_rules_a import load
from test_rules_a import rule

from riga_grants import books
from riga_grants.computed import Due
from riga_grants.computed import flat_rates
from riga_grants.computed import recoverable_vat
from riga_grants.facts import Fact
from riga_grants.model import Agreement

DAY = date(2014, 12, 31)
VAT = rule("vat-recoverable", "0.40")


def read(ledger: str) -> tuple[Agreement, Sequence[Fact]]:
    loaded = load(ledger)
    agreement = loaded.agreements["P1"].at(DAY)
    assert agreement is not None
    return agreement, loaded.facts["P1"]


def brief(dues: Sequence[Due]) -> list[tuple[str, int, int, int]]:
    return [(due.account.removeprefix("Expenses:P1:"), due.total, due.booked, due.base) for due in dues]


def booked(ledger: str, made: str, amount: str, account: str = "") -> str:
    """Add an entry as a closing writes it."""
    account = account or {"flat-rate": "Expenses:P1:Overhead", "recoverable-vat": "Expenses:P1:Staff"}[made]
    against = "Expenses:Overhead:Recovered" if made == "flat-rate" else "Expenses:Ineligible:P1:Staff"
    return ledger + f'2014-12-31 * "Closing"\n  made: "{made}"\n  {account}  {amount} EUR\n  {against}\n'


FLAT: dict[str, tuple[str, list[tuple[str, int, int, int]]]] = {
    "no rule, nothing is computed": (cost("Staff", "100"), []),
    "nothing was spent": (OVERHEAD, [("Overhead", 0, 0, 0)]),
    "a fraction of a cent is dropped": (OVERHEAD + cost("Staff", "0.99"), [("Overhead", 14, 0, 99)]),
    "sublines belong to the base, parked costs do not": (
        OVERHEAD + cost("Staff:Visits", "100") + cost("Staff", "50").replace("*", "!"),
        [("Overhead", 15_00, 0, 100_00)],
    ),
    "what a closing booked is booked": (
        booked(OVERHEAD + cost("Staff", "100"), "flat-rate", "15"),
        [("Overhead", 15_00, 15_00, 100_00)],
    ),
    "so is an actual cost on its line, which it takes the place of": (
        OVERHEAD + cost("Staff", "100") + cost("Overhead", "5", no="2"),
        [("Overhead", 15_00, 5_00, 100_00)],
    ),
    "a cut of the base lowers it": (
        booked(OVERHEAD + cost("Staff", "100"), "flat-rate", "15") + cut("40"),
        [("Overhead", 9_00, 15_00, 60_00)],
    ),
    "credit notes above the cost make no negative flat rate": (OVERHEAD + cost("Staff", "-100"), [("Overhead", 0, 0, -100_00)]),
    "on all eligible cost, without what is flat itself": (
        rule("flat-rate", "0.07", 'lines: "Overhead"', 'base: "eligible"')
        + cost("Staff", "100")
        + cost("Rent", "100", no="2", **VOLUNTEERS)
        + cost("Overhead", "3", no="3"),
        [("Overhead", 14_00, 3_00, 200_00)],
    ),
    "on a line that is a flat rate itself, with what that should come to": (
        rule("flat-rate", "0.15", 'lines: "Overhead"', 'base: "Staff"')
        + rule("flat-rate", "0.20", 'lines: "Staff"', 'base: "Rent"')
        + cost("Rent", "1000"),
        [("Overhead", 30_00, 0, 200_00), ("Staff", 200_00, 0, 1000_00)],
    ),
    "in a circle the first sees nothing of the other": (
        rule("flat-rate", "0.10", 'lines: "Overhead"', 'base: "Rent, Staff"')
        + rule("flat-rate", "0.10", 'lines: "Staff"', 'base: "Rent, Overhead"')
        + cost("Rent", "100"),
        [("Overhead", 10_00, 0, 100_00), ("Staff", 11_00, 0, 110_00)],
    ),
    "its own line is no part of its base": (
        rule("flat-rate", "0.10", 'lines: "Overhead"', 'base: "Rent, Overhead"') + cost("Rent", "100"),
        [("Overhead", 10_00, 0, 100_00)],
    ),
    "a rule whose value is no share allows nothing": (
        OVERHEAD.replace("0.15", "15") + cost("Staff", "100"),
        [("Overhead", 0, 0, 100_00)],
    ),
}


@pytest.mark.parametrize("name", FLAT)
def test_a_flat_rate_is_its_share_of_its_base(name: str) -> None:
    ledger, expected = FLAT[name]
    agreement, facts = read(ledger)
    assert brief(flat_rates(agreement, facts, DAY)) == expected


def test_what_the_same_closing_takes_out_lowers_the_base_as_well() -> None:
    agreement, facts = read(OVERHEAD + cost("Staff", "121"))
    less = {"Expenses:P1:Staff": 21_00, "Expenses:P1:Rent": 5_00}
    assert brief(flat_rates(agreement, facts, DAY, less)) == [("Overhead", 15_00, 0, 100_00)]


TWO_LINES = """
2014-05-05 * "Office" "On two lines"
  document-no: "1"
  document-date: 2014-05-05
  issuer: "Office"
  vat: {tax} EUR
  Expenses:P1:Staff  1.00 EUR
  Expenses:P1:Rent  1.00 EUR
  Liabilities:Payable:P1
"""
TAX: dict[str, tuple[str, list[tuple[str, int, int, int]]]] = {
    "no rule, nothing is recoverable": (cost("Staff", "121", meta="  vat: 21 EUR\n"), []),
    "no tax is stated": (VAT + cost("Staff", "121"), []),
    "a parked cost": (VAT + cost("Staff", "121", meta="  vat: 21 EUR\n").replace("*", "!"), []),
    "each document is rounded down": (
        VAT + cost("Staff", "1", meta="  vat: 0.04 EUR\n") + cost("Staff", "1", no="2", meta="  vat: 0.04 EUR\n"),
        [("Staff", 2, 0, 8)],
    ),
    "two rows of one document are rounded together": (
        VAT + cost("Staff", "1", meta="  vat: 0.04 EUR\n") + cost("Staff", "1", meta="  vat: 0.04 EUR\n"),
        [("Staff", 3, 0, 8)],
    ),
    "so are two lines of one document": (
        VAT + cost("Staff", "1", meta="  vat: 0.04 EUR\n") + cost("Rent", "1", meta="  vat: 0.04 EUR\n"),
        [("Staff", 2, 0, 4), ("Rent", 1, 0, 4)],
    ),
    "on which the tax of the whole document is split": (
        rule("vat-recoverable", "0.5") + TWO_LINES.format(tax="0.06"),
        [("Staff", 2, 0, 3), ("Rent", 1, 0, 3)],
    ),
    "whose rates may differ": (
        rule("vat-recoverable", "0.5") + rule("vat-recoverable", "0.25", 'lines: "Rent"') + TWO_LINES.format(tax="0.06"),
        [("Staff", 1, 0, 3), ("Rent", 1, 0, 3)],  # 1.5 and 0.75 cents
    ),
    "of which one has no rule": (
        rule("vat-recoverable", "0.5", 'lines: "Rent"') + TWO_LINES.format(tax="0.06"),
        [("Rent", 1, 0, 3)],
    ),
    "and by funders that are charged": (
        rule("vat-recoverable", "0.5")
        + TWO_LINES.format(tax="0.06").replace("Rent  1.00 EUR", 'Staff  1.00 EUR\n    funder: "RD"'),
        [("Staff", 2, 0, 3), ("Staff", 1, 0, 3)],
    ),
    "a line that a credit note left in the red is no reason to round the others twice": (
        VAT
        + cost("Staff", "-1", meta="  vat: 0.08 EUR\n")
        + cost("Rent", "1", meta="  vat: 0.06 EUR\n")
        + cost("Travel", "1", meta="  vat: 0.06 EUR\n"),
        [("Staff", -3, 0, -8), ("Rent", 2, 0, 6), ("Travel", 2, 0, 6)],  # -3.2, 2.4 and 2.4: 1.6 cents in all
    ),
    "no more tax than the cost itself": (
        VAT + cost("Staff", "100", meta="  vat: 100.01 EUR\n") + cost("Rent", "100", no="2", meta="  vat: 100 EUR\n"),
        [("Staff", 40_00, 0, 100_00), ("Rent", 40_00, 0, 100_00)],
    ),
    "of a credit note as well": (VAT + cost("Staff", "-100", meta="  vat: 300 EUR\n"), [("Staff", -40_00, 0, -100_00)]),
    "of a whole entry as well": (VAT + TWO_LINES.format(tax="3"), [("Staff", 40, 0, 1_00), ("Rent", 40, 0, 1_00)]),
    "costs without a number are documents of their own": (
        VAT + 2 * cost("Staff", "1", meta="  vat: 0.04 EUR\n").replace('  document-no: "1"\n', ""),
        [("Staff", 2, 0, 8)],
    ),
    "a cost wholly cut takes its tax with it": (VAT + cost("Staff", "121", meta="  vat: 21 EUR\n") + cut("121"), []),
    "a cost cut by half takes half of it": (
        VAT + cost("Staff", "121", meta="  vat: 21 EUR\n") + cut("60.50"),
        [("Staff", 4_20, 0, 10_50)],
    ),
    "what was cut and given back is whole again": (
        VAT + cost("Staff", "121", meta="  vat: 21 EUR\n") + cut("60.50") + cut("-60.50"),
        [("Staff", 8_40, 0, 21_00)],
    ),
    "what a cut copies of the tax counts for nothing": (
        VAT + cost("Staff", "121", meta="  vat: 21 EUR\n") + cut("60.50").replace('"row-1"', '"row-1"\n  vat: 21 EUR'),
        [("Staff", 4_20, 0, 10_50)],
    ),
    "a cost that was taken back": (
        VAT + cost("Staff", "121", meta="  vat: 21 EUR\n") + cost("Staff", "-121", meta='  reverses: "row-1"\n'),
        [],
    ),
    "a credit note gives back its tax": (
        VAT + cost("Staff", "121", meta="  vat: 21 EUR\n") + cost("Staff", "-12.10", no="2", meta="  vat: 2.10 EUR\n"),
        [("Staff", 7_56, 0, 18_90)],
    ),
    "the tax of a whole entry is split over its costs, the ineligible ones too": (
        VAT + '2014-05-05 * "Office"\n  document-no: "1"\n  document-date: 2014-05-05\n  issuer: "Office"\n  vat: 42 EUR\n'
        "  Expenses:P1:Staff  121 EUR\n  Expenses:P1:Rent  60.50 EUR\n  Expenses:Ineligible:P1:Staff  60.50 EUR\n"
        "  Liabilities:Payable:P1\n",
        [("Staff", 8_40, 0, 21_00), ("Rent", 4_20, 0, 10_50)],
    ),
    "beside a posting that states its own": (
        VAT + '2014-05-05 * "Office"\n  document-no: "1"\n  document-date: 2014-05-05\n  issuer: "Office"\n  vat: 42 EUR\n'
        "  Expenses:P1:Staff  121 EUR\n    vat: 21 EUR\n  Expenses:P1:Rent  121 EUR\n  Liabilities:Payable:P1\n",
        [("Staff", 8_40, 0, 21_00), ("Rent", 16_80, 0, 42_00)],
    ),
    "what a closing took out is booked": (
        booked(VAT + cost("Staff", "121", meta="  vat: 21 EUR\n"), "recoverable-vat", "-8.40"),
        [("Staff", 8_40, 8_40, 21_00)],
    ),
    "and is to be put back when the cost is cut": (
        booked(VAT + cost("Staff", "121", meta="  vat: 21 EUR\n"), "recoverable-vat", "-8.40") + cut("121"),
        [("Staff", 0, 8_40, 0)],
    ),
    "the rule of the nearest line holds": (
        VAT
        + rule("vat-recoverable", "0.50", 'lines: "Staff"')
        + rule("vat-recoverable", "1", 'lines: "Staff:Visits"')
        + cost("Rent", "121", meta="  vat: 21 EUR\n")
        + cost("Staff", "121", meta="  vat: 21 EUR\n")
        + cost("Staff:Visits", "121", meta="  vat: 21 EUR\n"),
        [("Rent", 8_40, 0, 21_00), ("Staff", 10_50, 0, 21_00), ("Staff:Visits", 21_00, 0, 21_00)],
    ),
    "where only some lines have a rule": (
        rule("vat-recoverable", "0.50", 'lines: "Staff"')
        + cost("Rent", "121", meta="  vat: 21 EUR\n")
        + cost("Staff", "121", meta="  vat: 21 EUR\n"),
        [("Staff", 10_50, 0, 21_00)],
    ),
    "a flat rate holds no tax": (booked(VAT + OVERHEAD, "flat-rate", "15"), []),
}


@pytest.mark.parametrize("name", TAX)
def test_recoverable_tax_is_taken_out_by_document(name: str) -> None:
    ledger, expected = TAX[name]
    agreement, facts = read(ledger)
    assert brief(recoverable_vat(agreement, facts, DAY)) == expected


def test_where_a_funder_covers_some_days_only_tax_is_taken_out_by_the_day_of_its_document() -> None:
    """A cut says on which document's day; one that says none, of a closing before there was such a funder, is taken back."""
    ledger = (
        VAT
        + cost("Staff", "121", meta="  vat: 21 EUR\n")
        + cost("Staff", "242", no="2", day="2014-06-10", meta="  vat: 42 EUR\n")
    )
    some_days = LIMITED + ledger
    taken = booked(some_days, "recoverable-vat", "-8.40").replace("  made:", f"  document-date: {MAY}\n  made:")
    for entries, expected in (
        (ledger, [(None, 25_20, 0)]),
        (some_days, [(MAY, 8_40, 0), (JUNE, 16_80, 0)]),
        (taken, [(MAY, 8_40, 8_40), (JUNE, 16_80, 0)]),
        (booked(some_days, "recoverable-vat", "-8.40"), [(None, 0, 8_40), (MAY, 8_40, 0), (JUNE, 16_80, 0)]),
    ):
        dues = recoverable_vat(*read(entries), DAY)
        assert [(due.dated, due.total, due.booked) for due in dues] == expected


LIMITED = '2014-02-01 custom "grant-source" "P1" "EU" 1000 EUR\n  rate: 0.1\n  valid-to: 2014-05-31\n'
MAY, JUNE = date(2014, 5, 5), date(2014, 6, 10)

Row = tuple[str, int, int]

rows = st.lists(
    st.tuples(st.sampled_from(("Staff", "Rent", "Overhead")), st.integers(-50_00, 500_00), st.integers(0, 21)), max_size=8
)


def costs(rows: Sequence[Row]) -> str:
    """Write costs of random lines, amounts and tax; each is a document of its own, and a third of the large ones are cut."""
    text = ""
    for number, (line, cents, per_cent) in enumerate(rows):
        tax = Decimal(abs(cents) * per_cent // 121).scaleb(-2)
        text += cost(line, str(Decimal(cents).scaleb(-2)), no=str(number), meta=f"  vat: {tax} EUR\n")
        if cents > 300_00:
            text += cut(str(Decimal(cents // 3).scaleb(-2)), no=str(number), account=line)
    return text


TWO_PROJECTS = """
2014-01-01 custom "grant-project" "P2" "Other" 2014-01-01 2014-12-31 1000 EUR
2014-01-01 open Expenses:P2:A
2014-05-05 * "Office" "A cost"
  document-no: "1"
  document-date: 2014-05-05
  issuer: "Office"
{whole}  Expenses:P1:Rent  60.50 EUR
{first}  Expenses:P2:A  60.50 EUR
{second}  Liabilities:Payable:P1
"""


@pytest.mark.parametrize(
    ("whole", "first", "second", "found"),
    [
        ("  vat: 21 EUR\n", "", "", ["vat", "vat"]),
        ("  net: 100 EUR\n", "", "", ["net", "net"]),
        ("  vat: 21 EUR\n", "    vat: 10.50 EUR\n", "    vat: 10.50 EUR\n", []),
        ("  vat: 21 EUR\n", "", "    vat: 10.50 EUR\n", []),
        ("  vat: 0 EUR\n", "", "", []),
        ("", "", "", []),
    ],
)
def test_tax_that_is_stated_once_for_several_projects_is_found_in_each(
    whole: str, first: str, second: str, found: list[str]
) -> None:
    entries, errors, _ = loader.load_string(P1 + TWO_PROJECTS.format(whole=whole, first=first, second=second))
    assert errors == []
    told = [one for one in books.digest(entries)[2] if one.code == "cost-value"]
    assert [one.project for one in told] == ["P1", "P2"][: len(found)]
    assert [str(one.message) for one in told] == [
        f"The transaction states “{key}” once for costs of several projects; state it on the posting of each." for key in found
    ]


@settings(max_examples=40)
@given(rows)
def test_what_is_due_is_never_above_its_share_and_once_booked_nothing_is_due(rows: list[Row]) -> None:
    ledger = OVERHEAD + VAT + costs(rows)
    agreement, facts = read(ledger)
    taxes = recoverable_vat(agreement, facts, DAY)
    for due in taxes:
        assert 0 <= abs(due.total) <= abs(due.base) * Fraction(2, 5) + len(rows)
        ledger = booked(ledger, "recoverable-vat", str(Decimal(-due.cents).scaleb(-2)), due.account)
    (flat,) = flat_rates(agreement, facts, DAY, {due.account: due.cents for due in taxes})
    assert 0 <= flat.total <= Fraction(15, 100) * max(0, flat.base)
    ledger = booked(ledger, "flat-rate", str(Decimal(flat.cents).scaleb(-2)), flat.account)
    after = read(ledger)
    assert [due.cents for due in (*recoverable_vat(*after, DAY), *flat_rates(*after, DAY))] == [0] * (len(taxes) + 1)


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9_99), min_size=3, max_size=3), st.integers(0, 100), st.integers(0, 100))
def test_a_document_is_rounded_once_whatever_lines_it_is_on(taxes: list[int], mine: int, theirs: int) -> None:
    lines = dict(zip(("Staff", "Rent", "Travel"), taxes, strict=True))
    ledger = rule("vat-recoverable", f"{Decimal(mine).scaleb(-2)}")
    ledger += rule("vat-recoverable", f"{Decimal(theirs).scaleb(-2)}", 'lines: "Rent"')
    for line, tax in lines.items():
        ledger += cost(line, "10", meta=f"  vat: {Decimal(tax).scaleb(-2)} EUR\n")
    exact = {line: Fraction(tax * (theirs if line == "Rent" else mine), 100) for line, tax in lines.items() if tax}
    due = {line: total for line, total, _, _ in brief(recoverable_vat(*read(ledger), DAY))}
    assert due.keys() == exact.keys()
    assert sum(due.values()) == sum(exact.values()) // 1
    assert all(abs(due[line] - exact[line]) < 1 for line in exact)

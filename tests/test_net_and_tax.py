"""A register may state the amount without VAT, the VAT and the payment order: read, checked, booked, corrected, taken back."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from chained import add_by_hand
from chained import new_books
from chained import take
from chained import take_back
from hypothesis import given
from hypothesis import strategies as st
from registers import HEADINGS
from registers import LEDGER
from registers import books
from registers import row
from registers import write_register
from sheets_to_fill import exported
from sheets_to_fill import fill
from sheets_to_fill import planned as planned_again
from tables import codes
from tables import layout
from tables import planned
from tables import the_file
from tables import write_table
from test_importer import booked
from test_importer import codes as found_in
from test_importer import planned as planned_register

from riga_grants import books as on_disk
from riga_grants.booked import Booked
from riga_grants.booked import index
from riga_grants.costs import Cost
from riga_grants.i18n import words
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import State

TAXED = {
    **HEADINGS,
    "net": "Summa bez PVN",
    "vat": "PVN",
    "payment-no": "Maksājuma uzdevuma Nr.",
    "document-total": "Dokumenta kopsumma, EUR",
}
"""The columns A to M as they are, and N to Q."""

STATED = {"amount": 121.0, "net": 100.0, "vat": 21.0, "payment-no": "0017"}


def register(path: Path, *rows: Mapping[str, object], headings: Mapping[str, str] = TAXED) -> Path:
    return write_register(path, [{**row(), **one} for one in rows], headings=headings)


def costs(file: FilePlan) -> list[Cost]:
    return [record for one in file.rows for record in one.new if isinstance(record, Cost)]


def parts(made: ImportPlan) -> list[tuple[int, int | None, int | None]]:
    """Each new cost's amount, the part without tax, the tax."""
    return [(cost.cents, cost.net_cents, cost.vat_cents) for cost in costs(the_file(made))]


# --- read ------------------------------------------------------------------------------------------------------------


def test_the_whole_is_booked_and_its_parts_are_written_beside_it(tmp_path: Path) -> None:
    (file,) = planned_register(register(tmp_path / "a.xlsx", STATED)).files
    assert file.all_findings == ()
    assert [line for line in booked(file).removeprefix(LEDGER).splitlines() if "source-" not in line] == [
        f'2014-01-31 * "SIA Parauga nams" "Telpu noma janvārī" ^{costs(file)[0].key}',
        '  document-no: "R-0012"',
        "  document-date: 2014-01-31",
        '  document-type: "Rēķins"',
        '  issuer: "SIA Parauga nams"',
        '  issuer-reg: "40009999011"',
        "  net: 100.00 EUR",
        "  vat: 21.00 EUR",
        "  paid: 2014-02-05",
        '  payment-no: "0017"',
        "  Expenses:P1:Rent  121.00 EUR",
        "  Liabilities:Payable:P1  -121.00 EUR",
        "",
    ]


@pytest.mark.parametrize(
    ("amount", "net", "vat"),
    [
        (121.0, 100.0, 21.0),
        (121.0, None, 21.0),
        (121.0, 100.0, None),
        (121.0, 121.0, 0.0),
        (121.0, None, 0),
        (0.01, 0.0, 0.01),
        (-121.0, -100.0, -21.0),
        (-121.0, None, -21.0),
    ],
)
def test_parts_that_are_those_of_the_amount(tmp_path: Path, amount: float, net: float | None, vat: float | None) -> None:
    made = planned_register(register(tmp_path / "a.xlsx", {"amount": amount, "net": net, "vat": vat}))
    assert made.findings == ()
    assert parts(made) == [tuple(None if one is None else round(one * 100) for one in (amount, net, vat))]


@pytest.mark.parametrize(
    ("changes", "cell", "said"),
    [
        ({"net": 100.0, "vat": 20.99}, "O6", "100.00 without VAT and 20.99 of VAT are 120.99, and the amount is 121.00."),
        ({"net": 100.0, "vat": 21.01}, "O6", "100.00 without VAT and 21.01 of VAT are 121.01, and the amount is 121.00."),
        ({"vat": 121.01}, "O6", "121.01 is no part of the amount, which is 121.00."),
        ({"vat": -21.0}, "O6", "-21.00 is no part of the amount, which is 121.00."),
        ({"net": 142.0, "vat": -21.0}, "N6", "142.00 is no part of the amount, which is 121.00."),
        ({"amount": -121.0, "net": 100.0, "vat": 21.0}, "N6", "100.00 is no part of the amount, which is -121.00."),
        (
            {"net": 200.0, "vat": 42.0, "amount": 221.0, "document-total": 242.0},
            "O6",
            "200.00 without VAT and 42.00 of VAT are 242.00, the whole document; state those of its share, 221.00.",
        ),
    ],
)
def test_parts_that_are_not_those_of_the_amount(tmp_path: Path, changes: Mapping[str, object], cell: str, said: str) -> None:
    made = planned_register(register(tmp_path / "a.xlsx", {"amount": 121.0, **changes}))
    assert found_in(made) == [("net-and-tax", cell)]
    assert words(made.findings[0].message, "en") == said
    assert [file.count(State.REJECTED) for file in made.files] == [1]


def test_an_amount_that_cannot_be_read_is_one_finding_and_a_part_that_cannot_is_its_own(tmp_path: Path) -> None:
    rows = [{"amount": "x", "net": 1.0, "vat": 1.0}, {"document-no": "R-2", "amount": 121.0, "net": "x", "vat": "1.234"}]
    made = planned_register(register(tmp_path / "a.xlsx", *rows))
    assert found_in(made)[:3] == [("amount-unreadable", "J6"), ("amount-unreadable", "N7"), ("amount-ambiguous", "O7")]


# --- read by other layouts -------------------------------------------------------------------------------------------

HEAD = ["Pozīcija", "Nr.", "Datums", "Kam", "Par ko", "Summa", "Neto", "PVN"]
COLUMNS: dict[str, Any] = {
    "line": ["Pozīcija"],
    "document-no": ["Nr."],
    "document-date": ["Datums"],
    "issuer": ["Kam"],
    "description": ["Par ko"],
    "amount": ["Summa"],
    "net": ["Neto"],
    "vat": ["PVN"],
}


def cells(*figures: object, number: str = "R-1") -> list[object]:
    return ["2", number, "31.01.2014", "SIA Nams", "Telpu noma", *figures]


def by(path: Path, *rows: list[object], **more: Any) -> ImportPlan:  # noqa: ANN401 - what a layout's file may say
    columns = more.pop("columns", COLUMNS)
    used = layout("costs", columns, constants={"project": "P1"}, **more)
    return planned(write_table(path, [[*more.pop("head", HEAD)], *rows]), used, LEDGER)


def test_parts_take_the_sign_that_the_amount_takes(tmp_path: Path) -> None:
    made = by(tmp_path / "a.xlsx", cells(12.1, 10.0, 2.1, number="KR-1"), negative={"document-no": ["KR*"]})
    assert (parts(made), codes(made.findings)) == ([(-1210, -1000, -210)], [])
    made = by(tmp_path / "b.xlsx", cells(-12.1, -10.0, -2.1), sign="reversed")
    assert (parts(made), codes(made.findings)) == ([(1210, 1000, 210)], [])


def test_in_a_sheet_with_debit_and_credit_the_column_is_the_sign_of_all(tmp_path: Path) -> None:
    columns = {key: place for key, place in COLUMNS.items() if key != "amount"} | {"debit": ["Debets"], "credit": ["Kredīts"]}
    rows: list[list[object]] = [
        [*HEAD[:5], "Debets", "Kredīts", "Neto", "PVN"],
        cells(12.1, None, 10.0, 2.1),
        cells(None, 12.1, 10.0, 2.1, number="K-1"),
    ]
    used = layout("costs", columns, constants={"project": "P1"})
    made = planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER)
    assert (parts(made), codes(made.findings)) == ([(1210, 1000, 210), (-1210, -1000, -210)], [])


def test_three_roundings_may_miss_by_a_cent_and_no_more(tmp_path: Path) -> None:
    """8.50, 7.02 and 1.48 LVL at 0.702804 are 12.09, 9.99 and 2.11 EUR; 10.005 and 2.105 are 12.11 together."""
    made = by(tmp_path / "a.xlsx", cells("8,50 LVL", "7,02 LVL", "1,48 LVL"), rates={"LVL": "0.702804"})
    assert (parts(made), codes(made.findings)) == ([(1209, 998, 211)], [])
    made = by(tmp_path / "b.xlsx", cells(12.11, 10.005, 2.105), rounding="half-up")
    assert (parts(made), codes(made.findings)) == ([(1211, 1000, 211)], [("amount-rounded", "G2"), ("amount-rounded", "H2")])
    made = by(tmp_path / "c.xlsx", cells("8,50 LVL", "7,00 LVL", "1,48 LVL"), rates={"LVL": "0.702804"})
    assert codes(made.findings) == [("net-and-tax", "H2")]


def test_where_the_layout_makes_it_no_error_the_row_is_booked_without_the_parts(tmp_path: Path) -> None:
    made = by(
        tmp_path / "a.xlsx", cells(60.5, 100.0, 21.0), cells(60.5, 50.0, 1.0, number="R-2"), findings={"net-and-tax": "note"}
    )
    assert parts(made) == [(6050, None, None), (6050, None, None)]
    assert codes(made.findings) == [("net-and-tax", "G2"), ("net-and-tax", "H3")]


# --- known again -----------------------------------------------------------------------------------------------------


def test_the_same_row_with_and_without_the_parts_is_the_same_row(tmp_path: Path) -> None:
    bare = register(tmp_path / "a.xlsx", {"amount": 121.0}, headings=HEADINGS)
    full = register(tmp_path / "b.xlsx", STATED)
    for one, other in ((bare, full), (full, bare)):
        (first,) = planned_register(one).files
        (second,) = planned_register(other, ledger=booked(first)).files
        assert [second.count(state) for state in State] == [0, 1, 0, 0, 1]
        told = [("row-updated", "N6"), ("row-updated", "O6"), ("row-updated", "P6")] if other == full else []
        assert codes(second.all_findings) == told


def test_what_is_stated_otherwise_later_is_told_and_not_booked(tmp_path: Path) -> None:
    (first,) = planned_register(register(tmp_path / "a.xlsx", STATED)).files
    changes = {"net": 121.0, "vat": 0.0, "payment-no": "0018", "paid": None}
    made = planned_register(register(tmp_path / "b.xlsx", {**STATED, **changes}), ledger=booked(first))
    assert [(found.code, found.place.cell, words(found.message, "en").partition(". ")[2]) for found in made.findings] == [
        ("row-updated", "N6", "Amount without VAT: 100.00 in the books, 121.00 in the row."),
        ("row-updated", "O6", "VAT: 21.00 in the books, 0.00 in the row."),
        ("row-updated", "K6", "Payment date: 2014-02-05 in the books, – in the row."),
        ("row-updated", "P6", "Payment order: 0017 in the books, 0018 in the row."),
    ]
    assert [file.count(State.BOOKED) for file in made.files] == [1]


# --- corrected, undone, exported -------------------------------------------------------------------------------------


@pytest.fixture(name="root")
def make_root(tmp_path: Path) -> Path:
    return new_books(tmp_path / "books")


def the_cost(root: Path) -> Booked:
    (cost,) = index(on_disk.load(root).entries).by_key.values()
    return cost


def said(cost: Booked) -> tuple[int, int | None, int | None, str]:
    return cost.content.cents, cost.net_cents, cost.vat_cents, cost.payment_no


def test_what_takes_a_cost_back_has_the_parts_with_the_other_sign(root: Path, tmp_path: Path) -> None:
    take(root, register(tmp_path / "a.xlsx", STATED))
    (written,) = take_back(root, 1)
    shown = [line for line in written.read_text(encoding="utf-8").splitlines() if line.startswith(("  net", "  vat", "  pa"))]
    assert shown == ["  net: -100.00 EUR", "  vat: -21.00 EUR", "  paid: 2014-02-05", '  payment-no: "0017"']
    assert index(on_disk.load(root).entries).by_key == {}


def test_an_undone_correction_brings_the_parts_back(root: Path, tmp_path: Path) -> None:
    take(root, register(tmp_path / "a.xlsx", STATED))
    take(root, register(tmp_path / "a.xlsx", {**STATED, "amount": 60.5, "net": 50.0, "vat": 10.5}))
    assert said(the_cost(root)) == (6050, 5000, 1050, "0017")
    take_back(root, 2)
    assert said(the_cost(root)) == (12100, 10000, 2100, "0017")


@pytest.mark.parametrize(
    ("headings", "changes", "expected"),
    [
        (HEADINGS, {"issuer": "SIA Cits nams"}, (12100, 10000, 2100, "0017")),
        (HEADINGS, {"amount": 242.0}, (24200, None, 2100, "0017")),  # which part of the change is tax, nobody said
        (TAXED, {"amount": 242.0, "net": 200.0, "vat": 42.0}, (24200, 20000, 4200, "0017")),
        (TAXED, {"issuer": "SIA Cits nams", "net": None, "vat": None, "payment-no": None}, (12100, None, None, "")),
    ],
)
def test_a_correction_keeps_what_its_sheet_has_no_column_for(
    root: Path, tmp_path: Path, headings: Mapping[str, str], changes: Mapping[str, object], expected: tuple[object, ...]
) -> None:
    take(root, register(tmp_path / "a.xlsx", STATED))
    take(root, register(tmp_path / "a.xlsx", {**STATED, **changes}, headings=headings))
    assert said(the_cost(root)) == expected


BY_HAND = """
2014-02-28 * "SIA Nams" "Divas pozīcijas"
  document-no: "R-9"
  document-date: 2014-02-28
  issuer: "SIA Nams"
  vat: 42.00 EUR
  Expenses:P1:Rent          121.00 EUR
  Expenses:P1:Staff:Social  121.00 EUR
    vat: 20.00 EUR
    net: 101.00 EUR
  Liabilities:Payable:P1
2014-03-01 * "SIA Nams" "Kredītrēķins"
  document-no: "K-9"
  document-date: 2014-03-01
  issuer: "SIA Nams"
  net: 100.00 EUR
  vat: 21.00 EUR
  Expenses:P1:Rent  -121.00 EUR
  Liabilities:Payable:P1
2014-03-02 * "SIA Nams" "Kļūdas"
  document-no: "X-9"
  document-date: 2014-03-02
  issuer: "SIA Nams"
  net: 100.00 EUR
  vat: 20.00 EUR
  Expenses:P1:Rent  121.00 EUR
  Liabilities:Payable:P1
2014-03-03 * "SIA Nams" "Cita valūta"
  document-no: "V-9"
  document-date: 2014-03-03
  issuer: "SIA Nams"
  net: "100"
  vat: 21.00 USD
  Expenses:P1:Rent  121.00 EUR
  Liabilities:Payable:P1
"""


def test_of_costs_entered_by_hand_only_what_is_surely_theirs_is_theirs() -> None:
    """The tax of a whole entry is that of the document; a credit note's is taken out of it, whatever sign somebody wrote."""
    found = [said(cost)[:3] for cost in index(books(LEDGER + BY_HAND).entries).by_key.values()]
    assert found == [
        (12100, None, None),
        (12100, 10100, 2000),
        (-12100, -10000, -2100),
        (12100, None, 2000),
        (12100, None, None),
    ]


def test_an_export_holds_the_parts_and_changes_nothing(tmp_path: Path) -> None:
    (file,) = planned_register(register(tmp_path / "a.xlsx", STATED)).files
    loaded = books(booked(file) + BY_HAND)
    filled = exported(tmp_path / "b.xlsx", "costs", loaded)
    again = planned_again(filled, loaded)
    assert (again.all_findings, again.count(State.BOOKED)) == ((), 6)
    edited = planned_again(fill(filled, {(1, "payment-no"): "0099"}), loaded)
    assert edited.count(State.CHANGED) == 1


def test_a_tax_of_several_costs_is_kept_where_one_of_them_is_corrected(root: Path, tmp_path: Path) -> None:
    add_by_hand(root, BY_HAND)
    filled = exported(tmp_path / "b.xlsx", "costs", on_disk.load(root))
    page = openpyxl.load_workbook(filled.path).worksheets[0]
    line = filled.column("line")
    (place,) = (
        at
        for at in range(1, 6)
        if page.cell(filled.head + at, line).value == "2. Telpu noma"
        and page.cell(filled.head + at, filled.column("document-no")).value == "R-9"
    )
    (written,) = take(root, fill(filled, {(place, "description"): "Viena pozīcija"}).path)
    text = written.read_text(encoding="utf-8")
    assert text.count("vat: 42.00 EUR") == 2  # of the reversal and of the new version


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.booleans())
def test_any_two_parts_of_an_amount_are_booked_and_known_again(net: int, vat: int, credit: bool) -> None:  # noqa: FBT001
    sign = -1 if credit else 1
    amounts = {key: f"{sign * cents / 100:.2f} EUR" for key, cents in (("net", net), ("vat", vat), ("all", net + vat))}
    ledger = (
        f'{LEDGER}2014-03-01 * "SIA Nams" "x"\n  document-no: "1"\n  net: {amounts["net"]}\n  vat: {amounts["vat"]}\n'
        f"  Expenses:P1:Rent  {amounts['all']}\n  Liabilities:Payable:P1\n"
    )
    (cost,) = index(books(ledger).entries).by_key.values()
    assert said(cost)[:3] == (sign * (net + vat), sign * net, sign * vat)

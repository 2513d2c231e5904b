"""What the books hold comes out as a sheet and goes in again: untouched it changes nothing, an edited cell is one change."""

from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import office
import openpyxl
import pytest
import registers
from beancount.core.amount import Amount
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from registers import LEDGER
from registers import REG_NO
from registers import ROOT
from sheets_to_fill import Filled
from sheets_to_fill import changed
from sheets_to_fill import copy_row
from sheets_to_fill import counts
from sheets_to_fill import delete_row
from sheets_to_fill import exported
from sheets_to_fill import fill
from sheets_to_fill import planned
from sheets_to_fill import template
from sheets_to_fill import written

from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.books import load
from riga_grants.cli import run
from riga_grants.columns import KINDS
from riga_grants.declared import standing
from riga_grants.errors import BooksError
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import words
from riga_grants.lines import lines_of
from riga_grants.money import to_decimal
from riga_grants.workbooks.exports import export

COSTS = f"""
2014-01-31 * "SIA Parauga nams" "Telpu noma janvārī" ^row-00000000000000000000000000000001
  document-no: "R-0012"
  document-date: 2014-01-31
  document-type: "Rēķins"
  document-total: 1500.00 EUR
  issuer: "SIA Parauga nams"
  issuer-reg: "{REG_NO}"
  vat: 208.26 EUR
  paid: 2014-02-05
  payment-no: "0012"
  note: "Puse rēķina"
  source-file: "a.xlsx"
  source-sha256: "aa"
  Expenses:P1:Rent          1200.00 EUR
  Liabilities:Payable:P1   -1200.00 EUR

2014-02-28 * "Biedrība" "Alga"
  document-no: "A-02"
  document-date: 2014-02-28
  issuer: "Biedrība"
  Expenses:P1:Staff:Social   10.10 EUR
  Income:InKind:P1          -10.10 EUR

2014-03-01 * "SIA Otra" "Kredītrēķins"
  document-no: "K-1"
  document-date: 2014-03-01
  issuer: "SIA Otra"
  Expenses:P2:Rent           -0.01 EUR
  Liabilities:Payable:P2      0.01 EUR
"""
"""Three costs: one as an import books it (its key is a made-up one), two entered by hand, of which one is in kind."""

TWINS = """
2014-05-05 * "SIA Otra" "Biļete"
  document-no: "B-1"
  document-date: 2014-05-05
  issuer: "SIA Otra"
  Expenses:P2:Rent            1.15 EUR
  Liabilities:Payable:P2     -1.15 EUR
"""

AGREED = """
2014-01-01 custom "grant-source" "P1" "RD" 6000 EUR
  name: "Rīgas dome"
  differs: "Citur cits skaitlis."
2014-01-01 custom "grant-source" "P1" "SOS" "not-stated"
  kind: "own"
  source: "līgums"
2014-06-01 custom "grant-source" "P1" "RD" 7000 EUR
2014-07-01 custom "grant-project" "P1" "Pirmais, grozītais" 2014-01-01 2014-12-31 11000 EUR
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-05-01 custom "grant-budget" Expenses:P1:Rent "total" 9500.50 EUR
  decision: "Nr. 7"
  note: "pēc grozījumiem"
2014-05-01 custom "grant-budget" Expenses:P2:Rent "total" "not-stated"
2014-01-01 custom "grant-indicator" "P1" "families" "2014" "planned" 100
  title: "Ģimenes"
  unit: "ģimenes"
2014-01-01 custom "grant-indicator" "P1" "families" "2014" "reached" 12.5
  title: "Ģimenes"
  unit: "ģimenes"
2014-12-31 custom "grant-indicator" "P1" "families" "total" "reached" "not-stated"
"""

ALL = LEDGER + COSTS + AGREED
NOTHING = {"costs": 3, "budget": 4, "agreements": 5, "indicators": 2}
"""How many rows each kind of sheet has for these books."""


def cells(filled: Filled) -> list[dict[str, Any]]:
    """The rows of a sheet as a person sees them, without blank cells and without the count."""
    page = openpyxl.load_workbook(filled.path).worksheets[0]
    found = []
    for row in page.iter_rows(min_row=filled.head + 1, values_only=True):
        shown = [cell.date() if isinstance(cell, datetime) else cell for cell in row]
        named = dict(zip(filled.form.columns, shown, strict=False))
        found.append({name: value for name, value in named.items() if value is not None and name != "number"})
    return found


# --- what comes out --------------------------------------------------------------------------------------------------


def test_costs_come_out_by_project_line_and_date_with_all_that_is_known_of_them(tmp_path: Path) -> None:
    """The credit note stays negative, what is not known stays blank, and each row names its entry."""
    loaded = registers.books(ALL)
    rows = cells(exported(tmp_path / "a.xlsx", "costs", loaded))
    keys = {cost.content.document_no: key for key, cost in index(loaded.entries).by_key.items()}
    assert rows == [
        {
            "project": "P1",
            "line": "1.1. Sociālie darbinieki",
            "document-no": "A-02",
            "document-date": date(2014, 2, 28),
            "issuer": "Biedrība",
            "description": "Alga",
            "amount": 10.1,
            "in-kind": rows[0]["in-kind"],
            "row-key": keys["A-02"],
        },
        {
            "project": "P1",
            "line": "2. Telpu noma",
            "document-type": "Rēķins",
            "document-no": "R-0012",
            "document-date": date(2014, 1, 31),
            "issuer": "SIA Parauga nams",
            "issuer-reg": REG_NO,
            "description": "Telpu noma janvārī",
            "vat": 208.26,
            "amount": 1200,
            "document-total": 1500,
            "paid": date(2014, 2, 5),
            "payment-no": "0012",
            "note": "Puse rēķina",
            "row-key": "row-00000000000000000000000000000001",
        },
        {
            "project": "P2",
            "line": "1. Telpu noma",
            "document-no": "K-1",
            "document-date": date(2014, 3, 1),
            "issuer": "SIA Otra",
            "description": "Kredītrēķins",
            "amount": -0.01,
            "row-key": keys["K-1"],
        },
    ]
    assert rows[0]["in-kind"] in {"jā", "yes"}


def test_every_version_of_a_budget_is_a_row(tmp_path: Path) -> None:
    rows = cells(exported(tmp_path / "a.xlsx", "budget", registers.books(ALL), "en"))
    assert [(row["project"], row["line"], row["period"], row["amount"], row.get("decision")) for row in rows] == [
        ("P1", "2. Telpu noma", "whole project", 9000, None),
        ("P1", "1. Personāls", "whole project", 1000, None),
        ("P1", "2. Telpu noma", "whole project", 9500.5, "Nr. 7"),
        ("P2", "1. Telpu noma", "whole project", "not stated", None),
    ]


def test_each_version_of_a_source_is_a_row_with_its_project_as_it_was_that_day(tmp_path: Path) -> None:
    """The project was amended on a day of its own, so that version has a row without a source; P2 has no source at all."""
    rows = cells(exported(tmp_path / "a.xlsx", "agreements", registers.books(ALL), "en"))
    columns = ("project", "name", "total", "funder", "source-kind", "ceiling")
    assert [(f"{row['dated']:%m-%d}", *(row.get(column) for column in columns)) for row in rows] == [
        ("01-01", "P1", "Pirmais", 10000, "RD", None, 6000),
        ("01-01", "P1", "Pirmais", 10000, "SOS", "own funds", "not stated"),
        ("06-01", "P1", "Pirmais", 10000, "RD", None, 7000),
        ("07-01", "P1", "Pirmais, grozītais", 11000, None, None, None),
        ("01-01", "P2", "Otrais", 10000, None, None, None),
    ]


def test_planned_and_reached_stand_side_by_side(tmp_path: Path) -> None:
    rows = cells(exported(tmp_path / "a.xlsx", "indicators", registers.books(ALL), "en"))
    assert [(row["period"], row.get("title"), row.get("planned"), row.get("reached")) for row in rows] == [
        ("2014", "Ģimenes", 100, 12.5),
        ("whole project", None, None, "not stated"),
    ]


def test_figures_that_say_something_else_of_their_indicator_have_rows_of_their_own(tmp_path: Path) -> None:
    ledger = f"""{ALL}
2014-12-31 custom "grant-indicator" "P1" "families" "total" "planned" 7
  title: "Ģimenes kopā"
"""
    loaded = registers.books(ledger)
    filled = exported(tmp_path / "a.xlsx", "indicators", loaded)
    assert len(cells(filled)) == 3
    assert counts(planned(filled, loaded)) == [0, 3, 0, 0, 0]


def test_a_cost_that_cannot_be_a_row_is_left_out_and_told() -> None:
    """One of 0 euro, and one in dollars that the ledger turns into euro."""
    ledger = f"""{ALL}
2014-04-01 * "SIA" "Nulle"
  Expenses:P1:Rent          0 EUR
  Liabilities:Payable:P1    0 EUR
2014-04-02 * "Inc." "Dolāri"
  Expenses:P1:Rent          100 USD @@ 80 EUR
  Liabilities:Payable:P1    -80 EUR
"""
    loaded = registers.books(ledger.replace("Expenses:P1:Rent EUR", "Expenses:P1:Rent"))
    made = export("costs", loaded, loaded.agreements, "lv")
    assert len(made.rows) == 3
    assert len(made.left_out) == 2
    assert all("<string>:" in place for place in made.left_out)


def test_only_the_projects_that_are_wished_come_out() -> None:
    loaded = registers.books(ALL)
    wanted = {"P2": loaded.agreements["P2"]}
    for kind in KINDS:
        assert {row.cells["project"] for row in export(kind, loaded, wanted, "lv").rows} <= {"P2"}
    assert len(export("costs", loaded, wanted, "lv").rows) == 1


def test_books_that_cannot_be_read_whole_do_not_come_out(tmp_path: Path) -> None:
    root = books_of(tmp_path, ALL + '\n2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014"\n')
    with pytest.raises(BooksError, match="cannot be exported whole"):
        export("budget", load(root), load(root).agreements, "lv")


def books_of(folder: Path, ledger: str) -> Path:
    (folder / "ledger").mkdir(parents=True)
    plugin = 'plugin "riga_grants.plugin"\n'
    (folder / "ledger" / "main.beancount").write_text(plugin + ledger, encoding="utf-8")
    return folder


# --- and goes in again -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_an_untouched_sheet_changes_nothing_and_finds_nothing(tmp_path: Path, kind: str, lang: str) -> None:
    loaded = registers.books(ALL)
    file = planned(exported(tmp_path / "a.xlsx", kind, loaded, lang), loaded)
    assert counts(file) == [0, NOTHING[kind], 0, 0, 0]
    assert file.all_findings == ()


@pytest.mark.parametrize("kind", KINDS)
def test_the_reference_books_go_round(tmp_path: Path, kind: str) -> None:
    loaded = load(ROOT)
    file = planned(exported(tmp_path / "a.xlsx", kind, loaded), loaded)
    assert counts(file) == [0, {"costs": 1, "budget": 0, "agreements": 6, "indicators": 9}[kind], 0, 0, 0]
    assert file.all_findings == ()


@pytest.fixture(scope="module", name="demo")
def make_demo(tmp_path_factory: pytest.TempPathFactory) -> Books:
    """Give the demonstration books with a quarter's register imported."""
    root = tmp_path_factory.mktemp("demo")
    assert run(["demo", str(root)]) == 0
    assert run(["import", str(root / "inbox" / "DEMO-RGAP-2014-Q2.xlsx"), "--books", str(root)]) == 0
    return load(root)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_demonstration_books_go_round(tmp_path: Path, demo: Books, kind: str, lang: str) -> None:
    file = planned(exported(tmp_path / "a.xlsx", kind, demo, lang), demo)
    booked = file.count()
    assert booked > 5
    assert counts(file) == [0, booked, 0, 0, 0]
    assert file.all_findings == ()
    if kind == "costs":
        (sheet,) = file.sheets
        assert sheet.total_cents == sheet.cents() == sum(one.content.cents for one in index(demo.entries).by_key.values())


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_sheet_that_another_program_saved_goes_round(tmp_path: Path, form: str) -> None:
    """LibreOffice works the sum out anew and writes the workbook in its own way."""
    loaded = registers.books(ALL)
    made = [exported(tmp_path / f"{kind}.xlsx", kind, loaded) for kind in KINDS]
    for filled, saved in zip(made, office.convert([one.path for one in made], form, tmp_path), strict=True):
        file = planned(filled._replace(path=saved), loaded)
        assert counts(file) == [0, NOTHING[filled.form.kind], 0, 0, 0]
        assert file.all_findings == ()


Edit = tuple[str, int, str, object, dict[str, tuple[object, object]]]
EDITED: Sequence[Edit] = (
    ("costs", 2, "amount", 1200.5, {"amount": (Decimal("1200.00"), Decimal("1200.50"))}),
    ("costs", 2, "line", "1. Personāls", {"line": ("Expenses:P1:Rent", "Expenses:P1:Staff")}),
    ("costs", 2, "document-no", "R-0013", {"document-no": ("R-0012", "R-0013")}),
    ("costs", 2, "document-date", date(2014, 2, 1), {"document-date": (date(2014, 1, 31), date(2014, 2, 1))}),
    ("costs", 2, "issuer", "SIA Cits", {"issuer": ("SIA Parauga nams", "SIA Cits")}),
    ("costs", 2, "issuer", "sia parauga nams", {"issuer": ("SIA Parauga nams", "sia parauga nams")}),
    ("costs", 2, "issuer-reg", None, {"issuer-reg": (REG_NO, "")}),
    ("costs", 2, "issuer-account", "LV80 BANK 0000 4351 9500 1", {"issuer-account": ("", "LV80BANK0000435195001")}),
    ("costs", 2, "description", "Cits", {"description": ("Telpu noma janvārī", "Cits")}),
    ("costs", 2, "document-type", "Akts", {"document-type": ("Rēķins", "Akts")}),
    ("costs", 2, "document-total", None, {"document-total": (Decimal("1500.00"), None)}),
    ("costs", 2, "paid", None, {"paid": (date(2014, 2, 5), None)}),
    ("costs", 2, "note", "Viss", {"note": ("Puse rēķina", "Viss")}),
    ("costs", 1, "in-kind", None, {"in-kind": (True, False)}),
    ("costs", 1, "note", "Ar roku", {"note": ("", "Ar roku")}),
    ("budget", 3, "amount", 9400, {"amount": (Amount(Decimal("9500.50"), "EUR"), Amount(Decimal("9400.00"), "EUR"))}),
    ("budget", 4, "amount", 0, {"amount": (None, Amount(Decimal("0.00"), "EUR"))}),
    ("budget", 1, "amount", "not stated", {"amount": (Amount(Decimal(9000), "EUR"), None)}),
    ("budget", 3, "decision", "Nr. 8", {"decision": ("Nr. 7", "Nr. 8")}),
    ("agreements", 1, "ceiling", 6500, {"ceiling": (Amount(Decimal(6000), "EUR"), Amount(Decimal("6500.00"), "EUR"))}),
    ("agreements", 2, "source-kind", "finansētājs", {"kind": ("own", "funder")}),
    ("agreements", 1, "funder-name", "Dome", {"name": ("Rīgas dome", "Dome")}),
    ("agreements", 4, "total", 12000, {"budget": (Amount(Decimal(11000), "EUR"), Amount(Decimal("12000.00"), "EUR"))}),
    ("agreements", 5, "end", None, {"end": (date(2014, 12, 31), None)}),
    ("indicators", 1, "reached", 13, {"value": (Decimal("12.5"), Decimal(13))}),
    ("indicators", 2, "reached", 5, {"value": (None, Decimal(5))}),
)


@pytest.mark.parametrize("edit", EDITED, ids=lambda edit: "-".join(map(str, edit[:4])))
def test_an_edited_cell_is_one_change_of_that_very_entry(tmp_path: Path, edit: Edit) -> None:
    """It is told with the old and the new, refused without --correct, and after it the same sheet changes nothing more."""
    kind, row, column, value, differs = edit
    loaded = registers.books(ALL)
    filled = fill(exported(tmp_path / "a.xlsx", kind, loaded), {(row, column): value})
    file = planned(filled, loaded)
    assert counts(file) == [0, NOTHING[kind] - 1, 1, 0, 0]
    assert changed(file) == [differs]
    assert [found.code for found in file.all_findings] == ["row-changed"]
    assert file.blocked
    corrected = planned(filled, loaded, correct=True)
    after = registers.books(ALL + written(corrected, loaded))
    assert counts(planned(filled, after)) == [0, NOTHING[kind], 0, 0, 0]
    again = planned(exported(tmp_path / "b.xlsx", kind, after), after)
    assert counts(again) == [0, NOTHING[kind], 0, 0, 0]
    assert [found.code for found in again.all_findings] == []


def test_an_indicator_whose_row_says_more_of_it_changes_both_its_figures(tmp_path: Path) -> None:
    loaded = registers.books(ALL)
    file = planned(fill(exported(tmp_path / "a.xlsx", "indicators", loaded), {(1, "unit"): "bērni"}), loaded)
    assert counts(file) == [0, 1, 1, 0, 0]
    assert changed(file) == [{"unit": ("ģimenes", "bērni")}] * 2


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [("source-kind", "cits", "source-kind"), ("funder", None, "cell-missing"), ("project", "P 1", "project-code")],
)
def test_a_source_that_is_none_is_refused(tmp_path: Path, column: str, value: object, code: str) -> None:
    loaded = registers.books(ALL)
    file = planned(fill(exported(tmp_path / "a.xlsx", "agreements", loaded), {(1, column): value}), loaded)
    assert counts(file) == [0, 4, 0, 1, 0]
    assert [found.code for found in file.all_findings] == [code]


def test_what_no_column_holds_is_not_lost_by_a_correction(tmp_path: Path) -> None:
    loaded = registers.books(ALL)
    filled = fill(exported(tmp_path / "a.xlsx", "agreements", loaded), {(1, "ceiling"): 6500, (2, "ceiling"): 1})
    after = registers.books(ALL + written(planned(filled, loaded, correct=True), loaded))
    sources = [one for one in standing(after.entries) if one.directive == "grant-source"]
    told = {(str(one.values["funder"]), str(one.values["ceiling"])): one.values for one in sources}
    assert told["RD", "6500.00 EUR"]["differs"] == "Citur cits skaitlis."
    assert told["SOS", "1.00 EUR"]["source"] == "līgums"


def test_an_amount_in_another_currency_stays_beside_a_cost_whose_text_is_corrected(tmp_path: Path) -> None:
    ledger = ALL.replace('  note: "Puse rēķina"\n', '  amount-original: "100.00 LVL"\n')
    loaded = registers.books(ledger)
    filled = fill(exported(tmp_path / "a.xlsx", "costs", loaded), {(2, "note"): "Jauna"})
    assert 'amount-original: "100.00 LVL"' in written(planned(filled, loaded, correct=True), loaded)
    filled = fill(exported(tmp_path / "a.xlsx", "costs", loaded), {(2, "amount"): 1})
    assert "amount-original" not in written(planned(filled, loaded, correct=True), loaded)


# --- rows that are copied, added, taken away -------------------------------------------------------------------------


def test_a_copied_row_is_a_new_cost_and_not_a_change_of_the_one_it_was_copied_from(tmp_path: Path) -> None:
    loaded = registers.books(ALL)
    filled = copy_row(exported(tmp_path / "a.xlsx", "costs", loaded), 2, document_no="R-0099")
    file = planned(filled, loaded)
    assert (counts(file), file.all_findings) == ([1, 3, 0, 0, 0], ())
    after = registers.books(ALL + written(file, loaded))
    assert counts(planned(filled, after)) == [0, 4, 0, 0, 0]


def test_of_two_edited_copies_one_changes_the_entry_and_the_other_is_new(tmp_path: Path) -> None:
    loaded = registers.books(ALL)
    filled = copy_row(exported(tmp_path / "a.xlsx", "costs", loaded), 2, document_no="R-0099")
    filled = fill(filled, {(2, "document-no"): "R-0098"})
    file = planned(filled, loaded, correct=True)
    assert counts(file) == [1, 2, 1, 0, 0]
    after = registers.books(ALL + written(file, loaded))
    assert counts(planned(filled, after)) == [0, 4, 0, 0, 0]


def test_true_twins_go_round_and_one_of_them_can_be_changed(tmp_path: Path) -> None:
    """Two equal tickets; the first is corrected, the second and a third, copied one stay what they are."""
    loaded = registers.books(ALL + TWINS + TWINS)
    filled = exported(tmp_path / "a.xlsx", "costs", loaded)
    assert counts(planned(filled, loaded)) == [0, 5, 0, 0, 0]
    filled = fill(filled, {(4, "amount"): 1.25})
    file = planned(filled, loaded, correct=True)
    assert counts(file) == [0, 4, 1, 0, 0]
    ledger = ALL + TWINS + TWINS + written(file, loaded)
    after = registers.books(ledger)
    assert counts(planned(filled, after)) == [0, 5, 0, 0, 0]
    filled = copy_row(exported(tmp_path / "b.xlsx", "costs", after), 4)
    more = planned(filled, after)
    assert counts(more) == [1, 5, 0, 0, 0]
    assert counts(planned(filled, registers.books(ledger + written(more, after)))) == [0, 6, 0, 0, 0]


def test_a_row_that_was_taken_away_is_told(tmp_path: Path) -> None:
    """Most of the file's rows must still be there, or it is no edition of it; other projects' rows may be absent."""
    more = COSTS.replace("0001\n", "0002\n").replace("R-0012", "R-0014").split('"Biedrība"')[0].rpartition("\n2014")[0]
    other = more.replace("0002\n", "0003\n").replace("R-0014", "R-0015")
    elsewhere = more.replace("0002\n", "0004\n").replace(":P1", ":P2").replace("R-0014", "R-0016")
    loaded = registers.books(ALL + more + other + elsewhere)
    filled = exported(tmp_path / "a.xlsx", "costs", loaded)
    assert planned(filled, loaded).all_findings == ()
    file = planned(delete_row(filled, 3), loaded)
    assert [found.code for found in file.all_findings] == ["rows-gone"]
    one = {"P1": loaded.agreements["P1"]}
    filled = exported(tmp_path / "b.xlsx", "costs", Books(loaded.root, loaded.entries, {}, one, {}, ()))
    assert planned(filled, loaded).all_findings == ()


def test_rows_filled_in_below_an_export_are_new(tmp_path: Path) -> None:
    loaded = registers.books(ALL)
    filled = exported(tmp_path / "a.xlsx", "budget", loaded)
    new = {"project": "P1", "line": "1.1. Sociālie darbinieki", "period": "2014", "amount": 12.34, "dated": date(2014, 8, 1)}
    file = planned(fill(filled, {(5, column): value for column, value in new.items()}), loaded)
    assert counts(file) == [1, 4, 0, 0, 0]
    assert file.all_findings == ()


# --- parked costs ----------------------------------------------------------------------------------------------------

PARKED = """
2014-04-01 ! "SIA Nams" "Lampa" ^row-00000000000000000000000000000009
  document-no: "L-1"
  document-date: 2014-04-01
  issuer: "SIA Nams"
  suggested: "the supplier's last line"
  Expenses:P1:Rent            5.00 EUR
  Liabilities:Payable:P1     -5.00 EUR

2014-04-02 ! "SIA Nams" "Krēsls"
  document-no: "L-2"
  document-date: 2014-04-02
  issuer: "SIA Nams"
  Expenses:P1:Rent            6.00 EUR
  Liabilities:Payable:P1     -6.00 EUR
"""


def test_a_parked_cost_is_marked_beside_its_row_and_stays_parked(tmp_path: Path) -> None:
    """Its note stays its own; the line that a rule suggested is not confirmed by being written into the sheet."""
    loaded = registers.books(ALL + PARKED)
    filled = exported(tmp_path / "a.xlsx", "costs", loaded, "en")
    page = openpyxl.load_workbook(filled.path).worksheets[0]
    remarks = [cell.comment.text for cell in page["C"] if cell.comment]
    assert remarks == ["The line is only suggested: the supplier's last line", "Parked: in no claim until somebody clears it."]
    assert "remark" in str(page["A2"].value)
    assert [row.get("note") for row in cells(filled)][2:4] == [None, None]
    file = planned(filled, loaded)
    assert (counts(file), file.all_findings) == ([0, 5, 0, 0, 0], ())


@pytest.mark.parametrize(
    ("row", "column", "value", "parked"),
    [
        (3, "amount", 5.5, ["the supplier's last line", ""]),
        (3, "line", "1. Personāls", [""]),
        (4, "amount", 5.5, ["the supplier's last line", "parked before it was corrected"]),
        (4, "line", "1. Personāls", ["the supplier's last line", "parked before it was corrected"]),
    ],
)
def test_a_parked_cost_that_is_corrected_stays_parked_unless_somebody_chose_its_line(
    tmp_path: Path, row: int, column: str, value: object, parked: list[str]
) -> None:
    loaded = registers.books(ALL + PARKED)
    filled = fill(exported(tmp_path / "a.xlsx", "costs", loaded), {(row, column): value})
    after = registers.books(ALL + PARKED + written(planned(filled, loaded, correct=True), loaded))
    found = [cost.suggested for cost in index(after.entries).by_key.values() if cost.flag == "!"]
    assert sorted(found, reverse=True) == sorted(parked, reverse=True)
    assert counts(planned(filled, after)) == [0, 5, 0, 0, 0]


# --- whatever the books hold -----------------------------------------------------------------------------------------


def test_hand_kept_texts_go_round_however_they_are_spelt(tmp_path: Path) -> None:
    """Line breaks, double spaces, angle brackets, a number with spaces: a cell holds them otherwise, and nothing changes."""
    ledger = (
        ALL.replace('"Puse rēķina"', '"Puse\n  rēķina  <b>"')
        .replace("Telpu noma janvārī", "Telpu  <i>noma")
        .replace(f'issuer-reg: "{REG_NO}"', f'issuer-reg: "LV {REG_NO[:5]} {REG_NO[5:]}"')
        .replace("pēc grozījumiem", "pēc\ngrozījumiem >")
        .replace('"Otrais"', '"Otrais \n <P2>"')
        .replace('"Ģimenes"', '"Ģimenes  >"')
    )
    loaded = registers.books(ledger)
    for kind in KINDS:
        file = planned(exported(tmp_path / f"{kind}.xlsx", kind, loaded), loaded)
        assert counts(file) == [0, NOTHING[kind], 0, 0, 0]
        assert [found.code for found in file.all_findings] == []


def test_a_line_is_named_by_words_that_mean_no_other() -> None:
    """1 and 1 have the same position and name; without both, a line is named by its account."""
    ledger = """
2014-01-01 custom "grant-project" "P" "P" 2014-01-01 2014-12-31
2014-01-01 open Expenses:P:A
  position: "1"
  name: "Algas"
2014-01-01 open Expenses:P:B
  position: "1"
  name: "Algas"
2014-01-01 open Expenses:P:C
  position: "1."
  name: "Cits"
  name-en: "Other"
2014-01-01 open Expenses:P:D
  name: "Dažādi"
2014-01-01 open Expenses:P:E
  position: "5"
2014-01-01 open Expenses:P:F
"""
    from riga_grants.workbooks.exports import line_word  # noqa: PLC0415

    agreement = registers.books(ledger).agreements["P"]
    lines = lines_of(agreement, {})
    named = [(line_word(lines, line, "lv"), line_word(lines, line, "en")) for line in agreement.lines.values()]
    assert named == [
        ("Expenses:P:A", "Expenses:P:A"),
        ("Expenses:P:B", "Expenses:P:B"),
        ("1. Cits", "1. Other"),
        ("Dažādi", "Dažādi"),
        ("5", "5"),
        ("Expenses:P:F", "Expenses:P:F"),
    ]
    found = [lines.find(word, number=False) for pair in named for word in pair]
    assert found == [account for account in agreement.lines for _ in LANGUAGES]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(TEXTS, st.sampled_from(["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "'x", "_x0041_", "\t=1"])))
def test_any_text_of_a_cell_is_a_text_in_the_ledger_and_in_the_sheet_again(tmp_path: Path, text: str) -> None:
    """A text that is typed into the sheet is booked or refused; once booked it comes out and goes in again unchanged."""
    empty = registers.books(LEDGER)
    filled = template(tmp_path / "a.xlsx", "costs", empty)
    typed = registers.write_register(tmp_path / "r.xlsx", [registers.row(issuer=text, description=text, note=text)])
    file = planned(filled._replace(path=typed), empty)
    if not file.count():
        return
    ledger = LEDGER + written(file, empty) if not file.blocked else LEDGER
    loaded = registers.books(ledger)
    again = exported(tmp_path / "b.xlsx", "costs", loaded)
    round_ = planned(again, loaded)
    booked = len(index(loaded.entries).by_key)
    assert counts(round_) == [0, booked, 0, 0, 0]
    assert {found.code for found in round_.all_findings} <= {"personal-data"}
    page = openpyxl.load_workbook(again.path).worksheets[0]
    kinds = {cell.data_type for row in page.iter_rows(min_row=again.head + 1) for cell in row if cell.value is not None}
    assert "f" not in kinds


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=st.lists(st.integers(-(10**12) + 1, 10**12 - 1).filter(bool), min_size=1, max_size=8))
def test_every_cent_comes_out_and_goes_in_again(tmp_path: Path, every: list[int]) -> None:
    entries = "".join(
        f"""
2014-02-{n + 1:02} * "SIA" "Kaut kas"
  document-no: "D-{n}"
  document-date: 2014-02-{n + 1:02}
  issuer: "SIA"
  Expenses:P1:Rent         {to_decimal(cents)} EUR
  Liabilities:Payable:P1   {to_decimal(-cents)} EUR
"""
        for n, cents in enumerate(every)
    )
    loaded = registers.books(LEDGER + entries)
    file = planned(exported(tmp_path / "a.xlsx", "costs", loaded), loaded)
    assert counts(file) == [0, len(every), 0, 0, 0]
    if abs(sum(every)) < 10**12:
        assert file.all_findings == ()
        assert file.sheets[0].total_cents == sum(every)


def test_a_source_agreed_before_its_project_comes_out_with_the_first_version_of_the_project(tmp_path: Path) -> None:
    ledger = LEDGER + '2013-11-01 custom "grant-source" "P1" "RD" 5 EUR\n'
    loaded = registers.books(ledger)
    filled = exported(tmp_path / "a.xlsx", "agreements", loaded)
    assert [f"{row['dated']:%Y-%m-%d}" for row in cells(filled)] == ["2013-11-01", "2014-01-01", "2014-01-01"]
    file = planned(filled, loaded)
    assert (counts(file), file.all_findings) == ([0, 3, 0, 0, 0], ())


def test_amounts_of_a_project_in_lats_say_so_in_their_format(tmp_path: Path) -> None:
    """The headings say EUR; amounts in two currencies have no sum."""
    ledger = LEDGER + (
        '2010-01-01 custom "grant-project" "G" "Agrākais" 2010-01-01 2013-12-31 700 LVL\n'
        '2010-01-01 custom "grant-source" "G" "RD" 300 LVL\n'
        '2014-01-01 custom "grant-source" "P1" "RD" 5 EUR\n'
    )
    loaded = registers.books(ledger)
    filled = exported(tmp_path / "a.xlsx", "agreements", loaded)
    file = planned(filled._replace(path=filled.path), loaded)
    assert counts(file) == [0, 3, 0, 0, 0]
    assert [found.code for found in file.all_findings] == ["total-missing"]
    only = Books(loaded.root, loaded.entries, {}, {"G": loaded.agreements["G"]}, {}, ())
    file = planned(exported(tmp_path / "b.xlsx", "agreements", only), loaded)
    assert (counts(file), file.all_findings) == ([0, 1, 0, 0, 0], ())


def test_what_is_said_of_a_change_names_what_differs(tmp_path: Path) -> None:
    loaded = registers.books(ALL)
    file = planned(fill(exported(tmp_path / "a.xlsx", "costs", loaded), {(2, "note"): "Viss"}), loaded)
    (found,) = file.all_findings
    assert words(found.message, "en").endswith(
        "“Telpu noma janvārī”, note: Puse rēķina; in this row: 1,200.00, R-0012 of "
        "2014-01-31, Expenses:P1:Rent, “Telpu noma janvārī”, note: Viss."
    )

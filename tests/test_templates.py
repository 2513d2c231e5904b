"""The empty sheets: headed as the shipped layouts read them, taking only what can be meant, and importable once filled in."""

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import registers
from openpyxl.utils import get_column_letter
from registers import LEDGER
from registers import LEDGER_P1
from registers import ROOT
from sheets_to_fill import TODAY
from sheets_to_fill import Filled
from sheets_to_fill import counts
from sheets_to_fill import fill
from sheets_to_fill import planned
from sheets_to_fill import template

from riga_grants.books import Books
from riga_grants.books import load
from riga_grants.cli import run
from riga_grants.columns import KINDS
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import tr
from riga_grants.workbooks.forms import NOT_OFFERED
from riga_grants.workbooks.forms import SHEETS
from riga_grants.workbooks.forms import SUMMED
from riga_grants.workbooks.forms import Form
from riga_grants.workbooks.templates import CONTROL_TOTAL
from riga_grants.workbooks.templates import LISTS
from riga_grants.workbooks.templates import render

AGREED = """
2014-01-01 custom "grant-source" "P1" "RD" 6000 EUR
2014-01-01 custom "grant-source" "P1" "SOS" 4000 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "2014-H1" 2014-01-01 2014-06-30
"""
BOOKS = registers.books(LEDGER + AGREED)
ONE = registers.books(f"2014-01-01 open Liabilities:Payable:P1\n{LEDGER_P1}{AGREED}")
EACH = [(kind, lang) for kind in KINDS for lang in LANGUAGES]
LAST = 1_048_576


def page_of(filled: Filled) -> Any:  # noqa: ANN401 - openpyxl carries no types
    return openpyxl.load_workbook(filled.path).worksheets[0]


def taken(filled: Filled) -> dict[str, Any]:
    """The validation of each column's cells."""
    rules = page_of(filled).data_validations.dataValidation
    by_place = {str(rule.sqref): rule for rule in rules}
    letters = {column: get_column_letter(filled.column(column)) for column in filled.form.columns}
    places = {column: f"{letter}{filled.head + 1}:{letter}{LAST}" for column, letter in letters.items()}
    return {column: by_place[place] for column, place in places.items() if place in by_place}


def offered(filled: Filled) -> dict[str, list[str]]:
    """The words that each column's list offers."""
    book = openpyxl.load_workbook(filled.path)
    found = {}
    for column, rule in taken(filled).items():
        if rule.type == "list":
            ((sheet, cells),) = book.defined_names[rule.formula1].destinations
            found[column] = [cell.value for (cell,) in book[sheet][cells.replace("$", "")]]
    return found


# --- the words of the shipped layouts --------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_every_title_is_a_heading_of_the_shipped_layout(kind: str, lang: str) -> None:
    (layout,) = [one for one in registers.layouts().values() if one.kind == kind]
    for column, about in KINDS[kind].columns.items():
        if column not in NOT_OFFERED:
            assert tr(about.title, lang) in layout.columns[column].headings, column


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_a_sheet_has_its_layouts_name_and_headings_and_words(tmp_path: Path, kind: str, lang: str) -> None:
    (layout,) = [one for one in registers.layouts().values() if one.kind == kind]
    filled = template(tmp_path / "a.xlsx", kind, BOOKS, lang)
    page = page_of(filled)
    assert page.title == tr(SHEETS[kind], lang)
    assert page.title in layout.sheets
    headings = [cell.value for cell in page[filled.head] if cell.value]
    assert headings == [tr(KINDS[kind].columns[column].title, lang) for column in filled.form.columns]
    assert set(filled.form.columns) == KINDS[kind].columns.keys() - NOT_OFFERED - {"row-key"}
    assert (page.cell(filled.head - 1, 1).value == tr(CONTROL_TOTAL, lang)) == (kind in SUMMED)
    assert kind not in SUMMED or tr(CONTROL_TOTAL, lang) in layout.total


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_an_empty_template_brings_nothing_and_finds_nothing(tmp_path: Path, kind: str, lang: str) -> None:
    file = planned(template(tmp_path / "a.xlsx", kind, BOOKS, lang), BOOKS)
    assert file.kind == kind
    assert counts(file) == [0, 0, 0, 0, 0]
    assert file.all_findings == ()


# --- filled in -------------------------------------------------------------------------------------------------------

RIGHT: Mapping[str, Mapping[str, object]] = {
    "costs": {
        "project": "P1",
        "line": "2. Telpu noma",
        "document-date": date(2014, 1, 31),
        "issuer": "SIA Parauga nams",
        "description": "Telpu noma",
        "amount": 1200.5,
    },
    "budget": {"project": "P1", "line": "2. Telpu noma", "amount": 10, "plan": 9, "amendment": 1},
    "agreements": {"name": "Jauns", "start": date(2014, 1, 1), "total": 10000, "funder": "RD", "ceiling": 6000},
    "indicators": {"project": "P1", "title": "Ģimenes", "planned": 100},
}


def own(kind: str, number: int) -> Mapping[str, object]:
    """What makes a row differ from the others."""
    everything: dict[str, dict[str, object]] = {
        "costs": {"document-no": f"0{number}"},
        "budget": {"dated": date(2014, 5, number)},
        "agreements": {"project": f"N{number}"},
        "indicators": {"indicator": f"families-{number}"},
    }
    return everything[kind]


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_a_filled_template_is_taken_with_every_word_that_its_lists_offer(tmp_path: Path, kind: str, lang: str) -> None:
    filled = template(tmp_path / "a.xlsx", kind, ONE, lang)
    wordings = [{}, *({column: word} for column, words in offered(filled).items() for word in words)]
    rows = [{**RIGHT[kind], **own(kind, number), **words} for number, words in enumerate(wordings, 1)]
    fill(filled, {(number, column): value for number, row in enumerate(rows, 1) for column, value in row.items()})
    file = planned(filled, ONE)
    assert counts(file) == [len(rows), 0, 0, 0, 0]
    assert file.all_findings == ()


def test_the_sum_above_the_headings_is_compared_with_the_rows(tmp_path: Path) -> None:
    filled = fill(
        template(tmp_path / "a.xlsx", "costs", ONE), {(1, c): v for c, v in {**RIGHT["costs"], **own("costs", 1)}.items()}
    )
    book = openpyxl.load_workbook(filled.path)
    cell = book.worksheets[0].cell(filled.head - 1, filled.column("amount"))
    assert cell.value == 1200.5
    cell.value = 1200.51
    book.save(filled.path)
    file = planned(filled, ONE)
    (found,) = file.all_findings
    assert (found.code, found.place.cell) == ("total-differs", cell.coordinate)
    assert file.blocked


def test_the_sum_of_a_template_follows_all_rows_below_the_headings(tmp_path: Path) -> None:
    filled = template(tmp_path / "a.xlsx", "costs", ONE)
    assert page_of(filled).cell(4, filled.column("amount")).value == "=ROUND(SUM(M6:M1048576),2)"
    values = openpyxl.load_workbook(filled.path, data_only=True).worksheets[0]
    assert values.cell(4, filled.column("amount")).value == 0


# --- what cells take -------------------------------------------------------------------------------------------------


def test_lists_offer_the_books_own_words(tmp_path: Path) -> None:
    """Lines of costs are those of the budget; a budget may be given to any line."""
    in_each = {kind: offered(template(tmp_path / f"{kind}.xlsx", kind, BOOKS, "en")) for kind in KINDS}
    lines = ["1. Personāls", "1.1. Sociālie darbinieki", "2. Telpu noma", "1. Telpu noma"]
    assert in_each == {
        "costs": {"project": ["P1", "P2"], "line": lines, "in-kind": ["yes", "no"]},
        "budget": {
            "project": ["P1", "P2"],
            "line": [*lines[:3], "3. Dāvanas", lines[3]],
            "period": ["2014-H1", "whole project"],
        },
        "agreements": {"funder": ["RD", "SOS"], "source-kind": ["co-financing", "own funds"]},
        "indicators": {"project": ["P1", "P2"], "period": ["2014-H1", "whole project"]},
    }


def test_lists_of_any_length_are_taken_from_their_own_sheet(tmp_path: Path) -> None:
    """A list inside a rule may have 255 characters; the sheet of the lists has no headings, so it is no register."""
    lines = "".join(f'2014-01-01 open Expenses:P1:L{n}\n  name: "Ļoti gara budžeta pozīcija, {n}"\n' for n in range(200))
    budget = "".join(f'2014-01-01 custom "grant-budget" Expenses:P1:L{n} "total" 1 EUR\n' for n in range(200))
    loaded = registers.books(LEDGER + lines + budget)
    filled = template(tmp_path / "a.xlsx", "costs", loaded)
    assert len(offered(filled)["line"]) == 204
    book = openpyxl.load_workbook(filled.path)
    assert [sheet.title for sheet in book] == [tr(SHEETS["costs"], "lv"), tr(LISTS, "lv")]
    assert planned(filled, loaded).all_findings == ()


def test_amounts_and_days_are_checked_while_they_are_typed(tmp_path: Path) -> None:
    rules = taken(template(tmp_path / "a.xlsx", "costs", BOOKS, "en"))
    assert {column: rule.type for column, rule in rules.items() if rule.type != "list"} == {
        "document-date": "date",
        "net": "decimal",
        "vat": "decimal",
        "amount": "decimal",
        "document-total": "decimal",
        "paid": "date",
    }
    assert (rules["document-date"].formula1, rules["document-date"].formula2) == ("41640", "42004")  # the project's year, 2014
    assert {rule.errorStyle or "stop" for rule in rules.values()} == {"stop"}
    budget = taken(template(tmp_path / "b.xlsx", "budget", BOOKS, "en"))
    assert budget["amount"].formula1 == 'OR(ISNUMBER(G6),G6="not stated")'
    assert taken(template(tmp_path / "c.xlsx", "agreements", BOOKS, "en"))["funder"].errorStyle == "warning"


def test_what_is_typed_into_a_number_or_a_position_stays_text(tmp_path: Path) -> None:
    """0012 keeps its zeros, and 1.10 is not 1.1."""
    filled = template(tmp_path / "a.xlsx", "costs", BOOKS)
    book = openpyxl.load_workbook(filled.path)
    formats = {column: _column_format(book, filled, column) for column in filled.form.columns}
    assert [column for column, form in formats.items() if form == "@"] == [
        "line",
        "document-no",
        "issuer-reg",
        "issuer-account",
        "payment-no",
    ]
    assert {column for column, form in formats.items() if form == "#,##0.00"} == {"net", "vat", "amount", "document-total"}
    assert {column for column, form in formats.items() if form == "dd.mm.yyyy"} == {"document-date", "paid"}


def _column_format(book: Any, filled: Filled, column: str) -> str:  # noqa: ANN401
    dimension = next(
        one for one in book.worksheets[0].column_dimensions.values() if one.min <= filled.column(column) <= one.max
    )
    return str(dimension.number_format)


# --- the sheet itself ------------------------------------------------------------------------------------------------


def test_headings_and_title_are_locked_without_a_password_and_rows_are_free(tmp_path: Path) -> None:
    filled = template(tmp_path / "a.xlsx", "costs", BOOKS)
    page = page_of(filled)
    protection = page.protection
    assert (protection.sheet, protection.password) == (True, None)
    allowed = ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter")
    assert [name for name in allowed if getattr(protection, name)] == []  # a false “locked” is an allowed action
    above = [cell for row in page.iter_rows(max_row=filled.head, max_col=len(filled.form.columns)) for cell in row]
    assert all(cell.protection.locked for cell in above)
    columns = page.column_dimensions.values()
    assert {one.protection.locked for one in columns} == {False}
    assert max(one.max for one in columns) == 16_384


@pytest.mark.parametrize(("kind", "lang"), EACH)
def test_a_row_of_notes_says_what_belongs_into_the_columns(tmp_path: Path, kind: str, lang: str) -> None:
    """None of them has a digit in a column that is summed or that guards a row: it would look like a row above the headings."""
    filled = template(tmp_path / "a.xlsx", kind, BOOKS, lang)
    notes = [cell.value or "" for cell in page_of(filled)[3]][: len(filled.form.columns)]
    assert notes == [filled.form.note(column) for column in filled.form.columns]
    assert sum(map(bool, notes)) >= 0.6 * len(notes)
    assert not any(map(str.isdigit, "".join(notes)))


def test_the_sheet_prints_on_a4_landscape_with_its_headings_on_every_page(tmp_path: Path) -> None:
    page = page_of(template(tmp_path / "a.xlsx", "costs", BOOKS))
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
    assert (page.print_title_rows, page.freeze_panes) == ("$5:$5", "A6")
    assert page.auto_filter.ref == f"A5:R{LAST}"
    assert page.dimensions == "A1:R5"  # though the looks of all columns are set: otherwise each row takes milliseconds to write


def test_a_workbook_names_nobody_and_is_the_same_on_the_same_day(tmp_path: Path) -> None:
    one, two = (template(tmp_path / f"{name}.xlsx", "costs", BOOKS).path.read_bytes() for name in "ab")
    assert one == two
    properties = openpyxl.load_workbook(tmp_path / "a.xlsx").properties
    assert (properties.creator or "", properties.lastModifiedBy or "") == ("", "")
    assert properties.created.isoformat() == "2026-01-05T12:00:00"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert str(ROOT).encode() not in b"".join(map(archive.read, archive.namelist()))


def test_columns_that_every_row_needs_have_darker_headings(tmp_path: Path) -> None:
    filled = template(tmp_path / "a.xlsx", "agreements", BOOKS)
    shades = {
        column: page_of(filled).cell(filled.head, filled.column(column)).fill.fgColor.rgb for column in filled.form.columns
    }
    assert {column for column, shade in shades.items() if shade == shades["project"]} == {"project", "name", "start"}


def test_books_without_projects_have_templates_too(tmp_path: Path) -> None:
    empty = Books(Path("books"), (), {}, {}, {}, ())
    for kind in KINDS:
        filled = template(tmp_path / f"{kind}.xlsx", kind, empty)
        assert "project" not in offered(filled)
        assert planned(filled, empty).all_findings == ()
    assert len(openpyxl.load_workbook(tmp_path / "budget.xlsx").worksheets) == 1


def test_a_title_names_few_projects_and_not_many() -> None:
    agreement = BOOKS.agreements["P1"]
    assert Form("costs", (agreement,) * 2, "en", TODAY).about == "Costs: P1, P1"
    assert Form("costs", (agreement,) * 7, "en", TODAY).about == "Costs"
    assert Form("costs", (), "en", TODAY).about == "Costs"
    invented = replace(agreement, projects=tuple(replace(one, demonstration=True) for one in agreement.projects))
    assert Form("costs", (invented,), "en", TODAY).about == "Costs: P1 – DEMONSTRATION DATA"


def test_a_project_in_lats_has_cells_in_lats(tmp_path: Path) -> None:
    """Its headings say EUR as all others do, so each amount says LVL."""
    loaded = registers.books(
        '2010-01-01 custom "grant-project" "G" "Agrākais" 2010-01-01 "not-stated" 700 LVL\n2010-01-01 open Expenses:G:A LVL\n'
        '2010-01-01 open Liabilities:Payable:G\n  name: "x"\n'
    )
    filled = template(tmp_path / "a.xlsx", "costs", loaded)
    book = openpyxl.load_workbook(filled.path)
    assert _column_format(book, filled, "amount") == '#,##0.00" LVL"'
    assert taken(filled)["document-date"].formula2 == "73050"
    assert render(filled.form) == filled.path.read_bytes()


# --- the commands ----------------------------------------------------------------------------------------------------


def test_the_commands_write_a_workbook_and_say_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command, told in (("template", ""), ("export", "9 rows\n")):
        path = tmp_path / f"{command}.xlsx"
        assert run([command, "indicators", "-o", str(path), "--books", str(ROOT), "--lang", "en"]) == 0
        assert capsys.readouterr() == (f"{path}\n", told)
        assert openpyxl.load_workbook(path).sheetnames == ["Indicators", "Lists"]
        assert run(["import", str(path), "--dry-run", "--books", str(ROOT)]) == 0
        capsys.readouterr()


def test_a_command_is_for_one_project_where_it_names_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert run(["export", "agreements", "--project", "GSA", "-o", str(path), "--books", str(ROOT)]) == 0
    page = openpyxl.load_workbook(path).worksheets[0]
    assert [page.cell(row, 2).value for row in range(6, page.max_row + 1)] == ["GSA", "GSA"]


def test_a_file_that_is_there_is_replaced_only_by_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("mine", encoding="utf-8")
    command = ["export", "costs", "-o", str(path), "--books", str(ROOT), "--lang", "en"]
    assert run(command) == 2
    assert "exists already; --force replaces it" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "mine"
    assert run([*command, "--force"]) == 0
    assert zipfile.is_zipfile(path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "case",
    [
        (["costs", "-o", "a.xls"], 2, "must end in .xlsx"),
        (["costs", "-o", "a.xlsx", "--project", "P9"], 2, "There is no project “P9”; there are: GSA, RGAP, SOSRKC."),
        (["kosts", "-o", "a.xlsx"], 2, "'KIND' is one of: costs, budget, agreements, indicators."),
        (["costs"], 2, "is missing"),
        (["costs", "-o", "nowhere/a.xlsx"], 3, "cannot be written"),
        (["costs", "-o", "nowhere/a.xlsx", "--force"], 3, "cannot be written"),
    ],
)
def test_what_cannot_be_written_is_said(
    case: tuple[list[str], int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, code, said = case
    monkeypatch.chdir(tmp_path)
    for command in ("template", "export"):
        assert run([command, *arguments, "--books", str(ROOT), "--lang", "en"]) == code
        assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_costs_that_are_left_out_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str], make_books: Any) -> None:  # noqa: ANN401
    root = make_books(
        """
2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31 10000 EUR
2014-01-01 open Expenses:P1:Rent
2014-04-01 * "SIA" "Nulle"
  document-no: "0"
  document-date: 2014-04-01
  issuer: "SIA"
  Expenses:P1:Rent          0 EUR
  Liabilities:Payable:P1    0 EUR
"""
    )
    assert not [found for found in load(root).findings if found.severity > 2]
    assert run(["export", "costs", "-o", str(tmp_path / "a.xlsx"), "--books", str(root), "--lang", "en"]) == 0
    err = capsys.readouterr().err
    assert err.splitlines() == [
        "0 rows",
        "Left out, because the amount is 0 or not in the project's currency:",
        "  ledger/projects/P1.beancount:9",
    ]

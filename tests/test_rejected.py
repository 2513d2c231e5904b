"""The workbook of rejected rows: what was wrong is corrected in it and imported as it is, and nothing is lost or doubled."""

import io
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import registers
import xlsxwriter
from registers import PERSONAL_CODE
from registers import edit_part
from registers import row
from registers import write_register
from tables import layout
from tables import planned
from tables import the_file
from tables import write_table

from riga_grants import books
from riga_grants.cli import run
from riga_grants.errors import BooksError
from riga_grants.errors import text
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import tr
from riga_grants.importing import importer
from riga_grants.importing.importer import Wishes
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import State
from riga_grants.importing.tables import REASONS
from riga_grants.layouts import Layout
from riga_grants.sheets import Sheet
from riga_grants.texts import folded
from riga_grants.workbooks import rejected

ACCEPT = Wishes(accept_valid=True)
REASONS_HEAD = "Why it was rejected"


def imported(root: Path, *arguments: object) -> int:
    return run(["import", *map(str, arguments), "--books", str(root), "--by", "A. Auditor", "--lang", "en"])


def booked(root: Path) -> list[tuple[str, str]]:
    """The document and the amount of each cost in the books, in their order."""
    entries = [entry for entry in books.load(root).entries if "document-no" in (entry.meta or {})]
    return sorted((entry.meta["document-no"], str(entry.postings[0].units.number)) for entry in entries)


def opened(source: Path | bytes) -> Any:  # noqa: ANN401 - openpyxl's
    return openpyxl.load_workbook(source if isinstance(source, Path) else io.BytesIO(source))


def cells(page: Any) -> list[list[object]]:  # noqa: ANN401 - openpyxl's
    return [[cell.value for cell in cells] for cells in page.iter_rows()]


def set_aside(path: Path, used: Layout, lang: str = "en", ledger: str = registers.LEDGER) -> tuple[FilePlan, Any]:
    """Plan a file's good rows, and give its workbook of the others."""
    file = the_file(planned(path, used, ledger, ACCEPT))
    return file, opened(rejected.render(file, lang))


REGISTER = registers.layouts()["cost-register"]


# --- there and back --------------------------------------------------------------------------------------------------


def test_what_was_rejected_is_corrected_and_imported_and_all_adds_up(root: Path, tmp_path: Path) -> None:
    """Four rows, two of them wrong: first the good ones are booked, then the corrected ones, and then nothing is new."""
    rows = [
        row(document_no="R-1", amount=10.0),
        row(document_no="R-2", amount="x20"),
        row(document_no="R-3", amount=30.0, issuer=None, document_date="1/31"),
        row(document_no="R-4", amount=40.0),
    ]
    path = write_register(tmp_path / "costs.xlsx", rows, total=None)
    assert imported(root, path, "--accept-valid") == 1
    aside = tmp_path / "costs.rejected.xlsx"
    assert booked(root) == [("R-1", "10.00"), ("R-4", "40.00")]
    workbook = opened(aside)
    page = workbook["Izmaksas"]
    assert [line[4] for line in cells(page)[5:]] == ["R-2", "R-3"]
    page["J6"], page["G7"], page["F7"] = 20, "SIA Parauga nams", datetime(2014, 1, 31)  # noqa: DTZ001 - a cell has no zone
    workbook.save(aside)
    assert imported(root, aside) == 0
    everything = [("R-1", "10.00"), ("R-2", "20.00"), ("R-3", "30.00"), ("R-4", "40.00")]
    assert booked(root) == everything
    assert imported(root, aside) == 0
    assert imported(root, path, "--accept-valid") == 1
    assert booked(root) == everything
    assert (tmp_path / "costs.rejected-2.xlsx").exists()


def test_uncorrected_it_is_refused_as_before(root: Path, tmp_path: Path) -> None:
    """Every kind of cell that was wrong is still wrong: errors and formulas without value above all."""
    rows = [row(document_no="R-1"), *(row(document_no=f"X-{n}", amount=float(n)) for n in range(1, 6))]
    path = write_register(
        tmp_path / "costs.xlsx", rows, total=None, more={"K8": "31.02.2014", "C9": "9. Nav", "H10": PERSONAL_CODE}
    )
    edit_part(path, "xl/worksheets/sheet1.xml", _error_in_g7)
    assert imported(root, path, "--accept-valid") == 1
    before = importer.plan([path], books.load(root), registers.layouts(), ACCEPT)
    again = importer.plan([tmp_path / "costs.rejected.xlsx"], books.load(root), registers.layouts(), ACCEPT)
    assert [one.state for one in the_file(again).rows] == [State.REJECTED] * the_file(before).count(State.REJECTED)
    assert [[found.code for found in one.findings] for one in the_file(again).rows] == [
        [found.code for found in one.findings] for one in the_file(before).rows if one.state is State.REJECTED
    ]
    assert the_file(again).cents() == the_file(before).cents(State.REJECTED)
    assert {found.code for found in the_file(again).all_findings} == {
        "cell-error",
        "date-unreadable",
        "line-unknown",
        "personal-code",
    }


def _error_in_g7(xml: str) -> str:
    start = xml.index('<c r="G7"')
    end = xml.index("</c>", start)
    return f'{xml[:start]}<c r="G7" t="e"><f>NA()</f><v>#N/A</v>{xml[end:]}'


def test_a_changed_row_is_set_aside_and_corrects_the_books_when_asked(root: Path, tmp_path: Path) -> None:
    write = tmp_path / "costs.xlsx"
    assert imported(root, write_register(write, [row(document_no="R-1", amount=10.0)])) == 0
    write_register(write, [row(document_no="R-1", amount=11.0), row(document_no="R-2", amount=5.0)])
    assert imported(root, write, "--accept-valid") == 1
    aside = tmp_path / "costs.rejected.xlsx"
    assert cells(opened(aside).active)[5][4] == "R-1"
    assert imported(root, aside, "--correct", "--reason", "Misread") == 0
    assert sum(float(amount) for _, amount in booked(root)) == 16


# --- where it is written ---------------------------------------------------------------------------------------------


def test_no_workbook_is_overwritten_and_the_same_one_is_written_once(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "costs.xlsx", [row(amount="x")], total=None)
    names = ["costs.rejected-2.xlsx", "costs.rejected.xlsx", "costs.xlsx"]
    (tmp_path / "costs.rejected.xlsx").write_bytes(b"mine")
    assert imported(root, path, "--accept-valid") == 1
    assert imported(root, path, "--accept-valid") == 1
    assert sorted(one.name for one in tmp_path.glob("*.xlsx")) == names
    assert (tmp_path / "costs.rejected.xlsx").read_bytes() == b"mine"
    assert imported(root, tmp_path / "costs.rejected-2.xlsx", "--accept-valid") == 1
    assert sorted(one.name for one in tmp_path.glob("*.xlsx")) == ["costs.rejected-2.xlsx", "costs.rejected-3.xlsx", *names[1:]]


def test_files_of_one_stem_get_a_workbook_each(root: Path, tmp_path: Path) -> None:
    one = write_register(tmp_path / "costs.xlsx", [row(amount="x")], total=None)
    other = write_register(tmp_path / "costs.xlsm", [row(amount="y")], total=None)
    assert imported(root, one, other, "--accept-valid") == 1
    assert cells(opened(tmp_path / "costs.rejected.xlsx").active)[5][9] == "x"
    assert cells(opened(tmp_path / "costs.rejected-2.xlsx").active)[5][9] == "y"


def test_nothing_is_written_in_a_dry_run_or_where_the_file_as_a_whole_is_wrong(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "costs.xlsx", [row(), row(amount="x")], total=1.0)
    assert imported(root, path, "--accept-valid", "--dry-run") == 1
    other = write_register(tmp_path / "other.xlsx", [row(), row(document_date=None)], total=1.0)
    assert imported(root, other, "--accept-valid") == 1
    assert sorted(one.name for one in tmp_path.glob("*.xlsx")) == ["costs.xlsx", "other.xlsx"]
    assert booked(root) == []


def test_it_is_taken_away_where_the_ledger_cannot_be_written(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_register(tmp_path / "costs.xlsx", [row(), row(amount="x")], total=None)
    monkeypatch.setattr("riga_grants.chains.writer.commit", _full)
    assert imported(root, path, "--accept-valid") == 3
    assert "the disk is full" in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["costs.xlsx"]


def _full(*_: object) -> None:
    raise BooksError(text("the disk is full"))


def test_a_folder_that_takes_none_ends_it_with_nothing_written(tmp_path: Path) -> None:
    there, nowhere = tmp_path / "a.rejected.xlsx", tmp_path / "nowhere" / "b.rejected.xlsx"
    with pytest.raises(BooksError, match="cannot be written"), rejected.beside({there: b"1", nowhere: b"2"}):
        pytest.fail("nothing may be written to the ledger now")
    assert list(tmp_path.iterdir()) == []


def test_one_that_was_there_stays_where_the_ledger_cannot_be_written(tmp_path: Path) -> None:
    old, new = tmp_path / "a.rejected.xlsx", tmp_path / "b.rejected.xlsx"
    old.write_bytes(b"1")
    held: list[Path] = []
    with pytest.raises(KeyboardInterrupt), rejected.beside({old: b"1", new: b"2"}):
        _interrupted(tmp_path, held)
    assert sorted(held) == [old, new]
    assert list(tmp_path.iterdir()) == [old]


def _interrupted(folder: Path, held: list[Path]) -> None:
    held += folder.iterdir()
    raise KeyboardInterrupt


# --- how it looks ----------------------------------------------------------------------------------------------------


def test_rows_stand_as_they_stood_below_the_same_headings(tmp_path: Path) -> None:
    rows = [row(), row(number=7, amount="=1+1", note="=cmd|' /c calc'!A1", in_kind="jā"), row(document_date=None, paid=None)]
    file, workbook = set_aside(write_register(tmp_path / "costs.xlsx", rows, more={"P3": "Sagatavoja: A. Ozols"}), REGISTER)
    page = workbook["Izmaksas"]
    lines = cells(page)
    assert (lines[0][0], lines[2][15]) == ("PĀRBAUDES DATI", "Sagatavoja: A. Ozols")
    assert lines[4] == [*registers.HEADINGS.values(), None, None, None, REASONS_HEAD]
    assert lines[5][:13] == [
        *(7, "P1", "2. Telpu noma", "Rēķins", "R-0012", datetime(2014, 1, 31), "SIA Parauga nams"),  # noqa: DTZ001
        *(registers.REG_NO, "Telpu noma janvārī", "=1+1", datetime(2014, 2, 5), "jā", "=cmd|' /c calc'!A1"),  # noqa: DTZ001
    ]
    assert (page["J6"].data_type, page["M6"].data_type) == ("s", "s")
    assert (page["F6"].number_format, page["J7"].number_format, page["J7"].value) == ("dd.mm.yyyy", "0.00", 1200)
    assert page["F7"].number_format == "dd.mm.yyyy"
    assert page["J6"].fill.fgColor.rgb == page["F7"].fill.fgColor.rgb == "FFFDE9E7"
    assert page["I6"].fill.fgColor.rgb != "FFFDE9E7"
    assert lines[5][16] == (
        "Row 7 of “costs.xlsx”\nSumma, EUR: “=1+1” is not an amount. Type the amount as a number with two decimals."
    )
    assert len(lines) == 5 + len(file.set_aside)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_heading_of_the_reasons_is_known_to_the_reader(lang: str) -> None:
    assert folded(tr("Why it was rejected", lang)) in REASONS
    assert len(REASONS) == len(LANGUAGES)


def test_the_reasons_of_before_are_replaced(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "costs.xlsx", [row(amount="x")], total=None)
    assert imported(root, path, "--accept-valid") == 1
    workbook = opened(tmp_path / "costs.rejected.xlsx")
    workbook.active["J6"], workbook.active["F6"] = 5, "not a day"
    workbook.save(tmp_path / "costs.rejected.xlsx")
    assert imported(root, tmp_path / "costs.rejected.xlsx", "--accept-valid") == 1
    lines = cells(opened(tmp_path / "costs.rejected-2.xlsx").active)
    assert lines[4][12:] == ["Piezīmes", REASONS_HEAD]
    assert str(lines[5][13]).startswith("Row 6 of “costs.rejected.xlsx”\nDokumenta datums: ")


def test_a_workbook_of_rejected_rows_needs_no_total(tmp_path: Path) -> None:
    used = layout(
        "costs", {**BARE, "amount": ["Summa"]}, constants=CONSTANTS, total=["Kopā"], findings={"total-missing": "error"}
    )
    rows: list[list[object]] = [["Nr", "Summa"], ["R-1", "x"], ["R-2", 5.0], ["Kopā", 5.0]]
    file, workbook = set_aside(write_table(tmp_path / "a.xlsx", rows), used)
    assert not file.blocked
    workbook.active["B2"] = 7
    workbook.save(tmp_path / "b.xlsx")
    assert the_file(planned(tmp_path / "b.xlsx", used, registers.LEDGER)).all_findings == ()


BARE = {"document-no": ["Nr"]}
CONSTANTS = {"project": "P1", "line": "2", "document-date": "2014-02-01", "issuer": "SIA A", "description": "Noma"}


def test_currencies_stay_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    page.write_row(0, 0, ["Nr", "Summa"])
    for n, code in enumerate(["[$USD] #,##0.00", "0.00%", "#,##0.00 €", "0"], 1):
        page.write_row(n, 0, [f"R-{n}"])
        page.write_number(n, 1, 12.345 if n == 3 else 12.0, book.add_format({"num_format": code}))
    book.close()
    used = layout("costs", {**BARE, "amount": ["Summa"]}, constants=CONSTANTS)
    file, workbook = set_aside(path, used)
    assert [[found.code for found in one.findings] for one in file.rows][:3] == [["amount-currency"]] * 2 + [
        ["amount-fraction"]
    ]
    assert [workbook.active.cell(n, 2).number_format for n in (2, 3, 4)] == ['0.00 "USD"', "0.00%", '0.00######## "EUR"']


def test_two_rows_of_merged_headings_stay_merged(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Dokuments", None, "Summa"],
        ["Nr", "Datums", None],
        ["R-1", "x", 5.0],
        ["R-2", date(2014, 2, 1), 6.0],
    ]
    path = write_table(tmp_path / "a.xlsx", rows, merged=["A1:B1", "C1:C2"])
    columns = {"document-no": ["Dokuments / Nr"], "document-date": ["Dokuments / Datums"], "amount": ["Summa"]}
    constants = {key: value for key, value in CONSTANTS.items() if key != "document-date"}
    used = layout("costs", columns, constants=constants, header_rows=2)
    file, workbook = set_aside(path, used)
    assert [one.state for one in file.rows] == [State.REJECTED, State.ACCEPTED]
    page = workbook.active
    assert sorted(map(str, page.merged_cells.ranges)) == ["A1:B1", "C1:C2"]
    assert cells(page)[:3] == [
        ["Dokuments", None, "Summa", None],
        ["Nr", "Datums", None, REASONS_HEAD],
        ["R-1", "x", 5, cells(page)[2][3]],
    ]
    page["B3"] = "05.02.2014"
    workbook.save(tmp_path / "b.xlsx")
    (again,) = the_file(planned(tmp_path / "b.xlsx", used, registers.LEDGER)).rows
    assert again.state is State.ACCEPTED


def test_amounts_merged_over_rows_stay_merged_and_texts_are_repeated(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Nr", "Par ko", "Summa"],
        ["R-1", "Noma", 90.0],
        ["R-2", None, None],
        ["R-3", "Cits", 5.0],
        ["R-4", None, None],
    ]
    path = write_table(tmp_path / "a.xlsx", rows, merged=["B2:B3", "C2:C3", "C4:C5"])
    columns = {"document-no": ["Nr"], "description": ["Par ko"], "amount": ["Summa"]}
    used = layout("costs", columns, constants={key: value for key, value in CONSTANTS.items() if key != "description"})
    file, workbook = set_aside(path, used)
    page = workbook.active
    assert [one.state for one in file.rows] == [State.REJECTED] * 4
    assert sorted(map(str, page.merged_cells.ranges)) == ["C2:C3", "C4:C5"]
    assert [line[:3] for line in cells(page)[1:3]] == [["R-1", "Noma", 90], ["R-2", "Noma", None]]


def test_rows_keep_the_heading_inside_the_table_that_they_stand_under(tmp_path: Path) -> None:
    """A section gives the line; of the first all rows are good, so only the others' headings are repeated."""
    rows: list[list[object]] = [
        ["Nr", "Summa"],
        ["1.1", None],
        ["R-1", 1.0],
        ["2", None],
        ["R-2", "x"],
        ["R-3", 3.0],
        ["R-4", "y"],
    ]
    columns = {"document-no": ["Nr"], "amount": ["Summa"]}
    constants = {key: value for key, value in CONSTANTS.items() if key != "line"}
    used = layout("costs", columns, constants=constants, section="line")
    file, workbook = set_aside(write_table(tmp_path / "a.xlsx", rows), used)
    page = workbook.active
    assert [line[0] for line in cells(page)] == ["Nr", "2", "R-2", "R-4"]
    assert [one.state for one in file.rows].count(State.SKIPPED) == 2
    page["B3"], page["B4"] = 2, 4
    workbook.save(tmp_path / "b.xlsx")
    again = the_file(planned(tmp_path / "b.xlsx", used, registers.LEDGER))
    assert [record.account for record in again.records] == ["Expenses:P1:Rent"] * 2


def test_several_sheets_and_files_without_sheets(tmp_path: Path) -> None:
    used = layout("costs", {**BARE, "amount": ["Summa"]}, constants=CONSTANTS, sheets=["Q*"])
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    for name, amount in (("Q1", "x"), ("Q2", 5.0), ("Q3", "y")):
        page = book.add_worksheet(name)
        page.write_row(0, 0, ["Nr", "Summa"])
        page.write_row(1, 0, [f"R-{name}", amount])
    book.close()
    _, workbook = set_aside(tmp_path / "a.xlsx", used)
    assert workbook.sheetnames == ["Q1", "Q3"]
    (tmp_path / "a.csv").write_text("Nr;Summa\nR-1;1,50\nR-2;x\n=R-3;y\n", encoding="utf-8")
    file, workbook = set_aside(tmp_path / "a.csv", used)
    assert (workbook.sheetnames, file.cents(State.ACCEPTED)) == (["Q"], 150)
    workbook.active["B2"], workbook.active["B3"] = 2, "3,00"
    workbook.save(tmp_path / "b.xlsx")
    again = the_file(planned(tmp_path / "b.xlsx", used, registers.LEDGER))
    assert (again.all_findings, again.cents(State.ACCEPTED)) == ((), 500)


@pytest.mark.parametrize(
    ("sheet", "declared", "name"),
    [
        ("Izmaksas", ["*"], "Izmaksas"),
        ("a/b", ["*"], "a_b"),
        ("", ["*"], "Sheet 1"),
        ("", ["Izmaksas", "Costs"], "Izmaksas"),
        ("Izmaksas par visu garo gadu 2014!", ["Izmaksas*"], "Izmaksas par visu garo gadu 201"),
        ("'", ["*"], "Sheet 1"),
        ("a/b", ["a/b"], "a_b"),
    ],
)
def test_a_sheets_name_is_one_that_the_layout_reads(sheet: str, declared: Sequence[str], name: str) -> None:
    used = layout("costs", {**BARE, "amount": ["Summa"]}, constants=CONSTANTS, sheets=list(declared))
    held = Sheet(sheet, [], 0, 0, visible=True, problems={}, marks={}, hidden_rows=frozenset(), hidden_columns=frozenset())
    assert rejected.name_of(held, used, []) == name
    assert rejected.name_of(held, used, [name]) != name


def test_the_longest_texts_and_the_oddest_values_fit(tmp_path: Path) -> None:
    long = "😀" * 16_383
    (tmp_path / "a.csv").write_text(f"Nr;Summa;Cits\n1;x;{long}\n2;y;a_x0041_\n", encoding="utf-8")
    used = layout("costs", {**BARE, "amount": ["Summa"]}, constants=CONSTANTS)
    file = the_file(planned(tmp_path / "a.csv", used, registers.LEDGER, ACCEPT))
    (tmp_path / "b.xlsx").write_bytes(rejected.render(file, "en"))
    sheet = the_file(planned(tmp_path / "b.xlsx", used, registers.LEDGER)).sheets[0].table.sheet
    assert [sheet.value((row, 2)) for row in (1, 2)] == [long, "a_x0041_"]


def test_days_and_times_stay_what_they_were(tmp_path: Path) -> None:
    values = [datetime(2014, 1, 31, 12, 30), timedelta(hours=30), True, 5.5, date(2014, 1, 31)]  # noqa: DTZ001
    book = openpyxl.Workbook()
    page: Any = book.active
    for line in [["Nr", "Summa", "Cits"], *([f"R-{n}", "x", value] for n, value in enumerate(values))]:
        page.append(line)
    path = tmp_path / "a.xlsx"
    book.save(path)
    used = layout("costs", {**BARE, "amount": ["Summa"]}, constants=CONSTANTS)
    _, workbook = set_aside(path, used)
    assert [workbook.active.cell(n, 3).value for n in range(2, 6)] == [values[0], values[1], True, 5.5]
    assert workbook.active["C6"].value == datetime(2014, 1, 31)  # noqa: DTZ001


def test_what_no_workbook_can_hold_is_written_as_what_comes_nearest(tmp_path: Path) -> None:
    """A day before 1900, a number that is none, ranges that are merged twice, and more reasons than fit into a cell."""
    used = layout("costs", {**BARE, "amount": ["Summa"]}, constants=CONSTANTS)
    file = the_file(planned(write_table(tmp_path / "a.xlsx", [["Nr", "Summa"], ["R-1", "x"]]), used, registers.LEDGER, ACCEPT))
    (sheet,) = file.sheets
    odd = replace(
        sheet.table.sheet,
        rows=[["Nr", "Summa", ""], [date(1850, 1, 2), "x", float("nan")]],
        width=5,
        merged=(((0, 0), (0, 1)), ((0, 0), (0, 2)), ((0, 2), (0, 2)), ((0, 3), (0, 4))),
    )
    rows = tuple(replace(one, findings=one.findings * 1000) for one in sheet.rows)
    file = replace(file, sheets=(replace(sheet, table=replace(sheet.table, sheet=odd), rows=rows),))
    page = opened(rejected.render(file, "en")).active
    assert sorted(map(str, page.merged_cells.ranges)) == ["A1:B1", "D1:E1"]
    assert [page["A2"].value, page["C2"].value, len(page["F2"].value)] == ["1850-01-02", "=#NUM!", 32_767]


def test_a_total_above_the_headings_is_not_copied(tmp_path: Path) -> None:
    used = layout("costs", {**BARE, "amount": ["Summa"]}, constants=CONSTANTS, total=["Kopā"])
    rows: list[list[object]] = [["Tāme"], [None, 5.0, "Kopā"], ["Nr", "Summa"], ["R-1", "x"], ["R-2", 5.0]]
    file, workbook = set_aside(write_table(tmp_path / "a.xlsx", rows), used)
    assert file.sheets[0].total_cents == 500
    assert [line[:3] for line in cells(workbook.active)] == [
        ["Tāme", None, None],
        [None, None, None],
        ["Nr", "Summa", None],
        ["R-1", "x", None],
    ]


def test_a_sheet_without_headings_has_none_for_the_reasons(tmp_path: Path) -> None:
    columns = {"document-no": {"position": "A"}, "amount": {"position": "B"}}
    used = layout("costs", columns, constants=CONSTANTS, header_rows=0, header_row=2)
    rows: list[list[object]] = [["Tāme"], ["R-1", "x"], ["R-2", 5.0]]
    _, workbook = set_aside(write_table(tmp_path / "a.xlsx", rows), used)
    page = workbook.active
    assert cells(page)[0] == ["Tāme", None, None]
    assert cells(page)[1][:2] == ["R-1", "x"]
    assert str(page["C2"].value).startswith("Row 2 of “a.xlsx”\n“x” is not an amount.")
    page["B2"] = 7
    workbook.save(tmp_path / "b.xlsx")
    assert the_file(planned(tmp_path / "b.xlsx", used, registers.LEDGER)).cents(State.ACCEPTED) == 700


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    path = write_register(tmp_path / "costs.xlsx", [row(amount="x")], total=None)
    file = the_file(planned(path, REGISTER, registers.LEDGER, ACCEPT))
    assert rejected.render(file, "lv") == rejected.render(file, "lv")
    assert os.fspath(path).endswith("costs.xlsx")

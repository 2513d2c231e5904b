"""Workbooks as cells: values as stored, what a fast reader hides, and the files that are refused as a whole."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from registers import Formula
from registers import edit_part
from registers import row
from registers import write_register

from riga_grants import sheets
from riga_grants import sheetxml
from riga_grants.errors import BooksError
from riga_grants.sheets import Sheet
from riga_grants.sheets import read
from riga_grants.sheetxml import mark
from riga_grants.sheetxml import reference

SHEET1 = "xl/worksheets/sheet1.xml"


def sheet_of(path: Path) -> Sheet:
    return read(path.name, path.read_bytes())[0]


def test_values_are_typed_as_the_workbook_stores_them(tmp_path: Path) -> None:
    sheet = sheet_of(write_register(tmp_path / "a.xlsx", [row(amount=77.7, note="77.70", in_kind=True)]))
    assert sheet.rows[5][9] == 77.7
    assert sheet.rows[5][12] == "77.70"
    assert sheet.rows[5][11] is True
    assert sheet.rows[5][5] == date(2014, 1, 31)
    assert sheet.value((0, 0)) == "PĀRBAUDES DATI"
    assert sheet.value((999, 999)) == ""


def test_dates_of_the_other_calendar_of_excel_are_the_same_days(tmp_path: Path) -> None:
    """A workbook may count its days from 1904: what is stored as 0 is 1904-01-01 then."""
    book = openpyxl.Workbook()
    book.epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - openpyxl's own constant has no zone
    page = book.worksheets[0]
    page["A1"] = date(2014, 1, 31)
    book.save(tmp_path / "a.xlsx")
    assert sheet_of(tmp_path / "a.xlsx").value((0, 0)) == date(2014, 1, 31)


def test_errors_and_formulas_without_a_value_are_told_from_blank_cells(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(amount=Formula("=1/0", "#DIV/0!")), row(amount=Formula("=A1", 5.0))])
    edit_part(path, SHEET1, lambda xml: xml.replace("<f>A1</f><v>5.0</v>", "<f>A1</f>"))
    sheet = sheet_of(path)
    assert sheet.problems == {(5, 9): sheetxml.ERROR, (6, 9): sheetxml.NO_VALUE}
    assert not sheet.blank((5, 9))
    assert sheet.blank((5, 12))


def test_a_formula_that_gives_an_empty_text_is_blank(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(note=Formula('=""', "x"))])
    edit_part(path, SHEET1, lambda xml: xml.replace("<v>x</v>", "<v></v>"))
    sheet = sheet_of(path)
    assert not sheet.problems
    assert sheet.blank((5, 12))


def test_hidden_rows_columns_and_sheets_are_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["A1"], page["B2"] = 1, 2
    page.row_dimensions[2].hidden = True
    page.column_dimensions["B"].hidden = True
    book.create_sheet("Otrā").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    first, second = read("a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    assert (first.hidden_rows, first.hidden_columns) == (frozenset({1}), frozenset({1}))
    assert (first.visible, second.visible) == (True, False)


def test_the_currency_of_a_number_format_is_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    formats = ["#,##0.00", "[$€-426] #,##0.00", '#,##0.00 "Ls"', "[$$-409]#,##0.00", "0.00%", "[$-426]0.00", '0.00 "rubļi"']
    for number, form in enumerate(formats, 1):
        page.cell(number, 1, 12.5).number_format = form
    book.save(tmp_path / "a.xlsx")
    assert sheet_of(tmp_path / "a.xlsx").marks == {(1, 0): "EUR", (2, 0): "LVL", (3, 0): "USD", (4, 0): "%"}


def test_a_hostile_number_format_takes_no_time() -> None:
    """With a pattern that goes back over what it has read, this would not end."""
    assert mark("[$" * 30_000) == "USD"
    assert mark("[$" + "x" * 200_000) == "USD"


def test_a_hostile_value_takes_no_time(tmp_path: Path) -> None:
    """The parser gives each line of it alone; to put a million of them together one by one would not end."""
    path = write_register(tmp_path / "a.xlsx", [row(amount=Formula("=1", "#N/A"))])
    edit_part(path, SHEET1, lambda xml: xml.replace("<v>#N/A</v>", f"<v>#N/A{chr(10) * 1_000_000}</v>"))
    with pytest.raises(BooksError, match="damaged"):
        sheet_of(path)


@pytest.mark.parametrize(
    ("at", "name"), [((0, 0), "A1"), ((16, 9), "J17"), ((0, 25), "Z1"), ((0, 26), "AA1"), ((9, 701), "ZZ10")]
)
def test_a_cell_has_its_spreadsheet_name(at: tuple[int, int], name: str) -> None:
    assert reference(at) == name


def test_a_macro_workbook_is_read_by_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    assert read("register.dat", path.read_bytes())[0].name == "Izmaksas"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is no workbook at all"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old .xls workbook, or one that a password protects"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\n <html><table><tr><td>1200,00</td></tr></table></html>", "a web page or an XML file"),
        (b"Nr;Summa\n1;1200,00\n", "it is no workbook at all"),
        (b"PK\x03\x04" + bytes(100), "is damaged"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, reason: str) -> None:
    with pytest.raises(BooksError, match=re.escape(reason)):
        read("a.xlsx", content)


def archive(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")], "another kind of document or archive"),
        ([("xl/workbook.xml", b"<workbook/>"), ("bomb", bytes(40 * 2**20))], "unreasonable size"),
        ([("xl/workbook.xml", b"<workbook/>"), *((f"p{n}", b"") for n in range(5_001))], "unreasonable size"),
        ([("xl/workbook.xml", b"<workbook/>"), ("xl/a.xml", b"1"), ("XL/A.xml", b"2")], "is damaged"),
        ([("xl/workbook.xml", b"<workbook/>")], "is damaged"),
        ([("xl/workbook.xml", b"<!DOCTYPE x [<!ENTITY e 'e'>]><workbook>&e;</workbook>")], "is damaged"),
    ],
)
def test_an_archive_that_should_not_be_unpacked_is_refused(parts: list[tuple[str, bytes]], reason: str) -> None:
    with pytest.raises(BooksError, match=reason):
        read("a.xlsx", archive(parts))


def far(cell: str) -> Callable[[str], str]:
    number = re.sub("[A-Z]", "", cell)
    return lambda xml: xml.replace("</sheetData>", f'<row r="{number}"><c r="{cell}"><v>1</v></c></row></sheetData>')


@pytest.mark.parametrize("cell", ["XFD1048576", "A200001", "SG9", "KN199999"])
def test_a_cell_far_away_is_refused_before_a_reader_allocates_for_it(tmp_path: Path, cell: str) -> None:
    path = edit_part(write_register(tmp_path / "a.xlsx", [row()]), SHEET1, far(cell))
    with pytest.raises(BooksError, match=f"the cell {cell} lies too far"):
        sheet_of(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace('<row r="6"', '<row r="2"'),
        lambda xml: xml.replace('r="J6"', 'r="A6"'),
        lambda xml: xml.replace('r="J6"', 'r="J7"'),
    ],
)
def test_cells_out_of_order_are_refused_because_rows_could_be_lost(tmp_path: Path, change: Callable[[str], str]) -> None:
    path = edit_part(write_register(tmp_path / "a.xlsx", [row()]), SHEET1, change)
    with pytest.raises(BooksError, match="stands out of order"):
        sheet_of(path)


def test_cells_without_their_own_names_follow_each_other(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(amount=Formula("=1/0", "#DIV/0!"))])
    whole = sheet_of(path)
    edit_part(path, SHEET1, lambda xml: re.sub(r'<c r="[A-M]6"', "<c", xml))
    assert sheet_of(path).problems == whole.problems


def test_a_reader_that_shows_less_than_the_workbook_holds_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(), row()])
    whole = sheet_of(path).rows
    monkeypatch.setattr(sheets, "_cells", lambda *_: [whole[:6]])
    with pytest.raises(BooksError, match="cells would be lost"):
        sheet_of(path)


@pytest.mark.parametrize("spelt", ["12<!-- -->00", "12&#48;0", "1</v><v>200"])
def test_a_number_that_the_two_readers_see_differently_is_not_believed(tmp_path: Path, spelt: str) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()], total=None)
    edit_part(path, SHEET1, lambda xml: xml.replace("<v>1200</v>", f"<v>{spelt}</v>"))
    with pytest.raises(BooksError, match="cells would be lost"):
        sheet_of(path)


def test_a_file_too_large_for_a_register_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LARGEST_FILE", 10)
    with pytest.raises(BooksError, match="too large"):
        read("a.xlsx", bytes(11))


def test_a_truncated_workbook_is_refused_at_every_length(tmp_path: Path) -> None:
    content = write_register(tmp_path / "a.xlsx", [row()]).read_bytes()
    for length in range(0, len(content), 97):
        with pytest.raises(BooksError):
            read("a.xlsx", content[:length])


def test_a_workbook_with_one_wrong_byte_is_refused_or_reads_the_same(tmp_path: Path) -> None:
    content = write_register(tmp_path / "a.xlsx", [row()]).read_bytes()
    whole = read("a.xlsx", content)
    for at in range(0, len(content), 31):
        broken = content[:at] + bytes([content[at] ^ 0x10]) + content[at + 1 :]
        try:
            assert read("a.xlsx", broken) == whole
        except BooksError:
            continue

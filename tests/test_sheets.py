"""Workbooks of today's Excel as cells: values as stored, what a fast reader hides, and what is refused as a whole.

tests/test_containers.py has what all formats share, tests/test_reading_process.py the process that reads them.
"""

import re
from collections.abc import Callable
from datetime import date
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from containers import archive
from registers import Formula
from registers import edit_part
from registers import row
from registers import write_register

from riga_grants.errors import UserDataError
from riga_grants.sheets import ERROR
from riga_grants.sheets import NO_VALUE
from riga_grants.sheets import Sheet
from riga_grants.sheets import reference
from riga_grants.sheets import values
from riga_grants.sheets.parse import parse

SHEET1 = "xl/worksheets/sheet1.xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><workbook>&b;</workbook>'


LINK = '<Relationship Id="rId1" Type="x/worksheet" Target="/xl/a.xml"/>'
ONE_LINK = f"<Relationships>{LINK}</Relationships>"
TWO_LINKS = f"<Relationships>{LINK}{LINK}</Relationships>"  # of one name
TWO_SHEETS = '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/><sheet name="A" r:id="rId1"/></sheets></workbook>'
PAGE = "<worksheet><sheetData/></worksheet>"


def sheets_of(content: bytes) -> list[Sheet]:
    """Read a workbook in this process, where a debugger and coverage see it."""
    return parse(content, lambda _: None)


def sheet_of(path: Path) -> Sheet:
    return sheets_of(path.read_bytes())[0]


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
    assert sheet.problems == {(5, 9): ERROR, (6, 9): NO_VALUE}
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
    first, second = sheets_of((tmp_path / "a.xlsx").read_bytes())
    assert (first.hidden_rows, first.hidden_columns) == (frozenset({1}), frozenset({1}))
    assert (first.visible, second.visible) == (True, False)


def test_a_hostile_value_takes_no_time(tmp_path: Path) -> None:
    """The parser gives each line of it alone; to put a million of them together one by one would not end."""
    path = write_register(tmp_path / "a.xlsx", [row(amount=Formula("=1", "#N/A"))])
    edit_part(path, SHEET1, lambda xml: xml.replace("<v>#N/A</v>", f"<v>#N/A{chr(10) * 1_000_000}</v>"))
    with pytest.raises(UserDataError, match="damaged"):
        sheet_of(path)


@pytest.mark.parametrize(
    ("at", "name"), [((0, 0), "A1"), ((16, 9), "J17"), ((0, 25), "Z1"), ((0, 26), "AA1"), ((9, 701), "ZZ10")]
)
def test_a_cell_has_its_spreadsheet_name(at: tuple[int, int], name: str) -> None:
    assert reference(at) == name


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl/workbook.xml": "<workbook/>", "xl/a.xml": "1", "XL/A.xml": "2"}, "it is damaged"),
        ({"xl/workbook.xml": "<workbook/>"}, "it is damaged"),
        ({"xl/workbook.xml": "<workbook/>", "xl/_rels/workbook.xml.rels": "<Relationships/>"}, "it has no sheet with cells"),
        ({"xl/workbook.xml": TWO_SHEETS, "xl/_rels/workbook.xml.rels": TWO_LINKS, "xl/a.xml": PAGE}, "it is damaged"),
        ({"xl/workbook.xml": TWO_SHEETS, "xl/_rels/workbook.xml.rels": ONE_LINK, "xl/a.xml": PAGE}, "it is damaged"),
        ({"xl/workbook.xml": TWO_SHEETS, "xl/_rels/workbook.xml.rels": ONE_LINK}, "it is damaged"),
        ({"xl/workbook.xml": LAUGHS, "xl/_rels/workbook.xml.rels": "<Relationships/>"}, "it is damaged"),
        ({"xl/workbook.xml": "<workbook/>", "xl/_rels/workbook.xml.rels": LAUGHS}, "it is damaged"),
        ({"xl/workbook.xml": "<workbook/>"} | {f"p{number}": "" for number in range(5_000)}, "more than 5000 parts"),
    ],
)
def test_an_archive_that_is_no_whole_workbook_is_refused(parts: dict[str, str | bytes], reason: str) -> None:
    with pytest.raises(UserDataError, match=reason):
        sheets_of(archive(parts))


def test_entities_in_a_sheet_are_not_expanded(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    edit_part(path, SHEET1, lambda xml: xml.replace("<worksheet", f"{LAUGHS.partition('<workbook')[0]}<worksheet", 1))
    with pytest.raises(UserDataError, match="it is damaged"):
        sheet_of(path)


def far(cell: str) -> Callable[[str], str]:
    number = re.sub("[A-Z]", "", cell)
    return lambda xml: xml.replace("</sheetData>", f'<row r="{number}"><c r="{cell}"><v>1</v></c></row></sheetData>')


@pytest.mark.parametrize("cell", ["XFD1048576", "A250001", "SG9", "KN199999"])
def test_a_cell_far_away_is_refused_before_a_reader_allocates_for_it(tmp_path: Path, cell: str) -> None:
    path = edit_part(write_register(tmp_path / "a.xlsx", [row()]), SHEET1, far(cell))
    with pytest.raises(UserDataError, match=f"the cell {cell} lies too far"):
        sheet_of(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace('<row r="6"', '<row r="2"'),
        lambda xml: xml.replace('r="J6"', 'r="A6"'),
        lambda xml: xml.replace('r="J6"', 'r="J7"'),
        lambda xml: xml.replace('r="J6"', 'r="j6"'),
        lambda xml: xml.replace('r="J6"', 'r="AAAA6"'),
    ],
)
def test_cells_out_of_order_are_refused_because_rows_could_be_lost(tmp_path: Path, change: Callable[[str], str]) -> None:
    path = edit_part(write_register(tmp_path / "a.xlsx", [row()]), SHEET1, change)
    with pytest.raises(UserDataError, match="stands out of order"):
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
    monkeypatch.setattr(values, "cells", lambda *_: [whole[:6]])
    with pytest.raises(UserDataError, match="cells would be lost"):
        sheet_of(path)


@pytest.mark.parametrize("spelt", ["NaN", "1e999", "1" * 2_000, "x"])
def test_a_number_that_is_none_is_damage(tmp_path: Path, spelt: str) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()], total=None)
    edit_part(path, SHEET1, lambda xml: xml.replace("<v>1200</v>", f"<v>{spelt}</v>"))
    with pytest.raises(UserDataError, match="damaged"):
        sheet_of(path)


@pytest.mark.parametrize("spelt", ["1_200", "12<!-- -->00", "12&#48;0", "1</v><v>200"])
def test_a_number_that_the_two_readers_see_differently_is_not_believed(tmp_path: Path, spelt: str) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()], total=None)
    edit_part(path, SHEET1, lambda xml: xml.replace("<v>1200</v>", f"<v>{spelt}</v>"))
    with pytest.raises(UserDataError, match="cells would be lost"):
        sheet_of(path)


def test_merged_cells_and_their_formats_are_known(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page["A1"], page["B3"] = "virsraksts", 12.4
    page["B3"].number_format = "0"
    page.merge_cells("A1:C2")
    book.save(tmp_path / "a.xlsx")
    sheet = sheet_of(tmp_path / "a.xlsx")
    assert (sheet.merged, sheet.shown) == ((((0, 0), (1, 2)),), {(2, 1): "12"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="6"', '<row ht="0" r="6"'),
        ('<row r="6"', '<row hidden="true" r="6"'),
    ],
)
def test_a_row_without_height_is_hidden(tmp_path: Path, old: str, new: str) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    edit_part(path, SHEET1, lambda xml: xml.replace(old, new))
    assert sheet_of(path).hidden_rows == {5}


def test_a_column_without_width_is_hidden(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    columns = (
        '<cols><col min="2" max="3" width="0"/><col min="9" max="9" width="5"/><col min="12" max="16384" hidden="1"/></cols>'
    )
    edit_part(path, SHEET1, lambda xml: xml.replace("<sheetData>", f"{columns}<sheetData>"))
    assert sheet_of(path).hidden_columns == {1, 2, 11, 12}


@pytest.mark.parametrize("prefix", ["x", "ss"])
def test_prefixes_of_names_do_not_matter(tmp_path: Path, prefix: str) -> None:
    """Some programs write `<x:c>` for `<c>`."""
    path = write_register(tmp_path / "a.xlsx", [row(amount=Formula("=1/0", "#DIV/0!"))])
    whole = sheet_of(path)

    def prefixed(xml: str) -> str:
        xml = re.sub(r"<(/?)([a-zA-Z])", rf"<\1{prefix}:\2", xml.partition("?>")[2])
        return xml.replace("xmlns=", f"xmlns:{prefix}=", 1)

    edit_part(path, SHEET1, prefixed)
    assert sheet_of(path) == whole


def test_cells_that_have_only_a_look_hold_nothing(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    whole = sheet_of(path)
    edit_part(
        path, SHEET1, lambda xml: xml.replace("</sheetData>", '<row r="250000"><c r="XFD250000" s="1"/></row></sheetData>')
    )
    assert sheet_of(path) == whole


def test_a_workbook_without_styles_is_read(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(document_date=None, paid=None)], total=None)
    edit_part(
        path, "xl/styles.xml", lambda _: '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    )
    assert sheet_of(path).value((5, 9)) == 1200.0

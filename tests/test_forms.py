"""A funder's form: cells that have a name are filled in, and everything else of the workbook stays as it was, byte for byte."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import office
import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart
from openpyxl.chart import Reference
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.i18n import words
from riga_grants.names import hint
from riga_grants.rendering.form_pages import area_of
from riga_grants.rendering.forms import fill
from riga_grants.rendering.forms import known
from riga_grants.sheets import limits
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import PERCENT
from riga_grants.tables import RATE
from riga_grants.tables import SECTION
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table

EXPENDITURE = Table(
    "expenditure",
    "Izdevumi",
    (
        Column("document_no", "Nr."),
        Column("document_date", "Datums", DAY),
        Column("amount", "Summa", MONEY),
        Column("part", "%", PERCENT),
    ),
    (
        Row(("1. Personāls", None, None, None), look=SECTION),
        Row(("=1+1", date(2014, 1, 31), 12100, Decimal("52.3"))),
        Row((" R-2 \x0b", date(2014, 2, 28), -2100, "<5")),
        Row(("R-3", None, None, None)),
        Row(("Kopā", None, 10000, None), look=TOTAL, sums=(1, 2, 3), key="total"),
    ),
)
LINES = Table(
    "lines",
    "Pozīcijas",
    (Column("plan", "Plāns", MONEY), Column("count", "Skaits", NUMBER)),
    (Row((500_000, Decimal("1.50")), key="Expenses:P1:Staff"), Row((100_000, 2), key="twice"), Row((0, 3), key="twice")),
    unit="thousands",
)
FACTS = Facts(
    (
        Fact("project", "Projekts", "Pirmais & <otrais>"),
        Fact("day", "Diena", date(2014, 3, 31), DAY),
        Fact("eligible", "Attiecināms", 123_456_78, MONEY),
        Fact("rate", "Likme", Fraction(425_998, 882_205), RATE),
        Fact("funder", "Finansētājs", None),
    )
)
REPORT = Report(
    "claim",
    "Pārskats",
    "P1",
    "lv",
    date(2014, 3, 31),
    (
        Sheet("claim", "Pārskats", "Pārskats", (FACTS, EXPENDITURE)),
        Sheet("more", "Vēl", "Vēl", (Facts((Fact("project", "Projekts", "cits"),)), LINES)),
    ),
)
FORM = Place("veidlapa.xlsx")


def picture() -> Image:
    """A picture of one red dot."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    dot = chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
    return Image(io.BytesIO(b"\x89PNG\r\n\x1a\n" + header + dot + chunk(b"IEND", b"")))


def named(book: Any, **names: str) -> None:  # noqa: ANN401 - openpyxl's workbook
    for name, refers in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=refers)


def form(**names: str) -> Any:  # noqa: ANN401
    """A funder's form: prepared rows with borders and formats, a sum, a picture, a chart, rules, a protected second sheet."""
    book: Any = openpyxl.Workbook()
    page = book.active
    page.title = "Veidlapa"
    page["A1"] = "Pārskats par līdzekļu izlietojumu"
    page["A1"].font = Font(bold=True, name="Times New Roman")
    page.merge_cells("B2:D2")
    page["B2"].fill = PatternFill("solid", fgColor="FFFF00")
    page["B3"].number_format = "dd.mm.yyyy"
    page["B4"].number_format = '#,##0.00 "EUR"'
    for row in range(10, 15):
        page.cell(row, 2).number_format = "yyyy\\-mm\\-dd"
        page.cell(row, 3).number_format = "#,##0.00"
        page.cell(row, 4).number_format = "0.0%"
    page["A10"] = "te raksta numuru"
    page["C15"] = "=SUM(C10:C14)"
    page.add_image(picture(), "F1")
    chart: Any = BarChart()
    chart.add_data(Reference(page, min_col=3, min_row=10, max_row=14))
    page.add_chart(chart, "F5")
    rule = DataValidation(type="list", formula1='"jā,nē"')
    rule.add("E10:E14")
    page.add_data_validation(rule)
    red: Any = CellIsRule  # openpyxl's rules carry no types
    page.conditional_formatting.add("C10:C14", red(operator="lessThan", formula=["0"], fill=PatternFill(bgColor="FF0000")))
    other = book.create_sheet("Mūs' lapa")
    other["A1"] = "=Veidlapa!C15*2"
    other.protection.sheet = True
    book.create_sheet("Paskaidrojumi")["A1"] = "Kā aizpildīt"
    named(book, **names)
    return book


NAMES = {
    "rg_project": "Veidlapa!$C$2",
    "RG_Day": "Veidlapa!$B$3",
    "rg_eligible": "Veidlapa!$B$4",
    "rg_expenditure_document_no": "Veidlapa!$A$10:$A$14",
    "rg_expenditure_document_date": "Veidlapa!$B$10:$B$14",
    "rg_expenditure_amount": "Veidlapa!$C$10:$C$14",
    "rg_expenditure_part": "Veidlapa!$D$10:$D$14",
    "rg_expenditure_total_amount": "'Mūs'' lapa'!$B$3",
    "other": "Veidlapa!$A$1",
}


def bytes_of(book: Any) -> bytes:  # noqa: ANN401
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(content: bytes, report: Report = REPORT) -> bytes:
    made, findings = fill(content, report, FORM)
    assert findings == []
    return made


def reading(content: bytes) -> Any:  # noqa: ANN401
    return openpyxl.load_workbook(io.BytesIO(content))


def cells(content: bytes, sheet: str, *places: str) -> list[object]:
    return [reading(content)[sheet][place].value for place in places]


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def edited(content: bytes, **changes: Callable[[str], str]) -> bytes:
    """Change parts of a package, named by their last words with a low line for a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts(content).items():
            change = changes.get(name.rpartition("/")[2].replace(".", "_"))
            archive.writestr(name, change(part.decode()).encode() if change else part)
    return out.getvalue()


# --- what is filled in -----------------------------------------------------------------------------------------------


def test_named_cells_hold_the_report_and_keep_their_looks() -> None:
    before, after = reading(bytes_of(form(**NAMES)))["Veidlapa"], reading(filled(bytes_of(form(**NAMES))))["Veidlapa"]
    assert [[cell.value for cell in row] for row in after["A1:D15"]] == [
        ["Pārskats par līdzekļu izlietojumu", None, None, None],
        [None, "Pirmais & <otrais>", None, None],
        [None, date_time(2014, 3, 31), None, None],
        [None, 123456.78, None, None],
        *[[None, None, None, None]] * 5,
        ["=1+1", date_time(2014, 1, 31), 121, 0.523],
        [" R-2 ", date_time(2014, 2, 28), -21, "<5"],
        ["R-3", None, None, None],
        *[[None, None, None, None]] * 2,
        [None, None, "=SUM(C10:C14)", None],
    ]
    assert after["A10"].data_type == "s"  # a text is a text, whatever it begins with
    for row in range(1, 16):
        for column in range(1, 5):
            one, other = before.cell(row, column), after.cell(row, column)
            assert one.style_id == other.style_id


def date_time(year: int, month: int, day: int) -> object:
    return datetime(year, month, day)  # noqa: DTZ001 - what openpyxl gives for a cell's day


def test_all_other_parts_stay_byte_for_byte_and_formulas_have_no_old_value() -> None:
    content = edited(
        bytes_of(form(**NAMES)),
        sheet1_xml=lambda xml: re.sub("</f>(<v ?/>|<v></v>)?", "</f><v>77</v>", xml),
        sheet2_xml=lambda xml: re.sub("</f>(<v ?/>|<v></v>)?", "</f><v>77</v>", xml),
    )
    assert b"<v>77</v>" in parts(content)["xl/worksheets/sheet2.xml"]
    before, after = parts(content), parts(filled(content))
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/workbook.xml",
    }
    assert {"xl/media/image1.png", "xl/drawings/drawing1.xml", "xl/charts/chart1.xml"} < before.keys()
    assert b"<v>77</v>" not in after["xl/worksheets/sheet1.xml"] + after["xl/worksheets/sheet2.xml"]
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]
    kept = reading(filled(content))["Veidlapa"]
    assert [str(one) for one in kept.merged_cells.ranges] == ["B2:D2"]
    assert [str(one.sqref) for one in kept.data_validations.dataValidation] == ["E10:E14"]
    assert [str(one.sqref) for one in kept.conditional_formatting] == ["C10:C14"]
    assert reading(filled(content))["Mūs' lapa"].protection.sheet


def test_what_another_program_wrote_stays_too_shared_texts_and_shapes(tmp_path: Path) -> None:
    """XlsxWriter shares texts between cells and gives formulas their values; a box with words is a shape."""
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    page = book.add_worksheet("Veidlapa")
    page.write_string("A1", "Projekts")
    page.write_string("B1", "Projekts")
    page.write_formula("B2", '=B1&"!"', None, "Projekts!")
    page.insert_textbox("D4", "Aizpilda finansētājs")
    page.insert_checkbox("A9", False)  # noqa: FBT003 - XlsxWriter takes it by place
    book.define_name("rg_project", "=Veidlapa!$B$1")
    book.define_name("rg_funder", "=Veidlapa!$A$9")
    book.close()
    before = parts((tmp_path / "a.xlsx").read_bytes())
    made = filled((tmp_path / "a.xlsx").read_bytes())
    after = parts(made)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert "xl/drawings/drawing1.xml" in before
    assert cells(made, "Veidlapa", "A1", "B1", "B2") == ["Projekts", "Pirmais & <otrais>", '=B1&"!"']
    values = openpyxl.load_workbook(io.BytesIO(made), data_only=True)["Veidlapa"]
    assert values["B2"].value is None


def test_a_workbook_that_says_nothing_of_calculation_is_told_to_calculate() -> None:
    content = edited(bytes_of(form(**NAMES)), workbook_xml=lambda xml: re.sub("<calcPr[^>]*>", "", xml))
    assert parts(filled(content))["xl/workbook.xml"].endswith(b'</definedNames><calcPr fullCalcOnLoad="1"/></workbook>')


def test_a_form_without_formulas_is_calculated_by_nobody() -> None:
    book: Any = openpyxl.Workbook()
    book.active["A1"] = "Projekts"
    named(book, rg_project="Sheet!$B$1")
    before, after = parts(bytes_of(book)), parts(filled(bytes_of(book)))
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml"}


def test_filling_twice_is_filling_once_and_fewer_rows_leave_none_of_the_former() -> None:
    once = filled(bytes_of(form(**NAMES)))
    assert filled(once) == once

    shorter = replace(EXPENDITURE, rows=EXPENDITURE.rows[:2])
    less = replace(REPORT, sheets=(replace(REPORT.sheets[0], blocks=(FACTS, shorter)), REPORT.sheets[1]))
    made = bytes_of(form(**{name: refers for name, refers in NAMES.items() if "total" not in name}))
    assert cells(filled(filled(made), less), "Veidlapa", "A10", "A11", "B11", "C12") == ["=1+1", None, None, None]


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("rg_eligible", "General", 123456.78),
        ("rg_eligible", "@", 123456.78),
        ("rg_day", "General", "31.03.2014"),  # a cell that shows no days would show 41729
        ("rg_day", "0.00", "31.03.2014"),
        ("rg_day", '0 "day"', "31.03.2014"),
        ("rg_day", "d. mmm yy", date(2014, 3, 31)),
        ("rg_rate", "0.00%", float(Fraction(425_998, 882_205))),
        ("rg_rate", "0.00", float(Fraction(42_599_800, 882_205))),
        ("rg_funder", "General", None),
        ("rg_claim_project", "General", "Pirmais & <otrais>"),
        ("rg_more_project", "General", "cits"),
        ("rg_lines_expenses_p1_staff_plan", "General", 5),
        ("rg_lines_expenses_p1_staff_count", "General", 1.5),
        ("rg_expenditure_part", "General", 52.3),
    ],
)
def test_a_value_is_written_as_its_cell_shows_it(name: str, code: str, expected: object) -> None:
    book: Any = openpyxl.Workbook()
    book.active["B2"].number_format = code
    book.active["B2"] = "?"
    named(book, **{name: "Sheet!$B$2:$B$9"})
    (found,) = cells(filled(bytes_of(book)), "Sheet", "B2")
    assert (found.date() if isinstance(expected, date) else found) == expected  # type: ignore[attr-defined]


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    book = form(**NAMES)
    book.epoch = CALENDAR_MAC_1904
    made = filled(bytes_of(book))
    assert b'date1904="1"' in parts(made)["xl/workbook.xml"]
    assert cells(made, "Veidlapa", "B3") == [date_time(2014, 3, 31)]


def test_cells_that_are_not_there_get_the_looks_of_their_row_or_column_and_stand_in_their_order() -> None:
    """Rows 2 and 4 are there, the row 3 and the cells B2, B4 are not; a row without a look of its own has its column's."""
    xml = (
        '<?xml version="1.0"?>\n<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:dimension ref="A2:C4"/><x:cols><x:col min="2" max="3" width="9" style="1"/></x:cols><x:sheetData>'
        '<x:row r="2" spans="1:3" s="2" customFormat="1"><x:c r="A2"/><x:c r="C2"><x:v>1</x:v></x:c></x:row>'
        "<x:row r=\"4\"><x:c/><!-- --><x:c r='C4'/></x:row>"
        "<x:row><x:c/><x:c><x:v>9</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    book: Any = openpyxl.Workbook()
    named(book, rg_expenditure_amount="Sheet!$B$2:$B$4", rg_lines_plan="Sheet!$B$5:$B$7", rg_project="Sheet!$Z$9")
    made = parts(filled(edited(bytes_of(book), sheet1_xml=lambda _: xml)))["xl/worksheets/sheet1.xml"].decode()
    rows = re.findall(r"<x:row.*?</x:row>", made)
    assert [re.sub(r' xml:space="preserve"', "", row) for row in rows] == [
        (
            '<x:row r="2" s="2" customFormat="1"><x:c r="A2"/><x:c r="B2" s="2"><x:v>121.00</x:v></x:c>'
            '<x:c r="C2"><x:v>1</x:v></x:c></x:row>'
        ),
        '<x:row r="3"><x:c r="B3" s="1"><x:v>-21.00</x:v></x:c></x:row>',
        '<x:row r="4"><x:c/><!-- --><x:c r="C4"/></x:row>',
        "<x:row><x:c/><x:c><x:v>5</x:v></x:c></x:row>",
        '<x:row r="6"><x:c r="B6" s="1"><x:v>1</x:v></x:c></x:row>',
        '<x:row r="7"><x:c r="B7" s="1"><x:v>0</x:v></x:c></x:row>',
        '<x:row r="9"><x:c r="Z9" t="inlineStr"><x:is><x:t>Pirmais &amp; &lt;otrais&gt;</x:t></x:is></x:c></x:row>',
    ]
    assert "dimension" not in made


def test_rows_that_are_merged_count_once() -> None:
    book: Any = openpyxl.Workbook()
    page = book.active
    for row in (2, 4, 6):
        page.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=3)
    named(book, rg_expenditure_document_no="Sheet!$B$2:$C$7")
    assert cells(filled(bytes_of(book)), "Sheet", "A2", "A4", "A6") == ["=1+1", " R-2 ", "R-3"]


def test_a_very_long_text_is_cut_at_what_a_cell_holds() -> None:

    told = replace(REPORT.sheets[0], blocks=(Facts((Fact("project", "Projekts", "x" * 40_000),)),))
    book: Any = openpyxl.Workbook()
    named(book, rg_project="Sheet!$A$1")
    (found,) = cells(filled(bytes_of(book), replace(REPORT, sheets=(told,))), "Sheet", "A1")
    assert found == "x" * (limits.CELL_TEXT - 1) + "…"


def test_libreoffice_opens_a_filled_form_and_its_formulas_give_the_new_sums(tmp_path: Path) -> None:
    book = form(**NAMES)
    book["Veidlapa"]["E16"] = ArrayFormula("E16:E17", "=C10:C11*2")
    path = tmp_path / "a.xlsx"
    path.write_bytes(filled(bytes_of(book)))
    (again,) = office.convert([path], "xlsx", tmp_path)
    shown = openpyxl.load_workbook(again, data_only=True)
    assert (shown["Veidlapa"]["C15"].value, shown["Mūs' lapa"]["A1"].value) == (100, 200)
    assert [shown["Veidlapa"][place].value for place in ("B2", "A10", "C10", "E16", "E17")] == [
        "Pirmais & <otrais>",
        "=1+1",
        121,
        242,
        -42,
    ]
    assert shown["Mūs' lapa"]["B3"].value == 100


# --- what is wrong with a form ---------------------------------------------------------------------------------------


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(found.code, str(found.place), words(found.message, "en")) for found in findings]


NOT_KNOWN = "The report says nothing under the name “{}”."


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"rg_projekt": "Veidlapa!$B$2"}, [("form-name", "veidlapa.xlsx!Veidlapa!B2", NOT_KNOWN.format("rg_projekt"))]),
        (
            {"rg_lines_twice_plan": "Veidlapa!$B$2"},
            [("form-name", "veidlapa.xlsx!Veidlapa!B2", NOT_KNOWN.format("rg_lines_twice_plan"))],
        ),
        (
            {"rg_project": "Veidlapa!$B:$B"},
            [("form-name", "veidlapa.xlsx", "“rg_project” is no cell, and no range of cells of one sheet: Veidlapa!$B:$B")],
        ),
        (
            {"rg_project": "Cita!$B$1"},
            [("form-name", "veidlapa.xlsx", "“rg_project” is no cell, and no range of cells of one sheet: Cita!$B$1")],
        ),
        (
            {"rg_project": "#REF!"},
            [("form-name", "veidlapa.xlsx", "“rg_project” is no cell, and no range of cells of one sheet: #REF!")],
        ),
        ({}, [("form-name", "veidlapa.xlsx", "No cell of the form has a name that begins with rg_.")]),
        (
            {"rg_project": "Veidlapa!$C$15"},
            [
                (
                    "form-name",
                    "veidlapa.xlsx!Veidlapa!C15",
                    "“rg_project” names a cell with a formula of the form, which would be lost.",
                )
            ],
        ),
        (
            {"rg_expenditure_amount": "Veidlapa!$C$13:$C$16"},
            [
                (
                    "form-name",
                    "veidlapa.xlsx!Veidlapa!C15",
                    "“rg_expenditure_amount” names a cell with a formula of the form, which would be lost.",
                )
            ],
        ),
        (
            {"rg_day": "Veidlapa!$B$2", "rg_project": "Veidlapa!$D$2"},
            [("form-name", "veidlapa.xlsx!Veidlapa!B2", "“rg_project” and “rg_day” name the same cell.")],
        ),
        (
            {"rg_expenditure_amount": "Veidlapa!$C$10:$C$11", "rg_day": "Veidlapa!$B$3"},
            [
                (
                    "form-room",
                    "veidlapa.xlsx!Veidlapa!C10",
                    "“rg_expenditure_amount” has room for 2 rows, and the report has 3: 1 more are needed.",
                )
            ],
        ),
    ],
)
def test_a_form_that_cannot_be_filled_in_is_told_and_nothing_is_made(
    names: Mapping[str, str], expected: list[tuple[str, str, str]]
) -> None:
    made, findings = fill(bytes_of(form(**names)), REPORT, FORM)
    assert (made, told(findings)) == (b"", expected)
    assert all(hint(found, "en") for found in findings)


def test_the_names_that_are_spelt_most_like_an_unknown_one_are_listed() -> None:
    _, (found,) = fill(bytes_of(form(rg_expenditure_amounts="Veidlapa!$B$2")), REPORT, FORM)
    listed = str(found.message.values["known"]).split(", ")
    assert (listed[0], listed[-1], len(listed)) == ("rg_expenditure_amount", "…", 13)


def test_cells_of_an_array_s_formula_are_not_overwritten() -> None:
    book = form(rg_project="Veidlapa!$E$17")
    book["Veidlapa"]["E16"] = ArrayFormula("E16:E17", "=C10:C11*2")
    _, findings = fill(bytes_of(book), REPORT, FORM)
    assert [found.code for found in findings] == ["form-name"]


def test_what_a_report_can_fill_in_has_a_name() -> None:
    names = known(REPORT)
    assert list(names)[:10] == [
        "rg_project",
        "rg_day",
        "rg_eligible",
        "rg_rate",
        "rg_funder",
        "rg_claim_project",
        "rg_claim_day",
        "rg_claim_eligible",
        "rg_claim_rate",
        "rg_claim_funder",
    ]
    assert {name for name in names if "expenditure" in name or "lines" in name} == {
        *(f"rg_expenditure_{column}" for column in ("document_no", "document_date", "amount", "part")),
        *(f"rg_expenditure_total_{column}" for column in ("document_no", "document_date", "amount", "part")),
        *("rg_lines_plan", "rg_lines_count", "rg_lines_expenses_p1_staff_plan", "rg_lines_expenses_p1_staff_count"),
    }


def damaged(change: Callable[[str], str], part: str = "workbook_xml") -> bytes:
    return edited(bytes_of(form(**NAMES)), **{part: change})


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(bytes_of(form(**NAMES))).items():
            archive.writestr(name, part)
        archive.writestr("xl/media/zeros.bin", bytes(40 * limits.MEGABYTE))
    return out.getvalue()


DAMAGED = "The form “veidlapa.xlsx” cannot be filled in: It is no .xlsx workbook, or it is damaged or protected by a password."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Projekts;Summa\n", DAMAGED),
        (b"PK\x03\x04 and no more", DAMAGED),
        (damaged(lambda xml: xml[:-9]), DAMAGED),
        (damaged(lambda xml: xml.replace("<workbook", '<!DOCTYPE x [<!ENTITY a "b">]><workbook', 1)), DAMAGED),
        (damaged(lambda _: "<x/>", "workbook_xml_rels"), DAMAGED),
        (
            damaged(lambda xml: xml.replace("sheet.main+xml", "template.main+xml"), "[Content_Types]_xml"),
            "The form “veidlapa.xlsx” cannot be filled in: It is no .xlsx workbook; save it as one, without macros.",
        ),
        (
            bomb(),
            "The form “veidlapa.xlsx” cannot be filled in: it unpacks to more than 300 times its size. Split it, or leave out",
        ),
    ],
)
def test_what_is_no_form_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(BooksError) as problem:
        fill(content, REPORT, FORM)
    assert words(problem.value.reason, "en").startswith(said)


def test_a_sheet_too_large_to_be_read_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FILE_MB", 0)
    with pytest.raises(BooksError, match="it has a sheet of more than 0 MB"):
        fill(bytes_of(form(**NAMES)), REPORT, FORM)


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("$B$2", (1, 1, 1, 1)),
        ("AA10", (9, 26, 9, 26)),
        ("$B$2:$D$9", (1, 1, 8, 3)),
        ("D9:B2", (1, 1, 8, 3)),
        ("B0", None),
        ("$B:$B", None),
        ("B2,C3", None),
        ("", None),
    ],
)
def test_ranges(written: str, area: object) -> None:
    assert area_of(written) == area


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.text(max_size=30), st.integers(-(10**11), 10**11)), max_size=12),
    st.integers(0, 3),
)
def test_whatever_the_report_says_comes_out_of_the_form_again(rows: list[tuple[str, int]], more: int) -> None:
    table = Table(
        "list", "", (Column("words", ""), Column("amount", "", MONEY)), tuple(Row((said, cents)) for said, cents in rows)
    )
    report = Report("claim", "", "", "lv", date(2014, 1, 1), (Sheet("one", "", "", (table,)),))
    book: Any = openpyxl.Workbook()
    last = 2 + len(rows) + more
    named(book, rg_list_words=f"Sheet!$B$3:$B${last + 1}", rg_list_amount=f"Sheet!$C$3:$C${last + 1}")
    page = reading(filled(bytes_of(book), report))["Sheet"]
    found = [(page.cell(3 + n, 2).value or "", page.cell(3 + n, 3).value) for n in range(len(rows))]
    clean = [(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", said), cents) for said, cents in rows]
    shown = [(said.replace("\r\n", "\n").replace("\r", "\n"), Decimal(cents) / 100) for said, cents in clean]
    assert [(one.replace("\r\n", "\n").replace("\r", "\n"), Decimal(repr(cents))) for one, cents in found] == shown

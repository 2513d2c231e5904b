"""The committee workbook, read back as its readers read it: cell values, formulas, print set-up, and recalculated."""

import io
import os
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import byhand
import goldens
import office
import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from riga_grants.errors import NOWHERE
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import text as words
from riga_grants.pages import LONGEST
from riga_grants.pages import add_page
from riga_grants.pages import looks
from riga_grants.pages import sum_of
from riga_grants.sheets import reference
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import Instalment
from riga_grants.statements import LineRow
from riga_grants.statements import SourceRow
from riga_grants.workbook import Origin
from riga_grants.workbook import render
from riga_grants.workbook import write_committee

ORIGIN = Origin(
    files=(("ledger/main.beancount", "a" * 64), ("ledger/projects/RGAP.beancount", "b" * 64)),
    command="riga-grants report committee RGAP --period 2015-Q3 -o komiteja.xlsx",
    versions=(("riga-grants", "0.1.0"), ("beancount", "3.2.3")),
    root=byhand.ROOT,
)
CASES = {
    "committee-rgap-lv": (byhand.rgap(), (), "lv"),
    "committee-rgap-en": (byhand.rgap(), byhand.FINDINGS, "en"),
    "committee-two-funders-en": (byhand.two_funders(), (), "en"),
    "committee-not-stated-lv": (byhand.not_stated(), (), "lv"),
}


def opened(content: bytes) -> openpyxl.Workbook:
    """Open a workbook with openpyxl, which does not know the form of data bars that Excel has had since 2010, and says so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content))


def cells(content: bytes) -> Iterator[str]:
    """Tell every cell: its name, its value as a fast reader sees it, and its formula."""
    values = CalamineWorkbook.from_filelike(io.BytesIO(content))
    formulas = opened(content)
    for name in values.sheet_names:
        for row, shown in enumerate(values.get_sheet_by_name(name).to_python(skip_empty_area=False)):
            for column, value in enumerate(shown):
                formula = formulas[name].cell(row + 1, column + 1)
                live = str(formula.value) if formula.data_type == "f" else ""
                if value != "" or live:
                    yield "\t".join(part for part in (f"{name}!{reference((row, column))}", str(value), live) if part)


@pytest.mark.parametrize("name", CASES)
def test_every_cell(name: str) -> None:
    execution, findings, lang = CASES[name]
    content = render(execution, findings, ORIGIN, lang)
    assert goldens.same(f"{name}.txt", "\n".join(cells(content)) + "\n")


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert render(*CASES["committee-rgap-en"][:2], ORIGIN, "en") == render(*CASES["committee-rgap-en"][:2], ORIGIN, "en")


def test_pages_for_printing() -> None:
    book = opened(render(*CASES["committee-rgap-lv"][:2], ORIGIN, "lv"))
    assert book.sheetnames == ["Izpilde", "Finansējums", "Neatbilstības", "Avoti"]
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0), "one page wide, any number high"
        assert sheet.print_title_rows
        assert sheet.print_area
        assert sheet.freeze_panes
        footer = sheet.HeaderFooter.oddFooter
        assert footer is not None
        assert footer.right.text == "&P / &N"
        assert footer.left.text == "RGAP, 2015-Q3 – DEMONSTRĀCIJAS DATI"
        assert sheet["A2"].value == "DEMONSTRĀCIJAS DATI"
        assert sheet.sheet_state == "visible"


def test_nothing_is_told_about_the_author_or_the_machine() -> None:
    content = render(*CASES["committee-rgap-lv"][:2], ORIGIN, "lv")
    parts = zipfile.ZipFile(io.BytesIO(content))
    core = parts.read("docProps/core.xml").decode()
    assert re.findall(r"<(dc:creator|cp:lastModifiedBy)></", core) == ["dc:creator", "cp:lastModifiedBy"]
    assert "2015-09-30T12:00:00Z" in core
    assert "<Company></Company>" in parts.read("docProps/app.xml").decode()
    assert not [name for name in parts.namelist() if re.search("comments|custom|printerSettings|vml|externalLink", name)]
    assert set(re.findall('definedName name="([^"]+)"', parts.read("xl/workbook.xml").decode())) == {
        *("_xlnm.Print_Area", "_xlnm.Print_Titles"),
    }
    assert str(byhand.ROOT).encode() not in b"".join(parts.read(name) for name in parts.namelist())


def test_text_is_never_a_formula() -> None:
    book = opened(render(byhand.two_funders(), (), ORIGIN, "en"))
    named = next(row for row in book["Execution"].iter_rows() if row[1].value == "=cmd|'/c calc'!A1")
    assert named[1].data_type == "s"


def test_a_text_too_long_for_a_cell_is_cut_visibly() -> None:
    finding = Finding("ledger", Severity.ERROR, words("{found}", found="x" * 40_000), NOWHERE)
    book = opened(render(byhand.rgap(), [finding], ORIGIN, "en"))
    shown = next(row[3].value for row in book["Discrepancies"].iter_rows() if row[2].value == "ledger")
    assert len(str(shown)) == LONGEST
    assert str(shown).endswith("x…")


def test_a_figure_that_the_lines_do_not_give_has_no_formula() -> None:
    execution = byhand.rgap()
    execution = replace(execution, total=replace(execution.total, original=1_00, before=2_00))
    book = opened(render(execution, (), ORIGIN, "en"))
    total = next(row for row in book["Execution"].iter_rows() if row[1].value == "TOTAL")
    assert (total[2].value, total[5].value) == (1, 2)
    assert str(total[6].value).startswith("=ROUND(SUM(")


def test_a_cost_booked_on_a_parent_itself_is_part_of_its_subtotal() -> None:
    own = LineRow(
        "Expenses:RGAP:L1", "Uz pašas pozīcijas", "1", 1, subtotal=False, figures=Figures(0, 0, 0, 5_00, (("RD", 0),))
    )
    parent, *others = byhand.rgap().lines
    summed = replace(parent, figures=replace(parent.figures, this_period=(parent.figures.this_period or 0) + 5_00))
    execution = replace(byhand.rgap(), lines=(summed, own, *others))
    book = opened(render(execution, (), ORIGIN, "en"))
    subtotal = next(row for row in book["Execution"].iter_rows() if row[1].value == parent.name)
    first = int(subtotal[6].row or 0) + 1
    assert subtotal[6].value == f"=ROUND(SUM(G{first}:G{first + 3}),2)"


def test_a_cell_that_the_writer_refuses_is_an_error() -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    page = add_page(book, looks(book), "Execution", "", "en")
    with pytest.raises(RuntimeError, match="refused a cell with code -1"):
        page.text(2_000_000, 0, "below the last row", page.look("text"))


def test_a_project_of_which_nothing_is_known_but_its_total() -> None:
    execution = replace(byhand.two_funders(), lines=(), sources=(), total=Figures(882_205_00, 882_205_00, None, None))
    shown = list(cells(render(execution, (), ORIGIN, "en")))
    assert [line for line in shown if line.startswith("Execution!C")][-2:] == ["Execution!C9\t1", "Execution!C10\t882205.0"]
    assert "Execution!H10\t–" in shown
    assert "Funding!D5\t–" in shown


def test_places_are_named_from_the_books() -> None:
    place = Place(str(byhand.ROOT / "ledger" / "projects" / "RGAP.beancount"), 41)
    came = Instalment(date(2014, 2, 14), "RD", 1_00, "1. daļa", place)
    execution = replace(byhand.rgap(), instalments=(came,))
    shown = "\n".join(cells(render(execution, byhand.FINDINGS, ORIGIN, "en")))
    assert "\tledger/projects/RGAP.beancount:41\n" in shown
    assert "\tledger/projects/SOSRKC.beancount:31\n" in shown
    assert str(byhand.ROOT) not in shown


def test_what_in_kind_work_bore_is_not_left_to_the_others() -> None:
    city, own = byhand.rgap().sources
    given = SourceRow("", "", "in-kind", None, None, 640_00, None, None, None)
    execution = replace(byhand.rgap(), sources=(city, replace(own, earned=(own.earned or 0) - 640_00), given))
    shown = list(cells(render(execution, (), ORIGIN, "en")))
    assert "Funding!K9\t364816.49\t=ROUND(D9-G9,2)" in shown
    assert "Funding!H9\t284000.0\t=ROUND(SUM(H6:H8),2)" in shown


def test_sums_take_neighbours_as_ranges_and_no_more_than_excel_can() -> None:
    assert sum_of(2, [4, 5, 6, 9]) == "=ROUND(SUM(C5:C7,C10),2)"
    assert sum_of(2, range(0, 500, 2)).count("SUM(") == 2
    assert reference((0, 27)) == "AB1"


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_appears_whole_in_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "komiteja.xlsx"
    path.write_bytes(b"older")
    write_committee(path, byhand.rgap(), (), ORIGIN, "lv")
    assert path.read_bytes() == render(byhand.rgap(), (), ORIGIN, "lv")
    assert list(tmp_path.iterdir()) == [path]


def test_a_buffer_is_written_too() -> None:
    buffer = io.BytesIO()
    write_committee(buffer, byhand.rgap(), (), ORIGIN, "lv")
    assert buffer.getvalue() == render(byhand.rgap(), (), ORIGIN, "lv")


def test_a_failure_leaves_the_older_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "komiteja.xlsx"
    path.write_bytes(b"older")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        write_committee(path, byhand.rgap(), (), ORIGIN, "lv")
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_committee(tmp_path / "none" / "komiteja.xlsx", byhand.rgap(), (), ORIGIN, "lv")


# --- LibreOffice -----------------------------------------------------------------------------------------------------


def ties() -> Execution:
    """Percentages that lie exactly between two tenths, and amounts that binary fractions hold badly."""
    lines = tuple(
        LineRow(
            f"Expenses:RGAP:T{n}", f"T{n}", str(n), 0, subtotal=False, figures=Figures(10_000_00, 10_000_00, n * 5_00 + 10, -10)
        )
        for n in range(1, 200)
    ) + tuple(
        LineRow(f"Expenses:RGAP:D{n}", f"D{n}", str(n), 0, subtotal=False, figures=Figures(n * 10, n * 30, n * 10, n * 20))
        for n in range(1, 50)
    )
    return replace(byhand.rgap(), lines=lines, total=byhand.total(lines))


def values(path: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(path)
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)] for name in book.sheet_names
    }


def test_recalculation_gives_the_same_values(tmp_path: Path) -> None:
    office.needed()
    cases = {**CASES, "ties": (ties(), (), "en")}
    files = [tmp_path / f"{name}.xlsx" for name in cases]
    for file, (execution, findings, lang) in zip(files, cases.values(), strict=True):
        write_committee(file, execution, findings, ORIGIN, lang)
    stale = tmp_path / "stale.xlsx"
    stale.write_bytes(_with_stale_values(files[0]))
    *recalculated, mended = office.convert([*files, stale], "xlsx", tmp_path)
    assert [values(file) for file in recalculated] == [values(file) for file in files]
    assert values(stale) != values(files[0])
    assert values(mended) == values(files[0]), "the formulas were worked out anew"


def _with_stale_values(path: Path) -> bytes:
    """Spoil the values that stand beside the formulas."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as parts, zipfile.ZipFile(out, "w") as spoilt:
        for part in parts.namelist():
            spoilt.writestr(part, re.sub(rb"</f><v>[0-9.-]+</v>", b"</f><v>1</v>", parts.read(part)))
    return out.getvalue()


def test_every_page_of_the_report_is_one_sheet_of_paper(tmp_path: Path) -> None:
    office.needed()
    path = tmp_path / "komiteja.xlsx"
    instalments = tuple(Instalment(date(2014, 2, n), "RD", n * 100, f"{n}. maksājuma daļa", Place("x", 1)) for n in range(1, 9))
    write_committee(path, replace(byhand.rgap(), instalments=instalments), byhand.FINDINGS, ORIGIN, "lv")
    (printed,) = office.convert([path], "pdf", tmp_path)
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 4

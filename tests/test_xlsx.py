"""A report as a workbook, read back as its readers read it: cells, formulas, charts, print set-up; recalculated and printed."""

import io
import os
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import goldens
import office
import openpyxl
import pytest
import reported
import xlsxwriter
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from riga_grants.errors import BooksError
from riga_grants.i18n import words
from riga_grants.pages import LONGEST
from riga_grants.pages import add_page
from riga_grants.pages import looks
from riga_grants.pages import sum_of
from riga_grants.rendering import files
from riga_grants.rendering import xlsx_tables
from riga_grants.rendering.xlsx import render
from riga_grants.rendering.xlsx_formulas import formula
from riga_grants.rendering.xlsx_layout import Grid
from riga_grants.rendering.xlsx_layout import pages
from riga_grants.sheets import reference
from riga_grants.tables import BARS
from riga_grants.tables import CODE
from riga_grants.tables import DAY as DATE
from riga_grants.tables import LINES
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import RATE
from riga_grants.tables import STACKED
from riga_grants.tables import TOTAL
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Words

DAY = date(2015, 9, 30)


def opened(content: bytes) -> openpyxl.Workbook:
    """Open a workbook with openpyxl, which does not know the form of data bars that Excel has had since 2010, and says so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(content))


def cells(content: bytes) -> Iterator[str]:
    """Tell every cell: its name, its value as a fast reader sees it, how a number is shown, and its formula."""
    values = CalamineWorkbook.from_filelike(io.BytesIO(content))
    formulas = opened(content)
    for name in values.sheet_names:
        for row, shown in enumerate(values.get_sheet_by_name(name).to_python(skip_empty_area=False)):
            for column, value in enumerate(shown):
                cell = formulas[name].cell(row + 1, column + 1)
                live = str(cell.value) if cell.data_type == "f" else ""
                form = "" if isinstance(value, str) else str(cell.number_format).partition("_ ;")[0]
                if value != "" or live:
                    yield "\t".join(part for part in (f"{name}!{reference((row, column))}", str(value), form, live) if part)


def one(*blocks: Block, one_page: bool = False) -> Report:
    """Make a report of one sheet."""
    return Report("one", "One", "One", "en", DAY, (Sheet("one", "One", "One", blocks, one_page=one_page),))


def table(*rows: Row, **more: object) -> Table:
    columns = (Column("name", "Name"), Column("cents", "Amount", MONEY))
    return replace(Table("some", "Some", columns, rows), **more)  # type: ignore[arg-type]


# --- cells -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["lv", "en"])
def test_every_cell(lang: str) -> None:
    assert goldens.same(f"xlsx-{lang}.txt", "\n".join(cells(render(reported.report(lang, rows=3)))) + "\n")


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render(reported.report()) == render(reported.report())


def test_text_is_never_a_formula() -> None:
    named = next(row for row in opened(render(reported.report()))["Izpilde"].iter_rows() if row[0].value == "4.")
    assert (named[1].value, named[1].data_type) == ("=cmd|'/c calc'!A1", "s")


@pytest.mark.parametrize("character", ["x", "ņ", "\N{HEAVY PLUS SIGN}", "\U0001f6af"])
@pytest.mark.parametrize("register", [False, True])
def test_a_text_too_long_for_a_cell_is_cut_visibly(character: str, register: bool) -> None:  # noqa: FBT001 - a case
    shown = opened(render(one(table(Row((character * 40_000, 1)), register=register))))["One"]["A5"].value
    assert isinstance(shown, str)
    assert LONGEST - 1 <= len(shown.encode("utf-16-le")) // 2 <= LONGEST
    assert shown == character * (len(shown) - 1) + "…"


def test_a_register_holds_what_there_is_and_no_text_runs_over_its_neighbour() -> None:
    columns = (
        *(Column("text", "Text", width=10), Column("code", "Code", CODE, width=10), Column("day", "Day", DATE, width=12)),
        *(Column("cents", "Amount", MONEY, width=12), Column("count", "Count", NUMBER), Column("share", "Share", RATE)),
    )
    rows = (
        Row(("short", "short", date(2015, 2, 3), 1_234_56, 7, Fraction(1, 3))),
        Row(("long " * 9, "long" * 9, "", "", Decimal("1.5"), None)),
        Row(("TOTAL", "", None, 1_234_56, "", None), look=TOTAL, sums=(0, 1)),
    )
    sheet = opened(render(one(Table("some", "Some", columns, rows, register=True))))["One"]
    held = [[sheet.cell(row, column).value for column in range(1, 7)] for row in (5, 6, 7)]
    assert held == [
        ["short", "short", datetime(2015, 2, 3), 1234.56, 7, 33.3333],  # noqa: DTZ001 - a day
        ["long " * 9, "long" * 9, None, None, 1.5, "–"],
        ["TOTAL", "", "", "=ROUND(SUM(D5:D6),2)", "", "–"],
    ]
    assert [sheet.cell(row, column).alignment.horizontal == "fill" for row in (5, 6) for column in (1, 2)] == [0, 0, 1, 1]
    assert [str(lines.sqref) for lines in sheet.conditional_formatting] == ["A5:F7"], "the lines between the cells"


def test_more_rows_than_a_sheet_has_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_tables, "ROWS", 8)
    assert render(one(table(*[Row(("x", 1))] * 4, register=True)))
    with pytest.raises(BooksError) as refused:
        render(one(table(*[Row(("x", 1))] * 5, register=True)))
    assert words(refused.value.reason, "en") == (
        "“One” needs 9 rows, and a workbook's sheet holds 8: ask for less with --period, or write a .zip."
    )


def test_levels_of_the_outline_stand_below_their_sum() -> None:
    sheet = opened(render(reported.report()))["Izpilde"]
    assert [sheet.row_dimensions[row].outlineLevel for row in range(7, 14)] == [0, 1, 1, 0, 0, 0, 0]
    assert sheet.sheet_properties.outlinePr is not None
    assert not sheet.sheet_properties.outlinePr.summaryBelow


def test_amounts_are_shown_in_the_unit_asked_for_and_held_in_euro() -> None:
    rows = (Row(("Ceiling", 425_998_000_00)),)
    for unit, form in (("cents", "#,##0.00"), ("euro", "#,##0"), ("thousands", "#,##0,")):
        cell = opened(render(one(table(*rows, currency="EUR", unit=unit))))["One"]["B5"]
        assert (cell.value, cell.number_format) == (425_998_000, f"[$-409]{form}_ ;[$-409]-{form}_ ;[$-409]{form}_ ;@_ ")


def test_a_text_among_figures_is_set_like_a_figure() -> None:
    sheet = opened(render(reported.report()))["Rādītāji"]
    found = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "<5")
    assert (found.data_type, found.alignment.horizontal) == ("s", "right")


def test_a_table_of_few_columns_takes_several_of_the_grid_where_it_needs_them() -> None:
    wide = table(Row(("Ceiling", 100)), key="wide")
    wide = replace(wide, columns=tuple(Column(f"c{n}", f"{n}") for n in range(6)), rows=(Row(("x",) * 6),))
    sheet = opened(render(one(wide, table(Row(("A name that needs some room", 123_456_789_00)), currency="EUR"))))["One"]
    assert sorted(str(span) for span in sheet.merged_cells.ranges) == ["A8:E8", "A9:E9"]
    assert (sheet["A9"].value, sheet["F9"].value) == ("A name that needs some room", 123_456_789)


def test_a_cell_that_the_writer_refuses_is_an_error() -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    page = add_page(book, looks(book), "Execution", "", "en")
    with pytest.raises(RuntimeError, match="refused a cell with code -1"):
        page.text(2_000_000, 0, "below the last row", page.look("text"))


# --- formulas --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        ((1, 2, 3), "=ROUND(B5+C5,2)"),
        ((1, 2, 4), None),  # not what the terms give
        ((1, None, 3), None),  # a term is not stated
        (("<5", 2, 7), None),
        ((1, 2, "-"), None),
        ((None, None, None), None),
    ],
)
def test_a_figure_has_a_formula_where_the_row_gives_it(cells: tuple[int | str | None, ...], written: str | None) -> None:
    columns = (
        *(Column("name", "Name"), Column("a", "A", MONEY), Column("b", "B", MONEY)),
        Column("c", "C", MONEY, terms=(("a", 1), ("b", 1))),
    )
    cell = opened(render(one(Table("some", "Some", columns, (Row(("x", *cells)),)))))["One"]["D5"]
    assert (cell.value if cell.data_type == "f" else None) == written


@pytest.mark.parametrize(
    ("total", "written"),
    [(3, "=ROUND(SUM(B5:B6),2)"), (4, None), (None, None), ("<5", None)],
)
def test_a_sum_has_a_formula_where_its_rows_give_it(total: int | str | None, written: str | None) -> None:
    rows = (Row(("a", 1)), Row(("b", 2)), Row(("c", "<5")), Row(("sum", total), look=TOTAL, sums=(1, 0)))
    cell = opened(render(one(table(*rows))))["One"]["B8"]
    assert (cell.value if cell.data_type == "f" else None) == written


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        ((-1, 'Over"spent'), '=IF(B5<0,"Over""spent","")'),
        ((0, ""), '=IF(B5<0,"Over""spent","")'),
        ((-1, ""), None),
        ((1, "Something else"), None),
        ((None, ""), None),
    ],
)
def test_a_warning_is_live_where_its_figure_gives_it(cells: tuple[int | None, str], written: str | None) -> None:
    columns = (Column("name", "Name"), Column("left", "Left", MONEY), Column("over", "", "word", warns=("left", 'Over"spent')))
    cell = opened(render(one(Table("some", "Some", columns, (Row(("x", *cells)),)))))["One"]["C5"]
    assert (cell.value if cell.data_type == "f" else None) == written


def test_sums_take_neighbours_as_ranges_and_no_more_than_excel_can() -> None:
    assert sum_of(2, [4, 5, 6, 9]) == "=ROUND(SUM(C5:C7,C10),2)"
    assert sum_of(2, range(0, 500, 2)).count("SUM(") == 2
    assert reference((0, 27)) == "AB1"


def test_a_sum_of_more_scattered_rows_than_a_formula_holds_is_only_a_value() -> None:
    rows = (*(Row(("x", 1)) for _ in range(4_000)), Row(("sum", 2_000), look=TOTAL, sums=tuple(range(0, 4_000, 2))))
    some = table(*rows)
    assert formula(some, some.rows[-1], 1, {}, (4, 1)) == ""
    assert formula(some, some.rows[-1]._replace(sums=tuple(range(2_000))), 1, {}, (4, 1)) == "=ROUND(SUM(B5:B2004),2)"


# --- charts ----------------------------------------------------------------------------------------------------------


def charts(content: bytes) -> list[str]:
    parts = zipfile.ZipFile(io.BytesIO(content))
    return [parts.read(name).decode() for name in sorted(parts.namelist()) if name.startswith("xl/charts/chart")]


def test_charts_refer_to_the_cells_of_their_table_and_leave_gaps_where_nothing_is_stated() -> None:
    bars, lines, _ = charts(render(reported.report()))
    assert re.findall("<c:f>([^<]+)</c:f>", bars) == [
        *("'Izpilde'!$E$5", "('Izpilde'!$B$7,'Izpilde'!$B$10:$B$11)", "('Izpilde'!$E$7,'Izpilde'!$E$10:$E$11)"),
        *("'Izpilde'!$F$5", "('Izpilde'!$B$7,'Izpilde'!$B$10:$B$11)", "('Izpilde'!$F$7,'Izpilde'!$F$10:$F$11)"),
    ]
    spent = re.findall("<c:f>([^<]+)</c:f>", lines)[5]
    first, *_, last = re.findall(r"\$B\$1|\$\w\$\d+:\$\w\$\d+", spent)
    assert (first, last, spent.count("$B$1,")) == ("$B$1", "$B$1", 2)
    assert opened(render(reported.report()))["Rādītāji"]["B1"].value is None


def test_a_chart_shows_its_figures_without_recalculation_and_tells_what_it_shows() -> None:
    content = render(reported.report())
    bars, lines, stacked = charts(content)
    assert re.findall("<c:v>([^<]*)</c:v>", bars)[1:7] == [
        "Personāls",
        "Telpu noma",
        "Transports un komandējumi",
        "412000.00",
        "0.00",
        "30000.00",
    ]
    assert re.findall("<c:v>([^<]*)</c:v>", lines)[1:3] == ["01.01.2015", "01.02.2015"]
    assert "Psihologi" in stacked
    drawing = zipfile.ZipFile(io.BytesIO(content)).read("xl/drawings/drawing1.xml").decode()
    assert re.findall('descr="([^"]+)"', drawing) == [
        one.words for one in (reported.BY_LINE, reported.BY_MONTH, reported.BY_SOURCE)
    ]


def test_series_are_told_apart_without_colour() -> None:
    bars, lines, _ = charts(render(reported.report()))
    assert re.findall('<c:spPr><a:solidFill><a:srgbClr val="([0-9A-F]+)"', bars)[:2] == ["EAF1F8", "1F4E79"]
    assert re.findall('<a:prstDash val="(\\w+)"', lines) == ["dash", "sysDot"]
    assert re.findall('<c:symbol val="(\\w+)"', lines) == ["diamond", "circle", "none"]


SPENT = (
    Column("name", "Name"),
    Column("spent", "Spent", MONEY),
    Column("plan", "Plan", MONEY),
    Column("limit", "Limit", MONEY),
)


def drawn(kind: str, *rows: tuple[int, int, int]) -> str:
    """Draw a chart of what was spent, the plan and the limit."""
    spent = Table("some", "Some", SPENT, tuple(Row((f"R{n}", *row)) for n, row in enumerate(rows)), "EUR")
    series = (Series("spent"), Series("plan", "plan"), Series("limit", "limit"))
    (found,) = charts(render(one(spent, Chart("c", "Chart", kind, "some", "name", series, tuple(range(len(rows))), "Words"))))
    return found


@pytest.mark.parametrize(
    ("spent", "plan", "positions"), [(20_00, 10_00, ["t", "b"]), (10_00, 20_00, ["b", "t"]), (10_00, 10_00, ["t", "b"])]
)
def test_the_figure_of_the_higher_line_stands_above_it(spent: int, plan: int, positions: list[str]) -> None:
    told = re.findall('<c:dLblPos val="(\\w)"/>', drawn(LINES, (1_00, 1_00, 50_00), (spent, plan, 50_00)))
    assert list(dict.fromkeys(told[:2])) == positions


def test_a_limit_is_no_part_of_a_stack_but_an_outline_on_a_scale_as_long() -> None:
    chart = drawn(STACKED, (10_00, 20_00, 50_00), (30_00, 40_00, 25_00))
    stack, outline = re.findall("<c:barChart>.*?</c:barChart>", chart)
    assert (stack.count("<c:ser>"), outline.count("<c:ser>")) == (2, 1)
    assert ('<c:grouping val="stacked"/>' in stack, '<c:grouping val="clustered"/>' in outline) == (True, True)
    assert re.findall('<c:max val="([0-9.]+)"', chart) == ["80.5", "80.5"]


def test_a_date_is_never_narrower_than_it_is_long() -> None:
    columns = tuple(Column(key, key, width=width) for key, width in (("a", 5), ("b", 90), ("c", 80)))
    days = replace(table(), key="days", columns=(Column("day", "D", DATE), *columns[1:]), rows=(Row((DAY, "", "")),))
    sheet = opened(render(one(table(Row(("", "", "")), columns=columns), days)))["One"]
    assert sheet.column_dimensions["A"].width >= 12


def test_a_sheet_of_sentences_has_more_than_one_column_so_that_it_is_made_smaller_to_fit_the_paper() -> None:
    sheet = opened(render(one(Words(("A sentence that is long. " * 20,)))))["One"]
    assert sheet.print_area == "'One'!$A$1:$B$4"


def test_labels_stand_at_their_values_where_a_wide_column_is_between() -> None:
    for width, aligned in ((25, None), (60, "right")):
        wide = Table("wide", "Wide", (Column("a", "A", width=width), Column("b", "B", width=40)), (Row(("", "")),))
        sheet = opened(render(one(reported.FACTS, wide)))["One"]
        assert sheet["A3"].alignment.horizontal == aligned


def test_labels_stand_beside_their_values_on_a_sheet_without_a_table_too() -> None:
    sheet = opened(render(one(reported.FACTS, Signatures(("Prepared by",)))))["One"]
    assert [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in (3, 4)] == [
        ("Projekts", "RGAP – Rīgas Ģimeņu atbalsta programma & draugi"),
        ("Kopējais budžets", 882_205),
    ]
    narrow = Table("some", "Some", (Column("n", "N"),), (Row(("x",)),))
    sheet = opened(render(one(narrow, reported.FACTS)))["One"]
    assert [cell.value for cell in sheet[7]] == ["Projekts", None, reported.FACTS.facts[0].value]
    assert sheet.print_area == "'One'!$A$1:$C$14"


def test_a_chart_covers_no_cell() -> None:
    sheet = opened(render(reported.report()))["Kopsavilkums"]
    anchors = [chart.anchor for chart in sheet._charts]  # type: ignore[attr-defined]  # noqa: SLF001 - there is no other way
    covered = {row + 1 for anchor in anchors for row in range(anchor._from.row, anchor.to.row + 1)}  # noqa: SLF001
    assert len(anchors) == 3
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.row in covered and cell.value is not None] == []


def test_what_has_no_figure_is_left_out_of_a_chart_and_a_chart_of_nothing_altogether() -> None:
    some = table(Row(("a", None)), Row(("b", "<5")))
    nothing = Chart("c", "Chart", BARS, "some", "name", (Series("cents"),), (0, 1), "Nothing.")
    assert charts(render(one(some, nothing))) == []
    (partly,) = charts(render(one(replace(some, rows=(Row(("a", 1)), *some.rows)), nothing._replace(rows=(0, 1, 2)))))
    assert re.findall("<c:f>([^<]+)</c:f>", partly) == ["'One'!$B$4", "'One'!$A$5", "'One'!$B$5"]
    flat = Chart("c", "Chart", STACKED, "some", "name", (Series("cents"),), (0,), "Nothing was spent.")
    assert len(charts(render(one(table(Row(("a", 0))), flat)))) == 1


# --- pages -----------------------------------------------------------------------------------------------------------


def test_pages_for_printing() -> None:
    book = opened(render(reported.report()))
    assert book.sheetnames == ["Kopsavilkums", "Izpilde", "Rādītāji", "Reģistrs"]
    for sheet in book:
        portrait, one_page = sheet.title == "Rādītāji", sheet.title == "Kopsavilkums"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait" if portrait else "landscape", 9)
        high = 1 if sheet.page_setup.fitToHeight is None else sheet.page_setup.fitToHeight
        assert (sheet.page_setup.fitToWidth or 1, high) == (1, int(one_page)), "one page wide, any number high, or one"
        assert sheet.print_area
        footer = sheet.HeaderFooter.oddFooter
        assert footer is not None
        assert footer.right.text == "&P / &N"
        assert footer.left.text == "RGAP, 2015-Q3 – DEMONSTRĀCIJAS DATI"
        assert sheet["A2"].value == "DEMONSTRĀCIJAS DATI"
        assert sheet.sheet_state == "visible"


def test_the_headings_of_a_table_over_several_pages_stand_on_each_and_stay_in_sight() -> None:
    sheet = opened(render(reported.report()))["Reģistrs"]
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$5:$5", "D6")
    assert opened(render(reported.report()))["Izpilde"].print_title_rows is None, "one page"


def test_headings_too_high_for_a_window_are_not_kept_in_sight() -> None:
    sheet = opened(render(one(Words(("Many words.",) * 20), table(*(Row(("x", 1)) for _ in range(40))))))["One"]
    assert sheet.freeze_panes == "B1"
    named = table(
        *(Row((1, "y" * 80)) for _ in range(40)), columns=(Column("cents", "A", MONEY), Column("name", "N", width=80))
    )
    assert opened(render(one(Words(("Many words.",) * 20), named)))["One"].freeze_panes is None


def test_a_page_ends_before_what_is_kept_together() -> None:
    grid = Grid((10.0,), {}, portrait=False, seen=100.0)  # 485 points a page
    heights = dict.fromkeys(range(100), 10.0)
    assert pages(grid, heights, [(40, 50)], 99) == ([40], [88])
    assert pages(grid, heights, [], 99) == ([], [48, 96])
    assert pages(grid, heights, [(0, 90)], 99).forced == [], "what is longer than a page begins one"


def test_a_long_footer_is_cut_but_for_the_mark_of_demonstration() -> None:
    long = replace(reported.report(rows=1), about="A & B, " * 20)
    footer = opened(render(long))["Izpilde"].HeaderFooter.oddFooter
    assert footer is not None
    assert footer.left.text == "A && B, A && B, A && B, A && B, A && B, A… – DEMONSTRĀCIJAS DATI"


def test_nothing_is_told_about_the_author_or_the_machine() -> None:
    content = render(reported.report())
    parts = zipfile.ZipFile(io.BytesIO(content))
    core = parts.read("docProps/core.xml").decode()
    assert re.findall(r"<(dc:creator|cp:lastModifiedBy)></", core) == ["dc:creator", "cp:lastModifiedBy"]
    assert "2015-09-30T12:00:00Z" in core
    assert "<Company></Company>" in parts.read("docProps/app.xml").decode()
    assert not [name for name in parts.namelist() if re.search("comments|custom|printerSettings|vml|externalLink", name)]
    defined = set(re.findall('definedName name="([^"]+)"', parts.read("xl/workbook.xml").decode()))
    assert defined == {"_xlnm.Print_Area", "_xlnm.Print_Titles"}


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_appears_whole_in_the_place_of_an_older_one(tmp_path: Path) -> None:
    path = tmp_path / "komiteja.xlsx"
    path.write_bytes(b"older")
    files.replace(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_older_file_and_nothing_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "komiteja.xlsx"
    path.write_bytes(b"older")

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space left"):
        files.replace(path, b"newer")
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.replace(tmp_path / "none" / "komiteja.xlsx", b"newer")


# --- LibreOffice -----------------------------------------------------------------------------------------------------


def ties() -> Report:
    """Percentages that lie exactly between two tenths, and amounts that binary fractions hold badly."""
    tenths = [reported.line(str(n), f"T{n}", (10_000_00, 0, n * 5_00)) for n in range(1, 200)]
    cents = [reported.line(str(n), f"D{n}", (n * 10, n * 20, n * 10 + 20)) for n in range(1, 50)]
    return one(replace(reported.execution(), rows=(*tenths, *cents)))


def test_recalculation_gives_the_same_values(tmp_path: Path) -> None:
    office.needed()
    cases = {"lv": reported.report("lv"), "en": reported.report("en"), "ties": ties()}
    written = [tmp_path / f"{name}.xlsx" for name in cases]
    for file, case in zip(written, cases.values(), strict=True):
        files.replace(file, render(case))
    stale = tmp_path / "stale.xlsx"
    stale.write_bytes(_with_stale_values(written[0]))
    *recalculated, mended = office.convert([*written, stale], "xlsx", tmp_path)
    assert [office.values(file) for file in recalculated] == [office.values(file) for file in written]
    assert office.values(stale) != office.values(written[0])
    assert office.values(mended) == office.values(written[0]), "the formulas were worked out anew"


def _with_stale_values(path: Path) -> bytes:
    """Spoil the values that stand beside the formulas."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as parts, zipfile.ZipFile(out, "w") as spoilt:
        for part in parts.namelist():
            spoilt.writestr(part, re.sub(rb"</f><v>[0-9.-]+</v>", b"</f><v>1</v>", parts.read(part)))
    return out.getvalue()


def test_every_short_sheet_is_one_sheet_of_paper(tmp_path: Path) -> None:
    office.needed()
    path = tmp_path / "komiteja.xlsx"
    path.write_bytes(render(reported.report(rows=9)))
    (printed,) = office.convert([path], "pdf", tmp_path)
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 4


# --- any report ------------------------------------------------------------------------------------------------------

FIGURE = st.none() | st.integers(-(10**12), 10**12) | st.sampled_from(["<5", "-"])


@settings(max_examples=40)
@given(rows=st.lists(st.tuples(FIGURE, FIGURE, FIGURE), max_size=6), long=st.booleans())
def test_every_figure_is_read_back_to_the_cent(rows: list[tuple[int | str | None, ...]], long: bool) -> None:  # noqa: FBT001
    columns = tuple(Column(key, key, MONEY) for key in "abc")
    content = render(one(Table("some", "Some", columns, tuple(map(Row, rows)), register=long)))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("One").to_python(skip_empty_area=False)
    read = [tuple(cell if isinstance(cell, str) else round(float(str(cell)) * 100) for cell in row[:3]) for row in sheet[4:]]
    assert read == [tuple("–" if value is None else value for value in row) for row in rows]

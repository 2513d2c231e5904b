"""Reports as PDF files, read back: their figures, letters and pages, and nothing of what they say taken as markup."""

import io
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from pypdf import PdfReader
from report_values import COSTS
from report_values import EXECUTION
from report_values import FULL
from report_values import HOSTILE
from report_values import OVER_LINES
from report_values import OVER_TIME
from report_values import QUARTERS
from report_values import figures
from report_values import report
from report_values import reports
from report_values import sheet

from riga_grants.errors import BooksError
from riga_grants.rendering.pdf import render
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import TEXT
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Words


def pages(made: Report) -> list[str]:
    """Read a report's pages back as text, no-break spaces as spaces."""
    return [page.extract_text().replace("\u00a0", " ") for page in PdfReader(io.BytesIO(render(made))).pages]


def bare(text: str) -> str:
    """Give a text without its spaces: where a line is broken is not what it says."""
    return "".join(text.replace("\u200b", "").split())


def test_every_page_has_its_number_its_subject_and_the_mark_of_invented_figures() -> None:
    read = pages(FULL)
    assert len(read) >= 3
    for n, page in enumerate(read, 1):
        assert page.splitlines()[0] == "DEMONSTRĀCIJAS DATI"
        assert page.splitlines()[-1] == f"DEMO, 2015. gads {n} / {len(read)}"
    assert "DEMONSTR" not in pages(replace(FULL, demonstration=False))[0]


def test_the_first_page_reads_from_the_title_down() -> None:
    assert pages(FULL)[0].splitlines()[1:] == [
        "Komitejas pārskats",
        "Kopsavilkums",
        "Projekts #panic() $x$ *b* @a </svg><script>alert(1)</script> �[2J",
        "Atlikums 59 722,39 EUR",
        "Iztērēti 261 777,61 EUR.",
        "Plāns un izpilde",
        "Telpu nomai iztērēts vairāk, nekā plānots.",
        "Kas maksā",
        "Rīgas dome sedz 126 400,00 EUR.",
        "DEMO, 2015. gads 1 / 4",
    ]


def test_an_amount_is_never_broken_and_rows_stand_side_by_side() -> None:
    read = pages(report(sheet(EXECUTION, title=EXECUTION.title)))[0]
    assert "A B 1 2 3 (1-2) 4 (2/1) C" in read
    assert "2. Telpu noma 40 000,00 42 312,50 -2 312,50 105,8 Pārtērēts" in read
    assert "4. Netiešās izmaksas – – – –" in read
    assert "KOPĀ 321 500,00 261 777,61 59 722,39 81,4" in read


def test_a_section_and_a_sum_state_no_dates() -> None:
    read = pages(report(sheet(COSTS)))[0].splitlines()
    assert "1. Personāla izmaksas" in read
    assert "KOPĀ 1 205,00 1 210,00" in read


def test_headings_are_repeated_and_pages_are_as_wide_as_asked() -> None:
    costs = Table(
        "costs", "", (Column("no", "Nr."), Column("issuer", "Izdevējs")), tuple(Row((str(n), "SIA “Nams”")) for n in range(200))
    )
    for portrait in (True, False):
        reader = PdfReader(io.BytesIO(render(report(sheet(costs, portrait=portrait)))))
        assert len(reader.pages) > 2
        assert all("Nr. Izdevējs" in page.extract_text() for page in reader.pages)
        assert {page.mediabox.width < page.mediabox.height for page in reader.pages} == {portrait}


@pytest.mark.parametrize(("one_page", "count"), [(True, 1), (False, 2)])
def test_a_sheet_of_one_page_is_made_to_fit_it(one_page: bool, count: int) -> None:  # noqa: FBT001 - a case
    rows = tuple(Row((f"Pozīcija {n}", n * 100)) for n in range(60))
    table = Table("t", "", (Column("a", "Nosaukums"), Column("b", "Summa", MONEY)), rows, "EUR")
    assert len(pages(report(sheet(table, one_page=one_page, portrait=True)))) == count


def test_what_never_fits_one_page_takes_more() -> None:
    long = Words(tuple(f"{n}. teikums." for n in range(500)))
    read = pages(report(sheet(long, one_page=True)))
    assert len(read) > 1
    assert "499. teikums." in read[-1]


def test_a_file_has_language_title_tags_and_no_day_of_its_own() -> None:
    reader = PdfReader(io.BytesIO(render(FULL)))
    root: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert (reader.metadata.title, root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("DEMO, 2015. gads", "lv", True)
    assert str(reader.metadata.creation_date_raw).startswith("D:20151231")
    assert "/StructTreeRoot" in root


def test_the_same_report_is_the_same_file_and_another_day_another() -> None:
    assert render(FULL) == render(FULL)
    assert render(FULL) != render(replace(FULL, day=date(2016, 1, 1)))


def test_fonts_are_in_the_file_and_are_the_same_on_every_machine() -> None:
    resources: list[Any] = [page["/Resources"] for page in PdfReader(io.BytesIO(render(report(sheet(EXECUTION))))).pages]
    fonts = {str(font["/BaseFont"]).partition("+")[2] for one in resources for font in one["/Font"].values()}
    assert fonts == {f"LibertinusSerif-{style}-Identity-H" for style in ("Regular", "Bold", "Italic")}


@pytest.mark.parametrize("said", [HOSTILE, "#sys.inputs", "= $ [ \\ \" '", "“≤ 5” – Ķīļņš", "Ā" * 300, "#" * 200])
def test_what_is_said_stays_text(said: str) -> None:
    table = Table("t", said, (Column("a", said), Column("n", "Summa", MONEY)), (Row((said, said)),))
    read = bare("".join(pages(report(sheet(Words((said,)), table, title=said), title=said))))
    assert read.count(bare(said.replace("\x1b", "�"))) == 5


def test_letters_that_no_font_holds_are_boxes_in_a_file_that_is_read_all_the_same() -> None:
    read = pages(report(sheet(Table("t", "中文", (Column("a", "文"), Column("n", "N", MONEY)), (Row(("中", 100)),)))))
    assert "1,00" in read[0]


def test_a_chart_is_a_picture_with_words() -> None:
    content = render(report(sheet(QUARTERS, OVER_TIME)))
    assert "Izlietots mazāk, nekā plānots.".encode("utf-16-be") in content or b"/Alt" in content
    assert "Uzkrātie izdevumi" in pages(report(sheet(QUARTERS, OVER_TIME)))[0]


def test_a_wide_table_has_smaller_letters_and_whole_amounts() -> None:
    columns = (
        Column("a", "Pozīcija", TEXT),
        Column("d", "Datums", DAY),
        *(Column(f"m{n}", "līdzfinansējums", MONEY) for n in range(16)),
    )
    table = Table("t", "", columns, (Row(("Nosaukums " * 5, date(2015, 1, 1), *range(-(10**9), 16 - 10**9))),))
    line = next(line for line in pages(report(sheet(table)))[0].splitlines() if "-10 000 000,00" in line)
    assert all(f"-9 999 999,{99 - n}" in line for n in range(15))


def test_a_table_of_more_columns_than_can_be_read_goes_on_below_with_its_names_again() -> None:
    columns = (Column("no", "Nr."), Column("a", "Pozīcija"), *(Column(f"m{n}", f"Mēnesis {n}", MONEY) for n in range(36)))
    table = Table("t", "", columns, (Row(("1.", "Telpu noma", *range(10**9, 10**9 + 36))),), numbered=True)
    read = "\n".join(pages(report(sheet(table))))
    assert read.count("1. Telpu noma") > 1
    assert all(f"10 000 000,{n:02}" in read for n in range(36))


def test_a_long_word_of_a_heading_is_hyphenated_and_a_minus_stays_a_minus() -> None:
    columns = (Column("a", "Pozīcija"), *(Column(f"m{n}", "līdzfinansējums", MONEY) for n in range(16)))
    read = pages(report(sheet(Table("t", "", columns, (Row(("Noma", *[-10] * 16)),)))))[0]
    assert read.count("-0,10") == 16
    assert "līdzfi-" in read
    assert "\u00ad" not in read


def test_charts_of_a_sheet_of_one_page_stand_side_by_side() -> None:
    reader = PdfReader(
        io.BytesIO(render(report(sheet(EXECUTION, QUARTERS, OVER_LINES, OVER_TIME, one_page=True, portrait=True))))
    )
    read = reader.pages[0].extract_text()
    assert len(reader.pages) == 1
    assert "Plāns un izpilde" in read
    assert "Uzkrātie izdevumi" in read


def test_without_typst_the_words_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(BooksError, match=r"pip install 'riga-grants\[pdf\]'"):
        render(FULL)


@settings(max_examples=15)
@given(reports())
def test_each_figure_is_in_the_file(made: Report) -> None:
    read = bare("".join(pages(made)))
    assert [figure for figure in figures(made) if bare(figure) not in read] == []

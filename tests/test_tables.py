"""Where a table stands in a sheet: its headings, rows and total, and why every other row below the headings is left out.

Sheets are drawn as text: a row a line, cells parted by `|`, numbers as numbers; `.` is a blank cell.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables import codes
from tables import layout

from riga_grants.i18n import words
from riga_grants.importing.headings import headers
from riga_grants.importing.headings import shown_as_heading
from riga_grants.importing.table_rows import numbers_columns
from riga_grants.importing.tables import Found
from riga_grants.importing.tables import Table
from riga_grants.importing.tables import find_tables
from riga_grants.importing.tables import reasons_column
from riga_grants.layouts import Layout
from riga_grants.sheets import At
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet

COSTS = {"document-no": ["Nr"], "document-date": ["Datums"], "issuer": ["Kas"], "description": ["Par ko"], "amount": ["Summa"]}
DAY = datetime(2014, 1, 31)  # noqa: DTZ001 - a spreadsheet knows no time zones
HEAD = "Nr | Datums | Kas | Par ko | Summa"
ROW = "R-{n} | 31.01.2014 | SIA Nams | Noma | 100"
AGREEMENTS = {
    "project": ["Kods"],
    "name": ["Nosaukums"],
    "start": ["Sākums"],
    "total": ["Kopā EUR"],
    "programme": ["Programma"],
}
PARTS = [{"headings": ["ES"], "funder": "EU"}, {"headings": ["Pašu"], "funder": "OWN"}]


def cell(drawn: str) -> Raw:
    shown = drawn.strip()
    if shown == ".":
        return ""
    try:
        return float(shown)
    except ValueError:
        return shown


def sheet(
    drawn: str | Sequence[Sequence[Raw]],
    *,
    name: str = "Lapa1",
    visible: bool = True,
    problems: Mapping[At, str] | None = None,
    hidden_columns: frozenset[int] = frozenset(),
    merged: tuple[tuple[At, At], ...] = (),
) -> Sheet:
    """Make a sheet of a drawing, or of cells."""
    drawing = drawn.strip("\n").split("\n") if isinstance(drawn, str) else []
    cells = [[cell(one) for one in line.split("|")] for line in drawing] if isinstance(drawn, str) else drawn
    rows = [list(row) for row in cells]
    height = max((n for n, row in enumerate(rows, 1) if any(value != "" for value in row)), default=0)
    width = max((len(row) for row in rows), default=0)
    return Sheet(name, rows, height, width, visible, problems or {}, {}, frozenset(), hidden_columns, merged)


def lines(*drawn: str) -> str:
    return "\n".join(drawn)


def costs(**more: object) -> Layout:
    return layout("costs", COSTS, **more)


def found(drawn: str | Sheet, used: Layout) -> Found:
    return find_tables("a.xlsx", [drawn if isinstance(drawn, Sheet) else sheet(drawn)], used)


def table(drawn: str | Sheet, used: Layout) -> Table:
    (one,) = found(drawn, used).tables
    return one


def numbered(one: Table) -> tuple[list[int], dict[int, str]]:
    """The numbers of the rows as a spreadsheet shows them: those of data, and those left out with the reason."""
    return [row + 1 for row in one.rows], {row + 1: str(reason) for row, reason in sorted(one.skipped.items())}


R1, R2, R3 = (ROW.format(n=n) for n in (1, 2, 3))
TOTAL, SUB, FORMER = "the total", "words that the layout leaves out", "a total above the last one"
REPEATED, NUMBERS, SECTION = "the headings repeated", "the numbers of the columns", "a heading inside the table"
BELOW, INSIDE = "text below the table", "a text inside the table"

# What stands in the sheet, what the layout says, the rows of data, the rows left out, and the findings.
ROWS: Sequence[tuple[str, str, Mapping[str, Any], list[int], Mapping[int, str], list[tuple[str, str]]]] = (
    ("nothing but rows", lines(HEAD, R1, R2), {}, [2, 3], {}, []),
    ("blank rows inside", lines(HEAD, R1, ". | . | . | . | .", R2), {}, [2, 4], {}, []),
    ("a title above", lines("Reģistrs", ".", "Biedrība | 2014", HEAD, R1), {}, [5], {}, []),
    ("the total", lines(HEAD, R1, "Kopā: | . | . | . | 100"), {"total": ["Kopā"]}, [2], {3: TOTAL}, []),
    ("the total's words in any cell", lines(HEAD, R1, ". | . | . | KOPĀ | 100"), {"total": ["Kopā"]}, [2], {3: TOTAL}, []),
    ("no total", lines(HEAD, R1), {"total": ["Kopā"]}, [2], {}, [("total-missing", "")]),
    (
        "of several totals the last one",
        lines(HEAD, R1, "Kopā | . | . | . | 100", R2, "Kopā | . | . | . | 100", "Pavisam kopā | . | . | . | 200"),
        {"total": ["Kopā", "Pavisam kopā"]},
        [2, 4],
        {3: FORMER, 5: FORMER, 6: TOTAL},
        [],
    ),
    (
        "a row below the total",
        lines(HEAD, R1, "Kopā | . | . | . | 100", R2),
        {"total": ["Kopā"]},
        [2],
        {3: TOTAL, 4: BELOW},
        [("after-total", "E4")],
    ),
    (
        "texts below the total",
        lines(HEAD, R1, "Kopā | . | . | . | 100", ".", "Sagatavoja: | . | A. Bērziņa | .", "Datums: 1.2.2014"),
        {"total": ["Kopā"]},
        [2],
        {3: TOTAL, 5: BELOW, 6: BELOW},
        [],
    ),
    (
        "a text in the column of amounts below the total",
        lines(HEAD, R1, "Kopā | . | . | . | 100", ". | . | . | . | (paraksts)"),
        {"total": ["Kopā"]},
        [2],
        {3: TOTAL, 4: BELOW},
        [("after-total", "E4")],
    ),
    (
        "the end, and below it another table",
        lines(HEAD, R1, "Kopā | . | . | . | 100", "Finansējums | . | . | . | 40", "ES | . | . | . | 60"),
        {"total": ["Kopā"], "end": ["Finans*"]},
        [2],
        {3: TOTAL, 4: BELOW, 5: BELOW},
        [],
    ),
    (
        "a row below the end",
        lines(HEAD, R1, "Sagatavoja: A.", R2),
        {"end": ["Sagatavoja*"]},
        [2],
        {3: BELOW, 4: BELOW},
        [("after-total", "E4")],
    ),
    (
        "left-out rows below the total",
        lines(HEAD, R1, "Kopā | . | . | . | 100", "PVN | . | . | . | 21", HEAD),
        {"total": ["Kopā"], "skip": ["PVN"]},
        [2],
        {3: TOTAL, 4: SUB, 5: REPEATED},
        [],
    ),
    (
        "subtotals",
        lines(HEAD, R1, "Kopā par 1. sadaļu | . | . | . | 100", R2, "Kopā | . | . | . | 200"),
        {"total": ["Kopā"], "skip": ["Kopā par*"]},
        [2, 4],
        {3: SUB, 5: TOTAL},
        [],
    ),
    (
        "words of a total beside a document are a row's",
        lines(HEAD, "R-1 | 31.01.2014 | SIA Nams | Kopā | 100"),
        {"skip": ["Kopā"]},
        [2],
        {},
        [],
    ),
    ("headings repeated on a page", lines(HEAD, R1, HEAD.upper(), R2), {}, [2, 4], {3: REPEATED}, []),
    ("numbers of columns", lines(HEAD, "1 | 2 | 3 | 4 | 5", R1), {}, [3], {2: NUMBERS}, []),
    ("letters and numbers of columns", lines(HEAD, "A | B | 1 | 2. | 3=1+2", R1), {}, [3], {2: NUMBERS}, []),
    (
        "numbers of columns below repeated headings only",
        lines(HEAD, R1, HEAD, "(1) | (2) | (3) | (4) | (5)", R2, "1 | 2 | 3 | 4 | 5"),
        {},
        [2, 5, 6],
        {3: REPEATED, 4: NUMBERS},
        [],
    ),
    (
        "headings inside the table",
        lines(HEAD, "1. Telpas", R1, "2. Algas", R2),
        {"section": "line"},
        [3, 5],
        {2: SECTION, 4: SECTION},
        [],
    ),
    ("a year as a heading inside", lines(HEAD, "2014", R1), {"section": "line"}, [3], {2: SECTION}, []),
    (
        "a text inside",
        lines(HEAD, R1, ". | . | Telpas", R2),
        {},
        [2, 4],
        {3: INSIDE},
        [("text-inside", "C3")],
    ),
    ("texts below a table without total", lines(HEAD, R1, ". | . | Piezīme"), {}, [2], {3: BELOW}, [("text-below", "C3")]),
    ("an amount alone is a row", lines(HEAD, R1, ". | . | . | . | 5"), {}, [2, 3], {}, []),
    ("no row at all", lines(HEAD), {"total": ["Kopā"]}, [], {}, [("total-missing", "")]),
)


@pytest.mark.parametrize(("what", "drawn", "says", "rows", "left_out", "findings"), ROWS, ids=[one[0] for one in ROWS])
def test_every_row_is_one_of_the_table_or_left_out_with_its_reason(
    *,
    what: str,
    drawn: str,
    says: Mapping[str, Any],
    rows: list[int],
    left_out: Mapping[int, str],
    findings: list[tuple[str, str]],
) -> None:
    one = table(drawn, costs(**says))
    assert (*numbered(one), codes(one.findings)) == (rows, left_out, findings), what


def test_a_row_of_two_columns_may_lack_one() -> None:
    """Where a table has only two columns, a text alone is a row whose amount is missing."""
    one = table(
        lines("Pozīcija | Summa", "Algas | 5", "Noma", "Sakari | 6"),
        layout("budget", {"line": ["Pozīcija"], "amount": ["Summa"]}),
    )
    assert numbered(one) == ([2, 3, 4], {})


def test_rows_know_the_heading_that_they_stand_under() -> None:
    one = table(lines(HEAD, R1, "Telpas", R2, R3), costs(section="line"))
    assert one.sections == {3: "Telpas", 4: "Telpas"}


ANYTHING = st.sampled_from(["", " ", "Kopā", "Kopā par 1", "Nr", "Summa", "x", "Telpas", "Beigas", 1.0, 2.0, 100.0, DAY])


@given(
    st.lists(st.lists(ANYTHING, min_size=5, max_size=7), max_size=12),
    st.sets(st.sampled_from(["total", "skip", "end", "section"])),
)
def test_whatever_stands_there_no_row_is_lost_and_none_counts_twice(rows: list[list[Raw]], says: set[str]) -> None:
    every = {"total": ["Kopā"], "skip": ["Kopā par*"], "end": ["Beigas"], "section": "line"}
    header: list[Raw] = ["Nr", "Datums", "Kas", "Par ko", "Summa"]
    drawn = sheet([header, *rows])
    one = table(drawn, costs(header_row=1, **{key: every[key] for key in says}))
    filled = {n for n, row in enumerate(drawn.rows) if n and any(not isinstance(value, str) or value.strip() for value in row)}
    assert not set(one.rows) & one.skipped.keys()
    assert set(one.rows) | one.skipped.keys() == filled
    assert one.total is None or one.skipped[one.total].msgid == TOTAL


# Headings.


def columns(drawn: Sheet | str, used: Layout) -> dict[str, str]:
    """The columns found, by their letters."""
    one = table(drawn, used)
    letters = {column: chr(ord("A") + index) for column, index in one.columns.items()}
    return letters | {str(part.states.get("funder")): chr(ord("A") + part.column) for part in one.amounts}


def test_headings_are_compared_without_case_spaces_and_punctuation() -> None:
    assert columns(" NR. | datums: | K a s | „Par-ko” | Summa,", costs())["amount"] == "E"


def test_headings_in_two_rows_are_named_by_all_their_texts_or_the_lower_one() -> None:
    used = layout("agreements", {**AGREEMENTS, "total": ["Finansējums / kopā"]}, header_rows=2, amounts=PARTS)
    drawn = lines("Kods | Nosaukums | Sākums | Finansējums | . | . | Programma", ". | . | . | Kopā | ES | Pašu | .")
    expected = {"project": "A", "name": "B", "start": "C", "total": "D", "EU": "E", "OWN": "F", "programme": "G"}
    assert columns(drawn, used) == expected
    merged = (*(((0, column), (1, column)) for column in (0, 1, 2, 6)), ((0, 3), (0, 5)))
    assert columns(sheet(drawn, merged=merged), used) == expected


def test_two_rows_of_headings_are_found_below_a_title() -> None:
    used = layout("agreements", {**AGREEMENTS, "total": ["Finansējums / kopā"]}, header_rows=2, amounts=PARTS)
    drawn = lines(
        "Līgumi 2014",
        "Kods | Saraksts",
        "Kods | Nosaukums | Sākums | Finansējums | . | . | Programma",
        ". | . | . | Kopā | ES | Pašu | .",
        "P1 | Klubs | 2014 | 3 | 2 | 1 | X",
        "Kods | Nosaukums | Sākums | Finansējums | . | . | Programma",
        ". | . | . | Kopā | ES | Pašu | .",
        "P2 | Skola | 2014 | 3 | 2 | 1 | X",
    )
    one = table(drawn, used)
    assert (one.header.first, one.header.last) == (2, 3)
    assert numbered(one) == ([5, 8], {6: REPEATED, 7: REPEATED})


def test_a_merged_heading_stands_above_all_its_columns_and_none_other() -> None:
    drawn = sheet(lines("Plāns | . | . | Cits", "2014 | 2015 | 2016 | 2017"), merged=(((0, 0), (0, 2)), ((0, 1), (0, 1))))
    used = layout(
        "budget",
        {"line": ["Cits / 2017"]},
        header_rows=2,
        amounts=[{"headings": [f"Plāns / {year}"], "period": str(year)} for year in (2014, 2015, 2016)],
    )
    one = table(drawn, used)
    assert [part.column for part in one.amounts] == [0, 1, 2]
    assert one.header.texts == {0: "Plāns / 2014", 1: "Plāns / 2015", 2: "Plāns / 2016", 3: "Cits / 2017"}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (2014.0, "2014"),
        (1.5, "1.5"),
        (float("inf"), "inf"),
        (DAY, "2014-01-31"),
        (DAY.replace(hour=12), "2014-01-31 12:00:00"),
        (date(2014, 1, 1), "2014-01-01"),
        (" a\n b ", "a b"),
    ],
)
def test_a_heading_is_what_a_person_sees(value: Raw, shown: str) -> None:
    assert shown_as_heading(value) == shown


def test_positions_go_before_headings() -> None:
    used = layout("costs", {**COSTS, "amount": {"position": "F"}})
    assert columns(f"{HEAD} | Bez PVN", used)["amount"] == "F"


def test_a_sheet_without_headings_begins_where_the_layout_says() -> None:
    by_letter = {column: {"position": letter} for column, letter in zip(COSTS, "ABCDE", strict=True)}
    drawn = lines("Izdruka", R1, R2)
    assert numbered(table(drawn, layout("costs", by_letter, header_rows=0, header_row=2))) == ([2, 3], {})
    assert numbered(table(lines("1 | 2 | 3 | 4 | 5", R1), layout("costs", by_letter, header_rows=0))) == ([1, 2], {})


def test_of_several_rows_of_headings_the_first_whole_one_is_taken_and_the_others_are_told() -> None:
    summary = "Nr | Datums | Kas"
    one = table(lines(summary, "x | y | z", HEAD, R1), costs())
    assert one.header.first == 2
    assert codes(one.findings) == [("header-second", "A1")]
    assert words(one.findings[0].message, "en") == "Row 1 has headings too, other than those of row 3."
    declared = table(lines(summary, HEAD, R1), costs(header_row=2))
    assert codes(declared.findings) == []


def test_of_rows_of_headings_that_all_lack_something_the_fullest_is_told_of() -> None:
    made = found(lines("Nr | Datums | Kas", "Nr | Datums | Kas | Par ko", R1), costs())
    assert codes(made.findings) == [("column-missing", "A2")]


def test_a_heading_that_stands_twice_is_an_error_unless_the_layout_says_otherwise() -> None:
    made = found(lines(f"{HEAD} | Summa", R1), costs())
    assert codes(made.findings) == [("column-duplicate", "F1")]
    assert words(made.findings[0].message, "en") == "The heading “Summa” says the same as the one in E1."
    lowered = found(lines(f"{HEAD} | Summa", R1), costs(findings={"column-duplicate": "warning"}))
    assert len(lowered.tables) == 1


def test_a_column_of_amounts_that_stands_twice_is_told_too() -> None:
    used = layout("agreements", AGREEMENTS, amounts=PARTS)
    made = found(lines("Kods | Nosaukums | Sākums | Kopā EUR | Programma | ES | Pašu | ES"), used)
    assert codes(made.findings) == [("column-duplicate", "H1")]


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ("Nr | Datums | Kas | Par ko", "The column “Summa” is missing from the headings."),
        ("Nr | Datums | Kas | Par ko | Sumaa", "The column “Summa” is missing from the headings; is it “Sumaa”?"),
    ],
)
def test_a_missing_column_is_named_with_what_may_have_been_meant(drawn: str, said: str) -> None:
    assert [words(one.message, "en") for one in found(drawn, costs()).findings] == [said]


def test_of_columns_that_stand_for_each_other_one_must_be_there() -> None:
    used = layout("costs", {**COSTS, "debit": ["Debets"], "credit": ["Kredīts"]}, optional=["amount", "debit", "credit"])
    assert codes(found("Nr | Datums | Kas | Par ko | Debets", used).findings) == [("column-missing", "A1")]
    assert found("Nr | Datums | Kas | Par ko | Debets | Kredīts", used).tables
    assert found(HEAD, used).tables


def test_no_headings_at_all() -> None:
    (told,) = found(lines("a | b", "c | d"), costs(header_within=9)).findings
    assert words(told.message, "en") == (
        "None of the first 9 rows has the headings of the layout “test”: “Nr”, “Datums”, “Kas”, “Par ko”, “Summa”."
    )
    many = layout("costs", {**COSTS, "note": ["Piezīmes"]})
    assert words(found("a", many).findings[0].message, "en").endswith("“Summa”, ….")


# Other columns and rows.


def test_columns_that_the_layout_does_not_know_are_told_where_they_hold_anything() -> None:
    one = table(lines(f"{HEAD} | Bez PVN | Tukša", f"{R1} | . | .", f"{R2} | 80 | ."), costs())
    assert codes(one.findings) == [("column-unread", "F3")]


def test_the_reasons_in_a_workbook_of_rejected_rows_are_no_unknown_column() -> None:
    one = table(lines(f"{HEAD} | Kāpēc noraidīts", f"{R1} | jo"), costs())
    assert (one.findings, reasons_column(one.header)) == ((), 5)
    assert reasons_column(table(lines(HEAD, R1), costs()).header) is None


def test_hidden_columns_are_told_if_they_are_read() -> None:
    one = table(sheet(lines(HEAD, R1), hidden_columns=frozenset({4, 9})), costs())
    assert codes(one.findings) == [("column-hidden", "E1")]


def test_a_row_above_the_headings_is_told() -> None:
    assert codes(table(lines(R1, HEAD, R2), costs()).findings) == [("before-header", "E1")]


def test_errors_count_as_cells_that_hold_something() -> None:
    one = table(sheet(lines(HEAD, R1, "."), problems={(1, 4): "error", (2, 2): "error"}), costs())
    assert numbered(one) == ([2], {})
    below = replace(sheet(lines(HEAD, R1), problems={(2, 2): "error"}), height=3)
    assert numbered(table(below, costs())) == ([2, 3], {})


def test_blank_cells_repeat_those_above_where_the_layout_says_so() -> None:
    """Not those of a subtotal, and none before the first."""
    used = layout("costs", {**COSTS, "line": ["Pozīcija"]}, fill_down=["line"], skip=["Kopā"])
    drawn = lines(
        f"{HEAD} | Pozīcija",
        f"{R1} | .",
        f"{R2} | Telpas",
        f"{R3} | .",
        ". | . | . | . | 300 | Kopā",
        f"{R1} | .",
        f"{R2} | Algas",
    )
    assert table(drawn, used).borrowed == {(3, 5): (2, 5), (5, 5): (2, 5)}


def test_cells_merged_over_rows_repeat_the_first_but_amounts_do_not() -> None:
    drawn = sheet(
        lines(HEAD, R1, R2, R3),
        merged=(((1, 0), (2, 1)), ((1, 4), (2, 4)), ((3, 2), (3, 3)), ((2, 4), (3, 4)), ((3, 4), (3, 4))),
    )
    one = table(drawn, costs())
    assert one.borrowed == {(2, 0): (1, 0)}
    assert one.merged == {(1, 4): (1, 2), (2, 4): (1, 2), (3, 4): (2, 3)}


def test_the_currency_of_a_heading() -> None:
    one = table(lines("Nr | Datums | Kas | Par ko | Summa, Ls", R1), layout("costs", {**COSTS, "amount": ["Summa, Ls"]}))
    assert (one.currency(4), one.currency(0), one.currency(99)) == ("LVL", "", "")
    assert str(one.place(1, 4)) == "a.xlsx!Lapa1!E2"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0, 2.0, 3.0], True),
        (["A", "B", 1.0], True),
        (["1.", "(2)", "3 = 1 + 2"], True),
        (["a", "b", "c"], True),
        ([1.0, 2.0], False),
        ([1.0, 2.0, 4.0], False),
        ([0.0, 1.0, 2.0], False),
        (["A", "C", 1.0], False),
        ([1.0, 2.0, "A"], False),
        ([1.0, 2.5, 3.0], False),
        ([1.0, 2.0, True], False),
        ([1.0, 2.0, "R-3"], False),
    ],
)
def test_only_a_row_that_counts_from_left_to_right_numbers_the_columns(values: list[Raw], expected: bool) -> None:  # noqa: FBT001
    assert numbers_columns(values) is expected


# Several sheets.


def test_all_sheets_with_the_headings_are_read_and_the_others_are_told() -> None:
    sheets = [
        sheet(lines(HEAD, R1), name="Janvāris"),
        sheet(lines(HEAD, R2), name="Februāris", visible=False),
        sheet("Paskaidrojumi", name="Par"),
        sheet("", name="Tukša"),
    ]
    made = find_tables("a.xlsx", sheets, costs())
    assert [one.sheet.name for one in made.tables] == ["Janvāris", "Februāris"]
    assert [(one.code, str(one.severity), one.place.sheet) for one in made.findings] == [
        ("sheet-hidden", "warning", "Februāris"),
        ("sheet-unread", "note", "Par"),
    ]


def test_a_sheet_that_lacks_a_column_is_an_error_and_not_passed_over() -> None:
    sheets = [sheet(lines(HEAD, R1), name="1"), sheet("Nr | Datums | Kas", name="2")]
    made = find_tables("a.xlsx", sheets, costs())
    assert [(one.code, one.place.sheet) for one in made.findings] == [("column-missing", "2"), ("column-missing", "2")]


def test_sheets_by_name_and_pattern() -> None:
    sheets = [sheet(lines(HEAD, R1), name=name) for name in ("2014-01", "2014-02", "Kopsavilkums")]
    made = find_tables("a.xlsx", sheets, costs(sheets=["2014-*"]))
    assert [one.sheet.name for one in made.tables] == ["2014-01", "2014-02"]
    assert [(one.code, one.place.sheet) for one in made.findings] == [("sheet-unread", "Kopsavilkums")]
    assert words(made.findings[0].message, "en").endswith("read was only “2014-01”, “2014-02”.")


def test_a_named_sheet_must_have_the_headings_and_an_empty_one_beside_others_need_not() -> None:
    sheets = [sheet(lines(HEAD, R1), name="2014-01"), sheet("x", name="2014-02"), sheet("", name="2014-03")]
    made = find_tables("a.xlsx", sheets, costs(sheets=["2014-*"]))
    assert [(one.code, one.place.sheet) for one in made.findings] == [("header-missing", "2014-02")]
    empty = find_tables("a.xlsx", [sheet("", name="2014-03")], costs(sheets=["2014-*"]))
    assert codes(empty.findings) == [("header-missing", "")]


def test_a_sheet_that_is_not_there_is_named_with_those_that_are() -> None:
    made = find_tables("a.xlsx", [sheet("x", name="Lapa1")], costs(sheets=["Izmaksas"]))
    assert [words(one.message, "en") for one in made.findings] == ["There is no sheet “Izmaksas”; the file has: “Lapa1”."]
    assert codes(find_tables("a.xlsx", [], costs(sheets=["Izmaksas"])).findings) == [("sheet-missing", "")]


def test_where_no_sheet_has_the_headings_that_is_told_once() -> None:
    sheets = [sheet("x", name="1"), sheet("y", name="2")]
    made = find_tables("a.xlsx", sheets, costs())
    assert [(one.code, one.place.sheet) for one in made.findings] == [("header-missing", "")]


def test_a_text_file_has_no_sheet_to_name() -> None:
    made = find_tables("a.csv", [sheet(lines(HEAD, R1), name="")], costs(sheets=["Izmaksas"]))
    assert len(made.tables) == 1


def test_a_sheet_that_is_shorter_than_its_headings_has_none() -> None:
    assert headers(sheet(""), layout("agreements", AGREEMENTS, header_rows=2)) == []

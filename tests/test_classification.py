"""The council's classification: how codes are written, which are known and how well, and which one a line counts on."""

import re
from collections import Counter
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from riga_grants import books
from riga_grants import checks
from riga_grants import classification
from riga_grants.classification import Code
from riga_grants.classification import Position
from riga_grants.classification import chain
from riga_grants.classification import economic
from riga_grants.classification import functional
from riga_grants.classification import mapping
from riga_grants.demonstration import plan
from riga_grants.i18n import words

PAGE = (Path(__file__).parent.parent / "docs" / "classification.md").read_text(encoding="utf-8")

ACCEPTED = {
    "2231": Code("", "2231"),
    "10.400": Code("10.400", ""),
    "10.400.6419": Code("10.400", "6419"),
    "04.900.2275": Code("04.900", "2275"),
    "9999": Code("", "9999"),
}
REFUSED = (
    "",
    " ",
    "2231 ",
    "223",
    "22310",
    "0231",
    "10.400.",
    ".2231",
    "10.400.223",
    "10.4002231",
    "1.400.2231",
    "10.4",
    "２２３１",
)


@pytest.mark.parametrize("written", ACCEPTED)
def test_a_code_is_written_alone_or_joined(written: str) -> None:
    assert classification.code(written) == ACCEPTED[written]
    assert str(ACCEPTED[written]) == written


@pytest.mark.parametrize("written", REFUSED)
def test_no_code_is_written_in_another_way(written: str) -> None:
    assert classification.code(written) is None


def test_how_well_the_codes_are_known() -> None:
    assert Counter(one.confidence for one in economic().values()) == {"A": 11, "B": 106, "C": 7}
    assert Counter(one.confidence for one in functional().values()) == {"B": 9, "C": 3}


@pytest.mark.parametrize("positions", [economic(), functional()], ids=["economic", "functional"])
def test_every_code_is_written_as_one_and_stands_below_another_or_at_the_top(positions: Mapping[str, Position]) -> None:
    for code, position in positions.items():
        assert code == position.code == str(classification.code(code))
        assert position.parent in {"", *positions}
        assert len({one.code for one in chain(position, positions)}) == len(chain(position, positions)) <= 4
        assert position.title("lv") == position.name_lv != ""
        assert position.title("en") == position.name_en != ""


def test_what_stands_above_a_code_is_what_the_table_says() -> None:
    def above(code: str, positions: Mapping[str, Position]) -> list[str]:
        return [one.code for one in chain(positions[code], positions)]

    assert above("2239", economic()) == ["2000", "2200", "2230", "2239"]
    assert above("2800", economic()) == ["2000", "2800"]
    assert above("10.910", functional()) == ["10.000", "10.900", "10.910"]


def listed(positions: Mapping[str, Position]) -> Iterator[str]:
    """Give the rows of the page's tables."""
    for one in positions.values():
        yield f"| {one.code} | {one.name_lv} | {one.name_en} | {one.parent} | {one.confidence} |"


def test_the_page_lists_the_codes_with_their_confidence() -> None:
    assert re.findall(r"^\| [0-9.]+ \| .* \| [ABC] \|$", PAGE, re.MULTILINE) == [*listed(economic()), *listed(functional())]


BEGINNING = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2015-12-31 1000 EUR
"""
ABOUT = """  functional: "10.400"
  ekk: "2279"
"""
LINES = """
2014-01-01 open Expenses:P1:Staff
{staff}
2014-01-01 open Expenses:P1:Staff:Lead
{lead}
"""
MAPPED: dict[str, tuple[str, str, str, tuple[str, str, str]]] = {
    # about the project, the line, its subline; functional code, economic code and unknown code of the subline
    "nothing is stated": ("", "", "", ("", "", "")),
    "its own": ("", "", '  ekk: "1119"', ("", "1119", "")),
    "that of the line above it": ("", '  ekk: "10.700.1119"', "", ("10.700", "1119", "")),
    "each code by itself": ("", '  functional: "10.700"', '  ekk: "1119"', ("10.700", "1119", "")),
    "those of the project": (ABOUT, "", "", ("10.400", "2279", "")),
    "the line before the project": (ABOUT, '  ekk: "1119"', "", ("10.400", "1119", "")),
    "the joined code before the project": (ABOUT, "", '  ekk: "10.700.1119"', ("10.700", "1119", "")),
    "a number without quotes": ("", "", "  ekk: 1119\n  functional: 10.400", ("10.400", "1119", "")),
    "an old code": (ABOUT, '  ekk: "1119"', '  ekk: "1400"', ("10.400", "", "10.400.1400")),
    "a functional code in the place of an economic one": ("", "", '  ekk: "10.400"', ("", "", "10.400")),
    "a code that is none": (ABOUT, "", '  ekk: "salaries"', ("10.400", "", "10.400.salaries")),
    "one known and one unknown": ("", "", '  ekk: "04.510.2231"', ("", "2231", "04.510.2231")),
}


@pytest.mark.parametrize("case", MAPPED)
def test_a_line_counts_on(case: str, make_books: Callable[[str], Path]) -> None:
    project, staff, lead, expected = MAPPED[case]
    loaded = books.load(make_books(BEGINNING + project + LINES.format(staff=staff, lead=lead)))
    assert loaded.findings == ()
    found = mapping.of(loaded.agreements["P1"], "Expenses:P1:Staff:Lead")
    group, kind = found.functional, found.economic
    assert (group.code if group else "", kind.code if kind else "", found.unknown) == expected


def test_every_line_of_the_demonstration_counts_on_a_known_code() -> None:
    assert [mapping.positions(Code(*code.rsplit(".", 1))).unknown for code in plan.CODES.values()] == [""] * len(plan.CODES)
    assert {line.key.split(":")[0] for line in plan.LEAVES} <= plan.CODES.keys()


ACT = "Cabinet Regulation No. 1031 of 27.12.2005, in force since 2007"
FAULTS = {
    '  ekk: "1400"': [f"The economic code 1400 is not among those that are known of {ACT}."],
    '  ekk: "salaries"': ["“salaries” is no economic code; it is written as “2231”, or as “10.400.2231”."],
    '  ekk: "10.400"': ["“10.400” is no economic code; it is written as “2231”, or as “10.400.2231”."],
    '  functional: "2231"': ["“2231” is no functional code; it is written as “10.400”."],
    '  functional: "04.510"': [
        "The functional code 04.510 is not among those that are known of Cabinet Regulation No. 934 of 13.12.2005."
    ],
    '  ekk: "10.400.2231"\n  functional: "10.700"': ["Two functional codes are stated, 10.400 and 10.700."],
    '  ekk: "10.400.2231"\n  functional: "10.400"': [],
}


@pytest.mark.parametrize("stated", FAULTS)
def test_a_code_that_is_not_known_is_told_of_on_its_line(stated: str, make_books: Callable[[str], Path]) -> None:
    loaded = books.load(make_books(BEGINNING + LINES.format(staff=stated, lead="")))
    found = [one for one in checks.run(loaded, date(2014, 6, 1)) if one.code == "classification-unknown"]
    expected = [(f"Expenses:P1:Staff: {fault}", 5) for fault in FAULTS[stated]]
    assert [(str(one.message), one.place.line) for one in found] == expected
    assert all("{" not in words(one.message, "lv") for one in found)


def test_the_first_directive_that_states_a_code_is_named(make_books: Callable[[str], Path]) -> None:
    ledger = f"""{BEGINNING}  functional: "11.000"
2014-01-01 custom "grant-source" "P1" "RD" 400 EUR
2014-02-01 custom "grant-source" "P1" "RD" 500 EUR
  ekk: "1500"
2014-03-01 custom "grant-source" "P1" "RD" 600 EUR
2014-03-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2015-12-31 1200 EUR
"""
    loaded = books.load(make_books(ledger))
    found = [one for one in checks.run(loaded, date(2014, 6, 1)) if one.code == "classification-unknown"]
    assert {(one.scope, one.place.line) for one in found} == {(("P1",), 3), (("RD",), 6)}


@pytest.mark.parametrize(("staff", "expected"), [('  ekk: "1119"', 1), ("", 0), ('  ekk: "1400"', 0)])
def test_that_all_codes_are_known_is_said_where_any_is_stated(
    staff: str, expected: int, make_books: Callable[[str], Path]
) -> None:
    loaded = books.load(make_books(BEGINNING + LINES.format(staff=staff, lead="")))
    passed = [one for one in checks.examine(loaded, date(2014, 6, 1)).passed if one.code == "classification-unknown"]
    assert len(passed) == expected

"""Layouts: what a file may say, what is said of one that is wrong, and that the page about them tells all of it."""

import csv
import json
import re
import tomllib
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from registers import HEADINGS
from registers import ROOT
from registers import layouts

from riga_grants.columns import KINDS
from riga_grants.dates import FORMS
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.i18n import words
from riga_grants.importing.trial import Tried
from riga_grants.importing.trial import try_layout
from riga_grants.layouts import Layout
from riga_grants.layouts import Words
from riga_grants.layouts import load_layout
from riga_grants.layouts import load_layouts
from riga_grants.layouts import read_layout
from riga_grants.layouts.faults import wrong
from riga_grants.layouts.schema import ADJUSTABLE
from riga_grants.layouts.schema import published
from riga_grants.layouts.schema import schema
from riga_grants.layouts.synonyms import heading_key
from riga_grants.layouts.synonyms import headings_of
from riga_grants.layouts.synonyms import spellings
from riga_grants.layouts.synonyms import usual
from riga_grants.money import to_decimal
from riga_grants.names import OF_A_SHEET
from riga_grants.names import hint
from riga_grants.sheets import read

PAGE = (ROOT / "docs" / "layouts.md").read_text(encoding="utf-8")

COSTS = """
name = "mans"
kind = "costs"
[columns]
line = ["Pozīcija"]
document-no = ["Nr."]
document-date = ["Datums"]
issuer = ["Kas"]
description = ["Par ko"]
amount = ["Summa"]
"""

AGREEMENTS = """
name = "līgumi"
kind = "agreements"
[columns]
project = ["Kods"]
name = ["Nosaukums"]
start = ["Sākums"]
total = ["Kopā"]
[[amounts]]
headings = ["ES"]
funder = "EU"
"""

BUDGET = """
name = "tāme"
kind = "budget"
[columns]
line = ["Pozīcija"]
[[amounts]]
headings = ["2014"]
period = "2014"
"""

INDICATORS = """
name = "rādītāji"
kind = "indicators"
[columns]
indicator = ["Rādītājs"]
planned = ["Plāns"]
"""


def right(source: str) -> Layout:
    made = read_layout(source, Place("mans.toml"))
    assert isinstance(made, Layout), [words(one.message, "en") for one in made]
    return made


def said(source: str) -> list[str]:
    """What is said of a layout that is wrong, each with its line."""
    made = read_layout(source, Place("mans.toml"))
    assert not isinstance(made, Layout)
    return [f"{one.place.line}: {words(one.message, 'en')}" for one in made]


# What a layout may say.


def test_the_shipped_layouts_know_their_workbooks() -> None:
    layout = layouts()["cost-register"]
    assert all(heading in layout.columns[column].headings for column, heading in HEADINGS.items())
    assert "Izmaksas" in layout.sheets
    assert {"number", "project", "note"}.isdisjoint(layout.needed)
    assert {"amount", "document-no"} <= set(layout.needed)
    assert {one.kind for one in layouts().values()} == set(KINDS)


def test_a_small_layout_is_enough() -> None:
    layout = right(COSTS)
    assert (layout.dates, layout.everywhere, layout.header_row, layout.header_rows) == (
        ("day.month.year", "year-month-day"),
        True,
        None,
        1,
    )
    assert layout.needed == ("line", "document-no", "document-date", "issuer", "description", "amount")
    assert layout.severity("total-missing") is Severity.WARNING


def test_every_key_is_read() -> None:
    layout = right(
        """
sheets = ["Izm*"]
header-row = 5
header-rows = 2
header-within = 50
optional = ["note", "in-kind"]
dates = ["year"]
decimal = ","
rounding = "half-up"
multiply = 1000
currency = "LVL"
rates = { LVL = "0.702804" }
sign = "reversed"
not-stated = ["n.a."]
in-kind = ["jā"]
not-in-kind = ["nē"]
total = ["Kopā"]
skip = ["Kopā par*"]
end = ["Sagatavoja*"]
section = "project"
fill-down = ["line"]
key = ["document-no"]
personal = "mask"
delimiter = ";"
encoding = "windows-1257"
constants = { currency = "LVL", paid = 2014-01-31 }
findings = { total-missing = "note" }
"""
        + COSTS
        + """
note = { position = "AB" }
in-kind = ["Natūrā"]
document-type = ["Veids"]
[values.line]
"Algas" = "Staff:Social"
[negative]
document-type = ["Kredītrēķins"]
"""
    )
    assert (layout.sheet_names, layout.header_row, layout.header_rows, layout.header_within) == (("Izm*",), 4, 2, 50)
    assert (layout.optional, layout.dates, layout.decimal) == (frozenset({"note", "in-kind"}), ("year",), ",")
    assert (layout.rounding, layout.multiply, layout.currency, layout.rates) == (
        "half-up",
        1000,
        "LVL",
        {"LVL": Decimal("0.702804")},
    )
    assert (layout.reversed_sign, layout.section, layout.fill_down, layout.key) == (
        True,
        "project",
        frozenset({"line"}),
        ("document-no",),
    )
    assert (layout.personal, layout.delimiter, layout.encoding) == ("mask", ";", "windows-1257")
    assert layout.constants == {"currency": "LVL", "paid": date(2014, 1, 31)}
    assert (layout.columns["note"].position, layout.columns["note"].first) == (27, "AB")
    assert layout.meanings == {"line": {"algas": "Staff:Social"}}
    assert layout.severity("total-missing") is Severity.NOTE
    assert "kredītrēķins" in layout.negative["document-type"]
    said_words = (layout.total, layout.skip, layout.end, layout.not_stated, layout.in_kind, layout.not_in_kind)
    for word, those in zip(("KOPĀ :", "kopā par 1.", "Sagatavoja A.", "N.A.", "Jā", "NĒ"), said_words, strict=True):
        assert word in those
        assert "cits" not in those


def test_the_keys_of_agreements_are_read() -> None:
    layout = right(
        'remainder = "EU"\nproject-code = { prefix = "X-", from = ["project"], digest = true }\n'
        f'{AGREEMENTS}[[amounts]]\nfunder = "OWN"\nsource-kind = "own"\nrest = true\n'
    )
    assert layout.project_code == ("X-", ("project",), True)
    assert [(one.states, one.rest, one.spot.first) for one in layout.amounts] == [
        ({"funder": "EU"}, False, "ES"),
        ({"funder": "OWN", "source-kind": "own"}, True, ""),
    ]


def test_the_usual_headings_count_where_a_layout_asks_for_them() -> None:
    """But not for columns that it names, states, or whose headings it uses otherwise."""
    layout = right(
        'name = "x"\nkind = "costs"\nsynonyms = true\nconstants = { currency = "EUR" }\nsection = "line"\n'
        '[columns]\nnote = ["Apraksts"]\n'
    )
    assert "Rēķina Nr." in layout.columns["document-no"].headings
    assert "Apraksts" not in layout.columns["description"].headings
    assert {"currency", "line"}.isdisjoint(layout.columns)
    assert set(layout.needed) == {"document-no", "document-date", "issuer", "description", "note"}


# What is said of a layout that is wrong.

Change = Callable[[str], str]


def put(line: str) -> Change:
    """Add lines above the columns."""
    return lambda source: source.replace("[columns]", f"{line}\n[columns]", 1)


def end(line: str) -> Change:
    """Add lines at the end."""
    return lambda source: source + line + "\n"


def swap(old: str, new: str) -> Change:
    def change(source: str) -> str:
        assert old in source
        return source.replace(old, new)

    return change


NEEDS = "which its kind needs."
PLACE = 'a list of headings, such as ["Amount"], or { position = "C" }'
# A right layout, a change that makes it wrong, and what is said of it.
WRONG: tuple[tuple[str, Change, list[str]], ...] = (
    (COSTS, swap('name = "mans"', "name = 5"), ["2: “name” is 5; expected: a text in quotes."]),
    (COSTS, swap('name = "mans"', 'name = " "'), ['2: “name” is " "; expected: a text in quotes.']),
    (COSTS, swap('name = "mans"', ""), ["0: The layout lacks “name”: the layout's own name, for --layout."]),
    (
        COSTS,
        swap('kind = "costs"', 'kind = "kosts"'),
        ['3: “kind” is "kosts"; expected: “costs”, “budget”, “agreements”, “indicators”.'],
    ),
    (
        COSTS,
        swap('kind = "costs"', ""),
        ["0: The layout lacks “kind”: what the rows are: costs, budget, agreements or indicators."],
    ),
    (COSTS, put("shets = []"), ["4: “shets” is unknown in a layout of this kind; is “sheets” meant?"]),
    (COSTS, put("x = 1"), ["4: “x” is unknown in a layout of this kind."]),
    (COSTS, put('remainder = "EU"'), ["4: “remainder” is unknown in a layout of this kind."]),
    (COSTS, swap("issuer =", "isuer ="), ["8: “columns.isuer” is unknown in a layout of this kind; is “issuer” meant?"]),
    (
        COSTS,
        end('dates = ["year"]'),
        ["11: “columns.dates” is unknown here; “dates” belongs above the first line in square brackets."],
    ),
    (
        COSTS,
        end("[findings]\ncolumn-unraed = 1"),
        ["12: “findings.column-unraed” is unknown in a layout of this kind; is “column-unread” meant?"],
    ),
    (
        COSTS,
        end('[findings]\namount-zero = "note"'),
        ["12: The finding “amount-zero” is as severe as it is under every layout."],
    ),
    (
        COSTS,
        end('[findings]\ncolumn-unread = "hint"'),
        ['12: “findings.column-unread” is "hint"; expected: “error”, “warning”, “note”.'],
    ),
    (COSTS, put('total = "Kopā"'), ['4: “total” is "Kopā"; expected: a list of texts, such as ["Kopā"].']),
    (COSTS, put("total = [5]"), ["4: “total 1” is 5; expected: a text in quotes."]),
    (COSTS, put("sheets = []"), ["4: “sheets” is []; expected: at least one."]),
    (COSTS, put("header-rows = 9"), ["4: “header-rows” is 9; expected: a whole number from 0 to 4."]),
    (COSTS, put("header-row = 0"), ["4: “header-row” is 0; expected: a whole number from 1 on."]),
    (COSTS, put('synonyms = "yes"'), ['4: “synonyms” is "yes"; expected: true or false.']),
    (COSTS, put("synonyms = [true]"), ["4: “synonyms” is [True]; expected: true or false."]),
    (COSTS, put('decimal = ";"'), ['4: “decimal” is ";"; expected: “,”, “.”.']),
    (COSTS, put('currency = "Euro"'), ['4: “currency” is "Euro"; expected: the three letters of a currency, such as "EUR".']),
    (COSTS, put('rates = "0.7"'), ['4: “rates” is "0.7"; expected: a table of texts.']),
    (COSTS, put("rates = { LVL = 0.7 }"), ['4: “rates.LVL” is 0.7; expected: a number above 0 in quotes, such as "0.702804".']),
    (COSTS, put('rates = { LVL = "0" }'), ['4: “rates.LVL” is "0"; expected: a number above 0 in quotes, such as "0.702804".']),
    (
        COSTS,
        end('[rates]\nLats = "1"'),
        ['12: “rates.Lats” is "Lats"; expected: the three letters of a currency, such as "EUR".'],
    ),
    (COSTS, end("[values]\nline = 5"), ["12: “values.line” is 5; expected: a table of texts."]),
    (COSTS, end('[values]\nline = { "A" = 5 }'), ["12: “values.line.A” is 5; expected: a text in quotes."]),
    (
        COSTS,
        put("constants = { note = [] }"),
        ["4: “constants.note” is []; expected: a text, a number, a date, or true or false."],
    ),
    (
        COSTS,
        put("constants = { note = 2014-01-01T12:00:00 }"),
        ["4: “constants.note” is 2014-01-01 12:00:00; expected: a text, a number, a date, or true or false."],
    ),
    (
        COSTS,
        swap('["Summa"]', '"Summa"'),
        ['10: “columns.amount” is "Summa"; expected: a list of headings, such as ["Amount"], or { position = "C" }.'],
    ),
    (
        COSTS,
        swap('["Summa"]', "[]"),
        ['10: “columns.amount” is []; expected: a list of headings, such as ["Amount"], or { position = "C" }.'],
    ),
    (
        COSTS,
        swap('["Summa"]', '{ position = "C", headings = ["Summa"] }'),
        [f"10: “columns.amount” is {{ position, headings }}; expected: {PLACE}."],
    ),
    (COSTS, swap('["Summa"]', "[5]"), ["10: “columns.amount 1” is 5; expected: a text in quotes."]),
    (
        COSTS,
        swap('["Summa"]', '{ position = "c" }'),
        ['10: “columns.amount.position” is "c"; expected: the letter of a column as the spreadsheet shows it, such as "C".'],
    ),
    (
        COSTS,
        swap('["Summa"]', '"' + "x" * 50 + '"'),
        [f'10: “columns.amount” is "{"x" * 39}…; expected: a list of headings, such as ["Amount"], or {{ position = "C" }}.'],
    ),
    (
        COSTS,
        end("[["),
        ["11: This is not written as TOML asks: Invalid initial character for a key part (at line 11, column 3)"],
    ),
    (COSTS, end("x = "), ["11: This is not written as TOML asks: Invalid value (at line 11, column 5)"]),
    (COSTS, end('x = "'), ["11: This is not written as TOML asks: Illegal character '\\n' (at line 11, column 6)"]),
    (
        COSTS,
        lambda source: source + "x",
        ["11: This is not written as TOML asks: Expected '=' after a key in a key/value pair (at end of document)"],
    ),
    # What makes no sense.
    (COSTS, swap('amount = ["Summa"]\n', ""), [f"4: The layout has no column “amount / debit + credit”, {NEEDS}"]),
    (COSTS, swap('issuer = ["Kas"]\n', ""), [f"4: The layout has no column “issuer”, {NEEDS}"]),
    (COSTS, swap('["Summa"]', '["nr"]'), ["10: “nr” stands for two columns: columns.document-no and columns.amount."]),
    (
        COSTS,
        swap('["Kas"]\ndescription = ["Par ko"]', '{ position = "C" }\ndescription = { position = "C" }'),
        ["9: “C” stands for two columns: columns.issuer and columns.description."],
    ),
    (
        AGREEMENTS,
        end('[[amounts]]\nheadings = ["Kopā"]\nfunder = "X"'),
        ["12: “Kopā” stands for two columns: columns.total and amounts 2."],
    ),
    (
        COSTS,
        lambda source: put("header-rows = 0\nsynonyms = true")(source).replace('document-no = ["Nr."]\n', ""),
        [
            "5: A sheet without headings has no usual headings either.",
            *(
                f"{line}: A sheet without headings needs the position of “columns.{column}”, such as “C”."
                for line, column in ((7, "line"), (8, "document-date"), (9, "issuer"), (10, "description"), (11, "amount"))
            ),
        ],
    ),
    (
        BUDGET,
        put("header-rows = 0"),
        [
            "6: A sheet without headings needs the position of “columns.line”, such as “C”.",
            "7: A sheet without headings needs the position of “amounts 1”, such as “C”.",
        ],
    ),
    (
        INDICATORS,
        lambda source: source.replace('["Rādītājs"]', '{ position = "A" }').replace('["Plāns"]', '{ position = "B" }'),
        ["4: Say in which row the headings stand (header-row), or that there are none (header-rows = 0)."],
    ),
    (
        COSTS,
        put('optional = ["amunt"]'),
        ['4: “optional 1” is "amunt"; expected: ' + ", ".join(f"“{one}”" for one in KINDS["costs"].columns) + "."],
    ),
    (COSTS, put('optional = ["note"]'), ["4: “optional” names the column “note”, which the layout does not have."]),
    (COSTS, put('fill-down = ["note"]'), ["4: “fill-down” names the column “note”, which the layout does not have."]),
    (COSTS, put('fill-down = ["amount"]'), ["4: “amount” holds figures, and a figure is never repeated."]),
    (COSTS, put('key = ["issuer-reg"]'), ["4: “key” names the column “issuer-reg”, which the layout does not have."]),
    (COSTS, end('[values.note]\na = "b"'), ["11: “values” names the column “note”, which the layout does not have."]),
    (COSTS, end('[negative]\nnote = ["a"]'), ["12: “negative” names the column “note”, which the layout does not have."]),
    (COSTS, put("constants = { debit = 5 }"), ["4: “debit” holds figures, which no constant can state for all rows."]),
    (
        COSTS,
        put('constants = { line = "Algas" }'),
        ["4: “line” is a constant and a column that every sheet has; make it optional, or keep one."],
    ),
    (
        COSTS,
        put('constants = { paid = "rīt" }'),
        ["4: The constant “paid” is no date: “rīt” is not a date; expected: day.month.year, year-month-day."],
    ),
    (
        AGREEMENTS,
        put('project-code = { prefix = "X" }'),
        ['4: The layout lacks “project-code.from”: a list of columns, such as ["note"].'],
    ),
    (
        AGREEMENTS,
        put('project-code = { prefix = "X", from = ["programme"] }'),
        [
            "4: “project-code” names the column “programme”, which the layout does not have.",
            "4: The layout has a column “project” and a rule “project-code”; keep one of them.",
        ],
    ),
    (AGREEMENTS, put('remainder = "LV"'), ["4: “remainder” is LV; expected: EU."]),
    (
        AGREEMENTS,
        lambda source: 'remainder = "LV"' + source.partition("[[amounts]]")[0],
        ["1: “remainder” is LV; expected: –."],
    ),
    (AGREEMENTS, swap('funder = "EU"', 'source-kind = "own"'), ["9: “amounts 1” lacks “funder”: what its amounts stand for."]),
    (BUDGET, swap('period = "2014"', ""), ["6: “amounts 1” lacks “period”: what its amounts stand for."]),
    (AGREEMENTS, swap('headings = ["ES"]', ""), ["9: “amounts 1” lacks its headings, or its position."]),
    (AGREEMENTS, end("rest = true"), ["9: “amounts 1” is the rest of the total, so it has no column."]),
    (AGREEMENTS, end("rest = false"), ["12: “amounts 1.rest” is false; expected: true."]),
    (
        AGREEMENTS,
        end('[[amounts]]\nheadings = ["ESF"]\nfunder = "EU"'),
        ["12: “amounts 1” and “amounts 2” state the same: funder = EU."],
    ),
    (
        AGREEMENTS,
        end('[[amounts]]\nfunder = "A"\nrest = true\n[[amounts]]\nfunder = "B"\nrest = true'),
        ["15: Only one part can be the rest of the total."],
    ),
    (
        INDICATORS,
        end('[[amounts]]\nheadings = ["a"]\n[[amounts]]\nheadings = ["b"]'),
        ["9: “amounts 1” and “amounts 2” state the same: –."],
    ),
    (
        INDICATORS,
        end('[[amounts]]\nheadings = ["a"]\nstate = "plāns"'),
        ['9: “amounts 1.state” is "plāns"; expected: “planned”, “reached”.'],
    ),
    (
        INDICATORS,
        end("amounts = 5"),
        ["7: “columns.amounts” is unknown here; “amounts” belongs above the first line in square brackets."],
    ),
)


@pytest.mark.parametrize(("source", "change", "expected"), WRONG)
def test_a_layout_that_is_wrong_is_told_in_words_with_its_line_and_is_no_layout(
    source: str, change: Change, expected: list[str]
) -> None:
    assert right(source).kind in KINDS
    assert said(change(source)) == expected


def test_an_unknown_key_names_the_known_ones() -> None:
    made = read_layout(put("shets = []")(COSTS), Place("mans.toml"))
    assert not isinstance(made, Layout)
    assert hint(made[0], "en").startswith("Use one of: name, kind, sheets, header-row, header-rows, ")


def test_whatever_a_command_may_state_a_layout_need_not() -> None:
    assert right(BUDGET).name == "tāme"
    assert right(AGREEMENTS.replace('start = ["Sākums"]\n', "")).name == "līgumi"
    stated = put('constants = { issuer = "Biedrība", paid = "31.01.2014" }')(COSTS)
    assert right(stated.replace('issuer = ["Kas"]\n', "")).constants["issuer"] == "Biedrība"


def test_a_column_that_a_sheet_may_lack_may_have_a_constant() -> None:
    assert right(put('optional = ["line"]\nconstants = { line = "Algas" }')(COSTS)).constants == {"line": "Algas"}


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes('name = "ā"'.encode("utf-16"))
    (tmp_path / "b.toml").mkdir()
    found, findings = load_layouts(tmp_path)
    assert not found
    assert [words(one.message, "en").partition(":")[0] for one in findings] == [
        "The layout is not saved as UTF-8.",
        "The layout cannot be read",
    ]


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(COSTS, encoding="utf-8-sig")
    assert isinstance(load_layout(tmp_path / "a.toml"), Layout)


def test_two_layouts_of_one_name_are_one_too_many(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(COSTS, encoding="utf-8")
    (tmp_path / "b.toml").write_text(COSTS, encoding="utf-8")
    found, findings = load_layouts(tmp_path)
    assert list(found) == ["mans"]
    assert [(one.code, words(one.message, "en")) for one in findings] == [("layout", "Another layout is also named “mans”.")]


# Words and headings.


@pytest.mark.parametrize(
    ("words_", "cell", "expected"),
    [
        (["Kopā"], "  KOPĀ : ", True),
        (["Kopā"], "Kopa\u0304", True),
        (["Kopā"], "Kopā par", False),
        (["Kopā*"], "kopā par", True),
        (["*kopā"], "Summa kopā", True),
        (["Kopā [*]"], "Kopā [EUR]", True),
        (["Kas?"], "Kas?", True),
        (["Kas? *"], "Kass x", False),
        ([], "x", False),
        (["x"], " ", False),
        (["*"], "", False),
    ],
)
def test_words_of_cells(words_: list[str], cell: str, expected: bool) -> None:  # noqa: FBT001
    assert (cell in Words(words_)) is expected
    assert bool(Words(words_)) is bool(words_)


@given(st.text(), st.text())
def test_words_are_found_as_if_each_cell_were_folded(word: str, cell: str) -> None:
    """The quick look at the first letter changes nothing."""

    def fold(said: str) -> str:
        return " ".join(said.casefold().split()).rstrip(": ")

    assert (cell in Words([word], fold)) <= (cell in Words([word])) or cell not in Words([word], fold)
    assert (word in Words([word])) is bool(Words([word], fold) and fold(word)) or "*" in word


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Nr. p. k.", "NR.P.K", True),
        ("Summa (EUR)", "summa,\n EUR", True),
        ("Līdz-\nfinansējums", "Līdzfinansējums", True),
        ("Izpilde", "Izpilde, %", False),
        ("Nr.", "#", False),
        ("Summa €", "Summa $", False),
        ("-", "–", False),
        ("…", "…", True),
    ],
)
def test_headings_are_compared_by_what_they_say(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert (heading_key(one) == heading_key(other)) is same


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_has_usual_headings_and_none_stands_for_two_columns(kind: str) -> None:
    assert list(headings_of(kind)) == list(KINDS[kind].columns)
    keys = [(heading_key(heading), column) for column, headings in spellings(kind).items() for heading in headings]
    assert len(dict(keys)) == len(set(keys)) == len(keys)


def test_usual_words_stand_once_for_each_part_that_they_play() -> None:
    table = csv.DictReader((ROOT / "riga_grants" / "data" / "usual-words.csv").read_text(encoding="utf-8").splitlines())
    for row in table:
        assert len(set(usual(row["role"]))) == len(usual(row["role"])) > 0


# The schema.


def data_of(value: Any) -> Any:  # noqa: ANN401
    return (
        {key: data_of(one) for key, one in value.items()}
        if isinstance(value, dict)
        else str(value)
        if isinstance(value, date)
        else value
    )


def test_the_published_schema_is_the_one_that_is_checked() -> None:
    assert json.loads((ROOT / "importers" / "layouts" / "layout.schema.json").read_text(encoding="utf-8")) == published()
    Draft202012Validator.check_schema(published())
    for source in (COSTS, AGREEMENTS, BUDGET, INDICATORS):
        assert Draft202012Validator(published()).is_valid(tomllib.loads(source))
    for source, change, expected in WRONG:
        if "TOML" not in expected[0]:
            data = data_of(tomllib.loads(change(source)))
            forms_alone = not list(Draft202012Validator(schema(str(data.get("kind")))).iter_errors(data))
            assert Draft202012Validator(published()).is_valid(data) is forms_alone, expected


def test_the_findings_that_a_layout_may_rate_are_those_of_a_sheet() -> None:
    assert set(ADJUSTABLE) <= OF_A_SHEET.keys()
    assert list(ADJUSTABLE) == sorted(ADJUSTABLE)


# The page.


def test_the_page_shows_every_key_and_no_other() -> None:
    table = PAGE.partition("## Every key")[2].partition("## Columns")[0]
    shown = {key for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for key in re.findall("`([^`]+)`", row)}
    assert shown == published()["properties"].keys()
    assert set(re.findall("`([^`]+)`", table.partition("`[findings]` may name")[2].partition(":")[2])) == set(ADJUSTABLE)
    forms = re.search(r"^\| `dates` \|.*", table, re.MULTILINE)
    assert forms
    assert set(re.findall("`([^`]+)`", forms[0])) - {"dates"} == set(FORMS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_shows_every_column(kind: str) -> None:
    table = PAGE.partition("## Columns")[2]
    row = re.search(rf"^\| {kind} \|(.*)\|$", table, re.MULTILINE)
    assert row
    assert set(re.findall("`([^`]+)`", row[1])) - {"[[amounts]]", "project-code"} == set(KINDS[kind].columns)


class Example(NamedTuple):
    """A worked example of the page: its sheet, its layout, the rows that are read and their sum ("" for none)."""

    sheet: str
    layout: str
    rows: int
    total: str


def examples() -> Iterator[Example]:
    parts = r"^```csv\n(.*?)^```\n.*?^```toml\n(.*?)^```\n\nRead: ([0-9]+) rows?(?:, ([0-9.]+[0-9]))?\."
    for sheet, layout, rows, total in re.findall(parts, PAGE, re.MULTILINE | re.DOTALL):
        yield Example(sheet, layout, int(rows), total)


@pytest.mark.parametrize("example", list(examples()), ids=lambda one: one.layout.split('"')[1])
def test_the_examples_of_the_page_do_what_it_says(example: Example) -> None:
    layout = right(example.layout)
    content = example.sheet.encode(layout.encoding or "utf-8")
    sheets = read("a.csv", content, delimiter=layout.delimiter, encoding=layout.encoding)
    (one,), findings = try_layout("a.csv", sheets, layout)
    told = [words(found.message, "en") for found in (*findings, *one.findings) if found.severity is not Severity.NOTE]
    assert (len(one.table.rows), total_of(one), told) == (example.rows, example.total, [])
    assert one.total_cents in {None, one.cents}


def total_of(one: Tried) -> str:
    return "" if one.cents is None else str(to_decimal(one.cents))


def test_each_layout_of_the_page_is_one_of_its_examples() -> None:
    every = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    real = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests" / "layouts").glob("*.toml"))]
    assert every == [*(example.layout for example in examples()), *real]


def test_nothing_is_wrong_where_nothing_is_asked() -> None:
    assert wrong({"name": "x", "kind": "indicators", "columns": {"indicator": ["R"], "reached": ["S"]}}, Place("x")) == []
    empty: Mapping[str, object] = {}
    assert len(wrong(empty, Place("x"))) == 2

"""Reports for other programs: JSON of a report and CSV of a table say every figure exactly, and no text does harm."""

import csv
import io
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riga_grants.rendering import records
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import PERCENT
from riga_grants.tables import RATE
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words

COLUMNS = (
    Column("name", "Pozīcija"),
    Column("paid", "Samaksāts", DAY),
    Column("spent", "Izpilde, EUR", MONEY),
    Column("spent_pct", "Izpilde, %", PERCENT),
    Column("reached", "Sasniegts", NUMBER),
    Column("share", "Likme", RATE),
)
TABLE = Table(
    "execution",
    "Izpilde",
    COLUMNS,
    (
        Row(("1. Telpu noma", date(2014, 2, 5), 120_050, Decimal("48.3"), Decimal("100.5"), Fraction(425998, 882205)), 1),
        Row(("=cmd|'/c calc'!A1", None, -5, "-", "<5", None), 1, SUBTOTAL, key="Expenses:P1:Rent"),
        Row(("KOPĀ", None, 120_045, None, 12, None), 0, TOTAL, (0, 1)),
    ),
    currency="EUR",
)
CHART = Chart("lines", "Pa pozīcijām", "bars", "execution", "name", (Series("spent"),), (0,), "Stabiņi.")
REPORT = Report(
    "committee",
    "Pārskats",
    "P1, viss projekts",
    "lv",
    date(2014, 12, 31),
    (
        Sheet(
            "summary",
            "Kopsavilkums",
            "Projekta kopsavilkums",
            (
                Facts((Fact("as_of", "Uz", date(2014, 12, 31), DAY),)),
                Facts((Fact("spent", "Izlietots", 120_045, MONEY), Fact("left", "Atlikums", None, MONEY)), "EUR"),
                Words(("Izlietots ir daudz.",), "lead"),
                Words(("Viss.", "Tagad.")),
                TABLE,
                CHART,
                Signatures(("Sagatavoja", "Apstiprināja")),
            ),
        ),
    ),
    demonstration=True,
    subject=(("project", "P1"), ("period", "total")),
)


def test_the_json_of_a_report_is_whole() -> None:
    assert json.loads(records.as_json(REPORT)) == {
        "report": "committee",
        "title": "Pārskats",
        "about": "P1, viss projekts",
        "lang": "lv",
        "as_of": "2014-12-31",
        "demonstration": True,
        "project": "P1",
        "period": "total",
        "sheets": [
            {
                "key": "summary",
                "name": "Kopsavilkums",
                "title": "Projekta kopsavilkums",
                "facts": {"as_of": "2014-12-31", "spent": "1200.45", "left": None},
                "words": ["Izlietots ir daudz.", "Viss.", "Tagad."],
                "tables": [
                    {
                        "key": "execution",
                        "title": "Izpilde",
                        "currency": "EUR",
                        "unit": "cents",
                        "columns": [
                            {"key": "name", "head": "Pozīcija", "kind": "text"},
                            {"key": "paid", "head": "Samaksāts", "kind": "date"},
                            {"key": "spent", "head": "Izpilde, EUR", "kind": "money"},
                            {"key": "spent_pct", "head": "Izpilde, %", "kind": "percent"},
                            {"key": "reached", "head": "Sasniegts", "kind": "number"},
                            {"key": "share", "head": "Likme", "kind": "rate"},
                        ],
                        "rows": [
                            {
                                "key": "",
                                "depth": 1,
                                "look": "",
                                "name": "1. Telpu noma",
                                "paid": "2014-02-05",
                                "spent": "1200.50",
                                "spent_pct": "48.3",
                                "reached": "100.5",
                                "share": "425998/882205",
                            },
                            {
                                "key": "Expenses:P1:Rent",
                                "depth": 1,
                                "look": "subtotal",
                                "name": "=cmd|'/c calc'!A1",
                                "paid": None,
                                "spent": "-0.05",
                                "spent_pct": "-",
                                "reached": "<5",
                                "share": None,
                            },
                            {
                                "key": "",
                                "depth": 0,
                                "look": "total",
                                "name": "KOPĀ",
                                "paid": None,
                                "spent": "1200.45",
                                "spent_pct": None,
                                "reached": "12",
                                "share": None,
                            },
                        ],
                    }
                ],
                "charts": [
                    {
                        "key": "lines",
                        "title": "Pa pozīcijām",
                        "kind": "bars",
                        "table": "execution",
                        "names": "name",
                        "series": [{"column": "spent", "style": "main"}],
                        "rows": [0],
                        "words": "Stabiņi.",
                    }
                ],
                "signatures": ["Sagatavoja", "Apstiprināja"],
            }
        ],
    }


def test_a_csv_is_what_excel_in_latvia_opens() -> None:
    assert records.as_csv(TABLE).splitlines() == [
        "\ufeffrow_key;row_depth;row_look;name;paid;spent;spent_pct;reached;share_part;share_whole",
        ";1;;1. Telpu noma;2014-02-05;1200,50;48,3;100,5;425998;882205",
        "Expenses:P1:Rent;1;subtotal;'=cmd|'/c calc'!A1;;-0,05;-;<5;;",
        ";0;total;KOPĀ;;1200,45;;12;;",
    ]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("plain", "plain"),
        ("=1+1", "'=1+1"),
        ("  @SUM(A1)", "'  @SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("＝1", "'＝1"),
        ("a\nb\x1b[2J", "a b�[2J"),
        ("a;b", "a;b"),
        ("\u202egnp", "�gnp"),
        ("-", "'-"),
    ],
)
def test_a_text_is_never_a_formula_nor_a_second_line(said: str, written: str) -> None:
    table = Table("t", "T", (Column("what", "Kas"), Column("code", "Kods", CODE)), (Row((said, said), key=said),))
    rows = list(csv.reader(io.StringIO(records.as_csv(table)), delimiter=";"))
    assert rows[1:] == [[written, "0", "", written, written]]


@pytest.mark.parametrize("kind", [MONEY, NUMBER, PERCENT, RATE])
def test_a_text_in_the_place_of_a_figure_is_no_formula_either(kind: str) -> None:
    table = Table("t", "T", (Column("sum", "Summa", kind),), (Row(("=1+1",)), Row(("<5",)), Row(("-",))))
    rows = [line.split(";")[3] for line in records.as_csv(table).splitlines()[1:]]
    assert rows == ["'=1+1", "<5", "'-" if kind == RATE else "-"]


@given(st.integers(-(10**20), 10**20))
def test_every_amount_is_read_back_to_the_cent(cents: int) -> None:
    shown = records.exact(cents, MONEY)
    table = Table("t", "T", (Column("sum", "Summa", MONEY),), (Row((cents,)),))
    (row,) = csv.DictReader(io.StringIO(records.as_csv(table).removeprefix("\ufeff")), delimiter=";")
    assert shown is not None
    assert (Decimal(shown), row["sum"]) == (Decimal(cents).scaleb(-2), shown.replace(".", ","))


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        (None, MONEY, None),
        (0, MONEY, "0.00"),
        (7, NUMBER, "7"),
        (Decimal("1E+3"), NUMBER, "1000"),
        (Decimal("0.0000001"), NUMBER, "0.0000001"),
        (Fraction(1, 2), RATE, "1/2"),
        (Fraction(1), RATE, "1/1"),
        ("–", "text", "–"),
    ],
)
def test_a_value_is_given_without_loss(value: Value, kind: str, shown: str | None) -> None:
    assert records.exact(value, kind) == shown


def test_a_terminal_cannot_be_steered_by_a_text_in_json() -> None:
    hostile = replace(REPORT, about="a\u202e\u2028\x9bb")
    written = records.as_json(hostile)
    assert json.loads(written)["about"] == hostile.about
    assert not set("\u202e\u2028\x9b") & set(written)

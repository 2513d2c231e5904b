"""Any report on a terminal: its figures, never wider than the terminal, and nothing in it that steers one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_values import COSTS
from report_values import EXECUTION
from report_values import FINDINGS
from report_values import FULL
from report_values import HOSTILE
from report_values import OVER_LINES
from report_values import OVER_TIME
from report_values import QUARTERS
from report_values import SOURCES
from report_values import WHO_PAYS
from report_values import figures
from report_values import report
from report_values import reports
from report_values import sheet

from riga_grants.grid import cells_of
from riga_grants.rendering.terminal import render
from riga_grants.tables import EURO
from riga_grants.tables import MONEY
from riga_grants.tables import THOUSAND
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Words


def screen(width: int, *blocks: Block, lang: str = "lv") -> str:
    """Show blocks, without the title of their report and sheet; no-break spaces as spaces."""
    shown = render(report(sheet(*blocks, title="Lapa"), lang=lang, title="Lapa"), width, colour=False)
    return shown.removeprefix("Lapa\n\n").replace("\u00a0", " ")


WIDE = """\
Izpilde pa pozīcijām (EUR)
Nr.
p.                                  Precizētais
k.    Pozīcija                            plāns     Izpilde   Atlikums         Izpilde, %  Piezīmes
────────────────────────────────────────────────────────────────────────────────────────────────────
1.    Personāla izmaksas             281 500,00  219 345,11  62 154,89  ███████░░░   77,9
1.1.    Projekta vadītāja            180 000,00  142 345,11  37 654,89  ███████░░░   79,1
        atalgojums ar valsts
        sociālās apdrošināšanas
        obligātajām iemaksām
1.2.    Psihologi                    101 500,00   77 000,00  24 500,00  ███████░░░   75,9
2.    Telpu noma                      40 000,00   42 312,50  -2 312,50  ██████████  105,8  Pārtērēts
3.    Aprīkojums                           0,00      120,00    -120,00                  -  Pārtērēts
4.    Netiešās izmaksas                       –           –          –                  –
────────────────────────────────────────────────────────────────────────────────────────────────────
      KOPĀ                           321 500,00  261 777,61  59 722,39  ████████░░   81,4"""

NARROW = """\
Izpilde pa pozīcijām (EUR)
Nr. p. k.  Pozīcija           Izpilde, %
                Precizētais
                      plāns      Izpilde
                   Atlikums
────────────────────────────────────────
1.  Personāla          ███████░░░   77,9
izmaksas
                 281 500,00   219 345,11
                  62 154,89
  1.1.  Projekta       ███████░░░   79,1
  vadītāja atalgojums
  ar valsts sociālās
  apdrošināšanas
  obligātajām
  iemaksām
                 180 000,00   142 345,11
                  37 654,89
  1.2.  Psihologi      ███████░░░   75,9
                 101 500,00    77 000,00
                  24 500,00
2.  Telpu noma          PĀRTĒRĒTS  105,8
                  40 000,00    42 312,50
                  -2 312,50
3.  Aprīkojums          PĀRTĒRĒTS      -
                       0,00       120,00
                    -120,00
4.  Netiešās izmaksas                  –
                          –            –
                          –
────────────────────────────────────────
KOPĀ                   ████████░░   81,4
                 321 500,00   261 777,61
                  59 722,39"""

LIST = """\
Neatbilstības
1  Kļūda  line-overspent
  Ziņojums: Pozīcijā “2. Telpu noma”
    iztērēts par 2 312,50 EUR vairāk,
    nekā plānots.
  Kur:
    ledger/imported/DEMO/000004-costs.be
    ancount:118"""

SECTIONS = """\
Izdevumu saraksts (EUR)
Dokuments  Datums  Izdevējs
                                          Summa  Attiecināms
────────────────────────────────────────────────────────────
1. Personāla izmaksas
  #panic() $x$ *b* @a </svg><script>alert(1)</script> �[2J
  31.01.2015  SIA “Nams”
                                       1 210,00     1 210,00
  RĒĶ-2  –  SIA “Nams”
                                          -5,00            –
────────────────────────────────────────────────────────────
KOPĀ
                                       1 205,00     1 210,00"""


@pytest.mark.parametrize(
    ("width", "table", "expected"),
    [(100, EXECUTION, WIDE), (40, EXECUTION, NARROW), (40, FINDINGS, LIST), (60, COSTS, SECTIONS)],
)
def test_a_table_is_columns_or_names_with_amounts_below_or_a_list(width: int, table: Table, expected: str) -> None:
    assert screen(width, table) == expected


def test_a_heading_inside_a_table_stands_across_its_columns() -> None:
    assert screen(120, COSTS).splitlines()[3:5] == [
        "1. Personāla izmaksas",
        "  #panic() $x$ *b* @a </svg><script>alert(1)</script> �[2J  31.01.2015  SIA “Nams”  1 210,00     1 210,00",
    ]


def test_bars_show_plan_and_execution_with_their_amounts() -> None:
    assert screen(60, EXECUTION, OVER_LINES).partition("Plāns un izpilde\n")[2] == (
        "Telpu nomai iztērēts vairāk, nekā plānots.\n"
        "░ Precizētais plāns  █ Izpilde\n"
        "Personāla izmaksas  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░  281 500,00\n"
        "                    █████████████████████         219 345,11\n"
        "Telpu noma          ░░░                            40 000,00\n"
        "                    ████                           42 312,50\n"
        "Aprīkojums                                              0,00\n"
        "                    █                                 120,00\n"
        "Netiešās izmaksas                                          –\n"
        "                                                           –"
    )


def test_stacked_bars_have_a_mark_at_their_limit() -> None:
    assert screen(40, SOURCES, WHO_PAYS).partition("Kas maksā\n")[2] == (
        "Rīgas dome sedz 126 400,00 EUR.\n"
        "█ Nopelnīts  ▓ Pašu līdzekļi  │ Griesti\n"
        "Rīgas dome  ██████████████████████     │\n"
        "Biedrība    ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓"
    )


NOTHING = Table("none", "", (Column("a", "A"), Column("b", "B", MONEY)), (Row(("x", None)), Row(("y", -5))))
NOBODY = Table("nobody", "", (Column("a", "A"), Column("b", "B" * 20, MONEY)), ())
LONG = Table("long", "", (Column("a", "A"), Column("b", "B", MONEY)), (Row(("a " * 60, "c" * 30)), Row(("", 5))))


@pytest.mark.parametrize(
    ("table", "chart"),
    [
        (QUARTERS, OVER_TIME),
        (NOTHING, Chart("c", "Virsraksts", "bars", "none", "a", (Series("b"),), (0, 1), "Vārdi.")),
        (NOTHING, Chart("c", "Virsraksts", "stacked", "none", "a", (Series("b"),), (0, 1), "Vārdi.")),
        (NOBODY, Chart("c", "Virsraksts", "bars", "nobody", "a", (Series("b"),), (), "Vārdi.")),
        (LONG, Chart("c", "Virsraksts", "bars", "long", "a", (Series("b"),), (0, 1), "Vārdi.")),
    ],
)
def test_a_chart_that_bars_cannot_show_is_told_in_words(table: Table, chart: Chart) -> None:
    told = screen(40, table, chart).rpartition(f"{chart.title}\n")[2]
    assert told.splitlines()[0] == chart.words
    assert not set(told) & set("█░▓")


@pytest.mark.parametrize(
    ("unit", "value", "lang", "expected"),
    [
        ("cents", 123456, "lv", ("Atlikums: 1 234,56 EUR", "Tabula (EUR)")),
        (EURO, 123400, "en", ("Atlikums: 1,234 (EUR, rounded to whole units)", "Tabula (EUR, rounded to whole units)")),
        (THOUSAND, 1_200_000, "en", ("Atlikums: 12 (thousands of EUR)", "Tabula (thousands of EUR)")),
        ("cents", None, "en", ("Atlikums: –", "Tabula (EUR)")),
    ],
)
def test_amounts_are_said_to_be_in_their_unit(unit: str, value: int | None, lang: str, expected: tuple[str, str]) -> None:
    facts = Facts((Fact("left", "Atlikums", value, MONEY),), "EUR", unit)
    table = Table("t", "Tabula", (Column("a", "A", MONEY),), (Row((value,)),), "EUR", unit)
    lines = screen(80, facts, table, lang=lang).splitlines()
    assert (lines[0], lines[2]) == expected


def test_a_table_without_rows_says_so_and_words_stand_as_they_are() -> None:
    empty = Table("waivers", "Atkāpes", (Column("a", "A"),), (), empty="Nav nevienas.")
    blank = Table("blank", "", (Column("a", "A"),), ())
    shown = screen(40, Words(("Pirmais.", "Otrais."), "lead"), empty, blank, Signatures(("Sagatavoja",)))
    assert shown == "Pirmais.\nOtrais.\n\nAtkāpes\nNav nevienas."


def test_one_sheet_is_shown_by_its_key() -> None:
    shown = render(FULL, 80, colour=False, sheet="rest")
    assert shown.splitlines()[:5] == ["Komitejas pārskats", "*** DEMONSTRĀCIJAS DATI ***", "", "Pārējais", "━━━━━━━━"]
    assert "Izpilde pa pozīcijām" not in shown
    with pytest.raises(KeyError, match="nowhere"):
        render(FULL, 80, colour=False, sheet="nowhere")


def test_colour_adds_styles_and_no_words() -> None:
    styled = render(FULL, 80, colour=True)
    assert "\x1b[1;31m2. " in styled
    assert re.sub(r"\x1b\[[0-9;]*m", "", styled) == render(FULL, 80, colour=False)


def test_a_list_names_rows_that_have_a_number_alone() -> None:
    columns = (Column("no", "Nr."), Column("file", "Datne", "code"), Column("sha", "SHA-256", "code"))
    rows = (
        Row(("Virsraksts", None, None), look="section"),
        Row(("1", "ledger/imported/0001.beancount", "0" * 64), 1),
        Row(("", "Kopā", ""), look="total"),
    )
    assert screen(40, Table("t", "", columns, rows)).splitlines() == [
        "Virsraksts",
        "  1  ledger/imported/0001.beancount",
        "    SHA-256:",
        "      " + "0" * 34,
        "      " + "0" * 30,
        "─" * 40,
        "Kopā",
    ]


@given(reports(), st.integers(1, 200))
def test_no_line_is_wider_than_the_terminal_and_nothing_steers_it(made: Report, width: int) -> None:
    shown = render(made, width, colour=False)
    assert max(map(cells_of, shown.splitlines())) <= max(width, 40)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@given(reports(), st.integers(40, 200))
def test_each_figure_is_on_the_screen(made: Report, width: int) -> None:
    shown = render(made, width, colour=False)
    assert [figure for figure in figures(made) if "".join(figure.split()) not in "".join(shown.split())] == []


def test_hostile_text_stays_text() -> None:
    shown = render(FULL, 200, colour=False)
    assert HOSTILE.replace("\x1b", "�") in shown

"""A layout proposed for a sheet that nobody has seen: what it is, which column is which, what its rows say, and what is open.

The sheets are invented in the manner of lists and registers of several countries.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from test_tables import lines
from test_tables import sheet

from riga_grants.books import load
from riga_grants.cli import run
from riga_grants.columns import KINDS
from riga_grants.errors import BooksError
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.grid import cells_of
from riga_grants.guessing import Guess
from riga_grants.guessing import guess
from riga_grants.guessing import known_of
from riga_grants.guessing.columns import Known
from riga_grants.guessing.match import NO_MATCH
from riga_grants.guessing.match import by_heading
from riga_grants.guessing.match import by_look_alone
from riga_grants.guessing.rows import lines_below
from riga_grants.guessing.rows import told_by
from riga_grants.guessing.toml import render
from riga_grants.guessing.toml import value
from riga_grants.guessing.values import day_forms
from riga_grants.guessing.values import decimal_mark
from riga_grants.guessing.values import forms_of
from riga_grants.guessing.values import fractions
from riga_grants.guessing.values import look
from riga_grants.guessing.values import unstated
from riga_grants.i18n import words
from riga_grants.importing.tables import find_tables
from riga_grants.importing.trial import Tried
from riga_grants.importing.trial import try_layout
from riga_grants.layouts import Layout
from riga_grants.layouts import read_layout
from riga_grants.screens.layout_text import Look
from riga_grants.screens.layout_text import guessed as guessed_text
from riga_grants.screens.layout_text import tried as tried_text
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet

ROOT = Path(__file__).parent.parent
DAY = datetime(2014, 1, 31)  # noqa: DTZ001 - a spreadsheet knows no time zones

GERMAN = sheet(
    lines(
        "Liste der Vorhaben EFRE 2014–2020",
        "Stand: | 31.12.2019",
        "Lfd. Nr. | Name des Begünstigten (nur juristische Personen) | Bezeichnung des Vorhabens | Zeitraum | . "
        "| Ausgaben | . | . | PLZ",
        ". | . | . | Beginn | Ende | insgesamt | EU-Mittel | Nationale Mittel | .",
        "1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9",
        "1 | Erste GmbH | Neubau einer Halle | 01.03.2016 | 30.06.2019 | 100.5 | 75.25 | 25.25 | 01067",
        "2 | Zweite GmbH | Umbau einer Schule | 01.04.2016 | n.a. | 200 | 150 | k.A. | 01069",
        "3 | Dritter e. V. | Haus der Jugend | 15.05.2016 | 31.12.2019 | 400 | 300 | 100 | 01097",
        "4 | Vierte GmbH | Ausbau des Netzes | 15.06.2016 | 31.12.2019 | 400 | 300 | 100 | 01099",
        "Gesamt | . | . | . | . | 1100.5 | 825.25 | 225.25 | .",
        ".",
        "Quelle: Staatsministerium",
        "k.A. = keine Angabe",
    ),
    name="Vorhaben",
    merged=(
        ((0, 0), (0, 8)),
        *(((2, column), (3, column)) for column in (0, 1, 2, 8)),
        ((2, 3), (2, 4)),
        ((2, 5), (2, 7)),
    ),
)
POLISH_HEAD = (
    "Lp. | Tytuł projektu | Numer umowy | Nazwa beneficjenta | Wartość ogółem (zł) | Dofinansowanie UE | Wkład krajowy "
    "| Data rozpoczęcia | Data zakończenia"
)
POLISH = lines(
    "Lista projektów",
    ".",
    POLISH_HEAD,
    "1 | Budowa drogi | POIS.01/16 | Gmina A | 1 000,00 | 850,00 | 150,00 | 2016-01-01 | 2019-12-31",
    "2 | Budowa mostu | POIS.02/16 | Gmina B | 2 000,00 | 1 700,00 | b.d. | 2016-02-01 | 2019-12-31",
    POLISH_HEAD,
    "3 | Budowa szkoły | POIS.03/16 | Gmina C | 3 000,00 | 2 550,00 | 450,00 | 2016-03-01 | 2019-12-31",
    "Źródło: opracowanie własne",
)
ESTONIAN = lines(
    "Toetuse saaja | Projekti nimi | Projekti number | Algus | Lõpp | Abikõlblik kogumaksumus | EL toetus | Omafinantseering",
    "MTÜ Esimene | Noorte projekt | 2014.16-0001 | 01/31/2016 | 12/31/2018 | 1000 | 700 | 300",
    "MTÜ Teine | Laste projekt | 2014.16-0002 | 02/28/2016 | 12/31/2018 | n.a. | n.a. | n.a.",
    "OÜ Kolmas | Eakate projekt | 2014.16-0003 | 03/31/2016 | 12/31/2018 | 500.005 | 350.005 | 150",
)
LITHUANIAN = lines(
    "Projekto „Pavyzdys“ išlaidos",
    "Eil. Nr. | Dokumento Nr. | Dokumento data | Tiekėjas | Išlaidų aprašymas | Suma, Eur | Apmokėjimo data",
    "1. Darbo užmokestis",
    "1 | SF-001 | 2014-01-15 | UAB Pirma | Paslaugos pagal sutartį | 100 | 2014-01-28",
    "2 | SF-002 | 2014-02-15 | UAB Antra | Paslaugos pagal sutartį | 50.5 | 2014-02-28",
    ". | . | . | . | Iš viso: | 150.5 | .",
    "2. Nuoma",
    "3 | SF-003 | 2014-03-15 | UAB Trečia | Patalpų nuoma | 200 | 2014-03-28",
    ". | . | . | . | Iš viso: | 200 | .",
    ". | . | . | . | Iš viso projekte | 350.5 | .",
    ".",
    "Parengė: Jonas | . | . | . | 2015-01-10",
)
LEDGER = lines(
    "Virsgrāmatas izdruka | .",
    "Datums | Dokumenta Nr. | Dokumenta veids | Partnera nosaukums | Darījuma apraksts | Debets | Kredīts | EKK",
    "01.02.2014. | R-1 | Rēķins | SIA Viens | Noma | 1 234,50 | . | 2261",
    "02.02.2014. | R-2 | Rēķins | SIA Divi | Apkure | 34,50 | . | 2221",
    "03.02.2014. | K-1 | Kredītrēķins | SIA Divi | Atlaide | . | 4,50 | 2221",
    "Kopā",
)
CREDITS = lines(
    "Dokumenta veids | Rēķina Nr. | Rēķina datums | Piegādātājs | Apraksts | Summa, EUR | Ieguldījums natūrā",
    "Rēķins | R-1 | 01.02.2014 | SIA Viens | Noma | 100 | jā",
    "Kredītrēķins | K-1 | 02.02.2014 | SIA Viens | Atlaide | 20 | -",
    "Rēķins | R-2 | 03.02.2014 | SIA Divi | Noma | 100 | daļēji",
)
WIDE = sheet(
    lines(
        "Projekta tāme, tūkst. EUR",
        "Nr. | Izmaksu pozīcija | Plānotās izmaksas | . | . | Kopā",
        ". | . | 2014 | 2015 | 2016 | .",
        "1 | Personāla izmaksas | . | . | . | .",
        "1.1 | Projekta vadītājs | 50 | 52 | 54 | 156",
        "1.2 | Sociālais darbinieks | 80 | 80 | - | 160",
        "2 | Administratīvās izmaksas | . | . | . | .",
        "2.1 | Telpu noma | 12 | 12 | 12 | 36",
        ". | KOPĀ | 142 | 144 | 66 | 352",
    ),
    name="Tāme",
    merged=(((1, 2), (1, 4)),),
)
INDICATORS = sheet(
    lines(
        "Rādītāja nosaukums | Mērvienība | 2014. gads | . | 2015. gads | .",
        ". | . | Plānots | Sasniegts | Plānots | Sasniegts",
        "Ģimenes, kas saņēmušas atbalstu | skaits | 50 | 48 | 60 | -",
        "Konsultācijas | stundas | 400 | 412.5 | 400 | -",
        "Apmācītie darbinieki | skaits | 12 | 12 | 0 | -",
        "* dati uz 31.12.2014.",
    ),
    merged=(((0, 2), (0, 3)), ((0, 4), (0, 5))),
)


def guessed(drawn: str | Sheet, file: str = "list.xlsx", known: Known | None = None, **asked: str) -> Guess:
    return guess(file, [drawn if isinstance(drawn, Sheet) else sheet(drawn)], known or Known(), **asked)


def columns(made: Guess) -> dict[str, str]:
    """Where each column was found, by its letter; columns of amounts by what they stand for."""
    found = {}
    for one in made.placed:
        stated = [str(one.states[key]) for key in ("funder", "period", "state") if key in one.states]
        found[" ".join([one.column, *stated])] = chr(ord("A") + one.at) if one.at >= 0 else "–"
    return found


def says(made: Guess) -> dict[str, Any]:
    return {one.key: one.value for one in made.settings}


def tried(made: Guess) -> Tried:
    """The proposed layout, written down, read again, and used on the sheet it was made from."""
    layout = read_layout(render(made, "list.xlsx", "en"), Place("list.toml"))
    assert isinstance(layout, Layout), [words(one.message, "en") for one in layout]
    (one,), findings = try_layout("list.xlsx", [made.sheet], layout)
    assert findings == []
    return one


def errors(one: Tried) -> list[tuple[str, str]]:
    return [(found.code, found.place.cell) for found in one.findings if found.severity is Severity.ERROR]


def test_a_german_list_with_a_title_two_rows_of_headings_a_total_and_notes() -> None:
    made = guessed(GERMAN)
    assert (made.kind, made.rows and (made.rows.first, made.rows.last), made.lacking) == ("agreements", (2, 3), ())
    assert columns(made) == {
        "number": "A",
        "beneficiary": "B",
        "name": "C",
        "start": "D",
        "end": "E",
        "total": "F",
        "amounts EU": "G",
        "amounts STATE": "H",
    }
    assert says(made) == {
        "header-rows": 2,
        "not-stated": ["k.A.", "n.a."],
        "total": ["Gesamt"],
        "end": ["Quelle*"],
        "project-code": {"prefix": "LIST-", "from": ["number"]},
    }
    one = tried(made)
    assert (len(one.table.rows), one.cents, one.total_cents, errors(one)) == (4, 1100_50, 1100_50, [])


def test_a_polish_list_in_another_currency() -> None:
    made = guessed(POLISH, "pl.csv")
    assert columns(made) == {
        "number": "A",
        "name": "B",
        "project": "C",
        "beneficiary": "D",
        "total": "E",
        "amounts EU": "F",
        "amounts STATE": "G",
        "start": "H",
        "end": "I",
    }
    assert says(made) == {
        "decimal": ",",
        "not-stated": ["b.d."],
        "currency": "PLN",
        "end": ["Źródło*"],
        "project-code": {"prefix": "PL-", "from": ["project"]},
    }
    one = tried(made)
    assert (one.cents, errors(one)) == (6000_00, [])


def test_an_estonian_list_with_american_dates_and_fractions_of_a_cent() -> None:
    made = guessed(ESTONIAN)
    assert {"amounts EU": "G", "amounts OWN": "H"}.items() <= columns(made).items()
    assert says(made) == {
        "dates": ["month/day/year"],
        "not-stated": ["n.a."],
        "rounding": "half-up",
        "remainder": "OWN",
        "project-code": {"prefix": "LIST-", "from": ["project"]},
    }
    assert errors(tried(made)) == []


def test_a_lithuanian_register_with_sections_subtotals_and_a_signature() -> None:
    made = guessed(LITHUANIAN)
    assert (made.kind, made.for_the_command, made.lacking) == ("costs", ["project"], ())
    assert says(made) == {"total": ["Iš viso projekte"], "skip": ["Iš viso:"], "end": ["Parengė*"], "section": "line"}
    one = tried(made)
    assert (len(one.table.rows), one.cents, one.total_cents, errors(one)) == (3, 350_50, 350_50, [])


def test_a_print_of_a_general_ledger_with_debit_and_credit() -> None:
    made = guessed(LEDGER, "gads.csv")
    assert columns(made) == {
        "document-date": "A",
        "document-no": "B",
        "document-type": "C",
        "issuer": "D",
        "description": "E",
        "debit": "F",
        "credit": "G",
        "account-code": "H",
    }
    assert says(made) == {"decimal": ",", "end": ["Kopā*"]}
    one = tried(made)
    assert (len(one.table.rows), one.cents, errors(one)) == (3, 1264_50, [])


def test_credit_notes_without_a_minus_and_the_words_of_contributions_in_kind() -> None:
    made = guessed(CREDITS)
    assert says(made) == {"in-kind": ["jā", "daļēji"], "not-in-kind": ["-"], "negative.document-type": ["Kredītrēķins"]}
    assert [one.key for one in made.settings if one.asked] == ["in-kind", "negative.document-type"]
    one = tried(made)
    assert (one.cents, errors(one)) == (180_00, [])
    assert "negative.document-type" not in says(guessed(CREDITS.replace("| 20 |", "| -20 |")))


def test_costs_that_are_shown_as_negative_amounts() -> None:
    made = guessed(
        lines(
            "Nr. | Datums | Izsniedzējs | Apraksts | Summa, EUR | In kind",
            "R-1 | 31.01.2014 | SIA Viens | Noma | -5 | -",
            "R-2 | 31.01.2014 | SIA Divi | Noma | -6 | -",
        )
    )
    assert says(made) == {"sign": "reversed", "in-kind": ["jā"], "not-in-kind": ["-"]}


def test_a_register_in_lats_by_months_with_the_line_only_in_the_first_row_of_its_group() -> None:
    drawn = sheet(
        lines(
            "Rēķina Nr. | Rēķina datums | Piegādātājs | Maksājuma mērķis | Summa | Tāmes pozīcija",
            "R-1 | 31.01.2013 | SIA Viens | Noma un ūdens | 5.5 | 1. Telpas",
            "R-2 | 31.01.2013 | SIA Divi | Noma un ūdens | 6.5 | .",
            "R-3 | 31.01.2013 | SIA Trīs | Alga un nodokļi | 7.5 | 2. Algas",
            "R-4 | 31.01.2013 | SIA Trīs | Alga un nodokļi | 8.5 | .",
        ),
        merged=(((3, 5), (4, 5)),),
    )
    lats = replace(drawn, marks=dict.fromkeys([(row, 4) for row in range(1, 5)], "LVL"))
    made = guessed(lats)
    assert says(made) == {"rates": {"LVL": "0.702804"}, "fill-down": ["line"]}
    assert [cells[5].value for _, cells in tried(made).samples] == ["1. Telpas", "1. Telpas", "2. Algas"]
    assert says(guessed(replace(drawn, marks={(1, 4): "USD", (2, 4): "USD"})))["currency"] == "USD"
    assert says(guessed(replace(drawn, marks={(1, 4): "USD", (2, 4): "EUR"}))) == {"fill-down": ["line"]}
    assert says(guessed(replace(drawn, marks={(1, 4): "%"}))) == {"fill-down": ["line"]}
    assert says(guessed(replace(drawn, merged=(((2, 5), (3, 5)), ((3, 5), (4, 5)), ((2, 5), (2, 5)))))) == {}


def test_a_budget_by_years_in_thousands_with_groups_that_have_no_amount() -> None:
    made = guessed(WIDE)
    assert (made.kind, made.for_the_command) == ("budget", ["project", "dated"])
    assert columns(made) == {"number": "A", "line": "B", "amounts 2014": "C", "amounts 2015": "D", "amounts 2016": "E"}
    assert says(made) == {
        "header-rows": 2,
        "not-stated": ["-"],
        "multiply": 1000,
        "total": ["KOPĀ"],
        "skip": ["Personāla izmaksas", "Administratīvās izmaksas"],
    }
    one = tried(made)
    assert (len(one.table.rows), one.cents, one.total_cents) == (3, 352_000_00, 352_000_00)


def test_indicators_by_years_planned_and_reached() -> None:
    made = guessed(INDICATORS)
    assert columns(made) == {
        "unit": "B",
        "indicator": "A",
        "amounts 2014 planned": "C",
        "amounts 2014 reached": "D",
        "amounts 2015 planned": "E",
        "amounts 2015 reached": "F",
    }
    assert (made.kind, says(made)) == ("indicators", {"header-rows": 2, "not-stated": ["-"], "end": ["* dati*"]})
    one = tried(made)
    assert (len(one.table.rows), one.cents, errors(one)) == (3, None, [])


def test_quarters_in_headings_are_periods() -> None:
    drawn = lines(
        "Budžeta pozīcija | 2014. g. 1. cet. | 2014 II ceturksnis | 2014 Q3", "Algas | 1 | 2 | 3.5", "Noma | 4 | 5 | 6"
    )
    made = guessed(drawn, kind="budget")
    assert columns(made) == {"line": "A", "amounts 2014-Q1": "B", "amounts 2014-Q2": "C", "amounts 2014-Q3": "D"}


def test_a_budget_with_a_year_in_a_heading_has_no_other_amounts() -> None:
    made = guessed(lines("Budžeta pozīcija | Periods | Plāns 2014 | Precizētais plāns", "Algas | 2014 | 5 | 6"), kind="budget")
    assert columns(made) == {"line": "A", "amounts 2014": "C"}
    plain = guessed(lines("Budžeta pozīcija | Periods | Precizētais plāns", "Algas | 2014 | 6"), kind="budget")
    assert columns(plain) == {"line": "A", "period": "B", "amount": "C"}


def test_of_a_budgets_columns_for_one_year_the_last_one_counts_and_what_was_spent_does_not() -> None:
    head = "Budžeta pozīcija | Plāns 2014 | Precizēts 2014 | Izpilde 2014"
    made = guessed(lines(head, "Algas | 5 | 6 | 4.5"), kind="budget")
    assert columns(made) == {"line": "A", "amounts 2014": "C"}
    assert [one.match.sure for one in made.placed] == [97, 55]
    twice = guessed(lines("Rādītājs | 2014 plāns | 2014 plāns", "Ģimenes | 5 | 6"), kind="indicators")
    assert columns(twice) == {"indicator": "A", "amounts 2014 planned": "B"}


def test_a_list_with_a_row_for_each_source() -> None:
    made = guessed(
        lines(
            "Projekta kods | Projekta nosaukums | Sākums | Kopā, EUR | Finansētājs | Ne vairāk kā, EUR",
            "P1 | Klubs | 01.01.2014 | 100 | RD | 60",
            "P1 | Klubs | 01.01.2014 | 100 | SOS | 40",
        )
    )
    assert columns(made) == {"project": "A", "name": "B", "start": "C", "total": "D", "funder": "E", "ceiling": "F"}
    assert "project-code" not in says(made)


def test_what_many_lists_have_in_single_rows_is_asked() -> None:
    rows = [f"{n} | Projekts {n} | SIA {n} | {n * 100} | {n * 80} | {n * 20 if n != 7 else 9} | ?" for n in range(1, 31)]
    rows[3] = "4 | . | SIA 4 | 400 | 320 | 8O | ?"
    drawn = sheet(lines("Nr. | Projekta nosaukums | Saņēmējs | Kopējais finansējums | ES | Pašu | .", *rows))
    hidden = frozenset(range(1, 25))
    filtered = Sheet("Lapa1", drawn.rows, drawn.height, drawn.width, drawn.visible, {}, {}, hidden, frozenset())
    made = guessed(filtered, "eu-2014-2020.xlsx")
    assert says(made) == {
        "findings.amount-unreadable": "warning",
        "findings.row-hidden": "note",
        "project-code": {"prefix": "EU-", "from": ["number"]},
        "constants.start": date(2014, 1, 1),
        "constants.end": date(2020, 12, 31),
        "findings.parts-differ": "warning",
        "findings.cell-missing": "warning",
    }
    assert errors(tried(made)) == []


def test_where_nothing_names_a_project_its_code_is_a_hash_and_where_nothing_is_there_it_lacks() -> None:
    made = guessed(lines("Projekta nosaukums | Kopā, EUR | ES", "Klubs | 10 | 8", "Skola | 20 | 10"), kind="agreements")
    assert says(made)["project-code"] == {"prefix": "LIST-", "from": ["name"], "digest": True}
    assert columns(made)["amounts OWN"] == "–"
    assert [cell.column for _, cells in tried(made).samples for cell in cells] == ["name", "total", "EU"] * 2
    assert guessed(lines("Kopā, EUR | ES", "10 | 8"), kind="agreements").lacking == ("name", "project")


def test_a_list_without_a_total_or_without_parts_has_no_columns_of_amounts() -> None:
    names = "Projekta kods | Projekta nosaukums"
    assert columns(guessed(lines(names, "P1 | Klubs un skola"), kind="agreements")) == {"project": "A", "name": "B"}
    whole = lines(f"{names} | Kopā, EUR | Mērķis", "P1 | Klubs un skola | 5 | x")
    assert columns(guessed(whole, kind="agreements")) == {"project": "A", "name": "B", "total": "C"}


def test_parts_without_a_known_funder_get_a_code_of_their_heading() -> None:
    made = guessed(
        lines(
            "Projekta kods | Projekta nosaukums | Kopā, EUR | Norvēģijas finanšu instruments | ??? | ES | ESF",
            "P1 | Klubs un skola | 10 | 1 | 2 | 3 | 4",
            "P2 | Skola un klubs | 20 | 2 | 4 | 6 | 8",
        ),
        kind="agreements",
    )
    assert list(columns(made))[3:] == ["amounts INSTRUMENTS", "amounts PART", "amounts EU", "amounts ESF"]


def test_a_sheet_without_headings_is_described_by_letters() -> None:
    made = guessed(
        lines(
            ".",
            "31.01.2014 | R-0001 | SIA Nams un dārzs | Noma par janvāri | 100.5",
            "28.02.2014 | R-2 | AS Siltums | Apkure un ūdens | 50",
        )
    )
    assert (made.rows, made.kind) == (None, "costs")
    assert columns(made) == {"document-date": "A", "document-no": "B", "issuer": "C", "description": "D", "amount": "E"}
    assert says(made) == {"header-rows": 0, "header-row": 2}
    assert errors(tried(made)) == []


def test_headings_far_down_are_looked_for_there() -> None:
    made = guessed(lines(*["."] * 40, "Nr. | Datums | Izsniedzējs | Apraksts | Summa", "R-1 | 31.01.2014 | SIA A | Noma | 5.5"))
    assert says(made) == {"header-within": 41}
    assert len(tried(made).table.rows) == 1


def test_years_in_the_name_are_the_days_of_the_projects_that_no_column_states() -> None:
    head = "Projekta kods | Projekta nosaukums | Beigas | Kopā, EUR"
    made = guessed(lines(head, "P1 | Klubs | 31.12.2019 | 5.5"), "saraksts 2014-2020.xlsx", kind="agreements")
    assert says(made) == {"constants.start": date(2014, 1, 1)}


def test_years_where_days_belong_are_read_as_their_first_day() -> None:
    made = guessed(
        lines("Projekta kods | Projekta nosaukums | Sākums | Kopā, EUR", "P1 | Klubs | 2014 | 5.5", "P2 | Skola | 2015 | 6.5")
    )
    assert says(made) == {"dates": ["day.month.year", "year-month-day", "year"]}


def test_columns_that_share_a_heading_are_named_by_their_letters() -> None:
    made = guessed(
        lines("Nr. | Datums | Izsniedzējs | Apraksts | Summa | Summa", "R-1 | 31.01.2014 | SIA A | Noma | 5.5 | 6.5")
    )
    assert 'amount = { position = "F" }' in render(made, "a.xlsx", "en")
    assert len(tried(made).table.rows) == 1


def test_sheets_that_look_alike_are_all_named_unless_they_are_all_there_are() -> None:
    drawn = lines("Nr. | Datums | Izsniedzējs | Apraksts | Summa", "R-1 | 31.01.2014 | SIA A | Noma | 5.5")
    months = [sheet(drawn, name=name) for name in ("Janvāris", "Februāris")]
    about, empty, hidden = sheet("Par failu", name="Par"), sheet("", name="Tukša"), sheet(drawn, name="Vecs", visible=False)
    assert guess("a.xlsx", [*months, empty], Known()).sheets == ()
    assert guess("a.xlsx", [*months, about], Known()).sheets == ("Janvāris", "Februāris")
    assert guess("a.xlsx", [months[0], hidden], Known()).sheets == ("Janvāris",)
    assert guess("a.xlsx", [months[0], hidden], Known(), sheet="Vecs").sheet.name == "Vecs"


def test_a_sheet_that_is_not_there_and_a_file_that_holds_no_table() -> None:
    with pytest.raises(WrongUsage, match="There is no sheet “X”; the file has: “Lapa1”"):
        guessed(LEDGER, sheet="X")
    with pytest.raises(BooksError, match="holds nothing that could be a table"):
        guessed("Sveiki")


def test_the_words_of_the_books_make_a_guess_surer() -> None:
    known = known_of(load(ROOT))
    code = next(iter(known.projects.values()))
    line = min(known.lines)
    drawn = lines(
        f"Pārskats {code}",
        "Kods | Kur | Dok. | Diena | No kā | Par ko | Cik",
        *(f"{code} | {line} | R-{n}a | 31.01.2014 | SIA A | Noma un apkure | 5.5" for n in range(3)),
    )
    made = guessed(drawn, known=known, kind="costs")
    assert {"project": "A", "line": "B"}.items() <= columns(made).items()
    without = drawn.replace(f"{code} | {line}", f". | {line}")
    assert says(guessed(without, known=known, kind="costs")) == {"constants.project": code}


# The parts that a guess is made of.


@pytest.mark.parametrize(
    ("kind", "column", "parts", "sure"),
    [
        ("costs", "amount", ["Summa (EUR)"], 97),
        ("costs", "amount", ["Summa EUR"], 97),
        ("costs", "amount", ["Izmaksas", "Summa"], 97),
        ("agreements", "name", ["Project name:"], 97),
        ("agreements", "beneficiary", ["Name des Begünstigten (nur juristische Personen)"], 70),
        ("agreements", "beneficiary", ["Finansejuma sanemejs"], 90),
        ("agreements", "beneficiary", ["Finansējuma saņēmējiem"], 90),
        ("agreements", "project", ["Projekta īstenošanas vieta"], 0),
        ("costs", "amount", ["Vieta"], 0),
        ("costs", "amount", [], 0),
    ],
)
def test_headings_are_compared_with_the_usual_ones(kind: str, column: str, parts: list[str], sure: int) -> None:
    assert by_heading(kind, column, parts).sure == sure


@pytest.mark.parametrize(
    ("column", "values", "fits"),
    [
        ("number", [1.0, 2.0, 3.0], True),
        ("number", [1.0, 3.0, 4.0], False),
        ("issuer-reg", ["40003032949"], True),
        ("issuer-reg", ["40003032940"], False),
        ("account-code", [2261.0, 2261.0, 1100.0], True),
        ("account-code", [2261.0], False),
        ("issuer", ["SIA A", "AS B"], True),
        ("document-date", [DAY, "31.01.2014"], True),
        ("document-date", ["rīt"], False),
        ("document-no", ["R-1", "AB 12/3"], True),
        ("document-no", ["1.1", "1.2"], False),
        ("amount", [5.5, "1 234,50", "1.234"], True),
        ("amount", [2014.0, 2015.0], False),
        ("description", ["divi vārdi", "trīs vārdi te"], True),
        ("line", ["1.1. Algas", "1.2. Noma"], True),
        ("note", ["x"], False),
        ("amount", [], False),
    ],
)
def test_what_cells_look_like(column: str, values: list[Raw], fits: bool) -> None:  # noqa: FBT001
    assert (by_look_alone(column, look(values)) != NO_MATCH) is fits


def test_forms_of_dates_are_chosen_so_that_all_texts_can_be_read() -> None:
    assert forms_of(["31.01.2014", "2014-01-31", DAY, "rīt"]) == ["day.month.year", "year-month-day"]
    assert forms_of(["01/02/2014", "02/13/2014"]) == ["month/day/year"]
    assert forms_of(["01/02/2014"]) == ["day/month/year"]
    assert set(day_forms("01/02/2014")) == {"day/month/year", "month/day/year"}
    assert day_forms("no") == {}


@pytest.mark.parametrize(
    ("values", "mark"),
    [(["1,50", "2.000,00"], ","), (["1.50"], "."), (["1.234"], ""), (["1,5", "1.5"], ""), ([1.5], ""), (["x"], "")],
)
def test_the_decimal_mark_is_the_one_that_more_amounts_have(values: list[Raw], mark: str) -> None:
    assert decimal_mark(values) == mark


def test_amounts_that_can_mean_thousands_or_fractions_are_asked_about() -> None:
    head = "Projekta kods | Projekta nosaukums | Kopā, EUR | ES | Pašu"
    drawn = [
        [*line.split(" | ")]
        for line in (head, "P1 | Klubs un skola | 500.005 | 350.005 | 150", "P2 | Skola un klubs | 3 | 2 | 1")
    ]
    made = guessed(sheet(drawn), kind="agreements")
    assert (says(made)["decimal"], {"amounts EU", "amounts OWN"} <= columns(made).keys()) == (",", True)


def test_a_part_of_ones_own_leaves_no_rest() -> None:
    drawn = lines(
        "Projekta kods | Projekta nosaukums | Kopā, EUR | ES | Pašu",
        "P1 | Klubs un skola | 9 | 2 | 3",
        "P2 | Skola | 9 | 2 | 3",
    )
    assert list(columns(guessed(drawn, kind="agreements")))[3:] == ["amounts EU", "amounts OWN"]


def test_fractions_of_a_cent_are_counted_but_not_those_of_numbers_too_large() -> None:
    assert fractions([1.005, 1.5, "1,005", 1e300, 0.1 + 0.2]) == 1


def test_what_stands_for_not_stated_is_usual_or_recurs() -> None:
    assert unstated({"n.a.": 1, "notiek": 3, "25.570, 13": 1}) == ["n.a.", "notiek"]


def test_rows_that_begin_alike_are_left_out_together() -> None:
    parts = [f"Alga {n} | A | B | {n}\nKopā par {n}. daļu | . | . | {n}" for n in range(1, 5)]
    drawn = sheet(lines("Pozīcija | Kas | Kad | Summa", *parts, "Kopā | . | . | 10", "PVN kopā | . | . | 2", "Sagatavots"))
    told = told_by(lines_below(drawn, guessed(drawn, kind="budget").rows), {3}, set())
    assert (told.total, told.skip, told.end, told.sections) == (("Kopā",), ("Kopā *",), ("PVN kopā*",), 0)
    assert told_by([], {3}, set()) == ((), (), (), 0)


@pytest.mark.parametrize(
    ("first", "end"),
    [
        ("Nota bene: šis", ()),
        ("Piezīme: tā ir", ("Piezīme*",)),
        ("Dati līdz gada beigām", ("Dati līdz*",)),
        ("* tāpat", ("* tāpat*",)),
        ("***", ()),
        ("5", ()),
    ],
)
def test_the_end_of_a_table_begins_with_words_that_no_row_begins_with(first: str, end: tuple[str, ...]) -> None:
    drawn = sheet(lines("Kas | Kad | Summa", "Nota bene A | x | 1", "Nota bene B | x | 2", first))
    assert told_by(lines_below(drawn, guessed(drawn, kind="budget").rows), {2}, set()).end == end


# Writing it down.


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ('a "b" \\ c', r'"a \"b\" \\ c"'),
        ("a\nb\x7f\ud800", r'"a\nb\u007f"'),
        ({"no": 1, "a b": [True, 1.5]}, '{ no = 1, "a b" = [true, 1.5] }'),
        (date(2014, 1, 31), "2014-01-31"),
    ],
)
def test_values_are_written_as_toml_does(said: object, written: str) -> None:
    assert value(said) == written


USUAL = ["Summa", "Nr.", "Kopā", "ES", "2014", "Projekta nosaukums", "Datums", "Rādītājs", "*", "“", "Plāns 2014"]
TEXTS = st.text(max_size=8) | st.sampled_from(USUAL)
CELLS = TEXTS | st.floats(-1e6, 1e6) | st.sampled_from([DAY, 2014.0, "n.a.", "1 234,50"])
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=6), min_size=1, max_size=8)


@settings(max_examples=150)
@given(st.lists(TEXTS, min_size=2, max_size=6), ROWS, st.sampled_from(list(KINDS)))
def test_whatever_a_sheet_holds_the_file_is_toml_and_lacks_only_what_it_says(
    headings: list[Raw], rows: list[list[Raw]], kind: str
) -> None:
    drawn = sheet([headings, *rows])
    try:
        made = guess("a.xlsx", [drawn], Known(), kind=kind)
    except BooksError:
        return
    read = read_layout(render(made, 'a "b".xlsx', "en"), Place("a.toml"))
    if isinstance(read, Layout):
        find_tables("a.xlsx", [drawn], read)
        return
    told = [words(one.message, "en") for one in read]
    assert made.lacking, told
    assert all("has no column" in one or "Say in which row" in one for one in told), told


# The commands.


def csv_of(drawn: str) -> str:
    """A drawing as a text file."""
    return "\n".join(
        ";".join(one.strip() if one.strip() != "." else "" for one in line.split("|")) for line in drawn.split("\n")
    )


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(arguments)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.parametrize("lang", ["lv", "en"])
@pytest.mark.parametrize("drawn", [LEDGER, LITHUANIAN, POLISH, CREDITS], ids=["ledger", "lt", "pl", "credits"])
def test_a_guess_is_shown_in_eighty_columns_and_written_to_be_tried(
    drawn: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text(csv_of(drawn), encoding="utf-8")
    code, out, err = ran(capsys, "layout", "guess", "list.csv", "-o", "list.toml", "--lang", lang)
    assert (code, out.split()) == (0, ["list.toml"])
    assert max(map(cells_of, err.splitlines())) <= 80
    code, out, err = ran(capsys, "layout", "check", "list.csv", "--layout", "list.toml", "--lang", lang)
    assert code == 0, err
    assert max(map(cells_of, [*out.splitlines(), *err.splitlines()])) <= 80
    assert "\x1b" not in out + err


def test_a_guess_goes_to_stdout_and_never_over_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text(csv_of(LEDGER), encoding="utf-8")
    code, out, err = ran(capsys, "layout", "guess", "list.csv", "--name", "mans", "--lang", "en")
    assert code == 0
    assert out.startswith("#:schema ./layout.schema.json\n# A proposal, made from “list.csv”.")
    assert 'name = "mans"' in out
    assert "As it stands it finds 3 rows, leaves 1 out, and has 0 errors." in err
    Path("list.toml").write_text("mine", encoding="utf-8")
    code, _, err = ran(capsys, "layout", "guess", "list.csv", "-o", "list.toml", "--lang", "en")
    assert (code, "list.toml exists already; --force replaces it." in err) == (2, True)
    assert Path("list.toml").read_text(encoding="utf-8") == "mine"
    assert ran(capsys, "layout", "guess", "list.csv", "-o", "list.toml", "--force", "--lang", "en")[0] == 0
    assert "mine" not in Path("list.toml").read_text(encoding="utf-8")
    code, _, err = ran(capsys, "layout", "guess", "list.csv", "-o", "no/list.toml", "--lang", "en")
    assert (code, "cannot be written" in err) == (3, True)
    assert ran(capsys, "layout", "guess", "none.csv", "--lang", "en")[0] == 3


def test_a_guess_that_lacks_something_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text("Projekta nosaukums;Kopā, EUR;Vieta\nKlubs;5,5;Rīga\nSkola;6,5;Rīga\n", encoding="utf-8")
    _, out, err = ran(capsys, "layout", "guess", "list.csv", "--kind", "costs", "--lang", "en")
    assert "! Needed, and not found: document-no" in err
    assert "It cannot be used yet: fill in what it needs." in err
    assert "# ? needed" in out
    assert '# document-no = ["…"]' in out
    _, _, err = ran(capsys, "layout", "guess", "list.csv", "--lang", "en")
    assert "“start” has no column: state it in each import" in err


def test_a_sheet_that_could_be_of_two_kinds_is_told() -> None:
    shown = guessed_text(guessed(WIDE), Look("en", 80))
    assert shown.startswith(
        "Sheet “Tāme”: a budget, with its headings in the rows 2 to 3.\nIt could also be: a list of agreements;"
    )
    sure = guessed(lines("Projekta kods | Projekta nosaukums | Sākums | Kopā, EUR", "P1 | Klubs | 31.12.2013 | 5.5"))
    assert guessed_text(sure, Look("en", 80)).endswith("its cells are figures")
    assert "sum of the rows" not in tried_text([tried(guessed(INDICATORS))], Look("lv", 80))
    bare = guessed(lines("31.01.2014 | R-0001 | SIA Nams un dārzs | Noma par janvāri | 100.5"))
    assert guessed_text(bare, Look("en", 80)).startswith("Sheet “Lapa1”: a register of costs, without headings.")


def test_the_books_above_are_looked_at_and_need_not_be_there(
    make_books: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make_books('2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31 10000 EUR\n')
    path = tmp_path / "list.csv"
    path.write_text(csv_of(LEDGER.replace("izdruka", "izdruka P1")), encoding="utf-8")
    _, out, _ = ran(capsys, "layout", "guess", str(path), "--books", str(root), "--lang", "en")
    assert 'constants = { project = "P1" }' in out
    monkeypatch.chdir(tmp_path)
    assert ran(capsys, "layout", "guess", str(path))[0] == 0
    assert ran(capsys, "layout", "guess", str(path), "--books", str(tmp_path / "none"))[0] == 3


def test_a_layout_is_tried_by_its_file_or_its_name(
    make_books: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_books('2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31 10000 EUR\n')
    folder = root / "importers" / "layouts"
    folder.mkdir(parents=True)
    (folder / "izdruka.toml").write_text(render(guessed(LEDGER, "izdruka.csv"), "izdruka.csv", "en"), encoding="utf-8")
    (folder / "broken.toml").write_text("name = 5", encoding="utf-8")
    path = tmp_path / "a.csv"
    path.write_text(csv_of(LEDGER.replace("R-2", ".")), encoding="utf-8")
    code, out, err = ran(capsys, "layout", "check", str(path), "--layout", "izdruka", "--books", str(root), "--lang", "en")
    assert (code, "cell-missing  a.csv!B4" in err) == (1, True)
    assert "The file: 3 rows, 1 left out" in out
    assert "left out, text below the table: row 6" in out
    assert "sum of the rows: 1,264.50; the sheet states no total" in out
    code, out, err = ran(capsys, "layout", "check", str(path), "--layout", "broken", "--books", str(root), "--lang", "en")
    assert (code, out, "“name” is 5" in err) == (1, "", True)
    code, _, err = ran(capsys, "layout", "check", str(path), "--layout", "cits", "--books", str(root), "--lang", "en")
    assert (code, "There is no layout “cits”; there are: izdruka." in err) == (2, True)
    code, out, err = ran(capsys, "layout", "list", "--books", str(root), "--lang", "en")
    assert (code, "izdruka (all sheets)  costs        8" in out, "“name” is 5" in err) == (1, True, True)


def test_no_table_is_found_and_that_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a;b\nc;d\n", encoding="utf-8")
    shipped = ROOT / "importers" / "layouts" / "cost-register.toml"
    code, out, err = ran(capsys, "layout", "check", str(path), "--layout", str(shipped), "--lang", "en")
    assert (code, out, "header-missing" in err) == (1, "", True)


def test_many_findings_of_a_kind_are_counted_and_all_are_shown_where_that_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    path, layout = tmp_path / "a.csv", tmp_path / "a.toml"
    rows = "Nr.;Datums;Kas;Par ko;Summa\n" + "R-1;rīt;A;B;1,00\n" * 9 + "Kopā par 1;;;;9,00\n" * 9 + "Kopā;;;;5,00\n"
    path.write_text(rows, encoding="utf-8")
    names = {
        "document-no": "Nr.",
        "document-date": "Datums",
        "issuer": "Kas",
        "description": "Par ko",
        "amount": "Summa",
        "note": "Z",
    }
    declared = "\n".join(f'{name} = ["{heading}"]' for name, heading in names.items())
    layout.write_text(
        'name = "a"\nkind = "costs"\noptional = ["note"]\ntotal = ["Kopā"]\nskip = ["Kopā par*"]\n'
        f"constants = {{ paid = 2014-01-31 }}\n[columns]\n{declared}\n",
        encoding="utf-8",
    )
    code, out, err = ran(capsys, "layout", "check", str(path), "--layout", str(layout), "--lang", "en")
    assert (code, "… and 4 more date-unreadable" in err) == (1, True)
    assert "not in this sheet: note" in out
    assert "left out, words that the layout leaves out: row 11, 12, 13, 14, 15, 16, 17, 18 …" in out
    assert "sum of the rows: 9.00; the sheet's own total: 5.00" in out
    assert "paid           –       2014-01-31" in out
    assert "total-differs  a.csv!E20" in err
    _, _, err = ran(capsys, "layout", "check", str(path), "--layout", str(layout), "--all", "--lang", "en")
    assert err.count("date-unreadable") == 9


def test_an_empty_list_of_layouts(make_books: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = make_books("")
    expected = (0, "There is no layout in importers/layouts.\n", "")
    assert ran(capsys, "layout", "list", "--books", str(root), "--lang", "en") == expected


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ran(capsys, "layout", "schema")
    assert (code, out) == (0, (ROOT / "importers" / "layouts" / "layout.schema.json").read_text(encoding="utf-8"))


def test_a_list_of_agreements_is_tried_as_a_whole() -> None:
    """Its parts are compared with its total, because it needs no books."""
    source = (
        'name = "a"\nkind = "agreements"\n[columns]\nproject = ["K"]\nname = ["N"]\ntotal = ["T"]\n'
        '[[amounts]]\nheadings = ["ES"]\nfunder = "EU"\n'
    )
    layout = read_layout(source, Place("a"))
    assert isinstance(layout, Layout)
    (one,), _ = try_layout("a.csv", [sheet(lines("K | N | T | ES", "P1 | Klubs | 5 | 4"))], layout)
    assert errors(one) == [("parts-differ", "C2")]

"""A layout proposed for a sheet that nobody has seen: what it is, which column is which, what its rows say, and what is open.

The sheets are invented in the manner of lists and registers of several countries.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
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
from riga_grants.guess import Guess
from riga_grants.guess import guess
from riga_grants.guess import known_of
from riga_grants.guess_columns import Known
from riga_grants.guess_match import NO_MATCH
from riga_grants.guess_match import by_heading
from riga_grants.guess_match import by_look_alone
from riga_grants.guess_rows import lines_below
from riga_grants.guess_rows import told_by
from riga_grants.guess_toml import render
from riga_grants.guess_toml import value
from riga_grants.guess_values import day_forms
from riga_grants.guess_values import decimal_mark
from riga_grants.guess_values import forms_of
from riga_grants.guess_values import fractions
from riga_grants.guess_values import look
from riga_grants.guess_values import unstated
from riga_grants.i18n import words
from riga_grants.layouts import Layout
from riga_grants.layouts import read_layout
from riga_grants.sheets import At
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet
from riga_grants.tables import find_tables
from riga_grants.trial import Tried
from riga_grants.trial import try_layout

ROOT = Path(__file__).parent.parent

GERMAN = sheet(
    lines(
        "Liste der Vorhaben EFRE 2014–2020",
        "Stand: | 31.12.2019",
        "Lfd. Nr. | Name des Begünstigten (nur juristische Personen) | Bezeichnung des Vorhabens | Zeitraum | . | Ausgaben | . | . | PLZ",
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
    merged=(((0, 0), (0, 8)), ((2, 0), (3, 0)), ((2, 1), (3, 1)), ((2, 2), (3, 2)), ((2, 3), (2, 4)), ((2, 5), (2, 7)), ((2, 8), (3, 8))),
)
POLISH = lines(
    "Lista projektów",
    ".",
    "Lp. | Tytuł projektu | Numer umowy | Nazwa beneficjenta | Wartość ogółem (zł) | Dofinansowanie UE | Wkład krajowy "
    "| Data rozpoczęcia | Data zakończenia",
    "1 | Budowa drogi | POIS.01/16 | Gmina A | 1 000,00 | 850,00 | 150,00 | 2016-01-01 | 2019-12-31",
    "2 | Budowa mostu | POIS.02/16 | Gmina B | 2 000,00 | 1 700,00 | b.d. | 2016-02-01 | 2019-12-31",
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
    letters = {one: chr(ord("A") + one.at) if one.at >= 0 else "–" for one in made.placed}
    states = ("funder", "period", "state")
    return {" ".join([one.column, *(str(one.states[key]) for key in states if key in one.states)]): letters[one] for one in made.placed} if all(
        map(hash_free, made.placed)
    ) else {}


def hash_free(_: object) -> bool:
    return True


def says(made: Guess) -> dict[str, Any]:
    return {one.key: one.value for one in made.settings}

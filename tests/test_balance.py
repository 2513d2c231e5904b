"""Nothing lost: whatever a sheet holds, its rows are accounted for in number and to the cent, or the program is at fault."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import registers
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from registers import row
from registers import write_register
from tables import layout
from tables import planned
from tables import the_file
from tables import write_table

from riga_grants.errors import BooksError
from riga_grants.importing import balance
from riga_grants.importing import importer
from riga_grants.importing.importer import Wishes
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import State
from riga_grants.screens import import_json
from riga_grants.screens import import_text
from riga_grants.screens.import_details import Look
from riga_grants.screens.preview import Done

BOOKS, LAYOUTS = registers.books(), registers.layouts()
LOOK = Look("en", 80, colour=False, root=None)

AMOUNTS = st.one_of(
    st.integers(-999_999, 999_999).map(lambda cents: cents / 100),
    st.sampled_from([0, "abc", "1 234,50", "1.234", "12,00 EUR", "5 USD", None, 10.005, date(2014, 5, 5), 1e12, "-7,10"]),
)
"""Amounts as registers have them: good ones, and all that can be wrong with one."""

ROWS = st.fixed_dictionaries(
    {},
    optional={
        "amount": AMOUNTS,
        "project": st.sampled_from(["P1", "P2", "P9", None]),
        "line": st.sampled_from(["2. Telpu noma", "Telpu noma", "3", "9. Nav", None]),
        "document_no": st.sampled_from(["R-1", "R-2", 7.0, date(2014, 1, 1), None]),
        "document_date": st.sampled_from([date(2014, 1, 31), "31.01.2014", "1/2/2014", "2013-12-31", None]),
        "issuer": st.sampled_from(["SIA A", "SIA B", None]),
        "issuer_reg": st.sampled_from([registers.REG_NO, registers.PERSONAL_CODE, "123", None]),
        "number": st.sampled_from([1, "Kopā", "Nr. p. k.", None]),
    },
)
BLANK = dict.fromkeys(row())


@settings(max_examples=60)
@given(
    st.lists(st.one_of(ROWS.map(lambda changes: row(**changes)), st.just(BLANK)), max_size=12),
    st.sampled_from(["sum", None]),
    st.sampled_from([Wishes(), Wishes(accept_valid=True)]),
)
def test_whatever_is_wrong_screen_and_json_and_plan_account_for_every_row_and_cent(
    rows: list[dict[str, object]], total: str | None, wishes: Wishes
) -> None:
    with TemporaryDirectory() as folder:
        path = write_register(Path(folder) / "a.xlsx", rows, total=total)
        below = CalamineWorkbook.from_path(path).get_sheet_by_name("Izmaksas").to_python(skip_empty_area=False)[5:]
        held = sum(any(cell != "" for cell in cells) for cells in below)
        file = the_file(importer.plan([path], BOOKS, LAYOUTS, wishes))
    plan = ImportPlan((file,))
    counts, cents = [file.count(state) for state in State], [file.cents(state) for state in State]
    assert (sum(counts), sum(cents)) == (file.count(), file.cents())
    assert sum(counts) == held
    assert sum(record.cents or 0 for one in file.rows if one.state is State.ACCEPTED for record in one.new) == cents[0]
    found = json.loads(import_json.as_json(plan, plan.findings, BOOKS.agreements, Done(), LOOK))["files"][0]
    assert [found["states"][state.value]["count"] for state in State] == counts
    assert [round(float(found["states"][state.value]["sum"]) * 100) for state in State] == cents
    assert len(found["sheets"][0]["rows"]) == held
    shown = " ".join(import_text.screen(plan, plan.findings, BOOKS.agreements, LOOK).split())
    assert f"Every row is accounted for: {' + '.join(map(str, counts))} = {held}" in shown
    assert f"every cent: {' + '.join(map(LOOK.money, cents))} = {LOOK.money(sum(cents))}" in shown


DECLARED = {
    "budget": [
        "Nr. p. k.",
        "Projekts",
        "Budžeta pozīcija",
        "Periods",
        "Plāns, EUR",
        "Grozījumi, EUR",
        "Budžets, EUR",
        "Spēkā no",
    ],
    "agreements": ["Nr. p. k.", "Projekts", "Projekta nosaukums", "Sākums", "Kopā, EUR", "Finansētājs", "Ne vairāk kā, EUR"],
    "indicators": ["Nr. p. k.", "Projekts", "Rādītājs", "Periods", "Plānots", "Sasniegts", "Spēkā no"],
}
SHEETS = {"budget": "Budžets", "agreements": "Līgumi", "indicators": "Rādītāji"}
CELLS = st.sampled_from(
    [
        *(None, None, 100.0, 0, -5.25, "1 234,50", "1.234", "nav zināms", 10.005, "P1", "P2", "Kopā", "total", "2. Telpu noma"),
        *("Telpu noma", "RD", "Ģimenes", date(2014, 1, 1), "01.02.2014", "2014", "5 USD"),
    ]
)


@settings(max_examples=60)
@given(st.sampled_from(list(DECLARED)), st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=8))
def test_so_do_sheets_of_the_other_kinds(kind: str, rows: list[list[object]]) -> None:
    with TemporaryDirectory() as folder:
        headings: list[object] = [*DECLARED[kind]]
        path = write_table(Path(folder) / "a.xlsx", [headings, *(cells[: len(headings)] for cells in rows)], sheet=SHEETS[kind])
        file = the_file(importer.plan([path], BOOKS, LAYOUTS, Wishes(kind)))
    held = sum(any(cell is not None for cell in cells[: len(headings)]) for cells in rows)
    assert (file.kind, file.count(), sum(map(file.count, State))) == (kind, held, held)
    assert sum(map(file.cents, State)) == file.cents()


# --- figures that are not the project's own --------------------------------------------------------------------------

COLUMNS = {
    "document-no": ["Nr"],
    "document-date": ["Datums"],
    "issuer": ["No kā"],
    "description": ["Par ko"],
    "line": ["Pozīcija"],
    "amount": ["Summa"],
    "document-type": ["Veids"],
}
HEADINGS: list[object] = [words[0] for words in COLUMNS.values()]


def costs(*rows: tuple[object, str]) -> list[list[object]]:
    """A register of amounts with the types of their documents, and a total as the last row where the type is Kopā."""
    return [
        HEADINGS,
        *(
            [None, None, None, None, None, amount, "Kopā"]
            if kind == "Kopā"
            else [str(n), date(2014, 1, 31), "SIA A", "Noma", "2", amount, kind]
            for n, (amount, kind) in enumerate(rows)
        ),
    ]


@pytest.mark.parametrize(
    ("more", "rows", "cents", "booked"),
    [
        # Converted amounts: rows and total are balanced in the sheet's own currency, what is booked is in the project's.
        (
            {"currency": "LVL", "rates": {"LVL": "0.702804"}},
            [(70.28, ""), (140.56, ""), (210.84, "Kopā")],
            [21084, 0, 0, 0, 0],
            30000,
        ),
        # Words that make an amount negative count in the sum, as in the total.
        (
            {"negative": {"document-type": ["Kredītrēķins"]}},
            [(100.0, ""), (30.0, "Kredītrēķins"), (70.0, "Kopā")],
            [7000, 0, 0, 0, 0],
            7000,
        ),
        ({"sign": "reversed"}, [(-100.0, ""), (30.0, ""), (-70.0, "Kopā")], [7000, 0, 0, 0, 0], 7000),
        # A row in another currency is rejected with the amount that it states.
        ({}, [(100.0, ""), ("50 USD", ""), (150.0, "Kopā")], [10000, 0, 0, 5000, 0], 10000),
    ],
)
def test_sums_are_in_the_sheets_own_figures(
    tmp_path: Path, more: dict[str, object], rows: list[tuple[object, str]], cents: list[int], booked: int
) -> None:
    used = layout("costs", COLUMNS, constants={"project": "P1"}, total=["Kopā"], **more)
    path = write_table(tmp_path / "a.xlsx", costs(*rows))
    file = the_file(planned(path, used, registers.LEDGER, Wishes(accept_valid=True)))
    assert [file.cents(state) for state in State] == cents
    assert file.sheets[0].total_cents == sum(cents)
    assert "total-differs" not in {found.code for found in file.all_findings}
    assert sum(record.cents or 0 for record in file.records) == booked


def test_a_funders_part_without_the_funder_is_rejected_with_its_amount(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Kods", "Nosaukums", "Sākums", "Finansētājs", "Daļa"],
        ["A1", "Pirmais", date(2014, 1, 1), "RD", 10.0],
        ["A2", "Otrais", date(2014, 1, 1), None, 5.0],
        ["A3", "Trešais", date(2014, 1, 1), None, None],
    ]
    columns = {"project": ["Kods"], "name": ["Nosaukums"], "start": ["Sākums"], "funder": ["Finansētājs"], "ceiling": ["Daļa"]}
    used = layout("agreements", columns, total=["Kopā"])
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, registers.LEDGER))
    assert [(one.state, one.cents) for one in file.rows] == [
        (State.ACCEPTED, 1000),
        (State.REJECTED, 500),
        (State.ACCEPTED, None),
    ]


# --- what would be our own fault -------------------------------------------------------------------------------------


def test_a_row_that_is_lost_or_doubled_or_bent_ends_the_program(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2", amount=5.0)])
    (sheet,) = the_file(importer.plan([path], BOOKS, LAYOUTS)).sheets
    own = balance.own_amounts(sheet.table, {})
    assert own == {5: 120000, 6: 500, 7: None}
    balance.verify(sheet, own)
    first, second, total = sheet.rows
    for rows in ((first, total), (first, second, second, total), (first, replace(second, cents=501), total)):
        with pytest.raises(AssertionError):
            balance.verify(replace(sheet, rows=rows), own)


def test_a_file_that_cannot_be_read_is_no_fault_of_ours(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(BooksError):
        importer.plan([tmp_path / "a.xlsx"], BOOKS, LAYOUTS)

"""Small cost registers for tests: a workbook like the finance officer's, from rows given by column."""

import zipfile
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from typing import NamedTuple

import xlsxwriter
from beancount import loader

from riga_grants.books import Books
from riga_grants.books import digest
from riga_grants.layouts import Layout
from riga_grants.layouts import load_layouts

HEADINGS = {
    "number": "Nr. p. k.",
    "project": "Projekts",
    "line": "Budžeta pozīcija",
    "document-type": "Dokumenta veids",
    "document-no": "Dokumenta Nr.",
    "document-date": "Dokumenta datums",
    "issuer": "Izsniedzējs",
    "issuer-reg": "Reģ. Nr.",
    "description": "Darījuma apraksts",
    "amount": "Summa, EUR",
    "paid": "Maksājuma datums",
    "in-kind": "Ieguldījums natūrā",
    "note": "Piezīmes",
}
"""The columns A to M, in the order of the sheet; the header stands in row 5, the first cost in row 6."""

LEDGER_P1 = """
2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31 10000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 9000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff "total" 1000 EUR
2014-01-01 open Income:InKind:P1
2014-01-01 open Expenses:P1:Staff EUR
  position: "1"
  name: "Personāls"
2014-01-01 open Expenses:P1:Staff:Social EUR
  position: "1.1"
  name: "Sociālie darbinieki"
2014-01-01 open Expenses:P1:Rent EUR
  position: "2"
  name: "Telpu noma"
2014-01-01 open Expenses:P1:Gifts EUR
  position: "3"
  name: "Dāvanas"
"""
"""A project with the lines 1.1 (budgeted by its parent), 2, and 3 which no budget has."""

LEDGER_P2 = """
2014-01-01 custom "grant-project" "P2" "Otrais" 2014-01-01 2014-12-31 10000 EUR
2014-01-01 open Income:InKind:P2
2014-01-01 open Expenses:P2:Rent EUR
  position: "1"
  name: "Telpu noma"
"""
"""A project without a budget by line."""

LEDGER = f"2014-01-01 open Liabilities:Payable:P1\n2014-01-01 open Liabilities:Payable:P2\n{LEDGER_P1}{LEDGER_P2}"

ROOT = Path(__file__).parent.parent

REG_NO = "40009999011"
"""A made-up registration number whose check digit is right."""

PERSONAL_CODE = "010190-12349"
"""A made-up personal code whose check digit is right."""


class Formula(NamedTuple):
    """A formula and the value that the spreadsheet calculated for it."""

    text: str
    value: float | str


def row(**changes: object) -> dict[str, object]:
    """Make a row that is right in every way; name columns with underscores to change them, None leaves a cell blank."""
    right: dict[str, object] = {
        "number": 1,
        "project": "P1",
        "line": "2. Telpu noma",
        "document-type": "Rēķins",
        "document-no": "R-0012",
        "document-date": date(2014, 1, 31),
        "issuer": "SIA Parauga nams",
        "issuer-reg": REG_NO,
        "description": "Telpu noma janvārī",
        "amount": 1200.0,
        "paid": date(2014, 2, 5),
        "in-kind": None,
        "note": None,
    }
    return right | {name.replace("_", "-"): value for name, value in changes.items()}


def write_register(
    path: Path,
    rows: Sequence[Mapping[str, object]],
    *,
    total: object = "sum",
    headings: Mapping[str, str] = HEADINGS,
    sheet: str = "Izmaksas",
    more: Mapping[str, object] | None = None,
) -> Path:
    """Write a register workbook and give its path.

    `total` is the Kopā row's amount: "sum" for a formula with its right value (of the rows with a number), None for no such
    row. `more` sets single cells by name, after all others.
    """
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"})
    page = book.add_worksheet(sheet)
    page.write_string(0, 0, "PĀRBAUDES DATI")
    for column, heading in enumerate(headings.values()):
        page.write_string(4, column, heading)
    for number, cells in enumerate(rows, 5):
        for column, name in enumerate(headings):
            _put(page, number, column, cells.get(name))
    end = 5 + len(rows)
    if total is not None:
        amount = list(headings).index("amount") if "amount" in headings else 9
        summed = sum(float(str(cells["amount"])) for cells in rows if isinstance(cells.get("amount"), int | float))
        page.write_string(end, 0, "Kopā")
        _put(page, end, amount, Formula(f"=SUM(J6:J{end})", summed) if total == "sum" else total)
    for cell, value in (more or {}).items():
        page.write(cell, value)
    book.close()
    return path


def _put(page: Any, row: int, column: int, value: object) -> None:  # noqa: ANN401 - XlsxWriter carries no types
    if isinstance(value, Formula):
        page.write_formula(row, column, value.text, None, value.value)
    elif isinstance(value, str):
        page.write_string(row, column, value)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, column, value)
    elif value is not None:
        page.write_datetime(row, column, value)


def edit_part(path: Path, member: str, change: Callable[[str], str]) -> Path:
    """Rewrite one XML part of a workbook, as a broken or hostile program would; the edit must change it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[member].decode()
    after = change(before)
    assert after != before
    parts[member] = after.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def books(ledger: str = LEDGER) -> Books:
    """Give books from a ledger's text, without any file."""
    entries, errors, _ = loader.load_string(ledger)
    assert not errors, errors
    agreements, facts, findings = digest(entries)
    assert not findings, findings
    return Books(Path("books"), entries, {}, agreements, facts, ())


def layouts() -> dict[str, Layout]:
    """Give the repository's own layouts."""
    found, findings = load_layouts(ROOT / "importers" / "layouts")
    assert not findings, findings
    return found

"""A small set of books for the tests of the Fava dashboard: one project, one cost in order, one after the project's end."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook

REPOSITORY = Path(__file__).parent.parent

MAIN = """\
option "title" "Proves"
option "operating_currency" "EUR"
option "documents" "documents"
plugin "riga_grants.plugin"

1970-01-01 custom "fava-option" "language" "en"
1970-01-01 custom "fava-option" "import-config" "../importers/import_config.py"
1970-01-01 custom "fava-option" "import-dirs" "../inbox/"

2000-01-01 open Assets:Bank EUR
2000-01-01 open Liabilities:Payable:RGAP EUR
2000-01-01 open Liabilities:Advance:RD:RGAP EUR
2000-01-01 query "costs" "SELECT account, sum(position) WHERE account ~ 'Expenses' GROUP BY account"
2000-01-01 query "not a query" ".output stolen"

include "projects/RGAP.beancount"
include "imported/RGAP/*.beancount"
"""

PROJECT = """\
2014-01-28 custom "grant-project" "RGAP" "Paraugs" 2014-01-01 2016-12-31 1000 EUR
2014-01-28 custom "grant-source" "RGAP" "RD" 400 EUR
2014-01-28 custom "grant-source" "RGAP" "SOS" 600 EUR
  kind: "own"
2014-01-28 custom "grant-budget" Expenses:RGAP:Rent "total" 1000 EUR
2014-01-01 open Expenses:RGAP:Rent EUR
  position: "2"
  name: "Telpu noma"
2014-01-01 open Income:InKind:RGAP EUR

2014-02-01 * "Rīgas dome" "Avanss"
  Assets:Bank  200.00 EUR
  Liabilities:Advance:RD:RGAP

2014-02-28 * "SIA Parauga nams" "Telpu noma"
  document-no: "A-1"
  document-date: 2014-02-28
  issuer: "SIA Parauga nams"
  Expenses:RGAP:Rent  100.00 EUR
  Liabilities:Payable:RGAP

2017-01-31 * "SIA Parauga nams" "Par vēlu"
  document-no: "A-2"
  document-date: 2017-01-31
  issuer: "SIA Parauga nams"
  Expenses:RGAP:Rent  50.00 EUR
  Liabilities:Payable:RGAP

1970-01-01 custom "fava-option" "insert-entry" "Expenses:RGAP:"
"""

LATE_COST_LINE = 1 + PROJECT[: PROJECT.index("  Expenses:RGAP:Rent  50.00")].count("\n")


def make(root: Path) -> Path:
    """Make the books in a folder and give it."""
    rent = "ledger/documents/Expenses/RGAP/Rent"
    for folder in ("ledger/projects", "ledger/imported/RGAP", rent, "importers/layouts", "inbox"):
        (root / folder).mkdir(parents=True)
    (root / "ledger/main.beancount").write_text(MAIN, encoding="utf-8")
    (root / "ledger/projects/RGAP.beancount").write_text(PROJECT, encoding="utf-8")
    (root / "ledger/imported/RGAP/000000-start.beancount").write_text(
        ";; The imports of project RGAP follow this file.\n", encoding="utf-8"
    )
    (root / rent / "2014-02-28.A-1.txt").write_text("Rēķins A-1", encoding="utf-8")
    for name in ("importers/import_config.py", "importers/layouts/cost-register.toml"):
        (root / name).write_bytes((REPOSITORY / name).read_bytes())
    return root


HEADINGS = (
    "Nr. p. k.",
    "Projekts",
    "Budžeta pozīcija",
    "Dokumenta veids",
    "Dokumenta Nr.",
    "Dokumenta datums",
    "Izsniedzējs",
    "Reģ. Nr.",
    "Darījuma apraksts",
    "Summa, EUR",
    "Maksājuma datums",
    "Ieguldījums natūrā",
    "Piezīmes",
)
MARCH = (1, "RGAP", "2. Telpu noma", "Rēķins", "B-1", date(2014, 3, 31), "SIA Parauga nams", "40009999011", "Noma martā")
APRIL = (2, "RGAP", "2. Telpu noma", "Rēķins", "B-2", "30.04.2014", "SIA Parauga nams", "40009999011", "Noma aprīlī")
ROWS = ((*MARCH, 100.25, date(2014, 4, 2), "", ""), (*APRIL, 200.5, None, "jā", ""))


def register(path: Path, rows: Sequence[Sequence[object]] = ROWS, total: float = 300.75) -> Path:
    """Write a cost register in the layout of the repository; give its path."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "Izmaksas"
    for row in (["Izmaksu reģistrs"], [], HEADINGS, *rows, ["Kopā", *[""] * 8, total]):
        sheet.append(list(row))
    workbook.save(path)
    return path

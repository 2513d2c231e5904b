"""Small books for the tests of the Fava dashboard: one project, one cost in order, one after the project's end.

Also files for their import page, and what the command makes of the same files.
"""

import csv
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from beancount.core.data import Transaction
from fava.context import g
from flask import Flask
from openpyxl import Workbook

from riga_grants import books
from riga_grants.chains import writer
from riga_grants.dashboard.extension import RigaGrants
from riga_grants.dashboard.shown import Page
from riga_grants.importing import importer
from riga_grants.importing import suggestions
from riga_grants.importing.plans import FilePlan
from riga_grants.layouts import FOLDER
from riga_grants.layouts import load_layouts

HERE = "http://127.0.0.1:5000"
OURS = "/proves/extension/RigaGrants/"
"""The address of our pages."""

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

ABOVE = (("Izmaksu reģistrs",), (), HEADINGS)
SHEET = (*ABOVE, *ROWS, ("Kopā", *[None] * 8, 300.75))
"""The rows of the register that `register` writes if nothing else is said."""


def register(path: Path, rows: Sequence[Sequence[object]] = ROWS, total: float = 300.75) -> Path:
    """Write a cost register in the layout of the repository; give its path."""
    return workbook(path, "Izmaksas", (*ABOVE, *rows, ["Kopā", *[""] * 8, total]))


def workbook(path: Path, title: str, rows: Sequence[Sequence[object]]) -> Path:
    """Write a workbook of one sheet; give its path."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def export(path: Path, rows: Sequence[Sequence[object]], encoding: str = "windows-1257", delimiter: str = ";") -> Path:
    """Write a text file as an accounting program exports it; give its path."""
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


class Case(NamedTuple):
    """A file that a layout reads without error: the layout and rules it needs, its name, how it is written, its entries."""

    layout: str
    rules: str
    file: str
    write: Callable[[Path], Path]
    entries: int


EXPORT = """\
name = "accounts-export"
kind = "costs"
dates = ["day.month.year"]
decimal = ","
total = ["Kopā"]
optional = ["account-code"]

[constants]
project = "RGAP"

[columns]
document-no = ["Dok. nr."]
document-date = ["Datums"]
issuer = ["Partneris"]
description = ["Saturs"]
debit = ["Debets"]
credit = ["Kredīts"]
account-code = ["Konts"]
"""
RULES = """\
[[rules]]
account-code = "77*"
line = "2"
name = "telpas"
"""
EXPORTED = (
    ("Datums", "Dok. nr.", "Partneris", "Saturs", "Konts", "Debets", "Kredīts"),
    ("31.03.2014", "B-7", 'SIA "Čakstes ēka"', 'Īre "Ķīpsalā" \\ martā', "7710", "1 100,25", ""),
    ("30.04.2014", "K-1", 'SIA "Čakstes ēka"', "Kredītrēķins", "7710", "", "100,00"),
    ("Kopā", "", "", "", "", "1 100,25", "100,00"),
)

SHARES = """\
name = "shares"
kind = "costs"
sheets = ["Rēķini *"]
header-rows = 2
currency = "EUR"
rates = { LVL = "0.702804" }
personal = "mask"
fill-down = ["issuer"]

[columns]
project = ["Projekts"]
line = ["Tāme / Pozīcija"]
document-no = ["Dokuments / Nr."]
document-date = ["Dokuments / Datums"]
document-total = ["Dokuments / Kopā EUR"]
issuer = ["Izsniedzējs"]
description = ["Saturs"]
amount = ["Summa"]
currency = ["Valūta"]
note = ["Piezīmes"]
"""
SHARED = (
    ("Projekts", "Tāme", "Dokuments", "Dokuments", "Dokuments", "Izsniedzējs", "Saturs", "Summa", "Valūta", "Piezīmes"),
    ("", "Pozīcija", "Nr.", "Datums", "Kopā EUR", "", "", "", "", ""),
    ("RGAP", "2", "C-1", date(2014, 5, 31), 200, "SIA Parauga nams", "Puse īres", 100, "EUR", "zvanīt 29 123 456"),
    ("RGAP", "Telpu noma", "C-2", date(2014, 6, 30), None, None, "Īre latos", 70.28, "LVL", None),
)

BARE = """\
name = "bare"
kind = "costs"
header-rows = 0
constants = { project = "RGAP", line = "2" }

[columns]
document-no = { position = "A" }
document-date = { position = "B" }
issuer = { position = "C" }
description = { position = "D" }
amount = { position = "E" }
"""

BUDGET = (
    ("Projekts", "Budžeta pozīcija", "Periods", "Budžets, EUR", "Spēkā no"),
    ("RGAP", "2. Telpu noma", "visam projektam", 1200, date(2014, 6, 1)),
    ("Kopā", "", "", 1200, ""),
)

CASES: Mapping[str, Case] = {
    "cost-register": Case("", "", "RGAP-2014-1.xlsx", register, 2),
    "accounts-export": Case(EXPORT, RULES, "eksports.csv", lambda path: export(path, EXPORTED), 2),
    "shares": Case(SHARES, "", "Rēķini 2014.xlsx", lambda path: workbook(path, "Rēķini 2014", SHARED), 2),
}
"""By the name of the layout: a plain register; a text file without a column for lines; two rows of headings, shares, lats."""


def add_layout(root: Path, name: str, text: str, rules: str = "") -> None:
    """Add a layout to the books, and rules where it needs them."""
    if text:
        (root / "importers/layouts" / f"{name}.toml").write_text(text, encoding="utf-8")
    if rules:
        (root / "importers/rules.toml").write_text(rules, encoding="utf-8")


def add_layout_for_budgets(root: Path) -> None:
    """Add the repository's layout of budgets to the books, and the folder that their imports go to."""
    add_layout(root, "budget", (REPOSITORY / FOLDER / "budget.toml").read_text(encoding="utf-8"))
    (root / "budgets/RGAP").mkdir(parents=True)
    (root / "budgets/RGAP/000000-start.beancount").write_text(";; The imports follow.\n", encoding="utf-8")
    with (root / "ledger/main.beancount").open("a", encoding="utf-8") as main:
        main.write('include "../budgets/RGAP/*.beancount"\n')


def prepare(root: Path, name: str) -> Path:
    """Make the books for a case, with its file in the inbox; give the file."""
    case = CASES[name]
    add_layout(make(root), name, case.layout, case.rules)
    return case.write(root / "inbox" / case.file)


def prepare_twice(folder: Path, name: str) -> tuple[Path, Path]:
    """Make the books for a case twice, with the very same file; give both, the ones for the page first."""
    page, command = folder / "page", folder / "command"
    file = prepare(page, name)
    prepare(command, name).write_bytes(file.read_bytes())
    return page, command


def by_command(root: Path, file: str, layout: str = "cost-register") -> FilePlan:
    """Import a file of the inbox as `riga-grants import` does."""
    layouts, _ = load_layouts(root / FOLDER)
    loaded = books.load(root)
    rules, _ = suggestions.load(root, loaded)
    wishes = importer.Wishes(layout=layout, rules=rules)
    planned = importer.plan([root / "inbox" / file], loaded, layouts, wishes)
    writer.commit(root, planned, datetime(2026, 1, 1, tzinfo=UTC))
    return planned.files[0]


def said(entry: Transaction) -> tuple[object, ...]:
    """Give all that an entry says, but not where it was read."""
    meta = {key: value for key, value in entry.meta.items() if key not in {"filename", "lineno"} and not key.startswith("__")}
    postings = [(posting.account, posting.units) for posting in entry.postings]
    return entry.date, entry.flag, entry.payee, entry.narration, sorted(entry.links), meta, postings


def imported(root: Path) -> list[tuple[object, ...]]:
    """Give what the imported entries of the books say."""
    loaded = books.load(root)
    assert not [found for found in loaded.findings if found.code == "ledger"]
    return [said(entry) for entry in loaded.entries if "source-file" in entry.meta and isinstance(entry, Transaction)]


def shown(app: Flask, **said: str) -> Page:
    """Give one of our pages as the template gets it."""
    with app.test_request_context(OURS, base_url=HERE, query_string=said):
        app.preprocess_request()
        found = g.ledger.extensions.get_extension("RigaGrants")
        assert isinstance(found, RigaGrants)
        return found.page()


def hostile(text: str) -> str:
    """Give a ledger that says a text wherever it may say one."""
    return f"""
2014-01-28 custom "grant-project" "EVIL" "{text}" 2014-01-01 2015-12-31 500 EUR
  name-en: "{text}"
  contract: "{text}"
2014-01-28 custom "grant-source" "EVIL" "RD" 300 EUR
  name: "{text}"
  payer: "{text}"
2014-01-28 custom "grant-source" "EVIL" "SOS" 200 EUR
  kind: "own"
  name: "{text}"
2014-01-28 custom "grant-period" "EVIL" "2014" 2014-01-01 2014-12-31
2014-01-28 custom "grant-period" "EVIL" "{text}" 2015-01-01 2015-12-31
2014-01-28 custom "grant-instalment" "EVIL" "RD" "1" 2014-03-01 300.00 EUR
2014-01-28 custom "grant-instalment" "EVIL" "RD" "{text}" 2014-03-01 300.00 EUR
2014-01-28 custom "grant-indicator" "EVIL" "families" "2014" "reached" 10
  title: "{text}"
  unit: "{text}"
2014-01-28 custom "grant-indicator" "EVIL" "{text}" "2014" "reached" 10
2014-01-28 custom "grant-waiver" "EVIL" "cost-outside-dates" "total" 5.00 EUR
  by: "{text}"
  reason: "{text}"
2014-01-28 custom "grant-budget" Expenses:EVIL:Line "total" 500 EUR
  decision: "{text}"
2014-01-01 open Expenses:EVIL:Line EUR
  position: "{text}"
  number: "{text}"
  name: "{text}"
2014-01-01 open Liabilities:Payable:EVIL EUR
2014-01-01 open Liabilities:Advance:RD:EVIL EUR

2014-03-01 * "{text}" "{text}"
  Assets:Bank  300.00 EUR
  Liabilities:Advance:RD:EVIL

2014-05-31 ! "{text}" "{text}" ^row-0123456789abcdef0123456789abcdef
  document-no: "{text}"
  document-date: 2014-05-31
  issuer: "{text}"
  note: "{text}"
  suggested: "{text}"
  document: "{text}"
  source-file: "{text}"
  source-sheet: "{text}"
  source-cells: "{text}"
  Expenses:EVIL:Line  40.00 EUR
  Liabilities:Payable:EVIL

2013-05-31 * "{text}" "{text}"
  document-no: "{text}"
  document-date: 2013-05-31
  issuer: "{text}"
  Expenses:EVIL:Line  4000.00 EUR
  Liabilities:Payable:EVIL
"""

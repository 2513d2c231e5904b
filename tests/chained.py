"""Books on disk with every folder that imports write to, and importing and undoing as the command does."""

from datetime import UTC
from datetime import datetime
from pathlib import Path

from registers import LEDGER_P1
from registers import layouts

from riga_grants import books
from riga_grants.chains import undo
from riga_grants.chains.chain import START
from riga_grants.chains.chain import START_TEXT
from riga_grants.chains.entries import Correction
from riga_grants.chains.writer import commit
from riga_grants.importing import importer
from riga_grants.importing.importer import Wishes
from riga_grants.layouts import Layout

NOW = datetime(2014, 4, 7, 12, 0, tzinfo=UTC)
WHY = Correction("kļūda", "A. Auditor")

MAIN = """
option "title" "Test books"
option "operating_currency" "EUR"
plugin "riga_grants.plugin"
include "projects/*.beancount"
include "agreements/*.beancount"
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Liabilities:Payable:N1
2014-01-01 open Income:InKind:N1
2014-01-01 open Expenses:N1:Rent EUR
  position: "1"
"""
FOLDERS = ("ledger/imported/P1", "ledger/imported/N1", "ledger/agreements", "budgets/P1")
INCLUDES = "".join(f'include "../../{folder}/*.beancount"\n' for folder in FOLDERS if "agreements" not in folder)


def new_books(root: Path, ledger: str = LEDGER_P1) -> Path:
    """Write books of the project P1, into which costs, budgets and agreements can be imported; also costs of N1."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True)
        (root / folder / START).write_text(START_TEXT, encoding="utf-8")
    (root / "ledger" / "projects").mkdir()
    (root / "ledger" / "main.beancount").write_text(MAIN, encoding="utf-8")
    (root / "ledger" / "projects" / "P1.beancount").write_text(INCLUDES + ledger, encoding="utf-8")
    return root.resolve()


def add_by_hand(root: Path, ledger: str) -> None:
    """Write entries into P1's hand-kept file."""
    project = root / "ledger" / "projects" / "P1.beancount"
    project.write_text(project.read_text(encoding="utf-8") + ledger, encoding="utf-8")


def take(
    root: Path, path: Path, used: Layout | None = None, *, now: datetime = NOW, correction: Correction = WHY
) -> list[Path]:
    """Import a file as the command does, corrections included; give the generated files, none where it brings nothing."""
    loaded = books.load(root)
    known = {used.name: used} if used else layouts()
    made = importer.plan([path], loaded, known, Wishes(correct=True))
    return [] if made.blocked else commit(root, made, now, loaded.agreements, correction)


def take_back(root: Path, number: int, *, now: datetime = NOW, correction: Correction = WHY) -> list[Path]:
    """Undo an import as the command does, and give the generated files."""
    loaded = books.load(root)
    return undo.commit(root, undo.plan(loaded, number), now, loaded.agreements, correction)

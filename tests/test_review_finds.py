"""What a distrustful reader found: corrections that met twice, rows that named what was gone, and closed periods."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from beancount import loader
from beancount.core.data import Transaction
from chained import NOW
from chained import WHY
from chained import new_books
from registers import HEADINGS
from registers import LEDGER_P1
from registers import _put
from registers import layouts
from registers import row
from registers import write_register

from riga_grants import books
from riga_grants.booked import index
from riga_grants.chains.writer import commit
from riga_grants.importing import importer
from riga_grants.importing.importer import Wishes

EXPORTED = {**HEADINGS, "row-key": "Ieraksts"}
REJECTED = {**HEADINGS, "reasons": "Kāpēc noraidīts"}
PERIODS = """
2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
  closed: 2014-04-15
2014-01-01 custom "grant-period" "P1" "Q2" 2014-04-01 2014-12-31
"""
BY_HAND = """
2014-01-31 * "SIA Parauga nams" "Telpu noma janvārī"
  document-no: "R-0012"
  document-date: 2014-01-31
  issuer: "SIA Parauga nams"
  issuer-reg: "LV40009999011"
  Expenses:P1:Rent  1200.00 EUR
  Liabilities:Payable:P1
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return new_books(tmp_path / "books")


def workbook(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> Path:
    """Write a register of several sheets, whose rows name their entries."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, cells in enumerate([EXPORTED, *rows]):
            for column, heading in enumerate(EXPORTED):
                _put(page, number, column, cells.get(heading))
    book.close()
    return path


def take(root: Path, *paths: Path, mask: bool = False) -> list[tuple[str, str]]:
    """Import files in one run, corrections included; give the codes and severities of what is said of them."""
    loaded = books.load(root)
    made = importer.plan(paths, loaded, layouts(), Wishes(correct=True, mask=mask))
    commit(root, made, NOW, loaded.agreements, WHY)
    return sorted({(found.code, found.severity.name) for found in made.findings} - {("total-missing", "NOTE")})


def costs(root: Path) -> dict[str, int]:
    """Give the costs in cents by key, as ours count them; they must be what Beancount sums up."""
    standing = {key: cost.content.cents for key, cost in index(books.load(root).entries).by_key.items()}
    entries, errors, _ = loader.load_file(str(root / "ledger" / "main.beancount"))
    assert errors == []
    units = [each.postings[0].units for each in entries if isinstance(each, Transaction)]
    assert sum(standing.values()) == sum(int(each.number * 100) for each in units if each and each.number)
    return standing


@pytest.mark.parametrize("named", [True, False], ids=["named-by-its-entry", "known-by-its-contents"])
def test_two_files_of_one_run_that_correct_one_cost_replace_it_one_after_the_other(
    root: Path, tmp_path: Path, *, named: bool
) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    (key,) = costs(root)
    rows = [row(amount=amount, row_key=key if named else None) for amount in (100.0, 200.0)]
    paths = [write_register(tmp_path / f"{n}.xlsx", [one], headings=EXPORTED) for n, one in enumerate(rows)]
    take(root, *paths)
    assert list(costs(root).values()) == [20000]


def test_two_sheets_that_change_one_entry_replace_it_once(root: Path, tmp_path: Path) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    (key,) = costs(root)
    edited = {name: [row(amount=amount, row_key=key)] for name, amount in (("Izmaksas", 100.0), ("Costs", 200.0))}
    take(root, workbook(tmp_path / "b.xlsx", edited))
    assert sorted(costs(root).values()) == [10000, 20000]


def test_a_row_on_two_sheets_that_both_hold_or_both_change_their_entry_is_one_cost(root: Path, tmp_path: Path) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    (key,) = costs(root)
    for number, (amount, cents) in enumerate([(1200.0, 120000), (100.0, 10000)]):
        rows = [row(amount=amount, row_key=key)]
        take(root, workbook(tmp_path / f"{number}.xlsx", {"Izmaksas": rows, "Costs": rows}))
        assert list(costs(root).values()) == [cents]


def test_an_edited_row_that_names_an_entry_that_is_gone_counts_and_is_told(root: Path, tmp_path: Path) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    (key,) = costs(root)
    said = [
        take(root, write_register(tmp_path / f"{number}.xlsx", [row(document_no=number, row_key=key)], headings=EXPORTED))
        for number in ("R-8", "R-9")
    ]
    assert said == [[("row-changed", "NOTE")], [("row-reversed", "WARNING")]]
    assert list(costs(root).values()) == [120000, 120000]


def test_a_row_that_was_set_aside_and_equals_a_booked_one_is_told(root: Path, tmp_path: Path) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    aside = write_register(tmp_path / "a.rejected.xlsx", [row(), row(document_no="R-2")], headings=REJECTED)
    assert [take(root, aside), take(root, aside)] == [[("row-twice", "WARNING")], [("row-twice", "WARNING")]]
    assert list(costs(root).values()) == [120000, 120000]


def test_a_cost_that_is_redated_into_a_closed_period_is_booked_in_the_next_open_one(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", LEDGER_P1 + PERIODS)
    take(root, write_register(tmp_path / "a.xlsx", [row(document_date=date(2014, 5, 5), paid=None)]))
    take(root, write_register(tmp_path / "a.xlsx", [row(document_date=date(2014, 3, 5), paid=None)]))
    entries = [one for one in books.load(root).entries if isinstance(one, Transaction)]
    assert sorted(one.date for one in entries) == [date(2014, 4, 1), date(2014, 5, 5), date(2014, 5, 5)]
    assert [one.content.document_date for one in index(entries).by_key.values()] == [date(2014, 3, 5)]


def test_a_file_that_is_read_again_without_hiding_who_issued_a_document_changes_its_cost(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(issuer="Parauga nams, tel. 29123456", issuer_reg=None)])
    said = [take(root, path, mask=True), take(root, path)]
    assert said == [[], [("personal-data", "WARNING"), ("row-changed", "NOTE")]]


def test_of_two_equal_rows_one_that_is_booked_in_another_spelling_leaves_the_other_new(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", LEDGER_P1 + BY_HAND)
    path = write_register(tmp_path / "a.xlsx", [row(), row()])
    said = [take(root, path), take(root, path)]
    assert (said, list(costs(root).values())) == ([[], []], [120000, 120000])

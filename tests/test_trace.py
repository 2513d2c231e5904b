"""Provenance both ways: from an entry, a document or a figure to its cells as they stood, and from a cell to its entries."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import click
import pytest
from chained import add_by_hand
from chained import new_books
from chained import take
from chained import take_back
from registers import HEADINGS
from registers import LEDGER_P1
from registers import ROOT
from registers import Formula
from registers import layouts
from registers import row
from registers import write_register
from tables import layout
from tables import write_table

from riga_grants import books
from riga_grants import execution
from riga_grants.chains.entries import Correction
from riga_grants.chains.kept import Area
from riga_grants.chains.kept import Cell
from riga_grants.chains.kept import Row
from riga_grants.chains.kept import area
from riga_grants.chains.kept import plain_text
from riga_grants.chains.writer import commit
from riga_grants.cli import run
from riga_grants.grid import cells_of
from riga_grants.importing import importer
from riga_grants.importing.importer import Wishes
from riga_grants.screens import trace_json
from riga_grants.screens import trace_text
from riga_grants.tracing import trace as tracing
from riga_grants.tracing.provenance import Source
from riga_grants.tracing.provenance import Trace
from riga_grants.tracing.trace import Answer
from riga_grants.tracing.trace import Asked
from riga_grants.tracing.trace import Unbooked

TODAY = date(2015, 1, 1)
NOW = datetime(2014, 4, 7, 12, 0, tzinfo=UTC)
BUDGET = layout(
    "budget", {"line": ["Pozīcija"], "amount": ["Summa"], "dated": ["No"]}, constants={"project": "P1"}, sheets=["Tāme"]
)
PERIODS = """
2014-01-01 custom "grant-period" "P1" "2014-H1" 2014-01-01 2014-06-30
2014-01-01 custom "grant-period" "P1" "2014-H2" 2014-07-01 2014-12-31
"""
BY_HAND = """
2014-02-10 * "SIA Roka" "Ar roku"
  document-no: "H-1"
  document-date: 2014-02-10
  issuer: "SIA Roka"
  Expenses:P1:Rent  10.00 EUR
  Expenses:P1:Staff:Social  20.00 EUR
  Liabilities:Payable:P1

2014-02-11 * "Bez projekta"
  Assets:Bank  1.00 EUR
  Liabilities:Payable:P1  -1.00 EUR
"""

IMPORTED = "ledger/imported/P1"


def take_valid(root: Path, path: Path) -> list[Path]:
    """Import the good rows of a register, as with --accept-valid."""
    loaded = books.load(root)
    made = importer.plan([path], loaded, layouts(), Wishes(accept_valid=True))
    return commit(root, made, NOW, loaded.agreements, Correction("", "Ilze Bērziņa"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give books with entries by hand, and three imports.

    1: a.xlsx: R-1 in row 6, a row that was rejected in row 7, and R-3 in row 8 (July). 2: another a.xlsx, in which R-1 has
    another amount and R-3 is as it was. 3: tame.xlsx, the budget of the line Rent.
    """
    root = new_books(tmp_path / "books", LEDGER_P1 + PERIODS)
    shutil.copytree(ROOT / "importers" / "layouts", root / "importers" / "layouts")
    add_by_hand(root, "2014-01-01 open Assets:Bank\n" + BY_HAND)
    july = {"document_no": "R-3", "document_date": date(2014, 7, 5), "paid": None, "description": "Jūlijs"}
    rows = [row(document_no="R-1"), row(document_no="R-2", amount="x"), row(**july, amount=Formula("=1+1.5", 2.5))]
    take_valid(root, write_register(tmp_path / "a.xlsx", rows, total=None))
    (tmp_path / "new").mkdir()
    rows = [row(document_no="R-1", amount=1300.0), row(**july, amount=2.5)]
    take(root, write_register(tmp_path / "new" / "a.xlsx", rows), correction=Correction("labots", "Zane"))
    budget: list[list[object]] = [["Pozīcija", "Summa", "No"], ["2. Telpu noma", 8000.0, date(2014, 3, 1)]]
    take(root, write_table(tmp_path / "tame.xlsx", budget, sheet="Tāme"), BUDGET)
    return root


def ask(root: Path, *words: str, lang: str = "en") -> Answer:
    return tracing.trace(books.load(root), layouts(), words, TODAY, lang)


def at(answer: Answer, root: Path) -> list[str]:
    """Give the places of an answer's entries; ✗ marks what does not stand."""
    return [f"{one.place.under(root)}{'' if one.stands else ' ✗'}" for one in answer.traces]


def cells(one: Trace) -> dict[str, str]:
    """Give the row of an entry as it stood, by the cells' names."""
    (found,) = one.rows
    return {cell.at: plain_text(cell) for cell in found.cells}


# --- from the ledger -------------------------------------------------------------------------------------------------

R1, R1_NEW, R3 = f"{IMPORTED}/000001-a.beancount:14", f"{IMPORTED}/000002-a.beancount:26", f"{IMPORTED}/000001-a.beancount:28"
BACK = f"{IMPORTED}/000002-a.beancount:15"
PLAN = "budgets/P1/000001-tame.beancount:14"

QUESTIONS = {
    "a place in the ledger, below the books": (R1, Asked.ENTRY, [f"{R1} ✗"]),
    "a place by the file's name": ("000001-a.beancount:14", Asked.ENTRY, [f"{R1} ✗"]),
    "any line of an entry": ("P1/000001-a.beancount:38", Asked.ENTRY, [R3]),
    "an entry that takes another back": (BACK, Asked.ENTRY, [f"{BACK} ✗"]),
    "a directive": (PLAN, Asked.ENTRY, [PLAN]),
    "a document": ("R-3", Asked.DOCUMENT, [R3]),
    "a document spelt otherwise": ("nr. r – 3", Asked.DOCUMENT, [R3]),
    "a document that was corrected": ("R-1", Asked.DOCUMENT, [R1_NEW, f"{R1} ✗"]),
    "a file, a sheet and a cell": ("tame.xlsx!Tāme!B2", Asked.CELL, [PLAN]),
    "a file and a cell": ("tame.xlsx!B2", Asked.CELL, [PLAN]),
    "a sheet as a spreadsheet quotes it": ("TAME.xlsx!'tāme'!$B$2", Asked.CELL, [PLAN]),
    "a file and a sheet": ("tame.xlsx!Tāme", Asked.CELL, [PLAN]),
    "a file": ("tame.xlsx", Asked.CELL, [PLAN]),
    "a column": ("tame.xlsx!B", Asked.CELL, [PLAN]),
    "a row, in both editions": ("a.xlsx!Izmaksas!6", Asked.CELL, [R1_NEW, f"{R1} ✗"]),
    "a range of rows": ("a.xlsx!6:8", Asked.CELL, [R3, R1_NEW, f"{R1} ✗"]),
    "a range that leaves the rows out": ("a.xlsx!A1:B5", Asked.CELL, []),
}


@pytest.mark.parametrize("case", QUESTIONS)
def test_what_can_be_asked(root: Path, case: str) -> None:
    asked, kind, expected = QUESTIONS[case]
    answer = ask(root, *asked.split(" "))
    assert (answer.kind, at(answer, root), answer.findings) == (kind, expected, ())


def test_an_entry_leads_to_its_cells_as_they_stood_and_to_the_file(root: Path, tmp_path: Path) -> None:
    (one,) = ask(root, R3).traces
    assert one.source is not None
    assert one.source[:3] == ("a.xlsx", "Izmaksas", "A8:M8")
    assert one.kept is not None
    assert one.kept.read_bytes() == (tmp_path / "a.xlsx").read_bytes()
    assert cells(one) == {
        "A8": "1",
        "B8": "P1",
        "C8": "2. Telpu noma",
        "D8": "Rēķins",
        "E8": "R-3",
        "F8": "2014-07-05",
        "G8": "SIA Parauga nams",
        "H8": "40009999011",
        "I8": "Jūlijs",
        "J8": "2.5",
        "K8": "",
        "L8": "",
        "M8": "",
    }
    assert [cell.heading for cell in one.rows[0].cells][:2] == ["Nr. p. k.", "Projekts"]


def test_what_happened_to_a_cost_is_told_in_its_order(root: Path) -> None:
    """1 booked it, 2 corrected it, 4 undid 2 and brought it back, 5 undid 1."""
    take_back(root, 2)
    take_back(root, 1)
    (_, one) = sorted(ask(root, "R-1").traces, key=lambda one: one.place)
    assert one.booking is not None
    events = [(event.what, event.number, event.place.line, event.reason, event.by) for event in one.events]
    assert events == [
        ("booked", 1, 14, "", "Ilze Bērziņa"),
        ("taken-back", 2, 15, "labots", "Zane"),
        ("restored", 4, 24, "kļūda", "A. Auditor"),
        ("taken-back", 5, 13, "kļūda", "A. Auditor"),
    ]
    assert one.events[1].other is not None
    assert str(one.events[1].other.under(root)) == R1_NEW


def test_a_key_is_found_with_its_caret_and_by_its_beginning(root: Path) -> None:
    (one,) = ask(root, R3).traces
    assert one.booking is not None
    key = one.booking.record.key
    for asked in (key, f"^{key}", key[:14]):
        assert at(ask(root, asked), root) == [R3]


def test_an_entry_by_hand_names_no_file(root: Path) -> None:
    """Its two costs are two facts; a line of a posting means the posting's."""
    line = next(n for n, text in enumerate(_project(root), 1) if "Ar roku" in text)
    answer = ask(root, f"ledger/projects/P1.beancount:{line}")
    assert [(one.source, one.kept, one.rows) for one in answer.traces] == [(None, None, ())] * 2
    (one,) = ask(root, f"P1.beancount:{line + 5}").traces
    assert one.booking is not None
    assert one.booking.record.place.line == line + 5
    assert "Entered by hand: it names no file." in shown(answer, root)


def test_an_entry_that_was_saved_in_fava_leads_to_its_cells_too(root: Path) -> None:
    """It says where it was read from, but no import has written it and no workbook was kept."""
    add_by_hand(
        root,
        f"""
2014-02-12 * "SIA Fava" "Saglabāts"
  document-no: "F-1"
  source-file: "f.xlsx"
  source-sheet: "Izmaksas"
  source-cells: "A6:M6"
  source-sha256: "{"ab" * 32}"
  Expenses:P1:Rent  1.00 EUR
  Liabilities:Payable:P1
""",
    )
    for asked in ("F-1", "f.xlsx!Izmaksas!J6"):
        answer = ask(root, asked)
        assert [found.code for found in answer.findings] == ["import-source-missing"]
        lines = [line.strip() for line in shown(answer, root).splitlines()]
        assert lines[5:9] == [
            "Read from f.xlsx!Izmaksas!A6:M6",
            f"sha256 {'ab' * 32}",
            "What happened to it",
            "booked at ledger/projects/P1.beancount:38 (by hand)",
        ]


def test_many_directives_are_a_list(root: Path, tmp_path: Path) -> None:
    rows: list[list[object]] = [["Pozīcija", "Summa", "No"]]
    rows += [[line, 5.0, date(2014, 4, 1)] for line in ("1", "1.1", "2", "3")]
    take(root, write_table(tmp_path / "b.xlsx", rows, sheet="Tāme"), BUDGET)
    lines = shown(ask(root, "b.xlsx"), root).splitlines()
    assert lines[:3] == [
        "4 entries",
        "  2014-04-01  Expenses:P1:Staff total 5.00 EUR",
        "      budgets/P1/000002-b.beancount:14 ← b.xlsx!Tāme!A2:C2",
    ]


def test_an_entry_that_states_no_fact_is_shown_as_it_is(root: Path) -> None:
    lines = _project(root)
    transaction = next(n for n, text in enumerate(lines, 1) if "Bez projekta" in text)
    opened = next(n for n, text in enumerate(lines, 1) if "open Assets:Bank" in text)
    for line in (transaction, opened):
        (one,) = ask(root, f"P1.beancount:{line}").traces
        assert (one.booking, one.events, one.stands) == (None, (), False)
    assert "  2014-01-01  open" in shown(ask(root, f"P1.beancount:{opened}"), root).splitlines()
    assert "  Bez projekta" in shown(ask(root, f"P1.beancount:{transaction}"), root).splitlines()


def _project(root: Path) -> list[str]:
    return (root / "ledger" / "projects" / "P1.beancount").read_text(encoding="utf-8").splitlines()


def test_the_same_name_in_two_folders_means_both(root: Path, tmp_path: Path) -> None:
    add_by_hand(root, '2014-01-01 custom "grant-project" "N1" "Jaunais" 2014-01-01 2014-12-31 10000 EUR\n')
    take(root, write_register(tmp_path / "a.xlsx", [row(project="N1", line="1", document_no="N-1")]))
    assert at(ask(root, "000001-a.beancount:14"), root) == ["ledger/imported/N1/000001-a.beancount:14", f"{R1} ✗"]


# --- from the cell ---------------------------------------------------------------------------------------------------


def test_a_row_that_brought_nothing_is_shown_with_the_reason(root: Path) -> None:
    (kept,) = ask(root, R3).kept
    answer = ask(root, f"{kept.name}!A5:B7")
    found = {one.row.number + 1: one for one in answer.unbooked}
    assert sorted(found) == [5, 7]
    assert str(found[5].row.left_out) == "the headings, or above them"
    assert found[7].row.left_out is None
    assert [plain_text(cell) for cell in found[7].row.cells if cell.at in {"E7", "J7"}] == ["R-2", "x"]
    text = shown(answer, root)
    assert "2 rows that no entry names" in text
    assert "J7     Summa, EUR          x" in text


def test_a_row_that_was_in_the_books_already_leads_there(root: Path, tmp_path: Path) -> None:
    """R-3 stands in row 7 of the newer edition, too, which brought only R-1."""
    answer = ask(root, f"{tmp_path / 'new' / 'a.xlsx'}!Izmaksas!7")
    assert at(answer, root) == []
    (one,) = answer.unbooked
    assert [str(place.under(root)) for place in one.same_document] == [R3]
    assert f"The same document is booked at {IMPORTED}/000001-a.beancount:28" in shown(answer, root)


def test_a_file_is_known_by_its_path_its_content_and_its_archived_name(root: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "renamed.xlsx"
    shutil.copy(tmp_path / "new" / "a.xlsx", renamed)
    (kept,) = ask(root, f"{renamed}!6").kept
    for name in (renamed, kept, kept.name, kept.relative_to(root)):
        assert at(ask(root, f"{name}!6"), root) == [R1_NEW]


def test_a_text_file_has_cells_without_a_sheet(root: Path, tmp_path: Path) -> None:
    lines = [
        ";".join(HEADINGS.values()),
        ";P1;2. Telpu noma;;C-1;31.01.2014;SIA Parauga nams;;Noma;3,50;;;",
        "Kopā;;;;;;;;;3,50;;;",
    ]
    (tmp_path / "c.csv").write_text("\n".join(lines), encoding="utf-8")
    take(root, tmp_path / "c.csv", layouts()["cost-register"])
    for asked in ("c.csv!J2", "c.csv", "C-1"):
        (one,) = ask(root, asked).traces
        assert one.source is not None
        assert one.source[:3] == ("c.csv", "", "A2:M2")
        assert cells(one)["J2"] == "3,50"
    assert [str(one.row.left_out) for one in ask(root, "c.csv!1:3").unbooked] == ["the headings, or above them", "the total"]


def test_a_file_that_was_edited_since_is_known_by_its_name(root: Path, tmp_path: Path) -> None:
    write_register(tmp_path / "new" / "a.xlsx", [row(document_no="R-77")])
    assert at(ask(root, f"{tmp_path / 'new' / 'a.xlsx'}!6"), root) == [R1_NEW, f"{R1} ✗"]


def test_a_whole_sheet_lists_what_no_entry_names_without_the_headings(root: Path) -> None:
    rows = [(one.source.cells, str(one.row.left_out)) for one in ask(root, "a.xlsx").unbooked]
    assert rows == [("A7:M7", "None"), ("A7:M7", "None"), ("A8:M8", "the total")]


CELLS = {
    "J17": Area(16, 9, 16, 9),
    "a7:M7": Area(6, 0, 6, 12),
    "M7:A6": Area(5, 0, 6, 12),
    "$AA$1": Area(0, 26, 0, 26),
    "17": Area(16, 0, 16, 10**7),
    "2:4": Area(1, 0, 3, 10**7),
    "J": Area(0, 9, 10**7, 9),
    "": None,
    "J0": None,
    "J17x": None,
    "ABCD1": None,
    ":": None,
    "1234567890": None,
}


@pytest.mark.parametrize("said", CELLS)
def test_cells_are_named_as_in_a_spreadsheet(said: str) -> None:
    assert area(said) == CELLS[said]


VALUES = [
    (1200.0, "1200"),
    (0.1, "0.1"),
    (-1e-7, "-0.0000001"),
    (1e15, "1000000000000000"),
    (True, "TRUE"),
    (date(2014, 1, 31), "2014-01-31"),
    (datetime(2014, 1, 31), "2014-01-31"),  # noqa: DTZ001 - cells know no time zone
    (datetime(2014, 1, 31, 8, 5), "2014-01-31 08:05:00"),  # noqa: DTZ001
    ("", ""),
    ("teksts", "teksts"),
]


@pytest.mark.parametrize(("value", "expected"), VALUES, ids=str)
def test_a_cell_is_told_exactly(value: float | date | str, expected: str) -> None:
    assert plain_text(Cell("A1", "", value)) == expected


def test_what_is_wrong_with_a_cell_is_told() -> None:
    assert plain_text(Cell("A1", "", "", "error")) == "#ERROR"
    assert plain_text(Cell("A1", "", "", "no-value")) == "#NO-VALUE"


def test_without_the_layout_the_cells_are_shown_without_headings(root: Path) -> None:
    answer = tracing.trace(books.load(root), {}, ["a.xlsx!A5:A6"], TODAY, "en")
    assert {cell.heading for one in answer.traces for found in one.rows for cell in found.cells} == {""}
    assert [one.row.left_out for one in answer.unbooked] == [None] * 2


# --- the archived workbook -------------------------------------------------------------------------------------------


def test_a_workbook_that_is_missing_or_altered_is_a_finding(root: Path) -> None:
    (kept,) = ask(root, R3).kept
    content = kept.read_bytes()
    kept.write_bytes(content + b" ")
    answer = ask(root, R3)
    assert [(found.code, found.place.file) for found in answer.findings] == [("import-source-altered", str(kept))]
    assert (at(answer, root), answer.kept, answer.traces[0].rows) == ([R3], (), ())
    kept.unlink()
    assert [found.code for found in ask(root, "R-3").findings] == ["import-source-missing"]
    assert [found.code for found in ask(root, "a.xlsx!7").findings] == ["import-source-missing"]
    assert [found.code for found in ask(root, "P1").findings] == ["import-source-missing"]
    shutil.rmtree(kept.parent)
    assert len(ask(root, "P1").findings) == 3
    kept.parent.mkdir()
    kept.with_name(f"{kept.name[:17]}other.xlsx").write_bytes(content)
    assert len(cells(ask(root, R3).traces[0])) == 13


# --- figures ---------------------------------------------------------------------------------------------------------

FIGURES = {
    "P1": ("", "total", (900000, 0, 133250)),
    "P1 total": ("", "total", (900000, 0, 133250)),
    "P1 2": ("Expenses:P1:Rent", "total", (800000, 0, 131250)),
    "P1 2. Telpu noma 2014-H2": ("Expenses:P1:Rent", "2014-H2", (800000, 131000, 250)),
    "P1 telpu noma": ("Expenses:P1:Rent", "total", (800000, 0, 131250)),
    "P1 Rent 2014-H1": ("Expenses:P1:Rent", "2014-H1", (800000, 0, 131000)),
    "Expenses:P1:Rent": ("Expenses:P1:Rent", "total", (800000, 0, 131250)),
    "Expenses:P1:Rent 2014-H2": ("Expenses:P1:Rent", "2014-H2", (800000, 131000, 250)),
    "Expenses:P1": ("", "total", (900000, 0, 133250)),
    "P1 1": ("Expenses:P1:Staff", "total", (100000, 0, 2000)),
}


@pytest.mark.parametrize("asked", FIGURES)
def test_a_figure_is_found_by_its_words_and_its_entries_sum_to_it(root: Path, asked: str) -> None:
    account, period, (budget, before, this_period) = FIGURES[asked]
    figure = ask(root, asked).figure
    assert figure is not None
    assert (figure.row.account if figure.row else "", figure.execution.period) == (account, period)
    assert (figure.figures.budget, figure.figures.before, figure.figures.this_period) == (budget, before, this_period)
    assert sum(fact.cents for fact in figure.before) == before
    assert sum(fact.cents for fact in figure.this_period) == this_period
    assert sum(version.cents or 0 for version in figure.budget) == budget


def test_every_figure_of_the_report_is_the_sum_of_what_the_trace_gives(root: Path) -> None:
    """Also after an undoing, whose reversals are among the entries."""
    take_back(root, 2)
    loaded = books.load(root)
    agreement, facts = loaded.agreements["P1"], loaded.facts["P1"]
    for period in agreement.all_periods:
        day = min(TODAY, period.end)
        statement = execution.build(agreement, facts, day, "en", period)
        for line in statement.lines:
            answer = tracing.trace(loaded, layouts(), [line.account, period.name], TODAY, "en")
            assert answer.figure is not None
            assert answer.figure.figures == line.figures
            document = json.loads(trace_json.as_json(answer, "en", root))
            by_place = {one["place"]: Decimal(one["amount"] or 0) for one in document["entries"]}
            spent = [*document["figure"]["before_entries"], *document["figure"]["this_period_entries"]]
            assert sum(by_place[place] for place in spent) * 100 == line.figures.spent


def test_a_figures_entries_lead_to_their_cells(root: Path) -> None:
    text = shown(ask(root, "P1", "2", "2014-H2"), root)
    assert text.splitlines() == [
        "P1  2. Telpu noma",
        "Period: 2014-H2, 2014-07-01 – 2014-12-31",
        "As of 2014-12-31; currency: EUR",
        "",
        "In force                                                                8,000.00",
        "  2014-03-01  Rent  total                                               8,000.00",
        "      budgets/P1/000001-tame.beancount:14 ← tame.xlsx!Tāme!A2:C2",
        "",
        "Before: 4 entries                                                       1,310.00",
        "  2014-01-31  R-1, SIA Parauga nams  [taken back]                       1,200.00",
        "      ledger/imported/P1/000001-a.beancount:14 ← a.xlsx!Izmaksas!A6:M6",
        "  2014-01-31  R-1, SIA Parauga nams  [takes back]                      -1,200.00",
        "      ledger/imported/P1/000002-a.beancount:15 ← a.xlsx!Izmaksas!A6:M6",
        "  2014-01-31  R-1, SIA Parauga nams                                     1,300.00",
        "      ledger/imported/P1/000002-a.beancount:26 ← a.xlsx!Izmaksas!A6:M6",
        "  2014-02-10  H-1, SIA Roka                                                10.00",
        "      ledger/projects/P1.beancount:26",
        "",
        "In period: 1 entry                                                          2.50",
        "  2014-07-05  R-3, SIA Parauga nams                                         2.50",
        "      ledger/imported/P1/000001-a.beancount:28 ← a.xlsx!Izmaksas!A8:M8",
        "",
        "Spent                                                                   1,312.50",
    ]


def test_a_budget_that_is_not_stated_is_no_zero(root: Path) -> None:
    add_by_hand(root, '2014-05-01 custom "grant-budget" Expenses:P1:Gifts "total" "not-stated"\n')
    answer = ask(root, "P1", "Gifts")
    assert answer.figure is not None
    assert (answer.figure.figures.budget, [version.cents for version in answer.figure.budget]) == (None, [None])
    assert ["2014-05-01", "Gifts", "total", "–"] in [line.split() for line in shown(answer, root).splitlines()]


def test_what_beancount_fills_in_has_no_place_of_its_own(root: Path) -> None:
    pad = "2014-06-01 pad Assets:Bank Liabilities:Payable:P1\n2014-06-02 balance Assets:Bank  7.00 EUR\n"
    add_by_hand(root, pad)
    assert at(ask(root, "R-3"), root) == [R3]


# --- nothing found ---------------------------------------------------------------------------------------------------

NEAREST = {
    "P1 9.9": "2. Telpu noma",
    "P1 Telpu nona": "2. Telpu noma",
    "R-4": "R-1",
    "b.xlsx!J7": "a.xlsx",
    "000001-a.beancount:13": R1,
    "000001-a.beancount:999": R3,
    "Expenses:P1:Rentt": "Expenses:P1:Rent",
}


@pytest.mark.parametrize("asked", NEAREST)
def test_what_is_not_found_names_the_nearest(root: Path, asked: str) -> None:
    answer = ask(root, asked)
    assert (answer.kind, answer.found) == (Asked.NOTHING, False)
    assert NEAREST[asked] in answer.nearest
    assert f"The nearest: {answer.nearest[0]}" in shown(answer, root)


def test_a_key_that_is_misspelt_names_the_nearest(root: Path) -> None:
    (one,) = ask(root, R3).traces
    assert one.booking is not None
    key = one.booking.record.key
    assert ask(root, key[:-1] + ("0" if key[-1] != "0" else "1")).nearest[0] == key


SENSELESS = [
    "",
    " ",
    "!",
    "!!!",
    ":",
    "x:1",
    "row-",
    "row-zz",
    "\x1b[31m",
    "x" * 5000,
    "a\0b!A1",
    "!J17",
    "P2",
    "Expenses:",
    "$",
]


@pytest.mark.parametrize("asked", SENSELESS, ids=range(len(SENSELESS)))
def test_a_question_without_sense_is_answered_in_a_sentence(root: Path, asked: str) -> None:
    answer = ask(root, asked)
    assert not answer.found
    text = shown(answer, root)
    assert text.startswith("Nothing in the books is known as")
    assert all(line.isprintable() and cells_of(line) <= 80 for line in text.splitlines())


def test_a_project_before_it_was_agreed_has_no_figure(root: Path) -> None:
    assert not tracing.trace(books.load(root), layouts(), ["P1"], date(2013, 1, 1), "en").found


# --- on a terminal, and for programs ---------------------------------------------------------------------------------


def shown(answer: Answer, root: Path, lang: str = "en", width: int = 80) -> str:
    return trace_text.render(answer, lang, width=width, colour=False, root=root)


def test_an_entry_is_shown_with_all_that_is_known_of_it(root: Path) -> None:
    answer = ask(root, BACK)
    (one,) = answer.traces
    assert one.source is not None
    assert one.booking is not None
    assert one.kept is not None
    assert shown(answer, root).splitlines() == [
        "ledger/imported/P1/000002-a.beancount:15                              takes back",
        "  2014-01-31  *  Expenses:P1:Rent  -1,200.00 EUR",
        "  R-1 of 2014-01-31, SIA Parauga nams",
        "  Telpu noma janvārī",
        f"  ^{one.booking.record.key}",
        "  Read from a.xlsx!Izmaksas!A6:M6",
        f"    sha256 {one.source.sha256}",
        f"    kept unchanged as ledger/documents/{one.kept.name}",
        "    import 1 of 2014-04-07 12:00, by Ilze Bērziņa",
        "  The row as it stood",
        "    A6     Nr. p. k.           1",
        "    B6     Projekts            P1",
        "    C6     Budžeta pozīcija    2. Telpu noma",
        "    D6     Dokumenta veids     Rēķins",
        "    E6     Dokumenta Nr.       R-1",
        "    F6     Dokumenta datums    2014-01-31",
        "    G6     Izsniedzējs         SIA Parauga nams",
        "    H6     Reģ. Nr.            40009999011",
        "    I6     Darījuma apraksts   Telpu noma janvārī",
        "    J6     Summa, EUR          1200",
        "    K6     Maksājuma datums    2014-02-05",
        "    L6     Ieguldījums natūrā  –",
        "    M6     Piezīmes            –",
        "  What happened to it",
        "    booked at ledger/imported/P1/000001-a.beancount:14 (import 1), by Ilze",
        "      Bērziņa",
        "    taken back at ledger/imported/P1/000002-a.beancount:15 (import 2),",
        "      replaced by ledger/imported/P1/000002-a.beancount:26, “labots”, by Zane",
    ]


def test_a_directive_is_shown_with_its_values(root: Path) -> None:
    lines = shown(ask(root, PLAN), root, "lv").splitlines()
    assert lines[1] == "  01.03.2014  grant-budget  Expenses:P1:Rent total 8000.00 EUR"
    assert lines[8] == "    A2     2. Telpu noma"
    assert lines[9] == "    B2     8000"


def test_every_kind_of_cell_is_shown_for_people(root: Path) -> None:
    values = [
        Cell("A1", "Summa", 1234.5, mark="EUR"),
        Cell("B1", "", 1200.0, shown_as="1.2"),
        Cell("C1", "", datetime(2014, 1, 31)),  # noqa: DTZ001 - cells know no time zone
        Cell("D1", "", datetime(2014, 1, 31, 8)),  # noqa: DTZ001
        Cell("E1", "", "", "error"),
        Cell("F1", "", "", "no-value"),
    ]
    source = Source("a.xlsx", "S", "A1:F1", "ab" * 32)
    one = Unbooked(source, root / "ledger" / "documents" / "x.xlsx", Row("S", 0, tuple(values)), ())
    answer = Answer("a", Asked.CELL, unbooked=(one,))
    assert [line.strip() for line in shown(answer, root).splitlines()[-6:]] == [
        "A1     Summa  1234.5 EUR",
        "B1            1200 (shown as “1.2”)",
        "C1            2014-01-31",
        "D1            2014-01-31 08:00:00",
        "E1            an error",
        "F1            a formula without its value",
    ]
    in_latvian = shown(answer, root, "lv").splitlines()
    assert (in_latvian[-6].split()[-2], in_latvian[-4].split()[-1]) == ("1234,5", "31.01.2014")
    many = shown(Answer("a", Asked.CELL, unbooked=(one,) * 25), root).splitlines()
    assert (many[0], many[-1]) == ("25 rows that no entry names", "… and 5 more")


ALL = ("a.xlsx", "a.xlsx!5:8", "R-1", "P1", "P1 2 2014-H2", PLAN, BACK, "P1.beancount:30", "nothing")


@pytest.mark.parametrize("width", [30, 80, 132])
@pytest.mark.parametrize("lang", ["lv", "en"])
def test_no_line_is_wider_than_the_terminal(root: Path, tmp_path: Path, lang: str, width: int) -> None:
    """Some texts in the books are long, hidden, or would steer a terminal."""
    odd = row(document_no="R-9\x07", issuer="SIA " + "ļoti " * 40 + "\u202e", description="\x1b[2J" + "x" * 200, note="\u200b")
    many = [row(document_no=f"M-{n}", description=str(n)) for n in range(30)]
    take(root, write_register(tmp_path / "odd\u202e.xlsx", [odd, *many], headings=HEADINGS))
    for asked in (*ALL, "R-9", "odd.xlsx", "odd.xlsx!6"):
        lines = shown(ask(root, asked, lang=lang), root, lang, width).splitlines()
        assert [line for line in lines if cells_of(line) > max(width, 40) or not line.replace("\xa0", " ").isprintable()] == []


def test_the_json_of_an_entry_has_all_of_it(root: Path) -> None:
    answer = ask(root, R3)
    (one,) = answer.traces
    assert one.source is not None
    assert one.booking is not None
    assert one.kept is not None
    document = json.loads(trace_json.as_json(answer, "en", root))
    (entry,) = document.pop("entries")
    assert document == {
        "asked": R3,
        "found": "entry",
        "figure": None,
        "rows_without_entry": [],
        "nearest": [],
        "findings": [],
    }
    (cells,) = entry.pop("rows")
    assert cells[9] == {"cell": "J8", "heading": "Summa, EUR", "text": "2.5"}
    assert entry == {
        "place": R3,
        "date": "2014-07-05",
        "type": "transaction",
        "key": one.booking.record.key,
        "takes_back": False,
        "stands": True,
        "account": "Expenses:P1:Rent",
        "amount": "2.50",
        "currency": "EUR",
        "document_no": "R-3",
        "document_date": "2014-07-05",
        "issuer": "SIA Parauga nams",
        "description": "Jūlijs",
        "values": None,
        "import": 1,
        "source": {"file": "a.xlsx", "sheet": "Izmaksas", "cells": "A8:M8", "sha256": one.source.sha256},
        "kept": f"ledger/documents/{one.kept.name}",
        "events": [
            {
                "what": "booked",
                "import": 1,
                "place": R3,
                "reason": "",
                "by": "Ilze Bērziņa",
                "other": None,
                "amount": None,
                "control_report": "",
            },
        ],
        "computed": None,
    }


def test_the_json_of_cells_has_the_rows_that_no_entry_names(root: Path) -> None:
    document = json.loads(trace_json.as_json(ask(root, "a.xlsx!7"), "en", root))
    rows = document["rows_without_entry"]
    assert sorted((one["row"][4]["text"], one["same_document"], one["left_out"]) for one in rows) == [
        ("R-2", [], None),
        ("R-3", [R3], None),
    ]
    headings = json.loads(trace_json.as_json(ask(root, "a.xlsx!5"), "en", root))["rows_without_entry"]
    assert {one["left_out"] for one in headings} == {"the headings, or above them"}


def test_the_json_of_a_directive_and_of_nothing(root: Path) -> None:
    (entry,) = json.loads(trace_json.as_json(ask(root, PLAN), "en", root))["entries"]
    assert (entry["type"], entry["values"], entry["amount"]) == (
        "grant-budget",
        ["Expenses:P1:Rent", "total", "8000.00 EUR"],
        None,
    )
    nothing = json.loads(trace_json.as_json(ask(root, "R-4"), "en", root))
    assert (nothing["found"], nothing["entries"]) == (None, [])


# --- on the command line ---------------------------------------------------------------------------------------------

Out = Callable[..., tuple[int, str, str]]


@pytest.fixture
def out(root: Path, capsys: pytest.CaptureFixture[str]) -> Out:
    """Give a function that traces in the books and gives the exit code, and what was said."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = run(["trace", *arguments, "--books", str(root), "--lang", "en"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_the_command_answers_with_its_exit_code(out: Out) -> None:
    assert out("R-3")[0] == 0
    assert out("P1", "2", "2014-H1")[1].startswith("P1  2. Telpu noma\n")
    assert json.loads(out("R-3", "--format", "json")[1])["found"] == "document"
    assert out("R-99")[:2] == (1, "")
    assert json.loads(out("R-99", "--format", "json")[1])["found"] is None
    assert out()[0] == 2


def test_an_altered_workbook_is_the_exit_code(root: Path, out: Out) -> None:
    (kept,) = ask(root, R3).kept
    kept.write_bytes(b"x")
    assert out("R-3")[0] == 1


def test_the_workbook_is_opened_where_there_is_one(root: Path, out: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(click, "launch", opened.append)
    assert out("R-3", "--open")[0] == 0
    assert opened == [str(ask(root, R3).kept[0])]
    assert out("R-1", "--open")[2].startswith("Error: 2 workbooks are behind this; name one entry or cell")
    assert out("H-1", "--open")[0] == 2
    assert len(opened) == 1

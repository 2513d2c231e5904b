"""The screen of an import: what became of the rows, what was found, what is added; short, whatever the files hold."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import goldens
import pytest
import registers
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from registers import LEDGER
from registers import row
from registers import write_register
from rich.cells import cell_len
from tables import layout
from tables import planned
from tables import the_file
from tables import write_table

from riga_grants.books import Books
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import render
from riga_grants.errors import BooksError
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.i18n import LANGUAGES
from riga_grants.importing import importer
from riga_grants.importing.importer import Wishes
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import State
from riga_grants.layouts import Layout
from riga_grants.names import finding
from riga_grants.screens import import_text
from riga_grants.screens.import_details import Look
from riga_grants.screens.preview import Done
from riga_grants.screens.preview import line_title

LAYOUTS, BOOKS = registers.layouts(), registers.books()
LOOK = Look("en", 80, colour=False, root=None)
DRY = Done(dry_run=True)
YEARS = """
2014-01-01 custom "grant-period" "P1" "2014-H1" 2014-01-01 2014-06-30
2014-01-01 custom "grant-period" "P1" "2014-H2" 2014-07-01 2014-12-31
"""


def ledger_of(path: Path) -> str:
    """The ledger after a register was imported."""
    file = the_file(importer.plan([path], registers.books(), LAYOUTS))
    return LEDGER + "".join(piece.text for piece in render(file, file.writes, {}, Correction("", "")))


def shown(plan: ImportPlan, books: Books, done: Done = DRY, look: Look = LOOK) -> str:
    """The whole screen, with what was done below it."""
    screen = import_text.screen(plan, plan.findings, books.agreements, look)
    return f"{screen}\n\n{import_text.outcome(plan, done, look)}"


def in_words(plan: ImportPlan, done: Done = DRY, look: Look = LOOK) -> str:
    """What was done, as one line."""
    return " ".join(import_text.outcome(plan, done, look).split())


# --- whole screens ---------------------------------------------------------------------------------------------------


def register(folder: Path) -> tuple[Path, str]:
    """A register of which some is booked, one row is changed and many are wrong, and the ledger that it meets."""
    booked = [row(number=n, document_no=f"R-{n}", amount=100.0 + n) for n in range(1, 5)]
    ledger = ledger_of(write_register(folder / "old.xlsx", booked))
    rows: list[Mapping[str, object]] = [
        *booked[:3],
        row(number=4, document_no="R-4", amount=104.5, description="Telpu noma un apkure"),
        row(number=5, document_no="R-5", amount=12.34, document_date=date(2014, 2, 28), line="1.1"),
        row(number=6, document_no="R-6", amount=-2.34, document_date=date(2014, 3, 1), line="1.1", project="P1"),
        row(number=7, project="P2", line="1. Telpu noma", document_no="R-7", amount=5.0),
        dict(registers.HEADINGS),
        *(row(number=n, document_no=f"R-{n}", document_date=None) for n in range(8, 15)),
        row(number=15, document_no="R-15", amount="x"),
    ]
    return write_register(folder / "costs.xlsx", rows, total=9000.0), ledger


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_register(tmp_path: Path, lang: str) -> None:
    path, ledger = register(tmp_path)
    books = registers.books(ledger)
    plan = importer.plan([path], books, LAYOUTS)
    assert goldens.same(f"import-register-{lang}.txt", shown(plan, books, look=LOOK._replace(lang=lang)) + "\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_several_files_stand_in_a_table_and_only_the_telling_ones_in_full(tmp_path: Path, lang: str) -> None:
    path, ledger = register(tmp_path)
    books = registers.books(ledger)
    quiet = [write_register(tmp_path / f"quarter-{n}.xlsx", [row(document_no=f"Q-{n}", amount=float(n))]) for n in (1, 2, 3)]
    long = write_register(tmp_path / f"{'very-' * 12}long.xlsx", [row(document_no="Q-4", amount=4.0)], total=None)
    plan = importer.plan([*quiet, path, long], books, LAYOUTS, Wishes())
    assert goldens.same(f"import-files-{lang}.txt", shown(plan, books, look=LOOK._replace(lang=lang)) + "\n")


def others(folder: Path) -> tuple[list[Path], dict[str, Layout]]:
    """A budget, a list of agreements and a table of indicators, with a layout for each."""
    budget = layout(
        "budget",
        {"line": ["Pozīcija"], "dated": ["No"]},
        constants={"project": "P1"},
        amounts=[{"headings": ["I"], "period": "2014-H1"}, {"headings": ["II"], "period": "2014-H2"}],
        total=["Kopā"],
    )
    agreements = layout(
        "agreements",
        {"project": ["Kods"], "name": ["Nosaukums"], "start": ["Sākums"], "total": ["Kopā"]},
        amounts=[{"headings": ["ES"], "funder": "EC", "funder-name": "Eiropas Komisija"}, {"rest": True, "funder": "OWN"}],
    )
    indicators = layout(
        "indicators",
        {"indicator": ["Rādītājs"], "title": ["Nosaukums"], "planned": ["Plānots"], "reached": ["Sasniegts"]},
        constants={"project": "P1"},
    )
    found = {"budget": budget, "agreements": agreements, "indicators": indicators}
    sheets: Mapping[str, Sequence[Sequence[object]]] = {
        "budget": [
            *(["Pozīcija", "No", "I", "II"], ["2", date(2014, 1, 1), 4500.0, 4500.0], ["1.1", date(2014, 1, 1), 100.0, None]),
            ["Kopā", None, 4600.0, 4500.0],
        ],
        "agreements": [
            *(["Kods", "Nosaukums", "Sākums", "Kopā", "ES"], ["A1", "Pirmais", date(2014, 1, 1), 100.0, 85.0]),
            *(["A2", "Otrais", date(2014, 1, 1), 50.0, 40.0], ["P1", "Pirmais", date(2014, 1, 1), 9000.0, 8000.0]),
        ],
        "indicators": [
            ["Rādītājs", "Nosaukums", "Plānots", "Sasniegts"],
            ["families", "Ģimenes, kas saņēmušas atbalstu", 120.0, 93.5],
        ],
    }
    paths = [write_table(folder / f"{kind}.xlsx", rows) for kind, rows in sheets.items()]
    return paths, {kind: replace(used, name=kind) for kind, used in found.items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_other_kinds(tmp_path: Path, lang: str) -> None:
    paths, layouts = others(tmp_path)
    books = registers.books(LEDGER + YEARS)
    plan = importer.plan(paths, books, layouts, Wishes(correct=True))
    assert goldens.same(f"import-kinds-{lang}.txt", shown(plan, books, look=LOOK._replace(lang=lang)) + "\n")


# --- a sheet's own total ---------------------------------------------------------------------------------------------

COLUMNS = {"document-no": ["Nr"], "amount": ["Summa"]}
CONSTANTS = {"project": "P1", "line": "2", "document-date": "2014-02-01", "issuer": "SIA A", "description": "Noma"}


@pytest.mark.parametrize(
    ("amounts", "total", "more", "said"),
    [
        ([1.0, 2.0], 3.0, {}, "✓ The sheet's own total is 3.00, and so is the sum of its rows."),
        ([1.0, 2.0], 3.5, {}, "✗ The sheet's own total is 3.50, its rows sum to 3.00; the difference is 0.50."),
        ([1.0, 2.0], "x", {}, "✗ The rows sum to 3.00; the sheet's own total cannot be read."),
        ([1.0, 2.0], None, {}, "The rows sum to 3.00; the sheet has no total of its own to compare it with."),
        ([1.0, "x"], 1.0, {}, "1 rejected row has no amount that can be read; it counts as 0."),
        ([1.0, "x", "y"], 1.0, {}, "2 rejected rows have no amount that can be read; they count as 0."),
        ([1.004, 2.004], 3.0, {"rounding": "half-up"}, "Rounding to whole cents added -0.008 in all."),
        (
            [1.004, 2.004],
            3.01,
            {"rounding": "half-up"},
            "✓ The sheet's own total is 3.01, its rows sum to 3.00; 0.01 is rounding.",
        ),
        (
            [7.02804],
            None,
            {"currency": "LVL", "rates": {"LVL": "0.702804"}, "rounding": "half-up"},
            "These sums are in the sheet's own currency; the accepted rows are 10.00 in the project's.",
        ),
    ],
)
def test_the_sums_of_a_sheet_are_told(
    tmp_path: Path, amounts: list[object], total: object, more: Mapping[str, object], said: str
) -> None:
    used = layout("costs", COLUMNS, constants=CONSTANTS, total=["Kopā"], **more)
    rows: list[list[object]] = [["Nr", "Summa"], *([f"R-{n}", amount] for n, amount in enumerate(amounts))]
    path = write_table(tmp_path / "a.xlsx", [*rows, *([] if total is None else [["Kopā", total]])])
    plan = planned(path, used, LEDGER)
    assert said in " ".join(shown(plan, registers.books()).split())


def test_skipped_rows_are_told_with_their_reasons(tmp_path: Path) -> None:
    used = layout("costs", COLUMNS, constants=CONSTANTS, total=["Kopā"], skip=["Starpsumma*"])
    rows: list[list[object]] = [["Nr", "Summa"]]
    for n in range(7):
        rows += [[f"R-{n}", 1.0], ["Starpsumma", 1.0]]
    plan = planned(write_table(tmp_path / "a.xlsx", [*rows, ["Kopā", 7.0]]), used, LEDGER)
    said = shown(plan, registers.books())
    assert "  Skipped: 7 × words that the layout leaves out (row 3, 5, 7, 9, …)\n" in said
    assert "  Skipped: 1 × the total (row 16)\n" in said
    assert "7.00 + 0.00 + 0.00 + 0.00 + 7.00 = 14.00" in said
    everything = shown(plan, registers.books(), look=LOOK._replace(every=True))
    assert "(row 3, 5, 7, 9, 11, 13, 15)" in everything


# --- changes ---------------------------------------------------------------------------------------------------------


def test_a_correction_shows_old_and_new_and_adds_the_difference(tmp_path: Path) -> None:
    before = row(document_no="R-1", amount=10.0, issuer_reg=None)
    after = row(document_no="R-1", amount=12.5, description="Noma")
    books = registers.books(ledger_of(write_register(tmp_path / "a.xlsx", [before])))
    plan = importer.plan([write_register(tmp_path / "a.xlsx", [after])], books, LAYOUTS, Wishes(correct=True))
    said = " ".join(shown(plan, books).split())
    assert (
        "Changed, old → new: row 6, R-1: Reg. no.: – → “40009999011”; Description: “Telpu noma janvārī” → “Noma”; "
        "Amount, EUR: 10.00 → 12.50"
    ) in said
    assert "2. Telpu noma 2 2.50" in said
    assert "the import would add 1 cost. 1 of them corrects what was booked." in said


def test_a_cost_that_is_in_kind_after_all_is_told_as_yes(tmp_path: Path) -> None:
    books = registers.books(ledger_of(write_register(tmp_path / "a.xlsx", [row(amount=10.0)])))
    plan = importer.plan([write_register(tmp_path / "a.xlsx", [row(amount=10.0, in_kind="jā")])], books, LAYOUTS)
    assert "row 6, R-0012: In kind: no → yes" in shown(plan, books)


def test_a_figure_that_changed_is_told_by_its_state_and_with_all_its_decimals(tmp_path: Path) -> None:
    used = layout("indicators", {"indicator": ["Rādītājs"], "reached": ["Sasniegts"]}, constants={"project": "P1"})
    stated = '2014-12-31 custom "grant-indicator" "P1" "families" "total" "reached" 93.125\n'
    path = write_table(tmp_path / "a.xlsx", [["Rādītājs", "Sasniegts"], ["families", 94.25]])
    books = registers.books(LEDGER + stated)
    assert "row 2, P1 families total reached: Reached: 93.125 → 94.25\n" in shown(planned(path, used, LEDGER + stated), books)


def test_a_correction_in_a_closed_period_counts_in_the_next_open_month(tmp_path: Path) -> None:
    closed = """
    2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
      closed: 2014-04-10
    2014-01-01 custom "grant-period" "P1" "Q2" 2014-04-01 2014-06-30
    """.replace("\n    ", "\n")
    ledger = ledger_of(write_register(tmp_path / "a.xlsx", [row(amount=10.0)]))
    path = write_register(tmp_path / "a.xlsx", [row(amount=12.5)])
    books = registers.books(ledger + closed)
    plan = importer.plan([path], books, LAYOUTS, Wishes(correct=True))
    assert "2014-04 2 2.50" in " ".join(shown(plan, books).split())
    books = registers.books(ledger + closed.replace('"Q2" 2014-04-01 2014-06-30', '"Q0" 2013-01-01 2013-06-30'))
    with pytest.raises(BooksError, match="a correction cannot be booked"):
        shown(importer.plan([path], books, LAYOUTS, Wishes(correct=True)), books)


def test_long_lists_are_cut_and_all_shows_them_whole(tmp_path: Path) -> None:
    rows = [row(document_no=f"R-{n}", amount=10.0 + n, document_date=date(2014, 1 + n % 12, 1), paid=None) for n in range(20)]
    books = registers.books(ledger_of(write_register(tmp_path / "a.xlsx", rows)))
    changed = [one | {"amount": 1.0, "paid": None} for one in rows]
    plan = importer.plan([write_register(tmp_path / "a.xlsx", changed)], books, LAYOUTS)
    short, whole = shown(plan, books), shown(plan, books, look=LOOK._replace(every=True))
    assert ("    … and 9 more\n" in short, short.count("Amount, EUR:")) == (True, 11)
    assert "… and 15 more row-changed (all of them: --all, or --format json)" in short
    assert ("more" in whole, whole.count("Amount, EUR:")) == (False, 20)
    assert (short.count("  P1  row-changed"), whole.count("  P1  row-changed")) == (5, 20)


def test_the_rest_of_many_months_is_added_up(tmp_path: Path) -> None:
    days = [date(2014 + n // 12, 1 + n % 12, 1) for n in range(14)]
    rows = [row(document_no=f"R-{n}", amount=float(n + 1), document_date=day, paid=None) for n, day in enumerate(days)]
    books = registers.books(LEDGER.replace("2014-12-31 10000 EUR", "2015-12-31 10000 EUR"))
    plan = importer.plan([write_register(tmp_path / "a.xlsx", rows)], books, LAYOUTS)
    said = shown(plan, books).splitlines()
    last = said.index(next(line for line in said if line.startswith("  2014-11")))
    assert said[last + 1].split() == ["…", "and", "3", "more", "3", "39.00"]


def test_what_to_do_is_said_once_for_findings_that_follow_each_other(tmp_path: Path) -> None:
    rows = [row(document_no=f"R-{n}", document_date=None) for n in range(3)]
    plan = importer.plan([write_register(tmp_path / "a.xlsx", rows)], registers.books(), LAYOUTS)
    said = shown(plan, registers.books())
    assert (said.count("The date is missing."), said.count("→ Enter the date of the document.")) == (3, 1)


# --- what was done ---------------------------------------------------------------------------------------------------


def files_of(folder: Path) -> Mapping[str, FilePlan]:
    """A file of good rows, one with a wrong row, one whose total is wrong, and one that is booked already."""
    paths = {
        "good": write_register(folder / "good.xlsx", [row(document_no="R-1", amount=1.0)]),
        "bad": write_register(folder / "bad.xlsx", [row(document_no="R-2"), row(document_no="R-3", issuer=None)]),
        "apart": write_register(folder / "apart.xlsx", [row(document_no="R-4")], total=7.0),
        "booked": write_register(folder / "booked.xlsx", [row(document_no="R-5", amount=5.0)]),
    }
    books = registers.books(ledger_of(paths["booked"]))
    return {name: the_file(importer.plan([path], books, LAYOUTS)) for name, path in paths.items()}


def test_the_outcome_in_words(tmp_path: Path) -> None:
    files = files_of(tmp_path)
    ledger = [Path("000001-good.beancount"), Path("000002-more.beancount")]
    mend = "Nothing was written: mend the errors and import again."
    taken = "The good rows of a file with errors are taken with --accept-valid."
    aside = replace(files["bad"], accept_valid=True)

    def said(*names: str, done: Done = DRY) -> str:
        return in_words(ImportPlan(tuple(files[name] for name in names)), done)

    assert said("good") == "Nothing was written; the import would add 1 cost."
    assert said("booked") == "Nothing was written: there is nothing new."
    assert said("apart") == mend
    assert said("bad") == f"{mend} {taken}"
    assert said("good", "bad", "apart") == (
        "Nothing was written; the import would add 1 cost. Because of their errors nothing of these files is taken: "
        f"bad.xlsx, apart.xlsx. {taken}"
    )
    assert said("good", done=Done(written=ledger[:1])) == "Added: 1 cost, in 000001-good.beancount."
    assert said("good", done=Done(written=ledger)) == ("Added: 1 cost, in 2 new ledger files, from 000001-good.beancount on.")
    assert in_words(ImportPlan((aside,))) == (
        "Nothing was written; the import would add 1 cost. Of bad.xlsx 1 row would be set aside."
    )
    assert in_words(ImportPlan((aside,)), Done(written=ledger[:1], rejected={Path("bad.rejected.xlsx"): aside})) == (
        "Added: 1 cost, in 000001-good.beancount. Of bad.xlsx 1 row was set aside. Correct and import: bad.rejected.xlsx"
    )


def test_what_is_wrong_with_the_books_forbids_everything(tmp_path: Path) -> None:
    files = files_of(tmp_path)
    broken = finding("ledger", text("Broken"), Place("ledger/main.beancount", 3))
    plan = ImportPlan((files["good"],), (broken,))
    said = shown(plan, registers.books())
    assert "  ledger  ledger/main.beancount:3\n    Broken" in said
    assert "Added to the books" not in said
    assert said.endswith("Nothing was written: mend the errors and import again.")


def test_a_file_without_a_table_has_nothing_to_account_for(tmp_path: Path) -> None:
    path = write_table(tmp_path / "a.xlsx", [["x"]])
    plan = importer.plan([path], registers.books(), LAYOUTS)
    said = shown(plan, registers.books())
    assert said.startswith("Errors (1)\n")
    assert "accounted" not in said


def test_files_of_one_name_keep_their_folders(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    paths = [write_register(folder / "a.xlsx", [row(document_date=None)]) for folder in (tmp_path, tmp_path / "b")]
    said = shown(importer.plan(paths, registers.books(), LAYOUTS), registers.books(), look=LOOK._replace(width=200))
    assert all(f"date-missing  {path}!Izmaksas!F6" in said for path in paths)


def test_sums_of_different_kinds_are_not_added_up(tmp_path: Path) -> None:
    paths, layouts = others(tmp_path)
    books = registers.books(LEDGER + YEARS)
    lines = [line.split() for line in shown(importer.plan(paths, books, layouts), books).splitlines()]
    assert next(line for line in lines if line[:1] == ["indicators.xlsx"]) == ["indicators.xlsx", "1", "1", "0", "0", "–"]
    assert next(line for line in lines if line[:1] == ["TOTAL"]) == ["TOTAL", "7", "5", "1", "1", "–"]


def test_budget_lines_of_several_projects_are_led_in_by_their_project(tmp_path: Path) -> None:
    rows = [row(amount=1.0), row(project="P2", line="1. Telpu noma", amount=2.0)]
    plan = importer.plan([write_register(tmp_path / "a.xlsx", rows)], registers.books(), LAYOUTS)
    said = " ".join(shown(plan, registers.books()).split())
    assert "By budget line P1 2. Telpu noma 1 1.00 P2 1. Telpu noma 1 2.00" in said


def test_a_line_without_a_name_or_a_number_is_named_by_its_account() -> None:
    (agreement,) = registers.books(BARE_LINES).agreements.values()
    assert [line_title(agreement, f"Expenses:P1:{name}", "lv") for name in ("A", "B", "C", "D")] == [
        "1. A",
        "Noma",
        "2.1. Nams",
        "D",
    ]


BARE_LINES = """
2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31
2014-01-01 open Expenses:P1:A
  position: "1"
2014-01-01 open Expenses:P1:B
  name: "Noma"
2014-01-01 open Expenses:P1:C
  position: "2.1."
  name: "Nams"
"""


def test_several_sheets_stand_below_their_file(tmp_path: Path) -> None:
    used = layout("costs", COLUMNS, constants=CONSTANTS, total=["Kopā"])
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for n in (1, 2):
            page = book.add_worksheet(f"Q{n}")
            for at, cells in enumerate([["Nr", "Summa"], [f"R-{n}", 10.0 * n], ["Kopā", 10.0 * n]]):
                page.write_row(at, 0, cells)
    said = shown(planned(path, used, LEDGER), registers.books())
    assert said.startswith(
        "File      Rows  New  Skipped    Sum\n"
        "───────────────────────────────────\n"
        "a.xlsx       4    2        2  30.00\n"
        "  Q1         2    1        1  10.00\n"
        "  Q2         2    1        1  20.00\n\n"
    )
    assert "✓ The own totals of 2 sheets are the sums of their rows." in said
    assert "a.xlsx, sheet" not in said


# --- what must always hold -------------------------------------------------------------------------------------------

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\x00"), min_size=1, max_size=60)


@given(NAMES, st.integers(40, 120), st.sampled_from(LANGUAGES), st.sampled_from([1, 3]))
def test_no_line_is_wider_than_the_terminal(name: str, width: int, lang: str, copies: int) -> None:
    file = replace(_MANY, name=name)
    plan = ImportPlan((file,) * copies)
    look = LOOK._replace(width=width, lang=lang)
    lines = shown(plan, BOOKS, look=look).splitlines()
    assert max(map(cell_len, lines)) <= width


def _many() -> FilePlan:
    with TemporaryDirectory() as folder:
        path, ledger = register(Path(folder))
        return the_file(importer.plan([path], registers.books(ledger), LAYOUTS, Wishes(accept_valid=True, correct=True)))


_MANY = _many()


def test_five_thousand_agreements_with_thousands_of_notes_are_short(tmp_path: Path) -> None:
    columns = {"project": ["Kods"], "name": ["Nosaukums"], "start": ["Sākums"], "total": ["Kopā"]}
    used = layout("agreements", columns, amounts=[{"headings": ["ES"], "funder": "EC"}], findings={"parts-differ": "note"})
    rows: list[list[object]] = [["Kods", "Nosaukums", "Sākums", "Kopā", "ES"]]
    rows += [[f"A{n}", f"Projekts {n}", date(2014, 1, 1), 100.0, 100.0 + n % 2] for n in range(5000)]
    plan = planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER)
    assert the_file(plan).count(State.ACCEPTED) == 5000
    said = shown(plan, registers.books())
    assert len(said.splitlines()) < 60
    assert "… and 2495 more parts-differ" in said
    assert tuple(part.strip() for part in _line(said, "all projects")) == ("all projects", "5000", "500,000.00")
    assert Decimal(_line(said, "EC")[2].replace(",", "")) == Decimal("502500.00")
    assert said.endswith("Nothing was written; the import would add 5000 agreements.")


def _line(said: str, title: str) -> tuple[str, str, str]:
    line = next(one for one in said.splitlines() if one.strip().startswith(f"{title} "))
    *words, count, amount = line.split()
    return " ".join(words), count, amount

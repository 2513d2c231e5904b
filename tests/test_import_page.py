"""The importers on Fava's import page: the same entries as the command's, nothing twice, and no row lost without a word."""

import re
import zipfile
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any

import containers
import fava_books
import pytest
from beancount.core.amount import Amount
from beancount.core.data import Transaction
from beangulp.extract import DUPLICATE
from fava.core.ingest import load_import_config
from flask.testing import FlaskClient

from riga_grants import books
from riga_grants.dashboard import inbox
from riga_grants.dashboard import serve
from riga_grants.dashboard.import_page import importers
from riga_grants.errors import BooksError
from riga_grants.importing.plans import State
from riga_grants.layouts import FOLDER
from riga_grants.sheets import read

HERE = "http://127.0.0.1:5000"
CASES = tuple(fava_books.CASES)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Books with a register of two costs in the inbox."""
    fava_books.prepare(tmp_path, "cost-register")
    return tmp_path


def extracted(root: Path, file: str, layout: str = "cost-register") -> list[Any]:
    """Give a file's entries as the import page gets them."""
    wanted = next(one for one in importers(root) if one.name == layout)
    existing = books.load(root).entries
    entries = wanted.extract(str(root / "inbox" / file), existing)
    wanted.sort(entries)
    wanted.deduplicate(entries, existing)
    return list(entries)


def on_page(client: FlaskClient, root: Path, file: str, layout: str = "cost-register") -> Any:  # noqa: ANN401 - as the page gets it
    """Extract a file as the page does."""
    named = {"filename": str(root / "inbox" / file), "importer": layout}
    return client.get("/proves/api/extract", base_url=HERE, query_string=named).get_json()


def by_page(root: Path, file: str, layout: str = "cost-register") -> list[Any]:
    """Save on the page what is no duplicate; give all entries of the page."""
    with serve.application(root, write=True).test_client() as client:
        entries = on_page(client, root, file, layout)["data"]
        new = [entry for entry in entries if not entry["meta"].get(DUPLICATE)]
        client.put("/proves/api/add_entries", base_url=HERE, json={"entries": new})
    return list(entries)


def marked(entries: list[Any]) -> list[bool]:
    """Say of each entry whether it is marked as a duplicate."""
    return [DUPLICATE in entry.meta for entry in entries]


# --- the same entries ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_saved_on_the_page_or_written_by_the_command_the_entries_are_equal(tmp_path: Path, name: str) -> None:
    case = fava_books.CASES[name]
    page, command = fava_books.prepare_twice(tmp_path, name)
    by_page(page, case.file, name)
    fava_books.by_command(command, case.file, name)
    assert fava_books.imported(page) == fava_books.imported(command)
    assert len(fava_books.imported(page)) == case.entries


ODD = (
    *('a "b" c', "back\\slash", "trailing\\", '\\"', "\\n", "#tag", "^link", "; comment", "{braces}", "%s", "‹›", "„Latviešu”"),
    *("TRUE", "NULL", "2014-01-01", "1.00 EUR", "Assets:Bank", "*", "!", "@", "-", "txn", "ī\u0301", "٣٤", "🙂"),
)


def test_any_text_survives_the_way_over_the_page(tmp_path: Path) -> None:
    page, command = fava_books.prepare_twice(tmp_path, "cost-register")
    reg_no = fava_books.MARCH[7]
    rows = [(n, "RGAP", "2", odd, odd, date(2014, 3, 31), odd, reg_no, odd, 1, None, "", odd) for n, odd in enumerate(ODD)]
    content = fava_books.register(tmp_path / "odd.xlsx", rows, len(ODD)).read_bytes()
    for root in (page, command):
        (root / "inbox/odd.xlsx").write_bytes(content)
    by_page(page, "odd.xlsx")
    fava_books.by_command(command, "odd.xlsx")
    assert fava_books.imported(page) == fava_books.imported(command)
    assert [entry[3] for entry in fava_books.imported(page)] == list(ODD)


@pytest.mark.parametrize("name", CASES)
def test_extracted_entries_say_what_the_command_writes(tmp_path: Path, name: str) -> None:
    """An amount in the metadata is text on the page, which can carry nothing else; saving makes it an amount again."""
    case = fava_books.CASES[name]
    fava_books.prepare(tmp_path, name)
    from_page = [fava_books.said(entry) for entry in extracted(tmp_path, case.file, name)]
    fava_books.by_command(tmp_path, case.file, name)
    assert from_page == [_as_text(entry) for entry in fava_books.imported(tmp_path)]


def _as_text(entry: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(
        {key: str(value) if isinstance(value, Amount) else value for key, value in part.items()}
        if isinstance(part, dict)
        else part
        for part in entry
    )


@pytest.mark.parametrize("name", CASES)
def test_what_the_page_saved_is_booked_for_the_command(tmp_path: Path, name: str) -> None:
    case = fava_books.CASES[name]
    fava_books.prepare(tmp_path, name)
    by_page(tmp_path, case.file, name)
    file = fava_books.by_command(tmp_path, case.file, name)
    assert [file.count(state) for state in (State.ACCEPTED, State.BOOKED)] == [0, case.entries]
    assert [path.name for path in (tmp_path / "ledger/imported/RGAP").iterdir()] == ["000000-start.beancount"]


@pytest.mark.parametrize("name", CASES)
def test_what_the_command_imported_is_a_duplicate_on_the_page(tmp_path: Path, name: str) -> None:
    case = fava_books.CASES[name]
    fava_books.prepare(tmp_path, name)
    fava_books.by_command(tmp_path, case.file, name)
    assert marked(extracted(tmp_path, case.file, name)) == [True] * case.entries


@pytest.mark.parametrize("name", CASES)
def test_the_page_is_given_nothing_that_a_browser_cannot_carry(tmp_path: Path, name: str) -> None:
    """Fava's script turns any other value of metadata into “Unsupported metadata value”, which would then be saved."""
    fava_books.prepare(tmp_path, name)
    values = [value for entry in by_page(tmp_path, fava_books.CASES[name].file, name) for value in entry["meta"].values()]
    assert {type(value) for value in values} <= {str, int, bool}


def test_the_page_keeps_what_it_shows_beside_an_entry_to_itself(root: Path) -> None:
    by_page(root, "RGAP-2014-1.xlsx")
    assert "__source__" not in (root / "ledger/projects/RGAP.beancount").read_text(encoding="utf-8")


def test_a_suggested_line_is_parked_with_its_reason(tmp_path: Path) -> None:
    fava_books.prepare(tmp_path, "accounts-export")
    entry, _ = extracted(tmp_path, "eksports.csv", "accounts-export")
    assert (entry.flag, entry.meta["suggested"]) == ("!", "rule: telpas")
    assert "The line Expenses:RGAP:Rent is only suggested: the rule “telpas”." in entry.meta["__source__"]


def test_a_layout_that_masks_personal_data_masks_it_here_too(tmp_path: Path) -> None:
    fava_books.prepare(tmp_path, "shares")
    entry, _ = extracted(tmp_path, "Rēķini 2014.xlsx", "shares")
    assert "29 123 456" not in entry.meta["note"]


def test_an_amount_that_was_changed_on_the_page_to_no_amount_stays_the_text_that_it_is(tmp_path: Path) -> None:
    fava_books.prepare(tmp_path, "shares")
    with serve.application(tmp_path, write=True).test_client() as client:
        entry, _ = on_page(client, tmp_path, "Rēķini 2014.xlsx", "shares")["data"]
        entry["meta"]["document-total"] = "200.00 EUR or so"
        client.put("/proves/api/add_entries", base_url=HERE, json={"entries": [entry]})
    (saved,) = fava_books.imported(tmp_path)
    assert saved[5]["document-total"] == "200.00 EUR or so"  # type: ignore[index]


# --- duplicates ------------------------------------------------------------------------------------------------------


def test_new_rows_are_no_duplicates(root: Path) -> None:
    assert marked(extracted(root, "RGAP-2014-1.xlsx")) == [False, False]


MAY = (3, "RGAP", "2. Telpu noma", "Rēķins", "B-3", date(2014, 5, 31), "SIA Parauga nams", "40009999011", "Noma maijā")


def test_imported_rows_are_marked_however_far_apart(root: Path) -> None:
    """The second file overlaps the first; equal rents of other months are no duplicates."""
    fava_books.by_command(root, "RGAP-2014-1.xlsx")
    rows = ((*MAY, 100.25, None, "", ""), *fava_books.ROWS)
    fava_books.register(root / "inbox/RGAP-2014-2.xlsx", rows, 401)
    assert marked(extracted(root, "RGAP-2014-2.xlsx")) == [False, True, True]


def test_a_booked_row_spelt_otherwise_is_a_duplicate_too(root: Path) -> None:
    """The command takes it for booked, though its key is another one; so does the page."""
    fava_books.by_command(root, "RGAP-2014-1.xlsx")
    spelt = (*fava_books.MARCH[:6], "SIA PARAUGA NAMS", *fava_books.MARCH[7:], 100.25, date(2014, 4, 2), "", "")
    fava_books.register(root / "inbox/RGAP-2014-2.xlsx", [spelt, fava_books.ROWS[1]])
    assert marked(extracted(root, "RGAP-2014-2.xlsx")) == [True, True]


def test_rows_of_a_period_that_was_closed_after_their_import_are_duplicates(root: Path) -> None:
    fava_books.by_command(root, "RGAP-2014-1.xlsx")
    close_spring(root)
    assert marked(extracted(root, "RGAP-2014-1.xlsx")) == [True, True]


def close_spring(root: Path) -> None:
    with (root / "ledger/main.beancount").open("a", encoding="utf-8") as main:
        main.write('2014-01-28 custom "grant-period" "RGAP" "spring" 2014-01-01 2014-06-30\n  closed: 2014-07-10\n')


def test_in_reverse_the_last_row_comes_first(root: Path) -> None:
    (only,) = importers(root)
    entries = only.extract(str(root / "inbox/RGAP-2014-1.xlsx"), [])
    only.sort(entries, reverse=True)
    assert [entry.meta["lineno"] for entry in entries] == [5, 4]


# --- what stands beside the entries ----------------------------------------------------------------------------------


def test_the_cells_are_shown_below_each_entry(root: Path) -> None:
    shown = [(entry.meta["__source__"], entry.meta["lineno"]) for entry in extracted(root, "RGAP-2014-1.xlsx")]
    assert shown == [("RGAP-2014-1.xlsx!Izmaksas!A4:M4", 4), ("RGAP-2014-1.xlsx!Izmaksas!A5:M5", 5)]


def test_the_rows_keep_their_order_and_the_first_tells_what_concerns_all(root: Path) -> None:
    """A column that is not read, an entry for the later month first, and rows with a note on hidden ones."""
    rows = [(*MAY, 5, None, "", "", "?"), (*fava_books.MARCH[:7], "", "No<m>a", 5, None, "", "")]
    fava_books.register(root / "inbox/RGAP-2014-2.xlsx", rows, 10)
    may, march = extracted(root, "RGAP-2014-2.xlsx")
    warning = (
        "Izmaksas!I5: Characters that are not fit for the books were replaced in this text. "
        "Nothing need be done if the text still reads well; what was taken out could do harm."
    )
    cells, unread, further = may.meta["__source__"].splitlines()
    assert cells == "RGAP-2014-2.xlsx!Izmaksas!A4:M4"
    assert unread.startswith("Izmaksas!N4: The layout does not know the column “”; it is not read. ")
    assert further == warning
    assert march.meta["__source__"].splitlines() == ["RGAP-2014-2.xlsx!Izmaksas!A5:M5", warning]


def test_of_many_warnings_the_first_entry_names_ten(root: Path) -> None:
    rows = [(*fava_books.MARCH[:4], f"B-{n}", *fava_books.MARCH[5:8], "No<m>a", 5, None, "", "") for n in range(12)]
    fava_books.register(root / "inbox/RGAP-2014-2.xlsx", rows, 60)
    first, *_ = extracted(root, "RGAP-2014-2.xlsx")
    assert first.meta["__source__"].count("No<m>a") == 0
    assert len(first.meta["__source__"].splitlines()) == 1 + 1 + 10 + 1
    assert first.meta["__source__"].endswith("\n… and 1 more warning")


def test_a_booked_row_that_was_paid_meanwhile_is_a_duplicate_with_a_warning(root: Path) -> None:
    fava_books.by_command(root, "RGAP-2014-1.xlsx")
    rows = (fava_books.ROWS[0], (*fava_books.APRIL, 200.5, date(2014, 5, 2), "jā", ""))
    fava_books.register(root / "inbox/RGAP-2014-1.xlsx", rows)
    _, april = extracted(root, "RGAP-2014-1.xlsx")
    assert DUPLICATE in april.meta
    assert "Payment date: – in the books, 2014-05-02 in the row." in april.meta["__source__"]


# --- refusals --------------------------------------------------------------------------------------------------------


def test_an_error_refuses_the_whole_file_and_names_the_cells(root: Path) -> None:
    wrong = (*fava_books.MARCH[:5], "31.02.2014", *fava_books.MARCH[6:], "1.234", None, "", "")
    fava_books.register(root / "inbox/wrong one.xlsx", [*fava_books.ROWS, *[wrong] * 3])
    with pytest.raises(BooksError) as refused:
        extracted(root, "wrong one.xlsx")
    first, *cells, last = str(refused.value).splitlines()
    assert first.startswith("“wrong one.xlsx” cannot be imported; errors: ")
    assert {cell.partition(": ")[0] for cell in cells} == {"Izmaksas!F6", "Izmaksas!J6", "Izmaksas!J7"}
    assert last == 'To see all: riga-grants import --dry-run --layout cost-register "inbox/wrong one.xlsx"'


def test_a_changed_row_is_refused_with_the_old_and_the_new(root: Path) -> None:
    fava_books.by_command(root, "RGAP-2014-1.xlsx")
    rows = (fava_books.ROWS[0], (*fava_books.APRIL, 210.5, None, "jā", ""))
    fava_books.register(root / "inbox/RGAP-2014-1.xlsx", rows, 310.75)
    with pytest.raises(
        BooksError, match=r"Izmaksas!J5: The document B-2 is booked with other contents\. Booked at .* 200\.50.* 210\.50"
    ):
        extracted(root, "RGAP-2014-1.xlsx")


def test_a_new_row_in_a_closed_period_is_refused(root: Path) -> None:
    close_spring(root)
    with pytest.raises(
        BooksError, match=r"Izmaksas!F4: The document of 2014-03-31 belongs to the period spring, which is closed"
    ):
        extracted(root, "RGAP-2014-1.xlsx")


def test_nothing_is_extracted_into_books_that_beancount_cannot_read(root: Path) -> None:
    with (root / "ledger/projects/RGAP.beancount").open("a", encoding="utf-8") as project:
        project.write('\n2014-05-01 * "SIA Parauga nams" "Half an entry"\n  Expenses:RGAP:Rent  1.00 EUR\n')
    with pytest.raises(BooksError, match=r"errors: 1\.\nledger/projects/RGAP.beancount:31: "):
        extracted(root, "RGAP-2014-1.xlsx")


def test_rules_that_are_wrong_are_told(root: Path) -> None:
    fava_books.add_layout(root, "", "", '[[rules]]\nsupplier = "*"\nline = "nowhere"\n')
    first, second = extracted(root, "RGAP-2014-1.xlsx")
    assert first.meta["__source__"].splitlines()[1].startswith("importers/rules.toml")
    assert "rules.toml" not in second.meta["__source__"]


def test_what_is_no_cost_is_offered_checked_and_left_to_the_command(root: Path) -> None:
    fava_books.add_layout_for_budgets(root)
    fava_books.workbook(root / "inbox/tame.xlsx", "Budžets", fava_books.BUDGET)
    assert offered(root, "tame.xlsx") == ["budget"]
    with pytest.raises(BooksError) as refused:
        extracted(root, "tame.xlsx", "budget")
    assert str(refused.value).splitlines() == [
        "“tame.xlsx” is a budget and has no errors; new rows: 1, already in the books: 0.",
        "This page can save only costs. To import it: riga-grants import --layout budget inbox/tame.xlsx",
    ]


def test_a_budget_with_an_error_is_refused_like_a_register(root: Path) -> None:
    fava_books.add_layout_for_budgets(root)
    heading, line, total = fava_books.BUDGET
    fava_books.workbook(root / "inbox/tame.xlsx", "Budžets", (heading, ("RGAP", "9. Cits", *line[2:]), total))
    with pytest.raises(BooksError, match=r"“tame.xlsx” cannot be imported; errors: 1\.\nBudžets!B2: “9\. Cits” names no line"):
        extracted(root, "tame.xlsx", "budget")


# --- which files are offered -----------------------------------------------------------------------------------------


def offered(root: Path, file: str) -> list[str]:
    """Name the layouts that the page offers for a file."""
    return [one.name for one in importers(root) if one.identify(str(root / "inbox" / file))]


def reading(root: Path, sheets: str) -> str:
    """Give the layout of cost registers, but for other sheets."""
    text = (root / FOLDER / "cost-register.toml").read_text(encoding="utf-8")
    return re.sub("^sheets = .*$", f"sheets = {sheets}", text, flags=re.MULTILINE)


@pytest.mark.parametrize("name", CASES)
def test_a_file_is_offered_under_the_layout_whose_headings_it_has(tmp_path: Path, name: str) -> None:
    file = fava_books.prepare(tmp_path, name).name
    for other in set(CASES) - {name}:
        fava_books.add_layout(tmp_path, other, fava_books.CASES[other].layout)
    assert offered(tmp_path, file) == [name]


def test_what_an_importer_says_of_a_file(root: Path) -> None:
    (only,) = importers(root)
    path = root / "inbox/RGAP-2014-1.xlsx"
    saved = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date()
    assert (only.name, only.account(str(path)), only.filename(str(path)), only.date(str(path))) == (
        "cost-register",
        "Liabilities:Payable",
        "RGAP-2014-1.xlsx",
        saved,
    )


def test_a_file_is_offered_under_every_layout_that_fits(root: Path) -> None:
    for name, sheets in (("any-sheet", '["*"]'), ("pattern", '["Izm*"]'), ("other-sheet", '["Rēķini"]')):
        fava_books.add_layout(root, name, reading(root, sheets).replace('"cost-register"', f'"{name}"'))
    assert offered(root, "RGAP-2014-1.xlsx") == ["any-sheet", "cost-register", "pattern"]
    assert list(load_import_config(root / "importers/import_config.py").importers) == [
        "any-sheet",
        "cost-register",
        "other-sheet",
        "pattern",
    ]


def test_a_layout_without_headings_fits_what_is_wide_enough_for_its_columns(root: Path) -> None:
    fava_books.add_layout(root, "bare", fava_books.BARE)
    fava_books.export(root / "inbox/bare.csv", (("Q-1", "31.03.2014", "SIA Nams", "Īre", "12,50"),))
    (root / "inbox/note.txt").write_text("no register", encoding="utf-8")
    assert [offered(root, "bare.csv"), offered(root, "note.txt")] == [["bare"], []]
    assert len(extracted(root, "bare.csv", "bare")) == 1


def test_a_file_that_lacks_a_needed_heading_is_not_offered(root: Path) -> None:
    headings = ["Cits" if heading == "Izsniedzējs" else heading for heading in fava_books.HEADINGS]
    fava_books.workbook(root / "inbox/other.xlsx", "Izmaksas", (headings, *fava_books.ROWS))
    assert offered(root, "other.xlsx") == []


def test_a_text_file_that_one_layout_cannot_decode_is_offered_under_the_other(tmp_path: Path) -> None:
    fava_books.prepare(tmp_path, "accounts-export")
    declared = fava_books.EXPORT.replace('"accounts-export"', '"utf"')
    fava_books.add_layout(tmp_path, "utf", f'encoding = "utf-8"\n{declared}')
    assert offered(tmp_path, "eksports.csv") == ["accounts-export"]


@pytest.mark.parametrize("kind", containers.KINDS)
def test_a_register_is_offered_and_read_in_every_container(root: Path, kind: str) -> None:
    """Its entries differ in where they come from only."""
    fava_books.add_layout(root, "cost-register", reading(root, '["*"]'))
    expected = extracted(root, "RGAP-2014-1.xlsx")
    containers.write(kind, root / "inbox/register", fava_books.SHEET)
    assert offered(root, "register") == ["cost-register"]
    assert [_without_source(entry) for entry in extracted(root, "register")] == [_without_source(entry) for entry in expected]


def _without_source(entry: Transaction) -> tuple[object, ...]:
    kept = {key: value for key, value in entry.meta.items() if not key.startswith("source-")}
    return fava_books.said(entry._replace(meta=kept))


@pytest.mark.parametrize("name", ["register.csv", "register.xls", "no-suffix", "register.txt"])
def test_the_name_of_a_file_says_nothing(root: Path, name: str) -> None:
    (root / "inbox" / name).write_bytes((root / "inbox/RGAP-2014-1.xlsx").read_bytes())
    assert offered(root, name) == ["cost-register"]
    assert len(extracted(root, name)) == 2


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"PK\x03\x04", b"PK", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"no register", b"a;b\n1;2\n", b"\x00" * 600],
    ids=["empty", "page", "cut", "shorter", "pdf", "picture", "note", "table", "zeros"],
)
def test_other_files_are_not_offered(root: Path, content: bytes) -> None:
    (root / "inbox/other.xlsx").write_bytes(content)
    assert offered(root, "other.xlsx") == []
    assert offered(root, "absent.xlsx") == []


def test_a_folder_is_not_offered(root: Path) -> None:
    (root / "inbox/folder.xlsx").mkdir()
    assert offered(root, "folder.xlsx") == []


def test_a_workbook_with_an_unreasonable_table_of_contents_is_not_offered(root: Path) -> None:
    with zipfile.ZipFile(root / "inbox/large.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", " " * 2**21)
    assert offered(root, "large.xlsx") == []


def test_a_file_is_read_again_only_after_it_was_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[str] = []

    def counted(file: str, content: bytes, *, delimiter: str, encoding: str) -> object:
        reads.append(file)
        return read(file, content, delimiter=delimiter, encoding=encoding)

    monkeypatch.setattr(inbox, "read", counted)
    (only,) = importers(root)
    path = root / "inbox/RGAP-2014-1.xlsx"
    assert [only.identify(str(path)) for _ in range(3)] == [True] * 3
    assert len(reads) == 1
    path.write_bytes(b"no register any more")
    assert not only.identify(str(path))


def test_a_file_without_a_sheet_of_the_layouts_is_not_read_whole(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fava_books.workbook(root / "inbox/other.xlsx", "Lapa1", [("x",)])
    monkeypatch.setattr(inbox, "read", pytest.fail)
    assert offered(root, "other.xlsx") == []


def test_a_mistake_of_ours_hides_one_file_only_and_is_logged(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(inbox, "fit", fail)
    assert offered(root, "RGAP-2014-1.xlsx") == []
    assert "a mistake" in caplog.text


# --- on the page -----------------------------------------------------------------------------------------------------


def test_a_wrong_layout_is_told_on_the_errors_page(root: Path) -> None:
    (root / FOLDER / "second.toml").write_text("name = [", encoding="utf-8")
    with serve.application(root, write=False).test_client() as client:
        errors = client.get("/proves/api/errors", base_url=HERE).get_json()["data"]
    assert any("BooksError: importers/layouts/second.toml" in error["message"] for error in errors)


def test_the_page_words_a_refusal(root: Path) -> None:
    wrong = (*fava_books.MARCH[:5], "31.02.2014", *fava_books.MARCH[6:], 100.25, None, "", "")
    fava_books.register(root / "inbox/wrong.xlsx", [wrong], 100.25)
    with serve.application(root, write=False).test_client() as client:
        assert on_page(client, root, "wrong.xlsx") == {
            "error": "“wrong.xlsx” cannot be imported; errors: 1.\n"
            "Izmaksas!F4: “31.02.2014” is not a day of the calendar.\n"
            "To see all: riga-grants import --dry-run --layout cost-register inbox/wrong.xlsx"
        }
        assert on_page(client, root, "../ledger/main.beancount") == {
            "error": "“main.beancount” is not in a folder for imports."
        }


def test_looking_at_the_import_page_changes_nothing(root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    with serve.application(root, write=False).test_client() as client:
        listed = client.get("/proves/api/imports", base_url=HERE).get_json()["data"]
        assert [[one["importer_name"] for one in file["importers"]] for file in listed] == [["cost-register"]]
        assert len(on_page(client, root, "RGAP-2014-1.xlsx")["data"]) == 2
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before

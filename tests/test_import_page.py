"""The importers on Fava's import page: the same entries as the command's, nothing twice, and no row lost without a word."""

import zipfile
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any

import fava_books
import pytest
from beangulp.extract import DUPLICATE
from fava.core.ingest import load_import_config
from flask.testing import FlaskClient

from riga_grants import books
from riga_grants import importer
from riga_grants import writer
from riga_grants.dashboard import serve
from riga_grants.dashboard.import_page import importers
from riga_grants.errors import BooksError
from riga_grants.layouts import FOLDER
from riga_grants.layouts import load_layouts

HERE = "http://127.0.0.1:5000"
PLACE = ("filename", "lineno")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Books with a register of two costs in the inbox."""
    made = fava_books.make(tmp_path)
    fava_books.register(made / "inbox/RGAP-2014-1.xlsx")
    return made


def by_command(root: Path, *files: str) -> importer.ImportPlan:
    """Import files of the inbox as `riga-grants import` does."""
    layouts, _ = load_layouts(root / FOLDER)
    planned = importer.plan([root / "inbox" / file for file in files], books.load(root), layouts)
    writer.commit(root, planned, datetime(2026, 1, 1, tzinfo=UTC))
    return planned


def extracted(root: Path, file: str) -> list[Any]:
    """Give a file's entries as the import page gets them."""
    (only,) = importers(root)
    path = str(root / "inbox" / file)
    existing = books.load(root).entries
    entries = only.extract(path, existing)
    only.sort(entries)
    only.deduplicate(entries, existing)
    return list(entries)


def said(entry: Any) -> tuple[object, ...]:  # noqa: ANN401 - an entry
    """Give all that an entry says, but not where it was read."""
    meta = {key: value for key, value in entry.meta.items() if key not in PLACE and not key.startswith("__")}
    postings = [(posting.account, posting.units) for posting in entry.postings]
    return entry.date, entry.flag, entry.payee, entry.narration, entry.links, meta, postings


def test_the_same_entries_as_the_command(root: Path) -> None:
    from_page = [said(entry) for entry in extracted(root, "RGAP-2014-1.xlsx")]
    by_command(root, "RGAP-2014-1.xlsx")
    in_books = [said(entry) for entry in books.load(root).entries if "source-file" in entry.meta]
    assert from_page == in_books
    assert len(in_books) == 2


def test_the_cells_are_shown_below_each_entry(root: Path) -> None:
    shown = [(entry.meta["__source__"], entry.meta["lineno"]) for entry in extracted(root, "RGAP-2014-1.xlsx")]
    assert shown == [("RGAP-2014-1.xlsx!Izmaksas!A4:M4", 4), ("RGAP-2014-1.xlsx!Izmaksas!A5:M5", 5)]


def test_warnings_stand_below_the_first_entry(root: Path) -> None:
    fava_books.register(root / "inbox/RGAP-2014-2.xlsx", [(*fava_books.MARCH[:7], "", "Noma", 5, None, "", "", "?")], 5)
    (entry,) = extracted(root, "RGAP-2014-2.xlsx")
    cells, *warnings = entry.meta["__source__"].splitlines()
    assert cells == "RGAP-2014-2.xlsx!Izmaksas!A4:M4"
    assert any(line.startswith("Izmaksas!N4: ") for line in warnings)


def test_new_rows_are_no_duplicates(root: Path) -> None:
    assert [DUPLICATE in entry.meta for entry in extracted(root, "RGAP-2014-1.xlsx")] == [False, False]


def test_imported_rows_are_marked_however_far_apart(root: Path) -> None:
    """The second file overlaps the first; equal rents of other months are no duplicates."""
    by_command(root, "RGAP-2014-1.xlsx")
    may = (3, "RGAP", "2. Telpu noma", "Rēķins", "B-3", date(2014, 5, 31), "SIA Parauga nams", "40009999011", "Noma maijā")
    rows = (*fava_books.ROWS, (*may, 100.25, None, "", ""))
    fava_books.register(root / "inbox/RGAP-2014-2.xlsx", rows, 401)
    assert [DUPLICATE in entry.meta for entry in extracted(root, "RGAP-2014-2.xlsx")] == [True, True, False]


def test_an_error_refuses_the_whole_workbook_and_names_the_cells(root: Path) -> None:
    wrong = (*fava_books.MARCH[:5], "31.02.2014", *fava_books.MARCH[6:], "1.234", None, "", "")
    fava_books.register(root / "inbox/wrong.xlsx", [*fava_books.ROWS, *[wrong] * 3])
    with pytest.raises(BooksError) as refused:
        extracted(root, "wrong.xlsx")
    first, *cells, last = str(refused.value).splitlines()
    assert first.startswith("“wrong.xlsx” cannot be imported; errors: ")
    assert {cell.partition(": ")[0] for cell in cells} == {"Izmaksas!F6", "Izmaksas!J6", "Izmaksas!J7"}
    assert last == "To see all: riga-grants import --dry-run wrong.xlsx"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("none.xlsx", b""),
        ("page.xlsx", b"<html>"),
        ("cut.xlsx", b"PK\x03\x04"),
        ("note.txt", b"PK"),
        ("no-suffix", b""),
    ],
)
def test_other_files_are_not_identified(root: Path, name: str, content: bytes) -> None:
    (only,) = importers(root)
    (root / "inbox" / name).write_bytes(content)
    assert not only.identify(str(root / "inbox" / name))
    assert not only.identify(str(root / "inbox" / "absent.xlsx"))


def test_a_workbook_with_an_unreasonable_table_of_contents_is_not_identified(root: Path) -> None:
    (only,) = importers(root)
    path = root / "inbox/large.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", " " * 2**21)
    assert not only.identify(str(path))


def test_a_workbook_is_known_by_its_sheet(root: Path) -> None:
    (only,) = importers(root)
    path = root / "inbox/RGAP-2014-1.xlsx"
    assert only.identify(str(path))
    assert (only.name, only.account(str(path)), only.filename(str(path))) == (
        "cost-register",
        "Liabilities:Payable",
        "RGAP-2014-1.xlsx",
    )
    assert only.date(str(path)) == datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().date()


def test_each_layout_is_an_importer_of_its_own(root: Path) -> None:
    first = (root / FOLDER / "cost-register.toml").read_text(encoding="utf-8")
    second = first.replace('name = "cost-register"', 'name = "second"').replace('sheet = "Izmaksas"', 'sheet = "Rēķini"')
    (root / FOLDER / "second.toml").write_text(second, encoding="utf-8")
    loaded = load_import_config(root / "importers/import_config.py")
    assert list(loaded.importers) == ["cost-register", "second"]
    path = root / "inbox/RGAP-2014-1.xlsx"
    assert [one.identify(path) for one in loaded.importers.values()] == [True, False]


def test_a_wrong_layout_is_told_on_the_errors_page(root: Path) -> None:
    (root / FOLDER / "second.toml").write_text("name = [", encoding="utf-8")
    with serve.application(root, write=False).test_client() as client:
        errors = client.get("/proves/api/errors", base_url=HERE).get_json()["data"]
    assert any("importers/layouts/second.toml: The layout cannot be read" in error["message"] for error in errors)


def on_page(client: FlaskClient, root: Path, file: str) -> Any:  # noqa: ANN401 - as the page gets it
    """Extract a file as the page does."""
    named = {"filename": str(root / "inbox" / file), "importer": "cost-register"}
    return client.get("/proves/api/extract", base_url=HERE, query_string=named).get_json()


def test_saved_on_the_page_and_then_imported_by_the_command_counts_once(root: Path) -> None:
    with serve.application(root, write=True).test_client() as client:
        entries = on_page(client, root, "RGAP-2014-1.xlsx")["data"]
        client.put("/proves/api/add_entries", base_url=HERE, json={"entries": entries})
        again = on_page(client, root, "RGAP-2014-1.xlsx")["data"]
    assert [entry["meta"].get(DUPLICATE) for entry in again] == [True, True]
    saved = [said(entry) for entry in books.load(root).entries if "source-file" in entry.meta]
    (file,) = by_command(root, "RGAP-2014-1.xlsx").files
    assert (file.rows, file.accepted, file.booked) == (2, 0, 2)
    assert [path.name for path in (root / "ledger/imported/RGAP").iterdir()] == ["000000-start.beancount"]
    project = (root / "ledger/projects/RGAP.beancount").read_text(encoding="utf-8")
    assert "__source__" not in project
    fresh = fava_books.make(root / "fresh")
    (fresh / "inbox/RGAP-2014-1.xlsx").write_bytes((root / "inbox/RGAP-2014-1.xlsx").read_bytes())
    assert saved == [said(entry) for entry in extracted(fresh, "RGAP-2014-1.xlsx")]


def test_the_page_words_a_refusal(root: Path) -> None:
    wrong = (*fava_books.MARCH[:5], "31.02.2014", *fava_books.MARCH[6:], 100.25, None, "", "")
    fava_books.register(root / "inbox/wrong.xlsx", [wrong], 100.25)
    with serve.application(root, write=False).test_client() as client:
        assert on_page(client, root, "wrong.xlsx") == {
            "error": "“wrong.xlsx” cannot be imported; errors: 1.\n"
            "Izmaksas!F4: “31.02.2014” is not a day of the calendar.\n"
            "To see all: riga-grants import --dry-run wrong.xlsx"
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

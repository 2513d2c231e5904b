"""The page of origin: from an entry to its workbook, its cells and all that happened to it, and the workbook as a download."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs
from urllib.parse import quote
from urllib.parse import urlsplit

import pytest
from chained import add_by_hand
from chained import new_books
from chained import take
from chained import take_back
from flask.testing import FlaskClient
from registers import LEDGER_P1
from registers import ROOT
from registers import row
from registers import write_register
from requests_made import rows as cells_of

from riga_grants import books
from riga_grants.asked import about
from riga_grants.chains.entries import Correction
from riga_grants.cli import run
from riga_grants.dashboard import extension
from riga_grants.dashboard import serve
from riga_grants.reports import traced
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Words

HERE = "http://127.0.0.1:5000"
FAILED = "The program failed"
TODAY = date(2015, 1, 1)
BY_HAND = """
2014-01-01 open Assets:Bank

2014-02-10 * "SIA Roka" "Ar roku"
  document-no: "H-1"
  document-date: 2014-02-10
  issuer: "SIA Roka"
  Expenses:P1:Rent  10.00 EUR
    document: "H-1.pdf"
  Liabilities:Payable:P1

2014-02-11 * "Banka" "Komisija"
  Assets:Bank  -1.00 EUR
  Liabilities:Payable:P1  1.00 EUR
  Liabilities:Payable:P1  0.125 XAU
  Liabilities:Payable:N1  -0.125 XAU
"""
FILE = "ledger/imported/P1/000001-a.beancount"
R1, R3 = f"{FILE}:14", f"{FILE}:28"
PROJECT = "ledger/projects/P1.beancount"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give books with entries by hand and a.xlsx imported (R-1, R-3), then R-1 with another amount, which was undone."""
    folder = tmp_path_factory.mktemp("traced")
    root = new_books(folder / "books", LEDGER_P1)
    shutil.copytree(ROOT / "importers" / "layouts", root / "importers" / "layouts")
    add_by_hand(root, BY_HAND)
    two = [row(document_no="R-1"), row(document_no="R-3", number=2, description="<img src=x>")]
    take(root, write_register(folder / "a.xlsx", two))
    changed = [row(document_no="R-1", amount=1300.0)]
    take(root, write_register(folder / "b.xlsx", changed), correction=Correction("labots", "Zane"))
    take_back(root, 2)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """Give a copy of them, to be broken."""
    return shutil.copytree(made, tmp_path / "books").resolve()


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")
    monkeypatch.setattr(extension, "today", lambda: date(2017, 6, 30))


@pytest.fixture
def client(root: Path) -> Iterator[FlaskClient]:
    """Give a browser on Fava with the copy, read-only."""
    with serve.application(root, write=False).test_client() as client:
        yield client


def ask(root: Path, what: str) -> Report:
    """Build the page of a question, as the dashboard does."""
    loaded = books.load(root)
    projects = about(loaded.agreements, (), None, TODAY, TODAY)
    return traced.build(Request(loaded, projects, TODAY, (), Origin((), "", (), loaded.root), "en"), what)


def facts(report: Report) -> list[dict[str, str]]:
    """Give the facts of a page's entries, by their keys."""
    blocks = [block for sheet in report.sheets for block in sheet.blocks if isinstance(block, Facts)]
    return [{fact.key: str(fact.value) for fact in block.facts} for block in blocks]


def said(report: Report) -> list[str]:
    """Give the sentences of a page."""
    return [one for sheet in report.sheets for block in sheet.blocks if isinstance(block, Words) for one in block.paragraphs]


def get(client: FlaskClient, path: str, **asked: str) -> tuple[int, str]:
    """Open one of our addresses; give its status and text."""
    answer = client.get(f"{ours(client)}{path}", base_url=HERE, query_string=asked or None)
    return answer.status_code, answer.get_data(as_text=True)


def ours(client: FlaskClient) -> str:
    slug = client.application.config["LEDGERS"].first_slug()
    return f"/{slug}/extension/RigaGrants/"


def commanded(root: Path, what: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Give the entries that `riga-grants trace --format json` tells of."""
    run(["trace", what, "--format", "json", "--books", str(root), "--lang", "en"])
    entries: list[dict[str, object]] = json.loads(capsys.readouterr().out)["entries"]
    return entries


# --- the page --------------------------------------------------------------------------------------------------------


def test_an_imported_cost_leads_to_its_cells_and_the_import(made: Path) -> None:
    report = ask(made, R3)
    sha256 = hashlib.sha256((made.parent / "a.xlsx").read_bytes()).hexdigest()
    shown = ("date", "document_no", "issuer", "text", "account", "amount", "state", "where", "document")
    assert cells_of(report.table("entry_1"), *shown) == [
        (date(2014, 1, 31), "R-3", "SIA Parauga nams", "‹img src=x›", "Expenses:P1:Rent", 120000, "stands", R3, "")
    ]
    (told,) = facts(report)
    assert told.pop("key").startswith("row-")
    assert told == {
        "how": "import 1 of 2014-04-07 12:00, by A. Auditor",
        "file": "a.xlsx",
        "sheet": "Izmaksas",
        "cells": "A7:M7",
        "sha256": sha256,
        "kept": f"ledger/documents/{sha256[:16]}-a.xlsx",
    }
    cells = {cell: (heading, value, note) for cell, heading, value, note in cells_of(report.table("cells_1"))}
    assert cells["E7"] == ("Dokumenta Nr.", "R-3", "")
    assert [(cell, note) for cell, (_, _, note) in cells.items() if note] == [("J7", "the amount is read from here")]
    assert [row.key for row in report.table("cells_1").rows if row.look] == ["J7"]
    assert cells_of(report.table("events_1")) == [("booked", "1", R3, "A. Auditor")]


def test_what_an_import_corrected_and_an_undo_restored_is_told_in_its_order(made: Path) -> None:
    report = ask(made, "R-1")
    first, *_ = (sheet.title for sheet in report.sheets)
    states = [table.values("state")[0] for table in report.tables if table.key.startswith("entry_")]
    assert (first, states) == ("ledger/imported/P1/000003-undo-2.beancount:24", ["stands", "taken back"])
    steps = cells_of(report.table("events_1"), "what", "import", "reason", "by")
    assert steps == [
        ("booked", "1", "", "A. Auditor"),
        ("taken back", "2", "labots", "Zane"),
        ("booked again", "3", "kļūda", "A. Auditor"),
    ]
    corrected = "ledger/imported/P1/000002-b.beancount:26"
    assert report.table("events_1").values("replaced") == ["", corrected, ""]


WITHOUT_FILE = {
    "a cost entered by hand": (f"{PROJECT}:LINE H-1", "Entered by hand: it names no file.", ("stands", 1000)),
    "a payment": (f"{PROJECT}:LINE Banka", "Entered by hand: it names no file.", ("", "")),
    "an account": (f"{PROJECT}:LINE open Assets:Bank", "Entered by hand: it names no file.", ("", "")),
}


@pytest.mark.parametrize("case", WITHOUT_FILE)
def test_an_entry_that_names_no_file_says_how_it_came(made: Path, case: str) -> None:
    where, how, expected = WITHOUT_FILE[case]
    file, _, words = where.partition(":LINE ")
    lines = (made / file).read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if words in line)
    report = ask(made, f"{file}:{number}")
    assert [one["how"] for one in facts(report)] == [how]
    assert cells_of(report.table("entry_1"), "state", "amount") == [expected]
    assert traced.workbooks(report) == {}


def test_a_payment_shows_all_its_postings_as_the_ledger_has_them(made: Path) -> None:
    lines = (made / PROJECT).read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if "Banka" in line)
    assert cells_of(ask(made, f"{PROJECT}:{number}").table("posted_1")) == [
        ("Assets:Bank", -100, "EUR"),
        ("Liabilities:Payable:P1", 100, "EUR"),
        ("Liabilities:Payable:P1", "0.125", "XAU"),
        ("Liabilities:Payable:N1", "-0.125", "XAU"),
    ]


def test_a_directive_shows_its_values_and_an_account_its_kind(made: Path) -> None:
    lines = (made / PROJECT).read_text(encoding="utf-8").splitlines()
    for words, text in (("open Assets:Bank", "open"), ('"total" 9000', "grant-budget Expenses:P1:Rent total 9000 EUR")):
        number = next(number for number, line in enumerate(lines, 1) if words in line)
        assert ask(made, f"{PROJECT}:{number}").table("entry_1").values("text") == [text]


def test_a_scanned_document_is_that_of_the_posting(made: Path) -> None:
    assert ask(made, "H-1").table("entry_1").values("document") == ["H-1.pdf"]


def test_very_many_entries_are_a_list_that_leads_on(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traced, "AT_ONCE", 2)
    report = ask(made, "P1 2")
    assert facts(report)[0]["spent"] == str(120000 + 120000 + 1000)
    assert len(report.table("found").rows) == 2
    assert said(report)[-1].startswith("… and ")


def test_rows_that_no_entry_names_are_shown_with_their_reason(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = ask(made, "a.xlsx!Izmaksas!5:5")
    assert report.table("unbooked").values("reason") == ["the headings, or above them"]
    assert report.table("cells_unbooked_1").rows
    monkeypatch.setattr(traced, "IN_FULL", 1)
    many = ask(made, "a.xlsx!Izmaksas!1:9")
    assert [len(many.table(key).rows) for key in ("found", "unbooked")] == [2, 3]
    assert [table.key for table in many.tables if table.key.startswith("cells_unbooked")] == []


def test_a_row_that_brought_nothing_leads_to_where_its_document_is_booked(root: Path, tmp_path: Path) -> None:
    again = [row(document_no="R-1"), *(row(document_no="R-4", number=n, amount=float(n)) for n in range(2, 7))]
    take(root, write_register(tmp_path / "c.xlsx", again))
    (same,) = ask(root, "c.xlsx!6").table("unbooked").values("same")
    assert str(same).startswith("ledger/imported/P1/")


@pytest.mark.parametrize("what", [R1, R3, "R-1", "H-1", "ledger/imported/P1/000002-b.beancount:15"])
def test_the_figures_are_those_of_the_command(made: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    report, told = ask(made, what), commanded(made, what, capsys)
    assert told
    for number, entry in enumerate(told, 1):
        keys = ("where", "date", "account", "amount")
        ((where, day, account, cents),) = cells_of(report.table(f"entry_{number}"), *keys)
        assert isinstance(cents, int)
        assert (where, str(day), account) == (entry["place"], entry["date"], entry["account"])
        assert f"{cents / 100:.2f}" == entry["amount"]
        shown = facts(report)[number - 1]
        assert (shown["key"], shown.get("kept")) == (entry["key"], entry["kept"])
        source = entry["source"]
        assert {key: shown.get(key) for key in ("file", "sheet", "cells", "sha256")} == (
            source or dict.fromkeys(("file", "sheet", "cells", "sha256"))
        )
        events = entry["events"]
        assert isinstance(events, list)
        assert report.table(f"events_{number}").values("where") == [event["place"] for event in events]


def test_a_claim_of_a_closing_was_computed(closed_demonstration: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closing = min((closed_demonstration / "ledger/closings").rglob("*close*.beancount"))
    lines = closing.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if "Income:CoFinancing" in line)
    what = f"{closing.relative_to(closed_demonstration).as_posix()}:{number}"
    report, (told,) = ask(closed_demonstration, what), commanded(closed_demonstration, what, capsys)
    ((cents, state),) = cells_of(report.table("entry_1"), "amount", "state")
    assert (f"{int(str(cents)) / 100:.2f}", state) == (told["amount"], "co-financing")
    assert facts(report) == [{"how": "Computed by this program: it names no file."}]


# --- what is wrong, or not there -------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"x", None], ids=["altered", "missing"])
def test_a_workbook_that_is_not_there_any_more_is_told_with_all_that_is_known(
    root: Path, client: FlaskClient, content: bytes | None
) -> None:
    """The page is made anew each time, because it says whether the workbook is unchanged."""
    (kept,) = (root / "ledger/documents").glob("*-a.xlsx")
    sha256 = hashlib.sha256(kept.read_bytes()).hexdigest()
    assert f"workbook?sha256={sha256}" in get(client, "", page="trace", what=R3)[1]
    if content is None:
        kept.unlink()
    else:
        kept.write_bytes(content)
    report = ask(root, R3)
    code = "import-source-missing" if content is None else "import-source-altered"
    assert report.sheets[0].key == "wrong"
    assert said(report)[1] == ("ledger/documents" if content is None else f"ledger/documents/{kept.name}")
    assert report.table("entry_1").values("amount") == [120000]
    assert traced.workbooks(report) == {}
    status, page = get(client, "", page="trace", what=R3)
    assert (status, "workbook?sha256" in page, said(report)[0].split("“")[0] in page) == (200, False, True)
    status, reason = get(client, "workbook", sha256=sha256)
    assert (status, reason) == (404, said(report)[0]), code


def test_a_workbook_that_cannot_be_read_is_told_in_words(root: Path) -> None:
    content = b"PK\x03\x04 but no workbook"
    sha256 = hashlib.sha256(content).hexdigest()
    (root / f"ledger/documents/{sha256[:16]}-z.xlsx").write_bytes(content)
    source = f'\n  source-file: "z.xlsx"\n  source-sheet: "L"\n  source-cells: "A1:B1"\n  source-sha256: "{sha256}"'
    lines = BY_HAND.replace('\n  document-no: "H-1"', f'{source}\n  document-no: "H-9"').split("\n\n")[1]
    add_by_hand(root, f"\n{lines}\n")
    with serve.application(root, write=False).test_client() as client:
        status, page = get(client, "", page="trace", what="H-9")
        assert (status, FAILED in page, 'class="rg-problem"' in page, "z.xlsx" in page) == (200, False, True, True)
        assert get(client, "workbook", sha256=sha256)[0] == 200


ODD = (
    "nope",
    "ledger/imported/P1/000001-a.beancount:999999",
    "ledger/imported/P1/000009-nope.beancount:1",
    "../../../etc/passwd",
    "/etc/passwd:1",
    "<pad>:0",
    "<img src=x onerror=alert(1)>",
    "\x00:1",
    "row-ffffffffffff",
    "'; DROP TABLE x; --",
    "$(id)!A1",
    "A" * 100_000,
    ":1",
    "!",
    "ā" * 3000 + ":7",
)


@pytest.mark.parametrize("what", ODD, ids=lambda what: repr(what[:24]))
def test_what_is_not_found_is_a_page_that_says_so(client: FlaskClient, what: str) -> None:
    status, page = get(client, "", page="trace", what=what)
    assert (status, FAILED in page, "<img" in page) == (200, False, False)
    assert "Nothing in the books is known as" in page


def test_what_is_not_found_names_the_nearest(made: Path) -> None:
    assert said(ask(made, f"{FILE}:999"))[1] == f"The nearest: {R1}; {R3}"
    assert said(ask(made, "R-33"))[1].startswith("The nearest: ")


def test_without_a_question_the_page_says_what_can_be_asked(client: FlaskClient) -> None:
    status, page = get(client, "", page="trace")
    assert (status, "Ask for a place (FILE:LINE)" in page, "Nothing in the books" in page) == (200, True, False)


def test_a_question_from_a_page_looks_at_no_file_but_those_of_the_books(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command knows a workbook by its content, wherever it lies; from a page that would open any file."""
    copy = shutil.copy(made.parent / "a.xlsx", tmp_path / "another name.xlsx")
    assert commanded(made, f"{copy}!Izmaksas!7", capsys)
    assert said(ask(made, f"{copy}!Izmaksas!7"))[0].startswith("Nothing in the books is known as")
    assert ask(made, "a.xlsx!Izmaksas!7").table("entry_1").values("document_no") == ["R-3"]


def test_nothing_of_an_entry_is_html(client: FlaskClient) -> None:
    _, page = get(client, "", page="trace", what=R3)
    assert ("&lt;img src=x&gt;" in page, "<img" in page) == (True, False)


# --- the workbook ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sent"),
    [("a.xlsx", "a.xlsx"), ("Rīgas tāme 1.xlsx", "Rigas_tame_1.xlsx"), ("Отчёт.xlsx", "{kept}"), ("-.xlsx", "-.xlsx")],
)
def test_the_workbook_is_sent_as_it_was_imported(root: Path, tmp_path: Path, name: str, sent: str) -> None:
    (tmp_path / "new").mkdir()
    if name != "a.xlsx":
        take(root, write_register(tmp_path / "new" / name, [row(document_no=name, description=name)]))
    content = (tmp_path / "new" / name if name != "a.xlsx" else next((root / "ledger/documents").glob("*-a.xlsx"))).read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    (kept,) = (root / "ledger/documents").glob(f"{sha256[:16]}-*")
    with serve.application(root, write=False).test_client() as client:
        answer = client.get(f"{ours(client)}workbook?sha256={sha256}", base_url=HERE)
        assert (answer.status_code, answer.data, answer.mimetype) == (200, content, "application/octet-stream")
        disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    plain = kept.name.encode("ascii", "ignore").decode()
    assert disposition.removeprefix("attachment; filename=") == sent.format(kept=plain)


@pytest.mark.parametrize("sha256", ["", "0" * 64, "{prefix}", "{upper}", "../../main.beancount", "{prefix}-a.xlsx", "%00", "*"])
def test_only_a_workbook_that_the_books_name_is_sent(root: Path, client: FlaskClient, sha256: str) -> None:
    (kept,) = (root / "ledger/documents").glob("*-a.xlsx")
    whole = hashlib.sha256(kept.read_bytes()).hexdigest()
    asked = sha256.format(prefix=whole[:16], upper=whole.upper())
    expected = (404, "The books name no workbook of this sha256.")
    assert get(client, f"workbook?sha256={quote(asked)}") == expected


def test_a_file_on_the_shelf_that_no_entry_names_is_not_sent(root: Path, client: FlaskClient) -> None:
    sha256 = hashlib.sha256(b"secret").hexdigest()
    (root / f"ledger/documents/{sha256[:16]}-secret.xlsx").write_bytes(b"secret")
    assert get(client, "workbook", sha256=sha256)[0] == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_workbook_is_got_only(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)(f"{ours(client)}workbook?sha256=x", base_url=HERE)
    assert answer.status_code in {401, 403, 405}


def test_a_fault_of_ours_is_said_in_words(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("riga_grants.dashboard.workbooks.answer", failing)
    status, reason = get(client, "workbook", sha256="x")
    assert (status, reason.startswith(FAILED)) == (500, True)


# --- the way there ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "figure",
    [
        {"figure": "claimed"},
        {"figure": "received", "funder": "RD"},
        {"figure": "budget"},
        {"figure": "in_kind"},
        {"figure": "spent", "line": "Expenses:RGAP:Rent", "period": "2014-Q1"},
    ],
    ids=lambda said: said["figure"],
)
def test_each_posting_behind_a_figure_leads_to_its_origin(closed_demonstration: Path, figure: dict[str, str]) -> None:
    with serve.application(closed_demonstration, write=False).test_client() as client:
        _, page = get(client, "", page="postings", project="RGAP", **figure)
        links = [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:]]
        asked = {address: parse_qs(urlsplit(address).query) for address in links}
        origins = {address: said for address, said in asked.items() if said.get("page") == ["trace"]}
        rows = page.split("<tbody>")[1].split("</tbody>")[0].count("<tr")  # the last is the total
        assert len(origins) == max(0, rows - 1)
        for address, said in list(origins.items())[:12]:
            answer = client.get(address, base_url=HERE)
            assert (answer.status_code, said["project"]) == (200, ["RGAP"])
            assert "Nothing in the books" not in answer.text
            assert FAILED not in answer.text


def test_the_page_leads_back_to_the_project_and_on_to_the_editor(client: FlaskClient) -> None:
    _, page = get(client, "", page="trace", project="P1", what="R-1")
    assert "?page=project&amp;project=P1" in page
    assert "000003-undo-2.beancount&amp;line=24" in page, "the entry's line in the editor"
    assert "what=ledger%2Fimported%2FP1%2F000002-b.beancount%3A26" in page, "what had replaced it"


PARKED = """
2014-03-10 ! "SIA Gaida" "Gaida"
  document-no: "G-1"
  document-date: 2014-03-10
  issuer: "SIA Gaida"
  Expenses:P1:Rent  5.00 EUR
  Liabilities:Payable:P1

2014-03-11 * "Bez izsniedzēja"
  document-no: "G-2"
  document-date: 2014-03-11
  Expenses:P1:Rent  6.00 EUR
  Liabilities:Payable:P1
"""


@pytest.mark.parametrize(
    ("said", "table", "document"),
    [
        ({"page": "todo"}, "parked", "G-1"),
        ({"page": "project", "project": "P1"}, "documents", "G-2"),
        ({"page": "postings", "project": "P1", "figure": "spent"}, "postings", "H-1"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_listed_cost_leads_to_its_origin(root: Path, said: dict[str, str], table: str, document: str) -> None:
    add_by_hand(root, PARKED)
    with serve.application(root, write=False).test_client() as client:
        _, page = get(client, "", **said)
        listed = page.split(f'data-key="{table}"')[1].split("</table>")[0]
        (line,) = (part for part in listed.split("<tr") if f">{document}<" in part)
        address = line.split("?page=trace&amp;")[1].split('"')[0].replace("&amp;", "&")
        status, origin = get(client, f"?page=trace&{address}")
        assert (status, f">{document}<" in origin, "Entered by hand: it names no file." in origin) == (200, True, True)
        assert parse_qs(address)["project"] == ["P1"] or said["page"] == "todo"

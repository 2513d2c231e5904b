"""Fava on a set of books: what it shows, what it refuses, and that looking at the books changes nothing."""

import logging
import socket
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import fava_books
import pytest
from fava.helpers import FavaAPIError
from flask import Flask
from flask.testing import FlaskClient

from riga_grants.dashboard import serve
from riga_grants.dashboard.question import PAGES as OUR_PAGES
from riga_grants.errors import BooksError
from riga_grants.i18n import default_language

HERE = "http://127.0.0.1:5000"
PAGES = (
    "balance_sheet",
    "commodities",
    "documents",
    "editor",
    "errors",
    "events",
    "help",
    "holdings",
    "import",
    "income_statement",
    "journal",
    "options",
    "query",
    "statistics",
    "trial_balance",
)
HOSTILE = (
    ".output {stolen}",
    " .output {stolen}",
    "\u2003.output {stolen}",
    ".OUTPUT {stolen}",
    "output {stolen}",
    'run "not a query"',
    '.run "not a query"',
    'runx "not a query"',
    "run",
    ".set format csv",
    ".history",
    "create table t (a int) using 'csv:{stolen}'",
    "SELECT account",
    "SELECT (",
    "PRINT",
)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Books in a folder of their own, which is also where relative file names lead."""
    monkeypatch.chdir(tmp_path)
    return fava_books.make(tmp_path / "books")


@pytest.fixture
def app(root: Path) -> Flask:
    """Fava on the books as it is started by default: read-only."""
    return serve.application(root, write=False)


@pytest.fixture
def reader(app: Flask) -> Iterator[FlaskClient]:
    """A browser on the read-only pages."""
    with app.test_client() as client:
        yield client


@pytest.fixture
def writer(root: Path) -> Iterator[FlaskClient]:
    """A browser on the pages of `riga-grants fava --write`."""
    with serve.application(root, write=True).test_client() as client:
        yield client


def get(client: FlaskClient, address: str, **parameters: str) -> Any:  # noqa: ANN401 - as the page gets it
    """Ask for data as Fava's own pages do."""
    return client.get(f"/proves/api/{address}", base_url=HERE, query_string=parameters).get_json()


def put(client: FlaskClient, address: str, **body: object) -> Any:  # noqa: ANN401 - as the page gets it
    """Send data as Fava's own pages do."""
    return client.put(f"/proves/api/{address}", base_url=HERE, json=body, headers={"Origin": HERE}).get_json()


def fingerprint(folder: Path) -> dict[str, str]:
    """Give the sha256 of each file below a folder, and a mark for each folder."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_and_is_protected(reader: FlaskClient, page: str) -> None:
    answer = reader.get(f"/proves/{page}/", base_url=HERE)
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_first_address_leads_to_the_books(reader: FlaskClient) -> None:
    answer = reader.get("/", base_url=HERE, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == "/proves/income_statement/"


def test_the_errors_page_has_our_findings_with_their_lines(reader: FlaskClient, root: Path) -> None:
    (error,) = get(reader, "ledger_data")["data"]["errors"]
    assert error["source"] == {
        "filename": str(root / "ledger/projects/RGAP.beancount"),
        "lineno": fava_books.LATE_COST_LINE,
    }
    assert "[cost-outside-dates] RGAP: A cost of 2017-01-31, but the project ends on 2016-12-31" in error["message"]
    source = get(reader, "source", filename=error["source"]["filename"])["data"]["source"]
    assert "50.00 EUR" in source.splitlines()[error["source"]["lineno"] - 1]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "books.example.org"}, 421),
        ({"Origin": "http://example.org"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
    ],
)
def test_the_guard_stands_before_fava(reader: FlaskClient, headers: dict[str, str], status: int) -> None:
    assert reader.get("/proves/journal/", base_url=HERE, headers=headers).status_code == status


def test_queries_are_answered(reader: FlaskClient) -> None:
    rows = [["Expenses:RGAP:Rent", {"EUR": 150}]]
    typed = "SELECT account, sum(position) WHERE account ~ 'Expenses' GROUP BY account"
    assert get(reader, "query", query_string=typed)["data"]["rows"] == rows
    assert get(reader, "query", query_string="run costs")["data"]["rows"] == rows
    download = reader.get("/proves/download-query/query_result.csv", base_url=HERE, query_string={"query_string": "run costs"})
    assert download.text.splitlines() == ["account,sum(position) (EUR)", "Expenses:RGAP:Rent,150.0"]


def test_a_stored_command_is_not_run(reader: FlaskClient) -> None:
    answer = get(reader, "query", query_string='run "not a query"')
    assert answer == {"error": "The stored query is not one of SELECT, BALANCES, JOURNAL and PRINT."}


def test_commands_are_refused_behind_the_guard_too(app: Flask) -> None:
    """An extension could pass on text under another name than the one that the guard looks at."""
    (ledger,) = app.config["LEDGERS"].ledgers
    with pytest.raises(Exception, match="Only queries are answered here"):
        ledger.query_shell.shell.run(ledger.all_entries, ".set format csv")


def addresses(app: Flask, method: str) -> list[str]:
    """Give an address for each route of Fava that takes a method, with each kind of value that the route could name."""
    values: dict[str, tuple[str, ...]] = {
        "bfile": ("proves",),
        "report_name": PAGES,
        "name": ("Expenses:RGAP:Rent",),
        "page_slug": ("_index", "import"),
        "aggregation_key": ("account", "currency"),
        "extension_name": ("Any", "RigaGrants"),
        "endpoint": ("any", "download"),
        "result_format": ("csv", "xlsx"),
        "filename": ("app.js",),
    }
    found = []
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            for turn in range(max((len(values[name]) for name in rule.arguments), default=1)):
                _, path = rule.build({name: values[name][turn % len(values[name])] for name in rule.arguments}) or ("", "")
                found.append(path)
    return found


def parameters(root: Path) -> Iterator[dict[str, str]]:
    """Give plausible and hostile parameters, each set naming all that Fava's addresses take."""
    files = [
        str(root / "ledger/main.beancount"),
        str(root / "inbox/RGAP-2014-1.xlsx"),
        "/etc/hosts",
        "../../main.beancount",
        "",
    ]
    for turn, query in enumerate(HOSTILE):
        yield {
            "query_string": query.format(stolen=root.parent / "stolen"),
            "filename": files[turn % len(files)],
            "importer": "any",
            "entry_hash": "0" * 64,
            "key": "document",
            "payee": "SIA Parauga nams",
            "narration": "Telpu noma",
            "order": "asc",
            "page_slug": "_index",
            "a": "Expenses:RGAP:Rent",
            "r": ("changes", "balances", "journal")[turn % 3],
            "page": ("1", *OUR_PAGES)[turn % (1 + len(OUR_PAGES))],
            "project": ("RGAP", "NOPE", "")[turn % 3],
            "report": ("committee", "claim", "nope")[turn % 3],
            "format": ("json", "xlsx")[turn % 2],
            "time": ("", "2014", "2014-01 - 2014-03")[turn % 3],
            "filter": ("", "#tag", "(")[turn % 3],
        }


def test_no_get_changes_any_file(app: Flask, root: Path) -> None:
    """Every address, with every set of parameters; also where an answer is an error inside Fava."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    before = fingerprint(root.parent)
    statuses = set()
    with app.test_client() as client:
        for address in addresses(app, "GET"):
            for named in parameters(root):
                answer = client.get(address, base_url=HERE, query_string=named)
                statuses.add(answer.status_code)
                answer.close()
    assert fingerprint(root.parent) == before
    assert {200, 403, 404} <= statuses


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_read_only_takes_nothing_but_get(app: Flask, root: Path, method: str) -> None:
    before = fingerprint(root.parent)
    with app.test_client() as client:
        for address in {*addresses(app, method), *addresses(app, "GET")}:
            answer = client.open(address, base_url=HERE, method=method, json={"filename": str(root / "ledger/main.beancount")})
            assert answer.status_code in {401, 403}, address
    assert fingerprint(root.parent) == before


def test_with_write_a_hand_kept_file_can_be_edited(writer: FlaskClient, root: Path) -> None:
    project = root / "ledger/projects/RGAP.beancount"
    found = get(writer, "source", filename=str(project))["data"]
    edited = found["source"].replace("2017-01-31", "2016-12-30")
    answer = put(writer, "source", file_path=str(project), source=edited, sha256sum=found["sha256sum"])
    assert "error" not in answer
    assert project.read_text(encoding="utf-8") == edited
    assert get(writer, "errors")["data"] == []


def test_with_write_a_hand_kept_entry_can_be_changed_and_deleted(writer: FlaskClient, root: Path) -> None:
    project = root / "ledger/projects/RGAP.beancount"

    def late() -> tuple[str, str, str]:
        journal = get(writer, "journal")["data"]
        (entry,) = [entry["entry_hash"] for entry in journal if entry.get("narration") == "Par vēlu"]
        source = get(writer, "source_slice", entry_hash=entry)["data"]
        return entry, source["slice"], source["sha256sum"]

    entry, source, sha256sum = late()
    put(writer, "source_slice", entry_hash=entry, source=source.replace("50.00", "51.00"), sha256sum=sha256sum)
    put(writer, "attach_document", entry_hash=late()[0], filename="A-2.pdf")
    assert '  document: "A-2.pdf"' in project.read_text(encoding="utf-8")
    assert "51.00 EUR" in project.read_text(encoding="utf-8")
    entry, _, sha256sum = late()
    writer.delete("/proves/api/source_slice", base_url=HERE, query_string={"entry_hash": entry, "sha256sum": sha256sum})
    assert "Par vēlu" not in project.read_text(encoding="utf-8")


def test_with_write_too_a_generated_file_stays_as_it_is(writer: FlaskClient, root: Path) -> None:
    start = root / "ledger/imported/RGAP/000000-start.beancount"
    found = get(writer, "source", filename=str(start))["data"]
    before = fingerprint(root)
    answer = put(writer, "source", file_path=str(start), source="", sha256sum=found["sha256sum"])
    assert answer == {
        "error": "“000000-start.beancount” was made by an import and is never changed; book a correction instead."
    }
    assert fingerprint(root) == before


def test_with_write_too_an_imported_entry_stays_as_it_is(root: Path) -> None:
    imported = root / "ledger/imported/RGAP/000001-any.beancount"
    imported.write_text('2014-03-31 note Expenses:RGAP:Rent "ievests"\n', encoding="utf-8")
    refused = {"error": "“000001-any.beancount” was made by an import and is never changed; book a correction instead."}
    with serve.application(root, write=True).test_client() as writer:
        journal = get(writer, "journal")["data"]
        (entry,) = [entry["entry_hash"] for entry in journal if entry["t"] == "Note"]
        sha256sum = get(writer, "source_slice", entry_hash=entry)["data"]["sha256sum"]
        before = fingerprint(root)
        assert put(writer, "source_slice", entry_hash=entry, source="; gone", sha256sum=sha256sum) == refused
        assert put(writer, "attach_document", entry_hash=entry, filename="any.pdf") == refused
        named = {"entry_hash": entry, "sha256sum": sha256sum}
        assert writer.delete("/proves/api/source_slice", base_url=HERE, query_string=named).get_json() == refused
    assert fingerprint(root) == before


def test_with_write_no_option_leads_new_entries_into_a_generated_file(root: Path) -> None:
    imported = root / "ledger/imported/RGAP/000000-start.beancount"
    imported.write_text('1970-01-01 custom "fava-option" "insert-entry" "Expenses"\n', encoding="utf-8")
    before = fingerprint(root)
    with serve.application(root, write=True).test_client() as writer:
        assert "is never changed" in put(writer, "add_entries", entries=[NOTE])["error"]
    assert fingerprint(root) == before


def test_with_write_other_sites_still_write_nothing(writer: FlaskClient, root: Path) -> None:
    before = fingerprint(root)
    for headers in ({"Origin": "http://example.org"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        answer = writer.put("/proves/api/add_entries", base_url=HERE, json={"entries": []}, headers=headers)
        assert answer.status_code == 403
    assert fingerprint(root) == before


NOTE = {"t": "Note", "date": "2015-01-01", "meta": {}, "account": "Expenses:RGAP:Rent", "comment": "Zvanīja"}


def test_with_write_new_entries_go_to_the_projects_own_file(writer: FlaskClient, root: Path) -> None:
    assert put(writer, "add_entries", entries=[NOTE])["data"] == "Stored 1 entries."
    assert '2015-01-01 note Expenses:RGAP:Rent "Zvanīja"' in (root / "ledger/projects/RGAP.beancount").read_text("utf-8")


def test_with_write_no_cost_goes_into_a_closed_period(root: Path) -> None:
    with (root / "ledger/projects/RGAP.beancount").open("a", encoding="utf-8") as project:
        project.write('2014-01-28 custom "grant-period" "RGAP" "2014-Q1" 2014-01-01 2014-03-31\n  closed: 2014-05-01\n')
    with serve.application(root, write=True).test_client() as writer:
        before = fingerprint(root)
        assert put(writer, "add_entries", entries=[cost("2014-03-31")])["error"].startswith(
            "The period 2014-Q1 of RGAP is closed, so no cost of 2014-03-31 can be saved;"
        )
        assert fingerprint(root) == before
        assert put(writer, "add_entries", entries=[cost("2014-04-01")])["data"] == "Stored 1 entries."
        assert put(writer, "add_entries", entries=[{**NOTE, "date": "2014-03-31"}])["data"] == "Stored 1 entries."


def cost(day: str) -> dict[str, object]:
    """Give a cost as Fava's form for entries sends it."""
    postings = [
        {"account": "Expenses:RGAP:Rent", "amount": "10.00 EUR"},
        {"account": "Liabilities:Payable:RGAP", "amount": "-10.00 EUR"},
    ]
    head = {"t": "Transaction", "date": day, "flag": "*", "payee": "SIA Parauga nams", "narration": "Noma"}
    return {**head, "meta": {}, "tags": [], "links": [], "postings": postings}


def test_a_new_import_is_noticed(reader: FlaskClient, root: Path) -> None:
    """The file stands under an include with a glob, which named no such file when the books were loaded."""
    assert get(reader, "changed")["data"] is False
    new = root / "ledger/imported/RGAP/000001-later.beancount"
    new.write_text('2015-03-31 note Expenses:RGAP:Rent "jauns"\n', encoding="utf-8")
    assert get(reader, "changed")["data"] is True
    assert str(new) in get(reader, "ledger_data")["data"]["options"]["include"]


def test_errors_of_the_server_are_logged(caplog: pytest.LogCaptureFixture, app: Flask) -> None:
    server = serve.bind(app, 0)
    server.error_log("a connection was closed", logging.INFO)
    server.error_log("something broke", logging.ERROR)
    server.stop()
    assert [record.getMessage() for record in caplog.records] == ["something broke"]


def test_fava_is_optional(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fava.application", None)
    with pytest.raises(BooksError, match=r'Install it with: pip install "riga-grants\[fava\]"'):
        serve.application(root, write=False)


def test_no_books_no_fava(tmp_path: Path) -> None:
    with pytest.raises(BooksError, match=r"No books here: .* holds no ledger/main\.beancount"):
        serve.application(tmp_path, write=False)


@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # the server library leaves its own one open
def test_a_port_that_is_taken(app: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BooksError, match=f"Port {port} is in use"):
            serve.bind(app, port)


@pytest.mark.parametrize(("write", "says"), [(False, "read-only"), (True, "may change the hand-kept files")])
def test_run_announces_its_address_and_ends_quietly(
    root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *, write: bool, says: str
) -> None:
    def interrupted(_server: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cheroot.wsgi.Server.serve", interrupted)
    announced: list[str] = []
    serve.run(root, 0, write=write, announce=announced.append)
    (line,) = announced
    assert line.startswith("Fava shows these books at http://127.0.0.1:")
    assert says in line
    assert capfd.readouterr() == ("", "")


def test_the_language_asked_for_is_that_of_all_that_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cheroot.wsgi.Server.serve", lambda _server: None)
    announced: list[str] = []
    serve.run(root, 0, write=False, announce=announced.append, lang="lv")
    assert announced[0].startswith("Fava rāda")
    assert default_language() == "lv"


def test_a_refusal_is_logged_as_its_sentence() -> None:
    """Only where another error is behind it does the terminal show a traceback."""
    refused, failed = FavaAPIError("no"), FavaAPIError("failed")
    failed.__cause__ = ValueError("why")
    records = []
    for error in (refused, failed):
        info = (type(error), error, None)
        records.append(logging.LogRecord("fava.json_api", logging.ERROR, "", 0, "Encountered FavaAPIError.", (), info))
    assert all(serve.without_traceback(record) for record in records)
    assert [(record.msg, record.exc_info is None) for record in records] == [("no", True), ("Encountered FavaAPIError.", False)]

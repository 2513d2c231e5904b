"""Our pages in Fava: what they answer, where they lead, what they give to download, and that no books can break them."""

import json
import logging
import re
import sys
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import fava_books
import pytest
from fava.application import create_app
from fava_books import HERE
from fava_books import OURS
from fava_books import shown
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from riga_grants import checks
from riga_grants.books import Books
from riga_grants.cli import run
from riga_grants.dashboard import downloads
from riga_grants.dashboard import extension
from riga_grants.dashboard import pages
from riga_grants.dashboard import serve
from riga_grants.dashboard.labels import labels
from riga_grants.dashboard.question import PAGES
from riga_grants.dashboard.shown import Page
from riga_grants.dashboard.shown_tables import ShownCell
from riga_grants.dashboard.shown_tables import ShownTable
from riga_grants.errors import Finding
from riga_grants.reports import portfolio

FAILED = "The program failed"
COLUMNS = ("budget", "spent")

SECOND = """
2014-01-28 custom "grant-project" "XYZ" "Otrs" 2014-01-01 2015-12-31 500 EUR
2014-01-28 custom "grant-source" "XYZ" "RD" 500 EUR
2014-01-28 custom "grant-instalment" "XYZ" "RD" "1" 2014-03-01 80 EUR
2014-01-28 custom "grant-period" "XYZ" "2014" 2014-01-01 2014-12-31
2014-01-28 custom "grant-period" "XYZ" "2015" 2015-01-01 2015-12-31
2014-01-28 custom "grant-budget" Expenses:XYZ:Food "total" 500 EUR
2014-01-01 open Expenses:XYZ:Food EUR
  name: "Ēdināšana"
2014-01-01 open Liabilities:Payable:XYZ EUR
2014-01-01 open Liabilities:Advance:RD:XYZ EUR

2014-03-01 * "Rīgas dome" "Avanss"
  Assets:Bank  80.00 EUR
  Liabilities:Advance:RD:XYZ

2014-05-31 * "SIA Parauga ēdināšana" "Pusdienas" #pusdienas
  document-no: "P-1"
  document-date: 2014-05-31
  issuer: "SIA Parauga ēdināšana"
  document: "2014-05-31.P-1.txt"
  Expenses:XYZ:Food  40.00 EUR
  Liabilities:Payable:XYZ

2015-05-31 * "SIA Parauga ēdināšana" "Pusdienas"
  document-no: "P-2"
  document-date: 2015-05-31
  issuer: "SIA Parauga ēdināšana"
  Expenses:XYZ:Food  60.00 EUR
  Liabilities:Payable:XYZ
"""
EXTENSION = '1970-01-01 custom "fava-extension" "riga_grants.dashboard.extension"\n'


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")
    monkeypatch.setattr(extension, "today", lambda: date(2016, 6, 30))


def make(folder: Path, *more: str) -> Path:
    """Make books of two projects, the second with a scanned document; `more` stands at the end of the main file."""
    root = fava_books.make(folder)
    append(root, SECOND, *more)
    scanned = root / "ledger/documents/Expenses/XYZ/Food"
    scanned.mkdir(parents=True)
    (scanned / "2014-05-31.P-1.txt").write_text("Rēķins P-1", encoding="utf-8")
    return root


def append(root: Path, *more: str) -> None:
    with (root / "ledger/main.beancount").open("a", encoding="utf-8") as main:
        main.write("".join(more))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Books of two projects."""
    return make(tmp_path / "books")


@pytest.fixture
def app(root: Path) -> Flask:
    """Fava on them, as it is started by default."""
    return serve.application(root, write=False)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A browser on it."""
    with app.test_client() as client:
        yield client


def get(client: FlaskClient, address: str = OURS, **said: str) -> TestResponse:
    """Open an address; `said` are its parameters."""
    return client.get(address, base_url=HERE, query_string=said or None)


def table_of(page: Page, key: str) -> list[dict[str, ShownCell]]:
    """Give the rows of a table of a page, each with its cells by the keys of their columns."""
    tables = [block for sheet in page.sheets for block in sheet.blocks if isinstance(block, ShownTable) and block.key == key]
    (table,) = tables
    return [dict(zip((column.key for column in table.columns), row.cells, strict=True)) for row in table.rows]


def rows(page: Page, key: str) -> dict[str, dict[str, ShownCell]]:
    """Give the rows of a table by their first words."""
    return {next(cell.text for cell in row.values() if cell.text): row for row in table_of(page, key)}


def asks(address: str) -> dict[str, str]:
    """Give the parameters of an address."""
    return {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}


class Links(HTMLParser):
    """Collects where a page leads, its anchors, and all its tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element in (the parser's hook)."""
        said = dict(attrs)
        self.tags.add(tag)
        self.anchors.add(said.get("id") or "")
        if tag == "a":
            self.links.append(said.get("href") or "")


def crawl(client: FlaskClient, start: str = OURS) -> dict[str, str]:
    """Open our pages and those of ours that they lead to, each once and as of the same day; give the HTML by address."""
    found: dict[str, str] = {}
    day = asks(start).get("as_of")
    seen, waiting = set(), [start]
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen or urlsplit(address).path != OURS or asks(address).get("as_of") != day:
            continue
        seen.add(address)
        answer = get(client, address)
        assert answer.status_code == 200, address
        found[address] = answer.text
        waiting += [link for link in Links(answer.text).links if link.startswith("/")]
    return found


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "lang"), tuple(product(PAGES, ("lv", "en"))))
def test_every_page_is_made_in_both_languages(root: Path, page: str, lang: str) -> None:
    made = shown(serve.application(root, write=False, lang=lang), page=page, project="XYZ", as_of="2015-12-31")
    assert (made.lang, made.problem, made.day) == (lang, "", {"lv": "31.12.2015", "en": "2015-12-31"}[lang])
    assert made.sheets
    assert [tab.current for tab in made.tabs].count(True) == 1


def test_the_figures_are_those_of_the_command(app: Flask, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["check", "--format", "json", "--as-of", "2014-12-31", "--lang", "en", "--books", str(root)])
    told = {one["code"]: one for one in json.loads(capsys.readouterr().out)["projects"]}
    listed = rows(shown(app, as_of="2014-12-31"), portfolio.KEY)
    for code, project in told.items():
        assert {key: cents(listed[code][key]) for key in COLUMNS} == {key: project[key] for key in COLUMNS}
        executed = rows(shown(app, page="project", project=code, as_of="2014-12-31"), "execution").values()
        lines = {row["line"].text: row for row in executed}
        for line in project["lines"]:
            assert {key: cents(lines[line["name"]][key]) for key in COLUMNS} == {key: line[key] for key in COLUMNS}


def cents(cell: ShownCell) -> str | None:
    """Give an amount as JSON has it."""
    return f"{Decimal(cell.sort) / 100:.2f}" if cell.sort else None


def test_without_a_page_named_it_is_the_portfolio(client: FlaskClient, root: Path) -> None:
    assert "Portfolio" in get(client).text
    append(root, '1970-01-01 custom "fava-option" "default-page" "extension/RigaGrants/"\n')
    with serve.application(root, write=False).test_client() as again:
        assert again.get("/", base_url=HERE, follow_redirects=True).request.path == OURS


def test_a_page_about_the_only_project_need_not_name_it(tmp_path: Path) -> None:
    app = serve.application(fava_books.make(tmp_path / "books"), write=False)
    page = shown(app, page="project")
    assert (page.problem, page.title) == ("", "RGAP – Paraugs")
    assert [tab.title for tab in shown(app).tabs] == ["Portfolio", "RGAP", "To do", "Explanation", "Reports"]


def test_plain_fava_shows_the_pages_where_the_books_name_them(root: Path) -> None:
    append(root, EXTENSION)
    with create_app([str(root / "ledger/main.beancount")], load=True).test_client() as client:
        answer = get(client, page="project", project="XYZ")
        assert (answer.status_code, FAILED in answer.text) == (200, False)
        assert "Otrs" in answer.text


def test_the_pages_run_under_the_guard(client: FlaskClient) -> None:
    answer = get(client, page="project", project="XYZ")
    assert "script-src 'self' 'wasm-unsafe-eval';" in answer.headers["Content-Security-Policy"]
    assert Links(answer.text).tags & {"script", "iframe", "img", "object"} == {"script"}  # Fava's own, which hold data
    module = get(client, "/proves/extension_js_module/RigaGrants.js")
    assert (module.status_code, module.mimetype) == (200, "text/javascript")
    module.close()


# --- the language ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "books", "browser", "lang"),
    [
        ("lv", "en", "en", "lv"),
        ("", "en", "lv", "en"),
        ("", "", "lv,en;q=0.5", "lv"),
        ("", "", "lv-LV,en;q=0.5", "lv"),
        ("", "", "en-GB,lv;q=0.9", "en"),
        ("", "", "de;q=0.9,en;q=0.5", "en"),
        ("", "", "de", "en"),  # the system's
        ("", "", "", "en"),
    ],
)
def test_who_chooses_the_language(root: Path, start: str, books: str, browser: str, lang: str) -> None:
    """What was said at the start, else the books, else the browser, else the system."""
    main = root / "ledger/main.beancount"
    said = '1970-01-01 custom "fava-option" "language" "en"\n'
    main.write_text(main.read_text(encoding="utf-8").replace(said, said if books else ""), encoding="utf-8")
    with serve.application(root, write=False, lang=start).test_client() as client:
        headers = {"Accept-Language": browser} if browser else {}
        answer = client.get(OURS, base_url=HERE, headers=headers).text
        sidebar = client.get("/proves/api/ledger_data", base_url=HERE, headers=headers).get_json()["data"]["extensions"]
    assert re.search(f'class="riga-grants"[^>]* lang="{lang}"', answer)
    assert [one["report_title"] for one in sidebar] == [{"lv": "Projekti", "en": "Projects"}[lang]]


# --- the day and the filters -----------------------------------------------------------------------------------------


FILTERED = "the last day of the time filter"
UNREAD = "The filter cannot be read"


@pytest.mark.parametrize(
    ("said", "day", "notice"),
    [
        ({}, "2016-06-30", ""),
        ({"as_of": "2015-12-31"}, "2015-12-31", ""),
        ({"as_of": "31.12.2015"}, "2016-06-30", "“31.12.2015” is not a day; write one such as 2015-12-31."),
        ({"as_of": "9999-12-31"}, "2016-06-30", "“9999-12-31” is not a day"),
        ({"as_of": "0001-01-01"}, "2016-06-30", "“0001-01-01” is not a day"),
        ({"time": "2014"}, "2014-12-31", f"Figures count from the beginning to 2014-12-31, {FILTERED}."),
        ({"time": "2014-01 to 2014-06"}, "2014-06-30", f"Figures count from the beginning to 2014-06-30, {FILTERED}."),
        ({"time": "2014", "as_of": "2015-12-31"}, "2015-12-31", f"The day was chosen on this page; {FILTERED} is 2014-12-31."),
        ({"time": "2014", "as_of": "2014-12-31"}, "2014-12-31", ""),
        ({"time": "nonsense"}, "2016-06-30", f"{UNREAD}, so it filters nothing: nonsense"),
        ({"time": "2014-13"}, "2016-06-30", UNREAD),
        ({"time": "2014-02-30"}, "2016-06-30", UNREAD),
        ({"time": "9999"}, "2016-06-30", UNREAD),
        ({"time": "0001"}, "2016-06-30", UNREAD),
    ],
)
def test_which_day_counts(app: Flask, said: dict[str, str], day: str, notice: str) -> None:
    page = shown(app, **said)
    assert (page.day, page.problem) == (day, "")
    assert page.notice.startswith(notice)
    assert bool(page.notice) == bool(notice)


def test_figures_stay_cumulative_under_the_time_filter(app: Flask) -> None:
    """Fava's filter leaves costs before its beginning out; a project's figures count them."""
    assert rows(shown(app, time="2015"), portfolio.KEY)["XYZ"]["spent"].text == "100.00"
    assert rows(shown(app, as_of="2014-12-31"), portfolio.KEY)["XYZ"]["spent"].text == "40.00"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, ["RGAP", "XYZ"]),
        ({"account": "Expenses:XYZ"}, ["XYZ"]),
        ({"account": "XYZ", "time": "2016"}, ["XYZ"]),
        ({"account": "RGAP"}, ["RGAP"]),
        ({"account": "Assets:Bank"}, []),
        ({"account": "Assets"}, []),
        ({"filter": "#pusdienas"}, ["XYZ"]),
        ({"filter": "Telpu"}, ["RGAP"]),
        ({"filter": "#nothing"}, []),
        ({"filter": "("}, ["RGAP", "XYZ"]),
        ({"filter": "(", "account": "["}, ["RGAP", "XYZ"]),
    ],
)
def test_filters_choose_projects_and_leave_figures_whole(app: Flask, said: dict[str, str], left: list[str]) -> None:
    page = shown(app, **said)
    found = rows(page, portfolio.KEY)
    assert [code for code in found if code in {"RGAP", "XYZ"}] == left
    assert all(found[code]["spent"].text == {"RGAP": "100.00", "XYZ": "100.00"}[code] for code in left)
    if said and "(" not in said.values():
        assert "the figures of a project stay whole" in page.notice


def test_filters_choose_postings_and_leave_the_figure_whole(app: Flask) -> None:
    page = shown(app, page="postings", project="XYZ", filter="#pusdienas")
    assert [row["amount"].text for row in rows(page, "postings").values()] == ["40.00", "40.00"]
    assert "The filter hides 1 of the postings, 60.00 in all; the figure is made of all of them." in str(page.sheets)


def test_a_chosen_day_and_the_filters_stay_in_every_link(client: FlaskClient) -> None:
    answer = get(client, page="project", project="XYZ", as_of="2015-12-31", account="XYZ", conversion="units")
    ours = [asks(link) for link in Links(answer.text).links if link.startswith(f"{OURS}?")]
    assert {(one["account"], one["conversion"]) for one in ours} == {("XYZ", "units")}
    assert {one.get("as_of") for one in ours} == {"2015-12-31", "2014-12-31", None}  # the last: back to today
    plain = get(client, page="project", project="XYZ")
    assert {asks(link).get("as_of") for link in Links(plain.text).links if link.startswith(f"{OURS}?")} == {None, "2015-12-31"}


def test_the_days_to_choose_from(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    one = shown(app, page="project", project="XYZ", as_of="2015-06-30").as_of
    assert one is not None
    assert (one.current, one.first, one.last) == (date(2015, 6, 30), date(2014, 1, 1), date(2015, 12, 31))
    assert [(mark.day, mark.title) for mark in one.marks] == [
        (date(2014, 12, 31), "2014"),
        (date(2015, 12, 31), "2015"),
        (date(2016, 6, 30), "today"),
    ]
    assert (one.action, dict(one.kept)) == (OURS, {"page": "project", "project": "XYZ"})
    assert [asks(mark.address).get("as_of") for mark in one.marks] == ["2014-12-31", "2015-12-31", None]
    monkeypatch.setattr(extension, "today", lambda: date(2015, 12, 31))
    last = shown(app, page="project", project="XYZ").as_of
    assert last is not None
    assert [(mark.title, asks(mark.address).get("as_of")) for mark in last.marks] == [
        ("2014", "2014-12-31"),
        ("2015", "2015-12-31"),
    ]
    monkeypatch.setattr(extension, "today", lambda: date(2016, 6, 30))
    every = shown(app).as_of
    assert every is not None
    assert [mark.title for mark in every.marks] == ["2014", "2015", "today"]
    assert (every.first, every.last) == (date(2014, 1, 1), date(2016, 6, 30))


ODD = (
    {"page": "nope"},
    {"page": "project"},
    {"page": "project", "project": "NOPE"},
    {"page": "project", "project": "XYZ", "as_of": "2001-01-01"},
    {"page": "project", "project": "XYZ", "period": "nope"},
    {"page": "project", "project": "<img src=x>"},
    {"page": "explain", "project": "XYZ", "funder": "nope"},
    {"page": "explain", "finding": "nope"},
    {"page": "explain", "finding": "|||"},
    {"page": "postings", "project": "XYZ", "figure": "nope"},
    {"page": "postings", "project": "XYZ", "line": "Expenses:NOPE"},
    {"page": "postings", "project": "XYZ", "figure": "received"},
    {"page": "postings", "project": "RGAP,XYZ"},
    {"page": "reports", "project": "XYZ", "period": "nope"},
    {"page": "todo", "project": "NOPE"},
    {"name": "x", "self": "y", "part": "z", "lang": "q", "page": "todo"},
    {"time": "(", "filter": "'", "account": "(a+", "conversion": "?", "interval": "!", "as_of": "\x00"},
    {"page": "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "project": "é" * 5000},
)


@pytest.mark.parametrize("said", ODD, ids=str)
def test_odd_parameters_are_answered_in_words(client: FlaskClient, said: dict[str, str]) -> None:
    answer = get(client, **said)
    assert answer.status_code == 200
    assert FAILED not in answer.text
    assert 'class="riga-grants"' in answer.text


# --- where things lead -----------------------------------------------------------------------------------------------


def test_every_link_between_our_pages_leads_somewhere(client: FlaskClient) -> None:
    found = crawl(client, f"{OURS}?as_of=2015-12-31")
    assert {asks(address).get("page") for address in found} >= set(PAGES)
    for address, html in found.items():
        assert labels("en").problem not in html, address
        for link in Links(html).links:
            path, _, anchor = link.partition("#")
            if path in found or not path:
                assert anchor.startswith("context-") or not anchor or anchor in Links(found.get(path, html)).anchors, link


@pytest.mark.parametrize(
    ("page", "cell", "leads"),
    [
        ({}, "portfolio XYZ project", {"page": "project", "project": "XYZ"}),
        ({}, "portfolio XYZ spent", {"page": "postings", "project": "XYZ", "figure": "spent"}),
        ({}, "portfolio XYZ received", {"page": "postings", "project": "XYZ", "figure": "received", "funder": "RD"}),
        ({}, "portfolio RGAP own", {"page": "explain", "project": "RGAP", "funder": "own"}),
        ({}, "portfolio XYZ errors", {"page": "todo", "project": "XYZ"}),
        ({}, "portfolio XYZ spent_pct", {}),
        (
            {"page": "project", "project": "XYZ"},
            "execution 1. spent",
            {"page": "postings", "project": "XYZ", "figure": "spent", "line": "Expenses:XYZ:Food"},
        ),
        (
            {"page": "project", "project": "XYZ", "period": "2015"},
            "execution 1. before",
            {"page": "postings", "project": "XYZ", "figure": "before", "line": "Expenses:XYZ:Food", "period": "2015"},
        ),
        (
            {"page": "project", "project": "XYZ"},
            "period_states 2014 eligible",
            {"page": "postings", "project": "XYZ", "figure": "eligible", "period": "2014"},
        ),
        (
            {"page": "project", "project": "XYZ"},
            "sources RD earned",
            {"page": "explain", "project": "XYZ", "funder": "RD"},
        ),
        ({"page": "reports"}, "choose_project XYZ project", {"page": "reports", "project": "XYZ"}),
        (
            {"page": "reports", "project": "XYZ"},
            "choose_period 2014 period",
            {"page": "reports", "project": "XYZ", "period": "2014"},
        ),
    ],
)
def test_where_a_cell_leads(app: Flask, page: dict[str, str], cell: str, leads: dict[str, str]) -> None:
    """A cell is named by its table, the first words of its row, and its column."""
    table, row, column = cell.split()
    assert asks(rows(shown(app, **page), table)[row][column].link) == leads


def test_a_posting_leads_to_its_entry_its_line_and_its_document(app: Flask, client: FlaskClient) -> None:
    cells = rows(shown(app, page="postings", project="XYZ"), "postings")["2014-05-31"]
    entry = cells["document_no"].link.removeprefix("#context-")
    assert get(client, "/proves/api/context", entry_hash=entry).get_json()["data"]["entry"]["narration"] == "Pusdienas"
    place = asks(cells["where"].link)
    source = get(client, "/proves/api/source", filename=place["file_path"]).get_json()["data"]["source"]
    assert "Expenses:XYZ:Food  40.00 EUR" in source.splitlines()[int(place["line"]) - 1]
    scanned = get(client, cells["document"].link)
    assert (scanned.text, cells["document"].file) == ("Rēķins P-1", True)
    scanned.close()
    other = rows(shown(app, page="postings", project="XYZ"), "postings")["2015-05-31"]
    assert other["document"].link == ""


@pytest.mark.parametrize(("part", "listed"), [("1", "40.00"), ("2", "60.00"), ("x", "40.00"), ("9" * 9, "40.00")])
def test_very_many_postings_lead_from_part_to_part(app: Flask, monkeypatch: pytest.MonkeyPatch, part: str, listed: str) -> None:
    monkeypatch.setattr("riga_grants.reports.postings.AT_ONCE", 1)
    page = shown(app, page="postings", project="XYZ", figure="spent", part=part)
    parts = rows(page, "parts")
    assert [row["amount"].text for row in rows(page, "postings").values()] == [listed, "100.00"]
    assert [asks(parts[row]["part"].link).get("part") for row in ("1–1", "2–2")] == ["1", "2"]
    assert {asks(parts[row]["part"].link)["figure"] for row in ("1–1", "2–2")} == {"spent"}
    assert parts["TOTAL"]["part"].link == ""


def test_a_finding_leads_to_its_explanation_and_its_line(app: Flask, client: FlaskClient) -> None:
    (cells,) = rows(shown(app, page="todo", as_of="2017-06-30", project="RGAP"), "findings").values()
    explained = get(client, cells["code"].link).text
    assert "A cost of 2017-01-31, but the project ends on 2016-12-31" in explained
    assert asks(cells["where"].link)["line"] == str(fava_books.LATE_COST_LINE)


def test_commands_that_the_pages_leave_to_the_terminal(app: Flask, client: FlaskClient, root: Path) -> None:
    assert "riga-grants review" in str(shown(app, page="todo").sheets)
    assert "read-only" in str(shown(app, page="todo").sheets)
    assert "read-only" not in str(shown(serve.application(root, write=True), page="todo").sheets)
    postings = str(shown(app, page="postings", project="XYZ", line="Expenses:XYZ:Food", period="2014").sheets)
    assert "riga-grants trace Expenses:XYZ:Food 2014" in postings
    assert "riga-grants trace ledger/main.beancount:" in postings
    (action,) = (one for one in shown(app, page="reports").actions if one.title == "Import page")
    assert get(client, action.address).status_code == 200


# --- downloads -------------------------------------------------------------------------------------------------------


def wanted(page: Page) -> list[str]:
    """Give the addresses of all files that the page of reports offers."""
    return [cell.link for row in table_of(page, "files") for key, cell in row.items() if key.startswith(".")]


def commanded(address: str, root: Path, file: Path) -> bytes:
    """Make with `riga-grants report` what an address gives."""
    said = asks(address)
    options = [
        part
        for name in ("period", "funder", "as_of", "lang")
        if name in said
        for part in (f"--{name.replace('_', '-')}", said[name])
    ]
    projects = [code for code in said.get("project", "").split(",") if code]
    run(["report", said["report"], *projects, *options, "-o", str(file), "--books", str(root)])
    return file.read_bytes()


@pytest.mark.parametrize("page", [{}, {"project": "XYZ"}, {"project": "XYZ", "period": "2014"}], ids=str)
def test_downloads_are_what_the_command_writes(
    app: Flask, client: FlaskClient, root: Path, tmp_path: Path, page: dict[str, str]
) -> None:
    addresses = wanted(shown(app, page="reports", **page))
    assert len(addresses) == (6 if page else 5) * 2 * 4
    for address in addresses[:: 3 if page else 5]:  # the steps take every report, kind of file and language in turn
        answer = get(client, address)
        said = asks(address)
        assert answer.status_code == 200, address
        assert answer.data == commanded(address, root, tmp_path / f"made.{said['format']}"), address
        assert answer.headers["Content-Disposition"].startswith(f"attachment; filename={said['report']}-")


def test_a_download_has_a_plain_name(client: FlaskClient) -> None:
    answer = get(client, f"{OURS}download", report="claim", format="json", project="XYZ", period="2014", funder="RD", lang="lv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=claim-XYZ-2014-RD-2016-06-30-lv.json"
    assert answer.mimetype == "application/json"


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({}, 404, "There is no “”; there are: committee, claim,"),
        ({"report": "nope"}, 404, "There is no “nope”; there are: committee, claim,"),
        ({"report": "committee", "format": "exe"}, 404, "There is no “.exe”; there are: .xlsx, .pdf,"),
        ({"report": "committee", "lang": "xx"}, 404, "There is no “xx”; there are: lv, en."),
        ({"report": "committee", "project": "NOPE"}, 404, "There is no project “NOPE”; there are: RGAP, XYZ."),
        ({"report": "committee", "project": "../../etc"}, 404, "There is no project"),
        ({"report": "committee", "period": "nope"}, 404, "There is no period “nope”"),
        ({"report": "committee", "as_of": "yesterday"}, 404, "“yesterday” is not a day"),
        ({"report": "committee", "as_of": "2001-01-01"}, 404, "No project is in force on 2001-01-01."),
        ({"report": "claim"}, 404, "project"),
        ({"report": "claim", "project": "XYZ", "funder": "nope"}, 404, "nope"),
        ({"report": "committee", "format": "csv"}, 404, "A CSV holds one table"),
    ],
)
def test_what_cannot_be_downloaded_is_told_in_words(client: FlaskClient, said: dict[str, str], status: int, words: str) -> None:
    answer = get(client, f"{OURS}download", **said)
    assert (answer.status_code, answer.mimetype) == (status, "text/plain")
    assert words in answer.text


def test_a_missing_library_is_told_in_words(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    answer = get(client, f"{OURS}download", report="council", format="pdf", project="XYZ")
    assert (answer.status_code, answer.mimetype) == (501, "text/plain")
    assert "riga-grants[pdf]" in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_downloads_are_got_only(client: FlaskClient, method: str) -> None:
    assert client.open(f"{OURS}download?report=committee", base_url=HERE, method=method).status_code == 401


# --- one load, one check ---------------------------------------------------------------------------------------------


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days that the books were checked on, one for each time."""
    days: list[date] = []
    plainly = checks.run

    def counted(books: Books, as_of: date, of_files: Sequence[Finding]) -> list[Finding]:
        days.append(as_of)
        return plainly(books, as_of, of_files)

    monkeypatch.setattr(checks, "run", counted)
    monkeypatch.setattr(extension, "today", _today)
    return days


_today: Callable[[], date] = extension.today


def test_the_first_page_takes_what_the_plugin_found(root: Path, checked: list[date]) -> None:
    app = serve.application(root, write=False)
    assert checked == [_today()]
    first = shown(app)
    shown(app, page="todo")
    assert checked == [_today()]
    assert shown(app) is first
    assert shown(app, as_of="2015-12-31") is not first
    shown(app, page="todo", as_of="2015-12-31")
    assert checked == [_today(), date(2015, 12, 31)]


def test_a_reload_makes_pages_anew(app: Flask, root: Path) -> None:
    before = rows(shown(app), portfolio.KEY)["XYZ"]["spent"].text
    append(root, '2015-06-30 * "x"\n  Expenses:XYZ:Food  1.00 EUR\n  Liabilities:Payable:XYZ\n')
    assert (before, rows(shown(app), portfolio.KEY)["XYZ"]["spent"].text) == ("100.00", "101.00")


def test_books_that_are_gone_for_a_moment_come_back_under_their_address(client: FlaskClient, root: Path) -> None:
    """A sync tool or a version that is checked out may do so; what comes back may be older than what was there."""
    main = root / "ledger/main.beancount"
    first = get(client, page="portfolio").text
    main.rename(root / "elsewhere")
    for _ in range(2):
        gone = get(client, page="todo")
        assert (gone.status_code, "The books cannot be read" in gone.text) == (200, True)
    (root / "elsewhere").rename(main)
    again = get(client, page="portfolio")
    assert (again.status_code, again.text.count("XYZ")) == (200, first.count("XYZ"))


def test_a_filter_that_leaves_no_project_says_so_and_keeps_the_choice_of_the_day(app: Flask) -> None:
    page = shown(app, filter="#nosuch")
    assert "The filter leaves no project." in page.notice
    assert page.as_of is not None


def test_how_a_table_is_sorted_stays_the_browsers_and_makes_no_other_page(app: Flask) -> None:
    page = shown(app, page="project", project="XYZ")
    sorted_one = shown(app, page="project", project="XYZ", **{"sort.sources": "2", "find.sources": "x", "nonsense": "1"})
    assert sorted_one is page


def test_without_the_plugin_the_pages_check_themselves(root: Path, checked: list[date]) -> None:
    main = root / "ledger/main.beancount"
    main.write_text(main.read_text(encoding="utf-8").replace('plugin "riga_grants.plugin"', ""), encoding="utf-8")
    page = shown(serve.application(root, write=False), page="todo", as_of="2017-06-30")
    assert checked == [date(2017, 6, 30)]
    assert "cost-outside-dates" in str(page.sheets)
    assert "plugin-missing" in str(page.sheets)


def test_a_plugin_that_changes_entries_later_is_heeded(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What ours found is not taken then, because it looked at other entries."""
    (tmp_path / "takes_away.py").write_text(
        '__plugins__ = ["plugin"]\n\n\ndef plugin(entries, options):\n'
        '    return [entry for entry in entries if getattr(entry, "narration", "") != "Par vēlu"], []\n',
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    append(root, 'plugin "takes_away"\n')
    assert "cost-outside-dates" not in str(shown(serve.application(root, write=False), page="todo", as_of="2017-06-30").sheets)


# --- broken books ----------------------------------------------------------------------------------------------------

BROKEN: dict[str, tuple[bytes, str]] = {
    "an include that is not there": (b'include "nowhere.beancount"\n', "nowhere.beancount"),
    "a folder as include": (b'include "."\n', "The books cannot be read"),
    "bad syntax": (b'2014-01-01 * "a\n {{{\n', "Beancount could not read all of the books"),
    "bad letters": ('2014-01-01 note Assets:Bank "ā"\n'.encode("windows-1257"), "Beancount could not read all of the books"),
    "a directive without a value": (b'2014-01-01 custom "grant-foo"\n', "Beancount could not read all of the books"),
    "an extension without a name": (b'2014-01-01 custom "fava-extension"\n', "Beancount could not read all of the books"),
    "an extension that is a number": (b'2014-01-01 custom "fava-extension" 5\n', "Beancount could not read all of the books"),
    "an extension that is not there": (b'2014-01-01 custom "fava-extension" "no_such"\n', "Portfolio"),
    "ours with a bad setting": (EXTENSION.replace("\n", ' "nope()"\n').encode(), "Portfolio"),
    "an agreement that cannot be read": (b'2014-01-28 custom "grant-project" "ZZZ" 5 5\n', "Portfolio"),
    "a plugin that is not there": (b'plugin "no_such"\n', "Beancount could not read all of the books"),
    "a sum beyond all": (b'2014-01-01 * "x"\n  Expenses:XYZ:Food  1' + b"0" * 40 + b" EUR\n  Assets:Bank\n", "Portfolio"),
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_fava_starts_whatever_the_books_hold(root: Path, broken: str) -> None:
    text, says = BROKEN[broken]
    main = root / "ledger/main.beancount"
    whole = main.read_bytes()
    main.write_bytes(whole + text)
    app = serve.application(root, write=False)
    slug = app.config["LEDGERS"].first_slug()
    with app.test_client() as client:
        for page in ("", *PAGES):
            answer = get(client, f"/{slug}/extension/RigaGrants/", page=page, project="" if page == "todo" else "XYZ")
            assert (answer.status_code, FAILED in answer.text) == (200, False), page
            assert page or says in answer.text
        assert get(client, f"/{slug}/errors/").status_code == 200
        main.write_bytes(whole)
        assert "Beancount could not read" not in get(client, f"/{slug}/extension/RigaGrants/", follow="1").text
        mended = get(client, OURS)
        assert (mended.status_code, "XYZ" in mended.text) == (200, True)


def test_empty_books(tmp_path: Path) -> None:
    main = tmp_path / "ledger/main.beancount"
    main.parent.mkdir()
    main.write_text('option "title" "Proves"\nplugin "riga_grants.plugin"\n', encoding="utf-8")
    app = serve.application(tmp_path, write=False)
    assert [shown(app, page=page).problem == "" for page in ("portfolio", "todo", "reports")] == [True] * 3
    assert shown(app).as_of is None
    main.write_text('option "title" "Proves"\n2014-01-28 custom "grant-project" "ZZZ" 5 5\n', encoding="utf-8")
    found = rows(shown(serve.application(tmp_path, write=False)), "findings")
    assert found, "where there is no project the portfolio says why"


def test_without_matplotlib_charts_are_left_out_with_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    page = shown(app, page="project", project="XYZ")
    assert page.problem == ""
    assert "pip install 'riga-grants[pdf]'" in str(page.sheets)


def test_a_fault_of_ours_is_a_page_of_words_and_a_line_in_the_terminal(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(*_: object) -> None:
        raise RuntimeError("a fault")

    for module, name in ((pages, "_report"), (pages, "_frame"), (downloads, "_wish")):
        with monkeypatch.context() as patched:
            patched.setattr(module, name, failing)
            assert FAILED in shown(app, page="todo", line=name).problem or name == "_wish"
            answer = get(client, f"{OURS}download", report="committee")
            assert (answer.status_code, FAILED.encode() in answer.data) == ((500, True) if name == "_wish" else (200, False))
    assert [record.exc_text is not None or record.exc_info is not None for record in caplog.records] == [True] * 3
    assert caplog.records[0].levelno == logging.ERROR


# --- hostile text ----------------------------------------------------------------------------------------------------

EVIL = "<img src=x onerror=alert(1)>"


@pytest.mark.parametrize("lang", ["lv", "en"])
def test_nothing_from_the_ledger_is_ever_html(root: Path, lang: str) -> None:
    append(root, fava_books.hostile(EVIL))
    with serve.application(root, write=False, lang=lang).test_client() as client:
        found = crawl(client, f"{OURS}?as_of=2015-12-31")
        found |= crawl(client, f"{OURS}?page=project&project={EVIL}")
    assert sum("&lt;img" in html for html in found.values()) > len(PAGES)
    for address, html in found.items():
        assert "<img" not in html, address
        assert "img" not in Links(html).tags, address

"""Our pages in Fava: what they answer, where they lead, what they give to download, and that no books can break them."""

import logging
import sys
from collections.abc import Callable
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import fava_books
import pytest
from fava.application import create_app
from fava.context import g
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from riga_grants import checks
from riga_grants.cli import run
from riga_grants.dashboard import downloads
from riga_grants.dashboard import extension
from riga_grants.dashboard import pages
from riga_grants.dashboard import serve
from riga_grants.dashboard.question import PAGES
from riga_grants.dashboard.shown import Page
from riga_grants.dashboard.shown_tables import ShownCell
from riga_grants.dashboard.shown_tables import ShownRow
from riga_grants.reports import portfolio

HERE = "http://127.0.0.1:5000"
OURS = "/proves/extension/RigaGrants/"
FAILED = "The program failed"

SECOND = """
2014-01-28 custom "grant-project" "XYZ" "Otrs" 2014-01-01 2015-12-31 500 EUR
2014-01-28 custom "grant-source" "XYZ" "RD" 500 EUR
2014-01-28 custom "grant-period" "XYZ" "2014" 2014-01-01 2014-12-31
2014-01-28 custom "grant-period" "XYZ" "2015" 2015-01-01 2015-12-31
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
    monkeypatch.setattr(extension, "_today", lambda: date(2016, 6, 30))


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


def shown(app: Flask, **said: str) -> Page:
    """Give a page as the template gets it."""
    with app.test_request_context(OURS, base_url=HERE, query_string=said):
        app.preprocess_request()
        found = g.ledger.extensions.get_extension("RigaGrants")
        assert isinstance(found, extension.RigaGrants)
        return found.page()


def rows(page: Page, key: str) -> dict[str, dict[str, ShownCell]]:
    """Give a table's cells, by the first words of their row and by the key of their column."""
    (table,) = (block for sheet in page.sheets for block in sheet.blocks if getattr(block, "key", "") == key and block.kind == "table")

    def named(row: ShownRow) -> dict[str, ShownCell]:
        return dict(zip((column.key for column in table.columns), row.cells, strict=True))

    return {next(cell.text for cell in row.cells if cell.text): named(row) for row in table.rows}


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
        said = dict(attrs)
        self.tags.add(tag)
        self.anchors.add(said.get("id") or "")
        if tag == "a":
            self.links.append(said.get("href") or "")


def crawl(client: FlaskClient, start: str = OURS) -> dict[str, str]:
    """Open our pages and whatever they lead to, each once; give the HTML of ours by address."""
    found: dict[str, str] = {}
    seen, waiting = set(), [start]
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen or "/download?" in address or "RigaGrants" not in address:
            continue
        seen.add(address)
        answer = get(client, address)
        assert answer.status_code == 200, address
        found[address] = answer.text
        waiting += [link for link in Links(answer.text).links if link.startswith("/")]
    return found


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "lang"), product(PAGES, ("lv", "en")))
def test_every_page_is_made_in_both_languages(root: Path, page: str, lang: str) -> None:
    made = shown(serve.application(root, write=False, lang=lang), page=page, project="XYZ", as_of="2015-12-31")
    assert (made.lang, made.problem, made.day) == (lang, "", {"lv": "31.12.2015", "en": "2015-12-31"}[lang])
    assert made.sheets
    assert [tab.current for tab in made.tabs].count(True) == 1


def test_the_figures_are_those_of_the_command(app: Flask, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    run(["check", "--format", "json", "--as-of", "2015-12-31", "--lang", "en", "--books", str(root)])
    told = json.loads(capsys.readouterr().out)
    spent = {one["project"]["code"]: one["total"]["spent"] for one in told["projects"]}
    portfolio_rows = rows(shown(app, as_of="2015-12-31"), portfolio.KEY)
    assert {code: f"{int(portfolio_rows[code]['spent'].sort) / 100:.2f}" for code in spent} == spent

"""Fava's own pages in Latvian: complete words, the language that was wished, and no other Fava touched."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import fava
import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from fava.application import create_app
from fava.core import fava_options
from fava.util import get_translations
from flask import Flask
from playwright.sync_api import Page
from playwright.sync_api import expect
from playwright.sync_api import sync_playwright
from werkzeug.test import TestResponse

from riga_grants.dashboard import latvian
from riga_grants.dashboard import serve

CHROMIUM = shutil.which("chromium")
FAVAS_MESSAGES = Path(fava.__file__).parent / "translations" / "messages.pot"
LEDGER = """\
option "title" "Proves"
option "operating_currency" "EUR"
1970-01-01 custom "fava-option" "locale" "lv"
2014-01-01 open Assets:Bank EUR
2014-01-01 open Expenses:RGAP:Rent EUR
2014-02-28 * "SIA Parauga nams" "Telpu noma"
  Expenses:RGAP:Rent  12345.67 EUR
  Assets:Bank
2014-03-01 balance Assets:Bank  -12345.67 EUR
"""
LANGUAGE = '1970-01-01 custom "fava-option" "language" "{}"\n'
SIDEBAR = {
    "income_statement": "Ieņēmumu un izdevumu pārskats",
    "balance_sheet": "Bilance",
    "trial_balance": "Apgrozījuma pārskats",
    "journal": "Žurnāls",
    "query": "Vaicājums",
    "holdings": "Turējumi",
    "commodities": "Valūtas un kursi",
    "documents": "Dokumenti",
    "events": "Notikumi",
    "statistics": "Statistika",
    "editor": "Redaktors",
    "import": "Imports",
    "options": "Iestatījumi",
    "help": "Palīdzība",
}
CUT_OFF = """() => [...document.querySelectorAll('aside a, button, th, h2, h3, .head > p > *')]
    .filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0).map(one => one.innerText)"""


@pytest.fixture(autouse=True)
def _english_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start on an English system, and leave Fava as it was."""
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")
    monkeypatch.setattr(fava_options, "get_translations", get_translations)


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Flask]:
    """Give a function that makes Fava on small books, whose option `language` is `books`, started with a wish or without."""

    def started(books: str = "", wish: str = "") -> Flask:
        main(tmp_path).parent.mkdir(exist_ok=True)
        main(tmp_path).write_text(LEDGER + (LANGUAGE.format(books) if books else ""), encoding="utf-8")
        return serve.application(tmp_path, write=False, lang=wish)

    return started


def main(root: Path) -> Path:
    return root / "ledger" / "main.beancount"


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def messages(path: Path) -> list[Message]:
    return [message for message in catalogue(path) if message.id]


def get(app: Flask, page: str, accepted: str) -> TestResponse:
    """Ask for a page as a browser on this machine does that accepts some languages."""
    return app.test_client().get(f"/proves/{page}", base_url="http://127.0.0.1", headers={"Accept-Language": accepted})


def journal_in(app: Flask, accepted: str = "") -> str:
    """Give the word for the journal that a page hands to its script; the script's own is English."""
    answer = get(app, "journal/", accepted)
    assert answer.status_code == 200
    found = re.search(r'<script type="application/json" id="translations">(.*?)</script>', answer.text)
    assert found
    return str(json.loads(found[1]).get("Journal", "Journal"))


def problems(app: Flask) -> list[str]:
    return [error.message for ledger in app.config["LEDGERS"].ledgers for error in ledger.errors]


def test_every_text_of_the_installed_fava_has_its_latvian_and_no_other() -> None:
    assert {message.id for message in messages(latvian.CATALOGUE)} == {message.id for message in messages(FAVAS_MESSAGES)}


@pytest.mark.parametrize("message", messages(latvian.CATALOGUE), ids=lambda message: str(message.id)[:40])
def test_a_translation_has_the_same_places_to_fill_in_and_the_same_lines(message: Message) -> None:
    assert message.string
    assert not message.fuzzy
    shape = re.compile(r"%\(\w+\)s|\n|^\s|\s$|…")
    assert sorted(shape.findall(str(message.string))) == sorted(shape.findall(str(message.id)))


@pytest.mark.parametrize(("number", "form"), [(0, 0), (1, 1), (2, 2), (10, 0), (11, 0), (21, 1), (22, 2), (111, 0)])
def test_plural_forms_are_latvian(number: int, form: int) -> None:
    """Fava counts nothing in words yet; once it does: 0 kontu, 1 konts, 2 konti, 11 kontu, 21 konts."""
    assert latvian.catalogue().plural(number) == form


def test_the_catalogue_is_compiled_in_memory() -> None:
    assert latvian.catalogue().gettext("Journal") == "Žurnāls"
    assert [path.name for path in latvian.CATALOGUE.parent.iterdir()] == ["lv.po"]


@pytest.mark.parametrize(
    ("wish", "books", "browser", "journal"),
    [
        ("", "", "lv", "Žurnāls"),
        ("", "", "lv-LV,lv;q=0.9,en-US;q=0.8,en;q=0.7", "Žurnāls"),
        ("", "", "en-US,en;q=0.9", "Journal"),
        ("", "", "en-GB,en;q=0.9,lv;q=0.8", "Journal"),
        ("", "", "ru,lv;q=0.8", "Журнал"),
        ("", "", "tlh", "Journal"),
        ("", "", "", "Journal"),
        ("", "lv", "en", "Žurnāls"),
        ("", "lv_LV", "en", "Žurnāls"),
        ("", "en", "lv", "Journal"),
        ("", "en_GB", "lv", "Journal"),
        ("", "ru", "lv", "Журнал"),
        ("lv", "en", "en", "Žurnāls"),
        ("en", "lv", "lv", "Journal"),
    ],
)
def test_the_start_decides_then_the_books_then_the_browser(
    start: Callable[..., Flask], wish: str, books: str, browser: str, journal: str
) -> None:
    app = start(books, wish)
    assert journal_in(app, browser) == journal
    assert problems(app) == []


def test_a_browser_that_says_nothing_is_spoken_to_in_the_systems_language(
    start: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "lv")
    assert journal_in(start()) == "Žurnāls"


def test_two_browsers_are_each_spoken_to_in_their_own_language(start: Callable[..., Flask]) -> None:
    app = start()
    assert [journal_in(app, accepted) for accepted in ("lv", "en", "lv")] == ["Žurnāls", "Journal", "Žurnāls"]


def test_the_servers_own_words_are_latvian_too(start: Callable[..., Flask]) -> None:
    answer = get(start(), "api/income_statement?interval=quarter", "lv").get_json()
    labels = [chart["label"] for chart in answer["data"]["charts"]]
    assert labels == ["Darbības rezultāts", "Ieņēmumi (pa ceturkšņiem)", "Izdevumi (pa ceturkšņiem)"]


def test_the_books_option_holds_after_a_reload_and_an_unknown_language_is_refused(
    start: Callable[..., Flask], tmp_path: Path
) -> None:
    app = start("lv")
    assert problems(app) == []
    ledger = app.config["LEDGERS"].ledgers[0]
    ledger.load_file()
    assert problems(app) == []
    main(tmp_path).write_text(LEDGER + LANGUAGE.format("et"), encoding="utf-8")
    ledger.load_file()
    assert problems(app) == ["Failed to parse fava-option entry: Fava has no translations for: 'et'."]


def test_installing_twice_only_changes_the_wish(start: Callable[..., Flask]) -> None:
    app = start()
    latvian.install(app, "lv")
    assert journal_in(app, "en") == "Žurnāls"
    latvian.install(app)
    assert [journal_in(app, accepted) for accepted in ("lv", "en", "ru")] == ["Žurnāls", "Journal", "Журнал"]


def test_another_application_of_fava_in_the_same_process_stays_as_it_is(start: Callable[..., Flask], tmp_path: Path) -> None:
    assert journal_in(start(), "lv") == "Žurnāls"
    plain = create_app([main(tmp_path)], poll_watcher=True)
    assert [journal_in(plain, accepted) for accepted in ("lv", "lv,ru;q=0.5")] == ["Journal", "Журнал"]


def test_fava_started_by_itself_speaks_no_latvian_and_refuses_the_option(start: Callable[..., Flask], tmp_path: Path) -> None:
    start("lv")
    code = (
        "import sys; from fava.application import create_app; app = create_app(sys.argv[1:], load=True);"
        "print([error.message for error in app.config['LEDGERS'].ledgers[0].errors]);"
        "print('Žurnāls' in app.test_client().get('/proves/journal/', headers={'Accept-Language': 'lv'}).text)"
    )
    command = [sys.executable, "-X", "utf8", "-c", code, str(main(tmp_path))]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines() == [
        """["Failed to parse fava-option entry: Fava has no translations for: 'lv'."]""",
        "False",
    ]


@pytest.fixture
def address(start: Callable[..., Flask]) -> Iterator[str]:
    """Serve the small books on a free port."""
    server = serve.bind(start(), 0)
    serving = threading.Thread(target=server.serve)
    serving.start()
    yield f"http://127.0.0.1:{server.bind_addr[1]}/proves"
    server.stop()
    serving.join()


@pytest.fixture
def page() -> Iterator[Page]:
    """A window of a Latvian browser."""
    assert CHROMIUM is not None, "continuous integration needs chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser.new_page(locale="lv-LV", viewport={"width": 1400, "height": 900})
        browser.close()


@pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="there is no chromium on this machine")
def test_a_latvian_browser_shows_latvian_words_and_numbers_and_none_is_cut_off(page: Page, address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}/journal/")
    for name, title in reversed(SIDEBAR.items()):
        page.get_by_role("complementary").get_by_role("link", name=title, exact=True).click()
        expect(page).to_have_title(f"{title}{' - Index' if name == 'help' else ''} - Proves")
        assert page.evaluate(CUT_OFF) == [], name
        if name != "journal":  # on a phone its headings overlap in English too
            page.set_viewport_size({"width": 390, "height": 900})
            assert page.evaluate(CUT_OFF) == [], name
            page.set_viewport_size({"width": 1400, "height": 900})
    assert page.locator("aside ul.navigation > li > a:first-child").all_inner_texts()[: len(SIDEBAR)] == [*SIDEBAR.values()]
    rent = page.locator(".tree-table-new li p", has_text="Rent")
    expect(rent.last).to_contain_text("12\N{NO-BREAK SPACE}345,67")
    page.get_by_role("complementary").get_by_role("link", name="Žurnāls", exact=True).click()
    expect(page.locator("li.balance .num").first).to_have_text("-12\N{NO-BREAK SPACE}345,67 EUR")
    assert complaints == []

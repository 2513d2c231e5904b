"""Our pages in a real browser: what they show and how they behave, in both languages, light and dark, wide and narrow."""

import json
import os
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import redirect_stdout
from io import BytesIO
from io import StringIO
from itertools import product
from pathlib import Path
from typing import Any
from typing import Literal
from urllib.parse import parse_qs
from urllib.parse import urlencode
from urllib.parse import urlsplit

import browsing
import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import Window
from playwright.sync_api import Browser
from playwright.sync_api import Locator
from playwright.sync_api import Page
from playwright.sync_api import expect
from pypdf import PdfReader

from riga_grants.cli import run
from riga_grants.dashboard.question import PAGES
from riga_grants.i18n import LANGUAGES

if not browsing.CHROMIUM and not os.environ.get("CI"):
    pytest.skip("there is no chromium on this machine", allow_module_level=True)

SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
SLUG = "demonstration-data-invented-figures"
DAY = "2014-06-30"
ASKED: Mapping[str, Mapping[str, str]] = {
    "portfolio": {},
    "project": {"project": "RGAP"},
    "todo": {},
    "explain": {"project": "RGAP", "funder": "RD"},
    "postings": {"project": "RGAP", "figure": "spent", "line": "Expenses:RGAP:Rent"},
    "trace": {"project": "RGAP", "what": "Expenses:RGAP:Rent"},
    "reports": {},
}
"""What each page is asked besides the day."""

TITLES = {
    "portfolio": {"lv": "Projektu pārskats", "en": "Portfolio"},
    "project": {"lv": "RGAP – Rīgas Ģimeņu atbalsta programma", "en": "RGAP – Riga Family Support Programme"},
    "todo": {"lv": "Veicamais", "en": "To do"},
    "explain": {"lv": "Kā aprēķinātas daļas: RGAP", "en": "How the shares are computed: RGAP"},
    "postings": {"lv": "Izmaksas līdz šim", "en": "Cost to date"},
    "trace": {"lv": "Izcelsme", "en": "Where it comes from"},
    "reports": {"lv": "Pārskati", "en": "Reports"},
}
TABLES: Mapping[str, set[str]] = {
    "portfolio": {"portfolio"},
    "project": {"execution", "periods", "sources", "period_states", "indicators", "amendments", "findings", "documents"},
    "todo": {"findings", "parked", "review", "ahead"},
    "explain": {"claim_RD", "lines_RD", "settlement_RD", "claimed_RD"},
    "postings": {"postings"},
    "trace": {"found"},
    "reports": {"files"},
}
"""Some of the tables that stand on each page."""

BY_HAND = """
2014-05-05 ! "SIA Parauga grāmatas" "Grāmatas bibliotēkai"
  document-no: "PG-7"
  document-date: 2014-05-05
  issuer: "SIA Parauga grāmatas"
  note: "Trūkst pavadzīmes"
  Expenses:RGAP:Materials  40.00 EUR
  Liabilities:Payable:RGAP

2014-06-05 ! "SIA Parauga nams" "Noliktava" ^row-0123456789abcdef0123456789abcdef
  document-no: "PN-9"
  document-date: 2014-06-05
  issuer: "SIA Parauga nams"
  suggested: "rule: noma"
  Expenses:RGAP:Rent  60.00 EUR
  Liabilities:Payable:RGAP

2014-06-12 * "SIA Parauga kursi" "Apmācība"
  document-no: "PK-1"
  document-date: 2014-06-12
  issuer: "SIA Parauga kursi"
  Expenses:RGAP:Training  12345.60 EUR
  Liabilities:Payable:RGAP
"""
"""A parked cost, a cost whose line is only suggested, and one that its line cannot bear."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with browsing.started() as started:
        yield started


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with two quarters, the first of them closed, and something to do."""
    books = tmp_path_factory.mktemp("browser") / "demo"
    assert run(["demo", str(books)]) == 0
    registers = (str(books / f"inbox/DEMO-RGAP-2014-{quarter}.xlsx") for quarter in ("Q1", "Q2"))
    move = ["RGAP", "2014-Q1", "--by", "A. Auditor", "--books", str(books), "--on"]
    for command in (
        ["import", *registers, "--books", str(books)],
        ["period", "submit", *move, "2014-04-05", "--number", "P-1"],
        ["period", "approve", *move, "2014-04-15", "--number", "L-1"],
        ["close", *move, "2014-04-20"],
    ):
        assert run(command) == 0
    with (books / "ledger/projects/RGAP.beancount").open("a", encoding="utf-8") as project:
        project.write(BY_HAND)
    return books


@pytest.fixture(scope="module")
def told(root: Path) -> Mapping[str, Any]:
    """What `riga-grants check --format json` tells of the books, on the day that the pages are opened for."""
    with redirect_stdout(StringIO()) as printed:
        run(["check", "--format", "json", "--as-of", DAY, "--lang", "en", "--books", str(root)])
    found: dict[str, Any] = json.loads(printed.getvalue())
    return found


@pytest.fixture(scope="module")
def books(root: Path) -> Iterator[str]:
    """The address of the books in Fava, which is started once, read-only."""
    with browsing.served(root) as address:
        yield f"{address}/{SLUG}"


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """An English window on a desk."""
    with browsing.window(browser, locale="en", viewport={"width": 1400, "height": 900}) as opened:
        yield opened


def at(books: str, name: str, **more: str) -> str:
    """Give the address of one of our pages on the day of these tests."""
    return f"{books}/extension/RigaGrants/?{urlencode({'page': name, 'as_of': DAY, **ASKED[name], **more})}"


ROWS = """
table => {
  const keys = [...table.tHead.rows[0].cells].map(head => head.dataset.key);
  const told = row => [...row.cells].map((cell, n) => [keys[n], cell.innerText.trim()]);
  return [...table.tBodies[0].rows].map(row => Object.fromEntries(told(row)));
}
"""


def rows(page: Page, key: str) -> list[dict[str, str]]:
    """Give the rows of a table as a reader sees them, by the keys of the columns."""
    found: list[dict[str, str]] = page.locator(f'table[data-key="{key}"]').evaluate(ROWS)
    return found


def stated(shown: str, lang: str) -> str | None:
    """Give a figure as JSON has it; None for the dash and for an empty cell."""
    thousands, point = {"lv": ("\N{NO-BREAK SPACE}", ","), "en": (",", ".")}[lang]
    return shown.replace(thousands, "").replace(point, ".").replace("\N{MINUS SIGN}", "-") if shown.strip("–") else None


def asks(page: Page) -> dict[str, str]:
    """Give the parameters of the address."""
    return {name: value for name, (value,) in parse_qs(urlsplit(page.url).query).items()}


# --- every page ------------------------------------------------------------------------------------------------------


SEEN = """
() => [...document.querySelectorAll(".riga-grants table")].map(table => [
  table.dataset.key,
  table.caption.textContent.trim() !== "",
  [...table.tHead.rows[0].cells].every(head => head.scope === "col" && head.textContent.trim()),
  [...table.tBodies[0].rows].every(row => row.querySelectorAll("th[scope=row]").length === 1),
])
"""
LOOKS = """
dark => Math.max(...getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)) < 128 === dark
"""


@pytest.mark.parametrize(("name", "lang", "width"), tuple(product(PAGES, LANGUAGES, (1400, 390))))
def test_every_page_in_both_languages_wide_and_narrow_light_and_dark(
    browser: Browser, books: str, name: str, lang: str, width: int
) -> None:
    with browsing.window(browser, locale=lang, viewport={"width": width, "height": 900}) as window:
        page = window.open(at(books, name))
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.get_by_role("heading", level=2)).to_contain_text(TITLES[name][lang])
        expect(page.locator(".rg-tabs [aria-current=page]")).to_have_count(1)
        tables = page.evaluate(SEEN)
        assert TABLES[name] <= {key for key, *_ in tables}
        assert [found for found in tables if not all(found)] == []
        assert page.get_by_role("table").count() == len(tables), "they are tables to screen readers on narrow screens too"
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function(LOOKS, arg=scheme == "dark")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, "only tables and charts scroll sideways"
        assert window.complaints == []


CUT_OFF = """
() => [...document.querySelectorAll(".rg-scroll")].filter(box => box.scrollWidth > box.clientWidth)
  .map(box => box.querySelector("table").dataset.key)
"""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(set(PAGES) - {"portfolio"}))
def test_on_a_desk_no_table_but_the_portfolio_is_cut_off(browser: Browser, books: str, name: str, lang: str) -> None:
    with browsing.window(browser, locale=lang, viewport={"width": 1400, "height": 900}) as window:
        assert window.open(at(books, name)).evaluate(CUT_OFF) == []


def test_commands_are_seen_at_once(window: Window, books: str) -> None:
    page = window.open(at(books, "todo"))
    for key in ("parked", "review"):
        head = page.locator(f'table[data-key="{key}"] th[data-key="command"]').bounding_box()
        assert head is not None
        assert head["x"] + head["width"] <= 1400, key


def test_a_table_that_is_cut_off_fades_out_until_its_end_is_seen(window: Window, books: str) -> None:
    page = window.open(at(books, "portfolio"))
    box = page.get_by_role("region", name="Projects")
    expect(box).to_contain_class("rg-more")
    box.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    expect(box).not_to_contain_class("rg-more")
    box.evaluate("box => box.scrollTo(0, 0)")
    expect(box).to_contain_class("rg-more")
    page.set_viewport_size({"width": 2300, "height": 900})
    expect(box).not_to_contain_class("rg-more")
    assert page.evaluate(CUT_OFF) == [], "a wide screen shows all of it"


def test_what_finds_rows_stands_above_them(window: Window, books: str) -> None:
    page = window.open(at(books, "reports", project="RGAP"))
    narrow = page.locator('.rg-table:has(input[type="search"])').last
    found, table = narrow.get_by_role("searchbox").bounding_box(), narrow.locator("table").bounding_box()
    assert found is not None
    assert table is not None
    assert found["x"] < table["x"] + table["width"]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_keeps_anybody_out(window: Window, books: str, name: str) -> None:
    """Axe-core finds nothing serious; Fava's own header is not ours, and the hints in its fields are too pale for axe."""
    page = window.open(at(books, name))
    for width, scheme in (*((1400, scheme) for scheme in SCHEMES), (390, SCHEMES[0])):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(LOOKS, arg=scheme == "dark")
        options = {"resultTypes": ["violations"]} | ({"runOnly": ["color-contrast"]} if scheme == "dark" else {})
        found = Axe().run(page, {"exclude": [["body > header"]]}, options).response
        grave = [one for one in found["violations"] if one["impact"] in {"serious", "critical"}]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in grave] == [], (width, scheme)


# --- the figures -----------------------------------------------------------------------------------------------------


@pytest.fixture(params=LANGUAGES)
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[Window, str]]:
    """A window and its language."""
    with browsing.window(browser, locale=request.param) as opened:
        yield opened, request.param


def project_of(told: Mapping[str, Any], code: str = "RGAP") -> dict[str, Any]:
    """Give what the command tells of a project."""
    (found,) = (one for one in told["projects"] if one["code"] == code)
    assert isinstance(found, dict)
    return found


def test_the_portfolio_says_what_the_command_says(reader: tuple[Window, str], books: str, told: Mapping[str, Any]) -> None:
    window, lang = reader
    shown = {row["project"]: row for row in rows(window.open(at(books, "portfolio")), "portfolio")}
    assert list(shown) == [one["code"] for one in told["projects"]]
    for one in told["projects"]:
        (city, own), row = one["sources"], shown[one["code"]]
        grave = [found["severity"] for found in told["findings"] if found["project"] == one["code"]]
        assert {key: stated(row[key], lang) for key in ("budget", "spent", "spent_pct", "cofinancing", "own")} == {
            "budget": one["budget"],
            "spent": one["spent"],
            "spent_pct": one["spent_pct"],
            "cofinancing": city["earned"],
            "own": own["earned"],
        }
        assert {key: stated(row[key], lang) for key in ("received", "receivable", "advance")} == {
            key: city[key] for key in ("received", "receivable", "advance")
        }
        assert (row["errors"], row["warnings"]) == (str(grave.count("error")), str(grave.count("warning")))


def test_a_project_s_page_says_what_the_command_says(reader: tuple[Window, str], books: str, told: Mapping[str, Any]) -> None:
    window, lang = reader
    page, project = window.open(at(books, "project")), project_of(told)
    by_line = {
        account.split("line=")[1]: row for account, row in by_link(page, "execution", "spent").items() if "line=" in account
    }
    columns = ("original", "budget", "spent", "left", "spent_pct")
    assert len(project["lines"]) == 11
    for line in project["lines"]:
        assert {key: stated(by_line[line["account"]][key], lang) for key in columns} == {key: line[key] for key in columns}
    total = rows(page, "execution")[-1]
    assert [stated(total[key], lang) for key in columns[1:]] == [project[key] for key in columns[1:]]
    shown = {row["source"]: row for row in rows(page, "sources")}
    for source in project["sources"]:
        keys = ("ceiling", "earned", "received", "receivable", "advance", "left")
        assert {key: stated(shown[source["funder"]][key], lang) for key in keys} == {key: source[key] for key in keys}


def by_link(page: Page, table: str, column: str) -> dict[str, dict[str, str]]:
    """Give the rows of a table by where their cell in a column leads."""
    place = [head.get_attribute("data-key") for head in page.locator(f'table[data-key="{table}"] thead th').all()].index(column)
    leads = page.locator(f'table[data-key="{table}"] tbody tr').evaluate_all(
        f"rows => rows.map(row => decodeURIComponent(row.cells[{place}].querySelector('a')?.search ?? ''))"
    )
    return dict(zip(leads, rows(page, table), strict=True))


def test_what_there_is_to_do_is_what_the_command_finds(reader: tuple[Window, str], books: str, told: Mapping[str, Any]) -> None:
    window, lang = reader
    page = window.open(at(books, "todo"))
    shown = sorted(
        (row["code"], row["where"], *(stated(row[key], lang) for key in ("limit", "actual", "difference")))
        for row in rows(page, "findings")
    )
    assert shown == sorted(
        (one["code"], one["where"], *(one[key] for key in ("limit", "actual", "excess"))) for one in told["findings"]
    )
    assert [(row["document_no"], stated(row["amount"], lang)) for row in rows(page, "parked")][:2] == [
        ("PG-7", "40.00"),
        ("PN-9", "60.00"),
    ]
    assert [row["document_no"] for row in rows(page, "review")][:1] == ["PN-9"]


def test_a_finding_explained_has_the_command_s_amounts_and_entries(
    reader: tuple[Window, str], books: str, told: Mapping[str, Any]
) -> None:
    window, lang = reader
    (over,) = (one for one in told["findings"] if one["code"] == "line-over-budget")
    page = window.open(at(books, "todo"))
    page.get_by_role("row").filter(has_text="line-over-budget").get_by_role("link", name="line-over-budget").click()
    expect(page.locator('table[data-key="behind"]')).to_be_visible()
    facts = {fact.strip() for fact in page.locator(".rg-facts dd").all_inner_texts()}
    assert {over[key] for key in ("limit", "actual", "excess")} <= {
        stated(fact.removesuffix("EUR").strip(), lang) for fact in facts
    }
    behind = [(row["document_no"], stated(row["amount"], lang)) for row in rows(page, "behind") if row["document_no"]]
    assert behind == [(one["document_no"], one["amount"]) for one in over["behind"]]


def test_shares_and_postings_come_to_the_command_s_figures(
    reader: tuple[Window, str], books: str, told: Mapping[str, Any]
) -> None:
    window, lang = reader
    project = project_of(told)
    rent, city = next(one for one in project["lines"] if one["name"] == "Rent"), project["sources"][0]
    page = window.open(at(books, "explain"))
    assert stated(rows(page, "lines_RD")[-1]["cofinancing"], lang) == city["earned"]
    assert city["earned"] in {stated(row["amount"], lang) for row in rows(page, "claim_RD")}
    *postings, total = rows(window.open(at(books, "postings")), "postings")
    assert stated(total["amount"], lang) == rent["spent"]
    assert f"{sum(round(float(stated(row['amount'], lang) or 0) * 100) for row in postings) / 100:.2f}" == rent["spent"]


def test_downloads_are_files_with_the_same_figures(reader: tuple[Window, str], books: str, told: Mapping[str, Any]) -> None:
    window, lang = reader
    page = window.open(at(books, "reports", project="RGAP"))
    starts = {".json": b"{", ".xlsx": b"PK", ".pdf": b"%PDF"}
    for suffix, start in starts.items():
        with page.expect_download() as downloading:
            page.get_by_role("row").nth(1).get_by_role("link", name=suffix, exact=True).click()
        name, content = downloading.value.suggested_filename, downloading.value.path().read_bytes()
        assert (name, content[: len(start)]) == (f"committee-RGAP-{DAY}-lv{suffix}", start)
        if suffix == ".json":
            assert project_of(told)["spent"] in content.decode()
    expect(page.get_by_role("heading", level=2)).to_contain_text(TITLES["reports"][lang])


# --- hands on the keyboard -------------------------------------------------------------------------------------------


def tab_to(page: Page, wanted: Locator) -> Locator:
    """Press Tab until something has the focus."""
    for _ in range(120):
        if wanted.evaluate("one => one === document.activeElement"):
            return wanted
        page.keyboard.press("Tab")
    pytest.fail(f"no way to {wanted} by Tab")


def test_the_keyboard_skips_to_the_figures_and_opens_a_project(window: Window, books: str) -> None:
    page = window.open(at(books, "portfolio"))
    tab_to(page, page.get_by_role("link", name="Skip to the figures")).press("Enter")
    tab_to(page, page.get_by_role("rowheader").get_by_role("link", name="RGAP", exact=True)).press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text(TITLES["project"]["en"])
    assert asks(page) == {"page": "project", "project": "RGAP", "as_of": DAY}


def test_the_keyboard_folds_and_unfolds_lines(window: Window, books: str) -> None:
    page = window.open(at(books, "project"))
    staff = page.get_by_role("button", name="Lines below: Staff")
    workers = page.get_by_role("rowheader", name="Social workers")
    expect(workers).to_be_visible()
    tab_to(page, staff).press("Enter")
    expect(staff).to_have_attribute("aria-expanded", "false")
    expect(workers).to_be_hidden()
    page.reload()
    expect(workers).to_be_hidden()
    tab_to(page, staff).press("Space")
    expect(staff).to_have_attribute("aria-expanded", "true")
    expect(workers).to_be_visible()


def test_the_keyboard_sorts_and_finds_rows_and_the_address_remembers(window: Window, books: str) -> None:
    page = window.open(at(books, "postings"))
    amount = page.get_by_role("columnheader", name="Amount")
    tab_to(page, amount.get_by_role("button")).press("Enter")
    expect(amount).to_have_attribute("aria-sort", "ascending")
    shown = [row["amount"] for row in rows(page, "postings")]
    assert shown == [*["60.00"], *["650.00"] * 6, *["850.00"] * 6, "9,060.00"], "the total stays last"
    amount.get_by_role("button").press("Enter")
    expect(amount).to_have_attribute("aria-sort", "descending")
    tab_to(page, page.get_by_role("searchbox")).fill("latgales aprili")
    expect(page.get_by_text("Rows shown: 1 of 13; the totals are of all rows")).to_be_visible()
    assert {key: asks(page).get(key) for key in ("sort.postings", "find.postings")} == {
        "sort.postings": "-amount",
        "find.postings": "latgales aprili",
    }
    window.open(page.url)
    expect(page.get_by_text("Rows shown: 1 of 13")).to_be_visible()
    expect(amount).to_have_attribute("aria-sort", "descending")
    assert window.complaints == []


def test_the_slider_shows_another_day(window: Window, books: str) -> None:
    page = window.open(at(books, "portfolio"))
    slider = tab_to(page, page.get_by_role("slider"))
    value = int(slider.input_value())
    for _ in range(2):
        slider.press("ArrowLeft")
    assert asks(page)["as_of"] == DAY, "nothing is loaded before it is asked for"
    expect(slider).to_have_attribute("aria-valuetext", "Jun 28, 2014")
    expect(page.locator(".rg-slider output")).to_have_text("2014-06-28")
    slider.press("Enter")
    page.wait_for_url("**as_of=2014-06-28**")
    expect(page.get_by_text("Projects on 2014-06-28: 2.")).to_be_visible()
    expect(slider).to_have_value(str(value - 2))
    expect(slider).to_be_focused()
    field = page.get_by_label("As of", exact=True)
    field.fill("2014-03-31")
    field.press("Enter")
    page.wait_for_url("**as_of=2014-03-31**")
    expect(page.get_by_role("row").filter(has_text="RGAP")).to_contain_text("70,686.35")
    page.go_back()
    expect(page.get_by_text("Projects on 2014-06-28: 2.")).to_be_visible()
    assert window.complaints == []


# --- from page to page -----------------------------------------------------------------------------------------------


def test_going_from_page_to_page_shows_what_opening_them_shows(window: Window, books: str) -> None:
    page = window.page
    page.goto(f"{books}/journal/", wait_until="networkidle")  # until then Fava forgets what is clicked
    page.get_by_role("link", name="Projects", exact=True).click()
    page.wait_for_selector(browsing.READY)
    visited = []
    steps = (
        page.get_by_role("link", name="RGAP", exact=True),
        page.locator('table[data-key="execution"] tbody tr').first.get_by_role("link").nth(3),
        page.get_by_role("link", name="To do"),
        page.get_by_role("link", name="line-over-budget"),
        page.get_by_role("link", name="Reports", exact=True),
    )
    for step in steps:
        visited.append((page.url, shown(page)))
        step.first.click()
        expect(page).not_to_have_url(visited[-1][0])
        page.wait_for_selector(browsing.READY)
    for url, before in reversed(visited):
        page.go_back()
        page.wait_for_url(url)
        page.wait_for_selector(browsing.READY)
        expect(page.locator("#rg-figures")).to_have_text(before, use_inner_text=True)
    page.go_forward()
    expect(page.get_by_role("heading", level=2)).to_contain_text(TITLES["project"]["en"])
    for url, before in visited:
        assert shown(window.open(url)) == before
    assert window.complaints == []


def shown(page: Page) -> str:
    """Give the words and figures of a page."""
    return page.locator("#rg-figures").inner_text()


def test_fava_s_own_filters_act_on_our_pages(window: Window, books: str) -> None:
    page = window.open(f"{books}/extension/RigaGrants/?page=portfolio")
    page.get_by_placeholder("Time").fill("2014-03")
    page.get_by_placeholder("Time").press("Enter")
    expect(page.get_by_role("status").filter(has_text="the last day of the time filter")).to_contain_text("2014-03-31")
    expect(page.get_by_role("row").filter(has_text="RGAP")).to_contain_text("70,686.35")
    assert window.complaints == []


def test_a_place_opens_in_the_editor_and_a_posting_shows_its_entry(window: Window, books: str) -> None:
    page = window.open(at(books, "postings"))
    page.get_by_role("link", name="PN-9").click()
    expect(page.locator(".overlay, dialog, aside").get_by_text("Noliktava").first).to_be_visible()
    page = window.open(at(books, "postings"))
    page.get_by_role("row").filter(has_text="PN-9").get_by_role("link", name="ledger/projects/RGAP.beancount").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("Expenses:RGAP:Rent  60.00 EUR")
    assert window.complaints == []


def test_on_paper_there_are_no_menus_and_all_rows(window: Window, books: str) -> None:
    page = window.open(at(books, "project"))
    page.get_by_role("button", name="Collapse all").first.click()
    workers = page.get_by_role("rowheader", name="Social workers")
    expect(workers).to_be_hidden()
    page.emulate_media(media="print")
    expect(workers).to_be_visible()
    for gone in (
        page.get_by_role("navigation"),
        page.get_by_role("slider"),
        page.get_by_role("searchbox"),
        page.locator("aside"),
    ):
        expect(gone.filter(visible=True)).to_have_count(0)
    expect(page.get_by_text(f"As of {DAY}")).to_be_visible()
    printed = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages)
    assert "Social workers" in printed
    assert "Collapse all" not in printed

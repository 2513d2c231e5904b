"""Fava in a real browser, behind the guard: what a person sees, that links work, and that the page rules break nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import browsing
import fava_books
import pytest
from browsing import Window
from playwright.sync_api import Browser
from playwright.sync_api import Page
from playwright.sync_api import expect

from riga_grants.cli import run

if not browsing.CHROMIUM and not os.environ.get("CI"):
    pytest.skip("there is no chromium on this machine", allow_module_level=True)

PAGES = {
    "income_statement": "Income Statement",
    "balance_sheet": "Balance Sheet",
    "journal": "Journal",
    "account/Expenses:RGAP:Rent": "Expenses:RGAP:Rent",
    "documents": "Documents",
    "editor": "Editor",
    "options": "Options",
    "help": "Help - Index",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with browsing.started() as started:
        yield started


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Books with one finding, and three files in the inbox: a register, one with a wrong cell, and a note."""
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")
    books = fava_books.make(tmp_path)
    fava_books.register(books / "inbox/RGAP-2014-1.xlsx")
    wrong = (*fava_books.MARCH[:5], "31.02.2014", *fava_books.MARCH[6:], 100.25, None, "", "")
    fava_books.register(books / "inbox/RGAP-wrong.xlsx", [wrong], 100.25)
    (books / "inbox/about.txt").write_text("no register", encoding="utf-8")
    return books


@pytest.fixture
def address(root: Path) -> Iterator[str]:
    """Fava on the small books."""
    with browsing.served(root) as address:
        yield f"{address}/proves"


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    """A window of the browser."""
    with browsing.window(browser) as opened:
        yield opened


@pytest.fixture
def page(window: Window) -> Page:
    """What the window shows."""
    return window.page


@pytest.fixture
def complaints(window: Window) -> list[str]:
    """What the browser complains about: errors of scripts, refused answers, broken page rules."""
    return window.complaints


def test_the_finding_leads_to_its_line(page: Page, address: str, complaints: list[str]) -> None:
    page.goto(f"{address}/errors/")
    row = page.get_by_role("row").filter(has_text="cost-outside-dates")
    expect(row).to_contain_text("A cost of 2017-01-31, but the project ends on 2016-12-31")
    row.get_by_role("link", name=str(fava_books.LATE_COST_LINE), exact=True).click()
    expect(page.locator(".cm-activeLine")).to_have_text("  Expenses:RGAP:Rent  50.00 EUR")
    assert complaints == []


def test_every_page_works_under_the_page_rules(page: Page, address: str, complaints: list[str]) -> None:
    for name, title in PAGES.items():
        page.goto(f"{address}/{name}/", wait_until="networkidle")
        expect(page).to_have_title(f"{title} - Proves")
        assert complaints == [], name


def test_a_query_is_answered_and_a_command_refused(page: Page, address: str, complaints: list[str]) -> None:
    page.goto(f"{address}/query/?query_string=SELECT+sum(position)+WHERE+account+%3D+%27Assets:Bank%27")
    expect(page.locator("table")).to_contain_text("200")
    assert complaints == []
    page.locator(".cm-content").first.fill(".history")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Only queries are answered here")).to_be_visible()


def test_the_import_page_extracts_a_register(page: Page, address: str, complaints: list[str]) -> None:
    page.goto(f"{address}/import/")
    expect(page.get_by_text("RGAP-2014-1.xlsx").first).to_be_visible()
    expect(page.get_by_text("about.txt").first).to_be_hidden()
    page.get_by_role("button", name="Extract").first.click()
    expect(page.get_by_text("Entry 1 of 2")).to_be_visible()
    assert complaints == []


def test_a_register_with_a_wrong_cell_is_explained(page: Page, address: str) -> None:
    page.goto(f"{address}/import/")
    page.get_by_role("button", name="Extract").last.click()
    expect(page.get_by_text("Izmaksas!F4: “31.02.2014” is not a day of the calendar.")).to_be_visible()


def test_what_a_person_saves_is_what_the_command_writes(page: Page, tmp_path: Path, complaints: list[str]) -> None:
    """Shares of a bill and an amount in lats: the page's script cannot carry amounts in metadata, but their text."""
    by_page, by_command = fava_books.prepare_twice(tmp_path, "shares")
    fava_books.by_command(by_command, "Rēķini 2014.xlsx", "shares")
    with browsing.served(by_page, write=True) as address:
        page.goto(f"{address}/proves/import/")
        page.get_by_role("button", name="Extract").click()
        expect(page.get_by_text("Entry 1 of 2 (2 to import)")).to_be_visible()
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Stored 2 entries.")).to_be_visible()
    saved = fava_books.imported(by_page)
    assert saved == fava_books.imported(by_command)
    assert len(saved) == 2
    assert complaints == []


def test_a_budget_is_offered_and_left_to_the_command(page: Page, root: Path) -> None:
    fava_books.add_layout_for_budgets(root)
    fava_books.workbook(root / "inbox/tame.xlsx", "Budžets", fava_books.BUDGET)
    with browsing.served(root) as address:
        page.goto(f"{address}/proves/import/")
        page.get_by_role("button", name="Extract").last.click()
        expect(page.get_by_text("To import it: riga-grants import --layout budget inbox/tame.xlsx")).to_be_visible()


def test_the_demonstration_opens_with_its_findings_and_its_workbooks(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, complaints: list[str]
) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")
    assert run(["demo", str(tmp_path / "demo"), "--lang", "en"]) == 0
    with browsing.served(tmp_path / "demo") as address:
        page.goto(f"{address}/demonstration-data-invented-figures/errors/")
        expect(page.get_by_text("434,160.00 + 464,360.00 make 898,520.00")).to_be_visible()
        page.goto(f"{address}/demonstration-data-invented-figures/import/")
        expect(page.get_by_text("DEMO-RGAP-2014-Q1.xlsx").first).to_be_visible()
        page.get_by_role("button", name="Extract").first.click()
        expect(page.get_by_text("Entry 1 of 129 (129 to import)")).to_be_visible()
    assert complaints == []

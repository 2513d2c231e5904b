"""Our pages in a real browser on books that somebody made badly, or means badly: words instead of scripts and crashes."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import browsing
import fava_books
import pytest
from fava_books import OURS
from playwright.sync_api import Browser
from playwright.sync_api import expect

from riga_grants.dashboard.question import PAGES

if not browsing.CHROMIUM and not os.environ.get("CI"):
    pytest.skip("there is no chromium on this machine", allow_module_level=True)

EVIL = (
    "<img src=x onerror=alert(1)></script><script>alert(2)</script></style></svg>"
    "<svg onload=alert(3)>' onmouseover='alert(4)' x=\\\" onfocus=alert(5) autofocus tabindex=1 y=\\\""
    "javascript:alert(6) {{ 7*7 }} ${alert(7)} &lt;b&gt;"
)
"""A text that no form of careless quoting leaves harmless, as it stands in a ledger."""

ALIVE = """
() => [...document.querySelectorAll(".riga-grants *")].filter(one =>
  ["IMG", "SCRIPT", "IFRAME", "OBJECT", "EMBED"].includes(one.tagName)
  || [...one.attributes].some(({ name, value }) => name.startsWith("on") || /^\\s*javascript:/i.test(value))
).map(one => one.outerHTML)
"""
"""What of our page could run, or load something."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this file."""
    with browsing.started() as started:
        yield started


def books(folder: Path, *more: str) -> Path:
    """Make small books with more lines at the end of their main file."""
    root = fava_books.make(folder / "books")
    main = root / "ledger/main.beancount"
    with main.open("a", encoding="utf-8") as stream:
        stream.writelines(more)
    return root


def kind_of(address: str) -> tuple[str, ...]:
    """Give what is told of a page by its address, but not of which place: one page of a kind is enough."""
    said = parse_qs(urlsplit(address).query)
    page, figure, finding = (said.get(name, [""])[0].partition("|")[0] for name in ("page", "figure", "finding"))
    return page, figure, finding


def test_what_the_ledger_says_is_never_a_script(browser: Browser, tmp_path: Path) -> None:
    """The window does without the guard's rules for pages: what could run would run."""
    root = books(tmp_path, fava_books.hostile(EVIL))
    with browsing.served(root, lang="en") as address, browsing.window(browser, bypass_csp=True) as window:
        waiting, seen = [f"{address}{OURS}?page={name}&project=EVIL&as_of=2015-12-31" for name in PAGES], set[tuple[str, ...]]()
        while waiting:
            page = window.open(waiting.pop())
            for found in page.locator(".riga-grants a").evaluate_all("links => links.map(link => link.href)"):
                if f"{OURS}?" in found and "EVIL" in found and (kind := kind_of(found)) not in seen:
                    seen.add(kind)
                    waiting.append(found)
            assert page.evaluate(ALIVE) == [], page.url
            assert window.complaints == [], page.url
            if "page=project" in page.url:
                expect(page.get_by_role("heading", level=2)).to_contain_text("<img src=x onerror=alert(1)></script><script>")
                page.locator(".riga-grants").hover()
        assert {page for page, *_ in seen} == set(PAGES)


def test_a_page_that_cannot_be_made_says_why(browser: Browser, tmp_path: Path) -> None:
    with browsing.served(books(tmp_path)) as address, browsing.window(browser) as window:
        page = window.open(f"{address}{OURS}?page=project&project=NOPE")
        expect(page.get_by_role("alert")).to_contain_text("NOPE")
        page.get_by_role("link", name="Portfolio").click()
        expect(page.get_by_role("row").filter(has_text="RGAP")).to_be_visible()
        assert window.complaints == []


def test_broken_books_are_shown_with_what_is_wrong_until_they_are_mended(browser: Browser, tmp_path: Path) -> None:
    root = books(tmp_path)
    main = root / "ledger/main.beancount"
    whole = main.read_bytes()
    main.write_bytes(whole + b'2014-01-01 * "never ended\n {{{\n')
    with browsing.served(root) as address, browsing.window(browser) as window:
        page = window.open(f"{address}{OURS}")
        expect(page.get_by_role("status").first).to_contain_text("Beancount could not read all of the books")
        page.get_by_role("link", name="To do").click()
        expect(page.get_by_role("row").filter(has_text="ledger/main.beancount").first).to_contain_text("error")
        main.write_bytes(whole)
        page = window.open(f"{address}{OURS}")
        expect(page.get_by_text("Beancount could not read all")).to_have_count(0)
        assert window.complaints == []


def test_read_only_says_that_the_editor_saves_nothing(browser: Browser, tmp_path: Path) -> None:
    root = books(tmp_path)
    for write in (False, True):
        with browsing.served(root, write=write) as address, browsing.window(browser) as window:
            page = window.open(f"{address}{OURS}?page=todo")
            expect(page.get_by_text("Fava was started read-only")).to_have_count(0 if write else 1)

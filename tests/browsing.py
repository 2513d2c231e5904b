"""A real browser on Fava behind the guard, for tests and for the pictures of the README."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser
from playwright.sync_api import Dialog
from playwright.sync_api import Page
from playwright.sync_api import sync_playwright

from riga_grants.dashboard import serve

CHROMIUM = shutil.which("chromium") or ""
"""Where the browser is, "" where there is none on this machine."""

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HERE = serve.HOST
READY = ".riga-grants[data-ready]"
"""One of our pages once its script has run."""


class Window(NamedTuple):
    """A window of the browser, and what was to complain of since: errors of scripts, requests that fail or go elsewhere."""

    page: Page
    complaints: list[str]

    def open(self, address: str) -> Page:
        """Open one of our pages, and wait until its script has run."""
        self.page.goto(address)
        self.page.wait_for_selector(READY)
        return self.page


@contextmanager
def started() -> Iterator[Browser]:
    """Start the browser, without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


@contextmanager
def served(root: Path, *, write: bool = False, lang: str = "") -> Iterator[str]:
    """Serve books as `riga-grants fava` does, on a free port; give the address."""
    server = serve.bind(serve.application(root, write=write, lang=lang), 0)
    serving = threading.Thread(target=server.serve)
    serving.start()
    try:
        yield f"http://{HERE}:{server.bind_addr[1]}"
    finally:
        server.stop()
        serving.join()


@contextmanager
def window(browser: Browser, **options: Any) -> Iterator[Window]:  # noqa: ANN401 - they are Playwright's own
    """Open a window with the options of `Browser.new_context`; whatever a script says aloud is a complaint too."""
    complaints: list[str] = []

    def silence(dialog: Dialog) -> None:
        complaints.append(f"a script says: {dialog.message}")
        dialog.dismiss()

    with browser.new_context(**options) as context:
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        # A font that is still on its way when the reader goes on is not a failure.
        page.on(
            "requestfailed",
            lambda request: (
                None if request.failure == "net::ERR_ABORTED" else complaints.append(f"{request.url}: {request.failure}")
            ),
        )
        page.on(
            "request", lambda request: None if _stays(request.url) else complaints.append(f"to another host: {request.url}")
        )
        page.on("dialog", silence)
        yield Window(page, complaints)


def _stays(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob"} or parts.hostname == HERE

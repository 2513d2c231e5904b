"""The projects' pages in Fava: a portfolio, a page a project, what is to be done, how a figure came about, the reports.

Fava finds the class by its module, which `fava-extension` names; the class's name is the page's address. Nothing here may raise
while Fava loads: a page that cannot be made says why.
"""

import logging
from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from functools import lru_cache
from functools import partial
from threading import RLock
from typing import Final

from fava.core import FavaLedger
from fava.ext import FavaExtensionBase
from fava.ext import extension_endpoint
from flask import Response
from flask import request

from riga_grants.dashboard import downloads
from riga_grants.dashboard import pages
from riga_grants.dashboard import workbooks
from riga_grants.dashboard.known import Known
from riga_grants.dashboard.question import TRACE
from riga_grants.dashboard.question import Question
from riga_grants.dashboard.question import asked
from riga_grants.dashboard.question import language
from riga_grants.dashboard.shown import Page
from riga_grants.i18n import tr
from riga_grants.unhurried import unhurried

_PAGES: Final = 16
"""So many pages are kept as they were made."""

_ONE_AT_A_TIME: Final = RLock()
"""Held while a page or a file is made: two threads would only wait for each other, or draw into each other's charts."""

log = logging.getLogger(__name__)


class RigaGrants(FavaExtensionBase):
    """Our pages in Fava."""

    has_js_module = True

    def __init__(self, ledger: FavaLedger, config: str | None = None) -> None:
        del config  # there is nothing to configure, and Fava would not start because of a wrong one
        super().__init__(ledger)
        self._known: Known | None = None
        self._page: Callable[[Question], Page] | None = None

    @property
    def report_title(self) -> str:  # type: ignore[override] # Fava's is a constant; ours is in the reader's language
        """The link's words in the sidebar, and the page's title."""
        return tr("Projects", language())

    def page(self) -> Page:
        """Make the page that is asked for."""
        try:
            with _ONE_AT_A_TIME, unhurried():
                known, page = self._loaded()
                question = asked(known.books, today())
                if question.page == TRACE:  # tells whether a workbook is unchanged, which holds for the moment only
                    return pages.page(known, self.ledger, question)
                return page(question)
        except Exception:  # whatever it is, Fava and its other pages go on
            log.exception("Our page cannot be made.")
            return Page(language(), tr("Projects", language()), (), "", (), problem=pages.failure(language()))

    @extension_endpoint
    def download(self) -> Response:
        """Send a report as a file."""
        return self._sent(lambda known: downloads.answer(known, asked(known.books, today())))

    @extension_endpoint
    def workbook(self) -> Response:
        """Send a workbook as it was imported."""
        return self._sent(lambda known: workbooks.answer(known, request.args.get("sha256", ""), language()))

    def _sent(self, answer: Callable[[Known], Response]) -> Response:
        """Send a file, or say that the program failed."""
        try:
            with _ONE_AT_A_TIME, unhurried():
                known, _ = self._loaded()
                return answer(known)
        except Exception:  # as above
            log.exception("A file cannot be made.")
            return Response(pages.failure(language()), 500, mimetype="text/plain")

    def _loaded(self) -> tuple[Known, Callable[[Question], Page]]:
        """Give what is known of the ledger as it is loaded now, and what makes and remembers its pages."""
        if self._known is None or self._page is None or not self._known.is_of(self.ledger):
            self._known = Known(self.ledger)
            self._page = lru_cache(_PAGES)(partial(pages.page, self._known, self.ledger))
        return self._known, self._page


def today() -> date:
    """Give the day by this computer's clock."""
    return datetime.now(UTC).astimezone().date()

"""The projects' pages in Fava: a portfolio, a page a project, what is to be done, how a figure came about.

Fava finds the class by its module, which `fava-extension` names; the class's name is the page's address. Nothing here may raise
while Fava loads: a page that cannot be made says why.
"""

from datetime import UTC
from datetime import date
from datetime import datetime

from fava.context import g
from fava.ext import FavaExtensionBase
from fava.ext import extension_endpoint
from flask import Response

from riga_grants.dashboard import downloads
from riga_grants.dashboard import pages
from riga_grants.dashboard.known import Known
from riga_grants.dashboard.question import asked
from riga_grants.dashboard.question import language
from riga_grants.dashboard.shown import Page
from riga_grants.i18n import tr


class RigaGrants(FavaExtensionBase):
    """Our pages in Fava."""

    has_js_module = True
    _known: Known | None = None

    @property
    def report_title(self) -> str:  # type: ignore[override] # Fava's is a constant; ours is in the reader's language
        """The link's words in the sidebar, and the page's title."""
        return tr("Projects", language())

    def page(self) -> Page:
        """Make the page that is asked for."""
        known = self.known()
        return pages.page(known, asked(known.books, _today()), g.ledger)

    @extension_endpoint
    def download(self) -> Response:
        """Send a report as a file."""
        known = self.known()
        return downloads.answer(known, asked(known.books, _today()))

    def known(self) -> Known:
        """Give what is known of the ledger as it is loaded now."""
        if self._known is None or self._known.mtime != self.ledger.mtime:
            self._known = Known(self.ledger)
        return self._known


def _today() -> date:
    return datetime.now(UTC).astimezone().date()

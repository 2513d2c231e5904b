"""Our pages: each a report of `reports`, shown with links to what is behind it."""

import logging
from collections.abc import Callable

from fava.core import FavaLedger

from riga_grants.asked import about
from riga_grants.dashboard import links
from riga_grants.dashboard import shown
from riga_grants.dashboard.known import Known
from riga_grants.dashboard.question import PORTFOLIO
from riga_grants.dashboard.question import PROJECT
from riga_grants.dashboard.question import Question
from riga_grants.dashboard.shown import Page
from riga_grants.dashboard.shown import Tab
from riga_grants.errors import BooksError
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.reports import committee
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Table

Builder = Callable[[Request], Report]
BUILDERS: dict[str, Builder] = {PORTFOLIO: committee.build, PROJECT: committee.build}

log = logging.getLogger(__name__)


def page(known: Known, question: Question, ledger: FavaLedger) -> Page:
    """Make a page; one that cannot be made says why instead."""
    try:
        report = BUILDERS[question.page](request_of(known, question))
    except BooksError as problem:
        return _page(question, "", problem=words(problem.reason, question.lang))
    return _page(question, report.title, tuple(shown.sheet(one, report, _link(question, ledger)) for one in report.sheets))


def request_of(known: Known, question: Question) -> Request:
    """Put a page's question as the request of a report: of the project that it names, or of all that the filters leave."""
    wanted = [question.project] if question.project else list(question.narrowed)
    asked = about(known.books.agreements, wanted, question.more.get("period"), question.as_of, question.as_of)
    codes = {"", *(one.code for one in asked)}
    return Request(
        books=known.books,
        projects=asked,
        as_of=question.as_of,
        findings=tuple(one for one in known.findings(question.as_of) if one.project in codes),
        origin=Origin((), "", (), known.books.root),
        lang=question.lang,
    )


def _page(question: Question, title: str, sheets: tuple[shown.ShownSheet, ...] = (), problem: str = "") -> Page:
    titles = ((PORTFOLIO, tr("Portfolio", question.lang)),)
    tabs = tuple(Tab(name, links.page(question, key), key == question.page) for key, name in titles)
    return Page(question.lang, title, tabs, show_date(question.as_of, question.lang), sheets, problem)


def _link(question: Question, ledger: FavaLedger) -> shown.Link:
    del question, ledger

    def link(_table: Table, _row: Row, _column: Column) -> str:
        return ""

    return link

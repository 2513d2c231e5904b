"""Our pages: each a report of `reports`, as of a day and under Fava's filters, shown with links to what is behind it."""

import logging
from collections.abc import Iterator
from dataclasses import replace

from fava.core import FavaLedger
from flask import current_app

from riga_grants.asked import about
from riga_grants.books import Books
from riga_grants.dashboard import days
from riga_grants.dashboard import filters
from riga_grants.dashboard import leads
from riga_grants.dashboard import links
from riga_grants.dashboard import report_files
from riga_grants.dashboard import shown
from riga_grants.dashboard import workbooks
from riga_grants.dashboard.entries import Entries
from riga_grants.dashboard.known import Known
from riga_grants.dashboard.links import Ways
from riga_grants.dashboard.question import EXPLAIN
from riga_grants.dashboard.question import OF_ONE
from riga_grants.dashboard.question import PORTFOLIO
from riga_grants.dashboard.question import POSTINGS
from riga_grants.dashboard.question import PROJECT
from riga_grants.dashboard.question import REPORTS
from riga_grants.dashboard.question import TODO
from riga_grants.dashboard.question import TRACE
from riga_grants.dashboard.question import Question
from riga_grants.dashboard.shown import Page
from riga_grants.dashboard.shown import ShownSheet
from riga_grants.dashboard.shown import ShownWords
from riga_grants.dashboard.shown import Tab
from riga_grants.errors import BooksError
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.reports import definitions
from riga_grants.reports import explain
from riga_grants.reports import open_findings
from riga_grants.reports import portfolio
from riga_grants.reports import postings
from riga_grants.reports import project_page
from riga_grants.reports import todo
from riga_grants.reports import traced
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import Report
from riga_grants.tables import Sheet

WRITES = "RIGA_GRANTS_WRITES"
"""The key of an application's configuration that says whether Fava may save; absent where somebody else started it."""

_CHECKED = frozenset({PORTFOLIO, PROJECT, TODO})
"""The pages that tell what is wrong; the others need no checks of the day, which take long."""

_DIGITS = 6
"""The number of a part of the postings has no more digits."""

_TRACED = frozenset({"", postings.SPENT, postings.BEFORE, postings.THIS_PERIOD, postings.BUDGET})
"""The figures that `riga-grants trace` finds by a line and a period ("": the one that is shown if none is named)."""

log = logging.getLogger(__name__)


def page(known: Known, ledger: FavaLedger, question: Question) -> Page:
    """Make a page; one that cannot be made says why instead."""
    ways = links.ways(question)
    frame = _frame(known, question, ways)
    try:
        request = request_of(known, question)
        report = _report(known, ledger, request, question)
        link = report_files.link(ways) if question.page == REPORTS else _leads(known, request, question, ways)
        sheets = shown.sheets(report, link)
    except BooksError as problem:
        return frame._replace(problem=words(problem.reason, question.lang))
    except Exception:
        log.exception("The page %s cannot be made.", question.page)
        return frame._replace(problem=failure(question.lang))
    notes = tuple(_notes(request, question, report))
    return frame._replace(
        title=report.title,
        about=report.about,
        sheets=(*sheets, *((ShownSheet("notes", "", (ShownWords("words", "note", notes),)),) if notes else ())),
        demonstration=report.demonstration,
        actions=tuple(_actions(ledger, request, question, ways, report)),
    )


def failure(lang: str) -> str:
    """Say that the program itself failed."""
    return tr("The program failed; the terminal in which Fava was started shows why. The books are unharmed.", lang)


def request_of(known: Known, question: Question) -> Request:
    """Put a page's question as the request of a report: of the project that it names, or of all that the filters leave."""
    period = (question.says("period") or None) if question.page in OF_ONE | {REPORTS} else None
    wanted = [question.project] if question.project else []
    asked = about(known.books.agreements, wanted, period, question.as_of, question.as_of)
    if not wanted:
        asked = tuple(one for one in asked if one.code in question.narrowed)
    left_out = set(known.books.agreements) - {question.project} if wanted else {*known.books.agreements} - {*question.narrowed}
    checked = question.page in _CHECKED or question.says("finding")
    findings = known.findings(question.as_of) if checked else ()
    return Request(
        books=known.books,
        projects=asked,
        as_of=question.as_of,
        findings=tuple(one for one in findings if one.project not in left_out),
        origin=Origin((), "", (), known.books.root),
        lang=question.lang,
    )


def _report(known: Known, ledger: FavaLedger, request: Request, question: Question) -> Report:
    """Build the report that a page shows."""
    match question.page:
        case "project":
            report = project_page.build(request)
        case "todo":
            report = todo.build(request)
        case "explain":
            report = explain.build(request, question.says("funder"), question.says("finding"))
        case "postings":
            report = _postings(ledger, request, question)
        case "trace":
            report = traced.build(request, question.says("what"), workbooks.past(known))
        case "reports":
            report = report_files.build(request, known.books)
        case _:
            report = _with_findings(portfolio.build(request), request)
    return report


def _postings(ledger: FavaLedger, request: Request, question: Question) -> Report:
    figure, only, part = question.says("figure") or postings.SPENT, filters.read(ledger).places(), question.says("part")
    number = int(part) if part.isdecimal() and len(part) <= _DIGITS else 1
    return postings.build(request, question.says("line"), figure, question.says("funder"), only=only, part=number)


def _with_findings(report: Report, request: Request) -> Report:
    """Tell, in the place of a portfolio without projects, what is wrong: it is why there are none."""
    if request.projects or not request.findings:
        return report
    title = tr("Findings", request.lang)
    found = Sheet(open_findings.FINDINGS, title, title, (open_findings.table(request),))
    return replace(report, sheets=(*report.sheets, found))


def _leads(known: Known, request: Request, question: Question, ways: Ways) -> shown.Link:
    project = request.projects[0].code if len(request.projects) == 1 else question.project
    return leads.link(leads.Page(request, ways, Entries(known, ways), project, question.says("period"), question.more))


# --- around the report -----------------------------------------------------------------------------------------------


def _frame(known: Known, question: Question, ways: Ways) -> Page:
    """Make a page without its report: the way to the other pages, the day, and what the filters do."""
    lang = question.lang
    return Page(
        lang,
        tr("Projects", lang),
        tuple(_tabs(known.books, question, ways)),
        show_date(question.as_of, lang),
        (),
        notice=" ".join((*question.notices, *_unread(known.books, lang))),
        as_of=days.choice(known.books, question, ways),
    )


def _unread(books: Books, lang: str) -> Iterator[str]:
    """Warn where Beancount itself stumbled: what it could not read is in no figure."""
    if any(found.code == "ledger" for found in books.findings):
        yield tr("Beancount could not read all of the books, so figures may be wrong; see the findings under “To do”.", lang)


def _tabs(books: Books, question: Question, ways: Ways) -> Iterator[Tab]:
    lang = question.lang
    project = question.project if question.project in books.agreements else ""
    if not project and len(books.agreements) == 1:
        (project,) = books.agreements
    yield Tab(tr("Portfolio", lang), ways.page(PORTFOLIO), question.page == PORTFOLIO)
    if project:
        yield Tab(project, ways.page(PROJECT, project=project), question.page == PROJECT)
    yield Tab(tr("To do", lang), ways.page(TODO, project=project), question.page == TODO)
    if project:
        yield Tab(tr("Explanation", lang), ways.page(EXPLAIN, project=project), question.page == EXPLAIN)
    if question.page == POSTINGS:
        yield Tab(tr("Postings", lang), ways.page(POSTINGS, **dict(question.more)), current=True)
    if question.page == TRACE:
        yield Tab(tr("Where it comes from", lang), ways.page(TRACE, **dict(question.more)), current=True)
    yield Tab(tr("Reports", lang), ways.page(REPORTS, project=project), question.page == REPORTS)


def _notes(request: Request, question: Question, report: Report) -> Iterator[str]:
    """Say what one does with what a page shows, where Fava cannot do it."""
    lang = question.lang
    if question.page == TODO and not current_app.config.get(WRITES, True):
        yield tr("Fava was started read-only: its editor shows a place, and saves only after riga-grants fava --write.", lang)
    if question.page == TRACE and next(report.tables, None):
        yield tr("What happened to an entry is told to the end, whatever the day of the page.", lang)
    if question.page in {TODO, REPORTS}:
        yield tr("Fava's import page shows what a file would book; riga-grants import FILE books it for good.", lang)
        yield tr("Lines that were only suggested are confirmed with: riga-grants review", lang)
    if question.page == POSTINGS and (place := next((row.key for row in report.table(postings.KEY).rows), "")):
        yield tr("The cell of the workbook behind a posting: {command}", lang, command=f"riga-grants trace {place}")
        if question.says("figure") in _TRACED:
            what = question.says("line") or request.projects[0].code
            told = f"riga-grants trace {what} {question.says('period')}".strip()
            yield tr("All cells behind the figure: {command}", lang, command=told)


def _actions(ledger: FavaLedger, request: Request, question: Question, ways: Ways, report: Report) -> Iterator[Tab]:
    """Give the files that belong to a page, and the way to Fava's import page."""
    for sha256, file in traced.workbooks(report).items() if question.page == TRACE else ():
        yield Tab(tr("Workbook as it was imported: {file}", question.lang, file=file), ways.workbook(sha256))
    codes, period = ",".join(one.code for one in request.projects), question.says("period")
    if question.page in {PORTFOLIO, PROJECT} and codes:
        for suffix in (".pdf", ".xlsx"):
            title = tr("Report to the committee, {format}", question.lang, format=suffix.removeprefix(".").upper())
            yield Tab(title, ways.download(definitions.COMMITTEE, suffix, project=codes, period=period))
    if question.page in {TODO, REPORTS} and ledger.fava_options.import_config:
        yield Tab(tr("Import page", question.lang), ways.importing())

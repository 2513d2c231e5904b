"""Reports as downloads from our pages: the files that `riga-grants report` writes, to the byte."""

import logging
from typing import NamedTuple

from flask import Response
from flask import request as asked_for
from werkzeug.utils import secure_filename

from riga_grants.asked import about
from riga_grants.dashboard.known import Known
from riga_grants.dashboard.question import Question
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import words
from riga_grants.rendering import formats
from riga_grants.reports import definitions
from riga_grants.reports import kinds
from riga_grants.reports.request import Request
from riga_grants.reports.request import origin_of

log = logging.getLogger(__name__)

NOT_FOUND, MISSING = 404, 501


class Wish(NamedTuple):
    """A file that is asked for: which report, as what kind of file, of which projects, period and funder, in which language."""

    report: str
    suffix: str
    projects: tuple[str, ...]
    period: str
    funder: str
    lang: str


def answer(known: Known, question: Question) -> Response:
    """Give a report as a file; where it cannot be made, say why in plain words, with status 404 for what is not there."""
    try:
        wish = _wish(question)
        content = formats.content(kinds.build(wish.report, _request(known, question, wish)), wish.suffix)
    except BooksError as problem:
        status = NOT_FOUND if isinstance(problem, WrongUsage) else MISSING
        return Response(words(problem.reason, question.lang), status, mimetype="text/plain")
    response = Response(content, mimetype=formats.MEDIA[wish.suffix])
    response.headers.set("Content-Disposition", "attachment", filename=_name(question, wish))
    return response


def _wish(question: Question) -> Wish:
    """Read what is asked for; raise WrongUsage for a report, a kind of file, a language or a day that there is not."""
    report, lang = question.says("report"), question.says("lang") or question.lang
    suffix = f".{question.says('format') or 'xlsx'}"
    for value, known in ((report, definitions.REPORTS), (suffix, tuple(formats.MEDIA)), (lang, LANGUAGES)):
        if value not in known:
            raise WrongUsage(text("There is no “{value}”; there are: {known}.", value=value, known=", ".join(known)))
    day = asked_for.args.get("as_of", "")
    if day and not question.chosen:
        raise WrongUsage(text("“{value}” is not a day; write one such as 2015-12-31.", value=day))
    projects = tuple(code for code in question.says("project").split(",") if code)
    return Wish(report, suffix, projects, question.says("period"), question.says("funder"), lang)


def _request(known: Known, question: Question, wish: Wish) -> Request:
    """Put the wish as the command does, with the command that would make the same file as its origin."""
    asked = about(known.books.agreements, wish.projects, wish.period or None, question.as_of, question.as_of)
    if not asked:
        raise WrongUsage(text("No project is in force on {day}.", day=question.as_of))
    options = {
        "--period": wish.period,
        "--funder": wish.funder if wish.report == definitions.CLAIM else "",
        "--as-of": question.as_of.isoformat(),
        "--lang": wish.lang,
    }
    codes = {"", *(one.code for one in asked)}
    return Request(
        books=known.books,
        projects=asked,
        as_of=question.as_of,
        findings=tuple(one for one in known.findings(question.as_of) if one.project in codes),
        origin=origin_of(known.books, kinds.command((wish.report,), wish.projects, options, suffix=wish.suffix)),
        lang=wish.lang,
        funder=wish.funder,
    )


def _name(question: Question, wish: Wish) -> str:
    """Name the file by what it holds, in plain letters."""
    parts = (wish.report, *wish.projects, wish.period, wish.funder, question.as_of.isoformat(), wish.lang)
    return secure_filename("-".join(part for part in parts if part)) + wish.suffix

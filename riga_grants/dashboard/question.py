"""What a page is asked: which page, of which projects, as of which day, in which language, under which of Fava's filters."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fava.context import g
from flask import request

from riga_grants.books import Books
from riga_grants.dashboard import filters
from riga_grants.dashboard import latvian
from riga_grants.dashboard.filters import Sieve
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import default_language
from riga_grants.i18n import tr

PORTFOLIO, PROJECT, TODO, EXPLAIN, POSTINGS, REPORTS = "portfolio", "project", "todo", "explain", "postings", "reports"
TRACE = "trace"
PAGES = (PORTFOLIO, PROJECT, TODO, EXPLAIN, POSTINGS, TRACE, REPORTS)
OF_ONE = frozenset({PROJECT, EXPLAIN, POSTINGS})
"""The pages that are about one project; which one need not be said where there is only one."""

Pairs = tuple[tuple[str, str], ...]
_OWN = frozenset({"project", "period", "line", "figure", "funder", "finding", "part", "what", "report", "format", "lang"})
"""What an address may say besides the page, the day and Fava's filters; how a table is sorted, say, is the browser's alone."""


@dataclass(frozen=True, slots=True)
class Question:
    """A page that is asked for. `as_of` is the last day that counts; `chosen` says that the address names it.

    `narrowed` are the projects that Fava's filters leave. `filters` are Fava's own parameters, `more` the page's, such as the
    project, as they stand in the address; whoever reads one checks it. `notices` say what the filters do, and what of the
    address could not be taken.
    """

    page: str
    as_of: date
    chosen: bool
    today: date
    lang: str
    narrowed: tuple[str, ...]
    filters: Pairs
    more: Pairs
    notices: tuple[str, ...]

    def says(self, name: str) -> str:
        """Give one of the page's own parameters, "" where the address does not say it."""
        return dict(self.more).get(name, "")

    @property
    def project(self) -> str:
        """The project that the page is about, "" for none."""
        return self.says("project")


def asked(books: Books, today: date) -> Question:
    """Read the question from the address; what it does not say, or says wrongly, is the portfolio today."""
    said, lang, sieve = request.args, language(), filters.read(g.ledger)
    page = said.get("page", "") if said.get("page") in PAGES else PORTFOLIO
    chosen = day_of(said.get("as_of", ""))
    codes = sieve.projects(books)
    more = {name: value for name, value in said.items() if value and name in _OWN}
    if page in OF_ONE and len(codes) == 1 and not more.keys() & {"project", "finding"}:
        more["project"] = codes[0]
    return Question(
        page=page,
        as_of=chosen or sieve.last or today,
        chosen=chosen is not None,
        today=today,
        lang=lang,
        narrowed=codes,
        filters=tuple((name, said[name]) for name in filters.NAMES if said.get(name)),
        more=tuple(more.items()),
        notices=tuple(_notices(sieve, said.get("as_of", ""), chosen, lang, none_left=bool(books.agreements) and not codes)),
    )


def language() -> str:
    """Give the language: the one said at the start, else the books' own, else the browser's, else the system's."""
    wish = latvian.wished()
    wishes = (wish, *(named.partition("-")[0].lower() for named in request.accept_languages.values()))
    return next((one for one in wishes if one in LANGUAGES), default_language())


def day_of(written: str) -> date | None:
    """Read a day such as 2015-12-31; None for what is none, or so far away that no project can be meant."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if filters.FIRST <= day <= filters.LAST else None


def _notices(sieve: Sieve, written: str, chosen: date | None, lang: str, *, none_left: bool) -> Iterator[str]:
    if none_left:
        yield tr("The filter leaves no project.", lang)
    if written and chosen is None:
        yield tr("“{value}” is not a day; write one such as 2015-12-31.", lang, value=written)
    if sieve.problem:
        yield tr("The filter cannot be read, so it filters nothing: {problem}", lang, problem=sieve.problem)
    if sieve.last is not None:
        if chosen is None:
            yield tr("Figures count from the beginning to {day}, the last day of the time filter.", lang, day=sieve.last)
        elif chosen != sieve.last:
            yield tr("The day was chosen on this page; the last day of the time filter is {day}.", lang, day=sieve.last)
    if sieve.entries is not None:
        yield tr("The filter chooses projects and postings; the figures of a project stay whole.", lang)

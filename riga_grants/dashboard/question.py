"""What a page is asked: which page, of which projects, as of which day, in which language, under which of Fava's filters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import timedelta

from fava.context import g
from flask import request

from riga_grants.books import Books
from riga_grants.facts import place_of
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import default_language

PORTFOLIO, PROJECT, TODO, EXPLAIN, POSTINGS, REPORTS = "portfolio", "project", "todo", "explain", "postings", "reports"
PAGES = (PORTFOLIO, PROJECT, TODO, EXPLAIN, POSTINGS, REPORTS)
FILTERS = ("time", "account", "filter")


@dataclass(frozen=True, slots=True)
class Question:
    """A page that is asked for. `as_of` is the last day that counts, `narrowed` the projects that Fava's filters leave.

    `more` are the page's own parameters, such as the project, as they stand in the address; whoever reads one checks it.
    """

    page: str
    as_of: date
    lang: str
    narrowed: tuple[str, ...]
    filters: Mapping[str, str]
    more: Mapping[str, str]

    @property
    def project(self) -> str:
        """The project that the page is about, "" for none."""
        return self.more.get("project", "")


def asked(books: Books, today: date) -> Question:
    """Read the question from the address; what it does not say, or says wrongly, is the portfolio today."""
    said = request.args
    return Question(
        page=said.get("page", "") if said.get("page") in PAGES else PORTFOLIO,
        as_of=_day(said.get("as_of", "")) or _end_of_filter() or today,
        lang=language(),
        narrowed=_narrowed(books),
        filters={name: said[name] for name in FILTERS if said.get(name)},
        more={key: value for key, value in said.items() if key not in {*FILTERS, "page", "as_of", "partial"}},
    )


def language() -> str:
    """Give the language: the one that the books set, else the browser's, else the system's."""
    setting = str(g.ledger.fava_options.language or "")
    return setting if setting in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or default_language()


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _end_of_filter() -> date | None:
    """Give the last day of Fava's time filter; the filter's own end is the day after."""
    span = g.filtered.date_range
    return None if span is None else span.end - timedelta(days=1)


def _narrowed(books: Books) -> tuple[str, ...]:
    """Give the projects that have an entry which Fava's account and text filters let through; all without such a filter."""
    if not (request.args.get("account") or request.args.get("filter")):
        return tuple(books.agreements)
    accounts = {posting.account for entry in g.filtered.entries for posting in getattr(entry, "postings", ())}
    found = {place_of(account)[0] for account in accounts}
    return tuple(code for code in books.agreements if code in found)

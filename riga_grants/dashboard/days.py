"""The choice of the day that a page counts to, from the first project's beginning to the last one's end, by periods."""

from collections.abc import Iterator
from datetime import date

from riga_grants.books import Books
from riga_grants.dashboard.links import Ways
from riga_grants.dashboard.question import Question
from riga_grants.dashboard.shown import AsOf
from riga_grants.dashboard.shown import Mark
from riga_grants.i18n import tr
from riga_grants.model import Agreement


def choice(books: Books, question: Question, ways: Ways) -> AsOf | None:
    """Give the days to choose from: of the project that a page is about, or of all; None where there is no project."""
    codes = [question.project] if question.project in books.agreements else list(question.narrowed or books.agreements)
    agreements = [books.agreements[code] for code in codes]
    if not agreements:
        return None
    first = min(one.project.start for one in agreements)
    last = max(first, min(question.today, max(_last(one, books) for one in agreements)))
    more = dict(question.more)
    ends = _ends(agreements, first, last)
    marks = [Mark(day, title, ways.page(question.page, **more, as_of=day.isoformat())) for day, title in sorted(ends.items())]
    if question.today not in ends:
        marks.append(Mark(question.today, tr("today", question.lang), ways.today(question.page, question.more)))
    kept = (("page", question.page), *question.more, *question.filters)
    return AsOf(question.as_of, first, last, tuple(sorted(marks)), ways.ours, kept)


def _last(agreement: Agreement, books: Books) -> date:
    """Give a project's end, or the day of its last entry where that is later."""
    facts = books.facts[agreement.code]
    ends = [agreement.project.end] if agreement.project.end else []
    return max([*ends, *(fact.day for fact in facts[-1:])], default=agreement.project.start)


def _ends(agreements: list[Agreement], first: date, last: date) -> dict[date, str]:
    """Name the last days of periods of one project; of several projects those of years. The longest period of a day counts."""
    found: dict[date, str] = {}
    for day, title in _named(agreements, first, last):
        if first <= day <= last:
            found.setdefault(day, title)
    return found


def _named(agreements: list[Agreement], first: date, last: date) -> Iterator[tuple[date, str]]:
    if len(agreements) == 1:
        in_force = {period.name: period for period in agreements[0].periods}
        for period in sorted(in_force.values(), key=lambda one: one.start):
            yield period.end, period.name
    else:
        for year in range(first.year, last.year + 1):
            yield date(year, 12, 31), str(year)

"""How long the records are to be kept (annotated grant agreement, article 20: 5 years after the balance, or 3)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from riga_grants.checks import money
from riga_grants.checks.case import Case
from riga_grants.directives import Rule
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.rule_forms import RETENTION_YEARS


def check(case: Case, /) -> Iterator[Finding]:
    """Tell from a project's end on until when its records are kept: years from its end, or from a later payment."""
    kept = keeping(case)
    if kept is not None and case.as_of <= kept.until:
        message = text(
            "The records are kept until {until}: {years} years from {start}.",
            until=kept.until,
            years=kept.years,
            start=kept.start,
        )
        yield finding("records-kept", message, kept.rule.place, case.code)


class Keeping(NamedTuple):
    """How long the records are kept: so many `years` from a day `until` another, as a rule says."""

    rule: Rule
    years: int
    start: date
    until: date


def keeping(case: Case) -> Keeping | None:
    """Tell how long a project's records are kept; None before its end, and where no rule says so."""
    rule, end = case.agreement.rule(RETENTION_YEARS), case.agreement.project.end
    years = money.whole_number(rule) if rule else 0
    if rule is None or not years or end is None or case.as_of <= end:
        return None
    paid = [row.fact.day for source in case.agreement.funders for row in money.received(case, source.funder)]
    start = max((end, *paid))
    return Keeping(rule, years, start, _years_later(start, years))


def _years_later(day: date, years: int) -> date:
    """Give the same day so many years later, 1 March for a 29 February that is not there; the last of all days at most."""
    if day.year + years > date.max.year:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)

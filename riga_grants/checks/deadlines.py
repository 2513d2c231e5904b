"""Reports are handed in, and what is to be returned is returned, within the days that the agreement gives for it."""

from collections.abc import Iterator

from riga_grants import names
from riga_grants.checks import money
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.money import Movement
from riga_grants.directives import Period
from riga_grants.directives import Rule
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import REPORT_DAYS
from riga_grants.rule_forms import RETURN_DAYS


def check(case: Case, /) -> Iterator[Result]:
    """Find periods whose report is due and not handed in, and money that should have gone back by now."""
    reports, returns = case.agreement.rule(REPORT_DAYS), case.agreement.rule(RETURN_DAYS)
    if reports is not None:
        yield from _reports(case, reports)
    if returns is not None:
        for source in case.agreement.funders:
            yield from _returns(case, returns, source.funder)


def _reports(case: Case, rule: Rule) -> Iterator[Result]:
    days = money.whole_number(rule)
    due = [(period, day) for period in reported(case.agreement) if (day := money.after(period.end, days)) < case.as_of]
    open_ = [(period, day) for period, day in due if not handed_in(case.agreement, period)]
    for period, day in open_:
        message = text(
            "The report on {period} was due on {day}, {days} days after it ended, and is not handed in.",
            period=period.name,
            day=day,
            days=days,
        )
        yield finding("report-late", message, period.place, case.code, rule.severity, scope=(period.name,))
    if not open_:
        message = text("Reports due so far: {n}; each is handed in.", n=len(due))
        yield Passed("report-late", message, case.code)


def reported(agreement: Agreement) -> list[Period]:
    """Give the periods that are reported on: of those that end on one day the shortest, the quarter and not its year."""
    shortest: dict[object, Period] = {}
    for period in agreement.periods:
        other = shortest.setdefault(period.end, period)
        if period.start > other.start:
            shortest[period.end] = period
    return sorted(shortest.values(), key=lambda period: period.end)


def handed_in(agreement: Agreement, period: Period) -> bool:
    """Say whether a period's report is handed in, or that of one that it lies in."""
    return any(
        agreement.state_of(one.name) != "draft" and one.start <= period.start and period.end <= one.end
        for one in agreement.periods
    )


def confirmed(case: Case, funder: str) -> list[Movement]:
    """Give what was confirmed to go back to a funder (+) and what went (−), by date."""
    return money.movements(case, (names.REPAYABLE,), funder, sign=-1)


def _returns(case: Case, rule: Rule, funder: str) -> Iterator[Result]:
    """Compare what went back with what was confirmed so long ago that it should have."""
    rows = confirmed(case, funder)
    days = money.whole_number(rule)
    due = [row for row in rows if row.cents > 0 and money.after(row.fact.day, days) < case.as_of]
    limits = Limits(money.summed(due), -money.summed(row for row in rows if row.cents < 0))
    at = money.crossing(due, limits.actual)
    said: dict[str, Value] = {"funder": funder, "limit": to_decimal(limits.limit), "actual": to_decimal(limits.actual)}
    if at is not None:
        message = text(
            "{limit} was confirmed to go back to {funder} more than {days} days ago, {actual} went: {excess} is missing.",
            **said,
            days=days,
            excess=to_decimal(limits.excess),
        )
        scope, behind = (funder,), tuple(row.behind for row in rows)
        yield finding("repayment-late", message, at.place, case.code, rule.severity, scope=scope, limits=limits, behind=behind)
    elif any(row.cents > 0 for row in rows):
        message = text("{limit} was to go back to {funder} by now, {actual} went.", **said)
        yield Passed("repayment-late", message, case.code)

"""Periods to compare, and what each cost, line by line: no day is counted twice, and what lies in no period is kept.

Of periods that lie within each other only the outermost count towards a total.
"""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import timedelta
from typing import NamedTuple

from riga_grants import execution
from riga_grants import names
from riga_grants.directives import Period
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.model import line_of
from riga_grants.money import stated_sum
from riga_grants.reports import rounding
from riga_grants.reports.grouping import grouped
from riga_grants.reports.request import Request
from riga_grants.reports.told import Told
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow


class Span(NamedTuple):
    """A period that is compared. `depth` is 0 for one that counts, more for one that shares days with one that does.

    `plan` is its own, `cumulative_plan` that of all up to it; `spent` is by place of the statement's lines, the total last.
    Amounts are rounded; None where nothing is stated. So it is with `cumulative`, the cost up to its end.
    """

    period: Period
    depth: int
    plan: int | None
    cumulative_plan: int | None
    spent: tuple[int | None, ...]
    cumulative: int | None


class Compared(NamedTuple):
    """A project's periods, and what lies in none of them: its plan, and its cost by place of the lines, the total last."""

    told: Told
    spans: tuple[Span, ...]
    plan: int | None
    spent: tuple[int | None, ...]

    @property
    def anything_outside(self) -> bool:
        """Say whether any plan or cost lies outside the periods."""
        return bool(self.plan) or any(self.spent)


def chosen(told: Told, compare: Sequence[str]) -> list[tuple[Period, int]]:
    """Choose the periods to compare, each with its depth: those named, else those of the budget, else those agreed.

    The period asked about is always among them, and none that begins after it. Unless they are named, none that lies within
    another is chosen. No two overlap unless one lies within the other, for then no total would count each day once: unnamed
    ones give way. Raise WrongUsage for two that are named.
    """
    now = told.asked.now
    budgeted = {version.period for version in now.budget} - {names.WHOLE_PROJECT}
    wanted = set(compare) or budgeted or {period.name for period in now.periods}
    asked = [] if told.asked.period.name == names.WHOLE_PROJECT else [told.asked.period]
    others = [one for one in now.periods if one.name in wanted and one.start <= told.asked.period.end and one not in asked]
    kept: list[Period] = []
    for period in (*asked, *sorted(others, key=_outer_first)):
        other = next((one for one in kept if _clash(one, period)), None)
        if other is None:
            kept.append(period)
        elif compare:
            raise _uncomparable(other, period)
    placed: list[tuple[Period, int]] = []
    for period in sorted(kept, key=_outer_first):
        inner = any(_within(period, other) for other, depth in placed if not depth)
        if not inner or compare or period in asked:
            placed.append((period, int(inner)))
    return placed


def _outer_first(period: Period) -> tuple[date, int, str]:
    return period.start, -period.end.toordinal(), period.name


def _within(inner: Period, outer: Period) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _clash(one: Period, other: Period) -> bool:
    """Say whether two periods overlap, but neither lies within the other."""
    return one.overlaps(other) and not _within(one, other) and not _within(other, one)


def _uncomparable(*both: Period) -> WrongUsage:
    first, second = sorted(both, key=_outer_first)
    return WrongUsage(
        text(
            "The periods “{first}” and “{second}” overlap, and neither lies within the other: they cannot be compared.",
            first=first.name,
            second=second.name,
        )
    )


Booked = Mapping[tuple[date, str], int]
"""What a project cost, in cents, by day and line."""


def compare(told: Told, request: Request) -> Compared:
    """Compare a project's periods."""
    periods, booked = chosen(told, request.compare), _booked(told)
    plans, outside = _plans(told, periods, request.unit)
    spans = [_span(told, booked, period, plan, request) for period, plan in zip(periods, plans, strict=True)]
    counted = [span.spent for span in spans if not span.depth]
    rest = [
        None if cents is None else cents - sum(spent[n] or 0 for spent in counted)
        for n, cents in enumerate(spent_of(told.statement))
    ]
    return Compared(told, tuple(spans), outside, tuple(rest))


def _booked(told: Told) -> Booked:
    budgeted, days = told.asked.now.budgeted, Counter[tuple[date, str]]()
    for fact in told.facts:
        if fact.role == names.COST and fact.currency == told.currency and fact.day <= told.asked.last:
            days[fact.day, line_of(fact.account, budgeted)] += fact.cents
    return days


def _plans(told: Told, periods: Sequence[tuple[Period, int]], unit: str) -> tuple[list[int | None], int | None]:
    """Give each period's own plan and what of the plan lies in none of them, rounded so that they sum to the plan."""
    exact = [_plan(told, period) for period, _ in periods]
    counted = [n for n, (_, depth) in enumerate(periods) if not depth]
    whole, unstated = told.exact.total.budget, any(version.cents is None for version in told.asked.now.budget)
    rest = None if whole is None or unstated else whole - sum(exact[n] or 0 for n in counted)
    parts = rounding.parts([*(exact[n] for n in counted), rest or None], unit)
    rounded = dict(zip(counted, parts, strict=False))
    return [rounded.get(n, rounding.amount(cents, unit)) for n, cents in enumerate(exact)], parts[-1]


def _plan(told: Told, period: Period) -> int | None:
    """Give a period's own plan: what is budgeted for it and for the periods that lie within it; None where nothing is."""
    inside = {one.name for one in told.asked.now.periods if _within(one, period)}
    return stated_sum(version.cents for version in told.asked.now.budget if version.period in inside)


def _planned(told: Told, period: Period) -> Execution:
    """Give the statement of a period's plan, without its costs."""
    return execution.build(told.asked.agreement, (), told.asked.as_of, "lv", period)


def _span(told: Told, booked: Booked, period: tuple[Period, int], plan: int | None, request: Request) -> Span:
    own, depth = period
    until, before = (_spent(told, booked, day, request) for day in (own.end, own.start - timedelta(days=1)))
    anything, so_far = (any(start <= day <= own.end for day, _ in booked) for start in (own.start, date.min))
    spent = [
        None if cents is None or not anything else cents - (earlier or 0) for cents, earlier in zip(until, before, strict=True)
    ]
    begun = so_far and own.start <= told.asked.last
    cumulative_plan = rounding.amount(_planned(told, own).total.budget, request.unit)
    return Span(own, depth, plan, cumulative_plan, tuple(spent), until[-1] if begun else None)


def _spent(told: Told, booked: Booked, day: date, request: Request) -> tuple[int | None, ...]:
    """Give the cost of each line up to a day, the total last, rounded as the statement is.

    What a period cost is the difference of two such days, so lines and periods both sum to the whole that was rounded.
    """
    costs: Counter[str] = Counter()
    for (on, line), cents in booked.items():
        costs[line] += cents if on <= day else 0
    exact = [row if row.subtotal else replace(row, figures=_until(row, costs)) for row in told.exact.lines]
    own = [row for row in exact if not row.subtotal]
    lines = tuple(_summed(row, own) if row.subtotal else row for row in exact)
    stated = told.exact.total.spent is not None
    total = execution.add([row.figures for row in own], undivided=stated) if own else told.exact.total
    statement = replace(told.exact, lines=lines, total=total, sources=(), instalments=())
    return spent_of(rounding.execution(grouped(statement, request.grouping), request.unit))


def _summed(row: LineRow, own: Sequence[LineRow]) -> LineRow:
    below = [line.figures for line in own if f"{line.account}:".startswith(f"{row.account}:")]
    return replace(row, figures=execution.add(below, undivided=row.figures.spent is not None))


def _until(row: LineRow, costs: Mapping[str, int]) -> Figures:
    known = row.figures.spent is not None
    return Figures(None, None, 0 if known else None, costs.get(row.account, 0) if known else None)


def spent_of(statement: Execution) -> tuple[int | None, ...]:
    """Give what was spent by place of a statement's lines, the total last."""
    return (*(row.figures.spent for row in statement.lines), statement.total.spent)

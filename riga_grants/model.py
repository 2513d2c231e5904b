"""An agreement: all that its directives say of one project, and which of them are in force on a day.

Amounts are cents in the project's currency. None means "not stated", which is never the same as 0.
"""

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import date
from datetime import timedelta
from fractions import Fraction

from riga_grants.directives import AnyDirective
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Directive
from riga_grants.directives import Indicator
from riga_grants.directives import Instalment
from riga_grants.directives import Line
from riga_grants.directives import Period
from riga_grants.directives import PeriodState
from riga_grants.directives import Project
from riga_grants.directives import Published
from riga_grants.directives import Rule
from riga_grants.directives import Seal
from riga_grants.directives import Source
from riga_grants.directives import Waiver
from riga_grants.directives import is_below
from riga_grants.names import WHOLE_PROJECT


def in_force(versions: Iterable[AnyDirective], key: Callable[[AnyDirective], Hashable]) -> tuple[AnyDirective, ...]:
    """Keep the last version of each key, in the order in which the keys first appear; `versions` are sorted by date."""
    latest: dict[Hashable, AnyDirective] = {}
    for version in versions:
        latest[key(version)] = version
    return tuple(latest.values())


@dataclass(frozen=True, slots=True)
class Agreement:
    """All that is agreed on one project; every tuple is sorted by date, several versions of one fact stand in order."""

    code: str
    projects: tuple[Project, ...]
    sources: tuple[Source, ...] = ()
    periods: tuple[Period, ...] = ()
    budget: tuple[BudgetVersion, ...] = ()
    rules: tuple[Rule, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    published: tuple[Published, ...] = ()
    lines: Mapping[str, Line] = field(default_factory=dict)
    """The opened accounts Expenses:<code>:… by account, in the order of the ledger."""
    instalments: tuple[Instalment, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    states: tuple[PeriodState, ...] = ()
    """In the order in which they were written."""
    seals: tuple[Seal, ...] = ()

    def at(self, day: date) -> "Agreement | None":
        """Give the agreement as it stood on a day: of each fact the last version dated up to it. None before it was signed."""
        projects = _until(self.projects, day)
        if not projects:
            return None
        return replace(
            self,
            projects=projects[-1:],
            sources=in_force(_until(self.sources, day), lambda s: s.funder),
            periods=in_force(_until(self.periods, day), lambda p: p.name),
            budget=in_force(_until(self.budget, day), lambda b: (b.account, b.period)),
            rules=in_force(_until(self.rules, day), lambda r: (r.name, r.lines, r.unit, r.funder)),
            indicators=in_force(_until(self.indicators, day), lambda i: (i.name, i.period, i.state)),
            published=in_force(_until(self.published, day), lambda p: p.what),
            instalments=in_force(_until(self.instalments, day), lambda i: (i.funder, i.number)),
            waivers=in_force(_until(self.waivers, day), lambda w: (w.rule, w.scope)),
            states=_until(self.states, day),
        )

    @property
    def project(self) -> Project:
        """The project's latest version."""
        return self.projects[-1]

    @property
    def budgeted(self) -> frozenset[str]:
        """The accounts on which a budget stands."""
        return frozenset(version.account for version in self.budget)

    @property
    def funders(self) -> tuple[Source, ...]:
        """The sources that pay money and are not the association's own."""
        return tuple(source for source in self.sources if source.kind in {"funder", "public"})

    @property
    def all_periods(self) -> tuple[Period, ...]:
        """The declared periods by their dates, and the one that every project has: "total"."""
        return (*sorted(self.periods, key=lambda p: (p.start, p.end)), self.always)

    @property
    def always(self) -> Period:
        """The period "total", without a first or a last day: a cost outside the project's dates must not drop out of sight."""
        return Period(dated=self.project.dated, project=self.code, name=WHOLE_PROJECT, start=date.min, end=date.max)

    def period(self, name: str) -> Period | None:
        """Find a period by its name; of several versions the latest."""
        return next((period for period in (self.always, *reversed(self.periods)) if period.name == name), None)

    def closed_on(self, day: date) -> Period | None:
        """Give a closed period that a day lies in or before, None where none is: what a closing closes has no beginning."""
        by_hand = (period for period in self._latest if period.closed and period.start <= day <= period.end)
        closed = ((self._through(period), period) for period in self._latest if self.state_of(period.name) == "closed")
        after = sorted((pair for pair in closed if day <= pair[0]), key=lambda pair: pair[0])
        return next(iter((*by_hand, *(period for _, period in after))), None)

    @property
    def closed_through(self) -> date:
        """The last day of the last period that was closed, by hand or by a closing; the first of all days where none was."""
        return max(self._closed_ends, default=date.min)

    def first_open(self, day: date) -> date | None:
        """Give the first day after a day that lies in a period and is not closed; None where there is none."""
        next_days = [end + timedelta(days=1) for end in self._closed_ends if end < date.max]
        candidates = {period.start for period in self._latest} | set(next_days)
        held = (one for one in candidates if any(period.start <= one <= period.end for period in self._latest))
        return min((one for one in held if one > day and self.closed_on(one) is None), default=None)

    @property
    def _latest(self) -> tuple[Period, ...]:
        return in_force(self.periods, lambda period: period.name)

    @property
    def _closed_ends(self) -> list[date]:
        """The last day of each period that was closed, by hand or by a closing."""
        closed = [self._through(one) for one in self._latest if self.state_of(one.name) == "closed"]
        return closed + [one.end for one in self._latest if one.closed]

    def _through(self, period: Period) -> date:
        """Give the day through which a period was closed: its seal's, which no later version of the period can move."""
        return next((seal.through for seal in reversed(self.seals) if seal.period == period.name), period.end)

    def state_of(self, period: str) -> str:
        """Give a period's state: "draft", "submitted", "approved" or "closed". A reopened one is a draft again."""
        said = next((state.state for state in reversed(self.states) if state.period == period), "draft")
        return "draft" if said == "reopened" else said

    def rule(self, name: str) -> Rule | None:
        """Give a rule of the agreement by its name, None where the agreement has none; of several the first."""
        return next(iter(self.rules_of(name)), None)

    def rules_of(self, name: str) -> tuple[Rule, ...]:
        """Give the rules of one name: on several lines, of several units or funders."""
        return tuple(rule for rule in self.rules if rule.name == name)

    def budget_of(self, lines: Collection[str]) -> int | None:
        """Sum the budget in force of lines named below Expenses:<project>: (none: all), in cents; None where it is not stated.

        Without a budget by line it is the project's agreed total for all lines, and not stated for some.
        """
        if not lines:
            return self.project.budget_cents
        amounts = [version.cents for version in self.budget if is_below(version.account, self.code, lines)]
        return sum(cents or 0 for cents in amounts) if amounts and None not in amounts else None

    def rate(self, source: Source) -> Fraction | None:
        """Give the exact share that a source bears of each euro of eligible cost that it covers; None where it is not stated.

        Without a rate of its own it is the ratio of its ceiling to the budget of what it covers; a source that comes after
        others bears all that they leave.
        """
        if source.rate is not None:
            return source.rate
        if source in self.funders and source.order > min(one.order for one in self.funders):
            return Fraction(1)
        budget = self.budget_of(source.lines)
        return Fraction(source.ceiling_cents, budget) if source.ceiling_cents is not None and budget else None


def latest(records: Sequence[Directive]) -> Directive:
    """Give the directive that changed last; of those of one day the last."""
    return max(reversed(records), key=lambda record: record.dated)


def line_of(account: str, budgeted: Collection[str]) -> str:
    """Give the budget line that a cost's account belongs to: the nearest budgeted account at or above it, else itself."""
    line = account
    while line:
        if line in budgeted:
            return line
        line = line.rpartition(":")[0]
    return account


def _until(versions: Iterable[AnyDirective], day: date) -> tuple[AnyDirective, ...]:
    return tuple(version for version in versions if version.dated <= day)

"""The agreement as data: frozen records of the `grant-*` directives, and which of them are in force on a day.

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
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from riga_grants.errors import NOWHERE
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.names import WHOLE_PROJECT


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """What every directive has: the day it holds from, its place, and what was noted beside it.

    `source` names where the fact was read; `differs` tells in words what another source says otherwise. `currency` is
    that of the directive's amount, "" where it has none.
    """

    dated: date
    place: Place = NOWHERE
    source: str = ""
    note: str = ""
    differs: str = ""
    differs_en: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Directive):
    """`grant-project`: what is paid for together, from when to when, and the total cost that was agreed."""

    code: str
    name: str
    start: date
    end: date | None
    budget_cents: int | None = None
    name_en: str = ""
    contract: str = ""
    beneficiary: str = ""
    programme: str = ""
    actuals_stated: bool = True
    demonstration: bool = False

    def title(self, lang: str) -> str:
        """Give the project's name in a language, the Latvian one where no other is given."""
        return (lang == "en" and self.name_en) or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Directive):
    """`grant-source`: one funder's commitment to one project. `kind` is "funder" or "own"."""

    project: str
    funder: str
    ceiling_cents: int | None
    kind: str = "funder"
    name: str = ""
    name_en: str = ""
    payer: str = ""
    budget_holder: str = ""

    def title(self, lang: str) -> str:
        """Give the funder's name in a language, the Latvian one where no other is given."""
        return (lang == "en" and self.name_en) or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Directive):
    """`grant-period`: a named stretch of a project, first and last day included; `closed` is the day on which it was closed."""

    project: str
    name: str
    start: date
    end: date
    closed: date | None = None

    def overlaps(self, other: "Period") -> bool:
        """Say whether two periods share a day."""
        return self.start <= other.end and other.start <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetVersion(Directive):
    """`grant-budget`: what a line may cost in a period, from the directive's date on, until a later version replaces it."""

    project: str
    account: str
    period: str
    cents: int | None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What an account's `open` directive tells of a budget line: its number in the agreement ("1.2"), its names.

    `actuals_stated` is False where nothing is known of its actual cost (`actuals: "not-stated"`), which is not 0.
    """

    account: str
    position: str = ""
    name: str = ""
    name_en: str = ""
    actuals_stated: bool = True

    def title(self, lang: str) -> str:
        """Give the line's name in a language; without a name the last part of its account."""
        return (lang == "en" and self.name_en) or self.name or self.account.rpartition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Directive):
    """`grant-rule`: a parameter of the agreement and how severe a breach is."""

    project: str
    name: str
    value: Decimal
    severity: Severity = Severity.ERROR

    @property
    def is_share(self) -> bool:
        """Say whether the value is a share of a whole, from 0 to 1."""
        return 0 <= self.value <= 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Directive):
    """`grant-indicator`: a figure other than money, "planned" or "reached" in a period ("total": none is named)."""

    project: str
    name: str
    period: str
    state: str
    value: Decimal | None
    unit: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Directive):
    """`grant-withdrawn`: the key of an imported directive that a later import replaced, or an undone one took back."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published(Directive):
    """`grant-published`: a figure that somebody published of what was spent: "total", "own" or a funder's code."""

    project: str
    what: str
    cents: int


AnyDirective = TypeVar("AnyDirective", bound=Directive)


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
            rules=in_force(_until(self.rules, day), lambda r: r.name),
            indicators=in_force(_until(self.indicators, day), lambda i: (i.name, i.period, i.state)),
            published=in_force(_until(self.published, day), lambda p: p.what),
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
        """The sources that are not the association's own money."""
        return tuple(source for source in self.sources if source.kind == "funder")

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
        """Give a closed period that a day lies in, None where none is."""
        latest = in_force(self.periods, lambda period: period.name)
        return next((period for period in latest if period.closed and period.start <= day <= period.end), None)

    def rate(self, source: Source) -> Fraction | None:
        """Give the exact share of each euro of eligible cost that a source bears; None where an amount is not stated."""
        if source.ceiling_cents is None or not self.project.budget_cents:
            return None
        return Fraction(source.ceiling_cents, self.project.budget_cents)


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

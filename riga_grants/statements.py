"""Reports as values: execution of the budget by line, and funding by source.

`execution` builds them; `text` and `workbook` render them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from riga_grants.directives import Project
from riga_grants.errors import Place
from riga_grants.money import percent


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a line, a subtotal or a project, in cents; None where the books do not state one.

    `original` and `budget` are the first version and the version in force; `before` and `this_period` add up to `spent`.
    `shares` are the funders' parts of `spent` (by funder code), apportioned so that lines sum to the total.
    """

    original: int | None
    budget: int | None
    before: int | None
    this_period: int | None
    shares: tuple[tuple[str, int], ...] = ()

    @property
    def spent(self) -> int | None:
        """Cost in all, up to the statement's day."""
        return None if self.before is None or self.this_period is None else self.before + self.this_period

    @property
    def left(self) -> int | None:
        """Budget in force less cost; negative when overspent."""
        return None if self.budget is None or self.spent is None else self.budget - self.spent

    @property
    def spent_pct(self) -> Decimal | None:
        """Cost in per cent of the budget in force, one decimal."""
        return None if self.budget is None or self.spent is None else percent(self.spent, self.budget)

    @property
    def own(self) -> int | None:
        """The rest of the cost that no funder bears: own funds and in-kind."""
        return None if self.spent is None else self.spent - sum(share for _, share in self.shares)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A row of the execution statement. A subtotal's figures are the sum of the rows below it, and are never summed again.

    `number` is its place in the outline ("3", "3.1"); `depth` is 0 for a top line.
    """

    account: str
    name: str
    number: str
    depth: int
    subtotal: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source's state, in cents; None where it is not stated. `kind`: "funder", "own" or "in-kind".

    In-kind contributions have a row of their own; `in_kind` is what of them counts towards this source's ceiling.
    """

    funder: str
    name: str
    kind: str
    ceiling: int | None
    rate: Fraction | None
    earned: int | None
    received: int | None
    receivable: int | None
    advance: int | None
    in_kind: int = 0

    @property
    def left(self) -> int | None:
        """What the source can still bear: ceiling less earned, for the own part also less what was given in kind."""
        return None if self.ceiling is None or self.earned is None else self.ceiling - self.earned - self.in_kind


@dataclass(frozen=True, slots=True)
class Instalment:
    """Money that came from a funder (or went back to it: negative), in cents."""

    day: date
    funder: str
    cents: int
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of the budget is in force: from which day, as which amendment, by whose decision ("": not stated)."""

    day: date
    amendment: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Execution:
    """A project's budget against actual, and who pays for it, as of a day.

    The plan is cumulative: with a period named, `budget` is the plan of all budget periods up to and including the one that
    holds it, as `spent` is the cost from the project's start to the period's end, so a saving or an overrun of an earlier
    period stays in sight. `period_budget` is the named period's own plan (None where it has none); its own cost is the total's
    `this_period`.
    """

    project: Project
    period: str
    start: date
    end: date | None
    as_of: date
    version: Version | None
    lines: tuple[LineRow, ...]
    total: Figures
    sources: tuple[SourceRow, ...]
    instalments: tuple[Instalment, ...]
    period_budget: int | None
    plan_through: date | None = None
    """The last day of the plan that `budget` adds up; None where the whole project's plan is meant."""

    @property
    def leaves(self) -> tuple[LineRow, ...]:
        """The rows that carry figures of their own; their sum is the total."""
        return tuple(row for row in self.lines if not row.subtotal)

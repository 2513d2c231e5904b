"""The `grant-*` directives as data: frozen records.

Amounts are cents in the project's currency. None means "not stated", which is never the same as 0.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from riga_grants.errors import NOWHERE
from riga_grants.errors import Place
from riga_grants.errors import Severity


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
    """`grant-project`: what is paid for together, from when to when, and the total cost that was agreed.

    `ekk` and `functional` are the classification's codes of the lines that state none of their own.
    """

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
    ekk: str = ""
    functional: str = ""

    def title(self, lang: str) -> str:
        """Give the project's name in a language, the Latvian one where no other is given."""
        return (lang == "en" and self.name_en) or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Directive):
    """`grant-source`: one funder's commitment to one project.

    `kind` is "funder", "public" (another public body), "own" or "in-kind". `rate` is the share it bears of each euro that it
    covers, None where the two amounts tell it. It covers the `lines` named (below Expenses:<project>:; none: all) and costs
    dated from `valid_from` to `valid_to`. Sources of a lower `order` are used first. `exhausted` says where goes what it would
    bear above its ceiling: to the sources that come later ("next"), to own funds, or an error to be told of as well. The one
    with `rounding` bears the cents that flooring leaves. `ekk` is the code on which the source itself books what it pays.
    """

    project: str
    funder: str
    ceiling_cents: int | None
    kind: str = "funder"
    name: str = ""
    name_en: str = ""
    payer: str = ""
    budget_holder: str = ""
    rate: Fraction | None = None
    lines: tuple[str, ...] = ()
    valid_from: date = date.min
    valid_to: date = date.max
    order: int = 0
    exhausted: str = "next"
    rounding: bool = False
    ekk: str = ""

    def covers(self, account: str, day: date) -> bool:
        """Say whether the source may bear a cost on an account and a day."""
        if not self.valid_from <= day <= self.valid_to:
            return False
        return not self.lines or is_below(account, self.project, self.lines)

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
    amendment: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What an account's `open` directive tells of a budget line: its number in the agreement ("1.2"), its names.

    `actuals_stated` is False where nothing is known of its actual cost (`actuals: "not-stated"`), which is not 0. `ekk` and
    `functional` are its codes in the council's classification, as they are written ("": none of its own).
    """

    account: str
    position: str = ""
    name: str = ""
    name_en: str = ""
    actuals_stated: bool = True
    ekk: str = ""
    functional: str = ""
    place: Place = NOWHERE

    def title(self, lang: str) -> str:
        """Give the line's name in a language; without a name the last part of its account."""
        return (lang == "en" and self.name_en) or self.name or self.account.rpartition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Directive):
    """`grant-rule`: a parameter of the agreement and how severe a breach is. `rule_forms` says which kind of value each takes.

    The value stands in one of `value`, `cents`, `words` and `on`. `lines` are those the rule is about and `base` those (or the
    total) it is measured on, below Expenses:<project>:; `unit` and `funder` narrow it down further. `severity` is None
    where the agreement leaves it to the registry.
    """

    project: str
    name: str
    value: Decimal | None = None
    cents: int | None = None
    words: tuple[str, ...] = ()
    on: bool = True
    severity: Severity | None = None
    lines: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    unit: str = ""
    funder: str = ""

    @property
    def share(self) -> Fraction:
        """The value as an exact share; 0 where it is none, so that a rule that is written wrongly allows nothing."""
        return Fraction(self.value) if self.value is not None and 0 <= self.value <= 1 else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Directive):
    """`grant-indicator`: a figure other than money, "planned" or "reached" in a period ("total": none is named).

    `public` says that the figure may be shown in reports however small it is. `lines` are those whose cost is divided by it,
    below Expenses:<project>: (none: all).
    """

    project: str
    name: str
    period: str
    state: str
    value: Decimal | None
    unit: str = ""
    title: str = ""
    public: bool = False
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment(Directive):
    """`grant-instalment`: a part of a funder's money, when it is due, and on what condition.

    `after_used` is the share of the instalments before it that must have been used (None: none), `after_report` the period
    whose report must have been approved ("": none).
    """

    project: str
    funder: str
    number: str
    due: date
    cents: int
    after_used: Decimal | None = None
    after_report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(Directive):
    """`grant-waiver`: an exception that somebody approved: of which rule (a finding's code), where, up to how much.

    `scope` is what the finding is about: an account, a period, a funder, a document's number, or "total". `cents` is None
    where the exception has no limit.
    """

    project: str
    rule: str
    scope: str
    cents: int | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodState(Directive):
    """`grant-period-state`: a period was submitted, approved, closed or reopened on the directive's day."""

    project: str
    period: str
    state: str
    by: str = ""
    reason: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal(Directive):
    """`grant-seal`: the hash over all that a closing closed, through a day, and over the seal before it ("": the first)."""

    project: str
    period: str
    through: date
    sha256: str
    previous: str = ""


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


def is_below(account: str, code: str, lines: Collection[str]) -> bool:
    """Say whether an account is one of some lines, named below Expenses:<project>:, or a subline of one."""
    return any(f"{account}:".startswith(f"Expenses:{code}:{line}:") for line in lines)

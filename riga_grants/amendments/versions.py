"""The versions of a project's budget side by side: each line, and each of its periods, as it was approved and amended.

A version replaces the one before it: a column is a whole budget, and columns are never added up.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from riga_grants import execution
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Period
from riga_grants.execution import as_first_approved
from riga_grants.facts import Fact
from riga_grants.facts import costs
from riga_grants.facts import within
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.statements import Execution
from riga_grants.statements import LineRow
from riga_grants.statements import Version

Budget = Mapping[tuple[str, str], int | None]
"""The budget of each line and period, in cents; None where it is not stated."""


class Amounts(NamedTuple):
    """A line's or a period's budget in each version, oldest first, and what is spent of it; None where it is not stated."""

    versions: tuple[int | None, ...]
    spent: int | None

    @property
    def original(self) -> int | None:
        """The budget as it was first approved."""
        return self.versions[0] if self.versions else None

    @property
    def in_force(self) -> int | None:
        """The budget of the last version."""
        return self.versions[-1] if self.versions else None

    @property
    def changed(self) -> int | None:
        """What the amendments added or took in all."""
        return None if self.original is None or self.in_force is None else self.in_force - self.original

    @property
    def left(self) -> int | None:
        """Budget in force less cost; negative when overspent."""
        return None if self.in_force is None or self.spent is None else self.in_force - self.spent


class Line(NamedTuple):
    """A line as a report shows it, its amounts, and those of each period that it has a budget in.

    The period "" is what is spent on days that no budget of the line covers.
    """

    row: LineRow
    amounts: Amounts
    periods: tuple[tuple[str, Amounts], ...] = ()


@dataclass(frozen=True, slots=True)
class Versions:
    """A project's budget in all its versions up to a day: `versions` are the columns, the original first.

    `coming` are amendments that are entered and hold only from a later day on.
    """

    execution: Execution
    versions: tuple[Version, ...]
    coming: tuple[Version, ...]
    lines: tuple[Line, ...]
    total: Amounts


def versions(agreement: Agreement, facts: Sequence[Fact], as_of: date, lang: str) -> Versions:
    """Set the versions of a project's budget side by side as of a day, on which it must have been agreed."""
    statement = execution.build(agreement, facts, as_of, lang)
    stages = list(_stages([version for version in agreement.budget if version.dated <= as_of]))
    coming = [version for version in agreement.budget if version.dated > as_of]
    now = agreement.at(as_of)
    assert now is not None  # noqa: S101 - `build` has seen to it
    until = [fact for fact in facts if fact.day <= as_of]
    leaves = {row.account: _line(row, stages, now, until) for row in statement.leaves}
    lines = tuple(_subtotal(row, leaves.values()) if row.subtotal else leaves[row.account] for row in statement.lines)
    total = Amounts(_sums(leaves.values()), statement.total.spent) if leaves else Amounts((), statement.total.spent)
    named = tuple(version for version, _ in stages)
    return Versions(statement, named, tuple(version for version, _ in execution.versions(coming)), lines, total)


def _stages(budget: Sequence[BudgetVersion]) -> Iterator[tuple[Version, Budget]]:
    """Give the original budget and then each amendment as a whole budget, in their order.

    The periods of an original may have been approved one after another; it is all of them.
    """
    original = as_first_approved(budget)
    if not original:
        return
    so_far: dict[tuple[str, str], int | None] = {(one.account, one.period): one.cents for one in original}
    yield execution.versions(original)[0][0], dict(so_far)
    first = set(original)
    for version, act in execution.versions(one for one in budget if one not in first):
        so_far |= {(one.account, one.period): one.cents for one in act}
        yield version, dict(so_far)


def _line(row: LineRow, stages: Sequence[tuple[Version, Budget]], now: Agreement, facts: Sequence[Fact]) -> Line:
    names = dict.fromkeys(period for _, budget in stages for account, period in budget if account == row.account)
    periods = sorted((now.period(name) or now.always for name in names), key=lambda one: (one.start, one.end))
    own = [(one.name, _of_period(row, one, stages, now, facts)) for one in periods]
    whole = tuple(
        _sum([cents for (account, _), cents in budget.items() if account == row.account], whole=True) for _, budget in stages
    )
    spent = row.figures.spent
    elsewhere = (spent or 0) - sum(amounts.spent or 0 for _, amounts in own)
    if own and elsewhere:
        own.append(("", Amounts((0,) * len(stages), elsewhere)))
    return Line(row, Amounts(whole, spent), tuple(own))


def _of_period(
    row: LineRow, period: Period, stages: Sequence[tuple[Version, Budget]], now: Agreement, facts: Sequence[Fact]
) -> Amounts:
    booked = costs(within(facts, period.start, period.end), now.project.currency).booked
    spent = sum(cents for account, cents in booked.items() if line_of(account, now.budgeted) == row.account)
    amounts = tuple(budget.get((row.account, period.name), 0) for _, budget in stages)
    return Amounts(amounts, None if row.figures.spent is None else spent)


def _subtotal(row: LineRow, leaves: Iterable[Line]) -> Line:
    below = [leaf for leaf in leaves if f"{leaf.row.account}:".startswith(f"{row.account}:")]
    return Line(row, Amounts(_sums(below), row.figures.spent))


def _sums(leaves: Iterable[Line]) -> tuple[int | None, ...]:
    columns = zip(*(leaf.amounts.versions for leaf in leaves), strict=True)
    return tuple(_sum(column, whole=False) for column in columns)


def _sum(amounts: Iterable[int | None], *, whole: bool) -> int | None:
    """Sum amounts; with `whole` nothing where one of them is not stated, else where none of them is."""
    given = list(amounts)
    stated = [cents for cents in given if cents is not None]
    return None if (whole and len(stated) < len(given)) or (given and not stated) else sum(stated)

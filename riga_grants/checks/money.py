"""The money that passes through a project's accounts, transaction by transaction, and which one crossed a limit."""

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from itertools import groupby
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.directives import Rule
from riga_grants.errors import Behind
from riga_grants.facts import Fact

OF_FUNDERS: Final = frozenset({names.ADVANCE, names.RECEIVABLE, names.REPAYABLE, names.EARNED})


class Movement(NamedTuple):
    """What one transaction moved, in cents: its first posting, and the sum with the sign that the caller asked for."""

    fact: Fact
    cents: int

    @property
    def behind(self) -> Behind:
        """The movement as an entry behind a finding."""
        return Behind(self.fact.place, self.fact.document_no, self.cents)


def movements(case: Case, roles: Collection[str], funder: str = "", sign: int = 1) -> list[Movement]:
    """Give what each transaction moved on the accounts of some roles, of a funder or of the project alone, by date.

    A settlement between the accounts moves nothing, and what is parked does not count.
    """
    currency = case.agreement.project.currency
    rows = (
        fact
        for fact in case.facts
        if fact.role in roles and fact.funder == funder and fact.currency == currency and not fact.parked
    )
    groups = (list(group) for _, group in groupby(rows, key=lambda fact: fact.entry))
    sums = (Movement(group[0], sign * sum(fact.cents for fact in group)) for group in groups)
    return [movement for movement in sums if movement.cents]


def received(case: Case, funder: str) -> list[Movement]:
    """Give the money that came from a funder (+) and went back to it (−)."""
    return movements(case, OF_FUNDERS, funder, sign=-1)


def crossing(rows: Iterable[Movement], limit: int) -> Fact | None:
    """Give the posting after which the sum lies above a limit for good; None where it does not."""
    total, found = 0, None
    for row in rows:
        total += row.cents
        found = None if total <= limit else found or row.fact
    return found


def summed(rows: Iterable[Movement]) -> int:
    """Sum movements, in cents."""
    return sum(row.cents for row in rows)


def after(day: date, days: int) -> date:
    """Give the day so many days later; the last of all days where the calendar ends before it."""
    return day + timedelta(min(days, (date.max - day).days))


def whole_number(rule: Rule) -> int:
    """Give a rule's value as a number of days or years; 0 where it is none, so that a rule written wrongly allows nothing."""
    value = rule.value
    return int(value) if value is not None and value >= 0 and value == int(value) else 0


def by_funder(rules: Sequence[Rule], funder: str) -> Rule | None:
    """Give the rule for a funder: the one that names it, else the one that names none."""
    return next(iter(sorted((rule for rule in rules if rule.funder in ("", funder)), key=lambda rule: not rule.funder)), None)

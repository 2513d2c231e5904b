"""What several rules measure by: the terms of an earlier day, what funders and own funds bear, and the base of a share."""

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.computed import ELIGIBLE
from riga_grants.directives import Rule
from riga_grants.directives import is_below
from riga_grants.errors import Behind
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Percent
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import Value
from riga_grants.facts import Fact
from riga_grants.facts import balance
from riga_grants.model import Agreement
from riga_grants.money import percent
from riga_grants.money import to_decimal
from riga_grants.names import finding

BASES: Final = (names.TOTAL, ELIGIBLE, names.OWN)
"""Words that a rule's `base` may be in the place of lines: the agreed total, the eligible cost to date, its own part."""


def terms(case: Case, day: date) -> Agreement:
    """Give the agreement in force on a day, with the states of the periods as they are now: a report is approved later."""
    then = case.whole.at(day)
    return case.agreement if then is None else replace(then, states=case.agreement.states)


def on_lines(case: Case, facts: Iterable[Fact], lines: Collection[str]) -> list[Fact]:
    """Keep the facts on some lines or their sublines; all where no lines are named."""
    rows = list(facts)
    below = {account for account in {fact.account for fact in rows} if not lines or is_below(account, case.code, lines)}
    return [fact for fact in rows if fact.account in below]


def left_of(facts: Sequence[Fact], wanted: Callable[[Fact], object]) -> list[list[Fact]]:
    """Give the wanted costs by account and document, each with what was cut or taken back of that."""
    documents: dict[tuple[str, ...], list[Fact]] = {(fact.account, *fact.document): [] for fact in facts if wanted(fact)}
    for fact in facts if documents else ():
        of_wanted = documents.get((fact.account, *fact.document))
        if of_wanted is not None and (fact.made or fact.reverses or wanted(fact)):
            of_wanted.append(fact)
    return [sorted(document, key=lambda fact: not wanted(fact)) for document in documents.values()]


def summed(facts: Iterable[Fact]) -> int:
    """Sum facts, in cents."""
    return sum(fact.cents for fact in facts)


def granted(case: Case) -> int:
    """Give what the funders bear to date: computed, or where their terms do not tell it as it is booked, in cents."""
    currency = case.agreement.project.currency
    return sum(
        share.earned if (share := case.shares.of(source.funder)) else _booked(case, source.funder, currency)
        for source in case.agreement.funders
    )


def own(case: Case) -> int:
    """Give what own funds and work in kind bear of the eligible cost to date, in cents."""
    return case.shares.eligible - granted(case)


def planned_own(agreement: Agreement) -> int | None:
    """Give what the agreement leaves to own funds: its total less the funders' ceilings; None where one is not stated."""
    total, ceilings = agreement.project.budget_cents, [source.ceiling_cents for source in agreement.funders]
    if total is None or not ceilings or None in ceilings:
        return None
    return total - sum(cents or 0 for cents in ceilings)


def base_cents(case: Case, base: tuple[str, ...]) -> int | None:
    """Give what a share is taken of, in cents: one of BASES, or the eligible cost of lines; None where it is not stated."""
    if base == (names.TOTAL,):
        return case.agreement.project.budget_cents
    if base == (ELIGIBLE,):
        return case.shares.eligible
    if base == (names.OWN,):
        return own(case)
    return summed(on_lines(case, case.eligible, base))


def figures(rule: Rule, whole: int, limits: Limits) -> dict[str, Value]:
    """Give what a message tells of a share of a whole: actual, limit, excess, the rule's per cent and the whole."""
    return {
        "actual": to_decimal(limits.actual),
        "limit": to_decimal(limits.limit),
        "excess": to_decimal(limits.excess),
        "pct": Percent(percent(rule.share.numerator, rule.share.denominator)),
        "whole": to_decimal(whole),
    }


def at_most(
    case: Case,
    rule: Rule,
    code: str,
    words: tuple[Text, Text],
    *,
    limits: Limits,
    behind: tuple[Behind, ...],
    place: Place | None = None,
    scope: tuple[str, ...] = (),
) -> Result:
    """Say that a limit is kept, in the first of two wordings, or is exceeded, in the second, as severely as the rule says.

    The finding stands where `place` says, else on the last of the entries behind it, else on the rule.
    """
    holds, broken = words
    if limits.actual <= limits.limit:
        return Passed(code, holds, case.code)
    where = place or (behind[-1].place if behind else rule.place)
    return finding(code, broken, where, case.code, rule.severity, scope=scope, limits=limits, behind=behind)


def _booked(case: Case, funder: str, currency: str) -> int:
    return -(balance(case.facts, funder, (names.EARNED,), currency) or 0)

"""Kinds of cost that the agreement bans stand in no claim (annotated grant agreement, article 6.3(a); rule 16).

The rule names kinds, which a cost states as `cost-kind`, or lines. What was cut of a document counts no more.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from functools import cache

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import left_of
from riga_grants.checks.measures import summed
from riga_grants.directives import Rule
from riga_grants.directives import is_below
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import BANNED_COSTS


def check(case: Case, /) -> Iterator[Result]:
    """Find the costs of banned kinds or lines, by document, as far as they are not cut or taken back."""
    rule = case.agreement.rule(BANNED_COSTS)
    if rule is None:
        return
    currency = case.agreement.project.currency
    claimed = [fact for fact in case.facts if fact.role == names.COST and not fact.parked and fact.currency == currency]
    banned = left_of(claimed, lambda fact: _kind(case, rule, fact))
    found = [one for costs in banned for one in _banned(case, rule, costs)]
    yield from found
    if not found:
        message = text("No cost of a banned kind is claimed: {kinds}.", kinds=", ".join(rule.words))
        yield Passed("cost-banned", message, case.code)


def _banned(case: Case, rule: Rule, costs: Sequence[Fact]) -> Iterator[Finding]:
    """Find what is left of the banned costs of one document on one account."""
    left = summed(costs)
    if left <= 0:
        return
    message = text(
        "{actual} of the kind “{kind}” on {account}; the agreement pays for none.",
        actual=to_decimal(left),
        kind=_kind(case, rule, costs[0]),
        account=costs[0].account,
    )
    yield finding(
        "cost-banned",
        message,
        costs[0].place,
        case.code,
        rule.severity,
        scope=(costs[0].account, costs[0].document_no),
        limits=Limits(0, left),
        behind=tuple(fact.behind for fact in costs),
    )


def _kind(case: Case, rule: Rule, fact: Fact) -> str:
    """Give the word by which the rule bans a cost, "" where it does not."""
    own = str(fact.says(names.COST_KIND) or "")
    return own if own in rule.words else _line(fact.account, case.code, rule.words)


@cache
def _line(account: str, code: str, words: tuple[str, ...]) -> str:
    return next((word for word in words if is_below(account, code, (word,))), "")

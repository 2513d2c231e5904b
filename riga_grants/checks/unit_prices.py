"""A unit cost is its quantity at the approved price (annotated grant agreement, article 6.1(b); rule 27).

The quantity stands in the ledger: `40 VISIT @ 18.50 EUR`. Where the rule names lines, nothing else may be booked on them.
"""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import on_lines
from riga_grants.checks.measures import summed
from riga_grants.directives import Rule
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import UNIT_PRICE


def check(case: Case, /) -> Iterator[Result]:
    """Compare each quantity of a unit with the price that was approved on its day."""
    for rule in case.agreement.rules_of(UNIT_PRICE):
        if rule.cents is not None and rule.unit:
            yield from _of_unit(case, rule)


def _of_unit(case: Case, rule: Rule) -> Iterator[Result]:
    costs = [fact for fact in on_lines(case, case.facts, rule.lines) if fact.role == names.COST and not fact.made]
    versions = [one for one in case.whole.rules if (one.name, one.lines, one.unit) == (UNIT_PRICE, rule.lines, rule.unit)]
    counted = [fact for fact in costs if fact.unit == rule.unit]
    bare = [fact for fact in costs if rule.lines and fact.unit == case.agreement.project.currency]
    found = [*_priced(case, versions, counted), *_bare(case, rule, bare)]
    yield from found
    if counted and not found:
        message = text(
            "{quantity} {unit} at the approved price make {actual}.",
            quantity=str(sum(fact.units for fact in counted)),
            unit=rule.unit,
            actual=to_decimal(summed(counted)),
        )
        yield Passed("unit-price", message, case.code)


def _priced(case: Case, versions: Sequence[Rule], counted: Sequence[Fact]) -> Iterator[Finding]:
    """Find quantities that are booked at another price than the one in force on their day; a fraction of a cent is dropped."""
    for fact in counted:
        rule = next((version for version in reversed(versions) if version.dated <= fact.day), versions[0])
        limits = Limits(int(fact.units * (rule.cents or 0)), fact.cents)
        if limits.excess:
            message = text(
                "{quantity} {unit} are booked as {actual}; at the approved {price} they are {limit}: {excess} apart.",
                quantity=str(fact.units),
                unit=fact.unit,
                actual=to_decimal(fact.cents),
                price=to_decimal(rule.cents or 0),
                limit=to_decimal(limits.limit),
                excess=to_decimal(limits.excess),
                form=_form(str(fact.units), rule),
            )
            yield _of(case, rule, fact, message, limits)


def _bare(case: Case, rule: Rule, facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find costs on a line of units that tell no quantity."""
    for fact in facts:
        message = text(
            "{actual} on {account} tells no quantity of {unit}.",
            actual=to_decimal(fact.cents),
            account=fact.account,
            unit=rule.unit,
            form=_form("…", rule),
        )
        yield _of(case, rule, fact, message, Limits(0, fact.cents))


def _of(case: Case, rule: Rule, fact: Fact, message: Text, limits: Limits) -> Finding:
    scope = (fact.account, fact.document_no)
    return finding(
        "unit-price", message, fact.place, case.code, rule.severity, scope=scope, limits=limits, behind=(fact.behind,)
    )


def _form(quantity: str, rule: Rule) -> str:
    return f"{quantity} {rule.unit} @ {to_decimal(rule.cents or 0)} {rule.currency}"

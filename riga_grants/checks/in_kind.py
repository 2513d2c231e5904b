"""Work in kind: no more than a share of the own contribution, none of others' unless agreed, and never paid for in money.

(Financial Regulation 2024/2509, article 193(2) and recital 211; annotated grant agreement, articles 6.3(a)(x) and A.5; rules 14
and 15.) Whether the base of the share is the own contribution or all sources differs by agreement: it is the rule's `base`.
"""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import at_most
from riga_grants.checks.measures import base_cents
from riga_grants.checks.measures import figures
from riga_grants.checks.measures import granted
from riga_grants.checks.measures import left_of
from riga_grants.checks.measures import planned_own
from riga_grants.checks.measures import summed
from riga_grants.directives import Rule
from riga_grants.errors import Behind
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import GRANT_WITHOUT_IN_KIND
from riga_grants.rule_forms import IN_KIND_MAXIMUM
from riga_grants.rule_forms import THIRD_PARTY_IN_KIND

OF_OTHERS = "third-party"


def check(case: Case, /) -> Iterator[Result]:
    """Compare what counts in kind with what the agreement allows of it."""
    names_of_rules = (IN_KIND_MAXIMUM, GRANT_WITHOUT_IN_KIND, THIRD_PARTY_IN_KIND)
    maximum, paid_only, others = (case.agreement.rule(name) for name in names_of_rules)
    if not (maximum or paid_only or others):
        return
    counted = [fact for costs in left_of(case.eligible, lambda fact: fact.in_kind) for fact in costs]
    if maximum is not None:
        yield from _maximum(case, maximum, counted)
    if paid_only is not None and paid_only.on:
        yield _paid(case, paid_only, counted)
    if others is not None and "excluded" in others.words:
        yield from _of_others(case, others)


def _maximum(case: Case, rule: Rule, counted: Sequence[Fact]) -> Iterator[Result]:
    """Compare what is planned in kind with the planned base, where the agreement states it, and what counts with the base."""
    base = rule.base or (names.OWN,)
    gifts = [source for source in case.agreement.sources if source.kind == names.IN_KIND_SOURCE and source.ceiling_cents]
    plans: dict[tuple[str, ...], int | None] = {
        (names.OWN,): planned_own(case.agreement),
        (names.TOTAL,): case.agreement.project.budget_cents,
    }
    plan = plans.get(base)
    if gifts and plan is not None:
        behind = tuple(Behind(source.place, "", source.ceiling_cents or 0) for source in gifts)
        yield _compared(case, rule, text("The plan"), plan, behind, place=rule.place)
    whole = base_cents(case, base)
    if whole is not None:
        yield _compared(case, rule, text("To date"), whole, tuple(fact.behind for fact in counted))


def _compared(
    case: Case, rule: Rule, subject: Text, whole: int, behind: tuple[Behind, ...], *, place: Place | None = None
) -> Result:
    limits = Limits(max(0, int(whole * rule.share // 1)), sum(entry.cents for entry in behind))
    said = {"subject": subject, **figures(rule, whole, limits)}
    words = (
        text("{subject}: {actual} in kind, at most {limit} ({pct} % of {whole}).", **said),
        text("{subject}: {actual} in kind, at most {limit} is agreed ({pct} % of {whole}): {excess} over.", **said),
    )
    return at_most(case, rule, "in-kind-above", words, limits=limits, behind=behind, place=place)


def _paid(case: Case, rule: Rule, counted: Sequence[Fact]) -> Result:
    """Compare what the funders bear with the eligible cost that somebody was paid for."""
    limits = Limits(case.shares.eligible - summed(counted), granted(case))
    said = figures(rule, case.shares.eligible, limits)
    words = (
        text("The funders bear {actual}; the eligible cost without work in kind is {limit}.", **said),
        text("The funders bear {actual}, but the eligible cost without work in kind is {limit}: {excess} over.", **said),
    )
    return at_most(case, rule, "grant-above-paid", words, limits=limits, behind=tuple(fact.behind for fact in counted))


def _of_others(case: Case, rule: Rule) -> Iterator[Result]:
    """Find what third parties gave in kind and the claim counts as a cost, as far as it is not cut."""
    given = left_of(case.eligible, lambda fact: fact.in_kind and fact.says(names.IN_KIND_OF) == OF_OTHERS)
    found = [costs for costs in given if summed(costs) > 0]
    for costs in found:
        account, actual = costs[0].account, summed(costs)
        message = text("{account}: {actual} in kind of a third party is counted.", account=account, actual=to_decimal(actual))
        yield finding(
            "in-kind-third-party",
            message,
            costs[0].place,
            case.code,
            rule.severity,
            scope=(account, costs[0].document_no),
            limits=Limits(0, actual),
            behind=tuple(fact.behind for fact in costs),
        )
    if not found:
        yield Passed("in-kind-third-party", text("Nothing that third parties gave in kind is counted as a cost."), case.code)

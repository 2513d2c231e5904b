"""A category of costs, such as management, is no more than a share of the whole (Jems, small project funds; rule 28)."""

from collections.abc import Iterator

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import at_most
from riga_grants.checks.measures import base_cents
from riga_grants.checks.measures import figures
from riga_grants.checks.measures import on_lines
from riga_grants.directives import Rule
from riga_grants.directives import is_below
from riga_grants.errors import Behind
from riga_grants.errors import Limits
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.rule_forms import CATEGORY_CEILING


def check(case: Case, /) -> Iterator[Result]:
    """Compare the eligible cost of each category, and its budget, with its share of the base."""
    agreement = case.agreement
    for rule in agreement.rules_of(CATEGORY_CEILING):
        base = rule.base or (names.TOTAL,)
        whole, planned = base_cents(case, base), agreement.budget_of(rule.lines)
        if whole is None:
            continue
        versions = [version for version in agreement.budget if is_below(version.account, case.code, rule.lines)]
        if versions and planned is not None and base == (names.TOTAL,):
            behind = tuple(Behind(version.place, "", version.cents or 0) for version in versions)
            yield _compared(case, rule, text("The plan"), whole, behind, place=rule.place)
        costs = on_lines(case, case.eligible, rule.lines)
        yield _compared(case, rule, text("To date"), whole, tuple(fact.behind for fact in costs))


def _compared(
    case: Case, rule: Rule, subject: Text, whole: int, behind: tuple[Behind, ...], *, place: Place | None = None
) -> Result:
    limits = Limits(max(0, int(whole * rule.share // 1)), sum(entry.cents for entry in behind))
    said = {"subject": subject, "lines": ", ".join(rule.lines), **figures(rule, whole, limits)}
    words = (
        text("{subject}: {lines} {actual}, at most {limit} ({pct} % of {whole}).", **said),
        text("{subject}: {lines} {actual}, at most {limit} is agreed ({pct} % of {whole}): {excess} over.", **said),
    )
    accounts = tuple(f"{names.COST}:{case.code}:{line}" for line in rule.lines)
    return at_most(case, rule, "category-above", words, limits=limits, behind=behind, place=place, scope=accounts)

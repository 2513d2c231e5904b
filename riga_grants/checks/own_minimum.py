"""The own contribution is no less than a share of the cost, as planned and to date (Riga's calls: at least 5 %; rule 6).

Work in kind is part of the own contribution; how much of it may be in kind is another rule (`in_kind`).
"""

from collections.abc import Iterator

from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import figures
from riga_grants.checks.measures import own
from riga_grants.checks.measures import planned_own
from riga_grants.directives import Rule
from riga_grants.errors import Behind
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.rule_forms import OWN_MINIMUM


def check(case: Case, /) -> Iterator[Result]:
    """Compare the own part with the share of the agreed total, and of the eligible cost to date."""
    rule = case.agreement.rule(OWN_MINIMUM)
    if rule is None:
        return
    total, planned = case.agreement.project.budget_cents, planned_own(case.agreement)
    if total is not None and planned is not None:
        behind = tuple(Behind(source.place, "", source.ceiling_cents or 0) for source in case.agreement.funders)
        yield _compared(case, rule, text("The plan"), (total, planned), behind)
    if case.shares.eligible > 0:
        costs = tuple(fact.behind for fact in case.eligible)
        yield _compared(case, rule, text("To date"), (case.shares.eligible, own(case)), costs)


def _compared(case: Case, rule: Rule, subject: Text, amounts: tuple[int, int], behind: tuple[Behind, ...]) -> Result:
    """Compare the own part of a whole, both in cents, with the least that it must be, rounded up to the cent."""
    whole, actual = amounts
    limits = Limits(-int(-whole * rule.share // 1), actual)
    said = {"subject": subject, **figures(rule, whole, limits)}
    if actual >= limits.limit:
        message = text("{subject}: own contribution {actual}, at least {limit} ({pct} % of {whole}).", **said)
        return Passed("own-below-minimum", message, case.code)
    message = text(
        "{subject}: own contribution {actual}, at least {limit} is agreed ({pct} % of {whole}): {excess} is missing.", **said
    )
    return finding("own-below-minimum", message, rule.place, case.code, rule.severity, limits=limits, behind=behind)

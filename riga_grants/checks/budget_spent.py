"""No amendment takes from a line what was already spent on it (annotated grant agreement, article 5.5; rule 10).

That an amendment adds nothing to the total is `totals`' to say.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from itertools import groupby
from itertools import pairwise
from typing import Final

from riga_grants.checks.case import Case
from riga_grants.checks.measures import summed
from riga_grants.directives import BudgetVersion
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.money import to_decimal
from riga_grants.names import finding

ALWAYS: Final = {
    "budget-below-spent": N_("No amendment takes from a line what was spent on it."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Compare each amendment that lowers a line with what was spent on it up to that day; one that was mended since is none."""
    for version, stands in _lowering(case):
        costs = _spent(case, version, case.by_line.get(version.account, ()))
        if max(version.cents or 0, stands) < summed(costs):
            yield _finding(case, version, costs)


def _lowering(case: Case) -> Iterator[tuple[BudgetVersion, int]]:
    """Give the versions that lower the one before them, each with what the line has today, in cents."""
    until = (version for version in case.whole.budget if version.dated <= case.as_of)
    by_key = sorted(until, key=lambda version: (version.account, version.period))  # keeps the order of the days
    for _, group in groupby(by_key, key=lambda version: (version.account, version.period)):
        versions = list(group)
        for former, version in pairwise(versions):
            stated = version.cents is not None and versions[-1].cents is not None
            if stated and (former.cents is None or former.cents > (version.cents or 0)):
                yield version, versions[-1].cents or 0


def _spent(case: Case, version: BudgetVersion, costs: Sequence[Fact]) -> list[Fact]:
    """Keep of the costs on a version's line those in its period, up to its day."""
    period = case.agreement.period(version.period)
    return [fact for fact in costs if period is not None and period.start <= fact.day <= min(period.end, version.dated)]


def _finding(case: Case, version: BudgetVersion, costs: Sequence[Fact]) -> Finding:
    spent, left = summed(costs), version.cents or 0
    message = text(
        "{account} is amended to {actual} for “{period}”, but {limit} was spent on it by {day}: {excess} is missing.",
        account=version.account,
        actual=to_decimal(left),
        period=version.period,
        limit=to_decimal(spent),
        day=version.dated,
        excess=to_decimal(spent - left),
    )
    return finding(
        "budget-below-spent",
        message,
        version.place,
        case.code,
        scope=(version.account, version.period),
        limits=Limits(spent, left),
        behind=tuple(fact.behind for fact in costs),
    )

"""A flat rate is no more than its share of its base, and follows the base (regulation 2021/1060, article 54; rules 11 and 12).

What stands on its line is compared on the day of the last entry there. What is due, or is to be taken back because its base was
cut since, is a note: the next closing books it.
"""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants import computed
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import at_most
from riga_grants.checks.measures import figures
from riga_grants.checks.measures import on_lines
from riga_grants.checks.measures import terms
from riga_grants.computed import Due
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.names import finding


def check(case: Case, /) -> Iterator[Result]:
    """Compare each flat rate's line with what its base allows, on the day of its last entry and today."""
    dues = computed.flat_rates(case.agreement, case.facts, case.as_of)
    counted = case.eligible if dues else ()
    for due in dues:
        costs = on_lines(case, counted, due.rule.lines)
        above = _above(case, due, costs)
        yield above
        if due.cents and isinstance(above, Passed):
            yield _due(case, due, costs)


def _above(case: Case, due: Due, costs: Sequence[Fact]) -> Result:
    """Say whether more stood on the line on the day of its last entry than the flat rate came to."""
    day = max((fact.day for fact in costs), default=case.as_of)
    on_day = computed.flat_rates(terms(case, day), case.facts, day)
    then = next((one for one in on_day if one.rule.lines == due.rule.lines), due)
    limits = Limits(then.total, then.booked)
    said = {"account": due.account, **figures(then.rule, then.base, limits)}
    words = (
        text("{account}: {actual}, at most {limit} ({pct} % of {whole}).", **said),
        text("{account}: {actual}, at most {limit} is agreed ({pct} % of {whole}): {excess} over.", **said),
    )
    behind = tuple(fact.behind for fact in costs)
    return at_most(case, then.rule, "flat-rate-above", words, limits=limits, behind=behind, scope=(due.account,))


def _due(case: Case, due: Due, costs: Sequence[Fact]) -> Finding:
    """Tell what the next closing books, or takes back because the base has shrunk."""
    limits = Limits(due.total, due.booked)
    said = {"account": due.account, **figures(due.rule, due.base, limits)}
    message = (
        text("{account}: the flat rate comes to {limit}, {actual} is booked: {excess} is due.", **said)
        if due.cents > 0
        else text("{account}: the flat rate comes to {limit}, {actual} is booked: {excess} is to be taken back.", **said)
    )
    behind = tuple(fact.behind for fact in costs)
    return finding("flat-rate-due", message, due.rule.place, case.code, scope=(due.account,), limits=limits, behind=behind)

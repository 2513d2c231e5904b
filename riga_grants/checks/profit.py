"""A grant makes no profit: what it and the project's own revenue come to above the eligible cost goes back in part.

Financial Regulation (EU) 2024/2509, article 195, which does not apply to non-profit organisations: so it is checked only where
the agreement says so (`grant-rule … "no-profit"`), and the rule's value is the funders' share of a profit.
"""

from collections.abc import Iterator
from decimal import Decimal

from riga_grants import names
from riga_grants.checks import money
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import granted
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Percent
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import NO_PROFIT


def check(case: Case, /) -> Iterator[Result]:
    """Compare grant and revenue to date with the eligible cost to date."""
    rule = case.agreement.rule(NO_PROFIT)
    if rule is None:
        return
    grant = granted(case)
    rows = money.movements(case, (names.REVENUE,), sign=-1)
    limits = Limits(case.shares.eligible, grant + money.summed(rows))
    back = int(limits.excess * rule.share // 1)
    said: dict[str, Value] = {
        "grant": to_decimal(grant),
        "revenue": to_decimal(money.summed(rows)),
        "limit": to_decimal(limits.limit),
        "excess": to_decimal(limits.excess),
    }
    if limits.actual <= limits.limit:
        message = text("Grant {grant} and revenue {revenue} are no more than the eligible cost {limit}.", **said)
        yield Passed("profit", message, case.code)
        return
    message = text(
        "Grant {grant} and revenue {revenue} are {excess} above the eligible cost {limit}; {pct} % of it, {back}, goes back, "
        "and {left} of the grant is left.",
        **said,
        pct=Percent(Decimal(f"{Decimal(100 * (rule.value or 0)).normalize():f}")),
        back=to_decimal(back),
        left=to_decimal(grant - back),
    )
    behind = tuple(row.behind for row in rows)
    yield finding("profit", message, rule.place, case.code, limits=limits, behind=behind)

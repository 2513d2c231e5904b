"""An amount to be returned that is smaller than what it costs to return it may stay (public grant systems: below 250 EUR)."""

from collections.abc import Iterator

from riga_grants import names
from riga_grants.checks import money
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import SMALL_RECOVERY


def check(case: Case, /) -> Iterator[Result]:
    """Look at what is confirmed to go back to each funder (Liabilities:Repayable) and has not gone yet."""
    rule = case.agreement.rule(SMALL_RECOVERY)
    if rule is None or rule.cents is None:
        return
    for source in case.agreement.funders:
        rows = money.movements(case, (names.REPAYABLE,), source.funder, sign=-1)
        actual = money.summed(rows)
        if actual <= 0:
            continue
        said: dict[str, Value] = {"funder": source.funder, "actual": to_decimal(actual), "limit": to_decimal(rule.cents)}
        if actual >= rule.cents:
            message = text("{actual} is to be returned to {funder}, no less than {limit}.", **said)
            yield Passed("small-recovery", message, case.code)
            continue
        message = text("{actual} is to be returned to {funder}; less than {limit} may stay if the funder agrees.", **said)
        limits, behind = Limits(rule.cents, actual), tuple(row.behind for row in rows)
        at = rows[-1].fact.place
        yield finding("small-recovery", message, at, case.code, scope=(source.funder,), limits=limits, behind=behind)

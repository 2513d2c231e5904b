"""The project's bank account never falls below a minimum: nothing is paid before there is money for it (2 CFR 200.305).

That the time between draw and use is to be short is the regulation's; the amount is the agreement's (rule `cash-minimum`).
"""

from collections.abc import Iterator
from itertools import accumulate
from itertools import groupby

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
from riga_grants.rule_forms import CASH_MINIMUM


def check(case: Case, /) -> Iterator[Result]:
    """Look at the balance of Assets:Bank:<project> at the end of each day, and tell of the day when it was lowest."""
    rule = case.agreement.rule(CASH_MINIMUM)
    rows = money.movements(case, (names.BANK,)) if rule else []
    if rule is None or not rows:
        return
    by_day = [list(group) for _, group in groupby(rows, key=lambda row: row.fact.day)]
    balances = list(accumulate(money.summed(day) for day in by_day))
    limits = Limits(rule.cents or 0, min(balances))
    last = by_day[balances.index(limits.actual)][-1].fact
    said: dict[str, Value] = {"day": last.day, "actual": to_decimal(limits.actual), "limit": to_decimal(limits.limit)}
    if limits.actual >= limits.limit:
        message = text("The bank account stood lowest on {day}, at {actual}; the least allowed is {limit}.", **said)
        yield Passed("cash-below-minimum", message, case.code)
        return
    message = text(
        "On {day} the bank account stood at {actual}, the least allowed is {limit}: {excess} was missing.",
        **said,
        excess=to_decimal(limits.excess),
    )
    behind = tuple(row.behind for row in rows if row.fact.day <= last.day)
    yield finding(
        "cash-below-minimum", message, last.place, case.code, rule.severity, scope=(last.account,), limits=limits, behind=behind
    )

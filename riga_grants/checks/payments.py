"""Before the final report a funder pays no more than a share of its ceiling (annotated grant agreement: 90 %)."""

from collections.abc import Iterator

from riga_grants import settlement
from riga_grants.checks import money
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import figures
from riga_grants.directives import Rule
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.rule_forms import PAYMENT_CEILING


def check(case: Case, /) -> Iterator[Result]:
    """Compare what each funder has paid with the share of its ceiling, until the last period's report is approved."""
    rules = case.agreement.rules_of(PAYMENT_CEILING)
    for settled in settlement.of(case.agreement, case.facts, case.as_of, case.shares) if rules else ():
        rule, ceiling = money.by_funder(rules, settled.source.funder), settled.source.ceiling_cents
        if rule is not None and ceiling is not None and not settled.over:
            yield _compared(case, rule, settled.source.funder, int(ceiling * rule.share // 1))


def _compared(case: Case, rule: Rule, funder: str, limit: int) -> Result:
    rows = money.received(case, funder)
    limits = Limits(limit, money.summed(rows))
    said = {"funder": funder, **figures(rule, limit, limits)}
    at = money.crossing(rows, limit)
    if at is None:
        message = text("{funder} has paid {actual}; before the final report at most {limit} ({pct} %).", **said)
        return Passed("payments-above-ceiling", message, case.code)
    message = text(
        "{funder} has paid {actual}, before the final report it pays at most {limit} ({pct} %): {excess} over.", **said
    )
    behind = tuple(row.behind for row in rows)
    scope = (funder,)
    return finding(
        "payments-above-ceiling", message, at.place, case.code, rule.severity, scope=scope, limits=limits, behind=behind
    )

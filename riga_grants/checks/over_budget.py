"""A line, a period and the project stay within the budget in force, with the flexibility that the agreement allows.

What is above the budget but within the flexibility is a warning; above that it has the rule's severity (an error unless the
agreement says otherwise). The project's total has no flexibility (annotated grant agreement, articles 5.2 and 5.5).
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.errors import InLanguages
from riga_grants.errors import Percent
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import Period
from riga_grants.model import Rule
from riga_grants.model import line_of
from riga_grants.money import percent
from riga_grants.money import to_decimal
from riga_grants.names import finding


class Limit(NamedTuple):
    """A budget to be kept, in cents: of one line (all lines: "") in one period, and the rule that loosens it, if any."""

    code: str
    subject: Text
    account: str
    period: Period
    cents: int
    rule: Rule | None

    def counts(self, line: str, fact: Fact) -> bool:
        """Say whether a cost counts against this budget."""
        return self.account in ("", line) and self.period.start <= fact.day <= self.period.end


def check(agreement: Agreement, facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Compare cost with budget: each line in each period, each line over all, each period over all lines, the project."""
    currency = agreement.project.currency
    budgeted = agreement.budgeted
    costs = [(line_of(fact.account, budgeted), fact) for fact in facts if fact.role == names.COST and fact.currency == currency]
    for limit in _limits(agreement):
        yield from _breach(agreement.code, limit, [fact for line, fact in costs if limit.counts(line, fact)])


def _limits(agreement: Agreement) -> Iterator[Limit]:
    rules = {rule.name: rule for rule in agreement.rules}
    of_lines, of_periods = rules.get(names.LINE_FLEXIBILITY), rules.get(names.PERIOD_FLEXIBILITY)
    whole = agreement.always
    stated = [(version, agreement.period(version.period), version.cents) for version in agreement.budget]
    by_line: dict[str, list[int]] = {}
    by_period: dict[Period, list[int]] = {}
    for version, period, cents in stated:
        if period is not None and cents is not None:
            by_line.setdefault(version.account, []).append(cents)
            by_period.setdefault(period, []).append(cents)
            subject = text("{line} in {period}", line=_title(agreement, version.account), period=period.name)
            yield Limit("line-over-budget", subject, version.account, period, cents, of_lines)
    for account, amounts in by_line.items():
        if len(amounts) > 1:
            subject = text("{line} in all periods", line=_title(agreement, account))
            yield Limit("line-over-budget", subject, account, whole, sum(amounts), of_lines)
    for period, amounts in by_period.items():
        if len(amounts) > 1:
            yield Limit("period-over-budget", text("Period {period}", period=period.name), "", period, sum(amounts), of_periods)
    if agreement.project.budget_cents is not None:
        yield Limit("project-over-budget", text("The project"), "", whole, agreement.project.budget_cents, None)


def _title(agreement: Agreement, account: str) -> Text:
    line = agreement.lines.get(account)
    if line is None or not line.name:
        return text("{account}", account=account)
    return text("{name} ({account})", name=InLanguages(line.name, line.name_en), account=account)


def _breach(code: str, limit: Limit, costs: Sequence[Fact]) -> Iterable[Finding]:
    """Tell a breach once, on the posting that crossed the budget."""
    spent = sum(fact.cents for fact in costs)
    if spent <= limit.cents:
        return
    crossing = next(
        fact for fact, so_far in zip(costs, accumulate(f.cents for f in costs), strict=True) if so_far > limit.cents
    )
    flexibility = limit.rule.value if limit.rule is not None else Decimal(0)
    within = spent <= int(limit.cents * (1 + flexibility))
    message = text(
        "{subject}: cost {actual}, budget {limit}, {excess} over ({pct} %; the agreement allows {allowed} %).",
        subject=limit.subject,
        actual=to_decimal(spent),
        limit=to_decimal(limit.cents),
        excess=to_decimal(spent - limit.cents),
        pct=Percent(percent(spent - limit.cents, limit.cents)),
        allowed=Percent((flexibility * 100).quantize(Decimal("0.1"))),
    )
    severity = Severity.WARNING if within else limit.rule.severity if limit.rule is not None else None
    yield finding(limit.code, message, crossing.place, code, severity)

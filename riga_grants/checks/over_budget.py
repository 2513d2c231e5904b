"""A line, a period and the project stay within the budget in force, with the flexibility that the agreement allows.

What is above the budget but within the flexibility is a warning; above that it has the rule's severity (an error unless the
agreement says otherwise). The project's total has no flexibility (annotated grant agreement, articles 5.2 and 5.5; rule 9).
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Period
from riga_grants.directives import Rule
from riga_grants.errors import InLanguages
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Percent
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.money import percent
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import LINE_FLEXIBILITY
from riga_grants.rule_forms import PERIOD_FLEXIBILITY


class Limit(NamedTuple):
    """A budget to be kept, in cents: of one line (all lines: "") in one period, and the rule that loosens it, if any.

    Costs on the lines `elsewhere` do not count: their plan for these days stands in another period.
    """

    code: str
    subject: Text
    account: str
    period: Period
    cents: int
    rule: Rule | None
    elsewhere: frozenset[str] = frozenset()


def check(case: Case, /) -> Iterator[Result]:
    """Compare cost with budget: each line in each period, each line over all, each period over all lines, the project."""
    agreement, budgeted = case.agreement, case.agreement.budgeted
    for limit in _limits(agreement):
        costs = within(case.by_line.get(limit.account, []), limit.period.start, limit.period.end)
        if limit.elsewhere:
            costs = [fact for fact in costs if line_of(fact.account, budgeted) not in limit.elsewhere]
        yield from _compared(agreement.code, limit, costs)


def _limits(agreement: Agreement) -> Iterator[Limit]:
    by_line: dict[str, list[BudgetVersion]] = {}
    by_period: dict[str, list[BudgetVersion]] = {}
    for version in agreement.budget:
        by_line.setdefault(version.account, []).append(version)
        by_period.setdefault(version.period, []).append(version)
    rules = {rule.name: rule for rule in agreement.rules}
    yield from _of_lines(agreement, by_line, rules.get(LINE_FLEXIBILITY))
    yield from _of_periods(agreement, by_period, rules.get(PERIOD_FLEXIBILITY))
    if agreement.project.budget_cents is not None:
        yield Limit("project-over-budget", text("The project"), "", agreement.always, agreement.project.budget_cents, None)


def _of_lines(agreement: Agreement, by_line: Mapping[str, Sequence[BudgetVersion]], rule: Rule | None) -> Iterator[Limit]:
    """Each line in each of its periods, and over all of them: also a cost on days that its plan does not cover counts there."""
    for account, versions in by_line.items():
        title = _title(agreement, account)
        for version in versions if len(versions) > 1 else ():
            period = agreement.period(version.period)
            if period is not None and version.cents is not None:
                subject = text("{line} in {period}", line=title, period=period.name)
                yield Limit("line-over-budget", subject, account, period, version.cents, rule)
        total = _total(versions)
        if total is not None:
            yield Limit("line-over-budget", text("{line} in all periods", line=title), account, agreement.always, total, rule)


def _of_periods(agreement: Agreement, by_period: Mapping[str, Sequence[BudgetVersion]], rule: Rule | None) -> Iterator[Limit]:
    """Each period over the lines that are planned for it; a period of one line is that line's own limit."""
    periods = {period.name: period for period in agreement.all_periods if period.name in by_period}
    for name, period in periods.items():
        total = _total(by_period[name])
        if total is not None and len(by_period[name]) > 1:
            here = {version.account for version in by_period[name]}
            others = [other for other in periods if other != name and periods[other].overlaps(period)]
            elsewhere = frozenset(version.account for other in others for version in by_period[other]) - here
            yield Limit("period-over-budget", text("Period {period}", period=name), "", period, total, rule, elsewhere)


def _total(versions: Sequence[BudgetVersion]) -> int | None:
    """Sum budgets; None where one of them is not stated."""
    amounts = [version.cents for version in versions]
    return None if None in amounts else sum(cents or 0 for cents in amounts)


def _title(agreement: Agreement, account: str) -> Text:
    line = agreement.lines.get(account)
    if line is None or not line.name:
        return text("{account}", account=account)
    return text("{name} ({account})", name=InLanguages(line.name, line.name_en), account=account)


def _compared(code: str, limit: Limit, costs: Sequence[Fact]) -> Iterable[Result]:
    """Tell a breach once, on the posting that crossed the budget; what holds is told of a line for all periods together."""
    spent = sum(fact.cents for fact in costs)
    if spent <= limit.cents:
        if not limit.account or limit.period.name == names.WHOLE_PROJECT:
            amounts = {"actual": to_decimal(spent), "limit": to_decimal(limit.cents)}
            yield Passed(limit.code, text("{subject}: cost {actual}, budget {limit}.", subject=limit.subject, **amounts), code)
        return
    crossing = next(
        fact for fact, so_far in zip(costs, accumulate(f.cents for f in costs), strict=True) if so_far > limit.cents
    )
    flexibility = limit.rule.share if limit.rule is not None else Fraction(0)
    within = spent <= limit.cents * (1 + flexibility)
    message = text(
        "{subject}: cost {actual}, budget {limit}, {excess} over ({pct} %; the agreement allows {allowed} %).",
        subject=limit.subject,
        actual=to_decimal(spent),
        limit=to_decimal(limit.cents),
        excess=to_decimal(spent - limit.cents),
        pct=Percent(percent(spent - limit.cents, limit.cents)),
        allowed=Percent(percent(flexibility.numerator, flexibility.denominator)),
    )
    severity = Severity.WARNING if within else limit.rule.severity if limit.rule is not None else None
    yield finding(
        limit.code,
        message,
        crossing.place,
        code,
        severity,
        scope=tuple(part for part in (limit.account, limit.period.name) if part),
        limits=Limits(limit.cents, spent),
        behind=tuple(fact.behind for fact in costs),
    )

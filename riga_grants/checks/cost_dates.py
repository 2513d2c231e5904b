"""A cost is dated inside the project (EU annotated grant agreement, article 6.1(a)(ii); rule 7).

An agreement may allow some days after the end, for the costs of the final report (`late-cost-days`). What takes back or
replaces a cost of a closed period is judged by its document's date, and what the program computed has no document.
"""

from collections.abc import Iterator
from datetime import date
from datetime import timedelta
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.directives import Rule
from riga_grants.directives import is_below
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.names import finding
from riga_grants.rule_forms import LATE_COST_DAYS

ALWAYS: Final = {
    "cost-outside-dates": N_("Every cost is dated inside the project."),
}
_LONGEST: Final = 3660


def check(case: Case, /) -> Iterator[Result]:
    """Find costs before the project's first day or after the last that counts; an end that is not stated is not checked."""
    project, rules = case.agreement.project, case.agreement.rules_of(LATE_COST_DAYS)
    ends = {account: _end(case, rules, account) for account in {fact.account for fact in case.facts}}
    outside = False
    for fact in case.facts:
        if fact.role != names.COST or fact.made:
            continue
        day, end = _dated(fact), ends[fact.account]
        if day < project.start:
            message = text("A cost of {day}, but the project starts on {limit}.", day=day, limit=project.start)
        elif end is not None and day > end == project.end:
            message = text("A cost of {day}, but the project ends on {limit}.", day=day, limit=end)
        elif end is not None and day > end:
            message = text("A cost of {day}, but late costs end on {limit}.", day=day, limit=end)
        else:
            continue
        outside = True
        scope, limits = (fact.account, fact.document_no), Limits(0, fact.cents)
        yield finding(
            "cost-outside-dates", message, fact.place, project.code, scope=scope, limits=limits, behind=(fact.behind,)
        )
    if not outside and project.end is not None:
        for rule in rules:
            message = text(
                "Every cost is dated from {start} to {end}, or on {lines} up to {limit}.",
                start=project.start,
                end=project.end,
                lines=", ".join(rule.lines) or "*",
                limit=_later(project.end, rule),
            )
            yield Passed("cost-outside-dates", message, case.code)


def _dated(fact: Fact) -> date:
    """Give the day by which a cost is judged."""
    return fact.dated if fact.reverses or fact.says(names.REPLACES) else fact.day


def _end(case: Case, rules: tuple[Rule, ...], account: str) -> date | None:
    """Give the last day on which a cost on an account counts; None where the project has no end."""
    end = case.agreement.project.end
    if end is None:
        return None
    covering = (rule for rule in rules if not rule.lines or is_below(account, case.code, rule.lines))
    return max((_later(end, rule) for rule in covering), default=end)


def _later(end: date, rule: Rule) -> date:
    """Add a rule's days to a project's end; a value that is no number of days adds none."""
    days = rule.value if rule.value is not None and 0 <= rule.value <= _LONGEST else 0
    return end + timedelta(days=int(days))

"""What an amendment must keep: the agreed total, what is spent, the share that may leave a line, and every other rule.

An amendment never goes below what is spent and never above the grant (annotated grant agreement, article 5.5; ERPNext asks the
same of a revised budget), unless somebody waived it.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import timedelta
from typing import NamedTuple

from riga_grants import checks
from riga_grants.books import Books
from riga_grants.checks import waivers
from riga_grants.checks.case import Case
from riga_grants.checks.case import as_agreed
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Percent
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.execution import as_first_approved
from riga_grants.model import Agreement
from riga_grants.money import percent
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import TRANSFER_MAXIMUM

BELOW_SPENT = "budget-below-spent"
TOTAL = "budget-total"


class Change(NamedTuple):
    """The new budget of a line in a period, in cents, and what it is held against.

    `before` is None where the line had none there, or it was not stated. `in_all` and `before_in_all` are the line's budget
    over all its periods, after and before (None: one of them is not stated). What is spent is all that is booked, of
    whatever day. `place` is that of the version that is replaced.
    """

    account: str
    period: str
    before: int | None
    after: int
    spent: int
    in_all: int | None
    before_in_all: int | None
    spent_in_all: int
    place: Place

    @property
    def lowered(self) -> bool:
        """Say whether the line gets less in the period than it had."""
        return self.before is None or self.after < self.before

    @property
    def lowered_in_all(self) -> bool:
        """Say whether the line gets less in all than it had."""
        return self.in_all is not None and (self.before_in_all is None or self.in_all < self.before_in_all)


def breaches(books: Books, agreement: Agreement, amended: Agreement, changes: Sequence[Change], day: date) -> Iterator[Finding]:
    """Find what an amendment from a day on would break that holds today; what somebody waived is a note that says so.

    `amended` is the agreement with the new versions. All other rules are looked at on that day and at the end of the books.
    """
    facts = books.facts[agreement.code]
    end = max(day, *(one.dated for one in (*amended.budget, *amended.projects)), *(fact.day for fact in facts[-1:]))
    now = amended.at(day)
    assert now is not None  # noqa: S101 - an amendment is dated after the agreement
    found = (*_below_spent(amended.code, changes), *_sum_changed(agreement.at(day) or now, now))
    own = (agreed for one in found if (agreed := as_agreed(now, one)) is not None)
    case = Case(now, [fact for fact in facts if fact.day <= day], day, amended)
    told = [one for one in waivers.apply(case, own) if isinstance(one, Finding) and one.code in {BELOW_SPENT, TOTAL}]
    yield from told
    accounts = {change.account for change in changes}
    seen: set[tuple[str, str]] = set()
    for as_of in sorted({day, end}):
        for one in _brought(books, agreement, amended, as_of):
            if (one.code, str(one.message)) not in seen and not _told_already(one, accounts):
                seen.add((one.code, str(one.message)))
                yield one


def _below_spent(code: str, changes: Iterable[Change]) -> Iterator[Finding]:
    """Find lines that would be lowered below what is spent on them: in the period that changes, and over all periods."""
    for change in changes:
        if change.lowered and change.after < change.spent:
            yield _less(code, change, text("in {period}", period=change.period), change.after, change.spent)
    for change in {change.account: change for change in changes}.values():
        if change.lowered_in_all and (change.in_all or 0) < change.spent_in_all:
            yield _less(code, change, text("in all periods"), change.in_all or 0, change.spent_in_all)


def _less(code: str, change: Change, where: Text, cents: int, spent: int) -> Finding:
    message = text(
        "{account} would have {budget} {where}, and {spent} is spent: {missing} too little.",
        account=change.account,
        budget=to_decimal(cents),
        where=where,
        spent=to_decimal(spent),
        missing=to_decimal(spent - cents),
    )
    scope = (change.account, change.period)
    return finding(BELOW_SPENT, message, change.place, code, scope=scope, limits=Limits(spent, cents))


def _sum_changed(before: Agreement, after: Agreement) -> Iterator[Finding]:
    """Find a sum of lines that changes although no total is agreed that it could be held against."""
    if after.project.budget_cents is not None or any(one.cents is None for one in (*before.budget, *after.budget)):
        return
    expected, found = (sum(one.cents or 0 for one in agreement.budget) for agreement in (before, after))
    if found != expected:
        message = text(
            "The budget lines would sum to {found}, not to {expected} as before.",
            found=to_decimal(found),
            expected=to_decimal(expected),
        )
        yield finding(TOTAL, message, after.project.place, after.code, limits=Limits(expected, found))


def _brought(books: Books, agreement: Agreement, amended: Agreement, as_of: date) -> Iterator[Finding]:
    """Give the findings of the amended agreement on a day that it has not without the amendment, or not as much of."""
    known: dict[object, int] = {}
    for one in _found(books, agreement, as_of):
        known[_key(one)] = max(_excess(one), known.get(_key(one), 0))
    for one in _found(books, amended, as_of):
        if one.severity > Severity.NOTE and _excess(one) > known.get(_key(one), -1):
            yield one


def _found(books: Books, agreement: Agreement, as_of: date) -> list[Finding]:
    """Find what is wrong with one project on a day, by the agreement given instead of that of the books."""
    code = agreement.code
    alone = replace(books, agreements={code: agreement}, facts={code: books.facts[code]})
    return [one for case in checks.cases(alone, as_of) for one in checks.judged(case) if isinstance(one, Finding)]


def _key(one: Finding) -> object:
    """Give what a finding is about, whatever its amounts; one that names nothing is known by its words."""
    return (one.code, one.scope) if one.scope and one.limits else (one.code, str(one.message))


def _excess(one: Finding) -> int:
    return one.limits.excess if one.limits else 0


def _told_already(one: Finding, accounts: Iterable[str]) -> bool:
    """Say whether a finding repeats that a line would have less than is spent on it."""
    return one.code == BELOW_SPENT or (one.code == "line-over-budget" and bool(set(one.scope) & set(accounts)))


def transfer_limit(agreement: Agreement, now: Agreement, account: str, cents: int, day: date) -> tuple[Severity, Text] | None:
    """Say what the agreement has against moving so much from a line on a day, and how severe that is; None for nothing.

    `transfer-maximum` is the share of the line's budget, over all its periods and before the first amendment of the year, that
    may have left it by the end of the year; what came back to it counts against what left. Without the rule all may leave.
    """
    rule = now.rule(TRANSFER_MAXIMUM)
    if rule is None:
        return None
    base = _before_the_year(agreement, now, account, day)
    allowed = base * rule.share.numerator // rule.share.denominator
    gone = base - _budget(now, account) + cents
    if gone <= allowed:
        return None
    return rule.severity or Severity.ERROR, text(
        "{account} may give up {allowed} in {year}: {pct} % of the {base} that it had before the year's first amendment. With "
        "this transfer it would be {gone}.",
        account=account,
        allowed=to_decimal(allowed),
        year=str(day.year),
        pct=Percent(percent(rule.share.numerator, rule.share.denominator)),
        base=to_decimal(base),
        gone=to_decimal(gone),
    )


def _before_the_year(agreement: Agreement, now: Agreement, account: str, day: date) -> int:
    """Give a line's budget, over all periods, on the day before the year's first amendment."""
    original = set(as_first_approved(version for version in agreement.budget if version.dated <= day))
    amended = [one.dated for one in agreement.budget if one.dated.year == day.year and one.dated <= day and one not in original]
    return _budget(agreement.at(min((*amended, day)) - timedelta(days=1)) or now, account)


def _budget(agreement: Agreement, account: str) -> int:
    return sum(version.cents or 0 for version in agreement.budget if version.account == account)

"""Plan an amendment of a budget: which lines get which new amount in which period, and what forbids it.

Nothing is written here (`commit`). The lock must be taken before the books are loaded, as for an import.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta

from beancount.core.data import Open

from riga_grants.amendments import rules
from riga_grants.amendments.rules import Change
from riga_grants.amendments.wishes import Move
from riga_grants.amendments.wishes import Wish
from riga_grants.amendments.wishes import moved
from riga_grants.books import Books
from riga_grants.books import unloaded
from riga_grants.chains.folders import BUDGETS
from riga_grants.chains.undo import broken
from riga_grants.directives import BudgetVersion
from riga_grants.errors import NOWHERE
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.errors import worst
from riga_grants.facts import costs
from riga_grants.facts import within
from riga_grants.model import Agreement
from riga_grants.model import in_force
from riga_grants.model import line_of
from riga_grants.texts import folded
from riga_grants.texts import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is said of an amendment: its number and the decision, why, by whom, and the day from which it holds."""

    number: str
    decision: str
    reason: str
    by: str
    day: date


@dataclass(frozen=True, slots=True)
class Plan:
    """What an amendment would do: the lines that change, in the order given, and how many of those named stay as they are.

    `refusals` are what the agreement forbids, `remarks` what it only warns of, `findings` what the checks would find after it
    and do not find today; those that are waived are notes.
    """

    project: str
    currency: str
    act: Act
    changes: tuple[Change, ...]
    same: int = 0
    refusals: tuple[Text, ...] = ()
    remarks: tuple[Text, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def blocked(self) -> bool:
        """Say whether it must not be written."""
        return bool(self.refusals) or worst(self.findings) is Severity.ERROR


def amend(books: Books, code: str, wishes: Sequence[Wish], act: Act) -> Plan:
    """Plan a new version of several lines at once, all from the day of the act on.

    Raise WrongUsage for what cannot be meant: an unknown project, a closed day, a number or a version that is there already, an
    account that is not open, or nothing that changes.
    """
    agreement, now, act = _in_force(books, code, act)
    _must_be_new(books, agreement, wishes, act)
    _must_be_open(books, wishes, act)
    before = {(version.account, version.period): version for version in now.budget}
    news = [wish for wish in wishes if wish[:2] not in before or before[wish[:2]].cents != wish.cents]
    if not news:
        raise WrongUsage(text("The budget of {project} is so already; nothing would change.", project=code))
    amended = _amended(agreement, news, act)
    changes = tuple(_change(books, now, amended, wish) for wish in news)
    findings = (*_unfit(books, code), *rules.breaches(books, agreement, amended, changes, act.day))
    return Plan(code, now.project.currency, act, changes, len(wishes) - len(news), findings=findings)


def transfer(books: Books, code: str, move: Move, act: Act) -> Plan:
    """Plan to move an amount from one line to another within a period.

    It is an amendment of the two lines that the agreement's rule `transfer-maximum` must allow as well. Raise WrongUsage as
    `amend` does, and where the first line has no such amount.
    """
    agreement, now, act = _in_force(books, code, act)
    wishes = moved(agreement, now, move)
    plan = amend(books, code, wishes, act)
    limit = rules.transfer_limit(agreement, now, move.source, move.cents, act.day)
    if limit is None:
        return plan
    severity, said = limit
    return replace(plan, refusals=(said,)) if severity is Severity.ERROR else replace(plan, remarks=(said,))


def _in_force(books: Books, code: str, act: Act) -> tuple[Agreement, Agreement, Act]:
    """Give the agreement with all its versions, as it is in force on the day of the act, and the act in visible words."""
    agreement = books.agreement(code)
    said = {key: plain(getattr(act, key)).text for key in ("number", "decision", "reason", "by")}
    empty = next((key for key, words in said.items() if not words), None)
    if empty is not None:
        raise WrongUsage(text("An amendment must say its {what}.", what=f"--{empty}"))
    now = books.in_force(code, act.day)
    closed = agreement.closed_through
    if act.day <= closed:
        message = text(
            "{project} is closed up to {closed}; an amendment of {day} would change that. The next open day: --on {form}",
            project=code,
            closed=closed,
            day=act.day,
            form=(closed + timedelta(days=1)).isoformat(),
        )
        raise WrongUsage(message)
    return agreement, now, Act(**said, day=act.day)


def _must_be_new(books: Books, agreement: Agreement, wishes: Sequence[Wish], act: Act) -> None:
    """Refuse a number that is there already, a line named twice, and a line that a version of that day or later replaces."""
    same = next((one for one in agreement.budget if one.amendment and folded(one.amendment) == folded(act.number)), None)
    if same is not None:
        message = text(
            "Amendment {number} of {project} is in the books already, from {day} on ({where}).",
            number=act.number,
            project=agreement.code,
            day=same.dated,
            where=str(same.place.under(books.root)),
        )
        raise WrongUsage(message)
    named = [wish[:2] for wish in wishes]
    twice = next((wish for wish in wishes if named.count(wish[:2]) > 1), None)
    if twice is not None:
        raise WrongUsage(text("{account} in {period} is named twice.", account=twice.account, period=twice.period))
    later = next((one for one in agreement.budget if one.dated >= act.day and (one.account, one.period) in named), None)
    if later is not None:
        message = text(
            "{account} in {period} has a version of {later} already ({where}), which would go before one of {day}; date the "
            "amendment after it.",
            account=later.account,
            period=later.period,
            later=later.dated,
            where=str(later.place.under(books.root)),
            day=act.day,
        )
        raise WrongUsage(message)


def _must_be_open(books: Books, wishes: Iterable[Wish], act: Act) -> None:
    opened = {entry.account: entry.date for entry in books.entries if isinstance(entry, Open)}
    for account in (wish.account for wish in wishes):
        if opened[account] > act.day:
            message = text("The account {account} is open only from {opened} on.", account=account, opened=opened[account])
            raise WrongUsage(message)


def _amended(agreement: Agreement, news: Iterable[Wish], act: Act) -> Agreement:
    """Give an agreement as it would be with the new versions."""
    versions = (
        BudgetVersion(
            dated=act.day,
            project=agreement.code,
            account=one.account,
            period=one.period,
            cents=one.cents,
            currency=agreement.project.currency,
            decision=act.decision,
            amendment=act.number,
        )
        for one in news
    )
    return replace(agreement, budget=tuple(sorted((*agreement.budget, *versions), key=lambda one: one.dated)))


def _change(books: Books, now: Agreement, amended: Agreement, wish: Wish) -> Change:
    """Put the new amount of a line beside the old one, what is spent, and what the line has in all its periods."""
    former = next((one for one in now.budget if (one.account, one.period) == wish[:2]), None)
    period = amended.period(wish.period) or amended.always
    facts, currency = books.facts[now.code], now.project.currency

    def spent(start: date, end: date) -> int:
        booked = costs(within(facts, start, end), currency).booked
        return sum(cents for account, cents in booked.items() if line_of(account, amended.budgeted) == wish.account)

    return Change(
        wish.account,
        wish.period,
        former.cents if former else None,
        wish.cents,
        spent(period.start, period.end),
        _in_all(amended, wish.account),
        _in_all(now, wish.account),
        spent(date.min, date.max),
        former.place if former else NOWHERE,
    )


def _in_all(agreement: Agreement, account: str) -> int | None:
    """Sum a line's latest budget over all its periods; None where one of them is not stated."""
    latest = in_force((one for one in agreement.budget if one.account == account), lambda one: one.period)
    amounts = [version.cents for version in latest]
    return None if None in amounts else sum(cents or 0 for cents in amounts)


def _unfit(books: Books, code: str) -> Iterator[Finding]:
    """Find what forbids to write into these books at all: they cannot be read whole, or would not load what is written."""
    yield from broken(books)
    yield from unloaded(books, {BUDGETS / code: (NOWHERE, code)})

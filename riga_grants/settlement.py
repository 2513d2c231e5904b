"""How a project stands with each of its funders on a day: earned, received, owed, still to be spent, to be returned, next.

All of it is computed from the agreement in force and the facts up to the day; what the ledger's accounts say is set beside it.
In cents, with the sign that people use: receivable, advance and repayable are positive, and it always holds that
`receivable − advance − repayable = earned − received + returned`. In the ledger, where the last two are credits, the three
accounts sum to the same.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final
from typing import NamedTuple

from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants import rule_forms
from riga_grants import shares
from riga_grants.directives import Rule
from riga_grants.directives import Source
from riga_grants.facts import Fact
from riga_grants.instalments import LAPSED
from riga_grants.instalments import RECEIVED
from riga_grants.instalments import Step
from riga_grants.instalments import Terms
from riga_grants.instalments import plan
from riga_grants.instalments import receipts
from riga_grants.model import Agreement
from riga_grants.shares import Shares
from riga_grants.shares import SourceShare

APPROVED: Final = frozenset({"approved", "closed"})
"""States of a period whose report the funder has accepted."""


_ACCOUNTS: Final = (names.EARNED, names.ADVANCE, names.RECEIVABLE, names.REPAYABLE)
"""The accounts that the ledger keeps by funder."""


class Position(NamedTuple):
    """What a funder owes us, what of its money we must still spend or return, and what is confirmed to go back to it."""

    receivable: int
    advance: int
    repayable: int

    @property
    def net(self) -> int:
        """What the three come to: positive where the funder owes us, negative where we hold its money."""
        return self.receivable - self.advance - self.repayable


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a project stands with one funder on a day, in cents.

    `eligible` is the project's whole eligible cost and `base` what of it this funder shares in. `earned` is what the funder
    bears (where the agreement does not tell enough to compute that, what is booked), `booked_earned` what Income:CoFinancing
    says. `received` and `returned` are money only. `booked` is what the three accounts say. `limit` is the most that the funder
    pays for now: until the final report is approved (`over`) its ceiling, or the part of it that the rule payment-ceiling
    allows, then the final grant; None where no ceiling is stated. `small` is the amount below which a recovery may stay (rule
    small-recovery), None where the agreement has no such rule.
    """

    source: Source
    rate: Fraction | None
    day: date
    currency: str
    eligible: int
    base: int
    earned: int
    booked_earned: int
    received: int
    returned: int
    booked: Position
    over: bool
    limit: int | None
    small: int | None
    plan: tuple[Step, ...] = ()

    @property
    def final(self) -> int:
        """The final grant by what is accepted so far: min(ceiling, rate × accepted) (AGA 22.3.4)."""
        return self.earned

    @property
    def balance(self) -> int:
        """Final grant less what the funder has paid: positive is still to come, negative is to be returned (AGA 22.3.4)."""
        return self.final - self.received + self.returned

    @property
    def computed(self) -> Position:
        """What the three accounts should say on the day; they do so once the period is closed, or the project settled."""
        return position(self.balance, self.booked.repayable, final=self.over)

    @property
    def next(self) -> Step | None:
        """The first instalment of the plan that is still to come."""
        return next((step for step in self.plan if step.state not in {RECEIVED, LAPSED}), None)

    @property
    def may_stay(self) -> bool:
        """Say whether so little is to be returned in the end that the funder may leave it: less than the rule says."""
        return self.over and self.small is not None and 0 < -self.balance < self.small


def of(agreement: Agreement, facts: Iterable[Fact], day: date, borne: Shares | None = None) -> tuple[Settlement, ...]:
    """Give how a project stands with each funder on a day, by the agreement in force then (`Agreement.at`).

    Those that are no funders any more come last, as long as something stands on their accounts: they have earned us nothing.
    `borne` are the shares of that day, where somebody has computed them already. A project of which no actual figure is
    stated, and none is booked, has nothing to settle: then there are none.
    """
    until = [fact for fact in facts if fact.day <= day]
    if not until and not agreement.project.actuals_stated:
        return ()
    known = shares.of(agreement, until, day) if borne is None else borne
    shared = [(source, known.of(source.funder)) for source in agreement.funders]
    shared += [(share.source, share) for share in former(agreement, until)]
    return tuple(_settlement(agreement, source, share, until, day, known) for source, share in shared)


def former(agreement: Agreement, facts: Iterable[Fact]) -> tuple[SourceShare, ...]:
    """Give what is borne by those who are no funders of an agreement in force (any more) and have a balance: nothing.

    An amendment took them out, or somebody booked on accounts of a funder that the agreement has never named.
    """
    current = {source.funder for source in agreement.funders}
    balances: Counter[tuple[str, str]] = Counter()
    for fact in facts:
        if fact.role in _ACCOUNTS and fact.currency == agreement.project.currency and not fact.parked:
            balances[fact.funder, fact.role] += fact.cents
    left = sorted({funder for (funder, _), cents in balances.items() if cents and funder not in current})
    named = {source.funder: source for source in agreement.sources}
    gone = (
        replace(named[funder], ceiling_cents=None, rate=Fraction(0))
        if funder in named
        else Source(dated=agreement.project.dated, project=agreement.code, funder=funder, ceiling_cents=None, rate=Fraction(0))
        for funder in left
    )
    return tuple(SourceShare(source, source.rate, 0, 0, 0, {}) for source in gone)


def position(net: int, repayable: int, *, final: bool = False) -> Position:
    """Give the position in which nothing stands on both sides, of what a funder owes us in all (negative: we hold its money).

    What is confirmed to go back already (`repayable`) stays so, and the rest is receivable or advance. At the end (`final`)
    nothing can be spent any more: all that we hold goes back.
    """
    back = max(0, -net) if final else max(0, repayable)
    return Position(max(0, net + back), max(0, -net - back), back)


def booked(facts: Sequence[Fact], funder: str, currency: str) -> Position:
    """Give what the ledger's three accounts of a funder say."""
    receivable, advance, repayable = (
        fact_sums.balance(facts, funder, (role,), currency) or 0 for role in (names.RECEIVABLE, names.ADVANCE, names.REPAYABLE)
    )
    return Position(receivable, -advance, -repayable)


def last_day(agreement: Agreement) -> date:
    """Give the project's last day; where none is stated, that of its last period, and without periods the last of all days."""
    return agreement.project.end or max((one.end for one in agreement.periods), default=date.max)


def _settlement(  # noqa: PLR0917 - what is agreed, what is computed, what is booked
    agreement: Agreement, source: Source, own: SourceShare | None, facts: Sequence[Fact], day: date, borne: Shares
) -> Settlement:
    currency = agreement.project.currency
    moves = receipts(facts, source.funder, currency)
    booked_earned = -(fact_sums.balance(facts, source.funder, (names.EARNED,), currency) or 0)
    earned = booked_earned if own is None else own.earned
    reported = {one.name: one.end for one in agreement.periods if agreement.state_of(one.name) in APPROVED}
    over = max(reported.values(), default=date.min) >= last_day(agreement)
    limit = earned if over else _before_the_end(agreement, source)
    room = None if limit is None else max(0, limit - sum(move.cents for move in moves))
    used_rule, small = _rule_for(agreement, rule_forms.ADVANCE_USED, source), agreement.rule(rule_forms.SMALL_RECOVERY)

    @cache
    def used_on(then: date) -> int:
        computed = shares.of(agreement, facts, then).of(source.funder) if used_rule and then != day else None
        return earned if computed is None else computed.earned

    return Settlement(
        source=source,
        rate=agreement.rate(source),
        day=day,
        currency=currency,
        eligible=borne.eligible,
        base=borne.eligible if own is None else own.base + own.charged,
        earned=earned,
        booked_earned=booked_earned,
        received=sum(move.cents for move in moves if move.cents > 0),
        returned=-sum(move.cents for move in moves if move.cents < 0),
        booked=booked(facts, source.funder, currency),
        over=over,
        limit=limit,
        small=small.cents if small else None,
        plan=plan(
            [one for one in agreement.instalments if one.funder == source.funder and source in agreement.funders],
            moves,
            Terms(used_rule.share if used_rule else None, used_on, room, frozenset(reported), over),
            day,
        ),
    )


def _before_the_end(agreement: Agreement, source: Source) -> int | None:
    """Give what a funder pays at most until the final report is approved, floored (AGA: the interim payment ceiling)."""
    rule, ceiling = _rule_for(agreement, rule_forms.PAYMENT_CEILING, source), source.ceiling_cents
    return ceiling if ceiling is None or rule is None else int(ceiling * rule.share // 1)


def _rule_for(agreement: Agreement, name: str, source: Source) -> Rule | None:
    """Give the rule of a name that is about a funder: its own, else the one for all."""
    rules = [rule for rule in agreement.rules_of(name) if rule.funder in {source.funder, ""}]
    return max(rules, key=lambda rule: rule.funder, default=None)

"""The entries that a closing writes: recoverable tax, flat rates, and the co-financing of each source, as Beancount text.

All of them are dated with the period's last day, linked `^<project>-<period>`, and say under `made:` what they are.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from fractions import Fraction
from typing import Final
from typing import NamedTuple

from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants.cofinancing import position
from riga_grants.computed import Due
from riga_grants.directives import Period
from riga_grants.directives import Source
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.shares import SourceShare
from riga_grants.texts import quoted
from riga_grants.texts import slug

PERIOD: Final = "period"
ELIGIBLE, CHARGED, CEILING, RATE = "eligible", "charged", "ceiling", "rate"
EARNED_TO_DATE, CLAIMED_BEFORE = "earned-to-date", "claimed-before"
BASE, TO_DATE, BOOKED_BEFORE = "base", "to-date", "booked-before"
"""Metadata keys by which the arithmetic of a generated entry can be done again."""


class Claim(NamedTuple):
    """What a source owes for a period, in cents: what it has `earned` in all by its end, less what was booked `before`.

    `share` tells how it was computed. `advance` and `receivable` are the changes of those two accounts, with the ledger's sign;
    afterwards `owed` stands as receivable, or `unspent` as advance.
    """

    share: SourceShare
    earned: int
    before: int
    advance: int
    receivable: int
    owed: int
    unspent: int

    @property
    def source(self) -> Source:
        """The source."""
        return self.share.source

    @property
    def cents(self) -> int:
        """What is claimed for the period; negative where more was claimed before than is earned."""
        return self.earned - self.before

    @property
    def moves(self) -> bool:
        """Say whether anything is booked of it."""
        return bool(self.cents or self.advance or self.receivable)


def claim(agreement: Agreement, share: SourceShare, facts: Sequence[Fact], later: Sequence[Fact] = ()) -> Claim:
    """Compute a source's claim from the facts up to a period's end: the advance is used up first, the rest is receivable.

    What stands to be repaid stays, because only the settlement moves it. `later` are the facts after the period's end: what a
    settlement among them has set off is left on both accounts, so that it is not taken twice.
    """
    funder, currency = share.source.funder, agreement.project.currency

    def stands(role: str) -> int:
        return fact_sums.balance(facts, funder, (role,), currency) or 0

    before = -stands(names.EARNED)
    advance, receivable = stands(names.ADVANCE), stands(names.RECEIVABLE)
    owed, unspent = position(advance + receivable + share.earned - before, 0)
    kept = _set_off_later([fact for fact in later if fact.funder == funder and fact.currency == currency], owed, unspent)
    owed, unspent = owed + kept, unspent + kept
    return Claim(share, share.earned, before, -unspent - advance, owed - receivable, owed, unspent)


def _set_off_later(later: Sequence[Fact], owed: int, unspent: int) -> int:
    """Give by how much receivable and advance must both be more, or a later settlement leaves one of them below zero."""
    short = 0
    for day in {fact.day for fact in later if fact.made == names.SETTLEMENT}:
        until = [fact for fact in later if fact.day <= day and not fact.parked]
        receivable = sum(fact.cents for fact in until if fact.role == names.RECEIVABLE)
        advance = sum(fact.cents for fact in until if fact.role == names.ADVANCE)
        short = max(short, -owed - receivable, advance - unspent)
    return short


def of_rules(code: str, period: Period, vat: Iterable[Due], flat: Iterable[Due], currency: str) -> str:
    """Write the entries that take recoverable tax out of the eligible cost, and those that book flat rates."""
    written = [
        _entry(
            code,
            period,
            f"Atgūstamais PVN, {period.name}: {due.account}",
            (
                (names.MADE, quoted(names.VAT_CUT)),
                (names.FUNDER, quoted(due.funder) if due.funder else ""),
                (names.DOCUMENT_DATE, str(due.dated or "")),
                *_arithmetic(due, currency),
            ),
            ((due.account, -due.cents), (_ineligible(code, due.account), due.cents)),
            currency,
        )
        for due in vat
    ]
    written += [
        _entry(
            code,
            period,
            f"Vienotā likme, {period.name}: {due.account}",
            ((names.MADE, quoted(names.FLAT_RATE)), *_arithmetic(due, currency)),
            ((due.account, due.cents), (names.RECOVERED, -due.cents)),
            currency,
        )
        for due in flat
    ]
    return "".join(written)


def _arithmetic(due: Due, currency: str) -> tuple[tuple[str, str], ...]:
    return (
        (BASE, _amount(due.base, currency)),
        (RATE, quoted(_fraction(due.rule.share))),
        (TO_DATE, _amount(due.total, currency)),
        (BOOKED_BEFORE, _amount(due.booked, currency)),
    )


def _ineligible(code: str, account: str) -> str:
    return account.replace(f"{names.COST}:{code}:", f"{names.INELIGIBLE}:{code}:", 1)


def of_claims(code: str, period: Period, claims: Iterable[Claim], currency: str) -> str:
    """Write the co-financing entry of each source that something changes for."""
    return "".join(
        _entry(
            code,
            period,
            f"Līdzfinansējums, {period.name}: {one.source.funder}",
            _claimed(one, currency),
            (
                (f"{names.EARNED}:{one.source.funder}:{code}", -one.cents),
                (f"{names.ADVANCE}:{one.source.funder}:{code}", one.advance),
                (f"{names.RECEIVABLE}:{one.source.funder}:{code}", one.receivable),
            ),
            currency,
        )
        for one in claims
        if one.moves
    )


def _claimed(one: Claim, currency: str) -> tuple[tuple[str, str], ...]:
    ceiling = one.source.ceiling_cents
    return (
        (names.MADE, quoted(names.CLAIM)),
        (ELIGIBLE, _amount(one.share.base, currency)),
        (CHARGED, _amount(one.share.charged, currency) if one.share.charged else ""),
        (RATE, quoted(_fraction(one.share.rate or Fraction(0)))),
        (CEILING, "" if ceiling is None else _amount(ceiling, currency)),
        (EARNED_TO_DATE, _amount(one.earned, currency)),
        (CLAIMED_BEFORE, _amount(one.before, currency)),
    )


def _fraction(rate: Fraction) -> str:
    return f"{rate.numerator}/{rate.denominator}"


def _amount(cents: int, currency: str) -> str:
    return f"{to_decimal(cents)} {currency}"


def link(code: str, period: str) -> str:
    """Give the link of what a closing writes; of the period's name what a link may hold."""
    return f"{code}-{slug(period).upper()}"


def _entry(  # noqa: PLR0917 - the parts of an entry
    code: str,
    period: Period,
    narration: str,
    metadata: Iterable[tuple[str, str]],
    postings: Iterable[tuple[str, int]],
    currency: str,
) -> str:
    head = f"{period.end} * {quoted(narration)} ^{link(code, period.name)}"
    said = [f"  {key}: {value}" for key, value in ((PERIOD, quoted(period.name)), *metadata) if value]
    moved = [f"  {account}  {_amount(cents, currency)}" for account, cents in postings if cents]
    return "\n".join([head, *said, *moved]) + "\n\n"

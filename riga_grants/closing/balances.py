"""What stands on a project's accounts at the end of a day, to be asserted from then on by Beancount itself."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from typing import NamedTuple

from beancount.core.data import Transaction

from riga_grants.chains.canon import number
from riga_grants.chains.canon import owns


class Held(NamedTuple):
    """What an account holds with all accounts below it, in one currency or unit."""

    account: str
    number: Decimal
    currency: str

    def asserted(self, day: date) -> str:
        """Write the assertion that it is so, exactly, when a day begins."""
        return f"{day} balance {self.account}  {number(self.number)} ~ 0 {self.currency}\n"


def held(entries: Iterable[Any], code: str, day: date) -> list[Held]:
    """Give what stands on each account of a project that has postings up to a day, 0 included, by account and currency.

    Beancount's assertion on an account counts those below it, so this does too.
    """
    own: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for account, amount, currency in _moves(entries, day):
        if owns(account, code):
            own[account, currency] += amount
    return [Held(account, _with_those_below(own, account, currency), currency) for account, currency in sorted(own)]


def _with_those_below(own: Mapping[tuple[str, str], Decimal], above: str, currency: str) -> Decimal:
    parts = [held for (account, unit), held in own.items() if unit == currency and _at_or_below(account, above)]
    return sum(parts, Decimal(0))


def _moves(entries: Iterable[Any], day: date) -> Iterator[tuple[str, Decimal, str]]:
    for entry in entries:
        if isinstance(entry, Transaction) and entry.date <= day:
            for posting in entry.postings:
                if posting.units is not None and posting.units.number is not None:
                    yield posting.account, posting.units.number, posting.units.currency


def _at_or_below(account: str, above: str) -> bool:
    return f"{account}:".startswith(f"{above}:")

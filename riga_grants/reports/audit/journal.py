"""The postings of a project, whole: every transaction that touches one of its accounts, with all of its other sides.

So debit and credit are equal. Amounts are the weights by which Beancount balances a transaction, in cents.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any
from typing import NamedTuple

from beancount.core.account_types import get_account_sort_key
from beancount.core.data import Transaction
from beancount.parser.options import get_account_types

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.books import Books
from riga_grants.chains.canon import owns
from riga_grants.errors import Place
from riga_grants.facts import place_of
from riga_grants.facts import weight_of

Key = tuple[str, str]
"""An account and a currency."""


class Posted(NamedTuple):
    """A posting as a ledger shows it. `cents` is None where the amount is not whole cents; then `exact` is that amount.

    `number` counts the transactions of the books in the order of their days; `place` is named from the books' folder.
    """

    day: date
    number: int
    document_no: str
    issuer: str
    narration: str
    cents: int | None
    exact: Decimal
    flag: str
    place: str


class Journal(NamedTuple):
    """The postings of a project in a period, by account and currency in the order of a ledger, and what stood there before."""

    posted: Mapping[Key, Sequence[Posted]]
    openings: Mapping[Key, int]

    @property
    def broken(self) -> int:
        """How many postings are not whole cents, and so stand in no sum."""
        return sum(one.cents is None for posted in self.posted.values() for one in posted)


def journal(books: Books, one: Asked) -> Journal:
    """Collect the postings of a project from the period's first to its last day, up to the day that is asked about.

    Of accounts that are not the project's own, the opening balance too is what the project's transactions made it.
    """
    posted: dict[Key, list[Posted]] = {}
    openings: dict[Key, int] = {}
    start, last = one.period.start, one.last
    for number, entry in _transactions(books.entries, one.code):
        if entry.date > last:
            break
        said = _said(entry)
        for posting in entry.postings:
            amount, currency = weight_of(posting)
            cents, key = _cents(amount), (posting.account, currency)
            if entry.date < start:
                openings[key] = openings.get(key, 0) + (cents or 0)
                continue
            meta = posting.meta or {}
            document_no = str(meta[names.DOCUMENT_NO]) if names.DOCUMENT_NO in meta else said[0]
            place = _place(books, meta if "lineno" in meta else entry.meta)
            row = Posted(entry.date, number, document_no, *said[1:], cents, amount, posting.flag or entry.flag or "", place)
            posted.setdefault(key, []).append(row)
    types = get_account_types(books.options)  # type: ignore[no-untyped-call] # nor there
    shown = posted.keys() | {key for key, cents in openings.items() if cents}
    order = sorted(shown, key=lambda key: (get_account_sort_key(types, key[0]), key[1]))
    return Journal({key: posted.get(key, ()) for key in order}, {key: openings.get(key, 0) for key in order})


def _transactions(entries: Sequence[Any], code: str) -> Iterator[tuple[int, Transaction]]:
    """Give the transactions that touch a project's accounts, with their numbers among all."""
    mine = cache(lambda account: owns(account, code))
    number = 0
    for entry in entries:
        if isinstance(entry, Transaction):
            number += 1
            if any(mine(posting.account) for posting in entry.postings):
                yield number, entry


def _said(entry: Transaction) -> tuple[str, str, str]:
    """Give what all postings of a transaction share: its document's number, who issued it or was paid, the narration."""
    meta = entry.meta
    issuer = meta.get(names.ISSUER) or entry.payee or ""
    return str(meta.get(names.DOCUMENT_NO) or ""), str(issuer), entry.narration or ""


def _cents(amount: Decimal) -> int | None:
    """Give an amount in cents, None where it is not whole cents."""
    times = amount * 100
    cents = int(times)
    return cents if cents == times else None


def _place(books: Books, meta: Mapping[str, Any]) -> str:
    return f"{under(books, meta['filename'])}:{meta['lineno']}"


def under(books: Books, file: str) -> str:
    """Name a file from the books' folder."""
    return _under(str(books.root), file)


@cache
def _under(root: str, file: str) -> str:
    return Place(file).under(root).file


def whose(account: str, code: str, codes: frozenset[str]) -> str:
    """Say whose an account is: "" for the project's own, another project's code, or "*" for one that several share."""
    if owns(account, code):
        return ""
    other = place_of(account)[0]
    return other if other in codes else next((part for part in account.split(":")[1:] if part in codes), "*")

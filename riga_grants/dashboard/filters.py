"""Fava's filters as our pages take them: the time filter gives the last day, the others choose projects and postings."""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from typing import Any
from typing import Final

from beancount.core.account import has_component
from beancount.core.data import Posting
from beancount.core.data import Transaction
from fava.core import FavaLedger
from fava.core.filters import Match
from fava.helpers import FavaAPIError
from fava.util.date import parse_date
from flask import request

from riga_grants.books import Books
from riga_grants.errors import Place
from riga_grants.facts import place_of
from riga_grants.facts import posting_place

NAMES: Final = ("time", "account", "filter", "conversion", "interval")
"""Fava's own parameters, which stay in every address."""

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
"""The days between which one can be meant."""


@dataclass(frozen=True, slots=True)
class Sieve:
    """What Fava's filters say. `last` is the last day of the time filter, None without one.

    `entries` are those that the account and text filters let through, over all time; None where there is no such filter.
    `problem` is Fava's sentence on a filter that cannot be read; that one lets everything through.
    """

    last: date | None
    entries: Sequence[Any] | None
    account: str
    problem: str

    def projects(self, books: Books) -> tuple[str, ...]:
        """Give the projects that have a posting which is let through; all without a filter."""
        if self.entries is None:
            return tuple(books.agreements)
        found = {place_of(posting.account)[0] for _, posting in self._postings()}
        return tuple(code for code in books.agreements if code in found)

    def places(self) -> frozenset[Place] | None:
        """Give the places of the postings that are let through, None for all."""
        return None if self.entries is None else frozenset(posting_place(*found) for found in self._postings())

    def _postings(self) -> Iterator[tuple[Transaction, Posting]]:
        """Give the postings let through; Fava's account filter leaves transactions whole, so postings are sifted again."""
        matches = Match(self.account)
        for entry in self.entries or ():
            for posting in entry.postings if isinstance(entry, Transaction) else ():
                if not self.account or has_component(posting.account, self.account) or matches(posting.account):
                    yield entry, posting


def read(ledger: FavaLedger) -> Sieve:
    """Read the filters of the request."""
    account, words, time = (request.args.get(name, "").strip() for name in ("account", "filter", "time"))
    entries: Sequence[Any] | None = None
    problems = []
    if account or words:
        try:
            entries = ledger.get_filtered(account=account, filter=words).entries
        except FavaAPIError as problem:
            problems.append(problem.message)
        except re.error as problem:
            problems.append(f"{account}: {problem}")
    last = _last_day(ledger, time)
    if time and last is None:
        problems.append(time)
    return Sieve(last, entries, account, "; ".join(problems))


def _last_day(ledger: FavaLedger, time: str) -> date | None:
    """Give the last day of a time filter; the end that Fava reads is the day after. None where it cannot be read."""
    try:
        begin, end = parse_date(time, ledger.fava_options.fiscal_year_end)
    except ValueError:
        return None
    return end - timedelta(days=1) if begin and end and FIRST < end <= LAST else None

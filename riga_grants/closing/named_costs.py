"""The costs of a project as control names them: by a document's number or by a key, and on which line."""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from beancount.core.data import Transaction

from riga_grants.booked import Booked
from riga_grants.booked import every
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.chains import cuts
from riga_grants.errors import Text
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.lines import lines_of
from riga_grants.lines import named
from riga_grants.texts import document_key
from riga_grants.texts import plain

_KEY = re.compile(r"\^?(row-[0-9A-Za-z-]{4,})")
_NEAREST = 5
_NEAR = 0.5


class StandingCost(NamedTuple):
    """A cost that stands, its posting as a fact, its entry, and what control has cut of it in all.

    Amounts are cents of the fact's currency, which for a cost by quantity is that of its price.
    """

    cost: Booked
    fact: Fact
    entry: Transaction
    cut: int

    @property
    def left(self) -> int:
        """What is left of it after its cuts; negative of a credit note."""
        return self.fact.cents - self.cut

    @property
    def of(self) -> cuts.CostKey:
        """What it is known by to its cuts."""
        return self.cost.key, self.cost.content.account


class SeveralCosts(WrongUsage):
    """Words that name more than one cost; `costs` are those to choose from."""

    def __init__(self, reason: Text, costs: Sequence[StandingCost]) -> None:
        super().__init__(reason)
        self.costs = tuple(costs)


def costs_of(books: Books, code: str) -> list[StandingCost]:
    """Give the costs of a project that stand, in the order of the ledger; raise WrongUsage for a project that is none."""
    books.agreement(code)
    standing = {cost for found in index(books.entries).by_source.values() for cost in found}
    facts = {fact.place: fact for fact in books.facts[code]}
    cut = cuts.totals(cuts.every(books.entries))
    return [
        StandingCost(cost, facts[cost.place], entry, cut[cost.key, cost.content.account])
        for entry, cost in every(books.entries)
        if cost.content.project == code and cost in standing and cost.place in facts
    ]


def find(books: Books, code: str, which: str, line: str = "") -> list[StandingCost]:
    """Give the costs of a project that a key (or its beginning) or a document's number names, on a line if one is named.

    Raise WrongUsage where there is none; it tells what may have been meant.
    """
    costs = costs_of(books, code)
    found = list(_named(costs, which))
    if not found:
        raise WrongUsage(_unknown(books, code, which, costs))
    if not line:
        return found
    account = named(books.agreements[code], lines_of(books.agreements[code], {}), line)
    if account is None:
        raise WrongUsage(text("“{found}” names no line, or no single line, of {project}.", found=line, project=code))
    on_line = [one for one in found if f"{one.cost.content.account}:".startswith(f"{account}:")]
    if not on_line:
        raise several(text("No cost of “{which}” stands on {account}.", which=which, account=account), found)
    return on_line


def one_of(found: Sequence[StandingCost], which: str) -> StandingCost:
    """Give the only one of some costs; raise SeveralCosts where they are several."""
    if len(found) > 1:
        raise several(text("“{which}” names {count} costs.", which=which, count=len(found)), found)
    return found[0]


def several(reason: Text, found: Sequence[StandingCost]) -> SeveralCosts:
    """Make the error of words that name several costs, or none of several."""
    return SeveralCosts(text("{reason} Name one of them by its key, or its line with --line.", reason=reason), found)


def _named(costs: Sequence[StandingCost], which: str) -> Iterator[StandingCost]:
    """Find costs by what names them; the beginning of a key must begin no other."""
    if match := _KEY.fullmatch(which.strip()):
        keys = {one.cost.key for one in costs if one.cost.key.startswith(match[1])}
        wanted = match[1] if match[1] in keys else next(iter(keys), "") if len(keys) == 1 else ""
        yield from (one for one in costs if one.cost.key == wanted)
    elif number := document_key(plain(which).text):
        yield from (one for one in costs if document_key(one.cost.content.document_no) == number)


def _unknown(books: Books, code: str, which: str, costs: Sequence[StandingCost]) -> Text:
    """Say that a project has no such cost, and which may have been meant: of another project, or of a number like it."""
    elsewhere = _elsewhere(books, code, which)
    if elsewhere:
        return text(
            "{project} has no cost “{which}” that stands; it is one of {others}.",
            project=code,
            which=which,
            others=", ".join(elsewhere),
        )
    known = {one.cost.content.document_no: None for one in costs if one.cost.content.document_no}
    nearest = get_close_matches(which, [*known, *(one.cost.key for one in costs)], _NEAREST, _NEAR)
    return text(
        "{project} has no cost “{which}” that stands; the nearest: {nearest}.",
        project=code,
        which=which,
        nearest=", ".join(dict.fromkeys(nearest)) or "–",
    )


def _elsewhere(books: Books, code: str, which: str) -> list[str]:
    return [other for other in books.agreements if other != code and any(_named(costs_of(books, other), which))]

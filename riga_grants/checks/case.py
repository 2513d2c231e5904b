"""What a rule is checked against: an agreement as it is in force on a day, the facts up to it, and what else it may need."""

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from riga_grants import names
from riga_grants import shares
from riga_grants.checks.documents import Part
from riga_grants.errors import Finding
from riga_grants.errors import Passed
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.rule_forms import SWITCHES


class Neighbour(NamedTuple):
    """A project of the same books (`books` is ""), or of others that were given beside them, with its facts up to the day."""

    books: str
    agreement: Agreement
    facts: Sequence[Fact]


class Price(NamedTuple):
    """What one `unit` cost on a day in another `currency`: a `price` directive of the books."""

    day: date
    unit: str
    currency: str
    rate: Decimal


@dataclass(frozen=True)
class Around:
    """What projects are looked at together with: all of them, those of other books too, and the prices of the books by date."""

    neighbours: Sequence[Neighbour] = ()
    prices: Sequence[Price] = ()

    @cached_property
    def parts(self) -> Mapping[tuple[str, date], Sequence[Part]]:
        """The costs of documents of all projects, by number and date of the document."""
        found: defaultdict[tuple[str, date], list[Part]] = defaultdict(list)
        for neighbour in self.neighbours:
            for fact in neighbour.facts:
                if fact.numbered is not None:
                    found[fact.numbered].append(Part(neighbour.books, neighbour.agreement.code, fact))
        return found


@dataclass(frozen=True)
class Case:
    """One project on a day. `agreement` is what is in force, `whole` has every version; `facts` are dated up to the day."""

    agreement: Agreement
    facts: Sequence[Fact]
    as_of: date
    whole: Agreement
    around: Around = Around()

    @property
    def code(self) -> str:
        """The project's code."""
        return self.agreement.code

    @cached_property
    def shares(self) -> shares.Shares:
        """Who bears the eligible cost up to the day."""
        return shares.of(self.agreement, self.facts, self.as_of)

    @cached_property
    def by_line(self) -> Mapping[str, Sequence[Fact]]:
        """The costs in the project's currency by the line of the budget that they belong to; "" has those of all lines."""
        found: defaultdict[str, list[Fact]] = defaultdict(list)
        currency, budgeted = self.agreement.project.currency, self.agreement.budgeted
        costs = [fact for fact in self.facts if fact.role == names.COST and fact.currency == currency]
        lines = {account: line_of(account, budgeted) for account in {fact.account for fact in costs}}
        for fact in costs:
            found[lines[fact.account]].append(fact)
        return {"": costs, **found}

    @cached_property
    def eligible(self) -> Sequence[Fact]:
        """The costs that count in a claim, in the order of the ledger."""
        return shares.eligible(self.agreement, self.facts, self.as_of)


def as_agreed(agreement: Agreement, found: Finding) -> Finding | None:
    """Make of a finding what the agreement makes of it: as severe as its rule says, or None where it is switched off."""
    rule = agreement.rule(found.code) if found.code in SWITCHES else None
    if rule is None:
        return found
    return (replace(found, severity=rule.severity) if rule.severity else found) if rule.on else None


Result = Finding | Passed
"""What a rule says: a breach, or, where the agreement sets a limit, what was compared and holds."""

"""Who bears the eligible cost of a project up to a day: by source, and of each source by line and by document.

The shares are computed on the cumulated cost (`cofinancing`); what a period bears is the difference of two days. Parts always
sum to the whole: a source's lines to its share, and the documents of a line to the line.
"""

from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple
from typing import TypeVar

from riga_grants import names
from riga_grants import rule_forms
from riga_grants.cofinancing import Borne
from riga_grants.cofinancing import Commitment
from riga_grants.cofinancing import by_weight
from riga_grants.cofinancing import share
from riga_grants.cofinancing import spread
from riga_grants.directives import Source
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import line_of

Key = TypeVar("Key", bound=Hashable)


class Cell(NamedTuple):
    """Costs that are treated alike: of one line, charged to one funder ("": shared), covered by the same sources."""

    line: str
    charged: str
    covered: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class SourceShare:
    """What a source bears, in cents. `base` is the cost that it shares in, `charged` what was charged to it directly.

    `wanted` is its part before the ceiling; `cells` are what it bears by cell. Rate and ceiling are None where not stated.
    """

    source: Source
    rate: Fraction | None
    base: int
    charged: int
    wanted: int
    cells: Mapping[Cell, int]

    @property
    def earned(self) -> int:
        """All that it bears."""
        return sum(self.cells.values())

    @property
    def unborne(self) -> int:
        """What it would bear if it had no ceiling."""
        return max(0, self.wanted - self.earned)

    @property
    def by_line(self) -> dict[str, int]:
        """What it bears by line; the sum is `earned`."""
        lines: dict[str, int] = {}
        for cell, cents in self.cells.items():
            lines[cell.line] = lines.get(cell.line, 0) + cents
        return lines


@dataclass(frozen=True)
class Shares:
    """Who bears the eligible cost up to a day. `facts` are the costs that count, by cell.

    `sources` are the funders of which the agreement tells enough to compute what they bear.
    """

    facts: Mapping[Cell, Sequence[Fact]]
    sources: tuple[SourceShare, ...]

    @property
    def eligible(self) -> int:
        """The eligible cost, in cents."""
        return sum(fact.cents for facts in self.facts.values() for fact in facts)

    def of(self, funder: str) -> SourceShare | None:
        """Give a funder's share; None where it is not computed."""
        return next((one for one in self.sources if one.source.funder == funder), None)

    def by_fact(self, funder: str) -> list[tuple[Fact, int]]:
        """Give what a funder bears of each cost that it may bear, in cents; the costs of a cell sum to the cell."""
        place = next((n for n, one in enumerate(self.sources) if one.source.funder == funder), None)
        cells = () if place is None else self.sources[place].cells
        return [(fact, parts[place or 0]) for cell in cells for fact, parts in self._parts(cell)]

    @cached_property
    def parts(self) -> list[tuple[Fact, tuple[int, ...]]]:
        """What the sources, in their order, bear of each cost: of none more than there is of it, all of them together."""
        return [part for cell in self.facts for part in self._parts(cell)]

    def _parts(self, cell: Cell) -> Iterator[tuple[Fact, tuple[int, ...]]]:
        facts = sorted(self.facts[cell], key=_identity)
        costs = {place: fact.cents for place, fact in enumerate(facts)}
        left, borne = costs, []
        for one in self.sources:
            borne.append(spread(one.cells.get(cell, 0), costs, left))
            left = between(left, borne[-1])
        for place, fact in enumerate(facts):
            yield fact, tuple(part[place] for part in borne)


def of(agreement: Agreement, facts: Iterable[Fact], day: date) -> Shares:
    """Give who bears the eligible cost dated up to a day, by the agreement in force then (`Agreement.at`)."""
    counted = eligible(agreement, facts, day)
    sources = tuple(source for source in agreement.funders if agreement.rate(source) is not None)
    by_cell = _cells(agreement, counted, sources)
    pool = {cell: sum(fact.cents for fact in rows) for cell, rows in by_cell.items()}
    shared = {cell: cents for cell, cents in pool.items() if not cell.charged}
    commitments = [_commitment(agreement, source, pool) for source in sources]
    borne = share(commitments, shared, {cell: cell.covered for cell in shared})
    return Shares(by_cell, tuple(_source_share(agreement, s, b, pool) for s, b in zip(sources, borne, strict=True)))


def eligible(agreement: Agreement, facts: Iterable[Fact], day: date) -> list[Fact]:
    """Keep the costs that count in a claim on a day: not parked, in the project's currency, recognised by the agreement.

    By its rules a cost counts when it was incurred or when its period's report was approved (`recognition`), invoiced or paid
    (`basis`); what nobody pays (in kind, flat rates) counts as soon as it is booked, and a cut together with its cost.
    """
    paid_only = _says(agreement, rule_forms.BASIS) == "paid"
    approved_only = _says(agreement, rule_forms.RECOGNITION) == "approved"
    last = min(day, _approved_through(agreement)) if approved_only else day
    currency = agreement.project.currency
    found = [
        fact for fact in facts if fact.role == names.COST and not fact.parked and fact.day <= last and fact.currency == currency
    ]
    return [fact for fact in found if not paid_only or _counts(fact, day)]


def _counts(fact: Fact, day: date) -> bool:
    """Say whether a cost counts where only what is paid does; a cut repeats when its cost was paid."""
    return fact.in_kind or fact.made not in {"", names.CUT} or _paid(fact, day)


def _says(agreement: Agreement, name: str) -> str:
    rule = agreement.rule(name)
    return next(iter(rule.words), "") if rule else ""


def _approved_through(agreement: Agreement) -> date:
    approved = [period.end for period in agreement.periods if agreement.state_of(period.name) in {"approved", "closed"}]
    return max(approved, default=date.min)


def _paid(fact: Fact, day: date) -> bool:
    return fact.paid is not None and fact.paid <= day


def _cells(agreement: Agreement, counted: Iterable[Fact], sources: Sequence[Source]) -> dict[Cell, list[Fact]]:
    """Put the costs into cells; these in an order that does not depend on which cost was booked first."""
    budgeted = agreement.budgeted
    limited = any(source.lines or (source.valid_from, source.valid_to) != (date.min, date.max) for source in sources)
    all_covered = (True,) * len(sources)
    cells: dict[tuple[str, str, tuple[bool, ...]], list[Fact]] = {}  # plain tuples, which are made three times as fast
    lines: dict[str, str] = {}
    for fact in counted:
        line = lines.get(fact.account) or lines.setdefault(fact.account, line_of(fact.account, budgeted))
        charged = fact.charged
        covered = tuple(source.covers(fact.account, fact.dated) for source in sources) if limited else all_covered
        cells.setdefault((line, charged, covered), []).append(fact)
    return {Cell(*cell): rows for cell, rows in sorted(cells.items())}


def _commitment(agreement: Agreement, source: Source, pool: Mapping[Cell, int]) -> Commitment:
    return Commitment(
        agreement.rate(source) or Fraction(0),
        source.ceiling_cents,
        sum(cents for cell, cents in pool.items() if cell.charged == source.funder),
        source.order,
        source.exhausted != "next",
        source.rounding,
        (source.lines, source.valid_from, source.valid_to),
    )


def _source_share(agreement: Agreement, source: Source, borne: Borne, pool: Mapping[Cell, int]) -> SourceShare:
    charged = {cell: cents for cell, cents in pool.items() if cell.charged == source.funder}
    return SourceShare(
        source,
        agreement.rate(source),
        borne.base,
        sum(charged.values()),
        borne.wanted,
        {**borne.pooled, **by_weight(borne.charged, charged)},
    )


def _identity(fact: Fact) -> tuple[date, str, str, tuple[str, str], int]:
    """Tell costs of a cell apart by what they say, so that the odd cent does not depend on which was booked first."""
    return fact.day, fact.document_no, fact.account, fact.text, fact.cents


def between(later: Mapping[Key, int], earlier: Mapping[Key, int]) -> dict[Key, int]:
    """Give the difference of two days, line by line (or by whatever the keys are)."""
    return {key: later.get(key, 0) - earlier.get(key, 0) for key in {**later, **earlier}}

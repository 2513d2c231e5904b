"""Who bears how much of the eligible cost. Pure arithmetic on integer cents.

A source's share is computed on the cumulated eligible cost that it covers, with the exact rate, floored to the cent and capped,
never invoice by invoice: `earned = min(ceiling, ⌊eligible × rate⌋)`. So a full budget earns the ceiling to the cent, no funder
ever pays above its rate or its ceiling, and a period's share is the difference to what was earned before. (EU annotated grant
agreement, articles 5.2 and 22.3; the city's example in docs/accounting.md.)
"""

from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any
from typing import NamedTuple
from typing import TypeVar

from riga_grants.money import apportion

Cell = TypeVar("Cell", bound=Hashable)
"""A part of the cost that is treated alike: by the same sources covered, on one line."""


class Commitment(NamedTuple):
    """What a source promises: its exact rate, its ceiling in cents (None: no ceiling), and when it is used.

    `charged` are the cents that were charged to it directly: they come first, in full, and count towards the ceiling. Sources
    of one `order` bear side by side, a later one what they leave. `to_own` says that what it cannot bear for its ceiling falls
    to own funds and not to the sources after it. `rounding` says that it bears the cents that flooring leaves.
    """

    rate: Fraction
    ceiling: int | None
    charged: int = 0
    order: int = 0
    to_own: bool = False
    rounding: bool = False


class Borne(NamedTuple):
    """What a source bears, in cents: of the costs `charged` to it, and of those that it shares, `pooled` by cell.

    `base` is the cost that its rate is applied to, `wanted` its part of it (with what was charged) before the ceiling.
    """

    charged: int
    pooled: Mapping[Any, int]
    base: int
    wanted: int

    @property
    def earned(self) -> int:
        """All that the source bears."""
        return self.charged + sum(self.pooled.values())


def earned(eligible_cents: int, ceiling_cents: int, budget_cents: int) -> int:
    """Give what a source has earned by `eligible_cents` of cumulated eligible cost; 0 while credit notes outweigh costs.

    `ceiling_cents` is the source's absolute ceiling, `budget_cents` (above 0) the whole eligible budget it was agreed for.
    """
    return max(0, min(ceiling_cents, eligible_cents * ceiling_cents // budget_cents))


def share(commitments: Sequence[Commitment], cost: Mapping[Cell, int], covered: Mapping[Cell, Sequence[bool]]) -> list[Borne]:
    """Give what each source bears of the cost that no source is charged with directly, in the order of `commitments`.

    `cost` is in cents by cell; `covered` says for each cell which of the sources may bear it. The parts of a source sum to what
    it bears, all sources together never bear more than the cost that they cover, and what is left is borne by own funds.
    """
    left = dict(cost)
    found: dict[int, Borne] = {}
    by_order = sorted(range(len(commitments)), key=lambda n: commitments[n].order)
    for _, peers in groupby(by_order, key=lambda n: commitments[n].order):
        base = dict(left)
        for n in _bearer_last(peers, commitments):
            one = commitments[n]
            mine = {cell: cents for cell, cents in base.items() if covered[cell][n]}
            whole = sum(mine.values())
            wanted = max(0, _wanted(n, commitments, found, whole))
            room = max(0, sum(cents for cell, cents in left.items() if covered[cell][n]))
            charged = one.charged if one.ceiling is None else max(0, min(one.charged, one.ceiling))
            got = min(wanted, room) if one.ceiling is None else min(wanted, room, max(0, one.ceiling - charged))
            pooled = by_weight(got, mine)
            found[n] = Borne(charged, pooled, whole, wanted + one.charged)
            gone = by_weight(min(wanted, room), mine) if one.to_own else pooled
            for cell, cents in gone.items():
                left[cell] -= cents
    return [found[n] for n in range(len(commitments))]


def _bearer_last(peers: Iterable[int], commitments: Sequence[Commitment]) -> list[int]:
    return sorted(peers, key=lambda n: commitments[n].rounding)


def _wanted(n: int, commitments: Sequence[Commitment], found: Mapping[int, Borne], base: int) -> int:
    """Give a source's part of a base: floored, or what the floors of its peers leave of their common part."""
    one = commitments[n]
    if not one.rounding:
        return int(base * one.rate // 1)
    peers = [m for m in found if commitments[m].order == one.order and found[m].base == base]
    together = one.rate + sum((commitments[m].rate for m in peers), Fraction(0))
    return int(base * together // 1) - sum(int(base * commitments[m].rate // 1) for m in peers)


def by_weight(cents: int, weights: Mapping[Cell, int]) -> dict[Cell, int]:
    """Apportion an amount by largest remainder, so that the parts sum to it; nothing where the weights sum to 0 or less."""
    if sum(weights.values()) <= 0:
        return dict.fromkeys(weights, 0)
    return dict(zip(weights, apportion(cents, list(weights.values())), strict=True))


def position(earned_cents: int, received_cents: int) -> tuple[int, int]:
    """Split earned against received into (receivable, advance): owed to us, or still to be spent or returned."""
    return max(0, earned_cents - received_cents), max(0, received_cents - earned_cents)

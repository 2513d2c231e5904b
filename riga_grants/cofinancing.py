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
    to own funds and not to the sources after it. `rounding` says that it bears the cents that flooring leaves of what it shares
    with the others of its order and of the same `reach`, which tells what it covers.
    """

    rate: Fraction
    ceiling: int | None
    charged: int = 0
    order: int = 0
    to_own: bool = False
    rounding: bool = False
    reach: Hashable = ()


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


def share(commitments: Sequence[Commitment], cost: Mapping[Cell, int], covered: Mapping[Cell, Sequence[bool]]) -> list[Borne]:
    """Give what each source bears of the cost that no source is charged with directly, in the order of `commitments`.

    `cost` is in cents by cell; `covered` says for each cell which of the sources may bear it. The parts of a source sum to what
    it bears, all sources together never bear more of any cell than there is, and what is left is borne by own funds.
    """
    left = dict(cost)
    found: dict[int, Borne] = {}
    by_order = sorted(range(len(commitments)), key=lambda n: commitments[n].order)
    for _, peers in groupby(by_order, key=lambda n: commitments[n].order):
        base = dict(left)
        for n in _bearer_last(peers, commitments):
            one = commitments[n]
            mine = {cell: cents for cell, cents in base.items() if covered[cell][n]}
            room = {cell: left[cell] for cell in mine}
            alike = [m for m in found if (commitments[m].order, commitments[m].reach) == (one.order, one.reach)]
            wanted = max(0, _wanted(one, sum(mine.values()), [(commitments[m], found[m]) for m in alike]))
            fits = max(0, min(wanted, sum(room.values())))
            charged, got = _within_ceiling(one, fits)
            pooled = spread(got, mine, room)
            found[n] = Borne(charged, pooled, sum(mine.values()), wanted + one.charged)
            for cell, cents in (spread(fits, mine, room) if one.to_own else pooled).items():
                left[cell] -= cents
    return [found[n] for n in range(len(commitments))]


def _bearer_last(peers: Iterable[int], commitments: Sequence[Commitment]) -> list[int]:
    return sorted(peers, key=lambda n: commitments[n].rounding)


def _wanted(one: Commitment, base: int, peers: Sequence[tuple[Commitment, Borne]]) -> int:
    """Give a source's part of a base: floored, or what `peers`, who share in the same base, leave of their common part."""
    if not one.rounding:
        return int(base * one.rate // 1)
    together = one.rate + sum((peer.rate for peer, _ in peers), Fraction(0))
    return int(base * together // 1) - sum(borne.wanted - peer.charged for peer, borne in peers)


def _within_ceiling(one: Commitment, cents: int) -> tuple[int, int]:
    """Give what a source bears under its ceiling: of what it was charged with, which comes first, and of a shared part.

    Where credit notes outweigh the costs that it was charged with, they lessen its shared part, at most to nothing.
    """
    if one.ceiling is None:
        return max(one.charged, -cents), cents
    charged = min(one.charged, one.ceiling)
    got = min(cents, one.ceiling - charged)
    return max(charged, -got), got


def spread(cents: int, weights: Mapping[Cell, int], room: Mapping[Cell, int]) -> dict[Cell, int]:
    """Apportion by weight, but to no cell more than the `room` in it; what one cannot take goes to those that can.

    The room of a cell lies between 0 and its weight, and `cents` between 0 and the sum of the rooms. Where credit notes
    outweigh the costs, all three have the other sign.
    """
    if sum(weights.values()) < 0:
        turned = spread(
            -cents, {cell: -weight for cell, weight in weights.items()}, {cell: -part for cell, part in room.items()}
        )
        return {cell: -part for cell, part in turned.items()}
    parts = {cell: sorted((0, part, room[cell]))[1] for cell, part in by_weight(cents, weights).items()}
    over = cents - sum(parts.values())
    able = {cell: max(0, room[cell] - part if over > 0 else part) for cell, part in parts.items()}
    more = by_weight(abs(over), able)
    return {cell: part + (more[cell] if over > 0 else -more[cell]) for cell, part in parts.items()}


def by_weight(cents: int, weights: Mapping[Cell, int]) -> dict[Cell, int]:
    """Apportion an amount by largest remainder, so that the parts sum to it; nothing where the weights sum to 0.

    Where credit notes outweigh the costs, it is apportioned as if all had the other sign.
    """
    whole = sum(weights.values())
    if whole == 0:
        return dict.fromkeys(weights, 0)
    sign = 1 if whole > 0 else -1
    parts = apportion(sign * cents, [sign * weight for weight in weights.values()])
    return {cell: sign * part for cell, part in zip(weights, parts, strict=True)}


def position(earned_cents: int, received_cents: int) -> tuple[int, int]:
    """Split earned against received into (receivable, advance): owed to us, or still to be spent or returned."""
    return max(0, earned_cents - received_cents), max(0, received_cents - earned_cents)

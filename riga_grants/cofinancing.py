"""Who bears how much of the eligible cost. Pure arithmetic on integer cents.

The share is computed on the cumulated eligible total, with the exact ratio of the two agreed amounts, floored to the cent
and capped, never invoice by invoice: `earned = min(ceiling, ⌊eligible × ceiling / budget⌋)`. So a full budget earns the
ceiling to the cent, no funder ever pays above its rate or its ceiling, and a period's share is the difference to what was
earned before. (EU annotated grant agreement, articles 5.2 and 22.3; the city's example in docs/cofinancing.md.)
"""

from collections.abc import Mapping

from riga_grants.money import apportion


def earned(eligible_cents: int, ceiling_cents: int, budget_cents: int) -> int:
    """Give what a source has earned by `eligible_cents` of cumulated eligible cost; 0 while credit notes outweigh costs.

    `ceiling_cents` is the source's absolute ceiling, `budget_cents` (above 0) the whole eligible budget it was agreed for.
    """
    return max(0, min(ceiling_cents, eligible_cents * ceiling_cents // budget_cents))


def by_line(earned_cents: int, eligible_by_line: Mapping[str, int]) -> dict[str, int]:
    """Show a source's share line by line: apportioned by largest remainder, so the parts sum to the share to the cent."""
    if sum(eligible_by_line.values()) <= 0:
        return dict.fromkeys(eligible_by_line, 0)
    return dict(zip(eligible_by_line, apportion(earned_cents, list(eligible_by_line.values())), strict=True))


def position(earned_cents: int, received_cents: int) -> tuple[int, int]:
    """Split earned against received into (receivable, advance): owed to us, or still to be spent or returned."""
    return max(0, earned_cents - received_cents), max(0, received_cents - earned_cents)

"""Bars for a terminal: how much of a whole one part is, or what several parts make of it."""

from collections.abc import Sequence
from typing import Final

from riga_grants.i18n import show_percent
from riga_grants.money import apportion
from riga_grants.money import percent
from riga_grants.wording import NOT_STATED

CELLS: Final = 10
EMPTY: Final = "░"
FILLS: Final = "█▓▒"
"""How the parts of a bar are filled, one after the other; further parts share the last."""


def bar(part: int, whole: int | None, lang: str) -> str:
    """Draw how much of a whole a part is, with its per cent; nothing but a dash where there is no whole."""
    pct = None if whole is None or whole <= 0 else percent(part, whole)
    if pct is None:
        return f"{'':<{CELLS}} {NOT_STATED:>7}"
    full = max(0, min(CELLS, int(pct * CELLS / 100)))
    return f"{FILLS[0] * full}{EMPTY * (CELLS - full)} {show_percent(pct, lang) + ' %':>7}"


def stacked(parts: Sequence[int], whole: int) -> str:
    """Draw what each of the parts is of a whole, and the rest of it as empty; nothing where a bar cannot show them."""
    rest = whole - sum(parts)
    if whole <= 0 or rest < 0 or min(parts, default=0) < 0:
        return ""
    sizes = apportion(CELLS, [*parts, rest])
    return "".join(fill_of(n) * size for n, size in enumerate(sizes[:-1])) + EMPTY * sizes[-1]


def fill_of(place: int) -> str:
    """Give the fill of a part by its place."""
    return FILLS[min(place, len(FILLS) - 1)]

"""Chance that always falls the same way: numbers drawn from the hash of what they are for, not from a generator's state.

So a new draw somewhere changes no other draw, and every Python version and operating system draws the same.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

Thing = TypeVar("Thing")


def pick(purpose: str, below: int) -> int:
    """Draw a number from 0 up to, but not including, `below`; the same purpose draws the same number."""
    return int.from_bytes(sha256(purpose.encode("utf-8")).digest()[:8], "big") % below


def choose(purpose: str, things: Sequence[Thing]) -> Thing:
    """Draw one of some things; the same purpose draws the same one."""
    return things[pick(purpose, len(things))]


def around(purpose: str, spread_pct: int) -> int:
    """Draw a percentage around 100, at most `spread_pct` away from it."""
    return 100 - spread_pct + pick(purpose, 2 * spread_pct + 1)

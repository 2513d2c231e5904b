"""Small counts stay hidden: which figures of an indicator a report may show, so that no count under five can be told.

What is shown of an indicator is a system of sums: the count of a stretch of time is the sum of the counts of its parts, and no
count is negative. Read as F(end) − F(start), with F counting from the beginning, every figure bounds a difference of two F,
and what can be told of a hidden one is a shortest path (difference constraints: Bellman 1958; Cormen et al., chapter 24).
Where the figures do not sum (a family that came in two years counts once in all), only those that do are taken together.

Relations between two indicators ("families", "of them with three children") are not known to the books, and not looked for.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from typing import NamedTuple

SMALLEST: Final = 5
"""Counts below it are hidden. (Latvian practice for what a council publishes; Eurostat's threshold is between 3 and 5.)"""

SHOWN, SMALL, WITHHELD = "", f"<{SMALLEST}", "…"
"""What stands in the place of a figure: nothing, that it is small, or that it would tell a small one."""

_ANY: Final = Decimal("Infinity")
_ZERO: Final = Decimal(0)


class Count(NamedTuple):
    """A figure that was reached from `start` up to but without `end`, stated on the day `dated`; `public` is never hidden."""

    start: date
    end: date
    value: Decimal
    dated: date
    public: bool = False

    @property
    def small(self) -> bool:
        """Say whether the figure itself is to be hidden."""
        return not self.public and 0 <= self.value < SMALLEST


Bounds = list[list[Decimal]]
"""How much more than F at one point of time it can be at another, for each two points; closed under adding."""


def marks(counts: Sequence[Count]) -> list[str]:
    """Give for each figure of one indicator what stands in its place: SHOWN, SMALL, or WITHHELD.

    Of each hidden figure at least two values agree with all that is shown, unless public figures tell it. What is withheld
    besides the small ones is what was stated last, so that an earlier report has not shown it, and of that the smallest.
    """
    found = [SMALL if one.small else SHOWN for one in counts]
    systems = _systems(counts) if SMALL in found else []
    while exposed := next(((system, told) for system in systems if (told := _told(counts, system, found))), None):
        system, told = exposed
        shown = [n for n in system if found[n] == SHOWN and not counts[n].public]
        if not shown:
            systems.remove(system)
            continue
        shown.sort(key=lambda n: (-counts[n].dated.toordinal(), counts[n].value))
        helps = (n for n in shown if len(_told(counts, system, _with(found, n))) < len(told))
        found = _with(found, next(helps, shown[0]))
    return found


def _with(found: Sequence[str], place: int) -> list[str]:
    return [*found[:place], WITHHELD, *found[place + 1 :]]


def _systems(counts: Sequence[Count]) -> list[set[int]]:
    """Give sets of figures that sum: one of all, or, where they do not, enough for every figure and every sum that holds."""
    order = [n for n, one in enumerate(counts) if one.value >= 0 and one.start < one.end]
    order.sort(key=lambda n: counts[n].end - counts[n].start)
    systems = [set(_summing(counts, order))]
    if len(systems[0]) < len(order):
        for begin in [*([n] for n in order), *(sums for n in order for sums in _sums(counts, order, n))]:
            if not any(system.issuperset(begin) for system in systems):
                systems.append(set(_summing(counts, [*begin, *(n for n in order if n not in begin)])))
    return systems


def _sums(counts: Sequence[Count], parts: Sequence[int], whole: int) -> Iterator[list[int]]:
    """Give a figure with those that follow each other from its first day to its last and make its value, in every way."""

    def follow(day: date, left: Decimal) -> Iterator[list[int]]:
        if day == counts[whole].end and not left:
            yield [whole]
        for n in parts:
            one = counts[n]
            if n != whole and one.start == day and one.end <= counts[whole].end and one.value <= left:
                yield from ([*others, n] for others in follow(one.end, left - one.value))

    return follow(counts[whole].start, counts[whole].value)


def _summing(counts: Sequence[Count], order: Iterable[int]) -> list[int]:
    """Take up figures one after the other, but those that contradict what was taken up before."""
    points = _points(counts)
    bounds, taken = _free(len(points)), []
    for n in order:
        start, end, value = points[counts[n].start], points[counts[n].end], counts[n].value
        if -bounds[end][start] <= value <= bounds[start][end]:
            bounds = _between(bounds, start, end, value, value)
            taken.append(n)
    return taken


def _told(counts: Sequence[Count], system: Iterable[int], found: Sequence[str]) -> list[int]:
    """List the hidden figures of which what is shown leaves one value."""
    points = _points(counts)
    whole = all(one.value == one.value.to_integral_value() for one in counts)
    most = Decimal(SMALLEST - 1 if whole else SMALLEST)
    limits = {SMALL: (_ZERO, most), WITHHELD: (Decimal(SMALLEST), _ANY)}
    bounds, hidden = _free(len(points)), []
    for n in system:
        start, end, value = points[counts[n].start], points[counts[n].end], counts[n].value
        bounds = _between(bounds, start, end, *limits.get(found[n], (value, value)))
        hidden += [(n, start, end)] if found[n] else []
    return [n for n, start, end in hidden if -bounds[end][start] == bounds[start][end]]


def _points(counts: Iterable[Count]) -> dict[date, int]:
    return {day: n for n, day in enumerate(sorted({day for one in counts for day in one[:2]}))}


def _free(points: int) -> Bounds:
    """Give what holds of any counts: F never falls."""
    return [[_ZERO if b <= a else _ANY for b in range(points)] for a in range(points)]


def _between(bounds: Bounds, start: int, end: int, least: Decimal, most: Decimal) -> Bounds:
    """Add that the count from one point to another lies between two values."""
    return _at_most(_at_most(bounds, start, end, most), end, start, -least)


def _at_most(bounds: Bounds, start: int, end: int, most: Decimal) -> Bounds:
    """Add one bound, and what it makes of the others."""
    if most >= bounds[start][end]:
        return bounds
    return [[min(old, row[start] + most + beyond) for old, beyond in zip(row, bounds[end], strict=True)] for row in bounds]

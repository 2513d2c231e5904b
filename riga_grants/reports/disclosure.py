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
from functools import lru_cache
from typing import Final
from typing import NamedTuple

SMALLEST: Final = 5
"""Counts below it are hidden. (Latvian practice for what a council publishes; Eurostat's threshold is between 3 and 5.)"""

SHOWN, SMALL, WITHHELD = "", f"<{SMALLEST}", "…"
"""What stands in the place of a figure: nothing, that it is small, or that it would tell a small one."""

_ANY: Final = 10**60
"""More than any figure: there is no bound."""


class Count(NamedTuple):
    """A figure that was reached from `start` up to but without `end`, first stated on `dated`; `public` is never hidden."""

    start: date
    end: date
    value: Decimal
    dated: date
    public: bool = False

    @property
    def small(self) -> bool:
        """Say whether the figure itself is to be hidden."""
        return not self.public and 0 <= self.value < SMALLEST


Bounds = list[list[int]]
"""How much more than F at one point of time it can be at another, for each two points; closed under adding."""


@lru_cache(1024)
def marks(counts: tuple[Count, ...]) -> tuple[str, ...]:
    """Give for each figure of one indicator what stands in its place: SHOWN, SMALL, or WITHHELD.

    Of each hidden figure at least two values agree with all that is shown, unless public figures tell it. What is withheld
    besides the small ones is what was first stated last, so that an earlier report has not shown it, and of that the smallest.
    """
    found = tuple(SMALL if one.small else SHOWN for one in counts)
    systems = _systems(counts) if SMALL in found else []
    while told := next((one for system in systems if (one := _told(counts, system, found)).hidden), None):
        by = sorted(told.by, key=lambda n: (-counts[n].dated.toordinal(), counts[n].value))
        if by:
            helps = (n for n in by if len(_told(counts, told.system, _with(found, n)).hidden) < len(told.hidden))
            found = _with(found, next(helps, by[0]))
        else:
            systems.remove(told.system)
    return found


def _with(found: tuple[str, ...], place: int) -> tuple[str, ...]:
    return (*found[:place], WITHHELD, *found[place + 1 :])


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
    points, (_, values) = _points(counts), _units(counts)
    bounds, taken = _free(len(points)), []
    for n in order:
        start, end, value = points[counts[n].start], points[counts[n].end], values[n]
        if -bounds[end][start] <= value <= bounds[start][end]:
            bounds = _between(bounds, start, end, value, value)
            taken.append(n)
    return taken


class _Told(NamedTuple):
    """Of a set of figures that sum the hidden ones for which one value is left, and the shown ones that leave no other."""

    system: set[int]
    hidden: list[int]
    by: list[int]


def _told(counts: Sequence[Count], system: set[int], found: Sequence[str]) -> _Told:
    """Work out what can be told of the hidden figures."""
    points = _points(counts)
    one, values = _units(counts)
    limits = {SMALL: (0, SMALLEST * one - 1), WITHHELD: (SMALLEST * one, _ANY)}
    spans = {n: (points[counts[n].start], points[counts[n].end]) for n in system}
    bounds = _free(len(points))
    for n, (start, end) in spans.items():
        bounds = _between(bounds, start, end, *limits.get(found[n], (values[n], values[n])))
    hidden = [n for n, (start, end) in spans.items() if found[n] and -bounds[end][start] == bounds[start][end]]
    by = [
        n
        for n, span in spans.items()
        if found[n] == SHOWN and not counts[n].public and any(_binds(bounds, span, values[n], spans[m]) for m in hidden)
    ]
    return _Told(system, hidden, by)


def _binds(bounds: Bounds, span: tuple[int, int], value: int, other: tuple[int, int]) -> bool:
    """Say whether a figure is part of what bounds another: whether it lies on a shortest path, from either side."""
    start, end = span
    return any(
        bounds[a][b] in (bounds[a][start] + value + bounds[end][b], bounds[a][end] - value + bounds[start][b])
        for a, b in (other, other[::-1])
    )


def _units(counts: Sequence[Count]) -> tuple[int, list[int]]:
    """Give the figures as whole numbers of the smallest unit that one of them is stated in, and one as so many of them."""
    places = max(0, *(-int(one.value.as_tuple().exponent) for one in counts))
    return 10**places, [int(one.value.scaleb(places)) for one in counts]


def _points(counts: Iterable[Count]) -> dict[date, int]:
    return {day: n for n, day in enumerate(sorted({day for one in counts for day in one[:2]}))}


def _free(points: int) -> Bounds:
    """Give what holds of any counts: F never falls."""
    return [[0 if b <= a else _ANY for b in range(points)] for a in range(points)]


def _between(bounds: Bounds, start: int, end: int, least: int, most: int) -> Bounds:
    """Add that the count from one point to another lies between two values."""
    return _at_most(_at_most(bounds, start, end, most), end, start, -least)


def _at_most(bounds: Bounds, start: int, end: int, most: int) -> Bounds:
    """Add one bound, and what it makes of the others: nothing of those from a point whose own to `end` is as close already."""
    beyond = bounds[end]
    return [
        row
        if (so_far := row[start] + most) >= row[end]
        else [min(old, so_far + more) for old, more in zip(row, beyond, strict=True)]
        for row in bounds
    ]

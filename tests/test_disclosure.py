"""Small counts stay hidden: what a report shows of an indicator never leaves one value for a figure that it hides."""

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from riga_grants.reports.disclosure import SHOWN
from riga_grants.reports.disclosure import SMALL
from riga_grants.reports.disclosure import WITHHELD
from riga_grants.reports.disclosure import Count
from riga_grants.reports.disclosure import marks

START = date(2014, 1, 1)
Stretch = tuple[int, int]


def point(n: int) -> date:
    return START + timedelta(days=91 * n)


def count(start: int, end: int, value: int | Decimal, stated: int = 0, *, public: bool = False) -> Count:
    """Make a figure of the quarters from one up to but without another, stated in a quarter."""
    return Count(point(start), point(end), Decimal(value), point(stated), public)


# --- what is shown ---------------------------------------------------------------------------------------------------

Q1, Q2, Q3, Q4, YEAR = (0, 1), (1, 2), (2, 3), (3, 4), (0, 4)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([count(*Q1, 5)], [SHOWN]),
        ([count(*Q1, 4)], [SMALL]),
        ([count(*Q1, 0)], [SMALL]),
        ([count(*Q1, Decimal("4.5"))], [SMALL]),
        ([count(*Q1, -1)], [SHOWN]),
        ([count(*Q1, 3, public=True)], [SHOWN]),
        ([], []),
    ],
    ids=["five", "four", "none", "not whole", "no count", "public", "nothing"],
)
def test_a_figure_under_five_is_hidden(counts: list[Count], shown: list[str]) -> None:
    assert list(marks(tuple(counts))) == shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        # Nothing that it could be told from.
        ([count(*Q1, 3), count(*Q2, 20)], [SMALL, SHOWN]),
        ([count(*Q1, 3), count(*Q2, 20), count(*YEAR, 90)], [SMALL, SHOWN, SHOWN]),
        # All parts and their whole: the next smallest is withheld, so that what is left sums up to two unknowns.
        ([count(0, 2, 60), count(2, 3, 3), count(3, 4, 20), count(*YEAR, 83)], [SHOWN, SMALL, WITHHELD, SHOWN]),
        # Of what was stated on different days the latest, for an earlier report has shown the others.
        ([count(*Q1, 20, 1), count(1, 4, 3, 2), count(*YEAR, 23, 4)], [SHOWN, SMALL, WITHHELD]),
        ([count(0, 2, 9, 2), count(2, 3, 60, 3), count(3, 4, 3, 4), count(*YEAR, 72, 4)], [SHOWN, SHOWN, SMALL, WITHHELD]),
        # Two that are hidden already hide each other, unless their sum leaves nothing open.
        ([count(0, 2, 3), count(2, 4, 3), count(*YEAR, 6)], [SMALL, SMALL, SHOWN]),
        ([count(0, 2, 4), count(2, 4, 4), count(*YEAR, 8)], [SMALL, SMALL, WITHHELD]),
        ([count(0, 2, 0), count(2, 4, 0), count(*YEAR, 0)], [SMALL, SMALL, SMALL]),
        # A withheld part is five or more: of a whole of 5, it would be all.
        ([count(0, 2, 0), count(2, 4, 5), count(*YEAR, 5)], [SMALL, SHOWN, WITHHELD]),
        # Years of quarters, and all of it of years.
        (
            [
                count(*Q1, 30),
                count(*Q2, 40),
                count(*Q3, 3),
                count(*Q4, 50),
                count(*YEAR, 123),
                count(4, 8, 90),
                count(0, 8, 213),
            ],
            [WITHHELD, SHOWN, SMALL, SHOWN, SHOWN, SHOWN, SHOWN],
        ),
        # A family that came in both halves counts once: they do not sum, and tell nothing.
        ([count(0, 2, 20), count(2, 4, 3), count(*YEAR, 21)], [SHOWN, SMALL, SHOWN]),
        # The quarters do not sum to the year, but the years sum to all.
        (
            [count(0, 2, 30), count(2, 4, 30), count(*YEAR, 40), count(4, 8, 3), count(0, 8, 43)],
            [SHOWN, SHOWN, WITHHELD, SMALL, SHOWN],
        ),
        # A sum that holds among many that do not.
        (
            [count(*Q1, 0), count(*Q2, 0), count(*Q3, 6), count(0, 3, 0), count(0, 2, 1), count(*YEAR, 6), count(2, 4, 5)],
            [SMALL, SMALL, WITHHELD, SMALL, SMALL, SHOWN, WITHHELD],
        ),
        # What is public stays, and what it tells is told.
        ([count(0, 2, 3), count(2, 4, 20, public=True), count(*YEAR, 23)], [SMALL, SHOWN, WITHHELD]),
        ([count(0, 2, 3), count(2, 4, 20, public=True), count(*YEAR, 23, public=True)], [SMALL, SHOWN, SHOWN]),
    ],
)
def test_what_would_tell_it_is_withheld(counts: list[Count], shown: list[str]) -> None:
    assert list(marks(tuple(counts))) == shown


# --- what can be told ------------------------------------------------------------------------------------------------


def agrees(mark: str, own: Decimal, value: Decimal) -> bool:
    """Say whether a reader who sees a figure's mark can think of a value."""
    return {SHOWN: value == own, SMALL: 0 <= value <= 4, WITHHELD: value >= 5}[mark]


def readings(counts: Sequence[Count], segments: Sequence[int]) -> Iterator[list[Decimal]]:
    """Give values of all figures that sum, near the true ones: with each quarter a little more or less, but none below 0."""
    places = {point(n): n for n in range(len(segments) + 1)}
    for near in product(*(range(max(0, one - 2), one + 3) for one in segments)):
        yield [Decimal(sum(near[places[one.start] : places[one.end]])) for one in counts]


@st.composite
def additive(draw: st.DrawFn) -> tuple[list[Count], list[int]]:
    """Draw counts by quarter, and some of the stretches that they make."""
    segments = draw(st.lists(st.integers(0, 7), min_size=1, max_size=5))
    every = [(a, b) for a in range(len(segments)) for b in range(a + 1, len(segments) + 1)]
    stretches = draw(st.lists(st.sampled_from(every), unique=True, min_size=1, max_size=9))
    return [count(a, b, sum(segments[a:b]), draw(st.integers(0, 2))) for a, b in stretches], segments


@given(additive())
@settings(max_examples=150)
def test_every_hidden_figure_can_be_read_in_two_ways(drawn: tuple[list[Count], list[int]]) -> None:
    counts, segments = drawn
    shown = marks(tuple(counts))
    seen: list[set[Decimal]] = [set() for _ in counts]
    for values in readings(counts, segments):
        if all(agrees(mark, one.value, value) for mark, one, value in zip(shown, counts, values, strict=True)):
            for found, value in zip(seen, values, strict=True):
                found.add(value)
    assert all(len(found) > 1 for found, mark in zip(seen, shown, strict=True) if mark), (shown, seen)


def tilings(start: date, end: date, parts: Sequence[int], counts: Sequence[Count]) -> Iterator[list[int]]:
    """Give every way to lay parts one after the other from one day to another."""
    if start == end:
        yield []
    for n in parts:
        if counts[n].start == start and counts[n].end <= end:
            yield from ([n, *others] for others in tilings(counts[n].end, end, parts, counts))


@given(st.dictionaries(st.sampled_from([*pairwise(range(5)), (0, 2), (2, 4), (0, 3), (0, 4)]), st.integers(0, 12), max_size=7))
@settings(max_examples=300)
def test_where_figures_do_not_sum_each_sum_that_holds_still_tells_nothing(stated: dict[Stretch, int]) -> None:
    counts = [count(*stretch, value) for stretch, value in stated.items()]
    shown = marks(tuple(counts))
    for whole, one in enumerate(counts):
        others = [n for n in range(len(counts)) if n != whole]
        for parts in tilings(one.start, one.end, others, counts):
            if sum(counts[n].value for n in parts) == one.value:
                assert not told(counts, [*parts, whole], shown)


def told(counts: Sequence[Count], places: Sequence[int], shown: Sequence[str]) -> list[int]:
    """List the hidden figures for which a sum, the last its whole, leaves a single value."""
    choices = {SMALL: range(5), WITHHELD: range(5, 60)}
    ranges = [choices.get(shown[n], [int(counts[n].value)]) for n in places]
    hidden = [k for k, n in enumerate(places) if shown[n]]
    seen: dict[int, set[int]] = {k: set() for k in hidden}
    for *parts, whole in product(*ranges):
        if sum(parts) == whole:
            for k in hidden:
                seen[k].add([*parts, whole][k])
        if hidden and all(len(found) > 1 for found in seen.values()):
            return []
    return [k for k in hidden if len(seen[k]) < 2]


@given(additive())
def test_a_figure_is_hidden_only_where_a_small_one_is(drawn: tuple[list[Count], list[int]]) -> None:
    counts, _ = drawn
    shown = marks(tuple(counts))
    assert [mark == SMALL for mark in shown] == [one.value < 5 for one in counts]
    assert SMALL in shown or WITHHELD not in shown

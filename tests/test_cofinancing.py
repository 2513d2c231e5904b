"""Who bears how much: the share is computed on the cumulated total, exactly, floored, capped. Cases to reckon by hand.

What must hold for any agreement and any costs is in test_properties.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riga_grants import cofinancing
from riga_grants.cofinancing import Commitment

CITY, WHOLE = 425_998_00, 882_205_00
EXACT = Fraction(CITY, WHOLE)
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def earned(commitments: Sequence[Commitment], cost: int) -> list[int]:
    """Give what sources that cover everything bear of a cost."""
    return [borne.earned for borne in cofinancing.share(commitments, {"": cost}, {"": [True] * len(commitments)})]


@pytest.mark.parametrize(
    ("eligible", "borne"),
    [
        (WHOLE, CITY),  # a full budget earns the ceiling to the cent
        (900_000_00, CITY),  # and more cost no more
        (200_000_00, 96_575_73),  # 200 000 × 425 998 / 882 205 = 96 575.739…, the example of rule 2
        (800_000_00, 386_302_95),  # 386 302.956…, the example of rule 4
        (0, 0),
        (-1, 0),  # a credit note before any cost
    ],
)
def test_one_source_bears_its_exact_ratio_floored_and_capped(eligible: int, borne: int) -> None:
    assert earned([Commitment(EXACT, CITY)], eligible) == [borne]


@pytest.mark.parametrize(
    ("commitments", "borne"),
    [
        # 10 001 cents: two halves lose a cent, which is own burden, or the one's that bears the rounding.
        ([Commitment(HALF, None), Commitment(HALF, None)], [5_000, 5_000]),
        ([Commitment(HALF, None), Commitment(HALF, None, rounding=True)], [5_000, 5_001]),
        ([Commitment(HALF, None, rounding=True), Commitment(HALF, None)], [5_001, 5_000]),
        # Three thirds of 10 001: 3 333 each, two cents are left; of two that offer to bear them the first does.
        ([Commitment(THIRD, None)] * 2 + [Commitment(THIRD, None, rounding=True)], [3_333, 3_333, 3_335]),
        ([Commitment(THIRD, None), *[Commitment(THIRD, None, rounding=True)] * 2], [3_333, 3_334, 3_334]),
        # One after the other: the second bears half of what the first leaves.
        ([Commitment(HALF, None), Commitment(HALF, None, order=1)], [5_000, 2_500]),
        # What the first cannot bear for its ceiling is the next one's, or own.
        ([Commitment(Fraction(1), 6_000), Commitment(Fraction(1), None, order=1)], [6_000, 4_001]),
        ([Commitment(Fraction(1), 6_000, to_own=True), Commitment(Fraction(1), None, order=1)], [6_000, 0]),
        # Rates above the whole are a finding (source-rates); no cent is borne twice.
        ([Commitment(Fraction(1), None), Commitment(HALF, None)], [10_001, 0]),
        # What it is charged with counts towards the ceiling; credit notes that it is charged with lessen its share.
        ([Commitment(HALF, 5_400, charged=1_000)], [5_400]),
        ([Commitment(HALF, 900, charged=1_000)], [900]),
        ([Commitment(HALF, None, charged=-1_000)], [4_000]),
        ([Commitment(HALF, 4_500, charged=-1_000)], [4_000]),
        ([Commitment(HALF, None, charged=-9_000)], [0]),
    ],
)
def test_several_sources_share_a_hundred_euros_and_a_cent(commitments: Sequence[Commitment], borne: list[int]) -> None:
    assert earned(commitments, 10_001) == borne


def test_two_halves_of_single_cents_never_bear_the_same_cent() -> None:
    halves = [Commitment(HALF, None), Commitment(HALF, None)]
    borne = cofinancing.share(halves, {"a": 1, "b": 1}, {"a": [True, True], "b": [True, True]})
    assert [one.pooled for one in borne] == [{"a": 1, "b": 0}, {"a": 0, "b": 1}]


def test_a_source_of_one_line_leaves_the_other_its_due() -> None:
    """The ministry pays half of the rent, the city half of all: each line's halves are its own."""
    borne = cofinancing.share(
        [Commitment(HALF, None), Commitment(HALF, None)],
        {"Rent": 100_00, "Staff": 300_00},
        {"Rent": [True, True], "Staff": [False, True]},
    )
    assert [one.pooled for one in borne] == [{"Rent": 50_00}, {"Rent": 50_00, "Staff": 150_00}]


def test_only_sources_that_cover_the_same_cost_share_its_rounding() -> None:
    """Each bears a third of 11 cents on its own line: 3. The cent that the two thirds would make together is nobody's."""
    borne = cofinancing.share(
        [Commitment(THIRD, None, reach="Rent"), Commitment(THIRD, None, rounding=True, reach="Staff")],
        {"Rent": 11, "Staff": 11},
        {"Rent": [True, False], "Staff": [False, True]},
    )
    assert [one.earned for one in borne] == [3, 3]


weights = st.dictionaries(st.text(min_size=1), st.integers(-(10**9), 10**9), min_size=1)


@given(weights, st.fractions(0, 1))
def test_parts_sum_to_the_whole_and_each_is_within_a_cent_of_its_exact_part(
    eligible: Mapping[str, int], rate: Fraction
) -> None:
    whole = sum(eligible.values())
    parts = cofinancing.by_weight(int(whole * rate), eligible)
    assert parts.keys() == eligible.keys()
    assert sum(parts.values()) == int(whole * rate)
    for line, part in parts.items():
        assert min(0, eligible[line]) <= part <= max(0, eligible[line])
        assert whole == 0 or abs(Fraction(int(whole * rate) * eligible[line], whole) - part) < 1


def test_a_funder_owes_us_or_we_hold_its_money_never_both() -> None:
    assert cofinancing.position(100, 60) == (40, 0)
    assert cofinancing.position(60, 100) == (0, 40)
    assert cofinancing.position(0, -5) == (5, 0)

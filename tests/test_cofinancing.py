"""Who bears how much: the share is computed on the cumulated total, exactly, floored, capped."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from riga_grants import cofinancing

CITY, WHOLE = 425_998_00, 882_205_00

amounts = st.integers(min_value=-50_000_00, max_value=500_000_00)
agreements = st.tuples(st.integers(1, 10**10), st.integers(1, 10**10)).map(lambda pair: (min(pair), max(pair)))


def test_a_full_budget_earns_the_ceiling_to_the_cent() -> None:
    assert cofinancing.earned(WHOLE, CITY, WHOLE) == CITY


def test_above_the_budget_nothing_more_is_earned() -> None:
    assert cofinancing.earned(900_000_00, CITY, WHOLE) == CITY


def test_half_way_the_exact_ratio_is_floored() -> None:
    # 200 000 × 425 998 / 882 205 = 96 575.739…, the example of rule 2.
    assert cofinancing.earned(200_000_00, CITY, WHOLE) == 96_575_73


def test_credit_notes_before_any_cost_earn_nothing() -> None:
    assert cofinancing.earned(-1, CITY, WHOLE) == 0


@given(agreements)
def test_any_full_budget_earns_its_ceiling(agreement: tuple[int, int]) -> None:
    ceiling, budget = agreement
    assert cofinancing.earned(budget, ceiling, budget) == ceiling


@given(agreements, st.lists(amounts, max_size=40))
def test_never_above_rate_or_ceiling_at_any_point_in_time(agreement: tuple[int, int], costs: list[int]) -> None:
    ceiling, budget = agreement
    for day in range(len(costs) + 1):
        eligible = sum(costs[:day])
        earned = cofinancing.earned(eligible, ceiling, budget)
        assert 0 <= earned <= ceiling
        assert earned <= max(Fraction(0), Fraction(eligible * ceiling, budget))
        assert earned == ceiling or max(Fraction(0), Fraction(eligible * ceiling, budget)) - earned < 1


@given(agreements, st.lists(amounts, max_size=40), st.randoms())
def test_periods_add_up_whatever_the_order_of_their_costs(agreement: tuple[int, int], costs: list[int], random: object) -> None:
    """The shares of successive periods are differences of the cumulated share, so they sum to the share of the whole."""
    ceiling, budget = agreement
    shuffled = sorted(costs, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert cofinancing.earned(sum(shuffled), ceiling, budget) == cofinancing.earned(sum(costs), ceiling, budget)
    cumulated = [cofinancing.earned(sum(costs[:n]), ceiling, budget) for n in range(len(costs) + 1)]
    of_periods = [later - earlier for earlier, later in pairwise(cumulated)]
    assert cumulated[0] + sum(of_periods) == cofinancing.earned(sum(costs), ceiling, budget)


@given(st.integers(0, 10**10), st.dictionaries(st.text(min_size=1), st.integers(0, 10**9), min_size=1))
def test_shares_by_line_sum_to_the_share(earned: int, eligible: dict[str, int]) -> None:
    whole = sum(eligible.values())
    share = min(earned, whole)
    parts = cofinancing.by_weight(share, eligible)
    assert parts.keys() == eligible.keys()
    assert sum(parts.values()) == share
    for line, part in parts.items():
        assert 0 <= part <= eligible[line]
        assert whole == 0 or abs(Fraction(share * eligible[line], whole) - part) < 1


def test_a_funder_owes_us_or_we_hold_its_money_never_both() -> None:
    assert cofinancing.position(100, 60) == (40, 0)
    assert cofinancing.position(60, 100) == (0, 40)
    assert cofinancing.position(0, -5) == (5, 0)

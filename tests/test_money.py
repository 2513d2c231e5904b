"""Money: what is read as an amount, what is refused, and that no cent is lost in any split."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riga_grants.errors import UserDataError
from riga_grants.money import apportion
from riga_grants.money import cents_from_float
from riga_grants.money import currency_mark
from riga_grants.money import parse_amount
from riga_grants.money import percent
from riga_grants.money import to_cents
from riga_grants.money import to_decimal

CENTS = st.integers(-(10**12) + 1, 10**12 - 1)

ACCEPTED = {
    "0": 0,
    "1234,5": 1234_50,
    "1234.56": 1234_56,
    "1 234,50": 1234_50,
    "1\u00a0234,50": 1234_50,
    "1\u202f234\u202f567,89": 1234567_89,
    "1.234,56": 1234_56,
    "1,234.56": 1234_56,
    "1.234.567": 1234567_00,
    "1,234,567": 1234567_00,
    "1234,560": 1234_56,
    "-12,00": -12_00,
    "−12,00": -12_00,
    "- 12": -12_00,
    "(12,00)": -12_00,
    "12 EUR": 12_00,
    "12,50 eur": 12_50,
    "€12,50": 12_50,
    "€ -12,50": -12_50,
    "-€12,50": -12_50,
    "(12,50) €": -12_50,
    "(12,50 €)": -12_50,
    "Ls 7,03": 7_03,
    "\u00a07,03 ": 7_03,
}
REFUSED = {
    "1.234": "amount-ambiguous",
    "1,234": "amount-ambiguous",
    "-1.234": "amount-ambiguous",
    "1.234 EUR": "amount-ambiguous",
    "12,345.6789": "amount-fraction",
    "0,005": "amount-ambiguous",
    "1234,567": "amount-fraction",
    "1.234,567": "amount-fraction",
    "10000000000": "amount-large",
    "9" * 200: "amount-large",
    "": "amount-unreadable",
    "EUR": "amount-unreadable",
    "-": "amount-unreadable",
    "()": "amount-unreadable",
    "--12": "amount-unreadable",
    "(-12)": "amount-unreadable",
    "12-": "amount-unreadable",
    "+12": "amount-unreadable",
    "12€50": "amount-unreadable",
    "12EUR34": "amount-unreadable",
    "EUR 12 EUR": "amount-unreadable",
    "$12": "amount-unreadable",
    "1 23,00": "amount-unreadable",
    "1  234,00": "amount-unreadable",
    "1.23.456": "amount-unreadable",
    "1,234,56": "amount-unreadable",
    "1.234.56": "amount-unreadable",
    "12,": "amount-unreadable",
    ",50": "amount-unreadable",
    "1_000": "amount-unreadable",
    "1e3": "amount-unreadable",
    "NaN": "amount-unreadable",
    "Infinity": "amount-unreadable",
    "١٢": "amount-unreadable",
    "１２": "amount-unreadable",
    "12\n": "amount-unreadable",
    "divpadsmit": "amount-unreadable",
}


@pytest.mark.parametrize(("shown", "cents"), ACCEPTED.items())
def test_an_amount_is_read_as_it_is_typed(shown: str, cents: int) -> None:
    assert parse_amount(shown) == cents


@pytest.mark.parametrize(("shown", "code"), REFUSED.items())
def test_an_amount_that_is_not_plain_is_refused_with_its_kind(shown: str, code: str) -> None:
    with pytest.raises(UserDataError) as refused:
        parse_amount(shown)
    assert refused.value.code == code


def test_an_ambiguous_amount_shows_both_readings() -> None:
    with pytest.raises(UserDataError, match=r"“1\.234” can mean 1234 or 1,234\."):
        parse_amount("1.234")


@given(st.text(alphabet="0123456789.,-−() \u00a0€EURLs", max_size=14))
def test_what_is_accepted_has_the_digits_that_were_typed(shown: str) -> None:
    """No digit is dropped, added or moved: the digits of the result are those typed, as whole and two decimals."""
    try:
        cents = parse_amount(shown)
    except UserDataError:
        return
    typed = "".join(char for char in shown if char.isdigit())
    assert int(typed) in {abs(cents), abs(cents) // 10, abs(cents) // 100} or typed.rstrip("0") == str(abs(cents)).rstrip("0")
    assert (cents < 0) == (any(char in shown for char in "-−(") and cents != 0)


@given(CENTS)
def test_every_written_form_of_an_amount_reads_back(cents: int) -> None:
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    for form in (f"{whole}.{rest:02}", f"{whole},{rest:02}", f"{whole:,}.{rest:02}".replace(",", " ").replace(".", ",")):
        assert parse_amount(sign + form) == cents
    assert to_cents(to_decimal(cents)) == cents
    assert to_decimal(cents).as_tuple().exponent == -2


@given(CENTS)
def test_a_spreadsheet_number_of_cents_is_exact(cents: int) -> None:
    assert cents_from_float(cents / 100) == cents


@given(st.lists(st.integers(-(10**8), 10**8), max_size=200))
def test_the_noise_of_a_spreadsheet_sum_is_taken_away(parts: list[int]) -> None:
    summed = 0.0
    for part in parts:
        summed += part / 100
    assert cents_from_float(summed) == sum(parts)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (12.345, "amount-fraction"),
        (0.001, "amount-fraction"),
        (1e-5, "amount-fraction"),
        (1e10, "amount-large"),
        (-1e300, "amount-large"),
        (float("nan"), "amount-large"),
        (float("inf"), "amount-large"),
    ],
)
def test_a_number_that_is_no_amount_in_cents_is_refused(value: float, code: str) -> None:
    with pytest.raises(UserDataError) as refused:
        cents_from_float(value)
    assert refused.value.code == code


def test_the_currency_beside_an_amount() -> None:
    shown = {"12 EUR": "EUR", "€12": "EUR", "Ls 12": "LVL", "12 lvl": "LVL", "12,00": None}
    assert {text: currency_mark(text) for text in shown} == shown


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60))
def test_parts_sum_to_the_whole_and_are_near_their_exact_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    if whole <= 0:
        if total:
            with pytest.raises(ValueError, match="cannot be apportioned"):
                apportion(total, weights)
        else:
            assert apportion(total, weights) == [0] * len(weights)
        return
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert all(abs(part * whole - total * weight) < whole for part, weight in zip(parts, weights, strict=True))


def test_a_cent_that_does_not_divide_goes_to_the_largest_remainder() -> None:
    """10 by 1:1:1 is 4, 3, 3; 10 by 1:2:3 has the exact shares 1.67, 3.33, 5.00."""
    assert apportion(10, [1, 1, 1]) == [4, 3, 3]
    assert apportion(10, [1, 2, 3]) == [2, 3, 5]
    assert apportion(100, [300, -100]) == [150, -50]


def test_percent_is_rounded_half_up_and_none_of_nothing() -> None:
    assert percent(1, 3) == Decimal("33.3")
    assert percent(125, 100_000) == Decimal("0.1")
    assert percent(5, 10_000) == Decimal("0.1")
    assert percent(1, 0) is None

"""Money: what is read as an amount, what is refused, and that no cent is lost in any split."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riga_grants import i18n
from riga_grants.errors import UserDataError
from riga_grants.money import CURRENCIES
from riga_grants.money import LARGEST
from riga_grants.money import ROUNDINGS
from riga_grants.money import apportion
from riga_grants.money import currency_mark
from riga_grants.money import from_cell
from riga_grants.money import parse_number
from riga_grants.money import percent
from riga_grants.money import to_cents
from riga_grants.money import to_decimal
from riga_grants.money import whole_cents

CENTS = st.integers(-(10**12) + 1, 10**12 - 1)
SPACES = "  \u2000\u2003\u2007\u2009\u200a\u202f\u205f"

ACCEPTED = {
    "0": "0",
    "0012": "12",
    "1234,5": "1234.5",
    "1234.56": "1234.56",
    "1 234,50": "1234.50",
    "1\u00a0234,50": "1234.50",
    "1\u202f234\u202f567,89": "1234567.89",
    "1\u2007234\u2009567,89": "1234567.89",
    "1.234,56": "1234.56",
    "1,234.56": "1234.56",
    "1'234.50": "1234.50",
    "1’234’567,89": "1234567.89",
    "1'234": "1234",
    "1.234.567": "1234567",
    "1,234,567": "1234567",
    "1234,567": "1234.567",
    "1 234,567": "1234.567",
    "1.234,567": "1234.567",
    "12,345.6789": "12345.6789",
    "0,005": "0.005",
    "-12,00": "-12",
    "−12,00": "-12",
    "- 12": "-12",
    "(12,00)": "-12",
    "( 12,00 )": "-12",
    "12,50-": "-12.50",
    "12,50−": "-12.50",
    "12 EUR": "12",
    "12EUR": "12",
    "12,50 eur": "12.50",
    "12,50 eiro": "12.50",
    "12 euro": "12",
    "5 lati": "5",
    "€12,50": "12.50",
    "€ -12,50": "-12.50",
    "-€12,50": "-12.50",
    "- € 12,50": "-12.50",
    "EUR 12,50-": "-12.50",
    "12,50- EUR": "-12.50",
    "(12,50) €": "-12.50",
    "(12,50 €)": "-12.50",
    "€ (12,50)": "-12.50",
    "Ls 7,03": "7.03",
    "$12": "12",
    "12,50 zł": "12.50",
    "500 руб.": "500",
    "\u00a07,03 ": "7.03",
}
REFUSED = {
    "1.234": "amount-ambiguous",
    "1,234": "amount-ambiguous",
    "-1.234": "amount-ambiguous",
    "1.234-": "amount-ambiguous",
    "1.234 EUR": "amount-ambiguous",
    "": "amount-unreadable",
    "EUR": "amount-unreadable",
    "-": "amount-unreadable",
    "()": "amount-unreadable",
    "--12": "amount-unreadable",
    "-12-": "amount-unreadable",
    "(-12)": "amount-unreadable",
    "(12-)": "amount-unreadable",
    "-(12)": "amount-unreadable",
    "(12": "amount-unreadable",
    "12,50 -": "amount-unreadable",
    "12 EUR-": "amount-unreadable",
    "+12": "amount-unreadable",
    "1-2": "amount-unreadable",
    "12€50": "amount-unreadable",
    "12EUR34": "amount-unreadable",
    "EUR 12 EUR": "amount-unreadable",
    "€ 12 EUR": "amount-unreadable",
    "12 kr": "amount-unreadable",
    "C$12": "amount-unreadable",
    "€ .50": "amount-unreadable",
    "12%": "amount-unreadable",
    "1 23,00": "amount-unreadable",
    "1 23,40": "amount-unreadable",
    "25.570, 13": "amount-unreadable",
    "1  234,00": "amount-unreadable",
    "1 234.567,00": "amount-unreadable",
    "1'234 567": "amount-unreadable",
    "012 345,00": "amount-unreadable",
    "1.23.456": "amount-unreadable",
    "1,234,56": "amount-unreadable",
    "1.234.56": "amount-unreadable",
    "12,": "amount-unreadable",
    ",50": "amount-unreadable",
    "1_000": "amount-unreadable",
    "1e3": "amount-unreadable",
    "NaN": "amount-unreadable",
    "Infinity": "amount-unreadable",
    "0x10": "amount-unreadable",
    "=12": "amount-unreadable",
    "١٢": "amount-unreadable",
    "１２": "amount-unreadable",
    "12\n": "amount-unreadable",
    "1\t234": "amount-unreadable",
    "divpadsmit": "amount-unreadable",
    "9" * 200: "amount-unreadable",
}
DECLARED = {
    (",", "1.234"): "1234",
    (".", "1.234"): "1.234",
    (",", "1,234"): "1.234",
    (".", "1,234"): "1234",
    (",", "-1.234,50"): "-1234.50",
    (".", "(1,234.50)"): "-1234.50",
    (",", "1234"): "1234",
    (".", "1 234"): "1234",
    (",", "1'234,5"): "1234.5",
}
CONTRADICTED = [(",", "1,234.56"), (",", "12.50"), (",", "0.005"), (".", "1.234,56"), (".", "12,50"), (".", "1.234.567")]


def outcome(shown: str, decimal: str = "") -> Decimal | str:
    """Give the number that an amount is read as, or the code it is refused with."""
    try:
        return parse_number(shown, decimal)
    except UserDataError as refused:
        return refused.code


def refusal(shown: str, decimal: str = "") -> UserDataError:
    with pytest.raises(UserDataError) as refused:
        parse_number(shown, decimal)
    return refused.value


@pytest.mark.parametrize(("shown", "value"), ACCEPTED.items())
def test_an_amount_is_read_as_it_is_typed(shown: str, value: str) -> None:
    assert outcome(shown) == Decimal(value)


@pytest.mark.parametrize(("shown", "code"), REFUSED.items())
def test_an_amount_that_is_not_plain_is_refused_with_its_kind(shown: str, code: str) -> None:
    assert outcome(shown) == code


@pytest.mark.parametrize(("declared", "value"), DECLARED.items())
def test_with_a_declared_decimal_mark_nothing_is_ambiguous(declared: tuple[str, str], value: str) -> None:
    decimal, shown = declared
    assert outcome(shown, decimal) == Decimal(value)


@pytest.mark.parametrize(("decimal", "shown"), CONTRADICTED)
def test_what_contradicts_the_declared_decimal_mark_is_refused(decimal: str, shown: str) -> None:
    refused = refusal(shown, decimal)
    assert (refused.code, str(refused)) == (
        "amount-unreadable",
        f"“{shown}” is not an amount with the decimal mark “{decimal}”.",
    )


def test_a_refusal_shows_the_readings_in_the_readers_own_form() -> None:
    reason = refusal("-1.234").reason
    assert i18n.words(reason, "en") == "“-1.234” can mean -1234 or -1.234."
    assert i18n.words(reason, "lv") == "„-1.234” var nozīmēt -1234 vai -1,234."


def test_a_refusal_repeats_neither_a_long_text_nor_personal_data() -> None:
    assert str(refusal("x" * 10_000)) == f"“{'x' * 60}…” is not an amount."
    assert str(refusal("12 tālr. 29123456")) == "“12 tālr. [tālrunis]” is not an amount."
    assert str(refusal("010190-12345")) == "“[personas kods]” is not an amount."


NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=10**12, places=3) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=0, max_value=10**12, places=2
)


@st.composite
def spelt(draw: st.DrawFn) -> tuple[str, str, Decimal]:
    """Spell a number in one of the many ways: give the spelling, its decimal mark, and the number."""
    value, mark = draw(NUMBERS), draw(st.sampled_from(",."))
    group = draw(st.sampled_from(["", *SPACES, "'", "’", ".,".replace(mark, "")]))
    shown = f"{value:,f}".replace(",", "g").replace(".", mark).replace("g", group)
    sign = draw(st.sampled_from(["{}", "-{}", "- {}", "−{}", "({})", "( {} )", "{}-", "{}−"]))
    currency = draw(st.sampled_from(["{}", "€{}", "€ {}", "EUR {}", "{} EUR", "{}\u00a0eiro", "Ls {}", "{} zł", "{}$"]))
    before = sign in {"{}", "-{}", "- {}", "−{}", "({})", "( {} )"}
    shown = sign.format(currency.format(shown)) if before and draw(st.booleans()) else currency.format(sign.format(shown))
    padding = draw(st.sampled_from(["", " ", "\u00a0"]))
    return f"{padding}{shown}{padding}", mark, value if sign == "{}" else -value


@given(spelt())
def test_every_spelling_of_a_number_reads_back(spelling: tuple[str, str, Decimal]) -> None:
    """Exactly with its decimal mark declared; without it exactly, or refused as ambiguous."""
    shown, mark, value = spelling
    assert outcome(shown, mark) == value
    assert outcome(shown) in {value, "amount-ambiguous"}


@given(st.text(alphabet="0123456789.,-−()' \u00a0€EURLs", max_size=14))
def test_what_is_accepted_has_the_digits_that_were_typed_and_one_reading(shown: str) -> None:
    """No digit is dropped, added or moved, and no decimal mark that could be declared gives another amount."""
    value = outcome(shown)
    if isinstance(value, str):
        return
    typed = "".join(char for char in shown if char.isdigit())
    assert "".join(map(str, value.as_tuple().digits)) == (typed.lstrip("0") or "0")
    assert value.is_signed() == any(char in shown for char in "-−(")
    assert {outcome(shown, mark) for mark in ",."} <= {value, "amount-unreadable"}


@given(st.text() | st.text(alphabet="0123456789.,-()'eE+_ €%\u0660\uff11", max_size=70), st.sampled_from(["", ",", "."]))
def test_a_text_is_an_amount_or_is_refused_for_a_reason(shown: str, decimal: str) -> None:
    found = outcome(shown, decimal)
    assert found.is_finite() if isinstance(found, Decimal) else found in {"amount-unreadable", "amount-ambiguous"}


@pytest.mark.parametrize("part", ["1", "1 ", "1.", "1'234", "(", "-", "EUR ", "€", " ", "\u2009", "a@", "tel. 2", "ā"])
def test_a_hostile_amount_takes_no_time(part: str) -> None:
    start = time.process_time()
    assert refusal(part * 100_000).code == "amount-unreadable"
    assert time.process_time() - start < 5


@given(CENTS)
def test_every_written_form_of_an_amount_reads_back(cents: int) -> None:
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    for form in (f"{whole}.{rest:02}", f"{whole},{rest:02}", f"{whole:,}.{rest:02}".replace(",", " ").replace(".", ",")):
        assert whole_cents(parse_number(sign + form)) == cents
    assert to_cents(to_decimal(cents)) == cents
    assert to_decimal(cents).as_tuple().exponent == -2


def test_an_amount_of_whole_cents() -> None:
    assert whole_cents(parse_number("1 234,5")) == 1234_50
    for shown, code in {"1234,567": "amount-fraction", "10000000000": "amount-large", "12x": "amount-unreadable"}.items():
        with pytest.raises(UserDataError) as refused:
            whole_cents(parse_number(shown))
        assert refused.value.code == code


# fmt: off
ROUNDED = {          # refuse, half-up, half-even, down
    "12.34":          (1234,   1234,    1234,      1234),
    "12.340":         (1234,   1234,    1234,      1234),
    "12.345":         (None,   1235,    1234,      1234),
    "12.355":         (None,   1236,    1236,      1235),
    "12.3450000001":  (None,   1235,    1235,      1234),
    "12.349999":      (None,   1235,    1235,      1234),
    "-12.345":        (None,  -1235,   -1234,     -1234),
    "0.004":          (None,      0,       0,         0),
    "-0.004":         (None,      0,       0,         0),
}
# fmt: on


@pytest.mark.parametrize(("amount", "expected"), ROUNDED.items())
def test_a_fraction_of_a_cent_is_refused_or_rounded_by_the_declared_rule(amount: str, expected: tuple[int | None, ...]) -> None:
    for rounding, cents in zip(ROUNDINGS, expected, strict=True):
        if cents is None:
            with pytest.raises(UserDataError, match="not a whole number of cents"):
                whole_cents(Decimal(amount), rounding)
        else:
            assert whole_cents(Decimal(amount), rounding) == cents


def test_a_fraction_is_shown_with_all_its_decimals() -> None:
    with pytest.raises(UserDataError) as refused:
        whole_cents(Decimal("12.345"))
    assert i18n.words(refused.value.reason, "en") == "12.345 is not a whole number of cents."
    assert i18n.words(refused.value.reason, "lv") == "Summa 12,345 nav veselos centos."


@pytest.mark.parametrize("rounding", ROUNDINGS)
@pytest.mark.parametrize("amount", [LARGEST, -LARGEST, Decimal("1E+300"), Decimal("Infinity"), Decimal("NaN")])
def test_an_amount_beyond_all_costs_is_refused_whatever_the_rule(amount: Decimal, rounding: str) -> None:
    with pytest.raises(UserDataError) as refused:
        whole_cents(amount, rounding)
    assert refused.value.code == "amount-large"
    assert len(str(refused.value)) < 100


def test_an_amount_that_rounds_up_to_the_limit_is_refused_too() -> None:
    nearly = LARGEST - Decimal("0.001")
    assert whole_cents(nearly, "down") == 999_999_999_999
    with pytest.raises(UserDataError, match="too large"):
        whole_cents(nearly, "half-up")


@given(st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False), st.sampled_from(ROUNDINGS[1:]))
def test_rounding_moves_an_amount_by_less_than_a_cent(amount: Decimal, rounding: str) -> None:
    difference = abs(Fraction(whole_cents(amount, rounding), 100) - Fraction(amount))
    assert difference < Fraction(1, 100) if rounding == "down" else difference <= Fraction(1, 200)


@given(CENTS)
def test_a_spreadsheet_number_of_cents_is_exact(cents: int) -> None:
    assert whole_cents(from_cell(cents / 100)) == cents


@given(st.lists(st.integers(-(10**8), 10**8), max_size=200))
def test_the_noise_of_a_spreadsheet_sum_is_taken_away(parts: list[int]) -> None:
    summed = 0.0
    for part in parts:
        summed += part / 100
    assert whole_cents(from_cell(summed)) == sum(parts)


@pytest.mark.parametrize(
    ("value", "times", "exact"),
    [
        (0.1 + 0.2, 1, "0.30"),
        (5, 1, "5.00"),
        (-0.0, 1, "0.00"),
        (12.345, 1, "12.345"),
        (33.333333333333336, 1, "33.3333333333333"),
        (154595.12699999998, 1, "154595.127"),
        (1e-7, 1, "0.00"),
        (1e-5, 1, "0.00001"),
        (12.346000000000002, 1000, "12346.00"),
        (1.5, Decimal("0.01"), "0.015"),
        (1e300, 1, "1E+300"),
    ],
)
def test_a_spreadsheet_number_is_exact_but_for_the_noise_of_its_fractions(
    value: float, times: int | Decimal, exact: str
) -> None:
    assert from_cell(value, times) == Decimal(exact)


@given(st.integers(-(10**9), 10**9))
def test_a_number_of_thousands_is_exact(cents: int) -> None:
    assert whole_cents(from_cell(cents / 100_000, 1000)) == cents


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (12.345, "amount-fraction"),
        (0.001, "amount-fraction"),
        (1e-5, "amount-fraction"),
        (1e10, "amount-large"),
        (-1e300, "amount-large"),
        (float("nan"), "amount-unreadable"),
        (float("-inf"), "amount-unreadable"),
    ],
)
def test_a_number_that_is_no_amount_in_cents_is_refused(value: float, code: str) -> None:
    with pytest.raises(UserDataError) as refused:
        whole_cents(from_cell(value))
    assert refused.value.code == code


def test_the_currency_beside_an_amount() -> None:
    shown = {
        "12 EUR": "EUR",
        "12EUR": "EUR",
        "€12": "EUR",
        "Summa, eiro": "EUR",
        "Ls 12": "LVL",
        "12 lvl": "LVL",
        "US$ 12": "USD",
        "12 руб.": "RUB",
        "12,00": None,
        "NEURONS 12": None,
        "false": None,
        "A$ 12": None,
    }
    assert {text: currency_mark(text) for text in shown} == shown


@pytest.mark.parametrize(("spelling", "code"), CURRENCIES.items())
def test_every_currency_is_known_in_its_spelling_and_by_its_code(spelling: str, code: str) -> None:
    for shown in (f"12,50 {spelling}", f"{spelling.upper()} 12,50", f"12,50{code}"):
        assert (currency_mark(shown), parse_number(shown)) == (code, Decimal("12.50"))


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

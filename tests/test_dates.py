"""Typed dates: which are read in which form, which are refused, and that nothing is guessed."""

import time
from collections.abc import Sequence
from datetime import date
from datetime import timedelta

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from riga_grants.dates import FORMS
from riga_grants.dates import parse_date
from riga_grants.errors import UserDataError

ALL = tuple(FORMS)
DAY = date(2014, 1, 28)

IN_FORM = {
    "day.month.year": ["28.01.2014", "28.01.2014.", "28.1.2014", "28. 1. 2014.", " 28.01.2014 ", "28.01.2014 0:00:00"],
    "day.month.yy": ["28.01.14", "28.1.14.", "28. 1. 14"],
    "year-month-day": ["2014-01-28", "2014-01-28T00:00:00", "2014-01-28 00:00", "2014-01-28 00:00:00.000"],
    "year.month.day": ["2014.01.28", "2014.1.28.", "2014. 01. 28."],
    "day/month/year": ["28/01/2014", "28/1/2014"],
    "month/day/year": ["01/28/2014", "1/28/2014"],
    "month-in-words": [
        "2014. gada 28. janvāris",
        "2014. gada 28. janvārī",
        "2014. gada 28. janv.",
        "2014.gada 28.janvārī",
        "2014.g.28.janv.",
        "2014. GADA 28. JANVĀRĪ",
        "2014. gada 28. janvari",
        "2014. gada 28. janva\u0304ri\u0304",
        "28. janvāris 2014",
        "28. janvārī, 2014. gadā",
        "28. janvāra 2014.g.",
        "28 January 2014",
        "28-Jan-2014",
        "28JAN2014",
        "January 28, 2014",
        "Jan 28, 2014",
        "Jan. 28 2014",
    ],
}
FIRST_OF = {
    "year": {"2014": 1, "2014.": 1, "2014. gads": 1, "2014.g.": 1, "2014. gadā": 1},
    "month.year": {
        "01.2014": 1,
        "4.2014.": 4,
        "12/2014": 12,
        "2014-12": 12,
        "2014. gada janvāris": 1,
        "2014.g. aprīļa": 4,
        "marts 2014": 3,
        "martā 2014. gadā": 3,
        "Sept. 2014": 9,
        "December, 2014": 12,
    },
    "quarter": {
        "1. ceturksnis 2014": 1,
        "2. cet. 2014": 4,
        "2014. gada I ceturksnis": 1,
        "2014. gada 3. ceturksnī": 7,
        "2014.g. IV ceturkšņa": 10,
        "iii ceturksnis, 2014. gads": 7,
        "2014-Q1": 1,
        "2014 q2": 4,
        "Q4 2014": 10,
        "Q4/2014": 10,
    },
}
REFUSED = {
    "01/02/2014": "date-ambiguous",
    "28.01.14": "date-ambiguous",
    "14-01-28": "date-ambiguous",
    "2014.01.28": "date-ambiguous",
    "30.02.2014": "date-unreadable",
    "00.01.2014": "date-unreadable",
    "28.01.0000": "date-unreadable",
    "2014-13-01": "date-unreadable",
    "janvāris": "date-unreadable",
    "2014. gada 28. janvāris": "date-unreadable",
    "2014": "date-unreadable",
    "01.2014": "date-unreadable",
    "20140128": "date-unreadable",
    "41667": "date-unreadable",
    "٠١.٠٢.2014": "date-unreadable",
    "28.01.2014 08:00": "date-unreadable",
    "2014-01-28T22:00:00Z": "date-unreadable",
    "28.01.2014 un 29.01.2014": "date-unreadable",
    "": "date-unreadable",
}


def outcome(shown: str, forms: Sequence[str]) -> date | str:
    """Give the day that a text is read as, or the code it is refused with."""
    try:
        return parse_date(shown, forms)
    except UserDataError as refused:
        return refused.code


@pytest.mark.parametrize(("form", "shown"), [(form, shown) for form, texts in IN_FORM.items() for shown in texts])
def test_a_day_in_a_listed_form(form: str, shown: str) -> None:
    assert outcome(shown, [form]) == DAY


@pytest.mark.parametrize(("form", "shown", "month"), [(f, s, m) for f, texts in FIRST_OF.items() for s, m in texts.items()])
def test_a_month_a_quarter_or_a_year_stands_for_its_first_day(form: str, shown: str, month: int) -> None:
    assert outcome(shown, [form]) == date(2014, month, 1)


@pytest.mark.parametrize(("shown", "code"), REFUSED.items())
def test_a_date_in_a_form_that_is_not_listed_is_refused(shown: str, code: str) -> None:
    assert outcome(shown, ["day.month.year", "year-month-day"]) == code


def test_no_text_of_one_form_is_a_day_in_another() -> None:
    texts = {shown: form for form, many in [*IN_FORM.items(), *FIRST_OF.items()] for shown in many}
    for shown, form in texts.items():
        assert [other for other in ALL if isinstance(outcome(shown, [other]), date)] == [form]


@pytest.mark.parametrize("shown", ["2014. gada 31. aprīlis", "28. foobar 2014", "Brr 2014", "0000"])
def test_what_looks_like_a_day_and_is_none_is_refused(shown: str) -> None:
    with pytest.raises(UserDataError, match="is not a day of the calendar"):
        parse_date(shown, ALL)


def test_two_listed_forms_that_disagree_are_ambiguous_and_agreeing_ones_are_not() -> None:
    slashes = ["day/month/year", "month/day/year"]
    assert parse_date("28/01/2014", slashes) == DAY
    assert parse_date("02/02/2014", slashes) == date(2014, 2, 2)
    assert outcome("01/02/2014", slashes) == "date-ambiguous"


def test_two_digits_of_a_year_are_read_as_posix_reads_them() -> None:
    assert [parse_date(f"01.01.{yy}", ["day.month.yy"]).year for yy in ("00", "14", "68", "69", "99")] == [
        2000, 2014, 2068, 1969, 1999,
    ]  # fmt: skip


def test_a_refusal_says_what_is_expected_and_repeats_nothing_personal() -> None:
    with pytest.raises(UserDataError) as refused:
        parse_date("010190-12349", ["day.month.year", "month-in-words"])
    assert str(refused.value) == "“[personas kods]” is not a date; expected: day.month.year, month-in-words."


DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(
    DAYS,
    st.sampled_from(["lv", "en"]),
    st.sampled_from(["d. MMMM y", "d MMM y", "y. 'gada' d. MMMM", "y. 'g.' d. MMM", "MMMM d, y"]),
)
def test_every_day_that_a_program_writes_in_words_reads_back(day: date, lang: str, pattern: str) -> None:
    assert parse_date(format_date(day, pattern, locale=lang), ["month-in-words"]) == day


@given(DAYS, st.sampled_from(["%d.%m.%Y", "%d.%m.%Y.", "%Y-%m-%d", "%Y-%m-%dT00:00:00", "%Y.%m.%d"]))
def test_every_day_that_a_program_writes_in_numbers_reads_back(day: date, pattern: str) -> None:
    assert parse_date(day.strftime(pattern), ALL) == day


@given(DAYS)
def test_with_slashes_a_day_is_read_right_or_refused(day: date) -> None:
    shown = f"{day.day}/{day.month}/{day.year}"
    assert parse_date(shown, ["day/month/year"]) == day
    assert outcome(shown, ALL) in {day, "date-ambiguous"}


@given(st.integers(0, 4 * 366))
def test_all_latvian_cases_name_the_same_month(days: int) -> None:
    day = date(2013, 1, 1) + timedelta(days=days)
    nominative = format_date(day, "MMMM", locale="lv")
    stem = nominative.removesuffix("is").removesuffix("s")
    endings = ("is", "ī", "a") if nominative.endswith("is") else ("s", "ā", "a")
    for ending in endings:
        assert parse_date(f"{day.year}. gada {day.day}. {stem}{ending}", ["month-in-words"]) == day


LIKE_DATES = st.text(alphabet="0123456789.-/ :TQIVgadscetjnvāri,", max_size=24)


@given(st.text() | LIKE_DATES, st.lists(st.sampled_from(ALL), unique=True))
def test_a_text_is_one_day_or_is_refused_for_a_reason(shown: str, forms: list[str]) -> None:
    """And a text that has been taken is read the same in any one of the listed forms, if that form takes it."""
    day = outcome(shown, forms)
    if isinstance(day, date):
        assert {outcome(shown, [form]) for form in forms} <= {day, "date-ambiguous", "date-unreadable"}
    else:
        assert day in {"date-ambiguous", "date-unreadable"}


@pytest.mark.parametrize("part", ["1", "1.", "2014. gada ", "janv", ". ", " ", "\u00a0", "ā", "2014-01-28 "])
def test_a_hostile_date_takes_no_time(part: str) -> None:
    start = time.process_time()
    with pytest.raises(UserDataError):
        parse_date(part * 100_000, ALL)
    assert time.process_time() - start < 5

"""Text from cells: what is folded, what is replaced, and that nothing breaks out of a string of the ledger."""

from datetime import date

import pytest
from beancount.core.data import Transaction
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from riga_grants.dates import parse_date
from riga_grants.errors import UserDataError
from riga_grants.texts import plain
from riga_grants.texts import quoted
from riga_grants.texts import slug
from riga_grants.texts import words_only

KEPT = {
    'SIA "Parauga nams"': 'SIA "Parauga nams"',
    "C:\\mape\\": "C:\\mape\\",
    "divas\nrindas\r\n un\ttabulācija": "divas rindas un tabulācija",
    " 1\u00a0\u2009000 ": "1 000",
    "Ģimeņu – „atbalsts”": "Ģimeņu – „atbalsts”",
}
REPLACED = {
    "<img src=x>": "‹img src=x›",
    "a\u202eb": "ab",
    "\ufeffa": "a",
    "a\x00b": "ab",
    "mīk\u00adsts": "mīksts",
    "a \u200b b": "a b",
    "\ud800a": "a",
}


@pytest.mark.parametrize(("raw", "text"), KEPT.items())
def test_white_space_is_folded_and_all_else_kept_without_a_word(raw: str, text: str) -> None:
    assert plain(raw) == (text, False)


@pytest.mark.parametrize(("raw", "text"), REPLACED.items())
def test_markup_and_what_cannot_be_seen_is_replaced_and_told(raw: str, text: str) -> None:
    assert plain(raw) == (text, True)


@given(st.text())
def test_a_plain_text_stays_plain(raw: str) -> None:
    assert plain(plain(raw).text) == (plain(raw).text, False)


@given(st.text(), st.text(alphabet='\\"\n\r\t ;^#<>{}ā', max_size=12))
def test_any_text_comes_back_out_of_the_ledger_as_it_was_made_plain(one: str, two: str) -> None:
    """Payee, narration and metadata, each alone between its quotes, in one entry and without an error."""
    written = f"2014-01-01 * {quoted(one)} {quoted(two)}\n  note: {quoted(one + two)}\n  Assets:A  1.00 EUR\n  Assets:B\n"
    entries, errors, _ = parser.parse_string(written)
    assert not errors
    (entry,) = entries
    assert isinstance(entry, Transaction)
    assert (entry.payee, entry.narration) == (plain(one).text, plain(two).text)
    assert entry.meta["note"] == plain(one + two).text


def test_names_are_compared_by_their_words() -> None:
    assert words_only('SIA "Parauga nams"') == words_only("sia  Parauga-Nams")
    assert words_only("R-0012") != words_only("R-12")


@given(st.text())
def test_a_slug_is_a_safe_file_name(raw: str) -> None:
    made = slug(raw)
    assert 0 < len(made) <= 60
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


FORMS = ("day.month.year", "year-month-day")


@pytest.mark.parametrize("shown", ["31.01.2014", "31.01.2014.", "31. 1. 2014.", "2014-01-31", " 31.01.2014 "])
def test_a_date_in_a_declared_form(shown: str) -> None:
    assert parse_date(shown, FORMS) == date(2014, 1, 31)


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ("01/02/2014", "date-ambiguous"),
        ("01.02.14", "date-ambiguous"),
        ("30.02.2014", "date-unreadable"),
        ("janvāris", "date-unreadable"),
        ("٠١.٠٢.2014", "date-unreadable"),
        ("31.01.2014 08:00", "date-unreadable"),
    ],
)
def test_a_date_in_another_form_is_refused(shown: str, code: str) -> None:
    with pytest.raises(UserDataError) as refused:
        parse_date(shown, FORMS)
    assert refused.value.code == code

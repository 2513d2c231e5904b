"""Two languages: every message has its Latvian, with the same places to fill in, and right plural forms."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from riga_grants import i18n
from riga_grants.errors import InLanguages
from riga_grants.errors import Text
from riga_grants.errors import text

PACKAGE = Path(__file__).parent.parent / "riga_grants"
KEYWORDS = {"text": None, "say": None, "tr": None, "N_": None, "trn": (1, 2)}
# Written by Click itself; everything else is found in the source.
CLICKS = {"Usage: "}


def used() -> set[str]:
    """Collect every message id that the source marks."""
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")], keywords=KEYWORDS)
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found} - {""}


def latvian() -> list[Message]:
    with (PACKAGE / "locale" / "lv.po").open("rb") as file:
        return [message for message in read_po(file, locale="lv") if message.id]


def test_every_message_has_its_latvian() -> None:
    translated = {message.id if isinstance(message.id, str) else message.id[0] for message in latvian() if message.string}
    assert used() - translated == set()


def test_the_catalogue_holds_nothing_that_is_not_said() -> None:
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in latvian()}
    assert known - used() - CLICKS == set()


@pytest.mark.parametrize("message", latvian(), ids=lambda message: str(message.id)[:40])
def test_a_translation_fills_in_the_same_places(message: Message) -> None:
    ids = [message.id] if isinstance(message.id, str) else [*message.id]
    strings = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
    assert not message.fuzzy
    assert strings
    assert all(strings)
    for string in strings:
        assert set(re.findall(r"{\w*}", string)) == {place for one in ids for place in re.findall(r"{\w*}", one)}


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 kļūdu"), (1, "1 kļūda"), (2, "2 kļūdas"), (10, "10 kļūdu"), (11, "11 kļūdu"), (21, "21 kļūda"), (111, "111 kļūdu")],
)
def test_latvian_has_three_plural_forms(n: int, said: str) -> None:
    assert i18n.trn("{n} error", "{n} errors", n, "lv") == said


COUNTED = [message for message in latvian() if not isinstance(message.id, str)]
WITH_A_FIXED_NUMBER = {"“{found}” is no seal: at least {n} of its hexadecimal digits."}
FORMS = {0: "zero", 1: "one", 2: "other", 10: "zero", 11: "zero", 21: "one", 100: "zero", 101: "one", 111: "zero"}
"""The form that Latvian takes with a number. (Unicode CLDR, plural rules of cardinal numbers, lv.)"""


@pytest.mark.parametrize("message", COUNTED, ids=lambda message: str(message.id[0])[:40])
def test_every_counted_message_takes_the_form_of_its_number(message: Message) -> None:
    (one, many), strings = tuple(message.id), tuple(message.string or ())
    forms = dict(zip(("zero", "one", "other"), strings, strict=True))
    said = {n: i18n.trn(one, many, n, "lv") for n in FORMS}
    assert said == {n: forms[form].format(n=n) for n, form in FORMS.items()}


def test_the_forms_are_those_that_unicode_has() -> None:
    assert {n: Locale("lv").plural_form(n) for n in FORMS} == FORMS


def test_a_message_with_one_form_has_no_word_that_a_number_changes() -> None:
    """`Atlaisti: {n}` is right with every number, `{n} projekti` is not: that must be a message that is counted."""
    alone = {message.id: str(message.string) for message in latvian() if isinstance(message.id, str)}
    assert {one for one, said in alone.items() if re.search(r"{n}[ \u00a0]+\w", said)} == WITH_A_FIXED_NUMBER


def test_english_has_two() -> None:
    assert [i18n.trn("{n} error", "{n} errors", n, "en") for n in (0, 1, 2)] == ["0 errors", "1 error", "2 errors"]


def test_values_take_the_form_of_the_language() -> None:
    message = text(
        "{a} {b} {c} {d} {e}", a=Decimal("1234.5"), b=date(2014, 1, 28), c=7, d=Text("error", {}), e=InLanguages("jā", "yes")
    )
    assert i18n.words(message, "en") == "1,234.50 2014-01-28 7 error yes"
    assert i18n.words(message, "lv") == "1\u00a0234,50 28.01.2014 7 kļūda jā"


@given(
    amount=st.decimals(-(10**20), 10**20, allow_nan=False, allow_infinity=False, places=5), lang=st.sampled_from(i18n.LANGUAGES)
)
@example(amount=Decimal("0.005"), lang="lv")
@example(amount=Decimal("0.015"), lang="en")
@example(amount=Decimal("-0.004"), lang="lv")
@example(amount=Decimal("-0"), lang="en")
@example(amount=Decimal("999.995"), lang="lv")
@example(amount=Decimal("1E+3"), lang="en")
def test_an_amount_is_written_as_babel_writes_it(amount: Decimal, lang: str) -> None:
    assert i18n.show_money(amount, lang) == format_decimal(amount, "#,##0.00", locale=lang)


@pytest.mark.parametrize(
    ("environ", "lang"),
    [
        ({"LANG": "lv_LV.UTF-8"}, "lv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "lv_LV", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "en_GB", "RIGA_GRANTS_LANG": "lv"}, "lv"),
    ],
)
def test_the_language_is_the_locales_unless_wished_otherwise(environ: dict[str, str], lang: str) -> None:
    assert i18n.default_language(environ) == lang

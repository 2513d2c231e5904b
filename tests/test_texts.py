"""Text from cells: what is folded, what is replaced, and that nothing breaks out of a string of the ledger."""

import unicodedata
from random import Random
from xml.sax.saxutils import escape

import pytest
from beancount.core.data import Custom
from beancount.core.data import Transaction
from beancount.parser import parser
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from riga_grants.texts import document_key
from riga_grants.texts import folded
from riga_grants.texts import plain
from riga_grants.texts import quoted
from riga_grants.texts import slug
from riga_grants.texts import sort_key
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
    "a\ufffeb\U0001fffff": "abf",
    "\ud800a": "a",
}


@pytest.mark.parametrize(("raw", "text"), KEPT.items())
def test_white_space_is_folded_and_all_else_kept_without_a_word(raw: str, text: str) -> None:
    assert plain(raw) == (text, False)


@pytest.mark.parametrize(("raw", "text"), REPLACED.items())
def test_markup_and_what_cannot_be_seen_is_replaced_and_told(raw: str, text: str) -> None:
    assert plain(raw) == (text, True)


ANY = st.text(st.characters(codec=None, exclude_categories=())) | st.text(
    '\\"\n\r\t\0 ;^#|<>{}ā\u202e\u2028\ufeff\ufffe\ud800שع=+-@', max_size=12
)
"""Texts of any code points, lone surrogates among them; and those that mean something to a ledger, a browser or a terminal."""


@given(ANY)
def test_a_plain_text_stays_plain(raw: str) -> None:
    assert plain(plain(raw).text) == (plain(raw).text, False)


@given(ANY)
def test_a_text_is_unchanged_but_for_its_white_space_or_the_change_is_told(raw: str) -> None:
    shown, changed = plain(raw)
    assert changed == (shown != " ".join(raw.split()))


@given(ANY)
def test_a_plain_text_can_be_written_into_every_file(raw: str) -> None:
    """UTF-8, one line, nothing that steers a terminal or opens a tag, and only what the XML of a workbook may hold."""
    shown = plain(raw).text
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert len(shown.splitlines()) <= 1
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and char not in "<>\ufffe\uffff" for char in shown)
    assert fromstring(f"<a>{escape(shown)}</a>").text == (shown or None)


@given(ANY, ANY)
def test_any_text_comes_back_out_of_the_ledger_as_it_was_made_plain(one: str, two: str) -> None:
    """Payee, narration, metadata and a custom value, each alone between its quotes, and without an error."""
    assert written_and_read(one, two, one + two) == (plain(one).text, plain(two).text, plain(one + two).text)


def test_a_very_long_text_comes_back_out_of_the_ledger() -> None:
    raw = 'Ģ"\\' * 20_000
    assert written_and_read(raw, raw, raw) == (raw, raw, raw)


def written_and_read(payee: str, narration: str, value: str) -> tuple[object, object, object]:
    """Write texts into an entry and a directive, read them with Beancount, and give them back."""
    written = (
        f"2014-01-01 * {quoted(payee)} {quoted(narration)}\n  note: {quoted(value)}\n  Assets:A  1.00 EUR\n  Assets:B\n"
        f'2014-01-01 custom "grant-note" {quoted(value)}\n  note: {quoted(payee)}\n'
    )
    entries, errors, _ = parser.parse_string(written)
    assert not errors
    custom, entry = sorted(entries, key=lambda one: isinstance(one, Transaction))
    assert isinstance(entry, Transaction)
    assert isinstance(custom, Custom)
    assert (custom.values[0].value, custom.meta["note"]) == (entry.meta["note"], entry.payee)
    return entry.payee, entry.narration, entry.meta["note"]


def test_names_are_compared_by_their_words() -> None:
    assert words_only('SIA "Parauga nams"') == words_only("sia  Parauga-Nams")
    assert words_only("R-0012") != words_only("R-12")


SAME = [
    [
        "R-0012",
        "r-0012",
        "R‑0012",
        "R – 0012",
        "r - 0012",
        "R 0012",
        " R\u00a00012 ",
        "Nr. R-0012",
        "No. R-0012",
        "№ R-0012",
        "#R-0012",
    ],
    ["0012", "Nr.0012", "Nr 0012", "Nr.: 0012", "nr. Nr. 0012", "№0012", "# 0012"],
    ["12", "Nr. 12", "- 12"],
    ["12/2014", "12 / 2014", "Nr. 12 /2014"],
    ["12-2014", "12 2014", "12—2014"],
    ["R.0012", "R. 0012"],
    ["R0012"],
    ["R-00-12"],
    ["NO-12", "no – 12"],
    ["NR12"],
    ["Nr."],
    ["b/n"],
    [""],
]
"""Spellings of one document's number each; no two of the lists are the same number."""


def test_a_documents_number_is_known_again_and_keeps_its_digits() -> None:
    keys = [{document_key(shown) for shown in spellings} for spellings in SAME]
    assert [len(spellings) for spellings in keys] == [1] * len(SAME)
    assert len(set.union(*keys)) == len(SAME)


@given(ANY)
def test_a_documents_key_has_all_its_digits_in_their_order(raw: str) -> None:
    assert [char for char in document_key(raw) if char.isdigit()] == [char for char in folded(raw) if char.isdigit()]


@given(ANY)
def test_a_slug_is_a_safe_file_name(raw: str) -> None:
    made = slug(raw)
    assert 0 < len(made) <= 60
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


# --- the alphabet ----------------------------------------------------------------------------------------------------

SORTED = {
    "lv": [
        *("", "(bez nosaukuma)", "2. nams", "10. nams", "ada", "Ada", "āda", "Āda", "adz", "Cālis", "cits", "Čiekurs"),
        *("dzīve", "ēna", "ezers", "gļēvs", "Gunta", "ģimene", "hokejs", "ikars", "yoga", "īss", "iz", "jūra", "kuģis"),
        *("Ķelle", "lūk", "Ļoti", "nauda", "Ņina", "rs", "ŗa", "sz", "šalle", "Zane", "Žanis"),
    ],
    "en": [
        *("", "(bez nosaukuma)", "2. nams", "10. nams", "ada", "Ada", "āda", "Āda", "adz", "Cālis", "Čiekurs", "cits"),
        *("dzīve", "ēna", "ezers", "ģimene", "gļēvs", "Gunta", "hokejs", "ikars", "īss", "iz", "jūra", "Ķelle", "kuģis"),
        *("Ļoti", "lūk", "nauda", "Ņina", "ŗa", "rs", "šalle", "sz", "yoga", "Zane", "Žanis"),
    ],
}


@pytest.mark.parametrize("lang", SORTED)
def test_names_are_sorted_by_the_alphabet_of_the_language(lang: str) -> None:
    shuffled = sorted(SORTED[lang], key=lambda name: name[::-1])
    assert sorted(shuffled, key=lambda name: sort_key(name, lang)) == SORTED[lang]


LETTERS = st.text(st.sampled_from("aāAbcčČ gģiīyYjkķlļnņrŗsšzžŽ012.") | st.characters(), max_size=8)


@given(LETTERS, LETTERS, st.sampled_from(["lv", "en"]))
def test_two_texts_are_one_before_the_other_and_only_equal_ones_alike(one: str, two: str, lang: str) -> None:
    first, second = sort_key(one, lang), sort_key(two, lang)
    assert [first < second, first == second, first > second].count(True) == 1
    assert (first == second) == (one == two)


@given(st.lists(LETTERS), st.sampled_from(["lv", "en"]), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_what_it_was_before(names: list[str], lang: str, chance: Random) -> None:
    ordered = sorted(names, key=lambda name: sort_key(name, lang))
    chance.shuffle(names)
    assert sorted(names, key=lambda name: sort_key(name, lang)) == ordered


@given(LETTERS, LETTERS)
def test_composed_letters_and_their_parts_have_one_place(one: str, two: str) -> None:
    """`ģ` may be written as one letter, or as `g` and a mark: it stands behind `gz` and before `h` in both."""
    whole, parts = (unicodedata.normalize(form, one + "ģ" + two) for form in ("NFC", "NFD"))
    assert sort_key(whole, "lv")[:2] == sort_key(parts, "lv")[:2]

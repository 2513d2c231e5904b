"""Personal data in free texts: found, and masked by fixed words, so that nobody's code or number gets into the books.

Looked for are personal codes, e-mail addresses, account numbers (IBAN) and telephone numbers. A company's account or address
looks like a person's and is found as well; names and streets are not looked for. No result repeats what was found.

The patterns are possessive, bounded, or anchored by what stands before them: the time grows with a text's length only. (The
library that knows the telephone numbers of all countries has a licence that does not go with Beancount's.)
"""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from enum import Enum
from functools import cache
from functools import lru_cache

from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.texts import DASHES
from riga_grants.texts import LONGEST
from riga_grants.texts import plain


class Kind(Enum):
    """A kind of personal data; its value is the word that masks it, Latvian because the books are."""

    CODE = "[personas kods]"
    EMAIL = "[e-pasts]"
    IBAN = "[IBAN]"
    PHONE = "[tālrunis]"


CODE, EMAIL, IBAN, PHONE = Kind

NAMES: Mapping[Kind, Text] = {
    CODE: text("a personal code"),
    EMAIL: text("an e-mail address"),
    IBAN: text("an account number (IBAN)"),
    PHONE: text("a telephone number"),
}
"""What each kind is called inside a sentence."""

Span = tuple[int, int]

_EXCERPT = 60

_POSSIBLE = re.compile("[0-9@]")
_CODE = re.compile(rf"(?<![0-9])([0-3][0-9]{{5}})(\s?[{DASHES}]?\s?)([0-9]{{5}})(?![0-9])")
_LIKE_CODE = re.compile(rf"(?<![0-9])[0-3][0-9]{{5}}\s?[{DASHES}]\s?[0-9]{{5}}(?![0-9])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@(?:[\w-]+\.)+[^\W\d_]{2,}[\w-]*+")
_IBAN = re.compile(r"(?<![0-9A-Za-z])([A-Za-z]{2})[0-9]{2}")

_GAP = rf"[{DASHES} \u00a0()]{{0,2}}"
_EIGHT = re.compile(rf"[0-9](?:{_GAP}[0-9]){{7}}")
_END = r"(?![0-9A-Za-z]|[.,][0-9]{1,2}(?![0-9]))"
_NO_MONEY = r"(?!\s?(?:[€$£₽%]|EUR|LVL|USD|Ls))"
# Latvian numbers have eight digits and begin with 2 (mobile) or 6; not `2014-01-31` or `2013-2014`.
_LATVIAN = rf"(?:[(+]{{0,2}}(?:00)?371{_GAP})?(?!20[0-9]{{2}}-[0-9]{{2}})\(?[26](?:{_GAP}[0-9]){{7}}{_END}"
_ABROAD = rf"\(?\+{_GAP}[1-9](?:{_GAP}[0-9]){{7,14}}{_END}{_NO_MONEY}"
_NUMBERS = rf"(?P<shown>(?:{_LATVIAN}|{_ABROAD})(?:\s?(?:[,;/]|un|vai|and)\s?(?:{_LATVIAN}|{_ABROAD}))*+)"
_WORD = r"(?<!\w)(?:t[āa]lr(?:u[nņ]\w*+)?|tel(?:ef\w*+)?|mob(?:il\w*+)?|gsm|phone|fakss?|fax|тел(?:еф\w*+)?|[tm](?=:))(?!\w)"
# Eight digits in one piece are rather a document's number, and round millions an amount; grouped as people write the number
# of a mobile telephone, and with no sign of money or of a longer number around them, they are that.
_NOT_BEHIND = r"(?<![0-9A-Za-z])(?<![0-9][ .,/-])(?<!(?:Nr|No)\. )(?<![№#] )(?<![€$£])(?<!€ )(?<!(?:EUR|LVL|USD) )(?<!Ls )"
_GROUPED = r"(?P<shown>2[0-9]([ -])[0-9]{3}\2(?!000)[0-9]{3})"
_PHONES = (
    rf"(?i){_WORD}(?:[\s.:,№#]|nr|numur\w*+)*+{_NUMBERS}",
    rf"(?=\(?\+|(?<![0-9])00371){_NUMBERS}",
    rf"{_NOT_BEHIND}{_GROUPED}(?![ /-][0-9]){_END}{_NO_MONEY}",
)
"""Strings, so that they are compiled when the first telephone number could be there, and no command waits for it."""


def found(raw: str) -> list[Kind]:
    """Say which kinds of personal data a text holds, each once."""
    return _scan(raw)[1]


def masked(raw: str) -> str:
    """Put the word of its kind in the place of all personal data that `found` finds; other texts stay as they are."""
    return _scan(raw)[0]


def excerpt(raw: str) -> str:
    """Give the beginning of a cell's text, fit for a message: one visible line, not long, without personal data.

    A personal code is masked here even where its check digit is wrong: it may have a slip in it, and be somebody's still.
    """
    shown = _LIKE_CODE.sub(CODE.value, masked(plain(raw[:LONGEST]).text))
    return shown if len(shown) <= _EXCERPT else f"{shown[:_EXCERPT]}…"


def like_personal_code(digits: str) -> bool:
    """Say whether 11 digits are somebody's personal code: of the old kind, ddmmyy and five more, or of the new, 32 and nine."""
    from stdnum.lv import pvn  # noqa: PLC0415 - `check` reads no row

    return digits[:1] in {"0", "1", "2", "3"} and bool(pvn.is_valid(digits))


@lru_cache(2**14)  # registers repeat their words
def _scan(raw: str) -> tuple[str, list[Kind]]:
    """Mask a text again and again until nothing is found: what stood beside a masked number may be seen only then."""
    shown, before = raw, ""
    kinds: dict[Kind, None] = {}
    while shown != before and _POSSIBLE.search(shown):
        before = shown
        for kind, finder in _FINDERS.items():
            if spans := sorted(finder(shown)):
                shown, kinds[kind] = _replaced(shown, spans, kind.value), None
    return shown, list(kinds)


def _replaced(shown: str, spans: Iterable[Span], mask: str) -> str:
    parts, at = [], 0
    for start, end in spans:
        if start >= at:
            parts += [shown[at:start], mask]
            at = end
    return "".join([*parts, shown[at:]])


def _codes(shown: str) -> Iterator[Span]:
    """Find personal codes; one of the new kind, written with its hyphen, even where its check digit does not fit."""
    for match in _CODE.finditer(shown):
        new = match[1].startswith("32") and match[2].strip()
        if new or like_personal_code(match[1] + match[3]):
            yield match.span()


def _emails(shown: str) -> Iterator[Span]:
    return (match.span() for match in _EMAIL.finditer(shown))


def _accounts(shown: str) -> Iterator[Span]:
    from stdnum import iban  # noqa: PLC0415 - `check` reads no row

    for start in _IBAN.finditer(shown):
        pattern = _account(start[1].upper())
        match = pattern.match(shown, start.start()) if pattern else None
        if match and iban.is_valid(match[0]):
            yield match.span()


@cache
def _account(country: str) -> re.Pattern[str] | None:
    """Give the pattern of a country's account numbers, which all have one length; None for no country that has them."""
    from stdnum import numdb  # noqa: PLC0415 - `check` reads no row

    structure = numdb.get("iban").info(country)[0][1].get("bban", "")
    length = sum(int(part) for part in re.findall("[0-9]+", structure))
    return re.compile(rf"[A-Za-z]{{2}}[0-9]{{2}}(?:[ \u00a0-]?[0-9A-Za-z]){{{length}}}(?![0-9A-Za-z])") if length else None


def _phones(shown: str) -> Iterator[Span]:
    if _EIGHT.search(shown):
        for pattern in _PHONES:
            yield from (match.span("shown") for match in re.finditer(pattern, shown))


_FINDERS: Mapping[Kind, Callable[[str], Iterator[Span]]] = {CODE: _codes, EMAIL: _emails, IBAN: _accounts, PHONE: _phones}

"""Dates as people type them, by the forms that a layout declares; never guessed."""

import re
import unicodedata
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from functools import cache
from types import MappingProxyType

from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.personal import excerpt
from riga_grants.texts import folded

_LONGEST = 60

# The patterns see a text in small letters with single spaces; what is named is always the same: d, m, y, w (a month's name), q.
_D, _M, _Y = "(?P<d>[0-9]{1,2})", "(?P<m>[0-9]{1,2})", "(?P<y>[0-9]{4})"
_W = r"(?P<w>[^\W\d_]{3,12})\.?"
_YEAR = rf"{_Y}(?:\.? ?g(?:\.|ad[aāsu]))?\.?"
_QUARTER = r"(?P<q>[1-4]|i{1,3}|iv)\.? ?cet(?:\.|urksni[sm]?|urksnī|urkšņ[aiu])?"
_MIDNIGHT = r"(?:[t ]0?0:00(?::00(?:\.0{1,9})?)?)?"  # what a program writes for a day without a time

FORMS: Mapping[str, Sequence[re.Pattern[str]]] = MappingProxyType(
    {
        name: tuple(re.compile(pattern) for pattern in patterns)
        for name, patterns in {
            "day.month.year": [rf"{_D}\. ?{_M}\. ?{_Y}\.?{_MIDNIGHT}"],
            "day.month.yy": [rf"{_D}\. ?{_M}\. ?(?P<y>[0-9]{{2}})\.?"],
            "year-month-day": [rf"{_Y}-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}}){_MIDNIGHT}"],
            "year.month.day": [rf"{_Y}\. ?{_M}\. ?{_D}\.?{_MIDNIGHT}"],
            "day/month/year": [rf"{_D}/{_M}/{_Y}{_MIDNIGHT}"],
            "month/day/year": [rf"{_M}/{_D}/{_Y}{_MIDNIGHT}"],
            "month-in-words": [rf"{_YEAR}(?: |(?<=\.)){_D}\. ?{_W}", rf"{_D}\.?[ -]?{_W},?[ -]?{_YEAR}", rf"{_W} {_D},? {_Y}"],
            "month.year": [rf"{_M}[./]{_Y}\.?", rf"{_Y}-(?P<m>[0-9]{{2}})", rf"{_YEAR} {_W}", rf"{_W},? {_YEAR}"],
            "quarter": [
                rf"{_YEAR} {_QUARTER}",
                rf"{_QUARTER},? {_YEAR}",
                rf"{_Y}[ -]?q(?P<q>[1-4])",
                rf"q(?P<q>[1-4])[ /-]?{_Y}",
            ],
            "year": [_YEAR],
        }.items()
    }
)
"""The forms a layout may name. Digits are ASCII only, the year has four of them, but for `day.month.yy`: 00 to 68 are 2000 to
2068, the others are of the century before, as in POSIX. Months are named in Latvian or English, in full or short, in any case.
A month, a quarter or a year stands for its first day."""

_NUMBERS_ONLY = re.compile(r"[0-9]{1,4}([./-] ?)[0-9]{1,2}\1[0-9]{1,4}\.?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def parse_date(shown: str, forms: Sequence[str]) -> date:
    """Read a typed date in one of the named forms.

    Raises UserDataError where it fits none of them, is no day of the calendar, or is another day in another of the forms.
    """
    body = folded(shown)
    body = body if len(body) <= _LONGEST else ""
    fits = [match for form in forms for pattern in FORMS[form] if (match := pattern.fullmatch(body))]
    days = {day for match in fits if (day := _day(match))}
    if len(days) == 1:
        return days.pop()
    expected = ", ".join(forms)
    if days or (not fits and _NUMBERS_ONLY.fullmatch(body)):
        message = text(
            "The date “{found}” can be read in more than one way; expected: {expected}.",
            found=excerpt(shown),
            expected=expected,
        )
        raise UserDataError(message, "date-ambiguous")
    if fits:
        raise UserDataError(text("“{found}” is not a day of the calendar.", found=excerpt(shown)), "date-unreadable")
    message = text("“{found}” is not a date; expected: {expected}.", found=excerpt(shown), expected=expected)
    raise UserDataError(message, "date-unreadable")


def _day(match: re.Match[str]) -> date | None:
    """Give the day that the parts of a date name, the first where they name more; None where there is no such day."""
    part = match.groupdict()
    year, day = int(part["y"]), int(part.get("d") or 1)
    if len(part["y"]) == 2:  # noqa: PLR2004 - two digits are two digits
        year += 2000 if year <= 68 else 1900  # noqa: PLR2004 - POSIX: strptime's %y
    if quarter := part.get("q"):
        month = _ROMAN.get(quarter) or int(quarter)
        month = month * 3 - 2
    elif word := part.get("w"):
        month = _months().get(_bare(word), 0)
    else:
        month = int(part.get("m") or 1)
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> Mapping[str, int]:
    """Number the names of months, without accents: from CLDR, and in the cases in which Latvian dates have them."""
    from babel import Locale  # noqa: PLC0415 - few registers spell their months

    latvian, english = (Locale.parse(code).months["format"] for code in ("lv", "en"))
    names = {
        _bare(name): number
        for form in (latvian, english)
        for width in ("wide", "abbreviated")
        for number, name in form[width].items()
    }
    for number, name in latvian["wide"].items():
        # janvāris → janvārī, janvāra; marts → martā, marta. Without accents not even aprīlis → aprīļa is an exception.
        stem, endings = (name[:-2], "iau") if name.endswith("is") else (name[:-1], "au")
        names |= {_bare(stem + ending): number for ending in endings}
    return names


def _bare(word: str) -> str:
    """Give a word without accents and without the dot of its abbreviation: registers are often typed without them."""
    apart = unicodedata.normalize("NFD", word.casefold().rstrip("."))
    return "".join(char for char in apart if unicodedata.category(char) != "Mn")

"""Dates as people type them, by the forms that a layout declares; never guessed."""

import re
from collections.abc import Sequence
from datetime import date

from riga_grants.errors import UserDataError
from riga_grants.errors import text

FORMS = {
    "day.month.year": re.compile(r"(?P<d>[0-9]{1,2})\. ?(?P<m>[0-9]{1,2})\. ?(?P<y>[0-9]{4})\.?"),
    "year-month-day": re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
    "year.month.day": re.compile(r"(?P<y>[0-9]{4})\. ?(?P<m>[0-9]{1,2})\. ?(?P<d>[0-9]{1,2})\.?"),
    "day/month/year": re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
    "month/day/year": re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})"),
}
"""The forms a layout may name. Digits are ASCII only, the year has four of them."""

_NUMBERS_ONLY = re.compile(r"[0-9]{1,4}([./-] ?)[0-9]{1,2}\1[0-9]{1,4}\.?")


def parse_date(shown: str, forms: Sequence[str]) -> date:
    """Read a typed date in one of the named forms; raise UserDataError where it fits none or is no day of the calendar."""
    body = " ".join(shown.split())
    for form in forms:
        if match := FORMS[form].fullmatch(body):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                raise UserDataError(text("“{found}” is not a day of the calendar.", found=shown), "date-unreadable") from None
    expected = ", ".join(forms)
    if _NUMBERS_ONLY.fullmatch(body):
        message = text(
            "The date “{found}” can be read in more than one way; expected: {expected}.", found=shown, expected=expected
        )
        raise UserDataError(message, "date-ambiguous")
    raise UserDataError(
        text("“{found}” is not a date; expected: {expected}.", found=shown, expected=expected), "date-unreadable"
    )

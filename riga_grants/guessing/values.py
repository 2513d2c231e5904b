"""What the cells of a column look like: amounts, days, numbers of documents, names. Nothing is decided here, only counted."""

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from typing import NamedTuple

from riga_grants.dates import FORMS
from riga_grants.dates import parse_date
from riga_grants.errors import UserDataError
from riga_grants.identifiers import registration_number
from riga_grants.layouts import Words
from riga_grants.layouts.synonyms import usual
from riga_grants.money import LARGEST
from riga_grants.money import from_cell
from riga_grants.money import parse_number
from riga_grants.sheets import Raw

DAYS: Final = tuple(form for form in FORMS if form not in {"month.year", "quarter", "year"})
"""The forms of text that name a day."""

FIRST_YEAR, LAST_YEAR = 1990, 2099
_OFTEN = 3
UNSTATED = Words(usual("not-stated"))
"""The words that usually stand for a figure that is not stated."""


# Words and abbreviations in the names of organisations, in the languages of the usual headings.
_LEGAL = re.compile(
    r"\b(?:sia|as|biedrība|nodibinājums|pašvaldība|ministrija|universitāte|gmbh|e\. ?v\.|ag|kg|sp\. ?z ?o\. ?o\.|s\.a\."
    r"|fundacja|stowarzyszenie|oü|mtü|uab|všį|d\. ?o\. ?o\.|d\. ?d\.|s\. ?r\. ?o\.|a\. ?s\.|ltd|llc|ооо|foundation|association"
    r"|university)(?!\w)",
    re.IGNORECASE,
)
_POSITION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})*\.?(?: .*)?")
_CLASSIFIED = re.compile(r"[1-9][0-9]{3}")
_DOCUMENT = re.compile(r"(?=.*[0-9])[\w./ №#-]{1,25}")
_MAY_BE_A_DAY = re.compile(r"(?=.*[0-9]).{6,30}", re.DOTALL)


class Look(NamedTuple):
    """A column's cells that are not blank, counted: how many there are in all, and how many of them look like what.

    `whole` are numbers without a fraction, `years` those that may be years; `legal` texts that name a legal form, `named` texts
    of several words; `distinct` counts different values and `length` is the average length of a text. `counting` says that the
    numbers go up by one. `words` are the texts that are no figures, with their count.
    """

    cells: int
    numbers: int
    whole: int
    years: int
    days: int
    texts: int
    legal: int
    named: int
    positions: int
    classified: int
    documents: int
    registered: int
    distinct: int
    length: int
    counting: bool
    words: Mapping[str, int]

    def share(self, count: int) -> float:
        """Give a count as a share of the cells, 0 for no cells."""
        return count / self.cells if self.cells else 0.0


def look(values: Sequence[Raw]) -> Look:
    """Count what the values of a column, without the blank ones, look like."""
    shown = [_shown(value) for value in values]
    figures = [figure(value) for value in values]
    numbers = [figure for figure in figures if figure is not None]
    whole = [int(figure) for figure in numbers if figure == figure.to_integral_value()]
    texts = [text for text, figure in zip(shown, figures, strict=True) if figure is None]
    return Look(
        cells=len(values),
        numbers=len(numbers),
        whole=len(whole),
        years=sum(FIRST_YEAR <= number <= LAST_YEAR for number in whole),
        days=sum(isinstance(value, date) or (isinstance(value, str) and bool(day_forms(value))) for value in values),
        texts=sum(isinstance(value, str) for value in values),
        legal=sum(bool(_LEGAL.search(text)) for text in texts),
        named=sum(" " in text for text in texts),
        positions=sum(bool(_POSITION.fullmatch(text)) for text in shown),
        classified=sum(bool(_CLASSIFIED.fullmatch(text)) for text in shown),
        documents=sum(bool(_DOCUMENT.fullmatch(text)) for text in shown),
        registered=sum(map(_registered, shown)),
        distinct=len(set(shown)),
        length=sum(map(len, shown)) // max(len(shown), 1),
        counting=len(whole) == len(values) >= _OFTEN and whole == list(range(whole[0], whole[0] + len(whole))),
        words=Counter(texts),
    )


def _shown(value: Raw) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def figure(value: Raw) -> Decimal | None:
    """Give the number that a cell holds or that its text may mean, whatever its decimal mark; None for none."""
    try:
        if isinstance(value, float):
            return from_cell(value)
        return parse_number(value) if isinstance(value, str) else None
    except UserDataError as problem:
        if problem.code == "amount-ambiguous" and isinstance(value, str):
            return parse_number(value, "." if "." in value else ",")
        return None


def _registered(shown: str) -> bool:
    try:
        return bool(registration_number(shown))
    except UserDataError:
        return False


def day_forms(shown: str) -> dict[str, date]:
    """Give the forms that a text may be a day in, with the day that it is in each."""
    found: dict[str, date] = {}
    for form in DAYS if _MAY_BE_A_DAY.fullmatch(shown) else ():
        try:
            found[form] = parse_date(shown, [form])
        except UserDataError:
            continue
    return found


def forms_of(values: Iterable[Raw]) -> list[str]:
    """Choose the forms in which all texts of a column of days can be read; where two fit equally, the first of them.

    Texts that no form fits are left out of account.
    """
    every = [set(found) for value in values if isinstance(value, str) and (found := day_forms(value))]
    chosen: list[str] = []
    while every:
        counts = Counter(form for forms in every for form in forms)
        chosen.append(max(DAYS, key=lambda form: counts[form]))
        every = [forms for forms in every if chosen[-1] not in forms]
    return chosen


def decimal_mark(values: Iterable[Raw]) -> str:
    """Find the decimal mark of amounts typed as text: the one in which more of them can be read; "" where nothing tells."""
    texts = [value for value in values if isinstance(value, str)]
    comma, point = (sum(_reads(text, mark) for text in texts) for mark in ",.")
    return "" if comma == point else "," if comma > point else "."


def ambiguous(values: Iterable[Raw]) -> int:
    """Count the texts that can mean a thousand or a fraction."""
    texts = [value for value in values if isinstance(value, str)]
    return sum(_reads(text, ",") and _reads(text, ".") and not text.strip("+- ").isdecimal() for text in texts)


def _reads(shown: str, mark: str) -> bool:
    try:
        return parse_number(shown, mark).is_finite()
    except UserDataError:
        return False


def fractions(values: Iterable[Raw]) -> int:
    """Count the numbers that are not whole cents."""
    found = [number for value in values if isinstance(value, float) and (number := figure(value)) is not None]
    return sum(number != number.quantize(Decimal("0.01")) for number in found if number.copy_abs() < LARGEST)


def unstated(words: Mapping[str, int]) -> list[str]:
    """Choose among the texts of a column of amounts those that stand for "not stated": usual ones, and what recurs."""
    return [word for word, count in words.items() if word in UNSTATED or count >= _OFTEN]

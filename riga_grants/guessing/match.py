"""How well a column of a sheet fits a column of a kind of sheet: by its heading, and by the look of its cells."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from typing import Final
from typing import NamedTuple

from riga_grants.columns import KINDS
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.guessing.values import Look
from riga_grants.importing.headings import BETWEEN
from riga_grants.layouts.synonyms import heading_key
from riga_grants.layouts.synonyms import spellings

SURE, LIKELY = 85, 60
"""From how many per cent on a guess is called sure, or likely."""

FEWEST: Final = 35
"""What fits less than so many per cent is not proposed."""

_USUAL = 97
_ALIKE = 0.86
_WORDS_ALIKE = 0.6
_CONTAINED = 0.78
_STEM = 4
_MOSTLY, _HARDLY = 0.7, 0.3
_UNIT = re.compile(r"(?:in|,)?\s*\(?(?:eur|euro|eiro|€|lvl|ls|pln|zł|czk|usd|sek)\)?\.?$")


class Match(NamedTuple):
    """How sure it is, in per cent, that a column is meant, and why."""

    sure: int
    reason: Text


NO_MATCH: Final = Match(0, text("nothing in common"))


def by_heading(kind: str, column: str, parts: Sequence[str]) -> Match:
    """Compare a heading, given by the texts of its rows, with the usual ones of a column."""
    said = {BETWEEN.join(parts[start:]) for start in range(len(parts))} | {*parts[:1]}
    return max((_compared(kind, column, one) for one in sorted(said)), default=NO_MATCH, key=lambda match: match.sure)


@cache
def _compared(kind: str, column: str, said: str) -> Match:
    plain = _UNIT.sub("", " ".join(said.casefold().split())).strip(" ,.") or said
    best = NO_MATCH
    for usual in spellings(kind)[column]:
        if heading_key(usual) in {heading_key(said), heading_key(plain)}:
            return Match(_USUAL, text("a usual heading"))
        found = Match(_alike(usual, plain), text("a heading like “{usual}”", usual=usual))
        best = max(best, found, key=lambda match: match.sure)
    return best


def _alike(usual: str, said: str) -> int:
    """Say in per cent how like two headings are: by their letters, or by the stems of their words."""
    one, other = bare(usual), bare(said)
    letters = SequenceMatcher(None, one, other)
    by_letters = letters.ratio() if letters.real_quick_ratio() >= _ALIKE and letters.quick_ratio() >= _ALIKE else 0.0
    mine, theirs = re.findall(r"\w+", one), re.findall(r"\w+", other)
    shared = sum(any(_same_stem(word, further) for further in theirs) for word in mine)
    by_words = 2 * shared / (len(mine) + len(theirs)) if shared == len(mine) and mine else 0.0
    if shared == len(mine) > 1 and sum(map(len, mine)) >= 2 * _STEM:
        by_words = max(by_words, _CONTAINED)  # a longer heading holds all words of a usual one
    best = max(by_letters if by_letters >= _ALIKE else 0.0, by_words if by_words >= _WORDS_ALIKE else 0.0)
    return int(best * 90)


def _same_stem(one: str, other: str) -> bool:
    stem = max(_STEM, min(len(one), len(other)) - 2)
    alike = min(len(one), len(other)) >= _STEM and abs(len(one) - len(other)) <= _STEM
    return one == other or (alike and one[:stem] == other[:stem])


def bare(said: str) -> str:
    """Fold a text to small letters without accents, for comparisons across spellings."""
    apart = unicodedata.normalize("NFD", said.casefold())
    return "".join(char for char in apart if unicodedata.category(char) != "Mn")


def by_look(kind: str, column: str, look: Look) -> tuple[float, Text | None]:
    """Give the factor by which the look of the cells changes the match of their heading, and why (None: they say nothing)."""
    if not look.cells:
        return 0.9, text("its cells are blank")
    holds = KINDS[kind].columns[column].holds
    if holds in {"amount", "number"}:
        return _like_figures(look)
    if holds == "date":
        return _like_days(look)
    if look.share(look.days) >= _MOSTLY:
        return 0.2, text("but its cells are days")
    if column in _WORDY and look.share(look.numbers) >= _MOSTLY:
        return 0.3, text("but its cells are figures")
    return 1.0, None


def _like_figures(look: Look) -> tuple[float, Text]:
    if look.counting or look.share(look.years) > _MOSTLY:
        return 0.3, text("but its cells count the rows, or are years")
    if look.share(look.numbers) >= _MOSTLY:
        return 1.0, text("its cells are figures")
    if look.share(look.numbers) >= _HARDLY:
        return 0.8, text("many of its cells are figures")
    return 0.2, text("but its cells are no figures")


def _like_days(look: Look) -> tuple[float, Text]:
    if look.share(look.days) >= _MOSTLY:
        return 1.0, text("its cells are days")
    if look.share(look.years) >= _MOSTLY:
        return 0.7, text("its cells are years")
    return 0.2, text("but its cells are no days")


_WORDY: Final = frozenset({"name", "name-en", "title", "description", "issuer", "beneficiary", "indicator", "unit"})
"""Columns whose cells are words."""


def by_look_alone(column: str, look: Look) -> Match:
    """Guess a column whose heading says nothing: only what its cells make likely."""
    if not look.cells:
        return NO_MATCH
    figures = look.share(look.numbers) >= _MOSTLY and not look.counting and look.share(look.years) < _MOSTLY
    days = look.share(look.days) >= _MOSTLY
    texts = look.share(look.texts) >= _MOSTLY and not figures and not days
    organisations = texts and look.share(look.legal) >= _HARDLY
    wordy = texts and look.share(look.named) >= _MOSTLY
    codes = look.share(look.classified) >= _MOSTLY and look.distinct < look.cells
    looks = {
        "number": (look.counting, 60, text("its cells count the rows")),
        "issuer-reg": (look.share(look.registered) >= _MOSTLY, 60, text("its cells are registration numbers")),
        "account-code": (codes, 45, text("its cells are codes of four digits")),
        **dict.fromkeys(("issuer", "beneficiary"), (organisations, 50, text("its cells name organisations"))),
        **dict.fromkeys(("document-date", "start"), (days, 45, text("its cells are days"))),
        "end": (days, 41, text("its cells are days")),
        "document-no": (_documents(look), 40, text("its cells are like numbers of documents")),
        **dict.fromkeys(("amount", "total"), (figures, 42, text("its cells are figures"))),
        "planned": (figures, 38, text("its cells are figures")),
        "reached": (figures, 37, text("its cells are figures")),
        **dict.fromkeys(("description", "name", "indicator"), (wordy, 38, text("its cells are texts of several words"))),
        "line": (texts and look.share(look.positions) >= _MOSTLY, 45, text("its cells are like positions of a budget")),
    }
    fits, sure, reason = looks.get(column, (False, 0, NO_MATCH.reason))
    return Match(sure, reason) if fits else NO_MATCH


def _documents(look: Look) -> bool:
    short, mixed = 25, look.share(look.documents) >= _MOSTLY
    return mixed and look.share(look.numbers) < _MOSTLY and look.share(look.positions) < _MOSTLY and look.length <= short

"""The usual headings of columns, for layouts that ask for them and for guessing a layout; and how headings are compared."""

import csv
import unicodedata
from functools import cache
from functools import lru_cache
from importlib import resources

from riga_grants.texts import folded

_SPOKEN = frozenset("%#&@*")


@lru_cache(maxsize=4096)
def heading_key(heading: str) -> str:
    """Fold a heading for comparison: `Nr. p. k.` and `NR.P.K.` are the same.

    Letter case, spaces, line breaks, hyphens and punctuation say nothing. `%`, `#`, `&`, `@` and signs of currencies do. A
    heading of punctuation alone is kept as it is.
    """
    plain = folded(heading)
    return "".join(char for char in plain if char in _SPOKEN or unicodedata.category(char)[0] not in "PZC") or plain


@cache
def headings_of(kind: str) -> dict[str, tuple[str, ...]]:
    """Give the usual headings of each column of a kind of sheet, the Latvian ones first, then the English."""
    return {column: tuple(f"{lv};{en}".strip(";").split(";")) for column, lv, en, _ in _rows(kind)}


@cache
def spellings(kind: str) -> dict[str, tuple[str, ...]]:
    """Give the usual headings of each column in all languages that are known: good for a guess, not for a layout."""
    return {column: (*headings_of(kind)[column], *filter(None, more.split(";"))) for column, _, _, more in _rows(kind)}


@cache
def usual(role: str) -> tuple[str, ...]:
    """Give the words that usually play a part in a sheet, in several languages; `*` in one stands for any letters."""
    return next(tuple(row["words"].split(";")) for row in _table("usual-words.csv") if row["role"] == role)


@cache
def _rows(kind: str) -> tuple[tuple[str, str, str, str], ...]:
    rows = _table("column-synonyms.csv")
    return tuple((row["column"], row["lv"], row["en"], row["others"]) for row in rows if row["kind"] == kind)


def _table(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((resources.files("riga_grants") / "data" / name).read_text(encoding="utf-8").splitlines()))

"""Text from cells: made safe for a ledger and a browser, and folded for comparison.

A ledger is read as code and shown as a page: nothing from a spreadsheet may open a new line, end a string, hide itself or
start a tag.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LONGEST = 500
"""Texts from cells beyond this many characters are refused: a cell holds a description, not a document."""

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
"""What people and programs write for a hyphen; may stand at the beginning of a pattern's class."""

_REMEMBERED = 2**16  # registers repeat their words
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})
# Code points that are no characters and never will be: no program opens a workbook that holds U+FFFE or U+FFFF.
_NOTHING = [*range(0xFDD0, 0xFDF0), *(plane + last for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))]
_REPLACED = str.maketrans("<>", "‹›", "".join(map(chr, _NOTHING)))
_JOINT = re.compile(r" ?([./:]) ?")
_NUMBERED = re.compile(r"(?:(?:(?:nr|no)\b\.?|[№#])[ :]*(?=\w))+")
_OWN_LETTERS = frozenset("čģķļņŗšž")
_ELEMENT = re.compile("[0-9]+|.", re.DOTALL)
_GAP = re.compile(f"[{DASHES} ]+")


SortKey = tuple[tuple[tuple[int, int, bool], ...], tuple[str, ...], str, str]
"""Of a text its letters and numbers by their places in the alphabet, their accents, its case, and the text itself."""


class Plain(NamedTuple):
    """A text as the ledger keeps it; `changed` where more than white space differs from what the cell holds."""

    text: str
    changed: bool


@lru_cache(_REMEMBERED)
def plain(raw: str) -> Plain:
    """Make a cell's text one visible line.

    Runs of white space of any kind become one space (that is no change worth telling); `<` and `>` become ‹ and ›; other
    control characters, direction marks, soft hyphens, lone surrogates and what is no character at all are removed. Quotes and
    backslashes stay as they are.
    """
    spaced = " ".join(raw.split())
    if spaced.isascii() and spaced.isprintable() and "<" not in spaced and ">" not in spaced:
        return Plain(spaced, changed=False)
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _HIDDEN).translate(_REPLACED)
    return Plain(" ".join(seen.split()), changed=seen != spaced)


def quoted(raw: str) -> str:
    """Write a text as a Beancount string, neutralised once more, so that no caller can break out of the quotes."""
    return '"' + plain(raw).text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@lru_cache(_REMEMBERED)
def folded(raw: str) -> str:
    """Fold a text for comparison: composed letters, no case, single spaces; digits and leading zeros stay."""
    return " ".join(unicodedata.normalize("NFC", raw).casefold().split())


@lru_cache(_REMEMBERED)
def words_only(raw: str) -> str:
    """Fold a name further, to its words: quotes, dots and hyphens fall away (`SIA "Nams"` equals `SIA Nams`)."""
    return " ".join(re.findall(r"\w+", folded(raw)))


@lru_cache(_REMEMBERED)
def document_key(shown: str) -> str:
    """Fold a document's number for comparison: `Nr. R – 0012`, `R-0012` and `r 0012` are the same, `R-12` is another.

    Letter case, the kind of hyphen, whether there is a space or a hyphen, and a leading `Nr.`, `No.`, `№` or `#` say nothing.
    Every digit does, and leading zeros with them.
    """
    joined = _JOINT.sub(r"\1", folded(shown)).strip(f"{DASHES} ")
    label = _NUMBERED.match(joined)
    return _GAP.sub("-", joined[label.end() :] if label else joined)


@lru_cache(_REMEMBERED)
def sort_key(shown: str, lang: str) -> SortKey:
    """Give the key by which a reader of a language looks a name up; no two texts have the same.

    First count the letters, then accents, then case (small before capital). Punctuation comes before digits and these before
    letters; digits count as the number that they write. In Latvian č, ģ, ķ, ļ, ņ, ŗ, š and ž are letters of their own, č behind
    c and so on, and y is a variant of i; ā, ē, ī, ō, ū are only accented. (Unicode CLDR, common/collation/lv.xml.)
    """
    places = [_place(part, lang) for part in _ELEMENT.findall(unicodedata.normalize("NFC", shown))]
    return tuple(letter for letter, _ in places), tuple(accent for _, accent in places), shown.swapcase(), shown


def _place(part: str, lang: str) -> tuple[tuple[int, int, bool], str]:
    """Give the place of a letter or a number in the alphabet, and what tells it from others of that place."""
    if part.isdecimal():
        return (1, int(part), False), part
    small = part.lower()
    base, *marks = tuple(unicodedata.normalize("NFD", small))
    if lang == "lv" and small in _OWN_LETTERS:
        return (2, ord(base), True), ""
    if lang == "lv" and base == "y":
        return (2, ord("i"), False), small
    return (2 if base.isalpha() else 0, ord(base), False), "".join(marks)


def slug(raw: str) -> str:
    """Make a file name of ASCII letters, digits and single hyphens out of any text; never empty, at most 60 characters."""
    ascii_only = unicodedata.normalize("NFKD", raw).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub("[^a-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-") or "file"

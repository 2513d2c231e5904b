"""Text from cells: made safe for a ledger and a browser, and folded for comparison.

A ledger is read as code and shown as a page: nothing from a spreadsheet may open a new line, end a string, hide itself or
start a tag.
"""

import re
import unicodedata
from typing import NamedTuple

LONGEST = 500
"""Texts from cells beyond this many characters are refused: a cell holds a description, not a document."""

_MARKUP = str.maketrans("<>", "‹›")
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})


class Plain(NamedTuple):
    """A text as the ledger keeps it; `changed` where more than white space differs from what the cell holds."""

    text: str
    changed: bool


def plain(raw: str) -> Plain:
    """Make a cell's text one visible line.

    Runs of white space of any kind become one space (that is no change worth telling); `<` and `>` become ‹ and ›; other
    control characters, direction marks, soft hyphens and lone surrogates are removed. Quotes and backslashes stay as they are.
    """
    spaced = " ".join(raw.split())
    if spaced.isascii() and spaced.isprintable() and "<" not in spaced and ">" not in spaced:
        return Plain(spaced, changed=False)
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _HIDDEN).translate(_MARKUP)
    return Plain(" ".join(seen.split()), changed=seen != spaced)


def quoted(raw: str) -> str:
    """Write a text as a Beancount string, neutralised once more, so that no caller can break out of the quotes."""
    return '"' + plain(raw).text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def folded(raw: str) -> str:
    """Fold a text for comparison: composed letters, no case, single spaces; digits and leading zeros stay."""
    return " ".join(unicodedata.normalize("NFC", raw).casefold().split())


def words_only(raw: str) -> str:
    """Fold a name further, to its words: quotes, dots and hyphens fall away (`SIA "Nams"` equals `SIA Nams`)."""
    return " ".join(re.findall(r"\w+", folded(raw)))


def slug(raw: str) -> str:
    """Make a file name of ASCII letters, digits and single hyphens out of any text; never empty, at most 60 characters."""
    ascii_only = unicodedata.normalize("NFKD", raw).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub("[^a-z0-9]+", "-", ascii_only).strip("-")[:60].strip("-") or "file"

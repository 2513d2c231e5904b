"""Bytes → text, for files that carry text (CSV, web pages): UTF-8, UTF-16 with its mark, or Windows-1257, and nothing else.

Windows-1252 and its kin never fail and turn “Saņēmējs” into “Saòçmçjs”, so they are not tried.
"""

import codecs
import re
from typing import Final

from riga_grants.errors import UserDataError
from riga_grants.errors import text

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_END_OF_FILE: Final = "\x1a"  # programs from the days of DOS end a file with it


def decode(content: bytes, encoding: str = "") -> str:
    """Give a file's text; refuse what is not in the stated encoding, or in none of ours, or holds control characters."""
    stated = next((name for mark, name in _MARKS if content.startswith(mark)), "") or encoding
    words = _stated(content, stated) if stated else _guessed(content)
    words = words.removesuffix(_END_OF_FILE)
    if found := _CONTROL.search(words):
        line = words.count("\n", 0, found.start()) + 1
        raise UserDataError(text("line {line} holds a character that no text holds. Save it as CSV UTF-8.", line=line))
    return words


def _stated(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError) as problem:
        raise UserDataError(
            text("it is not written in {encoding}. Save it as CSV UTF-8.", encoding=encoding.removesuffix("-sig").upper())
        ) from problem


def _guessed(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as problem:
        patched = content.decode("utf-8", "replace")
        wrong = patched.count("\ufffd")
        if len(content) - len(patched) > wrong:
            # More letters of several bytes are right than wrong: it is UTF-8 with a flaw.
            line = content.count(b"\n", 0, problem.start) + 1
            raise UserDataError(text("line {line} is damaged. Save it as CSV UTF-8.", line=line)) from problem
    try:
        return content.decode("cp1257")
    except UnicodeDecodeError as problem:
        raise UserDataError(text("its text is neither UTF-8 nor Windows-1257. Save it as CSV UTF-8.")) from problem

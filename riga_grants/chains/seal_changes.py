"""What was changed of what closings sealed: each line that is not there any more is held against those that are new.

So a changed amount is told as one change with old and new at its place, and not as a loss and an addition.
"""

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher
from typing import Final
from typing import NamedTuple
from typing import TypeVar

from riga_grants.chains.canon import POSTING
from riga_grants.chains.canon import Item
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.names import finding

_HASH = re.compile("[0-9a-f]{16}")
_WORDS: Final = {
    "day": N_("the date"),
    "flag": N_("the flag"),
    "account": N_("the account"),
    "amount": N_("the amount"),
    "document": N_("the document's number"),
    "key": N_("the row key"),
    "rest": N_("a text, a link or metadata (by their hash)"),
}


Row = TypeVar("Row", "Sealed", Item)


class Sealed(NamedTuple):
    """A sealed line: its text, the period whose closing sealed it, and its place in the closing's file."""

    text: str
    period: str
    place: Place


def find(code: str, sealed: Sequence[Sealed], items: Sequence[Item], options: Sequence[str], through: date) -> list[Finding]:
    """Compare what closings through a day have sealed with what the books hold now; `items` are those of any day."""
    was = Counter(line.text for line in sealed)
    closed = [item for item in items if item.day <= through]
    now = Counter(item.text for item in closed)
    now.update(options)
    gone, added = _rows(sealed, was - now), _rows(closed, now - was)
    if not gone and all(item.addable for item in added):
        return []
    loose = [Item(through, line, addable=True, meta={}) for line in options if line not in was]
    later = [item for item in items if item.day > through]
    pairs = _paired(gone, [*added, *loose], later)
    used = {id(item) for item in pairs.values()}
    told: set[tuple[str, str]] = set()
    findings = [one for number, line in enumerate(gone) for one in _lost(code, line, pairs.get(number), told)]
    return findings + [_added(code, item) for item in added if not item.addable and id(item) not in used]


def _rows(rows: Iterable[Row], wanted: Counter[str]) -> list[Row]:
    """Pick as many rows of each text as are wanted, the last ones, for what is added stands behind what was there."""
    left = wanted.copy()
    found = []
    for row in reversed(list(rows) if left else []):
        if left[row.text] > 0:
            left[row.text] -= 1
            found.append(row)
    return found[::-1]


def _paired(gone: Sequence[Sealed], added: Sequence[Item], later: Sequence[Item]) -> dict[int, Item]:
    """Find for lines that are gone, by their number, what stands in their place: by what says most of it first.

    What is dated after the closed periods is the same line only if nothing but its date differs.
    """
    pairs: dict[int, Item] = {}
    used: set[int] = set()
    for hint, candidates in ((_undated, [*added, *later]), *((hint, added) for hint in _HINTS)):
        buckets: defaultdict[Hashable, list[Item]] = defaultdict(list)
        for item in candidates if len(pairs) < len(gone) else ():
            if id(item) not in used and (key := hint(item.text)) is not None:
                buckets[key].append(item)
        for number, line in enumerate(gone):
            bucket = buckets.get(hint(line.text)) if number not in pairs else None
            if bucket:
                item = _most_alike(line.text, bucket)
                bucket.remove(item)
                pairs[number] = item
                used.add(id(item))
    return pairs


_FEW: Final = 50


def _most_alike(line: str, items: Sequence[Item]) -> Item:
    return max(items[:_FEW], key=lambda item: SequenceMatcher(None, line, item.text).ratio())


def _undated(line: str) -> Hashable:
    return line.partition(" ")[2]


def _by(*fields: str) -> Callable[[str], Hashable]:
    """Make the hint that two postings agree in some fields, and that none of those is empty."""

    def hint(line: str) -> Hashable:
        match = POSTING.fullmatch(line)
        found = match.group(*fields) if match else None
        return None if found is None or {"-", '""'} & set(found) else found

    return hint


def _subject(line: str) -> Hashable:
    """Give the kind and the subject of a line that is no posting, without its date."""
    return None if POSTING.fullmatch(line) else tuple(line.split(" ")[(0 if line.startswith("option ") else 1) :][:2])


_HINTS: Final = (
    _by("key", "account"),
    _by("document", "account", "rest"),
    _by("account", "rest"),
    _by("document", "account"),
    _by("amount", "rest"),
    _by("day", "account", "amount"),
    _subject,
)


def _lost(code: str, line: Sealed, item: Item | None, told: set[tuple[str, str]]) -> Iterator[Finding]:
    """Tell what became of a line that is not there any more: each thing in which it differs now, or that it is gone.

    What a whole entry says, and not its single postings, is told once; `told` remembers it.
    """
    if item is None:
        message = text("{line} was closed with {period} and is missing now.", line=_about(line.text), period=line.period)
        yield finding("seal-broken", message, line.place, code, scope=(line.period,))
        return
    place = item.place if item.meta else line.place
    for what, old, new in _differences(line.text, item.text):
        if (old, new) in told:
            continue
        if what.msgid == _WORDS["rest"]:
            told.add((old, new))
        message = text(
            "{line}: when {period} was closed, {what} was {old}; now it is {new}.",
            line=_about(line.text),
            period=line.period,
            what=what,
            old=old,
            new=new,
        )
        yield finding("seal-broken", message, place, code, scope=(line.period,))


def _differences(old: str, new: str) -> Iterator[tuple[Text, str, str]]:
    """Give what differs between two lines: what it is, as it was sealed, and as it is now."""
    was, now = POSTING.fullmatch(old), POSTING.fullmatch(new)
    if was and now:
        differing = [name for name in _WORDS if was[name] != now[name]]
        if {"document", "key"} & set(differing):
            differing = [name for name in differing if name != "rest"]  # they are metadata and a link of the entry
        yield from ((Text(_WORDS[name], {}), was[name], now[name]) for name in differing)
    else:
        before, after = _trimmed(old.split(" "), new.split(" "))
        hashed = all(_HASH.fullmatch(part) for part in (before, after))
        yield Text(_WORDS["rest"], {}) if hashed else text("a value"), before, after


def _trimmed(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """Leave out the words in which two lines agree at their beginnings and at their ends."""
    first = next((n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new)))
    ends = zip(reversed(old[first:]), reversed(new[first:]), strict=False)
    last = next((n for n, pair in enumerate(ends) if pair[0] != pair[1]), min(len(old), len(new)) - first)
    return " ".join(old[first : len(old) - last]) or "–", " ".join(new[first : len(new) - last]) or "–"


def _about(line: str) -> str:
    """Name a line by its date, its account or kind, and its document; without hashes."""
    match = POSTING.fullmatch(line)
    if match is None:
        return re.sub(" [0-9a-f]{16}$", "", line)
    shown = [match["day"], match["account"], match["amount"], *([match["document"]] if match["document"] != '""' else [])]
    return " ".join(shown)


def _added(code: str, item: Item) -> Finding:
    message = text("{line} was added to a period that is closed.", line=_about(item.text))
    return finding("seal-broken", message, item.place, code)

"""Which rows of an unknown sheet are its headings: texts above columns that hold something, with usual words among them."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Final
from typing import NamedTuple

from riga_grants.columns import KINDS
from riga_grants.guessing.match import LIKELY
from riga_grants.guessing.match import by_heading
from riga_grants.guessing.values import FIRST_YEAR
from riga_grants.guessing.values import LAST_YEAR
from riga_grants.guessing.values import day_forms
from riga_grants.guessing.values import figure
from riga_grants.importing.headings import Rows
from riga_grants.importing.headings import Texts
from riga_grants.importing.headings import joined
from riga_grants.importing.headings import texts_of
from riga_grants.layouts.synonyms import heading_key
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet

WITHIN: Final = 60
"""In how many first rows headings are looked for."""

MOST_ROWS: Final = 3
_SAMPLE = 15
_LONGEST = 200
_ENOUGH = 0.5


class Scored(NamedTuple):
    """Rows that may be the headings, and how well they do; more is better."""

    score: float
    rows: Rows


def find_header(sheet: Sheet) -> Rows | None:
    """Find the row or rows of the headings; None where the sheet seems to have none."""
    within = min(WITHIN, sheet.height)
    texts = texts_of(sheet, 0, within - 1)
    found: list[Scored] = []
    for last in range(within):
        below = _below(sheet, last)
        for first in range(last, max(-1, last - MOST_ROWS), -1):
            if not below or not _may_head(sheet, texts, first, last):
                break
            rows = joined(texts, first, last)
            score = _score(rows, below)
            if score > 0 and (first == last or _adds(texts, first, last)):
                found.append(Scored(score - 0.4 * (last - first), rows))
    return max(found, key=lambda one: one.score).rows if found else None


def _below(sheet: Sheet, last: int) -> list[Mapping[int, Raw]]:
    """Give the cells of the first rows below one that hold anything, blank ones left out."""
    found: list[Mapping[int, Raw]] = []
    for row in range(last + 1, min(sheet.height, last + 1 + 3 * _SAMPLE)):
        cells = sheet.rows[row] if row < len(sheet.rows) else ()
        held = {index: value for index, value in enumerate(cells) if not isinstance(value, str) or value.strip()}
        if held:
            found.append(held)
    return found[:_SAMPLE]


def _may_head(sheet: Sheet, texts: Texts, first: int, last: int) -> bool:
    """Say whether a row may be one of the headings: more than one text, and no figure or day but a year."""
    cells = [value for index in texts[first] if (value := sheet.value((first, index))) != ""]
    distinct = set(texts[first].values())
    if len(distinct) < 2 or any(len(shown) > _LONGEST for shown in distinct):  # noqa: PLR2004 - one text over all is a title
        return False
    return not any(map(data_like, cells)) and (first < last or len(cells) > 1)


def data_like(value: Raw) -> bool:
    """Say whether a cell holds data rather than words: a figure or a day, but no year."""
    if not isinstance(value, str):
        return not (isinstance(value, float) and value.is_integer() and FIRST_YEAR <= value <= LAST_YEAR)
    shown = value.strip()
    if not any(map(str.isdecimal, shown)) or (shown.isdecimal() and FIRST_YEAR <= int(shown) <= LAST_YEAR):
        return False
    return bool(day_forms(shown)) or figure(shown) is not None


def _adds(texts: Texts, first: int, last: int) -> bool:
    """Say whether the upper of several rows adds to the lower ones: it heads groups, or columns that they leave blank."""
    lower = {index: shown for row in range(first + 1, last + 1) for index, shown in texts[row].items()}
    upper = texts[first]
    shared = [index for index in upper if index in lower and upper[index] != lower[index]]
    return bool(shared) or bool(upper.keys() - lower.keys())


def _score(rows: Rows, below: Sequence[Mapping[int, Raw]]) -> float:
    """Score headings by the columns below that they head, by the data in them, and by the usual words among them."""
    columns = {index for held in below for index in held}
    headed = columns & rows.parts.keys()
    coverage, precision = len(headed) / len(columns), len(headed) / len(rows.parts)
    if coverage < _ENOUGH or len(headed) < 2:  # noqa: PLR2004 - a table has two columns
        return 0
    with_data = sum(any(map(data_like, held.values())) for held in below) / len(below)
    keys = [heading_key(" ".join(parts)) for parts in rows.parts.values()]
    distinct = len(set(keys)) / len(keys)
    return 3 * coverage + precision + 2 * with_data + 2 * distinct + _usual(rows.parts.values())


def _usual(parts: Iterable[Sequence[str]]) -> float:
    """Count the headings that are usual in the kind of sheet that has the most of them."""
    every = list(parts)
    return max(sum(_best(kind, one) >= LIKELY for one in every) for kind in KINDS)


def _best(kind: str, parts: Sequence[str]) -> int:
    return max(by_heading(kind, column, parts).sure for column in KINDS[kind].columns)

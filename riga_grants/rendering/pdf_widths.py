"""How wide a table's columns are on paper, and how large its letters: figures are never broken, texts are wrapped.

Widths are in em, the height of the table's own letters.
"""

import re
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache
from typing import Final
from typing import NamedTuple

from riga_grants.grid import printable
from riga_grants.tables import CODE
from riga_grants.tables import FIGURES
from riga_grants.tables import PLAIN
from riga_grants.tables import SECTION
from riga_grants.tables import TEXT
from riga_grants.tables import WORD
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table

SIZE: Final = 0.9
"""How large a table's letters are, of those around it, where the page is wide enough."""
WORDS: Final = (24, 66)
"""So many letters of a word stand together, in a text and in a code (a hash has 64); a longer one may be broken anywhere."""
SOFT: Final = "\u00ad"

_LEAST: Final = 0.65  # of the letters around it: smaller ones are hard to read
_SMALL: Final = 6.0  # em: a text up to here is not wrapped
_WRAPPED: Final = 3  # lines that a longer text takes, while it needs no wider a column than two such texts
_LONG: Final = 34.0  # em: a text from here on is
_INSET: Final = 0.7  # em between a column's text and its neighbours'
_BAR: Final = 3.6  # em that a bar takes
_HEAD: Final = 9  # letters: a longer word of a heading may be hyphenated where the page is narrow
_NUMBER: Final = 6  # letters: texts that are no longer are numbers of rows, and name nothing
_VOWELS: Final = "aeiouyāēīū"
_SYLLABLE: Final = re.compile(rf"(?<=\w{{3}})(?=[^\W\d_{_VOWELS}][{_VOWELS}]\w{{2}})", re.IGNORECASE)
_CODE: Final = 0.49  # em: a letter of a code, all of which are of one width
_WIDTHS: Final[tuple[Mapping[float, str], Mapping[float, str]]] = (  # of the letters of Libertinus Serif, plain and bold
    {
        0.25: " \u00a0.,:;|'",
        0.3: "ijlīļIĪ()!",
        0.35: 'ftJ"-/',
        0.4: "rsš“”„[]*",
        0.45: "cezčēž?~",
        0.5: "abgvxāģFSŠ0123456789_#",
        0.55: "dhknopquyķņūLPĻ–+<>=",
        0.6: "BERYĒ",
        0.65: "CKTZČĶŽ%",
        0.7: "AGNUVXĀĢŅŪ",
        0.75: "wDHOQ—…&",
        0.85: "mM",
    },
    {
        0.25: " \u00a0.,|'",
        0.3: ":;!",
        0.35: "ijlīļ()/",
        0.4: 'ftIJĪ"-[]',
        0.45: "rsš“”„*?",
        0.5: "cezčēž_~",
        0.55: "abgvāģFSŠ0123456789–+<>#",
        0.6: "dopquxyūLĻ=",
        0.65: "hknķņEPYZĒŽ%",
        0.7: "BT",
        0.75: "ACDGKNOQRVXĀČĢĶŅ—&",
        0.85: "wUŪH…",
        0.95: "mM",
    },
)
_WIDEST: Final = 1.1


def naming(table: Table, rows: Sequence[Sequence[str]]) -> int | None:
    """Find the column that names the rows, where the outline is seen: the first of texts that are more than a number."""
    texts = [n for n, column in enumerate(table.columns) if column.kind == TEXT]
    told = [cells for row, cells in zip(table.rows, rows, strict=True) if row.look == PLAIN]
    return next((n for n in texts if any(len(cells[n]) > _NUMBER for cells in told)), next(iter(texts), None))


def groups(table: Table, rows: Sequence[Sequence[str]], wide: float) -> list[list[int]]:
    """Give the places of the columns that stand side by side on a page of so many em: all of them, or as many as can be read.

    Columns that do not fit go on in a table of their own, in which those up to the rows' names stand again.
    """
    each = [_column(table, rows, n, soft=True)[0] for n in range(len(table.columns))]
    if sum(each) * _LEAST <= wide:
        return [[*range(len(each))]]
    names = [*range((naming(table, rows) or 0) + 1)]
    room = wide / _LEAST - sum(each[n] for n in names)
    found: list[list[int]] = [[]]
    for n in range(len(names), len(each)):
        if found[-1] and sum(each[place] for place in (*found[-1], n)) > room:
            found.append([])
        found[-1].append(n)
    return [[*names, *places] for places in found]


class Laid(NamedTuple):
    """How a table is laid out: the width of each column, the size of its letters, and its headings, as they are shown."""

    widths: Sequence[float]
    size: float
    heads: Sequence[str]


def laid(table: Table, rows: Sequence[Sequence[str]], wide: float) -> Laid:
    """Lay out a table, its cells as they are shown, on a page of so many em.

    Figures, dates and short texts are never wrapped. Where the page is too narrow long words of headings may be hyphenated,
    and where that is not enough the letters are smaller.
    """
    needs = [_column(table, rows, n, soft=False) for n in range(len(table.columns))]
    soft = sum(least for least, _ in needs) * SIZE > wide
    if soft:
        needs = [_column(table, rows, n, soft=True) for n in range(len(table.columns))]
    least, full = zip(*needs, strict=True)
    size = min(SIZE, wide / sum(least))
    spare = min(1.0, (wide / size - sum(least)) / (sum(full) - sum(least) or 1))
    wide_as = [round(low + spare * (high - low), 2) for low, high in zip(least, full, strict=True)]
    heads = [_hyphenated(printable(column.head), width - _INSET) for column, width in zip(table.columns, wide_as, strict=True)]
    return Laid(wide_as, size, heads)


def _column(table: Table, rows: Sequence[Sequence[str]], n: int, *, soft: bool) -> tuple[float, float]:
    """Give how many em a column needs, and how many it is better to have."""
    column, named = table.columns[n], naming(table, rows)
    texts = [(cells[n], row) for row, cells in zip(table.rows, rows, strict=True) if row.look != SECTION]
    indent = max((row.depth for _, row in texts), default=0) if n == named else 0
    longest = max((_em(text, column.kind, bold=_bold(row, column)) for text, row in texts), default=0.0)
    fixed = column.kind in FIGURES or longest <= _SMALL
    words = max((_longest_word(text, column.kind, bold=_bold(row, column)) for text, row in texts), default=0.0)
    words = longest if fixed else max(_SMALL, min(longest / _WRAPPED, 2 * _SMALL), words)
    more = _INSET + indent + (_BAR if column.key == table.bars else 0)
    head = _longest_word(_syllables(column.head) if soft else column.head, TEXT, bold=True)
    better = max(head, words, min(longest, _LONG), min(_em(column.head, TEXT, bold=True), _SMALL))
    return max(head, words) + more, better + more


def _bold(row: Row, column: Column) -> bool:
    return row.look != PLAIN or column.kind == WORD


def _syllables(head: str) -> str:
    """Mark in a heading where its long words may be broken between syllables."""
    return re.sub(rf"\w{{{_HEAD + 1},}}", lambda word: _SYLLABLE.sub(SOFT, word[0]), head)


def _hyphenated(head: str, room: float) -> str:
    """Break those long words of a heading that are wider than so many em, with a hyphen and a new line.

    The hyphens are real ones: soft ones would make minus signs soft too, when amounts are copied out of the file.
    """
    return re.sub(r"\w+", lambda word: _in_lines(word[0], room), head)


def _in_lines(word: str, room: float) -> str:
    if _em(word, TEXT, bold=True) <= room:
        return word
    first, *rest = _syllables(word).split(SOFT)
    lines = [first]
    for syllable in rest:
        if _em(f"{lines[-1]}{syllable}-", TEXT, bold=True) <= room:
            lines[-1] += syllable
        else:
            lines.append(syllable)
    return "-\n".join(lines)


def _longest_word(text: str, kind: str, *, bold: bool) -> float:
    most = WORDS[kind == CODE]
    return max(_em(word[:most], kind, bold=bold) for word in re.split(r"[ /]|(?<=\u00ad)", text))


def _em(text: str, kind: str, *, bold: bool) -> float:
    """Say how wide a text is, in em; a code is in smaller letters of one width."""
    return _CODE * len(text) if kind == CODE else sum(_advance(letter, bold=bold) for letter in text)


@cache
def _advance(letter: str, *, bold: bool) -> float:
    """Say how wide a letter is, at most; a hyphen that may be shown as wide as one that is."""
    shown = "-" if letter == SOFT else letter
    return next((width for width, letters in _WIDTHS[bold].items() if shown in letters), _WIDEST)

"""Number formats: which currency one shows, and whether it shows another number than the cell holds.

The codes are Excel's (ECMA-376 part 1, 18.8.31); readers of other files word theirs as such a code. What a column too narrow
for its numbers, a conditional format or white letters on white hide is not seen here.
"""

import math
import operator
import re
from collections.abc import Callable
from collections.abc import Sequence
from decimal import ROUND_HALF_UP
from decimal import Context
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final
from typing import NamedTuple

BUILT_IN: Final = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    48: "##0.0E+0",
}
"""The formats that a workbook names by number; those left out show a day, a text, or the number as it is."""

# A format may be of any length and hostile: possessive, and no bracket inside brackets, so that the time stays linear.
_LITERAL = re.compile(r'\[\$([^\[\]-]*+)[^\[\]]*+\]|"([^"]*+)"|\\(.)|\[[^\[\]]*+\]')
_CURRENCY = re.compile(r"\[\$([^\[\]-]++)[^\[\]]*+\]")
_MARKS = re.compile(r"€|\$|£|¥|₽|%|\b(?:EUR|LVL|Ls|USD|GBP|SEK|NOK|DKK|CHF|PLN|RUB|LTL|EEK)\b", re.IGNORECASE)
_SPELT = {"€": "EUR", "LS": "LVL", "$": "USD", "£": "GBP", "₽": "RUB"}

_LONGEST: Final = 1_000
_PIECE = re.compile(r'"[^"]*+"?|\\.|[_*].|\[[^\[\]]*+\]|AM/PM|A/P|General|E[+-]|.', re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)\]")
_COLOUR = re.compile(r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r ?[0-9]+)\]", re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_SCALE = re.compile(r"[0#?](,+)(?![,0#?])")
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_TO_THE_CENT = re.compile(r"[^%/E.]*[0#?]\.[0#?]{2}[^,%/E.]*")
_HALF_A_CENT: Final = Decimal("0.005")
_PLACES: Final = 30
_PER_CENTS: Final = 2
_DENOMINATOR_DIGITS: Final = 5
_EXACT: Final = Context(prec=400)


class Section(NamedTuple):
    """One part of a format code, between semicolons: the characters that are not literal, the literal ones, and what it says.

    `as_is` means that it shows a day, a text or the number as stored; `sign`, that it tells by itself what is negative;
    `condition` is the one that it states in brackets.
    """

    code: str
    literal: str
    as_is: bool
    sign: bool
    condition: tuple[str, float] | None


def mark(format_code: str) -> str:
    """Say which currency (or "%") a number format shows beside the number, or a heading names; "" for none.

    A currency that stands in the format's own place for it ("[$kr-41D]") is given as it is spelt, in capitals.
    """
    positive = format_code.partition(";")[0]
    stated = _CURRENCY.search(positive)
    bare = _LITERAL.sub(lambda m: f" {m[1] or m[2] or m[3] or ''} ", positive)
    found = _MARKS.search(stated[1] if stated else bare)
    symbol = found[0] if found else stated[1].strip() if stated else ""
    return _SPELT.get(symbol.upper(), symbol.upper())


@lru_cache(maxsize=1024)
def honest(format_code: str) -> bool:
    """Say whether a format shows all numbers as they are, to the cent, so that its cells need not be looked at."""
    sections = _sections(format_code)
    return all(
        section.as_is or (_TO_THE_CENT.fullmatch(section.code) and not section.condition) for section in sections[:2]
    ) and (len(sections) == 1 or sections[1].as_is or sections[1].sign)


@lru_cache(maxsize=65_536)
def shown(format_code: str, number: float) -> str | None:
    """Give what a format shows of a number where that is another number, by more than half a cent; otherwise None.

    It is given without currency and with a point: "12", "-1.5", "85%". "" says that no number is shown at all.
    """
    sections = _sections(format_code)
    index = _choose([section.condition for section in sections], number)
    if index is None or sections[index].as_is or not math.isfinite(number):
        return None
    section = sections[index]
    size = abs(Decimal(repr(number)))
    spelt, seen = _spell(section, size)
    minus = number < 0 and (index == 0 or section.sign)
    same = abs((-seen if minus else seen) - Decimal(repr(number))) <= _HALF_A_CENT
    return None if same else f"{'-' if minus and seen else ''}{spelt}"


@lru_cache(maxsize=1024)
def _sections(format_code: str) -> tuple[Section, ...]:
    parts: list[list[str]] = [[]]
    for piece in _PIECE.findall(format_code[:_LONGEST] or "General"):
        if piece == ";":
            parts.append([])
        else:
            parts[-1].append(piece)
    return tuple(_section(part) for part in parts[:4])


def _section(pieces: Sequence[str]) -> Section:
    code = "".join(piece.upper() for piece in pieces if len(piece) == 1 or piece.upper() in {"E+", "E-"})
    literal = "".join(piece.strip('"\\') for piece in pieces if piece[0] in '"\\') + re.sub("[^()+-]", "", code)
    stated = next((found for piece in pieces if (found := _CONDITION.fullmatch(piece))), None)
    coloured = any(_COLOUR.fullmatch(piece) for piece in pieces)
    calendar = re.search("[YMDHS]", code) is not None or any(_ELAPSED.fullmatch(piece) for piece in pieces)
    return Section(
        code,
        literal.strip(),
        calendar or "@" in code or any(piece.upper() == "GENERAL" for piece in pieces),
        coloured or "-" in literal or "(" in literal,
        (stated[1], float(stated[2])) if stated else None,
    )


def _choose(conditions: Sequence[tuple[str, float] | None], number: float) -> int | None:
    """Say which section shows a number: by the stated conditions, or positive;negative;zero. None if no one does."""
    usual: dict[int, list[tuple[str, float] | None]] = {1: [None], 2: [(">=", 0.0), None], 3: [(">", 0.0), ("<", 0.0), None]}
    by_count = usual[min(len(conditions), 3)]
    for index, condition in enumerate(conditions[:3]):
        rule = condition or by_count[index]
        if rule is None or _COMPARE[rule[0]](number, rule[1]):
            return index
    return None


def _spell(section: Section, size: Decimal) -> tuple[str, Decimal]:
    """Give a number as a section spells it, and its value as a reader takes it (a per cent being a hundredth)."""
    code = section.code
    if not re.search("[0#?]", code):
        return section.literal, Decimal(0)
    below = re.search(r"/ *([0-9#?]+)", code)
    if below:
        fixed = int(below[1]) if below[1].isdigit() else 0
        number = Fraction(size)
        most = 10 ** min(len(below[1]), _DENOMINATOR_DIGITS) - 1
        nearest = Fraction(round(number * fixed), fixed) if fixed else number.limit_denominator(most)
        return str(nearest), Decimal(nearest.numerator) / nearest.denominator
    whole, _, part = code.partition("E")[0].partition(".")
    places = min(len(re.findall("[0#?]", part)), _PLACES)
    if "E" in code:
        spelt = f"{size:.{places + max(len(re.findall('[0#?]', whole)) - 1, 0)}E}"
        return spelt, Decimal(spelt)
    per_cent = min(code.count("%"), _PER_CENTS)
    scale = _SCALE.search(code)
    moved = size.scaleb(2 * per_cent - 3 * len(scale[1] if scale else ""))
    rounded = moved.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)
    spelt = f"{rounded:f}"
    if part.rstrip(",% )").endswith("#"):
        spelt = spelt.rstrip("0").rstrip(".")
    return f"{spelt}{'%' * per_cent}", rounded.scaleb(-2 * per_cent)

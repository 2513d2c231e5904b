"""Money: strict parsing of amounts as people type them, whole cents, and shares that never lose a cent.

Inside the program an amount is an `int` of cents (names end in `_cents`); at the edges it is a `Decimal`. No float takes
part in any arithmetic: a spreadsheet's float is turned into a Decimal through its first 15 digits, which are exact
for cents below 10¹³.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import ROUND_DOWN
from decimal import ROUND_HALF_EVEN
from decimal import ROUND_HALF_UP
from decimal import Decimal
from types import MappingProxyType

from riga_grants.errors import InLanguages
from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.personal import excerpt

LARGEST = Decimal(10) ** 10
"""Amounts from here on are refused: ten thousand million euro is a slip of the keyboard, not a project's cost."""

_SPELT = {
    "EUR": ("€", "eiro", "euro", "euros"),
    "LVL": ("ls", "lati", "lats", "latu"),
    "USD": ("$", "us$"),
    "GBP": ("£",),
    "JPY": ("¥",),
    "RUB": ("₽", "руб", "руб."),
    "PLN": ("zł",),
    "CZK": ("kč",),
    "UAH": ("₴",),
    **dict.fromkeys(("BGN", "BYN", "CHF", "DKK", "EEK", "HUF", "ISK", "LTL", "NOK", "RON", "SEK"), ()),
}
CURRENCIES: Mapping[str, str] = MappingProxyType(
    {spelling: code for code, others in _SPELT.items() for spelling in (code.casefold(), *others)}
)
"""The ISO code of every mark or word that names a currency beside an amount, in a heading or in a number format; spelt in
small letters. What several countries share (kr) or what is a word besides (TRY, CAD) is left out."""

_CENT = Decimal("0.01")
_NOISE = Decimal("0.000001")
_ROUNDING = {"refuse": ROUND_DOWN, "half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
ROUNDINGS = tuple(_ROUNDING)
"""What can be done with a fraction of a cent: refuse the amount, round it (a half up or to the even cent), or drop it."""

_LONG = 40
_LONGEST = 60
_LETTER = r"[^\W\d_]"
_MARK = rf"(?<!{_LETTER})(?:{'|'.join(re.escape(mark) for mark in sorted(CURRENCIES, key=len, reverse=True))})(?!{_LETTER})"
_CURRENCY = re.compile(_MARK)
_MARKED = re.compile(rf"{_MARK} *(?P<after>.+)|(?P<before>.+?) *{_MARK}")
# Spaces of every width are the same, and so are both apostrophes.
_ALIKE = str.maketrans(
    dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ") | {"’": "'"}
)


def _form(mark: str, groups: str) -> re.Pattern[str]:
    """Make the pattern of a number whose decimal mark is known: plain digits, or groups of three of one kind."""
    grouped = rf"[1-9][0-9]{{0,2}}(?P<group>[{groups}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*+"
    return re.compile(rf"(?P<whole>[0-9]++|{grouped})(?:[{mark}](?P<fraction>[0-9]++))?")


_FORMS = {",": _form(",", " '."), ".": _form(".", " ',")}


def to_cents(amount: Decimal) -> int:
    """Give a Decimal amount as whole cents; raise UserDataError where it is not whole cents or is too large."""
    return whole_cents(amount)


def whole_cents(amount: Decimal, rounding: str = "refuse") -> int:
    """Give a Decimal amount as whole cents; one of ROUNDINGS says what is done with a fraction of a cent.

    Raises UserDataError where it is too large, and with "refuse" where it is not whole cents.
    """
    fits = amount.is_finite() and amount.copy_abs() < LARGEST
    rounded = amount.quantize(_CENT, _ROUNDING[rounding]) if fits else LARGEST
    if rounded.copy_abs() >= LARGEST:
        raise UserDataError(text("{amount} is too large to be the amount of a cost.", amount=spelt(amount)), "amount-large")
    if rounding == "refuse" and rounded != amount:
        raise UserDataError(text("{amount} is not a whole number of cents.", amount=spelt(amount)), "amount-fraction")
    return int(rounded.scaleb(2))


def to_decimal(cents: int) -> Decimal:
    """Give cents as a Decimal with two decimals."""
    return Decimal(cents).scaleb(-2).quantize(_CENT)


def from_cell(value: float, times: int | Decimal = 1) -> Decimal:
    """Give a spreadsheet's number exactly, `times` the layout's multiplier, without the noise of binary fractions.

    The noise is what a sum of cents in a spreadsheet leaves: less than a millionth away from whole cents of the product. Any
    other number is taken with its first 15 digits, which is all that a spreadsheet shows of it. Raises UserDataError for what
    is no number at all.
    """
    exact = Decimal(format(value, ".15g"))
    if not exact.is_finite():
        raise UserDataError(text("“{found}” is not an amount.", found=str(value)), "amount-unreadable")
    exact *= times
    if exact.copy_abs() >= LARGEST:
        return exact
    rounded = exact.quantize(_CENT, ROUND_HALF_UP)
    return rounded if (exact - rounded).copy_abs() < _NOISE else exact


def parse_number(shown: str, decimal: str = "") -> Decimal:
    """Read an amount as it is typed in Latvia or in an export, exactly; raise UserDataError with the reason otherwise.

    `decimal` is the declared decimal mark, "," or "."; "" where it is not known. Then `1.234` may be a thousand or a fraction,
    and is refused as ambiguous.

    Accepted: `1234,5`; groups of three split by any kind of space, an apostrophe, or the mark that is not the decimal one;
    a minus before the number or directly behind it (`12,50-`, as SAP writes it; also U+2212), or brackets around it; one
    currency mark before or after, on either side of the sign. Refused: all else, such as wrong groups, a sign or a mark in
    the middle, exponents, per cent, digits of other scripts.
    """
    stripped = shown.translate(_ALIKE).strip(" ")
    body, negative = _bare(stripped.casefold()) if len(stripped) <= _LONGEST else ("", False)
    readings = {_value(match, negative) for mark in decimal or ",." if (match := _FORMS[mark].fullmatch(body))}
    if not readings:
        raise UserDataError(_unreadable(shown, decimal), "amount-unreadable")
    if len(readings) > 1:
        raise UserDataError(_ambiguous(shown, *sorted(readings, key=abs)), "amount-ambiguous")
    return readings.pop()


def currency_mark(shown: str) -> str | None:
    """Say which currency a typed amount, a heading or a number format names, by its ISO code; None where it names none."""
    match = _CURRENCY.search(shown.casefold())
    return None if match is None else CURRENCIES[match[0]]


def spelt(amount: Decimal) -> InLanguages:
    """Spell an amount with all its decimals, and the decimal mark of each language; a long one is shortened."""
    shown = f"{amount:f}" if abs(amount.adjusted()) < _LONG else f"{amount:.3E}"
    return InLanguages(lv=shown.replace(".", ","), en=shown)


def _bare(body: str) -> tuple[str, bool]:
    """Take away one sign and one currency mark, in either order; what is left of others makes the amount unreadable."""
    body, negative = _unsigned(body)
    if match := _MARKED.fullmatch(body):
        body = match["after"] or match["before"]
        if not negative:
            return _unsigned(body)
    return body, negative


def _unsigned(body: str) -> tuple[str, bool]:
    """Split the sign off: a minus of either kind before, or behind a digit, or brackets around the whole."""
    if body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(" "), True
    if body.startswith(("-", "−")):
        return body[1:].lstrip(" "), True
    if body.endswith(("-", "−")) and body[-2:-1].isdecimal():
        return body[:-1], True
    return body, False


def _value(match: re.Match[str], negative: bool) -> Decimal:  # noqa: FBT001 - a sign is nothing but that
    whole = re.sub("[^0-9]", "", match["whole"])
    value = Decimal(f"{whole}.{match['fraction']}" if match["fraction"] else whole)
    return value.copy_negate() if negative else value


def _unreadable(shown: str, decimal: str) -> Text:
    if decimal:
        return text("“{found}” is not an amount with the decimal mark “{mark}”.", found=excerpt(shown), mark=decimal)
    return text("“{found}” is not an amount.", found=excerpt(shown))


def _ambiguous(shown: str, fraction: Decimal, thousands: Decimal) -> Text:
    return text(
        "“{found}” can mean {thousands} or {fraction}.",
        found=excerpt(shown),
        thousands=spelt(thousands),
        fraction=spelt(fraction),
    )


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` by `weights` with the largest remainder method, so that the parts sum to the total exactly.

    Weights may be negative (a line that holds only a credit note), their sum must be positive; with no positive sum
    everything but a total of 0 raises ValueError. Each part is less than one unit away from its exact share. Ties go to
    the earlier weight.

    The method is Hamilton's: floors first, then one unit each to the largest remainders.
    """
    whole = sum(weights)
    if whole <= 0:
        if total:
            raise ValueError(f"{total} cannot be apportioned by weights that sum to {whole}")
        return [0 for _ in weights]
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def stated_sum(amounts: Iterable[int | None]) -> int | None:
    """Sum amounts; where one of them is not stated, or there is none, neither is the sum."""
    found = list(amounts)
    stated = [cents for cents in found if cents is not None]
    return sum(stated) if stated and len(stated) == len(found) else None


def percent(part_cents: int, whole_cents: int) -> Decimal | None:
    """Give part of whole in per cent with one decimal, rounded half up; None where the whole is 0."""
    if whole_cents == 0:
        return None
    return (Decimal(part_cents) * 100 / Decimal(whole_cents)).quantize(Decimal("0.1"), ROUND_HALF_UP)

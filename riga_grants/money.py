"""Money: strict parsing of amounts as people type them, whole cents, and shares that never lose a cent.

Inside the program an amount is an `int` of cents (names end in `_cents`); at the edges it is a `Decimal`. No float takes
part in any arithmetic: a spreadsheet's float is turned into a Decimal through its shortest repr, which is exact for
cents below 10¹³.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP
from decimal import Decimal

from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text

LARGEST = Decimal(10) ** 10
"""Amounts from here on are refused: ten thousand million euro is a slip of the keyboard, not a project's cost."""

_CENT = Decimal("0.01")
_LONG = 40
_SPACES = " \u00a0\u202f\u2009"
_CURRENCY = re.compile(r"EUR|€|LVL|Ls", re.ASCII | re.IGNORECASE)
_MARK_BEFORE = re.compile(rf"(?:{_CURRENCY.pattern})(?P<rest>.*)", re.ASCII | re.IGNORECASE | re.DOTALL)
_MARK_AFTER = re.compile(rf"(?P<rest>.*?)(?:{_CURRENCY.pattern})", re.ASCII | re.IGNORECASE | re.DOTALL)
_FORMS = (
    # Which characters group and which one splits off the cents follows from the form alone; three digits behind the only
    # separator could be either, and are refused by name below.
    re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<cents>[0-9]+))?"),
    re.compile(r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+)(?:[.,](?P<cents>[0-9]+))?"),
    re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+),(?P<cents>[0-9]+)"),
    re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)\.(?P<cents>[0-9]+)"),
    re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3}){2,})(?P<cents>)"),
    re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){2,})(?P<cents>)"),
)
_AMBIGUOUS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")


def to_cents(amount: Decimal) -> int:
    """Give a Decimal amount as whole cents; raise UserDataError where it is not whole cents or is too large."""
    if not amount.is_finite() or abs(amount) >= LARGEST:
        shown = str(amount) if len(str(amount)) < _LONG else f"{amount:.3E}"
        raise UserDataError(text("{amount} is too large to be the amount of a cost.", amount=shown), "amount-large")
    if amount != amount.quantize(_CENT):
        raise UserDataError(text("{amount} is not a whole number of cents.", amount=str(amount)), "amount-fraction")
    return int(amount.scaleb(2))


def to_decimal(cents: int) -> Decimal:
    """Give cents as a Decimal with two decimals."""
    return Decimal(cents).scaleb(-2).quantize(_CENT)


def cents_from_float(value: float) -> int:
    """Give a spreadsheet's number as cents, taking away only the noise of binary fractions.

    The noise allowed is what a sum of cents in a spreadsheet leaves: less than a millionth. Anything else that is not whole
    cents raises UserDataError.
    """
    exact = Decimal(repr(value))
    if not exact.is_finite() or abs(exact) >= LARGEST:
        return to_cents(exact)
    rounded = exact.quantize(_CENT, ROUND_HALF_UP)
    return to_cents(rounded if abs(exact - rounded) < Decimal("0.000001") else exact)


def parse_amount(shown: str) -> int:
    """Read an amount as it is typed in Latvia or in an export, to cents; raise UserDataError with the reason otherwise.

    Accepted: `1234,5`, `1 234,50` with any kind of space, `1.234,56`, `1,234.56`, a leading minus (also U+2212), brackets
    for a negative amount, a currency mark before or after. Refused: three digits behind the only separator (`1.234` may be
    either), wrong groups, a sign or a mark in the middle, exponents, digits of other scripts, fractions of a cent.
    """
    outer = shown.strip(_SPACES)
    inner = _unmarked(outer)
    body, negative = _unsigned(inner)
    if inner == outer:
        body = _unmarked(body)
    for space in _SPACES[1:]:
        body = body.replace(space, " ")
    if _AMBIGUOUS.fullmatch(body):
        raise UserDataError(_ambiguous(shown, body), "amount-ambiguous")
    for form in _FORMS:
        if match := form.fullmatch(body):
            whole = re.sub("[^0-9]", "", match["whole"])
            cents = to_cents(Decimal(f"{whole}.{match['cents'] or 0}"))
            return -cents if negative else cents
    raise UserDataError(text("“{found}” is not an amount.", found=shown), "amount-unreadable")


def _unmarked(body: str) -> str:
    """Take away one currency mark that stands before or after the number; a mark inside it stays and is refused later."""
    match = _MARK_BEFORE.fullmatch(body) or _MARK_AFTER.fullmatch(body)
    return body if match is None else match["rest"].strip(_SPACES)


def _unsigned(body: str) -> tuple[str, bool]:
    """Split the sign off: a leading minus of either kind, or brackets around the whole."""
    if body.startswith("(") and body.endswith(")"):
        return body[1:-1].strip(_SPACES), True
    if body[:1] in {"-", "−"}:
        return body[1:].strip(_SPACES), True
    return body, False


def _ambiguous(shown: str, body: str) -> Text:
    digits = re.sub("[.,]", "", body)
    return text(
        "“{found}” can mean {thousands} or {fraction}.",
        found=shown,
        thousands=digits,
        fraction=f"{body[:-4]},{body[-3:]}",
    )


def currency_mark(shown: str) -> str | None:
    """Say which currency a typed amount names: "EUR", "LVL" or None where it names none."""
    match = _CURRENCY.search(shown)
    return None if match is None else {"€": "EUR", "LS": "LVL"}.get(match[0].upper(), match[0].upper())


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


def percent(part_cents: int, whole_cents: int) -> Decimal | None:
    """Give part of whole in per cent with one decimal, rounded half up; None where the whole is 0."""
    if whole_cents == 0:
        return None
    return (Decimal(part_cents) * 100 / Decimal(whole_cents)).quantize(Decimal("0.1"), ROUND_HALF_UP)

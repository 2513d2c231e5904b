"""The kinds of value that a directive may hold: how each is written, what it is called, how it is taken into the model."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from typing import NamedTuple

from beancount.core import account as account_types
from beancount.core.amount import Amount

from riga_grants import names
from riga_grants.i18n import N_
from riga_grants.money import to_cents
from riga_grants.texts import plain

_FRACTION = re.compile(r"([0-9]{1,15})/([0-9]{1,15})")
_PER_CENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,9})?) ?%")


class Kind(NamedTuple):
    """A kind of value: how a user writes it, how it is called in a finding, and how it is taken into the model."""

    example: str
    expected: str
    take: Callable[[Any], Any]


class Wrong(Exception):  # noqa: N818 - never leaves this package
    """The value is not of the expected kind."""


def _of(kind: type) -> Callable[[Any], Any]:
    def take(value: Any) -> Any:  # noqa: ANN401 - a directive's value may be anything until here
        if type(value) is not kind:
            raise Wrong
        return value

    return take


def _filled(value: Any) -> str:  # noqa: ANN401
    if type(value) is not str or not value.strip():
        raise Wrong
    return value


def _account_part(value: Any) -> str:  # noqa: ANN401
    whole = f"{names.COST}:{_filled(value)}"
    if ":" in value or value in names.NOT_PROJECTS or not account_types.is_valid(whole):
        raise Wrong
    return str(value)


def _period_name(value: Any) -> str:  # noqa: ANN401
    """Take a name only as generated files write it back: one visible line, or a closing would be of another period."""
    if _filled(value) == names.WHOLE_PROJECT or plain(value).text != value:
        raise Wrong
    return str(value)


def _one_of(*choices: str) -> Callable[[Any], Any]:
    def take(value: Any) -> Any:  # noqa: ANN401
        if type(value) is not str or value not in choices:
            raise Wrong
        return value

    return take


def _amount(value: Any) -> Amount:  # noqa: ANN401
    if type(value) is not Amount or value.number is None:
        raise Wrong
    if value.number < 0:
        raise Wrong
    to_cents(value.number)
    return value


def or_not_stated(kind: Kind) -> Kind:
    """Make a kind that may also be "not-stated", which is None."""

    def take(value: Any) -> Any:  # noqa: ANN401
        return None if isinstance(value, str) and value == names.NOT_STATED else kind.take(value)

    return kind._replace(take=take)


def _rate(value: Any) -> Fraction:  # noqa: ANN401
    """Take a rate as it is written: 0.85, "2/3" or "48.29 %"; from 0 to 1."""
    if type(value) is Decimal:
        rate = Fraction(value)
    elif type(value) is str and (match := _FRACTION.fullmatch(value.strip())) and int(match[2]):
        rate = Fraction(int(match[1]), int(match[2]))
    elif type(value) is str and (match := _PER_CENT.fullmatch(value.strip())):
        rate = Fraction(Decimal(match[1].replace(",", "."))) / 100
    else:
        raise Wrong
    if not 0 <= rate <= 1:
        raise Wrong
    return rate


def _listed(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Take a list written in one text, with commas between."""
    parts = tuple(part.strip() for part in _filled(value).split(","))
    if not all(parts):
        raise Wrong
    return parts


def _whole_number(value: Any) -> int:  # noqa: ANN401
    if type(value) is not Decimal or value != int(value) or value < 0:
        raise Wrong
    return int(value)


def _share(value: Any) -> Decimal:  # noqa: ANN401
    if type(value) is not Decimal or not 0 <= value <= 1:
        raise Wrong
    return value


def _rule_value(value: Any) -> Any:  # noqa: ANN401 - which of them a rule takes is `rule_forms`' to say
    if type(value) is str:
        return _filled(value)
    if type(value) in (Decimal, Amount, bool):
        return _amount(value) if type(value) is Amount else value
    raise Wrong


def one_of(known: str, *choices: str) -> Kind:
    """Make the kind of a word out of a few; `known` is the msgid that lists them."""
    return Kind(f'"{choices[0]}"', known, _one_of(*choices))


TEXT = Kind('"…"', N_("a text in quotes"), _filled)
CODE = Kind('"RGAP"', N_("a code in quotes, such as “RGAP”"), _filled)
PART = Kind('"RGAP"', N_("a code that can be part of an account's name, such as “RGAP”"), _account_part)
PERIOD = Kind(
    '"2014"', N_("a name on one line, without double spaces, < or >, other than “total”, which every project has"), _period_name
)
DATE = Kind("2014-01-28", N_("a date such as 2014-01-28"), _of(date))
NUMBER = Kind("100", N_("a number"), _of(Decimal))
AMOUNT = Kind("1000 EUR", N_("an amount in whole cents, 0 or more, such as 1000.00 EUR"), _amount)
ACCOUNT = Kind("Expenses:RGAP:Rent", N_("an account such as Expenses:RGAP:Rent"), _filled)
BOOLEAN = Kind("TRUE", N_("TRUE or FALSE"), _of(bool))
ACTUALS = one_of(N_("“stated” or “not-stated”"), names.NOT_STATED, "stated")
SOURCE_KIND = one_of(N_("“funder”, “own”, “in-kind” or “public”"), names.OWN, *names.SOURCE_KINDS)
STATE = one_of(N_("“planned” or “reached”"), "planned", "reached")
SEVERITY = one_of(N_("“error”, “warning” or “note”"), "error", "warning", "note")
RULE = Kind('"line-flexibility"', N_("the name of a rule"), _filled)
EXHAUSTED = one_of(N_("“next”, “own” or “error”"), *names.EXHAUSTED)
PERIOD_STATE = one_of(N_("“draft”, “submitted”, “approved”, “closed” or “reopened”"), "submitted", *names.PERIOD_STATES)
RATE = Kind('"2/3"', N_("a share from 0 to 1: 0.85, “2/3” or “48.29 %”"), _rate)
SHARE = Kind("0.70", N_("a share from 0 to 1, such as 0.70"), _share)
COUNT = Kind("2", N_("a whole number, 0 or more"), _whole_number)
LIST = Kind('"Staff, Services:LegalAdvice"', N_("a list in quotes, with commas between"), _listed)
RULE_VALUE = Kind("0.10", N_("a number, an amount, TRUE or FALSE, or words, as the rule asks"), _rule_value)

"""A cost in another currency is converted with the average of the daily rates of its reporting period, within a tolerance.

(Annotated grant agreement, article 21.3.) The rates are the books' own `price` directives, in either direction; where a period
has none, the last one before its end holds, as for a currency that was fixed.
"""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants.checks import documents
from riga_grants.checks.case import Case
from riga_grants.checks.case import Price
from riga_grants.checks.case import Result
from riga_grants.directives import Period
from riga_grants.directives import Rule
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Percent
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.money import CURRENCIES
from riga_grants.money import percent
from riga_grants.money import spelt
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.rule_forms import FX_TOLERANCE

_ORIGINAL: Final = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?) ([A-Z]{3})")
_ISO: Final = frozenset(CURRENCIES.values())


class Foreign(NamedTuple):
    """An amount in another currency."""

    number: Decimal
    unit: str


def check(case: Case, /) -> Iterator[Result]:
    """Compare each converted cost with its amount in the other currency at the average rate."""
    rule = case.agreement.rule(FX_TOLERANCE)
    if rule is None:
        return
    foreign = [(fact, original) for fact in documents.standing(case.facts) if (original := _original(case, fact)) is not None]
    found = [one for fact, original in foreign for one in _compared(case, rule, fact, original)]
    yield from found
    if foreign and not found:
        message = text("Costs converted from another currency: {n}; each at the average rate of its period.", n=len(foreign))
        yield Passed("fx-rate", message, case.code)


def _original(case: Case, fact: Fact) -> Foreign | None:
    """Give a cost's amount in another currency: what was posted, else what its document states; None where there is none."""
    own = case.agreement.project.currency
    if fact.currency != own:
        return None
    if fact.unit != own and fact.unit in _ISO:
        return Foreign(fact.units, fact.unit)
    stated = fact.says(names.ORIGINAL)
    written = _ORIGINAL.fullmatch(str(stated).strip())
    return Foreign(Decimal(written[1]), written[2]) if written and written[2] != own else None


def _compared(case: Case, rule: Rule, fact: Fact, original: Foreign) -> Iterator[Finding]:
    period = _period(case, fact.day)
    rate = _average(case.around.prices, original.unit, fact.currency, period)
    said: dict[str, Value] = {"original": spelt(original.number), "unit": original.unit, "period": period.name}
    limits = None
    if rate is None:
        message = text("{original} {unit}: no price in the books says at which rate it is converted.", **said)
    else:
        exact = Fraction(original.number) * rate
        off = abs(fact.cents - 100 * exact)
        if off < 1 or off <= 100 * abs(exact) * rule.share:
            return
        limits = Limits(round(100 * exact), fact.cents)
        message = text(
            "{original} {unit} is booked as {actual}; at the average rate of {period} it is {limit}: {excess} off "
            "({allowed} % is allowed).",
            **said,
            actual=to_decimal(limits.actual),
            limit=to_decimal(limits.limit),
            excess=to_decimal(limits.excess),
            allowed=Percent(percent(rule.share.numerator, rule.share.denominator)),
        )
    scope, behind = (fact.account, fact.document_no), (fact.behind,)
    yield finding("fx-rate", message, fact.place, case.code, rule.severity, scope=scope, limits=limits, behind=behind)


def _period(case: Case, day: date) -> Period:
    """Give the reporting period of a day: the shortest that it lies in, else the whole project."""
    lies_in = [period for period in case.agreement.periods if period.start <= day <= period.end]
    return min(lies_in, key=lambda period: period.end - period.start, default=case.agreement.always)


def _average(prices: Sequence[Price], unit: str, currency: str, period: Period) -> Fraction | None:
    """Give what one unit costs on average in a period, exactly; rates published the other way round are averaged as such."""
    straight = _mean(prices, (unit, currency), period)
    turned = _mean(prices, (currency, unit), period)
    if straight is not None:
        return straight
    return 1 / turned if turned is not None else None


def _mean(prices: Sequence[Price], pair: tuple[str, str], period: Period) -> Fraction | None:
    """Average the last price of each day of a period; where there is none, the last before it."""
    by_day = {price.day: Fraction(price.rate) for price in prices if (price.unit, price.currency) == pair}
    known = [rate for day, rate in by_day.items() if day <= period.end]
    inside = [rate for day, rate in by_day.items() if period.start <= day <= period.end]
    return sum(inside, Fraction(0)) / len(inside) if inside else next(iter(known[-1:]), None)

"""The terms of the sources fit together: their lines and funders exist, no euro is borne twice, and none is used up.

(What a source bears above its ceiling when it is `exhausted: "error"` is borne by own funds until another is found.)
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import BASES
from riga_grants.directives import Source
from riga_grants.directives import is_below
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Percent
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.model import Agreement
from riga_grants.model import latest
from riga_grants.money import percent
from riga_grants.money import to_decimal
from riga_grants.names import finding

ALWAYS: Final = {
    "source-lines": N_("Every line that a source or a rule names is a line of the project."),
    "funder-unknown": N_("Every funder that a cost, a rule or an instalment names is a source of the project and bears it."),
    "source-rates": N_("No euro is borne more than once by sources that are used together."),
}


def check(case: Case, /) -> Iterator[Result]:
    """Find unknown lines and funders, rates above the whole, and sources that are used up where that is an error."""
    yield from _lines(case.agreement)
    yield from _charged(case)
    yield from _named(case.agreement)
    yield from _rates(case.agreement)
    yield from _exhausted(case)


def _lines(agreement: Agreement) -> Iterator[Finding]:
    """Find lines that no account of the project has: a source or a rule would cover nothing there."""
    accounts = agreement.budgeted | agreement.lines.keys()
    known = sorted({account.split(":", 2)[2] for account in accounts})
    named = [(source.lines, source.place) for source in agreement.sources]
    named += [(rule.lines, rule.place) for rule in agreement.rules]
    named += [(rule.base, rule.place) for rule in agreement.rules if not set(rule.base) <= set(BASES)]
    for lines, place in named:
        for line in lines:
            if not any(is_below(account, agreement.code, (line,)) for account in accounts):
                message = text("“{line}” is no line of the project.", line=line, known=", ".join(known))
                yield finding("source-lines", message, place, agreement.code)


def _charged(case: Case) -> Iterator[Finding]:
    """Find costs that are charged to no source of the project, or to one that does not bear them."""
    by_code = {source.funder: source for source in case.agreement.sources}
    for fact in case.facts:
        if fact.role == names.COST and fact.charged:
            wrong = _astray(case.agreement, fact, by_code.get(fact.charged))
            if wrong is not None:
                yield finding("funder-unknown", wrong, fact.place, case.code, behind=(fact.behind,))


def _astray(agreement: Agreement, fact: Fact, source: Source | None) -> Text | None:
    """Say why a cost is borne by nobody though it is charged to a funder; None where it is borne."""
    day = fact.dated
    known = ", ".join(one.funder for one in agreement.sources if one.covers(fact.account, day))
    if source is None:
        return text(
            "{account} is charged to “{funder}”, no source of the project.",
            account=fact.account,
            funder=fact.charged,
            known=known,
        )
    if not (fact.made or source.covers(fact.account, day)):
        return text(
            "{account} is charged to “{funder}”, which does not bear it on {day}.",
            account=fact.account,
            funder=fact.charged,
            day=day,
            known=known,
        )
    if source in agreement.funders and agreement.rate(source) is None:
        return text(
            "{account} is charged to “{funder}”, of which neither rate nor ceiling is stated: nothing is computed of it.",
            account=fact.account,
            funder=fact.charged,
            known=known,
        )
    return None


def _named(agreement: Agreement) -> Iterator[Finding]:
    """Find rules and instalments of a funder that the project does not have."""
    known = [source.funder for source in agreement.sources]
    named: list[tuple[str, Place]] = [(rule.funder, rule.place) for rule in agreement.rules if rule.funder]
    named += [(instalment.funder, instalment.place) for instalment in agreement.instalments]
    for funder, place in named:
        if funder not in known:
            message = text("“{funder}” is no source of the project.", funder=funder, known=", ".join(known))
            yield finding("funder-unknown", message, place, agreement.code)


def _rates(agreement: Agreement) -> Iterator[Finding]:
    """Find sources of one order that bear more than the whole of a line on a day; of several such lines one is told.

    Where nothing but the ceilings of the whole project tells the rates, it is the sum of the sources that is wrong (`totals`).
    """
    rates = {source: rate for source in agreement.funders if (rate := agreement.rate(source)) is not None}
    accounts = [f"{names.COST}:{agreement.code}", *sorted(agreement.budgeted)]
    accounts += [f"{names.COST}:{agreement.code}:{line}" for source in rates for line in source.lines]
    for _, group in groupby(sorted(rates, key=lambda source: source.order), key=lambda source: source.order):
        peers = list(group)
        together = [
            (sum((rates[source] for source in bearing), Fraction(0)), account, bearing)
            for day in sorted({source.valid_from for source in peers})
            for account in accounts
            if (bearing := [source for source in peers if source.covers(account, day)])
        ]
        most, account, bearing = max(together, key=lambda one: one[0], default=(Fraction(0), "", []))
        if most > 1 and any(source.rate is not None or source.lines for source in bearing):
            yield _too_much(agreement, most, account, bearing)


def _too_much(agreement: Agreement, most: Fraction, account: str, bearing: Sequence[Source]) -> Finding:
    message = text(
        "{funders} together bear {pct} % of {account}.",
        funders=", ".join(source.funder for source in bearing),
        pct=Percent(percent(most.numerator, most.denominator)),
        account=account,
    )
    return finding("source-rates", message, latest(bearing).place, agreement.code)


def _exhausted(case: Case) -> Iterable[Result]:
    """Tell of sources that must not be used up: whether their ceiling bears all of their part of the cost."""
    for share in case.shares.sources:
        source, ceiling = share.source, share.source.ceiling_cents
        if source.exhausted != "error" or ceiling is None:
            continue
        part, limit = to_decimal(share.wanted), to_decimal(ceiling)
        if share.wanted <= ceiling:
            message = text(
                "{funder} can bear its part, {actual} of at most {limit}.", funder=source.funder, actual=part, limit=limit
            )
            yield Passed("source-exhausted", message, case.code)
            continue
        message = text(
            "{funder} is exhausted: its part is {actual}, its ceiling {limit}; own funds bear {excess}.",
            funder=source.funder,
            actual=part,
            limit=limit,
            excess=to_decimal(share.wanted - ceiling),
        )
        behind = tuple(fact.behind for fact, cents in case.shares.by_fact(source.funder) if cents)
        limits = Limits(ceiling, share.wanted)
        yield finding(
            "source-exhausted", message, source.place, case.code, scope=(source.funder,), limits=limits, behind=behind
        )

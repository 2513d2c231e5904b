"""Published figures equal each other and the books. What does not agree is shown, never repaired.

Figures are published of what was spent: "total", each funder's part, and "own" funds. In the books own funds are the
residual (cost less co-financing less in-kind).
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.directives import Published
from riga_grants.errors import Finding
from riga_grants.errors import Text
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.names import finding

ALWAYS: Final = {
    "published-differs": N_("Published figures agree with each other and with the books."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Compare the published parts with the published total, then each figure with the books.

    Own funds that differ from the books only because the published figures contradict each other are told once.
    """
    agreement, facts = case.agreement, case.facts
    by_what = {figure.what: figure for figure in agreement.published}
    known = {names.TOTAL, names.OWN, *(source.funder for source in agreement.funders)}
    for what in by_what.keys() - known:
        message = text("“{what}” is no source of the project.", what=what, known=", ".join(sorted(known)))
        yield finding("source-unknown", message, by_what[what].place, agreement.code)
    booked = _booked(agreement, facts)
    contradiction = _contradiction(by_what, booked)
    if contradiction is not None:
        yield finding("published-differs", contradiction, by_what[names.TOTAL].place, agreement.code)
    for what in by_what.keys() & booked.keys():
        told_already = what == names.OWN and contradiction is not None
        if by_what[what].cents != booked[what] and not told_already:
            message = text(
                "“{what}” is published as {published}, the books hold {booked}: {difference} apart.",
                what=what,
                published=to_decimal(by_what[what].cents),
                booked=to_decimal(booked[what]),
                difference=to_decimal(abs(by_what[what].cents - booked[what])),
            )
            yield finding("published-differs", message, by_what[what].place, agreement.code)


def _booked(agreement: Agreement, facts: Sequence[Fact]) -> dict[str, int]:
    """What the books hold of each figure, in cents."""
    currency = agreement.project.currency
    by_role: dict[tuple[str, str], int] = {}
    for fact in facts:
        if fact.currency == currency:
            key = (fact.role, fact.funder)
            by_role[key] = by_role.get(key, 0) + fact.cents
    total = by_role.get((names.COST, ""), 0)
    parts = {source.funder: -by_role.get((names.EARNED, source.funder), 0) for source in agreement.funders}
    own = total - sum(parts.values()) + by_role.get((names.IN_KIND, ""), 0)
    return {names.TOTAL: total, names.OWN: own, **parts}


def _contradiction(by_what: Mapping[str, Published], booked: Mapping[str, int]) -> Text | None:
    """Say that the published parts do not make the published total; None where they do or one of them is missing."""
    parts = [figure.cents for what, figure in by_what.items() if what != names.TOTAL]
    if names.TOTAL not in by_what or names.OWN not in by_what or len(parts) < 2:  # noqa: PLR2004 - own and a funder
        return None
    total = by_what[names.TOTAL].cents
    if sum(parts) == total:
        return None
    return text(
        "Published parts {parts} make {sum}, but the published total is {total}: {difference} apart. The books hold the"
        " total as cost and the rest of it, {residual}, as own funds; own funds are published as {own}.",
        parts=_added(parts),
        sum=to_decimal(sum(parts)),
        total=to_decimal(total),
        difference=to_decimal(abs(sum(parts) - total)),
        residual=to_decimal(booked[names.OWN]),
        own=to_decimal(by_what[names.OWN].cents),
    )


def _added(parts: Sequence[int]) -> Value:
    """Show amounts with plus signs between them."""
    first, *others = parts
    shown: Value = to_decimal(first)
    for other in others:
        shown = text("{one} + {other}", one=shown, other=to_decimal(other))
    return shown

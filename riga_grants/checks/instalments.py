"""A funder's money comes as the plan of instalments says: the plan is within the ceiling, nothing early, nothing late.

A request may be no more than the instalments due less what was paid, and the instalments sum to no more than the grant (the
checks that public grant systems make before a payment).
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import accumulate

from riga_grants import settlement
from riga_grants.checks import money
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.directives import Instalment
from riga_grants.directives import Source
from riga_grants.errors import Behind
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.instalments import LATE
from riga_grants.instalments import Step
from riga_grants.money import to_decimal
from riga_grants.names import finding


def check(case: Case, /) -> Iterator[Result]:
    """Compare each funder's plan of instalments with its ceiling, and what it has paid with what is due."""
    for settled in settlement.of(case.agreement, case.facts, case.as_of, case.shares) if case.agreement.instalments else ():
        if settled.plan:
            plan = [step.instalment for step in settled.plan]
            yield from _within_ceiling(case, settled.source, plan)
            yield _early(case, settled.source, plan)
            yield from (_late(case, settled.source, step) for step in settled.plan if step.state == LATE)


def _within_ceiling(case: Case, source: Source, plan: Sequence[Instalment]) -> Iterator[Result]:
    limit, actual = source.ceiling_cents, sum(one.cents for one in plan)
    if limit is None:
        return
    said = _said(source, limit, actual)
    if actual <= limit:
        message = text("The instalments of {funder} sum to {actual}, its ceiling is {limit}.", **said)
        yield Passed("instalments-over-ceiling", message, case.code)
        return
    over = next(one for one, so_far in zip(plan, accumulate(one.cents for one in plan), strict=True) if so_far > limit)
    message = text("The instalments of {funder} sum to {actual}, its ceiling is {limit}: {excess} over.", **said)
    yield finding(
        "instalments-over-ceiling",
        message,
        over.place,
        case.code,
        scope=(source.funder,),
        limits=Limits(limit, actual),
        behind=tuple(Behind(one.place, "", one.cents) for one in plan),
    )


def _early(case: Case, source: Source, plan: Sequence[Instalment]) -> Result:
    """Compare what was paid with all that is due by now."""
    rows = money.received(case, source.funder)
    limit, actual = sum(one.cents for one in plan if one.due <= case.as_of), money.summed(rows)
    at = money.crossing(rows, limit)
    said = _said(source, limit, actual)
    if at is None:
        message = text("{funder} has paid {actual} of the {limit} that are due by now.", **said)
        return Passed("received-before-due", message, case.code)
    message = text("{funder} has paid {actual}, due by now are {limit}: {excess} came before it was due.", **said)
    limits, behind = Limits(limit, actual), tuple(row.behind for row in rows)
    scope = (source.funder,)
    return finding("received-before-due", message, at.place, case.code, scope=scope, limits=limits, behind=behind)


def _late(case: Case, source: Source, step: Step) -> Finding:
    """Word an instalment whose day has passed while nothing was in its way."""
    one = step.instalment
    limits = Limits(step.received + step.payable, step.received)
    message = text(
        "The instalment {number} of {funder}, {limit}, was due on {day}: {excess} of it did not come.",
        **_said(source, limits.limit, limits.actual),
        number=one.number,
        day=one.due,
    )
    return finding("instalment-late", message, one.place, case.code, scope=(source.funder,), limits=limits)


def _said(source: Source, limit: int, actual: int) -> Mapping[str, Value]:
    amounts = {"limit": to_decimal(limit), "actual": to_decimal(actual), "excess": to_decimal(abs(actual - limit))}
    return {"funder": source.funder, **amounts}

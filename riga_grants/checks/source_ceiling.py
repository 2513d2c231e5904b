"""No source pays above its ceiling (annotated grant agreement, article 5.2: it "can NOT be exceeded"; rule 3)."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import groupby

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.money import to_decimal
from riga_grants.names import finding


def check(case: Case, /) -> Iterator[Result]:
    """Compare each funder's ceiling with what it has paid and with what is booked as earned, where the ceiling is stated."""
    agreement, facts = case.agreement, case.facts
    for source in agreement.funders:
        ceiling = source.ceiling_cents
        if ceiling is not None:
            own = [fact for fact in facts if fact.funder == source.funder and fact.currency == agreement.project.currency]
            paid = text("{funder} has paid", funder=source.funder)
            earned = text("{funder} is booked to have earned us", funder=source.funder)
            yield from _above(agreement.code, source.funder, paid, ceiling, own)
            yield from _above(
                agreement.code, source.funder, earned, ceiling, [fact for fact in own if fact.role == names.EARNED]
            )


def _above(code: str, funder: str, subject: Text, ceiling: int, facts: Sequence[Fact]) -> Iterable[Result]:
    """Credits sum to the amount; the finding stands on the transaction after which it lies above the ceiling for good."""
    total, crossing = 0, None
    for _, group in groupby(facts, key=lambda fact: fact.entry):
        rows = list(group)
        total -= sum(fact.cents for fact in rows)
        crossing = None if total <= ceiling else crossing or rows[0]
    if crossing is None:
        message = text(
            "{subject} {actual} of at most {limit}.", subject=subject, actual=to_decimal(total), limit=to_decimal(ceiling)
        )
        yield Passed("source-over-ceiling", message, code)
        return
    message = text(
        "{subject} {actual}, its ceiling is {limit}: {excess} over.",
        subject=subject,
        actual=to_decimal(total),
        limit=to_decimal(ceiling),
        excess=to_decimal(total - ceiling),
    )
    behind = tuple(fact.behind for fact in facts)
    limits = Limits(ceiling, total)
    yield finding("source-over-ceiling", message, crossing.place, code, scope=(funder,), limits=limits, behind=behind)

"""No source pays above its ceiling (annotated grant agreement, article 5.2: it "can NOT be exceeded")."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.names import finding

_PAID = (names.ADVANCE, names.RECEIVABLE, names.REPAYABLE, names.EARNED)


def check(agreement: Agreement, facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Compare each funder's ceiling with what it has paid and with what is booked as earned, where the ceiling is stated."""
    for source in agreement.funders:
        ceiling = source.ceiling_cents
        if ceiling is not None:
            own = [fact for fact in facts if fact.funder == source.funder and fact.currency == agreement.project.currency]
            paid = text("{funder} has paid", funder=source.funder)
            earned = text("{funder} is booked to have earned us", funder=source.funder)
            yield from _above(agreement.code, paid, ceiling, [fact for fact in own if fact.role in _PAID])
            yield from _above(agreement.code, earned, ceiling, [fact for fact in own if fact.role == names.EARNED])


def _above(code: str, subject: Text, ceiling: int, facts: Sequence[Fact]) -> Iterable[Finding]:
    """Credits sum to the amount; the finding stands on the posting after which it lies above the ceiling for good."""
    total = -sum(fact.cents for fact in facts)
    if total <= ceiling:
        return
    message = text(
        "{subject} {actual}, its ceiling is {limit}: {excess} over.",
        subject=subject,
        actual=to_decimal(total),
        limit=to_decimal(ceiling),
        excess=to_decimal(total - ceiling),
    )
    yield finding("source-over-ceiling", message, facts[-1].place, code)

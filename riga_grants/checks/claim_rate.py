"""No funder is claimed more than its rate of the eligible cost (annotated grant agreement, article 22.3.4, step 1; rule 2).

What is claimed is compared on the day of the last claim, so that a cost that is cut afterwards is a warning until the next one,
which takes it back. The ceiling is another rule's (`source_ceiling`).
"""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants import names
from riga_grants import shares
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import summed
from riga_grants.checks.measures import terms
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.money import to_decimal
from riga_grants.names import finding


def check(case: Case, /) -> Iterator[Result]:
    """Compare what is booked as each funder's share with its part of the eligible cost, where its rate is stated."""
    for source in case.agreement.funders:
        claims = [
            fact
            for fact in case.facts
            if fact.role == names.EARNED
            and fact.funder == source.funder
            and not fact.parked
            and fact.currency == case.agreement.project.currency
        ]
        now = case.shares.of(source.funder)
        if now is not None:
            day = claims[-1].day if claims else case.as_of
            then = shares.of(terms(case, day), case.facts, day).of(source.funder) if claims else now
            yield _compared(case.code, source.funder, claims, (now.wanted, now.wanted if then is None else then.wanted))


def _compared(code: str, funder: str, claims: Sequence[Fact], parts: tuple[int, int]) -> Result:
    """Compare what is claimed with the funder's part today, and on the day of the last claim, all in cents."""
    claimed, (now, then) = -summed(claims), parts
    if not claims or claimed <= min(now, then):
        message = text(
            "{funder} is claimed {actual}; its rate of the eligible cost is {limit}.",
            funder=funder,
            actual=to_decimal(claimed),
            limit=to_decimal(now),
        )
        return Passed("claim-over-rate", message, code)
    limit = then if claimed > then else now
    message = text(
        "{funder} is claimed {actual}, its rate of the eligible cost is {limit}: {excess} over.",
        funder=funder,
        actual=to_decimal(claimed),
        limit=to_decimal(limit),
        excess=to_decimal(claimed - limit),
    )
    return finding(
        "claim-over-rate",
        message,
        claims[-1].place,
        code,
        None if claimed > then else Severity.WARNING,
        scope=(funder,),
        limits=Limits(limit, claimed),
        behind=tuple(fact.behind for fact in claims),
    )

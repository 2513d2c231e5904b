"""No more of an advance is settled than was advanced: an advance account never turns into a claim against the funder.

(Public grant systems confirm a settlement before it counts; that it may not exceed the advance is our rule.)
"""

from collections.abc import Iterator

from riga_grants import names
from riga_grants.checks import money
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.money import to_decimal
from riga_grants.names import finding


def check(case: Case, /) -> Iterator[Result]:
    """Compare for each funder what was settled against its advances, or returned of them, with what was advanced."""
    for source in case.agreement.funders:
        rows = money.movements(case, (names.ADVANCE,), source.funder)
        if not rows:
            continue
        limits = Limits(-sum(min(0, row.cents) for row in rows), sum(max(0, row.cents) for row in rows))
        said: dict[str, Value] = {
            "funder": source.funder,
            "limit": to_decimal(limits.limit),
            "actual": to_decimal(limits.actual),
            "excess": to_decimal(limits.excess),
        }
        at = money.crossing(rows, 0)
        if at is None:
            message = text("{funder} advanced {limit}, {actual} of it is settled: {excess} is left.", **said)
            yield Passed("advance-overdrawn", message, case.code)
            continue
        message = text("{funder} advanced {limit}, {actual} is settled: {excess} too much.", **said)
        behind = tuple(row.behind for row in rows)
        yield finding("advance-overdrawn", message, at.place, case.code, scope=(source.funder,), limits=limits, behind=behind)

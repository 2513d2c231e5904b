"""Sources equal total: the ceilings of all sources make the project's agreed cost (rule 1; Jems asks the same)."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import latest
from riga_grants.money import to_decimal
from riga_grants.names import finding


def check(agreement: Agreement, _facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Compare, where the total and every ceiling are stated; the stated ones alone may not be above the total either."""
    total = agreement.project.budget_cents
    ceilings = [source.ceiling_cents for source in agreement.sources]
    found = sum(cents or 0 for cents in ceilings)
    if total is not None and ceilings and (found > total or (found < total and None not in ceilings)):
        message = text(
            "The sources sum to {found}, the agreed total is {expected}: {difference} apart.",
            found=to_decimal(found),
            expected=to_decimal(total),
            difference=to_decimal(abs(found - total)),
        )
        yield finding("sources-total", message, latest((agreement.project, *agreement.sources)).place, agreement.code)

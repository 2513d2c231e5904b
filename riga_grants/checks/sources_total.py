"""Sources equal total: the ceilings of all sources make the project's agreed cost (rule 1; Jems asks the same)."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.names import finding


def check(agreement: Agreement, _facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Compare, where the total and every ceiling are stated."""
    total = agreement.project.budget_cents
    ceilings = [source.ceiling_cents for source in agreement.sources]
    if total is None or not ceilings or None in ceilings:
        return
    found = sum(cents or 0 for cents in ceilings)
    if found != total:
        message = text(
            "The sources sum to {found}, the agreed total is {expected}: {difference} apart.",
            found=to_decimal(found),
            expected=to_decimal(total),
            difference=to_decimal(abs(found - total)),
        )
        yield finding("sources-total", message, agreement.sources[-1].place, agreement.code)

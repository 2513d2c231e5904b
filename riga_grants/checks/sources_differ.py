"""Where two sources tell a fact differently, both readings stay in sight: a note for each `differs:` in the books."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants.errors import Finding
from riga_grants.errors import InLanguages
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.names import finding


def check(agreement: Agreement, _facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Turn each `differs:` of a directive in force into a note."""
    records = (
        agreement.project,
        *agreement.sources,
        *agreement.periods,
        *agreement.budget,
        *agreement.rules,
        *agreement.indicators,
        *agreement.published,
    )
    for record in records:
        if record.differs:
            yield finding(
                "sources-differ",
                text("{words}", words=InLanguages(record.differs, record.differs_en)),
                record.place,
                agreement.code,
            )

"""Where two sources tell a fact differently, both readings stay in sight: a note for each `differs:` in the books."""

from collections.abc import Iterator

from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import InLanguages
from riga_grants.errors import text
from riga_grants.names import finding


def check(case: Case, /) -> Iterator[Finding]:
    """Turn each `differs:` of a directive in force into a note."""
    agreement = case.agreement
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

"""A cost is dated inside the project (EU annotated grant agreement, article 6.1(a)(ii))."""

from collections.abc import Iterator
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.names import finding

ALWAYS: Final = {
    "cost-outside-dates": N_("Every cost is dated inside the project."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Find costs before the project's first day or after its last; an end that is not stated is not checked."""
    agreement, facts = case.agreement, case.facts
    project = agreement.project
    for fact in facts:
        if fact.role != names.COST:
            continue
        if fact.day < project.start:
            message = text("A cost of {day}, but the project starts on {limit}.", day=fact.day, limit=project.start)
        elif project.end is not None and fact.day > project.end:
            message = text("A cost of {day}, but the project ends on {limit}.", day=fact.day, limit=project.end)
        else:
            continue
        scope = (fact.account, fact.document_no)
        yield finding("cost-outside-dates", message, fact.place, project.code, scope=scope, behind=(fact.behind,))

"""Parts make the whole: the ceilings of the sources, and the lines of the budget, sum to the project's agreed cost.

(Rule 1; Interreg's Jems asks the same of a partner's budget and of its sources.)
"""

from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final

from riga_grants.checks.case import Case
from riga_grants.directives import Directive
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.model import Agreement
from riga_grants.model import latest
from riga_grants.money import to_decimal
from riga_grants.names import finding

_SOURCES = N_("The sources sum to {found}, the agreed total is {expected}: {difference} apart.")
_LINES = N_("The budget lines sum to {found}, the agreed total is {expected}: {difference} apart.")


ALWAYS: Final = {
    "sources-total": N_("The sources sum to the agreed total."),
    "budget-total": N_("The budget lines sum to the agreed total."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Compare both sums with the total, where it is stated."""
    agreement = case.agreement
    sources = [(source, source.ceiling_cents) for source in agreement.sources]
    lines = [(version, version.cents) for version in agreement.budget]
    yield from _compare(agreement, "sources-total", _SOURCES, sources)
    yield from _compare(agreement, "budget-total", _LINES, lines)


def _compare(agreement: Agreement, code: str, msgid: str, parts: Sequence[tuple[Directive, int | None]]) -> Iterator[Finding]:
    """Compare a sum with the total; where a part is not stated, the stated ones alone may still not be above it."""
    total = agreement.project.budget_cents
    amounts = [cents for _, cents in parts]
    found = sum(cents or 0 for cents in amounts)
    if total is not None and parts and (found > total or (found < total and None not in amounts)):
        apart = to_decimal(abs(found - total))
        message = text(msgid, found=to_decimal(found), expected=to_decimal(total), difference=apart)
        changed_last = latest((agreement.project, *(record for record, _ in parts)))
        yield finding(code, message, changed_last.place, agreement.code)

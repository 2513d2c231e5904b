"""Parts make the whole: the ceilings of the sources, and the lines of the budget, sum to the project's agreed cost.

(Rule 1; Interreg's Jems asks the same of a partner's budget and of its sources.)
"""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.directives import Directive
from riga_grants.errors import Behind
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import Text
from riga_grants.i18n import N_
from riga_grants.model import Agreement
from riga_grants.model import latest
from riga_grants.money import to_decimal
from riga_grants.names import finding

_SOURCES = N_("The sources sum to {found}, the agreed total is {expected}: {difference} apart.")
_LINES = N_("The budget lines sum to {found}, the agreed total is {expected}: {difference} apart.")
_SOURCES_HOLD = N_("The sources sum to {found}, the agreed total.")
_LINES_HOLD = N_("The budget lines sum to {found}, the agreed total.")

Parts = Sequence[tuple[Directive, int | None]]


def check(case: Case, /) -> Iterator[Result]:
    """Compare both sums with the total, where it is stated."""
    agreement = case.agreement
    sources: Parts = [(source, source.ceiling_cents) for source in agreement.sources]
    lines: Parts = [(version, version.cents) for version in agreement.budget]
    yield from _compare(agreement, "sources-total", (_SOURCES, _SOURCES_HOLD), sources)
    yield from _compare(agreement, "budget-total", (_LINES, _LINES_HOLD), lines)


def _compare(agreement: Agreement, code: str, words: tuple[str, str], parts: Parts) -> Iterator[Result]:
    """Compare a sum with the total; where a part is not stated, the stated ones alone may still not be above it."""
    total = agreement.project.budget_cents
    amounts = [cents for _, cents in parts]
    found = sum(cents or 0 for cents in amounts)
    if total is None or not parts or (None in amounts and found <= total):
        return
    differs, holds = words
    if found == total:
        yield Passed(code, Text(holds, {"found": to_decimal(found)}), agreement.code)
        return
    limits = Limits(total, found)
    said = {"found": to_decimal(found), "expected": to_decimal(total), "difference": to_decimal(limits.excess)}
    place = latest((agreement.project, *(record for record, _ in parts))).place
    behind = tuple(Behind(record.place, "", cents or 0) for record, cents in parts)
    yield finding(code, Text(differs, said), place, agreement.code, limits=limits, behind=behind)

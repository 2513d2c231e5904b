"""Payee and narration carry no markup: a web page might take it for its own."""

from collections.abc import Iterator
from typing import Final

from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.names import finding

ALWAYS: Final = {
    "text-markup": N_("No payee and no narration holds markup."),
}
_MARKUP: Final = frozenset("<>")


def check(case: Case, /) -> Iterator[Finding]:
    """Find < or > in the texts of a project's transactions, once a transaction."""
    agreement, facts = case.agreement, case.facts
    seen = -1
    for fact in facts:
        if fact.entry != seen and not _MARKUP.isdisjoint("".join(fact.text)):
            yield finding("text-markup", text("The payee or the narration holds < or >."), fact.place, agreement.code)
            seen = fact.entry

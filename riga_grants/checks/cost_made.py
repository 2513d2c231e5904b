"""What says under `made:` that the program computed it was written by the program: it counts without a document.

Closings, cuts and settlements write such entries into the project's folder of closings, whose files are sealed. A flat rate may
be booked by hand on a line that a flat-rate rule names, because there the rule limits it.
"""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from riga_grants import names
from riga_grants.chains.folders import CLOSINGS
from riga_grants.checks.case import Case
from riga_grants.directives import is_below
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.names import finding
from riga_grants.rule_forms import FLAT_RATE

ALWAYS: Final = {"made-by-hand": N_("What says that it was computed stands where closings, cuts and settlements write it.")}


def check(case: Case, /) -> Iterator[Finding]:
    """Find entries that somebody typed and that say `made:`, on the first posting that may not say so."""
    lines = {line for rule in case.agreement.rules_of(FLAT_RATE) for line in rule.lines}
    told: set[int] = set()
    for fact in case.facts:
        if not fact.made or fact.entry in told or _written(fact, case.code):
            continue
        if fact.made != names.FLAT_RATE or not is_below(fact.account, case.code, lines):
            told.add(fact.entry)
            message = text(
                "An entry on {account} says “made: {made}”, but was typed by hand.", account=fact.account, made=fact.made
            )
            scope = (fact.account, fact.document_no)
            yield finding("made-by-hand", message, fact.place, case.code, scope=scope, behind=(fact.behind,))


def _written(fact: Fact, code: str) -> bool:
    """Say whether a fact stands in a file of the project's folder of closings."""
    return PurePath(fact.place.file).parts[-4:-1] == (*CLOSINGS.parts, code)

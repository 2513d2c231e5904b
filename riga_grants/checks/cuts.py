"""No more is cut of a document than stands on its line: a cut whose cost was reversed since takes it off a second time."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.money import to_decimal
from riga_grants.names import finding

ALWAYS: Final = {"cut-above": N_("No more is cut of a document than was booked of it.")}


def check(case: Case, /) -> Iterator[Finding]:
    """Compare what is cut of each document on each account with its costs there; a document without a number is left out."""
    numbers = {fact.document_no for fact in case.facts if fact.made == names.CUT} - {""}
    by_document: defaultdict[tuple[str, ...], list[Fact]] = defaultdict(list)
    for fact in case.facts if numbers else ():
        if fact.role == names.COST and fact.document_no in numbers and fact.made in {"", names.CUT}:
            by_document[fact.account, *fact.document].append(fact)
    for facts in by_document.values():
        cuts = [fact for fact in facts if fact.made]
        cost = sum(fact.cents for fact in facts if not fact.made)
        cut = -sum(fact.cents for fact in cuts)
        sign = 1 if cost > 0 or (cost == 0 and cut > 0) else -1
        if cuts and sign * cut > sign * cost:
            last = cuts[-1]
            message = text(
                "Of {document} {cut} is cut, but {cost} is booked: {excess} too much.",
                document=last.document_no,
                cut=to_decimal(cut),
                cost=to_decimal(cost),
                excess=to_decimal(abs(cut - cost)),
            )
            scope = (last.account, last.document_no)
            behind = tuple(fact.behind for fact in facts)
            yield finding("cut-above", message, last.place, case.code, scope=scope, limits=Limits(cost, cut), behind=behind)

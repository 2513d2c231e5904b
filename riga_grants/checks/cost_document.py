"""A cost names its document: number, date and issuer (Latvian Accounting Law, section 11(5)).

What the program computed, such as a flat rate, has none.
"""

from collections.abc import Iterator
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.names import finding

ALWAYS: Final = {
    "cost-document": N_("Every cost names its document: number, date and issuer."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Find costs without one of the three, on the transaction or the posting."""
    agreement, facts = case.agreement, case.facts
    for fact in facts:
        if fact.role == names.COST and fact.missing and not fact.made:
            message = text("A cost on {account} names no {missing}.", account=fact.account, missing=", ".join(fact.missing))
            scope = (fact.account, fact.document_no)
            yield finding("cost-document", message, fact.place, agreement.code, scope=scope, behind=(fact.behind,))

"""A cost names its document: number, date and issuer (Latvian Accounting Law, section 11(5))."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.names import finding


def check(agreement: Agreement, facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Find costs without one of the three, on the transaction or the posting."""
    for fact in facts:
        if fact.role == names.COST and fact.missing:
            message = text("A cost on {account} names no {missing}.", account=fact.account, missing=", ".join(fact.missing))
            yield finding("cost-document", message, fact.place, agreement.code)

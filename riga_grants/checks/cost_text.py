"""Payee and narration carry no markup: a web page might take it for its own."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.names import finding


def check(agreement: Agreement, facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Find < or > in the texts of a project's transactions, once a transaction."""
    seen = -1
    for fact in facts:
        if fact.entry != seen and any(sign in words for words in fact.text for sign in "<>"):
            yield finding("text-markup", text("The payee or the narration holds < or >."), fact.place, agreement.code)
            seen = fact.entry

"""Each rule that the agreement sets is one that the program keeps: a misspelt rule must not be silently without effect."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.names import RULES
from riga_grants.names import finding


def check(agreement: Agreement, _facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Find rules that are not in the registry."""
    for rule in agreement.rules:
        if rule.name not in RULES:
            message = text("There is no rule “{name}”.", name=rule.name, known=", ".join(RULES))
            yield finding("rule-unknown", message, rule.place, agreement.code)

"""Each rule that the agreement sets is one that the program keeps: a misspelt one must not be silently without effect."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.names import RULES
from riga_grants.names import finding


def check(agreement: Agreement, _facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Find rules that are not in the registry, and flexibilities that are no share: 10 is not 10 % but a thousand."""
    for rule in agreement.rules:
        if rule.name not in RULES:
            message = text("There is no rule “{name}”.", name=rule.name, known=", ".join(RULES))
            yield finding("rule-unknown", message, rule.place, agreement.code)
        elif not rule.is_share:
            message = text("“{name}” is {found}, expected a share from 0 to 1.", name=rule.name, found=str(rule.value))
            yield finding("rule-value", message, rule.place, agreement.code)

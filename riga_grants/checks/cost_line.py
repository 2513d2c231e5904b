"""A cost stands on a line of the budget in force (EU grant agreement, article 6.1(a)(iii)); money is in its currency."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.names import finding


def check(agreement: Agreement, facts: Sequence[Fact], /) -> Iterator[Finding]:
    """Find costs on an account without budget (where the project has a budget by line), and amounts in another currency."""
    budgeted, currency = agreement.budgeted, agreement.project.currency
    for fact in facts:
        if fact.role == names.COST and budgeted and line_of(fact.account, budgeted) not in budgeted:
            message = text("{account} is no line of the budget in force.", account=fact.account)
            yield finding("cost-line", message, fact.place, agreement.code)
        if fact.currency != currency:
            message = (
                text("A cost in {found} without a total in {expected}.", found=fact.currency, expected=currency)
                if fact.role == names.COST
                else text(
                    "The amount is in {found}, the project's currency is {expected}.", found=fact.currency, expected=currency
                )
            )
            yield finding("cost-currency", message, fact.place, agreement.code)

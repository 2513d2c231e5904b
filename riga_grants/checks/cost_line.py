"""A cost stands on a line of the budget in force (EU grant agreement, article 6.1(a)(iii); rule 8)."""

from collections.abc import Iterator
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.model import line_of
from riga_grants.names import finding

ALWAYS: Final = {
    "cost-currency": N_("Every amount is in the project's currency."),
}


def check(case: Case, /) -> Iterator[Result]:
    """Find costs on an account without budget (where the project has a budget by line), and amounts in another currency."""
    agreement, facts = case.agreement, case.facts
    budgeted, currency = agreement.budgeted, agreement.project.currency
    off_line = False
    for fact in facts:
        if fact.role == names.COST and budgeted and line_of(fact.account, budgeted) not in budgeted:
            message = text("{account} is no line of the budget in force.", account=fact.account)
            scope = (fact.account, fact.document_no)
            off_line, limits = True, Limits(0, fact.cents)
            yield finding("cost-line", message, fact.place, agreement.code, scope=scope, limits=limits, behind=(fact.behind,))
        if fact.currency != currency and fact.role != names.BANK:
            message = (
                text("A cost in {found} without a total in {expected}.", found=fact.currency, expected=currency)
                if fact.role == names.COST
                else text(
                    "The amount is in {found}, the project's currency is {expected}.", found=fact.currency, expected=currency
                )
            )
            yield finding("cost-currency", message, fact.place, agreement.code, behind=(fact.behind,))
    if budgeted and not off_line:
        yield Passed("cost-line", text("Every cost stands on a line of the budget in force."), agreement.code)

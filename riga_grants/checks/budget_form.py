"""The budget is in the project's currency, and no euro stands in it twice."""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

from riga_grants.checks.case import Case
from riga_grants.directives import BudgetVersion
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.model import Agreement
from riga_grants.names import finding

ALWAYS: Final = {
    "budget-currency": N_("All amounts of the agreement are in the project's currency."),
    "budget-overlap": N_("No euro stands in the budget twice."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Find amounts in another currency, and lines or periods that overlap."""
    agreement = case.agreement
    yield from _currencies(agreement)
    yield from _overlaps(agreement)


def _currencies(agreement: Agreement) -> Iterator[Finding]:
    for record in (*agreement.sources, *agreement.budget, *agreement.published):
        if record.currency not in ("", agreement.project.currency):
            message = text(
                "The amount is in {found}, the project's currency is {expected}.",
                found=record.currency,
                expected=agreement.project.currency,
            )
            yield finding("budget-currency", message, record.place, agreement.code)


def _overlaps(agreement: Agreement) -> Iterator[Finding]:
    """A line and its subline, or two periods that share days, both budgeted: the same euro would count twice."""
    periods = {period.name: period for period in agreement.all_periods}
    by_account: dict[str, list[BudgetVersion]] = {}
    for version in agreement.budget:
        by_account.setdefault(version.account, []).append(version)
    for account, versions in by_account.items():
        above = [other for other in by_account if account.startswith(f"{other}:")]
        for line in above:
            message = text("{account} is budgeted beside {line}, of which it is a part.", account=account, line=line)
            yield finding("budget-overlap", message, versions[0].place, agreement.code)
        for one, other in combinations(versions, 2):
            if {one.period, other.period} <= periods.keys() and periods[one.period].overlaps(periods[other.period]):
                message = text(
                    "{account} is budgeted for “{one}” and for “{other}”, which share days.",
                    account=account,
                    one=one.period,
                    other=other.period,
                )
                yield finding("budget-overlap", message, other.place, agreement.code)

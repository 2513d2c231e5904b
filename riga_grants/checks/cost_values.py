"""Metadata of a cost that cannot be taken must not be without effect in silence: amounts, and the day of payment."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.names import finding

ALWAYS: Final = {"cost-value": N_("Every amount and every date in the metadata of a cost can be read.")}

_AMOUNTS: Final = (names.VAT, names.DECLARED, names.DOCUMENT_TOTAL)


def check(case: Case, /) -> Iterator[Finding]:
    """Find amounts that are none in whole cents of the cost's currency, and a day of payment that is a text."""
    for fact in case.facts:
        if fact.role == names.COST:
            for key in _AMOUNTS:
                if fact.says(key) is not None and fact.amount(key) is None:
                    yield _wrong(case, fact, key, f"{key}: 21.00 {fact.currency}")
            if not isinstance(fact.says(names.PAID), date | None):
                yield _wrong(case, fact, names.PAID, f"{names.PAID}: {fact.day}")


def _wrong(case: Case, fact: Fact, key: str, form: str) -> Finding:
    message = text("“{key}” of a cost is “{found}”.", key=key, found=str(fact.says(key)), form=form)
    scope = (fact.account, fact.document_no)
    return finding("cost-value", message, fact.place, case.code, scope=scope, behind=(fact.behind,))

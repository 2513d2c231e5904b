"""Metadata of a cost that cannot be taken must not be without effect in silence: amounts, the tax in it, the day of payment."""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.money import to_decimal
from riga_grants.names import finding

ALWAYS: Final = {
    "cost-value": N_("Every amount and every date in the metadata of a cost can be read, and no tax is above its cost.")
}


def check(case: Case, /) -> Iterator[Finding]:
    """Find amounts that are none in whole cents of the cost's currency, a day of payment that is a text, and too much tax."""
    taxed: defaultdict[int, list[Fact]] = defaultdict(list)
    for fact in case.facts:
        if fact.role == names.COST:
            for key in fact.unreadable:
                yield _wrong(case, fact, key, f"{key}: {fact.day if key == names.PAID else f'21.00 {fact.currency}'}")
        if fact.role in {names.COST, names.INELIGIBLE} and not fact.made and fact.vat is not None:
            taxed[fact.entry].append(fact)
    for costs in taxed.values():
        own = [fact for fact in costs if names.VAT in fact.said[0]]
        shared = [fact for fact in costs if names.VAT not in fact.said[0]]
        for together in (*([fact] for fact in own), shared):
            yield from _overtaxed(case, together)


def _overtaxed(case: Case, costs: Sequence[Fact]) -> Iterator[Finding]:
    """Find a tax that is above the costs that it is the tax of."""
    cost = sum(abs(fact.cents) for fact in costs)
    tax = abs(costs[0].vat or 0) if costs else 0
    if tax > cost:
        said = {"tax": to_decimal(tax), "cost": to_decimal(cost)}
        form = f"{names.VAT}: 0.00 … {said['cost']} {costs[0].currency}"
        message = text("The tax of a cost is {tax}, and the cost itself {cost}.", **said, form=form)
        yield _found(case, costs[0], message)


def _wrong(case: Case, fact: Fact, key: str, form: str) -> Finding:
    return _found(case, fact, text("“{key}” of a cost is “{found}”.", key=key, found=str(fact.says(key)), form=form))


def _found(case: Case, fact: Fact, message: Text) -> Finding:
    return finding("cost-value", message, fact.place, case.code, scope=(fact.account, fact.document_no), behind=(fact.behind,))

"""What closings claimed is what the ledger computes: each closed period's claim is made again and compared.

The terms are the agreement's as it stood at the period's end, the costs those dated up to it; so nothing but the ledger is
needed, and a cost, a rate or a claim that was changed since shows here as an amount.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants import settlement
from riga_grants import shares
from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import text
from riga_grants.facts import within
from riga_grants.i18n import N_
from riga_grants.money import to_decimal
from riga_grants.names import finding

ALWAYS: Final = {"claim-differs": N_("What was claimed for each closed period is what the ledger computes.")}


def check(case: Case, /) -> Iterator[Finding]:
    """Find closed periods of which a source's claims, cumulated, are not what the ledger computes for it."""
    for seal in case.whole.seals:
        terms = case.whole.at(seal.through)
        if seal.dated > case.as_of or terms is None or case.whole.state_of(seal.period) != "closed":
            continue
        facts = within(case.facts, end=seal.through)
        borne = shares.of(replace(terms, states=case.whole.states), facts, seal.through).sources
        for share in (*borne, *settlement.former(terms, facts)):
            funder = share.source.funder
            claimed = -(fact_sums.balance(facts, funder, (names.EARNED,), terms.project.currency) or 0)
            if claimed != share.earned:
                message = text(
                    "By the end of {period}, {claimed} was claimed from {funder}, but the ledger computes {earned}.",
                    period=seal.period,
                    claimed=to_decimal(claimed),
                    funder=funder,
                    earned=to_decimal(share.earned),
                )
                limits = Limits(share.earned, claimed)
                yield finding("claim-differs", message, seal.place, case.code, scope=(seal.period, funder), limits=limits)

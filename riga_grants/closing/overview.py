"""The periods of a project as they stand: dates, state, what counts and what was claimed, the seal, what can be done next."""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date

from riga_grants import names
from riga_grants import shares
from riga_grants.books import Books
from riga_grants.chains import seal
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.seal import Closed
from riga_grants.closing import close
from riga_grants.closing import states
from riga_grants.closing.control import DEDUCTED
from riga_grants.directives import Period
from riga_grants.directives import PeriodState
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.model import Agreement


@dataclass(frozen=True, slots=True)
class Row:
    """A period and how it stands. Amounts are cents of the project's currency, of the period alone.

    `eligible` is what counts of the costs dated in it, `claimed` the co-financing booked in it (None: none yet), `parked` what
    waits, `cut` what control took out. `seal` is the closing's ("": none), `void` says that it was closed and reopened since.
    `within` names the closed period that it lies in, "" for none; `waits` tells that one before it must be closed first. `last`
    is the last that was said of its state.
    """

    period: Period
    state: str
    eligible: int
    claimed: int | None
    parked: int
    cut: int
    seal: str
    void: bool
    within: str
    waits: bool
    last: PeriodState | None

    def next(self, code: str) -> str:
        """Give the command that moves the period on; "" for one that is closed, or that waits for another."""
        stays = self.within or self.waits or self.state == states.CLOSED
        return "" if stays else states.command(code, self.period.name, self.state)


def rows(books: Books, code: str) -> list[Row]:
    """Give the periods of a project by their dates, without the one that every project has."""
    agreement = books.agreements[code]
    found = seal.closings(books.root / CLOSINGS / code)
    return [_row(books, agreement, period, found) for period in _latest(agreement)]


def _latest(agreement: Agreement) -> Iterator[Period]:
    """Give the latest version of each period; of those that begin on one day the one that holds the others first."""
    by_name = {period.name: period for period in agreement.periods}
    return iter(sorted(by_name.values(), key=lambda period: (period.start, -period.end.toordinal())))


def _row(books: Books, agreement: Agreement, period: Period, closings: Sequence[Closed]) -> Row:
    facts = within(books.facts[agreement.code], period.start, period.end)
    own = [one for one in closings if one.period == period.name]
    standing = next((one.sha256 for one in own if not one.retired), "")
    claims = [fact.cents for fact in facts if fact.role == names.EARNED and not fact.parked]
    state = agreement.state_of(period.name)
    holder = agreement.closed_on(period.end) if state != states.CLOSED else None
    return Row(
        period,
        state,
        sum(fact.cents for fact in counted(agreement, period, facts)),
        -sum(claims) if claims else None,
        sum(fact.cents for fact in facts if fact.role == names.COST and fact.parked),
        -sum(fact.cents for fact in facts if fact.role == names.COST and fact.made in DEDUCTED and not fact.parked),
        standing,
        bool(own) and not standing,
        holder.name if holder else "",
        state == states.APPROVED and (close.leaves_gap(agreement, period) or close.comes_first(agreement, period) is not None),
        next((said for said in reversed(agreement.states) if said.period == period.name), None),
    )


def counted(agreement: Agreement, period: Period, facts: Sequence[Fact]) -> list[Fact]:
    """Give what counts of a period's costs; what waits for an approval counts as if the period were approved."""
    terms = close.terms_of(agreement, period.end)
    if terms is None:
        return []
    approved = PeriodState(dated=date.max, project=agreement.code, period=period.name, state=states.APPROVED)
    return shares.eligible(replace(terms, states=(*terms.states, approved)), facts, period.end)

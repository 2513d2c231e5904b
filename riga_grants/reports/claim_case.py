"""What a funder's report is about: one project, one funder and one period, with the statements that it puts side by side."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta

from riga_grants import breakdown
from riga_grants import execution
from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants import settlement
from riga_grants.asked import Asked
from riga_grants.breakdown import Breakdown
from riga_grants.closing import entries
from riga_grants.closing.close import all_first
from riga_grants.directives import Period
from riga_grants.directives import PeriodState
from riga_grants.directives import Source
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.instalments import receipts
from riga_grants.model import Agreement
from riga_grants.reports.claim_costs import Costs
from riga_grants.reports.claim_costs import costs
from riga_grants.reports.claim_costs import pending
from riga_grants.reports.request import Request
from riga_grants.settlement import APPROVED
from riga_grants.settlement import Settlement
from riga_grants.shares import SourceShare
from riga_grants.statements import Execution

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Case:
    """A funder's report before it is put into tables. `terms` are in force on `last`, the last day that counts.

    `facts` are the project's up to the day of the report. `execution` is the statement by line, of the ledger alone; `period`
    and `to_date` tell who bears what by line, in the period and from the first day on, with what the closing will book.
    `settlement` is as of the last day, None where no actual figure is stated. `first` are the last days of the periods that are
    to be closed before this one, in order, and what the funder bears up to each.
    """

    request: Request
    asked: Asked
    source: Source
    terms: Agreement
    last: date
    facts: Sequence[Fact]
    costs: Costs
    execution: Execution
    period: Breakdown
    to_date: Breakdown
    settlement: Settlement | None
    first: tuple[tuple[date, int], ...]

    @property
    def lang(self) -> str:
        """The report's language."""
        return self.request.lang

    @property
    def currency(self) -> str:
        """The project's currency."""
        return self.terms.project.currency

    @property
    def whole(self) -> bool:
        """Say whether the report is about the whole project."""
        return self.asked.period.name == names.WHOLE_PROJECT

    @property
    def state(self) -> str:
        """The period's state as the books know it, whatever the day; "" of the whole project, which has none."""
        return "" if self.whole else self.asked.agreement.state_of(self.asked.period.name)

    @property
    def stated(self) -> bool:
        """Say whether anything is known of what the project cost."""
        return self.settlement is not None

    @property
    def share(self) -> SourceShare | None:
        """How the funder's share is computed up to the last day; None where the agreement does not tell enough."""
        known = self.costs.last.shares
        return known.of(self.source.funder) if known and self.stated else None

    @property
    def earned(self) -> int | None:
        """What the funder bears up to the last day, in cents."""
        return self.costs.last.earned(self.source.funder) if self.stated else None

    @property
    def earned_before(self) -> int | None:
        """What the funder bears of all before the period."""
        return None if self.earned is None else self.costs.before.earned(self.source.funder) or 0

    @property
    def open(self) -> bool:
        """Say whether days of the report that lie in the project are not closed yet."""
        return min(self.last, settlement.last_day(self.terms)) > self.terms.closed_through

    @property
    def claimed_earlier(self) -> int:
        """What was claimed of the days before the period."""
        return 0 if self.whole else self._claimed_by(self.asked.period.start - _ONE_DAY)

    @property
    def claimed_within(self) -> int:
        """What others than this claim have claimed of the period's own days: a shorter period that lies in it."""
        return 0 if self.whole else self._claimed_by(self.last) - self.claimed_earlier

    @property
    def claim(self) -> int | None:
        """What is claimed for the period, as its closing books it: earned to date less what is claimed already."""
        return None if self.earned is None else self.earned - self.claimed_earlier - self.claimed_within

    @property
    def claim_booked(self) -> int | None:
        """What the ledger holds of this claim; None where nothing of it is booked."""
        return self._booked([fact for fact in self.facts if self._own(fact)])

    @property
    def held(self) -> int:
        """What the funder has paid by the last day and was not claimed before, less what is confirmed to go back."""
        back = self.settlement.booked.repayable if self.settlement else 0
        return self.received_by(self.last) - self.claimed_earlier - self.claimed_within - back

    def _claimed_by(self, day: date) -> int:
        """Give what else than this claim claims up to a day: booked, or earned where a period is to be closed before it."""
        through, earned = next((one for one in reversed(self.first) if one[0] <= day), (date.min, 0))
        return earned + (self._booked([fact for fact in self.facts if through < fact.day <= day and not self._own(fact)]) or 0)

    def _own(self, fact: Fact) -> bool:
        """Say whether a posting books this claim: what the period's closing wrote, or without one all that lies in its days."""
        period = self.asked.period
        if self.open or not period.start <= fact.day <= self.last:
            return False
        sealed = any(one.period == period.name for one in self.asked.agreement.seals)
        return not sealed or (fact.made == names.CLAIM and fact.says(entries.PERIOD) == period.name)

    def _booked(self, facts: Iterable[Fact]) -> int | None:
        """Sum what some facts book as earned from the funder; None where none does."""
        cents = fact_sums.balance(facts, self.source.funder, (names.EARNED,), self.currency)
        return None if cents is None else -cents

    def received_by(self, day: date) -> int:
        """Give what the funder has paid by a day, less what went back to it."""
        moves = receipts(self.facts, self.source.funder, self.currency)
        return sum(move.cents for move in moves if move.day <= day)


def case(request: Request, *, claimed: bool = True) -> Case:
    """Put together what a report is about: `claimed` as its closing will book it, otherwise as the books stand.

    Raise WrongUsage where it is not about one project, names a funder that the agreement does not have, or a period that
    ended before anything was agreed.
    """
    asked = _one_project(request)
    agreement = _as_if_approved(asked) if claimed else replace(asked.agreement, states=asked.now.states)
    last = asked.last
    then = agreement.at(last)
    if then is None:
        raise WrongUsage(text("{project} was not agreed yet on {day}.", project=asked.code, day=last))
    terms = replace(then, states=agreement.states)
    source = _source(terms, request.funder)
    facts = within(request.books.facts[asked.code], end=asked.as_of)
    whole = asked.period.name == names.WHOLE_PROJECT
    before = date.min if whole else min(asked.period.start - _ONE_DAY, last)
    due = pending(agreement, facts, (before, last)) if claimed else []
    found = costs(agreement, facts, source.funder, (before, last), due)
    known = [*facts, *found.pending]
    always = Period(dated=asked.period.dated, project=asked.code, name=asked.period.name, start=date.min + _ONE_DAY, end=last)
    borne = {day: one.shares for day, one in zip(found.days, (found.before, found.last), strict=True) if one.shares}
    of_period = breakdown.build(agreement, known, asked.as_of, breakdown.LINE, period=asked.period, known=borne)
    to_date = of_period if whole else breakdown.build(agreement, known, asked.as_of, breakdown.LINE, period=always, known=borne)
    stands = settlement.of(replace(then, states=asked.now.states), known, last, found.last.shares)
    return Case(
        request,
        asked,
        source,
        terms,
        last,
        facts,
        found,
        execution.build(asked.agreement, facts, last, request.lang, asked.period),
        of_period,
        to_date,
        next((one for one in stands if one.source.funder == source.funder), None),
        () if whole else tuple(_first(agreement, facts, source.funder, asked.period)),
    )


def _first(agreement: Agreement, facts: Sequence[Fact], funder: str, period: Period) -> Iterator[tuple[date, int]]:
    """Give the last days of the periods that are to be closed before another, and what the funder bears up to each."""
    for end in sorted({one.end for one in all_first(agreement, period)}):
        due = pending(agreement, facts, (end, end))
        yield end, costs(agreement, facts, funder, (end, end), due).last.earned(funder) or 0


def _one_project(request: Request) -> Asked:
    if len(request.projects) != 1:
        known = ", ".join(one.code for one in request.projects) or "–"
        raise WrongUsage(text("A claim is about one project; name it: {known}.", known=known))
    return request.projects[0]


def _as_if_approved(asked: Asked) -> Agreement:
    """Give the agreement with all that the books know of its periods, whatever the day, and the period asked about approved.

    Where only what was approved counts, that is what the claim asks for.
    """
    agreement, period, day = asked.agreement, asked.period.name, asked.as_of
    known = tuple(replace(one, dated=min(one.dated, day)) for one in agreement.states)
    if agreement.state_of(period) not in APPROVED:
        known += (PeriodState(dated=day, project=asked.code, period=period, state="approved"),)
    return replace(agreement, states=known)


def _source(terms: Agreement, funder: str) -> Source:
    """Find the funder by its code; "" is the first one."""
    found = next((one for one in terms.funders if funder in {"", one.funder}), None)
    if found is None:
        known = ", ".join(one.funder for one in terms.funders) or "–"
        message = text(
            "There is no funder “{funder}” in {project}; there are: {known}.", funder=funder, project=terms.code, known=known
        )
        raise WrongUsage(message)
    return found

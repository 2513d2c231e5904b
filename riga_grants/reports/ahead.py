"""The dates ahead of a project: reports, instalments, money to be returned, ends of periods, and how long records are kept.

Which day something is due is for `checks` and `settlement` to say; here it is put in order.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from typing import Final
from typing import NamedTuple

from riga_grants.checks import deadlines
from riga_grants.checks import money
from riga_grants.checks import retention
from riga_grants.checks.case import Case
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.instalments import LAPSED
from riga_grants.instalments import RECEIVED
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.rule_forms import REPORT_DAYS
from riga_grants.rule_forms import RETURN_DAYS
from riga_grants.screens.settlement_text import STATES
from riga_grants.settlement import Settlement

REPORT, INSTALMENT, RETURN, PERIOD, PROJECT, RECORDS = "report", "instalment", "return", "period", "project", "records"
_URGENT: Final = (RETURN, REPORT, INSTALMENT, PERIOD, PROJECT, RECORDS)
"""Of what lies on one day the first of these is told first."""


class Date(NamedTuple):
    """A day on which something is due, or ends. `about` is the period, the funder or the funder's instalment ("RD:1").

    `cents` is the amount that is due, None where it is none of money. `place` is the directive or the posting that says so.
    """

    day: date
    project: str
    what: Text
    place: Place
    kind: str
    about: str = ""
    cents: int | None = None


def ahead(agreement: Agreement, facts: Sequence[Fact], as_of: date, settlements: Iterable[Settlement]) -> list[Date]:
    """Give the dates ahead of a project by the agreement in force on a day, and before them what is overdue, oldest first.

    Of periods, and of reports on them, only those that have begun. An instalment whose day has passed is told of as long as it
    may still come, and money to be returned until it went back.
    """
    case = Case(agreement, [fact for fact in facts if fact.day <= as_of], as_of, agreement)
    found = [*_reports(case), *_instalments(case, settlements), *_returns(case), *_ends(case), *_records(case)]
    return sorted(found, key=lambda one: (one.day, _URGENT.index(one.kind), one.about))


def _reports(case: Case) -> Iterator[Date]:
    rule = case.agreement.rule(REPORT_DAYS)
    if rule is None:
        return
    for period in deadlines.reported(case.agreement):
        if period.start <= case.as_of and not deadlines.handed_in(case.agreement, period):
            day = money.after(period.end, money.whole_number(rule))
            yield Date(day, case.code, text("The report on {period}", period=period.name), period.place, REPORT, period.name)


def _instalments(case: Case, settlements: Iterable[Settlement]) -> Iterator[Date]:
    for step in (step for one in settlements for step in one.plan if step.state not in {RECEIVED, LAPSED}):
        own, cents = step.instalment, step.instalment.cents - step.received
        what = text(
            "Instalment {number} of {funder}, {amount}: {state}",
            number=own.number,
            funder=own.funder,
            amount=to_decimal(cents),
            state=Text(STATES[step.state], {}),
        )
        yield Date(own.due, case.code, what, own.place, INSTALMENT, f"{own.funder}:{own.number}", cents)


def _returns(case: Case) -> Iterator[Date]:
    """Give what is confirmed to go back and did not go; what went covers what was confirmed first."""
    rule = case.agreement.rule(RETURN_DAYS)
    if rule is None:
        return
    for source in case.agreement.funders:
        rows = deadlines.confirmed(case, source.funder)
        went = -money.summed(row for row in rows if row.cents < 0)
        for row in (row for row in rows if row.cents > 0):
            covered = min(went, row.cents)
            went, cents = went - covered, row.cents - covered
            if cents:
                what = text("To be returned to {funder}: {amount}", funder=source.funder, amount=to_decimal(cents))
                day = money.after(row.fact.day, money.whole_number(rule))
                yield Date(day, case.code, what, row.fact.place, RETURN, source.funder, cents)


def _ends(case: Case) -> Iterator[Date]:
    project = case.agreement.project
    for period in case.agreement.periods:
        if period.start <= case.as_of <= period.end:
            yield Date(period.end, case.code, text("{period} ends", period=period.name), period.place, PERIOD, period.name)
    if project.end is not None and case.as_of <= project.end:
        yield Date(project.end, case.code, text("The project ends"), project.place, PROJECT)


def _records(case: Case) -> Iterator[Date]:
    kept = retention.keeping(case)
    if kept is not None and case.as_of <= kept.until:
        what = text("The records are kept until then, {years} years", years=kept.years)
        yield Date(kept.until, case.code, what, kept.rule.place, RECORDS)

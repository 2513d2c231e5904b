"""What a question to the books is about: which projects, as they are agreed on which day, and which period of them.

It is answered as the command line answers it; a name that the books do not hold is wrong usage.
"""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from riga_grants.directives import Period
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.model import Agreement


class Asked(NamedTuple):
    """A project that is asked about: its agreement in all versions and as it is in force on the day, and the period."""

    agreement: Agreement
    now: Agreement
    period: Period
    as_of: date

    @property
    def last(self) -> date:
        """The last day that counts."""
        return min(self.period.end, self.as_of)

    @property
    def code(self) -> str:
        """The project's code."""
        return self.agreement.code


def about(
    agreements: Mapping[str, Agreement], projects: Sequence[str], period: str | None, as_of: date | None, today: date
) -> tuple[Asked, ...]:
    """Give the projects asked about, in the order of the books; without any named all that are agreed on by the day.

    Raises WrongUsage for a project or a period that the books do not hold, and for a project named that was not agreed on yet.
    """
    wanted = _projects(agreements, projects)
    if period is not None and not any(one.period(period) for one in wanted):
        known = ", ".join(dict.fromkeys(one.name for agreement in wanted for one in agreement.all_periods)) or "–"
        raise WrongUsage(text("There is no period “{period}”; there are: {known}.", period=period, known=known))
    day = as_of or day_of(wanted, period, today)
    found = [(one, one.at(day), _period(one, period, day)) for one in wanted]
    shown = tuple(Asked(one, now, at, day) for one, now, at in found if now is not None and at is not None)
    lacking = [one.code for one, now, at in found if now is None or at is None]
    if projects and lacking:
        unsigned = text("{project} was not agreed yet on {day}.", project=lacking[0], day=day)
        unknown = text("{project} has no period “{period}”.", project=lacking[0], period=period or "")
        raise WrongUsage(unsigned if agreements[lacking[0]].at(day) is None else unknown)
    return shown


def _projects(agreements: Mapping[str, Agreement], projects: Sequence[str]) -> Sequence[Agreement]:
    for project in projects:
        if project not in agreements:
            known = ", ".join(sorted(agreements)) or "–"
            raise WrongUsage(text("There is no project “{project}”; there are: {known}.", project=project, known=known))
    return tuple(agreement for code, agreement in agreements.items() if not projects or code in projects)


def _period(agreement: Agreement, name: str | None, day: date) -> Period | None:
    """Find a period by its name as it is agreed on a day; one that was declared only later is better than none."""
    now = agreement.at(day)
    if name is None:
        return agreement.always
    return (now and now.period(name)) or agreement.period(name)


def day_of(wanted: Collection[Agreement], period: str | None, today: date) -> date:
    """Choose the day to look at: today, or the last day of the period if that is past in all projects that have it."""
    ends = [found.end for agreement in wanted if (found := _period(agreement, period, today)) is not None]
    return min(today, max(ends, default=today))

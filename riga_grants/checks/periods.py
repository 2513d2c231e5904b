"""Each period that a directive names exists; periods run forwards and lie inside the project."""

from collections.abc import Iterator
from typing import Final

from riga_grants.checks.case import Case
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.names import finding

ALWAYS: Final = {
    "period-dates": N_("Every period runs forwards and lies inside the project."),
    "period-unknown": N_("Every budget and indicator names a period of the project."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Find unknown period names, and periods that end before they start or reach outside the project."""
    agreement = case.agreement
    project = agreement.project
    if project.end is not None and project.end < project.start:
        message = text("The project ends on {end}, before it starts on {start}.", start=project.start, end=project.end)
        yield finding("period-dates", message, project.place, project.code)
    for period in agreement.periods:
        too_late = project.end is not None and period.end > project.end
        if period.end < period.start or period.start < project.start or too_late:
            message = text(
                "Period “{name}” runs from {start} to {end}; the project runs from {first} to {last}.",
                name=period.name,
                start=period.start,
                end=period.end,
                first=project.start,
                last=project.end or "…",
            )
            yield finding("period-dates", message, period.place, project.code)
    named = [(record.period, record.place) for record in agreement.budget]
    named += [(record.period, record.place) for record in agreement.indicators]
    for name, place in named:
        if agreement.period(name) is None:
            yield finding("period-unknown", text("There is no period “{name}”.", name=name), place, project.code)

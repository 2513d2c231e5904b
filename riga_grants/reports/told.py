"""What a report tells of each project, computed once for all its sheets."""

from collections.abc import Sequence
from typing import NamedTuple

from riga_grants import execution
from riga_grants import names
from riga_grants import settlement
from riga_grants import shares
from riga_grants.asked import Asked
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.i18n import tr
from riga_grants.names import IN_KIND_SOURCE
from riga_grants.reports import rounding
from riga_grants.reports.grouping import grouped
from riga_grants.reports.listing import one_currency
from riga_grants.reports.request import Request
from riga_grants.settlement import Settlement
from riga_grants.statements import Execution
from riga_grants.statements import SourceRow
from riga_grants.tables import DAY
from riga_grants.tables import Fact as Said
from riga_grants.tables import Facts
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.wording import DASH
from riga_grants.wording import KINDS
from riga_grants.wording import NOT_STATED
from riga_grants.wording import period_title
from riga_grants.wording import show_cents
from riga_grants.wording import version_title


class Told(NamedTuple):
    """A project as a report tells it: its statement to the cent and rounded to the report's unit, how it stands, its facts.

    `borne` are the sources with what they bear of the statement's cost, which ends with the period, rounded too, and
    `exactly_borne` to the cent. `settlements` say how it stands with each funder on the report's day, to the cent.
    """

    asked: Asked
    exact: Execution
    statement: Execution
    borne: tuple[SourceRow, ...]
    exactly_borne: tuple[SourceRow, ...]
    settlements: tuple[Settlement, ...]
    facts: Sequence[Fact]

    @property
    def code(self) -> str:
        """The project's code."""
        return self.asked.code

    @property
    def currency(self) -> str:
        """The project's currency, "" where no amount of it is stated."""
        return self.statement.project.currency

    def title(self, lang: str) -> str:
        """Give the project's code and name."""
        return f"{self.code} – {self.statement.project.title(lang)}"

    def head(self, request: Request) -> str:
        """Name the project above its rows, with the currency where the table has no single one."""
        title = self.title(request.lang)
        return title if one_currency(request) or not self.currency else f"{title}, {self.currency}"


def projects(request: Request) -> tuple[Told, ...]:
    """Tell each project that a report is asked about."""
    return tuple(_told(request, asked) for asked in request.projects)


def _told(request: Request, asked: Asked) -> Told:
    facts = request.books.facts[asked.code]
    shared = shares.of(asked.now, within(facts, end=asked.as_of), asked.as_of)
    exact = execution.build(asked.agreement, facts, asked.as_of, request.lang, asked.period, borne=shared)
    statement = rounding.execution(grouped(exact, request.grouping), request.unit)
    borne, exactly_borne = statement.sources, exact.sources
    if asked.last < asked.as_of:
        until = within(facts, end=asked.last)
        of_period = execution.build(asked.agreement, until, asked.as_of, request.lang, asked.period)
        borne, exactly_borne = rounding.execution(of_period, request.unit).sources, of_period.sources
    return Told(asked, exact, statement, borne, exactly_borne, settlement.of(asked.now, facts, asked.as_of, shared), facts)


def about(told: Sequence[Told], request: Request, *, briefly: bool = False) -> Facts:
    """Tell what a sheet is about: the project, its contract and parties, the period and the day; or the projects.

    The pages that are read first tell all of it; the others, `briefly`, which project, period and day.
    """
    one, *others = told
    said = [_list_of(told, request.lang)] if others else _project(one, request.lang)
    if briefly and not others:
        said = [fact for fact in said if fact.key in {"project", "period"}]
    day = Said("as_of", tr("Prepared as of", request.lang), request.as_of, DAY)
    return Facts((*said, day), one_currency(request), request.unit)


def _list_of(told: Sequence[Told], lang: str) -> Said:
    return Said("projects", tr("Projects", lang), "; ".join(one.title(lang) for one in told))


def _project(told: Told, lang: str) -> list[Said]:
    # Facts stand in sentences, where nothing says what amounts are rounded to: they are told to the cent.
    statement, project = told.exact, told.exact.project
    said = [Said("project", tr("Project", lang), told.title(lang))]
    if project.contract:
        said.append(Said("contract", tr("Contract", lang), project.contract))
    if sources := _parties(statement, lang):
        said.append(Said("financed_by", tr("Financed by", lang), sources))
    said.append(Said("period", tr("Period", lang), period_title(statement, lang)))
    if statement.period != names.WHOLE_PROJECT:
        said.append(Said("period_alone", tr("The period alone", lang), _period_alone(statement, lang)))
    through = statement.plan_through
    plan = "" if through is None else tr("; the plan is cumulative, through {day}", lang, day=through)
    return [*said, Said("budget_version", tr("Budget version", lang), version_title(statement.version, lang) + plan)]


def _parties(statement: Execution, lang: str) -> str:
    shown = (
        f"{row.name or row.funder} ({tr(KINDS[row.kind], lang)}: {show_cents(row.ceiling, lang)})"
        for row in statement.sources
        if row.kind != IN_KIND_SOURCE
    )
    return "; ".join(shown)


def _period_alone(statement: Execution, lang: str) -> str:
    own = {"plan": show_cents(statement.period_budget, lang), "spent": show_cents(statement.total.this_period, lang)}
    return tr("plan {plan}, spent {spent}", lang, **own)


def legend(tables: Sequence[Table], lang: str, *said: str) -> tuple[Words, ...]:
    """Give the small print of a sheet: what is `said`, and what a dash is, where one of its tables has any."""
    dashed = any(cell is None for table in tables for row in table.rows for cell in row.cells)
    notes = (*said, f"{NOT_STATED} {tr(DASH, lang)}") if dashed else said
    return (Words(notes, "note"),) if notes else ()

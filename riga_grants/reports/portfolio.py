"""The portfolio: every project as a row. What it may cost and did, who bears that, what is owed, what is wrong and next."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from riga_grants.directives import Project
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.money import percent
from riga_grants.money import stated_sum
from riga_grants.names import IN_KIND_SOURCE
from riga_grants.names import OWN
from riga_grants.reports import funding_sheet
from riga_grants.reports.ahead import Date
from riga_grants.reports.ahead import ahead
from riga_grants.reports.listing import one_currency
from riga_grants.reports.request import Request
from riga_grants.reports.told import Told
from riga_grants.reports.told import projects
from riga_grants.reports.totals import filled
from riga_grants.reports.totals import totals
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NO_PLAN
from riga_grants.tables import NUMBER
from riga_grants.tables import PERCENT
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.wording import summary

KEY = "portfolio"
_OWED = ("received", "receivable", "advance", "repayable")
"""What a project's row of the table of sources tells in all, and the portfolio too."""


def build(request: Request) -> Report:
    """Build the portfolio of the projects asked about; there may be none."""
    told, lang = projects(request), request.lang
    title = tr("Portfolio", lang)
    sheet = Sheet(KEY, title, title, (Words((_lead(told, request),), "lead"), table(told, request)))
    return Report(
        KEY,
        title,
        ", ".join(one.code for one in told),
        lang,
        request.as_of,
        (sheet,),
        demonstration=any(one.statement.project.demonstration for one in told),
        subject=(("project", ", ".join(one.code for one in told)),),
    )


def _lead(told: Sequence[Told], request: Request) -> str:
    counted = tr("Projects on {day}: {n}.", request.lang, day=request.as_of, n=len(told))
    return f"{counted} {summary(request.findings, request.lang)}"


def table(told: Sequence[Told], request: Request) -> Table:
    """Build the table: a row a project, its code as key, and a total for each currency that several projects have."""
    lang, one_only = request.lang, one_currency(request)
    columns = _columns(request)
    grave = Counter((found.project, found.severity) for found in request.findings)
    rows = []
    for one, stands in zip(told, _owed(told, request), strict=True):
        values: dict[str, Value] = {
            **_project(one, request),
            **stands,
            "errors": grave[one.code, Severity.ERROR],
            "warnings": grave[one.code, Severity.WARNING],
            **_next(one, request),
        }
        rows.append(Row(filled(columns, values), key=one.code))
    rows += totals(columns, rows, {n: one.currency for n, one in enumerate(told)}, "project", lang)
    empty = tr("There is no project to show on {day}.", lang, day=request.as_of)
    return Table(KEY, tr("Projects", lang), columns, rows, one_only, request.unit, bars="spent_pct", empty=empty)


def _owed(told: Sequence[Told], request: Request) -> list[dict[str, Value]]:
    """Give what each project's funders owe, and are owed, as the table of sources sums it up."""
    sources = funding_sheet.sources(told, request)
    of_project = [row for row in sources.rows if row.look and row.key != TOTAL]
    named = [dict(zip((one.key for one in sources.columns), row.cells, strict=True)) for row in of_project]
    return [{key: cells[key] for key in _OWED} for cells in named]


def _columns(request: Request) -> tuple[Column, ...]:
    lang = request.lang
    return (
        Column("project", tr("Project", lang), CODE, width=12),
        Column("name", tr("Name", lang), width=30),
        *(() if one_currency(request) else (Column("currency", tr("Currency", lang)),)),
        Column("budget", tr("Budget", lang), MONEY),
        Column("spent", tr("Spent", lang), MONEY),
        Column("spent_pct", tr("Spent, %", lang), PERCENT, ratio=("spent", "budget")),
        Column("time_pct", tr("Time gone, %", lang), PERCENT),
        Column("errors", tr("Errors", lang), NUMBER),
        Column("warnings", tr("Warnings", lang), NUMBER),
        Column("next_day", tr("Next date", lang), DAY),
        Column("next_what", tr("What is next", lang), width=34),
        Column("cofinancing", tr("Co-financing", lang), MONEY),
        Column("own", tr("Own funds", lang), MONEY),
        Column("in_kind", tr("In kind", lang), MONEY),
        Column("received", tr("Received", lang), MONEY),
        Column("receivable", tr("Owed to us", lang), MONEY),
        Column("advance", tr("To spend or to return", lang), MONEY),
        Column("repayable", tr("To be returned, confirmed", lang), MONEY),
        Column("start", tr("From", lang), DAY),
        Column("end", tr("To", lang), DAY),
    )


def _project(told: Told, request: Request) -> dict[str, Value]:
    project, figures = told.statement.project, told.statement.total
    pct: Value = NO_PLAN if figures.budget == 0 and figures.spent is not None else figures.spent_pct
    return {
        "project": told.code,
        "name": project.title(request.lang),
        "start": project.start,
        "end": project.end,
        "currency": told.currency,
        "budget": figures.budget,
        "spent": figures.spent,
        "spent_pct": pct,
        "time_pct": _time_gone(project, request.as_of),
        "cofinancing": _borne(told, {"funder", "public"}),
        "own": _borne(told, {OWN}),
        "in_kind": _borne(told, {IN_KIND_SOURCE}),
    }


def _time_gone(project: Project, day: date) -> Value:
    """Give the share of a project's days that are over, the day itself among them; None where no end is stated."""
    if project.end is None or project.end < project.start:
        return None
    days = (project.end - project.start).days + 1
    return percent(min(days, max(0, (day - project.start).days + 1)), days)


def _borne(told: Told, kinds: set[str]) -> int | None:
    """Sum what sources of some kinds bear; None where the project has none, or one of which that is not stated."""
    return stated_sum([source.earned for source in told.statement.sources if source.kind in kinds])


def _next(told: Told, request: Request) -> dict[str, Value]:
    first = next(iter(ahead(told.asked.now, told.facts, request.as_of, told.settlements)), None)
    return {} if first is None else {"next_day": first.day, "next_what": words(_said(first, request.as_of), request.lang)}


def _said(one: Date, as_of: date) -> Text:
    return text("Overdue: {what}", what=one.what) if one.day < as_of else one.what

"""The page of reports: each as a file of every kind, in both languages, of a project and a period or of all projects."""

from collections.abc import Iterator

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.books import Books
from riga_grants.dashboard.links import Ways
from riga_grants.dashboard.question import REPORTS
from riga_grants.dashboard.shown import Link
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.reports import definitions
from riga_grants.reports.listing import period_shown
from riga_grants.reports.request import Request
from riga_grants.tables import DAY
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table

FILES, PROJECTS, PERIODS = "files", "choose_project", "choose_period"
SUFFIXES = (".xlsx", ".pdf", ".zip", ".json")
TITLES = {
    definitions.COMMITTEE: N_("Report to the committee"),
    definitions.CLAIM: N_("Payment claim"),
    definitions.AUDIT: N_("Auditor's file"),
    definitions.COUNCIL: N_("The budget by the council's classification"),
    definitions.PORTFOLIO: N_("Portfolio"),
    definitions.TODO: N_("To do"),
}
LANGUAGE_NAMES = {"lv": "latviešu", "en": "English"}


def build(request: Request, books: Books) -> Report:
    """Build the page: of one project with the choice of its periods, of several with the choice of a project."""
    lang, title = request.lang, tr("Reports", request.lang)
    one = request.projects[0] if len(request.projects) == 1 else None
    chosen = [_periods(request, one)] if one else [_projects(request)]
    sheet = Sheet(FILES, title, title, (_files(request, books, one), *chosen))
    about = f"{one.code}, {period_shown(one.period.name, lang)}" if one else ""
    invented = any(asked.now.project.demonstration for asked in request.projects)
    return Report(REPORTS, title, about, lang, request.as_of, (sheet,), demonstration=invented)


def _files(request: Request, books: Books, one: Asked | None) -> Table:
    """List the files. A row's key says what each holds: report, projects, period, funder and language, with bars between."""
    lang = request.lang
    columns = (
        Column("report", tr("Report", lang), width=34),
        Column("funder", tr("Funder", lang)),
        Column("lang", tr("Language", lang)),
        *(Column(suffix, suffix) for suffix in SUFFIXES),
    )
    codes = "" if len(request.projects) == len(books.agreements) > 1 else ",".join(asked.code for asked in request.projects)
    period = "" if one is None or one.period.name == names.WHOLE_PROJECT else one.period.name
    rows = [
        Row(
            (tr(TITLES[kind], lang), funder, LANGUAGE_NAMES[spoken], *SUFFIXES),
            key=f"{kind}|{codes}|{period}|{funder}|{spoken}",
        )
        for kind, funder in (_kinds(one) if request.projects else ())
        for spoken in LANGUAGES
    ]
    empty = tr("No project is in force on {day}.", lang, day=request.as_of)
    return Table(FILES, tr("Files to download", lang), columns, rows, empty=empty)


def _kinds(one: Asked | None) -> Iterator[tuple[str, str]]:
    """Give the reports that can be made; a claim is made to one funder of one project."""
    for kind in definitions.REPORTS:
        if kind != definitions.CLAIM:
            yield kind, ""
        elif one is not None:
            yield from ((kind, source.funder) for source in one.now.funders)


def _projects(request: Request) -> Table:
    """List the projects; a row's key is the project's code."""
    lang = request.lang
    columns = Column("project", tr("Project", lang)), Column("name", tr("Name", lang), width=40)
    rows = [Row((one.code, one.now.project.title(lang)), key=one.code) for one in request.projects]
    return Table(PROJECTS, tr("Reports of one project", lang), columns, rows, empty=tr("No projects.", lang))


def _periods(request: Request, one: Asked) -> Table:
    """List the periods; a row's key is the project's code and the period, "" for the whole project."""
    lang, project = request.lang, one.now.project
    columns = (
        Column("period", tr("Period", lang)),
        Column("start", tr("From", lang), DAY),
        Column("end", tr("To", lang), DAY),
    )
    whole = Row((tr("the whole project", lang), project.start, project.end), key=f"{one.code}|")
    rows = [whole, *(Row((each.name, each.start, each.end), key=f"{one.code}|{each.name}") for each in one.now.periods)]
    return Table(PERIODS, tr("Reports of a period", lang), columns, rows)


def link(ways: Ways) -> Link:
    """Give the function that says where the cells of the page lead."""

    def address(table: Table, row: Row, column: Column) -> str:
        if table.key == FILES and column.key in SUFFIXES:
            kind, projects, period, funder, lang = row.key.split("|")
            return ways.download(kind, column.key, lang, project=projects, period=period, funder=funder)
        if table.key == PROJECTS and column.key == "project":
            return ways.page(REPORTS, project=row.key)
        if table.key == PERIODS and column.key == "period":
            project, period = row.key.split("|")
            return ways.page(REPORTS, project=project, period=period)
        return ""

    return address

"""The sheet of origin: what a report was made from and how, and where each of its figures leads back to."""

from collections.abc import Iterator

from riga_grants import execution
from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.directives import Directive
from riga_grants.errors import Place
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.reports import indicators
from riga_grants.reports.disclosure import WITHHELD
from riga_grants.reports.listing import period_shown
from riga_grants.reports.listing import project_cells
from riga_grants.reports.listing import project_columns
from riga_grants.reports.listing import published_shown
from riga_grants.reports.outside import where
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.wording import version_title

METHOD = N_(
    "The plan is the sum of the budget versions in force on the day of this report; amendments are what they differ by from "
    "the first versions. Cost is what the books hold on the project's lines up to that day. A funder's share is computed on "
    "the cumulated cost with the exact ratio of its ceiling to the whole budget, rounded down to the cent and never above the "
    "ceiling; its parts by line are apportioned so that they sum to it. Own funds are the rest. Rates and percentages are "
    "rounded for showing only."
)


_NUMBER, _NAME, _LONG = 6, 60, 68  # alike in all tables, so that they fit below each other


def sheet(request: Request) -> Sheet:
    """Make the sheet that lets anyone make the report again, and follow its figures back to their documents."""
    lang = request.lang
    title = tr("Origin of the figures", lang)
    return Sheet("origin", tr("Origin", lang), title, (_facts(request), _traces(request), _sources(request), _files(request)))


def _facts(request: Request) -> Facts:
    lang, origin = request.lang, request.origin
    versions = [(one.code, version_title(execution.version_of(one.now), lang)) for one in request.projects]
    if len(versions) == 1:
        budgets = [Fact("budget_version", tr("Budget version", lang), versions[0][1])]
    else:
        budgets = [
            Fact(f"budget_version_{code}", tr("Budget version, {project}", lang, project=code), told) for code, told in versions
        ]
    return Facts(
        (
            Fact("command", tr("Command", lang), origin.command, CODE),
            Fact("versions", tr("Versions", lang), "; ".join(f"{name} {version}" for name, version in origin.versions)),
            Fact("data_up_to", tr("Data up to", lang), request.as_of, DAY),
            *budgets,
            Fact("method", tr("Method", lang), tr(METHOD, lang)),
        )
    )


def _traces(request: Request) -> Table:
    """Name the command that shows the postings and cells behind each line, and behind each project's total."""
    lang = request.lang
    columns = (
        Column("number", tr("No.", lang), width=_NUMBER),
        Column("name", tr("Budget line", lang), width=_NAME),
        Column("trace", tr("Shows its entries and cells", lang), CODE, width=_LONG),
        *project_columns(request),
    )
    rows = [row for one in request.projects for row in _traced(request, one)]
    return Table("traces", tr("Where the figures lead back to", lang), columns, rows, outline=True)


def _traced(request: Request, one: Asked) -> Iterator[Row]:
    lang = request.lang
    statement = execution.build(one.agreement, request.books.facts[one.code], one.as_of, lang, one.period)
    for line in statement.lines:
        cells = (line.number, line.name, _command(one, line.account), *project_cells(request, one))
        yield Row(cells, line.depth, key=line.account)
    yield Row(("", tr("TOTAL", lang), _command(one, one.code), *project_cells(request, one)), look=TOTAL, key=one.code)


def _command(one: Asked, figure: str) -> str:
    period = "" if one.period.name == names.WHOLE_PROJECT else f" {one.period.name}"
    return f"riga-grants trace {figure}{period}"


def _sources(request: Request) -> Table:
    """Name where the facts of the agreement and the published figures were read."""
    lang = request.lang
    columns = (
        Column("number", tr("No.", lang), width=_NUMBER),
        Column("fact", tr("What is stated", lang), width=_NAME),
        Column("source", tr("Where it was read", lang), width=_LONG),
        *project_columns(request),
        Column("dated", tr("Date", lang), DAY),
    )
    found = [(one, *fact) for one in request.projects for fact in _stated(one, lang) if fact[1].source]
    hidden = frozenset[Directive]().union(*(indicators.hidden(one) for one in request.projects))
    rows = []
    for n, (one, told, record) in enumerate(found, 1):
        source = WITHHELD if record in hidden else record.source
        rows.append(Row((str(n), told, source, *project_cells(request, one), record.dated), key=told))
    empty = tr("No source is named.", lang)
    return Table("sources_read", tr("Published sources", lang), columns, rows, empty=empty)


def _stated(one: Asked, lang: str) -> Iterator[tuple[str, Directive]]:
    now = one.now
    yield tr("The project: its dates and its total", lang), now.project
    for source in now.sources:
        yield tr("The source {name}: its ceiling", lang, name=source.title(lang) or source.funder), source
    for figure in now.published:
        yield tr("Published figure: {what}", lang, what=published_shown(one, figure.what, lang)), figure
    for indicator in now.indicators:
        period = period_shown(indicator.period, lang)
        yield tr("The indicator {name}, {period}", lang, name=indicator.title or indicator.name, period=period), indicator


def _files(request: Request) -> Table:
    lang = request.lang
    columns = (
        Column("number", tr("No.", lang), width=_NUMBER),
        Column("file", tr("File of the books", lang), CODE, width=_NAME),
        Column("sha256", "SHA-256", CODE, width=_LONG),
    )
    named = [(where(request, Place(file)), sha256) for file, sha256 in request.origin.files]
    rows = [Row((str(n), file, sha256), key=file) for n, (file, sha256) in enumerate(named, 1)]
    return Table("files", tr("Files of the books", lang), columns, rows)

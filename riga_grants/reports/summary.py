"""The summary: one page for a reader who is no accountant. What was planned, spent and left, who pays, what was reached."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from riga_grants.i18n import tr
from riga_grants.money import percent
from riga_grants.money import stated_sum
from riga_grants.names import IN_KIND_SOURCE
from riga_grants.reports import indicators
from riga_grants.reports.execution_sheet import money_columns
from riga_grants.reports.execution_sheet import progress
from riga_grants.reports.listing import money_cells
from riga_grants.reports.listing import one_currency
from riga_grants.reports.request import Request
from riga_grants.reports.sentences import sentences
from riga_grants.reports.sentences import share_of
from riga_grants.reports.sentences import source_name
from riga_grants.reports.told import Told
from riga_grants.reports.told import about
from riga_grants.reports.told import legend
from riga_grants.reports.totals import filled
from riga_grants.reports.totals import strictly
from riga_grants.reports.totals import totals
from riga_grants.tables import BARS
from riga_grants.tables import MONEY
from riga_grants.tables import PERCENT
from riga_grants.tables import TOTAL
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words

PROGRESS, PAID = "progress", "paid_by"
_BARS = 12
"""As many lines a chart of the one-page summary shows: the largest."""


def sheet(told: Sequence[Told], request: Request, lines: Table) -> Sheet:
    """Build the page; `lines` is the report's table of execution, which its chart draws."""
    lang = request.lang
    progressed, paid, reached = _progress(told, request), _paid(told, request), indicators.reached(request)
    blocks: tuple[Block, ...] = (
        about(told, request),
        Words(sentences(told, request), "lead"),
        progressed,
        paid,
        *_lines_chart(told, lines, lang),
        *_sources_chart(paid, lang),
        reached,
        *legend((progressed, paid, reached), lang),
    )
    title = told[0].title(lang) if len(told) == 1 else tr("Summary of the projects", lang)
    return Sheet("summary", tr("Summary", lang), title, blocks, portrait=True, one_page=True)


def _progress(told: Sequence[Told], request: Request) -> Table:
    lang = request.lang
    columns = (
        Column("project", tr("Project", lang), width=30),
        Column("budget", tr("Planned", lang), MONEY),
        Column("spent", tr("Spent", lang), MONEY),
        *money_columns(lang),
    )
    rows = []
    for one in told:
        values: dict[str, Value] = {"project": one.head(request)}
        rows.append(Row(filled(columns, values | progress(one.statement.total, lang)), key=one.code))
    rows += totals(columns, rows, {n: one.currency for n, one in enumerate(told)}, "project", lang)
    title = tr("Planned, spent, left", lang)
    return Table(PROGRESS, title, columns, rows, one_currency(request), request.unit, bars="spent_pct")


def _paid(told: Sequence[Told], request: Request) -> Table:
    lang = request.lang
    columns = (
        Column("source", tr("Source", lang), width=38),
        Column("ceiling", tr("Agreed, at most", lang), MONEY),
        Column("earned", tr("Bears of the cost", lang), MONEY),
        Column("share_pct", tr("Of the cost, %", lang), PERCENT),
    )
    rows: list[Row] = []
    places: dict[int, str] = {}
    for one in told:
        for source in one.borne:
            values: dict[str, Value] = {
                "source": ": ".join((*money_cells(request, one.asked), source_name(source, lang))),
                "ceiling": source.ceiling,
                "earned": source.earned,
                "share_pct": share_of(source, one.statement),
            }
            places[len(rows)] = one.currency
            rows.append(Row(filled(columns, values), key=f"{one.code}:{source.funder or source.kind}"))

    def added(found: Sequence[Row], place: int) -> int | None:
        # Of work in kind nothing need be undertaken, so a ceiling that is not stated is none that is missing.
        if columns[place].key == "ceiling":
            found = [row for row in found if not row.key.endswith(IN_KIND_SOURCE)]
        return strictly(found, place)

    rows += [_shared(row, places, told) for row in totals(columns, rows, places, "source", lang, adding=added)]
    return Table(PAID, tr("Who pays", lang), columns, rows, one_currency(request), request.unit)


def _shared(row: Row, places: Mapping[int, str], told: Sequence[Told]) -> Row:
    """Say in a total of sources what they bear together of the cost of the projects of its currency."""
    *cells, earned, _ = row.cells
    cost = stated_sum([one.statement.total.spent for one in told if one.currency == places[row.sums[0]]])
    share = percent(earned, cost) if isinstance(earned, int) and cost is not None else None
    return row._replace(cells=(*cells, earned, share))


def _lines_chart(told: Sequence[Told], lines: Table, lang: str) -> Iterator[Chart]:
    """Draw the plan and the cost of the top lines, or of the projects; nothing where fewer than two state any."""
    budget, spent = lines.values("budget"), lines.values("spent")
    stated = [n for n, row in enumerate(lines.rows) if not row.depth and row.look != TOTAL and {budget[n], spent[n]} != {None}]
    largest = sorted(stated, key=lambda n: -max(_size(budget[n]), _size(spent[n])))[:_BARS]
    if len(stated) > 1:
        title = tr("Plan and execution by line", lang) if len(told) == 1 else tr("Plan and execution by project", lang)
        yield Chart(
            "lines",
            title,
            BARS,
            lines.key,
            "line",
            (Series("budget", "plan"), Series("spent", "main")),
            tuple(sorted(largest)),
            tr("For each bar the plan in force and what was spent of it.", lang),
        )


def _sources_chart(paid: Table, lang: str) -> Iterator[Chart]:
    rows = tuple(n for n, row in enumerate(paid.rows) if row.look != TOTAL and isinstance(paid.values("earned")[n], int))
    if rows:
        yield Chart(
            "sources",
            tr("Who pays, and up to what", lang),
            BARS,
            PAID,
            "source",
            (Series("ceiling", "plan"), Series("earned", "main")),
            rows,
            tr("For each source the most that it has undertaken to bear, and what it bears of the cost.", lang),
        )


def _size(value: Value) -> int:
    return value if isinstance(value, int) else 0

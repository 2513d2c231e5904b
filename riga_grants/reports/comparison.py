"""The sheet of comparison: periods side by side, with the plan of each, and the lines by period.

What lies in none of the periods has a row and a column of its own, so that nothing is lost.
"""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.i18n import tr
from riga_grants.reports.compared import Compared
from riga_grants.reports.compared import Span
from riga_grants.reports.compared import compare
from riga_grants.reports.compared import spent_of
from riga_grants.reports.execution_sheet import leaves
from riga_grants.reports.execution_sheet import money_columns
from riga_grants.reports.execution_sheet import progress
from riga_grants.reports.listing import one_currency
from riga_grants.reports.request import Request
from riga_grants.reports.told import Told
from riga_grants.reports.told import about
from riga_grants.reports.told import legend
from riga_grants.reports.totals import filled
from riga_grants.reports.totals import strictly
from riga_grants.reports.totals import totals
from riga_grants.statements import Figures
from riga_grants.tables import LINES
from riga_grants.tables import MONEY
from riga_grants.tables import PLAIN
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value

PERIODS, BY_PERIOD = "periods", "lines_by_period"
_OUTSIDE = "outside"


def sheet(told: Sequence[Told], request: Request) -> Sheet:
    """Build the sheet: a table of the periods with a chart of what they add up to, and the lines by period."""
    _must_be_known(told, request.compare)
    compared = [compare(one, request) for one in told]
    periods = _periods(compared, request)
    matrix = _matrix(compared, request)
    charts = _charts(compared, request.lang)
    notes = legend((periods, matrix), request.lang, tr("A period in which no cost is booked has a dash.", request.lang))
    blocks = (
        about(told, request, briefly=True),
        periods,
        *charts,
        *((matrix,) if any(isinstance(cell, int) for cell in matrix.values("spent")) else ()),
        *notes,
    )
    return Sheet("comparison", tr("Comparison", request.lang), tr("Periods side by side", request.lang), blocks)


def _must_be_known(told: Sequence[Told], compared: Sequence[str]) -> None:
    """Raise WrongUsage, naming the known ones, for a period that none of the projects has."""
    known = list(dict.fromkeys(period.name for one in told for period in one.asked.now.periods))
    unknown = next((name for name in compared if name not in known), None)
    if unknown is not None:
        listed = ", ".join(known) or "–"
        raise WrongUsage(text("There is no period “{period}”; there are: {known}.", period=unknown, known=listed))


# --- periods ---------------------------------------------------------------------------------------------------------


def _periods(compared: Sequence[Compared], request: Request) -> Table:
    lang, several = request.lang, len(compared) > 1
    columns = (
        Column("period", tr("Period", lang), width=24),
        Column("budget", tr("Plan", lang), MONEY),
        Column("spent", tr("Execution", lang), MONEY),
        *money_columns(lang),
        Column("cumulative_plan", tr("Plan, cumulative", lang), MONEY),
        Column("cumulative_spent", tr("Execution, cumulative", lang), MONEY),
    )
    rows: list[Row] = []
    heads: dict[int, str] = {}
    for one in compared:
        first = len(rows) + (1 if several else 0)
        own = list(_project_periods(one, columns, int(several), lang))
        counted = tuple(n for n, row in enumerate(own, first) if row.depth == int(several))
        label = one.told.head(request) if several else tr("TOTAL", lang)
        values: dict[str, Value] = {"period": label}
        values |= progress(one.told.statement.total, lang)
        whole = Row(filled(columns, values), sums=counted, key=one.told.code)
        if several:
            heads[len(rows)] = one.told.currency
            rows += [whole._replace(look=SUBTOTAL), *own]
        elif own:
            rows += [*own, whole._replace(look=TOTAL)]
    rows += totals(columns, rows, heads, "period", lang)
    return Table(
        PERIODS,
        tr("Periods", lang),
        columns,
        rows,
        one_currency(request),
        request.unit,
        outline=several,
        bars="spent_pct",
        empty=tr("No period is agreed on.", lang),
    )


def _project_periods(one: Compared, columns: Sequence[Column], depth: int, lang: str) -> Iterator[Row]:
    for span in one.spans:
        name = tr("of it {period}", lang, period=span.period.name) if span.depth else span.period.name
        values: dict[str, Value] = {"period": name, **_progress(span.plan, span.spent[-1], lang)}
        values |= {"cumulative_plan": span.cumulative_plan, "cumulative_spent": span.cumulative}
        yield Row(filled(columns, values), depth=depth + span.depth, key=span.period.name)
    if one.anything_outside:
        name = tr("Outside these periods", lang) if one.spans else tr("Not divided by period", lang)
        values = {"period": name, **_progress(one.plan, one.spent[-1], lang)}
        yield Row(filled(columns, values), depth=depth, key=_OUTSIDE)


def _progress(plan: int | None, spent: int | None, lang: str) -> dict[str, Value]:
    return progress(Figures(None, plan, None if spent is None else 0, spent), lang)


def _charts(compared: Sequence[Compared], lang: str) -> Iterator[Chart]:
    """Draw each project's cumulative cost against its plan, where at least two periods have one."""
    first = 0
    for one in compared:
        first += 1 if len(compared) > 1 else 0
        rows = tuple(n for n, span in enumerate(one.spans, first) if not span.depth)
        stated = [span for span in one.spans if not span.depth and span.cumulative is not None]
        planned = any(span.cumulative_plan is not None for span in one.spans)
        if len(stated) > 1:
            title = tr("Cumulative spending against the plan", lang)
            yield Chart(
                f"cumulative_{one.told.code}",
                f"{one.told.code}: {title}" if len(compared) > 1 else title,
                LINES,
                PERIODS,
                "period",
                (*((Series("cumulative_plan", "plan"),) if planned else ()), Series("cumulative_spent", "main")),
                rows,
                tr("For each period the plan and the cost from the beginning of the project to the end of that period.", lang),
            )
        first += len(one.spans) + int(one.anything_outside)


# --- lines by period -------------------------------------------------------------------------------------------------


def _matrix(compared: Sequence[Compared], request: Request) -> Table:
    """Put the cost of lines and periods side by side; columns of the same name are one."""
    lang, several = request.lang, len(compared) > 1
    spans = {span.period.name: span for one in compared for span in one.spans}
    ordered = sorted(spans.values(), key=lambda span: (span.period.start, span.depth, span.period.name))
    outside = any(any(one.spent) for one in compared)
    terms = [*(_key(span.period.name) for span in ordered if not span.depth), *((_OUTSIDE,) if outside else ())]
    columns = (
        Column("number", tr("No.", lang)),
        Column("line", tr("Budget line", lang), width=38),
        *(Column(_key(span.period.name), _head(span, lang), MONEY) for span in ordered),
        *((Column(_OUTSIDE, tr("Outside these periods", lang), MONEY),) if outside else ()),
        Column("spent", tr("TOTAL", lang), MONEY, terms=tuple((key, 1) for key in terms)),
    )
    rows: list[Row] = []
    heads: dict[int, str] = {}
    for one in compared if ordered else ():
        if several:
            heads[len(rows)] = one.told.currency
            head = _matrix_row(one, -1, columns, (one.told.head(request), ""), leaves(one.told, len(rows) + 1))
            rows.append(head._replace(look=SUBTOTAL, key=one.told.code))
        first = len(rows)
        for n, line in enumerate(one.told.statement.lines):
            below = leaves(one.told, first, line.account) if line.subtotal else ()
            row = _matrix_row(one, n, columns, (line.name, line.number), below)
            look = SUBTOTAL if line.subtotal else PLAIN
            rows.append(row._replace(look=look, depth=line.depth + int(several), key=line.account))
        if not several:
            whole = _matrix_row(one, -1, columns, (tr("TOTAL", lang), ""), leaves(one.told, first))
            rows.append(whole._replace(look=TOTAL, key=TOTAL))
    rows += totals(columns, rows, heads, "line", lang, adding=_added)
    title = tr("Execution by line and period", lang)
    return Table(BY_PERIOD, title, columns, rows, one_currency(request), request.unit, outline=True)


def _key(period: str) -> str:
    return f"spent_{period}"


def _head(span: Span, lang: str) -> str:
    return tr("of it {period}", lang, period=span.period.name) if span.depth else span.period.name


def _matrix_row(one: Compared, place: int, columns: Sequence[Column], named: tuple[str, str], below: tuple[int, ...]) -> Row:
    """Make a row of a line (by its place), or of the whole project (-1)."""
    name, number = named
    values: dict[str, Value] = {
        "number": f"{number.rstrip('.')}." if number else "",
        "line": name,
        **{_key(span.period.name): span.spent[place] for span in one.spans},
        _OUTSIDE: one.spent[place],
        "spent": spent_of(one.told.statement)[place],
    }
    return Row(filled(columns, values), sums=below)


def _added(rows: Sequence[Row], place: int) -> int | None:
    """Add up a period over projects: one without it adds nothing; where the cost of one is not stated there is no sum."""
    stated = [cell for row in rows if isinstance(cell := row.cells[place], int)]
    return sum(stated) if stated and strictly(rows, -1) is not None else None

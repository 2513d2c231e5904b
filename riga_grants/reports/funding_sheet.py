"""The sheet of funding: what each source has undertaken, paid and bears; the plan of instalments beside the money that came.

The columns of its tables stand in such an order that wide ones come below each other.

Of money that came the day, the funder, the amount and the place in the ledger are shown, and nothing that somebody wrote beside
it: the sheet is made to be published.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from riga_grants import settlement
from riga_grants.i18n import show_number
from riga_grants.i18n import tr
from riga_grants.instalments import Step
from riga_grants.money import stated_sum
from riga_grants.names import IN_KIND_SOURCE
from riga_grants.names import OWN
from riga_grants.reports import rounding
from riga_grants.reports.listing import money_cells
from riga_grants.reports.listing import one_currency
from riga_grants.reports.listing import project_columns
from riga_grants.reports.outside import where
from riga_grants.reports.request import Request
from riga_grants.reports.told import Told
from riga_grants.reports.told import about
from riga_grants.reports.told import legend
from riga_grants.reports.totals import filled
from riga_grants.reports.totals import totals
from riga_grants.screens.settlement_text import STATES
from riga_grants.settlement import Settlement
from riga_grants.statements import SourceRow
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import RATE
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import Block
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.wording import KINDS


def sheet(told: Sequence[Told], request: Request) -> Sheet:
    """Build the sheet: the sources, the plan of instalments where there is one, and the money that came."""
    title = tr("Funding of the project", request.lang) if len(told) == 1 else tr("Funding of the projects", request.lang)
    later = tr("Sources and instalments are told as of {day}, not as of the period's end.", request.lang, day=request.as_of)
    notes = [later] if any(one.asked.last < one.asked.as_of for one in told) else []
    shown, plan = sources(told, request), planned(told, request)
    blocks: tuple[Block, ...] = (
        about(told, request, briefly=True),
        shown,
        *((plan,) if plan.rows else ()),
        payments(told, request),
        *legend((shown,), request.lang, *notes),
    )
    return Sheet("funding", tr("Funding", request.lang), title, blocks)


# --- sources ---------------------------------------------------------------------------------------------------------


def sources(told: Sequence[Told], request: Request) -> Table:
    """Build the table of sources; of several projects each has a row of its own above its sources, and a total by currency."""
    lang, several = request.lang, len(told) > 1
    columns = (
        Column("source", tr("Source", lang)),
        Column("name", tr("Name", lang), width=38),
        Column("kind", tr("Kind", lang)),
        Column("ceiling", tr("Ceiling", lang), MONEY),
        Column("rate", tr("Rate, %", lang), RATE),
        Column("received", tr("Received", lang), MONEY),
        Column("earned", tr("Earned", lang), MONEY),
        Column("receivable", tr("Owed to us", lang), MONEY),
        Column("advance", tr("To spend or to return", lang), MONEY),
        Column("repayable", tr("To be returned, confirmed", lang), MONEY),
        Column("left", tr("Left", lang), MONEY, terms=(("ceiling", 1), ("earned", -1))),
    )
    rows: list[Row] = []
    heads: dict[int, str] = {}
    for one in told:
        found = [_values(source, one, request) for source in _listed(one, request)]
        first = len(rows) + (1 if several else 0)
        own = [
            Row(filled(columns, values), depth=first - len(rows), key=source.funder or source.kind) for source, values in found
        ]
        whole = Row(filled(columns, _whole(one, found, request)), sums=tuple(range(first, first + len(own))), key=one.code)
        if several:
            heads[len(rows)] = one.currency
            rows += [whole._replace(look=SUBTOTAL), *own]
        else:
            rows += [*own, whole._replace(look=TOTAL)]
    rows += totals(columns, rows, heads, "source", lang)
    return Table("sources", tr("Sources", lang), columns, rows, one_currency(request), request.unit, outline=several)


def _listed(told: Told, request: Request) -> list[SourceRow]:
    """List a project's sources, and those who are none any more but have something on their accounts."""
    listed = [row.funder for row in told.statement.sources]
    gone = (one for one in told.settlements if one.source.funder not in listed)
    return [*told.statement.sources, *(_former(one, request) for one in gone)]


def _values(source: SourceRow, told: Told, request: Request) -> tuple[SourceRow, dict[str, Value]]:
    stand = next((one for one in told.settlements if one.source.funder == source.funder), None)
    return source, {
        "source": source.funder,
        "name": source.name,
        "kind": tr(KINDS[source.kind], request.lang),
        "ceiling": source.ceiling,
        "rate": source.rate,
        "received": source.received,
        "earned": source.earned,
        **_position(source, stand, request.unit),
        "left": source.left,
    }


def _former(stand: Settlement, request: Request) -> SourceRow:
    """Make the row of one who is no funder any more, but on whose accounts something stands: nothing can come of it."""
    received = rounding.amount(stand.received - stand.returned, request.unit)
    title = stand.source.title(request.lang)
    return SourceRow(stand.source.funder, title, stand.source.kind, 0, None, 0, received, 0, received)


def _position(source: SourceRow, stand: Settlement | None, unit: str) -> dict[str, Value]:
    """Give what is owed to us, to be spent or returned, and confirmed to go back; nothing where nothing is stated."""
    if stand is None or source.receivable is None or source.earned is None or source.received is None:
        return {"receivable": source.receivable, "advance": source.advance, "repayable": None}
    back = rounding.amount(stand.booked.repayable, unit) or 0
    return settlement.position(source.earned - source.received, back, final=stand.over)._asdict()


def _whole(told: Told, found: Sequence[tuple[SourceRow, Mapping[str, Value]]], request: Request) -> dict[str, Value]:
    """Sum a project's sources; money comes from funders alone, and a ceiling is nothing that in-kind work must have.

    What is left is computed from the sums: in-kind work uses up what others have undertaken to bear.
    """

    def added(key: str, *without: str) -> int | None:
        cells = [values[key] for source, values in found if source.kind not in without]
        return stated_sum([cell if isinstance(cell, int) else None for cell in cells])

    several = len(request.projects) > 1
    ceiling, earned = added("ceiling", IN_KIND_SOURCE), added("earned")
    return {
        "source": told.code if several else tr("TOTAL", request.lang),
        "name": told.head(request).removeprefix(f"{told.code} – ") if several else "",
        "kind": "",
        "ceiling": ceiling,
        **{key: added(key, OWN, IN_KIND_SOURCE) for key in ("received", "receivable", "advance", "repayable")},
        "earned": earned,
        "left": None if ceiling is None or earned is None else ceiling - earned,
    }


# --- instalments -----------------------------------------------------------------------------------------------------


def planned(told: Sequence[Told], request: Request) -> Table:
    """Build the plan of instalments: when each is due and on what condition, how it stands, what came of it."""
    lang = request.lang
    columns = (
        Column("number", tr("No.", lang)),
        Column("condition", tr("Condition", lang), width=38),
        Column("source", tr("Source", lang)),
        Column("planned", tr("Planned", lang), MONEY),
        Column("due", tr("Due", lang), DAY),
        Column("received", tr("Received", lang), MONEY),
        Column("payable", tr("Payable", lang), MONEY),
        Column("state", tr("State", lang)),
        *project_columns(request),
    )
    rows: list[Row] = []
    places: dict[int, str] = {}
    for one in told:
        for stand in one.settlements:
            for step in stand.plan:
                places[len(rows)] = one.currency
                rows.append(_step(one, step, columns, request))
    rows += totals(columns, rows, places, "number", lang, least=1)
    exact = Table("instalment_plan", tr("Plan of instalments", lang), columns, rows, one_currency(request))
    return rounding.table(exact, request.unit)


def _step(told: Told, step: Step, columns: Sequence[Column], request: Request) -> Row:
    own = step.instalment
    values: dict[str, Value] = {
        "project": "".join(money_cells(request, told.asked)),
        "source": own.funder,
        "number": own.number,
        "due": own.due,
        "planned": own.cents,
        "condition": "; ".join(_conditions(step, request.lang)),
        "state": tr(STATES[step.state], request.lang),
        "received": step.received,
        "payable": step.payable,
    }
    return Row(filled(columns, values), key=f"{own.funder}:{own.number}")


def _conditions(step: Step, lang: str) -> Iterator[str]:
    own = step.instalment
    if own.after_used is not None:
        yield tr("{share} % of the earlier ones are used", lang, share=show_number(own.after_used * 100, lang))
    if own.after_report:
        yield tr("the report on {period} is approved", lang, period=own.after_report)


def payments(told: Sequence[Told], request: Request) -> Table:
    """Build the list of the money that came from the funders and went back to them."""
    lang = request.lang
    columns = (
        Column("date", tr("Date", lang), DAY),
        Column("place", tr("Booked in", lang), CODE, width=38),
        Column("source", tr("Source", lang)),
        Column("amount", tr("Amount", lang), MONEY),
        Column("details", tr("Details", lang)),
        *project_columns(request),
    )
    rows: list[Row] = []
    places: dict[int, str] = {}
    for one in told:
        for paid in one.exact.instalments:
            values: dict[str, Value] = {
                "project": "".join(money_cells(request, one.asked)),
                "date": paid.day,
                "source": paid.funder,
                "details": tr("received", lang) if paid.cents > 0 else tr("returned", lang),
                "amount": paid.cents,
                "place": where(request, paid.place),
            }
            places[len(rows)] = one.currency
            rows.append(Row(filled(columns, values), key=paid.funder))
    rows += totals(columns, rows, places, "date", lang, least=1)
    empty = tr("No instalments are booked.", lang)
    exact = Table("payments", tr("Instalments", lang), columns, rows, one_currency(request), empty=empty)
    return rounding.table(exact, request.unit)

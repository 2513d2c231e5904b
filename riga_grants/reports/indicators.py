"""The sheet of indicators: what was planned and reached, beside the year before, and what one of them cost.

A reached figure under five is hidden with all that would tell it (`disclosure`); what is not stated is a dash and never 0.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from decimal import ROUND_HALF_UP
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.directives import Indicator
from riga_grants.directives import Period
from riga_grants.directives import is_below
from riga_grants.errors import InLanguages
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.model import Agreement
from riga_grants.model import in_force
from riga_grants.money import percent
from riga_grants.reports import disclosure
from riga_grants.reports.disclosure import SMALL
from riga_grants.reports.disclosure import WITHHELD
from riga_grants.reports.disclosure import Count
from riga_grants.reports.listing import money_cells
from riga_grants.reports.listing import one_currency
from riga_grants.reports.listing import period_shown
from riga_grants.reports.listing import project_cells
from riga_grants.reports.listing import project_columns
from riga_grants.reports.request import Request
from riga_grants.tables import MONEY
from riga_grants.tables import NO_PLAN
from riga_grants.tables import NUMBER
from riga_grants.tables import PERCENT
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.wording import DASH
from riga_grants.wording import NOT_STATED

COST = N_(
    "Cost per unit is the cost booked in the period, divided by what was reached: the cost on the lines that the indicator"
    " names, or of the whole project where this is its only indicator."
)
HIDDEN = N_(
    "<5 stands for a count under five, which is not published because it may tell who the people are; … for a figure from"
    " which such a count could be computed."
)
DIFFER = N_("Two sources differ: {words}")
_HALF_A_YEAR = timedelta(days=183)
DAY = timedelta(days=1)
ZERO = Decimal(0)
LEAP = (2, 29)


class Line(NamedTuple):
    """An indicator in a period, as a report may show it: a text in the place of a figure says why there is none.

    `cost_cents` is what is divided by what was reached, None where nothing is booked.
    """

    name: str
    title: str
    unit: str
    period: str
    planned: Value
    reached: Value
    earlier: Value
    cost_cents: int | None
    notes: tuple[str, ...]

    @property
    def change(self) -> Value:
        """What was reached less what was reached a year before."""
        return _made(self.reached, self.earlier, lambda now, then: _tidy(now - then))

    @property
    def reached_pct(self) -> Value:
        """What was reached in per cent of what was planned, one decimal."""
        return _made(self.reached, self.planned, _per_cent)

    @property
    def unit_cents(self) -> Value:
        """The cost of one, in cents, rounded half up."""
        return _made(self.reached, self.cost_cents, _cost_of_one)

    @property
    def hides(self) -> bool:
        """Say whether one of its figures is hidden."""
        return bool({self.reached, self.earlier} & {SMALL, WITHHELD})


def _made(reached: Value, other: Value, of: Callable[[Decimal, Decimal], Value]) -> Value:
    """Make a figure of two; not stated where one of them is not, and withheld where one of them is hidden."""
    if reached is None or other is None:
        return None
    if isinstance(reached, int | Decimal) and isinstance(other, int | Decimal):
        return of(Decimal(reached), Decimal(other))
    return WITHHELD


def _per_cent(reached: Decimal, planned: Decimal) -> Value:
    if not planned:
        return NO_PLAN
    share = Fraction(reached) / Fraction(planned)
    return percent(share.numerator, share.denominator)


def _cost_of_one(reached: Decimal, cents: Decimal) -> Value:
    return int((cents / reached).quantize(Decimal(1), ROUND_HALF_UP)) if reached > 0 else NO_PLAN


def _tidy(value: Decimal) -> int | Decimal:
    """Give a whole number as one, so that renderers can compute with it."""
    return int(value) if value == value.to_integral_value() else value


# --- what is stated --------------------------------------------------------------------------------------------------


def lines(request: Request, one: Asked) -> list[Line]:
    """Give the indicators of a project that are stated for a period that touches the one asked about, as they may be shown.

    What is hidden is decided over all periods, so that the reports on two of them together tell no more than each.
    """
    found = []
    order = [period.name for period in one.now.all_periods]
    for indicator, by_period in _by_name(one.now).items():
        reached = _reached(one, indicator)
        for name in sorted(by_period, key=lambda name: order.index(name) if name in order else len(order)):
            period = one.now.period(name)
            if period is None or period.overlaps(one.period):
                found.append(_line(request, one, name, by_period, reached))
    return found


def _by_name(now: Agreement) -> dict[str, dict[str, dict[str, Indicator]]]:
    """Give the indicators in force by name, period and state, in the order in which the books name them."""
    stated: dict[str, dict[str, dict[str, Indicator]]] = {}
    for indicator in sorted(now.indicators, key=lambda one: one.place):
        stated.setdefault(indicator.name, {}).setdefault(indicator.period, {})[indicator.state] = indicator
    return stated


def _reached(asked: Asked, name: str) -> dict[str, Value]:
    """Give what may be shown of what was reached of an indicator, by period; no entry where nothing is stated.

    What a report on an earlier day withheld is withheld as long as it is the same figure: that report has shown the others.
    """
    every = [one for one in asked.agreement.indicators if (one.name, one.state) == (name, "reached")]
    versions = sorted((one for one in every if one.dated <= asked.as_of), key=lambda one: one.dated)
    marked: list[tuple[Indicator, str]] = []
    withheld: set[tuple[str, Decimal | None]] = set()
    for day in dict.fromkeys(one.dated for one in versions):
        stated = [one for one in versions if one.dated <= day]
        figures = [one for one in in_force(stated, lambda one: one.period) if one.value is not None]
        marked = list(zip(figures, disclosure.marks(_counts(asked.now, stated, figures)), strict=True))
        withheld |= {(one.period, one.value) for one, mark in marked if mark == WITHHELD}
    shown: dict[str, Value] = {one.period: mark or _tidy(one.value or ZERO) for one, mark in marked}
    kept = [one for one, mark in marked if not mark and not one.public and (one.period, one.value) in withheld]
    return shown | dict.fromkeys((one.period for one in kept), WITHHELD)


def _counts(now: Agreement, stated: Sequence[Indicator], figures: Sequence[Indicator]) -> tuple[Count, ...]:
    """Place figures in time; a figure that was stated again, with another value or not, is as old as its first statement."""
    first: dict[str, date] = {}
    for one in stated:
        if one.value is not None:
            first.setdefault(one.period, one.dated)
    beside = [one.period for one in figures]
    return tuple(_count(now, one, beside, first[one.period]) for one in figures)


def _count(now: Agreement, one: Indicator, beside: Iterable[str], first: date) -> Count:
    """Place a figure in time; one of the whole project reaches as far as those `beside` it do, for their sum may be it."""
    period = now.period(one.period)
    if period is None or period.name == names.WHOLE_PROJECT:
        days = [day for name in beside if (part := now.period(name)) and part != now.always for day in (part.start, part.end)]
        start, end = min(days, default=now.project.start), max(days, default=now.project.start)
    else:
        start, end = period.start, period.end
    return Count(start, end + DAY, one.value or ZERO, first, one.public)


def hidden(one: Asked) -> frozenset[Indicator]:
    """Give what is stated beside the figures that are hidden, planned and reached: its words may name them."""
    return frozenset(
        record
        for name, by_period in _by_name(one.now).items()
        for period, shown in _reached(one, name).items()
        if shown in (SMALL, WITHHELD)
        for record in by_period[period].values()
    )


def withheld_words(request: Request) -> frozenset[InLanguages]:
    """Give what other sources say of the figures that are hidden: it may name them, or what they are near to."""
    return frozenset(InLanguages(record.differs, record.differs_en) for one in request.projects for record in hidden(one))


def _line(
    request: Request,
    one: Asked,
    name: str,
    by_period: Mapping[str, Mapping[str, Indicator]],
    reached: Mapping[str, Value],
) -> Line:
    """Put together what is said of an indicator in the period `name`; it is called there as elsewhere, if not otherwise."""
    states, period = by_period[name], one.now.period(name)
    own = [states[state] for state in ("reached", "planned") if state in states]
    every = [*own, *(record for others in by_period.values() for record in others.values())]
    planned = states["planned"].value if "planned" in states else None
    before = None if period is None else earlier(one.now, period)
    told = () if reached.get(name) in (SMALL, WITHHELD) else own  # words beside a hidden figure may tell it
    return Line(
        name=own[0].name,
        title=_said(every, "title") or own[0].name,
        unit=_said(every, "unit"),
        period=name,
        planned=None if planned is None else _tidy(planned),
        reached=reached.get(name),
        earlier=None if before is None else reached.get(before.name),
        cost_cents=None if period is None else _cost(request, one, period, own),
        notes=tuple(dict.fromkeys(note for record in told for note in _notes(record, request.lang))),
    )


def _said(records: Iterable[Indicator], field: str) -> str:
    """Give the first text that records have in a field, "" where none has one."""
    return next((said for record in records if (said := getattr(record, field))), "")


def _notes(record: Indicator, lang: str) -> Iterator[str]:
    if record.note:
        yield record.note
    if record.differs:
        yield tr(DIFFER, lang, words=InLanguages(record.differs, record.differs_en))


def earlier(now: Agreement, period: Period) -> Period | None:
    """Find the period a year before: of the same days, or, for one that is a year itself, the year directly before it."""
    if period.name == names.WHOLE_PROJECT:
        return None
    days = (_year_before(period.start), _year_before(period.end + DAY))
    same = next((one for one in now.periods if (one.start, one.end + DAY) == days), None)
    years = (one for one in now.periods if one.end + DAY == period.start and _is_year(one) and _is_year(period))
    return same or next(years, None)


def _is_year(period: Period) -> bool:
    return period.end - period.start > _HALF_A_YEAR


def _year_before(day: date) -> date:
    return (day + DAY).replace(year=day.year - 1) if (day.month, day.day) == LEAP else day.replace(year=day.year - 1)


def _cost(request: Request, one: Asked, period: Period, about: Sequence[Indicator]) -> int | None:
    """Sum the cost booked in a period up to the day, on the lines of an indicator; None where there is none.

    An indicator without lines stands for the whole project only where the project has no other.
    """
    on = next((record.lines for record in about if record.lines), ())
    if not on and len({record.name for record in one.now.indicators}) > 1:
        return None
    until = min(period.end, one.as_of)
    booked = fact_sums.costs(
        fact_sums.within(request.books.facts[one.code], period.start, until), one.now.project.currency
    ).booked
    cents = sum(cents for account, cents in booked.items() if not on or is_below(account, one.code, on))
    return cents if cents > 0 else None


# --- the sheet -------------------------------------------------------------------------------------------------------


def sheet(request: Request) -> Sheet:
    """Make the sheet of indicators of the projects asked about."""
    lang, name = request.lang, tr("Indicators", request.lang)
    found = [(one, line) for one in request.projects for line in lines(request, one)]
    notes = list(dict.fromkeys(note for _, line in found for note in line.notes))
    said = [f"{n}) {note}" for n, note in enumerate(notes, 1)]
    if any(line.cost_cents is not None for _, line in found):
        said.append(tr(COST, lang))
    if any(line.hides for _, line in found):
        said.append(tr(HIDDEN, lang))
    if found:
        said.append(f"{NOT_STATED} {tr(DASH, lang)}")
    table = _table(request, [_row(request, one, line, notes) for one, line in found])
    return Sheet("indicators", name, name, (table, Words(tuple(said), "note")) if said else (table,))


def _table(request: Request, rows: Sequence[Row]) -> Table:
    lang = request.lang
    columns = (
        Column("title", tr("Indicator", lang), width=38),
        Column("unit", tr("Unit", lang), width=12),
        Column("period", tr("Period", lang), width=12),
        Column("planned", tr("Planned", lang), NUMBER),
        Column("reached", tr("Reached", lang), NUMBER),
        Column("reached_pct", tr("Reached, %", lang), PERCENT, ratio=("reached", "planned")),
        Column("earlier", tr("A year before", lang), NUMBER),
        Column("change", tr("Change", lang), NUMBER, terms=(("reached", 1), ("earlier", -1))),
        Column("cost", tr("Cost in the period", lang), MONEY),
        Column("unit_cost", tr("Cost per unit", lang), MONEY),
        Column("notes", tr("Notes", lang), width=8),
    )
    return Table(
        "indicators",
        tr("Planned and reached", lang),
        (*project_columns(request), *columns),
        rows,
        currency=one_currency(request),
        bars="reached_pct",
        empty=tr("No indicator is stated.", lang),
    )


def _row(request: Request, one: Asked, line: Line, notes: Sequence[str]) -> Row:
    cells = (
        *money_cells(request, one),
        *(line.title, line.unit, period_shown(line.period, request.lang)),
        *(line.planned, line.reached, line.reached_pct, line.earlier, line.change, line.cost_cents, line.unit_cents),
        ", ".join(f"{notes.index(note) + 1})" for note in line.notes),
    )
    return Row(cells, key=line.name)


def reached(request: Request) -> Table:
    """Make the small table of a summary: of each indicator the period asked about, or the last that says what was reached."""
    lang, rows = request.lang, []
    for one in request.projects:
        by_name: dict[str, list[Line]] = {}
        for line in lines(request, one):
            by_name.setdefault(line.name, []).append(line)
        for name, found in by_name.items():
            line = max(enumerate(found), key=lambda pair: _telling(one, *pair))[1]
            shown = f"{line.title} ({line.unit})" if line.unit else line.title
            cells = (shown, period_shown(line.period, lang), line.planned, line.reached)
            rows.append(Row((*project_cells(request, one), *cells), key=name))
    columns = (
        Column("title", tr("Indicator", lang), width=38),
        Column("period", tr("Period", lang), width=12),
        Column("planned", tr("Planned", lang), NUMBER),
        Column("reached", tr("Reached", lang), NUMBER),
    )
    empty = tr("No indicator is stated.", lang)
    return Table("reached", tr("What was reached", lang), (*project_columns(request), *columns), rows, empty=empty)


def _telling(one: Asked, place: int, line: Line) -> tuple[bool, bool, int]:
    """Rank the periods of an indicator: the one asked about, then those that say what was reached, then the last."""
    stated = line.reached is not None
    return line.period == one.period.name and (stated or line.planned is not None), stated, place

"""The budget by the council's classification: plan and execution of a year by functional and economic code.

The columns are those of a municipality's report on the execution of its budget. Where a project's budget is not divided by
year, the report is about the whole projects, and says so.
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from riga_grants import execution
from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.classification import mapping
from riga_grants.directives import Source
from riga_grants.facts import Fact as Booked
from riga_grants.i18n import tr
from riga_grants.model import line_of
from riga_grants.reports import rounding
from riga_grants.reports.council_rows import Amounts
from riga_grants.reports.council_rows import Leaf
from riga_grants.reports.council_rows import added
from riga_grants.reports.council_rows import cells
from riga_grants.reports.council_rows import rows
from riga_grants.reports.council_rows import total
from riga_grants.reports.council_words import Span
from riga_grants.reports.council_words import facts
from riga_grants.reports.council_words import headings
from riga_grants.reports.council_words import notes
from riga_grants.reports.council_words import source_code
from riga_grants.reports.council_words import source_headings
from riga_grants.reports.request import Request
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.tables import TOTAL
from riga_grants.tables import Block
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.wording import position


class _Part(NamedTuple):
    """A project of the report: what was asked, its statement, and its lines with their codes."""

    asked: Asked
    statement: Execution
    leaves: tuple[Leaf, ...]


def build(request: Request) -> Report:
    """Build the budget by classification; several projects are summed by code, those of other currencies stand apart.

    Every line stands in it once, also one without a code, so the total is the whole. The year is that of the last day that
    counts: of the period asked for, of the project, or the day of the report.
    """
    span = _span(request)
    parts = [_part(request, one, span) for one in request.projects]
    lang, title = request.lang, tr("The budget by the council's classification", request.lang)
    tables = tuple(rounding.table(one, request.unit) for one in _tables(parts, span, lang))
    blocks: tuple[Block, ...] = (facts(request, span), *tables, Words(tuple(notes(tables, lang)), "note"))
    codes = ", ".join(one.code for one in request.projects)
    return Report(
        key="council",
        title=title,
        about=f"{codes}: {title}",
        lang=lang,
        day=span.day,
        sheets=(Sheet("budget", tr("Budget", lang), title, blocks),),
        demonstration=any(one.now.project.demonstration for one in request.projects),
        subject=(("project", codes), ("year", "" if span.year is None else str(span.year))),
    )


def _span(request: Request) -> Span:
    """Find the last day that counts in any of the projects, and its year, where all their budgets are by year."""
    ends = [min(one.last, one.now.project.end or date.max) for one in request.projects]
    day = max(ends)
    return Span(day, day.year if all(map(_by_year, request.projects)) else None)


def _by_year(one: Asked) -> bool:
    """Say whether a project has a budget all of which is for years or parts of them."""
    found = [period for version in one.now.budget if (period := one.now.period(version.period)) is not None]
    return bool(found) and all(period.start.year == period.end.year for period in found)


def _part(request: Request, one: Asked, span: Span) -> _Part:
    booked, lang = request.books.facts[one.code], request.lang
    asked_for = one.period if span.year is None else None
    statement = execution.build(one.agreement, booked, one.as_of, lang, asked_for)
    whole = LineRow(f"{names.COST}:{one.code}", one.now.project.title(lang), "", 0, subtotal=False, figures=statement.total)
    lines = statement.leaves or (whole,)
    prefix = f"{one.code}: " if len(request.projects) > 1 else ""
    amounts = _amounts(one, booked, span, lines)
    leaves = (
        Leaf(one.code, line.account, prefix + position(line), mapping.of(one.now, line.account), amounts[line.account])
        for line in lines
    )
    return _Part(one, statement, tuple(leaves))


def _amounts(one: Asked, booked: Sequence[Booked], span: Span, lines: Sequence[LineRow]) -> dict[str, Amounts]:
    """Give the amounts of each line: those of the year, or of the project, and those of the month."""
    month = _cost(one, booked, span.month, span.day)
    year, plan = (None, {}) if span.year is None else (_cost(one, booked, span.start, span.day), _year_plan(one, span, lines))
    found = {}
    for line in lines:
        planned = plan.get(line.account, line.figures)
        spent = line.figures.spent if year is None else year[line.account]
        known = line.figures.spent is not None
        found[line.account] = Amounts(
            planned.original, planned.budget, spent if known else None, month[line.account] if known else None
        )
    return found


def _cost(one: Asked, booked: Sequence[Booked], start: date, end: date) -> Counter[str]:
    """Sum what was booked from one day to another by line, in cents."""
    found: Counter[str] = Counter()
    for account, cents in fact_sums.costs(fact_sums.within(booked, start, end), one.now.project.currency).booked.items():
        found[line_of(account, one.now.budgeted)] += cents
    return found


def _year_plan(one: Asked, span: Span, lines: Sequence[LineRow]) -> dict[str, Figures]:
    """Give each line's plan of the year: of the budget, only what is for periods in it; not stated where nothing is."""
    within = {period.name for period in one.now.all_periods if period.start.year == period.end.year == span.year}
    budget = tuple(version for version in one.agreement.budget if version.period in within)
    statement = execution.build(replace(one.agreement, budget=budget), (), one.as_of, "en")
    nothing = 0 if any(version.dated <= one.as_of for version in budget) else None
    unplanned = Figures(nothing, nothing, None, None)
    return {line.account: unplanned for line in lines} | {line.account: line.figures for line in statement.leaves}


def _tables(parts: Sequence[_Part], span: Span, lang: str) -> Iterator[Table]:
    """Give the tables of each currency: by code, of several projects by project, and by source where one states its code."""
    currencies = dict.fromkeys(part.asked.now.project.currency for part in parts)
    for currency in currencies:
        own = [part for part in parts if part.asked.now.project.currency == currency]
        suffix = f"_{currency.lower()}" if len(currencies) > 1 else ""
        found = rows([leaf for part in own for leaf in part.leaves], lang)
        title, heads = tr("By code", lang), headings(span, lang)
        yield Table(f"by_code{suffix}", title, heads, found, currency, numbered=True, outline=True, bars="spent_pct")
        if len(own) > 1:
            title = tr("By project", lang)
            yield Table(f"by_project{suffix}", title, heads, _by_project(own, lang), currency, numbered=True)
        sources = _by_source(own, span, lang)
        if sources:
            title = tr("By source, on the payer's own code", lang)
            yield Table(f"by_source{suffix}", title, source_headings(span, lang), sources, currency)


def _by_project(parts: Sequence[_Part], lang: str) -> list[Row]:
    sums = [added(leaf.amounts for leaf in part.leaves) for part in parts]
    shown = [
        Row(cells("", f"{part.asked.code} – {part.asked.now.project.title(lang)}", amounts, lang), key=part.asked.code)
        for part, amounts in zip(parts, sums, strict=True)
    ]
    return [*shown, total(sums, range(len(shown)), lang)]


def _by_source(parts: Sequence[_Part], span: Span, lang: str) -> list[Row]:
    """Give the funders that state on which code they book what they pay: planned and paid, and their total."""
    shown = [
        Row(
            (part.asked.code, source.title(lang) or source.funder, *source_code(source, lang), *_paid(part, source, span)),
            key=source.funder,
        )
        for part in parts
        for source in part.asked.now.funders
        if source.ekk
    ]
    if not shown:
        return []
    columns = list(zip(*(row.cells[4:] for row in shown), strict=True))
    sums = [[cell for cell in column if isinstance(cell, int)] for column in columns]
    whole = ("", tr("TOTAL", lang), "", "", *(sum(column) if column else None for column in sums))
    return [*shown, Row(whole, look=TOTAL, sums=tuple(range(len(shown))))]


def _paid(part: _Part, source: Source, span: Span) -> tuple[int | None, ...]:
    """Give a source's ceiling, what it was to pay in the stretch, what it paid in it, and in the month; cents."""
    due = [one for one in part.asked.now.instalments if one.funder == source.funder]
    planned = sum(one.cents for one in due if span.year in {None, one.due.year}) if due else None
    row = next(one for one in part.statement.sources if one.funder == source.funder)
    if row.received is None:
        return source.ceiling_cents, planned, None, None
    paid = [one for one in part.statement.instalments if one.funder == source.funder and span.start <= one.day <= span.day]
    return source.ceiling_cents, planned, sum(one.cents for one in paid), sum(i.cents for i in paid if i.day >= span.month)

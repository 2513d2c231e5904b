"""What the budget by classification is called, says above its tables, and notes below them."""

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from riga_grants.classification import ECONOMIC_ACT
from riga_grants.classification import FUNCTIONAL_ACT
from riga_grants.classification import Code
from riga_grants.classification import code
from riga_grants.classification.mapping import positions
from riga_grants.directives import Source
from riga_grants.i18n import tr
from riga_grants.reports.council_rows import BELIEVED_MARK
from riga_grants.reports.council_rows import TO_BE_CHECKED_MARK
from riga_grants.reports.council_rows import title
from riga_grants.reports.request import Request
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import PERCENT
from riga_grants.tables import WORD
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Table
from riga_grants.wording import DASH
from riga_grants.wording import NOT_STATED
from riga_grants.wording import OVERSPENT
from riga_grants.wording import dates


class Span(NamedTuple):
    """What is counted: up to `day`, from the beginning of its year, or, where `year` is None, of the projects."""

    day: date
    year: int | None

    @property
    def start(self) -> date:
        """The first day that counts."""
        return date.min if self.year is None else date(self.year, 1, 1)

    @property
    def month(self) -> date:
        """The first day of the month that the report's last day lies in."""
        return self.day.replace(day=1)


def facts(request: Request, span: Span) -> Facts:
    """Say above the tables which projects, year and month they are about, and whether it is a year at all."""
    lang = request.lang
    projects = "; ".join(f"{one.code} – {one.now.project.title(lang)}" for one in request.projects)
    undivided = tr("the whole project: the budget is not divided by year, so no plan of the year is stated", lang)
    counted = max(one.last for one in request.projects)
    until = tr("to {day}", lang, day=counted) if span.year is None else dates(span.start, span.day, lang)
    return Facts(
        (
            Fact("project", tr("Project", lang), projects),
            Fact("year", tr("Year", lang), undivided if span.year is None else str(span.year)),
            Fact("counted", tr("Costs counted", lang), until),
            Fact("month", tr("Reporting month", lang), dates(span.month, span.day, lang)),
            Fact("as_of", tr("Prepared as of", lang), request.as_of, DAY),
        )
    )


def headings(span: Span, lang: str) -> tuple[Column, ...]:
    """Give the columns, as councils name them: of a year, or of whole projects."""
    plan, revised, spent, per_cent = _of_the_project(lang) if span.year is None else _of_the_year(lang)
    return (
        Column("code", tr("Classification code", lang), width=14),
        Column("name", tr("Name of the position", lang), width=40),
        Column("plan", plan, MONEY),
        Column("amendments", tr("Amendments", lang), MONEY),
        Column("revised", revised, MONEY, terms=(("plan", 1), ("amendments", 1))),
        Column("spent", spent, MONEY),
        Column("spent_pct", per_cent, PERCENT, ratio=("spent", "revised")),
        Column("month", tr("Execution in the reporting month", lang), MONEY),
        Column("left", tr("Left", lang), MONEY, terms=(("revised", 1), ("spent", -1))),
        Column("notes", tr("Notes", lang), WORD, warns=("left", tr(OVERSPENT, lang))),
    )


def _of_the_year(lang: str) -> tuple[str, str, str, str]:
    return (
        tr("Plan of the year", lang),
        tr("Revised plan of the year", lang),
        tr("Execution since the start of the year", lang),
        tr("Execution, % of the year's plan", lang),
    )


def _of_the_project(lang: str) -> tuple[str, str, str, str]:
    return tr("Plan", lang), tr("Revised plan", lang), tr("Execution", lang), tr("Execution, %", lang)


def source_headings(span: Span, lang: str) -> tuple[Column, ...]:
    """Give the columns of the table by source."""
    year = span.year is not None
    return (
        Column("project", tr("Project", lang)),
        Column("source", tr("Source", lang), width=34),
        Column("code", tr("Classification code", lang), width=14),
        Column("name", tr("Name of the position", lang), width=40),
        Column("ceiling", tr("Ceiling", lang), MONEY),
        Column("planned", tr("Instalments due in the year", lang) if year else tr("Instalments agreed", lang), MONEY),
        Column("paid", tr("Paid in the year", lang) if year else tr("Paid so far", lang), MONEY),
        Column("paid_month", tr("Paid in the reporting month", lang), MONEY),
    )


def source_code(source: Source, lang: str) -> tuple[str, str]:
    """Give the code on which a source books what it pays, as it states it, and the code's name; a dash where it is unknown."""
    position = positions(code(source.ekk) or Code("", source.ekk)).economic
    return source.ekk, NOT_STATED if position is None else title(position, lang)


def notes(tables: Sequence[Table], lang: str) -> Iterator[str]:
    """Say below the tables what the marks and dashes in them mean, and where the codes are from."""
    names = [str(row.cells[table.place("name") or 0]) for table in tables for row in table.rows]
    if any(name.endswith(f" {BELIEVED_MARK}") for name in names):
        meaning = tr("believed right, but not confirmed in a source", lang)
        yield f"{BELIEVED_MARK} {meaning}"
    if any(name.endswith(f" {TO_BE_CHECKED_MARK}") for name in names):
        meaning = tr("to be checked against the regulation before it is relied on", lang)
        yield f"{TO_BE_CHECKED_MARK} {meaning}"
    if any(cell is None for table in tables for row in table.rows for cell in row.cells):
        yield f"{NOT_STATED} {tr(DASH, lang)}"
    yield tr("Economic codes: {act}.", lang, act=tr(ECONOMIC_ACT, lang))
    yield tr("Functional codes: {act}.", lang, act=tr(FUNCTIONAL_ACT, lang))
    yield tr("Names of codes differ between editions of the regulations; this is no official statement of a budget.", lang)

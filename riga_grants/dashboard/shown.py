"""A report's page as the template prints it: every value as text, every figure with where it leads.

The template escapes all of it; nothing here is HTML but the charts, which are drawn by a library and hold escaped text only.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from riga_grants.dashboard.labels import Labels
from riga_grants.dashboard.labels import labels
from riga_grants.dashboard.shown_tables import Link
from riga_grants.dashboard.shown_tables import ShownTable
from riga_grants.dashboard.shown_tables import table_of
from riga_grants.errors import BooksError
from riga_grants.i18n import show_date
from riga_grants.i18n import words
from riga_grants.rendering.cells import fact_shown
from riga_grants.rendering.svg import draw
from riga_grants.tables import Chart
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Words

__all__ = ["AsOf", "Link", "Mark", "Page", "ShownSheet", "Tab", "sheet", "sheets"]


class ShownChart(NamedTuple):
    """A chart: the drawing, what it shows in words, and the table that it draws, "" where that is not on the page.

    `problem` says why there is no drawing; the words and the table remain.
    """

    kind: str
    key: str
    title: str
    drawing: Markup
    words: str
    table: str
    problem: str


class ShownFacts(NamedTuple):
    """Labels and values."""

    kind: str
    facts: tuple[tuple[str, str], ...]


class ShownWords(NamedTuple):
    """Paragraphs and their look."""

    kind: str
    look: str
    paragraphs: tuple[str, ...]


ShownBlock = ShownTable | ShownChart | ShownFacts | ShownWords


class ShownSheet(NamedTuple):
    """A part of a page: its heading and its blocks."""

    key: str
    title: str
    blocks: tuple[ShownBlock, ...]


class Tab(NamedTuple):
    """A link between our pages, or to a file: its words, and its address."""

    title: str
    address: str
    current: bool = False


class Mark(NamedTuple):
    """A day that is worth looking at, such as the end of a period: what it is, and the address of this page as of it."""

    day: date
    title: str
    address: str


class AsOf(NamedTuple):
    """The choice of the day that a page counts to: between which days, and with which of them marked (earliest first).

    `action` is the page's address without parameters, `kept` are the parameters beside `as_of` that stay.
    """

    current: date
    first: date
    last: date
    marks: tuple[Mark, ...] = ()
    action: str = ""
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def days(self) -> int:
        """How many days the last one is behind the first."""
        return max(0, (self.last - self.first).days)

    @property
    def place(self) -> int:
        """How many days behind the first the slider stands; at an end where the day lies beyond it."""
        return self.place_of(self.current)

    def place_of(self, day: date) -> int:
        """Give how many days a day is behind the first, within the slider's ends."""
        return min(self.days, max(0, (day - self.first).days))

    @property
    def before(self) -> Mark | None:
        """The last marked day before the current one."""
        return next((mark for mark in reversed(self.marks) if mark.day < self.current), None)

    @property
    def after(self) -> Mark | None:
        """The next marked day after the current one."""
        return next((mark for mark in self.marks if mark.day > self.current), None)


class Page(NamedTuple):
    """A page: its title, the way to the others, until which day it counts, and its parts; `problem` says why it has none.

    `about` is a line below the title, `notice` says what Fava's filters leave out, `actions` are links beside the title, to
    files and to commands' pages.
    """

    lang: str
    title: str
    tabs: tuple[Tab, ...]
    day: str
    sheets: tuple[ShownSheet, ...]
    problem: str = ""
    about: str = ""
    notice: str = ""
    demonstration: bool = False
    actions: tuple[Tab, ...] = ()
    as_of: AsOf | None = None

    @property
    def say(self) -> Labels:
        """The words of the page's own controls, in its language."""
        return labels(self.lang)

    def shown_day(self, day: date) -> str:
        """Show a day as it is written in the page's language."""
        return show_date(day, self.lang)


def sheets(report: Report, link: Link) -> tuple[ShownSheet, ...]:
    """Show all sheets of a report."""
    return tuple(sheet(one, report, link) for one in report.sheets)


def sheet(one: Sheet, report: Report, link: Link) -> ShownSheet:
    """Show a sheet of a report."""
    blocks = (_block(block, report, link) for block in one.blocks if not isinstance(block, Signatures))
    return ShownSheet(one.key, one.title, tuple(blocks))


def _block(block: Facts | Table | Words | Chart, report: Report, link: Link) -> ShownBlock:
    match block:
        case Table():
            return table_of(block, report.lang, link)
        case Chart():
            return _chart(block, report)
        case Facts():
            return ShownFacts("facts", tuple(_facts(block, report.lang)))
    return ShownWords("words", block.look, block.paragraphs)


def _facts(facts: Facts, lang: str) -> Iterator[tuple[str, str]]:
    return ((fact.label, fact_shown(fact, facts.currency, facts.unit, lang)) for fact in facts.facts)


def _chart(chart: Chart, report: Report) -> ShownChart:
    """Draw a chart once, for light pages; the style sheet turns its lightness round on dark ones."""
    table = report.table(chart.table)
    behind = table.key if table in report.tables else ""
    try:
        drawing, problem = draw(chart, table, report.lang), ""
    except BooksError as missing:
        drawing, problem = "", words(missing.reason, report.lang)
    safe = Markup(drawing)  # noqa: S704 - a library's drawing, its texts escaped by `svg`
    return ShownChart("chart", chart.key, chart.title, safe, chart.words, behind, problem)

"""Renders the answer of a trace for a terminal: a few entries in full, many as a list, and what a figure is made of."""

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from beancount.core.data import Custom
from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.chains.kept import Row
from riga_grants.errors import Place
from riga_grants.facts import Fact
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import cells_of
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.grid import printable
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.money import to_decimal
from riga_grants.text import findings_lines
from riga_grants.tracing.figures import Figure
from riga_grants.tracing.provenance import Event
from riga_grants.tracing.provenance import Trace
from riga_grants.tracing.trace import Answer
from riga_grants.tracing.trace import Unbooked
from riga_grants.tracing.wording import IN_FULL
from riga_grants.tracing.wording import UNBOOKED_SHOWN
from riga_grants.tracing.wording import brought
from riga_grants.tracing.wording import cells_named
from riga_grants.tracing.wording import not_found
from riga_grants.tracing.wording import shown_cell
from riga_grants.tracing.wording import state
from riga_grants.tracing.wording import stated
from riga_grants.tracing.wording import without_file
from riga_grants.wording import NOT_STATED
from riga_grants.wording import period_title
from riga_grants.wording import place_under
from riga_grants.wording import position
from riga_grants.wording import show_cents


class _Page:
    """The lines of an answer as they are written, none wider than `width`."""

    def __init__(self, answer: Answer, lang: str, width: int, root: Path) -> None:
        self.answer, self.lang, self.width, self.root = answer, lang, max(width, NARROWEST), root
        self.lines: list[Line] = []

    def say(self, said: str, indent: int = 0, style: str = "") -> None:
        """Write a paragraph."""
        self.lines += paragraph(said, self.width, first=" " * indent, rest=" " * (indent + 2), style=style)

    def blank(self) -> None:
        """Write a blank line, but never two."""
        if self.lines and self.lines[-1].text:
            self.lines.append(Line(""))

    def across(self, left: str, right: str, indent: int = 0, style: str = "") -> None:
        """Write two texts on one line, the second at its end; on two where they are too wide."""
        room = self.width - indent - cells_of(left) - cells_of(right)
        if room < 2:  # noqa: PLR2004 - two spaces keep them apart
            self.say(left, indent, style)
            left, room = "", self.width - indent - cells_of(right)
        self.lines.append(Line(" " * indent + left + " " * max(room, 0) + right, style))

    def place(self, place: Place) -> str:
        """Show a place as it lies below the books."""
        return place_under(place, self.root)


def render(answer: Answer, lang: str, *, width: int, colour: bool, root: Path) -> str:
    """Show an answer on a terminal; a few entries in full, many as a list."""
    page = _Page(answer, lang, width, root)
    if not answer.found:
        _nothing(page)
    elif answer.figure is not None:
        _figure(page, answer.figure)
    elif len(answer.traces) > IN_FULL:
        page.say(trn("{n} entry", "{n} entries", len(answer.traces), lang), style="bold")
        for one in answer.traces:
            _in_short(page, one)
    else:
        for one in answer.traces:
            _in_full(page, one)
            page.blank()
    _unbooked(page, answer.unbooked)
    if answer.findings:
        page.blank()
        page.lines += findings_lines(answer.findings, lang, page.width, root)
    while page.lines and not page.lines[-1].text:
        page.lines.pop()
    return "\n".join(paint(line, colour=colour) for line in page.lines)


def _nothing(page: _Page) -> None:
    nothing, nearest = not_found(page.answer, page.lang)
    page.say(nothing, style="bold")
    page.say(nearest)


# --- one entry -------------------------------------------------------------------------------------------------------


def _in_full(page: _Page, one: Trace) -> None:
    page.across(printable(page.place(one.place)), state(one, page.lang), style="bold")
    for said in _about(one, page.lang):
        page.say(said, 2)
    if one.source is None:
        page.say(without_file(one, page.lang), 2)
    else:
        _origin(page, one)
    for row in one.rows:
        _row(page, row)
    if one.events:
        page.say(tr("What happened to it", page.lang), 2)
        for event in one.events:
            _event(page, event)


def _about(one: Trace, lang: str) -> Iterator[str]:
    """Say what an entry states."""
    entry = one.entry
    if isinstance(entry, Transaction):
        yield "  ".join(filter(None, (show_date(entry.date, lang), entry.flag or "", _amount(one, lang))))
        document, dated = entry.meta.get(names.DOCUMENT_NO), entry.meta.get(names.DOCUMENT_DATE)
        if document:
            day = dated if isinstance(dated, date) else entry.date
            yield tr("{document} of {day}, {issuer}", lang, document=str(document), day=day, issuer=entry.payee or NOT_STATED)
        yield entry.narration or NOT_STATED
    elif isinstance(entry, Custom):
        yield f"{show_date(entry.date, lang)}  {entry.type}  {stated(entry, lang)}"
    else:
        yield f"{show_date(entry.date, lang)}  {type(entry).__name__.lower()}"
    if one.booking is not None:
        yield f"^{one.booking.record.key}"


def _amount(one: Trace, lang: str) -> str:
    """Show a cost's account and amount, as the entry itself has them; "" for an entry that is no cost."""
    posted = one.posted
    return f"{posted.account}  {show_cents(posted.cents, lang)} {posted.currency}" if posted else ""


def _origin(page: _Page, one: Trace) -> None:
    """Say from which cells an entry was read, of which file, and where that is kept."""
    source, lang = one.source, page.lang
    assert source is not None  # noqa: S101 - asked for only where there is one
    page.say(tr("Read from {cells}", lang, cells=cells_named(source)), 2)
    page.say(f"sha256 {source.sha256}", 4)
    if one.kept is not None:
        _kept(page, one.kept)
    if imported := brought(one, page.answer.past, lang):
        page.say(imported, 4)


def _kept(page: _Page, path: Path) -> None:
    page.say(tr("kept unchanged as {file}", page.lang, file=page.place(Place(str(path)))), 4)


def _row(page: _Page, row: Row) -> None:
    page.say(tr("The row as it stood", page.lang), 2)
    widest = min(max((cells_of(printable(cell.heading)) for cell in row.cells), default=0), page.width // 3)
    for cell in row.cells:
        heading = printable(cell.heading)
        padding = " " * max(widest - cells_of(heading), 0)
        lead = f"    {cell.at:<6} {heading}{padding}" + ("  " if widest else "")
        if cells_of(heading) > widest:
            page.say(f"{cell.at:<6} {heading}", 4)
            lead = " " * 13
        page.lines += paragraph(shown_cell(cell, page.lang), page.width, first=lead, rest=" " * cells_of(lead))


def _event(page: _Page, event: Event) -> None:
    lang, place = page.lang, page.place(event.place)
    by_hand = tr("by hand", lang)
    said = tr("import {number}", lang, number=event.number) if event.number else by_hand
    what = {
        "booked": tr("booked at {where} ({how})", lang, where=place, how=said),
        "restored": tr("booked again at {where} ({how})", lang, where=place, how=said),
        "taken-back": tr("taken back at {where} ({how})", lang, where=place, how=said),
        "cut": tr("{amount} of it cut at {where}", lang, amount=to_decimal(event.cents), where=place),
        "given-back": tr("{amount} of what was cut given back at {where}", lang, amount=to_decimal(event.cents), where=place),
    }[event.what]
    parts = [what]
    if event.report:
        parts.append(tr("control report {number}", lang, number=event.report))
    if event.other is not None:
        other = page.place(event.other)
        replaced = event.what == "taken-back"
        parts.append(
            tr("replaced by {where}", lang, where=other) if replaced else tr("in the place of {where}", lang, where=other)
        )
    if event.reason:
        parts.append(tr("“{reason}”", lang, reason=event.reason))
    if event.by:
        parts.append(tr("by {who}", lang, who=event.by))
    page.say(", ".join(parts), 4)


# --- many entries ----------------------------------------------------------------------------------------------------


def _in_short(page: _Page, one: Trace) -> None:
    """Show an entry on a line, and below it its places in the ledger and in its file."""
    entry, lang = one.entry, page.lang
    document = str(entry.meta.get(names.DOCUMENT_NO) or "")
    issuer = (entry.payee or "") if isinstance(entry, Transaction) else ""
    title = ", ".join(filter(None, (document, issuer, stated(entry, lang)))) or NOT_STATED
    mark = "" if one.stands and not one.computed else f"  [{state(one, lang)}]"
    page.across(printable(f"{show_date(entry.date, lang)}  {title}{mark}"), _cents(one, lang), 2)
    _places(page, one)


def _cents(one: Trace, lang: str) -> str:
    return show_cents(one.posted.cents, lang) if one.posted else ""


def _figure(page: _Page, figure: Figure) -> None:
    """Show a figure, and below it the entries that it is made of."""
    lang, execution = page.lang, figure.execution
    line = position(figure.row) if figure.row else execution.project.title(lang)
    page.say(f"{execution.project.code}  {line}", style="bold")
    page.say(tr("Period: {period}", lang, period=period_title(execution, lang)))
    page.say(tr("As of {day}; currency: {currency}", lang, day=execution.as_of, currency=execution.project.currency))
    before, this_period, budget = page.answer.parts
    page.blank()
    page.across(tr("In force", lang), show_cents(figure.figures.budget, lang), style="bold")
    for version, one in zip(figure.budget, budget, strict=True):
        line = version.account.split(":", 2)[-1]
        title = f"{show_date(version.dated, lang)}  {line}  {version.period}"
        page.across(printable(title), show_cents(version.cents, lang), 2)
        _places(page, one)
    _part(page, tr("Before", lang), figure.figures.before, figure.before, before)
    _part(page, tr("In period", lang), figure.figures.this_period, figure.this_period, this_period)
    page.blank()
    page.across(tr("Spent", lang), show_cents(figure.figures.spent, lang), style="bold")


def _places(page: _Page, one: Trace) -> None:
    """Show where an entry stands, and which cells it was read from."""
    source = f" ← {cells_named(one.source)}" if one.source else ""
    page.say(f"{page.place(one.place)}{source}", 6)


def _part(page: _Page, title: str, cents: int | None, facts: Sequence[Fact], traces: Sequence[Trace]) -> None:
    """Show a figure and the postings whose sum it is."""
    counted = trn("{n} entry", "{n} entries", len(facts), page.lang)
    page.blank()
    page.across(f"{title}: {counted}", show_cents(cents, page.lang), style="bold")
    for one in traces:
        _in_short(page, one)


# --- rows that no entry names ----------------------------------------------------------------------------------------


def _unbooked(page: _Page, rows: Sequence[Unbooked]) -> None:
    if rows:
        page.blank()
        counted = trn("{n} row that no entry names", "{n} rows that no entry names", len(rows), page.lang)
        page.say(counted, style="bold")
        page.say(tr("They were skipped, rejected, or in the books already.", page.lang))
    for one in rows[:UNBOOKED_SHOWN]:
        if len(rows) <= IN_FULL:
            page.blank()
        page.say(cells_named(one.source), style="bold")
        if one.row.left_out is not None:
            page.say(tr("The layout leaves it out: {reason}", page.lang, reason=one.row.left_out), 2)
        if one.same_document:
            places = ", ".join(page.place(place) for place in one.same_document[:IN_FULL])
            more = ", …" if len(one.same_document) > IN_FULL else ""
            page.say(tr("The same document is booked at {where}", page.lang, where=places + more), 2)
        if len(rows) <= IN_FULL:
            _kept(page, one.kept)
            _row(page, one.row)
    if len(rows) > UNBOOKED_SHOWN:
        page.say(tr("… and {n} more", page.lang, n=len(rows) - UNBOOKED_SHOWN))

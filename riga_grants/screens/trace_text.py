"""Renders the answer of a trace for a terminal: a few entries in full, many as a list, and what a figure is made of."""

from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from pathlib import Path

from beancount.core.data import Custom
from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.booked import Booked
from riga_grants.chains import chain
from riga_grants.chains.amendments import NUMBER as AMENDMENT_NUMBER
from riga_grants.chains.kept import Cell
from riga_grants.chains.kept import Row
from riga_grants.chains.kept import plain_text
from riga_grants.errors import Place
from riga_grants.facts import Fact
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import cells_of
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.grid import printable
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.money import to_decimal
from riga_grants.screens.imports_text import when
from riga_grants.sheets import ERROR
from riga_grants.text import findings_lines
from riga_grants.tracing.figures import Figure
from riga_grants.tracing.provenance import Event
from riga_grants.tracing.provenance import Source
from riga_grants.tracing.provenance import Trace
from riga_grants.tracing.trace import Answer
from riga_grants.tracing.trace import Unbooked
from riga_grants.wording import NOT_STATED
from riga_grants.wording import period_title
from riga_grants.wording import place_under
from riga_grants.wording import position
from riga_grants.wording import show_cents

IN_FULL = 3
"""So many entries are shown in full with their rows; of more, one line and their cells."""

UNBOOKED_SHOWN = 20
LONGEST = 200
"""So much of a question is repeated where it has no answer."""


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
    asked = page.answer.asked
    short = asked if len(asked) <= LONGEST else f"{asked[:LONGEST]}…"
    page.say(tr("Nothing in the books is known as “{asked}”.", page.lang, asked=short), style="bold")
    if page.answer.nearest:
        page.say(tr("The nearest: {names}", page.lang, names="; ".join(page.answer.nearest)))
    else:
        page.say(
            tr(
                "Ask for a place (FILE:LINE), a key (row-…), a document's number, a figure (RGAP 1.1 2015) or cells of an "
                "imported workbook (FILE!SHEET!J17).",
                page.lang,
            )
        )


# --- one entry -------------------------------------------------------------------------------------------------------


def _in_full(page: _Page, one: Trace) -> None:
    page.across(printable(page.place(one.place)), _state(one, page.lang), style="bold")
    for said in _about(one, page.lang):
        page.say(said, 2)
    if one.source is None:
        page.say(_without_file(one, page.lang), 2)
    else:
        _origin(page, one)
    for row in one.rows:
        _row(page, row)
    if one.events:
        page.say(tr("What happened to it", page.lang), 2)
        for event in one.events:
            _event(page, event)


def _without_file(one: Trace, lang: str) -> str:
    """Say how an entry came into the books that names no file."""
    if one.computed:
        return tr("Computed by this program: it names no file.", lang)
    number = str(one.entry.meta.get(AMENDMENT_NUMBER) or "")
    if number and one.booking is not None and one.booking.number:
        return tr("Entered as amendment {number} of the budget: it names no file.", lang, number=number)
    return tr("Entered by hand: it names no file.", lang)


_COMPUTED = {
    names.CLAIM: N_("co-financing"),
    names.FLAT_RATE: N_("flat rate"),
    names.VAT_CUT: N_("recoverable tax"),
    names.CUT: N_("cut by control"),
    names.SETTLEMENT: N_("settlement"),
}


def _state(one: Trace, lang: str) -> str:
    if one.computed is not None:
        return tr(_COMPUTED.get(one.computed.kind, one.computed.kind), lang)
    if one.takes_back:
        return tr("takes back", lang)
    if one.booking is None:
        return ""
    if not one.stands:
        return tr("taken back", lang)
    cut = sum(event.cents * (1 if event.what == "cut" else -1) for event in one.events)
    return tr("stands, less {amount} cut", lang, amount=to_decimal(cut)) if cut else tr("stands", lang)


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
        values = " ".join(_value(value.value, lang) for value in entry.values or ())
        yield f"{show_date(entry.date, lang)}  {entry.type}  {values}"
    else:
        yield f"{show_date(entry.date, lang)}  {type(entry).__name__.lower()}"
    if one.booking is not None:
        yield f"^{one.booking.record.key}"


def _amount(one: Trace, lang: str) -> str:
    """Show a cost's account and amount, as the entry itself has them; "" for an entry that is no cost."""
    if one.computed is not None:
        return f"{one.computed.account}  {show_cents(one.computed.cents, lang)} {one.computed.currency}"
    if one.booking is None or not isinstance(one.booking.record, Booked):
        return ""
    record = one.booking.record
    cents = -record.content.cents if one.takes_back else record.content.cents
    return f"{record.content.account}  {show_cents(cents, lang)} {record.currency}"


def _value(value: object, lang: str) -> str:
    return show_date(value, lang) if isinstance(value, date) else str(value)


def _origin(page: _Page, one: Trace) -> None:
    """Say from which cells an entry was read, of which file, and where that is kept."""
    source, lang = one.source, page.lang
    assert source is not None  # noqa: S101 - asked for only where there is one
    page.say(tr("Read from {cells}", lang, cells=_cells(source)), 2)
    page.say(f"sha256 {source.sha256}", 4)
    if one.kept is not None:
        _kept(page, one.kept)
    made = page.answer.past.imports.get(one.booking.number) if page.answer.past and one.booking else None
    if made is not None:
        who = made.says(chain.BY) or NOT_STATED
        page.say(tr("import {number} of {when}, by {who}", lang, number=made.number, when=when(made, lang), who=who), 4)


def _kept(page: _Page, path: Path) -> None:
    page.say(tr("kept unchanged as {file}", page.lang, file=page.place(Place(str(path)))), 4)


def _cells(source: Source) -> str:
    return "!".join(part for part in (source.file, source.sheet, source.cells) if part)


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
        page.lines += paragraph(_shown(cell, page.lang), page.width, first=lead, rest=" " * cells_of(lead))


def _shown(cell: Cell, lang: str) -> str:
    """Show what a cell held in a language; a dash for nothing."""
    if cell.problem:
        return tr("an error", lang) if cell.problem == ERROR else tr("a formula without its value", lang)
    value = cell.value
    said = plain_text(cell)
    if isinstance(value, datetime) and value.time() == time():
        said = show_date(value.date(), lang)
    elif isinstance(value, date) and not isinstance(value, datetime):
        said = show_date(value, lang)
    elif isinstance(value, float) and lang == "lv":
        said = said.replace(".", ",")
    said = f"{said} {cell.mark}".strip()
    return tr("{value} (shown as “{shown}”)", lang, value=said, shown=cell.shown_as) if cell.shown_as else said or NOT_STATED


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
    stated = "" if isinstance(entry, Transaction) else " ".join(_value(value.value, lang) for value in entry.values or ())
    title = ", ".join(filter(None, (document, issuer, stated))) or NOT_STATED
    state = "" if one.stands and not one.computed else f"  [{_state(one, lang)}]"
    page.across(printable(f"{show_date(entry.date, lang)}  {title}{state}"), _cents(one, lang), 2)
    _places(page, one)


def _cents(one: Trace, lang: str) -> str:
    if one.computed is not None:
        return show_cents(one.computed.cents, lang)
    if one.booking is None or not isinstance(one.booking.record, Booked):
        return ""
    cents = one.booking.record.content.cents
    return show_cents(-cents if one.takes_back else cents, lang)


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
    source = f" ← {_cells(one.source)}" if one.source else ""
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
        page.say(_cells(one.source), style="bold")
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

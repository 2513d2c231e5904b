"""Where something in the books comes from, as a page: an entry, its workbook and its cells, and what happened to it.

The same answer as of `riga-grants trace`; only that a question from here looks at no file but those of the books.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from typing import Final

from beancount.core.data import Custom
from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.chains.history import History
from riga_grants.chains.kept import Cell
from riga_grants.chains.kept import Row as KeptRow
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.i18n import words
from riga_grants.layouts import FOLDER
from riga_grants.layouts import load_layouts
from riga_grants.reports.outside import where
from riga_grants.reports.posting_rows import entry_columns
from riga_grants.reports.request import Request
from riga_grants.reports.totals import filled
from riga_grants.tables import CODE
from riga_grants.tables import MONEY
from riga_grants.tables import PLAIN
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import Block
from riga_grants.tables import Column
from riga_grants.tables import Fact as Said
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.tracing.figures import Figure
from riga_grants.tracing.provenance import Event
from riga_grants.tracing.provenance import Source
from riga_grants.tracing.provenance import Trace
from riga_grants.tracing.trace import Answer
from riga_grants.tracing.trace import Unbooked
from riga_grants.tracing.trace import trace
from riga_grants.tracing.wording import IN_FULL
from riga_grants.tracing.wording import LONGEST
from riga_grants.tracing.wording import UNBOOKED_SHOWN
from riga_grants.tracing.wording import brought
from riga_grants.tracing.wording import cells_named
from riga_grants.tracing.wording import not_found
from riga_grants.tracing.wording import shown_cell
from riga_grants.tracing.wording import state
from riga_grants.tracing.wording import stated
from riga_grants.tracing.wording import without_file
from riga_grants.wording import position

KEY: Final = "trace"
ENTRY, POSTINGS, CELLS, EVENTS = "entry", "posted", "cells", "events"
"""Tables of one entry; its number on the page stands behind each (`entry_1`)."""

FOUND, UNBOOKED = "found", "unbooked"
"""The list of many entries, and that of the rows that no entry names."""

AT_ONCE: Final = 500
"""So many entries are listed; of more the page says how many there are."""

EVENT_WORDS: Final[Mapping[str, str]] = {
    "booked": N_("booked"),
    "restored": N_("booked again"),
    "taken-back": N_("taken back"),
    "cut": N_("cut"),
    "given-back": N_("given back"),
}
"""What can happen to what an entry states (`provenance.Event`), in words."""


def build(request: Request, what: str, past: History | None = None) -> Report:
    """Build the page that answers what `riga-grants trace` is asked: a place in the ledger, a key, a document, cells.

    `past` is the books' history where it is known already. What is not found is a page that says so. Raise BooksError for an
    archived workbook that cannot be read although it is the one that was imported.
    """
    lang, title = request.lang, tr("Where it comes from", request.lang)
    layouts, _ = load_layouts(request.books.root / FOLDER)
    answer = trace(request.books, layouts, [what], request.as_of, lang, past=past, disk=False)
    if answer.found:
        sheets = tuple(_sheets(request, answer))
    else:
        nothing, nearest = not_found(answer, lang)
        sheets = (Sheet(KEY, title, title, (Words((nothing, nearest) if what else (nearest,), "lead"),)),)
    shown = what if len(what) <= LONGEST else f"{what[:LONGEST]}…"
    invented = any(one.now.project.demonstration for one in request.projects)
    return Report(KEY, title, shown, lang, request.as_of, sheets, demonstration=invented, subject=(("what", shown),))


def workbooks(report: Report) -> dict[str, str]:
    """Give the workbooks behind a page that are kept unchanged: by the sha256 of each the name that it was imported by."""
    facts = [block for sheet in report.sheets for block in sheet.blocks if isinstance(block, Facts)]
    told = ({fact.key: str(fact.value) for fact in block.facts} for block in facts)
    return {said["sha256"]: said["file"] for said in told if "kept" in said}


def _sheets(request: Request, answer: Answer) -> Iterator[Sheet]:
    """Give a sheet for each of a few entries, or one that lists many; then what is wrong, and rows that no entry names."""
    lang = request.lang
    if answer.findings:
        title = tr("Findings", lang)
        yield Sheet("wrong", title, title, tuple(_wrong(request, found) for found in answer.findings))
    if answer.figure is not None or len(answer.traces) > IN_FULL:
        title = trn("{n} entry", "{n} entries", len(answer.traces), lang)
        yield Sheet(FOUND, title, title, tuple(_listed(request, answer, title)))
    else:
        for number, one in enumerate(answer.traces, 1):
            title = where(request, one.place)
            yield Sheet(f"{KEY}_{number}", title, title, tuple(_in_full(request, answer, one, number)))
    if answer.unbooked:
        title = trn("{n} row that no entry names", "{n} rows that no entry names", len(answer.unbooked), lang)
        yield Sheet(UNBOOKED, title, title, tuple(_unbooked(request, answer.unbooked, title)))


def _wrong(request: Request, found: Finding) -> Words:
    """Tell what is wrong with an archived workbook, where it should be, and what to do about it."""
    said = (words(found.message, request.lang), where(request, found.place), names.hint(found, request.lang))
    return Words(said, "lead")


# --- one entry -------------------------------------------------------------------------------------------------------


def _in_full(request: Request, answer: Answer, one: Trace, number: int) -> Iterator[Block]:
    lang = request.lang
    yield _entries(request, f"{ENTRY}_{number}", tr("The entry", lang), [one])
    if isinstance(one.entry, Transaction) and one.posted is None:
        yield _postings(f"{POSTINGS}_{number}", one.entry, lang)
    yield _origin(request, answer, one)
    if one.rows:
        yield _cells(f"{CELLS}_{number}", one.rows, one.amount_cells, lang)
    if one.events:
        yield _events(request, f"{EVENTS}_{number}", one)


def _entries(request: Request, key: str, title: str, traces: Sequence[Trace]) -> Table:
    """Make the table of some entries; a row's key is the place of the posting, or of the entry where that is not known."""
    lang = request.lang
    currencies = {one.posted.currency for one in traces if one.posted}
    columns = (
        *entry_columns(lang),
        *((Column("currency", tr("Currency", lang)),) if len(currencies) > 1 else ()),
        Column("amount", tr("Amount", lang), MONEY),
        Column("state", tr("State", lang), width=10),
        Column("where", tr("Where", lang), CODE, width=34),
        *((Column("source", tr("Read from", lang), CODE, width=30),) if key == FOUND else ()),
        Column("document", tr("Scanned document", lang), CODE, width=24),
    )
    rows = [Row(filled(columns, _entry(request, one)), key=_key(request, one)) for one in traces]
    return Table(key, title, columns, rows, currencies.pop() if len(currencies) == 1 else "")


def _key(request: Request, one: Trace) -> str:
    """Name the posting that states a cost; an entry that computes, or takes back, is named itself."""
    own = one.booking if not one.takes_back and one.computed is None else None
    return where(request, own.record.place if own else one.place)


def _entry(request: Request, one: Trace) -> dict[str, Value]:
    entry, lang, posted = one.entry, request.lang, one.posted
    booked = isinstance(entry, Transaction)
    return {
        "date": entry.date,
        "document_no": str(entry.meta.get(names.DOCUMENT_NO) or ""),
        "issuer": str(entry.meta.get(names.ISSUER) or entry.payee or "") if booked else "",
        "text": entry.narration or "" if booked else f"{_kind(entry)} {stated(entry, lang)}".strip(),
        "account": posted.account if posted else "",
        "currency": posted.currency if posted else "",
        "amount": posted.cents if posted else "",
        "state": state(one, lang),
        "where": where(request, one.place),
        "source": cells_named(one.source) if one.source else without_file(one, lang),
        "document": _scanned(entry) if booked else "",
    }


def _kind(entry: Any) -> str:  # noqa: ANN401 - any entry
    """Name a directive as the ledger does: `open`, or what a directive of ours is called."""
    return entry.type if isinstance(entry, Custom) else type(entry).__name__.lower()


def _scanned(entry: Transaction) -> str:
    """Name the scanned document of an entry, or of the first of its postings that has one."""
    metas = (entry.meta, *(posting.meta or {} for posting in entry.postings))
    return next((str(meta[names.DOCUMENT_FILE]) for meta in metas if meta.get(names.DOCUMENT_FILE)), "")


def _postings(key: str, entry: Transaction, lang: str) -> Table:
    """List all postings of an entry that posts nothing to a line, such as a payment; a row's key is the account."""
    columns = (
        Column("account", tr("Account", lang), CODE, width=34),
        Column("amount", tr("Amount", lang), MONEY),
        Column("currency", tr("Currency", lang)),
    )
    rows = [
        Row((one.account, _cents(one.units.number), one.units.currency), key=one.account)
        for one in entry.postings
        if one.units is not None and one.units.number is not None
    ]
    return Table(key, tr("Its postings", lang), columns, rows)


def _cents(number: Decimal) -> int | str:
    """Give an amount in cents; one that is not whole cents as it stands in the ledger."""
    cents = number * 100
    return int(cents) if cents == int(cents) else str(number)


def _origin(request: Request, answer: Answer, one: Trace) -> Facts:
    """Tell how an entry came into the books, and from which cells of which file; `kept` only where that is unchanged."""
    lang, source = request.lang, one.source
    how = brought(one, answer.past, lang) or ("" if source else without_file(one, lang))
    said = [
        Said("how", tr("How it came into the books", lang), how),
        Said("key", tr("Key", lang), one.booking.record.key if one.booking else "", CODE),
        *(_source(request, source, one) if source else ()),
    ]
    return Facts(tuple(fact for fact in said if fact.value))


def _source(request: Request, source: Source, one: Trace) -> Iterator[Said]:
    lang = request.lang
    yield Said("file", tr("File", lang), source.file)
    yield Said("sheet", tr("Sheet", lang), source.sheet)
    yield Said("cells", tr("Cells", lang), source.cells, CODE)
    yield Said("sha256", "sha256", source.sha256, CODE)
    if one.kept is not None:
        yield Said("kept", tr("Kept unchanged as", lang), where(request, Place(str(one.kept))), CODE)


def _cells(key: str, rows: Sequence[KeptRow], amounts: frozenset[str], lang: str) -> Table:
    """Show rows as they stood, a cell a row of the table, those of amounts with weight; a row's key is the cell's name."""
    columns = (
        Column("cell", tr("Cell", lang), CODE, width=6),
        Column("heading", tr("Heading", lang), width=30),
        Column("value", tr("Value", lang), width=40),
        *((Column("note", tr("Notes", lang), width=24),) if amounts else ()),
    )
    found = [
        Row(filled(columns, _cell(cell, amounts, lang)), look=SUBTOTAL if cell.at in amounts else PLAIN, key=cell.at)
        for row in rows
        for cell in row.cells
    ]
    return Table(key, tr("The row as it stood", lang), columns, found)


def _cell(cell: Cell, amounts: frozenset[str], lang: str) -> dict[str, Value]:
    note = tr("the amount is read from here", lang) if cell.at in amounts else ""
    return {"cell": cell.at, "heading": cell.heading, "value": shown_cell(cell, lang), "note": note}


def _events(request: Request, key: str, one: Trace) -> Table:
    """List what happened to what an entry states, in its order; columns that say nothing of it are left out."""
    lang = request.lang
    columns = (
        Column("what", tr("What", lang), width=16),
        Column("import", tr("Import", lang), width=10),
        Column("where", tr("Where", lang), CODE, width=34),
        Column("amount", tr("Amount", lang), MONEY),
        Column("report", tr("Control report", lang), width=16),
        Column("reason", tr("Reason", lang), width=28),
        Column("by", tr("By", lang), width=20),
        Column("replaced", tr("Replaced by", lang), CODE, width=34),
        Column("instead", tr("In the place of", lang), CODE, width=34),
    )
    told = [_event(request, event) for event in one.events]
    used = tuple(column for column in columns if any(said[column.key] != "" for said in told))
    rows = [Row(filled(used, said), key=str(said["where"])) for said in told]
    currency = one.posted.currency if one.posted else ""
    return Table(key, tr("What happened to it", lang), used, rows, currency)


def _event(request: Request, event: Event) -> dict[str, Value]:
    lang, other = request.lang, "" if event.other is None else where(request, event.other)
    later = event.what == "taken-back"
    return {
        "what": tr(EVENT_WORDS[event.what], lang),
        "import": str(event.number) if event.number else tr("by hand", lang),
        "where": where(request, event.place),
        "amount": event.cents or "",
        "report": event.report,
        "reason": event.reason,
        "by": event.by,
        "replaced": other if later else "",
        "instead": "" if later else other,
    }


# --- many entries ----------------------------------------------------------------------------------------------------


def _listed(request: Request, answer: Answer, title: str) -> Iterator[Block]:
    """List entries, below the figure that they are made of where one was asked for."""
    if answer.figure is not None:
        yield _figure(answer.figure, request.lang)
    yield _entries(request, FOUND, title, answer.traces[:AT_ONCE])
    yield from _more(len(answer.traces) - AT_ONCE, request.lang)


def _figure(figure: Figure, lang: str) -> Facts:
    project, figures = figure.execution.project, figure.figures
    said = (
        Said("project", tr("Project", lang), f"{project.code} – {project.title(lang)}"),
        Said("line", tr("Budget line", lang), position(figure.row) if figure.row else tr("the whole project", lang)),
        Said("budget", tr("In force", lang), figures.budget, MONEY),
        Said("before", tr("Before", lang), figures.before, MONEY),
        Said("this_period", tr("In period", lang), figures.this_period, MONEY),
        Said("spent", tr("Spent", lang), figures.spent, MONEY),
    )
    return Facts(said, project.currency)


def _more(number: int, lang: str) -> Iterator[Words]:
    if number > 0:
        yield Words((tr("… and {n} more", lang, n=number),), "note")


# --- rows that no entry names ----------------------------------------------------------------------------------------


def _unbooked(request: Request, rows: Sequence[Unbooked], title: str) -> Iterator[Block]:
    """List rows that brought nothing, with the layout's reason; a few of them with their cells."""
    lang = request.lang
    columns = (
        Column("source", tr("Read from", lang), CODE, width=34),
        Column("reason", tr("Why the layout leaves it out", lang), width=40),
        Column("same", tr("The same document is booked at", lang), CODE, width=34),
    )
    found = [Row(filled(columns, _left(request, one)), key=cells_named(one.source)) for one in rows[:UNBOOKED_SHOWN]]
    yield Words((tr("They were skipped, rejected, or in the books already.", lang),))
    yield Table(UNBOOKED, title, columns, found)
    yield from _more(len(rows) - UNBOOKED_SHOWN, lang)
    if len(rows) <= IN_FULL:
        for number, one in enumerate(rows, 1):
            yield _cells(f"{CELLS}_{UNBOOKED}_{number}", [one.row], frozenset(), lang)


def _left(request: Request, one: Unbooked) -> dict[str, Value]:
    places = [where(request, place) for place in one.same_document[:IN_FULL]]
    more = ["…"] if len(one.same_document) > IN_FULL else []
    reason = "" if one.row.left_out is None else words(one.row.left_out, request.lang)
    return {"source": cells_named(one.source), "reason": reason, "same": ", ".join([*places, *more])}

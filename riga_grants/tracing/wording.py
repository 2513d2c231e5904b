"""How it is worded where an entry comes from and what became of it, alike on the terminal and in the dashboard."""

from datetime import date
from datetime import datetime
from datetime import time
from typing import Any
from typing import Final

from beancount.core.data import Custom

from riga_grants import names
from riga_grants.chains import chain
from riga_grants.chains.amendments import NUMBER as AMENDMENT_NUMBER
from riga_grants.chains.history import History
from riga_grants.chains.kept import Cell
from riga_grants.chains.kept import plain_text
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.money import to_decimal
from riga_grants.screens.imports_text import when
from riga_grants.sheets import ERROR
from riga_grants.tracing.provenance import Source
from riga_grants.tracing.provenance import Trace
from riga_grants.tracing.trace import Answer
from riga_grants.wording import NOT_STATED

IN_FULL: Final = 3
"""So many entries are shown in full with their rows; of more, one line and their cells."""

UNBOOKED_SHOWN: Final = 20
"""So many rows that no entry names are shown."""

LONGEST: Final = 200
"""So much of a question is repeated where it has no answer."""

_COMPUTED: Final = {
    names.CLAIM: N_("co-financing"),
    names.FLAT_RATE: N_("flat rate"),
    names.VAT_CUT: N_("recoverable tax"),
    names.CUT: N_("cut by control"),
    names.SETTLEMENT: N_("settlement"),
}


def state(one: Trace, lang: str) -> str:
    """Say whether what an entry states stands, or what it computed; "" for an entry that states nothing."""
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


def without_file(one: Trace, lang: str) -> str:
    """Say how an entry came into the books that names no file."""
    if one.computed:
        return tr("Computed by this program: it names no file.", lang)
    number = str(one.entry.meta.get(AMENDMENT_NUMBER) or "")
    if number and one.booking is not None and one.booking.number:
        return tr("Entered as amendment {number} of the budget: it names no file.", lang, number=number)
    return tr("Entered by hand: it names no file.", lang)


def brought(one: Trace, past: History | None, lang: str) -> str:
    """Name the import that a fact belongs to, with its moment and who made it; "" where none brought it."""
    made = past.imports.get(one.booking.number) if past and one.booking else None
    if made is None:
        return ""
    who = made.says(chain.BY) or NOT_STATED
    return tr("import {number} of {when}, by {who}", lang, number=made.number, when=when(made, lang), who=who)


def stated(entry: Any, lang: str) -> str:  # noqa: ANN401 - any entry
    """Show the values of a directive of ours, "" for any other entry."""
    values = (entry.values or ()) if isinstance(entry, Custom) else ()
    return " ".join(show_date(one.value, lang) if isinstance(one.value, date) else str(one.value) for one in values)


def cells_named(source: Source) -> str:
    """Name cells as a question does: FILE!SHEET!CELLS."""
    return "!".join(part for part in (source.file, source.sheet, source.cells) if part)


def shown_cell(cell: Cell, lang: str) -> str:
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


def not_found(answer: Answer, lang: str) -> tuple[str, str]:
    """Say that a question has no answer, and what may have been meant or what can be asked."""
    short = answer.asked if len(answer.asked) <= LONGEST else f"{answer.asked[:LONGEST]}…"
    nothing = tr("Nothing in the books is known as “{asked}”.", lang, asked=short)
    if answer.nearest:
        return nothing, tr("The nearest: {names}", lang, names="; ".join(answer.nearest))
    return nothing, tr(
        "Ask for a place (FILE:LINE), a key (row-…), a document's number, a figure (RGAP 1.1 2015) or cells of an "
        "imported workbook (FILE!SHEET!J17).",
        lang,
    )

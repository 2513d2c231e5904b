"""Postings as rows of a table: each with its document, its place in the ledger, and the cells that it was read from."""

from collections.abc import Sequence
from typing import NamedTuple

from riga_grants import names
from riga_grants.errors import Place
from riga_grants.facts import Fact
from riga_grants.i18n import tr
from riga_grants.reports.placed import placed
from riga_grants.reports.request import Request
from riga_grants.reports.totals import filled
from riga_grants.screens.shares_text import MADE
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import WORD
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Value
from riga_grants.wording import show_cents


class Part(NamedTuple):
    """A posting and what of the figure it makes, in cents."""

    fact: Fact
    cents: int


def entry_columns(lang: str) -> tuple[Column, ...]:
    """Give the columns that tell an entry: its day, its document, what it is about, and the account."""
    return (
        Column("date", tr("Date", lang), DAY),
        Column("document_no", tr("Document", lang), width=16),
        Column("issuer", tr("Issuer", lang), width=24),
        Column("text", tr("Description", lang), width=28),
        Column("account", tr("Account", lang), CODE, width=28),
    )


def columns(lang: str, *, shared: bool = False) -> tuple[Column, ...]:
    """Give the columns of a list of postings; with `shared` also the whole cost of which the amount is a part."""
    return (
        *entry_columns(lang),
        Column("amount", tr("Amount", lang), MONEY),
        *((Column("cost", tr("Of a cost of", lang), MONEY),) if shared else ()),
        Column("note", tr("Notes", lang), WORD),
        Column("where", tr("Where", lang), CODE, width=34),
        Column("source", tr("Read from", lang), CODE, width=30),
        Column("document", tr("Scanned document", lang), CODE, width=24),
    )


def rows(request: Request, heads: Sequence[Column], parts: Sequence[Part], currency: str) -> list[Row]:
    """Make the rows of some postings, each with its place in the ledger as its key.

    What is posted in another currency than the table's is no amount there but told in words.
    """
    named = placed(request, (part.fact.place for part in parts))
    found = ((part, named[part.fact.place]) for part in parts)
    return [Row(filled(heads, _cells(part, place, currency, request.lang)), key=place) for part, place in found]


def _cells(part: Part, place: str, currency: str, lang: str) -> dict[str, Value]:
    fact = part.fact
    return {
        "date": fact.day,
        "document_no": fact.document_no,
        "issuer": str(fact.says(names.ISSUER) or fact.text[0]),
        "text": fact.text[1],
        "account": fact.account,
        "amount": part.cents if fact.currency == currency else None,
        "cost": fact.cents if fact.currency == currency else None,
        "note": note_on(fact, lang) if fact.currency == currency else foreign(fact, lang),
        "where": place,
        "source": str(source_of(fact) or "") or _without_file(fact, lang),
        "document": str(fact.says(names.DOCUMENT_FILE) or ""),
    }


def note_on(fact: Fact, lang: str) -> str:
    """Say that a posting is parked, and what it is where the program computed it."""
    said = [tr("parked", lang)] if fact.parked else []
    if fact.made:
        said.append(tr(MADE[fact.made], lang) if fact.made in MADE else fact.made)
    return ", ".join(said)


def foreign(fact: Fact, lang: str) -> str:
    """Tell an amount in its own currency, where a table is in another."""
    return f"{show_cents(fact.cents, lang)}\N{NO-BREAK SPACE}{fact.currency}"


def source_of(fact: Fact) -> Place | None:
    """Give the cells of the workbook that a posting was read from, None where it was not imported."""
    file, sheet, at = (str(fact.says(key) or "") for key in (names.SOURCE_FILE, names.SOURCE_SHEET, names.SOURCE_CELLS))
    return Place(file, sheet=sheet, cell=at) if file else None


def _without_file(fact: Fact, lang: str) -> str:
    """Say how a posting came into the books that was not read from a workbook."""
    return tr("computed by this program", lang) if fact.made else tr("entered by hand", lang)


def total(heads: Sequence[Column], amount: int | None, lang: str) -> dict[str, Value]:
    """Give the cells of the row below a list of postings: the sum alone."""
    blank: dict[str, Value] = dict.fromkeys((column.key for column in heads), "")
    return {**blank, "account": tr("TOTAL", lang), "amount": amount}

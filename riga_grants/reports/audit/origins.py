"""Where each cost comes from: its workbook, sheet and cells with the sha256, or that it was computed, or entered by hand."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any
from typing import NamedTuple

from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.books import Books
from riga_grants.chains.history import history
from riga_grants.chains.imports import generated
from riga_grants.errors import Place
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.reports.audit.journal import under
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value

IMPORTED, COMPUTED, BY_HAND = N_("imported"), N_("computed"), N_("entered by hand")
_SOURCE = names.PROVENANCE[:4]
_STANDS = ("", "")


class Links(NamedTuple):
    """How the entries of the books hang together: their keys by their places, and what became of the postings at a place.

    `later` has what took a posting back, and what stands in its place ("": nothing). `imports` are the numbers by file.
    """

    keys: Mapping[tuple[str, int], str]
    later: Mapping[Place, tuple[str, str]]
    imports: Mapping[str, int]


def trace(request: Request) -> Table:
    """Make the list of all cost postings with the cells that each was read from."""
    lang, books = request.lang, request.books
    columns = (
        Column("project", tr("Project", lang), width=10),
        Column("date", tr("Date", lang), DAY, width=12.5),
        Column("account", tr("Account", lang), CODE, width=34),
        Column("amount", tr("Amount", lang), MONEY, width=14),
        Column("currency", tr("Currency", lang), width=9),
        Column("document_no", tr("Document No.", lang), width=18),
        Column("origin", tr("How it came", lang), width=16),
        Column("workbook", tr("Workbook", lang), width=26),
        Column("sheet", tr("Sheet", lang), width=14),
        Column("cells", tr("Cells", lang), CODE, width=12),
        Column("workbook_sha256", tr("sha256 of the workbook", lang), CODE, width=68),
        Column("import", tr("Import No.", lang), width=9),
        Column("place", tr("File and line of the ledger", lang), CODE, width=56),
        Column("cost_key", tr("Key", lang), CODE, width=38),
        Column("reverses", tr("Takes back the key", lang), CODE, width=38),
        Column("replaces", tr("Replaces the key", lang), CODE, width=38),
        Column("taken_back", tr("Taken back by", lang), CODE, width=56),
        Column("replaced", tr("Replaced by", lang), CODE, width=56),
    )
    links = _links(books)
    rows = [row for one in request.projects for row in _of_project(books, one, links, lang)]
    title = tr("Where each cost comes from", lang)
    return Table("trace", title, columns, rows, register=True, empty=tr("No costs are booked.", lang))


def _links(books: Books) -> Links:
    keys: dict[tuple[str, int], str] = {}
    corrected = False
    for entry in books.entries:
        if isinstance(entry, Transaction):
            corrected = corrected or names.REVERSES in entry.meta
            key = next((link for link in entry.links or () if link.startswith(names.ROW_KEY_PREFIX)), "")
            if key:
                keys[entry.meta["filename"], entry.meta["lineno"]] = key
    imports = {str(one.path): one.number for one in generated(books.root)}
    return Links(keys, _later(books) if corrected else {}, imports)


def _later(books: Books) -> Mapping[Place, tuple[str, str]]:
    """Tell what became of each cost that does not stand any more."""
    return {
        one.record.place: (_shown(books, one.taken.place), _shown(books, one.replaced_by.place) if one.replaced_by else "")
        for one in history(books).bookings
        if one.taken is not None
    }


def _shown(books: Books, place: Place) -> str:
    return f"{under(books, place.file)}:{place.line}"


def _of_project(books: Books, one: Asked, links: Links, lang: str) -> Iterator[Row]:
    words = {origin: tr(origin, lang) for origin in (IMPORTED, COMPUTED, BY_HAND)}
    for fact in _costs(books.facts[one.code], one):
        yield Row((one.code, *_cells(books, fact, links, words)))


def _costs(facts: Iterable[Fact], one: Asked) -> Iterator[Fact]:
    """Give the costs of a project in the period."""
    start, last = one.period.start, one.last
    return (fact for fact in facts if fact.role == names.COST and start <= fact.day <= last)


def _cells(books: Books, fact: Fact, links: Links, words: Mapping[str, str]) -> tuple[Value, ...]:
    own, meta = fact.said
    said: Mapping[str, Any] = {**meta, **own} if len(own) > 2 else meta  # noqa: PLR2004 - Beancount's own two, file and line
    number = links.imports.get(fact.place.file, 0)
    origin = COMPUTED if fact.made else IMPORTED if number else BY_HAND
    return (
        fact.day,
        fact.account,
        fact.cents,
        fact.currency,
        fact.document_no,
        words[origin],
        *(str(said.get(name, "")) for name in _SOURCE),
        str(number or ""),
        _shown(books, fact.place),
        links.keys.get((meta["filename"], meta["lineno"]), ""),
        str(said.get(names.REVERSES, "")),
        str(said.get(names.REPLACES, "")),
        *links.later.get(fact.place, _STANDS),
    )

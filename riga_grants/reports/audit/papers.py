"""The auditor's list of documents: each once, with what is booked of it, the workbook that states it, its scanned file."""

import hashlib
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Any
from typing import NamedTuple

from beancount.core.data import Document

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.books import Books
from riga_grants.chains.canon import owns
from riga_grants.checks.documents import Part
from riga_grants.checks.documents import by_document
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.reports.audit.journal import under
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value

THERE, MISSING, OUTSIDE = N_("there"), N_("MISSING"), N_("not in the books' folder, not opened")
_BETWEEN = "; "
_PLACE = 2  # keys of metadata that Beancount itself gives each posting: file and line
_FROM_DOCUMENTS = frozenset({"", names.CUT})


class Scan(NamedTuple):
    """A scanned file as it was found: its name from the books' folder, its sha256 ("": not read), and whether it is there."""

    name: str
    sha256: str
    state: str


@dataclass(frozen=True, slots=True)
class Scans:
    """The scanned files that the books name. Each is read once; one outside of the books' folder is never opened."""

    books: Books
    _found: dict[tuple[str, str], Scan] = field(default_factory=dict)

    def find(self, named: str, beside: str) -> Scan:
        """Find a file as an entry names it: from the folder of the entry's file, of the ledger, or of the books."""
        if (named, beside) not in self._found:
            self._found[named, beside] = self._scan(named, Path(beside).parent)
        return self._found[named, beside]

    def _scan(self, named: str, beside: Path) -> Scan:
        root = self.books.root
        try:
            tried = [(folder / named).resolve() for folder in (beside, root / "ledger", root)]
            path = next((path for path in tried if path.is_file()), tried[0])
            if not path.is_relative_to(root):
                return Scan(named, "", OUTSIDE)
            with path.open("rb") as content:
                return Scan(under(self.books, str(path)), hashlib.file_digest(content, "sha256").hexdigest(), THERE)
        except (OSError, ValueError):  # ValueError: of a name that no file can have
            return Scan(named, "", MISSING)


def documents(request: Request) -> Table:
    """Make the list of documents, in the order in which they were first booked."""
    lang = request.lang
    columns = (
        Column("project", tr("Project", lang), width=10),
        Column("type", tr("Type", lang), width=16),
        Column("document_no", tr("Document No.", lang), width=18),
        Column("date", tr("Date", lang), DAY, width=12.5),
        Column("issuer", tr("Issuer", lang), width=30),
        Column("issuer_reg", tr("Reg. No.", lang), width=14),
        Column("booked", tr("Booked in total", lang), MONEY, width=15),
        Column("currency", tr("Currency", lang), width=9),
        Column("postings", tr("Postings", lang), NUMBER, width=9),
        Column("workbook", tr("Read from the workbook", lang), width=26),
        Column("workbook_sha256", tr("sha256 of the workbook", lang), CODE, width=68),
        Column("file", tr("Scanned file", lang), width=30),
        Column("file_sha256", tr("sha256 of the scanned file", lang), CODE, width=68),
        Column("file_state", tr("Is the file there?", lang), width=20),
    )
    scans = Scans(request.books)
    rows = [row for one in request.projects for row in _of_project(request.books, one, scans, lang)]
    title = tr("Documents", lang)
    return Table("documents", title, columns, rows, register=True, empty=tr("No documents are booked.", lang))


def _of_project(books: Books, one: Asked, scans: Scans, lang: str) -> Iterator[Row]:
    for facts in _groups(_costs(books, one)):
        yield Row(_document(one.code, facts, scans, lang))
    for entry in books.entries:
        if isinstance(entry, Document) and owns(entry.account, one.code) and one.period.start <= entry.date <= one.last:
            scan = scans.find(entry.filename, entry.meta["filename"])
            blank: tuple[Value, ...] = ("", None, entry.date, None, None, None, "", 0, "", "")
            yield Row((one.code, *blank, scan.name, scan.sha256, tr(scan.state, lang)))


def _costs(books: Books, one: Asked) -> list[Fact]:
    """Give the costs of documents in the period, with what was cut of them and what was reversed."""
    facts = (fact for fact in books.facts[one.code] if fact.role == names.COST and fact.made in _FROM_DOCUMENTS)
    return [fact for fact in facts if one.period.start <= fact.day <= one.last]


def _groups(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Put costs together by document and currency, in the order of the first of each; without a number by their entries."""
    known = by_document(Part("", "", fact) for fact in facts)
    documents_of: dict[int, object] = {id(part.fact): document for document, parts in known.items() for part in parts}
    found: dict[tuple[object, str], list[Fact]] = {}
    for fact in facts:
        document = documents_of.get(id(fact)) or (fact.numbered, fact.entry if fact.numbered is None else "")
        found.setdefault((document, fact.currency), []).append(fact)
    return list(found.values())


def _document(code: str, facts: Sequence[Fact], scans: Scans, lang: str) -> tuple[Value, ...]:
    first, said = facts[0], [_said(fact) for fact in facts]
    types, numbers = _stated(said, names.DOCUMENT_TYPE), _stated(said, names.ISSUER_REG)
    workbooks = dict.fromkeys(
        (str(one[names.SOURCE_FILE]), str(one.get(names.SOURCE_SHA256, ""))) for one in said if names.SOURCE_FILE in one
    )
    named = [
        (str(one[names.DOCUMENT_FILE]), fact.place.file)
        for one, fact in zip(said, facts, strict=True)
        if one.get(names.DOCUMENT_FILE)
    ]
    files = [scans.find(*one) for one in dict.fromkeys(named)]
    return (
        code,
        types,
        first.document_no or None,
        _dated(said[0]),
        _issuer(first, said[0]) or None,
        numbers,
        sum(fact.cents for fact in facts),
        first.currency,
        len(facts),
        _BETWEEN.join(name for name, _ in workbooks),
        _BETWEEN.join(sha256 for _, sha256 in workbooks),
        *_scanned(files, lang),
    )


def _said(fact: Fact) -> Mapping[str, Any]:
    """Give the metadata of a posting and of its transaction together; most postings have none of their own."""
    own, shared = fact.said
    return {**shared, **own} if len(own) > _PLACE else shared


def _stated(said: Sequence[Mapping[str, Any]], key: str) -> str | None:
    """Give what the first of some costs says that says it at all."""
    return next((str(one[key]) for one in said if one.get(key)), None)


def _scanned(files: Sequence[Scan], lang: str) -> tuple[str, str, str]:
    """Give names, hashes and states of a document's files."""
    if not files:
        return "", "", ""
    states = (tr(one.state, lang) for one in files)
    return _BETWEEN.join(one.name for one in files), _BETWEEN.join(one.sha256 for one in files), _BETWEEN.join(states)


def _issuer(fact: Fact, said: Mapping[str, Any]) -> str:
    return str(said.get(names.ISSUER) or fact.text[0])


def _dated(said: Mapping[str, Any]) -> date | None:
    found = said.get(names.DOCUMENT_DATE)
    return found if isinstance(found, date) else None

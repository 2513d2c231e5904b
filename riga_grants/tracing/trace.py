"""Where something in the books comes from, and what became of a cell: provenance in both directions.

A question is a place in the ledger, an entry's key, a document's number, a figure of a report, or cells of a workbook. The
answer is values; `trace_text` and the dashboard show them.
"""

import hashlib
import re
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any
from typing import NamedTuple

from riga_grants.booked import Booked
from riga_grants.books import Books
from riga_grants.chains.history import Fact
from riga_grants.chains.history import History
from riga_grants.chains.history import history
from riga_grants.chains.kept import EVERYTHING
from riga_grants.chains.kept import PREFIX
from riga_grants.chains.kept import Area
from riga_grants.chains.kept import Row
from riga_grants.chains.kept import area
from riga_grants.chains.kept import plain_text
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.layouts import Layout
from riga_grants.texts import document_key
from riga_grants.texts import folded
from riga_grants.texts import plain
from riga_grants.texts import sort_key
from riga_grants.tracing import figures
from riga_grants.tracing.figures import Figure
from riga_grants.tracing.provenance import Look
from riga_grants.tracing.provenance import Source
from riga_grants.tracing.provenance import Trace
from riga_grants.tracing.provenance import source_of

_KEY = re.compile(r"\^?(row-[0-9a-f]{6,32})")
_PLACE = re.compile(r"(.+):([0-9]{1,9})")
_NEAREST = 5
_NEAR = 0.5


class Asked(StrEnum):
    """What a question turned out to be about."""

    ENTRY = "entry"
    KEY = "key"
    DOCUMENT = "document"
    FIGURE = "figure"
    CELL = "cell"
    NOTHING = ""


class Unbooked(NamedTuple):
    """A row of an imported workbook that no entry names, and the entries of the same document, as other files brought them."""

    source: Source
    kept: Path
    row: Row
    same_document: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Of a figure, `parts` gives the traces of its costs before the period, in the period, and of its budget, in the order of the
    figure's own. `nearest` names what may have been meant where nothing was found.
    """

    asked: str
    kind: Asked
    traces: tuple[Trace, ...] = ()
    figure: Figure | None = None
    parts: tuple[tuple[Trace, ...], ...] = ()
    unbooked: tuple[Unbooked, ...] = ()
    findings: tuple[Finding, ...] = ()
    nearest: tuple[str, ...] = ()
    past: History | None = field(default=None, repr=False)

    @property
    def found(self) -> bool:
        """Say whether the question has an answer."""
        return bool(self.traces or self.figure or self.unbooked)

    @property
    def kept(self) -> tuple[Path, ...]:
        """The archived workbooks behind the answer."""
        every = (*(one.kept for one in self.traces if one.kept is not None), *(one.kept for one in self.unbooked))
        return tuple(dict.fromkeys(every))


def trace(
    books: Books,
    layouts: Mapping[str, Layout],
    words: Sequence[str],
    today: date,
    lang: str,
    *,
    past: History | None = None,
    disk: bool = True,
) -> Answer:
    """Answer a question, given as one or several words, about loaded books.

    `past` is the books' history where it is known already. Without `disk` no file is looked at but those of the books, whatever
    the question names: for questions that come from elsewhere. Raise BooksError for an archived workbook that cannot be read
    although it is the one that was imported.
    """
    asked = " ".join(words).strip()
    look = Look(books, past or history(books), layouts, disk)
    answer = _answer(look, asked, asked.split(), today, lang)
    return answer if answer.found else Answer(asked, Asked.NOTHING, nearest=answer.nearest or _nearest(look, asked))


def _answer(look: Look, asked: str, words: Sequence[str], today: date, lang: str) -> Answer:
    """Try the readings of a question, the strictest first."""
    if match := _KEY.fullmatch(asked):
        return _answered(look, asked, Asked.KEY, _of_keys(look, match[1]))
    if (match := _PLACE.fullmatch(asked)) and (traces := [*_at_line(look, match[1], int(match[2]))]):
        return _answered(look, asked, Asked.ENTRY, traces)
    if cells := _cells(look, asked):
        return cells
    found = figures.find(look.books.agreements, look.books.facts, words or [""], today, lang)
    if isinstance(found, Figure):
        return _of_figure(look, asked, found)
    nearest = () if found is None else tuple(get_close_matches(" ".join(words[1:]), found.names, _NEAREST, 0) or found.names)
    return _answered(look, asked, Asked.DOCUMENT, _of_document(look, asked, lang), nearest)


def _answered(look: Look, asked: str, kind: Asked, traces: Iterable[Trace], nearest: tuple[str, ...] = ()) -> Answer:
    """Make an answer of traces, those that stand first, with what is wrong with their archived workbooks."""
    every = tuple(sorted(traces, key=lambda one: not one.stands))
    findings = look.wrong(one.source for one in every if one.source is not None)
    return Answer(asked, kind, every, findings=findings, nearest=nearest, past=look.past)


def _of_figure(look: Look, asked: str, figure: Figure) -> Answer:
    """Make the answer of a figure: the entries that it is made of, without their rows."""
    of_costs = [tuple(look.posting(fact.place) for fact in facts) for facts in (figure.before, figure.this_period)]
    parts = (*of_costs, tuple(look.posting(version.place) for version in figure.budget))
    every = tuple(one for part in parts for one in part)
    findings = look.wrong(one.source for one in every if one.source is not None)
    return Answer(asked, Asked.FIGURE, every, figure, parts, findings=findings, past=look.past)


# --- from the ledger to the cell -------------------------------------------------------------------------------------


def _of_keys(look: Look, key: str) -> Iterator[Trace]:
    """Trace the facts of a key, or of the beginning of one that begins no other."""
    keys = {fact[0] for fact in look.by_fact if fact[0].startswith(key)}
    yield from look.last(fact for fact in look.by_fact if fact[0] in keys and len(keys) == 1)


def _at_line(look: Look, file: str, line: int) -> Iterator[Trace]:
    """Trace the entry that a line of a ledger file belongs to; a file may be named by the end of its path."""
    parts = Path(file).parts
    for path in dict.fromkeys(place.file for place in look.entries):
        if Path(path).parts[-len(parts) :] == parts or (look.disk and _same_file(file, path)):
            entry = _entry_at(look, path, line)
            if entry is not None:
                facts = look.at.get(Place(path, entry.meta["lineno"]), [])
                own = [one for one in facts if one[0].record.place.line == line] or facts
                yield from (look.trace(entry, one) for one in own or (None,))


def _same_file(one: str, other: str) -> bool:
    return _is_file(Path(one)) and Path(one).resolve() == Path(other)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # no name of a file: too long, or with a character that none may have
        return False


def _entry_at(look: Look, path: str, line: int) -> Any:  # noqa: ANN401 - any entry, None for none
    """Give the entry that begins at or above a line, with no blank line between."""
    begins = [place.line for place in look.entries if place.file == path and place.line <= line]
    if not begins:
        return None
    lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    between = lines[max(begins) - 1 : line]
    if line > len(lines) or not all(text.strip() for text in between):
        return None
    return look.entries[Place(path, max(begins))]


def _of_document(look: Look, number: str, lang: str) -> Iterator[Trace]:
    """Trace the costs of a document's number, of all issuers, by issuer and date."""
    wanted = document_key(plain(number).text)
    found = [(fact, record) for fact, record in _costs(look) if wanted and document_key(record.content.document_no) == wanted]
    by_issuer = sorted(found, key=lambda one: (sort_key(folded(one[1].content.issuer), lang), one[1].content.document_date))
    yield from look.last(fact for fact, _ in by_issuer)


def _costs(look: Look) -> Iterator[tuple[Fact, Booked]]:
    for fact, bookings in look.by_fact.items():
        record = bookings[-1].record
        if isinstance(record, Booked):
            yield fact, record


# --- from the cell to the ledger -------------------------------------------------------------------------------------


class _Wanted(NamedTuple):
    """Cells that were asked for: of which files (their sha256), of which sheet (None: any), which area."""

    files: tuple[str, ...]
    sheet: str | None
    area: Area


def _cells(look: Look, asked: str) -> Answer | None:
    """Answer a question about cells: FILE!SHEET!CELL, FILE!CELL, FILE!SHEET or FILE; None where no such file was imported."""
    wanted = _wanted(look, asked)
    if wanted is None:
        return None
    named: set[tuple[str, str, int]] = set()
    facts: list[Fact] = []
    for fact, bookings in look.by_fact.items():
        for source in filter(None, (source_of(one.entry) for one in bookings)):
            place = area(source.cells) or EVERYTHING
            if source.sha256 in wanted.files and wanted.sheet in (None, folded(source.sheet)):
                named.add((source.sha256, folded(source.sheet), place.top))
                if place.meets(wanted.area):
                    facts.append(fact)
    unbooked = tuple(_unbooked(look, wanted, named))
    found = _answered(look, asked, Asked.CELL, look.last(dict.fromkeys(facts)))
    findings = look.wrong(Source(_name(look, sha256), "", "", sha256) for sha256 in wanted.files)
    return replace(found, unbooked=unbooked, findings=findings)


def _wanted(look: Look, asked: str) -> _Wanted | None:
    parts = asked.split("!")
    for length in range(len(parts), 0, -1):
        files = tuple(_files(look, "!".join(parts[:length])))
        if files:
            *sheet, last = parts[length:] or [""]
            cells = area(last.strip())
            if cells is None and last:
                sheet.append(last)
            name = "!".join(sheet).strip().removeprefix("'").removesuffix("'")
            return _Wanted(files, folded(name) if sheet else None, cells or EVERYTHING)
    return None


def _files(look: Look, said: str) -> Iterator[str]:
    """Give the sha256 of the imported files that a path or a name means: itself, its archived copy, all editions of a name."""
    said = said.strip()
    for path in (Path(said), look.books.root / said) if said and look.disk else ():
        if _is_file(path):
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            if sha256 in look.files:
                yield sha256
                return
    name = plain(Path(said).name).text
    kept = {path.name for path in look.shelf.names()}
    for sha256, known in look.files.items():
        archived = name in kept and name[:PREFIX] == sha256[:PREFIX]
        if archived or (name and folded(name) in map(folded, known)):
            yield sha256


def _name(look: Look, sha256: str) -> str:
    return min(look.files[sha256])


def _unbooked(look: Look, wanted: _Wanted, named: Collection[tuple[str, str, int]]) -> Iterator[Unbooked]:
    """Give the rows asked for that no entry names; of a whole sheet or column only those below the headings."""
    for sha256 in wanted.files:
        name = _name(look, sha256)
        kept, _ = look.shelf.find(sha256, name)
        if kept is not None:
            for row in look.shelf.rows(kept, sha256, wanted.sheet, wanted.area):
                above = row.above and wanted.area.bottom == EVERYTHING.bottom
                if (sha256, folded(row.sheet), row.number) not in named and not above:
                    source = Source(name, row.sheet, f"{row.cells[0].at}:{row.cells[-1].at}", sha256)
                    yield Unbooked(source, kept, row, tuple(_same_document(look, row)))


def _same_document(look: Look, row: Row) -> list[Place]:
    """Give the entries of a row's document: those with the row's own description, or else all of them."""
    wanted = document_key(row.document_no)
    same = [(fact, record) for fact, record in _costs(look) if wanted and document_key(record.content.document_no) == wanted]
    texts = {folded(plain(plain_text(cell)).text) for cell in row.cells}
    alike = [one for one in same if folded(one[1].content.description) in texts]
    return [look.by_fact[fact][-1].place for fact, _ in alike or same]


# --- what may have been meant ----------------------------------------------------------------------------------------


def _nearest(look: Look, asked: str) -> tuple[str, ...]:
    """Give the names in the books that are most like what was asked for."""
    if _KEY.fullmatch(asked):
        return tuple(get_close_matches(asked.lstrip("^"), sorted({fact[0] for fact in look.by_fact}), _NEAREST, _NEAR))
    known = {record.content.document_no for _, record in _costs(look)}
    known |= {name for names_of_file in look.files.values() for name in names_of_file}
    known |= set(look.books.agreements) | {account for one in look.books.agreements.values() for account in one.lines}
    if match := _PLACE.fullmatch(asked):
        return _nearest_lines(look, match[1], int(match[2])) or tuple(get_close_matches(match[1], known, _NEAREST, _NEAR))
    return tuple(get_close_matches(asked.partition("!")[0], sorted(known), _NEAREST, _NEAR))


def _nearest_lines(look: Look, file: str, line: int) -> tuple[str, ...]:
    """Give the entries nearest to a line of a ledger file that is there."""
    parts = Path(file).parts
    there = [place for place in look.at if Path(place.file).parts[-len(parts) :] == parts]
    nearest = sorted(there, key=lambda place: (abs(place.line - line), place))[:_NEAREST]
    return tuple(str(place.under(look.books.root)) for place in sorted(nearest))

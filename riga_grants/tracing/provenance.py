"""Where an entry comes from and what became of it: its cells, the archived workbook, the row as it stood, and its history."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from typing import NamedTuple

from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.booked import Booked
from riga_grants.books import Books
from riga_grants.chains import chain
from riga_grants.chains import cuts
from riga_grants.chains.cuts import CostKey
from riga_grants.chains.cuts import CutEntry
from riga_grants.chains.history import Booking
from riga_grants.chains.history import Fact
from riga_grants.chains.history import History
from riga_grants.chains.history import fact_of
from riga_grants.chains.kept import EVERYTHING
from riga_grants.chains.kept import Row
from riga_grants.chains.kept import Shelf
from riga_grants.chains.kept import area
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.facts import PARKED
from riga_grants.facts import place_of
from riga_grants.facts import posting_place
from riga_grants.layouts import Layout


class Source(NamedTuple):
    """The cells that an entry was read from, and the sha256 of their file; `cells` is a range such as "A7:M7"."""

    file: str
    sheet: str
    cells: str
    sha256: str


class Event(NamedTuple):
    """Something that happened to a fact: it was "booked", "taken-back" or "restored", by an import (0: by hand), at a place.

    `other` is the entry of the version that it had replaced, or of the one that has replaced it. Of a cost something was "cut",
    or "given-back" of what had been cut: `cents` by the control report `report`.
    """

    what: str
    number: int
    place: Place
    reason: str
    by: str
    other: Place | None
    cents: int = 0
    report: str = ""


class Posted(NamedTuple):
    """An account, and what an entry posts to it, in cents."""

    account: str
    cents: int
    currency: str


class Computed(NamedTuple):
    """What an entry is that the program computed: its kind (`names.MADE`), and its posting on an account, in cents."""

    kind: str
    account: str
    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class Trace:
    """One entry of the ledger and where it comes from.

    `booking` is the fact that it states or, if it `takes_back` one, that it takes back; of a cut, the cost; None for entries
    that are none of these. `computed` tells of an entry that states no fact of a document, but was computed.
    `written` is the import whose file holds it (0: by hand). `kept` is the archived workbook, None where it is not there or not
    the same any more; `rows` are the rows of its source as they stood, `events` all that happened to the fact.
    `amount_cells` are the cells of the rows from which the layout takes the amount, none where the layout is not known.
    """

    entry: Any
    booking: Booking | None
    takes_back: bool
    written: int
    source: Source | None
    kept: Path | None
    rows: tuple[Row, ...]
    events: tuple[Event, ...]
    computed: Computed | None = None
    amount_cells: frozenset[str] = frozenset()

    @property
    def place(self) -> Place:
        """The entry's place in the ledger."""
        return Place(self.entry.meta["filename"], self.entry.meta["lineno"])

    @property
    def stands(self) -> bool:
        """Say whether what the entry states has not been taken back."""
        if self.computed is not None:
            return True
        return self.booking is not None and not self.takes_back and self.booking.stands

    @property
    def posted(self) -> Posted | None:
        """What a cost, what takes one back, or what was computed posts to its line; None for an entry that is none of these."""
        if self.computed is not None:
            return Posted(*self.computed[1:])
        if self.booking is None or not isinstance(self.booking.record, Booked):
            return None
        record = self.booking.record
        cents = -record.content.cents if self.takes_back else record.content.cents
        return Posted(record.content.account, cents, record.currency)


@dataclass
class Look:
    """The books and their history, indexed when it is first needed.

    `disk` says that a question may name a file by where it lies on this computer; otherwise only by what the books call it.
    """

    books: Books
    past: History
    layouts: Mapping[str, Layout]
    disk: bool = True

    @cached_property
    def by_fact(self) -> Mapping[Fact, list[Booking]]:
        """All bookings of each fact, in their order."""
        found: defaultdict[Fact, list[Booking]] = defaultdict(list)
        for one in self.past.bookings:
            found[fact_of(one.record)].append(one)
        return found

    @cached_property
    def at(self) -> Mapping[Place, list[tuple[Booking, bool]]]:
        """The facts that the entry at a place states, or (with True) takes back."""
        found: defaultdict[Place, list[tuple[Booking, bool]]] = defaultdict(list)
        for one in self.past.bookings:
            found[one.place].append((one, False))
            if one.taken is not None:
                found[one.taken.place].append((one, True))
        return found

    @cached_property
    def entries(self) -> Mapping[Place, Any]:
        """The entries by their places, and by those of their postings."""
        found = {}
        for entry in self.books.entries:
            for posting in entry.postings if isinstance(entry, Transaction) else ():
                found[posting_place(entry, posting)] = entry
            found[Place(entry.meta["filename"], entry.meta["lineno"])] = entry
        return found

    @cached_property
    def costs(self) -> Mapping[CostKey, Booking]:
        """The last booking of each cost that counts or counted, as cuts name it."""
        return {fact[:2]: bookings[-1] for fact, bookings in self.by_fact.items() if fact[2] not in ("", PARKED)}

    @cached_property
    def cuts(self) -> Mapping[CostKey, list[CutEntry]]:
        """What was cut of each cost, and given back, in the order in which it was written."""
        found: defaultdict[CostKey, list[CutEntry]] = defaultdict(list)
        for one in sorted(cuts.every(self.books.entries), key=lambda one: one.place):
            found[one.of].append(one)
        return found

    @cached_property
    def written(self) -> Mapping[str, int]:
        """The number of the import that wrote each generated file."""
        return {str(file.path): one.number for one in self.past.every for file in one.files}

    @cached_property
    def files(self) -> Mapping[str, set[str]]:
        """The names that each file had that the books name as a source, by its sha256."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for source in map(source_of, self.books.entries):
            if source is not None:
                found[source.sha256].add(source.file)
        for one in self.past.every:
            if one.says(chain.SOURCE_SHA256):
                found[one.says(chain.SOURCE_SHA256)].add(one.says(chain.SOURCE))
        return found

    @cached_property
    def shelf(self) -> Shelf:
        """The archived workbooks."""
        return Shelf(self.books.root, self.layouts, self.read_by)

    @cached_property
    def read_by(self) -> Mapping[str, str]:
        """The name of the layout that each imported file was read by, by its sha256."""
        return {one.says(chain.SOURCE_SHA256): one.says(chain.LAYOUT) for one in self.past.every}

    def wrong(self, sources: Iterable[Source]) -> tuple[Finding, ...]:
        """Find the archived workbooks that are missing or altered."""
        files = {source.sha256: source.file for source in sources}
        found = [self.shelf.find(sha256, file)[1] for sha256, file in files.items() if sha256]
        return tuple(one for one in found if one is not None)

    def posting(self, place: Place) -> Trace:
        """Trace the posting or the directive at a place that the books gave."""
        entry = self.entries[place]
        facts = self.at.get(Place(entry.meta["filename"], entry.meta["lineno"]), [])
        own = next((one for one in facts if one[0].record.place == place), next(iter(facts), None))
        return self.trace(entry, own, rows=False, at=place)

    def trace(
        self,
        entry: Any,  # noqa: ANN401
        fact: tuple[Booking, bool] | None,
        *,
        rows: bool = True,
        at: Place | None = None,
    ) -> Trace:
        """Trace an entry by a fact that it states or takes back; one that was computed by its posting `at` a place."""
        computed = _computed(entry, at)
        booking, takes_back = fact or (self._cost_of(entry, computed), False)
        source = source_of(booking.entry if booking else entry)
        kept = self.shelf.find(source.sha256, source.file)[0] if source and source.sha256 else None
        read = tuple(self.rows(kept, source)) if rows and source and kept else ()
        events = tuple(self.events(booking)) if booking else ()
        written = self.written.get(entry.meta["filename"], 0)
        amounts = frozenset(self._amounts(source.sha256, read)) if source else frozenset[str]()
        return Trace(entry, booking, takes_back, written, source, kept, read, events, computed, amounts)

    def _amounts(self, sha256: str, rows: Iterable[Row]) -> Iterator[str]:
        """Name the cells below the heading that a file's layout takes amounts from."""
        layout = self.layouts.get(self.read_by.get(sha256, ""))
        spot = layout.columns.get("amount") if layout else None
        if spot is not None:
            yield from (cell.at for row in rows for cell in row.cells if cell.heading in spot.headings)

    def _cost_of(self, entry: Any, computed: Computed | None) -> Booking | None:  # noqa: ANN401
        """Give the cost that an entry cuts; None where it cuts none."""
        if computed is None or computed.kind != names.CUT:
            return None
        return self.costs.get((str(entry.meta.get(names.CUTS) or ""), computed.account))

    def last(self, facts: Iterable[Fact]) -> Iterator[Trace]:
        """Trace the last booking of each fact."""
        for fact in facts:
            booking = self.by_fact[fact][-1]
            yield self.trace(booking.entry, (booking, False))

    def rows(self, kept: Path, source: Source) -> Iterator[Row]:
        """Give the rows that an entry was read from, as they stood in its archived workbook."""
        return self.shelf.rows(kept, source.sha256, source.sheet, area(source.cells) or EVERYTHING)

    def events(self, booking: Booking) -> Iterator[Event]:
        """Tell all that happened to a fact, in the order in which it did."""
        for one in self.by_fact[fact_of(booking.record)]:
            done = self.past.imports.get(one.written)
            by = str(one.entry.meta.get(names.BY) or (done.says(chain.BY) if done else ""))
            former = one.replaces.place if one.replaces else None
            what = "booked" if one.written == one.number else "restored"
            yield Event(what, one.written, one.place, str(one.entry.meta.get(names.REASON) or ""), by, former)
            if one.taken is not None:
                later = one.replaced_by.place if one.replaced_by else None
                yield Event("taken-back", one.taken.number, one.taken.place, one.taken.reason, one.taken.by, later)
        record = booking.record
        if isinstance(record, Booked) and record.flag != PARKED:
            for cut in self.cuts.get((record.key, record.content.account), ()):
                what = "given-back" if (cut.cents < 0) != (record.content.cents < 0) else "cut"
                yield Event(what, 0, cut.place, cut.reason, cut.by, None, abs(cut.cents), cut.report)


def _computed(entry: Any, at: Place | None) -> Computed | None:  # noqa: ANN401 - any entry
    """Tell what an entry computed: its posting at a place, else its first on a project's line, else its first."""
    if not isinstance(entry, Transaction) or names.MADE not in entry.meta:
        return None
    chosen = sorted(entry.postings, key=lambda one: (posting_place(entry, one) != at, place_of(one.account)[1] != names.COST))
    units = chosen[0].units if chosen else None
    if units is None or units.number is None:
        return None
    return Computed(str(entry.meta[names.MADE]), chosen[0].account, round(units.number * 100), units.currency)


def source_of(entry: Any) -> Source | None:  # noqa: ANN401 - any entry
    """Give the cells that an entry says it was read from, None where it names no file."""
    file, sheet, cells, sha256 = (str(entry.meta.get(key) or "") for key in names.PROVENANCE[:4])
    return Source(file, sheet, cells, sha256) if file else None

"""What became of each fact in the books: which import booked it, what took it back, and what stands in its place.

A fact is a cost or a directive. What an import booked belongs to it for good: where the undoing of a later correction restores
it, it is that import's again.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import NamedTuple

from beancount.core.data import Custom
from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.booked import Booked
from riga_grants.booked import every
from riga_grants.booked import reversals
from riga_grants.books import Books
from riga_grants.chains.imports import Import
from riga_grants.chains.imports import imports
from riga_grants.declared import Standing
from riga_grants.declared import stated
from riga_grants.declared import withdrawn
from riga_grants.errors import Place
from riga_grants.importing.plans import Former


class Taken(NamedTuple):
    """What took a fact back: the entry's place, the import that wrote it (0: entered by hand), and what it says of itself."""

    number: int
    place: Place
    reason: str
    by: str


@dataclass(slots=True, eq=False)
class Booking:
    """One entry of a fact. All but the first four fields are filled in while the history is read.

    `number` is the import that it belongs to (0: entered by hand), `written` the one whose file holds it: another where an
    undoing restored it. `replaces` is the earlier version that it stands for, `replaced_by` the later one.
    """

    record: Former
    entry: Any
    number: int
    written: int
    replaces: "Booking | None" = None
    taken: Taken | None = None
    replaced_by: "Booking | None" = None

    @property
    def stands(self) -> bool:
        """Say whether nothing has taken it back."""
        return self.taken is None

    @property
    def place(self) -> Place:
        """The place of its entry in the ledger."""
        return Place(self.entry.meta["filename"], self.entry.meta["lineno"])


Fact = tuple[str, str, str]
"""What a fact is known by: its key, and for a cost its account and its flag."""


class Fate(NamedTuple):
    """What became of the facts of an import: how many there were, how many stand, and which imports took the others back.

    `by_hand` counts those that an entry made by hand took back.
    """

    facts: int
    stand: int
    undone_by: tuple[int, ...]
    corrected_by: tuple[int, ...]
    by_hand: int


class History(NamedTuple):
    """All imports of a set of books, also by their number, and all bookings in the order in which they were written."""

    every: tuple[Import, ...]
    imports: Mapping[int, Import]
    bookings: tuple[Booking, ...]

    def of(self, number: int) -> list[Booking]:
        """Give the last booking of each fact of an import."""
        last = {fact_of(one.record): one for one in self.bookings if one.number == number}
        return list(last.values())

    def undoes(self, number: int) -> int:
        """Give the number of the import that an import undoes, 0 where it undoes none."""
        return self.imports[number].undoes if number in self.imports else 0

    def fate(self, number: int) -> Fate:
        """Say what became of the facts of an import."""
        own = self.of(number)
        takers = [one.taken.number for one in own if one.taken is not None]
        undone = sorted({one for one in takers if self.undoes(one)})
        corrected = sorted({one for one in takers if one and not self.undoes(one)})
        return Fate(len(own), len(own) - len(takers), tuple(undone), tuple(corrected), takers.count(0))


def fact_of(record: Former) -> Fact:
    """Give what a fact is known by."""
    return (record.key, "", "") if isinstance(record, Standing) else (record.key, record.content.account, record.flag)


def project_of(booking: Booking) -> str:
    """Give the code of the project that a booking is about."""
    record = booking.record
    return record.content.project if isinstance(record, Booked) else record.project


def history(books: Books) -> History:
    """Read the history of loaded books out of their entries, import by import.

    What was entered by hand is taken as older than all imports; what was taken back by hand, as later.
    """
    done = imports(books.root)
    numbers = {str(file.path): one.number for one in done for file in one.files}
    undoing = {one.number for one in done if one.undoes}
    written: defaultdict[int, list[Booking]] = defaultdict(list)
    for entry, record in _records(books.entries):
        number = numbers.get(entry.meta["filename"], 0)
        written[number].append(Booking(record, entry, number, number))
    takings: defaultdict[int, list[tuple[Fact, Taken]]] = defaultdict(list)
    for entry, fact in _takings(books.entries):
        number = numbers.get(entry.meta["filename"], 0)
        takings[number].append((fact, _taken(entry, number)))
    by_hand = takings.pop(0, [])
    reading = _Reading(defaultdict(list), undoing)
    for number in sorted(written.keys() | takings.keys()):
        reading.read(written[number], takings[number])
    reading.read([], by_hand)
    everything = [one for number in sorted(written) for one in written[number]]
    return History(tuple(done), {one.number: one for one in done if one.number}, tuple(everything))


def _records(entries: Iterable[Any]) -> Iterator[tuple[Any, Former]]:
    """Give every fact that was ever booked, with its entry, file by file in the order of its lines."""
    facts: list[tuple[Any, Former]] = [*every(entries)]
    facts += [(entry, one) for entry in entries if (one := stated(entry)) is not None]
    return iter(sorted(facts, key=lambda fact: fact[1].place))


def _takings(entries: Iterable[Any]) -> Iterator[tuple[Any, Fact]]:
    """Give every entry that takes a fact back, with that fact."""
    for entry in entries:
        if isinstance(entry, Transaction):
            yield from ((entry, fact) for fact in reversals(entry))
        elif isinstance(entry, Custom) and (key := withdrawn(entry)):
            yield entry, (key, "", "")


def _taken(entry: Any, number: int) -> Taken:  # noqa: ANN401 - a Transaction or a Custom
    said = {name: str(entry.meta.get(name) or "") for name in (names.REASON, names.BY)}
    return Taken(number, Place(entry.meta["filename"], entry.meta["lineno"]), said[names.REASON], said[names.BY])


class _Reading(NamedTuple):
    """The history as it is read, import by import: the bookings that stand, by their fact, and which imports undo others."""

    standing: defaultdict[Fact, list[Booking]]
    undoing: set[int]

    def read(self, written: Iterable[Booking], takings: Iterable[tuple[Fact, Taken]]) -> None:
        """Take in one import: first what it takes back, then what it books."""
        before: dict[str, Booking] = {}
        for fact, taken in takings:
            if self.standing[fact]:
                former = self.standing[fact].pop(0)
                former.taken = taken
                before[fact[0]] = former
        for booking in written:
            replaced = before.get(str(booking.entry.meta.get(names.REPLACES) or booking.record.key))
            if replaced is not None:
                replaced.replaced_by = booking
                self._follow(booking, replaced)
            self.standing[fact_of(booking.record)].append(booking)

    def _follow(self, booking: Booking, former: Booking) -> None:
        """Link a booking to the version before it; one that an undoing restores is again what it was."""
        restored = former.replaces if booking.written in self.undoing else None
        if restored is None:
            booking.replaces = former
        else:
            booking.number, booking.replaces = restored.number, restored.replaces

"""Undo an import: plan what of it still stands and is to be taken back, and write that as a new import of its own.

What the import had corrected is booked again, because otherwise a cost would be lost without a word. What a later import
corrected stays as it is. The lock is taken before the books are loaded, as for `writer.commit`.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from riga_grants.booked import Booked
from riga_grants.books import Books
from riga_grants.chains import amendments
from riga_grants.chains import chain
from riga_grants.chains import cuts
from riga_grants.chains import imports
from riga_grants.chains import writer
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import Rendered
from riga_grants.chains.entries import day_of
from riga_grants.chains.entries import restored
from riga_grants.chains.entries import taken_back
from riga_grants.chains.folders import DOCUMENTS
from riga_grants.chains.history import Booking
from riga_grants.chains.history import Fact
from riga_grants.chains.history import History
from riga_grants.chains.history import fact_of
from riga_grants.chains.history import history
from riga_grants.chains.history import project_of
from riga_grants.chains.imports import Import
from riga_grants.declared import Standing
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Text
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.model import Agreement

PROJECT = "grant-project"
_KNOWN = 12


@dataclass(frozen=True, slots=True)
class Back:
    """One entry to take back, and the earlier version that is booked again in its place (None where it had none)."""

    booking: Booking
    restored: Booking | None = None


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What undoing an import would do: the entries to take back, in their order, and those that something later took back.

    `moved` counts the entries that are dated in an open period, because their own is closed.
    """

    undone: Import
    back: tuple[Back, ...]
    left: tuple[Booking, ...]
    moved: int = 0

    @property
    def restored(self) -> tuple[Booking, ...]:
        """The earlier versions that are booked again."""
        return tuple(one.restored for one in self.back if one.restored is not None)

    @property
    def changes(self) -> Mapping[str, int]:
        """What the costs in the books change by, in cents by currency: less what is taken back, more what is restored."""
        changes: Counter[str] = Counter()
        for one in self.back:
            for booking, sign in ((one.booking, -1), (one.restored, 1)):
                if booking is not None and isinstance(booking.record, Booked):
                    changes[booking.record.currency] += sign * booking.record.content.cents
        return changes


def plan(books: Books, number: int) -> UndoPlan:
    """Plan to undo an import, without changing anything.

    Raise WrongUsage for a number that is none, for an import of which nothing stands, for the undoing of another, and for
    agreements that other entries still need; BooksError for books that Beancount cannot read whole.
    """
    _must_be_whole(books)
    past = history(books)
    undone = past.imports.get(number)
    if undone is None:
        raise WrongUsage(text("There is no import {number}; these can be undone: {known}.", number=number, known=_known(past)))
    if undone.undoes:
        raise WrongUsage(_of_an_undoing(books, past, undone))
    own = past.of(number)
    standing = {fact_of(one.record) for one in past.bookings if one.stands}
    back = tuple(Back(one, _former(one, standing)) for one in own if one.stands)
    if not back:
        raise WrongUsage(_nothing_left(books, past, number, own))
    _must_not_orphan(books, past, back)
    _must_not_be_cut(books, undone, back)
    amendments.must_be_last(books, past, undone, [one.booking for one in back])
    _must_be_open(books, undone, back)
    left = tuple(one for one in own if one.taken is not None and not past.undoes(one.taken.number))
    return UndoPlan(undone, back, left, sum(_moves(books.agreements, one.booking) for one in back))


def commit(
    root: Path, plan: UndoPlan, now: datetime, agreements: Mapping[str, Agreement], correction: Correction
) -> list[Path]:
    """Write what was planned below a set of books, one new generated file in each folder, and give the files.

    An undoing has a number of its own. Raise BooksError where the chain of a folder is broken or the disk refuses; that nobody
    says why is the caller's mistake: ValueError.
    """
    if not correction.reason.strip():
        raise ValueError("an undoing must say why")
    number = imports.last_number(root) + 1
    bodies: defaultdict[Path, list[str]] = defaultdict(list)
    for folder, body in _render(plan, agreements, correction):
        bodies[folder].append(body)
    header = (
        (chain.IMPORT, str(number)),
        (chain.BY, correction.by),
        (chain.KIND, plan.undone.says(chain.KIND)),
        (chain.UNDOES, str(plan.undone.number)),
        (chain.REASON, correction.reason),
    )
    stem = f"undo-{plan.undone.number}"
    return writer.append(root, [writer.Batch(folder, stem, header, "".join(body)) for folder, body in bodies.items()], {}, now)


def _render(plan: UndoPlan, agreements: Mapping[str, Agreement], correction: Correction) -> Iterator[Rendered]:
    """Render each entry that is taken back, followed by what is booked again in its place."""
    for booking, former in ((one.booking, one.restored) for one in plan.back):
        yield taken_back(booking.record, correction, day_of(agreements, booking.record))
        if former is not None:
            day = day_of(agreements, former.record)
            yield restored(former.record, former.entry, booking.record, correction, day)


def _former(booking: Booking, standing: Collection[Fact]) -> Booking | None:
    """Give the version that a booking had corrected, unless the same was booked again since."""
    former = booking.replaces
    return former if former is not None and fact_of(former.record) not in standing else None


def _moves(agreements: Mapping[str, Agreement], booking: Booking) -> bool:
    """Say whether what takes a booking back is dated on another day; raise BooksError where no period is open for it."""
    record = booking.record
    return isinstance(record, Booked) and day_of(agreements, record) != record.day


def _must_be_whole(books: Books) -> None:
    """Refuse books that cannot be read whole: what stands there might be taken for what is gone.

    A balance that does not hold may be the very reason why an import is to be undone.
    """
    for found in broken(books)[:1]:
        message = text(
            "Nothing was undone, because Beancount cannot read the books whole. {problem} ({where})",
            problem=found.message,
            where=str(found.place.under(books.root)),
        )
        raise BooksError(message)


def broken(books: Books) -> list[Finding]:
    """Give what Beancount cannot read in the books; a balance that does not hold loses no entry, and is not among it."""
    problems = (found for found in books.findings if found.code == "ledger")
    return [found for found in problems if not str(found.message).startswith("Balance failed")]


def _known(past: History) -> str:
    """List the imports that can be undone, the last of them where there are many."""
    standing = sorted({one.number for one in past.bookings if one.stands and one.number})
    return ", ".join([*(["…"] if len(standing) > _KNOWN else []), *map(str, standing[-_KNOWN:])]) or "–"


def _of_an_undoing(books: Books, past: History, undoing: Import) -> Text:
    undone = past.imports.get(undoing.undoes)
    if undoing.says(chain.KIND) == amendments.KIND:
        return text(
            "Import {number} undid the amendment of import {undone}. To have it again, enter it anew: riga-grants budget amend",
            number=undoing.number,
            undone=undoing.undoes,
        )
    sha256 = undone.says(chain.SOURCE_SHA256) if undone else ""
    kept = sorted((books.root / DOCUMENTS).glob(f"{sha256[:16]}-*")) if sha256 else []
    return text(
        "Import {number} undid import {undone}. To have that again, import its file again: {file}",
        number=undoing.number,
        undone=undoing.undoes,
        file=kept[0].relative_to(books.root).as_posix() if kept else "–",
    )


def _nothing_left(books: Books, past: History, number: int, own: Sequence[Booking]) -> Text:
    """Say why nothing of an import can be undone: it was undone already, or all of it was corrected later."""
    fate, known = past.fate(number), _known(past)
    undoing = next((one for one in fate.undone_by if past.undoes(one) == number), None)
    if undoing is not None:
        return text(
            "Import {number} was undone already, by import {undoing}; these can be undone: {known}.",
            number=number,
            undoing=undoing,
            known=known,
        )
    if fate.corrected_by:
        return text(
            "Nothing of import {number} stands any more, because later imports corrected all of it; undo those first: {later}.",
            number=number,
            later=", ".join(map(str, fate.corrected_by)),
        )
    where = next((str(one.taken.place.under(books.root)) for one in own if one.taken is not None), "–")
    return text(
        "Nothing of import {number} stands any more; it was reversed by hand at {where}. These can be undone: {known}.",
        number=number,
        where=where,
        known=known,
    )


def _must_not_orphan(books: Books, past: History, back: Sequence[Back]) -> None:
    """Refuse to take back the agreement on a project of which other entries stand."""
    going = {id(one.booking) for one in back}
    staying = [one for one in past.bookings if one.stands and id(one) not in going]
    staying += [one.restored for one in back if one.restored is not None]
    agreed = {project_of(one) for one in staying if _is_project(one)}
    needing = {project_of(one): one for one in reversed(staying)}
    for booking in (one.booking for one in back if _is_project(one.booking)):
        code = project_of(booking)
        if code in needing and code not in agreed:
            raise WrongUsage(
                text(
                    "The agreement on {project} cannot be taken back while {where} needs it; undo that first.",
                    project=code,
                    where=str(needing[code].place.under(books.root)),
                )
            )


def _must_be_open(books: Books, undone: Import, back: Sequence[Back]) -> None:
    """Refuse to take back terms by which a closed period was computed and sealed."""
    for record in (one.booking.record for one in back):
        agreement = books.agreements.get(record.project) if isinstance(record, Standing) else None
        if isinstance(record, Standing) and agreement is not None and record.dated <= agreement.closed_through:
            raise WrongUsage(
                text(
                    "Import {number} cannot be undone: {what} is of {day}, and {project} is closed through {through}. State "
                    "what holds from an open day on, or have the period opened again.",
                    number=undone.number,
                    what=record.directive,
                    day=record.dated,
                    project=record.project,
                    through=agreement.closed_through,
                )
            )


def _must_not_be_cut(books: Books, undone: Import, back: Sequence[Back]) -> None:
    """Refuse to take back a cost that control has cut: the cut would be left without its cost, and counted a second time."""
    cut = cuts.totals(cuts.every(books.entries))
    records = [one.booking.record for one in back]
    costs = [one for one in records if isinstance(one, Booked) and cut[one.key, one.content.account]]
    if costs:
        first = costs[0]
        raise WrongUsage(
            text(
                "Import {number} cannot be undone while control has cut its costs ({count}); take the cuts back first, as "
                "here: riga-grants cut {project} {key} --undo",
                number=undone.number,
                count=len(costs),
                project=first.content.project,
                key=first.key,
            )
        )


def _is_project(booking: Booking) -> bool:
    return isinstance(booking.record, Standing) and booking.record.directive == PROJECT

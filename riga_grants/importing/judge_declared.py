"""Directives as read, held against the books: which are new, stated already, or stated otherwise."""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date

from beancount.core.amount import Amount

from riga_grants.declared import Declared
from riga_grants.declared import Identity
from riga_grants.declared import Standing
from riga_grants.declared import Value
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.importing.kinds.agreements import PROJECT
from riga_grants.importing.kinds.read import Read
from riga_grants.importing.plans import Change
from riga_grants.importing.plans import Record
from riga_grants.importing.plans import RowPlan
from riga_grants.importing.plans import State
from riga_grants.importing.tables import Table
from riga_grants.model import Agreement
from riga_grants.names import finding

INDICATOR = "grant-indicator"
ONCE = frozenset({"grant-budget", INDICATOR})
"""Directives of which a sheet may state each but once: a second row would be lost, or would have to be added up."""


@dataclass(slots=True)
class Stated:
    """What the books state, by the fact that it is, and the versions of each fact; it grows with each file that is planned.

    `closed` is the last closed day of each project that has one: terms dated up to it can no longer be stated or corrected.
    """

    by_identity: dict[Identity, Standing] = field(default_factory=dict)
    versions: defaultdict[tuple[str, tuple[str, ...]], list[Standing]] = field(default_factory=lambda: defaultdict(list))
    closed: Mapping[str, date] = field(default_factory=dict)

    def take(self, one: Standing) -> None:
        """Take a directive in."""
        self.by_identity[one.identity] = one
        self.versions[one.directive, one.identity.fields].append(one)

    def add(self, declared: Declared, file: str, name: str, sha256: str) -> None:
        """See what a planned file states as standing in the books, for the files after it."""
        place = Place(file, sheet=declared.sheet, cell=declared.cells)
        values = declared.values
        self.take(Standing(declared.directive, declared.dated, values, declared.key, place, name, sha256))

    def in_force(self, declared: Declared) -> Standing | None:
        """Give the version of a declared fact that is in force on its day; before the first one, the first."""
        versions = sorted(self.versions.get((declared.directive, declared.identity.fields), ()), key=lambda one: one.dated)
        earlier = [one for one in versions if one.dated <= declared.dated]
        return next(iter([*earlier[-1:], *versions]), None)


def stated(standing: Iterable[Standing], agreements: Mapping[str, Agreement]) -> Stated:
    """Collect the directives of the books, and what is closed of their projects."""
    found = Stated(closed={code: agreement.closed_through for code, agreement in agreements.items()})
    for one in standing:
        found.take(one)
    return found


def judge(
    table: Table, reads: Sequence[Read], known: Stated, here: dict[Identity, Declared], *, correct: bool
) -> list[RowPlan]:
    """Judge the rows of a sheet; `here` holds what the file stated before, and takes what this sheet states."""
    return [_row(table, read, known, here, correct=correct) for read in reads]


def _row(table: Table, read: Read, known: Stated, here: dict[Identity, Declared], *, correct: bool) -> RowPlan:
    declared = [one for one in read.records if isinstance(one, Declared)]
    if not declared:
        return RowPlan(read.row, State.REJECTED, read.cents, findings=read.findings)
    twice = [one for one in declared if one.identity in here and _clashes(here[one.identity], one)]
    if twice:
        other = here[twice[0].identity]
        message = text(
            "{what} is stated in {other} too; one row must state it.",
            what=_named(twice[0]),
            other=f"{other.sheet}!{other.cells}",
        )
        found = finding("row-twice", message, _place(table, read.row), twice[0].project)
        return RowPlan(read.row, State.REJECTED, read.cents, findings=(*read.findings, found))
    fresh = [one for one in declared if one.identity not in here]
    here.update((one.identity, one) for one in fresh)
    unknown = [one for one in fresh if one.identity not in known.by_identity]
    new = tuple(one for one in unknown if not _repeated(one, declared, known))
    changes = tuple(
        Change(one.after(former), former)
        for one in fresh
        if (former := known.by_identity.get(one.identity)) is not None and former.differs(one)
    )
    terms = [one for one in new if one.directive != INDICATOR]  # what was reached may be told later
    shut = [one for one in (*terms, *(change.record for change in changes)) if _is_closed(one, known)]
    if shut:
        found = _closed(table, read.row, shut[0], known.closed[shut[0].project])
        return RowPlan(read.row, State.REJECTED, read.cents, findings=(*read.findings, found))
    findings = (*read.findings, *(_changed(table, read.row, change, correct=correct) for change in changes))
    state = State.CHANGED if changes else State.ACCEPTED if new else State.BOOKED
    return RowPlan(read.row, state, read.cents, new, changes, findings)


def _repeated(one: Declared, declared: Sequence[Declared], known: Stated) -> bool:
    """Say whether a row repeats a project beside a source of it, as it is in force on that day: that is no new version."""
    former = known.in_force(one) if one.directive == PROJECT and len(declared) > 1 else None
    return former is not None and not former.differs(one)


def _clashes(one: Declared, other: Declared) -> bool:
    return one.directive in ONCE or dict(one.values) != dict(other.values)


def _named(declared: Declared) -> str:
    return " ".join(declared.identity.fields)


def _place(table: Table, row: int) -> Place:
    index = next(iter(table.summed), min(table.columns.values(), default=0))
    return table.place(row, index)


def _changed(table: Table, row: int, change: Change, *, correct: bool) -> Finding:
    declared, former = change
    assert isinstance(declared, Declared)  # noqa: S101 - directives replace directives
    assert isinstance(former, Standing)  # noqa: S101
    differs = former.differs(declared)
    message = text(
        "{what} is in the books with other contents. At {where}: {old}; in this row: {new}.",
        what=_named(declared),
        where=str(former.place),
        old="; ".join(f"{name} {_shown(old)}" for name, (old, _) in differs.items()),
        new="; ".join(f"{name} {_shown(new)}" for name, (_, new) in differs.items()),
    )
    return finding("row-changed", message, _place(table, row), declared.project, Severity.NOTE if correct else None)


def _is_closed(declared: Record, known: Stated) -> bool:
    return isinstance(declared, Declared) and declared.dated <= known.closed.get(declared.project, date.min)


def _closed(table: Table, row: int, declared: Record, through: date) -> Finding:
    assert isinstance(declared, Declared)  # noqa: S101 - rows of this kind declare directives
    message = text(
        "{what} is dated {day}, but the project is closed through {through}.",
        what=_named(declared),
        day=declared.dated,
        through=through,
    )
    return finding("period-closed", message, _place(table, row), declared.project)


def _shown(value: Value) -> str:
    if value is None:
        return "–"
    return f"{value.number:.2f} {value.currency}" if isinstance(value, Amount) else str(value)


def gone(table: Table, known: Stated, here: dict[Identity, Declared], name: str, sha256: str) -> Iterator[Finding]:
    """Warn of what an earlier edition of the file, known by its name, stated and this one does not."""
    former = [one for one in known.by_identity.values() if one.source_file == name and one.source_sha256 != sha256]
    missing = [one for one in former if one.identity not in here]
    if missing and len(missing) < len(former):
        kinds = Counter(one.directive for one in missing)
        message = text(
            "{what} of an earlier edition of “{file}” are not in it now; the first is {where}.",
            what=", ".join(f"{count} × {kind}" for kind, count in kinds.items()),
            file=name,
            where=str(missing[0].place),
        )
        yield finding("rows-gone", message, Place(table.file, sheet=table.sheet.name))

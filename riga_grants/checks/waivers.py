"""Exceptions that somebody approved (`grant-waiver`): each lowers exactly the finding that it names, and stays in sight."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import fields
from datetime import date
from typing import NamedTuple

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.directives import Waiver
from riga_grants.errors import Behind
from riga_grants.errors import Finding
from riga_grants.errors import Passed
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.money import to_decimal
from riga_grants.names import finding


class Reach(NamedTuple):
    """What a finding is about: its scope without a period, the days of that period (else all), and the entries behind it.

    Two findings of which one lies within the other tell of one excess, as of a line in a quarter and in its year; all others
    tell of two: of two quarters, of two lines, of two documents that bear one number.
    """

    subject: tuple[str, ...]
    start: date
    end: date
    behind: frozenset[Behind]

    def within(self, other: "Reach") -> bool:
        """Say whether all of it is part of another; each is within itself."""
        days = other.start <= self.start and self.end <= other.end
        return self.subject == other.subject and days and self.behind <= other.behind


@dataclass(slots=True)
class Taken:
    """What findings have taken of one waiver: `cents` in all, an excess that several tell of once.

    `groups` has by subject the cents that each finding took; those of one group lie, directly or by others, within each other.
    """

    cents: int = 0
    groups: dict[tuple[str, ...], list[dict[Reach, int]]] = field(default_factory=dict)

    def besides(self, reach: Reach) -> int:
        """Give what other excesses than a finding's own have taken."""
        own = [group for group in self.groups.get(reach.subject, []) if any(_one_excess(reach, part) for part in group)]
        others = ({part: cents for part, cents in group.items() if not _one_excess(reach, part)} for group in own)
        return self.cents - sum(map(_used, own)) + sum(map(_used, others))

    def add(self, reach: Reach, cents: int) -> None:
        """Let a finding take so much."""
        joined, apart = {reach: cents}, []
        for group in self.groups.get(reach.subject, []):
            if any(_one_excess(reach, part) for part in group):
                self.cents -= _used(group)
                joined |= {part: max(taken, joined.get(part, 0)) for part, taken in group.items()}
            else:
                apart.append(group)
        self.cents += _used(joined)
        self.groups[reach.subject] = [*apart, joined]


def _one_excess(one: Reach, other: Reach) -> bool:
    return one.within(other) or other.within(one)


def _used(parts: Mapping[Reach, int]) -> int:
    """Sum what was taken: of a finding and those within it what it took itself, or they together, whichever is more."""
    used, left = 0, dict(parts)
    for top in parts:
        if top in left and not any(top != other and top.within(other) for other in parts):
            inner = {part: left.pop(part) for part in list(left) if part.within(top)}
            used += max(inner.pop(top), _used(inner))
    return used


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(Finding):
    """A finding that a waiver lowered: wholly, and then it is a note, or in part, and then it is as severe as before.

    `cents` are what the waiver took of it, None where the waiver has no limit.
    """

    waiver: Waiver
    wholly: bool
    cents: int | None


def apply(case: Case, results: Iterable[Result]) -> Iterator[Result]:
    """Lower the findings that waivers name; a waiver that names nothing, or that nobody signed, is told of."""
    taken: dict[Waiver, Taken] = {}
    for one in results:
        lowered = None if isinstance(one, Passed) else _lowered(case, one, taken)
        yield lowered or one
    for waiver in case.agreement.waivers:
        yield from _faults(case, waiver, used=waiver in taken)


def _lowered(case: Case, found: Finding, taken: dict[Waiver, Taken]) -> Waived | None:
    """Lower a finding by a waiver of its code, for what it is about; of several by the one that covers most of it."""
    named, stake = found.scope or (names.TOTAL,), _stake(found)
    waivable = names.FINDINGS[found.code].waivable
    signed = (one for one in case.agreement.waivers if waivable and one.rule == found.code and one.by and one.reason)
    fitting = [waiver for waiver in signed if waiver.scope in named]
    if not fitting:
        return None
    reach = _reach(case, found)
    left = {waiver: _left(waiver, taken.get(waiver, Taken()), reach, stake) for waiver in fitting}
    waiver = max(fitting, key=lambda one: (one.cents is None, left[one]))
    if waiver.cents is not None and left[waiver] <= 0:
        return None
    part = min(stake or 0, left[waiver])
    taken.setdefault(waiver, Taken()).add(reach, part)
    return _waived(found, waiver, stake or 0, part)


def _stake(found: Finding) -> int | None:
    """Give the amount that a waiver is measured against: the excess, else what the entries sum to; None where neither is."""
    if found.limits is not None:
        return found.limits.excess
    return abs(sum(entry.cents for entry in found.behind)) if found.behind else None


def _left(waiver: Waiver, taken: Taken, reach: Reach, stake: int | None) -> int:
    """Give what a waiver has left for a finding, in cents: all that is at stake, where it has no amount itself."""
    if waiver.cents is None:
        return stake or 0
    return 0 if stake is None else waiver.cents - taken.besides(reach)


def _reach(case: Case, found: Finding) -> Reach:
    periods = {name: period for name in found.scope if (period := case.agreement.period(name)) is not None}
    subject = tuple(name for name in found.scope if name not in periods)
    of = next(iter(periods.values()), case.agreement.always)
    return Reach(subject, of.start, of.end, frozenset(found.behind))


def _waived(found: Finding, waiver: Waiver, stake: int, part: int) -> Waived:
    """Word a finding with its waiver: a note where all of it is waived, as severe as before where more was found."""
    wholly = waiver.cents is None or part == stake
    about: dict[str, Value] = {"what": found.message, "by": waiver.by, "day": waiver.dated, "reason": waiver.reason}
    if wholly:
        message = text("{what} Waived by {by} on {day}: {reason}", **about)
    else:
        message = text(
            "{what} Of it {amount} is waived by {by} on {day} ({reason}), {left} is not.",
            **about,
            amount=to_decimal(part),
            left=to_decimal(stake - part),
        )
    said = {one.name: getattr(found, one.name) for one in fields(Finding)}
    said["message"] = Text(message.msgid, {**found.message.values, **message.values})  # the hint may name a value of the first
    said["severity"] = Severity.NOTE if wholly else found.severity
    return Waived(**said, waiver=waiver, wholly=wholly, cents=None if waiver.cents is None else part)


def _faults(case: Case, waiver: Waiver, *, used: bool) -> Iterator[Finding]:
    waivable = sorted(code for code, kind in names.OF_THE_BOOKS.items() if kind.waivable)
    if waiver.rule not in waivable:
        message = text("“{rule}” is no finding that can be waived.", rule=waiver.rule, known=", ".join(waivable))
        yield finding("waiver-unknown", message, waiver.place, case.code)
    elif not (waiver.by and waiver.reason):
        message = text("The waiver of “{rule}” does not say who approved it, or why.", rule=waiver.rule)
        yield finding("waiver-words", message, waiver.place, case.code)
    elif not used:
        message = text("The waiver of “{rule}” for “{scope}” waives nothing today.", rule=waiver.rule, scope=waiver.scope)
        yield finding("waiver-unused", message, waiver.place, case.code)

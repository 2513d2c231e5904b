"""Exceptions that somebody approved (`grant-waiver`): each lowers exactly the finding that it names, and stays in sight."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.directives import Waiver
from riga_grants.errors import Finding
from riga_grants.errors import Passed
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.money import to_decimal
from riga_grants.names import finding

Taken = dict[Waiver, dict[object, int]]
"""What the findings before have taken of each waiver, in cents, by what they are about."""


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
    taken: Taken = {}
    for one in results:
        waiver = None if isinstance(one, Passed) else _waiver(case, one, taken)
        yield one if waiver is None or isinstance(one, Passed) else _waived(one, waiver, taken)
    for waiver in case.agreement.waivers:
        yield from _faults(case, waiver, used=waiver in taken)


def _waiver(case: Case, found: Finding, taken: Taken) -> Waiver | None:
    """Give the waiver of a finding: of its code, for what it is about; of several the one that covers most of it."""
    if not names.FINDINGS[found.code].waivable:
        return None
    named, stake = found.scope or (names.TOTAL,), _stake(found)
    fitting = [
        waiver
        for waiver in case.agreement.waivers
        if waiver.rule == found.code and waiver.scope in named and waiver.by and waiver.reason
        if waiver.cents is None or (stake is not None and _left(waiver, found, taken) > 0)
    ]
    return max(fitting, key=lambda waiver: (waiver.cents is None, _left(waiver, found, taken)), default=None)


def _stake(found: Finding) -> int | None:
    """Give the amount that a waiver is measured against: the excess, else what the entries sum to; None where neither is."""
    if found.limits is not None:
        return found.limits.excess
    return abs(sum(entry.cents for entry in found.behind)) if found.behind else None


def _about(found: Finding) -> object:
    """Tell findings apart that each take their own part of a waiver.

    One line's excess in a quarter and in its year is one excess; two entries are two.
    """
    return (found.scope or (names.TOTAL,))[0] if found.limits is not None else found.place


def _left(waiver: Waiver, found: Finding, taken: Mapping[Waiver, Mapping[object, int]]) -> int:
    """Give what is left of a waiver with an amount for a finding, in cents; 0 for one without."""
    others = sum(cents for about, cents in taken.get(waiver, {}).items() if about != _about(found))
    return (waiver.cents or 0) - others


def _waived(found: Finding, waiver: Waiver, taken: Taken) -> Waived:
    """Word a finding with its waiver: a note where all of it is waived, as severe as before where more was found."""
    stake = _stake(found) or 0
    part = stake if waiver.cents is None else min(stake, _left(waiver, found, taken))
    by_subject = taken.setdefault(waiver, {})
    by_subject[_about(found)] = max(part, by_subject.get(_about(found), 0))
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
    said = {field.name: getattr(found, field.name) for field in fields(Finding)}
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

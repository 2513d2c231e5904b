"""The plan of instalments against the money that came: what was paid of each, what is next, and how much of it.

Pure arithmetic on integer cents. Money that comes fills the instalments in the order of their days. What goes back to the
funder leaves no instalment unpaid.
"""

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from riga_grants.directives import Instalment
from riga_grants.errors import Place
from riga_grants.facts import Fact

RECEIVED, DUE, LATE, WAITING, LAPSED = "received", "due", "late", "waiting", "lapsed"


class Receipt(NamedTuple):
    """Money that came from a funder, or (negative) went back to it, with one transaction."""

    day: date
    cents: int
    place: Place


class Terms(NamedTuple):
    """What the agreement says of a funder's instalments. `approved` are the periods whose reports were approved.

    `share` is how much of the earlier payments must have been used for the next to be paid in full (rule 19; None: no such
    rule), `used_on` tells what was used up to a day. `room` is what the funder pays at most for now (None: no limit). `over`
    says that the project has ended and its final report is approved.
    """

    share: Fraction | None
    used_on: Callable[[date], int]
    room: int | None
    approved: Collection[str]
    over: bool


@dataclass(frozen=True, slots=True)
class Step:
    """An instalment of the plan and how far it has come, in cents.

    `received` is what was paid of it, `previous` what was paid of those before it (and what is payable of them, if they are
    open), `used` what the costs have earned so far, and `needed` how much of the previous must have been used before this one
    is paid (None: no such condition). `reported` says whether the report that it waits for was approved (None: it waits for
    none). `payable` is what is still to come of it once its conditions hold: less the `reduction` of rule 19, and no more than
    the funder pays for now.

    `state` is "received", "lapsed" (nothing is to be paid any more), "waiting" (a condition does not hold, or the funder pays
    no more before the final report), "late" (nothing is in its way and its day has passed), or "due" (its day is today or to
    come).
    """

    instalment: Instalment
    state: str
    received: int
    previous: int
    used: int
    needed: int | None
    reported: bool | None
    reduction: int
    payable: int

    @property
    def holds(self) -> bool:
        """Say whether its conditions hold on the day."""
        return (self.needed is None or self.used >= self.needed) and self.reported is not False


def receipts(facts: Iterable[Fact], funder: str, currency: str) -> list[Receipt]:
    """Give the money that came from a funder and went back to it, one a transaction, but parked ones.

    It is what a transaction leaves on the funder's four accounts together: a settlement between them moves no money.
    """
    rows = [fact for fact in facts if fact.funder == funder and fact.currency == currency and not fact.parked]
    found = []
    for _, group in groupby(rows, key=lambda fact: fact.entry):
        first, *others = group
        cents = -sum(fact.cents for fact in (first, *others))
        if cents:
            found.append(Receipt(first.day, cents, first.place))
    return found


def reduction(share: Fraction | None, previous: int, used: int, following: int) -> int:
    """Give by how much rule 19 reduces the next payment: `max(0, share × previous − used)`, at most all of it.

    `previous` is all that was paid in advance before it, and `used` what the costs up to the day have earned of that: the
    eligible cost at the funder's rate, for that is what its money has covered. So with 100 000 paid, 65 000 used and a share of
    70 % the next 50 000 become 45 000. A fraction of a cent is the funder's. (EU annotated grant agreement, on additional
    prefinancing; the example is its own.)
    """
    if share is None:
        return 0
    short = share * previous - used
    return max(0, min(following, -(-short.numerator // short.denominator)))


def plan(instalments: Iterable[Instalment], moves: Iterable[Receipt], terms: Terms, day: date) -> tuple[Step, ...]:
    """Give the instalments of one funder with their state on a day, in the order in which they are due."""
    ordered = sorted(instalments, key=lambda one: (one.due, one.number))
    return tuple(_steps(ordered, _attributed(ordered, moves, terms), terms, day))


def _attributed(instalments: Sequence[Instalment], moves: Iterable[Receipt], terms: Terms) -> list[tuple[int, bool]]:
    """Give what was paid of each instalment, and whether that was all that was to be paid of it on the day when it came."""
    paid = [(0, not one.cents) for one in instalments]
    for move in moves:
        left = move.cents
        for n, one in enumerate(instalments):
            so_far, whole = paid[n]
            if left <= 0 or whole:
                continue
            part = min(left, one.cents - so_far)
            left -= part
            previous = sum(cents for cents, _ in paid[:n])
            missing = one.cents - so_far - part
            paid[n] = (so_far + part, not missing or missing <= _less(terms, move.day, previous, one.cents))
    return paid


def _less(terms: Terms, day: date, previous: int, following: int) -> int:
    return reduction(terms.share, previous, terms.used_on(day), following) if terms.share is not None else 0


def _steps(instalments: Sequence[Instalment], paid: Sequence[tuple[int, bool]], terms: Terms, day: date) -> Iterator[Step]:
    previous, room, used = 0, terms.room, terms.used_on(day)
    for one, (received, whole) in zip(instalments, paid, strict=True):
        less = 0 if whole else reduction(terms.share, previous, used, one.cents)
        wanted = 0 if whole else max(0, one.cents - less - received)
        payable = wanted if room is None else min(wanted, room)
        needed = None if one.after_used is None else -int(-Fraction(one.after_used) * previous // 1)
        reported = one.after_report in terms.approved if one.after_report else None
        step = Step(one, RECEIVED, received, previous, used, needed, reported, less, payable)
        yield step if whole else replace(step, state=_open_state(step, day, over=terms.over))
        previous += received + wanted
        room = None if room is None else room - payable


def _open_state(step: Step, day: date, *, over: bool) -> str:
    if not step.payable and over:
        return LAPSED
    if not (step.holds and step.payable):
        return WAITING
    return LATE if step.instalment.due < day else DUE

"""The states of a period: draft, submitted, approved, closed. Which may follow which, and how a move is written.

A move is a directive in a generated file of the project's closings, so that it is chained like everything else. Closing and
reopening write more than a state and are modules of their own.
"""

from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants.books import Books
from riga_grants.books import unloaded
from riga_grants.chains import chain
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.writer import Batch
from riga_grants.chains.writer import append
from riga_grants.directives import Period
from riga_grants.errors import NOWHERE
from riga_grants.errors import Text
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.model import Agreement
from riga_grants.names import WHOLE_PROJECT
from riga_grants.texts import quoted

DRAFT, SUBMITTED, APPROVED, CLOSED, REOPENED = names.PERIOD_STATES
STATE_WORDS: Final = {
    DRAFT: N_("draft"),
    SUBMITTED: N_("submitted"),
    APPROVED: N_("approved"),
    CLOSED: N_("closed"),
    REOPENED: N_("reopened"),
}
COMMANDS: Final = {
    DRAFT: "riga-grants period submit {project} {period}",
    SUBMITTED: "riga-grants period approve {project} {period}",
    APPROVED: "riga-grants close {project} {period}",
    CLOSED: "riga-grants period reopen {project} {period} --reason …",
}
"""By state, the command that moves a period on (a closed one: back)."""

_BEFORE: Final = {SUBMITTED: DRAFT, APPROVED: SUBMITTED, CLOSED: APPROVED, REOPENED: CLOSED}
"""By state, the one that a period must be in to reach it."""

_KINDS: Final = {SUBMITTED: "submit", APPROVED: "approve"}


class Said(NamedTuple):
    """What is said of a move: the day of it, who did it and why, and the number of a report or a decision ("": none)."""

    on: date
    by: str
    reason: str = ""
    number: str = ""


def find(books: Books, code: str, period: str) -> tuple[Agreement, Period]:
    """Give a project's agreement with all its versions, and one of its periods; raise WrongUsage where there is none."""
    agreement = books.agreement(code)
    found = agreement.period(period)
    if found is None or period == WHOLE_PROJECT:
        known = ", ".join(one.name for one in agreement.all_periods[:-1]) or "–"
        raise WrongUsage(text("There is no period “{period}”; there are: {known}.", period=period, known=known))
    return agreement, found


def move(  # noqa: PLR0917 - the books, what is moved, and what is said of it
    root: Path, books: Books, code: str, period: str, state: str, said: Said, now: datetime
) -> Path:
    """Write that a period was submitted or approved and give the generated file; call it under the lock.

    Raise WrongUsage where the period is not in the state before that, or the day lies before what happened already.
    """
    agreement, found = find(books, code, period)
    must_follow(books, agreement, found, state, said.on)
    header = ((chain.KIND, _KINDS[state]), (chain.BY, said.by), (chain.PERIOD, period), *_reason(said))
    batch = Batch(CLOSINGS / code, f"{_KINDS[state]}-{period}", header, directive(code, period, state, said))
    return append(root, [batch], {}, now)[0]


def _reason(said: Said) -> tuple[tuple[str, str], ...]:
    return ((chain.REASON, said.reason),) if said.reason else ()


def directive(code: str, period: str, state: str, said: Said) -> str:
    """Write the directive of a move, with an empty line behind it."""
    head = f'{said.on} custom "{names.PERIOD_STATE}" {quoted(code)} {quoted(period)} {quoted(state)}\n'
    about = (("by", said.by), ("reason", said.reason), ("number", said.number))
    return head + "".join(f"  {key}: {quoted(value)}\n" for key, value in about if value.strip()) + "\n"


def must_follow(books: Books, agreement: Agreement, period: Period, state: str, on: date) -> None:
    """Raise WrongUsage where a period cannot take a state on a day: the message says what is possible."""
    must_be_included(books, agreement.code)
    current = agreement.state_of(period.name)
    if current != _BEFORE[state]:
        raise WrongUsage(_impossible(agreement, period, state, current))
    if state != REOPENED and period.closed:
        message = text(
            "{period} was closed by hand on {day}, at {place}.", period=period.name, day=period.closed, place=_at(books, period)
        )
        raise WrongUsage(message)
    since = max((one.dated for one in agreement.states if one.period == period.name), default=period.start)
    earliest = max(since, period.start)
    if on < earliest:
        message = text("On {day} that is not possible; from {earliest} on it is.", day=on, earliest=earliest)
        raise WrongUsage(message)
    if on <= agreement.closed_through:
        message = text("{day} lies in a period that is closed, through {through}.", day=on, through=agreement.closed_through)
        raise WrongUsage(message)


def _at(books: Books, period: Period) -> str:
    return str(period.place.under(books.root))


def _impossible(agreement: Agreement, period: Period, state: str, current: str) -> Text:
    return text(
        "{period} is {current}, so it cannot become {wanted}. What can be done: {command}",
        period=period.name,
        current=Text(STATE_WORDS[current], {}),
        wanted=Text(STATE_WORDS[state], {}),
        command=command(agreement.code, period.name, current),
    )


def command(code: str, period: str, state: str) -> str:
    """Give the command that moves a period in a state on."""
    return COMMANDS[state].format(project=code, period=period)


def must_be_included(books: Books, code: str) -> None:
    """Raise WrongUsage where the books do not load the project's closings: what is written there would never count."""
    if unloaded(books, {CLOSINGS / code: (NOWHERE, code)}):
        message = text(
            "The books do not include the closings of {project}. Make the folder {folder} with an empty file {start}, and "
            "write into the project's file: {form}",
            project=code,
            folder=(CLOSINGS / code).as_posix(),
            start=chain.START,
            form=f'include "../closings/{code}/*.beancount"',
        )
        raise WrongUsage(message)

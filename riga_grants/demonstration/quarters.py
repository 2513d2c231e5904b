"""The demonstration's second half: each quarter is submitted, approved and closed, and at the end the city is settled with.

A quarter is reported on the 15th of the month after it and approved on the 25th, but for the one in which a line ran over its
plan: its approval waits for the amendment of the budget. Each is closed on the day of its approval.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import Final

from riga_grants import books
from riga_grants import names
from riga_grants.books import Books
from riga_grants.chains import writer
from riga_grants.chains.entries import Correction
from riga_grants.closing import close
from riga_grants.closing import settle
from riga_grants.closing import states
from riga_grants.demonstration.plan import CODE
from riga_grants.demonstration.plan import QUARTERS
from riga_grants.demonstration.plan import TOTAL_CENTS
from riga_grants.demonstration.plan import Quarter
from riga_grants.demonstration.recipes import STORY_QUARTER
from riga_grants.directives import PeriodState
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.money import to_decimal

BY: Final = "demonstrācija"
SETTLED: Final = date(2017, 2, 28)
"""The day of the final settlement, after the last instalment has come."""

_REPORT, _APPROVAL = timedelta(days=15), timedelta(days=25)
_AFTER_THE_AMENDMENT = date(2015, 11, 10)


def reported(quarter: Quarter) -> date:
    """Give the day on which a quarter's report is handed in."""
    return quarter.end + _REPORT


def approved(quarter: Quarter) -> date:
    """Give the day on which a quarter's report is approved, and the quarter closed."""
    return _AFTER_THE_AMENDMENT if quarter == STORY_QUARTER else quarter.end + _APPROVAL


def close_all(root: Path, now: datetime) -> Iterator[Path]:
    """Submit, approve and close the quarters of demonstration books, and settle.

    Gives the generated files one by one, each when it is written. Raises WrongUsage where the books hold no demonstration, its
    registers were not all imported, or a quarter is closed already; BooksError where an error in the books is in the way.
    """
    with writer.locked(root):
        loaded = books.load(root)
        _must_be_ready(loaded)
        for quarter in QUARTERS:
            for state, day in ((states.SUBMITTED, reported(quarter)), (states.APPROVED, approved(quarter))):
                yield states.move(root, loaded, CODE, quarter.name, state, states.Said(day, BY), now)
                loaded = _moved(loaded, quarter, state, day)
            closing = close.plan(books.load(root), CODE, quarter.name, approved(quarter))
            if closing.blocked:
                problem = closing.findings[0].message
                raise BooksError(text("{period} cannot be closed: {problem}", period=quarter.name, problem=problem))
            yield close.commit(root, closing, now, BY)
            loaded = _moved(loaded, quarter, states.CLOSED, approved(quarter))
        settled = settle.plan(books.load(root), CODE, SETTLED, final=True)
        yield from settle.commit(root, settled, now, Correction("", BY))


def _moved(loaded: Books, quarter: Quarter, state: str, day: date) -> Books:
    """Give the books with a move that was just written: for the next move it is enough, and loading takes its time."""
    agreement = loaded.agreements[CODE]
    said = PeriodState(dated=day, project=CODE, period=quarter.name, state=state)
    return replace(loaded, agreements={**loaded.agreements, CODE: replace(agreement, states=(*agreement.states, said))})


def _must_be_ready(loaded: Books) -> None:
    """Raise WrongUsage for books that are not the demonstration's, or that do not hold all of its costs yet."""
    agreement = loaded.agreements.get(CODE)
    if agreement is None or not agreement.project.demonstration:
        raise WrongUsage(text("{folder} holds no demonstration books.", folder=str(loaded.root)))
    booked = sum(fact.cents for fact in loaded.facts[CODE] if fact.role == names.COST)
    if booked != TOTAL_CENTS:
        amounts = {"booked": to_decimal(booked), "total": to_decimal(TOTAL_CENTS)}
        raise WrongUsage(text("{booked} of {total} is booked; import all workbooks of the inbox first.", **amounts))

"""Amendments of a budget among the generated files: by what they are known, and when one of them must not be undone."""

from collections.abc import Iterable
from datetime import date

from riga_grants.books import Books
from riga_grants.chains import chain
from riga_grants.chains.history import Booking
from riga_grants.chains.history import History
from riga_grants.chains.imports import Import
from riga_grants.declared import Standing
from riga_grants.errors import WrongUsage
from riga_grants.errors import text

KIND = "amendment"
BUDGET = "grant-budget"
NUMBER, DECISION = "amendment", "decision"
"""Keys of such a file's header and of its directives."""


def must_be_last(books: Books, past: History, undone: Import, back: Iterable[Booking]) -> None:
    """Refuse to take back versions of a budget that are closed, or that a later amendment was counted from (WrongUsage).

    An amendment replaces lines so that their sum stays; without the one before it the lines would no longer make the total.
    """
    own = list(back)
    for booking in own:
        budget = _budget(booking)
        if budget is None:
            continue
        closed = books.agreements[budget.project].closed_through if budget.project in books.agreements else date.min
        if budget.dated <= closed:
            raise WrongUsage(
                text(
                    "Import {number} cannot be undone: its budget is of {day}, and {project} is closed up to {closed}. Amend "
                    "the budget anew: riga-grants budget amend",
                    number=undone.number,
                    day=budget.dated,
                    project=budget.project,
                    closed=closed,
                )
            )
        later = next((one for one in past.bookings if _builds_on(past, undone, budget, one)), None)
        if later is not None:
            raise WrongUsage(
                text(
                    "Import {number} cannot be undone while the later version of the budget in {where} stands; take that back "
                    "first.",
                    number=undone.number,
                    where=str(later.place.under(books.root)),
                )
            )


def _builds_on(past: History, undone: Import, budget: Standing, other: Booking) -> bool:
    """Say whether a version that stands came later than an import's, and one of the two is an amendment."""
    version = _budget(other)
    if version is None or not other.stands or version.project != budget.project or other.number == undone.number:
        return False
    later = other.number > undone.number or (not other.number and version.dated > budget.dated)
    return later and KIND in (undone.says(chain.KIND), _kind(past, other.number))


def _kind(past: History, number: int) -> str:
    return past.imports[number].says(chain.KIND) if number in past.imports else ""


def _budget(booking: Booking) -> Standing | None:
    record = booking.record
    return record if isinstance(record, Standing) and record.directive == BUDGET else None

"""Parked costs that are found good: from then on they count in claims. What is booked is a reversal, and the cost anew.

A cost that is parked because its budget line was only suggested is not cleared here: somebody must confirm the line first
(`chains.reviews`). The files are written where imports write theirs and have an import's number: the cost keeps its key, so
that its register brings nothing new, and a clearing is taken back as an import is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Final
from typing import NamedTuple

from beancount.core.data import Open
from beancount.core.flags import FLAG_OKAY

from riga_grants import names
from riga_grants.books import Books
from riga_grants.books import unloaded
from riga_grants.chains import chain
from riga_grants.chains import imports
from riga_grants.chains import reviews
from riga_grants.chains import writer
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import day_of
from riga_grants.chains.entries import restored
from riga_grants.chains.entries import taken_back
from riga_grants.chains.folders import IMPORTED
from riga_grants.chains.undo import broken
from riga_grants.closing.named_costs import StandingCost
from riga_grants.closing.named_costs import costs_of
from riga_grants.closing.named_costs import find
from riga_grants.closing.named_costs import one_of
from riga_grants.errors import Finding
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import PARKED
from riga_grants.names import finding

KIND: Final = "clear"


class Cleared(NamedTuple):
    """A parked cost that is to count, and the day on which that is booked."""

    standing: StandingCost
    day: date


@dataclass(frozen=True, slots=True)
class ClearPlan:
    """What a clearing would write: the costs, in the order of the ledger. With a finding nothing is written.

    `waiting` are parked costs whose budget line somebody must confirm first; they stay parked.
    """

    project: str
    cleared: tuple[Cleared, ...]
    waiting: tuple[StandingCost, ...] = ()
    findings: tuple[Finding, ...] = ()


def plan_clear(books: Books, code: str, which: str = "", line: str = "", *, every: bool = False) -> ClearPlan:
    """Plan to clear one parked cost of a project; `every` clears all that the words name, or all of the project.

    Raise WrongUsage for what is not parked or waits for its line, SeveralCosts for words that name several parked costs,
    BooksError where no period is open.
    """
    named = find(books, code, which, line) if which else costs_of(books, code)
    parked = [one for one in named if one.cost.flag == PARKED]
    if which and not parked:
        raise WrongUsage(text("“{which}” is not parked; there is nothing to clear.", which=which))
    waits = {one.cost.place for one in reviews.waiting(books, code)}
    chosen = parked if every else [one_of(parked, which)]
    waiting = tuple(one for one in chosen if one.cost.place in waits)
    if waiting and not every:
        raise WrongUsage(text("The budget line of “{which}” is only suggested; confirm it: riga-grants review", which=which))
    cleared = tuple(Cleared(one, day_of(books.agreements, one.cost)) for one in chosen if one.cost.place not in waits)
    not_loaded = unloaded(books, {IMPORTED / code: (cleared[0].standing.cost.place, code)}) if cleared else []
    return ClearPlan(code, cleared, waiting, (*broken(books), *_shut(books, cleared), *not_loaded))


def _shut(books: Books, cleared: Sequence[Cleared]) -> list[Finding]:
    """Find the accounts that are not open; and refuse costs by quantity, whose price the entries here cannot repeat."""
    opened = {entry.account: entry.date for entry in books.entries if isinstance(entry, Open)}
    found = []
    for (cost, fact, _, _), day in cleared:
        if (cost.currency, cost.content.cents) != (fact.currency, fact.cents):
            message = text(
                "“{document}” was entered with a price ({unit}); take its ! out by hand.",
                document=cost.content.document_no or cost.key,
                unit=cost.currency,
            )
            raise WrongUsage(message)
        for account in (cost.content.account, cost.against):
            if account not in opened or opened[account] > day:
                form = f"{day} open {account} {cost.currency}"
                message = text("The account {account} is not open on {day}.", account=account, day=day, form=form)
                found.append(finding("account-missing", message, cost.place, cost.content.project))
    return found


def commit_clear(root: Path, plan: ClearPlan, now: datetime, correction: Correction) -> list[Path]:
    """Write what was planned as one import of its own, and give its file; nothing where nothing is cleared.

    Call it under the lock. Raise BooksError where the chain is broken or the disk refuses; a plan with findings is the caller's
    mistake: ValueError.
    """
    if plan.findings:
        raise ValueError("a plan with errors must not be written")
    header = (
        (chain.IMPORT, str(imports.last_number(root) + 1)),
        (chain.BY, correction.by),
        (chain.KIND, KIND),
        (chain.REASON, correction.reason),
    )
    body = "".join(_rendered(one, correction) for one in plan.cleared)
    batch = writer.Batch(IMPORTED / plan.project, KIND, header, body)
    return writer.append(root, [batch] if body else [], {}, now)


def _rendered(one: Cleared, correction: Correction) -> str:
    """Render the reversal of a parked cost, and the cost with all that its entry says."""
    former, _, entry, _ = one.standing
    metadata = {key: value for key, value in entry.meta.items() if key != names.SUGGESTED}
    counted = former._replace(flag=FLAG_OKAY)
    again = restored(counted, entry._replace(meta=metadata), former, correction, one.day)
    return taken_back(former, correction, one.day).text + again.text

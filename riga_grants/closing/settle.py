"""Settling with the funders: the entries after which the trial balance alone shows who owes whom.

Money that came after a closing stands as an advance beside what the funder owes; settling sets the one against the other. At
the end, when the last period is closed, what was advanced and not earned becomes repayable, and nothing else is left to do but
to pay: after the bank's entries all three accounts are at zero. What the accounts say already is not written again, so a second
run writes nothing.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Final
from typing import NamedTuple

from beancount.core.data import Close
from beancount.core.data import Open

from riga_grants import names
from riga_grants import settlement
from riga_grants.books import Books
from riga_grants.books import unloaded
from riga_grants.chains import chain
from riga_grants.chains import writer
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import block
from riga_grants.chains.entries import why
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.undo import broken
from riga_grants.directives import Source
from riga_grants.errors import Finding
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.settlement import Position
from riga_grants.settlement import Settlement
from riga_grants.texts import quoted

KIND: Final = "settle"


class Entry(NamedTuple):
    """What is to be booked with one funder: its accounts as they stand, and as they should."""

    source: Source
    before: Position
    after: Position

    @property
    def postings(self) -> tuple[tuple[str, int], ...]:
        """The accounts and what is booked on each, in cents with the ledger's sign; they sum to 0."""
        below = f"{self.source.funder}:{self.source.project}"
        moved = (
            (names.RECEIVABLE, self.after.receivable - self.before.receivable),
            (names.ADVANCE, self.before.advance - self.after.advance),
            (names.REPAYABLE, self.before.repayable - self.after.repayable),
        )
        return tuple((f"{root}:{below}", cents) for root, cents in moved if cents)


@dataclass(frozen=True, slots=True)
class SettlePlan:
    """What settling would write on a day: an entry for each funder whose accounts change, and the accounts to open for them.

    `settlements` are how the project stands before. With a finding nothing is written.
    """

    project: str
    day: date
    final: bool
    currency: str
    settlements: tuple[Settlement, ...]
    entries: tuple[Entry, ...]
    opens: tuple[str, ...]
    findings: tuple[Finding, ...]


def plan(books: Books, code: str, on: date, *, final: bool) -> SettlePlan:
    """Plan to settle with all funders of a project on a day, without changing anything.

    Raise WrongUsage for a project that is none, for a day that is closed or lies before an earlier settlement, and for a final
    settlement before the last period is closed or while the closings do not hold what is earned.
    """
    agreement = _agreed(books, code, on)
    stands = settlement.of(agreement, books.facts[code], on)
    if final:
        _must_be_over(agreement, stands)
    entries = tuple(_entries(stands, final=final))
    accounts = [account for entry in entries for account, _ in entry.postings]
    opens, shut = _accounts(books, accounts, agreement, on)
    found = [*broken(books), *shut, *unloaded(books, {CLOSINGS / code: (agreement.project.place, code)} if entries else {})]
    return SettlePlan(code, on, final, agreement.project.currency, stands, entries, opens, tuple(found))


def commit(root: Path, plan: SettlePlan, now: datetime, correction: Correction) -> list[Path]:
    """Write what was planned as a new file of the project's closings, and give it (none if nothing is to be written).

    Call it under the lock. `correction` says who settles, and perhaps why. Raise BooksError where the chain is broken or the
    disk refuses; a plan with findings is the caller's mistake: ValueError.
    """
    if plan.findings:
        raise ValueError("a plan with errors must not be written")
    if not plan.entries:
        return []
    header = (
        (chain.BY, correction.by),
        (chain.KIND, KIND),
        *([(chain.REASON, correction.reason)] if correction.reason else []),
    )
    opens = [f"{plan.day.isoformat()} open {account} {plan.currency}\n\n" for account in plan.opens]
    body = "".join([*opens, *(_rendered(plan, entry, correction) for entry in plan.entries)])
    stem = f"{KIND}-final" if plan.final else KIND
    return writer.append(root, [writer.Batch(CLOSINGS / plan.project, stem, header, body)], {}, now)


def _agreed(books: Books, code: str, on: date) -> Agreement:
    """Give the agreement in force on a day on which a settlement can be dated."""
    agreement = books.in_force(code, on)
    closed = books.agreement(code).closed_on(on)
    if closed is not None:
        raise WrongUsage(text("{day} is closed with the period {period}; settle on a later day.", day=on, period=closed.name))
    later = [fact.day for fact in books.facts[code] if fact.made == names.SETTLEMENT and fact.day > on]
    if later:
        message = text("{project} was settled on {later}; settle on that day or a later one.", project=code, later=max(later))
        raise WrongUsage(message)
    return agreement


def _must_be_over(agreement: Agreement, stands: Iterable[Settlement]) -> None:
    """Refuse to settle for good while a period is open, or while what is booked as earned is not what is earned."""
    end = settlement.last_day(agreement)
    if agreement.closed_on(end) is None:
        raise WrongUsage(
            text("The final settlement follows the closing of the last period (through {end}): riga-grants close", end=end)
            if end < date.max
            else text("The project has neither an end nor periods; without them there is no final settlement.")
        )
    for one in stands:
        if one.earned != one.booked_earned:
            raise WrongUsage(
                text(
                    "{funder}: {earned} is earned by the costs, but {booked} is booked; close the last period again.",
                    funder=one.source.funder,
                    earned=to_decimal(one.earned),
                    booked=to_decimal(one.booked_earned),
                )
            )


def _entries(stands: Sequence[Settlement], *, final: bool) -> Iterator[Entry]:
    for one in stands:
        after = settlement.position(one.booked.net, one.booked.repayable, final=final)
        if after != one.booked:
            yield Entry(one.source, one.booked, after)


def _accounts(books: Books, accounts: Sequence[str], agreement: Agreement, on: date) -> tuple[tuple[str, ...], list[Finding]]:
    """Give the accounts that are still to be opened, and find those that cannot take an entry on a day."""
    opened = {entry.account: entry.date for entry in books.entries if isinstance(entry, Open)}
    closed = {entry.account: entry.date for entry in books.entries if isinstance(entry, Close)}
    findings = []
    for account in accounts:
        if account in opened and not opened[account] <= on < closed.get(account, date.max):
            form = f"{on} open {account} {agreement.project.currency}"
            message = text("The account {account} is not open on {day}.", account=account, day=on, form=form)
            findings.append(finding("account-missing", message, agreement.project.place, agreement.code))
    return tuple(account for account in accounts if account not in opened), findings


def _rendered(plan: SettlePlan, entry: Entry, correction: Correction) -> str:
    funder = entry.source.funder
    settled = f"Norēķins ar {funder}: saņemtais pret finansētāja parādu"
    returned = f"Galīgais norēķins ar {funder}: atmaksājamais atlikums"
    payee = quoted(entry.source.title("lv") or funder)
    said = quoted(returned if entry.after.repayable > entry.before.repayable else settled)
    head = f"{plan.day.isoformat()} * {payee} {said} ^{plan.project}-settlement"
    metadata = [(names.MADE, quoted(names.SETTLEMENT)), *(pair for pair in why(correction) if pair[1] != '""')]
    below = [f"  {account}  {to_decimal(cents)} {plan.currency}" for account, cents in entry.postings]
    return block(head, metadata, below)

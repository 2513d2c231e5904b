"""What control decides of a cost after it was booked: it is cut, in whole or in part, and a cut can be taken back.

Nothing is edited in place. Each cut is an entry of its own, linked to the cost by its key, in a sealed file of the project's
chain of closings. It is dated as the cost is or, where that day is closed, with the first day of the next open period. What
stands parked is in no claim and need not be cut; `clearing` makes it count. `states` sums what became of the costs.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any
from typing import Final
from typing import NamedTuple

from beancount.core.data import Close
from beancount.core.data import Open

from riga_grants import names
from riga_grants.books import Books
from riga_grants.books import unloaded
from riga_grants.chains import chain
from riga_grants.chains import cuts
from riga_grants.chains import writer
from riga_grants.chains.cuts import CutEntry
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import open_day
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.undo import broken
from riga_grants.closing.named_costs import StandingCost
from riga_grants.closing.named_costs import find
from riga_grants.closing.named_costs import one_of
from riga_grants.errors import Finding
from riga_grants.errors import Text
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.money import to_decimal
from riga_grants.names import finding

KIND: Final = "cut"

DEDUCTED: Final = frozenset({names.CUT, names.VAT_CUT})
"""What takes an amount off the eligible cost: control, and the tax that can be recovered."""


class Cut(NamedTuple):
    """What is to be cut: a cost by its document's number or its key, its line where the document has several.

    `cents` is how much, above 0 whatever the cost's sign; None is all that is left of it (or, of what is given `back`, all that
    was cut). `report` is the number of the control report, "" for none.
    """

    which: str
    line: str = ""
    cents: int | None = None
    report: str = ""
    back: bool = False


class Move(NamedTuple):
    """One entry to write: so many cents off a cost's line (negative: back onto it, or off a credit note), on a day."""

    standing: StandingCost
    cents: int
    day: date
    report: str

    @property
    def left(self) -> int:
        """What is left of the cost then."""
        return self.standing.left - self.cents


@dataclass(frozen=True, slots=True)
class CutPlan:
    """What a cut would write: its entry, and the accounts to open for it, each with its day and its currency.

    `moved` tells that the entry is dated later than its cost, because that day is closed. With a finding nothing is written.
    """

    project: str
    move: Move
    opens: tuple[tuple[date, str, str], ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def moved(self) -> bool:
        """Say whether the entry is dated later than its cost."""
        return self.move.day != self.move.standing.cost.day


def plan_cut(books: Books, code: str, wanted: Cut, on: date | None = None) -> CutPlan:
    """Plan to cut one cost of a project, or to give back what was cut, without changing anything.

    `on` dates the entry otherwise than the cost. Raise WrongUsage for what is not there to be cut, SeveralCosts for words that
    name several costs, BooksError where no period is open.
    """
    standing = one_of(find(books, code, wanted.which, wanted.line), wanted.which)
    earlier = [one for one in cuts.every(books.entries) if one.of == standing.of]
    cents = _cents(standing, wanted)
    _must_be_new(books, standing, earlier, cents, wanted.report.strip())
    earliest = max([standing.cost.day, *(one.day for one in earlier if wanted.back)])
    move = Move(standing, cents, _day(books.agreements, code, earliest, on), wanted.report.strip())
    opens, shut = _accounts(books, move)
    wanted_folder = {CLOSINGS / code: (standing.cost.place, code)}
    return CutPlan(code, move, tuple(opens), (*broken(books), *shut, *unloaded(books, wanted_folder)))


def commit(root: Path, plan: CutPlan, now: datetime, correction: Correction) -> list[Path]:
    """Write what was planned as a new file of the project's closings, and give it; call it under the lock.

    Raise BooksError where the chain is broken or the disk refuses. That neither a reason nor a control report says why
    is the caller's mistake, and so is a plan with findings: ValueError.
    """
    if plan.findings:
        raise ValueError("a plan with errors must not be written")
    move = plan.move
    if not correction.reason.strip() and not move.report:
        raise ValueError("a cut must say why")
    cost, fact, _, _ = move.standing
    header = ((chain.BY, correction.by), (chain.KIND, KIND), (chain.REASON, correction.reason))
    opens = "".join(f"{day.isoformat()} open {account} {currency}\n\n" for day, account, currency in plan.opens)
    body = opens + cuts.render(cost, fact.currency, move.cents, move.day, cuts.why_cut(move.report, correction))
    return writer.append(root, [writer.Batch(CLOSINGS / plan.project, KIND, header, body)], {}, now)


def _cents(standing: StandingCost, wanted: Cut) -> int:
    """Give what is taken off the line, with the cost's sign; refuse what is not there."""
    if standing.fact.parked:
        raise WrongUsage(_refused(standing, text("it is parked and stands in no claim; clear it first: riga-grants clear")))
    if wanted.cents is not None and wanted.cents <= 0:
        raise WrongUsage(text("The amount to cut must be above 0; a credit note is cut by itself with the opposite sign."))
    there = standing.cut if wanted.back else standing.left
    if not there:
        nothing = text("nothing of it is cut") if wanted.back else text("nothing of it is left, for it was cut already")
        raise WrongUsage(_refused(standing, nothing))
    sign = 1 if standing.fact.cents >= 0 else -1
    cents = abs(there) if wanted.cents is None else wanted.cents
    if cents > sign * there:
        amounts: dict[str, Any] = {"amount": to_decimal(cents), "there": to_decimal(there)}
        too_much = (
            text("{there} of it is cut, so {amount} cannot be given back", **amounts)
            if wanted.back
            else text("{there} of it is left, so {amount} cannot be cut", **amounts)
        )
        raise WrongUsage(_refused(standing, too_much))
    return -sign * cents if wanted.back else sign * cents


def _must_be_new(books: Books, standing: StandingCost, earlier: Sequence[CutEntry], cents: int, report: str) -> None:
    """Refuse what the same control report has cut of a cost already: a command that is given twice cuts once."""
    same = [one for one in earlier if report and (one.report, one.cents) == (report, cents)]
    if same and standing.cut:
        done = text(
            "the control report {number} has cut {amount} of it already, at {where}",
            number=report,
            amount=to_decimal(cents),
            where=str(same[-1].place.under(books.root)),
        )
        raise WrongUsage(_refused(standing, done))


def _refused(standing: StandingCost, why: Text) -> Text:
    return text(
        "{document} on {account}, {amount} {currency} ({key}): {why}.",
        document=standing.cost.content.document_no or "–",
        account=standing.cost.content.account,
        amount=to_decimal(standing.fact.cents),
        currency=standing.fact.currency,
        key=standing.cost.key,
        why=why,
    )


def _day(agreements: Mapping[str, Agreement], code: str, earliest: date, on: date | None) -> date:
    """Give the day of the entry: the earliest or, where that is closed, the first open one after it; or the one wished."""
    if on is None:
        return open_day(agreements, code, earliest)
    if on < earliest:
        raise WrongUsage(
            text("The entry cannot be dated {day}, before what it is about: {earliest}.", day=on, earliest=earliest)
        )
    closed = agreements[code].closed_on(on)
    if closed is not None:
        message = text("{day} is closed in {project}, with the period {period}.", day=on, period=closed.name, project=code)
        raise WrongUsage(message)
    return on


def _accounts(books: Books, move: Move) -> tuple[list[tuple[date, str, str]], list[Finding]]:
    """Give the accounts to open, and find those that cannot take the entry on its day."""
    cost, fact, _, _ = move.standing
    opened = {entry.account: entry for entry in books.entries if isinstance(entry, Open)}
    closed = {entry.account: entry.date for entry in books.entries if isinstance(entry, Close)}
    account, to = cost.content.account, cuts.target(cost)
    opens = [(opened[account].date, to, fact.currency)] if account in opened and to not in opened else []
    findings = []
    for name in (account, to):
        known = opened.get(name)
        if known is None and name == to:
            continue
        if not _takes(known, fact.currency, move.day) or closed.get(name, date.max) <= move.day:
            form = f"{move.day} open {name} {fact.currency}"
            message = text("The account {account} is not open on {day}.", account=name, day=move.day, form=form)
            findings.append(finding("account-missing", message, cost.place, cost.content.project))
    return opens, findings


def _takes(known: Open | None, currency: str, day: date) -> bool:
    """Say whether an account is open for a currency on a day."""
    return known is not None and known.date <= day and (not known.currencies or currency in known.currencies)


class CostState(NamedTuple):
    """What became of the costs of a line in a period, in cents.

    `declared` is what was put into claims: all costs but the parked ones, before cuts. `cut` is what was taken out of it, by
    control or as recoverable tax; `accepted` what of the rest lies in periods that were approved or closed.
    """

    period: str
    account: str
    declared: int
    parked: int
    cut: int
    accepted: int

    @property
    def cents(self) -> tuple[int, int, int, int]:
        """Its four amounts, in this order."""
        return self.declared, self.parked, self.cut, self.accepted


def states(agreement: Agreement, facts: Iterable[Fact]) -> list[CostState]:
    """Sum the costs of an agreement in force by period and line: each declared period, then "total".

    A cut counts in the period that its entry is dated in. A line without cost in a period has no row there. Costs in another
    currency than the project's are left out.
    """
    counted = [fact for fact in facts if fact.role == names.COST and fact.currency == agreement.project.currency]
    budgeted = agreement.budgeted
    found = []
    for period in agreement.all_periods:
        by_line: dict[str, list[Fact]] = {}
        for fact in counted:
            if period.start <= fact.day <= period.end:
                by_line.setdefault(line_of(fact.account, budgeted), []).append(fact)
        found += [_state(agreement, period.name, line, by_line[line]) for line in _ordered(agreement, by_line)]
    return found


def _ordered(agreement: Agreement, lines: Mapping[str, object]) -> list[str]:
    order = {account: place for place, account in enumerate(agreement.lines)}
    return sorted(lines, key=lambda account: (order.get(account, len(order)), account))


def _state(agreement: Agreement, period: str, line: str, facts: Sequence[Fact]) -> CostState:
    counted = [fact for fact in facts if not fact.parked]
    taken = [fact for fact in counted if fact.made in DEDUCTED]
    return CostState(
        period,
        line,
        declared=sum(fact.cents for fact in counted if fact.made not in DEDUCTED),
        parked=sum(fact.cents for fact in facts if fact.parked),
        cut=-sum(fact.cents for fact in taken),
        accepted=sum(fact.cents for fact in counted if accepted(agreement, fact.day)),
    )


def accepted(agreement: Agreement, day: date) -> bool:
    """Say whether a day lies in a period that was approved, or is closed."""
    approved = (period for period in agreement.periods if agreement.state_of(period.name) == "approved")
    return agreement.closed_on(day) is not None or any(period.start <= day <= period.end for period in approved)

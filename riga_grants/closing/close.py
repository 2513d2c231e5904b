"""Close a period: plan what it comes to, and write it as one generated file that nothing can change unnoticed.

All is computed from the ledger alone, cumulated to the period's last day by the agreement in force then: the recoverable tax
that leaves the eligible cost, the flat rates on what is left, what each source bears of that, and the seal over it all.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import Any
from typing import Final

from beancount.core.data import Open
from beancount.core.data import Transaction

from riga_grants import checks
from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants import settlement
from riga_grants import shares
from riga_grants.booked import Booked
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.chains import canon
from riga_grants.chains import chain
from riga_grants.chains import seal
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.writer import Batch
from riga_grants.chains.writer import append
from riga_grants.closing import entries
from riga_grants.closing import states
from riga_grants.closing.balances import Held
from riga_grants.closing.balances import held
from riga_grants.closing.entries import Claim
from riga_grants.computed import Due
from riga_grants.computed import flat_rates
from riga_grants.computed import recoverable_vat
from riga_grants.directives import AnyDirective
from riga_grants.directives import Period
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import PARKED
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.shares import Shares
from riga_grants.texts import quoted

KIND: Final = seal.CLOSE
MENDED: Final = frozenset({"claim-over-rate", "flat-rate-above"})
"""Errors that a closing mends by itself, because it books the difference to what should stand."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing a period would write. Amounts are cents of the project's currency, cumulated to the period's last day.

    `vat` and `flat_rates` are what the agreement's rules make of each line, `claims` what each source bears; `eligible` is the
    cost that counts after them. `parked` costs stay where they are and are in no claim. `findings` forbid it all: errors in the
    books, or accounts that are not open. `body` is the text of the entries, `lines` are what is sealed.
    """

    agreement: Agreement
    period: Period
    on: date
    vat: tuple[Due, ...] = ()
    flat_rates: tuple[Due, ...] = ()
    claims: tuple[Claim, ...] = ()
    eligible: int = 0
    parked: tuple[Booked, ...] = ()
    findings: tuple[Finding, ...] = ()
    body: str = ""
    balances: tuple[Held, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The project's code."""
        return self.agreement.code

    @property
    def blocked(self) -> bool:
        """Say whether nothing of it can be written."""
        return bool(self.findings)

    @property
    def seal(self) -> str:
        """The seal: a sha256, as 64 hexadecimal digits."""
        return seal.digest(self.lines)

    @property
    def postings(self) -> int:
        """How many postings are sealed by it, those of the closing itself included."""
        return sum(canon.POSTING.fullmatch(line) is not None for line in self.lines)


def plan(books: Books, code: str, period: str, on: date) -> Closing:
    """Plan to close a period on a day, without changing anything.

    Raise WrongUsage where the period cannot be closed at all: it was not approved, it has not ended, it leaves a gap to the
    last closed one, or the project was not agreed by its end. Errors in the books make the plan `blocked`.
    """
    agreement, found = states.find(books, code, period)
    states.must_follow(books, agreement, found, states.CLOSED, on)
    _must_be_next(agreement, found, on)
    terms = terms_of(agreement, found.end)
    if terms is None:
        raise WrongUsage(text("{project} was not agreed yet on {day}.", project=code, day=found.end))
    closing = Closing(terms, found, on, findings=tuple(in_the_way(books, agreement, found, on)))
    return closing if closing.blocked else _computed(books, closing)


def terms_of(agreement: Agreement, end: date) -> Agreement | None:
    """Give the agreement as it closes a period: in force on its last day, with all that was said of periods since."""
    terms = agreement.at(end)
    return None if terms is None else replace(terms, states=agreement.states)


def _must_be_next(agreement: Agreement, period: Period, on: date) -> None:
    """Raise WrongUsage for a period that has not ended or does not follow the last closed one without a gap."""
    through = agreement.closed_through
    if on <= period.end:
        message = text(
            "{period} ends on {end}; from {day} on it can be closed.",
            period=period.name,
            end=period.end,
            day=period.end + _ONE_DAY,
        )
        raise WrongUsage(message)
    first = comes_first(agreement, period)
    if period.end <= through:
        raise WrongUsage(text("{period} lies in what is closed, through {through}.", period=period.name, through=through))
    if leaves_gap(agreement, period):
        message = text(
            "{period} begins on {start}, but closed is only what is dated through {through}; close what lies between first.",
            period=period.name,
            start=period.start,
            through=through,
        )
        raise WrongUsage(message)
    if first is not None:
        state = Text(states.STATE_WORDS[agreement.state_of(first.name)], {})
        message = text(
            "Close {first} first: it is {state}, and ends before {period}.", first=first.name, state=state, period=period.name
        )
        raise WrongUsage(message)


def comes_first(agreement: Agreement, period: Period) -> Period | None:
    """Give the first period that is to be closed before another, if any."""
    return min(all_first(agreement, period), key=lambda one: one.end, default=None)


def all_first(agreement: Agreement, period: Period) -> list[Period]:
    """Give the periods that are to be closed before another: earlier ends, not closed, and submitted or reopened."""
    moved = {state.period for state in agreement.states}
    through = agreement.closed_through
    return [
        one for one in agreement.periods if through < one.end < period.end and one.name in moved and one.name != period.name
    ]


def leaves_gap(agreement: Agreement, period: Period) -> bool:
    """Say whether days between a period and the last closed one are closed by neither; before the first closing none are."""
    through = agreement.closed_through
    return through != date.min and period.start > through + _ONE_DAY


def in_the_way(books: Books, agreement: Agreement, period: Period, on: date) -> Iterator[Finding]:
    """Find the errors that forbid to close a period: those of the project as of its last day, and of the books as a whole.

    What was amended or waived by the day of the closing is no error, though that came after the period's end.
    """
    amended = replace(
        agreement,
        projects=_brought_forward(agreement.projects, period.end, on),
        sources=_brought_forward(agreement.sources, period.end, on),
        budget=_brought_forward(agreement.budget, period.end, on),
        rules=_brought_forward(agreement.rules, period.end, on),
        waivers=_brought_forward(agreement.waivers, period.end, on),
    )
    looked_at = replace(books, agreements={**books.agreements, agreement.code: amended})
    for found in (*books.findings, *checks.run(looked_at, period.end)):
        concerns = found.project in {"", agreement.code} and found.severity is Severity.ERROR
        if concerns and found.code not in MENDED:
            yield found


def _brought_forward(versions: Iterable[AnyDirective], end: date, on: date) -> tuple[AnyDirective, ...]:
    """Date what was decided between the end of a period and the day of its closing as if it had been decided in time."""
    return tuple(replace(one, dated=min(one.dated, end)) for one in versions if one.dated <= on)


def _computed(books: Books, closing: Closing) -> Closing:
    """Compute what a closing writes and seals."""
    terms, day = closing.agreement, closing.period.end
    facts = [*within(books.facts[closing.code], end=day)]
    vat = [due for due in recoverable_vat(terms, facts, day) if due.cents]
    flat = [due for due in flat_rates(terms, facts, day, _by_account(vat)) if due.cents]
    computed = entries.of_rules(closing.code, closing.period, vat, flat, terms.project.currency)
    facts += _facts(computed, terms)
    borne = shares.of(terms, facts, day)
    later = [fact for fact in books.facts[closing.code] if fact.day > day]
    _must_be_computed(terms, borne, facts)
    claims = [entries.claim(terms, share, facts, later) for share in borne.sources]
    gone = (entries.claim(terms, share, facts, later) for share in settlement.former(terms, facts))
    claims += [one for one in gone if one.moves]
    body = computed + entries.of_claims(closing.code, closing.period, claims, terms.project.currency)
    own = _parsed(body)
    missing = tuple(_not_open(books, closing, own))
    items = canon.gather(own, (closing.code,), books.root)[closing.code]
    return replace(
        closing,
        vat=tuple(vat),
        flat_rates=tuple(flat),
        claims=tuple(claims),
        eligible=borne.eligible,
        parked=tuple(parked(books, closing.code, day)),
        findings=missing,
        body=body,
        balances=tuple(held([*books.entries, *own], closing.code, day)),
        lines=(*_heads(books, closing), *seal.to_seal(books, closing.code, day, items)),
    )


def _must_be_computed(terms: Agreement, borne: Shares, facts: Sequence[Fact]) -> None:
    """Raise WrongUsage where closings have claimed from a funder of which nobody can tell any more what it bears."""
    computed = {one.source.funder for one in borne.sources}
    for source in terms.funders:
        claimed = -sum(fact.cents for fact in facts if fact.funder == source.funder and _is_claim(fact))
        if claimed and source.funder not in computed:
            message = text(
                "{funder}: {claimed} was claimed, but the agreement does not say any more what it bears; state its rate or its "
                "ceiling or, if it is no funder any more, kind: “own”.",
                funder=source.funder,
                claimed=to_decimal(claimed),
            )
            raise WrongUsage(message)


def _is_claim(fact: Fact) -> bool:
    return fact.role == names.EARNED and fact.made == names.CLAIM and not fact.parked


def _by_account(dues: Iterable[Due]) -> Counter[str]:
    taken: Counter[str] = Counter()
    for due in dues:
        taken[due.account] += due.cents
    return taken


def _parsed(body: str) -> list[Any]:
    """Read the text of entries as Beancount will read it from the file."""
    from beancount.parser import parser  # noqa: PLC0415 - only a closing needs it

    made, errors, _ = parser.parse_string(body)
    assert not errors, errors  # noqa: S101 - what is rendered here is ours
    return list(made)


def _facts(body: str, agreement: Agreement) -> list[Fact]:
    gathered, _ = fact_sums.gather(_parsed(body), {agreement.code: agreement})
    return gathered[agreement.code]


def _not_open(books: Books, closing: Closing, own: Iterable[Any]) -> Iterator[Finding]:
    """Find the accounts of a closing's own entries that are not open on its day."""
    opened = {entry.account: entry.date for entry in books.entries if isinstance(entry, Open)}
    day = closing.period.end
    used = {posting.account for entry in own if isinstance(entry, Transaction) for posting in entry.postings}
    for account in sorted(used):
        if opened.get(account, date.max) > day:
            form = f"{closing.agreement.project.start} open {account} {closing.agreement.project.currency}"
            message = text("The account {account} is not open on {day}.", account=account, day=day, form=form)
            yield finding("account-missing", message, closing.agreement.project.place, closing.code)


def parked(books: Books, code: str, day: date) -> list[Booked]:
    """Give the costs of a project, dated up to a day, that wait until somebody clears them."""
    costs = index(books.entries).by_key.values()
    return [cost for cost in costs if cost.flag == PARKED and cost.content.project == code and cost.day <= day]


def _heads(books: Books, closing: Closing) -> Sequence[str]:
    """Give the lines that a seal begins with: the seal before, the budget's version, the period."""
    earlier = seal.standing(books.root / CLOSINGS / closing.code)
    before = earlier[-1].sha256 if earlier else seal.FIRST
    return f"previous: {before}", *seal.heads(closing.agreement, closing.period)


def commit(root: Path, plan: Closing, now: datetime, by: str) -> Path:
    """Write a planned closing below a set of books and give the generated file; call it under the lock.

    Raise BooksError where the chain of the project's closings is broken or the disk refuses; a plan that is blocked is the
    caller's mistake: ValueError.
    """
    if plan.blocked:
        raise ValueError("a closing with errors must not be written")
    header = ((chain.KIND, KIND), (chain.BY, by), (chain.PERIOD, plan.period.name))
    return append(root, [Batch(CLOSINGS / plan.code, f"{KIND}-{plan.period.name}", header, _body(plan, by))], {}, now)[0]


def _body(plan: Closing, by: str) -> str:
    """Write what a closing's file holds: entries, balances, the state, the seal, and the lines that are sealed."""
    name, end = plan.period.name, plan.period.end
    balances = "".join(one.asserted(end + _ONE_DAY) for one in plan.balances)
    state = states.directive(plan.code, name, states.CLOSED, states.Said(plan.on, by))
    previous = plan.lines[0].removeprefix("previous: ")
    told = f"  previous: {quoted(previous)}\n" if previous != seal.FIRST else ""
    sealing = f'{plan.on} custom "{names.SEAL}" {quoted(plan.code)} {quoted(name)} {end} {quoted(plan.seal)}\n{told}\n'
    lines = "".join(f"{seal.MARK}{line}\n" for line in plan.lines)
    return f"{plan.body}{balances}\n{state}{sealing}{lines}"

"""The costs that a funder's report lists: by line and document, what of each counts in the period, and who bears it.

A period is the difference of two days, its last and the one before its first, so documents sum to lines, lines to the claim,
and periods to the whole. What closing the period will book (flat rates, recoverable tax) is computed as the closing computes
it, so that the claim that is signed is the one that is booked afterwards.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final
from typing import NamedTuple

from beancount.core.amount import Amount

from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants import shares
from riga_grants.closing import entries
from riga_grants.closing.control import DEDUCTED
from riga_grants.cofinancing import by_weight
from riga_grants.computed import Due
from riga_grants.computed import flat_rates
from riga_grants.computed import recoverable_vat
from riga_grants.errors import NOWHERE
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.money import to_decimal
from riga_grants.shares import Shares
from riga_grants.shares import between

ROUNDING: Final = "rounding"
"""What a row is made as that holds the cents which moved between documents of earlier periods."""


class Day(NamedTuple):
    """What is known of the costs up to a day: the terms in force then (None: nothing was agreed), and who bears what.

    `eligible` are the costs that count and `borne` what each funder bears of them, in cents by the identity of the fact. A
    funder is not there if neither the agreement tells what it bears nor anything of it is booked.
    """

    terms: Agreement | None
    shares: Shares | None
    eligible: Mapping[int, int]
    borne: Mapping[str, Mapping[int, int]]

    @property
    def cents(self) -> int:
        """All that counts."""
        return sum(self.eligible.values())

    def earned(self, funder: str) -> int | None:
        """Give all that a funder bears; None where that is not known."""
        return sum(self.borne[funder].values()) if funder in self.borne else None


class Document(NamedTuple):
    """What one document costs on one line, in cents, of the period alone.

    `line` is the line's account, `names.INELIGIBLE` for what was booked as our own burden. `facts` are the postings of the
    period, those first that are costs; `earlier` older ones that count only now, or not any more. `gross` is what was booked
    but for cuts, `taken` (negative) the cuts, `eligible` what counts. `borne` is the funder's part and `others` that of the
    other funders, None where not known. `made` tells what the program computed, `pending` that only the closing will book it.
    """

    line: str
    facts: tuple[Fact, ...]
    earlier: tuple[Fact, ...]
    gross: int
    taken: int
    eligible: int
    borne: int | None
    others: int | None
    made: str
    pending: bool

    @property
    def not_eligible(self) -> int:
        """What of the gross amount does not count; negative where something listed earlier counts now."""
        return self.gross - self.eligible

    @property
    def booked(self) -> int:
        """What of it the ledger holds on the budget line: the gross amount less cuts."""
        return 0 if self.pending or self.line == names.INELIGIBLE else self.gross + self.taken


@dataclass(frozen=True)
class Costs:
    """The costs of a period: how things stood the day before it (`before`) and on its last day (`last`), and its documents.

    `terms` are in force on the last day. `facts` are all that is known of the project, `pending` among them what only the
    closing will book. `days` are the one before the period's first and its last.
    """

    before: Day
    last: Day
    pending: tuple[Fact, ...]
    terms: Agreement
    facts: Sequence[Fact]
    funder: str
    days: tuple[date, date]

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the period; there may be very many, and not every report lists them."""
        before, last = self.days
        moves = _moves(self.terms, self.funder, (self.before, self.last), before)
        return tuple(_sorted(self.terms, _documents(self.terms, self.facts, moves, last)))


def costs(agreement: Agreement, facts: Sequence[Fact], funder: str, days: tuple[date, date], due: Sequence[Fact]) -> Costs:
    """Give the costs of a period; `days` are the one before its first (date.min: it has none before it) and its last.

    `due` is what closings will book besides (`pending`).
    `agreement` holds every version, with the states of its periods as they are known now.
    """
    known = [*facts, *due]
    before, last = (_day(agreement, known, day) for day in days)
    return Costs(before, last, tuple(due), last.terms or agreement, known, funder, days)


def _terms(agreement: Agreement, day: date) -> Agreement | None:
    """Give the terms in force on a day, with the states of periods as they are known now."""
    then = agreement.at(day)
    return then and replace(then, states=agreement.states)


def _day(agreement: Agreement, facts: Sequence[Fact], day: date) -> Day:
    terms = _terms(agreement, day)
    if terms is None:
        return Day(None, None, {}, {})
    known = shares.of(terms, facts, day)
    parts = known.parts
    eligible = {id(fact): fact.cents for fact, _ in parts}
    borne = {one.source.funder: {id(fact): cents[n] for fact, cents in parts} for n, one in enumerate(known.sources)}
    until = [fact for fact in facts if fact.day <= day]
    for source in terms.funders:
        booked = fact_sums.balance(until, source.funder, (names.EARNED,), terms.project.currency)
        if source.funder not in borne and booked is not None:
            borne[source.funder] = by_weight(-booked, eligible)
    return Day(terms, known, eligible, borne)


# --- what the closing will book ---------------------------------------------------------------------------------------


def pending(agreement: Agreement, facts: Sequence[Fact], days: Iterable[date]) -> list[Fact]:
    """Compute what closings through some days will book of flat rates and recoverable tax; nothing of days that are closed."""
    found: list[Fact] = []
    for day in days:
        terms = _terms(agreement, day)
        if terms is None or day <= terms.closed_through:
            continue
        known = [*facts, *found]
        tax = [due for due in recoverable_vat(terms, known, day) if due.cents]
        less: dict[str, int] = {}
        for due in tax:
            less[due.account] = less.get(due.account, 0) + due.cents
        dues = [(due, names.VAT_CUT, -due.cents) for due in tax]
        dues += [(due, names.FLAT_RATE, due.cents) for due in flat_rates(terms, known, day, less) if due.cents]
        currency = terms.project.currency
        found += [_due(due, made, cents, day, currency, -1 - n) for n, (due, made, cents) in enumerate(dues, len(found))]
    return found


def _due(due: Due, made: str, cents: int, day: date, currency: str, entry: int) -> Fact:  # noqa: PLR0917 - the parts of a fact
    """Make the fact that a closing will book; `entry` is a number that no entry of the ledger has."""
    said = {
        names.MADE: made,
        entries.BASE: Amount(to_decimal(due.base), currency),
        entries.RATE: f"{due.rule.share.numerator}/{due.rule.share.denominator}",
        **({names.FUNDER: due.funder} if due.funder else {}),
        **({names.DOCUMENT_DATE: due.dated} if due.dated else {}),
    }
    amount = to_decimal(cents)
    return Fact(
        *(day, due.account, names.COST, "", cents, currency, False, entry, (), ("", ""), NOWHERE, amount, currency),
        ({}, said),
        in_kind=False,
        made=made,
        document_no="",
    )


# --- documents --------------------------------------------------------------------------------------------------------

_Key = tuple[str, ...]


class _Moves(NamedTuple):
    """What the period changed of each cost, in cents by the identity of the fact: what counts, and what each funder bears.

    `before` is the day before the period. A funder of which nobody knows what it bears is not in `borne`.
    """

    before: date
    eligible: Mapping[int, int]
    borne: Mapping[str, Mapping[int, int]]
    funder: str
    others: tuple[str, ...]

    def touches(self, fact: Fact) -> bool:
        """Say whether a cost is booked in the period, or changed by it."""
        moved = (self.eligible, *self.borne.values())
        return fact.day > self.before or any(parts.get(id(fact)) for parts in moved)

    def counted(self, rows: Iterable[Fact]) -> int:
        """Sum what counts of some costs now and did not before."""
        return sum(self.eligible.get(id(fact), 0) for fact in rows)

    def borne_of(self, rows: Iterable[Fact], funders: Sequence[str]) -> int | None:
        """Sum what some funders bear of some costs; None where that of one of them is not known."""
        stated = all(name in self.borne for name in funders)
        return sum(self.borne[name].get(id(fact), 0) for fact in rows for name in funders) if stated else None

    def document(self, line: str, made: str, rows: Sequence[Fact]) -> Document:
        """Put together the postings of a document on a line."""
        new = [fact for fact in rows if fact.day > self.before]
        return Document(
            line,
            tuple(sorted(new, key=lambda fact: (fact.made, fact.reverses))),
            tuple(fact for fact in rows if fact.day <= self.before and self.eligible.get(id(fact))),
            gross=sum(fact.cents for fact in new if fact.made not in DEDUCTED),
            taken=sum(fact.cents for fact in new if fact.made in DEDUCTED),
            eligible=self.counted(rows),
            borne=self.borne_of(rows, [self.funder]),
            others=self.borne_of(rows, self.others),
            made=made,
            pending=bool(new) and all(fact.entry < 0 for fact in new),
        )


def _moves(terms: Agreement, funder: str, known: tuple[Day, Day], before: date) -> _Moves:
    earlier, later = known
    funders = {**later.borne, **earlier.borne}
    return _Moves(
        before,
        between(later.eligible, earlier.eligible),
        {name: between(later.borne.get(name, {}), earlier.borne.get(name, {})) for name in funders},
        funder,
        tuple(one.funder for one in terms.funders if one.funder != funder),
    )


def _documents(terms: Agreement, facts: Iterable[Fact], moves: _Moves, last: date) -> Iterator[Document]:
    """Give the documents of a period; the cents that moved between older ones of a line are one row."""
    groups: dict[_Key, list[Fact]] = {}
    for fact in _listed(terms, facts, moves.before, last):
        if moves.touches(fact):
            groups.setdefault(_key(terms, fact), []).append(fact)
    older: dict[str, list[Fact]] = {}
    for (line, made, *_), rows in groups.items():
        if moves.counted(rows) or any(fact.day > moves.before for fact in rows):
            yield moves.document(line, made, rows)
        else:
            older.setdefault(line, []).extend(rows)
    for line, rows in older.items():
        found = moves.document(line, ROUNDING, rows)._replace(earlier=())
        if found.borne or found.others:
            yield found


def _listed(terms: Agreement, facts: Iterable[Fact], before: date, last: date) -> Iterator[Fact]:
    """Give the costs up to the last day, and what was booked in the period as not eligible without being a cut."""
    for fact in facts:
        if fact.day <= last and fact.currency == terms.project.currency:
            burden = fact.role == names.INELIGIBLE and fact.made not in DEDUCTED and fact.day > before
            if fact.role == names.COST or burden:
                yield fact


def _key(terms: Agreement, fact: Fact) -> _Key:
    """Tell the rows of the list apart: by line, by what the program computed, by document, and by the day of payment."""
    line = names.INELIGIBLE if fact.role == names.INELIGIBLE else line_of(fact.account, terms.budgeted)
    made = "" if fact.made == names.CUT else fact.made
    return line, made, str(fact.says(names.PAID) or ""), *fact.document


def _sorted(terms: Agreement, found: Iterable[Document]) -> list[Document]:
    """Order documents by the agreement's lines, then by date and number; what was computed comes last on its line."""
    order = {account: place for place, account in enumerate(terms.lines)}
    return sorted(found, key=lambda one: (order.get(one.line, len(order)), one.line, bool(one.made), _by_date(one)))


def _by_date(one: Document) -> tuple[date, str, int]:
    facts = one.facts or one.earlier
    return (facts[0].dated, facts[0].document_no, facts[0].entry) if facts else (date.max, "", 0)


def stated(facts: Iterable[Fact], key: str) -> dict[int, int]:
    """Give the amount under a metadata key (`names.NET`, `names.VAT`) of each cost, signed as the cost, by the fact's identity.

    What a whole entry states is split over its costs that state none of their own.
    """
    found: dict[int, int] = {}
    shared: dict[int, list[Fact]] = {}
    for fact in facts:
        cents = None if fact.made or fact.role not in (names.COST, names.INELIGIBLE) else fact.amount(key)
        if cents is not None and key in fact.said[0]:
            found[id(fact)] = _signed(cents, fact)
        elif cents is not None:
            shared.setdefault(fact.entry, []).append(fact)
    for rows in shared.values():
        parts = by_weight(abs(rows[0].amount(key) or 0), {n: abs(fact.cents) for n, fact in enumerate(rows)})
        found.update((id(fact), _signed(parts[n], fact)) for n, fact in enumerate(rows))
    return found


def _signed(cents: int, cost: Fact) -> int:
    return abs(cents) if cost.cents >= 0 else -abs(cents)

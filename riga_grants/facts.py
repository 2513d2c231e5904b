"""Entries → facts, once: each posting that concerns a project as one flat row of plain values.

Checks and statements read these rows and never the postings, so that they can later come from a store instead of a load.
"""

from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from functools import cached_property
from operator import attrgetter
from typing import Any
from typing import NamedTuple

from beancount.core.amount import Amount
from beancount.core.convert import get_weight
from beancount.core.data import Pad
from beancount.core.data import Posting
from beancount.core.data import Transaction
from beancount.core.flags import FLAG_PADDING

from riga_grants import names
from riga_grants.errors import Behind
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.model import Agreement
from riga_grants.money import to_cents
from riga_grants.names import finding
from riga_grants.texts import document_key

PARKED = "!"
DOCUMENT_KEYS = (names.DOCUMENT_NO, names.DOCUMENT_DATE, names.ISSUER)
_OF_WHOLE = (names.NET, names.VAT)
_OF_COSTS = (names.COST, names.INELIGIBLE)
_AMOUNTS = (names.NET, names.VAT, names.DECLARED, names.DOCUMENT_TOTAL)
_OF_DOCUMENTS = frozenset({"", names.CUT})
_LOST = Decimal("1e-11")
_DAY = attrgetter("day")
_BY_FUNDER = (names.ADVANCE, names.RECEIVABLE, names.REPAYABLE, names.EARNED)
_BY_PROJECT = (names.INELIGIBLE, names.IN_KIND, names.REVENUE, names.BANK)
_NOTHING: Mapping[str, Any] = {}
_FORMS = {
    **{root: f"{root}:<funder>:<project>" for root in _BY_FUNDER},
    names.IN_KIND: f"{names.IN_KIND}:<project>",
    names.INELIGIBLE: f"{names.INELIGIBLE}:<project>:<line>",
}


class _Row(NamedTuple):
    """One posting of a project. `cents` has the posting's sign: costs and receivables +, money received and income −.

    `role` is one of the account roots in `names`; `funder` is "" for costs. `entry` counts the transactions, so that rows
    of one transaction can be told; `missing` names the document facts that a cost lacks; `text` is payee and narration.
    `units` of `unit` are what was posted before a price turned it into `currency`; `said` is the metadata of the posting and of
    its transaction; `in_kind` tells that the transaction books a contribution in kind. `made` is what the program computed
    it as (`names.CLAIM` and the others), "" for a cost or a payment of a document. `document_no` is the number of its document,
    "" for none.
    """

    day: date
    account: str
    role: str
    funder: str
    cents: int
    currency: str
    parked: bool
    entry: int
    missing: tuple[str, ...]
    text: tuple[str, str]
    place: Place
    units: Decimal
    unit: str
    said: tuple[Mapping[str, Any], Mapping[str, Any]]
    in_kind: bool
    made: str
    document_no: str


class Fact(_Row):
    """One posting of a project, and what follows from it: each once, since every rule asks for it, on every day."""

    def says(self, key: str) -> Any:  # noqa: ANN401 - whatever metadata may hold
        """Give what the posting, or else its transaction, says under a metadata key; None where neither does."""
        own, shared = self.said
        return own[key] if key in own else shared.get(key)

    def amount(self, key: str) -> int | None:
        """Give an amount in its metadata, in cents; None where it says none in its currency and in whole cents."""
        said = self.says(key)
        try:
            whole = isinstance(said, Amount) and said.number is not None and said.currency == self.currency
            return to_cents(said.number) if whole else None
        except UserDataError:
            return None

    @cached_property
    def behind(self) -> Behind:
        """The fact as an entry behind a finding."""
        return Behind(self.place, self.document_no, self.cents)

    @cached_property
    def document(self) -> tuple[str, ...]:
        """What identifies its document within a project; a cost without a number is its own document."""
        if not self.document_no:
            return (str(self.entry),)
        return (self.document_no, str(self.says(names.DOCUMENT_DATE)), str(self.says(names.ISSUER)))

    @cached_property
    def numbered(self) -> tuple[str, date] | None:
        """Number and date of a cost's document, also of what was cut of one; None for what is no cost of a document."""
        if self.role != names.COST or self.made not in _OF_DOCUMENTS or not self.document_no:
            return None
        return document_key(self.document_no), self.dated

    @cached_property
    def dated(self) -> date:
        """The date of its document, which a correction in a later period keeps; where none is stated its own."""
        said = self.says(names.DOCUMENT_DATE)
        return said if isinstance(said, date) else self.day

    @cached_property
    def paid(self) -> date | None:
        """The day on which it was paid; None where none is stated."""
        said = self.says(names.PAID)
        return said if isinstance(said, date) else None

    @cached_property
    def charged(self) -> str:
        """The funder that it is charged to directly, "" where it is shared."""
        return str(self.says(names.FUNDER) or "")

    @cached_property
    def reverses(self) -> bool:
        """Whether it takes back a cost that was booked."""
        return bool(self.says(names.REVERSES))

    @cached_property
    def vat(self) -> int | None:
        """The tax in it, in cents; None where none is stated that can be read."""
        return self.amount(names.VAT)

    @cached_property
    def declared(self) -> int | None:
        """What was declared of it, in cents; None where nothing is stated that can be read."""
        return self.amount(names.DECLARED)

    @cached_property
    def document_total(self) -> int | None:
        """What its whole document comes to, in cents; None where nothing is stated that can be read."""
        return self.amount(names.DOCUMENT_TOTAL)

    @cached_property
    def evidence(self) -> frozenset[str]:
        """The keys of the evidence that it has: day of payment, scanned document, tax, its issuer's number."""
        texts = {key for key in (names.DOCUMENT_FILE, names.ISSUER_REG) if str(self.says(key) or "").strip()}
        stated = {names.PAID: self.paid, names.VAT: self.vat}
        return frozenset(texts | {key for key, value in stated.items() if value is not None})

    @cached_property
    def unreadable(self) -> tuple[str, ...]:
        """The keys of its metadata whose amount, or day of payment, cannot be read."""
        amounts = tuple(key for key in _AMOUNTS if self.says(key) is not None and self.amount(key) is None)
        return amounts if isinstance(self.says(names.PAID), date | None) else (*amounts, names.PAID)


Facts = Mapping[str, Sequence[Fact]]
"""The facts of each project, by its code, in the order of the ledger (by date)."""


def gather(entries: Iterable[Any], agreements: Mapping[str, Agreement]) -> tuple[dict[str, list[Fact]], list[Finding]]:
    """Collect the facts of all projects; a posting that is not whole cents is a finding and no fact.

    So is a tax that a transaction states once for costs of several projects, though those are facts.
    What a `pad` fills in is no fact either but a finding: Beancount makes it up after the plugin has run, without a document.
    """
    facts: dict[str, list[Fact]] = {code: [] for code in agreements}
    known = {(code, source.funder) for code, agreement in agreements.items() for source in agreement.funders}
    known |= {(code, "") for code in agreements}
    seen: set[str] = set()
    findings: list[Finding] = []
    for number, entry in enumerate(entries):
        if isinstance(entry, Pad):
            findings += _padded(entry, agreements)
        if not isinstance(entry, Transaction) or entry.flag == FLAG_PADDING:
            continue
        findings += _shared(entry, agreements)
        in_kind = any(posting.account.startswith(f"{names.IN_KIND}:") for posting in entry.postings)
        for posting in entry.postings:
            code, role, funder = place_of(posting.account)
            if posting.account not in seen:
                seen.add(posting.account)
                if (code, funder) not in known:
                    findings += _astray(posting.account, posting_place(entry, posting))
            if code not in facts:
                continue
            try:
                facts[code].append(_fact(number, entry, posting, (role, funder), in_kind=in_kind))
            except UserDataError as problem:
                findings.append(finding("cost-cents", problem.reason, posting_place(entry, posting), code))
    return facts, findings


def _astray(account: str, place: Place) -> Iterable[Finding]:
    """Tell an account that looks like a project's, but names a project or a funder that the books do not know."""
    form = _FORMS.get(":".join(account.split(":")[:2]))
    if form is not None:
        message = text("{account} names no project of the books, or no funder of that project.", account=account, form=form)
        yield finding("account-unknown", message, place)


def _shared(entry: Transaction, agreements: Mapping[str, Agreement]) -> Iterable[Finding]:
    """Tell a net amount or a tax that a transaction states once for costs of several projects: each would count it in full."""
    for key in _OF_WHOLE:
        said = entry.meta.get(key)
        if names.MADE in entry.meta or not (isinstance(said, Amount) and said.number):
            continue
        first: dict[str, Posting] = {}
        for posting in entry.postings:
            code, role, _ = place_of(posting.account)
            if code in agreements and role in _OF_COSTS and key not in (posting.meta or _NOTHING):
                first.setdefault(code, posting)
        for code, posting in first.items() if len(first) > 1 else ():
            message = text(
                "The transaction states “{key}” once for costs of several projects; state it on the posting of each.",
                key=key,
                form=f"{posting.account} … / {key}: … {said.currency}",
            )
            yield finding("cost-value", message, posting_place(entry, posting), code)


def _padded(entry: Pad, agreements: Mapping[str, Agreement]) -> Iterable[Finding]:
    for account in (entry.account, entry.source_account):
        code, _, _ = place_of(account)
        if code in agreements:
            message = text("{account} is padded with an amount that no document states; it is not counted.", account=account)
            yield finding("cost-padded", message, Place(entry.meta["filename"], entry.meta["lineno"]), code)


def _fact(number: int, entry: Transaction, posting: Posting, kind: tuple[str, str], *, in_kind: bool) -> Fact:
    role, funder = kind
    units = posting.units or Amount(Decimal(0), "")
    amount, currency = weight_of(posting)
    own, shared = posting.meta or _NOTHING, entry.meta
    return Fact(
        entry.date,
        posting.account,
        role,
        funder,
        to_cents(amount),
        currency,
        PARKED in (entry.flag, posting.flag),
        number,
        _missing(entry, posting) if role == names.COST else (),
        (entry.payee or "", entry.narration or ""),
        posting_place(entry, posting),
        units.number or Decimal(0),
        units.currency,
        (own, shared),
        in_kind,
        str(shared.get(names.MADE) or ""),
        str(own.get(names.DOCUMENT_NO) or shared.get(names.DOCUMENT_NO) or ""),
    )


def weight_of(posting: Posting) -> tuple[Decimal, str]:
    """Give the amount by which a posting balances, and its currency.

    Of a price in total (`7.5 USD @@ 0.01 EUR`) Beancount keeps the quotient and multiplies it again; what is lost by that, in
    the 28th digit, is given back, so that the total that was written is the amount.
    """
    priced = posting.cost is not None or posting.price is not None
    weight = get_weight(posting) if priced else posting.units  # type: ignore[no-untyped-call] # Beancount has no types there
    number, currency = (weight.number or Decimal(0), weight.currency) if weight else (Decimal(0), "")
    whole = round(number, 2) if priced else number
    return (whole if abs(whole - number) < _LOST else number), currency


def _missing(entry: Transaction, posting: Posting) -> tuple[str, ...]:
    own = posting.meta or {}
    return tuple(key for key in DOCUMENT_KEYS if not (_stated(key, own.get(key)) or _stated(key, entry.meta.get(key))))


def _stated(key: str, value: object) -> bool:
    """Say whether a document fact is there: a date for the date, else anything but blanks."""
    return isinstance(value, date) if key == names.DOCUMENT_DATE else value is not None and bool(str(value).strip())


def posting_place(entry: Transaction, posting: Posting) -> Place:
    """Give the line of a posting, or its transaction's where Beancount made the posting up."""
    meta = posting.meta if posting.meta and "lineno" in posting.meta else entry.meta
    return Place(meta["filename"], meta["lineno"])


@cache
def place_of(account: str) -> tuple[str, str, str]:
    """Read project code, role (a root in `names`) and funder out of an account; "" for what the account does not say."""
    parts = account.split(":")
    root = ":".join(parts[:2])
    match parts[2:]:
        case [funder, code] if root in _BY_FUNDER:
            return code, root, funder
        case [code, *_] if root in _BY_PROJECT:
            return code, root, ""
    if parts[0] == names.COST and len(parts) > 1:
        return parts[1], names.COST, ""
    return "", "", ""


def within(facts: Sequence[Fact], start: date = date.min, end: date = date.max) -> Sequence[Fact]:
    """Cut the facts dated from `start` to `end`, both included, out of facts in the order of the ledger."""
    first = bisect_left(facts, start, key=_DAY)
    return facts[first : bisect_right(facts, end, key=_DAY)]


class Costs(NamedTuple):
    """Sums of cost by account, in cents: all that is booked, and what of it counts in a claim (not parked)."""

    booked: dict[str, int]
    eligible: dict[str, int]


def costs(facts: Iterable[Fact], currency: str) -> Costs:
    """Sum the costs by account."""
    booked: dict[str, int] = {}
    eligible: dict[str, int] = {}
    for fact in facts:
        if fact.role == names.COST and fact.currency == currency:
            booked[fact.account] = booked.get(fact.account, 0) + fact.cents
            if not fact.parked:
                eligible[fact.account] = eligible.get(fact.account, 0) + fact.cents
    return Costs(booked, eligible)


def balance(facts: Iterable[Fact], funder: str, roles: Sequence[str], currency: str) -> int | None:
    """Sum the postings of a funder's accounts of the given roles, in cents, but parked ones; None where there is not one."""
    found = [
        fact.cents
        for fact in facts
        if fact.role in roles and fact.funder == funder and fact.currency == currency and not fact.parked
    ]
    return sum(found) if found else None


def received(facts: Iterable[Fact], funder: str, currency: str) -> int | None:
    """Give the money a funder has paid less what went back to it, in cents; None where none is booked.

    It is what its four accounts together were credited with: a settlement between them moves nothing.
    """
    rows = list(facts)
    if balance(rows, funder, _BY_FUNDER[:3], currency) is None:
        return None
    return -(balance(rows, funder, _BY_FUNDER, currency) or 0)

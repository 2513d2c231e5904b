"""What the books already hold of costs: by row key, and by the document that they belong to.

A cost entered by hand counts as well as an imported one: the same bill must not come in twice by two doors. A cost that a
later entry reverses (`reverses:` names its key) is not there.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from typing import Any
from typing import NamedTuple

from beancount.core.amount import Amount
from beancount.core.data import Open
from beancount.core.data import Posting
from beancount.core.data import Transaction
from beancount.core.flags import FLAG_OKAY

from riga_grants import names
from riga_grants.costs import Content
from riga_grants.costs import Cost
from riga_grants.costs import Document
from riga_grants.costs import identity
from riga_grants.costs import next_key
from riga_grants.declared import literal
from riga_grants.errors import Place
from riga_grants.errors import UserDataError
from riga_grants.facts import place_of
from riga_grants.facts import posting_place
from riga_grants.money import to_cents


class Booked(NamedTuple):
    """One cost in the books: its key, what it says, where it stands, and the file it was imported from ("" by hand).

    `day` is the entry's own date, `against` the account on the other side, `flag` "*" or "!" for a parked cost,
    `suggested` why its line is only suggested ("" if it is not), `original` the amount in another currency, "" for none.
    `net_cents` and `vat_cents` have the sign of the cost; None is also what an entry states of several costs together, and
    an amount without tax that is not the cost less its tax.
    """

    key: str
    content: Content
    currency: str
    day: date
    against: str
    flag: str
    paid: date | None
    document_total_cents: int | None
    place: Place
    source_file: str
    source_sha256: str
    document_type: str = ""
    note: str = ""
    suggested: str = ""
    original: str = ""
    issuer_account: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    """The metadata that decides how the cost counts (who it is charged to, its tax, when it was paid), as it is written."""
    net_cents: int | None = None
    vat_cents: int | None = None
    payment_no: str = ""


@dataclass(slots=True)
class Index:
    """All costs by key, by their documents and by the file they came from, and the days from which accounts are open.

    It grows with each file that is planned.
    """

    by_key: dict[str, Booked] = field(default_factory=dict)
    by_source: defaultdict[tuple[str, str], list[Booked]] = field(default_factory=lambda: defaultdict(list))
    by_document: defaultdict[Document, list[Booked]] = field(default_factory=lambda: defaultdict(list))
    opened: dict[str, date] = field(default_factory=dict)
    _by_identity: dict[tuple[str, ...], defaultdict[tuple[str, ...], list[Booked]]] = field(default_factory=dict)

    def add(self, cost: Booked) -> None:
        """Take a cost in."""
        self.by_key.setdefault(cost.key, cost)
        self.by_source[cost.source_file, cost.source_sha256].append(cost)
        self.by_document[cost.content.document].append(cost)
        for columns, found in self._by_identity.items():
            found[identity(cost.content, columns)].append(cost)

    def remove(self, cost: Booked) -> None:
        """Leave out a cost that another has replaced."""
        if self.by_key.get(cost.key) == cost:
            del self.by_key[cost.key]
        self.by_source[cost.source_file, cost.source_sha256].remove(cost)
        self.by_document[cost.content.document].remove(cost)
        for columns, found in self._by_identity.items():
            found[identity(cost.content, columns)].remove(cost)

    def same(self, content: Content, columns: tuple[str, ...]) -> Sequence[Booked]:
        """Give the costs that agree with one in the columns that identify a row."""
        if columns not in self._by_identity:
            self._by_identity[columns] = defaultdict(list)
            for costs in self.by_source.values():
                for cost in costs:
                    self._by_identity[columns][identity(cost.content, columns)].append(cost)
        return self._by_identity[columns].get(identity(content, columns), ())


def index(entries: Iterable[Any]) -> Index:
    """Collect the costs that stand and the open accounts of loaded books.

    Of equal costs that were booked again after a reversal, those that were reversed are the ones entered by hand, then the
    first in the order of the files.
    """
    entries = list(entries)
    found = Index(opened={entry.account: entry.date for entry in entries if isinstance(entry, Open)})
    left = Counter(taken for entry in entries for taken in reversals(entry))
    costs = [cost for _, cost in every(entries)]
    gone = set()
    for number, cost in sorted(enumerate(costs), key=lambda one: (one[1].source_file != "", one[1].place)) if left else ():
        taken = (cost.key, cost.content.account, cost.flag)
        if left[taken]:
            left[taken] -= 1
            gone.add(number)
    for number, cost in enumerate(costs):
        if number not in gone:
            found.add(cost)
    return found


def every(entries: Iterable[Any]) -> Iterator[tuple[Transaction, Booked]]:
    """Give each cost that was ever booked, reversed or not, with its entry; reversals and what was computed are none."""
    by_hand: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry, Transaction) and not entry.meta.keys() & {names.REVERSES, names.MADE}:
            yield from ((entry, cost) for cost in _costs(entry, by_hand))


def reversals(entry: object) -> Iterator[tuple[str, str, str]]:
    """Give the key, the account and the flag of each cost that an entry reverses: a parked cost is reversed as a parked one."""
    if isinstance(entry, Transaction) and names.REVERSES in entry.meta:
        for posting in entry.postings:
            if place_of(posting.account)[1] == names.COST:
                yield str(entry.meta[names.REVERSES]), posting.account, _flag(entry, posting)


def _costs(entry: Transaction, by_hand: Counter[str]) -> Iterator[Booked]:
    in_kind = any(posting.account.startswith(names.IN_KIND + ":") for posting in entry.postings)
    link = next((link for link in sorted(entry.links or ()) if link.startswith(names.ROW_KEY_PREFIX)), "")
    for posting in entry.postings:
        code, role, _ = place_of(posting.account)
        if role == names.COST and code not in names.NOT_PROJECTS:
            content = _content(entry, posting, code, in_kind)
            if content is not None:
                yield _booked(entry, posting, content, link or next_key(content, by_hand))


def _content(entry: Transaction, posting: Posting, code: str, in_kind: bool) -> Content | None:  # noqa: FBT001 - Content's field
    meta = {**entry.meta, **(posting.meta or {})}
    number = None if posting.units is None else posting.units.number  # an amount of 0 is false
    try:
        cents = to_cents(number) if number is not None else None
    except UserDataError:
        cents = None
    if cents is None:
        return None  # reported by the checks, and equal to no row of a register
    dated = meta.get(names.DOCUMENT_DATE)
    return Content(
        project=code,
        account=posting.account,
        document_no=str(meta.get(names.DOCUMENT_NO) or ""),
        document_date=dated if isinstance(dated, date) else entry.date,
        issuer=str(meta.get(names.ISSUER) or entry.payee or ""),
        issuer_reg=str(meta.get(names.ISSUER_REG) or ""),
        cents=cents,
        description=entry.narration or "",
        in_kind=in_kind,
    )


def _booked(entry: Transaction, posting: Posting, content: Content, row_key: str) -> Booked:
    meta = {**entry.meta, **(posting.meta or {})}
    paid, total = meta.get(names.PAID), meta.get(names.DOCUMENT_TOTAL)
    others = [other.account for other in entry.postings if other is not posting]
    net, vat = (_part(entry, posting, key, content.cents) for key in (names.NET, names.VAT))
    return Booked(
        row_key,
        content,
        posting.units.currency if posting.units else "",
        entry.date,
        others[0] if len(others) == 1 else content.against,
        _flag(entry, posting),
        paid if isinstance(paid, date) else None,
        _total(total),
        posting_place(entry, posting),
        str(entry.meta.get(names.SOURCE_FILE) or ""),
        str(entry.meta.get(names.SOURCE_SHA256) or ""),
        document_type=str(meta.get(names.DOCUMENT_TYPE) or ""),
        note=str(meta.get(names.NOTE_KEY) or ""),
        suggested=str(meta.get(names.SUGGESTED) or ""),
        original=str(meta.get(names.ORIGINAL) or ""),
        issuer_account=str(meta.get(names.ISSUER_ACCOUNT) or ""),
        terms=tuple((key, literal(meta[key])) for key in _TERMS if meta.get(key) is not None),
        net_cents=net if vat is None or net is None or net + vat == content.cents else None,
        vat_cents=vat,
        payment_no=str(meta.get(names.PAYMENT_NO) or ""),
    )


def _part(entry: Transaction, posting: Posting, key: str, cents: int) -> int | None:
    """Give a part of a cost, in cents with its sign; None where it cannot be read, or is above the cost.

    What an entry of several costs states is that of the whole document, and of none of them alone.
    """
    own = posting.meta or {}
    several = sum(place_of(one.account)[1] in _COSTS for one in entry.postings) > 1
    found = own[key] if key in own else None if several else entry.meta.get(key)
    part = _total(found) if isinstance(found, Amount) and posting.units and found.currency == posting.units.currency else None
    return None if part is None or abs(part) > abs(cents) else abs(part) if cents >= 0 else -abs(part)


_COSTS = frozenset({names.COST, names.INELIGIBLE})
"""The roles of accounts between which the tax that an entry states is split (`computed`)."""

_TERMS = (names.FUNDER, names.VAT, names.IN_KIND_OF, names.COST_KIND, names.PAID)


def _flag(entry: Transaction, posting: Posting) -> str:
    return posting.flag or entry.flag or FLAG_OKAY


def _total(total: object) -> int | None:
    try:
        return to_cents(total.number) if isinstance(total, Amount) and total.number is not None else None
    except UserDataError:
        return None


def from_cost(cost: Cost, file: str, name: str, sha256: str) -> Booked:
    """See a cost of a file that is being planned as booked, for the files after it."""
    return Booked(
        cost.key,
        cost.content,
        cost.currency,
        cost.content.document_date,
        cost.content.against,
        "!" if cost.suggested else "*",
        cost.paid,
        cost.document_total_cents,
        Place(file, sheet=cost.sheet, cell=cost.cells),
        name,
        sha256,
        cost.document_type,
        cost.note,
        cost.suggested,
        cost.original,
        cost.issuer_account,
        net_cents=cost.net_cents,
        vat_cents=cost.vat_cents,
        payment_no=cost.payment_no,
    )

"""What the books already hold of costs: by row key, and by the document that they belong to.

A cost entered by hand counts as well as an imported one: the same bill must not come in twice by two doors.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from typing import Any
from typing import NamedTuple

from beancount.core.data import Open
from beancount.core.data import Posting
from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.costs import Content
from riga_grants.costs import Cost
from riga_grants.costs import Identity
from riga_grants.costs import next_key
from riga_grants.errors import Place
from riga_grants.errors import UserDataError
from riga_grants.facts import place_of
from riga_grants.facts import posting_place
from riga_grants.money import to_cents


class Booked(NamedTuple):
    """One cost in the books: its key, what it says, where it stands, and the file it was imported from ("" by hand)."""

    key: str
    content: Content
    paid: date | None
    place: Place
    source_file: str
    source_sha256: str


@dataclass(slots=True)
class Index:
    """All costs by key, by identity and by the file they came from, and the days from which accounts are open.

    It grows with each file that is planned.
    """

    by_key: dict[str, Booked] = field(default_factory=dict)
    by_identity: defaultdict[Identity, list[Booked]] = field(default_factory=lambda: defaultdict(list))
    by_document: defaultdict[Identity, list[Booked]] = field(default_factory=lambda: defaultdict(list))
    by_source: defaultdict[tuple[str, str], list[Booked]] = field(default_factory=lambda: defaultdict(list))
    opened: dict[str, date] = field(default_factory=dict)

    def add(self, cost: Booked) -> None:
        """Take a cost in; a key that is known already stays with its first cost, as a reversal may repeat its link."""
        identity = cost.content.identity
        self.by_key.setdefault(cost.key, cost)
        self.by_identity[identity].append(cost)
        self.by_document[identity._replace(account="")].append(cost)
        self.by_source[cost.source_file, cost.source_sha256].append(cost)


def index(entries: Iterable[Any]) -> Index:
    """Collect the costs and the open accounts of loaded books."""
    found = Index()
    by_hand: Counter[str] = Counter()
    for entry in entries:
        if isinstance(entry, Open):
            found.opened[entry.account] = entry.date
        elif isinstance(entry, Transaction):
            for cost in _costs(entry, by_hand):
                found.add(cost)
    return found


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
    paid = entry.meta.get(names.PAID)
    return Booked(
        row_key,
        content,
        paid if isinstance(paid, date) else None,
        posting_place(entry, posting),
        str(entry.meta.get(names.SOURCE_FILE) or ""),
        str(entry.meta.get(names.SOURCE_SHA256) or ""),
    )


def from_cost(cost: Cost, file: str, name: str, sha256: str) -> Booked:
    """See a cost of a file that is being planned as booked, for the files after it."""
    return Booked(cost.key, cost.content, cost.paid, Place(file, sheet=cost.sheet, cell=cost.cells), name, sha256)

"""What control cut off costs and later gave back: how such an entry is written, and how the books are asked for it.

A cut moves an amount from the cost's line to Expenses:Ineligible:<project>:<line>, which is our own burden. For a contribution
in kind nobody paid anything, so there it goes back to Income:InKind:<project> instead, and the contribution counts for less.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date
from typing import Any
from typing import NamedTuple

from beancount.core.data import Posting
from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.booked import Booked
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import block
from riga_grants.chains.entries import postings
from riga_grants.chains.entries import why
from riga_grants.errors import Place
from riga_grants.errors import UserDataError
from riga_grants.facts import place_of
from riga_grants.money import to_cents
from riga_grants.texts import quoted

LINK = "cut-"
_HEX = 16

CostKey = tuple[str, str]
"""What a cost is known by to its cuts: its key, and its account."""


class CutEntry(NamedTuple):
    """An entry that cuts a cost, or gives back what was cut, on one account.

    `cents` is what it took off the line: positive where a cost was cut, negative where a credit note was or a cut was taken
    back. `report` is the number of the control report, "" for none.
    """

    key: str
    account: str
    cents: int
    day: date
    place: Place
    report: str
    reason: str
    by: str

    @property
    def of(self) -> CostKey:
        """The cost that it cuts."""
        return self.key, self.account


def every(entries: Iterable[Any]) -> Iterator[CutEntry]:
    """Give the cuts in loaded books, in the order of the ledger."""
    for entry in entries:
        if isinstance(entry, Transaction) and entry.meta.get(names.MADE) == names.CUT:
            yield from (one for posting in entry.postings if (one := _cut(entry, posting)) is not None)


def totals(cuts: Iterable[CutEntry]) -> Counter[CostKey]:
    """Sum what stands of the cuts of each cost, in cents; a cost of which nothing is cut any more is not there."""
    sums: Counter[CostKey] = Counter()
    for one in cuts:
        sums[one.of] += one.cents
    return Counter({cost: cents for cost, cents in sums.items() if cents})


def _cut(entry: Transaction, posting: Posting) -> CutEntry | None:
    code, role, _ = place_of(posting.account)
    if role != names.COST or code in names.NOT_PROJECTS or posting.units is None or posting.units.number is None:
        return None
    try:
        cents = -to_cents(posting.units.number)
    except UserDataError:
        return None  # reported by the checks
    said = (str(entry.meta.get(key) or "") for key in (names.CONTROL_REPORT, names.REASON, names.BY))
    key = str(entry.meta.get(names.CUTS) or "")
    place = Place(entry.meta["filename"], entry.meta["lineno"])
    return CutEntry(key, posting.account, cents, entry.date, place, *said)


def target(cost: Booked) -> str:
    """Give the account to which a cost is cut."""
    content = cost.content
    if content.in_kind:
        return f"{names.IN_KIND}:{content.project}"
    return f"{names.INELIGIBLE}:{content.account.split(':', 1)[1]}"


def why_cut(report: str, correction: Correction) -> tuple[tuple[str, str], ...]:
    """Write why a cost is cut, by which control report and by whom, as metadata."""
    return ((names.CONTROL_REPORT, quoted(report) if report else ""), *why(correction))


def render(cost: Booked, currency: str, cents: int, day: date, said: Iterable[tuple[str, str]]) -> str:
    """Render the entry that takes `cents` off a cost's line on a day (negative: gives them back), with what is `said` of it.

    What decides how the cost counts (who it is charged to, its kind, when it was paid) decides it for what is cut as well. Its
    tax is not repeated: that of a document is computed from what is left of it (`computed`).
    """
    content = cost.content
    metadata = (
        (names.MADE, quoted(names.CUT)),
        (names.CUTS, quoted(cost.key)),
        (names.DOCUMENT_NO, quoted(content.document_no) if content.document_no else ""),
        (names.DOCUMENT_DATE, content.document_date.isoformat()),
        (names.ISSUER, quoted(content.issuer) if content.issuer else ""),
        *(term for term in cost.terms if term[0] != names.VAT),
        *said,
    )
    link = LINK + cost.key.removeprefix(names.ROW_KEY_PREFIX)[:_HEX]
    head = f"{day.isoformat()} * {quoted(content.issuer)} {quoted(content.description)} ^{link}"
    return block(head, metadata, postings(content.account, target(cost), -cents, currency))

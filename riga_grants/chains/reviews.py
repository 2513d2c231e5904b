"""Costs that wait until somebody confirms their budget line, and how that is booked: a reversal, and the cost anew.

Nothing that was generated is changed. The confirmed cost keeps its key and all that is known of it, so the file that it came
from brings nothing new.
"""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from beancount.core.data import Open
from beancount.core.data import Transaction
from beancount.core.flags import FLAG_OKAY

from riga_grants import names
from riga_grants.booked import Booked
from riga_grants.booked import every
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.books import unloaded
from riga_grants.chains import chain
from riga_grants.chains import imports
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import Rendered
from riga_grants.chains.entries import day_of
from riga_grants.chains.entries import restored
from riga_grants.chains.entries import taken_back
from riga_grants.chains.folders import DOCUMENTS
from riga_grants.chains.folders import IMPORTED
from riga_grants.chains.writer import Batch
from riga_grants.chains.writer import append
from riga_grants.chains.writer import kept
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import PARKED
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.suggestions import reason
from riga_grants.lines import lines_of
from riga_grants.names import finding

KIND = "review"


class Waiting(NamedTuple):
    """A parked cost whose line was only suggested, and its entry."""

    cost: Booked
    entry: Transaction

    @property
    def reason(self) -> Text:
        """Why the line that it stands on was suggested."""
        return reason(str(self.entry.meta[names.SUGGESTED]))

    @property
    def source(self) -> Place:
        """The cells that it was read from; where it stands in the ledger, if its entry does not say."""
        file, sheet, cells = (str(self.entry.meta.get(key) or "") for key in names.PROVENANCE[:3])
        return Place(file, sheet=sheet, cell=cells) if file else self.cost.place


class Decision(NamedTuple):
    """The line on which a cost is confirmed, and where somebody said so (the cost's own place, or a cell)."""

    waiting: Waiting
    account: str
    place: Place


def waiting(books: Books, project: str | None = None) -> list[Waiting]:
    """Give the costs that wait, of one project or of all, by project and then in the order of the ledger.

    Only entries of two postings wait, as imports write them; others are cleared by hand.
    """
    standing = {cost.place for cost in index(books.entries).by_key.values() if cost.flag == PARKED}
    found = [
        Waiting(cost, entry)
        for entry, cost in every(books.entries)
        if names.SUGGESTED in entry.meta and cost.place in standing and len(entry.postings) == 2  # noqa: PLR2004 - see above
    ]
    wanted = [one for one in found if one.cost.content.project in ((project,) if project else books.agreements)]
    return sorted(wanted, key=lambda one: one.cost.content.project)


def wrong(books: Books, decisions: Sequence[Decision]) -> list[Finding]:
    """Find what forbids to book decisions: books that cannot be read whole, and lines that cannot take the cost."""
    findings = [found for found in books.findings if found.code == "ledger"]
    opened = {entry.account: entry.date for entry in books.entries if isinstance(entry, Open)}
    lines = {code: lines_of(agreement, {}) for code, agreement in books.agreements.items()}
    for decision in decisions:
        cost, account = decision.waiting.cost, decision.account
        code, day = cost.content.project, day_of(books.agreements, cost)
        if not lines[code].in_budget(account):
            message = text("The budget of {project} in force has no amount for “{found}”.", found=account, project=code)
            findings.append(finding("line-not-budgeted", message, decision.place, code))
        if account not in opened or opened[account] > day:
            form = f"{day} open {account} {cost.currency}"
            message = text("The account {account} is not open on {day}.", account=account, day=day, form=form)
            findings.append(finding("account-missing", message, decision.place, code))
    wanted = {IMPORTED / one.waiting.cost.content.project: (one.place, one.waiting.cost.content.project) for one in decisions}
    return findings + unloaded(books, wanted)


def confirm(
    root: Path,
    books: Books,
    decisions: Sequence[Decision],
    correction: Correction,
    now: datetime,
    *,
    workbook: FilePlan | None = None,
) -> list[Path]:
    """Book decisions as one import, a file for each project; call it under the lock, with nothing `wrong`.

    `correction` says who confirms, and why; the `workbook` that the decisions stand in is kept, if there is one. Raise
    BooksError where the chain of a project is broken, no period is open, or the disk refuses.
    """
    bodies: defaultdict[Path, list[str]] = defaultdict(list)
    for decision in decisions:
        for folder, body in _confirmed(books, decision, correction):
            bodies[folder].append(body)
    header = (
        (chain.IMPORT, str(imports.last_number(root) + 1)),
        (chain.BY, correction.by),
        (chain.KIND, KIND),
        *(((chain.SOURCE, workbook.name), (chain.SOURCE_SHA256, workbook.sha256)) if workbook else ()),
        (chain.REASON, correction.reason),
    )
    batches = [Batch(folder, KIND, header, "".join(body)) for folder, body in bodies.items()]
    return append(root, batches, kept(root / DOCUMENTS, [workbook] if workbook else []), now)


def _confirmed(books: Books, decision: Decision, correction: Correction) -> Iterator[Rendered]:
    """Render the reversal of a parked cost, and the cost on its confirmed line with all that its entry says."""
    former, entry = decision.waiting
    day = day_of(books.agreements, former)
    yield taken_back(former, correction, day)
    metadata = {key: value for key, value in entry.meta.items() if key != names.SUGGESTED}
    moved = [
        posting._replace(account=decision.account) if posting.account == former.content.account else posting
        for posting in entry.postings
    ]
    confirmed = former._replace(content=former.content._replace(account=decision.account), flag=FLAG_OKAY)
    said = entry._replace(meta={**metadata, names.CONFIRMED: correction.by}, postings=moved)
    yield restored(confirmed, said, former, correction, day)

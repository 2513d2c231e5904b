"""Rows as read, held against the books: which costs are new, booked already, or booked with other contents.

A plan changes nothing; what is judged here is only said.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Final
from typing import NamedTuple

from riga_grants.booked import Booked
from riga_grants.booked import Index
from riga_grants.chains.cuts import CostKey
from riga_grants.costs import Content
from riga_grants.costs import Cost
from riga_grants.costs import Document
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.importing.kinds.read import Read
from riga_grants.importing.plans import Change
from riga_grants.importing.plans import RowPlan
from riga_grants.importing.plans import State
from riga_grants.importing.row_keys import after
from riga_grants.importing.row_keys import alike
from riga_grants.importing.row_keys import differences
from riga_grants.importing.row_keys import edited
from riga_grants.importing.row_keys import same
from riga_grants.importing.tables import Table
from riga_grants.importing.tables import reasons_column
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.texts import folded


class Edition(NamedTuple):
    """The file that is planned: its name and sha256, and whether corrections are to be booked."""

    name: str
    sha256: str
    correct: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A sheet's rows before the judge: what they are held against, and what the rows before them have brought.

    `here` holds the keys of the file's sheets before this one, `kept` those of the booked costs that need no successor: the
    file holds them, or has a row that is a changed edition of them. `claimed` is what rows take of each document, in cents.
    `exported` tells that rows name their entries; `cut` is what control has cut of each cost, in cents.
    """

    table: Table
    known: Index
    agreements: Mapping[str, Agreement]
    edition: Edition
    here: set[str]
    kept: set[str]
    exported: bool = False
    cut: Mapping[CostKey, int] = field(default_factory=dict)
    claimed: defaultdict[Document, int] = field(default_factory=lambda: defaultdict(int))

    def place(self, row: int, *columns: str) -> Place:
        """Give the place of a row's cell in the first of the columns that the sheet has; of its amount otherwise."""
        has = self.table.columns
        wanted = (*columns, *self.table.layout.of_kind.measures)
        index = next((has[column] for column in wanted if column in has), min(has.values(), default=0))
        return self.table.place(row, index)

    def finding(self, code: str, message: Text, row: int, column: str, cost: Cost) -> Finding:
        """Make a finding on a row, as severe as the layout says."""
        return finding(code, message, self.place(row, column), cost.content.project, self.table.layout.severity(code))


def judge(case: Case, reads: Sequence[Read]) -> list[RowPlan]:
    """Judge the rows of a register of costs."""
    rows = []
    for read in reads:
        cost = next((one for one in read.records if isinstance(one, Cost)), None)
        if cost is None:
            rows.append(RowPlan(read.row, State.REJECTED, read.cents, findings=read.findings))
        else:
            rows.append(_row(case, read, cost))
    case.here.update(cost.key for read in reads for cost in read.records if isinstance(cost, Cost))
    return rows


def _row(case: Case, read: Read, cost: Cost) -> RowPlan:
    booked = case.known.by_key.get(cost.key)
    changed = booked if booked and read.key == cost.key and edited(cost, booked, case.table.columns) else None
    if not changed and (cost.key in case.here or booked):
        findings = (*read.findings, *(_again(case, read.row, cost, booked) if booked else ()))
        return RowPlan(read.row, State.BOOKED, read.cents, findings=findings)
    former = changed or case.known.by_key.get(read.key) or _former(case, cost)
    if former is not None and not changed and alike(former, cost):
        case.kept.add(former.key)  # another equal row is another cost
        return RowPlan(read.row, State.BOOKED, read.cents, findings=read.findings)
    judged = [
        *_unopened(case, read.row, cost),
        *_closed(case, read.row, cost, former),
        *_overclaimed(case, read.row, cost, former),
        *_cut(case, read.row, cost, former),
        *(_outdated(case, read, cost) if former is None else ()),
    ]
    wrong = any(found.severity is Severity.ERROR for found in judged)
    if former is None:
        state = State.REJECTED if wrong else State.ACCEPTED
        return RowPlan(read.row, state, read.cents, new=() if wrong else (cost,), findings=(*read.findings, *judged))
    case.kept.add(former.key)
    replaced = after(cost, former, case.table.columns, exported=bool(read.key))
    findings = (*read.findings, *judged, _changed(case, read.row, replaced, former))
    if wrong:
        return RowPlan(read.row, State.REJECTED, read.cents, findings=findings)
    return RowPlan(read.row, State.CHANGED, read.cents, changes=(Change(replaced, former),), findings=findings)


def _former(case: Case, cost: Cost) -> Booked | None:
    """Give the booked cost that a new row is a changed edition of, None if there is none.

    It is one that this file no longer holds, and that was not reversed by hand to nothing: of the same identity; or of the
    same document, amount and description on another line; or from an earlier edition of this file, of the same issuer and
    amount, whose document's number or date was corrected. A further part, from another file, of a document whose total is
    stated and not used up is no change, and no booked cost is replaced twice.
    """
    known, kept = case.known, case.kept
    columns = tuple(column for column in case.table.layout.key if column != "line" or not cost.suggested)
    like_it = _left_out(known.same(cost.content, columns), kept)
    edited = next((former for former in like_it if former.source_file == case.edition.name), None)
    if edited is not None:
        return edited
    if _further_part(cost, known):
        return None
    if like_it:
        return like_it[0]
    like = (cost.project, cost.cents, folded(cost.content.description))
    for former in _left_out(known.by_document.get(cost.content.document, ()), kept):
        if (former.content.project, former.content.cents, folded(former.content.description)) == like:
            return former
    redated = (former for former in _gone_from(case) if _redated(former.content, cost.content))
    return next((former for former in redated if _stands(case, former, kept)), None)


def _further_part(cost: Cost, known: Index) -> bool:
    if cost.document_total_cents is None:
        return False
    booked = sum(former.content.cents for former in known.by_document.get(cost.content.document, ()))
    return 0 < booked + cost.cents <= cost.document_total_cents


def _redated(former: Content, content: Content) -> bool:
    """Say whether two costs are the same but for the document's number or its date, or all but these and the amount differs."""
    number = folded(former.document_no) == folded(content.document_no)
    day = former.document_date == content.document_date
    if number and day and (former.project, former.cents) == (content.project, content.cents):
        return True
    return (number or day) and same(*(each._replace(document_no="", document_date=date.min) for each in (former, content)))


def _gone_from(case: Case) -> Iterator[Booked]:
    """Give the costs that came from the file or another edition of it, known by its name, and have no row in it now."""
    for (name, _), formers in case.known.by_source.items():
        if name == case.edition.name:
            yield from (former for former in formers if former.key not in case.kept)


def _left_out(booked: Iterable[Booked], keys: AbstractSet[str]) -> list[Booked]:
    gone = [former for former in booked if former.key not in keys]
    return gone if sum(former.content.cents for former in gone) else []


def _changed(case: Case, row: int, cost: Cost, former: Booked) -> Finding:
    more = {name: both for name, both in differences(former, cost).items() if name not in _SUMMED_UP}
    message = text(
        "The document {document} is booked with other contents. Booked at {where}: {old}; in this row: {new}.",
        document=cost.content.document_no,
        where=str(former.place),
        old=_summary(former.content, "".join(f", {name}: {old or '–'}" for name, (old, _) in more.items())),
        new=_summary(cost.content, "".join(f", {name}: {new or '–'}" for name, (_, new) in more.items())),
    )
    severity = Severity.NOTE if case.edition.correct else None
    return finding("row-changed", message, case.place(row), cost.content.project, severity)


_SUMMED_UP = frozenset({"project", "line", "document-no", "document-date", "description", "amount"})


def _summary(content: Content, more: str) -> Text:
    return text(
        "{amount}, {document} of {day}, {account}, “{description}”{more}",
        amount=to_decimal(content.cents),
        document=content.document_no,
        day=content.document_date,
        account=content.account,
        description=content.description,
        more=more,
    )


def _outdated(case: Case, read: Read, cost: Cost) -> Iterator[Finding]:
    """Tell of an edited row that names an entry which no longer stands: what replaced it may be the same cost."""
    if read.key and read.key != cost.key and read.key not in case.known.by_key:
        message = text("The row names an entry that the books no longer hold, so it counts as a new cost.")
        yield case.finding("row-reversed", message, read.row, "row-key", cost)


def _again(case: Case, row: int, cost: Cost, former: Booked) -> Iterator[Finding]:
    """Tell of a row that was set aside and is booked from another file: one of two equal costs would be lost."""
    yield from _updated(case, row, cost, former)
    if reasons_column(case.table.header) is not None and former.source_sha256 != case.edition.sha256:
        message = text(
            "This row was set aside, and an equal cost is booked already at {where}; it is not counted again.",
            where=str(former.place),
        )
        yield finding("row-twice", message, case.place(row), cost.project, Severity.WARNING)


def _updated(case: Case, row: int, cost: Cost, former: Booked) -> Iterator[Finding]:
    """Tell of a booked row of which the register now gives otherwise what is no part of its key: the tax, the payment."""
    for column, (old, new) in differences(former, cost).items():
        if column in _TOLD and column in case.table.columns:
            message = text(
                "The row is booked already at {where}. {what}: {old} in the books, {new} in the row.",
                where=str(former.place),
                what=_TOLD[column],
                old=_shown(old),
                new=_shown(new),
            )
            yield case.finding("row-updated", message, row, column, cost)


_TOLD: Final = {
    "net": text("Amount without VAT"),
    "vat": text("VAT"),
    "paid": text("Payment date"),
    "payment-no": text("Payment order"),
}
"""The columns that are no part of a row's key and are compared all the same, and what they hold."""


def _shown(value: object) -> str | date | Decimal:
    return value if isinstance(value, str | date | Decimal) and value != "" else "–"


def _unopened(case: Case, row: int, cost: Cost) -> Iterator[Finding]:
    """Find the accounts of a cost that the books have not opened by its date."""
    content = cost.content
    for account in (content.account, content.against):
        opened = case.known.opened.get(account)
        if opened is None or opened > content.document_date:
            form = f"{content.document_date} open {account} {cost.currency}"
            message = text("The account {account} is not open on {day}.", account=account, day=content.document_date, form=form)
            yield finding("account-missing", message, case.place(row, "line"), content.project)


def _closed(case: Case, row: int, cost: Cost, former: Booked | None) -> Iterator[Finding]:
    """Find a new cost in a period that is closed; a correction of one is booked on a day of an open period."""
    period = case.agreements[cost.content.project].closed_on(cost.content.document_date)
    if period is not None and former is None:
        message = text(
            "The document of {day} belongs to the period {period}, which is closed.",
            day=cost.content.document_date,
            period=period.name,
        )
        yield case.finding("period-closed", message, row, "document-date", cost)


def _cut(case: Case, row: int, cost: Cost, former: Booked | None) -> Iterator[Finding]:
    """Refuse to correct a cost that control has cut: what is cut of the old version says nothing of the new one."""
    cents = case.cut.get((former.key, former.content.account), 0) if former is not None else 0
    if former is not None and cents:
        message = text(
            "Control has cut {cut} of the document {document}, booked at {where}; restore the row, or first take the cut back: "
            "riga-grants cut {project} {key} --undo",
            cut=to_decimal(cents),
            document=former.content.document_no,
            where=str(former.place),
            project=former.content.project,
            key=former.key,
        )
        yield finding("row-changed", message, case.place(row), cost.content.project)


def _overclaimed(case: Case, row: int, cost: Cost, former: Booked | None) -> Iterator[Finding]:
    """Find documents of which more is booked, over all projects, than their total (double financing)."""
    document = cost.content.document
    case.claimed[document] += cost.cents
    if cost.document_total_cents is None:
        return
    booked = sum(one.content.cents for one in case.known.by_document.get(document, ()) if one != former)
    booked += case.claimed[document]
    if booked > cost.document_total_cents:
        message = text(
            "Of the document {document}, whose total is {total}, {booked} would be booked over all projects.",
            document=cost.content.document_no,
            total=to_decimal(cost.document_total_cents),
            booked=to_decimal(booked),
        )
        yield case.finding("document-overclaimed", message, row, "document-total", cost)


def of_the_sheet(case: Case, reads: Sequence[Read]) -> list[Finding]:
    """Warn of what concerns a register as a whole: reversed documents that it still has, and rows that it no longer has."""
    costs = [(read.row, one) for read in reads for one in read.records if isinstance(one, Cost)]
    return [*_reversed(case, costs), *_gone(case, costs)]


def _reversed(case: Case, costs: Sequence[tuple[int, Cost]]) -> Iterator[Finding]:
    """Warn of documents that are booked and were reversed by hand, wholly or in part, while the register still has them."""
    booked: defaultdict[tuple[str, Document], list[tuple[int, Cost]]] = defaultdict(list)
    for row, cost in costs:
        if cost.key in case.known.by_key:
            booked[cost.content.account, cost.content.document].append((row, cost))
    for (account, document), rows in booked.items():
        cents = [one.content.cents for one in case.known.by_document[document] if one.content.account == account]
        found = sum(cost.cents for _, cost in rows)
        if cents and sum(cents) != found and min(cents) < 0 < max(cents):
            first, cost = rows[0]
            message = text(
                "The document {document} was reversed in the books, which hold {booked} of it; the register has {found}.",
                document=cost.content.document_no,
                booked=to_decimal(sum(cents)),
                found=to_decimal(found),
            )
            yield finding("row-reversed", message, case.place(first), cost.content.project)


def _gone(case: Case, costs: Sequence[tuple[int, Cost]]) -> Iterator[Finding]:
    """Warn of rows that were imported from another edition of this file and are no longer in it, unless they were reversed.

    Another edition is a file most of whose rows are in this one too, or one of the same name that shares a row or a month: also
    the same file, read in another way. A sheet of rows that were exported may hold one project of several.
    """
    months = {_month(cost.content) for _, cost in costs}
    kept = case.kept
    projects = {cost.project for _, cost in costs} if case.exported else case.agreements
    for (name, _), formers in case.known.by_source.items():
        gone = [former for former in formers if former.key not in kept and former.content.project in projects]
        still = len(formers) - len(gone)
        same_name = name == case.edition.name and (still or any(_month(former.content) in months for former in gone))
        if name and (same_name or still > len(gone)):
            left = [former for former in gone if _stands(case, former, kept)]
            if left:
                yield _gone_finding(case, name, left)


def _stands(case: Case, former: Booked, kept: AbstractSet[str]) -> bool:
    """Say whether a cost, with others of the same identity that have no row either, does not sum to nothing."""
    return bool(_left_out(case.known.same(former.content, case.table.layout.key), kept))


def _month(content: Content) -> tuple[str, date]:
    return content.project, content.document_date.replace(day=1)


def _gone_finding(case: Case, name: str, gone: Sequence[Booked]) -> Finding:
    message = text(
        "{count} rows, {amount} in all, were imported from “{file}”, another edition of this register, and are not in it now; "
        "the first is {where}.",
        count=len(gone),
        amount=to_decimal(sum(former.content.cents for former in gone)),
        file=name,
        where=str(gone[0].place),
    )
    return finding("rows-gone", message, Place(case.table.file, sheet=case.table.sheet.name))

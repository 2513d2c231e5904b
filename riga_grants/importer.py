"""Plan an import: which rows of which registers are new costs, which are booked already, and what is wrong.

A plan changes nothing. It accounts for every row: rows = accepted + booked + rejected, in number and in cents. Writing it
is `writer`'s, which refuses a plan with errors: an import is all or nothing.
"""

import hashlib
from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import date
from pathlib import Path

from riga_grants.booked import Booked
from riga_grants.booked import Index
from riga_grants.booked import from_cost
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.costs import Content
from riga_grants.costs import Cost
from riga_grants.costs import Identity
from riga_grants.costs import next_key
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.errors import worst
from riga_grants.layouts import Layout
from riga_grants.lines import lines_of
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.registers import Register
from riga_grants.registers import find_register
from riga_grants.registers import header
from riga_grants.rows import Ground
from riga_grants.rows import Read
from riga_grants.rows import read_row
from riga_grants.rows import read_total
from riga_grants.sheets import Sheet
from riga_grants.sheets import read
from riga_grants.texts import folded
from riga_grants.texts import plain


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What one workbook brings. All sums are cents; `rows_cents` is the sum of all rows whose amount can be read.

    `costs` are the new ones, in the order of the sheet; `total_cents` is the register's own total, None where there is none.
    """

    path: Path
    name: str
    sha256: str
    layout: str
    sheet: str
    rows: int = 0
    costs: tuple[Cost, ...] = ()
    booked: int = 0
    booked_cents: int = 0
    rejected: int = 0
    rejected_cents: int = 0
    total_cents: int | None = None
    content: bytes = field(default=b"", repr=False)

    @property
    def accepted(self) -> int:
        """How many rows are new costs."""
        return len(self.costs)

    @property
    def accepted_cents(self) -> int:
        """The sum of the new costs."""
        return sum(cost.cents for cost in self.costs)

    @property
    def rows_cents(self) -> int:
        """The sum of all rows."""
        return self.accepted_cents + self.booked_cents + self.rejected_cents


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """All files of one import command, in their order, and all findings on them."""

    files: tuple[FilePlan, ...]
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Say whether an error forbids to write any of it."""
        return worst(self.findings) is Severity.ERROR


def plan(
    paths: Iterable[Path],
    books: Books,
    layouts: Mapping[str, Layout],
    *,
    layout: str | None = None,
    project: str | None = None,
) -> ImportPlan:
    """Read registers and hold them against the books, each file also against the files before it.

    `layout` names the layout to use (otherwise the one that fits), `project` the project that rows must belong to. Raise
    BooksError for a file that cannot be read, WrongUsage for a layout or a project that does not exist.
    """
    if project is not None and project not in books.agreements:
        known = ", ".join(books.agreements)
        raise WrongUsage(text("There is no project “{project}”; there are: {known}.", project=project, known=known))
    known_costs = index(books.entries)
    files, findings = [], []
    for path in paths:
        file, found = _plan_file(path, books, known_costs, _wished(layouts, layout), project)
        files.append(file)
        findings.extend(found)
    return ImportPlan(tuple(files), (*_unreadable(books), *findings, *_unloaded(books, files)))


def _unreadable(books: Books) -> list[Finding]:
    """Give what Beancount cannot read in the books: a cost that stands there might be taken for a new one."""
    return [found for found in books.findings if found.code == "ledger"]


def _unloaded(books: Books, files: Iterable[FilePlan]) -> list[Finding]:
    """Find the projects whose imports the books do not include: their costs would be written and never counted."""
    if "include" not in books.options:
        return []
    loaded = {Path(name).parent.name for name in books.options["include"] if Path(name).parent.parent == books.imported}
    wanted = {cost.content.project: Place(str(file.path)) for file in files for cost in file.costs}
    return [
        finding("import-unloaded", text("The books do not include the imports of {code}.", code=code), place, code)
        for code, place in sorted(wanted.items())
        if code not in loaded
    ]


def _wished(layouts: Mapping[str, Layout], name: str | None) -> list[Layout]:
    if not layouts:
        raise BooksError(text("There is no layout in importers/layouts; put cost-register.toml back there."))
    if name is None:
        return list(layouts.values())
    if name not in layouts:
        known = ", ".join(layouts)
        raise WrongUsage(text("There is no layout “{layout}”; there are: {known}.", layout=name, known=known))
    return [layouts[name]]


def _plan_file(
    path: Path, books: Books, known: Index, layouts: Sequence[Layout], project: str | None
) -> tuple[FilePlan, list[Finding]]:
    """Plan one file, and take its new costs into what is known."""
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise BooksError(
            text("“{file}” cannot be read: {problem}", file=path.name, problem=problem.strerror or "")
        ) from problem
    sheets = read(path.name, content)
    layout = _choose(path, sheets, layouts)
    digest = hashlib.sha256(content).hexdigest()
    empty = FilePlan(path, plain(path.name).text, digest, layout.name, layout.sheet, content=content)
    register = find_register(str(path), sheets, layout)
    if not isinstance(register, Register):
        return empty, register
    words = {code: lines_of(agreement, layout.lines) for code, agreement in books.agreements.items()}
    ground = Ground(layout, books.agreements, words, project)
    reads = with_keys([read_row(register, row, ground) for row in register.rows])
    total, findings = _total(register, reads, ground)
    file = replace(empty, sheet=register.sheet.name, rows=len(reads), total_cents=total)
    file, judged = _judge(file, register, reads, known)
    for cost in file.costs:
        known.add(from_cost(cost, str(path), file.name, digest))
    read_findings = [found for row in reads for found in row.findings]
    return file, [*register.findings, *read_findings, *judged, *findings]


def _choose(path: Path, sheets: Sequence[Sheet], layouts: Sequence[Layout]) -> Layout:
    """Choose the layout whose sheet and columns the workbook has; where none fits, the one that comes nearest says why."""
    named = [layout for layout in layouts if any(folded(sheet.name) == folded(layout.sheet) for sheet in sheets)]
    fitting = [layout for layout in named if _fits(sheets, layout)]
    if len(fitting) > 1:
        known = ", ".join(layout.name for layout in fitting)
        raise BooksError(text("Several layouts fit “{file}”: {known}. Name one with --layout.", file=path.name, known=known))
    return (fitting or named or layouts)[0]


def _fits(sheets: Sequence[Sheet], layout: Layout) -> bool:
    heads = (header(sheet, layout) for sheet in sheets if folded(sheet.name) == folded(layout.sheet))
    return any(head is not None and all(column in head.columns for column in layout.needed) for head in heads)


def with_keys(reads: Iterable[Read]) -> list[Read]:
    """Give each cost its key; equal rows are counted in the order of the sheet."""
    seen: Counter[str] = Counter()
    return [
        row if row.cost is None else replace(row, cost=replace(row.cost, key=next_key(row.cost.content, seen))) for row in reads
    ]


def _total(register: Register, reads: Sequence[Read], ground: Ground) -> tuple[int | None, list[Finding]]:
    """Read the register's total and compare it with the sum of all rows whose amount can be read."""
    total, findings = read_total(register, ground)
    summed = sum(row.cents or 0 for row in reads)
    if total is None or register.total is None or total == summed:
        return total, findings
    message = text(
        "The register's total is {total}, its rows sum to {rows}; the difference is {difference}.",
        total=to_decimal(total),
        rows=to_decimal(summed),
        difference=to_decimal(total - summed),
    )
    return total, [*findings, finding("total-differs", message, register.place(register.total, "amount"))]


def _judge(file: FilePlan, register: Register, reads: Sequence[Read], known: Index) -> tuple[FilePlan, list[Finding]]:
    """Divide the rows into new, booked and rejected, and report those that the books hold with other contents."""
    keys = {row.cost.key for row in reads if row.cost}
    costs, booked, rejected, findings = [], [], [], []
    for row in reads:
        if row.cost is None:
            rejected.append(row.cents or 0)
        elif row.cost.key in known.by_key:
            booked.append(row.cost.cents)
            findings += _updated(register, row, row.cost, known.by_key[row.cost.key])
        elif former := _former(row.cost, known, keys):
            rejected.append(row.cost.cents)
            findings.append(_changed(register, row, row.cost, former))
        else:
            costs.append(row.cost)
            findings += _unopened(register, row, row.cost, known)
    findings += [*_reversed(register, reads, known), *_gone(file, register, reads, known)]
    done = replace(
        file,
        costs=tuple(costs),
        booked=len(booked),
        booked_cents=sum(booked),
        rejected=len(rejected),
        rejected_cents=sum(rejected),
    )
    return done, findings


def _former(cost: Cost, known: Index, keys: set[str]) -> Booked | None:
    """Give the booked cost that a new row is a changed edition of, None if there is none.

    It is one of the same document and line that this file no longer holds, unless what is booked so was reversed and sums to
    nothing; or one of the same document, amount and description on another line.
    """
    identity = cost.content.identity
    same_line = _left_out(known.by_identity.get(identity, ()), keys)
    if same_line:
        return same_line[0]
    moved = _left_out(known.by_document.get(identity._replace(account=""), ()), keys)
    like = (cost.cents, folded(cost.content.description))
    return next((former for former in moved if (former.content.cents, folded(former.content.description)) == like), None)


def _left_out(booked: Iterable[Booked], keys: set[str]) -> list[Booked]:
    gone = [former for former in booked if former.key not in keys]
    return gone if sum(former.content.cents for former in gone) else []


def _changed(register: Register, row: Read, cost: Cost, former: Booked) -> Finding:
    message = text(
        "The document {document} is booked with other contents. Booked at {where}: {old}; in this row: {new}.",
        document=cost.content.document_no,
        where=str(former.place),
        old=_summary(former.content),
        new=_summary(cost.content),
    )
    return finding("row-changed", message, register.place(row.row, "amount"), cost.content.project)


def _summary(content: Content) -> Text:
    return text(
        "{amount}, {account}, “{description}”",
        amount=to_decimal(content.cents),
        account=content.account,
        description=content.description,
    )


def _updated(register: Register, row: Read, cost: Cost, former: Booked) -> list[Finding]:
    """Tell of a booked row whose day of payment the register now gives otherwise."""
    if cost.paid == former.paid or "paid" not in register.columns:
        return []
    message = text(
        "The row is booked already at {where}, with the payment date {old} instead of {new}.",
        where=str(former.place),
        old=former.paid or "–",
        new=cost.paid or "–",
    )
    return [finding("row-updated", message, register.place(row.row, "paid"), cost.content.project)]


def _unopened(register: Register, row: Read, cost: Cost, known: Index) -> list[Finding]:
    """Find the accounts of a cost that the books have not opened by its date."""
    content = cost.content
    findings = []
    for account in (content.account, content.against):
        opened = known.opened.get(account)
        if opened is None or opened > content.document_date:
            form = f"{content.document_date} open {account} {cost.currency}"
            message = text("The account {account} is not open on {day}.", account=account, day=content.document_date, form=form)
            findings.append(finding("account-missing", message, register.place(row.row, "line"), content.project))
    return findings


def _reversed(register: Register, reads: Sequence[Read], known: Index) -> list[Finding]:
    """Warn of documents that are booked and were reversed, wholly or in part, while the register still has them."""
    booked: defaultdict[Identity, list[tuple[int, Cost]]] = defaultdict(list)
    for row in reads:
        if row.cost and row.cost.key in known.by_key:
            booked[row.cost.content.identity].append((row.row, row.cost))
    findings = []
    for identity, rows in booked.items():
        cents = [former.content.cents for former in known.by_identity[identity]]
        found = sum(cost.cents for _, cost in rows)
        if sum(cents) != found and min(cents) < 0 < max(cents):
            first, cost = rows[0]
            message = text(
                "The document {document} was reversed in the books, which hold {booked} of it; the register has {found}.",
                document=cost.content.document_no,
                booked=to_decimal(sum(cents)),
                found=to_decimal(found),
            )
            findings.append(finding("row-reversed", message, register.place(first, "amount"), cost.content.project))
    return findings


def _gone(file: FilePlan, register: Register, reads: Sequence[Read], known: Index) -> list[Finding]:
    """Warn of rows that were imported from another edition of this file and are no longer in it, unless they were reversed.

    Another edition is a file most of whose rows are in this one too, or one of the same name that shares a row or a month.
    """
    costs = [row.cost for row in reads if row.cost]
    keys = {cost.key for cost in costs}
    months = {_month(cost.content) for cost in costs}
    findings = []
    for (name, sha256), formers in known.by_source.items():
        gone = [former for former in formers if former.key not in keys]
        still = len(formers) - len(gone)
        same_name = name == file.name and (still or any(_month(former.content) in months for former in gone))
        if name and sha256 != file.sha256 and (same_name or still > len(gone)):
            left = [former for former in gone if _left_out(known.by_identity[former.content.identity], keys)]
            findings += _gone_finding(name, register, left)
    return findings


def _month(content: Content) -> tuple[str, date]:
    return content.project, content.document_date.replace(day=1)


def _gone_finding(name: str, register: Register, gone: Sequence[Booked]) -> list[Finding]:
    if not gone:
        return []
    message = text(
        "{count} rows, {amount} in all, were imported from “{file}”, another edition of this register, and are not in it now; "
        "the first is {where}.",
        count=len(gone),
        amount=to_decimal(sum(former.content.cents for former in gone)),
        file=name,
        where=str(gone[0].place),
    )
    return [finding("rows-gone", message, Place(register.file, sheet=register.sheet.name))]

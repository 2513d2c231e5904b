"""Plan an import: read files by their layouts, hold them against the books, and account for every row.

A plan changes nothing. Writing it is `writer`'s. Each file is taken whole or not at all, unless only its good rows are wished.
"""

import hashlib
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from riga_grants.booked import Booked
from riga_grants.booked import Index
from riga_grants.booked import from_cost
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.books import unloaded
from riga_grants.chains import cuts
from riga_grants.chains.cuts import CostKey
from riga_grants.chains.folders import folder_of
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.costs import Cost
from riga_grants.declared import Declared
from riga_grants.declared import Identity
from riga_grants.declared import standing
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.i18n import N_
from riga_grants.importing import judge
from riga_grants.importing import judge_declared
from riga_grants.importing.balance import Own
from riga_grants.importing.balance import own_amounts
from riga_grants.importing.balance import verify
from riga_grants.importing.cells import Ground
from riga_grants.importing.cells import Reader
from riga_grants.importing.headings import headers
from riga_grants.importing.headings import missing
from riga_grants.importing.kinds import MEASURES
from riga_grants.importing.kinds import READERS
from riga_grants.importing.kinds.read import Read
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import RowPlan
from riga_grants.importing.plans import SheetPlan
from riga_grants.importing.plans import State
from riga_grants.importing.plans import agree
from riga_grants.importing.row_keys import with_keys
from riga_grants.importing.suggestions import Rules
from riga_grants.importing.tables import Table
from riga_grants.importing.tables import find_tables
from riga_grants.layouts import Constant
from riga_grants.layouts import Layout
from riga_grants.lines import lines_of
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.sheets import Sheet
from riga_grants.sheets import read
from riga_grants.texts import plain

READING, CHECKING = N_("reading"), N_("checking")
Progress = Callable[[Path, str, int], object]
"""Told now and then: the file, what is done with it (READING its cells, CHECKING its rows), and how many rows are done."""

_EVERY = 500
_BINARY = (b"PK", b"\xd0\xcf\x11\xe0")  # archives and compound files, which know their own encoding


@dataclass(frozen=True)
class Wishes:
    """What the command asks for beside the files.

    `layout` names the layout to use (otherwise the one that fits), `project` the project that all rows must belong to,
    `constants` values of columns; `accept_valid` takes the good rows of a file and sets the others aside; `correct` books
    changes; `mask` hides personal data in texts.
    """

    layout: str | None = None
    project: str | None = None
    constants: Mapping[str, Constant] = field(default_factory=dict)
    accept_valid: bool = False
    correct: bool = False
    mask: bool = False
    rules: Rules = field(default_factory=Rules)


@dataclass(slots=True)
class _Known:
    """What the books hold, and what the files that were planned before will have added."""

    books: Books
    costs: Index
    stated: judge_declared.Stated
    cut: Mapping[CostKey, int]


def plan(
    paths: Iterable[Path],
    books: Books,
    layouts: Mapping[str, Layout],
    wishes: Wishes | None = None,
    progress: Progress = lambda _path, _phase, _rows: None,
) -> ImportPlan:
    """Read files and hold them against the books, each also against those before it that can be written.

    Raise BooksError for a file that cannot be read, WrongUsage for a layout or a project that does not exist.
    """
    wishes = wishes or Wishes()
    if wishes.project is not None:
        books.agreement(wishes.project)
    cut = cuts.totals(cuts.every(books.entries))
    known_to_all = _Known(books, index(books.entries), judge_declared.stated(standing(books.entries), books.agreements), cut)
    files = [_plan_file(path, known_to_all, _wished(layouts, wishes.layout), wishes, progress) for path in paths]
    return ImportPlan(tuple(files), tuple(_unreadable(books)))


def _unreadable(books: Books) -> list[Finding]:
    """Give what Beancount cannot read in the books: a cost that stands there might be taken for a new one."""
    return [found for found in books.findings if found.code == "ledger"]


def _wished(layouts: Mapping[str, Layout], name: str | None) -> list[Layout]:
    if not layouts:
        raise BooksError(text("There is no layout in importers/layouts; put cost-register.toml back there."))
    if name is None:
        return list(layouts.values())
    if name not in layouts:
        known = ", ".join(layouts)
        raise WrongUsage(text("There is no layout “{layout}”; there are: {known}.", layout=name, known=known))
    return [layouts[name]]


def _plan_file(path: Path, known: _Known, layouts: Sequence[Layout], wishes: Wishes, progress: Progress) -> FilePlan:
    """Plan one file, and take what it would write into what is known."""
    content = _content(path)
    sheets, layout = _choose(path, content, layouts, lambda rows: progress(path, READING, rows))
    found = find_tables(str(path), sheets, layout)
    file = FilePlan(
        path,
        plain(path.name).text,
        hashlib.sha256(content).hexdigest(),
        layout.name,
        layout.kind,
        findings=found.findings,
        content=content,
        accept_valid=wishes.accept_valid,
        correct=wishes.correct,
    )
    ground = _ground(layout, known.books, wishes)
    read_sheets = [(table, _read(table, ground, lambda rows: progress(path, CHECKING, rows))) for table in found.tables]
    judged = _judge_costs if layout.kind == COSTS else _judge_declared
    file = judged(file, read_sheets, known, ground.constants)
    wanted = {folder_of(record): (Place(str(file.path)), record.project) for record in reversed(file.records)}
    file = replace(file, findings=(*file.findings, *unloaded(known.books, wanted)))
    _take_in(file, known)
    return file


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise BooksError(
            text("“{file}” cannot be read: {problem}", file=path.name, problem=problem.strerror or "")
        ) from problem


def _choose(
    path: Path, content: bytes, layouts: Sequence[Layout], progress: Callable[[int], object]
) -> tuple[Sequence[Sheet], Layout]:
    """Read the file's sheets, and choose the layout whose headings they have; where none fits, the nearest says why.

    A text file is read in each way that a layout wants it; one that cannot be read so is not of that layout.
    """
    is_text = not content.startswith(_BINARY)
    ways = {one.name: (one.delimiter, one.encoding) if is_text else ("", "") for one in layouts}
    readings: dict[tuple[str, str], Sequence[Sheet]] = {}
    problems: list[BooksError] = []
    for delimiter, encoding in dict.fromkeys(ways.values()):
        try:
            readings[delimiter, encoding] = read(path.name, content, progress, delimiter=delimiter, encoding=encoding)
        except BooksError as problem:
            problems.append(problem)
    if not readings:
        raise problems[0]
    fits = [(fit(readings[ways[one.name]], one), one) for one in layouts if ways[one.name] in readings]
    best = max(found for found, _ in fits)
    fitting = [one for found, one in fits if found == best]
    if best[0] and len(fitting) > 1:
        known = ", ".join(layout.name for layout in fitting)
        raise BooksError(text("Several layouts fit “{file}”: {known}. Name one with --layout.", file=path.name, known=known))
    return readings[ways[fitting[0].name]], fitting[0]


def fit(sheets: Sequence[Sheet], layout: Layout) -> tuple[bool, int, int]:
    """Say how well a layout fits: whether a sheet has all its columns, and how many; then how many columns any sheet has."""
    best = (False, 0, 0)
    for sheet in sheets:
        if sheet.name and sheet.name not in layout.sheets:
            continue
        for head in headers(sheet, layout)[:1]:
            wide = all(head.columns.get(column, -1) < sheet.width for column in layout.needed)  # a position may lie outside
            whole = wide and not missing("", sheet, head, layout)
            best = max(best, (whole, len(head.columns) + len(head.amounts) if whole else 0, len(head.columns)))
    return best


def _ground(layout: Layout, books: Books, wishes: Wishes) -> Ground:
    words = {code: lines_of(agreement, layout.meanings.get("line", {})) for code, agreement in books.agreements.items()}
    constants = {**layout.constants, **wishes.constants}
    stated = constants.get("project")
    project = wishes.project or (str(stated) if stated and layout.kind != "agreements" else None)
    return Ground(layout, books.agreements, words, project, constants, wishes.mask, wishes.rules)


def _read(table: Table, ground: Ground, progress: Callable[[int], object]) -> list[Read]:
    reader = READERS[table.layout.kind]
    reads = []
    for count, row in enumerate(table.rows):
        if count % _EVERY == 0:
            progress(count)
        reads.append(reader(Reader(table, row, ground)))
    return reads


def _judge_costs(
    file: FilePlan, read_sheets: Sequence[tuple[Table, Sequence[Read]]], known: _Known, constants: Mapping[str, Constant]
) -> FilePlan:
    tables = [table for table, _ in read_sheets]
    keyed = list(zip(tables, with_keys([reads for _, reads in read_sheets], known.costs), strict=True))
    every = [read for _, reads in keyed for read in reads]
    kept = {one.key for read in every for one in read.records if isinstance(one, Cost)}
    kept |= {read.key for read in every if read.key}
    edition = judge.Edition(file.name, file.sha256, file.correct)
    here: set[str] = set()
    sheets = []
    for table, reads in keyed:
        exported = any(read.key for read in reads)
        case = judge.Case(table, known.costs, known.books.agreements, edition, here, kept, exported, known.cut)
        rows = judge.judge(case, reads)
        sheets.append(_sheet(table, reads, rows, judge.of_the_sheet(case, reads), constants))
    return replace(file, sheets=tuple(sheets))


def _judge_declared(
    file: FilePlan, read_sheets: Sequence[tuple[Table, Sequence[Read]]], known: _Known, constants: Mapping[str, Constant]
) -> FilePlan:
    here: dict[Identity, Declared] = {}
    sheets = []
    for table, reads in read_sheets:
        rows = judge_declared.judge(table, reads, known.stated, here, correct=file.correct)
        sheets.append(_sheet(table, reads, rows, [], constants))
    last = [
        found
        for table, _ in read_sheets[-1:]
        for found in judge_declared.gone(table, known.stated, here, file.name, file.sha256)
    ]
    return replace(file, sheets=tuple(sheets), findings=(*file.findings, *last))


def _sheet(
    table: Table,
    reads: Sequence[Read],
    rows: Sequence[RowPlan],
    findings: Sequence[Finding],
    constants: Mapping[str, Constant],
) -> SheetPlan:
    """Put a sheet's rows, judged and skipped, into their order, and compare its total with their sum."""
    own = own_amounts(table, constants)
    rounded = sum((read.rounded for read in reads), Decimal(0))
    total, differs = _total(table, reads, own, rounded)
    skipped = [
        RowPlan(row, State.SKIPPED, own[row], findings=tuple(differs) if row == table.total else (), reason=reason)
        for row, reason in table.skipped.items()
    ]
    every = tuple(sorted([*(_in_own_figures(row, table.layout, own) for row in rows), *skipped], key=lambda one: one.row))
    above = () if table.total in table.skipped else differs
    sheet = SheetPlan(table, every, total, rounded, (*table.findings, *above, *findings))
    verify(sheet, own)
    return sheet


def _in_own_figures(row: RowPlan, layout: Layout, own: Own) -> RowPlan:
    """Give a row with the amount that the sheet itself states where it was converted, or could not be taken by the project."""
    return replace(row, cents=own[row.row]) if layout.rates or row.state is State.REJECTED else row


def _no_ground(layout: Layout) -> Ground:
    return Ground(layout, {}, {}, None, {})


def _total(table: Table, reads: Sequence[Read], own: Own, rounded: Decimal) -> tuple[int | None, list[Finding]]:
    """Read the table's own total and compare it with the sum of all rows whose amount can be read.

    A total of exact figures may differ from the sum of rounded ones by what rounding added, within the total's own cent.
    """
    if table.total is None or table.layout.kind == INDICATORS:
        return None, []
    reader = Reader(table, table.total, _no_ground(table.layout))
    total = MEASURES[table.layout.kind](reader)
    column = table.summed[-1] if table.summed else 0
    if total is None:
        if not reader.failed:
            reader.report("amount-missing", column, text("The amount is missing."))
        return None, list(reader.findings)
    summed = sum(own[row] or 0 for row in table.rows)
    if agree(total, summed, rounded):
        return total, []
    message = text(
        "The table's total is {total}, its rows sum to {rows}; the difference is {difference}.",
        total=to_decimal(total),
        rows=to_decimal(summed),
        difference=to_decimal(total - summed),
    )
    # Where a rejected row's amount cannot be read, it may be the whole difference.
    unread = any(read.rejected and own[read.row] is None for read in reads)
    severity = Severity.WARNING if unread else table.layout.severity("total-differs")
    return total, [finding("total-differs", message, table.place(table.total, column), "", severity)]


def _take_in(file: FilePlan, known: _Known) -> None:
    """See what a file would write as booked, and what it would replace as gone, for the files after it."""
    for former in (change.former for row in file.writes for change in row.changes):
        if isinstance(former, Booked):
            known.costs.remove(former)
    for record in file.records:
        if isinstance(record, Cost):
            known.costs.add(from_cost(record, str(file.path), file.name, file.sha256))
        else:
            known.stated.add(record, str(file.path), file.name, file.sha256)

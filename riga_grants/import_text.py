"""Renders an import for a terminal: what became of the rows, with their sums, what was found, and what is added to the books.

The same screen stands before a real import and in a dry run; `outcome` says what was done.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from riga_grants import preview
from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.errors import Finding
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import cells_of
from riga_grants.grid import grid
from riga_grants.grid import paragraph
from riga_grants.grid import wrap
from riga_grants.i18n import trn
from riga_grants.import_details import FINDINGS_SHOWN
from riga_grants.import_details import KINDS_SHOWN
from riga_grants.import_details import ROWS_SHOWN
from riga_grants.import_details import Look
from riga_grants.import_details import details
from riga_grants.import_details import listed
from riga_grants.import_details import worth_telling
from riga_grants.model import Agreement
from riga_grants.plans import STATE_WORDS
from riga_grants.plans import FilePlan
from riga_grants.plans import ImportPlan
from riga_grants.plans import SheetPlan
from riga_grants.plans import State
from riga_grants.text import findings_lines


def screen(plan: ImportPlan, findings: Sequence[Finding], agreements: Mapping[str, Agreement], look: Look) -> str:
    """Show what an import would do; `findings` are all that are to be told, those of the layouts included.

    Several files stand in a table; details follow for the sheets of which there is something to tell. Raise BooksError where
    a correction cannot be booked.
    """
    look = look._replace(width=max(look.width, NARROWEST))
    sheets = [(file, sheet) for file in plan.files for sheet in file.sheets]
    lines: list[Line] = []
    if len(plan.files) > 1 or len(sheets) > 1:
        lines += [*_files(plan.files, look), Line("")]
    lines += [line for kind in KINDS_SHOWN for line in _balance(plan.files, kind, look)]
    for file, sheet in sheets:
        if look.every or len(sheets) == 1 or worth_telling(sheet):
            lines += [*details(file, sheet, look), Line("")]
    for summary in preview.summaries(plan, agreements, look.lang):
        lines += [*_summary(summary, look), Line("")]
    most = None if look.every else FINDINGS_SHOWN
    return look.painted([*lines, *findings_lines(findings, look.lang, look.width, look.root, most)])


# --- files and rows --------------------------------------------------------------------------------------------------


def _files(files: Sequence[FilePlan], look: Look) -> list[Line]:
    """List the files, with their sheets where they have several; columns of states that no row has are left out."""
    states = [state for state in State if any(file.count(state) for file in files)]
    rows = []
    for file in files:
        rows.append(Row(file.name, look.tr("✗ errors") if file.blocked else "", _counts([file], states, file.kind, look)))
        if len(file.sheets) > 1:
            rows += [Row(sheet.name, "", _counts([sheet], states, file.kind, look), indent=2) for sheet in file.sheets]
    if len(files) > 1:
        kinds = {file.kind for file in files if file.sheets}
        total = _counts(files, states, kinds.pop() if len(kinds) == 1 else "", look)
        rows.append(Row(look.tr("TOTAL"), "", total, "bold", ruled=True))
    heads = (look.tr("Rows"), *(_capital(look.tr(STATE_WORDS[state])) for state in states), look.tr("Sum"))
    return grid(Row(look.tr("File"), "", heads, "bold"), rows, look.width)


def _counts(some: Sequence[FilePlan] | Sequence[SheetPlan], states: Sequence[State], kind: str, look: Look) -> tuple[str, ...]:
    """Give the cells of a row; sums of different kinds of sheet are not added up, and indicators are no money."""
    money = None if kind in {"", INDICATORS} else sum(one.cents() for one in some)
    counts = [sum(one.count() for one in some), *(sum(one.count(state) for one in some) for state in states)]
    return (*map(str, counts), look.money(money))


def _balance(files: Sequence[FilePlan], kind: str, look: Look) -> list[Line]:
    """Show what became of all rows of one kind of sheet, with their sums, and that they add up."""
    some = [file for file in files if file.kind == kind and file.sheets]
    if not some:
        return []
    money = kind != INDICATORS
    counts = {state: sum(file.count(state) for file in some) for state in State}
    sums = {state: sum(file.cents(state) for file in some) if money else None for state in State}
    what = some[0].name if len(some) == 1 else trn("{n} file", "{n} files", len(some), look.lang)
    head = Row(f"{what} ({look.tr(KINDS_SHOWN[kind])})", "", (look.tr("Rows"), look.tr("Sum")), "bold")
    rows = [Row(_capital(look.tr(STATE_WORDS[state])), "", (str(counts[state]), look.money(sums[state]))) for state in State]
    whole = sum(file.count() for file in some), sum(file.cents() for file in some) if money else None
    rows.append(Row(look.tr("TOTAL"), "", (str(whole[0]), look.money(whole[1])), "bold", ruled=True))
    return [*grid(head, rows, look.width), *_equation(counts, sums, whole, look), Line("")]


def _equation(
    counts: Mapping[State, int], sums: Mapping[State, int | None], whole: tuple[int, int | None], look: Look
) -> list[Line]:
    """Write out that the rows of all states are the rows of the sheets, in number and to the cent (`balance` proves it)."""
    said = f"{' + '.join(map(str, counts.values()))} = {whole[0]}"
    if whole[1] is not None:
        said += f"; {' + '.join(map(look.money, sums.values()))} = {look.money(whole[1])}"
    return paragraph(look.tr("✓ Every row is accounted for: {sums}.", sums=said), look.width, rest="  ")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


# --- what is added ---------------------------------------------------------------------------------------------------


def _summary(summary: preview.Summary, look: Look) -> list[Line]:
    """Show what is added by project, line, month and so on; of a long list the first rows and the sum of the others."""
    shown = summary.rows[: look.some(len(summary.rows), ROWS_SHOWN)]
    rest = summary.rows[len(shown) :]
    room = look.width - max(len(look.money(row.cents)) for row in summary.rows) - 16
    several = len({row.key.split(":")[1] for row in summary.rows}) > 1 if summary.by == preview.LINE else False
    rows = [_sum(_short(_titled(row, summary.by, several=several), room), (row,), look) for row in shown]
    if rest:
        rows.append(_sum(look.tr("… and {n} more", n=len(rest)), rest, look))
    by, kind = look.tr(summary.by), look.tr(KINDS_SHOWN[summary.kind])
    return grid(Row(f"{by} ({kind})", "", (look.tr("Entries"), look.tr("Added")), "bold"), rows, look.width)


def _sum(title: str, rows: Sequence[preview.Sum], look: Look) -> Row:
    known = [row.cents for row in rows if row.cents is not None]
    return Row(title, "", (str(sum(row.records for row in rows)), look.money(sum(known) if known else None)))


def _titled(row: preview.Sum, by: str, *, several: bool) -> str:
    """Word a row's title; where there are several projects, a budget line is led in by its project."""
    if by == preview.LINE:
        title = row.title or row.key
        return f"{row.key.split(':')[1]}  {title}" if several and row.title else title
    if row.key == preview.ALL:
        return row.title
    return f"{row.key}  {row.title}" if row.title not in {"", row.key} else row.key


def _short(title: str, room: int) -> str:
    """Cut a title to one line."""
    return title if cells_of(title) <= room else f"{wrap(title, room - 1)[0]}…"


# --- what was done ---------------------------------------------------------------------------------------------------


def outcome(plan: ImportPlan, done: preview.Done, look: Look, *, dry_run: bool) -> str:
    """Say in a few sentences what was written, or would be, and what was not."""
    lines: list[Line] = []
    for said in _outcome(plan, done, look, dry_run=dry_run):
        lines += paragraph(said, max(look.width, NARROWEST), style="bold", rest="  ")
    return look.painted(lines)


def _outcome(plan: ImportPlan, done: preview.Done, look: Look, *, dry_run: bool) -> Iterator[str]:
    if plan.blocked:
        yield look.tr("Nothing was written: mend the errors and import again.")
        return
    yield _written(_added(plan, look), done, look, dry_run=dry_run)
    blocked = [file.name for file in plan.files if file.blocked]
    if blocked:
        yield look.tr("Because of their errors nothing of these files is taken: {files}.", files=listed(blocked, look))
    if dry_run:
        for file in plan.files:
            if file.set_aside:
                aside = trn("{n} row would be set aside", "{n} rows would be set aside", len(file.set_aside), look.lang)
                yield look.tr("Of {file} {rows}.", file=file.name, rows=aside)
    for path, file in done.rejected.items():
        aside = trn("{n} row was set aside", "{n} rows were set aside", len(file.set_aside), look.lang)
        yield look.tr("Of {file} {rows}. Correct and import: {path}", file=file.name, rows=aside, path=str(path))


def _written(added: str, done: preview.Done, look: Look, *, dry_run: bool) -> str:
    if not added:
        return look.tr("Nothing was written: there is nothing new.")
    if dry_run:
        return look.tr("Nothing was written; the import would add {what}.", what=added)
    if len(done.written) == 1:
        return look.tr("Added: {what}, in {file}.", what=added, file=done.written[0].name)
    files = trn("{n} new ledger file", "{n} new ledger files", len(done.written), look.lang)
    return look.tr("Added: {what}, in {files}, from {first} on.", what=added, files=files, first=done.written[0].name)


def _added(plan: ImportPlan, look: Look) -> str:
    """Count what is added, by kind."""
    some = dict.fromkeys(KINDS_SHOWN, 0)
    for file in plan.files:
        some[file.kind or COSTS] += len(file.records)
    counted = {
        COSTS: trn("{n} cost", "{n} costs", some[COSTS], look.lang),
        BUDGET: trn("{n} budget amount", "{n} budget amounts", some[BUDGET], look.lang),
        AGREEMENTS: trn("{n} fact of agreements", "{n} facts of agreements", some[AGREEMENTS], look.lang),
        INDICATORS: trn("{n} figure of an indicator", "{n} figures of indicators", some[INDICATORS], look.lang),
    }
    return ", ".join(said for kind, said in counted.items() if some[kind])

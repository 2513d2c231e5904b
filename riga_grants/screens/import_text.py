"""Renders an import for a terminal: what became of the rows, with their sums, what was found, and what is added to the books.

The same screen stands before a real import and in a dry run; `outcome` says what was done.
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace

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
from riga_grants.i18n import N_
from riga_grants.i18n import trn
from riga_grants.importing.plans import STATE_WORDS
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import Record
from riga_grants.importing.plans import SheetPlan
from riga_grants.importing.plans import State
from riga_grants.model import Agreement
from riga_grants.screens import preview
from riga_grants.screens.import_details import FINDINGS_SHOWN
from riga_grants.screens.import_details import KINDS_SHOWN
from riga_grants.screens.import_details import ROWS_SHOWN
from riga_grants.screens.import_details import Look
from riga_grants.screens.import_details import details
from riga_grants.screens.import_details import listed
from riga_grants.screens.import_details import worth_telling
from riga_grants.text import findings_lines

HEADS = {
    State.ACCEPTED: N_("New"),
    State.BOOKED: N_("There"),
    State.CHANGED: N_("Changed"),
    State.REJECTED: N_("Rejected"),
    State.SKIPPED: N_("Skipped"),
}
"""The states of rows as the table of files heads them: short, so that a row is one line."""

_SHORTEST_NAME = 12


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
    adds = preview.summaries(plan, agreements, look.lang)
    for kind in KINDS_SHOWN:
        of_kind = [one for one in adds if one.kind == kind]
        lines += [*_added(of_kind, look), Line("")] if of_kind else []
    most = len(findings) if look.every else FINDINGS_SHOWN
    named = _named(findings, plan.files)
    return look.painted([*lines, *findings_lines(named, look.lang, look.width, look.root, most)])


def _named(findings: Sequence[Finding], files: Sequence[FilePlan]) -> list[Finding]:
    """Name the files in findings as the screen does, without their folders, where no two have the same name."""
    counts = Counter(file.name for file in files)
    short = {str(file.path): file.name for file in files if counts[file.name] == 1}
    return [replace(one, place=one.place._replace(file=short.get(one.place.file, one.place.file))) for one in findings]


# --- files and rows --------------------------------------------------------------------------------------------------


def _files(files: Sequence[FilePlan], look: Look) -> list[Line]:
    """List the files, with their sheets where they have several; columns of states that no row has are left out."""
    states = [state for state in State if any(file.count(state) for file in files)]
    rows = []
    for file in files:
        mark = "✗ " if file.blocked else ""
        rows.append(Row(mark + file.name, "", _counts([file], states, file.kind, look)))
        if len(file.sheets) > 1:
            rows += [Row(sheet.name, "", _counts([sheet], states, file.kind, look), indent=2) for sheet in file.sheets]
    if len(files) > 1:
        kinds = {file.kind for file in files if file.sheets}
        total = _counts(files, states, kinds.pop() if len(kinds) == 1 else "", look)
        rows.append(Row(look.tr("TOTAL"), "", total, "bold", ruled=True))
    heads = (look.tr("Rows"), *(look.tr(HEADS[state]) for state in states), look.tr("Sum"))
    head = Row(look.tr("File"), "", heads, "bold")
    widest = sum(max(map(cells_of, column)) + 1 for column in zip(*(row.cells for row in (head, *rows)), strict=True))
    return grid(
        head, [row._replace(title=_fitting(row.title, look.width - widest - 1 - row.indent)) for row in rows], look.width
    )


def _fitting(name: str, room: int) -> str:
    """Shorten a name in its middle, because names of files often differ at their ends only."""
    if cells_of(name) <= room or room < _SHORTEST_NAME:
        return name
    half = room // 2
    return f"{name[: half - 1].rstrip()}…{name[half - room :].lstrip()}"


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
    several = sum(len(file.sheets) for file in some) > 1
    agreeing = _agreeing(some, look) if several and money else []
    return [*grid(head, rows, look.width), *_equation(counts, sums, whole, look), *agreeing, Line("")]


def _equation(
    counts: Mapping[State, int], sums: Mapping[State, int | None], whole: tuple[int, int | None], look: Look
) -> list[Line]:
    """Write out that the rows of all states are the rows of the sheets, in number and to the cent (`balance` proves it)."""
    numbers = f"{' + '.join(map(str, counts.values()))} = {whole[0]}"
    lines = paragraph(look.tr("✓ Every row is accounted for: {sums}", sums=numbers), look.width, rest="  ")
    if whole[1] is not None:
        sums_shown = f"{' + '.join(map(look.money, sums.values()))} = {look.money(whole[1])}"
        lines += paragraph(look.tr("✓ and every cent: {sums}", sums=sums_shown), look.width, rest="  ")
    return lines


def _agreeing(files: Sequence[FilePlan], look: Look) -> list[Line]:
    """Say how many sheets have a total of their own that agrees; of the others the details tell."""
    agree = sum(sheet.total_cents == sheet.in_table_cents for file in files for sheet in file.sheets)
    if not agree:
        return []
    said = trn(
        "✓ The own total of {n} sheet is the sum of its rows.",
        "✓ The own totals of {n} sheets are the sums of their rows.",
        agree,
        look.lang,
    )
    return paragraph(said, look.width, rest="  ")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


# --- what is added ---------------------------------------------------------------------------------------------------


def _added(summaries: Sequence[preview.Summary], look: Look) -> list[Line]:
    """Show what one kind of sheet adds, by project, line, month and so on."""
    several = len({row.key for summary in summaries if summary.by == preview.PROJECT for row in summary.rows}) > 1
    rows = [row for summary in summaries for row in _section(summary, several, look)]
    title = look.tr("Added to the books ({kind})", kind=look.tr(KINDS_SHOWN[summaries[0].kind]))
    return grid(Row(title, "", (look.tr("Entries"), look.tr("Sum")), "bold"), rows, look.width)


def _section(summary: preview.Summary, several: bool, look: Look) -> Iterator[Row]:  # noqa: FBT001 - whether there are several projects
    """Give the rows of a summary below its heading; of a long one the first rows and the sum of the others."""
    shown = summary.rows[: look.some(len(summary.rows), ROWS_SHOWN)]
    rest = summary.rows[len(shown) :]
    room = look.width - max(len(look.money(row.cents)) for row in summary.rows) - 18
    yield Row(look.tr(summary.by), "", ("", ""), "bold")
    for row in shown:
        yield _sum(_short(_titled(row, summary.by, several=several), room), (row,), look)
    if rest:
        yield _sum(look.tr("… and {n} more", n=len(rest)), rest, look)


def _sum(title: str, rows: Sequence[preview.Sum], look: Look) -> Row:
    known = [row.cents for row in rows if row.cents is not None]
    return Row(title, "", (str(sum(row.records for row in rows)), look.money(sum(known) if known else None)), indent=2)


def _titled(row: preview.Sum, by: str, *, several: bool) -> str:
    """Word a row's title; where there are several projects, a budget line is led in by its project."""
    if by == preview.LINE:
        return f"{row.key.split(':')[1]}  {row.title}" if several else row.title
    if row.key == preview.ALL:
        return row.title
    return f"{row.key}  {row.title}" if row.title not in {"", row.key} else row.key


def _short(title: str, room: int) -> str:
    """Cut a title to one line."""
    return title if cells_of(title) <= room else f"{wrap(title, room - 1)[0]}…"


# --- what was done ---------------------------------------------------------------------------------------------------


def outcome(plan: ImportPlan, done: preview.Done, look: Look) -> str:
    """Say in a few sentences what was written, or would be, and what was not."""
    lines: list[Line] = []
    for said in _outcome(plan, done, look):
        lines += paragraph(said, max(look.width, NARROWEST), style="bold", rest="  ")
    return look.painted(lines)


def _outcome(plan: ImportPlan, done: preview.Done, look: Look) -> Iterator[str]:
    if plan.blocked:
        yield look.tr("Nothing was written: mend the errors and import again.")
    else:
        yield from _taken(plan, done, look)
    if any(file.blocked and not replace(file, accept_valid=True).blocked for file in plan.files):
        yield look.tr("The good rows of a file with errors are taken with --accept-valid.")


def _taken(plan: ImportPlan, done: preview.Done, look: Look) -> Iterator[str]:
    yield _written(_counted(plan, look), done, look)
    corrected = sum(len(row.changes) for file in plan.files for row in file.writes)
    if corrected:
        yield trn("{n} of them corrects what was booked.", "{n} of them correct what was booked.", corrected, look.lang)
    blocked = [file.name for file in plan.files if file.blocked]
    if blocked:
        yield look.tr("Because of their errors nothing of these files is taken: {files}.", files=listed(blocked, look))
    if done.dry_run:
        for file in plan.files:
            if file.set_aside:
                aside = trn("{n} row would be set aside", "{n} rows would be set aside", len(file.set_aside), look.lang)
                yield look.tr("Of {file} {rows}.", file=file.name, rows=aside)
    for path, file in done.rejected.items():
        aside = trn("{n} row was set aside", "{n} rows were set aside", len(file.set_aside), look.lang)
        yield look.tr("Of {file} {rows}. Correct and import: {path}", file=file.name, rows=aside, path=str(path))


def _written(added: str, done: preview.Done, look: Look) -> str:
    if not added:
        return look.tr("Nothing was written: there is nothing new.")
    if done.dry_run:
        return look.tr("Nothing was written; the import would add {what}.", what=added)
    if len(done.written) == 1:
        return look.tr("Added: {what}, in {file}.", what=added, file=done.written[0].name)
    files = trn("{n} new ledger file", "{n} new ledger files", len(done.written), look.lang)
    return look.tr("Added: {what}, in {files}, from {first} on.", what=added, files=files, first=done.written[0].name)


def _counted(plan: ImportPlan, look: Look) -> str:
    """Count what is added, by kind; agreements by project."""
    records: dict[str, list[Record]] = {kind: [] for kind in KINDS_SHOWN}
    for file in plan.files:
        records.setdefault(file.kind, []).extend(file.records)
    counted = {
        COSTS: trn("{n} cost", "{n} costs", len(records[COSTS]), look.lang),
        BUDGET: trn("{n} budget amount", "{n} budget amounts", len(records[BUDGET]), look.lang),
        AGREEMENTS: trn("{n} agreement", "{n} agreements", len({one.project for one in records[AGREEMENTS]}), look.lang),
        INDICATORS: trn("{n} figure of an indicator", "{n} figures of indicators", len(records[INDICATORS]), look.lang),
    }
    return ", ".join(said for kind, said in counted.items() if records[kind])

"""Renders the versions of a budget, and an amendment that is planned or written, for a terminal."""

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from riga_grants.amendments.plan import Plan
from riga_grants.amendments.rules import Change
from riga_grants.amendments.versions import Amounts
from riga_grants.amendments.versions import Versions
from riga_grants.books import Books
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.i18n import words
from riga_grants.lines import called
from riga_grants.lines import lines_of
from riga_grants.statements import Version
from riga_grants.text import findings_lines
from riga_grants.wording import DASH
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import NOT_STATED
from riga_grants.wording import position
from riga_grants.wording import show_cents
from riga_grants.wording import version_title

# --- the versions that there are -------------------------------------------------------------------------------------


def versions(shown: Versions, lang: str, *, width: int, colour: bool, every: bool) -> str:
    """Show a budget by line: as first approved, changed, in force, spent and left.

    With `every` each amendment has a column of its own, and each period of a line a row.
    """
    width = max(width, NARROWEST)
    project = shown.execution.project
    lines = paragraph(f"{project.code}  {project.title(lang)}", width, style="bold")
    if project.demonstration:
        lines += [Line(f"*** {tr(DEMONSTRATION, lang)} ***", "bold yellow")]
    for said in _facts(shown, lang):
        lines += paragraph(said, width, rest="  ")
    table = grid(_head(shown.versions, lang, every=every), [*_rows(shown, lang, every=every)], width)
    lines += [Line(""), *table, *_dashes(table, lang)]
    return "\n".join(paint(line, colour=colour) for line in lines)


def _dashes(table: Sequence[Line], lang: str) -> list[Line]:
    """Say what a dash means, where a table has one."""
    dashes = any(NOT_STATED in line.text for line in table)
    return [Line(""), Line(f"{NOT_STATED} {tr(DASH, lang)}")] if dashes else []


def _facts(shown: Versions, lang: str) -> Iterator[str]:
    project = shown.execution.project
    agreed = show_cents(project.budget_cents, lang)
    yield tr("As of {day}; currency: {currency}", lang, day=shown.execution.as_of, currency=project.currency)
    yield tr("Agreed total: {total}", lang, total=agreed)
    if not shown.versions:
        yield tr("The project has no budget by line.", lang)
    for n, version in enumerate(shown.versions):
        title = version_title(version, lang)
        yield tr("Replaced by: {version}", lang, version=title) if n else tr("Original: {version}", lang, version=title)
    for version in shown.coming:
        yield tr("Later on: {version}", lang, version=version_title(version, lang))


def _head(versions: Sequence[Version], lang: str, *, every: bool) -> Row:
    changes = [_short(version, lang) for version in versions[1:]] if every else [tr("Amendments", lang)]
    last = (tr("In force", lang), tr("Spent", lang), tr("Left", lang))
    return Row(tr("Budget line", lang), "", (tr("Original", lang), *changes, *last), "bold")


def _short(version: Version, lang: str) -> str:
    return tr("No. {number}", lang, number=version.amendment) if version.amendment else show_date(version.day, lang)


def _rows(shown: Versions, lang: str, *, every: bool) -> Iterator[Row]:
    for row, amounts, periods in shown.lines:
        style = "bold" if row.subtotal else _tone(amounts)
        yield Row(position(row), "", _cells(amounts, lang, every=every), style, 2 * row.depth)
        for period, own in periods if every and len(periods) > 1 else ():
            title = period or tr("other days", lang)
            yield Row(title, "", _cells(own, lang, every=every), _tone(own), 2 * row.depth + 4)
    yield Row(tr("TOTAL", lang), "", _cells(shown.total, lang, every=every), "bold", ruled=bool(shown.lines))


def _tone(amounts: Amounts) -> str:
    return "bold red" if amounts.left is not None and amounts.left < 0 else ""


def _cells(amounts: Amounts, lang: str, *, every: bool) -> tuple[str, ...]:
    changes = amounts.versions[1:] if every else (amounts.changed,)
    cells = (amounts.original, *changes, amounts.in_force, amounts.spent, amounts.left)
    return tuple(show_cents(cents, lang) for cents in cells)


# --- an amendment ----------------------------------------------------------------------------------------------------


def amendment(plan: Plan, books: Books, written: Sequence[Path], lang: str, *, width: int, colour: bool) -> str:
    """Show what an amendment changes, what forbids it, and whether it was `written` (the generated files)."""
    width = max(width, NARROWEST)
    act = plan.act
    head = tr("{project}: amendment {number}, from {day} on", lang, project=plan.project, number=act.number, day=act.day)
    lines = paragraph(head, width, style="bold")
    for said in _said(plan, lang):
        lines += paragraph(said, width, rest="  ")
    table = _changes(plan, books, lang, width)
    lines += [Line(""), *table, *_dashes(table, lang), Line("")]
    for refusal in plan.refusals:
        lines += paragraph(words(refusal, lang), width, rest="  ", style="bold red")
    for remark in plan.remarks:
        lines += paragraph(words(remark, lang), width, rest="  ", style="bold yellow")
    if plan.findings:
        lines += [*findings_lines(plan.findings, lang, width, books.root), Line("")]
    lines += paragraph(_outcome(plan, written, lang), width, rest="  ", style="bold")
    return "\n".join(paint(line, colour=colour) for line in lines)


def _said(plan: Plan, lang: str) -> Iterator[str]:
    act = plan.act
    yield tr("Decision: {decision}", lang, decision=act.decision)
    yield tr("Reason: {reason}; by {who}", lang, reason=act.reason, who=act.by)
    yield tr("Currency: {currency}", lang, currency=plan.currency)
    if plan.same:
        yield trn("{n} amount named is in force already.", "{n} amounts named are in force already.", plan.same, lang)


def _changes(plan: Plan, books: Books, lang: str, width: int) -> list[Line]:
    agreement = books.agreements[plan.project]
    lines = lines_of(agreement, {})

    def row(change: Change) -> Row:
        title = f"{called(agreement, lines, change.account, lang)}, {change.period}"
        return Row(title, "", _amounts(change, lang))

    heads = (tr("In force", lang), tr("Change", lang), tr("New budget", lang), tr("Spent", lang), tr("Left", lang))
    before, after = sum(change.before or 0 for change in plan.changes), sum(change.after for change in plan.changes)
    spent = sum(change.spent for change in plan.changes)
    together = tuple(show_cents(cents, lang) for cents in (before, after - before, after, spent, after - spent))
    last = Row(tr("Together", lang), "", together, "bold", ruled=True)
    return grid(Row(tr("Budget line", lang), "", heads, "bold"), [*map(row, plan.changes), last], width)


def _amounts(change: Change, lang: str) -> tuple[str, ...]:
    moved = change.after - (change.before or 0)
    shown = show_cents(moved, lang)
    cells = (change.before, change.after, change.spent, change.after - change.spent)
    before, after, spent, left = (show_cents(cents, lang) for cents in cells)
    return before, f"+{shown}" if moved > 0 else shown, after, spent, left


def _outcome(plan: Plan, written: Sequence[Path], lang: str) -> str:
    if plan.blocked:
        return tr("The amendment is refused; nothing was written.", lang)
    if not written:
        return tr("Nothing was written.", lang)
    files = ", ".join("/".join(path.parts[-2:]) for path in written)
    return tr("Amendment {number} is written: {files}", lang, number=plan.act.number, files=files)

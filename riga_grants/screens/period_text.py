"""Renders the periods of projects for a terminal: what counts and was claimed in each, its seal, and what can be done next."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from riga_grants.closing.overview import Row as PeriodRow
from riga_grants.closing.reopen import Reopening
from riga_grants.closing.states import CLOSED
from riga_grants.closing.states import STATE_WORDS
from riga_grants.directives import Period
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import tr
from riga_grants.model import Agreement
from riga_grants.wording import dates
from riga_grants.wording import show_cents


def table(projects: Mapping[str, Sequence[PeriodRow]], agreements: Mapping[str, Agreement], lang: str, *, width: int) -> str:
    """List the periods of projects, by code: their amounts in a table, and below it dates, seals and commands."""
    width = max(width, NARROWEST)
    lines: list[Line] = []
    for code, rows in projects.items():
        lines += paragraph(f"{code}  {agreements[code].project.title(lang)}", width, style="bold")
        if rows:
            heads = (tr("Eligible", lang), tr("Claimed", lang), tr("Parked", lang), tr("Cut", lang))
            head = Row(tr("Period", lang), tr("State", lang), heads, "bold")
            lines += [*grid(head, [_row(row, lang) for row in rows], width), Line("")]
            lines += [line for row in rows for line in _details(code, row, lang, width)]
        else:
            lines += paragraph(tr("The agreement has no periods; declare them with grant-period.", lang), width)
        lines.append(Line(""))
    return "\n".join(paint(line, colour=False) for line in lines[:-1])


def _row(row: PeriodRow, lang: str) -> Row:
    amounts = (row.eligible, row.claimed, row.parked, row.cut)
    state = CLOSED if row.within else row.state
    return Row(row.period.name, tr(STATE_WORDS[state], lang), tuple(show_cents(cents, lang) for cents in amounts))


def _details(code: str, row: PeriodRow, lang: str, width: int) -> Iterator[Line]:
    """Give what is to be said of a period below the table: its days, its seal, the command that moves it on."""
    yield from paragraph(f"{row.period.name}  {', '.join(_said(row, lang))}", width, rest="    ")
    if row.seal:
        yield from paragraph(row.seal, width, first="    ", rest="    ")
    command = row.next(code)
    if command:
        yield from paragraph(command, width, first="    → ", rest="      ")


def _said(row: PeriodRow, lang: str) -> Iterator[str]:
    yield dates(row.period.start, row.period.end, lang)
    if row.last is not None:
        numbered = f" ({row.last.number})" if row.last.number else ""
        yield tr("{state} on {day}", lang, state=tr(STATE_WORDS[row.last.state], lang), day=row.last.dated) + numbered
    if row.last is not None and row.last.by:
        yield tr("by {who}", lang, who=row.last.by)
    if row.period.closed:
        yield tr("closed by hand on {day}", lang, day=row.period.closed)
    if row.within:
        yield tr("lies in what is closed with {period}", lang, period=row.within)
    if row.void:
        yield tr("its seal is void", lang)


def moved(period: Period, state: str, written: Path | None, root: Path, lang: str) -> str:
    """Say in a sentence that a period was moved, and where that stands; nothing was in a dry run."""
    about = {"period": period.name, "project": period.project, "state": tr(STATE_WORDS[state], lang)}
    if written is None:
        return tr("{period} of {project} would become {state}. Nothing was written.", lang, **about)
    return tr("{period} of {project} is {state}: {file}", lang, **about, file=written.relative_to(root).as_posix())


def reopened(plan: Reopening, written: Path | None, root: Path, lang: str, *, width: int) -> str:
    """Show which closings a reopening retires, and what has to be done then."""
    width = max(width, NARROWEST)
    head = tr("{period} of {project} is opened again.", lang, period=plan.period.name, project=plan.code)
    lines = paragraph(head, width, style="bold")
    lines += paragraph(tr("These closings count no longer, and their seals are void:", lang), width)
    for one in plan.retired:
        told = f"{one.period}  {one.path.relative_to(root).as_posix()}"
        lines += [*paragraph(told, width, first="  ", rest="    "), *paragraph(one.sha256, width, first="    ", rest="    ")]
    again = ", ".join(one.period for one in plan.retired)
    lines += paragraph(tr("To be closed again: {periods}.", lang, periods=again), width, rest="  ")
    done = tr("Nothing was written.", lang)
    if written is not None:
        done = tr("Written: {files}", lang, files=written.relative_to(root).as_posix())
    lines += paragraph(done, width, rest="  ")
    return "\n".join(paint(line, colour=False) for line in lines)

"""Renders the proof of a set of books for a terminal: the chains, the closings, what is wrong, and how to recompute it."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from riga_grants.closing import proof
from riga_grants.closing.proof import Chain
from riga_grants.closing.proof import Project
from riga_grants.closing.proof import Proof
from riga_grants.closing.proof import Sealing
from riga_grants.errors import Text
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
from riga_grants.text import findings_lines
from riga_grants.wording import NOT_STATED
from riga_grants.wording import show_cents


def render(shown: Proof, lang: str, *, width: int, colour: bool, seal: tuple[str, Text | None] | None = None) -> str:
    """Show a proof. `seal` is one that was written down, and what is to be said of it where it is not the last one."""
    width = max(width, NARROWEST)
    lines: list[Line] = []
    for project in shown.projects:
        lines += [*_project(shown, project, lang, width), Line("")]
    if shown.shared:
        title = tr("Agreements of all projects", lang)
        lines += [*paragraph(title, width, style="bold"), *_chains(shown, shown.shared, lang, width), Line("")]
    kept = trn("{n} archived workbook was compared.", "{n} archived workbooks were compared.", shown.workbooks, lang)
    lines += [*paragraph(kept, width), Line(""), *findings_lines(shown.findings, lang, width, shown.root), Line("")]
    lines += [*paragraph(tr("To recompute it without this program, in the folder of the books:", lang), width, style="bold")]
    lines += [line for told, command in proof.commands(shown) for line in _command(told, command, lang, width)]
    lines += [Line(""), *paragraph(_verdict(shown, lang), width, style="bold")]
    if seal is not None:
        lines += paragraph(_written(*seal, lang), width, style="bold")
    return "\n".join(paint(line, colour=colour) for line in lines)


def _verdict(shown: Proof, lang: str) -> str:
    if not shown.sound:
        return tr("Something is not as it was written; the findings say what.", lang)
    return tr("All generated files and all closed periods are as they were written.", lang)


def _written(written: str, wrong: Text | None, lang: str) -> str:
    if wrong is None:
        return tr("The seal that was written down is the last one: {seal}", lang, seal=written)
    return words(wrong, lang)


def _command(told: Text, command: str, lang: str, width: int) -> Iterator[Line]:
    """Give a command on a line of its own, whole, so that it can be copied; only what tells of it is wrapped."""
    yield from paragraph(words(told, lang), width, first="  ", rest="  ")
    yield Line(f"    {command}")


def _project(shown: Proof, project: Project, lang: str, width: int) -> Iterator[Line]:
    yield from paragraph(project.code, width, style="bold")
    yield from _chains(shown, project.chains, lang, width)
    if not project.closings:
        yield from paragraph(tr("No period is closed.", lang), width)
        return
    yield Line("")
    heads = (tr("Through", lang), tr("Postings", lang), tr("Costs", lang))
    rows = [_closing(one, lang) for one in project.closings]
    yield from grid(Row(tr("Closed period", lang), tr("State", lang), heads, "bold"), rows, width)
    for one in project.closings:
        yield from paragraph(f"{one.closed.period}  {one.closed.sha256}", width, first="  ", rest="    ")
        before = one.closed.previous or tr("none, it is the first", lang)
        yield from paragraph(tr("the seal before: {seal}", lang, seal=before), width, first="    ", rest="      ")


def _closing(one: Sealing, lang: str) -> Row:
    state = tr("reopened", lang) if one.closed.retired else tr("stands", lang)
    return Row(one.closed.period, state, (show_date(one.closed.through, lang), str(one.postings), sums(one.sums, lang)))


def _chains(shown: Proof, chains: Sequence[Chain], lang: str, width: int) -> list[Line]:
    heads = (tr("Files", lang), tr("Entries", lang), tr("Sum", lang))
    rows = [
        Row(one.folder.relative_to(shown.root).as_posix(), "", (str(one.files), str(one.entries), sums(one.sums, lang)))
        for one in chains
    ]
    return grid(Row(tr("Generated files", lang), "", heads, "bold"), rows, width)


def sums(by_currency: Mapping[str, int], lang: str) -> str:
    """Show sums by currency; a dash where there are none."""
    return ", ".join(f"{show_cents(cents, lang)} {currency}" for currency, cents in by_currency.items()) or NOT_STATED

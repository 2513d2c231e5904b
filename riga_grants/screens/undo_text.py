"""Renders the undoing of an import for a terminal: what is taken back, what is booked again, and what stays as it is."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from riga_grants.booked import Booked
from riga_grants.chains.history import Booking
from riga_grants.chains.history import project_of
from riga_grants.chains.undo import UndoPlan
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.screens.imports_text import about
from riga_grants.wording import NOT_STATED
from riga_grants.wording import show_cents

SHOWN = 12
"""So many rows or places are listed; the others are counted."""


def render(plan: UndoPlan, written: Sequence[Path], lang: str, *, width: int, dry_run: bool) -> str:
    """Show what undoing an import does, or in a dry run would do. Sums of costs are in the projects' currency."""
    width = max(width, NARROWEST)
    undone = plan.undone
    lines = paragraph(tr("Import {number}: {what}", lang, number=undone.number, what=about(undone, lang)), width, style="bold")
    lines += [Line(""), *_table(tr("Taken back", lang), [one.booking for one in plan.back], -1, lang, width), Line("")]
    if plan.restored:
        lines += [*_table(tr("Booked again", lang), plan.restored, 1, lang, width), Line("")]
    for said in _remarks(plan, lang):
        lines += paragraph(said, width, rest="  ")
    lines += [line for one in plan.left[:SHOWN] for line in _left(one, lang, width)]
    lines += paragraph(_outcome(plan, written, lang, dry_run=dry_run), width, style="bold", rest="  ")
    return "\n".join(paint(line, colour=False) for line in lines)


def _table(title: str, bookings: Iterable[Booking], sign: int, lang: str, width: int) -> list[Line]:
    by_project: dict[str, list[Booking]] = {}
    for one in bookings:
        by_project.setdefault(project_of(one), []).append(one)
    shown = list(by_project.items())
    rest = [one for _, some in shown[SHOWN:] for one in some]
    rows = [_row(code, some, sign, lang) for code, some in shown[:SHOWN]]
    if rest:
        rows.append(_row(tr("… and {n} more", lang, n=len(shown) - SHOWN), rest, sign, lang))
    return grid(Row(title, "", (tr("Entries", lang), tr("Sum", lang)), "bold"), rows, width)


def _row(title: str, bookings: Sequence[Booking], sign: int, lang: str) -> Row:
    cents = [one.record.content.cents for one in bookings if isinstance(one.record, Booked)]
    return Row(title, "", (str(len(bookings)), show_cents(sign * sum(cents), lang) if cents else NOT_STATED))


def _remarks(plan: UndoPlan, lang: str) -> Iterator[str]:
    if plan.moved:
        yield trn(
            "{n} entry is dated in an open period, because its own is closed.",
            "{n} entries are dated in an open period, because their own is closed.",
            plan.moved,
            lang,
        )
    if plan.left:
        yield trn(
            "{n} entry was corrected later and stays as it was corrected:",
            "{n} entries were corrected later and stay as they were corrected:",
            len(plan.left),
            lang,
        )


def _left(booking: Booking, lang: str, width: int) -> list[Line]:
    later = booking.replaced_by
    number = booking.taken.number if booking.taken else 0
    shown = tr("{where}, by import {number}", lang, where=_where(later or booking), number=number or NOT_STATED)
    return paragraph(shown, width, first="  ", rest="    ")


def _where(booking: Booking) -> str:
    place = booking.place
    return f"{'/'.join(Path(place.file).parts[-2:])}:{place.line}"


def _outcome(plan: UndoPlan, written: Sequence[Path], lang: str, *, dry_run: bool) -> str:
    sums = ", ".join(f"{show_cents(cents, lang)} {currency}" for currency, cents in plan.changes.items())
    change = tr("The costs in the books change by {amount}.", lang, amount=sums) if sums else ""
    if dry_run:
        done = tr("Nothing was written.", lang)
    else:
        files = ", ".join("/".join(path.parts[-2:]) for path in written)
        done = tr("Import {number} is undone by {files}.", lang, number=plan.undone.number, files=files)
    return f"{done} {change}".strip()

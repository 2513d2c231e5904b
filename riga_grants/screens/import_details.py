"""Renders one sheet of an import for a terminal: its own total, what was skipped and why, and what changed, old and new."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from beancount.core.amount import Amount

from riga_grants.columns import INDICATORS
from riga_grants.costs import Cost
from riga_grants.declared import Value
from riga_grants.grid import Line
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import N_
from riga_grants.i18n import show
from riga_grants.i18n import show_money
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.i18n import words
from riga_grants.importing.plans import Change
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import RowPlan
from riga_grants.importing.plans import SheetPlan
from riga_grants.importing.plans import State
from riga_grants.screens.preview import differences
from riga_grants.screens.preview import field_title
from riga_grants.wording import NOT_STATED
from riga_grants.wording import show_cents

FINDINGS_SHOWN = 5
"""Findings of one code that are shown at most."""
ROWS_SHOWN = 12
NUMBERS_SHOWN = 5

_CENT = Decimal("0.01")


class Look(NamedTuple):
    """How an import is shown: language, width, colour; `every` leaves nothing out; places are named from `root`."""

    lang: str
    width: int
    colour: bool
    root: Path | None
    every: bool = False

    def tr(self, msgid: str, /, **values: str | int) -> str:
        """Give a message in the language."""
        return tr(msgid, self.lang, **values)

    def money(self, cents: int | None) -> str:
        """Show an amount, a dash where there is none."""
        return show_cents(cents, self.lang)

    def some(self, rows: int, most: int) -> int:
        """Say how many of some rows are shown: all of them where a line that says “and one more” would be as long."""
        return rows if self.every or rows <= most else most - 1

    def painted(self, lines: Iterable[Line]) -> str:
        """Give lines as one string."""
        return "\n".join(paint(line, colour=self.colour) for line in lines)


def worth_telling(sheet: SheetPlan) -> bool:
    """Say whether there is more to tell of a sheet than its sums."""
    differs = sheet.total_cents not in {None, sheet.in_table_cents}
    skipped = any(row.state is State.SKIPPED and row.row != sheet.table.total for row in sheet.rows)
    return bool(differs or skipped or sheet.rounded or sheet.count(State.REJECTED, State.CHANGED))


def details(file: FilePlan, sheet: SheetPlan, look: Look) -> list[Line]:
    """Tell of a sheet whether its own total agrees, what was rounded, converted and skipped, and what changed."""
    named = look.tr("{file}, sheet “{sheet}”", file=file.name, sheet=sheet.name) if sheet.name else file.name
    layout = look.tr("layout {layout}", layout=file.layout)
    lines = paragraph(f"{named} ({layout})", look.width, style="bold", rest="  ")
    told = (*_control(file, sheet, look), *_unread(sheet, look), *_rounding(sheet, look), *_converted(sheet, look))
    for said in (*told, *_skipped(sheet, look)):
        lines += paragraph(said, look.width, first="  ", rest="    ")
    return [*lines, *_changes(sheet, look)]


def _control(file: FilePlan, sheet: SheetPlan, look: Look) -> Iterator[str]:
    """Compare the sheet's own total with the sum of its rows, in words."""
    if file.kind == INDICATORS:
        return
    total, rows = sheet.total_cents, sheet.in_table_cents
    if sheet.table.total is None:
        yield look.tr("The rows sum to {rows}; the sheet has no total of its own to compare it with.", rows=look.money(rows))
    elif total is None:
        yield look.tr("✗ The rows sum to {rows}; the sheet's own total cannot be read.", rows=look.money(rows))
    elif total == rows:
        yield look.tr("✓ The sheet's own total is {total}, and so is the sum of its rows.", total=look.money(total))
    else:
        said = {"total": look.money(total), "rows": look.money(rows), "difference": look.money(total - rows)}
        if sheet.agrees:
            yield look.tr("✓ The sheet's own total is {total}, its rows sum to {rows}; {difference} is rounding.", **said)
        else:
            yield look.tr("✗ The sheet's own total is {total}, its rows sum to {rows}; the difference is {difference}.", **said)


def _unread(sheet: SheetPlan, look: Look) -> Iterator[str]:
    unread = sum(row.cents is None for row in sheet.rows if row.state is State.REJECTED)
    if unread:
        yield trn(
            "{n} rejected row has no amount that can be read; it counts as 0.",
            "{n} rejected rows have no amount that can be read; they count as 0.",
            unread,
            look.lang,
        )


def _rounding(sheet: SheetPlan, look: Look) -> Iterator[str]:
    if sheet.rounded:
        yield look.tr("Rounding to whole cents added {added} in all.", added=_exact(sheet.rounded, look.lang))


def _converted(sheet: SheetPlan, look: Look) -> Iterator[str]:
    """Say what costs in another currency are in the project's: the sums of a sheet are in its own."""
    converted = [one.cents for row in sheet.rows for one in row.new if isinstance(one, Cost) and one.original]
    if converted:
        said = look.money(sum(converted))
        yield look.tr("These sums are in the sheet's own currency; the accepted rows are {sum} in the project's.", sum=said)


def _skipped(sheet: SheetPlan, look: Look) -> Iterator[str]:
    """Tell why rows were skipped, with their numbers."""
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for row in sheet.rows:
        if row.reason is not None:
            numbers[words(row.reason, look.lang)].append(row.row + 1)
    for reason, rows in numbers.items():
        shown = rows[: look.some(len(rows), NUMBERS_SHOWN)]
        listed = ", ".join([*map(str, shown), *(["…"] if len(shown) < len(rows) else [])])
        yield look.tr("Skipped: {n} × {reason} (row {rows})", n=len(rows), reason=reason, rows=listed)


def _changes(sheet: SheetPlan, look: Look) -> list[Line]:
    """List what differs in the changed rows, old and new."""
    changed = [(row, change) for row in sheet.rows for change in row.changes]
    shown = changed[: look.some(len(changed), ROWS_SHOWN)]
    lines = [Line("  " + look.tr("Changed, old → new:"))] if changed else []
    for row, change in shown:
        lines += paragraph(_change(row, change, look), look.width, first="    ", rest="      ")
    if len(shown) < len(changed):
        lines.append(Line("    " + look.tr("… and {n} more", n=len(changed) - len(shown))))
    return lines


def _change(row: RowPlan, change: Change, look: Look) -> str:
    record = change.record
    what = record.content.document_no if isinstance(record, Cost) else " ".join(record.identity.fields)
    told = [
        f"{look.tr(field_title(change, name))}: {_value(old, look.lang)} → {_value(new, look.lang)}"
        for name, (old, new) in differences(change).items()
    ]
    return look.tr("row {row}, {what}: {differences}", row=row.row + 1, what=what, differences="; ".join(told))


def _value(value: Value, lang: str) -> str:
    if value is None or (isinstance(value, str) and not value):
        return NOT_STATED
    if isinstance(value, bool):
        return tr("yes", lang) if value else tr("no", lang)
    if isinstance(value, Amount):
        return f"{show_money(value.number or Decimal(0), lang)} {value.currency}"
    if isinstance(value, Decimal):
        return show_money(value, lang) if value == value.quantize(_CENT) else _exact(value, lang)
    return show(value, lang) if isinstance(value, date) else tr("“{value}”", lang, value=value)


def _exact(number: Decimal, lang: str) -> str:
    """Show a number with all its decimals."""
    return f"{number.normalize():f}".replace(".", "," if lang == "lv" else ".")


def listed(names: Sequence[str], look: Look) -> str:
    """List names in a sentence, the first of many."""
    shown = names[: look.some(len(names), ROWS_SHOWN)]
    return ", ".join([*shown, *(["…"] if len(shown) < len(names) else [])])


KINDS_SHOWN = {
    "costs": N_("costs"),
    "budget": N_("budget"),
    "agreements": N_("agreements"),
    "indicators": N_("indicators"),
    "amendment": N_("amendment"),
    "clear": N_("clearing of parked costs"),
    "review": N_("review"),
}
"""The kinds of sheet in words."""

"""What stands on a workbook's page beside tables and charts: labelled values, sentences, the lines that are signed."""

from datetime import date
from typing import Final

from riga_grants.i18n import N_
from riga_grants.pages import DATES
from riga_grants.pages import LOCALES
from riga_grants.pages import Page
from riga_grants.rendering.cells import unit_title
from riga_grants.rendering.xlsx_layout import Grid
from riga_grants.rendering.xlsx_layout import Span
from riga_grants.rendering.xlsx_layout import label_room
from riga_grants.rendering.xlsx_tables import number_form
from riga_grants.rendering.xlsx_tables import number_of
from riga_grants.tables import CENTS
from riga_grants.tables import CODE
from riga_grants.tables import MONEY
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Signatures
from riga_grants.tables import Words
from riga_grants.wording import NOT_STATED

SIGNED: Final = N_("name, signature, date")
"""What is written on a line to sign, said below it."""

_LOOKS: Final = {"plain": ("fact", 1.05), "lead": ("lead", 0.88), "section": ("section", 0.82), "note": ("note", 1.15)}
_TO_SIGN, _BELOW = 34.0, 14.0  # points
_FAR: Final = 1.8  # times the room of labels
_LINE: Final = 80  # characters to sign on


def write_words(page: Page, grid: Grid, row: int, block: Words) -> int:
    """Write paragraphs over the width that a reader sees at once; give the next row."""
    span = grid.page()
    look, fitting = _LOOKS[block.look]
    for paragraph in block.paragraphs:
        page.spread(row, span, paragraph, page.look(look), fitting * grid.room(span))
        row += 1
    return row


def write_facts(page: Page, grid: Grid, row: int, block: Facts) -> int:
    """Write labels, and beside the longest of them the values, each as what it is; give the next row.

    Where the columns of a table leave far more room than the labels need, they stand at its end, next to their values.
    """
    needed = label_room(fact.label for fact in block.facts)
    first = grid.reach(0, needed) + 1
    label = page.look("label", **({"align": "right", "indent": 1} if grid.room((0, first - 1)) > _FAR * needed else {}))
    span = (first, max(first, grid.page()[1]))
    for fact in block.facts:
        page.span(row, (0, first - 1), label)
        page.text(row, 0, fact.label, label)
        _fact(page, (row, span, grid.room(span)), fact, block)
        row += 1
    return row


def _fact(page: Page, place: tuple[int, Span, float], fact: Fact, block: Facts) -> None:
    """Write a labelled value in a row, over some columns that are so wide together."""
    (row, span, room), value = place, fact.value
    if value is None or isinstance(value, str):
        code = {"font_name": "Courier New", "font_size": 9} if fact.kind == CODE else {}
        page.spread(row, span, NOT_STATED if value is None else value, page.look("fact", **code), room * 1.05)
        return
    if isinstance(value, date):
        look = page.look("fact", num_format=DATES[page.lang])
        page.span(row, span, look)
        page.day(row, span[0], value, look)
        return
    number = number_of(value, fact.kind)
    look = page.look(
        "fact", num_format=LOCALES[page.lang] + number_form(number, fact.kind, block.unit) + _unit(fact, block, page.lang)
    )
    page.span(row, span, look)
    page.number(row, span[0], number, look)


def _unit(fact: Fact, block: Facts, lang: str) -> str:
    """Spell what is shown behind an amount: its currency, with a space that does not break, or what it is rounded to."""
    if fact.kind != MONEY or not block.currency:
        return ""
    return f'"\u00a0{block.currency}"' if block.unit == CENTS else f'" ({unit_title(block.currency, block.unit, lang)})"'


def write_signatures(page: Page, grid: Grid, row: int, block: Signatures) -> int:
    """Write for each role a line to sign on; give the next row."""
    first = grid.reach(0, label_room(block.roles)) + 1
    span = (first, grid.reach(first, _LINE))
    line, caption = page.look("line"), page.look("caption")
    for role in block.roles:
        page.height(row, _TO_SIGN)
        page.text(row, 0, role, page.look("label", valign="bottom"))
        page.span(row, span, line)
        page.text(row, span[0], "", line)
        page.height(row + 1, _BELOW)
        page.span(row + 1, span, caption)
        page.text(row + 1, span[0], page.tr(SIGNED), caption)
        row += 2
    return row

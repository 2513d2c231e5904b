"""Renders any report as a PDF on A4, without an office suite: the template `report.typ` is filled in by Typst.

What the report says goes to the template as JSON and is shown as text, whatever signs are in it. The file is tagged for screen
readers and holds its fonts; the same report gives the same bytes.
"""

import json
import re
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import datetime
from datetime import time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final
from typing import TypeAlias

from riga_grants.errors import BooksError
from riga_grants.grid import printable
from riga_grants.i18n import tr
from riga_grants.rendering.cells import fact_shown
from riga_grants.rendering.cells import row_shown
from riga_grants.rendering.cells import unit_title
from riga_grants.rendering.svg import MISSING
from riga_grants.rendering.svg import draw
from riga_grants.tables import CODE
from riga_grants.tables import FIGURES
from riga_grants.tables import SECTION
from riga_grants.tables import TEXT
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.tables import numbers
from riga_grants.wording import DEMONSTRATION

if TYPE_CHECKING:
    from typst import PDFStandard

_Json: TypeAlias = "str | int | float | bool | Sequence[_Json] | Mapping[str, _Json] | None"

_TEMPLATE: Final = Path(__file__).with_name("report.typ")
_STANDARDS: Final[Sequence["PDFStandard"]] = ("a-2a", "ua-1")  # kept for long, and read by screen readers
_PORTRAIT: Final = 51.0  # how wide the page is between its margins, in letters' heights (em) of 10 points
_LANDSCAPE: Final = 75.7
_CHART: Final = {True: 170, False: 148}  # mm that a chart is wide, upright and across
_SIZE: Final = 0.9  # of a table's letters
_SMALL: Final = 6.0  # em: a text up to here is not wrapped
_LONG: Final = 34.0  # em: a text from here on is
_WORDS: Final = (24, 66)  # letters: a longer word may be broken, in a text and in a code (a hash has 64)
_LONGEST: Final = 60  # the same outside of tables
_INSET: Final = 1.0  # em between a column's text and its neighbours'
_BAR: Final = 3.6  # em that a bar takes


def render(report: Report) -> bytes:
    """Give a report as the bytes of a PDF file. Raises BooksError where Typst or matplotlib is not installed."""
    try:
        from typst import TypstError  # noqa: PLC0415 - heavy, and needed for this alone
    except ImportError as error:
        raise BooksError(MISSING) from error
    document = json.dumps(_document(report))
    moment = datetime.combine(report.day, time(12), UTC)
    try:
        return _typeset(document, moment, _STANDARDS)
    except TypstError:
        # A letter that none of the fonts holds is shown as a box, and a file with a box in it meets no standard.
        return _typeset(document, moment, ())


def _typeset(document: str, moment: datetime, standards: Sequence["PDFStandard"]) -> bytes:
    from typst import compile as typeset  # noqa: PLC0415 - heavy, and needed for this alone

    return typeset(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"report": document},
        ignore_system_fonts=True,
        pdf_standards=list(standards),
        timestamp=moment,
    )


def _document(report: Report) -> _Json:
    mark = tr(DEMONSTRATION, report.lang) if report.demonstration else ""
    return {
        "title": _said(report.title),
        "about": _said(report.about),
        "lang": report.lang,
        "mark": mark,
        "sheets": [_sheet(sheet, report) for sheet in report.sheets],
    }


def _sheet(sheet: Sheet, report: Report) -> _Json:
    blocks = [_block(block, sheet, report) for block in sheet.blocks]
    return {"title": _said(sheet.title), "portrait": sheet.portrait, "one_page": sheet.one_page, "blocks": blocks}


def _block(block: Block, sheet: Sheet, report: Report) -> _Json:
    wide = _PORTRAIT if sheet.portrait else _LANDSCAPE
    match block:
        case Facts():
            facts = [(fact.label, fact_shown(fact, block.currency, block.unit, report.lang)) for fact in block.facts]
            return {"kind": "facts", "facts": [[_said(label), _said(value)] for label, value in facts]}
        case Words():
            return {"kind": "words", "look": block.look, "paragraphs": [_said(said) for said in block.paragraphs]}
        case Table():
            return _table(block, sheet, report.lang, wide)
        case Chart():
            svg = draw(block, report.table(block.table), report.lang)
            said = {"title": _said(block.title), "words": _said(block.words)}
            return {"kind": "chart", "svg": svg, "width": _CHART[sheet.portrait], **said}
    labels = [tr("Name, surname", report.lang), tr("Signature", report.lang), tr("Date", report.lang)]
    return {"kind": "signatures", "roles": [_said(role) for role in block.roles], "labels": labels}


# --- tables ----------------------------------------------------------------------------------------------------------


def _table(table: Table, sheet: Sheet, lang: str, wide: float) -> _Json:
    rows = [[printable(cell) for cell in row_shown(table, row, lang)] for row in table.rows]
    widths, size = _widths(table, rows, wide)
    bars = table.place(table.bars)
    unit = _said(unit_title(table.currency, table.unit, lang))
    return {
        "kind": "table",
        "title": "" if table.title == sheet.title else _said(table.title),
        "unit": f"({unit})" if unit else "",
        "empty": _said(table.empty),
        "heads": [_said(column.head, _WORDS[0]) for column in table.columns],
        "columns": {
            "kinds": [column.kind for column in table.columns],
            "right": [column.kind in FIGURES for column in table.columns],
            "bars": bars,
            "named": _named(table, rows),
        },
        "numbers": numbers(table) if table.numbered else [],
        "widths": widths,
        "size": size,
        "rows": [_row(table, row, cells, bars) for row, cells in zip(table.rows, rows, strict=True)],
    }


def _row(table: Table, row: Row, cells: Sequence[str], bars: int | None) -> _Json:
    shown = [
        cell if column.kind in FIGURES else _said(cell, _WORDS[column.kind == CODE])
        for cell, column in zip(cells, table.columns, strict=True)
    ]
    value = None if bars is None else row.cells[bars]
    bar = max(0, min(100, round(value))) if isinstance(value, Decimal) else None
    return {"look": row.look, "depth": row.depth, "cells": shown, "bar": bar}


def _named(table: Table, rows: Sequence[Sequence[str]]) -> int | None:
    """Find the column that names the rows, where the outline is seen: the widest of texts."""
    texts = [n for n, column in enumerate(table.columns) if column.kind == TEXT]
    return max(texts, key=lambda n: max((len(row[n]) for row in rows), default=0), default=None)


def _widths(table: Table, rows: Sequence[Sequence[str]], wide: float) -> tuple[list[float], float]:
    """Give the width of each column in em, and the size of the table's letters.

    Figures, dates and short texts are never wrapped; where the page is too narrow for them the letters are smaller.
    """
    body = [cells for row, cells in zip(table.rows, rows, strict=True) if row.look != SECTION]
    deepest = max((row.depth for row in table.rows), default=0)
    full, least = [], []
    for n, column in enumerate(table.columns):
        texts = [cells[n] for cells in body]
        longest = max((_em(text, column.kind) for text in texts), default=0.0)
        fixed = column.kind in FIGURES or longest <= _SMALL
        words = longest if fixed else max(_SMALL, *(_longest_word(text, column.kind) for text in texts))
        more = _INSET + (_BAR if column.key == table.bars else 0 if fixed else deepest)
        head = _longest_word(column.head, TEXT)
        least.append(max(head, words) + more)
        full.append(max(head, words, min(longest, _LONG), min(_em(column.head, TEXT), _SMALL)) + more)
    size = min(_SIZE, wide / sum(least))
    spare = min(1.0, (wide / size - sum(least)) / (sum(full) - sum(least) or 1))
    return [round(low + spare * (high - low), 2) for low, high in zip(least, full, strict=True)], size


def _longest_word(text: str, kind: str) -> float:
    most = _WORDS[kind == CODE]
    return max(_em(word[:most], kind) for word in re.split(r"[ /]", text))


def _em(text: str, kind: str) -> float:
    """Say how wide a text is in bold letters, in em; a code is in smaller letters of one width."""
    return 0.49 * len(text) if kind == CODE else sum(map(_advance, text))


@cache
def _advance(letter: str) -> float:
    """Say how wide a letter of Libertinus Serif Bold is, at most, in em."""
    if letter in " \u00a0.,:;'|":
        return 0.26
    if letter in "-ijltfrI()[]/ī":
        return 0.37
    if letter.isdigit():
        return 0.52
    if letter in "mwMWŠŽ%@…–":
        return 0.9
    return 0.72 if letter.isupper() else 0.54 if letter.isalpha() else 0.62


def _said(text: str, most: int = _LONGEST) -> str:
    """Give a text as it is shown: a longer word may be broken, where nothing is seen of it."""
    return re.sub(rf"[^ /\u200b]{{{most}}}(?=[^ /])", "\\g<0>\u200b", printable(text))

"""Renders any report as a PDF on A4, without an office suite: the template `report.typ` is filled in by Typst.

What the report says goes to the template as JSON and is shown as text, whatever signs are in it. The file is tagged for screen
readers and holds its fonts; the same report gives the same bytes.
"""

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import time
from decimal import Decimal
from itertools import groupby
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
from riga_grants.rendering.pdf_widths import WORDS
from riga_grants.rendering.pdf_widths import groups
from riga_grants.rendering.pdf_widths import laid
from riga_grants.rendering.pdf_widths import naming
from riga_grants.rendering.svg import MISSING
from riga_grants.rendering.svg import WIDTH
from riga_grants.rendering.svg import draw
from riga_grants.tables import CODE
from riga_grants.tables import FIGURES
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.tables import numbers
from riga_grants.wording import DEMONSTRATION

if TYPE_CHECKING:
    from typst import PDFStandard

_Json: TypeAlias = "str | int | float | bool | Sequence[_Json] | Mapping[str, _Json] | None"

_TEMPLATE: Final = Path(__file__).with_name("report.typ")
_STANDARDS: Final[Sequence["PDFStandard"]] = ("a-2a", "ua-1")  # kept for long, and read by screen readers
_NOT_SUSPECT: Final = (b"/Marked true/Suspects false>>", b"/Marked true               >>")
"""That tags are not suspect goes without saying; some viewers (Poppler's) take it for an error when it is said."""
_PORTRAIT: Final = 51.0  # how wide the page is between its margins, in letters' heights (em) of 10 points
_LANDSCAPE: Final = 75.7
_CHART: Final = {True: 120, False: WIDTH}  # mm that a chart is wide, on a sheet of one page and on others
_BESIDE: Final = {True: 88, False: 130}  # mm that each of two charts side by side is wide, upright and across
_LONGEST: Final = 60  # letters: a longer word may be broken anywhere, outside of tables
_TALL: Final = 600  # letters: a row with a longer text may be torn apart between pages


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

    made = typeset(
        _TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"report": document},
        ignore_system_fonts=True,
        pdf_standards=list(standards),
        timestamp=moment,
    )
    return made.replace(*_NOT_SUSPECT)


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
    blocks: list[_Json] = []
    for kind, run in groupby(sheet.blocks, key=type):
        some = list(run)
        if kind is Chart:
            blocks += _charts(some, sheet, report)
        else:
            blocks += [shown for block in some for shown in _block(block, sheet, report)]
    return {"title": _said(sheet.title), "portrait": sheet.portrait, "one_page": sheet.one_page, "blocks": blocks}


def _block(block: Block, sheet: Sheet, report: Report) -> Iterator[_Json]:
    match block:
        case Facts():
            facts = [(fact.label, fact_shown(fact, block.currency, block.unit, report.lang)) for fact in block.facts]
            # What the page's title says already is not said again.
            told = [[_said(label), _said(value)] for label, value in facts if value != sheet.title]
            yield {"kind": "facts", "facts": told}
        case Words():
            yield {"kind": "words", "look": block.look, "paragraphs": [_said(said) for said in block.paragraphs]}
        case Table():
            yield from _tables(block, sheet, report.lang)
        case Signatures():
            labels = [tr("Name, surname", report.lang), tr("Signature", report.lang), tr("Date", report.lang)]
            yield {"kind": "signatures", "roles": [_said(role) for role in block.roles], "labels": labels}


def _charts(run: Sequence[Block], sheet: Sheet, report: Report) -> Iterator[_Json]:
    """Give charts that follow each other: side by side, two and two, on a sheet that has one page."""
    charts = [block for block in run if isinstance(block, Chart)]
    beside = 1 + sheet.one_page
    for pair in (charts[n : n + beside] for n in range(0, len(charts), beside)):
        width = _BESIDE[sheet.portrait] if len(pair) > 1 else _CHART[sheet.one_page]
        yield {"kind": "charts", "width": width, "charts": [_chart(chart, report, width) for chart in pair]}


def _chart(chart: Chart, report: Report, width: int) -> _Json:
    svg = draw(chart, report.table(chart.table), report.lang, width=width)
    return {"svg": svg, "title": _said(chart.title), "words": _said(chart.words)}


# --- tables ----------------------------------------------------------------------------------------------------------


def _tables(table: Table, sheet: Sheet, lang: str) -> Iterator[_Json]:
    """Give a table, or more of them one below the other where it has more columns than can be read side by side."""
    wide = _PORTRAIT if sheet.portrait else _LANDSCAPE
    rows = [[printable(cell) for cell in row_shown(table, row, lang)] for row in table.rows]
    unit = _said(unit_title(table.currency, table.unit, lang))
    title = "" if table.title == sheet.title else _said(table.title)
    said = {"kind": "table", "title": title, "unit": f"({unit})" if unit else "", "empty": _said(table.empty)}
    numbered = numbers(table) if table.numbered else []
    for places in groups(table, rows, wide):
        cells = [[row[n] for n in places] for row in rows]
        some = [row._replace(cells=tuple(row.cells[n] for n in places)) for row in table.rows]
        part = replace(table, columns=tuple(table.columns[n] for n in places), rows=some)
        yield {**said, "numbers": [numbered[n] for n in places if numbered], **_part(part, cells, wide)}


def _part(table: Table, rows: Sequence[Sequence[str]], wide: float) -> dict[str, _Json]:
    shape = laid(table, rows, wide)
    bars = table.place(table.bars)
    return {
        "heads": [_broken(head, WORDS[0]) for head in shape.heads],
        "columns": {
            "kinds": [column.kind for column in table.columns],
            "right": [column.kind in FIGURES for column in table.columns],
            "bars": bars,
            "named": naming(table, rows),
        },
        "widths": shape.widths,
        "size": shape.size,
        "rows": [_row(table, row, cells, bars) for row, cells in zip(table.rows, rows, strict=True)],
    }


def _row(table: Table, row: Row, cells: Sequence[str], bars: int | None) -> _Json:
    shown = [
        cell if column.kind in FIGURES else _said(cell, WORDS[column.kind == CODE])
        for cell, column in zip(cells, table.columns, strict=True)
    ]
    value = None if bars is None else row.cells[bars]
    bar = max(0, min(100, round(value))) if isinstance(value, Decimal) else None
    return {"look": row.look, "depth": row.depth, "cells": shown, "bar": bar, "tall": max(map(len, shown)) > _TALL}


def _said(text: str, most: int = _LONGEST) -> str:
    """Give a text as it is shown."""
    return _broken(printable(text), most)


def _broken(text: str, most: int) -> str:
    """Let a longer word be broken, where nothing is seen of it."""
    return re.sub(rf"[^ /\n\u200b]{{{most}}}(?=[^ /])", "\\g<0>\u200b", text)

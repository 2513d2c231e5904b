"""Renders reports for other programs: JSON of a whole report, CSV of one table.

Nothing is rounded or grouped here: an amount has two decimals whatever unit it is shown in, a day is ISO 8601, a rate is exact,
so every figure can be compared with the workbook's and the page's.
"""

import csv
import io
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from riga_grants.interchange import dumped
from riga_grants.interchange import harmless
from riga_grants.tables import FIGURES
from riga_grants.tables import MONEY
from riga_grants.tables import NO_PLAN
from riga_grants.tables import RATE
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words

ROW_KEY, ROW_DEPTH, ROW_LOOK = "row_key", "row_depth", "row_look"
"""The columns that a CSV begins with: what the row is about, its level, and "" for a row of its own, else "subtotal", "total"
or "section"."""

PART, WHOLE = "_part", "_whole"
"""What the two columns of an exact rate end with: as one cell, a spreadsheet would take 1/2 for a date."""

SEMICOLON: Final = ";"
_BOM: Final = "\ufeff"


def exact(value: Value, kind: str) -> str | None:
    """Give a value without loss: "1234.50", "425998/882205", "48.3", "2014-12-31", a text as it stands; None: not stated."""
    match value:
        case None | str():
            return value
        case date():
            return value.isoformat()
        case int() if kind == MONEY:
            sign = "-" if value < 0 else ""
            whole, cents = divmod(abs(value), 100)
            return f"{sign}{whole}.{cents:02}"
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Decimal():
            return f"{value:f}"
    return str(value)


def as_json(report: Report) -> str:
    """Give a report as docs/reports.md describes it; all values are strings, null where not stated."""
    return dumped(
        {
            "report": report.key,
            "title": report.title,
            "about": report.about,
            "lang": report.lang,
            "as_of": report.day.isoformat(),
            "demonstration": report.demonstration,
            **dict(report.subject),
            "sheets": [_sheet(sheet) for sheet in report.sheets],
        }
    )


def _sheet(sheet: Sheet) -> Mapping[str, object]:
    """Give a sheet, its blocks by their kind; each fact of it has a key of its own."""
    facts = [fact for block in sheet.blocks if isinstance(block, Facts) for fact in block.facts]
    by_key = {fact.key: exact(fact.value, fact.kind) for fact in facts}
    assert len(by_key) == len(facts), f"facts of one key in {sheet.key}"  # noqa: S101
    return {
        "key": sheet.key,
        "name": sheet.name,
        "title": sheet.title,
        "facts": by_key,
        "words": [told for block in sheet.blocks if isinstance(block, Words) for told in block.paragraphs],
        "tables": [_table(block) for block in sheet.blocks if isinstance(block, Table)],
        "charts": [_chart(block) for block in sheet.blocks if isinstance(block, Chart)],
        "signatures": [role for block in sheet.blocks if isinstance(block, Signatures) for role in block.roles],
    }


def _table(table: Table) -> Mapping[str, object]:
    columns = [(column.key, column.kind) for column in table.columns]
    return {
        "key": table.key,
        "title": table.title,
        "currency": table.currency or None,
        "unit": table.unit,
        "columns": [{"key": column.key, "head": column.head, "kind": column.kind} for column in table.columns],
        "rows": [_row(row, columns) for row in table.rows],
    }


def _row(row: Row, columns: Sequence[tuple[str, str]]) -> Mapping[str, object]:
    about: dict[str, object] = {"key": row.key, "depth": row.depth, "look": row.look}
    for (key, kind), value in zip(columns, row.cells, strict=True):
        assert key not in about, f"two columns, or a column and a row's own word, are called {key}"  # noqa: S101
        about[key] = exact(value, kind)
    return about


def _chart(chart: Chart) -> Mapping[str, object]:
    return {
        "key": chart.key,
        "title": chart.title,
        "kind": chart.kind,
        "table": chart.table,
        "names": chart.names,
        "series": [{"column": one.column, "style": one.style} for one in chart.series],
        "rows": list(chart.rows),
        "words": chart.words,
    }


def as_csv(table: Table) -> str:
    """Give a table for Excel as it is set up in Latvia, and for programs: byte order mark, semicolons, decimal commas.

    The headings are the columns' keys, the same in every language, behind ROW_KEY, ROW_DEPTH and ROW_LOOK. A cell that is not
    stated is empty. There is no final line end.
    """
    return _BOM + csv_text(table).removesuffix("\n")


def csv_head(table: Table) -> list[str]:
    """Give the headings of a table's CSV; a rate has two columns."""
    keys = [name for column in table.columns for name in _names(column)]
    return [ROW_KEY, ROW_DEPTH, ROW_LOOK, *keys]


def _names(column: Column) -> tuple[str, ...]:
    return (f"{column.key}{PART}", f"{column.key}{WHOLE}") if column.kind == RATE else (column.key,)


def csv_text(table: Table) -> str:
    """Give a table's CSV with semicolons, decimal commas and a line feed behind each line, without a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEMICOLON, lineterminator="\n")
    writer.writerow(csv_head(table))
    cells = [_cells(column) for column in table.columns]
    for row in table.rows:
        line = [_safe(row.key), row.depth, row.look]
        for spread, value in zip(cells, row.cells, strict=True):
            line += spread(value)
        writer.writerow(line)
    return out.getvalue()


def _cells(column: Column) -> Callable[[Value], tuple[str, ...]]:
    """Give how a column's values are written."""
    if column.kind == RATE:
        return _rate
    if column.kind == MONEY:
        return _money
    return _number if column.kind in FIGURES else _text


def _text(value: Value) -> tuple[str]:
    return (_safe(value) if isinstance(value, str) else exact(value, "") or "",)


def _number(value: Value) -> tuple[str]:
    return (_said(value) if isinstance(value, str) else (exact(value, "") or "").replace(".", ","),)


def _money(value: Value) -> tuple[str]:
    return (_said(value) if isinstance(value, str) else (exact(value, MONEY) or "").replace(".", ","),)


def _said(text: str) -> str:
    """Give a text that stands in the place of a figure; the dash of no plan is no formula."""
    return text if text == NO_PLAN else _safe(text)


def _rate(value: Value) -> tuple[str, str]:
    if isinstance(value, Fraction):
        return str(value.numerator), str(value.denominator)
    return _safe(exact(value, "") or ""), ""


@lru_cache(maxsize=65_536)
def _safe(text: str) -> str:
    """Make a text harmless; registers repeat theirs."""
    return harmless({"": text})[""]

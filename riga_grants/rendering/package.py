"""A report as CSV files that describe themselves: a Frictionless Data Package (datapackage.org, version 2) in a .zip.

The same report gives the same bytes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.rendering.records import PART
from riga_grants.rendering.records import ROW_DEPTH
from riga_grants.rendering.records import ROW_KEY
from riga_grants.rendering.records import ROW_LOOK
from riga_grants.rendering.records import SEMICOLON
from riga_grants.rendering.records import WHOLE
from riga_grants.rendering.records import csv_text
from riga_grants.tables import DAY
from riga_grants.tables import FIGURES
from riga_grants.tables import MONEY
from riga_grants.tables import RATE
from riga_grants.tables import Column
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.tables import shown
from riga_grants.wording import DEMONSTRATION

DESCRIPTOR: Final = "datapackage.json"
README: Final = "README.txt"
PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can tell
_UNIX, _READABLE = 3, 0o644 << 16
_DECIMAL: Final = ","
_FORM: Final = N_(
    "Each table is a text file: UTF-8, semicolons between cells, decimal commas. A cell that is not stated is empty. A text "
    "that a spreadsheet would run as a formula has an apostrophe before it. datapackage.json describes every file and column "
    "for programs (Frictionless Data Package) and gives the sha256 of each file."
)


class Resource(NamedTuple):
    """A table as a file of the package: its name, its title or else its sheet's, its bytes."""

    path: str
    title: str
    content: bytes
    table: Table


def render(report: Report) -> bytes:
    """Give a report as the bytes of a .zip: a CSV a table, `datapackage.json` that describes them, and a page to read."""
    tables = [(sheet, block) for sheet in report.sheets for block in sheet.blocks if isinstance(block, Table)]
    resources = [Resource(f"{one.key}.csv", one.title or sheet.title, csv_text(one).encode(), one) for sheet, one in tables]
    files = {README: _readme(report, resources).encode(), DESCRIPTOR: _descriptor(report, resources).encode()}
    files |= {one.path: one.content for one in resources}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, _FIRST_DAY)
            about.compress_type, about.create_system, about.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _READABLE
            package.writestr(about, content)
    return out.getvalue()


def _descriptor(report: Report, resources: list[Resource]) -> str:
    described = {
        "$schema": PROFILE,
        "name": f"riga-grants-{report.key}",
        "title": report.title,
        "description": _about(report),
        "created": f"{report.day.isoformat()}T12:00:00Z",
        "riga-grants": {
            "report": report.key,
            "as_of": report.day.isoformat(),
            "lang": report.lang,
            "demonstration": report.demonstration,
            **dict(report.subject),
        },
        "resources": [_resource(one, report.lang) for one in resources],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _resource(one: Resource, lang: str) -> Mapping[str, object]:
    return {
        "name": one.table.key,
        "type": "table",
        "path": one.path,
        "title": one.title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(one.content),
        "hash": f"sha256:{hashlib.sha256(one.content).hexdigest()}",
        "dialect": {
            "delimiter": SEMICOLON,
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "skipInitialSpace": False,
            "header": True,
        },
        "schema": {"fields": [*_about_rows(lang), *_fields(one.table, lang)], "missingValues": [""]},
    }


def _about_rows(lang: str) -> Iterator[Mapping[str, object]]:
    """Describe the columns that every table begins with."""
    described = (
        (ROW_KEY, "string", tr("What the row is about", lang), tr("an account, a funder, a finding's code", lang)),
        (ROW_DEPTH, "integer", tr("Level of the row", lang), tr("0 is the highest", lang)),
        (
            *(ROW_LOOK, "string", tr("Kind of row", lang)),
            tr("empty for a row of its own; subtotal, total and section are not to be added up with the others", lang),
        ),
    )
    for name, kind, title, told in described:
        yield {"name": name, "type": kind, "title": title, "description": told}


def _fields(table: Table, lang: str) -> Iterator[Mapping[str, object]]:
    for n, column in enumerate(table.columns):
        if column.kind == RATE:
            for end, told in ((PART, tr("the part of an exact rate", lang)), (WHOLE, tr("the whole of an exact rate", lang))):
                yield {"name": column.key + end, "type": "integer", "title": column.head, "description": told}
        elif column.kind in FIGURES:
            yield _figure(table, n, column, lang)
        else:
            yield {"name": column.key, "type": "date" if column.kind == DAY else "string", "title": column.head}


def _figure(table: Table, n: int, column: Column, lang: str) -> Mapping[str, object]:
    """Describe a column of figures; the words that stand in the place of some are missing values."""
    words = sorted({cell for row in table.rows if isinstance(cell := row.cells[n], str)} | {""})
    told = []
    if column.kind == MONEY and table.currency:
        told.append(tr("an amount in {currency}", lang, currency=table.currency))
    if column.terms:
        told.append("= " + " ".join(f"{'+' if sign > 0 else '-'} {key}" for key, sign in column.terms).removeprefix("+ "))
    if column.ratio:
        told.append(f"= 100 * {column.ratio[0]} / {column.ratio[1]}")
    described = {"description": "; ".join(told)} if told else {}
    missing = {"missingValues": words} if len(words) > 1 else {}
    return {"name": column.key, "type": "number", "title": column.head, **described, "decimalChar": _DECIMAL, **missing}


# --- the page to read ------------------------------------------------------------------------------------------------


def _about(report: Report) -> str:
    mark = tr(DEMONSTRATION, report.lang)
    return f"{report.about} – {mark}" if report.demonstration else report.about


def _readme(report: Report, resources: list[Resource]) -> str:
    lang = report.lang
    lines = [report.title, _about(report), tr("As of {day}", lang, day=report.day), "", tr(_FORM, lang), ""]
    for one in resources:
        rows = trn("{n} row", "{n} rows", len(one.table.rows), lang)
        lines += [f"{one.path}: {one.title} ({rows})"]
    for sheet in report.sheets:
        told = list(_told(sheet, lang))
        lines += ["", "", sheet.title, "", *told] if told else []
    return "\n".join(lines) + "\n"


def _told(sheet: Sheet, lang: str) -> Iterator[str]:
    """Give what a sheet says beside its tables."""
    for block in sheet.blocks:
        if isinstance(block, Facts):
            yield from (f"{fact.label}: {shown(fact.value, fact.kind, lang, block.unit)}" for fact in block.facts)
        elif isinstance(block, Words):
            yield from block.paragraphs

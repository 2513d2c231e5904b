"""Renders an import, or the undoing of one, as one JSON document for other programs; docs/import.md tells its fields.

Money is a string with two decimals, null where none is stated; rows are counted from 1, as a spreadsheet does.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from beancount.core.amount import Amount

from riga_grants.booked import Booked
from riga_grants.chains.undo import UndoPlan
from riga_grants.columns import INDICATORS
from riga_grants.costs import Cost
from riga_grants.declared import Standing
from riga_grants.declared import Value
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.i18n import words
from riga_grants.importing.plans import Change
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import Former
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import Record
from riga_grants.importing.plans import RowPlan
from riga_grants.importing.plans import SheetPlan
from riga_grants.importing.plans import State
from riga_grants.interchange import amount
from riga_grants.interchange import dumped
from riga_grants.interchange import finding_record
from riga_grants.model import Agreement
from riga_grants.screens import preview
from riga_grants.screens.import_details import Look
from riga_grants.sheets import reference
from riga_grants.wording import place_under
from riga_grants.wording import worst_first

JSON = dict[str, object]


def as_json(
    plan: ImportPlan, findings: Sequence[Finding], agreements: Mapping[str, Agreement], done: preview.Done, look: Look
) -> str:
    """Give all that an import would do or has done; `findings` are all, those of the layouts included.

    Raise BooksError where a correction cannot be booked.
    """
    document: JSON = {
        **_asked(done),
        "blocked": plan.blocked,
        "files": [_file(file, look) for file in plan.files],
        "adds": [_summary(one) for one in preview.summaries(plan, agreements, look.lang)],
        "findings": [_finding(one, look) for one in worst_first(findings)],
        "written": [_path(path, look.root) for path in done.written],
        "rejected": [{"file": file.name, "workbook": str(path)} for path, file in done.rejected.items()],
    }
    return dumped(document)


def _asked(done: preview.Done) -> JSON:
    return {"dry_run": done.dry_run, "by": done.correction.by, "reason": done.correction.reason}


def _path(path: Path, root: Path | None) -> str:
    return path.relative_to(root).as_posix() if root is not None and path.is_relative_to(root) else str(path)


def _finding(found: Finding, look: Look) -> JSON:
    place = found.place if look.root is None else found.place.under(look.root)
    where = {"file": place.file, "sheet": place.sheet, "cell": place.cell, "line": place.line or None}
    return {**finding_record(found, look.lang, look.root), **where}


# --- files and rows --------------------------------------------------------------------------------------------------


def _file(file: FilePlan, look: Look) -> JSON:
    return {
        "file": file.name,
        "path": str(file.path),
        "sha256": file.sha256,
        "layout": file.layout,
        "kind": file.kind,
        "blocked": file.blocked,
        **_sums(file, file.kind),
        "sheets": [_sheet(sheet, file.kind, look) for sheet in file.sheets],
    }


def _sums(one: FilePlan | SheetPlan, kind: str) -> JSON:
    """Give how many rows there are and what they sum to, in all and by what becomes of them; indicators are no money."""

    def tally(*states: State) -> JSON:
        return {"count": one.count(*states), "sum": None if kind == INDICATORS else amount(one.cents(*states))}

    return {**tally(), "states": {state.value: tally(state) for state in State}}


def _sheet(sheet: SheetPlan, kind: str, look: Look) -> JSON:
    total, rows = sheet.total_cents, None if kind == INDICATORS else sheet.in_table_cents
    return {
        "sheet": sheet.name,
        "headings": None if sheet.table.header.last < 0 else sheet.table.header.last + 1,
        "columns": {column: reference((0, index))[:-1] for column, index in sheet.table.columns.items()},
        **_sums(sheet, kind),
        "without_skipped": amount(rows),
        "total": amount(total),
        "difference": None if total is None or rows is None else amount(total - rows),
        "agrees": sheet.agrees,
        "rounding": f"{sheet.rounded.normalize():f}",
        "rows": [_row(sheet, row, look) for row in sheet.rows],
    }


def _row(sheet: SheetPlan, row: RowPlan, look: Look) -> JSON:
    said = [words(row.reason, look.lang)] if row.reason is not None else []
    said += [words(found.message, look.lang) for found in row.findings if found.severity is Severity.ERROR]
    last = max(sheet.table.sheet.width - 1, 0)
    return {
        "row": row.row + 1,
        "cells": f"{reference((row.row, 0))}:{reference((row.row, last))}",
        "state": row.state.value,
        "amount": amount(row.cents),
        "reasons": said,
        "codes": [found.code for found in row.findings],
        "new": [_record(record) for record in row.new],
        "changes": [_change(change, look.root) for change in row.changes],
    }


def _record(record: Record) -> JSON:
    shown: JSON = {
        "project": record.project,
        "account": record.account or None,
        "amount": amount(record.cents),
        "key": record.key,
    }
    if isinstance(record, Cost):
        document = {"document_no": record.content.document_no, "document_date": record.content.document_date.isoformat()}
        return {"directive": None, **shown, "currency": record.currency, **document, "suggested": record.suggested or None}
    values = {name: _plain(value) for name, value in record.values.items()}
    return {"directive": record.directive, **shown, "date": record.dated.isoformat(), "values": values}


def _change(change: Change, root: Path | None) -> JSON:
    return {
        **_record(change.record),
        "replaces": _former(change.former, root),
        "differs": {name: {"old": _plain(old), "new": _plain(new)} for name, (old, new) in preview.differences(change).items()},
    }


def _former(former: Former, root: Path | None) -> JSON:
    cents = former.content.cents if isinstance(former, Booked) else None
    return {"key": former.key, "amount": amount(cents), "where": place_under(former.place, root)}


def _plain(value: Value) -> str | bool | None:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Amount):
        return f"{value.number:.2f} {value.currency}"
    return f"{value:f}" if isinstance(value, Decimal) else value.isoformat() if isinstance(value, date) else value


def _summary(summary: preview.Summary) -> JSON:
    rows = [{"key": row.key, "title": row.title, "entries": row.records, "sum": amount(row.cents)} for row in summary.rows]
    return {"kind": summary.kind, "by": preview.KEYS[summary.by], "rows": rows}


# --- undoing ---------------------------------------------------------------------------------------------------------


def undo_as_json(plan: UndoPlan, done: preview.Done, root: Path | None) -> str:
    """Give what undoing an import takes back, books again and leaves as it is."""
    document: JSON = {
        **_asked(done),
        "undo": {
            "import": plan.undone.number,
            "taken_back": [_standing(one.booking.record, root) for one in plan.back],
            "booked_again": [_standing(one.record, root) for one in plan.restored],
            "left": [_standing(one.record, root) for one in plan.left],
            "moved": plan.moved,
            "changes": {currency: amount(cents) for currency, cents in plan.changes.items()},
        },
        "written": [_path(path, root) for path in done.written],
    }
    return dumped(document)


def _standing(former: Former, root: Path | None) -> JSON:
    directive = former.directive if isinstance(former, Standing) else None
    project = former.project if isinstance(former, Standing) else former.content.project
    return {"directive": directive, "project": project, **_former(former, root)}

"""Render an import: per file how many rows there were and what became of them, and what was or would be booked."""

from collections.abc import Sequence
from pathlib import Path

from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.importer import FilePlan
from riga_grants.importer import ImportPlan
from riga_grants.wording import show_cents

HEADS = (N_("Rows"), N_("Accepted"), N_("There"), N_("Rejected"), N_("Sum"))


def render(plan: ImportPlan, written: Sequence[Path], lang: str, *, width: int, dry_run: bool) -> str:
    """Give the table of files with its total, and one sentence on what was done. Rows = accepted + there + rejected.

    “There” counts the rows that the books hold already.
    """
    head = Row(tr("File", lang), "", tuple(tr(head, lang) for head in HEADS), "bold")
    rows = [_row(file.name, [file], lang) for file in plan.files]
    if len(plan.files) > 1:
        rows.append(_row(tr("TOTAL", lang), plan.files, lang)._replace(style="bold", ruled=True))
    lines = [*grid(head, rows, width), *paragraph(_outcome(plan, written, lang, dry_run=dry_run), width, style="bold")]
    return "\n".join(paint(line, colour=False) for line in lines)


def _row(title: str, files: Sequence[FilePlan], lang: str) -> Row:
    counts = (
        sum(file.rows for file in files),
        sum(file.accepted for file in files),
        sum(file.booked for file in files),
        sum(file.rejected for file in files),
    )
    sum_of_rows = show_cents(sum(file.rows_cents for file in files), lang)
    return Row(title, "", (*(str(count) for count in counts), sum_of_rows))


def _outcome(plan: ImportPlan, written: Sequence[Path], lang: str, *, dry_run: bool) -> str:
    new = sum(file.accepted for file in plan.files)
    sum_of_new = show_cents(sum(file.accepted_cents for file in plan.files), lang)
    counted = trn("{n} new cost", "{n} new costs", new, lang)
    costs = f"{counted} ({sum_of_new})"
    if plan.blocked:
        return tr("Nothing was written: mend the errors and import again.", lang)
    if dry_run:
        return tr("Nothing was written; the import would book {costs}.", lang, costs=costs)
    if not written:
        return tr("Nothing was written: everything is booked already.", lang)
    first = written[0].name
    if len(written) == 1:
        return tr("Booked {costs} in {file}.", lang, costs=costs, file=first)
    files = trn("{n} new ledger file", "{n} new ledger files", len(written), lang)
    return tr("Booked {costs} in {files}, from {first} on.", lang, costs=costs, files=files, first=first)

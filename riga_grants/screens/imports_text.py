"""Renders the list of imports: for a terminal, as JSON, and as CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from riga_grants.chains import chain
from riga_grants.chains.amendments import KIND as AMENDMENT
from riga_grants.chains.amendments import NUMBER as AMENDMENT_NUMBER
from riga_grants.chains.history import Fate
from riga_grants.chains.history import History
from riga_grants.chains.history import project_of
from riga_grants.chains.imports import Import
from riga_grants.chains.reviews import KIND as REVIEW
from riga_grants.closing.clearing import KIND as CLEARING
from riga_grants.columns import COSTS
from riga_grants.errors import Finding
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import cells_of
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.grid import printable
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.interchange import dumped
from riga_grants.interchange import finding_record
from riga_grants.interchange import harmless
from riga_grants.money import to_decimal
from riga_grants.screens.import_details import KINDS_SHOWN
from riga_grants.text import findings_lines
from riga_grants.wording import NOT_STATED
from riga_grants.wording import show_cents

CSV_COLUMNS = (
    *("number", "made_at", "by", "what", "undoes", "reason", "kind", "source", "source_sha256", "layout"),
    *("project", "file", "entries", "sum", "currency", "state", "problems"),
)
IMPORT, CORRECTION, UNDOING = "import", "correction", "undoing"
_WHAT = {
    CORRECTION: N_("correction"),
    UNDOING: N_("undoing"),
    REVIEW: N_("review"),
    CLEARING: N_("clearing"),
    AMENDMENT: N_("amendment"),
}
_PROJECTS = 4


class Told(NamedTuple):
    """An import with what is to be told of it: what became of its facts, and the findings on its files."""

    one: Import
    fate: Fate
    findings: tuple[Finding, ...]

    @property
    def what(self) -> str:
        """What it was for."""
        if self.one.undoes:
            return UNDOING
        if self.one.says(chain.KIND) in {REVIEW, CLEARING, AMENDMENT}:
            return self.one.says(chain.KIND)
        return CORRECTION if self.one.says(chain.REASON) else IMPORT

    @property
    def state(self) -> str:
        """How it stands: "stands", "partly", "undone" or "corrected"; "" for what has no facts of its own."""
        fate = self.fate
        if fate.stand == fate.facts:
            return "stands" if fate.facts else ""
        if fate.stand:
            return "partly"
        return "undone" if fate.undone_by else "corrected"


def told(past: History, findings: Sequence[Finding], project: str | None = None) -> list[Told]:
    """Put together what is to be told of all imports, or of those that brought something of a project.

    `findings` are those of `chain.verify`.
    """
    brought = {one.written for one in past.bookings if project == project_of(one)}
    rows = []
    for one in past.every:
        files = {str(file.path) for file in one.files}
        own = tuple(found for found in findings if found.place.file in files)
        if project is None or one.number in brought or project in projects_of(one):
            rows.append(Told(one, past.fate(one.number) if one.number else _NOTHING, own))
    return rows


_NOTHING = Fate(0, 0, (), (), 0)


# --- for a terminal --------------------------------------------------------------------------------------------------


def table(rows: Sequence[Told], findings: Sequence[Finding], lang: str, *, width: int, colour: bool, root: Path) -> str:
    """List the imports, no line wider than `width` cells, and below them what is wrong with their files."""
    width = max(width, NARROWEST)
    heads = (tr("Import", lang), tr("When", lang), tr("Entries", lang), tr("Sum", lang), tr("State", lang))
    cells = [_cells(row, lang) for row in rows]
    sizes = [max(map(cells_of, column)) for column in zip(heads, *cells, strict=True)]
    lines = _across(heads, sizes, width, "bold") if rows else [Line(tr("Nothing was imported into these books yet.", lang))]
    indent = " " * (sizes[0] + 3)
    for row, shown in zip(rows, cells, strict=True):
        lines += _across(shown, sizes, width)
        for said in _details(row, lang):
            lines += paragraph(said, width, first=indent, rest=f"{indent}  ")
    lines += [Line(""), *findings_lines(findings, lang, width, root)] if findings else []
    return "\n".join(paint(line, colour=colour) for line in lines)


def _across(cells: Sequence[str], sizes: Sequence[int], width: int, style: str = "") -> list[Line]:
    """Lay a row out on one line, its number, entries and sum to the right; below the width, as words one after another."""
    number, when, entries, summed, state = (
        " " * (size - cells_of(cell)) + cell if column in _TO_THE_RIGHT else cell + " " * (size - cells_of(cell))
        for column, (cell, size) in enumerate(zip(cells, sizes, strict=True))
    )
    line = f" {number}  {when}  {entries}  {summed}  {state}".rstrip()
    if cells_of(line) <= width:
        return [Line(line, style)]
    return paragraph("  ".join(cells), width, rest="  ", style=style)


_TO_THE_RIGHT = (0, 2, 3)


def _cells(row: Told, lang: str) -> tuple[str, ...]:
    one = row.one
    number = str(one.number) if one.number else NOT_STATED
    return number, when(one, lang), str(one.entries), sums(one, lang), printable(_state(row, lang))


def _state(row: Told, lang: str) -> str:
    fate = row.fate
    said = {
        "": NOT_STATED,
        "stands": tr("stands", lang),
        "undone": tr("undone by {numbers}", lang, numbers=_listed(fate.undone_by)),
        "corrected": tr("corrected", lang),
        "partly": tr("{stand} of {facts} stand", lang, stand=fate.stand, facts=fate.facts),
    }[row.state]
    return ", ".join([*([tr("DAMAGED", lang)] if row.findings else []), said])


def _details(row: Told, lang: str) -> Iterator[str]:
    """Give what stands below an import's line: where it came from, what it was for, and what took part of it back."""
    yield about(row.one, lang)
    if row.what in _WHAT:
        what = tr("undoing of import {number}", lang, number=row.one.undoes) if row.one.undoes else tr(_WHAT[row.what], lang)
        reason = row.one.says(chain.REASON)
        quoted = tr("“{reason}”", lang, reason=reason)
        yield f"{what}: {quoted}" if reason else what
    fate = row.fate
    if fate.undone_by and row.state != "undone":
        yield tr("undone by {numbers}", lang, numbers=_listed(fate.undone_by))
    if fate.corrected_by:
        yield tr("corrected by {numbers}", lang, numbers=_listed(fate.corrected_by))
    if fate.by_hand:
        yield tr("reversed by hand: {n}", lang, n=fate.by_hand)


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))


def about(one: Import, lang: str) -> str:
    """Say where an import came from: its file, kind and layout, the projects, and who made it."""
    kind, source = one.says(chain.KIND), one.says(chain.SOURCE)
    named = tr(KINDS_SHOWN[kind], lang) if kind in KINDS_SHOWN else kind
    kinds = [f"{named} {one.says(AMENDMENT_NUMBER)}".strip(), one.says(chain.LAYOUT)]
    what = ", ".join(dict.fromkeys(filter(None, kinds)))
    by = one.says(chain.BY)
    projects = projects_of(one)
    shown = ", ".join(projects) if len(projects) <= _PROJECTS else tr("{n} projects", lang, n=len(projects))
    parts = [f"{source} ({what})" if source and what else source or what, shown, tr("by {who}", lang, who=by) if by else ""]
    return ", ".join(filter(None, parts))


def when(one: Import, lang: str) -> str:
    """Show when an import was made, in the time that it was made in; what cannot be read as a time stands as it is."""
    said = one.says(chain.MADE_AT)
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return printable(said) or NOT_STATED
    return f"{show_date(moment.date(), lang)} {moment:%H:%M}"


def sums(one: Import, lang: str) -> str:
    """Show the sum of an import's entries with its currency; a dash where they are no costs and sum to nothing."""
    if one.says(chain.KIND) not in {COSTS, REVIEW, CLEARING} and not any(one.sums.values()):
        return NOT_STATED
    return ", ".join(f"{show_cents(cents, lang)} {currency}" for currency, cents in one.sums.items()) or NOT_STATED


def projects_of(one: Import) -> tuple[str, ...]:
    """Give the codes of an import's projects, or "agreements", as its files name them."""
    return tuple(dict.fromkeys(file.header.get(chain.PROJECT, "") for file in one.files))


# --- for programs ----------------------------------------------------------------------------------------------------


def as_json(rows: Sequence[Told], findings: Sequence[Finding], lang: str, root: Path) -> str:
    """Give the imports and the findings as JSON; docs/imports.md describes the keys."""
    return dumped(
        {
            "imports": [_record(row, root) for row in rows],
            "findings": [finding_record(found, lang, root) for found in findings],
        }
    )


def _record(row: Told, root: Path) -> dict[str, object]:
    one, fate = row.one, row.fate
    return {
        "number": one.number or None,
        "made_at": one.says(chain.MADE_AT),
        "by": one.says(chain.BY),
        "what": row.what,
        "undoes": one.undoes or None,
        "reason": one.says(chain.REASON),
        "kind": one.says(chain.KIND),
        "source": one.says(chain.SOURCE),
        "source_sha256": one.says(chain.SOURCE_SHA256),
        "layout": one.says(chain.LAYOUT),
        "projects": list(projects_of(one)),
        "files": [file.path.relative_to(root).as_posix() for file in one.files],
        "entries": one.entries,
        "sums": {currency: str(to_decimal(cents)) for currency, cents in one.sums.items()},
        "state": row.state or None,
        "facts": fate.facts,
        "standing": fate.stand,
        "undone_by": list(fate.undone_by),
        "corrected_by": list(fate.corrected_by),
        "reversed_by_hand": fate.by_hand,
        "problems": [found.code for found in row.findings],
    }


def as_csv(rows: Sequence[Told], root: Path) -> str:
    """Give one row a generated file, each of one project and one currency, so that the sums can be added up.

    With a byte order mark, semicolons and decimal commas, as Excel is set up in Latvia. The headings are CSV_COLUMNS in every
    language.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, restval="", delimiter=";", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerows(_csv_records(row, root))
    return "\ufeff" + out.getvalue().removesuffix("\n")


def _csv_records(row: Told, root: Path) -> Iterator[Mapping[str, str]]:
    record = _record(row, root)
    texts = {key: str(record[key] or "") for key in CSV_COLUMNS if key in record and key not in {"entries", "problems"}}
    for file in row.one.files:
        own = {
            "project": file.header.get(chain.PROJECT, ""),
            "file": file.path.relative_to(root).as_posix(),
            "problems": ", ".join(found.code for found in row.findings if found.place.file == str(file.path)),
        }
        count = file.counted
        numbers = {"entries": str(count.entries), "sum": str(to_decimal(count.cents)).replace(".", ",")} if count else {}
        yield harmless(texts | own) | numbers | {"currency": count.currency if count else ""}

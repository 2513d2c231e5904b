"""A planned file as Fava's import page shows it: its entries with what should be known of each, or why there are none.

The page has no room for findings. What concerns one row stands below its entry. Below the first entry stands also what concerns
the whole file, and the warnings on other rows, because a person may save without looking at each.
"""

import re
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from typing import Final

from beancount.core.amount import Amount
from beangulp.extract import DUPLICATE

from riga_grants import names
from riga_grants.chains.entries import parsed
from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import INDICATORS
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import default_language
from riga_grants.i18n import trn
from riga_grants.i18n import words
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import RowPlan
from riga_grants.importing.plans import SheetPlan
from riga_grants.importing.plans import State
from riga_grants.texts import plain

SOURCE: Final = "__source__"
"""What Fava shows below an entry under the heading “Source”; a key with underscores is not saved."""

NOT_COSTS: Final = {
    BUDGET: text("a budget"),
    AGREEMENTS: text("a list of agreements"),
    INDICATORS: text("a table of indicators"),
}
"""What a file is whose entries Fava cannot save."""

_BARE: Final = re.compile(r"[\w./:\\-]+")
"""Words that need no quotes on a command line, whatever the system."""

_NAMED: Final = 3
_WARNED: Final = 10


def refusal(root: Path, file: FilePlan, findings: Iterable[Finding]) -> Text:
    """Word why a file is not imported: how many errors, the first of them, and how to see all."""
    errors = [found for found in findings if found.severity is Severity.ERROR]
    return text(
        "“{file}” cannot be imported; errors: {count}.\n{first}\nTo see all: {command}",
        file=file.name,
        count=len(errors),
        first="\n".join(_said(found, root) for found in errors[:_NAMED]),
        command=_command(root, file, "--dry-run"),
    )


def elsewhere(root: Path, file: FilePlan) -> Text:
    """Word how a file is imported whose entries Fava cannot save, and what the import would bring."""
    return text(
        "“{file}” is {what} and has no errors; new rows: {new}, already in the books: {booked}.\n"
        "This page can save only costs. To import it: {command}",
        file=file.name,
        what=NOT_COSTS[file.kind],
        new=file.count(State.ACCEPTED),
        booked=file.count(State.BOOKED),
        command=_command(root, file),
    )


def _command(root: Path, file: FilePlan, *options: str) -> str:
    """Give the command that does with a file what the page does, as it is typed in the books' folder."""
    path, folder = file.path.resolve(), root.resolve()
    shown = plain(path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)).text
    return " ".join(["riga-grants import", *options, "--layout", _typed(file.layout), _typed(shown)])


def _typed(word: str) -> str:
    return word if _BARE.fullmatch(word) else f'"{word}"'


def _said(found: Finding, root: Path) -> str:
    """Word a finding, its cell first: which file it is in is known."""
    place = found.place._replace(file="") if found.place.cell else found.place.under(root)
    return f"{place}: {words(found.message, default_language())}"


def _advised(found: Finding, root: Path) -> str:
    """Word a finding with what to do about it."""
    return " ".join([_said(found, root), names.hint(found, default_language())])


def with_booked(file: FilePlan, alone: FilePlan) -> FilePlan:
    """Add to a plan the rows that the books hold, as if they were new; `alone` is the plan made without the books' costs."""
    sheets = zip(file.sheets, alone.sheets, strict=True)
    return replace(file, sheets=tuple(_with_booked(sheet, other) for sheet, other in sheets))


def _with_booked(sheet: SheetPlan, alone: SheetPlan) -> SheetPlan:
    rows = [
        replace(row, state=State.ACCEPTED, new=other.new) if row.state is State.BOOKED and other.new else row
        for row, other in zip(sheet.rows, alone.rows, strict=True)
    ]
    return replace(sheet, rows=tuple(rows))


def entries(root: Path, shown: FilePlan, new: Iterable[str], findings: Sequence[Finding]) -> list[Any]:
    """Give the entries of a plan's rows, in their order; those whose key is not one of the `new` are marked as duplicates.

    `findings` are those that are on no file. An amount in the metadata is text, which is all that the page can carry.
    """
    keys, by_key = frozenset(new), {link: entry for entry in parsed(shown) for link in entry.links}
    made = [(by_key[record.key], row) for row in shown.writes for record in row.new]
    for number, (entry, row) in enumerate(made):
        lines = [_cells(entry), *(_advised(found, root) for found in row.findings)]
        if number == 0:
            lines += [_advised(found, root) for found in (*findings, *_about_all(shown))]
            lines += _further(shown.writes[1:], root)
        amounts = {key: str(value) for key, value in entry.meta.items() if isinstance(value, Amount)}
        entry.meta.update(amounts, lineno=row.row + 1, **{SOURCE: "\n".join(lines)})
        if keys.isdisjoint(entry.links):
            entry.meta[DUPLICATE] = True
    return [entry for entry, _ in made]


def _cells(entry: Any) -> str:  # noqa: ANN401 - a Beancount entry
    meta = entry.meta
    return str(Place(meta[names.SOURCE_FILE], sheet=meta.get(names.SOURCE_SHEET, ""), cell=meta[names.SOURCE_CELLS]))


def _about_all(shown: FilePlan) -> list[Finding]:
    """Give the findings on the file, on its sheets, and on rows that have no entry."""
    without = (found for row in shown.rows if not row.new for found in row.findings)
    return [*shown.findings, *(found for sheet in shown.sheets for found in sheet.findings), *without]


def _further(rows: Iterable[RowPlan], root: Path) -> list[str]:
    """Word the first warnings on rows that have entries of their own, and how many more there are."""
    warnings = [found for row in rows for found in row.findings if found.severity is Severity.WARNING]
    more = len(warnings) - _WARNED
    told = [_advised(found, root) for found in warnings[:_WARNED]]
    return [*told, trn("… and {n} more warning", "… and {n} more warnings", more, default_language())] if more > 0 else told

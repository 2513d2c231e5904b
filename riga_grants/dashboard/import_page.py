"""The importers on Fava's import page: one for each layout, giving the same entries as `riga-grants import`.

The page has no room for findings, so a workbook with an error gives no entries but a message that names the first cells: rows
must not vanish without a word. Warnings are shown below the first entry.
"""

import re
import zipfile
from collections.abc import Iterable
from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any
from typing import Final

from beangulp import Importer
from beangulp.extract import DUPLICATE

from riga_grants import importer
from riga_grants import names
from riga_grants import sheetxml
from riga_grants import writer
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.books import digest
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import default_language
from riga_grants.i18n import words
from riga_grants.layouts import FOLDER
from riga_grants.layouts import Layout
from riga_grants.layouts import load_layouts
from riga_grants.texts import folded

SOURCE: Final = "__source__"
"""What Fava shows below an entry under the heading “Source”; a key with underscores is not saved."""

SUFFIXES: Final = (".xlsx", ".xlsm")
_LARGEST_INDEX: Final = 2**20
_NAMED: Final = 3


def importers(root: Path) -> list[Importer]:
    """Give the importers of the books in a folder, one for each layout; raise BooksError for a layout that is wrong."""
    layouts, findings = load_layouts(root / FOLDER)
    for found in findings:
        raise BooksError(
            text("{place}: {problem}", place=str(found.place.under(root)), problem=words(found.message, default_language()))
        )
    return [LayoutImporter(root, layout) for layout in layouts.values()]


class LayoutImporter(Importer):  # type: ignore[misc] # beangulp has no types
    """Reads the workbooks of one layout into the books in `root`."""

    def __init__(self, root: Path, layout: Layout) -> None:
        self.root = root
        self.layout = layout

    @property
    def name(self) -> str:
        """The layout's name, by which the page tells importers apart."""
        return self.layout.name

    def identify(self, filepath: str) -> bool:
        """Say whether a file is a workbook with a sheet of the layout's name; looks at its table of contents only."""
        path = Path(filepath)
        return path.suffix.lower() in SUFFIXES and any(folded(name) == folded(self.layout.sheet) for name in _sheets(path))

    def account(self, filepath: str) -> str:  # noqa: ARG002 - beangulp's signature
        """Give the account below which Fava archives the workbook: its rows may belong to many lines, all are payable."""
        return names.PAYABLE

    def date(self, filepath: str) -> date:
        """Give the day on which the workbook was saved."""
        return datetime.fromtimestamp(Path(filepath).stat().st_mtime, UTC).astimezone().date()

    def filename(self, filepath: str) -> str:
        """Give the name under which Fava archives the workbook: its own."""
        return Path(filepath).name

    def extract(self, filepath: str, existing: Sequence[Any]) -> list[Any]:
        """Give an entry for each row, also for those that the books hold already; raise BooksError where a row has an error."""
        path = Path(filepath)
        agreements, facts, _ = digest(existing)
        books = Books(self.root, existing, {}, agreements, facts, ())
        planned = self._plan(path, books)
        if planned.blocked:
            raise BooksError(_refusal(path, planned.findings))
        # Against books without transactions every row is new: so the page also gets those that it is to mark as duplicates.
        opened = [entry for entry in existing if not hasattr(entry, "postings")]
        (file,) = self._plan(path, Books(self.root, opened, {}, agreements, facts, ())).files
        return _with_sources(writer.entries(file), planned.findings)

    def deduplicate(self, entries: Iterable[Any], existing: Sequence[Any]) -> None:
        """Mark the entries whose rows the books hold already, however far apart their dates are."""
        known = index(existing).by_key
        for entry in entries:
            if not known.keys().isdisjoint(entry.links):
                entry.meta[DUPLICATE] = True

    def _plan(self, path: Path, books: Books) -> importer.ImportPlan:
        return importer.plan([path], books, {self.layout.name: self.layout}, layout=self.layout.name)


def _sheets(path: Path) -> list[str]:
    """Name the sheets of a workbook; none where the file is no workbook, or none that should be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo("xl/workbook.xml").file_size > _LARGEST_INDEX:
                return []
            return [part.name for part in sheetxml.worksheets(archive)]
    except Exception:  # noqa: BLE001 - hostile files fail in many ways, and this one is then simply not ours to read
        return []


def _refusal(path: Path, findings: Sequence[Finding]) -> Text:
    """Word why a workbook is not imported: how many errors, the first of them, and how to see all."""
    errors = [found for found in findings if found.severity is Severity.ERROR]
    return text(
        "“{file}” cannot be imported; errors: {count}.\n{first}\nTo see all: riga-grants import --dry-run {file}",
        file=path.name,
        count=len(errors),
        first="\n".join(map(_line, errors[:_NAMED])),
    )


def _line(found: Finding) -> str:
    """Word a finding on a cell; which file it is in is known."""
    return f"{found.place._replace(file='')}: {words(found.message, default_language())}"


def _with_sources(entries: Sequence[Any], findings: Sequence[Finding]) -> list[Any]:
    """Tell below each entry which cells (and which line) it comes from, and below the first what the workbook is warned of."""
    for number, entry in enumerate(entries):
        lines = [f"{entry.meta[key]}" for key in (names.SOURCE_FILE, names.SOURCE_SHEET, names.SOURCE_CELLS)]
        warnings = map(_line, findings) if number == 0 else ()
        entry.meta[SOURCE] = "\n".join(["!".join(lines), *warnings])
        entry.meta["lineno"] = int(re.sub("[^0-9]", "", entry.meta[names.SOURCE_CELLS].partition(":")[0]))
    return list(entries)

"""The importers on Fava's import page: one for each layout, giving the same entries as `riga-grants import`.

A file is imported whole or not at all: with an error in it there are no entries but a message that names the first cells. Fava
can save costs only; a file of another kind is checked, and the message says how to import it.
"""

from collections.abc import Callable
from collections.abc import Container
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any

from beancount.core.data import Transaction
from beangulp import Importer

from riga_grants import names
from riga_grants.books import Books
from riga_grants.books import load
from riga_grants.columns import COSTS
from riga_grants.dashboard import extraction
from riga_grants.dashboard.inbox import fitting
from riga_grants.errors import BooksError
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.i18n import default_language
from riga_grants.i18n import words
from riga_grants.importing import importer
from riga_grants.importing import suggestions
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import State
from riga_grants.layouts import FOLDER
from riga_grants.layouts import Layout
from riga_grants.layouts import load_layouts

_BY_THE_BOOKS = ("period-closed", "document-overclaimed")
"""What a row may be refused for because of what the books hold: no matter for a row that they hold already."""


def importers(root: Path) -> list[Importer]:
    """Give the importers of the books in a folder, one for each layout; raise BooksError for a layout that is wrong."""
    layouts, findings = load_layouts(root / FOLDER)
    for found in findings:
        raise BooksError(
            text("{place}: {problem}", place=str(found.place.under(root)), problem=words(found.message, default_language()))
        )
    fits = fitting(tuple(layouts.values()))
    return [LayoutImporter(root, layout, fits) for layout in layouts.values()]


class LayoutImporter(Importer):  # type: ignore[misc] # beangulp has no types
    """Reads the files of one layout into the books in `root`; `fits` names the layouts that fit a file."""

    def __init__(self, root: Path, layout: Layout, fits: Callable[[Path], Container[str]]) -> None:
        self.root = root
        self.layout = layout
        self.fits = fits

    @property
    def name(self) -> str:
        """The layout's name, by which the page tells importers apart."""
        return self.layout.name

    def identify(self, filepath: str) -> bool:
        """Say whether a file, of whatever format and name, has all headings that the layout needs."""
        return self.layout.name in self.fits(Path(filepath))

    def account(self, filepath: str) -> str:  # noqa: ARG002 - beangulp's signature
        """Give the account below which Fava archives the file: its rows may belong to many lines, all are payable."""
        return names.PAYABLE

    def date(self, filepath: str) -> date:
        """Give the day on which the file was saved."""
        return datetime.fromtimestamp(Path(filepath).stat().st_mtime, UTC).astimezone().date()

    def filename(self, filepath: str) -> str:
        """Give the name under which Fava archives the file: its own."""
        return Path(filepath).name

    def extract(self, filepath: str, existing: Sequence[Any]) -> list[Any]:  # noqa: ARG002 - beangulp's signature
        """Give an entry for each row, in their order, also for those that the books hold already: these are duplicates.

        Raise BooksError where anything is an error, and for a file that is no register of costs. The books are loaded as the
        command loads them, because the existing entries do not tell what Beancount could not read.
        """
        path, books = Path(filepath), load(self.root)
        rules, unusable = suggestions.load(self.root, books)
        planned = self._plan(path, books, rules)
        (file,) = planned.files
        findings = [*unusable, *planned.general]
        if planned.blocked:
            raise BooksError(extraction.refusal(self.root, file, [*findings, *file.all_findings]))
        if file.kind != COSTS:
            raise BooksError(extraction.elsewhere(self.root, file))
        shown = extraction.with_booked(file, self._alone(path, books, rules)) if file.count(State.BOOKED) else file
        return extraction.entries(self.root, shown, (record.key for record in file.records), findings)

    def deduplicate(self, entries: Iterable[Any], existing: Sequence[Any]) -> None:
        """Leave the marks of `extract` as they are: it has held the rows against the books, as the command does."""

    def sort(self, entries: list[Any], reverse: bool = False) -> None:  # noqa: FBT001, FBT002 - beangulp's signature
        """Keep the order of the rows, in which the command writes them too."""
        if reverse:
            entries.reverse()

    def _plan(self, path: Path, books: Books, rules: suggestions.Rules, layout: Layout | None = None) -> ImportPlan:
        layouts = {self.name: layout or self.layout}
        return importer.plan([path], books, layouts, importer.Wishes(layout=self.name, rules=rules))

    def _alone(self, path: Path, books: Books, rules: suggestions.Rules) -> FilePlan:
        """Plan a file against the same agreements and accounts but no costs, so that every row of it is new."""
        opened = [entry for entry in books.entries if not isinstance(entry, Transaction)]
        told = {**self.layout.severities, **dict.fromkeys(_BY_THE_BOOKS, Severity.NOTE)}
        without = replace(books, entries=opened, options={}, findings=())
        (file,) = self._plan(path, without, rules, replace(self.layout, severities=told)).files
        return file

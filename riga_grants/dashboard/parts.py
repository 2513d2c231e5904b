"""Our parts of Fava's ledger: our pages, queries that only read, files that only people keep, imports from their folders alone.

Fava's ledger is a bundle of parts, one for queries, one for files and so on. Those exchanged here keep the promises of these
books wherever a request comes from: a page, an extension, or an address that a later version of Fava adds.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from typing import Final

from beancount.core.amount import Amount
from fava.beans.abc import Directive
from fava.beans.funcs import get_position
from fava.core import FavaLedger
from fava.core.documents import is_document_or_import_file
from fava.core.extensions import ExtensionModule
from fava.core.file import FileModule
from fava.core.ingest import ImporterExtractError
from fava.core.ingest import IngestModule
from fava.core.query_shell import FavaBQLShell
from fava.core.query_shell import QueryShell
from fava.core.watcher import Watcher
from fava.helpers import FavaAPIError

from riga_grants import names
from riga_grants.books import digest
from riga_grants.dashboard.extension import RigaGrants
from riga_grants.dashboard.queries import is_query
from riga_grants.dashboard.queries import is_statement
from riga_grants.dashboard.queries import is_stored
from riga_grants.errors import BooksError
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import place_of
from riga_grants.i18n import default_language
from riga_grants.i18n import words

GENERATED: Final = ("imported", "closings")
"""The folders below the main file's own whose files are made by imports and closings and never changed afterwards."""


def fit(ledger: FavaLedger) -> None:
    """Exchange the parts of a loaded ledger for ours; they stay when it reloads itself."""
    ledger.extensions = WithOurPages(ledger)
    ledger.extensions.load_file()
    ledger.query_shell = OnlyQueries(ledger)
    ledger.file = HandKeptFiles(ledger)
    ledger.ingest = ImportFolders(ledger)
    ledger.ingest.load_file()
    ledger.watcher = ImportsWatcher(Path(ledger.beancount_file_path).parent)
    ledger.watcher.update(*ledger.paths_to_watch())


def _refusal(reason: Text) -> FavaAPIError:
    """Word a reason as the error that Fava shows on its pages."""
    return FavaAPIError(words(reason, default_language()))


class WithOurPages(ExtensionModule):
    """Fava's extensions, our pages always among them: older books do not name them."""

    def load_file(self) -> None:
        """Load the extensions that the books name, and ours."""
        super().load_file()
        if RigaGrants not in self._loaded_extensions:
            self._loaded_extensions.add(RigaGrants)
            ours = RigaGrants(self.ledger)
            self._instances[ours.name] = ours


class _QueryOnlyShell(FavaBQLShell):
    """Fava's query shell without its commands, except `run`."""

    def onecmd(self, line: str) -> Any:  # noqa: ANN401 - the parent's type
        """Answer a query; refuse a command."""
        if not is_query(line):
            raise _refusal(text("Only queries are answered here: SELECT, BALANCES, JOURNAL, PRINT, or run and a stored name."))
        undotted = is_stored(line) and not line.strip().startswith(".")
        return super().onecmd(f".{line.strip()}" if undotted else line)

    def execute(self, query: str, **kwargs: object) -> Any:  # noqa: ANN401 - the parent's type
        """Run a statement, typed or stored; refuse one that does more than read the books."""
        if not is_statement(query):
            raise _refusal(text("The stored query is not one of SELECT, BALANCES, JOURNAL and PRINT."))
        return super().execute(query, **kwargs)


class OnlyQueries(QueryShell):
    """Fava's query page over a shell that only reads."""

    def __init__(self, ledger: FavaLedger) -> None:
        super().__init__(ledger)
        self.shell = _QueryOnlyShell(ledger)


class HandKeptFiles(FileModule):
    """Fava's writing, kept to the files that people keep: what an import or a closing made is never rewritten."""

    def set_source(self, path: Path, source: str, sha256sum: str) -> str:
        """Save a file from the editor."""
        self._refuse_generated(path)
        return super().set_source(path, source, sha256sum)

    def insert_metadata(self, entry_hash: str, basekey: str, value: str) -> None:
        """Add a line of metadata to an entry."""
        self._refuse_generated(self._path_of(entry_hash))
        super().insert_metadata(entry_hash, basekey, value)

    def save_entry_slice(self, entry_hash: str, source_slice: str, sha256sum: str) -> str:
        """Save one entry from its own little editor."""
        self._refuse_generated(self._path_of(entry_hash))
        return super().save_entry_slice(entry_hash, source_slice, sha256sum)

    def delete_entry_slice(self, entry_hash: str, sha256sum: str) -> None:
        """Delete one entry."""
        self._refuse_generated(self._path_of(entry_hash))
        super().delete_entry_slice(entry_hash, sha256sum)

    def insert_entries(self, entries: Sequence[Directive]) -> None:
        """Add entries from the import page or the entry form to a file that `insert-entry` or `default-file` names."""
        options = self.ledger.fava_options
        for named in (options.default_file, *(option.filename for option in options.insert_entry)):
            if named:
                self._refuse_generated(Path(named))
        self._refuse_closed(entries)
        for entry in entries:
            _restore_values(entry)
        super().insert_entries(entries)

    def _path_of(self, entry_hash: str) -> Path:
        return Path(get_position(self.ledger.get_entry(entry_hash))[0])

    def _refuse_closed(self, entries: Iterable[Any]) -> None:
        """Raise where a new cost is dated in a closed period of its project; an import refuses such a row too."""
        agreements, _, _ = digest(self.ledger.all_entries)
        for entry in entries:
            for posting in getattr(entry, "postings", ()):
                code, role, _ = place_of(posting.account)
                period = agreements[code].closed_on(entry.date) if role == names.COST and code in agreements else None
                if period is not None:
                    reason = text(
                        "The period {period} of {project} is closed, so no cost of {day} can be saved; book it on a later day, "
                        "or have the period opened again.",
                        period=period.name,
                        project=code,
                        day=entry.date,
                    )
                    raise _refusal(reason)

    def _refuse_generated(self, path: Path) -> None:
        """Raise where a file is below one of the generated folders."""
        resolved = path.resolve()
        if any(resolved.is_relative_to(self.ledger.join_path(folder)) for folder in GENERATED):
            raise _refusal(
                text("“{file}” was made by an import and is never changed; book a correction instead.", file=resolved.name)
            )


def _restore_values(entry: Directive) -> None:
    """Make dates and amounts of metadata what they were: on their way through Fava's pages they turn into text."""
    for key, restored in _RESTORED.items():
        written = entry.meta.get(key)
        if isinstance(written, str):
            with suppress(ValueError):
                entry.meta[key] = restored(written)  # type: ignore[index]


def _amount(written: str) -> Amount:
    """Read an amount such as "100.00 EUR"; raise ValueError for what is not that alone."""
    amount = Amount.from_string(written)
    if str(amount) != written:
        raise ValueError(written)
    return amount


_RESTORED: Final[Mapping[str, Callable[[str], object]]] = {
    names.DOCUMENT_DATE: date.fromisoformat,
    names.PAID: date.fromisoformat,
    names.DOCUMENT_TOTAL: _amount,
    names.NET: _amount,
    names.VAT: _amount,
}


class ImportFolders(IngestModule):
    """Fava's import page, kept to the import folders, with refusals in plain words instead of a traceback."""

    def extract(self, filename: str, importer_name: str) -> list[Directive]:
        """Give the entries of a file in one of the import folders."""
        if not is_document_or_import_file(filename, self.ledger):
            raise _refusal(text("“{file}” is not in a folder for imports.", file=Path(filename).name))
        try:
            return super().extract(filename, importer_name)
        except ImporterExtractError as error:
            if isinstance(error.__cause__, BooksError):
                raise _refusal(error.__cause__.reason) from None
            raise


class ImportsWatcher(Watcher):
    """Notices new import files too: they stand under an include with a glob, which names no file that does not exist yet.

    So it does a file that went or came back, even with an older date: it was moved away, or another version was checked out.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._generated = [folder / name for name in GENERATED]
        self._there: frozenset[Path] = frozenset()

    def update(self, files: Iterable[Path], folders: Iterable[Path]) -> None:
        """Set what is watched."""
        super().update(files, [*folders, *self._generated])
        self._there = self._existing()

    def check(self) -> bool:
        """Say whether anything changed since it was last asked."""
        before, self._there = self._there, self._existing()
        return super().check() or before != self._there

    def _existing(self) -> frozenset[Path]:
        return frozenset(path for path in self._files if path.is_file())

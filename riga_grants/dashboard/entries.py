"""From a place in the ledger to what Fava shows of it: the line in its editor, the entry, the scanned document."""

from os.path import normpath
from pathlib import Path
from typing import NamedTuple

from beancount.core.data import Document
from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.dashboard import links
from riga_grants.dashboard.known import Known
from riga_grants.dashboard.links import Ways


class Entries(NamedTuple):
    """The books as Fava knows them. Places are named as our reports name them: `ledger/projects/RGAP.beancount:12`."""

    known: Known
    ways: Ways

    def editor(self, place: str) -> str:
        """Give the address of a place in Fava's editor, "" where it is in no file of the ledger."""
        file, line = self._split(place)
        return self.ways.editor(file, line) if file in self.known.files else ""

    def entry(self, key: str) -> str:
        """Give the link to the transaction at a place, or with a link such as `row-…`; "" where there is none."""
        found = self._found(key)
        return "" if found is None else links.entry(self.known.name_of(found))

    def document(self, key: str) -> str:
        """Give the address of the document of a transaction, "" where the books hold none."""
        found = self._found(key)
        scanned = None if found is None else self._document(found, *self._split(key))
        return "" if scanned is None else self.ways.document(scanned.filename)

    def _found(self, key: str) -> Transaction | None:
        return self.known.by_link.get(key) or self.known.entry_at(*self._split(key))

    def _split(self, place: str) -> tuple[str, int]:
        file, _, line = place.rpartition(":")
        return (str(self.known.books.root / file), int(line)) if line.isdecimal() and file else ("", 0)

    def _document(self, entry: Transaction, file: str, line: int) -> Document | None:
        """Find the document that an entry names, as Fava does it: by its path, or by its name on one of the accounts."""
        metas = [one.meta or {} for one in entry.postings]
        own = next((meta for meta in metas if (meta.get("filename"), meta.get("lineno")) == (file, line)), entry.meta)
        named = str(own.get(names.DOCUMENT_FILE) or entry.meta.get(names.DOCUMENT_FILE) or "")
        path, accounts = normpath(Path(entry.meta["filename"]).parent / named), {one.account for one in entry.postings}
        for one in self.known.documents:
            if one.filename == path or (one.account in accounts and Path(one.filename).name == named):
                return one
        return None

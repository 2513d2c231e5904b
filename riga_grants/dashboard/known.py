"""The books as Fava has loaded them, for our pages: read once a load, checked once a day that is looked at.

The plugin reads and checks each load anyway, so what it found is taken from it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from functools import lru_cache
from pathlib import Path
from typing import Any
from typing import Final

from beancount.core.data import Custom
from beancount.core.data import Document
from beancount.core.data import Open
from beancount.core.data import Pad
from beancount.core.data import Transaction
from beancount.core.flags import FLAG_PADDING
from fava.beans.funcs import hash_entry
from fava.core import FavaLedger

from riga_grants import checks
from riga_grants import plugin
from riga_grants.books import Books
from riga_grants.books import digest
from riga_grants.books import loader_findings
from riga_grants.books import without_plugin
from riga_grants.errors import Finding
from riga_grants.facts import posting_place
from riga_grants.plugin import Checked
from riga_grants.plugin import GrantError

_DAYS: Final = 8
"""Of so many days the findings are kept."""

_LAST: Final[dict[str, Checked]] = {}
"""What the plugin told of the last load, by the main file, until the first page after it takes it."""


def _hear(checked: Checked) -> None:
    _LAST.clear()
    _LAST[checked.books.options["filename"]] = checked


plugin.HEARERS.append(_hear)


class Known:
    """What our pages know of one load of a ledger. A reload makes a new one."""

    def __init__(self, ledger: FavaLedger) -> None:
        self._entries: Sequence[Any] = ledger.all_entries
        self._told = _told(ledger)
        if self._told is None:
            agreements, facts, found = digest(self._entries)
        else:
            agreements, facts, found = self._told.books.agreements, self._told.books.facts, [*self._told.books.findings]
        errors = [error for error in ledger.load_errors if type(error).__name__ != GrantError.__name__]
        root = Path(ledger.beancount_file_path).parent.parent
        findings = (*loader_findings(errors), *without_plugin(ledger.options), *found)
        self.books = Books(root, self._entries, ledger.options, agreements, facts, findings)
        self.findings = lru_cache(_DAYS)(self._findings)
        self._names: dict[int, str] = {}

    def is_of(self, ledger: FavaLedger) -> bool:
        """Say whether the ledger was not loaded anew since."""
        return self._entries is ledger.all_entries

    def _findings(self, day: date) -> tuple[Finding, ...]:
        """Give all that is wrong with the books as of a day (`findings` remembers it)."""
        told = self._told
        checked = told.findings if told and told.as_of == day else checks.run(self.books, day, self._of_files)
        return (*self.books.findings, *checked)

    @cached_property
    def _of_files(self) -> Sequence[Finding]:
        return self._told.of_files if self._told else checks.generated(self.books)

    def entry_at(self, file: str, line: int) -> Transaction | None:
        """Give the transaction that begins, or has a posting, on a line of a file; None where there is none."""
        begun = self._by_file.get(file, ())
        nearest = bisect_right(begun, line, key=_first_line) - 1
        if nearest < 0:
            return None
        entry = begun[nearest]
        lines = (_first_line(entry), *(posting_place(entry, posting).line for posting in entry.postings))
        return entry if line in lines else None

    @cached_property
    def _by_file(self) -> Mapping[str, Sequence[Transaction]]:
        """The transactions of each file, as they follow each other there."""
        found: defaultdict[str, list[Transaction]] = defaultdict(list)
        for entry in _booked(self._entries):
            found[entry.meta["filename"]].append(entry)
        return {file: sorted(entries, key=_first_line) for file, entries in found.items()}

    @cached_property
    def by_link(self) -> dict[str, Transaction]:
        """The transactions by their links, such as the key of an imported row; of several with one link the last."""
        return {link: entry for entry in _booked(self._entries) for link in entry.links}

    @cached_property
    def files(self) -> frozenset[str]:
        """The files of the ledger, by their paths."""
        return frozenset(self.books.options.get("include", ()))

    @cached_property
    def documents(self) -> Sequence[Document]:
        """The scanned documents."""
        return [entry for entry in self._entries if isinstance(entry, Document)]

    def name_of(self, entry: Transaction) -> str:
        """Give the name by which Fava's addresses know an entry; it takes long to compute, so it is remembered."""
        if id(entry) not in self._names:
            self._names[id(entry)] = hash_entry(entry)  # type: ignore[arg-type] # Fava's word for Beancount's class
        return self._names[id(entry)]


def _first_line(entry: Transaction) -> int:
    line: int = entry.meta["lineno"]
    return line


def _booked(entries: Iterable[Any]) -> Iterator[Transaction]:
    """Give the transactions that somebody booked, and Beancount did not make up."""
    return (entry for entry in entries if isinstance(entry, Transaction) and entry.flag != FLAG_PADDING)


def _told(ledger: FavaLedger) -> Checked | None:
    """Take what the plugin told of the ledger's load; None where it told of another one, or entries were changed since."""
    told = _LAST.pop(str(ledger.options["filename"]), None)
    read = (Custom, Open, Pad)
    if told is None:
        return None
    before, now = (
        [id(entry) for entry in entries if isinstance(entry, read)] + [id(entry) for entry in _booked(entries)]
        for entries in (told.books.entries, ledger.all_entries)
    )
    return told if before == now else None

"""The books as Fava has loaded them, for our pages: read once a load, checked once a day that is looked at."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from fava.core import FavaLedger

from riga_grants import checks
from riga_grants.books import Books
from riga_grants.books import digest
from riga_grants.books import loader_findings
from riga_grants.errors import Finding
from riga_grants.plugin import GrantError

_DAYS = 8


class Known:
    """What our pages know of one load of a ledger. A reload makes a new one."""

    def __init__(self, ledger: FavaLedger) -> None:
        self.mtime = ledger.mtime
        agreements, facts, findings = digest(ledger.all_entries)
        main = Path(ledger.beancount_file_path)
        errors = [error for error in ledger.load_errors if type(error).__name__ != GrantError.__name__]
        self.books = Books(
            main.parent.parent,
            ledger.all_entries,
            ledger.options,
            agreements,
            facts,
            (*loader_findings(errors), *findings),
        )
        self.checked = lru_cache(_DAYS)(self._checked)

    def findings(self, day: date) -> Sequence[Finding]:
        """Give all that is wrong with the books as of a day."""
        return self.checked(day)

    def _checked(self, day: date) -> tuple[Finding, ...]:
        return (*self.books.findings, *checks.run(self.books, day))

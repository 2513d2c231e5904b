"""Find a set of books and load it once."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riga_grants.errors import Finding
from riga_grants.model import Agreement

MAIN = Path("ledger", "main.beancount")


@dataclass(frozen=True, slots=True)
class Books:
    """A set of books as loaded: Beancount's entries and options, the agreements by project code, and what is wrong so far.

    `findings` are the loader's and the directive reader's; the rules of the agreements are `checks`.
    """

    root: Path
    entries: Sequence[Any]
    options: Mapping[str, Any]
    agreements: Mapping[str, Agreement]
    findings: tuple[Finding, ...]


def find(start: Path) -> Path:
    """Give the nearest folder at or above `start` that holds ledger/main.beancount; raise BooksError if there is none."""
    raise NotImplementedError


def load(root: Path) -> Books:
    """Load the books in a folder; raise BooksError where there is no ledger/main.beancount or it cannot be read."""
    raise NotImplementedError

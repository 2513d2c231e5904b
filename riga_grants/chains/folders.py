"""Where imports write: the folders of a set of books whose files are generated, chained and never changed.

Costs and indicators of a project stand below ledger/imported, its budgets below budgets, lists of agreements in
ledger/agreements. What control, closings and settlements write of a project stands below ledger/closings.
"""

from collections.abc import Iterator
from pathlib import Path

from riga_grants.costs import Cost
from riga_grants.declared import Declared

IMPORTED = Path("ledger", "imported")
BUDGETS = Path("budgets")
AGREEMENTS = Path("ledger", "agreements")
CLOSINGS = Path("ledger", "closings")
DOCUMENTS = Path("ledger", "documents")

_OF_ALL_PROJECTS = frozenset({"grant-project", "grant-source"})


def folder_of(record: Cost | Declared) -> Path:
    """Give the folder, below the books, that a record is written to."""
    if isinstance(record, Cost):
        return IMPORTED / record.project
    if record.directive in _OF_ALL_PROJECTS:
        return AGREEMENTS
    return (BUDGETS if record.directive == "grant-budget" else IMPORTED) / record.project


def chains(root: Path) -> Iterator[Path]:
    """Give the folders of generated files that a set of books has, as absolute paths in a fixed order."""
    for parent in (IMPORTED, BUDGETS, CLOSINGS):
        if (root / parent).is_dir():
            yield from sorted(path for path in (root / parent).iterdir() if path.is_dir() and not path.is_symlink())
    if (root / AGREEMENTS).is_dir() and not (root / AGREEMENTS).is_symlink():
        yield root / AGREEMENTS

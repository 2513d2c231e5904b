"""What a report is asked for: books, projects, period and day, and how it is to be shown."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from riga_grants.asked import Asked
from riga_grants.books import Books
from riga_grants.errors import Finding
from riga_grants.tables import CENTS


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report was made from: ledger files with their sha256, the command, and the programs with their versions.

    `files` are named from the books' folder `root`, which itself is never shown.
    """

    files: tuple[tuple[str, str], ...]
    command: str
    versions: tuple[tuple[str, str], ...]
    root: Path | None


@dataclass(frozen=True, slots=True)
class Request:
    """A question that a report answers. `projects` are those asked about, with the period and the day of each.

    `findings` are those of these projects and of the books. `unit` says to what amounts are rounded (`tables.UNITS`), `compare`
    which periods stand side by side ((): the builder's choice), `grouping` how lines are put together ("": as agreed), `funder`
    whose report it is ("": the first funder's).
    """

    books: Books
    projects: tuple[Asked, ...]
    as_of: date
    findings: tuple[Finding, ...]
    origin: Origin
    lang: str
    unit: str = CENTS
    compare: tuple[str, ...] = ()
    grouping: str = ""
    funder: str = ""

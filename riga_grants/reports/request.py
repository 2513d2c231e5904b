"""What a report is asked for: books, projects, period and day, and how it is to be shown."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Final

from riga_grants.asked import Asked
from riga_grants.books import Books
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.tables import CENTS

LINES, TOP_LINES = "lines", "top-lines"
GROUPINGS: Final = (LINES, TOP_LINES)
"""How a budget's lines are put together: as agreed, with their sublines, or the top lines alone."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a report was made from: ledger files with their sha256, the command, and the programs with their versions.

    `files` are named from the books' folder `root`, which itself is never shown.
    """

    files: tuple[tuple[str, str], ...]
    command: str
    versions: tuple[tuple[str, str], ...]
    root: Path | None


def origin_of(books: Books, command: str) -> Origin:
    """Tell what a report is made from: every ledger file with its hash, the command and the versions."""
    included = sorted(Path(name) for name in books.options["include"])
    return Origin(
        files=tuple((str(Place(str(path)).under(books.root)), sha256(path.read_bytes()).hexdigest()) for path in included),
        command=command,
        versions=tuple((name, version(name)) for name in ("riga-grants", "beancount", "xlsxwriter")),
        root=books.root,
    )


@dataclass(frozen=True, slots=True)
class Request:
    """A question that a report answers. `projects` are those asked about, with the period and the day of each.

    `findings` are those of these projects and of the books. `unit` says to what amounts are rounded (`tables.UNITS`), `compare`
    which periods stand side by side ((): the builder's choice), `grouping` how lines are put together (GROUPINGS), `funder`
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
    grouping: str = LINES
    funder: str = ""

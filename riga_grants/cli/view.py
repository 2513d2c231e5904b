"""What a command that reads the books looks at: which projects, as of when, with which findings."""

import os
import shutil
import sys
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import AbstractContextManager
from contextlib import contextmanager
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click

from riga_grants import checks
from riga_grants import execution
from riga_grants.asked import about
from riga_grants.books import Books
from riga_grants.books import find as find_above
from riga_grants.books import load as load_books
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Passed
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.statements import Execution


@dataclass(frozen=True, slots=True)
class View:
    """The books, a statement for each project asked for, and what concerns them, as of a day.

    `passed` are the rules that were verified and hold, `also` the books that were only compared with.
    """

    books: Books
    as_of: date
    statements: tuple[Execution, ...]
    findings: tuple[Finding, ...]
    passed: tuple[Passed, ...]
    also: tuple[Books, ...] = ()


def find(named: Path | None) -> Path:
    """Give the folder of the books: the one named, else the nearest at or above this folder."""
    return named if named is not None else find_above(Path())


def now() -> datetime:
    """Give the moment, in this computer's time zone."""
    return datetime.now(UTC).astimezone()


def today() -> date:
    """Give the day, in this computer's time zone."""
    return now().date()


def locked(root: Path, *, dry_run: bool) -> AbstractContextManager[None]:
    """Hold the books' lock while something is planned and written; a trial needs none."""
    from riga_grants.chains import writer  # noqa: PLC0415 - not needed to show the help

    return nullcontext() if dry_run else writer.locked(root)


def load(named: Path | None, lang: str) -> Books:
    """Load the books; say so on a terminal, because large books take a while."""
    with waiting(tr("Reading the books …", lang)):
        return load_books(find(named))


def colour_wanted(stream: TextIO) -> bool:
    """Say whether to colour what goes to a stream: only a terminal, and not where NO_COLOR is set (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Give the columns of the terminal, 80 where there is none (COLUMNS says otherwise)."""
    return shutil.get_terminal_size().columns


def waiting(saying: str) -> AbstractContextManager[object]:
    """Show on stderr that something is going on, if a person is watching."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

    return Console(stderr=True).status(saying)


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Say in plain words that a file cannot be written, where whatever is done meanwhile fails to write it."""
    try:
        yield
    except OSError as problem:
        reason = problem.strerror or str(problem)
        said = text("{file} cannot be written; is it open elsewhere? {reason}", file=str(target), reason=reason)
        raise BooksError(said) from problem


def look(
    named: Path | None, project: str | None, period: str | None, as_of: date | None, lang: str, *, also: Sequence[Path] = ()
) -> View:
    """Load and check the books, and build the statements asked for; a name that is not in them is wrong usage.

    `also` are the folders of other books, which are only looked at for documents that both hold.
    """
    loaded = load(named, lang)
    others = _others(loaded, also, lang)
    must_be_known(loaded, [project] if project else [], lang)
    shown = about(loaded.agreements, [project] if project else [], period, as_of, today())
    day = as_of or (shown[0].as_of if shown else today())
    examined = checks.examine(loaded, day, others)
    return View(
        loaded,
        day,
        tuple(execution.build(one.agreement, loaded.facts[one.code], day, lang, one.period) for one in shown),
        tuple(one for one in (*loaded.findings, *examined.findings) if not project or one.project in ("", project)),
        tuple(one for one in examined.passed if not project or one.project == project),
        others,
    )


def _others(loaded: Books, also: Sequence[Path], lang: str) -> tuple[Books, ...]:
    """Load other books, each once; the books themselves are none of them."""
    found: dict[Path, Books] = {}
    for folder in also:
        if folder.resolve() == loaded.root:
            raise click.UsageError(tr("--also names the books themselves: {folder}", lang, folder=str(folder)))
        if folder.resolve() not in found:
            found[folder.resolve()] = load(folder, lang)
    return tuple(found.values())


def must_be_known(loaded: Books, projects: Sequence[str], lang: str) -> None:
    """Tell a project that the books do not hold, with the errors in the books: one of them is why it is missing, as a rule."""
    problems = [finding for finding in loaded.findings if finding.severity is Severity.ERROR]
    for project in projects if problems else ():
        if project not in loaded.agreements:
            known = ", ".join(sorted(loaded.agreements)) or "–"
            message = tr("There is no project “{project}”; there are: {known}.", lang, project=project, known=known)
            listed = [f"  {finding.place.under(loaded.root)}  {words(finding.message, lang)}" for finding in problems]
            raise click.UsageError("\n".join([message, *listed]))

"""Find a set of books and load it once.

Beancount's pickle cache stays off: it goes stale when an import adds a file, and a planted cache file would run code.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from riga_grants import agreements as agreement_reader
from riga_grants.declared import in_force
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import Facts
from riga_grants.facts import gather
from riga_grants.model import Agreement
from riga_grants.names import finding
from riga_grants.unhurried import unhurried

MAIN = Path("ledger", "main.beancount")
PLUGIN = "riga_grants.plugin"

LOADING: ContextVar[bool] = ContextVar("LOADING", default=False)
"""True while `load` runs: the caller runs the checks itself then, and the plugin need not run them a first time."""


@dataclass(frozen=True, slots=True)
class Books:
    """A set of books as loaded: Beancount's entries and options, agreements and facts by project code, what is wrong so far.

    `findings` are the loader's and the readers'; the rules of the agreements are `checks`.
    """

    root: Path
    entries: Sequence[Any]
    options: Mapping[str, Any]
    agreements: Mapping[str, Agreement]
    facts: Facts
    findings: tuple[Finding, ...]

    def agreement(self, code: str) -> Agreement:
        """Give a project's agreement with all its versions; raise WrongUsage, naming the known ones, where there is none."""
        if code not in self.agreements:
            known = ", ".join(sorted(self.agreements)) or "–"
            raise WrongUsage(text("There is no project “{project}”; there are: {known}.", project=code, known=known))
        return self.agreements[code]

    def in_force(self, code: str, day: date) -> Agreement:
        """Give a project's agreement as it is in force on a day; raise WrongUsage where it was not agreed by then."""
        agreement = self.agreement(code).at(day)
        if agreement is None:
            raise WrongUsage(text("{project} was not agreed yet on {day}.", project=code, day=day))
        return agreement


def find(start: Path) -> Path:
    """Give the nearest folder at or above `start` that holds ledger/main.beancount; raise BooksError if there is none."""
    for folder in (start, *start.resolve().parents):
        if (folder / MAIN).is_file():
            return folder
    raise BooksError(
        text("No books here: neither {folder} nor a folder above it holds {main}.", folder=str(start), main=str(MAIN))
    )


def unloaded(books: Books, wanted: Mapping[Path, tuple[Place, str]]) -> list[Finding]:
    """Find the folders of generated files that the books do not include: what is written there would never count.

    `wanted` gives for each folder, below the books, what is to be written there: its place and its project.
    """
    if "include" not in books.options:
        return []
    loaded = {Path(name).parent for name in books.options["include"]}
    return [
        finding(
            "import-unloaded",
            text("The books do not include what is imported into “{folder}”.", folder=folder.as_posix()),
            place,
            code,
        )
        for folder, (place, code) in sorted(wanted.items())
        if books.root / folder not in loaded
    ]


def main_of(root: Path) -> Path:
    """Give the main file of the books in a folder, as an absolute path; raise BooksError where there is none."""
    main = root.resolve() / MAIN
    if not main.is_file():
        raise BooksError(text("No books here: {folder} holds no {main}.", folder=str(root.resolve()), main=str(MAIN)))
    return main


def load(root: Path) -> Books:
    """Load the books in a folder; raise BooksError where there is no ledger/main.beancount or it cannot be read."""
    main = main_of(root)
    from beancount import loader  # noqa: PLC0415 - a third of a second that `--help` need not wait for

    loader.initialize(use_cache=False)
    try:
        with unhurried(), _checks_come_later():
            entries, errors, options = loader.load_file(str(main))
    except (OSError, UnicodeError, ArithmeticError) as problem:
        raise BooksError(text("The books cannot be read: {problem}", problem=str(problem))) from problem
    agreements, facts, findings = digest(entries)
    return Books(
        main.parents[1], entries, options, agreements, facts, (*loader_findings(errors), *without_plugin(options), *findings)
    )


def without_plugin(options: Mapping[str, Any]) -> Iterator[Finding]:
    """Warn of books whose findings only this program sees: bean-check and Fava run the plugins of the main file."""
    if PLUGIN not in {name for name, _ in options["plugin"]}:
        message = text(
            "The books do not load the plugin {plugin}: bean-check and Fava show no findings.",
            plugin=PLUGIN,
            form=f'plugin "{PLUGIN}"',
        )
        yield finding("plugin-missing", message, Place(options["filename"], 1))


def digest(entries: Sequence[Any]) -> tuple[Mapping[str, Agreement], Facts, list[Finding]]:
    """Turn Beancount's entries into agreements and facts, with what is wrong about them."""
    entries, unknown = in_force(entries)
    agreements, unread = agreement_reader.read(entries)
    facts, unsummed = gather(entries, agreements)
    return agreements, facts, unknown + unread + unsummed


def loader_findings(errors: Iterable[Any]) -> list[Finding]:
    """Turn Beancount's own errors into findings."""
    return [
        finding(
            "ledger",
            text("{problem}", problem=" ".join(str(error.message).split())),
            _place(error.source or {}),
        )
        for error in errors
    ]


def _place(source: Mapping[str, Any]) -> Place:
    """Give the place of a Beancount error; one of no file (“<load>”: an include that is not there) is the main file's."""
    file, line = source.get("filename") or "<", source.get("lineno", 0)
    return Place(MAIN.as_posix()) if file.startswith("<") and not line else Place(file, line)


@contextmanager
def _checks_come_later() -> Iterator[None]:
    token = LOADING.set(True)
    try:
        yield
    finally:
        LOADING.reset(token)

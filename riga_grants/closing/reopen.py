"""Reopen a closed period: its closing and all later ones are retired, visibly and for good.

Not a byte of them changes. A new file of the chain names each with its sha256, says who reopened the period and why; then they
get another name, so that Beancount loads them no longer, while the chain goes on through them.
"""

from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Final

from riga_grants.books import Books
from riga_grants.chains import chain
from riga_grants.chains import seal
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.folders import chains
from riga_grants.chains.seal import Closed
from riga_grants.chains.writer import Batch
from riga_grants.chains.writer import append
from riga_grants.closing import states
from riga_grants.closing.states import Said
from riga_grants.directives import Period
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.errors import text

KIND: Final = "reopen"


@dataclass(frozen=True, slots=True)
class Reopening:
    """What reopening a period does: the closings that it retires, the period's own first."""

    code: str
    period: Period
    on: date
    retired: tuple[Closed, ...]


def plan(books: Books, code: str, period: str, on: date) -> Reopening:
    """Plan to reopen a period on a day; raise WrongUsage where no closing has closed it."""
    agreement, found = states.find(books, code, period)
    states.must_follow(books, agreement, found, states.REOPENED, on)
    standing = seal.standing(books.root / CLOSINGS / code)
    own = next((place for place, one in enumerate(standing) if one.period == period), None)
    if own is None:
        message = text("{period} was not closed by a closing; take the directive out that closes it.", period=period)
        raise WrongUsage(message)
    return Reopening(code, found, on, tuple(standing[own:]))


def commit(root: Path, plan: Reopening, now: datetime, by: str, reason: str) -> Path:
    """Write the reopening below a set of books, retire the closings, and give the new file; call it under the lock.

    That nobody says why is the caller's mistake: ValueError. Raise BooksError where the chain is broken or the disk refuses.
    """
    if not reason.strip():
        raise ValueError("a reopening must say why")
    name = plan.period.name
    header = (
        (chain.KIND, KIND),
        (chain.BY, by),
        (chain.PERIOD, name),
        (chain.REASON, reason),
        *((chain.RETIRES, f"{one.path.name} {one.file_sha256}") for one in plan.retired),
    )
    body = states.directive(plan.code, name, states.REOPENED, Said(plan.on, by, reason))
    (written,) = append(root, [Batch(CLOSINGS / plan.code, f"{KIND}-{name}", header, body)], {}, now)
    finish(root)
    return written


def finish(root: Path) -> list[Path]:
    """Retire the closings that reopenings name and that still count, as after an interruption; give their new names."""
    return [_retire(path) for path in unfinished(root)]


def unfinished(root: Path) -> list[Path]:
    """Give the closings that a reopening names and that still count, because it was interrupted."""
    found = []
    for folder in (one for one in chains(root) if one.parent == root / CLOSINGS):
        for name, sha256 in sorted(_named(folder)):
            path = folder / name
            if path.is_file() and chain.Link(0, path, path.read_bytes()).sha256 == sha256:
                found.append(path)
    return found


def _named(folder: Path) -> set[tuple[str, str]]:
    written = (path for path in folder.iterdir() if chain.number_of(path.name) and path.is_file())
    return {named for path in written for named in chain.retires(path.read_bytes())}


def _retire(path: Path) -> Path:
    try:
        return path.rename(path.with_name(path.name + chain.RETIRED))
    except OSError as problem:
        message = text(
            "“{file}” cannot be renamed to {name}: {problem}",
            file=str(path),
            name=path.name + chain.RETIRED,
            problem=problem.strerror or "",
        )
        raise BooksError(message) from problem

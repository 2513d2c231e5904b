"""Write a planned import: one new sealed file per workbook and folder, each in one step, under a lock.

The lock must be taken before the books are loaded, because a plan is only as good as the books it was made against:
`with locked(root): commit(root, plan(paths, load(root), …), now)`.
"""

import contextlib
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import datetime
from os import O_RDONLY
from os import close as close_descriptor
from os import fsync
from os import getpid
from os import open as open_descriptor
from pathlib import Path
from typing import NamedTuple

from riga_grants import __version__
from riga_grants.chains import chain
from riga_grants.chains import imports
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import render
from riga_grants.chains.folders import DOCUMENTS
from riga_grants.errors import BooksError
from riga_grants.errors import text
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.model import Agreement
from riga_grants.texts import slug

NO_CORRECTION = Correction("", "")
LOCK = Path("ledger", ".riga-grants.lock")
WAIT_SECONDS = 120


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the books' lock; wait for another import to end, raise BooksError when that takes too long or is not allowed."""
    from filelock import FileLock  # noqa: PLC0415 - only an import locks
    from filelock import Timeout  # noqa: PLC0415

    lock = FileLock(root / LOCK, timeout=WAIT_SECONDS)
    try:
        lock.acquire()
    except Timeout as problem:
        raise BooksError(text("Another import is running on these books; try again when it has ended.")) from problem
    except OSError as problem:
        message = text("The books in “{folder}” cannot be written: {problem}", folder=str(root), problem=problem.strerror or "")
        raise BooksError(message) from problem
    try:
        yield
    finally:
        lock.release()


class Batch(NamedTuple):
    """What one generated file is to hold: its folder below the books, the stem of its name, the header's values, the body."""

    folder: Path
    stem: str
    header: tuple[tuple[str, str], ...]
    body: str


def commit(
    root: Path,
    plan: ImportPlan,
    now: datetime,
    agreements: Mapping[str, Agreement] | None = None,
    correction: Correction = NO_CORRECTION,
) -> list[Path]:
    """Write what a plan brings below a set of books and give the generated files, in order; call it under `locked`.

    Files that are blocked or bring nothing write nothing. The workbook's own bytes are kept in ledger/documents. `correction`
    says who imports, and why what is booked otherwise is corrected. Raise BooksError where the chain of a folder is broken or
    the disk refuses; a plan that is blocked as a whole is the caller's mistake: ValueError.
    """
    if plan.blocked:
        raise ValueError("a plan with errors must not be written")
    batches: list[Batch] = []
    files = [file for file in plan.files if file.writes]
    for number, file in enumerate(files, imports.last_number(root) + 1):
        batches += _batches(file, number, agreements or {}, correction)
    return append(root, batches, kept(root / DOCUMENTS, files), now)


def _batches(file: FilePlan, number: int, agreements: Mapping[str, Agreement], correction: Correction) -> list[Batch]:
    bodies: defaultdict[Path, list[str]] = defaultdict(list)
    for folder, body in render(file, file.writes, agreements, correction):
        bodies[folder].append(body)
    corrects = any(row.changes for row in file.writes)
    header = (
        (chain.IMPORT, str(number)),
        (chain.BY, correction.by),
        (chain.KIND, file.kind),
        (chain.SOURCE, file.name),
        (chain.SOURCE_SHA256, file.sha256),
        (chain.LAYOUT, file.layout),
        *(((chain.REASON, correction.reason),) if corrects else ()),
    )
    return [Batch(folder, Path(file.name).stem, header, "".join(body)) for folder, body in bodies.items()]


def append(root: Path, batches: Iterable[Batch], kept: Mapping[Path, bytes], now: datetime) -> list[Path]:
    """Write generated files, each at the end of its folder's chain, and what else is to be kept; all of them or none.

    What is kept is named by its content, so what is there already stays. Everything is on the disk before the first file gets
    its name, so that a full disk leaves nothing. Raise BooksError where the chain of a folder, or what was kept before, is
    damaged, or the disk refuses.
    """
    batches = list(batches)
    try:
        tips = {folder: _prepare(root / folder) for folder in sorted({batch.folder for batch in batches})}
        made: dict[Path, bytes] = {}
        for batch in batches:
            tips[batch.folder] = _link(tips[batch.folder], batch, now)
            made[tips[batch.folder].path] = tips[batch.folder].content
        appear({**_missing(kept), **made})
    except OSError as problem:
        message = text(
            "“{file}” cannot be written: {problem}", file=str(problem.filename or root), problem=problem.strerror or ""
        )
        raise BooksError(message) from problem
    return list(made)


def _prepare(folder: Path) -> chain.Link:
    """Make a project's folder with the start of its chain and give the chain's end; raise BooksError where it is broken."""
    _clear(folder)
    if not any(chain.number_of(path.name) is not None for path in folder.iterdir()):
        appear({folder / chain.START: chain.START_TEXT.encode()})
    broken = chain.verify_project(folder)
    if broken:
        message = text(
            "Nothing was imported, because the earlier imports in “{folder}” are damaged. {problem} ({where})",
            folder=str(folder),
            problem=broken[0].message,
            where=str(broken[0].place),
        )
        raise BooksError(message)
    return chain.last(folder)


def _clear(folder: Path) -> None:
    """Make a folder if need be, and take away what a killed import left in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(".*.part"):
        leftover.unlink()


def _link(previous: chain.Link, batch: Batch, now: datetime) -> chain.Link:
    """Make the generated file that follows another in a folder's chain."""
    number = previous.number + 1
    path = previous.path.with_name(f"{number:06}-{slug(batch.stem)}{chain.SUFFIX}")
    head = chain.header(
        (
            ("made-by", f"riga-grants {__version__}"),
            (chain.MADE_AT, now.isoformat(timespec="seconds")),
            (chain.FILE, path.name),
            *batch.header,
            (chain.PROJECT, path.parent.name),
            (chain.PREVIOUS, previous.path.name),
            (chain.PREVIOUS_SHA256, previous.sha256),
        )
    )
    return chain.Link(number, path, chain.sealed(f"{head}\n{batch.body}".encode()))


def kept(folder: Path, files: Iterable[FilePlan]) -> dict[Path, bytes]:
    """Give the workbooks to keep, by the start of their hash, so that every cell an entry names can be looked at again."""
    named = {}
    for file in files:
        name = Path(file.name)
        named[folder / f"{file.sha256[:16]}-{slug(name.stem)}.{slug(name.suffix)}"] = file.content
    return named


def _missing(kept: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Leave out what is kept already; raise BooksError where something else stands under its name."""
    for folder in {path.parent for path in kept}:
        _clear(folder)
    there = {path for path in kept if path.exists()}
    for path in sorted(there):
        if path.read_bytes() != kept[path]:
            message = text(
                "Nothing was imported, because “{file}” is no longer the workbook that was imported. Restore it from git or a "
                "backup.",
                file=str(path),
            )
            raise BooksError(message)
    return {path: content for path, content in kept.items() if path not in there}


def appear(contents: Mapping[Path, bytes]) -> None:
    """Let files appear in their order, each whole or not at all, and none before all of them are on the disk.

    Raise FileExistsError rather than replace one.
    """
    temporaries = {path: path.with_name(f".{path.name}.{getpid()}.part") for path in contents}
    try:
        for path, temporary in temporaries.items():
            with temporary.open("wb") as stream:
                stream.write(contents[path])
                stream.flush()
                fsync(stream.fileno())
        for path, temporary in temporaries.items():
            _name(temporary, path)
            _sync(path.parent)
    finally:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)


def _name(temporary: Path, path: Path) -> None:
    """Give a finished file its name; on file systems without links by renaming, which the lock makes safe."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        temporary.rename(path)


def _sync(folder: Path) -> None:
    """Make a new name last through a power cut, where the system can do that for folders."""
    with contextlib.suppress(OSError):
        descriptor = open_descriptor(folder, O_RDONLY)
        try:
            fsync(descriptor)
        finally:
            close_descriptor(descriptor)

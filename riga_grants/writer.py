"""Write a planned import: one new sealed file per workbook and project, each in one step, under a lock.

The lock must be taken before the books are loaded, because a plan is only as good as the books it was made against:
`with locked(root): commit(root, plan(paths, load(root), …), now)`.
"""

import contextlib
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from os import O_RDONLY
from os import close as close_descriptor
from os import fsync
from os import getpid
from os import open as open_descriptor
from pathlib import Path
from typing import Any

from riga_grants import __version__
from riga_grants import chain
from riga_grants import names
from riga_grants.costs import Cost
from riga_grants.errors import BooksError
from riga_grants.errors import text
from riga_grants.importer import FilePlan
from riga_grants.importer import ImportPlan
from riga_grants.money import to_decimal
from riga_grants.texts import quoted
from riga_grants.texts import slug

IMPORTED = Path("ledger", "imported")
DOCUMENTS = Path("ledger", "documents")
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


def commit(root: Path, plan: ImportPlan, now: datetime) -> list[Path]:
    """Write the new costs of a plan below a set of books and give the ledger files made, in order; call it under `locked`.

    Files with nothing new write nothing. The workbook's own bytes are kept in ledger/documents. Everything is on the disk
    before the first file gets its name, so that a full disk leaves nothing. Raise BooksError where the chain of a project is
    broken already or the disk refuses; a plan with errors is the caller's mistake: ValueError.
    """
    if plan.blocked:
        raise ValueError("a plan with errors must not be written")
    by_project = [(file, code, costs) for file in plan.files for code, costs in _by_project(file.costs).items()]
    try:
        tips = {code: _prepare(root / IMPORTED / code) for code in sorted({code for _, code, _ in by_project})}
        kept = _kept(root / DOCUMENTS, [file for file, _, _ in by_project])
        made: dict[Path, bytes] = {}
        for file, code, costs in by_project:
            tips[code] = _link(tips[code], file, code, costs, now)
            made[tips[code].path] = tips[code].content
        _appear({**kept, **made})
    except OSError as problem:
        message = text(
            "“{file}” cannot be written: {problem}", file=str(problem.filename or root), problem=problem.strerror or ""
        )
        raise BooksError(message) from problem
    return list(made)


def render(file: FilePlan, costs: Iterable[Cost]) -> str:
    """Render costs as Beancount entries, in their order, each followed by a blank line."""
    return "".join(_entry(file, cost) for cost in costs)


def entries(file: FilePlan) -> list[Any]:
    """Give the new costs of a file as Beancount entries, as its ledger files would hold them."""
    from beancount.parser import parser  # noqa: PLC0415 - only Fava's import page needs them

    parsed, errors, _ = parser.parse_string(render(file, file.costs))
    assert not errors, errors  # noqa: S101 - what `render` writes is ours
    return list(parsed)


def _by_project(costs: Iterable[Cost]) -> dict[str, list[Cost]]:
    grouped: defaultdict[str, list[Cost]] = defaultdict(list)
    for cost in costs:
        grouped[cost.content.project].append(cost)
    return grouped


def _entry(file: FilePlan, cost: Cost) -> str:
    content = cost.content
    issuer = quoted(content.issuer)
    metadata = (
        (names.DOCUMENT_NO, quoted(content.document_no)),
        (names.DOCUMENT_DATE, content.document_date.isoformat()),
        (names.DOCUMENT_TYPE, quoted(cost.document_type) if cost.document_type else ""),
        (names.ISSUER, issuer),
        (names.ISSUER_REG, quoted(content.issuer_reg) if content.issuer_reg else ""),
        (names.PAID, cost.paid.isoformat() if cost.paid else ""),
        (names.NOTE_KEY, quoted(cost.note) if cost.note else ""),
        (names.SOURCE_FILE, quoted(file.name)),
        (names.SOURCE_SHEET, quoted(cost.sheet)),
        (names.SOURCE_CELLS, quoted(cost.cells)),
        (names.SOURCE_SHA256, quoted(file.sha256)),
    )
    lines = [f"{content.document_date.isoformat()} * {issuer} {quoted(content.description)} ^{cost.key}"]
    lines += [f"  {key}: {value}" for key, value in metadata if value]
    lines += [
        f"  {content.account}  {to_decimal(cost.cents)} {cost.currency}",
        f"  {content.against}  {to_decimal(-cost.cents)} {cost.currency}",
    ]
    return "\n".join(lines) + "\n\n"


def _prepare(folder: Path) -> chain.Link:
    """Make a project's folder with the start of its chain and give the chain's end; raise BooksError where it is broken."""
    _clear(folder)
    if not any(chain.number_of(path.name) is not None for path in folder.iterdir()):
        _appear({folder / chain.START: chain.START_TEXT.encode()})
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


def _link(previous: chain.Link, file: FilePlan, code: str, costs: Sequence[Cost], now: datetime) -> chain.Link:
    """Make the ledger file that follows another in a project's chain."""
    number = previous.number + 1
    path = previous.path.with_name(f"{number:06}-{slug(Path(file.name).stem)}{chain.SUFFIX}")
    head = chain.header(
        (
            ("made-by", f"riga-grants {__version__}"),
            ("made-at", now.isoformat(timespec="seconds")),
            (chain.FILE, path.name),
            ("source", file.name),
            ("source-sha256", file.sha256),
            ("layout", file.layout),
            (chain.PROJECT, code),
            (chain.PREVIOUS, previous.path.name),
            (chain.PREVIOUS_SHA256, previous.sha256),
        )
    )
    return chain.Link(number, path, chain.sealed(f"{head}\n{render(file, costs)}".encode()))


def _kept(folder: Path, files: Iterable[FilePlan]) -> dict[Path, bytes]:
    """Give the workbooks to keep, by the start of their hash, so that every cell an entry names can be looked at again."""
    _clear(folder)
    contents = {}
    for file in files:
        name = Path(file.name)
        contents[folder / f"{file.sha256[:16]}-{slug(name.stem)}.{slug(name.suffix)}"] = file.content
    return {path: content for path, content in contents.items() if not path.exists()}


def _appear(contents: Mapping[Path, bytes]) -> None:
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

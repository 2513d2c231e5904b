"""A file's bytes → its sheets, in this process. `child` calls it; everybody else reads through `sheets.read`."""

from collections.abc import Callable

from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import archive
from riga_grants.sheets import delimited
from riga_grants.sheets import kinds
from riga_grants.sheets import limits
from riga_grants.sheets import values
from riga_grants.sheets import xlsx
from riga_grants.sheets.cells import Sheet
from riga_grants.sheets.look import Progress
from riga_grants.sheets.look import join


def parse(content: bytes, progress: Progress, *, delimiter: str = "", encoding: str = "") -> list[Sheet]:
    """Read all sheets of a file; raise UserDataError, whose reason says why it cannot be read as a whole."""
    if len(content) > limits.FILE_MB * limits.MEGABYTE:
        raise limits.too_large(text("it is larger than {limit} MB.", limit=limits.FILE_MB))
    found = kinds.kind(content)
    if found == kinds.CSV:
        return [delimited.sheet(content, progress, delimiter, encoding)]
    return _guarded(lambda: _xlsx(content, progress))


def names(content: bytes) -> list[str]:
    """Name the sheets of a file without reading their cells; raise UserDataError where it cannot be read."""
    found = kinds.kind(content)
    if found == kinds.CSV:
        return [""]
    return _guarded(lambda: _xlsx_names(content))


def _xlsx_names(content):
    with archive.open_archive(content) as opened:
        return [part.name for part in xlsx.worksheets(opened)]


def _guarded(read: Callable[[], list[Sheet]]) -> list[Sheet]:
    """Call a reader; parsers of hostile files fail in many ways, the Rust one with an exception that is no Exception."""
    try:
        return read()
    except (UserDataError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:
        raise UserDataError(kinds.DAMAGED) from problem


def _xlsx(content: bytes, progress: Progress) -> list[Sheet]:
    with archive.open_archive(content) as opened:
        looks = xlsx.looks(opened, progress)
    rows = values.cells(content, [look.name for look in looks])
    return [join(look, page) for look, page in zip(looks, rows, strict=True)]

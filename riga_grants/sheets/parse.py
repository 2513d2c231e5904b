"""A file's bytes → its sheets, in this process. `child` calls it; everybody else reads through `sheets.read`."""

from collections.abc import Callable
from collections.abc import Sequence
from typing import Final
from typing import NamedTuple
from typing import TypeVar

from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import archive
from riga_grants.sheets import delimited
from riga_grants.sheets import kinds
from riga_grants.sheets import limits
from riga_grants.sheets import ods
from riga_grants.sheets import values
from riga_grants.sheets import webpage
from riga_grants.sheets import xlsb
from riga_grants.sheets import xlsx
from riga_grants.sheets.cells import Sheet
from riga_grants.sheets.look import Look
from riga_grants.sheets.look import Progress
from riga_grants.sheets.look import join

_Answer = TypeVar("_Answer")


def parse(content: bytes, progress: Progress, *, delimiter: str = "", encoding: str = "") -> list[Sheet]:
    """Read all sheets of a file; raise UserDataError, whose reason says why it cannot be read as a whole."""
    _check_size(content)
    found = kinds.kind(content)
    if found == kinds.CSV:
        return [delimited.sheet(content, progress, delimiter, encoding)]
    return _guarded(lambda: _READERS[found].sheets(content, progress))


def names(content: bytes) -> list[str]:
    """Name the sheets of a file, reading as little of it as possible; raise UserDataError where it cannot be read."""
    _check_size(content)
    found = kinds.kind(content)
    return [""] if found == kinds.CSV else _guarded(lambda: _READERS[found].names(content))


class _Reader(NamedTuple):
    """How one kind of file is read."""

    sheets: Callable[[bytes, Progress], list[Sheet]]
    names: Callable[[bytes], list[str]]


def _check_size(content: bytes) -> None:
    if len(content) > limits.FILE_MB * limits.MEGABYTE:
        raise limits.too_large(text("it is larger than {limit} MB.", limit=limits.FILE_MB))


def _guarded(read: Callable[[], list[_Answer]]) -> list[_Answer]:
    """Call a reader; parsers of hostile files fail in many ways, the Rust one with an exception that is no Exception."""
    try:
        return read()
    except (UserDataError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:
        raise UserDataError(kinds.DAMAGED) from problem


def _joined(content: bytes, looks: Sequence[Look]) -> list[Sheet]:
    rows = values.cells(content, [look.name for look in looks])
    return [join(look, page) for look, page in zip(looks, rows, strict=True)]


def _xlsx(content: bytes, progress: Progress) -> list[Sheet]:
    with archive.open_archive(content) as opened:
        looks = xlsx.looks(opened, progress)
    return _joined(content, looks)


def _xlsx_names(content: bytes) -> list[str]:
    with archive.open_archive(content) as opened:
        return [part.name for part in xlsx.worksheets(opened)]


def _xls(content: bytes, progress: Progress) -> list[Sheet]:
    from riga_grants.sheets import xls

    return _joined(content, xls.looks(content, progress))


def _xls_names(content: bytes) -> list[str]:
    from riga_grants.sheets import xls

    return xls.names(content)


def _ods(content: bytes, progress: Progress) -> list[Sheet]:
    with archive.open_archive(content) as opened:
        looks = ods.looks(opened, progress)
    return _joined(content, looks)


def _ods_names(content: bytes) -> list[str]:
    with archive.open_archive(content) as opened:
        return ods.names(opened)


def _xlsb(content: bytes, progress: Progress) -> list[Sheet]:
    with archive.open_archive(content) as opened:
        looks = xlsb.looks(opened, progress)
    return _joined(content, looks)


def _xlsb_names(content: bytes) -> list[str]:
    with archive.open_archive(content) as opened:
        return xlsb.names(opened)


_READERS: Final = {
    kinds.XLSX: _Reader(_xlsx, _xlsx_names),
    kinds.XLSB: _Reader(_xlsb, _xlsb_names),
    kinds.XLS: _Reader(_xls, _xls_names),
    kinds.ODS: _Reader(_ods, _ods_names),
    kinds.HTML: _Reader(webpage.sheets, webpage.names),
}

"""A file's bytes → its sheets, in this process. Only `child` and tests call it; everybody else reads through `sheets.read`."""

from collections.abc import Callable
from importlib import import_module
from typing import Final
from typing import Protocol
from typing import TypeVar
from typing import cast

from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import delimited
from riga_grants.sheets import kinds
from riga_grants.sheets import limits
from riga_grants.sheets import values
from riga_grants.sheets.cells import Sheet
from riga_grants.sheets.look import Look
from riga_grants.sheets.look import Progress
from riga_grants.sheets.look import join

_Answer = TypeVar("_Answer")


class _Workbooks(Protocol):
    """A module that takes the second look at one kind of workbook."""

    def looks(self, content: bytes, progress: Progress) -> list[Look]:
        """Look at all sheets."""

    def names(self, content: bytes) -> list[str]:
        """Name the sheets without looking at their cells."""


_MODULES: Final = {kinds.XLSX: "xlsx", kinds.XLSB: "xlsb", kinds.XLS: "xls", kinds.ODS: "ods"}


def parse(content: bytes, progress: Progress, *, delimiter: str = "", encoding: str = "") -> list[Sheet]:
    """Read all sheets of a file; raise UserDataError, whose reason says why it cannot be read as a whole."""
    _check_size(content)
    found = kinds.kind(content)
    if found == kinds.CSV:
        return [delimited.sheet(content, progress, delimiter, encoding)]
    if found == kinds.HTML:
        return _guarded(lambda: _tables(content, progress))
    return _guarded(lambda: _joined(content, _workbooks(found).looks(content, progress)))


def names(content: bytes) -> list[str]:
    """Name the sheets of a file, reading as little of it as possible; raise UserDataError where it cannot be read."""
    _check_size(content)
    found = kinds.kind(content)
    if found == kinds.CSV:
        return [""]
    if found == kinds.HTML:
        return _guarded(lambda: [sheet.name for sheet in _tables(content, lambda _: None)])
    return _guarded(lambda: _workbooks(found).names(content))


def _check_size(content: bytes) -> None:
    if len(content) > limits.FILE_MB * limits.MEGABYTE:
        raise limits.too_large(text("it is larger than {limit} MB.", limit=limits.FILE_MB))


def _workbooks(found: str) -> _Workbooks:
    """Give the module for a kind of workbook; it is loaded when the first file of its kind comes."""
    return cast("_Workbooks", import_module(f"riga_grants.sheets.{_MODULES[found]}"))


def _tables(content: bytes, progress: Progress) -> list[Sheet]:
    from riga_grants.sheets import webpage  # noqa: PLC0415 - loaded when the first page comes

    return webpage.sheets(content, progress)


def _joined(content: bytes, looks: list[Look]) -> list[Sheet]:
    """Read the values of the sheets that were looked at; nothing is read before that look has passed."""
    if not looks:
        raise UserDataError(text("it has no sheet with cells."))
    found = [look.name for look in looks]
    if len(set(found)) < len(found):
        raise ValueError  # the values could be those of the other sheet
    rows = values.cells(content, found)
    return [join(look, page) for look, page in zip(looks, rows, strict=True)]


def _guarded(read: Callable[[], _Answer]) -> _Answer:
    """Call a reader; parsers of hostile files fail in many ways, the Rust one with an exception that is no Exception."""
    try:
        return read()
    except (UserDataError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as problem:
        raise UserDataError(kinds.DAMAGED) from problem

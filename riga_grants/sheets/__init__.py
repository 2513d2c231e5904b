"""Spreadsheets of every kind as cells."""

from collections.abc import Callable

from riga_grants.errors import BooksError
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import wire
from riga_grants.sheets import worker
from riga_grants.sheets.cells import ERROR as ERROR
from riga_grants.sheets.cells import NO_VALUE as NO_VALUE
from riga_grants.sheets.cells import At as At
from riga_grants.sheets.cells import Raw as Raw
from riga_grants.sheets.cells import Sheet as Sheet
from riga_grants.sheets.cells import reference as reference
from riga_grants.sheets.formats import mark as mark
from riga_grants.sheets.kinds import kind as kind


def read(
    file: str, content: bytes, progress: Callable[[int], object] | None = None, *, delimiter: str = "", encoding: str = ""
) -> tuple[Sheet, ...]:
    """Read all sheets of a file, `file` being its name for messages."""
    request = {"do": "read", "delimiter": delimiter, "encoding": encoding}
    try:
        return wire.unpacked(worker.ask(request, content, progress or (lambda _: None)))
    except UserDataError as problem:
        raise BooksError(text("“{file}” cannot be read: {reason}", file=file, reason=problem.reason)) from problem


def names(file: str, content: bytes) -> tuple[str, ...]:
    """Name the sheets of a file; none where it cannot be read."""
    import json

    try:
        return tuple(json.loads(worker.ask({"do": "names"}, content, lambda _: None)[0][1]))
    except UserDataError:
        return ()

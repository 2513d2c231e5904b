"""Spreadsheets of every kind as cells: .xlsx, .xlsm, .xls, .xlsb, .ods, text in columns, and web pages saved as .xls.

The bytes decide what a file is, never its name (`kinds`). A child process reads it (`worker`, `child`), so that no file can
take the program down. Each workbook is looked at twice: a fast reader gives the values (`values`), a second one what that
does not show (`xlsx`, `xls`, `xlsb`, `ods`): error cells, formulas without a value, hidden rows, columns and sheets, merged
ranges, currencies, and numbers that are shown as others. Where the two disagree on a number, or a file exceeds one of the
`limits`, it is refused as a whole: half a register is worse than none.

What a format does not hold, or nobody can see in it:

- .xls, .xlsb: a formula that was never calculated (.xls: it looks like an empty text; .xlsb: every formula has a value);
- text in columns (.csv and the like): everything but the texts;
- web pages: errors, formulas, number formats, and what a style sheet hides;
- all: what a too narrow column, a conditional format or white letters on white hide.
"""

import json
from collections.abc import Callable

from riga_grants.errors import BooksError
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import wire
from riga_grants.sheets import worker
from riga_grants.sheets.cells import ERROR
from riga_grants.sheets.cells import NO_VALUE
from riga_grants.sheets.cells import At
from riga_grants.sheets.cells import Raw
from riga_grants.sheets.cells import Sheet
from riga_grants.sheets.cells import reference
from riga_grants.sheets.formats import mark
from riga_grants.sheets.kinds import kind

__all__ = ("ERROR", "NO_VALUE", "At", "Raw", "Sheet", "kind", "mark", "names", "read", "reference")


def read(
    file: str, content: bytes, progress: Callable[[int], object] | None = None, *, delimiter: str = "", encoding: str = ""
) -> tuple[Sheet, ...]:
    """Read all sheets of a file, `file` being its name for messages.

    `progress` is called now and then, in this thread, with the number of rows looked at so far; it must not read a file itself.
    `delimiter` and `encoding` are for text in columns, where they are known; otherwise both are found. Raise BooksError for
    what cannot be read in full; its one line says what the file is, or which limit it exceeds, and what to do.
    """
    request = {"do": "read", "delimiter": delimiter, "encoding": encoding}
    try:
        return wire.unpacked(worker.ask(request, content, progress or _ignored))
    except UserDataError as problem:
        raise BooksError(text("“{file}” cannot be read: {reason}", file=file, reason=problem.reason)) from problem


def names(file: str, content: bytes) -> tuple[str, ...]:  # noqa: ARG001 - the same arguments as `read` has
    """Name the sheets of a file without reading their cells; none where it cannot be read, which is no error here."""
    try:
        (answer,) = worker.ask({"do": "names"}, content, _ignored)
    except UserDataError:
        return ()
    return tuple(json.loads(answer[1]))


def _ignored(_: int) -> None:
    """Take a report of progress that nobody asked for."""

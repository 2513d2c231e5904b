"""How much of a file is read: what exceeds one of these is refused in one line that names the limit.

All are far above what a register of costs needs, and low enough that a hostile file costs seconds, not the machine.
"""

from typing import Final

from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text

MEGABYTE: Final = 2**20

FILE_MB: Final = 64
"""The file itself."""

UNPACKED_MB: Final = 1024
"""All parts of an .xlsx, .xlsb or .ods, unpacked."""

RATIO: Final = 300
"""Unpacked ÷ packed; looked at only above RATIO_FROM_MB unpacked, because a small part of zeros harms nobody."""
RATIO_FROM_MB: Final = 16

PARTS: Final = 5_000
"""Parts of an .xlsx, .xlsb or .ods."""

SHEETS: Final = 100
ROWS: Final = 250_000
COLUMNS: Final = 500
AREA: Final = 5_000_000
"""Rows × columns of a sheet, up to its last cell with content."""

CELL_TEXT: Final = 32_767
"""Characters of one cell, as in Excel."""

TOTAL_TEXT: Final = 100_000_000
"""Characters of all cells of a file together."""

MERGED: Final = 100_000
"""Merged ranges of a sheet."""


def too_large(reason: Text) -> UserDataError:
    """Make the refusal of a file that exceeds a limit, `reason` naming it."""
    return UserDataError(text("{reason} Split it, or leave out what does not belong to the register.", reason=reason))


def check_text(characters: int, total: int) -> None:
    """Refuse a cell with too many characters, or a file with too many in all."""
    if characters > CELL_TEXT:
        raise too_large(text("a cell holds more than {limit} characters.", limit=CELL_TEXT))
    if total > TOTAL_TEXT:
        raise too_large(text("its cells hold more than {limit} characters together.", limit=TOTAL_TEXT))


def check_sheets(count: int) -> None:
    """Refuse a file of too many sheets."""
    if count > SHEETS:
        raise too_large(text("it has more than {limit} sheets.", limit=SHEETS))

"""The first look: the typed values of all cells, by calamine."""

import io
from collections.abc import Sequence

from python_calamine import CalamineWorkbook

from riga_grants.sheets import limits
from riga_grants.sheets.cells import Raw


def cells(content: bytes, names: Sequence[str]) -> list[list[list[Raw]]]:
    """Give the rows of the named sheets, from A1 to the last cell with content; refuse too much text."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        pages = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in names]
    total = 0
    for row in (row for page in pages for row in page):
        lengths = [len(value) for value in row if isinstance(value, str)]
        total += sum(lengths)
        limits.check_text(max(lengths, default=0), total)
    # .xls keeps whole numbers as integers.
    return [[[float(value) if type(value) is int else value for value in row] for row in page] for page in pages]

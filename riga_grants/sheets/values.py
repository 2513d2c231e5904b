"""The first look: the typed values of all cells, by calamine. One place knows what it gives for each format."""

import io
from collections.abc import Sequence

from python_calamine import CalamineWorkbook

from riga_grants.sheets.cells import Raw


def cells(content: bytes, names: Sequence[str]) -> list[list[list[Raw]]]:
    """Give the rows of the named sheets, from A1."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return [_floats(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in names]


def _floats(rows: list[list[Raw]]) -> list[list[Raw]]:
    return [[float(value) if type(value) is int else value for value in row] for row in rows]

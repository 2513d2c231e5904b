"""The workbook of rejected rows: each as it stood, with its reasons in words beside it, to be corrected and imported as it is.

Above the rows stand the headings and what stands above them, at their places, so that the same layout finds the table. Text is
always written as text. What was an error stays one: as text, a column of texts would take it.
"""

import io
import re
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from riga_grants.chains.writer import appear
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.grid import wrap
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import RowPlan
from riga_grants.importing.table_rows import SECTION
from riga_grants.importing.tables import Table
from riga_grants.importing.tables import reasons_column
from riga_grants.layouts import Layout
from riga_grants.names import hint
from riga_grants.sheets import At
from riga_grants.sheets import Sheet
from riga_grants.sheets import reference
from riga_grants.workbooks.copies import BOLD
from riga_grants.workbooks.copies import PLAIN
from riga_grants.workbooks.copies import REASON
from riga_grants.workbooks.copies import WRONG
from riga_grants.workbooks.copies import Formats
from riga_grants.workbooks.copies import Page
from riga_grants.workbooks.copies import copy_cell
from riga_grants.workbooks.copies import form_of
from riga_grants.workbooks.copies import write_text

SUFFIX = ".rejected"

_LONGEST_NAME = 31
_NOT_IN_A_NAME = frozenset("[]:*?/\\")
_REASONS_WIDTH = 72
_LINE, _TALLEST = 15, 409
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - no moment: the same rows make the same bytes


def workbooks(plan: ImportPlan, lang: str) -> dict[Path, tuple[FilePlan, bytes]]:
    """Make the workbook of rejected rows of each file that sets some aside, by its path beside the file."""
    made: dict[Path, tuple[FilePlan, bytes]] = {}
    for file in plan.files:
        if file.set_aside:
            content = render(file, lang)
            made[_free(file.path, content, made)] = (file, content)
    return made


def _free(source: Path, content: bytes, taken: Mapping[Path, object]) -> Path:
    """Choose a name beside a file: `costs.rejected.xlsx`, or with `-2`, `-3` and so on what nothing else has yet."""
    stem = re.sub(rf"{re.escape(SUFFIX)}(-[0-9]+)?$", "", source.stem)
    number, path = 1, source.with_name(f"{stem}{SUFFIX}.xlsx")
    while path in taken or not _fits(path, content):
        number += 1
        path = source.with_name(f"{stem}{SUFFIX}-{number}.xlsx")
    return path


def _fits(path: Path, content: bytes) -> bool:
    """Say whether nothing has a name yet, or the very same workbook has."""
    if not (path.exists() or path.is_symlink()):
        return True
    return path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content


@contextmanager
def beside(contents: Mapping[Path, bytes]) -> Iterator[None]:
    """Write workbooks, each whole, hold them while the ledger is written, and take them away again if that fails.

    What is there already stays as it is. Raise BooksError, with nothing written, where a folder does not take one.
    """
    made: list[Path] = []
    try:
        for path, content in contents.items():
            if not path.exists():
                _appear(path, content)
                made.append(path)
        yield
    except BaseException:
        for path in made:
            with suppress(OSError):
                path.unlink()
        raise


def _appear(path: Path, content: bytes) -> None:
    try:
        appear({path: content})
    except OSError as problem:
        message = text("“{file}” cannot be written: {problem}", file=str(path), problem=problem.strerror or "")
        raise BooksError(message) from problem


def render(file: FilePlan, lang: str) -> bytes:
    """Give a file's workbook of rejected rows as the bytes of an .xlsx file."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and needed for this alone

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "nan_inf_to_errors": True})
    book.set_properties({"created": _CREATED})
    aside = {id(row) for row in file.set_aside}
    formats: Formats = {}
    names: list[str] = []
    for sheet in file.sheets:
        rows = [row for row in sheet.rows if id(row) in aside]
        if rows:
            names.append(name_of(sheet.table.sheet, sheet.table.layout, names))
            reasons = reasons_column(sheet.table.header)
            reasons = sheet.table.sheet.width if reasons is None else reasons
            _sheet(Page(book, book.add_worksheet(names[-1]), formats, sheet.table, reasons, {}), file, rows, lang)
    book.close()
    return out.getvalue()


def name_of(sheet: Sheet, layout: Layout, taken: Sequence[str]) -> str:
    """Name a sheet as it was, or where its file has no such names, so that the layout reads it."""
    declared = [name.replace("*", "") for name in layout.sheet_names]
    kept = "".join("_" if character in _NOT_IN_A_NAME else character for character in sheet.name)[:_LONGEST_NAME].strip("'")
    candidates = [
        sheet.name,
        kept,
        *declared,
        *(f"{kept[: _LONGEST_NAME - 4] or 'Sheet'} {n}" for n in range(1, len(taken) + 2)),
    ]
    used = {name.casefold() for name in taken}
    fits = [name for name in candidates if _can_be_a_name(name) and name.casefold() not in used]
    read = [name for name in fits if layout.sheet_names == ("*",) or name in layout.sheets]
    return (read or fits)[0]


def _can_be_a_name(name: str) -> bool:
    fitting = 0 < len(name.encode("utf-16-le")) // 2 <= _LONGEST_NAME
    return fitting and bool(name.strip()) and not _NOT_IN_A_NAME & set(name) and name == name.strip("'")


# --- one sheet -------------------------------------------------------------------------------------------------------


def _sheet(page: Page, file: FilePlan, rows: Sequence[RowPlan], lang: str) -> None:
    table = page.table
    for row in range(table.header.last + 1):
        if row != table.total:
            _copy(page, row, row, BOLD if row >= table.header.first else PLAIN)
    _merge_headings(page)
    if table.layout.header_rows:
        write_text(page, (table.header.last, page.reasons), tr("Why it was rejected", lang), "@", BOLD)
    placed = _rows(page, rows)
    for one in rows:
        told = _reasons(file, table, one, lang)
        write_text(page, (placed[one.row], page.reasons), told, "@", REASON)
        lines = sum(len(wrap(line, _REASONS_WIDTH - 2)) for line in told.split("\n"))
        page.sheet.set_row(placed[one.row], min(_LINE * lines, _TALLEST))
    _merge_amounts(page, placed)
    for column, width in page.widths.items():
        page.sheet.set_column(column, column, width)
    page.sheet.set_column(page.reasons, page.reasons, _REASONS_WIDTH)
    page.sheet.freeze_panes(table.header.last + 1, 0)
    page.sheet.set_landscape()
    page.sheet.fit_to_pages(1, 0)


def _rows(page: Page, rows: Sequence[RowPlan]) -> dict[int, int]:
    """Copy rows below the headings, each led in by the heading inside the table that it stands under; say where they stand."""
    table = page.table
    headings = [row for row, reason in table.skipped.items() if reason.msgid == SECTION.msgid]
    placed: dict[int, int] = {}
    at, section = table.header.last + 1, -1
    for row in rows:
        above = max((one for one in headings if one < row.row), default=-1) if row.row in table.sections else -1
        if above != section:
            section = above
            _copy(page, above, at)
            at += 1
        _copy(page, row.row, at, wrong=frozenset(found.place.cell for found in row.findings))
        placed[row.row] = at
        at += 1
    return placed


def _copy(page: Page, source: int, target: int, look: str = PLAIN, wrong: Collection[str] = ()) -> None:
    """Copy a row's cells as they stood, with those marked that are wrong.

    A cell that repeated another one, which may not be here, gets that one's value.
    """
    for column in range(page.table.sheet.width):
        at = page.table.borrowed.get((source, column), (source, column))
        marked = reference((source, column)) in wrong
        if column != page.reasons and (marked or not page.table.sheet.blank(at)):
            copy_cell(page, at, (target, column), WRONG if marked else look)


def _merge_headings(page: Page) -> None:
    last_row = page.table.header.last
    for first, last in page.table.sheet.merged:
        if first[0] <= last_row:
            _merge(page, first, first, (min(last[0], last_row), last[1]))


def _merge_amounts(page: Page, placed: Mapping[int, int]) -> None:
    """Merge again the amounts that were merged over several rows, so that they stay refused until somebody divides them."""
    end = page.table.sheet.height
    for first, last in page.table.sheet.merged:
        if first[0] < last[0] and any(first[1] <= column <= last[1] for column in page.table.summed):
            over = [placed[row] for row in range(first[0], min(last[0] + 1, end)) if row in placed]
            if len(over) > 1 and over[-1] - over[0] < len(over):
                _merge(page, first, (over[0], first[1]), (over[-1], last[1]))


def _merge(page: Page, source: At, first: At, last: At) -> None:
    from xlsxwriter.exceptions import OverlappingRange  # noqa: PLC0415 - only where a workbook is written

    look = BOLD if source[0] >= page.table.header.first else PLAIN
    if first != last:
        with suppress(OverlappingRange):  # a broken file may have them
            page.sheet.merge_range(*first, *last, "", form_of(page, "General", look))
            if not page.table.sheet.blank(source):
                copy_cell(page, source, first, look)


def _reasons(file: FilePlan, table: Table, row: RowPlan, lang: str) -> str:
    """Say in words why a row was rejected: where it stood, then a line for each reason, led in by the column's heading."""
    where = tr("Row {row} of “{file}”", lang, row=row.row + 1, file=file.name)
    told = [one for one in row.findings if one.severity is Severity.ERROR] or row.findings
    return "\n".join([where, *(_reason(one, table, row.row, lang) for one in told)])


def _reason(found: Finding, table: Table, row: int, lang: str) -> str:
    index = next((index for index in range(table.sheet.width) if reference((row, index)) == found.place.cell), None)
    heading = "" if index is None else table.header.texts.get(index, "")
    said = f"{words(found.message, lang)} {hint(found, lang)}"
    return f"{heading}: {said}" if heading else said

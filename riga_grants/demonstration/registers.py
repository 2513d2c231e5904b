"""The demonstration's cost rows as the quarterly Excel registers of a finance officer, typed as people type.

Most cells are true dates and numbers; about one row in ten has a date or its amount as text. Excel's SUM passes over text, so
a register with amounts as text has a typed total, as an officer who noticed would make it; the others have a live formula.
"""

from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants.demonstration import plan
from riga_grants.demonstration.chance import pick
from riga_grants.demonstration.costs import Cost
from riga_grants.demonstration.costs import rows
from riga_grants.demonstration.plan import CODE
from riga_grants.demonstration.plan import Quarter
from riga_grants.money import to_decimal

SHEET: Final = "Izmaksas"
HEADER_ROW: Final = 5
"""The headings' row as Excel counts; costs begin in the next one."""


class Column(NamedTuple):
    """A column: its heading, its width in characters and the format of its cells (a key of FORMATS)."""

    heading: str
    width: float
    form: str


COLUMNS: Final = (
    Column("Nr. p. k.", 6, "centre"),
    Column("Projekts", 8.5, "centre"),
    Column("Budžeta pozīcija", 22, "text"),
    Column("Dokumenta veids", 16, "text"),
    Column("Dokumenta Nr.", 14, "text"),
    Column("Dokumenta datums", 12, "date"),
    Column("Izsniedzējs", 25, "text"),
    Column("Reģ. Nr.", 13, "text"),
    Column("Darījuma apraksts", 36, "text"),
    Column("Summa, EUR", 12, "money"),
    Column("Summa bez PVN", 12, "money"),
    Column("PVN", 10.5, "money"),
    Column("Maksājuma datums", 12, "date"),
    Column("Maksājuma uzdevuma Nr.", 12, "text"),
    Column("Ieguldījums natūrā", 12, "centre"),
    Column("Piezīmes", 20, "text"),
)
_AMOUNT: Final = 9
_NO_BREAK_SPACE: Final = "\u00a0"
_IN_TEXT: Final = 14
_CELL: Final = {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "font_size": 9}
FORMATS: Final = {
    "mark": {"bold": True, "font_size": 12, "font_color": "#C00000"},
    "title": {"bold": True, "font_size": 12},
    "heading": {**_CELL, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDEBF7"},
    "text": {**_CELL, "text_wrap": True, "indent": 1},
    "centre": {**_CELL, "align": "center"},
    "date": {**_CELL, "num_format": "dd.mm.yyyy", "align": "center"},
    "money": {**_CELL, "num_format": "#,##0.00", "align": "right"},
    "total": {**_CELL, "bold": True},
    "total money": {**_CELL, "bold": True, "num_format": "#,##0.00", "align": "right"},
}
_CREATED: Final = datetime(2014, 1, 28, tzinfo=UTC)
_TEXT_AMOUNTS: Final = ("2014-Q2", "2015-Q1", "2015-Q4", "2016-Q2")
"""The registers in which some amounts are text."""


def file_name(quarter: Quarter) -> str:
    """Give the name of a quarter's register: `DEMO-RGAP-2014-Q1.xlsx`."""
    return f"DEMO-{CODE}-{quarter.name}.xlsx"


def register_files() -> dict[str, bytes]:
    """Give all registers by file name; the bytes are the same on every run."""
    return {file_name(quarter): register(quarter) for quarter in plan.QUARTERS}


def write_registers(folder: Path) -> list[Path]:
    """Write all registers into a folder, which is made where it is missing; give their paths in order of time.

    A file that stands there already with another content raises FileExistsError before anything is written.
    """
    files = {folder / name: content for name, content in register_files().items()}
    for path, content in files.items():
        if path.exists() and path.read_bytes() != content:
            raise FileExistsError(path)
    folder.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        path.write_bytes(content)
    return list(files)


def register(quarter: Quarter) -> bytes:
    """Give a quarter's register as the bytes of an .xlsx file."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - a spreadsheet library is loaded only where one is written

    buffer = BytesIO()
    # In memory, because only then the parts carry one fixed time instead of the local clock's idea of it.
    with Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"title": f"{plan.MARK} ({CODE} {quarter.name})", "created": _CREATED})
        sheet = book.add_worksheet(SHEET)
        formats = {name: book.add_format(form) for name, form in FORMATS.items()}
        _set_up(sheet, quarter)
        _write_head(sheet, quarter, formats)
        costs = rows(quarter)
        for index, cost in enumerate(costs):
            _write_row(sheet, HEADER_ROW + index, values(quarter, index, cost), formats)
        _write_total(sheet, quarter, costs, formats)
    return buffer.getvalue()


def _set_up(sheet: Any, quarter: Quarter) -> None:  # noqa: ANN401 - XlsxWriter has no types
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width)
    sheet.freeze_panes(HEADER_ROW, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_footer(f"&L&8{plan.MARK}&C&8{CODE} {quarter.name}&R&8&P. lpp. no &N")


def _write_head(sheet: Any, quarter: Quarter, formats: dict[str, Any]) -> None:  # noqa: ANN401
    sheet.write_string(0, 0, plan.MARK, formats["mark"])
    sheet.write_string(1, 0, f"Projekta “Rīgas Ģimeņu atbalsta programma” ({CODE}) izmaksu reģistrs", formats["title"])
    sheet.write_string(
        2, 0, f"{quarter.year}. gada {quarter.number}. ceturksnis ({quarter.start:%d.%m.%Y}.–{quarter.end:%d.%m.%Y}.)"
    )
    sheet.set_row(HEADER_ROW - 1, 32)
    for index, column in enumerate(COLUMNS):
        sheet.write_string(HEADER_ROW - 1, index, column.heading, formats["heading"])


Cell = str | int | date | None


class Money(NamedTuple):
    """A cell that holds a true number of euros, here in cents."""

    cents: int


def values(quarter: Quarter, index: int, cost: Cost) -> tuple[Cell | Money, ...]:
    """Give the cells of a row as they are typed: a date or an amount is now and then a text."""
    purpose = f"{quarter.name}/{index}"
    return (
        index + 1,
        CODE,
        cost.line.label,
        cost.document,
        cost.number,
        typed_date(cost.dated, pick(f"{purpose}/dated", 100)),
        cost.party.name,
        cost.party.reg,
        cost.text,
        typed_amount(cost.cents, pick(f"{purpose}/amount", 100)) if quarter.name in _TEXT_AMOUNTS else Money(cost.cents),
        None if cost.net_cents is None else Money(cost.net_cents),
        None if cost.vat_cents is None else Money(cost.vat_cents),
        None if cost.paid is None else typed_date(cost.paid, pick(f"{purpose}/paid", 200)),
        cost.payment_no or None,
        "jā" if cost.in_kind else None,
        f"Demonstrācija; {cost.note}" if cost.note else "Demonstrācija",
    )


def typed_date(day: date, chance: int) -> str | date:
    """Give a date as a cell holds it: for 3 chances as text, for 2 as text with a trailing dot, else as a true date."""
    forms = {0: "%d.%m.%Y", 1: "%d.%m.%Y", 2: "%d.%m.%Y", 3: "%d.%m.%Y.", 4: "%d.%m.%Y."}
    return day.strftime(forms[chance]) if chance in forms else day


def typed_amount(cents: int, chance: int) -> str | Money:
    """Give an amount as a cell holds it: for 14 chances a text such as `1 234,50`, half of them with a no-break space."""
    if chance >= _IN_TEXT:
        return Money(cents)
    whole, fraction = f"{to_decimal(cents):,}".split(".")
    return f"{whole.replace(',', _NO_BREAK_SPACE if chance % 2 else ' ')},{fraction}"


def _write_row(sheet: Any, row: int, cells: Sequence[Cell | Money], formats: dict[str, Any]) -> None:  # noqa: ANN401
    sheet.set_row(row, _height(cells))
    for index, (column, cell) in enumerate(zip(COLUMNS, cells, strict=True)):
        form = formats[column.form]
        match cell:
            case Money(cents):
                sheet.write_number(row, index, to_decimal(cents), form)
            case int():
                sheet.write_number(row, index, cell, form)
            case date():
                sheet.write_datetime(row, index, cell, form)
            case str():
                sheet.write_string(row, index, cell, form)
            case _:
                sheet.write_blank(row, index, None, form)


def _height(cells: Sequence[Cell | Money]) -> int:
    """Give a row's height in points, enough for its longest wrapped text; not every program finds it by itself."""
    lines = (len(cell) / (column.width - 2) for column, cell in zip(COLUMNS, cells, strict=True) if isinstance(cell, str))
    return 3 + 12 * ceil(max(lines))


def _write_total(sheet: Any, quarter: Quarter, costs: Sequence[Cost], formats: dict[str, Any]) -> None:  # noqa: ANN401
    row = HEADER_ROW + len(costs)
    total = to_decimal(sum(cost.cents for cost in costs))
    for index in range(len(COLUMNS)):
        sheet.write_blank(row, index, None, formats["total"])
    sheet.write_string(row, 0, "Kopā", formats["total"])
    if quarter.name in _TEXT_AMOUNTS:
        sheet.write_number(row, _AMOUNT, total, formats["total money"])
    else:
        sheet.write_formula(row, _AMOUNT, f"=SUM(J{HEADER_ROW + 1}:J{row})", formats["total money"], total)

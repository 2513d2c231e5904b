"""One table in every container that is read: `write("ods", path, rows)`; also the pieces of which hostile files are made.

A row is a list of cells, and a cell is one of: None (blank), a str, a float or int, a bool, a date, a datetime, or

- `Shown(12.4, "0")`: a number and its number format, as Excel's code;
- `Formula("A1*2", 24.8)`: a formula and the value that the spreadsheet kept, a number or a text;
- `UNCALCULATED`: a formula that was never calculated, so without any value;
- `BROKEN`: a formula that shows #DIV/0!.

What a format cannot hold becomes the next best. In .csv and HTML all cells are text as a Latvian spreadsheet shows it
("1234,50", "31.01.2014", "#DIV/0!", "" for UNCALCULATED); CSV cannot merge or hide anything, HTML cannot hide columns. In
place of UNCALCULATED .xls holds an empty text and .xlsb the number 0. Of number formats .ods takes those of `_ods_format`.
"""

import csv
import html
import io
import re
import struct
import zipfile
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any
from typing import Final
from typing import NamedTuple
from xml.sax.saxutils import escape
from xml.sax.saxutils import quoteattr

import xlsxwriter
import xlwt
from xlwt.CompoundDoc import XlsDoc

KINDS: Final = ("xlsx", "xls", "xlsb", "ods", "csv", "csv-1257", "html")


class Shown(NamedTuple):
    """A number, and the code of the number format that the cell has."""

    value: float
    code: str


class Formula(NamedTuple):
    """A formula without its "=", and the value that the spreadsheet kept for it."""

    text: str
    value: float | str


class Special(Enum):
    """Cells that hold no value."""

    UNCALCULATED = "1+1"
    BROKEN = "1/0"


UNCALCULATED, BROKEN = Special.UNCALCULATED, Special.BROKEN

Cell = str | float | bool | date | datetime | Shown | Formula | Special | None
Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to be written; rows and columns are counted from 0, a merged range is its first and its last cell."""

    rows: Rows
    sheet: str = "Izmaksas"
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()


def write(kind: str, path: Path, rows: Rows, *, from_1904: bool = False, delimiter: str = ";", **looks: Any) -> Path:  # noqa: ANN401 - `Table` knows them
    """Write one table as one of KINDS and give its path.

    `looks` are the fields of `Table`: sheet, hidden, hidden_rows, hidden_columns, merged. `from_1904` makes a workbook whose
    days are counted from 1904; the days themselves stay the same.
    """
    path.write_bytes(made(kind, Table(rows, **looks), from_1904=from_1904, delimiter=delimiter))
    return path


def made(kind: str, *tables: Table, from_1904: bool = False, delimiter: str = ";") -> bytes:
    """Make a file of one of KINDS; several tables are several sheets, which CSV does not have."""
    if kind == "xlsx":
        return _xlsx(tables, from_1904=from_1904)
    if kind == "xls":
        return _xls(tables, from_1904=from_1904)
    if kind == "xlsb":
        return _xlsb(tables, from_1904=from_1904)
    if kind == "ods":
        return _ods(tables, from_1904=from_1904)
    if kind == "html":
        return _html(tables)
    (table,) = tables
    return _csv(table, delimiter).encode("cp1257" if kind == "csv-1257" else "utf-8")


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    """Make a zip file of parts by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return out.getvalue()


def _code(cell: Cell) -> str:
    """Give the number format that a cell needs; "" for none."""
    if isinstance(cell, Shown):
        return cell.code
    if isinstance(cell, datetime):
        return "dd.mm.yyyy hh:mm"
    return "dd.mm.yyyy" if isinstance(cell, date) else ""


def _value(cell: Cell) -> Any:  # noqa: ANN401 - what a cell holds
    return cell.value if isinstance(cell, Shown | Formula) else cell


def _source(cell: Cell) -> str:
    return str(cell.text if isinstance(cell, Formula) else cell.value if isinstance(cell, Special) else "")


def _codes(tables: Sequence[Table]) -> list[str]:
    return ["", *sorted({_code(cell) for table in tables for row in table.rows for cell in row} - {""})]


def _cells(table: Table) -> Iterator[tuple[int, int, Cell]]:
    for number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            if cell is not None:
                yield number, column, cell


def changed(content: bytes, member: str, change: Callable[[str], str]) -> bytes:
    """Rewrite one XML part of a container, as a broken or hostile program would; the edit must change it."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    before = parts[member].decode()
    after = change(before)
    assert after != before
    return archive(parts | {member: after})


# .xlsx

_NOTHING: Final = 987654321  # stands for the value that a formula does not have, until it is taken out,
_EMPTY: Final = "TUKŠS"  # and this for an empty text, which XlsxWriter would write as no value


def _xlsx(tables: Sequence[Table], *, from_1904: bool) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": from_1904})
    formats = {code: book.add_format({"num_format": code}) for code in _codes(tables)}
    for table in tables:
        page = book.add_worksheet(table.sheet)
        for (top, left), (bottom, right) in table.merged:
            page.merge_range(top, left, bottom, right, "")
        for row, column, cell in _cells(table):
            _xlsx_cell(page, row, column, cell, formats[_code(cell)])
        for number in table.hidden_rows:
            page.set_row(number, None, None, {"hidden": True})
        for number in table.hidden_columns:
            page.set_column(number, number, None, None, {"hidden": True})
        if table.hidden:
            page.hide()
        else:
            page.set_first_sheet()
            page.activate()
    book.close()
    with zipfile.ZipFile(out) as opened:
        return archive({name: _emptied(opened.read(name)) for name in opened.namelist()})


def _emptied(part: bytes) -> bytes:
    return part.replace(f"<v>{_NOTHING}</v>".encode(), b"").replace(f"<v>{_EMPTY}</v>".encode(), b"<v></v>")


def _xlsx_cell(page: Any, row: int, column: int, cell: Cell, form: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
    value = _value(cell)
    if isinstance(cell, Formula):
        page.write_formula(row, column, f"={cell.text}", form, _EMPTY if cell.value == "" else cell.value)
    elif isinstance(cell, Special):
        page.write_formula(row, column, f"={cell.value}", form, "#DIV/0!" if cell is BROKEN else _NOTHING)
    elif isinstance(value, bool):
        page.write_boolean(row, column, value, form)
    elif isinstance(value, str):
        page.write_string(row, column, value, form)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, form)
    else:
        page.write_number(row, column, value, form)


# .xls


def _xls(tables: Sequence[Table], *, from_1904: bool) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = from_1904
    styles = {code: xlwt.easyxf(num_format_str=code or "General") for code in _codes(tables)}
    for table in tables:
        page = book.add_sheet(table.sheet, cell_overwrite_ok=True)
        page.visibility = int(table.hidden)
        for (top, left), (bottom, right) in table.merged:
            page.merge(top, bottom, left, right)
        for row, column, cell in _cells(table):
            if cell is BROKEN:
                page.row(row).set_cell_error(column, "#DIV/0!")
            elif cell is UNCALCULATED:
                page.write(row, column, xlwt.Formula(cell.value))
            else:
                page.write(row, column, _value(cell), styles[_code(cell)])
        for number in table.hidden_rows:
            page.row(number).hidden = True
        for number in table.hidden_columns:
            page.col(number).hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def compound(name: str, stream: bytes) -> bytes:
    """Make a compound file, as old Office documents are, with one stream of a name."""
    out = io.BytesIO()
    XlsDoc().save(out, stream)
    old, new = (words.encode("utf-16-le") + bytes(2) for words in ("Workbook", name))
    entry = old.ljust(64, b"\0") + struct.pack("<H", len(old))
    content = out.getvalue()
    assert content.count(entry) == 1
    return content.replace(entry, new.ljust(64, b"\0") + struct.pack("<H", len(new)))


# .xlsb: binary records, as MS-XLSB describes them


def record(kind: int, content: bytes = b"") -> bytes:
    """Make a record of a binary workbook."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, rest = b"", len(content)
    while rest >= 0x80:
        length += bytes([rest & 0x7F | 0x80])
        rest >>= 7
    return head + length + bytes([rest]) + content


def _wide(words: str) -> bytes:
    encoded = words.encode("utf-16-le")
    return struct.pack("<I", len(encoded) // 2) + encoded


_FORMULA: Final = struct.pack("<HI3sI", 0, 3, b"\x1e\x01\x00", 0)  # flags, and the formula =1


def _xlsb(tables: Sequence[Table], *, from_1904: bool) -> bytes:
    codes = _codes(tables)
    sheets = b"".join(
        record(156, struct.pack("<II", int(table.hidden), number) + _wide(f"rId{number}") + _wide(table.sheet))
        for number, table in enumerate(tables, 1)
    )
    properties = record(153, struct.pack("<II", int(from_1904), 0) + _wide(""))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _XLSB_TYPES,
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.bin")]),
        "xl/workbook.bin": record(131) + properties + record(143) + sheets + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{number}.bin") for number in range(1, len(tables) + 1)),
                ("styles", "styles.bin"),
            ]
        ),
        "xl/styles.bin": _xlsb_styles(codes),
    }
    for number, table in enumerate(tables, 1):
        parts[f"xl/worksheets/sheet{number}.bin"] = _xlsb_sheet(table, codes, from_1904=from_1904)
    return archive(parts)


def _xlsb_styles(codes: Sequence[str]) -> bytes:
    formats = b"".join(record(44, struct.pack("<H", 163 + number) + _wide(code)) for number, code in enumerate(codes) if code)
    font = record(43, struct.pack("<HHHHBBBBII", 220, 0, 400, 0, 0, 2, 0, 0, 0xFF000007, 0) + b"\x02" + _wide("Calibri"))
    styles = b"".join(
        record(47, struct.pack("<HHHHHBBI", 0, 163 + number if code else 0, 0, 0, 0, 0, 0, 0x1008))
        for number, code in enumerate(codes)
    )
    plain = record(47, struct.pack("<HHHHHBBI", 0xFFFF, 0, 0, 0, 0, 0, 0, 0))
    return b"".join(
        [
            record(278),
            record(615, struct.pack("<I", len(codes) - 1)) + formats + record(616),
            record(611, struct.pack("<I", 1)) + font + record(612),
            record(603, struct.pack("<I", 1)) + record(45, bytes(68)) + record(604),
            record(613, struct.pack("<I", 1)) + record(46, bytes(51)) + record(614),
            record(626, struct.pack("<I", 1)) + plain + record(627),
            record(617, struct.pack("<I", len(codes))) + styles + record(618),
            record(279),
        ]
    )


def _xlsb_sheet(table: Table, codes: Sequence[str], *, from_1904: bool) -> bytes:
    width = max(map(len, table.rows), default=0)
    columns = b"".join(record(60, struct.pack("<IIIIH", number, number, 2560, 0, 1)) for number in table.hidden_columns)
    merged = b"".join(
        record(176, struct.pack("<IIII", top, bottom, left, right)) for (top, left), (bottom, right) in table.merged
    )
    rows = bytearray()
    for number, row in enumerate(table.rows):
        rows += record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if number in table.hidden_rows else 0, 0, 0))
        for column, cell in enumerate(row):
            if cell is not None:
                rows += _xlsb_cell(struct.pack("<II", column, codes.index(_code(cell))), cell, from_1904=from_1904)
    return b"".join(
        [
            record(129),
            record(148, struct.pack("<IIII", 0, max(len(table.rows) - 1, 0), 0, max(width - 1, 0))),
            record(390) + columns + record(391) if columns else b"",
            record(145) + rows + record(146),
            record(177, struct.pack("<I", len(table.merged))) + merged + record(178) if merged else b"",
            record(130),
        ]
    )


def _xlsb_cell(head: bytes, cell: Cell, *, from_1904: bool) -> bytes:  # noqa: PLR0911 - one for each kind of cell
    value = _value(cell)
    if isinstance(cell, Formula) and isinstance(cell.value, str):
        return record(8, head + _wide(cell.value) + _FORMULA)
    if isinstance(cell, Formula):
        return record(9, head + struct.pack("<d", cell.value) + _FORMULA)
    if cell is BROKEN:
        return record(11, head + b"\x07" + _FORMULA)
    if cell is UNCALCULATED:
        return record(9, head + struct.pack("<d", 0) + _FORMULA)
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if isinstance(value, str):
        return record(6, head + _wide(value))
    if isinstance(value, date):
        return record(5, head + struct.pack("<d", _serial(value, from_1904=from_1904)))
    number = float(str(value))
    if number.is_integer() and abs(number) < 2**29:
        return record(2, head + struct.pack("<i", int(number) << 2 | 2))
    return record(5, head + struct.pack("<d", number))


def _serial(day: date, *, from_1904: bool) -> float:
    since = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no zones
    moment = day if isinstance(day, datetime) else datetime.combine(day, time())
    return (moment - since).total_seconds() / 86_400


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'


_XLSB_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    '<Override PartName="/xl/styles.bin" ContentType="application/vnd.ms-excel.styles"/>'
    '<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
    "</Types>"
)


# .ods

ODF: Final = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
        "calcext": "calc",
    }.items()
)


def ods_parts(body: str, styles: str = "", *, manifest: str = "") -> dict[str, str | bytes]:
    """Give the parts of an OpenDocument spreadsheet from the XML of its tables and of its automatic styles."""
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        f"{manifest}</manifest:manifest>",
        "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>",
    }


def _ods(tables: Sequence[Table], *, from_1904: bool) -> bytes:
    codes = _codes(tables)
    styles = "".join(
        f'{_ods_format(number, code)}<style:style style:name="ce{number}" style:family="table-cell" '
        f'style:data-style-name="N{number}"/>'
        for number, code in enumerate(codes)
        if code
    )
    styles += "".join(
        f'<style:style style:name="ta{number}" style:family="table">'
        f'<style:table-properties table:display="{"false" if table.hidden else "true"}"/></style:style>'
        for number, table in enumerate(tables)
    )
    epoch = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    pages = "".join(_ods_table(number, table, codes) for number, table in enumerate(tables))
    return archive(ods_parts((epoch if from_1904 else "") + pages, styles))


def _ods_format(number: int, code: str) -> str:
    """Word a simple number format in OpenDocument's way: decimals, thousands, a currency, per cent, a day, or hidden."""
    if "y" in code:
        return f'<number:date-style style:name="N{number}"><number:day/><number:month/><number:year/></number:date-style>'
    if code == ";;;":
        return f'<number:number-style style:name="N{number}"><number:text/></number:number-style>'
    places = len(code.partition(".")[2]) - len(code.partition(".")[2].lstrip("0"))
    factor = 1000 ** (len(code) - len(code.rstrip(",")))
    digits = f'<number:number number:decimal-places="{places}" number:min-integer-digits="1" number:display-factor="{factor}"/>'
    if "%" in code:
        return f'<number:percentage-style style:name="N{number}">{digits}<number:text>%</number:text></number:percentage-style>'
    if symbol := re.search(r"\[\$([^\]-]+)", code):
        money = f"<number:currency-symbol>{symbol[1]}</number:currency-symbol>"
        return f'<number:currency-style style:name="N{number}">{digits}{money}</number:currency-style>'
    return f'<number:number-style style:name="N{number}">{digits}</number:number-style>'


def _ods_table(number: int, table: Table, codes: Sequence[str]) -> str:
    columns = "".join(
        f"<table:table-column{_ods_hidden(column in table.hidden_columns)}/>"
        for column in range(max(map(len, table.rows), default=0))
    )
    rows = "".join(
        f"<table:table-row{_ods_hidden(place in table.hidden_rows)}>"
        + "".join(_ods_cell(table, (place, column), cell, codes) for column, cell in enumerate(row))
        + "</table:table-row>"
        for place, row in enumerate(table.rows)
    )
    name = quoteattr(table.sheet)
    return f'<table:table table:name={name} table:style-name="ta{number}">{columns}{rows}</table:table>'


def _ods_hidden(hidden: bool) -> str:  # noqa: FBT001 - said where it is called
    return ' table:visibility="collapse"' if hidden else ""


def _ods_cell(table: Table, at: tuple[int, int], cell: Cell, codes: Sequence[str]) -> str:
    attributes, words = _ods_value(cell)
    if code := _code(cell):
        attributes += f' table:style-name="ce{codes.index(code)}"'
    tag = "table-cell"
    for (top, left), (bottom, right) in table.merged:
        if at == (top, left):
            spans = f'table:number-columns-spanned="{right - left + 1}" table:number-rows-spanned="{bottom - top + 1}"'
            attributes += f" {spans}"
        elif top <= at[0] <= bottom and left <= at[1] <= right:
            tag = "covered-table-cell"
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n")) if words else ""
    return f"<table:{tag}{attributes}>{text}</table:{tag}>"


def _ods_value(cell: Cell) -> tuple[str, str]:  # noqa: PLR0911 - one for each kind of cell
    """Give a cell's attributes and its text."""
    value = _value(cell)
    formula = f" table:formula={quoteattr('of:=' + _source(cell))}" if isinstance(cell, Formula | Special) else ""
    if cell is UNCALCULATED:
        return formula, ""
    if cell is BROKEN:
        return f'{formula} office:value-type="string" office:string-value=""', "#DIV/0!"
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return f'{formula} office:value-type="boolean" office:boolean-value="{str(value).lower()}"', shown(cell)
    if isinstance(value, str):
        return f'{formula} office:value-type="string"', value
    if isinstance(value, date):
        return f'{formula} office:value-type="date" office:date-value="{value.isoformat()}"', shown(cell)
    symbol = re.search(r"\[\$([A-Z]{3})", _code(cell))
    kind = f'"currency" office:currency="{symbol[1]}"' if symbol else '"float"'
    return f'{formula} office:value-type={kind} office:value="{float(str(value))!r}"', shown(cell)


# .csv and HTML: text


def shown(cell: Cell) -> str:  # noqa: PLR0911 - one for each kind of cell
    """Give what a Latvian spreadsheet shows of a cell, its number format aside."""
    value = _value(cell)
    if cell is BROKEN:
        return "#DIV/0!"
    if value is None or cell is UNCALCULATED:
        return ""
    if isinstance(value, bool):
        return "PATIESS" if value else "APLAMS"
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, int | float):
        number = Decimal(repr(value))
        if number == number.to_integral_value():
            return f"{number:.0f}"
        return f"{number:.2f}".replace(".", ",") if number == round(number, 2) else f"{number:f}".replace(".", ",")
    return str(value)


def _csv(table: Table, delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([shown(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _html(tables: Sequence[Table]) -> bytes:
    pages = "".join(
        '<table border="1">'
        + "".join(
            f"<tr{_html_hidden(number in table.hidden_rows)}>"
            + "".join(_html_cell(table, (number, column), cell) for column, cell in enumerate(row))
            + "</tr>\n"
            for number, row in enumerate(table.rows)
        )
        + "</table>\n"
        for table in tables
    )
    return f'<html><head><meta charset="utf-8"></head><body>\n{pages}</body></html>\n'.encode()


def _html_hidden(hidden: bool) -> str:  # noqa: FBT001 - said where it is called
    return ' style="display: none"' if hidden else ""


def _html_cell(table: Table, at: tuple[int, int], cell: Cell) -> str:
    spans = ""
    for (top, left), (bottom, right) in table.merged:
        if at == (top, left):
            spans = f' rowspan="{bottom - top + 1}" colspan="{right - left + 1}"'
        elif top <= at[0] <= bottom and left <= at[1] <= right:
            return ""
    return f"<td{spans}>{html.escape(shown(cell)).replace(chr(10), '<br>')}</td>"

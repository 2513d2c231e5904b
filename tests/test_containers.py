"""Every container that is read: the same table out of each, and what is refused, in words."""

import csv
import io
import random
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from pathlib import Path

import pytest
import xlwt
from containers import BROKEN
from containers import KINDS
from containers import ODF
from containers import UNCALCULATED
from containers import Cell
from containers import Formula
from containers import Shown
from containers import Table
from containers import archive
from containers import compound
from containers import made
from containers import ods_parts
from containers import record
from containers import shown
from containers import write
from hypothesis import given
from hypothesis import strategies as st

from riga_grants import sheets
from riga_grants.errors import BooksError
from riga_grants.errors import UserDataError
from riga_grants.i18n import words
from riga_grants.sheets import ERROR
from riga_grants.sheets import NO_VALUE
from riga_grants.sheets import Sheet
from riga_grants.sheets import limits
from riga_grants.sheets.parse import names
from riga_grants.sheets.parse import parse

WORKBOOKS = ("xlsx", "xls", "xlsb", "ods")

ROWS: list[list[Cell]] = [
    ["Izmaksu reģistrs", None, None, None, None],
    ["Nr.", "Datums", "Summa", "Piezīme & <x>", "Natūrā"],
    [1, date(2014, 1, 31), Shown(1234.5, "#,##0.00 [$USD]"), "vienā\ndivās", True],
    [2, datetime(2014, 2, 1, 12, 30), Formula("A1*2", 24.8), Formula('"a"', "teksts"), False],  # noqa: DTZ001 - as in a cell
    [3, None, BROKEN, "0012", None],
    [4, None, -12.34, None, None],
    [5, date(2014, 3, 1), Shown(12.4, "0"), None, None],
    [6, None, Shown(1200.0, "#,##0.0,"), None, None],
    [7, None, Shown(5.0, ";;;"), None, None],
    [8, None, Shown(0.85, "0%"), None, None],
]
TABLE = Table(ROWS, hidden_rows=[4], hidden_columns=[3], merged=[((0, 0), (0, 3))])
SHEET = Sheet(
    name="Izmaksas",
    rows=[
        ["Izmaksu reģistrs", "", "", "", ""],
        ["Nr.", "Datums", "Summa", "Piezīme & <x>", "Natūrā"],
        [1.0, date(2014, 1, 31), 1234.5, "vienā\ndivās", True],
        [2.0, datetime(2014, 2, 1, 12, 30), 24.8, "teksts", False],  # noqa: DTZ001 - as in a cell
        [3.0, "", "", "0012", ""],
        [4.0, "", -12.34, "", ""],
        [5.0, date(2014, 3, 1), 12.4, "", ""],
        [6.0, "", 1200.0, "", ""],
        [7.0, "", 5.0, "", ""],
        [8.0, "", 0.85, "", ""],
    ],
    height=10,
    width=5,
    visible=True,
    problems={(4, 2): ERROR},
    marks={(2, 2): "USD", (9, 2): "%"},
    hidden_rows=frozenset({4}),
    hidden_columns=frozenset({3}),
    merged=(((0, 0), (0, 3)),),
    shown={(6, 2): "12", (7, 2): "1.2", (8, 2): ""},
)


DAMAGED = "it is damaged. Open it in a spreadsheet program and save it again, or ask for a new copy."


def ignore(_: int) -> None:
    """Take a report of progress."""


def read(content: bytes) -> Sheet:
    """Read a file's only sheet in this process, where a debugger and coverage see it."""
    (sheet,) = parse(content, ignore)
    return sheet


def refusal(content: bytes) -> str:
    with pytest.raises(UserDataError) as refused:
        parse(content, ignore)
    assert "\n" not in str(refused.value)
    return str(refused.value)


# The same table in each container


@pytest.mark.parametrize("from_1904", [False, True])
@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_table_is_the_same_in_every_workbook(kind: str, from_1904: bool) -> None:  # noqa: FBT001 - a case
    """Both calendars of Excel too: a day stored as a number counted from 1904 is the same day."""
    assert read(made(kind, TABLE, from_1904=from_1904)) == SHEET


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_table_comes_through_the_child_process_as_it_is(kind: str) -> None:
    assert sheets.read("reģistrs", made(kind, TABLE)) == (SHEET,)


@pytest.mark.parametrize(("kind", "found"), [("xlsx", NO_VALUE), ("ods", NO_VALUE), ("xls", None), ("xlsb", None)])
def test_a_formula_that_was_never_calculated_is_known_where_the_format_tells(kind: str, found: str | None) -> None:
    sheet = read(made(kind, Table([["Summa"], [UNCALCULATED], [Formula('""', "")]])))
    assert sheet.problems == ({(1, 0): found} if found else {})


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_hidden_sheets_are_known_and_all_are_named(kind: str) -> None:
    content = made(kind, Table([["a"]], sheet="Viena"), Table([["b"]], sheet="Otrā", hidden=True), Table([], sheet="Tukša"))
    assert [(sheet.name, sheet.visible, sheet.rows) for sheet in parse(content, ignore)] == [
        ("Viena", True, [["a"]]),
        ("Otrā", False, [["b"]]),
        ("Tukša", True, []),
    ]
    assert names(content) == ["Viena", "Otrā", "Tukša"]
    assert sheets.names("reģistrs", content) == ("Viena", "Otrā", "Tukša")


@pytest.mark.parametrize("kind", ["csv", "csv-1257", "html"])
def test_a_table_is_the_same_text_in_every_text_file(kind: str) -> None:
    sheet = read(made(kind, TABLE))
    assert [[sheet.value((row, column)) for column in range(5)] for row in range(10)] == [
        [shown(cell) for cell in row] for row in ROWS
    ]
    assert (sheet.height, sheet.width, sheet.problems) == (10, 5, {})
    page = kind == "html"
    assert sheet.name == ""
    assert sheet.merged == ((TABLE.merged[0],) if page else ())
    assert sheet.hidden_rows == (frozenset({4}) if page else frozenset())
    assert names(made(kind, TABLE)) == [sheet.name]


@pytest.mark.parametrize("kind", KINDS)
def test_progress_is_told_and_never_goes_back(kind: str) -> None:
    told: list[int] = []
    rows: list[list[Cell]] = [["a", number] for number in range(11_000)]
    parse(made(kind, Table(rows)), told.append)
    assert told == sorted(told)
    assert told[-1] >= 10_000


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_decide_and_not_the_name(kind: str, tmp_path: Path) -> None:
    path = write(kind, tmp_path / "reģistrs.pdf", [["Nr."], [1]])
    assert sheets.kind(path.read_bytes()) == kind.partition("-")[0]
    assert sheets.read(path.name, path.read_bytes())[0].value((0, 0)) == "Nr."


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_without_any_cell_has_an_empty_sheet_or_is_empty(kind: str) -> None:
    content = made(kind, Table([]))
    if kind.startswith("csv"):
        assert refusal(content) == "it is empty."
    else:
        assert [(sheet.height, sheet.width) for sheet in parse(content, ignore)] == [(0, 0)]


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_workbook_cut_off_anywhere_is_refused(kind: str) -> None:
    content = made(kind, TABLE)
    for length in range(211, len(content), 211):
        assert refusal(content[:length]) == DAMAGED


@pytest.mark.parametrize("kind", WORKBOOKS)
def test_a_workbook_with_a_wrong_byte_is_refused_or_has_the_same_sheets(kind: str) -> None:
    """The parts of a zip file have checksums. An .xls has none, so a changed digit can only be found by a control total."""
    content = made(kind, TABLE)
    places = random.Random(1).sample(range(len(content)), 150)  # noqa: S311 - a fair sample, not a secret
    for place in places:
        broken = content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1 :]
        try:
            found = parse(broken, ignore)
        except UserDataError:
            continue
        assert found == [SHEET] or kind == "xls"


# What is no spreadsheet, or none that can be opened


def locked_zip(parts: dict[str, str | bytes]) -> bytes:
    """Make a zip file whose parts say that a password protects them."""
    content = archive(parts)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content = re.sub(re.escape(mark) + b"(.{%d})." % (place - 4), mark + b"\\1\x01", content, flags=re.DOTALL)
    return content


def locked_xls() -> bytes:
    """Make an .xls whose first records say that what follows is encrypted."""
    book = xlwt.Workbook()
    book.add_sheet("Izmaksas").write(0, 0, "slepeni")
    stream = book.get_biff_data()
    first = 4 + int.from_bytes(stream[2:4], "little")
    return compound("Workbook", stream[:first] + struct.pack("<HHHHH", 0x2F, 6, 0, 1, 2) + stream[first:])


ENCRYPTED_PART = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
PASSWORD = "it is protected by a password. Save it as .xlsx without a password."  # noqa: S105 - the word, not one


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty."),
        (b" \r\n\t\n", "it is empty."),
        (b"%PDF-1.7 \xe2\xe3", "it is a PDF document. Ask for the spreadsheet that it was made from."),
        (b"\x89PNG\r\n\x1a\n", "it is a picture."),
        (b"\xff\xd8\xff\xe0JFIF", "it is a picture."),
        (b"GIF89a", "it is a picture."),
        (b"II*\x00", "it is a picture."),
        (b"MM\x00*", "it is a picture."),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "it is a picture."),
        (b"\x00\x00\x00\x18ftypheic", "it is a picture."),
        (b"{\\rtf1\\ansi", "it is a document in Rich Text Format. Copy its table into a spreadsheet program"),
        (b"\x1f\x8b\x08\x00", "it is an archive. Unpack it"),
        (b"7z\xbc\xaf\x27\x1c", "it is an archive."),
        (b"Rar!\x1a\x07\x01\x00", "it is an archive."),
        (
            b"\x09\x00\x04\x00\x02\x00",
            "it is a workbook of Excel 4 or older. Open it in a spreadsheet program and save it as .xlsx.",
        ),
        (b"\x09\x02\x06\x00\x00\x00", "it is a workbook of Excel 4 or older."),
        (b"\x09\x04\x06\x00\x00\x00", "it is a workbook of Excel 4 or older."),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", "it is a web archive."),
        (bytes(range(256)) * 9, "it is no spreadsheet that is known here."),
        ("Nr;Summa\n1;12,50\n".encode("utf-16-le"), "it is no spreadsheet that is known here."),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "an XML spreadsheet of 2003.",
        ),
        (
            b'<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>',
            "a flat XML document of OpenDocument.",
        ),
        (b'\xef\xbb\xbf<?xml version="1.0"?><FIDAVISTA/>', "it is an XML file."),
        (b"PK\x03\x04" + bytes(100), DAMAGED),
        (archive({"rēķins.pdf": b"%PDF"}), "it is an archive. Unpack it and import the spreadsheets that are in it."),
        (archive({}), "it is an archive."),
        (archive({"word/document.xml": "<w/>"}), "it is a Word document."),
        (archive({"ppt/presentation.xml": "<p/>"}), "it is a presentation."),
        (archive({"mimetype": OPEN_DOCUMENT + "text"}), "it is an OpenDocument file without a spreadsheet."),
        (archive({"mimetype": OPEN_DOCUMENT + "spreadsheet"}), DAMAGED),
        (archive(ods_parts("", manifest=ENCRYPTED_PART)), PASSWORD),
        (archive(ods_parts("")), "it has no sheet with cells."),
        (locked_zip({"xl/workbook.xml": "<workbook/>"}), PASSWORD),
        (locked_zip({"reģistrs.xlsx": "?"}), PASSWORD),
        (locked_xls(), PASSWORD),
        (compound("EncryptedPackage", bytes(5000)), PASSWORD),
        (compound("WordDocument", bytes(5000)), "it is a Word document."),
        (compound("PowerPoint Document", bytes(5000)), "it is a presentation."),
        (compound("Contents", bytes(5000)), "it is an old Office file without a spreadsheet."),
        (compound("Workbook", bytes(5000)), DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), DAMAGED),
        (b"<html><body>Nav tabulas</body></html>", "it is a web page without a table."),
    ],
)
def test_what_is_no_spreadsheet_is_refused_in_words(content: bytes, reason: str) -> None:
    assert refusal(content).startswith(reason) or reason in refusal(content)


def test_a_refusal_names_the_file_and_is_one_line() -> None:
    with pytest.raises(BooksError) as refused:
        sheets.read("rēķins.xlsx", b"%PDF-1.7")
    message = "“rēķins.xlsx” cannot be read: it is a PDF document. Ask for the spreadsheet that it was made from."
    assert str(refused.value) == message
    assert sheets.names("rēķins.xlsx", b"%PDF-1.7") == ()
    assert words(refused.value.reason, "en") == message


# Limits


@pytest.mark.parametrize(
    ("limit", "value", "content", "reason"),
    [
        ("FILE_MB", 0, made("csv", TABLE), "it is larger than 0 MB."),
        ("PARTS", 3, made("xlsx", TABLE), "it has more than 3 parts."),
        ("UNPACKED_MB", 0, made("ods", TABLE), "it unpacks to more than 0 MB."),
        ("SHEETS", 1, made("xlsx", Table([]), Table([], sheet="b")), "it has more than 1 sheets."),
        ("SHEETS", 1, made("xls", Table([]), Table([], sheet="b")), "it has more than 1 sheets."),
        ("SHEETS", 1, made("xlsb", Table([]), Table([], sheet="b")), "it has more than 1 sheets."),
        ("SHEETS", 1, made("ods", Table([]), Table([], sheet="b")), "it has more than 1 sheets."),
        ("SHEETS", 1, made("html", Table([]), Table([])), "it has more than 1 sheets."),
        *(("ROWS", 9, made(kind, TABLE), "no more than 9 rows of a sheet are read.") for kind in KINDS),
        *(("COLUMNS", 4, made(kind, TABLE), "no more than 4 columns of a sheet are read.") for kind in KINDS),
        *(("AREA", 49, made(kind, TABLE), "no more than 49 cells of a sheet are read.") for kind in KINDS),
        *(("CELL_TEXT", 15, made(kind, TABLE), "a cell holds more than 15 characters.") for kind in KINDS),
        *(("TOTAL_TEXT", 30, made(kind, TABLE), "its cells hold more than 30 characters together.") for kind in KINDS),
        *(("MERGED", 0, made(kind, TABLE), "it has more than 0 merged cells.") for kind in (*WORKBOOKS, "html")),
    ],
)
def test_a_file_beyond_a_limit_is_refused_by_its_name(
    limit: str, value: int, content: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, limit, value)
    assert reason in refusal(content)


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "ods"])
def test_a_zip_bomb_is_not_unpacked(kind: str) -> None:
    content = made(kind, TABLE)
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    assert refusal(archive(parts | {"bomb": bytes(40 * 2**20)})).startswith("it unpacks to more than 300 times its size.")


# Text in columns


def text(content: str | bytes, delimiter: str = "", encoding: str = "") -> list[list[object]]:
    """Read a text file's rows."""
    data = content.encode() if isinstance(content, str) else content
    (sheet,) = parse(data, ignore, delimiter=delimiter, encoding=encoding)
    return [list(row) for row in sheet.rows]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("Nr.;Summa\n1;1 234,50\n2;2,00\n", [["Nr.", "Summa"], ["1", "1 234,50"], ["2", "2,00"]]),
        ("Summa;PVN\n12,50;2,63\n13,70;2,88\n", [["Summa", "PVN"], ["12,50", "2,63"], ["13,70", "2,88"]]),
        ("Nr.,Nosaukums,Summa\n1,SIA A,12.50\n", [["Nr.", "Nosaukums", "Summa"], ["1", "SIA A", "12.50"]]),
        ('Nr.,Summa\n1,"1 234,50"\n', [["Nr.", "Summa"], ["1", "1 234,50"]]),
        ("Nr.\tSumma\n1\t12,50\n", [["Nr.", "Summa"], ["1", "12,50"]]),
        ("Nr.|Summa, EUR\n1|12,50\n", [["Nr.", "Summa, EUR"], ["1", "12,50"]]),
        ("Nr.;Apraksts\n1;a, b, c\n2;x, y\n", [["Nr.", "Apraksts"], ["1", "a, b, c"], ["2", "x, y"]]),
        (
            "Reģistrs, 2014; GSA\n\nNr.\tSumma\tPVN\n1\t2\t3\n4\t5\t6\n",
            [["Reģistrs, 2014; GSA"], [], ["Nr.", "Summa", "PVN"], ["1", "2", "3"], ["4", "5", "6"]],
        ),
        ("1,2,3\n4,5,6\n", [["1", "2", "3"], ["4", "5", "6"]]),
        ("Summa\n12,50\n13,70\n", [["Summa"], ["12,50"], ["13,70"]]),  # amounts, and not two columns
        ("Tikai virsraksts\n", [["Tikai virsraksts"]]),
        ("sep=|\nNr.|a;b\n1|c;d\n", [["Nr.", "a;b"], ["1", "c;d"]]),
        ("SEP=;\r\nNr.;Summa\r\n", [["Nr.", "Summa"]]),
        ("\n\na;b\n\nc;d;e;;\n;;\n\n", [[], [], ["a", "b"], [], ["c", "d", "e"]]),
        ("a;b\rc;d\r", [["a", "b"], ["c", "d"]]),
        ('a;b\r\n1;"x\r\ny; ""z"""\r\n', [["a", "b"], ["1", 'x\ny; "z"']]),
        (
            'Nr.;No;Summa\n1;"Tele2" SIA;12,50\n2;SIA "N";1\n',
            [["Nr.", "No", "Summa"], ["1", '"Tele2" SIA', "12,50"], ["2", 'SIA "N"', "1"]],
        ),
        ('Nr.;Kods\n1;="0012"\n', [["Nr.", "Kods"], ["1", "0012"]]),
        ("<b>;<c>\n1;2\n", [["<b>", "<c>"], ["1", "2"]]),
        ("\ufeffNr.;Saņēmējs\n", [["Nr.", "Saņēmējs"]]),
        ("Nr.;Saņēmējs\n\x1a", [["Nr.", "Saņēmējs"]]),
        ("Nr.;Saņēmējs\n1;Rīga\n".encode("cp1257"), [["Nr.", "Saņēmējs"], ["1", "Rīga"]]),
        ("Nr.;Saņēmējs\n".encode("utf-16"), [["Nr.", "Saņēmējs"]]),
        (b"\xfe\xff" + "Nr.;Saņēmējs\n".encode("utf-16-be"), [["Nr.", "Saņēmējs"]]),
    ],
)
def test_text_is_divided_as_its_writer_meant(content: str | bytes, rows: list[list[str]]) -> None:
    assert text(content) == rows


def test_a_delimiter_and_an_encoding_that_are_stated_are_believed() -> None:
    assert text("a;b,c\n1;2,3\n", delimiter=",") == [["a;b", "c"], ["1;2", "3"]]
    assert text("sep=;\na;b,c\n", delimiter=",") == [["a;b", "c"]]
    assert text("č;ž\n".encode("iso-8859-13"), encoding="iso-8859-13") == [["č", "ž"]]
    assert text("\ufeffč;ž\n", encoding="windows-1257") == [["č", "ž"]]  # the file's own mark knows better


QUOTE = (
    'a quote (") is opened and not closed, so rows could be lost. Close it, or save the file again from a spreadsheet program.'
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('Nr.;No;S\n1;"Nams;12,50\n2;SIA N;1\n', f"line 2: {QUOTE}"),
        ('Nr.;No;S\n1;a;1\n2;"Nams;12,50\n3;Otrs";1\n4;b;1\n', f"line 3: {QUOTE}"),  # would be one row, the next one inside
        ('sep=;\nNr.;No;S\n1;"Nams;12,50\n', f"line 3: {QUOTE}"),
        ('a;b;c\n1;"x" y;2;3\n', f"line 2: {QUOTE}"),  # no row of that width yet: who knows what is meant
        ("a;b\n1;Rīga\x00\n", "line 2 holds a character that no text holds. Save it as CSV UTF-8."),
        ("a;b\n1;Rīga\x07\n", "line 2 holds a character that no text holds."),
        ("a;Rīga\n1;ā\n2;".encode() + b"\xc4\n", "line 3 is damaged. Save it as CSV UTF-8."),
        (b"a;b\n\xe2\x81;\xee\n", "its text is neither UTF-8 nor Windows-1257. Save it as CSV UTF-8."),
        ("a;b\n".encode("utf-16") + b"\x00", "it is not written in UTF-16. Save it as CSV UTF-8."),
    ],
)
def test_text_in_which_rows_or_letters_would_be_lost_is_refused_with_its_line(content: str | bytes, reason: str) -> None:
    assert refusal(content.encode() if isinstance(content, str) else content).startswith(reason)


@pytest.mark.parametrize("encoding", ["utf-8", "no-such-thing"])
def test_text_that_is_not_in_the_stated_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(UserDataError, match=f"it is not written in {encoding.upper()}"):
        text("č;ž\n".encode("cp1257"), encoding=encoding)


cells = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), max_size=8)


@given(rows=st.lists(st.lists(cells, min_size=2, max_size=4), max_size=6), delimiter=st.sampled_from(";,\t|"))
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    """With its delimiter stated, every text comes back as it was; blank cells at the ends of rows do not count."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["Nr.", "Summa"], *rows])
    wanted = [["Nr.", "Summa"], *([*row] for row in rows)]
    for row in wanted:
        while row and not row[-1]:
            row.pop()
    while not wanted[-1]:
        wanted.pop()
    assert text(out.getvalue(), delimiter=delimiter) == wanted


# Web pages


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<table><tr><td>Nr.<td>Summa</tr><tr><td>1<td x:num=5>1&nbsp;234,50</table>", [["Nr.", "Summa"], ["1", "1 234,50"]]),
        ("<table><td>a<tr><td>b</table>", [["a"], ["b"]]),
        ("<table><tr><th>a<br>b  \n c<td><p>d</p><p>e</p></table>", [["a\nb c", "d\ne"]]),
        ("<table><thead><tr><td>a</thead><tbody><tr><td>b</tbody></table>", [["a"], ["b"]]),
        ("<table><tr><td><comment>piezīme</comment>12,50</table>", [["12,50"]]),
        ("<table><tr><td>a<script>var b = '<td>';</script><style>td{}</style></table>", [["a"]]),
        ("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d<tr><td>e</table>", [["a", "b", ""], ["", "c", "d"], ["e"]]),
        ("<table><tr><td rowspan='x' colspan='-2'>a<td rowspan=0>b<tr><td>c</table>", [["a", "b"], ["c"]]),
        ("<table><tr><td>&lt;b&gt; &amp; &euro; &#x101;</table>", [["<b> & € ā"]]),
        ("<table><tr><td>a<tr><td> &nbsp; <tr></table>", [["a"]]),
        ("<p>Virs</p><table>starp<tr>rindu<td>a</table>zem", [["a"]]),
    ],
)
def test_a_table_of_a_page_is_read_as_a_browser_shows_it(page: str, expected: list[list[str]]) -> None:
    assert list(map(list, read(page.encode()).rows)) == expected


def test_each_table_of_a_page_is_a_sheet() -> None:
    page = "<table><tr><td>x<table><caption> Iekšējā </caption><tr><td>y</table>z<td>w</table><table hidden><tr><td>v</table>"
    found = [(sheet.name, sheet.visible, sheet.rows) for sheet in parse(page.encode(), ignore)]
    assert found == [("1", True, [["xz", "w"]]), ("Iekšējā", True, [["y"]]), ("3", False, [["v"]])]


def test_what_a_page_hides_by_itself_is_known() -> None:
    sheet = read(
        b"<table><col><col span=2 style='display:none'><tr style='DISPLAY : none'><td>a<td>b<td>c"
        b"<tr><td style='display:none'>d<td>e<tbody style='visibility:hidden'><tr><td>f</tbody><tbody><tr><td>g</table>"
    )
    assert sheet.hidden_rows == {0, 2}
    assert sheet.hidden_columns == {1, 2}
    assert sheet.shown == {(1, 0): ""}


def test_spans_are_merged_ranges_that_end_with_the_table() -> None:
    sheet = read(b"<table><tr><td rowspan=1000000000>a<td colspan=1000000000>b<tr><td>d</table>")
    assert sheet.merged == (((0, 0), (1, 0)), ((0, 1), (0, 499)))
    assert sheet.rows[1] == ["", "d"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("", "utf-8"),
        ("", "cp1257"),
        ("", "utf-16"),
        ("windows-1257", "cp1257"),
        ("utf-8", "utf-8"),
        ("iso-8859-13", "iso-8859-13"),
    ],
)
def test_a_page_is_decoded_as_it_says_or_as_text_is(declared: str, encoding: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    assert read(f"<html>{head}<table><tr><td>Saņēmējs</table>".encode(encoding)).rows == [["Saņēmējs"]]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (
            "<html><meta charset=koi8-r><table><tr><td>a</table>",
            "it is written in koi8-r, which is not read. Save it as .xlsx.",
        ),
        ("<html><table><tr><td>a", "its last table has no end, so rows could be lost. Ask for a new copy."),
        ("<html><table></table><table><tr><td>a", "its last table has no end"),
        ("<table>" + "<tr>" * 250_001 + "</table>", "the cell A250001 lies too far away: no more than 250000 rows"),
        ("<table><tr>" + "<td>a" * 501 + "</table>", "the cell SG1 lies too far away: no more than 500 columns"),
    ],
)
def test_a_page_in_which_rows_would_be_lost_is_refused(page: str, reason: str) -> None:
    assert reason in refusal(page.encode())


# OpenDocument


def odf(rows: str, before: str = "") -> Sheet:
    return read(archive(ods_parts(f'<table:table table:name="L">{before}{rows}</table:table>')))


def odf_row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def odf_cell(attributes: str = "", content: str = "") -> str:
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


FIVE = 'office:value-type="float" office:value="5"'


@pytest.mark.parametrize(
    ("attributes", "content", "value"),
    [
        (FIVE, "<text:p>5</text:p>", 5.0),
        ('office:value-type="string"', "<text:p>a</text:p><text:p>b</text:p>", "a\nb"),
        ('office:value-type="string"', "<text:p>a<text:s text:c='2'/>b</text:p>", "a  b"),
        ('office:value-type="string"', "<text:p>a<text:tab/>b<text:line-break/><text:s/>c</text:p>", "a\tb\n c"),
        (
            'office:value-type="string"',
            "<office:annotation><text:p>piezīme</text:p></office:annotation><text:p>a</text:p>",
            "a",
        ),
        ('office:value-type="string" office:string-value="sv"', "<text:p>a<text:tab/>b</text:p>", "sv"),
        ('office:value-type="boolean" office:boolean-value="true"', "<text:p>PATIESS</text:p>", True),
        ('office:value-type="date" office:date-value="2014-01-31"', "", date(2014, 1, 31)),
        ('office:value-type="time" office:time-value="PT12H30M00S"', "", time(12, 30)),
        ('office:value-type="time" office:time-value="PT12H30M"', "", time(12, 30)),
        ('office:value-type="time" office:time-value="PT36H00M01.5S"', "", timedelta(days=1, hours=12, seconds=1.5)),
        ('office:value-type="time" office:time-value="-P1DT1H"', "", timedelta(days=-1, hours=-1)),
        ("", "<office:annotation><text:p>tikai piezīme</text:p></office:annotation>", ""),
    ],
)
def test_a_cell_of_opendocument_has_its_value(attributes: str, content: str, value: object) -> None:
    sheet = odf(odf_row(odf_cell(attributes, content), odf_cell(FIVE)))
    assert sheet.value((0, 0)) == value
    assert sheet.value((0, 1)) == 5.0


@pytest.mark.parametrize(
    ("attributes", "content", "problem"),
    [
        ('table:formula="of:=1/0" office:value-type="string" office:string-value=""', "<text:p>#DIV/0!</text:p>", ERROR),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"', "<text:p>Err:502</text:p>", ERROR),
        ('table:formula="of:=x" office:value-type="string" calcext:value-type="error"', "<text:p>#NOSAUKUMS?</text:p>", ERROR),
        ('table:formula="of:=1+1"', "", NO_VALUE),
        ('table:formula="of:=1+1" office:value-type="float"', "", NO_VALUE),
        ('table:formula="of:=&quot;&quot;"', "<text:p/>", None),
        ('table:formula="of:=&quot;#1&quot;" office:value-type="string"', "<text:p>#1</text:p>", None),
        ('office:value-type="string"', "<text:p>#DIV/0!</text:p>", None),
    ],
)
def test_an_error_of_opendocument_is_told_from_a_text(attributes: str, content: str, problem: str | None) -> None:
    assert odf(odf_row(odf_cell(attributes, content))).problems == ({(0, 0): problem} if problem else {})


def test_repeated_rows_and_cells_are_all_there() -> None:
    sheet = odf(odf_row(odf_cell(f'{FIVE} table:number-columns-repeated="3"'), more='table:number-rows-repeated="2"'))
    assert sheet.rows == [[5.0, 5.0, 5.0], [5.0, 5.0, 5.0]]


def test_what_is_blank_costs_nothing_however_often_it_is_repeated() -> None:
    blank = odf_row(
        odf_cell('table:number-columns-repeated="16384" table:style-name="x"'),
        more='table:number-rows-repeated="1048575" table:visibility="filter"',
    )
    columns = '<table:table-column table:number-columns-repeated="16384" table:visibility="collapse"/>'
    sheet = odf(odf_row(odf_cell(FIVE)) + blank, columns)
    assert (sheet.height, sheet.width, sheet.hidden_rows, sheet.hidden_columns) == (1, 1, frozenset(), frozenset({0}))


def test_hidden_groups_hide_their_rows_and_columns() -> None:
    sheet = odf(
        f'<table:table-row-group table:display="false">{odf_row(odf_cell(FIVE))}</table:table-row-group>'
        f"<table:table-row-group>{odf_row(odf_cell(FIVE), odf_cell(FIVE))}</table:table-row-group>",
        '<table:table-column-group table:display="false"><table:table-column/></table:table-column-group><table:table-column/>',
    )
    assert sheet.hidden_rows == {0}
    assert sheet.hidden_columns == {0}


def test_a_format_comes_from_the_cell_the_row_or_the_column() -> None:
    number = '<number:number-style style:name="N1"><number:number number:decimal-places="0"/></number:number-style>'
    cell_style = '<style:style style:name="whole" style:family="table-cell" style:data-style-name="N1"/>'
    plain = '<style:style style:name="plain" style:family="table-cell"/>'
    half = 'office:value-type="float" office:value="5.5"'
    body = (
        '<table:table table:name="L"><table:table-column/><table:table-column table:default-cell-style-name="whole"/>'
        + odf_row(odf_cell(half), odf_cell(half), odf_cell(f'{half} table:style-name="whole"'))
        + odf_row(odf_cell(half), odf_cell(f'{half} table:style-name="plain"'), more='table:default-cell-style-name="whole"')
        + "</table:table>"
    )
    parts = ods_parts(body, number + plain)
    styles = f"<office:document-styles {ODF}><office:styles>{cell_style}</office:styles></office:document-styles>"
    assert read(archive(parts | {"styles.xml": styles})).shown == {(0, 1): "6", (0, 2): "6", (1, 0): "6"}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (odf_row(odf_cell(FIVE), more='table:number-rows-repeated="1048576"'), "the cell A1048576 lies too far away"),
        (odf_row(odf_cell(f'{FIVE} table:number-columns-repeated="16384"')), "the cell XFD1 lies too far away"),
        (odf_row(odf_cell(f'{FIVE} table:number-columns-repeated="99999999999"')), "lies too far away"),
        (odf_row(odf_cell('office:value-type="float"')), DAMAGED),
        (odf_row(odf_cell("", '<text:p><text:s text:c="99999999"/></text:p>')), "a cell holds more than 32767 characters"),
        (odf_row(odf_cell('office:value-type="float" office:value="x"')), DAMAGED),
        (odf_row(odf_cell('office:value-type="date" office:date-value="31.01.2014"')), "cells would be lost in reading"),
        (odf_row(odf_cell(FIVE, f'<table:table table:name="M">{odf_row(odf_cell(FIVE))}</table:table>')), DAMAGED),
    ],
)
def test_an_opendocument_sheet_that_cannot_be_believed_is_refused(rows: str, reason: str) -> None:
    with pytest.raises(UserDataError, match=re.escape(reason)):
        odf(rows)


def test_two_sheets_of_one_name_are_refused() -> None:
    table = f'<table:table table:name="L">{odf_row(odf_cell(FIVE))}</table:table>'
    assert refusal(archive(ods_parts(table * 2))) == DAMAGED


def test_old_tables_kept_by_links_and_changes_are_no_sheets() -> None:
    inner = f'<table:table table:name="vecs">{odf_row(odf_cell(FIVE))}</table:table>'
    body = (
        f"<table:tracked-changes>{inner}</table:tracked-changes>"
        f'<table:table table:name="L">{odf_row(odf_cell(FIVE))}</table:table>'
    )
    content = archive(ods_parts(body))
    assert names(content) == ["L"]


# Old workbooks


def old_record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def excel_95() -> bytes:
    """Make a workbook of Excel 95, whose texts are bytes of Windows-1257."""

    def short(words: str) -> bytes:
        return bytes([len(words)]) + words.encode("cp1257")

    def label(row: int, column: int, words: str) -> bytes:
        return old_record(0x204, struct.pack("<HHHHB", row, column, 17, len(words), 0)[:-1] + words.encode("cp1257"))

    font = old_record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + short("Arial"))
    formats = old_record(0x41E, struct.pack("<H", 164) + short("dd.mm.yyyy"))
    formats += old_record(0x41E, struct.pack("<H", 165) + short('#,##0.00 "Ls"'))
    styles = b"".join(
        old_record(0xE0, struct.pack("<HHHHHHHH", 0, code, 1, 32, 0, 0, 0, 0)) for code in [0] * 16 + [164, 0, 165]
    )
    head = old_record(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0)) + old_record(0x42, struct.pack("<H", 1257))
    head += font * 5 + formats + styles
    name = short("Izmaksas")
    start = len(head) + 4 + 6 + len(name) + 4
    book = head + old_record(0x85, struct.pack("<IBB", start, 0, 0) + name) + old_record(0x0A)
    page = old_record(0x809, struct.pack("<HHHH", 0x500, 16, 0, 0)) + old_record(0x200, struct.pack("<HHHHH", 0, 2, 0, 3, 0))
    page += label(0, 0, "Saņēmējs") + old_record(0x203, struct.pack("<HHHd", 0, 1, 16, 41670))
    page += old_record(0x203, struct.pack("<HHHd", 0, 2, 18, 12.34)) + old_record(0x205, struct.pack("<HHHBB", 1, 2, 17, 7, 1))
    return compound("Book", (book + page + old_record(0x0A)).ljust(4096, b"\0"))


def test_a_workbook_of_excel_95_in_windows_1257_is_read() -> None:
    sheet = read(excel_95())
    assert sheet.rows == [["Saņēmējs", date(2014, 1, 31), 12.34], ["", "", ""]]
    assert (sheet.marks, sheet.problems) == ({(0, 2): "LVL"}, {(1, 2): ERROR})


# Binary workbooks


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    """Give a binary workbook whose only sheet's records are changed."""
    with zipfile.ZipFile(io.BytesIO(made("xlsb", TABLE))) as opened:
        parts: dict[str, str | bytes] = {name: opened.read(name) for name in opened.namelist()}
    member = "xl/worksheets/sheet1.bin"
    return archive(parts | {member: change(opened_bytes(parts[member]))})


def opened_bytes(part: str | bytes) -> bytes:
    assert isinstance(part, bytes)
    return part


def numbers(*bits: int) -> bytes:
    """Make a row of packed numbers."""
    row = record(0, struct.pack("<IIHBBBI", 0, 0, 300, 0, 0, 0, 0))
    return row + b"".join(record(2, struct.pack("<IIi", column, 0, bit)) for column, bit in enumerate(bits))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda part: part[:-1] + b"\xff", DAMAGED),
        (lambda part: part[: len(part) // 2], DAMAGED),
        (lambda part: b"\xff\xff\xff\xff\xff\xff" + part, DAMAGED),
        (lambda part: part.replace(record(129), record(129) + b"\x02\xff\xff\xff\x7f", 1), DAMAGED),
        (
            lambda part: part.replace(record(146), record(0, struct.pack("<IIHBBBI", 1, 0, 300, 0, 0, 0, 0)) + record(146)),
            "the cell A2 stands out of order",
        ),
        (
            lambda part: part.replace(record(146), record(4, struct.pack("<IIB", 0, 0, 1)) + record(146)),
            "the cell A10 stands out of order",
        ),
        (
            lambda part: part.replace(
                record(146),
                record(0, struct.pack("<IIHBBBI", 1_048_575, 0, 300, 0, 0, 0, 0))
                + record(4, struct.pack("<IIB", 0, 0, 1))
                + record(146),
            ),
            "the cell A1048576 lies too far away",
        ),
        (
            lambda part: part.replace(record(146), record(4, struct.pack("<IIB", 16_383, 0, 1)) + record(146)),
            "the cell XFD10 lies too far away",
        ),
    ],
)
def test_a_binary_sheet_with_wrong_records_is_refused(change: Callable[[bytes], bytes], reason: str) -> None:
    assert reason in refusal(with_sheet(change))


def test_a_text_that_is_longer_than_its_record_is_refused() -> None:
    """The name of the sheet says that it has a thousand million letters."""
    with zipfile.ZipFile(io.BytesIO(made("xlsb", TABLE))) as opened:
        parts: dict[str, str | bytes] = {name: opened.read(name) for name in opened.namelist()}
    name = struct.pack("<I", 8) + "Izmaksas".encode("utf-16-le")
    whole = opened_bytes(parts["xl/workbook.bin"])
    assert name in whole
    parts["xl/workbook.bin"] = whole.replace(name, struct.pack("<I", 10**9) + name[4:])
    assert refusal(archive(parts)) == DAMAGED


def test_what_is_no_worksheet_of_a_binary_workbook_is_left_out() -> None:
    with zipfile.ZipFile(io.BytesIO(made("xlsb", TABLE, Table([["x"]], sheet="Diagramma")))) as opened:
        parts: dict[str, str | bytes] = {name: opened.read(name) for name in opened.namelist()}
    links = opened_bytes(parts["xl/_rels/workbook.bin.rels"]).decode()
    second = links.rindex("relationships/worksheet")
    parts["xl/_rels/workbook.bin.rels"] = links[:second] + links[second:].replace("worksheet", "chartsheet", 1)
    assert parse(archive(parts), ignore) == [SHEET]


def test_packed_numbers_are_what_they_stand_for() -> None:
    """Two bits say whether it is an integer and whether it is divided by 100; the rest is the number, or half of a double."""
    bits = [5 << 2 | 2, -5 << 2 | 2, 1234 << 2 | 3, 0x40140000, 0x40140000 | 1]
    part = record(129) + record(148, bytes(16)) + record(145) + numbers(*bits) + record(146) + record(130)
    assert read(with_sheet(lambda _: part)).rows == [[5.0, -5.0, 12.34, 5.0, 0.05]]


def test_a_binary_workbook_without_styles_or_with_unknown_ones_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(made("xlsb", Table([[5, "a", Formula("1", "")]])))) as opened:
        parts: dict[str, str | bytes] = {name: opened.read(name) for name in opened.namelist()}
    del parts["xl/styles.bin"]
    assert read(archive(parts)).rows == [[5.0, "a", ""]]


@pytest.mark.parametrize("kind", ["xls", "xlsb"])
def test_columns_that_have_a_width_are_not_hidden(kind: str) -> None:
    if kind == "xls":
        book = xlwt.Workbook()
        page = book.add_sheet("Izmaksas")
        page.write(0, 0, "a")
        page.col(0).width = 5000
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
    else:
        wide = record(390) + record(60, struct.pack("<IIIIH", 0, 0, 2560, 0, 0)) + record(391)
        content = with_sheet(lambda part: part.replace(record(145), wide + record(145), 1))
    assert 0 not in read(content).hidden_columns

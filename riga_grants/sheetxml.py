"""The second look at a workbook: what its XML says and a fast cell reader does not show.

Error cells, formulas without a value, hidden rows and columns, the currency of a number format; and cells so far away, or in
such disorder, that a reader would lose rows or exhaust the memory. Only `sheets` uses it.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import NamedTuple
from xml.etree.ElementTree import Element
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from riga_grants.errors import BooksError
from riga_grants.errors import text

LAST_ROW = 200_000
LAST_COLUMN = 500
AREA = 5_000_000
"""A sheet's cells with content must lie inside these: rows, columns, and rows × columns."""

ERROR = "error"
NO_VALUE = "no-value"

_LONGEST_VALUE = 1_000  # only numbers are looked at, so no more of a value is kept than a hostile file may make costly

At = tuple[int, int]
"""A cell's row and column, both counted from 0."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
# A format may be of any length and hostile: possessive, and no bracket inside brackets, so that the time stays linear.
_LITERAL = re.compile(r'\[\$([^\[\]-]*+)[^\[\]]*+\]|"([^"]*+)"|\\(.)|\[[^\[\]]*+\]')
_MARKS = re.compile(r"€|\$|£|¥|₽|%|\b(?:EUR|LVL|Ls|USD|GBP|SEK|NOK|DKK|CHF|PLN|RUB|LTL|EEK)\b", re.IGNORECASE)
_BUILT_IN = {9: "%", 10: "%"}
_SPELT = {"€": "EUR", "LS": "LVL", "$": "USD", "£": "GBP", "₽": "RUB"}


class Part(NamedTuple):
    """A worksheet's name, the archive member that holds it, and whether a user sees it."""

    name: str
    member: str
    visible: bool


@dataclass(slots=True)
class Look:
    """What one sheet's XML says. `numbers` are the cells that hold a number or a truth value, as it is spelt there."""

    problems: dict[At, str] = field(default_factory=dict)
    marks: dict[At, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    numbers: dict[At, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


def reference(at: At) -> str:
    """Name a cell as a spreadsheet does: (16, 9) is J17."""
    letters, rest = "", at[1] + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{at[0] + 1}"


def worksheets(archive: zipfile.ZipFile) -> list[Part]:
    """List the worksheets in the workbook's order; chart sheets and the like are left out."""
    members = {name.casefold(): name for name in archive.namelist()}
    targets = {
        relation.get("Id", ""): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/").casefold()
        for relation in _elements(archive, "xl/_rels/workbook.xml.rels", "Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    parts = []
    for sheet in _elements(archive, "xl/workbook.xml", "sheet"):
        link = next((value for name, value in sheet.items() if name.endswith("}id")), "")
        if link in targets:
            visible = sheet.get("state", "visible") == "visible"
            parts.append(Part(sheet.get("name", ""), members[targets[link]], visible))
    return parts


def currencies(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give the currency (or "%") that each cell style's number format shows, by the style's index; others are left out."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    codes = {
        int(form.get("numFmtId", "0")): mark(form.get("formatCode", ""))
        for form in _elements(archive, "xl/styles.xml", "numFmt")
    }
    shown: dict[str, str] = {}
    for styles in _elements(archive, "xl/styles.xml", "cellXfs"):
        for index, style in enumerate(styles):
            number = int(style.get("numFmtId", "0"))
            if found := codes.get(number, "") or _BUILT_IN.get(number, ""):
                shown[str(index)] = found
    return shown


def mark(format_code: str) -> str:
    """Say which currency (or "%") a number format shows beside the number, or a heading names; "" for none."""
    positive = format_code.partition(";")[0]
    bare = _LITERAL.sub(lambda m: f" {m[1] or m[2] or m[3] or ''} ", positive)
    found = _MARKS.search(bare)
    return "" if found is None else _SPELT.get(found[0].upper(), found[0].upper())


def look(archive: zipfile.ZipFile, part: Part, file: str, styles: Mapping[str, str]) -> Look:
    """Read a worksheet's XML as a stream; raise BooksError where its cells are too far away or in disorder."""
    from defusedxml.sax import make_parser  # noqa: PLC0415 - `check` reads no sheet

    handler = _Reader(file, part.name, styles)
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    with archive.open(part.member) as stream:
        parser.parse(stream)
    return handler.seen


def _elements(archive: zipfile.ZipFile, member: str, wanted: str) -> Iterator[Element]:
    """Find the elements of a small part by their local name, whichever namespace the producer used."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415 - `check` reads no sheet

    root: Element = fromstring(archive.read(member), forbid_dtd=True)
    return (element for element in root.iter() if element.tag.rpartition("}")[2] == wanted)


class _Reader(ContentHandler):
    """Walks one sheet cell by cell; positions that are not stated follow from the cell before."""

    def __init__(self, file: str, sheet: str, styles: Mapping[str, str]) -> None:
        super().__init__()
        self.seen = Look()
        self._file, self._sheet, self._styles = file, sheet, styles
        self._row = self._column = -1
        self._kind = self._style = self._value = ""
        self._formula = self._inline = self._in_value = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name for it
        local = name.rpartition(":")[2]
        if local == "c":
            self._start_cell(attrs)
        elif local == "row":
            self._start_row(attrs)
        elif local == "col":
            if attrs.get("hidden") in {"1", "true"}:
                last = min(int(attrs["max"]), LAST_COLUMN)
                self.seen.hidden_columns.update(range(int(attrs["min"]) - 1, last))
        elif local == "f":
            self._formula = True
        elif local == "is":
            self._inline = True
        self._in_value = local == "v"

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name for it
        self._in_value = False
        if name.rpartition(":")[2] == "c":
            self._end_cell()

    def characters(self, content: str) -> None:
        if self._in_value and len(self._value) < _LONGEST_VALUE:
            self._value += content

    def _start_row(self, attrs: AttributesImpl) -> None:
        row = int(attrs["r"]) - 1 if "r" in attrs else self._row + 1
        if row <= self._row:
            raise self._disorder(row, 0)
        self._row, self._column = row, -1
        if attrs.get("hidden") in {"1", "true"}:
            self.seen.hidden_rows.add(row)

    def _start_cell(self, attrs: AttributesImpl) -> None:
        row, column = self._row, self._column + 1
        if match := _REFERENCE.fullmatch(attrs.get("r", "")):
            row, column = int(match[2]) - 1, _column(match[1])
        if row != self._row or column <= self._column:
            raise self._disorder(row, column)
        self._column = column
        self._kind, self._style, self._value = attrs.get("t", "n"), attrs.get("s", "0"), ""
        self._formula = self._inline = False

    def _end_cell(self) -> None:
        at = (self._row, self._column)
        value = self._value.strip()
        if value or self._formula or self._inline or self._kind == "e":
            self._extend(at)
        if self._kind == "e":
            self.seen.problems[at] = ERROR
        elif self._formula and not value and self._kind != "str":
            self.seen.problems[at] = NO_VALUE
        elif value and self._kind in {"n", "b"}:
            self.seen.numbers[at] = value
            if self._style in self._styles:
                self.seen.marks[at] = self._styles[self._style]

    def _extend(self, at: At) -> None:
        """Widen the used area; refuse what would make a reader allocate without end."""
        seen = self.seen
        seen.rows, seen.columns = max(seen.rows, at[0] + 1), max(seen.columns, at[1] + 1)
        if seen.rows > LAST_ROW or seen.columns > LAST_COLUMN or seen.rows * seen.columns > AREA:
            message = text(
                "“{file}”, sheet “{sheet}”: the cell {cell} lies too far from the rest to be read. "
                "Delete it, or the empty rows and columns before it, and save the workbook again.",
                file=self._file,
                sheet=self._sheet,
                cell=reference(at),
            )
            raise BooksError(message)

    def _disorder(self, row: int, column: int) -> BooksError:
        message = text(
            "“{file}”, sheet “{sheet}”: the cell {cell} stands out of order, so rows could be lost. "
            "Open the workbook in a spreadsheet program and save it again.",
            file=self._file,
            sheet=self._sheet,
            cell=reference((row, column)),
        )
        return BooksError(message)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

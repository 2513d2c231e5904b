"""A funder's form as the parts of an .xlsx package: which cells its names stand for, and the parts with those filled in."""

import io
import re
import zipfile
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Final
from typing import NamedTuple

from lxml import etree

from riga_grants.errors import BooksError
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.rendering.form_pages import Area
from riga_grants.rendering.form_pages import Element
from riga_grants.rendering.form_pages import Page
from riga_grants.rendering.form_pages import area_of
from riga_grants.sheets import archive
from riga_grants.sheets import limits
from riga_grants.sheets.formats import BUILT_IN
from riga_grants.sheets.markup import ForbiddenError

_WORKBOOK: Final = "xl/workbook.xml"
_PLAIN: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_DAYS: Final = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
"""The numbers of the formats without a code that show a day (ECMA-376 part 1, 18.8.30)."""
_BEFORE_CALCULATION: Final = (
    *("fileVersion", "fileSharing", "workbookPr", "AlternateContent", "revisionPtr", "absPath", "workbookProtection"),
    *("bookViews", "sheets", "functionGroups", "externalReferences", "definedNames"),
)
"""What stands in a workbook's part before its `calcPr`, in that order."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_REFERS = re.compile(r"(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!()]+))!(?P<cells>[^!]+)")


class Named(NamedTuple):
    """A defined name as it is spelt, what it refers to, and the sheet and the range that this is (None: it is none)."""

    name: str
    refers: str
    sheet: str
    area: Area | None


class Form:
    """An opened form. `from_1904` tells from which day it counts; `formats` are the codes of its styles' number formats."""

    def __init__(self, content: bytes) -> None:
        self._archive = archive.open_archive(content)
        parts = archive.members(self._archive)
        if _PLAIN not in {one.get("ContentType") for one in self._parse(parts["[content_types].xml"])}:
            raise UserDataError(text("It is no .xlsx workbook; save it as one, without macros."))
        self._book = self._parse(parts[_WORKBOOK])
        linked = archive.worksheets(self._archive, parts["xl/_rels/workbook.xml.rels"])
        sheets = [(one.get("name", ""), _by_local(one, "id")) for one in _under(self._book, "sheets")]
        limits.check_sheets(len(sheets))
        self._members = {name: linked[link] for name, link in sheets if link in linked}
        if not self._members:
            raise zipfile.BadZipFile
        self._pages: dict[str, Page] = {}
        said = [one.get("date1904", "") for one in self._book if _local(one) == "workbookPr"]
        self.from_1904 = said[-1:] in (["1"], ["true"])
        styles = parts.get("xl/styles.xml")
        self.formats = [] if styles is None else list(_formats(self._parse(styles)))

    def names(self) -> Iterator[Named]:
        """Give the defined names, in their order."""
        for one in _under(self._book, "definedNames"):
            refers = (one.text or "").strip()
            found = _REFERS.fullmatch(refers)
            spelt = (found["bare"] or found["quoted"].replace("''", "'")) if found else ""
            sheet = next((name for name in self._members if name.casefold() == spelt.casefold()), "")
            area = area_of(found["cells"]) if found and sheet else None
            yield Named(one.get("name", ""), refers, sheet, area)

    def page(self, sheet: str) -> Page:
        """Give a worksheet by its name."""
        if sheet not in self._pages:
            self._pages[sheet] = Page(self._parse(self._members[sheet]))
        return self._pages[sheet]

    def format_code(self, style: int) -> str:
        """Give the code of a style's number format."""
        return self.formats[style] if style < len(self.formats) else "General"

    def filled(self, sheets: Iterable[str]) -> bytes:
        """Give the package with the pages of some sheets as they are now; no formula has a value that it had before.

        All other parts are what they were, byte for byte.
        """
        filled = {self._members[sheet]: self.page(sheet).root for sheet in sheets}
        calculated = False
        for sheet, member in self._members.items():
            if _FORMULA.search(self._archive.read(member)) and self.page(sheet).forget():
                filled[member], calculated = self.page(sheet).root, True
        if calculated:
            filled[archive.members(self._archive)[_WORKBOOK]] = _calculating(self._book)
        return self._packed({member: _bytes(root) for member, root in filled.items()})

    def _packed(self, changed: Mapping[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for part in self._archive.infolist():
                kept = zipfile.ZipInfo(part.filename, part.date_time)
                kept.compress_type = zipfile.ZIP_STORED if part.is_dir() else zipfile.ZIP_DEFLATED
                kept.external_attr = part.external_attr
                made.writestr(kept, changed[part.filename] if part.filename in changed else self._archive.read(part))
        return out.getvalue()

    def _parse(self, member: str) -> Element:
        content = self._archive.read(member)
        if len(content) > limits.FILE_MB * limits.MEGABYTE:
            raise limits.too_large(text("it has a sheet of more than {limit} MB.", limit=limits.FILE_MB))
        # No entity is resolved and nothing is fetched; what has a document type is refused as a whole.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, strip_cdata=False)
        root = etree.fromstring(content, parser)
        if root.getroottree().docinfo.internalDTD is not None:
            raise ForbiddenError
        return root


def opened(content: bytes, file: str) -> Form:
    """Open a form, `file` being its name for messages; raise BooksError for what is no .xlsx workbook, or too large."""
    try:
        return Form(content)
    except UserDataError as problem:
        raise BooksError(text("The form “{file}” cannot be filled in: {reason}", file=file, reason=problem.reason)) from problem
    except (zipfile.BadZipFile, RuntimeError, KeyError, ValueError, etree.XMLSyntaxError, NotImplementedError) as problem:
        reason = text("It is no .xlsx workbook, or it is damaged or protected by a password.")
        raise BooksError(text("The form “{file}” cannot be filled in: {reason}", file=file, reason=reason)) from problem


def _bytes(root: Element) -> bytes:
    write: Callable[..., bytes] = etree.tostring  # the stubs do not know that nothing may be said of `standalone`
    tree = root.getroottree()
    return write(tree, xml_declaration=True, encoding="UTF-8", standalone=tree.docinfo.standalone or None)


def _local(one: Element) -> str:
    return one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""


def _by_local(one: Element, name: str) -> str:
    return next((value for key, value in one.attrib.items() if key.endswith(f"}}{name}")), "")


def _under(root: Element, group: str) -> list[Element]:
    """Give the elements in a group that stands in a part."""
    return [one for found in root if _local(found) == group for one in found if isinstance(one.tag, str)]


def _formats(styles: Element) -> Iterator[str]:
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in _under(styles, "numFmts")}
    for one in _under(styles, "cellXfs"):
        number = one.get("numFmtId", "0")
        yield codes.get(number) or ("yyyy-mm-dd" if int(number) in _DAYS else BUILT_IN.get(int(number), "General"))


def _calculating(book: Element) -> Element:
    """Have a workbook calculated when it is opened."""
    found = next((one for one in book if _local(one) == "calcPr"), None)
    if found is None:
        found = book.makeelement(book.tag.replace("workbook", "calcPr"), nsmap=book.nsmap)
        before = [one for one in book if _local(one) in _BEFORE_CALCULATION]
        before[-1].addnext(found)
    found.set("fullCalcOnLoad", "1")
    return book

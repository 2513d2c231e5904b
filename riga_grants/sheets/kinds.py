"""What a file is, by its bytes; its name is never asked. What is no spreadsheet is refused in words that say what to do."""

import codecs
import io
import re
import zipfile
from typing import Final

from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import archive

XLSX: Final = "xlsx"
XLSB: Final = "xlsb"
XLS: Final = "xls"
ODS: Final = "ods"
CSV: Final = "csv"
HTML: Final = "html"
KINDS: Final = (XLSX, XLSB, XLS, ODS, CSV, HTML)
"""The kinds that are read; .xlsm is told as "xlsx", text in columns of any delimiter as "csv"."""

DAMAGED: Final = text("it is damaged. Open it in a spreadsheet program and save it again, or ask for a new copy.")
PASSWORD: Final = text("it is protected by a password. Save it as .xlsx without a password.")
_SAVE: Final = text("Open it in a spreadsheet program and save it as .xlsx.")
_ASK: Final = text("Ask for the spreadsheet that it was made from.")
_UNPACK: Final = text("Unpack it and import the spreadsheets that are in it.")
_COPY: Final = text("Copy its table into a spreadsheet program and save it as .xlsx.")

_PICTURE: Final = text("a picture")
_ARCHIVE: Final = text("an archive")
_WORD: Final = text("a Word document")
_SLIDES: Final = text("a presentation")
_OLD_EXCEL: Final = text("a workbook of Excel 4 or older")

_STARTS: Final[tuple[tuple[bytes, Text, Text], ...]] = (
    (b"%PDF", text("a PDF document"), _ASK),
    (b"\x89PNG", _PICTURE, _ASK),
    (b"\xff\xd8\xff", _PICTURE, _ASK),
    (b"GIF8", _PICTURE, _ASK),
    (b"II*\0", _PICTURE, _ASK),
    (b"MM\0*", _PICTURE, _ASK),
    (b"{\\rtf", text("a document in Rich Text Format"), _COPY),
    (b"\x1f\x8b", _ARCHIVE, _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE, _UNPACK),
    (b"Rar!\x1a\x07", _ARCHIVE, _UNPACK),
    (b"\x09\x00\x04\x00", _OLD_EXCEL, _SAVE),
    (b"\x09\x02\x06\x00", _OLD_EXCEL, _SAVE),
    (b"\x09\x04\x06\x00", _OLD_EXCEL, _SAVE),
    (b"MIME-Version:", text("a web archive"), _SAVE),
)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_HEAD: Final = 8_192
_MANIFEST: Final = 2**20
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# A text may have a flaw or a few, which `decode` names; more than these control characters, and it is no text.
_FEW_CONTROLS: Final = 2
_TEXT_FOR_A_CONTROL: Final = 50
_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|style|table|tr|div)\b", re.IGNORECASE)
_XML: Final = (
    ("urn:schemas-microsoft-com:office:spreadsheet", text("an XML spreadsheet of 2003")),
    ("urn:oasis:names:tc:opendocument:xmlns:office", text("a flat XML document of OpenDocument")),
    ("<?xml", text("an XML file")),
)
_WORKBOOKS: Final = {"xl/workbook.xml": XLSX, "xl/workbook.bin": XLSB}
_OTHER_DOCUMENTS: Final = {"word/document.xml": _WORD, "ppt/presentation.xml": _SLIDES}
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."


def kind(content: bytes) -> str:
    """Say which of KINDS a file is; raise UserDataError, whose reason says what else it is and what to do."""
    if not content.strip():
        raise UserDataError(text("it is empty."))
    if content.startswith(_ZIP):
        return _zipped(content)
    if content.startswith(_OLE):
        return _compound(content)
    for start, what, remedy in _STARTS:
        if content.startswith(start):
            raise _refused(what, remedy)
    if content[4:8] == b"ftyp" or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        raise _refused(_PICTURE, _ASK)
    return _written(content[:_HEAD])


def _refused(what: Text, remedy: Text) -> UserDataError:
    return UserDataError(text("it is {what}. {remedy}", what=what, remedy=remedy))


def _zipped(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return _packed(opened)
    except UserDataError:
        raise
    except Exception as problem:
        raise UserDataError(DAMAGED) from problem


def _packed(opened: zipfile.ZipFile) -> str:
    names = archive.members(opened)
    if archive.encrypted(opened):
        raise UserDataError(PASSWORD)
    for member, found in _WORKBOOKS.items():
        if member in names:
            return found
    for member, what in _OTHER_DOCUMENTS.items():
        if member in names:
            raise _refused(what, _COPY)
    return _open_document(opened, names)


def _open_document(opened: zipfile.ZipFile, names: dict[str, str]) -> str:
    declared = _start(opened, names.get("mimetype", "")).strip()
    if not declared.startswith(_OPEN_DOCUMENT):
        raise _refused(_ARCHIVE, _UNPACK)
    if not declared.startswith(_OPEN_DOCUMENT + b"spreadsheet"):
        raise _refused(text("an OpenDocument file without a spreadsheet"), _COPY)
    if b"encryption-data" in _start(opened, names.get("meta-inf/manifest.xml", "")):
        raise UserDataError(PASSWORD)
    return ODS


def _start(opened: zipfile.ZipFile, member: str) -> bytes:
    if not member:
        return b""
    with opened.open(member) as part:
        return part.read(_MANIFEST)


def _compound(content: bytes) -> str:
    """Look at the top folder of a compound file, which old Office documents are, and new ones with a password."""
    from xlrd.compdoc import CompDoc  # noqa: PLC0415 - few files are such

    try:
        found = CompDoc(content, logfile=io.StringIO())
        names = {found.dirlist[child].name.casefold() for child in found.dirlist[0].children}
    except Exception as problem:
        raise UserDataError(DAMAGED) from problem
    if "encryptedpackage" in names:
        raise UserDataError(PASSWORD)
    if names & {"workbook", "book"}:
        return XLS
    if "worddocument" in names:
        raise _refused(_WORD, _COPY)
    if "powerpoint document" in names:
        raise _refused(_SLIDES, _COPY)
    raise _refused(text("an old Office file without a spreadsheet"), _ASK)


def _written(head: bytes) -> str:
    """Tell a web page and XML from text in columns, and all of them from what is no text."""
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    words = head.decode("utf-16" if marked else "utf-8-sig", "replace").lstrip()
    if len(_CONTROL.findall(words)) > _FEW_CONTROLS + len(words) // _TEXT_FOR_A_CONTROL:
        raise _refused(text("no spreadsheet that is known here"), _SAVE)
    if words.startswith("<"):
        if _WEB_PAGE.search(words):
            return HTML
        for start, what in _XML:
            if start in words:
                raise _refused(what, _SAVE)
    return CSV

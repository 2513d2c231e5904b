"""Zip containers, looked at before anything in them is opened: .xlsx, .xlsb and .ods are such."""

import io
import posixpath
import zipfile

from riga_grants.errors import text
from riga_grants.sheets import limits
from riga_grants.sheets.markup import elements


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open a container; refuse what would unpack to an unreasonable size, raise BadZipFile where two readers could differ."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > limits.PARTS:
        raise limits.too_large(text("it has more than {limit} parts.", limit=limits.PARTS))
    if unpacked > limits.UNPACKED_MB * limits.MEGABYTE:
        raise limits.too_large(text("it unpacks to more than {limit} MB.", limit=limits.UNPACKED_MB))
    if unpacked > limits.RATIO_FROM_MB * limits.MEGABYTE and unpacked > limits.RATIO * len(content):
        raise limits.too_large(text("it unpacks to more than {limit} times its size.", limit=limits.RATIO))
    if len(members(archive)) < len(parts) or archive.testzip():
        # Parts of one name, or sizes and checksums that are not true: the two readers could see two files.
        raise zipfile.BadZipFile
    return archive


def members(archive: zipfile.ZipFile) -> dict[str, str]:
    """Give the names of the parts by their names in small letters, which is how workbooks refer to each other's parts."""
    return {name.casefold(): name for name in archive.namelist()}


def worksheets(archive: zipfile.ZipFile, relations: str) -> dict[str, str]:
    """Give the parts of a workbook's worksheets by the links that its part of relations has to them; other sheets are left out.

    Raise KeyError for a part that is not there, ValueError for a link that has two meanings.
    """
    found: dict[str, str] = {}
    parts = members(archive)
    with archive.open(parts[relations]) as source:
        for _, relation in elements(source, "Relationship"):
            if relation.get("Type", "").endswith("/worksheet"):
                if relation["Id"] in found:
                    raise ValueError
                target = posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/")
                found[relation["Id"]] = parts[target.casefold()]
    return found


def encrypted(archive: zipfile.ZipFile) -> bool:
    """Say whether a part is protected by a password."""
    return any(part.flag_bits & 1 for part in archive.infolist())

"""Zip containers, looked at before anything in them is opened: .xlsx, .xlsb and .ods are such."""

import io
import zipfile
from typing import Final

from riga_grants.errors import text
from riga_grants.sheets import limits

ENCRYPTED: Final = 1
"""The flag of a part that a password protects."""


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
    names = {part.filename.casefold() for part in parts}
    if len(names) < len(parts) or any(part.flag_bits & ENCRYPTED for part in parts) or archive.testzip():
        # Parts of one name, encrypted parts, or sizes and checksums that are not true: the two readers could see two files.
        raise zipfile.BadZipFile
    return archive

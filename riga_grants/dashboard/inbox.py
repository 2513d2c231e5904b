"""Which layouts fit a file. Fava asks for every file and every layout whenever it shows its import page."""

import logging
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from riga_grants.errors import BooksError
from riga_grants.importing.importer import fit
from riga_grants.layouts import Layout
from riga_grants.sheets import names
from riga_grants.sheets import read

REMEMBERED: Final = 4096
"""Of how many files it is remembered which layouts fit: a file is read again only after it was changed."""


def fitting(layouts: Sequence[Layout]) -> Callable[[Path], frozenset[str]]:
    """Give a function that names the layouts whose headings a file has, all of them; none for a file that cannot be read."""

    @lru_cache(REMEMBERED)
    def remembered(path: Path, _modified_ns: int, _size: int) -> frozenset[str]:
        try:
            return frozenset(_fitting(path, layouts))
        except Exception:
            # The page asks about all files at once: one that makes us fail must not hide the others.
            logging.getLogger(__name__).exception("%s", path)
            return frozenset()

    def of(path: Path) -> frozenset[str]:
        try:
            status = path.stat()
        except OSError:
            return frozenset()
        return remembered(path, status.st_mtime_ns, status.st_size)

    return of


def _fitting(path: Path, layouts: Sequence[Layout]) -> set[str]:
    """Read a file in each way that a layout wants it; not at all where no sheet has a name that one of them looks for."""
    try:
        content = path.read_bytes()
        sheets = names(path.name, content)
    except (OSError, BooksError):
        return set()
    alike: defaultdict[tuple[str, str], list[Layout]] = defaultdict(list)
    for one in layouts:
        if any(not sheet or sheet in one.sheets for sheet in sheets):
            # Only a text file, whose one sheet has no name, is read otherwise where a layout says how.
            alike[(one.delimiter, one.encoding) if "" in sheets else ("", "")].append(one)
    found = set()
    for (delimiter, encoding), some in alike.items():
        with suppress(BooksError):
            tables = read(path.name, content, delimiter=delimiter, encoding=encoding)
            found |= {one.name for one in some if fit(tables, one)[0]}
    return found

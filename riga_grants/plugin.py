"""The Beancount plugin: the same findings in `bean-check`, in Fava and on the command line.

It adds findings and never entries: what is on disk is what is checked. Only the top file's plugin line counts to Beancount.
"""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants import checks
from riga_grants import i18n
from riga_grants import names
from riga_grants.books import LOADING
from riga_grants.books import Books
from riga_grants.books import digest
from riga_grants.errors import Finding

__plugins__ = ("plugin",)


class GrantError(NamedTuple):
    """A finding in the shape of a Beancount error."""

    source: Mapping[str, Any]
    message: str
    entry: None


class Checked(NamedTuple):
    """What a load holds, and what its checks found as of a day, `of_files` on any; `books.findings` are the readers' alone."""

    books: Books
    as_of: date
    of_files: tuple[Finding, ...]
    findings: tuple[Finding, ...]


HEARERS: Final[list[Callable[[Checked], object]]] = []
"""Whoever is to be told of each load that was checked: our pages in Fava, so that they need not check it again."""


def plugin(entries: Sequence[Any], options: Mapping[str, Any]) -> tuple[Sequence[Any], list[GrantError]]:
    """Check the books: entries go through unchanged, findings come out as errors on their exact lines."""
    if LOADING.get():
        return entries, []
    agreements, facts, findings = digest(entries)
    main = Path(options["filename"])
    books = Books(main.parent.parent, entries, options, agreements, facts, tuple(findings))
    today = datetime.now(UTC).astimezone().date()
    of_files = checks.generated(books)
    found = checks.run(books, today, of_files)
    for hear in HEARERS:
        hear(Checked(books, today, tuple(of_files), tuple(found)))
    return entries, [as_error(one, main) for one in (*findings, *found)]


def as_error(found: Finding, main: Path) -> GrantError:
    """Word a finding as a Beancount error: severity and code, what is wrong, what to do."""
    lang = i18n.default_language()
    severity = i18n.tr(names.SEVERITY_WORDS[found.severity], lang)
    about = f"{found.project}: " if found.project else ""
    message = f"{severity} [{found.code}] {about}{i18n.words(found.message, lang)} → {names.hint(found, lang)}"
    place = found.place
    return GrantError({"filename": place.file or str(main), "lineno": place.line}, message, None)

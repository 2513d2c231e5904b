"""The addresses of our pages and of Fava's: filters stay in them, so that they can be kept and sent."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from fava.application import url_for

from riga_grants.dashboard.question import Pairs
from riga_grants.dashboard.question import Question

NAME = "RigaGrants"
"""The extension's name, which is part of the address."""


class Ways(NamedTuple):
    """Where a page's links begin: `base` is the books' address in Fava; `day` stays in the address only where it was chosen."""

    base: str
    filters: Pairs
    as_of: date
    day: Pairs
    lang: str

    @property
    def ours(self) -> str:
        """The address of our pages, without parameters."""
        return f"{self.base}extension/{NAME}/"

    def page(self, name: str, /, **more: str) -> str:
        """Give the address of one of our pages, as of the same day and under the same filters."""
        return _address(self.ours, [("page", name), *{**dict(self.day), **more}.items(), *self.filters])

    def part(self, name: str, part: str, /, **more: str) -> str:
        """Give the address of a part of one of our pages."""
        return f"{self.page(name, **more)}#{part}"

    def today(self, name: str, more: Pairs) -> str:
        """Give the address of one of our pages without a chosen day."""
        return _address(self.ours, [("page", name), *more, *self.filters])

    def download(self, report: str, suffix: str, /, lang: str = "", **more: str) -> str:
        """Give the address under which a report is downloaded as a file of a kind (".xlsx")."""
        kind = ("report", report), ("format", suffix.removeprefix("."))
        day = ("as_of", self.as_of.isoformat()), ("lang", lang or self.lang)
        return _address(f"{self.ours}download", [*kind, *more.items(), *day])

    def workbook(self, sha256: str) -> str:
        """Give the address under which a workbook is downloaded as it was imported."""
        return _address(f"{self.ours}workbook", [("sha256", sha256)])

    def editor(self, file: str, line: int) -> str:
        """Give the address of a line in Fava's editor."""
        return _address(f"{self.base}editor/", [("file_path", file), ("line", str(line or 1)), *self.filters])

    def document(self, file: str) -> str:
        """Give the address of a scanned document."""
        return _address(f"{self.base}document/", [("filename", file)])

    def importing(self) -> str:
        """Give the address of Fava's import page."""
        return _address(f"{self.base}import/", self.filters)


def ways(question: Question) -> Ways:
    """Give the beginnings of the addresses for a question, in the running request."""
    day: Pairs = (("as_of", question.as_of.isoformat()),) if question.chosen else ()
    return Ways(url_for("index").partition("?")[0], question.filters, question.as_of, day, question.lang)


def entry(hashed: str) -> str:
    """Give the link that opens an entry, as Fava shows it, above the page."""
    return f"#context-{hashed}"


def _address(path: str, said: Iterable[tuple[str, str]]) -> str:
    query = urlencode([(name, value) for name, value in said if value])
    return f"{path}?{query}" if query else path

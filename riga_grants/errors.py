"""Findings: what is wrong with users' data, as values with a code, a place, what was found and what to do.

Messages are kept as a message id with its values and become words only when shown, in the reader's language (`i18n`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from pathlib import PurePath
from typing import NamedTuple


class Severity(IntEnum):
    """How bad a finding is; a larger number is worse."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Text(NamedTuple):
    """A sentence to be translated: its English form with named places, and what stands in them.

    A Decimal among the values is money and is shown with two decimals; a date is shown in the reader's form; an int is a
    count; a Text is translated in its turn. Values that the message does not name are there for the finding's hint.
    """

    msgid: str
    values: "Mapping[str, Value]"

    def __str__(self) -> str:
        return self.msgid.format(**self.values)


class InLanguages(NamedTuple):
    """A user's own words that the books hold in Latvian and, perhaps, in English."""

    lv: str
    en: str

    def __str__(self) -> str:
        return self.en or self.lv


class Percent(NamedTuple):
    """A percentage inside a sentence, already rounded; None where the whole is 0."""

    value: Decimal | None

    def __str__(self) -> str:
        return "–" if self.value is None else str(self.value)


Value = str | int | Decimal | date | Text | InLanguages | Percent


def text(msgid: str, /, **values: Value) -> Text:
    """Make a Text; the catalogue's messages are collected from the calls of this function."""
    return Text(msgid, values)


class UserDataError(ValueError):
    """A value in a user's file cannot be taken as it stands; `reason` says why, for the finding that will be made of it.

    `code` is the finding's code where the reader knows better than its caller which it is, otherwise "".
    """

    def __init__(self, reason: Text, code: str = "") -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.code = code


class Place(NamedTuple):
    """Where something stands: a line of a ledger file, or a cell of a sheet."""

    file: str
    line: int = 0
    sheet: str = ""
    cell: str = ""

    def under(self, root: str | PurePath) -> "Place":
        """Give the same place with its file named from `root`, where it lies below it; always with forward slashes."""
        path = PurePath(self.file)
        if path.is_relative_to(root):
            return self._replace(file=path.relative_to(root).as_posix())
        return self

    def __str__(self) -> str:
        if self.sheet or self.cell:
            return "!".join(part for part in (self.file, self.sheet, self.cell) if part)
        return f"{self.file}:{self.line}" if self.line else self.file


NOWHERE = Place("")


class Limits(NamedTuple):
    """What a rule allows and what there is, in cents; `actual` less `limit` is the excess (negative: so much is missing)."""

    limit: int
    actual: int

    @property
    def excess(self) -> int:
        """How far the two are apart."""
        return abs(self.actual - self.limit)


class Behind(NamedTuple):
    """An entry behind a finding: where it stands, its document's number, and its amount in cents."""

    place: Place
    document_no: str
    cents: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should know about their data.

    `code` is one of `names.FINDINGS`, whose hint says what to do next; `project` is a project's code or "". `scope` names what
    it is about (an account, a period, a funder, a document's number), as a waiver may name it. Where the rule is a limit,
    `limits` are its two amounts and `behind` the entries that make the actual one.
    """

    code: str
    severity: Severity
    message: Text
    place: Place
    project: str = ""
    scope: tuple[str, ...] = ()
    limits: Limits | None = None
    behind: tuple[Behind, ...] = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """A rule that was verified and holds: the code that a breach would have, and in words what was compared."""

    code: str
    message: Text
    project: str


class BooksError(Exception):
    """The books or a file cannot be read at all (exit code 3); `reason` says why and what to do."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


class WrongUsage(BooksError):  # noqa: N818 - it is the usage that is wrong, not the program
    """What a command names is not there to be named (exit code 2)."""


def worst(findings: "list[Finding] | tuple[Finding, ...]") -> Severity | None:
    """Give the worst severity among findings, None where there are none."""
    return max((finding.severity for finding in findings), default=None)

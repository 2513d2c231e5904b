"""A cost as a register states it, and the key by which it is known again.

The key is made of what identifies and what weighs: the same row in a renamed, re-sorted or overlapping file has the same
key, two truly equal rows of one file differ by their count.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from riga_grants import names
from riga_grants.texts import document_key
from riga_grants.texts import folded
from riga_grants.texts import words_only


class Document(NamedTuple):
    """Which document: costs that agree in it are parts of the same bill, on whatever project and line."""

    issuer: str
    document_no: str
    document_date: date


class Content(NamedTuple):
    """What makes two rows equal. `cents` has the register's sign: costs +, credit notes −."""

    project: str
    account: str
    document_no: str
    document_date: date
    issuer: str
    issuer_reg: str
    cents: int
    description: str
    in_kind: bool

    @property
    def against(self) -> str:
        """The account on the other side of the cost: who gave it in kind, or who is to be paid."""
        return f"{names.IN_KIND if self.in_kind else names.PAYABLE}:{self.project}"

    @property
    def document(self) -> Document:
        """The document that the row belongs to."""
        issuer = self.issuer_reg or words_only(self.issuer)
        return Document(issuer, document_key(self.document_no), self.document_date)


def identity(content: Content, columns: Iterable[str]) -> tuple[str, ...]:
    """Give what a row is known by when its other contents change: its project and some columns, as they are compared."""
    spelt = {
        "line": content.account,
        "document-no": document_key(content.document_no),
        "document-date": content.document_date.isoformat(),
        "issuer": words_only(content.issuer),
        "issuer-reg": folded(content.issuer_reg),
        "description": folded(content.description),
        "amount": str(content.cents),
    }
    return (content.project, *(spelt[column] for column in columns))


def key(content: Content, occurrence: int) -> str:
    """Give a row's key, `row-` and 32 hexadecimal digits; `occurrence` counts equal rows of one file from 0."""
    parts = (
        content.project,
        content.account,
        folded(content.document_no),
        content.document_date.isoformat(),
        folded(content.issuer),
        folded(content.issuer_reg),
        str(content.cents),
        folded(content.description),
        "in-kind" if content.in_kind else "",
        str(occurrence),
    )
    # A line feed cannot stand inside a part: the parts are folded, so no two rows can share one spelling.
    return names.ROW_KEY_PREFIX + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def next_key(content: Content, seen: Counter[str]) -> str:
    """Give the key of the next row of this content; `seen` counts the equal rows before it, and this one from now on."""
    first = key(content, 0)
    seen[first] += 1
    return key(content, seen[first] - 1)


def without_line(content: Content) -> Content:
    """Give a row's contents without its budget line, which a row of a register without lines does not say."""
    return content._replace(account=f"{names.COST}:{content.project}")


@dataclass(frozen=True, slots=True)
class Cost:
    """One cost, ready to be booked: what it is, where it was read, and its key. `paid` is None while it is not paid.

    `net_cents` and `vat_cents` are the parts of its amount without the tax and of the tax, with its sign (None: not stated).

    `cells` is the row's range in `sheet`, such as "A7:M7"; `original` is the amount in another currency, "" for none;
    `suggested` tells why its line is only suggested, "" where the row names it.
    """

    content: Content
    currency: str
    document_type: str
    paid: date | None
    note: str
    sheet: str
    cells: str
    key: str
    original: str = ""
    document_total_cents: int | None = None
    suggested: str = ""
    issuer_account: str = ""
    net_cents: int | None = None
    vat_cents: int | None = None
    payment_no: str = ""

    @property
    def project(self) -> str:
        """The code of the project."""
        return self.content.project

    @property
    def account(self) -> str:
        """The budget line's account."""
        return self.content.account

    @property
    def known_by(self) -> Content:
        """What the key is made of: all contents, but not a line that is only suggested."""
        return without_line(self.content) if self.suggested else self.content

    @property
    def cents(self) -> int:
        """The amount, in cents of `currency`."""
        return self.content.cents

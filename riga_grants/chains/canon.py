"""Entries as canonical lines: what each says, in one line that depends neither on the order of files nor on their names.

A closing seals such lines. A posting is written as

    2014-01-31 * Expenses:P1:Rent 1200.00 EUR "R-0012" row-1f0c… 8a41c0ffee123456

that is: day, flag, account, amount, document's number, row key (`-`: none), and the start of a sha256 of all else that its
entry says: payee, narration, tags, links, metadata, cost and price. Of a directive the line holds all values, and the hash
its metadata. Beancount's own notes (file and line) are no part of it.
"""

import hashlib
import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from functools import lru_cache
from pathlib import Path
from typing import Any
from typing import Final
from typing import NamedTuple

from beancount.core.account import TYPE as ACCOUNT_TYPE
from beancount.core.amount import Amount
from beancount.core.data import Balance
from beancount.core.data import Close
from beancount.core.data import Commodity
from beancount.core.data import Custom
from beancount.core.data import Document
from beancount.core.data import Note
from beancount.core.data import Open
from beancount.core.data import Pad
from beancount.core.data import Posting
from beancount.core.data import Price
from beancount.core.data import Transaction
from beancount.core.flags import FLAG_PADDING

from riga_grants import names
from riga_grants.agreements import project_of
from riga_grants.declared import stated
from riga_grants.declared import withdrawn
from riga_grants.errors import Place
from riga_grants.facts import place_of

DIGITS: Final = 16
"""So many digits of the hash of what else an entry says stand in its line."""

OPTIONS: Final = (
    "operating_currency",
    "booking_method",
    "inferred_tolerance_default",
    "inferred_tolerance_multiplier",
    "infer_tolerance_from_cost",
)
"""The options of Beancount that bear on what the figures mean."""

POSTING: Final = re.compile(
    r'(?P<day>\S+) (?P<flag>[^ ]{1,2}) (?P<account>[^ ]+:[^ ]+) (?P<amount>\S+ \S+) (?P<document>"(?:[^"\\]|\\.)*") '
    r"(?P<key>\S+) (?P<rest>[0-9a-f]{16})"
)
"""How the line of a posting is made up."""

CLASSIFYING: Final = frozenset({names.EKK, names.FUNCTIONAL})
"""What an account's opening may say otherwise after sealing: by which code the council counts a line is no figure of it."""

_NONE: Final[frozenset[str]] = frozenset()
_FREE: Final = frozenset({"grant-indicator", "grant-published"})
_NO_KEY: Final = "-"
_ESCAPES = {number: f"\\x{number:02x}" for number in (*range(32), *range(127, 160), 0x2028, 0x2029)}
_ESCAPES |= {ord("\\"): "\\\\", ord('"'): '\\"'}
_REMEMBERED = 2**16


class Item(NamedTuple):
    """A canonical line: its day, its text, whether it may be added to closed periods, and the metadata that tells its place.

    Figures and terms may not be added to what is closed. What changes none (an account, a price, a note, an indicator) may.
    """

    day: date
    text: str
    addable: bool
    meta: Mapping[str, Any]

    @property
    def place(self) -> Place:
        """Where it stands in the ledger."""
        return Place(str(self.meta.get("filename", "")), int(self.meta.get("lineno", 0)))


@lru_cache(_REMEMBERED)
def string(raw: str) -> str:
    """Write a text in quotes, on one line whatever it holds, and every character of it."""
    return f'"{raw.translate(_ESCAPES)}"'


@lru_cache(_REMEMBERED)
def number(value: Decimal | None) -> str:
    """Write a number with at least two decimals, so that 1200 and 1200.00 are the same."""
    if value is None:
        return _NO_KEY
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    return f"{plain:f}" if isinstance(exponent, int) and exponent < -2 else f"{plain:.2f}"  # noqa: PLR2004 - cents


_VALUES: Final[Mapping[type, Callable[[Any], str]]] = {
    str: string,
    bool: lambda value: "TRUE" if value else "FALSE",
    date: date.isoformat,
    Decimal: number,
    Amount: lambda value: f"{number(value.number)} {value.currency}",
}


def gather(entries: Iterable[Any], codes: Collection[str], root: Path) -> dict[str, list[Item]]:
    """Give the canonical lines of some projects, by code, as `written` does."""
    found: dict[str, list[Item]] = {code: [] for code in codes}
    for owners, item in written(entries, codes, root):
        for code in owners:
            found[code].append(item)
    return found


def written(entries: Iterable[Any], codes: Collection[str], root: Path) -> Iterator[tuple[Collection[str], Item]]:
    """Give each canonical line with those of some projects that it belongs to. What belongs to no project belongs to each.

    A transaction belongs, whole, to every project that one of its accounts names; one that names none to no project, and is
    not written at all. What a `pad` fills in is left out, because Beancount makes it up after the plugins have run.
    """
    entries, wanted = list(entries), frozenset(codes)
    withdrawals = _withdrawals(entries)
    for entry in entries:
        if isinstance(entry, Transaction):
            mine = _codes_of_all(tuple([posting.account for posting in entry.postings]), wanted)
            if mine and entry.flag != FLAG_PADDING:
                for item in _transaction(entry):
                    yield mine, item
        elif (parts := _PARTS.get(type(entry))) is not None:
            account = getattr(entry, "account", "")
            owners = ((_codes_of(account, wanted) if account else ()) or wanted) & wanted
            if owners:
                yield owners, _item(entry, type(entry).__name__.lower(), *parts(entry, root), addable=True)
        elif isinstance(entry, Custom) and entry.type.startswith(names.PREFIX):
            code = withdrawals.get(id(entry)) or _project_of(entry)
            if code in wanted:
                value = " ".join(_value(one.value, account=one.dtype == ACCOUNT_TYPE) for one in entry.values or ())
                yield (code,), _item(entry, "custom", entry.type, value, addable=entry.type in _FREE)


def options(said: Mapping[str, Any]) -> list[str]:
    """Give the canonical lines of the options that bear on what figures mean."""
    return [f"option {name} {_option(said[name])}".rstrip() for name in OPTIONS if name in said]


def _option(value: Any) -> str:  # noqa: ANN401 - whatever an option may hold
    if isinstance(value, dict):
        return " ".join(f"{key}:{number(one)}" for key, one in sorted(value.items()))
    if isinstance(value, list):
        return " ".join(map(str, value))
    return number(value) if isinstance(value, Decimal) else str(getattr(value, "value", value))


def owns(account: str, code: str) -> bool:
    """Say whether an account is a project's own."""
    return code in _codes_of(account, frozenset({code}))


@cache
def _codes_of(account: str, codes: frozenset[str]) -> frozenset[str]:
    """Give the project that an account says by its role; else those whose codes are parts of its name (as of a payable)."""
    code = place_of(account)[0]
    if code and code not in names.NOT_PROJECTS:
        return frozenset({code})
    return frozenset(account.split(":")[1:]) & codes


@lru_cache(_REMEMBERED)
def _codes_of_all(accounts: Sequence[str], codes: frozenset[str]) -> frozenset[str]:
    return frozenset(code for account in accounts for code in _codes_of(account, codes)) & codes


def _withdrawals(entries: Iterable[Any]) -> dict[int, str]:
    """Give the project of each withdrawal, by the identity of its entry: that of the directive that it takes back."""
    keys = {id(entry): key for entry in entries if (key := withdrawn(entry))}
    if not keys:
        return {}
    projects = {one.key: one.project for entry in entries if (one := stated(entry)) is not None}
    return {entry: projects.get(key, "") for entry, key in keys.items()}


def _project_of(entry: Custom) -> str:
    if not entry.values:
        return ""
    first = entry.values[0]
    return project_of(str(first.value)) if first.dtype == ACCOUNT_TYPE else str(first.value)


def _transaction(entry: Transaction) -> Iterator[Item]:
    """Write a transaction's postings; what they share is written and hashed once, because ledgers are long."""
    links = sorted(entry.links) if entry.links else []
    tags = " ".join(sorted(entry.tags)) if entry.tags else ""
    said = _joined([entry.payee or "", entry.narration or "", tags, " ".join(links), *_said(entry.meta)])
    digest = _digest(said)
    day = f"{entry.date} {entry.flag}"
    document = string(str(entry.meta.get(names.DOCUMENT_NO) or ""))
    key = next((link for link in links if link.startswith(names.ROW_KEY_PREFIX)), _NO_KEY)
    for posting in entry.postings:
        units, meta = posting.units or _NO_UNITS, posting.meta or _NOTHING
        own = _said(meta) if len(meta) > len(_PLACES) else []
        if own or posting.cost or posting.price:
            rest = _digest(said + _joined(["", *_paid(posting), *own]))
            number_ = string(str(meta[names.DOCUMENT_NO] or "")) if names.DOCUMENT_NO in meta else document
        else:
            rest, number_ = digest, document
        text = f"{day}{posting.flag or ''} {posting.account} {number(units.number)} {units.currency} {number_} {key} {rest}"
        yield Item(entry.date, text, False, meta if "lineno" in meta else entry.meta)  # noqa: FBT003 - Item's field


_NO_UNITS: Final = Amount(Decimal(0), "XXX")
_NOTHING: Final[Mapping[str, Any]] = {}


def _paid(posting: Posting) -> list[str]:
    """Write the cost of a lot and the price of a posting."""
    return ["" if one is None else _value(one) for one in (posting.cost, posting.price)]


def _item(entry: Any, kind: str, subject: str, value: str, *, addable: bool) -> Item:  # noqa: ANN401 - any directive
    tagged = " ".join(sorted({*(getattr(entry, "tags", None) or ()), *(getattr(entry, "links", None) or ())}))
    free = CLASSIFYING if isinstance(entry, Open) else _NONE
    digest = _digest(_joined([tagged, *_said({key: value for key, value in entry.meta.items() if key not in free})]))
    return Item(entry.date, " ".join(filter(None, (str(entry.date), kind, subject, value, digest))), addable, entry.meta)


def _relative(path: str, root: Path) -> str:
    """Name a scanned document from the books' folder, so that moved books are the same books."""
    return Place(path).under(root).file


_PARTS: Final[Mapping[type, Callable[[Any, Path], tuple[str, str]]]] = {
    Open: lambda e, _: (e.account, " ".join([*(e.currencies or ()), *([e.booking.value] if e.booking else ())])),
    Close: lambda e, _: (e.account, ""),
    Commodity: lambda e, _: (e.currency, ""),
    Price: lambda e, _: (e.currency, _value(e.amount)),
    Pad: lambda e, _: (e.account, e.source_account),
    Balance: lambda e, _: (e.account, _value(e.amount) + ("" if e.tolerance is None else f" ~ {number(e.tolerance)}")),
    Note: lambda e, _: (e.account, string(e.comment)),
    Document: lambda e, root: (e.account, string(_relative(e.filename, root))),
}


def _said(meta: Mapping[str, Any]) -> list[str]:
    """Give metadata but for what Beancount notes itself: keys and values in turn; a user's key begins with a letter.

    The key of a value that is no text names its type as well, so that it is not mistaken for one.
    """
    said: list[str] = []
    for key, value in sorted(meta.items()):
        if key not in _PLACES and key[0] != "_":
            kind = type(value)
            said += (key, value) if kind is str else (f"{key}={kind.__name__}", _value(value))
    return said


_PLACES: Final = frozenset({"filename", "lineno"})


def _joined(texts: Sequence[str]) -> str:
    """Join texts so that no two lists of them give the same: by a character that hardly any text holds."""
    joined = _BETWEEN.join(texts)
    return joined if joined.count(_BETWEEN) < len(texts) else ascii(texts)


_BETWEEN: Final = "\x1f"


def _value(value: Any, *, account: bool = False) -> str:  # noqa: ANN401 - whatever metadata or a directive may hold
    if account:
        return str(value)
    write = _VALUES.get(type(value))
    if write is not None:
        return write(value)
    return " ".join(map(_value, value)) if isinstance(value, tuple) else str(value)  # a tuple: what was paid for a lot


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()[:DIGITS]

"""Directives as spreadsheets declare them and as the books hold them: what is stated, under which identity, by which key.

A sheet need not state every field; two declarations are the same fact if they agree in what the sheet states.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from typing import NamedTuple

from beancount.core.amount import Amount
from beancount.core.data import Custom

from riga_grants import names
from riga_grants.agreements import project_of
from riga_grants.agreements.forms import FORMS
from riga_grants.agreements.forms import ON_ALL
from riga_grants.agreements.kinds import ACCOUNT
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.texts import plain
from riga_grants.texts import quoted

Value = str | date | Decimal | Amount | bool | None
"""A field's value; None is "not stated"."""


class Identity(NamedTuple):
    """Which fact a directive states, from which day on: its kind, its day, and the fields that identify it."""

    directive: str
    dated: date
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """A directive that a row of a sheet declares. `values` holds the fields that the row states, positional and metadata ones.

    `cents` is the amount that it states, if any; `cells` is the row's range in `sheet`.
    """

    directive: str
    dated: date
    project: str
    values: Mapping[str, Value]
    cents: int | None
    sheet: str
    cells: str

    @property
    def identity(self) -> Identity:
        """The fact that it states."""
        return Identity(self.directive, self.dated, tuple(str(self.values[field]) for field in FORMS[self.directive].key))

    @property
    def account(self) -> str:
        """The budget line that it is about, "" for none."""
        return str(self.values.get("account", ""))

    @property
    def key(self) -> str:
        """The key of the directive as it would be written."""
        return key(self.directive, self.dated, self.values)

    def after(self, former: "Standing") -> "Declared":
        """Fill in from the version that it replaces what the row does not state."""
        return Declared(
            self.directive, self.dated, self.project, {**former.values, **self.values}, self.cents, self.sheet, self.cells
        )


class Standing(NamedTuple):
    """A directive in the books: its fields, its key, its place, and the file that it was imported from ("": by hand)."""

    directive: str
    dated: date
    values: Mapping[str, Value]
    key: str
    place: Place
    source_file: str
    source_sha256: str

    @property
    def identity(self) -> Identity:
        """The fact that it states."""
        return Identity(self.directive, self.dated, tuple(str(self.values.get(field)) for field in FORMS[self.directive].key))

    @property
    def project(self) -> str:
        """The code of the project that it is about."""
        account = self.values.get("account")
        return project_of(str(account)) if account else str(self.values.get("code") or self.values.get("project") or "")

    def differs(self, declared: Declared) -> dict[str, tuple[Value, Value]]:
        """Give the fields in which a row states something else, each with the old and the new value."""
        return {
            field: (self.values.get(field), value)
            for field, value in declared.values.items()
            if _line(self.values.get(field)) != _line(value)
        }


def _line(value: Value) -> Value:
    """Give a value as a cell can hold it: a text of a hand-kept directive in one visible line."""
    return plain(value).text if isinstance(value, str) else value


def standing(entries: Iterable[Any]) -> list[Standing]:
    """Give the directives of loaded books that a sheet can state, without those that were withdrawn."""
    return [one for entry in in_force(entries)[0] if (one := stated(entry)) is not None]


def in_force(entries: Iterable[Any]) -> tuple[list[Any], list[Finding]]:
    """Leave out the directives that a later import replaced or an undone one took back; find withdrawals of nothing.

    A directive that was withdrawn and stated again stands: of equal ones the first in the order of the files are left out.
    """
    entries = list(entries)
    withdrawals = {id(entry): key for entry in entries if (key := withdrawn(entry))}
    if not withdrawals:
        return entries, []
    left = Counter(withdrawals.values())
    gone = set()
    stands = [(one.place, number, one.key) for number, entry in enumerate(entries) if (one := stated(entry)) is not None]
    for _, number, key in sorted(stands):
        if left[key]:
            left[key] -= 1
            gone.add(number)
    return [entry for number, entry in enumerate(entries) if number not in gone], [
        finding(
            "withdrawn-unknown",
            text("No directive in the books has the key {key}.", key=key),
            Place(entry.meta["filename"], entry.meta["lineno"]),
        )
        for entry in entries
        if (key := withdrawals.get(id(entry), "")) and left[key]
    ]


def withdrawn(entry: object) -> str:
    """Give the key of the directive that an entry withdraws, "" where it is no withdrawal."""
    if isinstance(entry, Custom) and entry.type == names.WITHDRAWN and entry.values:
        return str(entry.values[0].value)
    return ""


def stated(entry: object) -> Standing | None:
    """Give an entry as a directive that a sheet can state, None where it is none."""
    if isinstance(entry, Custom) and entry.type in FORMS and entry.type != names.WITHDRAWN and entry.values:
        return _standing(entry)
    return None


def _standing(entry: Custom) -> Standing:
    form = FORMS[entry.type]
    given: dict[str, Value] = dict.fromkeys(form.values)
    given |= {field: _plain(value.value) for field, value in zip(form.values, entry.values, strict=False)}
    known = {*ON_ALL, *form.metadata}
    given |= {name: value for name, value in entry.meta.items() if name in known}
    return Standing(
        entry.type,
        entry.date,
        given,
        key(entry.type, entry.date, given),
        Place(entry.meta["filename"], entry.meta["lineno"]),
        str(entry.meta.get(names.SOURCE_FILE) or ""),
        str(entry.meta.get(names.SOURCE_SHA256) or ""),
    )


def _plain(value: Any) -> Value:  # noqa: ANN401 - whatever a directive may hold
    return None if isinstance(value, str) and value == names.NOT_STATED else value


def key(directive: str, dated: date, values: Mapping[str, Value]) -> str:
    """Give a directive's key, `row-` and 32 hexadecimal digits, made of all that it states and not of where it stands."""
    form = FORMS[directive]
    parts = [
        directive,
        dated.isoformat(),
        *(f"{field}={written(directive, field, values.get(field))}" for field in form.values),
    ]
    parts += [f"{name}={written(directive, name, values[name])}" for name in sorted(values.keys() - form.values.keys())]
    return names.ROW_KEY_PREFIX + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def written(directive: str, field: str, value: Value) -> str:
    """Write a field's value as Beancount reads it."""
    return str(value) if value is not None and FORMS[directive].values.get(field) is ACCOUNT else literal(value)


def literal(value: Value) -> str:
    """Write a value as Beancount reads it; a text as a string."""
    if value is None:
        return quoted(names.NOT_STATED)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Amount):
        return f"{value.number:.2f} {value.currency}"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else quoted(value)

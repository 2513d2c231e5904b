"""A row of a list of agreements → a `grant-project` and a `grant-source` for each funder whose part it states."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from beancount.core import account as account_types
from beancount.core.amount import Amount as Money

from riga_grants import names
from riga_grants.declared import Declared
from riga_grants.declared import Value
from riga_grants.errors import InLanguages
from riga_grants.errors import text
from riga_grants.importing.cells import Amount
from riga_grants.importing.cells import Reader
from riga_grants.importing.kinds.read import Read
from riga_grants.importing.kinds.read import read_of
from riga_grants.money import to_decimal
from riga_grants.personal import excerpt
from riga_grants.texts import folded

NAME = text("the project's name")
CODE = text("the project's code")
FUNDER = text("the funder")
PROJECT, SOURCE = "grant-project", "grant-source"
CURRENCY = "EUR"
SOURCE_KINDS = ("funder", names.OWN)
_NOISE = Decimal("0.000001")  # what binary fractions leave where shares of a total are summed
_ABOUT = ("name-en", "contract", "beneficiary", "programme", "note")


class Part(NamedTuple):
    """One funder's part of a row: its code, name and kind ("" where not said), the amount, and its column, if it has one."""

    funder: str
    name: str
    kind: str
    amount: Amount
    column: int | None


def read(reader: Reader) -> Read:
    """Read one row; it brings nothing when one of its findings is an error.

    Its amount is the total; in a list that has a row for each source (a column "ceiling") that source's part.
    """
    code = _code(reader)
    currency = _currency(reader, code)
    total = reader.amount("total", currency)
    parts = _settled(reader, total, _parts(reader, currency))
    measured = _of_source(parts) if reader.has("ceiling") else total
    name, start, end = _name(reader, code), reader.day("start", needed=True), reader.day("end")
    dated = reader.day("dated") or start
    about = {column: reader.words(column) for column in _ABOUT}
    if reader.failed or not code or name is None or start is None or dated is None:
        return read_of(reader, (), measured.cents)
    stated: dict[str, Value] = {"code": code, "name": name, "start": start}
    stated |= {"end": end} if reader.has("end") or end else {}
    stated |= {"budget": _money(total, currency)} if reader.has("total") else {}
    stated |= {column: value for column, value in about.items() if value}
    stated |= {"currency": currency} if total.cents is None and currency != CURRENCY else {}
    where = (reader.table.sheet.name, reader.cells)
    made = [Declared(PROJECT, dated, code, stated, total.cents, *where)]
    made += [Declared(SOURCE, dated, code, _source(code, part, currency), part.amount.cents, *where) for part in parts]
    return read_of(reader, tuple(made), measured.cents, measured.rounded)


def _name(reader: Reader, code: str) -> str | None:
    """Give the project's name; the code of one that has none, where the layout makes that no error."""
    name = reader.words("name")
    if name == "":
        reader.report("cell-missing", "name", text("The cell is empty; expected: {needed}.", needed=NAME))
    return name or (code if name is not None else None)


def measure(reader: Reader) -> int | None:
    """Give a row's amount, whatever else the row is: the total, or the source's part where each source has its row."""
    return reader.amount("ceiling" if reader.has("ceiling") else "total", None).cents


def _of_source(parts: Sequence[Part]) -> Amount:
    """Give the part of the funder that the row itself names, which is the last one; it is not stated where none is named."""
    return next((part.amount for part in parts[-1:] if part.column is None and part.funder), Amount(None))


def _currency(reader: Reader, code: str) -> str:
    """Give the agreement's currency: the layout's, unless it is converted, else the project's, or the euro."""
    layout, agreement = reader.ground.layout, reader.ground.agreements.get(code)
    if layout.currency and layout.currency not in layout.rates:
        return layout.currency
    return agreement.project.currency if agreement else CURRENCY


def _money(amount: Amount, currency: str) -> Money | None:
    return None if amount.cents is None else Money(to_decimal(amount.cents), currency)


def _source(code: str, part: Part, currency: str) -> dict[str, Value]:
    values: dict[str, Value] = {"project": code, "funder": part.funder, "ceiling": _money(part.amount, currency)}
    values |= {"kind": part.kind} if part.kind else {}
    return values | ({"name": part.name} if part.name else {})


def _code(reader: Reader) -> str:
    """Give the project's code: a project's of the books, as the cell writes it, or made by the layout's rule."""
    rule = reader.ground.layout.project_code
    if rule is None:
        cell = reader.words("project", CODE) or ""
        code = reader.ground.codes.get(folded(cell), cell)
    else:
        said = [reader.words(column) or "" for column in rule.columns]
        joined = "\n".join(map(folded, said))
        code = rule.prefix + (
            hashlib.sha256(joined.encode()).hexdigest()[:8].upper() if rule.digest else _ascii("-".join(said))
        )
        if not joined.strip():
            reader.report(
                "cell-missing", rule.columns[0], text("The cell is empty; expected: {needed}.", needed=CODE), needed=True
            )
            return ""
    if code and not valid(code):
        message = text("“{found}” cannot be a project's code.", found=excerpt(code))
        reader.report("project-code", "project", message, needed=True)
        return ""
    return code


def valid(code: str) -> bool:
    """Say whether a code can be part of an account's name."""
    return ":" not in code and code not in names.NOT_PROJECTS and account_types.is_valid(f"{names.COST}:{code}")


def _ascii(said: str) -> str:
    plain = unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode("ascii")
    return re.sub("[^A-Za-z0-9]+", "-", plain).strip("-")


def _parts(reader: Reader, currency: str) -> list[Part]:
    """Read the funders' parts: those of columns that stand for a funder, and the one that the row names."""
    parts = []
    for one in reader.table.amounts:
        states, amount = one.states, Amount(None)
        if not one.rest:
            amount = reader.amount(one.column, currency)
        parts.append(
            Part(
                states.get("funder", ""),
                states.get("funder-name", ""),
                states.get("source-kind", ""),
                amount,
                None if one.rest else one.column,
            )
        )
    funder = reader.words("funder")
    if funder:
        kind = _kind(reader)
        known = reader.ground.funders.get(folded(funder), funder)
        parts.append(Part(known, reader.words("funder-name") or "", kind, reader.amount("ceiling", currency), None))
    elif funder is not None and not reader.blank("ceiling"):
        reader.report("cell-missing", "funder", text("The cell is empty; expected: {needed}.", needed=FUNDER), needed=True)
    for part in parts:
        if not valid(part.funder):
            message = text("“{found}” cannot be a funder's code.", found=excerpt(part.funder))
            reader.report("project-code", "funder", message, needed=True)
    return parts


def _kind(reader: Reader) -> str:
    """Give the kind of the source that a row names, "" where it does not say; another word than these is refused."""
    kind = folded(reader.words("source-kind") or "")
    if kind in {"", *SOURCE_KINDS}:
        return kind
    message = text("“{found}” is no kind of source.", found=kind, known=", ".join(SOURCE_KINDS))
    reader.report("source-kind", "source-kind", message, needed=True)
    return ""


def _spelt(exact: Decimal) -> InLanguages:
    """Spell a figure with all its decimals."""
    spelt = f"{exact.normalize():f}"
    return InLanguages(lv=spelt.replace(".", ","), en=spelt)


def _settled(reader: Reader, total: Amount, parts: Sequence[Part]) -> list[Part]:
    """Compare the parts with the total: fill in the part that is the rest, and the cent that rounding took.

    Nothing is compared where the total or a part is not stated, but that the stated parts are not above the total.
    """
    stated = [part for part in parts if part.amount.cents is not None and part.column is not None]
    rest = next(
        (part for part in parts if part.column is None and part.amount == Amount(None) and not reader.has("ceiling")), None
    )
    if total.cents is None or not stated:
        return list(parts)
    cents = sum(part.amount.cents or 0 for part in stated)
    exact = sum((part.amount.exact or Decimal(0) for part in stated), Decimal(0))
    left = total.cents - cents
    unstated = len(stated) < sum(part.column is not None for part in parts)
    if rest is not None and not unstated and left >= 0:
        return [part._replace(amount=Amount(left)) if part is rest else part for part in parts]
    if left >= 0 and (unstated or rest is not None):
        return list(parts)
    remainder = reader.ground.layout.remainder
    whole = total.exact or Decimal(0)
    same = (exact - whole).copy_abs() < _NOISE
    if left == 0:
        if not same:
            message = text(
                "As they stand the parts sum to {parts}, the total is {total}; only rounded to cents they agree.",
                parts=_spelt(exact),
                total=_spelt(whole),
            )
            reader.report("parts-differ", "total", message)
        return list(parts)
    if same and abs(left) < len(stated) and any(part.funder == remainder for part in stated):
        return [
            part._replace(amount=part.amount._replace(cents=(part.amount.cents or 0) + left))
            if part.funder == remainder
            else part
            for part in parts
        ]
    message = text(
        "The parts sum to {parts}, the total is {total}; the difference is {difference}.",
        parts=to_decimal(cents),
        total=to_decimal(total.cents),
        difference=to_decimal(left),
    )
    reader.report("parts-differ", "total", message)
    return list(parts)

"""By which key a row of a register of costs is known, and what an exported row, which names its entry, says of it otherwise."""

from collections import Counter
from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from riga_grants.booked import Booked
from riga_grants.booked import Index
from riga_grants.costs import Content
from riga_grants.costs import Cost
from riga_grants.costs import next_key
from riga_grants.declared import Value
from riga_grants.facts import PARKED
from riga_grants.importing.kinds.read import Read
from riga_grants.money import to_decimal
from riga_grants.texts import folded
from riga_grants.texts import plain

STILL_PARKED: Final = "parked before it was corrected"
"""Why a cost is parked that somebody had parked by hand, written into the ledger when it is corrected."""


def with_keys(sheets: Sequence[Sequence[Read]], known: Index) -> list[list[Read]]:
    """Give each cost of a file's sheets its key; equal rows of one sheet are counted in its order.

    A row that names its entry and still says the same has that entry's key. A copy of such a row, or a second changed one, on
    whatever sheet, is a row like any other: it names no entry any more, so no entry is replaced twice.
    """
    settled = {read.key for reads in sheets for read in reads if _holds(read, known)}
    return [_of_sheet(reads, known, settled) for reads in sheets]


def _of_sheet(reads: Sequence[Read], known: Index, settled: set[str]) -> list[Read]:
    """Give the costs of one sheet their keys; `settled` are the entries that no row may change any more, on any sheet."""
    held = {read.key for read in reads if _holds(read, known)}
    named: set[str] = set()
    seen: Counter[str] = Counter()
    keyed = [_with_key(read, known, held, named, seen) for read in reads]
    return [_once(read, settled) for read in keyed]


def _once(read: Read, settled: set[str]) -> Read:
    """Let a row name its entry where it holds it or is the first to change it."""
    cost = _cost(read)
    if cost is None or cost.key == read.key:
        return read
    if read.key in settled:
        return read._replace(key="")
    settled.add(read.key)
    return read


def _with_key(read: Read, known: Index, held: Collection[str], named: set[str], seen: Counter[str]) -> Read:
    cost = _cost(read)
    if cost is None:
        return read
    first = read.key not in named
    named.add(read.key)
    if first and _holds(read, known):
        return read._replace(records=(replace(cost, key=read.key),))
    key = next_key(cost.known_by, seen)
    while key in held:
        key = next_key(cost.known_by, seen)
    changes = first and read.key not in held
    return read._replace(records=(replace(cost, key=key),), key=read.key if changes else "")


def _cost(read: Read) -> Cost | None:
    return next((one for one in read.records if isinstance(one, Cost)), None)


def _holds(read: Read, known: Index) -> bool:
    """Say whether a row names an entry of the books and says what it says."""
    former, cost = known.by_key.get(read.key), _cost(read)
    return former is not None and cost is not None and alike(former, cost)


def alike(former: Booked, cost: Cost) -> bool:
    """Say whether a row still says what is booked; an accepted suggestion of a line is no change of contents."""
    return same(former.content, cost.content)


def same(one: Content, other: Content) -> bool:
    """Say whether two costs have the same contents, however a hand-kept entry spells them."""
    return _spelt(one) == _spelt(other)


def _spelt(content: Content) -> Content:
    issuer, description, document_no = (
        folded(plain(said).text) for said in (content.issuer, content.description, content.document_no)
    )
    number = _comparable("issuer-reg", content.issuer_reg)
    return content._replace(issuer=issuer, description=description, document_no=document_no, issuer_reg=str(number))


def differences(former: Booked, cost: Cost) -> dict[str, tuple[Value, Value]]:
    """Give what a corrected cost says otherwise than what is booked, by the columns of a register: old and new."""
    old, new = _fields(former), _fields(cost)
    return {
        column: (old[column], value)
        for column, value in new.items()
        if _comparable(column, old[column]) != _comparable(column, value)
    }


def _fields(one: Booked | Cost) -> dict[str, Value]:
    content = one.content
    return {
        "project": content.project,
        "line": content.account,
        "document-type": one.document_type,
        "document-no": content.document_no,
        "document-date": content.document_date,
        "issuer": content.issuer,
        "issuer-reg": content.issuer_reg,
        "issuer-account": one.issuer_account,
        "description": content.description,
        "net": _euro(one.net_cents),
        "vat": _euro(one.vat_cents),
        "amount": to_decimal(content.cents),
        "document-total": _euro(one.document_total_cents),
        "paid": one.paid,
        "payment-no": one.payment_no,
        "in-kind": content.in_kind,
        "note": one.note,
    }


def _euro(cents: int | None) -> Decimal | None:
    return None if cents is None else to_decimal(cents)


def _comparable(column: str, value: Value) -> Value:
    """Give a value as a register holds it: a text in one visible line, a company's or an account's number without spaces."""
    if column in {"issuer-reg", "issuer-account"}:
        return "".join(filter(str.isalnum, str(value))).upper().removeprefix("LV")
    return plain(value).text if isinstance(value, str) else value


def edited(cost: Cost, former: Booked, columns: Collection[str]) -> bool:
    """Say whether a row that names its entry says something else in one of its columns, if only in its spelling."""
    return any(column in columns for column in differences(former, cost))


def after(cost: Cost, former: Booked, columns: Collection[str], *, exported: bool) -> Cost:
    """Fill in from the cost that it replaces what the sheet has no column for.

    A parked cost that an exported row corrects stays parked; but another line is somebody's decision on a suggested one. An
    amount without tax is that of one amount and one tax.
    """
    parked = exported and former.flag == PARKED and not (former.suggested and former.content.account != cost.account)
    same_amount = former.content.cents == cost.cents and former.currency == cost.currency
    vat = cost.vat_cents if "vat" in columns else former.vat_cents
    net = former.net_cents if same_amount and vat == former.vat_cents else None
    return replace(
        cost,
        document_type=cost.document_type if "document-type" in columns else former.document_type,
        document_total_cents=cost.document_total_cents if "document-total" in columns else former.document_total_cents,
        net_cents=cost.net_cents if "net" in columns else net,
        vat_cents=vat,
        paid=cost.paid if "paid" in columns else former.paid,
        payment_no=cost.payment_no if "payment-no" in columns else former.payment_no,
        issuer_account=cost.issuer_account if "issuer-account" in columns else former.issuer_account,
        note=cost.note if "note" in columns else former.note,
        original=cost.original or (former.original if same_amount else ""),
        suggested=(former.suggested or STILL_PARKED) if parked else cost.suggested,
    )

"""Records → Beancount text, as generated files hold it: costs, directives, and the entries that take back what they replace."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from typing import NamedTuple

from riga_grants import names
from riga_grants.agreements.forms import FORMS
from riga_grants.booked import Booked
from riga_grants.chains.folders import IMPORTED
from riga_grants.chains.folders import folder_of
from riga_grants.costs import Cost
from riga_grants.declared import Declared
from riga_grants.declared import Standing
from riga_grants.declared import Value
from riga_grants.declared import literal
from riga_grants.declared import written
from riga_grants.errors import BooksError
from riga_grants.errors import text
from riga_grants.facts import posting_place
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import Former
from riga_grants.importing.plans import Record
from riga_grants.importing.plans import RowPlan
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.texts import quoted


class Correction(NamedTuple):
    """Why something booked is taken back, and who asked for it (Cabinet Regulation 877, point 25)."""

    reason: str
    by: str


class Rendered(NamedTuple):
    """A piece of a generated file, and the folder below the books that it belongs to."""

    folder: Path
    text: str


def render(
    file: FilePlan, rows: Iterable[RowPlan], agreements: Mapping[str, Agreement], correction: Correction
) -> Iterator[Rendered]:
    """Render rows in their order: what is new, and each change as a reversal followed by its new version.

    A correction of a cost in a closed period, or into one, is dated with the first day of the next open one.
    """
    for row in rows:
        for record in row.new:
            yield Rendered(folder_of(record), _record(file, record))
        for record, former in row.changes:
            day = day_of(agreements, former)
            yield taken_back(former, correction, day)
            own_day = _day_of_new(agreements, record, former, day)
            said = (*_kept(record, former), *_replacing(former, correction))
            yield Rendered(folder_of(record), _record(file, record, said, own_day))


def _kept(record: Record, former: Former) -> tuple[tuple[str, str], ...]:
    """Give the terms of a cost that no sheet states, and that its new version therefore keeps.

    The tax of a document of several costs is one of them, unless the new version states its own.
    """
    if not (isinstance(record, Cost) and isinstance(former, Booked)):
        return ()
    own_tax = record.vat_cents is not None or former.vat_cents is not None
    stated = {names.PAID, names.VAT} if own_tax else {names.PAID}
    return tuple((key, said) for key, said in former.terms if key not in stated)


def _day_of_new(agreements: Mapping[str, Agreement], record: Record, former: Former, day: date) -> date | None:
    """Give the day of a cost's new version: the reversal's where that was moved, else its document's or the next open one."""
    if not isinstance(record, Cost) or not isinstance(former, Booked):
        return None
    return day if day != former.day else open_day(agreements, record.project, record.content.document_date)


def parsed(file: FilePlan) -> list[Any]:
    """Give a file's new costs as Beancount entries, as its ledger files would hold them."""
    from beancount.parser import parser  # noqa: PLC0415 - only Fava's import page needs them

    body = "".join(_record(file, record) for row in file.writes for record in row.new)
    entries, errors, _ = parser.parse_string(body)
    assert not errors, errors  # noqa: S101 - what is rendered here is ours
    return list(entries)


def open_day(agreements: Mapping[str, Agreement], code: str, day: date) -> date:
    """Give the day on which a correction of a cost of `day` is booked: the same, or the first day of the next open period.

    Raise BooksError where every later period is closed too.
    """
    agreement = agreements.get(code)
    if agreement is None or agreement.closed_on(day) is None:
        return day
    later = agreement.first_open(day)
    if later is None:
        message = text("No open period of {project} follows {day}; a correction cannot be booked.", project=code, day=day)
        raise BooksError(message)
    return later


def day_of(agreements: Mapping[str, Agreement], former: Former) -> date:
    """Give the day on which what takes back or restores something booked is dated; a directive keeps its own."""
    return open_day(agreements, former.content.project, former.day) if isinstance(former, Booked) else former.dated


def taken_back(former: Former, correction: Correction, day: date) -> Rendered:
    """Render what takes back something booked: the opposite of a cost on a day, or the withdrawal of a directive."""
    if isinstance(former, Standing):
        return Rendered(_folder_of(former), _withdrawal(former, correction))
    content = former.content
    metadata = (
        (names.DOCUMENT_NO, quoted(content.document_no) if content.document_no else ""),
        (names.DOCUMENT_DATE, content.document_date.isoformat()),
        (names.ISSUER, quoted(content.issuer) if content.issuer else ""),
        *_opposite(former),
        (names.REVERSES, quoted(former.key)),
        *why(correction),
    )
    head = f"{day.isoformat()} {former.flag} {quoted(content.issuer)} {quoted(content.description)} ^{former.key}"
    return Rendered(
        _folder_of(former),
        block(head, metadata, postings(content.account, former.against, -content.cents, former.currency)),
    )


def _opposite(former: Booked) -> Iterator[tuple[str, str]]:
    """Give the terms of what takes a cost back: its own, but the amount without tax and the tax have the other sign."""
    parts = {names.NET: former.net_cents, names.VAT: former.vat_cents}
    yield from ((key, _amount(-cents, former.currency)) for key, cents in parts.items() if cents is not None)
    yield from ((key, said) for key, said in former.terms if parts.get(key) is None)
    if former.payment_no:
        yield names.PAYMENT_NO, quoted(former.payment_no)


def restored(former: Former, entry: Any, replaced: Former, correction: Correction, day: date) -> Rendered:  # noqa: ANN401
    """Render something that was taken back once more, as its `entry` in the books says it, in the place of `replaced`."""
    metadata = (*_metadata(entry, former), *_replacing(replaced, correction))
    if isinstance(former, Standing):
        head = _stating(former.directive, day, former.values)
        return Rendered(_folder_of(former), block(head, metadata, ()))
    content = former.content
    head = f"{day.isoformat()} {former.flag} {quoted(content.issuer)} {quoted(content.description)} ^{former.key}"
    below = postings(content.account, former.against, content.cents, former.currency)
    return Rendered(_folder_of(former), block(head, metadata, below))


def _metadata(entry: Any, former: Former) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a Transaction or a Custom
    """Write an entry's metadata, and for a cost that of its posting, as they stand but for what earlier corrections said."""
    own = dict(entry.meta)
    if isinstance(former, Booked):
        own |= next((post.meta for post in entry.postings if post.meta and posting_place(entry, post) == former.place), {})
    for name, value in own.items():
        if name not in _BEANCOUNTS_OWN and not name.startswith("__") and value is not None:
            yield name, literal(value)


_BEANCOUNTS_OWN = frozenset({"filename", "lineno", names.REPLACES, names.REASON, names.BY})


def _folder_of(former: Former) -> Path:
    if isinstance(former, Booked):
        return IMPORTED / former.content.project
    declared = Declared(former.directive, former.dated, former.project, former.values, None, "", "")
    return folder_of(declared)


def _withdrawal(former: Standing, correction: Correction) -> str:
    return block(f'{former.dated.isoformat()} custom "{names.WITHDRAWN}" {quoted(former.key)}', why(correction), ())


def why(correction: Correction) -> tuple[tuple[str, str], ...]:
    """Write why something booked is corrected, and who asked for it, as metadata."""
    return ((names.REASON, quoted(correction.reason)), (names.BY, quoted(correction.by) if correction.by else ""))


def _replacing(former: Former, correction: Correction) -> tuple[tuple[str, str], ...]:
    return ((names.REPLACES, quoted(former.key)), *why(correction))


def _record(file: FilePlan, record: Record, said: Iterable[tuple[str, str]] = (), day: date | None = None) -> str:
    return _cost(file, record, said, day) if isinstance(record, Cost) else _directive(file, record, said)


def _cost(file: FilePlan, cost: Cost, said: Iterable[tuple[str, str]], day: date | None) -> str:
    content = cost.content
    issuer = quoted(content.issuer)
    metadata = (
        (names.DOCUMENT_NO, quoted(content.document_no)),
        (names.DOCUMENT_DATE, content.document_date.isoformat()),
        (names.DOCUMENT_TYPE, quoted(cost.document_type) if cost.document_type else ""),
        (names.DOCUMENT_TOTAL, _amount(cost.document_total_cents, cost.currency)),
        (names.ISSUER, issuer),
        (names.ISSUER_REG, quoted(content.issuer_reg) if content.issuer_reg else ""),
        (names.ISSUER_ACCOUNT, quoted(cost.issuer_account) if cost.issuer_account else ""),
        (names.NET, _amount(cost.net_cents, cost.currency)),
        (names.VAT, _amount(cost.vat_cents, cost.currency)),
        (names.PAID, cost.paid.isoformat() if cost.paid else ""),
        (names.PAYMENT_NO, quoted(cost.payment_no) if cost.payment_no else ""),
        (names.ORIGINAL, quoted(cost.original) if cost.original else ""),
        (names.SUGGESTED, quoted(cost.suggested) if cost.suggested else ""),
        (names.NOTE_KEY, quoted(cost.note) if cost.note else ""),
        *_provenance(file, cost.sheet, cost.cells),
        *said,
    )
    flag = "!" if cost.suggested else "*"
    head = f"{(day or content.document_date).isoformat()} {flag} {issuer} {quoted(content.description)} ^{cost.key}"
    return block(head, metadata, postings(content.account, content.against, cost.cents, cost.currency))


def _amount(cents: int | None, currency: str) -> str:
    return "" if cents is None else f"{to_decimal(cents)} {currency}"


def _directive(file: FilePlan, declared: Declared, said: Iterable[tuple[str, str]]) -> str:
    positional = FORMS[declared.directive].values
    about = [
        (name, written(declared.directive, name, value)) for name, value in declared.values.items() if name not in positional
    ]
    metadata = (*about, *_provenance(file, declared.sheet, declared.cells), *said)
    return block(_stating(declared.directive, declared.dated, declared.values), metadata, ())


def _stating(directive: str, day: date, values: Mapping[str, Value]) -> str:
    """Write the first line of a directive."""
    shown = " ".join(written(directive, field, values.get(field)) for field in FORMS[directive].values)
    return f'{day.isoformat()} custom "{directive}" {shown}'


def _provenance(file: FilePlan, sheet: str, cells: str) -> tuple[tuple[str, str], ...]:
    return (
        (names.SOURCE_FILE, quoted(file.name)),
        (names.SOURCE_SHEET, quoted(sheet) if sheet else ""),  # a text file has no sheets
        (names.SOURCE_CELLS, quoted(cells)),
        (names.SOURCE_SHA256, quoted(file.sha256)),
    )


def postings(account: str, against: str, cents: int, currency: str) -> tuple[str, ...]:
    """Write the two postings that book cents on an account, against another."""
    return f"  {account}  {to_decimal(cents)} {currency}", f"  {against}  {to_decimal(-cents)} {currency}"


def block(head: str, metadata: Iterable[tuple[str, str]], below: Iterable[str]) -> str:
    """Write an entry: its first line, its metadata but what is "", its postings, and the blank line that ends it."""
    lines = [head, *(f"  {key}: {value}" for key, value in metadata if value), *below]
    return "\n".join(lines) + "\n\n"

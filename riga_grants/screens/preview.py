"""What a preview of an import tells beside its rows, as values: what differs in a changed row, and sums of what is written.

A preview is rendered by `import_text` and `import_json`.
"""

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from riga_grants.booked import Booked
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import day_of
from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.columns import KINDS
from riga_grants.costs import Cost
from riga_grants.declared import Declared
from riga_grants.declared import Standing
from riga_grants.declared import Value
from riga_grants.directives import Line
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.importing import row_keys
from riga_grants.importing.plans import Change
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import Record
from riga_grants.importing.plans import RowPlan
from riga_grants.model import Agreement
from riga_grants.names import WHOLE_PROJECT

PROJECT, LINE, MONTH, PERIOD, SOURCE, INDICATOR = (
    *(N_("By project"), N_("By budget line"), N_("By month"), N_("By period"), N_("By source"), N_("By indicator")),
)


KEYS = {PROJECT: "project", LINE: "line", MONTH: "month", PERIOD: "period", SOURCE: "source", INDICATOR: "indicator"}
"""What summaries are made by, as programs name it."""

ALL = "*"


class Done(NamedTuple):
    """What an import was asked to be, and what it has written: ledger files, and the workbook of each file's rejected rows."""

    dry_run: bool = False
    correction: Correction = Correction("", "")
    written: Sequence[Path] = ()
    rejected: Mapping[Path, FilePlan] = MappingProxyType({})


class Sum(NamedTuple):
    """A line of a summary: how many records have the key, and what they add to the books in cents (None: it is no money).

    The key is a project's code, an account, a month such as 2014-01, a period, a funder's code, or an indicator and its state;
    ALL stands for all.
    """

    key: str
    title: str
    records: int
    cents: int | None


class Summary(NamedTuple):
    """What one kind of sheet adds to the books, by something: `by` is one of the message ids above."""

    kind: str
    by: str
    rows: tuple[Sum, ...]


class _Effect(NamedTuple):
    """What one record adds: its keys and titles by what is summed, and its cents."""

    record: Record
    month: str
    cents: int | None


# --- what differs ----------------------------------------------------------------------------------------------------


def differences(change: Change) -> dict[str, tuple[Value, Value]]:
    """Give the fields in which a changed row differs from what is booked, each with the old and the new value.

    Fields of a cost are named as the columns of a register, those of a directive as the directive names them.
    """
    record, former = change
    if isinstance(record, Cost) and isinstance(former, Booked):
        return row_keys.differences(former, record)
    assert isinstance(record, Declared)  # noqa: S101 - costs replace costs, and directives directives
    assert isinstance(former, Standing)  # noqa: S101
    return former.differs(record)


_LIKE_COLUMNS = {"budget": "total", "kind": "source-kind"}


def field_title(change: Change, name: str) -> str:
    """Give the title (a message id) of a field that differs: that of the column which states it, or else its own name."""
    kind = kind_of(change.record)
    if kind == INDICATORS and name == "value":
        name = str(change.former.values.get("state")) if isinstance(change.former, Standing) else name
    column = KINDS[kind].columns.get(_LIKE_COLUMNS.get(name, name))
    return column.title if column else name


def kind_of(record: Record) -> str:
    """Say which kind of sheet a record comes from."""
    if isinstance(record, Cost):
        return COSTS
    return {"grant-budget": BUDGET, "grant-indicator": INDICATORS}.get(record.directive, AGREEMENTS)


# --- what would be written -------------------------------------------------------------------------------------------


def summaries(plan: ImportPlan, agreements: Mapping[str, Agreement], lang: str) -> list[Summary]:
    """Sum what an import adds to the books, for each kind of sheet; a correction of a cost adds the difference only.

    Raise BooksError where a correction cannot be booked because no open period follows.
    """
    if plan.blocked:
        return []
    order = {account: n for n, account in enumerate(line for one in agreements.values() for line in one.lines)}
    effects: dict[str, list[_Effect]] = {}
    for file in plan.files:
        effects.setdefault(file.kind, []).extend(one for row in file.writes for one in _effects(row, agreements))
    return [
        Summary(kind, by, rows)
        for kind, some in effects.items()
        if some
        for by, key, title in _groups(kind, agreements, lang)
        if (rows := _summed(some, key, title, order))
    ]


def _effects(row: RowPlan, agreements: Mapping[str, Agreement]) -> Iterator[_Effect]:
    for record in row.new:
        yield _Effect(record, _month(record.content.document_date) if isinstance(record, Cost) else "", record.cents)
    for record, former in row.changes:
        if isinstance(former, Booked) and isinstance(record, Cost):
            day = day_of(agreements, former)
            yield _Effect(_as_was(record, former), _month(day), -former.content.cents)
            yield _Effect(record, _month(day if day != former.day else record.content.document_date), record.cents)
        else:
            yield _Effect(record, "", record.cents)


def _as_was(record: Cost, former: Booked) -> Cost:
    return Cost(former.content, former.currency, "", None, "", record.sheet, record.cells, former.key)


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


_Key = Callable[[_Effect], str]
_Title = Callable[[str, _Effect], str]


def _groups(kind: str, agreements: Mapping[str, Agreement], lang: str) -> Iterator[tuple[str, _Key, _Title]]:
    """Give by what a kind of sheet is summed: the heading, the key of a record ("" for those left out), and the key's title."""
    if kind == AGREEMENTS:
        yield (
            PROJECT,
            lambda one: ALL if _directive(one) == "grant-project" else "",
            lambda _key, _one: tr("all projects", lang),
        )
        yield SOURCE, lambda one: _value(one, "funder"), lambda key, one: _value(one, "name") or key
        return

    def project(code: str, _one: _Effect) -> str:
        return agreements[code].project.title(lang)

    yield PROJECT, lambda one: one.record.project, project
    if kind == INDICATORS:
        yield INDICATOR, lambda one: f"{_value(one, 'name')} {_value(one, 'state')}", lambda _key, one: _value(one, "title")
        return
    yield LINE, lambda one: one.record.account, lambda key, one: line_title(agreements[one.record.project], key, lang)
    if kind == COSTS:
        yield MONTH, lambda one: one.month, lambda _key, _one: ""
    else:
        yield (
            PERIOD,
            lambda one: _value(one, "period"),
            lambda key, _one: tr("the whole project", lang) if key == WHOLE_PROJECT else "",
        )


def _directive(effect: _Effect) -> str:
    return effect.record.directive if isinstance(effect.record, Declared) else ""


def _value(effect: _Effect, field: str) -> str:
    values = effect.record.values if isinstance(effect.record, Declared) else {}
    return str(values.get(field) or "")


def line_title(agreement: Agreement, account: str, lang: str) -> str:
    """Name a budget line as a register does: "1.2. Psihologi"."""
    line = agreement.lines.get(account, Line(account))
    return f"{line.position.rstrip('.')}. {line.title(lang)}" if line.position else line.title(lang)


def _summed(effects: Iterable[_Effect], key: _Key, title: _Title, order: Mapping[str, int]) -> tuple[Sum, ...]:
    """Sum effects by a key; budget lines stand in the `order` of their agreement."""
    counts: Counter[str] = Counter()
    cents: dict[str, int | None] = {}
    titles: dict[str, str] = {}
    for one in effects:
        name = key(one)
        if name:
            counts[name] += 1
            known = cents.get(name)
            cents[name] = known if one.cents is None else (known or 0) + one.cents
            titles.setdefault(name, title(name, one))
    return tuple(
        Sum(name, titles[name], counts[name], cents[name]) for name in sorted(counts, key=lambda one: (order.get(one, 0), one))
    )

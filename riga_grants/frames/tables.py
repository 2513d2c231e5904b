"""The rows of the five tables, as plain values. A table's columns are the fields of its row, in their order.

Amounts are whole cents; None and an empty text are "not stated". docs/pandas.md tells what each column holds.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from typing import NamedTuple

from beancount.core.data import Transaction

from riga_grants import execution
from riga_grants import names
from riga_grants import shares
from riga_grants.asked import Asked
from riga_grants.books import Books
from riga_grants.directives import Project
from riga_grants.errors import Place
from riga_grants.facts import Fact
from riga_grants.model import line_of
from riga_grants.statements import Execution
from riga_grants.statements import LineRow


class _Line(NamedTuple):
    """A budget line: its account, its number in the agreement ("": none), its name."""

    account: str
    number: str
    name: str


class CostRow(NamedTuple):
    """One posting on a budget line: a cost +, a credit note, a reversal or a cut −."""

    project: str
    demonstration: bool
    day: date
    line: str
    number: str
    name: str
    account: str
    amount_cents: int
    currency: str
    parked: bool
    eligible: bool
    in_kind: bool
    made: str
    funder: str
    document_no: str
    document_date: date | None
    document_type: str
    document_total_cents: int | None
    net_cents: int | None
    vat_cents: int | None
    issuer: str
    issuer_reg: str
    description: str
    paid: date | None
    payment_no: str
    note: str
    key: str
    reverses: str
    source_file: str
    source_sheet: str
    source_cells: str
    source_sha256: str
    ledger_file: str
    ledger_line: int


class BudgetRow(NamedTuple):
    """What a line may cost in a period by the version in force, and by the first one."""

    project: str
    demonstration: bool
    as_of: date
    line: str
    number: str
    name: str
    period: str
    original_cents: int | None
    budget_cents: int | None
    currency: str
    dated: date
    amendment: str
    decision: str
    source: str
    note: str
    ledger_file: str
    ledger_line: int


class ExecutionRow(NamedTuple):
    """A line's budget against actual, as `check` shows it."""

    project: str
    demonstration: bool
    period: str
    as_of: date
    line: str
    number: str
    name: str
    original_cents: int | None
    budget_cents: int | None
    before_cents: int | None
    this_period_cents: int | None
    spent_cents: int | None
    left_cents: int | None
    cofinancing_cents: int | None
    own_cents: int | None
    currency: str


class FundingRow(NamedTuple):
    """The state of one source."""

    project: str
    demonstration: bool
    as_of: date
    funder: str
    name: str
    kind: str
    ceiling_cents: int | None
    rate: Fraction | None
    earned_cents: int | None
    received_cents: int | None
    receivable_cents: int | None
    advance_cents: int | None
    left_cents: int | None
    currency: str


class IndicatorRow(NamedTuple):
    """A figure other than money, planned or reached."""

    project: str
    demonstration: bool
    as_of: date
    indicator: str
    title: str
    period: str
    state: str
    value: Decimal | None
    unit: str
    dated: date
    source: str
    note: str
    ledger_file: str
    ledger_line: int


def costs(books: Books, one: Asked, lang: str) -> Iterator[CostRow]:
    """Give the costs of a project in a period, up to the day, in its currency: those that `check` sums as "this_period"."""
    facts, start, last = books.facts[one.code], one.period.start, one.last
    counted = {id(fact) for fact in shares.eligible(one.now, facts, last)}
    budgeted = one.now.budgeted
    lines = {account: _line(one, line_of(account, budgeted), lang) for account in {fact.account for fact in facts}}
    keys, files = _keys(books), {file: _under(file, books.root) for file in {fact.place.file for fact in facts}}
    for fact in facts:
        if fact.role == names.COST and fact.currency == one.now.project.currency and start <= fact.day <= last:
            key = keys.get(_entry_place(fact.said[1]), "")
            yield _cost(fact, one.now.project, lines[fact.account], key, files[fact.place.file], eligible=id(fact) in counted)


def _cost(fact: Fact, project: Project, line: _Line, key: str, file: str, *, eligible: bool) -> CostRow:
    said = {**fact.said[1], **fact.said[0]}  # to look every key up in both is slow
    return CostRow(
        project=project.code,
        demonstration=project.demonstration,
        day=fact.day,
        line=line.account,
        number=line.number,
        name=line.name,
        account=fact.account,
        amount_cents=fact.cents,
        currency=fact.currency,
        parked=fact.parked,
        eligible=eligible,
        in_kind=fact.in_kind,
        made=fact.made,
        funder=_text(said, names.FUNDER),
        document_no=_text(said, names.DOCUMENT_NO),
        document_date=_day(said, names.DOCUMENT_DATE),
        document_type=_text(said, names.DOCUMENT_TYPE),
        document_total_cents=fact.document_total,
        net_cents=fact.amount(names.NET),
        vat_cents=fact.vat,
        issuer=_text(said, names.ISSUER) or fact.text[0],
        issuer_reg=_text(said, names.ISSUER_REG),
        description=fact.text[1],
        paid=_day(said, names.PAID),
        payment_no=_text(said, names.PAYMENT_NO),
        note=_text(said, names.NOTE_KEY),
        key=key,
        reverses=_text(said, names.REVERSES),
        source_file=_text(said, names.SOURCE_FILE),
        source_sheet=_text(said, names.SOURCE_SHEET),
        source_cells=_text(said, names.SOURCE_CELLS),
        source_sha256=_text(said, names.SOURCE_SHA256),
        ledger_file=file,
        ledger_line=fact.place.line,
    )


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return "" if value is None else str(value)


def _day(said: Mapping[str, Any], key: str) -> date | None:
    value = said.get(key)
    return value if isinstance(value, date) else None


def _keys(books: Books) -> Mapping[tuple[str, int], str]:
    """Give the keys of the imported rows by the places of their entries."""
    links = ((entry, link) for entry in books.entries if isinstance(entry, Transaction) for link in entry.links or ())
    return {_entry_place(entry.meta): link for entry, link in links if link.startswith(names.ROW_KEY_PREFIX)}


def _entry_place(meta: Mapping[str, Any]) -> tuple[str, int]:
    return meta["filename"], meta["lineno"]


def _under(file: str, root: Path) -> str:
    return Place(file).under(root).file


def _line(one: Asked, account: str, lang: str) -> _Line:
    """Give a line's number in the agreement and its name; of the project's own account the project's name."""
    known = one.now.lines.get(account)
    if known is not None:
        return _Line(account, known.position, known.title(lang))
    below = account.removeprefix(f"{names.COST}:{one.code}").removeprefix(":")
    return _Line(account, "", below or one.now.project.title(lang))


def budget(books: Books, one: Asked, lang: str) -> Iterator[BudgetRow]:
    """Give the budget in force on the day, by line and period; of a period named its own only."""
    project = one.now.project
    approved = execution.as_first_approved(version for version in one.agreement.budget if version.dated <= one.as_of)
    first = {(version.account, version.period): version.cents for version in approved}
    for version in one.now.budget:
        if one.period.name in (version.period, names.WHOLE_PROJECT):
            line = _line(one, version.account, lang)
            yield BudgetRow(
                project=project.code,
                demonstration=project.demonstration,
                as_of=one.as_of,
                line=line.account,
                number=line.number,
                name=line.name,
                period=version.period,
                original_cents=first.get((version.account, version.period), 0),
                budget_cents=version.cents,
                currency=project.currency,
                dated=version.dated,
                amendment=version.amendment,
                decision=version.decision,
                source=version.source,
                note=version.note,
                ledger_file=_under(version.place.file, books.root),
                ledger_line=version.place.line,
            )


def lines(books: Books, one: Asked, lang: str) -> Iterator[ExecutionRow]:
    """Give budget against actual by line, leaves only; of a project without lines one row, on the project's own account."""
    statement = execution.build(one.agreement, books.facts[one.code], one.as_of, lang, one.period)
    whole = LineRow(f"{names.COST}:{one.code}", "", "", 0, subtotal=False, figures=statement.total)
    for row in statement.leaves or (whole,):
        figures, line = row.figures, _line(one, row.account, lang)
        cofinancing = _cofinancing(statement, row)
        yield ExecutionRow(
            project=one.code,
            demonstration=statement.project.demonstration,
            period=statement.period,
            as_of=statement.as_of,
            line=line.account,
            number=line.number,
            name=line.name,
            original_cents=figures.original,
            budget_cents=figures.budget,
            before_cents=figures.before,
            this_period_cents=figures.this_period,
            spent_cents=figures.spent,
            left_cents=figures.left,
            cofinancing_cents=cofinancing,
            own_cents=None if cofinancing is None else figures.own,
            currency=statement.project.currency,
        )


def _cofinancing(statement: Execution, row: LineRow) -> int | None:
    """Sum what the funders bear of a line; None where the cost is not stated, or what one of them bears of it."""
    shares_of = dict(row.figures.shares)
    funders = [source.funder for source in statement.sources if source.kind not in (names.OWN, names.IN_KIND_SOURCE)]
    stated = row.figures.spent is not None and all(funder in shares_of for funder in funders)
    return sum(shares_of.values()) if stated else None


def sources(books: Books, one: Asked, lang: str) -> Iterator[FundingRow]:
    """Give the state of each source on the day, as `check` shows it; what was given in kind has a row without a funder."""
    statement = execution.build(one.agreement, books.facts[one.code], one.as_of, lang, one.period)
    for row in statement.sources:
        yield FundingRow(
            project=one.code,
            demonstration=statement.project.demonstration,
            as_of=statement.as_of,
            funder=row.funder,
            name=row.name,
            kind=row.kind,
            ceiling_cents=row.ceiling,
            rate=row.rate,
            earned_cents=row.earned,
            received_cents=row.received,
            receivable_cents=row.receivable,
            advance_cents=row.advance,
            left_cents=row.left,
            currency=statement.project.currency,
        )


def indicators(books: Books, one: Asked, _lang: str) -> Iterator[IndicatorRow]:
    """Give the indicators in force on the day; of a period named its own only."""
    project = one.now.project
    for indicator in one.now.indicators:
        if one.period.name in (indicator.period, names.WHOLE_PROJECT):
            yield IndicatorRow(
                project=project.code,
                demonstration=project.demonstration,
                as_of=one.as_of,
                indicator=indicator.name,
                title=indicator.title,
                period=indicator.period,
                state=indicator.state,
                value=indicator.value,
                unit=indicator.unit,
                dated=indicator.dated,
                source=indicator.source,
                note=indicator.note,
                ledger_file=_under(indicator.place.file, books.root),
                ledger_line=indicator.place.line,
            )

"""What the books hold as rows of a sheet, one function for each kind of sheet; `templates` writes them.

A row says what its entry or directive states, and not what follows from earlier ones, so that importing it changes nothing.
What has no column (a source, what another text says) stays in the books: an import compares only what a sheet states.
"""

from collections import defaultdict
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from beancount.core.amount import Amount

from riga_grants import names
from riga_grants.booked import Booked
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.declared import Standing
from riga_grants.declared import standing
from riga_grants.directives import Line
from riga_grants.errors import BooksError
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import PARKED
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.lines import Lines
from riga_grants.lines import lines_of
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.texts import plain
from riga_grants.wording import KINDS as SOURCE_KINDS

Cell = str | date | Decimal
Wanted = Mapping[str, Agreement]
"""The projects that are exported, by their codes, in the order of the sheet."""

WHOLE_PROJECT = N_("whole project")
NOT_STATED = N_("not stated")
YES, NO = N_("yes"), N_("no")


class Row(NamedTuple):
    """A row of a sheet: its cells by column (what is not there is blank), the currency of its amounts, and a remark on it.

    A remark, such as why a cost's line is only suggested, is shown beside the row and is no part of what it states.
    """

    cells: Mapping[str, Cell]
    currency: str
    remark: Text | None = None


class Exported(NamedTuple):
    """The rows of a sheet in their order, and where the costs stand that cannot be rows."""

    rows: Sequence[Row]
    left_out: Sequence[str] = ()


def export(kind: str, books: Books, wanted: Wanted, lang: str) -> Exported:
    """Give what the books hold of some projects as rows of a kind of sheet, with the words of a language.

    Raise BooksError where something in the books cannot be read: it would be missing.
    """
    wrong = next((found for found in books.findings if found.severity is Severity.ERROR), None)
    if wrong is not None:
        message = text("The books cannot be exported whole: {problem} ({place})", problem=wrong.message, place=str(wrong.place))
        raise BooksError(message)
    return _EXPORTS[kind](books, wanted, lang)


def line_word(lines: Lines, line: Line, lang: str) -> str:
    """Name a budget line as registers do, `1.2. Psihologi` or shorter, in words that mean no other line; or by its account."""
    position = line.position.rstrip(".")
    title = plain((lang == "en" and line.name_en) or line.name).text
    wordings = (f"{position}. {title}" if position and title else "", title, position)
    return next((word for word in wordings if word and lines.find(word, number=False) == line.account), line.account)


def period_word(name: str, lang: str) -> str:
    """Name a period as sheets do."""
    return tr(WHOLE_PROJECT, lang) if name == names.WHOLE_PROJECT else name


# --- costs -----------------------------------------------------------------------------------------------------------


def _costs(books: Books, wanted: Wanted, lang: str) -> Exported:
    """Give the costs that stand. A cost of 0, or in another currency than its project's, cannot be a row."""
    every = [cost for costs in index(books.entries).by_source.values() for cost in costs if cost.content.project in wanted]
    lines = {code: lines_of(agreement, {}) for code, agreement in wanted.items()}
    rows, left_out = [], []
    for cost in sorted(every, key=lambda one: _place(one, wanted)):
        agreement = wanted[cost.content.project]
        if cost.content.cents and cost.currency == agreement.project.currency:
            rows.append(_cost(cost, agreement, lines[agreement.code], lang))
        else:
            left_out.append(str(cost.place.under(books.root)))
    return Exported(rows, left_out)


def _place(cost: Booked, wanted: Wanted) -> tuple[int, int, date, str, str]:
    """Give what costs are sorted by: project, line in the order of the ledger, date, document."""
    content = cost.content
    accounts = [*wanted[content.project].lines, content.account]
    return (
        [*wanted].index(content.project),
        accounts.index(content.account),
        content.document_date,
        content.document_no,
        cost.key,
    )


def _cost(cost: Booked, agreement: Agreement, lines: Lines, lang: str) -> Row:
    content = cost.content
    line = agreement.lines.get(content.account, Line(content.account))
    cells = _cells(
        {
            "project": content.project,
            "line": line_word(lines, line, lang),
            "document-type": cost.document_type,
            "document-no": content.document_no,
            "document-date": content.document_date,
            "issuer": content.issuer,
            "issuer-reg": content.issuer_reg,
            "issuer-account": cost.issuer_account,
            "description": content.description,
            "net": _euro(cost.net_cents),
            "vat": _euro(cost.vat_cents),
            "amount": to_decimal(content.cents),
            "document-total": _euro(cost.document_total_cents),
            "paid": cost.paid,
            "payment-no": cost.payment_no,
            "in-kind": tr(YES, lang) if content.in_kind else None,
            "note": cost.note,
            "row-key": cost.key,
        }
    )
    return Row(cells, cost.currency, _remark(cost))


def _euro(cents: int | None) -> Decimal | None:
    return None if cents is None else to_decimal(cents)


def _remark(cost: Booked) -> Text | None:
    if cost.suggested:
        return text("The line is only suggested: {reason}", reason=cost.suggested)
    return text("Parked: in no claim until somebody clears it.") if cost.flag == PARKED else None


# --- what is declared ------------------------------------------------------------------------------------------------


def _declared(books: Books, wanted: Wanted, directive: str) -> list[Standing]:
    """Give the directives of a kind that stand, every version of each, by project and day."""
    found = [one for one in standing(books.entries) if one.directive == directive and one.project in wanted]
    codes = [*wanted]
    return sorted(found, key=lambda one: (codes.index(one.project), one.dated))


def _budget(books: Books, wanted: Wanted, lang: str) -> Exported:
    """Give every version of the budget of every line and period."""
    lines = {code: lines_of(agreement, {}) for code, agreement in wanted.items()}
    rows = []
    for one in _declared(books, wanted, "grant-budget"):
        agreement, account, amount = wanted[one.project], str(one.values["account"]), one.values["amount"]
        cells = {
            "project": one.project,
            "line": line_word(lines[one.project], agreement.lines.get(account, Line(account)), lang),
            "period": period_word(str(one.values["period"]), lang),
            "amount": _stated(amount, lang),
            "dated": one.dated,
            "decision": one.values.get("decision"),
            "note": one.values.get("note"),
        }
        rows.append(Row(_cells(cells), _currency(amount, agreement)))
    return Exported(rows)


def _agreements(books: Books, wanted: Wanted, lang: str) -> Exported:
    """Give a row for each version of each source, with its project as it is on that day; and for a project that has none."""
    projects, sources = defaultdict(list), defaultdict(list)
    for one in _declared(books, wanted, "grant-project"):
        projects[one.project].append(one)
    for one in _declared(books, wanted, "grant-source"):
        sources[one.project].append(one)
    rows = []
    for code, versions in projects.items():
        on_days = [(source.dated, _version(versions, source.dated), source) for source in sources[code]]
        with_source = {day for day, _, _ in on_days}
        alone = [(project.dated, project, None) for project in versions if project.dated not in with_source]
        for day, project, source in sorted([*on_days, *alone], key=lambda one: one[0]):
            rows.append(_agreement(wanted[code], day, project, source, lang))
    return Exported(rows)


def _version(versions: Sequence[Standing], day: date) -> Standing:
    """Give the version of a project that is in force on a day; before the first one, the first."""
    return next((one for one in reversed(versions) if one.dated <= day), versions[0])


def _agreement(agreement: Agreement, day: date, project: Standing, source: Standing | None, lang: str) -> Row:
    about = project.values
    cells: dict[str, object] = {
        "project": agreement.code,
        "total": _stated(about["budget"], lang),
        **{
            column: about.get(column)
            for column in ("name", "name-en", "start", "end", "contract", "beneficiary", "programme", "note")
        },
        "dated": day,
    }
    if source is not None:
        kind = source.values.get("kind")
        cells |= {
            "funder": source.values["funder"],
            "funder-name": source.values.get("name"),
            "source-kind": tr(SOURCE_KINDS[str(kind)], lang) if kind else None,
            "ceiling": _stated(source.values["ceiling"], lang),
        }
    return Row(_cells(cells), _currency(about["budget"], agreement))


def _indicators(books: Books, wanted: Wanted, lang: str) -> Exported:
    """Give the figures, planned and reached side by side where they are of one day and say the same of the indicator."""
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for one in _declared(books, wanted, "grant-indicator"):
        about = {column: one.values.get(column) for column in ("title", "unit", "note")}
        name, period = str(one.values["name"]), str(one.values["period"])
        cells = rows.setdefault(
            (one.project, name, period, one.dated, *about.values()),
            {"project": one.project, "indicator": name, "period": period_word(period, lang), "dated": one.dated, **about},
        )
        cells[str(one.values["state"])] = _stated(one.values["value"], lang)
    return Exported([Row(_cells(cells), "") for cells in rows.values()])


# --- cells -----------------------------------------------------------------------------------------------------------


def _cells(said: Mapping[str, object]) -> dict[str, Cell]:
    """Give what a row's cells hold: texts in one visible line, nothing for what is not stated."""
    shown = {column: plain(value).text if isinstance(value, str) else value for column, value in said.items()}
    return {column: value for column, value in shown.items() if isinstance(value, Cell) and value != ""}


def _stated(value: object, lang: str) -> object:
    """Give an amount or a figure, or the words for one that is not stated: a blank cell may mean that nothing is said."""
    if value is None:
        return tr(NOT_STATED, lang)
    return value.number if isinstance(value, Amount) else value


def _currency(amount: object, agreement: Agreement) -> str:
    return amount.currency if isinstance(amount, Amount) else agreement.project.currency


_EXPORTS: Mapping[str, Callable[[Books, Wanted, str], Exported]] = {
    COSTS: _costs,
    BUDGET: _budget,
    AGREEMENTS: _agreements,
    INDICATORS: _indicators,
}

"""Workbooks to fill in: for each kind of sheet an empty template, or one that holds what the books hold.

Sheet and headings are those of the shipped layouts. Cells take only what can be meant: days, amounts, the books' own words.
"""

import io
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.columns import KINDS
from riga_grants.exports import NO
from riga_grants.exports import NOT_STATED
from riga_grants.exports import YES
from riga_grants.exports import Cell
from riga_grants.exports import Row
from riga_grants.exports import line_word
from riga_grants.exports import period_word
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.lines import lines_of
from riga_grants.model import Agreement
from riga_grants.pages import Look
from riga_grants.pages import Page
from riga_grants.pages import add_page
from riga_grants.pages import looks
from riga_grants.pages import noon
from riga_grants.pages import printed
from riga_grants.sheets import reference
from riga_grants.texts import plain
from riga_grants.wording import KINDS as SOURCE_KINDS

SHEETS: Final = {
    COSTS: N_("Costs"),
    BUDGET: N_("Budget"),
    AGREEMENTS: N_("Agreements"),
    INDICATORS: N_("Indicators"),
}
LISTS: Final = N_("Lists")
CONTROL_TOTAL: Final = N_("Control total")
HOW: Final = N_(
    "One row below the headings for each {what}. Leave the headings and the name of the sheet as they are; fill in what stands "
    "under a dark heading. Then: riga-grants import FILE.xlsx --dry-run"
)
EACH: Final = {
    COSTS: N_("document and budget line"),
    BUDGET: N_("budget line and period"),
    AGREEMENTS: N_("source of a project"),
    INDICATORS: N_("indicator and period"),
}
NOTES: Final[Mapping[str, str]] = {
    "number": N_("Your own count."),
    "project": N_("The project's code in the books."),
    "line": N_("A line of the approved budget."),
    "document-type": N_("Invoice, receipt, act …"),
    "document-no": N_("Exactly as it stands on the document."),
    "document-date": N_("A day within the project."),
    "issuer": N_("Who issued the document."),
    "issuer-reg": N_("The company's number. Never a personal code."),
    "description": N_("What the cost was for."),
    "document-total": N_("Where only a part of the document is booked here."),
    "paid": N_("Blank until it is paid."),
    "in-kind": N_("Whether it was given in kind."),
    "note": N_("Whatever else should be known."),
    "row-key": N_("Which entry of the books this is. Leave it; blank in a new row."),
    "period": N_("Blank: the whole project."),
    "plan": N_("The version before. May be blank."),
    "amendment": N_("What is added, or taken with a minus. May be blank."),
    "dated": N_("The day from which this row holds."),
    "decision": N_("What approved it: its date and number."),
    "name": N_("In Latvian."),
    "start": N_("The project's first day."),
    "end": N_("The project's last day. Blank: not stated."),
    "total": N_("What the project costs in all."),
    "funder": N_("The funder's code: letters, digits, hyphens."),
    "source-kind": N_("Own funds, or co-financing."),
    "ceiling": N_("The most that this source pays."),
    "contract": N_("Its date, number and parties."),
    "indicator": N_("The name that is the same in every period."),
    "title": N_("What is counted."),
    "unit": N_("Families, children, hours …"),
}
OF_A_KIND: Final[Mapping[tuple[str, str], str]] = {
    (COSTS, "amount"): N_("Euro and cents; a credit note with a minus."),
    (BUDGET, "amount"): N_("What the line may cost from that day on."),
    (AGREEMENTS, "project"): N_("The project's code: letters, digits, hyphens."),
    (AGREEMENTS, "note"): N_("About the project. All rows of one project say the same of it."),
    (INDICATORS, "dated"): N_("Blank: from the first day for a plan, the period's last for a result."),
}
"""Notes that are the kind's own, and go before the others."""

LEFT_OUT: Final = frozenset({"debit", "credit", "currency", "account-code"})
"""Columns that registers from accounting programs have, and a sheet of ours does not need."""

MUST: Final = frozenset({"project", "line", "amount"})
"""What every row needs besides the columns that its kind cannot do without."""

SUMMED: Final = {COSTS: "amount", BUDGET: "amount", AGREEMENTS: "ceiling"}
LOOSE: Final = frozenset({"funder"})
"""Choices to which a user may add a word."""

LAST_ROW: Final = 1_048_575
LARGEST: Final = 9_999_999_999
EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
AMOUNT, DAY = "#,##0.00", "dd.mm.yyyy"
_WIDTHS: Final = {
    **dict.fromkeys(("number", "in-kind"), 9),
    **dict.fromkeys(("project", "document-date", "paid", "start", "end", "dated", "unit", "funder", "planned", "reached"), 12),
    **dict.fromkeys(("amount", "document-total", "plan", "amendment", "total", "ceiling", "issuer-reg", "document-no"), 15),
    **dict.fromkeys(("line", "issuer", "funder-name", "name", "name-en", "title", "contract", "note", "decision"), 28),
    "description": 36,
}
_WIDTH: Final = 18
_AS_TEXT: Final = frozenset({"document-no", "issuer-reg", "line", "period", "contract", "indicator", "decision"})
"""Columns whose cells a spreadsheet program must not take for a number or a day."""

_MAY: Final = (
    *("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows"),
    *("insert_hyperlinks", "sort", "autofilter", "select_locked_cells", "select_unlocked_cells"),
)
_REMARKED: Final = "#FFF2CC"


@dataclass(frozen=True, slots=True)
class Form:
    """What a workbook is made for: a kind of sheet, the projects whose words its cells offer, a language, and the day it is made on."""

    kind: str
    agreements: Sequence[Agreement]
    lang: str
    day: date

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return tr(SHEETS[self.kind], self.lang)

    @property
    def choices(self) -> dict[str, list[str]]:
        """The words that cells may hold, by column; a column without any takes every text."""
        made = {column: list(dict.fromkeys(give(self))) for column, give in _CHOICES.items() if column in KINDS[self.kind].columns}
        if self.kind == AGREEMENTS:
            del made["project"]
        return {column: offered for column, offered in made.items() if offered}


def template(form: Form) -> bytes:
    """Give an empty workbook as the bytes of an .xlsx file."""
    return _workbook(form, [column for column in _columns(form.kind) if column != "row-key"], [])


def filled(form: Form, rows: Sequence[Row]) -> bytes:
    """Give a workbook that holds some rows as the bytes of an .xlsx file."""
    return _workbook(form, _columns(form.kind), rows)


def note(kind: str, column: str) -> str:
    """Give what a template says of a column, "" where its title says enough."""
    return OF_A_KIND.get((kind, column), NOTES.get(column, ""))


def _columns(kind: str) -> list[str]:
    return [column for column in KINDS[kind].columns if column not in LEFT_OUT]


# --- choices ---------------------------------------------------------------------------------------------------------


def _projects(form: Form) -> Iterable[str]:
    return (one.code for one in form.agreements)


def _lines(form: Form) -> Iterable[str]:
    """Offer the lines that a row may name: for costs those of the budget in force, for a budget all."""
    for agreement in form.agreements:
        lines = lines_of(agreement, {})
        for account, line in agreement.lines.items():
            if form.kind == BUDGET or lines.in_budget(account):
                yield line_word(lines, line, form.lang)


def _periods(form: Form) -> Iterable[str]:
    return (period_word(period.name, form.lang) for one in form.agreements for period in one.all_periods)


def _funders(form: Form) -> Iterable[str]:
    return (source.funder for one in form.agreements for source in one.sources)


def _yes_or_no(form: Form) -> Iterable[str]:
    return tr(YES, form.lang), tr(NO, form.lang)


def _kinds_of_source(form: Form) -> Iterable[str]:
    return (tr(SOURCE_KINDS[kind], form.lang) for kind in ("funder", "own"))


_CHOICES: Final[Mapping[str, Callable[[Form], Iterable[str]]]] = {
    "project": _projects,
    "line": _lines,
    "period": _periods,
    "funder": _funders,
    "in-kind": _yes_or_no,
    "source-kind": _kinds_of_source,
}


# --- the workbook ----------------------------------------------------------------------------------------------------


class Sheet(NamedTuple):
    """The sheet while it is written: its page, what it is made for, its columns, and the row of its headings (from 0)."""

    page: Page
    form: Form
    columns: Sequence[str]
    head: int

    def holds(self, column: str) -> str:
        """Say what a column's cells hold."""
        return KINDS[self.form.kind].columns[column].holds


def _workbook(form: Form, columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and needed for this alone

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    about = ", ".join([form.sheet, *_projects(form)])
    book.set_properties({"title": about, "created": noon(form.day)})
    look = looks(book)
    page = add_page(book, look, form.sheet, about, form.lang)
    summed = form.kind in SUMMED and len({row.currency for row in rows}) <= 1
    sheet = Sheet(page, form, columns, 4 if summed else 3)
    _set_columns(sheet)
    _head(sheet, about, rows, summed=summed)
    for number, row in enumerate(rows, 1):
        _row(sheet, sheet.head + number, number, row)
    named = _lists(add_page(book, look, page.tr(LISTS), about, form.lang), book, form.choices)
    for index, column in enumerate(columns):
        _valid(sheet, index, column, named)
    _protect(page, len(columns))
    page.sheet.autofilter(sheet.head, 0, LAST_ROW, len(columns) - 1)
    printed(page, (sheet.head, sheet.head), (sheet.head + len(rows), len(columns) - 1), (sheet.head + 1, 0))
    book.close()
    return out.getvalue()

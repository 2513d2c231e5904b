"""What a sheet to fill in offers: its columns in their order, what is said of each, and what its cells take.

Headings and words are those of the shipped layouts. How a sheet is written is `templates`'s.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.columns import KINDS
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.importing.cells import EARLIEST
from riga_grants.importing.cells import LATEST
from riga_grants.lines import lines_of
from riga_grants.model import Agreement
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import KINDS as SOURCE_KINDS
from riga_grants.workbooks.exports import NO
from riga_grants.workbooks.exports import YES
from riga_grants.workbooks.exports import line_word
from riga_grants.workbooks.exports import period_word

EURO: Final = "EUR"
ROW_KEY: Final = "row-key"
FEW: Final = 6
"""Up to so many projects are named in a sheet's title."""

SHEETS: Final = {
    COSTS: N_("Costs"),
    BUDGET: N_("Budget"),
    AGREEMENTS: N_("Agreements"),
    INDICATORS: N_("Indicators"),
}
"""The sheets' names."""

EACH: Final = {
    COSTS: N_("a document and its budget line"),
    BUDGET: N_("a budget line and a period"),
    AGREEMENTS: N_("a project and one of its sources"),
    INDICATORS: N_("an indicator and a period"),
}
"""What a row stands for."""

SUMMED: Final = {COSTS: "amount", BUDGET: "amount", AGREEMENTS: "ceiling"}
"""The column that a kind's rows are summed by."""

NOT_OFFERED: Final = frozenset({"debit", "credit", "currency", "account-code"})
"""Columns that exports of accounting programs have and a sheet of ours can do without."""

_MUST: Final = frozenset({"project", "line", "amount"})
_NOTES: Final[Mapping[str, str]] = {
    "number": N_("Your own count."),
    "project": N_("The project's code in the books."),
    "line": N_("A line of the approved budget."),
    "document-type": N_("Invoice, receipt, act …"),
    "document-no": N_("Exactly as it stands on the document."),
    "document-date": N_("A day within the project."),
    "issuer": N_("Who issued the document."),
    "issuer-reg": N_("The company's number. Never a personal code."),
    "issuer-account": N_("To where it was paid, if that matters."),
    "description": N_("What the cost was for."),
    "net": N_("The amount without VAT. May be blank."),
    "vat": N_("The VAT in the amount. May be blank."),
    "document-total": N_("Where only a part of the document is booked."),
    "paid": N_("Blank until it is paid."),
    "payment-no": N_("The number of the payment order."),
    "in-kind": N_("Whether it was given in kind."),
    "note": N_("Whatever else should be known."),
    "row-key": N_("By this it is known again. Blank in a new row."),
    "period": N_("Blank: the whole project."),
    "plan": N_("The version before. May be blank."),
    "amendment": N_("What is added, or taken with a minus. May be blank."),
    "dated": N_("The day from which this row holds."),
    "decision": N_("What approved it: its date and number."),
    "name": N_("In Latvian."),
    "start": N_("The project's first day."),
    "end": N_("The project's last day. Blank: not stated."),
    "total": N_("What the project costs in all."),
    "funder": N_("A short code: letters, digits, hyphens."),
    "source-kind": N_("Own funds, or co-financing."),
    "ceiling": N_("The most that this source pays."),
    "contract": N_("Its date, number and parties."),
    "indicator": N_("A short name, the same in every period."),
    "title": N_("What is counted."),
    "unit": N_("Families, children, hours …"),
}
_OF_A_KIND: Final[Mapping[tuple[str, str], str]] = {
    (COSTS, "amount"): N_("Euro and cents; a credit note with a minus."),
    (BUDGET, "amount"): N_("What the line may cost from that day on."),
    (AGREEMENTS, "project"): N_("A short code: letters, digits, hyphens."),
    (AGREEMENTS, "note"): N_("About the project, the same in all its rows."),
    (AGREEMENTS, "dated"): N_("The day of signing. Blank: the first day."),
    (INDICATORS, "dated"): N_("Blank: the first day for a plan, the period's last for a result."),
}


@dataclass(frozen=True, slots=True)
class Form:
    """What a sheet to fill in is made for: its kind, the projects whose words it offers, its language, the day it is made on.

    `exported` is true for one that holds entries of the books: their rows name them.
    """

    kind: str
    agreements: Sequence[Agreement]
    lang: str
    day: date
    exported: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns, from the left."""
        omitted = NOT_OFFERED if self.exported else {*NOT_OFFERED, ROW_KEY}
        return tuple(column for column in KINDS[self.kind].columns if column not in omitted)

    @property
    def codes(self) -> tuple[str, ...]:
        """The projects' codes."""
        return tuple(one.code for one in self.agreements)

    @property
    def about(self) -> str:
        """Name the sheet, with its projects where they are few; invented figures are said to be so."""
        name, mark = self.tr(SHEETS[self.kind]), self.tr(DEMONSTRATION)
        named = f": {', '.join(self.codes)}" if 0 < len(self.codes) <= FEW else ""
        return name + named + (f" – {mark}" if any(one.project.demonstration for one in self.agreements) else "")

    @property
    def currency(self) -> str:
        """The currency of the projects, where they have one in common; otherwise that of the headings."""
        found = {one.project.currency for one in self.agreements}
        return found.pop() if len(found) == 1 else EURO

    def tr(self, msgid: str) -> str:
        """Give a message in the form's language."""
        return tr(msgid, self.lang)

    def title(self, column: str) -> str:
        """Give a column's heading."""
        return tr(KINDS[self.kind].columns[column].title, self.lang)

    def holds(self, column: str) -> str:
        """Say what a column's cells hold (`columns.Column`)."""
        return KINDS[self.kind].columns[column].holds

    def note(self, column: str) -> str:
        """Say what belongs into a column, "" where its heading says enough."""
        msgid = _OF_A_KIND.get((self.kind, column), _NOTES.get(column, ""))
        return tr(msgid, self.lang)

    def must(self, column: str) -> bool:
        """Say whether a row needs a column."""
        return column in _MUST or column in KINDS[self.kind].needed

    def choices(self) -> dict[str, list[str]]:
        """Give the words that cells may hold, by column; a column that is not there takes anything."""
        given = {column: list(dict.fromkeys(give(self))) for column, give in _CHOICES.items() if self._chosen(column)}
        return {column: offered for column, offered in given.items() if offered}

    def days(self, column: str) -> tuple[date, date]:
        """Give the first and the last day that a column of dates takes: for a document's, those of the projects."""
        projects = [one.project for one in self.agreements]
        if column != "document-date" or not projects:
            return EARLIEST, LATEST
        return min(one.start for one in projects), max(one.end or LATEST for one in projects)

    def _chosen(self, column: str) -> bool:
        return column in self.columns and self.holds(column) == "choice"


def _codes(form: Form) -> Iterable[str]:
    return form.codes


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
    "project": _codes,
    "line": _lines,
    "period": _periods,
    "funder": _funders,
    "in-kind": _yes_or_no,
    "source-kind": _kinds_of_source,
}

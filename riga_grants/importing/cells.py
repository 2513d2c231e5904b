"""The cells of one row of a table, read strictly: what cannot be taken as it stands is a finding on its cell.

Here stands what all kinds of sheet have in common: texts, amounts, numbers, days, projects and budget lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import timedelta
from decimal import ROUND_HALF_UP
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from riga_grants import personal
from riga_grants.dates import parse_date
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.importing.suggestions import Rules
from riga_grants.importing.tables import Table
from riga_grants.layouts import Constant
from riga_grants.layouts import Layout
from riga_grants.lines import Lines
from riga_grants.model import Agreement
from riga_grants.money import currency_mark
from riga_grants.money import from_cell
from riga_grants.money import parse_number
from riga_grants.money import spelt
from riga_grants.money import to_decimal
from riga_grants.money import whole_cents
from riga_grants.names import WHOLE_PROJECT
from riga_grants.names import finding
from riga_grants.sheets import ERROR
from riga_grants.sheets import Raw
from riga_grants.sheets import reference
from riga_grants.texts import LONGEST
from riga_grants.texts import folded
from riga_grants.texts import plain

EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
MOST_NAMED = 20
_DIGITS_KEPT = 10**15
_LIKE_A_DATE = (date, timedelta)
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Ground:
    """What rows are read against: the layout, the agreements and their lines by project code, and what the command says.

    `constants` are the values of columns that the layout or the command states for all rows; `project` is the project that
    every row must belong to (None: any); `mask` hides personal data; `rules` suggest lines where the sheet names none.
    """

    layout: Layout
    agreements: Mapping[str, Agreement]
    lines: Mapping[str, Lines]
    project: str | None
    constants: Mapping[str, Constant]
    mask: bool = False
    rules: Rules = field(default_factory=Rules)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The codes of projects by their names and codes, folded."""
        return {folded(word): code for code, one in self.agreements.items() for word in (one.project.name, code)}

    @cached_property
    def funders(self) -> Mapping[str, str]:
        """The codes of funders by their names and codes, folded."""
        return {
            folded(word): source.funder
            for agreement in self.agreements.values()
            for source in agreement.sources
            for word in (source.name_en, source.name, source.funder)
            if word
        }

    @cached_property
    def known(self) -> str:
        """The codes of the books' projects, for messages."""
        most = list(self.agreements)[:MOST_NAMED]
        return ", ".join([*most, "…"] if len(self.agreements) > MOST_NAMED else most)


class Amount(NamedTuple):
    """An amount as read: cents in the project's currency, exact before it was rounded; both None where it is not stated.

    `original` is what the sheet says where that is in another currency, such as "100.00 LVL", else "".
    """

    cents: int | None
    exact: Decimal | None = None
    original: str = ""

    @property
    def rounded(self) -> Decimal:
        """What rounding added to the amount."""
        return Decimal(0) if self.cents is None or self.exact is None else to_decimal(self.cents) - self.exact


NOT_STATED = Amount(None)


@dataclass(slots=True)
class Reader:
    """Reads the cells of one row and collects what is wrong with them; `failed` as soon as one of it is an error."""

    table: Table
    row: int
    ground: Ground
    findings: list[Finding] = field(default_factory=list)
    failed: bool = False

    def report(self, code: str, column: str | int, message: Text, project: str = "", *, needed: bool = False) -> None:
        """Take a finding on a cell; it is an error whatever the layout says where the value is `needed`."""
        severity = Severity.ERROR if needed else self.ground.layout.severity(code)
        self.failed |= severity is Severity.ERROR
        found = finding(code, message, self.place(column), project, severity=severity)
        if found not in self.findings:  # a cell may be looked at twice
            self.findings.append(found)

    def place(self, column: str | int) -> Place:
        """Give the place of a column's cell; of the row's first cell where the sheet does not have the column."""
        index = column if isinstance(column, int) else self.table.columns.get(column, -1)
        return self.table.place(self.row, index if index >= 0 else min(self.table.columns.values(), default=0))

    @property
    def cells(self) -> str:
        """The range of the row's cells, such as "A7:M7"."""
        indices = sorted({*self.table.columns.values(), *self.table.summed})
        return f"{reference((self.row, indices[0]))}:{reference((self.row, indices[-1]))}"

    def has(self, column: str) -> bool:
        """Say whether the sheet has a column."""
        return column in self.table.columns

    def blank(self, column: str | int) -> bool:
        """Say whether a column's cell holds nothing, or the sheet does not have it."""
        index = column if isinstance(column, int) else self.table.columns.get(column)
        return index is None or self.table.sheet.blank(self.table.borrowed.get((self.row, index), (self.row, index)))

    def value(self, column: str | int, *, needed: bool = False) -> Raw | None:
        """Give a cell's value, the constant of a column that is missing, or "" for blank; None for an error, which is told."""
        index = column if isinstance(column, int) else self.table.columns.get(column)
        if column == self.ground.layout.section and self.blank(column):
            return self.table.sections.get(self.row, "")
        if index is None:
            return self.constant(str(column))
        at = self.table.borrowed.get((self.row, index), (self.row, index))
        problem = self.table.sheet.problems.get(at)
        if problem == ERROR:
            self.report("cell-error", column, text("The cell shows an error."), needed=needed)
        elif problem:
            message = text("The cell holds a formula that was never calculated.")
            self.report("formula-no-value", column, message, needed=needed)
        return None if problem else self.table.sheet.value(at)

    def constant(self, column: str) -> Raw:
        """Give what the layout or the command states for a column; "" where they do not."""
        value = self.ground.constants.get(column, "")
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def words(self, column: str, needed: Text | None = None) -> str | None:
        """Read a cell as text; `needed` names what is missing where it is blank. None where it cannot be taken."""
        value = self.value(column, needed=needed is not None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | float | int):
            message = text("A text is expected, the cell holds {found}.", found=personal.excerpt(str(value)))
            self.report("text-unreadable", column, message, needed=True)
            return None
        shown = self.fit_text(column, value) if isinstance(value, str) else self.number_text(column, value)
        if needed and shown == "":
            self.report("cell-missing", column, text("The cell is empty; expected: {needed}.", needed=needed), needed=True)
            return None
        # What the words of a line mean is for `lines`, which holds the layout's own table against the project's lines.
        meanings = {} if column == "line" else self.ground.layout.meanings.get(column, {})
        return meanings.get(folded(shown), shown) if shown else shown

    def fit_text(self, column: str, raw: str) -> str | None:
        """Give a text that fits into the books; None, and a finding, for one that does not."""
        clean = plain(raw)
        if clean.changed:
            self.report("text-changed", column, text("Characters that are not fit for the books were replaced in this text."))
        if len(clean.text) > LONGEST:
            message = text("The text has {length} characters; at most {most} are taken.", length=len(clean.text), most=LONGEST)
            self.report("text-long", column, message, needed=True)
            return None
        return self.private(column, clean.text)

    def private(self, column: str, shown: str) -> str | None:
        """Look for personal data in a text: mask it where that is wished, otherwise tell; a personal code is refused."""
        if self.ground.mask or self.ground.layout.personal == "mask":
            return personal.masked(shown)
        refused, kinds = self.ground.layout.personal == "refuse", personal.found(shown)
        for kind in kinds:
            if kind == personal.CODE:
                self.report("personal-code", column, text("The text holds somebody's personal code."), needed=True)
                return None
            message = text("The text holds {what}.", what=personal.NAMES[kind])
            self.report("personal-data", column, message, needed=refused)
        return None if refused and kinds else shown

    def number_text(self, column: str, value: float) -> str | None:
        """Write a number that stands where a text belongs; one of more than 15 digits has lost some."""
        if not abs(value) < _DIGITS_KEPT:
            message = text("The cell holds a number so long that its last digits are lost.")
            self.report("text-unreadable", column, message, needed=True)
            return None
        return str(int(value)) if value == int(value) else repr(value)

    def day(self, column: str, *, needed: bool = False) -> date | None:
        """Read a cell as a date, within reason; None where it is blank, not stated or cannot be taken."""
        value = self.value(column, needed=needed)
        if isinstance(value, str):
            if self.unstated(value):
                if needed:
                    self.report("date-missing", column, text("The date is missing."), needed=True)
                return None
            try:
                found = parse_date(value, self.ground.layout.dates)
            except UserDataError as problem:
                self.report(problem.code, column, problem.reason, needed=needed)
                return None
        elif isinstance(value, date):
            found = value.date() if isinstance(value, datetime) else value
        elif isinstance(value, float) and "year" in self.ground.layout.dates and EARLIEST.year <= value <= LATEST.year:
            found = date(int(value), 1, 1)
        elif value is None:
            return None
        else:
            self.report(
                "date-unreadable",
                column,
                text("A date is expected, the cell holds {found}.", found=personal.excerpt(str(value))),
                needed=needed,
            )
            return None
        if EARLIEST <= found <= LATEST:
            return found
        self.report("date-implausible", column, text("The date {found} cannot be meant.", found=found), needed=needed)
        return None

    def number(self, column: str | int) -> Decimal | None:
        """Read a figure that is no money, exactly as it stands; None where it is blank, not stated or cannot be taken."""
        value = self.value(column)
        if value is None or self.unstated(value):
            return None
        try:
            return _exact(value, self.ground.layout)
        except UserDataError as problem:
            self.report(problem.code, column, problem.reason)
            return None

    def unstated(self, value: Raw) -> bool:
        """Say whether a cell is blank or holds one of the words that stand for "not stated"."""
        return isinstance(value, str) and (not value.strip() or value in self.ground.layout.not_stated)

    def amount(self, column: str | int, currency: str | None, *, needed: bool = False) -> Amount:
        """Read an amount in the project's `currency` (None: unknown); not stated where it is blank or cannot be taken.

        With `needed`, a blank or unreadable cell is an error whatever the layout says.
        """
        value = self.value(column, needed=needed)
        if value is None:
            return NOT_STATED
        if self.unstated(value):
            if needed:
                self.report("amount-missing", column, text("The amount is missing."), needed=True)
            return NOT_STATED
        try:
            exact = _exact(value, self.ground.layout)
            own, rate, foreign = self.currency(column, value, currency)
            cents = whole_cents(exact if rate is None else (exact / rate).quantize(_CENT, ROUND_HALF_UP), self.rounding(rate))
        except UserDataError as problem:
            self.report(problem.code, column, problem.reason, needed=needed)
            return NOT_STATED
        if foreign:
            message = text("The amount is in {found}, the project in {currency}.", found=own, currency=currency or "")
            self.report("amount-currency", column, message, needed=True)
        if rate is None:
            self.rounded(column, exact, cents)
        self.seen_otherwise(column, cents)
        original = "" if rate is None else f"{exact} {own}"
        return Amount(cents, exact if rate is None else to_decimal(cents), original)

    def rounding(self, rate: Decimal | None) -> str:
        """Give the rule for fractions of a cent; a converted amount is rounded half up (Regulation 1103/97, art. 5)."""
        return self.ground.layout.rounding if rate is None else "refuse"

    def currency(self, column: str | int, value: Raw, expected: str | None) -> tuple[str, Decimal | None, bool]:
        """Give an amount's own currency, its rate, and whether it is another than expected and has no rate."""
        index = column if isinstance(column, int) else self.table.columns.get(column, -1)
        typed = currency_mark(value) if isinstance(value, str) else None
        named = self.words("currency") if self.ground.layout.kind == "costs" and index >= 0 else ""
        shown = self.table.sheet.marks.get((self.row, index))
        found = typed or (currency_mark(named) if named else None) or named or shown or self.table.currency(index)
        found = found or self.ground.layout.currency
        if not found or expected is None or found == expected:
            return found or expected or "", None, False
        rate = self.ground.layout.rates.get(found)
        return found, rate, rate is None

    def rounded(self, column: str | int, exact: Decimal, cents: int) -> None:
        """Tell of a fraction of a cent that was rounded away by the layout's rule."""
        if exact != to_decimal(cents):
            message = text("{found} was rounded to {amount}.", found=spelt(exact), amount=to_decimal(cents))
            self.report("amount-rounded", column, message)

    def seen_otherwise(self, column: str | int, cents: int) -> None:
        """Tell of an amount that nobody sees as it is: in a hidden row, merged over rows, or shown with other digits."""
        index = column if isinstance(column, int) else self.table.columns.get(column, -1)
        amount = to_decimal(cents)
        if self.row in self.table.sheet.hidden_rows and not any(found.code == "row-hidden" for found in self.findings):
            self.report("row-hidden", column, text("Row {row} is hidden and holds {amount}.", row=self.row + 1, amount=amount))
        shown = self.table.sheet.shown.get((self.row, index))
        if shown is not None:
            message = text("The cell holds {amount} and shows “{shown}”.", amount=amount, shown=shown)
            self.report("amount-shown", column, message)
        if (self.row, index) in self.table.merged:
            first, last = self.table.merged[self.row, index]
            message = text(
                "The amount stands in a cell that is merged over rows {first} to {last}.", first=first + 1, last=last + 1
            )
            self.report("amount-merged", column, message)

    def project(self) -> str:
        """Give the row's project code: the cell's, or the one asked for; "" where it is unknown."""
        wished, cell = self.ground.project, self.words("project")
        if cell is None or (not cell and wished):
            return wished or ""
        known = self.ground.known
        if not cell:
            column = "project" if self.has("project") else "line"
            message = text("The row does not say which project it belongs to.", known=known)
            self.report("row-project", column, message, needed=True)
            return ""
        code = self.ground.codes.get(folded(cell), "")
        if not code:
            message = text("There is no project “{found}” in the books.", found=personal.excerpt(cell), known=known)
            self.report("row-project", "project", message, needed=True)
        elif wished and code != wished:
            message = text("The row belongs to the project {found}, not to {wished}.", found=code, wished=wished)
            self.report("row-other-project", "project", message, code, needed=True)
        return code

    def period(self, agreement: Agreement | None, index: int, stated: str) -> str:
        """Give the period of an amount: the one its column stands for, the row's, or the whole project."""
        name = stated or self.words("period") or WHOLE_PROJECT
        known = {folded(one.name): one.name for one in agreement.all_periods} if agreement else {}
        found = known.get(folded(name))
        if found is None and agreement is not None:
            message = text(
                "There is no period “{found}” in {project}.",
                found=personal.excerpt(name),
                project=agreement.code,
                known=", ".join(known.values()),
            )
            self.report("period-missing", index if stated else "period", message, agreement.code, needed=True)
        return found or name

    def line(self, code: str, cell: str) -> str | None:
        """Give the account of the budget line that a cell's text names; None where it names none."""
        lines = self.ground.lines.get(code)
        if not cell or lines is None:
            return None
        number = not isinstance(self.value("line"), str)
        account = lines.find(cell, number)
        if account is None:
            message = text(
                "“{found}” names no line, or no single line, of {project}.",
                found=personal.excerpt(cell),
                project=code,
                known=lines.known,
            )
            self.report("line-unknown", "line", message, code, needed=True)
        return account


def _exact(value: Raw, layout: Layout) -> Decimal:
    """Give the exact figure that a cell holds, in the layout's unit."""
    if isinstance(value, str):
        return parse_number(value, layout.decimal) * layout.multiply
    if isinstance(value, float | int) and not isinstance(value, bool):
        return from_cell(value, layout.multiply)
    raise UserDataError(text("“{found}” is not an amount.", found=personal.excerpt(str(value))), "amount-unreadable")


def like_a_date(value: Raw | None) -> bool:
    """Say whether a spreadsheet has turned something into a date or a time."""
    return isinstance(value, _LIKE_A_DATE)

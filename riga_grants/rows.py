"""A register's row → a cost: every cell is read strictly, and what cannot be taken as it stands is a finding on its cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import datetime
from datetime import timedelta
from typing import NamedTuple

from riga_grants.costs import Content
from riga_grants.costs import Cost
from riga_grants.dates import parse_date
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.layouts import Layout
from riga_grants.lines import Lines
from riga_grants.model import Agreement
from riga_grants.money import cents_from_float
from riga_grants.money import currency_mark
from riga_grants.money import parse_amount
from riga_grants.money import to_decimal
from riga_grants.names import finding
from riga_grants.registers import Register
from riga_grants.sheets import Raw
from riga_grants.sheetxml import ERROR
from riga_grants.sheetxml import reference
from riga_grants.texts import LONGEST
from riga_grants.texts import Plain
from riga_grants.texts import folded
from riga_grants.texts import plain

EARLIEST, LATEST = date(1990, 1, 1), date(2099, 12, 31)
PAID_BEFORE, PAID_AFTER = timedelta(days=366), timedelta(days=5 * 366)
"""A payment further than this before or after its document's date is taken for a slip of the keyboard."""

_DIGITS_KEPT = 10**15
_PERSONAL = re.compile(r"(?<![0-9])([0-9]{6}) ?[-–] ?([0-9]{5})(?![0-9])")
_LIKE_PERSONAL = re.compile(r"[0-9]{6} ?[-–] ?[0-9]+|[0-3][0-9]{10}")
_FOREIGN = re.compile(r"(?!LV)[A-Z]{2}[0-9A-Z]{2,13}")


class Ground(NamedTuple):
    """What rows are read against: the layout, the agreements and their lines by project code, and the project asked for."""

    layout: Layout
    agreements: Mapping[str, Agreement]
    lines: Mapping[str, Lines]
    project: str | None


@dataclass(frozen=True, slots=True)
class Read:
    """One row as read: its cost, None if it is rejected; its amount in cents, None if that cannot be read."""

    row: int
    cost: Cost | None
    cents: int | None
    findings: tuple[Finding, ...]


def read_row(register: Register, row: int, ground: Ground) -> Read:
    """Read one row; it is rejected when one of its findings is an error."""
    reader = _Reader(register, row, ground)
    code = reader.project()
    agreement = ground.agreements.get(code)
    cents = reader.amount(agreement.project.currency if agreement else None)
    if reader.worthless:
        return Read(row, None, None, tuple(reader.findings))
    cost = reader.cost(code, agreement, cents)
    return Read(row, cost, cents, tuple(reader.findings))


def read_total(register: Register, ground: Ground) -> tuple[int | None, list[Finding]]:
    """Read the total of the register, in cents; None where there is no row of a total or it cannot be read."""
    if register.total is None:
        return None, []
    reader = _Reader(register, register.total, ground)
    return reader.amount(None, zero=True), reader.findings


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one row and collects what is wrong with them; `failed` as soon as one of it is an error."""

    register: Register
    row: int
    ground: Ground
    findings: list[Finding] = field(default_factory=list)
    failed: bool = False

    def report(self, code: str, column: str, message: Text, project: str = "") -> None:
        found = finding(code, message, self.place(column), project)
        self.failed |= found.severity is Severity.ERROR
        self.findings.append(found)

    def place(self, column: str) -> Place:
        return self.register.place(self.row, column)

    def blank(self, column: str) -> bool:
        columns = self.register.columns
        return column not in columns or self.register.sheet.blank((self.row, columns[column]))

    @property
    def worthless(self) -> bool:
        """Say whether the row has neither an amount nor a document: one finding is enough then."""
        return all(self.blank(column) for column in ("amount", "document-no", "document-date"))

    def value(self, column: str) -> Raw | None:
        """Give a cell's value, "" for blank; None where the cell holds an error, which is reported."""
        index = self.register.columns.get(column)
        if index is None:
            return ""
        at = (self.row, index)
        problem = self.register.sheet.problems.get(at)
        if problem == ERROR:
            self.report("cell-error", column, text("The cell shows an error."))
        elif problem:
            self.report("formula-no-value", column, text("The cell holds a formula that was never calculated."))
        return None if problem else self.register.sheet.value(at)

    def project(self) -> str:
        """Give the row's project code: the cell's, or the one asked for; "" where it is unknown."""
        wished, cell = self.ground.project, self.words("project")
        if cell is None or (not cell and wished):
            return wished or ""
        known = ", ".join(self.ground.agreements)
        if not cell:
            self.missing_project(known)
            return ""
        same = {folded(word): code for code, a in self.ground.agreements.items() for word in (a.project.name, code)}
        code = same.get(folded(cell), "")
        if not code:
            self.report("row-project", "project", text("There is no project “{found}” in the books.", found=cell, known=known))
        elif wished and code != wished:
            message = text("The row belongs to the project {found}, not to {wished}.", found=code, wished=wished)
            self.report("row-other-project", "project", message, code)
        return code

    def missing_project(self, known: str) -> None:
        column = "project" if "project" in self.register.columns else "line"
        self.report("row-project", column, text("The row does not say which project it belongs to.", known=known))

    def amount(self, currency: str | None, *, zero: bool = False) -> int | None:
        """Read the amount to cents; `currency` is what a mark beside it must agree with, if known."""
        value = self.value("amount")
        if value is None:
            return None
        if isinstance(value, str) and not value.strip():
            self.report("amount-missing", "amount", text("The amount is missing."))
            return None
        try:
            cents = _cents(value)
        except UserDataError as problem:
            self.report(problem.code, "amount", problem.reason)
            return None
        if not (cents or zero):
            self.report("amount-zero", "amount", text("The amount is zero."))
        shown = self.mark(value)
        if currency and shown not in {None, currency}:
            message = text("The amount is in {found}, the project in {currency}.", found=shown or "", currency=currency)
            self.report("amount-currency", "amount", message)
        if self.row in self.register.sheet.hidden_rows:
            message = text("Row {row} is hidden and holds {amount}.", row=self.row + 1, amount=to_decimal(cents))
            self.report("row-hidden", "amount", message)
        return cents

    def mark(self, value: Raw) -> str | None:
        """Give the currency of an amount: typed with it, shown by the cell's number format, or named by the heading."""
        typed = currency_mark(value) if isinstance(value, str) else None
        shown = self.register.sheet.marks.get((self.row, self.register.columns["amount"]))
        return typed or shown or self.register.currency or None

    def words(self, column: str, needed: Text | None = None) -> str | None:
        """Read a cell as text; `needed` names what is missing where it is blank. None where it cannot be taken."""
        value = self.value(column)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | float | int):
            self.report("text-unreadable", column, text("A text is expected, the cell holds {found}.", found=str(value)))
            return None
        if isinstance(value, str):
            return self.fit_text(column, plain(value), needed)
        return self.number_text(column, value)

    def fit_text(self, column: str, clean: Plain, needed: Text | None) -> str | None:
        """Give a text that fits into the books; None, and a finding, for one that does not."""
        if clean.changed:
            self.report("text-changed", column, text("Characters that are not fit for the books were replaced in this text."))
        if len(clean.text) > LONGEST:
            message = text("The text has {length} characters; at most {most} are taken.", length=len(clean.text), most=LONGEST)
            self.report("text-long", column, message)
            return None
        if _holds_personal_code(clean.text):
            self.report("personal-code", column, text("The text holds somebody's personal code."))
            return None
        if needed and not clean.text:
            self.report("document-missing", column, text("The cell is empty; expected: {needed}.", needed=needed))
            return None
        return clean.text

    def number_text(self, column: str, value: float) -> str | None:
        """Write a number that stands where a text belongs; one of more than 15 digits has lost some."""
        if not abs(value) < _DIGITS_KEPT:
            self.report("text-unreadable", column, text("The cell holds a number so long that its last digits are lost."))
            return None
        return str(int(value)) if value == int(value) else repr(value)

    def day(self, column: str) -> date | None:
        """Read a cell as a date, within reason; None where it is blank or cannot be taken."""
        value = self.value(column)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, str):
            try:
                found = parse_date(value, self.ground.layout.dates)
            except UserDataError as problem:
                self.report(problem.code, column, problem.reason)
                return None
        elif isinstance(value, date):
            found = value.date() if isinstance(value, datetime) else value
        else:
            self.report("date-unreadable", column, text("A date is expected, the cell holds {found}.", found=str(value)))
            return None
        if EARLIEST <= found <= LATEST:
            return found
        self.report("date-implausible", column, text("The date {found} cannot be meant.", found=found))
        return None

    def document_date(self, agreement: Agreement | None) -> date | None:
        if self.blank("document-date"):
            self.report("date-missing", "document-date", text("The document's date is missing."))
            return None
        found = self.day("document-date")
        project = agreement.project if agreement else None
        if found and project and not (project.start <= found <= (project.end or date.max)):
            message = text(
                "The document of {found} lies outside the project: {start} to {end}.",
                found=found,
                start=project.start,
                end=project.end or "…",
            )
            self.report("date-outside", "document-date", message, project.code)
            return None
        return found

    def document_no(self) -> str | None:
        index = self.register.columns["document-no"]
        if isinstance(self.register.sheet.value((self.row, index)), date | timedelta):
            message = text("The spreadsheet has turned the document's number into a date.")
            self.report("document-no", "document-no", message)
            return None
        return self.words("document-no", _DOCUMENT_NO)

    def paid(self, document_date: date | None) -> date | None:
        found = self.day("paid")
        if found and document_date and not (document_date - PAID_BEFORE <= found <= document_date + PAID_AFTER):
            message = text("The payment of {found} is too far from its document of {other}.", found=found, other=document_date)
            self.report("date-implausible", "paid", message)
        return found

    def in_kind(self) -> bool | None:
        value = self.value("in-kind")
        if value is None or isinstance(value, bool):
            return value
        word = folded(str(value))
        if not word or word in self.ground.layout.not_in_kind:
            return False
        if word not in self.ground.layout.in_kind:
            self.report("in-kind-unreadable", "in-kind", text("“{found}” is neither yes nor no.", found=plain(str(value)).text))
        return True

    def line(self, code: str) -> str | None:
        """Give the account of the budget line that the row names."""
        cell = self.words("line", _LINE)
        lines = self.ground.lines.get(code)
        if not cell or lines is None:
            return None
        number = not isinstance(self.register.sheet.value((self.row, self.register.columns["line"])), str)
        account = lines.find(cell, number)
        if account is None:
            message = text(
                "“{found}” names no line, or no single line, of {project}.", found=cell, project=code, known=lines.known
            )
            self.report("line-unknown", "line", message, code)
        elif not lines.in_budget(account):
            message = text("The budget of {project} in force has no amount for “{found}”.", found=cell, project=code)
            self.report("line-not-budgeted", "line", message, code)
        return account

    def issuer_reg(self) -> str | None:
        """Read a company's registration number; a private person's code is refused without being repeated."""
        from stdnum.lv import pvn  # noqa: PLC0415 - `check` reads no row

        shown = self.words("issuer-reg")
        if not shown:
            return shown
        compact = re.sub("[ -]", "", shown.upper()).removeprefix("LV")
        if _LIKE_PERSONAL.fullmatch(shown) or _LIKE_PERSONAL.fullmatch(compact):
            self.report("personal-code", "issuer-reg", text("A personal code stands where a company's number belongs."))
            return None
        if pvn.is_valid(compact) or _FOREIGN.fullmatch(compact):
            return compact
        self.report("issuer-reg", "issuer-reg", text("“{found}” is not a registration number.", found=shown))
        return None

    def cost(self, code: str, agreement: Agreement | None, cents: int | None) -> Cost | None:
        """Read all cells of the row, so that all that is wrong is reported; None when anything was."""
        account = self.line(code)
        document_no, document_date = self.document_no(), self.document_date(agreement)
        issuer, description = self.words("issuer", _ISSUER), self.words("description", _DESCRIPTION)
        issuer_reg, in_kind, paid = self.issuer_reg(), self.in_kind(), self.paid(document_date)
        document_type, note = self.words("document-type"), self.words("note")
        if self.failed or agreement is None or account is None or document_no is None or document_date is None:
            return None
        if issuer is None or issuer_reg is None or description is None or cents is None or in_kind is None:
            return None
        content = Content(code, account, document_no, document_date, issuer, issuer_reg, cents, description, in_kind)
        columns = sorted(self.register.columns.values())
        cells = f"{reference((self.row, columns[0]))}:{reference((self.row, columns[-1]))}"
        sheet = self.register.sheet.name
        return Cost(content, agreement.project.currency, document_type or "", paid, note or "", sheet, cells, key="")


_DOCUMENT_NO = text("the document's number")
_ISSUER = text("who issued the document")
_DESCRIPTION = text("what the cost was for")
_LINE = text("the budget line")


def _cents(value: Raw) -> int:
    if isinstance(value, str):
        return parse_amount(value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return cents_from_float(value)
    raise UserDataError(text("“{found}” is not an amount.", found=str(value)), "amount-unreadable")


def _holds_personal_code(shown: str) -> bool:
    from stdnum.lv import pvn  # noqa: PLC0415 - `check` reads no row

    return any(pvn.is_valid(first + last) for first, last in _PERSONAL.findall(shown))

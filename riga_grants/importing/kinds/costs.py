"""A row of a cost register → one cost on one budget line."""

from collections.abc import Callable
from datetime import date
from datetime import timedelta
from decimal import Decimal

from riga_grants import names
from riga_grants.costs import Content
from riga_grants.costs import Cost
from riga_grants.costs import without_line
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.identifiers import iban
from riga_grants.identifiers import registration_number
from riga_grants.importing.cells import Amount
from riga_grants.importing.cells import Reader
from riga_grants.importing.cells import like_a_date
from riga_grants.importing.kinds.read import Read
from riga_grants.importing.kinds.read import read_of
from riga_grants.importing.suggestions import Asked
from riga_grants.importing.suggestions import as_before
from riga_grants.lines import Lines
from riga_grants.model import Agreement
from riga_grants.money import to_decimal
from riga_grants.personal import excerpt

PAID_BEFORE, PAID_AFTER = timedelta(days=366), timedelta(days=5 * 366)
"""A payment further than this before or after its document's date is taken for a slip of the keyboard."""

DOCUMENT_NO = text("the document's number")
ISSUER = text("who issued the document")
DESCRIPTION = text("what the cost was for")
LINE = text("the budget line")


def read(reader: Reader) -> Read:
    """Read one row; it brings nothing when one of its findings is an error."""
    code = reader.project()
    agreement = reader.ground.agreements.get(code)
    amount = _amount(reader, agreement.project.currency if agreement else None)
    if all(reader.blank(column) for column in ("amount", "debit", "credit", "document-no", "document-date")):
        return read_of(reader, (), None)  # one finding is enough for a row that says nothing
    cost = _cost(reader, code, agreement, amount)
    return read_of(reader, () if cost is None else (cost,), amount.cents, amount.rounded, _key(reader))


def _key(reader: Reader) -> str:
    """Give the booked entry that the row says it is, as exported registers do."""
    cell = reader.value("row-key") if reader.has("row-key") else ""
    return cell.strip() if isinstance(cell, str) and cell.startswith(names.ROW_KEY_PREFIX) else ""


def measure(reader: Reader) -> int | None:
    """Give a row's amount as a cost's, whatever else the row is: of a total, or of a row that is left out."""
    amount, _ = _stated(reader, None)
    return None if amount.cents is None else _sign(reader, _negative(reader)) * amount.cents


def _stated(reader: Reader, currency: str | None, *, needed: bool = False) -> tuple[Amount, str]:
    if reader.has("debit") and reader.has("credit"):
        return _debit_less_credit(reader, currency, needed=needed), "debit"
    return reader.amount("amount", currency, needed=needed), "amount"


def _amount(reader: Reader, currency: str | None) -> Amount:
    """Read the amount with the sign of a cost: costs are positive, credit notes negative."""
    amount, column = _stated(reader, currency, needed=True)
    if amount.cents is None:
        return amount
    if amount.cents == 0 and not reader.failed:
        reader.report("amount-zero", column, text("The amount is zero."), needed=True)
    negative = _negative(reader)
    if amount.cents < 0 and negative:
        reader.report("amount-sign", column, text("The amount is negative, and so is the row by its words."))
    sign = _sign(reader, negative)
    return amount._replace(cents=sign * amount.cents, exact=None if amount.exact is None else sign * amount.exact)


def _negative(reader: Reader) -> int:
    """Count the columns whose words make the row's amount negative."""
    return sum((reader.words(column) or "") in words for column, words in reader.ground.layout.negative.items())


def _sign(reader: Reader, negative: int) -> int:
    """Say by what an amount as it stands is to be multiplied to have the sign of a cost."""
    return -1 if (negative + reader.ground.layout.reversed_sign) % 2 else 1


def _debit_less_credit(reader: Reader, currency: str | None, *, needed: bool) -> Amount:
    debit, credit = reader.amount("debit", currency), reader.amount("credit", currency)
    if debit.cents is None and credit.cents is None:
        if needed and not reader.failed:
            reader.report("amount-missing", "debit", text("The amount is missing."), needed=True)
        return debit
    if needed and debit.cents and credit.cents:
        reader.report("amount-sign", "credit", text("The row has both a debit and a credit."), needed=True)
    exact = (debit.exact or Decimal(0)) - (credit.exact or Decimal(0))
    return Amount((debit.cents or 0) - (credit.cents or 0), exact, debit.original or credit.original)


def _cost(reader: Reader, code: str, agreement: Agreement | None, amount: Amount) -> Cost | None:
    """Read all cells of the row, so that all that is wrong is reported; None when anything was."""
    document_no, document_date = _document_no(reader), _document_date(reader, agreement)
    issuer, description = reader.words("issuer", ISSUER), reader.words("description", DESCRIPTION)
    issuer_reg, in_kind, paid = (
        _checked(reader, "issuer-reg", registration_number),
        _in_kind(reader),
        _paid(reader, document_date),
    )
    account_no = _checked(reader, "issuer-account", iban)
    document_type, note = reader.words("document-type"), reader.words("note")
    total = reader.amount("document-total", agreement.project.currency if agreement else None)
    net, vat = _net_and_vat(reader, agreement, amount)
    payment_no = reader.words("payment-no")
    content = None
    if not (document_no is None or document_date is None or issuer is None or issuer_reg is None or description is None):
        cents, own = amount.cents or 0, bool(in_kind)
        content = Content(code, "", document_no, document_date, issuer, issuer_reg, cents, description, own)
    asked = Asked(code, issuer or "", issuer_reg or "", description or "", reader.words("account-code") or "")
    account, suggested = _line(reader, asked, content)
    if reader.failed or agreement is None or content is None or account is None or amount.cents is None or in_kind is None:
        return None
    return Cost(
        content._replace(account=account),
        agreement.project.currency,
        document_type or "",
        paid,
        note or "",
        reader.table.sheet.name,
        reader.cells,
        key="",
        original=amount.original,
        document_total_cents=total.cents,
        suggested=suggested,
        issuer_account=account_no or "",
        net_cents=net,
        vat_cents=vat,
        payment_no=payment_no or "",
    )


def _net_and_vat(reader: Reader, agreement: Agreement | None, amount: Amount) -> tuple[int | None, int | None]:
    """Read the parts of the amount without the tax and of the tax, in cents with its sign; None where they are not stated.

    They are those of the row's own amount, for that is what a tax in the books is the tax of; also where only a share of a
    document is booked. Parts that cannot be those of the amount are told, and not booked where the layout makes that no error.
    """
    currency = agreement.project.currency if agreement else None
    parts = reader.amount("net", currency), reader.amount("vat", currency)
    if amount.cents is None:
        return None, None
    sign = _sign(reader, _negative(reader))
    if reader.has("debit") and reader.has("credit"):
        sign = -1 if amount.cents < 0 else 1  # which column it stands in is the sign of the whole
    net, vat = (None if part.cents is None else sign * part.cents for part in parts)
    for column, part in (("net", net), ("vat", vat)):
        if part is not None and not min(0, amount.cents) <= part <= max(0, amount.cents):
            _no_part(reader, column, part, amount.cents)
            return None, None
    if net is None or vat is None or net + vat == amount.cents:
        return net, vat
    if abs(net + vat - amount.cents) == 1 and any(part.original or part.rounded for part in (amount, *parts)):
        return amount.cents - vat, vat  # each of the three was rounded for itself
    _not_the_whole(reader, (net, vat), amount.cents, reader.amount("document-total", currency).cents)
    return None, None


def _no_part(reader: Reader, column: str, cents: int, whole: int) -> None:
    message = text("{found} is no part of the amount, which is {amount}.", found=to_decimal(cents), amount=to_decimal(whole))
    reader.report("net-and-tax", column, message)


def _not_the_whole(reader: Reader, parts: tuple[int, int], whole: int, document: int | None) -> None:
    net, vat = parts
    said = {"net": to_decimal(net), "vat": to_decimal(vat), "sum": to_decimal(net + vat), "amount": to_decimal(whole)}
    message = (
        text("{net} without VAT and {vat} of VAT are {sum}, the whole document; state those of its share, {amount}.", **said)
        if net + vat == document
        else text("{net} without VAT and {vat} of VAT are {sum}, and the amount is {amount}.", **said)
    )
    reader.report("net-and-tax", "vat", message)


def _line(reader: Reader, asked: Asked, content: Content | None) -> tuple[str | None, str]:
    """Give the account of the row's line and, where it is only suggested, why ("" where the row names it itself)."""
    code, cell = asked.project, reader.words("line")
    lines = reader.ground.lines.get(code)
    if cell is None or lines is None:
        return None, ""
    if cell:
        account = reader.line(code, cell)
        if account and not lines.in_budget(account):
            message = text("The budget of {project} in force has no amount for “{found}”.", found=excerpt(cell), project=code)
            reader.report("line-not-budgeted", "line", message, code)
        return account, ""
    booked = content and reader.ground.rules.booked(without_line(content))
    if booked:  # it stands where it was booked or confirmed, whatever the rules say by now
        return as_before(booked)
    return _suggested(reader, asked, lines)


def _suggested(reader: Reader, asked: Asked, lines: Lines) -> tuple[str | None, str]:
    suggestion = reader.ground.rules.suggest(asked)
    if not reader.ground.rules.sound:
        message = text("No budget line is suggested, because importers/rules.toml has errors.")
        reader.report("line-missing", "line", message, asked.project, needed=True)
    elif suggestion is None and reader.has("line"):
        reader.report("cell-missing", "line", text("The cell is empty; expected: {needed}.", needed=LINE), needed=True)
    elif suggestion is None:
        message = text("Neither the sheet nor a rule nor an earlier cost says which budget line the cost belongs to.")
        reader.report("line-missing", "line", message, asked.project, needed=True)
    elif not lines.in_budget(suggestion.account):
        message = text(
            "The budget of {project} in force has no amount for the line {account}, which is suggested: {reason}.",
            project=asked.project,
            account=suggestion.account,
            reason=suggestion.reason,
        )
        reader.report("line-not-budgeted", "line", message, asked.project, needed=True)
    else:
        message = text("The line {account} is only suggested: {reason}.", account=suggestion.account, reason=suggestion.reason)
        reader.report("line-suggested", "line", message, asked.project)
    return suggestion or (None, "")


def _document_date(reader: Reader, agreement: Agreement | None) -> date | None:
    found = reader.day("document-date", needed=True)
    project = agreement.project if agreement else None
    if found and project and not (project.start <= found <= (project.end or date.max)):
        message = text(
            "The document of {found} lies outside the project: {start} to {end}.",
            found=found,
            start=project.start,
            end=project.end or "…",
        )
        reader.report("date-outside", "document-date", message, project.code)
        return None if reader.failed else found
    return found


def _document_no(reader: Reader) -> str | None:
    if reader.has("document-no") and like_a_date(reader.value("document-no")):
        message = text("The spreadsheet has turned the document's number into a date.")
        reader.report("document-no", "document-no", message, needed=True)
        return None
    return reader.words("document-no", DOCUMENT_NO)


def _paid(reader: Reader, document_date: date | None) -> date | None:
    found = reader.day("paid")
    if found and document_date and not (document_date - PAID_BEFORE <= found <= document_date + PAID_AFTER):
        message = text("The payment of {found} is too far from its document of {other}.", found=found, other=document_date)
        reader.report("date-implausible", "paid", message)
    return found


def _in_kind(reader: Reader) -> bool | None:
    value = reader.value("in-kind")
    if value is None or isinstance(value, bool):
        return value
    word = str(value)
    if not word.strip() or word in reader.ground.layout.not_in_kind:
        return False
    if word not in reader.ground.layout.in_kind:
        message = text("“{found}” is neither yes nor no.", found=excerpt(word))
        reader.report("in-kind-unreadable", "in-kind", message, needed=True)
    return True


def _checked(reader: Reader, column: str, check: Callable[[str], str]) -> str | None:
    """Read a number that can be checked; None where the cell cannot be taken. A private person's code is not repeated."""
    value = reader.value(column)
    shown = value if isinstance(value, str) else reader.words(column)
    if shown is None or not shown.strip():
        return shown if shown is None else ""
    try:
        return check(shown)
    except UserDataError as problem:
        reader.report(problem.code, column, problem.reason, needed=problem.code == "personal-code")
        return ""

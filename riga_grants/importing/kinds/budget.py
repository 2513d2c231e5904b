"""A row of a budget (tāme) → one `grant-budget` directive for each of its amounts."""

from decimal import Decimal

from beancount.core.amount import Amount as Money

from riga_grants.declared import Declared
from riga_grants.declared import Value
from riga_grants.errors import text
from riga_grants.importing.cells import Amount
from riga_grants.importing.cells import Reader
from riga_grants.importing.kinds.read import Read
from riga_grants.importing.kinds.read import read_of
from riga_grants.model import Agreement
from riga_grants.money import to_decimal

LINE = text("the budget line")
DIRECTIVE = "grant-budget"


def read(reader: Reader) -> Read:
    """Read one row; it brings nothing when one of its findings is an error. Its amount is the sum of what it states."""
    code = reader.project()
    agreement = reader.ground.agreements.get(code)
    currency = agreement.project.currency if agreement else None
    amounts = [(reader.amount(one.column, currency), one.column, one.states) for one in reader.table.amounts]
    if reader.has("amount"):
        amounts.append((reader.amount("amount", currency), reader.table.columns["amount"], {}))
    stated = [amount for amount, _, _ in amounts if amount.cents is not None]
    cents = sum(amount.cents or 0 for amount in stated) if stated else None
    cell = reader.words("line", LINE)
    account = reader.line(code, cell) if cell else None
    dated = reader.day("dated", needed=True)
    decision, note = reader.words("decision"), reader.words("note")
    _arithmetic(reader, currency, amounts[-1][0])
    periods = [reader.period(agreement, index, states.get("period", "")) for _, index, states in amounts]
    if reader.failed or agreement is None or account is None or dated is None:
        return read_of(reader, (), cents)
    about = {"decision": decision, "note": note}
    meta: dict[str, Value] = {"account": account, **{key: said for key, said in about.items() if said}}
    made = tuple(
        Declared(
            DIRECTIVE,
            dated,
            agreement.code,
            {**meta, "period": period, "amount": _money(amount, agreement)},
            amount.cents,
            reader.table.sheet.name,
            reader.cells,
        )
        for (amount, index, _), period in zip(amounts, periods, strict=True)
        if amount.cents is not None or not reader.blank(index)
    )
    if not made:
        reader.report("amount-missing", amounts[0][1], text("The amount is missing."), needed=True)
    rounded = sum((amount.rounded for amount in stated), Decimal(0))
    return read_of(reader, made, cents, rounded)


def _money(amount: Amount, agreement: Agreement) -> Money | None:
    return None if amount.cents is None else Money(to_decimal(amount.cents), agreement.project.currency)


def measure(reader: Reader) -> int | None:
    """Give the sum of a row's amounts, whatever else the row is."""
    columns = [one.column for one in reader.table.amounts] + ([reader.table.columns["amount"]] if reader.has("amount") else [])
    found = [cents for column in columns if (cents := reader.amount(column, None).cents) is not None]
    return sum(found) if found else None


def _arithmetic(reader: Reader, currency: str | None, revised: Amount) -> None:
    """Compare plan + amendment with the budget that the row states, where the sheet has all three."""
    if not (reader.has("plan") and reader.has("amendment") and reader.has("amount")):
        return
    plan, change = reader.amount("plan", currency), reader.amount("amendment", currency)
    if None in (plan.cents, revised.cents) or (plan.cents or 0) + (change.cents or 0) == revised.cents:
        return
    message = text(
        "{plan} and the amendment {change} are not {revised}.",
        plan=to_decimal(plan.cents or 0),
        change=to_decimal(change.cents or 0),
        revised=to_decimal(revised.cents or 0),
    )
    reader.report("amounts-differ", "amount", message)

"""What somebody asks for in words, read strictly: a line of the agreement, a period, an amount."""

from typing import NamedTuple

from riga_grants.directives import BudgetVersion
from riga_grants.errors import UserDataError
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.lines import lines_of
from riga_grants.lines import named
from riga_grants.model import Agreement
from riga_grants.money import currency_mark
from riga_grants.money import parse_number
from riga_grants.money import to_cents
from riga_grants.money import to_decimal


class Move(NamedTuple):
    """An amount in cents that goes from one line to another (their accounts); `period` None: the one the first line has."""

    source: str
    target: str
    cents: int
    period: str | None = None


class Wish(NamedTuple):
    """The new budget of a line in a period, in cents."""

    account: str
    period: str
    cents: int


def wish_of(agreement: Agreement, line: str, period: str, amount: str) -> Wish:
    """Read a line, a period and an amount, each as a person writes it; raise WrongUsage with what there is instead."""
    return Wish(line_named(agreement, line), period_named(agreement, period), cents_read(agreement, amount))


def line_named(agreement: Agreement, words: str) -> str:
    """Give the account of a line named by its number, its name or its account."""
    lines = lines_of(agreement, {})
    account = named(agreement, lines, words)
    if account is None:
        message = text(
            "“{found}” names no line, or no single line, of {project}; open a new line's account first. There are: {known}.",
            found=words,
            project=agreement.code,
            known=lines.known or "–",
        )
        raise WrongUsage(message)
    return account


def period_named(agreement: Agreement, name: str) -> str:
    """Give the name of a period that the agreement has."""
    if agreement.period(name) is None:
        known = ", ".join(dict.fromkeys(one.name for one in agreement.all_periods))
        raise WrongUsage(text("There is no period “{period}”; there are: {known}.", period=name, known=known))
    return name


def cents_read(agreement: Agreement, shown: str) -> int:
    """Read an amount of 0 or more in the project's currency, in cents."""
    currency = agreement.project.currency
    marked = currency_mark(shown)
    if marked not in (None, currency):
        message = text("“{found}” is not in {expected}, the project's currency.", found=shown, expected=currency)
        raise WrongUsage(message)
    try:
        cents = to_cents(parse_number(shown))
    except UserDataError as problem:
        raise WrongUsage(problem.reason) from problem
    if cents < 0:
        raise WrongUsage(text("A budget is 0 or more, not {amount}.", amount=to_decimal(cents)))
    return cents


def moved(agreement: Agreement, now: Agreement, move: Move) -> tuple[Wish, Wish]:
    """Turn a transfer between two lines into the new budget of both, in one period; `now` is the agreement in force.

    Raise WrongUsage where the two are the same line, the amount is 0, the first line does not have it, one of the budgets is
    not stated, or no period is named and the first line has several.
    """
    source, target, amount, period = move
    if source == target:
        raise WrongUsage(text("{account} is both the line to take from and the line to give to.", account=source))
    if not amount:
        raise WrongUsage(text("A transfer moves an amount above 0."))
    name = period_named(agreement, period) if period is not None else _only_period(now, source)
    versions = {version.account: version for version in now.budget if version.period == name}
    if source not in versions:
        raise WrongUsage(text("{account} has no budget in {period} to take from.", account=source, period=name))
    giving, getting = _stated(versions[source]), _stated(versions[target]) if target in versions else 0
    if amount > giving:
        message = text(
            "{account} has {budget} in {period}; {amount} cannot leave it.",
            account=source,
            budget=to_decimal(giving),
            period=name,
            amount=to_decimal(amount),
        )
        raise WrongUsage(message)
    return Wish(source, name, giving - amount), Wish(target, name, getting + amount)


def _only_period(now: Agreement, account: str) -> str:
    periods = [version.period for version in now.budget if version.account == account]
    if not periods:
        raise WrongUsage(text("{account} has no budget to take from.", account=account))
    if len(periods) > 1:
        message = text("{account} has a budget in {periods}; say which: --period", account=account, periods=", ".join(periods))
        raise WrongUsage(message)
    return periods[0]


def _stated(version: BudgetVersion) -> int:
    if version.cents is None:
        message = text(
            "The budget of {account} in {period} is not stated; amend it to an amount first.",
            account=version.account,
            period=version.period,
        )
        raise WrongUsage(message)
    return version.cents

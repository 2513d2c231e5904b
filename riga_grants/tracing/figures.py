"""A figure of a report, named as people name it, and the postings and budgets that add up to it."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from riga_grants import execution
from riga_grants import names
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Period
from riga_grants.facts import Fact
from riga_grants.facts import Facts
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.texts import folded
from riga_grants.wording import position


class Figure(NamedTuple):
    """The figures of a line or a whole project as a report shows them, and what they are made of.

    `row` is None for the whole project. `before` and `this_period` are the postings behind the figures of these names, in the
    order of the ledger; `budget` are the directives behind the budget in force.
    """

    execution: Execution
    row: LineRow | None
    figures: Figures
    before: tuple[Fact, ...]
    this_period: tuple[Fact, ...]
    budget: tuple[BudgetVersion, ...]


class Known(NamedTuple):
    """What a project has, where words named something else: its lines and its periods."""

    names: tuple[str, ...]


def find(
    agreements: Mapping[str, Agreement], facts: Facts, words: Sequence[str], today: date, lang: str
) -> Figure | Known | None:
    """Find the figure that words name: a project's code or a line's account, then a line of that project, then a period.

    As in a report, the day is today, or the period's last day if that is past. None where the first word names no project that
    is agreed on by then.
    """
    parts = words[0].split(":")
    account = words[0] if parts[0] == names.COST and len(parts) > 2 else ""  # noqa: PLR2004 - root, project, line
    agreement = agreements.get(parts[1] if parts[0] == names.COST and len(parts) > 1 else words[0])
    if agreement is None:
        return None
    rest = [*([account] if account else []), *words[1:]]
    period = agreement.period(rest[-1]) if len(rest) > bool(account) else None
    line = " ".join(rest[:-1] if period else rest)
    day = min(today, _period(agreement, period, today).end)
    now = agreement.at(day)
    if now is None:
        return None
    chosen = _period(agreement, period, day)
    statement = execution.build(agreement, facts[agreement.code], day, lang, chosen)
    row = _row(statement, line)
    if line and row is None:
        periods = (one.name for one in agreement.all_periods)
        return Known((*(position(one) for one in statement.lines), *(one.account for one in statement.lines), *periods))
    return made_of(now, facts[agreement.code], chosen, statement, row)


def _period(agreement: Agreement, found: Period | None, day: date) -> Period:
    """Give a period as it is agreed on a day; one that was declared only later is better than none."""
    if found is None:
        return agreement.always
    now = agreement.at(day)
    return (now and now.period(found.name)) or found


def _row(statement: Execution, line: str) -> LineRow | None:
    """Find a line by its account, its number, its name or both; of a subtotal and a line of one name the subtotal."""
    wanted = folded(line).rstrip(".")
    for row in statement.lines:
        spelt = (row.account, row.account.split(":", 2)[-1], row.number.rstrip("."), row.name, position(row))
        if line and wanted in map(folded, spelt):
            return row
    return None


def made_of(now: Agreement, facts: Sequence[Fact], period: Period, statement: Execution, row: LineRow | None) -> Figure:
    """Collect what the figures of a row, or of the project, are made of; they add up to the cent."""
    budgeted, last = now.budgeted, min(period.end, statement.as_of)

    def inside(account: str) -> bool:
        below = row is not None and row.subtotal and account.startswith(f"{row.account}:")
        return row is None or account == row.account or below

    costs = [
        fact
        for fact in facts
        if fact.role == names.COST
        and fact.currency == now.project.currency
        and fact.day <= last
        and inside(line_of(fact.account, budgeted))
    ]
    plan = {one.name for one in now.all_periods if one.start <= period.end}
    found = Figure(
        statement,
        row,
        row.figures if row else statement.total,
        tuple(fact for fact in costs if fact.day < period.start),
        tuple(fact for fact in costs if fact.day >= period.start),
        tuple(version for version in now.budget if version.period in plan and inside(version.account)),
    )
    _must_add_up(found)
    return found


def _must_add_up(found: Figure) -> None:
    """Make sure that the figures which a report shows are the sums of what is given as their origin."""
    figures = found.figures
    for shown, facts in ((figures.before, found.before), (figures.this_period, found.this_period)):
        assert shown is None or shown == sum(fact.cents for fact in facts), "postings do not make the figure"  # noqa: S101
    stated = [version.cents for version in found.budget]
    if found.budget and figures.budget is not None and None not in stated:
        assert figures.budget == sum(cents or 0 for cents in stated), "budgets do not make the figure"  # noqa: S101

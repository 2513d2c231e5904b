"""A row of a table of indicators → a `grant-indicator` for each figure, planned or reached, by period."""

from datetime import date

from riga_grants.declared import Declared
from riga_grants.declared import Value
from riga_grants.errors import text
from riga_grants.importing.cells import Reader
from riga_grants.importing.kinds.read import Read
from riga_grants.importing.kinds.read import read_of
from riga_grants.model import Agreement
from riga_grants.texts import folded
from riga_grants.texts import slug

INDICATOR = text("the indicator")
DIRECTIVE = "grant-indicator"
STATES = ("planned", "reached")


def read(reader: Reader) -> Read:
    """Read one row; it brings nothing when one of its findings is an error. Its figures are no money and in no sum."""
    code = reader.project()
    agreement = reader.ground.agreements.get(code)
    name, title, unit = reader.words("indicator", INDICATOR), reader.words("title"), reader.words("unit")
    note, dated = reader.words("note"), reader.day("dated")
    figures = [(state, "", reader.number(state), reader.table.columns[state]) for state in STATES if reader.has(state)]
    figures += [
        (one.states.get("state", "planned"), one.states.get("period", ""), reader.number(one.column), one.column)
        for one in reader.table.amounts
    ]
    periods = [reader.period(agreement, index, stated) for _, stated, _, index in figures]
    if reader.failed or agreement is None or name is None:
        return read_of(reader, (), None)
    about: dict[str, Value] = {key: said for key, said in (("title", title), ("unit", unit), ("note", note)) if said}
    fact: dict[str, Value] = {"project": agreement.code, "name": _name(agreement, name)}
    made = tuple(
        Declared(
            DIRECTIVE,
            dated or _day(agreement, period, state),
            agreement.code,
            {**fact, "period": period, "state": state, "value": None if number is None else number.normalize() + 0, **about},
            None,
            reader.table.sheet.name,
            reader.cells,
        )
        for (state, _, number, index), period in zip(figures, periods, strict=True)
        if number is not None or not reader.blank(index)
    )
    if not made:
        reader.report("amount-missing", figures[0][3], text("The row has neither a planned nor a reached figure."), needed=True)
    return read_of(reader, made, None)


def measure(reader: Reader) -> int | None:  # noqa: ARG001 - every kind has one
    """Give no amount: the figures of indicators are no money, and each has its own unit."""
    return None


def _name(agreement: Agreement, said: str) -> str:
    """Give the indicator's name in the books: one that has this name or title, else a short one made of what is said."""
    known = {folded(word): one.name for one in agreement.indicators for word in (one.title, one.name) if word}
    return known.get(folded(said)) or slug(said)


def _day(agreement: Agreement, name: str, state: str) -> date:
    """Give the day from which a figure holds: a plan from the project's first day, a result from the period's last."""
    project, period = agreement.project, agreement.period(name)
    if state == STATES[0] or period is None:
        return project.start
    return min(period.end, project.end or period.end) if period.end != date.max else project.end or project.start

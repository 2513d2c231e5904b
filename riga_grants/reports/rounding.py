"""Amounts rounded for showing, to euro or thousands, so that parts still sum to their whole.

A whole is rounded half up; its parts are rounded down and one unit each goes to the largest remainders (Hamilton's method), so
each part is less than one unit from the truth. What is a sum or a difference is computed from what was rounded: every table
adds up as it is printed, and percentages are those of the amounts as they are printed.
"""

from collections.abc import Sequence
from dataclasses import replace

from riga_grants.execution import add
from riga_grants.names import IN_KIND_SOURCE
from riga_grants.names import OWN
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.statements import SourceRow
from riga_grants.tables import CENTS
from riga_grants.tables import MONEY
from riga_grants.tables import UNITS
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import computed
from riga_grants.tables import sums_up

Amounts = Sequence[int | None]


def amount(cents: int | None, unit: str) -> int | None:
    """Round an amount half up (away from zero) to a unit of `tables.UNITS`; not stated stays so."""
    if cents is None:
        return None
    size = UNITS[unit]
    rounded = (abs(cents) + size // 2) // size * size
    return rounded if cents >= 0 else -rounded


def parts(amounts: Amounts, unit: str, whole: int | None = None) -> list[int | None]:
    """Round amounts so that they sum to a whole that is rounded already; without one, to their own sum, rounded.

    What is not stated stays so and takes no part; what is 0 stays 0 as long as anything else is not.
    """
    size = UNITS[unit]
    stated = [cents for cents in amounts if cents is not None]
    target = amount(sum(stated), unit) if whole is None else whole
    found = [None if cents is None else cents // size * size for cents in amounts]
    missing = ((target or 0) - sum(cents for cents in found if cents is not None)) // size
    places = [n for n, cents in enumerate(amounts) if cents] or [n for n, cents in enumerate(amounts) if cents is not None]
    step = size if missing > 0 else -size
    places.sort(key=lambda n: -((amounts[n] or 0) % size) if missing > 0 else (amounts[n] or 0) % size)
    for turn in range(abs(missing) if places else 0):
        place = places[turn % len(places)]
        found[place] = (found[place] or 0) + step
    return found


def execution(statement: Execution, unit: str) -> Execution:
    """Round a statement: of lines, periods and sources the parts sum to the project's rounded plan, cost and shares."""
    if unit == CENTS:
        return statement
    exact = [row.figures for row in statement.leaves]
    leaves = _figures(exact, unit) if exact else []
    total = _total(statement, leaves, unit)
    by_place = iter(leaves)
    rounded = [row if row.subtotal else replace(row, figures=next(by_place)) for row in statement.lines]
    whole = [row for row in rounded if not row.subtotal]
    return replace(
        statement,
        lines=tuple(_summed(row, whole) if row.subtotal else row for row in rounded),
        total=total,
        sources=_sources(statement, total, unit),
        instalments=tuple(
            replace(one, cents=cents or 0)
            for one, cents in zip(statement.instalments, parts([one.cents for one in statement.instalments], unit), strict=True)
        ),
        period_budget=amount(statement.period_budget, unit),
    )


def _figures(exact: Sequence[Figures], unit: str) -> list[Figures]:
    spent = parts([one.spent for one in exact], unit)
    this = _within(parts([one.this_period for one in exact], unit), [one.this_period for one in exact], spent, unit)
    room = spent
    borne: list[list[tuple[str, int]]] = [[] for _ in exact]
    for funder in dict.fromkeys(funder for one in exact for funder, _ in one.shares):
        own = [dict(one.shares).get(funder) for one in exact]
        fitted = _within(parts(own, unit), own, room, unit)
        room = [None if left is None else left - (cents or 0) for left, cents in zip(room, fitted, strict=True)]
        for shares, cents in zip(borne, fitted, strict=True):
            shares.extend([] if cents is None else [(funder, cents)])
    original, budget = parts([one.original for one in exact], unit), parts([one.budget for one in exact], unit)
    return [
        Figures(
            original=original[n],
            budget=budget[n],
            before=None if cost is None else cost - (this[n] or 0),
            this_period=this[n],
            shares=tuple(borne[n]),
        )
        for n, cost in enumerate(spent)
    ]


def _within(found: list[int | None], exact: Amounts, room: Amounts, unit: str) -> list[int | None]:
    """Move a unit from where rounding put a part above its whole to where there is room for it."""
    fitted, size = [*found], UNITS[unit]
    for place, cents in enumerate(found):
        if cents is None or (exact[place] or 0) < 0 or cents <= (room[place] or 0):
            continue
        free = [n for n, part in enumerate(fitted) if part is not None and exact[n] and part + size <= (room[n] or 0)]
        if free:
            other = max(free, key=lambda n: (exact[n] or 0) - (fitted[n] or 0))
            fitted[place], fitted[other] = cents - size, (fitted[other] or 0) + size
    return fitted


def _summed(row: LineRow, leaves: Sequence[LineRow]) -> LineRow:
    below = [leaf.figures for leaf in leaves if f"{leaf.account}:".startswith(f"{row.account}:")]
    return replace(row, figures=add(below, undivided=row.figures.spent is not None))


def _total(statement: Execution, leaves: Sequence[Figures], unit: str) -> Figures:
    """Sum the rounded lines; what of a total these do not give (an agreed total above them) is rounded on its own."""
    stated, alone = statement.total.spent is not None, _figures([statement.total], unit)[0]
    added, exact = (add(rows, undivided=stated) for rows in (leaves, [row.figures for row in statement.leaves]))
    plan = added if exact.budget == statement.total.budget else alone
    cost = added if exact.spent == statement.total.spent else alone
    return replace(cost, original=plan.original, budget=plan.budget)


def _sources(statement: Execution, total: Figures, unit: str) -> tuple[SourceRow, ...]:
    """Round the sources; what all of them bear is the rounded cost where it is the cost."""
    shares, exact = dict(total.shares), dict(statement.total.shares)
    ceilings = parts([row.ceiling for row in statement.sources], unit)
    rows = []
    for row, ceiling in zip(statement.sources, ceilings, strict=True):
        same = row.funder in shares and exact[row.funder] == row.earned
        earned = shares[row.funder] if same else amount(row.earned, unit)
        rows.append(_position(replace(row, ceiling=ceiling, earned=earned, in_kind=amount(row.in_kind, unit) or 0), unit))
    own = [n for n, row in enumerate(rows) if row.kind == OWN]
    borne = [row.earned for row in statement.sources]
    if own and None not in borne and sum(cents or 0 for cents in borne) == statement.total.spent and total.spent is not None:
        rest = total.spent - sum(row.earned or 0 for row in rows if row.kind != OWN)
        for n, cents in zip(own, parts([statement.sources[n].earned for n in own], unit, rest), strict=True):
            rows[n] = replace(rows[n], earned=cents)
    return tuple(rows)


def _position(row: SourceRow, unit: str) -> SourceRow:
    """Round what came and what stands; owed and to be spent follow from earned and received, as they do in cents."""
    received = amount(row.received, unit)
    if None in (row.receivable, row.advance) or row.earned is None or received is None or row.kind == IN_KIND_SOURCE:
        return replace(row, received=received, receivable=amount(row.receivable, unit), advance=amount(row.advance, unit))
    net = row.earned - received
    return replace(row, received=received, receivable=max(0, net), advance=max(0, -net))


def table(exact: Table, unit: str) -> Table:
    """Round a table's amounts: the rows that a total adds up so that they sum to it, then what a row computes from others."""
    if unit == CENTS:
        return exact
    columns = [_column(exact, n, unit) for n in range(len(exact.columns))]
    rows = [row._replace(cells=cells) for row, cells in zip(exact.rows, zip(*columns, strict=True), strict=True)]
    for place, column in enumerate(exact.columns):
        if column.terms or column.ratio:
            rounded = replace(exact, rows=rows)
            rows = [
                _with(row, place, computed(rounded, row, column)) if computed(exact, was, column) == was.cells[place] else row
                for row, was in zip(rows, exact.rows, strict=True)
            ]
    return replace(exact, rows=rows, unit=unit)


def _with(row: Row, place: int, value: Value) -> Row:
    return row._replace(cells=(*row.cells[:place], value, *row.cells[place + 1 :]))


def _column(exact: Table, place: int, unit: str) -> list[Value]:
    """Round a column: first the leaves of the largest totals, then the totals as their sums, then what stands alone."""
    cells = [row.cells[place] for row in exact.rows]
    if exact.columns[place].kind != MONEY:
        return cells
    below = {n: _leaves(exact, n) for n, row in enumerate(exact.rows) if sums_up(exact, row, place)}
    rounded: dict[int, int | None] = {}
    for leaves in sorted(below.values(), key=len, reverse=True):
        new = [n for n in leaves if n not in rounded and isinstance(cells[n], int)]
        rounded |= zip(new, parts([_cents(cells[n]) for n in new], unit), strict=True)
    sums = {n: sum(rounded.get(leaf) or 0 for leaf in leaves) for n, leaves in below.items()}
    alone = {n: amount(cell, unit) for n, cell in enumerate(cells) if isinstance(cell, int)}
    return [{**alone, **rounded, **sums}.get(n, cell) for n, cell in enumerate(cells)]


def _cents(cell: Value) -> int | None:
    return cell if isinstance(cell, int) else None


def _leaves(table: Table, place: int) -> tuple[int, ...]:
    """Give the places of the rows at the bottom of what a row adds up."""
    sums = table.rows[place].sums
    return tuple(leaf for n in sums for leaf in _leaves(table, n)) if sums else (place,)

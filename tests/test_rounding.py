"""Rounded amounts still add up: every part is less than a unit from the truth, every whole the sum of its parts."""

from dataclasses import replace

import byhand
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riga_grants.execution import add
from riga_grants.money import percent
from riga_grants.reports import rounding
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.statements import SourceRow
from riga_grants.tables import CENTS
from riga_grants.tables import EURO
from riga_grants.tables import MONEY
from riga_grants.tables import NO_PLAN
from riga_grants.tables import PERCENT
from riga_grants.tables import THOUSAND
from riga_grants.tables import UNITS
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table

SIZES = st.sampled_from([EURO, THOUSAND])
AMOUNTS = st.lists(st.one_of(st.none(), st.integers(-10_000_000, 200_000_000)), max_size=8)


@pytest.mark.parametrize(
    ("cents", "unit", "rounded"),
    [
        (12_345, CENTS, 12_345),
        (12_349, EURO, 12_300),
        (12_350, EURO, 12_400),
        (-12_350, EURO, -12_400),
        (88_220_500, THOUSAND, 88_200_000),
        (None, EURO, None),
    ],
)
def test_an_amount_is_rounded_half_up(cents: int | None, unit: str, rounded: int | None) -> None:
    assert rounding.amount(cents, unit) == rounded


def test_thirds_of_a_euro() -> None:
    assert rounding.parts([33, 33, 34], EURO) == [0, 0, 100]
    assert rounding.parts([150, 150, None, 0], EURO) == [200, 100, None, 0]
    assert rounding.parts([149, 149], EURO, 400) == [200, 200]
    assert rounding.parts([101, 101], EURO, 100) == [0, 100]
    assert rounding.parts([], EURO) == []


@given(AMOUNTS, SIZES)
def test_parts_sum_to_the_rounded_whole_and_are_less_than_a_unit_off(amounts: list[int | None], unit: str) -> None:
    found = rounding.parts(amounts, unit)
    assert [cents is None for cents in found] == [cents is None for cents in amounts]
    assert sum(cents or 0 for cents in found) == rounding.amount(sum(cents or 0 for cents in amounts), unit)
    for exact, cents in zip(amounts, found, strict=True):
        assert abs((cents or 0) - (exact or 0)) < UNITS[unit]
        assert (cents or 0) % UNITS[unit] == 0


@st.composite
def statements(draw: st.DrawFn) -> Execution:
    """Give a statement with a subtotal, lines of its own, two funders, and sources that bear exactly the cost."""
    leaves = []
    for _ in range(draw(st.integers(1, 6))):
        spent = draw(st.integers(0, 3_000_000))
        this, first = draw(st.integers(0, spent)), draw(st.integers(0, spent))
        second = draw(st.integers(0, spent - first))
        plans = draw(st.integers(0, 3_000_000)), draw(st.one_of(st.none(), st.integers(0, 3_000_000)))
        leaves.append(Figures(*plans, spent - this, this, (("A", first), ("B", second))))
    below = draw(st.integers(0, len(leaves)))
    lines = [LineRow(f"Expenses:P:S:L{n}", "", "", 1, subtotal=False, figures=one) for n, one in enumerate(leaves[:below])]
    if lines:
        lines.insert(0, LineRow("Expenses:P:S", "", "", 0, subtotal=True, figures=add(leaves[:below])))
    lines += [LineRow(f"Expenses:P:T{n}", "", "", 0, subtotal=False, figures=one) for n, one in enumerate(leaves[below:])]
    total, received = add(leaves), draw(st.integers(0, 3_000_000))
    shares = dict(total.shares)
    sources = [
        SourceRow(
            name,
            "",
            "funder",
            5_000_033,
            None,
            shares[name],
            received,
            max(0, shares[name] - received),
            max(0, received - shares[name]),
        )
        for name in "AB"
    ]
    sources.append(SourceRow("OWN", "", "own", 3_000_077, None, total.own, None, None, None))
    return replace(byhand.rgap(), lines=tuple(lines), total=total, sources=tuple(sources))


@given(statements(), SIZES)
def test_a_rounded_statement_adds_up_across_and_down(exact: Execution, unit: str) -> None:
    found, size = rounding.execution(exact, unit), UNITS[unit]
    assert found.total == add([row.figures for row in found.leaves])
    for row, was in zip(found.lines, exact.lines, strict=True):
        assert row.figures.own is not None
        assert row.figures.before is not None
        assert not row.subtotal or row.figures == add([leaf.figures for leaf in found.leaves if ":S:" in leaf.account])
        if not row.subtotal:
            assert abs((row.figures.spent or 0) - (was.figures.spent or 0)) < size
            assert abs(row.figures.own - (was.figures.own or 0)) < 3 * size
    for figure in ("original", "budget", "spent", "this_period"):
        assert getattr(found.total, figure) == rounding.amount(getattr(exact.total, figure), unit), figure
    assert [(funder, cents) for funder, cents in found.total.shares] == [
        (funder, rounding.amount(cents, unit)) for funder, cents in exact.total.shares
    ]
    assert sum(row.earned or 0 for row in found.sources) == found.total.spent, "sources bear the cost, rounded too"
    for source in found.sources[:2]:
        assert (source.receivable or 0) - (source.advance or 0) == (source.earned or 0) - (source.received or 0)
    assert found.total.spent_pct is not None or not found.total.budget


def test_a_statement_in_cents_is_the_same() -> None:
    assert (
        rounding.execution(byhand.rgap(), CENTS) is byhand.rgap() or rounding.execution(byhand.rgap(), CENTS) == byhand.rgap()
    )


def test_what_is_not_stated_stays_so_in_a_rounded_statement() -> None:
    found = rounding.execution(byhand.not_stated(), EURO)
    assert (found.total.budget, found.total.spent) == (None, 898_500_00)
    assert [row.earned for row in found.sources] == [row.earned for row in byhand.not_stated().sources]


COLUMNS = (
    Column("name", "Name"),
    Column("plan", "Plan", MONEY),
    Column("spent", "Spent", MONEY),
    Column("left", "Left", MONEY, terms=(("plan", 1), ("spent", -1))),
    Column("pct", "%", PERCENT, ratio=("spent", "plan")),
)


def row(name: str, plan: int | None, spent: int, sums: tuple[int, ...] = ()) -> Row:
    pct = None if plan is None else percent(spent, plan) if plan else NO_PLAN
    return Row((name, plan, spent, None if plan is None else plan - spent, pct), sums=sums)


def test_a_table_adds_up_when_it_is_rounded() -> None:
    rows = [row("S", 300, 298, (1, 2)), row("a", 150, 149), row("b", 150, 149), row("c", None, 51), row("T", 300, 349, (0, 3))]
    found = rounding.table(Table("t", "", COLUMNS, rows), EURO)
    assert [one.cells[1:4] for one in found.rows] == [
        (300, 200, 100),
        (200, 100, 100),
        (100, 100, 0),
        (None, 100, None),
        (300, 300, 0),
    ]
    assert found.unit == EURO
    assert rounding.table(Table("t", "", COLUMNS, rows), CENTS).rows == rows


@given(st.lists(st.tuples(st.integers(0, 9_999_999), st.integers(0, 9_999_999)), min_size=1, max_size=7), SIZES)
def test_a_rounded_table_is_computed_from_what_it_shows(amounts: list[tuple[int, int]], unit: str) -> None:
    leaves = [row(str(n), plan, spent) for n, (plan, spent) in enumerate(amounts)]
    whole = row("T", sum(plan for plan, _ in amounts), sum(spent for _, spent in amounts), tuple(range(len(leaves))))
    found = rounding.table(Table("t", "", COLUMNS, [*leaves, whole]), unit)
    for shown in found.rows:
        plan, spent = shown.cells[1:3]
        assert isinstance(plan, int)
        assert isinstance(spent, int)
        assert shown.cells[4] == (percent(spent, plan) if plan else NO_PLAN), "a reader can work it out from what is printed"
    for place in (1, 2, 3):
        cells = [one.cells[place] for one in found.rows]
        assert sum(cell for cell in cells[:-1] if isinstance(cell, int)) == cells[-1]
        assert place == 3 or cells[-1] == rounding.amount(whole.cells[place], unit)  # type: ignore[arg-type]

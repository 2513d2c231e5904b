"""What must hold for any agreement and any costs: no source above its rate or its ceiling, no cent lost or borne twice.

The agreements have one to four funders, with rates of their own or ceilings that tell them, lines, dates, an order of use,
costs charged to them, and some that bear the rounding; the costs are of several documents, with credit notes and parked ones.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from itertools import pairwise
from typing import Any

from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from riga_grants import names
from riga_grants import settlement
from riga_grants import shares
from riga_grants.closing.entries import claim
from riga_grants.closing.settle import Entry
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Project
from riga_grants.directives import Source
from riga_grants.errors import NOWHERE
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.shares import Shares

SIGNED, START, END = date(2015, 12, 1), date(2016, 1, 1), date(2016, 12, 31)
LINES = ("Rent", "Staff:Managers", "Staff:Workers")
FUNDERS = ("RD", "EC", "LM", "KKF")
ACCOUNTS = (*(f"Expenses:P:{line}" for line in LINES), "Expenses:P:Rent:Store")
"""The last has no budget of its own: its costs belong to the line above it."""

# Small worlds, so that amounts, days and lines meet: few days, many amounts of some cents, rates that leave remainders.
DAYS = (date(2016, 1, 15), date(2016, 4, 15), date(2016, 7, 15))
days = st.sampled_from(DAYS)
amounts = st.sampled_from([1, 1, 2, 3, 100]) | st.integers(1, 999_99)
limits = st.sampled_from([None, None, 1, 150, 500_00]) | st.integers(0, 2_000_00)
rates = st.sampled_from([None, Fraction(1, 3), Fraction(1, 2), Fraction(1, 2), Fraction(4829, 10_000), Fraction(1)])
covered = st.sampled_from([(), (), (), ("Rent",), ("Staff",), ("Staff:Workers", "Rent")])
terms = st.sampled_from([(date.min, date.max)] * 4 + [(DAYS[0], DAYS[1]), (DAYS[1], DAYS[2])])


def fact(account: str, cents: int, day: date = START, number: str = "", funder: str = "", *, parked: bool = False) -> Fact:
    """Make a cost as the ledger would hold it, charged to a funder or ("") to be shared."""
    return Fact(
        day=day,
        account=account,
        role=names.COST,
        funder="",
        cents=cents,
        currency="EUR",
        parked=parked,
        entry=0,
        missing=(),
        text=("", number),
        place=NOWHERE,
        units=Decimal(cents).scaleb(-2),
        unit="EUR",
        said=({names.FUNDER: funder} if funder else {}, {names.DOCUMENT_NO: number}),
        in_kind=False,
        made="",
        document_no=number,
    )


def sources(funder: str) -> st.SearchStrategy[Source]:
    return st.builds(
        lambda term, **fields: Source(dated=SIGNED, project="P", funder=funder, valid_from=term[0], valid_to=term[1], **fields),
        terms,
        ceiling_cents=limits,
        kind=st.sampled_from(["funder", "public"]),
        rate=rates,
        lines=covered,
        order=st.sampled_from([0, 0, 1]),
        exhausted=st.sampled_from(names.EXHAUSTED),
        rounding=st.sampled_from([False, False, True]),
    )


def agreement_of(funders: Sequence[Source], budget: Sequence[int]) -> Agreement:
    """Make an agreement with a budget by line; the association's own part and what is given in kind are the rest."""
    own = [Source(dated=SIGNED, project="P", funder=kind, ceiling_cents=None, kind=kind) for kind in (names.OWN, "in-kind")]
    return Agreement(
        "P",
        (Project(dated=SIGNED, code="P", name="P", start=START, end=END, budget_cents=sum(budget), currency="EUR"),),
        (*funders, *own),
        budget=tuple(
            BudgetVersion(dated=SIGNED, project="P", account=f"Expenses:P:{line}", period="total", cents=cents)
            for line, cents in zip(LINES, budget, strict=True)
        ),
    )


def agreements() -> st.SearchStrategy[Agreement]:
    """Make agreements with one to four funders."""
    funders = st.integers(1, len(FUNDERS)).flatmap(lambda n: st.tuples(*map(sources, FUNDERS[:n])))
    return st.builds(agreement_of, funders, st.sampled_from([(0, 1, 1), (3_00, 0, 7_00), (500_00, 300_00, 200_01)]))


def registers(*, credit: bool = True, least: int = 4) -> st.SearchStrategy[list[Fact]]:
    """Make some costs, sorted by day as the ledger sorts them."""
    costs = st.builds(
        fact,
        st.sampled_from(ACCOUNTS),
        st.builds(lambda cents, sign: cents * sign, amounts, st.sampled_from([1, 1, 1, -1] if credit else [1])),
        days,
        st.sampled_from("AB"),
        st.sampled_from(["", "", "", "", FUNDERS[0], FUNDERS[1], names.OWN]),
        parked=st.sampled_from([False] * 5 + [True]),
    )
    return st.lists(costs, min_size=least, max_size=least + 4).map(lambda rows: sorted(rows, key=lambda row: row.day))


def counted(rows: Iterable[Fact]) -> list[Fact]:
    return [row for row in rows if not row.parked]


def charged_to(row: Fact) -> str:
    return str(row.says(names.FUNDER) or "")


def covers(source: Source, row: Fact) -> bool:
    """Say whether a source may bear a cost; reckoned from account parts and days, with nothing of the program's."""
    parts = row.account.split(":")[2:]
    at_or_above = {":".join(parts[:depth]) for depth in range(1, len(parts) + 1)}
    return source.valid_from <= row.day <= source.valid_to and (not source.lines or bool(at_or_above & set(source.lines)))


def by_document(borne: Shares) -> dict[str, Counter[tuple[Any, ...]]]:
    """Give what each source bears of each cost, whatever their order."""
    return {
        one.source.funder: Counter((*row[:6], row.document_no, cents) for row, cents in borne.by_fact(one.source.funder))
        for one in borne.sources
    }


def by_line(borne: Shares) -> dict[str, dict[str, int]]:
    """Give what each source bears by line, without lines of which it bears nothing."""
    return {one.source.funder: {line: cents for line, cents in one.by_line.items() if cents} for one in borne.sources}


@given(agreements(), registers())
def test_no_source_bears_more_than_its_rate_and_its_ceiling(agreement: Agreement, rows: list[Fact]) -> None:
    borne = shares.of(agreement, rows, END)
    for one in borne.sources:
        source = one.source
        charged = sum(row.cents for row in counted(rows) if charged_to(row) == source.funder)
        assert one.charged == charged
        assert 0 <= one.earned <= (one.earned if source.ceiling_cents is None else source.ceiling_cents)
        assert one.earned <= max(0, charged) + max(0, one.base * (one.rate or 0)) + _cents_of_rounding(source, agreement)
    first = min((one.source.order for one in borne.sources), default=0)
    for one in borne.sources:
        shared = sum(row.cents for row in counted(rows) if not charged_to(row) and covers(one.source, row))
        assert one.source.order > first or one.base == shared


def _cents_of_rounding(source: Source, agreement: Agreement) -> int:
    """Count the peers whose flooring may each leave a cent to the one that bears the rounding."""
    peers = [other for other in agreement.funders if other.order == source.order and other.funder != source.funder]
    return len(peers) if source.rounding else 0


@given(agreements(), registers())
def test_parts_by_line_and_by_document_sum_to_the_share(agreement: Agreement, rows: list[Fact]) -> None:
    borne = shares.of(agreement, rows, END)
    for one in borne.sources:
        parts = borne.by_fact(one.source.funder)
        assert sum(one.by_line.values()) == sum(cents for _, cents in parts) == one.earned
        lines: dict[str, int] = {}
        for row, cents in parts:
            line = "Expenses:P:Rent" if row.account == ACCOUNTS[-1] else row.account
            lines[line] = lines.get(line, 0) + cents
        assert {line: cents for line, cents in lines.items() if cents} == by_line(borne)[one.source.funder]


@given(agreements(), registers())
def test_all_shares_and_the_own_part_make_the_cost_of_every_line_and_document(agreement: Agreement, rows: list[Fact]) -> None:
    """What is left to own funds has the sign of the cost: no euro, and no credit note, is borne twice."""
    borne = shares.of(agreement, rows, END)
    assert borne.eligible == sum(row.cents for row in counted(rows))
    for cell, costs_of in borne.facts.items():
        cost = sum(row.cents for row in costs_of)
        together = sum(one.cells.get(cell, 0) for one in borne.sources)
        assert min(0, cost) <= together <= max(0, cost)
        assert not cell.charged or together == sum(
            one.cells.get(cell, 0) for one in borne.sources if one.source.funder == cell.charged
        )
    for row, parts in borne.parts:
        assert min(0, row.cents) <= sum(parts) <= max(0, row.cents)


@given(agreements(), registers().flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows))))
def test_the_order_in_which_costs_were_booked_does_not_matter(
    agreement: Agreement, registers: tuple[list[Fact], list[Fact]]
) -> None:
    """Imports come in any order; each cost, line and source has the same cents then."""
    expected, found = (shares.of(agreement, rows, END) for rows in registers)
    assert by_line(found) == by_line(expected)
    assert by_document(found) == by_document(expected)


@given(agreements(), registers(), registers(least=1))
def test_parked_costs_are_borne_by_nobody(agreement: Agreement, rows: list[Fact], waiting: list[Fact]) -> None:
    parked = [row._replace(parked=True) for row in waiting]
    assert shares.of(agreement, [*rows, *parked], END) == shares.of(agreement, rows, END)


@given(agreements(), registers(), st.data())
def test_a_cost_that_was_cut_in_full_is_as_if_it_had_never_been(
    agreement: Agreement, rows: list[Fact], data: st.DataObject
) -> None:
    """A cut takes the amount off the cost's line, on the cost's day and with its funder; only the part that is left counts."""
    chosen = data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=3, unique_by=id))
    cuts = [row._replace(cents=-row.cents, made=names.CUT) for row in chosen]
    left = [row for row in rows if all(row is not one for one in chosen)]
    assert by_line(shares.of(agreement, [*rows, *cuts], END)) == by_line(shares.of(agreement, left, END))


@given(agreements(), registers(credit=False), st.integers(0, 365))
def test_without_credit_notes_the_shares_together_never_shrink(agreement: Agreement, rows: list[Fact], after: int) -> None:
    """A single source may lose a cent to another line's rounding; all of them together bear no less as the cost grows."""
    earlier = shares.of(agreement, rows, START + timedelta(days=after))
    later = shares.of(agreement, rows, END)
    assert sum(one.earned for one in later.sources) >= sum(one.earned for one in earlier.sources)


@given(agreements(), registers(credit=False))
def test_sources_that_cover_everything_bear_more_with_every_cost(agreement: Agreement, rows: list[Fact]) -> None:
    """Without lines, dates and rounding, and with rates that make no more than the whole, the share never shrinks."""
    plain = replace(agreement, sources=tuple(covers_everything(agreement, one) for one in agreement.sources))
    cumulated = [shares.of(plain, rows, day) for day in sorted({START, END, *(row.day for row in rows)})]
    for earlier, later in pairwise(cumulated):
        assert all(now.earned >= before.earned for before, now in zip(earlier.sources, later.sources, strict=True))
    assert {one.source.funder: one.earned for one in cumulated[-1].sources} == reckoned(plain, rows)


def covers_everything(agreement: Agreement, one: Source) -> Source:
    """Give a source without limits but its ceiling, and of a rate that leaves room for as many others as there are."""
    rate = (agreement.rate(one) or Fraction(0)) / len(agreement.funders)
    return replace(one, lines=(), valid_from=date.min, valid_to=date.max, rounding=False, rate=min(rate, Fraction(1)))


def reckoned(agreement: Agreement, rows: Sequence[Fact]) -> Mapping[str, int]:
    """Reckon what sources that cover everything bear of costs, with fractions and one source after the other."""
    found = {}
    left = sum(row.cents for row in counted(rows) if not charged_to(row))
    stated = [one for one in agreement.funders if agreement.rate(one) is not None]
    for _, peers in groupby(sorted(stated, key=lambda one: one.order), key=lambda one: one.order):
        base = left
        for one in peers:
            charged = sum(row.cents for row in counted(rows) if charged_to(row) == one.funder)
            part = min(left, int(Fraction(base) * (agreement.rate(one) or 0)))
            most = charged + part if one.ceiling_cents is None else one.ceiling_cents
            found[one.funder] = min(charged + part, most)
            left -= part if one.exhausted != "next" else max(0, min(part, most - min(charged, most)))
    return found


@given(st.integers(1, 10**10), st.integers(1, 10**10))
@example(425_998_00, 882_205_00)
def test_a_full_budget_earns_the_ceiling_to_the_cent(one: int, other: int) -> None:
    ceiling, whole = sorted((one, other))
    agreement = Agreement(
        "P",
        (Project(dated=SIGNED, code="P", name="P", start=START, end=END, budget_cents=whole, currency="EUR"),),
        (Source(dated=SIGNED, project="P", funder="RD", ceiling_cents=ceiling),),
    )
    (city,) = shares.of(agreement, [fact("Expenses:P:Rent", whole, START)], END).sources
    assert (city.earned, city.rate) == (ceiling, Fraction(ceiling, whole))


@settings(max_examples=50)
@given(agreements(), registers(), st.lists(days, max_size=5))
def test_periods_add_up_to_the_whole(agreement: Agreement, rows: list[Fact], ends: list[date]) -> None:
    """What a period bears is the difference to what was borne before, line by line, in however many periods it is closed."""
    closings = [date.min, *sorted(ends), END]
    cumulated = [{one.source.funder: one.by_line for one in shares.of(agreement, rows, day).sources} for day in closings]
    for funder, whole in cumulated[-1].items():
        parts: Counter[str] = Counter()
        for earlier, later in pairwise(cumulated):
            for line, cents in shares.between(later[funder], earlier[funder]).items():
                parts[line] += cents
        assert {line: cents for line, cents in parts.items() if cents} == {
            line: cents for line, cents in whole.items() if cents
        }


# Closings and the money that comes, as they are booked: a ledger of facts, without files.


def booked(role: str, funder: str, cents: int, day: date, entry: int) -> Fact:
    """Make a posting on one of a funder's accounts."""
    plain = fact(f"{role}:{funder}:P", cents, day)
    return plain._replace(role=role, funder=funder, entry=entry)


def payments() -> st.SearchStrategy[list[Fact]]:
    """Make money that comes from funders, and some that goes back."""
    cents = st.integers(1, 900_00) | st.integers(-50_00, -1)
    moves = st.lists(st.tuples(st.sampled_from(FUNDERS[:2]), cents, days), max_size=5)
    return moves.map(lambda paid: [booked(names.ADVANCE, funder, -c, day, n) for n, (funder, c, day) in enumerate(paid, 1)])


def closed(agreement: Agreement, facts: Sequence[Fact], day: date, entry: int) -> list[Fact]:
    """Give what closing a period that ends on a day books."""
    so_far = [one for one in facts if one.day <= day]
    borne = (*shares.of(agreement, so_far, day).sources, *settlement.former(agreement, so_far))
    claims = [claim(agreement, share, so_far) for share in borne]
    return [
        booked(role, one.source.funder, cents, day, entry + n)
        for n, one in enumerate(claims)
        for role, cents in ((names.EARNED, -one.cents), (names.ADVANCE, one.advance), (names.RECEIVABLE, one.receivable))
    ]


@settings(max_examples=50)
@given(agreements(), registers(), payments(), st.sets(days))
def test_a_closing_leaves_either_what_they_owe_or_what_we_hold(
    agreement: Agreement, rows: list[Fact], paid: list[Fact], ends: set[date]
) -> None:
    """After each closing, and after the settlement: receivable − advance − repayable = earned − received + returned."""
    facts = [*rows, *paid]
    for number, end in enumerate([*sorted(ends), END], 1):
        facts += closed(agreement, facts, end, number * 100)
        for one in settlement.of(agreement, facts, end):
            assert one.booked_earned == one.earned or agreement.rate(one.source) is None
            assert one.booked.net == one.booked_earned - one.received + one.returned
            assert agreement.rate(one.source) is None or one.booked == settlement.position(one.balance, 0)
            assert agreement.rate(one.source) is None or 0 in one.booked[:2]
    for one in settlement.of(agreement, facts, END):
        after = settlement.position(one.booked.net, one.booked.repayable, final=True)
        moves = Entry(one.source, one.booked, after).postings
        assert sum(cents for _, cents in moves) == 0
        assert (after.net, after.advance) == (one.booked.net, 0)
        assert 0 in (after.receivable, after.repayable)


@settings(max_examples=50)
@given(agreements(), registers(), payments(), st.sets(days))
def test_closing_in_one_period_or_in_many_books_the_same_in_all(
    agreement: Agreement, rows: list[Fact], paid: list[Fact], ends: set[date]
) -> None:
    facts = [*rows, *paid]
    for number, end in enumerate([*sorted(ends), END], 1):
        facts += closed(agreement, facts, end, number * 100)
    at_once = [*rows, *paid, *closed(agreement, [*rows, *paid], END, 100)]
    assert [one.booked for one in settlement.of(agreement, facts, END)] == [
        one.booked for one in settlement.of(agreement, at_once, END)
    ]

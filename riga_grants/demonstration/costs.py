"""The demonstration's cost rows, quarter by quarter: recipes turned into documents whose amounts sum to the plan's story.

Each line's cost of a quarter is apportioned over its rows of that quarter, so the rows sum to the line to the cent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta
from functools import cache

from riga_grants.demonstration import recipes
from riga_grants.demonstration.chance import around
from riga_grants.demonstration.chance import choose
from riga_grants.demonstration.chance import pick
from riga_grants.demonstration.plan import AGREED
from riga_grants.demonstration.plan import BY_KEY
from riga_grants.demonstration.plan import LEAVES
from riga_grants.demonstration.plan import Line
from riga_grants.demonstration.plan import Quarter
from riga_grants.demonstration.plan import last_day
from riga_grants.demonstration.plan import quarter_cents
from riga_grants.demonstration.recipes import Party
from riga_grants.demonstration.recipes import Position
from riga_grants.demonstration.recipes import Purchase
from riga_grants.demonstration.recipes import Single
from riga_grants.money import apportion

_SATURDAY = 5
_MID_MONTH = 15
_WITH_TAX = 100 + recipes.VAT_PCT


@dataclass(frozen=True, slots=True)
class Cost:
    """One row of a cost register. `cents` is negative for a credit note; `paid` is None for what nobody pays."""

    line: Line
    document: str
    number: str
    dated: date
    party: Party
    text: str
    cents: int
    paid: date | None
    in_kind: bool = False
    note: str = ""

    @property
    def vat_cents(self) -> int | None:
        """The tax in the amount, with its sign; None where the document states none."""
        if not self.party.taxed or self.in_kind:
            return None
        tax = (abs(self.cents) * recipes.VAT_PCT * 2 + _WITH_TAX) // (2 * _WITH_TAX)  # rounded half up
        return tax if self.cents >= 0 else -tax

    @property
    def net_cents(self) -> int | None:
        """The amount without the tax; None where the document states none."""
        return None if self.vat_cents is None else self.cents - self.vat_cents

    @property
    def payment_no(self) -> str:
        """The number of the payment order, one for all that an issuer is paid on a day; "" where none was needed."""
        if self.paid is None or self.document in recipes.PAID_AT_ONCE or self.cents < 0:
            return ""
        return f"{self.paid:%y%m%d}-{recipes.PARTIES.index(self.party) + 1}"


@cache
def rows(quarter: Quarter) -> tuple[Cost, ...]:
    """Give a quarter's rows in the order of the register: by date, then by budget line."""
    costs = [cost for line in LEAVES for cost in _of_line(line, quarter)]
    return tuple(sorted(costs, key=lambda cost: (cost.dated, cost.line.position, cost.number)))


def _of_line(line: Line, quarter: Quarter) -> list[Cost]:
    """Give a line's rows in a quarter; what its single rows leave is shared out by weight among the others."""
    single = [_single(row) for row in recipes.SINGLES if row.quarter == quarter and row.line == line.key]
    drafts, weights = zip(*_drafts(line, quarter), strict=True)
    left = quarter_cents(line, quarter) - sum(cost.cents for cost in single)
    shares = apportion(left, weights)
    return single + [replace(draft, cents=cents) for draft, cents in zip(drafts, shares, strict=True)]


def _drafts(line: Line, quarter: Quarter) -> Iterator[tuple[Cost, int]]:
    """Give a line's rows in a quarter without their amounts, each with its weight."""
    for nth, month in enumerate(quarter.months):
        for position in recipes.POSITIONS:
            if position.line == line.key:
                yield from _wages(position, month)
        for index, purchase in enumerate(_purchases(line, month)):
            yield _purchase(purchase, month, index)
        if line.key == "Training" and quarter == recipes.STORY_QUARTER:
            yield _purchase(recipes.STORY[nth], month, 0)


def _purchases(line: Line, month: date) -> list[Purchase]:
    """Give what a line buys in a month: what comes every month, and what chance takes from its shelf."""
    bought = [purchase for purchase in recipes.MONTHLY if purchase.line == line.key]
    for shelf in recipes.CHOICES:
        if shelf[0].line == line.key:
            left_out = {choose(f"{line.key}/{month}/left out {n}", shelf) for n in range(len(shelf) // 2)}
            bought += [purchase for purchase in shelf if purchase not in left_out]
    return bought


def _purchase(purchase: Purchase, month: date, index: int) -> tuple[Cost, int]:
    dated = document_day(month, purchase.day)
    purpose = f"{purchase.text}/{purchase.day}/{month}"
    number = f"{purchase.series}{month.year % 100}-{month.month * 100 + index * 10 + pick(purpose, 10):04}"
    at_once = purchase.document in recipes.PAID_AT_ONCE
    paid = dated if at_once else next_workday(dated + timedelta(days=4 + pick(f"{purpose}/paid", 14)))
    text = purchase.text.format(when=when(month))
    cost = Cost(BY_KEY[purchase.line], purchase.document, number, dated, purchase.party, text, 0, paid)
    return cost, purchase.weight * around(purpose, purchase.spread_pct)


def _wages(position: Position, month: date) -> Iterator[tuple[Cost, int]]:
    """Give a post's two rows of a month: the wage and the employer's contributions on it."""
    hours = position.weight * around(f"{position.title}/{month}", 4)
    dated = document_day(month, last_day(month).day)
    after = last_day(month)
    for word, days, weight in (
        ("Darba alga", 7, 10_000),
        ("Darba devēja VSAOI", 15, recipes.CONTRIBUTIONS_PER_10000),
    ):
        yield (
            Cost(
                line=BY_KEY[position.line],
                document=recipes.PAYROLL,
                number=f"A-{month:%Y-%m}",
                dated=dated,
                party=recipes.ASSOCIATION,
                text=f"{word} {when(month)}, {position.title}",
                cents=0,
                paid=next_workday(after + timedelta(days=days)),
            ),
            hours * weight,
        )


def _single(row: Single) -> Cost:
    dated = date(row.quarter.year, row.month, row.day)
    paid = None if row.in_kind else dated
    return Cost(BY_KEY[row.line], row.document, row.number, dated, row.party, row.text, row.cents, paid, row.in_kind, row.note)


def when(month: date) -> str:
    """Name a month as a Latvian text does: `2014. gada janvārī`."""
    return f"{month.year}. gada {recipes.MONTHS_LV[month.month - 1]}"


def document_day(month: date, day: int) -> date:
    """Give the working day of a month that is nearest to a day, never before the agreement was signed."""
    dated = max(month.replace(day=day), AGREED)
    step = timedelta(days=1 if day <= _MID_MONTH else -1)
    while dated.weekday() >= _SATURDAY:
        dated += step
    return dated


def next_workday(day: date) -> date:
    """Give a day itself, or the Monday after it where it is a Saturday or Sunday."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= _SATURDAY else 0)

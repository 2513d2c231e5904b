"""The claim of a funder's report: what is claimed, step by step from the cost; by line; and how we stand with the funder."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import show_number
from riga_grants.i18n import tr
from riga_grants.instalments import Step
from riga_grants.money import to_decimal
from riga_grants.reports.claim_case import Case
from riga_grants.reports.claim_list import line_of
from riga_grants.reports.totals import filled
from riga_grants.reports.totals import totals
from riga_grants.screens.settlement_text import STATES
from riga_grants.settlement import Settlement
from riga_grants.shares import SourceShare
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value

CLAIM, LINES, SETTLEMENT, INSTALMENTS = "claim", "lines", "settlement", "instalments"
_SHOWN: Final = 4
"""So many decimals of an amount are shown where it is not whole cents, before it is floored."""


class _Item(NamedTuple):
    """A row of the claim: its key, its words, how it is made, its amount in cents, and the keys of the rows that it adds up."""

    key: str
    label: str
    how: str
    cents: int | None
    sums: tuple[str, ...] = ()


def claim(case: Case) -> Table:
    """Give the claim as steps that an outsider can follow, each with its arithmetic in words."""
    items = [*_base(case), *_share(case), *_claimed(case)]
    places = {item.key: n for n, item in enumerate(items)}
    rows = [
        Row(
            (item.label, item.how, item.cents),
            look=TOTAL if item.key == CLAIM else SUBTOTAL if item.sums else "",
            sums=tuple(places[key] for key in item.sums),
            key=item.key,
        )
        for item in items
    ]
    lang = case.lang
    columns = (
        Column("item", tr("Step", lang), width=38),
        Column("how", tr("How it is computed", lang), width=44),
        Column("amount", tr("Amount", lang), MONEY),
    )
    return Table(CLAIM, tr("The claim", lang), columns, rows, case.currency)


def _base(case: Case) -> Iterator[_Item]:
    """Give the eligible cost of the project, and what of it this funder shares in."""
    lang, share = case.lang, case.share
    to_date = case.costs.last.cents if case.stated else None
    before = case.costs.before.cents if case.stated else None
    period = None if to_date is None or before is None else to_date - before
    yield _Item("eligible_before", tr("Eligible cost before the period", lang), "", before)
    yield _Item("eligible_period", tr("Eligible cost of the period", lang), tr("the list of documents", lang), period)
    sums = ("eligible_before", "eligible_period")
    yield _Item("eligible", tr("Eligible cost to date", lang), "", to_date, sums)
    outside = charged = base = None
    if share and to_date is not None:
        outside, charged, base = share.base + share.charged - to_date, -share.charged, share.base
    label = tr("Less what this funder does not share in", lang)
    yield _Item("not_shared", label, tr("other lines and days, and what other sources bear before it", lang), outside)
    yield _Item("charged_apart", tr("Less what is charged to this funder directly", lang), "", charged)
    label = tr("Cost that the rate is applied to", lang)
    yield _Item("base", label, "", base, ("eligible", "not_shared", "charged_apart"))


def _share(case: Case) -> Iterator[_Item]:
    """Give what the funder bears of the cost to date: rate, floor, ceiling."""
    lang, share = case.lang, case.share
    floored = charged = rounding = above = nothing_left = None
    ceiling = case.source.ceiling_cents
    if share:
        floored, charged = _floored(share), share.charged
        rounding = share.wanted - floored - charged
        above = 0 if ceiling is None else min(0, ceiling - share.wanted)
        nothing_left = share.earned - share.wanted - above
    yield _Item("share", tr("Share at the exact rate", lang), _arithmetic(share, lang), floored)
    yield _Item("charged", tr("Charged to this funder directly", lang), tr("borne in full", lang), charged)
    yield _Item("rounding", tr("Cents that flooring leaves", lang), "", rounding)
    at_most = "" if ceiling is None else tr("at most {ceiling} in all", lang, ceiling=to_decimal(ceiling))
    yield _Item("above", tr("Less what is above the ceiling", lang), at_most, above)
    label = tr("Less what is not left to bear", lang)
    yield _Item("nothing_left", label, tr("other sources bear it already", lang), nothing_left)
    sums = ("share", "charged", "rounding", "above", "nothing_left") if share else ()
    yield _Item("earned", tr("Co-financing to date", lang), "", case.earned, sums)


def _floored(share: SourceShare) -> int:
    """Give the rate's part of the base, floored to the cent and never below 0."""
    return max(0, int(share.base * (share.rate or Fraction(0)) // 1))


def _arithmetic(share: SourceShare | None, lang: str) -> str:
    """Write the multiplication out: `425 998 / 882 205 × 300 000.00 = 144 863.6076…, floored 144 863.60`."""
    if share is None:
        return tr("no cost is stated", lang)
    if share.rate is None:
        return tr("the agreement does not state the rate", lang)
    base, floored = to_decimal(share.base), to_decimal(_floored(share))
    exact = _exact(share.base * share.rate / 100, lang)
    return tr(
        "{rate} × {base} = {exact}, floored {floored}",
        lang,
        rate=exact_rate(share.rate, lang),
        base=base,
        exact=exact,
        floored=floored,
    )


def _exact(amount: Fraction, lang: str) -> Decimal | str:
    """Give an amount of whole cents as it is; of another its first decimals, and that there are more."""
    if (amount * 100).denominator == 1:
        return to_decimal(int(amount * 100))
    cut = Decimal(int(amount * 10**_SHOWN)).scaleb(-_SHOWN)
    return show_number(cut, lang) + ("" if (amount * 10**_SHOWN).denominator == 1 else "…")


def exact_rate(rate: Fraction, lang: str) -> str:
    """Show a rate as the fraction that it is: `425 998 / 882 205`."""
    return " / ".join(show_number(Decimal(part), lang) for part in (rate.numerator, rate.denominator))


def _claimed(case: Case) -> Iterator[_Item]:
    """Give the claim itself: co-financing to date less what was claimed before, and what of it is to be paid."""
    lang, before, claimed = case.lang, case.earned_before, case.claim
    yield _Item("earned_before", tr("Less co-financing of earlier periods", lang), "", None if before is None else -before)
    how, correction = (
        tr("earned less booked by earlier closings", lang),
        None if before is None else before - case.claimed_earlier,
    )
    within = None if claimed is None else -case.claimed_within
    yield _Item("correction", tr("Correction of earlier claims", lang), how, correction)
    label = tr("Less what is claimed of the period already", lang)
    yield _Item("claimed_within", label, tr("claims of shorter periods that lie in it", lang), within)
    sums = ("earned", "earned_before", "correction", "claimed_within")
    yield _Item(CLAIM, tr("CLAIMED FOR THE PERIOD", lang), "", claimed, sums)
    how, used = tr("received before and not earned yet", lang), None if claimed is None else max(0, min(case.held, claimed))
    yield _Item("advance_used", tr("Less what the advance covers", lang), how, None if used is None else -used)
    to_pay = None if claimed is None or used is None else claimed - used
    yield _Item("to_pay", tr("To be paid by the funder", lang), "", to_pay, (CLAIM, "advance_used"))


# --- by line ------------------------------------------------------------------------------------------------------------


def lines(case: Case) -> Table:
    """Give the eligible cost by budget line: budget, before, in the period, to date, left; and what the funder bears of it."""
    lang, funder = case.lang, case.source.funder
    columns = (
        Column("line", tr("Budget line", lang), width=36),
        Column("budget", tr("Budget", lang), MONEY),
        Column("before", tr("Eligible before", lang), MONEY),
        Column("period", tr("Eligible in the period", lang), MONEY),
        Column("to_date", tr("Eligible to date", lang), MONEY, terms=(("before", 1), ("period", 1))),
        Column("left", tr("Left", lang), MONEY, terms=(("budget", 1), ("to_date", -1))),
        Column("cofinancing", tr("{funder} co-financing of the period", lang, funder=funder), MONEY),
    )
    rows = list(_line_rows(case, columns))
    rows += totals(columns, rows, dict.fromkeys(range(len(rows)), case.currency), "line", lang, least=1)
    empty = tr("The agreement has no budget line, and no cost counts.", lang)
    return Table(LINES, tr("Eligible cost by budget line", lang), columns, rows, case.currency, empty=empty)


def _line_rows(case: Case, columns: tuple[Column, ...]) -> Iterator[Row]:
    to_date = {row.key.account: row.eligible for row in case.to_date.rows}
    period = {row.key.account: row for row in case.period.rows}
    place = next((n for n, one in enumerate(case.period.sources) if one.funder == case.source.funder), None)
    leaves = {line.account: line for line in case.execution.leaves}
    for account in dict.fromkeys((*leaves, *to_date)):
        line, row, so_far = leaves.get(account), period.get(account), to_date.get(account, 0)
        known, now = account in to_date or (line and line.figures.spent is not None), row.eligible if row else 0
        budget = line.figures.budget if line else 0
        values = {
            "line": line_of(case, account).title,
            "budget": budget,
            "before": so_far - now if known else None,
            "period": now if known else None,
            "to_date": so_far if known else None,
            "left": budget - so_far if known and budget is not None else None,
            "cofinancing": None if place is None or not known else row.borne[place] if row else 0,
        }
        yield Row(filled(columns, values), key=account)


# --- settlement ---------------------------------------------------------------------------------------------------------


def settled(case: Case) -> Table:
    """Give how we stand with the funder on the period's last day: what should be on its accounts, and what the ledger says."""
    lang, stands = case.lang, case.settlement
    columns = (
        Column("item", tr("Settlement on {day}", lang, day=case.last), width=44),
        Column("amount", tr("Computed", lang), MONEY),
        Column("ledger", tr("In the ledger", lang), MONEY),
        Column("difference", tr("Difference", lang), MONEY, terms=(("ledger", 1), ("amount", -1))),
    )
    rows = [Row((label, *amounts), key=key) for key, label, amounts in _accounts(case, stands)] if stands else []
    empty = tr("No actual figure is stated of this project; there is nothing to settle.", lang)
    return Table(SETTLEMENT, tr("How we stand with the funder", lang), columns, rows, case.currency, empty=empty)


def _accounts(case: Case, stands: Settlement) -> Iterator[tuple[str, str, tuple[int | None, int | None, int | None]]]:
    lang, ledger, computed = case.lang, stands.booked, stands.computed
    earned, booked = stands.earned, stands.booked_earned
    yield "earned", tr("Earned to date", lang), (earned, booked, booked - earned)
    yield "received", tr("Received", lang), (stands.received, None, None)
    yield "returned", tr("Returned", lang), (stands.returned, None, None)
    for key, label, should, does in (
        ("receivable", tr("They owe us", lang), computed.receivable, ledger.receivable),
        ("advance", tr("To spend or return", lang), computed.advance, ledger.advance),
        ("repayable", tr("We must return", lang), computed.repayable, ledger.repayable),
    ):
        yield key, label, (should, does, does - should)
    since = stands.received - stands.returned
    label = tr("Received since, by {day}", lang, day=case.asked.as_of)
    yield "received_since", label, (case.received_by(case.asked.as_of) - since, None, None)
    yield "left", tr("Left of the ceiling", lang), (_left(stands), None, None)


def _left(stands: Settlement) -> int | None:
    ceiling = stands.source.ceiling_cents
    return None if ceiling is None else ceiling - stands.earned


def instalments(case: Case) -> Table:
    """Give the plan of the funder's instalments, and how far it has come."""
    lang = case.lang
    columns = (
        Column("instalment", tr("Instalment", lang)),
        Column("due", tr("Due", lang), DAY),
        Column("planned", tr("Amount", lang), MONEY),
        Column("received", tr("Received", lang), MONEY),
        Column("payable", tr("Payable", lang), MONEY),
        Column("state", tr("State", lang)),
    )
    plan: tuple[Step, ...] = case.settlement.plan if case.settlement else ()
    rows = [Row(_step(one, lang), key=one.instalment.number) for one in plan]
    empty = tr("The agreement has no plan of instalments.", lang)
    return Table(INSTALMENTS, tr("Instalments", lang), columns, rows, case.currency, empty=empty)


def _step(one: Step, lang: str) -> tuple[Value, ...]:
    planned = one.instalment
    return planned.number, planned.due, planned.cents, one.received, one.payable, tr(STATES[one.state], lang)

"""The control sheet of a funder's report: what must agree, with both amounts; the period's state and seal; open findings."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from beancount.core.data import Transaction

from riga_grants import names
from riga_grants.chains import seal
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.seal import Closed
from riga_grants.checks.waivers import Waived
from riga_grants.closing.states import CLOSED
from riga_grants.closing.states import STATE_WORDS
from riga_grants.directives import PeriodState
from riga_grants.errors import Finding
from riga_grants.errors import UserDataError
from riga_grants.facts import place_of
from riga_grants.facts import weight_of
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.money import to_cents
from riga_grants.reports import discrepancies
from riga_grants.reports.claim_case import Case
from riga_grants.tables import CODE
from riga_grants.tables import MONEY
from riga_grants.tables import TEXT
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.wording import NOT_STATED
from riga_grants.wording import summary
from riga_grants.wording import version_title
from riga_grants.wording import worst_first

AGREES = "✓"
"""Stands beside two amounts that agree."""


class _Check(NamedTuple):
    """Two amounts that must agree, in cents, each with its name; None where one is not there to be compared, and why."""

    key: str
    here: str
    cents: int | None
    there: str
    other: int | None
    why_not: str = ""


def checks(case: Case) -> Table:
    """Give what must agree: the list, the statement by line, the claim, the ledger and the settlement."""
    lang = case.lang
    columns = (
        Column("here", tr("In this report", lang), width=40),
        Column("amount", tr("Amount", lang), MONEY),
        Column("there", tr("Compared with", lang), width=40),
        Column("other", tr("Its amount", lang), MONEY),
        Column("difference", tr("Difference", lang), MONEY, terms=(("amount", 1), ("other", -1))),
        Column("result", tr("Result", lang), width=24),
    )
    rows = [_row(one, lang) for one in _checks(case)] if case.stated else []
    empty = tr("The books do not state what the project cost; there is nothing to claim.", lang)
    return Table("checks", tr("What must agree", lang), columns, rows, case.currency, empty=empty)


def _row(one: _Check, lang: str) -> Row:
    known = one.cents is not None and one.other is not None
    difference = one.cents - one.other if one.cents is not None and one.other is not None else None
    result = AGREES if known and not difference else tr("DIFFERS", lang) if known else one.why_not
    return Row((one.here, one.cents, one.there, one.other, difference, result), key=one.key)


def _checks(case: Case) -> Iterator[_Check]:
    lang, documents = case.lang, case.costs.documents
    booked, spent = sum(one.booked for one in documents), case.execution.total.this_period or 0
    listed = tr("Documents, less cuts", lang)
    yield _Check("execution", listed, booked, tr("execution statement, in the period", lang), spent)
    yield _Check("lines", tr("By how much lines of the list differ", lang), _apart(case), tr("none", lang), 0)
    yield _Check("ledger", listed, booked, tr("postings of the ledger on the budget lines", lang), _posted(case))
    eligible, of_period = sum(one.eligible for one in documents), case.period.total
    label = tr("Eligible, by documents", lang)
    yield _Check("eligible", label, eligible, tr("eligible cost of the period, by line", lang), of_period.eligible)
    borne = _sum([one.borne for one in documents])
    label, earned = tr("Co-financing, by documents", lang), case.earned
    of_the_period = None if earned is None else earned - (case.earned_before or 0)
    own = tr("co-financing of the period, by the claim", lang)
    yield _Check("cofinancing", label, borne, own, of_the_period, tr("not stated", lang))
    yield from _booked(case)


def _booked(case: Case) -> Iterator[_Check]:
    """Compare the claim with what the closing has booked, and the settlement with the claim."""
    lang, stands = case.lang, case.settlement
    claimed = case.claim_booked
    closed = case.state == CLOSED and case.last == case.asked.period.end
    if claimed is None and not case.open and (closed or not case.claim):
        claimed = 0  # a closing books no entry of nothing
    why_not = tr("not booked yet: the period is not closed", lang)
    own = tr("claims booked in the ledger", lang)
    yield _Check("claim", tr("Claimed for the period", lang), case.claim, own, claimed, why_not)
    earned = stands.earned if stands else None
    label = tr("Co-financing to date", lang)
    yield _Check("settlement", label, case.earned, tr("earned, by the settlement", lang), earned, tr("not stated", lang))


def _sum(amounts: list[int | None]) -> int | None:
    known = [cents for cents in amounts if cents is not None]
    return sum(known) if len(known) == len(amounts) else None


def _apart(case: Case) -> int:
    """Sum by how much lines of the list are apart from the statement, and from who bears what by line."""
    place = next((n for n, one in enumerate(case.period.sources) if one.funder == case.source.funder), None)
    apart: Counter[tuple[str, str]] = Counter()
    for row in case.execution.leaves:
        apart[row.account, "booked"] -= row.figures.this_period or 0
    for part in case.period.rows:
        apart[part.key.account, "eligible"] -= part.eligible
        apart[part.key.account, "borne"] -= 0 if place is None else part.borne[place]
    for one in case.costs.documents:
        apart[one.line, "booked"] += one.booked
        apart[one.line, "eligible"] += one.eligible
        apart[one.line, "borne"] += one.borne or 0
    return sum(map(abs, apart.values()))


def _posted(case: Case) -> int:
    """Sum the ledger's own postings on the project's lines in the period, by another way than the report's.

    One that is not in whole cents is a finding and counts nowhere.
    """
    start, code = case.asked.period.start, case.asked.code
    amounts = (
        weight_of(posting)
        for entry in case.request.books.entries
        if isinstance(entry, Transaction) and start <= entry.date <= case.last
        for posting in entry.postings
        if place_of(posting.account)[:2] == (code, names.COST)
    )
    return sum(_cents(amount) for amount, currency in amounts if currency == case.currency)


def _cents(amount: Decimal) -> int:
    try:
        return to_cents(amount)
    except UserDataError:
        return 0


# --- state, seal, findings ------------------------------------------------------------------------------------------------


def facts(case: Case) -> Facts:
    """Tell the state of the period and its seal, the budget's version, and what is open of findings."""
    lang = case.lang
    found = _findings(case)
    gravest = discrepancies.told(case.request, found[0].message) if found else NOT_STATED
    return Facts(
        (
            Fact("state", tr("State of the period", lang), _state(case)),
            *_sealed(case),
            Fact("budget_version", tr("Budget version", lang), version_title(case.execution.version, lang)),
            Fact("findings", tr("Checked", lang), summary(found, lang)),
            Fact("gravest", tr("The gravest", lang), gravest),
        ),
        case.currency,
    )


def _state(case: Case) -> str:
    said = _said(case)
    state = tr(STATE_WORDS[case.state], case.lang) if case.state else NOT_STATED
    return f"{state}, {show_date(said.dated, case.lang)}" if said else state


def _said(case: Case) -> PeriodState | None:
    """Give what was said last of the period's state, whatever the day."""
    return next((one for one in reversed(case.asked.agreement.states) if one.period == case.asked.period.name), None)


def _sealed(case: Case) -> Iterator[Fact]:
    """Tell the seal of a closed period, and whether it is the one over what its closing holds."""
    lang = case.lang
    closed = _closing(case)
    yield Fact("seal", tr("Seal", lang), closed.sha256 if closed else NOT_STATED, CODE)
    sound = closed is not None and closed.computed == closed.sha256
    told = (
        tr("the seal over the lines of its closing", lang) if sound else tr("NOT the seal over the lines of its closing", lang)
    )
    yield Fact("seal_sound", tr("Recomputed", lang), f"{AGREES} {told}" if sound else told if closed else NOT_STATED, TEXT)


def _closing(case: Case) -> Closed | None:
    if case.state != CLOSED:
        return None
    standing = seal.standing(case.request.books.root / CLOSINGS / case.asked.code)
    return next((one for one in reversed(standing) if one.period == case.asked.period.name), None)


def _findings(case: Case) -> list[Finding]:
    """Give the open findings of the project and of the books, the worst first; what is wholly waived is not open."""
    own = (one for one in case.request.findings if one.project in {"", case.asked.code})
    return worst_first(one for one in own if not (isinstance(one, Waived) and one.wholly))

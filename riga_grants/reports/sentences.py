"""The three sentences of a summary, made from its figures: what was planned, spent and left; who pays; what is wrong."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from riga_grants import names
from riga_grants.checks.waivers import Waived
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.i18n import show_percent
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.money import percent
from riga_grants.money import stated_sum
from riga_grants.reports import discrepancies
from riga_grants.reports.disclosure import WITHHELD
from riga_grants.reports.listing import one_currency
from riga_grants.reports.request import Request
from riga_grants.reports.told import Told
from riga_grants.statements import Execution
from riga_grants.statements import SourceRow
from riga_grants.tables import MONEY
from riga_grants.tables import THOUSAND
from riga_grants.tables import shown
from riga_grants.wording import KINDS

_OF_A_SEAL: Final = frozenset({"seal-broken", "seal-chain"})
_OF_AN_IMPORT: Final = frozenset({"import-torn", "import-altered", "import-chain", "import-source-altered"})
_ACCOUNT: Final = re.compile(r"(?P<behind> \()?(?P<account>Expenses(?::[\w-]+)+)(?(behind)\))")
"""The account of a line, as it stands in a finding; in brackets behind the line's name, or alone."""


def sentences(told: Sequence[Told], request: Request) -> tuple[str, str, str]:
    """Say in three sentences what was planned, spent and left, who pays for it, and what is wrong."""
    progress, sources, found = _progress(told, request), _sources(told, request), wrong(request)
    return _unbroken(progress), _unbroken(sources), _unbroken(found)


def _unbroken(said: str) -> str:
    """Keep a percentage on one line with its sign."""
    return said.replace(" %", "\u00a0%")


def money(cents: int, currency: str, request: Request) -> str:
    """Show an amount with its currency, as it stands in a sentence."""
    amount = shown(cents, MONEY, request.lang, request.unit)
    if request.unit == THOUSAND:
        return tr("{amount} thousand {currency}", request.lang, amount=amount, currency=currency)
    return f"{amount}\u00a0{currency}".rstrip()


# --- planned, spent, left --------------------------------------------------------------------------------------------


def _progress(told: Sequence[Told], request: Request) -> str:
    currency, lang = one_currency(request), request.lang
    plan = stated_sum([one.statement.total.budget for one in told])
    spent = stated_sum([one.statement.total.spent for one in told])
    one, *others = told
    if others and (not currency or plan is None or spent is None):
        return _partly(told, request)
    through = None if others else one.statement.plan_through
    # What is zero, and what is more than planned, is for the exact amounts to say: rounded ones may be zero, or the same.
    planned = stated_sum([one.exact.total.budget for one in told])
    left = (planned or 0) - (stated_sum([one.exact.total.spent for one in told]) or 0)
    if not planned or plan is None or spent is None:
        return _half(plan, spent, currency, request)
    amounts = {
        "plan": money(plan, currency, request),
        "spent": money(spent, currency, request),
        "rest": money(abs(plan - spent), currency, request),
        "percent": show_percent(percent(spent, plan), lang),
    }
    if through is not None:
        whole = tr("{plan} planned up to {day}", lang, plan=amounts["plan"], day=through)
    else:
        whole = tr("{plan} planned", lang, plan=amounts["plan"])
    if left < 0:
        return tr(
            "Of the {planned}, {spent} ({percent} %) were spent: {rest} more than planned.", lang, **amounts, planned=whole
        )
    if left == 0:
        return tr("Of the {planned}, {spent} ({percent} %) were spent; nothing is left.", lang, **amounts, planned=whole)
    return tr("Of the {planned}, {spent} ({percent} %) were spent, and {rest} are left.", lang, **amounts, planned=whole)


def _half(plan: int | None, spent: int | None, currency: str, request: Request) -> str:
    lang = request.lang
    if plan is not None and spent is not None:
        return tr("{spent} were spent; nothing was planned.", lang, spent=money(spent, currency, request))
    if plan is not None:
        return tr("{plan} were planned; what was spent is not stated.", lang, plan=money(plan, currency, request))
    if spent is not None:
        return tr("{spent} were spent; what was planned is not stated.", lang, spent=money(spent, currency, request))
    return tr("Neither what was planned nor what was spent is stated.", lang)


def _partly(told: Sequence[Told], request: Request) -> str:
    """Tell of several projects that do not add up: in how many a plan is stated, in how many a cost, and how much."""
    plans = [(one.statement.total.budget, one.currency) for one in told]
    costs = [(one.statement.total.spent, one.currency) for one in told]
    return tr(
        "Of {n} projects, the plan is stated for {plans}, and what was spent for {costs}; they make no common total.",
        request.lang,
        n=len(told),
        plans=_by_currency(plans, request),
        costs=_by_currency(costs, request),
    )


def _by_currency(amounts: Sequence[tuple[int | None, str]], request: Request) -> str:
    """Tell how many amounts are stated and what they sum to: "2 (882 205.00 EUR; 1 500.00 LVL)"."""
    stated = [(cents, currency) for cents, currency in amounts if cents is not None]
    sums: dict[str, int] = {}
    for cents, currency in stated:
        sums[currency] = sums.get(currency, 0) + cents
    told = "; ".join(money(cents, currency, request) for currency, cents in sums.items())
    return f"{len(stated)} ({told})" if stated else "0"


# --- who pays --------------------------------------------------------------------------------------------------------


def _sources(told: Sequence[Told], request: Request) -> str:
    """Tell who bears the cost, and of whom it is not stated; before anything is spent, who has undertaken to.

    Whether anything is borne is for the exact amounts to say: a part that is rounded to nothing is told.
    """
    lang = request.lang
    rows = [(one, row, exact) for one in told for row, exact in zip(one.borne, one.exactly_borne, strict=True)]
    known = {one.code for one, _, exact in rows if exact.earned}
    borne = [_borne(one, row, request) for one, row, exact in rows if one.code in known and exact.earned != 0]
    if borne:
        return tr("The cost is borne by: {sources}.", lang, sources="; ".join(borne))
    agreed = [_part(one, row, row.ceiling, request) for one, row, exact in rows if exact.ceiling]
    if agreed:
        return tr("By the agreement it is to be paid by: {sources}.", lang, sources="; ".join(agreed))
    return tr("Who pays how much is not stated.", lang)


def _borne(one: Told, row: SourceRow, request: Request) -> str:
    """Tell what a source bears, and its part of the cost where that is known."""
    share = share_of(row, one.statement)
    borne = _part(one, row, row.earned, request)
    return borne if share is None else f"{borne} ({show_percent(share, request.lang)} %)"


def _part(one: Told, row: SourceRow, cents: int | None, request: Request) -> str:
    """Tell a source and an amount of it; in a report of several projects with the project's code before it."""
    named = source_name(row, request.lang)
    amount = tr("not stated", request.lang) if cents is None else money(cents, one.currency, request)
    return f"{one.code}: {named} – {amount}" if len(request.projects) > 1 else f"{named} – {amount}"


def share_of(row: SourceRow, statement: Execution) -> Decimal | None:
    """Give what a source bears in per cent of the cost, one decimal; None where either is not stated, or nothing was spent."""
    spent = statement.total.spent
    return None if row.earned is None or spent is None else percent(row.earned, spent)


def source_name(row: SourceRow, lang: str) -> str:
    """Name a source for somebody who does not know the codes: its name, and that funds are own ones or work in kind."""
    kind = tr(KINDS[row.kind], lang)
    named = row.name or row.funder
    if not named:
        return kind
    return f"{named} ({kind})" if row.kind == names.OWN else named


# --- what is wrong ---------------------------------------------------------------------------------------------------


def open_findings(findings: Sequence[Finding]) -> list[Finding]:
    """Keep what is wrong and not waived: errors and warnings, the worst first, of those the one with the largest amount."""
    found = [one for one in findings if one.severity > Severity.NOTE and not _waived(one)]
    return sorted(found, key=lambda one: (-one.severity, -(one.limits.excess if one.limits else 0)))


def _waived(finding: Finding) -> bool:
    return isinstance(finding, Waived) and finding.wholly


def wrong(request: Request) -> str:
    """Tell how many discrepancies are open and, in words, the gravest of them."""
    found, lang = open_findings(request.findings), request.lang
    if not found:
        return _nothing_wrong(request.findings, lang)
    count = trn("{n} discrepancy is open", "{n} discrepancies are open", len(found), lang)
    several = len(request.projects) > 1 and found[0].project
    gravest = _plainly(found[0], request)
    message = f"{found[0].project}: {gravest}" if several else gravest
    if len(found) == 1:
        return tr("{count}: {message}", lang, count=count, message=message)
    return tr("{count}; the gravest: {message}", lang, count=count, message=message)


def _nothing_wrong(findings: Sequence[Finding], lang: str) -> str:
    waived = sum(_waived(one) for one in findings)
    notes = len(findings) - waived
    besides = [
        *((trn("{n} note", "{n} notes", notes, lang),) if notes else ()),
        *((tr("waived: {n}", lang, n=waived),) if waived else ()),
    ]
    none = tr("There are no discrepancies", lang)
    return f"{none} ({', '.join(besides)})." if besides else f"{none}."


def _plainly(finding: Finding, request: Request) -> str:
    """Say what is wrong to somebody who does not read the ledger: of entries that were changed only what that means."""
    if finding.code in _OF_A_SEAL:
        return tr("what was closed is no longer as it was when it was closed.", request.lang)
    if finding.code in _OF_AN_IMPORT:
        return tr("what was imported is no longer as it was when it was imported.", request.lang)
    message = discrepancies.told(request, discrepancies.unnamed(finding, {"place"}).message)
    return _without_accounts(message.replace(f" ({WITHHELD})", ""), request)


def _without_accounts(message: str, request: Request) -> str:
    """Name lines as the agreement does: an account tells nothing to somebody who does not read the ledger."""
    titles = {account: line.title(request.lang) for one in request.projects for account, line in one.now.lines.items()}
    return _ACCOUNT.sub(lambda found: "" if found["behind"] else titles.get(found["account"], found["account"]), message)

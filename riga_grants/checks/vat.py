"""Tax that the association gets back is no cost (annotated grant agreement, article 6.3; rule 17).

Until a closing has taken it out of the eligible cost it is a warning.
"""

from collections.abc import Iterable
from collections.abc import Iterator

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.checks.measures import figures
from riga_grants.computed import Due
from riga_grants.computed import recoverable_vat
from riga_grants.errors import Behind
from riga_grants.errors import Limits
from riga_grants.errors import Passed
from riga_grants.errors import text
from riga_grants.names import finding


def check(case: Case, /) -> Iterator[Result]:
    """Compare the recoverable tax in the cost of each account with what was taken out of it."""
    dues = list(_by_account(recoverable_vat(case.agreement, case.facts, case.as_of)))
    counted = case.eligible if dues else ()
    for due in dues:
        stating = (fact for fact in counted if fact.made == names.VAT_CUT or fact.says(names.VAT) is not None)
        of = (due.account, due.funder)
        yield _compared(case, due, tuple(f.behind for f in stating if (f.account, f.charged) == of))


def _by_account(dues: Iterable[Due]) -> Iterable[Due]:
    """Sum what is due by account and funder charged, over the days of documents."""
    found: dict[tuple[str, str], Due] = {}
    for due in dues:
        key = (due.account, due.funder)
        so_far = found.get(key, due._replace(total=0, booked=0, base=0, dated=None))
        sums = {part: getattr(so_far, part) + getattr(due, part) for part in ("total", "booked", "base")}
        found[key] = so_far._replace(**sums)
    return found.values()


def _compared(case: Case, due: Due, behind: tuple[Behind, ...]) -> Result:
    limits = Limits(due.total, due.booked)
    said = {"account": due.account, **figures(due.rule, due.base, limits)}
    if not due.cents:
        message = text("{account}: tax {whole}, of it {limit} ({pct} %) is recoverable and was taken out.", **said)
        return Passed("vat-due", message, case.code)
    message = (
        text(
            "{account}: tax {whole}, {limit} ({pct} %) is recoverable, {actual} taken out: {excess} is to be taken out.", **said
        )
        if due.cents > 0
        else text("{account}: tax {whole}, {limit} ({pct} %) is recoverable, {actual} taken out: {excess} too much.", **said)
    )
    return finding("vat-due", message, behind[-1].place, case.code, scope=(due.account,), limits=limits, behind=behind)

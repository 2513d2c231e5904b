"""Each cost has the evidence that the agreement asks for: day of payment, scanned document, tax, its issuer's number.

Which of them is the agreement's to say (rule `evidence`); number, date and issuer are asked for by law (`cost_document`).
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Final

from riga_grants import names
from riga_grants.checks import documents
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.errors import Passed
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.names import finding
from riga_grants.rule_forms import EVIDENCE


def _is_dated(fact: Fact) -> bool:
    return fact.paid is not None


def _is_scanned(fact: Fact) -> bool:
    return bool(str(fact.says(names.DOCUMENT_FILE) or "").strip())


def _is_registered(fact: Fact) -> bool:
    return bool(str(fact.says(names.ISSUER_REG) or "").strip())


def _is_taxed(fact: Fact) -> bool:
    return fact.vat is not None


_HAS: Final[Mapping[str, Callable[[Fact], bool]]] = {
    names.PAID: _is_dated,
    names.DOCUMENT_FILE: _is_scanned,
    names.VAT: _is_taxed,
    names.ISSUER_REG: _is_registered,
}


def check(case: Case, /) -> Iterator[Result]:
    """Find costs without a piece of the evidence; a contribution in kind, which nobody is paid for, needs its document only."""
    rule = case.agreement.rule(EVIDENCE)
    wanted = [key for key in rule.words if key in _HAS] if rule else []
    if rule is None or not wanted:
        return
    costs = documents.standing(case.facts)
    complete = True
    for fact in costs:
        missing = [key for key in wanted if not _HAS[key](fact) and (key == names.DOCUMENT_FILE or not fact.in_kind)]
        if missing:
            complete = False
            message = text("A cost on {account} has no {missing}.", account=fact.account, missing=", ".join(missing))
            scope = (fact.account, fact.document_no)
            yield finding("evidence-missing", message, fact.place, case.code, rule.severity, scope=scope, behind=(fact.behind,))
    if complete:
        message = text("Costs: {n}; each has its {wanted}.", n=len(costs), wanted=", ".join(wanted))
        yield Passed("evidence-missing", message, case.code)

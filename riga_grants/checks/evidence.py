"""Each cost has the evidence that the agreement asks for: day of payment, scanned document, tax, its issuer's number.

Which of them is the agreement's to say (rule `evidence`); number, date and issuer are asked for by law (`cost_document`).
"""

from collections.abc import Iterator
from typing import Final

from riga_grants import names
from riga_grants.checks import documents
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.errors import Passed
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.rule_forms import EVIDENCE

_KNOWN: Final = frozenset({names.PAID, names.DOCUMENT_FILE, names.VAT, names.ISSUER_REG})


def check(case: Case, /) -> Iterator[Result]:
    """Find costs without a piece of the evidence; a contribution in kind, which nobody is paid for, needs its document only."""
    rule = case.agreement.rule(EVIDENCE)
    wanted = [key for key in rule.words if key in _KNOWN] if rule else []
    if rule is None or not wanted:
        return
    costs = documents.standing(case.facts)
    complete = True
    for fact in costs:
        lacking = ({names.DOCUMENT_FILE} if fact.in_kind else _KNOWN) - fact.evidence
        missing = [key for key in wanted if key in lacking]
        if missing:
            complete = False
            message = text("A cost on {account} has no {missing}.", account=fact.account, missing=", ".join(missing))
            scope = (fact.account, fact.document_no)
            yield finding("evidence-missing", message, fact.place, case.code, rule.severity, scope=scope, behind=(fact.behind,))
    if complete:
        message = text("Costs: {n}; each has its {wanted}.", n=len(costs), wanted=", ".join(wanted))
        yield Passed("evidence-missing", message, case.code)

"""Declared, booked and documented are the same amount (annotated grant agreement, article 20.1(a): a three-way match).

A cost's claim may state in its metadata `declared` what was declared of it, and `document-total` what the document comes to. A
document that is booked in several shares is compared over all of them by `double_funding`.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final

from riga_grants.checks import documents
from riga_grants.checks.case import Case
from riga_grants.checks.documents import Part
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Text
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.money import to_decimal
from riga_grants.names import finding

ALWAYS: Final = {
    "document-differs": N_("What is declared, booked and on the document agrees."),
}


def check(case: Case, /) -> Iterator[Finding]:
    """Compare for each document what is declared of its costs, what is booked of it (less what was cut), and its total."""
    currency = case.agreement.project.currency
    alike = [fact for fact in case.facts if fact.currency == currency]
    compared = {fact.numbered for fact in alike if fact.declared is not None or fact.document_total is not None}
    own = (Part("", case.code, fact) for fact in alike if fact.numbered in compared) if compared else ()
    for parts in documents.by_document(own).values():
        facts = [part.fact for part in parts]
        standing = documents.standing(facts)
        if standing:
            yield from _totals(case, facts, standing)
            yield from _declared(case, facts, standing)


def _totals(case: Case, facts: Sequence[Fact], standing: Sequence[Fact]) -> Iterator[Finding]:
    """Find a cost above its document's total, and costs that state different totals for it."""
    totals = documents.totals_of(standing)
    booked = sum(fact.cents for fact in facts)
    if len(totals) > 1:
        message = text(
            "The costs of the document {document} state different totals for it: {limit} and {actual}.",
            document=standing[0].document_no,
            limit=to_decimal(min(totals)),
            actual=to_decimal(max(totals)),
        )
        last = next(fact for fact in reversed(standing) if fact.document_total is not None)
        yield _differs(case, last, message, Limits(min(totals), max(totals)), standing)
    elif len(standing) == 1 and documents.above(booked, documents.total_of(standing)):
        yield _three(case, standing, booked)


def _declared(case: Case, facts: Sequence[Fact], standing: Sequence[Fact]) -> Iterator[Finding]:
    """Find lines on which more or less of a document is declared than was booked, before and after what was cut."""
    for account in dict.fromkeys(fact.account for fact in standing):
        rows = [fact for fact in standing if fact.account == account and fact.declared is not None]
        declared = sum(fact.declared or 0 for fact in rows)
        booked = sum(fact.cents for fact in rows)
        cut = sum(fact.cents for fact in facts if fact.made and fact.account == account)
        if rows and declared not in (booked, booked + cut):
            yield _three(case, rows, booked)


def _three(case: Case, rows: Sequence[Fact], booked: int) -> Finding:
    """Word the three amounts, a dash for what is not stated; the smallest is what can be paid."""
    stated = [fact.declared for fact in rows]
    declared = None if None in stated else sum(cents or 0 for cents in stated)
    total = documents.total_of(rows)
    message = text(
        "The document {document}: declared {declared}, booked {booked}, on the document {total}.",
        document=rows[0].document_no,
        declared=_shown(declared),
        booked=to_decimal(booked),
        total=_shown(total),
    )
    compared = [
        booked,
        *(cents for cents in (declared, total if documents.above(booked, total) else None) if cents is not None),
    ]
    return _differs(case, rows[-1], message, Limits(min(compared), max(compared)), rows)


def _shown(cents: int | None) -> Value:
    return "–" if cents is None else to_decimal(cents)


def _differs(case: Case, at: Fact, message: Text, limits: Limits, rows: Sequence[Fact]) -> Finding:
    behind = tuple(fact.behind for fact in rows)
    scope = (at.document_no, at.account)
    return finding("document-differs", message, at.place, case.code, scope=scope, limits=limits, behind=behind)

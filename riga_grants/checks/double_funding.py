"""No document is paid for twice: over all projects, and all books that are looked at, no more of it than its total.

(Financial Regulation 2024/2509, article 194(3): no cost is financed twice; annotated grant agreement, article 6.3(b).)
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import pairwise
from pathlib import PurePath
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants.books import MAIN
from riga_grants.checks import documents
from riga_grants.checks.case import Case
from riga_grants.checks.documents import Part
from riga_grants.costs import Document
from riga_grants.errors import Behind
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.money import to_decimal
from riga_grants.names import finding

ALWAYS: Final = {
    "double-funding": N_("No document is declared twice, or beyond its total."),
}


class Claim(NamedTuple):
    """What one project declares of a document, in cents, and the first cost by which it does."""

    first: Part
    cents: int


def check(case: Case, /) -> Iterator[Finding]:
    """Find documents of which too much is declared, on the last cost that this project declares of each.

    Where a total is stated, the shares of all projects sum to no more than it. Where none is, one project alone may declare
    the document. Nowhere may the same row stand twice. What is parked counts: it was registered to be declared.
    """
    for document, parts in documents.by_document(_parts(case)).items():
        own = [part.fact for part in parts if (part.books, part.project) == ("", case.code)]
        if own and len(parts) > 1 and own[-1].currency == case.agreement.project.currency:
            alike = [part for part in parts if part.fact.currency == own[-1].currency]
            yield from _funded(case, document, own, alike)


def _parts(case: Case) -> Iterator[Part]:
    """Give the costs of all documents of which the project has a part beside another, in its own books and in the others."""
    for parts in case.around.parts.values():
        if len(parts) > 1 and any((part.books, part.project) == ("", case.code) for part in parts):
            yield from parts


def _funded(case: Case, document: Document, own: Sequence[Fact], parts: Sequence[Part]) -> Iterator[Finding]:
    claims = _claims(parts)
    total = documents.total_of(part.fact for part in parts)
    actual = sum(claim.cents for claim in claims)
    rows = sum(len(documents.standing(facts)) for facts in _by_project(parts).values())
    about: dict[str, Value] = {"document": own[-1].document_no, "day": document.document_date}
    if documents.above(actual, total) and rows > 1:
        limits = Limits(total or 0, actual)
        message = text(
            "Of the document {document} of {day}, whose total is {limit}, {actual} is declared, {excess} too much: {claims}.",
            **about,
            limit=to_decimal(limits.limit),
            actual=to_decimal(actual),
            excess=to_decimal(limits.excess),
            claims=_listed(claims),
        )
    elif total is None and len(claims) > 1:
        limits = Limits(max((claim.cents for claim in claims), key=abs), actual)
        message = text(
            "The document {document} of {day} is declared more than once, and no total says that these are shares: {claims}.",
            **about,
            claims=_listed(claims),
        )
    elif (twice := _twice(own)) is not None:
        limits = Limits(twice.cents, 2 * twice.cents)
        message = text(
            "The document {document} of {day} stands twice on {account} with {amount}.",
            **about,
            account=twice.account,
            amount=to_decimal(twice.cents),
        )
    else:
        return
    behind = tuple(_behind(part) for part in parts)
    scope = (own[-1].document_no,)
    yield finding("double-funding", message, own[-1].place, case.code, scope=scope, limits=limits, behind=behind)


def _by_project(parts: Iterable[Part]) -> dict[tuple[str, str], list[Fact]]:
    found: dict[tuple[str, str], list[Fact]] = {}
    for part in parts:
        found.setdefault((part.books, part.project), []).append(part.fact)
    return found


def _claims(parts: Iterable[Part]) -> list[Claim]:
    """Sum what each project declares; one that took all of it back declares nothing."""
    sums = {key: (facts[0], sum(fact.cents for fact in facts)) for key, facts in _by_project(parts).items()}
    return [Claim(Part(*key, first), cents) for key, (first, cents) in sums.items() if cents]


def _twice(own: Sequence[Fact]) -> Fact | None:
    """Give a cost that equals another of the same document; two rows of one imported file are two costs."""
    seen: Counter[tuple[object, ...]] = Counter()
    for fact in documents.standing(own):
        row = (fact.account, fact.cents, fact.text[1])
        source = tuple(str(fact.says(key) or "") for key in (names.SOURCE_FILE, names.SOURCE_SHA256))
        if seen[row] > (seen[(*row, source)] if all(source) else 0):
            return fact
        seen.update((row, (*row, source)))
    return None


def _listed(claims: Sequence[Claim]) -> Text:
    """Word what each project declares, and where."""
    listed = _claimed(claims[0])
    for claim in claims[1:]:
        listed = text("{listed}; {next}", listed=listed, next=_claimed(claim))
    return listed


def _claimed(claim: Claim) -> Text:
    part = claim.first
    where = str(part.fact.place.under(PurePath(part.fact.place.file).parent))
    cents = to_decimal(claim.cents)
    if part.books:
        return text(
            "{project} in the books “{books}” {amount} ({place})",
            project=part.project,
            books=part.books,
            amount=cents,
            place=where,
        )
    return text("{project} {amount} ({place})", project=part.project, amount=cents, place=where)


def _behind(part: Part) -> Behind:
    """Give an entry; one of other books is named from the folder of those."""
    entry = part.fact.behind
    if not part.books:
        return entry
    parts = PurePath(entry.place.file).parts
    roots = [n for n, two in enumerate(pairwise(parts)) if two == (part.books, MAIN.parts[0])]
    file = PurePath(*parts[max(roots, default=-1) :]).as_posix()
    return entry._replace(place=Place(file, entry.place.line))

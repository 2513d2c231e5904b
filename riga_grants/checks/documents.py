"""Costs by their documents, told apart as importing does: by issuer, number and date, in whatever project and books.

An issuer is known by its registration number, or else by its name. A name that stands beside one number, and one only, is
taken for it: a reversal names the issuer alone, and so do many registers.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from riga_grants import names
from riga_grants.costs import Document
from riga_grants.facts import Fact
from riga_grants.texts import words_only


class Part(NamedTuple):
    """What one posting takes of a document: in which books ("" for those that are looked at) and project."""

    books: str
    project: str
    fact: Fact


def by_document(parts: Iterable[Part]) -> dict[Document, list[Part]]:
    """Put parts together by their documents, in their order; costs that name no issuer are left out."""
    numbers: defaultdict[tuple[str, date], list[Part]] = defaultdict(list)
    for part in parts:
        number = part.fact.numbered
        if number is not None:
            numbers[number].append(part)
    found: defaultdict[Document, list[Part]] = defaultdict(list)
    for (number_key, day), group in numbers.items():
        known = _registered(part.fact for part in group) if len(group) > 1 else {}
        for part in group:
            issuer = _issuer(part.fact, known)
            if issuer:
                found[Document(issuer, number_key, day)].append(part)
    return dict(found)


def standing(facts: Iterable[Fact]) -> list[Fact]:
    """Give the costs that stand: neither computed or cut, nor reversed, nor reversals."""
    costs = [fact for fact in facts if fact.role == names.COST and not fact.made]
    gone = Counter(_row(fact, -fact.cents) for fact in costs if fact.reverses)
    found = []
    for fact in costs:
        row = _row(fact, fact.cents)
        if fact.reverses:
            continue
        if gone[row]:
            gone[row] -= 1
        else:
            found.append(fact)
    return found


def total_of(facts: Iterable[Fact]) -> int | None:
    """Give a document's own total as its costs state it, of several the smallest, in cents; None where none states it."""
    stated = totals_of(facts)
    return min(stated, key=abs) if stated else None


def totals_of(facts: Iterable[Fact]) -> Sequence[int]:
    """Give the totals that a document's costs state for it, each once."""
    return list(dict.fromkeys(fact.document_total for fact in facts if fact.document_total is not None))


def above(actual: int, total: int | None) -> bool:
    """Say whether more was taken of a document than its total; of a credit note both are negative."""
    return total is not None and (actual > total if total >= 0 else actual < total)


def _row(fact: Fact, cents: int) -> tuple[object, ...]:
    return (fact.account, fact.numbered, fact.text[1], fact.parked, cents)


def _name(fact: Fact) -> str:
    return words_only(str(fact.says(names.ISSUER) or fact.text[0]))


def _registered(facts: Iterable[Fact]) -> Mapping[str, str]:
    """Give the registration number that each issuer's name stands beside, where it is one only."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for fact in facts:
        number = str(fact.says(names.ISSUER_REG) or "")
        if number:
            found[_name(fact)].add(number)
    return {name: next(iter(numbers)) for name, numbers in found.items() if len(numbers) == 1}


def _issuer(fact: Fact, known: Mapping[str, str]) -> str:
    number = fact.says(names.ISSUER_REG)
    if number:
        return str(number)
    name = _name(fact)
    return known.get(name, name)

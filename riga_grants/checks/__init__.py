"""The rules: one a module, each a pure function from a case to findings. `examine` runs them all over a set of books."""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from types import ModuleType
from typing import NamedTuple

from beancount.core import data

from riga_grants.books import Books
from riga_grants.chains import chain
from riga_grants.chains import seal
from riga_grants.checks import advance
from riga_grants.checks import banned_costs
from riga_grants.checks import budget_form
from riga_grants.checks import budget_spent
from riga_grants.checks import cash
from riga_grants.checks import category_ceilings
from riga_grants.checks import claim_rate
from riga_grants.checks import classified
from riga_grants.checks import closings
from riga_grants.checks import cost_dates
from riga_grants.checks import cost_document
from riga_grants.checks import cost_line
from riga_grants.checks import cost_made
from riga_grants.checks import cost_text
from riga_grants.checks import cost_values
from riga_grants.checks import cuts
from riga_grants.checks import deadlines
from riga_grants.checks import document_match
from riga_grants.checks import double_funding
from riga_grants.checks import evidence
from riga_grants.checks import flat_rates
from riga_grants.checks import fx
from riga_grants.checks import in_kind
from riga_grants.checks import instalments
from riga_grants.checks import over_budget
from riga_grants.checks import own_minimum
from riga_grants.checks import payments
from riga_grants.checks import periods
from riga_grants.checks import profit
from riga_grants.checks import published
from riga_grants.checks import retention
from riga_grants.checks import rule_names
from riga_grants.checks import small_recovery
from riga_grants.checks import source_ceiling
from riga_grants.checks import source_terms
from riga_grants.checks import sources_differ
from riga_grants.checks import totals
from riga_grants.checks import unit_prices
from riga_grants.checks import vat
from riga_grants.checks import waivers
from riga_grants.checks.case import Around
from riga_grants.checks.case import Case
from riga_grants.checks.case import Neighbour
from riga_grants.checks.case import Price
from riga_grants.checks.case import Result
from riga_grants.checks.case import as_agreed
from riga_grants.errors import Finding
from riga_grants.errors import Passed
from riga_grants.errors import Text
from riga_grants.facts import within

RULES: tuple[ModuleType, ...] = (
    periods,
    rule_names,
    budget_form,
    totals,
    published,
    sources_differ,
    classified,
    cost_dates,
    cost_line,
    cost_document,
    cost_text,
    cost_values,
    cost_made,
    cuts,
    over_budget,
    source_ceiling,
    source_terms,
    claim_rate,
    own_minimum,
    budget_spent,
    flat_rates,
    unit_prices,
    in_kind,
    banned_costs,
    vat,
    category_ceilings,
    double_funding,
    document_match,
    evidence,
    payments,
    instalments,
    advance,
    cash,
    profit,
    fx,
    small_recovery,
    deadlines,
    retention,
    closings,
)
"""Each has a function `check(case)`, and may have `ALWAYS`: the codes that it verifies for every project, and in words what
holds where nothing is found."""


class Examined(NamedTuple):
    """What is wrong in a set of books, worst first and then by project and place, and what was verified and holds."""

    findings: list[Finding]
    passed: list[Passed]


def generated(books: Books) -> list[Finding]:
    """Check the generated files of a set of books, and the seals of its closings: what is wrong with them on any day."""
    return [*chain.verify(books.root), *seal.verify(books)]


def run(books: Books, as_of: date, of_files: Sequence[Finding] | None = None) -> list[Finding]:
    """Check all projects of a set of books as of a day, and its generated files.

    `of_files` is what `generated` found in the books, where that is known.
    """
    return examine(books, as_of, of_files=of_files).findings


def examine(books: Books, as_of: date, also: Sequence[Books] = (), *, of_files: Sequence[Finding] | None = None) -> Examined:
    """Check as `run` does, and tell as well what was verified and holds; `also` are books to look at beside them."""
    results: list[Result] = [*(generated(books) if of_files is None else of_files)]
    for case in cases(books, as_of, also):
        results += judged(case)
    findings = [one for one in results if isinstance(one, Finding)]
    order = sorted(findings, key=lambda one: (-one.severity, one.project, one.code, one.place))
    return Examined(order, [one for one in results if isinstance(one, Passed)])


def judged(case: Case) -> list[Result]:
    """Hold one project against all rules, as its agreement and its waivers have them; its generated files are not looked at."""
    found = [result for rule in RULES for result in _results(rule, case)]
    agreed = (one if isinstance(one, Passed) else as_agreed(case.agreement, one) for one in found)
    return list(waivers.apply(case, [one for one in agreed if one is not None]))


def cases(books: Books, as_of: date, also: Sequence[Books] = ()) -> Iterator[Case]:
    """Give the projects of a set of books that were agreed by a day, each with all that it is looked at together with."""
    neighbours = [
        Neighbour("" if one is books else one.root.name, agreement, within(one.facts[code], end=as_of))
        for one in (books, *also)
        for code, whole in one.agreements.items()
        if (agreement := whole.at(as_of)) is not None
    ]
    prices = [
        Price(entry.date, entry.currency, entry.amount.currency, entry.amount.number)
        for entry in books.entries
        if isinstance(entry, data.Price) and entry.date <= as_of and entry.amount.number
    ]
    around = Around(neighbours, prices)
    for one in neighbours:
        if not one.books:
            yield Case(one.agreement, one.facts, as_of, books.agreements[one.agreement.code], around)


def _results(rule: ModuleType, case: Case) -> Iterable[Result]:
    """Run one rule; where it finds nothing of what it always verifies, say so."""
    check: Callable[[Case], Iterable[Result]] = rule.check
    always: Mapping[str, str] = getattr(rule, "ALWAYS", {})
    results = list(check(case))
    told = {one.code for one in results}
    return [*results, *(Passed(code, Text(holds, {}), case.code) for code, holds in always.items() if code not in told)]

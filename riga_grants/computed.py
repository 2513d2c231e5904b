"""What is computed from other costs and booked by a closing: flat rates, and the value added tax that can be recovered.

Both are cumulative, as the co-financing is: what should stand on a line up to a day, and what already stands there. A closing
books the difference, so what is deducted later corrects itself. (Regulation (EU) 2021/1060, article 54; EU annotated grant
agreement, article 6.3: deductible tax is no eligible cost.)
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants import rule_forms
from riga_grants.cofinancing import by_weight
from riga_grants.directives import Rule
from riga_grants.directives import is_below
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.shares import eligible

ELIGIBLE: Final = "eligible"
"""As the base of a rule: all eligible cost to date."""

NOTHING: Final[Mapping[str, int]] = {}


class Where(NamedTuple):
    """An account, the funder that its costs are charged to directly ("": nobody), and the day of their document.

    The day is None where no funder covers some days only: then it decides nothing.
    """

    account: str
    funder: str
    dated: date | None


class Due(NamedTuple):
    """What a rule makes of one line, cumulated up to a day, in cents.

    `total` should stand and `booked` stands: on a flat rate's line as cost, of recoverable tax as taken out of the line (both
    positive). `base` is what the rule's share was taken of; `funder` is whom the costs are charged to directly, "" for nobody;
    `dated` is the day of the documents that it was taken of, None where it was taken of those of all days.
    """

    account: str
    total: int
    booked: int
    base: int
    rule: Rule
    funder: str = ""
    dated: date | None = None

    @property
    def cents(self) -> int:
        """What is still to be booked; negative where something is to be taken back."""
        return self.total - self.booked


def flat_rates(agreement: Agreement, facts: Iterable[Fact], day: date, less: Mapping[str, int] = NOTHING) -> list[Due]:
    """Give each flat rate of the agreement in force on its line: ⌊rate × base⌋, never below 0.

    `less` are amounts by account that the same closing takes out of the eligible cost. The base is the eligible cost of the
    lines that the rule names ("eligible": of all that no flat rate stands on) without the flat rate's own line; where another
    flat rate stands on one of them, what it should come to counts. All that is eligible on the line is what is booked, for a
    flat rate takes the place of actual costs.
    """
    rules = agreement.rules_of(rule_forms.FLAT_RATE)
    booked = {account: -cents for account, cents in less.items()}
    for fact in eligible(agreement, facts, day):
        booked[fact.account] = booked.get(fact.account, 0) + fact.cents
    direct = {
        account: cents
        for account, cents in booked.items()
        if not any(is_below(account, agreement.code, rule.lines) for rule in rules)
    }
    found: dict[Rule, Due] = {}
    for rule in _bases_first(rules):
        base = sum(cents for account, cents in direct.items() if _measures(rule, account))
        base += sum(due.total for other, due in found.items() if other.lines != rule.lines and _rests_on(rule, other))
        stands = sum(cents for account, cents in booked.items() if is_below(account, agreement.code, rule.lines))
        line = f"{names.COST}:{agreement.code}:{next(iter(rule.lines), '')}"
        found[rule] = Due(line, max(0, int(base * rule.share // 1)), stands, base, rule)
    return [found[rule] for rule in rules]


def recoverable_vat(agreement: Agreement, facts: Iterable[Fact], day: date) -> list[Due]:
    """Give for each account, and each funder charged there, the recoverable part of the tax in its eligible cost.

    Where a funder covers the costs of some days only, by the day of the document too: a tax is borne by who bears its cost.

    It is ⌊tax × share⌋ of each document, split over the accounts that it is booked on, and summed.

    The tax of a cost is its metadata `vat`, and never more than the cost. What is cut from a document, or taken back without
    its tax being stated, takes its part of the tax with it. A credit note's tax counts against it, rounded towards 0 as well.
    """
    if not agreement.rules_of(rule_forms.VAT_RECOVERABLE):
        return []
    rows = list(facts)
    taxes = _taxes(rows)
    by_day = any((source.valid_from, source.valid_to) != (date.min, date.max) for source in agreement.funders)
    documents, booked = _by_document(eligible(agreement, rows, day), by_day=by_day)
    rules = _rules_of(agreement, [*booked, *(where for document in documents for where in document)])
    total, base = dict.fromkeys(booked, 0), dict.fromkeys(booked, 0)
    for document in documents:
        left = {where: tax for where, costs in document.items() if where in rules and (tax := _left(costs, taxes))}
        for where, cents in _floored({where: tax * rules[where].share for where, tax in left.items()}).items():
            total[where] = total.get(where, 0) + cents
            base[where] = base.get(where, 0) + int(left[where])
    return [
        Due(where.account, total[where], booked.get(where, 0), base[where], rules[where], where.funder, where.dated)
        for where in total
        if where in rules
    ]


def _by_document(facts: Iterable[Fact], *, by_day: bool) -> tuple[list[dict[Where, list[Fact]]], dict[Where, int]]:
    """Give the eligible costs of each document, but no flat rates, and the tax in cents that was taken out."""
    documents: dict[tuple[str, ...], dict[Where, list[Fact]]] = {}
    booked: dict[Where, int] = {}
    for fact in facts:
        taken = fact.made == names.VAT_CUT
        dated = fact.says(names.DOCUMENT_DATE) if taken else fact.dated  # closings of before wrote no day
        where = Where(fact.account, fact.charged, dated if by_day else None)
        if taken:
            booked[where] = booked.get(where, 0) - fact.cents
        elif fact.made != names.FLAT_RATE:
            documents.setdefault(fact.document, {}).setdefault(where, []).append(fact)
    return list(documents.values()), booked


def _floored(parts: Mapping[Where, Fraction]) -> dict[Where, int]:
    """Round the sum of parts towards 0, in cents: each has its whole cents, and what is left goes to the largest remainders."""
    whole = {where: int(part) for where, part in parts.items()}
    scale = lcm(*(part.denominator for part in parts.values()))
    rests = {where: int((part - whole[where]) * scale) for where, part in parts.items()}
    more = by_weight(int(sum(parts.values(), Fraction(0))) - sum(whole.values()), rests)
    return {where: cents + more[where] for where, cents in whole.items()}


def _bases_first(rules: Sequence[Rule]) -> Iterator[Rule]:
    """Put a flat rate after those that it is measured on; of a circle the first comes first, and sees nothing of the others."""
    left = list(rules)
    while left:
        free = (rule for rule in left if not any(_rests_on(rule, other) for other in left if other.lines != rule.lines))
        rule = next(free, left[0])
        left.remove(rule)
        yield rule


def _measures(rule: Rule, account: str) -> bool:
    return rule.base in {(ELIGIBLE,), (names.TOTAL,)} or is_below(account, rule.project, rule.base)


def _rests_on(rule: Rule, other: Rule) -> bool:
    """Say whether a line of another flat rate is named in a rule's base."""
    return any(is_below(f"{names.COST}:{rule.project}:{line}", rule.project, rule.base) for line in other.lines)


def _rules_of(agreement: Agreement, wheres: Iterable[Where]) -> dict[Where, Rule]:
    """Give each account's rule on recoverable tax, if any: the one that names the nearest line, else that of all lines."""
    rules = agreement.rules_of(rule_forms.VAT_RECOVERABLE)
    found: dict[Where, Rule] = {}
    for where in dict.fromkeys(wheres):
        covering = [rule for rule in rules if not rule.lines or is_below(where.account, agreement.code, rule.lines)]
        if covering:
            found[where] = max(covering, key=lambda rule: _nearness(rule, where.account))
    return found


def _nearness(rule: Rule, account: str) -> int:
    return max((len(line) for line in rule.lines if is_below(account, rule.project, (line,))), default=0)


def _taxes(rows: Iterable[Fact]) -> dict[int, int]:
    """Give the tax in each cost that states one, signed as the cost, by the fact's identity (it holds what cannot be hashed).

    Tax that a whole entry states is split over its costs that state none of their own, the ineligible ones included. What is
    above the cost is left out (a finding, `cost-value`).
    """
    taxes: dict[int, int] = {}
    shared: dict[int, list[Fact]] = {}
    for fact in rows:
        tax = None if fact.made or fact.role not in (names.COST, names.INELIGIBLE) else fact.vat
        if tax is not None and names.VAT in fact.said[0]:
            taxes[id(fact)] = _signed(tax, fact)
        elif tax is not None:
            shared.setdefault(fact.entry, []).append(fact)
    for costs in shared.values():
        parts = by_weight(abs(costs[0].vat or 0), {n: abs(fact.cents) for n, fact in enumerate(costs)})
        taxes.update((id(fact), _signed(parts[n], fact)) for n, fact in enumerate(costs))
    return taxes


def _signed(tax: int, cost: Fact) -> int:
    cents = min(abs(tax), abs(cost.cents))
    return cents if cost.cents >= 0 else -cents


def _left(costs: Sequence[Fact], taxes: Mapping[int, int]) -> Fraction:
    """Give the tax in what is left of a document on one account, in cents."""
    tax = sum(taxes.get(id(fact), 0) for fact in costs)
    taken = sum(fact.cents for fact in costs if id(fact) not in taxes and (fact.made or fact.cents < 0))
    whole = sum(fact.cents for fact in costs) - taken
    if not taken:
        return Fraction(tax)
    return tax * max(Fraction(0), Fraction(whole + taken, whole)) if whole > 0 else Fraction(tax)

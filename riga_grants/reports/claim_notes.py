"""What is noted beside a document of a funder's report: why it does not count, what was cut, how it was computed."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from riga_grants import names
from riga_grants import rule_forms
from riga_grants.closing import entries
from riga_grants.facts import Fact
from riga_grants.i18n import show_number
from riga_grants.i18n import tr
from riga_grants.money import to_decimal
from riga_grants.reports.claim_case import Case
from riga_grants.reports.claim_costs import Document
from riga_grants.wording import rate_pct

_FRACTION = re.compile(r"([0-9]+)/([1-9][0-9]*)")


def notes(case: Case, one: Document) -> str:
    """Give the notes on a document, in sentences, each once."""
    said = [*_computed(case, one), *_whole(case, one)]
    for fact in one.facts:
        said += _posting(case, fact)
    for fact in one.earlier:
        said.append(_earlier(case, fact))
    return " ".join(dict.fromkeys(said))


def _computed(case: Case, one: Document) -> Iterator[str]:
    """Tell how the program computed a row, and that it will be booked only when the period is closed."""
    for fact in one.facts if one.made else ():
        base, rate = fact.amount(entries.BASE), _rate(fact)
        if base is not None and rate is not None:
            told = tr("{rate} % of {base}", case.lang, rate=show_number(rate, case.lang), base=to_decimal(base))
            yield tr("{told}, cumulated to the period's last day.", case.lang, told=told)
    if one.pending:
        yield tr("Not booked yet: closing the period books it.", case.lang)


def _rate(fact: Fact) -> Decimal | None:
    """Read the rate of a generated entry, "15/100", in per cent; None where somebody wrote otherwise."""
    said = _FRACTION.fullmatch(str(fact.says(entries.RATE)))
    return rate_pct(Fraction(int(said[1]), int(said[2]))) if said else None


def _whole(case: Case, one: Document) -> Iterator[str]:
    """Tell what is so of the document as a whole."""
    if one.line == names.INELIGIBLE:
        yield tr("Booked as not eligible.", case.lang)
    total = next((fact.document_total for fact in one.facts if fact.document_total is not None), None)
    if total is not None and total != one.gross:
        yield tr("Part of a document of {total}.", case.lang, total=to_decimal(total))


def _posting(case: Case, fact: Fact) -> Iterator[str]:
    """Tell what must be known of one posting; the program's own flat rates and tax are told of as a whole."""
    if fact.made == names.CUT:
        yield from _cut(case, fact)
    elif fact.reverses:
        yield tr("Taken back: {amount}, of {day}.", case.lang, amount=to_decimal(fact.cents), day=fact.dated)
        yield from _why(case, fact)
    else:
        yield from _waiting(case, fact)
        yield from _about(case, fact)


def _cut(case: Case, fact: Fact) -> Iterator[str]:
    yield tr("By control: {amount}.", case.lang, amount=to_decimal(fact.cents))
    if report := fact.says(names.CONTROL_REPORT):
        yield tr("Control report {number}.", case.lang, number=str(report))
    yield from _why(case, fact)


def _why(case: Case, fact: Fact) -> Iterator[str]:
    if reason := fact.says(names.REASON):
        yield tr("Reason: {reason}.", case.lang, reason=str(reason).rstrip("."))


def _waiting(case: Case, fact: Fact) -> Iterator[str]:
    """Tell why a cost that was booked does not count."""
    if fact.parked:
        yield tr("Parked: not claimed until it is cleared.", case.lang)
        if fact.says(names.SUGGESTED) is not None:
            yield tr("Its budget line is only suggested.", case.lang)
    elif fact.role == names.COST and id(fact) not in case.costs.last.eligible:
        basis = case.terms.rule(rule_forms.BASIS)
        if basis and "paid" in basis.words and not (fact.paid is not None and fact.paid <= case.last):
            yield tr("Not paid by {day}: not claimed yet.", case.lang, day=case.last)
        else:
            yield tr("Its period is not approved yet: not claimed.", case.lang)


def _about(case: Case, fact: Fact) -> Iterator[str]:
    """Tell what else decides how a cost counts, and what was noted in the books."""
    if fact.in_kind:
        yield tr("Contribution in kind.", case.lang)
    if charged := fact.charged:
        yield tr("Charged to {funder} alone.", case.lang, funder=str(charged))
    if original := fact.says(names.ORIGINAL):
        yield tr("The document says {original}.", case.lang, original=str(original))
    if note := fact.says(names.NOTE_KEY):
        yield str(note)


def _earlier(case: Case, fact: Fact) -> str:
    """Tell of a cost that an earlier period lists, and that counts only now, or not any more."""
    amount, day = to_decimal(fact.cents), fact.day
    if id(fact) in case.costs.last.eligible:
        return tr("Booked on {day}, {amount}: counts from this period on.", case.lang, day=day, amount=amount)
    return tr("Booked on {day}, {amount}: does not count any more.", case.lang, day=day, amount=amount)

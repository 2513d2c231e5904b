"""Exceptions that somebody approved (`grant-waiver`): each lowers exactly the finding that it names, and stays in sight."""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace

from riga_grants import names
from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.directives import Waiver
from riga_grants.errors import Finding
from riga_grants.errors import Passed
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import Value
from riga_grants.errors import text
from riga_grants.money import to_decimal
from riga_grants.names import finding


def apply(case: Case, results: Iterable[Result]) -> Iterator[Result]:
    """Lower the findings that waivers name to notes; a waiver that names nothing, or that nobody signed, is told of."""
    used: set[Waiver] = set()
    for one in results:
        waiver = None if isinstance(one, Passed) else _waiver(case, one)
        if waiver is None or isinstance(one, Passed):
            yield one
            continue
        used.add(waiver)
        yield _waived(one, waiver)
    for waiver in case.agreement.waivers:
        yield from _faults(case, waiver, used=waiver in used)


def _waiver(case: Case, found: Finding) -> Waiver | None:
    """Give the waiver of a finding: of its code, for what it is about."""
    if not names.FINDINGS[found.code].waivable:
        return None
    named = found.scope or (names.TOTAL,)
    signed = (waiver for waiver in case.agreement.waivers if waiver.by and waiver.reason)
    return next((waiver for waiver in signed if waiver.rule == found.code and waiver.scope in named), None)


def _waived(found: Finding, waiver: Waiver) -> Finding:
    """Word a finding with its waiver: a note where all of it is waived, as severe as before where more was found."""
    excess = found.limits.excess if found.limits else None
    said: dict[str, Value] = {
        "what": found.message,
        "by": waiver.by or "–",
        "day": waiver.dated,
        "reason": waiver.reason or "–",
    }
    hinted = {key: value for key, value in found.message.values.items() if key not in said}
    if waiver.cents is None or (excess is not None and excess <= waiver.cents):
        message = text("{what} Waived by {by} on {day}: {reason}", **said)
        return replace(found, severity=Severity.NOTE, message=Text(message.msgid, {**hinted, **message.values}))
    message = text(
        "{what} Of it {amount} is waived by {by} on {day} ({reason}), {left} is not.",
        **said,
        amount=to_decimal(waiver.cents),
        left=to_decimal((excess or 0) - waiver.cents),
    )
    return replace(found, message=Text(message.msgid, {**hinted, **message.values}))


def _faults(case: Case, waiver: Waiver, *, used: bool) -> Iterator[Finding]:
    waivable = sorted(code for code, kind in names.OF_THE_BOOKS.items() if kind.waivable)
    if waiver.rule not in waivable:
        message = text("“{rule}” is no finding that can be waived.", rule=waiver.rule, known=", ".join(waivable))
        yield finding("waiver-unknown", message, waiver.place, case.code)
    elif not (waiver.by and waiver.reason):
        message = text("The waiver of “{rule}” does not say who approved it, or why.", rule=waiver.rule)
        yield finding("waiver-words", message, waiver.place, case.code)
    elif not used:
        message = text("The waiver of “{rule}” for “{scope}” waives nothing today.", rule=waiver.rule, scope=waiver.scope)
        yield finding("waiver-unused", message, waiver.place, case.code)

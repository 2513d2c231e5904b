"""How figures, periods, places and findings are worded, alike in the terminal and in a workbook."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from riga_grants import names
from riga_grants.checks.waivers import Waived
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import show_money
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.money import to_decimal
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.statements import Version

NOT_STATED = "–"
DASH = N_("not stated, or does not apply")
DEMONSTRATION = N_("DEMONSTRATION DATA")
OVERSPENT = N_("Overspent")
KINDS: Mapping[str, str] = {
    "funder": N_("co-financing"),
    "public": N_("other public body"),
    "own": N_("own funds"),
    "in-kind": N_("in-kind contributions"),
}


def place_under(place: Place, root: Path | None) -> str:
    """Show a place with its file named from the books' folder `root`, where it lies below it."""
    return str(place if root is None else place.under(root))


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings for a reader: errors, warnings, notes; each in the order in which they were found."""
    return sorted(findings, key=lambda finding: -finding.severity)


def rate_pct(rate: Fraction | None) -> Decimal | None:
    """Give a source's exact rate in per cent, rounded to four decimals for showing only; None where there is none."""
    if rate is None:
        return None
    return (Decimal(rate.numerator) * 100 / Decimal(rate.denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def overspent(figures: Figures) -> bool:
    """Say whether more was spent than the budget in force allows."""
    return figures.left is not None and figures.left < 0


def show_cents(cents: int | None, lang: str) -> str:
    """Show an amount, a dash where it is not stated."""
    return NOT_STATED if cents is None else show_money(to_decimal(cents), lang)


def position(row: LineRow) -> str:
    """Give a line as cost registers name it: `1.2. Psihologi`, without a number only its name."""
    return f"{row.number.rstrip('.')}. {row.name}" if row.number else row.name


def dates(start: date, end: date | None, lang: str) -> str:
    """Show a stretch of time, first and last day included; open where no end is stated."""
    if end is None:
        return tr("from {start}, no end stated", lang, start=start)
    return f"{show_date(start, lang)} – {show_date(end, lang)}"


def period_title(execution: Execution, lang: str) -> str:
    """Name a statement's period with its dates."""
    return f"{period_name(execution, lang)}, {dates(execution.start, execution.end, lang)}"


def period_name(execution: Execution, lang: str) -> str:
    """Name a statement's period."""
    return tr("the whole project", lang) if execution.period == names.WHOLE_PROJECT else execution.period


def version_title(version: Version | None, lang: str) -> str:
    """Name a version of the budget by its amendment's number, its day and the decision; a dash where there is no budget."""
    if version is None:
        return NOT_STATED
    day = show_date(version.day, lang)
    named = tr("amendment {number} of {day}", lang, number=version.amendment, day=day) if version.amendment else day
    return f"{named} ({version.decision})" if version.decision else named


def summary(findings: Sequence[Finding], lang: str) -> str:
    """Count findings in one sentence."""
    if not findings:
        return tr("No findings.", lang)
    count = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    counts = [
        trn("{n} error", "{n} errors", count[Severity.ERROR], lang),
        trn("{n} warning", "{n} warnings", count[Severity.WARNING], lang),
    ]
    if count[Severity.NOTE]:
        counts.append(trn("{n} note", "{n} notes", count[Severity.NOTE], lang))
    waived = sum(isinstance(finding, Waived) and finding.wholly for finding in findings)
    told = ", ".join(counts)
    if waived:
        return tr("Findings: {counts}; waived: {n}.", lang, counts=told, n=waived)
    return tr("Findings: {counts}.", lang, counts=told)

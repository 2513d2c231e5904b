"""Renders statements and findings as a table for the terminal.

Everything is given as values and returned as one string without a final line end; nothing is computed here but widths.
Words that come from users' files are made harmless for a terminal by `grid`.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.errors import Passed
from riga_grants.errors import Severity
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import N_
from riga_grants.i18n import show_percent
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.statements import SourceRow
from riga_grants.wording import DASH
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import KINDS
from riga_grants.wording import NOT_STATED
from riga_grants.wording import OVERSPENT
from riga_grants.wording import overspent
from riga_grants.wording import period_title
from riga_grants.wording import place_under
from riga_grants.wording import position
from riga_grants.wording import rate_pct
from riga_grants.wording import show_cents
from riga_grants.wording import summary
from riga_grants.wording import version_title

_BAR = 10
_MOST_BEHIND = 5
_PERCENT_SHOWN = Decimal("9999.9")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}


def table(
    executions: Sequence[Execution],
    findings: Sequence[Finding],
    as_of: date,
    lang: str,
    *,
    width: int,
    colour: bool,
    root: Path | None,
    passed: Sequence[Passed] = (),
) -> str:
    """Show executions and findings on a terminal, no line wider than `width` (at least NARROWEST) cells.

    `colour` adds ANSI styles; nothing is told by them alone. Where the amounts leave room a row is one line, otherwise its
    name stands above its amounts. `passed` are the rules to list as verified, after the findings.
    """
    width = max(width, NARROWEST)
    lines: list[Line] = []
    for execution in executions:
        lines += _project(execution, lang, width)
    if not executions:
        lines += [Line(tr("No project is in force on {day}.", lang, day=as_of)), Line("")]
    lines += findings_lines(findings, lang, width, root)
    lines += _passed(passed, lang, width)
    return "\n".join(paint(line, colour=colour) for line in lines)


def _passed(passed: Sequence[Passed], lang: str, width: int) -> Iterator[Line]:
    """List what was verified and holds, project by project."""
    if passed:
        title = tr("Verified", lang)
        yield from (Line(""), Line(f"{title} ({len(passed)})", "bold green"))
    for one in passed:
        yield from paragraph(f"{one.project}  {one.code}: {words(one.message, lang)}", width, first="  ", rest="    ")


def _project(execution: Execution, lang: str, width: int) -> list[Line]:
    project = execution.project
    lines = paragraph(f"{project.code}  {project.title(lang)}", width, style="bold")
    if project.demonstration:
        lines += [Line(f"*** {tr(DEMONSTRATION, lang)} ***", "bold yellow")]
    for fact in _facts(execution, lang):
        lines += paragraph(fact, width, rest="  ")
    lines += [Line(""), *_execution(execution, lang, width), Line("")]
    if execution.sources:
        lines += [*_sources(execution, lang, width), Line("")]
    if any(line.text.find(NOT_STATED) >= 0 for line in lines):
        lines += [Line(f"{NOT_STATED} {tr(DASH, lang)}"), Line("")]
    return lines


def _facts(execution: Execution, lang: str) -> Iterator[str]:
    yield tr("Period: {period}", lang, period=period_title(execution, lang))
    yield tr("As of {day}; currency: {currency}", lang, day=execution.as_of, currency=execution.project.currency or NOT_STATED)
    through = execution.plan_through
    plan = "" if through is None else tr("; the plan is cumulative, through {day}", lang, day=through)
    yield tr("Budget version: {day}", lang, day=version_title(execution.version, lang)) + plan
    if execution.period != names.WHOLE_PROJECT:
        own = {"plan": show_cents(execution.period_budget, lang), "spent": show_cents(execution.total.this_period, lang)}
        yield tr("In {period} alone: plan {plan}, spent {spent}", lang, period=execution.period, **own)


def _execution(execution: Execution, lang: str, width: int) -> list[Line]:
    heads = (N_("Original"), N_("In force"), N_("Before"), N_("In period"), N_("Spent"), N_("Left"))
    head = Row(tr("Budget line", lang), tr("Execution, %", lang), tuple(tr(head, lang) for head in heads), "bold")
    rows = [_line(row, lang) for row in execution.lines]
    total = execution.total
    last = Row(tr("TOTAL", lang), _progress(total, lang), _cells(total, lang), _tone(total), ruled=bool(rows))
    return grid(head, [*rows, last], width)


def _line(row: LineRow, lang: str) -> Row:
    style = _tone(row.figures) if row.subtotal or overspent(row.figures) else ""
    return Row(position(row), _progress(row.figures, lang), _cells(row.figures, lang), style, 2 * row.depth)


def _tone(figures: Figures) -> str:
    return "bold red" if overspent(figures) else "bold"


def _cells(figures: Figures, lang: str) -> tuple[str, ...]:
    shown = (figures.original, figures.budget, figures.before, figures.this_period, figures.spent, figures.left)
    return tuple(show_cents(cents, lang) for cents in shown)


def _progress(figures: Figures, lang: str) -> str:
    """Draw how much of a line is spent; where it is overspent the word stands in the place of the bar."""
    pct = figures.spent_pct
    full = 0 if pct is None else max(0, min(_BAR, int(pct * _BAR / 100)))
    bar = "" if pct is None else "█" * full + "░" * (_BAR - full)
    if overspent(figures):
        bar = tr(OVERSPENT, lang).upper()
    return f"{bar:<{_BAR}} {_pct(pct, lang):>7}"


def _pct(pct: Decimal | None, lang: str) -> str:
    if pct is None:
        return f"{NOT_STATED}  "
    if abs(pct) > _PERCENT_SHOWN:
        return (">" if pct > 0 else "<-") + f"{show_percent(_PERCENT_SHOWN, lang)} %"
    return f"{show_percent(pct, lang)} %"


def _sources(execution: Execution, lang: str, width: int) -> list[Line]:
    heads = (N_("Ceiling"), N_("Earned"), N_("Received"), N_("Owed to us"), N_("To spend"), N_("Left"))
    head = Row(tr("Source", lang), tr("Rate, %", lang), tuple(tr(head, lang) for head in heads), "bold")
    return grid(head, [_source(row, lang) for row in execution.sources], width)


def _source(row: SourceRow, lang: str) -> Row:
    named = "  ".join(dict.fromkeys(part for part in (row.funder, row.name) if part))
    rate = rate_pct(row.rate)
    shown = (row.ceiling, row.earned, row.received, row.receivable, row.advance, row.left)
    kind = tr(KINDS[row.kind], lang)
    title = f"{named} ({kind})" if named else kind
    aside = NOT_STATED if rate is None else f"{show_percent(rate, lang)} %"
    return Row(title, aside, tuple(show_cents(cents, lang) for cents in shown))


def findings_text(findings: Sequence[Finding], lang: str, width: int, root: Path | None, *, colour: bool) -> str:
    """List findings for a terminal, grouped by severity, with a sentence that counts them."""
    lines = findings_lines(findings, lang, max(width, NARROWEST), root)
    return "\n".join(paint(line, colour=colour) for line in lines)


def findings_lines(
    findings: Sequence[Finding], lang: str, width: int, root: Path | None, most: int | None = None
) -> list[Line]:
    """Lay findings out, worst first, none of the lines wider than `width`; with `most` only so many of each code."""
    lines: list[Line] = []
    for severity in sorted(Severity, reverse=True):
        group = [finding for finding in findings if finding.severity is severity]
        if group:
            heading = {Severity.ERROR: N_("Errors"), Severity.WARNING: N_("Warnings"), Severity.NOTE: N_("Notes")}[severity]
            lines.append(Line(f"{tr(heading, lang)} ({len(group)})", _STYLES[severity]))
            for kind in [group] if most is None else _by_code(group):
                lines += _kind(kind, lang, width, root, most)
            lines.append(Line(""))
    return [*lines, *paragraph(summary(findings, lang), width, style="bold")]


def _by_code(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put findings of the same code together, in the order in which the codes first come."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    return list(groups.values())


def _kind(findings: Sequence[Finding], lang: str, width: int, root: Path | None, most: int | None) -> list[Line]:
    """Lay findings out; with `most` only so many, and what to do about several once below the last of them."""
    lines: list[Line] = []
    shown = findings[:most]
    for n, finding in enumerate(shown):
        again = most is not None and n + 1 < len(shown) and names.hint(shown[n + 1], lang) == names.hint(finding, lang)
        lines += _finding(finding, lang, width, root, hinted=not again)
    if len(shown) < len(findings):
        left, code = len(findings) - len(shown), findings[0].code
        more = tr("… and {n} more {code} (all of them: --all, or --format json)", lang, n=left, code=code)
        lines += paragraph(more, width, first="  ", rest="    ")
    return lines


def _finding(finding: Finding, lang: str, width: int, root: Path | None, *, hinted: bool) -> list[Line]:
    head = "  ".join(part for part in (finding.project, finding.code, place_under(finding.place, root)) if part)
    return [
        *paragraph(head, width, first="  ", rest="    "),
        *paragraph(words(finding.message, lang), width, first="    ", rest="    "),
        *_behind(finding, lang, width, root),
        *(paragraph(names.hint(finding, lang), width, first="    → ", rest="      ") if hinted else ()),
    ]


def _behind(finding: Finding, lang: str, width: int, root: Path | None) -> Iterator[Line]:
    """List the entries behind a finding, of many the largest and how many more; not what its head says already."""
    said = [(entry.place, entry.document_no) for entry in finding.behind] == [(finding.place, "")]
    behind = () if said else finding.behind
    largest = sorted(sorted(behind, key=lambda entry: -abs(entry.cents))[:_MOST_BEHIND], key=behind.index)
    amounts = [show_cents(entry.cents, lang) for entry in largest]
    widest = max(map(len, amounts), default=0)
    for entry, amount in zip(largest, amounts, strict=True):
        shown = "  ".join(part for part in (amount, entry.document_no, place_under(entry.place, root)) if part)
        yield from paragraph(shown, width, first=" " * (6 + widest - len(amount)), rest=" " * 8)
    if len(largest) < len(behind):
        more = tr("… and {n} more (all of them: --format json)", lang, n=len(behind) - len(largest))
        yield from paragraph(more, width, first=" " * 6, rest=" " * 8)

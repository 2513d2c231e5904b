"""Renders statements and findings as text: a table for the terminal, JSON for programs, CSV for spreadsheets.

Everything is given as values and returned as one string without a final line end; nothing is computed here but widths.
Words that come from users' files are made harmless for the place they go to: `printable` for a terminal, escapes in JSON, an
apostrophe before what a spreadsheet would run as a formula.
"""

import csv
import io
import json
import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.grid import printable
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import show_money
from riga_grants.i18n import show_percent
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.i18n import words
from riga_grants.money import to_decimal
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.statements import SourceRow

NOT_STATED = "–"
DASH = N_("not stated, or does not apply")
DEMONSTRATION = N_("DEMONSTRATION DATA")
OVERSPENT = N_("Overspent")
KINDS: Mapping[str, str] = {"funder": N_("co-financing"), "own": N_("own funds"), "in-kind": N_("in-kind contribution")}
SEVERITIES: Mapping[Severity, str] = {Severity.ERROR: N_("error"), Severity.WARNING: N_("warning"), Severity.NOTE: N_("note")}

_BAR = 10
_PERCENT_SHOWN = Decimal("9999.9")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.NOTE: "bold cyan"}

CSV_COLUMNS = (
    *("record", "project", "project_name", "period", "as_of", "currency", "account", "position"),
    *("original", "budget", "before", "this_period", "spent", "left", "spent_pct"),
    *("funder", "kind", "ceiling", "rate_part", "rate_whole", "earned", "received", "receivable", "advance", "source_left"),
    *("code", "severity", "message", "where", "hint"),
)


# --- what the workbook needs too -------------------------------------------------------------------------------------


def where(finding: Finding, root: Path | None) -> str:
    """Give the place of a finding, its file named from the books' folder `root`."""
    return place_under(finding.place, root)


def place_under(place: Place | str, root: Path | None) -> str:
    """Show a place, or one already written out, with its file named from `root`, where it lies below it."""
    known = Place(place) if isinstance(place, str) else place
    return str(known if root is None else known.under(root))


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
    return tr("Findings: {counts}.", lang, counts=", ".join(counts))


# --- the terminal ----------------------------------------------------------------------------------------------------


def table(
    executions: Sequence[Execution],
    findings: Sequence[Finding],
    as_of: date,
    lang: str,
    *,
    width: int,
    colour: bool,
    root: Path | None,
) -> str:
    """Show executions and findings on a terminal, no line wider than `width` (at least NARROWEST) cells.

    `colour` adds ANSI styles; nothing is told by them alone. Where the amounts leave room a row is one line, otherwise its
    name stands above its amounts.
    """
    width = max(width, NARROWEST)
    lines: list[Line] = []
    for execution in executions:
        lines += _project(execution, lang, width)
    if not executions:
        lines += [Line(tr("No project is in force on {day}.", lang, day=as_of)), Line("")]
    lines += findings_lines(findings, lang, width, root)
    return "\n".join(paint(line, colour=colour) for line in lines)


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
    version = NOT_STATED if execution.version is None else show_date(execution.version, lang)
    through = execution.plan_through
    plan = "" if through is None else tr("; the plan is cumulative, through {day}", lang, day=through)
    yield tr("Budget version: {day}", lang, day=version) + plan
    if execution.period != names.WHOLE_PROJECT:
        own = {"plan": show_cents(execution.period_budget, lang), "spent": show_cents(execution.period_spent, lang)}
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
    title = f"{named} ({tr(KINDS[row.kind], lang)})"
    aside = NOT_STATED if rate is None else f"{show_percent(rate, lang)} %"
    return Row(title, aside, tuple(show_cents(cents, lang) for cents in shown))


def findings_text(findings: Sequence[Finding], lang: str, width: int, root: Path | None, *, colour: bool) -> str:
    """List findings for a terminal, grouped by severity, with a sentence that counts them."""
    lines = findings_lines(findings, lang, max(width, NARROWEST), root)
    return "\n".join(paint(line, colour=colour) for line in lines)


def findings_lines(findings: Sequence[Finding], lang: str, width: int, root: Path | None) -> list[Line]:
    """Lay findings out, none of the lines wider than `width`."""
    lines: list[Line] = []
    for severity in sorted(Severity, reverse=True):
        group = [finding for finding in findings if finding.severity is severity]
        if group:
            heading = {Severity.ERROR: N_("Errors"), Severity.WARNING: N_("Warnings"), Severity.NOTE: N_("Notes")}[severity]
            lines.append(Line(f"{tr(heading, lang)} ({len(group)})", _STYLES[severity]))
            for finding in group:
                lines += _finding(finding, lang, width, root)
            lines.append(Line(""))
    return [*lines, *paragraph(summary(findings, lang), width, style="bold")]


def _finding(finding: Finding, lang: str, width: int, root: Path | None) -> list[Line]:
    head = "  ".join(part for part in (finding.project, finding.code, where(finding, root)) if part)
    return [
        *paragraph(head, width, first="  ", rest="    "),
        *paragraph(words(finding.message, lang), width, first="    ", rest="    "),
        *paragraph(names.hint(finding, lang), width, first="    → ", rest="      "),
    ]


# --- JSON ------------------------------------------------------------------------------------------------------------


def as_json(executions: Sequence[Execution], findings: Sequence[Finding], as_of: date, lang: str, root: Path | None) -> str:
    """Give the contract that docs/check.md describes: money as strings with two decimals, null where not stated.

    Lines are the leaves only, so every column of them can be summed. Texts are exact; what could steer a terminal is escaped.
    """
    document = {
        "as_of": as_of.isoformat(),
        "projects": [_project_record(execution, lang) for execution in executions],
        "findings": [_finding_record(finding, lang, root) for finding in worst_first(findings)],
    }
    shown = json.dumps(document, ensure_ascii=False, indent=2)
    return "".join(c if c == "\n" or printable(c) == c else json.dumps(c)[1:-1] for c in shown)


def _project_record(execution: Execution, lang: str) -> dict[str, object]:
    total = _figures_record(execution.total)
    return {
        "code": execution.project.code,
        "name": _marked_name(execution, lang),
        "period": execution.period,
        "currency": execution.project.currency or None,
        **{key: total[key] for key in ("budget", "spent", "left", "spent_pct")},
        "lines": [{"account": row.account, "name": row.name, **_figures_record(row.figures)} for row in execution.leaves],
        "sources": [_source_record(row) for row in execution.sources],
    }


def _marked_name(execution: Execution, lang: str) -> str:
    """Give the project's name; demonstration data say what they are wherever they go."""
    name = execution.project.title(lang)
    return f"{name} ({tr(DEMONSTRATION, lang)})" if execution.project.demonstration else name


def _figures_record(figures: Figures) -> dict[str, str | None]:
    return {
        "original": _amount(figures.original),
        "budget": _amount(figures.budget),
        "before": _amount(figures.before),
        "this_period": _amount(figures.this_period),
        "spent": _amount(figures.spent),
        "left": _amount(figures.left),
        "spent_pct": None if figures.spent_pct is None else str(figures.spent_pct),
    }


def _amount(cents: int | None) -> str | None:
    return None if cents is None else str(to_decimal(cents))


def _source_record(row: SourceRow) -> dict[str, str | None]:
    amounts = {"earned": row.earned, "received": row.received, "receivable": row.receivable, "advance": row.advance}
    return {
        "funder": row.funder,
        "kind": row.kind,
        "ceiling": _amount(row.ceiling),
        "rate": None if row.rate is None else str(row.rate),
        **{key: _amount(cents) for key, cents in amounts.items()},
        "left": _amount(row.left),
    }


def _finding_record(finding: Finding, lang: str, root: Path | None) -> dict[str, str]:
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "project": finding.project,
        "message": words(finding.message, lang),
        "where": where(finding, root),
        "hint": names.hint(finding, lang),
    }


# --- CSV -------------------------------------------------------------------------------------------------------------


def as_csv(executions: Sequence[Execution], findings: Sequence[Finding], as_of: date, lang: str, root: Path | None) -> str:
    """Give one table for Excel as it is set up in Latvia, and for programs: byte order mark, semicolons, decimal commas.

    The column `record` tells what a row is: "line" (leaves only, so every column can be summed), "source" or "finding". Cells
    that do not apply or are not stated are empty. The headings are CSV_COLUMNS in every language.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, restval="", delimiter=";", lineterminator="\n")
    writer.writeheader()
    for execution in executions:
        writer.writerows(_csv_records(execution, lang))
    for finding in worst_first(findings):
        writer.writerow({"record": "finding", "as_of": as_of.isoformat(), **_harmless(_finding_record(finding, lang, root))})
    return "\ufeff" + out.getvalue().removesuffix("\n")


def _csv_records(execution: Execution, lang: str) -> Iterator[dict[str, str]]:
    about = {"project": execution.project.code, "project_name": _marked_name(execution, lang), "period": execution.period}
    about |= {"as_of": execution.as_of.isoformat(), "currency": execution.project.currency}
    for row in execution.leaves:
        texts = _harmless({"record": "line", **about, "account": row.account, "position": position(row)})
        yield texts | _numbers(_figures_record(row.figures))
    for source in execution.sources:
        texts = _harmless({"record": "source", **about, "funder": source.funder, "kind": source.kind})
        yield texts | _numbers(_csv_source(source))


def _csv_source(row: SourceRow) -> dict[str, str | None]:
    """Give a source's numbers; its ratio as two columns, because Excel takes 1/2 for a date."""
    record = _source_record(row)
    amounts = {key: record[key] for key in ("ceiling", "earned", "received", "receivable", "advance")}
    part, whole = (None, None) if row.rate is None else (str(row.rate.numerator), str(row.rate.denominator))
    return amounts | {"rate_part": part, "rate_whole": whole, "source_left": record["left"]}


def _numbers(record: Mapping[str, str | None]) -> dict[str, str]:
    return {key: "" if number is None else number.replace(".", ",") for key, number in record.items()}


def _harmless(record: Mapping[str, str]) -> dict[str, str]:
    """Keep a spreadsheet from running a text as a formula: an apostrophe before = + - @, however they are led in."""
    return {key: re.sub(r"^(?=\s*[=+\-@＝＋－＠])", "'", printable(text)) for key, text in record.items()}

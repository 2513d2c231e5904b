"""Renders statements and findings for other programs: JSON, and CSV for spreadsheets.

Everything is given as values and returned as one string without a final line end. Words that come from users' files are made
harmless for the place they go to: escapes in JSON, an apostrophe before what a spreadsheet would run as a formula.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from riga_grants import names
from riga_grants.checks.waivers import Waived
from riga_grants.errors import Finding
from riga_grants.errors import Passed
from riga_grants.grid import printable
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.money import to_decimal
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import SourceRow
from riga_grants.statements import Version
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import place_under
from riga_grants.wording import position
from riga_grants.wording import show_cents
from riga_grants.wording import worst_first

CSV_COLUMNS = (
    *("record", "project", "project_name", "period", "as_of", "currency", "account", "position"),
    *("original", "budget", "before", "this_period", "spent", "left", "spent_pct"),
    *("funder", "kind", "ceiling", "rate_part", "rate_whole", "earned", "received", "receivable", "advance", "source_left"),
    *("code", "severity", "message", "where", "hint"),
    *("scope", "limit", "actual", "excess", "waived_amount", "waived_by", "waived_on", "waived_reason", "behind"),
)

_MOST_IN_A_CELL = 100  # entries: a spreadsheet's cell holds 32 767 characters


def as_json(
    executions: Sequence[Execution],
    findings: Sequence[Finding],
    as_of: date,
    lang: str,
    root: Path | None,
    *,
    passed: Sequence[Passed] | None = None,
) -> str:
    """Give the contract that docs/check.md describes: money as strings with two decimals, null where not stated.

    Lines are the leaves only, so every column of them can be summed. Texts are exact; what could steer a terminal is escaped.
    The rules that were verified are listed where `passed` are given.
    """
    document: dict[str, object] = {
        "as_of": as_of.isoformat(),
        "projects": [_project_record(execution, lang) for execution in executions],
        "findings": [_full_record(finding, lang, root) for finding in worst_first(findings)],
    }
    if passed is not None:
        document["passed"] = [_passed_record(one, lang) for one in passed]
    return dumped(document)


def dumped(document: Mapping[str, object]) -> str:
    """Give a document as JSON; its texts are exact, what could steer a terminal is escaped."""
    shown = json.dumps(document, ensure_ascii=False, indent=2)
    return "\n".join(_escaped(line) for line in shown.split("\n"))


def _escaped(line: str) -> str:
    if printable(line) == line:
        return line
    return "".join(c if printable(c) == c else json.dumps(c)[1:-1] for c in line)


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
        "version": version_record(execution.version),
    }


def version_record(version: Version | None) -> dict[str, str | None] | None:
    """Give a version of the budget: the day from which it holds, the amendment's number, the decision (null: none stated)."""
    if version is None:
        return None
    return {"date": version.day.isoformat(), "amendment": version.amendment or None, "decision": version.decision or None}


def _marked_name(execution: Execution, lang: str) -> str:
    """Give the project's name; demonstration data say what they are wherever they go."""
    name = execution.project.title(lang)
    return f"{name} ({tr(DEMONSTRATION, lang)})" if execution.project.demonstration else name


def _figures_record(figures: Figures) -> dict[str, str | None]:
    return {
        "original": amount(figures.original),
        "budget": amount(figures.budget),
        "before": amount(figures.before),
        "this_period": amount(figures.this_period),
        "spent": amount(figures.spent),
        "left": amount(figures.left),
        "spent_pct": None if figures.spent_pct is None else str(figures.spent_pct),
    }


def amount(cents: int | None) -> str | None:
    """Give an amount with two decimals."""
    return None if cents is None else str(to_decimal(cents))


def _source_record(row: SourceRow) -> dict[str, str | None]:
    amounts = {"earned": row.earned, "received": row.received, "receivable": row.receivable, "advance": row.advance}
    return {
        "funder": row.funder,
        "kind": row.kind,
        "ceiling": amount(row.ceiling),
        "rate": None if row.rate is None else str(row.rate),
        **{key: amount(cents) for key, cents in amounts.items()},
        "left": amount(row.left),
    }


def finding_record(finding: Finding, lang: str, root: Path | None) -> dict[str, str]:
    """Give a finding in words, its place named from the books' folder `root`."""
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "project": finding.project,
        "message": words(finding.message, lang),
        "where": place_under(finding.place, root),
        "hint": names.hint(finding, lang),
    }


def _passed_record(one: Passed, lang: str) -> dict[str, str]:
    return {"code": one.code, "project": one.project, "message": words(one.message, lang)}


def _full_record(finding: Finding, lang: str, root: Path | None) -> dict[str, object]:
    """Give a finding with what it is about, its amounts, the waiver that lowered it, and the entries behind it."""
    behind = [
        {"where": place_under(entry.place, root), "document_no": entry.document_no, "amount": amount(entry.cents)}
        for entry in finding.behind
    ]
    return {
        **finding_record(finding, lang, root),
        "scope": [part for part in finding.scope if part],
        **_limits_record(finding),
        "waived": _waiver_record(finding) if isinstance(finding, Waived) else None,
        "behind": behind,
    }


def _limits_record(finding: Finding) -> dict[str, str | None]:
    limits = finding.limits
    if limits is None:
        return dict.fromkeys(("limit", "actual", "excess"))
    return {"limit": amount(limits.limit), "actual": amount(limits.actual), "excess": amount(limits.excess)}


def _waiver_record(finding: Waived) -> dict[str, str | None]:
    waiver = finding.waiver
    by_whom = {"by": waiver.by, "on": waiver.dated.isoformat(), "reason": waiver.reason}
    return {"amount": amount(finding.cents), **by_whom}


def as_csv(
    executions: Sequence[Execution],
    findings: Sequence[Finding],
    as_of: date,
    lang: str,
    root: Path | None,
    *,
    passed: Sequence[Passed] = (),
) -> str:
    """Give one table for Excel as it is set up in Latvia, and for programs: byte order mark, semicolons, decimal commas.

    The column `record` tells what a row is: "line" (leaves only, so every column can be summed), "source", "finding" or
    "passed". Cells that do not apply or are not stated are empty. The headings are CSV_COLUMNS in every language.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, restval="", delimiter=";", lineterminator="\n")
    writer.writeheader()
    for execution in executions:
        writer.writerows(_csv_records(execution, lang))
    for finding in worst_first(findings):
        writer.writerow({"record": "finding", "as_of": as_of.isoformat(), **_csv_finding(finding, lang, root)})
    for one in passed:
        writer.writerow({"record": "passed", "as_of": as_of.isoformat(), **harmless(_passed_record(one, lang))})
    return "\ufeff" + out.getvalue().removesuffix("\n")


def _csv_records(execution: Execution, lang: str) -> Iterator[dict[str, str]]:
    about = {"project": execution.project.code, "project_name": _marked_name(execution, lang), "period": execution.period}
    about |= {"as_of": execution.as_of.isoformat(), "currency": execution.project.currency}
    for row in execution.leaves:
        texts = harmless({"record": "line", **about, "account": row.account, "position": position(row)})
        yield texts | _numbers(_figures_record(row.figures))
    for source in execution.sources:
        texts = harmless({"record": "source", **about, "funder": source.funder, "kind": source.kind})
        yield texts | _numbers(_csv_source(source))


def _csv_finding(finding: Finding, lang: str, root: Path | None) -> dict[str, str]:
    """Give a finding's texts and numbers; the entries behind it in one cell, with semicolons between."""
    entries = [
        " ".join(part for part in (place_under(entry.place, root), entry.document_no, show_cents(entry.cents, lang)) if part)
        for entry in finding.behind[:_MOST_IN_A_CELL]
    ]
    if len(finding.behind) > _MOST_IN_A_CELL:
        entries.append(tr("… and {n} more (all of them: --format json)", lang, n=len(finding.behind) - _MOST_IN_A_CELL))
    texts = {"scope": ", ".join(part for part in finding.scope if part), "behind": "; ".join(entries)}
    numbers = _limits_record(finding)
    if isinstance(finding, Waived):
        record = _waiver_record(finding)
        numbers["waived_amount"] = record.pop("amount")
        texts |= {f"waived_{key}": told or "" for key, told in record.items()}
    return harmless({**finding_record(finding, lang, root), **texts}) | _numbers(numbers)


def _csv_source(row: SourceRow) -> dict[str, str | None]:
    """Give a source's numbers; its ratio as two columns, because Excel takes 1/2 for a date."""
    record = _source_record(row)
    amounts = {key: record[key] for key in ("ceiling", "earned", "received", "receivable", "advance")}
    part, whole = (None, None) if row.rate is None else (str(row.rate.numerator), str(row.rate.denominator))
    return amounts | {"rate_part": part, "rate_whole": whole, "source_left": record["left"]}


def _numbers(record: Mapping[str, str | None]) -> dict[str, str]:
    return {key: "" if number is None else number.replace(".", ",") for key, number in record.items()}


def harmless(record: Mapping[str, str]) -> dict[str, str]:
    """Keep a spreadsheet from running a text as a formula: an apostrophe before = + - @, however they are led in."""
    return {key: re.sub(r"^(?=\s*[=+\-@＝＋－＠])", "'", printable(text)) for key, text in record.items()}

"""Renders the versions of a budget and an amendment for other programs: JSON, and CSV for spreadsheets."""

import csv
import io
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from riga_grants.amendments.plan import Plan
from riga_grants.amendments.rules import Change
from riga_grants.amendments.versions import Amounts
from riga_grants.amendments.versions import Line
from riga_grants.amendments.versions import Versions
from riga_grants.i18n import words
from riga_grants.interchange import amount
from riga_grants.interchange import dumped
from riga_grants.interchange import finding_record
from riga_grants.interchange import harmless
from riga_grants.interchange import version_record
from riga_grants.statements import Version
from riga_grants.wording import position


def versions_json(shown: Versions, lang: str) -> str:
    """Give a budget in all its versions: `versions` of a line are in the order of the versions, the original first."""
    execution = shown.execution
    document = {
        "project": execution.project.code,
        "name": execution.project.title(lang),
        "as_of": execution.as_of.isoformat(),
        "currency": execution.project.currency,
        "agreed": amount(execution.project.budget_cents),
        "version": version_record(execution.version),
        "versions": [version_record(version) for version in shown.versions],
        "coming": [version_record(version) for version in shown.coming],
        "lines": [_line(line) for line in shown.lines if not line.row.subtotal],
        "total": _amounts(shown.total),
    }
    return dumped(document)


def _line(line: Line) -> dict[str, object]:
    row, amounts, periods = line
    own = [{"period": period or None, **_amounts(part)} for period, part in periods]
    return {"account": row.account, "position": row.number, "name": row.name, **_amounts(amounts), "periods": own}


def _amounts(amounts: Amounts) -> dict[str, object]:
    return {
        "original": amount(amounts.original),
        "versions": [amount(cents) for cents in amounts.versions],
        "in_force": amount(amounts.in_force),
        "spent": amount(amounts.spent),
        "left": amount(amounts.left),
    }


def versions_csv(shown: Versions) -> str:
    """Give one row a line and period, and a column a version, so that a column can be summed and versions never are.

    With a byte order mark, semicolons and decimal commas, as Excel is set up in Latvia. A row without a period is a line
    that has no budget, or what was spent on days that no budget of the line covers.
    """
    columns = [_column(n, version) for n, version in enumerate(shown.versions)]
    out = io.StringIO()
    heads = ("project", "as_of", "currency", "account", "position", "period", *columns, "in_force", "spent", "left")
    writer = csv.DictWriter(out, heads, delimiter=";", lineterminator="\n")
    writer.writeheader()
    for line in shown.lines:
        if not line.row.subtotal:
            writer.writerows(_csv_rows(shown, line, columns))
    return "\ufeff" + out.getvalue().removesuffix("\n")


def _column(n: int, version: Version) -> str:
    """Name a version's column by its place and its day, and by its number where it has one: no two are the same."""
    named = f"amendment {version.amendment}" if version.amendment else "amendment"
    return f"{n}: {named} {version.day.isoformat()}" if n else "original"


def _csv_rows(shown: Versions, line: Line, columns: Sequence[str]) -> Iterator[Mapping[str, str]]:
    execution = shown.execution
    about = {
        "project": execution.project.code,
        "as_of": execution.as_of.isoformat(),
        "currency": execution.project.currency,
        "account": line.row.account,
        "position": position(line.row),
    }
    for period, amounts in line.periods or (("", line.amounts),):
        cells = (*amounts.versions, amounts.in_force, amounts.spent, amounts.left)
        numbers = zip((*columns, "in_force", "spent", "left"), cells, strict=True)
        yield harmless({**about, "period": period}) | {name: (amount(cents) or "").replace(".", ",") for name, cents in numbers}


def amendment_json(plan: Plan, written: Sequence[Path], lang: str, root: Path) -> str:
    """Give an amendment that is planned or written, with what forbids it."""
    act = plan.act
    document = {
        "project": plan.project,
        "currency": plan.currency,
        "amendment": act.number,
        "decision": act.decision,
        "date": act.day.isoformat(),
        "reason": act.reason,
        "by": act.by,
        "changes": [_change(change) for change in plan.changes],
        "same": plan.same,
        "refused": plan.blocked,
        "refusals": [words(refusal, lang) for refusal in plan.refusals],
        "remarks": [words(remark, lang) for remark in plan.remarks],
        "findings": [finding_record(found, lang, root) for found in plan.findings],
        "written": [path.relative_to(root).as_posix() for path in written],
    }
    return dumped(document)


def _change(change: Change) -> dict[str, object]:
    return {
        "account": change.account,
        "period": change.period,
        "before": amount(change.before),
        "after": amount(change.after),
        "spent": amount(change.spent),
    }

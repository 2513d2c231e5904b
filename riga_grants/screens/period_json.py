"""Periods, closings and proofs as JSON; docs/periods.md describes the keys. Money is a string with two decimals."""

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from riga_grants.closing import proof
from riga_grants.closing.close import Closing
from riga_grants.closing.overview import Row
from riga_grants.closing.proof import Chain
from riga_grants.closing.proof import Proof
from riga_grants.closing.proof import Sealing
from riga_grants.computed import Due
from riga_grants.errors import Text
from riga_grants.i18n import words
from riga_grants.interchange import amount
from riga_grants.interchange import dumped
from riga_grants.interchange import finding_record


def periods(projects: Mapping[str, Sequence[Row]]) -> str:
    """Give the periods of projects."""
    return dumped({"periods": [_period(code, row) for code, rows in projects.items() for row in rows]})


def _period(code: str, row: Row) -> dict[str, object]:
    return {
        "project": code,
        "period": row.period.name,
        "start": row.period.start.isoformat(),
        "end": row.period.end.isoformat(),
        "state": row.state,
        "since": row.last.dated.isoformat() if row.last else None,
        "by": row.last.by if row.last else "",
        "number": row.last.number if row.last else "",
        "eligible": amount(row.eligible),
        "claimed": None if row.claimed is None else amount(row.claimed),
        "parked": amount(row.parked),
        "cut": amount(row.cut),
        "seal": row.seal or None,
        "void": row.void,
        "next": row.next(code) or None,
    }


def closing(plan: Closing, written: Path | None, root: Path, lang: str) -> str:
    """Give what closing a period books and seals, or the findings that forbid it."""
    sealed = {} if plan.blocked else {"seal": plan.seal, "previous": plan.lines[0].removeprefix("previous: ")}
    return dumped(
        {
            "project": plan.code,
            "period": plan.period.name,
            "through": plan.period.end.isoformat(),
            "on": plan.on.isoformat(),
            "eligible": amount(plan.eligible),
            "vat": [_due(due) for due in plan.vat],
            "flat_rates": [_due(due) for due in plan.flat_rates],
            "claims": [
                {
                    "funder": one.source.funder,
                    "earned": amount(one.earned),
                    "before": amount(one.before),
                    "claimed": amount(one.cents),
                    "receivable": amount(one.owed),
                    "advance": amount(one.unspent),
                }
                for one in plan.claims
            ],
            "parked": {"costs": len(plan.parked), "amount": amount(sum(cost.content.cents for cost in plan.parked))},
            "postings": plan.postings,
            **sealed,
            "written": written.relative_to(root).as_posix() if written else None,
            "findings": [finding_record(found, lang, root) for found in plan.findings],
        }
    )


def _due(due: Due) -> dict[str, str | None]:
    return {
        "account": due.account,
        "base": amount(due.base),
        "total": amount(due.total),
        "before": amount(due.booked),
        "booked": amount(due.cents),
    }


def proved(shown: Proof, lang: str, seal: tuple[str, Text | None] | None = None) -> str:
    """Give a proof; `seal` is one that was written down, and what is to be said of it where it is not the last one."""
    compared = {} if seal is None else {"seal": {"written": seal[0], "last": seal[1] is None, "said": _said(seal[1], lang)}}
    return dumped(
        {
            "sound": shown.sound,
            "projects": [
                {
                    "code": project.code,
                    "chains": [_chain(one, shown.root) for one in project.chains],
                    "closings": [_sealing(one, shown.root) for one in project.closings],
                }
                for project in shown.projects
            ],
            "agreements": [_chain(one, shown.root) for one in shown.shared],
            "workbooks": shown.workbooks,
            **compared,
            "commands": [command for _, command in proof.commands(shown)],
            "findings": [finding_record(found, lang, shown.root) for found in shown.findings],
        }
    )


def _said(wrong: Text | None, lang: str) -> str:
    return "" if wrong is None else words(wrong, lang)


def _chain(one: Chain, root: Path) -> dict[str, object]:
    return {
        "folder": one.folder.relative_to(root).as_posix(),
        "files": one.files,
        "entries": one.entries,
        "sums": _sums(one.sums),
        "last": one.tip or None,
        "last_sha256": one.tip_sha256 or None,
    }


def _sealing(one: Sealing, root: Path) -> dict[str, object]:
    return {
        "period": one.closed.period,
        "through": one.closed.through.isoformat(),
        "file": one.closed.path.relative_to(root).as_posix(),
        "state": "reopened" if one.closed.retired else "stands",
        "postings": one.postings,
        "costs": _sums(one.sums),
        "seal": one.closed.sha256,
        "previous": one.closed.previous or None,
    }


def _sums(by_currency: Mapping[str, int]) -> dict[str, str | None]:
    return {currency: amount(cents) for currency, cents in by_currency.items()}

"""Renders who bears the eligible cost for other programs: JSON, and CSV in which the column of amounts sums to the cost."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from riga_grants import names
from riga_grants.breakdown import EARLIER
from riga_grants.breakdown import SOURCE
from riga_grants.breakdown import Breakdown
from riga_grants.breakdown import Row
from riga_grants.directives import Source
from riga_grants.interchange import amount
from riga_grants.interchange import dumped
from riga_grants.interchange import harmless

CSV_COLUMNS: Final = (
    *("project", "period", "start", "end", "currency", "account", "issuer", "document_no", "document_date", "made"),
    *("source", "kind", "payer", "budget_holder", "amount"),
)
REST: Final = "own-and-in-kind"
"""The kind of the row that holds what no funder bears, where own funds and contributions in kind are not told apart."""


def as_json(shown: Breakdown, lang: str) -> str:
    """Give the contract that docs/settlement.md describes: money as strings with two decimals; parts sum to the whole."""
    document = {
        **_about(shown),
        "by": shown.by,
        "line": shown.line or None,
        "eligible": amount(shown.total.eligible) if shown.stated else None,
        "sources": list(_sources(shown, lang)) if shown.stated else [],
        "rows": [] if shown.by == SOURCE else [_row(shown, row) for row in shown.rows],
    }
    return dumped(document)


def as_csv(shown: Breakdown, lang: str) -> str:
    """Give one table for Excel as it is set up in Latvia: byte order mark, semicolons, decimal commas.

    One row for each part of the cost and who bears it, so `amount` sums to the eligible cost and can be pivoted by anything.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, CSV_COLUMNS, restval="", delimiter=";", lineterminator="\n")
    writer.writeheader()
    about = {key: value or "" for key, value in _about(shown).items()}
    for record in _records(shown, lang):
        texts = {key: str(value or "") for key, value in {**about, **record}.items() if key in CSV_COLUMNS and key != "amount"}
        writer.writerow({**harmless(texts), "amount": str(record["amount"]).replace(".", ",")})
    return "\ufeff" + out.getvalue().removesuffix("\n")


def _records(shown: Breakdown, lang: str) -> Iterator[dict[str, str | None]]:
    if not shown.stated:
        return iter(())
    return _sources(shown, lang) if shown.by == SOURCE else _parts(shown)


def _about(shown: Breakdown) -> dict[str, str | None]:
    return {
        "project": shown.project.code,
        "period": shown.period,
        "start": None if shown.start is None else shown.start.isoformat(),
        "end": shown.end.isoformat(),
        "currency": shown.project.currency,
    }


def _sources(shown: Breakdown, lang: str) -> Iterator[dict[str, str | None]]:
    for source, cents in zip(shown.sources, shown.total.borne, strict=True):
        yield {**_source(source), "name": source.title(lang), "amount": amount(cents)}
    own = shown.total.rest - shown.in_kind
    yield {"source": _codes(shown, names.OWN), "kind": names.OWN, "amount": amount(own)}
    if shown.in_kind:
        given = _codes(shown, names.IN_KIND_SOURCE)
        yield {"source": given, "kind": names.IN_KIND_SOURCE, "amount": amount(shown.in_kind)}


def _codes(shown: Breakdown, kind: str) -> str | None:
    return ", ".join(source.funder for source in shown.others if source.kind == kind) or None


def _source(source: Source) -> dict[str, str | None]:
    payer, holder = source.payer or None, source.budget_holder or None
    return {"source": source.funder, "kind": source.kind, "payer": payer, "budget_holder": holder}


def _key(row: Row) -> dict[str, str | None]:
    """Give what a row is about; the row that holds only rounding says so."""
    account, issuer, number, dated, made = row.key
    if row.key == EARLIER:
        return {"account": None, "issuer": None, "document_no": None, "document_date": None, "made": "rounding"}
    day = None if account else dated.isoformat()
    return {
        "account": account or None,
        "issuer": issuer or None,
        "document_no": number or None,
        "document_date": day,
        "made": made or None,
    }


def _row(shown: Breakdown, row: Row) -> dict[str, object]:
    borne = {source.funder: amount(cents) for source, cents in zip(shown.sources, row.borne, strict=True)}
    return {**_key(row), "eligible": amount(row.eligible), "borne": borne, "rest": amount(row.rest)}


def _parts(shown: Breakdown) -> Iterator[dict[str, str | None]]:
    for row in shown.rows:
        about = _key(row)
        for source, cents in zip(shown.sources, row.borne, strict=True):
            yield {**about, **_source(source), "amount": amount(cents)}
        yield {**about, "kind": REST, "amount": amount(row.rest)}

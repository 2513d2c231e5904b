"""Gives the answer of a trace as JSON, for other programs; docs/trace.md describes the keys."""

from pathlib import Path

from beancount.core.data import Custom

from riga_grants.booked import Booked
from riga_grants.chains.kept import Row
from riga_grants.chains.kept import plain_text
from riga_grants.errors import Place
from riga_grants.i18n import words
from riga_grants.interchange import dumped
from riga_grants.interchange import finding_record
from riga_grants.money import to_decimal
from riga_grants.tracing.provenance import Event
from riga_grants.tracing.provenance import Trace
from riga_grants.tracing.trace import Answer
from riga_grants.tracing.trace import Unbooked
from riga_grants.wording import place_under


def as_json(answer: Answer, lang: str, root: Path) -> str:
    """Give an answer as JSON, money as strings with two decimals. What the program itself says is in the language."""
    return dumped(
        {
            "asked": answer.asked,
            "found": str(answer.kind) or None,
            "entries": [_entry_record(one, root) for one in answer.traces],
            "figure": _figure_record(answer, root) if answer.figure else None,
            "rows_without_entry": [_unbooked_record(one, lang, root) for one in answer.unbooked],
            "nearest": list(answer.nearest),
            "findings": [finding_record(found, lang, root) for found in answer.findings],
        }
    )


def _entry_record(one: Trace, root: Path) -> dict[str, object]:
    entry = one.entry
    cost = one.booking.record if one.booking and isinstance(one.booking.record, Booked) else None
    return {
        "place": place_under(one.place, root),
        "date": entry.date.isoformat(),
        "type": entry.type if isinstance(entry, Custom) else type(entry).__name__.lower(),
        "key": one.booking.record.key if one.booking else None,
        "takes_back": one.takes_back,
        "stands": one.stands,
        "account": one.posted.account if one.posted else None,
        "amount": str(to_decimal(one.posted.cents)) if one.posted else None,
        "currency": one.posted.currency if one.posted else None,
        "document_no": cost.content.document_no if cost else None,
        "document_date": cost.content.document_date.isoformat() if cost else None,
        "issuer": cost.content.issuer if cost else None,
        "description": cost.content.description if cost else None,
        "values": [_json_value(value.value) for value in entry.values or ()] if isinstance(entry, Custom) else None,
        "import": one.booking.number or None if one.booking else None,
        "source": None if one.source is None else one.source._asdict(),
        "kept": None if one.kept is None else place_under(Place(str(one.kept)), root),
        "rows": [_row_record(row) for row in one.rows],
        "events": [_event_record(event, root) for event in one.events],
        "computed": one.computed.kind if one.computed else None,
    }


def _json_value(value: object) -> object:
    return value if isinstance(value, bool | str) else str(value)


def _row_record(row: Row) -> list[dict[str, str]]:
    return [{"cell": cell.at, "heading": cell.heading, "text": plain_text(cell)} for cell in row.cells]


def _event_record(event: Event, root: Path) -> dict[str, object]:
    return {
        "what": event.what,
        "import": event.number or None,
        "place": place_under(event.place, root),
        "reason": event.reason,
        "by": event.by,
        "other": None if event.other is None else place_under(event.other, root),
        "amount": str(to_decimal(event.cents)) if event.cents else None,
        "control_report": event.report,
    }


def _figure_record(answer: Answer, root: Path) -> dict[str, object]:
    figure = answer.figure
    assert figure is not None  # noqa: S101 - asked for only where there is one
    figures = figure.figures
    before, this_period, budget = answer.parts
    amounts = {
        "budget": figures.budget,
        "before": figures.before,
        "this_period": figures.this_period,
        "spent": figures.spent,
    }
    return {
        "project": figure.execution.project.code,
        "account": figure.row.account if figure.row else None,
        "period": figure.execution.period,
        "as_of": figure.execution.as_of.isoformat(),
        "currency": figure.execution.project.currency,
        **{name: None if cents is None else str(to_decimal(cents)) for name, cents in amounts.items()},
        "budget_entries": [place_under(one.place, root) for one in budget],
        "before_entries": [place_under(one.place, root) for one in before],
        "this_period_entries": [place_under(one.place, root) for one in this_period],
    }


def _unbooked_record(one: Unbooked, lang: str, root: Path) -> dict[str, object]:
    return {
        "source": one.source._asdict(),
        "kept": place_under(Place(str(one.kept)), root),
        "row": _row_record(one.row),
        "left_out": None if one.row.left_out is None else words(one.row.left_out, lang),
        "same_document": [place_under(place, root) for place in one.same_document],
    }

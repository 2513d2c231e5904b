"""What there is to do: findings by what can be done about them, parked costs, lines to confirm, and the dates ahead."""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from riga_grants import names
from riga_grants import settlement
from riga_grants.asked import Asked
from riga_grants.chains import reviews
from riga_grants.chains.reviews import Waiting
from riga_grants.checks import documents
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.importing.suggestions import reason
from riga_grants.model import Agreement
from riga_grants.reports import open_findings
from riga_grants.reports.ahead import Date
from riga_grants.reports.ahead import ahead
from riga_grants.reports.listing import currency_columns
from riga_grants.reports.listing import one_currency
from riga_grants.reports.listing import project_columns
from riga_grants.reports.open_findings import as_word
from riga_grants.reports.outside import where
from riga_grants.reports.request import Request
from riga_grants.reports.totals import filled
from riga_grants.reports.totals import totals
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import WORD
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.wording import summary

KEY: Final = "todo"
PARKED, REVIEW, AHEAD = "parked", "review", "ahead"


def build(request: Request) -> Report:
    """Build the list of what there is to do in the projects asked about; there may be none."""
    lang = request.lang
    codes = ", ".join(one.code for one in request.projects)
    lead = Words((summary(request.findings, lang),), "lead")
    sheets = (
        _sheet(open_findings.FINDINGS, tr("Findings", lang), lead, open_findings.table(request)),
        _sheet(PARKED, tr("Parked costs", lang), parked(request)),
        _sheet(REVIEW, tr("Lines to confirm", lang), review(request)),
        _sheet(AHEAD, tr("Dates ahead", lang), dates(request)),
    )
    invented = any(one.now.project.demonstration for one in request.projects)
    about = (("project", codes),)
    return Report(KEY, tr("To do", lang), codes, lang, request.as_of, sheets, demonstration=invented, subject=about)


def _sheet(key: str, title: str, *blocks: Words | Table) -> Sheet:
    return Sheet(key, title, title, blocks)


# --- parked costs ----------------------------------------------------------------------------------------------------


def parked(request: Request) -> Table:
    """List the costs that stand and are parked; a row's key is the cost's place in the ledger."""
    lang = request.lang
    columns = (
        *project_columns(request),
        Column("date", tr("Date", lang), DAY),
        *_document_columns(lang),
        Column("line", tr("Budget line", lang), width=30),
        *currency_columns(request),
        Column("amount", tr("Amount", lang), MONEY),
        Column("why", tr("Why it is parked", lang), width=34),
        Column("command", tr("Command", lang), CODE, width=34),
        Column("where", tr("Where", lang), CODE, width=34),
    )
    rows: list[Row] = []
    places: dict[int, str] = {}
    for one in request.projects:
        for fact in _parked(request, one):
            places[len(rows)] = fact.currency
            rows.append(Row(filled(columns, _cost(request, one, fact)), key=where(request, fact.place)))
    rows += totals(columns, rows, places, columns[0].key if len(request.projects) > 1 else "document_no", lang, least=1)
    empty = tr("No cost is parked.", lang)
    return Table(
        PARKED, tr("Costs that are parked: they stand in no claim", lang), columns, rows, one_currency(request), empty=empty
    )


def _document_columns(lang: str) -> tuple[Column, ...]:
    return Column("document_no", tr("Document", lang), width=16), Column("issuer", tr("Issuer", lang), width=26)


def _parked(request: Request, one: Asked) -> list[Fact]:
    """Give a project's parked costs; one that was taken back, or counts by now, stands no more."""
    until = within(request.books.facts[one.code], end=one.as_of)
    return [fact for fact in documents.standing(until) if fact.parked and fact.currency == one.now.project.currency]


def _cost(request: Request, one: Asked, fact: Fact) -> dict[str, Value]:
    lang, suggested = request.lang, str(fact.says(names.SUGGESTED) or "")
    why = str(fact.says(names.NOTE_KEY) or "") or None
    command = f"riga-grants clear {one.code} {as_word(fact.document_no)}" if fact.document_no else ""
    if suggested:
        why = tr("its line is only suggested, by {reason}", lang, reason=reason(suggested))
        command = f"riga-grants review --project {one.code}"
    return {
        "project": one.code,
        "date": fact.day,
        "document_no": fact.document_no,
        "issuer": str(fact.says(names.ISSUER) or fact.text[0]),
        "line": line_name(one.now, fact.account, lang),
        "currency": fact.currency,
        "amount": fact.cents,
        "why": why,
        "where": where(request, fact.place),
        "command": command,
    }


def line_name(now: Agreement, account: str, lang: str) -> str:
    """Name the budget line of an account; one that is not opened by what stands behind the project's code."""
    found = now.lines.get(account)
    return found.title(lang) if found else account.removeprefix(f"{names.COST}:{now.code}:")


# --- lines to confirm ------------------------------------------------------------------------------------------------


def review(request: Request) -> Table:
    """List the costs whose budget line was only suggested; a row's key is the cost's key (`row-…`)."""
    lang = request.lang
    columns = (
        *project_columns(request),
        Column("date", tr("Date", lang), DAY),
        *_document_columns(lang),
        Column("text", tr("Description", lang), width=30),
        *currency_columns(request),
        Column("amount", tr("Amount", lang), MONEY),
        Column("line", tr("Suggested line", lang), width=30),
        Column("why", tr("Suggested by", lang), width=34),
        Column("command", tr("Command", lang), CODE, width=34),
        Column("source", tr("Read from", lang), CODE, width=34),
    )
    rows: list[Row] = []
    places: dict[int, str] = {}
    for one, waiting in _waiting(request):
        places[len(rows)] = waiting.cost.currency
        rows.append(Row(filled(columns, _waits(request, one, waiting)), key=waiting.cost.key))
    rows += totals(columns, rows, places, columns[0].key if len(request.projects) > 1 else "document_no", lang, least=1)
    empty = tr("No line waits for somebody to confirm it.", lang)
    return Table(REVIEW, tr("Costs whose line was only suggested", lang), columns, rows, one_currency(request), empty=empty)


def _waiting(request: Request) -> Iterator[tuple[Asked, Waiting]]:
    """Give the costs that wait; the books are searched only where a cost says that its line was suggested."""
    projects = {one.code: one for one in request.projects}
    if any(fact.says(names.SUGGESTED) for code in projects for fact in request.books.facts[code]):
        until = [entry for entry in request.books.entries if entry.date <= request.as_of]
        for waiting in reviews.waiting(replace(request.books, entries=until)):
            if waiting.cost.content.project in projects:
                yield projects[waiting.cost.content.project], waiting


def _waits(request: Request, one: Asked, waiting: Waiting) -> dict[str, Value]:
    content, lang = waiting.cost.content, request.lang
    return {
        "project": one.code,
        "date": waiting.cost.day,
        "document_no": content.document_no,
        "issuer": content.issuer,
        "text": content.description,
        "currency": waiting.cost.currency,
        "amount": content.cents,
        "line": line_name(one.now, content.account, lang),
        "why": words(waiting.reason, lang),
        "source": where(request, waiting.source),
        "command": f"riga-grants review --project {one.code}",
    }


# --- dates ahead -----------------------------------------------------------------------------------------------------


def dates(request: Request) -> Table:
    """List the dates ahead, what is overdue first; a row's key is the kind of date and what it is about ("report|2015-Q4")."""
    lang = request.lang
    columns = (
        Column("day", tr("Date", lang), DAY),
        Column("days", tr("Days left", lang), NUMBER),
        Column("note", tr("Notes", lang), WORD),
        *project_columns(request),
        Column("what", tr("What", lang), width=44),
        Column("where", tr("Where", lang), CODE, width=34),
    )
    rows = [Row(filled(columns, _date(request, one)), key=f"{one.kind}|{one.about}") for one in coming(request)]
    return Table(AHEAD, tr("Dates ahead", lang), columns, rows, empty=tr("No date is ahead.", lang))


def coming(request: Request) -> Sequence[Date]:
    """Give the dates ahead of all projects asked about, by day."""
    found = []
    for one in request.projects:
        facts = request.books.facts[one.code]
        found += ahead(one.now, facts, one.as_of, settlement.of(one.now, facts, one.as_of))
    return sorted(found, key=lambda date: date.day)


def _date(request: Request, one: Date) -> dict[str, Value]:
    left = (one.day - request.as_of).days
    return {
        "day": one.day,
        "days": left,
        "note": tr("Overdue", request.lang) if left < 0 else "",
        "project": one.project,
        "what": words(one.what, request.lang),
        "where": where(request, one.place),
    }

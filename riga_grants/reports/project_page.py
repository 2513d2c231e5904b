"""The page of one project, for the people who run it: execution, progress, sources, periods, amendments, what is open.

It is put together of the sheets of the other reports. Unlike those it is not made for people outside, so payees stand in it;
counts of people under five stay hidden here too.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from riga_grants.amendments.versions import Line
from riga_grants.amendments.versions import versions
from riga_grants.asked import Asked
from riga_grants.closing import overview
from riga_grants.closing.states import CLOSED
from riga_grants.closing.states import STATE_WORDS
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.i18n import tr
from riga_grants.names import ISSUER
from riga_grants.reports import comparison
from riga_grants.reports import execution_sheet
from riga_grants.reports import funding_sheet
from riga_grants.reports import indicators
from riga_grants.reports import open_findings
from riga_grants.reports import posting_rows
from riga_grants.reports import postings
from riga_grants.reports.listing import one_currency
from riga_grants.reports.one_project import one_project
from riga_grants.reports.open_findings import Keyed
from riga_grants.reports.open_findings import as_word
from riga_grants.reports.request import Request
from riga_grants.reports.sentences import sentences
from riga_grants.reports.todo import line_name
from riga_grants.reports.told import Told
from riga_grants.reports.told import about
from riga_grants.reports.told import projects
from riga_grants.reports.totals import filled
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import STACKED
from riga_grants.tables import TOTAL
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.wording import period_title
from riga_grants.wording import position
from riga_grants.wording import show_cents
from riga_grants.wording import summary
from riga_grants.wording import version_title

KEY: Final = "project"
PERIODS, AMENDMENTS, DOCUMENTS = "period_states", "amendments", "documents"
_MISSING: Final = frozenset({"cost-document", "evidence-missing"})
"""The findings that tell of costs without the documents, or without the evidence, that they must have."""

_ABOVE: Final = frozenset({"project", "period", "as_of"})
"""What a page says above its figures, so that they need not say it."""

_SEAL: Final = 16
"""So many characters of a seal are enough to tell it from the others."""


def build(request: Request) -> Report:
    """Build the page of one project; raise WrongUsage where the request is about none, or about several."""
    one, told = one_project(request), projects(request)
    lang, title = request.lang, told[0].title(request.lang)
    sheets = (
        _execution(told, request),
        _progress(told, request),
        _sources(told, request),
        _instalments(told, request),
        _sheet("periods", tr("Periods", lang), periods(request, one)),
        indicators.sheet(request),
        _sheet("amendments", tr("Amendments of the budget", lang), amendments(request, one)),
        _findings(request),
        _sheet("documents", tr("Documents missing", lang), documents(request, one)),
    )
    invented = told[0].statement.project.demonstration
    covered = period_title(told[0].statement, lang)
    return Report(KEY, title, covered, lang, request.as_of, sheets, demonstration=invented, subject=(("project", one.code),))


def _sheet(key: str, title: str, *blocks: Block) -> Sheet:
    return Sheet(key, title, title, blocks)


def _execution(told: Sequence[Told], request: Request) -> Sheet:
    agreed = about(told, request)
    agreed = agreed._replace(facts=tuple(fact for fact in agreed.facts if fact.key not in _ABOVE))
    blocks = agreed, Words(sentences(told, request), "lead"), execution_sheet.table(told, request)
    return _sheet("execution", tr("Execution by line", request.lang), *blocks)


def _progress(told: Sequence[Told], request: Request) -> Sheet:
    shown = (block for block in comparison.sheet(told, request).blocks if not isinstance(block, Facts))
    blocks = (block for block in shown if not (isinstance(block, Table) and block.key == comparison.BY_PERIOD))
    return _sheet("progress", tr("Cumulative spending against the plan", request.lang), *blocks)


def _sources(told: Sequence[Told], request: Request) -> Sheet:
    sources = funding_sheet.sources(told, request)
    return _sheet("sources", tr("Sources", request.lang), sources, *_stacked(sources, request.lang))


def _stacked(sources: Table, lang: str) -> Iterator[Chart]:
    """Draw what each source bears and, behind it, what of its money is still to be spent, with its ceiling marked.

    Work in kind, which is no source by name and has no ceiling, stands in the table only.
    """
    named, earned = sources.values("source"), sources.values("earned")
    rows = tuple(n for n, row in enumerate(sources.rows) if row.look != TOTAL and named[n] and isinstance(earned[n], int))
    if rows:
        yield Chart(
            "sources",
            tr("Who pays, and up to what", lang),
            STACKED,
            sources.key,
            "source",
            (Series("earned", "main"), Series("advance", "main"), Series("ceiling", "limit")),
            rows,
            tr("For each source what it bears of the cost, what it has paid ahead of that, and the most that it bears.", lang),
        )


def _instalments(told: Sequence[Told], request: Request) -> Sheet:
    plan = funding_sheet.planned(told, request)
    blocks = (*((plan,) if plan.rows else ()), funding_sheet.payments(told, request))
    return _sheet("instalments", tr("Instalments", request.lang), *blocks)


def _findings(request: Request) -> Sheet:
    said = (Words((summary(request.findings, request.lang),), "lead"),) if request.findings else ()
    return _sheet("findings", tr("Findings", request.lang), *said, open_findings.table(request))


# --- periods ---------------------------------------------------------------------------------------------------------


def periods(request: Request, one: Asked) -> Table:
    """List the periods of a project as they stood on the day, with the command that moves each on; its name is the key."""
    lang = request.lang
    columns = (
        Column("period", tr("Period", lang), width=10),
        Column("start", tr("From", lang), DAY),
        Column("end", tr("To", lang), DAY),
        Column("state", tr("State", lang)),
        Column("since", tr("Since", lang), DAY),
        Column("eligible", tr("Eligible", lang), MONEY),
        Column("claimed", tr("Claimed", lang), MONEY),
        Column("parked", tr("Parked", lang), MONEY),
        Column("cut", tr("Cut", lang), MONEY),
        Column("seal", tr("Seal", lang), CODE, width=20),
        Column("next", tr("Next command", lang), CODE, width=40),
    )
    rows = [Row(filled(columns, _period(request, one, found)), key=found.period.name) for found in _periods(request, one)]
    empty = tr("The agreement has no periods; declare them with grant-period.", lang)
    return Table(PERIODS, tr("Periods and their states", lang), columns, rows, one_currency(request), empty=empty)


def _periods(request: Request, one: Asked) -> list[overview.Row]:
    """Look at the periods as the books knew them on the day: later states, versions and costs are left out."""
    facts = within(request.books.facts[one.code], end=one.as_of)
    return overview.rows(
        replace(request.books, agreements={one.code: postings.as_known(one)}, facts={one.code: facts}), one.code
    )


def _period(request: Request, one: Asked, found: overview.Row) -> dict[str, Value]:
    """Give the cells of a period; what has not begun, or is of a project of which nothing is stated, has no amounts yet."""
    lang, state = request.lang, CLOSED if found.within else found.state
    stated = one.now.project.actuals_stated or bool(request.books.facts[one.code])
    known = stated and found.period.start <= one.as_of
    sealed = found.seal[:_SEAL] if found.state == CLOSED else ""
    return {
        "period": found.period.name,
        "start": found.period.start,
        "end": found.period.end,
        "state": tr(STATE_WORDS[state], lang),
        "since": found.last.dated if found.last else None,
        "eligible": found.eligible if known else None,
        "claimed": found.claimed,
        "parked": found.parked if known else None,
        "cut": found.cut if known else None,
        "seal": sealed or (tr("void", lang) if found.void else ""),
        "next": found.next(one.code).replace(found.period.name, as_word(found.period.name)),
    }


# --- amendments ------------------------------------------------------------------------------------------------------


def amendments(request: Request, one: Asked) -> Table:
    """List the versions of the budget by line, oldest first, with what each changed; the day and number are the key."""
    lang = request.lang
    columns = (
        Column("version", tr("Version", lang), width=36),
        Column("day", tr("In force from", lang), DAY),
        Column("budget", tr("Budget", lang), MONEY),
        Column("change", tr("Change", lang), MONEY),
        Column("lines", tr("What it changed", lang), width=50),
        Column("note", tr("Notes", lang)),
    )
    found = versions(one.agreement, (), one.as_of, lang)  # without costs: of a version only its plan is told
    rows = []
    for n, version in enumerate(found.versions):
        budget, former = found.total.versions[n], found.total.versions[n - 1] if n else None
        values: dict[str, Value] = {
            "version": version_title(version, lang),
            "day": version.day,
            "budget": budget,
            "change": None if budget is None or former is None else budget - former,
            "lines": "; ".join(_changed(found.lines, n, lang)) if n else tr("as first approved", lang),
            "note": "",
        }
        rows.append(Row(filled(columns, values), key=f"{version.day.isoformat()}|{version.amendment}"))
    for version in found.coming:
        values = {
            "version": version_title(version, lang),
            "day": version.day,
            "note": tr("not in force yet", lang),
            "lines": "",
        }
        rows.append(Row(filled(columns, values), key=f"{version.day.isoformat()}|{version.amendment}"))
    empty = tr("No budget by line is agreed on.", lang)
    return Table(AMENDMENTS, tr("Versions of the budget", lang), columns, rows, one_currency(request), empty=empty)


def _changed(lines: Sequence[Line], place: int, lang: str) -> Iterator[str]:
    """Tell what a version changed of each line that has its own budget: `Rent −40.00`."""
    for line in lines:
        before, after = line.amounts.versions[place - 1], line.amounts.versions[place]
        moved = 0 if before is None or after is None else after - before
        if moved and not line.row.subtotal:
            yield f"{position(line.row)} {'+' if moved > 0 else ''}{show_cents(moved, lang)}"


# --- documents -------------------------------------------------------------------------------------------------------


def documents(request: Request, one: Asked) -> Table:
    """List the costs of which the document, or evidence that the agreement asks for, is missing; the place is the key.

    They are the costs of the findings that say so, so both always agree.
    """
    lang = request.lang
    columns = (
        Column("date", tr("Date", lang), DAY),
        Column("document_no", tr("Document", lang), width=16),
        Column("issuer", tr("Issuer", lang), width=26),
        Column("line", tr("Budget line", lang), width=30),
        Column("amount", tr("Amount", lang), MONEY),
        Column("missing", tr("What is missing", lang), width=30),
        Column("where", tr("Where", lang), CODE, width=34),
    )
    at = {fact.place: fact for fact in request.books.facts[one.code]}
    missing = (finding for finding in open_findings.opened(request) if finding.code in _MISSING and finding.place in at)
    found = open_findings.keyed(request, missing)
    rows = [Row(filled(columns, _cost(one, at[said.finding.place], said, lang)), key=said.place) for said in found]
    empty = tr("No cost lacks its documents.", lang)
    return Table(DOCUMENTS, tr("Costs without their documents", lang), columns, rows, one_currency(request), empty=empty)


def _cost(one: Asked, fact: Fact, said: Keyed, lang: str) -> dict[str, Value]:
    here, missing = fact.currency == one.now.project.currency, str(said.finding.message.values["missing"])
    return {
        "date": fact.day,
        "document_no": fact.document_no,
        "issuer": str(fact.says(ISSUER) or fact.text[0]),
        "line": line_name(one.now, fact.account, lang),
        "amount": fact.cents if here else None,
        "missing": missing if here else f"{missing} ({posting_rows.foreign(fact, lang)})",
        "where": said.place,
    }

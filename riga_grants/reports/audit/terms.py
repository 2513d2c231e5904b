"""What was agreed, in all its versions: totals and sources, budget and amendments, rules, exceptions; and what is wrong."""

from collections.abc import Iterator
from collections.abc import Sequence

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.checks.waivers import Waived
from riga_grants.directives import Directive
from riga_grants.directives import Rule
from riga_grants.errors import Finding
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.money import to_decimal
from riga_grants.names import SEVERITY_WORDS
from riga_grants.reports.listing import period_shown
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.wording import KINDS
from riga_grants.wording import dates
from riga_grants.wording import place_under
from riga_grants.wording import worst_first


def _about(lang: str) -> tuple[Column, Column, Column]:
    return (
        Column("project", tr("Project", lang)),
        Column("date", tr("Holds from", lang), DAY),
        Column("in_force", tr("In force", lang)),
    )


def _behind(lang: str) -> tuple[Column, Column, Column]:
    return (
        Column("source", tr("Where it was read", lang)),
        Column("note", tr("Note", lang)),
        Column("place", tr("File and line of the ledger", lang), CODE),
    )


def _cells(request: Request, one: Asked, said: Directive, now: Sequence[Directive], about: tuple[Value, ...]) -> Row:
    """Give the row of a directive; `now` are those in force."""
    held = tr("yes", request.lang) if said in now else tr("no", request.lang)
    place = place_under(said.place, request.books.root)
    return Row((one.code, said.dated, held, *about, said.source, said.note, place))


def agreements(request: Request) -> Table:
    """Make the list of the versions of each project's total and of each source's ceiling."""
    lang = request.lang
    columns = (
        *_about(lang),
        Column("what", tr("What is stated", lang)),
        Column("name", tr("Name", lang)),
        Column("amount", tr("Total or ceiling", lang), MONEY),
        Column("currency", tr("Currency", lang)),
        Column("terms", tr("Terms", lang)),
        *_behind(lang),
    )
    rows = [row for one in request.projects for row in _agreed(request, one)]
    return Table("agreements", tr("Totals and sources", lang), columns, rows)


def _agreed(request: Request, one: Asked) -> Iterator[Row]:
    lang = request.lang
    for said in one.agreement.projects:
        if said.dated <= one.as_of:
            terms = "; ".join(part for part in (dates(said.start, said.end, lang), said.contract) if part)
            about = (tr("total", lang), said.title(lang), said.budget_cents, said.currency, terms)
            yield _cells(request, one, said, one.now.projects, about)
    for source in one.agreement.sources:
        if source.dated <= one.as_of:
            rate = one.agreement.rate(source)
            terms = "; ".join([tr(KINDS[source.kind], lang), *([] if rate is None else [str(rate)])])
            about = (source.funder, source.title(lang), source.ceiling_cents, source.currency, terms)
            yield _cells(request, one, source, one.now.sources, about)


def versions(request: Request) -> Table:
    """Make the list of all versions of the budget, line by line, with the amendments and the decisions behind them."""
    lang = request.lang
    columns = (
        *_about(lang),
        Column("amendment", tr("Amendment", lang)),
        Column("decision", tr("Decision", lang)),
        Column("line", tr("Budget line", lang), CODE),
        Column("name", tr("Name", lang)),
        Column("period", tr("Period", lang)),
        Column("amount", tr("Amount", lang), MONEY),
        Column("currency", tr("Currency", lang)),
        *_behind(lang),
    )
    rows = []
    for one in request.projects:
        for said in one.agreement.budget:
            if said.dated <= one.as_of:
                line = one.now.lines.get(said.account)
                about = (said.amendment, said.decision, said.account, line.title(lang) if line else "")
                amount = (period_shown(said.period, lang), said.cents, said.currency or one.now.project.currency)
                rows.append(_cells(request, one, said, one.now.budget, (*about, *amount)))
    title = tr("Versions of the budget and amendments", lang)
    return Table("versions", title, columns, rows, empty=tr("No budget by line is stated.", lang))


def rules(request: Request) -> Table:
    """Make the list of the parameters of the agreements."""
    lang = request.lang
    columns = (
        *_about(lang),
        Column("rule", tr("Rule", lang), CODE),
        Column("value", tr("Value", lang), CODE),
        Column("severity", tr("Severity", lang)),
        Column("lines", tr("Lines", lang)),
        Column("base", tr("Measured on", lang)),
        Column("unit", tr("Unit", lang)),
        Column("funder", tr("Funder", lang)),
        *_behind(lang),
    )
    rows = []
    for one in request.projects:
        for said in one.agreement.rules:
            if said.dated <= one.as_of:
                severity = "" if said.severity is None else tr(SEVERITY_WORDS[said.severity], lang)
                about = (said.name, _value(said), severity, ", ".join(said.lines), ", ".join(said.base), said.unit, said.funder)
                rows.append(_cells(request, one, said, one.now.rules, about))
    title = tr("Parameters of the agreement", lang)
    return Table("rules", title, columns, rows, empty=tr("The agreement sets no rule.", lang))


def _value(rule: Rule) -> str:
    """Give a rule's value as the books state it."""
    if rule.cents is not None:
        return f"{to_decimal(rule.cents)} {rule.currency}"
    return ", ".join(rule.words) or str(rule.on if rule.value is None else rule.value).upper()


def waivers(request: Request) -> Table:
    """Make the list of the exceptions that somebody approved."""
    lang = request.lang
    columns = (
        *_about(lang),
        Column("rule", tr("Rule", lang), CODE),
        Column("scope", tr("What it is about", lang)),
        Column("limit", tr("Most that it lets pass", lang), MONEY),
        Column("taken", tr("Let pass", lang), MONEY),
        Column("by", tr("Approved by", lang)),
        Column("reason", tr("Reason", lang)),
        *_behind(lang),
    )
    waived = [one for one in request.findings if isinstance(one, Waived)]
    rows = []
    for one in request.projects:
        for said in one.agreement.waivers:
            if said.dated <= one.as_of:
                taken = [found.cents or 0 for found in waived if found.waiver == said]
                amounts = (said.cents, max(taken, default=0) if said.cents is not None else None)
                about = (said.rule, said.scope, *amounts, said.by, said.reason)
                rows.append(_cells(request, one, said, one.now.waivers, about))
    title = tr("Exceptions that were approved", lang)
    return Table("waivers", title, columns, rows, empty=tr("No exception was approved.", lang))


def findings(request: Request) -> Table:
    """Make the list of all findings, the worst first, with what a rule allows and what there is."""
    lang = request.lang
    columns = (
        Column("severity", tr("Severity", lang)),
        Column("project", tr("Project", lang)),
        Column("code", tr("Code", lang), CODE),
        Column("message", tr("Message", lang)),
        Column("limit", tr("Limit", lang), MONEY),
        Column("actual", tr("Actual", lang), MONEY),
        Column("waived", tr("Waived", lang)),
        Column("place", tr("Where", lang), CODE),
        Column("hint", tr("What to do", lang)),
    )
    rows = [Row(_finding(request, one), key=one.code) for one in worst_first(request.findings)]
    title = tr("Open discrepancies", lang)
    return Table("findings", title, columns, rows, empty=tr("No findings.", lang))


def _finding(request: Request, one: Finding) -> tuple[Value, ...]:
    lang = request.lang
    limits = ("", "") if one.limits is None else (one.limits.limit, one.limits.actual)
    waived = ""
    if isinstance(one, Waived):
        waived = tr("yes", lang) if one.wholly else tr("in part", lang)
    severity, place = tr(SEVERITY_WORDS[one.severity], lang), place_under(one.place, request.books.root)
    about = (severity, one.project, one.code, words(one.message, lang))
    return (*about, *limits, waived, place, names.hint(one, lang))

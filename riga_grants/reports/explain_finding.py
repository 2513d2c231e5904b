"""One finding explained: what was compared, by which rule of which agreement, what was let pass, and the entries behind it."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Final

from riga_grants import checks
from riga_grants import names
from riga_grants import rule_forms
from riga_grants.asked import Asked
from riga_grants.checks.waivers import Waived
from riga_grants.directives import Rule
from riga_grants.directives import is_below
from riga_grants.errors import Behind
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.i18n import show_number
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.names import SEVERITY_WORDS
from riga_grants.reports import posting_rows
from riga_grants.reports.open_findings import WAYS
from riga_grants.reports.open_findings import command_of
from riga_grants.reports.open_findings import keyed
from riga_grants.reports.open_findings import way_of
from riga_grants.reports.outside import where
from riga_grants.reports.placed import placed
from riga_grants.reports.posting_rows import Part
from riga_grants.reports.request import Request
from riga_grants.reports.totals import filled
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import TOTAL
from riga_grants.tables import Block
from riga_grants.tables import Column
from riga_grants.tables import Fact as Said
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.wording import show_cents

KEY: Final = "finding"
RULES, BEHIND = "rules", "behind"

PARAMETERS: Final[Mapping[str, str]] = {
    "line-over-budget": rule_forms.LINE_FLEXIBILITY,
    "period-over-budget": rule_forms.PERIOD_FLEXIBILITY,
    "own-below-minimum": rule_forms.OWN_MINIMUM,
    "in-kind-above": rule_forms.IN_KIND_MAXIMUM,
    "grant-above-paid": rule_forms.GRANT_WITHOUT_IN_KIND,
    "in-kind-third-party": rule_forms.THIRD_PARTY_IN_KIND,
    "cost-outside-dates": rule_forms.LATE_COST_DAYS,
    "cost-banned": rule_forms.BANNED_COSTS,
    "vat-due": rule_forms.VAT_RECOVERABLE,
    "unit-price": rule_forms.UNIT_PRICE,
    "category-above": rule_forms.CATEGORY_CEILING,
    "flat-rate-above": rule_forms.FLAT_RATE,
    "flat-rate-due": rule_forms.FLAT_RATE,
    "payments-above-ceiling": rule_forms.PAYMENT_CEILING,
    "instalment-late": rule_forms.ADVANCE_USED,
    "cash-below-minimum": rule_forms.CASH_MINIMUM,
    "profit": rule_forms.NO_PROFIT,
    "evidence-missing": rule_forms.EVIDENCE,
    "small-recovery": rule_forms.SMALL_RECOVERY,
    "fx-rate": rule_forms.FX_TOLERANCE,
    "records-kept": rule_forms.RETENTION_YEARS,
    "report-late": rule_forms.REPORT_DAYS,
    "repayment-late": rule_forms.RETURN_DAYS,
}
"""By a finding's code the rule whose parameter it is measured by (docs/agreement-rules.md); switches bear the code itself."""

HOLDS: Final[Mapping[str, str]] = {code: said for rule in checks.RULES for code, said in getattr(rule, "ALWAYS", {}).items()}
"""By a finding's code what must hold in every agreement, in a sentence."""


def of_finding(request: Request, key: str) -> Report:
    """Explain a finding by its key (`open_findings.key_of`); several of one key are told one after another.

    Raise WrongUsage where no finding of the day has that key.
    """
    likely = (one for one in request.findings if key.startswith(f"{one.code}|{one.project}|"))
    found = [one.finding for one in keyed(request, likely) if one.key == key]
    if not found:
        raise WrongUsage(text("There is no finding “{key}” on {day}; perhaps it was mended.", key=key, day=request.as_of))
    lang, first = request.lang, found[0]
    title = tr("The finding {code}", lang, code=first.code)
    sheets = tuple(Sheet(f"{KEY}_{n}", title, title, tuple(_blocks(request, one))) for n, one in enumerate(found, 1))
    asked = _asked(request, first)
    invented = asked is not None and asked.now.project.demonstration
    about = (("project", first.project), ("finding", key))
    return Report(KEY, title, first.project, lang, request.as_of, sheets, demonstration=invented, subject=about)


def _asked(request: Request, one: Finding) -> Asked | None:
    return next((asked for asked in request.projects if asked.code == one.project), None)


def _blocks(request: Request, one: Finding) -> Iterator[Block]:
    lang, asked = request.lang, _asked(request, one)
    yield Words((words(one.message, lang),), "lead")
    yield _facts(request, one, asked)
    said, rules = tuple(_rule_words(one, asked, lang)), list(rules_behind(one, asked))
    if said:
        yield Words(said)
    if rules:
        yield _rules(request, rules)
    if isinstance(one, Waived):
        yield _waiver(request, one, asked)
    if one.behind:
        yield _behind(request, one, asked)


def _facts(request: Request, one: Finding, asked: Asked | None) -> Facts:
    lang, limits, command = request.lang, one.limits, command_of(one)
    said = [
        Said("severity", tr("Severity", lang), tr(SEVERITY_WORDS[one.severity], lang)),
        Said("code", tr("Code", lang), one.code, CODE),
        *([Said("project", tr("Project", lang), f"{asked.code} – {asked.now.project.title(lang)}")] if asked else []),
        Said("where", tr("Where", lang), where(request, one.place), CODE),
    ]
    if limits is not None:
        said += [
            Said("limit", tr("Limit", lang), limits.limit, MONEY),
            Said("actual", tr("Actual", lang), limits.actual, MONEY),
            Said("difference", tr("Difference", lang), limits.actual - limits.limit, MONEY),
        ]
    said += [
        Said("way", tr("What to do", lang), tr(WAYS[way_of(one)], lang)),
        Said("hint", tr("How", lang), names.hint(one, lang)),
        *([Said("command", tr("Command", lang), command, CODE)] if command else []),
    ]
    return Facts(tuple(said), asked.now.project.currency if asked else "")


# --- the rule --------------------------------------------------------------------------------------------------------


def rules_behind(one: Finding, asked: Asked | None) -> Iterator[Rule]:
    """Give the rules in force that a finding is measured by: of those on lines or of a funder only those that it is about."""
    wanted = {PARAMETERS.get(one.code), one.code}
    for rule in asked.now.rules if asked else ():
        if rule.name in wanted and _is_about(rule, one):
            yield rule


def _is_about(rule: Rule, one: Finding) -> bool:
    accounts = [part for part in one.scope if part.startswith(f"{names.COST}:")]
    on_lines = not (rule.lines and accounts) or any(is_below(account, one.project, rule.lines) for account in accounts)
    return on_lines and (not rule.funder or rule.funder in one.scope)


def _rule_words(one: Finding, asked: Asked | None, lang: str) -> Iterator[str]:
    """Say what should hold, and what an agreement without a parameter allows."""
    if one.code in HOLDS:
        yield tr("What must hold in every agreement: {rule}", lang, rule=tr(HOLDS[one.code], lang))
    if next(rules_behind(one, asked), None) is None:
        parameter = PARAMETERS.get(one.code)
        if parameter is not None:
            yield tr("The agreement sets no rule “{rule}”, so nothing more is allowed.", lang, rule=parameter)
        elif one.code not in HOLDS:
            yield tr("This is no rule of an agreement: the books themselves must be so.", lang)


def _rules(request: Request, rules: Sequence[Rule]) -> Table:
    lang = request.lang
    columns = (
        Column("rule", tr("Rule", lang), CODE, width=20),
        Column("value", tr("Value", lang), width=16),
        Column("about", tr("What it is about", lang), width=30),
        Column("severity", tr("Severity", lang), width=12),
        Column("dated", tr("In force from", lang), DAY),
        Column("source", tr("Where it was read", lang), width=34),
        Column("note", tr("Notes", lang), width=30),
        Column("where", tr("Where", lang), CODE, width=34),
    )
    rows = [Row(filled(columns, _rule(request, rule)), key=rule.name) for rule in rules]
    return Table(RULES, tr("The rule of the agreement", lang), columns, rows)


def _rule(request: Request, rule: Rule) -> dict[str, Value]:
    lang = request.lang
    return {
        "rule": rule.name,
        "value": _value(rule, lang),
        "about": "; ".join(filter(None, (", ".join(rule.lines), ", ".join(rule.base), rule.unit, rule.funder))),
        "severity": tr(SEVERITY_WORDS[rule.severity], lang) if rule.severity else "",
        "dated": rule.dated,
        "source": rule.source,
        "note": rule.note,
        "where": where(request, rule.place),
    }


def _value(rule: Rule, lang: str) -> str:
    """Show a rule's parameter: a share in per cent, an amount, words, or how a switch stands."""
    if rule.cents is not None:
        return show_cents(rule.cents, lang)
    if rule.value is not None:
        share = rule_forms.RULES[rule.name].kind == rule_forms.SHARE
        return f"{show_number(rule.value * 100, lang)} %" if share else show_number(rule.value, lang)
    return ", ".join(rule.words) or (tr("on", lang) if rule.on else tr("off", lang))


# --- the waiver ------------------------------------------------------------------------------------------------------


def _waiver(request: Request, one: Waived, asked: Asked | None) -> Facts:
    lang, waiver = request.lang, one.waiver
    said = (
        Said("waived", tr("Let pass", lang), one.cents if one.cents is not None else tr("without a limit", lang), MONEY),
        Said("scope", tr("What it is about", lang), waiver.scope),
        Said("by", tr("Approved by", lang), waiver.by),
        Said("day", tr("Date", lang), waiver.dated, DAY),
        Said("reason", tr("Reason", lang), waiver.reason),
        Said("waiver", tr("Where", lang), where(request, waiver.place), CODE),
    )
    return Facts(said, asked.now.project.currency if asked else "")


# --- the entries behind ----------------------------------------------------------------------------------------------


def _behind(request: Request, one: Finding, asked: Asked | None) -> Table:
    """List the entries behind a finding, each with its document where it is a posting of the project."""
    lang, columns = request.lang, posting_rows.columns(request.lang)
    facts = {fact.place: fact for fact in request.books.facts[asked.code]} if asked else {}
    named = placed(request, (behind.place for behind in one.behind))
    known = [Part(facts[behind.place], behind.cents) for behind in one.behind if behind.place in facts]
    currency = asked.now.project.currency if asked else ""
    booked = iter(posting_rows.rows(request, columns, known, currency))
    rows = [next(booked) if behind.place in facts else _elsewhere(columns, behind, named) for behind in one.behind]
    foreign = {fact.place for fact in facts.values() if fact.currency != currency}
    total = posting_rows.total(columns, sum(behind.cents for behind in one.behind if behind.place not in foreign), lang)
    rows.append(Row(filled(columns, total), look=TOTAL, sums=tuple(range(len(rows))), key=TOTAL))
    return Table(BEHIND, tr("The entries behind it", lang), columns, rows, currency)


def _elsewhere(columns: Sequence[Column], behind: Behind, named: Mapping[Place, str]) -> Row:
    """Make the row of an entry that is no posting of the project: a directive, or a document of another project."""
    place = named[behind.place]
    values: dict[str, Value] = dict.fromkeys((column.key for column in columns), "")
    values |= {"date": None, "document_no": behind.document_no, "amount": behind.cents, "where": place}
    return Row(filled(columns, values), key=place)

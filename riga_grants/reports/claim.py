"""The report that a funder gets: the list of documents, the claim with its settlement, and what was compared.

All of it is computed from the ledger, in cents, for one project, one funder and a period or the whole (docs/claim.md).
"""

from collections.abc import Iterator

from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.reports import claim_control
from riga_grants.reports import claim_list
from riga_grants.reports import claim_sheet
from riga_grants.reports import indicators
from riga_grants.reports.claim_case import Case
from riga_grants.reports.claim_case import case
from riga_grants.reports.request import Request
from riga_grants.tables import MONEY
from riga_grants.tables import RATE
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Words
from riga_grants.wording import period_title


def build(request: Request) -> Report:
    """Build a funder's report of a period, or of the whole project.

    Raise WrongUsage where it is not about one project, names a funder that the agreement does not have, or a period that ended
    before anything was agreed.
    """
    of = case(request)
    project, funder = of.terms.project, of.source.funder
    title = tr("Payment claim", of.lang)
    return Report(
        "claim",
        title,
        f"{of.asked.code} – {project.title(of.lang)}; {funder}; {period_title(of.execution, of.lang)}",
        of.lang,
        request.as_of,
        (_expenditure(of), _claim(of), _control(of)),
        demonstration=project.demonstration,
        subject=(("project", of.asked.code), ("period", of.asked.period.name), ("funder", funder), ("currency", of.currency)),
    )


def _expenditure(of: Case) -> Sheet:
    lang = of.lang
    listed = claim_list.table(of)
    note = Words((tr("Net and tax are summed where the documents state them.", lang),), "note")
    title = tr("List of documents that prove the expenditure", lang)
    blocks = (listed, note, _signatures(lang)) if listed.rows else (listed,)
    return Sheet("expenditure", tr("Expenditure", lang), title, (_about(of), *blocks))


def _claim(of: Case) -> Sheet:
    lang = of.lang
    reached = indicators.reached(of.request)
    return Sheet(
        "claim",
        tr("Claim", lang),
        tr("Payment claim", lang),
        (
            _about(of),
            _terms(of),
            claim_sheet.claim(of),
            claim_sheet.settled(of),
            claim_sheet.instalments(of),
            claim_sheet.lines(of),
            *((reached,) if reached.rows else ()),
            *((_declaration(lang), _signatures(lang)) if of.stated else ()),
        ),
        portrait=True,
    )


def _control(of: Case) -> Sheet:
    lang = of.lang
    blocks = (_about(of), claim_control.facts(of), claim_control.checks(of), Words(tuple(_remarks(of)), "note"))
    return Sheet("control", tr("Control", lang), tr("What must agree", lang), blocks)


def _about(of: Case) -> Facts:
    """Tell what the report is about: the project and its parties, the period, the day."""
    lang, project, source = of.lang, of.terms.project, of.source
    title = source.title(lang)
    said = (
        ("project", tr("Project", lang), f"{of.asked.code} – {project.title(lang)}"),
        ("contract", tr("Contract", lang), project.contract),
        ("beneficiary", tr("Beneficiary", lang), project.beneficiary),
        ("funder", tr("Funder", lang), f"{source.funder} – {title}" if title else source.funder),
        ("payer", tr("Payer", lang), source.payer),
        ("budget_holder", tr("Budget holder", lang), source.budget_holder),
        ("period", tr("Period", lang), period_title(of.execution, lang)),
        ("as_of", tr("Prepared as of", lang), show_date(of.asked.as_of, lang)),
    )
    return Facts(tuple(Fact(key, label, value or None) for key, label, value in said), of.currency)


def _terms(of: Case) -> Facts:
    """Tell what the agreement says of the funder's part: total, ceiling, and the rate, exact and rounded."""
    lang, rate = of.lang, of.terms.rate(of.source)
    exact = None if rate is None else claim_sheet.exact_rate(rate, lang)
    said = (
        Fact("budget", tr("Agreed total", lang), of.terms.project.budget_cents, MONEY),
        Fact("ceiling", tr("Ceiling", lang), of.source.ceiling_cents, MONEY),
        Fact("rate", tr("Exact rate", lang), exact),
        Fact("rate_pct", tr("Rate, %", lang), rate, RATE),
    )
    return Facts(said, of.currency)


def _declaration(lang: str) -> Words:
    """Give what is signed."""
    declared = tr(
        "We declare that the costs in the list were incurred for this project and are proven by the documents named, that no"
        " other funder pays for them but as stated here, and that they are booked in the project's ledger.",
        lang,
    )
    return Words((declared,))


def _remarks(of: Case) -> Iterator[str]:
    """Tell on what the figures rest."""
    lang = of.lang
    yield tr("Cost is counted by the agreement's terms in force on {day}.", lang, day=of.last)
    if of.costs.pending:
        yield tr("Flat rates and recoverable tax of days that are not closed are computed as the closing will book them.", lang)


def _signatures(lang: str) -> Signatures:
    return Signatures((tr("Prepared by", lang), tr("Project manager", lang), tr("Accountant", lang)))

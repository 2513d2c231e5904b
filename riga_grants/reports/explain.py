"""How figures come about: what each source bears of a project's cost, with its arithmetic, and what was claimed so far."""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from riga_grants import execution
from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.i18n import show_percent
from riga_grants.i18n import tr
from riga_grants.money import stated_sum
from riga_grants.names import IN_KIND_SOURCE
from riga_grants.names import OWN
from riga_grants.reports import claim_sheet
from riga_grants.reports import posting_rows
from riga_grants.reports import postings
from riga_grants.reports.claim_case import Case
from riga_grants.reports.claim_case import case
from riga_grants.reports.claim_costs import pending
from riga_grants.reports.explain_finding import of_finding
from riga_grants.reports.listing import period_shown
from riga_grants.reports.one_project import one_project
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import PLAIN
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.wording import NOT_STATED
from riga_grants.wording import rate_pct
from riga_grants.wording import show_cents

KEY: Final = "explain"


def build(request: Request, funder: str = "", finding: str = "") -> Report:
    """Explain a finding by its key, or what a source of one project bears: a funder by its code, "own", or ("") each of them.

    Raise WrongUsage where the request is not about one project, or nothing has that name.
    """
    if finding:
        return of_finding(request, finding)
    one, lang = one_project(request), request.lang
    known = [*(source.funder for source in one.now.funders), OWN]
    if funder and funder not in known:
        message = text(
            "There is no funder “{funder}” in {project}; there are: {known}.",
            funder=funder,
            project=one.code,
            known=", ".join(known),
        )
        raise WrongUsage(message)
    if one.agreement.at(one.last) is None:
        raise WrongUsage(text("{project} was not agreed yet on {day}.", project=one.code, day=one.last))
    wanted = [funder] if funder else known
    sheets = tuple(_own(request, one) if name == OWN else _funder(request, one, name) for name in wanted)
    title = tr("How the shares are computed: {project}", lang, project=one.code)
    about = (("project", one.code), ("funder", funder))
    invented = one.now.project.demonstration
    return Report(KEY, title, one.code, lang, request.as_of, sheets, demonstration=invented, subject=about)


def _funder(request: Request, one: Asked, funder: str) -> Sheet:
    """Explain what a funder bears: its claim step by step, by line, how we stand with it, and what was claimed so far."""
    found = case(replace(request, funder=funder), claimed=False)
    title = found.source.title(request.lang) or funder
    claim, lines, settled = claim_sheet.claim(found), claim_sheet.lines(found), claim_sheet.settled(found)
    tables = (claim, lines, settled, _claimed(request, one, found))
    keyed = (replace(table, key=f"{table.key}_{funder}") for table in tables)
    return Sheet(f"funder_{funder}", funder, f"{funder} – {title}", (_about(request, found), *keyed, *_still(found)))


def _still(found: Case) -> Iterator[Words]:
    """Say what closings will book besides, which the books do not hold yet and a claim counts already."""
    due = pending(found.asked.agreement, found.facts, (found.last,))
    if due:
        said = tr(
            "Closing will still book {amount} of eligible cost (flat rates, less recoverable tax); a claim counts it already.",
            found.lang,
            amount=show_cents(sum(fact.cents for fact in due), found.lang),
        )
        yield Words((said,), "note")


def _about(request: Request, found: Case) -> Facts:
    lang, source, rate = request.lang, found.source, found.terms.rate(found.source)
    pct = rate_pct(rate)
    exact = NOT_STATED if rate is None or pct is None else f"{claim_sheet.exact_rate(rate, lang)} ({show_percent(pct, lang)} %)"
    covered = ", ".join(source.lines) or tr("all", lang)
    facts = (
        Fact("project", tr("Project", lang), f"{found.asked.code} – {found.terms.project.title(lang)}"),
        Fact("period", tr("Period", lang), period_shown(found.asked.period.name, lang)),
        Fact("as_of", tr("Prepared as of", lang), request.as_of, DAY),
        Fact("rate", tr("Rate", lang), exact),
        Fact("ceiling", tr("Ceiling", lang), source.ceiling_cents, MONEY),
        Fact("lines", tr("Budget lines", lang), covered),
        Fact("read", tr("Where it was read", lang), source.source),
    )
    return Facts(facts, found.currency)


def _claimed(request: Request, one: Asked, found: Case) -> Table:
    """List what is booked as earned from the funder, by date, with its running sum."""
    lang = request.lang
    columns = (
        Column("date", tr("Date", lang), DAY),
        Column("text", tr("Description", lang), width=40),
        Column("amount", tr("Claimed", lang), MONEY),
        Column("so_far", tr("Claimed so far", lang), MONEY),
        Column("where", tr("Where", lang), CODE, width=34),
    )
    parts = postings.credited(one, found.facts, names.EARNED, found.source.funder)
    rows, so_far = [], 0
    for part, row in zip(parts, posting_rows.rows(request, posting_rows.columns(lang), parts, found.currency), strict=True):
        so_far += part.cents
        rows.append(Row((part.fact.day, part.fact.text[1], part.cents, so_far, row.key), key=row.key))
    if rows:
        total: tuple[Value, ...] = ("", tr("TOTAL", lang), so_far, "", "")
        rows.append(Row(total, look=TOTAL, sums=tuple(range(len(rows))), key=TOTAL))
    empty = tr("Nothing was claimed yet.", lang)
    return Table("claimed", tr("What was claimed so far", lang), columns, rows, found.currency, empty=empty)


def _own(request: Request, one: Asked) -> Sheet:
    """Explain what own funds bear: the cost that is left when all others bear their parts."""
    lang = request.lang
    rows: list[Row] = []
    for key, label, cents in _rest(request, one):
        if key == IN_KIND_SOURCE:
            rows.append(_left(rows, tr("Own funds and contributions in kind", lang), SUBTOTAL, "own_and_in_kind"))
        rows.append(Row((label, cents), key=key))
    total = _left(rows, tr("Own funds", lang), TOTAL, OWN)
    columns = (Column("item", tr("Step", lang), width=44), Column("amount", tr("Amount", lang), MONEY))
    title = tr("What own funds bear", lang)
    table = Table(OWN, title, columns, [*rows, total], one.now.project.currency)
    return Sheet(OWN, tr("Own funds", lang), title, (table,))


def _left(rows: Sequence[Row], label: str, look: str, key: str) -> Row:
    """Sum the steps so far; where one is not stated, neither is the sum."""
    steps = [n for n, row in enumerate(rows) if row.look == PLAIN]
    cents = [cell for n in steps for cell in rows[n].cells[1:] if cell is None or isinstance(cell, int)]
    rest = stated_sum(cents)
    return Row((label, rest), look=look, sums=() if rest is None else tuple(steps), key=key)


def _rest(request: Request, one: Asked) -> Iterator[tuple[str, str, int | None]]:
    """Give the cost up to the last day, and what others bear of it, which counts with its sign."""
    lang, facts = request.lang, request.books.facts[one.code]
    statement = execution.build(one.agreement, facts, one.last, lang)
    yield "spent", tr("Cost to date", lang), statement.total.spent
    for source in statement.sources:
        borne = None if source.earned is None else -source.earned
        if source.kind == IN_KIND_SOURCE:
            yield source.kind, tr("Less what was given in kind", lang), borne
        elif source.kind != OWN:
            yield source.funder, tr("Less what {funder} bears", lang, funder=source.funder), borne

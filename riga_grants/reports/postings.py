"""The postings behind a figure: of a line, a subtotal, a project or a funder, each with its document and where it was read.

They add up to the figure. A plan is made of directives, so behind it stand those.
"""

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from typing import NamedTuple

from riga_grants import execution
from riga_grants import names
from riga_grants import shares
from riga_grants.asked import Asked
from riga_grants.checks import money
from riga_grants.checks.case import Case
from riga_grants.closing.control import DEDUCTED
from riga_grants.closing.overview import counted
from riga_grants.cofinancing import by_weight
from riga_grants.directives import BudgetVersion
from riga_grants.errors import Place
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.money import stated_sum
from riga_grants.money import to_decimal
from riga_grants.reports.listing import one_currency
from riga_grants.reports.listing import period_shown
from riga_grants.reports.one_project import one_project
from riga_grants.reports.outside import where
from riga_grants.reports.posting_rows import Part
from riga_grants.reports.posting_rows import columns
from riga_grants.reports.posting_rows import rows
from riga_grants.reports.posting_rows import total
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
from riga_grants.tracing import figures
from riga_grants.tracing.figures import Figure
from riga_grants.wording import position

KEY, PARTS = "postings", "parts"
AT_ONCE: Final = 250
"""So many postings are shown at once where they are shown in parts."""

SPENT, BEFORE, THIS_PERIOD, BUDGET = "spent", "before", "this_period", "budget"
ELIGIBLE, PARKED, CUT, CLAIMED, IN_KIND = "eligible", "parked", "cut", "claimed", "in_kind"
RECEIVED, EARNED = "received", "earned"
FIGURES: Final = {
    SPENT: N_("Cost to date"),
    BEFORE: N_("Cost before the period"),
    THIS_PERIOD: N_("Cost in the period"),
    ELIGIBLE: N_("Eligible cost"),
    PARKED: N_("Parked costs"),
    CUT: N_("Cut by control, and recoverable tax"),
    CLAIMED: N_("Co-financing booked"),
    IN_KIND: N_("In-kind contributions"),
    BUDGET: N_("Budget in force"),
    RECEIVED: N_("Received from the funder"),
    EARNED: N_("Earned from the funder"),
}
"""The figures that have postings behind them, in words."""


class Wanted(NamedTuple):
    """A figure that is asked for: of a line, a subtotal ("": the project), and, where a funder pays it, of which."""

    account: str
    figure: str
    funder: str


def build(
    request: Request,
    account: str = "",
    figure: str = SPENT,
    funder: str = "",
    *,
    only: Collection[Place] | None = None,
    part: int | None = None,
) -> Report:
    """Build the list of what makes a figure of one project.

    `only` are the places of the postings that a filter lets through (None: all); the figure stays whole. `part` is the number
    of the part that is shown of very many postings, from 1; one that there is not is the nearest (None: all are shown). Raise
    WrongUsage where the request is not about one project, and for a figure, a line or a funder that the project does not have.
    """
    one, wanted = one_project(request), Wanted(account, figure, funder)
    if figure not in FIGURES:
        known = ", ".join(FIGURES)
        raise WrongUsage(text("There is no figure “{figure}”; there are: {known}.", figure=figure, known=known))
    if figure in {RECEIVED, EARNED} and funder not in {source.funder for source in one.now.funders}:
        known = ", ".join(source.funder for source in one.now.funders) or "–"
        raise WrongUsage(
            text(
                "There is no funder “{funder}” in {project}; there are: {known}.", funder=funder, project=one.code, known=known
            )
        )
    made = _made(request, one, account)
    facts = within(request.books.facts[one.code], end=one.as_of)
    parts = [] if figure == BUDGET else _parts(one, facts, made, wanted)
    tables = [_budget(request, made)] if figure == BUDGET else _postings(request, parts, figure, only, part)
    amount = made.figures.budget if figure == BUDGET else sum(part.cents for part in parts)
    title, lang = tr(FIGURES[figure], request.lang), request.lang
    blocks: list[Block] = [_about(request, one, made, wanted, amount), *tables]
    if only is not None and figure != BUDGET:
        blocks.append(Words((_filtered(parts, only, lang),), "note"))
    about = (("project", one.code), ("account", account), ("figure", figure), ("funder", funder))
    sheet, invented = Sheet(KEY, title, title, tuple(blocks)), one.now.project.demonstration
    return Report(KEY, title, f"{one.code}, {title}", lang, request.as_of, (sheet,), demonstration=invented, subject=about)


def _about(request: Request, one: Asked, made: Figure, wanted: Wanted, amount: int | None) -> Facts:
    lang, line = request.lang, tr("the whole project", request.lang) if made.row is None else position(made.row)
    funder = [Said("funder", tr("Source", lang), wanted.funder)] if wanted.funder else []
    facts = (
        Said("project", tr("Project", lang), f"{one.code} – {one.now.project.title(lang)}"),
        Said("line", tr("Budget line", lang), line),
        *funder,
        Said("period", tr("Period", lang), period_shown(one.period.name, lang)),
        Said("as_of", tr("Prepared as of", lang), request.as_of, DAY),
        Said("amount", tr(FIGURES[wanted.figure], lang), amount, MONEY),
    )
    return Facts(facts, one.now.project.currency)


def _filtered(parts: Sequence[Part], only: Collection[Place], lang: str) -> str:
    hidden = [part for part in parts if part.fact.place not in only]
    if not hidden:
        return tr("The filter hides none of the postings.", lang)
    amount = to_decimal(sum(part.cents for part in hidden))
    return tr(
        "The filter hides {n} of the postings, {amount} in all; the figure is made of all of them.",
        lang,
        n=len(hidden),
        amount=amount,
    )


def _made(request: Request, one: Asked, account: str) -> Figure:
    """Give the figures of a line or the project, and what they are made of."""
    facts = request.books.facts[one.code]
    statement = execution.build(one.agreement, facts, one.as_of, request.lang, one.period)
    row = next((row for row in statement.lines if account and row.account == account), None)
    if account and row is None:
        raise WrongUsage(text("{project} has no line “{line}”.", project=one.code, line=account))
    return figures.made_of(one.now, facts, one.period, statement, row)


# --- what makes a figure ---------------------------------------------------------------------------------------------


def _parts(one: Asked, facts: Sequence[Fact], made: Figure, wanted: Wanted) -> list[Part]:
    """Give the postings that make a figure, with what each contributes, in the order of the ledger."""
    match wanted.figure:
        case "received":
            case = Case(one.now, facts, one.as_of, one.agreement)
            return [Part(row.fact, row.cents) for row in money.received(case, wanted.funder)]
        case "earned":
            return _earned(one, facts, made, wanted)
        case "claimed":
            days = [fact for fact in facts if one.period.start <= fact.day <= one.period.end]
            return [part for source in one.now.funders for part in credited(one, days, names.EARNED, source.funder)]
        case "in_kind":
            return credited(one, facts, names.IN_KIND, "")
        case "cut":
            cut = (fact for fact in made.this_period if fact.made in DEDUCTED and not fact.parked)
            return [Part(fact, -fact.cents) for fact in cut]
    return [Part(fact, fact.cents) for fact in _costs(one, made, wanted.figure)]


def _costs(one: Asked, made: Figure, figure: str) -> Sequence[Fact]:
    match figure:
        case "before":
            return made.before
        case "this_period":
            return made.this_period
        case "parked":
            return [fact for fact in made.this_period if fact.parked]
        case "eligible":
            whole = one.period.end == date.max
            return counted(as_known(one), replace(one.period, end=one.as_of) if whole else one.period, made.this_period)
    return (*made.before, *made.this_period)


def as_known(one: Asked) -> Agreement:
    """Give an agreement, with all its versions, as far as the books knew its periods and their states on the day."""
    known = tuple(period for period in one.agreement.periods if period.dated <= one.as_of)
    return replace(one.agreement, periods=known, states=one.now.states)


def credited(one: Asked, facts: Iterable[Fact], role: str, funder: str) -> list[Part]:
    """Give what is booked on an account of income, as the amounts that people know."""
    currency = one.now.project.currency
    booked = (fact for fact in facts if (fact.role, fact.funder, fact.currency) == (role, funder, currency))
    return [Part(fact, -fact.cents) for fact in booked if not fact.parked]


def _earned(one: Asked, facts: Sequence[Fact], made: Figure, wanted: Wanted) -> list[Part]:
    """Give what a funder bears of each cost up to the period's end.

    Where the agreement does not tell enough to compute it, what is booked as earned, and of a line its part of that.
    """
    until = within(facts, end=one.last)
    borne, costs = shares.of(one.now, until, one.last), (*made.before, *made.this_period)
    if borne.of(wanted.funder) is None:
        if not wanted.account:
            return credited(one, until, names.EARNED, wanted.funder)
        return _apportioned(made, wanted.funder, [fact for cell in borne.facts.values() for fact in cell])
    accounts = {fact.account for fact in costs}
    parts = [Part(fact, cents) for fact, cents in borne.by_fact(wanted.funder) if cents]
    of_line = [part for part in parts if not wanted.account or part.fact.account in accounts]
    return sorted(of_line, key=lambda part: (part.fact.day, part.fact.entry))


def _apportioned(made: Figure, funder: str, counted: Sequence[Fact]) -> list[Part]:
    """Divide a funder's part of each line on and below an account among the costs of the line that count, by their size."""
    budgeted, eligible = {leaf.account for leaf in made.execution.leaves}, {id(fact) for fact in counted}
    rows = [fact for fact in (*made.before, *made.this_period) if id(fact) in eligible]
    found: list[Part] = []
    for leaf in made.execution.leaves:
        facts = [fact for fact in rows if line_of(fact.account, budgeted) == leaf.account]
        cents = dict(leaf.figures.shares).get(funder, 0)
        parts = by_weight(cents, {n: fact.cents for n, fact in enumerate(facts)})
        found += [Part(facts[n], part) for n, part in parts.items() if part]
    return sorted(found, key=lambda part: (part.fact.day, part.fact.entry))


# --- the tables ------------------------------------------------------------------------------------------------------


def _postings(
    request: Request, parts: Sequence[Part], figure: str, only: Collection[Place] | None, part: int | None
) -> Iterator[Block]:
    """Build the table, as far as a filter lets it; a row's key is the posting's place in the ledger.

    Of very many one part is shown, below the list of all parts; the total is that of all.
    """
    heads = columns(request.lang, shared=figure == EARNED)
    shown = [one for one in parts if only is None or one.fact.place in only]
    cut = [shown[n : n + AT_ONCE] for n in range(0, len(shown), AT_ONCE)]
    listed: Sequence[Part] = shown
    if part is not None and len(cut) > 1:
        place = min(max(1, part), len(cut)) - 1
        listed = cut[place]
        first, last = place * AT_ONCE + 1, place * AT_ONCE + len(listed)
        said = tr(
            "Postings {first} to {last} of {n}; the total below them is of all.",
            request.lang,
            first=first,
            last=last,
            n=len(shown),
        )
        yield _cut(request, cut)
        yield Words((said,), "lead")
    yield _summed(request, heads, rows(request, heads, listed, one_currency(request)), sum(one.cents for one in shown))


def _cut(request: Request, cut: Sequence[Sequence[Part]]) -> Table:
    """List the parts of very many postings, which add up to all of them; a row's key is the part's number."""
    lang = request.lang
    heads = (
        Column("part", tr("Postings", lang), width=16),
        Column("start", tr("From", lang), DAY),
        Column("end", tr("To", lang), DAY),
        Column("amount", tr("Amount", lang), MONEY),
    )
    found = []
    for n, some in enumerate(cut):
        said = f"{n * AT_ONCE + 1}–{n * AT_ONCE + len(some)}"
        cells = (said, some[0].fact.day, some[-1].fact.day, sum(one.cents for one in some))
        found.append(Row(cells, key=str(n + 1)))
    amount = sum(one.cents for some in cut for one in some)
    found.append(Row((tr("TOTAL", lang), None, None, amount), look=TOTAL, sums=tuple(range(len(cut))), key=TOTAL))
    return Table(PARTS, tr("All postings, in parts", lang), heads, found, one_currency(request))


def _budget(request: Request, made: Figure) -> Table:
    """Build the table of the directives in force behind a plan; a row's key is the directive's place."""
    lang = request.lang
    heads = (
        Column("date", tr("Date", lang), DAY),
        Column("account", tr("Account", lang), CODE, width=34),
        Column("period", tr("Period", lang), width=14),
        Column("amount", tr("Amount", lang), MONEY),
        Column("amendment", tr("Amendment", lang), width=12),
        Column("decision", tr("Decision", lang), width=30),
        Column("where", tr("Where", lang), CODE, width=34),
    )
    found = [Row(filled(heads, _version(request, one)), key=where(request, one.place)) for one in made.budget]
    return _summed(request, heads, found, made.figures.budget)


def _version(request: Request, one: BudgetVersion) -> dict[str, Value]:
    return {
        "date": one.dated,
        "account": one.account,
        "period": period_shown(one.period, request.lang),
        "amount": one.cents,
        "amendment": one.amendment,
        "decision": one.decision,
        "where": where(request, one.place),
    }


def _summed(request: Request, heads: tuple[Column, ...], found: list[Row], amount: int | None) -> Table:
    """Put the total below the rows, in the column of their amounts."""
    lang, place = request.lang, [column.key for column in heads].index("amount")
    added = stated_sum([cell if isinstance(cell := row.cells[place], int) else None for row in found])
    sums = tuple(range(len(found))) if added == amount else ()
    if found:
        found.append(Row(filled(heads, total(heads, amount, lang)), look=TOTAL, sums=sums, key=TOTAL))
    currency, empty = one_currency(request), tr("Nothing is booked of it.", lang)
    return Table(KEY, tr("What the figure is made of", lang), heads, found, currency, empty=empty)

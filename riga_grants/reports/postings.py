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
from riga_grants.directives import BudgetVersion
from riga_grants.errors import Place
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.facts import within
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.model import Agreement
from riga_grants.money import stated_sum
from riga_grants.money import to_decimal
from riga_grants.reports.listing import one_currency
from riga_grants.reports.listing import period_shown
from riga_grants.reports.one_project import one_project
from riga_grants.reports.outside import where
from riga_grants.reports.placed import placed
from riga_grants.reports.request import Request
from riga_grants.reports.totals import filled
from riga_grants.screens.shares_text import MADE
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import TOTAL
from riga_grants.tables import WORD
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
AT_ONCE: Final = 500
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


class Part(NamedTuple):
    """A posting and what of the figure it makes, in cents."""

    fact: Fact
    cents: int


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
            return _earned(one, facts, (*made.before, *made.this_period), wanted)
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


def _earned(one: Asked, facts: Sequence[Fact], costs: Sequence[Fact], wanted: Wanted) -> list[Part]:
    """Give what a funder bears of each cost: of a line's up to the period's end, of the project's up to the day.

    Where the agreement does not tell enough to compute it, what is booked as earned; of a line nothing is then.
    """
    day = one.last if wanted.account else one.as_of
    borne = shares.of(one.now, within(facts, end=day), day)
    if borne.of(wanted.funder) is None:
        return [] if wanted.account else credited(one, facts, names.EARNED, wanted.funder)
    accounts = {fact.account for fact in costs}
    parts = [Part(fact, cents) for fact, cents in borne.by_fact(wanted.funder) if cents]
    of_line = [part for part in parts if not wanted.account or part.fact.account in accounts]
    return sorted(of_line, key=lambda part: (part.fact.day, part.fact.entry))


# --- the tables ------------------------------------------------------------------------------------------------------


def columns(lang: str, *, shared: bool = False) -> tuple[Column, ...]:
    """Give the columns of a list of postings; with `shared` also the whole cost of which the amount is a part."""
    return (
        Column("date", tr("Date", lang), DAY),
        Column("document_no", tr("Document", lang), width=16),
        Column("issuer", tr("Issuer", lang), width=24),
        Column("text", tr("Description", lang), width=28),
        Column("account", tr("Account", lang), CODE, width=28),
        Column("amount", tr("Amount", lang), MONEY),
        *((Column("cost", tr("Of a cost of", lang), MONEY),) if shared else ()),
        Column("note", tr("Notes", lang), WORD),
        Column("where", tr("Where", lang), CODE, width=34),
        Column("source", tr("Read from", lang), CODE, width=30),
        Column("document", tr("Scanned document", lang), CODE, width=24),
    )


def rows(request: Request, heads: Sequence[Column], parts: Sequence[Part]) -> list[Row]:
    """Make the rows of some postings, each with its place in the ledger as its key."""
    named = placed(request, (part.fact.place for part in parts))
    found = ((part, named[part.fact.place]) for part in parts)
    return [Row(filled(heads, _cells(part, place, request.lang)), key=place) for part, place in found]


def _cells(part: Part, place: str, lang: str) -> dict[str, Value]:
    fact = part.fact
    return {
        "date": fact.day,
        "document_no": fact.document_no,
        "issuer": str(fact.says(names.ISSUER) or fact.text[0]),
        "text": fact.text[1],
        "account": fact.account,
        "amount": part.cents,
        "cost": fact.cents,
        "note": note_on(fact, lang),
        "where": place,
        "source": str(source_of(fact) or ""),
        "document": str(fact.says(names.DOCUMENT_FILE) or ""),
    }


def note_on(fact: Fact, lang: str) -> str:
    """Say that a posting is parked, and what it is where the program computed it."""
    said = [tr("parked", lang)] if fact.parked else []
    if fact.made:
        said.append(tr(MADE[fact.made], lang) if fact.made in MADE else fact.made)
    return ", ".join(said)


def source_of(fact: Fact) -> Place | None:
    """Give the cells of the workbook that a posting was read from, None where it was not imported."""
    file, sheet, at = (str(fact.says(key) or "") for key in (names.SOURCE_FILE, names.SOURCE_SHEET, names.SOURCE_CELLS))
    return Place(file, sheet=sheet, cell=at) if file else None


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
    yield _summed(request, heads, rows(request, heads, listed), sum(one.cents for one in shown))


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


def total(heads: Sequence[Column], amount: int | None, lang: str) -> dict[str, Value]:
    """Give the cells of the row below a list of postings: the sum alone."""
    blank: dict[str, Value] = dict.fromkeys((column.key for column in heads), "")
    return {**blank, "account": tr("TOTAL", lang), "amount": amount}


def _summed(request: Request, heads: tuple[Column, ...], found: list[Row], amount: int | None) -> Table:
    """Put the total below the rows, in the column of their amounts."""
    lang, place = request.lang, [column.key for column in heads].index("amount")
    added = stated_sum([cell if isinstance(cell := row.cells[place], int) else None for row in found])
    sums = tuple(range(len(found))) if added == amount else ()
    if found:
        found.append(Row(filled(heads, total(heads, amount, lang)), look=TOTAL, sums=sums, key=TOTAL))
    currency, empty = one_currency(request), tr("Nothing is booked of it.", lang)
    return Table(KEY, tr("What the figure is made of", lang), heads, found, currency, empty=empty)

"""The sheet of execution: budget against actual by line, as councils read it; of several projects one after another."""

from collections.abc import Sequence

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.i18n import tr
from riga_grants.reports.listing import one_currency
from riga_grants.reports.request import Request
from riga_grants.reports.told import Told
from riga_grants.reports.told import about
from riga_grants.reports.told import legend
from riga_grants.reports.totals import filled
from riga_grants.reports.totals import totals
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.tables import MONEY
from riga_grants.tables import NO_PLAN
from riga_grants.tables import PERCENT
from riga_grants.tables import PLAIN
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import WORD
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.wording import OVERSPENT
from riga_grants.wording import overspent
from riga_grants.wording import summary

KEY = "execution"


def sheet(told: Sequence[Told], request: Request, shown: Table) -> Sheet:
    """Build the sheet: what it is about, the lines (`table`), and what must be known to read them."""
    notes = legend((shown,), request.lang, _findings(request.findings, request.lang))
    title = tr("Execution of the project's budget", request.lang)
    if len(told) > 1:
        title = tr("Execution of the projects' budgets", request.lang)
    return Sheet(KEY, tr("Execution", request.lang), title, (about(told, request), shown, *notes))


def table(told: Sequence[Told], request: Request) -> Table:
    """Build the table of lines; of several projects each has a row of its own above its lines, and a total by currency."""
    columns = _columns(told, request.lang)
    rows: list[Row] = []
    if len(told) == 1:
        rows += _lines(told[0], columns, 0, 0, request.lang)
        whole = LineRow(TOTAL, tr("TOTAL", request.lang), "", 0, subtotal=True, figures=told[0].statement.total)
        rows.append(_row(whole, columns, told[0], leaves(told[0], 0), request.lang)._replace(look=TOTAL))
    else:
        heads = {}
        for one in told:
            heads[len(rows)] = one.currency
            head = LineRow(one.code, one.head(request), "", 0, subtotal=True, figures=one.statement.total)
            rows.append(_row(head, columns, one, leaves(one, len(rows) + 1), request.lang))
            rows += _lines(one, columns, len(rows), 1, request.lang)
        rows += totals(columns, rows, heads, "line", request.lang)
    return Table(
        KEY,
        tr("Execution by line", request.lang),
        columns,
        rows,
        one_currency(request),
        request.unit,
        numbered=True,
        outline=True,
        bars="spent_pct",
    )


def share_key(funder: str) -> str:
    """Give the key of the column of a funder's part: `share_RD`."""
    return f"share_{funder}"


def funders(told: Sequence[Told]) -> list[str]:
    """List the codes of all funders and other public bodies, in the order of the projects."""
    return list(dict.fromkeys(source.funder for one in told for source in one.asked.now.funders))


def money_columns(lang: str) -> tuple[Column, ...]:
    """Give the columns that close every table of execution: what is left, in per cent, and a word for overspending."""
    return (
        Column("left", tr("Left", lang), MONEY, terms=(("budget", 1), ("spent", -1))),
        Column("spent_pct", tr("Execution, %", lang), PERCENT, ratio=("spent", "budget")),
        Column("note", tr("Notes", lang), WORD, warns=("left", tr(OVERSPENT, lang))),
    )


def progress(figures: Figures, lang: str) -> dict[str, Value]:
    """Give the cells of plan, cost, what is left, per cent and the word for overspending."""
    pct: Value = figures.spent_pct
    if figures.budget == 0 and figures.spent is not None:
        pct = NO_PLAN
    return {
        "budget": figures.budget,
        "spent": figures.spent,
        "left": figures.left,
        "spent_pct": pct,
        "note": tr(OVERSPENT, lang) if overspent(figures) else "",
    }


def _columns(told: Sequence[Told], lang: str) -> tuple[Column, ...]:
    periodic = any(one.statement.period != names.WHOLE_PROJECT for one in told)
    paying = funders(told)
    in_kind = any(source.kind == names.IN_KIND_SOURCE for one in told for source in one.statement.sources)
    own = tr("of it own funds and in kind", lang) if in_kind else tr("of it own funds", lang)
    parts = tuple(Column(share_key(one), tr("of it {funder} co-financing", lang, funder=one), MONEY) for one in paying)
    return (
        Column("number", tr("No.", lang)),
        Column("line", tr("Budget line", lang), width=38),
        Column("original", tr("Plan", lang), MONEY),
        Column("amendments", tr("Amendments", lang), MONEY),
        Column("budget", tr("Revised plan", lang), MONEY, terms=(("original", 1), ("amendments", 1))),
        *(_period_columns(lang) if periodic else ()),
        Column("spent", tr("Execution", lang), MONEY, terms=(("before", 1), ("this_period", 1)) if periodic else ()),
        *parts,
        Column("own", own, MONEY, terms=(("spent", 1), *((part.key, -1) for part in parts))),
        *money_columns(lang),
    )


def _period_columns(lang: str) -> tuple[Column, ...]:
    return Column("before", tr("Before", lang), MONEY), Column("this_period", tr("In this period", lang), MONEY)


def leaves(told: Told, first: int, account: str = "") -> tuple[int, ...]:
    """Give the places of the lines with figures of their own, of all or below an account; the first of all is at `first`."""
    lines = [(n, line) for n, line in enumerate(told.statement.lines, first) if not line.subtotal]
    return tuple(n for n, line in lines if not account or f"{line.account}:".startswith(f"{account}:"))


def _lines(told: Told, columns: Sequence[Column], first: int, depth: int, lang: str) -> list[Row]:
    rows = []
    for line in told.statement.lines:
        below = leaves(told, first, line.account) if line.subtotal else ()
        row = _row(line, columns, told, below, lang)
        rows.append(row._replace(depth=line.depth + depth, look=SUBTOTAL if line.subtotal else PLAIN))
    return rows


def _row(line: LineRow, columns: Sequence[Column], told: Told, below: tuple[int, ...], lang: str) -> Row:
    values: dict[str, Value] = {
        "number": f"{line.number.rstrip('.')}." if line.number else "",
        "line": line.name,
        **_figures(line.figures, columns, told),
        **progress(line.figures, lang),
    }
    return Row(filled(columns, values), look=SUBTOTAL, sums=below, key=line.account)


def _figures(figures: Figures, columns: Sequence[Column], told: Told) -> dict[str, Value]:
    """Give plan, amendments, cost and who bears it; the own part only where every funder's part is known."""
    paying, shares = {share_key(one) for one in funders([told])}, dict(figures.shares)
    known = {share_key(funder): cents for funder, cents in shares.items()}
    # Who is no source of the project bears nothing of it, as soon as anything is known of its cost.
    others = {one.key: 0 for one in columns if one.key.startswith("share_") and one.key not in paying}
    stated = figures.original is not None and figures.budget is not None
    return {
        "original": figures.original,
        "amendments": (figures.budget or 0) - (figures.original or 0) if stated else None,
        "before": figures.before,
        "this_period": figures.this_period,
        **(others if figures.spent is not None else {}),
        **known,
        "own": figures.own if paying <= known.keys() else None,
    }


def _findings(findings: Sequence[Finding], lang: str) -> str:
    said = summary(findings, lang)
    if findings:
        said += " " + tr("See the sheet “{sheet}”.", lang, sheet=tr("Discrepancies", lang))
    return said

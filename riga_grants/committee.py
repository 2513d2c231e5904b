"""The two pages of figures of the committee workbook: execution by line, and funding by source and instalment.

Formulas live on in the file, each with the value that the statement gives; a formula is written only where it gives that
value. An amount is rounded to the cent by its formula, so that no binary fraction makes a false overrun.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from riga_grants import names
from riga_grants.errors import Finding
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.money import to_decimal
from riga_grants.names import IN_KIND_SOURCE
from riga_grants.pages import Page
from riga_grants.pages import printed
from riga_grants.pages import sum_of
from riga_grants.pages import title
from riga_grants.sheets import reference
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow
from riga_grants.statements import SourceRow
from riga_grants.wording import DASH
from riga_grants.wording import KINDS
from riga_grants.wording import NOT_STATED
from riga_grants.wording import OVERSPENT
from riga_grants.wording import overspent
from riga_grants.wording import period_title
from riga_grants.wording import place_under
from riga_grants.wording import rate_pct
from riga_grants.wording import show_cents
from riga_grants.wording import summary
from riga_grants.wording import version_title

NO_PLAN = "-"
"""Stands for a percentage of a plan of zero."""

DISCREPANCIES = N_("Discrepancies")
"""The name of the page of findings, which the page of execution refers to."""


class _Column(NamedTuple):
    """A column of amounts: its heading and number, its figure, and from which columns of the row it is computed.

    `formula` names columns of the row by their position ({0} is the first of amounts); "" where lines are summed.
    """

    head: str
    number: str
    of: Callable[[Figures], int | None]
    formula: str = ""


_FIRST = 2  # the first column of amounts, behind number and name
_NAMED = 38  # the width of a line's name
_BAR = {
    "type": "data_bar",
    "data_bar_2010": True,
    "bar_solid": True,
    "bar_color": "#9DC3E6",
    "min_type": "num",
    "max_type": "num",
    "min_value": 0,
    "max_value": 100,
}


def _columns(execution: Execution, lang: str) -> list[_Column]:
    """Give the columns of amounts, in the order and with the numbers that councils use."""
    funders = [source.funder for source in execution.sources if source.kind == "funder"]
    own = 6 + len(funders)
    shares = "".join(f"-{{{6 + n}}}" for n in range(len(funders)))
    return [
        _Column(tr("Plan", lang), "1", lambda f: f.original),
        _Column(tr("Amendments", lang), "2", _amendment),
        _Column(tr("Revised plan", lang), "3 (1+2)", lambda f: f.budget, "=ROUND({0}+{1},2)"),
        _Column(tr("Before", lang), "4", lambda f: f.before),
        _Column(tr("In this period", lang), "5", lambda f: f.this_period),
        _Column(tr("Execution", lang), "6 (4+5)", lambda f: f.spent, "=ROUND({3}+{4},2)"),
        *(_share(funder, 7 + n, lang) for n, funder in enumerate(funders)),
        _Column(tr("of it own funds", lang), f"{own + 1}", lambda f: _own(f, funders), f"=ROUND({{5}}{shares},2)"),
        _Column(tr("Left", lang), f"{own + 2} (3-6)", lambda f: f.left, "=ROUND({2}-{5},2)"),
    ]


def _share(funder: str, number: int, lang: str) -> _Column:
    return _Column(tr("of it {funder} co-financing", lang, funder=funder), f"{number}", lambda f: dict(f.shares).get(funder))


def _amendment(figures: Figures) -> int | None:
    return None if figures.original is None or figures.budget is None else figures.budget - figures.original


def _own(figures: Figures, funders: Sequence[str]) -> int | None:
    """Give the own part where every funder's part is known; otherwise nobody can say what the rest is."""
    return figures.own if set(funders) <= dict(figures.shares).keys() else None


def execution_page(page: Page, execution: Execution, findings: Sequence[Finding]) -> None:
    """Write the page that a committee reads: the project, its lines with subtotals, and how many findings are open."""
    columns = _columns(execution, page.lang)
    last = _FIRST + len(columns) + 1
    heads = [page.tr("No."), page.tr("Budget line"), *(c.head for c in columns), page.tr("Execution, %"), page.tr("Notes")]
    widths = _widths(execution, columns, heads)
    page.widths(widths)
    head = _about(page, execution, widths)
    page.heads(head, heads, widths)
    for n, number in enumerate(["A", "B", *(c.number for c in columns), f"{len(columns) + 1} (6/3)", "C"]):
        page.text(head + 1, n, number, page.look("column"))
    top, bottom = head + 2, head + 2 + len(execution.lines)
    leaves = [(n, line) for n, line in enumerate(execution.lines, top) if not line.subtotal]
    for row, line in enumerate(execution.lines, top):
        below = [(n, leaf) for n, leaf in leaves if line.subtotal and f"{leaf.account}:".startswith(f"{line.account}:")]
        _line(page, row, line, columns, below)
    whole = LineRow("", page.tr("TOTAL"), "", 0, subtotal=True, figures=execution.total)
    _line(page, bottom, whole, columns, leaves)
    page.sheet.conditional_format(top, last - 1, bottom, last - 1, _BAR)
    foot = _notes(page, bottom + 1, execution, findings, widths)
    printed(page, (head, head + 1), (foot, last), (top, _FIRST))


def _widths(execution: Execution, columns: Sequence[_Column], heads: Sequence[str]) -> list[float]:
    """Give each column room for its widest amount and for every word of its heading."""
    figures = [execution.total, *(line.figures for line in execution.lines)]
    amounts = [max(len(show_cents(column.of(one), "lv")) for one in figures) + 3.5 for column in columns]
    words = [max(map(len, head.split())) * 1.15 + 2 for head in heads]
    return [max(word, room) for word, room in zip(words, (7, _NAMED, *amounts, 9, 11), strict=True)]


def _line(page: Page, row: int, line: LineRow, columns: Sequence[_Column], below: Sequence[tuple[int, LineRow]]) -> None:
    """Write a line: amounts as they are or summed from the leaves `below` it, the rest computed from the row's own cells."""
    bold, figures = line.subtotal, line.figures
    cells = [reference((row, _FIRST + n)) for n in range(len(columns))]
    page.tall(row, [(line.name, (_NAMED - 3 - 2 * line.depth) * (0.85 if bold else 0.95))])
    page.text(row, 0, f"{line.number}." if line.number else "", page.look("number", bold=bold))
    page.text(row, 1, line.name, page.look("text", bold=bold, indent=1 + line.depth))
    for n, column in enumerate(columns):
        formula = column.formula.format(*cells) if _computable(column, columns, figures) else ""
        if not column.formula and below and sum(column.of(leaf.figures) or 0 for _, leaf in below) == column.of(figures):
            formula = sum_of(_FIRST + n, [leaf_row for leaf_row, _ in below])
        look = page.look("left" if n == len(columns) - 1 else "money", bold=bold)
        page.money(row, _FIRST + n, column.of(figures), look, formula)
    _progress(page, row, _FIRST + len(columns), figures, (cells[2], cells[5], cells[-1]), bold=bold)


def _computable(column: _Column, columns: Sequence[_Column], figures: Figures) -> bool:
    """Say whether a column's formula has all that it needs; an amount may be stated where its parts are not."""
    return all(other.of(figures) is not None for n, other in enumerate(columns) if f"{{{n}}}" in column.formula)


def _progress(page: Page, row: int, column: int, figures: Figures, cells: tuple[str, str, str], *, bold: bool) -> None:
    """Write per cent and the word for overspending, from the cells of plan, execution and what is left."""
    plan, spent, left = cells
    look, word = page.look("percent", bold=bold), page.look("word", bold=bold)
    if figures.budget is None or figures.spent is None:
        page.text(row, column, NOT_STATED, look)
        page.text(row, column + 1, "", word)
        return
    value = NO_PLAN if figures.spent_pct is None else figures.spent_pct
    page.formula(row, column, f'=IF({plan}=0,"{NO_PLAN}",ROUND({spent}/{plan}*100,1))', value, look)
    over = page.tr(OVERSPENT)
    page.formula(row, column + 1, f'=IF({left}<0,"{over}","")', over if overspent(figures) else "", word)


def _about(page: Page, execution: Execution, widths: Sequence[float]) -> int:
    """Write the title block above the table; give the row of the table's heading."""
    last = len(widths) - 1
    row = title(page, N_("Execution of the project's budget"), demonstration=execution.project.demonstration)
    for label, fact in _facts(execution, page.lang):
        page.text(row, 0, label, page.look("label"))
        page.spread(row, (_FIRST, last), fact, page.look("fact"), sum(widths[_FIRST:]))
        row += 1
    page.text(row, last, _unit(execution), page.look("unit"))
    return row + 1


def _unit(execution: Execution) -> str:
    return f"({execution.project.currency})" if execution.project.currency else ""


def _facts(execution: Execution, lang: str) -> Iterator[tuple[str, str]]:
    project = execution.project
    yield tr("Project", lang), f"{project.code} – {project.title(lang)}"
    if project.contract:
        yield tr("Contract", lang), project.contract
    sources = [
        f"{row.name or row.funder} ({tr(KINDS[row.kind], lang)}: {show_cents(row.ceiling, lang)})"
        for row in execution.sources
        if row.kind != IN_KIND_SOURCE
    ]
    if sources:
        yield tr("Financed by", lang), "; ".join(sources)
    yield tr("Period", lang), period_title(execution, lang)
    if execution.period != names.WHOLE_PROJECT:
        own = {"plan": show_cents(execution.period_budget, lang), "spent": show_cents(execution.total.this_period, lang)}
        yield tr("The period alone", lang), tr("plan {plan}, spent {spent}", lang, **own)
    through = execution.plan_through
    plan = "" if through is None else tr("; the plan is cumulative, through {day}", lang, day=through)
    yield tr("Budget version", lang), version_title(execution.version, lang) + plan
    yield tr("Prepared as of", lang), show_date(execution.as_of, lang)


def _notes(page: Page, row: int, execution: Execution, findings: Sequence[Finding], widths: Sequence[float]) -> int:
    """Write what must be known to read the table; give the last row."""
    shown = summary(findings, page.lang)
    if findings:
        shown += " " + tr("See the sheet “{sheet}”.", page.lang, sheet=page.tr("Discrepancies"))
    stated = all(None not in (row.figures.left, row.figures.original) for row in execution.lines)
    notes = [shown] if stated else [shown, f"{NOT_STATED} {page.tr(DASH)}"]
    for n, note in enumerate(notes):
        page.spread(row + n, (0, len(widths) - 1), note, page.look("fact"), sum(widths))
    return row + len(notes) - 1


# --- funding ---------------------------------------------------------------------------------------------------------


_SOURCE_HEADS = (
    *(N_("Source"), N_("Name"), N_("Kind"), N_("Ceiling"), N_("Exact rate"), N_("Rate, %")),
    *(N_("Earned"), N_("Received"), N_("Owed to us"), N_("To spend or to return"), N_("Left")),
)


_SOURCE_WIDTHS = (13, 42, 21, 16, 22, 11, 16, 16, 16, 16, 16)


def funding_page(page: Page, execution: Execution, root: Path | None) -> None:
    """Write who pays for the project: each source's state, and the instalments that came in."""
    row = title(page, N_("Funding of the project"), demonstration=execution.project.demonstration)
    page.text(row, 0, page.tr("Sources"), page.look("section"))
    page.text(row, 10, _unit(execution), page.look("unit"))
    page.widths(_SOURCE_WIDTHS)
    page.heads(row + 1, [page.tr(head) for head in _SOURCE_HEADS], _SOURCE_WIDTHS)
    top = row + 2
    for n, source in enumerate(execution.sources, top):
        _source(page, n, source)
    bottom = top + len(execution.sources)
    _sources_total(page, bottom, top, execution.sources)
    last = _instalments(page, bottom + 2, execution, root)
    printed(page, (row + 1, row + 1), (last, 10), (top, 0))


def _source(page: Page, row: int, source: SourceRow) -> None:
    text, money = page.look("text"), page.look("money")
    ceiling, earned, received = (reference((row, n)) for n in (3, 6, 7))
    page.tall(row, [(source.name, _SOURCE_WIDTHS[1] - 2)])
    page.text(row, 0, source.funder, text)
    page.text(row, 1, source.name, text)
    page.text(row, 2, page.tr(KINDS[source.kind]), text)
    page.money(row, 3, source.ceiling, money)
    page.text(row, 4, NOT_STATED if source.rate is None else str(source.rate), page.look("text", align="right"))
    page.number(row, 5, rate_pct(source.rate), page.look("rate"))
    page.money(row, 6, source.earned, money)
    page.money(row, 7, source.received, money)
    for column, cents, formula, sign in (
        (8, source.receivable, f"=ROUND(MAX(0,{earned}-{received}),2)", 1),
        (9, source.advance, f"=ROUND(MAX(0,{received}-{earned}),2)", -1),
    ):
        known = source.earned is not None and source.received is not None
        difference = max(0, sign * ((source.earned or 0) - (source.received or 0)))
        page.money(row, column, cents, money, formula if known and cents == difference else "")
    given = f"-{to_decimal(source.in_kind)}" if source.in_kind else ""
    page.money(row, 10, source.left, page.look("left"), f"=ROUND({ceiling}-{earned}{given},2)")


def _sources_total(page: Page, row: int, top: int, sources: Sequence[SourceRow]) -> None:
    """Sum the sources; money comes from funders alone, and a ceiling is nothing that in-kind work must have.

    What is left is computed from the sums: in-kind work uses up what others have undertaken to bear.
    """
    for column, shown in enumerate((page.tr("TOTAL"), "", "", "", "", "")):
        page.text(row, column, shown, page.look("text", bold=True))
    paying = [source for source in sources if source.kind == "funder"]
    ceiling = _stated_sum([source.ceiling for source in sources if source.kind != IN_KIND_SOURCE])
    earned = _stated_sum([source.earned for source in sources])
    money = page.look("money", bold=True)
    for column, cents in (
        (3, ceiling),
        (6, earned),
        (7, _stated_sum([source.received for source in paying])),
        (8, _stated_sum([source.receivable for source in paying])),
        (9, _stated_sum([source.advance for source in paying])),
    ):
        page.money(row, column, cents, money, sum_of(column, range(top, row)))
    left = None if ceiling is None or earned is None else ceiling - earned
    page.money(row, 10, left, page.look("left", bold=True), f"=ROUND({reference((row, 3))}-{reference((row, 6))},2)")


def _stated_sum(amounts: Sequence[int | None]) -> int | None:
    """Sum amounts; where one of them is not stated, or there is none, neither is the sum."""
    stated = [cents for cents in amounts if cents is not None]
    return sum(stated) if stated and len(stated) == len(amounts) else None


def _instalments(page: Page, row: int, execution: Execution, root: Path | None) -> int:
    """Write what came from the funders and when; give the last row."""
    page.text(row, 0, page.tr("Instalments"), page.look("section"))
    if not execution.instalments:
        page.text(row + 1, 0, page.tr("No instalments are booked."), page.look("unit", align="left"))
        return row + 1
    heads = [page.tr("Date"), page.tr("Details"), page.tr("Source"), page.tr("Amount"), page.tr("Booked in")]
    page.heads(row + 1, heads, _SOURCE_WIDTHS)
    page.sheet.merge_range(row + 1, 4, row + 1, 7, "", page.look("head"))
    page.text(row + 1, 4, page.tr("Booked in"), page.look("head"))
    top = row + 2
    for n, instalment in enumerate(execution.instalments, top):
        page.day(n, 0, instalment.day)
        page.text(n, 1, instalment.text, page.look("text"))
        page.text(n, 2, instalment.funder, page.look("text"))
        page.money(n, 3, instalment.cents, page.look("left"))
        place = place_under(instalment.place, root)
        page.sheet.merge_range(n, 4, n, 7, "", page.look("text"))
        page.text(n, 4, place, page.look("text"))
        page.tall(n, [(instalment.text, _SOURCE_WIDTHS[1] - 2), (place, sum(_SOURCE_WIDTHS[4:8]) - 2)])
    bottom = top + len(execution.instalments)
    for column, shown in enumerate((page.tr("TOTAL"), "", "")):
        page.text(bottom, column, shown, page.look("text", bold=True))
    total = sum(instalment.cents for instalment in execution.instalments)
    page.money(bottom, 3, total, page.look("money", bold=True), sum_of(3, range(top, bottom)))
    return bottom

"""Where the cells of our pages lead: a project to its page, a figure to the postings behind it, a finding to its explanation.

The rules go by the keys of tables, rows and columns (docs/dashboard.md). A cell without a rule leads nowhere, and so does an
empty one. Where places in the ledger lead is `entries`.
"""

from collections.abc import Callable
from collections.abc import Mapping
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants.dashboard.entries import Entries
from riga_grants.dashboard.links import Ways
from riga_grants.dashboard.question import EXPLAIN
from riga_grants.dashboard.question import POSTINGS
from riga_grants.dashboard.question import PROJECT
from riga_grants.dashboard.question import TODO
from riga_grants.dashboard.question import TRACE
from riga_grants.dashboard.question import Pairs
from riga_grants.dashboard.shown import Link
from riga_grants.reports import claim_sheet
from riga_grants.reports import comparison
from riga_grants.reports import execution_sheet
from riga_grants.reports import explain_finding
from riga_grants.reports import open_findings
from riga_grants.reports import portfolio
from riga_grants.reports import postings
from riga_grants.reports import project_page
from riga_grants.reports import todo
from riga_grants.reports import traced
from riga_grants.reports.request import Request
from riga_grants.tables import PLAIN
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table

_SHARE: Final = execution_sheet.share_key("")
_VERSIONS: Final = frozenset({"original", "amendments"})
_OWED: Final = frozenset({"receivable", "advance", "repayable"})
_TO_DO: Final = {"errors": open_findings.FINDINGS, "warnings": open_findings.FINDINGS, "next_what": todo.AHEAD}
_WHERE: Final = frozenset({"where", "place"})


class Page(NamedTuple):
    """What the rules go by: the request of the page's report, its addresses, its entries, its project ("") and period ("").

    `more` are the parameters of its address beside the day and Fava's own.
    """

    request: Request
    ways: Ways
    entries: Entries
    project: str
    period: str
    more: Pairs = ()

    def behind(self, figure: str, line: str = "", funder: str = "", **more: str) -> str:
        """Give the address of the postings behind a figure; `line` is an account, "" for the whole project.

        `more` are parameters that are others than the page's own, such as the period.
        """
        own = {"project": self.project, "period": self.period}
        return self.ways.page(POSTINGS, **{**own, "figure": figure, "line": line, "funder": funder, **more})

    def explained(self, funder: str = "", **more: str) -> str:
        """Give the address of the arithmetic of what a funder, or "own" funds, bear ("": of each of them)."""
        return self.ways.page(EXPLAIN, **{"project": self.project, "period": self.period, "funder": funder, **more})

    @property
    def to_date(self) -> dict[str, str]:
        """The parameters of a figure that counts all up to the last day of the page's period."""
        last = min((one.last for one in self.request.projects), default=self.request.as_of)
        return {"period": "", **({"as_of": last.isoformat()} if last < self.request.as_of else {})}

    def origin(self, what: str, project: str = "") -> str:
        """Give the address of where an entry, named by its place or its key, comes from."""
        return self.ways.page(TRACE, project=project or self.project, what=what)

    def funders(self, project: str) -> tuple[str, ...]:
        """Name a project's funders."""
        found = next((one for one in self.request.projects if one.code == project), None)
        return () if found is None else tuple(source.funder for source in found.now.funders)


class Cell(NamedTuple):
    """A cell that is not empty: its table, its row, and its column's key."""

    table: Table
    row: Row
    column: str

    def beside(self, key: str) -> str:
        """Give the words of a cell of the row, "" where there is none."""
        place = self.table.place(key)
        return "" if place is None else str(self.row.cells[place] or "")


Rule = Callable[[Page, Cell], str]


def link(page: Page) -> Link:
    """Give the function that says where each cell of a page leads."""

    def address(table: Table, row: Row, column: Column) -> str:
        cell = Cell(table, row, column.key)
        if not cell.beside(column.key) and row.cells[table.place(column.key) or 0] != 0:
            return ""
        if column.key in _WHERE:
            return page.entries.editor(cell.beside(column.key))
        return _rule(table.key)(page, cell)

    return address


def _rule(key: str) -> Rule:
    """Find a table's rule; tables of one funder have its code behind their own key."""
    return RULES.get(key) or RULES.get(f"{key.partition('_')[0]}_") or _nowhere


def _nowhere(_page: Page, _cell: Cell) -> str:
    return ""


def _portfolio(page: Page, cell: Cell) -> str:
    code, column = cell.row.key, cell.column
    if cell.row.look != PLAIN:
        return ""
    if column in {"project", "name"}:
        return page.ways.page(PROJECT, project=code)
    if column in _TO_DO:
        return page.ways.part(TODO, _TO_DO[column], project=code)
    return _portfolio_figure(page, code, column)


def _portfolio_figure(page: Page, code: str, column: str) -> str:
    if column in {"budget", "spent", "in_kind"}:
        return page.behind(column, project=code)
    if column == "own":
        return page.explained(names.OWN, project=code)
    if column not in {"received", "cofinancing", *_OWED}:
        return ""
    funder, *others = (*page.funders(code), "")
    if others != [""]:
        return page.ways.part(PROJECT, "sources", project=code)
    received = column == "received"
    return page.behind(postings.RECEIVED, funder=funder, project=code) if received else page.explained(funder, project=code)


def _execution(page: Page, cell: Cell) -> str:
    column, line = cell.column, "" if cell.row.key == TOTAL else cell.row.key
    if column == "budget":
        return page.behind(postings.BUDGET, line)
    if column in _VERSIONS:
        return page.ways.part(PROJECT, project_page.AMENDMENTS, project=page.project, period=page.period)
    if column in {"spent", "before", "this_period"}:
        return page.behind(column, line)
    if column.startswith(_SHARE):
        return page.behind(postings.EARNED, line, column.removeprefix(_SHARE))
    return page.explained(names.OWN) if column == "own" and not line else ""


def _sources(page: Page, cell: Cell) -> str:
    column, source = cell.column, cell.row.key
    if cell.row.look == TOTAL:
        return page.behind(postings.SPENT, period="") if column == "earned" else ""
    if source not in page.funders(page.project):
        return _not_funded(page, cell)
    if column == "received":
        return page.behind(postings.RECEIVED, funder=source, period="")
    return page.explained(source, period="") if column in {"source", "name", "rate", "earned", *_OWED} else ""


def _not_funded(page: Page, cell: Cell) -> str:
    """Say where the row of own funds, or of what was given in kind, leads."""
    if cell.column not in {"name", "earned"}:
        return ""
    in_kind = cell.row.key == names.IN_KIND_SOURCE
    return page.behind(postings.IN_KIND, period="") if in_kind else page.explained(names.OWN, period="")


def _compared(page: Page, cell: Cell) -> str:
    figures = {
        "spent": postings.THIS_PERIOD,
        "cumulative_spent": postings.SPENT,
        "cumulative_plan": postings.BUDGET,
    }
    if cell.row.look == TOTAL:
        return page.behind(cell.column) if cell.column in {postings.SPENT, postings.BUDGET} else ""
    known = any(one.agreement.period(cell.row.key) for one in page.request.projects)
    of_row = {**({} if cell.column == "cumulative_plan" else page.to_date), "period": cell.row.key}
    return page.behind(figures[cell.column], **of_row) if known and cell.column in figures else ""


def _periods(page: Page, cell: Cell) -> str:
    column, period = cell.column, cell.row.key
    if column == "period":
        return page.ways.page(PROJECT, project=page.project, period=period)
    known = column in {postings.ELIGIBLE, postings.PARKED, postings.CUT, postings.CLAIMED}
    return page.behind(column, period=period) if known else ""


def _findings(page: Page, cell: Cell) -> str:
    if cell.column in {"code", "limit", "actual", "difference"}:
        _, project, *_ = f"{cell.row.key}|".split("|")
        if project not in {"", *(one.code for one in page.request.projects)}:
            return ""  # it is not agreed yet, so nothing explains it
        return page.ways.page(EXPLAIN, project=project, finding=cell.row.key)
    return _project(page, cell)


def _project(page: Page, cell: Cell) -> str:
    """Lead from the cell that says whose a row is."""
    code = cell.beside("project")
    known = cell.column == "project" and code in page.request.books.agreements
    return page.ways.page(PROJECT, project=code) if known else ""


def _booked(page: Page, cell: Cell) -> str:
    """Lead from a posting to its entry, its document, and where it comes from: its cells, and all that happened to it."""
    if cell.column in {"source", "amount"}:
        return page.origin(cell.row.key, cell.beside("project")) if cell.row.look == PLAIN else ""
    return _opened(page, cell)


def _opened(page: Page, cell: Cell) -> str:
    """Lead from an entry to itself as Fava shows it, and to its document."""
    if cell.column == "document":
        return page.entries.document(cell.row.key)
    if cell.column in {"date", "document_no"}:
        return page.entries.entry(cell.row.key)
    return _project(page, cell)


def _happened(page: Page, cell: Cell) -> str:
    """Lead from what happened to an entry to the entry that was there before, or is there now."""
    return page.origin(cell.beside(cell.column)) if cell.column in {"replaced", "instead"} else ""


def _part(page: Page, cell: Cell) -> str:
    """Lead to another part of very many postings."""
    said = dict(page.more) | {"part": cell.row.key}
    return page.ways.page(POSTINGS, **said) if cell.column == "part" and cell.row.look == PLAIN else ""


def _claim(page: Page, cell: Cell) -> str:
    funder = cell.table.key.partition("_")[2]
    figures = {"earned": postings.EARNED, "received": postings.RECEIVED}
    known = cell.column == "amount" and cell.row.key in figures
    return page.behind(figures[cell.row.key], funder=funder, **page.to_date) if known else ""


def _claim_lines(page: Page, cell: Cell) -> str:
    line = "" if cell.row.key == TOTAL else cell.row.key
    return page.behind(postings.SPENT, line, **page.to_date) if cell.column == "line" else ""


def _own(page: Page, cell: Cell) -> str:
    if cell.column != "amount" or cell.row.look == TOTAL:
        return ""
    if cell.row.key == postings.SPENT:
        return page.behind(postings.SPENT, **page.to_date)
    if cell.row.key == names.IN_KIND_SOURCE:
        return page.behind(postings.IN_KIND, **page.to_date)
    return page.explained(cell.row.key) if cell.row.look == PLAIN else ""


RULES: Final[Mapping[str, Rule]] = {
    portfolio.KEY: _portfolio,
    execution_sheet.KEY: _execution,
    "sources": _sources,
    comparison.PERIODS: _compared,
    project_page.PERIODS: _periods,
    project_page.DOCUMENTS: _booked,
    open_findings.FINDINGS: _findings,
    todo.AHEAD: _project,
    todo.PARKED: _booked,
    todo.REVIEW: _booked,
    postings.KEY: _booked,
    postings.PARTS: _part,
    f"{traced.ENTRY}_": _opened,
    f"{traced.EVENTS}_": _happened,
    traced.FOUND: _booked,
    explain_finding.BEHIND: _booked,
    "claimed_": _booked,
    f"{claim_sheet.SETTLEMENT}_": _claim,
    f"{claim_sheet.LINES}_": _claim_lines,
    names.OWN: _own,
}
"""By the key of a table where its cells lead; keys that end in _ are those of tables of one funder."""

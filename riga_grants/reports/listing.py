"""What tables that list things of one project or of several have in common: whose a row is, and in which currency."""

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.i18n import tr
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import Column
from riga_grants.wording import KINDS


def project_columns(request: Request) -> tuple[Column, ...]:
    """Give the column that says whose a row is, where several projects are asked about."""
    return (Column("project", tr("Project", request.lang), CODE, width=12),) if len(request.projects) > 1 else ()


def project_cells(request: Request, one: Asked | None) -> tuple[str, ...]:
    """Give the cell of that column: the project's code, "" where the row is about none."""
    return (one.code if one else "",) if len(request.projects) > 1 else ()


def money_cells(request: Request, one: Asked | None) -> tuple[str, ...]:
    """Give the same cell in a table of amounts: with the currency behind it, where the table has no single one."""
    cells = project_cells(request, one)
    return cells if one_currency(request) or one is None else tuple(f"{code} ({one.now.project.currency})" for code in cells)


def currency_columns(request: Request) -> tuple[Column, ...]:
    """Give the column of the currency, for before the amounts of tables with room for it, where there are several."""
    return () if one_currency(request) else (Column("currency", tr("Currency", request.lang)),)


def one_currency(request: Request) -> str:
    """Give the currency of all projects asked about, "" where they have several."""
    currencies = {one.now.project.currency for one in request.projects}
    return currencies.pop() if len(currencies) == 1 else ""


def period_shown(name: str, lang: str) -> str:
    """Name a period for people."""
    return tr("the whole project", lang) if name == names.WHOLE_PROJECT else name


def published_shown(one: Asked, what: str, lang: str) -> str:
    """Name what a published figure is about: the total, own funds, or a funder."""
    if what == names.TOTAL:
        return tr("total cost", lang)
    funder = next((source for source in one.now.funders if source.funder == what), None)
    own = KINDS[names.OWN]
    return tr(own, lang) if what == names.OWN else what if funder is None else funder.title(lang) or what

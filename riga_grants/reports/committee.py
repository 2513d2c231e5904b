"""The committee workbook as a value: what a council's committee reads, for one project or several.

A page that a person outside finance understands, then the sheets that prove it. It holds sums only: no person, no document, no
words that somebody wrote beside a payment.
"""

from riga_grants.i18n import tr
from riga_grants.reports import comparison
from riga_grants.reports import discrepancies
from riga_grants.reports import execution_sheet
from riga_grants.reports import funding_sheet
from riga_grants.reports import indicators
from riga_grants.reports import origin
from riga_grants.reports import summary
from riga_grants.reports.request import Request
from riga_grants.reports.told import projects
from riga_grants.tables import Report
from riga_grants.wording import period_name

KEY = "committee"


def build(request: Request) -> Report:
    """Build the committee's report of the projects asked about, of which there must be at least one."""
    told = projects(request)
    lines = execution_sheet.table(told, request)
    codes = ", ".join(one.code for one in told)
    period = period_name(told[0].statement, request.lang)
    return Report(
        KEY,
        tr("Report to the committee", request.lang),
        f"{codes}, {period}",
        request.lang,
        request.as_of,
        (
            summary.sheet(told, request, lines),
            execution_sheet.sheet(told, request, lines),
            funding_sheet.sheet(told, request),
            indicators.sheet(request),
            comparison.sheet(told, request),
            discrepancies.sheet(request),
            origin.sheet(request),
        ),
        demonstration=any(one.statement.project.demonstration for one in told),
        subject=(("project", codes), ("period", told[0].statement.period)),
    )

"""The sheet of discrepancies: what is open, in words and with its arithmetic, and what somebody let pass.

It goes to people outside: places are named from the books' folder, and what looks like personal data is masked.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from decimal import Decimal

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.checks.waivers import Waived
from riga_grants.errors import Finding
from riga_grants.errors import InLanguages
from riga_grants.errors import Limits
from riga_grants.errors import Text
from riga_grants.i18n import N_
from riga_grants.i18n import show
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.money import to_cents
from riga_grants.names import SEVERITY_WORDS
from riga_grants.reports.indicators import withheld_words
from riga_grants.reports.listing import money_cells
from riga_grants.reports.listing import one_currency
from riga_grants.reports.listing import project_columns
from riga_grants.reports.outside import harmless
from riga_grants.reports.outside import where
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import Block
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.wording import summary
from riga_grants.wording import worst_first

PARTS = N_("The published parts against the published total")
BOOKS = N_("“{what}” as published against the books")
SMALL_DIFFERS = N_("Two sources tell a figure differently; neither is shown, because counts under five are hidden.")


def sheet(request: Request) -> Sheet:
    """Make the sheet of the findings that are open, gravest first, and of the waivers that lowered some."""
    name = tr("Discrepancies", request.lang)
    opened = worst_first(one for one in request.findings if not (isinstance(one, Waived) and one.wholly))
    arithmetic = _arithmetic(request, opened)
    blocks: list[Block] = [Words((summary(request.findings, request.lang),), "lead"), _open(request, opened)]
    blocks += [arithmetic] if arithmetic.rows else []
    return Sheet("discrepancies", name, name, (*blocks, _waived(request)))


def _open(request: Request, opened: Sequence[Finding]) -> Table:
    lang = request.lang
    columns = (
        Column("number", tr("No.", lang), width=6),
        *project_columns(request),
        Column("severity", tr("Severity", lang), width=13),
        Column("code", tr("Code", lang), CODE, width=24),
        Column("message", tr("Message", lang), width=52),
        *(_limits(lang) if any(one.limits for one in opened) else ()),
        Column("where", tr("Where", lang), CODE, width=34),
        Column("hint", tr("What to do", lang), width=40),
    )
    rows, measured = [], any(one.limits for one in opened)
    for n, one in enumerate(opened, 1):
        cells: tuple[Value, ...] = (
            *(str(n), *money_cells(request, _asked(request, one.project))),
            *(tr(SEVERITY_WORDS[one.severity], lang), one.code, told(request, one.message)),
            *(_amounts(one.limits) if measured else ()),
            *(where(request, one.place), harmless(request, names.hint(one, lang))),
        )
        rows.append(Row(cells, key=one.code))
    title = tr("Open discrepancies", lang)
    return Table("findings", title, columns, rows, currency=one_currency(request), empty=tr("No findings.", lang))


def _limits(lang: str) -> tuple[Column, ...]:
    """Give the columns of what a rule allows and what there is; a finding that is no matter of amounts leaves them blank."""
    return (
        Column("limit", tr("Limit", lang), MONEY),
        Column("actual", tr("Actual", lang), MONEY),
        Column("difference", tr("Difference", lang), MONEY, terms=(("actual", 1), ("limit", -1))),
    )


def _amounts(limits: Limits | None) -> tuple[Value, ...]:
    return ("", "", "") if limits is None else (limits.limit, limits.actual, limits.actual - limits.limit)


def _asked(request: Request, code: str) -> Asked | None:
    return next((one for one in request.projects if one.code == code), None)


def told(request: Request, message: Text) -> str:
    """Word a message for people outside; what it says of a figure that is hidden is not said."""
    said = message.values.get("words")
    if isinstance(said, InLanguages) and said in withheld_words(request):
        return tr(SMALL_DIFFERS, request.lang)
    return harmless(request, words(message, request.lang))


# --- arithmetic of published figures ---------------------------------------------------------------------------------


def _arithmetic(request: Request, opened: Iterable[Finding]) -> Table:
    lang = request.lang
    columns = (
        *project_columns(request),
        Column("what", tr("What is compared", lang), width=44),
        Column("parts", tr("Published parts", lang), width=34),
        Column("published", tr("Published", lang), MONEY),
        Column("against", tr("Compared with", lang), MONEY),
        Column("difference", tr("Difference", lang), MONEY, terms=(("published", 1), ("against", -1))),
    )
    rows = [row for one in opened if one.code == "published-differs" for row in _compared(request, one)]
    title = tr("The arithmetic of published figures", lang)
    return Table("arithmetic", title, columns, rows, currency=one_currency(request))


def _compared(request: Request, one: Finding) -> Iterator[Row]:
    """Set out what a finding compares: the sum of the published parts with the total, or one figure with the books."""
    said, lang = one.message.values, request.lang
    if "sum" in said:
        what, parts, published, against = tr(PARTS, lang), show(said["parts"], lang), said["sum"], said["total"]
    else:
        what, parts = tr(BOOKS, lang, what=said["what"]), ""
        published, against = said["published"], said["booked"]
    amounts = [to_cents(amount) for amount in (published, against) if isinstance(amount, Decimal)]
    cells: tuple[Value, ...] = (
        *money_cells(request, _asked(request, one.project)),
        what,
        parts,
        *amounts,
        amounts[0] - amounts[1],
    )
    yield Row(cells, key=one.place.file)


# --- waivers ---------------------------------------------------------------------------------------------------------


def _waived(request: Request) -> Table:
    lang = request.lang
    columns = (
        *project_columns(request),
        Column("code", tr("Code", lang), CODE, width=24),
        Column("scope", tr("What it is about", lang), width=30),
        Column("message", tr("Message", lang), width=52),
        Column("difference", tr("Difference", lang), MONEY),
        Column("waived", tr("Let pass", lang), MONEY),
        Column("left", tr("Still open", lang), MONEY, terms=(("difference", 1), ("waived", -1))),
        Column("by", tr("Approved by", lang), width=24),
        Column("day", tr("Date", lang), DAY),
        Column("reason", tr("Reason", lang), width=30),
        Column("where", tr("Where", lang), CODE, width=34),
    )
    found = [one for one in worst_first(request.findings) if isinstance(one, Waived)]
    rows = [_waiver(request, one) for one in found]
    empty = tr("No findings.", lang)
    return Table("waivers", tr("Let pass by a waiver", lang), columns, rows, currency=one_currency(request), empty=empty)


def _waiver(request: Request, one: Waived) -> Row:
    waiver, said = one.waiver, one.message.values
    waived = one.cents if one.cents is not None or one.limits is None else one.limits.excess
    left = to_cents(said["left"]) if not one.wholly and isinstance(said["left"], Decimal) else 0
    amounts = (None, None, None) if waived is None else (waived + left, waived, left)
    cells: tuple[Value, ...] = (
        *money_cells(request, _asked(request, one.project)),
        *(one.code, waiver.scope, harmless(request, show(said["what"], request.lang)), *amounts),
        *(harmless(request, waiver.by), waiver.dated, harmless(request, waiver.reason), where(request, waiver.place)),
    )
    return Row(cells, key=one.code)

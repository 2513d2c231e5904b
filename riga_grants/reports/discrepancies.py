"""The sheet of discrepancies: what is open, in words and with its arithmetic, and what somebody let pass.

It goes to people outside: places are named from the books' folder, what looks like personal data is masked, and no document
is named.
"""

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from typing import Final

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.checks.waivers import Waived
from riga_grants.directives import Published
from riga_grants.errors import Finding
from riga_grants.errors import InLanguages
from riga_grants.errors import Text
from riga_grants.i18n import N_
from riga_grants.i18n import show
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.money import to_cents
from riga_grants.names import SEVERITY_WORDS
from riga_grants.reports.disclosure import WITHHELD
from riga_grants.reports.indicators import withheld_words
from riga_grants.reports.listing import money_cells
from riga_grants.reports.listing import one_currency
from riga_grants.reports.listing import project_columns
from riga_grants.reports.listing import published_shown
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
from riga_grants.wording import show_cents
from riga_grants.wording import summary
from riga_grants.wording import worst_first

_NUMBER, _SHORT, _CODE, _TOLD, _AMOUNT, _PLACE, _REASON = 5, 12, 24, 46, 14, 26, 34
PARTS = N_("The published parts against the published total")
BOOKS = N_("The published figure against the books: {what}")
SMALL_DIFFERS = N_("Two sources tell a figure differently; neither is shown, because counts under five are hidden.")

DOCUMENT: Final = "document"
_WRITTEN: Final[Mapping[str, str]] = {"cost-value": "found", "cost-made": "made", "waiver-unused": "scope"}
"""By code which value of a finding's message somebody wrote beside a cost, or may name a document."""


def sheet(request: Request) -> Sheet:
    """Make the sheet of the findings that are open, gravest first, and of the waivers that lowered some."""
    name = tr("Discrepancies", request.lang)
    opened = worst_first(one for one in request.findings if not (isinstance(one, Waived) and one.wholly))
    arithmetic = _arithmetic(request, opened)
    blocks: list[Block] = [Words((summary(request.findings, request.lang),), "lead"), _open(request, opened)]
    blocks += [arithmetic] if arithmetic.rows else []
    return Sheet("discrepancies", name, name, (*blocks, _waived(request)))


def _open(request: Request, opened: Sequence[Finding]) -> Table:
    """Make the table of open findings; one that is no matter of amounts leaves those cells blank."""
    lang = request.lang
    columns = (
        *_first(request, Column("severity", tr("Severity", lang), width=_SHORT)),
        Column("code", tr("Code", lang), CODE, width=_CODE),
        Column("message", tr("Message", lang), width=_TOLD),
        Column("limit", tr("Limit", lang), MONEY, width=_AMOUNT),
        Column("actual", tr("Actual", lang), MONEY, width=_AMOUNT),
        Column("difference", tr("Difference", lang), MONEY, terms=(("actual", 1), ("limit", -1)), width=_AMOUNT),
        Column("where", tr("Where", lang), width=_PLACE),
        Column("hint", tr("What to do", lang), width=_REASON),
    )
    rows = []
    for n, one in enumerate(map(unnamed, opened), 1):
        limits = one.limits
        cells: tuple[Value, ...] = (
            *(str(n), *money_cells(request, _asked(request, one.project))),
            *(tr(SEVERITY_WORDS[one.severity], lang), one.code, told(request, one.message)),
            *((limits.limit, limits.actual, limits.actual - limits.limit) if limits else ("", "", "")),
            *(where(request, one.place), harmless(request, names.hint(one, lang))),
        )
        rows.append(Row(cells, key=one.code))
    title = tr("Open discrepancies", lang)
    return Table("findings", title, columns, rows, currency=one_currency(request), empty=tr("No findings.", lang))


def _first(request: Request, second: Column) -> tuple[Column, ...]:
    """Give the columns that each table of the sheet begins with; widths are alike, so that the tables fit below each other."""
    return (Column("number", tr("No.", request.lang), width=_NUMBER), *project_columns(request), second)


def _asked(request: Request, code: str) -> Asked | None:
    return next((one for one in request.projects if one.code == code), None)


def unnamed(one: Finding, besides: Collection[str] = ()) -> Finding:
    """Withhold of a finding the numbers of documents and what somebody wrote beside a cost, and the values named `besides`."""
    return replace(one, message=_without(one.message, {DOCUMENT, _WRITTEN.get(one.code, DOCUMENT), *besides}))


def _without(message: Text, keys: AbstractSet[str]) -> Text:
    """Put "…" in the place of values, also of those of a text inside."""
    said = message.values.items()
    kept = {key: _without(value, keys) if isinstance(value, Text) else value for key, value in said if key not in keys}
    return Text(message.msgid, kept | dict.fromkeys(keys & message.values.keys(), WITHHELD))


def told(request: Request, message: Text) -> str:
    """Word a message for people outside; what it says of a figure that is hidden is not said."""
    said = message.values.get("words")
    if isinstance(said, InLanguages) and said in withheld_words(request):
        return tr(SMALL_DIFFERS, request.lang)
    return harmless(request, words(message, request.lang))


# --- arithmetic of published figures ---------------------------------------------------------------------------------


def _arithmetic(request: Request, opened: Iterable[Finding]) -> Table:
    """Set out what is compared: the sum of the published parts with the total, or one figure with the books."""
    lang = request.lang
    columns = (
        *_first(request, Column("day", tr("Date", lang), DAY, width=_SHORT)),
        Column("what", tr("What is compared", lang), width=_CODE),
        Column("parts", tr("Published parts", lang), width=_TOLD),
        Column("published", tr("Published", lang), MONEY, width=_AMOUNT),
        Column("against", tr("Compared with", lang), MONEY, width=_AMOUNT),
        Column("difference", tr("Difference", lang), MONEY, terms=(("published", 1), ("against", -1)), width=_AMOUNT),
    )
    differ = [(n, one) for n, one in enumerate(opened, 1) if one.code == "published-differs"]
    rows = [_compared(request, n, one, of) for n, one in differ if (of := _asked(request, one.project))]
    title = tr("The arithmetic of published figures", lang)
    return Table("arithmetic", title, columns, rows, currency=one_currency(request))


def _compared(request: Request, number: int, one: Finding, of: Asked) -> Row:
    """Make the row of a finding, with its number among the open ones and the day of what was published."""
    said, lang = one.message.values, request.lang
    if "sum" in said:
        what, published, against = tr(PARTS, lang), said["sum"], said["total"]
        parts = " + ".join(_part(of, figure, lang) for figure in of.now.published if figure.what != names.TOTAL)
    else:
        what, parts = tr(BOOKS, lang, what=published_shown(of, str(said["what"]), lang)), ""
        published, against = said["published"], said["booked"]
    amounts = [to_cents(amount) for amount in (published, against) if isinstance(amount, Decimal)]
    day = next((figure.dated for figure in of.now.published if figure.place == one.place), None)
    cells = (str(number), *money_cells(request, of), day, what, parts, *amounts, amounts[0] - amounts[1])
    return Row(cells, key=one.code)


def _part(of: Asked, figure: Published, lang: str) -> str:
    return f"{published_shown(of, figure.what, lang)} {show_cents(figure.cents, lang)}"


# --- waivers ---------------------------------------------------------------------------------------------------------


def _waived(request: Request) -> Table:
    lang = request.lang
    columns = (
        *_first(request, Column("day", tr("Date", lang), DAY, width=_SHORT)),
        Column("code", tr("Code", lang), CODE, width=_CODE),
        Column("message", tr("Message", lang), width=_TOLD),
        Column("difference", tr("Difference", lang), MONEY, width=_AMOUNT),
        Column("waived", tr("Let pass", lang), MONEY, width=_AMOUNT),
        Column("left", tr("Still open", lang), MONEY, terms=(("difference", 1), ("waived", -1)), width=_AMOUNT),
        Column("by", tr("Approved by", lang), width=_PLACE),
        Column("reason", tr("Reason", lang), width=_REASON),
    )
    found = [one for one in worst_first(request.findings) if isinstance(one, Waived)]
    rows = [_waiver(request, n, one) for n, one in enumerate(found, 1)]
    empty = tr("No exception was approved.", lang)
    return Table("waivers", tr("Let pass by a waiver", lang), columns, rows, currency=one_currency(request), empty=empty)


def _waiver(request: Request, number: int, one: Waived) -> Row:
    """Make the row of a finding that was lowered: how much there was, what of it was let pass, what is still open."""
    waiver, said = one.waiver, unnamed(one).message.values
    waived = one.cents if one.cents is not None or one.limits is None else one.limits.excess
    left = to_cents(said["left"]) if not one.wholly and isinstance(said["left"], Decimal) else 0
    amounts: tuple[Value, ...] = ("", "", "") if waived is None else (waived + left, waived, left)
    cells: tuple[Value, ...] = (
        *(str(number), *money_cells(request, _asked(request, one.project))),
        waiver.dated,
        *(one.code, harmless(request, show(said["what"], request.lang)), *amounts),
        *(harmless(request, waiver.by), harmless(request, waiver.reason)),
    )
    return Row(cells, key=one.code)

"""The review of suggested budget lines in a workbook: the costs that wait, each with a cell for the decision; and back.

All but the decisions is protected, and held against the books when the workbook comes back: nobody decides on another cost than
the one that is booked.
"""

import io
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import Final

from riga_grants.booked import Booked
from riga_grants.booked import index
from riga_grants.books import Books
from riga_grants.chains.reviews import Decision
from riga_grants.chains.reviews import Waiting
from riga_grants.errors import Finding
from riga_grants.errors import text
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.importing.cells import Ground
from riga_grants.importing.cells import Reader
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.tables import find_tables
from riga_grants.layouts import Layout
from riga_grants.layouts import Spot
from riga_grants.layouts import Words
from riga_grants.lines import called
from riga_grants.lines import lines_of
from riga_grants.money import to_decimal
from riga_grants.names import COST
from riga_grants.pages import Book
from riga_grants.pages import Page
from riga_grants.pages import add_page
from riga_grants.pages import looks
from riga_grants.pages import printed
from riga_grants.pages import title
from riga_grants.sheets import read
from riga_grants.texts import folded
from riga_grants.texts import plain

SUGGESTED, WHY, DECISION = "suggested", "reason", "line"
COLUMNS: Final = {
    "project": (N_("Project"), 10),
    "document-date": (N_("Document date"), 13),
    "document-no": (N_("Document no."), 16),
    "issuer": (N_("Issuer"), 24),
    "description": (N_("Description"), 34),
    "amount": (N_("Amount"), 13),
    "currency": (N_("Currency"), 9),
    SUGGESTED: (N_("Suggested line"), 26),
    WHY: (N_("Why"), 24),
    DECISION: (N_("Decision"), 30),
    "row-key": (N_("Entry"), 42),
}
"""The columns of the sheet in their order: heading and width."""

CHOICES: Final = N_("Lines")
ACCEPTED: Final = N_("as suggested")
HOW: Final = N_(
    "Choose in the column “{decision}” either “{accepted}” or another line; what is left empty goes on waiting. "
    "Then import the workbook: riga-grants review --import FILE.xlsx"
)
_YES: Final = frozenset({"yes", "y", "jā", "ja", "j"})


def render(waiting: Sequence[Waiting], books: Books, lang: str) -> bytes:
    """Give the workbook of the costs that wait (at least one) as the bytes of an .xlsx file."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and needed for this alone

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    page = add_page(book, looks(book), tr("Review", lang), tr("Review", lang), lang)
    codes = dict.fromkeys(one.cost.content.project for one in waiting)
    demonstration = any(books.agreements[code].project.demonstration for code in codes)
    head = 1 + _top(page, title(page, tr("Costs that wait for their budget line", lang), demonstration=demonstration))
    choices = _choices(book, codes, books, lang)
    decision = list(COLUMNS).index(DECISION)
    for row, one in enumerate(waiting, head + 1):
        _row(page, row, one, books)
        page.sheet.data_validation(row, decision, row, decision, choices[one.cost.content.project])
    last = (head + len(waiting), len(COLUMNS) - 1)
    page.sheet.autofilter(head, 0, *last)
    page.sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
    printed(page, (head, head), last, (head + 1, 0))
    book.close()
    return out.getvalue()


def _top(page: Page, row: int) -> int:
    """Write how it is done, and the headings below; give the row before the headings."""
    widths = [width for _, width in COLUMNS.values()]
    page.widths(widths)
    how = tr(HOW, page.lang, accepted=page.tr(ACCEPTED), decision=page.tr(COLUMNS[DECISION][0]))
    page.spread(row, (0, len(widths) - 1), how, page.look("fact"), sum(widths))
    page.heads(row + 1, [page.tr(heading) for heading, _ in COLUMNS.values()], widths)
    return row


def _row(page: Page, row: int, one: Waiting, books: Books) -> None:
    content = one.cost.content
    agreement = books.agreements[content.project]
    shown = {
        "project": content.project,
        "document-no": content.document_no,
        "issuer": content.issuer,
        "description": content.description,
        "currency": one.cost.currency,
        SUGGESTED: called(agreement, lines_of(agreement, {}), content.account, page.lang),
        WHY: words(one.reason, page.lang),
        "row-key": one.cost.key,
    }
    page.tall(row, [(shown.get(column, ""), width - 2) for column, (_, width) in COLUMNS.items()])
    for column, name in enumerate(COLUMNS):
        if name == "document-date":
            page.day(row, column, content.document_date)
        elif name == "amount":
            page.money(row, column, content.cents, page.look("money"))
        elif name == DECISION:
            page.sheet.write_blank(row, column, None, page.look("text", locked=False))
        else:
            page.text(row, column, shown[name], page.look("text"))


def _choices(book: Book, codes: Mapping[str, None], books: Books, lang: str) -> dict[str, dict[str, Any]]:
    """Write each project's lines into a column of a hidden sheet, and give the rule for a cell that chooses among them."""
    from xlsxwriter.utility import xl_range_abs  # noqa: PLC0415 - with the rest of it

    sheet = book.add_worksheet(tr(CHOICES, lang))
    sheet.hide()
    sheet.protect()
    rules = {}
    for column, code in enumerate(codes):
        agreement = books.agreements[code]
        lines = lines_of(agreement, {})
        names = [called(agreement, lines, account, lang) for account in agreement.lines if lines.in_budget(account)]
        for row, name in enumerate([tr(ACCEPTED, lang), *names]):
            sheet.write_string(row, column, name)
        rules[code] = {
            "validate": "list",
            "source": f"='{sheet.get_name()}'!{xl_range_abs(0, column, len(names), column)}",
            "error_title": tr("No such line", lang),
            "error_message": tr("Choose from the list, or leave the cell empty.", lang),
        }
    return rules


def decisions(file: FilePlan, books: Books, waiting: Sequence[Waiting]) -> tuple[list[Decision], list[Finding]]:
    """Read such a workbook again: the decisions in it, and what is wrong with it, each with its cell.

    Raise BooksError for a file that cannot be read. A row whose cost was confirmed on the same line by now decides nothing.
    """
    layout = _layout()
    own = {tr(CHOICES, lang) for lang in LANGUAGES}
    sheets = [sheet for sheet in read(file.name, file.content) if sheet.name not in own]
    found = find_tables(str(file.path), sheets, layout)
    lines = {code: lines_of(agreement, {}) for code, agreement in books.agreements.items()}
    ground = Ground(layout, books.agreements, lines, None, {})
    known = index(books.entries).by_key
    waits = {one.cost.key: one for one in waiting}
    findings = list(found.findings)
    made: dict[str, Decision] = {}
    for table in found.tables:
        findings += table.findings
        for row in table.rows:
            reader = Reader(table, row, ground)
            decision = _decision(reader, known, waits)
            if decision and decision.waiting.cost.key in made:
                reader.report("row-twice", "row-key", text("The cost stands in two rows, and both decide."), needed=True)
            elif decision:
                made[decision.waiting.cost.key] = decision
            findings += reader.findings
    return list(made.values()), findings


def _layout() -> Layout:
    spots = {
        column: Spot(Words(tr(heading, lang) for lang in LANGUAGES), None, heading) for column, (heading, _) in COLUMNS.items()
    }
    return Layout("review", columns=spots, optional=frozenset({"currency", WHY}))


def _decision(reader: Reader, known: Mapping[str, Booked], waits: Mapping[str, Waiting]) -> Decision | None:
    key = str(reader.value("row-key") or "").strip()
    cost = known.get(key)
    if cost is None:
        reader.report("review-unknown", "row-key", text("The books hold no cost with the key “{key}”.", key=plain(key).text))
        return None
    for column, said, booked in _compared(reader, cost):
        if said is not None and said != booked:
            message = text("The row says {found}, the books {booked}; only a line is decided here.", found=said, booked=booked)
            reader.report("review-changed", column, message, cost.content.project)
    account = _account(reader, cost.content.project)
    if reader.failed or account is None:
        return None
    if key in waits:
        return Decision(waits[key], account, reader.place(DECISION))
    if account != cost.content.account:
        message = text("The cost was confirmed on another line: {account}.", account=cost.content.account)
        reader.report("review-decided", DECISION, message, cost.content.project)
    return None


def _compared(reader: Reader, cost: Booked) -> Iterator[tuple[str, str | None, str]]:
    """Give what a row says of its cost beside what is booked, both as they are shown; None for what cannot be read."""
    content = cost.content
    for column, booked in (
        ("project", content.project),
        ("document-no", content.document_no),
        ("issuer", content.issuer),
        ("description", content.description),
    ):
        value = reader.value(column)
        shown = value if isinstance(value, str) or value is None else reader.words(column)
        yield column, None if shown is None else f"“{plain(shown).text}”", f"“{booked}”"
    day = reader.day("document-date", needed=True)
    yield "document-date", None if day is None else day.isoformat(), content.document_date.isoformat()
    cents = reader.amount("amount", cost.currency, needed=True).cents
    yield "amount", None if cents is None else str(to_decimal(cents)), str(to_decimal(content.cents))


def _account(reader: Reader, code: str) -> str | None:
    """Give the account that the row decides on, None where it decides nothing or cannot be understood."""
    word = reader.words(DECISION)
    agreement = reader.ground.agreements.get(code)
    if not word or agreement is None:
        return None
    accepted = {folded(tr(ACCEPTED, lang)) for lang in LANGUAGES} | _YES
    if folded(word) in accepted:
        word = reader.words(SUGGESTED) or word
    account = f"{COST}:{code}:{word}"
    return account if account in agreement.lines else reader.line(code, word)

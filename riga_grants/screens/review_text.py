"""Renders the costs that wait for their budget line, the lines to choose from, and what was decided, for a terminal."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from riga_grants.books import Books
from riga_grants.chains.reviews import Decision
from riga_grants.chains.reviews import Waiting
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paragraph
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.i18n import words
from riga_grants.lines import called
from riga_grants.lines import lines_of
from riga_grants.model import Agreement
from riga_grants.wording import place_under
from riga_grants.wording import show_cents


def listing(waiting: Sequence[Waiting], books: Books, lang: str, width: int) -> list[Line]:
    """Show all costs that wait, and how many they are."""
    lines: list[Line] = []
    for one in waiting:
        lines += [*cost_lines(one, books, lang, width), Line("")]
    return [*lines, *paragraph(counted(waiting, lang), width, style="bold")]


def counted(waiting: Sequence[Waiting], lang: str) -> str:
    """Say how many costs wait, and their sum."""
    if not waiting:
        return tr("No cost waits for its budget line.", lang)
    sums: Counter[str] = Counter()
    for one in waiting:
        sums[one.cost.currency] += one.cost.content.cents
    shown = ", ".join(f"{show_cents(cents, lang)} {currency}" for currency, cents in sums.items())
    waits = trn("{n} cost waits for its budget line", "{n} costs wait for their budget lines", len(waiting), lang)
    return f"{waits}: {shown}."


def cost_lines(one: Waiting, books: Books, lang: str, width: int, number: str = "") -> list[Line]:
    """Show one cost: the document and its amount, what it was for, its cells, and the line that is suggested and why."""
    content = one.cost.content
    amount = f"{show_cents(content.cents, lang)} {one.cost.currency}"
    head = (number, content.project, show_date(content.document_date, lang), content.document_no, content.issuer, amount)
    agreement = books.agreements[content.project]
    line = called(agreement, lines_of(agreement, {}), content.account, lang)
    return [
        *paragraph("  ".join(filter(None, head)), width, rest="    ", style="bold"),
        *paragraph(content.description, width, first="    ", rest="    "),
        *paragraph(place_under(one.source, books.root), width, first="    ", rest="    "),
        *paragraph(f"{line} ({words(one.reason, lang)})", width, first="    → ", rest="      "),
    ]


def choices(agreement: Agreement, lang: str, width: int) -> list[Line]:
    """Show the lines of a project on which its budget in force lets costs stand."""
    lines = lines_of(agreement, {})
    shown = [called(agreement, lines, account, lang) for account in agreement.lines if lines.in_budget(account)]
    return [line for one in shown for line in paragraph(one, width, first="    ", rest="      ")]


def decided(decisions: Sequence[Decision], books: Books, lang: str, width: int) -> list[Line]:
    """Sum what was decided by project and line."""
    cents: Counter[tuple[str, str, str]] = Counter()
    count: Counter[tuple[str, str, str]] = Counter()
    for decision in decisions:
        cost = decision.waiting.cost
        what = (cost.content.project, decision.account, cost.currency)
        cents[what] += cost.content.cents
        count[what] += 1
    rows = [
        Row(
            _called(books.agreements[what[0]], what[1], lang),
            what[0],
            (str(count[what]), f"{show_cents(summed, lang)} {what[2]}"),
        )
        for what, summed in sorted(cents.items())
    ]
    head = Row(tr("Budget line", lang), tr("Project", lang), (tr("Costs", lang), tr("Sum", lang)), "bold")
    return grid(head, rows, width)


def _called(agreement: Agreement, account: str, lang: str) -> str:
    return called(agreement, lines_of(agreement, {}), account, lang)


def outcome(decisions: Sequence[Decision], written: Sequence[Path], root: Path, lang: str, *, failed: bool) -> str:
    """Say in a sentence what was written, or why nothing was."""
    costs = trn("{n} cost", "{n} costs", len(decisions), lang)
    if failed:
        return tr("Nothing was written: mend the errors first.", lang)
    if not decisions:
        return tr("Nothing was written: nothing was decided.", lang)
    if not written:
        return tr("Nothing was written; {costs} would be confirmed.", lang, costs=costs)
    files = ", ".join(path.relative_to(root).as_posix() for path in written)
    return tr("Confirmed: {costs}, in {files}.", lang, costs=costs, files=files)

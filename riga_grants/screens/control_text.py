"""Renders what control does with costs for a terminal and as JSON: cuts, clearings, and what became of the costs by line."""

from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path

from riga_grants.books import Books
from riga_grants.closing.clearing import ClearPlan
from riga_grants.closing.control import CostState
from riga_grants.closing.control import CutPlan
from riga_grants.closing.named_costs import StandingCost
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.interchange import amount
from riga_grants.interchange import dumped
from riga_grants.lines import called
from riga_grants.lines import lines_of
from riga_grants.model import Agreement
from riga_grants.names import WHOLE_PROJECT
from riga_grants.wording import place_under
from riga_grants.wording import show_cents


def cut(plan: CutPlan, books: Books, lang: str, width: int) -> str:
    """Show a cut before it is written: the cost, its amounts, the day, and the accounts."""
    width, move = max(width, NARROWEST), plan.move
    agreement, standing = books.agreements[plan.project], move.standing
    given_back = (move.cents < 0) != (standing.fact.cents < 0)
    lines = _cost(standing, agreement, books, lang, width)
    rows = [
        Row(tr("Cost as booked", lang), "", (_money(standing.fact.cents, standing, lang),)),
        Row(tr("Cut before", lang), "", (_money(-standing.cut, standing, lang),)),
        Row(tr("Given back now", lang) if given_back else tr("Cut now", lang), "", (_money(-move.cents, standing, lang),)),
    ]
    head = Row(tr("Cost", lang), "", (tr("Amount", lang),), "bold")
    left = Row(tr("Left of it", lang), "", (_money(move.left, standing, lang),), "bold", ruled=True)
    lines += [Line(""), *grid(head, [*rows, left], width), Line("")]
    said = tr("The entry is dated {day}.", lang, day=move.day)
    if plan.moved:
        said = tr("The entry is dated {day}, and not {own} as its cost.", lang, day=move.day, own=standing.cost.day)
    lines += paragraph(said, width, rest="  ")
    for day, account, _ in plan.opens:
        lines += paragraph(tr("The account {account} is opened on {day}.", lang, account=account, day=day), width, rest="  ")
    return _painted(lines)


def cut_done(written: Sequence[Path], root: Path, lang: str, width: int) -> str:
    """Say in a sentence what was written; nothing in a dry run."""
    said = tr("Written: {files}", lang, files=_files(written, root)) if written else tr("Nothing was written.", lang)
    return _painted(paragraph(said, max(width, NARROWEST), rest="  "))


def cut_json(plan: CutPlan, written: Sequence[Path], root: Path) -> str:
    """Give a cut as JSON, money as strings with two decimals; docs/control.md describes the keys."""
    move = plan.move
    fact = move.standing.fact
    return dumped(
        {
            **_cost_record(move.standing, root),
            "cut": amount(move.cents),
            "cut_in_all": amount(move.standing.cut + move.cents),
            "left": amount(move.left),
            "currency": fact.currency,
            "date": move.day.isoformat(),
            "control_report": move.report,
            "opens": [account for _, account, _ in plan.opens],
            "written": [path.relative_to(root).as_posix() for path in written],
        }
    )


def clear(plan: ClearPlan, books: Books, lang: str, width: int) -> str:
    """Show the parked costs that are to count, and those that must be reviewed first."""
    width, agreement = max(width, NARROWEST), books.agreements[plan.project]
    lines: list[Line] = []
    for one in plan.cleared:
        lines += _cost(one.standing, agreement, books, lang, width)
        if one.day != one.standing.cost.day:
            moved = tr("The entry is dated {day}, and not {own} as its cost.", lang, day=one.day, own=one.standing.cost.day)
            lines += paragraph(moved, width, first="    ", rest="      ")
    if plan.waiting:
        said = trn(
            "{n} cost stays parked: its budget line is only suggested; confirm it with riga-grants review.",
            "{n} costs stay parked: their budget lines are only suggested; confirm them with riga-grants review.",
            len(plan.waiting),
            lang,
        )
        lines += paragraph(said, width, rest="  ")
    return _painted(lines)


def clear_done(plan: ClearPlan, written: Sequence[Path], root: Path, lang: str, width: int) -> str:
    """Say in a sentence how many costs count from now on, and where that stands; or that nothing was written."""
    return _painted(paragraph(_cleared(plan, _files(written, root), lang), max(width, NARROWEST), rest="  "))


def _cleared(plan: ClearPlan, files: str, lang: str) -> str:
    count = len(plan.cleared)
    if not count:
        return tr("Nothing was written: no cost is to be cleared.", lang)
    sums: dict[str, int] = {}
    for one in plan.cleared:
        sums[one.standing.fact.currency] = sums.get(one.standing.fact.currency, 0) + one.standing.fact.cents
    amount = ", ".join(f"{show_cents(cents, lang)} {currency}" for currency, cents in sums.items())
    costs = f"{trn('{n} cost', '{n} costs', count, lang)}, {amount}"
    if not files:
        return tr("Nothing was written; this would count from now on: {costs}.", lang, costs=costs)
    return tr("This counts from now on: {costs}, in {files}.", lang, costs=costs, files=files)


def clear_json(plan: ClearPlan, written: Sequence[Path], root: Path) -> str:
    """Give a clearing as JSON; docs/control.md describes the keys."""
    return dumped(
        {
            "cleared": [{**_cost_record(one.standing, root), "date": one.day.isoformat()} for one in plan.cleared],
            "waiting": [_cost_record(one, root) for one in plan.waiting],
            "written": [path.relative_to(root).as_posix() for path in written],
        }
    )


def choices(costs: Iterable[StandingCost], lang: str, width: int) -> str:
    """List costs of which one must be named: their line and key, their amount, and what is left of them."""
    heads = (tr("Amount", lang), tr("Left of it", lang))
    rows = [
        Row(
            f"{one.cost.content.account.split(':', 2)[-1]}  {one.cost.key}",
            "!" if one.fact.parked else "",
            (_money(one.fact.cents, one, lang), _money(one.left, one, lang)),
        )
        for one in costs
    ]
    return _painted(grid(Row(tr("Budget line and key", lang), "", heads, "bold"), rows, max(width, NARROWEST)))


def states(agreement: Agreement, period: str, found: Sequence[CostState], lang: str, width: int) -> str:
    """Show what became of the costs by line in one period, with their sums."""
    heads = (tr("Declared", lang), tr("Parked", lang), tr("Cut", lang), tr("Accepted", lang))
    rows = [
        Row(_called(agreement, one.account, lang), "", tuple(show_cents(cents, lang) for cents in one.cents)) for one in found
    ]
    sums = tuple(show_cents(sum(one.cents[place] for one in found), lang) for place in range(4))
    total = Row(tr("Total", lang), "", sums, "bold", ruled=bool(rows))
    title = tr("The whole project", lang) if period == WHOLE_PROJECT else tr("Period: {period}", lang, period=period)
    head = Row(tr("Budget line", lang), "", heads, "bold")
    width = max(width, NARROWEST)
    return _painted([*paragraph(f"{agreement.code}  {title}", width, style="bold"), *grid(head, [*rows, total], width)])


def states_json(agreement: Agreement, found: Sequence[CostState]) -> str:
    """Give what became of the costs as JSON; docs/control.md describes the keys."""
    keys = ("declared", "parked", "cut", "accepted")
    rows = [
        {
            "period": one.period,
            "account": one.account,
            **{key: amount(cents) for key, cents in zip(keys, one.cents, strict=True)},
        }
        for one in found
    ]
    return dumped({"project": agreement.code, "currency": agreement.project.currency, "lines": rows})


def _cost(standing: StandingCost, agreement: Agreement, books: Books, lang: str, width: int) -> list[Line]:
    """Show a cost: the document and its amount, what it was for, its line, its key and its place."""
    content = standing.cost.content
    head = (
        content.project,
        show_date(content.document_date, lang),
        content.document_no,
        content.issuer,
        _money(standing.fact.cents, standing, lang),
    )
    place = place_under(standing.cost.place, books.root)
    return [
        *paragraph("  ".join(filter(None, head)), width, rest="    ", style="bold"),
        *paragraph(content.description, width, first="    ", rest="    "),
        *paragraph(_line(agreement, standing, lang), width, first="    ", rest="      "),
        *paragraph(f"^{standing.cost.key}  {place}", width, first="    ", rest="      "),
    ]


def _line(agreement: Agreement, standing: StandingCost, lang: str) -> str:
    return _called(agreement, standing.cost.content.account, lang)


def _called(agreement: Agreement, account: str, lang: str) -> str:
    return called(agreement, lines_of(agreement, {}), account, lang)


def _money(cents: int, standing: StandingCost, lang: str) -> str:
    return f"{show_cents(cents, lang)} {standing.fact.currency}"


def _cost_record(standing: StandingCost, root: Path) -> dict[str, object]:
    content = standing.cost.content
    return {
        "project": content.project,
        "key": standing.cost.key,
        "account": content.account,
        "document_no": content.document_no,
        "document_date": content.document_date.isoformat(),
        "issuer": content.issuer,
        "amount": amount(standing.fact.cents),
        "where": place_under(standing.cost.place, root),
    }


def _files(written: Sequence[Path], root: Path) -> str:
    return ", ".join(path.relative_to(root).as_posix() for path in written)


def _painted(lines: Iterable[Line]) -> str:
    return "\n".join(paint(line, colour=False) for line in lines)

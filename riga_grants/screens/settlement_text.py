"""Renders how a project stands with its funders, and what settling writes, for a terminal and as JSON."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

from riga_grants.closing.settle import Entry
from riga_grants.closing.settle import SettlePlan
from riga_grants.directives import Project
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import show_percent
from riga_grants.i18n import tr
from riga_grants.instalments import DUE
from riga_grants.instalments import LAPSED
from riga_grants.instalments import LATE
from riga_grants.instalments import RECEIVED
from riga_grants.instalments import WAITING
from riga_grants.instalments import Step
from riga_grants.interchange import amount
from riga_grants.interchange import dumped
from riga_grants.money import to_decimal
from riga_grants.screens.bars import bar
from riga_grants.screens.shares_text import source_title
from riga_grants.screens.shares_text import who_pays
from riga_grants.settlement import Settlement
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import NOT_STATED
from riga_grants.wording import place_under
from riga_grants.wording import rate_pct
from riga_grants.wording import show_cents

STATES: Final = {RECEIVED: N_("received"), DUE: N_("due"), LATE: N_("late"), WAITING: N_("waiting"), LAPSED: N_("lapsed")}
"""The states of an instalment, in words."""

_STYLES: Final = {LATE: "bold red", DUE: "bold"}


def render(stands: Sequence[Settlement], project: Project, lang: str, *, width: int, colour: bool) -> str:
    """Show how a project stands with each funder, no line wider than `width` (at least NARROWEST) cells."""
    return _painted(_stands(stands, project, lang, max(width, NARROWEST), advised=True), colour=colour)


def settling(plan: SettlePlan, project: Project, lang: str, *, width: int, colour: bool) -> str:
    """Show how a project stands before it is settled, and the entries that settling writes."""
    width = max(width, NARROWEST)
    lines = _stands(plan.settlements, project, lang, width, advised=False)
    for entry in plan.entries:
        lines += [Line(""), *_entry(plan, entry, lang, width)]
    for account in plan.opens:
        lines += paragraph(
            tr("The account {account} is opened on {day}.", lang, account=account, day=plan.day), width, rest="  "
        )
    return _painted(lines, colour=colour)


def outcome(plan: SettlePlan, written: Sequence[Path], root: Path, lang: str) -> str:
    """Say in a sentence what was written and where, or why nothing was."""
    if not plan.entries:
        if any(one.computed != one.booked for one in plan.settlements):
            return tr("Nothing is to be written before the periods are closed: riga-grants close", lang)
        return tr("Nothing is to be written: the accounts say already what they should.", lang)
    if not written:
        return tr("Nothing was written.", lang)
    return tr("Written: {files}", lang, files=", ".join(place_of(path, root) for path in written))


def place_of(path: Path, root: Path) -> str:
    """Name a file from the books' folder."""
    return path.relative_to(root).as_posix()


def as_json(
    stands: Sequence[Settlement], project: Project, plan: SettlePlan | None, written: Sequence[Path], root: Path
) -> str:
    """Give the contract that docs/settlement.md describes: money as strings with two decimals, null where not stated."""
    document: dict[str, object] = {
        "project": project.code,
        "currency": project.currency,
        "funders": [_record(one, root) for one in stands],
    }
    if plan is not None:
        document["final"] = plan.final
        document["entries"] = [
            {"date": plan.day.isoformat(), "account": account, "amount": amount(cents)}
            for entry in plan.entries
            for account, cents in entry.postings
        ]
        document["opens"] = list(plan.opens)
        document["written"] = [place_of(path, root) for path in written]
    return dumped(document)


def _painted(lines: Sequence[Line], *, colour: bool) -> str:
    return "\n".join(paint(line, colour=colour) for line in lines)


def _stands(stands: Sequence[Settlement], project: Project, lang: str, width: int, *, advised: bool) -> list[Line]:
    """Show each funder; `advised` adds which command books what the ledger does not hold yet."""
    lines = paragraph(f"{project.code}  {project.title(lang)}", width, style="bold")
    if project.demonstration:
        lines += [Line(f"*** {tr(DEMONSTRATION, lang)} ***", "bold yellow")]
    if stands:
        first = stands[0]
        lines += paragraph(tr("As of {day}; currency: {currency}", lang, day=first.day, currency=first.currency), width)
    else:
        lines += paragraph(tr("No actual figure is stated of this project; there is nothing to settle.", lang), width)
    for one in stands:
        said = [*_remarks(one, lang), *(_advice(one, lang) if advised else ())]
        told = (line for sentence in said for line in paragraph(sentence, width, rest="  "))
        lines += [Line(""), *_funder(one, lang, width), *told]
    return lines


def _funder(one: Settlement, lang: str, width: int) -> list[Line]:
    lines = [
        *paragraph(source_title(one.source, lang), width, style="bold", rest="  "),
        *(line for said in who_pays(one.source, lang) for line in paragraph(said, width, rest="  ")),
        *_money(one, lang, width),
        Line(""),
        *_accounts(one, lang, width),
    ]
    if one.plan:
        lines += [Line(""), *_plan(one, lang, width)]
    return lines


def _money(one: Settlement, lang: str, width: int) -> list[Line]:
    """Show what the funder bears and has paid, beside its ceiling."""
    ceiling, pct = one.source.ceiling_cents, rate_pct(one.rate)
    rate = NOT_STATED if pct is None else f"{show_percent(pct, lang)} %"
    covered = (
        [Row(tr("of which this source covers", lang), "", (show_cents(one.base, lang),), "", 2)]
        if one.base != one.eligible
        else []
    )
    rows = [
        Row(tr("Eligible cost", lang), "", (show_cents(one.eligible, lang),)),
        *covered,
        Row(tr("Ceiling", lang), "", (show_cents(ceiling, lang),)),
        Row(tr("Earned, rate {rate}", lang, rate=rate), bar(one.earned, ceiling, lang), (show_cents(one.earned, lang),)),
        Row(tr("Received", lang), bar(one.received, ceiling, lang), (show_cents(one.received, lang),)),
        Row(tr("Returned", lang), "", (show_cents(one.returned, lang),)),
    ]
    return grid(Row("", tr("of the ceiling", lang), (tr("Amount", lang),), "bold"), rows, width)


def _accounts(one: Settlement, lang: str, width: int) -> list[Line]:
    """Show what the three accounts should say and what they do."""
    heads = (tr("Computed", lang), tr("In the ledger", lang), tr("Difference", lang))
    titles = (N_("Earned"), N_("They owe us"), N_("To spend or return"), N_("We must return"))
    pairs = zip(titles, (one.earned, *one.computed), (one.booked_earned, *one.booked), strict=True)
    rows = [
        Row(tr(title, lang), "", tuple(show_cents(cents, lang) for cents in (should, does, does - should)), _tone(should, does))
        for title, should, does in pairs
    ]
    return grid(Row(tr("Accounts", lang), "", heads, "bold"), rows, width)


def _tone(should: int, does: int) -> str:
    return "" if should == does else "bold yellow"


def _plan(one: Settlement, lang: str, width: int) -> list[Line]:
    heads = (tr("Due", lang), tr("Amount", lang), tr("Received", lang), tr("Payable", lang))
    return grid(Row(tr("Instalment", lang), tr("State", lang), heads, "bold"), [_step(step, lang) for step in one.plan], width)


def _step(step: Step, lang: str) -> Row:
    own = step.instalment
    cells = (show_date(own.due, lang), *(show_cents(cents, lang) for cents in (own.cents, step.received, step.payable)))
    return Row(own.number, tr(STATES[step.state], lang), cells, _STYLES.get(step.state, ""))


def _remarks(one: Settlement, lang: str) -> Iterator[str]:
    if one.next is not None:
        yield from _next(one.next, one, lang)
    yield _balance(one, lang)
    if one.may_stay:
        yield tr("That is less than {small}: ask the funder whether it may stay.", lang, small=show_cents(one.small, lang))


def _advice(one: Settlement, lang: str) -> Iterator[str]:
    if one.earned != one.booked_earned:
        yield tr("What is earned is not in the ledger yet: closing the periods books it (riga-grants close).", lang)
    elif one.computed != one.booked:
        command = "riga-grants settle --final" if one.over else "riga-grants settle"
        yield tr("The accounts stand otherwise: settling books the difference ({command}).", lang, command=command)


def _next(step: Step, one: Settlement, lang: str) -> Iterator[str]:
    """Tell the next instalment, each of its conditions with its figures, and how rule 19 makes its amount."""
    own = step.instalment
    yield tr(
        "Next instalment: {number}, due {due}: {amount} ({state}).",
        lang,
        number=own.number,
        due=own.due,
        amount=to_decimal(step.payable),
        state=tr(STATES[step.state], lang),
    )
    met = {True: tr("holds", lang), False: tr("does not hold", lang)}
    if step.needed is not None:
        figures = {"needed": to_decimal(step.needed), "previous": to_decimal(step.previous), "used": to_decimal(step.used)}
        said = tr("Condition: {needed} of the {previous} before it used; used are {used}", lang, **figures)
        yield f"{said}: {met[step.used >= step.needed]}."
    if step.reported is not None:
        said = tr("Condition: the report on {period} approved", lang, period=own.after_report)
        yield f"{said}: {met[step.reported]}."
    if step.reduction:
        figures = {
            "whole": to_decimal(own.cents),
            "less": to_decimal(step.reduction),
            "rest": to_decimal(own.cents - step.reduction),
        }
        said = tr("Reduced, because too little of the {previous} before it is used", lang, previous=to_decimal(step.previous))
        arithmetic = tr("{whole} − {less} = {rest}", lang, **figures)
        yield f"{said}: {arithmetic}."
    if one.limit is not None and step.payable < own.cents - step.reduction - step.received:
        yield tr("The funder pays no more than {limit} in all for now.", lang, limit=to_decimal(one.limit))


def _balance(one: Settlement, lang: str) -> str:
    """Tell the final grant by what is accepted so far, and what it leaves to be paid or returned."""
    figures = {
        "final": to_decimal(one.final),
        "paid": to_decimal(one.received - one.returned),
        "rest": to_decimal(abs(one.balance)),
    }
    if one.over:
        if not one.balance:
            return tr("Final grant {final}, paid {paid}: nothing is owed.", lang, **figures)
        if one.balance < 0:
            return tr("Final grant {final}, paid {paid}: {rest} must be returned.", lang, **figures)
        return tr("Final grant {final}, paid {paid}: {rest} is still to come.", lang, **figures)
    if one.balance < 0:
        return tr("Were it to end today: grant {final}, paid {paid}, {rest} to be returned.", lang, **figures)
    if not one.balance:
        return tr("Were it to end today: grant {final}, paid {paid}, nothing is owed.", lang, **figures)
    return tr("Were it to end today: grant {final}, paid {paid}, {rest} still to come.", lang, **figures)


def _entry(plan: SettlePlan, entry: Entry, lang: str, width: int) -> list[Line]:
    rows = [Row(account, "", (show_cents(cents, lang),)) for account, cents in entry.postings]
    return grid(Row(tr("Entry of {day}", lang, day=plan.day), "", (tr("Amount", lang),), "bold"), rows, width)


def _record(one: Settlement, root: Path) -> dict[str, object]:
    source = one.source
    return {
        "funder": source.funder,
        "kind": source.kind,
        "payer": source.payer or None,
        "budget_holder": source.budget_holder or None,
        "as_of": one.day.isoformat(),
        "ceiling": amount(source.ceiling_cents),
        "rate": _fraction(one.rate),
        "eligible": amount(one.eligible),
        "base": amount(one.base),
        "earned": amount(one.earned),
        "received": amount(one.received),
        "returned": amount(one.returned),
        "computed": _position(one.computed._asdict()),
        "booked": {"earned": amount(one.booked_earned), **_position(one.booked._asdict())},
        "limit": amount(one.limit),
        "over": one.over,
        "final": amount(one.final),
        "balance": amount(one.balance),
        "may_stay": one.may_stay,
        "next": None if one.next is None else one.next.instalment.number,
        "instalments": [_instalment(step, root) for step in one.plan],
    }


def _fraction(rate: Fraction | None) -> str | None:
    return None if rate is None else str(rate)


def _position(cents: Mapping[str, int]) -> dict[str, str | None]:
    return {name: amount(value) for name, value in cents.items()}


def _instalment(step: Step, root: Path) -> dict[str, object]:
    own = step.instalment
    return {
        "number": own.number,
        "due": own.due.isoformat(),
        "amount": amount(own.cents),
        "state": step.state,
        "received": amount(step.received),
        "previous": amount(step.previous),
        "used": amount(step.used),
        "needed": amount(step.needed),
        "after_report": own.after_report or None,
        "reported": step.reported,
        "holds": step.holds,
        "reduction": amount(step.reduction),
        "payable": amount(step.payable),
        "where": place_under(own.place, root),
    }

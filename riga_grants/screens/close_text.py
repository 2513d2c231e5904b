"""Renders the closing of a period for a terminal: what is booked, what each source owes, what is sealed, what is in the way."""

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from riga_grants.closing.close import Closing
from riga_grants.closing.entries import Claim
from riga_grants.computed import Due
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.text import findings_lines
from riga_grants.wording import dates
from riga_grants.wording import show_cents


def render(plan: Closing, root: Path, lang: str, *, width: int, colour: bool) -> str:
    """Show what closing a period books and seals, or what is in its way."""
    width = max(width, NARROWEST)
    title = f"{plan.code}  {plan.period.name}  {dates(plan.period.start, plan.period.end, lang)}"
    lines = [*paragraph(title, width, style="bold"), Line("")]
    if plan.blocked:
        said = tr("The period cannot be closed while this is wrong; waive what somebody approved (grant-waiver).", lang)
        lines += [*findings_lines(plan.findings, lang, width, root), Line(""), *paragraph(said, width, rest="  ")]
    else:
        lines += _booked(plan, lang, width)
        lines += [line for said in _remarks(plan, lang) for line in paragraph(said, width, rest="  ")]
        lines += [*paragraph(tr("Seal:", lang), width), *paragraph(plan.seal, width, first="  ", rest="  ")]
    return "\n".join(paint(line, colour=colour) for line in lines)


def done(written: Path | None, root: Path, lang: str) -> str:
    """Say in a sentence what was written; nothing in a dry run."""
    if written is None:
        return tr("Nothing was written.", lang)
    return tr("Written: {files}", lang, files=written.relative_to(root).as_posix())


def _booked(plan: Closing, lang: str, width: int) -> Iterator[Line]:
    for title, dues in ((tr("Recoverable tax", lang), plan.vat), (tr("Flat rates", lang), plan.flat_rates)):
        if dues:
            yield from [*_rules(title, dues, lang, width), Line("")]
    if plan.claims:
        heads = (
            tr("Earned in all", lang),
            tr("Claimed before", lang),
            tr("Now", lang),
            tr("Owed to us", lang),
            tr("To spend", lang),
        )
        rows = [_claim(one, lang) for one in plan.claims]
        yield from [*grid(Row(tr("Co-financing", lang), "", heads, "bold"), rows, width), Line("")]


def _rules(title: str, dues: Sequence[Due], lang: str, width: int) -> list[Line]:
    heads = (tr("Base", lang), tr("In all", lang), tr("Booked before", lang), tr("Now", lang))
    rows = [
        Row(due.account, "", tuple(show_cents(cents, lang) for cents in (due.base, due.total, due.booked, due.cents)))
        for due in dues
    ]
    return grid(Row(title, "", heads, "bold"), rows, width)


def _claim(one: Claim, lang: str) -> Row:
    amounts = (one.earned, one.before, one.cents, one.owed, one.unspent)
    return Row(one.source.title(lang) or one.source.funder, "", tuple(show_cents(cents, lang) for cents in amounts))


def _remarks(plan: Closing, lang: str) -> Iterator[str]:
    yield tr("Eligible cost in all, through {day}: {amount}", lang, day=plan.period.end, amount=show_cents(plan.eligible, lang))
    if not plan.claims:
        yield tr("The agreement does not state enough to compute what a funder owes; nothing is booked of it.", lang)
    if plan.parked:
        waiting = trn(
            "{n} cost is parked and stands in no claim", "{n} costs are parked and stand in no claim", len(plan.parked), lang
        )
        cents = sum(cost.content.cents for cost in plan.parked)
        yield tr("{waiting}: {amount}", lang, waiting=waiting, amount=show_cents(cents, lang))
    yield trn("{n} balance is asserted from then on.", "{n} balances are asserted from then on.", len(plan.balances), lang)
    yield trn("{n} posting is sealed.", "{n} postings are sealed.", plan.postings, lang)

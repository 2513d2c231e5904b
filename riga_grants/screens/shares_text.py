"""Renders who bears the eligible cost for a terminal: a picture of the sources, and rows by line or by document."""

from collections.abc import Iterator

from riga_grants import names
from riga_grants.breakdown import DOCUMENT
from riga_grants.breakdown import EARLIER
from riga_grants.breakdown import SOURCE
from riga_grants.breakdown import Breakdown
from riga_grants.breakdown import Key
from riga_grants.breakdown import Row as Part
from riga_grants.directives import Source
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import Row
from riga_grants.grid import grid
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.lines import Lines
from riga_grants.lines import called
from riga_grants.model import Agreement
from riga_grants.screens.bars import EMPTY
from riga_grants.screens.bars import bar
from riga_grants.screens.bars import fill_of
from riga_grants.screens.bars import stacked
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import KINDS
from riga_grants.wording import dates
from riga_grants.wording import show_cents

MADE = {
    names.CLAIM: N_("co-financing"),
    names.FLAT_RATE: N_("flat rate"),
    names.VAT_CUT: N_("recoverable tax"),
    names.CUT: N_("cut by control"),
    names.SETTLEMENT: N_("settlement"),
}
"""What the program computes, in words."""


def render(shown: Breakdown, agreement: Agreement, lines: Lines, lang: str, *, width: int, colour: bool) -> str:
    """Show a breakdown, no line wider than `width` (at least NARROWEST) cells; `colour` adds styles."""
    width = max(width, NARROWEST)
    out = [*_head(shown, agreement, lines, lang, width), Line("")]
    if not shown.stated:
        out += paragraph(tr("No actual figure is stated of this project.", lang), width)
    else:
        out += _sources(shown, lang, width)
    if shown.stated and shown.by != SOURCE:
        out += [Line(""), *_rows(shown, agreement, lines, lang, width)]
    return "\n".join(paint(line, colour=colour) for line in out)


def source_title(source: Source, lang: str) -> str:
    """Name a source by its code, its name and its kind."""
    named = "  ".join(dict.fromkeys(part for part in (source.funder, source.title(lang)) if part))
    return f"{named} ({tr(KINDS[source.kind], lang)})"


def who_pays(source: Source, lang: str) -> Iterator[str]:
    """Tell who pays for a source and whose budget bears it, where the agreement says so."""
    if source.payer:
        yield tr("payer: {name}", lang, name=source.payer)
    if source.budget_holder:
        yield tr("budget holder: {name}", lang, name=source.budget_holder)


def row_title(key: Key, agreement: Agreement, lines: Lines, lang: str) -> str:
    """Name a row: a line as registers do, a document by its issuer, number and date."""
    if key.account:
        return called(agreement, lines, key.account, lang)
    if key == EARLIER:
        return tr("Rounding of earlier documents", lang)
    number = tr(MADE.get(key.made, key.made), lang) if key.made else key.number
    return ", ".join(part for part in (show_date(key.dated, lang), key.issuer, number) if part)


def _head(shown: Breakdown, agreement: Agreement, lines: Lines, lang: str, width: int) -> list[Line]:
    project = shown.project
    head = paragraph(f"{project.code}  {project.title(lang)}", width, style="bold")
    if project.demonstration:
        head += [Line(f"*** {tr(DEMONSTRATION, lang)} ***", "bold yellow")]
    facts = [tr("Up to {day}; currency: {currency}", lang, day=shown.end, currency=project.currency)]
    if shown.start is not None:
        within = {"name": shown.period, "dates": dates(shown.start, shown.end, lang)}
        facts = [tr("In {name}, {dates}; currency: {currency}", lang, **within, currency=project.currency)]
    if shown.line:
        facts.append(tr("Budget line: {line}", lang, line=called(agreement, lines, shown.line, lang)))
    return [*head, *(line for fact in facts for line in paragraph(fact, width, rest="  "))]


def _sources(shown: Breakdown, lang: str, width: int) -> list[Line]:
    """Draw what each source bears of the whole; own funds and what was given in kind are the rest. Then say who they are."""
    total = shown.total
    parts = [(source.funder, source.kind, cents) for source, cents in zip(shown.sources, total.borne, strict=True)]
    parts.append((_codes(shown, names.OWN), names.OWN, total.rest - shown.in_kind))
    if shown.in_kind or _codes(shown, names.IN_KIND_SOURCE):
        parts.append((_codes(shown, names.IN_KIND_SOURCE), names.IN_KIND_SOURCE, shown.in_kind))
    rows = [
        Row(
            f"{codes} ({tr(KINDS[kind], lang)})" if codes else tr(KINDS[kind], lang),
            bar(cents, total.eligible, lang),
            (show_cents(cents, lang),),
        )
        for codes, kind, cents in parts
    ]
    head = Row(tr("Who bears the cost", lang), "", (tr("Amount", lang),), "bold")
    last = Row(tr("ELIGIBLE COST", lang), "", (show_cents(total.eligible, lang),), "bold", ruled=True)
    told = [line for source in (*shown.sources, *shown.others) for line in _about(source, lang, width)]
    return [*grid(head, [*rows, last], width), *told]


def _codes(shown: Breakdown, kind: str) -> str:
    return ", ".join(source.funder for source in shown.others if source.kind == kind)


def _about(source: Source, lang: str, width: int) -> list[Line]:
    told = [source.title(lang), *who_pays(source, lang)]
    return paragraph(f"{source.funder}  {'; '.join(part for part in told if part)}", width, rest="    ") if any(told) else []


def _rows(shown: Breakdown, agreement: Agreement, lines: Lines, lang: str, width: int) -> list[Line]:
    funders = [source.funder for source in shown.sources]
    what = tr("Document", lang) if shown.by == DOCUMENT else tr("Budget line", lang)
    own = tr("Own, in kind", lang)
    legend = "  ".join(
        f"{fill} {name}" for fill, name in zip([*map(fill_of, range(len(funders))), EMPTY], [*funders, own], strict=True)
    )
    rows = [_row(part, row_title(part.key, agreement, lines, lang), lang) for part in shown.rows]
    if not rows:
        return [Line(tr("No cost counts there.", lang))]
    last = _row(shown.total, tr("TOTAL", lang), lang)._replace(style="bold", ruled=True)
    heads = (tr("Eligible", lang), *funders, own)
    return [*paragraph(legend, width), *grid(Row(what, "", heads, "bold"), [*rows, last], width)]


def _row(part: Part, title: str, lang: str) -> Row:
    cells = (part.eligible, *part.borne, part.rest)
    return Row(title, stacked(part.borne, part.eligible), tuple(show_cents(cents, lang) for cents in cells))

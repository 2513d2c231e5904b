"""The list of documents of a funder's report: by budget line, with what of each counts and who bears it, and the totals."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import groupby
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants.facts import Fact
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.reports.claim_case import Case
from riga_grants.reports.claim_costs import ROUNDING
from riga_grants.reports.claim_costs import Document
from riga_grants.reports.claim_costs import stated
from riga_grants.reports.claim_notes import notes
from riga_grants.reports.totals import filled
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import SECTION
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value

KEY: Final = "documents"
_MADE: Final = {
    names.FLAT_RATE: N_("Flat rate"),
    names.VAT_CUT: N_("Recoverable tax"),
    ROUNDING: N_("Rounding of earlier documents"),
}
"""What the program computed, in words."""


class _Listed(NamedTuple):
    """What is needed of every row: the case, its columns, and net and tax of each cost by its identity."""

    case: Case
    columns: tuple[Column, ...]
    net: Mapping[int, int]
    vat: Mapping[int, int]


def table(case: Case) -> Table:
    """Give the list of documents with a section and a subtotal for each line, and the total of all."""
    listed = _Listed(case, _columns(case), stated(case.facts, names.NET), stated(case.facts, names.VAT))
    return Table(
        KEY,
        tr("Documents that prove the expenditure", case.lang),
        listed.columns,
        _rows(listed),
        case.currency,
        outline=True,
        empty=nothing(case),
    )


def nothing(case: Case) -> str:
    """Say why there is nothing to list."""
    if not case.stated:
        return tr("The books do not state what the project cost; there is nothing to claim.", case.lang)
    return tr("No costs were booked in this period.", case.lang)


def _columns(case: Case) -> tuple[Column, ...]:
    lang, funder = case.lang, case.source.funder
    several = len(case.terms.funders) > 1
    others = (Column("other_funders", tr("of it other funders", lang), MONEY),) if several else ()
    own = (("eligible", 1), ("cofinancing", -1), *(((("other_funders", -1)),) if several else ()))
    return (
        Column("no", tr("No.", lang), width=5),
        Column("line", tr("Budget line", lang), width=8),
        Column("document_type", tr("Document type", lang), width=12),
        Column("document_no", tr("Document No.", lang), width=13),
        Column("document_date", tr("Document date", lang), DAY, width=11),
        Column("issuer", tr("Issuer", lang), width=22),
        Column("issuer_reg", tr("Reg. No.", lang), width=13),
        Column("description", tr("Description", lang), width=50),
        Column("net", tr("Net", lang), MONEY),
        Column("vat", tr("VAT", lang), MONEY),
        Column("gross", tr("Gross", lang), MONEY),
        Column("paid", tr("Payment date", lang), DAY, width=11),
        Column("payment_no", tr("Payment order No.", lang), width=12),
        Column("not_eligible", tr("Not eligible", lang), MONEY),
        Column("eligible", tr("Eligible costs", lang), MONEY, terms=(("gross", 1), ("not_eligible", -1))),
        Column("cofinancing", tr("of it {funder} co-financing", lang, funder=funder), MONEY),
        *others,
        Column("own", tr("of it own financing", lang), MONEY, terms=own),
        Column("notes", tr("Notes", lang), width=30),
    )


# --- rows ---------------------------------------------------------------------------------------------------------------


def _rows(listed: _Listed) -> list[Row]:
    """Give a section for each line: its heading, its documents, its subtotal; and at the end the total of all."""
    lang, rows = listed.case.lang, list[Row]()
    every: list[int] = []
    for account, group in groupby(listed.case.costs.documents, lambda one: one.line):
        line = line_of(listed.case, account)
        rows.append(_heading(listed, line.title))
        first = len(rows)
        rows += _numbered(listed, line, group, sum(rows[n].cells[0] != "" for n in every))
        places = tuple(range(first, len(rows)))
        rows.append(_sum(listed, tr("Subtotal: {line}", lang, line=line.title), account, rows, places))
        every += places
    if rows:
        rows.append(_sum(listed, tr("TOTAL", lang), TOTAL, rows, tuple(every)))
    return rows


class Line(NamedTuple):
    """A budget line as it is shown: its number ("1.2.", "" for none) and its name."""

    number: str
    name: str

    @property
    def title(self) -> str:
        """Both, as registers name a line."""
        return f"{self.number} {self.name}".lstrip()


def line_of(case: Case, account: str) -> Line:
    """Name a budget line by its account; or what was booked as not eligible."""
    if account == names.INELIGIBLE:
        return Line("", tr("Booked as not eligible: our own burden", case.lang))
    known = next((row for row in case.execution.lines if row.account == account), None)
    if known is None:  # nothing but the closing will book on it
        return Line("", account)
    return Line(f"{known.number.rstrip('.')}." if known.number else "", known.name)


def _heading(listed: _Listed, title: str) -> Row:
    cells: list[Value] = ["" for _ in listed.columns]
    return Row((title, *cells[1:]), look=SECTION)


def _numbered(listed: _Listed, line: Line, documents: Iterable[Document], before: int) -> Iterator[Row]:
    """Give a row for each document; what was computed has no number."""
    number = before
    for one in documents:
        number += not one.made
        cells = {**_cells(listed, one, number), "line": line.number or line.name}
        yield Row(filled(listed.columns, cells), depth=1, key=_key(one))


def _key(one: Document) -> str:
    return one.made or (one.facts or one.earlier)[0].document_no


def _cells(listed: _Listed, one: Document, number: int) -> dict[str, Value]:
    case, lang = listed.case, listed.case.lang
    money = {
        **_tax(listed, one),
        "gross": one.gross,
        "not_eligible": one.not_eligible,
        "eligible": one.eligible,
        "cofinancing": one.borne,
        "other_funders": one.others,
        "own": None if one.borne is None or one.others is None else one.eligible - one.borne - one.others,
        "notes": notes(case, one),
    }
    if one.made:
        blank = dict.fromkeys((column.key for column in listed.columns if column.key not in money), "")
        description = tr(_MADE.get(one.made, one.made), lang)
        return {**blank, **money, "document_type": tr("computed", lang), "description": description}
    facts = _costs_of(one)
    return {
        **money,
        "no": str(number),
        "document_type": _said(facts, names.DOCUMENT_TYPE),
        "document_no": facts[0].document_no,
        "document_date": facts[0].dated,
        "issuer": str(facts[0].says(names.ISSUER) or facts[0].text[0]),
        "issuer_reg": _said(facts, names.ISSUER_REG),
        "description": _description(facts, lang),
        "paid": facts[0].paid,
        "payment_no": _said(facts, names.PAYMENT_NO),
    }


def _costs_of(one: Document) -> Sequence[Fact]:
    """Give the postings that tell what a document is about: its costs, or what took them back or cut them."""
    every = one.facts or one.earlier
    told = [fact for fact in every if not (fact.made or fact.reverses)]
    return told or every


def _description(facts: Sequence[Fact], lang: str) -> str:
    """Give what a document is for: of three and more descriptions the first, and how many more there are."""
    first, *more = dict.fromkeys(fact.text[1] for fact in facts)
    counted = trn("and {n} more", "and {n} more", len(more), lang)
    return "; ".join([first, counted] if len(more) > 1 else [first, *more])


def _said(facts: Sequence[Fact], key: str) -> str:
    """Put together what the costs of a document say, each once."""
    return ", ".join(dict.fromkeys(str(said) for fact in facts if (said := fact.says(key)) not in {None, ""}))


def _tax(listed: _Listed, one: Document) -> dict[str, Value]:
    """Give what a document states without tax, and its tax; None where one of its costs does not state it."""
    costs = [fact for fact in one.facts if not fact.made]
    taxes = [listed.vat.get(id(fact)) for fact in costs]
    nets = [_net(fact, listed) for fact in costs]
    return {"net": _all(nets), "vat": _all(taxes)}


def _net(fact: Fact, listed: _Listed) -> int | None:
    tax = listed.vat.get(id(fact))
    return listed.net.get(id(fact), None if tax is None else fact.cents - tax)


def _all(amounts: Sequence[int | None]) -> int | None:
    known = [cents for cents in amounts if cents is not None]
    return sum(known) if known and len(known) == len(amounts) else None


def _sum(listed: _Listed, title: str, key: str, rows: Sequence[Row], places: tuple[int, ...]) -> Row:
    """Add up rows: of net and tax what is stated, of all else only what every row states."""
    values: dict[str, Value] = {}
    for n, column in enumerate(listed.columns):
        amounts = [cell for place in places if isinstance(cell := rows[place].cells[n], int)]
        known = amounts if column.key in {"net", "vat"} or len(amounts) == len(places) else []
        values[column.key] = "" if column.kind != MONEY else sum(known) if known else None
    cells = filled(listed.columns, {**values, "description": title})
    return Row(cells, look=TOTAL if key == TOTAL else SUBTOTAL, sums=places, key=key)

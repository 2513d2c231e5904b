"""A report in a form that a funder prescribes: cells that have a name are filled in, all else stays as it was (docs/forms.md).

`rg_<fact>` names the cell of a fact, `rg_<table>_<column>` the cells of a table's column, one under another, and
`rg_<table>_<row>_<column>` a single cell of a table. What is wrong with the names is a finding; then nothing is filled in.
"""

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Final
from typing import NamedTuple

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.rendering.form_package import Form
from riga_grants.rendering.form_package import Named
from riga_grants.rendering.form_package import opened
from riga_grants.rendering.form_pages import Content
from riga_grants.rendering.form_pages import cells_of
from riga_grants.sheets import At
from riga_grants.sheets import reference
from riga_grants.sheets.formats import mark
from riga_grants.tables import CENTS
from riga_grants.tables import MONEY
from riga_grants.tables import PERCENT
from riga_grants.tables import PLAIN
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Value
from riga_grants.tables import in_unit
from riga_grants.tables import shown

PREFIX: Final = "rg_"
"""What the names begin with that a form is filled in by; capital letters are the same."""

NEAREST: Final = 12
"""So many names are listed where a form has one that is not known: those that are spelt most like it."""

_BREAK = re.compile(r"\W+")
_NO_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_FIRST_1900, _FIRST_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LEAP: Final = date(1900, 3, 1)  # days before it have other numbers in Excel, which takes 1900 for a leap year


class Said(NamedTuple):
    """What the report says under a name: a value, or (`many`) those of a column, and what they are."""

    values: Sequence[Value]
    kind: str
    unit: str = CENTS
    many: bool = False


class Filling(NamedTuple):
    """What a name of the form stands for: the report's values, and the cells that they go to."""

    named: Named
    said: Said
    cells: Sequence[At]


def known(report: Report) -> dict[str, Said]:
    """Give what a report can fill into a form, by the names that cells may have.

    A column has the table's own rows only: the form sums and groups by itself. A fact that several sheets state has the name of
    the first; each has `rg_<sheet>_<fact>` too.
    """
    found: dict[str, Said] = {}
    for name, said in (*_facts(report), *_columns(report), *_cells(report)):
        found.setdefault(name, said)
    return found


def fill(form: bytes, report: Report, place: Place) -> tuple[bytes, list[Finding]]:
    """Fill a report into a form, the bytes of an .xlsx workbook whose file `place` names.

    Give the filled form and no finding, or no bytes and what is wrong with its names. Raise BooksError for a file that is no
    .xlsx workbook.
    """
    package = opened(form, place.file)
    fillings, findings = _fillings(package, known(report), place)
    if findings:
        return b"", findings
    for one in fillings:
        page = package.page(one.named.sheet)
        values = [*one.said.values, *([None] * (len(one.cells) - len(one.said.values)))]
        for at, value in zip(one.cells, values, strict=True):
            code = package.format_code(page.style(at))
            page.put(at, _content(value, one.said, code, report.lang, from_1904=package.from_1904))
    return package.filled({one.named.sheet for one in fillings}), []


# --- what the report says ---------------------------------------------------------------------------------------------


def _facts(report: Report) -> Iterator[tuple[str, Said]]:
    every = [
        (sheet.key, fact, block.unit)
        for sheet in report.sheets
        for block in sheet.blocks
        if isinstance(block, Facts)
        for fact in block.facts
    ]
    for _, fact, unit in every:
        yield _name(fact.key), Said([fact.value], fact.kind, unit)
    for sheet, fact, unit in every:
        yield _name(sheet, fact.key), Said([fact.value], fact.kind, unit)


def _columns(report: Report) -> Iterator[tuple[str, Said]]:
    for table in report.tables:
        own = [row for row in table.rows if row.look == PLAIN]
        for place, column in enumerate(table.columns):
            yield _name(table.key, column.key), Said([row.cells[place] for row in own], column.kind, table.unit, many=True)


def _cells(report: Report) -> Iterator[tuple[str, Said]]:
    """Give the cells of the rows whose keys stand once in their tables."""
    for table in report.tables:
        count = Counter(_key(row.key) for row in table.rows)
        for row in table.rows:
            if row.key and count[_key(row.key)] == 1:
                for column, value in zip(table.columns, row.cells, strict=True):
                    yield _name(table.key, row.key, column.key), Said([value], column.kind, table.unit)


def _name(*keys: str) -> str:
    return PREFIX + "_".join(map(_key, keys))


def _key(key: str) -> str:
    """Spell a key as a name may be: in small letters, with one low line for whatever is neither letter nor digit."""
    return _BREAK.sub("_", key.casefold()).strip("_")


# --- what the form asks for -------------------------------------------------------------------------------------------


def _fillings(package: Form, known_names: Mapping[str, Said], place: Place) -> tuple[list[Filling], list[Finding]]:
    fillings: list[Filling] = []
    findings: list[Finding] = []
    for named in package.names():
        if named.name.casefold().startswith(PREFIX):
            said = known_names.get(named.name.casefold())
            where = _where(named, place)
            if said is None or named.area is None:
                findings.append(_wrong(_unknown(named, known=said is not None), where, known_names, named.name))
                continue
            cells = cells_of(package.page(named.sheet), named.area)
            one = Filling(named, said, cells if said.many else cells[:1])
            findings += _in_the_way(package, one, fillings, where, known_names)
            fillings.append(one)
    if not fillings and not findings:
        message = text("No cell of the form has a name that begins with {prefix}.", prefix=PREFIX)
        findings.append(_wrong(message, place, known_names, PREFIX))
    return fillings, findings


def _where(named: Named, place: Place) -> Place:
    if named.area is None:
        return place
    return place._replace(sheet=named.sheet, cell=reference((named.area[0], named.area[1])))


def _unknown(named: Named, *, known: bool) -> Text:
    if known:
        found = named.refers or "–"
        return text("“{name}” is no cell, and no range of cells of one sheet: {found}", name=named.name, found=found)
    return text("The report says nothing under the name “{name}”.", name=named.name)


def _in_the_way(
    package: Form, one: Filling, others: Sequence[Filling], where: Place, known_names: Mapping[str, Said]
) -> Iterator[Finding]:
    """Find what keeps a name's cells from being filled in: formulas, another name, too few of them."""
    page, sheet, name = package.page(one.named.sheet), one.named.sheet, one.named.name
    computed = next((at for at in one.cells if page.computes(at)), None)
    if computed is not None:
        message = text("“{name}” names a cell with a formula of the form, which would be lost.", name=name)
        yield _wrong(message, where._replace(cell=reference(computed)), known_names, name)
    for other in others:
        both = {*other.cells} & {*one.cells} if other.named.sheet == sheet else ()
        if both:
            message = text("“{name}” and “{other}” name the same cell.", name=name, other=other.named.name)
            yield _wrong(message, where._replace(cell=reference(min(both))), known_names, name)
    if len(one.said.values) > len(one.cells):
        rows, room = len(one.said.values), len(one.cells)
        message = text(
            "“{name}” has room for {room} rows, and the report has {rows}: {missing} more are needed.",
            name=name,
            room=room,
            rows=rows,
            missing=rows - room,
        )
        yield finding("form-room", message, where)


def _wrong(message: Text, where: Place, known_names: Mapping[str, Said], name: str) -> Finding:
    near = get_close_matches(name.casefold(), known_names, NEAREST, 0)
    listed = ", ".join([*near, "…"] if len(known_names) > len(near) else near)
    return finding("form-name", Text(message.msgid, {**message.values, "known": listed}), where)


# --- cells ------------------------------------------------------------------------------------------------------------


def _content(value: Value, said: Said, code: str, lang: str, *, from_1904: bool) -> Content:
    """Give what a cell holds of a value: figures as numbers, days as days where the cell shows days, all else as text.

    Where the cell shows per cent, 52.3 % is 0.523; elsewhere it is 52.3.
    """
    match value:
        case None | "":
            return None
        case str():
            return value
        case date():
            return _day(value, code, lang, from_1904=from_1904)
        case int() if said.kind == MONEY:
            return in_unit(value, said.unit)
        case Fraction():
            exact = Decimal(value.numerator) * 100 / value.denominator
            return exact / 100 if mark(code) == "%" else exact
    return Decimal(value) / 100 if said.kind == PERCENT and mark(code) == "%" else Decimal(value)


def _day(day: date, code: str, lang: str, *, from_1904: bool) -> Content:
    first = _FIRST_1904 if from_1904 else _FIRST_1900
    shows_days = re.search("[yd]", _NO_CODE.sub("", code.casefold())) is not None
    return Decimal((day - first).days) if shows_days and day >= max(first, _LEAP) else shown(day, "", lang)

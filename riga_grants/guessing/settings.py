"""What a proposed layout says beside its columns: forms of dates, decimal mark, words of rows, constants, and why."""

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from typing import NamedTuple

from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import KINDS
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.guessing.columns import Placed
from riga_grants.guessing.columns import Seen
from riga_grants.guessing.columns import role_in
from riga_grants.guessing.rows import Line
from riga_grants.guessing.rows import parted
from riga_grants.guessing.rows import told_by
from riga_grants.guessing.values import ambiguous
from riga_grants.guessing.values import day_forms
from riga_grants.guessing.values import decimal_mark
from riga_grants.guessing.values import figure
from riga_grants.guessing.values import forms_of
from riga_grants.guessing.values import fractions
from riga_grants.guessing.values import unstated
from riga_grants.importing.headings import Rows
from riga_grants.importing.kinds.agreements import valid
from riga_grants.layouts import HEADER_WITHIN
from riga_grants.layouts import Words
from riga_grants.layouts.sense import DATES
from riga_grants.layouts.synonyms import usual
from riga_grants.money import currency_mark
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet
from riga_grants.texts import slug
from riga_grants.texts import words_only

_SPAN = re.compile(r"(?<![0-9])(?P<first>(?:19|20)[0-9]{2})\s*[-–—]\s*(?P<last>(?:19|20)[0-9]{2})(?![0-9])")
_SECTIONS = {COSTS: ("line", "project", "note"), BUDGET: ("note", "project"), AGREEMENTS: ("programme", "note")}
_MOST_WORDS = 12
FIXED = {"LVL": "0.702804", "EEK": "15.6466", "LTL": "3.4528"}
"""Units of a currency for one euro when that took its place (Council Regulations 870/2013, 671/2010, 851/2014)."""

_MANY = 20
_MOSTLY = 0.8


class Setting(NamedTuple):
    """A key of the layout ("constants.start" for one in a table), its value, and why; `asked`: a person must look at it."""

    key: str
    value: Any
    reason: Text
    asked: bool = False


@dataclass(frozen=True)
class Ground:
    """What settings are found from: the layout's name, the kind, the sheet, and its columns as they were placed."""

    name: str
    kind: str
    sheet: Sheet
    rows: Rows | None
    seen: Sequence[Seen]
    lines: Sequence[Line]
    placed: Sequence[Placed]
    projects: Mapping[str, str]

    @cached_property
    def guards(self) -> frozenset[int]:
        """The columns whose cells only data have: a document has a number and a day, while a group of lines has a name too."""
        named = KINDS[COSTS].guard if self.kind == COSTS else ()
        return frozenset(self.columns[column] for column in named if column in self.columns)

    @cached_property
    def data(self) -> Sequence[Line]:
        """The rows that seem to be data."""
        return parted(self.lines, self.guards)[0]

    @cached_property
    def columns(self) -> dict[str, int]:
        """The index of each column that was placed."""
        return {one.column: one.at for one in self.placed if one.column != "amounts"}

    @cached_property
    def amounts(self) -> list[int]:
        """The indices of all columns of amounts and figures."""
        holds = KINDS[self.kind].columns
        named = [at for column, at in self.columns.items() if holds[column].holds in {"amount", "number"}]
        return [*named, *(one.at for one in self.placed if one.column == "amounts" and one.at >= 0)]

    def values(self, *indices: int) -> list[Raw]:
        """Give the cells of columns, without the blank ones."""
        return [line.held[index] for line in self.data for index in indices if index in line.held]

    def said(self, at: int) -> str:
        """Give the heading of a column."""
        return next((one.heading for one in self.seen if one.at == at), "")

    @cached_property
    def above(self) -> str:
        """Give the layout's name and all texts above the headings, joined."""
        rows = self.sheet.rows[: self.rows.first] if self.rows else ()
        return " ".join([self.name, *(value for row in rows for value in row if isinstance(value, str))])


def settings(ground: Ground) -> Iterator[Setting]:
    """Find the settings, in the order in which a layout is read."""
    yield from _headings(ground)
    yield from _dates(ground)
    yield from _figures(ground)
    yield from _rows(ground)
    if ground.kind == AGREEMENTS:
        yield from _agreements(ground)
        return
    if ground.kind == COSTS:
        yield from _costs(ground)
    yield from _project(ground)


def _headings(ground: Ground) -> Iterator[Setting]:
    if ground.rows is None:
        first = ground.lines[0].row + 1
        yield Setting(
            "header-rows", 0, text("no row of headings was found; the columns are named by their letters"), asked=True
        )
        if first > 1:
            yield Setting("header-row", first, text("the first row of data"), asked=True)
        return
    if ground.rows.last > ground.rows.first:
        first, last = ground.rows.first + 1, ground.rows.last + 1
        reason = text("the headings stand in the rows {first} to {last}", first=first, last=last)
        yield Setting("header-rows", last - first + 1, reason)
    if ground.rows.first >= HEADER_WITHIN:
        yield Setting("header-within", ground.rows.first + 1, text("the headings stand far down"))


def _dates(ground: Ground) -> Iterator[Setting]:
    columns = KINDS[ground.kind].columns
    cells = ground.values(*(at for column, at in ground.columns.items() if columns[column].holds == "date"))
    forms = forms_of(cells)
    if any(isinstance(cell, float) or (isinstance(cell, str) and cell.strip().isdecimal()) for cell in cells):
        forms = [*(forms or DATES), "year"]
    if not set(forms) <= set(DATES):
        american = "month/day/year" in forms or "day/month/year" in forms
        yield Setting("dates", forms, text("the forms of the dates that are texts"), asked=american)


def _figures(ground: Ground) -> Iterator[Setting]:
    """Find how figures are written, and what stands in their place."""
    cells = ground.values(*ground.amounts)
    if decimal := decimal_mark(cells):
        yield Setting("decimal", decimal, text("the amounts that are texts have it"))
    elif count := ambiguous(cells):
        reason = text("{count} amounts can mean thousands or fractions: which mark is before the cents?", count=count)
        yield Setting("decimal", ",", reason, asked=True)
    texts = [cell for cell in cells if isinstance(cell, str) and figure(cell) is None]
    words = unstated(Counter(texts))
    columns = KINDS[ground.kind].columns
    days = ground.values(*(at for column, at in ground.columns.items() if columns[column].holds == "date"))
    undated = unstated(Counter(cell for cell in days if isinstance(cell, str) and not day_forms(cell)))
    if words or undated:
        found = list(dict.fromkeys([*words, *undated]))[:_MOST_WORDS]
        yield Setting("not-stated", found, text("texts in the columns of amounts or dates"), asked=True)
    if ground.kind in {COSTS, BUDGET, AGREEMENTS}:
        yield from _money(ground, cells)
    odd = [word for word in texts if word not in words]
    if odd and ground.kind == AGREEMENTS:
        reason = text("{count} cells of amounts are neither; they would be not stated", count=len(odd))
        yield Setting("findings.amount-unreadable", "warning", reason, asked=True)
    hidden = sum(line.row in ground.sheet.hidden_rows for line in ground.lines)
    if hidden > _MANY:
        yield Setting("findings.row-hidden", "note", text("{count} rows are hidden", count=hidden), asked=True)


def _money(ground: Ground, cells: Sequence[Raw]) -> Iterator[Setting]:
    if count := fractions(cells):
        yield Setting("rounding", "half-up", text("{count} amounts are no whole cents", count=count), asked=True)
        parts = [one.states.get("funder") for one in ground.placed if one.column == "amounts" and one.at >= 0]
        if len(parts) > 1:
            yield Setting("remainder", parts[-1], text("who bears the cent that rounding the parts leaves"), asked=True)
    headings = " ".join(ground.said(at) for at in ground.amounts)
    if role_in(f"{headings} {ground.above}", "thousands"):
        yield Setting("multiply", 1000, text("a heading speaks of thousands"), asked=True)
    yield from _currency(ground, currency_mark(headings) or currency_mark(ground.above) or _marked(ground))


def _currency(ground: Ground, found: str) -> Iterator[Setting]:
    """Say what another currency than the euro needs: its rate where it is converted, its name where the list is kept in it."""
    if found in {"", "EUR"}:
        return
    if ground.kind != AGREEMENTS and found in FIXED:
        reason = text("the amounts are in {currency}; this is its fixed rate to the euro", currency=found)
        yield Setting("rates", {found: FIXED[found]}, reason, asked=True)
    else:
        yield Setting("currency", found, text("a heading or the format of the amounts names it"), asked=True)


def _marked(ground: Ground) -> str:
    """Give the currency that the number formats of the amounts show, if it is one."""
    marks = {mark for (_, index), mark in ground.sheet.marks.items() if index in ground.amounts and mark != "%"}
    return marks.pop() if len(marks) == 1 else ""


def _rows(ground: Ground) -> Iterator[Setting]:
    yield from _fill_down(ground)
    told = told_by(ground.lines, frozenset(ground.amounts), ground.guards)
    if told.total:
        yield Setting("total", list(told.total), text("the row of the total"))
    if told.skip:
        yield Setting("skip", list(told.skip), text("rows with other sums, and headings of groups"), asked=True)
    if told.end:
        yield Setting("end", list(told.end), text("what stands below the table begins so"))
    column = next((column for column in _SECTIONS.get(ground.kind, ()) if column not in ground.columns), None)
    if told.sections and column:
        reason = text("{count} rows inside the table hold only a text; which column do they state?", count=told.sections)
        yield Setting("section", column, reason, asked=True)


def _fill_down(ground: Ground) -> Iterator[Setting]:
    """Find columns of which only the first row of a group has the value, other than by merged cells."""
    merged = {
        (row, first[1]) for first, last in ground.sheet.merged for row in range(first[0], min(last[0], ground.sheet.height) + 1)
    }
    for column in ("project", "line", "indicator"):
        at = ground.columns.get(column, -1)
        held = [at in line.held for line in ground.data if (line.row, at) not in merged or at in line.held]
        if held[:1] == [True] and not all(held):
            blank = text("{count} of its cells are blank, and may repeat the cell above", count=held.count(False))
            yield Setting("fill-down", [column], blank, asked=True)
            return


def _project(ground: Ground) -> Iterator[Setting]:
    """Find the project that the texts above the table name, where no column does."""
    above = f" {words_only(ground.above)} "
    named = {code for word, code in ground.projects.items() if f" {words_only(word)} " in above}
    if "project" not in ground.columns and len(named) == 1:
        yield Setting("constants.project", named.pop(), text("the texts above the table name it"), asked=True)


def _costs(ground: Ground) -> Iterator[Setting]:
    amounts = [number for one in ground.values(*ground.amounts[:1]) if (number := figure(one))]
    if amounts and sum(number < 0 for number in amounts) >= _MOSTLY * len(amounts):
        yield Setting("sign", "reversed", text("nearly all amounts are negative"), asked=True)
    if "in-kind" in ground.columns:
        words = list(dict.fromkeys(one for one in ground.values(ground.columns["in-kind"]) if isinstance(one, str)))
        no = [word for word in words if word in Words(usual("no"))]
        yes = [word for word in words if word not in no]
        unusual = any(word not in Words(usual("yes")) for word in yes)
        yield Setting("in-kind", yes[:_MOST_WORDS] or ["jā"], text("the words of that column"), asked=unusual)
        yield Setting("not-in-kind", no or ["nē"], text("the words of that column"))
    yield from _credit_notes(ground)


def _credit_notes(ground: Ground) -> Iterator[Setting]:
    """Find kinds of documents that lower a cost and whose amounts are written without a minus."""
    amount, kind = ground.columns.get("amount"), ground.columns.get("document-type")
    if amount is None or kind is None:
        return
    words = Words(usual("credit-note"))
    rows = [(str(line.held[kind]), figure(line.held.get(amount, ""))) for line in ground.data if kind in line.held]
    notes = [(word, number) for word, number in rows if word in words and number is not None]
    if notes and all(number > 0 for _, number in notes):
        found = list(dict.fromkeys(word for word, _ in notes))
        yield Setting("negative.document-type", found, text("credit notes whose amounts have no minus"), asked=True)


def _agreements(ground: Ground) -> Iterator[Setting]:
    yield from _project_code(ground)
    if "start" not in ground.columns and (span := _SPAN.search(ground.above)):
        reason = text("years that stand above the table or in the name")
        yield Setting("constants.start", date(int(span["first"]), 1, 1), reason, asked=True)
        if "end" not in ground.columns:
            yield Setting("constants.end", date(int(span["last"]), 12, 31), reason, asked=True)
    yield from _holes(ground)


def _holes(ground: Ground) -> Iterator[Setting]:
    """Find what many lists of agreements have in single rows, and what a layout may take for less than an error."""
    odd = max((one.odd for one in ground.placed), default=0)
    if odd:
        reason = text("rows in which the parts do not make the total: {count}; each would be told", count=odd)
        yield Setting("findings.parts-differ", "warning", reason, asked=True)
    name = ground.columns.get("name")
    nameless = sum(name not in line.held for line in ground.data)
    if name is not None and nameless:
        reason = text("projects without a name: {count}; their code would be their name", count=nameless)
        yield Setting("findings.cell-missing", "warning", reason, asked=True)


def _project_code(ground: Ground) -> Iterator[Setting]:
    """Choose how a project's code is made: by a column of codes or numbers, or as a short hash of what names the project."""
    prefix = f"{slug(ground.name).split('-')[0].upper()[:8]}-"
    column = "project" if "project" in ground.columns else "number"
    cells = [str(value) for value in ground.values(ground.columns[column])] if column in ground.columns else []
    if cells and column == "project" and all(map(valid, cells)):
        return
    if cells and len(set(cells)) == len(cells) and len(cells) >= _MOSTLY * len(ground.data):
        reason = text("the column “{column}” is different in every row", column=column)
        yield Setting("project-code", {"prefix": prefix, "from": [column]}, reason, asked=True)
        return
    naming = [one for one in ("project", "programme", "name", "beneficiary", "contract") if one in ground.columns]
    if naming:
        reason = text("no column holds a code, so a short one is made of what names the project")
        yield Setting("project-code", {"prefix": prefix, "from": naming, "digest": True}, reason, asked=True)

"""A worksheet's XML with cells that are written anew: nothing else of it changes, neither looks nor merged cells nor rules.

Libraries for workbooks read one into their own model and write that: what the model lacks (pictures, shapes, controls, what a
newer Excel added) is lost. Here the parts of a form stay as they came, and of a sheet only the cells are changed.
"""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from typing import Final
from typing import TypeAlias

from riga_grants.sheets import At
from riga_grants.sheets import reference
from riga_grants.sheets.limits import CELL_TEXT

Element: TypeAlias = Any
"""lxml has no public name for its elements."""

Area = tuple[int, int, int, int]
"""A range of cells: its first row and column and its last, from 0."""

Content = str | Decimal | None
"""What is written into a cell: a text, a number, or nothing."""

_AREA = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?", re.IGNORECASE)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_MANY: Final = frozenset({"array", "dataTable"})
"""Formulas that give the values of a whole range, whose other cells hold no formula."""
_TRUE: Final = frozenset({"1", "true"})


def area_of(written: str) -> Area | None:
    """Read a range as formulas write it, `$B$2:$B$30` or `B2`; None for what is none, such as a whole column."""
    found = _AREA.fullmatch(written)
    if found is None:
        return None
    first = (int(found[2]) - 1, _column(found[1]))
    last = (int(found[4]) - 1, _column(found[3])) if found[3] else first
    return min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _inside(at: At, area: Area) -> bool:
    return area[0] <= at[0] <= area[2] and area[1] <= at[1] <= area[3]


class Page:
    """A worksheet while it is filled in: `root` is its XML.

    Rows and cells that do not say where they stand follow the one before.
    """

    def __init__(self, root: Element) -> None:
        self.root = root
        self._space = root.tag.partition("}")[0].removeprefix("{")
        self._data = root.find(self._name("sheetData"))
        self._rows = dict(_numbered(self._data, lambda row: int(row.get("r", 0)) - 1))
        self._cells: dict[int, dict[int, Element]] = {}
        columns = root.iterfind(f"{self._name('cols')}/{self._name('col')}")
        self._columns = [(int(one.get("min")), int(one.get("max")), int(one.get("style", 0))) for one in columns]
        merged = (area_of(one.get("ref", "")) for one in root.iter(self._name("mergeCell")))
        self._merged = [area for area in merged if area]
        computed = (area_of(one.get("ref", "")) for one in root.iter(self._name("f")) if one.get("t") in _OF_MANY)
        self._computed = [area for area in computed if area]

    def _name(self, local: str) -> str:
        return f"{{{self._space}}}{local}"

    def shown(self, at: At) -> At:
        """Give the cell that is seen in the place of one: the first of the merged ones, or itself."""
        return next(((area[0], area[1]) for area in self._merged if _inside(at, area)), at)

    def style(self, at: At) -> int:
        """Give the number of a cell's style; of one that is not there its row's, or else its column's."""
        cell = self._row(at[0]).get(at[1])
        if cell is not None:
            return int(cell.get("s", 0))
        row = self._rows.get(at[0])
        if row is not None and row.get("customFormat") in _TRUE:
            return int(row.get("s", 0))
        return next((style for first, last, style in self._columns if first <= at[1] + 1 <= last), 0)

    def computes(self, at: At) -> bool:
        """Say whether a cell holds a formula, or a value that the formula of other cells gives."""
        cell = self._row(at[0]).get(at[1])
        return any(_inside(at, area) for area in self._computed) or (
            cell is not None and cell.find(self._name("f")) is not None
        )

    def put(self, at: At, content: Content) -> None:
        """Write a cell: a number, a text as a text whatever it begins with, or nothing. It keeps its style."""
        if content is None and at[1] not in self._row(at[0]):
            return
        cell = self._cell(at)
        for key in ("t", "cm", "vm"):
            cell.attrib.pop(key, None)
        for child in list(cell):
            cell.remove(child)
        if isinstance(content, Decimal):
            self._under(cell, "v").text = format(content, "f")
        elif content is not None:
            cell.set("t", "inlineStr")
            shown = self._under(self._under(cell, "is"), "t")
            shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            clean = _NO_XML.sub("", content)
            shown.text = clean if len(clean) <= CELL_TEXT else f"{clean[: CELL_TEXT - 1]}…"

    def forget(self) -> bool:
        """Take out the values that formulas gave before; say whether there was a formula."""
        formulas = list(self.root.iter(self._name("f")))
        for formula in formulas:
            self._forget(formula.getparent())
        for row in self._rows if self._computed else ():
            for column, cell in self._row(row).items():
                if any(_inside((row, column), area) for area in self._computed):
                    self._forget(cell)
        return bool(formulas)

    def _forget(self, cell: Element) -> None:
        value = cell.find(self._name("v"))
        if value is not None:
            cell.remove(value)
        cell.attrib.pop("t", None)

    def _row(self, number: int) -> dict[int, Element]:
        """Give the cells of a row by their columns."""
        if number not in self._cells:
            row = self._rows.get(number)
            found = _numbered(row, lambda cell: (area_of(cell.get("r", "")) or (0, -1))[1]) if row is not None else ()
            self._cells[number] = dict(found)
        return self._cells[number]

    def _cell(self, at: At) -> Element:
        cells = self._row(at[0])
        if at[1] not in cells:
            style = self.style(at)
            if at[0] not in self._rows:
                self._rows[at[0]] = self._between(self._data, "row", self._rows, at[0], {"r": str(at[0] + 1)})
            row = self._rows[at[0]]
            row.attrib.pop("spans", None)  # which of its columns are used: a hint that need not be there
            cells[at[1]] = self._between(row, "c", cells, at[1], {"r": reference(at), **({"s": str(style)} if style else {})})
            for stated in self.root.findall(self._name("dimension")):  # which of the sheet's cells are: the same
                self.root.remove(stated)
        return cells[at[1]]

    def _between(self, parent: Element, local: str, others: dict[int, Element], place: int, said: dict[str, str]) -> Element:
        """Make an element and put it into its place, before the first of the others that stands after it."""
        made = self._under(parent, local)
        for key, value in said.items():
            made.set(key, value)
        after = [number for number in others if number > place]
        if after:
            others[min(after)].addprevious(made)
        return made

    def _under(self, parent: Element, local: str) -> Element:
        made = parent.makeelement(self._name(local), nsmap=parent.nsmap)
        parent.append(made)
        return made


def _numbered(parent: Element, stated: Any) -> Iterator[tuple[int, Element]]:  # noqa: ANN401 - a function of an element
    """Give the children with the numbers that they state, or else the one after the child before."""
    last = -1
    for child in parent.iterchildren(tag=parent.tag.partition("}")[0] + "}*"):
        number = stated(child)
        last = number if number >= 0 else last + 1
        yield last, child


def cells_of(page: Page, area: Area) -> Sequence[At]:
    """Give the cells that are seen in the first column of a range, one under another; merged ones count once."""
    return list(dict.fromkeys(page.shown((row, area[1])) for row in range(area[0], area[2] + 1)))

"""Number formats of OpenDocument, worded as Excel's codes, so that `formats` alone knows what a format shows.

A data style is elements in a row (OpenDocument 1.3 part 3, 16.29); other styles stand for it under a condition (`style:map`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Final

from riga_grants.sheets.look import Style
from riga_grants.sheets.look import style

Attributes = Mapping[str, str]

DATA_STYLES: Final = frozenset(
    f"number:{kind}-style" for kind in ("number", "currency", "percentage", "date", "time", "boolean", "text")
)
_AS_IS: Final = {
    "number:date-style": "yyyy",
    "number:time-style": "hh",
    "number:boolean-style": "@",
    "number:text-content": "@",
}
_CONDITION = re.compile(r"value\(\)(<=|>=|!=|<|>|=)(-?[0-9]+(?:\.[0-9]+)?)")
_MOST: Final = 30  # of decimals and of digits, whatever a hostile file states
_LONGEST_CHAIN: Final = 20  # of styles that stand on each other


@dataclass(slots=True)
class Styles:
    """All styles of a document. `code` builds a format's own part, `maps` names the formats that stand for it."""

    codes: dict[str, str] = field(default_factory=dict)
    maps: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    cells: dict[str, tuple[str, str]] = field(default_factory=dict)  # a cell style's data style, and its parent
    hidden_tables: set[str] = field(default_factory=set)
    _known: dict[str, Style] = field(default_factory=dict)

    def of_cell(self, name: str) -> Style:
        """Give what matters of a cell style's number format."""
        if name not in self._known:
            self._known[name] = style(self._code(self._data_style(name)))
        return self._known[name]

    def _data_style(self, name: str) -> str:
        for _ in range(_LONGEST_CHAIN):
            data_style, parent = self.cells.get(name, ("", ""))
            if data_style or not parent:
                return data_style
            name = parent
        return ""

    def _code(self, name: str) -> str:
        mapped = [f"[{condition}]{self.codes.get(other, '')}" for condition, other in self.maps.get(name, ())]
        return ";".join([*mapped, self.codes.get(name, "")])


class StyleReader:
    """Gathers the styles of one stream of XML."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._name = self._kind = ""  # of the data style that is open
        self._in_cell_style = self._words = ""
        self._taking = False

    def start(self, name: str, attributes: Attributes) -> None:
        """Take an element's start."""
        if name in DATA_STYLES:
            self._name, self._kind = attributes["style:name"], name
            self._styles.codes[self._name] = _AS_IS.get(name, "")
        elif name == "style:style":
            self._start_style(attributes)
        elif name == "style:table-properties" and attributes.get("table:display") == "false":
            self._styles.hidden_tables.add(self._in_cell_style)
        elif self._name:
            self._part(name, attributes)

    def end(self, name: str) -> None:
        """Take an element's end."""
        if name in DATA_STYLES:
            self._name = ""
        elif self._taking:
            self._taking = False
            if name == "number:currency-symbol":
                self._add("[$" + re.sub(r"[\[\]-]", "", self._words) + "]")
            elif self._kind == "number:percentage-style" and "%" in self._words:
                self._add("%")
            else:
                self._add('"' + self._words.replace('"', "") + '"')

    def data(self, words: str) -> None:
        """Take words inside an element."""
        if self._taking:
            self._words += words

    def _start_style(self, attributes: Attributes) -> None:
        self._in_cell_style = attributes["style:name"]
        if attributes.get("style:family") == "table-cell":
            found = attributes.get("style:data-style-name", ""), attributes.get("style:parent-style-name", "")
            self._styles.cells[self._in_cell_style] = found

    def _part(self, name: str, attributes: Attributes) -> None:
        if name in {"number:text", "number:currency-symbol"}:
            self._taking, self._words = True, ""
        elif name == "style:text-properties" and "fo:color" in attributes:
            self._add("[Red]")
        elif name == "style:map":
            if stated := _CONDITION.fullmatch(attributes["style:condition"].replace(" ", "")):
                condition = f"{stated[1].replace('!=', '<>')}{stated[2]}"
                self._styles.maps.setdefault(self._name, []).append((condition, attributes["style:apply-style-name"]))
        else:
            self._add(_AS_IS.get(name) or _digits(name, attributes))

    def _add(self, code: str) -> None:
        if self._kind not in _AS_IS:
            self._styles.codes[self._name] += code


def _digits(name: str, attributes: Attributes) -> str:
    if name == "number:fraction":
        return "# ?/" + attributes.get("number:denominator-value", "?" * _count(attributes, "number:min-denominator-digits", 1))
    if name not in {"number:number", "number:scientific-number"}:
        return ""
    if "number:decimal-places" not in attributes:
        return "General"
    most = _count(attributes, "number:decimal-places", 0)
    least = _count(attributes, "number:min-decimal-places", most)
    code = "0" + "." * (most > 0) + "0" * least + "#" * (most - least)
    if name == "number:scientific-number":
        return code + "E+00"
    thousands = len(attributes.get("number:display-factor", "1").partition(".")[0]) // 3
    return code + "," * min(thousands, _MOST)


def _count(attributes: Attributes, name: str, default: int) -> int:
    return min(int(attributes.get(name, default)), _MOST)

"""Layouts: how a spreadsheet is laid out, declared in importers/layouts/*.toml, one file each.

A layout names the sheets, the headings of the columns and the words used in cells; what a column means is the importer's.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from decimal import Decimal
from fnmatch import translate
from functools import cached_property
from pathlib import Path
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants.columns import COSTS
from riga_grants.columns import KINDS
from riga_grants.columns import Kind
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.layouts.faults import wrong
from riga_grants.layouts.sense import DATES
from riga_grants.layouts.synonyms import heading_key
from riga_grants.layouts.synonyms import headings_of
from riga_grants.names import OF_A_SHEET
from riga_grants.names import finding
from riga_grants.texts import folded

FOLDER = Path("importers", "layouts")
HEADER_WITHIN = 30
Constant = str | int | float | bool | date


def _word(cell: str) -> str:
    return folded(cell).rstrip(": ")


class Words:
    """Words to compare cells with, letter case aside; `*` in one stands for any letters. Blank text is none of them.

    `fold` makes the same of two spellings that are one word.
    """

    __slots__ = ("_exact", "_first", "_fold", "_patterns")

    def __init__(self, words: Iterable[str] = (), fold: Callable[[str], str] = _word) -> None:
        every = [fold(word) for word in words]
        self._fold = fold
        self._exact = frozenset(word for word in every if "*" not in word)
        self._patterns = tuple(
            re.compile(translate(word.replace("[", "[[]").replace("?", "[?]"))) for word in every if "*" in word
        )
        # Nearly all cells of a sheet are told apart from a few words by their first letter, composed or not.
        letters = frozenset(form[:1] for word in every for form in (word, unicodedata.normalize("NFD", word)))
        self._first = None if fold is not _word or "*" in letters else letters

    def __contains__(self, cell: str) -> bool:
        if self._first is not None:
            letter = cell.lstrip()[:1].casefold()[:1]
            if letter not in self._first and (letter.isascii() or unicodedata.is_normalized("NFC", letter)):
                return False
        word = self._fold(cell)
        return bool(word) and (word in self._exact or any(pattern.match(word) for pattern in self._patterns))

    def __bool__(self) -> bool:
        return bool(self._exact or self._patterns)


class Spot(NamedTuple):
    """How a column is found: by headings, or by its position (from 0); None where headings say it."""

    headings: Words
    position: int | None
    first: str


class Measure(NamedTuple):
    """A column of amounts that stands for something by itself: its spot and what it states, such as {"period": "2014"}.

    `rest` marks the part that is what the other parts leave of the total; it has no column.
    """

    spot: Spot
    states: Mapping[str, str]
    rest: bool = False


class ProjectCode(NamedTuple):
    """How a project's code is made: from columns, spelt out or (`digest`) as a short hash of them."""

    prefix: str
    columns: tuple[str, ...]
    digest: bool


@dataclass(frozen=True)
class Layout:
    """One spreadsheet layout. All words are folded for comparison; rows and positions count from 0.

    `header_row` is None where the headings are looked for; `header_rows` is 0 for a sheet without headings. `meanings` maps a
    column's folded words to words of the books; `rates` gives units of a currency for one of the project's.
    """

    name: str
    kind: str = COSTS
    sheet_names: tuple[str, ...] = ("*",)
    header_row: int | None = None
    header_rows: int = 1
    header_within: int = HEADER_WITHIN
    columns: Mapping[str, Spot] = field(default_factory=dict)
    amounts: tuple[Measure, ...] = ()
    constants: Mapping[str, Constant] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    optional: frozenset[str] = frozenset()
    dates: Sequence[str] = DATES
    decimal: str = ""
    rounding: str = "refuse"
    remainder: str = ""
    multiply: int = 1
    currency: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    reversed_sign: bool = False
    negative: Mapping[str, Words] = field(default_factory=dict)
    not_stated: Words = field(default_factory=Words)
    in_kind: Words = field(default_factory=Words)
    not_in_kind: Words = field(default_factory=Words)
    total: Words = field(default_factory=Words)
    skip: Words = field(default_factory=Words)
    end: Words = field(default_factory=Words)
    section: str = ""
    fill_down: frozenset[str] = frozenset()
    key: tuple[str, ...] = ("line", "document-no", "document-date", "issuer")
    project_code: ProjectCode | None = None
    personal: str = "warn"
    severities: Mapping[str, Severity] = field(default_factory=dict)
    delimiter: str = ""
    encoding: str = ""

    @cached_property
    def sheets(self) -> Words:
        """The names of the sheets to read."""
        return Words(self.sheet_names)

    @property
    def everywhere(self) -> bool:
        """Say whether any sheet may hold a table."""
        return self.sheet_names == ("*",)

    @cached_property
    def of_kind(self) -> Kind:
        """What its kind of sheet may and must have."""
        return KINDS[self.kind]

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The columns that every sheet of this layout must have."""
        return tuple(column for column in self.columns if column not in self.optional)

    def severity(self, code: str) -> Severity:
        """Say how severe a finding is under this layout."""
        return self.severities.get(code, OF_A_SHEET[code].severity)


def load_layouts(folder: Path) -> tuple[dict[str, Layout], list[Finding]]:
    """Read all layouts of a folder, by name; a file that cannot be used is findings and no layout."""
    layouts: dict[str, Layout] = {}
    findings: list[Finding] = []
    for path in sorted(folder.glob("*.toml")):
        found = load_layout(path)
        if isinstance(found, Layout) and found.name in layouts:
            message = text("Another layout is also named “{name}”.", name=found.name)
            findings.append(finding("layout", message, Place(str(path))))
        elif isinstance(found, Layout):
            layouts[found.name] = found
        else:
            findings.extend(found)
    return layouts, findings


def load_layout(path: Path) -> Layout | list[Finding]:
    """Read one layout file; give what is wrong with it where it cannot be used."""
    place = Place(str(path))
    try:
        source = path.read_text(encoding="utf-8-sig")
    except OSError as problem:
        return [finding("layout", text("The layout cannot be read: {problem}", problem=problem.strerror or ""), place)]
    except UnicodeDecodeError:
        return [finding("layout", text("The layout is not saved as UTF-8."), place)]
    return read_layout(source, place)


def read_layout(source: str, place: Place) -> Layout | list[Finding]:
    """Read a layout from the text of its file, which `place` names; give what is wrong with it where it cannot be used."""
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"at line ([0-9]+)", str(problem))
        end = len(source.rstrip().splitlines())
        message = text("This is not written as TOML asks: {problem}", problem=str(problem))
        return [finding("layout", message, place._replace(line=int(line[1]) if line else end))]
    return wrong(data, place, source) or layout_of(data)


def layout_of(data: Mapping[str, Any]) -> Layout:
    """Make a layout of what a file says, once nothing is wrong with it."""
    said = {field: convert(data[key]) for key, (field, convert) in _READ.items() if key in data}
    spots = {column: _spot(value) for column, value in data.get("columns", {}).items()}
    usual = _usual(data) if data.get("synonyms") else {}
    by_chance = frozenset(usual) - frozenset(KINDS[data["kind"]].needed)
    optional = frozenset(data.get("optional", ())) | by_chance
    return Layout(**said, columns=spots | usual, optional=optional)


def _usual(data: Mapping[str, Any]) -> dict[str, Spot]:
    """Give the columns that a layout does not name by their usual headings, but for headings that it uses otherwise."""
    named = data.get("columns", {})
    places = [*named.values(), *data.get("amounts", ())]
    taken = {
        heading_key(heading)
        for place in places
        for heading in (place if isinstance(place, list) else place.get("headings", ()))
    }
    absent = {*named, *data.get("constants", ()), data.get("section", "")}
    free = {
        column: [heading for heading in headings if heading_key(heading) not in taken]
        for column, headings in headings_of(data["kind"]).items()
        if column not in absent
    }
    return {column: _spot(headings) for column, headings in free.items() if headings}


def _as_it_is(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    return value


def _words_by_column(value: Mapping[str, Sequence[str]]) -> dict[str, Words]:
    return {column: Words(words) for column, words in value.items()}


def _meanings(value: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {column: {folded(word): meant for word, meant in words.items()} for column, words in value.items()}


def _project_code(value: Mapping[str, Any]) -> ProjectCode:
    return ProjectCode(value["prefix"], tuple(value["from"]), bool(value.get("digest")))


def _measures(value: Sequence[Mapping[str, Any]]) -> tuple[Measure, ...]:
    return tuple(_measure(one) for one in value)


def _measure(data: Mapping[str, Any]) -> Measure:
    states = {key: value for key, value in data.items() if key not in {"headings", "position", "rest"}}
    return Measure(_spot(data), states, bool(data.get("rest")))


def _spot(value: Any) -> Spot:  # noqa: ANN401 - a list of headings, or a table
    headings = value if isinstance(value, list) else value.get("headings", [])
    position = None if isinstance(value, list) else value.get("position")
    return Spot(
        Words(headings, heading_key), None if position is None else _index(position), str((*headings, position or "")[0])
    )


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


_READ: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    **{
        key: (key.replace("-", "_"), _as_it_is)
        for key in (
            *("name", "kind", "header-rows", "header-within", "constants", "decimal", "rounding", "remainder", "multiply"),
            *("currency", "section", "personal", "delimiter", "encoding"),
        )
    },
    **{key: (key.replace("-", "_"), Words) for key in ("not-stated", "in-kind", "not-in-kind", "total", "skip", "end")},
    "sheets": ("sheet_names", tuple),
    "header-row": ("header_row", lambda row: row - 1),
    "amounts": ("amounts", _measures),
    "values": ("meanings", _meanings),
    "dates": ("dates", tuple),
    "rates": ("rates", lambda rates: {currency: Decimal(rate) for currency, rate in rates.items()}),
    "sign": ("reversed_sign", lambda sign: sign == "reversed"),
    "negative": ("negative", _words_by_column),
    "fill-down": ("fill_down", frozenset),
    "key": ("key", tuple),
    "project-code": ("project_code", _project_code),
    "findings": ("severities", lambda named: {code: Severity[name.upper()] for code, name in named.items()}),
}
"""The keys of a layout file that are one field each: the field, and what makes its value."""

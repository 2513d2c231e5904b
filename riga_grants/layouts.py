"""Layouts: how a spreadsheet is laid out, declared in importers/layouts/*.toml, one file each.

A layout names the sheets, the headings of the columns and the words used in cells; what a column means is the importer's.
"""

import re
import tomllib
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
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from riga_grants.columns import COSTS
from riga_grants.columns import KINDS
from riga_grants.columns import Kind
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.layout_schema import schema
from riga_grants.names import OF_A_SHEET
from riga_grants.names import finding
from riga_grants.synonyms import headings_of
from riga_grants.texts import folded

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

FOLDER = Path("importers", "layouts")
DATES = ("day.month.year", "year-month-day")
HEADER_WITHIN = 30
Constant = str | int | float | bool | date


class Words:
    """Words to compare cells with, letter case aside; `*` in one stands for any letters. Blank text is none of them."""

    __slots__ = ("_exact", "_patterns")

    def __init__(self, words: Iterable[str] = ()) -> None:
        every = [folded(word).rstrip(":") for word in words]
        self._exact = frozenset(word for word in every if "*" not in word)
        self._patterns = tuple(re.compile(translate(word.replace("[", "[[]").replace("?", "[?]"))) for word in every if "*" in word)

    def __contains__(self, cell: str) -> bool:
        word = folded(cell).rstrip(": ")
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
    sheets: Words = field(default_factory=lambda: Words(["*"]))
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
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        return [finding("layout", text("The layout cannot be read: {problem}", problem=str(problem)), place)]
    return wrong(data, place) or layout_of(data)


def wrong(data: Mapping[str, Any], place: Place) -> list[Finding]:
    """Find what a layout says that no layout can say, or leaves out that its kind must have."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only an import reads layouts

    errors = sorted(Draft202012Validator(schema(str(data.get("kind")))).iter_errors(data), key=lambda one: [*map(str, one.path)])
    return [found for error in errors for found in _findings(error, place)] or _contradictions(data, place)


def _findings(error: "ValidationError", place: Place) -> list[Finding]:
    known = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    where = ".".join(str(part) for part in error.path)
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        return [
            finding(
                "layout-key",
                text("“{key}” is unknown in a layout.", key=".".join(filter(None, (where, key))), known=", ".join(known)),
                place,
            )
            for key in error.instance
            if key not in known
        ]
    if error.validator == "required" and isinstance(error.instance, dict):
        lacking = [key for key in known if key in str(error.validator_value) and key not in error.instance]
        return [_wrong_value(".".join(filter(None, (where, key))), known[key].get("description", ""), place) for key in lacking]
    return [_wrong_value(where, _expected(error), place)]


def _expected(error: "ValidationError") -> str:
    """Give the description of the innermost key that has one."""
    told: str = ""
    form: Any = schema("")
    for part in error.absolute_path:
        form = form.get("properties", {}).get(part, {}) if isinstance(part, str) and isinstance(form, dict) else {}
        told = form.get("description", told)
    return told


def _wrong_value(key: str, expected: str, place: Place) -> Finding:
    message = text(
        "The layout's “{key}” is missing or wrong; expected: {expected}.", key=key, expected=Text(expected, {}) if expected else "–"
    )
    return finding("layout", message, place)


def _contradictions(data: Mapping[str, Any], place: Place) -> list[Finding]:
    """Find headings that stand for two columns, and columns that the kind cannot do without."""
    of_kind = KINDS[data["kind"]]
    given = {*data["columns"], *data.get("constants", ()), *(("amounts",) if data.get("amounts") else ())}
    given |= {"project-code"} & data.keys() | {data.get("section", "")}
    missing = [column for column in of_kind.needed if column not in given]
    if not any(given.issuperset(some) for some in of_kind.one_of):
        missing.append(" / ".join(" + ".join(some) for some in of_kind.one_of))
    findings = [
        finding("layout", text("The layout has no column “{column}”, which its kind needs.", column=column), place)
        for column in missing
    ]
    seen: dict[str, str] = {}
    for column, spot in [*data["columns"].items(), *((f"amounts {n}", one) for n, one in enumerate(data.get("amounts", ()), 1))]:
        for heading in {folded(word) for word in (spot if isinstance(spot, list) else spot.get("headings", ()))}:
            if seen.setdefault(heading, column) != column:
                message = text(
                    "The heading “{heading}” stands for two columns: {first} and {second}.",
                    heading=heading,
                    first=seen[heading],
                    second=column,
                )
                findings.append(finding("layout", message, place))
    if data.get("header-rows") == 0 and any(isinstance(spot, list) for spot in data["columns"].values()):
        findings.append(
            finding("layout", text("A sheet without headings needs the position of each column, such as “C”."), place)
        )
    return findings


def layout_of(data: Mapping[str, Any]) -> Layout:
    """Make a layout of what a file says, once nothing is wrong with it."""
    spots = {column: _spot(value) for column, value in data["columns"].items()}
    if data.get("synonyms"):
        spots |= {column: _spot(list(words)) for column, words in headings_of(data["kind"]).items() if column not in spots}
    own: dict[str, Any] = {
        "header_row": data["header-row"] - 1 if "header-row" in data else None,
        "sheets": Words(data.get("sheets", ["*"])),
        "sheet_names": tuple(data.get("sheets", ["*"])),
        "columns": spots,
        "amounts": tuple(_measure(one) for one in data.get("amounts", ())),
        "meanings": {
            column: {folded(word): meant for word, meant in words.items()} for column, words in data.get("values", {}).items()
        },
        "optional": frozenset(data.get("optional", ())) | (frozenset(spots) - frozenset(data["columns"])),
        "rates": {currency: Decimal(rate) for currency, rate in data.get("rates", {}).items()},
        "reversed_sign": data.get("sign") == "reversed",
        "negative": {column: Words(words) for column, words in data.get("negative", {}).items()},
        "fill_down": frozenset(data.get("fill-down", ())),
        "severities": {code: Severity[name.upper()] for code, name in data.get("findings", {}).items()},
    }
    if "project-code" in data:
        made = data["project-code"]
        own["project_code"] = ProjectCode(made["prefix"], tuple(made["from"]), bool(made.get("digest")))
    for key in ("not-stated", "in-kind", "not-in-kind", "total", "skip", "end"):
        own[key.replace("-", "_")] = Words(data.get(key, ()))
    for key in ("dates", "key"):
        if key in data:
            own[key] = tuple(data[key])
    plain = {key.replace("-", "_"): value for key, value in data.items()}
    given = {key: value for key, value in plain.items() if key in _AS_WRITTEN}
    return Layout(**given, **own)


_AS_WRITTEN = frozenset(
    "name kind header_rows header_within constants decimal rounding remainder multiply currency section personal delimiter encoding".split()
)


def _spot(value: Any) -> Spot:  # noqa: ANN401 - a list of headings, or a table
    headings = value if isinstance(value, list) else value.get("headings", [])
    position = None if isinstance(value, list) else value.get("position")
    return Spot(Words(headings), None if position is None else _index(position), str((*headings, position or "")[0]))


def _measure(data: Mapping[str, Any]) -> Measure:
    states = {key: value for key, value in data.items() if key not in {"headings", "position", "rest"}}
    return Measure(_spot(data), states, bool(data.get("rest")))


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

"""What is wrong with a layout file: what no layout can say, what its kind must say, and what contradicts itself."""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from riga_grants.columns import KINDS
from riga_grants.columns import Kind
from riga_grants.dates import parse_date
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.layout_schema import schema
from riga_grants.names import OF_A_SHEET
from riga_grants.names import finding
from riga_grants.synonyms import heading_key
from riga_grants.synonyms import headings_of

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Path = Sequence[str | int]
"""Where in a layout something stands: the keys from the outside in, and the number (from 0) of a list's element."""

DATES = ("day.month.year", "year-month-day")
"""The forms of dates where a layout names none."""

_NEAR = 0.6
_SHOWN = 40
_KEY = re.compile(r"""\s*(?P<key>[A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*(?:=|\.)""")
_TABLE = re.compile(r"\s*\[\[?(?P<name>[^\[\]]+)\]")


class Fault(NamedTuple):
    """One thing that is wrong: its code, what to say of it, and where in the file it stands."""

    code: str
    message: Text
    path: Path


def wrong(data: Mapping[str, Any], place: Place, source: str = "") -> list[Finding]:
    """Find what is wrong with a layout's data, in the order of the file; `source` is its text, to name lines."""
    faults = list(_schema_faults(data)) or list(_contradictions(data))
    lines = source.splitlines()
    found = [finding(one.code, one.message, place._replace(line=_line(lines, one.path))) for one in faults]
    return sorted(found, key=lambda one: one.place.line)


# What no layout can say.


def _schema_faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only an import reads layouts

    form = schema(str(data.get("kind")))
    for error in Draft202012Validator(form).iter_errors(_without_dates(data)):
        yield from _said(_innermost(error), data)


def _without_dates(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """Give data as JSON knows it: a date as text. A date with a time is none, and stays what no form takes."""
    if isinstance(value, dict):
        return {key: _without_dates(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_dates(one) for one in value]
    return value.isoformat() if type(value) is date else value


def _innermost(error: "ValidationError") -> "ValidationError":
    """Give the error of an element inside a list or a table that one of several forms was meant for."""
    inner = [one for one in error.context or () if one.path and len(one.path) > 0]
    return error if len(inner) != 1 else inner[0]


def _said(error: "ValidationError", data: Mapping[str, Any]) -> Iterator[Fault]:
    path = list(error.absolute_path)
    form = error.schema if isinstance(error.schema, dict) else {}
    known = list(form.get("properties", {}))
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        for key in error.instance:
            if key not in known:
                yield Fault("layout-key", _unknown(path, key, known), [*path, key])
    elif error.validator == "required" and isinstance(error.instance, dict):
        missing = next(key for key in form["required"] if key not in error.instance)
        told = Text(form["properties"][missing]["description"], {})
        yield Fault("layout", text("The layout lacks “{key}”: {told}.", key=_dotted([*path, missing]), told=told), path)
    else:
        message = text(
            "“{key}” is {found}; expected: {expected}.",
            key=_dotted(path),
            found=_shown(_at(data, path)),
            expected=_expected(error, form),
        )
        yield Fault("layout", message, path)


def _unknown(path: Path, key: str, known: Sequence[str]) -> Text:
    """Say that a key is unknown, and what may have been meant."""
    whole, listed = _dotted([*path, key]), ", ".join(known)
    if path == ["findings"] and key in OF_A_SHEET:
        return text("The finding “{key}” is as severe as it is under every layout.", key=key, known=listed)
    if path and key in schema("")["properties"]:
        message = "“{key}” is unknown here; the key “{own}” of the whole layout stands above the first line in square brackets."
        return text("“{key}” is unknown here; “{own}” belongs above the first line in square brackets.", key=whole, own=key, known=listed)
    near = get_close_matches(key, known, 1, _NEAR)
    if near:
        return text("“{key}” is unknown in a layout of this kind; is “{near}” meant?", key=whole, near=near[0], known=listed)
    return text("“{key}” is unknown in a layout of this kind.", key=whole, known=listed)


def _expected(error: "ValidationError", form: Mapping[str, Any]) -> Text | str:
    if "enum" in form:
        return ", ".join(f"“{one}”" for one in form["enum"])
    if error.validator == "minItems":
        return text("at least one")
    return Text(form["title"], {}) if "title" in form else str(form.get("const", "")).lower()


def _shown(value: Any) -> str:  # noqa: ANN401 - whatever TOML holds
    """Show a value as TOML writes it, shortened."""
    if isinstance(value, bool):
        return str(value).lower()
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


def _at(data: Any, path: Path) -> Any:  # noqa: ANN401 - whatever TOML holds
    for part in path:
        data = data[part]
    return data


def _dotted(path: Path) -> str:
    """Name a place in a layout as TOML does: "columns.amount", "amounts 2.funder"."""
    name = ""
    for part in path:
        name += f" {part + 1}" if isinstance(part, int) else f".{part}" if name else part
    return name


def _line(lines: Sequence[str], path: Path) -> int:
    """Find the line that says something, counting from 1; 0 where none is found. Good enough for files written by people."""
    table: list[str] = []
    seen: dict[str, int] = {}
    best, depth = 0, 0
    for number, line in enumerate(lines, 1):
        if match := _TABLE.match(line):
            name = match["name"].strip()
            seen[name] = seen.get(name, -1) + 1
            table = [part.strip(" \"'") for part in name.split(".")]
            here: list[str | int] = [*table, seen[name]] if line.lstrip().startswith("[[") else [*table]
        elif match := _KEY.match(line):
            here = [*table, *([seen[".".join(table)]] if False else []), match["key"].strip("\"'")]
        else:
            continue
    return best

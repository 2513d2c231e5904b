"""TOML files that people write and a JSON Schema describes: what in one is wrong, and on which line.

What to say of it is the caller's; here stands how each fault is worded that is the same for all such files.
"""

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import N_

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Data = Mapping[str, Any]
Schema = dict[str, Any]
Path = Sequence[str | int]
"""Where in a file something stands: the keys from the outside in, and the number (from 0) of a list's element."""

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
UNKNOWN, LACKING, VALUE = "unknown", "lacking", "value"

_NEAR = 0.6
_SHOWN = 40
_KEY = re.compile(r"""\s*(?P<key>[A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*(?:=|\.)""")
_TABLE = re.compile(r"\s*\[(?P<list>\[)?\s*(?P<name>[^\[\]]+?)\s*\]")
_BLANK_OR_QUOTE = " \"'"


class Broken(NamedTuple):
    """One thing that no such file can say: an UNKNOWN key, a LACKING one, or a VALUE of the wrong form.

    `path` is where it stands; of a lacking key, where it should. `known` are the keys that may stand there, `told` what is
    expected.
    """

    kind: str
    path: Path
    known: tuple[str, ...] = ()
    told: Text | str = ""
    found: Any = None

    @property
    def near(self) -> str:
        """The known key that may have been meant, "" for none."""
        return next(iter(get_close_matches(str(self.path[-1]), self.known, 1, _NEAR)), "")


def broken(data: Data, schema: Schema) -> Iterator[Broken]:
    """Find what a file says that its schema does not allow. A form's "title" tells what is expected of a value."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - not needed to show the help

    for error in Draft202012Validator(schema).iter_errors(_without_dates(data)):
        yield from _said(_innermost(error), data)


def dotted(path: Path) -> str:
    """Name a place in a file as TOML does: "columns.amount", "amounts 2.funder"."""
    name = ""
    for part in path:
        name += f" {part + 1}" if isinstance(part, int) else f".{part}" if name else part
    return name


def value_message(one: Broken) -> Text:
    """Say that a value has the wrong form, and which is expected."""
    return text("“{key}” is {found}; expected: {expected}.", key=dotted(one.path), found=_shown(one.found), expected=one.told)


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


def _said(error: "ValidationError", data: Data) -> Iterator[Broken]:
    path = list(error.absolute_path)
    form = error.schema if isinstance(error.schema, dict) else {}
    known = tuple(form.get("properties", {}))
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        yield from (Broken(UNKNOWN, [*path, key], known) for key in error.instance if key not in known)
    elif error.validator == "required" and isinstance(error.instance, dict):
        missing = next(key for key in form["required"] if key not in error.instance)
        lacked = form["properties"][missing]
        yield Broken(LACKING, [*path, missing], known, Text(lacked.get("description") or lacked["title"], {}))
    else:
        found = _at(data, path)
        if isinstance(found, dict) and isinstance(error.instance, str):  # what is wrong is the name of a key
            path, found = [*path, error.instance], error.instance
        yield Broken(VALUE, path, (), _expected(error, form), found)


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
    shown = "{ " + ", ".join(value) + " }" if isinstance(value, dict) else shown
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


def _at(data: Any, path: Path) -> Any:  # noqa: ANN401 - whatever TOML holds
    for part in path:
        data = data[part]
    return data


def line_of(lines: Sequence[str], path: Path) -> int:
    """Find the line that says something, from 1 on; 0 where none is found. Good enough for files that people write."""
    wanted = list(path)
    table: list[str | int] = []
    seen: Counter[str] = Counter()
    best, depth = 0, 0
    for number, line in enumerate(lines, 1):
        if match := _TABLE.match(line):
            table = [part.strip(_BLANK_OR_QUOTE) for part in match["name"].split(".")]
            if match["list"]:
                table.append(seen[match["name"]])
                seen[match["name"]] += 1
            here = table
        elif match := _KEY.match(line):
            here = [*table, match["key"].strip(_BLANK_OR_QUOTE)]
        else:
            continue
        if len(here) > depth and here == wanted[: len(here)]:
            best, depth = number, len(here)
    return best


# Forms that several such files use. The title of a form says what is expected; it is a message id.
TEXT_FORM: Final[Schema] = {"type": "string", "pattern": r"\S", "title": N_("a text in quotes")}


def table_of(properties: Mapping[str, Schema]) -> Schema:
    """Give the schema of a table that has only these keys."""
    return {"type": "object", "properties": dict(properties), "additionalProperties": False, "title": N_("a table")}


def told(form: Schema, description: str) -> Schema:
    """Give a form with what it is for (a message id)."""
    return {**form, "description": description}

"""What is wrong with a layout file, each fault with its line: what no layout can say, and then what makes no sense."""

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING
from typing import Any

from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.layouts.schema import published
from riga_grants.layouts.schema import schema
from riga_grants.layouts.sense import Fault
from riga_grants.layouts.sense import Path
from riga_grants.layouts.sense import contradictions
from riga_grants.layouts.sense import dotted
from riga_grants.names import OF_A_SHEET
from riga_grants.names import finding

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_NEAR = 0.6
_SHOWN = 40
_KEY = re.compile(r"""\s*(?P<key>[A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*(?:=|\.)""")
_TABLE = re.compile(r"\s*\[(?P<list>\[)?\s*(?P<name>[^\[\]]+?)\s*\]")
_BLANK_OR_QUOTE = " \"'"


def wrong(data: Mapping[str, Any], place: Place, source: str = "") -> list[Finding]:
    """Find what is wrong with a layout's data, in the order of the file; `source` is its text, to name lines."""
    faults = list(_schema_faults(data)) or list(contradictions(data))
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
        lacked = form["properties"][missing]
        told = Text(lacked.get("description") or lacked["title"], {})
        yield Fault("layout", text("The layout lacks “{key}”: {told}.", key=dotted([*path, missing]), told=told), path)
    else:
        found = _at(data, path)
        if isinstance(found, dict) and isinstance(error.instance, str):  # what is wrong is the name of a key
            path, found = [*path, error.instance], error.instance
        message = text(
            "“{key}” is {found}; expected: {expected}.",
            key=dotted(path),
            found=_shown(found),
            expected=_expected(error, form),
        )
        yield Fault("layout", message, path)


def _unknown(path: Path, key: str, known: Sequence[str]) -> Text:
    """Say that a key is unknown, and what may have been meant."""
    whole, listed = dotted([*path, key]), ", ".join(known)
    if path == ["findings"] and key in OF_A_SHEET:
        return text("The finding “{key}” is as severe as it is under every layout.", key=key, known=listed)
    if path and key in published()["properties"]:
        return text(
            "“{key}” is unknown here; “{own}” belongs above the first line in square brackets.",
            key=whole,
            own=key,
            known=listed,
        )
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
    shown = "{ " + ", ".join(value) + " }" if isinstance(value, dict) else shown
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"


def _at(data: Any, path: Path) -> Any:  # noqa: ANN401 - whatever TOML holds
    for part in path:
        data = data[part]
    return data


def _line(lines: Sequence[str], path: Path) -> int:
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

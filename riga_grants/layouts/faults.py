"""What is wrong with a layout file, each fault with its line: what no layout can say, and then what makes no sense."""

from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from riga_grants.declarations import LACKING
from riga_grants.declarations import UNKNOWN
from riga_grants.declarations import Broken
from riga_grants.declarations import broken
from riga_grants.declarations import dotted
from riga_grants.declarations import line_of
from riga_grants.declarations import value_message
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.layouts.schema import published
from riga_grants.layouts.schema import schema
from riga_grants.layouts.sense import Fault
from riga_grants.layouts.sense import contradictions
from riga_grants.names import OF_A_SHEET
from riga_grants.names import finding


def wrong(data: Mapping[str, Any], place: Place, source: str = "") -> list[Finding]:
    """Find what is wrong with a layout's data, in the order of the file; `source` is its text, to name lines."""
    faults = list(_schema_faults(data)) or list(contradictions(data))
    lines = source.splitlines()
    found = [finding(one.code, one.message, place._replace(line=line_of(lines, one.path))) for one in faults]
    return sorted(found, key=lambda one: one.place.line)


def _schema_faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    for one in broken(data, schema(str(data.get("kind")))):
        if one.kind == UNKNOWN:
            yield Fault("layout-key", _unknown(one), one.path)
        elif one.kind == LACKING:
            message = text("The layout lacks “{key}”: {told}.", key=dotted(one.path), told=one.told)
            yield Fault("layout", message, one.path[:-1])
        else:
            yield Fault("layout", value_message(one), one.path)


def _unknown(one: Broken) -> Text:
    """Say that a key is unknown, and what may have been meant."""
    whole, listed = dotted(one.path), ", ".join(one.known)
    *path, key = one.path
    if path == ["findings"] and key in OF_A_SHEET:
        return text("The finding “{key}” is as severe as it is under every layout.", key=str(key), known=listed)
    if path and key in published()["properties"]:
        return text(
            "“{key}” is unknown here; “{own}” belongs above the first line in square brackets.",
            key=whole,
            own=str(key),
            known=listed,
        )
    if one.near:
        return text("“{key}” is unknown in a layout of this kind; is “{near}” meant?", key=whole, near=one.near, known=listed)
    return text("“{key}” is unknown in a layout of this kind.", key=whole, known=listed)

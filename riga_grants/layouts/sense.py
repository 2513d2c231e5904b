"""What makes no sense in a layout: what its kind must say and it does not, and what contradicts itself."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from typing import Any
from typing import NamedTuple

from riga_grants.columns import KINDS
from riga_grants.columns import Kind
from riga_grants.dates import parse_date
from riga_grants.declarations import Data
from riga_grants.declarations import Path
from riga_grants.declarations import dotted
from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.layouts.synonyms import heading_key
from riga_grants.layouts.synonyms import headings_of

DATES = ("day.month.year", "year-month-day")
"""The forms of dates where a layout names none."""

FOR_THE_COMMAND = frozenset({"dated", "start"})
"""Columns that a kind needs and that the command may state instead, because they are the same for a whole file."""

_FIGURES = frozenset({"amount", "number"})


class Fault(NamedTuple):
    """One thing that is wrong: its code, what to say of it, and where in the file it stands."""

    code: str
    message: Text
    path: Path


def contradictions(data: Data) -> Iterator[Fault]:
    """Find what makes no sense in a layout whose keys are all known and whose values all have their form."""
    of_kind = KINDS[data["kind"]]
    columns = data.get("columns", {})
    known = {*columns, *(headings_of(data["kind"]) if data.get("synonyms") else ())}
    yield from _lacking(data, of_kind, known)
    yield from _doubled(data, columns)
    yield from _unplaced(data, columns)
    yield from _not_there(data, known)
    yield from _constants(data, of_kind)
    yield from _amounts(data)


def _fault(message: Text, *path: str | int) -> Fault:
    return Fault("layout", message, path)


def _lacking(data: Data, of_kind: Kind, known: set[str]) -> Iterator[Fault]:
    """Find the columns that the kind of sheet cannot do without, whatever else says their value."""
    given = {*known, *data.get("constants", ()), data.get("section", ""), *({"amounts", "project-code"} & data.keys())}
    missing = [column for column in of_kind.needed if column not in given | FOR_THE_COMMAND]
    if not any(given.issuperset(some) for some in of_kind.one_of):
        missing.append(" / ".join(" + ".join(some) for some in of_kind.one_of))
    for column in missing:
        yield _fault(text("The layout has no column “{column}”, which its kind needs.", column=column), "columns")


def _doubled(data: Data, columns: Data) -> Iterator[Fault]:
    """Find headings, positions and statements that stand for two columns."""
    places: list[tuple[tuple[str | int, ...], Any]] = [(("columns", column), place) for column, place in columns.items()]
    places += [(("amounts", number), place) for number, place in enumerate(data.get("amounts", ()))]
    seen: dict[str, tuple[str | int, ...]] = {}
    for path, place in places:
        headings = place if isinstance(place, list) else place.get("headings", ())
        said = {heading_key(heading): heading for heading in headings}
        if not isinstance(place, list) and "position" in place:
            said[place["position"]] = place["position"]
        for key, heading in said.items():
            if seen.setdefault(key, path) != path:
                message = text(
                    "“{heading}” stands for two columns: {first} and {second}.",
                    heading=heading,
                    first=dotted(seen[key]),
                    second=dotted(path),
                )
                yield _fault(message, *path)


def _unplaced(data: Data, columns: Data) -> Iterator[Fault]:
    """Find columns that nothing finds: in a sheet without headings, all that have no position."""
    if data.get("header-rows") != 0:
        places = [*columns.values(), *data.get("amounts", ())]
        by_position = all(isinstance(place, dict) and "headings" not in place for place in places)
        if by_position and places and not data.get("synonyms") and "header-row" not in data:
            yield _fault(
                text("Say in which row the headings stand (header-row), or that there are none (header-rows = 0)."), "columns"
            )
        return
    paths: list[Path] = [("columns", column) for column, place in columns.items() if "position" not in place]
    paths += [("amounts", number) for number, one in enumerate(data.get("amounts", ())) if "headings" in one]
    for path in paths:
        yield _fault(
            text("A sheet without headings needs the position of “{column}”, such as “C”.", column=dotted(path)), *path
        )
    if data.get("synonyms"):
        yield _fault(text("A sheet without headings has no usual headings either."), "synonyms")


def _not_there(data: Data, known: set[str]) -> Iterator[Fault]:
    """Find keys that name columns which the layout does not have."""
    anywhere = {*known, data.get("section", ""), *data.get("constants", ())}
    naming: list[tuple[str, Iterable[str], set[str]]] = [
        ("optional", data.get("optional", ()), known),
        ("fill-down", data.get("fill-down", ()), known),
        ("values", data.get("values", {}), anywhere | set(KINDS[data["kind"]].fixed)),
        ("negative", data.get("negative", {}), anywhere),
        ("key", data.get("key", ()), anywhere),
        ("project-code", data.get("project-code", {}).get("from", ()), anywhere),
    ]
    for key, columns, there in naming:
        for column in columns:
            if column not in there:
                message = text("“{key}” names the column “{column}”, which the layout does not have.", key=key, column=column)
                yield _fault(message, key, column)
    for column in data.get("fill-down", ()):
        if KINDS[data["kind"]].columns[column].holds in _FIGURES:
            yield _fault(text("“{column}” holds figures, and a figure is never repeated.", column=column), "fill-down")
    if "project" in data.get("columns", {}) and "project" not in data.get("project-code", {}).get("from", ["project"]):
        yield _fault(text("The layout has a column “project” and a rule “project-code”; keep one of them."), "project-code")


def _constants(data: Data, of_kind: Kind) -> Iterator[Fault]:
    """Find constants that cannot be meant: of figures, which every row states itself, and dates that are none."""
    for column, value in data.get("constants", {}).items():
        holds = of_kind.columns[column].holds
        if column in data.get("columns", {}) and column not in data.get("optional", ()):
            message = text(
                "“{column}” is a constant and a column that every sheet has; make it optional, or keep one.", column=column
            )
            yield _fault(message, "constants", column)
        if holds in _FIGURES:
            message = text("“{column}” holds figures, which no constant can state for all rows.", column=column)
            yield _fault(message, "constants", column)
        elif holds == "date" and (problem := _no_date(value, data.get("dates", DATES))):
            yield _fault(
                text("The constant “{column}” is no date: {problem}", column=column, problem=problem), "constants", column
            )


def _no_date(value: object, forms: Sequence[str]) -> Text | None:
    if isinstance(value, date):
        return None
    try:
        parse_date(str(value), forms)
    except UserDataError as problem:
        return problem.reason
    return None


def _amounts(data: Data) -> Iterator[Fault]:
    """Find columns of amounts that state nothing, the same, or more than one rest; and a remainder that goes to nobody."""
    needed = {"budget": "period", "agreements": "funder"}.get(data["kind"])
    seen: dict[tuple[str, ...], int] = {}
    for number, one in enumerate(data.get("amounts", ())):
        path = ("amounts", number)
        states = tuple(f"{key} = {value}" for key, value in sorted(one.items()) if key in {needed, "period", "state"})
        placed = {"headings", "position"} & one.keys()
        if needed and needed not in one:
            yield _fault(text("“{key}” lacks “{needed}”: what its amounts stand for.", key=dotted(path), needed=needed), *path)
        if not one.get("rest") and not placed:
            yield _fault(text("“{key}” lacks its headings, or its position.", key=dotted(path)), *path)
        if one.get("rest") and placed:
            yield _fault(text("“{key}” is the rest of the total, so it has no column.", key=dotted(path)), *path)
        if seen.setdefault(states, number) != number:
            message = text(
                "“{first}” and “{second}” state the same: {what}.",
                first=dotted(("amounts", seen[states])),
                second=dotted(path),
                what=", ".join(states) or "–",
            )
            yield _fault(message, *path)
    rests = [number for number, one in enumerate(data.get("amounts", ())) if one.get("rest")]
    if len(rests) > 1:
        yield _fault(text("Only one part can be the rest of the total."), "amounts", rests[1])
    funders = [str(one.get("funder")) for one in data.get("amounts", ()) if not one.get("rest")]
    if "remainder" in data and data["remainder"] not in funders:
        message = text(
            "“remainder” is {found}; expected: {expected}.", found=data["remainder"], expected=", ".join(funders) or "–"
        )
        yield _fault(message, "remainder")

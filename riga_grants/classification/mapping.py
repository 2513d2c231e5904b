"""Which code a budget line has: its own, that of the line above it, or the project's; and what is wrong with what is stated."""

from collections.abc import Iterator
from typing import NamedTuple

from riga_grants.classification import ECONOMIC_ACT
from riga_grants.classification import FUNCTIONAL_ACT
from riga_grants.classification import Code
from riga_grants.classification import Position
from riga_grants.classification import code
from riga_grants.classification import economic
from riga_grants.classification import functional
from riga_grants.directives import Line
from riga_grants.directives import Project
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.model import Agreement


class Mapped(NamedTuple):
    """The positions that a line counts on, None where none is stated or the one stated is not known.

    `unknown` is the code that is stated and not known, as it is written.
    """

    functional: Position | None
    economic: Position | None
    unknown: str = ""


def of(agreement: Agreement, account: str) -> Mapped:
    """Give the positions of a line. What it does not state itself, the line above it does, and at last the project."""
    found = Code("", "")
    for level in _upwards(agreement, account):
        own = _stated(level.ekk, level.functional)
        found = Code(found.functional or own.functional, found.economic or own.economic)
    return positions(found)


def positions(stated: Code) -> Mapped:
    """Give the positions that a code names, and what of it is not known."""
    groups, kinds = functional(), economic()
    known = Code(*(part if part in table else "" for part, table in zip(stated, (groups, kinds), strict=True)))
    return Mapped(groups.get(known.functional), kinds.get(known.economic), "" if known == stated else str(stated))


def faults(ekk: str, group: str) -> Iterator[Text]:
    """Find what is wrong with a line's, a project's or a source's codes as they are written under `ekk` and `functional`."""
    stated, alone = code(ekk), code(group)
    if ekk and (stated is None or not stated.economic):
        yield text("“{found}” is no economic code; it is written as “2231”, or as “10.400.2231”.", found=ekk)
    if group and (alone is None or alone.economic):
        yield text("“{found}” is no functional code; it is written as “10.400”.", found=group)
    if stated is not None and stated.economic and stated.economic not in economic():
        act = Text(ECONOMIC_ACT, {})
        yield text("The economic code {code} is not among those that are known of {act}.", code=stated.economic, act=act)
    groups = [one.functional for one in (stated, alone) if one is not None and one.functional]
    for one in dict.fromkeys(groups):
        if one not in functional():
            act = Text(FUNCTIONAL_ACT, {})
            yield text("The functional code {code} is not among those that are known of {act}.", code=one, act=act)
    if len(set(groups)) > 1:
        yield text("Two functional codes are stated, {one} and {other}.", one=groups[0], other=groups[1])


def _upwards(agreement: Agreement, account: str) -> Iterator[Line | Project]:
    """Go from a line to the lines above it, and to the project."""
    while account:
        if account in agreement.lines:
            yield agreement.lines[account]
        account = account.rpartition(":")[0]
    yield agreement.project


def _stated(ekk: str, group: str) -> Code:
    """Take what a line says, even where it is written wrongly: then it is a code that nobody knows, and is not inherited."""
    joined = code(ekk)
    if joined is None or not joined.economic:
        return Code(group, ekk)
    return Code(joined.functional or group, joined.economic)

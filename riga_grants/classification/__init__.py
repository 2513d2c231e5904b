"""The council's classification: economic and functional codes as data, and how a code is written.

The lists are parts of the regulations' annexes, `economic.csv` 124 of some 541 positions. Each position says how well it is
known: "A" confirmed in a source, "B" believed right but not confirmed, "C" to be checked. Names change between editions of the
regulations, so a position is known by its code alone; what is above it stands in the table and never in its digits.
"""

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import N_

ECONOMIC_ACT: Final = N_("Cabinet Regulation No. 1031 of 27.12.2005, in force since 2007")
FUNCTIONAL_ACT: Final = N_("Cabinet Regulation No. 934 of 13.12.2005")
"""The acts whose codes these are. Budgets before 2007 used other codes, some of the same digits, which are not here."""

CONFIRMED, BELIEVED, TO_BE_CHECKED = "A", "B", "C"

_WRITTEN: Final = re.compile(r"(?!$)(?:(?P<functional>[0-9]{2}\.[0-9]{3})(?:\.(?=.)|$))?(?P<economic>[1-9][0-9]{3})?")


class Position(NamedTuple):
    """A position of a classification. `parent` is the code above it ("": none), `note` what its confidence rests on."""

    code: str
    name_lv: str
    name_en: str
    parent: str
    confidence: str
    note: str

    def title(self, lang: str) -> str:
        """Give its name in a language; only the Latvian one is the regulation's."""
        return self.name_en if lang == "en" else self.name_lv


class Code(NamedTuple):
    """A code as it is written: its functional part ("10.400"), its economic part ("2231"); "" for the one that is not there."""

    functional: str
    economic: str

    def __str__(self) -> str:
        return ".".join(part for part in self if part)


def code(text: str) -> Code | None:
    """Read "2231", "10.400" or both joined, "10.400.2231"; None where it is written in no such way.

    Whether there is such a code is for `economic` and `functional` to say.
    """
    found = _WRITTEN.fullmatch(text)
    return None if found is None else Code(found["functional"] or "", found["economic"] or "")


@cache
def economic() -> Mapping[str, Position]:
    """Give the positions of the economic classification that are known, by code, in the order of the codes."""
    return _positions("economic.csv")


@cache
def functional() -> Mapping[str, Position]:
    """Give the positions of the functional classification that are known, by code: those of social protection."""
    return _positions("functional.csv")


def chain(position: Position, positions: Mapping[str, Position]) -> tuple[Position, ...]:
    """Give what stands above a position, the highest first, and the position itself."""
    above = chain(positions[position.parent], positions) if position.parent else ()
    return (*above, position)


def _positions(name: str) -> dict[str, Position]:
    table = (resources.files("riga_grants") / "classification" / name).read_text(encoding="utf-8")
    return {row["code"]: Position(**row) for row in csv.DictReader(table.splitlines())}

"""Which column of an unknown sheet is which, the surest first; and what its columns of amounts stand for."""

import re
import unicodedata
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

from riga_grants.columns import AGREEMENTS
from riga_grants.columns import BUDGET
from riga_grants.columns import COSTS
from riga_grants.columns import INDICATORS
from riga_grants.columns import KINDS
from riga_grants.errors import text
from riga_grants.guessing.match import FEWEST
from riga_grants.guessing.match import LIKELY
from riga_grants.guessing.match import NO_MATCH
from riga_grants.guessing.match import SURE
from riga_grants.guessing.match import Match
from riga_grants.guessing.match import bare
from riga_grants.guessing.match import by_heading
from riga_grants.guessing.match import by_look
from riga_grants.guessing.match import by_look_alone
from riga_grants.guessing.rows import Line
from riga_grants.guessing.values import UNSTATED
from riga_grants.guessing.values import Look
from riga_grants.guessing.values import figure
from riga_grants.importing.headings import BETWEEN
from riga_grants.layouts.synonyms import usual
from riga_grants.names import OWN
from riga_grants.sheets import Raw
from riga_grants.texts import folded

_MOSTLY = 0.7
_NEARLY_ALL = 0.8
_MOST_PARTS = 6
_SAMPLE = 10_000
_NOISE = Decimal("0.02")
_YEAR = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?![0-9])")
_QUARTER = re.compile(
    r"(?:(?<![\w])(?:q|cet\w*\.? )(?P<after>[1-4])|(?<![\w])(?P<before>[1-4]|i{1,3}|iv)\.? ?(?:q|cet|kw|kvart|quart|ketv))"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}


class Seen(NamedTuple):
    """A column of the sheet: its index (`at`), the texts of its heading, its cells that hold anything, and their look."""

    at: int
    parts: Sequence[str]
    values: Sequence[Raw]
    look: Look

    @property
    def heading(self) -> str:
        """The heading as a layout names it."""
        return BETWEEN.join(self.parts)

    @property
    def figures(self) -> bool:
        """Say whether its cells are amounts or numbers, and neither years nor a count of the rows."""
        look = self.look
        silent = sum(count for word, count in look.words.items() if word in UNSTATED)
        spoken = look.cells - silent
        return look.numbers >= _MOSTLY * spoken and look.years < max(_MOSTLY * spoken, 1) and not look.counting

    @property
    def size(self) -> Decimal:
        """The sum of its figures."""
        return sum((figure(value) or Decimal(0) for value in self.values), Decimal(0)) if self.figures else Decimal(0)


class Placed(NamedTuple):
    """What a column of the sheet is: a column of the kind, or ("amounts") one of amounts that state something by themselves.

    `at` is its index; the rest of a total has no column, and −1. `odd` counts the rows that speak against it.
    """

    column: str
    at: int
    match: Match
    states: Mapping[str, str | bool]
    odd: int = 0


class Known(NamedTuple):
    """The words of the books, folded: of their projects, with the codes that they mean, of budget lines, of periods."""

    projects: Mapping[str, str] = MappingProxyType({})
    lines: frozenset[str] = frozenset()
    periods: frozenset[str] = frozenset()


def place(kind: str, seen: Sequence[Seen], lines: Sequence[Line], known: Known) -> list[Placed]:
    """Place the columns of a sheet as those of a kind of sheet."""
    stating = _periods(kind, seen)
    used = {one.at for one in stating}
    free = [one for one in seen if one.at not in used]
    columns, sizes = list(KINDS[kind].columns), {one.at: one.size for one in free}
    ranked = sorted(
        (
            -match.sure,
            -sizes[one.at] if column in KINDS[kind].measures else Decimal(0),
            one.at,
            columns.index(column),
            match.reason,
        )
        for one in free
        for column in columns
        if (match := _match(kind, column, one, known)).sure >= FEWEST
    )
    placed: dict[str, Placed] = {}
    for sure, _, at, number, reason in ranked:
        if columns[number] not in placed and at not in used:
            placed[columns[number]] = Placed(columns[number], at, Match(-sure, reason), {})
            used.add(at)
    _instead(placed, kind, seen)
    found = [*placed.values(), *stating]
    return _with_parts(found, seen, lines) if kind == AGREEMENTS else _without_doubles(kind, found)


def _instead(placed: dict[str, Placed], kind: str, seen: Sequence[Seen]) -> None:
    """Take a column for another one that the kind cannot do without, where its heading may say either."""
    counting = {one.at for one in seen if one.look.counting}
    if kind == INDICATORS and "indicator" not in placed and "title" in placed:
        placed["indicator"] = placed.pop("title")._replace(column="indicator")
    if kind == COSTS and "document-no" not in placed and "number" in placed and placed["number"].at not in counting:
        reason = text("its cells do not count the rows, and documents have numbers")
        placed["document-no"] = Placed("document-no", placed.pop("number").at, Match(55, reason), {})


def _match(kind: str, column: str, one: Seen, known: Known) -> Match:
    """Say how sure it is that a column is meant, by its heading, its look and the words of the books."""
    heading, (factor, why) = by_heading(kind, column, one.parts), by_look(kind, column, one.look)
    reason = heading.reason if why is None else text("{one}; {other}", one=heading.reason, other=why)
    if column == "row-key" and heading.sure < SURE:  # only exported sheets have it
        return NO_MATCH
    told = Match(int(heading.sure * factor), reason)
    return max(told, by_look_alone(column, one.look), _by_books(column, one, known), key=lambda match: match.sure)


def _by_books(column: str, one: Seen, known: Known) -> Match:
    words: Collection[str] = {"project": known.projects, "line": known.lines, "period": known.periods}.get(column, ())
    texts = [value for value in one.values if isinstance(value, str)]
    if texts and sum(folded(value) in words for value in texts) >= _MOSTLY * len(texts):
        return Match(98, text("its cells are words of the books"))
    return NO_MATCH


def _without_doubles(kind: str, placed: Sequence[Placed]) -> list[Placed]:
    """Leave out what contradicts: an amount beside debit and credit, or beside columns of amounts by period."""
    columns = {one.column for one in placed}
    if kind == COSTS and {"debit", "credit"} <= columns:
        return [one for one in placed if one.column != "amount"]
    if kind == COSTS:
        return [one for one in placed if one.column not in {"debit", "credit"}]
    if "amounts" in columns:
        return [one for one in placed if one.column not in {"amount", "plan", "period", "planned", "reached"}]
    return list(placed)


def _periods(kind: str, seen: Sequence[Seen]) -> list[Placed]:
    """Find the columns of figures whose headings name a year or a quarter of one; of a budget's for one period the last one."""
    found: dict[tuple[str, str], Placed] = {}
    for one in seen if kind in {BUDGET, INDICATORS} else ():
        shown = " ".join(one.parts).casefold()
        year, quarter = _YEAR.search(shown), _QUARTER.search(shown)
        reached = role_in(shown, "reached")
        if not year or not one.figures or not one.look.cells or (kind == BUDGET and reached):
            continue
        number = (quarter["after"] or quarter["before"]) if quarter else ""
        period = year["year"] + (f"-Q{_ROMAN.get(number, number)}" if number else "")
        states: dict[str, str | bool] = {"period": period}
        states |= {"state": "reached" if reached else "planned"} if kind == INDICATORS else {}
        key = (period, str(states.get("state", "")))
        again = Match(55, text("its heading names a period, and so does that of another column"))
        match = again if key in found else Match(80, text("its heading names a period"))
        if kind == BUDGET or key not in found:
            found[key] = Placed("amounts", one.at, match, states)
    return list(found.values())


def role_in(shown: str, role: str) -> bool:
    """Say whether a heading has one of the words that usually play a part."""
    words = re.findall(r"[\w']+", bare(shown))
    for stem in (bare(word).rstrip(".") for word in usual(role)):
        if any(word.startswith(stem[:-1]) if stem.endswith("*") else word == stem for word in words):
            return True
    return False


def _with_parts(placed: Sequence[Placed], seen: Sequence[Seen], lines: Sequence[Line]) -> list[Placed]:
    """Find the columns that are funders' parts: those that sum to the total, or else those whose headings name a funder."""
    columns = {one.column: one for one in placed}
    if "funder" in columns and "ceiling" in columns:
        return list(placed)
    kept = [one for one in placed if one.column not in {"funder", "ceiling"}]
    total = columns.get("total")
    if total is None:
        return kept
    used = {one.at for one in kept}
    free = [one for one in seen if one.at not in used and one.figures and _may_be_part(one)]
    summing, rows, fitting = _summing(total.at, free, lines)
    if not summing and total.match.sure < LIKELY:
        kept, summing, rows, fitting = _by_sums(kept, total, seen, free, lines)
    if summing:
        reason = text("with the other parts it makes the total in {count} of {rows} rows", count=fitting, rows=rows)
        funded = _funded(summing, Match(92, reason))
        return [*kept, *(one._replace(odd=rows - fitting) for one in funded)]
    named = [one for one in free if any(role_in(one.heading, role) for role in FUNDERS)]
    if not named:
        return kept
    parts = list(_funded(named, Match(70, text("its heading names a funder"))))
    if any(one.states["funder"] == "OWN" for one in parts):
        return [*kept, *parts]
    rest = Match(50, text("what the parts leave of the total; take it out if there is no such part"))
    own: dict[str, str | bool] = {"funder": "OWN", "source-kind": OWN, "rest": True}
    return [*kept, *parts, Placed("amounts", -1, rest, own)]


def _by_sums(
    kept: list[Placed], total: Placed, seen: Sequence[Seen], free: Sequence[Seen], lines: Sequence[Line]
) -> tuple[list[Placed], Sequence[Seen], int, int]:
    """Take for the total, where its heading did not tell, the column that others sum to."""
    figures = [*free, *(one for one in seen if one.at == total.at)]
    for one in figures:
        parts = [other for other in figures if other.at != one.at]
        summing, rows, fitting = _summing(one.at, parts, lines)
        if summing:
            found = Placed("total", one.at, Match(75, text("other columns sum to it")), {})
            return [*(other for other in kept if other.column != "total"), found], summing, rows, fitting
    return kept, (), 0, 0


FUNDERS = ("OWN", "EU", "STATE", "CITY")
"""The roles of words in headings that name a funder, which are also the codes that are proposed for it."""


def _may_be_part(one: Seen) -> bool:
    return "%" not in one.heading and not role_in(one.heading, "paid") and one.look.share(one.look.registered) < _MOSTLY


def _summing(total: int, free: Sequence[Seen], lines: Sequence[Line]) -> tuple[Sequence[Seen], int, int]:
    """Find the most columns that sum to the total in nearly all rows that state them; count those rows, and those that fit."""
    columns = free[: 2 * _MOST_PARTS]
    figures = {at: [figure(line.held.get(at, "")) for line in lines[:_SAMPLE]] for at in (total, *(one.at for one in columns))}
    for count in range(min(len(columns), _MOST_PARTS), 1, -1):
        for some in combinations(columns, count):
            rows = zip(figures[total], *(figures[one.at] for one in some), strict=True)
            stated = [[one for one in row if one is not None] for row in rows if row[0] and None not in row]
            fitting = sum(abs(first - sum(rest)) <= _NOISE for first, *rest in stated)
            if stated and fitting >= _NEARLY_ALL * len(stated):
                return some, len(stated), fitting
    return (), 0, 0


def _funded(parts: Sequence[Seen], match: Match) -> Iterator[Placed]:
    """Name the funder of each part by its heading."""
    taken: set[str] = set()
    for one in parts:
        role = next((role for role in FUNDERS if role_in(one.heading, role)), "")
        code = role if role and role not in taken else _code(one.heading, taken)
        taken.add(code)
        states: dict[str, str | bool] = {"funder": code}
        states |= {"funder-name": one.parts[-1]} if one.parts else {}
        yield Placed("amounts", one.at, match, states | ({"source-kind": OWN} if role == "OWN" else {}))


def _code(heading: str, taken: set[str]) -> str:
    """Make a funder's code of a heading: its longest word in capital letters, or a number."""
    apart = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode("ascii")
    words = sorted(re.findall("[A-Za-z]{3,}", apart), key=len, reverse=True)
    code = (words[0][:12] if words else "PART").upper()
    return next(name for name in (code, *(f"{code}{number}" for number in range(2, 99))) if name not in taken)

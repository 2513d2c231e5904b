"""The rows of a budget by the council's classification: lines below the code that they count on, codes below their parents."""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final
from typing import NamedTuple

from riga_grants.classification import CONFIRMED
from riga_grants.classification import TO_BE_CHECKED
from riga_grants.classification import Position
from riga_grants.classification import chain
from riga_grants.classification import economic
from riga_grants.classification.mapping import Mapped
from riga_grants.i18n import tr
from riga_grants.money import percent
from riga_grants.money import stated_sum
from riga_grants.tables import NO_PLAN
from riga_grants.tables import PLAIN
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TOTAL
from riga_grants.tables import Row
from riga_grants.tables import Value
from riga_grants.wording import OVERSPENT


class Amounts(NamedTuple):
    """What a row shows, in cents; None where it is not stated. `plan` is the first one, `revised` the one in force."""

    plan: int | None
    revised: int | None
    spent: int | None
    month: int | None


class Leaf(NamedTuple):
    """A budget line: its account, how it is named, the codes it counts on, and its amounts."""

    project: str
    account: str
    name: str
    mapped: Mapped
    amounts: Amounts


class _Step(NamedTuple):
    """A row on the way from the top to a line: `rank` and `code` order it, `joined` is its whole code."""

    rank: int
    code: str
    joined: str
    title: str


_NEITHER: Final = 9
BELIEVED_MARK, TO_BE_CHECKED_MARK = "*", "**"


def added(amounts: Iterable[Amounts]) -> Amounts:
    """Sum amounts: a plan where every one of them states it, a cost as far as it is stated."""
    plan, revised, spent, month = zip(*amounts, strict=True)
    return Amounts(stated_sum(plan), stated_sum(revised), _known(spent), _known(month))


def _known(amounts: Sequence[int | None]) -> int | None:
    stated = [cents for cents in amounts if cents is not None]
    return sum(stated) if stated else None


def rows(leaves: Sequence[Leaf], lang: str) -> list[Row]:
    """Give all rows, each with what it adds up, the total last. Every line stands in one place, with a code or without one."""
    groups = any(leaf.mapped.functional for leaf in leaves)
    paths = [(leaf, _path(leaf.mapped, lang, groups=groups)) for leaf in leaves]
    found: list[Row] = []
    tops = _below(found, paths, 0, lang)
    return [*found, total([leaf.amounts for leaf in leaves], tops, lang)]


def total(amounts: Iterable[Amounts], places: Sequence[int], lang: str) -> Row:
    """Give the row that sums the rows in some places."""
    return Row(cells("", tr("TOTAL", lang), added(amounts), lang), look=TOTAL, sums=tuple(places))


def cells(code: str, name: str, amounts: Amounts, lang: str, *, unknown: bool = False) -> tuple[Value, ...]:
    """Give a row's cells in the order of the report's columns; the last is a word on what is wrong."""
    plan, revised, spent, month = amounts
    left = None if revised is None or spent is None else revised - spent
    per_cent = None if revised is None or spent is None else percent(spent, revised) if revised else NO_PLAN
    word = tr(OVERSPENT, lang) if left is not None and left < 0 else tr("Unknown code", lang) if unknown else ""
    amended = None if plan is None or revised is None else revised - plan
    return code, name, plan, amended, revised, spent, per_cent, month, left, word


def title(position: Position, lang: str) -> str:
    """Give a position's name with the mark of its confidence."""
    mark = TO_BE_CHECKED_MARK if position.confidence == TO_BE_CHECKED else BELIEVED_MARK
    return position.title(lang) if position.confidence == CONFIRMED else f"{position.title(lang)} {mark}"


def _path(mapped: Mapped, lang: str, *, groups: bool) -> tuple[_Step, ...]:
    """Give the rows that a line stands below: its functional code, where any line has one, then the economic codes."""
    group, kind = mapped.functional, mapped.economic
    if group is None and kind is None:
        return (_Step(_NEITHER, "", "", tr("Not classified", lang)),)
    return (*(_groups(group, lang) if groups else ()), *_kinds(kind, "" if group is None else f"{group.code}.", lang))


def _groups(group: Position | None, lang: str) -> Iterator[_Step]:
    if group is None:
        yield _Step(1, "", "", tr("Without a functional code", lang))
    else:
        yield _Step(0, group.code, group.code, title(group, lang))


def _kinds(kind: Position | None, prefix: str, lang: str) -> Iterator[_Step]:
    if kind is None:
        yield _Step(1, "", "", tr("Without an economic code", lang))
        return
    for one in chain(kind, economic()):
        yield _Step(0, one.code, prefix + one.code, title(one, lang))


def _below(found: list[Row], paths: Sequence[tuple[Leaf, tuple[_Step, ...]]], depth: int, lang: str) -> list[int]:
    """Add the rows of some lines from a depth on; give the places of the highest of them."""
    places = []
    for step in sorted({path[depth] for _, path in paths if len(path) > depth}):
        inside = [(leaf, path) for leaf, path in paths if path[depth : depth + 1] == (step,)]
        place = len(found)
        places.append(place)
        found.append(Row(()))
        sums = tuple(_below(found, inside, depth + 1, lang))
        ends = any(len(path) == depth + 1 for _, path in inside)
        lowest = all(len(path) == depth + 1 for _, path in inside)
        amounts = added(leaf.amounts for leaf, _ in inside)
        shown = cells(step.joined if ends else step.code, step.title, amounts, lang)
        found[place] = Row(shown, depth, PLAIN if lowest and depth else SUBTOTAL, sums, step.joined)
    for leaf in (leaf for leaf, path in paths if len(path) == depth):
        places.append(len(found))
        unknown = leaf.mapped.unknown
        shown = cells(unknown, leaf.name, leaf.amounts, lang, unknown=bool(unknown))
        found.append(Row(shown, depth, PLAIN, (), leaf.account))
    return places

"""Who bears the eligible cost, broken down by source, line or document: up to a day, or in a period.

A period is the difference of two days, its last and the one before its first, so periods sum to the whole. In every row the
parts of the funders and the rest, which is own funds and contributions in kind, sum to the eligible cost, and every column sums
to its total.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta
from functools import partial
from typing import Final
from typing import NamedTuple

from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants import shares
from riga_grants.cofinancing import by_weight
from riga_grants.directives import Period
from riga_grants.directives import Project
from riga_grants.directives import Source
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.shares import Shares

LINE, DOCUMENT, SOURCE = "line", "document", "source"
WAYS: Final = (SOURCE, LINE, DOCUMENT)


class Key(NamedTuple):
    """What a row is about: a line, or a document. A cost that was computed and has no document says as what (`made`)."""

    account: str = ""
    issuer: str = ""
    number: str = ""
    dated: date = date.min
    made: str = ""


_NOTHING: Final[Mapping[date, Shares]] = {}
EARLIER: Final = Key()
"""The key of the row that holds what rounding moved between documents of which nothing lies in the period."""


@dataclass(frozen=True, slots=True)
class Row:
    """A part of the eligible cost in cents, and what the funders (in the order of `Breakdown.sources`) bear of it."""

    key: Key
    eligible: int
    borne: tuple[int, ...]

    @property
    def rest(self) -> int:
        """What no funder bears: own funds and contributions in kind."""
        return self.eligible - sum(self.borne)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Who bears a project's eligible cost.

    `sources` are the funders of which it is known what they bear: the agreement tells it, or it is booked, and then it is
    apportioned by cost.
    `others` are the project's own sources and those in kind; `in_kind` is what was contributed in kind (part of the rest).
    `start` is the first day of the period, None where all is meant up to `end`. `line` is the account of the line that it is
    cut to, "" for all.
    """

    project: Project
    period: str
    start: date | None
    end: date
    line: str
    by: str
    sources: tuple[Source, ...]
    others: tuple[Source, ...]
    rows: tuple[Row, ...]
    in_kind: int

    @property
    def stated(self) -> bool:
        """Say whether anything is known of what the project cost."""
        return bool(self.rows) or self.project.actuals_stated

    @property
    def total(self) -> Row:
        """The sum of the rows."""
        return _sum(EARLIER, self.rows, len(self.sources))


def build(
    agreement: Agreement,
    facts: Sequence[Fact],
    as_of: date,
    by: str,
    *,
    period: Period | None = None,
    line: str = "",
    known: Mapping[date, Shares] = _NOTHING,
) -> Breakdown:
    """Break down the eligible cost of a project as it is known on a day; `agreement` holds every version.

    `by` is one of WAYS; with SOURCE there is one row, the whole. `line` is an account; costs on it and below it are shown.
    `known` are the shares of days for which somebody has computed them already.
    Raise ValueError where the project was not agreed by the day.
    """
    now = agreement.at(as_of)
    if now is None:
        raise ValueError(f"{agreement.code} was not agreed yet on {as_of}")
    whole = period is None or period.name == names.WHOLE_PROJECT
    end = as_of if period is None else min(period.end, as_of)
    before = date.min if period is None or whole else period.start - timedelta(days=1)
    until, since = _known(agreement, end, now), _known(agreement, before, now)
    key = _KEYS[by](until.budgeted if until else frozenset())
    costs = [fact for fact in facts if fact.day <= as_of]
    later, sources = _parts(until, costs, end, line, known.get(end))
    earlier, _ = _parts(since, costs, before, line, known.get(before))
    order = {source.funder: n for n, source in enumerate(sources)}
    rows = _rows([(fact, parts, 1) for fact, parts in later] + [(fact, parts, -1) for fact, parts in earlier], key, order)
    return Breakdown(
        project=now.project,
        period=names.WHOLE_PROJECT if period is None else period.name,
        start=None if whole or period is None else period.start,
        end=end,
        line=line,
        by=by,
        sources=sources,
        others=tuple(source for source in now.sources if source not in now.funders),
        rows=tuple(_sorted(agreement, rows, len(sources))),
        in_kind=sum(fact.cents for fact, _ in later if fact.in_kind) - sum(fact.cents for fact, _ in earlier if fact.in_kind),
    )


_Parts = list[tuple[Fact, Mapping[str, int]]]


def _known(agreement: Agreement, day: date, now: Agreement) -> Agreement | None:
    """Give the terms in force on a day, with the states of periods as they are known now."""
    then = agreement.at(day)
    return then and replace(then, states=now.states)


def _parts(
    agreement: Agreement | None, facts: Sequence[Fact], day: date, line: str, borne: Shares | None
) -> tuple[_Parts, tuple[Source, ...]]:
    """Give what each funder bears of each cost up to a day, on a line and below it, and the funders."""
    if agreement is None:
        return [], ()
    borne = shares.of(agreement, facts, day) if borne is None else borne
    costs = borne.parts
    by_funder = {one.source.funder: [parts[n] for _, parts in costs] for n, one in enumerate(borne.sources)}
    until = [fact for fact in facts if fact.day <= day]
    for source in agreement.funders:
        booked = fact_sums.balance(until, source.funder, (names.EARNED,), agreement.project.currency)
        if source.funder not in by_funder and booked is not None:
            weights = {n: fact.cents for n, (fact, _) in enumerate(costs)}
            by_funder[source.funder] = list(by_weight(-booked, weights).values())
    parts: _Parts = [
        (fact, {funder: cents[n] for funder, cents in by_funder.items()})
        for n, (fact, _) in enumerate(costs)
        if not line or f"{fact.account}:".startswith(f"{line}:")
    ]
    return parts, tuple(source for source in agreement.funders if source.funder in by_funder)


def _rows(
    parts: Iterable[tuple[Fact, Mapping[str, int], int]], key: Callable[[Fact], Key], order: Mapping[str, int]
) -> list[Row]:
    eligible: dict[Key, int] = {}
    borne: dict[Key, list[int]] = {}
    for fact, by_funder, sign in parts:
        about = key(fact)
        eligible[about] = eligible.get(about, 0) + sign * fact.cents
        row = borne.setdefault(about, [0] * len(order))
        for funder, cents in by_funder.items():
            if funder in order:
                row[order[funder]] += sign * cents
    return [Row(about, eligible[about], tuple(cents)) for about, cents in borne.items()]


def _sorted(agreement: Agreement, rows: Iterable[Row], width: int) -> list[Row]:
    """Order rows as the agreement does its lines, or documents by date; what is no cost but rounding becomes one row."""
    order = {account: place for place, account in enumerate(agreement.lines)}
    of_costs = [row for row in rows if row.eligible or (row.key.account and any(row.borne))]
    moved = _sum(EARLIER, [row for row in rows if row not in of_costs], width)
    found = sorted(of_costs, key=lambda row: (order.get(row.key.account, len(order)), row.key.account, *row.key[3:], *row.key))
    return [*found, moved] if any(moved.borne) else found


def _sum(key: Key, rows: Iterable[Row], width: int) -> Row:
    listed = list(rows)
    return Row(key, sum(row.eligible for row in listed), tuple(sum(row.borne[n] for row in listed) for n in range(width)))


def _by_line(budgeted: frozenset[str], fact: Fact) -> Key:
    return Key(line_of(fact.account, budgeted))


def _by_document(_budgeted: frozenset[str], fact: Fact) -> Key:
    """Tell the document of a cost by issuer, number and date; a computed cost that has none by what it is."""
    issuer = str(fact.says(names.ISSUER) or "")
    made = fact.made if fact.made and not fact.document_no else ""
    return Key("", issuer or fact.text[0], fact.document_no, fact.dated, made)


_KEYS: Final[Mapping[str, Callable[[frozenset[str]], Callable[[Fact], Key]]]] = {
    SOURCE: lambda _: lambda _fact: Key("*"),
    LINE: lambda budgeted: partial(_by_line, budgeted),
    DOCUMENT: lambda budgeted: partial(_by_document, budgeted),
}

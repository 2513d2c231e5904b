"""Build the statement of a project: its budget against actual by line, and who pays, as of a day.

All sums are over `facts`; which version of the budget counts is the agreement's to say.
"""

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from riga_grants import cofinancing
from riga_grants import facts as fact_sums
from riga_grants import names
from riga_grants import shares
from riga_grants.cofinancing import by_weight
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Period
from riga_grants.directives import Source
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.model import line_of
from riga_grants.money import apportion
from riga_grants.money import stated_sum
from riga_grants.shares import Shares
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import Instalment
from riga_grants.statements import LineRow
from riga_grants.statements import SourceRow
from riga_grants.statements import Version


def build(
    agreement: Agreement,
    facts: Sequence[Fact],
    as_of: date,
    lang: str,
    period: Period | None = None,
    *,
    borne: Shares | None = None,
) -> Execution:
    """Build a project's statement as of a day, from the agreement in force then (`Agreement.at`) and all its versions.

    `agreement` holds every version; it must have been signed by `as_of`. Without a period it is about the whole project.
    `borne` are the shares of that day, where somebody has computed them already.
    """
    now = agreement.at(as_of)
    if now is None:
        raise ValueError(f"{agreement.code} was not agreed yet on {as_of}")
    period = period or now.always
    until = fact_sums.within(facts, end=as_of)
    cut = min(period.end, as_of)
    first = as_first_approved(version for version in agreement.budget if version.dated <= as_of)
    borne = shares.of(now, until, as_of) if borne is None else borne
    at_cut = borne if cut == as_of else shares.of(now, until, cut)
    rows = _leaf_figures(first, now, until, period, cut, borne=at_cut)
    total = _total(now, period, rows)
    return Execution(
        project=now.project,
        period=period.name,
        start=max(period.start, now.project.start),
        end=now.project.end if period.end == date.max else period.end,
        as_of=as_of,
        version=version_of(now),
        lines=tuple(_outline(now, rows, lang)),
        total=total,
        sources=tuple(_sources(now, until, borne, lang)),
        instalments=tuple(_instalments(now, until)),
        period_budget=stated_sum(v.cents for v in now.budget if v.period == period.name and period.name != names.WHOLE_PROJECT),
        plan_through=_plan_through(now, period),
    )


def version_of(now: Agreement) -> Version | None:
    """Tell which version of the budget an agreement that is in force has: what changed it last; None without a budget."""
    acts = versions(now.budget)
    return acts[-1][0] if acts else None


def versions(budget: Iterable[BudgetVersion]) -> list[tuple[Version, list[BudgetVersion]]]:
    """Put together what was approved or amended at once, on one day and with one number, as it was written."""
    acts: dict[tuple[date, str], list[BudgetVersion]] = {}
    for one in sorted(budget, key=lambda one: (one.dated, one.place)):
        acts.setdefault((one.dated, one.amendment), []).append(one)
    return [
        (Version(day, amendment, next((one.decision for one in act if one.decision), "")), act)
        for (day, amendment), act in acts.items()
    ]


def _plan_through(now: Agreement, period: Period) -> date | None:
    """Give the last day of the budget periods that add up to a named period's plan; None for the whole project."""
    budgeted = {version.period for version in now.budget}
    ends = [one.end for one in now.all_periods if one.name in budgeted and one.start <= period.end]
    if period.name == names.WHOLE_PROJECT or not ends:
        return None
    return now.project.end if max(ends) == date.max else max(ends)


def _leaf_figures(
    first: Sequence[BudgetVersion], now: Agreement, facts: Sequence[Fact], period: Period, cut: date, *, borne: Shares
) -> dict[str, Figures]:
    """Give the figures of each line that carries its own, by account; costs below a budgeted line belong to that line.

    `first` is the budget as it was first approved, `borne` who bears the cost up to the day `cut`.
    """
    currency, budgeted = now.project.currency, now.budgeted
    plan = {one.name for one in now.all_periods if one.start <= period.end}
    original, budget = _budgets(first, plan), _budgets(now.budget, plan)
    to_date = fact_sums.costs(fact_sums.within(facts, end=cut), currency)
    spent = _by_line(to_date.booked, budgeted)
    this_period = _by_line(fact_sums.costs(fact_sums.within(facts, period.start, cut), currency).booked, budgeted)
    by_funder = _shares(now, fact_sums.within(facts, end=cut), borne, _by_line(to_date.eligible, budgeted))
    rows = {}
    for line in {**budget, **spent, **dict.fromkeys(_unbudgeted(now, spent))}:
        known = line in spent or _actuals_stated(now, line)
        this = this_period.get(line, 0)
        rows[line] = Figures(
            original=original.get(line, 0 if budget else None),
            budget=budget.get(line, 0 if budget else None),
            before=spent.get(line, 0) - this if known else None,
            this_period=this if known else None,
            shares=tuple((funder, by_line.get(line, 0)) for funder, by_line in by_funder.items()) if known else (),
        )
    return rows


def as_first_approved(versions: Iterable[BudgetVersion]) -> list[BudgetVersion]:
    """Keep the versions of each period's first day of approval; a line that an amendment brought was not in the original."""
    versions = list(versions)
    approved: dict[str, date] = {}
    for version in versions:
        approved.setdefault(version.period, version.dated)
    return [version for version in versions if version.dated == approved[version.period]]


def _budgets(versions: Iterable[BudgetVersion], plan: Iterable[str]) -> dict[str, int | None]:
    """Sum each line's budget over the periods of the plan; a line of which one period is not stated is not stated."""
    sums: dict[str, int | None] = {}
    for version in versions:
        if version.period in plan:
            so_far = sums.get(version.account, 0)
            sums[version.account] = None if so_far is None or version.cents is None else so_far + version.cents
    return sums


def _by_line(by_account: Mapping[str, int], budgeted: Collection[str]) -> dict[str, int]:
    """Bring the costs of sublines up to the budgeted line they belong to."""
    sums: dict[str, int] = {}
    for account, cents in by_account.items():
        line = line_of(account, budgeted)
        sums[line] = sums.get(line, 0) + cents
    return sums


def _unbudgeted(now: Agreement, spent: Iterable[str]) -> list[str]:
    """List the opened lines of a project that has no budget by line: they are all that is known of its structure."""
    if now.budget:
        return []
    above = {account.rpartition(":")[0] for account in (*now.lines, *spent)}
    return [account for account in now.lines if account not in above]


def _actuals_stated(now: Agreement, account: str) -> bool:
    line = now.lines.get(account)
    return now.project.actuals_stated and (line is None or line.actuals_stated)


def _shares(now: Agreement, facts: Sequence[Fact], borne: Shares, eligible: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Give each funder's share of the cost, line by line; one that is only booked is apportioned by cost."""
    found = {}
    for source in now.funders:
        own, earned = borne.of(source.funder), _earned(now, source, borne, facts)
        if earned is not None:
            found[source.funder] = own.by_line if own is not None else by_weight(earned, eligible)
    return found


def _spent(now: Agreement, facts: Sequence[Fact]) -> int | None:
    """Sum a project's costs; None where no actual figure is known, or that of a line of its budget is not."""
    spent = _by_line(fact_sums.costs(facts, now.project.currency).booked, now.budgeted)
    unknown = any(line not in spent and not _actuals_stated(now, line) for line in now.budgeted)
    if not _is_known(now, facts) or (unknown and not _undivided(now, f"{names.COST}:{now.code}", spent)):
        return None
    return sum(spent.values())


def _is_known(now: Agreement, facts: Sequence[Fact]) -> bool:
    """Say whether any actual figure is known: of a project of which it is said that none is stated, a cost."""
    currency = now.project.currency
    return now.project.actuals_stated or any(fact.role == names.COST and fact.currency == currency for fact in facts)


def _earned(now: Agreement, source: Source, borne: Shares, facts: Sequence[Fact]) -> int | None:
    """Give what a funder has earned us: computed where the agreement states the amounts, else what is booked of it."""
    own = borne.of(source.funder)
    if own is not None and _is_known(now, facts):
        return own.earned
    booked = fact_sums.balance(facts, source.funder, (names.EARNED,), now.project.currency)
    return None if booked is None else -booked


def _total(now: Agreement, period: Period, rows: Mapping[str, Figures]) -> Figures:
    """Sum the lines; where these do not tell the plan, the whole project has its agreed total. Without any line a cost of 0."""
    agreed = now.project.budget_cents if period.name == names.WHOLE_PROJECT else None
    if not rows:
        nothing = 0 if now.project.actuals_stated else None
        return Figures(original=agreed, budget=agreed, before=nothing, this_period=nothing)
    total = _added(now, f"{names.COST}:{now.code}", rows)
    return replace(total, budget=agreed) if total.budget is None else total


def _added(now: Agreement, account: str, rows: Mapping[str, Figures]) -> Figures:
    """Sum the lines on and below an account."""
    inside = [figures for line, figures in rows.items() if f"{line}:".startswith(f"{account}:")]
    return add(inside, undivided=_undivided(now, account, [line for line, figures in rows.items() if figures.spent]))


def _undivided(now: Agreement, account: str, spent: Collection[str]) -> bool:
    """Say whether what is booked below an account is all that it cost, though of some lines there no cost is stated.

    So it is where cost is booked on the account itself, for its lines together, and where the project has no budget by line:
    then its lines only name what it does (the published books of SOSRKC).
    """
    return not now.budget or account in spent


def add(rows: Sequence[Figures], *, undivided: bool = False) -> Figures:
    """Sum the figures of lines; what one of them does not state is not stated of the sum either.

    `undivided` says that the costs that are stated are all there are.
    """
    costs = [row for row in rows if row.spent is not None] if undivided else rows
    this_period = stated_sum(row.this_period for row in costs)
    shares: dict[str, int] = {}
    for row in costs if this_period is not None else ():
        for funder, cents in row.shares:
            shares[funder] = shares.get(funder, 0) + cents
    return Figures(
        original=stated_sum(row.original for row in rows),
        budget=stated_sum(row.budget for row in rows),
        before=stated_sum(row.before for row in costs),
        this_period=this_period,
        shares=tuple(shares.items()),
    )


def _outline(now: Agreement, rows: Mapping[str, Figures], lang: str) -> Iterable[LineRow]:
    """Put the lines into the order of the agreement, with a subtotal above the sublines of each line."""
    root = f"{names.COST}:{now.code}"
    nodes = {":".join(parts[:depth]) for parts in (row.split(":") for row in rows) for depth in range(3, len(parts) + 1)}
    order = {account: place for place, account in enumerate(now.lines)}

    def position(account: str) -> list[int]:
        line = now.lines.get(account)
        return [int(part) for part in line.position.split(".") if part.isdecimal()] if line is not None else []

    def rank(account: str) -> tuple[list[int], int, str]:
        # A line without a number of its own stands where the first of its sublines does; one without any comes last.
        numbers = position(account) or min((position(n) for n in nodes if n.startswith(f"{account}:")), default=[])
        return numbers or [len(nodes) + 1], order.get(account, len(order)), account

    def row(account: str, number: str, depth: int, figures: Figures, *, subtotal: bool) -> LineRow:
        line = now.lines.get(account)
        name = account.removeprefix(f"{root}:") if line is None else line.title(lang)
        position = line.position if line is not None and line.position else number
        return LineRow(account, name, position, depth, subtotal, figures)

    def below(parent: str, prefix: str, depth: int) -> Iterable[LineRow]:
        if parent in rows and depth:
            yield row(parent, prefix.rstrip("."), depth, rows[parent], subtotal=False)
        for place, account in enumerate(sorted((n for n in nodes if n.rpartition(":")[0] == parent), key=rank), 1):
            number = f"{prefix}{place}"
            if any(node.startswith(f"{account}:") for node in nodes):
                yield row(account, number, depth, _added(now, account, rows), subtotal=True)
                yield from below(account, f"{number}.", depth + 1)
            else:
                yield row(account, number, depth, rows[account], subtotal=False)

    if root in rows:
        yield LineRow(root, now.project.title(lang), "0", 0, subtotal=False, figures=rows[root])
    yield from below(root, "", 0)


def _sources(now: Agreement, facts: Sequence[Fact], borne: Shares, lang: str) -> Iterable[SourceRow]:
    """Give the state of each source, and of in-kind contributions where there are any."""
    currency = now.project.currency
    cost, earned_in_all = _spent(now, facts), 0
    known = cost is not None
    for source in now.funders:
        earned = _earned(now, source, borne, facts)
        received = fact_sums.received(facts, source.funder, currency)
        if received is None and source.ceiling_cents is not None and now.project.actuals_stated:
            received = 0
        stated = earned is not None and received is not None
        receivable, advance = cofinancing.position(earned or 0, received or 0)
        earned_in_all += earned or 0
        known = known and earned is not None
        yield SourceRow(
            source.funder,
            source.title(lang),
            source.kind,
            source.ceiling_cents,
            now.rate(source),
            earned,
            received,
            receivable if stated else None,
            advance if stated else None,
        )
    in_kind = -(fact_sums.balance(facts, "", (names.IN_KIND,), currency) or 0)
    residual = (cost or 0) - earned_in_all - in_kind if known else None
    own = [source for source in now.sources if source.kind == names.OWN]
    for source, rest, given in zip(own, _divided(residual, own), _divided(in_kind, own), strict=True):
        title, rate = source.title(lang), now.rate(source)
        yield SourceRow(source.funder, title, source.kind, source.ceiling_cents, rate, rest, None, None, None, given or 0)
    if in_kind:
        yield SourceRow("", "", names.IN_KIND_SOURCE, None, None, in_kind, None, None, None)


def _divided(cents: int | None, own: Sequence[Source]) -> Sequence[int | None]:
    """Divide an amount among own sources by their ceilings; not stated where there are several and a ceiling is not."""
    ceilings = [source.ceiling_cents for source in own]
    if len(own) == 1:
        return [cents]
    if cents is None or None in ceilings or not any(ceilings):
        return [None for _ in own]
    return apportion(cents, [ceiling or 0 for ceiling in ceilings])


def _instalments(now: Agreement, facts: Sequence[Fact]) -> Iterable[Instalment]:
    """List the money that came from funders, one a transaction; a settlement between a funder's accounts is none."""
    of_funders = [fact for fact in facts if fact.funder and fact.currency == now.project.currency]
    for (_, funder), group in groupby(of_funders, key=lambda fact: (fact.entry, fact.funder)):
        rows = list(group)
        cents = -sum(fact.cents for fact in rows)
        if cents:
            yield Instalment(rows[0].day, funder, cents, rows[0].text[1], rows[0].place)

"""How to recompute the auditor's file without trusting it: commands of public tools, each with what these books must answer.

They are typed in the folder of the books. `bean-check` and `bean-query` are Beancount's own; `sha256sum`, `sed`, `awk` and
`grep` belong to every Linux and Mac, and to Git for Windows.
"""

import shlex
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple

from riga_grants import names
from riga_grants.asked import Asked
from riga_grants.books import MAIN
from riga_grants.chains import chain
from riga_grants.chains.folders import DOCUMENTS
from riga_grants.closing import proof
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.facts import Fact
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.money import to_decimal
from riga_grants.reports.audit.journal import under
from riga_grants.reports.audit.ledger import Account
from riga_grants.reports.audit.ledger import Kept
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table

_MAIN = MAIN.as_posix()


class Step(NamedTuple):
    """A command, what it shows, and what it answers for these books: its last line, "" where the table named is the answer."""

    shows: Text
    command: str
    answer: str


def table(request: Request, kept: Kept) -> Table:
    """Make the table of the commands with their answers."""
    lang = request.lang
    columns = (
        Column("number", tr("No.", lang), width=6),
        Column("shows", tr("What it shows", lang), width=60),
        Column("command", tr("Command", lang), width=90),
        Column("answer", tr("The answer must be", lang), CODE, width=66),
    )
    found = enumerate(steps(request, kept), 1)
    rows = [Row((str(n), words(step.shows, lang), step.command, step.answer)) for n, step in found]
    return Table("recompute", tr("How to recompute it", lang), columns, rows)


def steps(request: Request, kept: Kept) -> Iterator[Step]:
    """Give all commands in the order in which they are best typed."""
    yield from _loading(request)
    for one in request.projects:
        yield from _sums(one, kept)
    yield from _files(request)
    for one in request.projects:
        yield from _own(request, one)


def _loading(request: Request) -> Iterator[Step]:
    """Beancount's own errors; the lines of our plugin are those that name a code in brackets, and depend on the day."""
    errors = sum(one.code == "ledger" for one in request.findings)
    lines = f"bean-check {_MAIN} 2>&1 | grep -E '^.+:[0-9]+: ' | grep -vcE ' \\[[a-z0-9-]+\\] '"
    yield Step(text("Beancount reads the books by itself; so many errors it finds in them."), lines, str(errors))


def _query(where: str) -> str:
    return f'bean-query -q -f csv {_MAIN} "SELECT round(sum(number(weight)), 2) WHERE {where}" | tail -n 1'


def _dated(one: Asked, *, before: bool = False) -> str:
    """Give the condition that a day lies in the period, or before its end."""
    first = "" if before or one.period.start == date.min else f"date >= {one.period.start} AND "
    return f"{first}date <= {one.last}"


def _sums(one: Asked, kept: Kept) -> Iterator[Step]:
    """Sums over the postings: of all that its transactions posted, then of its costs, then account by account."""
    accounts = [account for account in kept.accounts if account.project == one.code]
    for currency in dict.fromkeys(account.currency for account in accounts):
        yield from _turnover(one, currency, [account for account in accounts if account.currency == currency])
    balances = f"account ~ ':{one.code}(:|$)' AND {_dated(one, before=True)} GROUP BY account ORDER BY account"
    yield Step(
        text("{project}: the closing balance of each of its accounts, as in the sheet of turnover.", project=one.code),
        f'bean-query -q {_MAIN} "SELECT account, sum(weight) WHERE {balances}"',
        "",
    )


def _turnover(one: Asked, currency: str, own: Sequence[Account]) -> Iterator[Step]:
    about = {"project": one.code, "currency": currency}
    condition = f"currency(weight) = '{currency}' AND {_dated(one)}"
    touched = f"(account ~ ':{one.code}(:|$)' OR joinstr(other_accounts) ~ ':{one.code}(:|,|$)') AND {condition}"
    debit, credit = sum(account.debit for account in own), sum(account.credit for account in own)
    if debit:
        told = text("{project}: the turnover by debit of all accounts in the sheet of turnover, in {currency}.", **about)
        yield Step(told, _query(f"number(weight) > 0 AND {touched}"), str(to_decimal(debit)))
    if credit:
        told = text("{project}: the turnover by credit, with a minus; without it the same amount, in {currency}.", **about)
        yield Step(told, _query(f"number(weight) < 0 AND {touched}"), str(to_decimal(-credit)))
    costs = [account.debit - account.credit for account in own if _is_cost(account, one.code)]
    if costs:
        told = text("{project}: the cost on all lines of the budget, in {currency}.", **about)
        yield Step(told, _query(f"account ~ '^{names.COST}:{one.code}(:|$)' AND {condition}"), str(to_decimal(sum(costs))))


def _is_cost(account: Account, code: str) -> bool:
    return f"{account.account}:".startswith(f"{names.COST}:{code}:")


def _files(request: Request) -> Iterator[Step]:
    """Hashes: of the files that people keep, of the workbooks, of the generated files with their chains and seals."""
    for file, sha256 in request.origin.files:
        if chain.number_of(PurePosixPath(file).name) is None:
            yield Step(text("The sha256 of {file}.", file=file), f"sha256sum {shlex.quote(file)} | cut -c 1-64", sha256)
    shows = text("The sha256 of each workbook as it was kept, as in the sheet of imports.")
    yield Step(shows, f"sha256sum {DOCUMENTS.as_posix()}/*", "")
    proven = proof.prove(request.books, request.as_of)
    codes = {one.code for one in request.projects}
    ours = proof.Proof(proven.root, tuple(one for one in proven.projects if one.code in codes), proven.shared, 0, ())
    for shows, line in proof.commands(ours):
        command, _, answer = line.partition("    # ")
        if answer:
            yield Step(shows, command, answer)


def _own(request: Request, one: Asked) -> Iterator[Step]:
    """What this program says itself: its proof, its findings, and the cells of the largest cost."""
    wrong = any(found.severity is Severity.ERROR for found in request.findings if found.project in ("", one.code))
    shows = text("{project}: this program checks it against all rules; 0 says that there is no error.", project=one.code)
    yield Step(shows, f"riga-grants check {one.code} --as-of {one.as_of} > /dev/null; echo $?", str(int(wrong)))
    facts = [fact for fact in request.books.facts[one.code] if _imported(fact) and one.period.start <= fact.day <= one.last]
    if facts:
        fact = max(facts, key=lambda found: (found.cents, found.place))
        place = f"{under(request.books, fact.place.file)}:{fact.place.line}"
        cells = str(fact.says(names.SOURCE_CELLS))
        shows = text("{project}: the cells that its largest imported cost was read from.", project=one.code)
        command = f'riga-grants trace {place} --format json | grep -o \'"cells": "[^"]*"\' | head -n 1'
        yield Step(shows, command, f'"cells": "{cells}"')


def _imported(fact: Fact) -> bool:
    return fact.role == names.COST and not fact.made and bool(fact.says(names.SOURCE_CELLS))

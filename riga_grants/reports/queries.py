"""Sheets of one's own: what a query in BQL, Beancount's query language, answers as a table of a report."""

import os
import re
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import chain
from itertools import count
from typing import Any

from beancount.core.amount import Amount
from beancount.core.inventory import Inventory
from beancount.core.position import Position

from riga_grants.books import Books
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.i18n import tr
from riga_grants.money import to_cents
from riga_grants.names import finding
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import TEXT
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import Words

_TAB = 31
_NO_TAB = re.compile(r"[\[\]:*?/\\]+")


def added(
    report: Report, queries: Mapping[str, str], books: Books, place: Callable[[str], Place]
) -> tuple[Report, list[Finding]]:
    """Add a sheet for each query, by the sheet's name, to a report; `place` tells where a query is written.

    A query that cannot be run is a finding with what the query language says of it. The entries are those of all the books.
    """
    from beanquery import Error  # noqa: PLC0415 - only a report with queries needs it
    from beanquery import connect  # noqa: PLC0415

    connection = connect("beancount:", entries=books.entries, errors=[], options=books.options)
    sheets, findings = list(report.sheets), []
    for number, (name, query) in enumerate(queries.items(), 1):
        try:
            _must_read_only(query)
            answer = connection.execute(query)
            made = _sheet(f"query-{number}", name, query, answer, lang=report.lang, root=f"{books.root}{os.sep}")
            sheets.append(replace(made, name=_tab(name, {sheet.name.casefold() for sheet in sheets})))
        except (Error, ArithmeticError, LookupError, TypeError, ValueError, re.error) as problem:
            message = text("The query “{name}” cannot be run: {problem}", name=name, problem=str(problem))
            findings.append(finding("report-definition", message, place(name)))
    return replace(report, sheets=tuple(sheets)), findings


def _must_read_only(query: str) -> None:
    """Raise ValueError for a statement that does more than read the books: BQL can also create tables from files."""
    from beanquery import parser  # noqa: PLC0415 - as above

    statement = type(parser.parse(query)).__name__
    if statement not in {"Select", "Balances", "Journal"}:
        raise ValueError(f"{statement.upper()}: SELECT, BALANCES, JOURNAL")


def _tab(name: str, taken: Collection[str]) -> str:
    """Give a name that a workbook's tab may have and that none has yet: Excel takes 31 letters and not all of them."""
    allowed = _NO_TAB.sub(" ", name).strip(" '") or "BQL"
    candidates = (f"{allowed[: _TAB - len(more)].strip()}{more}" for more in chain([""], (f" ({n})" for n in count(2))))
    return next(one for one in candidates if one.casefold() not in taken)


def _sheet(key: str, name: str, query: str, answer: Any, *, lang: str, root: str) -> Sheet:  # noqa: ANN401 - as beanquery gives it
    """Make a sheet of an answer; files are named from the books' folder `root`, wherever a text holds one."""
    rows = answer.fetchall()
    columns = [
        _column(str(one.name), [row[n] for row in rows], one.datatype, f"column_{n + 1}")
        for n, one in enumerate(answer.description)
    ]
    cells = zip(*(values for _, values, _ in columns), strict=True)
    currencies = {currency for _, _, currency in columns if currency}
    table = Table(
        key.replace("-", "_"),
        name,
        tuple(column for column, _, _ in columns),
        [Row(tuple(cell.replace(root, "") if isinstance(cell, str) else cell for cell in row)) for row in cells],
        currency=currencies.pop() if len(currencies) == 1 else "",
        empty=tr("The query finds nothing.", lang),
    )
    asked = tr("Query: {query}", lang, query=" ".join(query.split()))
    return Sheet(key, name, name, (Words((asked,), "note"), table))


def _column(head: str, values: Sequence[Any], datatype: type, key: str) -> tuple[Column, list[Value], str]:
    """Give a column, its cells, and the currency of its amounts ("": they are none of one currency in whole cents)."""
    if datatype is date:
        return Column(key, head, DAY), list(values), ""
    if datatype in (int, Decimal):
        return Column(key, head, NUMBER), list(values), ""
    amounts = [_amount(value) for value in values]
    currencies = {amount[1] for amount in amounts if amount is not None and amount[1]}
    if datatype in (Amount, Position, Inventory) and None not in amounts and len(currencies) == 1:
        return Column(key, head, MONEY), [amount[0] if amount else None for amount in amounts], currencies.pop()
    return Column(key, head, TEXT), [_words(value) for value in values], ""


def _amount(value: object) -> tuple[int, str] | None:
    """Give cents and currency of an amount, a position or an inventory ("" of an empty one); None of what is not one amount."""
    if isinstance(value, Inventory):
        positions = list(value)
        return _amount(positions[0]) if len(positions) == 1 else None if positions else (0, "")
    units = value.units if isinstance(value, Position) else value
    if not isinstance(units, Amount) or units.number is None:
        return None
    try:
        return to_cents(units.number), units.currency
    except UserDataError:
        return None


def _words(value: object) -> str:
    if isinstance(value, set | frozenset):
        return ", ".join(sorted(map(str, value)))
    return "" if value is None else str(value)

"""A statement with its lines put together otherwise than the agreement has them; no figure of the whole changes."""

from dataclasses import replace

from riga_grants.reports.request import TOP_LINES
from riga_grants.statements import Execution


def grouped(statement: Execution, grouping: str) -> Execution:
    """Give a statement by a grouping (`request.GROUPINGS`): of top lines alone, each holds what its sublines sum to."""
    if grouping != TOP_LINES:
        return statement
    return replace(statement, lines=tuple(replace(row, subtotal=False) for row in statement.lines if row.depth == 0))

"""What may be asked of Fava's query page: queries, and no other command of the shell behind it.

That shell is made for a terminal: besides queries it knows commands that write files and change its settings, and statements
that read files from outside the books. The list is of what is allowed, so what a later version adds is refused.
"""

import re
from typing import Final

_IGNORING_CASE: Final = re.ASCII | re.IGNORECASE
# The shell takes letters, digits, _ and . as one word, so a word must end where one of these does not follow.
_STATEMENT: Final = re.compile(r"(?:select|balances|journal|print)(?![A-Za-z0-9_.])", _IGNORING_CASE)
_STORED: Final = re.compile(r"\.?run(?![A-Za-z0-9_.])", _IGNORING_CASE)


def is_statement(query: str) -> bool:
    """Say whether a text is a statement that only reads the books (right or wrong as BQL), or nothing at all."""
    stripped = query.strip()
    return not stripped or _STATEMENT.match(stripped) is not None


def is_stored(query: str) -> bool:
    """Say whether a text asks for a query that is stored in the books: `run NAME`."""
    return _STORED.match(query.strip()) is not None


def is_query(query: str) -> bool:
    """Say whether a text may be given to the query shell."""
    return is_statement(query) or is_stored(query)

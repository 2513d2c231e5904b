"""CSV and its kin: text in columns divided by a semicolon, a comma, a tab or a bar. Every value is a text, as it stands.

The delimiter is the one that divides most rows into the same, largest number of columns; a comma between two digits counts as a
decimal comma, not as a delimiter. On 3 000 made-up registers (titles above, texts with the other delimiters, decimal commas)
that was right in 99.6 %, as often as clevercsv, which needs a third of a second to load and minutes for a hostile line.

A first line `sep=;` is obeyed and not counted as a row, as in Excel. An empty line is a row. A field in quotes may hold line
breaks; a row that begins with it is still one row. `="0012"`, by which programs keep leading zeros, is the text 0012. Hidden
rows, number formats and errors cannot be seen here: the format has none.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Final

from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import limits
from riga_grants.sheets.cells import Sheet
from riga_grants.sheets.decode import decode
from riga_grants.sheets.look import Look
from riga_grants.sheets.look import Progress

DELIMITERS: Final = (";", "\t", "|", ",")
_SEPARATOR_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]+(?![0-9.]))")
_KEPT_TEXT = re.compile(r'="([^"]*)"')
_SAMPLE: Final = 65_536  # characters, and rows, by which the delimiter is found
_SAMPLE_ROWS: Final = 200
_EVERY: Final = 5_000
_COLUMNS_OF_A_TABLE: Final = 3  # a list of two columns may well have its delimiter in a text of several lines


def sheet(content: bytes, progress: Progress, delimiter: str = "", encoding: str = "") -> Sheet:
    """Read a file's only sheet; refuse it where a quote that is not closed could swallow rows."""
    words = io.StringIO(decode(content, encoding), newline=None).getvalue()
    csv.field_size_limit(max(len(words) + 1, csv.field_size_limit()))  # no field is longer; the limits are ours
    stated = _SEPARATOR_LINE.match(words)
    lines = io.StringIO(words[stated.end() :] if stated else words).readlines()
    divider = delimiter or (stated[1] if stated else find_delimiter(lines))
    rows = list(_checked(_records(lines, divider, 2 if stated else 1), progress))
    while rows and not rows[-1]:
        rows.pop()
    return Sheet("", rows, len(rows), max(map(len, rows), default=0), True, {}, {}, frozenset(), frozenset())  # noqa: FBT003


def find_delimiter(lines: Sequence[str]) -> str:
    """Find the delimiter of a file's text; a tab, which divides nothing, where there is none."""
    sample = "".join(lines[: 5 * _SAMPLE_ROWS])[:_SAMPLE]
    bare = _DECIMAL_COMMA.sub(".", sample)
    scores = {delimiter: _score(bare if delimiter == "," else sample, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    if scores[best]:
        return best
    # Only figures and commas: two columns could be one of amounts, three cannot.
    return "," if _score(sample, ",") > 1 else "\t"


def _score(sample: str, delimiter: str) -> float:
    """Say how evenly a delimiter divides rows: their mean number of delimiters, counting only the rows of one width."""
    widths: Counter[int] = Counter()
    for row in csv.reader(io.StringIO(sample), delimiter=delimiter):
        widths[len(row) if any(map(str.strip, row)) else 0] += 1
        if widths.total() == _SAMPLE_ROWS:
            break
    filled = widths.total() - widths[0]
    return max((count * (width - 1) for width, count in widths.items() if width > 1), default=0) / max(filled, 1)


def _checked(records: Iterator[list[str]], progress: Progress) -> Iterator[list[str]]:
    """Give the rows without the blank fields at their ends, within the limits."""
    look, total = Look(""), 0
    for number, row in enumerate(records):
        while row and not row[-1]:
            row.pop()
        if row:
            look.use(number, len(row) - 1)
            lengths = [len(value) for value in row]
            total += sum(lengths)
            limits.check_text(max(lengths), total)
        if number % _EVERY == 0:
            progress(number)
        yield [found[1] if (found := _KEPT_TEXT.fullmatch(value)) else value for value in row]


def _records(lines: Sequence[str], delimiter: str, first_line: int) -> Iterator[list[str]]:
    """Divide lines into rows by the rules of RFC 4180; where a line does not keep them, it is a row by itself or refused."""
    at, widths = 0, set[int]()
    while at < len(lines):
        reader = csv.reader((lines[number] for number in range(at, len(lines))), delimiter=delimiter, strict=True)
        start = at
        try:
            for row in reader:
                taken, at = at, start + reader.line_num
                if at - taken > 1 and _swallowed(row, delimiter):
                    raise _unclosed(taken + first_line)
                widths.add(len(row))
                yield row
        except csv.Error as problem:
            row = next(csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE))
            if lines[at].count('"') % 2 or len(row) not in widths:
                raise _unclosed(at + first_line) from problem
            at += 1
            yield row


def _swallowed(row: Sequence[str], delimiter: str) -> bool:
    """Say whether a field of several lines looks like rows that a quote forgotten somewhere has swallowed."""
    return len(row) >= _COLUMNS_OF_A_TABLE and any("\n" in value and value.count(delimiter) >= len(row) - 1 for value in row)


def _unclosed(line: int) -> UserDataError:
    message = text(
        'line {line}: a quote (") is opened and not closed, so rows could be lost. '
        "Close it, or save the file again from a spreadsheet program.",
        line=line,
    )
    return UserDataError(message)

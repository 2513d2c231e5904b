"""The books as pandas DataFrames, for analysts in a notebook: docs/pandas.md tells every column.

Amounts are integer cents (`…_cents`), which sum exactly and fast, and plot; what is not stated is missing and never 0. pandas
is an optional part and slow to import, so it is loaded only when the books are.
"""

import os
import warnings
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import get_args
from typing import get_type_hints

from riga_grants import books
from riga_grants.asked import Asked
from riga_grants.asked import about
from riga_grants.books import Books
from riga_grants.errors import BooksError
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.frames import tables
from riga_grants.i18n import LANGUAGES
from riga_grants.i18n import default_language
from riga_grants.i18n import trn

if TYPE_CHECKING:
    from pandas import DataFrame

TEXT = "str"
DTYPES: Mapping[type, str] = {
    str: TEXT,
    int: "Int64",
    bool: "bool",
    date: "datetime64[s]",
    Decimal: "object",
    Fraction: "object",
}
"""The pandas dtype of a field's type. A missing value is pandas.NA among integers, NaT among dates, NaN in texts, else None."""


def load(folder: str | os.PathLike[str] | None = None, *, lang: str | None = None) -> "Frames":
    """Load the books in a folder, or the nearest at or above the current one, to be looked at as DataFrames.

    `lang` is the language of names, "lv" or "en"; the system's if not given. What cannot be read of the books is counted in a
    warning, because figures may lack it. Raises BooksError where there are no books, or pandas is not installed.
    """
    _pandas()
    spoken = _language(lang or default_language())
    loaded = books.load(books.find(Path()) if folder is None else Path(folder))
    errors = sum(finding.severity is Severity.ERROR for finding in loaded.findings)
    if errors:
        said = trn(
            "{n} error in the books; riga-grants check tells it.",
            "{n} errors in the books; riga-grants check tells them.",
            errors,
            spoken,
        )
        warnings.warn(said, stacklevel=3)
    return Frames(loaded, spoken)


@dataclass(frozen=True, slots=True, repr=False)
class Frames:
    """A set of books as DataFrames. Each call gives a new one, so that it may be changed at will.

    All take the same options: `as_of` is the day to look at, a date or "2015-12-31" (today, or the period's last day if that is
    past); `project` a project's code (all); `period` a declared period (the whole project); `lang` "lv" or "en". A project, a
    period or a language that is not there raises WrongUsage, which names those that are.
    """

    books: Books
    lang: str

    def __repr__(self) -> str:
        return f"<books of {', '.join(self.books.agreements) or 'no project'}>"

    def costs(
        self,
        *,
        as_of: date | str | None = None,
        project: str | None = None,
        period: str | None = None,
        lang: str | None = None,
    ) -> "DataFrame":
        """Give the costs dated in the period, up to the day: a row for each posting, with its document and its cells.

        `amount_cents` sums to what `check` shows as spent, or as spent in the period named.
        """
        return self._frame(tables.CostRow, tables.costs, self._asked(as_of, project, period), lang)

    def budget(
        self,
        *,
        as_of: date | str | None = None,
        project: str | None = None,
        period: str | None = None,
        lang: str | None = None,
    ) -> "DataFrame":
        """Give the budget in force on the day, a row for each line and budget period; with a period its own rows only."""
        return self._frame(tables.BudgetRow, tables.budget, self._asked(as_of, project, period), lang)

    def execution(
        self,
        *,
        as_of: date | str | None = None,
        project: str | None = None,
        period: str | None = None,
        lang: str | None = None,
    ) -> "DataFrame":
        """Give budget against actual by line, as `check` does: with a period the plan is cumulative, up to and including it."""
        return self._frame(tables.ExecutionRow, tables.lines, self._asked(as_of, project, period), lang)

    def sources(
        self,
        *,
        as_of: date | str | None = None,
        project: str | None = None,
        period: str | None = None,
        lang: str | None = None,
    ) -> "DataFrame":
        """Give who pays, a row for each source, cumulated up to the day; a period only chooses the day."""
        return self._frame(tables.FundingRow, tables.sources, self._asked(as_of, project, period), lang)

    def indicators(
        self,
        *,
        as_of: date | str | None = None,
        project: str | None = None,
        period: str | None = None,
        lang: str | None = None,
    ) -> "DataFrame":
        """Give what was planned and reached other than money, as known on the day; with a period its own rows only."""
        return self._frame(tables.IndicatorRow, tables.indicators, self._asked(as_of, project, period), lang)

    def _asked(self, as_of: date | str | None, project: str | None, period: str | None) -> tuple[Asked, ...]:
        today = datetime.now(UTC).astimezone().date()
        return about(self.books.agreements, [project] if project else [], period, _day(as_of), today)

    def _frame(
        self,
        kind: type[NamedTuple],
        rows_of: Callable[[Books, Asked, str], Iterable[Sequence[Any]]],
        asked: Sequence[Asked],
        lang: str | None,
    ) -> "DataFrame":
        spoken = _language(lang or self.lang)
        return _frame(kind, (row for one in asked for row in rows_of(self.books, one, spoken)))


def columns(kind: type[NamedTuple]) -> dict[str, str]:
    """Give the columns of a table and their dtypes, from the fields of its row."""
    hints = get_type_hints(kind)
    return {name: DTYPES[next(iter(get_args(hint)), hint)] for name, hint in hints.items()}


def _frame(kind: type[NamedTuple], rows: Iterable[Sequence[Any]]) -> "DataFrame":
    pandas = _pandas()
    dtypes = columns(kind)
    by_column: list[list[Any]] = [[] for _ in dtypes]
    for row in rows:  # one row at a time: to keep them all would make Python look through the whole ledger for garbage
        for column, value in zip(by_column, row, strict=True):
            column.append(value)
    return pandas.DataFrame(
        {
            name: pandas.array([value or None for value in values] if dtype == TEXT else values, dtype=dtype)
            for (name, dtype), values in zip(dtypes.items(), by_column, strict=True)
        }
    )


def _language(lang: str) -> str:
    if lang not in LANGUAGES:
        raise WrongUsage(text("There is no language “{lang}”; there are: {known}.", lang=lang, known=", ".join(LANGUAGES)))
    return lang


def _day(as_of: date | str | None) -> date | None:
    """Read a day; of a time, such as pandas' own Timestamp, its day. Raises ValueError for a text that is no date."""
    if isinstance(as_of, str):
        return date.fromisoformat(as_of)
    return as_of.date() if isinstance(as_of, datetime) else as_of


def _pandas() -> Any:  # noqa: ANN401 - pandas carries no types
    try:
        import pandas  # noqa: ICN001, PLC0415 - pandas is optional, and slow to import
    except ImportError as error:
        raise BooksError(text('pandas is not installed here. Install it with: pip install "riga-grants[pandas]"')) from error
    return pandas

"""Reports as values: sheets of facts, tables, sentences and charts, with figures that say how they are made of each other.

Builders (`reports`) make them, renderers (`rendering`) show them as a workbook, a PDF, a terminal's text, JSON and CSV. A
renderer computes nothing but places and widths, so one figure is the same everywhere.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final
from typing import NamedTuple
from typing import TypeAlias

from riga_grants.i18n import show_date
from riga_grants.i18n import show_money
from riga_grants.i18n import show_number
from riga_grants.i18n import show_percent
from riga_grants.money import percent
from riga_grants.money import to_decimal
from riga_grants.wording import NOT_STATED
from riga_grants.wording import rate_pct

Value: TypeAlias = str | int | Decimal | Fraction | date | None
"""What a cell holds. None is "not stated". A text in a column of figures is shown as it stands: "<5", or "-" for no plan."""

TEXT: Final = "text"  # str
CODE: Final = "code"  # str: a hash, a place, a command; shown in letters of one width
WORD: Final = "word"  # str: a short warning beside figures, shown with weight
MONEY: Final = "money"  # int: cents
NUMBER: Final = "number"  # Decimal or int: a quantity other than money
PERCENT: Final = "percent"  # Decimal: rounded to one decimal
RATE: Final = "rate"  # Fraction: an exact share, shown in per cent with four decimals
DAY: Final = "date"  # date
FIGURES: Final = frozenset({MONEY, NUMBER, PERCENT, RATE})

NO_PLAN: Final = "-"
"""Stands for a percentage of a plan of zero."""

CENTS, EURO, THOUSAND = "cents", "euro", "thousands"
UNITS: Final = {CENTS: 1, EURO: 100, THOUSAND: 100_000}
"""What amounts are rounded to for showing, and how many cents that is."""

PLAIN, SUBTOTAL, TOTAL, SECTION = "", "subtotal", "total", "section"
"""How a row looks. A section is a heading inside a table: its first cells are text, and it carries no figures."""


class Column(NamedTuple):
    """A column of a table. `key` is its name for programs, in English and stable; `head` its heading in the report's language.

    A figure that the rest of the row gives says how: `terms` are the keys it adds up and their signs, `ratio` the keys of part
    and whole of a percentage, `warns` the key whose negative figure makes the cell say a word ("Overspent"). The cell still
    holds the value. `width` is a wish in characters, 0 where the renderer chooses.
    """

    key: str
    head: str
    kind: str = TEXT
    terms: tuple[tuple[str, int], ...] = ()
    ratio: tuple[str, str] | None = None
    warns: tuple[str, str] | None = None
    width: float = 0


class Row(NamedTuple):
    """A row of a table, a cell for each column. `depth` is its level in the outline, 0 the highest.

    `sums` are the places of the table's rows that it adds up, in columns of amounts without `terms`; () for a row of its own.
    `key` is what the row is about, for programs: an account, a funder, a finding's code.
    """

    cells: tuple[Value, ...]
    depth: int = 0
    look: str = PLAIN
    sums: tuple[int, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `numbered` asks for a row of column letters and numbers below the headings, as councils print it.

    `bars` is the key of a column of percentages that is drawn as bars too. `outline` makes its levels collapsible. `register`
    says that it is long and plain: no row is higher than one line, nothing in it is wrapped.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    currency: str = ""
    unit: str = CENTS
    numbered: bool = False
    outline: bool = False
    register: bool = False
    bars: str = ""
    empty: str = ""
    """What is said in the place of a table without rows."""

    def place(self, key: str) -> int | None:
        """Give the place of a column by its key, None where the table has no such column."""
        return next((n for n, column in enumerate(self.columns) if column.key == key), None)

    def values(self, key: str) -> list[Value]:
        """Give a column's cells, of all rows."""
        place = [column.key for column in self.columns].index(key)
        return [row.cells[place] for row in self.rows]


class Fact(NamedTuple):
    """A labelled value. `key` is its name for programs."""

    key: str
    label: str
    value: Value
    kind: str = TEXT


class Facts(NamedTuple):
    """What stands above the tables: label and value, one a line."""

    facts: tuple[Fact, ...]
    currency: str = ""
    unit: str = CENTS


class Words(NamedTuple):
    """Paragraphs. `look` is "plain", "lead" (the sentences that are read first), "section" (a heading) or "note" (small)."""

    paragraphs: tuple[str, ...]
    look: str = "plain"


BARS, LINES, STACKED = "bars", "lines", "stacked"


class Series(NamedTuple):
    """A series of a chart: a column of its table. `style` is "main", "plan" or "limit", so that grey prints tell them apart."""

    column: str
    style: str = "main"


class Chart(NamedTuple):
    """A chart of some rows of a table that stands in the same report.

    `kind` is BARS (horizontal, one group a row), LINES (over the rows) or STACKED (one bar a row, the series on top of each
    other). `table` is the table's key, `names` the key of the column that names the rows, `rows` their places. `words` say what
    it shows, for those who cannot see it.
    """

    key: str
    title: str
    kind: str
    table: str
    names: str
    series: tuple[Series, ...]
    rows: tuple[int, ...]
    words: str


class Signatures(NamedTuple):
    """The block that is signed: who signs ("Prepared by"), each with room for name, signature and date."""

    roles: tuple[str, ...]


Block: TypeAlias = Facts | Table | Words | Chart | Signatures


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a report: `name` is short (a workbook's tab), `title` is said above. `one_page` is printed on one A4."""

    key: str
    name: str
    title: str
    blocks: tuple[Block, ...]
    portrait: bool = False
    one_page: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report. `about` is said below every page and in the file's title; `demonstration` marks invented figures everywhere.

    `day` is the day that it is about, `lang` the language it is in.
    """

    key: str
    title: str
    about: str
    lang: str
    day: date
    sheets: tuple[Sheet, ...]
    demonstration: bool = False
    subject: tuple[tuple[str, str], ...] = field(default=())
    """What it is about, for programs: project, period, funder … by name."""
    behind: tuple[Table, ...] = ()
    """Tables that are not shown, because their sheets were not asked for, but that a chart may draw."""

    @property
    def tables(self) -> Iterator[Table]:
        """All its tables, in their order."""
        return (block for sheet in self.sheets for block in sheet.blocks if isinstance(block, Table))

    def table(self, key: str) -> Table:
        """Give a table by its key, also one that only stands behind a chart; raises KeyError where there is none."""
        found = next((table for table in (*self.tables, *self.behind) if table.key == key), None)
        if found is None:
            raise KeyError(key)
        return found


def shown(value: Value, kind: str, lang: str, unit: str = CENTS) -> str:
    """Show a value as people read it; a dash where it is not stated."""
    match value:
        case None:
            return NOT_STATED
        case str():
            return value
        case date():
            return show_date(value, lang)
        case Fraction():
            return show_percent(rate_pct(value), lang)
        case int() if kind == MONEY:
            amount = in_unit(value, unit)
            return show_money(amount, lang) if unit == CENTS else show_number(amount, lang)
    return show_percent(value, lang) if kind == PERCENT and isinstance(value, Decimal) else show_number(Decimal(value), lang)


def in_unit(cents: int, unit: str) -> Decimal:
    """Give an amount in the unit that it is shown in: cents with two decimals, whole euro, whole thousands.

    Raises ValueError where the amount was not rounded to the unit before.
    """
    if unit == CENTS:
        return to_decimal(cents)
    whole, rest = divmod(cents, UNITS[unit])
    if rest:
        raise ValueError(f"{cents} cents are not rounded to {unit}")
    return Decimal(whole)


def numbers(table: Table) -> list[str]:
    """Give the row of column letters and numbers: A, B for words, 1, 2, 3 (1+2) for figures, from how they are computed."""
    order = {column.key: str(n) for n, column in enumerate((one for one in table.columns if one.kind in FIGURES), 1)}
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return [_number(column, order) if column.key in order else next(letters, "") for column in table.columns]


def _number(column: Column, order: dict[str, str]) -> str:
    own = order[column.key]
    if column.ratio and set(column.ratio) <= order.keys():
        return f"{own} ({order[column.ratio[0]]}/{order[column.ratio[1]]})"
    if column.terms and {key for key, _ in column.terms} <= order.keys():
        signed = "".join(("+" if sign > 0 else "-") + order[key] for key, sign in column.terms)
        return f"{own} ({signed.removeprefix('+')})"
    return own


def computed(table: Table, row: Row, column: Column) -> Value:
    """Compute a cell from the others of its row as its column says; None where one of them is not a figure.

    Sums are exact; a percentage is rounded half up to one decimal, and "-" of a whole of zero.
    """
    cells = dict(zip((one.key for one in table.columns), row.cells, strict=True))
    if column.ratio:
        part, whole = (cells.get(key) for key in column.ratio)
        if not (isinstance(part, int) and isinstance(whole, int)):
            return None
        return percent(part, whole) if whole else NO_PLAN
    found = [(cells.get(key), sign) for key, sign in column.terms]
    figures = [sign * value for value, sign in found if isinstance(value, int)]
    return sum(figures) if found and len(figures) == len(found) else None


def sums_up(table: Table, row: Row, place: int) -> bool:
    """Say whether a row's cell is the sum of the rows that it adds up; a text or nothing stated adds nothing."""
    cells = [table.rows[n].cells[place] for n in row.sums]
    return bool(row.sums) and sum(cell for cell in cells if isinstance(cell, int)) == row.cells[place]

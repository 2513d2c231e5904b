"""What a chart is drawn from: its rows and figures as they are shown, its colours, its room, and how wide letters are."""

import textwrap
from collections.abc import Iterable
from collections.abc import Sequence
from decimal import Decimal
from math import nan
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants.grid import printable
from riga_grants.rendering.cells import unit_title
from riga_grants.tables import MONEY
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Series
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import in_unit
from riga_grants.tables import shown

LETTER: Final = 8.0  # points
LINE: Final = 0.132  # inches that a line of letters is high
_NAMES: Final = 0.38  # of the picture's width are for the names of its rows, at most
_LETTER_IN: Final = 0.05  # inches that a letter takes, of words that are narrow
_LEAST: Final = 6  # letters on a line
_HATCHES: Final = ("", "\\\\\\\\", "----", "xxxx", "||||")


class Look(NamedTuple):
    """Colours: of letters, of what lies behind, of plans, of limits, and of the other series in their order."""

    ink: str
    faint: str
    paper: str
    plan: str
    limit: str
    main: tuple[str, ...]


COLOUR: Final = Look(
    "#222222", "#D9D9D9", "#FFFFFF", "#DCE6F1", "#B02A00", ("#1F4E79", "#F4B26B", "#6FA89A", "#D3C4EC", "#8C6D46")
)
GREY: Final = Look(
    "#222222", "#D9D9D9", "#FFFFFF", "#E6E6E6", "#000000", ("#404040", "#BDBDBD", "#8C8C8C", "#D6D6D6", "#6A6A6A")
)
DARK: Final = Look(
    "#E6E6E6", "#4A4A4A", "#1B1B1B", "#2C3E50", "#FF9C85", ("#8EC1F0", "#B5651D", "#BFE3DA", "#7A63B8", "#E0C49C")
)


class Data(NamedTuple):
    """A chart with its table, language and colours, and how many inches it is wide."""

    chart: Chart
    table: Table
    lang: str
    look: Look
    across: float

    @property
    def names(self) -> list[str]:
        """The names of the rows."""
        return [printable(str(cell)) for cell in self.cells(self.chart.names)]

    @property
    def beside(self) -> list[str]:
        """The names of the rows, broken into lines, to stand beside bars."""
        return [wrapped(name, _NAMES * self.across) for name in self.names]

    @property
    def bars(self) -> list[Series]:
        """The series that are no limits."""
        return [one for one in self.chart.series if one.style != "limit"]

    @property
    def limits(self) -> list[Series]:
        """The series that are limits."""
        return [one for one in self.chart.series if one.style == "limit"]

    def column(self, series: Series) -> Column:
        """Give the column that a series shows."""
        return next(column for column in self.table.columns if column.key == series.column)

    def head(self, series: Series) -> str:
        """Name a series."""
        return printable(self.column(series).head)

    def cells(self, key: str) -> list[Value]:
        """Give a column's cells of the chart's rows."""
        values = self.table.values(key)
        return [values[row] for row in self.chart.rows]

    def said(self, series: Series) -> list[str]:
        """Give a series' figures as the table shows them."""
        kind = self.column(series).kind
        return [printable(shown(cell, kind, self.lang, self.table.unit)) for cell in self.cells(series.column)]

    def figures(self, series: Series) -> list[float]:
        """Give a series' figures as positions on paper, nan where there is none."""
        kind = self.column(series).kind
        return [self._figure(cell, kind) for cell in self.cells(series.column)]

    def _figure(self, cell: Value, kind: str) -> float:
        if isinstance(cell, int) and kind == MONEY:
            return float(in_unit(cell, self.table.unit))
        return float(cell) if isinstance(cell, int | Decimal) else nan

    def fill(self, series: Series) -> dict[str, Any]:
        """Give what a series' bars look like: plans pale and hatched, others by their order."""
        look = {"edgecolor": self.look.ink, "linewidth": 0.6}
        if series.style == "plan":
            return {**look, "facecolor": self.look.plan, "hatch": "////"}
        place = self.order(series)
        return {**look, "facecolor": self.look.main[place], "hatch": _HATCHES[place]}

    def order(self, series: Series) -> int:
        """Give a series' place among those that are neither plan nor limit; from the sixth on looks are used again."""
        return [one for one in self.chart.series if one.style == "main"].index(series) % len(_HATCHES)


def inches(said: str) -> float:
    """Say how wide a text is, its widest line."""
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - heavy, and needed for charts alone
    from matplotlib.textpath import text_to_path  # noqa: PLC0415 - as above

    font = FontProperties(size=LETTER)
    widths = [text_to_path.get_text_width_height_descent(line, font, ismath=False)[0] for line in said.split("\n")]
    return float(max(widths)) / 72


def wrapped(said: str, across: float) -> str:
    """Break a text into lines, none of them wider than so many inches, if it can be."""
    letters = max(_LEAST, int(across / _LETTER_IN))
    lines = said
    while letters >= _LEAST and inches(lines := textwrap.fill(said, letters)) > across:
        letters -= 1
    return lines


def widest(said: Iterable[str]) -> float:
    """Say how wide the widest of some texts is, in inches."""
    return max(map(inches, said), default=0.0)


def unit_of(data: Data) -> str:
    """Say what a chart's amounts are shown in; "" where it shows none."""
    money = any(data.column(series).kind == MONEY for series in data.chart.series)
    return unit_title(data.table.currency, data.table.unit, data.lang) if money else ""


def lengths(figures: Sequence[float]) -> list[float]:
    """Give what can be drawn as a length: nothing of what is negative or not stated."""
    return [figure if figure > 0 else 0.0 for figure in figures]

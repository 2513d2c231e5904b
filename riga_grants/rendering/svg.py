"""Draws a report's chart as an SVG that reads as well in grey and by the colour-blind: by lightness, hatching and labels.

The same chart gives the same text. Its title and what it shows in words are the picture's `title` and `desc`; the title is not
drawn, because it stands above the picture wherever there is one. Letters are outlines, so that no program needs their font.
Positions on paper are floats; the figures beside them are the table's own.
"""

import io
import re
import textwrap
import warnings
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from decimal import Decimal
from html import escape
from math import inf
from math import isnan
from math import nan
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import Literal
from typing import NamedTuple

from riga_grants.errors import BooksError
from riga_grants.errors import text
from riga_grants.grid import printable
from riga_grants.i18n import show_number
from riga_grants.rendering.cells import unit_title
from riga_grants.tables import BARS
from riga_grants.tables import LINES
from riga_grants.tables import MONEY
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Series
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import in_unit
from riga_grants.tables import shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MISSING: Final = text(
    "PDF files and charts need packages that are not installed. Install them with pip install 'riga-grants[pdf]'."
)
"""What is said where a package of the extra `pdf` is missing."""

_WIDTH: Final = 6.7  # inches: what is printed on upright A4 between its margins
_LETTER: Final = 8.5  # points
_LETTER_IN: Final = 0.078  # inches that a letter of this size takes, at most
_NAME: Final = 30  # letters of a row's name on a line
_MOST_NAMES: Final = 8  # below a chart of lines
_HATCHES: Final = ("", "\\\\\\\\", "----", "xxxx", "||||")
_MARKERS: Final = "os^Dv"
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "path",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",  # comes with matplotlib
    "font.size": _LETTER,
    "hatch.linewidth": 0.6,
}


class _Look(NamedTuple):
    """Colours: of letters, of what lies behind, of plans, of limits, and of the other series in their order."""

    ink: str
    faint: str
    paper: str
    plan: str
    limit: str
    main: tuple[str, ...]


_COLOUR: Final = _Look(
    "#222222", "#D9D9D9", "#FFFFFF", "#DCE6F1", "#B02A00", ("#1F4E79", "#F4B26B", "#6FA89A", "#D3C4EC", "#8C6D46")
)
_GREY: Final = _Look(
    "#222222", "#D9D9D9", "#FFFFFF", "#E6E6E6", "#000000", ("#404040", "#BDBDBD", "#8C8C8C", "#D6D6D6", "#6A6A6A")
)
_DARK: Final = _Look(
    "#E6E6E6", "#4A4A4A", "#1B1B1B", "#2C3E50", "#FF9C85", ("#8EC1F0", "#B5651D", "#BFE3DA", "#7A63B8", "#E0C49C")
)


def draw(chart: Chart, table: Table, lang: str, *, grey: bool = False, dark: bool = False) -> str:
    """Draw a chart of a table's rows: bars with plans pale and hatched, curves named at their ends, or stacks with a limit.

    `grey` takes no colour at all, `dark` is for light letters on a dark page. Gives an `svg` element, about 170 mm wide,
    without an XML declaration. Raises BooksError where matplotlib is not installed.
    """
    data = _Data(chart, table, lang, _GREY if grey else _DARK if dark else _COLOUR)
    inches, fill = {BARS: (_bars_inches, _bars), LINES: (_lines_inches, _lines)}.get(chart.kind, (_stacks_inches, _stacks))
    with _settings(chart):
        from matplotlib.figure import Figure  # noqa: PLC0415 - heavy, and needed for this alone

        figure = Figure(figsize=(_WIDTH, inches(data)), layout="tight")
        axes = figure.add_subplot()
        axes.spines[["top", "right", "bottom", "left"]].set_color(data.look.ink)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(length=0, colors=data.look.ink)
        fill(axes, data)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return _described(out.getvalue(), chart)


@contextmanager
def _settings(chart: Chart) -> Iterator[None]:
    """Set matplotlib up for one drawing; letters that its font lacks are boxes, which is no reason to warn."""
    try:
        from matplotlib import rc_context  # noqa: PLC0415 - heavy, and needed for this alone
    except ImportError as error:
        raise BooksError(MISSING) from error
    with rc_context({**_SETTINGS, "svg.hashsalt": chart.key}), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _described(drawn: str, chart: Chart) -> str:
    """Give the element alone, with what it shows in words, and without comments or a style sheet for the whole page."""
    bare = re.sub(r"<!--.*?-->\s*|<defs>\s*<style.*?</style>\s*</defs>\s*", "", drawn[drawn.index("<svg") :], flags=re.DOTALL)
    opened, rest = bare.split(">", 1)
    words = "".join(
        f"<{name}>{escape(_in_xml(said))}</{name}>" for name, said in (("title", chart.title), ("desc", chart.words))
    )
    return f'{opened} role="img" stroke-linejoin="round" stroke-linecap="butt">{words}{rest}'


def _in_xml(said: str) -> str:
    """Replace what no XML may hold."""
    return printable(said).translate(dict.fromkeys((0xFFFE, 0xFFFF), "�"))


# --- what is drawn ---------------------------------------------------------------------------------------------------


class _Data(NamedTuple):
    """A chart with its table, language and colours."""

    chart: Chart
    table: Table
    lang: str
    look: _Look

    @property
    def names(self) -> list[str]:
        """The names of the rows, broken into lines."""
        return [textwrap.fill(printable(str(cell)), _NAME) for cell in self.cells(self.chart.names)]

    @property
    def bars(self) -> list[Series]:
        """The series that are no limits."""
        return [one for one in self.chart.series if one.style != "limit"]

    @property
    def limits(self) -> list[Series]:
        return [one for one in self.chart.series if one.style == "limit"]

    def column(self, series: Series) -> Column:
        return next(column for column in self.table.columns if column.key == series.column)

    def head(self, series: Series) -> str:
        return printable(self.column(series).head)

    def cells(self, key: str) -> list[Value]:
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
        return [one for one in self.chart.series if one.style == "main"].index(series) % len(_MARKERS)


def _lines_of(names: Sequence[str]) -> int:
    return sum(name.count("\n") + 1 for name in names)


def _named(axes: "Axes", data: _Data, furthest: float, letters: int) -> float:
    """Name the rows of horizontal bars at their left, the first at the top, and the series above them.

    Behind the longest bar there is room for so many letters. Gives how many inches the largest figure takes.
    """
    names = data.names
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    ink = data.look.ink
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, labelcolor=ink, handlelength=2.2, borderaxespad=0
    )
    _unit(axes, data, "right")
    beside = max((len(line) for name in names for line in name.split("\n")), default=0)
    room = _WIDTH - 0.2 - beside * _LETTER_IN
    bars = max(room - letters * _LETTER_IN, room / 3)
    axes.set_xlim(0, (furthest or 1) * room / bars)
    return bars / (furthest or 1)


def _unit(axes: "Axes", data: _Data, side: Literal["left", "right"]) -> None:
    """Say above the chart what its amounts are shown in."""
    money = any(data.column(series).kind == MONEY for series in data.chart.series)
    said = unit_title(data.table.currency, data.table.unit, data.lang) if money else ""
    axes.set_title(said, loc=side, fontsize=_LETTER, color=data.look.ink)


def _behind(axes: "Axes", data: _Data, x: float, y: float, said: str) -> None:
    """Write a figure behind the end of a bar."""
    axes.annotate(said, (x, y), (4, 0), textcoords="offset points", va="center", color=data.look.ink)


def _limits(axes: "Axes", data: _Data, reached: Sequence[float]) -> tuple[float, int]:
    """Draw a line across each row at its limit, its figure behind it and behind the bar that reaches so far.

    Gives the furthest of all, and how many letters stand behind it.
    """
    furthest, letters = max(reached), 0
    for series in data.limits:
        label = data.head(series)
        for row, (figure, said) in enumerate(zip(_lengths(data.figures(series)), data.said(series), strict=True)):
            if figure:
                axes.plot((figure, figure), (row - 0.46, row + 0.46), color=data.look.limit, linewidth=2.4, label=label)
                _behind(axes, data, max(figure, reached[row]), row, said)
                furthest, letters, label = max(furthest, figure), max(letters, len(said)), ""
    return furthest, letters


def _lengths(figures: Sequence[float]) -> list[float]:
    """Give what can be drawn as a length: nothing of what is negative or not stated."""
    return [figure if figure > 0 else 0.0 for figure in figures]


def _bars_inches(data: _Data) -> float:
    rows = len(data.chart.rows)
    return max(0.22 * rows * len(data.bars), 0.15 * _lines_of(data.names)) + 0.12 * rows + 0.4


def _bars(axes: "Axes", data: _Data) -> None:
    """Draw a bar for each series of each row, its figure behind it."""
    height = 0.84 / len(data.bars)
    reached, letters = [0.0] * len(data.chart.rows), 0
    for n, series in enumerate(data.bars):
        long, said = _lengths(data.figures(series)), data.said(series)
        places = [row - 0.42 + height * (n + 0.5) for row in range(len(long))]
        axes.barh(places, long, height, label=data.head(series), **data.fill(series))
        for place, figure, shown_figure in zip(places, long, said, strict=True):
            _behind(axes, data, figure, place, shown_figure)
        reached, letters = list(map(max, reached, long)), max(letters, *map(len, said))
    furthest, behind = _limits(axes, data, reached)
    _named(axes, data, furthest, max(letters, behind) + 1)


def _stacks_inches(data: _Data) -> float:
    return max(0.38 * len(data.chart.rows), 0.15 * _lines_of(data.names)) + 0.16 * len(data.chart.rows) + 0.4


def _stacks(axes: "Axes", data: _Data) -> None:
    """Draw one bar a row, the series one behind the other with their figures in them, and a line at its limit."""
    reached = [0.0] * len(data.chart.rows)
    inside = []
    for series in data.bars:
        long = _lengths(data.figures(series))
        axes.barh(range(len(long)), long, 0.66, left=reached, label=data.head(series), **data.fill(series))
        inside += [
            (start, size, row, said)
            for row, (start, size, said) in enumerate(zip(reached, long, data.said(series), strict=True))
        ]
        reached = [start + size for start, size in zip(reached, long, strict=True)]
    furthest, letters = _limits(axes, data, reached)
    inch = _named(axes, data, furthest, letters + 1)
    paper = {"facecolor": data.look.paper, "edgecolor": "none", "pad": 1.2}
    for start, size, row, said in inside:
        if size * inch > (len(said) + 1) * _LETTER_IN:
            axes.text(start + size / 2, row, said, ha="center", va="center", color=data.look.ink, bbox=paper)


def _lines_inches(data: _Data) -> float:
    return 2.7 + 0.12 * max(name.count("\n") for name in data.names)


class _End(NamedTuple):
    """The last figure of a curve: where it is, and what is said of it."""

    height: float
    place: int
    said: str


def _lines(axes: "Axes", data: _Data) -> None:
    """Draw a curve for each series: plans dashed, others with a mark at each figure, each named at its end."""
    ends, every = [], [0.0]
    for series in data.chart.series:
        figures = data.figures(series)
        stated = [place for place, figure in enumerate(figures) if not isnan(figure)]
        axes.plot(range(len(figures)), figures, **_curve(series, data))
        every += [figures[place] for place in stated]
        if stated:
            last = stated[-1]
            ends.append(_End(figures[last], last, f"{data.head(series)}\n{data.said(series)[last]}"))
    lowest, highest = min(every), max(every) or 1.0
    axes.set_ylim(lowest * 1.05, highest * 1.08)
    _grid(axes, data, max((len(line) for end in ends for line in end.said.split("\n")), default=0))
    for height, end in zip(_apart(sorted(ends), (highest - lowest) * 0.16), sorted(ends), strict=True):
        _named_end(axes, data, end, height)


def _curve(series: Series, data: _Data) -> dict[str, Any]:
    if series.style == "plan":
        return {"color": data.look.ink, "linestyle": "--", "linewidth": 1.5}
    if series.style == "limit":
        return {"color": data.look.limit, "linestyle": ":", "linewidth": 2}
    place = data.order(series)
    return {"color": data.look.main[place], "marker": _MARKERS[place], "markersize": 4.5, "linewidth": 2}


def _grid(axes: "Axes", data: _Data, letters: int) -> None:
    """Set the scales: figures at the left, names below, and at the right room for so many letters."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - heavy, and needed for this alone

    count = len(data.chart.rows)
    room = _WIDTH - 1
    axes.set_xlim(-0.25, (count - 0.75) * room / max(room - (letters + 2) * _LETTER_IN, room / 3))
    step = -(-count // _MOST_NAMES)
    axes.set_xticks(range(0, count, step), data.names[::step])
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(lambda height, _: show_number(Decimal(f"{height:.6f}"), data.lang))
    axes.grid(axis="y", color=data.look.faint, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", pad=5)
    _unit(axes, data, "left")


def _apart(ends: Sequence[_End], apart: float) -> Iterator[float]:
    """Give the heights of names, from below, so that none is written over the one below it."""
    lowest = -inf
    for end in ends:
        height = max(end.height, lowest)
        lowest = height + apart
        yield height


def _named_end(axes: "Axes", data: _Data, end: _End, height: float) -> None:
    """Write a curve's name and last figure at the right, with a thin line to where it ends."""
    right = len(data.chart.rows) - 1 + 0.35 * len(data.chart.rows) / _MOST_NAMES
    axes.plot((end.place, right), (end.height, height), color=data.look.ink, linewidth=0.5)
    axes.annotate(end.said, (right, height), (2, 0), textcoords="offset points", va="center", color=data.look.ink)

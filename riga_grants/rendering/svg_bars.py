"""Charts of horizontal bars: a group of bars a row, or one bar a row whose parts stand behind each other, each with its figure.

Heights are inches from the top, so that each row is as high as its name and its bars need; lengths are the table's figures.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING
from typing import Final
from typing import NamedTuple

from riga_grants.rendering.svg_data import LETTER
from riga_grants.rendering.svg_data import LINE
from riga_grants.rendering.svg_data import Data
from riga_grants.rendering.svg_data import inches
from riga_grants.rendering.svg_data import lengths
from riga_grants.rendering.svg_data import unit_of
from riga_grants.rendering.svg_data import widest
from riga_grants.tables import Series
from riga_grants.wording import NOT_STATED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BAR: Final = 0.145  # inches that a bar of a group is high
_STACK: Final = 0.3  # inches that a bar of parts is high
_BEHIND: Final = 4.0  # points between a bar and its figure
_AROUND: Final = 0.35  # inches that are neither names, bars nor figures
_BETWEEN: Final = 0.09  # inches between two rows
_MARK: Final = 3.2 * LETTER / 72  # inches that a series' mark and what is around it take above the rows
_SHORTEST: Final = 0.6  # inches that the longest bar is long, at least


def bars_high(data: Data) -> float:
    """Say how many inches high `draw_bars` needs to be."""
    return sum(_bars_high(data)) + _above(data)


def _bars_high(data: Data) -> list[float]:
    bars = _BAR * len(data.chart.series)
    return [max(_lines(name) * LINE, bars) + _BETWEEN for name in data.beside]


def draw_bars(axes: "Axes", data: Data) -> None:
    """Draw a bar for each series of each row, its figure behind it; a limit is a line across its row."""
    rows = _Rows(_bars_high(data))
    every = [figure for series in data.chart.series for figure in lengths(data.figures(series))]
    _named(
        axes, data, rows, max(every, default=0.0), widest(said for series in data.chart.series for said in data.said(series))
    )
    for n, series in enumerate(data.chart.series):
        long = lengths(data.figures(series))
        places = [middle + _BAR * (n + 0.5 - len(data.chart.series) / 2) for middle in rows.middles]
        if series.style == "limit":
            _limit(axes, data, rows, series, long)
        else:
            axes.barh(places, long, _BAR, label=data.head(series), **data.fill(series))
        for place, figure, said in zip(places, long, data.said(series), strict=True):
            _behind(axes, data, figure, place, said)
    _legend(axes, data)


def stacks_high(data: Data) -> float:
    """Say how many inches high `draw_stacks` needs to be."""
    return sum(_stacks_high(data)) + _above(data)


def _stacks_high(data: Data) -> list[float]:
    behind = stacked(data, 0.0).behind
    return [
        max(_lines(name) * LINE, _lines(said) * LINE, _STACK) + 2 * _BETWEEN
        for name, said in zip(data.beside, behind, strict=True)
    ]


def draw_stacks(axes: "Axes", data: Data) -> None:
    """Draw one bar a row, the series one behind the other with their figures in them, and a line at its limit.

    What has no room in its bar is told behind it, with its name.
    """
    rows = _Rows(_stacks_high(data))
    limits = [lengths(data.figures(series)) for series in data.limits]
    ends = [max(row) for row in zip(stacked(data, 0.0).reached, *limits, strict=True)]
    inch = _named(axes, data, rows, max(ends, default=0.0), widest(stacked(data, 0.0).behind))
    placed = stacked(data, inch)
    for series, parts in zip(data.bars, placed.parts, strict=True):
        starts, long = [part.start for part in parts], [part.long for part in parts]
        axes.barh(rows.middles, long, _STACK, left=starts, label=data.head(series), **data.fill(series))
    for series, long in zip(data.limits, limits, strict=True):
        _limit(axes, data, rows, series, long)
    for parts in placed.parts:
        for part, middle in zip(parts, rows.middles, strict=True):
            if part.fits:
                centre = part.start + part.long / 2
                axes.text(centre, middle, part.said, ha="center", va="center", color=data.look.ink, bbox=_box(data))
    for end, middle, said in zip(ends, rows.middles, placed.behind, strict=True):
        _behind(axes, data, end, middle, said)
    _legend(axes, data)


class _Part(NamedTuple):
    """A part of a row's bar: where it starts, how long it is, what is said of it, and whether that has room in it."""

    start: float
    long: float
    said: str
    fits: bool


class _Stacked(NamedTuple):
    """The parts of each row's bar by series, how far each row's parts reach, and what is said behind its bar."""

    parts: list[list[_Part]]
    reached: list[float]
    behind: list[str]


def stacked(data: Data, inch: float) -> _Stacked:
    """Place the parts of bars where a unit of the figures is so many inches; with 0 none has room, and all is said behind."""
    reached = [0.0] * len(data.chart.rows)
    parts: list[list[_Part]] = []
    for series in data.bars:
        long, said = lengths(data.figures(series)), data.said(series)
        fits = [size * inch > inches(label) + 0.12 for size, label in zip(long, said, strict=True)]
        parts.append([_Part(*part) for part in zip(reached, long, said, fits, strict=True)])
        reached = [start + size for start, size in zip(reached, long, strict=True)]
    return _Stacked(parts, reached, [_told(data, parts, row) for row in range(len(reached))])


def _told(data: Data, parts: Sequence[Sequence[_Part]], row: int) -> str:
    """Say behind a row's bar what its parts have no room for, and its limits; a part of nothing says nothing."""
    inside = {series.column for series, some in zip(data.bars, parts, strict=True) if some[row].fits}
    cells = {series: data.cells(series.column)[row] for series in (*data.bars, *data.limits)}
    if set(cells.values()) == {None}:
        return NOT_STATED
    told = [
        f"{data.head(series)}: {data.said(series)[row]}"
        for series, cell in cells.items()
        if cell is not None and series.column not in inside and (cell != 0 or series.style == "limit")
    ]
    return "\n".join(told)


# --- rows, limits, figures -------------------------------------------------------------------------------------------


class _Rows(NamedTuple):
    """How high each row is, in inches."""

    heights: Sequence[float]

    @property
    def middles(self) -> list[float]:
        """Where the middle of each row is, from the top."""
        return [below - height / 2 for below, height in zip(accumulate(self.heights), self.heights, strict=True)]


def _lines(name: str) -> int:
    return name.count("\n") + 1


def _named(axes: "Axes", data: Data, rows: _Rows, furthest: float, behind: float) -> float:
    """Name the rows at the left, the first at the top, and leave so many inches behind the longest bar.

    The picture becomes wider where it has no room for that. Gives how many inches a unit of the figures takes.
    """
    names = data.beside
    axes.set_yticks(rows.middles, names)
    axes.set_ylim(sum(rows.heights), 0)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    around, after = _AROUND + widest(names), behind + _BEHIND / 72
    across = max(data.across, around + after + _SHORTEST)
    axes.figure.figure.set_figwidth(across)
    bars = across - around - after
    axes.set_xlim(0, (furthest or 1) * (across - around) / bars)
    return bars / (furthest or 1)


def _limit(axes: "Axes", data: Data, rows: _Rows, series: Series, long: Sequence[float]) -> None:
    """Draw a line across each row at its limit."""
    label = data.head(series)
    for figure, middle, height in zip(long, rows.middles, rows.heights, strict=True):
        if figure:
            half = height / 2 - 0.02
            axes.plot((figure, figure), (middle - half, middle + half), color=data.look.limit, linewidth=2.4, label=label)
            label = ""


def _behind(axes: "Axes", data: Data, x: float, y: float, said: str) -> None:
    """Write a figure behind the end of a bar, over a limit that crosses it."""
    axes.annotate(
        said,
        (x, y),
        (_BEHIND, 0),
        textcoords="offset points",
        va="center",
        color=data.look.ink,
        annotation_clip=False,
        bbox=_box(data) if data.limits else None,
    )


def _box(data: Data) -> dict[str, str | float]:
    return {"facecolor": data.look.paper, "edgecolor": "none", "pad": 1.2}


# --- what the series are ---------------------------------------------------------------------------------------------


def _above(data: Data) -> float:
    """Say how many inches what stands above and around the rows is high."""
    return 0.2 + (LINE + 0.05) * -(-len(_keys(data)) // _abreast(data))


def _keys(data: Data) -> list[str]:
    """Give what is said above the rows: the names of the series, and what the amounts are shown in."""
    return [*map(data.head, data.chart.series), *filter(None, [unit_of(data)])]


def _abreast(data: Data) -> int:
    """Say how many of the keys have room side by side."""
    each = [inches(key) + _MARK for key in _keys(data)]
    return len(each) if sum(each) < data.across - 0.2 else max(1, int((data.across - 0.2) / max(each)))


def _legend(axes: "Axes", data: Data) -> None:
    if unit_of(data):
        axes.plot([], [], " ", label=unit_of(data))
    handles, labels = axes.get_legend_handles_labels()
    ordered = sorted(zip(handles, labels, strict=True), key=lambda one: _keys(data).index(one[1]))
    axes.legend(
        [handle for handle, _ in ordered],
        [label for _, label in ordered],
        loc="lower right",
        bbox_to_anchor=(1, 1),
        ncols=_abreast(data),
        frameon=False,
        labelcolor=data.look.ink,
        handlelength=1.6,
        handletextpad=0.5,
        columnspacing=1.1,
        labelspacing=0.3,
        borderaxespad=0,
    )

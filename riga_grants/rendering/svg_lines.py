"""Charts of curves over the rows of a table, each named at its end with its last figure."""

from collections.abc import Sequence
from decimal import Decimal
from math import isnan
from typing import TYPE_CHECKING
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import show_number
from riga_grants.rendering.svg_data import LETTER
from riga_grants.rendering.svg_data import LINE
from riga_grants.rendering.svg_data import Data
from riga_grants.rendering.svg_data import unit_of
from riga_grants.rendering.svg_data import widest
from riga_grants.rendering.svg_data import wrapped
from riga_grants.tables import Series
from riga_grants.wording import NOT_STATED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MARKERS: Final = "os^Dv"
_NAME: Final = 0.5  # inches that a name below the curves has, at least
_PLOT: Final = 2.0  # inches that the curves are high, at least
_NAMED: Final = 2 * LINE + 0.06  # inches that a curve's name is high
_SCALE: Final = 0.9  # inches that the figures at the left take
_AROUND: Final = 0.3  # inches between a curve's end and its name, and around


def lines_high(data: Data) -> float:
    """Say how many inches high `draw_lines` needs to be."""
    return _plot(data) + 0.5 + LINE * max(name.count("\n") + 1 for name in _below(data).values())


def _plot(data: Data) -> float:
    return max(_PLOT, _NAMED * len(data.chart.series))


def _room(data: Data) -> tuple[float, float]:
    """Give how many inches wide the curves are with what is said at their ends, and without it."""
    room = data.across - _SCALE
    return room, max(room - widest(_named(series, data)[1] for series in data.chart.series) - _AROUND, room / 4)


def _below(data: Data) -> dict[int, str]:
    """Give the names that stand below the curves, by the place of their row: as many as there is room for."""
    names = data.names
    each = _room(data)[1] / (len(names) - 0.75)
    for step in range(min(max(1, int(_NAME / each)), len(names)), len(names) + 1):
        some = {place: wrapped(names[place], step * each - 0.1) for place in range(0, len(names), step)}
        if widest(some.values()) <= step * each - 0.1:
            return some
    return dict.fromkeys(range(len(names)), "")


class _End(NamedTuple):
    """The last figure of a curve: how high it is of all, which row it is of (None: nothing is stated), what is said of it."""

    height: float
    place: int | None
    said: str


def draw_lines(axes: "Axes", data: Data) -> None:
    """Draw a curve for each series: plans dashed on a broad band, others with a mark at each figure, each named at its end."""
    every = [0.0, *(figure for series in data.chart.series for figure in data.figures(series) if not isnan(figure))]
    bottom, top = min(every) * 1.05, (max(every) or 1.0) * 1.08
    axes.set_ylim(bottom, top)
    ends = []
    for series in data.chart.series:
        figures = data.figures(series)
        if series.style == "plan":
            axes.plot(range(len(figures)), figures, color=data.look.faint, linewidth=6, solid_capstyle="round")
        axes.plot(range(len(figures)), figures, **_curve(series, data))
        last, said = _named(series, data)
        ends.append(_End(0.0 if last is None else (figures[last] - bottom) / (top - bottom), last, said))
    _grid(axes, data)
    ends.sort(key=lambda end: end.height)
    for height, end in zip(apart([end.height for end in ends], _NAMED / _plot(data)), ends, strict=True):
        _named_end(axes, data, end, height)


def _named(series: Series, data: Data) -> tuple[int | None, str]:
    """Give the place of a series' last figure, None where it has none, and its name with that figure."""
    figures = data.figures(series)
    last = max((place for place, figure in enumerate(figures) if not isnan(figure)), default=None)
    return last, f"{data.head(series)}\n{NOT_STATED if last is None else data.said(series)[last]}"


def _curve(series: Series, data: Data) -> dict[str, Any]:
    if series.style == "plan":
        return {"color": data.look.ink, "linestyle": "--", "linewidth": 1.5}
    if series.style == "limit":
        return {"color": data.look.limit, "linestyle": ":", "linewidth": 2}
    place = data.order(series)
    return {"color": data.look.main[place], "marker": _MARKERS[place], "markersize": 4.5, "linewidth": 2}


def _grid(axes: "Axes", data: Data) -> None:
    """Set the scales: figures at the left, names below, and at the right room for the names of curves."""
    from matplotlib.ticker import MaxNLocator  # noqa: PLC0415 - heavy, and needed for this alone

    count = len(data.chart.rows)
    room, curves = _room(data)
    axes.set_xlim(-0.25, (count - 0.75) * room / curves)
    below = _below(data)
    axes.set_xticks(list(below), list(below.values()))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(lambda height, _: show_number(Decimal(f"{height:.6f}"), data.lang))
    axes.grid(axis="y", color=data.look.faint, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", pad=5)
    axes.set_title(unit_of(data), loc="left", fontsize=LETTER, color=data.look.ink)


def apart(heights: Sequence[float], least: float) -> list[float]:
    """Move heights from 0 to 1, in their order, so that each is at least so far from the next and half as far from 0.

    None goes past 1 while there is room for all of them below it.
    """
    lifted = _lifted(heights, least, least / 2)
    return [1 - height for height in _lifted([1 - height for height in reversed(lifted)], least, 0.0)][::-1]


def _lifted(heights: Sequence[float], least: float, lowest: float) -> list[float]:
    lifted = []
    for height in heights:
        lifted.append(max(height, lowest))
        lowest = lifted[-1] + least
    return lifted


def _named_end(axes: "Axes", data: Data, end: _End, height: float) -> None:
    """Write a curve's name and last figure at the right, with a thin line to where it ends."""
    bottom, top = axes.get_ylim()
    count = len(data.chart.rows)
    right, high = count - 1 + 0.3 * count / 8, bottom + height * (top - bottom)
    if end.place is not None:
        axes.plot((end.place, right), (bottom + end.height * (top - bottom), high), color=data.look.ink, linewidth=0.5)
    axes.annotate(
        end.said, (right, high), (2, 0), textcoords="offset points", va="center", color=data.look.ink, annotation_clip=False
    )

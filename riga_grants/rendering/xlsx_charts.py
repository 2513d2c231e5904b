"""Native charts of a workbook: they refer to the cells of a table, and are as readable in a grey print as in colour.

Series differ in lightness and hatching, lines in their markers and dashes; figures stand beside what they belong to.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import show_date
from riga_grants.pages import LOCALES
from riga_grants.pages import Book
from riga_grants.pages import Page
from riga_grants.pages import absolute
from riga_grants.rendering.cells import unit_title
from riga_grants.rendering.xlsx_tables import Frame
from riga_grants.rendering.xlsx_tables import number_form
from riga_grants.rendering.xlsx_tables import number_of
from riga_grants.tables import BARS
from riga_grants.tables import CENTS
from riga_grants.tables import EURO
from riga_grants.tables import LINES
from riga_grants.tables import STACKED
from riga_grants.tables import Chart
from riga_grants.tables import Series
from riga_grants.tables import Table

_DARK, _MIDDLE, _PALE, _INK = "#1F4E79", "#8FB4D9", "#EAF1F8", "#262626"
_BORDER: Final = {"color": _INK, "width": 0.75}
_FILLS: Final[Sequence[tuple[dict[str, Any], str]]] = (  # a series' fill and the colour of what is written on it
    ({"fill": {"color": _DARK}}, "#FFFFFF"),
    ({"fill": {"color": _PALE}}, _INK),
    ({"fill": {"color": _MIDDLE}}, _INK),
    ({"pattern": {"pattern": "wide_upward_diagonal", "fg_color": _INK, "bg_color": "#FFFFFF"}}, _INK),
    ({"pattern": {"pattern": "percent_20", "fg_color": _INK, "bg_color": "#FFFFFF"}}, _INK),
    ({"pattern": {"pattern": "dark_horizontal", "fg_color": _INK, "bg_color": "#FFFFFF"}}, _INK),
)
_FILL_OF: Final = {"main": (0, 2, 4, 5), "plan": (1, 4, 2), "limit": (3, 5, 4)}
_LINES: Final[Mapping[str, tuple[dict[str, Any], dict[str, Any]]]] = {
    "main": ({"color": _DARK, "width": 2.5}, {"type": "circle", "size": 6, "fill": {"color": _DARK}}),
    "plan": (
        {"color": "#595959", "width": 1.75, "dash_type": "dash"},
        {"type": "diamond", "size": 10, "fill": {"color": "#FFFFFF"}},
    ),
    "limit": ({"color": "#000000", "width": 1.25, "dash_type": "round_dot"}, {"type": "none"}),
}
_FONT: Final = {"name": "Arial", "size": 9, "color": _INK}
_GREY: Final = {"color": "#D9D9D9", "width": 0.5}
_TYPES: Final = {BARS: {"type": "bar"}, STACKED: {"type": "bar", "subtype": "stacked"}, LINES: {"type": "line"}}
_ROWS_OF_LINES: Final = 14
_PLOT: Final = Decimal("0.6")  # of a chart's width is left for its longest bar
_DIGIT: Final = 8  # pixels
_BEYOND: Final = Decimal("1.15")  # times the longest bar: room for the figure beside it
_FIGURE = int | Decimal | Fraction
_EMPTY: Final = (0, 1)  # a cell that is empty on every sheet: beside the title


class Room(NamedTuple):
    """The room of a chart on a sheet: its first row, how far right and down of its corner, and how large, in pixels."""

    row: int
    corner: tuple[int, int]
    size: tuple[int, int]


def tall(chart: Chart) -> int:
    """Say how many rows of a sheet a chart needs, each one line high."""
    if chart.kind == LINES:
        return _ROWS_OF_LINES
    each = 1.6 if chart.kind == STACKED else 0.6 * len(chart.series) + 0.4
    return round(5 + each * len(chart.rows))


def shows(chart: Chart, table: Table) -> bool:
    """Say whether a chart has a figure to show; one without is left out."""
    return any(isinstance(table.rows[n].cells[_place(table, one.column)], _FIGURE) for n in chart.rows for one in chart.series)


def draw(book: Book, page: Page, chart: Chart, at: Frame, room: Room) -> None:
    """Draw a chart over the room that was left for it, of those rows of its table that have a figure to show."""
    rows = [n for n in chart.rows if any(_number(at, n, series.column) is not None for series in chart.series)]
    drawn = book.add_chart(_TYPES[chart.kind])
    for series, number in zip(chart.series, _numbers(chart), strict=True):
        if chart.kind == STACKED and series.style == "limit":
            continue
        look = (
            _line(at, chart, series, rows)
            if chart.kind == LINES
            else _bars(at, series, rows, _fill(series, number), _room_of(at, chart, rows, room))
        )
        drawn.add_series({**_refers(at, chart, series, rows), **look})
    unit = unit_title(at.table.currency, at.table.unit, page.lang)
    named = {"name": f"{chart.title} ({unit})" if unit else chart.title, "name_font": {**_FONT, "size": 11, "bold": True}}
    drawn.set_title(named)
    drawn.set_legend({"position": "bottom", "font": _FONT} if len(chart.series) > 1 else {"none": True})
    drawn.set_chartarea({"border": {"color": "#7F7F7F", "width": 0.75}, "fill": {"color": "#FFFFFF"}})
    drawn.show_blanks_as("gap")
    drawn.set_size(dict(zip(("width", "height"), room.size, strict=True)))
    _axes(drawn, chart, _form(at, chart.series[0]))
    if chart.kind == STACKED:
        _limits(book, drawn, at, chart, rows)
    across, down = room.corner
    options = {"x_offset": across, "y_offset": down, "object_position": 2, "description": chart.words}
    page.sheet.insert_chart(room.row, 0, drawn, options)


def _axes(drawn: Any, chart: Chart, form: str) -> None:  # noqa: ANN401 - XlsxWriter carries no types
    """Draw the names of the rows, the first on top; a scale only where figures do not stand beside what they belong to."""
    line = {"color": "#7F7F7F", "width": 0.75}
    if chart.kind == LINES:
        drawn.set_x_axis({"num_font": _FONT, "line": line, "text_axis": True, "label_position": "low"})
        scale = {
            "num_font": _FONT,
            "num_format": form,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": _GREY},
        }
        drawn.set_y_axis(scale)
    else:
        drawn.set_y_axis({"reverse": True, "num_font": _FONT, "line": line, "label_position": "low", "major_tick_mark": "none"})
        drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})


def _limits(book: Book, drawn: Any, at: Frame, chart: Chart, rows: Sequence[int]) -> None:  # noqa: ANN401 - as above
    """Draw what stacks are measured on, as an outline around them: on axes of its own, which are hidden and as long."""
    limits = [series for series in chart.series if series.style == "limit"]
    if not limits:
        return
    over = book.add_chart({"type": "bar"})
    for series in limits:
        look = {"fill": {"none": True}, "border": {"color": "#000000", "width": 1.25, "dash_type": "round_dot"}, "gap": 30}
        labels = {"value": True, "num_format": _form(at, series), "font": _FONT}
        over.add_series({**_refers(at, chart, series, rows), **look, "data_labels": labels, "y2_axis": True})
    drawn.combine(over)
    ends = {
        "visible": False,
        "min": 0,
        "max": float(_longest(at, chart, rows) * _BEYOND),
        "major_gridlines": {"visible": False},
    }
    drawn.set_x_axis(ends)
    over.set_y2_axis(ends)
    over.set_x2_axis({"visible": False, "reverse": True})


def _longest(at: Frame, chart: Chart, rows: Sequence[int]) -> Decimal:
    """Give the length of the longest stack, or of the highest limit where that is more."""
    stacked = [series for series in chart.series if series.style != "limit"]
    limits = [series for series in chart.series if series.style == "limit"]
    stacks = (sum((_size(at, n, one) for one in stacked), Decimal(0)) for n in rows)
    return max((*stacks, *(_size(at, n, one) for n in rows for one in limits)))


def _numbers(chart: Chart) -> list[int]:
    """Count the series of each style, so that two of one style look different."""
    return [sum(other.style == series.style for other in chart.series[:n]) for n, series in enumerate(chart.series)]


def _refers(at: Frame, chart: Chart, series: Series, rows: Sequence[int]) -> dict[str, object]:
    """Say which cells a series is drawn from; where no figure is stated, an empty cell, which leaves a gap."""
    names, values = _place(at.table, chart.names), _place(at.table, series.column)
    figures = [_number(at, n, series.column) for n in rows]
    shown = [at.table.rows[n].cells[names] for n in rows]
    return {
        "name": "=" + _cells(at, [at.head], values),
        "name_data": [at.table.columns[values].head],
        "categories": "=" + _cells(at, [at.top + n for n in rows], names),
        "categories_data": [show_date(one, at.page.lang) if isinstance(one, date) else str(one) for one in shown],
        "values": "=" + _cells(at, [None if f is None else at.top + n for n, f in zip(rows, figures, strict=True)], values),
        "values_data": ["" if one is None else one for one in figures],
    }


def _cells(at: Frame, rows: Sequence[int | None], place: int) -> str:
    """Name a column's cells as a formula does: neighbours as a range, an empty cell of the sheet for None."""
    sheet = "'" + at.page.sheet.get_name().replace("'", "''") + "'!"
    column = at.spans[place][0]
    parts: list[list[tuple[int, int]]] = []
    for row in rows:
        if parts and row is not None and parts[-1][-1] == (row - 1, column):
            parts[-1].append((row, column))
        else:
            parts.append([_EMPTY if row is None else (row, column)])
    named = [sheet + ":".join(dict.fromkeys(absolute(cell) for cell in (part[0], part[-1]))) for part in parts]
    return named[0] if len(named) == 1 else f"({','.join(named)})"


def _fill(series: Series, number: int) -> tuple[dict[str, Any], str]:
    order = _FILL_OF[series.style]
    return _FILLS[order[number % len(order)]]


def _room_of(at: Frame, chart: Chart, rows: Sequence[int], room: Room) -> Decimal | None:
    """Say how many pixels of a stacked bar one unit of its figures has; None where bars stand beside each other."""
    if chart.kind == BARS:
        return None
    whole = _longest(at, chart, rows)
    return Decimal(room.size[0]) * _PLOT / whole if whole else None


def _bars(
    at: Frame, series: Series, rows: Sequence[int], fill: tuple[dict[str, Any], str], pixels: Decimal | None
) -> dict[str, object]:
    """Fill bars, and write their figures beside them, or on them where they stand on top of each other and have the room."""
    look = {**fill[0], "border": _BORDER, "gap": 60, "overlap": 0 if pixels is None else 100}
    labels = {"value": True, "num_format": _form(at, series), "font": _FONT}
    if pixels is None:
        return {**look, "data_labels": labels}
    figures = [_size(at, n, series) for n in rows]
    custom = [None if figure * pixels > _DIGIT * len(f"{figure:,.0f}") else {"delete": True} for figure in figures]
    on = {"position": "center", "font": {**_FONT, "color": fill[1], "bold": True}, "custom": custom}
    return {**look, "data_labels": {**labels, **on}}


def _line(at: Frame, chart: Chart, series: Series, rows: Sequence[int]) -> dict[str, object]:
    """Draw a line with one figure beside it: the last, or a limit's second, so that they keep out of each other's way."""
    line, marker = _LINES[series.style]
    stated = [n for n, row in enumerate(rows) if _number(at, row, series.column) is not None]
    told = stated[1:2] if series.style == "limit" else stated[-1:]
    labels = {
        "value": True,
        "position": "below" if _lower(at, chart, series, [rows[n] for n in told]) else "above",
        "num_format": _form(at, series),
        "font": {**_FONT, "bold": True},
        "custom": [None if n in told else {"delete": True} for n in range(len(rows))],
    }
    return {"line": line, "marker": {**marker, "border": {"color": line["color"]}}, "data_labels": labels}


def _lower(at: Frame, chart: Chart, series: Series, told: Sequence[int]) -> bool:
    """Say whether another line runs above the figure that is told of a line; of two that meet, the plan's is the lower."""
    if series.style == "limit":
        return False
    own = [_number(at, row, series.column) or Decimal(0) for row in told]
    others = [_number(at, row, one.column) for one in chart.series if one != series and one.style != "limit" for row in told]
    return any(
        other > mine or (other == mine and series.style == "plan") for mine in own for other in others if other is not None
    )


def _form(at: Frame, series: Series) -> str:
    """Give the form of a series' figures: amounts without cents, which would only be in the way of each other."""
    kind, unit = at.table.columns[_place(at.table, series.column)].kind, at.table.unit
    figures = (_number(at, n, series.column) or Decimal(0) for n in range(len(at.table.rows)))
    form = number_form(max(figures, key=lambda figure: len(str(figure))), kind, EURO if unit == CENTS else unit)
    return LOCALES[at.page.lang] + form


def _number(at: Frame, row: int, key: str) -> Decimal | None:
    """Give the number that a cell holds, None where it holds a word or nothing."""
    place = _place(at.table, key)
    value = at.table.rows[row].cells[place]
    return number_of(value, at.table.columns[place].kind) if isinstance(value, _FIGURE) else None


def _size(at: Frame, row: int, series: Series) -> Decimal:
    return abs(_number(at, row, series.column) or Decimal(0))


def _place(table: Table, key: str) -> int:
    return [column.key for column in table.columns].index(key)

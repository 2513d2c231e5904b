"""Lays text out for a terminal: paragraphs and rows of amounts that are never wider than the terminal is.

Widths are counted in cells, as a terminal does, not in characters. What the text says is the caller's; here it is only made
harmless (`printable`), broken into lines and set side by side.
"""

import unicodedata
from collections.abc import Callable
from collections.abc import Sequence
from functools import cache
from functools import partial
from typing import NamedTuple

NARROWEST = 40
"""Fewer columns than these are taken as these: an amount and a name need so many."""

_WIDE = 120  # from here on a row is one line even where a long name must be wrapped
_SHORTEST_TITLE = 16


class Line(NamedTuple):
    """One line of output and its style in rich's words ("bold red"), "" for none."""

    text: str
    style: str = ""


class Row(NamedTuple):
    """A row of a grid: a title that may be wrapped, what stands beside it, and right-aligned cells.

    `indent` moves the title to the right; `ruled` draws a line above the row.
    """

    title: str
    aside: str
    cells: tuple[str, ...]
    style: str = ""
    indent: int = 0
    ruled: bool = False


def printable(shown: str) -> str:
    """Give text that cannot steer a terminal: tabs and line ends become spaces, other control and format characters �."""
    return shown if shown.isprintable() else "".join(map(_printable_character, shown))


@cache
def _printable_character(character: str) -> str:
    if character in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    return "�" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


def paint(line: Line, *, colour: bool) -> str:
    """Give a line as it is printed, with its style as ANSI codes if `colour`."""
    shown = line.text.rstrip(" ")
    if not (colour and line.style and shown):
        return shown
    from rich.color import ColorSystem  # noqa: PLC0415 - only a terminal needs it
    from rich.style import Style  # noqa: PLC0415 - the same

    return Style.parse(line.style).render(shown, color_system=ColorSystem.STANDARD)


def cells_of(shown: str) -> int:
    """Say how many cells of a terminal a text takes."""
    if shown.isascii() and shown.isprintable():
        return len(shown)
    from rich.cells import cell_len  # noqa: PLC0415 - only a terminal needs it

    return cell_len(shown)


def paragraph(shown: str, width: int, *, first: str = "", rest: str = "", style: str = "") -> list[Line]:
    """Break text into lines of at most `width` cells, its first line led in by `first`, the others by `rest`."""
    lines = wrap(shown, width - max(len(first), len(rest)))
    return [Line((rest if n else first) + line, style) for n, line in enumerate(lines)]


def wrap(shown: str, width: int) -> list[str]:
    """Break text at spaces into lines of at most `width` (at least 2) cells; a longer word is broken where it must be."""
    from rich.cells import chop_cells  # noqa: PLC0415 - only a terminal needs it

    lines = [""]
    for word in printable(shown).split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cells_of(joined) <= width:
            lines[-1] = joined
        else:
            parts = chop_cells(word, width)
            lines[-1:] = [lines[-1], *parts] if lines[-1] else parts
    return lines


def grid(head: Row, rows: Sequence[Row], width: int) -> list[Line]:
    """Lay rows out below their heading: each on one line where the width allows it, otherwise its amounts below its title."""
    every = [head, *rows]
    aside = max(cells_of(row.aside) for row in every)
    across, lay = _side_by_side(every, aside, width) or _stacked(every, aside, width)
    rule = Line("─" * across)
    body = [line for row in rows for line in ([rule] if row.ruled else []) + lay(row)]
    return [*lay(head), rule, *body]


_Layout = tuple[int, Callable[[Row], list[Line]]]


def _side_by_side(every: Sequence[Row], aside: int, width: int) -> _Layout | None:
    """Plan one line a row, as wide as it needs to be; None where the width does not allow it."""
    widths = [max(map(cells_of, column)) for column in zip(*(row.cells for row in every), strict=True)]
    longest = max(cells_of(printable(row.title)) + row.indent for row in every)
    for gap in (2, 1):
        beside = aside + sum(widths) + gap * (len(widths) + 1)
        room = width - beside
        if room >= longest or (gap == 1 and width >= _WIDE and room >= _SHORTEST_TITLE):
            title = min(room, longest)
            return title + beside, partial(_one_line, title=title, widths=[size + gap for size in (aside, *widths)])
    return None


def _one_line(row: Row, *, title: int, widths: Sequence[int]) -> list[Line]:
    beside = "".join(_right(cell, size) for cell, size in zip((row.aside, *row.cells), widths, strict=True))
    return _titled(row, title, beside)


def _stacked(every: Sequence[Row], aside: int, width: int) -> _Layout:
    """Plan the amounts below the title, as many on a line as fit, all in columns of the same width."""
    widest = max(cells_of(cell) for row in every for cell in row.cells)
    columns = len(every[0].cells)
    on_a_line = next(n for n in (columns, 3, 2, 1) if (widest + 1) * n <= width or n == 1)
    each = min(width // on_a_line, widest + 3)
    across = min(width, max(each * on_a_line, 76))
    return across, partial(_below, across=across, aside=aside, each=each, on_a_line=on_a_line)


def _below(row: Row, *, across: int, aside: int, each: int, on_a_line: int) -> list[Line]:
    cells = [_right(cell, each) for cell in row.cells]
    amounts = ["".join(cells[n : n + on_a_line]) for n in range(0, len(cells), on_a_line)]
    titled = _titled(row, across - aside - 2, _right(row.aside, aside + 2))
    return [*titled, *(Line(_right(line, across), row.style) for line in amounts)]


def _titled(row: Row, room: int, beside: str) -> list[Line]:
    """Wrap a title into `room` cells, with what stands beside it on its first line."""
    indent = " " * min(row.indent, room // 2)
    first, *rest = wrap(row.title, room - len(indent))
    padding = " " * (room - len(indent) - cells_of(first))
    return [Line(f"{indent}{first}{padding}{beside}", row.style), *(Line(f"{indent}{line}", row.style) for line in rest)]


def _right(cell: str, width: int) -> str:
    return " " * (width - cells_of(cell)) + cell

"""Draws a report's chart as an SVG that reads as well in grey and by the colour-blind: by lightness, hatching and labels.

The same chart gives the same text. Its title and what it shows in words are the picture's `title` and `desc`; the title is not
drawn, because it stands above the picture wherever there is one. Letters are outlines, so that no program needs their font.
Positions on paper are floats; the figures beside them are the table's own.
"""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from html import escape
from typing import Any
from typing import Final

from riga_grants.errors import BooksError
from riga_grants.errors import text
from riga_grants.grid import printable
from riga_grants.rendering.svg_bars import bars_high
from riga_grants.rendering.svg_bars import draw_bars
from riga_grants.rendering.svg_bars import draw_stacks
from riga_grants.rendering.svg_bars import stacks_high
from riga_grants.rendering.svg_data import COLOUR
from riga_grants.rendering.svg_data import DARK
from riga_grants.rendering.svg_data import GREY
from riga_grants.rendering.svg_data import LETTER
from riga_grants.rendering.svg_data import Data
from riga_grants.rendering.svg_lines import draw_lines
from riga_grants.rendering.svg_lines import lines_high
from riga_grants.tables import BARS
from riga_grants.tables import LINES
from riga_grants.tables import STACKED
from riga_grants.tables import Chart
from riga_grants.tables import Table

MISSING: Final = text(
    "PDF files and charts need packages that are not installed. Install them with pip install 'riga-grants[pdf]'."
)
"""What is said where a package of the extra `pdf` is missing."""

WIDTH: Final = 170
"""How many millimetres a chart is wide where nothing else is asked: what is printed on upright A4 between its margins."""

_INCH: Final = 25.4  # millimetres
_KEPT: Final = 32
"""So many drawings are remembered."""

_KINDS: Final = {BARS: (bars_high, draw_bars), LINES: (lines_high, draw_lines), STACKED: (stacks_high, draw_stacks)}
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "path",
    "text.parse_math": False,
    "font.family": "DejaVu Sans",  # comes with matplotlib
    "font.size": LETTER,
    "legend.fontsize": LETTER,
    "xtick.labelsize": LETTER,
    "ytick.labelsize": LETTER,
    "hatch.linewidth": 0.6,
}


def draw(chart: Chart, table: Table, lang: str, *, grey: bool = False, dark: bool = False, width: int = WIDTH) -> str:
    """Draw a chart of a table's rows: bars with plans pale and hatched, curves named at their ends, or stacks with a limit.

    `grey` takes no colour at all, `dark` is for light letters on a dark page. Gives an `svg` without an XML declaration, so
    many millimetres wide, more where its names and figures need it; its letters are equal in any width. Raises BooksError
    where matplotlib is not installed.
    """
    data = Data(chart, replace(table, rows=tuple(table.rows)), lang, GREY if grey else DARK if dark else COLOUR, width / _INCH)
    with _settings(chart):
        return _drawn(data)


@lru_cache(_KEPT)
def _drawn(data: Data) -> str:
    """Draw a chart; the last ones are remembered, because drawing takes longer than everything else on a page."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415 - heavy, and needed for this alone
    from matplotlib.figure import Figure  # noqa: PLC0415 - as above
    from matplotlib.layout_engine import TightLayoutEngine  # noqa: PLC0415 - as above

    high, fill = _KINDS[data.chart.kind]
    figure = Figure(figsize=(data.across, high(data)))
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right", "bottom", "left"]].set_color(data.look.ink)
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0, colors=data.look.ink)
    fill(axes, data)
    TightLayoutEngine().execute(figure)  # once; as the figure's own engine it would have everything drawn twice
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return _described(out.getvalue(), data.chart)


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
    own = re.sub(r"\W", "_", chart.key)  # no two drawings of a page may give the same name to two things
    opened, rest = re.sub(r'( id="|href="#|url\(#)', rf"\g<1>{own}-", bare).split(">", 1)
    words = "".join(
        f"<{name}>{escape(_in_xml(said))}</{name}>" for name, said in (("title", chart.title), ("desc", chart.words))
    )
    return f'{opened} role="img" stroke-linejoin="round" stroke-linecap="butt">{words}{rest}'


def _in_xml(said: str) -> str:
    """Replace what no XML may hold."""
    return printable(said).translate(dict.fromkeys((0xFFFE, 0xFFFF), "�"))

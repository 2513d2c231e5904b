"""Charts as SVG: what is said in them, what cannot be said with them, and how they look in grey."""

import sys
from collections.abc import Sequence

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import settings
from report_values import EXECUTION
from report_values import HOSTILE
from report_values import OVER_LINES
from report_values import OVER_TIME
from report_values import QUARTERS
from report_values import SOURCES
from report_values import WHO_PAYS
from report_values import reports

from riga_grants.errors import BooksError
from riga_grants.rendering.svg import draw
from riga_grants.rendering.svg_bars import stacked
from riga_grants.rendering.svg_data import COLOUR
from riga_grants.rendering.svg_data import Data
from riga_grants.rendering.svg_lines import apart
from riga_grants.tables import LINES
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Table

SVG = "{http://www.w3.org/2000/svg}"
CHARTS = [(OVER_LINES, EXECUTION), (WHO_PAYS, SOURCES), (OVER_TIME, QUARTERS)]


@pytest.mark.parametrize(("chart", "table"), CHARTS, ids=lambda value: value.key)
def test_a_chart_is_one_picture_with_its_title_and_what_it_shows_in_words(chart: Chart, table: Table) -> None:
    drawn = draw(chart, table, "lv")
    root = fromstring(drawn)
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert [root.findtext(f"{SVG}{name}") for name in ("title", "desc")] == [chart.title, chart.words]
    assert [element.tag for element in root.iter() if element.tag in {f"{SVG}text", f"{SVG}script", f"{SVG}style"}] == []


@pytest.mark.parametrize(("chart", "table"), CHARTS, ids=lambda value: value.key)
def test_the_same_chart_is_the_same_text(chart: Chart, table: Table) -> None:
    assert draw(chart, table, "lv") == draw(chart, table, "lv")


@pytest.mark.parametrize(("chart", "table"), CHARTS, ids=lambda value: value.key)
def test_a_grey_chart_has_no_colour_and_all_three_looks_differ(chart: Chart, table: Table) -> None:
    grey, colour, dark = (
        draw(chart, table, "en", grey=grey, dark=dark) for grey, dark in ((True, False), (False, False), (False, True))
    )
    assert len({grey, colour, dark}) == 3
    assert [shade for shade in _shades(grey) if len(set(shade)) > 1] == []
    assert [shade for shade in _shades(colour) if len(set(shade)) > 1] != []


def _shades(drawn: str) -> list[Sequence[str]]:
    """Give the colours of a picture as their three parts."""
    found = [piece[:6] for piece in drawn.split("#")[1:] if len(piece) > 5 and set(piece[:6]) <= set("0123456789abcdef")]
    return [(shade[:2], shade[2:4], shade[4:6]) for shade in found]


def test_numbers_are_in_the_form_of_the_language() -> None:
    assert draw(OVER_TIME, QUARTERS, "lv") != draw(OVER_TIME, QUARTERS, "en")


def test_hostile_text_stays_text() -> None:
    words = f"{HOSTILE} \uffff --> <!--"
    chart = OVER_LINES._replace(title=HOSTILE, words=words)
    table = Table(
        "execution", "", EXECUTION.columns, tuple(row._replace(cells=("", words, *row.cells[2:])) for row in EXECUTION.rows)
    )
    drawn = draw(chart, table, "lv")
    assert "<script" not in drawn
    assert "<!--" not in drawn
    assert fromstring(drawn).findtext(f"{SVG}desc") == words.replace("\x1b", "�").replace("\uffff", "�")


MANY = Table(
    "many",
    "",
    (Column("day", "Diena"), *(Column(f"c{n}", f"Skaits {n}", NUMBER) for n in range(3)), Column("none", "Nekas", MONEY)),
    tuple(Row((f"2015-{n:02}", n, 2 * n, 50, None)) for n in range(1, 30)),
)


@pytest.mark.parametrize("kind", ["bars", "stacked", LINES])
@pytest.mark.parametrize(
    ("rows", "series"),
    [
        (range(29), (Series("c0"), Series("c1"), Series("c2", "limit"))),
        (range(3), (Series("c0", "plan"), Series("c1"), Series("none"))),
        ((4,), (Series("none"), Series("none", "limit"))),
    ],
)
def test_a_chart_of_much_or_nothing_is_drawn(kind: str, rows: Sequence[int], series: tuple[Series, ...]) -> None:
    drawn = draw(Chart("c", "Virsraksts", kind, "many", "day", series, tuple(rows), "Vārdi."), MANY, "lv")
    assert fromstring(drawn).findtext(f"{SVG}title") == "Virsraksts"


@settings(max_examples=15)
@given(reports())
def test_any_chart_is_drawn(made: Report) -> None:
    charts = [block for sheet in made.sheets for block in sheet.blocks if isinstance(block, Chart)]
    assert all(fromstring(draw(chart, made.table(chart.table), made.lang)).get("role") == "img" for chart in charts)


def test_without_matplotlib_the_words_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(BooksError, match=r"pip install 'riga-grants\[pdf\]'"):
        draw(OVER_TIME, QUARTERS, "en")


def test_names_of_curves_that_end_together_stand_apart_and_inside_the_picture() -> None:
    assert apart([1.0, 1.0], 0.25) == [0.75, 1.0]
    assert apart([0.0, 0.5, 0.5], 0.25) == [0.125, 0.5, 0.75]
    assert apart([0.9], 0.25) == [0.9]


@pytest.mark.parametrize("kind", ["bars", "stacked", LINES])
@pytest.mark.parametrize("width", [88, 170])
def test_every_figure_is_written_and_a_picture_is_wider_where_it_must_be(kind: str, width: int) -> None:
    name = "W" * 60
    rows = ((name, 10**15, 10**15), ("zero", 0, -500), ("none", None, None))
    columns = (Column("name", "Name"), Column("plan", "Plan", MONEY), Column("spent", "Spent", MONEY))
    table = Table("t", "", columns, tuple(map(Row, rows)), "EUR")
    series = (Series("plan", "limit" if kind == "stacked" else "plan"), Series("spent"))
    drawn = draw(Chart("c", "Title", kind, "t", "name", series, (0, 1, 2), "Words."), table, "en", width=width)
    across = float((fromstring(drawn).get("width") or "").removesuffix("pt"))
    assert across >= width / 25.4 * 72 - 0.01


def test_what_has_no_room_in_a_bar_of_parts_is_told_behind_it() -> None:
    table = Table(
        "t",
        "",
        (Column("n", "Name"), Column("a", "First", MONEY), Column("b", "Second", MONEY), Column("c", "Limit", MONEY)),
        (Row(("much", 100_000_00, 10, 50)), Row(("none", None, None, None)), Row(("less", -500, 0, None))),
        "EUR",
    )
    chart = Chart("c", "Title", "stacked", "t", "n", (Series("a"), Series("b"), Series("c", "limit")), (0, 1, 2), "Words.")
    data = Data(chart, table, "en", COLOUR, 6.0)
    assert stacked(data, 1.0).behind == ["Second: 0.10\nLimit: 0.50", "–", "First: -5.00"]
    assert stacked(data, 0.0).behind[0] == "First: 100,000.00\nSecond: 0.10\nLimit: 0.50"

"""Reports as pages: what the browser is given, for eyes, keyboards and screen readers, and that texts stay texts."""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import jinja2
import pytest
from bs4 import BeautifulSoup
from bs4 import Tag as Element
from fava.application import create_app
from hypothesis import given
from hypothesis import settings
from report_values import COSTS
from report_values import EXECUTION
from report_values import FULL
from report_values import HOSTILE
from report_values import OVER_LINES
from report_values import QUARTERS
from report_values import report
from report_values import reports
from report_values import sheet

from riga_grants.dashboard import shown
from riga_grants.dashboard.shown import AsOf
from riga_grants.dashboard.shown import Mark
from riga_grants.dashboard.shown import Page
from riga_grants.dashboard.shown import Tab
from riga_grants.errors import BooksError
from riga_grants.errors import text
from riga_grants.rendering.cells import row_shown
from riga_grants.tables import BARS
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import PERCENT
from riga_grants.tables import RATE
from riga_grants.tables import TOTAL
from riga_grants.tables import WORD
from riga_grants.tables import Block
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Table
from riga_grants.tables import Words

DASHBOARD = Path(shown.__file__).parent
WRITTEN = {path.name: path.read_text(encoding="utf-8") for path in [*DASHBOARD.glob("templates/*"), *DASHBOARD.glob("*.js")]}
OWN_TAGS = frozenset(
    re.findall(
        r"\w+",
        """a button caption datalist dd div dl dt figcaption figure form h2 h3 h4 header input label li nav option output p
        section span strong style table tbody td th thead tr ul wbr
        svg g path use defs clippath rect pattern title desc metadata""",
    )
)
QUARTER_ENDS = (date(2015, 3, 31), date(2015, 6, 30), date(2015, 9, 30))
MARKS = tuple(Mark(day, f"Q{n}", f"/books/?as_of={day}") for n, day in enumerate(QUARTER_ENDS, 1))


@cache
def templates() -> jinja2.Environment:
    """Fava's own environment, looking for templates where it looks for an extension's; a misspelt name is an error here."""
    app = create_app([], load=False)
    return app.jinja_env.overlay(loader=jinja2.FileSystemLoader(DASHBOARD / "templates"), undefined=jinja2.StrictUndefined)


def no_link(_table: Table, _row: Row, _column: Column) -> str:
    return ""


def rendered(page: Page) -> Element:
    """Give a page's element as a browser reads it."""
    made = templates().get_template("RigaGrants.html").render(extension=SimpleNamespace(page=lambda: page))
    return BeautifulSoup(made, "lxml", multi_valued_attributes=None)


def page_of(made: Report, link: shown.Link = no_link, **more: object) -> Page:
    return Page(made.lang, made.title, (), "31.12.2015", shown.sheets(made, link))._replace(**more)  # type: ignore[arg-type]


def show(*blocks: Block, link: shown.Link = no_link, lang: str = "en") -> Element:
    """Show blocks on a page of their own."""
    return rendered(page_of(report(sheet(*blocks), lang=lang), link))


def one(found: Sequence[Element]) -> Element:
    [only] = found
    return only


def said(element: Element) -> str:
    return " ".join(element.get_text().split())


def cells(page: Element, row: int = 0) -> list[Element]:
    return page.select("tbody tr")[row].find_all(recursive=False)


def single(kind: str, value: object, **more: object) -> Table:
    """A table of one cell behind a name."""
    table = {"bars": "", "title": "T", **more}
    return Table("t", columns=(Column("name", "Name"), Column("x", "X", kind)), rows=(Row(("row", value)),), **table)  # type: ignore[arg-type]


# --- a page ----------------------------------------------------------------------------------------------------------


def test_the_page_has_headings_in_order_below_the_first_which_is_favas() -> None:
    page = rendered(page_of(FULL))
    levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4")]
    assert levels[0] == 2
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert [said(heading) for heading in page.select("h2, h3")] == ["Komitejas pārskats", "Kopsavilkums", "Lapa", "Pārējais"]


def test_a_part_without_a_name_has_no_heading_and_no_link() -> None:
    page = rendered(page_of(report(sheet(key="a"), sheet(key="b"), sheet(key="c", title=""))))
    assert [said(heading) for heading in page.select("h3")] == ["Lapa", "Lapa"]
    assert [a.get("href") for a in page.select(".rg-contents a")] == ["#a", "#b"]


def test_a_part_named_as_the_page_is_not_named_twice_for_eyes() -> None:
    page = rendered(page_of(report(sheet(title="Projekti"), title="Projekti")))
    assert one(page.select("h3")).get("class") == "rg-unseen"


def test_the_page_says_its_language_and_that_it_is_a_demonstration() -> None:
    page = rendered(page_of(FULL, demonstration=True))
    assert one(page.select(".riga-grants")).get("lang") == "lv"
    assert said(one(page.select("h2 .rg-demonstration"))) == "DEMONSTRĀCIJAS DATI"


def test_tabs_name_the_page_that_is_open() -> None:
    tabs = (Tab("Portfolio", "/books/?page=portfolio", current=True), Tab("To do", "/books/?page=todo"))
    nav = one(rendered(page_of(FULL, tabs=tabs)).select("nav.rg-tabs"))
    assert nav.get("aria-label")
    assert [(said(a), a.get("href"), a.get("aria-current")) for a in nav.select("a")] == [
        ("Portfolio", "/books/?page=portfolio", "page"),
        ("To do", "/books/?page=todo", None),
    ]


def test_the_browser_fetches_files_itself() -> None:
    page = rendered(page_of(FULL, actions=(Tab("XLSX", "/books/download?format=xlsx"),)))
    assert "data-remote" in one(page.select(".rg-actions a")).attrs


def test_a_page_that_cannot_be_made_says_why_and_what_is_filtered() -> None:
    page = rendered(Page("en", "Project", (), "2015-12-31", (), problem="No <b>agreement</b>.", notice="Account: X"))
    assert [said(part) for part in page.select("[role=alert] > *")] == ["This page cannot be made", "No <b>agreement</b>."]
    assert said(one(page.select("[role=status]"))) == "Filtered Account: X"


def test_links_within_the_page_lead_somewhere() -> None:
    page = rendered(page_of(FULL))
    targets = {element.get("id") for element in page.select("[id]")}
    within = {a["href"][1:] for a in page.select("a[href^='#']")}
    assert within >= {"rg-figures", "summary", "execution", "rest", "table-execution"}
    assert within <= targets


def test_a_name_stands_for_one_element_only() -> None:
    page = rendered(page_of(FULL, as_of=AsOf(date(2015, 6, 30), date(2015, 1, 1), date(2015, 12, 31), MARKS)))
    named = [element["id"] for element in page.select("[id]") if not element.find_parents("svg") and element.name != "svg"]
    assert sorted(named) == sorted(set(named))


# --- the day ---------------------------------------------------------------------------------------------------------


def test_another_day_is_chosen_by_a_form_that_needs_no_script() -> None:
    choice = AsOf(
        date(2015, 6, 30), date(2015, 1, 1), date(2015, 12, 31), MARKS, "/books/", (("page", "todo"), ("time", "2015"))
    )
    form = one(rendered(page_of(FULL, as_of=choice)).select("form"))
    assert (form.get("method"), form.get("action")) == ("get", "/books/")
    sent = {field["name"]: field["value"] for field in form.select("input[name]")}
    assert sent == {"page": "todo", "time": "2015", "as_of": "2015-06-30"}
    assert one(form.select("label")).get("for") == one(form.select("input[type=date]")).get("id")
    assert [a.get("href") for a in form.select("a")] == ["/books/?as_of=2015-03-31", "/books/?as_of=2015-09-30"]


def test_the_slider_spans_the_days_and_marks_the_ends_of_periods() -> None:
    choice = AsOf(date(2015, 6, 30), date(2015, 1, 1), date(2015, 12, 31), MARKS)
    form = one(rendered(page_of(FULL, as_of=choice)).select("form"))
    slider = one(form.select("input[type=range]"))
    assert [slider.get(name) for name in ("min", "max", "value", "data-first")] == ["0", "364", "180", "2015-01-01"]
    assert slider.get("aria-label")
    assert "name" not in slider.attrs
    assert [(mark.get("value"), mark.get("label")) for mark in form.select("option")] == [
        ("89", "Q1"),
        ("180", "Q2"),
        ("272", "Q3"),
    ]
    assert "hidden" in one(form.select(".rg-slider")).attrs, "it needs the script"


@pytest.mark.parametrize(
    ("day", "place", "before", "after"),
    [
        (date(2014, 5, 5), 0, None, "Q1"),
        (date(2015, 1, 1), 0, None, "Q1"),
        (date(2015, 6, 30), 180, "Q1", "Q3"),
        (date(2026, 1, 1), 364, "Q3", None),
    ],
)
def test_a_day_beyond_the_slider_stands_at_its_end(day: date, place: int, before: str | None, after: str | None) -> None:
    choice = AsOf(day, date(2015, 1, 1), date(2015, 12, 31), MARKS)
    assert choice.place == place
    assert choice.before == next((mark for mark in MARKS if mark.title == before), None)
    assert choice.after == next((mark for mark in MARKS if mark.title == after), None)


def test_days_in_the_wrong_order_make_a_slider_of_one_day() -> None:
    choice = AsOf(date(2015, 6, 30), date(2015, 6, 30), date(2015, 1, 1))
    assert (choice.days, choice.place) == (0, 0)


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_table_has_a_caption_and_headings_of_columns_and_rows() -> None:
    table = one(show(EXECUTION).select("table"))
    assert said(one(table.select("caption"))) == "Izpilde pa pozīcijām (EUR)"
    assert [said(head) for head in table.select("thead th[scope=col]")] == [column.head for column in EXECUTION.columns]
    assert [said(head) for head in table.select("tbody th[scope=row]")] == EXECUTION.values("line")
    assert all(len(row.select("th")) == 1 for row in table.select("tbody tr"))


@pytest.mark.parametrize(
    ("number", "name", "named"),
    [("1.", "Rent", "Rent"), ("1.", "", "1."), ("TOTAL", " ", "TOTAL"), ("", "", None)],
)
def test_a_row_is_named_by_its_words_or_else_by_its_number(number: str, name: str, named: str | None) -> None:
    columns = (Column("no", "No."), Column("x", "X", MONEY), Column("name", "Name"))
    heads = show(Table("t", "T", columns, (Row((number, 100, name)),))).select("tbody th")
    assert [said(head) for head in heads] == ([named] if named else [])


def test_a_table_that_scrolls_can_be_reached_by_keyboard_and_has_a_name() -> None:
    page = show(EXECUTION)
    region = one(page.select("[role=region]"))
    assert region.get("tabindex") == "0"
    assert said(one(page.select(f"#{region['aria-labelledby']}"))) == "Izpilde pa pozīcijām (EUR)"


@pytest.mark.parametrize("lang", ["lv", "en"])
def test_figures_read_as_in_the_other_reports(lang: str) -> None:
    page = show(EXECUTION, lang=lang)
    for number, row in enumerate(EXECUTION.rows):
        assert tuple(cell.get_text() for cell in cells(page, number)) == row_shown(EXECUTION, row, lang)


def test_the_row_of_letters_and_numbers_stands_below_the_headings() -> None:
    numbers = one(show(EXECUTION).select("thead .rg-numbers"))
    assert [said(cell) for cell in numbers.select("td")] == ["A", "B", "1", "2", "3 (1-2)", "4 (2/1)", "C"]


@pytest.mark.parametrize(
    ("kind", "value", "look", "sort"),
    [
        (MONEY, -123456, "n", "-123456"),
        (PERCENT, Decimal("51.5"), "n", "51.5"),
        (RATE, Fraction(1, 4), "n", "0.25"),
        (MONEY, "<5", "n", None),
        (DAY, date(2015, 2, 1), "d", "2015-02-01"),
        (CODE, "ledger/main.beancount:1", "c", None),
        (WORD, "Overspent", "w", None),
        ("text", "Rent", None, None),
        (MONEY, None, "n", None),
    ],
)
def test_a_cell_has_the_style_of_its_kind_and_is_sorted_by_its_value(
    kind: str, value: object, look: str | None, sort: str | None
) -> None:
    cell = cells(show(single(kind, value)))[1]
    assert (cell.get("class"), cell.get("data-sort")) == (look, sort)


def test_a_dash_says_that_something_is_not_stated() -> None:
    dash = one(cells(show(single(MONEY, None)))[1].find_all())
    assert (dash.get("role"), dash.get("aria-label"), dash.string) == ("img", "not stated, or does not apply", "–")


def test_where_a_total_can_have_no_value_its_cell_is_empty() -> None:
    assert [said(cell) for cell in cells(show(COSTS), 3)] == ["KOPĀ", "", "", "1,205.00", "1,210.00"]


def test_a_table_without_rows_says_so() -> None:
    page = show(Table("t", "Costs", (Column("name", "Name"),), (), empty="No cost is parked."))
    assert page.select("table") == []
    assert [said(part) for part in page.select(".rg-table h4, .rg-table p")] == ["Costs", "No cost is parked."]


def table_of(looks: list[str], *, outline: bool = False) -> Table:
    rows = tuple(Row((look or "row", n), look=look) for n, look in enumerate(looks))
    return Table("t", "T", (Column("name", "Name"), Column("x", "X", MONEY)), rows, outline=outline)


@pytest.mark.parametrize(
    ("table", "sortable", "findable"),
    [
        (table_of(["", ""]), True, False),
        (table_of(["", "", "total"]), True, False),
        (table_of([""] * 8), True, True),
        (table_of([""]), False, False),
        (table_of(["", "subtotal", "", "total"]), False, False),
        (table_of(["section", "", ""]), False, False),
        (table_of([""] * 8, outline=True), False, True),
        (table_of(["section", *[""] * 8]), False, True),
        (table_of(["", "subtotal"] * 8), False, False),
    ],
)
def test_what_can_be_sorted_and_searched(table: Table, *, sortable: bool, findable: bool) -> None:
    page = show(table)
    assert ("data-sortable" in one(page.select("table")).attrs) == sortable
    assert (page.select("label input[type=search]") != []) == findable
    assert (page.select("output[aria-live]") != []) == findable


def test_the_count_of_found_rows_says_what_totals_are_of() -> None:
    told = [one(show(table_of([""] * 8 + end)).select("output")).get("data-said") for end in ([], ["total"])]
    assert told == ["Rows shown: {n} of {all}", "Rows shown: {n} of {all}; the totals are of all rows"]


def test_only_rows_with_rows_below_them_can_be_folded() -> None:
    page = show(EXECUTION)
    folding = [row for row in page.select("tbody tr") if row.select("button[aria-expanded=true]")]
    assert [said(row)[:2] for row in folding] == ["1."]
    assert one(folding[0].select("button")).get("aria-label") == "Lines below: Personāla izmaksas"
    assert [row.get("data-depth") for row in page.select("tbody tr")] == [None, "1", "1", None, None, None, None]


def test_without_the_script_no_control_is_seen_that_would_do_nothing() -> None:
    page = rendered(page_of(FULL))
    for control in page.select("button, input"):
        assert "hidden" in control.attrs or any("hidden" in above.attrs for above in control.parents)


def test_a_very_long_table_scrolls_below_its_own_headings_and_is_not_cut_into_cards() -> None:
    broad = tuple(Column(f"c{n}", f"C{n}") for n in range(13))
    long, short = (Table("t", "T", broad, (Row(("x",) * 13),) * count) for count in (40, 3))
    assert show(long).select(".rg-tall, [data-cards]")[0].get("class") == "rg-scroll rg-tall"
    assert [found.name for found in show(short).select(".rg-tall, [data-cards]")] == ["table"]


def test_words_keep_room_as_their_column_wishes_and_need() -> None:
    wishes = (("name", 12, "a" * 40), ("x", 99, "a" * 40), ("short", 99, "abc"), ("empty", 99, ""), ("y", 0, "a" * 40))
    columns = tuple(Column(key, key, width=width) for key, width, _ in wishes)
    code = Column("code", "code", CODE)
    table = Table("t", "T", (*columns, code), (Row((*(text for *_, text in wishes), "a" * 40)),))
    assert [head.get("style") for head in show(table).select("thead th")] == [
        *("min-width: 12ch", "min-width: 18ch", "min-width: 7ch", None, None, "min-width: 18ch")
    ]


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("ledger/projects/P1.beancount:7", ("ledger/", "projects/", "P1.beancount:", "7")),
        ("Expenses:P1:Rent", ("Expenses:", "P1:", "Rent")),
        ("q1.xlsx!Costs!A7:M7", ("q1.xlsx!", "Costs!", "A7:", "M7")),
        ("riga-grants close P1 Q1", ("riga-grants close P1 Q1",)),
        ("<b>/</b>", ("<b>/", "</", "b>")),
        ("/", ("/",)),
    ],
)
@pytest.mark.parametrize("leads", ["", "/there"])
def test_places_and_accounts_break_behind_their_signs(code: str, shown: Sequence[str], leads: str) -> None:
    table = Table("t", "T", (Column("name", "Name"), Column("where", "Where", CODE)), (Row((code, code)),))
    name, where = cells(show(table, link=lambda *_: leads))
    assert (tuple(name.strings), len(name.select("wbr"))) == ((code,), 0), "words break at their spaces"
    assert (tuple(where.strings), len(where.select("wbr"))) == (shown, len(shown) - 1)


def test_a_line_that_says_what_the_title_says_is_left_out() -> None:
    made = page_of(report(sheet(), title="Explained: P1"))
    assert [said(found) for found in rendered(made._replace(about="P")).select(".rg-about")] == ["P"]
    assert rendered(made._replace(about="P1")).select(".rg-about") == []


def test_a_table_called_as_its_part_of_the_page_is_not_called_so_twice() -> None:
    table = Table("t", "Dates", (Column("x", "X"),), (Row(("a",)),))
    assert one(show(table).select(".rg-head h4")).get("class") is None
    assert one(rendered(page_of(report(sheet(table, title="Dates")))).select(".rg-head h4")).get("class") == "rg-unseen"


# --- bars ------------------------------------------------------------------------------------------------------------


def bars(spent: Decimal | str | None, time: Decimal | None) -> list[tuple[object, object, object]]:
    """Give the bar of a percentage: class, width and place of each of its parts."""
    columns = (Column("name", "Name"), Column("spent", "Spent, %", PERCENT), Column("time_pct", "Time, %", PERCENT))
    page = show(Table("t", "T", columns, (Row(("a", spent, time)),), bars="spent"))
    return [(part.get("class"), part.get("width"), part.get("x")) for part in page.select("svg, rect")]


def test_a_percentage_is_drawn_as_a_bar_with_the_time_gone_marked() -> None:
    room = ("rg-room", "100%", None)
    assert bars(Decimal("65.8"), Decimal("66.7")) == [
        ("rg-bar", None, None),
        room,
        (None, "65.8%", None),
        ("rg-mark", "2", "66.7%"),
    ]
    assert bars(Decimal("105.8"), None) == [("rg-bar rg-over", None, None), room, (None, "100.0%", None)]
    assert bars(Decimal("-3.0"), None) == [("rg-bar", None, None), room, (None, "0.0%", None)]
    assert bars("-", None) == []
    assert bars(None, Decimal("50.0")) == []


def test_a_bar_is_not_read_out_because_its_figure_is() -> None:
    drawn = show(single(PERCENT, Decimal("65.8"), bars="x"))
    assert one(drawn.select("svg")).get("aria-hidden") == "true"
    assert said(cells(drawn)[1]) == "65.8"


# --- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "taken", "file"),
    [
        ("/books/extension/RigaGrants/?page=postings&as_of=2015-12-31", True, False),
        ("/books/extension/RigaGrants/download?format=pdf", True, True),
        ("/books/document/?filename=/books/x.pdf", True, True),
        ("?page=project", True, False),
        ("#table-costs", True, False),
        ("", False, False),
        ("javascript:alert(1)", False, False),
        ("https://example.org/", False, False),
        ("//example.org/", False, False),
        ("/\\example.org/", False, False),
        ("ledger/main.beancount", False, False),
    ],
)
def test_a_cell_leads_only_to_addresses_of_this_server(address: str, *, taken: bool, file: bool) -> None:
    cell = cells(show(single(MONEY, 100), link=lambda _table, _row, column: address if column.key == "x" else ""))[1]
    links = [(a.get("href"), "data-remote" in a.attrs, a.string) for a in cell.select("a")]
    assert links == ([(address, file, "1.00")] if taken else [])


def test_a_dash_leads_nowhere() -> None:
    assert show(single(MONEY, None), link=lambda *_: "/books/").select("td a") == []


# --- words and charts ------------------------------------------------------------------------------------------------


def test_words_have_their_look() -> None:
    page = show(Words(("Read first.",), "lead"), Words(("Part",), "section"), Words(("Small.",), "note"), Words(("As it is.",)))
    assert [(found.get("class"), said(found)) for found in page.select("#only > div, #only > h4")] == [
        ("rg-lead", "Read first."),
        (None, "Part"),
        ("rg-note", "Small."),
        ("rg-plain", "As it is."),
    ]


def test_a_chart_is_said_in_words_and_leads_to_its_table() -> None:
    figure = one(show(EXECUTION, OVER_LINES).select("figure"))
    assert one(figure.select("svg")).get("role") == "img"
    assert said(one(figure.select("figcaption"))) == f"{OVER_LINES.words} The table behind it"
    assert one(figure.select("figcaption a")).get("href") == "#table-execution"


def test_a_chart_whose_table_is_not_on_the_page_leads_nowhere() -> None:
    behind = Report("r", "R", "", "en", date(2015, 1, 1), (sheet(OVER_LINES),), behind=(EXECUTION,))
    assert rendered(page_of(behind)).select("figcaption a") == []


def test_without_the_package_for_charts_their_words_remain(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> str:
        raise BooksError(text("Charts need a package."))

    monkeypatch.setattr(shown, "draw", missing)
    figure = one(show(EXECUTION, OVER_LINES).select("figure"))
    assert said(one(figure.select(".rg-empty"))) == "Charts need a package."
    assert OVER_LINES.words in said(one(figure.select("figcaption")))


# --- texts stay texts ------------------------------------------------------------------------------------------------


def hostile_page() -> Page:
    """A page with a hostile text wherever a text can stand."""
    marks = (Mark(date(2014, 12, 31), HOSTILE, f"/{HOSTILE}"), Mark(date(2016, 12, 31), HOSTILE, "/"))
    columns = (Column('"><script>', HOSTILE), Column("x", HOSTILE, CODE, width=3), Column("y", HOSTILE, MONEY))
    rows = (Row((HOSTILE, HOSTILE, "<5"), look="subtotal"), Row((HOSTILE, HOSTILE, None), 1))
    table = Table('"><script>', HOSTILE, columns, rows, HOSTILE, outline=True, numbered=True)
    chart = Chart("c", HOSTILE, BARS, table.key, '"><script>', (Series("y"),), (0,), HOSTILE)
    facts = Facts((Fact("f", HOSTILE, HOSTILE),))
    blocks = facts, Words((HOSTILE,)), Words((HOSTILE,), "section"), table, chart
    made = report(sheet(*blocks, key='"><script>', title=HOSTILE), title=HOSTILE)
    return page_of(made, lambda *_: f"/{HOSTILE}\"' onclick=alert(1)")._replace(
        tabs=(Tab(HOSTILE, f"/{HOSTILE}"),),
        actions=(Tab(HOSTILE, f"/{HOSTILE}"),),
        day=HOSTILE,
        problem=HOSTILE,
        about=HOSTILE,
        notice=HOSTILE,
        as_of=AsOf(date(2015, 1, 1), date(2014, 1, 1), date(2016, 1, 1), marks, f"/{HOSTILE}", ((HOSTILE, HOSTILE),)),
    )


def leads_away(element: Element) -> Iterator[str]:
    """Give the addresses of an element that are not on this server."""
    for name in ("href", "src", "action", "formaction", "poster", "srcset", "data", "xlink:href"):
        address = urlsplit(str(element.get(name, "")))
        if address.scheme or address.netloc:
            yield address.geturl()


def assert_harmless(page: Element) -> None:
    elements = page.find_all()
    assert {element.name.lower() for element in elements} - {"html", "body", "head"} <= OWN_TAGS
    assert [name for element in elements for name in element.attrs if name.lower().startswith("on")] == []
    assert [address for element in elements for address in leads_away(element)] == []


TEXTS = (
    ".rg-tabs a, .rg-actions a, h2, .rg-about, .rg-day strong, .rg-notice, .rg-problem p, .rg-as-of output, .rg-marks a, h3, "
    ".rg-head h4, caption, thead th, tbody th, tbody td.c, dt, dd, .rg-plain p, section > h4, figure h4, svg title, svg desc, "
    "figcaption"
)
ATTRIBUTES = (("option", "label"), ("input[type=hidden]", "value"), (".rg-marks a", "aria-label"), (".rg-fold", "aria-label"))


def test_a_hostile_text_stays_a_text_wherever_it_stands() -> None:
    page = rendered(hostile_page())
    assert_harmless(page)
    for place in TEXTS.split(", "):
        assert page.select(place), place
        assert all("<script>alert(1)</script>" in found.get_text() for found in page.select(place)), place
    for place, name in ATTRIBUTES:
        assert all(HOSTILE in str(found[name]) for found in page.select(place)), place


@settings(max_examples=15)
@given(reports())
def test_any_report_becomes_a_harmless_page_with_all_its_cells(made: Report) -> None:
    page = rendered(page_of(made))
    assert_harmless(page)
    tables = [table for table in made.tables if table.rows]
    assert [element.get("data-key") for element in page.select("table")] == [table.key for table in tables]
    shown_cells = len(page.select("tbody :is(th, td)"))
    assert shown_cells == sum(len(table.rows) * len(table.columns) for table in tables)


@pytest.mark.parametrize("name", WRITTEN)
def test_what_we_wrote_asks_nothing_of_other_machines_and_marks_nothing_as_safe(name: str) -> None:
    assert (
        re.findall(
            r"https?:|//\w+\.|@import|url\(|\|\s*safe|autoescape|innerHTML|outerHTML|insertAdjacentHTML|eval\(", WRITTEN[name]
        )
        == []
    )
    assert re.findall(r"\son\w+=", WRITTEN[name]) == []


def test_totals_are_told_apart_by_more_than_colour() -> None:
    looks = [row.get("class") for row in show(EXECUTION).select("tbody tr")]
    assert looks == ["subtotal", None, None, None, None, None, TOTAL]
    words = [said(cell) for cell in show(EXECUTION).select("tbody .w") if said(cell)]
    assert words == ["Pārtērēts", "Pārtērēts"]


def test_a_table_of_one_row_is_not_sorted_but_one_of_quarters_is() -> None:
    assert "data-sortable" in one(show(QUARTERS).select("table")).attrs

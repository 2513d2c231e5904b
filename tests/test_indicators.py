"""The sheet of indicators: what was planned and reached, the year before, and what one of them cost."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from requests_made import asking
from requests_made import rows
from requests_made import table
from requests_made import words

from riga_grants.i18n import tr
from riga_grants.reports import discrepancies
from riga_grants.reports import indicators
from riga_grants.reports.request import Request
from riga_grants.tables import NO_PLAN
from riga_grants.tables import Value
from riga_grants.tables import computed

P1 = """
2014-01-01 open Liabilities:Payable:P1
2014-01-01 open Expenses:P1:Staff EUR
2014-01-01 open Expenses:P1:Staff:Social EUR
2014-01-01 open Expenses:P1:Rent EUR
2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2016-12-31 10000 EUR
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2015" 2015-01-01 2015-12-31
2014-01-01 custom "grant-period" "P1" "2015-Q1" 2015-01-01 2015-03-31
2014-01-01 custom "grant-period" "P1" "2016" 2016-01-01 2016-12-31
"""


def stated(period: str, state: str, value: object, *more: str, name: str = "families", day: str = "2014-01-01") -> str:
    said = "".join(f"  {line}\n" for line in more)
    return f'{day} custom "grant-indicator" "P1" "{name}" "{period}" "{state}" {value}\n{said}'


def planned(period: str, value: object, *more: str, name: str = "families") -> str:
    return stated(period, "planned", value, *more, name=name)


def reached(period: str, value: object, *more: str, name: str = "families") -> str:
    return stated(period, "reached", value, *more, name=name)


def cost(day: str, cents: str, line: str = "Rent", flag: str = "*") -> str:
    return f'{day} {flag} "SIA Nams" "Izmaksas"\n  Expenses:P1:{line}  {cents} EUR\n  Liabilities:Payable:P1\n'


FIGURES = ("period", "planned", "reached", "reached_pct", "earlier", "change")
COST = ("period", "cost", "unit_cost")
NOT_STATED = '"not-stated"'


def shown(request: Request, *columns: str) -> list[tuple[Value, ...]]:
    return rows(table(indicators.sheet(request), "indicators"), *columns)


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        ("", []),
        (planned("total", 100), [("the whole project", 100, None, None, None, None)]),
        (planned("2014", 100) + reached("2014", NOT_STATED), [("2014", 100, None, None, None, None)]),
        (reached("2014", 93), [("2014", None, 93, None, None, None)]),
        (planned("2014", 80) + reached("2014", 93), [("2014", 80, 93, Decimal("116.3"), None, None)]),
        (planned("2014", 0) + reached("2014", 93), [("2014", 0, 93, NO_PLAN, None, None)]),
        (planned("2014", NOT_STATED) + reached("2014", "12.5"), [("2014", None, Decimal("12.5"), None, None, None)]),
        (
            reached("2014", 40) + reached("2015", "38.5"),
            [("2014", None, 40, None, None, None), ("2015", None, Decimal("38.5"), None, 40, Decimal("-1.5"))],
        ),
        (
            reached("2016", 40) + reached("total", 90) + reached("2014", 50),
            [
                ("2014", None, 50, None, None, None),
                ("2016", None, 40, None, None, None),
                ("the whole project", None, 90, None, None, None),
            ],
        ),
    ],
)
def test_what_is_not_stated_is_not_stated_and_never_0(ledger: str, expected: list[tuple[Value, ...]]) -> None:
    assert shown(asking(P1 + ledger), *FIGURES) == expected


def test_every_computed_figure_is_what_its_column_says() -> None:
    found = table(indicators.sheet(asking(P1 + planned("2015", 80) + reached("2014", 31) + reached("2015", 93))), "indicators")
    row = found.rows[1]
    for column, value in zip(found.columns, row.cells, strict=True):
        if column.terms or column.ratio:
            assert computed(found, row, column) == value


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2015", "2014"),
        ("2015-Q1", "2014-Q1"),
        ("2014", None),
        ("2016-05", "2015"),
        ("2014-Q4", None),
        ("leap", "day"),
        ("total", None),
    ],
)
def test_the_year_before_has_the_same_days_or_is_the_year_that_ended(period: str, before: str | None) -> None:
    ledger = f"""{P1}
2014-01-01 custom "grant-period" "P1" "2014-Q1" 2014-01-01 2014-03-31
2014-01-01 custom "grant-period" "P1" "2014-Q4" 2014-10-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2016-05" 2016-01-01 2016-08-31
2014-01-01 custom "grant-period" "P1" "leap" 2016-02-29 2016-05-31
2014-01-01 custom "grant-period" "P1" "day" 2015-03-01 2015-05-31
"""
    now = asking(ledger).projects[0].now
    asked = now.period(period)
    assert asked is not None
    found = indicators.earlier(now, asked)
    assert (found.name if found else None) == before


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (None, ["2014", "2015-Q1", "2015", "2016", "the whole project"]),
        ("2015", ["2015-Q1", "2015", "the whole project"]),
        ("2015-Q1", ["2015-Q1", "2015", "the whole project"]),
    ],
)
def test_a_period_shows_the_indicators_of_the_periods_that_it_touches(period: str | None, expected: list[str]) -> None:
    every = "".join(planned(name, 10) for name in ("total", "2016", "2015", "2015-Q1", "2014"))
    assert [cells[0] for cells in shown(asking(P1 + every, period), "period")] == expected


def test_an_indicator_of_an_unknown_period_is_shown_and_nothing_is_computed_of_it() -> None:
    ledger = P1 + reached("2013", 20) + reached("2014", 30) + cost("2014-05-01", "10.00")
    assert shown(asking(ledger), *FIGURES, "unit_cost") == [
        ("2014", None, 30, None, None, None, 33),
        ("2013", None, 20, None, None, None, None),
    ]


def test_names_units_and_notes_come_from_either_directive() -> None:
    ledger = (
        P1
        + planned("2014", 80, 'unit: "ģimenes"', 'note: "Plāns"', 'differs: "Cits"', 'differs-en: "Another"')
        + reached("2014", 93, 'title: "Ģimenes gadā"', 'note: "Fakts"')
        + planned("2015", 80)
        + reached("2014", 8, name="rooms")
    )
    request = asking(ledger)
    assert shown(request, "title", "unit", "notes") == [
        ("Ģimenes gadā", "ģimenes", "1), 2), 3)"),
        ("Ģimenes gadā", "ģimenes", ""),
        ("rooms", "", ""),
    ]
    assert words(indicators.sheet(request))[:3] == ["1) Fakts", "2) Plāns", "3) Two sources differ: Another"]


def test_without_indicators_it_says_so() -> None:
    sheet = indicators.sheet(asking(P1))
    assert table(sheet, "indicators").empty == "No indicator is stated."
    assert words(sheet) == []


# --- cost ------------------------------------------------------------------------------------------------------------

COSTS = cost("2014-05-01", "100.00") + cost("2014-06-01", "50.01", "Staff:Social") + cost("2015-02-01", "30.00", flag="!")


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        (reached("2014", 10), [("2014", 150_01, 15_00)]),
        (reached("2014", 8), [("2014", 150_01, 18_75)]),
        (reached("total", 7), [("the whole project", 180_01, 25_72)]),
        (reached("2014", 10, 'lines: "Staff"'), [("2014", 50_01, 5_00)]),
        (planned("2014", 10, 'lines: "Staff, Rent"') + reached("2014", 20), [("2014", 150_01, 7_50)]),
        (planned("2014", 10), [("2014", 150_01, None)]),
        (reached("2014", 0, "public: TRUE"), [("2014", 150_01, NO_PLAN)]),
        (reached("2016", 10), [("2016", None, None)]),
        # With several indicators nobody can say what each cost, unless its lines do.
        (
            reached("2014", 10) + reached("2014", 5, 'lines: "Rent"', name="rooms"),
            [("2014", None, None), ("2014", 100_00, 20_00)],
        ),
    ],
)
def test_the_cost_of_one_is_the_cost_booked_in_the_period(ledger: str, expected: list[tuple[Value, ...]]) -> None:
    assert shown(asking(P1 + COSTS + ledger), *COST) == expected


def test_only_cost_up_to_the_day_counts() -> None:
    assert shown(asking(P1 + COSTS + reached("2014", 10), as_of="2014-05-31"), *COST) == [("2014", 100_00, 10_00)]


def test_what_cost_it_is_is_said_where_one_is_shown() -> None:
    with_cost, without = (indicators.sheet(asking(P1 + more + reached("2014", 10))) for more in (COSTS, ""))
    assert tr(indicators.COST, "en") in words(with_cost)
    assert tr(indicators.COST, "en") not in words(without)


# --- what is hidden --------------------------------------------------------------------------------------------------

SMALL_YEAR = planned("2015", 20) + reached("2014", 40) + reached("2015", 3) + reached("2016", 30)


def test_a_count_under_five_is_hidden_with_all_that_is_made_of_it() -> None:
    assert shown(asking(P1 + COSTS + SMALL_YEAR), *FIGURES, "unit_cost") == [
        ("2014", None, 40, None, None, None, 3_75),
        ("2015", 20, "<5", "…", 40, "…", "…"),
        ("2016", None, 30, None, "<5", "…", None),
    ]


def test_a_total_does_not_give_it_away() -> None:
    request = asking(P1 + SMALL_YEAR + reached("total", 73))
    assert shown(request, "period", "reached", "earlier", "change") == [
        ("2014", 40, None, None),
        ("2015", "<5", 40, "…"),
        ("2016", "…", "<5", "…"),
        ("the whole project", 73, None, None),
    ]
    assert tr(indicators.HIDDEN, "en") in words(indicators.sheet(request))


def test_a_report_of_a_period_hides_what_a_report_of_another_would_give_away() -> None:
    ledger = P1 + SMALL_YEAR + reached("total", 73)
    assert shown(asking(ledger, "2016"), "period", "reached") == [("2016", "…"), ("the whole project", 73)]


@pytest.mark.parametrize("again", [12, 13], ids=["the same", "another value"])
def test_a_figure_that_is_stated_again_does_not_give_away_what_an_earlier_report_hid(again: int) -> None:
    """The earlier report has shown the 12: were the 14 shown now, the two reports together would tell the 2."""
    first = stated("2014", "reached", 12, day="2015-01-01") + stated("2015", "reached", 2, day="2016-01-01")
    ledger = P1 + first + stated("total", "reached", 14, day="2016-01-01")
    ledger += stated("2014", "reached", again, 'source: "Gada pārskats"', day="2016-03-01")
    seen = [("2015", "<5"), ("the whole project", "…")]
    assert shown(asking(ledger, as_of="2016-01-02"), "period", "reached") == [("2014", 12), *seen]
    assert shown(asking(ledger, as_of="2016-03-02"), "period", "reached") == [("2014", again), *seen]


def test_a_figure_that_was_withheld_is_shown_once_it_is_public_or_another() -> None:
    ledger = P1 + SMALL_YEAR + reached("total", 73)
    for more, last in ((("public: TRUE",), 30), ((), 31)):
        again = stated("2016", "reached", last, *more, day="2016-03-01")
        assert shown(asking(ledger), "reached")[2] == ("…",)
        assert shown(asking(ledger + again), "reached")[2] == (last,)


def test_a_public_count_is_shown() -> None:
    ledger = P1 + COSTS + reached("2014", 2, "public: TRUE")
    assert shown(asking(ledger), "reached", "unit_cost") == [(2, 75_01)]


def test_words_beside_a_hidden_count_are_not_told() -> None:
    differs = ('note: "Trīs"', 'differs: "Citur: 4"', 'differs-en: "Elsewhere: 4"')
    for value, told in ((3, False), (30, True)):
        request = asking(P1 + reached("2014", value, *differs))
        said = [*words(indicators.sheet(request)), *discrepancies.sheet(request).blocks]
        assert ("4" in str([*words(indicators.sheet(request))])) == told
        assert ("Elsewhere: 4" in str(said)) == told


@given(st.lists(st.integers(0, 12), min_size=3, max_size=3), st.integers(-1, 1))
@settings(max_examples=40)
def test_no_hidden_count_follows_from_the_other_cells_of_the_sheet(counts: list[int], more: int) -> None:
    """Whatever change, per cent or cost of one stands beside a hidden count: it is hidden too; and so is one part more."""
    total = sum(counts) + more
    years = "".join(planned(str(2014 + n), 10) + reached(str(2014 + n), value) for n, value in enumerate(counts))
    found = shown(asking(P1 + COSTS + years + reached("total", max(total, 0))), *FIGURES, "unit_cost")
    for (*_, now, pct, before, change), cost_of_one in ((cells[:-1], cells[-1]) for cells in found):
        if isinstance(now, str):
            assert {pct, cost_of_one} <= {"…", None}
        if isinstance(now, str) or isinstance(before, str):
            assert change in {"…", None}
    assert all(after[4] == first[2] for first, after in pairwise(found[:3]))
    hides = [isinstance(cells[2], str) for cells in found]
    assert more or hides.count(True) != 1, "years that sum to the total hide two of the four figures, or none"


# --- several projects, and the summary -------------------------------------------------------------------------------

P2 = P1.replace("P1", "P2").replace("EUR", "LVL")
BOTH = P1 + P2 + reached("2014", 10) + reached("2014", 6).replace("P1", "P2")


def test_several_projects_have_a_column_that_tells_them() -> None:
    request = asking(BOTH)
    assert shown(request, "project", "reached") == [("P1 (EUR)", 10), ("P2 (LVL)", 6)]
    assert table(indicators.sheet(request), "indicators").currency == ""
    same = asking(BOTH.replace("LVL", "EUR"))
    assert shown(same, "project", "reached") == [("P1", 10), ("P2", 6)]
    assert table(indicators.sheet(same), "indicators").currency == "EUR"
    one = replace(same, projects=same.projects[:1])
    assert shown(one)[0][:3] == ("families", "", "2014")


@pytest.mark.parametrize(
    ("ledger", "period", "expected"),
    [
        (planned("total", 100), None, [("families", "the whole project", 100, None)]),
        (planned("2014", 100) + planned("2015", 90), None, [("families", "2015", 90, None)]),
        (reached("2014", 93) + planned("2015", 90), None, [("families", "2014", None, 93)]),
        (reached("2014", 93) + planned("total", 90), None, [("families", "the whole project", 90, None)]),
        (reached("total", NOT_STATED) + reached("2014", 93), None, [("families", "2014", None, 93)]),
        (reached("2014", 93) + reached("2015", 3, 'unit: "ģ."'), "2015", [("families (ģ.)", "2015", None, "<5")]),
    ],
)
def test_a_summary_has_a_row_for_each_indicator(ledger: str, period: str | None, expected: list[tuple[Value, ...]]) -> None:
    assert rows(indicators.reached(asking(P1 + ledger, period)), "title", "period", "planned", "reached") == expected


def test_a_summary_of_several_projects_says_whose_an_indicator_is() -> None:
    assert rows(indicators.reached(asking(BOTH)), "project", "reached") == [("P1", 10), ("P2", 6)]

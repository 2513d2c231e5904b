"""The budget by the council's classification. docs/classification.md shows the books of most tests here, and their report."""

import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_properties import fact

from riga_grants import asked
from riga_grants import books
from riga_grants import checks
from riga_grants import execution
from riga_grants.books import Books
from riga_grants.directives import BudgetVersion
from riga_grants.directives import Line
from riga_grants.directives import Period
from riga_grants.directives import Project
from riga_grants.model import Agreement
from riga_grants.reports import council
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import CENTS
from riga_grants.tables import FIGURES
from riga_grants.tables import UNITS
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.tables import computed
from riga_grants.tables import numbers
from riga_grants.tables import shown
from riga_grants.tables import sums_up

PAGE = Path(__file__).parent.parent / "docs" / "classification.md"
LEDGER = re.findall(r"```beancount\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)[0]
DAY = "2015-03-31"


def report(
    loaded: Books,
    as_of: str = DAY,
    period: str | None = None,
    *,
    lang: str = "en",
    unit: str = CENTS,
    projects: Sequence[str] = (),
) -> Report:
    """Build the report as the command line asks for it."""
    day = date.fromisoformat(as_of)
    about = asked.about(loaded.agreements, projects, period, day, day)
    return council.build(Request(loaded, about, day, (), Origin((), "", (), None), lang, unit))


@pytest.fixture(name="loaded")
def load_page(make_books: Callable[..., Path]) -> Books:
    """Load the books of the page."""
    found = books.load(make_books(LEDGER))
    assert found.findings == ()
    return found


def written(table: Table, lang: str = "en") -> list[list[str]]:
    """Give a table's cells as they are shown, without the last column of notes."""
    columns = [column for column in table.columns if column.key != "notes"]
    return [
        [shown(cell, column.kind, lang, table.unit) for cell, column in zip(row.cells, columns, strict=False)]
        for row in table.rows
    ]


def figures(table: Table, *keys: str) -> dict[str, tuple[object, ...]]:
    """Give some columns of a table's rows by what each row is about; the total is about ""."""
    return {row.key: tuple(row.cells[table.place(key) or 0] for key in keys) for row in table.rows}


def facts_of(made: Report) -> dict[str, object]:
    """Give the facts above the tables."""
    return {one.key: one.value for block in made.sheets[0].blocks if isinstance(block, Facts) for one in block.facts}


def notes_of(made: Report) -> tuple[str, ...]:
    """Give the notes below the tables."""
    return next(block.paragraphs for block in made.sheets[0].blocks if isinstance(block, Words))


def as_markdown(rows: Iterable[Sequence[str]]) -> str:
    return "".join(f"| {' | '.join(cells)} |\n".replace("*", "\\*") for cells in rows)


def test_the_page_shows_what_its_books_give(loaded: Books) -> None:
    made = report(loaded)
    page = PAGE.read_text(encoding="utf-8")
    assert as_markdown(written(made.table("by_code"))) in page
    assert as_markdown(written(made.table("by_source"))) in page
    found = [one.code for one in checks.run(loaded, date.fromisoformat(DAY))]
    assert "classification-unknown" not in found


# The books of the page: cost 150.00 in May 2014, then 60.50 + 100.00 in February and 37.50 + 45.00 in March 2015.
CUTS = {
    # as of, period: the year, its first plan, its plan in force, cost of the year, cost of the month
    ("2014-04-30", None): ("2014", 400_00, 400_00, 0, 0),
    ("2014-05-31", None): ("2014", 400_00, 400_00, 150_00, 150_00),
    ("2014-12-31", None): ("2014", 400_00, 400_00, 150_00, 0),
    ("2015-02-28", None): ("2015", 600_00, 600_00, 160_50, 160_50),
    ("2015-03-04", None): ("2015", 600_00, 600_00, 160_50, 0),
    ("2015-03-31", None): ("2015", 600_00, 600_00, 243_00, 82_50),
    ("2015-03-31", "2014"): ("2014", 400_00, 400_00, 150_00, 0),
    ("2020-01-01", None): ("2015", 600_00, 600_00, 243_00, 0),
    ("2020-01-01", "2015"): ("2015", 600_00, 600_00, 243_00, 0),
}


@pytest.mark.parametrize(("as_of", "period"), CUTS)
def test_the_year_and_the_month_are_those_of_the_last_day(as_of: str, period: str | None, loaded: Books) -> None:
    year, *amounts = CUTS[as_of, period]
    made = report(loaded, as_of, period)
    assert facts_of(made)["year"] == dict(made.subject)["year"] == year
    assert list(figures(made.table("by_code"), "plan", "revised", "spent", "month")[""]) == amounts


def test_an_amendment_stands_beside_the_first_plan_from_its_day_on(loaded: Books) -> None:
    keys = ("plan", "amendments", "revised")
    before, after = (figures(report(loaded, day).table("by_code"), *keys) for day in ("2015-02-28", "2015-03-01"))
    assert before["Expenses:P1:Gifts"] == (150_00, 0, 150_00)
    assert after["Expenses:P1:Gifts"] == (150_00, -40_00, 110_00)
    assert after["Expenses:P1:Study"] == (0, 40_00, 40_00)


def test_the_columns_are_numbered_as_councils_do(loaded: Books) -> None:
    table = report(loaded).table("by_code")
    assert table.numbered
    assert numbers(table) == ["A", "B", "1", "2", "3 (1+2)", "4", "5 (4/3)", "6", "7 (3-4)", "C"]


def test_names_and_dates_are_in_the_language_of_the_report(loaded: Books) -> None:
    made = report(loaded, lang="lv")
    names = made.table("by_code").values("name")
    assert names[:3] == ["Atbalsts ģimenēm ar bērniem *", "Atlīdzība", "Atalgojums"]
    assert "1.1. Sociālie darbinieki" in names
    assert facts_of(made)["counted"] == "01.01.2015 – 31.03.2015"
    assert written(made.table("by_source"), "lv")[0][1:3] == ["Pilsēta", "10.400.6419"]


def test_overspending_is_a_word_and_an_unknown_code_too(make_books: Callable[..., Path]) -> None:
    old = LEDGER.replace('ekk: "1150"', 'ekk: "1400"')
    table = report(books.load(make_books(old))).table("by_code")
    told = {row.key: (row.cells[0], row.cells[-1]) for row in table.rows if row.cells[-1]}
    assert told["Expenses:P1:Study"] == ("", "Overspent")
    assert told["Expenses:P1:Staff:Lead"] == ("10.400.1400", "Unknown code")
    assert table.rows[-1].cells[5] == 243_00


def test_marks_say_how_well_a_code_is_known_and_notes_what_they_mean(loaded: Books) -> None:
    made = report(loaded)
    names = dict(zip((row.key for row in made.table("by_code").rows), made.table("by_code").values("name"), strict=True))
    assert names["10.400.1100"] == "Salaries and wages"
    assert str(names["10.400.1150"]).endswith("agreements *")
    assert names["10.400.2280"] == "Payment for scientific research **"
    assert [note.split(" ")[0] for note in notes_of(made)[:2]] == ["*", "**"]


def test_where_nothing_is_marked_nothing_is_explained(make_books: Callable[..., Path]) -> None:
    plain = re.sub(r"  (ekk|functional): .*\n", "", LEDGER).replace('"Noma"\n', '"Noma"\n  ekk: "2220"\n')
    made = report(books.load(make_books(plain)))
    assert written(made.table("by_code"))[:4] == [
        ["2000", "Goods and services", "150.00", "0.00", "150.00", "37.50", "25.0", "37.50", "112.50"],
        ["2200", "Services", "150.00", "0.00", "150.00", "37.50", "25.0", "37.50", "112.50"],
        ["2220", "Utilities", "150.00", "0.00", "150.00", "37.50", "25.0", "37.50", "112.50"],
        ["", "2. Rent", "150.00", "0.00", "150.00", "37.50", "25.0", "37.50", "112.50"],
    ]
    assert [row.cells[1] for row in made.table("by_code").rows if row.depth == 0] == [
        "Goods and services",
        "Not classified",
        "TOTAL",
    ]
    assert [note[0] for note in notes_of(made)] == ["E", "F", "N"]
    assert {table.key for table in made.tables} == {"by_code"}  # no source states its code


def test_lines_without_a_functional_code_stand_apart_where_others_have_one(make_books: Callable[..., Path]) -> None:
    plain = LEDGER.replace('  functional: "10.400"\n', "")
    rows = report(books.load(make_books(plain))).table("by_code").rows
    assert [row.cells[1] for row in rows if row.depth == 0] == [
        "Social exclusion not elsewhere classified *",
        "Without a functional code",
        "Not classified",
        "TOTAL",
    ]


def test_a_code_with_lines_and_codes_below_it_sums_both(make_books: Callable[..., Path]) -> None:
    both = LEDGER.replace('ekk: "10.700.2261"', 'ekk: "10.400.1110"')
    table = report(books.load(make_books(both))).table("by_code")
    (row,) = (row for row in table.rows if row.key == "10.400.1110")
    assert (row.cells[0], row.cells[5], row.look) == ("10.400.1110", 60_50 + 37_50, "subtotal")
    assert [table.rows[n].key for n in row.sums] == ["10.400.1119", "Expenses:P1:Rent"]


WHOLE = LEDGER.replace('"2014" 100 EUR', '"total" 100 EUR')


def test_a_budget_that_is_not_divided_by_year_makes_it_about_the_whole_project(make_books: Callable[..., Path]) -> None:
    loaded = books.load(make_books(WHOLE))
    made = report(loaded)
    statement = execution.build(loaded.agreements["P1"], loaded.facts["P1"], date.fromisoformat(DAY), "en")
    total = statement.total
    keys = ("plan", "revised", "spent", "left", "month")
    assert figures(made.table("by_code"), *keys)[""] == (total.original, total.budget, total.spent, total.left, 82_50)
    assert str(facts_of(made)["year"]).startswith("the whole project: the budget is not divided by year")
    assert facts_of(made)["counted"] == "to 2015-03-31"
    assert [column.head for column in made.table("by_code").columns][2:6] == ["Plan", "Amendments", "Revised plan", "Execution"]
    assert figures(made.table("by_source"), "planned", "paid", "paid_month")["RD"] == (400_00, 400_00, 0)


def test_what_the_city_paid_stands_on_its_own_code(loaded: Books) -> None:
    keys = ("code", "ceiling", "planned", "paid", "paid_month")
    assert figures(report(loaded, "2015-02-28").table("by_source"), *keys) == {
        "RD": ("10.400.6419", 400_00, 250_00, 250_00, 250_00),
        "": ("", 400_00, 250_00, 250_00, 250_00),
    }


def test_own_means_and_work_in_kind_are_paid_by_nobody(make_books: Callable[..., Path]) -> None:
    own = LEDGER.replace('  kind: "own"\n', '  kind: "in-kind"\n  ekk: "2279"\n')
    assert [row.key for row in report(books.load(make_books(own))).table("by_source").rows] == ["RD", ""]


def test_what_is_not_stated_of_a_source_is_a_dash(make_books: Callable[..., Path]) -> None:
    unknown = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 "not-stated" "not-stated"
  actuals: "not-stated"
2014-01-01 custom "grant-source" "P1" "RD" "not-stated"
  ekk: "1400"
"""
    made = report(books.load(make_books(unknown)))
    assert written(made.table("by_source")) == [
        ["P1", "RD", "1400", "–", "–", "–", "–", "–"],
        ["", "TOTAL", "", "", "–", "–", "–", "–"],
    ]
    assert written(made.table("by_code")) == [
        ["", "Not classified", *"–––––––"],
        ["", "Projekts", *"–––––––"],
        ["", "TOTAL", *"–––––––"],
    ]
    assert "– not stated, or does not apply" in notes_of(made)


SECOND = """
2014-01-01 open Expenses:P2:Rent
  ekk: "10.700.2261"
2014-01-01 custom "grant-project" "P2" "Other" 2014-01-01 2015-12-31 {currency}
2014-01-01 custom "grant-period" "P2" "2015" 2015-01-01 2015-12-31
2014-01-01 custom "grant-budget" Expenses:P2:Rent "2015" {currency}
2015-03-06 * "Office" "Rent"
  Expenses:P2:Rent  {currency}
  Liabilities:Payable:P2
2014-01-01 open Liabilities:Payable:P2
"""


def test_several_projects_are_summed_by_code_with_a_table_by_project(make_books: Callable[..., Path]) -> None:
    made = report(books.load(make_books(LEDGER + SECOND.format(currency="10 EUR"))))
    table = made.table("by_code")
    assert figures(table, "plan", "spent")["10.700.2261"] == (160_00, 47_50)
    names = dict(zip((row.key for row in table.rows), table.values("name"), strict=True))
    assert names["Expenses:P2:Rent"] == "P2: 1. Rent"
    assert figures(made.table("by_project"), "name", "spent") == {
        "P1": ("P1 – Project", 243_00),
        "P2": ("P2 – Other", 10_00),
        "": ("TOTAL", 253_00),
    }
    assert figures(table, "spent")[""] == (253_00,)


def test_projects_of_other_currencies_stand_apart(make_books: Callable[..., Path]) -> None:
    made = report(books.load(make_books(LEDGER + SECOND.format(currency="10 LVL"))))
    assert [(table.key, table.currency) for table in made.tables] == [
        ("by_code_eur", "EUR"),
        ("by_source_eur", "EUR"),
        ("by_code_lvl", "LVL"),
    ]
    assert [figures(made.table(key), "spent")[""] for key in ("by_code_eur", "by_code_lvl")] == [(243_00,), (10_00,)]


# --- what must hold for any mapping ----------------------------------------------------------------------------------


SIGNED = date(2014, 1, 1)
ACCOUNTS = ("Expenses:P:A", "Expenses:P:B:One", "Expenses:P:B:Two", "Expenses:P:C")
codes = st.sampled_from(["", "", "1119", "1110", "10.400.2231", "10.700.2231", "10.400.2200", "1400", "04.510.2231", "x"])
groups = st.sampled_from(["", "", "10.400", "10.000", "99.999"])
days = st.sampled_from([date(2014, 1, 1), date(2014, 12, 31), date(2015, 1, 1), date(2015, 6, 15), date(2015, 6, 30)])
amounts = st.sampled_from([None, 0]) | st.integers(0, 99_999_99)
YEARS, OTHERS = ("2014", "2015", "2015-Q2"), ("total", "2014–2015")


def period(name: str, start: date, end: date) -> Period:
    return Period(dated=SIGNED, project="P", name=name, start=start, end=end)


PERIODS = (
    period("2014", date(2014, 1, 1), date(2014, 12, 31)),
    period("2015", date(2015, 1, 1), date(2015, 12, 31)),
    period("2015-Q2", date(2015, 4, 1), date(2015, 6, 30)),
    period("2014–2015", date(2014, 1, 1), date(2015, 12, 31)),
)


def versions(names: Sequence[str]) -> st.SearchStrategy[tuple[BudgetVersion, ...]]:
    one = st.builds(
        lambda day, account, name, cents: BudgetVersion(dated=day, project="P", account=account, period=name, cents=cents),
        st.sampled_from([SIGNED, SIGNED, date(2015, 6, 1)]),
        st.sampled_from(ACCOUNTS),
        st.sampled_from(names),
        amounts,
    )
    unique = st.lists(one, max_size=8, unique_by=lambda version: (version.dated, version.account, version.period))
    return unique.map(lambda found: tuple(sorted(found, key=lambda version: version.dated)))


def projects() -> st.SearchStrategy[Agreement]:
    lines = st.tuples(*(st.builds(Line, st.just(name), ekk=codes, functional=groups) for name in (*ACCOUNTS, "Expenses:P:B")))
    about = st.builds(
        lambda ekk, group: Project(
            dated=SIGNED, code="P", name="P", start=SIGNED, end=date(2015, 12, 31), currency="EUR", ekk=ekk, functional=group
        ),
        codes,
        groups,
    )
    return st.builds(
        lambda about, lines, budget: Agreement(
            "P", (about,), periods=PERIODS, budget=budget, lines={line.account: line for line in lines}
        ),
        about,
        lines,
        versions(YEARS) | versions((*YEARS, *OTHERS)),
    )


costs = st.lists(st.builds(fact, st.sampled_from([*ACCOUNTS, "Expenses:P:A:Below"]), st.integers(-99_99, 999_99), days)).map(
    lambda found: sorted(found, key=lambda one: one.day)
)


@given(projects(), costs, days, st.sampled_from([None, "2014", "2015", "2015-Q2"]), st.sampled_from(list(UNITS)))
def test_under_any_mapping_the_total_is_the_whole(
    agreement: Agreement, rows: list[object], as_of: date, named: str | None, unit: str
) -> None:
    loaded = Books(Path("none"), (), {}, {"P": agreement}, {"P": rows}, ())  # type: ignore[dict-item]
    made = report(loaded, as_of.isoformat(), named)
    table = made.table("by_code")
    whole = figures(table, "plan", "revised", "spent", "left", "month")[""]
    asked_for = agreement.period(named) if named else None
    if dict(made.subject)["year"]:
        last = min(as_of, asked_for.end if asked_for else date.max)
        year = replace(period("year", date(last.year, 1, 1), last))
        total = execution.build(agreement, loaded.facts["P"], as_of, "en", year).total
        in_force = {(one.account, one.period): one.cents for one in agreement.budget if one.dated <= as_of}
        planned = [cents for (_, name), cents in in_force.items() if name.startswith(str(last.year))]
        stated = [cents for cents in planned if cents is not None]
        assert whole[2] == total.this_period
        assert None in planned or whole[1] == (sum(stated) if planned else None)
    else:
        total = execution.build(agreement, loaded.facts["P"], as_of, "en", asked_for).total
        assert whole[:4] == (total.original, total.budget, total.spent, total.left)
    adds_up(table)
    adds_up(report(loaded, as_of.isoformat(), named, unit=unit).table("by_code"))


def adds_up(table: Table) -> None:
    """Every row but the total is added up once, and every amount is what it says that it is made of."""
    below = [place for row in table.rows for place in row.sums]
    assert sorted(below) == list(range(len(table.rows) - 1))
    accounts = [row.key for row in table.rows if row.key.startswith("Expenses:")]
    assert len(accounts) == len(set(accounts)) > 0
    for row in table.rows:
        for place, column in enumerate(table.columns):
            cell = row.cells[place]
            if row.sums and column.key in {"plan", "spent", "month"} and cell is not None:
                assert sums_up(table, row, place)
            if column.kind in FIGURES and (column.terms or column.ratio) and computed(table, row, column) is not None:
                assert cell == computed(table, row, column)

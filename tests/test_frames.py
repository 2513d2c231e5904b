"""The books as DataFrames: every sum is that of `check --format json` to the cent, and what is not stated is missing."""

import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any
from typing import NamedTuple

import notebooks
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from registers import HEADINGS

import riga_grants
from riga_grants import frames
from riga_grants.cli import run
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.frames import Frames
from riga_grants.frames import tables
from riga_grants.money import from_cell
from riga_grants.money import parse_number
from riga_grants.money import to_decimal

ROOT = Path(__file__).parent.parent
TABLES: dict[str, type[NamedTuple]] = {
    "costs": tables.CostRow,
    "budget": tables.BudgetRow,
    "execution": tables.ExecutionRow,
    "sources": tables.FundingRow,
    "indicators": tables.IndicatorRow,
}
OF_A_LINE = ("original", "budget", "before", "this_period", "spent", "left")
OF_A_SOURCE = ("ceiling", "earned", "received", "receivable", "advance", "left")

LEDGER = """
2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2015-12-31 10000 EUR
  name-en: "First"
2014-01-01 custom "grant-source" "P1" "RD" 5000 EUR
  name: "Rīgas dome"
2014-01-01 custom "grant-source" "P1" "SOS" 5000 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "2014" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "2015" 2015-01-01 2015-12-31
2014-01-01 custom "grant-budget" Expenses:P1:Staff "2014" 4000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff "2015" 4000 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014" 2000 EUR
2014-06-01 custom "grant-budget" Expenses:P1:Rent "2014" 1500 EUR
  amendment: "1"
  decision: "LD-7"
2014-06-01 custom "grant-budget" Expenses:P1:Gifts "2014" 500 EUR
  amendment: "1"
2014-01-01 custom "grant-indicator" "P1" "families" "2014" "planned" 100
  unit: "families"
2014-01-01 custom "grant-indicator" "P1" "families" "2014" "reached" "not-stated"
2014-01-01 custom "grant-indicator" "P1" "families" "2015" "reached" 12.5
2014-01-01 open Liabilities:Advance:RD:P1
2014-01-01 open Income:InKind:P1
2014-01-01 open Expenses:P1:Staff EUR
  position: "1"
  name: "Personāls"
  name-en: "Staff"
2014-01-01 open Expenses:P1:Staff:Social EUR
2014-01-01 open Expenses:P1:Rent EUR
2014-01-01 open Expenses:P1:Gifts
2014-01-15 * "Rīgas dome" "Avanss"
  Assets:Bank  1000 EUR
  Liabilities:Advance:RD:P1
2014-02-03 * "SIA Nams" "Telpu noma" ^row-00000000000000000000000000000001 ^other
  document-no: "R-1"
  document-date: 2014-01-31
  document-type: "Rēķins"
  document-total: 363.00 EUR
  issuer: "SIA Parauga nams"
  issuer-reg: "40009999011"
  paid: 2014-02-05
  note: "Piezīme"
  net: 100.00 EUR
  vat: 21.00 EUR
  payment-no: "17"
  source-file: "Rēķini 2014.xlsx"
  source-sheet: "Izmaksas"
  source-cells: "A7:M7"
  source-sha256: "ab12"
  Expenses:P1:Rent  121.00 EUR
  Liabilities:Payable:P1
2014-03-03 * "Brīvprātīgie" "Darbs"
  Expenses:P1:Staff:Social  40.00 EUR
    funder: "SOS"
  Income:InKind:P1
2014-04-03 ! "Kāds" "Nav skaidrs"
  Expenses:P1:Gifts  9.99 EUR
  Liabilities:Payable:P1
2015-01-05 * "SIA Nams" "Kļūdaini" ^row-00000000000000000000000000000001
  reverses: "row-00000000000000000000000000000001"
  document-no: 17
  paid: "nezināms"
  Expenses:P1:Rent  -121.00 EUR
  Liabilities:Payable:P1
2015-01-06 * "Shop" "In lats, without a price"
  Expenses:P1:Gifts  5.00 LVL
  Liabilities:Payable:P1
"""


@pytest.fixture(name="small")
def make_small(make_books: Callable[[str], Path]) -> Frames:
    return riga_grants.load(make_books(LEDGER), lang="en")


@pytest.fixture(name="demo", scope="module")
def make_demo(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Make the demonstration books, with all their workbooks imported, as `make demo` does."""
    root = tmp_path_factory.mktemp("checkout") / "demo-books"
    with redirect_stdout(io.StringIO()):
        assert run(["demo", str(root)]) == 0
        assert run(["import", *map(str, sorted((root / "inbox").glob("*.xlsx"))), "--books", str(root)]) == 0
    return riga_grants.load(root, lang="en")


def check(root: Path, **options: str) -> dict[str, Any]:
    """Give what `check --format json` says of books."""
    named = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
    with redirect_stdout(io.StringIO()) as out:
        run(["check", "--books", str(root), "--format", "json", "--lang", "en", *named])
    return dict(json.loads(out.getvalue()))


def stated(value: object) -> object:
    return None if pd.isna(value) else value


def money(cents: object) -> str | None:
    """Give an amount of a DataFrame as JSON does."""
    return None if pd.isna(cents) else str(to_decimal(int(str(cents))))


def total(column: Any) -> str | None:  # noqa: ANN401 - pandas carries no types
    return money(column.sum(min_count=1))


def same_as_check(books: Frames, **options: str) -> None:
    """Hold every figure of the DataFrames against `check`: the rows one by one, and the sums."""
    told = check(books.books.root, **options)
    execution, sources, costs = books.execution(**options), books.sources(**options), books.costs(**options)
    assert sorted(execution.project.unique()) == sorted(project["code"] for project in told["projects"])
    for project in told["projects"]:
        lines, paid = execution[execution.project == project["code"]], sources[sources.project == project["code"]]
        spent = costs[costs.project == project["code"]]
        assert {str(day.date()) for day in lines.as_of} == {told["as_of"]}
        assert [
            {"account": row.line, **{key: money(getattr(row, f"{key}_cents")) for key in OF_A_LINE}}
            for row in lines.itertuples()
            if project["lines"]
        ] == [{"account": line["account"], **{key: line[key] for key in OF_A_LINE}} for line in project["lines"]]
        assert [
            {
                "funder": stated(row.funder) or "",
                "kind": row.kind,
                "rate": None if row.rate is None else str(row.rate),
                **{key: money(getattr(row, f"{key}_cents")) for key in OF_A_SOURCE},
            }
            for row in paid.itertuples()
        ] == project["sources"]
        # Where a line does not state it, check has no sum either, or one that stands above the lines: an agreed total.
        summed = [key for key in ("budget", "spent") if lines[f"{key}_cents"].notna().all()]
        assert {key: total(lines[f"{key}_cents"]) for key in summed} == {key: project[key] for key in summed}
        by_line = spent.groupby("line").amount_cents.sum()
        assert {line["account"]: line["this_period"] for line in project["lines"] if line["this_period"]} == {
            line["account"]: money(by_line.get(line["account"], 0)) for line in project["lines"] if line["this_period"]
        }
        assert spent.amount_cents.sum() == lines.this_period_cents.sum()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"as_of": "2014-03-01"},
        {"as_of": "2015-09-30"},
        {"period": "2014-Q4"},
        {"period": "2015", "as_of": "2015-06-30"},
        {"period": "2018"},
        {"period": "total", "as_of": "2016-05-05"},
    ],
    ids=str,
)
def test_every_figure_of_the_demonstration_is_that_of_check(demo: Frames, options: dict[str, str]) -> None:
    same_as_check(demo, **options)


def test_every_figure_of_the_reference_books_is_that_of_check() -> None:
    same_as_check(riga_grants.load(ROOT, lang="en"))


class Made(NamedTuple):
    """Random books: their ledger, and a day and a period to look at."""

    ledger: str
    options: dict[str, str]


START = date(2014, 1, 1)
AMOUNTS = st.one_of(st.integers(1, 9), st.integers(1, 9_999_99))
EDGES = (START, date(2014, 12, 31), date(2015, 1, 1), date(2015, 12, 31), date(2016, 1, 1))
DAYS = st.one_of(st.sampled_from(EDGES), st.dates(START, date(2016, 6, 30)))
LINES = ("Rent", "Staff:Social", "Staff:Lead", "Gifts")


@st.composite
def projects(draw: st.DrawFn, code: str) -> str:
    """Write a project: with or without a total, lines and their budgets (amended, not stated), sources, costs of all kinds."""

    def amount(*, stated: int = 3) -> str:
        known = draw(st.integers(0, stated))
        return f"{to_decimal(draw(AMOUNTS))} EUR" if known else '"not-stated"'

    def directive(day: date, name: str, *values: object) -> str:
        return f'{day} custom "grant-{name}" {" ".join(str(value) for value in values)}'

    quoted = f'"{code}"'
    actuals = draw(st.sampled_from(["", "", "", '\n  actuals: "not-stated"']))
    said = [
        directive(START, "project", quoted, f'"{code}"', START, "2015-12-31", amount()) + actuals,
        *(directive(START, "period", quoted, f'"{year}"', f"{year}-01-01", f"{year}-12-31") for year in (2014, 2015)),
        directive(START, "source", quoted, '"RD"', amount()),
        directive(START, "source", quoted, '"OWN"', amount()) + '\n  kind: "own"',
        *(f"{START} open {account}:{code}" for account in ("Liabilities:Payable", "Income:InKind", "Liabilities:Advance:RD")),
    ]
    for line in draw(st.lists(st.sampled_from(LINES), unique=True)):
        said.append(f"{START} open Expenses:{code}:{line}")
        for period in draw(st.sampled_from([(), ("total",), ("2014", "2015")])):
            days = draw(st.sampled_from([(START,), (START, date(2014, 9, 1)), (date(2015, 2, 1),)]))
            said += [directive(day, "budget", f"Expenses:{code}:{line}", f'"{period}"', amount(stated=7)) for day in days]
        for number in range(draw(st.integers(0, 4))):
            day = draw(DAYS)
            cents, sign = to_decimal(draw(AMOUNTS)), draw(st.sampled_from(["", "", "", "-"]))
            units = draw(st.sampled_from([*(f"{cents} EUR",) * 3, f"{cents} LVL", f"1.00 LVL @@ {cents} EUR"]))
            funder = draw(st.sampled_from(["", "", '\n    funder: "RD"']))
            other = draw(st.sampled_from(["Liabilities:Payable", "Liabilities:Payable", "Income:InKind"]))
            said.append(
                f'{day} {draw(st.sampled_from("***!"))} "P" "N"\n  document-no: "{number}"\n'
                f"  Expenses:{code}:{line}  {sign}{units}{funder}\n  {other}:{code}"
            )
    if draw(st.booleans()):
        said.append(f'{START} * "RD" "Avanss"\n  Assets:Bank  {to_decimal(draw(AMOUNTS))} EUR\n  Liabilities:Advance:RD:{code}')
    return "\n".join(said)


@st.composite
def made_books(draw: st.DrawFn) -> Made:
    codes = ("P1", "P2")[: draw(st.integers(1, 2))]
    day = draw(DAYS)
    period = draw(st.sampled_from(["", "", "total", "2014", "2015"]))
    options = {"as_of": day.isoformat()} | ({"period": period} if period else {})
    return Made("\n".join(["2014-01-01 open Assets:Bank", *(draw(projects(code)) for code in codes)]), options)


@settings(max_examples=40)
@given(made_books())
def test_every_figure_of_any_books_is_that_of_check(made: Made) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ledger").mkdir()
        plugin = 'plugin "riga_grants.plugin"\n'
        (Path(folder) / "ledger" / "main.beancount").write_text(plugin + made.ledger, encoding="utf-8")
        books, whole = riga_grants.load(folder, lang="en"), {"as_of": made.options["as_of"]}
        same_as_check(books, **made.options)
        planned = books.budget(**whole).groupby("line").budget_cents.agg(lambda column: column.sum(skipna=False))
        execution = books.execution(**whole).set_index("line")
        assert {line: money(cents) for line, cents in planned.items()} == {
            line: money(execution.budget_cents[line]) for line in planned.index
        }


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_documented_with_its_dtype_and_comes_so_from_any_books(
    name: str, small: Frames, tmp_path: Path
) -> None:
    page = (ROOT / "docs" / "pandas.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {name}\(\)\n(.*?)(?=^## )", page, re.DOTALL | re.MULTILINE)
    documented = dict(re.findall(r"^\| `(\w+)` \| `([\w\[\]]+)` \|", section, re.MULTILINE))
    assert documented == frames.columns(TABLES[name])
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "main.beancount").write_text('plugin "riga_grants.plugin"\n', encoding="utf-8")
    for books in (small, riga_grants.load(tmp_path)):
        assert {column: str(dtype) for column, dtype in getattr(books, name)().dtypes.items()} == documented


def values(frame: Any) -> list[dict[str, object]]:  # noqa: ANN401 - pandas carries no types
    """Give the rows of a DataFrame as plain values, None for what is missing; the ledger's lines are left out."""
    return [
        {name: str(value.date()) if isinstance(value, pd.Timestamp) else stated(value) for name, value in row.items()}
        for row in frame.drop(columns=["ledger_line", "ledger_file", "as_of"], errors="ignore").to_dict("records")
    ]


PROJECT = {"project": "P1", "demonstration": False}
RENT = {**PROJECT, "line": "Expenses:P1:Rent", "number": None, "name": "Rent", "account": "Expenses:P1:Rent", "currency": "EUR"}
NO_DOCUMENT = dict.fromkeys(name for name in frames.columns(tables.CostRow) if not name.startswith("ledger_"))
BY_HAND = {**NO_DOCUMENT, "parked": False, "eligible": True, "in_kind": False}


def test_a_cost_tells_its_line_its_document_its_cells_and_what_it_takes_back(small: Frames) -> None:
    """A bill, work in kind on a subline, a parked cost, a reversal; what is in another currency counts nowhere."""
    assert values(small.costs(as_of="2015-12-31")) == [
        {
            **BY_HAND,
            **RENT,
            "day": "2014-02-03",
            "amount_cents": 12100,
            "document_no": "R-1",
            "document_date": "2014-01-31",
            "document_type": "Rēķins",
            "document_total_cents": 36300,
            "net_cents": 10000,
            "vat_cents": 2100,
            "issuer": "SIA Parauga nams",
            "issuer_reg": "40009999011",
            "description": "Telpu noma",
            "paid": "2014-02-05",
            "payment_no": "17",
            "note": "Piezīme",
            "key": "row-00000000000000000000000000000001",
            "source_file": "Rēķini 2014.xlsx",
            "source_sheet": "Izmaksas",
            "source_cells": "A7:M7",
            "source_sha256": "ab12",
        },
        {
            **BY_HAND,
            **RENT,
            "day": "2014-03-03",
            "line": "Expenses:P1:Staff",
            "number": "1",
            "name": "Staff",
            "account": "Expenses:P1:Staff:Social",
            "amount_cents": 4000,
            "in_kind": True,
            "funder": "SOS",
            "issuer": "Brīvprātīgie",
            "description": "Darbs",
        },
        {
            **BY_HAND,
            **RENT,
            "day": "2014-04-03",
            "line": "Expenses:P1:Gifts",
            "name": "Gifts",
            "account": "Expenses:P1:Gifts",
            "amount_cents": 999,
            "parked": True,
            "eligible": False,
            "issuer": "Kāds",
            "description": "Nav skaidrs",
        },
        {
            **BY_HAND,
            **RENT,
            "day": "2015-01-05",
            "amount_cents": -12100,
            "document_no": "17",
            "issuer": "SIA Nams",
            "description": "Kļūdaini",
            "key": "row-00000000000000000000000000000001",
            "reverses": "row-00000000000000000000000000000001",
        },
    ]


def test_a_budget_is_that_of_the_day_with_what_was_first_approved(small: Frames) -> None:
    """Rent was cut by an amendment, and gifts brought by it."""

    def told(**options: str) -> list[tuple[object, ...]]:
        names = ("name", "period", "original_cents", "budget_cents", "amendment", "decision", "dated")
        return [tuple(row[name] for name in names) for row in values(small.budget(**options))]

    staff = [("Staff", year, 400000, 400000, None, None, "2014-01-01") for year in ("2014", "2015")]
    amended = ("Rent", "2014", 200000, 150000, "1", "LD-7", "2014-06-01")
    brought = ("Gifts", "2014", 0, 50000, "1", None, "2014-06-01")
    assert told(as_of="2014-05-31") == [*staff, ("Rent", "2014", 200000, 200000, None, None, "2014-01-01")]
    assert told(as_of="2014-06-01") == [*staff, amended, brought]
    assert told(as_of="2014-06-01", period="2014") == [staff[0], amended, brought]


def test_indicators_are_exact_and_one_that_is_not_stated_is_missing(small: Frames) -> None:
    def told(**options: str) -> list[tuple[object, ...]]:
        return [(row["period"], row["state"], str(row["value"]), row["unit"]) for row in values(small.indicators(**options))]

    first = [("2014", "planned", "100", "families"), ("2014", "reached", "None", None)]
    assert told() == [*first, ("2015", "reached", "12.5", None)]
    assert told(period="2014") == first


def test_what_is_not_known_of_the_cost_has_no_share_either(make_books: Callable[..., Path]) -> None:
    """A funder whose part nobody can tell, a line without actuals, and a project of which only the total was agreed."""
    project = """
    2014-01-01 custom "grant-project" "P1" "Pirmais" 2014-01-01 2014-12-31 {total}
    2014-01-01 custom "grant-source" "P1" "RD" {ceiling}
    {lines}
    """
    rent = """
    2014-01-01 open Expenses:P1:Gifts
      actuals: "not-stated"
    2014-01-01 open Expenses:P1:Rent
    2014-02-02 * "Rent" "Paid"
      Expenses:P1:Rent  10.00 EUR
      Liabilities:Payable:P1
    """
    ledgers = {
        "unknown share": project.format(total="100 EUR", ceiling='"not-stated"', lines=rent),
        "known share": project.format(total="100 EUR", ceiling="50 EUR", lines=rent),
        "no lines": project.format(total="100 EUR", ceiling="50 EUR", lines=""),
    }
    columns = ["line", "budget_cents", "spent_cents", "cofinancing_cents", "own_cents"]
    found = {
        name: riga_grants.load(make_books(re.sub(r"^    ", "", ledger, flags=re.MULTILINE), name)).execution()[columns]
        for name, ledger in ledgers.items()
    }
    assert {name: [tuple(row.values()) for row in values(frame)] for name, frame in found.items()} == {
        "unknown share": [("Expenses:P1:Gifts", None, None, None, None), ("Expenses:P1:Rent", None, 1000, None, None)],
        "known share": [("Expenses:P1:Gifts", None, None, None, None), ("Expenses:P1:Rent", None, 1000, 500, 500)],
        "no lines": [("Expenses:P1", 10000, 0, None, None)],
    }


@pytest.mark.parametrize("day", ["2014-05-31", date(2014, 5, 31), pd.Timestamp("2014-05-31 18:00")], ids=repr)
def test_a_day_may_be_written_in_any_way_that_python_knows(small: Frames, day: str | date) -> None:
    assert small.execution(as_of=day).as_of.unique() == [pd.Timestamp("2014-05-31")]


def test_names_are_in_the_language_of_the_books_or_of_the_call(small: Frames) -> None:
    assert list(small.execution().name) == ["Staff", "Rent", "Gifts"]
    assert list(small.execution(lang="lv").name) == ["Personāls", "Rent", "Gifts"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"project": "P9"}, "There is no project “P9”; there are: P1."),
        ({"period": "2019"}, "There is no period “2019”; there are: 2014, 2015, total."),
        ({"lang": "de"}, "There is no language “de”; there are: lv, en."),
        ({"project": "P1", "as_of": "2013-12-31"}, "P1 was not agreed yet on 2013-12-31."),
    ],
    ids=str,
)
def test_what_the_books_do_not_hold_is_wrong_usage(small: Frames, options: dict[str, str], said: str) -> None:
    with pytest.raises(WrongUsage, match=f"^{re.escape(said)}$"):
        small.costs(**options)
    with pytest.raises(ValueError, match="isoformat"):
        small.costs(as_of="31.12.2014")


def test_a_project_that_was_not_agreed_yet_is_not_there(small: Frames) -> None:
    assert [len(getattr(small, name)(as_of="2013-12-31")) for name in TABLES] == [0, 0, 0, 0, 0]


def test_books_are_shown_by_their_projects(small: Frames) -> None:
    assert repr(small) == "<books of P1>"


def test_the_nearest_books_are_found(small: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.books.root / "ledger" / "projects")
    assert riga_grants.load().books.root == small.books.root
    monkeypatch.chdir(small.books.root.parent)
    with pytest.raises(BooksError, match="No books here"):
        riga_grants.load()


def test_errors_in_the_books_are_told_because_figures_may_lack_what_cannot_be_read(make_books: Callable[[str], Path]) -> None:
    root = make_books(f'{LEDGER}\n2014-01-01 custom "grant-wish" "P1"\n')
    with pytest.warns(UserWarning, match="^1 error in the books; riga-grants check tells it.$") as told:
        riga_grants.load(root, lang="en")
    assert [warning.filename for warning in told] == [__file__]


def test_a_missing_pandas_is_told_with_what_to_install(small: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    said = 'pandas is not installed here. Install it with: pip install "riga-grants[pandas]"'
    with pytest.raises(BooksError, match=f"^{re.escape(said)}$"):
        riga_grants.load(small.books.root)


def test_pandas_is_loaded_only_when_books_are() -> None:
    code = "import sys, riga_grants, riga_grants.frames; print({'pandas', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True).stdout == "set()\n"


def test_every_imported_cost_leads_to_its_cells_and_to_its_posting(demo: Frames) -> None:
    costs, root = demo.costs(project="RGAP"), demo.books.root
    imported = costs[costs.source_file.notna()]
    kept = {path.name: path.read_bytes() for path in (root / "inbox").glob("*.xlsx")}
    sheets = {name: openpyxl.load_workbook(io.BytesIO(book))["Izmaksas"] for name, book in kept.items()}
    files = {name: (root / name).read_text(encoding="utf-8").splitlines() for name in costs.ledger_file.unique()}
    assert dict(zip(imported.source_file, imported.source_sha256, strict=True)) == {
        name: hashlib.sha256(book).hexdigest() for name, book in kept.items()
    }
    assert not imported.duplicated(["source_file", "source_cells"]).any()
    for row in imported.itertuples():
        (cells,) = sheets[row.source_file][row.source_cells]
        amount = to_decimal(int(row.amount_cents))
        value = cells[list(HEADINGS).index("amount")].value
        assert (parse_number(value, ",") if isinstance(value, str) else from_cell(value)) == amount
        assert files[row.ledger_file][row.ledger_line - 1].split() == [row.account, str(amount), row.currency]


def test_the_notebook_runs_and_shows_what_it_holds(demo: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = demo.books.root.parent / "examples"
    beside.mkdir()
    monkeypatch.chdir(beside)
    for cell, held, shown in notebooks.run(ROOT / "examples" / "figures.ipynb"):
        assert (cell, notebooks.without_pictures(held)) == (cell, notebooks.without_pictures(shown))

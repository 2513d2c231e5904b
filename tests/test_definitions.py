"""reports/*.toml: what a definition may say, what is told of one that is wrong, and what it chooses of a report."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from riga_grants import books as books_reader
from riga_grants.errors import NOWHERE
from riga_grants.errors import BooksError
from riga_grants.errors import Place
from riga_grants.reports import definitions
from riga_grants.reports import queries
from riga_grants.reports.definitions import Definition
from riga_grants.tables import BARS
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import TEXT
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Words

ROOT = Path(__file__).parent.parent
LINES = Table(
    "lines",
    "Lines",
    (Column("line", "Line"), Column("budget", "Budget", MONEY), Column("spent", "Spent", MONEY)),
    [Row(("Rent", 200, 100)), Row(("Staff", 300, 150))],
    bars="spent",
)
CHART = Chart("chart", "Lines", BARS, "lines", "line", (Series("budget", "plan"), Series("spent")), (0, 1), "…")
SUMMARY = Sheet("summary", "Kopsavilkums", "Summary", (Words(("…",)), CHART))
EXECUTION = Sheet("execution", "Izpilde", "Execution", (LINES,))
REPORT = Report("committee", "Report", "P1", "en", date(2014, 12, 31), (SUMMARY, EXECUTION))


def read(tmp_path: Path, written: str) -> tuple[Definition | None, list[tuple[int, str, str]]]:
    """Read a definition from its text, and give it with what is wrong: line, code, words."""
    (tmp_path / "reports").mkdir(exist_ok=True)
    (tmp_path / "reports" / "mine.toml").write_text(written, encoding="utf-8")
    found, findings = definitions.load(tmp_path, "mine")
    return found, [(one.place.line, one.code, str(one.message)) for one in findings]


def test_a_definition_says_what_a_report_shows(tmp_path: Path) -> None:
    found, wrong = read(
        tmp_path,
        """
        report = "committee"
        title = "For the committee"
        projects = ["P1", "P2"]
        compare = ["2014", "2015"]
        rounding = "thousands"
        lang = "lv"
        sheets = ["execution"]
        [columns]
        lines = ["line", "spent"]
        [queries]
        "Piegādātāji" = "SELECT payee, sum(position) GROUP BY payee"
        """,
    )
    assert wrong == []
    assert found is not None
    assert (found.name, found.report, found.projects, found.compare) == ("mine", "committee", ("P1", "P2"), ("2014", "2015"))
    assert (found.rounding, found.lang, found.period, found.sheets) == ("thousands", "lv", "", ("execution",))
    assert found.columns == {"lines": ["line", "spent"]}


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ('sheets = ["summary"]', (0, "report-definition", "The definition lacks “report”: which report it is.")),
        (
            'report = "comittee"',
            (
                1,
                "report-definition",
                '“report” is "comittee"; expected: “committee”, “claim”, “audit”, “council”, “portfolio”, “todo”.',
            ),
        ),
        (
            'report = "claim"\nrownding = "euro"',
            (2, "report-key", "“rownding” is unknown in a definition; is “rounding” meant?"),
        ),
        ('report = "claim"\n\nxyzzy = 1', (3, "report-key", "“xyzzy” is unknown in a definition.")),
        (
            'report = "claim"\nrounding = "cent"',
            (2, "report-definition", '“rounding” is "cent"; expected: “cents”, “euro”, “thousands”.'),
        ),
        ('report = "claim"\nsheets = []', (2, "report-definition", "“sheets” is []; expected: at least one.")),
        (
            'report = "claim"\nsheets = ["a", "a"]',
            (2, "report-definition", "“sheets” is ['a', 'a']; expected: a list of names in quotes, each once."),
        ),
    ],
)
def test_what_is_wrong_with_a_definition_has_its_line(tmp_path: Path, written: str, wrong: tuple[int, str, str]) -> None:
    assert read(tmp_path, written) == (None, [wrong])


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    found, [(_, code, said)] = read(tmp_path, "report = committee")
    assert found is None
    assert (code, said[:35]) == ("report-definition", "The definition cannot be read: Inva")


def test_a_definition_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    read(tmp_path, 'report = "audit"')
    for name in ("other", "../reports/mine", ""):
        with pytest.raises(BooksError, match="there are: mine"):
            definitions.load(tmp_path, name)
    assert [one and one.name for one, _ in definitions.every(tmp_path)] == ["mine"]


def chosen(**said: object) -> tuple[Report, list[str]]:
    report, findings = definitions.applied(REPORT, Definition("mine", NOWHERE, "committee", **said))  # type: ignore[arg-type]
    return report, [str(one.message) for one in findings]


def test_it_chooses_sheets_and_columns_in_its_order() -> None:
    report, wrong = chosen(title="Mine", sheets=("execution",), columns={"lines": ("spent", "line")})
    assert wrong == []
    assert (report.title, [sheet.key for sheet in report.sheets]) == ("Mine", ["execution"])
    table = report.table("lines")
    assert [column.key for column in table.columns] == ["spent", "line"]
    assert [row.cells for row in table.rows] == [(100, "Rent"), (150, "Staff")]
    assert table.bars == "spent"


def test_a_chart_keeps_the_table_that_it_draws_and_goes_with_a_column_of_it() -> None:
    report, _ = chosen(sheets=("summary",))
    assert [block for sheet in report.sheets for block in sheet.blocks] == [*SUMMARY.blocks]
    assert list(report.tables) == []
    assert report.table("lines") == LINES
    with pytest.raises(KeyError):
        report.table("nothing")


def test_nothing_said_changes_nothing() -> None:
    assert chosen() == (REPORT, [])


def test_a_chart_on_another_sheet_goes_with_a_column_that_it_draws() -> None:
    report, _ = chosen(columns={"lines": ("line", "spent")})
    assert [type(block).__name__ for sheet in report.sheets for block in sheet.blocks] == ["Words", "Table"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"sheets": ("sumary",)}, "“sumary” is unknown in a definition; is “summary” meant?"),
        ({"columns": {"table": ("line",)}}, "“columns.table” is unknown in a definition."),
        ({"columns": {"lines": ("line", "left")}}, "“columns.lines: left” is unknown in a definition."),
    ],
)
def test_what_the_report_does_not_have_is_told(said: dict[str, object], wrong: str) -> None:
    assert chosen(**said) == (REPORT, [wrong])


def test_the_definitions_that_come_with_the_books_are_in_order() -> None:
    found = definitions.every(ROOT)
    assert [(one and one.name, wrong) for one, wrong in found] == [("council-page", [])]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(definitions.schema())


def test_the_page_shows_every_key() -> None:
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    assert [key for key in definitions.schema()["properties"] if f"`{key}`" not in page] == []


# Queries.

COSTS = """
2014-01-01 open Expenses:P1:Rent
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 100 EUR
2014-02-03 * "Office" "Rent" #tag
  document-no: "1"
  document-date: 2014-02-03
  issuer: "Office"
  Expenses:P1:Rent  100.01 EUR
  Liabilities:Payable:P1
"""


def asked(make_books: Callable[[str], Path], **said: str) -> tuple[list[Table], list[str]]:
    loaded = books_reader.load(make_books(COSTS))
    report, wrong = queries.added(REPORT, said, loaded, lambda name: Place(f"{name}.toml", 7))
    return [table for sheet in report.sheets[2:] for table in sheet.blocks if isinstance(table, Table)], [
        f"{one.place}: {one.message}" for one in wrong
    ]


def test_a_query_is_a_sheet_with_typed_columns(make_books: Callable[[str], Path]) -> None:
    sql = "SELECT account, date, sum(position) AS cost, sum(number) AS n, count(*) AS c, tags WHERE account ~ 'Rent'"
    (table,), wrong = asked(make_books, Rent=sql)
    assert wrong == []
    assert [(column.head, column.kind) for column in table.columns] == [
        ("account", TEXT),
        ("date", DAY),
        ("cost", MONEY),
        ("n", NUMBER),
        ("c", NUMBER),
        ("tags", TEXT),
    ]
    assert [row.cells for row in table.rows] == [
        ("Expenses:P1:Rent", date(2014, 2, 3), 10001, table.rows[0].cells[3], 1, "tag")
    ]
    assert (table.title, table.currency) == ("Rent", "EUR")


def test_a_tab_takes_a_name_that_excel_takes_and_no_other_has(make_books: Callable[[str], Path]) -> None:
    sql = "SELECT account"
    names = dict.fromkeys(("Izpilde", "a:b", "A B", "x" * 40, "x" * 41, "[*]"), sql)
    report, _ = queries.added(REPORT, names, books_reader.load(make_books(COSTS)), lambda _: NOWHERE)
    assert [sheet.name for sheet in report.sheets[2:]] == ["Izpilde (2)", "a b", "A B (2)", "x" * 31, "x" * 27 + " (2)", "BQL"]


def test_a_path_of_this_computer_is_named_from_the_books(make_books: Callable[[str], Path]) -> None:
    (table,), _ = asked(make_books, Files="SELECT filename")
    assert {row.cells[0] for row in table.rows} == {"ledger/projects/P1.beancount"}


def test_an_answer_without_rows_says_so(make_books: Callable[[str], Path]) -> None:
    (table,), _ = asked(make_books, Nothing="SELECT account WHERE account ~ 'Nowhere'")
    assert (table.rows, table.empty) == ([], "The query finds nothing.")


@pytest.mark.parametrize(
    "sql",
    [
        "SELEC account",
        "SELECT nope",
        "SELECT sum(position) WHERE number / 0 > 1 (",
        "SELECT account WHERE account ~ '('",
        "CREATE TABLE foo USING 'csv:secret.csv'",
        "INSERT INTO foo (a) VALUES (1)",
        "PRINT",
    ],
)
def test_a_query_that_cannot_be_run_is_told_with_its_line(make_books: Callable[[str], Path], sql: str) -> None:
    tables, (wrong,) = asked(make_books, Mine=sql)
    assert tables == []
    assert wrong.startswith("Mine.toml:7: The query “Mine” cannot be run: ")

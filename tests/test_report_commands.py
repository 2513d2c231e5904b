"""`riga-grants report`: where a report goes, what is chosen of it, what a definition says, and what is refused."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from riga_grants.cli import run

BOOKS = """
2014-01-01 open Expenses:P1:Rent
  position: "1"
  name: "Telpas"
  name-en: "Rooms"
2014-01-01 open Expenses:P1:Staff:Managers
2014-01-01 open Expenses:P1:Staff:Workers
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 1000.50 EUR
  name-en: "The project"
2014-01-01 custom "grant-source" "P1" "RD" 500 EUR
2014-01-01 custom "grant-source" "P1" "SOS" 500.50 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "first" 2014-01-01 2014-06-30
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 600.50 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Managers "total" 300 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Staff:Workers "total" 100 EUR
2014-02-03 * "Office" "Rent"
  document-no: "1"
  document-date: 2014-02-03
  issuer: "Office"
  Expenses:P1:Rent  100.49 EUR
  Liabilities:Payable:P1
2014-01-01 custom "grant-project" "P2" "Otrais" 2014-01-01 2014-12-31
"""


@pytest.fixture
def root(make_books: Callable[[str], Path]) -> Path:
    return make_books(BOOKS)


@pytest.fixture
def report(root: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run `riga-grants report …` on the books as of the end of 2014, in English; give exit code, stdout and stderr."""

    def made(*arguments: str, lang: str = "en") -> tuple[int, str, str]:
        day = () if arguments[0] in {"list", "schema"} else ("--as-of", "2014-12-31")
        books = () if arguments[0] == "schema" else ("--books", str(root))
        code = run(["report", *arguments, *day, *books, *(("--lang", lang) if lang else ())])
        return (code, *capsys.readouterr())

    return made


Report = Callable[..., tuple[int, str, str]]


def test_without_a_file_the_tables_go_to_the_terminal(report: Report) -> None:
    code, out, err = report("committee", "P1")
    assert (code, err) == (0, "")
    assert "Report to the committee" in out
    assert "100.49" in out


def test_one_sheet_or_one_table(report: Report) -> None:
    _, out, _ = report("committee", "P1", "--sheet", "execution", "--format", "json")
    assert [sheet["key"] for sheet in json.loads(out)["sheets"]] == ["execution"]
    _, out, _ = report("committee", "P1", "--sheet", "paid_by", "--format", "csv")
    assert out.startswith("\ufeffrow_key;row_depth;row_look;")
    assert "251,12" not in out
    assert "50,21" in out  # 100.49 × 500 ∕ 1000.50 = 50.2198…, floored


def test_a_sheet_named_twice_or_with_its_table_is_written_once_each(report: Report, tmp_path: Path) -> None:
    keys = ("execution", "execution", "summary", "progress")
    code, _, err = report(
        "committee", "P1", *(part for key in keys for part in ("--sheet", key)), "-o", str(tmp_path / "x.xlsx")
    )
    assert (code, err) == (0, "")
    written = zipfile.ZipFile(tmp_path / "x.xlsx").read("xl/workbook.xml").decode()
    assert re.findall('<sheet name="([^"]+)"', written) == ["Execution", "Summary", "progress"]


def test_files_of_each_kind(report: Report, tmp_path: Path) -> None:
    for suffix, begins in ((".xlsx", b"PK"), (".pdf", b"%PDF"), (".zip", b"PK"), (".json", b"{"), (".CSV", b"\xef\xbb\xbf")):
        path = tmp_path / f"r{suffix}"
        code, out, err = report("committee", "P1", "--sheet", "paid_by", "-o", str(path))
        assert (code, out, err) == (0, f"{path}\n", "")
        assert path.read_bytes().startswith(begins)
    assert load_workbook(tmp_path / "r.xlsx").sheetnames
    assert "50.21" in PdfReader(tmp_path / "r.pdf").pages[0].extract_text()
    assert "datapackage.json" in zipfile.ZipFile(io.BytesIO((tmp_path / "r.zip").read_bytes())).namelist()


@pytest.mark.parametrize("kind", ["committee", "claim", "audit", "council", "portfolio", "todo"])
def test_every_report_in_both_languages(report: Report, kind: str) -> None:
    said = {}
    for lang in ("lv", "en"):
        code, out, err = report(kind, "P1", "--format", "json", lang=lang)
        assert (code, err) == (0, "")
        said[lang] = json.loads(out)
    assert (said["lv"]["report"], said["lv"]["lang"], said["lv"]["as_of"]) == (kind, "lv", "2014-12-31")
    assert said["lv"]["title"] != said["en"]["title"]


def test_several_projects_or_all(report: Report) -> None:
    for arguments in ((), ("P1", "P2"), ("P2", "P1")):
        _, out, _ = report("portfolio", *arguments, "--format", "json")
        (table,) = (one for one in json.loads(out)["sheets"][0]["tables"] if one["key"] == "portfolio")
        assert [row["key"] for row in table["rows"] if row["key"] in {"P1", "P2"}] == ["P1", "P2"]


def test_rounded_to_euro(report: Report) -> None:
    _, out, _ = report("committee", "P1", "--rounding", "euro", "--sheet", "execution", "--format", "json")
    (table,) = json.loads(out)["sheets"][0]["tables"]
    total = table["rows"][-1]
    assert (table["unit"], total["budget"], total["spent"], total["left"]) == ("euro", "1001.00", "100.00", "901.00")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("committee", "P9"), "There is no project “P9”; there are: P1, P2."),
        (("committee", "P1", "P2", "--period", "first"), "P2 has no period “first”."),
        (("committee", "P1", "--period", "second"), "There is no period “second”; there are: first, total."),
        (("committee", "P1", "--sheet", "sumary"), "There is no sheet “sumary”; there are: summary, execution"),
        (("committee", "P1", "--format", "csv"), "A CSV holds one table; choose it with --sheet: progress, "),
        (("claim", "P1", "--funder", "XX"), "“XX”"),
        (("claim", "P1", "--form", "rd"), "Say where the filled form goes: -o FILE.xlsx"),
        (("claim", "P1", "--form", "rd", "-o", "x.pdf"), "x.pdf must end in one of: .xlsx."),
        (("claim", "P1", "--form", "rd", "-o", "x.xlsx"), "There is no form “rd” in reports/templates/; there are: –."),
        (("committee", "P1", "-o", "x.doc"), "x.doc must end in one of: .xlsx, .pdf, .json, .csv, .zip."),
        (("make", "nothing"), "There is no definition “nothing” in reports/; there are: –."),
    ],
)
def test_what_is_refused_says_what_there_is(report: Report, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = report(*arguments)
    assert code in {2, 3}
    assert out == ""
    assert said in err


def test_a_file_that_cannot_be_written_is_told(report: Report, tmp_path: Path) -> None:
    code, _, err = report("committee", "P1", "-o", str(tmp_path / "nowhere" / "x.xlsx"))
    assert code == 3
    assert "cannot be written; is it open elsewhere?" in err


DEFINITION = """
report = "committee"
title = "Mans pārskats"
projects = ["P1"]
sheets = ["execution"]
rounding = "euro"
grouping = "top-lines"
lang = "lv"

[columns]
execution = ["line", "spent", "left"]

[queries]
"Rent / [*]" = "SELECT account, sum(position) AS cost WHERE account ~ 'Rent'"
"""


def define(root: Path, written: str) -> None:
    (root / "reports").mkdir(exist_ok=True)
    (root / "reports" / "mine.toml").write_text(written, encoding="utf-8")


def test_a_report_is_made_as_its_definition_says(report: Report, root: Path, tmp_path: Path) -> None:
    define(root, DEFINITION)
    code, out, _ = report("make", "mine", "--format", "json", lang="")
    assert code == 0
    made = json.loads(out)
    assert (made["title"], made["lang"], [sheet["key"] for sheet in made["sheets"]]) == (
        "Mans pārskats",
        "lv",
        ["execution", "query-1"],
    )
    (lines,) = made["sheets"][0]["tables"]
    assert [column["key"] for column in lines["columns"]] == ["line", "spent", "left"]
    assert [row["line"] for row in lines["rows"]] == ["Telpas", "Staff", "KOPĀ"]
    assert made["sheets"][1]["tables"][0]["rows"][0]["column_2"] == "100.49"
    code, _, err = report("make", "mine", "-o", str(tmp_path / "x.xlsx"))
    assert (code, err) == (0, "")
    assert load_workbook(tmp_path / "x.xlsx").sheetnames[1] == "Rent"


def test_the_command_line_comes_before_the_definition(report: Report, root: Path) -> None:
    define(root, DEFINITION)
    _, out, _ = report("make", "mine", "P2", "--rounding", "cents", "--format", "json")
    made = json.loads(out)
    assert (made["project"], made["lang"], made["sheets"][0]["tables"][0]["unit"]) == ("P2", "en", "cents")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('report = "committee"\nsheet = []', "reports/mine.toml:2"),
        ('report = "committee"\nsheets = ["sumary"]', "“sumary” is unknown in a definition; is “summary” meant?"),
        ('report = "committee"\n[queries]\na = "SELEC 1"', "reports/mine.toml:3"),
        ('report = "committee"\ncompare = ["third"]', "third"),
    ],
)
def test_a_wrong_definition_makes_nothing(report: Report, root: Path, tmp_path: Path, written: str, said: str) -> None:
    define(root, written)
    code, out, err = report("make", "mine", "P1", "-o", str(tmp_path / "x.xlsx"))
    assert code in {1, 2}
    assert out == ""
    assert said in err
    assert not (tmp_path / "x.xlsx").exists()


def test_the_definitions_are_listed_with_what_is_wrong(report: Report, root: Path) -> None:
    assert report("list") == (0, "There are no definitions in reports/.\n", "")
    define(root, DEFINITION)
    assert report("list") == (0, "mine  committee  P1  Mans pārskats\n", "")
    define(root, 'report = "committe"')
    code, out, _ = report("list")
    assert code == 1
    assert "report-definition" in out


def test_the_schema_of_definitions_is_json(report: Report) -> None:
    code, out, _ = report("schema")
    assert code == 0
    assert json.loads(out)["required"] == ["report"]


def test_books_with_an_error_make_a_report_that_tells_it(
    make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_books(BOOKS.replace("100.49 EUR", "700.49 EUR"))
    assert run(["report", "committee", "P1", "--books", str(root), "--lang", "en"]) == 1
    assert "600.50" in capsys.readouterr().out


def test_no_project_in_force_is_told(report: Report, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "committee", "--books", str(root), "--as-of", "2013-01-01", "--lang", "en"]) == 2
    assert "No project is in force on 2013-01-01." in capsys.readouterr().err
    assert report("committee", "P1")[0] == 0


def test_a_workbook_of_one_sheet_leaves_out_a_chart_whose_table_it_does_not_hold(report: Report, tmp_path: Path) -> None:
    code, _, err = report("committee", "P1", "--sheet", "summary", "-o", str(tmp_path / "x.xlsx"))
    assert (code, err) == (0, "")
    assert "xl/charts/chart1.xml" in zipfile.ZipFile(tmp_path / "x.xlsx").namelist(), "who pays: its table is on the page"
    assert "xl/charts/chart2.xml" not in zipfile.ZipFile(tmp_path / "x.xlsx").namelist(), "lines: theirs is not"

"""The list of imports: who brought what, from which file, for what, and what became of it."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest
from chained import add_by_hand
from chained import new_books
from chained import take
from chained import take_back
from registers import row
from registers import write_register

from riga_grants import books
from riga_grants.chains import imports
from riga_grants.chains.chain import START
from riga_grants.chains.chain import verify
from riga_grants.chains.entries import Correction
from riga_grants.chains.history import history
from riga_grants.chains.writer import Batch
from riga_grants.chains.writer import append
from riga_grants.cli import run
from riga_grants.grid import cells_of
from riga_grants.screens import imports_text

ILZE, ZANE = Correction("labots rēķins", "Ilze Bērziņa"), Correction("kļūda", "Zane")


def at(hour: int) -> datetime:
    return datetime(2014, 4, 7, hour, 30, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give books with four imports.

    1: R-1, R-2 and R-3; 2: R-1 corrected; 3: the undoing of 2; 4: R-2 corrected; 5: the undoing of 1, which leaves R-2.
    """
    root = new_books(tmp_path / "books")
    rows = {name: row(document_no=name, description=name, amount=100.0) for name in ("R-1", "R-2", "R-3")}
    take(root, write_register(tmp_path / "a.xlsx", [*rows.values()]), now=at(1), correction=ILZE)
    take(
        root,
        write_register(tmp_path / "a.xlsx", [*{**rows, "R-1": rows["R-1"] | {"amount": 7.0}}.values()]),
        now=at(2),
        correction=ILZE,
    )
    take_back(root, 2, now=at(3), correction=ZANE)
    take(root, write_register(tmp_path / "b.xlsx", [rows["R-2"] | {"amount": 150.0}]), now=at(4), correction=ILZE)
    take_back(root, 1, now=at(5), correction=ZANE)
    return root


def shown(root: Path, lang: str = "en", width: int = 80) -> list[str]:
    findings = verify(root)
    rows = imports_text.told(history(books.load(root)), findings)
    return imports_text.table(rows, findings, lang, width=width, colour=False, root=root).splitlines()


def test_the_list_tells_who_brought_what_from_where_and_what_became_of_it(root: Path) -> None:
    assert shown(root) == [
        " Import  When              Entries          Sum  State",
        "      1  2014-04-07 01:30        3   300.00 EUR  undone by 5",
        "         a.xlsx (costs, cost-register), P1, by Ilze Bērziņa",
        "         corrected by 4",
        "      2  2014-04-07 02:30        2   -93.00 EUR  undone by 3",
        "         a.xlsx (costs, cost-register), P1, by Ilze Bērziņa",
        "         correction: “labots rēķins”",
        "      3  2014-04-07 03:30        2    93.00 EUR  –",
        "         costs, P1, by Zane",
        "         undoing of import 2: “kļūda”",
        "      4  2014-04-07 04:30        2    50.00 EUR  stands",
        "         b.xlsx (costs, cost-register), P1, by Ilze Bērziņa",
        "         correction: “labots rēķins”",
        "      5  2014-04-07 05:30        2  -200.00 EUR  –",
        "         costs, P1, by Zane",
        "         undoing of import 1: “kļūda”",
    ]


def test_an_import_of_which_some_stands_says_how_much(root: Path) -> None:
    """Undoing 4 brings back the R-2 of 1."""
    take_back(root, 4, now=at(6), correction=ZANE)
    assert shown(root)[1:4] == [
        "      1  2014-04-07 01:30        3   300.00 EUR  1 of 3 stand",
        "         a.xlsx (costs, cost-register), P1, by Ilze Bērziņa",
        "         undone by 5",
    ]


def test_an_import_that_was_corrected_whole_says_by_which(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books")
    take(root, write_register(tmp_path / "a.xlsx", [row()]), now=at(1), correction=ILZE)
    take(root, write_register(tmp_path / "a.xlsx", [row(amount=7.0)]), now=at(2), correction=ILZE)
    assert [line.strip() for line in shown(root)[1:4]] == [
        "1  2014-04-07 01:30        1   1,200.00 EUR  corrected",
        "a.xlsx (costs, cost-register), P1, by Ilze Bērziņa",
        "corrected by 2",
    ]


def test_what_was_reversed_by_hand_is_counted(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books")
    take(root, write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")]), now=at(1), correction=ILZE)
    key = next(booking.record.key for booking in history(books.load(root)).bookings if booking.number == 1)
    reversal = f'2014-03-01 * "x" "y"\n  reverses: "{key}"\n  Expenses:P1:Rent  -1200.00 EUR\n  Liabilities:Payable:P1\n'
    add_by_hand(root, reversal)
    assert shown(root)[1].endswith("1 of 2 stand")
    assert shown(root)[3].strip() == "reversed by hand: 1"


def test_new_books_have_no_import(tmp_path: Path) -> None:
    assert shown(new_books(tmp_path / "books")) == ["Nothing was imported into these books yet."]


def test_a_damaged_file_is_flagged_where_it_stands_and_explained_below(root: Path) -> None:
    path = root / "ledger" / "imported" / "P1" / "000004-b.beancount"
    path.write_bytes(path.read_bytes().replace(b"150.00", b"160.00"))
    lines = shown(root)
    assert lines[10].endswith("  DAMAGED, stands")
    assert lines[17:19] == ["Errors (1)", "  P1  import-altered  ledger/imported/P1/000004-b.beancount:43"]


HOSTILE = (
    (("import", "9"), ("by", "\x1b[31mred\u202e"), ("kind", "x" * 200), ("source", "a\tb\nc"), ("reason", "=1+1")),
    (("import", "1" * 30), ("made-by", "nobody")),
    (),
)


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("lang", ["lv", "en"])
def test_whatever_a_header_says_no_line_is_too_wide_or_steers_the_terminal(root: Path, lang: str, width: int) -> None:
    append(root, [Batch(Path("budgets/P1"), "x", values, "") for values in HOSTILE], {}, at(9))
    path = root / "budgets" / "P1" / "000003-x.beancount"
    path.write_bytes(path.read_bytes().replace(b"made-at: 2014", b"made-at: \x1b[2J"))
    lines = shown(root, lang, width)
    assert [line for line in lines if cells_of(line) > width or not line.isprintable()] == []
    assert [one.number for one in imports.imports(root)] == [0, 0, 1, 2, 3, 4, 5, 9]


def test_things_that_are_no_generated_files_are_not_listed(root: Path) -> None:
    folder = root / "ledger" / "imported" / "P1"
    (folder / "000009-folder.beancount").mkdir()
    (folder / "notes.txt").write_text("x", encoding="utf-8")
    assert [file.path.name for file in imports.generated(root)][-1] == "000005-undo-1.beancount"
    assert START not in {file.path.name for file in imports.generated(root)}


# --- for programs ----------------------------------------------------------------------------------------------------


def test_the_json_has_every_number_and_name(root: Path) -> None:
    findings = verify(root)
    document = json.loads(imports_text.as_json(imports_text.told(history(books.load(root)), findings), findings, "en", root))
    first, *_, last = document["imports"]
    sha256 = first.pop("source_sha256")
    assert len(sha256) == 64
    assert first == {
        "number": 1,
        "made_at": "2014-04-07T01:30:00+00:00",
        "by": "Ilze Bērziņa",
        "what": "import",
        "undoes": None,
        "reason": "",
        "kind": "costs",
        "source": "a.xlsx",
        "layout": "cost-register",
        "projects": ["P1"],
        "files": ["ledger/imported/P1/000001-a.beancount"],
        "entries": 3,
        "sums": {"EUR": "300.00"},
        "state": "undone",
        "facts": 3,
        "standing": 0,
        "undone_by": [5],
        "corrected_by": [4],
        "reversed_by_hand": 0,
        "problems": [],
    }
    assert (last["what"], last["undoes"], last["reason"], last["sums"]) == ("undoing", 1, "kļūda", {"EUR": "-200.00"})
    assert document["findings"] == []


def test_the_csv_has_a_row_a_file_whose_sums_are_the_books(root: Path) -> None:
    shown = imports_text.as_csv(imports_text.told(history(books.load(root)), []), root)
    rows = list(csv.DictReader(io.StringIO(shown.removeprefix("\ufeff")), delimiter=";"))
    assert [(one["number"], one["what"], one["file"], one["sum"], one["currency"], one["state"]) for one in rows] == [
        ("1", "import", "ledger/imported/P1/000001-a.beancount", "300,00", "EUR", "undone"),
        ("2", "correction", "ledger/imported/P1/000002-a.beancount", "-93,00", "EUR", "undone"),
        ("3", "undoing", "ledger/imported/P1/000003-undo-2.beancount", "93,00", "EUR", ""),
        ("4", "correction", "ledger/imported/P1/000004-b.beancount", "50,00", "EUR", "stands"),
        ("5", "undoing", "ledger/imported/P1/000005-undo-1.beancount", "-200,00", "EUR", ""),
    ]


def test_a_text_that_a_spreadsheet_would_run_is_kept_from_it(root: Path) -> None:
    append(root, [Batch(Path("budgets/P1"), "x", HOSTILE[0], "")], {}, at(9))
    path = root / "budgets" / "P1" / "000001-x.beancount"
    path.write_bytes(path.read_bytes()[:-20])
    last = imports_text.as_csv(imports_text.told(history(books.load(root)), verify(root)), root).splitlines()[-1].split(";")
    assert last[5] == "'=1+1"
    assert last[-5:] == ["", "", "", "", "import-torn"]


def test_a_review_is_told_from_a_correction(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books")
    said = (("import", "1"), ("by", "Zane"), ("kind", "review"), ("reason", "apstiprināts"))
    append(root, [Batch(Path("ledger/imported/P1"), "review", said, "")], {}, at(1))
    (told,) = imports_text.told(history(books.load(root)), [])
    assert (told.what, told.state) == ("review", "")
    assert [line.strip() for line in shown(root)[2:]] == ["review, P1, by Zane", "review: “apstiprināts”"]


def test_an_import_of_many_projects_counts_them(root: Path) -> None:
    one = imports.imports(root)[0]
    files = tuple(one.files[0]._replace(header={"project": f"P{n}"}) for n in range(5))
    assert imports_text.about(one._replace(files=files), "en") == "5 projects"


def test_the_list_of_a_project_leaves_the_others_out(root: Path) -> None:
    past = history(books.load(root))
    assert [told.one.number for told in imports_text.told(past, [], "P1")] == [1, 2, 3, 4, 5]
    assert imports_text.told(past, [], "P2") == []


# --- on the command line ---------------------------------------------------------------------------------------------

Out = Callable[[list[str]], tuple[int, str, str]]


@pytest.fixture
def out(root: Path, capsys: pytest.CaptureFixture[str]) -> Out:
    """Give a function that runs a command on the books and gives its exit code, and what it said."""

    def command(arguments: list[str]) -> tuple[int, str, str]:
        code = run([*arguments, "--books", str(root), "--lang", "en"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_the_command_lists_the_imports_in_every_form(out: Out) -> None:
    assert out(["imports"])[1].startswith(" Import  When")
    assert len(json.loads(out(["imports", "--format", "json"])[1])["imports"]) == 5
    assert out(["imports", "--format", "csv"])[1].startswith("\ufeffnumber;made_at;by;")
    assert out(["imports", "--project", "P1"])[0] == 0


def test_a_project_that_is_not_there_is_wrong_usage(out: Out) -> None:
    assert out(["imports", "--project", "P9"])[::2] == (2, "Error: There is no project “P9”; there are: P1.\n")


def test_a_broken_chain_is_the_exit_code(root: Path, out: Out) -> None:
    (root / "ledger" / "imported" / "P1" / "000002-a.beancount").unlink()
    assert out(["imports"])[0] == 1

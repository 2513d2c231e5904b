"""The review: a cost whose line was only suggested counts in no claim until somebody confirms it, and nothing of it is lost."""

import io
import json
import re
import sys
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import Any
from typing import NamedTuple

import openpyxl
import pytest
from registers import LEDGER_P1
from registers import REG_NO
from tables import write_table

from riga_grants.booked import index
from riga_grants.books import load
from riga_grants.chains import chain
from riga_grants.chains import imports
from riga_grants.chains import undo
from riga_grants.chains.entries import Correction
from riga_grants.chains.reviews import waiting
from riga_grants.chains.writer import commit
from riga_grants.chains.writer import locked
from riga_grants.cli import run
from riga_grants.grid import cells_of
from riga_grants.importing import suggestions
from riga_grants.importing.importer import Wishes
from riga_grants.importing.importer import plan
from riga_grants.importing.plans import ImportPlan
from riga_grants.layouts import layout_of

NOW = datetime(2014, 4, 7, 12, 0, tzinfo=UTC)
PARTNER = layout_of(
    {
        "name": "partner",
        "kind": "costs",
        "columns": {
            "project": ["Projekts"],
            "document-no": ["Nr."],
            "document-date": ["Datums"],
            "issuer": ["Piegādātājs"],
            "issuer-reg": ["Reģ."],
            "description": ["Saturs"],
            "amount": ["Summa"],
            "document-total": ["Kopsumma"],
            "paid": ["Samaksāts"],
            "note": ["Piezīme"],
        },
    }
)
HEADS = ("Projekts", "Nr.", "Datums", "Piegādātājs", "Reģ.", "Saturs", "Summa", "Kopsumma", "Samaksāts", "Piezīme")
RENT = ("P1", "R-0012", date(2014, 1, 31), 'SIA "Parauga nams"', REG_NO, "Telpu noma", 1200.0, 1500.0, date(2014, 2, 5), "½")
TAXI = ("P1", "T-1", date(2014, 2, 3), "AS Taksis", "", "Brauciens", 10.5, None, None, None)
CREDIT = ("P1", "K-1", date(2014, 3, 3), "SIA Parauga nams", REG_NO, "Telpu noma, atlaide", -200.0, None, None, None)
ROWS = (RENT, TAXI, CREDIT)
RULES = """
[[rules]]
name = "rent"
text = "*noma*"
line = "2"

[[rules]]
text = "*"
line = "1.1"
"""
FUNDED = f"""{LEDGER_P1}
2014-01-01 custom "grant-source" "P1" "RD" 5000 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 5000 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
2014-01-01 custom "grant-period" "P1" "Q2" 2014-04-01 2014-06-30
"""

Make = Callable[..., Path]


@pytest.fixture
def root(make_books: Make) -> Path:
    """Books with one project, half of which a funder pays, and three costs that wait."""
    root = make_books(FUNDED)
    (root / suggestions.FILE).parent.mkdir()
    (root / suggestions.FILE).write_text(RULES, encoding="utf-8")
    import_rows(root, ROWS)
    return root


def import_rows(
    root: Path, rows: Sequence[Sequence[object]], name: str = "partner.xlsx", *, correct: bool = False
) -> ImportPlan:
    path = write_table(root.parent / name, [HEADS, *rows])
    with locked(root):
        books = load(root)
        rules, _ = suggestions.load(root, books)
        made = plan([path], books, {"partner": PARTNER}, Wishes(rules=rules, correct=correct))
        if not made.blocked:
            commit(root, made, NOW, books.agreements, Correction("a slip", "Jānis"))
    return made


class Person(io.StringIO):
    """A terminal at which somebody has typed these lines already."""

    def isatty(self) -> bool:
        """Say that it is a terminal."""
        return True


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, root: Path) -> Callable[..., int]:
    """Give a function that runs the review and answers its questions with these lines."""

    def typed(*lines: str, options: Sequence[str] = ()) -> int:
        monkeypatch.setattr(sys, "stdin", Person("".join(f"{line}\n" for line in lines)))
        return run(["review", "--books", str(root), "--lang", "en", "--by", "Anna", *options])

    return typed


def review(root: Path, *options: str, lang: str = "en") -> int:
    return run(["review", "--books", str(root), "--by", "Anna", "--lang", lang, *options])


def standing(root: Path) -> dict[str, tuple[str, str]]:
    """Give the line and the flag of each cost that stands, by its document."""
    by_key = index(load(root).entries).by_key
    return {one.content.document_no: (one.content.account.split(":", 2)[2], one.flag) for one in by_key.values()}


def claimed(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Give what is spent, and what the funder has to pay of it."""
    capsys.readouterr()
    run(["check", "P1", "--books", str(root), "--as-of", "2014-12-31", "--format", "json"])
    project = json.loads(capsys.readouterr().out)["projects"][0]
    return project["spent"], next(one["earned"] for one in project["sources"] if one["funder"] == "RD")


WAITING = {"R-0012": ("Rent", "!"), "T-1": ("Staff:Social", "!"), "K-1": ("Rent", "!")}
ACCEPTED = {document: (line, "*") for document, (line, _) in WAITING.items()}


def generated(root: Path) -> list[str]:
    return [path.name for path in sorted((root / "ledger" / "imported").rglob("*.beancount")) if chain.number_of(path.name)]


# --- end to end --------------------------------------------------------------------------------------------------------


def test_a_parked_cost_is_spent_but_in_no_claim_until_it_is_confirmed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1200.00 + 10.50 − 200.00 = 1010.50, of which the funder pays half: 505.25."""
    assert standing(root) == WAITING
    assert claimed(root, capsys) == ("1010.50", "0.00")
    assert review(root, "--yes") == 0
    assert standing(root) == ACCEPTED
    assert claimed(root, capsys) == ("1010.50", "505.25")
    assert waiting(load(root)) == []


def test_what_is_written_loses_nothing(root: Path) -> None:
    """The whole body of the file: the parked entry reversed, and the cost with all that it said and who confirmed it."""
    assert review(root, "--project", "P1", "--yes") == 0
    header, _, body = (root / "ledger/imported/P1/000002-review.beancount").read_text(encoding="utf-8").partition("\n\n")
    assert [line.partition(": ")[2] for line in header.splitlines()][3:8] == [
        *("2", "Anna", "review", "The suggested budget line was reviewed.", "P1")
    ]
    (key,) = [one.key for one in index(load(root).entries).by_key.values() if one.content.document_no == "R-0012"]
    sha256 = next(one.source_sha256 for one in index(load(root).entries).by_key.values())
    assert (
        body.split("\n\n")[0]
        == f"""\
2014-01-31 ! "SIA \\"Parauga nams\\"" "Telpu noma" ^{key}
  document-no: "R-0012"
  document-date: 2014-01-31
  issuer: "SIA \\"Parauga nams\\""
  paid: 2014-02-05
  reverses: "{key}"
  reason: "The suggested budget line was reviewed."
  by: "Anna"
  Expenses:P1:Rent  -1200.00 EUR
  Liabilities:Payable:P1  1200.00 EUR"""
    )
    assert (
        body.split("\n\n")[1]
        == f"""\
2014-01-31 * "SIA \\"Parauga nams\\"" "Telpu noma" ^{key}
  document-no: "R-0012"
  document-date: 2014-01-31
  document-total: 1500.00 EUR
  issuer: "SIA \\"Parauga nams\\""
  issuer-reg: "{REG_NO}"
  paid: 2014-02-05
  note: "½"
  source-file: "partner.xlsx"
  source-sheet: "Lapa1"
  source-cells: "A2:J2"
  source-sha256: "{sha256}"
  confirmed: "Anna"
  replaces: "{key}"
  reason: "The suggested budget line was reviewed."
  by: "Anna"
  Expenses:P1:Rent  1200.00 EUR
  Liabilities:Payable:P1  -1200.00 EUR"""
    )
    assert load(root).findings == ()
    assert chain.verify(root) == []


# What is done between the import and the same file again.
BETWEEN: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "confirmed": ("", "", ""),
    "confirmed on other lines": ("1.1", "2", "1"),
    "one of three": ("s", "", "q"),
}


@pytest.mark.parametrize("answers", BETWEEN.values(), ids=BETWEEN)
@pytest.mark.parametrize("rules", [RULES, "", "[[rules]]\ntext = '*'\nline = '1'", "[["])
def test_the_same_file_adds_nothing(answers: Sequence[str], rules: str, root: Path, answer: Callable[..., int]) -> None:
    if answers:
        assert answer(*answers) == 0
    (root / suggestions.FILE).write_text(rules, encoding="utf-8")
    before = (standing(root), generated(root))
    assert import_rows(root, [*reversed(ROWS)], "renamed.xlsx").findings == ()
    assert (standing(root), generated(root)) == before


def test_the_suppliers_next_cost_is_suggested_on_the_line_that_was_confirmed(root: Path, answer: Callable[..., int]) -> None:
    assert answer("", "2", "") == 0
    (root / suggestions.FILE).write_text("", encoding="utf-8")
    import_rows(root, [("P1", "T-2", date(2014, 3, 3), "AS Taksis", "", "Atpakaļ", 9.0, None, None, None)], "next.xlsx")
    (one,) = waiting(load(root))
    assert (one.cost.content.account, one.entry.meta["suggested"]) == ("Expenses:P1:Rent", "last: T-1 2014-02-03")


def test_undoing_a_review_lets_its_costs_wait_again(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(root, "--yes") == 0
    books = load(root)
    undo.commit(root, undo.plan(books, 2), NOW, books.agreements, Correction("too hasty", "Anna"))
    assert standing(root) == WAITING
    assert claimed(root, capsys) == ("1010.50", "0.00")
    assert review(root, "--yes") == 0
    assert standing(root) == ACCEPTED
    assert claimed(root, capsys) == ("1010.50", "505.25")


def test_a_confirmed_cost_is_corrected_like_every_other(root: Path, answer: Callable[..., int]) -> None:
    """The rent was moved to line 1.1; its amount is corrected to 1300.00, and the line is suggested anew."""
    assert answer("1.1", "q") == 0
    made = import_rows(root, [(*RENT[:6], 1300.0, *RENT[7:]), TAXI, CREDIT], correct=True)
    assert [one.code for one in made.findings] == ["line-suggested", "row-changed"]
    assert standing(root) == WAITING
    assert sorted(one.cost.content.cents for one in waiting(load(root))) == [-200_00, 10_50, 1300_00]
    assert load(root).findings == ()


def test_in_a_closed_period_it_is_booked_on_the_first_day_of_the_next_open_one(root: Path) -> None:
    ledger = root / "ledger" / "projects" / "P1.beancount"
    closed = ledger.read_text(encoding="utf-8").replace("2014-03-31\n", "2014-03-31\n  closed: 2014-04-05\n")
    ledger.write_text(closed, encoding="utf-8")
    assert review(root, "--yes") == 0
    days = {(str(entry.date), entry.flag) for entry in load(root).entries if hasattr(entry, "flag")}
    assert days == {("2014-01-31", "!"), ("2014-02-03", "!"), ("2014-03-03", "!"), ("2014-04-01", "!"), ("2014-04-01", "*")}
    assert standing(root) == ACCEPTED


def test_where_no_period_is_open_nothing_is_booked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = root / "ledger" / "projects" / "P1.beancount"
    written = ledger.read_text(encoding="utf-8")
    ledger.write_text(re.sub(r"(grant-period.*)", r"\1\n  closed: 2014-07-05", written), encoding="utf-8")
    assert review(root, "--yes") == 3
    assert "No open period of P1 follows 2014-01-31" in capsys.readouterr().err
    assert generated(root) == ["000001-partner.beancount"]


def test_a_cost_saved_by_hand_waits_too(make_books: Make) -> None:
    """As Fava's import page saves it: in the hand-kept file, with the row's key."""
    root = make_books(
        FUNDED
        + """
2014-01-31 ! "SIA Parauga nams" "Telpu noma" ^row-0123
  document-no: "R-0012"
  document-date: 2014-01-31
  suggested: "mine"
  Expenses:P1:Rent  1200.00 EUR
    funder: "RD"
  Liabilities:Payable:P1

2014-01-31 ! "Three postings" "are cleared by hand" ^row-0124
  document-no: "R-0013"
  suggested: "mine"
  Expenses:P1:Rent  1200.00 EUR
  Expenses:P1:Staff  1200.00 EUR
  Liabilities:Payable:P1

2014-01-31 ! "Parked" "for another reason" ^row-0125
  document-no: "R-0014"
  Expenses:P1:Rent  1200.00 EUR
  Liabilities:Payable:P1
"""
    )
    (one,) = waiting(load(root))
    assert (one.source, str(one.reason)) == (one.cost.place, "“mine”")
    assert review(root, "--yes") == 0
    assert standing(root)["R-0012"] == ("Rent", "*")
    assert '\n  funder: "RD"\n' in (root / "ledger/imported/P1/000001-review.beancount").read_text(encoding="utf-8")
    assert waiting(load(root)) == []


@pytest.fixture
def two(make_books: Make) -> Path:
    """Books with two projects, in each of which a cost waits."""
    second = FUNDED.replace("P1", "P2").replace("Pirmais", "Otrais")
    root = make_books(f'{FUNDED}{second}\n2014-01-01 open Liabilities:Payable:P2\ninclude "../imported/P2/*.beancount"')
    (root / "ledger" / "imported" / "P2").mkdir()
    (root / "ledger" / "imported" / "P2" / chain.START).write_text(chain.START_TEXT, encoding="utf-8")
    (root / suggestions.FILE).parent.mkdir()
    (root / suggestions.FILE).write_text(RULES, encoding="utf-8")
    import_rows(root, [RENT, ("P2", *TAXI[1:])])
    return root


def test_each_project_gets_its_file_of_the_one_review(two: Path) -> None:
    assert review(two, "--yes") == 0
    assert generated(two) == ["000001-partner.beancount", "000002-review.beancount"] * 2
    assert [(one.number, len(one.files)) for one in imports.imports(two)] == [(1, 2), (2, 2)]


def test_one_project_can_be_reviewed_alone(two: Path) -> None:
    assert review(two, "--yes", "--project", "P2") == 0
    assert standing(two) == {"R-0012": ("Rent", "!"), "T-1": ("Staff:Social", "*")}


def test_where_one_project_cannot_be_written_none_is(two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (two / "ledger/imported/P2/000001-partner.beancount").open("a", encoding="utf-8") as file:
        file.write(";; added by hand\n")
    assert review(two, "--yes") == 3
    assert "are damaged" in capsys.readouterr().err
    assert generated(two) == ["000001-partner.beancount"] * 2


# --- what forbids it ---------------------------------------------------------------------------------------------------

# What is done to the project's ledger after the import, and the code of the finding.
FORBIDDEN = (
    (('Expenses:P1:Rent "total" 9000', 'Expenses:P1:Gifts "total" 9000'), "line-not-budgeted"),
    (("2014-01-01 open Expenses:P1:Rent EUR", "2014-12-01 open Expenses:P1:Rent EUR"), "account-missing"),
    (("2014-01-01 open Expenses:P1:Staff:Social EUR", "; 2014-01-01 open"), "account-missing"),
    (("imported/P1/*.beancount", "imported/P1/00000[01]*.beancount"), None),
    (("2014-01-01 custom", "2014-01-01 nonsense\n2014-01-01 custom"), "ledger"),
)


@pytest.mark.parametrize(("change", "code"), FORBIDDEN)
def test_an_error_forbids_all_of_it(
    change: tuple[str, str], code: str | None, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = root / "ledger" / "projects" / "P1.beancount"
    written = ledger.read_text(encoding="utf-8")
    assert change[0] in written
    ledger.write_text(written.replace(*change), encoding="utf-8")
    assert review(root, "--yes") == (code is not None)
    out, err = capsys.readouterr()
    assert f"  {code}  " in err or code is None
    assert ("Nothing was written: mend the errors first." in out) == (code is not None)
    assert len(generated(root)) == 1 + (code is None)


def test_a_line_that_was_closed_is_shown_by_its_account(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = root / "ledger" / "projects" / "P1.beancount"
    written = ledger.read_text(encoding="utf-8").replace(
        "2014-01-01 open Expenses:P1:Rent EUR", "2014-01-01 open Expenses:P1:Hire"
    )
    ledger.write_text(written, encoding="utf-8")
    assert review(root, "--list") == 0
    assert "→ Expenses:P1:Rent (the rule “rent”)" in capsys.readouterr().out


def test_a_folder_that_the_books_do_not_include_takes_no_review(make_books: Make, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_books(FUNDED)
    ledger = root / "ledger" / "projects" / "P1.beancount"
    cost = '2014-01-31 ! "x" "y" ^row-1\n  suggested: "mine"\n  Expenses:P1:Rent  1.00 EUR\n  Liabilities:Payable:P1\n'
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("include", "; include") + cost, encoding="utf-8")
    assert review(root, "--yes") == 1
    assert "P1  import-unloaded  " in capsys.readouterr().err


# --- the dialogue ------------------------------------------------------------------------------------------------------

# What somebody types, and where the three costs stand then.
TYPED: Sequence[tuple[Sequence[str], Mapping[str, tuple[str, str]]]] = (
    (("", "y", " Jā "), ACCEPTED),
    (("", "s", ""), {**ACCEPTED, "T-1": WAITING["T-1"]}),
    (("s", "", "q"), {**WAITING, "T-1": ACCEPTED["T-1"]}),
    (("q",), WAITING),
    (("s", "S", "s"), WAITING),
    (("1.1", "2. telpu noma", "Staff"), {"R-0012": ("Staff:Social", "*"), "T-1": ("Rent", "*"), "K-1": ("Staff", "*")}),
    (("99", "3", "?", "1", "Q"), {**WAITING, "R-0012": ("Staff", "*")}),
)


@pytest.mark.parametrize(("lines", "expected"), TYPED)
def test_each_cost_is_asked_for(
    lines: Sequence[str], expected: Mapping[str, tuple[str, str]], root: Path, answer: Callable[..., int]
) -> None:
    assert answer(*lines) == 0
    assert standing(root) == expected
    assert len(generated(root)) == 1 + (expected != WAITING)


SCREEN = """\
3 costs wait for their budget lines: 1,010.50 EUR.
Enter accepts the suggested line; another one is chosen by its number or name,
and ? shows them all. s skips the cost, q ends the review. Nothing is written
before the end, and nothing at all after Ctrl-C.

1/3  P1  2014-01-31  R-0012  SIA "Parauga nams"  1,200.00 EUR
    Telpu noma
    partner.xlsx!Lapa1!A2:J2
    → 2. Telpu noma (the rule “rent”)
“99” names no line, or no single line, of P1.
The budget of P1 in force has no amount for “Expenses:P1:Gifts”.
    1. Personāls
    1.1. Sociālie darbinieki
    2. Telpu noma

2/3  P1  2014-02-03  T-1  AS Taksis  10.50 EUR
    Brauciens
    partner.xlsx!Lapa1!A3:J3
    → 1.1. Sociālie darbinieki (the rule “*”)
"""


def test_the_dialogue_on_the_screen(answer: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert answer("99", "3", "?", "1", "q") == 0
    out, err = capsys.readouterr()
    assert err.replace("Line [Enter, ?, s, q]: ", "") == SCREEN
    assert out == (
        "Budget line   Project  Costs           Sum\n"
        "──────────────────────────────────────────\n"
        "1. Personāls       P1      1  1,200.00 EUR\n"
        "Confirmed: 1 cost, in ledger/imported/P1/000002-review.beancount.\n"
    )


@pytest.fixture(params=[40, 80])
def columns(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Set the width of the terminal."""
    monkeypatch.setenv("COLUMNS", str(request.param))
    return int(request.param)


@pytest.mark.parametrize("lang", ["lv", "en"])
def test_no_line_is_wider_than_the_terminal(
    lang: str, columns: int, root: Path, answer: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    long = ("P1", "R" * 60, date(2014, 1, 31), "SIA " + "ļoti gara " * 20, "", "noma " * 60, 1.0, None, None, None)
    import_rows(root, [long], "x" * 50 + ".xlsx")
    capsys.readouterr()
    assert answer("?", "", "q", options=["--lang", lang, "--dry-run"]) == 0
    assert review(root, "--list", lang=lang) == 0
    shown = "".join(capsys.readouterr())
    assert [line for line in shown.splitlines() if cells_of(line.rpartition("]: ")[2]) > columns] == []
    assert ("31.01.2014" in shown, "2014-01-31" in shown) == (lang == "lv", lang == "en")


def test_when_the_input_ends_nothing_is_written(root: Path, answer: Callable[..., int]) -> None:
    assert answer("", "") == 130
    assert standing(root) == WAITING


def test_what_somebody_else_confirmed_meanwhile_is_left_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Person):
        def readline(self, size: int = -1, /) -> str:  # type: ignore[override] # as in typeshed
            line = super().readline(size)
            if line == "1.1\n":
                monkeypatch.setattr(sys, "stdin", io.StringIO())
                assert review(root, "--yes", "--project", "P1") == 0
                monkeypatch.setattr(sys, "stdin", self)
            return line

    monkeypatch.setattr(sys, "stdin", Slow("2\n1.1\nq\n"))
    assert review(root) == 0
    assert standing(root) == ACCEPTED
    assert len(generated(root)) == 2


def test_without_a_terminal_the_costs_are_only_listed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(root) == 0
    assert review(root, "--list", "--project", "P1") == 0
    once, twice = capsys.readouterr().out.split("EUR.\n")[:2]
    assert once == twice
    assert once.count("→") == 3
    assert standing(root) == WAITING


def test_where_nothing_waits_it_says_so(
    root: Path, answer: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(root, "--yes") == 0
    capsys.readouterr()
    for options in (["--list"], ["--export", str(tmp_path / "none.xlsx")]):
        assert review(root, *options) == 0
        assert "No cost waits for its budget line." in "".join(capsys.readouterr())
    assert not (tmp_path / "none.xlsx").exists()
    assert review(root, "--yes") == 0
    assert answer() == 0
    out, err = capsys.readouterr()
    assert out == "Nothing was written: nothing was decided.\n" * 2
    assert err == "No cost waits for its budget line.\n"


def test_a_dry_run_writes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(root, "--yes", "--dry-run") == 0
    assert capsys.readouterr().out.endswith("Nothing was written; 3 costs would be confirmed.\n")
    assert standing(root) == WAITING


MISUSED = (
    ("--yes", "--list"),
    ("--export", "x.xlsx", "--import", "x.xlsx"),
    ("--import", "x.xlsx", "--project", "P1"),
    ("--export", "x.ods"),
    ("--project", "P9", "--list"),
)


@pytest.mark.parametrize("options", MISUSED)
def test_wrong_usage(options: Sequence[str], root: Path) -> None:
    assert review(root, *options) == 2


def test_somebody_must_be_named(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("RIGA_GRANTS_BY", raising=False)
    monkeypatch.setattr("getpass.getuser", lambda: "officer")
    assert run(["review", "--books", str(root), "--yes", "--dry-run"]) == 0

    def nobody() -> str:
        raise OSError("no such user")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert run(["review", "--books", str(root), "--yes", "--lang", "en"]) == 2
    assert "Say who does this: --by NAME" in capsys.readouterr().err
    assert standing(root) == WAITING


# --- the workbook ------------------------------------------------------------------------------------------------------

COLUMNS = (
    "project",
    "date",
    "document",
    "issuer",
    "description",
    "amount",
    "currency",
    "suggested",
    "why",
    "decision",
    "entry",
)


@pytest.fixture
def workbook(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Path]:
    """Give a function that exports the review and edits its cells: (row from 1, column): value."""

    def edited(edits: Mapping[tuple[int, str], Any], lang: str = "en") -> Path:
        path = tmp_path / "review.xlsx"
        path.unlink(missing_ok=True)
        assert review(root, "--export", str(path), lang=lang) == 0
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        for (row, column), value in edits.items():
            sheet.cell(4 + row, COLUMNS.index(column) + 1).value = value
        book.save(path)
        capsys.readouterr()
        return path

    return edited


def test_the_workbook_holds_what_waits_and_lets_only_the_decision_be_changed(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "review.xlsx"
    assert review(root, "--export", str(path)) == 0
    assert capsys.readouterr() == (f"{path}\n", "3 costs wait for their budget lines: 1,010.50 EUR.\n")
    book = openpyxl.load_workbook(path)
    sheet, lists = book.worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[0] == [
        *("Project", "Document date", "Document no.", "Issuer", "Description", "Amount", "Currency"),
        *("Suggested line", "Why", "Decision", "Entry"),
    ]
    assert rows[1][:10] == [
        *("P1", datetime(2014, 1, 31), "R-0012", 'SIA "Parauga nams"', "Telpu noma", 1200, "EUR"),  # noqa: DTZ001 - a cell's
        *("2. Telpu noma", "the rule “rent”", None),
    ]
    assert len(rows) == 4
    assert sheet.protection.sheet
    unlocked = {cell.coordinate[0] for row in sheet.iter_rows(min_row=5) for cell in row if not cell.protection.locked}
    assert unlocked == {"J"}
    assert [cell.value for cell in lists["A"]] == ["as suggested", "1. Personāls", "1.1. Sociālie darbinieki", "2. Telpu noma"]
    assert {(str(one.sqref), one.formula1) for one in sheet.data_validations.dataValidation} == {
        (f"J{row}", "'Lines'!$A$1:$A$4") for row in (5, 6, 7)
    }
    assert review(root, "--export", str(path)) == 2  # it may hold somebody's decisions
    assert review(root, "--export", str(tmp_path / "nowhere" / "x.xlsx")) == 3


# What is typed into the cells of the decisions, and where the three costs stand then.
DECIDED: Sequence[tuple[Mapping[int, object], Mapping[str, tuple[str, str]]]] = (
    ({}, WAITING),
    ({1: "As suggested", 2: "yes", 3: "Jā"}, ACCEPTED),
    ({2: "2. Telpu noma"}, {**WAITING, "T-1": ("Rent", "*")}),
    ({1: 1.1, 3: 1}, {**WAITING, "R-0012": ("Staff:Social", "*"), "K-1": ("Staff", "*")}),
    ({1: "Expenses:P1:Staff", 2: " "}, {**WAITING, "R-0012": ("Staff", "*")}),
)


@pytest.mark.parametrize(("typed", "expected"), DECIDED)
@pytest.mark.parametrize("lang", ["lv", "en"])
def test_the_workbook_comes_back_with_its_decisions(
    typed: Mapping[int, object], expected: Mapping[str, tuple[str, str]], lang: str, root: Path, workbook: Callable[..., Path]
) -> None:
    path = workbook({(row, "decision"): value for row, value in typed.items()}, lang)
    assert review(root, "--import", str(path), "--dry-run") == 0
    assert standing(root) == WAITING
    assert review(root, "--import", str(path)) == 0
    assert standing(root) == expected
    files = generated(root)
    assert len(files) == 1 + (expected != WAITING)
    assert review(root, "--import", str(path)) == 0  # the same workbook decides nothing new
    assert generated(root) == files


class Wrong(NamedTuple):
    """Cells that are changed, and the code and the cell of what is found."""

    edits: Mapping[tuple[int, str], object]
    code: str
    cell: str


ELSEWHERE = "row-" + "0" * 32
TAMPERED = (
    Wrong({(1, "decision"): "99"}, "line-unknown", "J5"),
    Wrong({(1, "decision"): "3. Dāvanas"}, "line-not-budgeted", "J5"),
    Wrong({(1, "decision"): "yes", (1, "suggested"): "99"}, "line-unknown", "J5"),
    Wrong({(1, "decision"): "yes", (1, "suggested"): None}, "line-unknown", "J5"),
    Wrong({(1, "decision"): "=1/0"}, "formula-no-value", "J5"),
    Wrong({(1, "decision"): True}, "text-unreadable", "J5"),
    Wrong({(1, "entry"): ELSEWHERE}, "review-unknown", "K5"),
    Wrong({(1, "entry"): None}, "review-unknown", "K5"),
    Wrong({(1, "project"): "P2"}, "review-changed", "A5"),
    Wrong({(1, "date"): date(2014, 2, 1)}, "review-changed", "B5"),
    Wrong({(1, "date"): None}, "date-missing", "B5"),
    Wrong({(1, "document"): "R-12"}, "review-changed", "C5"),
    Wrong({(1, "document"): 12}, "review-changed", "C5"),
    Wrong({(1, "issuer"): "Cits"}, "review-changed", "D5"),
    Wrong({(1, "description"): "cits"}, "review-changed", "E5"),
    Wrong({(1, "amount"): 1200.01}, "review-changed", "F5"),
    Wrong({(1, "amount"): "1.200"}, "amount-ambiguous", "F5"),
    Wrong({(1, "amount"): None}, "amount-missing", "F5"),
    Wrong({(1, "currency"): "LVL"}, "amount-currency", "F5"),
)


@pytest.mark.parametrize("case", TAMPERED)
def test_a_workbook_that_says_otherwise_than_the_books_decides_nothing(
    case: Wrong,
    root: Path,
    workbook: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    path = workbook({(2, "decision"): "yes", **case.edits})
    assert review(root, "--import", str(path)) == 1
    out, err = capsys.readouterr()
    assert re.findall(rf"([a-z-]+)  {re.escape(str(path))}!Review!(\w+)\n", err) == [(case.code, case.cell)]
    assert out == "Nothing was written: mend the errors first.\n"
    assert standing(root) == WAITING


def test_two_rows_with_one_cost_must_not_both_decide(
    root: Path, workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    key = waiting(load(root))[0].cost.key
    rent = {"project": "P1", "date": RENT[2], "document": RENT[1], "issuer": RENT[3], "description": RENT[5], "amount": 1200}
    copied = {(2, column): value for column, value in {**rent, "entry": key, "decision": "2."}.items()}
    assert review(root, "--import", str(workbook({**copied, (1, "decision"): "yes"}))) == 1
    assert "row-twice" in capsys.readouterr().err
    assert standing(root) == WAITING


def test_what_was_confirmed_on_another_line_since_is_not_decided_again(
    root: Path, workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str], answer: Callable[..., int]
) -> None:
    path = workbook({(1, "decision"): "yes", (2, "decision"): "yes"})
    assert answer("1.1", "q") == 0
    assert review(root, "--import", str(path)) == 1
    assert "review-decided" in capsys.readouterr().err
    assert standing(root) == {**WAITING, "R-0012": ("Staff:Social", "*")}


def test_the_workbook_is_kept_and_named(root: Path, workbook: Callable[..., Path]) -> None:
    path = workbook({(1, "decision"): "yes"})
    content = path.read_bytes()
    assert review(root, "--import", str(path)) == 0
    (made,) = [one for one in imports.generated(root) if one.header["kind"] == "review"]
    sha256 = made.header[chain.SOURCE_SHA256]
    assert made.header[chain.SOURCE] == "review.xlsx"
    assert (root / "ledger" / "documents" / f"{sha256[:16]}-review.xlsx").read_bytes() == content


def test_another_workbook_and_no_workbook_are_told(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(root, "--import", str(root.parent / "partner.xlsx")) == 1
    assert "header-missing" in capsys.readouterr().err
    assert review(root, "--import", str(tmp_path / "none.xlsx")) == 3
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert review(root, "--import", str(tmp_path / "picture.xlsx")) == 3


def test_a_long_hidden_row_is_told(root: Path, workbook: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    path = workbook({(1, "decision"): "yes"})
    book = openpyxl.load_workbook(path)
    book.worksheets[0].row_dimensions[5].hidden = True
    book.save(path)
    assert review(root, "--import", str(path)) == 0
    assert "row-hidden" in capsys.readouterr().err

"""The command import: its options, what it refuses, exit codes, what it writes when, and progress for a person who waits."""

import getpass
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from registers import HEADINGS
from registers import row
from registers import write_register
from tables import write_table

from riga_grants import books
from riga_grants.chains import imports
from riga_grants.cli import run


def imported(root: Path, *arguments: object) -> int:
    return run(["import", *map(str, arguments), "--books", str(root), "--lang", "en"])


def generated(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "ledger" / "imported" / "P1").glob("[0-9]*.beancount"))[1:]


# --- options ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "'FILE...' is missing."),
        (["a.xlsx", "--undo", "1", "--reason", "x"], "--undo takes back a whole import; leave out: a.xlsx."),
        (["--undo", "1", "--mask", "--set", "note=x", "--reason", "x"], "leave out: --set, --mask."),
        (["--undo", "1"], "Say why: --reason “…”"),
        (["--undo", "1", "--reason", "  "], "Say why: --reason “…”"),
        (["--undo", "0", "--reason", "x"], "There is no import 0"),
        (["a.xlsx", "--correct"], "Say why: --reason “…”"),
        (["a.xlsx", "--reason", "x"], "--reason goes with --correct or --undo."),
        (["a.xlsx", "--set", "note"], "“note” is no COLUMN=VALUE."),
        (["a.xlsx", "--set", "note= "], "“note= ” is no COLUMN=VALUE."),
        (["a.xlsx", "--set", "colour=red"], "There is no column “colour”; there are: account-code, amendment, amount, "),
        (["a.xlsx", "--set", "note=a", "--set", "note=b"], "The column “note” is given twice."),
        (["a.xlsx", "--set", "dated=soon"], "“soon” is not a date; write 2014-12-31 or 31.12.2014."),
        (["a.xlsx", "--set", "ceiling=5"], "None of the files can have the column “ceiling”."),
        (["a.xlsx", "--layout", "none"], "There is no layout “none”; there are: agreements, budget, "),
        (["a.xlsx", "--project", "P9"], "There is no project “P9”; there are: P1."),
        (["--undo", "7", "--reason", "x"], "There is no import 7"),
    ],
)
def test_wrong_usage_is_refused_and_nothing_is_written(  # noqa: PLR0917 - a table of cases
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    write_register(tmp_path / "a.xlsx", [row()])
    assert imported(root, *arguments) == 2
    out, err = capsys.readouterr()
    assert (out, said in " ".join(err.split())) == ("", True)
    assert generated(root) == []


@pytest.mark.parametrize("day", ["2014-01-31", "31.01.2014", "31.1.2014."])
def test_constants_stand_for_columns_that_the_file_does_not_have(root: Path, tmp_path: Path, day: str) -> None:
    left_out = {"project", "document-date", "line", "paid"}
    headings = {name: title for name, title in HEADINGS.items() if name not in left_out}
    path = write_register(tmp_path / "a.xlsx", [row(amount=5.0)], headings=headings, total=None)
    layout = (root / "importers" / "layouts" / "cost-register.toml").read_text(encoding="utf-8")
    layout = re.sub(r"(?m)^optional = \[", 'optional = ["document-date", "line", ', layout)
    (root / "importers" / "layouts" / "cost-register.toml").write_text(layout, encoding="utf-8")
    assert imported(root, path, "--set", f"document-date={day}", "--set", "line=1.1", "--set", "project=P1") == 0
    (entry,) = [entry for entry in books.load(root).entries if "document-no" in (entry.meta or {})]
    assert (str(entry.meta["document-date"]), entry.postings[0].account) == ("2014-01-31", "Expenses:P1:Staff:Social")


# --- who -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "environment", "by"),
    [
        (["--by", "A. Auditor"], "Anna", "A. Auditor"),
        ([], "Anna", "Anna"),
        ([], None, "guest"),
        (["--by", "A\n;; end: forged"], None, "A ;; end: forged"),
    ],
)
def test_who_imports_stands_in_the_header(  # noqa: PLR0917 - a table of cases
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], environment: str | None, by: str
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "guest")
    monkeypatch.delenv("RIGA_GRANTS_BY", raising=False)
    if environment is not None:
        monkeypatch.setenv("RIGA_GRANTS_BY", environment)
    assert imported(root, write_register(tmp_path / "a.xlsx", [row()]), *arguments) == 0
    (one,) = imports.imports(root)
    assert one.says("by") == by


def test_where_the_computer_has_no_user_somebody_must_be_named_to_write(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.delenv("RIGA_GRANTS_BY", raising=False)
    path = write_register(tmp_path / "a.xlsx", [row()])
    assert imported(root, path, "--dry-run") == 0
    assert imported(root, path) == 2
    assert "Say who does this: --by NAME" in capsys.readouterr().err
    assert generated(root) == []


# --- what is shown and written ---------------------------------------------------------------------------------------


def test_the_screen_before_an_import_is_that_of_the_dry_run(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = [write_register(tmp_path / f"{n}.xlsx", [row(document_no=f"R-{n}", amount=float(n))]) for n in (1, 2)]
    assert imported(root, *paths, "--dry-run") == 0
    dry, dry_err = capsys.readouterr()
    assert generated(root) == []
    assert not (root / "ledger" / ".riga-grants.lock").exists()
    assert imported(root, *paths) == 0
    real, err = capsys.readouterr()
    assert (dry_err, err) == ("", "")
    before = "\n\nNothing was written; the import would add 2 costs.\n"
    assert dry.endswith(before)
    assert real == dry.removesuffix(before) + "\n\nAdded: 2 costs, in 2 new ledger files, from 000001-1.beancount on.\n"
    assert generated(root) == ["000001-1.beancount", "000002-2.beancount"]


def test_the_files_without_errors_are_written_and_the_others_are_not(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write_register(tmp_path / "good.xlsx", [row(document_no="R-1", amount=1.0)])
    bad = write_register(tmp_path / "bad.xlsx", [row(document_no="R-2", amount=1.0), row(document_date=None)])
    assert imported(root, good, bad) == 1
    assert generated(root) == ["000001-good.beancount"]
    assert "nothing of these files is taken: bad.xlsx." in capsys.readouterr().out


def test_a_correction_and_its_undoing(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.xlsx"
    assert imported(root, write_register(path, [row(amount=10.0)]), "--by", "A") == 0
    write_register(path, [row(amount=12.5)])
    assert imported(root, path) == 1
    assert imported(root, path, "--correct", "--reason", " Misread ", "--by", "B") == 0
    assert imported(root, "--undo", 2, "--reason", "It was right", "--by", "C", "--dry-run") == 0
    assert "change by -2.50 EUR" in " ".join(capsys.readouterr().out.split())
    assert imported(root, "--undo", 2, "--reason", "It was right", "--by", "C") == 0
    told = [(one.number, one.says("by"), one.says("reason"), one.undoes) for one in imports.imports(root)]
    assert told == [(1, "A", "", 0), (2, "B", "Misread", 0), (3, "C", "It was right", 2)]
    costs = [posting.units.number for entry in books.load(root).entries for posting in getattr(entry, "postings", ())[:1]]
    assert str(sum(costs)) == "10.00"


def test_personal_data_are_hidden_where_that_is_wished(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(note="anna.berzina@example.org")])
    assert imported(root, path, "--mask") == 0
    text = (root / "ledger" / "imported" / "P1" / "000001-a.beancount").read_text(encoding="utf-8")
    assert "anna.berzina" not in text


def test_wrong_rules_and_layouts_are_told_and_only_those_of_the_books_forbid_anything(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "importers" / "layouts" / "broken.toml").write_text("name = ", encoding="utf-8")
    (root / "importers" / "rules.toml").write_text("[[rules]]\nnothing = 1\n", encoding="utf-8")
    assert imported(root, write_register(tmp_path / "a.xlsx", [row()]), "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert {one["file"] for one in found["findings"]} == {"importers/layouts/broken.toml", "importers/rules.toml"}
    assert found["written"] == ["ledger/imported/P1/000001-a.beancount"]


def test_all_leaves_nothing_out(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(document_no=f"R-{n}", document_date=None) for n in range(9)])
    imported(root, path)
    assert capsys.readouterr().out.count("The date is missing.") == 5
    imported(root, path, "--all")
    assert capsys.readouterr().out.count("The date is missing.") == 9


def test_a_file_that_cannot_be_read_ends_it(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04")
    good = write_register(tmp_path / "b.xlsx", [row()])
    assert imported(root, good, tmp_path / "a.xlsx") == 3
    out, err = capsys.readouterr()
    assert (out, "“a.xlsx” cannot be read" in err) == ("", True)
    assert generated(root) == []


def test_what_is_imported_does_not_depend_on_who_reads_the_screen(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(document_no=f"R-{n}") for n in range(50)])
    command = [sys.executable, "-m", "riga_grants", "import", str(path), "--books", str(root), "--by", "A"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert generated(root) == ["000001-a.beancount"]


# --- progress --------------------------------------------------------------------------------------------------------


def watched(command: list[str], out: Path) -> str:
    """Run a command whose stderr is a terminal and whose stdout is a file; give what it wrote to the terminal."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120"}
    told = b""
    with out.open("wb") as stdout, subprocess.Popen(command, stdout=stdout, stderr=follower, env=environment) as process:
        os.close(follower)
        while True:
            try:
                more = os.read(leader, 65536)
            except OSError:
                break
            if not more:
                break
            told += more
        process.wait()
    os.close(leader)
    return told.decode("utf-8", "replace")


def test_a_person_who_waits_is_told_file_and_phase_and_rows_and_a_program_is_not(root: Path, tmp_path: Path) -> None:
    paths = [
        write_register(tmp_path / f"{name}.xlsx", [row(document_no=f"{name}-{n}", amount=1.0) for n in range(3000)])
        for name in ("jūnijs", "[red]jūlijs")
    ]
    command = [sys.executable, "-m", "riga_grants", "import", *map(str, paths), "--books", str(root), "--lang", "en"]
    command += ["--format", "json", "--by", "A"]
    told = watched(command, tmp_path / "out.json")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["files"][1]["count"] == 3001
    assert re.search(r"jūnijs\.xlsx \(1/2\): (reading|checking), rows: \d+", told)
    assert "[red]jūlijs.xlsx (2/2): checking, rows: " in told
    piped = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert piped.stderr == ""


def test_a_budget_and_a_register_in_one_command(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "budgets" / "P1").mkdir(parents=True)
    (root / "budgets" / "P1" / "000000-start.beancount").write_text("; start\n", encoding="utf-8")
    project = root / "ledger" / "projects" / "P1.beancount"
    project.write_text(project.read_text(encoding="utf-8") + 'include "../../budgets/P1/*.beancount"\n', encoding="utf-8")
    headings = ["Projekts", "Budžeta pozīcija", "Periods", "Budžets, EUR", "Spēkā no"]
    rows: list[list[object]] = [[*headings], ["P1", "3", "total", 7.0, "01.01.2014"], ["Kopā", None, None, 7.0]]
    budget = write_table(tmp_path / "budget.xlsx", rows, sheet="Budžets")
    costs = write_register(tmp_path / "costs.xlsx", [row()])
    assert imported(root, budget, costs, "--by", "A") == 0
    assert "Added: 1 cost, 1 budget amount, in 2 new ledger files" in capsys.readouterr().out
    assert (root / "budgets" / "P1" / "000001-budget.beancount").is_file()

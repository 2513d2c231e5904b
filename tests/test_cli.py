"""The command line is a contract: commands, options, exit codes, languages, and what goes where."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from riga_grants.cli import run

ROOT = Path(__file__).parent.parent
OVERSPENT = """
2014-01-01 open Expenses:P1:Rent
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 100 EUR
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 100 EUR
2014-02-03 * "Office" "Rent"
  document-no: "1"
  document-date: 2014-02-03
  issuer: "Office"
  Expenses:P1:Rent  100.01 EUR
  Liabilities:Payable:P1
"""


def test_json_is_the_contract(make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = make_books(OVERSPENT)
    assert run(["check", "P1", "--books", str(root), "--as-of", "31.12.2014", "--format", "json", "--lang", "en"]) == 1
    out, err = capsys.readouterr()
    assert err == ""
    found = json.loads(out)
    assert list(found) == ["as_of", "projects", "findings"]
    assert found["as_of"] == "2014-12-31"
    project = found["projects"][0]
    assert list(project) == [
        "code",
        "name",
        "period",
        "currency",
        "budget",
        "spent",
        "left",
        "spent_pct",
        "lines",
        "sources",
        "version",
    ]
    assert (project["budget"], project["spent"], project["left"], project["spent_pct"]) == (
        "100.00",
        "100.01",
        "-0.01",
        "100.0",
    )
    assert project["lines"] == [
        {
            "account": "Expenses:P1:Rent",
            "name": "Rent",
            "original": "100.00",
            "budget": "100.00",
            "before": "0.00",
            "this_period": "100.01",
            "spent": "100.01",
            "left": "-0.01",
            "spent_pct": "100.0",
        }
    ]
    assert list(found["findings"][0]) == [
        *("code", "severity", "project", "message", "where", "hint"),
        *("scope", "limit", "actual", "excess", "waived", "behind"),
    ]
    assert {one["where"] for one in found["findings"]} == {"ledger/projects/P1.beancount:10"}


def test_exit_codes(make_books: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = str(make_books(OVERSPENT))
    assert run(["check", "--books", root, "--as-of", "2014-01-31"]) == 0
    assert run(["check", "--books", root]) == 1
    assert run(["check", "P2", "--books", root]) == 2
    assert run(["check", "P1", "--period", "2013", "--books", root]) == 2
    assert run(["check", "P1", "--as-of", "2013-12-31", "--books", root]) == 2
    assert run(["check", "--as-of", "32.13.2014", "--books", root]) == 2
    assert run(["no-such-command"]) == 2
    assert run(["check", "--books", str(tmp_path / "nowhere")]) == 3
    assert run(["import", str(tmp_path / "none.xlsx"), "--books", root]) == 3
    assert run(["import", str(tmp_path / "none.xlsx"), "--project", "P2", "--books", root]) == 2
    assert run(["report", "committee", "P1", "-o", str(tmp_path / "nowhere" / "x.xlsx"), "--books", root]) == 3
    assert run(["report", "committee", "P1", "-o", str(tmp_path / "x.doc"), "--books", root]) == 2
    assert capsys.readouterr().err.count("Traceback") == 0


def test_an_unknown_name_names_the_known_ones(make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = str(make_books(OVERSPENT))
    run(["check", "P2", "--books", root, "--lang", "en"])
    assert "There is no project “P2”; there are: P1" in capsys.readouterr().err
    run(["check", "P1", "--period", "2014", "--books", root, "--lang", "en"])
    assert "There is no period “2014”; there are: total" in capsys.readouterr().err


def test_books_are_found_from_a_folder_inside_them(
    make_books: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_books(OVERSPENT)
    monkeypatch.chdir(root / "ledger" / "imported")
    assert run(["check", "--as-of", "2014-01-31"]) == 0
    assert "P1" in capsys.readouterr().out


def test_a_ledger_that_beancount_cannot_load_is_findings_not_a_crash(
    make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_books('2014-02-03 * "Broken\n')
    assert run(["check", "--books", str(root), "--lang", "en"]) == 1
    assert "ledger/projects/P1.beancount" in capsys.readouterr().out


def helped(capsys: pytest.CaptureFixture[str], command: list[str], lang: str) -> str:
    """Give what a command shows as its help."""
    assert run([*command, "--help", "--lang", lang]) == 0
    return capsys.readouterr().out


def pages(capsys: pytest.CaptureFixture[str], command: list[str]) -> list[list[str]]:
    """List a command and all commands below it."""
    section = re.search(r"^Commands:\n(.*)", helped(capsys, command, "en"), re.DOTALL | re.MULTILINE)
    below = re.findall(r"^  (\w+)", section[1], re.MULTILINE) if section else []
    return [command, *(page for name in below for page in pages(capsys, [*command, name]))]


def test_every_command_has_help_in_both_languages_and_a_page_in_docs(capsys: pytest.CaptureFixture[str]) -> None:
    found = pages(capsys, [])
    assert [" ".join(page) for page in found] == [
        "",
        "budget",
        "budget amend",
        "budget show",
        "budget transfer",
        "check",
        "clear",
        "close",
        "cut",
        "demo",
        "export",
        "fava",
        "import",
        "imports",
        "init",
        "layout",
        "layout check",
        "layout guess",
        "layout list",
        "layout schema",
        "period",
        "period approve",
        "period reopen",
        "period show",
        "period submit",
        "report",
        "report audit",
        "report claim",
        "report committee",
        "report council",
        "report list",
        "report make",
        "report portfolio",
        "report schema",
        "report todo",
        "review",
        "settle",
        "settlement",
        "shares",
        "template",
        "trace",
        "verify",
    ]
    told_elsewhere = {"export": "template", "layout": "layouts", "review": "rules", "cut": "control", "clear": "control"}
    told_elsewhere |= {"settle": "settlement", "shares": "settlement", "report": "reports"}
    told_elsewhere |= {"period": "periods", "close": "periods", "verify": "periods"}
    for command in found:
        shown = {lang: helped(capsys, command, lang) for lang in ("lv", "en")}
        assert shown["en"].startswith("Usage: riga-grants")
        assert shown["lv"].startswith("Lietojums: riga-grants")
        assert not re.search(r"\b(Options|Commands|Show|the|and)\b", shown["lv"].replace("[OPTIONS]", ""))
        if command:
            page = (ROOT / "docs" / f"{told_elsewhere.get(command[0], command[0])}.md").read_text(encoding="utf-8")
            assert f"riga-grants {' '.join(command)}" in page
            for option in re.findall(r"^  (?:-\w, )?(--[a-z-]+)", shown["en"], re.MULTILINE):
                assert option in {"--help", "--lang", "--books"} or f"`{option}" in page, f"{option} of {command}"


def test_colour_is_only_for_a_terminal_and_never_with_no_color(make_books: Callable[[str], Path]) -> None:
    command = [sys.executable, "-m", "riga_grants", "check", "--books", str(make_books(OVERSPENT)), "--lang", "en"]
    piped = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert "\x1b" not in piped.stdout + piped.stderr
    assert "OVERSPENT" in piped.stdout
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    assert b"\x1b[" in on_a_terminal(command, environment)
    assert b"\x1b[" not in on_a_terminal(command, {**environment, "NO_COLOR": "1"}).replace(b"\x1b[?25", b"").replace(
        b"\x1b[2K", b""
    ).replace(b"\x1b[1A", b"")


def on_a_terminal(command: list[str], environment: dict[str, str]) -> bytes:
    """Run a command whose stdout is a terminal and give what it wrote there."""
    leader, follower = pty.openpty()
    with subprocess.Popen(command, stdout=follower, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(follower)
        shown = b""
        while True:
            try:
                more = os.read(leader, 65536)
            except OSError:
                break
            if not more:
                break
            shown += more
        process.wait()
    os.close(leader)
    return shown


def test_a_reader_that_goes_away_is_no_crash(make_books: Callable[[str], Path]) -> None:
    command = [sys.executable, "-m", "riga_grants", "check", "--books", str(make_books(OVERSPENT))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


TWO = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P1" "first" 2014-01-01 2014-03-31
2014-01-01 custom "grant-project" "P2" "Otrais" 2014-01-01 2014-12-31
2014-01-01 custom "grant-period" "P2" "first" 2014-01-01 2014-06-30
2015-01-01 custom "grant-project" "P3" "Trešais" 2014-01-01 2014-12-31
2015-01-01 custom "grant-period" "P3" "half" 2014-01-01 2014-06-30
"""


def test_a_period_of_several_projects_is_looked_at_when_it_is_past_in_all(
    make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", "--books", str(make_books(TWO)), "--period", "first", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["as_of"], [one["code"] for one in found["projects"]]) == ("2014-06-30", ["P1", "P2"])


def test_a_period_before_the_agreement_is_not_called_unknown(
    make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_books(TWO)
    assert run(["check", "P3", "--books", str(root), "--period", "half", "--lang", "en"]) == 2
    assert "P3 was not agreed yet on 2014-06-30" in capsys.readouterr().err
    assert run(["check", "--books", str(root), "--period", "third", "--lang", "en"]) == 2
    assert "there are: first, total, half." in capsys.readouterr().err


def test_a_report_names_a_file_that_lies_outside_the_books(
    make_books: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_books('include "../../../shared.beancount"\n' + OVERSPENT)
    (tmp_path / "shared.beancount").write_text("2014-01-01 open Equity:Shared\n", encoding="utf-8")
    assert run(["report", "committee", "P1", "--books", str(root), "-o", str(tmp_path / "x.xlsx")]) == 1
    assert capsys.readouterr().err == ""


def test_an_error_cannot_steer_the_terminal(make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    root = make_books('2014-01-01 custom "grant-project" "P1" "x" 2014-01-01 2014-12-31\n')
    assert run(["check", "\x1b]0;evil\x07", "--books", str(root), "--lang", "en"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_a_project_that_could_not_be_read_says_why(
    make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_books('2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01')
    assert run(["check", "P1", "--books", str(root), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "There is no project “P1”; there are: –." in said
    assert "ledger/projects/P1.beancount:2  grant-project has 3 values" in said


def test_books_without_the_plugin_line_are_warned_of(
    make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_books(OVERSPENT)
    main = root / "ledger" / "main.beancount"
    main.write_text(main.read_text(encoding="utf-8").replace('plugin "riga_grants.plugin"', ""), encoding="utf-8")
    run(["check", "--books", str(root), "--format", "json", "--lang", "en"])
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["severity"], one["where"]) for one in found if one["code"] == "plugin-missing"] == [
        ("warning", "ledger/main.beancount:1")
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import"], "Nav norādīts: 'FAILS...'."),
        (["check", "--nope"], "Nav opcijas --nope; opciju sarakstu rāda --help."),
        (["nope"], "Nav komandas nope; komandu sarakstu rāda --help."),
        (["check", "--format", "xml"], "Iespējamās '--format' vērtības: table, json, csv."),
        (["check", "--as-of", "x"], "„x” nav datums"),
    ],
)
def test_wrong_usage_is_said_in_the_language(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*arguments, "--lang", "lv"]) == 2
    assert said in capsys.readouterr().err

"""An import as JSON: everything the screen tells and more, for programs; money as strings, rows counted as in a spreadsheet."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import registers
from registers import row
from registers import write_register
from tables import layout
from tables import planned
from tables import write_table

from riga_grants.chains.entries import Correction
from riga_grants.cli import run
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.importing.plans import ImportPlan
from riga_grants.layouts import Layout
from riga_grants.names import finding
from riga_grants.screens import import_json
from riga_grants.screens.import_details import Look
from riga_grants.screens.preview import Done

LOOK = Look("en", 80, colour=False, root=None)


def imported(root: Path, capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, Any]:
    """Run an import that answers in JSON, and on stdout in nothing else."""
    capsys.readouterr()
    code = run(["import", *map(str, arguments), "--books", str(root), "--by", "A. Auditor", "--format", "json", "--lang", "en"])
    out, err = capsys.readouterr()
    assert err == ""
    return code, json.loads(out)


def test_json_is_the_contract(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row(document_no="R-1", amount=10.0), row(document_no="R-2", issuer=None)]
    path = write_register(tmp_path / "costs.xlsx", rows)
    code, found = imported(root, capsys, path, "--accept-valid")
    assert code == 1
    (file,) = found.pop("files")
    (sheet,) = file.pop("sheets")
    one, other, total = sheet.pop("rows")
    assert found == {
        "dry_run": False,
        "by": "A. Auditor",
        "reason": "",
        "blocked": False,
        "adds": [
            {"kind": "costs", "by": "project", "rows": [{"key": "P1", "title": "Pirmais", "entries": 1, "sum": "10.00"}]},
            {
                "kind": "costs",
                "by": "line",
                "rows": [{"key": "Expenses:P1:Rent", "title": "2. Telpu noma", "entries": 1, "sum": "10.00"}],
            },
            {"kind": "costs", "by": "month", "rows": [{"key": "2014-01", "title": "", "entries": 1, "sum": "10.00"}]},
        ],
        "findings": [
            {
                "code": "cell-missing",
                "severity": "error",
                "project": "",
                "message": "The cell is empty; expected: who issued the document.",
                "where": f"{path}!Izmaksas!G7",
                "hint": "Enter what is missing.",
                "file": str(path),
                "sheet": "Izmaksas",
                "cell": "G7",
                "line": None,
            }
        ],
        "written": ["ledger/imported/P1/000001-costs.beancount"],
        "rejected": [{"file": "costs.xlsx", "workbook": str(tmp_path / "costs.rejected.xlsx")}],
    }
    states = {
        "accepted": {"count": 1, "sum": "10.00"},
        "booked": {"count": 0, "sum": "0.00"},
        "changed": {"count": 0, "sum": "0.00"},
        "rejected": {"count": 1, "sum": "1200.00"},
        "skipped": {"count": 1, "sum": "0.00"},
    }
    assert (len(file.pop("sha256")), file) == (
        64,
        {
            "file": "costs.xlsx",
            "path": str(path),
            "layout": "cost-register",
            "kind": "costs",
            "blocked": False,
            "count": 3,
            "sum": "1210.00",
            "states": states,
        },
    )
    assert {column: sheet["columns"][column] for column in ("number", "amount")} == {"number": "A", "amount": "J"}
    sheet.pop("columns")
    assert sheet == {
        "sheet": "Izmaksas",
        "headings": 5,
        "count": 3,
        "sum": "1210.00",
        "states": states,
        "without_skipped": "1210.00",
        "total": "1210.00",
        "difference": "0.00",
        "agrees": True,
        "rounding": "0",
    }
    (new,) = one.pop("new")
    assert one == {
        "row": 6,
        "cells": "A6:M6",
        "state": "accepted",
        "amount": "10.00",
        "reasons": [],
        "codes": [],
        "changes": [],
    }
    assert new.pop("key").startswith("row-")
    assert new == {
        "directive": None,
        "project": "P1",
        "account": "Expenses:P1:Rent",
        "amount": "10.00",
        "currency": "EUR",
        "document_no": "R-1",
        "document_date": "2014-01-31",
        "suggested": None,
    }
    reasons = ["The cell is empty; expected: who issued the document."]
    assert (other["state"], other["reasons"], other["codes"]) == ("rejected", reasons, ["cell-missing"])
    assert (total["state"], total["reasons"], total["amount"]) == ("skipped", ["the total"], None)


def test_a_changed_row_has_old_and_new(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "costs.xlsx"
    imported(root, capsys, write_register(path, [row(amount=10.0)]))
    write_register(path, [row(amount=12.5, in_kind="jā", description="Noma")])
    code, found = imported(root, capsys, path, "--dry-run")
    change = found["files"][0]["sheets"][0]["rows"][0]["changes"][0]
    assert (code, found["blocked"], found["adds"], found["written"]) == (1, True, [], [])
    assert change["differs"] == {
        "description": {"old": "Telpu noma janvārī", "new": "Noma"},
        "amount": {"old": "10.00", "new": "12.50"},
        "in-kind": {"old": False, "new": True},
    }
    assert (change["amount"], change["replaces"]["amount"]) == ("12.50", "10.00")
    assert change["replaces"]["where"].startswith("ledger/imported/P1/000001-costs.beancount:")
    code, found = imported(root, capsys, path, "--correct", "--reason", "Misread")
    assert (code, found["reason"], found["findings"][0]["severity"]) == (0, "Misread", "note")
    assert [one["rows"][0]["sum"] for one in found["adds"]] == ["2.50"] * 3


def of_the_plan(path: Path, used: Layout, ledger: str) -> Any:  # noqa: ANN401 - JSON
    plan = planned(path, used, ledger)
    shown = import_json.as_json(plan, plan.findings, registers.books(ledger).agreements, Done(dry_run=True), LOOK)
    return json.loads(shown)


def test_directives_have_their_values_and_indicators_no_money(tmp_path: Path) -> None:
    columns = {"indicator": ["Rādītājs"], "title": ["Nosaukums"], "planned": ["Plānots"], "reached": ["Sasniegts"]}
    used = layout("indicators", columns, constants={"project": "P1"})
    stated = '2014-12-31 custom "grant-indicator" "P1" "families" "total" "reached" 93\n'
    rows: list[list[object]] = [["Rādītājs", "Nosaukums", "Plānots", "Sasniegts"], ["families", "Ģimenes", 120.5, 94.0]]
    found = of_the_plan(write_table(tmp_path / "a.xlsx", rows), used, registers.LEDGER + stated)
    sheet = found["files"][0]["sheets"][0]
    assert (sheet["sum"], sheet["states"]["changed"], sheet["total"], sheet["agrees"], sheet["difference"]) == (
        None,
        {"count": 1, "sum": None},
        None,
        None,
        None,
    )
    (new,), (change,) = sheet["rows"][0]["new"], sheet["rows"][0]["changes"]
    assert (new["directive"], new["date"], new["account"], new["amount"]) == ("grant-indicator", "2014-01-01", None, None)
    assert new["values"] == {
        "project": "P1",
        "name": "families",
        "period": "total",
        "state": "planned",
        "value": "120.5",
        "title": "Ģimenes",
    }
    assert change["differs"] == {"value": {"old": "93", "new": "94"}, "title": {"old": None, "new": "Ģimenes"}}
    assert change["replaces"]["amount"] is None


def test_amounts_days_and_what_is_not_stated_are_plain(tmp_path: Path) -> None:
    columns = {"project": ["Kods"], "name": ["Nosaukums"], "start": ["Sākums"], "end": ["Beigas"], "total": ["Kopā"]}
    rows: list[list[object]] = [
        ["Kods", "Nosaukums", "Sākums", "Beigas", "Kopā"],
        ["A1", "Pirmais", date(2014, 1, 1), None, 5.0],
        ["A2", "Otrais", date(2014, 1, 1), date(2014, 6, 30), None],
    ]
    found = of_the_plan(write_table(tmp_path / "a.xlsx", rows), layout("agreements", columns), registers.LEDGER)
    values = [one["new"][0]["values"] for one in found["files"][0]["sheets"][0]["rows"]]
    assert [(one["start"], one["end"], one["budget"]) for one in values] == [
        ("2014-01-01", None, "5.00 EUR"),
        ("2014-01-01", "2014-06-30", None),
    ]
    assert found["adds"][0] == {
        "kind": "agreements",
        "by": "project",
        "rows": [{"key": "*", "title": "all projects", "entries": 2, "sum": "5.00"}],
    }


def test_a_sheet_without_headings_names_none_and_rounding_is_exact(tmp_path: Path) -> None:
    columns = {"document-no": {"position": "A"}, "amount": {"position": "B"}}
    constants = {"project": "P1", "line": "2", "document-date": "2014-02-01", "issuer": "SIA A", "description": "Noma"}
    used = layout("costs", columns, constants=constants, header_rows=0, rounding="half-up")
    found = of_the_plan(write_table(tmp_path / "a.xlsx", [["R-1", 1.0049]]), used, registers.LEDGER)
    sheet = found["files"][0]["sheets"][0]
    assert (sheet["headings"], sheet["rounding"]) == (None, "-0.0049")
    assert Decimal(sheet["sum"]) - Decimal(sheet["rounding"]) == Decimal("1.0049")


def test_a_finding_on_the_books_has_its_line_and_nothing_steers_a_terminal(tmp_path: Path) -> None:
    broken = finding("ledger", text("Broken \x1b[31m\u202e"), Place(str(tmp_path / "ledger" / "main.beancount"), 3))
    shown = import_json.as_json(ImportPlan((), (broken,)), [broken], {}, Done(), LOOK._replace(root=tmp_path))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    (found,) = json.loads(shown)["findings"]
    assert (found["file"], found["line"], found["cell"]) == ("ledger/main.beancount", 3, "")
    assert found["message"] == "Broken \x1b[31m\u202e"


def test_undoing_is_json_too(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "costs.xlsx"
    imported(root, capsys, write_register(path, [row(amount=10.0), row(document_no="R-2", amount=5.0)]))
    imported(
        root, capsys, write_register(path, [row(amount=12.0), row(document_no="R-2", amount=5.0)]), "--correct", "--reason", "x"
    )
    code, found = imported(root, capsys, "--undo", 1, "--reason", "Twice", "--dry-run")
    assert code == 0
    assert [(one["amount"], one["directive"], one["project"]) for one in found["undo"]["taken_back"]] == [("5.00", None, "P1")]
    assert [one["amount"] for one in found["undo"]["left"]] == ["10.00"]
    assert (found["undo"]["changes"], found["undo"]["moved"], found["written"]) == ({"EUR": "-5.00"}, 0, [])
    code, found = imported(root, capsys, "--undo", 2, "--reason", "Twice")
    assert (found["reason"], found["undo"]["import"], found["dry_run"]) == ("Twice", 2, False)
    assert [one["amount"] for one in found["undo"]["booked_again"]] == ["10.00"]
    assert found["written"] == ["ledger/imported/P1/000003-undo-2.beancount"]


def test_undone_directives_are_named(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "importers" / "layouts" / "test.toml").write_text(
        'name = "test"\nkind = "indicators"\nconstants = {project = "P1"}\n[columns]\nindicator = ["A"]\nreached = ["B"]\n',
        encoding="utf-8",
    )
    path = write_table(tmp_path / "a.xlsx", [["A", "B"], ["families", 3.0]])
    code, found = imported(root, capsys, path, "--layout", "test")
    assert (code, found["written"]) == (0, ["ledger/imported/P1/000001-a.beancount"])
    _, found = imported(root, capsys, "--undo", 1, "--reason", "x", "--dry-run")
    (one,) = found["undo"]["taken_back"]
    assert (one["directive"], one["project"], one["amount"]) == ("grant-indicator", "P1", None)


def test_who_and_why_are_told() -> None:
    done = Done(dry_run=True, correction=Correction("Misread", "A. Auditor"))
    found = json.loads(import_json.as_json(ImportPlan(()), [], {}, done, LOOK))
    assert (found["dry_run"], found["reason"], found["by"]) == (True, "Misread", "A. Auditor")

"""The main job from start to end on the demonstration books: sheet = ledger = report, to the cent."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from riga_grants import books
from riga_grants import execution
from riga_grants.cli import run
from riga_grants.demonstration import costs
from riga_grants.demonstration import plan

QUARTERS = [f"{year}-Q{quarter}" for year in (2014, 2015, 2016) for quarter in (1, 2, 3, 4)]


@pytest.fixture(scope="module", name="demo")
def make_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo")
    assert run(["demo", str(root)]) == 0
    inbox = sorted(str(path) for path in (root / "inbox").glob("*.xlsx"))
    assert len(inbox) == 12
    assert run(["import", *inbox, "--books", str(root)]) == 0
    return root


def check(root: Path, *arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = run(["check", "RGAP", "--books", str(root), "--format", "json", "--lang", "en", *arguments])
    return code, json.loads(capsys.readouterr().out)


def hashes(root: Path) -> Mapping[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in root.rglob("*") if path.is_file()
    }


def test_at_the_end_all_is_spent_and_the_city_has_earned_its_ceiling(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = check(demo, "--as-of", "2016-12-31", capsys=capsys)
    project = found["projects"][0]
    assert code == 0
    assert (project["budget"], project["spent"], project["left"], project["spent_pct"]) == (
        "882205.00",
        "882205.00",
        "0.00",
        "100.0",
    )
    city = project["sources"][0]
    assert (city["funder"], city["ceiling"], city["rate"], city["earned"]) == ("RD", "425998.00", "425998/882205", "425998.00")
    assert (city["received"], city["receivable"], city["advance"], city["left"]) == ("400000.00", "25998.00", "0.00", "0.00")


def test_the_late_instalment_settles_it(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, found = check(demo, "--as-of", "2017-02-20", capsys=capsys)
    city = found["projects"][0]["sources"][0]
    assert (city["received"], city["receivable"], city["advance"]) == ("425998.00", "0.00", "0.00")


def test_the_quarter_in_which_a_line_runs_over_is_an_error_until_the_amendment(
    demo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = check(demo, "--as-of", "2015-09-30", capsys=capsys)
    assert (code, [one["code"] for one in found["findings"]]) == (1, ["line-over-budget"])
    assert found["findings"][0]["where"].startswith("ledger/imported/RGAP/000007-demo-rgap-2015-q3.beancount:")
    code, found = check(demo, "--as-of", "2015-11-02", capsys=capsys)
    assert (code, found["findings"]) == (0, [])


def test_warnings_count_only_when_strict(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = check(demo, "--as-of", "2016-12-31", capsys=capsys)
    assert (code, {one["severity"] for one in found["findings"]}) == (0, {"warning"})
    code, _ = check(demo, "--as-of", "2016-12-31", "--strict", capsys=capsys)
    assert code == 1


GENERATED = {one.name: sum(row.cents for row in costs.rows(one)) for one in plan.QUARTERS}


def sheet_sums(root: Path, quarter: str) -> dict[str, int]:
    """Sum a register by line, reading its cells with nothing of ours but the column order: text amounts by hand."""
    year, number = quarter.split("-Q")
    path = next((root / "inbox").glob(f"*{year}-Q{number}.xlsx"))
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Izmaksas").to_python(skip_empty_area=False)
    sums: Counter[str] = Counter()
    for row in rows[5:]:
        if row[1] == "RGAP":
            amount = row[9]
            if isinstance(amount, str):
                amount = amount.replace("\u00a0", "").replace(" ", "").replace(",", ".")
            whole, _, fraction = str(amount).partition(".")
            cents = int(whole) * 100 + int(fraction.ljust(2, "0")) * (-1 if whole.startswith("-") else 1)
            sums[str(row[2]).split(". ", 1)[1]] += cents
    return dict(sums)


@pytest.mark.parametrize("quarter", QUARTERS)
def test_sheet_and_ledger_and_report_agree_for_every_line_of_a_quarter(demo: Path, quarter: str) -> None:
    loaded = books.load(demo)
    agreement = loaded.agreements["RGAP"]
    period = agreement.period(quarter)
    assert period is not None
    in_ledger: Counter[str] = Counter()
    for entry in loaded.entries:
        for posting in getattr(entry, "postings", ()):
            if posting.account.startswith("Expenses:RGAP:") and period.start <= entry.date <= period.end:
                in_ledger[agreement.lines[posting.account].name] += int(posting.units.number * 100)
    statement = execution.build(agreement, loaded.facts["RGAP"], period.end, "lv", period)
    in_report = {row.name: row.figures.this_period for row in statement.leaves if row.figures.this_period}
    assert sheet_sums(demo, quarter) == dict(in_ledger) == in_report
    assert sum(in_ledger.values()) == statement.total.this_period == GENERATED[quarter]


def test_importing_again_changes_no_byte(demo: Path) -> None:
    before = hashes(demo)
    inbox = sorted(str(path) for path in (demo / "inbox").glob("*.xlsx"))
    assert run(["import", *inbox, "--books", str(demo)]) == 0
    assert hashes(demo) == before


def test_a_renamed_copy_adds_nothing(demo: Path, tmp_path: Path) -> None:
    before = hashes(demo)
    copy = tmp_path / "cits nosaukums.xlsx"
    shutil.copy(next((demo / "inbox").glob("*.xlsx")), copy)
    assert run(["import", str(copy), "--books", str(demo)]) == 0
    assert hashes(demo) == before


def test_the_order_of_files_does_not_matter(demo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert run(["demo", str(other)]) == 0
    inbox = sorted((str(path) for path in (other / "inbox").glob("*.xlsx")), reverse=True)
    assert run(["import", *inbox[:5], "--books", str(other)]) == 0
    assert run(["import", *inbox[3:], "--books", str(other)]) == 0

    def facts(root: Path) -> Counter[Any]:
        return Counter(fact[:6] for fact in books.load(root).facts["RGAP"])

    assert facts(other) == facts(demo)


def test_every_cost_leads_back_to_its_cells(demo: Path) -> None:
    digests = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in (demo / "inbox").glob("*.xlsx")}
    imported = [entry for entry in books.load(demo).entries if "source-cells" in entry.meta]
    assert len(imported) == sum(len(costs.rows(quarter)) for quarter in plan.QUARTERS)
    sheets = {
        digest: CalamineWorkbook.from_path(path).get_sheet_by_name("Izmaksas").to_python(skip_empty_area=False)
        for digest, path in digests.items()
    }
    for entry in imported:
        row = int(str(entry.meta["source-cells"]).split(":")[0].lstrip("ABCDEFGHIJKLM"))
        assert sheets[entry.meta["source-sha256"]][row - 1][4] == entry.meta["document-no"]
        assert digests[entry.meta["source-sha256"]].name == entry.meta["source-file"]


def test_a_dry_run_changes_no_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", str(tmp_path), "--lang", "en"]) == 0
    before = hashes(tmp_path)
    inbox = sorted(str(path) for path in (tmp_path / "inbox").glob("*.xlsx"))
    capsys.readouterr()
    assert run(["import", *inbox, "--books", str(tmp_path), "--dry-run", "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert hashes(tmp_path) == before
    assert "882,205.00" in shown
    assert "Nothing was written" in shown


def test_the_city_never_gets_ahead_of_its_rate(demo: Path) -> None:
    loaded = books.load(demo)
    agreement = loaded.agreements["RGAP"]
    for quarter in QUARTERS:
        period = agreement.period(quarter)
        assert period is not None
        statement = execution.build(agreement, loaded.facts["RGAP"], period.end, "lv", period)
        city, *others = statement.sources
        assert city.earned is not None
        assert statement.total.spent is not None
        assert city.earned * 882_205 <= statement.total.spent * 425_998 < (city.earned + 1) * 882_205
        assert city.earned + sum(other.earned or 0 for other in others) == statement.total.spent
        assert sum(share for row in statement.leaves for _, share in row.figures.shares) == city.earned
        assert statement.as_of == period.end <= date(2016, 12, 31)


def test_nothing_is_imported_into_books_that_cannot_be_read_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", str(tmp_path)]) == 0
    with (tmp_path / "ledger" / "projects" / "RGAP.beancount").open("a", encoding="utf-8") as file:
        file.write('2015-01-05 * "Booked by hand" "and not closed\n  Expenses:RGAP:Rent  650.00 EUR\n')
    before = hashes(tmp_path)
    inbox = sorted(str(path) for path in (tmp_path / "inbox").glob("*.xlsx"))
    assert run(["import", *inbox, "--books", str(tmp_path), "--lang", "en"]) == 1
    assert "ledger/projects/RGAP.beancount" in capsys.readouterr().out
    assert {name for name in hashes(tmp_path) if not name.endswith(".lock")} == set(before)

"""Two lists that national authorities published: a layout of a few lines reads each to the cent, and nothing is repaired."""

import subprocess
import sys
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from riga_grants.books import Books
from riga_grants.declared import Declared
from riga_grants.errors import Severity
from riga_grants.errors import worst
from riga_grants.importing.importer import plan
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import State
from riga_grants.layouts import Layout
from riga_grants.layouts import load_layout

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "real"
LATVIA, SLOVENIA = "latvia-eu-projects-2014-2020.csv", "slovenia-eu-beneficiaries-2007-2013.xlsx"
LAYOUTS = {LATVIA: "latvia-2014-2020", SLOVENIA: "slovenia-2007-2013"}

# The rows whose parts do not make their total, as a second reading by another program found them; the last two by millions.
NOT_THE_SUM = [1624, 1626, 1645, 1734, 1738, 1757, 2302, 4219, 4222, 4233, 4238, 4578, 4579]


@cache
def layout(name: str) -> Layout:
    made = load_layout(ROOT / "tests" / "layouts" / f"{LAYOUTS[name]}.toml")
    assert isinstance(made, Layout)
    return made


@cache
def planned(name: str) -> FilePlan:
    """Plan the import of a real file into empty books."""
    if not (REAL / name).exists():
        pytest.skip(f"the real file {name} is not kept in the project; it stood beside it where this was written")
    used = layout(name)
    (file,) = plan([REAL / name], Books(ROOT, [], {}, {}, {}, ()), {used.name: used}).files
    return file


def projects(file: FilePlan) -> list[Declared]:
    return [one for one in declared(file) if one.directive == "grant-project"]


def sources(file: FilePlan, funder: str) -> list[Declared]:
    return [one for one in declared(file) if one.values.get("funder") == funder]


def declared(file: FilePlan) -> list[Declared]:
    return [one for one in file.records if isinstance(one, Declared)]


def total(some: list[Declared]) -> Decimal:
    return Decimal(sum(one.cents or 0 for one in some)) / 100


def cells(file: FilePlan, code: str) -> list[str]:
    return [one.place.cell for one in file.all_findings if one.code == code]


def test_the_latvian_list_is_134_agreements_with_the_part_of_the_union_and_the_rest() -> None:
    file = planned(LATVIA)
    assert (file.count(), file.count(State.ACCEPTED), file.blocked) == (134, 134, False)
    made = projects(file)
    assert (len(made), len({one.project for one in made})) == (134, 134)
    assert total(made) == Decimal("1357261225.98")
    assert total(sources(file, "EU")) == Decimal("1137691776.00")
    assert total(sources(file, "OWN")) == Decimal("219569449.98")
    assert all(one.values["kind"] == "own" for one in sources(file, "OWN"))
    assert [(one.code, one.place.cell) for one in file.all_findings] == [("column-unread", "F26")]


def test_the_slovenian_list_is_5041_agreements_with_the_parts_of_the_union_and_the_state() -> None:
    file = planned(SLOVENIA)
    assert (file.count(), file.count(State.ACCEPTED), file.blocked) == (5041, 5041, False)
    made = projects(file)
    assert (len(made), len({one.project for one in made})) == (5041, 5041)
    assert (made[0].project, made[0].values["beneficiary"]) == ("SI-1", "INDUKTIO D.O.O.")
    assert (total(made), total(sources(file, "EU")), total(sources(file, "SI"))) == (
        Decimal("5279792241.57"),
        Decimal("4576090566.54"),
        Decimal("764552548.50"),
    )


def test_parts_that_are_blank_or_no_amounts_are_not_stated_and_that_is_not_nothing() -> None:
    file = planned(SLOVENIA)
    assert sum(one.cents is None for one in sources(file, "SI")) == 868 + 1
    assert sum(one.cents is None for one in sources(file, "EU")) == 2
    assert all(one.values["ceiling"] is None for one in sources(file, "EU") if one.cents is None)
    assert cells(file, "amount-unreadable") == ["E1698", "F1698", "E1700"]


def test_every_row_whose_parts_do_not_make_the_total_is_told() -> None:
    assert cells(planned(SLOVENIA), "parts-differ") == [f"D{row}" for row in NOT_THE_SUM]


def test_every_amount_that_is_no_whole_cents_is_told_and_the_difference_is_shown() -> None:
    file = planned(SLOVENIA)
    assert Counter(cell[0] for cell in cells(file, "amount-rounded")) == {"D": 80, "E": 1996, "F": 2040}
    assert file.sheets[0].rounded == Decimal("0.03720623")


def test_what_the_list_leaves_out_is_told_once_and_nothing_else_is() -> None:
    file = planned(SLOVENIA)
    assert Counter((one.code, str(one.severity)) for one in file.all_findings) == {
        ("amount-rounded", "note"): 4116,
        ("row-hidden", "note"): 4995,
        ("column-unread", "note"): 10,
        ("cell-missing", "warning"): 1,
        ("amount-unreadable", "warning"): 3,
        ("parts-differ", "warning"): 13,
    }
    assert cells(file, "cell-missing") == ["H4170"]
    assert worst(file.all_findings) is Severity.WARNING


@pytest.mark.parametrize("name", LAYOUTS)
def test_each_is_imported_by_one_command_and_a_second_time_adds_nothing(name: str, tmp_path: Path) -> None:
    count = planned(name).count()

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "riga_grants", *arguments, "--lang", "en"]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)

    assert run("init", "--empty", str(tmp_path)).returncode == 0
    source = (ROOT / "tests" / "layouts" / f"{LAYOUTS[name]}.toml").read_text(encoding="utf-8")
    (tmp_path / "importers" / "layouts" / f"{LAYOUTS[name]}.toml").write_text(source, encoding="utf-8")
    first = run("import", str(REAL / name), "--books", str(tmp_path))
    assert (first.returncode, f"Added: {count} agreements" in first.stdout) == (0, True)
    again = run("import", str(REAL / name), "--books", str(tmp_path))
    assert (again.returncode, [line.split()[2] for line in again.stdout.splitlines() if "Already booked" in line]) == (
        0,
        [str(count)],
    )
    checked = run("check", "--books", str(tmp_path))
    told = [line.split()[1] for line in checked.stdout.splitlines() if line.startswith(("  SI-", "  LV-"))]
    assert Counter(told) == ({"sources-total": 6} if name == SLOVENIA else {})

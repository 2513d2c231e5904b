"""The chain of generated files: whatever happens to one of them is found, on its line."""

import shutil
from collections.abc import Callable
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest
from registers import books
from registers import layouts
from registers import row
from registers import write_register

from riga_grants.chains import chain
from riga_grants.chains.chain import START
from riga_grants.chains.chain import sealed
from riga_grants.chains.chain import verify
from riga_grants.chains.folders import AGREEMENTS
from riga_grants.chains.folders import BUDGETS
from riga_grants.chains.folders import IMPORTED
from riga_grants.chains.writer import Batch
from riga_grants.chains.writer import append
from riga_grants.chains.writer import commit
from riga_grants.importing.importer import plan
from riga_grants.names import FINDINGS

NOW = datetime(2014, 4, 7, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of P1's imports, with a start and three imports: one.xlsx, two.xlsx, three.xlsx."""
    for number, name in enumerate(("one", "two", "three")):
        path = write_register(tmp_path / f"{name}.xlsx", [row(document_no=f"R-{number}"), row(document_no=f"S-{number}")])
        commit(tmp_path, plan([path], books(), layouts()), NOW)
    return tmp_path / IMPORTED / "P1"


def books_of(folder: Path) -> Path:
    return folder.parents[len(IMPORTED.parts)]


def found(folder: Path) -> list[tuple[str, str]]:
    return [(finding.code, Path(finding.place.file).name) for finding in verify(books_of(folder))]


ONE, TWO, THREE = "000001-one.beancount", "000002-two.beancount", "000003-three.beancount"


def test_an_untouched_chain_is_sound(folder: Path) -> None:
    assert [path.name for path in sorted(folder.iterdir())] == [START, ONE, TWO, THREE]
    assert verify(books_of(folder)) == []
    assert verify(folder / "nav") == []


def test_a_file_cut_off_at_any_byte_is_found(folder: Path) -> None:
    """The last file, so that nothing but its own trailer can tell."""
    path = folder / THREE
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        assert found(folder) in ([("import-torn", THREE)], [("import-altered", THREE)]), length
    path.write_bytes(content)
    assert found(folder) == []


def test_any_edited_byte_is_found(folder: Path) -> None:
    """The last file again; the trailer's own bytes count too."""
    path = folder / THREE
    content = path.read_bytes()
    for at in range(len(content)):
        path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        assert found(folder), at
    path.write_bytes(content)


def test_anything_written_behind_the_trailer_is_found(folder: Path) -> None:
    for more in (b"\n", b" ", b";; end\n", b"2014-01-01 open Assets:A\n", (folder / TWO).read_bytes()):
        path = folder / THREE
        content = path.read_bytes()
        path.write_bytes(content + more)
        assert found(folder) != []
        path.write_bytes(content)


def reseal(path: Path) -> None:
    """Edit a file as somebody would who knows how its trailer is made."""
    body = path.read_bytes().replace(b"1200.00", b"1300.00")
    path.write_bytes(sealed(body[: body.index(b";; end: ")]))


CASES: dict[str, tuple[Callable[[Path], object], list[tuple[str, str]]]] = {
    "a missing file": (lambda f: (f / TWO).unlink(), [("import-chain", THREE)]),
    "a missing start": (lambda f: (f / START).unlink(), [("import-chain", ONE)]),
    "a changed start": (lambda f: (f / START).write_text("; other\n"), [("import-chain", ONE)]),
    "entries in the start": (lambda f: (f / START).write_text("2014-01-01 open Assets:A\n"), [("import-altered", START)]),
    "an edited file with a new trailer": (lambda f: reseal(f / ONE), [("import-chain", TWO)]),
    "a copy": (lambda f: shutil.copy(f / TWO, f / "000004-two.beancount"), [("import-stray", "000004-two.beancount")]),
    "a copy under the same number": (
        lambda f: shutil.copy(f / TWO, f / "000002-copy.beancount"),
        [("import-stray", "000002-copy.beancount")],
    ),
    "a renamed file": (lambda f: (f / THREE).rename(f / "000003-tri.beancount"), [("import-stray", "000003-tri.beancount")]),
    "a foreign file": (lambda f: (f / "mans.beancount").write_text(""), [("import-stray", "mans.beancount")]),
    "a foreign file in capitals": (lambda f: (f / "A.BEANCOUNT").write_text(""), [("import-stray", "A.BEANCOUNT")]),
    "a folder": (lambda f: (f / "000004-x.beancount").mkdir(), [("import-stray", "000004-x.beancount")]),
    "a file beside the projects": (
        lambda f: shutil.copy(f / ONE, f.parent / "x.beancount"),
        [("import-stray", "x.beancount")],
    ),
    "another project's file": (
        lambda f: shutil.copytree(f, f.parent / "P2"),
        [("import-stray", ONE), ("import-stray", TWO), ("import-stray", THREE)],
    ),
    "notes that nothing loads": (lambda f: (f / "README.md").write_text("x"), []),
    "a file that an import left behind when it was killed": (lambda f: (f / ".a.beancount.1.part").write_text("x"), []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_can_happen_to_a_chain(folder: Path, case: str) -> None:
    happen, expected = CASES[case]
    happen(folder)
    assert found(folder) == expected
    assert all(finding.code in FINDINGS and finding.place.line > 0 for finding in verify(books_of(folder)))


def test_a_link_to_a_file_or_a_folder_is_found(folder: Path) -> None:
    try:
        (folder / "000004-two.beancount").symlink_to(folder / TWO)
        (folder.parent / "P2").symlink_to(folder, target_is_directory=True)
    except OSError:
        pytest.skip("this system does not let us make symbolic links")
    assert sorted(found(folder)) == [("import-stray", "000004-two.beancount"), ("import-stray", "P2")]


BODY = '2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 9000.00 EUR\n'


@pytest.mark.parametrize("place", [BUDGETS / "P1", AGREEMENTS], ids=str)
def test_the_chains_of_budgets_and_agreements_are_verified_too(tmp_path: Path, place: Path) -> None:
    """Hand-kept budgets stand beside the folders, so a file there is nobody's stray."""
    (one,) = append(tmp_path, [Batch(place, "one", (), BODY)], {}, NOW)
    (two,) = append(tmp_path, [Batch(place, "two", (), BODY)], {}, NOW)
    (tmp_path / place.parent / "P9.beancount").write_text(BODY, encoding="utf-8")
    assert [one.parent, two.name] == [tmp_path / place, "000002-two.beancount"]
    assert verify(tmp_path) == []
    one.write_bytes(sealed(one.read_bytes()[: one.read_bytes().index(b";; end: ")].replace(b"9000", b"9999")))
    assert [(finding.code, finding.place.file) for finding in verify(tmp_path)] == [("import-chain", str(two))]


def test_a_link_in_the_place_of_a_folder_of_agreements_is_found(tmp_path: Path) -> None:
    append(tmp_path, [Batch(AGREEMENTS, "one", (), BODY)], {}, NOW)
    (tmp_path / AGREEMENTS).rename(tmp_path / "elsewhere")
    try:
        (tmp_path / AGREEMENTS).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    except OSError:
        pytest.skip("this system does not let us make symbolic links")
    assert [(finding.code, finding.place.file) for finding in verify(tmp_path)] == [
        ("import-stray", str(tmp_path / AGREEMENTS))
    ]


COUNTED = {
    "one cost": ('2014-01-31 * "a" "b"\n  Expenses:P1:Rent  10.50 EUR\n  Liabilities:Payable:P1  -10.50 EUR\n', (1, 1050)),
    "a credit note": ('2014-01-31 ! "a" "b"\n  Expenses:P1:Rent  -0.05 EUR\n  Liabilities:Payable:P1  0.05 EUR\n', (1, -5)),
    "a budget": (BODY, (1, 900000)),
    "a budget that is not stated": ('2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" "not-stated"\n', (1, 0)),
    "an agreement": (
        '2014-01-28 custom "grant-project" "P1" "A 5.00 EUR" 2014-01-01 2014-12-31 882205.00 EUR\n',
        (1, 88220500),
    ),
    "a ceiling, which is part of an agreement": ('2014-01-28 custom "grant-source" "P1" "RD" 10.00 EUR\n', (1, 0)),
    "a withdrawal": ('2014-01-28 custom "grant-withdrawn" "row-1"\n', (1, 0)),
    "an indicator": ('2014-01-01 custom "grant-indicator" "P1" "families" "total" "planned" 100\n', (1, 0)),
}


@pytest.mark.parametrize("case", COUNTED)
def test_the_trailer_counts_entries_and_sums_costs_budgets_and_totals(case: str) -> None:
    body, (entries, cents) = COUNTED[case]
    last = sealed(f";; made-by: a test\n\n{body}".encode()).decode().splitlines()[-1]
    assert chain.read_trailer(last) == chain.Count(entries, cents, "EUR")


@pytest.mark.parametrize(
    "line", ["", "x", ";; end: entries 1, sum 1 EUR, sha256 ab", ";; end: entries -1, sum 1.00 EUR, sha256 "]
)
def test_no_other_line_is_a_trailer(line: str) -> None:
    assert chain.read_trailer(line) is None


def test_a_header_is_read_up_to_its_first_other_line() -> None:
    lines = [";; import: 7\n", ";; by: A: B\n", "\n", ";; kind: costs\n"]
    assert chain.read_header(lines) == {"import": (1, "7"), "by": (2, "A: B")}
    assert chain.read_header([";; import: 7"]) == {"import": (1, "7")}
    assert chain.header([("by", "a\n;; import: 9")]) == ";; by: a ;; import: 9\n"

"""Writing an import: what was planned stands in the ledger, to the letter and the cent, in whole files or not at all."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC
from datetime import date
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from beancount.core.amount import Amount
from beancount.parser import parser
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
from registers import LEDGER_P1
from registers import layouts
from registers import row
from registers import write_register

from riga_grants import books
from riga_grants.booked import index
from riga_grants.chains import imports
from riga_grants.chains import writer
from riga_grants.chains.chain import START
from riga_grants.chains.chain import verify
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import parsed as parsed_entries
from riga_grants.chains.entries import render
from riga_grants.chains.folders import AGREEMENTS
from riga_grants.chains.folders import DOCUMENTS
from riga_grants.chains.folders import IMPORTED
from riga_grants.chains.writer import NO_CORRECTION
from riga_grants.chains.writer import Batch
from riga_grants.chains.writer import append
from riga_grants.chains.writer import commit
from riga_grants.chains.writer import locked
from riga_grants.costs import Content
from riga_grants.costs import Cost
from riga_grants.costs import key
from riga_grants.errors import BooksError
from riga_grants.importing.importer import plan
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import RowPlan
from riga_grants.importing.plans import SheetPlan
from riga_grants.importing.plans import State
from riga_grants.texts import plain

NOW = datetime(2014, 4, 7, 12, 0, tzinfo=UTC)
SHA = "ab" * 32

Make = Callable[..., Path]

TEXT = st.text(max_size=20).map(lambda text: plain(text).text)
SOME = TEXT.map(lambda text: text or "x")
COSTS = st.builds(
    lambda content, kind, paid, note, original, total, suggested, account, net, vat, order: Cost(
        content,
        "EUR",
        kind,
        paid,
        note,
        "Izmaksas",
        "A6:M6",
        key(content, 0),
        original,
        total,
        suggested,
        account,
        net,
        vat,
        order,
    ),
    st.builds(
        Content,
        project=st.just("P1"),
        account=st.sampled_from(["Expenses:P1:Rent", "Expenses:P1:Staff:Social"]),
        document_no=SOME,
        document_date=st.dates(date(2014, 1, 1), date(2014, 12, 31)),
        issuer=SOME,
        issuer_reg=st.sampled_from(["", "40009999011"]),
        cents=st.integers(-(10**12) + 1, 10**12 - 1),
        description=SOME,
        in_kind=st.booleans(),
    ),
    TEXT,
    st.one_of(st.none(), st.dates(date(2014, 1, 1), date(2015, 12, 31))),
    TEXT,
    TEXT,
    st.one_of(st.none(), st.integers(0, 10**12 - 1)),
    TEXT,
    TEXT,
    st.one_of(st.none(), st.integers(-(10**12) + 1, 10**12 - 1)),
    st.one_of(st.none(), st.integers(-(10**12) + 1, 10**12 - 1)),
    TEXT,
)


def made_cost(cents: int) -> Cost:
    content = Content("P1", "Expenses:P1:Rent", "R-1", date(2014, 1, 31), "SIA Nams", "", cents, "Noma", in_kind=False)
    return Cost(content, "EUR", "", None, "", "Izmaksas", "A6:M6", key(content, 0))


NO_TABLE: Any = None
"""The rows that are written say all of themselves; nothing asks for the table that they were read from."""


def file_of(*costs: Cost, name: str = "a.xlsx") -> FilePlan:
    rows = tuple(RowPlan(number, State.ACCEPTED, cost.cents, (cost,)) for number, cost in enumerate(costs, 5))
    sheets = (SheetPlan(NO_TABLE, rows),)
    return FilePlan(Path(name), name, SHA, "cost-register", "costs", sheets, content=b"x")


def text_of(file: FilePlan) -> str:
    return "".join(piece.text for piece in render(file, file.writes, {}, NO_CORRECTION))


@given(st.lists(COSTS, min_size=1, max_size=5))
def test_what_is_written_is_what_beancount_reads(costs: list[Cost]) -> None:
    parsed = parsed_entries(file_of(*costs))
    found = [
        (
            entry.flag,
            entry.payee,
            entry.narration,
            entry.links,
            {name: value for name, value in entry.meta.items() if name not in {"filename", "lineno"}},
            [(posting.account, posting.units.number, posting.units.currency) for posting in entry.postings],
        )
        for entry in parsed
    ]
    assert found == [expected(cost) for cost in sorted(costs, key=lambda cost: cost.content.document_date)]


def amount_of(cents: int) -> Amount:
    return Amount(Decimal(cents) / 100, "EUR")


def expected(cost: Cost) -> tuple[object, ...]:
    """What a cost must read as, written out once more and by other means than the renderer's."""
    content = cost.content
    meta: dict[str, object] = {
        "document-no": content.document_no,
        "document-date": content.document_date,
        "document-type": cost.document_type,
        "document-total": None if cost.document_total_cents is None else amount_of(cost.document_total_cents),
        "issuer": content.issuer,
        "issuer-reg": content.issuer_reg,
        "issuer-account": cost.issuer_account,
        "net": None if cost.net_cents is None else amount_of(cost.net_cents),
        "vat": None if cost.vat_cents is None else amount_of(cost.vat_cents),
        "paid": cost.paid,
        "payment-no": cost.payment_no,
        "amount-original": cost.original,
        "suggested": cost.suggested,
        "note": cost.note,
        "source-file": "a.xlsx",
        "source-sheet": "Izmaksas",
        "source-cells": "A6:M6",
        "source-sha256": SHA,
    }
    amount = Decimal(content.cents) / 100
    against = f"{'Income:InKind' if content.in_kind else 'Liabilities:Payable'}:{content.project}"
    return (
        "!" if cost.suggested else "*",
        content.issuer,
        content.description,
        {cost.key},
        {name: value for name, value in meta.items() if isinstance(value, Amount) or value},
        [(content.account, amount, "EUR"), (against, -amount, "EUR")],
    )


@given(st.lists(COSTS, min_size=1, max_size=5, unique_by=lambda cost: cost.key))
@example([made_cost(0)])
def test_what_is_written_is_known_again(costs: list[Cost]) -> None:
    """The books know each written cost by its key and its contents; without the link they find the same key."""
    known = index(parsed_entries(file_of(*costs))).by_key
    assert {name: booked.content for name, booked in known.items()} == {cost.key: cost.content for cost in costs}
    text = text_of(file_of(*costs))
    for cost in costs:
        text = text.replace(f" ^{cost.key}", "")
    parsed, errors, _ = parser.parse_string(text)
    assert not errors
    assert index(parsed).by_key.keys() == known.keys()


def import_into(root: Path, *paths: Path) -> list[Path]:
    with locked(root):
        loaded = books.load(root)
        made = plan(paths, loaded, layouts())
        assert not made.blocked, made.findings
        return commit(root, made, NOW, loaded.agreements, Correction("", "A. Auditor"))


@pytest.fixture
def root(make_books: Make) -> Path:
    """Give books of the project P1 on disk."""
    return make_books(LEDGER_P1)


def test_an_import_is_one_new_file_per_workbook(root: Path, tmp_path: Path) -> None:
    one = write_register(tmp_path / "Izmaksas 2014. g. 1. cet.xlsx", [row(), row()])
    two = write_register(tmp_path / "two.xlsx", [row(document_no="R-2", amount=0.5)])
    written = import_into(root, one, two)
    folder = root / IMPORTED / "P1"
    assert written == [folder / "000001-izmaksas-2014-g-1-cet.beancount", folder / "000002-two.beancount"]
    assert sorted(path.name for path in folder.iterdir()) == [START, *(path.name for path in written)]
    lines = written[0].read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(";; made-by: riga-grants ")
    assert lines[1] == ";; made-at: 2014-04-07T12:00:00+00:00"
    assert lines[3:7] == [";; import: 1", ";; by: A. Auditor", ";; kind: costs", ";; source: Izmaksas 2014. g. 1. cet.xlsx"]
    assert lines[-1].startswith(";; end: entries 2, sum 2400.00 EUR, sha256 ")
    loaded = books.load(root)
    assert not loaded.findings
    assert verify(root) == []
    assert sum(booked.content.cents for booked in index(loaded.entries).by_key.values()) == 2400_50


def test_importing_again_changes_no_byte(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(), row()])
    import_into(root, path)

    def state() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}

    before = state()
    assert import_into(root, path) == []
    assert state() == before


def test_the_workbook_itself_is_kept_once(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "Čeki (2014).xlsx", [row()])
    import_into(root, path)
    (kept,) = (root / "ledger" / "documents").iterdir()
    assert kept.name.endswith("-ceki-2014.xlsx")
    assert kept.read_bytes() == path.read_bytes()


def test_a_workbook_that_was_kept_and_is_another_now_is_told(root: Path, tmp_path: Path) -> None:
    """The second import brings the same file, whose archived copy was edited meanwhile."""
    path = write_register(tmp_path / "a.xlsx", [row()])
    (written,) = import_into(root, path)
    written.unlink()
    (kept,) = (root / DOCUMENTS).iterdir()
    kept.write_bytes(b"edited")
    with pytest.raises(BooksError, match="no longer the workbook that was imported"):
        import_into(root, path)
    kept.write_bytes(path.read_bytes())
    assert import_into(root, path) == [written]


def test_every_import_has_a_number_whatever_its_folder(root: Path, tmp_path: Path) -> None:
    one, two = (write_register(tmp_path / f"{n}.xlsx", [row(document_no=n)]) for n in ("A", "B"))
    import_into(root, one, two)
    import_into(root, write_register(tmp_path / "C.xlsx", [row(document_no="C")]))
    append(root, [Batch(AGREEMENTS, "x", (("import", "7"),), "")], {}, NOW)
    assert [(file.path.name, file.number) for file in imports.generated(root)] == [
        ("000001-a.beancount", 1),
        ("000002-b.beancount", 2),
        ("000003-c.beancount", 3),
        ("000001-x.beancount", 7),
    ]
    assert imports.last_number(root) == 7


def test_a_plan_with_errors_is_never_written(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(), row(amount="x")])
    made = plan([path], books.load(root), layouts())
    with pytest.raises(ValueError, match="must not be written"):
        commit(root, made, NOW)
    assert [file.name for file in (root / IMPORTED / "P1").iterdir()] == [START]


def test_imports_that_the_books_would_not_load_are_refused(root: Path, tmp_path: Path) -> None:
    project = root / "ledger" / "projects" / "P1.beancount"
    project.write_text(project.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
    made = plan([write_register(tmp_path / "a.xlsx", [row()])], books.load(root), layouts())
    assert [found.code for found in made.findings] == ["import-unloaded"]


def test_nothing_is_added_to_a_broken_chain(root: Path, tmp_path: Path) -> None:
    (first,) = import_into(root, write_register(tmp_path / "a.xlsx", [row()]))
    first.write_bytes(first.read_bytes()[:-5])
    with pytest.raises(BooksError, match="earlier imports"):
        import_into(root, write_register(tmp_path / "b.xlsx", [row(document_no="R-2")]))
    assert len(list(first.parent.iterdir())) == 2


def test_a_new_project_gets_the_start_of_its_chain(tmp_path: Path) -> None:
    cost = Cost(
        Content("P9", "Expenses:P9:A", "1", date(2014, 1, 1), "I", "", 5, "D", in_kind=False),
        "EUR",
        "",
        None,
        "",
        "S",
        "A1",
        "row-0",
    )
    (written,) = commit(tmp_path, ImportPlan((file_of(cost),), ()), NOW)
    assert written.parent.name == "P9"
    assert (written.parent / START).is_file()
    assert verify(tmp_path) == []


def test_what_a_killed_import_left_is_cleared_away(root: Path, tmp_path: Path) -> None:
    leftovers = [root / IMPORTED / "P1" / ".000001-a.beancount.77.part", root / DOCUMENTS / ".abc-a.xlsx.77.part"]
    leftovers[1].parent.mkdir()
    for leftover in leftovers:
        leftover.write_bytes(b"half")
    import_into(root, write_register(tmp_path / "a.xlsx", [row()]))
    assert not any(leftover.exists() for leftover in leftovers)
    assert verify(root) == []


def fails(*_: object, **__: object) -> Any:  # noqa: ANN401 - it stands in for functions of any type
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("step", ["fsync", "_name", "_clear"])
def test_a_disk_that_refuses_leaves_nothing_behind(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    monkeypatch.setattr(writer, step, fails)
    with pytest.raises(BooksError, match="No space left on device"):
        import_into(root, path)
    assert [file.name for file in (root / IMPORTED / "P1").iterdir()] == [START]


def test_a_disk_that_is_full_at_the_second_workbook_leaves_nothing_of_the_first(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_register(tmp_path / f"{number}.xlsx", [row(document_no=number)]) for number in "12"]
    real, calls = os.fsync, iter(range(4))

    def full(descriptor: int) -> None:
        real(descriptor) if next(calls) < 3 else fails()

    monkeypatch.setattr(writer, "fsync", full)
    with pytest.raises(BooksError, match="No space left on device"):
        import_into(root, *paths)
    assert [file.name for file in (root / IMPORTED / "P1").iterdir()] == [START]
    assert list((root / DOCUMENTS).iterdir()) == []


def test_a_file_system_without_links_gets_the_file_by_renaming(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "hardlink_to", fails)
    (written,) = import_into(root, write_register(tmp_path / "a.xlsx", [row()]))
    assert written.is_file()
    assert verify(root) == []


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(FileExistsError):
        writer.appear({path: b"new"})  # the one step that everything rests on
    monkeypatch.setattr(Path, "hardlink_to", fails)
    with pytest.raises(FileExistsError):
        writer.appear({path: b"new"})
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a", b"old")]


def test_a_name_cannot_open_a_line_in_the_ledger(tmp_path: Path) -> None:
    content = Content("P1", "Expenses:P1:A", "1", date(2014, 1, 1), "I", "", 5, "D", in_kind=False)
    file = file_of(Cost(content, "EUR", "", None, "", "S\n", "A1", "row-0"), name="a\n2014-01-01 open Assets:Evil.xlsx")
    (written,) = commit(tmp_path, ImportPlan((replace(file, layout='x\nplugin "evil"'),), ()), NOW)
    parsed, errors, _ = parser.parse_string(written.read_text(encoding="utf-8"))
    assert not errors
    assert [type(entry).__name__ for entry in parsed] == ["Transaction"]


def one_officer(root: str, path: str) -> int:
    """Import one workbook in a process of its own; give the number of files written."""
    return len(import_into(Path(root), Path(path)))


def test_two_officers_at_once_lose_nothing_and_double_nothing(root: Path, tmp_path: Path) -> None:
    """Two processes import overlapping registers: R-1 and R-2 against R-2 and R-3."""
    one = write_register(tmp_path / "one.xlsx", [row(document_no="R-1"), row(document_no="R-2")])
    two = write_register(tmp_path / "two.xlsx", [row(document_no="R-2"), row(document_no="R-3")])
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.starmap(one_officer, [(str(root), str(one)), (str(root), str(two))]) == [1, 1]
    numbers = sorted(booked.content.document_no for booked in index(books.load(root).entries).by_key.values())
    assert numbers == ["R-1", "R-2", "R-3"]
    assert verify(root) == []


def test_a_lock_that_is_held_too_long_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "WAIT_SECONDS", 0)
    with locked(root), pytest.raises(BooksError, match="Another import is running"), locked(root):
        pass


def test_books_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_text("a file where the folder belongs")
    with pytest.raises(BooksError, match="cannot be written"), locked(tmp_path):
        pass

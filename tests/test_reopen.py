"""Reopening: the closings are retired, nothing of them is changed or lost, and everybody sees that their seals are void."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from closing_books import BY
from closing_books import NOW
from closing_books import PROJECT
from closing_books import Q1
from closing_books import Q2
from closing_books import Q3
from closing_books import approve
from closing_books import close_period
from closing_books import closed_books
from closing_books import new_books
from closing_books import planned
from closing_books import reopen_period
from closing_books import take
from registers import row

from riga_grants import books
from riga_grants import checks
from riga_grants.chains import chain
from riga_grants.chains import seal
from riga_grants.cli import run
from riga_grants.closing import close
from riga_grants.closing import proof
from riga_grants.closing import reopen
from riga_grants.closing import states
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage

AUGUST, TODAY = date(2014, 8, 10), date(2014, 10, 20)
FIRST, SECOND = "000003-close-2014-q1.beancount", "000006-close-2014-q2.beancount"


@pytest.fixture(name="root")
def make_root(tmp_path: Path) -> Path:
    return closed_books(tmp_path / "books")


def folder(root: Path) -> Path:
    return root / "ledger" / "closings" / "P1"


def told(root: Path) -> list[tuple[str, str]]:
    """Give what is wrong: the codes, and the files that they name."""
    return [(one.code, Path(one.place.file).name) for one in checks.run(books.load(root), TODAY)]


def test_a_reopened_period_is_a_draft_and_the_later_seals_are_void(root: Path) -> None:
    before = {name: (folder(root) / name).read_bytes() for name in (FIRST, SECOND)}
    written = reopen_period(root, Q1, AUGUST)
    assert {name: (folder(root) / f"{name}.reopened").read_bytes() for name in before} == before
    assert written.name == "000007-reopen-2014-q1.beancount"
    agreement = books.load(root).agreements["P1"]
    assert [agreement.state_of(period) for period in (Q1, Q2, Q3)] == [states.DRAFT, states.APPROVED, states.DRAFT]
    assert agreement.closed_through == date.min
    assert chain.verify(root) == []
    assert told(root) == [("seal-void", written.name), ("seal-void", written.name)]
    found = checks.run(books.load(root), TODAY)[0]
    assert str(found.message).endswith("… of 2014-Q1 is void: 2014-Q1 was reopened on 2014-08-10 by A. Auditor: kļūda pārskatā")
    shown = proof.prove(books.load(root), TODAY)
    assert shown.sound
    assert [(one.closed.period, one.closed.retired) for one in shown.projects[0].closings] == [(Q1, True), (Q2, True)]


def test_the_file_of_a_reopening_names_what_it_retires(root: Path) -> None:
    content = reopen_period(root, Q2, AUGUST).read_text(encoding="utf-8")
    sha256 = chain.Link(0, Path(), (folder(root) / f"{SECOND}.reopened").read_bytes()).sha256
    lines = content.splitlines()
    assert lines[3:8] == [
        ";; kind: reopen",
        ";; by: A. Auditor",
        ";; period: 2014-Q2",
        ";; reason: kļūda pārskatā",
        f";; retires: {SECOND} {sha256}",
    ]
    assert lines[11:16] == [
        "",
        '2014-08-10 custom "grant-period-state" "P1" "2014-Q2" "reopened"',
        '  by: "A. Auditor"',
        '  reason: "kļūda pārskatā"',
        "",
    ]


def test_a_reopened_period_is_corrected_and_closed_again(root: Path) -> None:
    """A cost of June that was forgotten. The first quarter stays closed; the second gets another seal on the first one's."""
    old = seal.standing(folder(root))
    reopen_period(root, Q2, AUGUST)
    assert take(root, row(document_no="R-9", document_date=date(2014, 6, 30), description="Vēlu", amount=100.0), name="c.xlsx")
    close_period(root, Q2, date(2014, 8, 12))
    new = seal.standing(folder(root))
    assert (new[0].sha256, new[1].previous) == (old[0].sha256, old[0].sha256)
    assert new[1].sha256 != old[1].sha256
    assert told(root) == []
    shown = proof.prove(books.load(root), TODAY)
    said = proof.compared(shown, old[1].sha256)
    assert str(said) == f"This was the seal of 2014-Q2, which was reopened since. The last is {new[1].sha256}, of 2014-Q2."


def test_the_same_closed_again_is_sealed_on_its_history(root: Path) -> None:
    """The seal differs only because the states of the period are sealed with it."""
    (_, old) = seal.standing(folder(root))
    reopen_period(root, Q2, AUGUST)
    close_period(root, Q2, AUGUST)
    (_, new) = seal.standing(folder(root))
    assert {line for _, line in new.lines} == {line for _, line in old.lines}


def test_all_is_closed_again_in_order(root: Path) -> None:
    reopen_period(root, Q1, AUGUST)
    with pytest.raises(WrongUsage, match="2014-Q1 is draft, so it cannot become closed"):
        planned(root, Q1, AUGUST)
    with pytest.raises(WrongUsage, match="Close 2014-Q1 first: it is draft, and ends before 2014-Q2"):
        planned(root, Q2, AUGUST)
    close_period(root, Q1, AUGUST)
    assert [code for code, _ in told(root)] == ["seal-void"]
    close.commit(root, planned(root, Q2, AUGUST), NOW, BY)
    assert told(root) == []
    assert [one.period for one in seal.standing(folder(root))] == [Q1, Q2]


# --- what cannot be ---------------------------------------------------------------------------------------------------


def test_what_is_not_closed_is_not_reopened(root: Path) -> None:
    with pytest.raises(WrongUsage, match=r"2014-Q3 is draft, so it cannot become reopened.*period submit P1 2014-Q3"):
        reopen_period(root, Q3, AUGUST)
    with pytest.raises(WrongUsage, match="On 2014-07-09 that is not possible; from 2014-07-10 on it is"):
        reopen_period(root, Q2, date(2014, 7, 9))


def test_a_state_without_a_closing_is_not_reopened(tmp_path: Path) -> None:
    by_hand = '2014-04-02 custom "grant-period-state" "P1" "2014-Q1" "closed"\n'
    root = new_books(tmp_path / "books", more=by_hand)
    with pytest.raises(WrongUsage, match="2014-Q1 was not closed by a closing"):
        reopen_period(root, Q1, AUGUST)


def test_a_reopening_says_why(root: Path) -> None:
    with pytest.raises(ValueError, match="must say why"):
        reopen.commit(root, reopen.plan(books.load(root), "P1", Q1, AUGUST), NOW, BY, " ")
    assert run(["period", "reopen", "P1", Q1, "--reason", " ", "--books", str(root)]) == 2


def test_a_closing_that_was_only_renamed_is_told(root: Path) -> None:
    """Whoever hides a closing by its new name has no later file that says so."""
    (folder(root) / SECOND).rename(folder(root) / f"{SECOND}.reopened")
    assert told(root)[0] == ("import-stray", f"{SECOND}.reopened")


def test_a_retired_closing_that_was_edited_lost_or_brought_back_is_told(root: Path) -> None:
    reopen_period(root, Q2, AUGUST)
    path = folder(root) / f"{SECOND}.reopened"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"970.63", b"970.64", 1))
    assert ("import-altered", path.name) in told(root)
    path.write_bytes(content)
    shutil.copy(path, folder(root) / SECOND)
    assert ("import-stray", f"{SECOND}.reopened") in told(root)
    path.unlink()
    assert ("seal-chain", SECOND) in told(root)
    (folder(root) / SECOND).unlink()
    assert ("import-chain", "000007-reopen-2014-q2.beancount") in told(root)


def test_an_interrupted_reopening_is_told_and_finished(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is written, and then the power fails before the closings get their new names."""
    with monkeypatch.context() as patch:
        patch.setattr(reopen, "finish", lambda _: [])
        reopen_period(root, Q1, AUGUST)
    found = [one for one in checks.run(books.load(root), TODAY) if one.code == "seal-chain"]
    assert [Path(one.place.file).name for one in found] == [FIRST, SECOND]
    assert str(found[0].message) == (
        "000007-reopen-2014-q1.beancount reopened the period that this file closed, but it still counts: rename it to "
        f"{FIRST}.reopened."
    )
    assert [path.name for path in reopen.finish(root)] == [f"{FIRST}.reopened", f"{SECOND}.reopened"]
    assert reopen.finish(root) == []
    assert [code for code, _ in told(root)] == ["seal-void", "seal-void"]


def test_the_command_finishes_an_interrupted_reopening(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reopen, "finish", lambda _: [])
        reopen_period(root, Q1, AUGUST)
    files = ", ".join(f"ledger/closings/P1/{name}" for name in (FIRST, SECOND))
    asked = ["period", "reopen", "P1", Q1, "--on", "2014-08-11", "--reason", "x", "--by", BY]
    end = ["--books", str(root), "--lang", "en"]
    assert run([*asked, "--dry-run", *end]) == 0
    told_first = "A reopening was interrupted; without --dry-run it is finished: "
    assert capsys.readouterr().out == f"{told_first}{files} count no longer.\n"
    assert run([*asked, *end]) == 0
    assert capsys.readouterr().out == f"A reopening was interrupted; it is finished now: {files} count no longer.\n"
    assert [code for code, _ in told(root)] == ["seal-void", "seal-void"]
    assert run([*asked, *end]) == 2
    assert "2014-Q1 is draft, so it cannot become reopened" in capsys.readouterr().err


def test_the_command_finishes_an_interrupted_reopening_before_the_next(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reopen, "finish", lambda _: [])
        reopen_period(root, Q2, AUGUST)
    asked = ["period", "reopen", "P1", Q1, "--on", "2014-08-11", "--reason", "x", "--by", BY]
    assert run([*asked, "--books", str(root), "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        f"A reopening was interrupted; it is finished now: ledger/closings/P1/{SECOND} count no longer.",
        "2014-Q1 of P1 is opened again.",
    ]
    assert [code for code, _ in told(root)] == ["seal-void", "seal-void"]


def test_a_closing_that_cannot_be_renamed_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(self), str(target))

    plan = reopen.plan(books.load(root), "P1", Q2, AUGUST)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(BooksError, match=f"cannot be renamed to {SECOND}.reopened: Permission denied"):
        reopen.commit(root, plan, NOW, BY, "kļūda")


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_shows_what_counts_no_longer(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    rest = ["--reason", "kļūda", "--on", "2014-08-10", "--by", "Anna", "--books", str(root), "--lang", "en"]
    assert run(["period", "reopen", "P1", Q1, "--dry-run", *rest]) == 0
    shown = capsys.readouterr().out
    first, second = (one.sha256 for one in seal.standing(folder(root)))
    assert shown.splitlines() == [
        "2014-Q1 of P1 is opened again.",
        "These closings count no longer, and their seals are void:",
        f"  2014-Q1  ledger/closings/P1/{FIRST}",
        f"    {first}",
        f"  2014-Q2  ledger/closings/P1/{SECOND}",
        f"    {second}",
        "To be closed again: 2014-Q1, 2014-Q2.",
        "Nothing was written.",
    ]
    assert run(["period", "reopen", "P1", Q1, *rest]) == 0
    assert capsys.readouterr().out == shown.replace(
        "Nothing was written.", "Written: ledger/closings/P1/000007-reopen-2014-q1.beancount"
    )
    assert run(["period", "show", "--books", str(root), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "reopened on 2014-08-10, by Anna, its seal is void → riga-grants period submit P1 2014-Q1 " in " ".join(
        shown.split()
    )
    assert "riga-grants close P1 2014-Q2\n" not in shown
    assert run(["verify", "--books", str(root), "--lang", "en"]) == 0
    assert "2014-Q1        reopened  2014-03-31" in capsys.readouterr().out


def test_a_later_approved_period_waits_for_the_reopened_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = closed_books(tmp_path / "more")
    close_period(root, Q3, date(2014, 10, 2))
    reopen_period(root, Q2, date(2014, 10, 3))
    capsys.readouterr()
    assert run(["period", "show", "--books", str(root), "--lang", "en"]) == 0
    shown = capsys.readouterr().out
    assert "riga-grants period submit P1 2014-Q2" in shown
    assert "riga-grants close P1 2014-Q3" not in shown


def test_a_project_of_its_own_is_not_touched(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", PROJECT)
    approve(root, Q1, date(2014, 4, 10))
    (root / "ledger" / "closings" / "P2").mkdir()
    assert reopen.finish(root) == []

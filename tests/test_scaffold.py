"""New books: the four folders, complete, and nothing overwritten."""

from pathlib import Path
from pathlib import PurePosixPath

import pytest

from riga_grants import books
from riga_grants import checks
from riga_grants import scaffold
from riga_grants.cli import run

ROOT = Path(__file__).parent.parent


def test_init_makes_the_four_folders_of_this_repository(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path / "new"), "--lang", "en"]) == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["budgets", "importers", "ledger", "reports"]
    for name, content in scaffold.files(empty=False, title="Co-financed projects: what was published").items():
        assert (tmp_path / "new" / name).read_bytes() == content
    loaded = books.load(tmp_path / "new")
    assert sorted(loaded.agreements) == ["GSA", "RGAP", "SOSRKC"]


def test_empty_books_have_no_project_and_no_finding(tmp_path: Path) -> None:
    assert run(["init", str(tmp_path), "--empty"]) == 0
    loaded = books.load(tmp_path)
    assert dict(loaded.agreements) == {}
    assert [*loaded.findings, *checks.run(loaded, __import__("datetime").date.today())] == []


def test_a_dry_run_lists_the_files_and_writes_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", str(tmp_path / "new"), "--dry-run", "--lang", "en"]) == 0
    listed, said = capsys.readouterr()
    assert str(tmp_path / "new" / "ledger" / "main.beancount") in listed.splitlines()
    assert said == f"{len(listed.splitlines())} files would be written\n"
    assert not (tmp_path / "new").exists()


def test_what_is_there_already_is_named_and_nothing_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "main.beancount").write_text("my own", encoding="utf-8")
    (tmp_path / "budgets").write_text("a file where a folder must be", encoding="utf-8")
    assert run(["init", str(tmp_path), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert "  budgets\n  ledger/main.beancount" in said
    assert (tmp_path / "ledger" / "main.beancount").read_text(encoding="utf-8") == "my own"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["budgets", "ledger", "main.beancount"]


def test_a_disk_that_refuses_in_the_middle_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    original = Path.open

    def refuse_the_third(self: Path, mode: str = "r") -> object:
        opened.append(self)
        if len(opened) == 3:
            raise OSError(28, "No space left on device")
        return original(self, mode)

    monkeypatch.setattr(Path, "open", refuse_the_third)
    with pytest.raises(OSError, match="No space"):
        scaffold.create(tmp_path, {PurePosixPath("a", str(n)): b"" for n in range(5)})
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_title_is_the_only_difference_that_init_makes() -> None:
    main = (ROOT / "ledger" / "main.beancount").read_bytes()
    titled = scaffold.titled(main, "Mani projekti")
    changed = [(a, b) for a, b in zip(main.splitlines(), titled.splitlines(), strict=True) if a != b]
    assert [after for _, after in changed] == [b'option "title" "Mani projekti"']

"""The documentation tells the truth: its links lead somewhere, its example books work, the README shows what is shown."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from riga_grants.cli import run

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGES.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path, kind: str) -> Iterator[str]:
    yield from re.findall(rf"^```{kind}\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            links = re.findall(r"\]\(([^)#:]+\.md)", page.read_text(encoding="utf-8"))
            ahead += [(page.parent / link).resolve() for link in links]
    assert set(PAGES) - reached == set()


def test_the_books_of_the_page_on_init_have_no_finding_but_the_missing_budget(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path), "--empty"]) == 0
    (ledger,) = blocks(ROOT / "docs" / "init.md", "beancount")
    for folder in (tmp_path / "ledger" / "imported" / "XYZ", tmp_path / "budgets" / "XYZ"):
        folder.mkdir(parents=True)
        (folder / "000000-start.beancount").write_text(";; the imports of XYZ\n", encoding="utf-8")
    (tmp_path / "ledger" / "projects" / "XYZ.beancount").write_text(ledger, encoding="utf-8")
    budget = '2026-01-05 custom "grant-budget" Expenses:XYZ:Rent "2026" 10000 EUR\n'
    (tmp_path / "budgets" / "XYZ.beancount").write_text(budget, encoding="utf-8")
    capsys.readouterr()
    assert run(["check", "--books", str(tmp_path), "--lang", "en"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("No findings.")


def test_the_readme_shows_the_end_of_the_demonstration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["demo", str(tmp_path), "--lang", "en"]) == 0
    assert run(["import", *sorted(str(path) for path in (tmp_path / "inbox").glob("*.xlsx")), "--books", str(tmp_path)]) == 0
    capsys.readouterr()
    monkeypatch.setenv("COLUMNS", "80")
    run(["check", "RGAP", "--books", str(tmp_path), "--lang", "en"])
    shown = capsys.readouterr().out
    assert any(block in shown for block in blocks(ROOT / "README.md", "") if "TOTAL" in block)

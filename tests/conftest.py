"""What several tests share: small books on disk, and the rule that CI skips nothing for want of a program."""

import os
import shutil
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck
from hypothesis import settings
from registers import LEDGER_P1

from riga_grants.cli import run
from riga_grants.sheets import worker

# No test is about time: what is slow is measured in bench/, and a busy machine fails nothing.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent

MAIN = """
option "title" "Test books"
option "operating_currency" "EUR"
plugin "riga_grants.plugin"
include "projects/*.beancount"
2014-01-01 open Assets:Bank
2014-01-01 open Liabilities:Payable:P1
"""


@pytest.fixture(scope="session", autouse=True)
def reading_process() -> Iterator[None]:
    """End the process that reads files in good order, so that what it covered is counted."""
    yield
    worker.stop()


@pytest.fixture(scope="session")
def closed_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the demonstration as `make demo` leaves it, made once for all processes: only to be read."""
    shared = tmp_path_factory.getbasetemp()
    root = (shared.parent if os.environ.get("PYTEST_XDIST_WORKER") else shared) / "closed-demonstration"
    with FileLock(f"{root}.lock"):
        if not root.with_suffix(".made").exists():
            assert run(["demo", str(root)]) == 0
            registers = sorted(str(path) for path in (root / "inbox").glob("*.xlsx"))
            assert run(["import", *registers, "--books", str(root)]) == 0
            assert run(["demo", str(root), "--close"]) == 0
            root.with_suffix(".made").touch()
    return root


@pytest.fixture
def make_books(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes books with one project's ledger text (P1) and gives their folder."""

    def make(project: str, folder: str = "books") -> Path:
        root = tmp_path / folder
        (root / "ledger" / "projects").mkdir(parents=True)
        (root / "ledger" / "imported" / "P1").mkdir(parents=True)
        (root / "ledger" / "main.beancount").write_text(MAIN, encoding="utf-8")
        (root / "ledger" / "projects" / "P1.beancount").write_text(
            f'include "../imported/P1/*.beancount"\n{project}', encoding="utf-8"
        )
        (root / "ledger" / "imported" / "P1" / "000000-start.beancount").write_text(
            "; the chain starts here\n", encoding="utf-8"
        )
        return root

    return make


@pytest.fixture(name="root")
def make_root(make_books: Callable[[str], Path]) -> Path:
    """Books of the project P1, with the repository's layouts."""
    root = make_books(LEDGER_P1)
    (root / "importers" / "layouts").mkdir(parents=True)
    for path in (ROOT / "importers" / "layouts").glob("*.toml"):
        (root / "importers" / "layouts" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    return root


@pytest.fixture
def program() -> Callable[[str], str]:
    """Give a function that finds a program or skips the test; on CI, which installs them, a missing one is a failure."""

    def find(name: str) -> str:
        path = shutil.which(name)
        if path is None:
            if os.environ.get("CI"):
                pytest.fail(f"{name} is not installed")
            pytest.skip(f"{name} is not installed; tests/install-programs.sh does it")
        return path

    return find

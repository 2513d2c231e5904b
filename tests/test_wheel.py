"""What is installed is what is here: the wheel carries the four folders, and works in a fresh environment."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from riga_grants import scaffold

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module", name="wheel")
def build_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_carries_the_four_folders_once(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
    carried = {name.removeprefix("riga_grants/template/") for name in names if name.startswith("riga_grants/template/")}
    assert carried == {str(name) for name in scaffold.files(empty=False, title="")}
    assert [name for name in names if not name.startswith(("riga_grants/", "riga_grants-"))] == []
    assert {"riga_grants/locale/lv.po", "riga_grants/dashboard/locale/lv.po", "riga_grants/rendering/report.typ"} <= set(names)


def test_init_and_check_run_from_the_wheel_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = next(str(path) for name in ("bin/python", "Scripts/python.exe") if (path := environment / name).exists())
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install", "--quiet"]
    subprocess.run([*pip, "--constraint", str(ROOT / "constraints.txt"), str(wheel)], check=True, capture_output=True)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [python, "-m", *arguments]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)

    assert run("riga_grants", "init", "books").returncode == 0
    checked = run("riga_grants", "check", "--books", "books", "--lang", "en")
    assert checked.returncode == 0
    assert "20.00" in checked.stdout
    without_fava = run("riga_grants", "fava", "--books", "books", "--lang", "en")
    assert without_fava.returncode == 3
    assert "riga-grants[fava]" in without_fava.stderr

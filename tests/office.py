"""LibreOffice for tests: it opens a workbook as a reader does, works every formula out anew, and saves or prints it."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
 </item>
</oor:items>
"""


def needed() -> str:
    """Give the program's path; skip the test where there is none, unless this is the common run, which must have it."""
    program = shutil.which("soffice")
    if program is None and os.environ.get("CI"):
        pytest.fail("soffice is not installed, and the common run needs it")
    if program is None:
        pytest.skip("soffice is not installed")
    return program


def convert(files: Sequence[Path], kind: str, scratch: Path) -> list[Path]:
    """Convert files to another kind ("xlsx" after recalculation, "pdf" as printed) with a profile below `scratch`."""
    program, out = needed(), scratch / f"as-{kind}"
    profile = scratch / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    subprocess.run(
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(out),
            *files,
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return [out / file.with_suffix(f".{kind}").name for file in files]


def values(path: Path) -> dict[str, list[list[object]]]:
    """Read all cells of a workbook, by the names of its sheets."""
    book = CalamineWorkbook.from_path(path)
    return {
        name: [list(row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)] for name in book.sheet_names
    }

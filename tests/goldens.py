"""Goldens: files beside the tests that hold what is to come out, whole.

Run the tests with RIGA_GRANTS_GOLDENS=write to accept what comes out now, and read the difference before it is committed.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "goldens"


def same(name: str, text: str) -> bool:
    """Say whether a text is the golden of that name."""
    path = FOLDER / name
    if os.environ.get("RIGA_GRANTS_GOLDENS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")
    return True

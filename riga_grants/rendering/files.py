"""Files that a report is written to: whole, in the place of an older one, or not at all."""

import os
from pathlib import Path


def replace(target: Path, content: bytes) -> None:
    """Write a file whole, in the place of an older one, or not at all; raise OSError where it cannot be written."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with unfinished.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)

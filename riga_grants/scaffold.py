"""Make a new set of books: the four folders, from the same files that are this project's own reference books."""

import re
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from pathlib import PurePosixPath

FOLDERS = ("ledger", "importers", "budgets", "reports")
INBOX = "inbox"
_OF_A_PROJECT = re.compile(r"ledger/projects/[A-Z][^/]*|ledger/(?:imported|closings)/.+|budgets/[A-Z][^/]*(?:\.beancount|/.+)")
_LEFT_BEHIND = (".lock", ".picklecache", ".pyc")
_TITLE = re.compile(rb'^option "title" ".*"$', re.MULTILINE)


def template() -> Path:
    """Give the folder that holds the four folders: inside an installed package, or the repository's root."""
    package = Path(__file__).parent
    installed = package / "template"
    return installed if installed.is_dir() else package.parent


def files(*, empty: bool, title: str) -> dict[PurePosixPath, bytes]:
    """Collect the files of new books by their path; `empty` leaves the reference projects out."""
    root = template()
    found: dict[PurePosixPath, bytes] = {}
    for path in sorted(path for folder in FOLDERS for path in (root / folder).rglob("*") if path.is_file()):
        name = PurePosixPath(path.relative_to(root).as_posix())
        is_of_project = _OF_A_PROJECT.fullmatch(str(name)) and name.name != "README.md"
        if path.name.endswith(_LEFT_BEHIND) or (empty and is_of_project):
            continue
        found[name] = path.read_bytes()
    return {name: titled(content, title) if name.name == "main.beancount" else content for name, content in found.items()}


def titled(main: bytes, title: str) -> bytes:
    """Give the text of main.beancount another title."""
    return _TITLE.sub(f'option "title" "{title}"'.encode(), main, count=1)


def collisions(target: Path, names: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """List what is in the way: files that exist already, and files where a folder must be."""
    names = list(names)
    above = {parent for name in names for parent in name.parents}
    return sorted(
        [name for name in names if (target / name).exists() or (target / name).is_symlink()]
        + [parent for parent in above if (target / parent).is_file()]
    )


def create(target: Path, contents: Mapping[PurePosixPath, bytes]) -> None:
    """Write all the files, or none: what was written is taken away again if one cannot be. Nothing is overwritten."""
    made: list[Path] = []
    try:
        for name, content in contents.items():
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                made.append(path)
                file.write(content)
    except OSError:
        for path in made:
            path.unlink(missing_ok=True)
        raise

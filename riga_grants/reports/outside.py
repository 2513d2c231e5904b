"""What may be said to people outside: no folder of this computer, and nothing that looks like personal data."""

from pathlib import PurePath
from pathlib import PureWindowsPath

from riga_grants.errors import Place
from riga_grants.personal import masked
from riga_grants.reports.request import Request


def harmless(request: Request, shown: str) -> str:
    """Take out of a sentence the folder of the books, and what looks like personal data."""
    root = request.origin.root
    for folder in () if root is None else (str(root), root.as_posix()):
        shown = shown.replace(f"{folder}/", "").replace(f"{folder}\\", "").replace(folder, "")
    return masked(shown)


def where(request: Request, place: Place) -> str:
    """Name a place from the books' folder; of a file elsewhere only its name is told."""
    named = place if request.origin.root is None else place.under(request.origin.root)
    absolute = PurePath(named.file).is_absolute() or PureWindowsPath(named.file).is_absolute()
    return str(named._replace(file=PureWindowsPath(named.file).name) if absolute else named)

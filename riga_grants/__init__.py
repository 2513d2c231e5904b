"""A grant and co-financing ledger on Beancount: see docs/architecture.md for the map of this package."""

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riga_grants.frames import Frames

__version__ = "0.1.0"


def load(folder: "str | PathLike[str] | None" = None, *, lang: str | None = None) -> "Frames":
    """Load the books in a folder, or the nearest at or above the current one, as pandas DataFrames (docs/pandas.md).

    `lang` is the language of names, "lv" or "en"; the system's if not given. Errors in the books are counted in a warning,
    because figures may lack what cannot be read. Raises `errors.BooksError` where there are no books or pandas is missing.
    """
    from riga_grants import frames  # noqa: PLC0415 - the command line needs no DataFrames

    return frames.load(folder, lang=lang)

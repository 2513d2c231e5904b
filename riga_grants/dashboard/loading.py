"""Loads books for Fava so that it starts whatever they hold: what it would trip over becomes an error on its page of errors."""

import gc
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any
from typing import Final
from typing import NamedTuple

import fava.core
from beancount.core.data import Custom
from beancount.parser.options import OPTIONS_DEFAULTS
from fava.beans.load import load_uncached

from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import default_language
from riga_grants.i18n import words
from riga_grants.unhurried import unhurried

Loaded = tuple[list[Any], list[Any], dict[str, Any]]
_EXTENSION: Final = "fava-extension"

_TITLES: Final[dict[str, str]] = {}
"""The title that books had when they were last read, by their main file: Fava's addresses are made of it."""


class LoadError(NamedTuple):
    """Why something of the books was not loaded, in the shape of a Beancount error."""

    source: Mapping[str, Any]
    message: str
    entry: None = None


def install() -> None:
    """Let Fava load books by `load`, now and whenever they change."""
    fava.core.load_uncached = load  # type: ignore[assignment, attr-defined] # called there for each load


def load(beancount_file_path: str, *, is_encrypted: bool) -> Loaded:
    """Load books as Fava does; of those that cannot be loaded at all give nothing but the error.

    What was loaded is kept out of the garbage collector's sight until the next load: else any page may wait while all of it is
    looked through, a quarter of a second for 10 000 transactions.
    """
    gc.unfreeze()
    with unhurried():
        found = _loaded(beancount_file_path, is_encrypted=is_encrypted)
    gc.collect()
    gc.freeze()
    return found


def _loaded(beancount_file_path: str, *, is_encrypted: bool) -> Loaded:
    try:
        Path(beancount_file_path).stat()  # of a missing file Beancount gives empty books without a name
        loaded: Any = load_uncached(beancount_file_path, is_encrypted=is_encrypted)
    except (OSError, UnicodeError, ArithmeticError) as problem:
        reason = text("The books cannot be read: {problem}", problem=str(problem))
        return [], [_error(reason, {"filename": beancount_file_path, "lineno": 0})], _nothing(beancount_file_path)
    entries, errors, options = loaded
    _TITLES[beancount_file_path] = options["title"]
    told = [
        _error(text("The directive “custom {name}” lacks its value; Fava shows the books without it.", name=one.type), one.meta)
        for one in entries
        if _trips(one)
    ]
    return [entry for entry in entries if not _trips(entry)] if told else entries, [*errors, *told], options


def _trips(entry: Any) -> bool:  # noqa: ANN401 - a Beancount entry
    """Say whether Fava fails on an entry: on a custom directive without a value, on an extension without a name."""
    if not isinstance(entry, Custom):
        return False
    return not entry.values or (entry.type == _EXTENSION and not isinstance(entry.values[0].value, str))


def _error(reason: Text, meta: Mapping[str, Any]) -> LoadError:
    return LoadError({"filename": meta["filename"], "lineno": meta["lineno"]}, words(reason, default_language()))


def _nothing(main: str) -> dict[str, Any]:
    """Give the options of books that hold nothing, under their name as it was known last.

    All files of the books count as theirs, so that a repair is noticed.
    """
    files = {main, *map(str, Path(main).parent.parent.rglob("*.beancount"))}
    said = {"filename": main, "include": sorted(files), "title": _TITLES.get(main, OPTIONS_DEFAULTS["title"])}
    return {**deepcopy(OPTIONS_DEFAULTS), **said}

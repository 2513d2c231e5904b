"""The workbooks behind the books' entries, as they were imported: sent from our pages, unchanged or not at all."""

from functools import lru_cache
from pathlib import Path

from flask import Response
from werkzeug.utils import secure_filename

from riga_grants.chains.history import History
from riga_grants.chains.history import history
from riga_grants.dashboard.known import Known
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import words
from riga_grants.tracing.provenance import Look

NOT_FOUND = 404


@lru_cache(1)
def past(known: Known) -> History:
    """Give the history of the books as they are loaded now, read once a load."""
    return history(known.books)


def answer(known: Known, sha256: str, lang: str) -> Response:
    """Send the kept workbook of a sha256 that the books name as a source; 404 and why where it is missing or altered.

    The query chooses among what the books name; it is never part of a path.
    """
    look = Look(known.books, past(known), {})
    named = look.files.get(sha256, set()) if sha256 else set[str]()
    if not named:
        return _refused(text("The books name no workbook of this sha256."), lang)
    name = min(named)
    kept, wrong = look.shelf.find(sha256, name)
    if wrong is not None:
        return _refused(wrong.message, lang)
    assert kept is not None  # noqa: S101 - it is there where nothing is wrong with it
    response = Response(kept.read_bytes(), mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=_plain(name, kept))
    return response


def _refused(reason: Text, lang: str) -> Response:
    return Response(words(reason, lang), NOT_FOUND, mimetype="text/plain")


def _plain(name: str, kept: Path) -> str:
    """Give the name that a workbook was imported by, in plain letters; the kept one's where too little of it is left."""
    plain = secure_filename(name)
    return plain if Path(plain).stem and Path(plain).suffix.lower() == kept.suffix.lower() else secure_filename(kept.name)

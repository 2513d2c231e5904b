"""Fava on a set of books, on this machine only."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from riga_grants.books import main_of
from riga_grants.errors import BooksError
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import LANGUAGE_VARIABLE
from riga_grants.i18n import default_language
from riga_grants.i18n import words

if TYPE_CHECKING:
    from cheroot.wsgi import Server
    from flask import Flask

HOST = "127.0.0.1"


def application(root: Path, *, write: bool, lang: str = "") -> Flask:
    """Make Fava's application on the books in a folder, behind the guard; read-only unless `write`.

    `lang` is the language that the user asked for, "" for none: then it is the books', or else the browser's.

    Raises BooksError where Fava is not installed or the folder has no books.
    """
    main = main_of(root)
    try:
        from fava.application import create_app  # noqa: PLC0415 - Fava is optional, and slow to import

        from riga_grants.dashboard import latvian  # noqa: PLC0415 - the same
        from riga_grants.dashboard import loading  # noqa: PLC0415 - the same
        from riga_grants.dashboard import pages  # noqa: PLC0415 - the same
        from riga_grants.dashboard import parts  # noqa: PLC0415 - the same
        from riga_grants.dashboard.guard import Guard  # noqa: PLC0415 - the same
    except ImportError as error:
        raise BooksError(text('Fava is not installed here. Install it with: pip install "riga-grants[fava]"')) from error
    loading.install()
    app = create_app([str(main)], read_only=not write, poll_watcher=True)
    latvian.install(app, lang)
    app.config[pages.WRITES] = write
    for ledger in app.config["LEDGERS"].ledgers:
        parts.fit(ledger)
    app.wsgi_app = Guard(app.wsgi_app)  # type: ignore[method-assign]
    return app


def bind(app: Flask, port: int) -> Server:
    """Give a server that listens on the loopback address and waits for `serve()`; port 0 takes any free port.

    Raises BooksError where the port is taken.
    """
    from cheroot.wsgi import Server  # noqa: PLC0415 - comes with Fava

    server = Server((HOST, port), app)
    server.error_log = _log_errors  # type: ignore[method-assign]
    try:
        server.prepare()
    except OSError as error:
        reason = text("Port {port} is in use, perhaps by another Fava; choose another one with --port.", port=str(port))
        raise BooksError(reason) from error
    return server


def run(root: Path, port: int, *, write: bool, announce: Callable[[str], object], lang: str = "") -> None:
    """Show the books in Fava until Ctrl-C; `announce` is told a line with the address once the server listens.

    `lang` is the language that the user asked for, "" for none.

    Raises BooksError where the books cannot be shown or the port is taken.
    """
    if lang:
        os.environ[LANGUAGE_VARIABLE] = lang  # the findings on Fava's page of errors are worded by it
    logging.getLogger("fava.json_api").addFilter(without_traceback)
    server = bind(application(root, write=write, lang=lang), port)
    announce(words(_announcement(f"http://{HOST}:{server.bind_addr[1]}/", write=write), lang or default_language()))
    try:
        server.serve()
    except KeyboardInterrupt:
        pass
    finally:
        server.stop()


def _announcement(url: str, *, write: bool) -> Text:
    if write:
        return text("Fava shows these books at {url} and may change the hand-kept files. Stop it with Ctrl-C.", url=url)
    return text("Fava shows these books at {url}, read-only. Stop it with Ctrl-C.", url=url)


def without_traceback(record: logging.LogRecord) -> bool:
    """Let a refusal be logged as the sentence that the page shows; what has another error behind it keeps its traceback."""
    error = record.exc_info[1] if record.exc_info else None
    if error is not None and error.__cause__ is None and hasattr(error, "message"):
        record.msg, record.exc_info = f"{error.message}", None
    return True


def _log_errors(msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:  # noqa: FBT001, FBT002
    """Print what went wrong in the server, with its traceback; what it tells besides is no news (replaces cheroot's own)."""
    if level >= logging.ERROR:
        logging.getLogger(__name__).error(msg, exc_info=sys.exc_info() if traceback else None)

"""The guard at Fava's door: who may ask, what may be asked, and what a browser may do with the answer.

Fava trusts every request that reaches it. The guard lets through only requests that are addressed to this machine and that
come from Fava's own pages, from the address bar, or from a plain link to a page; and it tells the browser to run no script,
load no picture and send no form but Fava's own. What the ledger itself refuses, whoever asks, is `parts`.
"""

import json
import re
from collections.abc import Callable
from collections.abc import Iterable
from types import TracebackType
from typing import Final
from typing import NamedTuple
from wsgiref.types import StartResponse
from wsgiref.types import WSGIApplication
from wsgiref.types import WSGIEnvironment

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request
from werkzeug.wrappers import Response

from riga_grants.dashboard.queries import is_query
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.i18n import default_language
from riga_grants.i18n import words

_ErrorInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

_HOST: Final = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?", re.ASCII | re.IGNORECASE)

# Where a link from elsewhere may lead: the pages, which answer every reader alike. Not the data, downloads or documents.
_PAGE: Final = re.compile(r"/(?:[^/]+/(?:[a-z_]+/|(?:account|holdings|help)/[^/]+/?)?)?")

_OWN_SITE: Final = (None, "same-origin", "none")
"""Sec-Fetch-Site of Fava's own pages, of the address bar, and of whatever is no browser."""

_MAY: Final = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # Fava's editor colours its text with a WebAssembly parser
    "style-src": "'self' 'unsafe-inline'",  # its charts and its editor set styles on elements
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'self'",  # the preview of a PDF
    "frame-src": "'self'",  # the preview of a web page, in a sandbox
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
_PAGE_POLICY: Final = "; ".join(f"{what} {whence}" for what, whence in _MAY.items())
_DOCUMENT_POLICY: Final = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""For scanned documents, which strangers made: Fava may show them in its page, and no script in them runs."""

_DOCUMENT: Final = re.compile(r"/[^/]+/(?:document|statement)/")


class Refusal(NamedTuple):
    """Why a request is not passed on to Fava, and with which HTTP status."""

    status: int
    reason: Text


def refusal(request: Request) -> Refusal | None:
    """Say why a request must not reach Fava; None where it may."""
    if not _HOST.fullmatch(request.environ.get("HTTP_HOST", "")):
        return Refusal(421, text("This server answers on this machine only: use the address that it printed when it started."))
    if not _from_here(request):
        return Refusal(403, text("Another site sent this request. To open the page, copy its address into the address bar."))
    if not all(map(is_query, request.args.getlist("query_string"))):
        return Refusal(403, text("Only queries are answered here: SELECT, BALANCES, JOURNAL, PRINT, or run and a stored name."))
    return None


def _from_here(request: Request) -> bool:
    """Say whether a request comes from this server's own pages, from no page at all, or is a plain link to a page."""
    origin = request.headers.get("Origin")
    if origin is not None and origin.lower() != f"{request.scheme}://{request.environ['HTTP_HOST']}".lower():
        return False
    return request.headers.get("Sec-Fetch-Site") in _OWN_SITE or _is_plain_link(request)


def _is_plain_link(request: Request) -> bool:
    """Say whether a browser opens a page as a whole because of a link to it that carries no parameters."""
    return (
        request.method == "GET"
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest") == "document"
        and not request.query_string
        and _PAGE.fullmatch(request.path) is not None
    )


def protect(path: str, headers: Headers) -> None:
    """Set the headers that tell a browser what an answer may do; replaces such headers where Fava has set them."""
    headers["Content-Security-Policy"] = _DOCUMENT_POLICY if _DOCUMENT.match(path) else _PAGE_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"  # not no-referrer: Fava's own sidebar links go by it
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if not path.startswith("/static/"):
        headers["Cache-Control"] = "no-store"  # the books stay out of the browser's cache on disk


class Guard:
    """A WSGI application that passes on to `application` what `refusal` does not refuse, and protects every answer."""

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (the WSGI protocol)."""
        request = Request(environ)

        def start(
            status: str, headers: list[tuple[str, str]], exc_info: _ErrorInfo | None = None, /
        ) -> Callable[[bytes], object]:
            protected = Headers(headers)
            protect(request.path, protected)
            return start_response(status, protected.to_wsgi_list(), exc_info)

        refused = refusal(request)
        answer = self.application if refused is None else _answer(refused, request.path)
        return answer(environ, start)


def _answer(refused: Refusal, path: str) -> WSGIApplication:
    """Word a refusal the way the asker reads it: Fava's pages read JSON, a person reads text."""
    reason = words(refused.reason, default_language())
    if "/api/" in path:
        return Response(json.dumps({"error": reason}), refused.status, mimetype="application/json")
    return Response(reason, refused.status, mimetype="text/plain")

"""The guard at Fava's door: which requests pass, which are refused, and what a browser may do with the answers."""

import io
import string

import pytest
from beanquery.shell import BQLShell
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import Client
from werkzeug.test import EnvironBuilder
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request
from werkzeug.wrappers import Response

from riga_grants.dashboard.guard import Guard
from riga_grants.dashboard.guard import refusal
from riga_grants.dashboard.queries import is_query
from riga_grants.dashboard.queries import is_statement


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RIGA_GRANTS_LANG", "en")


PAGE = "/books/income_statement/"
QUERY = "/books/api/query"


def asked(
    path: str = PAGE, *, method: str = "GET", host: str = "127.0.0.1:5000", query: str = "", **headers: str
) -> int | None:
    """Ask the guard; give the status of its refusal, None where the request passes. `sec_fetch_site` names a header."""
    named = Headers([(name.replace("_", "-"), value) for name, value in headers.items()])
    environ = EnvironBuilder(path, method=method, headers=named, query_string=query).get_environ()
    environ["HTTP_HOST"] = host
    found = refusal(Request(environ))
    return found and found.status


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:5000", "localhost:8080", "LOCALHOST", "[::1]", "[::1]:5000"])
def test_addressed_to_this_machine(host: str) -> None:
    assert asked(host=host) is None


@pytest.mark.parametrize(
    "host",
    [
        "",
        "example.org",
        "example.org:5000",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "localhost.",
        "localhost:",
        "localhost:5000:5000",
        "localhost:five",
        "localhost@example.org",
        "127.0.0.2",
        "0.0.0.0",  # noqa: S104 - a name in a request, not an address to listen on
        "127.1",
        "2130706433",
        "::1",
        "[::]",
        "127.0.0.1 ",
        "１27.0.0.1",
    ],
)
def test_addressed_elsewhere(host: str) -> None:
    assert asked(host=host) == 421


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:5000", None),
        ("http://127.0.0.1:5001", 403),
        ("http://localhost:5000", 403),
        ("https://127.0.0.1:5000", 403),
        ("http://example.org", 403),
        ("null", 403),
        ("", 403),
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD"])
def test_origin_is_the_server_itself(origin: str, status: int | None, method: str) -> None:
    assert asked(method=method, origin=origin) == status


@pytest.mark.parametrize("site", ["same-origin", "none"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_own_pages_and_the_address_bar(site: str, method: str) -> None:
    assert asked(QUERY, method=method, query="query_string=select+account", sec_fetch_site=site) is None


LINK = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/books/",
        PAGE,
        "/books/account/Expenses:RGAP/",
        "/books/holdings/by_account/",
        "/books/help/",
        "/books/help/import",
    ],
)
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_plain_link_to_a_page(path: str, site: str) -> None:
    """A link in the association's wiki, or in another program on this machine, may open a page."""
    assert asked(path, **{**LINK, "sec_fetch_site": site}) is None


@pytest.mark.parametrize(
    "path",
    [
        QUERY,
        "/books/api/source",
        "/books/download-journal/",
        "/books/download-query/query_result.csv",
        "/books/extension/Name/",
        "/books/extension/Name/endpoint",
        "/books/extension/RigaGrants/",
        "/books/extension/RigaGrants/download",
        "/static/app.js",
        "/jump",
    ],
)
def test_no_link_from_elsewhere_to_data(path: str) -> None:
    assert asked(path, **LINK) == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"sec_fetch_mode": "no-cors", "sec_fetch_dest": "image"},
        {"sec_fetch_mode": "no-cors", "sec_fetch_dest": "script"},
        {"sec_fetch_mode": "cors", "sec_fetch_dest": "empty"},
        {"sec_fetch_dest": "iframe"},
        {"sec_fetch_dest": "object"},
        {"sec_fetch_dest": ""},
        {"sec_fetch_site": "some-later-word", "sec_fetch_mode": "cors"},
        {"method": "POST"},
        {"method": "HEAD"},
        {"query": "filter=x"},
    ],
)
def test_nothing_but_a_plain_link_from_elsewhere(changed: dict[str, str]) -> None:
    assert asked(**{**LINK, **changed}) == 403


@pytest.mark.parametrize(
    "query",
    [
        "SELECT account, sum(position) GROUP BY account",
        "select *",
        "  balances",
        "JOURNAL 'Assets'",
        "print",
        "print;",
        "run costs",
        ".run costs",
        "RUN costs",
        "",
        " \t",
    ],
)
def test_queries_pass(query: str) -> None:
    assert is_query(query)
    assert asked(QUERY, query=EnvironBuilder(query_string={"query_string": query}).query_string) is None


COMMANDS = sorted({name.removeprefix("do_") for name in dir(BQLShell) if name.startswith("do_")} - {"run"})


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "form", [".{}", "{}", ".{} x", "{}\tx", " .{} x", "\u00a0.{} x", "\u2003\n\x1c.{}", "..{}", ".{}.", "?{}", "!{}"]
)
def test_commands_of_the_shell_are_refused(command: str, form: str) -> None:
    for spelling in (command, command.upper(), command.title()):
        query = form.format(spelling)
        assert not is_query(query)
        assert asked(QUERY, query=EnvironBuilder(query_string={"query_string": query}).query_string) == 403


@pytest.mark.parametrize(
    "query", ["create table t using 'csv:x'", "INSERT INTO t VALUES (1)", "ſelect 1", ".select 1", "selected", "run.x"]
)
def test_statements_that_do_more_than_read_are_refused(query: str) -> None:
    assert not is_query(query)


def test_a_stored_query_cannot_be_another_command() -> None:
    assert is_query("run costs")
    assert not is_statement("run costs")


def test_every_query_of_a_request_is_looked_at() -> None:
    assert asked(QUERY, query="query_string=select+1&query_string=.help") == 403
    assert asked("/books/extension/Any/endpoint", query="query_string=.help") == 403
    assert asked("/books/download-query/query_result.csv", query="query_string=%2ehelp") == 403


@given(
    st.lists(
        st.sampled_from(
            [*COMMANDS, "run", "select", "print", "EOF", ".", "?", "!", ";", " ", "\t", "\n", "\u00a0", "é", "ſ", "1", "_"]
        )
        | st.characters()
    ).map("".join)
)
def test_what_passes_is_read_by_the_shell_as_a_query(typed: str) -> None:
    """The shell's own parser is asked how it reads what the guard lets through."""
    shell = BQLShell("", io.StringIO())
    if is_query(typed):
        command, _, _ = shell.parseline(typed)
        assert (command or "").lower() in {"", "select", "balances", "journal", "print", "run"}
        assert set(command or "") <= set(string.ascii_letters)


POLICY = "Content-Security-Policy"


def answer(path: str, **headers: str) -> TestResponse:
    """Ask a guarded application that answers everything with one word, and would set a policy of its own."""
    inner = Response("passed", headers={POLICY: "script-src *", "Cache-Control": "public"})
    named = Headers([(name.replace("_", "-"), value) for name, value in headers.items()])
    return Client(Guard(inner)).get(path, base_url="http://127.0.0.1:5000", headers=named)


def test_answers_are_protected() -> None:
    headers = answer(PAGE).headers
    assert headers.getlist(POLICY) == [headers[POLICY]]
    assert "default-src 'none'" in headers[POLICY]
    assert "script-src 'self' 'wasm-unsafe-eval';" in headers[POLICY]
    assert "frame-ancestors 'none'; base-uri 'none'; form-action 'self'" in headers[POLICY]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_program_files_may_be_cached() -> None:
    assert answer("/static/app.js").headers["Cache-Control"] == "public"


@pytest.mark.parametrize("path", ["/books/document/", "/books/statement/"])
def test_documents_run_no_script(path: str) -> None:
    assert "script-src" not in answer(path).headers[POLICY]
    assert answer(path).headers[POLICY].startswith("default-src 'none';")


def test_a_refusal_is_worded_and_protected() -> None:
    refused = answer(QUERY, sec_fetch_site="cross-site")
    assert refused.status_code == 403
    assert refused.json == {"error": "Another site sent this request. To open the page, copy its address into the address bar."}
    assert POLICY in refused.headers
    page = answer(PAGE, sec_fetch_site="cross-site")
    assert page.mimetype == "text/plain"
    assert page.text == "Another site sent this request. To open the page, copy its address into the address bar."

"""The addresses of our pages and of Fava's: the filters stay in them, so that a link can be sent to a colleague."""

from typing import Any
from urllib.parse import urlencode

from flask import url_for

from riga_grants.dashboard.question import Question

NAME = "RigaGrants"
"""The extension's name, which is part of the address."""


def page(question: Question, name: str, **more: str) -> str:
    """Give the address of one of our pages, for the same day and under the same filters."""
    said: dict[str, Any] = {"page": name, "as_of": question.as_of.isoformat(), **question.filters, **more}
    return url_for("extension_report", extension_name=NAME, **{key: value for key, value in said.items() if value})


def download(question: Question, report: str, suffix: str, **more: str) -> str:
    """Give the address under which a report is downloaded as a file of a kind (".xlsx")."""
    day = question.as_of.isoformat()
    said = {"report": report, "format": suffix.removeprefix("."), "as_of": day, "lang": question.lang, **more}
    folder = url_for("extension_report", extension_name=NAME).partition("?")[0]  # url_for has an argument `endpoint` of its own
    return f"{folder}download?{urlencode({key: value for key, value in said.items() if value})}"

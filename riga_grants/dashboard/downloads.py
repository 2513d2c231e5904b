"""Reports as downloads from our pages: the files that `riga-grants report` writes."""

from flask import Response

from riga_grants.dashboard.known import Known
from riga_grants.dashboard.pages import request_of
from riga_grants.dashboard.question import Question
from riga_grants.rendering import formats
from riga_grants.reports import committee


def answer(known: Known, question: Question) -> Response:
    """Give a report as a file."""
    suffix = f".{question.more.get('format', 'xlsx')}"
    content = formats.content(committee.build(request_of(known, question)), suffix)
    return Response(content, mimetype=formats.MEDIA[suffix])

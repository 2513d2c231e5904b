"""The codes of the council's classification that lines, projects and sources state are known ones."""

from collections.abc import Iterator
from typing import NamedTuple

from riga_grants.checks.case import Case
from riga_grants.checks.case import Result
from riga_grants.classification import mapping
from riga_grants.errors import Passed
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.names import finding


class _Stated(NamedTuple):
    subject: str
    ekk: str
    functional: str
    place: Place


def check(case: Case, /) -> Iterator[Result]:
    """Find codes that are written wrongly, are not known (those of before 2007 among them), or contradict each other."""
    stated = [one for one in _stated(case) if one.ekk or one.functional]
    wrong = [(one, fault) for one in stated for fault in mapping.faults(one.ekk, one.functional)]
    for one, fault in wrong:
        message = text("{subject}: {fault}", subject=one.subject, fault=fault)
        yield finding("classification-unknown", message, one.place, case.code, scope=(one.subject,))
    if stated and not wrong:
        yield Passed("classification-unknown", text("All codes of the council's classification are known."), case.code)


def _stated(case: Case) -> Iterator[_Stated]:
    """List what states codes. What an amendment does not mention it keeps, so the first directive that says it is named."""
    agreement, whole = case.agreement, case.whole
    for line in agreement.lines.values():
        yield _Stated(line.account, line.ekk, line.functional, line.place)
    project = agreement.project
    said = next(one for one in whole.projects if (one.ekk, one.functional) == (project.ekk, project.functional))
    yield _Stated(project.code, project.ekk, project.functional, said.place)
    for source in agreement.sources:
        first = next(one for one in whole.sources if (one.funder, one.ekk) == (source.funder, source.ekk))
        yield _Stated(source.funder, source.ekk, "", first.place)

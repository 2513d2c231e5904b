"""The reports by the names of their commands: how each is built, and the command that makes it again."""

import shlex
from collections.abc import Mapping
from collections.abc import Sequence

from riga_grants.reports import definitions
from riga_grants.reports.request import Request
from riga_grants.tables import Report


def build(kind: str, request: Request) -> Report:
    """Build a report of a kind (`definitions.REPORTS`); each builder is loaded only when it is asked for."""
    match kind:
        case definitions.CLAIM:
            from riga_grants.reports.claim import build as made  # noqa: PLC0415
        case definitions.AUDIT:
            from riga_grants.reports.audit import build as made  # noqa: PLC0415
        case definitions.COUNCIL:
            from riga_grants.reports.council import build as made  # noqa: PLC0415
        case definitions.PORTFOLIO:
            from riga_grants.reports.portfolio import build as made  # noqa: PLC0415
        case definitions.TODO:
            from riga_grants.reports.todo import build as made  # noqa: PLC0415
        case _:
            from riga_grants.reports.committee import build as made  # noqa: PLC0415
    return made(request)


def command(
    what: Sequence[str],
    projects: Sequence[str],
    options: Mapping[str, str | None],
    sheets: Sequence[str] = (),
    suffix: str = "",
) -> str:
    """Word the command that makes the same report again, without a path of this computer.

    `what` follows `riga-grants report`, options that say nothing are left out, `suffix` is the kind of file, "" for none.
    """
    told = [part for option, value in options.items() if value for part in (option, value)]
    chosen = [part for key in sheets for part in ("--sheet", key)]
    target = ["-o", f"FILE{suffix}"] if suffix else []
    return shlex.join(["riga-grants", "report", *what, *projects, *told, *chosen, *target])

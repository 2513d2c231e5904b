"""The findings that are open, gravest first, each with what can be done: a command, a place in the ledger, a decision."""

import re
from collections.abc import Iterable
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants.chains.folders import AGREEMENTS
from riga_grants.chains.folders import BUDGETS
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.folders import IMPORTED
from riga_grants.checks.waivers import Waived
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.names import SEVERITY_WORDS
from riga_grants.reports.listing import currency_columns
from riga_grants.reports.listing import one_currency
from riga_grants.reports.listing import project_columns
from riga_grants.reports.placed import placed
from riga_grants.reports.request import Request
from riga_grants.reports.totals import filled
from riga_grants.tables import CODE
from riga_grants.tables import MONEY
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value

FINDINGS: Final = "findings"

COMMAND, LEDGER, RESTORE, CORRECTION = "command", "ledger", "restore", "correction"
DECISION, NOTHING = "decision", "nothing"
WAYS: Final = {
    COMMAND: N_("run the command"),
    LEDGER: N_("mend the ledger"),
    RESTORE: N_("restore the file"),
    CORRECTION: N_("book a correction"),
    DECISION: N_("decide or ask"),
    NOTHING: N_("know it"),
}
"""What somebody can do about a finding, the quickest first. What an import or a closing wrote is corrected, never edited."""

_COMMANDS: Final = {
    "report-late": "riga-grants period submit {project} {last}",
    "cost-banned": "riga-grants cut {project} {last} --reason …",
    "cut-above": "riga-grants cut {project} {last} --undo",
    "seal-void": "riga-grants close {project} {last}",
}
"""By code the command that does something about a finding; `last` is the last of what it is about: a period, a document."""

_WAYS: Final = {
    **dict.fromkeys(
        ("import-torn", "import-altered", "import-chain", "import-source-missing", "import-source-altered"), RESTORE
    ),
    **dict.fromkeys(("seal-broken", "seal-chain", "claim-differs", "withdrawn-unknown"), RESTORE),
    "import-stray": LEDGER,
    "published-differs": DECISION,
    "vat-due": NOTHING,
}
"""By code what can be done where that does not follow from the finding's place."""

_ONE_WORD: Final = re.compile(r"\w[\w./:+-]*")
_QUOTED: Final = re.compile(r"\w[\w ./:+,()#№-]*")
_GENERATED: Final = tuple(f"/{folder.as_posix()}/" for folder in (IMPORTED, AGREEMENTS, CLOSINGS))


class Keyed(NamedTuple):
    """A finding with what it is known by in addresses, and its place as it is shown."""

    key: str
    place: str
    finding: Finding


def keyed(request: Request, findings: Iterable[Finding]) -> list[Keyed]:
    """Give findings their keys: code, project, place and what it is about, with bars between."""
    found = list(findings)
    named = placed(request, (one.place for one in found))
    return [Keyed(_key(one, named[one.place]), named[one.place], one) for one in found]


def key_of(request: Request, one: Finding) -> str:
    """Give the key of one finding."""
    return keyed(request, [one])[0].key


def _key(one: Finding, place: str) -> str:
    return "|".join((one.code, one.project, place, ", ".join(part for part in one.scope if part)))


def as_word(said: str) -> str:
    """Write what a user types on a command line as one word of it; "…" for what a shell could take for a command of its own."""
    if _ONE_WORD.fullmatch(said):
        return said
    return f'"{said}"' if _QUOTED.fullmatch(said) else "…"


def command_of(one: Finding) -> str:
    """Give the command that does something about a finding, "" where there is none or it does not say what it is about."""
    form, last = _COMMANDS.get(one.code, ""), next((part for part in reversed(one.scope) if part), "")
    return form.format(project=one.project, last=as_word(last)) if form and last and one.project else ""


def way_of(one: Finding) -> str:
    """Say what can be done about a finding, as a key of WAYS."""
    if command_of(one):
        return COMMAND
    if one.code in _WAYS:
        return _WAYS[one.code]
    if one.severity is Severity.NOTE:
        return NOTHING
    if not one.place.line or one.limits is not None:
        return DECISION
    path, budgets = f"/{one.place.file}".replace("\\", "/"), f"/{BUDGETS.as_posix()}/{one.project}/"
    return CORRECTION if any(folder in path for folder in (*_GENERATED, budgets)) else LEDGER


def opened(request: Request) -> list[Finding]:
    """Give the findings that no waiver lowered wholly: the gravest first, then those that are done away with most quickly."""
    found = [one for one in request.findings if not (isinstance(one, Waived) and one.wholly)]
    order = list(WAYS)
    return sorted(found, key=lambda one: (-one.severity, order.index(way_of(one)), one.project, one.code, one.place))


def table(request: Request) -> Table:
    """Build the table of the open findings; a row's key is `key_of` its finding."""
    lang, found = request.lang, opened(request)
    columns = (
        Column("severity", tr("Severity", lang), width=10),
        *project_columns(request),
        Column("code", tr("Code", lang), CODE, width=22),
        Column("message", tr("Message", lang), width=52),
        Column("way", tr("What to do", lang), width=16),
        Column("hint", tr("How", lang), width=40),
        *((Column("command", tr("Command", lang), CODE, width=34),) if any(command_of(one) for one in found) else ()),
        *(_amount_columns(request) if any(one.limits for one in found) else ()),
        Column("where", tr("Where", lang), CODE, width=34),
    )
    rows = [Row(filled(columns, _values(request, one)), key=one.key) for one in keyed(request, found)]
    title = tr("Open findings", lang)
    return Table(FINDINGS, title, columns, rows, one_currency(request), empty=tr("No findings.", lang))


def _amount_columns(request: Request) -> tuple[Column, ...]:
    lang = request.lang
    return (
        *currency_columns(request),
        Column("limit", tr("Limit", lang), MONEY),
        Column("actual", tr("Actual", lang), MONEY),
        Column("difference", tr("Difference", lang), MONEY, terms=(("actual", 1), ("limit", -1))),
    )


def _values(request: Request, found: Keyed) -> dict[str, Value]:
    one, lang, limits = found.finding, request.lang, found.finding.limits
    project = next((asked for asked in request.projects if asked.code == one.project), None)
    amounts: dict[str, Value] = {"currency": "", "limit": "", "actual": "", "difference": ""}
    if limits is not None:
        currency = project.now.project.currency if project else ""
        amounts = {
            "currency": currency,
            "limit": limits.limit,
            "actual": limits.actual,
            "difference": limits.actual - limits.limit,
        }
    return {
        "severity": tr(SEVERITY_WORDS[one.severity], lang),
        "project": one.project,
        "code": one.code,
        "message": words(one.message, lang),
        **amounts,
        "where": found.place,
        "way": tr(WAYS[way_of(one)], lang),
        "hint": names.hint(one, lang),
        "command": command_of(one),
    }

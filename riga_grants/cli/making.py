"""Makes a report that a command asks for: the books are asked, the report is built, and it goes where it is wanted."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from click.core import ParameterSource

from riga_grants import checks
from riga_grants.asked import about
from riga_grants.books import Books
from riga_grants.cli.view import colour_wanted
from riga_grants.cli.view import find
from riga_grants.cli.view import load
from riga_grants.cli.view import must_be_known
from riga_grants.cli.view import terminal_width
from riga_grants.cli.view import today
from riga_grants.cli.view import waiting
from riga_grants.cli.view import writing
from riga_grants.errors import NOWHERE
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.errors import worst
from riga_grants.i18n import tr
from riga_grants.rendering import formats
from riga_grants.reports import definitions
from riga_grants.reports import kinds
from riga_grants.reports.definitions import Definition
from riga_grants.reports.request import LINES
from riga_grants.reports.request import Request
from riga_grants.reports.request import origin_of
from riga_grants.tables import CENTS
from riga_grants.tables import Report
from riga_grants.tables import Sheet
from riga_grants.tables import Table

TEMPLATES = Path("reports", "templates")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says of a report; "", () and None where it says nothing."""

    projects: tuple[str, ...]
    period: str | None
    as_of: date | None
    rounding: str | None
    sheets: tuple[str, ...]
    form: str
    output: Path | None
    books: Path | None
    lang: str
    funder: str = ""
    template: str = ""


def make(kind: str, wishes: Wishes) -> int:
    """Make a report of a kind (`definitions.REPORTS`); give the exit code: 1 where the books have an error, which it tells."""
    return _make(Definition("", NOWHERE, kind), wishes)


def make_defined(name: str, wishes: Wishes) -> int:
    """Make the report that a definition says; give the exit code: 1 also where the definition is wrong, and nothing is made."""
    definition, wrong = definitions.load(find(wishes.books).resolve(), name)
    return _refused(wrong, wishes, find(wishes.books).resolve()) if definition is None else _make(definition, wishes)


def _make(definition: Definition, wishes: Wishes) -> int:
    _must_be_writable(wishes)
    spoken = wishes.lang
    wishes = _completed(wishes, definition)
    loaded = load(wishes.books, spoken)
    request = _request(definition, wishes, loaded)
    with waiting(tr("Making the report …", spoken)):
        report, wrong = definitions.applied(kinds.build(definition.report, request), definition)
        if not wrong and definition.queries:
            from riga_grants.reports import queries  # noqa: PLC0415 - few reports have queries of their own

            report, wrong = queries.added(report, definition.queries, loaded, definition.query_place)
    refused = wrong or _deliver(_only(report, wishes.sheets), wishes, loaded.root)
    if refused:
        return _refused(refused, wishes, loaded.root)
    return int(worst(request.findings) is Severity.ERROR)


def _must_be_writable(wishes: Wishes) -> None:
    """Refuse a file of another kind before anything is read."""
    endings = (".xlsx",) if wishes.template else tuple(formats.MEDIA)
    if wishes.template and wishes.output is None:
        raise click.UsageError(tr("Say where the filled form goes: -o FILE.xlsx", wishes.lang))
    if wishes.output is not None and _suffix(wishes) not in endings:
        listed = ", ".join(endings)
        raise click.UsageError(tr("{file} must end in one of: {kinds}.", wishes.lang, file=str(wishes.output), kinds=listed))


def _completed(wishes: Wishes, definition: Definition) -> Wishes:
    """Fill with a definition what the command line does not say."""
    return replace(
        wishes,
        projects=wishes.projects or definition.projects,
        period=wishes.period or definition.period or None,
        rounding=wishes.rounding or definition.rounding or CENTS,
        lang=wishes.lang if language_asked() else definition.lang or wishes.lang,
        funder=wishes.funder or definition.funder,
        template=wishes.template or definition.form,
    )


def language_asked() -> bool:
    """Say whether the command line names a language, on this command or on one above it."""
    context = click.get_current_context(silent=True)
    while context is not None:
        if context.get_parameter_source("lang") is ParameterSource.COMMANDLINE:
            return True
        context = context.parent
    return False


def _request(definition: Definition, wishes: Wishes, loaded: Books) -> Request:
    must_be_known(loaded, wishes.projects, wishes.lang)
    asked = about(loaded.agreements, wishes.projects, wishes.period, wishes.as_of, today())
    if not asked:
        raise WrongUsage(text("No project is in force on {day}.", day=wishes.as_of or today()))
    codes = {"", *(one.code for one in asked)}
    found = (*loaded.findings, *checks.run(loaded, asked[0].as_of))
    return Request(
        books=loaded,
        projects=asked,
        as_of=asked[0].as_of,
        findings=tuple(one for one in found if one.project in codes),
        origin=origin_of(loaded, _command_line(definition, wishes, asked[0].as_of)),
        lang=wishes.lang,
        unit=wishes.rounding or CENTS,
        compare=definition.compare,
        grouping=definition.grouping or LINES,
        funder=wishes.funder,
    )


def _command_line(definition: Definition, wishes: Wishes, day: date) -> str:
    """Word the command that makes the same report again, without a path of this computer."""
    options = {
        "--period": wishes.period,
        "--funder": wishes.funder if definition.report == definitions.CLAIM else "",
        "--rounding": wishes.rounding if wishes.rounding != CENTS else "",
        "--as-of": day.isoformat(),
        "--lang": wishes.lang,
    }
    what = ["make", definition.name] if definition.name else [definition.report]
    return kinds.command(what, wishes.projects, options, wishes.sheets, _suffix(wishes))


def _only(report: Report, keys: Sequence[str]) -> Report:
    """Keep the sheets, or single tables, of these keys; raise WrongUsage, naming the known ones, for another."""
    keys = tuple(dict.fromkeys(keys))
    if not keys:
        return report
    sheets = {sheet.key: sheet for sheet in report.sheets}
    sheets |= {
        block.key: Sheet(block.key, block.key, block.title or sheet.title, (block,))
        for sheet in report.sheets
        for block in sheet.blocks
        if isinstance(block, Table) and block.key not in sheets
    }
    unknown = next((key for key in keys if key not in sheets), None)
    if unknown is not None:
        known = ", ".join(sheets)
        raise WrongUsage(text("There is no sheet “{name}”; there are: {known}.", name=unknown, known=known))
    return definitions.selected(report, [sheets[key] for key in keys])


def _refused(wrong: Sequence[Finding], wishes: Wishes, root: Path) -> int:
    """Show what is wrong with a definition or a form; nothing is made of it."""
    from riga_grants.text import findings_text  # noqa: PLC0415 - only what is wrong needs it

    shown = findings_text(wrong, wishes.lang, terminal_width(), root, colour=colour_wanted(sys.stderr))
    click.echo(shown, err=True, color=True)
    return 1


def _deliver(report: Report, wishes: Wishes, root: Path) -> Sequence[Finding]:
    """Show a report, or write it to its file; give what is wrong with the form that it should have been filled into."""
    if wishes.output is None:
        click.echo(_shown(report, wishes), color=True)
        return ()
    from riga_grants.rendering.files import replace as put  # noqa: PLC0415 - not needed to show the help

    content, wrong = _filled(report, wishes, root) if wishes.template else (formats.content(report, _suffix(wishes)), ())
    if not wrong:
        with writing(wishes.output):
            put(wishes.output, content)
        click.echo(str(wishes.output))
    return wrong


def _suffix(wishes: Wishes) -> str:
    return wishes.output.suffix.lower() if wishes.output else ""


def _shown(report: Report, wishes: Wishes) -> str:
    """Give a report as it goes to the terminal or to another program."""
    if wishes.form != "table":
        return formats.said(report, f".{wishes.form}")
    from riga_grants.rendering import terminal  # noqa: PLC0415 - not needed to show the help

    return terminal.render(report, terminal_width(), colour=colour_wanted(sys.stdout))


def _filled(report: Report, wishes: Wishes, root: Path) -> tuple[bytes, Sequence[Finding]]:
    """Fill a funder's form with a report; raise WrongUsage, naming the known ones, for a form that is not there."""
    from riga_grants.rendering import forms  # noqa: PLC0415 - not needed to show the help

    folder = root / TEMPLATES
    known = {one.stem: one for one in sorted(folder.glob("*.xlsx"))}
    path = known.get(wishes.template.removesuffix(".xlsx"))
    if path is None:
        listed = ", ".join(known) or "–"
        message = text(
            "There is no form “{name}” in reports/templates/; there are: {known}.", name=wishes.template, known=listed
        )
        raise WrongUsage(message)
    return forms.fill(path.read_bytes(), report, Place(str(path)))

"""The commands that look at the books: check, fava."""

import sys
from datetime import date
from pathlib import Path

import click

from riga_grants.cli import speech
from riga_grants.cli.options import as_of_option
from riga_grants.cli.options import books_option
from riga_grants.cli.options import lang_option
from riga_grants.cli.options import period_option
from riga_grants.cli.view import View
from riga_grants.cli.view import colour_wanted
from riga_grants.cli.view import find
from riga_grants.cli.view import look
from riga_grants.cli.view import terminal_width
from riga_grants.errors import Severity
from riga_grants.errors import worst
from riga_grants.i18n import N_
from riga_grants.i18n import tr


@click.command(cls=speech.Command, help=N_("Compare budget and actual, show who pays, and list what is wrong."))
@click.argument("project", required=False)
@period_option
@as_of_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=N_("A table to read, or JSON or CSV for other programs."),
)
@click.option("--strict", is_flag=True, help=N_("Exit with 1 on warnings too."))
@click.option("--passed", is_flag=True, help=N_("List what was verified and holds, too."))
@click.option(
    "--also",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help=N_("Other books, to find documents that both declare; may be given several times."),
)
@books_option
@lang_option
def check(
    *,
    project: str | None,
    period: str | None,
    as_of: date | None,
    form: str,
    strict: bool,
    passed: bool,
    also: tuple[Path, ...],
    books: Path | None,
    lang: str,
) -> int:
    """Print the statement of each project and the findings."""
    from riga_grants import interchange  # noqa: PLC0415 - not needed to show the help
    from riga_grants import text  # noqa: PLC0415

    view = look(books, project, period, as_of, lang, also=also)
    statements, findings = view.statements, view.findings
    verified = view.passed if passed else ()
    root = view.books.root
    if form == "json":
        shown = interchange.as_json(statements, findings, view.as_of, lang, root, passed=verified if passed else None)
    elif form == "csv":
        shown = interchange.as_csv(statements, findings, view.as_of, lang, root, passed=verified)
    else:
        colour, width = colour_wanted(sys.stdout), terminal_width()
        shown = text.table(statements, findings, view.as_of, lang, width=width, colour=colour, root=root, passed=verified)
    click.echo(shown, color=True)
    _warn_of_others(view, lang)
    threshold = Severity.WARNING if strict else Severity.ERROR
    return int((worst(findings) or 0) >= threshold)


def _warn_of_others(view: View, lang: str) -> None:
    """Say on stderr which other books have errors of their own: what they do not count cannot be compared."""
    for other in view.also:
        if worst(other.findings) is Severity.ERROR:
            said = tr("The books in {folder} have errors of their own; check them, too.", lang, folder=str(other.root))
            click.echo(said, err=True)


@click.command(cls=speech.Command, help=N_("Open the books in Fava, on this computer only."))
@click.option("--port", type=click.IntRange(1, 65535), default=5000, help=N_("The port to listen on; 5000 if not given."))
@click.option("--write", is_flag=True, help=N_("Let Fava change the ledger's files; read-only if not given."))
@books_option
@lang_option
def fava(*, port: int, write: bool, books: Path | None, lang: str) -> int:
    """Serve the books until Ctrl-C."""
    from riga_grants.cli.making import language_asked  # noqa: PLC0415 - not needed to show the help
    from riga_grants.dashboard import serve  # noqa: PLC0415 - Fava takes more than a second to load

    wished = lang if language_asked() else ""
    serve.run(find(books), port, write=write, announce=lambda line: click.echo(line, err=True), lang=wished)
    return 0

"""The commands that look back: imports, trace."""

import sys
from pathlib import Path

import click

from riga_grants.cli import speech
from riga_grants.cli.options import books_option
from riga_grants.cli.options import lang_option
from riga_grants.cli.view import colour_wanted
from riga_grants.cli.view import load
from riga_grants.cli.view import terminal_width
from riga_grants.cli.view import today
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.errors import text as say
from riga_grants.errors import worst
from riga_grants.i18n import N_


@click.command(
    cls=speech.Command, help=N_("List the imports: when, by whom, from what file, their sums, and what became of them.")
)
@click.option("--project", metavar="CODE", help=N_("Only the imports that brought something of this project."))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=N_("A table to read, or JSON or CSV for other programs."),
)
@books_option
@lang_option
def imports(*, project: str | None, form: str, books: Path | None, lang: str) -> int:
    """Print the chain of imports and what is wrong with its files."""
    from riga_grants.chains import chain  # noqa: PLC0415 - not needed to show the help
    from riga_grants.chains.history import history  # noqa: PLC0415
    from riga_grants.screens import imports_text  # noqa: PLC0415

    loaded = load(books, lang)
    findings = chain.verify(loaded.root)
    rows = imports_text.told(history(loaded), findings, project)
    if project is not None and not rows:
        loaded.agreement(project)  # or that is why there are none
    if form == "json":
        shown = imports_text.as_json(rows, findings, lang, loaded.root)
    elif form == "csv":
        shown = imports_text.as_csv(rows, loaded.root)
    else:
        colour = colour_wanted(sys.stdout)
        shown = imports_text.table(rows, findings, lang, width=terminal_width(), colour=colour, root=loaded.root)
    click.echo(shown, color=True)
    return int(worst(findings) == Severity.ERROR)


@click.command(
    cls=speech.Command,
    help=N_(
        "Show where something comes from, and what became of a cell. WHAT is a place in the ledger (FILE:LINE), an entry's key "
        "(row-…), a document's number, a figure (RGAP, RGAP 1.1 2015, Expenses:RGAP:Staff) or cells of a workbook that was "
        "imported (FILE!SHEET!J17)."
    ),
)
@click.argument("what", metavar="WHAT...", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help=N_("A page to read, or JSON for other programs."),
)
@click.option("--open", "opened", is_flag=True, help=N_("Also open the workbook as it was imported."))
@books_option
@lang_option
def trace(*, what: tuple[str, ...], form: str, opened: bool, books: Path | None, lang: str) -> int:
    """Print what was found; exit with 1 where nothing was, or where an archived workbook is not what was imported."""
    from riga_grants.layouts import FOLDER  # noqa: PLC0415
    from riga_grants.layouts import load_layouts  # noqa: PLC0415
    from riga_grants.screens import trace_json  # noqa: PLC0415
    from riga_grants.screens import trace_text  # noqa: PLC0415
    from riga_grants.tracing import trace as tracing  # noqa: PLC0415 - not needed to show the help

    loaded = load(books, lang)
    layouts, _ = load_layouts(loaded.root / FOLDER)
    answer = tracing.trace(loaded, layouts, what, today(), lang)
    if form == "json":
        shown = trace_json.as_json(answer, lang, loaded.root)
    else:
        colour = colour_wanted(sys.stdout)
        shown = trace_text.render(answer, lang, width=terminal_width(), colour=colour, root=loaded.root)
    click.echo(shown, color=True, err=not answer.found and form == "table")
    if opened:
        _open(answer.kept)
    return int(not answer.found or worst(answer.findings) == Severity.ERROR)


def _open(kept: tuple[Path, ...]) -> None:
    """Open the one workbook behind an answer in the program that this computer has for it."""
    if len(kept) != 1:
        message = say("{n} workbooks are behind this; name one entry or cell to open its workbook.", n=len(kept))
        raise WrongUsage(message)
    click.launch(str(kept[0]))

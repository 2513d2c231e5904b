"""The commands that write sheets to fill in, correct and import: template, export."""

from collections.abc import Mapping
from pathlib import Path

import click

from riga_grants.cli import speech
from riga_grants.cli.options import Decorated
from riga_grants.cli.options import books_option
from riga_grants.cli.options import lang_option
from riga_grants.cli.view import load
from riga_grants.cli.view import today
from riga_grants.cli.view import writing
from riga_grants.columns import KINDS
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.model import Agreement


def _sheet_options(command: Decorated) -> Decorated:
    """Add what both commands take."""
    options = (
        click.argument("kind", metavar="KIND", type=click.Choice(list(KINDS))),
        click.option(
            "-o",
            "--output",
            required=True,
            metavar="FILE.xlsx",
            type=click.Path(path_type=Path, dir_okay=False),
            help=N_("The workbook to write."),
        ),
        click.option("--project", metavar="CODE", help=N_("Only this project; all if not given.")),
        click.option("--force", is_flag=True, help=N_("Replace the file if there is one.")),
        books_option,
        lang_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command(
    cls=speech.Command, help=N_("Write an empty workbook to fill in. KIND is costs, budget, agreements or indicators.")
)
@_sheet_options
def template(*, kind: str, output: Path, project: str | None, force: bool, books: Path | None, lang: str) -> int:
    """Write the workbook and say what to do with it."""
    from riga_grants.workbooks import forms  # noqa: PLC0415 - not needed to show the help
    from riga_grants.workbooks import templates  # noqa: PLC0415 - spreadsheet libraries only where one is written

    _check(output, lang, force=force)
    wanted = _wanted(load(books, lang).agreements, project, lang)
    form = forms.Form(kind, tuple(wanted.values()), lang, today())
    _write(output, templates.render(form), force=force)
    click.echo(str(output))
    return 0


@click.command(
    cls=speech.Command, help=N_("Write a workbook of what the books hold. KIND is costs, budget, agreements or indicators.")
)
@_sheet_options
def export(*, kind: str, output: Path, project: str | None, force: bool, books: Path | None, lang: str) -> int:
    """Write the workbook; say how many rows it has, and which costs cannot be rows."""
    from riga_grants.workbooks import exports  # noqa: PLC0415 - not needed to show the help
    from riga_grants.workbooks import forms  # noqa: PLC0415
    from riga_grants.workbooks import templates  # noqa: PLC0415 - spreadsheet libraries only where one is written

    _check(output, lang, force=force)
    loaded = load(books, lang)
    wanted = _wanted(loaded.agreements, project, lang)
    exported = exports.export(kind, loaded, wanted, lang)
    form = forms.Form(kind, tuple(wanted.values()), lang, today(), exported=True)
    _write(output, templates.render(form, exported.rows), force=force)
    click.echo(str(output))
    click.echo(trn("{n} row", "{n} rows", len(exported.rows), lang), err=True)
    if exported.left_out:
        told = tr("Left out, because the amount is 0 or not in the project's currency:", lang)
        click.echo("\n".join([told, *(f"  {place}" for place in exported.left_out)]), err=True)
    return 0


def _check(output: Path, lang: str, *, force: bool) -> None:
    """Refuse a name that is no workbook's, and a file that is there already, before anything takes time."""
    if output.suffix.lower() != ".xlsx":
        raise click.UsageError(tr("{file} must end in .xlsx.", lang, file=str(output)))
    if output.exists() and not force:
        raise click.UsageError(tr("{file} exists already; --force replaces it.", lang, file=str(output)))


def _wanted(agreements: Mapping[str, Agreement], project: str | None, lang: str) -> Mapping[str, Agreement]:
    if project is None:
        return agreements
    if project not in agreements:
        known = ", ".join(sorted(agreements)) or "–"
        raise click.UsageError(tr("There is no project “{project}”; there are: {known}.", lang, project=project, known=known))
    return {project: agreements[project]}


def _write(output: Path, content: bytes, *, force: bool) -> None:
    """Write the file whole, or not at all; without `force` never over one that has appeared meanwhile."""
    from riga_grants.chains.writer import appear  # noqa: PLC0415
    from riga_grants.rendering.files import replace  # noqa: PLC0415 - not needed to show the help

    with writing(output):
        if force:
            replace(output, content)
        else:
            appear({output: content})

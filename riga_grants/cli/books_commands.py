"""The commands that make or change books: init, demo."""

from collections.abc import Mapping
from datetime import UTC
from datetime import datetime
from pathlib import Path
from pathlib import PurePosixPath

import click

from riga_grants import scaffold
from riga_grants.cli import speech
from riga_grants.cli.options import lang_option
from riga_grants.cli.view import find
from riga_grants.errors import BooksError
from riga_grants.errors import text as say
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import trn

TITLE = N_("Co-financed projects")
TITLE_REFERENCE = N_("Co-financed projects: what was published")
TITLE_DEMO = N_("DEMONSTRATION DATA: invented figures")


@click.command(cls=speech.Command, help=N_("Make the four folders of new books in DIR. Nothing there is overwritten."))
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--empty", is_flag=True, help=N_("Without the reference projects."))
@click.option("--dry-run", is_flag=True, help=N_("Only say what would be written."))
@lang_option
def init(*, directory: Path, empty: bool, dry_run: bool, lang: str) -> int:
    """Write the books, or say what is in the way."""
    title = tr(TITLE if empty else TITLE_REFERENCE, lang)
    _make(directory, scaffold.files(empty=empty, title=title), lang, dry_run=dry_run)
    return 0


@click.command(cls=speech.Command, help=N_("Make demonstration books in DIR, with workbooks to import."))
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--close",
    is_flag=True,
    help=N_("Go on with the demonstration books in DIR, once the workbooks are imported: close all quarters, and settle."),
)
@lang_option
def demo(*, directory: Path, close: bool, lang: str) -> int:
    """Write the books and the workbooks, or say what is in the way; or go on with what was written before."""
    if close:
        return _close_demonstration(directory, lang)
    from riga_grants import demonstration  # noqa: PLC0415 - it writes workbooks

    books = scaffold.files(empty=False, title=tr(TITLE_DEMO, lang))
    ledger = {PurePosixPath(name): content.encode() for name, content in demonstration.ledger_files().items()}
    inbox = {PurePosixPath(scaffold.INBOX, name): content for name, content in demonstration.register_files().items()}
    _make(directory, {**books, **ledger, **inbox}, lang, dry_run=False)
    return 0


def _close_demonstration(directory: Path, lang: str) -> int:
    from riga_grants.demonstration import quarters  # noqa: PLC0415 - Beancount takes its time

    written = 0
    for path in quarters.close_all(find(directory), datetime.now(UTC).astimezone()):
        click.echo(str(path))
        written += 1
    click.echo(trn("{n} file written", "{n} files written", written, lang), err=True)
    return 0


def _make(directory: Path, contents: Mapping[PurePosixPath, bytes], lang: str, *, dry_run: bool) -> None:
    """Write files below a folder after looking for collisions; list each file on stdout."""
    in_the_way = scaffold.collisions(directory, contents)
    if in_the_way:
        listed = "\n".join(f"  {name}" for name in in_the_way)
        raise click.UsageError(
            tr(
                "Nothing was written, because this exists already in {folder}:\n{files}",
                lang,
                folder=str(directory),
                files=listed,
            )
        )
    if not dry_run:
        try:
            scaffold.create(directory, contents)
        except OSError as problem:
            raise BooksError(say("Nothing was written: {problem}", problem=str(problem))) from problem
    for name in sorted(contents):
        click.echo(str(directory / name))
    planned = trn("{n} file would be written", "{n} files would be written", len(contents), lang)
    done = trn("{n} file written", "{n} files written", len(contents), lang)
    click.echo(planned if dry_run else done, err=True)

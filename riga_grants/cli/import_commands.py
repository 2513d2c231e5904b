"""The command import: spreadsheets into the books, a preview of it, and the undoing of one import."""

import sys
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from riga_grants.cli import speech
from riga_grants.cli.options import Day
from riga_grants.cli.options import books_option
from riga_grants.cli.options import by_option
from riga_grants.cli.options import lang_option
from riga_grants.cli.options import user
from riga_grants.cli.view import colour_wanted
from riga_grants.cli.view import find
from riga_grants.cli.view import load
from riga_grants.cli.view import locked
from riga_grants.cli.view import now
from riga_grants.cli.view import terminal_width
from riga_grants.cli.view import waiting
from riga_grants.columns import KINDS
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import worst
from riga_grants.grid import printable
from riga_grants.i18n import N_
from riga_grants.i18n import tr

if TYPE_CHECKING:
    from riga_grants.books import Books
    from riga_grants.importing.importer import Progress
    from riga_grants.importing.importer import Wishes
    from riga_grants.importing.plans import ImportPlan
    from riga_grants.screens.import_details import Look
    from riga_grants.screens.preview import Done


@click.command("import", cls=speech.Command, help=N_("Take spreadsheets into the books, each file whole or not at all."))
@click.argument("files", metavar="FILE...", nargs=-1, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--layout", metavar="NAME", help=N_("The layout of the files; found by their headings if not given."))
@click.option("--project", metavar="CODE", help=N_("The project that all rows belong to."))
@click.option(
    "--set", "constants", metavar="COLUMN=VALUE", multiple=True, help=N_("The value of a column that the files do not have.")
)
@click.option(
    "--accept-valid", is_flag=True, help=N_("Take the good rows, and put the others into a workbook beside the file.")
)
@click.option("--correct", is_flag=True, help=N_("Book changed rows as corrections; say why with --reason."))
@click.option("--undo", metavar="NUMBER", type=int, help=N_("Take an import back; say why with --reason."))
@click.option("--reason", metavar="TEXT", help=N_("Why something booked is corrected or taken back."))
@by_option
@click.option("--mask", is_flag=True, help=N_("Hide personal data in texts."))
@click.option("--dry-run", is_flag=True, help=N_("Only show what would be booked; nothing is written."))
@click.option("--all", "every", is_flag=True, help=N_("Leave nothing out of the lists."))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help=N_("A table to read, or JSON for other programs."),
)
@books_option
@lang_option
def import_(
    *,
    files: tuple[Path, ...],
    layout: str | None,
    project: str | None,
    constants: tuple[str, ...],
    accept_valid: bool,
    correct: bool,
    undo: int | None,
    reason: str | None,
    by: str | None,
    mask: bool,
    dry_run: bool,
    every: bool,
    form: str,
    books: Path | None,
    lang: str,
) -> int:
    """Plan, show, and write; or take an earlier import back."""
    of_an_import = {"--layout": layout, "--project": project, "--set": constants, "--accept-valid": accept_valid}
    _sensible(files, undo, {**of_an_import, "--correct": correct, "--mask": mask}, reason, lang)
    from riga_grants.chains.entries import Correction  # noqa: PLC0415 - Beancount takes its time
    from riga_grants.importing.importer import Wishes  # noqa: PLC0415 - spreadsheet libraries only where one is read
    from riga_grants.screens.import_details import Look  # noqa: PLC0415
    from riga_grants.screens.preview import Done  # noqa: PLC0415

    wishes = Wishes(layout, project, _constants(constants, lang), accept_valid, correct, mask)
    done = Done(dry_run, Correction((reason or "").strip(), by or ("" if dry_run else user(lang))))
    root = find(books).resolve()
    look = Look(lang, terminal_width(), colour_wanted(sys.stdout), root, every)
    return _import(root, files, wishes, done, look, form=form) if undo is None else _undo(root, undo, done, look, form=form)


def _sensible(files: Sequence[Path], undo: int | None, wished: Mapping[str, object], reason: str | None, lang: str) -> None:
    """Refuse options that say nothing together."""
    if undo is None and not files:
        context = click.get_current_context()
        raise click.MissingParameter(ctx=context, param=context.command.params[0])
    named = [name for name, value in wished.items() if value]
    if undo is not None and (files or named):
        raise click.UsageError(
            tr("--undo takes back a whole import; leave out: {others}.", lang, others=", ".join([*map(str, files), *named]))
        )
    to_be_told = undo is not None or "--correct" in named
    if to_be_told and not (reason or "").strip():
        raise click.UsageError(tr("Say why: --reason “…”", lang))
    if reason is not None and not to_be_told:
        raise click.UsageError(tr("--reason goes with --correct or --undo.", lang))


def _constants(given: Sequence[str], lang: str) -> dict[str, str | date]:
    """Read the values of --set; a column of dates takes a date."""
    columns = {name: column for kind in KINDS.values() for name, column in kind.columns.items()}
    constants: dict[str, str | date] = {}
    for one in given:
        name, equals, value = (part.strip() for part in one.partition("="))
        if not equals or not value:
            raise click.UsageError(tr("“{found}” is no COLUMN=VALUE.", lang, found=one))
        if name not in columns:
            message = tr(
                "There is no column “{column}”; there are: {known}.", lang, column=name, known=", ".join(sorted(columns))
            )
            raise click.UsageError(message)
        if name in constants:
            raise click.UsageError(tr("The column “{column}” is given twice.", lang, column=name))
        constants[name] = Day().convert(value, None, click.get_current_context()) if columns[name].holds == "date" else value
    return constants


def _import(root: Path, files: Sequence[Path], wishes: "Wishes", done: "Done", look: "Look", *, form: str) -> int:
    from riga_grants.screens import import_json  # noqa: PLC0415 - Beancount takes its time
    from riga_grants.screens import import_text  # noqa: PLC0415

    with locked(root, dry_run=done.dry_run):
        loaded = load(root, look.lang)
        plan, found = _plan(loaded, files, wishes, look.lang)
        if form == "table":
            with waiting(tr("Adding up …", look.lang)):
                shown = import_text.screen(plan, found, loaded.agreements, look)
            with suppress(BrokenPipeError):  # what is imported does not depend on who reads the screen to its end
                click.echo(f"{shown}\n", color=True)
        if not (done.dry_run or plan.blocked):
            done = _write(loaded, plan, done, look.lang)
    if form == "json":
        with waiting(tr("Adding up …", look.lang)):
            told = import_json.as_json(plan, found, loaded.agreements, done, look)
    else:
        told = import_text.outcome(plan, done, look)
    click.echo(told, color=True)
    return int(worst(found) == Severity.ERROR)


def _plan(loaded: "Books", files: Sequence[Path], wishes: "Wishes", lang: str) -> "tuple[ImportPlan, list[Finding]]":
    """Plan with the layouts and rules of the books; give the findings on those too."""
    from riga_grants.importing import importer  # noqa: PLC0415 - spreadsheet libraries only where one is read
    from riga_grants.importing import suggestions  # noqa: PLC0415
    from riga_grants.layouts import FOLDER  # noqa: PLC0415
    from riga_grants.layouts import load_layouts  # noqa: PLC0415

    layouts, of_layouts = load_layouts(loaded.root / FOLDER)
    rules, of_rules = suggestions.load(loaded.root, loaded)
    with _watched(files, lang) as progress:
        plan = importer.plan(files, loaded, layouts, replace(wishes, rules=rules), progress)
    kinds = [KINDS[file.kind] for file in plan.files if file.kind]
    idle = [column for column in wishes.constants if not any(column in kind.columns for kind in kinds)]
    if idle:
        raise click.UsageError(tr("None of the files can have the column “{column}”.", lang, column=idle[0]))
    return plan, [*of_layouts, *of_rules, *plan.findings]


def _write(loaded: "Books", plan: "ImportPlan", done: "Done", lang: str) -> "Done":
    """Write the workbooks of rejected rows and then the ledger, so that nothing is lost in between."""
    from riga_grants.chains import writer  # noqa: PLC0415
    from riga_grants.workbooks import rejected  # noqa: PLC0415 - spreadsheet libraries only where one is written

    with waiting(tr("Writing …", lang)):
        aside = rejected.workbooks(plan, lang)
        with rejected.beside({path: content for path, (_, content) in aside.items()}):
            written = writer.commit(loaded.root, plan, now(), loaded.agreements, done.correction)
    return done._replace(written=written, rejected={path: file for path, (file, _) in aside.items()})


def _undo(root: Path, number: int, done: "Done", look: "Look", *, form: str) -> int:
    from riga_grants.chains import undo  # noqa: PLC0415
    from riga_grants.screens import import_json  # noqa: PLC0415 - Beancount takes its time
    from riga_grants.screens import undo_text  # noqa: PLC0415

    with locked(root, dry_run=done.dry_run):
        loaded = load(root, look.lang)
        plan = undo.plan(loaded, number)
        if not done.dry_run:
            done = done._replace(written=undo.commit(root, plan, now(), loaded.agreements, done.correction))
    if form == "json":
        told = import_json.undo_as_json(plan, done, root)
    else:
        told = undo_text.render(plan, done.written, look.lang, width=look.width, dry_run=done.dry_run)
    click.echo(told)
    return 0


@contextmanager
def _watched(files: Sequence[Path], lang: str) -> "Iterator[Progress]":
    """Show on stderr which file is being read, what is done with it and how far that is, if a person is watching."""
    if not sys.stderr.isatty():
        yield lambda _path, _phase, _rows: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import Progress as Bar  # noqa: PLC0415
    from rich.progress import SpinnerColumn  # noqa: PLC0415
    from rich.progress import TextColumn  # noqa: PLC0415
    from rich.progress import TimeElapsedColumn  # noqa: PLC0415

    said = TextColumn("{task.description}", markup=False)
    with Bar(SpinnerColumn(), said, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        place = {path: f"{number}/{len(files)}" for number, path in enumerate(files, 1)}

        def tell(path: Path, phase: str, rows: int) -> None:
            shown = tr(
                "{file} ({n}): {phase}, rows: {rows}",
                lang,
                file=printable(path.name),
                n=place[path],
                phase=tr(phase, lang),
                rows=rows,
            )
            bar.update(task, description=shown)

        yield tell

"""The commands of periods: period (show, submit, approve, reopen), close, verify."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from riga_grants.cli import speech
from riga_grants.cli.options import Day
from riga_grants.cli.options import Decorated
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
from riga_grants.cli.view import today
from riga_grants.i18n import N_
from riga_grants.i18n import tr

if TYPE_CHECKING:
    from riga_grants.closing.states import Said


def _on_option(command: Decorated) -> Decorated:
    return click.option("--on", type=Day(), help=N_("The day of it; today if not given."))(command)


def _format_option(command: Decorated) -> Decorated:
    return click.option(
        "--format",
        "form",
        type=click.Choice(["table", "json"]),
        default="table",
        help=N_("A page to read, or JSON for other programs."),
    )(command)


def _dry_option(command: Decorated) -> Decorated:
    return click.option("--dry-run", is_flag=True, help=N_("Only show what would be written."))(command)


def _number_option(command: Decorated) -> Decorated:
    return click.option("--number", metavar="TEXT", default="", help=N_("The number of the report or the decision."))(command)


def _day(on: date | None, lang: str) -> date:
    """Give the day of a move: today, or an earlier one that was named."""
    if on is not None and on > today():
        raise click.UsageError(tr("{day} is still to come.", lang, day=on))
    return on or today()


@click.group(cls=speech.Group, help=N_("Show the periods of projects, and move them: submitted, approved, opened again."))
@lang_option
def period(*, lang: str) -> None:
    """Hold the commands of periods together."""


@period.command(cls=speech.Command, help=N_("List the periods: dates, state, amounts, seal, and what can be done next."))
@click.argument("project", required=False)
@_format_option
@books_option
@lang_option
def show(*, project: str | None, form: str, books: Path | None, lang: str) -> int:
    """Print the periods of one project or of all."""
    from riga_grants.closing import overview  # noqa: PLC0415 - not needed to show the help
    from riga_grants.screens import period_json  # noqa: PLC0415
    from riga_grants.screens import period_text  # noqa: PLC0415

    loaded = load(books, lang)
    codes = loaded.agreements if project is None else {project: loaded.agreement(project)}
    rows = {code: overview.rows(loaded, code) for code in codes}
    if form == "json":
        click.echo(period_json.periods(rows))
    else:
        click.echo(period_text.table(rows, loaded.agreements, lang, width=terminal_width()))
    return 0


def _mover(command: str, state: str, saying: str) -> click.Command:
    """Make the command that moves a period into a state."""

    @period.command(command, cls=speech.Command, help=saying)
    @click.argument("project")
    @click.argument("name", metavar="PERIOD")
    @_on_option
    @_number_option
    @click.option("--reason", metavar="TEXT", default="", help=N_("What is to be noted beside it."))
    @_dry_option
    @by_option
    @books_option
    @lang_option
    def move(
        *,
        project: str,
        name: str,
        on: date | None,
        number: str,
        reason: str,
        dry_run: bool,
        by: str | None,
        books: Path | None,
        lang: str,
    ) -> int:
        """Write the move and say where it stands."""
        from riga_grants.closing.states import Said  # noqa: PLC0415 - not needed to show the help

        said = Said(_day(on, lang), by or ("" if dry_run else user(lang)), reason, number)
        return _move(find(books), (project, name, state), said, lang, dry_run=dry_run)

    return move


_mover("submit", "submitted", N_("Enter that the report of a period was handed in."))
_mover("approve", "approved", N_("Enter that the report of a period was approved."))


def _move(root: Path, what: tuple[str, str, str], said: "Said", lang: str, *, dry_run: bool) -> int:
    """Move a period; `what` is the project, the period and the state."""
    from riga_grants.closing import states  # noqa: PLC0415 - not needed to show the help
    from riga_grants.screens import period_text  # noqa: PLC0415

    project, name, state = what
    with locked(root, dry_run=dry_run):
        loaded = load(root, lang)
        agreement, found = states.find(loaded, project, name)
        states.must_follow(loaded, agreement, found, state, said.on)
        written = None if dry_run else states.move(loaded.root, loaded, project, name, state, said, now())
    click.echo(period_text.moved(found, state, written, loaded.root, lang))
    return 0


@period.command(cls=speech.Command, help=N_("Open a closed period again. Its closing and all later ones count no longer."))
@click.argument("project")
@click.argument("name", metavar="PERIOD")
@_on_option
@click.option("--reason", metavar="TEXT", required=True, help=N_("Why it has to be opened again."))
@_dry_option
@by_option
@books_option
@lang_option
def reopen(
    *, project: str, name: str, on: date | None, reason: str, dry_run: bool, by: str | None, books: Path | None, lang: str
) -> int:
    """Retire the closings and say which."""
    from riga_grants.closing import reopen as reopening  # noqa: PLC0415 - not needed to show the help
    from riga_grants.closing import states  # noqa: PLC0415
    from riga_grants.screens import period_text  # noqa: PLC0415

    if not reason.strip():
        raise click.UsageError(tr("Say why it has to be opened again: --reason “…”", lang))
    root, day = find(books), _day(on, lang)
    who = by or ("" if dry_run else user(lang))
    with locked(root, dry_run=dry_run):
        unfinished = reopening.unfinished(root)
        if unfinished and not dry_run:
            reopening.finish(root)
        loaded = load(root, lang)
        if unfinished:
            click.echo(_finished(unfinished, root, lang, dry_run=dry_run))
            agreement, _ = states.find(loaded, project, name)
            if agreement.state_of(name) != states.CLOSED:
                return 0
        plan = reopening.plan(loaded, project, name, day)
        written = None if dry_run else reopening.commit(loaded.root, plan, now(), who, reason)
    click.echo(period_text.reopened(plan, written, loaded.root, lang, width=terminal_width()))
    return 0


def _finished(closings: list[Path], root: Path, lang: str, *, dry_run: bool) -> str:
    """Say which closings an earlier reopening, which was interrupted, retires now."""
    files = ", ".join(path.relative_to(root).as_posix() for path in closings)
    if dry_run:
        return tr("A reopening was interrupted; without --dry-run it is finished: {files} count no longer.", lang, files=files)
    return tr("A reopening was interrupted; it is finished now: {files} count no longer.", lang, files=files)


@click.command(
    cls=speech.Command,
    help=N_("Close an approved period: book what is due of it, assert the balances, and seal it."),
)
@click.argument("project")
@click.argument("name", metavar="PERIOD")
@_on_option
@_dry_option
@_format_option
@by_option
@books_option
@lang_option
def close(
    *, project: str, name: str, on: date | None, dry_run: bool, form: str, by: str | None, books: Path | None, lang: str
) -> int:
    """Print what closing the period books and seals; exit with 1 where something is in its way."""
    from riga_grants.closing import close as closing  # noqa: PLC0415 - not needed to show the help
    from riga_grants.screens import close_text  # noqa: PLC0415
    from riga_grants.screens import period_json  # noqa: PLC0415

    root, day = find(books), _day(on, lang)
    who = by or ("" if dry_run else user(lang))
    with locked(root, dry_run=dry_run):
        loaded = load(root, lang)
        plan = closing.plan(loaded, project, name, day)
        if form == "table":
            colour = colour_wanted(sys.stdout)
            click.echo(close_text.render(plan, loaded.root, lang, width=terminal_width(), colour=colour), color=True)
        written = None if dry_run or plan.blocked else closing.commit(loaded.root, plan, now(), who)
    if form == "json":
        click.echo(period_json.closing(plan, written, loaded.root, lang))
    else:
        click.echo(close_text.done(written, loaded.root, lang))
    return int(plan.blocked)


@click.command(
    cls=speech.Command,
    help=N_("Prove that all imports and closed periods are as they were written, and show how to recompute it."),
)
@click.argument("project", required=False)
@click.option("--seal", metavar="TEXT", help=N_("Compare the last seal with one that was written down, as on a signed report."))
@_format_option
@books_option
@lang_option
def verify(*, project: str | None, seal: str | None, form: str, books: Path | None, lang: str) -> int:
    """Print the proof; exit with 1 where anything is wrong, or where the seal is another."""
    from riga_grants.closing import proof  # noqa: PLC0415 - not needed to show the help
    from riga_grants.screens import period_json  # noqa: PLC0415
    from riga_grants.screens import verify_text  # noqa: PLC0415

    shown = proof.prove(load(books, lang), today(), project)
    written = None if seal is None else (seal, proof.compared(shown, seal))
    if form == "json":
        click.echo(period_json.proved(shown, lang, written))
    else:
        colour = colour_wanted(sys.stdout)
        click.echo(verify_text.render(shown, lang, width=terminal_width(), colour=colour, seal=written), color=True)
    return int(not shown.sound or (written is not None and written[1] is not None))

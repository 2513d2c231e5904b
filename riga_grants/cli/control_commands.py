"""The commands of control: cut (and what became of the costs), clear."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click

from riga_grants.cli import speech
from riga_grants.cli.options import Day
from riga_grants.cli.options import books_option
from riga_grants.cli.options import by_option
from riga_grants.cli.options import lang_option
from riga_grants.cli.options import period_option
from riga_grants.cli.options import spoken_in
from riga_grants.cli.options import user
from riga_grants.cli.view import colour_wanted
from riga_grants.cli.view import find
from riga_grants.cli.view import load
from riga_grants.cli.view import locked
from riga_grants.cli.view import now
from riga_grants.cli.view import terminal_width
from riga_grants.errors import UserDataError
from riga_grants.errors import WrongUsage
from riga_grants.errors import text as say
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.money import currency_mark
from riga_grants.money import parse_number
from riga_grants.money import to_cents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from riga_grants.books import Books
    from riga_grants.errors import Finding

CLEARED = N_("The cost was examined and found eligible.")
_NO_AMOUNT = N_("“{value}” is no amount; write it as 120.00, without a currency.")


class Cents(click.ParamType[int]):
    """An amount as it is typed, in cents."""

    name = "AMOUNT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:  # noqa: ANN401
        """Read the amount, or fail with the reason."""
        try:
            if currency_mark(str(value)) is not None:
                self.fail(tr(_NO_AMOUNT, spoken_in(ctx), value=str(value)), param, ctx)
            return to_cents(parse_number(str(value)))
        except UserDataError as problem:
            self.fail(words(problem.reason, spoken_in(ctx)), param, ctx)


project_argument = click.argument("project", metavar="PROJECT")
which_argument = click.argument("which", metavar="[DOCUMENT|KEY]", required=False)
line_option = click.option("--line", metavar="LINE", help=N_("The budget line, where the document has several costs."))
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help=N_("A table to read, or JSON for other programs."),
)
dry_run_option = click.option("--dry-run", is_flag=True, help=N_("Only show what would be booked; nothing is written."))


@click.command(
    "cut",
    cls=speech.Command,
    help=N_(
        "Cut a cost, in whole or in part, as control decided; it becomes our own burden. It is named by its document's number "
        "or its key (row-…). Without one, show what became of the project's costs."
    ),
)
@project_argument
@which_argument
@line_option
@click.option("--amount", type=Cents(), help=N_("How much to cut; all that is left of the cost if not given."))
@click.option("--reason", metavar="TEXT", help=N_("Why; this or the control report must be given."))
@click.option("--control-report", "report", metavar="NUMBER", help=N_("The number of the control report."))
@click.option("--undo", is_flag=True, help=N_("Give back what was cut, in whole or with --amount in part."))
@click.option("--on", type=Day(), help=N_("The day of the entry; the cost's, or the first open day after it, if not given."))
@period_option
@by_option
@dry_run_option
@format_option
@books_option
@lang_option
def cut(
    *,
    project: str,
    which: str | None,
    line: str | None,
    amount: int | None,
    reason: str | None,
    report: str | None,
    undo: bool,
    on: date | None,
    period: str | None,
    by: str | None,
    dry_run: bool,
    form: str,
    books: Path | None,
    lang: str,
) -> int:
    """Plan the cut, show it, and write it; or show the states of the costs."""
    of_a_cut = {"--line": line, "--amount": amount, "--reason": reason, "--control-report": report, "--undo": undo, "--on": on}
    named = [name for name, value in of_a_cut.items() if value]
    if which is None:
        if named:
            raise click.UsageError(tr("Name the cost that {options} is about.", lang, options=", ".join(named)))
        return _states(books, project, period, form=form, lang=lang)
    if period is not None:
        raise click.UsageError(tr("--period is for the list of all costs; leave it out.", lang))
    if not (reason or "").strip() and not (report or "").strip():
        raise click.UsageError(tr("Say why: --reason “…”, or by which report: --control-report “…”", lang))
    from riga_grants.chains.entries import Correction  # noqa: PLC0415 - Beancount takes its time
    from riga_grants.closing import control  # noqa: PLC0415
    from riga_grants.screens import control_text  # noqa: PLC0415

    correction = Correction((reason or "").strip(), by or ("" if dry_run else user(lang)))
    wanted = control.Cut(which, line or "", amount, report or "", undo)
    root = find(books)
    with locked(root, dry_run=dry_run), _listed(lang):
        loaded = load(root, lang)
        plan = control.plan_cut(loaded, project, wanted, on)
        shown = control_text.cut(plan, loaded, lang, terminal_width())
        if _stopped(plan.findings, shown, loaded, lang, form=form):
            return 1
        written = [] if dry_run else control.commit(loaded.root, plan, now(), correction)
    done = control_text.cut_done(written, loaded.root, lang, terminal_width())
    _tell(control_text.cut_json(plan, written, loaded.root), done, form=form)
    return 0


@click.command(
    "clear",
    cls=speech.Command,
    help=N_(
        "Let parked costs (!) count in claims. A cost is named by its document's number or its key (row-…). One that waits for "
        "its budget line is confirmed with review instead."
    ),
)
@project_argument
@which_argument
@line_option
@click.option("--all", "every", is_flag=True, help=N_("Clear all costs of the document, or all parked costs of the project."))
@click.option("--reason", metavar="TEXT", help=N_("Why it may count."))
@by_option
@dry_run_option
@format_option
@books_option
@lang_option
def clear(
    *,
    project: str,
    which: str | None,
    line: str | None,
    every: bool,
    reason: str | None,
    by: str | None,
    dry_run: bool,
    form: str,
    books: Path | None,
    lang: str,
) -> int:
    """Plan the clearing, show it, and write it."""
    if which is None and (line or not every):
        raise click.UsageError(tr("Name the cost by its document or its key; or clear all that is parked with --all.", lang))
    from riga_grants.chains.entries import Correction  # noqa: PLC0415 - Beancount takes its time
    from riga_grants.closing import clearing  # noqa: PLC0415
    from riga_grants.screens import control_text  # noqa: PLC0415

    correction = Correction((reason or "").strip() or tr(CLEARED, lang), by or ("" if dry_run else user(lang)))
    root = find(books)
    with locked(root, dry_run=dry_run), _listed(lang):
        loaded = load(root, lang)
        plan = clearing.plan_clear(loaded, project, which or "", line or "", every=every)
        shown = control_text.clear(plan, loaded, lang, terminal_width())
        if _stopped(plan.findings, shown, loaded, lang, form=form):
            return 1
        written = [] if dry_run else clearing.commit_clear(loaded.root, plan, now(), correction)
    done = control_text.clear_done(plan, written, loaded.root, lang, terminal_width())
    _tell(control_text.clear_json(plan, written, loaded.root), done, form=form)
    return 0


def _states(books: Path | None, project: str, period: str | None, *, form: str, lang: str) -> int:
    from riga_grants.closing import control  # noqa: PLC0415
    from riga_grants.names import WHOLE_PROJECT  # noqa: PLC0415
    from riga_grants.screens import control_text  # noqa: PLC0415 - Beancount takes its time

    loaded = load(books, lang)
    agreement = loaded.agreement(project).at(date.max)
    assert agreement is not None  # noqa: S101 - every project was agreed by the last of all days
    name = period or WHOLE_PROJECT
    if agreement.period(name) is None:
        known = ", ".join(one.name for one in agreement.all_periods)
        raise WrongUsage(say("There is no period “{period}”; there are: {known}.", period=name, known=known))
    every = control.states(agreement, loaded.facts[project])
    if form == "json":
        click.echo(
            control_text.states_json(agreement, every if period is None else [one for one in every if one.period == name])
        )
    else:
        found = [one for one in every if one.period == name]
        click.echo(control_text.states(agreement, name, found, lang, terminal_width()))
    return 0


@contextmanager
def _listed(lang: str) -> Iterator[None]:
    """List the costs to choose from where words name several, before that is told as an error."""
    from riga_grants.closing.named_costs import SeveralCosts  # noqa: PLC0415
    from riga_grants.screens import control_text  # noqa: PLC0415 - Beancount takes its time

    try:
        yield
    except SeveralCosts as problem:
        click.echo(control_text.choices(problem.costs, lang, terminal_width()), err=True)
        raise


def _stopped(findings: "Sequence[Finding]", shown: str, loaded: "Books", lang: str, *, form: str) -> bool:
    """Show what is planned, and what forbids it; say whether anything does."""
    from riga_grants import text  # noqa: PLC0415 - not needed to show the help

    if form == "table" and shown:
        click.echo(shown)
    if findings:
        colour = colour_wanted(sys.stderr)
        click.echo(text.findings_text(findings, lang, terminal_width(), loaded.root, colour=colour), err=True, color=True)
        click.echo(tr("Nothing was written: mend the errors first.", lang), err=True)
    return bool(findings)


def _tell(as_json: str, done: str, *, form: str) -> None:
    click.echo(as_json if form == "json" else done)

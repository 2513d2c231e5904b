"""The commands of a budget: its versions side by side, an amendment of several lines, a transfer between two."""

import sys
from collections.abc import Callable
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

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
    from riga_grants.amendments.plan import Act
    from riga_grants.amendments.plan import Plan
    from riga_grants.books import Books

_TRIPLE = 3


@click.group(cls=speech.Group, help=N_("Show the budget's versions, amend it, or move money between two lines."))
@lang_option
def budget(*, lang: str) -> None:
    """Hold the commands together."""


@budget.command(cls=speech.Command, help=N_("Show a project's budget by line: original, amended, in force, spent and left."))
@click.argument("project")
@click.option("--as-of", type=Day(), help=N_("The day as of which to look; today if not given."))
@click.option("--versions", is_flag=True, help=N_("Show each amendment in a column, and each period in a row."))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=N_("A table to read, or JSON or CSV for other programs."),
)
@books_option
@lang_option
def show(*, project: str, as_of: date | None, versions: bool, form: str, books: Path | None, lang: str) -> int:
    """Print the versions of a project's budget."""
    from riga_grants.amendments import versions as budgets  # noqa: PLC0415 - not needed to show the help
    from riga_grants.screens import budget_json  # noqa: PLC0415
    from riga_grants.screens import budget_text  # noqa: PLC0415

    loaded = load(books, lang)
    day = as_of or today()
    loaded.in_force(project, day)
    agreement = loaded.agreement(project)
    shown = budgets.versions(agreement, loaded.facts[project], day, lang)
    if form == "json":
        told = budget_json.versions_json(shown, lang)
    elif form == "csv":
        told = budget_json.versions_csv(shown)
    else:
        colour = colour_wanted(sys.stdout)
        told = budget_text.versions(shown, lang, width=terminal_width(), colour=colour, every=versions)
    click.echo(told, color=True)
    return 0


def _act_options(command: Decorated) -> Decorated:
    """Add what every amendment must say, and what every command that writes has."""
    options = (
        click.option("--number", metavar="TEXT", required=True, help=N_("The amendment's number.")),
        click.option("--decision", metavar="TEXT", required=True, help=N_("Who decided it: the decision or the letter.")),
        click.option("--reason", metavar="TEXT", required=True, help=N_("Why the budget is amended.")),
        click.option("--on", "day", type=Day(), help=N_("The day from which it holds; today if not given.")),
        by_option,
        click.option("--dry-run", is_flag=True, help=N_("Only show what would be written; nothing is written.")),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json"]),
            default="table",
            help=N_("A table to read, or JSON for other programs."),
        ),
        books_option,
        lang_option,
    )
    for option in reversed(options):
        command = option(command)
    return command


@budget.command(
    cls=speech.Command,
    help=N_(
        "Give lines a new budget from a day on, several at once: all of them or none. Each is a line (its number, name or "
        "account), a period and its new amount; their sum stays the agreed total."
    ),
)
@click.argument("project")
@click.argument("lines", metavar="[LINE PERIOD AMOUNT]...", nargs=-1)
@click.option(
    "--set",
    "stated",
    metavar="LINE;PERIOD=AMOUNT",
    multiple=True,
    help=N_("A line, a period and its new amount in one word; may be repeated."),
)
@_act_options
def amend(*, project: str, lines: tuple[str, ...], stated: tuple[str, ...], **said: Any) -> int:  # noqa: ANN401 - by `_act_options`
    """Plan the new amounts, show them, and write them."""
    asked = [*_triples(lines, said["lang"]), *(_stated(one, said["lang"]) for one in stated)]
    if not asked:
        raise click.UsageError(tr("Say which line gets which amount: LINE PERIOD AMOUNT", said["lang"]))

    def planned(loaded: "Books", act: "Act") -> "Plan":
        from riga_grants.amendments import plan  # noqa: PLC0415 - Beancount takes its time
        from riga_grants.amendments import wishes  # noqa: PLC0415

        agreement = loaded.agreement(project)
        return plan.amend(loaded, project, [wishes.wish_of(agreement, *one) for one in asked], act)

    return _write(planned, **said)


def _triples(words: Sequence[str], lang: str) -> list[tuple[str, str, str]]:
    if len(words) % _TRIPLE:
        raise click.UsageError(tr("Each line needs a period and an amount: LINE PERIOD AMOUNT", lang))
    return list(zip(words[::_TRIPLE], words[1::_TRIPLE], words[2::_TRIPLE], strict=True))


def _stated(one: str, lang: str) -> tuple[str, str, str]:
    named, _, amount = one.rpartition("=")
    line, _, period = (part.strip() for part in named.rpartition(";"))
    if not (line and period and amount.strip()):
        raise click.UsageError(tr("“{found}” is no LINE;PERIOD=AMOUNT.", lang, found=one))
    return line, period, amount


@budget.command(
    cls=speech.Command,
    help=N_("Move an amount from one line of the budget to another within a period, where the agreement allows it."),
)
@click.argument("project")
@click.argument("source", metavar="FROM_LINE")
@click.argument("target", metavar="TO_LINE")
@click.argument("amount")
@click.option("--period", metavar="NAME", help=N_("The period; may be left out where the first line has a budget in one only."))
@_act_options
def transfer(*, project: str, source: str, target: str, amount: str, period: str | None, **said: Any) -> int:  # noqa: ANN401
    """Plan the transfer, show it, and write it."""

    def planned(loaded: "Books", act: "Act") -> "Plan":
        from riga_grants.amendments import plan  # noqa: PLC0415 - Beancount takes its time
        from riga_grants.amendments import wishes  # noqa: PLC0415

        agreement = loaded.agreement(project)
        giving, getting = (wishes.line_named(agreement, line) for line in (source, target))
        move = wishes.Move(giving, getting, wishes.cents_read(agreement, amount), period)
        return plan.transfer(loaded, project, move, act)

    return _write(planned, **said)


def _write(
    planned: Callable[["Books", "Act"], "Plan"],
    *,
    number: str,
    decision: str,
    reason: str,
    day: date | None,
    by: str | None,
    dry_run: bool,
    form: str,
    books: Path | None,
    lang: str,
) -> int:
    """Plan under the lock, show what was planned, and write it where nothing forbids it."""
    from riga_grants.amendments.commit import commit  # noqa: PLC0415
    from riga_grants.amendments.plan import Act  # noqa: PLC0415
    from riga_grants.screens import budget_json  # noqa: PLC0415
    from riga_grants.screens import budget_text  # noqa: PLC0415 - Beancount takes its time

    act = Act(number=number, decision=decision, reason=reason, by=by or user(lang), day=day or today())
    root = find(books).resolve()
    with locked(root, dry_run=dry_run):
        loaded = load(root, lang)
        plan = planned(loaded, act)
        written = () if dry_run or plan.blocked else commit(root, plan, now())
    if form == "json":
        told = budget_json.amendment_json(plan, written, lang, root)
    else:
        colour = colour_wanted(sys.stdout)
        told = budget_text.amendment(plan, loaded, written, lang, width=terminal_width(), colour=colour)
    click.echo(told, color=True)
    return int(plan.blocked)

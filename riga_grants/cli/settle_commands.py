"""The commands of money between us and the funders: settlement and shares show, settle writes.

As with imports and import, the noun only looks and the verb writes; like every command that writes, settle has --dry-run.
"""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from riga_grants.cli import speech
from riga_grants.cli.options import Day
from riga_grants.cli.options import as_of_option
from riga_grants.cli.options import books_option
from riga_grants.cli.options import by_option
from riga_grants.cli.options import lang_option
from riga_grants.cli.options import period_option
from riga_grants.cli.options import user
from riga_grants.cli.view import colour_wanted
from riga_grants.cli.view import find
from riga_grants.cli.view import load
from riga_grants.cli.view import locked
from riga_grants.cli.view import now
from riga_grants.cli.view import terminal_width
from riga_grants.cli.view import today
from riga_grants.errors import WrongUsage
from riga_grants.errors import text as say
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.names import COST

if TYPE_CHECKING:
    from riga_grants.books import Books
    from riga_grants.model import Agreement

_TABLE_OR_JSON = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    help=N_("A table to read, or JSON for other programs."),
)


@click.command(
    cls=speech.Command,
    help=N_(
        "Show how a project stands with its funders: earned, received, owed, to be spent or returned, and the next instalment."
    ),
)
@click.argument("project", metavar="PROJECT")
@as_of_option
@_TABLE_OR_JSON
@books_option
@lang_option
def settlement(*, project: str, as_of: date | None, form: str, books: Path | None, lang: str) -> int:
    """Print the settlement of a day; nothing is written."""
    from riga_grants import settlement as settled  # noqa: PLC0415 - not needed to show the help
    from riga_grants.screens import settlement_text  # noqa: PLC0415

    loaded = load(books, lang)
    agreement, day = _agreed(loaded, project, as_of)
    stands = settled.of(agreement, loaded.facts[project], day)
    if form == "json":
        click.echo(settlement_text.as_json(stands, agreement.project, None, (), loaded.root))
    else:
        colour = colour_wanted(sys.stdout)
        shown = settlement_text.render(stands, agreement.project, lang, width=terminal_width(), colour=colour)
        click.echo(shown, color=True)
    return 0


@click.command(
    cls=speech.Command,
    help=N_(
        "Settle with the funders of a project: set what was received against what is owed. With --final, after the last period "
        "is closed, what was advanced and not earned becomes repayable."
    ),
)
@click.argument("project", metavar="PROJECT")
@click.option("--on", type=Day(), help=N_("The day of the entries; today if not given."))
@click.option("--final", is_flag=True, help=N_("Settle for good: the project is over, and what is not earned goes back."))
@click.option("--reason", metavar="TEXT", help=N_("Why, if there is more to say: a decision, the funder's letter."))
@by_option
@click.option("--dry-run", is_flag=True, help=N_("Only show what would be booked; nothing is written."))
@_TABLE_OR_JSON
@books_option
@lang_option
def settle(
    *,
    project: str,
    on: date | None,
    final: bool,
    reason: str | None,
    by: str | None,
    dry_run: bool,
    form: str,
    books: Path | None,
    lang: str,
) -> int:
    """Plan the settlement, show it, and write it."""
    from riga_grants import text  # noqa: PLC0415 - not needed to show the help
    from riga_grants.chains.entries import Correction  # noqa: PLC0415
    from riga_grants.closing import settle as settling  # noqa: PLC0415
    from riga_grants.screens import settlement_text  # noqa: PLC0415

    correction = Correction((reason or "").strip(), by or ("" if dry_run else user(lang)))
    root = find(books)
    with locked(root, dry_run=dry_run):
        loaded = load(root, lang)
        plan = settling.plan(loaded, project, on or today(), final=final)
        about = loaded.agreements[project].project
        if form == "table":
            colour = colour_wanted(sys.stdout)
            shown = settlement_text.settling(plan, about, lang, width=terminal_width(), colour=colour)
            click.echo(f"{shown}\n", color=True)
        if plan.findings:
            colour = colour_wanted(sys.stderr)
            told = text.findings_text(plan.findings, lang, terminal_width(), loaded.root, colour=colour)
            click.echo(told, err=True, color=True)
            click.echo(tr("Nothing was written: mend the errors first.", lang), err=True)
            return 1
        written = [] if dry_run else settling.commit(loaded.root, plan, now(), correction)
    if form == "json":
        click.echo(settlement_text.as_json(plan.settlements, about, plan, written, loaded.root))
    else:
        click.echo(settlement_text.outcome(plan, written, loaded.root, lang))
    return 0


@click.command(
    cls=speech.Command, help=N_("Show who bears the eligible cost of a project: by source, by budget line, or by document.")
)
@click.argument("project", metavar="PROJECT")
@period_option
@as_of_option
@click.option("--line", metavar="LINE", help=N_("Only this budget line and what is below it, such as 1.2 or Staff:Social."))
@click.option("--by", "way", type=click.Choice(["source", "line", "document"]), default="line", help=N_("What each row is."))
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help=N_("A table to read, or JSON or CSV for other programs."),
)
@books_option
@lang_option
def shares(
    *,
    project: str,
    period: str | None,
    as_of: date | None,
    line: str | None,
    way: str,
    form: str,
    books: Path | None,
    lang: str,
) -> int:
    """Print who bears the cost; nothing is written."""
    from riga_grants import breakdown  # noqa: PLC0415 - not needed to show the help
    from riga_grants.lines import lines_of  # noqa: PLC0415
    from riga_grants.screens import shares_json  # noqa: PLC0415
    from riga_grants.screens import shares_text  # noqa: PLC0415

    loaded = load(books, lang)
    agreement, day = _agreed(loaded, project, as_of)
    whole = loaded.agreements[project]
    found = None if period is None else agreement.period(period)
    if period is not None and found is None:
        known = ", ".join(one.name for one in agreement.all_periods)
        raise WrongUsage(say("There is no period “{period}”; there are: {known}.", period=period, known=known))
    account = "" if line is None else _line(whole, line)
    shown = breakdown.build(whole, loaded.facts[project], day, way, period=found, line=account)
    if form == "json":
        told = shares_json.as_json(shown, lang)
    elif form == "csv":
        told = shares_json.as_csv(shown, lang)
    else:
        lines, colour = lines_of(whole, {}), colour_wanted(sys.stdout)
        told = shares_text.render(shown, whole, lines, lang, width=terminal_width(), colour=colour)
    click.echo(told, color=True)
    return 0


def _agreed(loaded: "Books", project: str, as_of: date | None) -> "tuple[Agreement, date]":
    """Give the agreement on a project in force on the day to look at; raise WrongUsage where there is none."""
    day = as_of or today()
    return loaded.in_force(project, day), day


def _line(agreement: "Agreement", words: str) -> str:
    """Give the account that a line's name means: as registers write it, by its number, or by its account."""
    from riga_grants.lines import lines_of  # noqa: PLC0415 - not needed to show the help
    from riga_grants.lines import named  # noqa: PLC0415

    lines, above = lines_of(agreement, {}), f"{COST}:{agreement.code}:{words}"
    if any(f"{account}:".startswith(f"{above}:") for account in agreement.lines):
        return above
    account = named(agreement, lines, words)
    if account is None:
        raise WrongUsage(say("There is no budget line “{line}”; there are: {known}.", line=words, known=lines.known or "–"))
    return account

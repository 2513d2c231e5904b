"""The commands that write reports: for the committee, the funder, the auditor and the council, and by a definition."""

import functools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from riga_grants.cli import speech
from riga_grants.cli.making import Wishes
from riga_grants.cli.making import make
from riga_grants.cli.making import make_defined
from riga_grants.cli.options import as_of_option
from riga_grants.cli.options import books_option
from riga_grants.cli.options import lang_option
from riga_grants.cli.options import period_option
from riga_grants.cli.view import colour_wanted
from riga_grants.cli.view import find
from riga_grants.cli.view import terminal_width
from riga_grants.errors import Severity
from riga_grants.errors import worst
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.tables import UNITS

Body = Callable[..., int]


@click.group(cls=speech.Group, help=N_("Make a report: on the terminal, as a workbook, PDF, JSON or CSV."))
@lang_option
def report(*, lang: str) -> None:
    """Hold the reports together."""


def _options(command: Body) -> Body:
    """Add what every report has: when, how it is shown, and where it goes. They reach the command as `Wishes`."""

    @functools.wraps(command)
    def told(**given: Any) -> int:  # noqa: ANN401 - whatever the options hold
        named = {name: given.pop(name) for name in tuple(given) if name in Wishes.__dataclass_fields__}
        return command(Wishes(**named), **given)

    return _decorated(
        told,
        period_option,
        as_of_option,
        click.option("--rounding", type=click.Choice(list(UNITS)), help=N_("Round amounts to cents, euro or thousands.")),
        click.option(
            "--sheet",
            "sheets",
            multiple=True,
            metavar="NAME",
            help=N_("Only this sheet, such as summary; may be given several times."),
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(["table", "json", "csv"]),
            default="table",
            help=N_("What is shown without -o: tables to read, or JSON or CSV for other programs."),
        ),
        click.option(
            "-o",
            "--output",
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help=N_("The file to write: .xlsx, .pdf, .json, .csv, or .zip with CSVs. An older one is replaced."),
        ),
        books_option,
        lang_option,
    )


def _decorated(command: Body, *options: Any) -> Body:  # noqa: ANN401 - Click's decorators are of many types
    """Add options to a command, in the order in which its help shows them."""
    for option in reversed(options):
        command = option(command)
    return command


def _of_projects(kind: str, told: str) -> None:
    """Add the command of a report on any projects; `told` is its help."""

    @report.command(kind, cls=speech.Command, help=told)
    @click.argument("projects", metavar="[PROJECT]...", nargs=-1)
    @_options
    def made(wishes: Wishes) -> int:
        return make(kind, wishes)


_of_projects("committee", N_("Make the report for the council's committee, of one project or several."))
_of_projects("audit", N_("Make the auditor's file: every posting, document and cell, and how to recompute."))
_of_projects("council", N_("Make the budget report by the council's classification."))
_of_projects("portfolio", N_("Show every project in a row: budget, cost, who pays, what is next."))
_of_projects("todo", N_("List what is to be done: findings, parked costs, rows to review, dates ahead."))


@report.command(cls=speech.Command, help=N_("Make a funder's report: the documents by line, the claim and its settlement."))
@click.argument("projects", metavar="PROJECT", nargs=1, callback=lambda _context, _option, value: (value,))
@click.option("--funder", metavar="CODE", default="", help=N_("The funder; the agreement's first if not given."))
@click.option("--form", "template", metavar="NAME", default="", help=N_("Fill in this form of reports/templates/."))
@_options
def claim(wishes: Wishes) -> int:
    """Make a funder's report."""
    return make("claim", wishes)


@report.command("make", cls=speech.Command, help=N_("Make a report as its definition in reports/ says."))
@click.argument("name", metavar="NAME")
@click.argument("projects", metavar="[PROJECT]...", nargs=-1)
@_options
def make_(wishes: Wishes, *, name: str) -> int:
    """Make a report by its definition."""
    return make_defined(name, wishes)


@report.command("list", cls=speech.Command, help=N_("List the definitions of reports in the books."))
@books_option
@lang_option
def list_(*, books: Path | None, lang: str) -> int:
    """Show each definition with what it makes, and what is wrong with those that make nothing."""
    from riga_grants.reports import definitions  # noqa: PLC0415 - not needed to show the help
    from riga_grants.text import findings_text  # noqa: PLC0415

    root = find(books).resolve()
    found = definitions.every(root)
    for one, _ in found:
        if one is not None:
            click.echo("  ".join(part for part in (one.name, one.report, *one.projects, one.period, one.title) if part))
    if not found:
        click.echo(tr("There are no definitions in reports/.", lang))
    findings = [finding for _, some in found for finding in some]
    if findings:
        click.echo(findings_text(findings, lang, terminal_width(), root, colour=colour_wanted(sys.stdout)), color=True)
    return int(worst(findings) is Severity.ERROR)


@report.command("schema", cls=speech.Command, help=N_("Print the JSON Schema of definitions, for editors."))
@lang_option
def schema_(*, lang: str) -> int:  # noqa: ARG001 - every command has a language
    """Print the schema."""
    from riga_grants.reports.definitions import schema  # noqa: PLC0415 - not needed to show the help

    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
    return 0

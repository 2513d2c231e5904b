"""The command line: options, one call, print, exit code.

Exit codes: 0 no error-level finding, 1 findings, 2 wrong usage, 3 books or a file cannot be read. Results go to stdout,
everything else to stderr.
"""

import os
import sys
from collections.abc import Sequence

import click

from riga_grants import __version__
from riga_grants import i18n
from riga_grants.cli import speech
from riga_grants.cli.books_commands import demo
from riga_grants.cli.books_commands import init
from riga_grants.cli.budget_commands import budget
from riga_grants.cli.control_commands import clear
from riga_grants.cli.control_commands import cut
from riga_grants.cli.import_commands import import_
from riga_grants.cli.layout_commands import layout
from riga_grants.cli.options import lang_option
from riga_grants.cli.out_commands import check
from riga_grants.cli.out_commands import fava
from riga_grants.cli.period_commands import close
from riga_grants.cli.period_commands import period
from riga_grants.cli.period_commands import verify
from riga_grants.cli.report_commands import report
from riga_grants.cli.review_command import review
from riga_grants.cli.settle_commands import settle
from riga_grants.cli.settle_commands import settlement
from riga_grants.cli.settle_commands import shares
from riga_grants.cli.sheet_commands import export
from riga_grants.cli.sheet_commands import template
from riga_grants.cli.trace_commands import imports
from riga_grants.cli.trace_commands import trace
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.grid import printable
from riga_grants.i18n import N_

USAGE, UNREADABLE, INTERRUPTED = 2, 3, 130


@click.group(
    cls=speech.Group,
    help=N_("A ledger for co-financed projects: spreadsheets of costs in, double entry inside, budget checks and reports out."),
)
@click.version_option(__version__, prog_name="riga-grants", help=N_("Show the version."))
@click.help_option("--help", help=N_("Show this help."))
@lang_option
def cli(lang: str) -> None:
    """Hold the commands together."""


for command in (
    init,
    demo,
    template,
    import_,
    layout,
    export,
    review,
    budget,
    cut,
    clear,
    period,
    close,
    settle,
    settlement,
    shares,
    verify,
    imports,
    trace,
    check,
    report,
    fava,
):
    cli.add_command(command)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit code; every expected failure becomes one sentence on stderr."""
    lang = speech.language(arguments)
    try:
        code = speech.spoken(cli, lang).main(
            list(arguments), prog_name="riga-grants", standalone_mode=False, default_map=_everywhere(lang)
        )
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.format_message(), err=True)
        return USAGE
    except click.ClickException as problem:
        context = getattr(problem, "ctx", None)
        if context is not None:
            click.echo(context.get_usage(), err=True)
        said = "\n".join(map(printable, speech.fault(problem, lang).split("\n")))
        click.echo(i18n.tr("Error: {problem}", lang, problem=said), err=True)
        return USAGE
    except BooksError as problem:
        click.echo(i18n.tr("Error: {problem}", lang, problem=printable(i18n.words(problem.reason, lang))), err=True)
        return USAGE if isinstance(problem, WrongUsage) else UNREADABLE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has gone; Python must not try to flush to it again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code if isinstance(code, int) else 0


def _everywhere(lang: str) -> dict[str, object]:
    """Give --lang to every command, wherever on the line it was written."""
    below: dict[str, object] = {name: {"lang": lang} for name in cli.commands}
    for name, command in cli.commands.items():
        if isinstance(command, click.Group):
            below[name] = {"lang": lang, **{further: {"lang": lang} for further in command.commands}}
    return {"lang": lang, **below}


def main() -> None:
    """Be the program `riga-grants`."""
    speech.use_utf8()
    sys.exit(run(sys.argv[1:]))

"""The command line's languages: which one to speak, and Click's help in it.

Click takes its help texts when the commands are defined; here a copy of the commands is translated before it runs.
"""

import copy
import sys
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

import click

from riga_grants import i18n
from riga_grants.i18n import N_
from riga_grants.i18n import tr

HEADINGS = (N_("Options"), N_("Commands"), N_("Arguments"))
METAVARS = (
    *(N_("[OPTIONS]"), N_("COMMAND [ARGS]..."), N_("[PROJECT]"), N_("PROJECT"), N_("FILE..."), N_("FILE.xlsx")),
    *(N_("DIR"), N_("DIRECTORY"), N_("NAME"), N_("CODE"), N_("DATE"), N_("INTEGER RANGE")),
    *(N_("COLUMN=VALUE"), N_("NUMBER"), N_("TEXT")),
    *(N_("[DOCUMENT|KEY]"), N_("LINE"), N_("AMOUNT")),
    *(N_("[LINE PERIOD AMOUNT]..."), N_("LINE;PERIOD=AMOUNT"), N_("FROM_LINE"), N_("TO_LINE")),
    *(N_("PERIOD"), N_("[PROJECT]..."), N_("FILE"), N_("KIND"), N_("LAYOUT.toml"), N_("WHAT...")),
)
SHOW_HELP, REQUIRED = N_("Show this help."), N_("[required]")


def language(arguments: Sequence[str]) -> str:
    """Find --lang in the arguments wherever it stands, before Click reads them; else the locale's language."""
    for place, argument in enumerate(arguments):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        if name == "--lang":
            value = value or next(iter(arguments[place + 1 :]), "")
            if value in i18n.LANGUAGES:
                return value
    return i18n.default_language()


class Formatter(click.HelpFormatter):
    """Click's help formatter with its own few words translated."""

    lang = "en"

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, tr("Usage: ", self.lang) if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write a section's heading."""
        super().write_heading(tr(heading, self.lang))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of options or commands."""
        told = [(name, help_text.replace(REQUIRED, tr(REQUIRED, self.lang))) for name, help_text in rows]
        super().write_dl(told, col_max, col_spacing)


class Context(click.Context):
    """The context whose formatter speaks the chosen language."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help can be translated."""

    context_class = Context


class Group(click.Group):
    """A group whose help can be translated."""

    context_class = Context
    command_class = Command
    group_class = type


def spoken(command: click.Command, lang: str) -> Any:  # noqa: ANN401 - the same kind of command as went in
    """Give a copy of a command, with all below it, whose help is in a language."""
    translated = copy.copy(command)
    formatter = type("SpokenFormatter", (Formatter,), {"lang": lang})
    translated.context_class = type("SpokenContext", (Context,), {"formatter_class": formatter})
    translated.help = tr(command.help or "", lang)
    translated.short_help = tr(command.short_help or "", lang) or None
    translated.options_metavar = tr(command.options_metavar or "", lang)
    translated.params = [_spoken_parameter(parameter, lang) for parameter in command.params]
    if not any("--help" in parameter.opts for parameter in command.params):
        click.help_option("--help", help=tr(SHOW_HELP, lang))(translated)
    if isinstance(command, click.Group) and isinstance(translated, click.Group):
        translated.subcommand_metavar = tr(command.subcommand_metavar, lang)
        translated.commands = {name: spoken(below, lang) for name, below in command.commands.items()}
    return translated


def _spoken_parameter(parameter: click.Parameter, lang: str) -> click.Parameter:
    translated = copy.copy(parameter)
    if isinstance(translated, click.Option):
        translated.help = tr(translated.help or "", lang)
    if not isinstance(translated.type, click.Choice):
        translated.metavar = tr(translated.make_metavar(click.Context(click.Command(None))), lang)
    return translated


def fault(problem: click.ClickException, lang: str) -> str:
    """Word in a language what is wrong with a command line; what is not foreseen here stays in Click's own words."""
    match problem:
        case click.MissingParameter(param=click.Parameter() as parameter, ctx=ctx):
            return tr("{name} is missing.", lang, name=parameter.get_error_hint(ctx))
        case click.NoSuchOption(option_name=name):
            return tr("There is no option {name}; --help lists them.", lang, name=name)
        case click.exceptions.NoSuchCommand(command_name=name):
            return tr("There is no command {name}; --help lists them.", lang, name=name)
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices)) as parameter, ctx=ctx):
            return tr("{name} is one of: {known}.", lang, name=parameter.get_error_hint(ctx), known=", ".join(choices))
        case click.BadParameter(message=message, param=click.Parameter() as parameter, ctx=ctx):
            return tr("{name}: {problem}", lang, name=parameter.get_error_hint(ctx), problem=message)
    return problem.format_message()


def use_utf8() -> None:
    """Let the output streams write Latvian on every system, a Windows console with an old code page included."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")

"""Options that several commands share, and what they stand for."""

import getpass
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from typing import TypeVar

import click

from riga_grants import i18n
from riga_grants.i18n import N_

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A date written 2014-12-31 or 31.12.2014."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """Read the date, or fail with both forms named."""
        if isinstance(value, date):
            return value
        year_first = str(value).split("-")
        day_first = str(value).rstrip(".").split(".")
        parts = year_first if len(year_first) > 1 else day_first[::-1]
        try:
            return date.fromisoformat("-".join(part.zfill(2) for part in parts))
        except ValueError:
            self.fail(
                i18n.tr(N_("“{value}” is not a date; write 2014-12-31 or 31.12.2014."), spoken_in(ctx), value=value), param, ctx
            )


def spoken_in(ctx: click.Context | None) -> str:
    """Give the language of a running command."""
    while ctx is not None:
        if ctx.params.get("lang"):
            return str(ctx.params["lang"])
        ctx = ctx.parent
    return i18n.default_language()


def lang_option(command: Decorated) -> Decorated:
    """Add --lang. It is found before Click runs (see `speech`); here it only reaches the command."""
    return click.option(
        "--lang",
        type=click.Choice(i18n.LANGUAGES),
        default=i18n.default_language,
        help=N_("Language of everything shown; the system's if not given."),
    )(command)


def books_option(command: Decorated) -> Decorated:
    """Add --books."""
    return click.option(
        "--books",
        type=click.Path(path_type=Path, file_okay=False),
        help=N_("Folder of the books; the nearest one above this folder if not given."),
    )(command)


def period_option(command: Decorated) -> Decorated:
    """Add --period."""
    return click.option("--period", metavar="NAME", help=N_("A period of the project, such as 2014 or 2014-Q1."))(command)


def as_of_option(command: Decorated) -> Decorated:
    """Add --as-of."""
    return click.option(
        "--as-of", type=Day(), help=N_("The day as of which to look; today, or the period's last day if that is past.")
    )(command)


def by_option(command: Decorated) -> Decorated:
    """Add --by: who enters something into the books."""
    return click.option(
        "--by",
        metavar="NAME",
        envvar="RIGA_GRANTS_BY",
        help=N_("Who does this; RIGA_GRANTS_BY or the name of this computer's user if not given."),
    )(command)


def user(lang: str) -> str:
    """Give the name of this computer's user; where it has none, somebody must be named."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as problem:
        raise click.UsageError(i18n.tr("Say who does this: --by NAME", lang)) from problem

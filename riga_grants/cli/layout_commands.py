"""The commands on layouts: guess one for an unknown workbook, try one, list them, print their schema."""

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from riga_grants.books import find as find_above
from riga_grants.cli import speech
from riga_grants.cli.options import books_option
from riga_grants.cli.options import lang_option
from riga_grants.cli.view import colour_wanted
from riga_grants.cli.view import find
from riga_grants.cli.view import load
from riga_grants.cli.view import terminal_width
from riga_grants.cli.view import waiting
from riga_grants.cli.view import writing
from riga_grants.columns import KINDS
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.errors import text as say
from riga_grants.errors import worst
from riga_grants.i18n import N_
from riga_grants.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from riga_grants.guessing.columns import Known
    from riga_grants.layouts import Layout
    from riga_grants.screens.layout_text import Look
    from riga_grants.sheets import Sheet

MOST = 5
"""So many findings of a kind are told; the others are only counted."""

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("layout", cls=speech.Group, help=N_("Declare how an unknown spreadsheet is laid out, and try it."))
@lang_option
def layout(lang: str) -> None:
    """Hold the commands on layouts together."""


@layout.command(
    "guess", cls=speech.Command, help=N_("Propose a layout for an unknown spreadsheet, and say how sure each part is.")
)
@click.argument("file", metavar="FILE", type=FILE)
@click.option("-o", "--output", metavar="LAYOUT.toml", type=FILE, help=N_("The layout file to write; shown if not given."))
@click.option("--kind", type=click.Choice(list(KINDS)), help=N_("What the rows are; found out if not given."))
@click.option("--sheet", metavar="NAME", default="", help=N_("The sheet; the one that fits best if not given."))
@click.option("--name", metavar="NAME", default="", help=N_("The layout's own name; the file's if not given."))
@click.option("--force", is_flag=True, help=N_("Replace the file if there is one."))
@books_option
@lang_option
def guess_(
    *, file: Path, output: Path | None, kind: str | None, sheet: str, name: str, force: bool, books: Path | None, lang: str
) -> int:
    """Guess, show how sure it is, and write or print the layout."""
    from riga_grants.guessing import guess  # noqa: PLC0415
    from riga_grants.guessing import toml as guess_toml  # noqa: PLC0415 - spreadsheet libraries only where one is read
    from riga_grants.screens import layout_text  # noqa: PLC0415
    from riga_grants.sheets import read  # noqa: PLC0415

    if output is not None and output.exists() and not force:
        raise click.UsageError(tr("{file} exists already; --force replaces it.", lang, file=str(output)))
    with waiting(tr("Looking at the file …", lang)):
        sheets = read(file.name, _content(file))
        found = guess(file.name, sheets, _known(books, lang), kind=kind or "", sheet=sheet, name=name)
    written = guess_toml.render(found, file.name, lang)
    look = _look(lang, error=True)
    click.echo(layout_text.guessed(found, look), err=True, color=True)
    click.echo(f"\n{_first_try(file, sheets, written, look)}\n", err=True, color=True)
    if output is None:
        click.echo(written, nl=False)
        return 0
    _write(output, written)
    click.echo(str(output))
    click.echo(tr("Look at it, then try it:", lang), err=True)
    click.echo(f"  {shlex.join(['riga-grants', 'layout', 'check', str(file), '--layout', str(output)])}", err=True)
    return 0


@layout.command(
    "check", cls=speech.Command, help=N_("Try a layout on a file, without booking anything: what it finds and reads.")
)
@click.argument("file", metavar="FILE", type=FILE)
@click.option(
    "--layout",
    "used",
    metavar="NAME",
    required=True,
    help=N_("The layout: its name in the books, or a file that ends in .toml."),
)
@click.option("--all", "whole", is_flag=True, help=N_("Show every finding, not only the first of each kind."))
@books_option
@lang_option
def check_(*, file: Path, used: str, whole: bool, books: Path | None, lang: str) -> int:
    """Try the layout, show what it does, and tell what is wrong."""
    from riga_grants.importing.trial import try_layout  # noqa: PLC0415
    from riga_grants.layouts import Layout  # noqa: PLC0415
    from riga_grants.screens import layout_text  # noqa: PLC0415 - spreadsheet libraries only where one is read
    from riga_grants.sheets import read  # noqa: PLC0415

    chosen = _chosen(used, books)
    if not isinstance(chosen, Layout):
        return _tell(chosen, lang)
    with waiting(tr("Looking at the file …", lang)):
        sheets = read(file.name, _content(file), delimiter=chosen.delimiter, encoding=chosen.encoding)
        tables, findings = try_layout(str(file), sheets, chosen)
    if tables:
        click.echo(layout_text.tried(tables, _look(lang)), color=True)
    every = [*findings, *(found for one in tables for found in one.findings)]
    return _tell(every, lang, file.parent, None if whole else MOST)


@layout.command("list", cls=speech.Command, help=N_("List the layouts of the books."))
@books_option
@lang_option
def list_(*, books: Path | None, lang: str) -> int:
    """List them; tell of those that cannot be used."""
    from riga_grants.layouts import FOLDER  # noqa: PLC0415
    from riga_grants.layouts import load_layouts  # noqa: PLC0415
    from riga_grants.screens import layout_text  # noqa: PLC0415 - not needed to show the help

    layouts, findings = load_layouts(find(books) / FOLDER)
    click.echo(layout_text.listed(layouts, _look(lang)), color=True)
    return _tell(findings, lang)


@layout.command("schema", cls=speech.Command, help=N_("Print the JSON Schema of layout files, for editors."))
@lang_option
def schema_(*, lang: str) -> int:  # noqa: ARG001 - every command has a language
    """Print it."""
    from riga_grants.layouts.schema import published  # noqa: PLC0415 - not needed to show the help

    click.echo(json.dumps(published(), ensure_ascii=False, indent=2))
    return 0


def _first_try(file: Path, sheets: "Sequence[Sheet]", written: str, look: "Look") -> str:
    """Read the layout that was guessed, and say what it finds in the file; where it lacks something, say that."""
    from riga_grants.importing.tables import find_tables  # noqa: PLC0415
    from riga_grants.layouts import Layout  # noqa: PLC0415
    from riga_grants.layouts import read_layout  # noqa: PLC0415
    from riga_grants.screens import layout_text  # noqa: PLC0415 - spreadsheet libraries only where one is read

    made = read_layout(written, Place(""))
    if not isinstance(made, Layout):
        return tr("It cannot be used yet: fill in what it needs.", look.lang)
    found = find_tables(file.name, sheets, made)
    findings = [*found.findings, *(one for table in found.tables for one in table.findings)]
    return layout_text.first_try(found.tables, sum(one.severity is Severity.ERROR for one in findings), look)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise BooksError(say("“{file}” cannot be read: {problem}", file=file.name, problem=problem.strerror or "")) from problem


def _known(books: Path | None, lang: str) -> "Known":
    """Give the words of the books, if there are any above this folder; without them a guess is only less sure."""
    from riga_grants.guessing import known_of  # noqa: PLC0415 - not needed to show the help
    from riga_grants.guessing.columns import Known  # noqa: PLC0415

    try:
        root = books if books is not None else find_above(Path())
        return known_of(load(root, lang))
    except BooksError:
        if books is not None:
            raise
        return Known()


def _chosen(used: str, books: Path | None) -> "Layout | list[Finding]":
    """Read the layout of a file, or find the one of that name in the books."""
    from riga_grants.layouts import FOLDER  # noqa: PLC0415 - not needed to show the help
    from riga_grants.layouts import load_layout  # noqa: PLC0415
    from riga_grants.layouts import load_layouts  # noqa: PLC0415

    if used.endswith(".toml"):
        return load_layout(Path(used))
    layouts, findings = load_layouts(find(books) / FOLDER)
    if used not in layouts:
        broken = [found for found in findings if Path(found.place.file).stem == used]
        if broken:
            return broken
        raise WrongUsage(say("There is no layout “{layout}”; there are: {known}.", layout=used, known=", ".join(layouts)))
    return layouts[used]


def _tell(findings: list[Finding], lang: str, root: Path | None = None, most: int | None = MOST) -> int:
    """Tell the findings on stderr, `most` of each kind, and give the exit code."""
    from riga_grants import text  # noqa: PLC0415 - not needed to show the help
    from riga_grants.grid import paint  # noqa: PLC0415

    if findings:
        shown = text.findings_lines(findings, lang, terminal_width(), root, most)
        click.echo("\n".join(paint(line, colour=colour_wanted(sys.stderr)) for line in shown), err=True, color=True)
    return int(worst(findings) == Severity.ERROR)


def _look(lang: str, *, error: bool = False) -> "Look":
    from riga_grants.screens.layout_text import Look  # noqa: PLC0415 - not needed to show the help

    return Look(lang, terminal_width(), colour_wanted(sys.stderr if error else sys.stdout))


def _write(output: Path, written: str) -> None:
    with writing(output):
        output.write_text(written, encoding="utf-8", newline="\n")

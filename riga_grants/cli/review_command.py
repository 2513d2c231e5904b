"""The command review: somebody confirms the budget lines that imports only suggested."""

import hashlib
import sys
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from riga_grants.cli import speech
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
from riga_grants.errors import BooksError
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.errors import text as say
from riga_grants.errors import worst
from riga_grants.grid import NARROWEST
from riga_grants.grid import Line
from riga_grants.grid import paint
from riga_grants.grid import paragraph
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.texts import folded
from riga_grants.texts import plain

if TYPE_CHECKING:
    from riga_grants.books import Books
    from riga_grants.chains.reviews import Decision
    from riga_grants.chains.reviews import Waiting
    from riga_grants.importing.plans import FilePlan

    Decide = Callable[[Books, Sequence[Waiting]], tuple[list[Decision], list[Finding]]]

WORKBOOK = click.Path(path_type=Path, dir_okay=False)
REASON = N_("The suggested budget line was reviewed.")
KEYS = N_(
    "Enter accepts the suggested line; another one is chosen by its number or name, and ? shows them all. s skips the cost, q "
    "ends the review. Nothing is written before the end, and nothing at all after Ctrl-C."
)
YES, SKIP, QUIT, SHOW = frozenset({"", "y", "yes", "j", "jā", "ja"}), "s", "q", "?"


@click.command("review", cls=speech.Command, help=N_("Confirm the budget lines that an import only suggested."))
@click.option("--project", metavar="CODE", help=N_("Only the costs of this project."))
@click.option("--yes", is_flag=True, help=N_("Accept every suggestion without asking."))
@click.option("--list", "only_list", is_flag=True, help=N_("Only list the costs that wait."))
@click.option("--export", metavar="FILE.xlsx", type=WORKBOOK, help=N_("Write them into a new workbook, to be decided there."))
@click.option("--import", "workbook", metavar="FILE.xlsx", type=WORKBOOK, help=N_("Book what was decided in that workbook."))
@click.option("--dry-run", is_flag=True, help=N_("Only show what would be booked; nothing is written."))
@by_option
@books_option
@lang_option
def review(
    *,
    project: str | None,
    yes: bool,
    only_list: bool,
    export: Path | None,
    workbook: Path | None,
    dry_run: bool,
    by: str | None,
    books: Path | None,
    lang: str,
) -> int:
    """Show what waits, take decisions, and book them."""
    if sum(map(bool, (yes, only_list, export, workbook))) > 1:
        raise click.UsageError(tr("Only one of --yes, --list, --export and --import can be wished at a time.", lang))
    if workbook and project:
        raise click.UsageError(tr("--import books what its workbook decides, of whatever project; leave --project out.", lang))
    root, file = find(books), _workbook(workbook) if workbook else None
    decide: Decide
    if yes:
        decide = _accept
    elif file:
        decide = partial(_read, file)
    elif export or only_list or not sys.stdin.isatty():
        return _show(root, project, export, lang)
    else:
        decide = partial(_chosen, _ask(root, project, lang))
    return _book(root, project, decide, file=file, by=by or user(lang), lang=lang, dry_run=dry_run)


def _waiting(root: Path, project: str | None, lang: str) -> "tuple[Books, list[Waiting]]":
    from riga_grants.chains import reviews  # noqa: PLC0415 - Beancount takes its time

    loaded = load(root, lang)
    if project is not None:
        loaded.agreement(project)
    return loaded, reviews.waiting(loaded, project)


def _show(root: Path, project: str | None, export: Path | None, lang: str) -> int:
    """List what waits, or write it into a workbook."""
    from riga_grants.screens import review_text  # noqa: PLC0415
    from riga_grants.workbooks import review_book  # noqa: PLC0415 - spreadsheet libraries only where one is written

    loaded, waiting = _waiting(root, project, lang)
    if not export:
        _print(review_text.listing(waiting, loaded, lang, _width()))
        return 0
    if export.suffix.lower() != ".xlsx":
        raise click.UsageError(tr("{file} must end in .xlsx.", lang, file=str(export)))
    if waiting:
        _write(export, review_book.render(waiting, loaded, lang))
        click.echo(str(export))
    _print(paragraph(review_text.counted(waiting, lang), _width()), err=True)
    return 0


def _write(target: Path, content: bytes) -> None:
    """Write a new workbook; one that is there may hold somebody's decisions and is never overwritten."""
    from riga_grants.chains.writer import appear  # noqa: PLC0415 - Beancount takes its time

    try:
        appear({target: content})
    except FileExistsError as problem:
        raise WrongUsage(say("{file} exists already; name another file.", file=str(target))) from problem
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise BooksError(say("{file} cannot be written: {reason}", file=str(target), reason=reason)) from problem


def _ask(root: Path, project: str | None, lang: str) -> dict[str, str]:
    """Ask for the line of each cost; give the accounts chosen, by the costs' keys. Ctrl-C and the end of the input abort."""
    from riga_grants.screens import review_text  # noqa: PLC0415 - Beancount takes its time

    loaded, waiting = _waiting(root, project, lang)
    _print(paragraph(review_text.counted(waiting, lang), _width(), style="bold"), err=True)
    if waiting:
        _print(paragraph(tr(KEYS, lang), _width()), err=True)
    chosen: dict[str, str] = {}
    for number, one in enumerate(waiting, 1):
        _print([Line(""), *review_text.cost_lines(one, loaded, lang, _width(), f"{number}/{len(waiting)}")], err=True)
        answer = _answer(one, loaded, lang)
        if answer == QUIT:
            break
        if answer != SKIP:
            chosen[one.cost.key] = answer
    return chosen


def _answer(one: "Waiting", loaded: "Books", lang: str) -> str:
    """Ask until the answer can be taken: the account of a line in the budget, SKIP or QUIT."""
    from riga_grants.lines import lines_of  # noqa: PLC0415
    from riga_grants.lines import named  # noqa: PLC0415
    from riga_grants.screens import review_text  # noqa: PLC0415 - Beancount takes its time

    agreement = loaded.agreements[one.cost.content.project]
    lines = lines_of(agreement, {})
    while True:
        said = click.prompt(tr("Line [Enter, ?, s, q]", lang), default="", show_default=False, err=True).strip()
        word = folded(said)
        if word in (SKIP, QUIT):
            return word
        account = one.cost.content.account if word in YES else named(agreement, lines, said)
        if word == SHOW:
            _print(review_text.choices(agreement, lang, _width()), err=True)
        elif account is None:
            message = tr("“{found}” names no line, or no single line, of {project}.", lang, found=said, project=agreement.code)
            _print(paragraph(message, _width()), err=True)
        elif not lines.in_budget(account):
            message = tr(
                "The budget of {project} in force has no amount for “{found}”.", lang, found=account, project=agreement.code
            )
            _print(paragraph(message, _width()), err=True)
        else:
            return account


def _accept(_: "Books", waiting: "Sequence[Waiting]") -> "tuple[list[Decision], list[Finding]]":
    from riga_grants.chains.reviews import Decision  # noqa: PLC0415 - Beancount takes its time

    return [Decision(one, one.cost.content.account, one.cost.place) for one in waiting], []


def _chosen(answers: Mapping[str, str], _: "Books", waiting: "Sequence[Waiting]") -> "tuple[list[Decision], list[Finding]]":
    """Decide as answered; what somebody else confirmed in the meantime waits no longer, and is left alone."""
    from riga_grants.chains.reviews import Decision  # noqa: PLC0415 - Beancount takes its time

    return [Decision(one, answers[one.cost.key], one.cost.place) for one in waiting if one.cost.key in answers], []


def _workbook(path: Path) -> "FilePlan":
    from riga_grants.importing.plans import FilePlan  # noqa: PLC0415 - spreadsheet libraries only where one is read

    try:
        content = path.read_bytes()
    except OSError as problem:
        message = say("“{file}” cannot be read: {problem}", file=path.name, problem=problem.strerror or "")
        raise BooksError(message) from problem
    return FilePlan(path, plain(path.name).text, hashlib.sha256(content).hexdigest(), content=content)


def _read(file: "FilePlan", loaded: "Books", waiting: "Sequence[Waiting]") -> "tuple[list[Decision], list[Finding]]":
    from riga_grants.workbooks import review_book  # noqa: PLC0415 - spreadsheet libraries only where one is read

    return review_book.decisions(file, loaded, waiting)


def _book(
    root: Path, project: str | None, decide: "Decide", *, file: "FilePlan | None", by: str, lang: str, dry_run: bool
) -> int:
    """Take the decisions, say what they come to, and write them, all or none."""
    from riga_grants import text  # noqa: PLC0415
    from riga_grants.chains import reviews  # noqa: PLC0415
    from riga_grants.chains.entries import Correction  # noqa: PLC0415
    from riga_grants.screens import review_text  # noqa: PLC0415 - Beancount takes its time

    with locked(root, dry_run=dry_run):
        loaded, waiting = _waiting(root, project, lang)
        decisions, findings = decide(loaded, waiting)
        findings += reviews.wrong(loaded, decisions)
        failed = worst(findings) is Severity.ERROR
        if findings:
            shown = text.findings_text(findings, lang, terminal_width(), root, colour=colour_wanted(sys.stderr))
            click.echo(shown, err=True, color=True)
        if decisions and not failed:
            _print(review_text.decided(decisions, loaded, lang, _width()))
        written: Sequence[Path] = ()
        if decisions and not dry_run and not failed:
            correction = Correction(tr(REASON, lang), by)
            written = reviews.confirm(root, loaded, decisions, correction, now(), workbook=file)
    outcome = review_text.outcome(decisions, written, root, lang, failed=failed)
    _print(paragraph(outcome, _width(), style="bold"))
    return int(failed)


def _width() -> int:
    return max(terminal_width(), NARROWEST)


def _print(lines: Iterable[Line], *, err: bool = False) -> None:
    colour = colour_wanted(sys.stderr if err else sys.stdout)
    click.echo("\n".join(paint(line, colour=colour) for line in lines), err=err, color=True)

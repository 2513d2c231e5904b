"""Writes the committee workbook: execution by line, funding, open findings, and what it was made from.

A statement comes in as a value. Its formulas live on in the file, each with the value that the statement gives, and a
formula is written only where it gives that value. The same statement gives the same bytes.
"""

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from riga_grants import names
from riga_grants.committee import DISCREPANCIES
from riga_grants.committee import execution_page
from riga_grants.committee import funding_page
from riga_grants.errors import Finding
from riga_grants.i18n import N_
from riga_grants.i18n import show_date
from riga_grants.i18n import tr
from riga_grants.i18n import words
from riga_grants.names import SEVERITY_WORDS
from riga_grants.pages import Page
from riga_grants.pages import add_page
from riga_grants.pages import looks
from riga_grants.pages import noon
from riga_grants.pages import printed
from riga_grants.pages import title
from riga_grants.statements import Execution
from riga_grants.wording import DEMONSTRATION
from riga_grants.wording import period_name
from riga_grants.wording import place_under
from riga_grants.wording import summary
from riga_grants.wording import version_title
from riga_grants.wording import worst_first

METHOD = N_(
    "The plan is the sum of the budget versions in force on the day of this report; amendments are what they differ by from "
    "the first versions. Cost is what the books hold on the project's lines up to that day. A funder's share is computed on "
    "the cumulated cost with the exact ratio of its ceiling to the whole budget, rounded down to the cent and never above the "
    "ceiling; its parts by line are apportioned so that they sum to it. Own funds are the rest. Rates and percentages are "
    "rounded for showing only."
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a workbook was made from: ledger files with their sha256, the command, and the programs with their versions.

    `files` are named from the books' folder `root`, which itself is never shown.
    """

    files: tuple[tuple[str, str], ...]
    command: str
    versions: tuple[tuple[str, str], ...]
    root: Path | None


def write_committee(
    target: Path | BinaryIO, execution: Execution, findings: Sequence[Finding], origin: Origin, lang: str
) -> None:
    """Write the committee workbook to a file or a buffer; a file appears whole, in the place of an older one, or not at all.

    Raises OSError where the file cannot be written.
    """
    content = render(execution, findings, origin, lang)
    if isinstance(target, Path):
        replace(target, content)
    else:
        target.write(content)


def replace(target: Path, content: bytes) -> None:
    """Write a file whole, in the place of an older one, or not at all; raise OSError where it cannot be written."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with unfinished.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def render(execution: Execution, findings: Sequence[Finding], origin: Origin, lang: str) -> bytes:
    """Give the committee workbook as the bytes of an .xlsx file."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - heavy, and needed for this alone

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    project = execution.project
    mark = f" – {tr(DEMONSTRATION, lang)}" if project.demonstration else ""
    about = f"{project.code}, {period_name(execution, lang)}{mark}"
    book.set_properties({"title": about, "created": noon(execution.as_of)})
    look = looks(book)
    page_1, page_2, page_3, page_4 = (
        add_page(book, look, tr(name, lang), about, lang)
        for name in (N_("Execution"), N_("Funding"), DISCREPANCIES, N_("Origin"))
    )
    execution_page(page_1, execution, findings)
    funding_page(page_2, execution, origin.root)
    _findings(page_3, execution, findings, origin.root)
    _origin(page_4, execution, origin)
    book.close()
    return out.getvalue()


# --- discrepancies and origin ----------------------------------------------------------------------------------------


def _findings(page: Page, execution: Execution, findings: Sequence[Finding], root: Path | None) -> None:
    row = title(page, N_("Open discrepancies"), demonstration=execution.project.demonstration)
    page.text(row, 0, summary(findings, page.lang), page.look("label", text_wrap=False))
    heads = (N_("No."), N_("Severity"), N_("Code"), N_("Message"), N_("Where"), N_("What to do"))
    widths = (9, 15, 26, 56, 46, 52)
    page.widths(widths)
    page.heads(row + 1, [page.tr(head) for head in heads], widths)
    text = page.look("text", valign="top")
    for n, finding in enumerate(worst_first(findings), 1):
        shown = (
            *(str(n), page.tr(SEVERITY_WORDS[finding.severity]), finding.code, words(finding.message, page.lang)),
            *(place_under(finding.place, root), names.hint(finding, page.lang)),
        )
        page.tall(row + 1 + n, [(told, width - 2) for told, width in zip(shown, widths, strict=True)])
        for column, told in enumerate(shown):
            page.text(row + 1 + n, column, told, text)
    printed(page, (row + 1, row + 1), (row + 1 + len(findings), 5), (row + 2, 0))


def _origin(page: Page, execution: Execution, origin: Origin) -> None:
    """Tell what the workbook was made from and how, so that anyone can make it again."""
    row = title(page, N_("Origin of the figures"), demonstration=execution.project.demonstration)
    facts = (
        (page.tr("Command"), origin.command),
        (page.tr("Versions"), "; ".join(f"{name} {version}" for name, version in origin.versions)),
        (page.tr("Data up to"), show_date(execution.as_of, page.lang)),
        (page.tr("Budget version"), version_title(execution.version, page.lang)),
        (page.tr("Method"), page.tr(METHOD)),
    )
    widths = (22, 68, 72)
    page.widths(widths)
    for label, fact in facts:
        page.text(row, 0, label, page.look("label"))
        page.spread(row, (1, 2), fact, page.look("fact"), sum(widths[1:]))
        row += 1
    page.heads(row + 1, [page.tr("No."), page.tr("File of the books"), "SHA-256"], widths)
    for n, (file, sha256) in enumerate(origin.files, 1):
        page.text(row + 1 + n, 0, str(n), page.look("number"))
        page.tall(row + 1 + n, [(file, widths[1] - 2)])
        page.text(row + 1 + n, 1, file, page.look("text"))
        page.text(row + 1 + n, 2, sha256, page.look("code"))
    printed(page, (row + 1, row + 1), (row + 1 + len(origin.files), 2), (row + 2, 0))

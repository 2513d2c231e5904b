"""The auditor's file: everything in the books of some projects, where each posting comes from, and how to recompute it all.

Personal data stand in it as they stand in the ledger.
"""

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace

from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.i18n import trn
from riga_grants.reports import origin
from riga_grants.reports.audit import generated
from riga_grants.reports.audit import ledger
from riga_grants.reports.audit import origins
from riga_grants.reports.audit import papers
from riga_grants.reports.audit import recompute
from riga_grants.reports.audit import terms
from riga_grants.reports.audit.ledger import Kept
from riga_grants.reports.listing import period_shown
from riga_grants.reports.request import Request
from riga_grants.tables import DAY
from riga_grants.tables import NUMBER
from riga_grants.tables import Block
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Sheet
from riga_grants.tables import Table
from riga_grants.tables import Words
from riga_grants.unhurried import unhurried
from riga_grants.wording import summary

_ABOUT = N_(
    "This file holds all postings of all transactions that touch an account of the project, the documents behind them, the "
    "cells that they were read from, and what was agreed. The sheet of recomputing lists commands that give the same figures "
    "without this file; only those that begin with “riga-grants” need the program that made it. Personal data stand here as in "
    "the ledger."
)
_LEDGER = N_(
    "Accounts that are not the project's own are here because its transactions touch them: what stands on them is what these "
    "transactions alone made it, the opening balance too. A balance in credit has a minus."
)
_TURNOVER = N_(
    "Opening, turnover and closing by debit and credit; in each pair the two totals are equal, because every transaction is "
    "here with all of its postings."
)
_DOCUMENTS = N_(
    "Each document once, with all that is booked of it in the period; corrections that took something back are in its total. A "
    "scanned file is read where it lies in the books' folder."
)
_TRACE = N_(
    "Every cost with the cells that it was read from. The workbook is kept unchanged; its sha256 proves it. What was entered "
    "by hand names no cells."
)
_IMPORTS = N_(
    "Generated files are never changed: each seals itself and names the file before it with its sha256. A state other than “as "
    "it was written” is the code of a finding."
)
_SEALS = N_("A closing seals every line of its period, and names the seal before it. Whoever wrote a seal down can compare it.")
_TERMS = N_("All versions of what was agreed, up to the day of this file; the latest up to a day is in force.")
_VERSIONS = N_("An amendment replaces the amount of a line and adds none; all versions stay in the books.")
_RECOMPUTE = N_(
    "Type the commands in the folder of the books. Each gives what stands in the last column; where that is empty, the sheet "
    "named is the answer."
)


def build(request: Request) -> Report:
    """Make the auditor's file of the projects asked about, whole or in a period."""
    with unhurried():
        return _built(request)


def _built(request: Request) -> Report:
    lang = request.lang
    codes = ", ".join(one.code for one in request.projects)
    kept = ledger.keep(request)
    sheets = tuple(_sheets(request, kept))
    periods = ", ".join(dict.fromkeys(one.period.name for one in request.projects))
    return Report(
        key="audit",
        title=tr("Auditor's file", lang),
        about=f"{codes}, {period_shown(periods, lang)}",
        lang=lang,
        day=request.as_of,
        sheets=(_first(request, kept, sheets), *sheets),
        demonstration=any(one.now.project.demonstration for one in request.projects),
        subject=(("projects", codes), ("period", periods)),
    )


def _sheets(request: Request, kept: Kept) -> Iterator[Sheet]:
    lang = request.lang
    yield _sheet("ledger", tr("General ledger", lang), tr(_LEDGER, lang), ledger.ledger(request, kept))
    yield _sheet("turnover", tr("Turnover", lang), tr(_TURNOVER, lang), ledger.turnover(request, kept))
    yield _sheet("documents", tr("Documents", lang), tr(_DOCUMENTS, lang), papers.documents(request))
    yield _sheet("trace", tr("Provenance", lang), tr(_TRACE, lang), origins.trace(request))
    yield _sheet("imports", tr("Imports", lang), tr(_IMPORTS, lang), generated.files(request), generated.workbooks(request))
    yield _sheet("seals", tr("Closings", lang), tr(_SEALS, lang), generated.states(request), generated.seals(request))
    yield _sheet("agreement", tr("Agreement", lang), tr(_TERMS, lang), terms.agreements(request), terms.rules(request))
    yield _sheet("versions", tr("Budget", lang), tr(_VERSIONS, lang), terms.versions(request))
    yield _sheet("findings", tr("Discrepancies", lang), "", terms.findings(request), terms.waivers(request))
    yield _sheet("recompute", tr("Recompute", lang), tr(_RECOMPUTE, lang), recompute.table(request, kept))
    yield origin.sheet(request)


def _sheet(key: str, name: str, told: str, *tables: Table) -> Sheet:
    """Make a sheet of some tables below a note; its title is that of the first, which is not said twice."""
    note: tuple[Block, ...] = (Words((told,), "note"),) if told else ()
    shown = tables if len(tables) > 1 else (replace(tables[0], title=""),)
    return Sheet(key, name, tables[0].title, (*note, *shown))


def _first(request: Request, kept: Kept, sheets: Sequence[Sheet]) -> Sheet:
    """Make the page that says what the file is about, and what stands where."""
    lang = request.lang
    facts = [Fact("as_of", tr("Data up to", lang), request.as_of, DAY)]
    for one in request.projects:
        period = period_shown(one.period.name, lang)
        facts.append(Fact(f"project_{one.code}", tr("Project", lang), f"{one.code} – {one.now.project.title(lang)}, {period}"))
    words = [tr(_ABOUT, lang), summary(request.findings, lang)]
    if kept.broken:
        words.append(
            trn(
                "{n} posting is not in whole cents, so it stands in no sum.",
                "{n} postings are not in whole cents, so they stand in no sum.",
                kept.broken,
                lang,
            )
        )
    blocks = (Facts(tuple(facts)), Words(tuple(words)), _contents(sheets, lang))
    return Sheet("about", tr("About", lang), tr("Auditor's file", lang), blocks, portrait=True)


def _contents(sheets: Sequence[Sheet], lang: str) -> Table:
    """List the sheets with what stands in each, and how many rows."""
    columns = (
        Column("sheet", tr("Sheet", lang), width=20),
        Column("title", tr("What stands there", lang), width=60),
        Column("rows", tr("Rows", lang), NUMBER, width=12),
    )
    tables = [(sheet, block) for sheet in sheets for block in sheet.blocks if isinstance(block, Table)]
    rows = [Row((sheet.name, table.title or sheet.title, len(table.rows)), key=table.key) for sheet, table in tables]
    return Table("contents", "", columns, rows)

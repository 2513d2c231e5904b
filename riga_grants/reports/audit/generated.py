"""What was generated in the books: files of imports and closings with their chain, archived workbooks, states and seals."""

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from riga_grants.books import Books
from riga_grants.chains import chain
from riga_grants.chains import seal
from riga_grants.chains.folders import AGREEMENTS
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.folders import chains
from riga_grants.chains.kept import Shelf
from riga_grants.chains.seal import Closed
from riga_grants.closing.states import STATE_WORDS
from riga_grants.errors import Finding
from riga_grants.i18n import N_
from riga_grants.i18n import tr
from riga_grants.reports.audit.journal import under
from riga_grants.reports.request import Request
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import Column
from riga_grants.tables import Row
from riga_grants.tables import Table
from riga_grants.tables import Value

HOLDS = N_("as it was written")


def folders(request: Request) -> list[Path]:
    """Give the folders of generated files of the projects asked about, and the one of all projects."""
    root, codes = request.books.root, {one.code for one in request.projects}
    return [folder for folder in chains(root) if folder == root / AGREEMENTS or folder.name in codes]


def _numbered(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if chain.number_of(path.name) and path.is_file())


def files(request: Request) -> Table:
    """Make the list of generated files, each with its sha256 and that of the file before it as it names it."""
    lang = request.lang
    columns = (
        Column("project", tr("Project", lang)),
        Column("file", tr("File", lang), CODE),
        Column("import", tr("Import No.", lang)),
        Column("kind", tr("Kind", lang)),
        Column("made_at", tr("Made at", lang)),
        Column("by", tr("By", lang)),
        Column("reason", tr("Reason", lang)),
        Column("workbook", tr("Workbook", lang)),
        Column("workbook_sha256", tr("sha256 of the workbook", lang), CODE),
        Column("entries", tr("Entries", lang), NUMBER),
        Column("sum", tr("Sum", lang), MONEY),
        Column("currency", tr("Currency", lang)),
        Column("sha256", tr("sha256", lang), CODE),
        Column("previous", tr("File before it", lang), CODE),
        Column("previous_sha256", tr("sha256 of the file before it", lang), CODE),
        Column("state", tr("State", lang)),
    )
    rows = [_file(request, folder, path) for folder in folders(request) for path in _numbered(folder)]
    title = tr("Generated files", lang)
    return Table("imports", title, columns, rows, empty=tr("Nothing was generated yet.", lang))


def _file(request: Request, folder: Path, path: Path) -> Row:
    content = path.read_bytes()
    lines = content.decode(errors="replace").removesuffix("\n").split("\n")
    said = {key: value for key, (_, value) in chain.read_header(lines).items()}
    count = chain.read_trailer(lines[-1])
    wrong = [one for one in request.findings if one.place.file == str(path) and one.code.startswith(("import-", "seal-chain"))]
    project = "" if folder == request.books.root / AGREEMENTS else folder.name
    return Row(
        (
            project,
            under(request.books, str(path)),
            *(said.get(key, "") for key in (chain.IMPORT, chain.KIND, chain.MADE_AT, chain.BY, chain.REASON)),
            *(said.get(key, "") for key in (chain.SOURCE, chain.SOURCE_SHA256)),
            *((count.entries, count.cents, count.currency) if count else (None, None, "")),
            chain.Link(0, path, content).sha256,
            *(said.get(key, "") for key in (chain.PREVIOUS, chain.PREVIOUS_SHA256)),
            _state(wrong, request.lang),
        )
    )


def _state(wrong: Sequence[Finding], lang: str) -> str:
    return ", ".join(dict.fromkeys(one.code for one in wrong)) or tr(HOLDS, lang)


def workbooks(request: Request) -> Table:
    """Make the list of the workbooks that were imported, and what became of the copies that were kept of them."""
    lang = request.lang
    columns = (
        Column("workbook", tr("Workbook", lang)),
        Column("sha256", tr("sha256 when it was imported", lang), CODE),
        Column("kept", tr("Kept as", lang), CODE),
        Column("state", tr("State", lang)),
    )
    shelf = Shelf(request.books.root, {}, {})
    named = {sha256: name for name, sha256 in _sources(request) if sha256}
    rows = [_workbook(request, shelf, name, sha256) for sha256, name in named.items()]
    title = tr("Imported workbooks", lang)
    return Table("workbooks", title, columns, rows, empty=tr("No workbook was imported yet.", lang))


def _sources(request: Request) -> Iterator[tuple[str, str]]:
    for folder in folders(request):
        for path in _numbered(folder):
            with path.open(encoding="utf-8", errors="replace") as lines:
                said = {key: value for key, (_, value) in chain.read_header(lines).items()}
            yield said.get(chain.SOURCE, ""), said.get(chain.SOURCE_SHA256, "")


def _workbook(request: Request, shelf: Shelf, name: str, sha256: str) -> Row:
    path, wrong = shelf.find(sha256, name)
    where = str(path) if path else wrong.place.file if wrong else ""
    return Row((name, sha256, under(request.books, where), _state([wrong] if wrong else [], request.lang)))


def states(request: Request) -> Table:
    """Make the history of the periods: what was said of each, when, and by whom."""
    lang = request.lang
    columns = (
        Column("project", tr("Project", lang)),
        Column("period", tr("Period", lang)),
        Column("start", tr("From", lang), DAY),
        Column("end", tr("To", lang), DAY),
        Column("state", tr("State", lang)),
        Column("date", tr("Date", lang), DAY),
        Column("by", tr("By", lang)),
        Column("reason", tr("Reason", lang)),
        Column("number", tr("Number", lang)),
        Column("place", tr("File and line of the ledger", lang), CODE),
    )
    rows = []
    for one in request.projects:
        for said in one.now.states:
            period = one.now.period(said.period)
            days: tuple[Value, Value] = (period.start, period.end) if period else (None, None)
            where = str(said.place.under(request.books.root))
            word = tr(STATE_WORDS[said.state], lang)
            rows.append(Row((one.code, said.period, *days, word, said.dated, said.by, said.reason, said.number, where)))
    title = tr("History of the periods", lang)
    return Table("states", title, columns, rows, empty=tr("No period was submitted yet.", lang))


def seals(request: Request) -> Table:
    """Make the list of closings, each with its seal as it is written and as it is computed from the lines that it seals."""
    lang = request.lang
    columns = (
        Column("project", tr("Project", lang)),
        Column("period", tr("Period", lang)),
        Column("through", tr("Through", lang), DAY),
        Column("state", tr("State", lang)),
        Column("lines", tr("Sealed lines", lang), NUMBER),
        Column("seal", tr("Seal", lang), CODE),
        Column("computed", tr("Seal as computed now", lang), CODE),
        Column("previous", tr("Seal before it", lang), CODE),
        Column("verified", tr("Verified against the books", lang)),
        Column("file", tr("File", lang), CODE),
        Column("file_sha256", tr("sha256 of the file", lang), CODE),
    )
    closings = [(one.code, closed) for one in request.projects for closed in _closings(request.books, one.code)]
    rows = [Row(_seal(request, code, closed)) for code, closed in closings]
    title = tr("Closed periods and their seals", lang)
    return Table("seals", title, columns, rows, empty=tr("No period is closed.", lang))


def _closings(books: Books, code: str) -> list[Closed]:
    return seal.closings(books.root / CLOSINGS / code)


def _seal(request: Request, code: str, closed: Closed) -> tuple[Value, ...]:
    wrong = [one for one in request.findings if one.code in {"seal-broken", "seal-chain"} and one.project == code]
    own = [one for one in wrong if one.place.file == str(closed.path) or not one.scope or closed.period in one.scope]
    return (
        code,
        closed.period,
        closed.through,
        tr("reopened", request.lang) if closed.retired else tr("stands", request.lang),
        len(closed.lines),
        closed.sha256,
        closed.computed,
        closed.previous or None,
        None if closed.retired else _state(own, request.lang),
        under(request.books, str(closed.path)),
        closed.file_sha256,
    )

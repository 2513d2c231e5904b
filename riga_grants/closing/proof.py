"""Proves a set of books from its files alone: the chains of imports and closings, the archived workbooks, the seals."""

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from riga_grants import names
from riga_grants.books import Books
from riga_grants.chains import canon
from riga_grants.chains import chain
from riga_grants.chains import seal
from riga_grants.chains.folders import BUDGETS
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.folders import IMPORTED
from riga_grants.chains.folders import chains
from riga_grants.chains.kept import Shelf
from riga_grants.chains.seal import Closed
from riga_grants.checks import cases
from riga_grants.checks import closings
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import Text
from riga_grants.errors import WrongUsage
from riga_grants.errors import text
from riga_grants.money import to_decimal

SHORTEST: Final = 16
"""So many digits of a seal are enough to know it by."""

_HEX: Final = re.compile(f"[0-9a-f]{{{SHORTEST},64}}")


@dataclass(frozen=True, slots=True)
class Chain:
    """A folder of generated files: how many there are, and what their trailers count: entries, and cents by currency.

    `tip` is the last of them with its sha256, which no later file can vouch for ("" and "": there is none).
    """

    folder: Path
    files: int
    entries: int
    sums: Mapping[str, int]
    tip: str
    tip_sha256: str


@dataclass(frozen=True, slots=True)
class Sealing:
    """A closing: its file, and how many postings it seals; `sums` are those of the costs among them, in cents by currency."""

    closed: Closed
    postings: int
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Project:
    """What was looked at of a project."""

    code: str
    chains: tuple[Chain, ...]
    closings: tuple[Sealing, ...]

    @property
    def last(self) -> Closed | None:
        """The last closing that stands."""
        standing = [one.closed for one in self.closings if not one.closed.retired]
        return standing[-1] if standing else None


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at and what is wrong; `workbooks` counts the archived ones, each compared with its sha256."""

    root: Path
    projects: tuple[Project, ...]
    shared: tuple[Chain, ...]
    workbooks: int
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Say whether nothing is wrong. A seal that a reopening made void is told, but is not wrong."""
        return not any(one.severity is Severity.ERROR or one.code == "import-source-missing" for one in self.findings)


def prove(books: Books, as_of: date, project: str | None = None) -> Proof:
    """Look at all that was ever generated, and recompute it; of all projects, or show of one alone.

    What is wrong is told of all of the books, because a chain is as good as its files. Raise WrongUsage for an unknown project.
    """
    codes = sorted({*books.agreements, *(path.name for path in chains(books.root) if path.parent != books.root / "ledger")})
    if project is not None and project not in codes:
        known = ", ".join(codes) or "–"
        raise WrongUsage(text("There is no project “{project}”; there are: {known}.", project=project, known=known))
    workbooks = _workbooks(books.root)
    shelf = Shelf(books.root, {}, {})
    kept = [found for sha256, name in workbooks.items() if (found := shelf.find(sha256, name)[1]) is not None]
    findings = [one for one in books.findings if one.severity is Severity.ERROR]
    findings += [*chain.verify(books.root), *seal.verify(books), *kept]
    findings += [one for case in cases(books, as_of) for one in closings.check(case)]
    shown = [code for code in codes if project in {None, code}]
    shared = [_chain(folder) for folder in chains(books.root) if folder.parent == books.root / "ledger"]
    return Proof(
        books.root, tuple(_project(books.root, code) for code in shown), tuple(shared), len(workbooks), tuple(findings)
    )


def _workbooks(root: Path) -> dict[str, str]:
    """Give the sha256 and the name of every workbook that was imported, as the generated files' headers say."""
    found = {}
    for folder in chains(root):
        for path in sorted(folder.glob(f"*{chain.SUFFIX}")):
            header = chain.read_header(path.read_text(encoding="utf-8", errors="replace").split("\n"))
            if chain.SOURCE_SHA256 in header:
                found[header[chain.SOURCE_SHA256][1]] = header.get(chain.SOURCE, (0, ""))[1]
    return found


def _project(root: Path, code: str) -> Project:
    folders = [root / parent / code for parent in (BUDGETS, IMPORTED, CLOSINGS)]
    sealings = tuple(_sealing(one) for one in seal.closings(root / CLOSINGS / code))
    return Project(code, tuple(_chain(folder) for folder in folders if folder.is_dir()), sealings)


def _chain(folder: Path) -> Chain:
    numbered = sorted(path for path in folder.iterdir() if chain.number_of(path.name) and path.is_file())
    counts = [count for path in numbered if (count := _count(path)) is not None]
    sums: Counter[str] = Counter()
    for count in counts:
        sums[count.currency] += count.cents
    tip = numbered[-1] if numbered else None
    sha256 = chain.Link(0, tip, tip.read_bytes()).sha256 if tip else ""
    return Chain(folder, len(numbered), sum(count.entries for count in counts), dict(sums), tip.name if tip else "", sha256)


def _count(path: Path) -> chain.Count | None:
    lines = path.read_text(encoding="utf-8", errors="replace").rstrip("\n").rsplit("\n", 1)
    return chain.read_trailer(lines[-1])


def _sealing(closed: Closed) -> Sealing:
    postings, sums = 0, Counter[str]()
    for _, line in closed.items:
        match = canon.POSTING.fullmatch(line)
        if match is not None:
            postings += 1
            if match["account"].startswith(f"{names.COST}:{closed.project}:"):
                amount, currency = match["amount"].split(" ")
                sums[currency] += _cents(amount)
    return Sealing(closed, postings, dict(sums))


def _cents(amount: str) -> int:
    """Give an amount of a sealed line in cents; of what is no amount of money the whole cents."""
    whole, _, fraction = amount.partition(".")
    return int(whole + fraction[:2].ljust(2, "0"))


def compared(proof: Proof, written: str) -> Text | None:
    """Compare the last seal with one that somebody wrote down, at least SHORTEST digits of it; None where it is that one.

    The proof must be of one project with a closing. Raise WrongUsage where it is not, or where no seal was written.
    """
    digits = "".join(written.split()).casefold()
    if not _HEX.fullmatch(digits):
        raise WrongUsage(text("“{found}” is no seal: at least {n} of its hexadecimal digits.", found=written, n=SHORTEST))
    closed = [one for one in proof.projects if one.closings]
    if len(closed) != 1:
        known = ", ".join(one.code for one in closed) or "–"
        raise WrongUsage(text("Name the project whose seal it is; closed are periods of: {known}.", known=known))
    last = closed[0].last
    if last is not None and last.sha256.startswith(digits):
        return None
    return _other(closed[0], last, digits)


def _other(project: Project, last: Closed | None, digits: str) -> Text:
    """Say which seal it is, if it is not the last."""
    found = next((one.closed for one in reversed(project.closings) if one.closed.sha256.startswith(digits)), None)
    seals = {"seal": last.sha256 if last else "–", "last": last.period if last else "–"}
    if found is None:
        return text("This is no seal of {project}. The last is {seal}, of {last}.", project=project.code, **seals)
    if found.retired:
        return text(
            "This was the seal of {period}, which was reopened since. The last is {seal}, of {last}.",
            period=found.period,
            **seals,
        )
    return text("This is the seal of {period}. The last is {seal}, of {last}.", period=found.period, **seals)


def commands(proof: Proof) -> Iterator[tuple[Text, str]]:
    """Give what an auditor may type, in the folder of the books, to recompute it with public tools: what it shows, and how."""
    for project in proof.projects:
        for one in project.chains:
            name = one.folder.relative_to(proof.root).as_posix()
            if one.files:
                told = text(
                    "The last file of {folder} has this sha256; each file names that of the one before it.", folder=name
                )
                yield told, f"sha256sum {name}/{one.tip}    # {one.tip_sha256}"
                told = text("The trailer of a file states the sha256 of all lines above it.")
                yield told, f"for f in $(grep -l '^;; end: ' {name}/*); do tail -n1 $f; sed '$d' $f | sha256sum; done"
        for sealing in (one for one in project.closings if not one.closed.retired):
            yield from _of_closing(proof, project, sealing)
    yield (
        text("Beancount reads all of it and asserts the balances of each closing, without this program as well."),
        ("bean-check ledger/main.beancount"),
    )


def _of_closing(proof: Proof, project: Project, sealing: Sealing) -> Iterator[tuple[Text, str]]:
    closed = sealing.closed
    name = closed.path.relative_to(proof.root).as_posix()
    yield (
        text("The seal of {period} is the sha256 of the lines that it seals.", period=closed.period),
        f"sed -n 's/^;= //p' {name} | sha256sum    # {closed.sha256}",
    )
    for currency, cents in sealing.sums.items():
        told = text("The costs among them, in {currency}.", currency=currency)
        pattern = f"^{names.COST}:{project.code}:"
        program = (
            f'$1 == ";=" && length($3) < 3 && $4 ~ /{pattern}/ && $6 == "{currency}" {{s += $5}} END {{printf "%.2f\\n", s}}'
        )
        yield told, f"awk '{program}' {name}    # {to_decimal(cents)}"
    told = text(
        "What stands on the project's accounts at the end of {period}; the closing asserts the same.", period=closed.period
    )
    where = f"account ~ ':{project.code}(:|$)' AND date <= {closed.through}"
    query = f"SELECT account, sum(position) WHERE {where} GROUP BY account ORDER BY account"
    yield told, f'bean-query ledger/main.beancount "{query}"'

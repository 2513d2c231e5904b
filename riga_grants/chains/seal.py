"""Seals of closed periods: what a closing holds for good, and what was changed since, with old and new.

A closing's file holds as comments (`;= …`) every line that it seals, so that anybody can recompute the seal without this
program: `sed -n 's/^;= //p' FILE | sha256sum`. The first of them names the seal before it, the second the budget's version, the
third the period; the others are canonical lines (`canon`), sorted. Each closing seals what no earlier one has.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from riga_grants import names
from riga_grants.books import Books
from riga_grants.chains import canon
from riga_grants.chains import chain
from riga_grants.chains import seal_changes
from riga_grants.chains.folders import CLOSINGS
from riga_grants.directives import Period
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import text
from riga_grants.model import Agreement
from riga_grants.names import finding

MARK: Final = ";= "
FIRST: Final = "-"
"""Written in the place of a seal before the first."""

CLOSE: Final = "close"
"""The kind of file that closes a period, in its header."""

HEADS: Final = 3
"""So many sealed lines tell of the seal before, the budget and the period; the others are canonical lines."""

_STRING = r'"((?:[^"\\\n]|\\.)*)"'
_SEAL = re.compile(
    rf'^[0-9-]{{10}} custom "{names.SEAL}" {_STRING} {_STRING} ([0-9-]{{10}}) "([0-9a-f]{{64}})"$',
    re.MULTILINE,
)
_CLOSE = re.compile(rf"^(?:;; {chain.KIND}: {CLOSE}$|{re.escape(MARK)})", re.MULTILINE)
"""By this a file says that it is a closing."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A closing as its file states it: the period, the day through which it seals, its seal, and the lines that are sealed.

    `lines` are the sealed lines with the numbers of their lines in the file. `retired` tells that it was reopened since.
    """

    path: Path
    project: str
    period: str
    through: date
    sha256: str
    lines: tuple[tuple[int, str], ...]
    retired: bool

    @property
    def computed(self) -> str:
        """The seal over the lines as they stand in the file."""
        return digest(line for _, line in self.lines)

    @property
    def previous(self) -> str:
        """The seal before it, "" where it is the first."""
        said = self.lines[0][1].removeprefix("previous: ") if self.lines else ""
        return "" if said == FIRST else said

    @property
    def items(self) -> Sequence[tuple[int, str]]:
        """The canonical lines that it seals."""
        return self.lines[HEADS:]

    @property
    def file_sha256(self) -> str:
        """The sha256 of its file, by which a reopening names it."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def place(self, line: int = 1) -> Place:
        """Give a place in its file."""
        return Place(str(self.path), line)


def digest(lines: Iterable[str]) -> str:
    """Give the seal over some lines: the sha256 of them, each ended by a line feed."""
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def closings(folder: Path) -> list[Closed]:
    """Give the closings of a project's folder in the order in which they were written, the retired ones included."""
    read = (_read(path, path.read_text(encoding="utf-8", errors="replace")) for path in _files(folder))
    return [closed for closed in read if closed is not None]


def standing(folder: Path) -> list[Closed]:
    """Give the closings of a project's folder that were not reopened."""
    return [one for one in closings(folder) if not one.retired]


def _files(folder: Path) -> list[Path]:
    """Give the files of a chain in their order, without the one that starts it."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    return [path for path in paths if chain.number_of(path.name) and path.is_file()]


def _read(path: Path, content: str) -> Closed | None:
    match = _SEAL.search(content)
    if match is None:
        return None
    lines = [(number, line.removeprefix(MARK)) for number, line in enumerate(content.split("\n"), 1) if line.startswith(MARK)]
    project, period = (re.sub(r"\\(.)", r"\1", said) for said in match.group(1, 2))
    try:
        through = date.fromisoformat(match[3])
    except ValueError:
        return None
    return Closed(path, project, period, through, match[4], tuple(lines), path.name.endswith(chain.RETIRED))


def heads(agreement: Agreement, period: Period) -> tuple[str, str]:
    """Give two of the lines that a seal begins with: the version of the budget in force, and the period with its dates.

    `agreement` is the one in force at the period's end. The budget's version is the days of its directives and the sha256 over
    what they say.
    """
    versions = sorted(
        f"{one.dated} {one.account} {canon.string(one.period)} {names.NOT_STATED if one.cents is None else one.cents}"
        for one in agreement.budget
    )
    days = sorted({str(one.dated) for one in agreement.budget})
    budget = " ".join(["budget:", *days, "sha256", digest(versions)]) if days else f"budget: {FIRST}"
    return budget, f"period: {agreement.code} {canon.string(period.name)} {period.start} {period.end}"


def to_seal(books: Books, code: str, through: date, more: Iterable[canon.Item] = ()) -> list[str]:
    """Give the canonical lines that a closing through a day would seal, sorted: all up to it that are not sealed yet.

    `more` are the lines of the entries that the closing itself will hold.
    """
    items = (*canon.gather(books.entries, (code,), books.root)[code], *more)
    now = Counter(item.text for item in items if item.day <= through) + Counter(canon.options(books.options))
    sealed = Counter(line for one in standing(books.root / CLOSINGS / code) for _, line in one.items)
    return sorted((now - sealed).elements())


def verify(books: Books) -> list[Finding]:
    """Find what is not as it was when periods were closed, in the closings' files and in the books.

    A changed posting is found at its place, with old and new; a vanished one at the line of the closing that sealed it.
    """
    folders = [path for path in sorted((books.root / CLOSINGS).glob("*")) if path.is_dir() and not path.is_symlink()]
    every = {folder.name: closings(folder) for folder in folders}
    sealed = {code: found for code, all_ in every.items() if (found := [one for one in all_ if not one.retired])}
    findings = [one for folder in folders for one in _unread(folder, every[folder.name])]
    findings += [one for code, found in sealed.items() for one in _chained(code, found)]
    findings += _unmatched(books, sealed)
    findings += [one for code, found in every.items() for one in _void(books, code, found)]
    changed = _changed(books, sealed)
    items = canon.gather(books.entries, changed, books.root) if changed else {}
    for code in changed:
        lines = [seal_changes.Sealed(line, one.period, one.place(number)) for one in sealed[code] for number, line in one.items]
        findings += seal_changes.find(code, lines, items[code], canon.options(books.options), sealed[code][-1].through)
    told = {one.project for one in findings if one.code == "seal-broken"}
    return findings + [
        one for code, found in sealed.items() if code not in told for closed in found for one in _moved(books, code, closed)
    ]


def _unread(folder: Path, read: Sequence[Closed]) -> Iterator[Finding]:
    """Find the files that say that they are closings, but of which no seal could be read."""
    known = {one.path for one in read}
    for path in (one for one in _files(folder) if one not in known):
        content = path.read_text(encoding="utf-8", errors="replace")
        said = _CLOSE.search(content)
        if said is not None:
            message = text("The file is a closing, but no seal can be read in it, so nothing that it closed is guarded.")
            yield finding("seal-chain", message, Place(str(path), content.count("\n", 0, said.start()) + 1), folder.name)


def _unmatched(books: Books, sealed: Mapping[str, Sequence[Closed]]) -> Iterator[Finding]:
    """Find the seals in the books that stand in no closing."""
    for code, agreement in books.agreements.items():
        known = {(one.project, one.period, one.through, one.sha256) for one in sealed.get(code, ())}
        for one in agreement.seals:
            if (one.project, one.period, one.through, one.sha256) not in known:
                message = text("The seal of {period} stands in no closing, so it guards nothing.", period=one.period)
                yield finding("seal-chain", message, one.place, code, scope=(one.period,))


def _moved(books: Books, code: str, closed: Closed) -> Iterator[Finding]:
    """Find what directives of later days say otherwise of a closed period than its closing: its dates, the budget then.

    Where a sealed line itself was changed this is not told as well.
    """
    agreement = books.agreements.get(code)
    terms = agreement.at(closed.through) if agreement else None
    period = agreement.period(closed.period) if agreement else None
    now = ("", "") if terms is None or period is None else heads(terms, period)
    place = closed.place() if period is None else period.place
    for (_, was), current, where in zip(closed.lines[1:HEADS], now, (closed.place(), place), strict=False):
        if was != current:
            message = text(
                "{period} was closed with “{old}”; now it is “{new}”.", period=closed.period, old=was, new=current or "–"
            )
            yield finding("seal-broken", message, where, code, scope=(closed.period,))


def _changed(books: Books, sealed: Mapping[str, Sequence[Closed]]) -> list[str]:
    """Give the projects of which a sealed line is gone or another has come: fast, because there are hardly ever any."""
    if not sealed:
        return []
    was = {code: Counter(line for one in found for _, line in one.items) for code, found in sealed.items()}
    through = {code: found[-1].through for code, found in sealed.items()}
    options = canon.options(books.options)
    left = {code: Counter(lines) for code, lines in was.items()}
    changed = set()
    for code in sealed:
        left[code].subtract(options)
    last = max(through.values())
    for codes, item in canon.written((one for one in books.entries if one.date <= last), tuple(sealed), books.root):
        for code in codes:
            if item.day <= through[code]:
                left[code][item.text] -= 1
                if not item.addable and left[code][item.text] < 0:
                    changed.add(code)
    return [code for code in sealed if code in changed or any(count > 0 for count in left[code].values())]


def _chained(code: str, sealed: Sequence[Closed]) -> Iterator[Finding]:
    """Check that each seal is the one over its lines, and names the one before it."""
    before = ""
    for one in sealed:
        if one.computed != one.sha256 or one.project != code:
            message = text("The seal of {period} is not the one over the lines that its closing holds.", period=one.period)
            yield finding("seal-chain", message, one.place(), code)
        elif one.previous != before:
            message = text(
                "The closing of {period} follows the seal {found}, but the one before it is {expected}.",
                period=one.period,
                found=one.previous or FIRST,
                expected=before or FIRST,
            )
            yield finding("seal-chain", message, one.place(one.lines[0][0]), code)
        before = one.sha256


def _void(books: Books, code: str, every: Sequence[Closed]) -> Iterator[Finding]:
    """Tell the seals that a reopening made void, until their periods are closed again."""
    closed = {one.period for one in every if not one.retired}
    last: Mapping[str, Closed] = {one.period: one for one in every if one.retired and one.period not in closed}
    agreement = books.agreements.get(code)
    for one in last.values():
        state = next((s for s in reversed(agreement.states if agreement else ()) if s.state == "reopened"), None)
        message = text(
            "The seal {seal}… of {period} is void: {reopened} was reopened on {day} by {by}: {reason}",
            seal=one.sha256[:16],
            period=one.period,
            reopened=state.period if state else "–",
            day=state.dated if state else "–",
            by=(state.by if state else "") or "–",
            reason=(state.reason if state else "") or "–",
        )
        yield finding("seal-void", message, state.place if state else one.place(), code, scope=(one.period,))

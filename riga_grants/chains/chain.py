"""The chain of generated files: each names the one before it with its hash, and seals itself with a trailer.

So a file that was torn, edited, copied, renamed or lost is found when the books are checked. What no chain can show is the
loss of its last file; the copy in git or in the backup does.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from riga_grants.chains.folders import AGREEMENTS
from riga_grants.chains.folders import BUDGETS
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.folders import IMPORTED
from riga_grants.chains.folders import chains
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Text
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.texts import plain

START = "000000-start.beancount"
START_TEXT = """\
;; What `riga-grants` generates in this folder follows this file, one file for each act, and is never changed afterwards.
;; This file starts their chain: it holds no entries, and the first of them names its hash. Leave it as it is.
"""
SUFFIX = ".beancount"
FILE, PROJECT, PREVIOUS, PREVIOUS_SHA256 = "file", "project", "previous", "previous-sha256"
IMPORT, MADE_AT, BY, KIND, REASON, UNDOES = "import", "made-at", "by", "kind", "reason", "undoes"
SOURCE, SOURCE_SHA256, LAYOUT = "source", "source-sha256", "layout"
PERIOD, RETIRES = "period", "retires"
"""Keys of a generated file's header."""

RETIRED = ".reopened"
"""What a closing's name ends with since its period was reopened: it is a link of the chain still, but loaded no longer."""

_NAME = re.compile(r"([0-9]{6})-[a-z0-9]+(?:-[a-z0-9]+)*\.beancount")
_HEADER = re.compile(r";; ([a-z0-9-]+): (.*)")
_RETIRES = re.compile(rf"^;; {RETIRES}: (\S+) ([0-9a-f]{{64}})$", re.MULTILINE)
_TRAILER = ";; end: "
_END = re.compile(rb";; end: .*sha256 ([0-9a-f]{64})\n")
_COUNTED = re.compile(r";; end: entries ([0-9]+), sum (-?[0-9]+)\.([0-9]{2}) ([A-Z]+), sha256 [0-9a-f]{64}")
_ENTRY = re.compile(rb"^[0-9]{4}-[0-9]{2}-[0-9]{2} (?:[*!]|custom) ", re.MULTILINE)
_COST = re.compile(
    rb"^(?:  Expenses:[^ \n]+|[0-9-]{10} custom \"grant-(?:budget|project)\" [^\n]*?) +(-?[0-9]+)\.([0-9]{2}) ([A-Z]+)$",
    re.MULTILINE,
)


class Link(NamedTuple):
    """A file of the chain as read: its number, its path, its bytes."""

    number: int
    path: Path
    content: bytes

    @property
    def name(self) -> str:
        """The name that it was written under."""
        return self.path.name.removesuffix(RETIRED)

    @property
    def sha256(self) -> str:
        """The hash of all its bytes, by which the next file names it."""
        return hashlib.sha256(self.content).hexdigest()


class Count(NamedTuple):
    """What a file's trailer says: how many entries it holds, and their sum in cents of a currency."""

    entries: int
    cents: int
    currency: str


def header(values: Iterable[tuple[str, str]]) -> str:
    """Write the lines that begin a generated file; no value can open a line of its own."""
    return "".join(f";; {key}: {plain(value).text}\n" for key, value in values)


def read_header(lines: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Read the lines that begin a generated file: by key, the number of the line and the value."""
    values = {}
    for number, line in enumerate(lines, 1):
        match = _HEADER.fullmatch(line.rstrip("\n"))
        if match is None:
            break
        values[match[1]] = (number, match[2])
    return values


def read_trailer(last_line: str) -> Count | None:
    """Read the line that ends a generated file; None where it is no such line."""
    match = _COUNTED.fullmatch(last_line.rstrip("\n"))
    if match is None:
        return None
    sign = -1 if match[2].startswith("-") else 1
    return Count(int(match[1]), sign * int(match[2].lstrip("-") + match[3]), match[4])


def sealed(body: bytes) -> bytes:
    """Give a generated file's bytes: its body (which ends with a line feed) and the trailer that seals it.

    The trailer counts the entries, sums their costs, budgets or totals of projects (all of one currency) and gives the sha256
    of all bytes before it.
    """
    costs = _COST.findall(body)
    total = Decimal(sum(int(whole + fraction) for whole, fraction, _ in costs)).scaleb(-2)
    currency = costs[0][2].decode() if costs else "EUR"
    entries = len(_ENTRY.findall(body))
    trailer = f"{_TRAILER}entries {entries}, sum {total:.2f} {currency}, sha256 {hashlib.sha256(body).hexdigest()}\n"
    return body + trailer.encode()


def number_of(name: str) -> int | None:
    """Read the number out of a generated file's name, retired or not; None where the name is another."""
    match = _NAME.fullmatch(name.removesuffix(RETIRED))
    return int(match[1]) if match else None


def retires(content: bytes) -> list[tuple[str, str]]:
    """Give the closings that a file retires, because it reopened their periods: the name and the sha256 of each."""
    return _RETIRES.findall(content.decode(errors="replace"))


def last(folder: Path) -> Link:
    """Give the last file of a project's folder, which must hold its start."""
    number, path = max((number, path) for path in folder.iterdir() if (number := number_of(path.name)) is not None)
    return Link(number, path, path.read_bytes())


def verify(root: Path) -> list[Finding]:
    """Check the chains of all folders of generated files below a set of books; findings name the file and the line."""
    findings: list[Finding] = []
    for parent in (IMPORTED, BUDGETS, CLOSINGS):
        for path in sorted((root / parent).iterdir()) if (root / parent).is_dir() else ():
            if path.is_symlink():
                findings.append(_stray(path, _SYMLINK))
            elif parent in (IMPORTED, CLOSINGS) and path.is_file() and _loadable(path) and path.name != START:
                findings.append(_stray(path, _MISPLACED))
    if (root / AGREEMENTS).is_symlink():
        findings.append(_stray(root / AGREEMENTS, _SYMLINK))
    for folder in chains(root):
        findings += verify_project(folder)
    return findings


def verify_project(folder: Path) -> list[Finding]:
    """Check one folder's chain: every file by itself, then each against the one before it."""
    findings: list[Finding] = []
    by_number: defaultdict[int, list[Link]] = defaultdict(list)
    for path in sorted(folder.iterdir()):
        number = number_of(path.name)
        if path.is_symlink():
            findings.append(_stray(path, _SYMLINK))
        elif path.is_dir() or (_loadable(path) and (number is None or (number == 0 and path.name != START))):
            findings.append(_stray(path, _MISPLACED))
        elif number is not None:
            by_number[number].append(Link(number, path, path.read_bytes()))
    links = []
    for same in by_number.values():
        link, *others = sorted(same, key=lambda one: not _named_right(one))
        links.append(link)
        findings += [_stray(other.path, text("{file} has the same number.", file=link.path.name)) for other in others]
    findings += _retired_findings(links, folder.name)
    if links and links[0].number != 0:
        message = text("The file {file}, which starts the chain, is missing.", file=START)
        findings.append(finding("import-chain", message, Place(str(links[0].path), 1), folder.name))
    return findings + _verify_links(links, folder.name)


def _named_right(link: Link) -> bool:
    """Say whether a file calls itself by the name it has; a copy does not."""
    return f";; {FILE}: {link.name}\n".encode() in link.content


def _retired_findings(links: Iterable[Link], project: str) -> Iterator[Finding]:
    """Check that what is retired was reopened by a later file, and that what was reopened is retired."""
    links = list(links)
    by = {named: link for link in links for named in retires(link.content)}
    for link in links:
        reopener = by.get((link.name, link.sha256))
        retired = link.path.name != link.name
        if retired and (reopener is None or reopener.number < link.number):
            yield _stray(link.path, text("No later file says that this one was reopened."))
        elif reopener is not None and not retired:
            message = text(
                "{reopener} reopened the period that this file closed, but it still counts: rename it to {name}.",
                reopener=reopener.name,
                name=link.name + RETIRED,
            )
            yield finding("seal-chain", message, Place(str(link.path), 1), project)


def _verify_links(links: list[Link], project: str) -> list[Finding]:
    findings: list[Finding] = []
    previous: Link | None = None
    for link in links:
        own = _start_findings(link) if link.number == 0 else _seal_findings(link, project)
        if not own and link.number != 0:
            own = _header_findings(link, previous, project)
        findings += own
        previous = None if own and own[0].code != "import-chain" else link
    return findings


def _start_findings(link: Link) -> list[Finding]:
    for number, line in enumerate(link.content.decode(errors="replace").splitlines(), 1):
        if line.strip() and not line.startswith(";"):
            message = text("The file that starts the chain holds more than comments.")
            return [finding("import-altered", message, Place(str(link.path), number))]
    return []


def _seal_findings(link: Link, project: str) -> list[Finding]:
    """Check a file against its own trailer."""
    content = link.content
    cut = content.rfind(f"\n{_TRAILER}".encode()) + 1
    match = _END.fullmatch(content, cut) if cut else None
    if match is None:
        code, message = ("import-altered", _APPENDED) if _END.search(content) else ("import-torn", _TORN)
    elif content == sealed(content[:cut]):
        return []
    elif hashlib.sha256(content[:cut]).hexdigest().encode() != match[1]:
        code, message = "import-altered", text("The file's content is not the one that was imported: its sha256 is another.")
    else:
        code, message = (
            "import-altered",
            text("The file's trailer is not the one that was written: its count or sum is another."),
        )
    return [finding(code, message, Place(str(link.path), _last_line(content)), project)]


def _header_findings(link: Link, previous: Link | None, project: str) -> list[Finding]:
    """Check what a sound file says of its own name and of the file before it; a broken file before it is reported already."""
    values = read_header(link.content.decode().split("\n"))
    for key, expected in ((FILE, link.name), (PROJECT, project)):
        number, value = values.get(key, (1, ""))
        if value != expected:
            message = text(
                "The file is a copy or was renamed: it was written as {found}, not {expected}.", found=value, expected=expected
            )
            return [finding("import-stray", message, Place(str(link.path), number), project)]
    if previous is None:
        return []
    for key, expected in ((PREVIOUS, previous.name), (PREVIOUS_SHA256, previous.sha256)):
        number, value = values.get(key, (1, ""))
        if value != expected:
            message = text(
                "The file before this one is not the one that stood there: {found} is missing or was replaced.", found=value
            )
            return [finding("import-chain", message, Place(str(link.path), number), project)]
    return []


def _last_line(content: bytes) -> int:
    return max(1, content.count(b"\n") + (not content.endswith(b"\n")))


def _loadable(path: Path) -> bool:
    return path.name.casefold().endswith(SUFFIX) and not path.name.startswith(".")


def _stray(path: Path, message: Text) -> Finding:
    return finding("import-stray", message, Place(str(path), 1))


_SYMLINK = text("A link to another file or folder would count its costs twice.")
_MISPLACED = text("No import has written this; what stands here is loaded with the imports.")
_TORN = text("The file ends before its trailer: it was cut off.")
_APPENDED = text("Something was written behind the file's trailer, or into it.")

"""The imports that a set of books has had, read from what their generated files say of themselves."""

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from riga_grants.chains import chain
from riga_grants.chains.folders import CLOSINGS
from riga_grants.chains.folders import chains

_NUMBER = re.compile("[0-9]{1,9}")


class Generated(NamedTuple):
    """A generated file: its path, the keys and values of its header, and what its trailer counts (None: it has none)."""

    path: Path
    header: Mapping[str, str]
    counted: chain.Count | None = None

    @property
    def number(self) -> int:
        """The number of the import that made it, 0 where it has none."""
        return _number(self.header.get(chain.IMPORT, ""))


class Import(NamedTuple):
    """One import, or the undoing of one: what its files say. `number` is 0 where they say none."""

    number: int
    files: tuple[Generated, ...]

    @property
    def undoes(self) -> int:
        """The number of the import that it undoes, 0 where it is none."""
        return _number(self.says(chain.UNDOES))

    @property
    def entries(self) -> int:
        """How many entries it wrote."""
        return sum(file.counted.entries for file in self.files if file.counted)

    @property
    def sums(self) -> Mapping[str, int]:
        """The sum of its entries in cents, by currency."""
        sums: Counter[str] = Counter()
        for file in self.files:
            if file.counted:
                sums[file.counted.currency] += file.counted.cents
        return sums

    def says(self, key: str) -> str:
        """Give a value of the header, which is the same in all its files; "" where there is none."""
        return self.files[0].header.get(key, "")


def imports(root: Path) -> list[Import]:
    """Give the imports of a set of books by their number; files that name none come first, each by itself."""
    files: defaultdict[int, list[Generated]] = defaultdict(list)
    for one in generated(root):
        files[one.number].append(one)
    unnumbered = [Import(0, (one,)) for one in files.pop(0, [])]
    return [*unnumbered, *(Import(number, tuple(files[number])) for number in sorted(files))]


def generated(root: Path) -> Iterator[Generated]:
    """Give the generated files of a set of books, folder by folder in the order of their chains."""
    for folder in (one for one in chains(root) if one.parent != root / CLOSINGS):
        for path in sorted(path for path in folder.iterdir() if chain.number_of(path.name) and path.is_file()):
            with path.open(encoding="utf-8", errors="replace") as file:
                header = {key: value for key, (_, value) in chain.read_header(file).items()}
                yield Generated(path, header, chain.read_trailer(_last(file)))


def last_number(root: Path) -> int:
    """Give the number of the last import, 0 before the first."""
    return max((one.number for one in generated(root)), default=0)


def _last(lines: Iterable[str]) -> str:
    last = ""
    for line in lines:
        last = line
    return last


def _number(value: str) -> int:
    return int(value) if _NUMBER.fullmatch(value) else 0

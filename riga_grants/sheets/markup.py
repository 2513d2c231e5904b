"""XML read as a stream: the one door to expat. A document type is refused, so there is no entity, and nothing is fetched."""

from collections.abc import Callable
from typing import IO
from typing import Final
from xml.parsers import expat

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]

_CHUNK: Final = 2**20


class ForbiddenError(ValueError):
    """The XML has a document type: only hostile files do."""


def stream(source: IO[bytes], start: Start, end: End | None = None, data: Data | None = None) -> None:
    """Walk through an XML file; names are as spelt, with their prefix (`local` takes it off)."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    while chunk := source.read(_CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by place only
    parser.Parse(b"", True)  # noqa: FBT003


def elements(source: IO[bytes], *wanted: str) -> list[tuple[str, dict[str, str]]]:
    """List the elements of a small part that have one of the local names, with their attributes by local name."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if (short := local(name)) in wanted:
            found.append((short, {local(key): value for key, value in attributes.items()}))

    stream(source, start)
    return found


def local(name: str) -> str:
    """Take the prefix off a name: producers choose their own."""
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise ForbiddenError

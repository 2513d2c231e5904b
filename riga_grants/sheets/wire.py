"""What goes over the pipe between the program and the child that reads its files: frames, and sheets as JSON in them.

JSON and not pickle: the child reads hostile files, so what it says is data and never code. A frame is one letter, the length
of what follows in eight bytes, and so many bytes.
"""

import json
import struct
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from typing import IO
from typing import Any
from typing import Final

from riga_grants.errors import Text
from riga_grants.sheets.cells import At
from riga_grants.sheets.cells import Raw
from riga_grants.sheets.cells import Sheet

ASK: Final = b"A"  # to the child: what to do, as JSON
CONTENT: Final = b"C"  # to the child: the file's bytes
PROGRESS: Final = b"P"  # rows looked at so far
SHEET: Final = b"S"  # a sheet without its rows
ROWS: Final = b"R"  # some rows of the last sheet
NAMES: Final = b"N"  # the names of the sheets
REFUSED: Final = b"E"  # why the file cannot be read
MEMORY: Final = b"M"  # there was not enough memory
DONE: Final = b"D"
LAST: Final = frozenset({REFUSED, MEMORY, DONE})  # one of these ends an answer

_HEAD: Final = struct.Struct("<cQ")
_ROWS_IN_A_FRAME: Final = 5_000

Frame = tuple[bytes, bytes]


def send(pipe: IO[bytes], kind: bytes, content: bytes = b"") -> None:
    """Write a frame."""
    pipe.write(_HEAD.pack(kind, len(content)))
    pipe.write(content)
    pipe.flush()


def frames(pipe: IO[bytes]) -> Iterator[Frame]:
    """Read frames until the pipe ends; the last one, if it is not whole, is left out."""
    while len(head := pipe.read(_HEAD.size)) == _HEAD.size:
        kind, length = _HEAD.unpack(head)
        content = pipe.read(length)
        if len(content) < length:
            return
        yield kind, content


def packed(sheets: Iterable[Sheet]) -> Iterator[Frame]:
    """Give sheets as frames."""
    for sheet in sheets:
        yield SHEET, json.dumps(_bare(sheet)).encode()
        for first in range(0, len(sheet.rows), _ROWS_IN_A_FRAME):
            yield ROWS, json.dumps(sheet.rows[first : first + _ROWS_IN_A_FRAME], default=_tagged).encode()


def unpacked(parts: Iterable[Frame]) -> tuple[Sheet, ...]:
    """Give the sheets that `packed` made frames of."""
    sheets: list[Sheet] = []
    rows: list[list[Raw]] = []
    for kind, content in parts:
        if kind == SHEET:
            rows = []
            sheets.append(_sheet(json.loads(content), rows))
        else:
            rows.extend([_untagged(*cell) if type(cell) is list else cell for cell in row] for row in json.loads(content))
    return tuple(sheets)


def pack_text(message: Text) -> bytes:
    """Give a message as JSON; its values are texts, counts and messages."""
    return json.dumps(_plain(message)).encode()


def unpack_text(content: bytes) -> Text:
    """Give the message that `pack_text` packed."""
    return _text(json.loads(content))


def _bare(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "height": sheet.height,
        "width": sheet.width,
        "visible": sheet.visible,
        "problems": _listed(sheet.problems),
        "marks": _listed(sheet.marks),
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns),
        "merged": sheet.merged,
        "shown": _listed(sheet.shown),
    }


def _sheet(bare: dict[str, Any], rows: list[list[Raw]]) -> Sheet:
    return Sheet(
        **bare
        | {
            "rows": rows,
            "hidden_rows": frozenset(bare["hidden_rows"]),
            "hidden_columns": frozenset(bare["hidden_columns"]),
            "merged": tuple(((a, b), (c, d)) for (a, b), (c, d) in bare["merged"]),
        }
        | {name: {(row, column): words for row, column, words in bare[name]} for name in ("problems", "marks", "shown")}
    )


def _listed(cells: Mapping[At, str]) -> list[tuple[int, int, str]]:
    return [(*at, words) for at, words in cells.items()]


def _tagged(value: object) -> list[object]:
    """Give a value that JSON has no form for as a list; no cell is a list itself."""
    if isinstance(value, datetime | time):
        return [type(value).__name__, value.isoformat()]
    if isinstance(value, date):
        return ["date", value.toordinal()]
    assert isinstance(value, timedelta)  # noqa: S101 - a cell holds nothing else
    return ["timedelta", value.days, value.seconds, value.microseconds]


_MAKE: Final[dict[str, Any]] = {
    "date": date.fromordinal,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": timedelta,
}


def _untagged(kind: str, *parts: Any) -> Raw:  # noqa: ANN401 - what each kind is made of
    made: Raw = _MAKE[kind](*parts)
    return made


def _plain(message: Text) -> list[object]:
    values = {name: _plain(value) if isinstance(value, Text) else value for name, value in message.values.items()}
    return [message.msgid, values]


def _text(plain: list[Any]) -> Text:
    msgid, values = plain
    return Text(msgid, {name: _text(value) if isinstance(value, list) else value for name, value in values.items()})

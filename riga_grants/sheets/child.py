"""The child process: reads files for the program, one after another, until its input ends. It knows no ledger.

What a hostile file can do is done here: the program (`worker`) watches and ends it.
"""

import gc
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import IO
from typing import Any
from typing import Final

from riga_grants.errors import UserDataError
from riga_grants.sheets import wire
from riga_grants.sheets.parse import names
from riga_grants.sheets.parse import parse

_PATIENCE: Final = 3.0  # seconds that a file being read still has after the program is gone
_PAUSE: Final = 0.1  # seconds between two reports of progress


def main() -> None:
    """Answer until the program closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program decides what ends when someone interrupts it
    gc.disable()  # millions of cells are no cycles
    answers = _answers()
    requests: SimpleQueue[wire.Frame | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, requests), daemon=True).start()
    while (asked := requests.get()) and (content := requests.get()):
        _answer(answers, json.loads(asked[1]), content[1])


def _answers() -> IO[bytes]:
    """Take the pipe to the program for answers alone: what a library prints must not come between them."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device, not a path
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    return own


def _listen(source: IO[bytes], requests: "SimpleQueue[wire.Frame | None]") -> None:
    for frame in wire.frames(source):
        requests.put(frame)
    requests.put(None)
    time.sleep(_PATIENCE)
    os._exit(1)


def _answer(answers: IO[bytes], asked: dict[str, Any], content: bytes) -> None:
    do = asked.pop("do")
    try:
        if do == "names":
            wire.send(answers, wire.NAMES, json.dumps(names(content)).encode())
        else:
            for kind, part in wire.packed(parse(content, _reporter(answers), **asked)):
                wire.send(answers, kind, part)
        wire.send(answers, wire.DONE)
    except UserDataError as problem:
        wire.send(answers, wire.REFUSED, wire.pack_text(problem.reason))
    except MemoryError:
        wire.send(answers, wire.MEMORY)


def _reporter(answers: IO[bytes]) -> Callable[[int], None]:
    last = time.monotonic()

    def report(rows: int) -> None:
        nonlocal last
        if time.monotonic() - last > _PAUSE:
            last = time.monotonic()
            wire.send(answers, wire.PROGRESS, json.dumps(rows).encode())

    return report

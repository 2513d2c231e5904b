"""The program's side of the child process that reads files: starts it, asks it, watches it, ends it.

One child reads file after file, and is started when the first is. It may use MEMORY_MB of memory, and for each file SECONDS of
processor time and SECONDS_PER_MB more for each megabyte; a file that needs more, or that makes a reader crash, costs the
child, never the program. Threads wait for each other.
"""

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import Empty
from queue import SimpleQueue
from typing import IO
from typing import TYPE_CHECKING
from typing import Final
from typing import NamedTuple
from typing import cast

from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import limits
from riga_grants.sheets import wire

if TYPE_CHECKING:
    import psutil

MEMORY_MB: Final = 1536
SECONDS: Final = 30
SECONDS_PER_MB: Final = 10

_KEEP_MB: Final = 256  # a child that holds more after its answer is ended, so that the memory is given back
_ADDRESSES_MB: Final = 512  # what a process reserves beyond what it uses
_WAITING: Final = 4  # seconds on the clock for each second of work, before a child counts as stuck
_EVERY: Final = 0.05
_GOODBYE: Final = 3.0
_CODE: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); import riga_grants; del sys.path[0]; "  # this package and no other
    "from riga_grants.sheets.child import main; main()"
)


class Allowed(NamedTuple):
    """What a child may use for one file: resident memory, and processor time."""

    memory_mb: int
    seconds: float


class _Child(NamedTuple):
    process: "subprocess.Popen[bytes]"
    requests: IO[bytes]
    answers: IO[bytes]
    watched: "psutil.Process"
    owner: int  # a process that was forked off this one must start its own


_lock = threading.Lock()
_kept: list[_Child] = []  # one or none


def allowed(content: bytes) -> Allowed:
    """Say what a child may use for a file: more time for a larger one."""
    return Allowed(MEMORY_MB, SECONDS + SECONDS_PER_MB * len(content) / limits.MEGABYTE)


def ask(
    request: Mapping[str, str], content: bytes, progress: Callable[[int], object], budget: Allowed | None = None
) -> list[wire.Frame]:
    """Let the child do something with a file and give its answer; raise UserDataError for what cannot be read.

    `request` says under "do" what: "read" or "names". `progress` is called in this thread.
    """
    with _lock:
        child = _running()
        answer: SimpleQueue[wire.Frame | None] = SimpleQueue()
        talk = threading.Thread(target=_talk, args=(child, request, content, answer), daemon=True)
        talk.start()
        try:
            found = _gather(child, answer, progress, budget or allowed(content))
        except BaseException:
            child.process.kill()
            talk.join()
            _end(child)
            raise
        if _memory_mb(child) > _KEEP_MB:
            _end(child)
    if found and found[-1][0] == wire.REFUSED:
        raise UserDataError(wire.unpack_text(found[-1][1]))
    return found


def stop() -> None:
    """End the child, if there is one; the next file starts another. A file that is still being read is given up."""
    if not _lock.acquire(timeout=_GOODBYE):
        for child in _kept:
            child.process.kill()
        _lock.acquire()
    while _kept:
        _end(_kept[0])
    _lock.release()


atexit.register(stop)


def _running() -> _Child:
    """Give the child; start it where there is none, or where it has died meanwhile."""
    if _kept and _kept[0].owner != os.getpid():
        _kept.clear()
    elif _kept and _kept[0].process.poll() is not None:
        _end(_kept[0])
    if not _kept:
        _kept.append(_start())
    return _kept[0]


def _start() -> _Child:
    import psutil  # noqa: PLC0415 - only who reads a file needs it

    process = subprocess.Popen(
        # Nothing is imported from the current folder (-P), where the hostile file may have a friend.
        [sys.executable, "-P", "-c", _CODE, str(Path(__file__).parents[2])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    pipes = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    return _Child(process, *pipes, psutil.Process(process.pid), os.getpid())


def _end(child: _Child) -> None:
    """End a child: it is told so, and killed if it does not listen."""
    _kept.clear()
    with suppress(OSError):
        child.requests.close()
    try:
        child.process.wait(_GOODBYE)
    except subprocess.TimeoutExpired:
        child.process.kill()
        child.process.wait()
    child.answers.close()


def _talk(child: _Child, request: Mapping[str, str], content: bytes, answer: "SimpleQueue[wire.Frame | None]") -> None:
    """Send a request and take the answer, in a thread of its own: the other one watches the child meanwhile."""
    with suppress(OSError):
        wire.send(child.requests, wire.ASK, json.dumps(dict(request)).encode())
        wire.send(child.requests, wire.CONTENT, content)
        for frame in wire.frames(child.answers):
            answer.put(frame)
            if frame[0] in wire.LAST:
                return
    answer.put(None)


def _gather(
    child: _Child, answer: "SimpleQueue[wire.Frame | None]", progress: Callable[[int], object], budget: Allowed
) -> list[wire.Frame]:
    """Collect an answer while watching the child; raise UserDataError where it dies or must be killed."""
    excess = _watch(child, budget)
    found: list[wire.Frame] = []
    while True:
        if reason := excess():
            raise UserDataError(reason)
        with suppress(Empty):
            frame = answer.get(timeout=_EVERY)
            if frame is None:
                raise UserDataError(_crashed(child))
            kind, content = frame
            if kind == wire.MEMORY:
                raise UserDataError(_too_much_memory(budget))
            if kind == wire.PROGRESS:
                progress(json.loads(content))
            elif kind != wire.DONE:
                found.append(frame)
            if kind in wire.LAST:
                return found


def _watch(child: _Child, budget: Allowed) -> Callable[[], Text | None]:
    """Give a function that says whether the child has used more than it may, and bound it by the system too where it can."""
    import psutil  # noqa: PLC0415 - only who reads a file needs it

    if hasattr(psutil, "RLIMIT_AS"):
        with suppress(psutil.Error):
            _, most = child.watched.rlimit(psutil.RLIMIT_AS)
            wished = (budget.memory_mb + _ADDRESSES_MB) * limits.MEGABYTE
            child.watched.rlimit(psutil.RLIMIT_AS, (wished if most == psutil.RLIM_INFINITY else min(wished, most), most))
    started, worked = time.monotonic(), _seconds(child)

    def excess() -> Text | None:
        seconds = max(_seconds(child) - worked, (time.monotonic() - started) / _WAITING)
        if seconds > budget.seconds:
            return text(
                "the program that read it was stopped after {seconds} seconds. "
                "Save it again in a spreadsheet program, or split it.",
                seconds=round(budget.seconds),
            )
        return _too_much_memory(budget) if _memory_mb(child) > budget.memory_mb else None

    return excess


def _seconds(child: _Child) -> float:
    with suppress(*_gone()):
        times = child.watched.cpu_times()
        return times.user + times.system
    return 0.0


def _memory_mb(child: _Child) -> float:
    with suppress(*_gone()):
        return child.watched.memory_info().rss / limits.MEGABYTE
    return 0.0


def _gone() -> tuple[type[Exception]]:
    import psutil  # noqa: PLC0415 - only who reads a file needs it

    return (psutil.Error,)


def _too_much_memory(budget: Allowed) -> Text:
    return text(
        "the program that read it was stopped because it needed more than {limit} MB of memory. "
        "Save it again in a spreadsheet program, or split it.",
        limit=budget.memory_mb,
    )


def _crashed(child: _Child) -> Text:
    return text(
        "the program that read it crashed (exit code {code}). "
        "Open it in a spreadsheet program and save it again, or ask for a new copy.",
        code=child.process.wait(),
    )

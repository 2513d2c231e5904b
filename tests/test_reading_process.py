"""The process that reads files for the program: what goes over the pipe, what it may use, and how it ends."""

import io
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace

import psutil
import pytest
from containers import KINDS
from containers import Table
from containers import made
from hypothesis import given
from hypothesis import strategies as st

from riga_grants import sheets
from riga_grants.errors import BooksError
from riga_grants.errors import Text
from riga_grants.errors import UserDataError
from riga_grants.errors import text
from riga_grants.sheets import Raw
from riga_grants.sheets import Sheet
from riga_grants.sheets import child
from riga_grants.sheets import limits
from riga_grants.sheets import wire
from riga_grants.sheets import worker
from riga_grants.sheets.worker import Allowed

SMALL = made("csv", Table([["Nr.", "Summa"], [1, 12.5]]))
LONG = b"Nr.;x;Summa\n" + b"1;a;12,50\n" * 150_000


@pytest.fixture(autouse=True, scope="module")
def _ended() -> Iterator[None]:
    """End the process before the test run does, so that what it covered is counted."""
    yield
    worker.stop()


def ignore(_: int) -> None:
    """Take a report of progress."""


def pid() -> int:
    """Give the number of the process that reads files now."""
    sheets.read("a.csv", SMALL)
    (kept,) = worker._kept  # noqa: SLF001 - what these tests are about
    return kept.process.pid


def ends(number: int) -> bool:
    """Say whether a process ends within a few seconds."""
    deadline = time.monotonic() + 20
    while psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


# What goes over the pipe

words = st.text(st.characters(), max_size=6)
at = st.tuples(st.integers(0, 300_000), st.integers(0, 500))
raw = st.one_of(
    words, st.floats(allow_nan=False), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas()
)  # fmt: skip
sheet = st.builds(
    Sheet,
    name=words,
    rows=st.lists(st.lists(raw, max_size=4), max_size=5),
    height=st.integers(0, 10),
    width=st.integers(0, 10),
    visible=st.booleans(),
    problems=st.dictionaries(at, words, max_size=3),
    marks=st.dictionaries(at, words, max_size=3),
    hidden_rows=st.frozensets(st.integers(0, 99), max_size=3),
    hidden_columns=st.frozensets(st.integers(0, 99), max_size=3),
    merged=st.lists(st.tuples(at, at), max_size=3).map(tuple),
    shown=st.dictionaries(at, words, max_size=3),
)


@given(made_sheets=st.lists(sheet, max_size=3))
def test_every_sheet_survives_the_pipe(made_sheets: list[Sheet]) -> None:
    pipe = io.BytesIO()
    for kind, content in wire.packed(made_sheets):
        wire.send(pipe, kind, content)
    pipe.seek(0)
    assert wire.unpacked(wire.frames(pipe)) == tuple(made_sheets)


def test_types_survive_the_pipe_too() -> None:
    """True is no 1.0 and a moment at midnight no day, although Python calls them equal or nearly so."""
    row: list[Raw] = [True, 1.0, "1", date(2014, 1, 31), datetime(2014, 1, 31), timedelta(1)]  # noqa: DTZ001 - as in a cell
    (found,) = wire.unpacked(wire.packed([Sheet("a", [row], 1, 6, True, {}, {}, frozenset(), frozenset())]))  # noqa: FBT003
    assert [(type(value), value) for value in found.rows[0]] == [(type(value), value) for value in row]


def test_messages_survive_the_pipe_with_the_messages_inside_them() -> None:
    message = text("{a} – {b} – {c}", a=text("“{x}”", x="ā{}"), b=5, c="z")
    assert wire.unpack_text(wire.pack_text(message)) == message
    assert isinstance(wire.unpack_text(wire.pack_text(message)).values["a"], Text)


@pytest.mark.parametrize("length", [0, 5, 9, 11])
def test_a_frame_that_is_cut_off_is_no_frame(length: int) -> None:
    pipe = io.BytesIO()
    wire.send(pipe, wire.ROWS, b"[]")
    whole = pipe.getvalue() + pipe.getvalue()[:length]
    assert list(wire.frames(io.BytesIO(whole))) == [(wire.ROWS, b"[]")] * (2 if length == 11 else 1)


# One process for file after file


def test_one_process_reads_file_after_file_and_a_refused_one_does_not_end_it() -> None:
    first = pid()
    with pytest.raises(BooksError):
        sheets.read("a.xlsx", b"%PDF")
    assert pid() == first


def test_threads_wait_for_each_other_and_get_their_own_sheets() -> None:
    found: dict[int, object] = {}

    def read(number: int) -> None:
        found[number] = sheets.read("a.csv", f"Nr.;x\n{number};y\n".encode())[0].value((1, 0))

    threads = [threading.Thread(target=read, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: str(number) for number in range(12)}


def test_a_process_that_died_meanwhile_is_replaced() -> None:
    first = pid()
    (kept,) = worker._kept  # noqa: SLF001
    kept.process.kill()
    kept.process.wait()
    assert pid() != first


def test_a_process_that_grew_is_ended_so_that_its_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = pid()
    monkeypatch.setattr(worker, "_KEEP_MB", 1)
    sheets.read("a.csv", SMALL)
    assert ends(first)
    assert worker._kept == []  # noqa: SLF001


def test_a_process_that_was_forked_off_starts_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    first = pid()
    (parents,) = worker._kept  # noqa: SLF001
    monkeypatch.setattr(worker, "_kept", [parents._replace(owner=-1)])
    assert pid() != first
    worker.stop()
    assert psutil.pid_exists(first)


def test_a_process_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    first = pid()
    monkeypatch.setattr(worker, "_GOODBYE", 0.2)
    psutil.Process(first).suspend()
    worker.stop()
    assert ends(first)


def test_a_file_that_is_still_being_read_is_given_up_when_the_program_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, refused = threading.Event(), list[BooksError]()

    def read() -> None:
        with pytest.raises(BooksError, match="crashed") as raised:
            sheets.read("a.csv", LONG, lambda _: begun.set())
        refused.append(raised.value)

    first = pid()
    monkeypatch.setattr(worker, "_GOODBYE", 0.01)
    thread = threading.Thread(target=read)
    thread.start()
    assert begun.wait(20)
    worker.stop()
    thread.join()
    assert len(refused) == 1
    assert ends(first)


def test_stopping_twice_is_stopping_once() -> None:
    first = pid()
    worker.stop()
    worker.stop()
    assert ends(first)


# What it may use


def test_more_time_is_allowed_for_a_larger_file() -> None:
    assert worker.allowed(b"") == Allowed(1536, 30)
    assert worker.allowed(bytes(3 * limits.MEGABYTE)) == Allowed(1536, 60)


def test_a_file_that_takes_too_long_is_given_up() -> None:
    first = pid()
    with pytest.raises(UserDataError, match=r"stopped after 0 seconds\. Save it again in a spreadsheet program, or split it\."):
        worker.ask({"do": "read"}, LONG, ignore, Allowed(1000, 0.05))
    assert ends(first)
    assert pid() != first


def test_a_file_that_takes_too_much_memory_is_given_up() -> None:
    content = b"a;b\n" * 4_000_000
    with pytest.raises(UserDataError, match="needed more than 100 MB of memory"):
        worker.ask({"do": "read"}, content, ignore, Allowed(100, 100))
    assert sheets.read("a.csv", SMALL)[0].height == 2


def test_where_the_system_cannot_bound_a_process_it_is_watched_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(psutil, "RLIMIT_AS", raising=False)
    with pytest.raises(UserDataError, match="needed more than 1 MB of memory"):
        worker.ask({"do": "read"}, LONG, ignore, Allowed(1, 100))


def test_a_process_that_is_gone_uses_nothing() -> None:
    pid()
    (kept,) = worker._kept  # noqa: SLF001
    worker.stop()
    assert worker._seconds(kept) == worker._memory_mb(kept) == 0.0  # noqa: SLF001


def test_a_reader_that_crashes_costs_its_process_only() -> None:
    first = pid()

    def kill(_: int) -> None:
        psutil.Process(first).kill()

    with pytest.raises(BooksError, match=r"the program that read it crashed \(exit code -?\d+\)"):
        sheets.read("a.csv", LONG, kill)
    assert sheets.read("a.csv", SMALL)[0].height == 2


def test_names_of_a_file_that_crashes_the_reader_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "MEMORY_MB", 1)
    assert sheets.names("a.csv", LONG) == ()


def test_an_interruption_ends_the_process_at_once() -> None:
    first = pid()

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sheets.read("a.csv", LONG, interrupt)
    assert ends(first)


def test_progress_comes_before_the_answer() -> None:
    told: list[int] = []
    (found,) = sheets.read("a.csv", LONG, told.append)
    assert told
    assert told == sorted(told)
    assert told[-1] < found.height == 150_001


# How it begins and ends


def test_nothing_is_imported_from_the_folder_that_the_user_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file may come with a friend, a Python module that has the name of one of ours."""
    worker.stop()
    for name in ("json", "lxml", "xlrd", "python_calamine", "riga_grants"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for kind in KINDS:
        assert sheets.read("a", made(kind, Table([["Nr."], [1]])))[0].height == 2
    assert not (tmp_path / "ran").exists()


PROGRAM = """
import os, sys
from pathlib import Path
from riga_grants.sheets import read, worker
read("a.csv", b"a;b")
print(worker._kept[0].process.pid, flush=True)
{end}
"""


@pytest.mark.parametrize("end", ["", "sys.exit(3)", "raise KeyboardInterrupt", "os._exit(9)"])
def test_it_ends_with_the_program_however_that_ends(end: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(end=end)], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert ends(int(done.stdout))


# The child's own part, in this process


def asked(do: str, content: bytes) -> list[wire.Frame]:
    """Give the frames with which the child answers."""
    pipe = io.BytesIO()
    child._answer(pipe, {"do": do}, content)  # noqa: SLF001
    pipe.seek(0)
    return list(wire.frames(pipe))


def test_the_child_answers_with_sheets_names_or_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = wire.unpacked(asked("read", SMALL)[:-1])
    assert found.value((1, 1)) == "12,50"
    assert asked("names", SMALL) == [(wire.NAMES, b'[""]'), (wire.DONE, b"")]
    assert [kind for kind, _ in asked("read", b"%PDF")] == [wire.REFUSED]

    def exhausted(_: bytes) -> list[str]:
        raise MemoryError

    monkeypatch.setattr(child, "names", exhausted)
    assert asked("names", SMALL) == [(wire.MEMORY, b"")]


def test_the_child_reports_progress_only_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 0.05, 0.2, 0.2, 0.25])
    monkeypatch.setattr(child, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    pipe = io.BytesIO()
    report = child._reporter(pipe)  # noqa: SLF001
    for rows in (1, 2, 3):
        report(rows)
    pipe.seek(0)
    assert [json.loads(content) for _, content in wire.frames(pipe)] == [2]


def test_a_busy_child_gives_up_when_the_program_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(child, "time", SimpleNamespace(sleep=lambda _: None))
    monkeypatch.setattr(child, "os", SimpleNamespace(_exit=ended.append))
    requests: SimpleQueue[wire.Frame | None] = SimpleQueue()
    child._listen(io.BytesIO(b""), requests)  # noqa: SLF001
    assert requests.get() is None
    assert ended == [1]


def test_memory_that_the_child_lacks_is_said_like_memory_that_it_took() -> None:
    """Where the system bounds the child, it says so itself before anybody has to end it."""
    answer: SimpleQueue[wire.Frame | None] = SimpleQueue()
    answer.put((wire.MEMORY, b""))
    pid()
    (kept,) = worker._kept  # noqa: SLF001
    with pytest.raises(UserDataError, match="needed more than 1536 MB of memory"):
        worker._gather(kept, answer, ignore, Allowed(1536, 30))  # noqa: SLF001

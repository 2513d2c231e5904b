"""The walk-through of docs/walkthrough.md, from top to bottom: files are written, commands run, tables reckoned again.

A row of a table has a figure, how it was reckoned by hand, the amount, and where the books say it: an account (the balance
that Beancount gives it), an entry's metadata by its link, or a command's JSON. Both must come to the amount, on the day in the
heading.
"""

import ast
import json
import math
import operator
import re
import shlex
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from beancount import loader
from beancount.core.data import Transaction
from beancount.core.inventory import Inventory

from riga_grants.cli import run

PAGE = (Path(__file__).parent.parent / "docs" / "walkthrough.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"^(?P<names>`[^\n]+):\n\n```(?:beancount|csv)\n(?P<content>.*?)^```$"
    r"|^```sh\n(?P<commands>.*?)^```$"
    r"|^\|[^|\n]+\| reckoned \| EUR \| in the ledger, (?P<day>\d{4}-\d\d-\d\d) \|\n\|[-|]+\|\n(?P<rows>(?:\|[^\n]+\n)+)",
    re.DOTALL | re.MULTILINE,
)
PROJECT = "MAJA"


def test_the_whole_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    steps = list(STEP.finditer(PAGE))
    reckoned = looked_up = 0
    for step in steps:
        if step["names"]:
            write(step["names"], step["content"])
        elif step["commands"]:
            for line in step["commands"].splitlines():
                command(line, monkeypatch)
        else:
            looked_up += table(step["rows"], date.fromisoformat(step["day"]), capsys)
            reckoned += step["rows"].count("\n")
    assert len(steps) == len(re.findall(r"^```\w+$|^\|--", PAGE, re.MULTILINE))  # nothing of the page was passed over
    assert (reckoned, looked_up) == (PAGE.count("\n| ") - PAGE.count("| reckoned |"), PAGE.count("` |\n"))


def write(names: str, content: str) -> None:
    """Write, or add to, the files that are named before a block."""
    for name in re.findall(r"`([^`]+)`", names):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{content}" if path.stat().st_size else content)


def command(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a line of a shell block; each must end well."""
    match shlex.split(line):
        case ["cd", folder]:
            monkeypatch.chdir(folder)
        case ["export", setting]:
            monkeypatch.setenv(*setting.split("=", 1))
        case ["riga-grants", *arguments]:
            assert (run([*arguments, "--lang", "en"]), line) == (0, line)
        case _:
            pytest.fail(f"not understood: {line}")


def table(rows: str, day: date, capsys: pytest.CaptureFixture[str]) -> int:
    """Compare each row's amount with its reckoning and with the books; give how many the books told."""
    shown = asking(day, capsys)
    told = 0
    for row in rows.splitlines():
        figure, reckoning, written, place = (cell.strip() for cell in row.strip("|").split("|"))
        amount = decimal(reckon(written))
        assert (figure, decimal(reckon(reckoning or written))) == (figure, amount)
        if place:
            assert (figure, decimal(in_the_books(place.strip("`"), day, shown))) == (figure, amount)
            told += 1
    return told


def decimal(amount: Fraction) -> Decimal:
    """Give an amount as people read it; a finite one, so nothing is lost."""
    return Decimal(amount.numerator) / Decimal(amount.denominator)


# What the books say.

Shown = Callable[..., dict[str, Any]]
"""A command's JSON, by its words."""


def asking(day: date, capsys: pytest.CaptureFixture[str]) -> Shown:
    """Give what runs a command that only looks, as of a day, and gives its JSON; each but once."""

    @cache
    def shown(*words: str) -> dict[str, Any]:
        capsys.readouterr()
        assert run([*words, "--as-of", day.isoformat(), "--format", "json", "--lang", "en"]) in {0, 1}
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    return shown


def in_the_books(place: str, day: date, shown: Shown) -> Fraction:
    """Give the amount that stands at a place of the books."""
    match place.split():
        case [account] if ":" in account:
            return balance(account.removeprefix("-"), day) * (-1 if account.startswith("-") else 1)
        case [link, key] if link.startswith("^"):
            return said_at(link.removeprefix("^"), key)
        case ["settlement", *keys]:
            return Fraction(of_settlement(shown("settlement", PROJECT)["funders"][0], keys))
        case ["shares", period, source, *accounts]:
            return Fraction(of_shares(shown("shares", PROJECT, "--period", period), source, accounts))
        case ["check", *keys]:
            return Fraction(of_check(shown("check", PROJECT), keys))
    pytest.fail(f"no place in the books: {place}")


def entries() -> Iterator[Transaction]:
    """Give all transactions as Beancount loads them."""
    loader.initialize(use_cache=False)
    loaded, _, _ = loader.load_file(str(Path("ledger/main.beancount").absolute()))
    return (entry for entry in loaded if isinstance(entry, Transaction))


def balance(account: str, day: date) -> Fraction:
    """Give Beancount's balance of an account, and what is below it, at the end of a day."""
    held = Inventory()
    for entry in entries():
        for posting in entry.postings if entry.date <= day else ():
            if f"{posting.account}:".startswith(f"{account}:"):
                held.add_position(posting)
    return sum((Fraction(position.units.number or 0) for position in held), Fraction(0))


def said_at(link: str, key: str) -> Fraction:
    """Give an amount in the metadata of the one entry with a link."""
    (amount,) = [entry.meta[key] for entry in entries() if link in entry.links and key in entry.meta]
    return Fraction(amount.number)


def of_settlement(funder: Mapping[str, Any], keys: list[str]) -> str:
    """Read `received`, or of the next instalment `next` (its amount) and `next needed`."""
    if keys[0] != "next":
        return str(funder[keys[0]])
    (instalment,) = [one for one in funder["instalments"] if one["number"] == funder["next"]]
    return str(instalment[keys[1] if len(keys) > 1 else "amount"])


def of_shares(shown: Mapping[str, Any], source: str, accounts: list[str]) -> str:
    """Read what a source bears, of all or of one line."""
    if not accounts:
        return next(str(one["amount"]) for one in shown["sources"] if one["source"] == source)
    return next(str(row["borne"][source]) for row in shown["rows"] if row["account"] == accounts[0])


def of_check(shown: Mapping[str, Any], keys: list[str]) -> str:
    """Read `budget`, `RD earned`, `Expenses:… budget`, or by how much a finding says that something is off."""
    (project,) = shown["projects"]
    match keys:
        case [key] if key in project:
            return str(project[key])
        case [code]:
            return next(str(one["excess"]) for one in shown["findings"] if one["code"] == code)
        case [account, key] if ":" in account:
            return next(str(line[key]) for line in project["lines"] if line["account"] == account)
    return next(str(source[keys[1]]) for source in project["sources"] if source["funder"] == keys[0])


# Reckoning what is written as people write it.

OPERATIONS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def reckon(written: str) -> Fraction:
    """Reckon `3 × 1 100.37 − 20.15` exactly; ⌊…⌋ is rounded down to the cent, min(…, …) is the smaller."""
    plain = re.sub(r"(?<=\d) (?=\d{3})", "", written).replace("×", "*").replace("−", "-")
    return _value(ast.parse(plain.replace("⌊", "floor(").replace("⌋", ")"), mode="eval").body, plain)


def _value(node: ast.expr, plain: str) -> Fraction:
    match node:
        case ast.Constant():
            return Fraction(str(node.value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, plain)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATIONS[type(op)](_value(left, plain), _value(right, plain))
        case ast.Call(func=ast.Name(id="floor"), args=[inner]):
            return Fraction(math.floor(_value(inner, plain) * 100), 100)
        case ast.Call(func=ast.Name(id="min"), args=args):
            return min(_value(inner, plain) for inner in args)
    pytest.fail(f"cannot be reckoned: {plain}")


def test_reckoning_is_exact() -> None:
    assert reckon("4 639.25 × 482 879 / 1 000 000") == Fraction("2240.19640075")
    assert reckon("⌊2 240.19640075⌋ − 0.20") == Fraction("2239.99")
    assert reckon("min(4 828.79, −121.77)") == Fraction("-121.77")

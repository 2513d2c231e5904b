"""docs/findings.md is the catalogue of findings: each example in it triggers exactly its code, on the line with the arrow."""

import re
from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from beancount import loader

from riga_grants import books
from riga_grants import checks
from riga_grants import i18n
from riga_grants import names
from riga_grants.errors import BooksError
from riga_grants.errors import Finding

CATALOGUE = (Path(__file__).parent.parent / "docs" / "findings.md").read_text(encoding="utf-8")
BEGINNING = re.search(r"```beancount\n(.*?)```", CATALOGUE, re.DOTALL)
SECTION = re.compile(r"### `([a-z-]+)` — (\w+).*?```beancount\n(.*?)```(?:\s+Also found: ([^\n]*))?", re.DOTALL)


TODAY = datetime.now(UTC).astimezone().date()


class Example(NamedTuple):
    code: str
    severity: str
    ledger: str
    also: str


EXAMPLES = [Example(*found) for found in SECTION.findall(CATALOGUE)]


def findings_of(ledger: str) -> list[Finding]:
    """Load a ledger's text and check it as the program does."""
    entries, errors, _ = loader.load_string(ledger)
    agreements, facts, found = books.digest(entries)
    loaded = books.Books(Path("no imports here"), entries, {}, agreements, facts, ())
    found += checks.run(loaded, date(2020, 1, 1))
    return books.loader_findings(errors) + found


def beginning() -> str:
    assert BEGINNING is not None
    return BEGINNING[1]


def test_the_beginning_has_no_finding() -> None:
    assert findings_of(beginning()) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_an_example_triggers_its_code_on_its_line(example: Example) -> None:
    ledger = beginning() + example.ledger
    found = findings_of(ledger)
    assert {finding.code for finding in found} == {example.code, *re.findall("[a-z-]+", example.also)}
    arrow = next(number for number, line in enumerate(ledger.splitlines(), 1) if "←" in line)
    assert {(str(one.severity), one.place.line) for one in found if one.code == example.code} == {(example.severity, arrow)}


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.code)
def test_an_example_is_worded_in_both_languages_with_what_to_do(example: Example, lang: str) -> None:
    for finding in findings_of(beginning() + example.ledger):
        assert "{" not in i18n.words(finding.message, lang)
        assert len(names.hint(finding, lang)) > 10
        assert "{" not in names.hint(finding, lang)


def test_every_code_is_in_the_catalogue() -> None:
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", CATALOGUE))
    assert set(names.FINDINGS) - named == set()


def test_every_code_of_the_books_has_its_example() -> None:
    from_files = {code for code in names.OF_THE_BOOKS if code.startswith(("import-", "seal-", "form-"))}
    from_files |= {"plugin-missing", "report-definition", "report-key"}
    assert {example.code for example in EXAMPLES} == set(names.OF_THE_BOOKS) - from_files


COST = """\
{day} * "Office" "A cost"
  document-no: "1"
  document-date: {day}
  issuer: "Office"
  {account}  {amount} EUR
  Liabilities:Payable:P1
"""
EQUIPMENT = """
2014-01-01 open Expenses:P1:Equipment
2014-02-01 custom "grant-project" "P1" "Project" 2014-01-01 2015-12-31 1500 EUR
2014-02-01 custom "grant-source" "P1" "RD" 900 EUR
"""


def cost(day: str, account: str, amount: str) -> str:
    return COST.format(day=day, account=account, amount=amount)


ODD: dict[str, tuple[str, set[tuple[str, int]]]] = {
    "a line without plan for the year is no reason to call the year overspent": (
        '2014-02-01 custom "grant-budget" Expenses:P1:Staff "2014" "not-stated"\n'
        + cost("2014-03-01", "Expenses:P1:Rent", "250")
        + cost("2014-03-02", "Expenses:P1:Staff", "240"),
        set(),
    ),
    "nor is a line that is planned for the whole project, beside years": (
        EQUIPMENT
        + '2014-02-01 custom "grant-budget" Expenses:P1:Equipment "total" 500 EUR\n'
        + cost("2014-03-01", "Expenses:P1:Equipment", "450")
        + cost("2014-03-02", "Expenses:P1:Rent", "100"),
        set(),
    ),
    "a line planned for one year is over its budget also in another year": (
        EQUIPMENT
        + '2014-02-01 custom "grant-budget" Expenses:P1:Equipment "2014" 500 EUR\n'
        + cost("2015-03-01", "Expenses:P1:Equipment", "500")
        + cost("2015-03-02", "Expenses:P1:Equipment", "0.01"),
        {("line-over-budget", 16), ("period-over-budget", 16)},
    ),
    "the instalment that crossed the ceiling is named, not a settlement after it": (
        """2014-02-01 * "City" "First"
  Assets:Bank  300 EUR
  Liabilities:Advance:RD:P1
2014-03-01 * "City" "Second"
  Assets:Bank  200 EUR
  Liabilities:Advance:RD:P1
2014-04-01 * "Settlement"
  Liabilities:Advance:RD:P1  450 EUR
  Income:CoFinancing:RD:P1  -450 EUR
""",
        {("source-over-ceiling", 6), ("source-over-ceiling", 9), ("claim-over-rate", 9)},
    ),
    "a ceiling that was crossed and kept again is none": (
        """2014-02-01 * "City" "Too much"
  Assets:Bank  500 EUR
  Liabilities:Advance:RD:P1
2014-03-01 * "City" "Back"
  Assets:Bank  -100 EUR
  Liabilities:Advance:RD:P1
""",
        set(),
    ),
    "stated sources above the total are wrong whatever the others are": (
        '2014-02-01 custom "grant-source" "P1" "OWN" "not-stated"\n2014-03-01 custom "grant-source" "P1" "RD" 1000.01 EUR\n',
        {("sources-total", 2)},
    ),
    "a total that was amended alone is the line to look at": (
        '2014-02-01 custom "grant-project" "P1" "Project" 2014-01-01 2015-12-31 1001 EUR\n',
        {("sources-total", 1), ("budget-total", 1)},
    ),
    "a word is no document's date, and blanks are no number": (
        cost("2014-02-01", "Expenses:P1:Rent", "1").replace('"1"', '" "').replace("-date: 2014-02-01", '-date: "soon"'),
        {("cost-document", 5)},
    ),
    "money of a funder in another currency is not silently left out": (
        """2014-01-01 open Assets:Receivable:RD:P1
2014-02-01 * "City" "Dollars"
  Assets:Bank  10 USD
  Assets:Receivable:RD:P1  -10 USD
""",
        {("cost-currency", 4)},
    ),
    "a flat rate needs lines and a base": ('2014-02-01 custom "grant-rule" "P1" "flat-rate" 0.1\n', {("rule-value", 1)}),
    "a rule is narrowed by nothing that it does not know": (
        '2014-02-01 custom "grant-rule" "P1" "own-minimum" 0.1\n  unit: "VISIT"\n',
        {("rule-value", 1)},
    ),
    "a word that is none of the choices": (
        '2014-02-01 custom "grant-rule" "P1" "recognition" "sometimes"\n',
        {("rule-value", 1)},
    ),
    "an amount is no share": ('2014-02-01 custom "grant-rule" "P1" "own-minimum" 5 EUR\n', {("rule-value", 1)}),
    "a cost charged to a source of which nothing is computed": (
        '2014-01-01 custom "grant-source" "P1" "EU" "not-stated"\n'
        + cost("2014-02-01", "Expenses:P1:Rent", "1").replace("  Liab", '    funder: "EU"\n  Liab'),
        {("funder-unknown", 6)},
    ),
    "an account with a part too many names no project": (
        """2014-01-01 open Liabilities:Advance:RD:P1:First
2014-02-01 * "City" "An instalment"
  Assets:Bank  10 EUR
  Liabilities:Advance:RD:P1:First  -10 EUR
""",
        {("account-unknown", 4)},
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_odd_books(case: str) -> None:
    ledger, expected = ODD[case]
    start = len(beginning().splitlines())
    assert {(one.code, one.place.line - start) for one in findings_of(beginning() + ledger)} == expected


def test_the_place_in_a_message_names_no_folder_of_this_computer(make_books: Callable[[str], Path]) -> None:
    twice = '2014-01-01 custom "grant-project" "P1" "P" 2014-01-01 2014-12-31\n' * 2
    duplicate = books.load(make_books(twice)).findings[0]
    assert str(duplicate.message) == "grant-project for P1 stands twice on 2014-01-01; the other is P1.beancount:2."


def test_a_file_that_is_not_there_is_told_of_the_main_file(make_books: Callable[[str], Path]) -> None:
    found = books.load(make_books('include "nothing/*.beancount"\n')).findings
    assert [(one.code, str(one.place)) for one in found] == [("ledger", "ledger/main.beancount")]


def test_what_breaks_beancount_itself_is_told_in_a_sentence(make_books: Callable[[str], Path]) -> None:
    huge = (
        f'2014-01-01 open Expenses:P1:Rent\n2014-02-01 * "x"\n  Expenses:P1:Rent  {"9" * 34}.99 EUR\n  Liabilities:Payable:P1\n'
    )
    root = make_books(huge)
    with pytest.raises(BooksError, match="cannot be read"):
        books.load(root)


def test_the_plugin_finds_what_the_command_line_finds(make_books: Callable[..., Path]) -> None:
    """Beancount fills pads in after the plugin has run, so what they make up must count nowhere."""
    for number, ledger in enumerate([example.ledger for example in EXAMPLES] + [ledger for ledger, _ in ODD.values()]):
        mine = re.sub("2014-01-01 open (Assets:Bank|Liabilities:Payable:P1)\n", "", beginning()) + ledger
        root = make_books(mine, f"books-{number}")
        loaded = books.load(root)
        of_command = [*loaded.findings, *checks.run(loaded, TODAY)]
        _, errors, _ = loader.load_file(str(root / books.MAIN))
        told = [(error.source["lineno"], re.search(r"\[([a-z-]+)\] ", error.message)) for error in errors]
        of_plugin = {(line, code[1]) for line, code in told if code is not None}
        assert of_plugin == {(one.place.line, one.code) for one in of_command if one.code != "ledger"}

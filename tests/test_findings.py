"""docs/findings.md is the catalogue of findings: each example in it triggers exactly its code, on the line with the arrow."""

import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from beancount import loader

from riga_grants import books
from riga_grants import checks
from riga_grants import i18n
from riga_grants import names
from riga_grants.errors import Finding

CATALOGUE = (Path(__file__).parent.parent / "docs" / "findings.md").read_text(encoding="utf-8")
BEGINNING = re.search(r"```beancount\n(.*?)```", CATALOGUE, re.DOTALL)
SECTION = re.compile(r"### `([a-z-]+)` — (\w+).*?```beancount\n(.*?)```(?:\s+Also found: ([^\n]*))?", re.DOTALL)


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
    found += checks.run(agreements, facts, date(2020, 1, 1), Path("no imports here"))
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
    from_files = {code for code in names.OF_THE_BOOKS if code.startswith("import-")}
    assert {example.code for example in EXAMPLES} == set(names.OF_THE_BOOKS) - from_files

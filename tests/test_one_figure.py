"""The same figure is the same in the workbook, the PDF, the terminal, JSON and CSV: each is read back, over random books."""

import csv
import io
import json
import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import test_properties as random_books
from hypothesis import Phase
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from riga_grants.asked import about
from riga_grants.books import Books
from riga_grants.facts import Fact
from riga_grants.model import Agreement
from riga_grants.rendering import formats
from riga_grants.rendering import terminal
from riga_grants.reports import claim
from riga_grants.reports import committee
from riga_grants.reports import council
from riga_grants.reports.request import Origin
from riga_grants.reports.request import Request
from riga_grants.tables import CENTS
from riga_grants.tables import FIGURES
from riga_grants.tables import MONEY
from riga_grants.tables import UNITS
from riga_grants.tables import Block
from riga_grants.tables import Facts
from riga_grants.tables import Table
from riga_grants.tables import Value
from riga_grants.tables import in_unit
from riga_grants.tables import shown
from riga_grants.wording import rate_pct

BUILDERS = {"committee": committee.build, "claim": claim.build, "council": council.build}
FIGURE = re.compile(r"(?<![\w.,-])-?\d[\d,]*(?:\.\d+)?(?![\w])")


def request(agreement: Agreement, facts: Sequence[Fact], unit: str = CENTS) -> Request:
    books = Books(Path("books"), (), {"include": []}, {"P": agreement}, {"P": facts}, ())
    day = date(2016, 12, 31)
    asked = about(books.agreements, ["P"], None, day, day)
    return Request(books, asked, day, (), Origin((), "riga-grants report …", (), None), "en", unit)


def is_figure(said: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(/\d+)?", said) is not None


def figures(blocks: Iterable[Block]) -> list[tuple[Value, str, str]]:
    """Give every figure of some blocks, with its kind and its unit; words in the place of a figure are none."""
    blocks = list(blocks)
    facts: list[tuple[Value, str, str]] = [
        (fact.value, fact.kind, block.unit)
        for block in blocks
        if isinstance(block, Facts)
        for fact in block.facts
        if fact.kind in FIGURES and fact.value is not None and not isinstance(fact.value, str)
    ]
    return facts + [
        (cell, column.kind, table.unit)
        for table in blocks
        if isinstance(table, Table)
        for row in table.rows
        for cell, column in zip(row.cells, table.columns, strict=True)
        if column.kind in FIGURES and cell is not None and not isinstance(cell, str)
    ]


def number(value: Value, kind: str, unit: str) -> Decimal:
    """Give a figure as the number that a program reads."""
    if isinstance(value, Fraction):
        return rate_pct(value) or Decimal(0)
    if kind == MONEY and isinstance(value, int):
        return in_unit(value, CENTS if unit == CENTS else unit) * (1 if unit == CENTS else UNITS[unit] // 100)
    return Decimal(str(value))


def in_workbook(content: bytes) -> list[Counter[Decimal]]:
    """Give the numbers of each sheet, as they are calculated."""
    with warnings.catch_warnings():  # openpyxl does not know the data bars that Excel has had since 2010
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        book = load_workbook(io.BytesIO(content), data_only=True)
    cells = [[cell.value for row in sheet.iter_rows() for cell in row] for sheet in book]
    return [
        Counter(Decimal(repr(one)).normalize() for one in row if isinstance(one, int | float) and not isinstance(one, bool))
        for row in cells
    ]


def words_of(text: str) -> Counter[str]:
    return Counter(FIGURE.findall(text.replace("\u00a0", " ").replace("\n", " ")))


def in_json(content: bytes) -> list[str]:
    """Give the figures of all tables in their order."""
    found = []
    for sheet in json.loads(content)["sheets"]:
        for table in sheet["tables"]:
            keys = [column["key"] for column in table["columns"] if column["kind"] in FIGURES]
            found += [row[key] for row in table["rows"] for key in keys if row[key] is not None]
    return found


def in_package(content: bytes) -> Counter[Decimal]:
    """Give the numbers of the columns of amounts, from the files as their description tells to read them."""
    parts = zipfile.ZipFile(io.BytesIO(content))
    described = json.loads(parts.read("datapackage.json"))
    found: Counter[Decimal] = Counter()
    for resource in described["resources"]:
        dialect = resource["dialect"]
        fields = {one["name"]: one for one in resource["schema"]["fields"]}
        rows = csv.DictReader(
            io.StringIO(parts.read(resource["path"]).decode("utf-8-sig")), delimiter=dialect.get("delimiter", ",")
        )
        for row in rows:
            for name, field in fields.items():
                said = row[name].replace(field.get("decimalChar", "."), ".")
                if field["type"] in {"number", "integer"} and is_figure(said):
                    found[Decimal(said).normalize()] += 1
    return found


BOOKS = st.tuples(random_books.agreements(), random_books.registers())


@pytest.mark.parametrize("kind", BUILDERS)
@given(BOOKS, st.sampled_from(list(UNITS)))
@settings(max_examples=15, phases=[Phase.explicit, Phase.generate])
def test_every_figure_is_the_same_wherever_it_is_shown(kind: str, books: tuple[Agreement, list[Fact]], unit: str) -> None:
    report = BUILDERS[kind](request(*books, CENTS if kind == "claim" else unit))
    said = figures(report.tables)

    exact = [number(*one).normalize() for one in said]
    sheets = [Counter(number(*one).normalize() for one in figures(sheet.blocks)) for sheet in report.sheets]
    assert in_workbook(formats.content(report, ".xlsx")) == sheets

    amounts = [one for one in said if one[1] == MONEY]
    told = list(filter(is_figure, in_json(formats.content(report, ".json"))))
    assert len(told) == len(exact)
    assert Counter(Decimal(one).normalize() for one in told if "/" not in one) == Counter(
        number(*one).normalize() for one in said if not isinstance(one[0], Fraction)
    )
    assert Counter(number(*one).normalize() for one in amounts) <= in_package(formats.content(report, ".zip"))

    read = Counter(word for one in said for word in FIGURE.findall(shown(one[0], one[1], "en", one[2])))
    screen = terminal.render(report, 100, colour=False)
    pages = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(formats.content(report, ".pdf"))).pages)
    for text in (screen, pages):
        assert read - words_of(text) == Counter()

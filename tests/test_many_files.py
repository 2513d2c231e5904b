"""Small files of every container, right ones and wrong ones, with what becomes of each in a table.

What is right is followed to the end: the sum in the sheet is the sum of the preview, of the ledger and of the export.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from typing import NamedTuple

import containers
import pytest
from beancount import loader
from beancount.core.data import Transaction
from registers import HEADINGS
from registers import LEDGER
from registers import PERSONAL_CODE
from registers import books
from registers import layouts
from registers import row
from tables import codes

from riga_grants.books import Books
from riga_grants.books import digest
from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import render
from riga_grants.importing.importer import plan
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import State
from riga_grants.workbooks.exports import export

CONTAINERS = ("xlsx", "xls", "xlsb", "ods", "csv", "csv-1257", "html")
AS_TEXT = ("csv", "csv-1257", "html")
ONE_BYTE = "csv-1257"
Cells = Sequence[Any]


class Case(NamedTuple):
    """A row that stands between two right ones, and the code and column of what is found about it ("": nothing).

    `typed` cases need cells that are no text, so they say nothing of files that have none. `cents` is what a right row costs.
    """

    changes: Mapping[str, object]
    code: str = ""
    column: str = ""
    typed: bool = False
    cents: int = 1200_00


RIGHT = (
    Case({}),
    Case({"amount": 0.01}, cents=1),
    Case({"amount": 999999999.99}, cents=99999999999),
    Case({"amount": -12.5}, cents=-1250),
    Case({"amount": "1 200,00"}, cents=120000),
    Case({"amount": "1\u00a0200,00"}, cents=120000),
    Case({"amount": "1\u202f200,5"}, cents=120050),
    Case({"amount": "1.200,00"}, cents=120000),
    Case({"amount": "1,200.00"}, cents=120000),
    Case({"amount": "1.234.567,89"}, cents=123456789),
    Case({"amount": "−12,00"}, cents=-1200),
    Case({"amount": "(12,00)"}, cents=-1200),
    Case({"amount": "12,00-"}, cents=-1200),
    Case({"amount": "12,00 EUR"}, cents=1200),
    Case({"amount": "€ 12,00"}, cents=1200),
    Case({"amount": "1'234,50"}, cents=123450),
    Case({"amount": 1200.0000000001}, typed=True),
    Case({"document_date": "31.01.2014."}),
    Case({"document_date": "2014-01-31"}),
    Case({"document_date": date(2014, 1, 1)}),
    Case({"document_date": date(2014, 12, 31)}),
    Case({"document_no": "0012"}),
    Case({"document_no": "Nr. 12/ŠĶŪ-04"}),
    Case({"document_no": 12.0}, typed=True),
    Case({"line": "2"}),
    Case({"line": "telpu  NOMA"}),
    Case({"line": "1.1. Sociālie darbinieki"}),
    Case({"line": 2.0}, typed=True),
    Case({"project": "Pirmais"}),
    Case({"project": "P2", "line": "1"}),
    Case({"issuer_reg": None}),
    Case({"issuer_reg": "LV40009999011"}),
    Case({"issuer_reg": 40009999011.0}, typed=True),
    Case({"in_kind": "jā"}),
    Case({"in_kind": "Nē"}),
    Case({"in_kind": True}, typed=True),
    Case({"paid": None, "note": None}),
    Case({"description": '=HYPERLINK("http://x";"y")'}),
    Case({"description": "+cmd|' /C calc'!A0"}),
    Case({"description": 'Teksts ar "pēdiņām", \\ un ; komatu, punktu'}),
    Case({"issuer": "ŽŠĶŪĻŅĢĒČĪĀ žšķūļņģēčīā"}),
    Case({"description": "x" * 500}),
)

WRONG = (
    Case({"amount": None}, "amount-missing", "J"),
    Case({"amount": "divi simti"}, "amount-unreadable", "J"),
    Case({"amount": "1.234"}, "amount-ambiguous", "J"),
    Case({"amount": "1,234"}, "amount-ambiguous", "J"),
    Case({"amount": "1 23,40"}, "amount-unreadable", "J"),
    Case({"amount": "25.570, 13"}, "amount-unreadable", "J"),
    Case({"amount": "1e3"}, "amount-unreadable", "J"),
    Case({"amount": "1_000"}, "amount-unreadable", "J"),
    Case({"amount": "--5"}, "amount-unreadable", "J"),
    Case({"amount": "n.a."}, "amount-unreadable", "J"),
    Case({"amount": "NaN"}, "amount-unreadable", "J"),
    Case({"amount": "12,345678"}, "amount-fraction", "J"),
    Case({"amount": 12.345}, "amount-fraction", "J", typed=True),
    Case({"amount": "10000000000,00"}, "amount-large", "J"),
    Case({"amount": "0,00"}, "amount-zero", "J"),
    Case({"amount": 0.0}, "amount-zero", "J"),
    Case({"amount": "Ls 12,00"}, "amount-currency", "J"),
    Case({"amount": "$ 12,00"}, "amount-currency", "J"),
    Case({"amount": date(2014, 1, 1)}, "amount-unreadable", "J", typed=True),
    Case({"amount": True}, "amount-unreadable", "J", typed=True),
    Case({"document_date": None}, "date-missing", "F"),
    Case({"document_date": "janvārī"}, "date-unreadable", "F"),
    Case({"document_date": "30.02.2014"}, "date-unreadable", "F"),
    Case({"document_date": "01/02/2014"}, "date-ambiguous", "F"),
    Case({"document_date": "31.01.14"}, "date-ambiguous", "F"),
    Case({"document_date": 41670.0}, "date-unreadable", "F", typed=True),
    Case({"document_date": "31.12.2013"}, "date-outside", "F"),
    Case({"document_date": "01.01.2015"}, "date-outside", "F"),
    Case({"document_date": "31.01.1914"}, "date-implausible", "F"),
    Case({"paid": "05.02.2041"}, "date-implausible", "K"),
    Case({"paid": "rīt"}, "date-unreadable", "K"),
    Case({"document_no": None}, "cell-missing", "E"),
    Case({"document_no": date(2014, 12, 1)}, "document-no", "E", typed=True),
    Case({"document_no": 1.2345678901234567e17}, "text-unreadable", "E", typed=True),
    Case({"issuer": " "}, "cell-missing", "G"),
    Case({"description": None}, "cell-missing", "I"),
    Case({"description": "x" * 501}, "text-long", "I"),
    Case({"description": f"Alga, {PERSONAL_CODE}"}, "personal-code", "I"),
    Case({"description": True}, "text-unreadable", "I", typed=True),
    Case({"line": None}, "cell-missing", "C"),
    Case({"line": "9. Kosmoss"}, "line-unknown", "C"),
    Case({"line": "3. Dāvanas"}, "line-not-budgeted", "C"),
    Case({"project": "P9"}, "row-project", "B"),
    Case({"project": None}, "row-project", "B"),
    Case({"issuer_reg": "40009999012"}, "issuer-reg", "H"),
    Case({"issuer_reg": PERSONAL_CODE}, "personal-code", "H"),
    Case({"issuer_reg": PERSONAL_CODE.replace("-", "")}, "personal-code", "H"),
    Case({"in_kind": "varbūt"}, "in-kind-unreadable", "L"),
)

TOLD = (
    Case({"description": "<b>Noma</b>"}, "text-changed", "I"),
    Case({"description": "Zvanīt tālr. 29123456"}, "personal-data", "I"),
    Case({"note": "Rakstīt uz vards@example.org"}, "personal-data", "M"),
)
"""Rows that are taken, with a warning."""


def as_text(value: Any) -> Any:  # noqa: ANN401 - what a cell holds
    """Write a value as people type it where cells hold nothing but text."""
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float):
        return f"{value:.2f}".replace(".", ",")
    return value


def table(*rows: Mapping[str, object], total: object) -> list[Cells]:
    """Lay rows out under a title block and the headings, with the total below them."""
    head = [["PĀRBAUDES DATI"], [], [], ["Izmaksu reģistrs, EUR"], list(HEADINGS.values())]
    return [*head, *([cells.get(column) for column in HEADINGS] for cells in rows), ["Kopā", *[None] * 8, total]]


def write(kind: str, path: Path, rows: Sequence[Cells]) -> Path:
    """Write a register into a container of a kind."""
    told = [[as_text(cell) for cell in cells] for cells in rows] if kind in AS_TEXT else rows
    containers.write(kind, path, told, sheet="Izmaksas")
    return path


def planned(path: Path, ledger: str = LEDGER) -> ImportPlan:
    used = layouts()["cost-register"]
    return plan([path], books(ledger), {used.name: used})


def entered(file: FilePlan) -> Books:
    """Book a file's new costs."""
    text = "".join(piece.text for piece in render(file, file.writes, {}, Correction("", "")))
    entries, errors, _ = loader.load_string(LEDGER + text)
    assert errors == []
    agreements, facts, findings = digest(entries)
    assert findings == []
    return Books(Path("books"), entries, {}, agreements, facts, ())


def case_id(case: Case) -> str:
    return " ".join(f"{name}={value!s:.25}" for name, value in case.changes.items()) or "usual"


def euros(cents: int) -> str:
    return f"{Decimal(cents).scaleb(-2):.2f}".replace(".", ",")


def in_containers(cases: Sequence[Case]) -> Sequence[object]:
    """Pair each case with the containers that can hold it: text files hold no typed cells, Windows-1257 not every character."""
    return [
        pytest.param(kind, case, id=f"{kind} {case_id(case)}")
        for case in cases
        for kind in CONTAINERS
        if not (kind in AS_TEXT and case.typed)
        and not (kind == ONE_BYTE and any(char in str(value) for value in case.changes.values() for char in "−\u202f"))
    ]


A, B = row(document_no="A"), row(document_no="B")


@pytest.mark.parametrize(("kind", "case"), in_containers([*RIGHT, *TOLD]))
def test_what_is_right_is_the_same_sum_everywhere(tmp_path: Path, kind: str, case: Case) -> None:
    summed = 2 * 1200_00 + case.cents
    path = write(kind, tmp_path / "a.file", table(A, row(**case.changes), B, total=euros(summed)))
    made = planned(path)
    (file,) = made.files
    assert codes(made.findings) == ([(case.code, f"{case.column}7")] if case.code else [])
    assert [file.count(state) for state in State] == [3, 0, 0, 0, 1]
    assert file.sheets[0].total_cents == file.cents(State.ACCEPTED) == file.cents() == summed
    booked = entered(file)
    costs = [posting for entry in booked.entries if isinstance(entry, Transaction) for posting in entry.postings]
    in_ledger = [posting.units.number for posting in costs if posting.account.startswith("Expenses:") and posting.units]
    assert sum(number for number in in_ledger if number is not None) == Decimal(summed).scaleb(-2)
    exported = export("costs", booked, booked.agreements, "lv").rows
    assert sum(amount for one in exported if isinstance(amount := one.cells["amount"], Decimal)) == Decimal(summed).scaleb(-2)
    again = plan([path], booked, {"cost-register": layouts()["cost-register"]}).files[0]
    assert [again.count(state) for state in State] == [0, 3, 0, 0, 1]


@pytest.mark.parametrize(("kind", "case"), in_containers(WRONG))
def test_what_is_wrong_is_named_by_its_cell_and_nothing_of_the_file_is_taken(tmp_path: Path, kind: str, case: Case) -> None:
    path = write(kind, tmp_path / "a.file", table(A, row(**case.changes), B, total=euros(3 * 1200_00)))
    made = planned(path)
    (file,) = made.files
    found = [one for one in codes(made.findings) if one[0] != "total-differs"]
    assert found == [(case.code, f"{case.column}7")]
    assert [file.count(state) for state in State] == [2, 0, 0, 1, 1]
    assert file.blocked
    assert file.writes == ()
    assert file.cents() == file.cents(State.ACCEPTED) + file.cents(State.REJECTED)


def heading(**changes: str | None) -> list[object]:
    return list({**HEADINGS, **{name.replace("_", "-"): said for name, said in changes.items()}}.values())


USUAL = table(A, B, total="2400,00")

SHEETS: Mapping[str, tuple[Sequence[Cells], list[tuple[str, str]]]] = {
    "usual": (USUAL, []),
    "blank rows between": ([*USUAL[:6], [], ["  "], *USUAL[6:]], []),
    "no title block": (USUAL[4:], []),
    "headings repeated on the next page": ([*USUAL[:6], USUAL[4], *USUAL[6:]], []),
    "signatures below": ([*USUAL, [], ["Sagatavoja: K. Kaste"], ["31.01.2014."]], []),
    "no total": (USUAL[:-1], [("total-missing", "")]),
    "a wrong total": (table(A, B, total="2400,01"), [("total-differs", "J8")]),
    "a total without a sum": (table(A, B, total=None), [("amount-missing", "J8")]),
    "a total that is no number": (table(A, B, total="divi"), [("amount-unreadable", "J8")]),
    "an amount below the total": ([*USUAL, [*[None] * 9, "5,00"]], [("after-total", "J9")]),
    "a row above the headings": ([*USUAL[:2], USUAL[5], *USUAL[3:]], [("before-header", "J3")]),
    "no headings": (USUAL[5:], [("header-missing", "")]),
    "a title only": (USUAL[:4], [("header-missing", "")]),
    "a column missing": ([*USUAL[:4], heading(issuer=None), *USUAL[5:]], [("column-missing", "A5")]),
    "a column twice": ([*USUAL[:4], heading(note="Summa (EUR)"), *USUAL[5:]], [("column-duplicate", "M5")]),
    "an unknown column": (
        [*USUAL[:4], [*heading(), "Konts"], *([*cells, "x"] for cells in USUAL[5:7]), USUAL[7]],
        [("column-unread", "N6")],
    ),
    "capital letters and line breaks": ([*USUAL[:4], heading(amount="SUMMA,  eur"), *USUAL[5:]], []),
    "two tables of which the last total is only of one": ([*USUAL, [], *USUAL[4:]], [("total-differs", "J13")]),
}


@pytest.mark.parametrize("kind", CONTAINERS)
@pytest.mark.parametrize("name", SHEETS)
def test_the_shape_of_a_sheet(tmp_path: Path, kind: str, name: str) -> None:
    rows, found = SHEETS[name]
    made = planned(write(kind, tmp_path / "a.file", rows))
    assert codes(made.findings) == found

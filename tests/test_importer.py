"""Planning an import: every row is accounted for, every fault is named with its cell, and nothing comes in twice."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from registers import HEADINGS
from registers import LEDGER
from registers import PERSONAL_CODE
from registers import Formula
from registers import books
from registers import edit_part
from registers import layouts
from registers import row
from registers import write_register

from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import render
from riga_grants.costs import Cost
from riga_grants.errors import BooksError
from riga_grants.errors import Severity
from riga_grants.errors import WrongUsage
from riga_grants.i18n import words
from riga_grants.importing.importer import Wishes
from riga_grants.importing.importer import plan
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import ImportPlan
from riga_grants.importing.plans import State
from riga_grants.names import FINDINGS
from riga_grants.names import hint


def planned(path: Path, *more: Path, ledger: str = LEDGER, project: str | None = None, correct: bool = False) -> ImportPlan:
    own = {name: layout for name, layout in layouts().items() if name == "cost-register"}
    return plan([path, *more], books(ledger), own, Wishes(project=project, correct=correct))


def codes(made: ImportPlan) -> list[tuple[str, str]]:
    return [(found.code, found.place.cell) for found in made.findings]


def booked(file: FilePlan) -> str:
    """The ledger once a plan's costs are in it."""
    return LEDGER + rendered(file)


def rendered(file: FilePlan, *numbers: int) -> str:
    """The entries of a file's new costs, of those with these numbers only where any are given."""
    rows = [row for row in file.rows if row.new]
    chosen = [row for number, row in enumerate(rows) if number in numbers or not numbers]
    return "".join(piece.text for piece in render(file, chosen, {}, Correction("", "")))


def costs(file: FilePlan) -> list[Cost]:
    return [record for row in file.rows for record in row.new if isinstance(record, Cost)]


def test_a_right_register_is_taken_whole(tmp_path: Path) -> None:
    """Three rows, one of them a credit note, one in kind: 1200.00 − 200.00 + 50.00 = 1050.00."""
    rows = [row(), row(document_no="K-1", amount=-200.0), row(document_no="D-1", amount="50,00 EUR", in_kind="jā", paid=None)]
    made = planned(write_register(tmp_path / "a.xlsx", rows, total=1050.0))
    (file,) = made.files
    assert made.findings == ()
    assert [file.count(state) for state in State] == [3, 0, 0, 0, 1]
    assert (file.cents(State.ACCEPTED), file.cents(), file.sheets[0].total_cents) == (1050_00, 1050_00, 1050_00)
    assert [cost.cells for cost in costs(file)] == ["A6:M6", "A7:M7", "A8:M8"]
    assert [cost.content.in_kind for cost in costs(file)] == [False, False, True]
    assert {cost.content.account for cost in costs(file)} == {"Expenses:P1:Rent"}


# Each row that is wrong in one way: what is changed, the code and the column of the finding.
WRONG: Sequence[tuple[Mapping[str, object], str, str]] = (
    ({"amount": None}, "amount-missing", "J"),
    ({"amount": "divi simti"}, "amount-unreadable", "J"),
    ({"amount": date(2014, 1, 1)}, "amount-unreadable", "J"),
    ({"amount": True}, "amount-unreadable", "J"),
    ({"amount": "1.234"}, "amount-ambiguous", "J"),
    ({"amount": 12.345}, "amount-fraction", "J"),
    ({"amount": "12,345.678"}, "amount-fraction", "J"),
    ({"amount": 1e11}, "amount-large", "J"),
    ({"amount": 0}, "amount-zero", "J"),
    ({"amount": "0,00"}, "amount-zero", "J"),
    ({"amount": "Ls 12,00"}, "amount-currency", "J"),
    ({"amount": "12,00 LVL"}, "amount-currency", "J"),
    ({"amount": Formula("=1/0", "#DIV/0!")}, "cell-error", "J"),
    ({"issuer": Formula("=1/0", "#N/A")}, "cell-error", "G"),
    ({"document_date": None}, "date-missing", "F"),
    ({"document_date": "janvārī"}, "date-unreadable", "F"),
    ({"document_date": "30.02.2014"}, "date-unreadable", "F"),
    ({"document_date": 41670.0}, "date-unreadable", "F"),
    ({"document_date": "01/02/2014"}, "date-ambiguous", "F"),
    ({"document_date": date(2015, 1, 1)}, "date-outside", "F"),
    ({"document_date": "31.12.2013"}, "date-outside", "F"),
    ({"document_date": date(1914, 1, 31)}, "date-implausible", "F"),
    ({"paid": date(2041, 2, 5)}, "date-implausible", "K"),
    ({"paid": "rīt"}, "date-unreadable", "K"),
    ({"document_no": None}, "cell-missing", "E"),
    ({"document_no": date(2014, 12, 1)}, "document-no", "E"),
    ({"document_no": 1.2345678901234567e17}, "text-unreadable", "E"),
    ({"issuer": " "}, "cell-missing", "G"),
    ({"description": None}, "cell-missing", "I"),
    ({"description": True}, "text-unreadable", "I"),
    ({"description": "x" * 501}, "text-long", "I"),
    ({"description": f"Alga, {PERSONAL_CODE}"}, "personal-code", "I"),
    ({"line": None}, "cell-missing", "C"),
    ({"line": "9. Kosmoss"}, "line-unknown", "C"),
    ({"line": "3. Dāvanas"}, "line-not-budgeted", "C"),
    ({"project": "P9"}, "row-project", "B"),
    ({"project": None}, "row-project", "B"),
    ({"issuer_reg": "40009999012"}, "issuer-reg", "H"),
    ({"issuer_reg": "4000999901"}, "issuer-reg", "H"),
    ({"issuer_reg": PERSONAL_CODE}, "personal-code", "H"),
    ({"issuer_reg": PERSONAL_CODE.replace("-", "")}, "personal-code", "H"),
    ({"issuer_reg": "010190-1234"}, "personal-code", "H"),
    ({"in_kind": "varbūt"}, "in-kind-unreadable", "L"),
)


@pytest.mark.parametrize(("changes", "code", "column"), WRONG)
def test_a_wrong_cell_is_one_finding_that_names_it(
    tmp_path: Path, changes: Mapping[str, object], code: str, column: str
) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(document_no="R-1"), row(**changes)], total=None))
    (file,) = made.files
    assert codes(made) == [("total-missing", ""), (code, f"{column}7")]
    assert made.blocked
    assert (file.count(), file.count(State.ACCEPTED), file.count(State.REJECTED)) == (2, 1, 1)
    assert file.cents() == file.cents(State.ACCEPTED) + file.cents(State.REJECTED)
    found = made.findings[1]
    assert (found.place.sheet, found.place.file) == ("Izmaksas", str(tmp_path / "a.xlsx"))
    assert words(found.message, "en")
    assert hint(found, "en")
    assert PERSONAL_CODE[-5:] not in words(found.message, "en")


# Rows that look unusual and are right.
RIGHT: Sequence[Mapping[str, object]] = (
    {"line": "2"},
    {"line": "2."},
    {"line": 2.0},
    {"line": "telpu  NOMA"},
    {"line": "2 Telpu noma"},
    {"line": 1.1},
    {"document_date": "31.01.2014."},
    {"document_date": "2014-01-31"},
    {"document_no": 12.0},
    {"document_no": "0012"},
    {"issuer_reg": None},
    {"issuer_reg": 40009999011.0},
    {"issuer_reg": "LV 40009999011"},
    {"issuer_reg": "EE10345678"},
    {"in_kind": "Nē"},
    {"in_kind": False},
    {"project": "p1"},
    {"project": "Pirmais"},
    {"project": "P2", "line": "1"},
    {"paid": None},
    {"amount": 1200.0000000001},
    {"amount": "1\u00a0200,00 €"},
    {"amount": "(15,00)"},
)


@pytest.mark.parametrize("changes", RIGHT)
def test_an_unusual_row_is_taken_without_a_word(tmp_path: Path, changes: Mapping[str, object]) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(**changes)], total=None))
    assert codes(made) == [("total-missing", "")]
    assert made.files[0].count(State.ACCEPTED) == 1


def test_a_workbook_wrong_in_ten_ways_gives_ten_findings_that_name_the_cell(tmp_path: Path) -> None:
    wrong = [
        row(document_no="1", amount="1.234"),
        row(document_no="2", amount="daudz"),
        row(document_no="3", amount=0.125),
        row(document_no="4", document_date="2/3/14"),
        row(document_no="5", document_date=date(2017, 1, 1)),
        row(document_no="6", line="Nezināma"),
        row(document_no=None),
        row(document_no="8", issuer=None),
        row(document_no="9", issuer_reg="123"),
    ]
    made = planned(write_register(tmp_path / "a.xlsx", wrong, total=99999.0))
    assert codes(made) == [
        ("amount-ambiguous", "J6"),
        ("amount-unreadable", "J7"),
        ("amount-fraction", "J8"),
        ("date-ambiguous", "F9"),
        ("date-outside", "F10"),
        ("line-unknown", "C11"),
        ("cell-missing", "E12"),
        ("cell-missing", "G13"),
        ("issuer-reg", "H14"),
        ("total-differs", "J15"),
    ]
    (file,) = made.files
    assert [file.count(state) for state in State] == [0, 0, 0, 9, 1]
    assert file.cents() == file.cents(State.REJECTED) == 6 * 1200_00


def test_one_row_may_be_wrong_in_several_cells(tmp_path: Path) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(amount="x", issuer=None, paid="y")], total=None))
    assert codes(made)[1:] == [("amount-unreadable", "J6"), ("cell-missing", "G6"), ("date-unreadable", "K6")]


def test_a_formula_that_was_never_calculated_is_no_zero(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(amount=Formula("=600*2", 1200.0))])
    edit_part(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("<v>1200.0</v>", "").replace("<v>1200</v>", ""))
    assert ("formula-no-value", "J6") in codes(planned(path))


def test_what_is_not_seen_is_told(tmp_path: Path) -> None:
    """A hidden row or column is counted and warned of; so is another sheet with such headings, and a column nobody reads."""
    path = write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")])
    book = openpyxl.load_workbook(path, data_only=True)
    book.copy_worksheet(book["Izmaksas"]).title = "Izmaksas (2)"
    book["Izmaksas (2)"]["J5"] = "Summa"
    page = book["Izmaksas"]
    page.row_dimensions[7].hidden = True
    page.column_dimensions["J"].hidden = True
    page["N5"], page["N6"] = "Konts", "7310"
    book.save(path)
    made = planned(path)
    assert codes(made) == [("sheet-unread", ""), ("column-unread", "N6"), ("column-hidden", "J5"), ("row-hidden", "J7")]
    assert not made.blocked
    assert made.files[0].count(State.ACCEPTED) == 2


def test_a_register_on_a_hidden_sheet_is_told(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    book = openpyxl.load_workbook(path, data_only=True)
    book.create_sheet("Vāks")
    book.active = 1
    book["Izmaksas"].sheet_state = "hidden"
    book.save(path)
    assert codes(planned(path)) == [("sheet-hidden", "")]


def test_an_amount_shown_in_another_currency_is_refused(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    book = openpyxl.load_workbook(path, data_only=True)
    book["Izmaksas"]["J6"].number_format = "[$$-409]#,##0.00"
    book.save(path)
    assert codes(planned(path)) == [("amount-currency", "J6")]


def test_changed_text_is_told_and_white_space_is_not(tmp_path: Path) -> None:
    rows = [row(description="Divas\nrindas \u00a0te"), row(document_no="R-2", description="<b>\u202eNoma</b>")]
    made = planned(write_register(tmp_path / "a.xlsx", rows))
    assert codes(made) == [("text-changed", "I7")]
    assert [cost.content.description for cost in costs(made.files[0])] == ["Divas rindas te", "‹b›Noma‹/b›"]


@pytest.mark.parametrize(
    ("below", "cell"),
    [({"J9": 5.0}, "J9"), ({"A12": "x", "J12": "y"}, "J12")],
)
def test_nothing_below_the_total_is_passed_over(tmp_path: Path, below: Mapping[str, object], cell: str) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")], more=below))
    assert codes(made) == [("after-total", cell)]


def test_the_total_must_be_the_sum_of_the_rows(tmp_path: Path) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")], total=2400.01))
    assert codes(made) == [("total-differs", "J8")]
    assert words(made.findings[0].message, "en") == (
        "The table's total is 2,400.01, its rows sum to 2,400.00; the difference is 0.01."
    )


def test_a_total_that_cannot_be_read_is_no_total(tmp_path: Path) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row()], total=Formula("=X1", "#REF!")))
    assert codes(made) == [("cell-error", "J7")]


def test_a_cost_that_is_called_like_a_total_is_a_cost(tmp_path: Path) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(description="Kopā"), row(document_no="R-2")]))
    assert made.findings == ()
    assert made.files[0].count(State.ACCEPTED) == 2


def test_a_row_with_a_number_only_is_a_row(tmp_path: Path) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(), {"number": 2}]))
    assert codes(made) == [("row-project", "B7"), ("amount-missing", "J7")]
    assert made.files[0].count(State.REJECTED) == 1


def test_blank_rows_are_no_rows(tmp_path: Path) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(), {}, {"note": "  "}, row(document_no="R-2")]))
    assert made.findings == ()
    assert made.files[0].count(State.ACCEPTED) == 2


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ({name: text for name, text in HEADINGS.items() if name != "issuer"}, [("column-missing", "A5")]),
        (HEADINGS | {"note": "Summa (EUR)"}, [("column-duplicate", "M5")]),
        ({"number": "Nr."}, [("header-missing", "")]),
        (HEADINGS | {"amount": "SUMMA,\n eur"}, []),
    ],
)
def test_the_header_must_be_complete_and_clear(
    tmp_path: Path, headings: Mapping[str, str], found: list[tuple[str, str]]
) -> None:
    assert codes(planned(write_register(tmp_path / "a.xlsx", [row()], headings=headings))) == found


def test_a_second_header_cannot_hide_the_rows_above_it(tmp_path: Path) -> None:
    """The second header has one heading more, and the total is that of the rows below it only."""
    path = write_register(tmp_path / "a.xlsx", [row(), row(), row()], total=1200.0)
    book = openpyxl.load_workbook(path)
    page = book["Izmaksas"]
    for column, heading in enumerate(HEADINGS.values(), 1):
        page.cell(7, column, heading)
    page["M5"] = "Komentārs"
    book.save(path)
    made = planned(path)
    assert ("header-second", "A7") in codes(made)
    assert ("total-differs", "J9") in codes(made)


def test_a_row_above_the_headings_is_told(tmp_path: Path) -> None:
    """As when a range is sorted together with its header."""
    above = {"E3": "R-9", "F3": "31.01.2014", "J3": 9.0}
    made = planned(write_register(tmp_path / "a.xlsx", [row()], more=above))
    assert codes(made) == [("before-header", "J3")]


def test_the_currency_of_the_heading_is_that_of_its_amounts(tmp_path: Path) -> None:
    ledger = LEDGER.replace("10000 EUR", "10000 LVL").replace("000 EUR", "000 LVL").replace(" EUR\n  position", "\n  position")
    rows = [row(), row(document_no="R-2", amount="9,00 LVL")]
    assert codes(planned(write_register(tmp_path / "a.xlsx", rows, total=1209.0), ledger=ledger)) == [("amount-currency", "J6")]


def test_a_sheet_of_another_name_is_named(tmp_path: Path) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row()], sheet="Lapa1"))
    assert codes(made) == [("sheet-missing", "")]
    assert words(made.findings[0].message, "en") == "There is no sheet “Izmaksas, Costs”; the file has: “Lapa1”."


def test_a_register_without_the_column_of_the_project_needs_to_be_told_it(tmp_path: Path) -> None:
    headings = {name: text for name, text in HEADINGS.items() if name != "project"}
    path = write_register(tmp_path / "a.xlsx", [row()], headings=headings, total=1200.0)
    assert codes(planned(path, project="P1")) == []
    assert codes(planned(path)) == [("row-project", "B6")]


def test_a_row_of_another_project_than_asked_for_is_refused(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(), row(project="P2", line="1")])
    assert codes(planned(path, project="P1")) == [("row-other-project", "B7")]


def test_a_project_or_a_layout_that_does_not_exist_is_an_exception(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    with pytest.raises(WrongUsage, match="no project “P9”; there are: P1, P2"):
        planned(path, project="P9")
    with pytest.raises(WrongUsage, match=r"no layout “cits”; there are: .*cost-register"):
        plan([path], books(), layouts(), Wishes(layout="cits"))
    with pytest.raises(BooksError, match="cannot be read"):
        planned(tmp_path / "nav.xlsx")


def test_a_cost_on_an_account_that_is_not_open_is_refused_before_it_breaks_the_books(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row()])
    made = planned(path, ledger=LEDGER.replace("2014-01-01 open Liabilities:Payable:P1", "2014-02-01 open Liabilities:Payable"))
    assert codes(made) == [("account-missing", "C6")]
    assert hint(made.findings[0], "en") == "Open the account in the ledger: 2014-01-31 open Liabilities:Payable:P1 EUR"


def test_a_layout_may_say_which_account_a_word_means(tmp_path: Path) -> None:
    """The layout's table goes before the project's own names; an account that the project lacks is no line."""
    layout = replace(
        layouts()["cost-register"], meanings={"line": {"algas": "Staff:Social", "telpu noma": "Staff", "telpas": "Nowhere"}}
    )
    rows = [row(line="Algas"), row(line="Telpu noma", document_no="R-2"), row(line="Telpas", document_no="R-3")]
    made = plan([write_register(tmp_path / "a.xlsx", rows)], books(), {layout.name: layout})
    assert [cost.content.account for cost in costs(made.files[0])] == ["Expenses:P1:Staff:Social", "Expenses:P1:Staff"]
    assert codes(made) == [("line-unknown", "C8")]


def test_a_name_that_two_lines_have_is_no_line(tmp_path: Path) -> None:
    ledger = LEDGER.replace('"Dāvanas"', '"Telpu noma"')
    rows = [row(line="Telpu noma"), row(line="2. Telpu noma", document_no="R-2")]
    made = planned(write_register(tmp_path / "a.xlsx", rows), ledger=ledger)
    assert codes(made) == [("line-unknown", "C6")]


def test_the_layout_is_found_by_the_sheet_and_its_headings(tmp_path: Path) -> None:
    """Two layouts that both fit are not chosen between; one for another sheet does not disturb."""
    usual = layouts()["cost-register"]
    other = replace(usual, name="other", sheet_names=("Cita",))
    path = write_register(tmp_path / "a.xlsx", [row()])
    assert plan([path], books(), {"other": other, usual.name: usual}).files[0].layout == "cost-register"
    twin = replace(usual, name="twin")
    with pytest.raises(BooksError, match=r"Several layouts fit “a\.xlsx”: cost-register, twin"):
        plan([path], books(), {usual.name: usual, "twin": twin})
    assert plan([path], books(), {usual.name: usual, "twin": twin}, Wishes(layout="twin")).files[0].layout == "twin"
    with pytest.raises(BooksError, match="There is no layout in importers/layouts"):
        plan([path], books(), {})


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(), row(), row(document_no="R-2")])
    (file,) = planned(path).files
    again = planned(path, ledger=booked(file))
    assert (again.files[0].count(State.ACCEPTED), again.files[0].count(State.BOOKED), again.files[0].cents(State.BOOKED)) == (
        0,
        3,
        3600_00,
    )
    assert again.findings == ()


def test_a_file_given_twice_or_in_two_editions_is_counted_once(tmp_path: Path) -> None:
    one = write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")])
    two = write_register(tmp_path / "b.xlsx", [row(document_no="R-3"), row(document_no="R-2", number=7, note="vēlreiz")])
    made = planned(one, one, two)
    assert [(file.count(State.ACCEPTED), file.count(State.BOOKED)) for file in made.files] == [(2, 0), (0, 2), (1, 1)]
    assert made.findings == ()


def test_two_equal_rows_in_one_file_stay_two(tmp_path: Path) -> None:
    """A register with one of them, before or after, changes nothing; one with three adds the third."""
    paths = [write_register(tmp_path / f"{n}.xlsx", [row()] * n) for n in (1, 2, 3)]
    made = planned(paths[1], paths[0], paths[2])
    assert [(file.count(State.ACCEPTED), file.count(State.BOOKED)) for file in made.files] == [(2, 0), (0, 1), (1, 2)]
    keys = {cost.key for file in made.files for cost in costs(file)}
    assert len(keys) == 3


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=5)
ROWS = st.lists(
    st.builds(
        lambda no, amount, what: row(document_no=no, amount=amount / 100, description=what),
        st.sampled_from(["1", "01", "A 1"]),
        st.integers(1, 3),
        st.sampled_from(["Noma", "Cita noma"]),
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, shuffled=st.randoms(use_true_random=False))
def test_order_and_name_of_a_file_do_not_matter(tmp_path: Path, rows: list[dict[str, object]], shuffled: object) -> None:
    mixed = list(rows)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]
    one = write_register(tmp_path / "a.xlsx", rows)
    two = write_register(tmp_path / "cits nosaukums.xlsx", mixed)
    first, second = planned(one, two).files
    assert [first.count(state) for state in State] == [len(rows), 0, 0, 0, 1]
    assert [second.count(state) for state in State] == [0, len(rows), 0, 0, 1]
    assert first.cents() == second.cents() == sum(round(float(str(cells["amount"])) * 100) for cells in rows)


def test_a_changed_row_is_refused_with_old_and_new(tmp_path: Path) -> None:
    (file,) = planned(write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")])).files
    changed = write_register(tmp_path / "b.xlsx", [row(amount=1150.0), row(document_no="R-2")])
    made = planned(changed, ledger=booked(file))
    assert codes(made) == [("row-changed", "J6")]
    said = words(made.findings[0].message, "en")
    assert "1,200.00, R-0012 of 2014-01-31, Expenses:P1:Rent" in said
    assert "1,150.00, R-0012 of 2014-01-31, Expenses:P1:Rent" in said
    assert [made.files[0].count(state) for state in State] == [0, 1, 1, 0, 1]


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "Telpu noma februārī"},
        {"in_kind": "jā"},
        {"issuer_reg": None},
        {"issuer": 'SIA "Parauga nams"'},
        {"line": "1.1"},
        {"document_no": "R‑ 0012"},  # another hyphen, and a space
    ],
)
def test_every_change_of_contents_is_noticed(tmp_path: Path, changes: Mapping[str, object]) -> None:
    one = write_register(tmp_path / "a.xlsx", [row()])
    two = write_register(tmp_path / "b.xlsx", [row(**changes)])
    assert [code for code, _ in codes(planned(one, two))] == ["row-changed"]


def test_more_rows_of_a_booked_document_are_new_rows(tmp_path: Path) -> None:
    one = write_register(tmp_path / "a.xlsx", [row()])
    two = write_register(tmp_path / "b.xlsx", [row(), row(amount=300.0, description="Apkure"), row(line="1.1", amount=9.0)])
    made = planned(one, two)
    assert made.findings == ()
    assert [(file.count(State.ACCEPTED), file.count(State.BOOKED)) for file in made.files] == [(1, 0), (2, 1)]


def reversal_of(file: FilePlan, number: int = 0) -> str:
    """The entry of one of a file's costs with its signs turned round, its link included."""
    entry = rendered(file, number)
    return entry.replace("Payable:P1  -1200.00", "Payable:P1  1200.00").replace("Rent  1200.00", "Rent  -1200.00")


@pytest.mark.parametrize("linked", [True, False])
def test_a_reversed_row_may_come_in_corrected(tmp_path: Path, linked: bool) -> None:  # noqa: FBT001 - a case, not a switch
    (file,) = planned(write_register(tmp_path / "a.xlsx", [row()])).files
    reversal = reversal_of(file) if linked else reversal_of(file).replace(f" ^{costs(file)[0].key}", "")
    corrected = write_register(tmp_path / "b.xlsx", [row(amount=1150.0)])
    made = planned(corrected, ledger=booked(file) + reversal)
    assert made.findings == ()
    assert made.files[0].count(State.ACCEPTED) == 1


def test_a_reversed_row_that_a_register_still_has_is_told(tmp_path: Path) -> None:
    """It is there and yet does not count; to book it again is a person's decision."""
    path = write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")])
    (file,) = planned(path).files
    made = planned(path, ledger=booked(file) + reversal_of(file))
    assert codes(made) == [("row-reversed", "J6")]
    assert "hold 0.00 of it; the register has 1,200.00" in words(made.findings[0].message, "en")
    assert (made.files[0].count(State.ACCEPTED), made.files[0].count(State.BOOKED)) == (0, 2)


def test_a_cost_entered_by_hand_does_not_come_in_again(tmp_path: Path) -> None:
    (file,) = planned(write_register(tmp_path / "a.xlsx", [row(), row()])).files
    by_hand = rendered(file, 0).replace(f" ^{costs(file)[0].key}", "")
    made = planned(tmp_path / "a.xlsx", ledger=LEDGER + by_hand)
    assert (made.files[0].count(State.ACCEPTED), made.files[0].count(State.BOOKED)) == (1, 1)


def test_a_corrected_number_of_a_document_is_a_change_of_it(tmp_path: Path) -> None:
    """R-2 was corrected to R-3 in the same file: the same issuer, day, amount and text, and R-2 is no longer there."""
    path = write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")])
    (file,) = planned(path).files
    write_register(path, [row(), row(document_no="R-3")])
    made = planned(path, ledger=booked(file))
    assert codes(made) == [("row-changed", "J7")]
    assert codes(planned(path, ledger=booked(file) + reversal_of(file, 1))) == []


def test_a_corrected_issuer_is_a_change_of_its_document(tmp_path: Path) -> None:
    """Number, day and amount are as before, and the file no longer has the row with the other issuer."""
    path = write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")])
    (file,) = planned(path).files
    write_register(path, [row(), row(document_no="R-2", issuer="SIA Cits", issuer_reg=None, description="Apkure")])
    assert codes(planned(path, ledger=booked(file))) == [("row-changed", "J7")]


def test_rows_that_left_a_file_of_the_same_name_are_told(tmp_path: Path) -> None:
    """R-2 is gone and R-3, another cost, has come: only a person can say what that means."""
    path = write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2")])
    (file,) = planned(path).files
    write_register(path, [row(), row(document_no="R-3", amount=7.0)])
    made = planned(path, ledger=booked(file))
    assert codes(made) == [("rows-gone", "")]
    assert not made.blocked


OTHER = {"issuer": "SIA Cits", "amount": 7.0}


@pytest.mark.parametrize(
    ("name", "rows", "told"),
    [
        ("b.xlsx", [row(), row(document_no="R-2"), row(document_no="R-9")], True),  # most rows are the same
        ("b.xlsx", [row(), row(document_no="R-8"), row(document_no="R-9")], False),  # an overlapping register
        ("a.xlsx", [row(document_no=f"R-{n}", **OTHER) for n in (7, 8, 9)], True),  # all are others
        ("a.xlsx", [row(document_no="R-7", document_date=date(2014, 4, 1))], False),  # the next month under the same name
    ],
)
def test_another_edition_is_known_by_its_rows_or_its_name(
    tmp_path: Path, name: str, rows: Sequence[Mapping[str, object]], told: object
) -> None:
    (file,) = planned(write_register(tmp_path / "a.xlsx", [row(), row(document_no="R-2"), row(document_no="R-3")])).files
    made = planned(write_register(tmp_path / name, rows), ledger=booked(file))
    assert codes(made) == ([("rows-gone", "")] if told else [])


def test_a_payment_that_came_later_is_told_and_not_booked(tmp_path: Path) -> None:
    one = write_register(tmp_path / "a.xlsx", [row(paid=None)])
    two = write_register(tmp_path / "b.xlsx", [row()])
    made = planned(one, two)
    assert codes(made) == [("row-updated", "K6")]
    assert [(file.count(State.ACCEPTED), file.count(State.BOOKED)) for file in made.files] == [(1, 0), (0, 1)]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries(
            {},
            optional={
                "amount": st.one_of(st.none(), st.floats(-1e6, 1e6), st.sampled_from(["1.234", "12,50", "x", "-3,00"])),
                "document_no": st.one_of(st.none(), TEXTS),
                "document_date": st.one_of(st.none(), st.dates(date(2013, 6, 1), date(2015, 6, 1)), st.just("31.01.14")),
                "line": st.sampled_from(["1.1", "2", "3", "4", None]),
                "in_kind": st.sampled_from(["jā", "nē", "?", None]),
            },
        ),
        max_size=6,
    )
)
def test_every_row_and_every_cent_is_accounted_for(tmp_path: Path, changes: list[dict[str, object]]) -> None:
    made = planned(write_register(tmp_path / "a.xlsx", [row(**change) for change in changes], total=None))
    (file,) = made.files
    assert file.count() == len(changes) == sum(file.count(state) for state in State)
    assert file.cents() == sum(file.cents(state) for state in State)
    assert made.blocked == bool(file.count(State.REJECTED)) == any(found.severity is Severity.ERROR for found in made.findings)


def test_every_code_of_a_sheet_is_registered_with_a_hint() -> None:
    assert all(len(FINDINGS[code].hint) > len("Mend it.") for code in FINDINGS)

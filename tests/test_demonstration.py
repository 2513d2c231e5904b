"""The demonstration data: the sums the project is about, the story of one overspent line, and that nothing in it is real."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from datetime import datetime
from io import BytesIO
from pathlib import Path
from pathlib import PurePosixPath
from zipfile import ZipFile

import pytest
from beancount import loader
from beancount.core import data
from beancount.parser import parser
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from stdnum.lv import pvn

from riga_grants import agreements
from riga_grants import money
from riga_grants.demonstration import books
from riga_grants.demonstration import ledger_files
from riga_grants.demonstration import plan
from riga_grants.demonstration import recipes
from riga_grants.demonstration import register_files
from riga_grants.demonstration import registers
from riga_grants.demonstration import write_registers
from riga_grants.demonstration.chance import around
from riga_grants.demonstration.chance import pick
from riga_grants.demonstration.costs import Cost
from riga_grants.demonstration.costs import document_day
from riga_grants.demonstration.costs import next_workday
from riga_grants.demonstration.costs import rows
from riga_grants.demonstration.plan import LEAVES
from riga_grants.demonstration.plan import QUARTERS
from riga_grants.demonstration.plan import YEARS
from riga_grants.demonstration.plan import Line
from riga_grants.demonstration.plan import Quarter

FILES = register_files()
ALL = [cost for quarter in QUARTERS for cost in rows(quarter)]
TRAINING = plan.BY_KEY["Training"]
LINE_YEARS = [(line, year) for line in LEAVES for year in YEARS]


def cents(costs: Iterable[Cost]) -> int:
    return sum(cost.cents for cost in costs)


def spent(line: Line, year: int) -> int:
    return cents(cost for cost in ALL if cost.line == line and cost.dated.year == year)


# The sums.


def test_original_budget_and_amended_budget_both_sum_to_the_agreed_total() -> None:
    assert sum(plan.original_cents(line, year) for line, year in LINE_YEARS) == plan.TOTAL_CENTS == 882_205_00
    assert sum(plan.in_force_cents(line, year) for line, year in LINE_YEARS) == plan.TOTAL_CENTS


def test_amendment_moves_money_within_its_year() -> None:
    for year in YEARS:
        assert sum(plan.original_cents(line, year) for line in LEAVES) == sum(
            plan.in_force_cents(line, year) for line in LEAVES
        )
    assert {year for _, year in plan.AMENDMENT} == {2015}


def test_budget_has_eight_lines_two_of_them_with_sublines_and_staff_takes_about_three_fifths() -> None:
    tops = [line for line in plan.LINES if "." not in line.position]
    assert [line.position for line in tops] == list("12345678")
    assert [line.name_en for line in tops if not line.years] == ["Staff", "Services for families"]
    assert len(LEAVES) == 11
    staff = sum(sum(line.years) for line in LEAVES if line.key.startswith("Staff:"))
    assert 0.58 < staff / 882_205 < 0.62


def test_rows_sum_to_the_agreed_total() -> None:
    assert cents(ALL) == 882_205_00
    assert 1_400 <= len(ALL) <= 1_600


def test_rows_sum_to_each_year_of_each_line() -> None:
    assert {(line.key, year): spent(line, year) for line, year in LINE_YEARS} == {
        (line.key, year): plan.year_cents(line, year) for line, year in LINE_YEARS
    }


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.name)
def test_rows_of_a_quarter_sum_to_it_and_lie_in_it(quarter: Quarter) -> None:
    costs = rows(quarter)
    assert cents(costs) == sum(plan.quarter_cents(line, quarter) for line in LEAVES)
    assert 110 <= len(costs) <= 140
    assert {cost.line for cost in costs} == set(LEAVES)
    assert all(max(quarter.start, plan.AGREED) <= cost.dated <= quarter.end for cost in costs)
    assert list(costs) == sorted(costs, key=lambda cost: cost.dated)


# The story: one line runs over, an amendment follows, a small overrun stays.


def test_by_september_2015_training_is_over_its_plan_and_the_ten_per_cent_on_top() -> None:
    so_far = cents(cost for cost in ALL if cost.line == TRAINING and date(2015, 1, 1) <= cost.dated <= date(2015, 9, 30))
    by_june = cents(cost for cost in ALL if cost.line == TRAINING and date(2015, 1, 1) <= cost.dated <= date(2015, 6, 30))
    planned = plan.original_cents(TRAINING, 2015)
    assert by_june < planned
    assert so_far > planned * 110 // 100
    # Reckoned from the project's start it is over by as much.
    assert spent(TRAINING, 2014) + so_far > (plan.original_cents(TRAINING, 2014) + planned) * 110 // 100


def test_no_other_line_is_over_its_original_plan_by_september_2015() -> None:
    for line in LEAVES:
        if line != TRAINING:
            so_far = cents(c for c in ALL if c.line == line and date(2015, 1, 1) <= c.dated <= date(2015, 9, 30))
            assert so_far <= plan.original_cents(line, 2015)


def test_at_the_end_only_training_of_2015_is_over_the_amended_plan_by_three_to_five_per_cent() -> None:
    over = {(line.key, year) for line, year in LINE_YEARS if spent(line, year) > plan.in_force_cents(line, year)}
    assert over == {("Training", 2015)}
    planned = plan.in_force_cents(TRAINING, 2015)
    assert planned * 103 // 100 <= spent(TRAINING, 2015) <= planned * 105 // 100


def test_at_the_end_only_training_is_over_its_plan_of_all_years_and_by_far_less_than_ten_per_cent() -> None:
    totals = {line.key: sum(spent(line, year) for year in YEARS) for line in LEAVES}
    plans = {line.key: sum(plan.in_force_cents(line, year) for year in YEARS) for line in LEAVES}
    differences = {key: totals[key] - plans[key] for key in totals if totals[key] != plans[key]}
    assert differences == {"Training": 360_00, "Travel": -360_00}
    assert totals["Training"] < plans["Training"] * 103 // 100


def test_no_year_is_over() -> None:
    for year in YEARS:
        assert sum(spent(line, year) for line in LEAVES) == sum(plan.in_force_cents(line, year) for line in LEAVES)


# What the rows are like.


def test_special_rows() -> None:
    assert [(cost.document, cost.cents) for cost in ALL if cost.cents <= 0] == [("Kredītrēķins", -86_40)]
    assert [(cost.line.key, cost.cents, cost.paid) for cost in ALL if cost.in_kind] == [("Materials", 640_00, None)]
    twins = [cost for cost, count in Counter(ALL).items() if count > 1]
    assert [(cost.line.key, cost.cents) for cost in twins] == [("Travel", 50_00)]
    assert Counter(ALL)[twins[0]] == 2


def test_every_kind_of_document_is_there() -> None:
    assert {cost.document for cost in ALL} == {
        recipes.INVOICE, recipes.WAYBILL, recipes.RECEIPT, recipes.PAYROLL,
        recipes.ADVANCE_REPORT, recipes.BANK_ORDER, recipes.CREDIT_NOTE, recipes.DEED,
    }  # fmt: skip


def test_document_numbers_of_an_issuer_are_its_own() -> None:
    """A number stands for one document: one issuer, one kind, one day (a payroll and a receipt may have several rows)."""
    documents = {(cost.party, cost.number, cost.document, cost.dated) for cost in ALL}
    assert len(documents) == len({(party, number) for party, number, _, _ in documents})


def test_documents_and_payments_fall_on_working_days() -> None:
    days = [cost.dated for cost in ALL] + [cost.paid for cost in ALL if cost.paid is not None]
    assert not [day for day in days if day.weekday() >= 5]
    assert all(cost.paid is None or cost.paid >= cost.dated for cost in ALL)


def test_contributions_are_the_legal_part_of_the_wage_to_the_cent() -> None:
    wages = {(cost.dated, cost.text.rpartition(", ")[2]): cost.cents for cost in ALL if cost.text.startswith("Darba alga")}
    duties = {(cost.dated, cost.text.rpartition(", ")[2]): cost.cents for cost in ALL if "VSAOI" in cost.text}
    assert wages.keys() == duties.keys()
    assert all(abs(duties[key] * 10_000 - wages[key] * 2_359) <= 2 * 10_000 for key in wages)


def test_day_helpers() -> None:
    assert document_day(date(2014, 1, 1), 3) == date(2014, 1, 28)  # not before the agreement
    assert document_day(date(2015, 1, 1), 3) == date(2015, 1, 5)  # a Saturday: forward in the month's first half
    assert document_day(date(2015, 1, 1), 31) == date(2015, 1, 30)  # a Saturday: back in its second half
    assert next_workday(date(2015, 1, 31)) == date(2015, 2, 2)
    assert next_workday(date(2015, 2, 2)) == date(2015, 2, 2)


def test_chance_is_the_same_everywhere() -> None:
    assert [pick("a", 1000), pick("b", 1000), around("c", 0)] == [250, 946, 100]


def test_suppliers_that_pay_tax_state_it_and_it_is_twenty_one_parts_of_a_hundred_and_twenty_one() -> None:
    untaxed = {recipes.ASSOCIATION, recipes.GROUPS, recipes.TRAINER, recipes.BANK}
    assert {cost.party for cost in ALL if cost.vat_cents is None and not cost.in_kind} == untaxed
    taxed = [cost for cost in ALL if cost.vat_cents is not None]
    assert {cost.party for cost in taxed} == {*recipes.PARTIES} - untaxed
    for cost in taxed:
        assert cost.vat_cents is not None
        assert (cost.net_cents or 0) + cost.vat_cents == cost.cents
        assert abs(cost.vat_cents * 121 - cost.cents * 21) * 2 <= 121
    assert [(cost.net_cents, cost.vat_cents) for cost in ALL if cost.cents < 0] == [(-71_40, -15_00)]


def test_a_payment_order_is_for_one_issuer_and_one_day() -> None:
    orders = {(cost.payment_no, cost.party, cost.paid) for cost in ALL if cost.payment_no}
    assert len(orders) == len({number for number, _, _ in orders})
    without = {cost.document for cost in ALL if not cost.payment_no}
    assert without == {*recipes.PAID_AT_ONCE, recipes.CREDIT_NOTE, recipes.DEED}


def test_rows_are_the_same_on_every_machine() -> None:
    """A change here changes the demonstration's figures: intended, or a machine that reckons otherwise."""
    told = "\n".join(f"{c.dated}|{c.line.key}|{c.number}|{c.party.reg}|{c.text}|{c.cents}|{c.paid}" for c in ALL)
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "cdb99409c496792d"


# Nothing is real.


def test_registration_numbers_are_valid_and_from_the_invented_run() -> None:
    assert len({party.reg for party in recipes.PARTIES}) == len(recipes.PARTIES)
    assert all(pvn.is_valid(party.reg) and party.reg.startswith("40009999") for party in recipes.PARTIES)


def test_every_issuer_is_an_example_and_no_person() -> None:
    assert {cost.party for cost in ALL} == set(recipes.PARTIES)
    assert all("Paraug" in party.name for party in recipes.PARTIES)
    posts = {position.title.rstrip(" 0123456789") for position in recipes.POSITIONS}
    assert posts == {"sociālais darbinieks", "psihologs", "projekta vadītājs", "projekta asistents"}


def test_no_row_names_a_real_body() -> None:
    told = " ".join(f"{cost.text} {cost.note} {cost.party.name}" for cost in ALL)
    assert not [word for word in ("SOS", "Rīgas dome", "departament", "Sociālais dienests", "LETA", "@") if word in told]


# The ledger.


def test_ledger_texts_are_marked_and_parse() -> None:
    assert list(ledger_files()) == [PurePosixPath("ledger/projects/RGAP.beancount"), PurePosixPath("budgets/RGAP.beancount")]
    for text in ledger_files().values():
        assert text.startswith(";; DEMONSTRĀCIJAS DATI")
        assert text.endswith("\n")
        _, errors, _ = parser.parse_string(text)
        assert errors == []


def loaded(folder: Path) -> list[data.Directive]:
    """Load the demonstration's files and nothing else."""
    for name, text in ledger_files().items():
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    for generated in ("ledger/imported/RGAP", "ledger/closings/RGAP", "budgets/RGAP"):
        (folder / generated).mkdir(parents=True)
        (folder / generated / "000000-start.beancount").write_text(";; Imports stand here.\n", encoding="utf-8")
    main = folder / "ledger" / "main.beancount"
    main.write_text('include "projects/*.beancount"\n', encoding="utf-8")
    loader.initialize(use_cache=False)
    entries, errors, _ = loader.load_file(str(main))
    assert errors == []
    return list(entries)


def test_ledger_is_an_agreement_without_findings(tmp_path: Path) -> None:
    read, findings = agreements.read(loaded(tmp_path))
    assert findings == []
    agreement = read["RGAP"]
    assert agreement.project.demonstration
    assert agreement.project.budget_cents == 882_205_00
    assert [(source.funder, source.kind, source.ceiling_cents) for source in agreement.sources] == [
        ("RD", "funder", 425_998_00),
        ("SOS", "own", 456_207_00),
    ]
    assert len(agreement.periods) == 15
    assert {account: line.position for account, line in agreement.lines.items()} == {
        line.account: line.position for line in plan.LINES
    }


def test_amended_lines_have_the_new_plan_from_the_day_of_the_decision(tmp_path: Path) -> None:
    agreement = agreements.read(loaded(tmp_path))[0]["RGAP"]
    for day, expected in ((date(2015, 11, 1), 6_000_00), (date(2015, 11, 2), 9_000_00)):
        at = agreement.at(day)
        assert at is not None
        budget = {(version.account, version.period): version.cents for version in at.budget}
        assert budget[TRAINING.account, "2015"] == expected
        assert sum(amount or 0 for amount in budget.values()) == 882_205_00
    assert {version.decision for version in agreement.budget} == {"", plan.DECISION}


def test_eight_instalments_bring_the_city_s_part_and_the_last_comes_late(tmp_path: Path) -> None:
    came = [entry for entry in loaded(tmp_path) if isinstance(entry, data.Transaction)]
    amounts = [entry.postings[0].units.number for entry in came if entry.postings[0].units is not None]
    assert len(amounts) == len(books.INSTALMENTS) == 8
    assert sum(money.to_cents(amount) for amount in amounts if amount is not None) == 425_998_00
    assert came[-1].date == date(2017, 2, 20) > plan.END
    assert all("demonstrācija" in (entry.narration or "") for entry in came)
    assert "15.12.2016." in (came[-1].narration or "")


def test_the_plan_of_instalments_is_the_money_that_came_and_only_the_last_came_after_its_day(tmp_path: Path) -> None:
    planned = agreements.read(loaded(tmp_path))[0]["RGAP"].instalments
    assert [(one.number, one.due, one.cents) for one in planned] == [
        (str(number), one.due, one.cents) for number, one in enumerate(books.INSTALMENTS, 1)
    ]
    assert [one.number for one, came in zip(planned, books.INSTALMENTS, strict=True) if came.day != one.due] == ["8"]
    assert planned[-1].due == date(2016, 12, 15)
    quarters = {quarter.name: quarter.end for quarter in QUARTERS}
    assert all(quarters[one.after_report] < one.due for one in planned[1:])


def test_every_rule_of_the_agreement_names_where_it_comes_from_and_says_that_it_is_invented(tmp_path: Path) -> None:
    agreement = agreements.read(loaded(tmp_path))[0]["RGAP"]
    assert [rule.name for rule in agreement.rules] == [name for name, _, _, _ in books.RULES]
    assert all(rule.source.startswith("demonstration") for rule in agreement.rules)


def test_quotes_in_texts_stay_inside_their_string() -> None:
    written = books.directive("grant-rule", '"RGAP"', {"note": 'a "b" \\ c'})
    entries, errors, _ = parser.parse_string(written)
    assert errors == []
    assert entries[0].meta["note"] == 'a "b" \\ c'


# The workbooks.


def test_workbooks_are_byte_for_byte_the_same_on_every_run() -> None:
    assert register_files() == FILES
    for content in FILES.values():
        with ZipFile(BytesIO(content)) as parts:
            assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_workbooks_are_twelve_and_named_as_demonstration(tmp_path: Path) -> None:
    paths = write_registers(tmp_path / "inbox")
    assert [path.name for path in paths] == [f"DEMO-RGAP-{y}-Q{q}.xlsx" for y in YEARS for q in (1, 2, 3, 4)]
    assert {path.name: path.read_bytes() for path in paths} == FILES
    assert write_registers(tmp_path / "inbox") == paths


def test_a_file_of_another_content_is_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "DEMO-RGAP-2016-Q4.xlsx"
    mine.write_bytes(b"my own work")
    with pytest.raises(FileExistsError):
        write_registers(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [mine.name]
    assert mine.read_bytes() == b"my own work"


def cells_of(name: str) -> list[list[object]]:
    sheet = CalamineWorkbook.from_filelike(BytesIO(FILES[name])).get_sheet_by_name("Izmaksas")
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def amount_of(cell: object) -> int:
    return money.whole_cents(money.parse_number(cell) if isinstance(cell, str) else money.from_cell(float(str(cell))))


def day_of(cell: object) -> date | None:
    if isinstance(cell, str):
        return datetime.strptime(cell.rstrip("."), "%d.%m.%Y").date() if cell else None  # noqa: DTZ007 - a day has no zone
    assert isinstance(cell, date)
    return cell


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.name)
def test_cells_say_what_the_rows_say(quarter: Quarter) -> None:
    found = cells_of(registers.file_name(quarter))
    assert found[0][0] == "DEMONSTRĀCIJAS DATI — izdomāti skaitļi"
    assert found[4] == [column.heading for column in registers.COLUMNS]
    costs = rows(quarter)
    body = found[5:-1]
    assert len(body) == len(costs)
    for number, (cells, cost) in enumerate(zip(body, costs, strict=True), 1):
        assert cells[0] == number
        assert cells[1:5] == ["RGAP", cost.line.label, cost.document, cost.number]
        assert day_of(cells[5]) == cost.dated
        assert cells[6:9] == [cost.party.name, cost.party.reg, cost.text]
        assert amount_of(cells[9]) == cost.cents
        assert [None if cell == "" else amount_of(cell) for cell in cells[10:12]] == [cost.net_cents, cost.vat_cents]
        assert day_of(cells[12]) == cost.paid
        assert cells[13:15] == [cost.payment_no, "jā" if cost.in_kind else ""]
        assert str(cells[15]).startswith("Demonstrācija")
    assert found[-1][0] == "Kopā"
    assert amount_of(found[-1][9]) == cents(costs)


def test_total_is_a_live_sum_only_where_a_sum_is_right() -> None:
    """Excel's SUM passes over text: a register that has amounts as text carries a typed total."""
    live = set()
    for name, content in FILES.items():
        sheet = load_workbook(BytesIO(content))["Izmaksas"]
        total = sheet.cell(sheet.max_row, 10).value
        amounts = [sheet.cell(row, 10).value for row in range(6, sheet.max_row)]
        if isinstance(total, str):
            live.add(name)
            assert total == f"=SUM(J6:J{sheet.max_row - 1})"
            assert not [amount for amount in amounts if isinstance(amount, str)]
        else:
            assert [amount for amount in amounts if isinstance(amount, str)]
    assert len(live) == 8


def test_about_one_row_in_ten_holds_a_text_where_a_date_or_an_amount_belongs() -> None:
    body = [row for name in FILES for row in cells_of(name)[5:-1]]
    typed = [row for row in body if any(isinstance(row[index], str) and row[index] for index in (5, 9, 12))]
    assert 0.07 < len(typed) / len(body) < 0.15
    assert [row for row in body if isinstance(row[5], str) and row[5].endswith(".")]
    assert [row for row in body if isinstance(row[9], str) and "\u00a0" in row[9]]
    assert [row for row in body if isinstance(row[9], str) and " " in row[9]]


@pytest.mark.parametrize(
    ("cents_", "chance", "shown"),
    [
        (1_234_50, 1, "1\u00a0234,50"),
        (1_234_50, 2, "1 234,50"),
        (-86_40, 1, "-86,40"),
        (5_00, 0, "5,00"),
        (5_00, 99, registers.Money(5_00)),
    ],
)
def test_typed_amounts(cents_: int, chance: int, shown: object) -> None:
    assert registers.typed_amount(cents_, chance) == shown


def test_workbooks_name_no_author() -> None:
    for content in FILES.values():
        properties = load_workbook(BytesIO(content)).properties
        assert not properties.creator
        assert not properties.lastModifiedBy
        assert properties.title is not None
        assert properties.title.startswith("DEMONSTRĀCIJAS DATI")

"""The kinds of sheet: budgets, lists of agreements, indicators, and registers that are laid out otherwise than ours."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from registers import LEDGER
from tables import codes
from tables import layout
from tables import planned
from tables import the_file
from tables import write_table

from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import render
from riga_grants.costs import Cost
from riga_grants.declared import Declared
from riga_grants.errors import Severity
from riga_grants.i18n import words
from riga_grants.importing.importer import Wishes
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import State

YEARS = """
2014-01-01 custom "grant-period" "P1" "2014-H1" 2014-01-01 2014-06-30
2014-01-01 custom "grant-period" "P1" "2014-H2" 2014-07-01 2014-12-31
"""


def written(file: FilePlan) -> str:
    """The text that a file would add to the ledger, without its provenance."""
    text = "".join(piece.text for piece in render(file, file.writes, {}, Correction("reason", "A. Auditor")))
    return "\n".join(line for line in text.splitlines() if line and not line.startswith("  source-"))


def counts(file: FilePlan) -> list[int]:
    """Accepted, booked, changed, rejected, skipped."""
    return [file.count(state) for state in State]


# --- budgets ---------------------------------------------------------------------------------------------------------

BUDGET = {"line": ["Pozīcija"], "period": ["Periods"], "amount": ["Summa"], "dated": ["No"], "decision": ["Lēmums"]}


def test_a_budget_becomes_directives(tmp_path: Path) -> None:
    """An amendment of two lines; what is not stated is no 0."""
    rows: list[list[object]] = [
        ["Pozīcija", "Periods", "Summa", "No", "Lēmums"],
        ["2. Telpu noma", "2014-H1", 4500.0, date(2014, 1, 1), "Nr. 7"],
        ["1.1", None, "n.a.", "01.02.2014", None],
        ["Kopā", None, 4500.0],
    ]
    used = layout("budget", BUDGET, constants={"project": "P1"}, not_stated=["n.a."], total=["Kopā"])
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER + YEARS))
    assert file.all_findings == ()
    assert counts(file) == [2, 0, 0, 0, 1]
    assert written(file) == (
        '2014-01-01 custom "grant-budget" Expenses:P1:Rent "2014-H1" 4500.00 EUR\n'
        '  decision: "Nr. 7"\n'
        '2014-02-01 custom "grant-budget" Expenses:P1:Staff:Social "total" "not-stated"'
    )
    assert the_file(planned(tmp_path / "a.xlsx", used, LEDGER + YEARS + written(file))).count(State.BOOKED) == 2


def test_a_budget_by_years_has_a_column_for_each(tmp_path: Path) -> None:
    """A blank cell states nothing; the sum of the row's amounts is what the total is compared with."""
    rows: list[list[object]] = [
        ["Tāme, EUR"],
        ["Pozīcija", "I pusgads", "II pusgads"],
        ["Telpu noma", 100.0, 200.0],
        ["Personāls", None, 50.0],
        ["Kopā", 100.0, 251.0],
    ]
    used = layout(
        "budget",
        {"line": ["Pozīcija"]},
        constants={"project": "P1", "dated": "2014-01-01"},
        amounts=[{"headings": ["I pusgads"], "period": "2014-H1"}, {"headings": ["II pusgads"], "period": "2014-H2"}],
        total=["Kopā"],
    )
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER + YEARS))
    assert codes(file.all_findings) == [("total-differs", "C5")]
    assert [
        (one.account, one.values["period"], one.cents) for row in file.rows for one in row.new if isinstance(one, Declared)
    ] == [
        ("Expenses:P1:Rent", "2014-H1", 100_00),
        ("Expenses:P1:Rent", "2014-H2", 200_00),
        ("Expenses:P1:Staff", "2014-H2", 50_00),
    ]


def test_a_budget_booked_otherwise_is_a_change_and_a_correction_replaces_it(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Pozīcija", "Summa", "No"],
        ["Telpu noma", 9000.0, date(2014, 1, 1)],
        ["Personāls", 1200.0, date(2014, 1, 1)],
    ]
    used = layout("budget", {"line": ["Pozīcija"], "amount": ["Summa"], "dated": ["No"]}, constants={"project": "P1"})
    path = write_table(tmp_path / "a.xlsx", rows)
    made = planned(path, used, LEDGER)
    assert codes(made.findings) == [("row-changed", "B3")]
    assert "amount 1000.00 EUR; in this row: amount 1200.00 EUR" in words(made.findings[0].message, "en")
    assert counts(the_file(made)) == [0, 1, 1, 0, 0]
    assert made.blocked
    corrected = the_file(planned(path, used, LEDGER, Wishes(correct=True)))
    assert not corrected.blocked
    withdrawn, new = written(corrected).split("\n2014-01-01 custom")[0], written(corrected)
    assert withdrawn.startswith('2014-01-01 custom "grant-withdrawn" "row-')
    assert 'reason: "reason"' in withdrawn
    assert '"grant-budget" Expenses:P1:Staff "total" 1200.00 EUR' in new
    again = planned(path, used, f"{LEDGER}\n{new}\n")
    assert counts(the_file(again)) == [0, 2, 0, 0, 0]
    assert again.findings == ()


def test_a_budget_of_a_closed_day_is_neither_stated_nor_corrected(tmp_path: Path) -> None:
    """The same file, which brings nothing new, is as welcome as before; a later day is open."""
    head: list[object] = ["Pozīcija", "Summa", "No"]
    used = layout("budget", {"line": ["Pozīcija"], "amount": ["Summa"], "dated": ["No"]}, constants={"project": "P1"})
    closed = LEDGER + YEARS.replace("2014-06-30\n", "2014-06-30\n  closed: 2014-07-20\n")
    booked: list[object] = ["Personāls", 1000.0, date(2014, 1, 1)]
    for number, (row, expected) in enumerate(
        (
            (booked, []),
            (["Personāls", 1200.0, date(2014, 1, 1)], [("period-closed", "B2")]),
            (["Personāls", 1200.0, date(2014, 6, 30)], [("period-closed", "B2")]),
            (["Personāls", 1200.0, date(2014, 7, 1)], []),
        )
    ):
        path = write_table(tmp_path / f"{number}.xlsx", [head, row])
        made = planned(path, used, closed, Wishes(correct=True))
        assert codes(made.findings) == expected


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Kosmoss", "2014-H1", 1.0, date(2014, 1, 1)], "line-unknown"),
        (["Telpu noma", "2019", 1.0, date(2014, 1, 1)], "period-missing"),
        (["Telpu noma", "2014-H1", 1.0, None], "date-missing"),
        (["Telpu noma", "2014-H1", "divi", date(2014, 1, 1)], "amount-unreadable"),
        (["Telpu noma", "2014-H1", None, date(2014, 1, 1)], "amount-missing"),
        ([None, "2014-H1", 1.0, date(2014, 1, 1)], "cell-missing"),
        (["2", "2014-H2", 5.0, date(2014, 1, 1)], "row-twice"),
    ],
)
def test_a_budget_row_that_cannot_be_taken(tmp_path: Path, row: list[object], code: str) -> None:
    rows: list[list[object]] = [["Pozīcija", "Periods", "Summa", "No"], ["Telpu noma", "2014-H2", 5.0, date(2014, 1, 1)], row]
    used = layout("budget", {key: BUDGET[key] for key in ("line", "period", "amount", "dated")}, constants={"project": "P1"})
    made = planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER + YEARS)
    assert [found.code for found in made.findings] == [code]
    assert counts(the_file(made)) == [1, 0, 0, 1, 0]


def test_plan_and_amendment_must_make_the_revised_budget(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Pozīcija", "Plāns", "Grozījumi", "Precizētais"],
        ["Telpu noma", 100.0, -10.0, 90.0],
        ["Personāls", 100.0, None, 101.0],
    ]
    columns = {"line": ["Pozīcija"], "plan": ["Plāns"], "amendment": ["Grozījumi"], "amount": ["Precizētais"]}
    used = layout("budget", columns, constants={"project": "P1", "dated": "2014-02-01"})
    made = planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER)
    assert codes(made.findings) == [("amounts-differ", "D3")]


# --- agreements ------------------------------------------------------------------------------------------------------

PARTS = [{"headings": ["ES daļa"], "funder": "EU"}, {"headings": ["Valsts"], "funder": "LV"}]
LIST = {"project": ["Kods"], "name": ["Nosaukums"], "total": ["Kopā"]}


def test_a_list_of_agreements_becomes_projects_and_sources(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Kods", "Nosaukums", "Kopā", "ES daļa"],
        ["A-1", 'Pirmais "projekts"', "1 000,00", "850,00"],
        ["A-2", "Otrais", None, None],
    ]
    used = layout(
        "agreements",
        LIST,
        amounts=[PARTS[0], {"funder": "OWN", "source-kind": "own", "funder-name": "Pašu", "rest": True}],
        constants={"start": "01.01.2014", "end": "31.12.2015"},
    )
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER))
    assert file.all_findings == ()
    assert written(file) == (
        '2014-01-01 custom "grant-project" "A-1" "Pirmais \\"projekts\\"" 2014-01-01 2015-12-31 1000.00 EUR\n'
        '2014-01-01 custom "grant-source" "A-1" "EU" 850.00 EUR\n'
        '2014-01-01 custom "grant-source" "A-1" "OWN" 150.00 EUR\n'
        '  kind: "own"\n'
        '  name: "Pašu"\n'
        '2014-01-01 custom "grant-project" "A-2" "Otrais" 2014-01-01 2015-12-31 "not-stated"\n'
        '2014-01-01 custom "grant-source" "A-2" "EU" "not-stated"\n'
        '2014-01-01 custom "grant-source" "A-2" "OWN" "not-stated"\n'
        '  kind: "own"\n'
        '  name: "Pašu"'
    )
    again = planned(tmp_path / "a.xlsx", used, LEDGER + written(file) + "\n")
    assert counts(the_file(again)) == [0, 2, 0, 0, 0]


@pytest.mark.parametrize(
    ("cells", "found", "ceilings"),
    [
        ((100.0, 85.0, 15.0), [], [8500, 1500]),
        ((100.0, 85.0, 14.99), ["parts-differ"], [8500, 1499]),
        ((100.0, 85.0, None), [], [8500, None]),
        ((100.0, 100.01, None), ["parts-differ"], [10001, None]),
        ((None, 85.0, 15.0), [], [8500, 1500]),
        ((100.0, 84.995, 15.005), ["amount-rounded", "amount-rounded"], [8500, 1500]),  # 0.01 too much goes from LV
        ((100.0, 84.994, 15.004), ["amount-rounded", "amount-rounded", "parts-differ"], [8499, 1500]),
    ],
)
def test_parts_are_compared_with_the_total(
    tmp_path: Path, cells: Sequence[object], found: list[str], ceilings: list[int | None]
) -> None:
    """Rounding half up may make a cent too much: the funder that the layout names bears it, if the exact parts agree."""
    rows: list[list[object]] = [["Kods", "Nosaukums", "Kopā", "ES daļa", "Valsts"], ["A-1", "Pirmais", *cells]]
    used = layout(
        "agreements",
        LIST,
        amounts=PARTS,
        rounding="half-up",
        remainder="LV",
        constants={"start": "01.01.2014"},
        findings={"parts-differ": "warning"},
    )
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER))
    assert [one.code for one in file.all_findings] == found
    declared = [one for one in file.records if isinstance(one, Declared) and one.directive == "grant-source"]
    assert [one.cents for one in declared] == ceilings


def test_a_row_for_each_source_repeats_its_project(tmp_path: Path) -> None:
    """The sum of such a sheet is the sum of the parts; rows that state a project differently contradict each other."""
    columns = {**LIST, "funder": ["Finansētājs"], "ceiling": ["Daļa"]}
    rows: list[list[object]] = [
        ["Kods", "Nosaukums", "Kopā", "Finansētājs", "Daļa"],
        ["A-1", "Pirmais", 100.0, "RD", 60.0],
        ["A-1", "Pirmais", 100.0, "MES", 40.0],
        ["A-1", "Pirmais", 101.0, "EU", 1.0],
        ["Kopsumma", None, None, None, 101.0],
    ]
    used = layout("agreements", columns, constants={"start": "01.01.2014"}, total=["Kopsumma"])
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER))
    assert codes(file.all_findings) == [("row-twice", "C4")]
    assert [(row.state, row.cents) for row in file.rows] == [
        (State.ACCEPTED, 60_00),
        (State.ACCEPTED, 40_00),
        (State.REJECTED, 1_00),
        (State.SKIPPED, None),
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["a b", "Nosaukums", 1.0], "project-code"),
        (["Overhead", "Nosaukums", 1.0], "project-code"),
        (["A-1", None, 1.0], "cell-missing"),
        ([None, "Nosaukums", 1.0], "cell-missing"),
        (["A-1", "Nosaukums", "25.570, 13"], "amount-unreadable"),
    ],
)
def test_an_agreement_that_cannot_be_taken(tmp_path: Path, row: list[object], code: str) -> None:
    used = layout("agreements", LIST, constants={"start": "01.01.2014"})
    rows: list[list[object]] = [["Kods", "Nosaukums", "Kopā"], row]
    made = planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER)
    assert [found.code for found in made.findings] == [code]
    assert counts(the_file(made)) == [0, 0, 0, 1, 0]


def test_a_layout_may_take_an_agreement_whose_part_cannot_be_read_or_that_has_no_name(tmp_path: Path) -> None:
    """Then the part is not stated, and the code is the name; both are told."""
    used = layout(
        "agreements",
        LIST,
        amounts=[PARTS[0]],
        constants={"start": "01.01.2014"},
        findings={"amount-unreadable": "warning", "cell-missing": "warning"},
    )
    rows: list[list[object]] = [["Kods", "Nosaukums", "Kopā", "ES daļa"], ["A-1", None, 30082.5, "25.570, 13"]]
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER))
    assert codes(file.all_findings) == [("amount-unreadable", "D2"), ("cell-missing", "B2")]
    assert [found.severity for found in file.all_findings] == [Severity.WARNING, Severity.WARNING]
    assert written(file) == (
        '2014-01-01 custom "grant-project" "A-1" "A-1" 2014-01-01 "not-stated" 30082.50 EUR\n'
        '2014-01-01 custom "grant-source" "A-1" "EU" "not-stated"'
    )


def test_a_code_is_made_where_the_list_has_none(tmp_path: Path) -> None:
    """Spelt out from a number, or a digest of what identifies the agreement: the same wherever the row stands."""
    rows: list[list[object]] = [["Nr", "Nosaukums", "Kopā"], [12.0, "Pirmais", 1.0], ["7/b", "Otrais", 2.0]]
    columns = {"number": ["Nr"], "name": ["Nosaukums"], "total": ["Kopā"]}
    path = write_table(tmp_path / "a.xlsx", rows)

    def codes_by(**rule: object) -> list[str]:
        used = layout("agreements", columns, constants={"start": "01.01.2014"}, project_code={"prefix": "SI-", **rule})
        return [one.project for one in the_file(planned(path, used, LEDGER)).records]

    assert codes_by(**{"from": ["number"]}) == ["SI-12", "SI-7-b"]
    digests = codes_by(**{"from": ["number", "name"], "digest": True})
    write_table(path, [rows[0], rows[2], rows[1]])
    assert codes_by(**{"from": ["number", "name"], "digest": True}) == digests[::-1]


# --- indicators ------------------------------------------------------------------------------------------------------


def test_indicators_are_planned_and_reached(tmp_path: Path) -> None:
    """A plan holds from the project's first day, a result from the period's last; figures are in no sum of money."""
    rows: list[list[object]] = [
        ["Rādītājs", "Mērvienība", "Periods", "Plānots", "Sasniegts"],
        ["Ģimenes", "ģimenes", "2014-H1", 100.0, "98,5"],
        ["Ģimenes", "ģimenes", None, 200.0, "n.a."],
    ]
    columns = {
        "indicator": ["Rādītājs"],
        "unit": ["Mērvienība"],
        "period": ["Periods"],
        "planned": ["Plānots"],
        "reached": ["Sasniegts"],
    }
    used = layout("indicators", columns, constants={"project": "P1"}, not_stated=["n.a."])
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER + YEARS))
    assert file.all_findings == ()
    assert written(file) == (
        '2014-01-01 custom "grant-indicator" "P1" "gimenes" "2014-H1" "planned" 100\n  unit: "ģimenes"\n'
        '2014-06-30 custom "grant-indicator" "P1" "gimenes" "2014-H1" "reached" 98.5\n  unit: "ģimenes"\n'
        '2014-01-01 custom "grant-indicator" "P1" "gimenes" "total" "planned" 200\n  unit: "ģimenes"\n'
        '2014-12-31 custom "grant-indicator" "P1" "gimenes" "total" "reached" "not-stated"\n  unit: "ģimenes"'
    )
    assert file.cents() == 0


def test_an_indicator_without_a_figure_is_refused(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Rādītājs", "Plānots"], ["Ģimenes", None], ["Bērni", "daudz"], ["Vecāki", 3.0]]
    used = layout("indicators", {"indicator": ["Rādītājs"], "planned": ["Plānots"]}, constants={"project": "P1"})
    made = planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER)
    assert codes(made.findings) == [("amount-missing", "B2"), ("amount-unreadable", "B3")]
    assert counts(the_file(made)) == [1, 0, 0, 2, 0]


# --- registers of costs that look otherwise --------------------------------------------------------------------------

COSTS = {
    "line": ["Pozīcija"],
    "document-no": ["Nr."],
    "document-date": ["Datums"],
    "issuer": ["Izsniedzējs"],
    "description": ["Apraksts"],
    "amount": ["Summa"],
}


def cost(amount: object, number: str = "R-1", line: object = "2") -> list[object]:
    return [line, number, date(2014, 3, 1), "SIA Nams", "Noma", amount]


HEAD: list[object] = ["Pozīcija", "Nr.", "Datums", "Izsniedzējs", "Apraksts", "Summa"]


def cents_of(file: FilePlan) -> list[int]:
    return [one.cents for row in file.rows for one in row.new if isinstance(one, Cost)]


@pytest.mark.parametrize(
    ("more", "amounts", "cents"),
    [
        ({}, [12.5, "-3,00"], [1250, -300]),
        ({"sign": "reversed"}, [-12.5, "3,00"], [1250, -300]),
        ({"multiply": 1000}, [1.25, "0,5", 12.346], [125000, 50000, 1234600]),
        ({"decimal": ","}, ["1.234", "1.234,5"], [123400, 123450]),
        ({"decimal": "."}, ["1,234", "1,234.5"], [123400, 123450]),
        ({"rounding": "half-up"}, [0.125, "0,124"], [13, 12]),
        ({"rounding": "half-even"}, [0.125, 0.135], [12, 14]),
        ({"rounding": "down"}, [0.129, -0.129], [12, -12]),
        ({"negative": {"document-no": ["KR*"]}}, [5.0], [500]),
    ],
)
def test_what_a_layout_says_of_amounts(
    tmp_path: Path, more: dict[str, object], amounts: list[object], cents: list[int]
) -> None:
    rows: list[list[object]] = [HEAD, *(cost(amount, f"R-{number}") for number, amount in enumerate(amounts))]
    file = the_file(
        planned(write_table(tmp_path / "a.xlsx", rows), layout("costs", COSTS, constants={"project": "P1"}, **more), LEDGER)
    )
    assert cents_of(file) == cents
    assert file.cents() == sum(cents)
    exact = [Decimal(str(one)) for one in amounts if isinstance(one, float)]
    if "rounding" in more and len(exact) == len(amounts):
        assert file.sheets[0].rounded == Decimal(sum(cents)) / 100 - sum(exact)


def test_words_may_make_an_amount_negative(tmp_path: Path) -> None:
    """A credit note that is negative already has two signs; which of them is meant, nobody can tell."""
    rows: list[list[object]] = [HEAD, cost(5.0, "KR-1"), cost(7.0, "R-2"), cost(-5.0, "KR-3")]
    used = layout("costs", COSTS, constants={"project": "P1"}, negative={"document-no": ["KR*"]})
    made = planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER)
    assert cents_of(the_file(made)) == [-500, 700]
    assert codes(made.findings) == [("amount-sign", "F4")]


def test_debit_and_credit(tmp_path: Path) -> None:
    head: list[object] = [*HEAD[:5], "Debets", "Kredīts"]
    rows: list[list[object]] = [
        head,
        cost(10.0),
        [*cost(None, "R-2"), 4.0],
        [*cost(None, "R-3"), None],
        [*cost(1.0, "R-4"), 1.0],
        ["Kopā", None, None, None, None, 10.0, 4.0],
    ]
    columns = {**{key: COSTS[key] for key in COSTS if key != "amount"}, "debit": ["Debets"], "credit": ["Kredīts"]}
    used = layout("costs", columns, constants={"project": "P1"}, total=["Kopā"])
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER))
    assert cents_of(file) == [1000, -400]
    assert codes(file.all_findings) == [("amount-missing", "F4"), ("amount-sign", "G5")]
    assert file.sheets[0].total_cents == 600


def test_an_amount_in_another_currency_needs_a_rate(tmp_path: Path) -> None:
    """33.33 LVL at 0.702804 are 47.42 EUR (Regulation 1103/97: divide by the rate, never multiply by its inverse)."""
    rows: list[list[object]] = [HEAD, cost("33,33 LVL"), cost("5,00", "R-2"), cost("1,00 USD", "R-3")]
    used = layout("costs", COSTS, constants={"project": "P1"}, rates={"LVL": "0.702804"})
    made = planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER)
    assert cents_of(the_file(made)) == [4742, 500]
    assert codes(made.findings) == [("amount-currency", "F4")]
    first = next(one for one in the_file(made).rows).new[0]
    assert isinstance(first, Cost)
    assert first.original == "33.33 LVL"


def test_headings_inside_the_table_and_blank_cells_that_repeat_the_one_above(tmp_path: Path) -> None:
    """Costs grouped by line, each group with its subtotal; the issuer is written only where it changes."""
    head = HEAD[1:]
    rows: list[list[object]] = [
        head,
        ["2. Telpu noma"],
        cost(10.0)[1:],
        [*cost(5.0, "R-2")[1:3], None, "Noma", 5.0],
        ["Starpsumma", None, None, None, 15.0],
        ["1.1"],
        cost(7.0, "R-3")[1:],
        ["Kopā", None, None, None, 22.0],
        ["Sagatavoja: K. Kaste"],
    ]
    columns = {key: COSTS[key] for key in COSTS if key != "line"}
    used = layout(
        "costs",
        columns,
        constants={"project": "P1"},
        section="line",
        fill_down=["issuer"],
        skip=["Starpsumma*"],
        total=["Kopā"],
        optional=["issuer"],
    )
    file = the_file(planned(write_table(tmp_path / "a.xlsx", rows), used, LEDGER))
    assert file.all_findings == ()
    assert [(one.account, one.content.issuer) for one in file.records if isinstance(one, Cost)] == [
        ("Expenses:P1:Rent", "SIA Nams"),
        ("Expenses:P1:Rent", "SIA Nams"),
        ("Expenses:P1:Staff:Social", "SIA Nams"),
    ]
    assert counts(file) == [3, 0, 0, 0, 5]
    assert file.cents(State.SKIPPED) == 15_00


def test_a_document_is_not_paid_for_twice(tmp_path: Path) -> None:
    """Shares of one invoice over two projects may sum to its total, and no further."""
    columns = {**COSTS, "project": ["Projekts"], "document-total": ["Kopā rēķinā"]}
    head = [*HEAD, "Projekts", "Kopā rēķinā"]
    used = layout("costs", columns)
    shares: list[list[object]] = [head, [*cost(60.0), "P1", 100.0], [*cost(40.0, line="1"), "P2", 100.0]]
    path = write_table(tmp_path / "a.xlsx", shares)
    file = the_file(planned(path, used, LEDGER))
    assert file.all_findings == ()
    assert "document-total: 100.00 EUR" in written(file)
    more = write_table(tmp_path / "b.xlsx", [head, [*cost(0.01, line="1.1"), "P1", 100.0]])
    made = planned(more, used, LEDGER + written(file) + "\n")
    assert codes(made.findings) == [("document-overclaimed", "H2")]
    assert counts(the_file(made)) == [0, 0, 0, 1, 0]


def test_a_further_part_of_a_document_whose_total_is_stated_is_no_change(tmp_path: Path) -> None:
    columns = {**COSTS, "document-total": ["Kopā rēķinā"]}
    head = [*HEAD, "Kopā rēķinā"]
    used = layout("costs", columns, constants={"project": "P1"})
    first = the_file(planned(write_table(tmp_path / "a.xlsx", [head, [*cost(60.0), 100.0]]), used, LEDGER))
    booked = LEDGER + written(first) + "\n"
    part = planned(write_table(tmp_path / "b.xlsx", [head, [*cost(40.0), 100.0]]), used, booked)
    assert counts(the_file(part)) == [1, 0, 0, 0, 0]
    unstated = planned(write_table(tmp_path / "c.xlsx", [head, [*cost(40.0), None]]), used, booked)
    assert counts(the_file(unstated)) == [0, 0, 1, 0, 0]


def test_a_share_that_was_edited_in_its_file_is_a_change_and_no_further_part(tmp_path: Path) -> None:
    columns = {**COSTS, "document-total": ["Kopā rēķinā"]}
    head: list[object] = [*HEAD, "Kopā rēķinā"]
    used = layout("costs", columns, constants={"project": "P1"})
    rows: list[list[object]] = [head, [*cost(60.0), 100.0], [*cost(1.0, line="1.1"), 100.0]]
    path = write_table(tmp_path / "a.xlsx", rows)
    first = the_file(planned(path, used, LEDGER))
    text = "".join(piece.text for piece in render(first, first.writes, {}, Correction("", "")))
    write_table(path, [head, [*cost(60.0), 100.0], [*cost(2.0, line="1.1"), 100.0]])
    assert counts(the_file(planned(path, used, LEDGER + text))) == [0, 1, 1, 0, 0]


def test_a_correction_in_a_closed_period_is_booked_in_the_next_open_one(tmp_path: Path) -> None:
    """The reversal and the new entry stand on its first day; a new cost of the closed period is refused."""
    closed = LEDGER + YEARS.replace("2014-06-30\n", "2014-06-30\n  closed: 2014-07-20\n")
    used = layout("costs", COSTS, constants={"project": "P1"})
    first = the_file(planned(write_table(tmp_path / "a.xlsx", [HEAD, cost(60.0)]), used, LEDGER))
    path = write_table(tmp_path / "a.xlsx", [HEAD, cost(50.0), cost(1.0, "R-9")])
    made = planned(path, used, closed + written(first) + "\n", Wishes(correct=True))
    assert codes(made.findings) == [("row-changed", "F2"), ("period-closed", "C3")]
    write_table(path, [HEAD, cost(50.0)])
    from registers import books  # noqa: PLC0415

    loaded = books(closed + written(first) + "\n")
    file = the_file(planned(path, used, closed + written(first) + "\n", Wishes(correct=True)))
    pieces = [piece.text for piece in render(file, file.writes, loaded.agreements, Correction("kļūda", "A."))]
    assert [piece.splitlines()[0][:12] for piece in pieces] == ["2014-07-01 *", "2014-07-01 *"]
    assert "  Expenses:P1:Rent  -60.00 EUR" in pieces[0]
    assert "  Expenses:P1:Rent  50.00 EUR" in pieces[1]
    assert "document-date: 2014-03-01" in pieces[1]


def test_an_exported_row_is_known_by_its_entry(tmp_path: Path) -> None:
    """Everything may be changed in it, even the document: it is still that entry."""
    columns = {**COSTS, "row-key": ["Ieraksts"]}
    head = [*HEAD, "Ieraksts"]
    used = layout("costs", columns, constants={"project": "P1"}, optional=["row-key"])
    first = the_file(planned(write_table(tmp_path / "a.xlsx", [HEAD, cost(60.0)]), used, LEDGER))
    booked = LEDGER + written(first) + "\n"
    (record,) = first.records
    exported = write_table(tmp_path / "b.xlsx", [head, [*cost(60.0), record.key]])
    assert counts(the_file(planned(exported, used, booked))) == [0, 1, 0, 0, 0]
    edited = write_table(tmp_path / "b.xlsx", [head, [*cost(70.0, "R-77", "1.1"), record.key]])
    made = planned(edited, used, booked)
    assert counts(the_file(made)) == [0, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("personal", "mask", "found", "text"),
    [
        ("warn", False, [("personal-data", "E2")], "Zvanīt tālr. 29123456"),
        ("refuse", False, [("personal-data", "E2")], None),
        ("mask", False, [], "Zvanīt tālr. [tālrunis]"),
        ("warn", True, [], "Zvanīt tālr. [tālrunis]"),
    ],
)
def test_personal_data_in_texts(
    tmp_path: Path,
    personal: str,
    mask: bool,  # noqa: FBT001 - a case, not a switch
    found: list[tuple[str, str]],
    text: str | None,
) -> None:
    row = cost(5.0)
    row[4] = "Zvanīt tālr. 29123456"
    used = layout("costs", COSTS, constants={"project": "P1"}, personal=personal)
    file = the_file(planned(write_table(tmp_path / "a.xlsx", [HEAD, row]), used, LEDGER, Wishes(mask=mask)))
    assert codes(file.all_findings) == found
    said = [one.content.description for row in file.rows for one in row.new if isinstance(one, Cost)]
    assert said == ([] if text is None else [text])


def test_an_amount_merged_over_rows_or_shown_otherwise_is_told(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEAD, cost(5.0), cost(None, "R-2"), cost(6.0, "R-3")]
    used = layout("costs", COSTS, constants={"project": "P1"})
    path = write_table(tmp_path / "a.xlsx", rows, merged=["F2:F3"])
    assert codes(planned(path, used, LEDGER).findings) == [("amount-merged", "F2"), ("amount-missing", "F3")]

"""What there is to do: the gravest first, what a command ends before what somebody must decide; costs that wait; dates."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from requests_made import ROOT
from requests_made import asking
from requests_made import rows
from requests_made import table
from requests_made import words

from riga_grants.checks.waivers import Waived
from riga_grants.directives import Waiver
from riga_grants.errors import NOWHERE
from riga_grants.errors import Finding
from riga_grants.errors import Limits
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.names import finding
from riga_grants.rendering import terminal
from riga_grants.reports import open_findings
from riga_grants.reports import todo
from riga_grants.reports.open_findings import as_word
from riga_grants.reports.open_findings import command_of
from riga_grants.reports.open_findings import key_of
from riga_grants.reports.open_findings import way_of
from riga_grants.tables import Table

P1 = """
2014-01-01 custom "grant-project" "P1" "Projekts" 2014-01-01 2014-12-31 1000 EUR
2014-01-01 custom "grant-source" "P1" "RD" 500 EUR
2014-01-01 custom "grant-source" "P1" "OWN" 500 EUR
  kind: "own"
2014-01-01 custom "grant-period" "P1" "Q1" 2014-01-01 2014-03-31
2014-01-01 custom "grant-rule" "P1" "report-days" 30
2014-01-01 open Expenses:P1:Rent
  name: "Telpu noma"
  name-en: "Premises"
2014-01-01 open Expenses:P1:Rent:Store
2014-01-01 open Liabilities:Payable:P1
2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 1000 EUR
"""
PARKED = """
2014-02-10 ! "Office Ltd" "Rent"
  document-no: "A 1"
  document-date: 2014-02-10
  issuer: "Office"
  note: "The contract is missing"
  Expenses:P1:Rent  100 EUR
  Liabilities:Payable:P1
2014-02-11 ! "Shop" "Paper"
  document-date: 2014-02-11
  Expenses:P1:Rent:Store  20 EUR
  Liabilities:Payable:P1
"""
TAKEN_BACK = """
2014-02-20 ! "Office Ltd" "Rent" ^row-00000000000000000000000000000001
  document-no: "A-3"
  document-date: 2014-02-20
  issuer: "Office"
  Expenses:P1:Rent  70 EUR
  Liabilities:Payable:P1
2014-03-20 ! "Office Ltd" "Rent"
  document-no: "A-3"
  document-date: 2014-02-20
  issuer: "Office"
  reverses: "row-00000000000000000000000000000001"
  Expenses:P1:Rent  -70 EUR
  Liabilities:Payable:P1
"""
SUGGESTED = """
2014-03-01 ! "Office Ltd" "Rent" ^row-00000000000000000000000000000002
  document-no: "A-4"
  document-date: 2014-03-01
  issuer: "Office"
  suggested: "rule: Rent"
  source-file: "q1.xlsx"
  source-sheet: "Costs"
  source-cells: "A7:M7"
  Expenses:P1:Rent  30.50 EUR
  Liabilities:Payable:P1
"""
P2 = P1.replace("P1", "P2")


def made(ledger: str, key: str, day: str = "2014-03-31", lang: str = "en") -> Table:
    report = todo.build(asking(ledger, as_of=day, lang=lang))
    return next(table(sheet, key) for sheet in report.sheets if sheet.key == key)


# --- findings --------------------------------------------------------------------------------------------------------

HAND, IMPORTED = (Place(str(ROOT / "ledger" / folder), 7) for folder in ("projects/P1.beancount", "imported/P1/1.beancount"))


def found(code: str, place: Place = HAND, severity: Severity | None = None, **more: object) -> Finding:
    about = {"document": "A-1", "account": "Expenses:P1:Rent", "missing": "issuer", "form": "…", "known": "…"}
    return finding(code, text("{n} says it", n=code, **about), place, "P1", severity, **more)  # type: ignore[arg-type]


LATE = found("report-late", scope=("Q1",))
FINDINGS = (
    found("records-kept"),
    LATE,
    found("line-over-budget", IMPORTED, scope=("Expenses:P1:Rent", "Q1"), limits=Limits(100_00, 120_00)),
    found("cost-document", IMPORTED, scope=("Expenses:P1:Rent", "A-1")),
    found("cost-document", HAND, scope=("Expenses:P1:Rent", "")),
    found("cost-banned", IMPORTED, scope=("Expenses:P1:Rent", "A 1")),
    found("cost-document", severity=Severity.WARNING),
)


def shown(findings: Sequence[Finding]) -> Table:
    return open_findings.table(replace(asking(P1, as_of="2014-03-31"), findings=tuple(findings)))


def test_findings_are_sorted_by_severity_and_then_by_what_can_be_done() -> None:
    assert rows(shown(FINDINGS), "severity", "code", "way", "command") == [
        ("error", "cost-banned", "run the command", 'riga-grants cut P1 "A 1" --reason …'),
        ("error", "cost-document", "mend the ledger", ""),
        ("error", "cost-document", "book a correction", ""),
        ("error", "line-over-budget", "decide or ask", ""),
        ("warning", "report-late", "run the command", "riga-grants period submit P1 Q1"),
        ("warning", "cost-document", "mend the ledger", ""),
        ("note", "records-kept", "know it", ""),
    ]


def test_a_finding_tells_its_amounts_its_place_and_how_to_mend_it() -> None:
    told = shown(FINDINGS)
    assert rows(told, "message", "limit", "actual", "difference", "where", "hint")[3:5] == [
        (
            "line-over-budget says it",
            100_00,
            120_00,
            20_00,
            "ledger/imported/P1/1.beancount:7",
            "Move money to the line by an amendment, or have the overrun found ineligible.",
        ),
        (
            "report-late says it",
            "",
            "",
            "",
            "ledger/projects/P1.beancount:7",
            "Hand the report in: riga-grants period submit",
        ),
    ]
    assert shown([LATE]).place("limit") is None


def test_a_column_is_there_only_where_it_tells_something() -> None:
    assert shown([LATE]).place("command") is not None
    assert shown([found("records-kept")]).place("command") is None
    lats = P2.replace(" EUR", " LVL")
    for ledger, currencies in ((P1 + P2, None), (P1 + lats, ["EUR", ""])):
        over = found("line-over-budget", limits=Limits(100_00, 120_00))
        told = open_findings.table(replace(asking(ledger, as_of="2014-03-31"), findings=(over, replace(LATE, project="P2"))))
        place = told.place("currency")
        assert (None if place is None else [row.cells[place] for row in told.rows]) == currencies
        assert rows(told, "project", "code") == [("P1", "line-over-budget"), ("P2", "report-late")]
        assert [column.key for column in told.columns][-1] == "where", "what to do comes before where it was found"


def test_a_findings_key_names_code_project_place_and_what_it_is_about() -> None:
    assert [row.key for row in shown(FINDINGS).rows[:2]] == [
        "cost-banned|P1|ledger/imported/P1/1.beancount:7|Expenses:P1:Rent, A 1",
        "cost-document|P1|ledger/projects/P1.beancount:7|Expenses:P1:Rent",
    ]
    assert key_of(asking(P1), LATE) == "report-late|P1|ledger/projects/P1.beancount:7|Q1"


@pytest.mark.parametrize(
    ("one", "command"),
    [
        (LATE, "riga-grants period submit P1 Q1"),
        (found("cut-above", scope=("Expenses:P1:Rent", "A-1")), "riga-grants cut P1 A-1 --undo"),
        (found("seal-void", scope=("2014-Q1",)), "riga-grants close P1 2014-Q1"),
        (found("report-late"), ""),
        (replace(LATE, project=""), ""),
        (found("cost-document", scope=("A-1",)), ""),
    ],
)
def test_a_command_is_told_where_one_helps_and_it_is_known_what_about(one: Finding, command: str) -> None:
    assert command_of(one) == command


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("A-1", "A-1"),
        ("PN/2014:1.2+3", "PN/2014:1.2+3"),
        ("Nr. 7 (šķirts), #2", '"Nr. 7 (šķirts), #2"'),
        ("A$(rm x)", "…"),
        ("A`x`", "…"),
        ("A;x", "…"),
        ('A"1', "…"),
        ("A“1", "…"),
        ("A%PATH%", "…"),
        ("A\nB", "…"),
        ("--undo", "…"),
        ("", "…"),
    ],
)
def test_what_a_shell_could_run_is_never_part_of_a_command(said: str, word: str) -> None:
    assert as_word(said) == word


@pytest.mark.parametrize(
    ("code", "way"),
    [
        ("import-altered", "restore"),
        ("seal-broken", "restore"),
        ("import-stray", "ledger"),
        ("published-differs", "decision"),
        ("vat-due", "nothing"),
        ("records-kept", "nothing"),
    ],
)
def test_what_can_be_done_may_be_the_codes_to_say(code: str, way: str) -> None:
    assert way_of(found(code, IMPORTED)) == way


@pytest.mark.parametrize(
    ("file", "way"),
    [
        ("ledger/main.beancount", "ledger"),
        ("ledger/projects/P1.beancount", "ledger"),
        ("budgets/P1.beancount", "ledger"),
        ("budgets/P1/000001-a.beancount", "correction"),
        ("ledger/imported/P1/000001-a.beancount", "correction"),
        ("ledger\\closings\\P1\\000001-a.beancount", "correction"),
        ("ledger/agreements/000001-a.beancount", "correction"),
    ],
)
def test_what_was_generated_is_corrected_and_never_edited(file: str, way: str) -> None:
    assert way_of(found("cost-document", Place(str(ROOT / file), 3))) == way
    assert way_of(found("cost-document", NOWHERE)) == "decision"


def test_what_is_wholly_waived_is_nothing_to_do() -> None:
    waiver = Waiver(dated=date(2014, 1, 1), project="P1", rule="cost-document", scope="A-1", by="I", reason="R")
    one = FINDINGS[3]
    waived, left = (
        Waived(one.code, one.severity, one.message, one.place, "P1", one.scope, waiver=waiver, wholly=wholly, cents=None)
        for wholly in (True, False)
    )
    assert rows(shown([waived, left, LATE]), "code") == [("cost-document",), ("report-late",)]
    assert (shown([waived]).rows, shown([waived]).empty) == ([], "No findings.")


def test_the_lead_counts_the_findings() -> None:
    report = todo.build(asking(P1 + PARKED, as_of="2014-05-10"))
    assert words(report.sheets[0]) == ["Findings: 1 error, 1 warning."]
    assert rows(table(report.sheets[0], "findings"), "code") == [("cost-document",), ("report-late",)]


# --- costs that wait -------------------------------------------------------------------------------------------------


def test_parked_costs_tell_why_and_how_they_are_cleared() -> None:
    parked = made(P1 + PARKED + TAKEN_BACK + SUGGESTED, "parked")
    assert rows(parked, "date", "document_no", "issuer", "line", "amount", "why", "command") == [
        (date(2014, 2, 10), "A 1", "Office", "Premises", 100_00, "The contract is missing", 'riga-grants clear P1 "A 1"'),
        (date(2014, 2, 11), "", "Shop", "Store", 20_00, None, ""),
        (
            *(date(2014, 3, 1), "A-4", "Office", "Premises", 30_50),
            *("its line is only suggested, by the rule “Rent”", "riga-grants review --project P1"),
        ),
        ("", "TOTAL", "", "", 150_50, "", ""),
    ]
    place = next(n for n, line in enumerate((P1 + PARKED).splitlines(), 1) if "100 EUR" in line)
    assert parked.rows[0].key == f"ledger/main.beancount:{place}"


def test_a_parked_cost_that_was_taken_back_or_came_later_does_not_wait() -> None:
    assert made(P1 + TAKEN_BACK, "parked").empty == "No cost is parked."
    assert made(P1 + TAKEN_BACK, "parked").rows == []
    assert rows(made(P1 + TAKEN_BACK, "parked", "2014-02-28"), "document_no", "amount") == [("A-3", 70_00), ("TOTAL", 70_00)]
    assert made(P1 + PARKED, "parked", "2014-02-09").rows == []


def test_lines_to_confirm_tell_what_was_suggested_and_where_it_was_read() -> None:
    review = made(P1 + PARKED + SUGGESTED, "review")
    assert rows(review) == [
        (
            *(date(2014, 3, 1), "A-4", "Office", "Rent", 30_50, "Premises", "the rule “Rent”"),
            *("riga-grants review --project P1", "q1.xlsx!Costs!A7:M7"),
        ),
        ("", "TOTAL", "", "", 30_50, "", "", "", ""),
    ]
    assert review.rows[0].key == "row-00000000000000000000000000000002"


def test_a_line_that_was_suggested_later_does_not_wait_yet() -> None:
    assert made(P1 + SUGGESTED, "review", "2014-02-28").rows == []
    assert made(P1 + PARKED, "review").empty == "No line waits for somebody to confirm it."


def test_of_several_projects_each_row_says_whose_it_is_and_amounts_are_added_by_currency() -> None:
    ledger = P1 + PARKED + SUGGESTED + P2 + PARKED.replace("P1", "P2") + SUGGESTED.replace("P1", "P2").replace("2\n", "3\n", 1)
    assert rows(made(ledger, "parked"), "project", "amount") == [
        *(("P1", 100_00), ("P1", 20_00), ("P1", 30_50)),
        *(("P2", 100_00), ("P2", 20_00), ("P2", 30_50)),
        ("TOTAL", 301_00),
    ]
    assert rows(made(ledger, "review"), "project", "amount") == [("P1", 30_50), ("P2", 30_50), ("TOTAL", 61_00)]
    only = asking(ledger, as_of="2014-03-31")
    only = replace(only, projects=only.projects[:1])
    assert rows(table(todo.build(only).sheets[2], "review"), "document_no", "amount") == [("A-4", 30_50), ("TOTAL", 30_50)]


def test_of_several_currencies_each_amount_says_its_own() -> None:
    lats = (P2 + (PARKED + SUGGESTED).replace("P1", "P2")).replace(" EUR", " LVL")
    assert rows(made(P1 + PARKED + lats, "parked"), "project", "currency", "amount") == [
        *(("P1", "EUR", 100_00), ("P1", "EUR", 20_00)),
        *(("P2", "LVL", 100_00), ("P2", "LVL", 20_00), ("P2", "LVL", 30_50)),
        *(("TOTAL, EUR", "", 120_00), ("TOTAL, LVL", "", 150_50)),
    ]
    assert rows(made(P1 + PARKED + lats, "review"), "project", "currency", "amount") == [
        *(("P2", "LVL", 30_50), ("TOTAL", "", 30_50)),
    ]


# --- dates -----------------------------------------------------------------------------------------------------------


def test_dates_tell_how_many_days_are_left_and_what_is_overdue() -> None:
    ahead = made(P1 + P2, "ahead", "2014-05-01")
    assert rows(ahead, "day", "days", "note", "project", "what") == [
        (date(2014, 4, 30), -1, "Overdue", "P1", "The report on Q1"),
        (date(2014, 4, 30), -1, "Overdue", "P2", "The report on Q1"),
        (date(2014, 12, 31), 244, "", "P1", "The project ends"),
        (date(2014, 12, 31), 244, "", "P2", "The project ends"),
    ]
    assert [row.key for row in ahead.rows] == ["report|Q1", "report|Q1", "project|", "project|"]
    assert made(P1, "ahead", "2016-01-01", "lv").rows[0].cells[0] == date(2014, 4, 30)


def test_without_a_project_there_is_nothing_to_do() -> None:
    report = todo.build(replace(asking(P1, as_of="2013-01-01"), findings=()))
    assert [(sheet.key, [len(one.rows) for one in sheet.blocks if isinstance(one, Table)]) for sheet in report.sheets] == [
        ("findings", [0]),
        ("parked", [0]),
        ("review", [0]),
        ("ahead", [0]),
    ]


def test_it_speaks_latvian_and_english_and_fits_a_narrow_terminal() -> None:
    for lang, said in (("lv", "Neatbilstības: "), ("en", "Findings: ")):
        report = todo.build(asking(P1 + PARKED + SUGGESTED, as_of="2014-05-10", lang=lang))
        shown_lines = terminal.render(report, 80, colour=False).splitlines()
        assert max(map(len, shown_lines)) <= 80
        assert any(line.startswith(said) for line in shown_lines)

"""The sheet of discrepancies: open findings with their arithmetic, gravest first, and what was let pass by whom."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from requests_made import ROOT
from requests_made import asking
from requests_made import rows
from requests_made import table
from requests_made import words
from test_indicators import P1 as WITH_PERIODS
from test_indicators import planned
from test_indicators import reached
from test_rules_b import P1
from test_rules_b import P2
from test_rules_b import cost
from test_rules_b import paid
from test_rules_b import rule

from riga_grants import books
from riga_grants import checks
from riga_grants.asked import about
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.reports import discrepancies
from riga_grants.reports import sentences
from riga_grants.reports.discrepancies import told
from riga_grants.reports.outside import harmless
from riga_grants.reports.outside import where
from riga_grants.reports.request import Request
from riga_grants.tables import Table
from riga_grants.tables import computed

CHECKOUT = Path(__file__).parent.parent
CEILING = rule("payment-ceiling", "0.90") + paid("2014-02-01", "383498.20")  # 100.00 above 383 398.20
EVIDENCE = rule("evidence", '"paid" "warning"') + cost("2014/117", "33.10")
ABOVE = "payments-above-ceiling"


def waiver(code: str, scope: str, amount: str = "", by: str = "I. Ozola, LD") -> str:
    limit = f" {amount} EUR" if amount else ""
    return f'2014-06-01 custom "grant-waiver" "P1" "{code}" "{scope}"{limit}\n  by: "{by}"\n  reason: "Letter 12-3"\n'


def opened(ledger: str, *columns: str) -> list[tuple[object, ...]]:
    return list(rows(table(discrepancies.sheet(asking(P1 + ledger)), "findings"), *columns))


def let_pass(ledger: str, *columns: str) -> list[tuple[object, ...]]:
    return list(rows(table(discrepancies.sheet(asking(P1 + ledger)), "waivers"), *columns))


def every_cell(request: Request) -> str:
    sheet = discrepancies.sheet(request)
    return "\n".join(str(block.rows) for block in sheet.blocks if isinstance(block, Table)) + "\n".join(words(sheet))


# --- open findings ---------------------------------------------------------------------------------------------------


def test_each_finding_has_its_limit_its_actual_amount_and_what_lies_between() -> None:
    findings = table(discrepancies.sheet(asking(P1 + CEILING + EVIDENCE)), "findings")
    assert rows(findings, "number", "severity", "code", "limit", "actual", "difference") == [
        ("1", "error", ABOVE, 383_398_20, 383_498_20, 100_00),
        ("2", "warning", "evidence-missing", "", "", ""),
    ]
    difference = findings.columns[findings.place("difference") or 0]
    assert computed(findings, findings.rows[0], difference) == 100_00


def test_it_says_what_where_and_what_to_do() -> None:
    (found,) = opened(EVIDENCE, "code", "message", "where", "hint")
    assert found[0] == "evidence-missing"
    assert found[1] == "A cost on Expenses:P1:Staff has no paid."
    assert str(found[2]).startswith("ledger/main.beancount:")
    assert found[3] == "Add the metadata: paid."


def test_without_findings_it_says_so() -> None:
    sheet = discrepancies.sheet(asking(P1))
    assert [block.empty for block in sheet.blocks if isinstance(block, Table)] == [
        "No findings.",
        "No exception was approved.",
    ]
    assert words(sheet) == ["No findings."]
    assert [block.key for block in sheet.blocks if isinstance(block, Table)] == ["findings", "waivers"]


def test_of_several_projects_each_finding_says_whose_it_is() -> None:
    request = asking(P1 + P2 + EVIDENCE)
    request = replace(request, findings=(*request.findings, Finding("ledger", Severity.ERROR, text("x"), Place("a", 1))))
    assert rows(table(discrepancies.sheet(request), "findings"), "number", "project") == [("1", ""), ("2", "P1")]


# --- the 20 EUR ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("en", "Welfare Department of Riga City Council 434,160.00 + own funds 464,360.00"),
        ("lv", "Rīgas domes Labklājības departaments 434\u00a0160,00 + pašu līdzekļi 464\u00a0360,00"),
    ],
)
def test_the_twenty_euro_of_the_reference_books_are_set_out(lang: str, parts: str) -> None:
    found, day = books.load(CHECKOUT), date(2019, 4, 30)
    findings = tuple(one for one in checks.run(found, day) if one.project == "SOSRKC")
    asked = about(found.agreements, ["SOSRKC"], None, day, day)
    request = replace(asking(P1), books=found, projects=asked, findings=findings, lang=lang)
    arithmetic = table(discrepancies.sheet(request), "arithmetic")
    assert rows(arithmetic, "number", "day", "parts", "published", "against", "difference") == [
        ("1", date(2019, 4, 1), parts, 898_520_00, 898_500_00, 20_00)
    ]
    assert arithmetic.currency == "EUR"


def test_a_published_figure_that_differs_from_the_books_is_set_out_too() -> None:
    published = '2016-06-01 custom "grant-published" "P1" "total" 40 EUR\n'
    sheet = discrepancies.sheet(asking(P1 + cost("1", "33.10") + published))
    assert rows(table(sheet, "arithmetic")) == [
        ("1", date(2016, 6, 1), "The published figure against the books: total cost", "", 40_00, 33_10, 6_90)
    ]


# --- waivers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ledger", "still_open", "expected"),
    [
        (CEILING, [ABOVE], []),
        (CEILING + waiver(ABOVE, "RD", "150"), [], [(ABOVE, 100_00, 100_00, 0)]),
        (CEILING + waiver(ABOVE, "RD"), [], [(ABOVE, 100_00, 100_00, 0)]),
        (CEILING + waiver(ABOVE, "RD", "60"), [ABOVE], [(ABOVE, 100_00, 60_00, 40_00)]),
        (EVIDENCE + waiver("evidence-missing", "2014/117"), [], [("evidence-missing", "", "", "")]),
    ],
    ids=["nothing waived", "all of it", "without a limit", "a part", "no matter of amounts"],
)
def test_what_was_let_pass_is_open_only_with_what_is_left(
    ledger: str, still_open: list[str], expected: list[tuple[object, ...]]
) -> None:
    assert [code for (code,) in opened(ledger, "code")] == still_open
    assert let_pass(ledger, "code", "difference", "waived", "left") == expected


def test_a_waiver_says_who_approved_it_when_and_why() -> None:
    (found,) = let_pass(CEILING + waiver(ABOVE, "RD", "60"), "message", "by", "day", "reason")
    message, *approved = found
    assert approved == ["I. Ozola, LD", date(2014, 6, 1), "Letter 12-3"]
    assert str(message).endswith("100.00 over.")


def test_the_tables_fit_below_each_other() -> None:
    published = '2016-06-01 custom "grant-published" "P1" "total" 40 EUR\n'
    sheet = discrepancies.sheet(asking(P1 + published))
    widths = [[column.width for column in block.columns] for block in sheet.blocks if isinstance(block, Table)]
    assert all(one == widths[0][: len(one)] for one in widths)
    assert len(widths) == 3


# --- for people outside ----------------------------------------------------------------------------------------------


def test_no_folder_of_this_computer_and_no_personal_code_is_told() -> None:
    said = text("{file} of 010190-12349 is missing.", file=str(ROOT / "ledger" / "a.beancount"))
    finding = Finding("ledger", Severity.ERROR, said, Place(str(ROOT.parent / "other" / "b.beancount"), 7))
    request = replace(asking(P1), findings=(finding,))
    assert rows(table(discrepancies.sheet(request), "findings"), "message", "where") == [
        ("ledger/a.beancount of [personas kods] is missing.", "b.beancount:7")
    ]
    assert str(ROOT.parent) not in every_cell(request)


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        (str(ROOT / "ledger" / "a.beancount"), "ledger/a.beancount:3"),
        ("/srv/other/a.beancount", "a.beancount:3"),
        ("C:\\books\\a.beancount", "a.beancount:3"),
        ("a.xlsx", "a.xlsx:3"),
        ("", ":3"),
    ],
)
def test_a_place_is_named_from_the_books(file: str, shown: str) -> None:
    assert where(asking(P1), Place(file, 3)) == shown


def test_without_a_folder_of_the_books_only_names_are_told() -> None:
    request = asking(P1)
    request = replace(request, origin=replace(request.origin, root=None))
    assert where(request, Place("/srv/other/a.beancount", 3)) == "a.beancount:3"
    assert harmless(request, "010190-12349") == "[personas kods]"


def test_two_sources_of_a_hidden_count_are_told_without_it() -> None:
    request = asking(WITH_PERIODS + reached("2014", 3, 'differs: "Citur: 4"'))
    (finding,) = request.findings
    assert told(request, finding.message) == (
        "Two sources tell a figure differently; neither is shown, because counts under five are hidden."
    )
    assert "Citur" not in every_cell(request)


def test_words_beside_a_hidden_count_are_not_told_of_its_plan_either() -> None:
    request = asking(WITH_PERIODS + planned("2014", 20, 'differs: "Citur: sasniegti 3"') + reached("2014", 3))
    assert "Citur" not in every_cell(request)


TWICE = cost("J. Bērziņa rīkojums", "33.10") * 2


def test_documents_are_not_named() -> None:
    request = asking(P1 + TWICE + rule("evidence", '"paid" "note"'))
    ((message,), *_) = rows(table(discrepancies.sheet(request), "findings"), "message")
    assert str(message).startswith("The document … of ")
    assert "rīkojums" not in every_cell(request)
    assert "rīkojums" not in sentences.wrong(request)


def test_documents_of_what_was_let_pass_are_not_named() -> None:
    request = asking(P1 + TWICE + waiver("double-funding", "J. Bērziņa rīkojums", "10.00"))
    assert "rīkojums" not in every_cell(request)
    assert len(rows(table(discrepancies.sheet(request), "waivers"))) == 1

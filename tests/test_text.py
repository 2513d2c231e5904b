"""The renderers: what people see on a terminal, and what programs and spreadsheets are given."""

import csv
import io
import json
import re
import unicodedata
from dataclasses import replace
from datetime import date
from decimal import Decimal

import byhand
import goldens
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from riga_grants import interchange
from riga_grants import text
from riga_grants import wording
from riga_grants.errors import NOWHERE
from riga_grants.errors import Finding
from riga_grants.errors import Severity
from riga_grants.errors import text as words
from riga_grants.grid import NARROWEST
from riga_grants.grid import printable
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import LineRow

DAY = date(2015, 9, 30)
NASTY = "\x1b[31mred\x1b]0;title\x07 \u202ertl\u200b \x9b2J a\tb\nc"


def table(*executions: Execution, lang: str = "en", width: int = 80, colour: bool = False) -> str:
    return text.table(executions, byhand.FINDINGS, DAY, lang, width=width, colour=colour, root=byhand.ROOT)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_english_table(width: int) -> None:
    shown = table(byhand.rgap(), byhand.two_funders(), byhand.not_stated(), width=width)
    assert goldens.same(f"check-en-{width}.txt", shown + "\n")


@pytest.mark.parametrize("width", [80, 120])
def test_latvian_table(width: int) -> None:
    executions = (byhand.rgap(), byhand.two_funders(), byhand.not_stated())
    shown = text.table(executions, (), DAY, "lv", width=width, colour=False, root=None)
    assert goldens.same(f"check-lv-{width}.txt", shown + "\n")


def test_demonstration_data_say_so_and_others_do_not() -> None:
    assert "DEMONSTRATION DATA" in table(byhand.rgap())
    assert "DEMONSTRATION DATA" not in table(byhand.two_funders())


def test_not_stated_is_a_dash_and_never_zero() -> None:
    shown = table(byhand.not_stated())
    row = shown.splitlines()[shown.splitlines().index(next(n for n in shown.splitlines() if n.startswith("Kalniem pāri"))) + 1]
    assert row.split() == ["–"] * 6
    assert "– not stated" in shown


def test_overspending_is_a_word() -> None:
    shown = table(byhand.rgap())
    assert [line for line in shown.splitlines() if "OVERSPENT" in line] == [
        "6. Transports un komandējumi                                OVERSPENT  102.4 %"
    ]


def test_colour_only_where_asked_and_never_the_only_sign() -> None:
    plain, coloured = table(byhand.rgap()), table(byhand.rgap(), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_no_project_is_said_in_words() -> None:
    shown = text.table((), (), DAY, "en", width=80, colour=False, root=None)
    assert shown == "No project is in force on 2015-09-30.\n\nNo findings."


def test_findings_are_counted_with_the_right_latvian_plurals() -> None:
    def counted(*severities: Severity) -> str:
        return wording.summary([Finding("ledger", severity, words("x"), NOWHERE) for severity in severities], "lv")

    assert counted(*[Severity.ERROR] * 11, Severity.WARNING) == "Neatbilstības: 11 kļūdu, 1 brīdinājums."
    assert counted(*[Severity.ERROR] * 21, *[Severity.WARNING] * 2) == "Neatbilstības: 21 kļūda, 2 brīdinājumi."
    assert counted(Severity.NOTE) == "Neatbilstības: 0 kļūdu, 0 brīdinājumu, 1 piezīme."


def test_findings_alone() -> None:
    shown = text.findings_text(byhand.FINDINGS[:1], "en", 1, byhand.ROOT, colour=False)
    assert shown.startswith("Warnings (1)\n  SOSRKC  published-differs\n")
    assert shown.endswith("\n\nFindings: 0 errors, 1 warning.")


def test_a_project_without_lines_or_sources_is_its_total() -> None:
    figures = Figures(882_205_00, 882_205_00, 0, 0)
    shown = table(replace(byhand.two_funders(), lines=(), sources=(), total=figures))
    assert "\nTOTAL " in shown
    assert "882,205.00" in shown
    assert "not stated" not in shown


def test_percentages_beyond_all_measure_do_not_break_the_table() -> None:
    line = LineRow("Expenses:RGAP:X", "X", "1", 0, subtotal=False, figures=Figures(1, 1, 0, 10**12))
    back = replace(line, figures=Figures(1, 1, 0, -(10**12)))
    shown = table(replace(byhand.rgap(), lines=(line, back)), width=100)
    assert ">9999.9 %" in shown
    assert "<-9999.9 %" in shown


# --- what no text from a file may do ---------------------------------------------------------------------------------


def test_nothing_steers_the_terminal() -> None:
    execution = byhand.rgap()
    execution = replace(
        execution,
        project=replace(execution.project, name=NASTY, name_en=NASTY),
        lines=tuple(replace(line, name=line.name + NASTY) for line in execution.lines),
        sources=tuple(replace(source, name=NASTY) for source in execution.sources),
    )
    finding = Finding("ledger", Severity.ERROR, words("{found}", found=NASTY), NOWHERE._replace(file=NASTY))
    shown = text.table([execution], [finding], DAY, "en", width=80, colour=False, root=None)
    assert {c for c in shown if unicodedata.category(c) in {"Cc", "Cf"}} == {"\n"}
    assert {
        c for c in interchange.as_json([execution], [finding], DAY, "en", None) if unicodedata.category(c) in {"Cc", "Cf"}
    } == {"\n"}


def test_printable_keeps_words_and_shows_what_it_took() -> None:
    assert printable("Rīga\t1\n2 \u2028x") == "Rīga 1 2  x"
    assert printable("\x1b[31m") == "�[31m"


names = st.text(max_size=70) | st.text("Ģimeņu atbalsts ", min_size=1, max_size=90)
cents = st.none() | st.integers(-99_999_999_99, 99_999_999_99)
figures = st.builds(Figures, cents, cents, cents, cents)
lines = st.lists(
    st.builds(LineRow, st.just("Expenses:RGAP:X"), names, names, st.integers(0, 3), st.booleans(), figures), max_size=5
)


@given(made=lines, name=names, total=figures, width=st.integers(1, 200), lang=st.sampled_from(["lv", "en"]))
def test_no_line_is_wider_than_the_terminal(made: list[LineRow], name: str, total: Figures, width: int, lang: str) -> None:
    execution = byhand.rgap()
    sources = tuple(replace(source, name=name, ceiling=total.budget) for source in execution.sources)
    execution = replace(
        execution, project=replace(execution.project, name=name), lines=tuple(made), total=total, sources=sources, period=name
    )
    finding = Finding("ledger", Severity.ERROR, words("{found}", found=name), NOWHERE._replace(file=name), name)
    shown = text.table([execution], [finding], DAY, lang, width=width, colour=False, root=None)
    assert max(map(cell_len, shown.split("\n"))) <= max(width, NARROWEST)


usual = st.builds(Figures, *[st.none() | st.integers(10_000_00, 99_999_999_99)] * 4)


@given(made=lines.map(lambda made: [replace(line, figures=byhand.rgap().total) for line in made]), total=usual)
def test_from_120_columns_on_a_row_is_one_line(made: list[LineRow], total: Figures) -> None:
    short = tuple(replace(line, name="Telpu noma", number="2", depth=0) for line in made)
    execution = replace(byhand.rgap(), lines=short, total=replace(total, budget=None))
    shown = text.table([execution], (), DAY, "en", width=120, colour=False, root=None).split("\n")
    head = next(n for n, line in enumerate(shown) if line.startswith("Budget line"))
    assert all(line.startswith("2. Telpu noma ") for line in shown[head + 2 : head + 2 + len(short)])


# --- JSON ------------------------------------------------------------------------------------------------------------


def test_json_is_the_contract() -> None:
    shown = interchange.as_json([byhand.rgap(), byhand.not_stated()], byhand.FINDINGS, DAY, "en", byhand.ROOT)
    assert goldens.same("check.json", shown + "\n")
    document = json.loads(shown)
    assert list(document) == ["as_of", "projects", "findings"]
    project = document["projects"][0]
    head = ["code", "name", "period", "currency", "budget", "spent", "left", "spent_pct", "lines", "sources", "version"]
    assert list(project) == head
    assert list(project["lines"][0]) == [
        *("account", "name", "original", "budget", "before", "this_period", "spent", "left", "spent_pct"),
    ]
    assert list(project["sources"][0]) == [
        *("funder", "kind", "ceiling", "rate", "earned", "received", "receivable", "advance", "left"),
    ]
    assert list(document["findings"][0]) == [
        *("code", "severity", "project", "message", "where", "hint"),
        *("scope", "limit", "actual", "excess", "waived", "behind"),
    ]


def test_json_lines_sum_to_the_project() -> None:
    project = json.loads(interchange.as_json([byhand.rgap()], (), DAY, "en", None))["projects"][0]
    for column in ("budget", "spent", "left"):
        assert sum(Decimal(line[column]) for line in project["lines"]) == Decimal(project[column])
    assert project["budget"] == "882205.00"
    assert project["sources"][0]["rate"] == "425998/882205"
    assert project["spent_pct"] == "58.6"


def test_json_leaves_open_what_is_not_stated() -> None:
    project = json.loads(interchange.as_json([byhand.not_stated()], (), DAY, "en", None))["projects"][0]
    assert project["budget"] is None
    assert project["currency"] is None
    assert project["lines"][0]["spent"] is None
    assert project["lines"][1]["before"] == "0.00"


def test_json_names_files_from_the_books_with_forward_slashes_and_keeps_texts_exact() -> None:
    execution = replace(byhand.two_funders(), project=replace(byhand.two_funders().project, name=NASTY))
    document = json.loads(interchange.as_json([execution], byhand.FINDINGS, DAY, "en", byhand.ROOT))
    assert [finding["severity"] for finding in document["findings"]] == ["error", "error", "warning"]
    assert document["findings"][0]["where"] == "ledger/imported/RGAP/000007-RGAP-2015-3.beancount:412"
    assert document["projects"][0]["name"] == NASTY


# --- CSV -------------------------------------------------------------------------------------------------------------


def records(shown: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(shown.removeprefix("\ufeff")), delimiter=";"))


def test_csv_is_for_excel_in_latvia_and_for_programs() -> None:
    shown = interchange.as_csv([byhand.two_funders()], byhand.FINDINGS, DAY, "en", byhand.ROOT)
    assert goldens.same("check.csv", shown + "\n")
    assert shown.startswith("\ufeffrecord;project;")
    assert [record["record"] for record in records(shown)] == ["line"] * 4 + ["source"] * 3 + ["finding"] * 3


def test_csv_columns_can_be_summed_as_they_stand() -> None:
    rows = records(interchange.as_csv([byhand.rgap()], byhand.FINDINGS, DAY, "en", None))

    def total(column: str) -> Decimal:
        return sum((Decimal(row[column].replace(",", ".")) for row in rows if row[column]), Decimal(0))

    assert total("budget") == Decimal("882205.00")
    assert total("spent") == total("before") + total("this_period") == Decimal("517388.51")
    assert total("ceiling") == Decimal("882205.00")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1"])
def test_csv_text_is_no_formula(name: str) -> None:
    line = LineRow("Expenses:RGAP:X", name, "", 0, subtotal=False, figures=Figures(0, 0, 0, -100))
    row = records(interchange.as_csv([replace(byhand.rgap(), lines=(line,))], (), DAY, "en", None))[0]
    assert row["position"].startswith("'")
    assert row["spent"] == "-1,00", "a negative amount is a number, not a formula"

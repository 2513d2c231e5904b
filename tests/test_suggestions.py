"""Lines by rule: the first rule that fits suggests its line, then the supplier's last cost; all of it to be confirmed."""

import json
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from registers import LEDGER
from registers import REG_NO
from registers import ROOT
from registers import books
from tables import codes
from tables import layout
from tables import the_file
from tables import write_table

from riga_grants.chains.entries import Correction
from riga_grants.chains.entries import render
from riga_grants.costs import Cost
from riga_grants.errors import Severity
from riga_grants.i18n import words
from riga_grants.importing.importer import Wishes
from riga_grants.importing.importer import plan
from riga_grants.importing.plans import FilePlan
from riga_grants.importing.plans import State
from riga_grants.importing.rules_schema import schema
from riga_grants.importing.suggestions import FILE
from riga_grants.importing.suggestions import Asked
from riga_grants.importing.suggestions import Rules
from riga_grants.importing.suggestions import Suggestion
from riga_grants.importing.suggestions import load
from riga_grants.importing.suggestions import matches
from riga_grants.importing.suggestions import pattern
from riga_grants.importing.suggestions import reason
from riga_grants.importing.suggestions import spelt
from riga_grants.names import hint

PARTNER = layout(
    "costs",
    {
        "document-no": ["Nr."],
        "document-date": ["Datums"],
        "issuer": ["Piegādātājs"],
        "issuer-reg": ["Reģ."],
        "description": ["Saturs"],
        "amount": ["Summa"],
        "account-code": ["Konts"],
        "line": ["Pozīcija"],
    },
    constants={"project": "P1"},
    optional=["issuer-reg", "account-code", "line"],
)
HEADS = ("Nr.", "Datums", "Piegādātājs", "Reģ.", "Saturs", "Summa", "Konts")

Write = Callable[..., tuple[Rules, list[tuple[str, int]]]]


@pytest.fixture
def rules(tmp_path: Path) -> Write:
    """Give a function that reads rules from a file of this text, and gives them with the code and the line of each finding."""

    def read(written: str | bytes, ledger: str = LEDGER) -> tuple[Rules, list[tuple[str, int]]]:
        path = tmp_path / FILE
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(written if isinstance(written, bytes) else written.encode())
        found, findings = load(tmp_path, books(ledger))
        assert {one.place.file for one in findings} <= {str(path)}
        return found, [(one.code, one.place.line) for one in findings]

    return read


def asked(**changes: str) -> Asked:
    right = {
        "project": "P1",
        "issuer": 'SIA "Parauga nams"',
        "issuer_reg": REG_NO,
        "description": "Telpu noma, janvāris",
        "account_code": "10.400.2261",
    }
    return Asked(**(right | changes))


# A pattern, a text, and whether it fits.
PATTERNS = (
    ("telpu noma", "Telpu noma", True),
    ("telpu noma", "Telpu nomas maksa", False),
    ("telpu noma*", "Telpu nomas maksa", True),
    ("telpu noma *", "Telpu nomas maksa", False),
    ("telpu noma *", "Telpu noma", True),
    ("telpu noma *", "Telpu noma (martā)", True),
    ("*noma*", "TELPU NOMA", True),
    ("*noma*", "Ekonomaiser", True),
    ("* noma *", "Ekonomaiser", False),
    ("*noma", "Telpu noma.", True),
    ("*noma", "noma martā", False),
    ("telpu*martā", "Telpu noma martā", True),
    ("telpu*martā", "Telpu martā", True),
    ("telpu*noma*martā", "telpu martā noma", False),
    ("aa*aa", "aaa", False),
    ("aa*aa", "aaaa", True),
    ("ķīmija", "ĶĪMIJA", True),
    ("sia parauga nams", 'SIA "Parauga nams"', True),
    ('SIA „Parauga nams"*', 'SIA "Parauga nams", filiāle', True),
    ("SIA Parauga nams*", "SIA Parauga-Nams", True),
    ("SIA Parauga nams", "Parauga nams SIA", False),
    ("*", "anything", True),
    ("a.c", "abc", False),
    ("[a]", "a", True),
    ("?", "a", False),
)


@pytest.mark.parametrize(("written", "shown", "fits"), PATTERNS)
def test_an_asterisk_stands_for_any_letters_and_case_and_quotes_for_nothing(written: str, shown: str, fits: bool) -> None:  # noqa: FBT001 - a table
    assert matches(pattern(written), spelt(shown)) is fits


@example("1 ", "", " 1")
@given(st.text(alphabet="abcāž 1"), st.text(alphabet="abcāž 1"), st.text(alphabet="abcāž 1"))
def test_a_text_fits_its_own_words_with_any_stretch_left_out(start: str, between: str, end: str) -> None:
    shown = spelt(start + between + end)
    assert matches(pattern(start + between + end), shown)
    assert matches(pattern(f"{start}*{end}"), shown)


# What the row says, and the account that the two rules suggest.
CODES = (
    ("2261", "Rent"),
    ("10.400.2261", "Rent"),
    ("2241", "Staff:Social"),
    ("10.400.22419", "Staff:Social"),
    ("12261", None),
    ("2261.10.400", None),
    ("", None),
)


@pytest.mark.parametrize(("code", "line"), CODES)
def test_an_account_code_may_be_joined_to_another(code: str, line: str | None, rules: Write) -> None:
    found, wrong = rules(
        """
        [[rules]]
        account-code = "2261"
        line = "2"
        [[rules]]
        account-code = "224*"
        line = "1.1"
        """
    )
    assert wrong == []
    suggested = found.suggest(asked(account_code=code))
    assert (suggested and suggested.account) == (line and f"Expenses:P1:{line}")


def test_an_asterisk_is_no_code_that_is_not_there(rules: Write) -> None:
    found, _ = rules('[[rules]]\naccount-code = "*"\nline = "2"')
    assert found.suggest(asked(account_code="")) is None
    assert found.suggest(asked(account_code="7")) == Suggestion("Expenses:P1:Rent", "rule: *")


FIRST = """
[[rules]]
name = "rent of the year"
supplier = "SIA Parauga nams*"
text = "*noma*"
account-code = "2261"
line = "2. Telpu noma"

[[rules]]
supplier = "sia parauga nams"
text = "*"
project = "P2"
line = "Rent"

[[rules]]
supplier = "sia parauga nams"
line = "Staff:Social"
"""


def test_the_first_rule_holds_all_of_whose_conditions_fit(rules: Write) -> None:
    found, wrong = rules(FIRST)
    assert wrong == []
    assert found.suggest(asked()) == Suggestion("Expenses:P1:Rent", "rule: rent of the year")
    unnamed = Suggestion("Expenses:P1:Staff:Social", "rule: sia parauga nams")
    assert found.suggest(asked(account_code="1")) == unnamed
    assert found.suggest(asked(description="Remonts")) == unnamed
    assert found.suggest(asked(issuer="Cits")) is None
    assert found.suggest(asked(project="P2", account_code="")) == Suggestion("Expenses:P2:Rent", "rule: sia parauga nams, *")
    assert found.suggest(asked(project="P3")) is None


@pytest.mark.parametrize("line", ["2", "2.", "2. Telpu noma", "2 telpu noma", "Telpu noma", "Rent", "Expenses:P1:Rent"])
def test_a_rule_names_a_line_as_registers_do_or_by_its_account(line: str, rules: Write) -> None:
    found, wrong = rules(f'[[rules]]\ntext = "*"\nproject = "P1"\nline = "{line}"')
    assert wrong == []
    assert found.suggest(asked()) == Suggestion("Expenses:P1:Rent", "rule: *")


# What the file says, and the code and the line of each finding.
RIGHT = '[[rules]]\ntext = "*"\nline = "2"\n'
WRONG: Sequence[tuple[str | bytes, list[tuple[str, int]]]] = (
    ("", []),
    ("\ufeff# nothing but a remark", []),
    ("rules = []", []),
    ("[[rules]", [("rules", 0)]),
    (b"# \xff", [("rules", 0)]),
    ("[[rule]]\ntext = 'x'", [("rules-key", 0)]),
    ("rules = 'x'", [("rules", 0)]),
    ("rules = ['x']", [("rules", 0)]),
    ("rules = [{text = 'x', line = '99'}]", [("rules-line", 0)]),
    (f"{RIGHT}\n[[ rules ]]\nsuplier = 'x'\nline = '2'", [("rules-key", 5)]),
    (f"{RIGHT}[[rules]]\ntext = 'x'", [("rules", 4)]),
    (f"{RIGHT}[[rules]]\nproject = 'P1'\nline = '2'", [("rules", 4)]),
    (f"{RIGHT}[[rules]]\naccount-code = 2261\nline = '2'", [("rules", 4)]),
    (f"{RIGHT}[[rules]]\ntext = ' '\nline = '2'", [("rules", 4)]),
    (f"{RIGHT}[[rules]]\ntext = 'x'\nline = '99'", [("rules-line", 4)]),
    (f"{RIGHT}[[rules]]\ntext = 'x'\nproject = 'P2'\nline = '1.1'", [("rules-line", 4)]),
    (f"{RIGHT}[[rules]]\ntext = 'x'\nproject = 'P3'\nline = '1'", [("rules", 4)]),
    ("[[rules]]\nfoo = 1\n" * 11, [found for line in range(1, 22, 2) for found in (("rules", line), ("rules-key", line))]),
)


@pytest.mark.parametrize(("written", "expected"), WRONG)
def test_what_is_wrong_with_the_rules_is_found_with_its_place(
    written: str | bytes, expected: list[tuple[str, int]], rules: Write
) -> None:
    found, wrong = rules(written)
    assert sorted(wrong, key=lambda one: one[::-1]) == sorted(expected, key=lambda one: one[::-1])
    assert found.sound is not bool(expected)


def test_where_one_rule_is_wrong_nothing_is_suggested(rules: Write) -> None:
    assert rules(RIGHT)[0].suggest(asked()) is not None
    assert rules(f"{RIGHT}[[rules]]\ntext = 'x'")[0].suggest(asked()) is None


def test_the_folder_of_a_file_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    assert load(tmp_path, books())[1] == []
    (tmp_path / FILE).mkdir(parents=True)
    assert load(tmp_path, books())[1] == []  # a folder is no file of rules


def booked(document: str, line: str, day: str = "2014-02-01", flag: str = "*", project: str = "P1", **more: str) -> str:
    """A cost in the books; `issuer` and `issuer_reg` name its supplier."""
    issuer, number = more.get("issuer", "SIA Parauga nams"), more.get("issuer_reg", "")
    return f"""
{more.get("entered", day)} {flag} "x" "{document}" ^row-{document}
  document-no: "{document}"
  document-date: {day}
  issuer: "{issuer}"
  issuer-reg: "{number}"
  {more.get("meta", 'note: "-"')}
  Expenses:{project}:{line}  1.00 EUR
  Liabilities:Payable:{project}
"""


# What the books hold, in this order, and what they suggest for the supplier of `asked`.
HISTORY: Sequence[tuple[list[str], tuple[str, str] | None]] = (
    ([], None),
    ([booked("A", "Rent")], ("Rent", "last: A 2014-02-01")),
    ([booked("A", "Rent", issuer='"Parauga Nams" SIA'.replace('"', ""))], None),
    ([booked("A", "Rent", issuer="Cits", issuer_reg=REG_NO)], ("Rent", "last: A 2014-02-01")),
    ([booked("A", "Rent", issuer_reg="40003000007")], None),
    ([booked("A", "Rent", issuer="Cits")], None),
    ([booked("A", "Rent", project="P2")], None),
    ([booked("A", "Rent", flag="!")], None),
    ([booked("A", "Rent"), booked("B", "Staff:Social", day="2014-03-01")], ("Staff:Social", "last: B 2014-03-01")),
    ([booked("A", "Rent", day="2014-03-01"), booked("B", "Staff:Social")], ("Rent", "last: A 2014-03-01")),
    ([booked("A", "Rent"), booked("B", "Staff:Social")], ("Staff:Social", "last: B 2014-02-01")),
    ([booked("A", "Rent"), booked("B", "Gifts", day="2014-01-31", entered="2014-04-01")], ("Rent", "last: A 2014-02-01")),
    ([booked("A", "Rent", issuer="Cits", issuer_reg=REG_NO), booked("B", "Staff:Social")], ("Rent", "last: A 2014-02-01")),
    ([booked("A", "Rent"), booked("A", "Rent", meta='reverses: "row-A"').replace(" 1.00", " -1.00")], None),
)


@pytest.mark.parametrize(("entries", "expected"), HISTORY)
def test_where_no_rule_fits_the_suppliers_last_confirmed_cost_suggests_its_line(
    entries: list[str], expected: tuple[str, str] | None
) -> None:
    found = Rules((), books(LEDGER + "".join(entries)).entries)
    assert found.suggest(asked()) == (expected and Suggestion(f"Expenses:P1:{expected[0]}", expected[1]))


def test_without_a_number_the_name_alone_tells_the_supplier() -> None:
    found = Rules((), books(LEDGER + booked("A", "Rent", issuer_reg=REG_NO)).entries)
    assert found.suggest(asked(issuer_reg="")) == Suggestion("Expenses:P1:Rent", "last: A 2014-02-01")


def test_a_rule_goes_before_the_last_cost(rules: Write) -> None:
    found, _ = rules(RIGHT, LEDGER + booked("A", "Staff:Social"))
    assert found.suggest(asked()) == Suggestion("Expenses:P1:Rent", "rule: *")


# What the ledger keeps of a reason, and the words for it.
MARKS = (
    ("rule: rent", "the rule “rent”"),
    ("rule: rent 2014-01-01", "the rule “rent 2014-01-01”"),
    ("last: R 0012 2014-03-05", "the supplier's last cost, R 0012 of 2014-03-05"),
    ("somebody's own words", "“somebody's own words”"),
)


@pytest.mark.parametrize(("mark", "said"), MARKS)
def test_a_reason_is_kept_in_no_language_and_told_in_any(mark: str, said: str) -> None:
    assert words(reason(mark), "en") == said
    assert words(reason(mark), "lv") != ""


# --- in a register -----------------------------------------------------------------------------------------------------


def cells(**changes: object) -> list[object]:
    right: dict[str, object] = {
        "no": "R-0012",
        "day": date(2014, 1, 31),
        "issuer": "SIA Parauga nams",
        "reg": REG_NO,
        "text": "Telpu noma",
        "amount": 1200.5,
        "code": "10.400.2261",
    }
    return list((right | changes).values())


def planned(
    folder: Path, rows: Sequence[Sequence[object]], used: Rules, ledger: str = LEDGER, heads: Sequence[str] = HEADS
) -> FilePlan:
    path = write_table(folder / "partner.xlsx", [heads, *rows])
    return the_file(plan([path], books(ledger), {"test": PARTNER}, Wishes(rules=used)))


def written(file: FilePlan) -> str:
    return "".join(piece.text for piece in render(file, file.writes, {}, Correction("", "")))


def test_a_suggested_cost_is_parked_with_its_reason(tmp_path: Path, rules: Write) -> None:
    found, _ = rules('[[rules]]\nname = "rent"\ntext = "*noma*"\nline = "2"')
    file = planned(tmp_path, [cells()], found)
    assert [(one.code, one.place.cell, one.severity) for one in file.all_findings] == [("line-suggested", "A2", Severity.NOTE)]
    assert words(file.all_findings[0].message, "en") == "The line Expenses:P1:Rent is only suggested: the rule “rent”."
    (record,) = file.records
    assert isinstance(record, Cost)
    assert (record.account, record.suggested) == ("Expenses:P1:Rent", "rule: rent")
    assert written(file).startswith('2014-01-31 ! "SIA Parauga nams" "Telpu noma" ^row-')
    assert '\n  suggested: "rule: rent"\n' in written(file)


class Rejected(NamedTuple):
    """A row, the rules, and the code and the cell of the one finding that rejects the row."""

    row: Sequence[object]
    said: str
    code: str
    cell: str
    heads: Sequence[str] = HEADS


WITH_LINE = (*HEADS, "Pozīcija")
REJECTED = (
    Rejected(cells(text="Remonts"), "", "line-missing", "A2"),
    Rejected(cells(), "[[rules]]", "line-missing", "A2"),
    Rejected(cells(), "[[rules]]\ntext = '*'\nline = 'Gifts'", "line-not-budgeted", "A2"),
    Rejected([*cells(), None], "", "cell-missing", "H2", WITH_LINE),
    Rejected([*cells(), "99"], RIGHT, "line-unknown", "H2", WITH_LINE),
    Rejected([*cells(), "3."], RIGHT, "line-not-budgeted", "H2", WITH_LINE),
)


@pytest.mark.parametrize("case", REJECTED)
def test_a_row_without_a_line_is_rejected(case: Rejected, tmp_path: Path, rules: Write) -> None:
    file = planned(tmp_path, [case.row], rules(case.said)[0], heads=case.heads)
    assert codes(file.all_findings) == [(case.code, case.cell)]
    assert file.count(State.REJECTED) == 1
    assert hint(file.all_findings[0], "en") != ""


def test_a_rule_whose_line_has_no_budget_is_named_in_the_finding(tmp_path: Path, rules: Write) -> None:
    file = planned(tmp_path, [cells()], rules("[[rules]]\nname = 'gifts'\ntext = '*'\nline = 'Gifts'")[0])
    assert words(file.all_findings[0].message, "en") == (
        "The budget of P1 in force has no amount for the line Expenses:P1:Gifts, which is suggested: the rule “gifts”."
    )


def test_a_line_that_the_row_names_goes_before_every_rule(tmp_path: Path, rules: Write) -> None:
    file = planned(tmp_path, [[*cells(), "1.1"]], rules(RIGHT)[0], heads=WITH_LINE)
    assert file.all_findings == ()
    assert [record.account for record in file.records if isinstance(record, Cost)] == ["Expenses:P1:Staff:Social"]


# The rules by which the file comes a second time.
LATER = (RIGHT, "", "[[rules]", "[[rules]]\ntext = '*'\nline = '1.1'", "[[rules]]\ntext = '*'\nline = 'Gifts'")


@pytest.mark.parametrize("later", LATER)
def test_the_same_file_adds_nothing_whatever_the_rules_say_later(later: str, tmp_path: Path, rules: Write) -> None:
    rows = [cells(), cells(), cells(no="R-0013")]  # two of them are equal
    first = planned(tmp_path, rows, rules(RIGHT)[0])
    assert first.count(State.ACCEPTED) == 3
    ledger = LEDGER + written(first)
    again = planned(tmp_path, rows, rules(later, ledger)[0], ledger)
    assert again.all_findings == ()
    assert (again.count(State.BOOKED), again.writes) == (3, ())


def test_a_changed_row_is_known_by_its_document_and_suggested_anew(tmp_path: Path, rules: Write) -> None:
    ledger = LEDGER + written(planned(tmp_path, [cells()], rules(RIGHT)[0]))
    found = rules("[[rules]]\ntext = '*'\nline = '1.1'", ledger)[0]
    file = planned(tmp_path, [cells(amount=1300.5)], found, ledger)
    assert [one.code for one in file.all_findings] == ["line-suggested", "row-changed"]
    (changed,) = file.rows
    (change,) = changed.changes
    assert isinstance(change.record, Cost)
    assert (change.record.account, change.record.cents) == ("Expenses:P1:Staff:Social", 1300_50)


# --- what is shipped ---------------------------------------------------------------------------------------------------


def test_the_published_schema_is_the_one_that_is_checked() -> None:
    published = json.loads((ROOT / "importers" / "rules.schema.json").read_text(encoding="utf-8"))
    assert published == schema()


def test_the_shipped_rules_are_none_and_their_examples_are_right(rules: Write) -> None:
    shipped = (ROOT / FILE).read_text(encoding="utf-8")
    assert rules(shipped)[1] == []
    examples = shipped[shipped.index("# [[rules]]") :].replace("# ", "", 1).replace("\n# ", "\n").replace("\n#\n", "\n\n")
    project = LEDGER.replace('"P1"', '"RGAP"').replace(":P1", ":RGAP").replace("Gifts", "Travel")
    found, wrong = rules(examples, project)
    assert [one.name for one in found.rules] == ["rent", "fuel"]
    assert wrong == []


def test_every_key_that_the_schema_knows_is_explained() -> None:
    properties: Mapping[str, Mapping[str, str]] = schema()["properties"]["rules"]["items"]["properties"]
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert [key for key, form in properties.items() if f"| `{key}` |" not in page or not form["description"]] == []
    Draft202012Validator.check_schema(schema())

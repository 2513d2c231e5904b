"""Seals: any change of what a closed period says is found and named, with old and new; what changes nothing may be added."""

import re
import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from beancount.parser import parser
from closing_books import IN_Q1
from closing_books import PROJECT
from closing_books import Q1
from closing_books import Q2
from closing_books import approve
from closing_books import close_period
from closing_books import closed_books
from closing_books import copied
from closing_books import new_books
from closing_books import planned
from closing_books import reopen_period
from closing_books import take_file
from registers import write_register

from riga_grants import books
from riga_grants import checks
from riga_grants.chains import canon
from riga_grants.chains import chain
from riga_grants.chains import seal
from riga_grants.closing import proof
from riga_grants.errors import Finding
from riga_grants.errors import Severity

TODAY = date(2014, 10, 20)
P1, MAIN, ACCOUNTS = "ledger/projects/P1.beancount", "ledger/main.beancount", "ledger/accounts.beancount"
true_heads = seal.heads
GENERATED = ("ledger/imported/P1", "ledger/closings/P1", "ledger/agreements", "budgets/P1")


@pytest.fixture(scope="module", name="sealed")
def make_sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Books of which two quarters are closed; no test changes them."""
    return closed_books(tmp_path_factory.mktemp("sealed") / "books")


@pytest.fixture(name="root")
def make_root(sealed: Path, tmp_path: Path) -> Path:
    """A copy of them, to be changed."""
    return copied(sealed, tmp_path / "books")


def broken(root: Path) -> list[Finding]:
    """Give what the seals tell."""
    return [one for one in seal.verify(books.load(root)) if one.code.startswith("seal")]


def told(root: Path) -> bool:
    """Say whether `check` and `verify` tell an error: both load the books and verify the seals."""
    loaded = books.load(root)
    return any(one.severity is Severity.ERROR for one in loaded.findings) or bool(seal.verify(loaded))


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Change a text of a file in its one place."""
    path = root / name
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, content.count(old)
    path.write_text(content.replace(old, new), encoding="utf-8")


# --- every digit -----------------------------------------------------------------------------------------------------


def digits(content: bytes, *, comments: bool) -> Iterator[bytes]:
    """Give a file's content with one digit changed to another, for each of its digits; of a line's comment only on demand."""
    start = 0
    for line in content.splitlines(keepends=True):
        said = line if comments else re.split(rb"(?<!\S);", line)[0]
        for match in re.finditer(rb"[0-9]", said):
            at = start + match.start()
            yield content[:at] + str((int(match[0]) + 1) % 10).encode() + content[at + 1 :]
        start += len(line)


HAND_KEPT = (P1, MAIN, ACCOUNTS, "budgets/P1.beancount")


@pytest.mark.parametrize("name", HAND_KEPT)
def test_any_changed_digit_in_a_hand_kept_file_is_told(root: Path, name: str) -> None:
    path = root / name
    content = path.read_bytes()
    assert not told(root)
    untold = []
    for changed in digits(content, comments=False):
        path.write_bytes(changed)
        if not told(root):
            untold += _difference(content, changed)
    assert untold == []


@pytest.mark.parametrize("folder", GENERATED)
def test_any_changed_digit_in_a_generated_file_is_told(root: Path, folder: str) -> None:
    """The chain tells it, which `check` and `verify` look at as well; comments are sealed with all else."""
    assert chain.verify_project(root / folder) == []
    untold = []
    for path in sorted((root / folder).iterdir()):
        content = path.read_bytes()
        for changed in digits(content, comments=True):
            path.write_bytes(changed)
            if not chain.verify_project(root / folder):
                untold += _difference(content, changed)
        path.write_bytes(content)
    assert untold == []


def _difference(old: bytes, new: bytes) -> list[tuple[str, str]]:
    pairs = zip(old.decode().splitlines(), new.decode().splitlines(), strict=True)
    return [(one, other) for one, other in pairs if one != other]


def test_every_file_of_the_books_is_one_of_these(sealed: Path) -> None:
    found = {path.relative_to(sealed).as_posix() for path in sealed.rglob("*.beancount")}
    generated = {path.relative_to(sealed).as_posix() for folder in GENERATED for path in (sealed / folder).iterdir()}
    assert found == generated | set(HAND_KEPT)


def test_what_the_chain_or_a_seal_tells_makes_check_and_verify_fail(root: Path) -> None:
    edit(root, P1, "100.01 EUR\n  Liab", "100.11 EUR\n  Liab")
    loaded = books.load(root)
    for findings in (checks.run(loaded, TODAY), proof.prove(loaded, TODAY).findings):
        assert "seal-broken" in {one.code for one in findings}
    assert not proof.prove(loaded, TODAY).sound


def test_a_changed_digit_in_an_archived_workbook_is_told(root: Path) -> None:
    """A workbook is compressed, so it is any bit of it."""
    assert proof.prove(books.load(root), TODAY).findings == ()
    for path in sorted((root / "ledger" / "documents").iterdir()):
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        (found,) = proof.prove(books.load(root), TODAY).findings
        assert (found.code, found.place.file) == ("import-source-altered", str(path))
        path.unlink()
        shown = proof.prove(books.load(root), TODAY)
        assert ([one.code for one in shown.findings], shown.sound) == (["import-source-missing"], False)
        path.write_bytes(content)


# --- what is told ----------------------------------------------------------------------------------------------------

RECEIVED = """2014-02-17 * "RD" "1. maksājums"
  Assets:Bank:P1  700.00 EUR
  Liabilities:Advance:RD:P1  -700.00 EUR
"""
BUDGET = '2014-01-01 custom grant-budget Expenses:P1:Rent "total" 9000.00 EUR'
SALARY = "  Expenses:P1:Staff  100.01 EUR\n  Liabilities:Payable:P1  -100.01 EUR"
L03 = '2014-03-20 Expenses:P1:Staff 100.01 EUR "L-03"'
L03_PAID = '2014-03-20 Liabilities:Payable:P1 -100.01 EUR "L-03"'
Q1_CLOSED = "when 2014-Q1 was closed, "
TEXTS = f"{Q1_CLOSED}a text, a link or metadata (by their hash) was "
ADDED = "was added to a period that is closed."
GONE = "was closed with 2014-Q1 and is missing now."

# What is changed: the file, the old text, the new; and what is told: the file, the line, and how the sentence begins.
TOLD: dict[str, tuple[str, str, str, list[tuple[str, int, str]]]] = {
    "an amount": (
        P1,
        SALARY,
        SALARY.replace("100.01", "100.02"),
        [
            ("P1", 35, f"{L03}: {Q1_CLOSED}the amount was 100.01 EUR; now it is 100.02 EUR."),
            ("P1", 36, f"{L03_PAID}: {Q1_CLOSED}the amount was -100.01 EUR; now it is -100.02 EUR."),
        ],
    ),
    "an account": (
        P1,
        "  Assets:Bank:P1  700",
        "  Assets:Bank  700",
        [
            (
                "P1",
                28,
                f"2014-02-17 Assets:Bank:P1 700.00 EUR: {Q1_CLOSED}the account was Assets:Bank:P1; now it is Assets:Bank.",
            )
        ],
    ),
    "a date": (
        P1,
        "2014-03-20 * ",
        "2014-03-21 * ",
        [
            ("P1", 35, f"{L03}: {Q1_CLOSED}the date was 2014-03-20; now it is 2014-03-21."),
            ("P1", 36, f"{L03_PAID}: {Q1_CLOSED}the date was 2014-03-20; now it is 2014-03-21."),
        ],
    ),
    "a date, now behind what is closed": (
        P1,
        "2014-03-20 * ",
        "2014-08-20 * ",
        [
            ("P1", 35, f"{L03}: {Q1_CLOSED}the date was 2014-03-20; now it is 2014-08-20."),
            ("P1", 36, f"{L03_PAID}: {Q1_CLOSED}the date was 2014-03-20; now it is 2014-08-20."),
        ],
    ),
    "a flag": (
        P1,
        "2014-03-20 * ",
        "2014-03-20 ! ",
        [
            ("P1", 35, f"{L03}: {Q1_CLOSED}the flag was *; now it is !."),
            ("P1", 36, f"{L03_PAID}: {Q1_CLOSED}the flag was *; now it is !."),
        ],
    ),
    "a document's number": (
        P1,
        'document-no: "L-03"',
        'document-no: "L-04"',
        [
            ("P1", 35, f'{L03}: {Q1_CLOSED}the document\'s number was "L-03"; now it is "L-04".'),
            ("P1", 36, f'{L03_PAID}: {Q1_CLOSED}the document\'s number was "L-03"; now it is "L-04".'),
        ],
    ),
    "a narration, told once": (P1, "Darba alga, 3. ", "Darba alga, 2. ", [("P1", 35, f"{L03}: {TEXTS}")]),
    "a payee": (P1, '2014-03-20 * "A. Bērziņa"', '2014-03-20 * "B. Bērziņa"', [("P1", 35, f"{L03}: {TEXTS}")]),
    "a posting's metadata": (
        P1,
        "  Expenses:P1:Staff  100.01 EUR\n",
        "  Expenses:P1:Staff  100.01 EUR\n    vat: 0.01 EUR\n",
        [("P1", 35, f"{L03}: {TEXTS}")],
    ),
    "a link": (P1, '"1. maksājums"', '"1. maksājums" ^saite', [("P1", 28, f"2014-02-17 Assets:Bank:P1 700.00 EUR: {TEXTS}")]),
    "a lost entry": (
        P1,
        '2014-02-17 * "RD"',
        ';2014-02-17 * "RD"',
        [
            ("close-2014-q1", 0, f"2014-02-17 Assets:Bank:P1 700.00 EUR {GONE}"),
            ("close-2014-q1", 0, f"2014-02-17 Liabilities:Advance:RD:P1 -700.00 EUR {GONE}"),
        ],
    ),
    "another entry": (
        P1,
        '2014-02-17 * "RD"',
        '2014-02-16 * "RD" "x"\n  Assets:Bank:P1  1 EUR\n  Assets:Bank\n\n2014-02-17 * "RD"',
        [("P1", 28, f"2014-02-16 Assets:Bank:P1 1.00 EUR {ADDED}"), ("P1", 29, f"2014-02-16 Assets:Bank -1.00 EUR {ADDED}")],
    ),
    "the same entry twice": (
        P1,
        "2014-02-17 * ",
        f"{RECEIVED}\n2014-02-17 * ",
        [
            ("P1", 32, f"2014-02-17 Assets:Bank:P1 700.00 EUR {ADDED}"),
            ("P1", 33, f"2014-02-17 Liabilities:Advance:RD:P1 -700.00 EUR {ADDED}"),
        ],
    ),
    "a ceiling": (
        P1,
        '"RD" 4829 EUR',
        '"RD" 4828 EUR',
        [
            (
                "P1",
                8,
                f'2014-01-01 custom grant-source "P1" "RD" 4829.00 EUR: {Q1_CLOSED}a value was 4829.00; now it is 4828.00.',
            )
        ],
    ),
    "another rule": (
        P1,
        '2014-01-01 custom "grant-source" "P1" "RD"',
        '2014-02-01 custom "grant-rule" "P1" "own-minimum" 0.05\n2014-01-01 custom "grant-source" "P1" "RD"',
        [("P1", 8, f'2014-02-01 custom grant-rule "P1" "own-minimum" 0.05 {ADDED}')],
    ),
    "a line's position": (
        P1,
        'position: "1"',
        'position: "9"',
        [("P1", 20, f"2014-01-01 open Expenses:P1:Staff EUR: {TEXTS}")],
    ),
    "a budget": (
        "budgets/P1.beancount",
        "9000",
        "8000",
        [
            (
                "P1",
                2,
                f"{BUDGET}: {Q1_CLOSED}a value was 9000.00; now it is 8000.00.",
            )
        ],
    ),
    "a price": (
        ACCOUNTS,
        "0.702804",
        "0.702805",
        [("accounts", 4, f"2014-01-01 price EUR 0.702804 LVL: {Q1_CLOSED}a value was 0.702804; now it is 0.702805.")],
    ),
    "a lost price": (
        ACCOUNTS,
        "2014-01-01 price",
        ";2014-01-01 price",
        [("close-2014-q1", 0, f"2014-01-01 price EUR 0.702804 LVL {GONE}")],
    ),
    "an option": (
        MAIN,
        '"operating_currency" "EUR"',
        '"operating_currency" "LVL"',
        [("close-2014-q1", 0, f"option operating_currency EUR: {Q1_CLOSED}a value was EUR; now it is LVL.")],
    ),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_is_told_of_a_change(root: Path, case: str) -> None:
    file, old, new, expected = TOLD[case]
    edit(root, file, old, new)
    found = broken(root)
    shown = [(Path(one.place.file).stem, one.place.line, str(one.message)) for one in found]
    assert len(shown) == len(expected), shown
    for (stem, line, message), (name, number, begins) in zip(shown, expected, strict=True):
        assert (stem.endswith(name), line == number or not number, message.startswith(begins)) == (True, True, True), message
    assert {(one.code, one.project) for one in found} == {("seal-broken", "P1")}


ALLOWED = {
    "a cost of an open period": (P1, '2014-07-01 * "x"\n  Expenses:P1:Staff  1 EUR\n  Liabilities:Payable:P1\n'),
    "a rule from an open period on": (P1, '2014-07-01 custom "grant-rule" "P1" "own-minimum" 0.05\n'),
    "an account of the project": (P1, "2014-01-01 open Expenses:P1:Rent:Cellar EUR\n"),
    "an account of nobody": (ACCOUNTS, "2014-01-01 open Assets:Cash\n"),
    "a price": (ACCOUNTS, "2014-02-01 price USD 0.74 EUR\n"),
    "a note": (P1, '2014-02-01 note Expenses:P1:Rent "pārbaudīts"\n'),
    "an indicator": (P1, '2014-03-31 custom "grant-indicator" "P1" "families" "2014-Q1" "reached" 30\n'),
    "an entry of no project": (ACCOUNTS, '2014-01-02 open Equity:X\n2014-02-02 * "x"\n  Assets:Bank  1 EUR\n  Equity:X\n'),
    "an option that says nothing of figures": (MAIN, 'option "render_commas" "TRUE"\n'),
    "another project": (ACCOUNTS, '2014-01-01 custom "grant-project" "P2" "Otrais" 2014-01-01 2014-12-31\n'),
    "a remark": (P1, "; 2014-02-01 note 17\n"),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_what_changes_no_figure_may_be_added(root: Path, case: str) -> None:
    file, more = ALLOWED[case]
    path = root / file
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert broken(root) == []


def test_a_line_may_be_mapped_to_the_councils_codes_at_any_time(root: Path) -> None:
    path = root / P1
    written = path.read_text(encoding="utf-8")
    opened = next(line for line in written.splitlines() if " open Expenses:P1:Staff" in line)
    path.write_text(written.replace(opened, f'{opened}\n  ekk: "1119"\n  functional: "10.400"', 1), encoding="utf-8")
    assert broken(root) == []
    path.write_text(written.replace(opened, f'{opened}\n  actuals: "not-stated"', 1), encoding="utf-8")
    assert [one.code for one in broken(root)] == ["seal-broken"]


def test_lost_includes_lose_all_that_was_sealed(root: Path) -> None:
    edit(root, P1, 'include "../imported/P1/*.beancount"', "")
    assert [(Path(one.place.file).name, str(one.message)[:34]) for one in broken(root)] == [
        ("000003-close-2014-q1.beancount", "2014-01-31 Expenses:P1:Rent 1200.0"),
        ("000003-close-2014-q1.beancount", "2014-01-31 Liabilities:Payable:P1 "),
        ("000003-close-2014-q1.beancount", "2014-02-28 Expenses:P1:Rent 1200.5"),
        ("000003-close-2014-q1.beancount", "2014-02-28 Liabilities:Payable:P1 "),
        ("000006-close-2014-q2.beancount", "2014-04-30 Expenses:P1:Rent 999.99"),
        ("000006-close-2014-q2.beancount", "2014-04-30 Liabilities:Payable:P1 "),
        ("000006-close-2014-q2.beancount", "2014-05-31 Expenses:P1:Rent 1010.0"),
        ("000006-close-2014-q2.beancount", "2014-05-31 Liabilities:Payable:P1 "),
    ]


@pytest.mark.parametrize("name", ['Q "1"', "Q\\1", '"', "1. ceturksnis / “Jānis” ‹a›"])
def test_a_period_of_any_name_is_sealed(tmp_path: Path, name: str) -> None:
    written = name.replace("\\", "\\\\").replace('"', '\\"')
    root = new_books(tmp_path / "books", PROJECT.replace('"2014-Q1"', f'"{written}"'))
    close_period(root, name, date(2014, 4, 10))
    assert [one.period for one in seal.standing(root / "ledger" / "closings" / "P1")] == [name]
    assert broken(root) == []
    edit(root, P1, 'document-no: "L-03"', 'document-no: "L-30"')
    assert {one.code for one in broken(root)} == {"seal-broken"}


SEAL = '2014-04-10 custom "grant-seal" "P1" "2014-Q1" 2014-03-31'
UNGUARDED = [
    # the file, what is changed in it, what is told of closings, and where
    (
        "ledger/closings/P1/000003-close-2014-q1.beancount",
        (SEAL, SEAL.replace(" custom", "  custom")),
        "The file is a closing, but no seal can be read in it, so nothing that it closed is guarded.",
        4,
    ),
    (
        "ledger/closings/P1/000003-close-2014-q1.beancount",
        (SEAL, SEAL.replace("03-31", "03-32")),
        "The file is a closing, but no seal can be read in it, so nothing that it closed is guarded.",
        4,
    ),
    (
        "ledger/closings/P1/000001-submit-2014-q1.beancount",
        ('"submitted"\n', '"submitted"\n;= previous: -\n'),
        "The file is a closing, but no seal can be read in it, so nothing that it closed is guarded.",
        12,
    ),
    (
        P1,
        ('2014-02-17 * "RD"', f'2014-07-15 custom "grant-seal" "P1" "2014-Q1" 2014-03-31 "{64 * "0"}"\n\n2014-02-17 * "RD"'),
        "The seal of 2014-Q1 stands in no closing, so it guards nothing.",
        27,
    ),
]


@pytest.mark.parametrize(("name", "change", "message", "line"), UNGUARDED)
def test_a_closing_that_cannot_be_read_is_an_error(
    root: Path, name: str, change: tuple[str, str], message: str, line: int
) -> None:
    edit(root, name, *change)
    found = [one for one in broken(root) if str(one.message) == message]
    assert [(one.code, Path(one.place.file).name, one.place.line) for one in found] == [
        ("seal-chain", Path(name).name, line),
    ]


def test_a_retired_closing_is_read_as_well(root: Path) -> None:
    reopen_period(root, Q2, date(2014, 8, 10))
    assert [one.code for one in broken(root)] == ["seal-void"]
    edit(root, "ledger/closings/P1/000006-close-2014-q2.beancount.reopened", 'custom "grant-seal"', 'custom "grant-sale"')
    assert [one.code for one in broken(root)] == ["seal-chain"]


PERIOD = '2014-07-20 custom "grant-period" "P1" "2014-Q1" 2014-01-01 {}\n'


@pytest.mark.parametrize("end", ["2014-06-30", "2014-01-31"])
def test_a_later_version_moves_no_closed_period(root: Path, end: str) -> None:
    path = root / P1
    path.write_text(path.read_text(encoding="utf-8") + PERIOD.format("2014-03-31"), encoding="utf-8")
    assert broken(root) == []  # it says the same
    edit(root, P1, PERIOD.format("2014-03-31"), PERIOD.format(end))
    said = 'period: P1 "2014-Q1" 2014-01-01'
    assert [(one.code, Path(one.place.file).name, str(one.message)) for one in broken(root)] == [
        (
            "seal-broken",
            "P1.beancount",
            f"2014-Q1 was closed with “{said} 2014-03-31”; now it is “{said} {end}”.",
        )
    ]
    agreement = books.load(root).agreements["P1"]
    assert agreement.closed_through == date(2014, 6, 30)  # the second quarter's
    within = [agreement.closed_on(date(2014, month, 15)) for month in (2, 5, 7)]
    assert [period and period.name for period in within] == [Q1, Q2, None]


def test_a_period_that_was_declared_late_and_taken_out_is_missed(tmp_path: Path) -> None:
    declared = '2014-01-01 custom "grant-period" "P1" "2014-Q1" 2014-01-01 2014-03-31\n'
    late = declared.replace("2014-01-01 custom", "2014-04-05 custom")
    root = new_books(tmp_path / "books", PROJECT.replace(declared, late))
    close_period(root, Q1, date(2014, 4, 10))
    assert broken(root) == []
    edit(root, P1, late, "")
    assert [(one.code, Path(one.place.file).name) for one in broken(root)] == [
        ("seal-broken", "000003-close-2014-q1.beancount"),
        ("seal-broken", "000003-close-2014-q1.beancount"),
    ]


def test_another_budget_of_closed_days_is_told_by_the_seals_head(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever makes it another, though no sealed line was changed."""
    monkeypatch.setattr(seal, "heads", lambda terms, period: ("budget: -", true_heads(terms, period)[1]))
    assert [str(one.message).partition("; ")[2] for one in broken(root)] == ["now it is “budget: -”."] * 2


def test_a_forger_who_seals_anew_is_told_by_the_next_seal_and_by_the_books(root: Path) -> None:
    """He changes a sealed line, the seal and the trailer of the first closing."""
    path = root / "ledger" / "closings" / "P1" / "000003-close-2014-q1.beancount"
    old = next(one for one in seal.standing(path.parent) if one.path == path)
    lines = [line.replace("1200.50 EUR", "1300.50 EUR") for _, line in old.lines]
    content = (
        path.read_text(encoding="utf-8").replace("Rent 1200.50 EUR", "Rent 1300.50 EUR").replace("P1 -1200.50", "P1 -1300.50")
    )
    lines = [line.replace("P1 -1200.50", "P1 -1300.50") for line in lines]
    forged = content.replace(old.sha256, seal.digest(lines))
    path.write_bytes(chain.sealed(forged[: forged.index(";; end: ")].encode()))
    found = seal.verify(books.load(root))
    assert [(one.code, Path(one.place.file).name) for one in found if one.code == "seal-chain"] == [
        ("seal-chain", "000006-close-2014-q2.beancount")
    ]
    assert {one.code for one in found} == {"seal-chain", "seal-broken"}
    assert [one.code for one in chain.verify(root)] == ["import-chain"]


def test_a_seal_that_is_not_the_one_over_its_lines_is_told(root: Path) -> None:
    path = root / "ledger" / "closings" / "P1" / "000006-close-2014-q2.beancount"
    content = path.read_text(encoding="utf-8").replace(";= 2014-05-31", ";= 2014-05-30")
    path.write_bytes(chain.sealed(content[: content.index(";; end: ")].encode()))
    found = seal.verify(books.load(root))
    assert str(found[0].message) == "The seal of 2014-Q2 is not the one over the lines that its closing holds."


# --- the lines themselves --------------------------------------------------------------------------------------------


def lines(ledger: str, root: Path = Path()) -> list[str]:
    entries, errors, _ = parser.parse_string(ledger)
    assert errors == []
    return [item.text for item in canon.gather(entries, ("P1",), root)["P1"]]


def test_a_line_says_everything_and_nothing_of_where_it_stands() -> None:
    first = '2014-01-02 * "A" "B" #t ^row-1\n  bb: 1\n  aa: "x"\n  Expenses:P1:Rent  1 EUR\n  Assets:Bank  -1 EUR\n'
    again = (
        '\n\n2014-01-02 * "A" "B" ^row-1 #t\n  aa: "x"\n  bb: 1.00\n  Expenses:P1:Rent  1.00 EUR\n  Assets:Bank  -1.000 EUR\n'
    )
    assert lines(first) == lines(again)
    assert [line.rpartition(" ")[0] for line in lines(first)] == [
        '2014-01-02 * Expenses:P1:Rent 1.00 EUR "" row-1',
        '2014-01-02 * Assets:Bank -1.00 EUR "" row-1',
    ]


KINDS = (
    ('2014-01-01 open Expenses:P1:Rent EUR,USD "STRICT"', "2014-01-01 open Expenses:P1:Rent EUR USD STRICT"),
    ("2014-01-01 close Expenses:P1:Rent", "2014-01-01 close Expenses:P1:Rent"),
    ("2014-01-01 commodity EUR", "2014-01-01 commodity EUR"),
    ("2014-01-01 pad Expenses:P1:Rent Equity:X", "2014-01-01 pad Expenses:P1:Rent Equity:X"),
    ("2014-01-01 balance Expenses:P1:Rent 1 ~ 0.5 EUR", "2014-01-01 balance Expenses:P1:Rent 1.00 EUR ~ 0.50"),
    ('2014-01-01 note Expenses:P1:Rent "a\nb"', '2014-01-01 note Expenses:P1:Rent "a\\x0ab"'),
    (
        '2014-01-01 custom "grant-budget" Expenses:P1:Rent "total" 5 EUR 0.5 TRUE 2014-02-01',
        '2014-01-01 custom grant-budget Expenses:P1:Rent "total" 5.00 EUR 0.50 TRUE 2014-02-01',
    ),
)


@pytest.mark.parametrize(("written", "line"), KINDS)
def test_the_line_of_each_kind_of_directive(written: str, line: str) -> None:
    assert [found.rpartition(" ")[0] for found in lines(f"{written}\n")] == [line]


def test_a_scanned_document_is_named_from_the_books_so_moved_books_are_the_same(tmp_path: Path) -> None:
    written = f'2014-01-01 document Expenses:P1:Rent "{(tmp_path / "ledger" / "R-1.pdf").as_posix()}"\n'
    assert [found.rpartition(" ")[0] for found in lines(written, tmp_path)] == [
        '2014-01-01 document Expenses:P1:Rent "ledger/R-1.pdf"'
    ]


DIFFERENT = (
    ('  aa: "1"', "  aa: 1"),
    ('  aa: "2014-01-01"', "  aa: 2014-01-01"),
    ("  aa: 1 EUR", '  aa: "1 EUR"'),
    ('  aa: "TRUE"', "  aa: TRUE"),
    ('  aa: "x"\n  bb: "y"', '  aa: "x\x1fbb\x1fy"'),
)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_is_not_the_same_has_not_the_same_line(one: str, other: str) -> None:
    entry = '2014-01-02 * "B"\n{meta}\n  Expenses:P1:Rent  1 EUR\n  Assets:Bank  -1 EUR\n'
    assert lines(entry.replace("{meta}", one)) != lines(entry.replace("{meta}", other))


def test_cost_and_price_of_a_posting_are_part_of_its_line() -> None:
    entry = '2014-01-02 * "B"\n  Expenses:P1:Rent  40 VISIT {price}\n  Assets:Bank  -740 EUR\n'
    shown = {lines(entry.replace("{price}", price))[0] for price in ("@ 18.5 EUR", "@ 18.6 EUR", "", "{18.5 EUR}")}
    assert len(shown) == 4


# --- order, and public tools -----------------------------------------------------------------------------------------


def test_closing_in_any_order_of_import_gives_the_same_entries_and_the_same_seal(tmp_path: Path) -> None:
    """Three registers, in two orders, by books that lie elsewhere; the second register corrects a row of the first."""
    registers = {name: [row] for name, row in zip(("a.xlsx", "b.xlsx"), IN_Q1, strict=True)}
    made = []
    (tmp_path / "once").mkdir()
    paths = [write_register(tmp_path / "once" / name, rows) for name, rows in registers.items()]
    for folder, order in (("one", paths), ("other", paths[::-1])):
        root = new_books(tmp_path / folder / "books")
        for path in order:
            take_file(root, path)
        approve(root, Q1, date(2014, 4, 10))
        made.append(planned(root, Q1, date(2014, 4, 10)))
    one, other = made
    assert (one.body, one.balances, one.lines, one.seal) == (other.body, other.balances, other.lines, other.seal)
    assert one.postings == 11


def test_an_auditor_recomputes_a_seal_and_a_sum_with_public_tools(sealed: Path, program: Callable[[str], str]) -> None:
    shell = program("sh")
    for name in ("sed", "awk", "sha256sum", "grep", "tail"):
        program(name)
    shown = proof.prove(books.load(sealed), TODAY, "P1")
    run = 0
    for _, command in proof.commands(shown):
        typed, _, expected = command.partition("    # ")
        if expected:
            done = subprocess.run([shell, "-c", typed], cwd=sealed, capture_output=True, encoding="utf-8", check=True)
            assert done.stdout.split()[0] == expected, typed
            run += 1
        elif typed.startswith("for "):
            done = subprocess.run([shell, "-c", typed], cwd=sealed, capture_output=True, encoding="utf-8", check=True)
            rows = done.stdout.splitlines()
            assert rows
            assert all(trailer.endswith(sha256.split()[0]) for trailer, sha256 in zip(rows[::2], rows[1::2], strict=True))
            run += 1
    assert run == 8

"""Undoing an import: what of it stands is reversed, what it had corrected is back, and nothing is ever lost or doubled."""

import tempfile
from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Transaction
from chained import NOW
from chained import WHY
from chained import add_by_hand
from chained import new_books
from chained import take
from chained import take_back
from hypothesis import HealthCheck
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from registers import LEDGER_P1
from registers import row
from registers import write_register
from tables import layout
from tables import write_table

from riga_grants import books
from riga_grants.booked import index
from riga_grants.chains import imports
from riga_grants.chains import undo
from riga_grants.chains.chain import verify
from riga_grants.chains.entries import Correction
from riga_grants.chains.history import history
from riga_grants.declared import standing
from riga_grants.errors import BooksError
from riga_grants.errors import WrongUsage
from riga_grants.grid import cells_of
from riga_grants.screens import undo_text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return new_books(tmp_path / "books")


def costs(root: Path) -> dict[str, int]:
    """Give the costs that stand, by document number."""
    return {one.content.document_no: one.content.cents for one in index(books.load(root).entries).by_key.values()}


def balances(root: Path) -> dict[str, int]:
    """Give the balances that Beancount sees, in cents; any error of it or of ours fails the test."""
    entries, errors, _ = loader.load_file(str(root / "ledger" / "main.beancount"))
    assert errors == []
    sums: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings if isinstance(entry, Transaction) else ():
            assert posting.units is not None
            assert posting.units.number is not None
            sums[posting.account] += int(posting.units.number * 100)
    return {account: cents for account, cents in sums.items() if cents}


# --- what is undone --------------------------------------------------------------------------------------------------


def test_an_undone_import_leaves_nothing_but_its_trace(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(document_no="R-1"), row(document_no="R-2", amount=0.5)])
    take(root, path)
    (written,) = take_back(root, 1)
    assert written.name == "000002-undo-1.beancount"
    lines = written.read_text(encoding="utf-8").splitlines()
    assert lines[3:8] == [";; import: 2", ";; by: A. Auditor", ";; kind: costs", ";; undoes: 1", ";; reason: kļūda"]
    assert lines[-1].startswith(";; end: entries 2, sum -1200.50 EUR, ")
    assert (costs(root), balances(root), verify(root)) == ({}, {}, [])


def test_the_same_file_comes_in_again_and_is_undone_again(root: Path, tmp_path: Path) -> None:
    path = write_register(tmp_path / "a.xlsx", [row(document_no="R-1")])
    take(root, path)
    take_back(root, 1)
    assert take(root, path)
    assert costs(root) == {"R-1": 120000}
    (place,) = [booked.place for booked in index(books.load(root).entries).by_key.values()]
    assert Path(place.file).name == "000003-a.beancount"
    take_back(root, 3)
    assert costs(root) == {}
    with pytest.raises(WrongUsage, match="Import 1 was undone already, by import 2; these can be undone: –"):
        take_back(root, 1)


def test_what_a_later_import_corrected_is_left_and_told(root: Path, tmp_path: Path) -> None:
    """1: R-1 and R-2; 2: R-1 corrected; 3: import 1 undone, 4: import 2 undone, which brings the R-1 of 1 back; 5: 1 again."""
    take(root, write_register(tmp_path / "a.xlsx", [row(document_no="R-1"), row(document_no="R-2", amount=7.0)]))
    take(root, write_register(tmp_path / "a.xlsx", [row(document_no="R-1", amount=5.0), row(document_no="R-2", amount=7.0)]))
    made = undo.plan(books.load(root), 1)
    assert [one.booking.entry.meta["document-no"] for one in made.back] == ["R-2"]
    assert [one.taken and one.taken.number for one in made.left] == [2]
    take_back(root, 1)
    assert costs(root) == {"R-1": 500}
    take_back(root, 2)
    assert costs(root) == {"R-1": 120000}
    past = history(books.load(root))
    assert [(fate.facts, fate.stand, fate.undone_by, fate.corrected_by) for fate in map(past.fate, (1, 2))] == [
        (2, 1, (3,), ()),
        (1, 0, (4,), ()),
    ]
    take_back(root, 1)
    assert (costs(root), balances(root), verify(root)) == ({}, {}, [])


def test_an_undone_correction_brings_back_every_word_of_what_it_had_corrected(root: Path, tmp_path: Path) -> None:
    first = [row(document_no="R-1", note="Piezīme", document_type="Čeks", description='"\\ ‹b›', paid=None)]
    (before,) = take(root, write_register(tmp_path / "a.xlsx", first))
    take(root, write_register(tmp_path / "a.xlsx", [{**first[0], "amount": 1.0}]))
    (after,) = take_back(root, 2)
    block = before.read_text(encoding="utf-8").split("\n\n")[1]
    restored = after.read_text(encoding="utf-8").split("\n\n")[2]
    assert [line for line in restored.splitlines() if line not in block.splitlines()] == [
        f'  replaces: "{index(books.load(root).entries).by_key and _corrected_key(after)}"',
        '  reason: "kļūda"',
        '  by: "A. Auditor"',
    ]
    assert [line for line in block.splitlines() if line not in restored.splitlines()] == []


def _corrected_key(written: Path) -> str:
    """Give the key that an undoing reverses first."""
    return next(line.split('"')[1] for line in written.read_text(encoding="utf-8").splitlines() if "  reverses: " in line)


def test_the_undoing_of_an_undoing_is_refused_with_what_to_do(root: Path, tmp_path: Path) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    take_back(root, 1)
    (kept,) = (root / "ledger" / "documents").iterdir()
    with pytest.raises(WrongUsage, match=f"Import 2 undid import 1.*import its file again: ledger/documents/{kept.name}"):
        take_back(root, 2)
    assert take(root, kept)
    assert costs(root) == {"R-0012": 120000}


def test_an_import_that_is_not_there_is_refused_with_those_that_are(root: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="There is no import 1; these can be undone: –"):
        take_back(root, 1)
    for number in range(1, 15):
        take(root, write_register(tmp_path / "a.xlsx", [row(document_no=str(number), description=str(number))]))
    with pytest.raises(
        WrongUsage, match="There is no import 99; these can be undone: …, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14"
    ):
        take_back(root, 99)


def test_an_import_that_was_corrected_whole_is_refused_with_the_later_ones(root: Path, tmp_path: Path) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    take(root, write_register(tmp_path / "a.xlsx", [row(amount=5.0)]))
    with pytest.raises(WrongUsage, match=r"Nothing of import 1 stands any more.* undo those first: 2"):
        take_back(root, 1)


def test_what_was_reversed_by_hand_is_not_reversed_again(root: Path, tmp_path: Path) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    (booked,) = index(books.load(root).entries).by_key.values()
    by_hand = f"""
2014-02-01 * "SIA" "Atcelts" ^{booked.key}
  document-no: "R-0012"
  document-date: 2014-01-31
  issuer: "SIA"
  reverses: "{booked.key}"
  Expenses:P1:Rent  -1200.00 EUR
  Liabilities:Payable:P1  1200.00 EUR
"""
    add_by_hand(root, by_hand)
    with pytest.raises(WrongUsage, match=r"it was reversed by hand at ledger/projects/P1.beancount:[0-9]+"):
        take_back(root, 1)
    assert history(books.load(root)).fate(1).by_hand == 1


def test_a_cost_entered_by_hand_comes_back_as_it_was(root: Path, tmp_path: Path) -> None:
    """The register's row has another amount than the entry; its correction is undone."""
    by_hand = """
2014-01-31 * "SIA Parauga nams" "Telpu noma janvārī"
  document-no: "R-0012"
  document-date: 2014-01-31
  checked: TRUE
  share: 0.5
  Expenses:P1:Rent  1100.00 EUR
    issuer: "SIA Parauga nams"
    issuer-reg: "40009999011"
  Liabilities:Payable:P1
"""
    add_by_hand(root, by_hand)
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    assert costs(root) == {"R-0012": 120000}
    (written,) = take_back(root, 1)
    assert costs(root) == {"R-0012": 110000}
    assert "  checked: TRUE\n  share: 0.5\n" in written.read_text(encoding="utf-8")
    with pytest.raises(WrongUsage, match="these can be undone: –"):
        take_back(root, 1)


# --- closed periods --------------------------------------------------------------------------------------------------

PERIODS = """
2014-01-01 custom "grant-period" "P1" "2014-H1" 2014-01-01 2014-06-30
2014-01-01 custom "grant-period" "P1" "2014-H2" 2014-07-01 2014-12-31
"""


def close(root: Path, period: str) -> None:
    project = root / "ledger" / "projects" / "P1.beancount"
    ledger = project.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(ledger) if f'"{period}"' in line)
    project.write_text("\n".join([*ledger[: number + 1], "  closed: 2014-12-31", *ledger[number + 1 :], ""]), encoding="utf-8")


def test_what_belongs_to_a_closed_period_is_reversed_and_restored_in_an_open_one(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", LEDGER_P1 + PERIODS)
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    take(root, write_register(tmp_path / "a.xlsx", [row(amount=5.0)]))
    close(root, "2014-H1")
    made = undo.plan(books.load(root), 2)
    assert made.moved == 1
    assert "1 entry is dated in an open period, because its own is closed." in undo_text.render(
        made, (), "en", width=80, dry_run=True
    )
    (written,) = take_back(root, 2)
    heads = [line.split(" ")[0] for line in written.read_text(encoding="utf-8").splitlines() if line.startswith("2014-")]
    assert heads == ["2014-07-01", "2014-07-01"]
    assert costs(root) == {"R-0012": 120000}


def test_where_no_period_is_open_nothing_is_undone(tmp_path: Path) -> None:
    root = new_books(tmp_path / "books", LEDGER_P1 + PERIODS)
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    close(root, "2014-H1")
    close(root, "2014-H2")
    with pytest.raises(BooksError, match="No open period of P1 follows"):
        undo.plan(books.load(root), 1)


# --- directives ------------------------------------------------------------------------------------------------------

BUDGET = layout("budget", {"line": ["Pozīcija"], "amount": ["Summa"], "dated": ["No"]}, constants={"project": "P1"})
AGREEMENTS = layout(
    "agreements",
    {"project": ["Kods"], "name": ["Nosaukums"], "start": ["No"], "end": ["Līdz"], "total": ["Kopā"]},
)


def budget(path: Path, rent: float, staff: float) -> Path:
    rows: list[list[object]] = [
        ["Pozīcija", "Summa", "No"],
        ["2. Telpu noma", rent, date(2014, 2, 1)],
        ["1.1", staff, date(2014, 2, 1)],
    ]
    return write_table(path, rows)


def in_force(root: Path) -> dict[str, int | None]:
    now = books.load(root).agreements["P1"].at(date(2014, 12, 31))
    assert now is not None
    return {version.account.removeprefix("Expenses:P1:"): version.cents for version in now.budget}


def test_a_budget_is_undone_and_an_amended_one_is_as_it_was(root: Path, tmp_path: Path) -> None:
    at_first = {"Rent": 900000, "Staff": 100000}
    take(root, budget(tmp_path / "a.xlsx", 8000.0, 500.0), BUDGET)
    take(root, budget(tmp_path / "a.xlsx", 8500.0, 500.0), BUDGET)
    assert in_force(root) == at_first | {"Rent": 850000, "Staff:Social": 50000}
    take_back(root, 2)
    assert in_force(root) == at_first | {"Rent": 800000, "Staff:Social": 50000}
    take_back(root, 1)
    assert in_force(root) == at_first
    assert (verify(root), [found.code for found in books.load(root).findings]) == ([], [])
    assert take(root, budget(tmp_path / "a.xlsx", 8500.0, 500.0), BUDGET)
    assert in_force(root) == at_first | {"Rent": 850000, "Staff:Social": 50000}


def agreement(path: Path, code: str = "N1", total: float = 1000.0) -> Path:
    return write_table(
        path,
        [["Kods", "Nosaukums", "No", "Līdz", "Kopā"], [code, "Jaunais", date(2014, 1, 1), date(2014, 12, 31), total]],
        sheet="Līgumi",
    )


def test_an_agreement_is_not_undone_under_the_costs_of_its_project(root: Path, tmp_path: Path) -> None:
    take(root, agreement(tmp_path / "l.xlsx"), AGREEMENTS)
    take(root, write_register(tmp_path / "a.xlsx", [row(project="N1", line="1")]))
    with pytest.raises(
        WrongUsage, match=r"The agreement on N1 cannot be taken back while ledger/imported/N1/.*:[0-9]+ needs it"
    ):
        take_back(root, 1)
    take_back(root, 2)
    take_back(root, 1)
    assert "N1" not in books.load(root).agreements


def test_a_corrected_agreement_is_as_it_was_even_under_costs(root: Path, tmp_path: Path) -> None:
    take(root, agreement(tmp_path / "l.xlsx"), AGREEMENTS)
    take(root, agreement(tmp_path / "l.xlsx", total=2000.0), AGREEMENTS)
    take(root, write_register(tmp_path / "a.xlsx", [row(project="N1", line="1", amount=9.0)]))
    assert books.load(root).agreements["N1"].project.budget_cents == 200000
    take_back(root, 2)
    assert books.load(root).agreements["N1"].project.budget_cents == 100000
    assert [one.source_file for one in standing(books.load(root).entries) if one.project == "N1"] == ["l.xlsx"]


def test_an_undoing_that_a_power_cut_left_half_done_is_completed_by_the_next(root: Path, tmp_path: Path) -> None:
    """Of the two files of the undoing only P1's had appeared."""
    add_by_hand(root, '2014-01-01 custom "grant-project" "N1" "Jaunais" 2014-01-01 2014-12-31 10000 EUR\n')
    rows = [row(document_no="R-1"), row(project="N1", line="1", document_no="R-2")]
    take(root, write_register(tmp_path / "a.xlsx", rows))
    of_n1, of_p1 = sorted(take_back(root, 1))
    of_n1.unlink()
    assert costs(root) == {"R-2": 120000}
    assert [path.name for path in take_back(root, 1)] == [of_n1.name]
    assert history(books.load(root)).fate(1).undone_by == (2, 3)
    assert (costs(root), balances(root), verify(root), of_p1.is_file()) == ({}, {}, [], True)


# --- what is shown ---------------------------------------------------------------------------------------------------


def test_what_is_taken_back_restored_and_left_is_shown(root: Path, tmp_path: Path) -> None:
    """1: R-1, R-2, R-3; 2: R-1 and R-2 corrected; 3: R-1 corrected once more. Then 2 is to be undone."""
    rows = {name: row(document_no=name, description=name, amount=100.0) for name in ("R-1", "R-2", "R-3")}
    take(root, write_register(tmp_path / "a.xlsx", [*rows.values()]))
    rows |= {name: rows[name] | {"amount": 7.0} for name in ("R-1", "R-2")}
    take(root, write_register(tmp_path / "a.xlsx", [*rows.values()]))
    rows["R-1"] = rows["R-1"] | {"amount": 9.0}
    take(root, write_register(tmp_path / "a.xlsx", [*rows.values()]))
    made = undo.plan(books.load(root), 2)
    assert made.changes == {"EUR": 9300}
    assert undo_text.render(made, (), "en", width=80, dry_run=True).splitlines() == [
        "Import 2: a.xlsx (costs, cost-register), P1, by A. Auditor",
        "",
        "Taken back    Entries    Sum",
        "────────────────────────────",
        "P1                  1  -7.00",
        "",
        "Booked again    Entries     Sum",
        "───────────────────────────────",
        "P1                    1  100.00",
        "",
        "1 entry was corrected later and stays as it was corrected:",
        "  P1/000003-a.beancount:26, by import 3",
        "Nothing was written. The costs in the books change by 93.00 EUR.",
    ]
    written = take_back(root, 2)
    assert undo_text.render(made, written, "en", width=80, dry_run=False).splitlines()[-2:] == [
        "Import 2 is undone by P1/000004-undo-2.beancount. The costs in the books",
        "  change by 93.00 EUR.",
    ]


def test_many_projects_are_counted_and_what_is_no_cost_has_no_sum(root: Path, tmp_path: Path) -> None:
    heads: list[list[object]] = [["Kods", "Nosaukums", "No", "Līdz", "Kopā"]]
    rows = [[f"Q{n}", "Jauns", date(2014, 1, 1), date(2014, 12, 31), 5.0] for n in range(14)]
    take(root, write_table(tmp_path / "l.xlsx", [*heads, *rows], sheet="Līgumi"), AGREEMENTS)
    lines = undo_text.render(undo.plan(books.load(root), 1), (), "en", width=80, dry_run=True).splitlines()
    assert len(lines) == 2 + 2 + 13 + 2
    assert [line.split() for line in lines[-4:-2]] == [["Q11", "1", "–"], ["…", "and", "2", "more", "2", "–"]]
    assert lines[-1] == "Nothing was written."


@pytest.mark.parametrize("width", [30, 80])
@pytest.mark.parametrize("lang", ["lv", "en"])
def test_no_line_of_an_undoing_is_wider_than_the_terminal(root: Path, tmp_path: Path, lang: str, width: int) -> None:
    rows = [row(document_no=str(n), description=str(n), amount=10.0**n) for n in range(8)]
    take(root, write_register(tmp_path / ("ļoti " * 30 + "\u202e.xlsx"), rows))
    take(root, write_register(tmp_path / "b.xlsx", [row(document_no="1", description="1", amount=3.0)]))
    shown = undo_text.render(undo.plan(books.load(root), 1), [root / ("x" * 40)], lang, width=width, dry_run=False)
    plain = shown.replace("\xa0", " ").splitlines()
    assert [line for line in plain if cells_of(line) > max(width, 40) or not line.isprintable()] == []


# --- books that are not sound ----------------------------------------------------------------------------------------


def test_a_balance_that_does_not_hold_is_no_reason_to_refuse(root: Path, tmp_path: Path) -> None:
    """It may be the very reason why an import is to be undone; what cannot be read at all is one."""
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    project = root / "ledger" / "projects" / "P1.beancount"
    sound = project.read_text(encoding="utf-8")
    project.write_text(sound + "2015-01-01 balance Expenses:P1:Rent  0.00 EUR\n", encoding="utf-8")
    assert len(undo.plan(books.load(root), 1).back) == 1
    project.write_text(f"{sound}2015-01-01 balance\n", encoding="utf-8")
    with pytest.raises(BooksError, match="cannot read the books whole"):
        undo.plan(books.load(root), 1)


def test_onto_a_broken_chain_nothing_is_undone(root: Path, tmp_path: Path) -> None:
    (written,) = take(root, write_register(tmp_path / "a.xlsx", [row()]))
    made = undo.plan(books.load(root), 1)
    written.write_bytes(written.read_bytes()[:-9])
    with pytest.raises(BooksError, match="earlier imports"):
        undo.commit(root, made, NOW, {}, WHY)


def test_an_undoing_says_why(root: Path, tmp_path: Path) -> None:
    take(root, write_register(tmp_path / "a.xlsx", [row()]))
    with pytest.raises(ValueError, match="must say why"):
        undo.commit(root, undo.plan(books.load(root), 1), NOW, {}, Correction(" ", "A. Auditor"))


# --- whatever the order ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """A fact in the model: its amount, the import that it belongs to, and the version that it had replaced."""

    cents: int
    number: int
    replaces: "Version | None"


class Model:
    """What must stand after any sequence of imports and undoings, told in a few lines."""

    def __init__(self) -> None:
        self.standing: dict[str, Version] = {}
        self.number = 0

    def take(self, rows: Mapping[str, int]) -> bool:
        """Import an edition; say whether it brings anything."""
        news = {name: cents for name, cents in rows.items() if name not in self.standing or self.standing[name].cents != cents}
        self.number += bool(news)
        for name, cents in news.items():
            self.standing[name] = Version(cents, self.number, self.standing.get(name))
        return bool(news)

    def take_back(self, number: int) -> bool:
        """Undo an import; say whether anything of it stood."""
        own = {name: version for name, version in self.standing.items() if version.number == number}
        self.number += bool(own)
        for name, version in own.items():
            if version.replaces is None:
                del self.standing[name]
            else:
                self.standing[name] = version.replaces
        return bool(own)

    @property
    def cents(self) -> dict[str, int]:
        """The amounts that stand."""
        return {name: version.cents for name, version in self.standing.items()}


EDITIONS = st.dictionaries(st.sampled_from(["R-1", "R-2", "R-3"]), st.sampled_from([100, 250, -40]), min_size=1)
STEPS = st.lists(
    st.one_of(st.tuples(st.sampled_from(["a.xlsx", "b.xlsx"]), EDITIONS), st.integers(1, 6)), min_size=1, max_size=8
)
BACK_AND_FORTH: list[object] = [
    ("a.xlsx", {"R-1": 100}),
    ("a.xlsx", {"R-1": 250}),
    ("a.xlsx", {"R-1": 100}),
    3,
    2,
    ("b.xlsx", {"R-1": 250}),
    1,
    6,
]


def register(path: Path, rows: Mapping[str, int]) -> Path:
    """Write an edition; what a document was for tells it from the others, whatever its number."""
    every = [row(document_no=name, description=f"Par {name}", amount=cents / 100) for name, cents in rows.items()]
    return write_register(path, every)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(STEPS)
@example(BACK_AND_FORTH)
def test_whatever_is_imported_and_undone_the_books_are_the_models(steps: Sequence[object]) -> None:
    model = Model()
    with tempfile.TemporaryDirectory() as folder:
        root = new_books(Path(folder) / "books")
        for step in steps:
            if isinstance(step, int):
                _undo_both(root, model, step)
            elif isinstance(step, tuple):
                assert bool(take(root, register(Path(folder) / step[0], step[1]))) == model.take(step[1])
            assert costs(root) == model.cents
        total = sum(model.cents.values())
        expected = {"Expenses:P1:Rent": total, "Liabilities:Payable:P1": -total} if total else {}
        assert (balances(root), verify(root)) == (expected, [])
        _states_are_the_models(root, model)


def _undo_both(root: Path, model: Model, number: int) -> None:
    try:
        take_back(root, number)
    except WrongUsage:
        assert not model.take_back(number)
    else:
        assert model.take_back(number)


def _states_are_the_models(root: Path, model: Model) -> None:
    """Each import has as many facts that stand as the model says are its own."""
    past = history(books.load(root))
    owned = Counter(version.number for version in model.standing.values())
    assert {number: past.fate(number).stand for number in past.imports} == {number: owned[number] for number in past.imports}
    assert len(imports.imports(root)) == model.number


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(STEPS.map(lambda steps: [step if isinstance(step, int) else step[1] for step in steps]))
def test_the_same_holds_for_budgets(steps: Sequence[object]) -> None:
    """The documents stand for lines here; no budget is negative."""
    model, lines = Model(), {"R-1": "Rent", "R-2": "Staff:Social", "R-3": "Gifts"}
    at_first = {"Rent": 900000, "Staff": 100000}
    words = {"R-1": "2", "R-2": "1.1", "R-3": "3"}
    with tempfile.TemporaryDirectory() as folder:
        root = new_books(Path(folder) / "books")
        for step in steps:
            if isinstance(step, int):
                _undo_both(root, model, step)
            elif isinstance(step, dict):
                edition = {name: abs(cents) for name, cents in step.items()}
                rows = [[words[name], cents / 100, date(2014, 2, 1)] for name, cents in edition.items()]
                path = write_table(Path(folder) / "b.xlsx", [["Pozīcija", "Summa", "No"], *rows])
                assert bool(take(root, path, BUDGET)) == model.take(edition)
            assert in_force(root) == at_first | {lines[name]: cents for name, cents in model.cents.items()}
        assert verify(root) == []
        assert [found for found in books.load(root).findings if found.code == "ledger"] == []

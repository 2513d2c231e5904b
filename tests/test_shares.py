"""Who bears the cost: sources with rates, lines, dates and an order, and the breakdown by source, line and document.

Every figure was reckoned by hand; the arithmetic stands beside it.
"""

import csv
import io
import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import registers
from hypothesis import given
from hypothesis import strategies as st

from riga_grants import breakdown
from riga_grants import shares
from riga_grants.breakdown import DOCUMENT
from riga_grants.breakdown import EARLIER
from riga_grants.breakdown import LINE
from riga_grants.breakdown import SOURCE
from riga_grants.breakdown import Breakdown
from riga_grants.breakdown import Key
from riga_grants.breakdown import Row
from riga_grants.cli import run
from riga_grants.grid import cells_of
from riga_grants.money import to_decimal
from riga_grants.screens import bars

DIRECTIONS = ("Crisis", "Counselling", "Groups", "Training", "Office")
OPENED = "".join(f"2024-01-01 open Expenses:P1:{line} EUR\n" for line in DIRECTIONS)
PROJECT = f"""
2024-01-01 custom "grant-project" "P1" "Projekts" 2024-01-01 2025-12-31 10000 EUR
2024-01-01 custom "grant-period" "P1" "2024" 2024-01-01 2024-12-31
2024-01-01 custom "grant-period" "P1" "2025" 2025-01-01 2025-12-31
2024-01-01 open Liabilities:Payable:P1
2024-01-01 open Income:InKind:P1
2024-01-01 open Expenses:P1:Staff:Social EUR
  position: "1.1"
  name: "Sociālie darbinieki"
2024-01-01 open Expenses:P1:Staff:Lead EUR
  position: "1.2"
  name: "Vadība"
{OPENED}"""


def source(funder: str, ceiling: str, *more: str) -> str:
    lines = "".join(f"\n  {one}" for one in more)
    return f'2024-01-01 custom "grant-source" "P1" "{funder}" {ceiling}{lines}\n'


def cost(
    line: str, euros: str, day: str = "2024-03-01", *, number: str = "1", against: str = "", more: Sequence[str] = ()
) -> str:
    said = "".join(f"\n    {one}" for one in more)
    return f"""
{day} * "Office" "Cost"
  document-no: "{number}"
  document-date: {day}
  issuer: "Office"
  Expenses:P1:{line}  {euros} EUR{said}
  {against or "Liabilities:Payable:P1"}
"""


def borne(ledger: str, day: str = "2025-12-31") -> dict[str, str]:
    """What each funder has earned by the end of a day, in euros, and what is left to others."""
    loaded = registers.books(PROJECT + ledger)
    agreement = loaded.agreements["P1"].at(date.fromisoformat(day))
    assert agreement is not None
    found = shares.of(agreement, loaded.facts["P1"], date.fromisoformat(day))
    rest = found.eligible - sum(one.earned for one in found.sources)
    return {**{one.source.funder: str(to_decimal(one.earned)) for one in found.sources}, "rest": str(to_decimal(rest))}


EU, STATE = source("EU", "8500 EUR", "rate: 0.85"), source("STATE", "1500 EUR", "rate: 0.15", 'kind: "public"')
ROUNDING = source("STATE", "1500 EUR", "rate: 0.15", 'kind: "public"', "rounding: TRUE")
ALL_FIVE = "".join(cost(line, "100.01", number=line) for line in DIRECTIONS)


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        # 48.29 % exact from the amounts, and as written: 100.01 × 0.4829 = 48.294829. Two thirds: 66.6733…
        (source("RD", "4829 EUR") + cost("Office", "100.01"), {"RD": "48.29", "rest": "51.72"}),
        (source("RD", "9999 EUR", 'rate: "48.29 %"') + cost("Office", "100.01"), {"RD": "48.29", "rest": "51.72"}),
        (source("RD", "9999 EUR", 'rate: "2/3"') + cost("Office", "100.01"), {"RD": "66.67", "rest": "33.34"}),
        # Three of the five directions: half of 300.03 is 150.015, floored; the other two are own.
        (
            source("RD", "5000 EUR", 'rate: "1/2"', 'lines: "Crisis, Counselling, Groups"') + ALL_FIVE,
            {"RD": "150.01", "rest": "350.04"},
        ),
        # Without a rate, the ceiling over the budget of what it covers: 300 of 600 is a half of 300.03 too.
        (
            source("RD", "300 EUR", 'lines: "Crisis, Counselling, Groups"')
            + "".join(f'2024-01-01 custom "grant-budget" Expenses:P1:{line} "total" 200 EUR\n' for line in DIRECTIONS)
            + ALL_FIVE,
            {"RD": "150.01", "rest": "350.04"},
        ),
        # Two funders of different directions: 0.5 × 300.03 and 0.9 × 200.02 = 180.018.
        (
            source("RD", "5000 EUR", "rate: 0.5", 'lines: "Crisis, Counselling, Groups"')
            + source("LM", "5000 EUR", "rate: 0.9", 'lines: "Training, Office"')
            + ALL_FIVE,
            {"RD": "150.01", "LM": "180.01", "rest": "170.03"},
        ),
        # A line is not its namesake: Office is not OfficeRent.
        (
            "2024-01-01 open Expenses:P1:OfficeRent EUR\n"
            + source("RD", "5000 EUR", "rate: 0.5", 'lines: "Office"')
            + cost("Office", "10")
            + cost("OfficeRent", "20"),
            {"RD": "5.00", "rest": "25.00"},
        ),
        # The EU's 85 % and the state's 15 %: 85.0085 and 15.0015 leave a cent to own funds, or to the one that bears rounding.
        (EU + STATE + cost("Office", "100.01"), {"EU": "85.00", "STATE": "15.00", "rest": "0.01"}),
        (EU + ROUNDING + cost("Office", "100.01"), {"EU": "85.00", "STATE": "15.01", "rest": "0.00"}),
        (
            EU.replace("rate: 0.85", "rate: 0.85\n  rounding: TRUE") + STATE + cost("Office", "100.01"),
            {"EU": "85.01", "STATE": "15.00", "rest": "0.00"},
        ),
        # Each of ten invoices alone would lose its cent; the cumulated 1 000.10 loses one: 850.085 and 150.015.
        (
            EU + STATE + "".join(cost("Office", "100.01", number=str(n)) for n in range(10)),
            {"EU": "850.08", "STATE": "150.01", "rest": "0.01"},
        ),
        # Dates: the ministry pays half of what is dated in 2025 only.
        (
            source("LM", "5000 EUR", "rate: 0.5", "valid-from: 2025-01-01", "valid-to: 2025-12-31")
            + cost("Office", "100", "2024-12-31")
            + cost("Office", "60", "2025-01-01", number="2"),
            {"LM": "30.00", "rest": "130.00"},
        ),
        # One after the other: the donor bears 60 of 100 to its ceiling, the city the 40 that are left.
        (
            source("DONOR", "60 EUR", "rate: 1", "order: 1") + source("RD", "5000 EUR", "order: 2") + cost("Office", "100"),
            {"DONOR": "60.00", "RD": "40.00", "rest": "0.00"},
        ),
        # The donor bears half of everything to 60; of 200 it would bear 100. The 40 above are the city's with the rest, or own.
        (
            source("DONOR", "60 EUR", "rate: 0.5", "order: 1") + source("RD", "5000 EUR", "order: 2") + cost("Office", "200"),
            {"DONOR": "60.00", "RD": "140.00", "rest": "0.00"},
        ),
        (
            source("DONOR", "60 EUR", "rate: 0.5", "order: 1", 'exhausted: "own"')
            + source("RD", "5000 EUR", "order: 2")
            + cost("Office", "200"),
            {"DONOR": "60.00", "RD": "100.00", "rest": "40.00"},
        ),
        (
            source("DONOR", "60 EUR", "rate: 0.5", "order: 1", 'exhausted: "error"')
            + source("RD", "5000 EUR", "order: 2", "rate: 0.5")
            + cost("Office", "200"),
            {"DONOR": "60.00", "RD": "50.00", "rest": "90.00"},
        ),
        # Both exhausted: 60 and 30, and 110 are own.
        (
            source("DONOR", "60 EUR", "rate: 1", "order: 1") + source("RD", "30 EUR", "order: 2") + cost("Office", "200"),
            {"DONOR": "60.00", "RD": "30.00", "rest": "110.00"},
        ),
        # 40 charged to the donor are all its; of the other 100 each bears its part: 0.2 × 100 and 0.5 × 100.
        (
            source("DONOR", "500 EUR", "rate: 0.2")
            + source("RD", "5000 EUR", "rate: 0.5")
            + cost("Office", "100")
            + cost("Office", "40", number="2", more=['funder: "DONOR"']),
            {"DONOR": "60.00", "RD": "50.00", "rest": "30.00"},
        ),
        # Charged 40 of a ceiling of 50: of its 20 more only 10 are left, and own funds bear the other 10.
        (
            source("DONOR", "50 EUR", "rate: 0.2")
            + source("RD", "5000 EUR", "rate: 0.5")
            + cost("Office", "100")
            + cost("Office", "40", number="2", more=['funder: "DONOR"']),
            {"DONOR": "50.00", "RD": "50.00", "rest": "40.00"},
        ),
        # Charged above the ceiling: what is above is own and nobody else's.
        (
            source("DONOR", "30 EUR", "rate: 0")
            + source("RD", "5000 EUR", "rate: 0.5")
            + cost("Office", "40", more=['funder: "DONOR"']),
            {"DONOR": "30.00", "RD": "0.00", "rest": "10.00"},
        ),
        # Charged to own funds: no funder's.
        (source("RD", "5000 EUR", "rate: 0.5") + cost("Office", "40", more=['funder: "own"']), {"RD": "0.00", "rest": "40.00"}),
        # A credit note takes its share back.
        (
            source("RD", "5000 EUR", "rate: 0.5") + cost("Office", "100") + cost("Office", "-20", number="2"),
            {"RD": "40.00", "rest": "40.00"},
        ),
    ],
)  # fmt: skip
def test_sources_bear_what_the_agreement_says(ledger: str, expected: Mapping[str, str]) -> None:
    assert borne(ledger) == expected


def test_what_a_ceiling_keeps_a_source_from_bearing_is_known_and_so_is_what_it_bears_of_each_cost() -> None:
    """Half of 200 is 100, of which the ceiling leaves 60: 45 of the 150 and 15 of the 50."""
    loaded = registers.books(
        PROJECT + source("RD", "60 EUR", "rate: 0.5") + cost("Office", "150") + cost("Office", "50", "2024-04-01")
    )
    agreement = loaded.agreements["P1"].at(date(2025, 1, 1))
    assert agreement is not None
    found = shares.of(agreement, loaded.facts["P1"], date(2025, 1, 1))
    assert [(one.earned, one.unborne) for one in found.sources] == [(60_00, 40_00)]
    assert [cents for _, cents in found.by_fact("RD")] == [45_00, 15_00]
    assert found.by_fact("SOS") == []


@pytest.mark.parametrize(
    ("rules", "day", "expected"),
    [
        ("", "2024-03-31", "55.00"),  # all that is not parked: 60 + 50
        ('2024-01-01 custom "grant-rule" "P1" "basis" "paid" "error"\n', "2024-03-31", "30.00"),  # paid by then: 60
        ('2024-01-01 custom "grant-rule" "P1" "basis" "paid" "error"\n', "2024-04-02", "55.00"),
        ('2024-01-01 custom "grant-rule" "P1" "recognition" "approved" "error"\n', "2025-01-31", "0.00"),
        ('2024-01-01 custom "grant-rule" "P1" "recognition" "approved" "error"\n', "2025-02-01", "55.00"),
    ],
)
def test_a_cost_counts_as_the_agreement_recognises_it(rules: str, day: str, expected: str) -> None:
    ledger = (
        source("RD", "5000 EUR", "rate: 0.5")
        + rules
        + cost("Office", "60", more=["paid: 2024-03-05"])
        + cost("Office", "50", number="2", more=["paid: 2024-04-02"])
        + cost("Office", "70", number="3").replace(" * ", " ! ")
        + '2025-02-01 custom "grant-period-state" "P1" "2024" "approved"\n'
    )
    assert borne(ledger, day)["RD"] == expected


# --- the breakdown ----------------------------------------------------------------------------------------------------


def build(ledger: str, by: str, *, day: str = "2025-12-31", period: str = "", line: str = "") -> Breakdown:
    loaded = registers.books(PROJECT + ledger)
    agreement = loaded.agreements["P1"]
    found = agreement.period(period) if period else None
    made = breakdown.build(agreement, loaded.facts["P1"], date.fromisoformat(day), by, period=found, line=line)
    assert all(row.eligible == sum(row.borne) + row.rest for row in made.rows)
    return made


def euros(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """The rows as name, eligible, what each funder bears, rest."""
    return [
        (row.key.account or row.key.number or row.key.made, *(str(to_decimal(c)) for c in (row.eligible, *row.borne, row.rest)))
        for row in rows
    ]


RENTS = "".join(cost("Office", "100.01", f"2024-{month:02}-01", number=f"R-{month}") for month in range(1, 13))


def test_equal_invoices_are_never_borne_above_their_amount() -> None:
    """12 × 100.01 = 1 200.12: the EU bears 1 020.10, the state with the rounding 180.02, own funds nothing, not even a cent.

    By largest remainder alone, the same two invoices would get an odd cent of both, 85.01 + 15.01 = 100.02, and others none.
    """
    made = build(EU + ROUNDING + RENTS, DOCUMENT)
    assert [row.rest for row in made.rows] == [0] * 12
    assert [row.borne for row in made.rows] == [(85_01, 15_00)] * 10 + [(85_00, 15_01)] * 2
    assert made.total == Row(EARLIER, 1200_12, (1020_10, 180_02))


def test_by_line_a_source_bears_only_its_own_lines() -> None:
    made = build(source("RD", "5000 EUR", 'rate: "1/2"', 'lines: "Crisis, Counselling, Groups"') + ALL_FIVE, LINE)
    assert euros(made.rows) == [
        # 150.01 of three times 100.01: 50.003… each, and the odd cent is the first line's by name.
        ("Expenses:P1:Crisis", "100.01", "50.00", "50.01"),
        ("Expenses:P1:Counselling", "100.01", "50.01", "50.00"),
        ("Expenses:P1:Groups", "100.01", "50.00", "50.01"),
        ("Expenses:P1:Training", "100.01", "0.00", "100.01"),
        ("Expenses:P1:Office", "100.01", "0.00", "100.01"),
    ]
    assert euros([made.total]) == [("", "500.05", "150.01", "350.04")]


def test_a_line_is_shown_with_what_is_below_it_and_its_lines_stay_apart() -> None:
    ledger = (
        source("RD", "5000 EUR", "rate: 0.5") + cost("Staff:Lead", "30") + cost("Staff:Social", "20") + cost("Office", "10")
    )
    made = build(ledger, LINE, line="Expenses:P1:Staff")
    assert euros(made.rows) == [
        ("Expenses:P1:Staff:Social", "20.00", "10.00", "10.00"),
        ("Expenses:P1:Staff:Lead", "30.00", "15.00", "15.00"),
    ]
    assert build(ledger, DOCUMENT, line="Expenses:P1:Staff").total.eligible == 50_00


def test_a_period_is_the_difference_of_two_days_and_periods_sum_to_the_whole() -> None:
    """Half of 100.01 is 50.00; half of 200.02 is 100.01, so the second year earns 50.01."""
    ledger = (
        source("RD", "5000 EUR", "rate: 0.5") + cost("Office", "100.01", "2024-03-01") + cost("Crisis", "100.01", "2025-03-01")
    )
    first, second, whole = (build(ledger, SOURCE, period=name) for name in ("2024", "2025", ""))
    assert [euros([one.total])[0] for one in (first, second, whole)] == [
        ("", "100.01", "50.00", "50.01"),
        ("", "100.01", "50.01", "50.00"),
        ("", "200.02", "100.01", "100.01"),
    ]
    assert build(ledger, SOURCE, period="total") == whole
    assert (second.start, second.end) == (date(2025, 1, 1), date(2025, 12, 31))
    assert build(ledger, SOURCE, period="2025", day="2025-02-28").total.eligible == 0
    assert build(ledger, LINE, period="2025", day="2024-02-28").rows == ()


def test_what_rounding_moves_between_earlier_documents_is_one_row() -> None:
    """On one line: 3 × 0.01 at a half earns 1 cent; with a fourth it earns 2, and the second goes to an earlier document."""
    early = "".join(cost("Office", "0.01", f"2024-03-0{n}", number=f"E-{n}") for n in (1, 2, 3))
    made = build(
        source("RD", "5000 EUR", "rate: 0.5") + early + cost("Office", "0.01", "2025-03-01", number="L-1"),
        DOCUMENT,
        period="2025",
    )
    assert [(row.key.number, row.eligible, row.borne, row.rest) for row in made.rows] == [
        ("L-1", 1, (0,), 1),
        ("", 0, (1,), -1),
    ]
    assert made.rows[-1].key == EARLIER


def test_documents_are_told_by_issuer_number_and_date_and_what_is_computed_by_what_it_is() -> None:
    ledger = (
        source("RD", "5000 EUR", "rate: 0.5")
        + cost("Office", "30", number="A")
        + cost("Crisis", "20", number="A")
        + cost("Office", "-30", number="A").replace('"Cost"\n', '"Cost"\n  made: "cut"\n')
        + """
2024-12-31 * "Flat rate"
  made: "flat-rate"
  Expenses:P1:Office  7 EUR
  Liabilities:Payable:P1
"""
    )
    made = build(ledger, DOCUMENT)
    assert [(row.key, row.eligible) for row in made.rows] == [
        (Key("", "Office", "A", date(2024, 3, 1)), 20_00),
        (Key("", "", "", date(2024, 12, 31), "flat-rate"), 7_00),
    ]


def test_what_was_given_in_kind_is_told_apart_from_own_funds() -> None:
    ledger = source("RD", "5000 EUR", "rate: 0.5") + source("SOS", "4000 EUR", 'kind: "own"')
    ledger += (
        source("HELP", "1000 EUR", 'kind: "in-kind"') + cost("Office", "80") + cost("Office", "20", against="Income:InKind:P1")
    )
    made = build(ledger, SOURCE)
    assert (made.total.eligible, made.total.borne, made.total.rest, made.in_kind) == (100_00, (50_00,), 50_00, 20_00)
    assert [one.funder for one in made.others] == ["SOS", "HELP"]


def test_what_is_only_booked_as_earned_is_apportioned_by_cost() -> None:
    """The agreement states no amount; 10.00 were booked of 40.00: 7.50 and 2.50."""
    booked = """
2024-01-01 open Income:CoFinancing:RD:P1
2024-12-31 * "Earned"
  Income:CoFinancing:RD:P1  -10 EUR
  Liabilities:Payable:P1
"""
    made = build(
        source("RD", '"not-stated"') + source("LM", '"not-stated"') + cost("Crisis", "30") + cost("Office", "10") + booked, LINE
    )
    assert [one.funder for one in made.sources] == ["RD"]
    assert [row.borne for row in made.rows] == [(7_50,), (2_50,)]


def test_a_project_of_which_no_actual_figure_is_stated_has_none(
    make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    unstated = PROJECT.replace("10000 EUR\n", '10000 EUR\n  actuals: "not-stated"\n', 1) + source("RD", "5000 EUR")
    root = make_books(unstated.replace("2024-01-01 open Liabilities:Payable:P1\n", ""))
    asked = ["shares", "P1", "--books", str(root), "--as-of", "2024-06-30", "--lang", "en"]
    assert run(asked) == 0
    assert capsys.readouterr().out.endswith("No actual figure is stated of this project.\n")
    assert run([*asked, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["eligible"], found["sources"], found["rows"]) == (None, [], [])
    assert run([*asked, "--format", "csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_funder_of_which_nothing_is_known_any_more_is_left_to_the_rest() -> None:
    """Its amendment states no ceiling: what it bore before cannot be told from the rest of the period."""
    amended = source("RD", '"not-stated"').replace("2024-01-01", "2025-01-01")
    made = build(source("RD", "5000 EUR") + amended + cost("Office", "30", "2025-02-01"), LINE, period="2025")
    assert (made.sources, made.total.eligible, made.total.rest) == ((), 30_00, 30_00)
    earlier = cost("Office", "30", "2024-02-01")
    assert build(source("RD", "5000 EUR") + amended + earlier, LINE, period="2025").total == Row(EARLIER, 0, ())


def test_before_the_agreement_there_is_nothing_to_break_down() -> None:
    with pytest.raises(ValueError, match="P1 was not agreed yet on 2023-12-31"):
        build(source("RD", "5000 EUR"), SOURCE, day="2023-12-31")


amounts = st.integers(-40_00, 90_00)
ways = st.sampled_from(breakdown.WAYS)


@given(st.lists(st.tuples(st.sampled_from(DIRECTIONS), st.integers(1, 24), amounts), max_size=12), ways)
def test_whatever_is_spent_parts_sum_to_the_whole_and_periods_to_all(bought: list[tuple[str, int, int]], by: str) -> None:
    costs = "".join(
        cost(line, str(to_decimal(cents)), f"{2024 + month // 13}-{(month - 1) % 12 + 1:02}-01", number=str(n))
        for n, (line, month, cents) in enumerate(bought)
        if cents
    )
    ledger = EU + ROUNDING + source("RD", "50 EUR", "order: 1", 'lines: "Office, Crisis"') + costs
    whole, *years = (build(ledger, by, period=name) for name in ("", "2024", "2025"))
    assert whole.total.eligible == sum(cents for _, _, cents in bought)
    for n in range(3):
        assert whole.total.borne[n] == sum(year.total.borne[n] for year in years)
    assert whole.total.eligible == sum(year.total.eligible for year in years)


# --- what is shown ----------------------------------------------------------------------------------------------------

TWO = (
    source("RD", "5000 EUR", "rate: 0.5", 'name: "Rīgas dome"', 'payer: "Departaments"', 'budget-holder: "Sociālais dienests"')
    + source("LM", "2500 EUR", "rate: 0.25", 'kind: "public"')
    + source("SOS", "2500 EUR", 'kind: "own"')
    + cost("Staff:Social", "60", number="R-1")
    + cost("Office", "40.03", "2025-02-03", number="=R-2")
)


@pytest.fixture(name="ask")
def make_ask(make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Give a function that runs `shares` on books of P1 and gives what it prints."""
    root = make_books((PROJECT + TWO).replace("2024-01-01 open Liabilities:Payable:P1\n", ""))

    def ask(*arguments: str, code: int = 0) -> str:
        assert run(["shares", "P1", "--books", str(root), "--as-of", "2025-12-31", "--lang", "en", *arguments]) == code
        out, err = capsys.readouterr()
        return out if code == 0 else err

    return ask


PICTURE = """\
P1  Projekts
Up to 2025-12-31; currency: EUR

Who bears the cost                          Amount
──────────────────────────────────────────────────
RD (co-financing)       █████░░░░░  50.0 %   50.01
LM (other public body)  ██░░░░░░░░  25.0 %   25.00
SOS (own funds)         ██░░░░░░░░  25.0 %   25.02
──────────────────────────────────────────────────
ELIGIBLE COST                               100.03
RD  Rīgas dome; payer: Departaments; budget holder: Sociālais dienests

█ RD  ▓ LM  ░ Own, in kind
Budget line                           Eligible     RD     LM  Own, in kind
──────────────────────────────────────────────────────────────────────────
1.1. Sociālie darbinieki  █████▓▓▓░░     60.00  30.00  15.00         15.00
Office                    █████▓▓░░░     40.03  20.01  10.00         10.02
──────────────────────────────────────────────────────────────────────────
TOTAL                     █████▓▓░░░    100.03  50.01  25.00         25.02
"""


def test_the_terminal_shows_a_picture_of_the_sources_and_of_every_line(
    ask: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert ask() == PICTURE


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("lang", ["lv", "en"])
@pytest.mark.parametrize("way", breakdown.WAYS)
def test_no_line_is_wider_than_the_terminal(
    ask: Callable[..., str], monkeypatch: pytest.MonkeyPatch, width: int, lang: str, way: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(map(cells_of, ask("--lang", lang, "--by", way, "--period", "2025").split("\n"))) <= width


def test_by_source_and_by_document(ask: Callable[..., str]) -> None:
    assert "Budget line" not in ask("--by", "source")
    assert "2025-02-03, Office, =R-2" in ask("--by", "document", "--period", "2025")
    assert "In 2025, 2025-01-01 – 2025-12-31; currency: EUR" in ask("--period", "2025")
    assert "Budget line: 1.1. Sociālie darbinieki" in ask("--line", "1.1")
    assert "No cost counts there." in ask("--line", "Groups")


def test_demonstration_gifts_in_kind_and_rounding_are_told(
    make_books: Callable[[str], Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    early = "".join(cost("Office", "0.01", f"2024-03-0{n}", number=f"E-{n}") for n in (1, 2, 3))
    late = cost("Office", "0.01", "2025-03-01", number="L-1") + cost("Crisis", "8", "2025-03-02", against="Income:InKind:P1")
    ledger = PROJECT.replace("10000 EUR\n", "10000 EUR\n  demonstration: TRUE\n", 1) + source("RD", "5000 EUR", "rate: 0.5")
    root = make_books((ledger + early + late).replace("2024-01-01 open Liabilities:Payable:P1\n", ""))
    monkeypatch.setenv("COLUMNS", "80")
    asked = ["shares", "P1", "--books", str(root), "--by", "document", "--period", "2025", "--lang", "en"]
    assert run(asked) == 0
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.split("\n")]
    assert rows[1] == "*** DEMONSTRATION DATA ***"
    assert rows[6:9] == [
        "RD (co-financing) █████░░░░░ 50.1 % 4.01",  # half of 8.04 is 4.02, less the 0.01 of 2024
        "own funds ░░░░░░░░░░ -49.9 % -4.00",  # the grant pays for what nobody paid: the check in-kind tells of it
        "in-kind contributions █████████░ 99.9 % 8.00",
    ]
    assert "Rounding of earlier documents 0.00 0.01 -0.01" in rows
    assert run([*asked, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["source"], one["kind"], one["amount"]) for one in found["sources"]] == [
        ("RD", "funder", "4.01"),
        (None, "own", "-4.00"),
        (None, "in-kind", "8.00"),
    ]
    assert [(row["document_no"], row["made"], row["eligible"]) for row in found["rows"]] == [
        ("L-1", None, "0.01"),
        ("1", None, "8.00"),
        (None, "rounding", "0.00"),
    ]


def test_json_is_the_contract(ask: Callable[..., str]) -> None:
    found = json.loads(ask("--format", "json", "--by", "document", "--line", "Office"))
    assert found == {
        "project": "P1",
        "period": "total",
        "start": None,
        "end": "2025-12-31",
        "currency": "EUR",
        "by": "document",
        "line": "Expenses:P1:Office",
        "eligible": "40.03",
        "sources": [
            {
                "source": "RD",
                "kind": "funder",
                "payer": "Departaments",
                "budget_holder": "Sociālais dienests",
                "name": "Rīgas dome",
                "amount": "20.01",
            },
            {"source": "LM", "kind": "public", "payer": None, "budget_holder": None, "name": "", "amount": "10.00"},
            {"source": "SOS", "kind": "own", "amount": "10.02"},
        ],
        "rows": [
            {
                "account": None,
                "issuer": "Office",
                "document_no": "=R-2",
                "document_date": "2025-02-03",
                "made": None,
                "eligible": "40.03",
                "borne": {"RD": "20.01", "LM": "10.00"},
                "rest": "10.02",
            }
        ],
    }


@pytest.mark.parametrize("way", breakdown.WAYS)
def test_the_amounts_of_the_csv_sum_to_the_cost(ask: Callable[..., str], way: str) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("--format", "csv", "--by", way).removeprefix("\ufeff")), delimiter=";"))
    assert sum(int(row["amount"].replace(",", "")) for row in rows) == 100_03
    assert {row["source"] for row in rows} == ({"RD", "LM", "SOS"} if way == SOURCE else {"RD", "LM", ""})
    assert {row["document_no"] for row in rows} == ({"R-1", "'=R-2"} if way == DOCUMENT else {""})


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--period", "2030"], "There is no period “2030”; there are: 2024, 2025, total."),
        (["--line", "9.9"], "There is no budget line “9.9”; there are: 1.1 Sociālie darbinieki; 1.2 Vadība."),
        (["--as-of", "2023-12-31"], "P1 was not agreed yet on 2023-12-31."),
    ],
)
def test_what_is_not_there_is_wrong_usage(ask: Callable[..., str], arguments: list[str], reason: str) -> None:
    assert reason in ask(*arguments, code=2)


@pytest.mark.parametrize(
    ("parts", "whole", "drawn"),
    [
        ([48, 12], 100, "█████▓░░░░"),
        ([25, 25, 25, 25], 100, "███▓▓▓▒▒▒▒"),
        ([100], 100, "██████████"),
        ([], 100, "░░░░░░░░░░"),
        ([0], 0, ""),
        ([-1], 10, ""),  # a rounding to be shown in figures only
        ([11], 10, ""),
    ],
)
def test_a_bar_of_parts_is_ten_cells_or_none(parts: list[int], whole: int, drawn: str) -> None:
    assert bars.stacked(parts, whole) == drawn


@pytest.mark.parametrize(
    ("part", "whole", "drawn"),
    [
        (50, 100, "█████░░░░░  50.0 %"),
        (200, 100, "██████████ 200.0 %"),
        (-5, 100, "░░░░░░░░░░  -5.0 %"),
        (5, None, " " * 17 + "–"),
    ],
)
def test_a_bar_of_one_part_is_full_where_it_is_more(part: int, whole: int | None, drawn: str) -> None:
    assert bars.bar(part, whole, "en") == drawn

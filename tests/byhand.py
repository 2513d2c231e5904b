"""Statements and findings made by hand, for the tests of what renders them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

from riga_grants.cofinancing import by_weight
from riga_grants.cofinancing import position
from riga_grants.directives import Project
from riga_grants.errors import NOWHERE
from riga_grants.errors import Finding
from riga_grants.errors import Place
from riga_grants.errors import Severity
from riga_grants.errors import text
from riga_grants.statements import Execution
from riga_grants.statements import Figures
from riga_grants.statements import Instalment
from riga_grants.statements import LineRow
from riga_grants.statements import SourceRow
from riga_grants.statements import Version

ROOT = Path("books").absolute()
BUDGET, CITY, OWN = 882_205_00, 425_998_00, 456_207_00

# number, name, original, in force, before, this period (cents); a number with sublines carries no figures of its own
LINES = (
    ("1", "Personāls"),
    ("1.1", "Sociālie darbinieki", 318_000_00, 318_000_00, 156_211_40, 26_480_13),
    ("1.2", "Psihologi", 96_000_00, 96_000_00, 47_998_02, 8_011_77),
    ("1.3", "Projekta vadība", 72_000_00, 72_000_00, 36_000_00, 6_000_00),
    ("2", "Telpu noma", 86_400_00, 86_400_00, 43_200_00, 7_200_00),
    ("3", "Komunālie un sakaru pakalpojumi", 41_205_00, 41_205_00, 20_544_19, 3_402_77),
    ("4", "Pakalpojumi ģimenēm"),
    ("4.1", "Atbalsta grupas", 78_000_00, 78_000_00, 38_917_25, 6_483_10),
    ("4.2", "Juridiskās konsultācijas", 39_600_00, 39_600_00, 19_840_00, 3_310_00),
    ("5", "Materiāli", 36_000_00, 36_000_00, 17_995_31, -112_40),
    ("6", "Transports un komandējumi", 27_000_00, 30_000_00, 24_711_36, 6_004_11),
    ("7", "Apmācība un supervīzija", 33_000_00, 30_000_00, 11_002_50, 2_104_00),
    ("8", "Administratīvās izmaksas", 55_000_00, 55_000_00, 27_504_87, 4_580_13),
)
SECOND_FUNDER = (
    ("1", "Izmitināšana", 10_000_00, 9_500_00, 3_333_33, 1_111_11),
    ("2", "Neparedzēti darbi", 0, 0, 0, 250_00),
    ("3", "Atmaksāts depozīts", 500_00, 500_00, 100_00, -350_25),
    ("4", "=cmd|'/c calc'!A1", 0, 500_00, 0, 0),
)


def rows(lines: Sequence[tuple[object, ...]], funders: Sequence[tuple[str, int]]) -> tuple[LineRow, ...]:
    """Make the rows of a statement, with each funder's earned share apportioned to the lines."""
    leaves = [line for line in lines if len(line) > 2]
    spent = {str(line[0]): int(str(line[4])) + int(str(line[5])) for line in leaves}
    shares = {funder: by_weight(cents, spent) for funder, cents in funders}
    made = []
    for number, name, *amounts in lines:
        below = [line for line in leaves if line[0] == number or str(line[0]).startswith(f"{number}.")]
        original, budget, before, this_period = (sum(int(str(line[column])) for line in below) for column in (2, 3, 4, 5))
        parts = tuple((funder, sum(shares[funder][str(line[0])] for line in below)) for funder, _ in funders)
        figures = Figures(original, budget, before, this_period, parts)
        account = "Expenses:RGAP:" + ":".join(f"L{part}" for part in str(number).split("."))
        made.append(LineRow(account, str(name), str(number), str(number).count("."), not amounts, figures))
    return tuple(made)


def total(made: Sequence[LineRow]) -> Figures:
    """Sum the leaves."""
    figures = [row.figures for row in made if not row.subtotal]
    shares = tuple((funder, sum(dict(one.shares)[funder] for one in figures)) for funder, _ in figures[0].shares)
    return Figures(
        sum(one.original or 0 for one in figures),
        sum(one.budget or 0 for one in figures),
        sum(one.before or 0 for one in figures),
        sum(one.this_period or 0 for one in figures),
        shares,
    )


def rgap() -> Execution:
    """A quarter of a demonstration project: an overspent line, a credit note, an amendment, one funder."""
    spent = sum(int(str(line[4])) + int(str(line[5])) for line in LINES if len(line) > 2)
    city = spent * CITY // BUDGET
    lines = rows(LINES, [("RD", city)])
    receivable, advance = position(city, 284_000_00)
    return Execution(
        project=Project(
            dated=date(2014, 1, 28),
            code="RGAP",
            name="Rīgas Ģimeņu atbalsta programma",
            name_en="Riga Family Support Programme",
            start=date(2014, 1, 1),
            end=date(2016, 12, 31),
            budget_cents=BUDGET,
            currency="EUR",
            contract="2014-01-28, Rīgas domes Labklājības departaments, Rīgas Sociālais dienests, biedrība “SOS Bērnu ciemats”",
            demonstration=True,
        ),
        period="2015-Q3",
        start=date(2015, 7, 1),
        end=date(2015, 9, 30),
        as_of=date(2015, 9, 30),
        version=Version(date(2015, 3, 2), "1", "LD 2015-14"),
        lines=lines,
        total=total(lines),
        sources=(
            SourceRow(
                "RD",
                "Rīgas domes Labklājības departaments",
                "funder",
                CITY,
                Fraction(CITY, BUDGET),
                city,
                284_000_00,
                receivable,
                advance,
            ),
            SourceRow(
                "SOS", "Asociācija “SOS Bērnu ciemats”", "own", OWN, Fraction(OWN, BUDGET), spent - city, None, None, None
            ),
        ),
        instalments=(
            Instalment(date(2014, 2, 14), "RD", 53_249_75, "1. maksājuma daļa", Place("ledger/projects/RGAP.beancount", 41)),
            Instalment(date(2014, 8, 11), "RD", 230_750_25, "2. maksājuma daļa", Place("ledger/projects/RGAP.beancount", 46)),
        ),
        period_budget=73_500_00,
        plan_through=date(2015, 12, 31),
    )


def two_funders() -> Execution:
    """A whole project with two funders: a line without plan, a negative line, a name that is a formula, an overdrawn plan."""
    lines = rows(SECOND_FUNDER, [("RD", 1_777_77), ("EC", 1_333_21)])
    return replace(
        rgap(),
        project=replace(
            rgap().project,
            code="TWO",
            name="Divi finansētāji",
            name_en="",
            budget_cents=10_500_00,
            demonstration=False,
            contract="",
        ),
        period="total",
        start=date(2014, 1, 1),
        end=None,
        version=Version(date(2014, 1, 28)),
        lines=lines,
        total=total(lines),
        sources=(
            SourceRow("RD", "", "funder", 4_200_00, Fraction(2, 5), 1_777_77, 2_000_00, 0, 222_23),
            SourceRow("EC", "Eiropas Komisija", "funder", 3_150_00, Fraction(3, 10), 1_333_21, 1_000_00, 333_21, 0),
            SourceRow("OWN", "", "own", 3_150_00, Fraction(3, 10), 1_333_21, None, None, None),
        ),
        instalments=(),
        period_budget=None,
        plan_through=None,
    )


def not_stated() -> Execution:
    """A project of which only one total is known: nothing of it may be shown as 0."""
    return replace(
        rgap(),
        project=replace(
            rgap().project,
            code="SOSRKC",
            name="SOS Resursu un kompetences centra prakse",
            name_en="",
            budget_cents=None,
            end=None,
            demonstration=False,
            currency="",
        ),
        period="total",
        start=date(2017, 1, 1),
        end=None,
        version=None,
        lines=(
            LineRow("Expenses:SOSRKC:KP", "Kalniem pāri", "", 0, subtotal=False, figures=Figures(None, None, None, None)),
            LineRow("Expenses:SOSRKC:PN", "Pārinieks", "", 0, subtotal=False, figures=Figures(None, None, 0, 898_500_00)),
        ),
        total=Figures(None, None, 0, 898_500_00),
        sources=(SourceRow("RD", "Rīgas dome", "funder", None, None, 434_160_00, None, None, None),),
        instalments=(),
        period_budget=None,
        plan_through=None,
    )


FINDINGS = (
    Finding(
        "published-differs",
        Severity.WARNING,
        text("“{what}” differs", what="898 500"),
        Place(str(ROOT / "ledger" / "projects" / "SOSRKC.beancount"), 31),
        "SOSRKC",
    ),
    Finding(
        "line-over-budget",
        Severity.ERROR,
        text("“{what}” is over", what="6 Transports un komandējumi"),
        Place(str(ROOT / "ledger" / "imported" / "RGAP" / "000007-RGAP-2015-3.beancount"), 412),
        "RGAP",
    ),
    Finding("cost-document", Severity.ERROR, text("no document number", missing="document-no"), NOWHERE, "RGAP"),
)

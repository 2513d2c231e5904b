"""A report made by hand that has every kind of block, for the tests of what renders reports."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from riga_grants.money import percent
from riga_grants.tables import BARS
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import LINES
from riga_grants.tables import MONEY
from riga_grants.tables import NO_PLAN
from riga_grants.tables import NUMBER
from riga_grants.tables import PERCENT
from riga_grants.tables import RATE
from riga_grants.tables import SECTION
from riga_grants.tables import STACKED
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import THOUSAND
from riga_grants.tables import TOTAL
from riga_grants.tables import WORD
from riga_grants.tables import Chart
from riga_grants.tables import Column
from riga_grants.tables import Fact
from riga_grants.tables import Facts
from riga_grants.tables import Report
from riga_grants.tables import Row
from riga_grants.tables import Series
from riga_grants.tables import Sheet
from riga_grants.tables import Signatures
from riga_grants.tables import Table
from riga_grants.tables import Words

EXECUTION = (
    Column("no", "Nr. p. k."),
    Column("line", "Pozīcija"),
    Column("plan", "Plāns", MONEY),
    Column("amended", "Grozījumi", MONEY),
    Column("revised", "Precizētais plāns", MONEY, terms=(("plan", 1), ("amended", 1))),
    Column("spent", "Izpilde", MONEY),
    Column("left", "Atlikums", MONEY, terms=(("revised", 1), ("spent", -1))),
    Column("spent_pct", "Izpilde, %", PERCENT, ratio=("spent", "revised")),
    Column("over", "Piezīmes", WORD, warns=("left", "Pārtēriņš")),
)


def line(no: str, name: str, figures: Sequence[int | None], depth: int = 0, *, look: str = "", sums: Sequence[int] = ()) -> Row:
    """Make a row of execution from plan, amendment and what was spent, in cents; the rest is computed where it can be."""
    plan, amended, spent = figures
    revised = None if plan is None or amended is None else plan + amended
    left = None if revised is None or spent is None else revised - spent
    part = None if revised is None or spent is None else percent(spent, revised) if revised else NO_PLAN
    over = "Pārtēriņš" if left is not None and left < 0 else ""
    return Row((no, name, plan, amended, revised, spent, left, part, over), depth, look, tuple(sums))


def execution() -> Table:
    """Lines on two levels: one overspent, one without plan, one of which hardly anything is stated."""
    rows = (
        line("1.", "Personāls", (414_000_00, -2_000_00, 238_701_32), look=SUBTOTAL, sums=(1, 2)),
        line("1.1.", "Sociālie darbinieki, kas strādā ar ģimenēm krīzes situācijā", (318_000_00, 0, 182_691_53), 1),
        line("1.2.", "Psihologi", (96_000_00, -2_000_00, 56_009_79), 1),
        line("2.", "Telpu noma", (0, 0, 23_946_96)),
        line("3.", "Transports un komandējumi", (27_000_00, 3_000_00, 30_715_47)),
        line("4.", "=cmd|'/c calc'!A1", (None, None, 5_00)),
        line("", "KOPĀ", (441_000_00, 1_000_00, 293_368_75), look=TOTAL, sums=(1, 2, 3, 4, 5)),
    )
    return Table("execution", "Izpilde pa pozīcijām", EXECUTION, rows, "EUR", numbered=True, outline=True, bars="spent_pct")


def funding(unit: str = "cents") -> Table:
    """Two sources, in cents or rounded."""
    columns = (
        Column("source", "Finansētājs", width=44),
        Column("kind", "Veids"),
        Column("ceiling", "Griesti", MONEY),
        Column("rate", "Precīzā likme, %", RATE),
        Column("received", "Saņemts", MONEY),
    )
    rows = (
        Row(("Rīgas domes Labklājības departaments", "līdzfinansējums", 425_998_000_00, Fraction(425998, 882205), 284_000_00)),
        Row(("Asociācija “SOS Bērnu ciemats”", "pašu līdzekļi", 456_207_000_00, Fraction(456207, 882205), None)),
        Row(("KOPĀ", None, 882_205_000_00, None, 284_000_00), look=TOTAL, sums=(0, 1)),
    )
    return Table(f"funding_{unit}", "Finansējums", columns, rows, "EUR", unit)


def months() -> Table:
    """Cumulated plan and spending; nothing was spent at first, and nothing is known of the last months."""
    columns = (
        Column("month", "Mēnesis", DAY),
        Column("planned", "Plāns kopā", MONEY),
        Column("spent", "Izlietots kopā", MONEY),
        Column("limit", "Griesti", MONEY),
    )
    spent = (None, None, 87_000_00, 109_000_00, 134_500_00, None)
    rows = (Row((date(2015, n, 1), n * 25_300_00, cents, 150_000_00)) for n, cents in enumerate(spent, 1))
    return Table("months", "", columns, tuple(rows), "EUR")


def indicators() -> Table:
    """Quantities, and texts that stand in columns of figures."""
    columns = (
        Column("name", "Rādītājs"),
        Column("planned", "Plānots", NUMBER),
        Column("reached", "Sasniegts", NUMBER),
        Column("change", "Izmaiņas", NUMBER, terms=(("reached", 1), ("planned", -1))),
        Column("cost", "Izmaksas uz vienību", MONEY),
        Column("dated", "Diena", DAY),
        Column("code", "Kods", CODE),
        Column("note", "Piezīme"),
    )
    rows = (
        Row(("Ģimenes", None, None, None, None, None, None, None), look=SECTION),
        Row(("Ģimenes, kuras saņēma atbalstu", 250, 261, 11, 1_234_56, date(2015, 9, 30), "RGAP-1", ""), 1),
        Row(("Bērni, kas atgriezās ģimenē", 5, "<5", None, NO_PLAN, None, "RGAP-2", "Mazs skaitlis nav rādāms."), 1),
        Row(("Stundas", Decimal("7.5"), Decimal("8.25"), Decimal("0.75"), 100_00, None, "RGAP-3", None), 1),
    )
    return Table("indicators", "Rādītāji", columns, rows, "EUR")


def register(count: int) -> Table:
    """A long plain table with a sum below it."""
    columns = (
        *(Column("no", "Nr."), Column("paid", "Apmaksāts", DAY), Column("text", "Apraksts")),
        *(Column("hours", "Stundas", NUMBER), Column("amount", "Summa", MONEY), Column("note", "Piezīme", MONEY)),
    )
    rows = [
        Row((str(n), date(2015, 1, 1 + n % 28), f"Telpu noma\x07 Nr. {n}", Decimal("1.5"), 100_00 + n, None))
        for n in range(count)
    ]
    total = sum(100_00 + n for n in range(count))
    whole = Row(("", None, "KOPĀ", None, total, "-"), look=TOTAL, sums=tuple(range(count)))
    return Table("register", "Izmaksas", columns, (*rows, whole), "EUR", register=True)


FACTS = Facts(
    (
        Fact("project", "Projekts", "RGAP – Rīgas Ģimeņu atbalsta programma & draugi"),
        Fact("budget", "Kopējais budžets", 882_205_00, MONEY),
        Fact("spent_pct", "Izpilde, %", Decimal("48.3"), PERCENT),
        Fact("rate", "Precīzā likme, %", Fraction(425998, 882205), RATE),
        Fact("as_of", "Sagatavots uz", date(2015, 9, 30), DAY),
        Fact("seal", "Zīmogs", "9f2c" * 16, CODE),
        Fact("contract", "Līgums", None),
    ),
    "EUR",
)
BY_LINE = Chart(
    *("by_line", "Izpilde pa pozīcijām", BARS, "execution", "line"),
    (Series("revised", "plan"), Series("spent")),
    (0, 3, 4),
    "Vienā pozīcijā ir pārtēriņš.",
)
BY_MONTH = Chart(
    *("by_month", "Izdevumi pret plānu", LINES, "months", "month"),
    (Series("planned", "plan"), Series("spent"), Series("limit", "limit")),
    tuple(range(6)),
    "Izdevumi aug lēnāk par plānu.",
)
BY_SOURCE = Chart(
    *("by_source", "Plāns un atlikums", STACKED, "execution", "line"),
    (Series("spent"), Series("left", "plan")),
    (1, 2, 5),
    "Atlikums ir mazāks par izlietoto.",
)


def report(lang: str = "lv", rows: int = 40) -> Report:
    """Make the report."""
    lead = Words(("No 442 000,00 EUR izlietoti 293 368,75 EUR jeb 66,4 %.", "Pārtēriņš ir divās pozīcijās."), "lead")
    sheets = (
        Sheet("summary", "Kopsavilkums", "Kopsavilkums", (lead, FACTS, funding(), BY_LINE, BY_MONTH, BY_SOURCE), one_page=True),
        Sheet("execution", "Izpilde", "Izpilde", (execution(), Signatures(("Sagatavoja", "Projekta vadītājs")))),
        Sheet(
            "indicators",
            "Rādītāji",
            "Rādītāji",
            (
                *(Words(("Mazie skaitļi",), "section"), Words(("Mazāki par pieci nav rādīti.",), "note"), indicators()),
                *(funding(THOUSAND), months(), Table("waivers", "Atkāpes", EXECUTION, (), empty="Atkāpju nav.")),
            ),
            portrait=True,
        ),
        Sheet("register", "Reģistrs", "Reģistrs", (register(rows),)),
    )
    return Report("committee", "Pārskats", "RGAP, 2015-Q3", lang, date(2015, 9, 30), sheets, demonstration=True)

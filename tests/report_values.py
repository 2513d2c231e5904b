"""Reports made up for tests of the renderers: one with everything in it, and random ones."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from hypothesis import strategies as st

from riga_grants.money import percent
from riga_grants.tables import BARS
from riga_grants.tables import CENTS
from riga_grants.tables import CODE
from riga_grants.tables import DAY
from riga_grants.tables import EURO
from riga_grants.tables import FIGURES
from riga_grants.tables import LINES
from riga_grants.tables import MONEY
from riga_grants.tables import NUMBER
from riga_grants.tables import PERCENT
from riga_grants.tables import PLAIN
from riga_grants.tables import RATE
from riga_grants.tables import SECTION
from riga_grants.tables import STACKED
from riga_grants.tables import SUBTOTAL
from riga_grants.tables import TEXT
from riga_grants.tables import THOUSAND
from riga_grants.tables import TOTAL
from riga_grants.tables import UNITS
from riga_grants.tables import WORD
from riga_grants.tables import Block
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
from riga_grants.tables import Value
from riga_grants.tables import Words
from riga_grants.tables import shown

DATE = date(2015, 12, 31)
HOSTILE = "#panic() $x$ *b* @a </svg><script>alert(1)</script> \x1b[2J"
LINES_OF_BUDGET = (
    ("1.", "Personāla izmaksas", 28_150_000, 21_934_511, 0, SUBTOTAL),
    (
        "1.1.",
        "Projekta vadītāja atalgojums ar valsts sociālās apdrošināšanas obligātajām iemaksām",
        18_000_000,
        14_234_511,
        1,
        PLAIN,
    ),
    ("1.2.", "Psihologi", 10_150_000, 7_700_000, 1, PLAIN),
    ("2.", "Telpu noma", 4_000_000, 4_231_250, 0, PLAIN),
    ("3.", "Aprīkojums", 0, 12_000, 0, PLAIN),
    ("4.", "Netiešās izmaksas", None, None, 0, PLAIN),
    ("", "KOPĀ", 32_150_000, 26_177_761, 0, TOTAL),
)
EXECUTION = Table(
    "execution",
    "Izpilde pa pozīcijām",
    (
        Column("number", "Nr. p. k."),
        Column("line", "Pozīcija"),
        Column("plan", "Precizētais plāns", MONEY),
        Column("spent", "Izpilde", MONEY),
        Column("left", "Atlikums", MONEY, terms=(("plan", 1), ("spent", -1))),
        Column("percent", "Izpilde, %", PERCENT, ratio=("spent", "plan")),
        Column("word", "Piezīmes", WORD),
    ),
    tuple(
        Row((number, name, plan, spent, *figures), depth, look)
        for number, name, plan, spent, depth, look in LINES_OF_BUDGET
        for figures in [
            (None, None, "")
            if plan is None or spent is None
            else (plan - spent, percent(spent, plan) or "-", "Pārtērēts" if spent > plan else "")
        ]
    ),
    "EUR",
    numbered=True,
    outline=True,
    bars="percent",
)
SOURCES = Table(
    "sources",
    "Finansējuma avoti",
    (
        Column("source", "Avots"),
        Column("ceiling", "Griesti", MONEY),
        Column("rate", "Likme, %", RATE),
        Column("earned", "Nopelnīts", MONEY),
        Column("own", "Pašu līdzekļi", MONEY),
    ),
    (
        Row(("Rīgas dome", 15_500_000, Fraction(425998, 882205), 12_640_000, 0)),
        Row(("Biedrība", None, None, 0, 13_537_761)),
    ),
    "EUR",
)
QUARTERS = Table(
    "quarters",
    "Uzkrātā izpilde",
    (Column("quarter", "Ceturksnis"), Column("plan", "Plāns", MONEY), Column("spent", "Izlietots", MONEY)),
    tuple(Row((f"2015-Q{n}", n * 4_000_000, n * 3_900_000 if n < 4 else None)) for n in range(1, 5)),
    "EUR",
)
FINDINGS = Table(
    "discrepancies",
    "Neatbilstības",
    (
        Column("no", "Nr."),
        Column("severity", "Svarīgums"),
        Column("code", "Kods", CODE),
        Column("message", "Ziņojums"),
        Column("where", "Kur", CODE),
    ),
    (
        Row(
            (
                "1",
                "Kļūda",
                "line-overspent",
                "Pozīcijā “2. Telpu noma” iztērēts par 2 312,50 EUR vairāk, nekā plānots.",
                "ledger/imported/DEMO/000004-costs.beancount:118",
            )
        ),
    ),
)
COSTS = Table(
    "costs",
    "Izdevumu saraksts",
    (
        Column("document", "Dokuments"),
        Column("date", "Datums", DAY),
        Column("issuer", "Izdevējs"),
        Column("amount", "Summa", MONEY),
        Column("eligible", "Attiecināms", MONEY),
    ),
    (
        Row(("1. Personāla izmaksas", None, None, None, None), look=SECTION),
        Row((HOSTILE, date(2015, 1, 31), "SIA “Nams”", 121_000, 121_000), 1),
        Row(("RĒĶ-2", None, "SIA “Nams”", -500, None), 1),
        Row(("KOPĀ", None, None, 120_500, 121_000), look=TOTAL),
    ),
    "EUR",
)
OVER_LINES = Chart(
    "lines",
    "Plāns un izpilde",
    BARS,
    "execution",
    "line",
    (Series("plan", "plan"), Series("spent")),
    (0, 3, 4, 5),
    "Telpu nomai iztērēts vairāk, nekā plānots.",
)
WHO_PAYS = Chart(
    "who",
    "Kas maksā",
    STACKED,
    "sources",
    "source",
    (Series("earned"), Series("own"), Series("ceiling", "limit")),
    (0, 1),
    "Rīgas dome sedz 126 400,00 EUR.",
)
OVER_TIME = Chart(
    "time",
    "Uzkrātie izdevumi",
    LINES,
    "quarters",
    "quarter",
    (Series("plan", "plan"), Series("spent")),
    (0, 1, 2, 3),
    "Izlietots mazāk, nekā plānots.",
)


def sheet(*blocks: Block, key: str = "only", title: str = "Lapa", one_page: bool = False, portrait: bool = False) -> Sheet:
    return Sheet(key, key.title(), title, blocks, portrait=portrait, one_page=one_page)


def report(*sheets: Sheet, lang: str = "lv", title: str = "Pārskats", demonstration: bool = False) -> Report:
    return Report("committee", title, "DEMO, 2015. gads", lang, DATE, sheets, demonstration)


FULL = report(
    sheet(
        Facts((Fact("project", "Projekts", HOSTILE), Fact("left", "Atlikums", 5_972_239, MONEY)), "EUR"),
        Words(("Iztērēti 261 777,61 EUR.",), "lead"),
        OVER_LINES,
        WHO_PAYS,
        key="summary",
        title="Kopsavilkums",
        one_page=True,
        portrait=True,
    ),
    sheet(
        Words(("Pozīcijas",), "section"), EXECUTION, QUARTERS, OVER_TIME, Words(("– nav norādīts",), "note"), key="execution"
    ),
    sheet(SOURCES, FINDINGS, COSTS, Signatures(("Sagatavoja", "Pārbaudīja")), key="rest", title="Pārējais"),
    title="Komitejas pārskats",
    demonstration=True,
)


def figures(made: Report) -> Iterator[str]:
    """Give every figure of a report as people read it, and every date."""
    for table in made.tables:
        for row in table.rows:
            for cell, column in zip(row.cells, table.columns, strict=True):
                if column.kind in {*FIGURES, DAY} and cell is not None and row.look != SECTION:
                    yield shown(cell, column.kind, made.lang, table.unit)


# --- random ones -----------------------------------------------------------------------------------------------------


def _values(kind: str, unit: str) -> st.SearchStrategy[Value]:
    texts = st.text(max_size=60) | st.sampled_from([HOSTILE, "Ķekavas novads", "a" * 200, "中文", "#", "\u202e"])
    kinds: dict[str, st.SearchStrategy[Value]] = {
        MONEY: st.integers(-(10**10), 10**10).map(lambda n: n * UNITS[unit]) | st.sampled_from(["<5", "-", None]),
        NUMBER: st.decimals(-(10**6), 10**6, places=2) | st.integers(0, 10**6) | st.none(),
        PERCENT: st.decimals(0, 9999, places=1) | st.none(),
        RATE: st.fractions(0, 1) | st.none(),
        DAY: st.dates(date(2000, 1, 1), date(2030, 1, 1)) | st.none(),
        WORD: st.sampled_from(["", "Pārtērēts"]),
    }
    return kinds.get(kind, texts)


@st.composite
def tables(draw: st.DrawFn, key: str) -> Table:
    kinds = [TEXT, *draw(st.lists(st.sampled_from([TEXT, CODE, MONEY, MONEY, NUMBER, PERCENT, RATE, DAY, WORD]), max_size=10))]
    unit = draw(st.sampled_from([CENTS, EURO, THOUSAND]))
    heads = st.text(max_size=30) | st.sampled_from(["t. sk. līdzfinansējums", "No."])
    columns = tuple(Column(f"c{n}", draw(heads), kind) for n, kind in enumerate(kinds))
    rows = [
        Row(
            tuple(draw(_values(kind, unit)) for kind in kinds),
            draw(st.integers(0, 3)),
            draw(st.sampled_from([PLAIN, PLAIN, SUBTOTAL, TOTAL])),
        )
        for _ in range(draw(st.integers(0, 5)))
    ]
    bars = next((column.key for column in columns if column.kind == PERCENT), "")
    currency = draw(st.sampled_from(["EUR", ""]))
    return Table(key, draw(heads), columns, tuple(rows), currency, unit, bars=bars, empty="Nav.")


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report of some tables with charts of them, in either language."""
    drawn = [draw(tables(f"t{n}")) for n in range(draw(st.integers(1, 2)))]
    blocks: list[Block] = [Facts((Fact("f", draw(st.text(max_size=20)), draw(st.integers(-(10**9), 10**9)), MONEY),), "EUR")]
    for table in drawn:
        blocks.append(table)
        money = [column.key for column in table.columns if column.kind == MONEY]
        if money and table.rows:
            series = (
                Series(money[0]),
                *(Series(key, "plan") for key in money[1:2]),
                *(Series(key, "limit") for key in money[2:3]),
            )
            rows = tuple(range(len(table.rows)))
            kind = draw(st.sampled_from([BARS, LINES, STACKED]))
            blocks.append(Chart(f"chart-{table.key}", draw(st.text(max_size=20)), kind, table.key, "c0", series, rows, HOSTILE))
    one_page, portrait, lang = draw(st.booleans()), draw(st.booleans()), draw(st.sampled_from(["lv", "en"]))
    return report(sheet(*blocks, one_page=one_page, portrait=portrait), lang=lang, title=draw(st.text(max_size=50)))

"""What the demonstration project buys: invented suppliers, staff positions, and purchases that come back every month.

The suppliers do not exist. Their registration numbers have a right check digit, so that a validator takes them, and all come
from one run of numbers, 40009999…, so that a person sees what they are.
"""

from typing import Final
from typing import NamedTuple

from riga_grants.demonstration.plan import Quarter


class Party(NamedTuple):
    """Who issues a document: an invented legal person and its registration number; `taxed` if it is a payer of VAT."""

    name: str
    reg: str
    taxed: bool = True


ASSOCIATION: Final = Party('Biedrība "Paraugs"', "40009999007", taxed=False)
PREMISES: Final = Party('SIA "Parauga nams"', "40009999011")
HEATING: Final = Party('AS "Paraugs siltums"', "40009999026")
POWER: Final = Party('AS "Paraugs enerģija"', "40009999030")
TELECOM: Final = Party('SIA "Parauga sakari"', "40009999045")
GROUPS: Final = Party('Biedrība "Parauga ģimenes"', "40009999064", taxed=False)
LAWYERS: Final = Party('SIA "Parauga jurists"', "40009999079")
STATIONER: Final = Party('SIA "Parauga grāmata"', "40009999083")
TOYS: Final = Party('SIA "Parauga rotaļlietas"', "40009999098")
PRINTER: Final = Party('SIA "Parauga druka"', "40009999100")
FUEL: Final = Party('SIA "Parauga degviela"', "40009999115")
TRANSPORT: Final = Party('SIA "Parauga satiksme"', "40009999134")
TRAINER: Final = Party('Biedrība "Paraugs mācībām"', "40009999149", taxed=False)
ACCOUNTANT: Final = Party('SIA "Parauga uzskaite"', "40009999153")
BANK: Final = Party('AS "Parauga banka"', "40009999168", taxed=False)
PARTIES: Final = (
    ASSOCIATION, PREMISES, HEATING, POWER, TELECOM, GROUPS, LAWYERS, STATIONER,
    TOYS, PRINTER, FUEL, TRANSPORT, TRAINER, ACCOUNTANT, BANK,
)  # fmt: skip

INVOICE: Final = "Rēķins"
WAYBILL: Final = "Pavadzīme"
RECEIPT: Final = "Kases čeks"
PAYROLL: Final = "Algu saraksts"
ADVANCE_REPORT: Final = "Avansa norēķins"
BANK_ORDER: Final = "Memoriālais orderis"
CREDIT_NOTE: Final = "Kredītrēķins"
DEED: Final = "Pieņemšanas-nodošanas akts"

PAID_AT_ONCE: Final = frozenset({RECEIPT, BANK_ORDER})
"""Documents that are paid on their own day."""

MONTHS_LV: Final = (
    "janvārī", "februārī", "martā", "aprīlī", "maijā", "jūnijā",
    "jūlijā", "augustā", "septembrī", "oktobrī", "novembrī", "decembrī",
)  # fmt: skip

VAT_PCT: Final = 21
"""The standard rate of the years 2014 to 2016 (Value Added Tax Law, section 41)."""

CONTRIBUTIONS_PER_10000: Final = 2359
"""The employer's social insurance contributions of the years 2014 to 2016, in hundredths of a per cent of the wage."""


class Position(NamedTuple):
    """A post, never a person: the budget line that bears it, how the register names it, and its part of the line."""

    line: str
    title: str
    weight: int


POSITIONS: Final = (
    *(
        Position("Staff:SocialWorkers", f"sociālais darbinieks {n}", weight)
        for n, weight in enumerate((104, 101, 100, 100, 98, 97, 68), 1)
    ),
    *(Position("Staff:Psychologists", f"psihologs {n}", weight) for n, weight in enumerate((110, 100, 74), 1)),
    Position("Staff:Management", "projekta vadītājs", 118),
    Position("Staff:Management", "projekta asistents", 86),
)


class Purchase(NamedTuple):
    """Something bought in a month: its line, from whom, by what kind of document and series of numbers, on which day.

    `weight` is its part of the line in the quarter, `spread_pct` how far the part strays from month to month. `{when}` in the
    text is the month.
    """

    line: str
    party: Party
    document: str
    series: str
    day: int
    weight: int
    text: str
    spread_pct: int = 12


MONTHLY: Final = (
    Purchase("Rent", PREMISES, INVOICE, "PN-Z", 3, 17, "Telpu noma {when}, Ziemeļu rajons", 0),
    Purchase("Rent", PREMISES, INVOICE, "PN-L", 3, 13, "Telpu noma {when}, Latgales priekšpilsēta", 0),
    Purchase("Utilities", HEATING, INVOICE, "PS", 12, 52, "Apkure, ūdens un apsaimniekošana {when}"),
    Purchase("Utilities", POWER, INVOICE, "PE", 14, 24, "Elektroenerģija {when}"),
    Purchase("Utilities", TELECOM, INVOICE, "PT", 10, 20, "Tālruņi un internets {when}", 3),
    Purchase("Services:SupportGroups", GROUPS, INVOICE, "PĢ-Z", 25, 52, "Vecāku atbalsta grupas {when}, Ziemeļu rajons"),
    Purchase(
        "Services:SupportGroups", GROUPS, INVOICE, "PĢ-L", 25, 48, "Bērnu un pusaudžu grupas {when}, Latgales priekšpilsēta"
    ),
    Purchase("Services:LegalAdvice", LAWYERS, INVOICE, "PJ", 26, 100, "Juridiskās konsultācijas ģimenēm {when}"),
    Purchase("Training", TRAINER, INVOICE, "PM", 20, 100, "Supervīzija komandai {when}", 4),
    Purchase("Administration", ACCOUNTANT, INVOICE, "PU", 27, 82, "Grāmatvedības pakalpojumi {when}", 2),
    Purchase("Administration", BANK, BANK_ORDER, "BK", 28, 2, "Bankas komisija {when}"),
)

CHOICES: Final = (
    (
        Purchase("Materials", STATIONER, WAYBILL, "PG", 8, 60, "Kancelejas preces atbalsta grupām", 40),
        Purchase("Materials", STATIONER, WAYBILL, "PG", 9, 80, "Izdales materiāli nodarbībām ar vecākiem", 40),
        Purchase("Materials", TOYS, WAYBILL, "PR", 11, 110, "Attīstošās spēles bērnu istabai", 40),
        Purchase("Materials", TOYS, WAYBILL, "PR", 16, 90, "Mākslas terapijas materiāli", 40),
        Purchase("Materials", PRINTER, INVOICE, "PD", 18, 70, "Bukletu un veidlapu druka", 40),
        Purchase("Materials", STATIONER, RECEIPT, "PC", 22, 50, "Higiēnas preces krīzes komplektiem", 40),
    ),
    (
        Purchase("Travel", FUEL, RECEIPT, "DG", 9, 60, "Degviela ģimeņu apmeklējumiem {when}", 25),
        Purchase("Travel", TRANSPORT, RECEIPT, "MB", 3, 45, "Mēneša biļetes darbiniekiem {when}", 5),
        Purchase("Travel", FUEL, RECEIPT, "DG", 23, 60, "Degviela ģimeņu apmeklējumiem {when}", 25),
        Purchase("Travel", ASSOCIATION, ADVANCE_REPORT, "AN", 19, 80, "Komandējums, sociālais darbinieks 2, {when}", 30),
        Purchase("Travel", ASSOCIATION, ADVANCE_REPORT, "AN", 24, 90, "Komandējums, projekta vadītājs, {when}", 30),
    ),
    (
        Purchase("Administration", STATIONER, WAYBILL, "PB", 15, 12, "Biroja preces {when}", 30),
        Purchase("Administration", TELECOM, INVOICE, "PI", 17, 9, "Datortehnikas uzturēšana {when}", 20),
    ),
)
"""Shelves from which each month takes some things: all but one or two of a shelf's (at least one)."""


class Single(NamedTuple):
    """A row that comes once, with its own amount in cents: `month` and `day` say when."""

    quarter: Quarter
    month: int
    day: int
    line: str
    party: Party
    document: str
    number: str
    cents: int
    text: str
    in_kind: bool = False
    note: str = ""


_PASS: Final = Single(
    Quarter(2016, 1),
    2,
    1,
    "Travel",
    TRANSPORT,
    RECEIPT,
    "MB16-0277",
    50_00,
    "Mēneša biļete, aizvietotājs",
    note="2 gab. vienā čekā",
)
SINGLES: Final = (
    Single(
        Quarter(2014, 4), 11, 17, "Utilities", POWER, CREDIT_NOTE, "PE14-KR01", -86_40,
        "Pārmaksa par elektroenerģiju 2014. gada septembrī", note="labo rēķinu par 2014. gada septembri",
    ),
    Single(
        Quarter(2015, 2), 5, 28, "Materials", TOYS, DEED, "ZA15-0003", 640_00,
        "Dāvinātas mēbeles un spēles bērnu istabai", in_kind=True, note="tirgus vērtība pēc akta",
    ),
    _PASS,
    _PASS,
)  # fmt: skip
"""A credit note, a contribution in kind, and two truly equal rows: two passes bought on one receipt."""

STORY_QUARTER: Final = Quarter(2015, 3)
STORY: Final = tuple(
    Purchase(
        "Training", TRAINER, INVOICE, "PK", day, 300, f"Apmācību cikls “Darbs krīzes situācijās”, {part}. modulis {{when}}", 0
    )
    for part, day in enumerate((6, 13, 24), 1)
)
"""The training courses of one quarter, one module a month, that take their line over its plan."""

"""The demonstration's budget by line and year, its one amendment, and how the cost departs from the plan.

The story: by the end of September 2015 the line Training has cost more than its plan for the year and the agreement's ten
per cent on top. On 2 November 2015 the budget is amended in its favour. At the end it is still 4 % above its amended plan of
2015, and so 2 % above its plan of all years: within the flexibility, so warnings stay. Travel saves the same amount in the same
year, so no year and not the project is over. Everything else costs what was planned for the year, to the cent: where years and
project are spent in full, a line can only be above its plan by what another is below.
"""

import calendar
from datetime import date
from functools import cache
from typing import Final
from typing import NamedTuple

from riga_grants.demonstration.chance import pick
from riga_grants.money import apportion

CODE: Final = "RGAP"
START: Final = date(2014, 1, 1)
END: Final = date(2016, 12, 31)
AGREED: Final = date(2014, 1, 28)
TOTAL_CENTS: Final = 882_205_00
CITY_CENTS: Final = 425_998_00
YEARS: Final = (2014, 2015, 2016)
MARK: Final = "DEMONSTRĀCIJAS DATI — izdomāti skaitļi"
"""What stands wherever demonstration data is seen."""


class Line(NamedTuple):
    """A budget line: its account below the project's, its number and names, and its original plan by year in whole euros.

    A line without a plan of its own is the heading of its sublines.
    """

    key: str
    position: str
    name: str
    name_en: str
    years: tuple[int, ...] = ()

    @property
    def account(self) -> str:
        """The line's account in the ledger."""
        return f"Expenses:{CODE}:{self.key}"

    @property
    def label(self) -> str:
        """The line as a register names it: `1.1. Sociālie darbinieki`."""
        return f"{self.position}. {self.name}"


LINES: Final = (
    Line("Staff", "1", "Personāls", "Staff"),
    Line("Staff:SocialWorkers", "1.1", "Sociālie darbinieki", "Social workers", (96_000, 100_800, 103_200)),
    Line("Staff:Psychologists", "1.2", "Psihologi", "Psychologists", (42_000, 43_800, 45_000)),
    Line("Staff:Management", "1.3", "Projekta vadība", "Project management", (31_200, 32_400, 33_600)),
    Line("Rent", "2", "Telpu noma", "Rent", (18_000, 18_360, 18_720)),
    Line("Utilities", "3", "Komunālie un sakaru pakalpojumi", "Utilities and communication", (11_400, 11_700, 12_000)),
    Line("Services", "4", "Pakalpojumi ģimenēm", "Services for families"),
    Line("Services:SupportGroups", "4.1", "Atbalsta grupas", "Support groups", (26_400, 28_200, 29_400)),
    Line("Services:LegalAdvice", "4.2", "Juridiskās konsultācijas", "Legal advice", (9_600, 9_900, 10_200)),
    Line("Materials", "5", "Materiāli", "Materials", (21_000, 22_500, 19_500)),
    Line("Travel", "6", "Transports un komandējumi", "Transport and travel", (10_800, 11_400, 11_400)),
    Line("Training", "7", "Apmācība un supervīzija", "Training and supervision", (5_400, 6_000, 6_600)),
    Line("Administration", "8", "Administratīvās izmaksas", "Administration", (11_700, 11_940, 12_085)),
)
LEAVES: Final = tuple(line for line in LINES if line.years)
BY_KEY: Final = {line.key: line for line in LINES}
CODES: Final = {
    "Staff": "10.400.1119",
    "Staff:Management": "10.400.1150",
    "Rent": "10.400.2261",
    "Utilities": "10.400.2220",
    "Services": "10.400.2279",
    "Materials": "10.400.2310",
    "Travel": "10.400.2110",
    "Training": "10.400.2235",
    "Administration": "10.400.2239",
}
"""Codes of the council's classification that might fit; no publication says which. Sublines have their line's."""

AMENDED: Final = date(2015, 11, 2)
DECISION: Final = "Budžeta grozījumi Nr. 1, 02.11.2015. (demonstrācija)"
AMENDMENT: Final = {("Training", 2015): 9_000, ("Materials", 2015): 20_100, ("Administration", 2015): 11_340}
"""The new plan of each line-year that the amendment replaces, in whole euros; what Training gains the others give up."""

DEPARTURES: Final = {("Training", 2015): 360_00, ("Travel", 2015): -360_00}
"""Cost less plan in force, in cents, of the only line-years that do not end on their plan."""

_QUARTERS_OF: Final = {("Training", 2015): (1_380, 1_420, 4_760, 1_800)}
"""Where the story says what each quarter costs, in proportion (here in euros)."""

_SEASONS: Final = {
    "Utilities": (34, 19, 14, 33),  # heating
    "Materials": (20, 23, 30, 27),  # the school year's start, Christmas
    "Travel": (24, 27, 23, 26),
    "Services:SupportGroups": (26, 26, 21, 27),  # few groups in July
}
_EVEN: Final = (25, 25, 25, 25)


class Quarter(NamedTuple):
    """A quarter of a year, numbered 1 to 4."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """The quarter as the ledger's period: `2014-Q1`."""
        return f"{self.year}-Q{self.number}"

    @property
    def months(self) -> tuple[date, ...]:
        """The first days of its three months."""
        return tuple(date(self.year, 3 * self.number - 2 + i, 1) for i in range(3))

    @property
    def start(self) -> date:
        """Its first day."""
        return self.months[0]

    @property
    def end(self) -> date:
        """Its last day."""
        return last_day(self.months[-1])


QUARTERS: Final = tuple(Quarter(year, number) for year in YEARS for number in (1, 2, 3, 4))


def last_day(month: date) -> date:
    """Give the last day of a date's month."""
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def original_cents(line: Line, year: int) -> int:
    """Give what the agreement planned for a line in a year, in cents."""
    return line.years[YEARS.index(year)] * 100


def in_force_cents(line: Line, year: int) -> int:
    """Give the plan of a line in a year after the amendment, in cents."""
    amended = AMENDMENT.get((line.key, year))
    return original_cents(line, year) if amended is None else amended * 100


def year_cents(line: Line, year: int) -> int:
    """Give what a line costs in a year, in cents."""
    return in_force_cents(line, year) + DEPARTURES.get((line.key, year), 0)


@cache
def quarter_cents(line: Line, quarter: Quarter) -> int:
    """Give what a line costs in a quarter, in cents; the four quarters sum to the year."""
    return apportion(year_cents(line, quarter.year), _quarter_weights(line, quarter.year))[quarter.number - 1]


def _quarter_weights(line: Line, year: int) -> tuple[int, ...]:
    told = _QUARTERS_OF.get((line.key, year))
    if told is not None:
        return told
    if line.key == "Rent":
        return _EVEN
    season = _SEASONS.get(line.key, _EVEN)
    return tuple(weight * (1000 + pick(f"{line.key}/{year}/{i}", 40)) for i, weight in enumerate(season))

"""The demonstration's hand-kept part of the books as text: the agreement with its instalments, and the budget."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Final
from typing import NamedTuple

from riga_grants import names
from riga_grants import rule_forms
from riga_grants.demonstration import plan
from riga_grants.demonstration.plan import CODE
from riga_grants.money import to_decimal

CITY: Final = "RD"
CITY_NAME: Final = "Rīgas domes Labklājības departaments"
OWN: Final = "SOS"
OWN_NAME: Final = "Asociācija „SOS Bērnu ciemats”"
BANK: Final = f"Assets:Bank:{CODE}"
PUBLISHED: Final = "Mixnews.lv/LETA, 2014-02-03"
INVENTED: Final = "demonstration"

HEADER: Final = f"""\
;; {plan.MARK}
;; DEMONSTRATION DATA — invented figures
;;
;; {{what}}
;; Published are only the directives that name a publication as their source, and the own part derived from them.
"""


class Instalment(NamedTuple):
    """Money from the city: the day it was due, the day it came, whole cents, and what the bank statement would say of it.

    `report` is the quarter whose report must have been approved before ("": none).
    """

    due: date
    day: date
    cents: int
    report: str = ""
    remark: str = ""


_LATE: Final = ", maksājams līdz 15.12.2016., saņemts ar nokavēšanos"
INSTALMENTS: Final = (
    Instalment(date(2014, 2, 17), date(2014, 2, 17), 60_000_00),
    Instalment(date(2014, 6, 16), date(2014, 6, 16), 55_000_00, "2014-Q1"),
    Instalment(date(2014, 10, 15), date(2014, 10, 15), 40_000_00, "2014-Q2"),
    Instalment(date(2015, 2, 16), date(2015, 2, 16), 60_000_00, "2014-Q4"),
    Instalment(date(2015, 7, 15), date(2015, 7, 15), 65_000_00, "2015-Q1"),
    Instalment(date(2016, 2, 15), date(2016, 2, 15), 60_000_00, "2015-Q4"),
    Instalment(date(2016, 7, 15), date(2016, 7, 15), 60_000_00, "2016-Q1"),
    Instalment(date(2016, 12, 15), date(2017, 2, 20), 25_998_00, "2016-Q3", _LATE),
)
USED: Final = "0.70"
"""The share of the earlier instalments that must have been used before the next is paid in full."""

CALLS: Final = "calls of Riga, apkaimes.lv 2023 and integracija.riga.lv 2021"
AGA: Final = "EU annotated grant agreement v2.0"
RULES: Final[Sequence[tuple[str, str, Mapping[str, str], str]]] = (
    # name, value, further metadata, where such a rule was read (that it holds here is invented)
    (rule_forms.LINE_FLEXIBILITY, '0.10 "error"', {}, ""),
    (rule_forms.RECOGNITION, '"incurred"', {}, ""),
    (rule_forms.BASIS, '"invoiced"', {}, ""),
    (rule_forms.OWN_MINIMUM, '0.05 "error"', {}, CALLS),
    (rule_forms.CATEGORY_CEILING, '0.20 "error"', {"lines": "Staff:Management"}, "Interreg small project funds, Jems"),
    (rule_forms.IN_KIND_MAXIMUM, '0.50 "error"', {}, "Financial Regulation (EU) 2024/2509, art. 193(2)"),
    (rule_forms.BANNED_COSTS, '"interest, fine" "error"', {}, f"{AGA}, art. 6.3"),
    (rule_forms.EVIDENCE, '"paid, issuer-reg" "warning"', {}, ""),
    (rule_forms.ADVANCE_USED, f'{USED} "warning"', {"funder": CITY}, f"{AGA}, art. 22.3"),
    (rule_forms.SMALL_RECOVERY, "250 EUR", {}, "Interreg corrections, Jems"),
    (rule_forms.RETENTION_YEARS, "5", {}, f"{AGA}, art. 20"),
)


INCLUDED = (
    f"../../budgets/{CODE}.beancount",
    f"../../budgets/{CODE}/*.beancount",
    f"../imported/{CODE}/*.beancount",
    f"../closings/{CODE}/*.beancount",
)


def ledger_files() -> dict[PurePosixPath, str]:
    """Give the text of the demonstration's hand-kept files by their path below the books' folder; lines end with a newline.

    `ledger/projects/RGAP.beancount` includes the other one and everything in the project's three folders of generated files,
    where at least one file each has to stand (a glob that matches nothing is an error to Beancount).
    """
    return {
        PurePosixPath(f"ledger/projects/{CODE}.beancount"): _project_file(),
        PurePosixPath(f"budgets/{CODE}.beancount"): _budget_file(),
    }


def _project_file() -> str:
    parts = (
        HEADER.format(what="The ledger of the demonstration project."),
        "".join(f'include "{path}"\n' for path in INCLUDED),
        _agreement(),
        _periods(),
        ";; Budget lines: number and name as in the agreement's budget.\n" + "\n".join(_open_line(line) for line in plan.LINES),
        _other_accounts(),
        ";; Money from the city.\n" + "\n".join(_instalment(n, one) for n, one in enumerate(INSTALMENTS, 1)),
        f';; Entries saved in Fava go here.\n{plan.START} custom "fava-option" "insert-entry" "{names.COST}:{CODE}:"\n',
    )
    return "\n".join(parts)


def _agreement() -> str:
    own_cents = plan.TOTAL_CENTS - plan.CITY_CENTS
    return "".join(
        [
            directive(
                "grant-project",
                f'"{CODE}" "Rīgas Ģimeņu atbalsta programma" {plan.START} {plan.END} {euros(plan.TOTAL_CENTS)}',
                {
                    "name-en": "Riga Family Support Programme",
                    "contract": f"{plan.AGREED}, {CITY_NAME}, Rīgas Sociālais dienests, asociācija „SOS Bērnu ciemats”",
                    "source": PUBLISHED,
                    "note": "demonstration: the lines of the budget, all costs and all instalments are invented",
                    "demonstration": True,
                },
            ),
            directive(
                "grant-source",
                f'"{CODE}" "{CITY}" {euros(plan.CITY_CENTS)}',
                {
                    "kind": "funder",
                    "name": CITY_NAME,
                    "name-en": "Welfare Department of Riga City Council",
                    "source": PUBLISHED,
                },
            ),
            directive(
                "grant-source",
                f'"{CODE}" "{OWN}" {euros(own_cents)}',
                {
                    "kind": names.OWN,
                    "name": OWN_NAME,
                    "name-en": "Association SOS Children's Villages",
                    "source": "derived: 882 205 − 425 998",
                },
            ),
            *(
                directive("grant-rule", f'"{CODE}" "{name}" {value}', {**meta, "source": f"{INVENTED}; {where}".rstrip("; ")})
                for name, value, meta, where in RULES
            ),
            *(_planned(n, one) for n, one in enumerate(INSTALMENTS, 1)),
            *(
                directive(
                    "grant-indicator",
                    f'"{CODE}" "families" "{year}" "planned" 100',
                    {"title": "Ģimenes vidēji gadā", "unit": "ģimenes", "source": PUBLISHED},
                )
                for year in plan.YEARS
            ),
        ]
    )


def _planned(number: int, instalment: Instalment) -> str:
    conditions = f'  after-used: {USED}\n  after-report: "{instalment.report}"\n' if instalment.report else ""
    values = f'"{CODE}" "{CITY}" "{number}" {instalment.due} {euros(instalment.cents)}'
    return directive("grant-instalment", values, {"source": INVENTED}) + conditions


def _periods() -> str:
    years = [(str(year), date(year, 1, 1), date(year, 12, 31)) for year in plan.YEARS]
    quarters = [(quarter.name, quarter.start, quarter.end) for quarter in plan.QUARTERS]
    return "".join(
        directive("grant-period", f'"{CODE}" "{name}" {start} {end}', {"source": INVENTED})
        for name, start, end in years + quarters
    )


def _open_line(line: plan.Line) -> str:
    meta = {names.POSITION: line.position, names.NAME: line.name, names.NAME_EN: line.name_en}
    if line.key in plan.CODES:
        meta[names.EKK] = plan.CODES[line.key]
    return f"{plan.START} open {line.account} EUR\n{metadata(meta)}"


def _other_accounts() -> str:
    accounts = (
        f"{names.ADVANCE}:{CITY}:{CODE}",
        f"{names.RECEIVABLE}:{CITY}:{CODE}",
        f"{names.REPAYABLE}:{CITY}:{CODE}",
        f"{names.PAYABLE}:{CODE}",
        BANK,
        f"{names.EARNED}:{CITY}:{CODE}",
        f"{names.IN_KIND}:{CODE}",
    )
    return ";; Money received and earned, and contributions in kind.\n" + "".join(
        f"{plan.START} open {account} EUR\n" for account in accounts
    )


def _instalment(number: int, instalment: Instalment) -> str:
    narration = f"{number}. maksājums no {len(INSTALMENTS)} (demonstrācija){instalment.remark}"
    amount = to_decimal(instalment.cents)
    return (
        f"{instalment.day} * {quoted(CITY_NAME)} {quoted(narration)}\n"
        f'  source: "{INVENTED}"\n'
        f"  {BANK}  {amount} EUR\n"
        f"  {names.ADVANCE}:{CITY}:{CODE}  -{amount} EUR\n"
    )


def _budget_file() -> str:
    first = [_budget(plan.AGREED, line, year, plan.original_cents(line, year)) for line in plan.LEAVES for year in plan.YEARS]
    amended = [
        _budget(plan.AMENDED, plan.BY_KEY[key], year, amount * 100, plan.DECISION)
        for (key, year), amount in plan.AMENDMENT.items()
    ]
    parts = (
        HEADER.format(what="The budget by line and year."),
        ";; The budget as first agreed.\n" + "".join(first),
        ";; The amendment: each directive replaces the plan of its line and year.\n" + "".join(amended),
    )
    return "\n".join(parts)


def _budget(dated: date, line: plan.Line, year: int, cents: int, decision: str = "") -> str:
    meta = {"decision": decision, "source": INVENTED} if decision else {"source": INVENTED}
    return directive("grant-budget", f'{line.account} "{year}" {euros(cents)}', meta, dated)


def directive(name: str, values: str, meta: Mapping[str, str | bool], dated: date = plan.AGREED) -> str:
    """Write a `custom` directive; `values` are written already, metadata is quoted here."""
    return f'{dated} custom "{name}" {values}\n{metadata(meta)}'


def metadata(meta: Mapping[str, str | bool]) -> str:
    """Write metadata lines, texts in quotes and truth values as TRUE or FALSE."""
    return "".join(
        f"  {key}: {str(value).upper() if isinstance(value, bool) else quoted(value)}\n" for key, value in meta.items()
    )


def quoted(text: str) -> str:
    """Write a text as a Beancount string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def euros(cents: int) -> str:
    """Write an amount as Beancount does: `18000.00 EUR`."""
    return f"{to_decimal(cents)} EUR"

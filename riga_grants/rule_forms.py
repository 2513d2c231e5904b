"""The rules that an agreement may set with `grant-rule`: which kind of value each takes, and what it may be narrowed to.

No limit stands in the code: each is a parameter of the agreement, with its severity and its source noted beside it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from typing import NamedTuple

from riga_grants.i18n import N_

SHARE, NUMBER, AMOUNT, WORDS, SWITCH = "share", "number", "amount", "words", "switch"
EXPECTED: Final[Mapping[str, str]] = {
    SHARE: N_("a share from 0 to 1, such as 0.10"),
    NUMBER: N_("a whole number, 0 or more"),
    AMOUNT: N_("an amount in whole cents, 0 or more, such as 1000.00 EUR"),
    WORDS: N_("words in quotes"),
    SWITCH: N_("TRUE or FALSE"),
}
EXAMPLES: Final[Mapping[str, str]] = {SHARE: "0.10", NUMBER: "30", AMOUNT: "250 EUR", WORDS: '"…"', SWITCH: "TRUE"}


class RuleForm(NamedTuple):
    """How a rule is written: the kind of its value, the words it may be, the metadata keys that it needs and may have."""

    kind: str
    choices: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


LINE_FLEXIBILITY: Final = "line-flexibility"
PERIOD_FLEXIBILITY: Final = "period-flexibility"
RECOGNITION: Final = "recognition"
BASIS: Final = "basis"
OWN_MINIMUM: Final = "own-minimum"
LATE_COST_DAYS: Final = "late-cost-days"
TRANSFER_MAXIMUM: Final = "transfer-maximum"
FLAT_RATE: Final = "flat-rate"
IN_KIND_MAXIMUM: Final = "in-kind-maximum"
GRANT_WITHOUT_IN_KIND: Final = "grant-without-in-kind"
THIRD_PARTY_IN_KIND: Final = "third-party-in-kind"
BANNED_COSTS: Final = "banned-costs"
VAT_RECOVERABLE: Final = "vat-recoverable"
PAYMENT_CEILING: Final = "payment-ceiling"
ADVANCE_USED: Final = "advance-used"
CASH_MINIMUM: Final = "cash-minimum"
NO_PROFIT: Final = "no-profit"
EVIDENCE: Final = "evidence"
UNIT_PRICE: Final = "unit-price"
CATEGORY_CEILING: Final = "category-ceiling"
SMALL_RECOVERY: Final = "small-recovery"
FX_TOLERANCE: Final = "fx-tolerance"
RETENTION_YEARS: Final = "retention-years"
REPORT_DAYS: Final = "report-days"
RETURN_DAYS: Final = "return-days"

SWITCHES: Final = (
    *("sources-total", "budget-total", "cost-outside-dates", "cost-line", "cost-document", "project-over-budget"),
    *("source-over-ceiling", "claim-over-rate", "double-funding", "document-differs", "budget-below-spent"),
    *("instalments-over-ceiling", "received-before-due", "advance-overdrawn"),
)
"""Findings that every agreement has and that one may make less severe, or switch off with FALSE: rules by their codes."""

RULES: Final[Mapping[str, RuleForm]] = {
    LINE_FLEXIBILITY: RuleForm(SHARE),
    PERIOD_FLEXIBILITY: RuleForm(SHARE),
    RECOGNITION: RuleForm(WORDS, ("incurred", "approved")),
    BASIS: RuleForm(WORDS, ("invoiced", "paid")),
    OWN_MINIMUM: RuleForm(SHARE),
    LATE_COST_DAYS: RuleForm(NUMBER, may=("lines",)),
    TRANSFER_MAXIMUM: RuleForm(SHARE),
    FLAT_RATE: RuleForm(SHARE, needs=("lines", "base")),
    IN_KIND_MAXIMUM: RuleForm(SHARE, may=("base",)),
    GRANT_WITHOUT_IN_KIND: RuleForm(SWITCH),
    THIRD_PARTY_IN_KIND: RuleForm(WORDS, ("excluded", "allowed")),
    BANNED_COSTS: RuleForm(WORDS),
    VAT_RECOVERABLE: RuleForm(SHARE, may=("lines",)),
    PAYMENT_CEILING: RuleForm(SHARE, may=("funder",)),
    ADVANCE_USED: RuleForm(SHARE, may=("funder",)),
    CASH_MINIMUM: RuleForm(AMOUNT),
    NO_PROFIT: RuleForm(SHARE),
    EVIDENCE: RuleForm(WORDS, ("paid", "document", "vat", "issuer-reg")),
    UNIT_PRICE: RuleForm(AMOUNT, needs=("unit",), may=("lines",)),
    CATEGORY_CEILING: RuleForm(SHARE, needs=("lines",), may=("base",)),
    SMALL_RECOVERY: RuleForm(AMOUNT),
    FX_TOLERANCE: RuleForm(SHARE),
    RETENTION_YEARS: RuleForm(NUMBER),
    REPORT_DAYS: RuleForm(NUMBER),
    RETURN_DAYS: RuleForm(NUMBER),
    **dict.fromkeys(SWITCHES, RuleForm(SWITCH)),
}


def fits(form: RuleForm, value: Decimal | None, cents: int | None, words: tuple[str, ...]) -> bool:
    """Say whether what a directive holds is of the kind that a rule takes; `value` is None where none was written."""
    if form.kind == SHARE:
        return value is not None and 0 <= value <= 1
    if form.kind == NUMBER:
        return value is not None and value >= 0 and value == int(value)
    if form.kind == AMOUNT:
        return cents is not None
    if form.kind == WORDS:
        return bool(words) and (not form.choices or set(words) <= set(form.choices))
    return value is None and cents is None and not words
